//! Addresses in registries that name a package: its page, or a file of it.

use crate::identifier::{percent_decode, percent_encode};

/// A longer path is that of no package.
const LONGEST: usize = 1 << 10;

/// Registries with their pages and download hosts, and public copies of them under the same paths.
const HOSTS: [(&str, Registry); 38] = [
    ("api.nuget.org", Registry::Nuget),
    ("central.sonatype.com", Registry::MavenPage),
    ("cocoapods.org", Registry::Cocoapods),
    ("crates.io", Registry::Cargo),
    ("files.pythonhosted.org", Registry::Pypi),
    ("hub.docker.com", Registry::Docker),
    ("hf.co", Registry::HuggingFace),
    ("huggingface.co", Registry::HuggingFace),
    ("index.crates.io", Registry::CargoIndex),
    ("mvnrepository.com", Registry::MavenPage),
    ("npmjs.com", Registry::NpmPage),
    ("npmjs.org", Registry::NpmPage),
    ("npmmirror.com", Registry::NpmPage),
    ("nuget.org", Registry::Nuget),
    ("packagist.org", Registry::Composer),
    ("pkg.go.dev", Registry::Go),
    ("proxy.golang.org", Registry::Go),
    ("pub.dartlang.org", Registry::Pub),
    ("pub.dev", Registry::Pub),
    ("pypi.org", Registry::Pypi),
    ("pypi.python.org", Registry::Pypi),
    ("r.cnpmjs.org", Registry::Npm),
    ("registry.hub.docker.com", Registry::Docker),
    ("registry.npm.taobao.org", Registry::Npm),
    ("registry.npmjs.com", Registry::Npm),
    ("registry.npmjs.org", Registry::Npm),
    ("registry.npmmirror.com", Registry::Npm),
    ("registry.opentofu.org", Registry::Terraform),
    ("registry.terraform.io", Registry::Terraform),
    ("registry.yarnpkg.com", Registry::Npm),
    ("repo.maven.apache.org", Registry::Maven),
    ("repo.packagist.org", Registry::Composer),
    ("repo1.maven.org", Registry::Maven),
    ("rubygems.org", Registry::Gem),
    ("search.maven.org", Registry::MavenPage),
    ("search.opentofu.org", Registry::Terraform),
    ("static.crates.io", Registry::Cargo),
    ("yarnpkg.com", Registry::NpmPage),
];

#[derive(Clone, Copy)]
enum Registry {
    Cargo,
    CargoIndex,
    Cocoapods,
    Composer,
    Docker,
    Gem,
    Go,
    HuggingFace,
    Maven,
    MavenPage,
    Npm,
    NpmPage,
    Nuget,
    Pub,
    Pypi,
    Terraform,
}

/// The purl, without a version, of the package whose page or file this is; `None` for any other address.
///
/// Takes what metadata hold: a full URL, `//host/path`, or a bare `host/path`.
pub(crate) fn package_at(url: &str) -> Option<String> {
    let url = url.trim();
    // Behind anything but a scheme it is in what another address says.
    let is_scheme = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    };
    let rest = match url.split_once("://") {
        Some((scheme, rest)) if is_scheme(scheme) => rest,
        Some(_) => return None,
        None => url.strip_prefix("//").unwrap_or(url),
    };
    // Most addresses end here, so that nothing was copied yet.
    let (authority, path) = rest.split_at(memchr::memchr(b'/', rest.as_bytes())?);
    let registry = registry_at(authority)?;
    let path = path.split(['?', '#']).next().unwrap_or_default();
    if path.len() > LONGEST {
        return None;
    }
    let path = percent_decode(path);
    let segments = path.split('/');
    let segments: Vec<&str> = segments.filter(|part| !matches!(*part, "" | ".")).collect();
    if segments.contains(&"..") {
        return None;
    }
    package(registry, &segments)
}

fn registry_at(authority: &str) -> Option<Registry> {
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    let host = host.trim_end_matches('.');
    let begins_so = host
        .get(..4)
        .is_some_and(|label| label.eq_ignore_ascii_case("www."));
    let host = if begins_so { &host[4..] } else { host };
    let mut hosts = HOSTS.iter();
    let known = hosts.find(|(known, _)| known.eq_ignore_ascii_case(host));
    known.map(|(_, registry)| *registry)
}

