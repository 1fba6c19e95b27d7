//! Lockfiles that do not fit their manifests, told without cargo: what the next build would bring in was
//! never judged. Cargo says the same of each with `--locked`.

use crate::locked::{LOCK, MANIFEST, check};

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Whether a manifest with these dependencies and a lockfile with `faststr` from this source go together.
#[track_caller]
fn fits(source: &str, dependencies: &str, expected: bool) {
    let locked = match source {
        "" => LOCK.replace(
            &format!("source = \"{CRATES_IO}\"\nchecksum = \"c0ffee\"\n"),
            "",
        ),
        source => LOCK.replace(CRATES_IO, source),
    };
    let manifest = format!("{MANIFEST}[dependencies]\n{dependencies}\n");
    let files = [
        ("Cargo.toml", manifest.as_str()),
        ("Cargo.lock", &locked),
        (
            "own/Cargo.toml",
            "[package]\nname = \"faststr\"\nversion = \"0.2.0\"\n",
        ),
    ];
    told(&files, expected);
}

#[track_caller]
fn told(files: &[(&str, &str)], expected: bool) {
    let (code, codes, report) = check(files, &[]);
    let expected = if expected {
        (0, String::new())
    } else {
        (3, "cargo-lock-stale".to_owned())
    };
    assert_eq!(
        (code, codes.join(" ")),
        expected,
        "{files:?}: {}",
        report["diagnostics"]
    );
}

#[test]
fn versions_that_a_manifest_asks_for_are_those_that_are_locked() {
    for (versions, expected) in [
        ("\"0.2\"", true),
        ("\"*\"", true),
        ("\">=0.1, <0.3\"", true),
        ("{ version = \"=0.2.0\" }", true),
        ("\"0.3\"", false),
        ("\"0.2.1\"", false),
        ("{ version = \"<0.2\" }", false),
        ("\"no version\"", false),
    ] {
        fits(CRATES_IO, &format!("faststr = {versions}"), expected);
    }
    fits(
        CRATES_IO,
        "fast = { package = \"faststr\", version = \"0.3\" }",
        false,
    );
    fits(
        CRATES_IO,
        "[target.'cfg(windows)'.build-dependencies]\nfaststr = \"0.3\"",
        false,
    );
    fits(
        CRATES_IO,
        "faststr.workspace = true\n[workspace.dependencies]\nfaststr = \"0.3\"",
        false,
    );
    fits("", "faststr = { path = \"own\", version = \"0.2\" }", true);
    fits("", "faststr = { path = \"own\", version = \"0.3\" }", false);
}

#[test]
fn of_a_git_repository_what_a_manifest_asks_for_is_locked() {
    let git = |query: &str| {
        format!(
            "git+https://git.example.com/a/faststr{query}#0123456789012345678901234567890123456789"
        )
    };
    let asks =
        |rest: &str| format!("faststr = {{ git = \"https://git.example.com/a/faststr\"{rest} }}");
    fits(&git("?branch=main"), &asks(", branch = \"main\""), true);
    fits(&git("?branch=main"), &asks(", branch = \"next\""), false);
    fits(&git("?branch=main"), &asks(", tag = \"main\""), false);
    fits(&git("?branch=main"), &asks(""), false);
    fits(&git(""), &asks(""), true);
    fits(&git(""), &asks(", rev = \"0123\""), false);
    fits(&git("?rev=0123"), &asks(", rev = \"0123\""), true);
    fits(&git(""), &asks(", version = \"0.3\""), false);
    // The usual port may be said, and a space is written as it is or escaped.
    for (written, locked) in [
        (
            "https://git.example.com:443/a/faststr",
            "https://git.example.com/a/faststr",
        ),
        (
            "https://git.example.com/a b/faststr",
            "https://git.example.com/a%20b/faststr",
        ),
        (
            "https://git.example.com/a/faststr.git/",
            "https://git.example.com/a/faststr",
        ),
    ] {
        fits(
            &format!("git+{locked}#0123456789"),
            &format!("faststr = {{ git = \"{written}\" }}"),
            true,
        );
    }
}

