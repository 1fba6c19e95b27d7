//! What the manifests of dependencies say, where they lie on disk already: path dependencies, vendored
//! folders and the local registry of cargo. Read as data.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::input::CargoOptions;
use crate::input::cargo::Workspace;
use crate::input::cargo::launch::variable;
use crate::input::cargo::manifest::{self, is_within};
use crate::input::cargo::package::Particulars;
use crate::input::cargo::repository_config::RepositoryConfig;
use crate::input::lockfile::Package;

/// The manifests within reach of a workspace.
pub(crate) struct Manifests {
    locals: HashMap<String, Particulars>,
    vendored: Vec<PathBuf>,
    registries: Vec<PathBuf>,
    checkout: PathBuf,
}

impl Manifests {
    pub(crate) fn new(
        workspace: &Workspace,
        config: &RepositoryConfig,
        options: &CargoOptions,
    ) -> Self {
        let mut vendored = config.folders.clone();
        let root = workspace.root.parent().unwrap_or(&workspace.folder);
        vendored.push(root.join("vendor"));
        vendored.retain(|folder| folder.is_dir() && is_within(folder, &workspace.checkout));
        vendored.dedup();
        Self {
            locals: manifest::locals(&workspace.root, &workspace.checkout)
                .into_iter()
                .map(|local| (local.name, local.particulars))
                .collect(),
            vendored,
            registries: registries(options),
            checkout: workspace.checkout.clone(),
        }
    }

    /// What is known of a package of the lockfile.
    pub(crate) fn find(&self, package: &Package<'_>) -> Option<Particulars> {
        let (name, version) = (package.name(), package.version.as_ref());
        if !is_file_name(name) || !is_file_name(version) {
            return None;
        }
        let Some(source) = package.source.as_deref() else {
            return self.locals.get(name).cloned();
        };
        let full = format!("{name}-{version}");
        let vendored = self
            .vendored
            .iter()
            .flat_map(|folder| [folder.join(&full), folder.join(name)])
            .map(|folder| folder.join("Cargo.toml"))
            .filter(|path| is_within(path, &self.checkout));
        let from_registry = !source.starts_with("git+");
        let registries = self.registries.iter().filter(|_| from_registry);
        let downloaded = registries.map(|folder| folder.join(&full).join("Cargo.toml"));
        vendored
            .chain(downloaded)
            .find_map(|path| manifest::particulars(&path, name, version))
    }
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
