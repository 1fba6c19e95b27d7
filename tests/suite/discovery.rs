//! Which files of a tree are read.
#![expect(
    clippy::unwrap_used,
    reason = "a tree that cannot be set up is a failed test"
)]

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::program::run_in;

const SBOM: &str = "{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.5\", \"components\": [{\"name\": \"x\", \"version\": \"1\"}]}";
const LOCK: &str = "version = 4\n\n[[package]]\nname = \"shop\"\nversion = \"1.0.0\"\n";

pub(crate) struct Tree {
    pub(crate) folder: PathBuf,
}

impl Tree {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("vendor-gate-tree-{}-{count}", std::process::id());
        let tree = Self {
            folder: std::env::temp_dir().join(name),
        };
        for (path, text) in files {
            let path = tree.folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        tree
    }

    pub(crate) fn git(&self, arguments: &[&str]) {
        let done = Command::new("git")
            .args(arguments)
            .current_dir(&self.folder)
            .status();
        assert!(done.unwrap().success());
    }

    /// The inputs that are read, and the exit code.
    pub(crate) fn read(&self, arguments: &[&str]) -> (Vec<String>, i32, String) {
        let arguments = [&["check", "--no-cargo", "--format", "json"], arguments].concat();
        let ran = run_in(&self.folder, &arguments, b"");
        let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let inputs = report["inputs"].as_array().unwrap().iter();
        let paths = inputs.map(|input| input["path"].as_str().unwrap().to_owned());
        (paths.collect(), ran.code, ran.err + &ran.out)
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn no_ignore_file_hides_what_git_tracks() {
    let tree = Tree::new(&[
        (".gitignore", "*.json\n.hidden/\nout/\n"),
        (".ignore", "*\n"),
        ("tracked.json", SBOM),
        (".hidden/tracked.json", SBOM),
        ("target/tracked.json", SBOM),
        ("out/tracked.json", SBOM),
        ("node_modules/x/tracked.json", SBOM),
        ("ignored.json", SBOM),
        ("out/ignored.json", SBOM),
        ("target/built.sbom", SBOM),
        ("node_modules/x/y", SBOM),
        ("fresh.sbom", SBOM),
    ]);
    tree.git(&["init", "--quiet"]);
    let tracked = [
        "tracked.json",
        ".hidden/tracked.json",
        "target/tracked.json",
        "out/tracked.json",
        "node_modules/x/tracked.json",
    ];
    tree.git(&[&["add", "--force"], &tracked[..]].concat());
    let mut expected: Vec<_> = tracked.to_vec();
    expected.push("fresh.sbom");
    expected.sort_unstable();
    for version in ["2", "4"] {
        tree.git(&["update-index", "--index-version", version]);
        let (mut read, code, _) = tree.read(&["--recursive"]);
        read.sort_unstable();
        assert_eq!(read, expected);
        assert_eq!(code, 0);
    }
}

/// What a submodule tracks counts as what the repository around it tracks.
#[test]
fn no_ignore_file_hides_what_a_submodule_tracks() {
    let inner = Tree::new(&[
        (".gitignore", "*.json\n"),
        ("tracked.json", SBOM),
        ("target/tracked.json", SBOM),
    ]);
    let commit = [
        "-c",
        "user.name=x",
        "-c",
        "user.email=x@example.com",
        "commit",
        "--quiet",
        "--message",
        "x",
    ];
    inner.git(&["init", "--quiet"]);
    inner.git(&["add", "--force", "."]);
    inner.git(&commit);
    let outer = Tree::new(&[
        (".gitignore", "tracked.json\nignored/\n"),
        ("own.sbom", SBOM),
    ]);
    outer.git(&["init", "--quiet"]);
    let from = inner.folder.to_str().unwrap();
    for path in ["third", "target"] {
        let allowed = ["-c", "protocol.file.allow=always"];
        outer.git(&[&allowed[..], &["submodule", "--quiet", "add", from, path]].concat());
        fs::write(outer.folder.join(path).join("ignored.json"), SBOM).unwrap();
    }
    // A repository that is none of its submodules, and one that it ignores.
    outer.git(&["clone", "--quiet", from, "beside"]);
    outer.git(&["clone", "--quiet", from, "ignored"]);
    let (mut read, code, said) = outer.read(&["--recursive"]);
    read.sort_unstable();
    let tracked = ["beside", "target", "third"].map(|path| {
        [
            format!("{path}/target/tracked.json"),
            format!("{path}/tracked.json"),
        ]
    });
    let mut expected = tracked.concat();
    expected.insert(0, "own.sbom".to_owned());
    expected.sort_unstable();
    assert_eq!(read, expected, "{said}");
    assert_eq!(code, 0, "{said}");
}

#[test]
fn without_a_repository_nothing_is_ignored() {
    let tree = Tree::new(&[
        (".gitignore", "bom.json\n"),
        ("bom.json", SBOM),
        ("a.json", SBOM),
    ]);
    let (read, ..) = tree.read(&["--recursive"]);
    assert_eq!(read, ["a.json", "bom.json"]);
}

#[test]
fn folders_too_deep_to_be_entered_are_no_pass() {
    let deep = "d/".repeat(130) + "bom.json";
    let tree = Tree::new(&[("a.json", SBOM), (&deep, SBOM)]);
    let (read, code, said) = tree.read(&["--recursive"]);
    assert_eq!((read.len(), code), (1, 3), "{said}");
    // Git tells of them wherever they lie.
    tree.git(&["init", "--quiet"]);
    tree.git(&["add", "."]);
    let (read, ..) = tree.read(&["--recursive"]);
    assert_eq!(read.len(), 2);
}

/// An index whose entries lie in another file, and one with longer ids.
#[test]
fn no_form_of_the_index_hides_what_git_tracks() {
    for (init, split) in [
        (&["init", "--quiet", "--object-format=sha256"][..], false),
        (&["init", "--quiet"], true),
    ] {
        let tree = Tree::new(&[
            (".gitignore", "*.json\n"),
            ("own.sbom", SBOM),
            ("tracked.json", SBOM),
        ]);
        tree.git(init);
        tree.git(&["add", "--force", "."]);
        if split {
            tree.git(&["update-index", "--split-index"]);
        }
        let (read, code, said) = tree.read(&["--recursive"]);
        assert_eq!(read, ["own.sbom", "tracked.json"], "{said}");
        assert_eq!(said.contains("git-index-unreadable"), split, "{said}");
        assert_eq!(code, 0);
    }
}

#[test]
fn configuration_of_git_runs_nothing() {
    let tree = Tree::new(&[("a.json", SBOM)]);
    tree.git(&["init", "--quiet"]);
    tree.git(&["config", "core.fsmonitor", "touch ran; false"]);
    tree.git(&["config", "core.hooksPath", "hooks"]);
    let (read, ..) = tree.read(&["--recursive"]);
    assert_eq!(read, ["a.json"]);
    assert!(!tree.folder.join("ran").exists());
}

#[test]
fn a_workspace_is_read_once_with_its_lockfile() {
    let manifest = "[package]\nname = \"shop\"\nversion = \"1.0.0\"\nedition = \"2021\"\n[workspace]\nmembers = [\"crates/*\"]\n";
    let member = "[package]\nname = \"member\"\nversion = \"1.0.0\"\n";
    let lock = LOCK.to_owned() + "\n[[package]]\nname = \"member\"\nversion = \"1.0.0\"\n";
    let tree = Tree::new(&[
        ("Cargo.toml", manifest),
        ("Cargo.lock", &lock),
        ("crates/member/Cargo.toml", member),
        ("tests/stray/Cargo.toml", member),
        ("vendor/stray/Cargo.toml", member),
        ("other/Cargo.lock", LOCK),
        ("sbom.json", SBOM),
    ]);
    let (read, code, said) = tree.read(&["--recursive"]);
    assert_eq!(read, ["Cargo.toml", "other/Cargo.lock", "sbom.json"]);
    assert_eq!(code, 0, "{said}");
    for folder in ["tests", "vendor"] {
        let stray = format!(
            "the manifest `{folder}/stray/Cargo.toml` belongs to no workspace and has no Cargo.lock: it was not read"
        );
        assert!(said.contains(&stray), "{said}");
    }
    // The same workspace named three times is one input.
    let (read, ..) = tree.read(&[".", "Cargo.toml", "crates/member/Cargo.toml"]);
    assert_eq!(read.len(), 1, "{read:?}");
}

#[test]
fn globs_and_names_are_read_once() {
    let tree = Tree::new(&[
        ("a/one.cdx.json", SBOM),
        ("a/b/two.cdx.json", SBOM),
        ("three.json", SBOM),
    ]);
    let (read, ..) = tree.read(&["**/*.cdx.json", "a/one.cdx.json", "three.json"]);
    assert_eq!(read, ["a/b/two.cdx.json", "a/one.cdx.json", "three.json"]);
}

/// As in a shell, a folder that a pattern matches is an input of its own, whatever else matches.
#[test]
fn folders_that_a_pattern_matches_are_searched() {
    let tree = Tree::new(&[
        ("boms/one.cdx.json", SBOM),
        ("boms/sub/two.json", SBOM),
        ("boms/sub/deep/three.json", SBOM),
    ]);
    tree.git(&["init", "--quiet"]);
    let one = "boms/one.cdx.json";
    let inside = ["boms/sub/deep/three.json", "boms/sub/two.json"];
    for (pattern, expected) in [
        ("boms/*", &[one, inside[0], inside[1]][..]),
        ("boms/**", &[one, inside[0], inside[1]]),
        ("boms/*/", &inside),
        ("*", &[one, inside[0], inside[1]]),
        ("boms/*.json", &[one]),
    ] {
        let (read, code, said) = tree.read(&[pattern]);
        assert_eq!(
            (read, code),
            (expected.iter().map(ToString::to_string).collect(), 0),
            "{pattern}: {said}"
        );
    }
    // What another input has brought in already is no empty folder.
    let (read, code, said) = tree.read(&["boms", "boms/sub"]);
    assert_eq!((read.len(), code), (3, 0), "{said}");
}

#[test]
fn what_git_takes_in_again_is_read() {
    for rule in ["build/**", "/build/**", "**/build/**"] {
        let ignore = format!("{rule}\n!build/sbom.json\n");
        let tree = Tree::new(&[
            (".gitignore", &ignore),
            ("build/sbom.json", SBOM),
            ("build/other.json", SBOM),
            ("build/a/sbom.json", SBOM),
        ]);
        tree.git(&["init", "--quiet"]);
        let (read, code, said) = tree.read(&["--recursive"]);
        assert_eq!(
            (read, code),
            (vec!["build/sbom.json".to_owned()], 0),
            "{said}"
        );
    }
}

#[test]
fn nothing_to_read_is_no_pass() {
    let tree = Tree::new(&[
        ("readme.md", "# x\n"),
        ("package.json", "{\"name\": \"x\"}"),
    ]);
    for (input, code) in [
        (".", "no-input"),
        ("missing", "input-unreadable"),
        ("*.cdx", "no-input"),
    ] {
        let (read, exit, said) = tree.read(&[input]);
        assert!(read.is_empty());
        assert_eq!(exit, 3, "{said}");
        assert!(said.contains(code), "{said}");
        // Nothing to check may pass if that is wished; what was named and is not there may not.
        let (_, exit, said) = tree.read(&[input, "--on-empty", "pass"]);
        let expected = if code == "no-input" { 0 } else { 3 };
        assert_eq!(exit, expected, "{said}");
        assert!(said.contains(code), "{said}");
    }
}

/// Paths that are too long for the system are out of reach for everybody, unlike those without permission.
#[test]
#[cfg(target_os = "linux")]
fn what_cannot_be_opened_is_no_pass() {
    let name = "d".repeat(250);
    let reach = |tree: &Tree, n_folders: usize, file: &str| {
        let script = format!(
            "i=0; while [ $i -lt {n_folders} ]; do mkdir -p {name}; cd -P {name}; i=$((i+1)); done; echo x > {file}"
        );
        let done = Command::new("sh")
            .args(["-c", &script])
            .current_dir(&tree.folder)
            .status();
        assert!(done.unwrap().success());
    };
    // A folder too deep, and a folder that is not with a file whose name is too long.
    for (n_folders, file) in [(17, "x".to_owned()), (16, "f".repeat(250))] {
        let tree = Tree::new(&[("a.json", SBOM)]);
        reach(&tree, n_folders, &file);
        for arguments in [&["--recursive", "."][..], &["**/*.json"]] {
            let (read, code, said) = tree.read(arguments);
            assert_eq!(read, ["a.json"], "{said}");
            let is_file = n_folders == 16;
            if is_file && arguments.len() == 1 {
                // Its name says that the pattern does not mean it.
                assert_eq!(code, 0, "{said}");
                continue;
            }
            assert_eq!(code, 3, "{said}");
            assert!(said.contains("cannot be opened"), "{said}");
        }
    }
}

#[test]
#[cfg(unix)]
fn links_out_of_the_checkout_are_not_followed() {
    let secret = Tree::new(&[("secret.json", SBOM)]);
    let tree = Tree::new(&[("a.json", SBOM)]);
    tree.git(&["init", "--quiet"]);
    let link = tree.folder.join("link.json");
    std::os::unix::fs::symlink(secret.folder.join("secret.json"), link).unwrap();
    tree.git(&["add", "."]);
    let (read, _, said) = tree.read(&["--recursive"]);
    assert_eq!(read, ["a.json"]);
    assert!(
        said.contains("the link `link.json` leads out of the checkout"),
        "{said}"
    );
    let (read, code, said) = tree.read(&["link.json"]);
    assert!(read.is_empty());
    assert_eq!(code, 3, "{said}");
}

#[test]
#[cfg(unix)]
fn folders_behind_links_are_searched_once() {
    let outside = Tree::new(&[("far.json", SBOM), ("more/farther.json", SBOM)]);
    let tree = Tree::new(&[
        (".gitignore", "out/\n*.tmp\n"),
        ("boms/a.json", SBOM),
        ("data/b.json", SBOM),
        ("data/b.tmp", SBOM),
        ("out/c.json", SBOM),
        ("target/d.json", SBOM),
    ]);
    let link = |to: &str, name: &str| {
        std::os::unix::fs::symlink(to, tree.folder.join(name)).unwrap();
    };
    tree.git(&["init", "--quiet"]);
    link("../data", "boms/more");
    link("../boms", "data/back");
    link(".", "data/here");
    link("../out", "boms/out");
    link("../out", "boms/same");
    link("target", "node_modules");
    let expected = ["boms/a.json", "boms/more/b.json", "boms/out/c.json"];
    // Git hides no link that it tracks.
    for add in [&["status", "--short"][..], &["add", "boms"]] {
        tree.git(add);
        let (read, code, said) = tree.read(&["boms"]);
        assert_eq!(
            (read, code),
            (expected.map(str::to_owned).to_vec(), 0),
            "{said}"
        );
        assert!(!said.contains("leads out"), "{said}");
    }
    let (read, code, said) = tree.read(&["--recursive"]);
    let expected = ["boms/a.json", "boms/out/c.json", "data/b.json"];
    assert_eq!(
        (read, code),
        (expected.map(str::to_owned).to_vec(), 0),
        "{said}"
    );

    link(outside.folder.to_str().unwrap(), "boms/far");
    let (read, code, said) = tree.read(&["boms"]);
    assert_eq!((read.len(), code), (3, 0), "{said}");
    let remark = "the link `boms/far` leads out of the checkout and was not followed";
    assert!(said.contains(remark), "{said}");
    for named in ["boms/far", "boms/far/far.json", "boms/far/more", "boms/fa*"] {
        let (read, code, said) = tree.read(&[named]);
        assert_eq!((read.len(), code), (0, 3), "{named}: {said}");
        assert!(said.contains("is a link out of the checkout"), "{said}");
    }
    for pattern in ["boms/*/*.json", "**/[bc].json", "boms/**/[!a].json"] {
        let (read, code, said) = tree.read(&[pattern]);
        assert_eq!((read.len(), code), (2, 0), "{pattern}: {said}");
        assert!(said.contains("the link `boms/far`"), "{pattern}: {said}");
    }
    let ran = run_in(&tree.folder, &["check", "--trusted", "boms"], b"");
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(ran.out.contains("5 components"), "{}", ran.out);
}

/// Writers put the keys that say what a document is at its end as well, and encodings have signs of their own.
#[test]
fn a_document_is_found_in_every_encoding_and_order() {
    let component = "{\"name\": \"x\"}";
    let long = |length| " ".repeat(length);
    let late = |length| {
        let spaces = long(length);
        format!(
            "{{\"components\": [{component}],{spaces}\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\"}}"
        )
    };
    // The key lies behind the first bytes that are looked at, and across a border of those that follow.
    let (far, across) = (late(200_000), late((64 << 10) - 39));
    let sorted = format!(
        "{{\"SPDXID\": \"SPDXRef-DOCUMENT\", \"packages\": [{component}],{}\"spdxVersion\": \"SPDX-2.3\"}}",
        long(70_000)
    );
    let protobuf = "\n\u{3}1.6*\u{5}\u{8}\u{2}B\u{1}x";
    let text = "spec_version: \"1.6\"\nversion: 1\ncomponents {\n  name: \"x\"\n}\n";
    let xml = "<?xml version=\"1.0\"?>\n<Document><SPDXID>SPDXRef-DOCUMENT</SPDXID><packages><name>x</name></packages></Document>";
    let marked = format!("\u{feff}{SBOM}");
    // A key that says what this is may be any of the first ones.
    let keyed = "dataLicense: CC0-1.0\n'spdxVersion' : SPDX-2.3\npackages:\n- name: x\n  SPDXID: SPDXRef-1\n  downloadLocation: NOASSERTION\n";
    let directed = format!("%YAML 1.2\n---\n{keyed}");
    let tags = "DataLicense: CC0-1.0\nSPDXVersion: SPDX-2.3\nPackageName: x\nSPDXID: SPDXRef-1\nPackageDownloadLocation: NOASSERTION\n";
    let envelope = |payload: &str| {
        format!(
            "{{\"payloadType\": \"application/vnd.in-toto+json\", \"payload\": \"{payload}\", \"signatures\": []}}"
        )
    };
    // `{"predicate": {"bomFormat": "CycloneDX", "components": [{"name": "x"}]}}`, and one of other content.
    let signed = envelope(
        "eyJwcmVkaWNhdGUiOiB7ImJvbUZvcm1hdCI6ICJDeWNsb25lRFgiLCAiY29tcG9uZW50cyI6IFt7Im5hbWUiOiAieCJ9XX19",
    );
    // A statement on an SPDX document, whose own keys come behind many spaces.
    let long_signed = envelope(&[
        "eyJwcmVkaWNhdGVUeXBlIjogImh0dHBzOi8vc3BkeC5kZXYvRG9jdW1lbnQiLCAicHJlZGljYXRlIjogeyJTUERYSUQiOiAiU1BEWFJlZi1ET0NVTUVOVCIs",
        &"ICAg".repeat(30_000),
        "InBhY2thZ2VzIjogW3sibmFtZSI6ICJ4In1dLCAic3BkeFZlcnNpb24iOiAiU1BEWC0yLjMifX0g",
    ].concat());
    // A bundle behind one that is longer than what is looked at first.
    let slsa = "eyJwcmVkaWNhdGVUeXBlIjogImh0dHBzOi8vc2xzYS5kZXYvcHJvdmVuYW5jZS92MSJ9".to_owned();
    let slsa = slsa + &"ICAg".repeat(30_000);
    let lines = format!(
        "{{\"dsseEnvelope\": {}}}\n{{\"dsseEnvelope\": {signed}}}\n",
        envelope(&slsa)
    );
    let payload_first = format!("{{\"payload\": \"{slsa}\", \"payloadType\": \"x\"}}\n{signed}\n");
    let split = "spdxVersion:\n  SPDX-2.3\npackages:\n- name: x\n  SPDXID: SPDXRef-1\n  downloadLocation: NOASSERTION\n";
    let other = envelope("eyJwcmVkaWNhdGUiOiB7ImJ1aWxkVHlwZSI6ICJ4In19");
    let page = "# On SPDX\n\n```\nSPDXVersion: SPDX-2.3\n```\n";
    let workflow = "name: x\nrun: |\n  spdxVersion: SPDX-2.3\n";
    // These only speak of such documents, or share words with them.
    let schema = "{\"$schema\": \"http://json-schema.org/draft-07/schema#\", \"$id\": \"http://cyclonedx.org/schema/bom-1.6.schema.json\",
        \"properties\": {\"bomFormat\": {\"type\": \"string\"}, \"specVersion\": {}}}";
    let pattern = "spec_version: \"1.0\"\ntype: indicator\n";
    let lists = format!("{{\"components\": [],{}\"x\": 1}}", long(200_000));
    let tree = Tree::new(&[
        ("a/across.json", &across),
        ("a/directed", &directed),
        ("a/far.json", &far),
        ("a/keyed", keyed),
        ("a/lines", &lines),
        ("a/long", &long_signed),
        ("a/marked", &marked),
        ("a/payload-first", &payload_first),
        ("a/protobuf", protobuf),
        ("a/signed", &signed),
        ("a/sorted.json", &sorted),
        ("a/split", split),
        ("a/tags", tags),
        ("a/text", text),
        ("a/xml", xml),
        ("b/lists.json", &lists),
        ("b/other.json", &other),
        ("b/page.md", page),
        ("b/pattern.yaml", pattern),
        ("b/schema.json", schema),
        ("b/workflow.yaml", workflow),
    ]);
    let (read, code, said) = tree.read(&["--recursive"]);
    let expected = [
        "across.json",
        "directed",
        "far.json",
        "keyed",
        "lines",
        "long",
        "marked",
        "payload-first",
        "protobuf",
        "signed",
        "sorted.json",
        "split",
        "tags",
        "text",
        "xml",
    ];
    assert_eq!(read, expected.map(|name| format!("a/{name}")));
    assert_eq!(code, 0, "{said}");
}

/// Whoever names a file so means an SBOM: that none can be seen in it is no reason to pass.
#[test]
fn what_is_named_as_an_sbom_is_read_whatever_it_holds() {
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n";
    let escaped = SBOM.replace("bomFormat", "bom\\u0046ormat");
    let far = " ".repeat(70_000) + SBOM;
    for (name, text, code) in [
        ("a.cdx.json", pointer, 3),
        ("a.spdx", pointer, 3),
        ("a.cdx", pointer, 3),
        ("a.spdx.rdf.xml", pointer, 3),
        ("bom.json", pointer, 3),
        ("bom.xml", pointer, 3),
        ("sbom.yaml", pointer, 3),
        ("a.cdx.json.xz", "\u{fd}7zXZ\0", 3),
        ("bom.json.zip", "PK\u{3}\u{4}", 3),
        ("a.spdx.xlsx", "PK\u{3}\u{4}[Content_Types].xml", 3),
        (
            "sbom.json",
            "{\"artifacts\": [], \"source\": {}, \"distro\": {}}",
            3,
        ),
        ("A.CDX.JSON", &escaped, 0),
        ("a.spdx.json", &far, 0),
        ("a.json", pointer, 0),
        ("bom.json", "{\"wood\": 12}", 0),
        ("sbom.yaml", "on: push\njobs: {}\n", 0),
        ("a.zip", "PK\u{3}\u{4}", 0),
    ] {
        let tree = Tree::new(&[("own.sbom", SBOM), (name, text)]);
        let (read, exit, said) = tree.read(&["--recursive"]);
        assert_eq!(exit, code, "{name}: {said}");
        let is_read = code == 3 || text == escaped || text == far;
        assert_eq!(read.len(), 1 + usize::from(is_read), "{name}: {said}");
        if text == pointer && code == 3 {
            assert!(said.contains("git lfs pull"), "{said}");
        }
    }
}

/// Make a named pipe that nobody ever writes to.
#[cfg(unix)]
fn pipe(tree: &Tree, name: &str) {
    let made = Command::new("mkfifo").arg(tree.folder.join(name)).status();
    assert!(made.unwrap().success());
}

#[test]
#[cfg(unix)]
fn pipes_on_the_way_are_told_and_not_opened() {
    let tree = Tree::new(&[("a.json", SBOM)]);
    for name in ["Cargo.toml", "Cargo.lock", "b.cdx.json"] {
        pipe(&tree, name);
    }
    let _socket = std::os::unix::net::UnixListener::bind(tree.folder.join("s.json")).unwrap();
    for arguments in [&["--recursive"][..], &["."]] {
        let (read, code, said) = tree.read(arguments);
        assert_eq!((read, code), (vec!["a.json".to_owned()], 0), "{said}");
        let expected = "`Cargo.lock` and 3 more are named pipes, sockets or devices";
        assert!(said.contains(expected), "{said}");
    }
    let (read, _, said) = tree.read(&["*.json"]);
    assert_eq!(read, ["a.json"]);
    assert!(said.contains("`b.cdx.json` and 1 more are"), "{said}");
    let (read, code, said) = tree.read(&["b*"]);
    assert_eq!((read.len(), code), (0, 3), "{said}");
    assert!(said.contains("nothing matches `b*`"), "{said}");
    assert!(said.contains("`b.cdx.json` is a named pipe"), "{said}");
}

#[test]
#[cfg(unix)]
fn a_pipe_that_is_named_is_read_like_standard_input() {
    let tree = Tree::new(&[("sbom.json", SBOM)]);
    pipe(&tree, "pipe");
    let path = tree.folder.join("pipe");
    let writer = std::thread::spawn(move || fs::write(path, SBOM));
    let (read, code, said) = tree.read(&["pipe"]);
    assert_eq!((read, code), (vec!["pipe".to_owned()], 0), "{said}");
    writer.join().unwrap().unwrap();
}