#[test]
fn a_patch_stands_in_for_what_comes_from_its_source_alone() {
    let from = "{ git = \"https://git.example.com/faststr\" }";
    for (wanted, patched, expected) in [
        ("\"0.2\"", "crates-io", true),
        (
            "\"0.2\"",
            "'https://github.com/rust-lang/crates.io-index'",
            true,
        ),
        ("\"0.2\"", "'https://git.example.com/faststr'", false),
        (from, "'https://git.example.com/faststr.git'", true),
        (from, "'https://git.example.com/other'", false),
        (from, "crates-io", false),
        ("{ version = \"0.2\", registry = \"inner\" }", "inner", true),
        (
            "{ version = \"0.2\", registry = \"inner\" }",
            "crates-io",
            false,
        ),
        // It has another version than is asked for.
        ("\"0.3\"", "crates-io", false),
    ] {
        fits(
            "",
            &format!("faststr = {wanted}\n[patch.{patched}]\nfaststr = {{ path = \"own\" }}"),
            expected,
        );
    }
}

#[test]
fn registries_are_told_apart_where_their_addresses_are_known() {
    let configured = "[registries.inner]\nindex = \"sparse+https://inner.example.com/index/\"\n";
    let manifest = format!(
        "{MANIFEST}[dependencies]\nfaststr = {{ version = \"0.2\", registry = \"inner\" }}\n"
    );
    for (source, expected) in [
        ("sparse+https://inner.example.com/index/", true),
        ("sparse+https://other.example.com/index/", false),
    ] {
        let locked = LOCK.replace(CRATES_IO, source);
        let files = [
            ("Cargo.toml", manifest.as_str()),
            ("Cargo.lock", &locked),
            (".cargo/config.toml", configured),
        ];
        told(&files, expected);
    }
}

#[test]
fn what_is_patched_in_may_ask_for_more_than_the_lockfile_holds() {
    let locked = LOCK.replace(
        &format!("source = \"{CRATES_IO}\"\nchecksum = \"c0ffee\"\n"),
        "",
    );
    let asks = "faststr = \"0.2\"\n[patch.crates-io]\nfaststr = { path = \"own\" }\n";
    let manifest = format!("{MANIFEST}[workspace]\n[dependencies]\n{asks}");
    let own = "[package]\nname = \"faststr\"\nversion = \"0.2.0\"\n";
    for (rest, expected) in [
        ("[dependencies]\nsonic-rs = \"0.5\"\n", false),
        // It is no member: what is optional, or for its development, is not locked.
        (
            "[dependencies]\nsonic-rs = { version = \"0.5\", optional = true }\n",
            true,
        ),
        ("[dev-dependencies]\nsonic-rs = \"0.5\"\n", true),
    ] {
        let own = format!("{own}{rest}");
        let files = [
            ("Cargo.toml", manifest.as_str()),
            ("Cargo.lock", &locked),
            ("own/Cargo.toml", &own),
        ];
        told(&files, expected);
    }
    // Nothing takes it: what it asks for is not locked.
    let unused = format!("{LOCK}\n[[patch.unused]]\nname = \"basket\"\nversion = \"1.0.0\"\n");
    let manifest = format!(
        "{MANIFEST}[dependencies]\nfaststr = \"0.2\"\n[patch.crates-io]\nbasket = {{ path = \"own\" }}\n"
    );
    let own = own.replace("faststr", "basket").replace("0.2.0", "1.0.0")
        + "[dependencies]\nsonic-rs = \"0.5\"\n";
    let files = [
        ("Cargo.toml", manifest.as_str()),
        ("Cargo.lock", &unused),
        ("own/Cargo.toml", &own),
    ];
    told(&files, true);
}

