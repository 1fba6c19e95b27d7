//! Workspaces judged by their Cargo.lock: whether it is whole, whether it fits, and where it stands.

use serde_json::Value;

use crate::discovery::Tree;
use crate::program::run_in;

pub(crate) const MANIFEST: &str =
    "[package]\nname = \"shop\"\nversion = \"1.0.0\"\nedition = \"2021\"\n";
pub(crate) const LOCK: &str = "version = 4

[[package]]
name = \"faststr\"
version = \"0.2.0\"
source = \"registry+https://github.com/rust-lang/crates.io-index\"
checksum = \"c0ffee\"

[[package]]
name = \"shop\"
version = \"1.0.0\"
dependencies = [
 \"faststr\",
]
";

/// Exit code, codes of what is remarked, and report of a check in which cargo is not started.
pub(crate) fn check(files: &[(&str, &str)], arguments: &[&str]) -> (i32, Vec<String>, Value) {
    let tree = Tree::new(files);
    let arguments = [&["check", "--no-cargo", "--format", "json"], arguments].concat();
    let ran = run_in(&tree.folder, &arguments, b"");
    let report: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err));
    let remarks = report["diagnostics"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let codes = remarks.iter().filter_map(|remark| remark["code"].as_str());
    // A small lockfile may well have no dependencies.
    let codes = codes.filter(|code| *code != "no-dependencies");
    let codes = codes.map(str::to_owned).collect();
    (ran.code, codes, report)
}

#[test]
fn a_lockfile_that_does_not_fit_its_manifest_is_never_a_pass() {
    let declared = |rest: &str| format!("{MANIFEST}{rest}");
    for (rest, fits) in [
        ("[dependencies]\nfaststr = \"0.2\"\n", true),
        (
            "[dependencies]\nfast = { package = \"faststr\", version = \"0.2\" }\n",
            true,
        ),
        (
            "[target.'cfg(windows)'.build-dependencies]\nfaststr = \"0.2\"\n",
            true,
        ),
        ("[dependencies]\nsonic-rs = \"0.5\"\n", false),
        ("[dev-dependencies]\nsonic-rs = \"0.5\"\n", false),
        (
            "[target.x86_64-pc-windows-msvc.dependencies]\nsonic-rs = { version = \"0.5\", optional = true }\n",
            false,
        ),
        (
            "[dependencies]\nfaststr = { git = \"https://github.com/cloudwego/faststr\" }\n",
            false,
        ),
        (
            "[workspace.dependencies]\nsonic = { package = \"sonic-rs\", version = \"0.5\" }\n[dependencies]\nsonic.workspace = true\n",
            false,
        ),
        ("no TOML\n", false),
    ] {
        let manifest = declared(rest);
        let (code, codes, report) = check(&[("Cargo.toml", &manifest), ("Cargo.lock", LOCK)], &[]);
        assert_eq!(code, if fits { 0 } else { 3 }, "{rest}: {codes:?}");
        assert_eq!(report["summary"]["components"], 2, "{rest}");
        assert_eq!(codes.is_empty(), fits, "{rest}: {codes:?}");
    }
}

#[test]
fn a_member_may_ask_for_more_than_the_lockfile_holds() {
    let root = "[workspace]\nmembers = [\"crates/*\"]\nexclude = [\"crates/old\"]\n";
    let member = format!("{MANIFEST}[dependencies]\nfaststr = \"0.2\"\n");
    let other = MANIFEST.replace("shop", "other") + "[dependencies]\nsonic-rs = \"0.5\"\n";
    let files = [
        ("Cargo.toml", root),
        ("Cargo.lock", LOCK),
        ("crates/shop/Cargo.toml", &member),
        ("crates/old/Cargo.toml", &other),
    ];
    let (code, codes, _) = check(&files, &[]);
    assert_eq!((code, codes.is_empty()), (0, true), "{codes:?}");
    let files = [&files[..3], &[("crates/new/Cargo.toml", &other)]].concat();
    let (code, codes, report) = check(&files, &[]);
    assert_eq!(
        (code, codes.as_slice()),
        (3, &["cargo-lock-stale".to_owned()][..])
    );
    let message = report["diagnostics"][0]["message"]
        .as_str()
        .unwrap_or_default();
    assert!(message.ends_with("it does not hold `other`"), "{message}");
}

