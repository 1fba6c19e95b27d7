//! Tricks by which a pull request could run its own programs through cargo.
#![expect(
    clippy::unwrap_used,
    reason = "a trick that cannot be set up is a failed test"
)]

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use crate::program::{Ran, run_in};

mod registry;

/// A checkout that tries to run `evil.sh`, which leaves a mark.
struct Checkout {
    folder: PathBuf,
}

impl Checkout {
    fn new(config: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("vendor-gate-hostile-{}-{count}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(folder.join("src")).unwrap();
        fs::create_dir_all(folder.join(".git")).unwrap();
        fs::create_dir_all(folder.join(".cargo")).unwrap();
        let checkout = Self { folder };
        checkout.write("src/lib.rs", "");
        checkout.write(
            "Cargo.toml",
            "[package]\nname = \"shop\"\nversion = \"1.0.0\"\nedition = \"2021\"\n[workspace]\n",
        );
        checkout.write(
            "Cargo.lock",
            "version = 4\n\n[[package]]\nname = \"shop\"\nversion = \"1.0.0\"\n",
        );
        checkout.write(
            "evil.sh",
            &format!("#!/bin/sh\ntouch '{}'\nexit 1\n", checkout.mark().display()),
        );
        let evil = checkout.folder.join("evil.sh");
        fs::set_permissions(&evil, fs::Permissions::from_mode(0o755)).unwrap();
        checkout.write(
            ".cargo/config.toml",
            &config.replace("EVIL", &evil.display().to_string()),
        );
        checkout
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn mark(&self) -> PathBuf {
        self.folder.join("ran")
    }

    fn check(&self, launch: &str) -> Ran {
        run_in(&self.folder, &["check", launch, "--format", "json"], b"")
    }

    /// The trick works where the checkout is trusted, and does not where it is not.
    #[track_caller]
    fn stays_out(&self) {
        self.check("--trusted");
        assert!(
            self.mark().exists(),
            "the trick no longer works: the test shows nothing"
        );
        fs::remove_file(self.mark()).unwrap();
        let ran = self.check("--untrusted");
        assert!(!self.mark().exists(), "{}", ran.err);
        let ran = self.check("--no-cargo");
        assert!(!self.mark().exists(), "{}", ran.err);
    }
}

impl Drop for Checkout {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn wrappers_of_rustc_do_not_run() {
    for key in ["rustc", "rustc-wrapper", "rustc-workspace-wrapper"] {
        let checkout = Checkout::new(&format!("[build]\n{key} = \"EVIL\"\n"));
        checkout.stays_out();
        let ran = checkout.check("--untrusted");
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.contains(&format!("build.{key}")), "{}", ran.out);
    }
}

#[test]
fn relative_home_of_cargo_configures_nothing() {
    let checkout = Checkout::new("");
    checkout.write(
        "home/config.toml",
        &format!(
            "[build]\nrustc-wrapper = \"{}\"\n",
            checkout.folder.join("evil.sh").display()
        ),
    );
    let home = checkout.folder.join("home");
    let ran = run_with(
        &checkout.folder,
        &["check", "--untrusted"],
        &[("CARGO_HOME", &home)],
    );
    assert!(!checkout.mark().exists(), "{}", ran.err);
}

#[test]
fn toolchain_of_the_checkout_is_not_used() {
    let checkout = Checkout::new("");
    checkout.write("tools/bin/rustc", "");
    let tools = checkout.folder.join("tools");
    for name in ["cargo", "rustc"] {
        let path = tools.join("bin").join(name);
        fs::copy(checkout.folder.join("evil.sh"), &path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    checkout.write(
        "rust-toolchain.toml",
        &format!("[toolchain]\npath = \"{}\"\n", tools.display()),
    );
    let ran = checkout.check("--untrusted");
    assert!(!checkout.mark().exists(), "{}", ran.err);
    assert_eq!(ran.code, 0, "{}", ran.err);
    // Nor is one that stands first in PATH.
    let path = std::env::var_os("PATH").unwrap();
    let path = std::iter::once(tools.join("bin")).chain(std::env::split_paths(&path));
    let path = PathBuf::from(std::env::join_paths(path).unwrap());
    let ran = run_with(
        &checkout.folder,
        &["check", "--untrusted"],
        &[("PATH", &path)],
    );
    assert!(!checkout.mark().exists(), "{}", ran.err);
}

#[test]
fn files_that_cargo_reads_by_older_names_do_nothing_either() {
    let checkout = Checkout::new("");
    let evil = checkout.folder.join("evil.sh").display().to_string();
    fs::remove_file(checkout.folder.join(".cargo/config.toml")).unwrap();
    checkout.write(
        ".cargo/config",
        &format!("[build]\nrustc-wrapper = \"{evil}\"\n"),
    );
    checkout.write("rust-toolchain", "[toolchain]\npath = \"/nonexistent\"\n");
    let ran = checkout.check("--untrusted");
    assert!(!checkout.mark().exists(), "{}", ran.err);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[test]
fn aliases_do_not_take_the_place_of_the_gate() {
    let checkout = Checkout::new("[alias]\nvendor-gate = [\"run\", \"-q\"]\n");
    checkout.write(
        "build.rs",
        "fn main() { std::fs::write(\"ran\", \"\").unwrap() }",
    );
    let ran = checkout.check("--untrusted");
    assert!(!checkout.mark().exists(), "{}", ran.err);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("alias.vendor-gate"), "{}", ran.out);
    // What runs in CI starts the program itself: through cargo, the alias would win.
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = [
        "action.yml",
        ".github/action/check.sh",
        ".github/action/comment.sh",
        ".github/action/install.sh",
        ".github/workflows/gate.yml",
    ];
    for file in files {
        let text = fs::read_to_string(root.join(file)).unwrap();
        assert!(!text.contains("cargo vendor-gate"), "{file}");
    }
}

#[test]
fn runners_linkers_environment_and_included_files_do_nothing() {
    let checkout = Checkout::new(
        "include = [\"more.toml\"]\n\
         [env]\nRUSTC = { value = \"EVIL\", force = true }\nRUSTC_WRAPPER = { value = \"EVIL\", force = true }\n\
         [target.'cfg(all())']\nrunner = \"EVIL\"\nlinker = \"EVIL\"\n\
         [net]\ngit-fetch-with-cli = true\n[http]\nproxy = \"http://127.0.0.1:9\"\n\
         [unstable]\nconfig-include = true\n",
    );
    checkout.write(
        ".cargo/more.toml",
        &format!(
            "[build]\nrustc = \"{}\"\n",
            checkout.folder.join("evil.sh").display()
        ),
    );
    let ran = checkout.check("--untrusted");
    assert!(!checkout.mark().exists(), "{}", ran.err);
    // What is included may be anything.
    assert_eq!(ran.code, 3, "{}", ran.err);
    for key in ["include", "env", "target", "unstable"] {
        assert!(ran.out.contains(key), "{key}: {}", ran.out);
    }
}

/// A build of this checkout takes other packages than those that are judged.
#[test]
fn settings_that_bring_in_other_packages_are_no_pass() {
    for (config, without_cargo) in [
        ("paths = [\"elsewhere\"]\n", 3),
        ("include = [\"more.toml\"]\n", 3),
        ("[resolver]\nlockfile-path = \"elsewhere/Cargo.lock\"\n", 3),
        ("no TOML\n", 3),
        // What a patch brings in stands in the lockfile; an unused one stands there, too.
        ("[patch.crates-io]\n", 0),
    ] {
        let checkout = Checkout::new(config);
        let ran = checkout.check("--untrusted");
        assert_eq!(ran.code, 3, "{config}: {}", ran.out);
        assert!(ran.out.contains("cargo-config-ignored"), "{}", ran.out);
        let ran = checkout.check("--no-cargo");
        assert_eq!(ran.code, without_cargo, "{config}: {}", ran.out);
    }
    // Whoever builds in the folder of a member has what is configured there.
    let checkout = Checkout::new("");
    checkout.write(
        "Cargo.toml",
        "[workspace]\nmembers = [\"in/*\"]\nresolver = \"2\"\n",
    );
    checkout.write(
        "in/shop/Cargo.toml",
        "[package]\nname = \"shop\"\nversion = \"1.0.0\"\nedition = \"2021\"\n",
    );
    checkout.write("in/shop/src/lib.rs", "");
    for (folder, config, code) in [
        ("in/shop", "[build]\nrustflags = []\n", 0),
        ("in/shop", "paths = [\"elsewhere\"]\n", 3),
        ("in", "[patch.crates-io]\n", 3),
    ] {
        checkout.write(&format!("{folder}/.cargo/config.toml"), config);
        for launch in ["--untrusted", "--no-cargo"] {
            let ran = checkout.check(launch);
            assert_eq!(ran.code, code, "{config}: {}", ran.out);
        }
    }
}

#[test]
fn rustflags_reach_no_compiler() {
    let checkout =
        Checkout::new("[build]\nrustflags = [\"-Zcodegen-backend=/nonexistent/evil.so\"]\n");
    let ran = checkout.check("--untrusted");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("build.rustflags"), "{}", ran.out);
}

#[test]
fn credential_providers_do_not_run() {
    let registry = refusing_registry();
    let per_registry = format!(
        "[registries.evil]\nindex = \"sparse+{registry}/\"\ncredential-provider = [\"EVIL\"]\n"
    );
    let global = format!(
        "[registries.evil]\nindex = \"sparse+{registry}/\"\n[registry]\nglobal-credential-providers = [\"EVIL\"]\n"
    );
    let by_alias = format!(
        "[registries.evil]\nindex = \"sparse+{registry}/\"\ncredential-provider = \"helper\"\n[credential-alias]\nhelper = [\"EVIL\"]\n"
    );
    for config in [per_registry, global, by_alias] {
        let checkout = Checkout::new(&config);
        checkout.write(
            "Cargo.toml",
            "[package]\nname = \"shop\"\nversion = \"1.0.0\"\nedition = \"2021\"\n[dependencies]\ninner = { version = \"1\", registry = \"evil\" }\n[workspace]\n",
        );
        checkout.write(
            "Cargo.lock",
            &format!("version = 4\n\n[[package]]\nname = \"inner\"\nversion = \"1.0.0\"\nsource = \"sparse+{registry}/\"\nchecksum = \"{}\"\n\n[[package]]\nname = \"shop\"\nversion = \"1.0.0\"\ndependencies = [\n \"inner\",\n]\n", "0".repeat(64)),
        );
        checkout.stays_out();
        // What cargo could not fetch is judged from the lockfile, and nobody says pass.
        let ran = checkout.check("--untrusted");
        assert_eq!(ran.code, 3, "{}", ran.out);
        assert!(
            ran.out.contains("pkg:cargo/inner@1.0.0") || ran.out.contains("\"components\": 2"),
            "{}",
            ran.out
        );
    }
}

#[test]
fn private_registry_works_with_a_token_of_the_environment() {
    let outside = std::env::temp_dir().join(format!("vendor-gate-registry-{}", std::process::id()));
    fs::create_dir_all(&outside).unwrap();
    let archive = registry::archive(&outside);
    let registry = registry::serve(archive.clone(), "Bearer of a token");
    let checkout = Checkout::new(&format!(
        "[registries.inner]\nindex = \"sparse+{registry}/\"\ncredential-provider = [\"EVIL\"]\n"
    ));
    checkout.write(
        "Cargo.toml",
        "[package]\nname = \"shop\"\nversion = \"1.0.0\"\nedition = \"2021\"\n[dependencies]\nbasket = { version = \"1\", registry = \"inner\" }\n[workspace]\n",
    );
    checkout.write(
        "Cargo.lock",
        &format!("version = 4\n\n[[package]]\nname = \"basket\"\nversion = \"1.0.0\"\nsource = \"sparse+{registry}/\"\nchecksum = \"{}\"\n\n[[package]]\nname = \"shop\"\nversion = \"1.0.0\"\ndependencies = [\n \"basket\",\n]\n", registry::digest(&archive)),
    );
    let check = |token: &str| {
        let variables = [
            ("CARGO_HOME", outside.as_path()),
            ("CARGO_REGISTRIES_INNER_TOKEN", Path::new(token)),
        ];
        let arguments = ["check", "--untrusted", "--format", "json"];
        run_with(&checkout.folder, &arguments, &variables)
    };
    let refused = check("another token");
    assert_eq!(refused.code, 3, "{}", refused.out);
    let ran = check("Bearer of a token");
    assert_eq!(ran.code, 0, "{}{}", ran.err, ran.out);
    assert!(ran.out.contains("\"components\": 2"), "{}", ran.out);
    assert!(!checkout.mark().exists(), "{}", ran.err);
    fs::remove_dir_all(outside).unwrap();
}

#[test]
fn registry_of_the_environment_is_not_led_elsewhere_by_the_checkout() {
    let asked = Arc::new(AtomicU32::new(0));
    let elsewhere = counting_registry(Arc::clone(&asked));
    let checkout = Checkout::new(&format!(
        "[registries.inner]\nindex = \"sparse+{elsewhere}/\"\n"
    ));
    checkout.write(
        "Cargo.toml",
        "[package]\nname = \"shop\"\nversion = \"1.0.0\"\nedition = \"2021\"\n[dependencies]\nbasket = { version = \"1\", registry = \"inner\" }\n[workspace]\n",
    );
    fs::remove_file(checkout.folder.join("Cargo.lock")).unwrap();
    let check = |index: Option<&str>| {
        let mut variables = vec![("CARGO_REGISTRIES_INNER_TOKEN", Path::new("a secret"))];
        variables.extend(index.map(|index| ("CARGO_REGISTRIES_INNER_INDEX", Path::new(index))));
        run_with(&checkout.folder, &["check", "--untrusted"], &variables)
    };
    let ran = check(Some("sparse+http://127.0.0.1:9/"));
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert_eq!(asked.load(Ordering::Relaxed), 0, "the token went elsewhere");
    check(None);
    let asked = asked.load(Ordering::Relaxed);
    assert!(asked > 0, "nobody was asked: the test shows nothing");
}

#[test]
fn lockfiles_stay_as_they_are_and_a_stale_one_is_told() {
    let checkout = Checkout::new("");
    let path = checkout.folder.join("Cargo.lock");
    // Cargo would write its own heading above it.
    let current = fs::read_to_string(&path).unwrap();
    let stale = current.replace("1.0.0", "0.9.0");
    for (lockfile, code) in [(current, 0), (stale, 3)] {
        for launch in ["--trusted", "--untrusted", "--no-cargo"] {
            fs::write(&path, &lockfile).unwrap();
            let ran = checkout.check(launch);
            assert_eq!(fs::read_to_string(&path).unwrap(), lockfile, "{launch}");
            if launch != "--no-cargo" {
                assert_eq!(ran.code, code, "{launch}: {}", ran.out);
            }
        }
    }
}

#[test]
fn harmless_configuration_still_counts() {
    let checkout = Checkout::new(
        "[registries.inner]\nindex = \"sparse+http://127.0.0.1:9/\"\n[source.inner]\nregistry = \"sparse+http://127.0.0.1:9/\"\nreplace-with = \"vendored\"\n[source.vendored]\ndirectory = \"third-party\"\n[net]\noffline = true\n",
    );
    checkout.write(
        "Cargo.toml",
        "[package]\nname = \"shop\"\nversion = \"1.0.0\"\nedition = \"2021\"\n[dependencies]\nbasket = { version = \"1\", registry = \"inner\" }\n[workspace]\n",
    );
    checkout.write(
        "third-party/basket/Cargo.toml",
        "[package]\nname = \"basket\"\nversion = \"1.0.0\"\nedition = \"2021\"\nrepository = \"https://github.com/example/basket\"\n",
    );
    checkout.write("third-party/basket/src/lib.rs", "");
    checkout.write("third-party/basket/.cargo-checksum.json", "{\"files\":{}}");
    fs::remove_file(checkout.folder.join("Cargo.lock")).unwrap();
    let ran = checkout.check("--untrusted");
    assert_eq!(ran.code, 0, "{}\n{}", ran.err, ran.out);
    assert!(ran.out.contains("\"format\": \"cargo\""), "{}", ran.out);
    assert!(
        !checkout.folder.join("Cargo.lock").exists(),
        "the checkout was changed"
    );
}

#[test]
fn links_out_of_the_checkout_are_not_quoted() {
    let checkout = Checkout::new("");
    let secret = checkout.folder.with_extension("secret");
    fs::write(&secret, "TOKEN=verysecret\n").unwrap();
    for name in ["Cargo.lock", "Cargo.toml"] {
        let path = checkout.folder.join(name);
        let kept = fs::read(&path).unwrap();
        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink(&secret, &path).unwrap();
        for launch in ["--trusted", "--untrusted", "--no-cargo"] {
            let ran = checkout.check(launch);
            assert_eq!(ran.code, 3, "{}", ran.out);
            assert!(
                !ran.out.contains("verysecret") && !ran.err.contains("verysecret"),
                "{}",
                ran.err
            );
        }
        fs::remove_file(&path).unwrap();
        fs::write(&path, kept).unwrap();
    }
    fs::remove_file(secret).unwrap();
}

fn run_with(folder: &Path, arguments: &[&str], variables: &[(&str, &Path)]) -> Ran {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_cargo-vendor-gate"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("CARGO")
        .env_remove("RUSTUP_TOOLCHAIN")
        .envs(variables.iter().copied())
        .output()
        .expect("the program can be started");
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A registry on loopback that answers every request with 401.
fn refusing_registry() -> String {
    counting_registry(Arc::default())
}

/// The same, which counts how often it is asked.
fn counting_registry(asked: Arc<AtomicU32>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            asked.fetch_add(1, Ordering::Relaxed);
            let mut stream = stream;
            let mut request = [0; 4096];
            let _ = stream.read(&mut request);
            let _ = stream.write_all(
                b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Cargo login_url=\"http://127.0.0.1/\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            );
        }
    });
    address
}
