//! Where a project lives: host and organisation, out of every spelling that metadata use.

use std::borrow::Cow;

use crate::identifier::domain;
use crate::identifier::purl::percent_decode;

/// Hosts on which the first path segment is the account that owns the repository.
const FORGES: &[&str] = &[
    "atomgit.com",
    "bitbucket.org",
    "codeberg.org",
    "coding.net",
    "gitcode.com",
    "gitee.com",
    "github.com",
    "gitlab.com",
    "gitea.com",
    "sr.ht",
];

/// A repository, or the organisation above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// The host, in lower case.
    pub host: String,
    /// The account or first group, in lower case; empty for the host itself.
    pub organisation: String,
    /// The repository, in lower case, without `.git`; empty for the organisation itself.
    pub name: String,
}

impl Repository {
    /// Read a URL, an scp-like address, a Maven SCM URL, or a shorthand (`github:owner/name`).
    ///
    /// `owner/name` without a host is GitHub, as npm has it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain = without_tricks(text);
        let text = plain.trim();
        if let Some((service, path)) = text
            .split_once(':')
            .filter(|(_, path)| !path.starts_with("//"))
        {
            let host = match service.to_ascii_lowercase().as_str() {
                "github" => Some("github.com"),
                "gitlab" => Some("gitlab.com"),
                "bitbucket" => Some("bitbucket.org"),
                "gitee" => Some("gitee.com"),
                _ => None,
            };
            if let Some(host) = host {
                return Self::at(host.to_owned(), path);
            }
        }
        // An address in a query or a fragment is what the page is about, and not where it lives.
        let end = text.find(['?', '#']).unwrap_or(text.len());
        let whole = without_scm_prefix(text);
        let text = without_scm_prefix(&text[..end]);
        let text = text.rsplit_once("://").map_or(text, |(_, rest)| rest);
        let text = ["https:/", "http:/"]
            .iter()
            .find_map(|scheme| text.strip_prefix(scheme))
            .unwrap_or(text);
        let (authority, path) = authority_and_path(text)?;
        // Some full stops are wide, or escaped.
        if !authority.contains(['.', '\u{3002}', '\u{FF0E}', '\u{FF61}', '%']) {
            return shorthand(whole);
        }
        Self::at(domain::host(authority)?, path)
    }

    /// `host/organisation`, the form in which the lists hold organisations.
    #[must_use]
    pub fn owner(&self) -> String {
        format!("{}/{}", self.host, self.organisation)
    }

    /// Whether the first path segment of this host is an account of its own.
    #[must_use]
    pub fn is_on_forge(&self) -> bool {
        !self.organisation.is_empty() && FORGES.contains(&self.host.as_str())
    }

    /// Whether paths on this host, in lower case, begin with an account on some forge.
    #[must_use]
    pub fn has_accounts(host: &str) -> bool {
        FORGES.contains(&host) || FORGE_HOSTS.iter().any(|(other, _, _)| *other == host)
    }

    fn at(host: String, path: &str) -> Option<Self> {
        let path = &path[..path.find(['?', '#']).unwrap_or(path.len())];
        let path = percent_decode(path).to_lowercase();
        let mut segments = segments(&path).into_iter();
        let (host, skip) = canonical_host(host);
        for _ in 0..skip {
            segments.next();
        }
        let organisation = segments
            .next()
            .unwrap_or_default()
            .trim_start_matches('~')
            .to_owned();
        let name = segments.next().unwrap_or_default();
        let name = name
            .split('@')
            .next()
            .unwrap_or_default()
            .trim_end_matches(".git")
            .to_owned();
        if let Some((account, "github.io")) = host.split_once('.') {
            return Some(Self {
                host: "github.com".into(),
                organisation: account.into(),
                name: organisation,
            });
        }
        // Pages of the forge itself, such as github.com/features, own nothing.
        let organisation = if organisation == "orgs" {
            name.clone()
        } else {
            organisation
        };
        Some(Self {
            host,
            organisation,
            name,
        })
    }
}

/// What a client makes of an address before it asks for it ([URL, 4.4]).
///
/// [URL, 4.4]: https://url.spec.whatwg.org/#url-parsing
fn without_tricks(text: &str) -> Cow<'_, str> {
    if !text.contains(['\\', '\t', '\n', '\r']) {
        return Cow::Borrowed(text);
    }
    let kept = text
        .chars()
        .filter(|character| !matches!(character, '\t' | '\n' | '\r'));
    let kept = kept.map(|character| if character == '\\' { '/' } else { character });
    Cow::Owned(kept.collect())
}

/// The segments of a path, `.` and `..` resolved.
fn segments(path: &str) -> Vec<&str> {
    let mut segments = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(segment),
        }
    }
    segments
}

