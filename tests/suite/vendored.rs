//! Manifests in a tree that belong to no workspace: those that are built by themselves are judged by
//! themselves, those that stand in the place of a registry by the lockfile that names them.

use crate::locked::{LOCK, MANIFEST, check};

/// The same tree, however it is named.
#[test]
fn what_a_workspace_excludes_is_judged_from_anywhere() {
    let root =
        format!("{MANIFEST}[workspace]\nmembers = [\"crates/*\"]\nexclude = [\"crates/x\"]\n");
    let lock = "version = 4\n\n[[package]]\nname = \"shop\"\nversion = \"1.0.0\"\n";
    let other = MANIFEST.replace("shop", "x") + "[dependencies]\nsonic-rs = \"0.5\"\n";
    let files = [
        (".git/HEAD", "ref: refs/heads/main\n"),
        ("Cargo.toml", root.as_str()),
        ("Cargo.lock", lock),
        ("crates/x/Cargo.toml", &other),
    ];
    for input in [".", "crates", "crates/../crates", "./crates/x/.."] {
        let (code, ..) = check(&files, &["--recursive", input]);
        assert_eq!(code, 3, "{input}");
    }
}

/// What lies in the place of a registry is judged by the lockfile that names it; what no lockfile names, or
/// cargo would not take from there, may be built by itself.
#[test]
fn vendored_packages_are_no_workspaces() {
    let manifest = format!("{MANIFEST}[dependencies]\nfaststr = \"0.2\"\n");
    let config =
        "[source.crates-io]\nreplace-with = \"third\"\n[source.third]\ndirectory = \"third\"\n";
    let own = "[package]\nname = \"faststr\"\nversion = \"0.2.0\"\nrepository = \"https://github.com/KasperskyLab/x\"\n";
    let other = own.replace("0.2.0", "0.3.0");
    let plain = "[package]\nname = \"faststr\"\nversion = \"0.2.0\"\n";
    for (folder, checksums, vendored, code) in [
        ("third/faststr", ".cargo-checksum.json", own, 1),
        ("vendor/faststr-0.2.0", ".cargo-checksum.json", own, 1),
        ("third/faststr", ".cargo-checksum.json", &other, 3),
        ("elsewhere/faststr", ".cargo-checksum.json", own, 3),
        ("vendor/faststr", ".cargo-checksum.json", plain, 0),
        ("vendor/faststr", "checksums.json", plain, 3),
    ] {
        let path = format!("{folder}/Cargo.toml");
        let checksums = format!("{folder}/{checksums}");
        let files = [
            (".git/HEAD", "ref: refs/heads/main\n"),
            ("Cargo.toml", manifest.as_str()),
            ("Cargo.lock", LOCK),
            (".cargo/config.toml", config),
            (&path, vendored),
            (&checksums, "{\"files\":{},\"package\":null}"),
        ];
        let (exit, codes, _) = check(&files, &["--recursive"]);
        assert_eq!(exit, code, "{folder}: {codes:?}");
    }
}