/// A manifest that takes a package from elsewhere than the lockfile brings in what nobody judged.
#[test]
fn a_lockfile_has_packages_from_where_manifests_take_them() {
    let git = "git+https://github.com/example/faststr?branch=main#0123456789012345678901234567890123456789";
    let other = "registry+https://crates.example.com/index";
    let crates_io = "registry+https://github.com/rust-lang/crates.io-index";
    let from = |source: &str| LOCK.replace(crates_io, source);
    let folder = LOCK.replace(
        &format!("source = \"{crates_io}\"\nchecksum = \"c0ffee\"\n"),
        "",
    );
    let unused = format!("{LOCK}\n[[patch.unused]]\nname = \"basket\"\nversion = \"1.0.0\"\n");
    for (lock, rest, fits) in [
        (
            from(git),
            "faststr = { git = \"https://github.com/example/faststr.git\", branch = \"main\" }",
            true,
        ),
        (
            from(git),
            "faststr = { git = \"https://github.com/cloudwego/faststr\" }",
            false,
        ),
        (from(git), "faststr = \"0.2\"", false),
        (
            from(git),
            "faststr = \"0.2\"\n[patch.crates-io]\nfaststr = { git = \"https://github.com/example/faststr\", branch = \"main\" }",
            true,
        ),
        (
            LOCK.to_owned(),
            "faststr = \"0.2\"\n[patch.crates-io]\nfaststr = { git = \"https://github.com/cloudwego/faststr\" }",
            false,
        ),
        (
            LOCK.to_owned(),
            "faststr = \"0.2\"\n[replace]\n\"faststr:0.2.0\" = { path = \"faststr\" }",
            false,
        ),
        (
            LOCK.to_owned(),
            "faststr = { git = \"https://github.com/cloudwego/faststr\" }\n[patch.crates-io]",
            false,
        ),
        (
            LOCK.to_owned(),
            "faststr = { version = \"0.2\", path = \"faststr\" }",
            false,
        ),
        (
            LOCK.to_owned(),
            "faststr = { version = \"0.2\", registry = \"crates-io\" }",
            true,
        ),
        (
            LOCK.to_owned(),
            "faststr = { version = \"0.2\", registry = \"inner\" }",
            false,
        ),
        (
            from(other),
            "faststr = { version = \"0.2\", registry = \"inner\" }",
            true,
        ),
        (from(other), "faststr = \"0.2\"", false),
        (folder, "faststr = { path = \"faststr\" }", true),
        (
            unused,
            "faststr = \"0.2\"\n[patch.crates-io]\nbasket = { path = \"basket\" }",
            true,
        ),
        (
            LOCK.to_owned(),
            "faststr = \"0.2\"\n[dev-dependencies]\nshop = { path = \".\" }",
            true,
        ),
    ] {
        let manifest = format!("{MANIFEST}[dependencies]\n{rest}\n");
        let (code, codes, _) = check(&[("Cargo.toml", &manifest), ("Cargo.lock", &lock)], &[]);
        assert_eq!(code, if fits { 0 } else { 3 }, "{rest}: {codes:?}");
        assert_eq!(codes.is_empty(), fits, "{rest}: {codes:?}");
    }
}