/// Hosts that a forge has for raw files, archives or its API, the forge, and the segments to skip there.
const FORGE_HOSTS: &[(&str, &str, usize)] = &[
    ("raw.githubusercontent.com", "github.com", 0),
    ("codeload.github.com", "github.com", 0),
    ("gist.github.com", "github.com", 0),
    ("ssh.github.com", "github.com", 0),
    ("git.github.com", "github.com", 0),
    ("redirect.github.com", "github.com", 0),
    ("api.github.com", "github.com", 1),
    ("altssh.gitlab.com", "gitlab.com", 0),
];

fn canonical_host(host: String) -> (String, usize) {
    let forge = FORGE_HOSTS.iter().find(|(other, _, _)| *other == host);
    forge.map_or((host, 0), |(_, forge, skip)| ((*forge).to_owned(), *skip))
}

/// `scm:git:git://…` (Maven), `git+https://…` (npm, pip, Cargo), `git:…`, `hg+…`
fn without_scm_prefix(text: &str) -> &str {
    let mut text = text;
    while let Some(rest) = [
        "scm:",
        "git:",
        "hg:",
        "svn:",
        "git+",
        "hg+",
        "svn+",
        "registry+",
        "sparse+",
        "url:",
    ]
    .iter()
    .find_map(|prefix| {
        text.get(..prefix.len())
            .filter(|head| head.eq_ignore_ascii_case(prefix))
            .map(|_| &text[prefix.len()..])
    })
    .filter(|rest| !rest.starts_with("//"))
    {
        text = rest;
    }
    text
}

/// Split `[user@]host[:port]/path` and the scp form `[user@]host:path`.
fn authority_and_path(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches('/');
    let slash = text.find('/').unwrap_or(text.len());
    let at = text[..slash].rfind('@').map_or(0, |at| at + 1);
    let host = &text[at..slash];
    match host.find(':') {
        Some(colon) if !host[colon + 1..].bytes().all(|byte| byte.is_ascii_digit()) => {
            Some((&text[..at + colon], &text[at + colon + 1..]))
        }
        _ => Some((&text[..slash], text.get(slash + 1..).unwrap_or_default())),
    }
    .filter(|(authority, _)| !authority.is_empty())
}

fn shorthand(text: &str) -> Option<Repository> {
    let word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    };
    let (owner, name) = text.split_once('/')?;
    let name = name.split('#').next().unwrap_or_default();
    (word(owner) && word(name) && !owner.contains('.')).then(|| Repository {
        host: "github.com".to_owned(),
        organisation: owner.to_lowercase(),
        name: name.trim_end_matches(".git").to_lowercase(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_gives_the_organisation() {
        for text in [
            "https://github.com/CloudWeGo/Volo",
            "https://www.github.com/cloudwego/volo.git",
            "git+https://github.com/cloudwego/volo.git#1234",
            "git+ssh://git@github.com/cloudwego/volo.git",
            "git@github.com:cloudwego/volo.git",
            "ssh://git@github.com:22/cloudwego/volo",
            "scm:git:git://github.com/cloudwego/volo.git",
            "scm:git:git@github.com:cloudwego/volo.git",
            "github:cloudwego/volo",
            "cloudwego/volo",
            "cloudwego/volo#main",
            "git://github.com/cloudwego/volo/tree/main/x",
            "git+https://github.com/cloudwego/volo@abc#sub",
            "https://raw.githubusercontent.com/cloudwego/volo/main/x",
            "https://api.github.com/repos/cloudwego/volo/tarball",
            "https://cloudwego.github.io/volo/",
            "github.com/cloudwego/volo",
            "https://user:token@github.com/cloudwego/volo",
            "https:/github.com/cloudwego/volo",
            "https://github.com/%63loudwego/volo",
            "https://github.com/other/../cloudwego/./volo",
            "https://github.com/other/%2e%2E/cloudwego/volo",
            "https:\\\\github.com\\cloudwego/volo",
            "https://git\thub.com/cloud\nwego/volo",
            "https://ｇithub。com/cloudwego/volo",
            "git+https://git%68ub%2Ecom/cloudwego/volo",
            "https://redirect.github.com/cloudwego/volo",
        ] {
            let repository = Repository::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(
                (repository.owner().as_str(), repository.name.as_str()),
                ("github.com/cloudwego", "volo"),
                "{text}"
            );
        }
    }

    #[test]
    fn an_address_in_a_query_is_not_the_place() {
        for text in [
            "https://example.com/?from=https://github.com/cloudwego/volo",
            "https://example.com#https://github.com/cloudwego/volo",
            "https://github.com@example.com/cloudwego/volo",
            "https://example.com/github.com/cloudwego/volo",
        ] {
            let repository = Repository::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(repository.host, "example.com", "{text}");
        }
    }

    #[test]
    fn what_is_no_place_is_none() {
        for text in ["", "volo", "a b/c", "/", "://", "NOASSERTION"] {
            assert_eq!(Repository::parse(text), None, "{text}");
        }
    }
}
