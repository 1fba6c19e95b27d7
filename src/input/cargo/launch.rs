//! Starting `cargo metadata`: as the user would, or so that nothing in the checkout can run.
//!
//! Untrusted, cargo starts in an empty folder outside the checkout: configuration and toolchain files are
//! looked up from there, not from the manifest. It gets an environment made of a list of harmless
//! variables, an absolute `rustc`, no wrappers, and of the checkout's configuration only what
//! [`RepositoryConfig`] hands on.
//!
//! Where there is no lockfile cargo makes one. From version 1.97 on it does so in a temporary folder; what
//! an older one writes into the checkout is taken back.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read};
#[cfg(unix)]
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use cargo_metadata::{CargoOpt, MetadataCommand};

use crate::input::cargo::Workspace;
use crate::input::cargo::repository_config::RepositoryConfig;
use crate::input::{CargoLaunch, CargoOptions, lockfile};
use crate::source::read_text;

/// Most bytes of an answer that are taken.
const LARGEST: u64 = 2 << 30;
/// Most bytes of complaints that are kept.
const COMPLAINTS: u64 = 64 << 10;

/// Variables that cargo gets when it is not trusted.
const PASSED: &[&str] = &[
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "CARGO_HOME",
    "RUSTUP_HOME",
    "RUSTUP_TOOLCHAIN",
    "RUSTUP_DIST_SERVER",
    "RUSTUP_UPDATE_ROOT",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TMPDIR",
    "TMP",
    "TEMP",
    "TERM",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "SSH_AUTH_SOCK",
    // Windows.
    "SystemRoot",
    "SystemDrive",
    "windir",
    "USERPROFILE",
    "HOMEDRIVE",
    "HOMEPATH",
    "APPDATA",
    "LOCALAPPDATA",
    "ProgramData",
    "ProgramFiles",
    "ProgramFiles(x86)",
    "PATHEXT",
    "COMSPEC",
];
/// Beginnings of further ones.
const PASSED_BEGINNINGS: &[&str] = &["CARGO_REGISTRIES_", "CARGO_HTTP_", "CARGO_NET_"];

/// The variable that tells cargo, from version 1.97 on, where the lockfile is.
const LOCKFILE_PATH: &str = "CARGO_RESOLVER_LOCKFILE_PATH";

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// There is no cargo to start.
    Missing,
    /// There is no lockfile, and none may be made.
    NoLock,
    /// There is no lockfile, and cargo cannot write one.
    LockUnwritten,
    /// The lockfile does not fit the manifests.
    StaleLock,
    /// Cargo said no; what it said first.
    Failed(String),
}

/// What `cargo metadata` prints, and the lockfile that it made where there was none.
pub(crate) struct Answer {
    /// The metadata, in JSON.
    pub metadata: String,
    /// The text of that lockfile: it holds what no feature turns on, too.
    pub made: Option<String>,
}

/// What cargo says of a workspace.
pub(crate) fn metadata(
    workspace: &Workspace,
    config: &RepositoryConfig,
    options: &CargoOptions,
) -> Result<Answer, Failure> {
    if !workspace.has_lockfile && (options.locked || options.frozen) {
        return Err(Failure::NoLock);
    }
    let scratch = || Scratch::new(options, &workspace.checkout);
    match options.launch {
        CargoLaunch::Trusted => {
            let mut command = query(workspace, options, Vec::new()).cargo_command();
            command.current_dir(&workspace.folder);
            // Whoever has named a place for lockfiles has one there.
            let named = variable(options, LOCKFILE_PATH).map(PathBuf::from);
            let is_needed = !workspace.has_lockfile && named.is_none();
            let scratch = is_needed.then(scratch).and_then(Result::ok);
            run(command, workspace, scratch.as_ref(), named.as_deref())
        }
        CargoLaunch::Untrusted => {
            let scratch = scratch().map_err(|error| {
                Failure::Failed(format!("no folder to start cargo in: {}", error.kind()))
            })?;
            let environment = Environment::new(options, &workspace.checkout, &scratch.path);
            let mut query = query(workspace, options, handed_on(config, options));
            query.cargo_path(environment.find("cargo").ok_or(Failure::Missing)?);
            let mut command = query.cargo_command();
            environment.give(&mut command);
            command.current_dir(&scratch.path);
            run(command, workspace, Some(&scratch), None)
        }
        CargoLaunch::Never => Err(Failure::Missing),
    }
}

