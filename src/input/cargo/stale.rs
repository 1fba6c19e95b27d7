//! Whether Cargo.lock fits the manifests of its workspace, for when cargo is not there to say so.
//!
//! A manifest that asks for more than the lockfile holds would bring in at the next build what nobody judged.

use std::collections::HashMap;

use crate::diagnostic::Diagnostic;
use crate::input::cargo::Workspace;
use crate::input::cargo::dependencies::folders;
use crate::input::cargo::manifest::slashed;
use crate::input::cargo::members::{Asked, Member};
use crate::input::cargo::repository_config::RepositoryConfig;
use crate::input::cargo::vendored;
use crate::input::cargo::wanted::{self, Origin, Registries, StandIn, Wanted};
use crate::input::lockfile::{Lock, Package, Text, without_revision};
use crate::source::Location;

/// Where the lockfile does not fit what its workspace asks for, and which manifests could not tell.
pub(crate) fn remarks(
    lock: &Lock<'_>,
    asked: &Asked,
    workspace: &Workspace,
    config: &RepositoryConfig,
) -> Vec<Diagnostic> {
    let configured = config.patches.iter().flat_map(wanted::standing_in);
    let configured: Vec<_> = configured.collect();
    let standing_in: Vec<_> = asked.standing_in.iter().chain(&configured).collect();
    let registries = Registries {
        lock_version: lock.version,
        index: &|name| config.index_of(name),
    };
    let held = Held::of(lock, &standing_in, &registries);
    let mut patches = standing_in.iter().map(|one| &one.wanted);
    let lacking = patches.find(|wanted| !held.has(wanted));
    let lacking = lacking.map(|wanted| format!("it does not hold the patch {}", described(wanted)));
    let unfit = lacking.or_else(|| asked.members.iter().find_map(|member| held.lacks(member)));
    let root = workspace.root.parent().unwrap_or(&workspace.folder);
    let vendored = || {
        let folders = folders(root, config);
        vendored::asked(
            &folders,
            &workspace.checkout,
            &held.elsewhere(),
            &asked.by_name,
        )
    };
    let unfit = unfit.or_else(|| {
        vendored()
            .iter()
            .find_map(|one| held.lacks_of_vendored(one))
    });
    let unfit = unfit.map(|what| {
        Diagnostic::error(
            "cargo-lock-stale",
            format!("Cargo.lock does not fit the manifests of the workspace: {what}"),
        )
        .help("`cargo update --workspace` brings it up to date")
    });
    let unreadable = asked.unreadable.first().map(|manifest| {
        let manifest = slashed(manifest.strip_prefix(root).unwrap_or(manifest));
        let message = format!(
            "the manifest `{}` is no TOML, or inherits from what is none: whether Cargo.lock fits it cannot be told",
            manifest.escape_debug()
        );
        Diagnostic::error("input-unreadable", message).help("`cargo metadata` says what is wrong")
    });
    let at = Location {
        path: Some(workspace.shown.clone()),
        ..Location::default()
    };
    let cut = asked.is_cut.then(|| {
        let message = "the workspace has more members than are looked at: whether Cargo.lock fits them cannot be told";
        Diagnostic::error("input-unreadable", message).help("`cargo metadata` lists them")
    });
    let found = unfit.into_iter().chain(unreadable).chain(cut);
    found.map(|found| found.at(at.clone())).collect()
}

/// Packages of one name that are compared: no lockfile of cargo's has as many.
const COMPARED: usize = 1_000;

/// A lockfile and what stands in for other packages, by name.
struct Held<'l> {
    packages: HashMap<&'l str, Vec<&'l Package<'l>>>,
    versions: HashMap<(&'l str, &'l str), Vec<&'l Package<'l>>>,
    /// The one version of a name; none where it has several.
    only: HashMap<&'l str, Option<&'l str>>,
    standing_in: HashMap<&'l str, Vec<&'l StandIn>>,
    registries: &'l Registries<'l>,
}

impl<'l> Held<'l> {
    fn of(lock: &'l Lock<'l>, standing_in: &[&'l StandIn], registries: &'l Registries<'l>) -> Self {
        let mut held = Self {
            packages: HashMap::new(),
            versions: HashMap::new(),
            only: HashMap::new(),
            standing_in: HashMap::new(),
            registries,
        };
        for package in &lock.packages {
            let (name, version) = (package.name(), package.version.as_ref());
            held.packages.entry(name).or_default().push(package);
            if package.unused {
                continue;
            }
            let of_version = held.versions.entry((name, version)).or_default();
            of_version.push(package);
            let only = held.only.entry(name).or_insert(Some(version));
            *only = only.filter(|only| *only == version);
        }
        for one in standing_in {
            let of_name = held.standing_in.entry(&one.wanted.name).or_default();
            of_name.push(one);
        }
        held
    }

    /// The versions of what does not come from a folder.
    fn elsewhere(&self) -> vendored::Locked<'l> {
        let packages = self.packages.iter().map(|(name, of_name)| {
            let of_name = of_name.iter();
            let of_name = of_name.filter(|package| package.source.is_some() && !package.unused);
            (*name, of_name.map(|package| &*package.version).collect())
        });
        packages.collect()
    }