/// What stands in for another is built with the features that are asked of the other.
#[test]
fn features_are_asked_of_what_stands_in_for_another() {
    let lock = LOCK.replace(
        &format!("source = \"{CRATES_IO}\"\nchecksum = \"c0ffee\"\n"),
        "",
    );
    let own = "[package]\nname = \"faststr\"\nversion = \"0.2.0\"\n[features]\nfast = [\"dep:sonic-rs\"]\n[dependencies]\nsonic-rs = { version = \"0.5\", optional = true }\n";
    let by_default = own.replace("[features]\n", "[features]\ndefault = [\"fast\"]\n");
    for (asked, own, expected) in [
        ("\"0.2\"", own, true),
        ("\"0.2\"", &by_default, false),
        (
            "{ version = \"0.2\", default-features = false }",
            &by_default,
            true,
        ),
        ("{ version = \"0.2\", features = [\"fast\"] }", own, false),
    ] {
        let patch = "[patch.crates-io]\nfaststr = { path = \"own\" }\n";
        let manifest = format!("{MANIFEST}[dependencies]\nfaststr = {asked}\n{patch}");
        let files = [
            ("Cargo.toml", manifest.as_str()),
            ("Cargo.lock", &lock),
            ("own/Cargo.toml", own),
        ];
        told(&files, expected);
    }
}

/// A patch may be unused, and then nothing that it has in a folder is locked. What a member needs is used.
#[test]
fn nothing_but_a_patch_is_unused() {
    let unused = |name: &str| {
        format!("version = 4\n\n[[patch.unused]]\nname = \"{name}\"\nversion = \"1.0.0\"\n")
    };
    let package = |name: &str| MANIFEST.replace("shop", name) + "[dependencies]\n";
    let shop = "\n[[package]]\nname = \"shop\"\nversion = \"1.0.0\"\n";
    let needs_a =
        "dependencies = [\n \"a\",\n]\n\n[[package]]\nname = \"a\"\nversion = \"0.9.0\"\n";
    let patch = "[patch.crates-io]\na = { path = \"a\" }\n";
    let sonic = "sonic-rs = \"0.5\"\n";
    for (lock, of_shop, of_a, expected) in [
        (unused("shop"), sonic, "", false),
        (
            unused("a") + shop + needs_a,
            "a = { path = \"a\" }\n",
            sonic,
            false,
        ),
        (unused("a") + shop, patch, "b = { path = \"../b\" }\n", true),
    ] {
        let files = [
            ("Cargo.toml", package("shop") + of_shop),
            ("Cargo.lock", lock),
            ("a/Cargo.toml", package("a") + of_a),
            ("b/Cargo.toml", package("b") + sonic),
        ];
        let files = files.each_ref().map(|(path, text)| (*path, text.as_str()));
        told(&files, expected);
    }
}

#[test]
fn what_another_workspace_hands_down_is_locked_as_well() {
    let app = MANIFEST.replace("shop", "app")
        + "[workspace]\n[dependencies]\na = { path = \"../libs/a\" }\n";
    let a = MANIFEST.replace("shop", "a") + "[dependencies]\nsonic.workspace = true\n";
    let locked = |of_a: &str, more: &str| {
        format!(
            "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\ndependencies = [{of_a}]\n\n[[package]]\nname = \"app\"\nversion = \"1.0.0\"\ndependencies = [\n \"a\",\n]\n{more}"
        )
    };
    let whole = locked(
        "\"b\"",
        "\n[[package]]\nname = \"b\"\nversion = \"1.0.0\"\n",
    );
    let shared = "[workspace]\nmembers = [\"a\"]\n[workspace.dependencies]\nsonic = { package = \"b\", path = \"b\" }\n";
    let b = MANIFEST.replace("shop", "b");
    for (lock, root, code, expected) in [
        (whole.as_str(), shared, 0, None),
        (&locked("", ""), shared, 3, Some("cargo-lock-stale")),
        // The workspace that it inherits from is not there, or says nothing.
        (&whole, "[package]\n", 3, Some("input-unreadable")),
    ] {
        let files = [
            (".git/HEAD", "ref: refs/heads/main\n"),
            ("app/Cargo.toml", &app),
            ("app/Cargo.lock", lock),
            ("libs/Cargo.toml", root),
            ("libs/a/Cargo.toml", &a),
            ("libs/b/Cargo.toml", &b),
        ];
        let (exit, codes, _) = check(&files, &["app"]);
        assert_eq!(
            (exit, codes.first().map(String::as_str)),
            (code, expected),
            "{root}"
        );
    }
}