fn query(workspace: &Workspace, options: &CargoOptions, config: Vec<String>) -> MetadataCommand {
    let mut query = MetadataCommand::new();
    query.manifest_path(&workspace.manifest);
    let locked = CargoOptions {
        // A lockfile that is there is judged as it is, and stays as it is.
        locked: options.locked || workspace.has_lockfile,
        ..options.clone()
    };
    query.other_options(further_options(&locked, config));
    if options.all_features {
        query.features(CargoOpt::AllFeatures);
    }
    if options.no_default_features {
        query.features(CargoOpt::NoDefaultFeatures);
    }
    if !options.features.is_empty() {
        query.features(CargoOpt::SomeFeatures(options.features.clone()));
    }
    query
}

fn further_options(options: &CargoOptions, config: Vec<String>) -> Vec<String> {
    let flags = [
        ("--locked", options.locked),
        ("--offline", options.offline),
        ("--frozen", options.frozen),
    ];
    let flags = flags.iter().filter(|(_, given)| *given);
    flags
        .map(|(flag, _)| (*flag).to_owned())
        .chain(config)
        .collect()
}

fn handed_on(config: &RepositoryConfig, options: &CargoOptions) -> Vec<String> {
    let mut pairs: Vec<_> = config
        .handed_on
        .iter()
        .filter(|(key, _)| variable(options, &variable_of(key)).is_none())
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    // Tokens of the environment still work; programs that give out tokens are not started.
    pairs.push("registry.global-credential-providers=[\"cargo:token\"]".to_owned());
    pairs
        .into_iter()
        .flat_map(|pair| ["--config".to_owned(), pair])
        .collect()
}

/// The variable that sets a key of cargo's configuration.
///
/// Cargo lets it win over files, but not over `--config`: handed on all the same, the checkout could lead
/// the token of a registry to another address.
fn variable_of(key: &str) -> String {
    format!("CARGO_{}", key.replace(['.', '-'], "_").to_uppercase())
}

/// Start cargo so that the checkout stays as it is.
fn run(
    mut command: Command,
    workspace: &Workspace,
    scratch: Option<&Scratch>,
    named: Option<&Path>,
) -> Result<Answer, Failure> {
    // What it says is read: as it says it to everybody.
    command
        .env("CARGO_TERM_COLOR", "never")
        .env("CARGO_TERM_QUIET", "false");
    if workspace.has_lockfile {
        let metadata = answer(command).0?;
        return Ok(Answer {
            metadata,
            made: None,
        });
    }
    let elsewhere = scratch.map(|scratch| scratch.path.join("Cargo.lock"));
    if let Some(elsewhere) = &elsewhere {
        command.env(LOCKFILE_PATH, elsewhere);
    }
    let was_there = workspace.lockfile.symlink_metadata().is_ok();
    let (answer, complaints) = answer(command);
    let places = [elsewhere.as_deref(), Some(&workspace.lockfile), named];
    let mut places = places.into_iter().flatten();
    let made = places.find_map(|place| read_text(place, lockfile::LIMIT).ok());
    if !was_there && !elsewhere.as_ref().is_some_and(|made| made.exists()) {
        take_back(&workspace.lockfile, &complaints);
    }
    Ok(Answer {
        metadata: answer?,
        made,
    })
}

/// Remove a lockfile that cargo has written just now. One that somebody else made meanwhile stays: cargo
/// says so when it locks anything, and what it writes when there is nothing to lock is no loss.
fn take_back(path: &Path, complaints: &str) {
    let has_locked = || {
        let mut said = complaints.lines();
        said.any(|line| line.trim_start().starts_with("Locking "))
    };
    let locks_nothing = |text: String| {
        let mut lines = text.lines();
        let is_of_cargo = lines
            .next()
            .is_some_and(|first| first.contains("@generated by Cargo"));
        is_of_cargo && !lines.any(|line| line.starts_with("source = "))
    };
    let is_file = path.symlink_metadata().is_ok_and(|about| about.is_file());
    if is_file && (has_locked() || read_text(path, lockfile::LIMIT).is_ok_and(locks_nothing)) {
        // It is gone already, or cannot be removed: nothing else could be done.
        let _ = std::fs::remove_file(path);
    }
}