    fn of_name(&self, name: &str) -> impl Iterator<Item = &'l Package<'l>> {
        let of_name = self.packages.get(name).into_iter().flatten().copied();
        of_name.take(COMPARED)
    }

    /// Whether any package is one that stands in for another.
    fn has(&self, wanted: &Wanted) -> bool {
        let mut of_name = self.of_name(&wanted.name);
        of_name.any(|package| self.is_as_wanted(package, wanted))
    }

    fn is_as_wanted(&self, package: &Package<'_>, wanted: &Wanted) -> bool {
        wanted.takes_version(&package.version) && wanted.is_from(package, self.registries)
    }

    /// What a member asks for and the lockfile does not give it.
    fn lacks(&self, member: &Member) -> Option<String> {
        let name = member.name.escape_debug();
        let in_folder = |unused: bool| {
            let of_name = self.of_name(&member.name);
            of_name.filter(move |package| package.source.is_none() && package.unused == unused)
        };
        let is_same = |package: &&Package<'_>| member.version.as_deref() == Some(&package.version);
        let own = in_folder(false).find(is_same);
        if own.is_none() && !member.is_used && in_folder(true).any(|unused| is_same(&unused)) {
            // Nothing takes the patch, and nothing that it asks for is in the build.
            return None;
        }
        let Some(own) = own.or_else(|| in_folder(false).next()) else {
            // That patches are there was looked at; what an unused one has in a folder need not be.
            return member.is_used.then(|| format!("it does not hold `{name}`"));
        };
        let given = self.given(own);
        let lacking = member.dependencies.iter().find(|wanted| {
            let given = given.get(wanted.name.as_str());
            let mut given = given.into_iter().flatten().take(COMPARED);
            // A package may use itself.
            let is_itself = wanted.name == member.name && matches!(wanted.from, Origin::Folder);
            !is_itself && !given.any(|package| self.gives(package, wanted))
        })?;
        Some(format!("`{name}` depends on {}", described(lacking)))
    }

    /// What a package in the place of a registry asks for, and the lockfile does not give to that package.
    fn lacks_of_vendored(&self, member: &Member) -> Option<String> {
        let version = member.version.as_deref()?;
        let of_version = self.versions.get(&(member.name.as_str(), version))?;
        let mut own = of_version.iter().take(COMPARED);
        let given = self.given(own.find(|package| package.source.is_some())?);
        let lacking = member.dependencies.iter().find(|wanted| {
            let given = given.get(wanted.name.as_str());
            let mut given = given.into_iter().flatten().take(COMPARED);
            !given.any(|package| wanted.takes_version(&package.version))
        })?;
        let name = member.name.escape_debug();
        let lacking = described(lacking);
        Some(format!(
            "`{name}`, as it lies in the checkout, depends on {lacking}"
        ))
    }

    /// What a package of the lockfile gets, by name.
    fn given(&self, own: &Package<'_>) -> HashMap<&'l str, Vec<&'l Package<'l>>> {
        let mut given: HashMap<_, Vec<_>> = HashMap::new();
        for package in own.dependencies.iter().filter_map(|text| self.meant(text)) {
            given.entry(package.name()).or_default().push(package);
        }
        given
    }

    /// Whether a package is what is wanted, or stands in for it.
    fn gives(&self, package: &Package<'_>, wanted: &Wanted) -> bool {
        let standing_in = self.standing_in.get(wanted.name.as_str());
        let mut standing_in = standing_in.into_iter().flatten().take(COMPARED);
        let stands_in = |one: &&StandIn| {
            one.stands_for(wanted, self.registries) && one.wanted.is_from(package, self.registries)
        };
        wanted.takes_version(&package.version)
            && (wanted.is_from(package, self.registries) || standing_in.any(stands_in))
    }

    /// The package that a dependency of a lockfile means, as cargo takes it.
    fn meant(&self, dependency: &Text<'_>) -> Option<&'l Package<'l>> {
        let mut parts = dependency.0.splitn(3, ' ');
        let name = parts.next().unwrap_or_default();
        let version = match parts.next() {
            Some(version) => version,
            None => (*self.only.get(name)?)?,
        };
        let of_version = self.versions.get(&(name, version))?;
        let mut compared = of_version.iter().take(COMPARED);
        if let Some(source) = parts.next() {
            let source = without_revision(source.trim_matches(['(', ')']));
            return compared.copied().find(|package| {
                let of = package.source.as_deref();
                of.is_some_and(|of| without_revision(of) == source)
            });
        }
        let in_folder = compared.find(|package| package.source.is_none());
        match (in_folder, of_version.as_slice()) {
            (Some(package), _) => Some(package),
            (None, [only]) => Some(only),
            (None, _) => None,
        }
    }
}

fn described(wanted: &Wanted) -> String {
    let versions = wanted.versions.as_deref().unwrap_or_default();
    let versions: String = versions.chars().take(40).collect();
    let versions = match versions.as_str() {
        "" => String::new(),
        versions => format!(" {}", versions.escape_debug()),
    };
    let from = match wanted.from {
        Origin::Folder => " from a folder",
        Origin::Git(_) => " from git",
        Origin::CratesIo | Origin::Registry(_) | Origin::Index(_) => "",
    };
    format!("`{}{versions}`{from}", wanted.name.escape_debug())
}