/// What a member has in a folder below is a member as well, and all that it asks for is locked.
#[test]
fn what_lies_in_a_folder_may_ask_for_more_than_the_lockfile_holds() {
    let root = format!("{MANIFEST}[dependencies]\nfaststr = {{ path = \"faststr\" }}\n");
    let lock = "version = 4\n\n[[package]]\nname = \"faststr\"\nversion = \"0.2.0\"\n\n[[package]]\nname = \"shop\"\nversion = \"1.0.0\"\ndependencies = [\n \"faststr\",\n]\n";
    let own = "[package]\nname = \"faststr\"\nversion = \"0.2.0\"\n";
    for (workspace, rest, fits) in [
        ("", "[dependencies]\nsonic-rs = \"0.5\"\n", false),
        ("", "[build-dependencies]\nsonic-rs = \"0.5\"\n", false),
        ("", "[dev-dependencies]\nsonic-rs = \"0.5\"\n", true),
        (
            "[workspace]\n",
            "[dev-dependencies]\nsonic-rs = \"0.5\"\n",
            false,
        ),
        (
            "[workspace]\n",
            "[dependencies]\nsonic-rs = { version = \"0.5\", optional = true }\n",
            false,
        ),
        (
            "[workspace]\nexclude = [\"faststr\"]\n",
            "[dev-dependencies]\nsonic-rs = \"0.5\"\n",
            true,
        ),
        (
            "[workspace]\n",
            "[workspace]\n[dev-dependencies]\nsonic-rs = \"0.5\"\n",
            true,
        ),
    ] {
        let (root, own) = (format!("{root}{workspace}"), format!("{own}{rest}"));
        let files = [
            ("Cargo.toml", root.as_str()),
            ("Cargo.lock", lock),
            ("faststr/Cargo.toml", &own),
        ];
        let (code, codes, _) = check(&files, &[]);
        assert_eq!(
            code,
            if fits { 0 } else { 3 },
            "{workspace}{rest}: {codes:?}"
        );
    }
}

/// What a pattern names and the workspace excludes is a workspace of its own; what it names by name is a member.
#[test]
fn what_a_workspace_excludes_is_judged_by_its_own_lockfile() {
    let root = "[workspace]\nmembers = [\"crates/*\"]\nexclude = [\"crates/x\"]\n";
    let asks = MANIFEST.to_owned() + "[dependencies]\nsonic-rs = \"0.5\"\n";
    let own = LOCK
        .replace("faststr", "sonic-rs")
        .replace("0.2.0", "0.5.0");
    let shop = MANIFEST.replace("shop", "other");
    let other = "version = 4\n\n[[package]]\nname = \"other\"\nversion = \"1.0.0\"\n";
    let files = [
        ("Cargo.toml", root),
        ("Cargo.lock", other),
        ("crates/other/Cargo.toml", &shop),
        ("crates/x/Cargo.toml", &asks),
        ("crates/x/Cargo.lock", &own),
    ];
    for arguments in [&["crates/x"][..], &["--recursive"]] {
        let arguments = [&["--profile", "strict"], arguments].concat();
        let (code, codes, report) = check(&files, &arguments);
        assert_eq!((code, codes.len()), (1, 0), "{codes:?}");
        let place = &report["findings"][0]["occurrences"][0]["location"]["path"];
        assert_eq!(place, "crates/x/Cargo.lock");
    }
    // Without one of its own, nobody can tell.
    let (code, _, _) = check(&files[..4], &["--recursive"]);
    assert_eq!(code, 3);
    let named = root.replace("crates/*", "crates/x");
    let locked = LOCK.replace(" \"faststr\",\n", "");
    let files = [
        ("Cargo.toml", named.as_str()),
        ("Cargo.lock", &locked),
        files[3],
    ];
    let (code, codes, _) = check(&files, &[]);
    assert_eq!(
        (code, codes.as_slice()),
        (3, &["cargo-lock-stale".to_owned()][..])
    );
}

