//! The `.cargo/config.toml` files of a checkout, as data: the few keys that cannot run anything are handed
//! on to cargo, the others are named.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::diagnostic::Diagnostic;
use crate::input::cargo::manifest::{is_within, plain};
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
        for (section, value) in &table {
            match (section.as_str(), value.as_table()) {
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

    /// One remark that names what is not handed on.
    pub(crate) fn diagnostic(&self) -> Option<Diagnostic> {
        if self.unreadable {
            let message =
                "a `.cargo/config.toml` of the checkout cannot be read; cargo goes without it";
            return Some(Diagnostic::warning("cargo-config-ignored", message));
        }
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
        let path = self.path.as_ref().map(|path| path.display().to_string());
        let diagnostic = Diagnostic::info("cargo-config-ignored", message)
            .help("they could run programs; `--trusted` lets cargo read them")
            .at(Location {
                path,
                ..Location::default()
            });
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
                "include",
                "net.git-fetch-with-cli",
                "registries.inner.credential-provider",
                "registries.odd.index",
                "registry.global-credential-providers",
                "source.\"https://git.example.com/x\".branch",
                "source.outside.directory",
            ]
        );
        std::fs::remove_dir_all(folder).unwrap();
    }
}