/// A dependency without a version means the one that there is: of several, cargo takes none.
#[test]
fn a_dependency_that_may_mean_two_versions_means_none() {
    let two = format!(
        "{LOCK}\n[[package]]\nname = \"faststr\"\nversion = \"0.1.0\"\nsource = \"{CRATES_IO}\"\n"
    );
    let manifest = format!("{MANIFEST}[dependencies]\nfaststr = \"0.2\"\n");
    for (dependency, expected) in [
        ("faststr", false),
        ("faststr 0.2.0", true),
        ("faststr 0.1.0", false),
    ] {
        let lock = two.replace(" \"faststr\",", &format!(" \"{dependency}\","));
        told(
            &[("Cargo.toml", &manifest), ("Cargo.lock", &lock)],
            expected,
        );
    }
}

/// Whoever builds in the folder of a member gets what is configured there, however it came to be one.
#[test]
fn configuration_of_members_by_their_path_is_read() {
    let locked = LOCK.replace(
        &format!("source = \"{CRATES_IO}\"\nchecksum = \"c0ffee\"\n"),
        "",
    );
    let manifest =
        format!("{MANIFEST}[workspace]\n[dependencies]\nfaststr = {{ path = \"own\" }}\n");
    for (config, expected) in [
        ("[build]\njobs = 1\n", None),
        ("paths = [\"elsewhere\"]\n", Some("cargo-config-ignored")),
        (
            "[patch.crates-io]\nfaststr = { path = \"x\" }\n",
            Some("cargo-config-ignored"),
        ),
    ] {
        let files = [
            ("Cargo.toml", manifest.as_str()),
            ("Cargo.lock", &locked),
            (
                "own/Cargo.toml",
                "[package]\nname = \"faststr\"\nversion = \"0.2.0\"\n",
            ),
            ("own/.cargo/config.toml", config),
        ];
        let (code, codes, _) = check(&files, &[]);
        assert_eq!(codes.first().map(String::as_str), expected, "{config}");
        assert_eq!(code, if expected.is_some() { 3 } else { 0 }, "{config}");
    }
}

/// Of what is no member, the lockfile holds the optional dependencies that its users switch on.
#[test]
fn features_bring_in_what_the_lockfile_has_to_hold() {
    let lock = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"b\"\nversion = \"1.0.0\"\ndependencies = [\n \"a\",\n]\n\n[[package]]\nname = \"shop\"\nversion = \"1.0.0\"\ndependencies = [\n \"b\",\n]\n";
    let a = |rest: &str| {
        MANIFEST.replace("shop", "a")
            + "[dependencies]\nsonic-rs = { version = \"0.5\", optional = true }\n[features]\nfast = [\"dep:sonic-rs\"]\n"
            + rest
    };
    for (of_b, of_a, of_shop, expected) in [
        ("{ path = \"../a\" }", "", "", true),
        ("{ path = \"../a\" }", "default = [\"fast\"]\n", "", false),
        (
            "{ path = \"../a\", default-features = false }",
            "default = [\"fast\"]\n",
            "",
            true,
        ),
        ("{ path = \"../a\", features = [\"fast\"] }", "", "", false),
        ("{ path = \"../a\" }", "", ", features = [\"quick\"]", false),
        ("{ path = \"../a\" }", "", ", features = [\"slow\"]", true),
    ] {
        let b = MANIFEST.replace("shop", "b")
            + &format!("[dependencies]\na = {of_b}\n[features]\nquick = [\"a/fast\"]\nslow = []\n");
        let shop = format!("{MANIFEST}[dependencies]\nb = {{ path = \"b\"{of_shop} }}\n");
        let files = [
            ("Cargo.toml", shop.as_str()),
            ("Cargo.lock", lock),
            ("a/Cargo.toml", &a(of_a)),
            ("b/Cargo.toml", &b),
        ];
        told(&files, expected);
    }
}