#[test]
fn a_member_that_another_has_in_a_folder_is_asked_as_a_member() {
    let locked = "version = 4\n\n[[package]]\nname = \"foo\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"main\"\nversion = \"1.0.0\"\ndependencies = [\n \"foo\",\n]\n";
    let main = MANIFEST.replace("shop", "main") + "[dependencies]\nfoo = { path = \"../foo\" }\n";
    let foo = MANIFEST
        .replace("shop", "foo")
        .replace("[package]\n", "[package]\nworkspace = \"..\"\n");
    let asks_more = format!("{foo}[dev-dependencies]\nsonic-rs = \"0.5\"\n");
    for (foo, expected) in [(&foo, 0), (&asks_more, 3)] {
        let files = [
            ("Cargo.toml", "[workspace]\nmembers = [\"main\", \"foo\"]\n"),
            ("Cargo.lock", locked),
            ("main/Cargo.toml", &main),
            ("foo/Cargo.toml", foo),
        ];
        let (code, codes, _) = check(&files, &[]);
        assert_eq!(code, expected, "{codes:?}");
    }
}

#[test]
#[cfg(unix)]
fn members_are_found_through_links() {
    let member = MANIFEST.to_owned() + "repository = \"https://github.com/KasperskyLab/shop\"\n";
    let locked = "version = 4\n\n[[package]]\nname = \"shop\"\nversion = \"1.0.0\"\n";
    let tree = Tree::new(&[
        ("Cargo.toml", "[workspace]\nmembers = [\"linked*/*\"]\n"),
        ("Cargo.lock", locked),
        ("third/shop/Cargo.toml", &member),
    ]);
    std::os::unix::fs::symlink("third", tree.folder.join("linked")).expect("a link");
    let ran = run_in(&tree.folder, &["check", "--no-cargo"], b"");
    assert_eq!(ran.code, 1, "{}", ran.out);
}

/// Cargo takes any of these for its own registry, and asks for the host that a client makes of what is written.
#[test]
fn other_spellings_of_a_source_are_the_same_source() {
    for (name, source) in [
        (
            "sonic-rs",
            "registry+https://github.com/Rust-Lang/crates.io-index.git",
        ),
        (
            "sonic-rs",
            "registry+https://github.com/rust-lang/crates.io-index/",
        ),
        ("sonic_rs", "sparse+https://index.crates.io"),
        (
            "basket",
            "git+https://ｇithub。com/cloudwego/basket#0123456789",
        ),
        (
            "basket",
            "git+https://git%68ub.com/cloudwego/basket#0123456789",
        ),
    ] {
        let lock = format!(
            "version = 4\n\n[[package]]\nname = \"{name}\"\nversion = \"0.5.0\"\nsource = \"{source}\"\n"
        );
        let (code, _, report) = check(
            &[("Cargo.lock", &lock)],
            &["Cargo.lock", "--profile", "strict"],
        );
        assert_eq!(code, 1, "{source}");
        assert_eq!(
            report["findings"][0]["attribution"], "confirmed",
            "{source}"
        );
    }
}

