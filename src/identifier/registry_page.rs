//! Addresses in registries that name a package: its page, or a file of it.

use crate::identifier::{host, percent_decode, percent_encode};

/// A longer address is that of no package.
const LONGEST: usize = 1 << 11;
/// Endings of source archives at the Python Package Index.
const ARCHIVES: [&str; 4] = [".tar.gz", ".tar.bz2", ".tgz", ".zip"];

/// The purl, without a version, of the package whose page or file this is; `None` for any other address.
///
/// Known are the registries that the [purl types] name as their default, with their pages and download hosts.
///
/// [purl types]: https://github.com/package-url/purl-spec/tree/main/types
pub(crate) fn package_at(url: &str) -> Option<String> {
    let url = url.trim();
    let url = url.strip_prefix("git+").unwrap_or(url);
    if url.len() > LONGEST || !url.starts_with("http") {
        return None;
    }
    let host = host(url)?;
    let (_, rest) = url.split_once("://")?;
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let path = percent_decode(rest.split_once('/')?.1);
    let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match (host.as_str(), segments.as_slice()) {
        ("registry.npmjs.org" | "registry.yarnpkg.com" | "registry.npmmirror.com", name)
        | ("npmjs.com", ["package", name @ ..]) => npm(name),
        ("pypi.org", ["project", name, ..])
        | ("pypi.org" | "pypi.python.org", ["pypi", name, ..]) => purl("pypi", &[], name),
        ("files.pythonhosted.org", ["packages", .., file]) => {
            purl("pypi", &[], of_python_file(file)?)
        }
        ("crates.io", ["crates", name, ..] | ["api", "v1", "crates", name, ..])
        | ("static.crates.io", ["crates", name, ..]) => purl("cargo", &[], name),
        ("repo1.maven.org" | "repo.maven.apache.org", ["maven2", path @ ..]) => maven(path),
        (
            "central.sonatype.com" | "search.maven.org" | "mvnrepository.com",
            ["artifact", group, name, ..],
        ) => purl("maven", &[group], name),
        ("rubygems.org", ["gems" | "downloads", file, ..]) => purl("gem", &[], of_gem(file)),
        ("nuget.org", ["packages", name, ..] | ["api", "v2", "package", name, ..])
        | ("api.nuget.org", ["v3-flatcontainer", name, ..]) => purl("nuget", &[], name),
        ("packagist.org", ["packages", vendor, name]) => purl("composer", &[vendor], name),
        ("pub.dev", ["packages", name, ..]) => purl("pub", &[], name),
        ("pkg.go.dev" | "proxy.golang.org", module) => go(module),
        ("hub.docker.com", ["r", space, name, ..]) => purl("docker", &[space], name),
        _ => None,
    }
}

fn npm(name: &[&str]) -> Option<String> {
    match name {
        [scope, name, ..] if scope.starts_with('@') => purl("npm", &[scope], name),
        ["-", ..] => None,
        [name, ..] => purl("npm", &[], name),
        [] => None,
    }
}

/// `com/example/name/1.0/name-1.0.jar`, or a folder above it.
fn maven(path: &[&str]) -> Option<String> {
    match path {
        [group @ .., name, _, file] if file.starts_with(name) => {
            purl("maven", &[&group.join(".")], name)
        }
        [group @ .., name] => purl("maven", &[&group.join(".")], name),
        [] => None,
    }
}

/// A module as pages and the proxy write it: a version behind `@`, capitals behind `!`.
fn go(module: &[&str]) -> Option<String> {
    let module: Vec<String> = module
        .iter()
        .take_while(|segment| !segment.starts_with('@'))
        .map(|segment| {
            segment
                .split('@')
                .next()
                .unwrap_or_default()
                .replace('!', "")
        })
        .collect();
    let segments: Vec<&str> = module.iter().map(String::as_str).collect();
    let (name, namespace) = segments.split_last()?;
    let is_module = namespace.first().is_some_and(|host| host.contains('.'));
    is_module.then(|| purl("golang", namespace, name)).flatten()
}

/// The project of a wheel (`name-1.0-py3-none-any.whl`) or a source archive (`name-1.0.tar.gz`).
fn of_python_file(file: &str) -> Option<&str> {
    let built = [".whl", ".egg"].iter().any(|end| file.ends_with(end));
    if built {
        return file.split('-').next();
    }
    let archive = ARCHIVES.iter().find_map(|end| file.strip_suffix(end))?;
    archive.rsplit_once('-').map(|(name, _)| name)
}

