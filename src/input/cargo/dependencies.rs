//! What the manifests of dependencies say, where they lie on disk already: path dependencies, vendored
//! folders and the local registry of cargo. Read as data.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use crate::input::CargoOptions;
use crate::input::cargo::Workspace;
use crate::input::cargo::launch::variable;
use crate::input::cargo::locals;
use crate::input::cargo::manifest::{self, is_within};
use crate::input::cargo::package::Particulars;
use crate::input::cargo::repository_config::RepositoryConfig;
use crate::input::lockfile::Package;

/// The manifests within reach of a workspace.
pub(crate) struct Manifests {
    locals: HashMap<String, Vec<(Option<String>, Particulars)>>,
    vendored: HashMap<(String, String), Vec<Particulars>>,
    registries: Vec<PathBuf>,
}

impl Manifests {
    pub(crate) fn new(
        workspace: &Workspace,
        config: &RepositoryConfig,
        options: &CargoOptions,
    ) -> Self {
        let root = workspace.root.parent().unwrap_or(&workspace.folder);
        let folders = folders(root, config);
        let mut locals: HashMap<_, Vec<_>> = HashMap::new();
        for local in locals::locals(&workspace.root, &config.patched, &workspace.checkout) {
            let of_name = locals.entry(local.name).or_default();
            of_name.push((local.version, local.particulars));
        }
        Self {
            locals,
            vendored: vendored(&folders, &workspace.checkout),
            registries: registries(options),
        }
    }

    /// What is known of a package of the lockfile: every manifest that claims to be of it counts.
    pub(crate) fn find(&self, package: &Package<'_>) -> Vec<Particulars> {
        let (name, version) = (package.name(), package.version.as_ref());
        let Some(source) = package.source.as_deref() else {
            let of_name = self.locals.get(name).into_iter().flatten();
            let of_version = of_name.filter(|(of, _)| of.as_deref().is_none_or(|of| of == version));
            return of_version.map(|(_, said)| said.clone()).collect();
        };
        let key = (name.to_owned(), version.to_owned());
        if let Some(vendored) = self.vendored.get(&key) {
            return vendored.clone();
        }
        if source.starts_with("git+") || !is_file_name(name) || !is_file_name(version) {
            return Vec::new();
        }
        let folder = format!("{name}-{version}");
        let downloaded = self.registries.iter();
        let mut downloaded = downloaded.map(|base| base.join(&folder).join("Cargo.toml"));
        let found = downloaded.find_map(|path| {
            let own = manifest::dependency(&path)?;
            (own.name == name && own.version.as_deref() == Some(version)).then_some(own.particulars)
        });
        found.into_iter().collect()
    }
}

/// The folders that take the place of registries for the workspace in a folder of a checkout.
pub(crate) fn source_folders(root: &Path, checkout: &Path) -> BTreeSet<PathBuf> {
    folders(root, &RepositoryConfig::read(root, checkout))
}

pub(super) fn folders(root: &Path, config: &RepositoryConfig) -> BTreeSet<PathBuf> {
    let folders = config.folders.iter().cloned();
    folders.chain([root.join("vendor")]).collect()
}

/// What lies in folders that take the place of registries, under whatever name: cargo goes by manifests.
fn vendored(
    folders: &BTreeSet<PathBuf>,
    checkout: &Path,
) -> HashMap<(String, String), Vec<Particulars>> {
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    let folders = folders.iter().filter(|folder| is_within(folder, checkout));
    for entry in folders.flat_map(std::fs::read_dir).flatten().flatten() {
        let path = entry.path().join("Cargo.toml");
        if !is_within(&path, checkout) {
            continue;
        }
        if let Some(own) = manifest::dependency(&path)
            && let Some(version) = own.version
        {
            found
                .entry((own.name, version))
                .or_default()
                .push(own.particulars);
        }
    }
    found
}

/// Names of a lockfile become names of folders: one that leads elsewhere is not followed.
fn is_file_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.+".contains(&byte))
        && !name.starts_with('.')
}

/// Where cargo unpacks what it downloads.
fn registries(options: &CargoOptions) -> Vec<PathBuf> {
    let home = match variable(options, "CARGO_HOME") {
        Some(home) => PathBuf::from(home),
        None => match variable(options, "HOME").or_else(|| variable(options, "USERPROFILE")) {
            Some(home) => Path::new(home).join(".cargo"),
            None => return Vec::new(),
        },
    };
    let folders = std::fs::read_dir(home.join("registry").join("src"));
    let mut folders: Vec<_> = folders
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    folders.sort();
    folders
}
