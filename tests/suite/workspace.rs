//! Cargo workspaces: what is found, why it is there, and that suggestions take it out.
//! Packages of the registry are vendored stand-ins, so that nothing is fetched.
#![expect(
    clippy::unwrap_used,
    reason = "a workspace that cannot be set up is a failed test"
)]

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

use crate::discovery::Tree;
use crate::program::{Ran, run_in, run_with};

const HEAD: &str =
    "[package]\nname = \"shop\"\nversion = \"1.0.0\"\nedition = \"2021\"\n[workspace]\n";

/// A workspace `shop`, with `sonic-rs` and `faststr` of `CloudWeGo` in its registry, and `middle` which uses
/// `faststr` by its default feature `strings`.
struct Workspace {
    folder: PathBuf,
}

impl Workspace {
    fn new(manifest: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("vendor-gate-workspace-{}-{count}", std::process::id());
        let workspace = Self {
            folder: std::env::temp_dir().join(name),
        };
        workspace.write("src/lib.rs", "");
        workspace.write(
            ".cargo/config.toml",
            "[source.crates-io]\nreplace-with = \"vendored\"\n[source.vendored]\ndirectory = \"registry\"\n[net]\nretry = 0\n",
        );
        let cloudwego = "authors = [\"Volo Team <volo@cloudwego.io>\"]\nrepository = \"https://github.com/cloudwego/";
        workspace.vendor("faststr", "0.2.0", &format!("{cloudwego}faststr\"\n"));
        workspace.vendor(
            "sonic-rs",
            "0.5.0",
            &format!("{cloudwego}sonic-rs\"\n[dependencies]\nfaststr = \"0.2\"\n"),
        );
        workspace.vendor(
            "middle",
            "1.0.0",
            "[features]\ndefault = [\"strings\"]\nstrings = [\"dep:faststr\"]\n[dependencies]\nfaststr = { version = \"0.2\", optional = true }\n",
        );
        workspace.manifest(manifest);
        workspace
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn vendor(&self, name: &str, version: &str, rest: &str) {
        self.write(
            &format!("registry/{name}/Cargo.toml"),
            &format!(
                "[package]\nname = \"{name}\"\nversion = \"{version}\"\nedition = \"2021\"\n{rest}"
            ),
        );
        self.write(&format!("registry/{name}/src/lib.rs"), "");
        self.write(
            &format!("registry/{name}/.cargo-checksum.json"),
            "{\"files\":{}}",
        );
    }

    /// Write the manifest and the lockfile that fits it.
    fn manifest(&self, rest: &str) {
        self.write("Cargo.toml", &format!("{HEAD}{rest}"));
        let made = Command::new("cargo")
            .args(["generate-lockfile", "--offline", "--quiet"])
            .current_dir(&self.folder)
            .status();
        assert!(made.unwrap().success());
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        let arguments = [&["check", "--format", "json"], arguments].concat();
        run_in(&self.folder, &arguments, b"")
    }

    #[track_caller]
    fn report(&self, arguments: &[&str]) -> Value {
        let ran = self.run(arguments);
        serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}", ran.err))
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The finding on a package, if it is in the build.
fn in_build(report: &Value, name: &str) -> Option<Value> {
    let findings = report["findings"].as_array()?.iter();
    let mut of = findings.filter(|finding| finding["component"]["name"] == name);
    of.find(|finding| finding["occurrences"][0]["in_build"] == true)
        .cloned()
}

/// What is said of `name` in a workspace, and that it is gone from the build once the manifest is changed
/// as `action` says.
#[track_caller]
fn check(manifest: &str, name: &str, action: &str, feature: Option<&str>, changed: &str) -> Value {
    let workspace = Workspace::new(manifest);
    let report = workspace.report(&[]);
    let finding =
        in_build(&report, name).unwrap_or_else(|| panic!("{name} is not found: {report}"));
    let suggestions = finding["remediation"].as_array().unwrap().clone();
    let suggested = suggestions
        .iter()
        .any(|remedy| remedy["action"] == action && remedy["feature"].as_str() == feature);
    assert!(suggested, "{suggestions:?}");
    let command = suggestions
        .iter()
        .find(|remedy| remedy["action"] == "inspect")
        .unwrap()["command"]
        .as_str()
        .unwrap();
    let shown = Command::new("cargo")
        .args(command.split(' ').skip(1))
        .arg("--offline")
        .current_dir(&workspace.folder)
        .output()
        .unwrap();
    assert!(
        String::from_utf8_lossy(&shown.stdout).contains("shop v1.0.0"),
        "{command}"
    );
    workspace.manifest(changed);
    assert_eq!(in_build(&workspace.report(&[]), name), None);
    finding["occurrences"][0].clone()
}

#[test]
fn a_feature_can_be_disabled() {
    let features = |default: &str| {
        format!(
            "[features]\ndefault = [{default}]\nstd = []\nfast = [\"dep:sonic-rs\"]\n[dependencies]\nsonic-rs = {{ version = \"0.5\", optional = true }}\n"
        )
    };
    let before = features("\"fast\", \"std\"");
    let place = check(
        &before,
        "sonic-rs",
        "disable-feature",
        Some("fast"),
        &features("\"std\""),
    );
    assert_eq!(place["scope"]["optional"], true);
    assert_eq!(place["path_edges"][0][0]["features"][0], "fast");
    assert_eq!(place["location"]["path"], "Cargo.lock");
    check(&before, "faststr", "drop-dependency", None, "");
}

#[test]
fn default_features_of_a_dependency_can_be_disabled() {
    let place = check(
        "[dependencies]\nmiddle = \"1\"\n",
        "faststr",
        "disable-default-features",
        None,
        "[dependencies]\nmiddle = { version = \"1\", default-features = false }\n",
    );
    let path = serde_json::json!(["shop@1.0.0", "middle@1.0.0", "faststr@0.2.0"]);
    assert_eq!(place["paths"][0], path);
    check(
        "[dependencies]\nmiddle = { version = \"1\", default-features = false, features = [\"strings\"] }\n",
        "faststr",
        "disable-feature",
        Some("strings"),
        "[dependencies]\nmiddle = { version = \"1\", default-features = false }\n",
    );
}

#[test]
fn dependencies_of_a_kind_can_be_dropped() {
    for (section, action, kind, shipped) in [
        ("dependencies", "drop-dependency", "normal", true),
        ("dev-dependencies", "drop-dev-dependency", "dev", false),
        (
            "build-dependencies",
            "drop-build-dependency",
            "build",
            false,
        ),
        (
            "target.'cfg(windows)'.dependencies",
            "drop-target",
            "normal",
            true,
        ),
    ] {
        let manifest = format!("[{section}]\nsonic-rs = \"0.5\"\n");
        let place = check(&manifest, "faststr", action, None, "");
        assert_eq!(
            place["scope"]["kinds"],
            serde_json::json!([kind]),
            "{section}"
        );
        assert_eq!(place["scope"]["shipped"], shipped, "{section}");
        if action == "drop-target" {
            assert_eq!(place["scope"]["targets"][0], "cfg(windows)");
        }
    }
}

#[test]
fn what_is_chosen_changes_the_build_and_not_what_is_judged() {
    let workspace = Workspace::new(
        "[features]\nfast = [\"dep:sonic-rs\"]\n[dependencies]\nsonic-rs = { version = \"0.5\", optional = true }\n[target.'cfg(windows)'.dependencies]\nmiddle = \"1\"\n",
    );
    let count = |report: &Value| report["findings"].as_array().unwrap().len();
    let plain = workspace.report(&[]);
    assert_eq!(count(&plain), 2);
    assert!(in_build(&plain, "sonic-rs").is_none());
    let fast = workspace.report(&["--features", "fast"]);
    assert_eq!(count(&fast), 2);
    assert!(in_build(&fast, "sonic-rs").is_some());
    assert!(in_build(&plain, "faststr").is_some());
    let linux = workspace.report(&["--target", "x86_64-unknown-linux-gnu"]);
    assert_eq!(count(&linux), 2);
    assert!(in_build(&linux, "faststr").is_none());
    // A way leads to it on the platform that was left out.
    let mut findings = linux["findings"].as_array().unwrap().iter();
    let faststr = findings.find(|finding| finding["component"]["name"] == "faststr");
    let place = &faststr.unwrap()["occurrences"][0];
    let path = serde_json::json!(["shop@1.0.0", "middle@1.0.0", "faststr@0.2.0"]);
    assert_eq!(place["paths"][0], path);
    assert_eq!(place["scope"]["targets"][0], "cfg(windows)");
}

/// The build leaves out what no feature turns on, and the lockfile that cargo makes holds it.
#[test]
fn without_a_lockfile_what_no_feature_turns_on_is_judged_too() {
    let workspace = Workspace::new(
        "[features]\nfast = [\"dep:sonic-rs\"]\n[dependencies]\nsonic-rs = { version = \"0.5\", optional = true }\n",
    );
    fs::remove_file(workspace.folder.join("Cargo.lock")).unwrap();
    for launch in ["--trusted", "--untrusted"] {
        let report = workspace.report(&[launch]);
        let findings = report["findings"].as_array().unwrap();
        let of = |name| {
            findings
                .iter()
                .find(|finding| finding["component"]["name"] == name)
        };
        let sonic = &of("sonic-rs").unwrap()["occurrences"][0];
        assert_eq!(sonic["in_build"], false, "{sonic}");
        // Nobody can open that lockfile at one of its lines.
        assert_eq!(sonic.get("location"), None, "{sonic}");
        assert!(of("faststr").is_some(), "{report}");
        assert!(!workspace.folder.join("Cargo.lock").exists(), "{launch}");
    }
}

#[test]
fn what_cannot_be_fetched_is_judged_and_undetermined() {
    let workspace = Workspace::new("[dependencies]\nsonic-rs = \"0.5\"\n");
    workspace.write(
        "Cargo.toml",
        &format!("{HEAD}[dependencies]\nsonic-rs = \"0.5\"\nfar = {{ git = \"http://127.0.0.1:9/far\" }}\n"),
    );
    let lock = fs::read_to_string(workspace.folder.join("Cargo.lock")).unwrap();
    let lock = lock.replace(
        "name = \"shop\"\nversion = \"1.0.0\"\ndependencies = [\n",
        "name = \"shop\"\nversion = \"1.0.0\"\ndependencies = [\n \"far\",\n",
    );
    let revision = "0123456789012345678901234567890123456789";
    let far = format!(
        "\n[[package]]\nname = \"far\"\nversion = \"1.0.0\"\nsource = \"git+http://127.0.0.1:9/far#{revision}\"\n"
    );
    workspace.write("Cargo.lock", &(lock + &far));
    let ran = workspace.run(&[]);
    assert_eq!(ran.code, 3, "{}", ran.out);
    let report = workspace.report(&[]);
    assert_eq!(report["inputs"][0]["components"], 4);
    assert_eq!(report["findings"].as_array().unwrap().len(), 2);
    assert_eq!(report["diagnostics"][0]["code"], "cargo-failed");
    // Where only lockfiles were asked for, nothing is missing.
    assert_eq!(workspace.run(&["--no-cargo"]).code, 0);
}

#[test]
fn a_stale_lockfile_is_undetermined() {
    let workspace = Workspace::new("[dependencies]\nsonic-rs = \"0.5\"\n");
    workspace.write(
        "Cargo.toml",
        &format!("{HEAD}[dependencies]\nmiddle = \"1\"\n"),
    );
    let before = fs::read(workspace.folder.join("Cargo.lock")).unwrap();
    let ran = workspace.run(&[]);
    assert_eq!(ran.code, 3, "{}", ran.out);
    assert!(
        ran.out.contains("does not fit the manifests"),
        "{}",
        ran.out
    );
    assert_eq!(
        fs::read(workspace.folder.join("Cargo.lock")).unwrap(),
        before
    );
}

#[test]
fn a_package_from_a_folder_is_not_the_published_one() {
    let workspace = Workspace::new("");
    workspace.write(
        "own/Cargo.toml",
        "[package]\nname = \"sonic-rs\"\nversion = \"0.1.0\"\nedition = \"2021\"\n",
    );
    workspace.write("own/src/lib.rs", "");
    workspace.manifest("[dependencies]\nsonic-rs = { path = \"own\" }\n");
    for arguments in [&[][..], &["--no-cargo"]] {
        let report = workspace.report(arguments);
        assert_eq!(
            report["findings"][0]["attribution"], "indicated",
            "{report}"
        );
    }
}

#[test]
fn renamed_dependencies_are_known_by_their_own_name() {
    let workspace =
        Workspace::new("[dependencies]\njson = { package = \"sonic-rs\", version = \"0.5\" }\n");
    assert!(in_build(&workspace.report(&[]), "sonic-rs").is_some());
}

#[test]
#[cfg(unix)]
fn a_lockfile_is_left_to_whoever_made_it() {
    use std::os::unix::fs::PermissionsExt as _;

    let workspace = Workspace::new("[dependencies]\nsonic-rs = \"0.5\"\n");
    let lockfile = workspace.folder.join("Cargo.lock");
    let made = fs::read_to_string(&lockfile).unwrap();
    fs::remove_file(&lockfile).unwrap();
    // Between our look at the folder and cargo's, somebody else makes the lockfile.
    let script = format!(
        "#!/bin/sh\ncp \"$0.lock\" '{}'\nexec '{}' \"$@\"\n",
        lockfile.display(),
        env!("CARGO")
    );
    let other = Tree::new(&[("cargo", &script), ("cargo.lock", &made)]);
    let cargo = other.folder.join("cargo");
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", other.folder.display(), env!("PATH"));
    for launch in ["--trusted", "--untrusted"] {
        let ran = workspace.run(&[launch]);
        assert!(ran.out.contains("sonic-rs"), "{launch}: {}", ran.out);
        assert!(!lockfile.exists(), "{launch}: the checkout was changed");
        let ran = run_with(&workspace.folder, &["check", launch], &[("PATH", &path)]);
        assert!(ran.out.contains("sonic-rs"), "{launch}: {}", ran.out);
        assert_eq!(fs::read_to_string(&lockfile).unwrap(), made, "{launch}");
        fs::remove_file(&lockfile).unwrap();
    }
}

#[test]
#[cfg(unix)]
fn a_lockfile_that_is_a_pipe_is_not_opened() {
    let workspace = Workspace::new("");
    let lockfile = workspace.folder.join("Cargo.lock");
    fs::remove_file(&lockfile).unwrap();
    let made = Command::new("mkfifo").arg(&lockfile).status();
    assert!(made.unwrap().success());
    let ran = workspace.run(&[]);
    assert_eq!(ran.code, 3, "{}", ran.out);
    assert!(ran.out.contains("Cargo.lock is no file"), "{}", ran.out);
}
