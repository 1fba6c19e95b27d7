//! Git objects as data: what stood at a revision, without a checkout.
//!
//! The only starter of git for what a revision holds. Nothing that a repository
//! configures may run: hooks, filters, fsmonitor, textconv, other protocols and
//! lazy fetches are off, and only plumbing that reads objects is used.

use std::fs;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// The most bytes of one answer of git.
const LARGEST: u64 = 1 << 30;

/// Settings that win over those of the repository.
const SETTINGS: &[&str] = &[
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.sshCommand=false",
    "core.gitProxy=",
    "core.alternateRefsCommand=false",
    "core.askPass=false",
    "credential.helper=",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
    "safe.directory=*",
];

/// Variables that would lead git elsewhere, or have it start something.
const DROPPED: &[&str] = &[
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_ASKPASS",
    "GIT_ATTR_SOURCE",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DIR",
    "GIT_EXEC_PATH",
    "GIT_EXTERNAL_DIFF",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PAGER",
    "GIT_PROXY_COMMAND",
    "GIT_REDIRECT_STDERR",
    "GIT_REDIRECT_STDIN",
    "GIT_REDIRECT_STDOUT",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_TRACE",
    "GIT_TRACE2",
    "GIT_TRACE2_EVENT",
    "GIT_TRACE2_PERF",
    "GIT_TRACE_CURL",
    "GIT_TRACE_FSMONITOR",
    "GIT_TRACE_PACKET",
    "GIT_TRACE_PACKFILE",
    "GIT_TRACE_PACK_ACCESS",
    "GIT_TRACE_PERFORMANCE",
    "GIT_TRACE_REFS",
    "GIT_TRACE_SETUP",
    "GIT_TRACE_SHALLOW",
    "GIT_WORK_TREE",
];

/// The repository around a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    top: PathBuf,
}

/// A file of a revision.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TreeFile {
    /// Its path from the top, with `/`.
    pub path: String,
    /// Its object.
    pub object: String,
    /// How many bytes it has.
    pub size: u64,
}

impl Repository {
    /// The repository that a folder belongs to.
    ///
    /// # Errors
    ///
    /// There is none, or git cannot be started.
    pub fn around(folder: &Path) -> io::Result<Self> {
        let answer = git(folder, &["rev-parse", "--show-toplevel"])?;
        let top = String::from_utf8(answer).map_err(io::Error::other)?;
        let top = fs::canonicalize(top.trim_end_matches(['\n', '\r']))?;
        Ok(Self { top })
    }

    /// The commit that a revision names.
    ///
    /// # Errors
    ///
    /// The revision is not known here, as in a shallow clone.
    pub fn commit(&self, revision: &str) -> io::Result<String> {
        let wanted = format!("{revision}^{{commit}}");
        let arguments = [
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &wanted,
        ];
        let answer = git(&self.top, &arguments).map_err(|error| match error.kind() {
            io::ErrorKind::Other => io::Error::other("git knows no such commit"),
            _ => error,
        })?;
        let commit = String::from_utf8(answer).map_err(io::Error::other)?;
        let commit = commit.trim().to_owned();
        let is_object = commit.len() >= 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_object
            .then_some(commit)
            .ok_or_else(|| io::Error::other("git did not name a commit"))
    }

    /// The parents of a commit, as far as they are known: a shallow clone knows none.
    ///
    /// # Errors
    ///
    /// There is no such commit.
    pub fn parents(&self, revision: &str) -> io::Result<Vec<String>> {
        let wanted = format!("{revision}^@");
        let answer = git(&self.top, &["rev-parse", "--end-of-options", &wanted])?;
        let answer = String::from_utf8(answer).map_err(io::Error::other)?;
        let commits = answer.lines().filter(|line| *line != "--end-of-options");
        Ok(commits.map(str::to_owned).collect())
    }

    /// Whether a commit is known to have led to another.
    #[must_use]
    pub fn is_before(&self, early: &str, late: &str) -> bool {
        git(&self.top, &["merge-base", "--is-ancestor", early, late]).is_ok()
    }

    /// Every regular file of a commit.
    ///
    /// # Errors
    ///
    /// A tree is missing, as in a partial clone.
    pub fn files(&self, commit: &str) -> io::Result<Vec<TreeFile>> {
        let answer = git(
            &self.top,
            &["ls-tree", "-r", "-z", "-l", "--full-tree", commit],
        )?;
        let lines = answer.split(|byte| *byte == 0);
        // Links, submodules and names that are no UTF-8 hold no lockfile or SBOM that could be given by name.
        Ok(lines.filter_map(tree_file).collect())
    }

