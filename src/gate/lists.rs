//! The lists in force: the bundled ones, and those that the user adds.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use crate::denylist::model::Denylist;
use crate::denylist::{self, ListFile};
use crate::diagnostic::Diagnostic;
use crate::outcome::DenylistUse;
use crate::source;

/// A denylist file may not be larger.
const LARGEST: u64 = 64 << 20;

/// Which lists the user wants.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Whether the bundled lists are left out.
    pub without_bundled: bool,
    /// Files and folders of the user's own.
    pub paths: Vec<PathBuf>,
}

/// Load the lists, and say of each what it is.
///
/// # Errors
///
/// A list that cannot be read, is no list, or takes an id that exists.
pub fn load(
    selection: &Selection,
) -> Result<(Cow<'static, Denylist>, Vec<DenylistUse>), Vec<Diagnostic>> {
    let mut all: Cow<'static, Denylist> = Cow::Owned(Denylist::default());
    let mut used = Vec::new();
    if !selection.without_bundled {
        all = Cow::Borrowed(denylist::bundled());
        used.push(describe("bundled", denylist::bundled_digest(), &all));
    }
    for path in &selection.paths {
        let files = read(path)?;
        let more = denylist::parse(&files)?;
        let problems = denylist::unmeetable_identities(&files, &more);
        if !problems.is_empty() {
            return Err(problems);
        }
        let digest = source::digest(files.iter().map(|file| &file.text));
        used.push(describe(&path.display().to_string(), &digest, &more));
        all = Cow::Owned(denylist::extend(&all, more)?);
    }
    let problems = unknown_authorities(&all);
    if problems.is_empty() {
        Ok((all, used))
    } else {
        Err(problems)
    }
}

/// Read the files of one list: a file, or every TOML file below a folder.
///
/// # Errors
///
/// A file that cannot be read, or a folder without any.
pub fn read(path: &Path) -> Result<Vec<ListFile>, Vec<Diagnostic>> {
    let paths =
        source::files_below(path, "toml").map_err(|error| vec![unreadable(path, &error)])?;
    if paths.is_empty() {
        return Err(vec![
            Diagnostic::error(
                "denylist-empty",
                format!("`{}` holds no denylist file", path.display()),
            )
            .help("a list is TOML files: one for each authority, vendor or profile"),
        ]);
    }
    let read = |path: PathBuf| match source::read_text(&path, LARGEST) {
        Ok(text) => Ok(ListFile { path, text }),
        Err(error) => Err(unreadable(&path, &error)),
    };
    let (files, errors): (Vec<_>, Vec<_>) = paths.into_iter().map(read).partition(Result::is_ok);
    let errors: Vec<Diagnostic> = errors.into_iter().filter_map(Result::err).collect();
    if errors.is_empty() {
        Ok(files.into_iter().filter_map(Result::ok).collect())
    } else {
        Err(errors)
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(
        "denylist-unreadable",
        format!("failed to read the denylist `{}`: {error}", path.display()),
    )
    .help("name a TOML file, or a folder of them, that can be read")
}

fn describe(id: &str, digest: &str, list: &Denylist) -> DenylistUse {
    DenylistUse {
        id: id.to_owned(),
        digest: digest.to_owned(),
        reviewed: denylist::oldest_review(list)
            .map(|day| day.to_string())
            .unwrap_or_default(),
        vendors: list.vendors.len() as u64,
        authorities: list.authorities.len() as u64,
    }
}

/// A listing by an authority that no list defines could never count, and nobody would notice.
fn unknown_authorities(list: &Denylist) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for vendor in list.vendors.iter() {
        for listing in vendor.listings.iter().filter(|listing| {
            !list
                .authorities
                .iter()
                .any(|authority| authority.id == listing.authority)
        }) {
            let message = format!(
                "the vendor `{}` is listed by `{}`, which no list defines",
                vendor.id, listing.authority
            );
            problems.push(Diagnostic::error("unknown-authority", message));
        }
    }
    problems
}
