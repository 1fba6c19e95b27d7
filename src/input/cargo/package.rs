//! What is told of a Cargo package, wherever it was read.

use crate::identifier::{is_crates_io, percent_encode};
use crate::input::party;
use crate::inventory::{Field, Locate, Mark, PartyRole, SubjectId, UrlRole, Visitor};

/// What the manifest of a package says of its origin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Particulars {
    pub repository: Option<String>,
    pub homepage: Option<String>,
    pub documentation: Option<String>,
    pub authors: Vec<String>,
    pub license: Option<String>,
}

/// The same, lent.
pub(crate) struct Origin<'a> {
    pub repository: Option<&'a str>,
    pub homepage: Option<&'a str>,
    pub documentation: Option<&'a str>,
}

impl Particulars {
    pub(crate) fn tell(&self, on: SubjectId, at: &dyn Locate, to: &mut dyn Visitor) {
        let origin = Origin {
            repository: self.repository.as_deref(),
            homepage: self.homepage.as_deref(),
            documentation: self.documentation.as_deref(),
        };
        origin.tell(on, at, to);
        for author in &self.authors {
            let field = Field::new("authors", at);
            party::tell(to, on, PartyRole::Author, author, &field);
        }
    }
}

impl Origin<'_> {
    pub(crate) fn tell(&self, on: SubjectId, at: &dyn Locate, to: &mut dyn Visitor) {
        let urls = [
            ("repository", UrlRole::Vcs, self.repository),
            ("homepage", UrlRole::Website, self.homepage),
            ("documentation", UrlRole::Documentation, self.documentation),
        ];
        for (field, role, url) in urls {
            if let Some(url) = url.filter(|url| !url.trim().is_empty()) {
                to.mark(on, &Mark::Url { role, url }, &Field::new(field, at));
            }
        }
    }
}

/// The package URL of a Cargo package, with the place of what crates.io does not serve.
pub(crate) fn purl(name: &str, version: &str, source: Option<&str>) -> String {
    let mut purl = String::with_capacity(32 + name.len() + version.len());
    purl.push_str("pkg:cargo/");
    percent_encode(name, "", &mut purl);
    if !version.is_empty() {
        purl.push('@');
        percent_encode(version, "", &mut purl);
    }
    let Some(source) = source.filter(|source| !is_crates_io(source)) else {
        return purl;
    };
    if let Some(git) = source.strip_prefix("git+") {
        let (url, revision) = git.split_once('#').unwrap_or((git, ""));
        let url = url.split_once('?').map_or(url, |(url, _)| url);
        purl.push_str("?vcs_url=git%2B");
        percent_encode(url, "/", &mut purl);
        if !revision.is_empty() {
            purl.push_str("%40");
            percent_encode(revision, "", &mut purl);
        }
    } else if let Some(url) = source
        .strip_prefix("registry+")
        .or_else(|| source.strip_prefix("sparse+"))
    {
        purl.push_str("?repository_url=");
        percent_encode(url, "/", &mut purl);
    }
    purl
}

#[cfg(test)]
mod tests {
    use std::str::FromStr as _;

    use packageurl::PackageUrl;

    use super::*;

    #[track_caller]
    fn check(source: Option<&str>, expected: &str) {
        let purl = purl("sonic-rs", "0.5.0+b1", source);
        assert_eq!(purl, expected);
        let canonical = PackageUrl::from_str(&purl).expect("it is a package URL");
        assert_eq!(canonical.version(), Some("0.5.0+b1"));
        assert_eq!(canonical.name(), "sonic-rs");
    }

    #[test]
    fn crates_io_needs_no_qualifier() {
        let expected = "pkg:cargo/sonic-rs@0.5.0%2Bb1";
        check(None, expected);
        check(
            Some("registry+https://github.com/rust-lang/crates.io-index"),
            expected,
        );
    }

    #[test]
    fn other_places_are_named() {
        check(
            Some("git+https://github.com/cloudwego/sonic-rs?branch=main#abc123"),
            "pkg:cargo/sonic-rs@0.5.0%2Bb1?vcs_url=git%2Bhttps://github.com/cloudwego/sonic-rs%40abc123",
        );
        check(
            Some("sparse+https://crates.example.com/index/"),
            "pkg:cargo/sonic-rs@0.5.0%2Bb1?repository_url=https://crates.example.com/index/",
        );
    }
}