/// The gem of a page, or of a file `name-1.0.gem`.
fn of_gem(file: &str) -> &str {
    let versioned = file.strip_suffix(".gem");
    let name = versioned.and_then(|versioned| versioned.rsplit_once('-'));
    name.map_or(file, |(name, _)| name)
}

fn purl(kind: &str, namespace: &[&str], name: &str) -> Option<String> {
    let mut text = format!("pkg:{kind}");
    for part in namespace.iter().chain([&name]) {
        if part.is_empty() {
            return None;
        }
        text.push('/');
        percent_encode(part, "", &mut text);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_and_files_name_their_package() {
        for (url, expected) in [
            (
                "https://registry.npmjs.org/@acme/x/-/x-1.0.0.tgz",
                "pkg:npm/%40acme/x",
            ),
            (
                "https://registry.npmjs.org/@acme%2fx/-/x-1.0.0.tgz",
                "pkg:npm/%40acme/x",
            ),
            ("https://registry.npmjs.org/x/-/x-1.0.0.tgz", "pkg:npm/x"),
            (
                "https://www.npmjs.com/package/@acme/x/v/1.0.0",
                "pkg:npm/%40acme/x",
            ),
            ("https://pypi.org/project/acme-x/1.0/", "pkg:pypi/acme-x"),
            ("https://pypi.python.org/pypi/acme", "pkg:pypi/acme"),
            (
                "https://files.pythonhosted.org/packages/aa/bb/cc/acme_x-1.0-py3-none-any.whl#sha256=0a",
                "pkg:pypi/acme_x",
            ),
            (
                "https://files.pythonhosted.org/packages/source/a/acme-x/acme-x-1.0.tar.gz",
                "pkg:pypi/acme-x",
            ),
            ("https://crates.io/crates/acme/1.0.0", "pkg:cargo/acme"),
            (
                "https://crates.io/api/v1/crates/acme/1.0.0/download",
                "pkg:cargo/acme",
            ),
            (
                "https://static.crates.io/crates/acme/acme-1.0.0.crate",
                "pkg:cargo/acme",
            ),
            (
                "https://repo1.maven.org/maven2/com/acme/tools/x/1.0/x-1.0.jar",
                "pkg:maven/com.acme.tools/x",
            ),
            (
                "https://repo.maven.apache.org/maven2/com/acme/x/",
                "pkg:maven/com.acme/x",
            ),
            (
                "https://mvnrepository.com/artifact/com.acme/x/1.0",
                "pkg:maven/com.acme/x",
            ),
            ("https://rubygems.org/gems/acme-x", "pkg:gem/acme-x"),
            (
                "https://rubygems.org/downloads/acme-x-1.0.gem",
                "pkg:gem/acme-x",
            ),
            (
                "https://www.nuget.org/packages/Acme.X/1.0.0",
                "pkg:nuget/Acme.X",
            ),
            (
                "https://api.nuget.org/v3-flatcontainer/acme.x/1.0.0/acme.x.1.0.0.nupkg",
                "pkg:nuget/acme.x",
            ),
            (
                "https://packagist.org/packages/acme/x",
                "pkg:composer/acme/x",
            ),
            ("https://pub.dev/packages/acme", "pkg:pub/acme"),
            (
                "https://pkg.go.dev/github.com/acme/x/sub@v1.0.0",
                "pkg:golang/github.com/acme/x/sub",
            ),
            (
                "https://proxy.golang.org/github.com/!acme/x/@v/v1.0.0.zip",
                "pkg:golang/github.com/acme/x",
            ),
            ("https://hub.docker.com/r/acme/x/tags", "pkg:docker/acme/x"),
        ] {
            assert_eq!(package_at(url).as_deref(), Some(expected), "{url}");
        }
    }

    #[test]
    fn other_addresses_name_none() {
        for url in [
            "https://registry.npmjs.org/",
            "https://registry.npmjs.org/-/v1/search",
            "https://www.npmjs.com/~acme",
            "https://pypi.org/user/acme/",
            "https://pypi.org/",
            "https://crates.io/users/acme",
            "https://pkg.go.dev/std",
            "https://example.com/project/acme",
            "https://pypi.org.example.com/project/acme",
            "pypi.org/project/acme",
            "",
        ] {
            assert_eq!(package_at(url), None, "{url}");
        }
    }
}