/// Cargo takes packages by what their manifests say, wherever those lie.
#[test]
fn every_manifest_of_a_package_counts() {
    const VENDOR: &str = "repository = \"https://github.com/KasperskyLab/basket\"\n";
    let package = |name: &str, version: &str, rest: &str| {
        format!("[package]\nname = \"{name}\"\nversion = \"{version}\"\n{rest}")
    };
    let asks = |rest: &str| format!("{MANIFEST}{rest}");
    let locked = |packages: &str, of_shop: &str| {
        format!(
            "version = 4\n{packages}\n[[package]]\nname = \"shop\"\nversion = \"1.0.0\"\ndependencies = [{of_shop}]\n"
        )
    };
    let one = |version: &str, source: &str| {
        format!("\n[[package]]\nname = \"basket\"\nversion = \"{version}\"\n{source}")
    };
    let crates_io = "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n";
    let registry = locked(&one("1.0.0", crates_io), "\"basket\"");
    let folder = locked(&one("1.0.0", ""), "\"basket\"");
    let both = locked(
        &(one("1.0.0", crates_io) + &one("1.0.0", "")),
        "\"basket 1.0.0 (registry+https://github.com/rust-lang/crates.io-index)\"",
    );
    let two = locked(
        &(one("1.0.0", "") + &one("2.0.0", "")),
        "\"basket 1.0.0\", \"basket 2.0.0\"",
    );
    let vendors = package("basket", "1.0.0", VENDOR);
    let text = format!(
        "x = \"\"\"\n[package]\nname = \"basket\"\nversion = \"1.0.0\"\n[x]\n\"\"\"\n{vendors}"
    );
    let plain = asks("[dependencies]\nbasket = \"1\"\n");
    let config = "[source.a]\ndirectory = \"a\"\n[source.crates-io]\nreplace-with = \"v\"\n[source.v]\ndirectory = \"vendor\"\n";
    let patch = "[patch.crates-io]\nbasket = { path = \"own\" }\n";
    let replaces = plain.clone() + "[replace]\n\"basket:1.0.0\" = { path = \"own\" }\n";
    let asks_two = asks(
        "[dependencies]\nbasket = { path = \"own\" }\nother = { package = \"basket\", path = \"two\" }\n",
    );
    let first_name = vendors.replace("[package]", "[project]");
    let asks_own = asks("[dependencies]\nbasket = { path = \"own\" }\n");
    let second = package("basket", "2.0.0", "");
    let harmless = package("basket", "1.0.0", "");
    for files in [
        // Under a name of its own, within a text that looks like another, and beside another.
        &[
            ("Cargo.toml", &plain),
            ("Cargo.lock", &registry),
            ("vendor/zzz/Cargo.toml", &vendors),
        ][..],
        &[
            ("Cargo.toml", &plain),
            ("Cargo.lock", &registry),
            ("vendor/basket/Cargo.toml", &text),
        ],
        &[
            ("Cargo.toml", &plain),
            ("Cargo.lock", &registry),
            ("a/basket-1.0.0/Cargo.toml", &harmless),
            ("vendor/basket/Cargo.toml", &vendors),
        ],
        &[
            ("Cargo.toml", &plain),
            ("Cargo.lock", &folder),
            ("own/Cargo.toml", &vendors),
            (".cargo/config.toml", &patch.to_owned()),
        ],
        &[
            ("Cargo.toml", &replaces),
            ("Cargo.lock", &both),
            ("own/Cargo.toml", &vendors),
        ],
        &[
            ("Cargo.toml", &asks_two),
            ("Cargo.lock", &two),
            ("own/Cargo.toml", &vendors),
            ("two/Cargo.toml", &second),
        ],
        &[
            ("Cargo.toml", &asks_own),
            ("Cargo.lock", &folder),
            ("own/Cargo.toml", &first_name),
        ],
    ] {
        let mut files: Vec<_> = files
            .iter()
            .map(|(path, text)| (*path, text.as_str()))
            .collect();
        if !files.iter().any(|(path, _)| path.starts_with(".cargo")) {
            files.push((".cargo/config.toml", config));
        }
        let (code, codes, report) = check(&files, &[]);
        assert_eq!((code, codes.len()), (1, 0), "{files:?}: {report}");
    }
}

#[test]
fn a_lockfile_cut_between_two_packages_is_incomplete() {
    let end = LOCK
        .find("\n[[package]]\nname = \"shop\"")
        .unwrap_or_default();
    let (head, shop) = LOCK.split_at(end);
    let cut = head.replace("faststr", "apple") + &shop.replace("faststr", "zebra");
    let (code, codes, report) = check(&[("bom.lock", &cut)], &["bom.lock"]);
    assert_eq!(
        (code, codes.as_slice()),
        (3, &["lockfile-incomplete".to_owned()][..])
    );
    assert_eq!(report["diagnostics"][0]["location"]["line"], 10);
    let newer = LOCK.replace("version = 4", "version = 9");
    let (code, codes, _) = check(&[("bom.lock", &newer)], &["bom.lock"]);
    assert_eq!(
        (code, codes.as_slice()),
        (0, &["version-unknown".to_owned()][..])
    );
}