/// What cargo prints, and what it says beside.
fn answer(mut command: Command) -> (Result<String, Failure>, String) {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return (Err(Failure::Missing), String::new());
        }
        Err(error) => {
            let failure = format!("cargo cannot be started: {}", error.kind());
            return (Err(Failure::Failed(failure)), String::new());
        }
    };
    let complaints = child.stderr.take();
    let complaints = thread::spawn(move || complaints.map(first_bytes).unwrap_or_default());
    let mut answer = Vec::new();
    let read = match child.stdout.take() {
        Some(out) => out.take(LARGEST).read_to_end(&mut answer),
        None => Ok(0),
    };
    let too_large = answer.len() as u64 == LARGEST;
    if too_large {
        // Nothing depends on how it ends: the answer is refused.
        let _ = child.kill();
    }
    let status = child.wait();
    let complaints = complaints.join().unwrap_or_default();
    let answer = match (read, status) {
        _ if too_large => Err(Failure::Failed("its answer is too large".to_owned())),
        (Ok(_), Ok(status)) if status.success() => String::from_utf8(answer)
            .map_err(|_| Failure::Failed("its answer is no UTF-8".to_owned())),
        _ => Err(failure(&complaints)),
    };
    (answer, complaints)
}

fn first_bytes(mut from: impl Read) -> String {
    let mut bytes = Vec::new();
    let read = from.by_ref().take(COMPLAINTS).read_to_end(&mut bytes);
    // The rest is read and forgotten, so that cargo can write it.
    if read.is_ok() {
        let _ = io::copy(&mut from, &mut io::sink());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What cargo said first. Further lines may quote files, which need not be what they claim.
fn failure(complaints: &str) -> Failure {
    let first = complaints
        .lines()
        .find_map(|line| line.strip_prefix("error: "))
        .unwrap_or("it gave no reason");
    if first.contains("--locked") && first.contains("lock file") {
        return Failure::StaleLock;
    }
    if first.starts_with("failed to write") && first.contains("Cargo.lock") {
        return Failure::LockUnwritten;
    }
    Failure::Failed(first.chars().take(300).collect())
}

/// The environment of a cargo that is not trusted.
struct Environment {
    variables: Vec<(OsString, OsString)>,
    folders: Vec<PathBuf>,
    cargo: Option<PathBuf>,
}

impl Environment {
    fn new(options: &CargoOptions, checkout: &Path, scratch: &Path) -> Self {
        let checkout = checkout.canonicalize().unwrap_or(checkout.to_owned());
        let outside = |path: &Path| {
            let real = path.canonicalize().unwrap_or(path.to_owned());
            path.is_absolute() && !real.starts_with(&checkout) && !path.starts_with(&checkout)
        };
        let value = |name: &str| variable(options, name);
        let folders: Vec<PathBuf> = value("PATH")
            .map(|path| {
                std::env::split_paths(path)
                    .filter(|path| outside(path))
                    .collect()
            })
            .unwrap_or_default();
        let cargo = value("CARGO")
            .map(PathBuf::from)
            .filter(|path| outside(path) && path.is_file());
        let mut variables: Vec<_> = options
            .environment
            .iter()
            .filter(|(name, _)| name.to_str().is_some_and(is_passed))
            .filter(|(_, value)| !is_inside(value, &checkout))
            .cloned()
            .collect();
        variables.retain(|(name, _)| name != "PATH");
        if let Ok(path) = std::env::join_paths(&folders) {
            variables.push(("PATH".into(), path));
        }
        // A home of cargo inside the checkout is configured by the checkout.
        if value("CARGO_HOME").is_some_and(|home| !outside(Path::new(home))) {
            variables.retain(|(name, _)| name != "CARGO_HOME");
            variables.push(("CARGO_HOME".into(), scratch.join("home").into()));
        }
        Self {
            variables,
            folders,
            cargo,
        }
    }

    /// A program of the toolchain, by its absolute path outside the checkout.
    fn find(&self, name: &str) -> Option<PathBuf> {
        let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        let beside = self.cargo.as_ref().map(|cargo| cargo.with_file_name(&file));
        beside
            .into_iter()
            .chain(self.folders.iter().map(|folder| folder.join(&file)))
            .find(|path| path.is_file())
    }

    fn give(&self, command: &mut Command) {
        command.env_clear().envs(self.variables.iter().cloned());
        let rustc = self.find("rustc").unwrap_or_else(|| "rustc".into());
        command
            .env("RUSTC", rustc)
            .env("RUSTC_WRAPPER", "")
            .env("RUSTC_WORKSPACE_WRAPPER", "");
    }
}

pub(crate) fn variable<'o>(options: &'o CargoOptions, name: &str) -> Option<&'o OsStr> {
    let found = options.environment.iter().find(|(key, _)| key == name);
    found.map(|(_, value)| value.as_os_str())
}

