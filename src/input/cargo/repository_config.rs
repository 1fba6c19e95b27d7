//! The `.cargo/config.toml` files of a checkout, as data: the few keys that cannot run anything are handed
//! on to cargo, the others are named.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::diagnostic::Diagnostic;
use crate::input::CargoLaunch;
use crate::input::cargo::manifest::{is_within, patches, plain};
use crate::source::{Location, read_text};

const LIMIT: u64 = 64 << 20;
/// Most dropped keys that are named.
const NAMED: usize = 20;

/// What the checkout configures.
#[derive(Debug, Default)]
pub(crate) struct RepositoryConfig {
    /// Keys and values for `--config`.
    pub handed_on: BTreeMap<String, String>,
    /// Folders that take the place of registries.
    pub folders: Vec<PathBuf>,
    /// Tables that patch packages, as manifests have them.
    pub patches: Vec<Table>,
    /// Folders of packages that are patched in.
    pub patched: Vec<PathBuf>,
    /// Keys that are not handed on, and bring other packages into the build than the lockfile names.
    decisive: BTreeSet<String>,
    /// Keys that are not handed on.
    dropped: BTreeSet<String>,
    /// The nearest file that was read.
    path: Option<PathBuf>,
    /// Whether one of the files is no TOML, or leads out of the checkout.
    unreadable: bool,
}

impl RepositoryConfig {
    /// What holds in a folder of a checkout; the nearest file counts first.
    pub(crate) fn read(folder: &Path, checkout: &Path) -> Self {
        let mut config = Self::default();
        for base in folder.ancestors() {
            for name in ["config", "config.toml"] {
                config.add(&base.join(".cargo").join(name), base, checkout);
            }
            if base == checkout {
                break;
            }
        }
        config
    }

    /// What holds further down, for whoever builds in the folder of a member.
    pub(crate) fn add_members(
        &mut self,
        members: &BTreeSet<PathBuf>,
        root: &Path,
        checkout: &Path,
    ) {
        let root = root.parent().unwrap_or(Path::new(""));
        let above = members.iter().flat_map(|member| {
            let above = member.ancestors();
            // What lies above the workspace was read.
            above.take_while(|above| !root.starts_with(above) && above.starts_with(checkout))
        });
        let folders: BTreeSet<&Path> = above.collect();
        for folder in folders {
            for name in ["config", "config.toml"] {
                self.add_member(&folder.join(".cargo").join(name), checkout);
            }
        }
    }

    fn add_member(&mut self, path: &Path, checkout: &Path) {
        if path.symlink_metadata().is_err() {
            return;
        }
        let mut own = Self::default();
        own.add(path, path, checkout);
        self.unreadable |= own.unreadable;
        if !own.patches.is_empty() {
            own.decisive.insert("patch".to_owned());
        }
        if !own.decisive.is_empty() {
            self.path.get_or_insert_with(|| path.to_owned());
        }
        self.decisive.extend(own.decisive);
    }

    fn add(&mut self, path: &Path, base: &Path, checkout: &Path) {
        if path.symlink_metadata().is_err() {
            return;
        }
        let inside = is_within(path, checkout);
        let table = inside.then(|| read_text(path, LIMIT).ok()?.parse::<Table>().ok());
        let Some(table) = table.flatten() else {
            self.unreadable = true;
            return;
        };
        self.path.get_or_insert_with(|| path.to_owned());
        self.patches(&table, base);
        for (section, value) in &table {
            match (section.as_str(), value.as_table()) {
                ("paths" | "include", _) => {
                    self.decisive.insert(section.clone());
                }
                ("resolver", Some(resolver)) if resolver.contains_key("lockfile-path") => {
                    self.decisive.insert("resolver.lockfile-path".to_owned());
                }
                // What it brings in stands in the lockfile.
                ("patch", Some(_)) => {}
                ("source", Some(sources)) => {
                    self.each(section, sources, |config, key, name, value| {
                        config.source(key, name, value, base, checkout)
                    });
                }
                ("registries", Some(registries)) => {
                    self.each(section, registries, |config, key, name, value| {
                        name == "index" && config.url(key, value)
                    });
                }
                ("net", Some(net)) => {
                    for (name, value) in net {
                        match (name.as_str(), value.as_bool()) {
                            ("offline", Some(offline)) => {
                                self.keep("net.offline".to_owned(), offline.to_string());
                            }
                            _ => self.drop(&format!("net.{}", quoted(name))),
                        }
                    }
                }
                (_, Some(other)) => {
                    for name in other.keys() {
                        self.drop(&format!("{}.{}", quoted(section), quoted(name)));
                    }
                }
                (_, None) => self.drop(&quoted(section)),
            }
        }
    }