#[test]
fn marks_of_a_merge_are_named_where_they_stand() {
    let merged = LOCK.replace(
        "name = \"shop\"",
        "<<<<<<< HEAD\nname = \"shop\"\n=======\n>>>>>>> main",
    );
    let (code, _, report) = check(
        &[("app/Cargo.toml", MANIFEST), ("app/Cargo.lock", &merged)],
        &["app"],
    );
    assert_eq!(code, 3);
    let remark = &report["diagnostics"][0];
    let message = remark["message"].as_str().unwrap_or_default();
    assert!(message.contains("merge that was not finished"), "{message}");
    assert_eq!(remark["location"]["path"], "app/Cargo.lock");
    assert_eq!(remark["location"]["line"], 10);
}

#[test]
fn findings_stand_in_the_lockfile_of_their_workspace() {
    let root = "[workspace]\nmembers = [\"App\"]\n";
    let member = format!("{MANIFEST}[dependencies]\nfaststr = \"0.2\"\n");
    let files = [
        ("work/Cargo.toml", root),
        ("work/Cargo.lock", LOCK),
        ("work/App/Cargo.toml", &member),
    ];
    for (input, recursive, path) in [
        ("work", false, "work/Cargo.lock"),
        ("work/App", false, "work/Cargo.lock"),
        ("./work/App/Cargo.toml", false, "./work/Cargo.lock"),
        ("work", true, "work/Cargo.lock"),
        (".", true, "work/Cargo.lock"),
    ] {
        let arguments: &[&str] = if recursive {
            &["--recursive", input]
        } else {
            &[input]
        };
        let (_, _, report) = check(&files, arguments);
        let location = &report["findings"][0]["occurrences"][0]["location"];
        assert_eq!(location["path"], path, "{arguments:?}");
        assert_eq!(location["line"], 4);
        let input = report["inputs"][0]["path"].as_str().unwrap_or_default();
        assert!(!input.starts_with('/'), "{input}");
    }
}

/// Anybody can write the digest of a package beside a manifest of their own, and build it.
#[test]
fn a_folder_that_calls_itself_vendored_is_read_like_any_other() {
    let manifest = format!("{MANIFEST}[dependencies]\nfaststr = \"0.2\"\n");
    let own = LOCK
        .replace("faststr", "sonic-rs")
        .replace("shop", "faststr");
    let vendored =
        "[package]\nname = \"faststr\"\nversion = \"0.2.0\"\n[dependencies]\nsonic-rs = \"0.5\"\n";
    let files = [
        ("Cargo.toml", manifest.as_str()),
        ("Cargo.lock", LOCK),
        ("tool/Cargo.toml", vendored),
        ("tool/Cargo.lock", &own),
        (
            "tool/.cargo-checksum.json",
            "{\"files\":{},\"package\":\"c0ffee\"}",
        ),
    ];
    let (code, _, report) = check(&files, &["--recursive", "--profile", "strict"]);
    let findings = report["findings"].as_array().cloned().unwrap_or_default();
    let names = findings.iter().map(|finding| &finding["component"]["name"]);
    assert!(names.into_iter().any(|name| name == "sonic-rs"));
    assert_eq!(
        (code, report["inputs"].as_array().map(Vec::len)),
        (1, Some(2))
    );
}

#[test]
fn a_platform_that_nobody_knows_takes_nothing_out_of_the_build() {
    let metadata = r#"{"packages":[{"name":"shop","version":"1.0.0","id":"shop","source":null,"dependencies":[],"targets":[],"features":{},"manifest_path":"/shop/Cargo.toml"}],"workspace_members":["shop"],"resolve":{"nodes":[{"id":"shop","deps":[],"dependencies":[],"features":[]}],"root":"shop"},"workspace_root":"/shop","target_directory":"/shop/target","version":1}"#;
    let arguments = [
        "--target",
        "x86_64-unknown-linux-gnu",
        "--target",
        "our-board",
        "m.json",
    ];
    let (code, codes, _) = check(&[("m.json", metadata)], &arguments);
    assert_eq!(
        (code, codes.as_slice()),
        (0, &["target-unknown".to_owned()][..])
    );
}