fn is_passed(name: &str) -> bool {
    let same = |passed: &str| {
        if cfg!(windows) {
            passed.eq_ignore_ascii_case(name)
        } else {
            passed == name
        }
    };
    PASSED.iter().any(|passed| same(passed))
        || PASSED_BEGINNINGS
            .iter()
            .any(|beginning| name.starts_with(beginning))
}

/// Whether a value is a path in the checkout, where it could lead cargo back.
fn is_inside(value: &OsStr, checkout: &Path) -> bool {
    let path = Path::new(value);
    path.is_absolute() && path.starts_with(checkout)
}

/// An empty folder outside the checkout, removed at the end.
struct Scratch {
    path: PathBuf,
}

impl Scratch {
    fn new(options: &CargoOptions, checkout: &Path) -> io::Result<Self> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let named = ["TMPDIR", "TEMP", "TMP"]
            .iter()
            .filter_map(|name| variable(options, name));
        let fixed = ["/tmp", "/var/tmp"].iter().map(OsStr::new);
        let checkout = checkout.canonicalize()?;
        let mut result = Err(io::ErrorKind::NotFound.into());
        for base in named.chain(fixed) {
            let Ok(base) = Path::new(base).canonicalize() else {
                continue;
            };
            if base.starts_with(&checkout) {
                continue;
            }
            let count = COUNT.fetch_add(1, Ordering::Relaxed);
            let path = base.join(format!("vendor-gate-{}-{count}", std::process::id()));
            result = create_private(&path).map(|()| Self { path });
            if result.is_ok() {
                break;
            }
        }
        result
    }
}

#[cfg(unix)]
fn create_private(path: &Path) -> io::Result<()> {
    std::fs::DirBuilder::new().mode(0o700).create(path)
}

#[cfg(not(unix))]
fn create_private(path: &Path) -> io::Result<()> {
    std::fs::create_dir(path)
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed is an empty folder among temporary files.
        let _ = std::fs::remove_dir_all(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_stay_behind() {
        for (name, expected) in [
            ("PATH", true),
            ("CARGO_REGISTRIES_INNER_TOKEN", true),
            ("GITHUB_TOKEN", false),
            ("ACTIONS_RUNTIME_TOKEN", false),
            ("INPUT_TOKEN", false),
            ("CARGO_BUILD_RUSTC_WRAPPER", false),
            ("RUSTFLAGS", false),
            ("RUSTC_BOOTSTRAP", false),
        ] {
            assert_eq!(is_passed(name), expected, "{name}");
        }
    }

    #[test]
    fn keys_have_the_variables_that_cargo_reads() {
        let variable = variable_of("registries.my-inner.index");
        assert_eq!(variable, "CARGO_REGISTRIES_MY_INNER_INDEX");
        assert_eq!(variable_of("net.offline"), "CARGO_NET_OFFLINE");
    }

    #[test]
    fn complaints_quote_no_file() {
        let said =
            "error: failed to parse lock file at: /x/Cargo.lock\n\nCaused by:\n  1 | root:x:0:0\n";
        let Failure::Failed(first) = failure(said) else {
            panic!("the lockfile is not stale");
        };
        assert_eq!(first, "failed to parse lock file at: /x/Cargo.lock");
    }
}
