//! Configuration file, floor, and the configuration of the base revision: found, read, resolved.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::denylist::{self, model::Denylist};
use crate::diagnostic::Diagnostic;
use crate::gate::baseline::file_at;
use crate::outcome::DenylistUse;
use crate::policy::config::{ConfigFile, Kind};
use crate::policy::{Base, Flags, Layers, Override, Resolved, own_entries, resolve};
use crate::source;

/// The name of the repository's file.
const NAME: &str = "vendor-gate.toml";
/// The largest file that is read, in bytes.
const LARGEST: u64 = 64 << 20;

/// Where configuration is looked for.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// The repository's file, where the user names it.
    pub config: Option<PathBuf>,
    /// The floor.
    pub floor: Option<PathBuf>,
    /// What findings are compared with: the base revision, if it is one.
    pub baseline: Option<String>,
}

/// All configuration files of a run.
#[derive(Clone, Debug)]
pub struct Configuration {
    /// The repository's file.
    pub file: Option<ConfigFile>,
    /// The floor.
    pub floor: Option<ConfigFile>,
    base: AtBase,
}

#[derive(Clone, Debug)]
enum AtBase {
    Unnamed,
    Unavailable,
    Absent,
    File(Box<ConfigFile>),
}

/// Find and read the files.
///
/// # Errors
///
/// A file that the user named cannot be read, or one holds mistakes.
pub fn configuration(places: &Places) -> Result<Configuration, Vec<Diagnostic>> {
    let named = places.config.clone().or_else(find);
    let file = read(named.as_deref(), Kind::Repository)?;
    let floor = read(places.floor.as_deref(), Kind::Floor)?;
    let base = match (&named, &floor, &places.baseline) {
        (Some(path), Some(_), Some(revision)) => at_base(revision, path),
        _ => AtBase::Unnamed,
    };
    Ok(Configuration { file, floor, base })
}

/// The first file from the current folder up to the top of the repository.
fn find() -> Option<PathBuf> {
    let current = std::path::absolute(".").ok()?;
    let mut folders = Vec::new();
    for (above, folder) in current.ancestors().enumerate() {
        folders.push((above, folder));
        if folder.join(".git").exists() {
            break;
        }
    }
    // Without a repository, what lies above is somebody else's.
    let in_repository = folders
        .last()
        .is_some_and(|(_, top)| top.join(".git").exists());
    let within = if in_repository { folders.len() } else { 1 };
    let mut within = folders.into_iter().take(within);
    // One that is there and no file is a mistake to be told, and none to be passed over.
    let is_there = |folder: &Path| folder.join(NAME).symlink_metadata().is_ok();
    let (above, _) = within.find(|(_, folder)| is_there(folder))?;
    let up: PathBuf = std::iter::repeat_n("..", above).collect();
    Some(up.join(NAME))
}

fn read(path: Option<&Path>, kind: Kind) -> Result<Option<ConfigFile>, Vec<Diagnostic>> {
    let Some(path) = path else {
        return Ok(None);
    };
    // A link in a checkout may lead to what is not the repository's, and mistakes are quoted.
    if kind == Kind::Repository && source::is_link(path) {
        let message = format!("the configuration `{}` is a link", path.display());
        let found = Diagnostic::error("config-unreadable", message);
        return Err(vec![found.help(
            "put the file itself there, or name another with `--config`",
        )]);
    }
    let text = source::read_text(path, LARGEST).map_err(|error| vec![unreadable(path, &error)])?;
    ConfigFile::parse(&path.display().to_string(), &text, kind).map(Some)
}

fn unreadable(path: &Path, error: &io::Error) -> Diagnostic {
    let message = format!(
        "failed to read the configuration `{}`: {error}",
        path.display()
    );
    Diagnostic::error("config-unreadable", message)
        .help("`cargo vendor-gate init` writes a vendor-gate.toml to begin with")
}

fn at_base(revision: &str, path: &Path) -> AtBase {
    match file_at(revision, path) {
        Err(_) => AtBase::Unavailable,
        Ok(None) => AtBase::Absent,
        // A file of the base that is no longer valid lowers nothing.
        Ok(Some(text)) => ConfigFile::parse(&path.display().to_string(), &text, Kind::Repository)
            .map_or(AtBase::Absent, |file| AtBase::File(Box::new(file))),
    }
}

/// The lists with the company's own entries, and the effects of these.
#[derive(Clone, Debug)]
pub struct WithOwn {
    /// All lists together.
    pub denylist: Cow<'static, Denylist>,
    /// What is said of each list.
    pub used: Vec<DenylistUse>,
    /// The effects of the company's own entries.
    pub own: BTreeMap<String, Override>,
}

impl Configuration {
    /// Add the company's own entries to the lists.
    ///
    /// # Errors
    ///
    /// An entry takes an id that exists.
    pub fn with_own(
        &self,
        denylist: Cow<'static, Denylist>,
        mut used: Vec<DenylistUse>,
        as_of: Date,
    ) -> Result<WithOwn, Vec<Diagnostic>> {
        let files: Vec<&ConfigFile> = self.floor.iter().chain(&self.file).collect();
        let (more, own) = own_entries(&files, as_of);
        if more.vendors.is_empty() {
            return Ok(WithOwn {
                denylist,
                used,
                own,
            });
        }
        for file in files.iter().filter(|file| !file.denies.is_empty()) {
            used.push(DenylistUse {
                id: file.path.clone(),
                digest: source::digest([&file.text]),
                reviewed: as_of.to_string(),
                vendors: file.denies.len() as u64,
                authorities: file.denies.len() as u64,
            });
        }
        let denylist = Cow::Owned(denylist::extend(&denylist, more)?);
        Ok(WithOwn {
            denylist,
            used,
            own,
        })
    }

    /// Bring flags, files and defaults together.
    ///
    /// # Errors
    ///
    /// Something weaker than the floor, or a name that no list knows.
    pub fn resolve(
        &self,
        flags: &Flags,
        lists: &WithOwn,
        today: Date,
    ) -> Result<Resolved, Vec<Diagnostic>> {
        resolve(&Layers {
            flags,
            file: self.file.as_ref(),
            floor: self.floor.as_ref(),
            base: match &self.base {
                AtBase::Unnamed => Base::Unnamed,
                AtBase::Unavailable => Base::Unavailable,
                AtBase::Absent => Base::Absent,
                AtBase::File(file) => Base::File(file),
            },
            denylist: &lists.denylist,
            own: &lists.own,
            today,
        })
    }
}