    /// Hold what is patched: it is data, and no cargo is started with it.
    fn patches(&mut self, table: &Table, base: &Path) {
        let patched = patches(table).flat_map(|(_, patches)| patches.values());
        let paths = patched.filter_map(|patch| patch.get("path")?.as_str());
        self.patched
            .extend(paths.map(|path| plain(&base.join(path))));
        if table.contains_key("patch") {
            self.patches.push(table.clone());
        }
    }

    /// Judge every key of the tables of a section.
    fn each(
        &mut self,
        section: &str,
        tables: &Table,
        judge: impl Fn(&mut Self, String, &str, &Value) -> bool,
    ) {
        for (table, values) in tables {
            let prefix = format!("{section}.{}", quoted(table));
            let Some(values) = values.as_table() else {
                self.drop(&prefix);
                continue;
            };
            for (name, value) in values {
                let key = format!("{prefix}.{}", quoted(name));
                if !judge(self, key.clone(), name, value) {
                    self.drop(&key);
                }
            }
        }
    }

    fn source(
        &mut self,
        key: String,
        name: &str,
        value: &Value,
        base: &Path,
        checkout: &Path,
    ) -> bool {
        let Some(text) = value.as_str() else {
            return false;
        };
        match name {
            "replace-with" | "branch" | "tag" | "rev" => {
                self.keep(key, value.to_string());
                true
            }
            "registry" | "git" => self.url(key, value),
            "directory" | "local-registry" => {
                let folder = plain(&base.join(text));
                let inside = is_within(&folder, checkout);
                if inside {
                    if name == "directory" {
                        self.folders.push(folder.clone());
                    }
                    let value = Value::String(folder.to_string_lossy().into_owned());
                    self.keep(key, value.to_string());
                }
                inside
            }
            _ => false,
        }
    }

    /// Keep a URL that only fetches: `ext::…` and the like start programs.
    fn url(&mut self, key: String, value: &Value) -> bool {
        let Some(url) = value.as_str() else {
            return false;
        };
        let plain = url.strip_prefix("sparse+").unwrap_or(url);
        let known = ["https://", "http://", "ssh://", "git://", "file://"];
        let harmless = known.iter().any(|scheme| plain.starts_with(scheme))
            && !plain.chars().any(|c| c.is_control() || c.is_whitespace());
        if harmless {
            self.keep(key, value.to_string());
        }
        harmless
    }

    fn keep(&mut self, key: String, value: String) {
        self.handed_on.entry(key).or_insert(value);
    }

    fn drop(&mut self, key: &str) {
        self.dropped.insert(key.chars().take(80).collect());
    }

    /// What is to be said of settings that do not count, however cargo is started.
    pub(crate) fn diagnostics(&self, launch: CargoLaunch) -> Vec<Diagnostic> {
        let dropped = match launch {
            CargoLaunch::Trusted => return Vec::new(),
            CargoLaunch::Untrusted => self.dropped(),
            CargoLaunch::Never => None,
        };
        let unreadable = self.unreadable.then(|| {
            let message =
                "a `.cargo/config.toml` of the checkout cannot be read; it may bring in other packages";
            Diagnostic::error("cargo-config-ignored", message)
        });
        let said = unreadable.into_iter().chain(self.decisive(launch));
        said.chain(dropped).collect()
    }