    /// The bytes of a file.
    ///
    /// # Errors
    ///
    /// The object is missing or larger than anything that is read.
    pub fn bytes(&self, file: &TreeFile) -> io::Result<Vec<u8>> {
        self.objects()?.bytes(file)
    }

    /// One git that gives out the bytes of many files.
    ///
    /// # Errors
    ///
    /// git cannot be started.
    pub fn objects(&self) -> io::Result<Objects> {
        let mut child = command(&self.top, &["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .spawn()?;
        let (Some(asks), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::Error::other("git has no pipes"));
        };
        Ok(Objects {
            child,
            asks: Some(asks),
            answers: BufReader::new(answers),
        })
    }

    /// The path of a file from the top, with `/`; `None` for one that lies elsewhere.
    #[must_use]
    pub fn path_of(&self, file: &Path) -> Option<String> {
        let folder = match file.parent() {
            Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
            Some(parent) => parent,
            None => return None,
        };
        let folder = fs::canonicalize(folder).ok()?;
        let inside = folder.join(file.file_name()?);
        let inside = inside.strip_prefix(&self.top).ok()?;
        let parts: Option<Vec<&str>> = inside.iter().map(|part| part.to_str()).collect();
        Some(parts?.join("/"))
    }

    /// Whether a path of a revision is a file of the checkout, too.
    #[must_use]
    pub fn is_checked_out(&self, path: &str) -> bool {
        fs::symlink_metadata(self.top.join(path)).is_ok()
    }
}

/// A running git that gives out objects.
#[derive(Debug)]
pub struct Objects {
    child: Child,
    asks: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Objects {
    /// The bytes of a file.
    ///
    /// # Errors
    ///
    /// The object is missing or larger than anything that is read.
    pub fn bytes(&mut self, file: &TreeFile) -> io::Result<Vec<u8>> {
        if file.size > LARGEST {
            return Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                "the file is too large",
            ));
        }
        if let Some(asks) = &mut self.asks {
            writeln!(asks, "{}", file.object)?;
            asks.flush()?;
        }
        let mut about = String::new();
        (&mut self.answers).take(200).read_line(&mut about)?;
        let expected = format!("{} blob {}\n", file.object, file.size);
        if about != expected {
            return Err(io::Error::other("git does not have the file"));
        }
        let mut bytes = Vec::new();
        let with_line_end = file.size + 1;
        (&mut self.answers)
            .take(with_line_end)
            .read_to_end(&mut bytes)?;
        let is_whole = bytes.len() as u64 == with_line_end && bytes.pop() == Some(b'\n');
        is_whole
            .then_some(bytes)
            .ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        // It ends with what it reads from.
        self.asks = None;
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `<mode> SP <type> SP <object> SP+ <size> TAB <path>`.
fn tree_file(line: &[u8]) -> Option<TreeFile> {
    let (about, path) = std::str::from_utf8(line).ok()?.split_once('\t')?;
    let mut about = about.split_ascii_whitespace();
    let (mode, kind) = (about.next()?, about.next()?);
    let (object, size) = (about.next()?, about.next()?);
    (kind == "blob" && mode.starts_with("100")).then(|| TreeFile {
        path: path.to_owned(),
        object: object.to_owned(),
        size: size.parse().unwrap_or(u64::MAX),
    })
}

/// A reading command of git that nothing in the repository turns into another.
fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).arg("--no-pager");
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    for variable in DROPPED {
        command.env_remove(variable);
    }
    command
        .args(arguments)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_ATTR_NOSYSTEM", "1")
        .env("GIT_GRAFT_FILE", "/dev/null")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_NO_REPLACE_OBJECTS", "1")
        .env("GIT_ALLOW_PROTOCOL", "none")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

/// Run a reading command of git and take its answer.
fn git(folder: &Path, arguments: &[&str]) -> io::Result<Vec<u8>> {
    let mut child = command(folder, arguments).spawn()?;
    let mut answer = Vec::new();
    let read = child
        .stdout
        .take()
        .map_or(Ok(0), |out| out.take(LARGEST + 1).read_to_end(&mut answer));
    let status = child.wait()?;
    read?;
    if !status.success() {
        return Err(io::Error::other("git has no answer"));
    }
    if answer.len() as u64 > LARGEST {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            "the answer is too large",
        ));
    }
    Ok(answer)
}