fn package(registry: Registry, path: &[&str]) -> Option<String> {
    match (registry, path) {
        (Registry::Npm, name) | (Registry::NpmPage, ["package", name @ ..]) => npm(name),
        (Registry::Pypi, ["project" | "pypi" | "simple", name, ..]) => purl("pypi", &[], name),
        (Registry::Pypi, ["packages", .., file]) => purl("pypi", &[], of_python_file(file)?),
        (Registry::Cargo, ["crates", name, ..] | ["api", "v1", "crates", name, ..]) => {
            purl("cargo", &[], name)
        }
        // `se/rd/serde`, `3/s/syn`.
        (Registry::CargoIndex, [_, .., name]) => purl("cargo", &[], name),
        (Registry::Maven, ["maven2", path @ ..]) => maven(path),
        (Registry::MavenPage, ["artifact", group, name, ..]) => purl("maven", &[group], name),
        (Registry::MavenPage, ["artifact", group]) => purl("maven", &[group], group),
        (Registry::Gem, ["gems" | "downloads", file, ..]) => purl("gem", &[], of_gem(file)),
        (Registry::Gem, ["api", _, "gems", file, ..]) => purl("gem", &[], before_dot(file)),
        (Registry::Nuget, [page, name, ..]) if page.eq_ignore_ascii_case("packages") => {
            purl("nuget", &[], name)
        }
        (
            Registry::Nuget,
            ["api", "v2", "package", name, ..]
            | ["v3-flatcontainer", name, ..]
            | ["v3", _, name, ..],
        ) => purl("nuget", &[], name),
        (Registry::Composer, ["packages", vendor, name, ..] | ["p2", vendor, name]) => {
            purl("composer", &[vendor], before_dot(name))
        }
        (Registry::Pub, ["packages", name, ..] | ["api", "packages", name, ..]) => {
            purl("pub", &[], name)
        }
        (Registry::Cocoapods, ["pods", name, ..]) => purl("cocoapods", &[], name),
        (Registry::Go, ["mod" | "cached-only", module @ ..] | module) => go(module),
        (
            Registry::Docker,
            ["r" | "u" | "layers", space, name, ..]
            | ["repository", "docker", space, name, ..]
            | ["v2", "repositories", space, name, ..],
        ) => purl("docker", &[space], name),
        (
            Registry::Terraform,
            [
                "providers" | "modules" | "provider" | "module",
                space,
                name,
                ..,
            ],
        ) => purl("terraform", &[space], name),
        (Registry::HuggingFace, [space, name, ..])
            if !matches!(
                *space,
                "api" | "blog" | "collections" | "datasets" | "docs" | "papers" | "spaces"
            ) =>
        {
            purl("huggingface", &[space], name)
        }
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

/// `com/example/name/1.0/name-1.0.jar`, or a folder above it: of a version, a name, or a group of two segments.
fn maven(path: &[&str]) -> Option<String> {
    if let [group @ .., name, version, file] = path
        && let Some(rest) = file.strip_prefix(name)
        && let Some(rest) = rest.strip_prefix('-')
    {
        // The files of a snapshot have a time in place of the word.
        let version = version.trim_end_matches("-SNAPSHOT");
        let behind = rest.strip_prefix(version).unwrap_or_default();
        if behind.starts_with(['.', '-']) {
            return purl("maven", &[&group.join(".")], name);
        }
    }
    let is_version = |segment: &&str| segment.starts_with(|c: char| c.is_ascii_digit());
    let path = match path {
        [folder @ .., version] if is_version(version) => folder,
        path => path,
    };
    let (name, group) = path.split_last()?;
    let group = if group.len() < 2 { path } else { group };
    purl("maven", &[&group.join(".")], name)
}

/// A module as pages and the proxy write it: a version behind `@`, capitals behind `!`.
fn go(module: &[&str]) -> Option<String> {
    let module: Vec<String> = module
        .iter()
        .take_while(|segment| !segment.starts_with('@'))
        .map(|segment| {
            let segment = segment.split('@').next().unwrap_or_default();
            segment.replace('!', "")
        })
        .collect();
    let segments: Vec<&str> = module.iter().map(String::as_str).collect();
    let (name, namespace) = segments.split_last()?;
    let is_module = namespace.first().is_some_and(|host| host.contains('.'));
    is_module.then(|| purl("golang", namespace, name)).flatten()
}

/// The project of a wheel (`name-1.0-py3-none-any.whl`), which has no hyphen, or of a source archive
/// (`name-1.0-rc1.tar.gz`), which may.
fn of_python_file(file: &str) -> Option<&str> {
    if file.contains(".whl") || file.contains(".egg") {
        return file.split('-').next();
    }
    versions(file).last().map(|at| &file[..at])
}

/// The gem of a page, or of a file `name-1.0-java.gem`.
fn of_gem(file: &str) -> &str {
    match file.strip_suffix(".gem") {
        Some(name) => versions(name).next().map_or(name, |at| &name[..at]),
        None => file,
    }
}

/// Where a hyphen with a digit behind it stands.
fn versions(file: &str) -> impl Iterator<Item = usize> {
    let hyphens = file.match_indices('-').map(|(at, _)| at);
    hyphens.filter(|at| file.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit))
}

fn before_dot(file: &str) -> &str {
    file.strip_suffix(".json").unwrap_or(file)
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

    const PAGES: &[(&str, &str)] = &[
        (
            "https://registry.npmjs.org/@acme/x/-/x-1.0.0.tgz",
            "pkg:npm/%40acme/x",
        ),
        (
            "https://registry.npmjs.org/@acme%2fx/-/x-1.0.0.tgz",
            "pkg:npm/%40acme/x",
        ),
        (
            "HTTPS://bob@Registry.NPMjs.org.:443/./x/-/x-1.0.0.tgz?token=0",
            "pkg:npm/x",
        ),
        (
            "https://registry.npm.taobao.org/@acme/x/download/x.tgz",
            "pkg:npm/%40acme/x",
        ),
        (
            "https://www.npmjs.com/package/@acme/x/v/1.0.0",
            "pkg:npm/%40acme/x",
        ),
        ("//npmjs.org/package/x", "pkg:npm/x"),
        ("https://pypi.org/project/acme-x/1.0/", "pkg:pypi/acme-x"),
        ("pypi.org/simple/acme", "pkg:pypi/acme"),
        ("https://pypi.python.org/pypi/acme", "pkg:pypi/acme"),
        (
            "https://files.pythonhosted.org/packages/aa/bb/cc/acme_x-1.0-py3-none-any.whl#sha256=0a",
            "pkg:pypi/acme_x",
        ),
        (
            "https://files.pythonhosted.org/packages/source/a/acme-x/acme-x-1.0-rc1.tar.gz",
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
        ("https://index.crates.io/ac/me/acme", "pkg:cargo/acme"),
        (
            "https://repo1.maven.org/maven2/com/acme/tools/x/1.0/x-1.0.jar",
            "pkg:maven/com.acme.tools/x",
        ),
        (
            "https://repo1.maven.org/maven2/com/acme/x/1-SNAPSHOT/x-1-20260101.000000-1.jar",
            "pkg:maven/com.acme/x",
        ),
        (
            "https://repo.maven.apache.org/maven2/com/acme/x/acme-x/",
            "pkg:maven/com.acme.x/acme-x",
        ),
        (
            "https://mvnrepository.com/artifact/com.acme/x/1.0",
            "pkg:maven/com.acme/x",
        ),
        (
            "https://mvnrepository.com/artifact/com.acme",
            "pkg:maven/com.acme/com.acme",
        ),
        ("https://rubygems.org/gems/acme-x", "pkg:gem/acme-x"),
        (
            "https://rubygems.org/downloads/acme-x-1.0-x86_64-linux.gem",
            "pkg:gem/acme-x",
        ),
        ("https://rubygems.org/api/v1/gems/acme.json", "pkg:gem/acme"),
        (
            "https://www.nuget.org/Packages/Acme.X/1.0.0",
            "pkg:nuget/Acme.X",
        ),
        (
            "https://api.nuget.org/v3-flatcontainer/acme.x/1.0.0/acme.x.1.0.0.nupkg",
            "pkg:nuget/acme.x",
        ),
        (
            "https://packagist.org/packages/acme/x/stats",
            "pkg:composer/acme/x",
        ),
        (
            "https://repo.packagist.org/p2/acme/x.json",
            "pkg:composer/acme/x",
        ),
        ("https://pub.dev/packages/acme", "pkg:pub/acme"),
        (
            "https://cocoapods.org/pods/AcmeKit",
            "pkg:cocoapods/AcmeKit",
        ),
        (
            "https://pkg.go.dev/github.com/acme/x/sub@v1.0.0",
            "pkg:golang/github.com/acme/x/sub",
        ),
        (
            "https://proxy.golang.org/cached-only/github.com/!acme/x/@v/v1.0.0.zip",
            "pkg:golang/github.com/acme/x",
        ),
        ("https://hub.docker.com/r/acme/x/tags", "pkg:docker/acme/x"),
        (
            "https://registry.terraform.io/providers/acme/x/latest/docs",
            "pkg:terraform/acme/x",
        ),
        (
            "https://huggingface.co/acme/x/tree/main",
            "pkg:huggingface/acme/x",
        ),
    ];

    #[test]
    fn pages_and_files_name_their_package() {
        for (url, expected) in PAGES {
            assert_eq!(package_at(url).as_deref(), Some(*expected), "{url}");
        }
    }

    #[test]
    fn other_addresses_name_none() {
        for url in [
            "https://registry.npmjs.org/",
            "https://registry.npmjs.org/-/v1/search",
            "https://registry.npmjs.org/@acme/../x",
            "https://www.npmjs.com/~acme",
            "https://pypi.org/user/acme/",
            "https://pypi.org/",
            "https://crates.io/users/acme",
            "https://pkg.go.dev/std",
            "https://huggingface.co/datasets/acme/x",
            "https://example.com/project/acme",
            "https://pypi.org.example.com/project/acme",
            "https://repo1.maven.org/maven2/com/acme/x/1.0/../../y/z/1.0/z-1.0.jar",
            "https://example.com/go?to=https://www.npmjs.com/package/x",
            "pypi.org",
            "",
        ] {
            assert_eq!(package_at(url), None, "{url}");
        }
    }
}
