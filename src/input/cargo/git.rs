//! Where a git dependency comes from, as cargo tells such places apart.

use std::fmt::Write as _;

use toml::Value;

use crate::identifier::percent_decode;

/// A git repository, and what of it is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GitSource {
    address: String,
    reference: Reference,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Reference {
    /// Whatever the repository has checked out.
    Default,
    /// `branch`, `tag` or `rev`, and its name as it is written.
    Named(&'static str, String),
}

const KINDS: [&str; 3] = ["branch", "tag", "rev"];

impl GitSource {
    /// What a manifest states.
    pub(crate) fn stated(url: &str, stated: &Value) -> Self {
        let text = |key: &str| stated.get(key).and_then(Value::as_str);
        let mut named = KINDS.iter().filter_map(|kind| Some((*kind, text(kind)?)));
        Self {
            address: address(url),
            reference: match named.next() {
                Some((kind, name)) => Reference::Named(kind, name.to_owned()),
                None => Reference::Default,
            },
        }
    }

    /// What a lockfile holds, if it is a git source.
    pub(crate) fn locked(source: &str) -> Option<Self> {
        let url = source.strip_prefix("git+")?;
        let url = url.split('#').next().unwrap_or_default();
        let (url, query) = url.split_once('?').unwrap_or((url, ""));
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let named = pairs.find_map(|(key, name)| {
            // It was once written so.
            let key = if key == "ref" { "branch" } else { key };
            let kind = KINDS.iter().find(|kind| **kind == key)?;
            Some(Reference::Named(kind, name.to_owned()))
        });
        Some(Self {
            address: address(url),
            reference: named.unwrap_or(Reference::Default),
        })
    }

    /// Whether a source of a lockfile is what a manifest states.
    ///
    /// Up to version 2 of lockfiles, the branch `master` and what is checked out were one.
    pub(crate) fn is_locked_as(&self, locked: &Self, lock_version: u32) -> bool {
        let is_same = match (&self.reference, &locked.reference) {
            (Reference::Default, Reference::Default) => true,
            (Reference::Named(kind, name), Reference::Named(locked_kind, locked_name)) => {
                kind == locked_kind && is_written_as(name, locked_name)
            }
            (Reference::Default, Reference::Named("branch", name))
            | (Reference::Named("branch", name), Reference::Default) => {
                lock_version <= 2 && name == "master"
            }
            (Reference::Default, Reference::Named(..))
            | (Reference::Named(..), Reference::Default) => false,
        };
        is_same && self.is_at(&locked.address)
    }

    /// Whether it lies at an address.
    pub(crate) fn is_at(&self, other: &str) -> bool {
        self.address == other
    }
}

/// Before version 4 lockfiles hold names as they are, since then escaped.
fn is_written_as(name: &str, locked: &str) -> bool {
    name == locked
        || name == percent_decode(locked)
        || name == percent_decode(&locked.replace('+', " "))
}

/// The address of a repository or registry, as far as cargo tells them apart.
pub(crate) fn address(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default().trim();
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let mut scheme = scheme.to_ascii_lowercase();
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (user, host) = match authority.rsplit_once('@') {
        Some((user, host)) => (format!("{user}@"), host),
        None => (String::new(), authority),
    };
    let mut host = percent_decode(host).to_lowercase();
    let usual = match scheme.as_str() {
        "https" => ":443",
        "http" => ":80",
        // These have none that could be left out.
        _ => ":",
    };
    if let Some(shorter) = host.strip_suffix(usual) {
        host.truncate(shorter.len());
    }
    let mut path = settled(path);
    if host == "github.com" {
        // No two of its addresses differ in these alone.
        scheme = "https".to_owned();
        path = path.to_lowercase();
    }
    let path = path.strip_suffix('/').unwrap_or(&path);
    let path = path.strip_suffix(".git").unwrap_or(path);
    format!("{scheme}://{user}{host}{path}")
}

/// A path without `.` and `..`, and with what no URL holds escaped.
fn settled(path: &str) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in path.split('/').skip(1) {
        match name {
            "." => {}
            ".." => drop(names.pop()),
            name => names.push(name),
        }
    }
    let mut settled = String::with_capacity(path.len());
    for name in names {
        settled.push('/');
        for byte in name.bytes() {
            if byte.is_ascii_graphic() && !b"\"<>`{}".contains(&byte) {
                settled.push(char::from(byte));
            } else {
                // Writing to a String cannot fail.
                let _ = write!(settled, "%{byte:02X}");
            }
        }
    }
    settled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_differ_where_cargo_says_so() {
        for (one, other, expected) in [
            ("https://a.example/x", "https://a.example/x/", true),
            ("https://a.example/x", "https://A.example/x.git", true),
            ("https://a.example/x", "https://a.example:443/x", true),
            ("https://a.example/x", "https://a.example:8443/x", false),
            ("https://a.example/x y", "https://a.example/x%20y", true),
            ("https://a.example/x", "https://a.example/z/../x", true),
            ("https://a.example/x", "https://a.example/X", false),
            ("https://a.example/x", "http://a.example/x", false),
            ("https://a.example/x", "ssh://a.example/x", false),
            ("https://github.com/a/x", "http://GitHub.com/A/X.git/", true),
            ("https://github.com/a/x", "https://github.com/b/x", false),
            (
                "ssh://git@github.com/a/x",
                "ssh://git@github.com/a/x.git",
                true,
            ),
        ] {
            assert_eq!(address(one) == address(other), expected, "{one} {other}");
        }
    }

    #[test]
    fn a_branch_is_no_tag() {
        let url = "https://a.example/x";
        for (stated, query, version, expected) in [
            ("", "", 4, true),
            ("branch = \"main\"", "?branch=main", 4, true),
            ("branch = \"a/b\"", "?branch=a%2Fb", 4, true),
            ("branch = \"a/b\"", "?branch=a/b", 3, true),
            ("branch = \"a+b\"", "?branch=a+b", 3, true),
            ("branch = \"main\"", "?tag=main", 4, false),
            ("branch = \"main\"", "?branch=next", 4, false),
            ("branch = \"main\"", "", 4, false),
            ("rev = \"abc\"", "?rev=abd", 4, false),
            ("tag = \"v1\"", "?tag=v2", 4, false),
            ("", "?branch=master", 3, false),
            ("", "?branch=master", 2, true),
            ("branch = \"master\"", "", 1, true),
        ] {
            let table: Value = Value::Table(stated.parse().unwrap());
            let wanted = GitSource::stated(url, &table);
            let locked = GitSource::locked(&format!("git+{url}{query}#0123")).unwrap();
            let fits = wanted.is_locked_as(&locked, version);
            assert_eq!(fits, expected, "{stated} {query} {version}");
        }
    }
}