/// Cargo goes by what lies in the place of a registry, and not by what the registry said.
#[test]
fn what_is_vendored_may_ask_for_more_than_the_lockfile_holds() {
    let manifest = format!("{MANIFEST}[dependencies]\nfaststr = \"0.2\"\n");
    let config = "[source.crates-io]\nreplace-with = \"v\"\n[source.v]\ndirectory = \"third\"\n";
    let own = "[package]\nname = \"faststr\"\nversion = \"0.2.0\"\n";
    for (rest, config, expected) in [
        ("", config, true),
        ("[dependencies]\nsonic-rs = \"0.5\"\n", config, false),
        (
            "[target.'cfg(any())'.build-dependencies]\nsonic-rs = \"0.5\"\n",
            config,
            false,
        ),
        ("[dev-dependencies]\nsonic-rs = \"0.5\"\n", config, true),
        (
            "[dependencies]\nsonic-rs = { version = \"0.5\", optional = true }\n",
            config,
            true,
        ),
        (
            "[dependencies]\nsonic-rs = { version = \"0.5\", optional = true }\n[features]\ndefault = [\"sonic-rs\"]\n",
            config,
            false,
        ),
        // Cargo does not look there.
        ("[dependencies]\nsonic-rs = \"0.5\"\n", "", true),
    ] {
        let own = format!("{own}{rest}");
        let files = [
            ("Cargo.toml", manifest.as_str()),
            ("Cargo.lock", LOCK),
            (".cargo/config.toml", config),
            ("third/faststr/Cargo.toml", &own),
        ];
        told(&files, expected);
    }
}

/// What an unused patch asks for, nobody builds.
#[test]
fn an_unused_patch_switches_on_nothing_that_is_vendored() {
    let patch = "[patch.crates-io]\nbasket = { path = \"own\" }\n";
    let unused = format!("{LOCK}\n[[patch.unused]]\nname = \"basket\"\nversion = \"1.0.0\"\n");
    let config = "[source.crates-io]\nreplace-with = \"v\"\n[source.v]\ndirectory = \"third\"\n";
    let own = MANIFEST.replace("shop", "basket") + "[dependencies]\nfaststr = \"0.2\"\n";
    let vendored = "[package]\nname = \"faststr\"\nversion = \"0.2.0\"\n[dependencies]\nsonic-rs = { version = \"0.5\", optional = true }\n[features]\ndefault = [\"dep:sonic-rs\"]\n";
    for (asked, expected) in [
        ("{ version = \"0.2\", default-features = false }", true),
        ("\"0.2\"", false),
    ] {
        let manifest = format!("{MANIFEST}[dependencies]\nfaststr = {asked}\n{patch}");
        let files = [
            ("Cargo.toml", manifest.as_str()),
            ("Cargo.lock", &unused),
            (".cargo/config.toml", config),
            ("own/Cargo.toml", &own),
            ("third/faststr/Cargo.toml", vendored),
        ];
        told(&files, expected);
    }
}

/// A package in a folder says what its own workspace says of it, whoever uses it.
#[test]
fn what_another_workspace_says_of_its_packages_counts() {
    let app = MANIFEST.replace("shop", "app")
        + "[workspace]\n[workspace.package]\nrepository = \"https://github.com/example/app\"\n[dependencies]\na = { path = \"../libs/a\" }\n";
    let locked = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"app\"\nversion = \"1.0.0\"\ndependencies = [\n \"a\",\n]\n";
    let root = "[workspace]\nmembers = [\"a\"]\n[workspace.package]\nversion = \"1.0.0\"\nrepository = \"https://github.com/KasperskyLab/a\"\n";
    let a = "[package]\nname = \"a\"\nversion.workspace = true\nrepository.workspace = true\n";
    let files = [
        (".git/HEAD", "ref: refs/heads/main\n"),
        ("app/Cargo.toml", app.as_str()),
        ("app/Cargo.lock", locked),
        ("libs/Cargo.toml", root),
        ("libs/a/Cargo.toml", a),
    ];
    let (code, codes, _) = check(&files, &["app"]);
    assert_eq!((code, codes.len()), (1, 0), "{codes:?}");
}
