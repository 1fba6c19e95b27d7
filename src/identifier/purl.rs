//! Package URLs ([purl-spec]), read leniently and normalised by the rules of their type.
//!
//! [purl-spec]: https://github.com/package-url/purl-spec/blob/main/docs/standard/specification.md

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::identifier::is_default_ignorable;

/// A package URL, split and decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purl<'a> {
    /// The type, in lower case.
    pub kind: Cow<'a, str>,
    /// The namespace, decoded, normalised for the type, without empty segments.
    pub namespace: Option<Cow<'a, str>>,
    /// The name, decoded and normalised for the type.
    pub name: Cow<'a, str>,
    /// The version, decoded.
    pub version: Option<Cow<'a, str>>,
    qualifiers: &'a str,
}

impl<'a> Purl<'a> {
    /// Read a package URL; `None` where type or name is missing.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        let text = text.trim();
        let rest = text
            .get(..4)
            .filter(|scheme| scheme.eq_ignore_ascii_case("pkg:"))
            .map(|_| &text[4..])?;
        let rest = rest
            .split_once('#')
            .map_or(rest, |(rest, _)| rest)
            .trim_start_matches('/');
        let (rest, qualifiers) = rest.split_once('?').unwrap_or((rest, ""));
        let (kind, rest) = rest.split_once('/')?;
        let kind = lower(Cow::Borrowed(kind));
        if kind.is_empty()
            || !kind
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b".+-".contains(&b))
        {
            return None;
        }
        let (path, version) = split_version(rest.trim_matches('/'));
        let (namespace, name) = split_name(&kind, path);
        let (namespace, name) = (namespace.map(visible), visible(name));
        let name = normal_name(&kind, name);
        if name.is_empty() {
            return None;
        }
        let namespace = namespace.filter(|ns| !ns.is_empty());
        let namespace = namespace.map(|ns| normal_namespace(&kind, ns));
        let version = version
            .map(percent_decode)
            .filter(|version| !version.is_empty());
        Some(Self {
            kind,
            namespace,
            name,
            version,
            qualifiers,
        })
    }

    /// The decoded value of a qualifier.
    #[must_use]
    pub fn qualifier(&self, key: &str) -> Option<Cow<'a, str>> {
        let pairs = self
            .qualifiers
            .split('&')
            .filter_map(|pair| pair.split_once('='));
        let mut values = pairs.filter(|(name, _)| name.eq_ignore_ascii_case(key));
        values
            .next()
            .map(|(_, value)| percent_decode(value))
            .filter(|value| !value.is_empty())
    }

    /// The canonical spelling without version, qualifiers and subpath: what tells packages apart.
    #[must_use]
    pub fn key(&self) -> String {
        let mut key = format!("pkg:{}/", self.kind);
        for segment in self
            .namespace
            .iter()
            .flat_map(|namespace| namespace.split('/'))
        {
            percent_encode(segment, "", &mut key);
            key.push('/');
        }
        percent_encode(&self.name, "", &mut key);
        key
    }
}

/// Whether a text begins as a package URL does, in whatever letters its scheme is.
pub(crate) fn is_purl(text: &str) -> bool {
    let scheme = text.trim_start().get(..4);
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("pkg:"))
}

/// Types of package URLs that are of no registry; all but `generic` and `swid` are made up by those who write them.
const NOWHERE: [&str; 7] = [
    "binary", "file", "generic", "jar", "other", "swid", "unknown",
];

/// Whether a text is, by its first letters, a package URL of a registry, in which its type and name are somebody's.
pub(crate) fn is_of_registry(text: &str) -> bool {
    let rest = is_purl(text).then(|| text.trim_start()[4..].trim_start_matches('/'));
    rest.and_then(|rest| rest.split_once('/'))
        .is_some_and(|(kind, path)| {
            let mut nowhere = NOWHERE.iter();
            !path.is_empty()
                && !kind.is_empty()
                && !nowhere.any(|known| known.eq_ignore_ascii_case(kind))
        })
}

/// The version follows the first `@` behind a name; a scope's own `@` (unencoded, as npm tools write it) is none.
///
/// An `@` in a name should have been encoded, and so should one in a version: tools that forget it write
/// versions such as `npm:@scope/other@1.2`, and never such names.
fn split_version(path: &str) -> (&str, Option<&str>) {
    let begins_version = |at: &usize| *at > 0 && path.as_bytes()[at - 1] != b'/';
    let at = memchr::memchr_iter(b'@', path.as_bytes()).find(begins_version);
    at.map_or((path, None), |at| (&path[..at], Some(&path[at + 1..])))
}