    /// Settings by which a build takes other packages than those that are judged.
    fn decisive(&self, launch: CargoLaunch) -> Option<Diagnostic> {
        let mut keys: BTreeSet<_> = self.decisive.iter().map(String::as_str).collect();
        if launch == CargoLaunch::Untrusted && !self.patches.is_empty() {
            keys.insert("patch");
        }
        let keys: Vec<_> = keys.into_iter().collect();
        if keys.is_empty() {
            return None;
        }
        let message = format!(
            "settings of the checkout that may bring in other packages were not followed: `{}`",
            keys.join("`, `")
        );
        let help = "`--trusted` lets cargo read them; what `Cargo.toml` says is followed always";
        let diagnostic = Diagnostic::error("cargo-config-ignored", message).help(help);
        Some(diagnostic.at(self.location()))
    }

    fn location(&self) -> Location {
        Location {
            path: self.path.as_ref().map(|path| path.display().to_string()),
            ..Location::default()
        }
    }

    /// The index of a registry, by its name.
    pub(crate) fn index_of(&self, registry: &str) -> Option<String> {
        let key = format!("registries.{}.index", quoted(registry));
        let value: Value = self.handed_on.get(&key)?.parse().ok()?;
        Some(value.as_str()?.to_owned())
    }

    /// One remark that names what is not handed on.
    fn dropped(&self) -> Option<Diagnostic> {
        if self.dropped.is_empty() {
            return None;
        }
        let named: Vec<_> = self
            .dropped
            .iter()
            .take(NAMED)
            .map(|key| format!("`{}`", key.escape_default()))
            .collect();
        let more = self.dropped.len() - named.len();
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        let message = format!(
            "cargo is started without these settings of the checkout: {}{more}",
            named.join(", ")
        );
        let diagnostic = Diagnostic::info("cargo-config-ignored", message)
            .help("they could run programs; `--trusted` lets cargo read them")
            .at(self.location());
        Some(diagnostic)
    }
}

/// A key as TOML writes it.
fn quoted(key: &str) -> String {
    let bare = !key.is_empty()
        && key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if bare {
        key.to_owned()
    } else {
        Value::String(key.to_owned()).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_keys_are_handed_on() {
        let folder = std::env::temp_dir().join(format!("gate-config-{}", std::process::id()));
        let vendor = folder.join("vendor");
        std::fs::create_dir_all(folder.join(".cargo")).unwrap();
        std::fs::create_dir_all(&vendor).unwrap();
        let text = r#"
            include = ["x.toml"]
            [alias]
            vendor-gate = ["run"]
            [build]
            rustc-wrapper = "./evil"
            [registry]
            global-credential-providers = ["./evil"]
            [registries.inner]
            index = "sparse+https://crates.example.com/"
            credential-provider = ["./evil"]
            [registries.odd]
            index = "ext::sh -c evil"
            [source.crates-io]
            replace-with = "vendored"
            [source.vendored]
            directory = "vendor"
            [source.outside]
            directory = "/etc"
            [source."https://git.example.com/x"]
            git = "https://git.example.com/x"
            branch = ["no"]
            [net]
            offline = true
            git-fetch-with-cli = true
        "#;
        std::fs::write(folder.join(".cargo/config.toml"), text).unwrap();
        let config = RepositoryConfig::read(&folder, &folder);
        let keys: Vec<_> = config.handed_on.keys().map(String::as_str).collect();
        assert_eq!(
            keys,
            [
                "net.offline",
                "registries.inner.index",
                "source.\"https://git.example.com/x\".git",
                "source.crates-io.replace-with",
                "source.vendored.directory",
            ]
        );
        let dropped: Vec<_> = config.dropped.iter().map(String::as_str).collect();
        assert_eq!(
            dropped,
            [
                "alias.vendor-gate",
                "build.rustc-wrapper",
                "net.git-fetch-with-cli",
                "registries.inner.credential-provider",
                "registries.odd.index",
                "registry.global-credential-providers",
                "source.\"https://git.example.com/x\".branch",
                "source.outside.directory",
            ]
        );
        assert!(config.decisive.contains("include"));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