/// Namespace and name, decoded. A slash that was encoded parts them as well: no name of a package holds one,
/// and generators write `%40scope%2Fname`.
fn split_name<'a>(kind: &str, path: &'a str) -> (Option<Cow<'a, str>>, Cow<'a, str>) {
    if kind == "cocoapods" {
        return (None, pod(percent_decode(path)));
    }
    // The name of a git repository is all of its path behind the host.
    let parts = if kind == "git" {
        path.split_once('/')
    } else {
        path.rsplit_once('/')
    };
    let (namespace, name) = parts.map_or((None, path), |(ns, name)| (Some(ns), name));
    let (namespace, name) = (namespace.map(decode_segments), percent_decode(name));
    match (namespace, name) {
        (None, Cow::Owned(name)) if name.trim_matches('/').contains('/') => {
            let (namespace, name) = name.trim_matches('/').rsplit_once('/').unwrap_or_default();
            (Some(namespace.to_owned().into()), name.to_owned().into())
        }
        parts => parts,
    }
}

/// A pod without its subspec, which belongs into the subpath: generators write `Pod%2FSubspec`, as lockfiles do.
fn pod(path: Cow<'_, str>) -> Cow<'_, str> {
    match path {
        Cow::Borrowed(path) => path.split('/').next().unwrap_or_default().into(),
        Cow::Owned(mut path) => {
            path.truncate(path.find('/').unwrap_or(path.len()));
            path.into()
        }
    }
}

fn decode_segments(namespace: &str) -> Cow<'_, str> {
    let namespace = namespace.trim_matches('/');
    if namespace.contains("//") {
        let segments: Vec<_> = namespace
            .split('/')
            .filter(|segment| !segment.is_empty())
            .collect();
        return Cow::Owned(percent_decode(&segments.join("/")).into_owned());
    }
    percent_decode(namespace)
}

/// Types whose namespace is compared without case.
fn normal_namespace<'a>(kind: &str, namespace: Cow<'a, str>) -> Cow<'a, str> {
    match kind {
        "npm" => lower(npm_scope(namespace)),
        "golang" => unescaped(lower(namespace)),
        "alpm" | "apk" | "bitbucket" | "bitnami" | "brew" | "composer" | "deb" | "docker"
        | "github" | "gitlab" | "hex" | "luarocks" | "oci" | "pub" | "qpkg" | "rpm" => {
            lower(namespace)
        }
        _ => namespace,
    }
}

/// No package has characters in its name that do not show.
fn visible(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.is_ascii() || !text.contains(is_default_ignorable) {
        return text;
    }
    Cow::Owned(text.replace(is_default_ignorable, ""))
}

/// `!acme` for `Acme`, as the module cache and the proxy have it ([module paths]).
///
/// [module paths]: https://go.dev/ref/mod#goproxy-protocol
fn unescaped(path: Cow<'_, str>) -> Cow<'_, str> {
    if path.contains('!') {
        return Cow::Owned(path.replace('!', ""));
    }
    path
}

/// A scope with its `@`: some tools encode it twice, some leave it out.
fn npm_scope(namespace: Cow<'_, str>) -> Cow<'_, str> {
    let encoded_twice = namespace
        .get(..3)
        .is_some_and(|head| head.eq_ignore_ascii_case("%40"));
    if encoded_twice {
        return Cow::Owned(format!("@{}", &namespace[3..]));
    }
    if namespace.starts_with('@') {
        return namespace;
    }
    Cow::Owned(format!("@{namespace}"))
}

fn normal_name<'a>(kind: &str, name: Cow<'a, str>) -> Cow<'a, str> {
    match kind {
        "alpm" | "apk" | "bitbucket" | "bitnami" | "brew" | "composer" | "deb" | "docker"
        | "github" | "gitlab" | "golang" | "hex" | "luarocks" | "npm" | "oci" | "pub" => {
            lower(name)
        }
        "pypi" => pep_503(name),
        _ => name,
    }
}

/// `PyPI` names: lower case, runs of `-`, `_` and `.` as one `-` ([PEP 503]).
///
/// [PEP 503]: https://peps.python.org/pep-0503/#normalized-names
fn pep_503(name: Cow<'_, str>) -> Cow<'_, str> {
    let normal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if name.chars().all(normal) {
        return name;
    }
    let mut out = String::with_capacity(name.len());
    for character in name.chars() {
        match character {
            '-' | '_' | '.' if out.ends_with('-') => {}
            '-' | '_' | '.' => out.push('-'),
            other => out.extend(other.to_lowercase()),
        }
    }
    Cow::Owned(out)
}

/// A text in lower case, which most are.
pub(crate) fn lower(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) || !text.is_ascii() {
        return Cow::Owned(text.to_lowercase());
    }
    text
}

/// Decode `%XX`; what is no valid escape, or no UTF-8 afterwards, stays as written.
pub(crate) fn percent_decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escape = (bytes[at] == b'%')
            .then(|| bytes.get(at + 1..at + 3))
            .flatten();
        let value = escape
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .filter(|hex| !hex.starts_with('+'));
        match value.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Write a text as part of a purl, the bytes of `kept` as they are.
pub(crate) fn percent_encode(text: &str, kept: &str, out: &mut String) {
    for byte in text.bytes() {
        let is_plain = byte.is_ascii_alphanumeric() || b".-_~:".contains(&byte);
        if is_plain || kept.as_bytes().contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests;
