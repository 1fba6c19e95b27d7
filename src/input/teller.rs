//! One document on its way to a visitor, with what is counted of it on the way.

use serde::Deserialize;

use crate::diagnostic::Diagnostic;
use crate::input::json::{Element, Extent, Str, read_element};
use crate::input::spdx::v3::Prefixes;
use crate::inventory::{Field, Link, LinkKind, Locate, Mark, SubjectId, UrlRole, Visitor};
use crate::source::{Location, Spot};

const NO_PREFIXES: &Prefixes = &Prefixes::new();

/// Tells the parts of one document; each format adds what its own parts say.
pub(crate) struct Teller<'v> {
    pub(crate) to: &'v mut dyn Visitor,
    pub(crate) dependencies: u64,
    pub(crate) links: Vec<Link>,
    /// What identifiers of SPDX 3 may begin with, each with what it stands for.
    pub(crate) prefixes: &'v Prefixes,
}

impl<'v> Teller<'v> {
    pub(crate) fn new(to: &'v mut dyn Visitor) -> Self {
        Self {
            to,
            dependencies: 0,
            links: Vec::new(),
            prefixes: NO_PREFIXES,
        }
    }

    /// Read a JSON element into its shape and tell it; how far it goes where it was open and could be read.
    pub(crate) fn read<'a, T: Deserialize<'a>>(
        &mut self,
        element: Element<'a>,
        tell: impl FnOnce(&mut Self, &T, Element<'a>),
    ) -> Option<Extent> {
        let mut found = Vec::new();
        let extent = read_element::<T>(element, &mut found, |part, element| {
            tell(self, part, element);
        });
        for diagnostic in found {
            self.to.diagnostic(diagnostic);
        }
        extent
    }

    /// Say what was found wrong with a part, if anything.
    pub(crate) fn remark(&mut self, found: Option<Diagnostic>) {
        if let Some(diagnostic) = found {
            self.to.diagnostic(diagnostic);
        }
    }

    /// Something that is to be judged, and of which nothing that tells what it is was understood.
    pub(crate) fn nameless(&mut self, at: Spot<'_>) {
        let message = "a component has neither a name nor an identifier";
        let help = "what it says may stand under other names than those of the format";
        let diagnostic = Diagnostic::error("element-unreadable", message).help(help);
        self.to.diagnostic(diagnostic.at(at.to_location()));
    }

    /// Fields in which a later version of the format says who made something, and which nobody reads yet.
    pub(crate) fn unread(&mut self, field: &str, at: Spot<'_>) {
        let message =
            format!("`{field}` is a field of CycloneDX 2.0, of which only drafts are known");
        let help = "what it holds was not read: it may say who published this";
        let diagnostic = Diagnostic::error("field-unreadable", message).help(help);
        self.to.diagnostic(diagnostic.at(at.to_location()));
    }

    /// Another document that this one refers to.
    pub(crate) fn link(&mut self, to: &str, at: Location) {
        self.links.push(Link {
            to: to.to_owned(),
            kind: LinkKind::Document,
            at,
        });
    }

    /// Many makers build the ids of SWID tags from their domain: `example.com+product`, and often from behind:
    /// `com.example.product`, `regid.2009-05.com.example,product`.
    pub(crate) fn swid(&mut self, on: SubjectId, tag: &str, field: &str, locate: &dyn Locate) {
        let role = UrlRole::Documentation;
        let tag = tag.strip_prefix("swid:").unwrap_or(tag);
        let domain = tag.split(['+', '_', '/', ',']).next().unwrap_or_default();
        if domain.contains('.') {
            let url = domain;
            self.mark(on, Mark::Url { role, url }, field, locate);
        }
        let registered = domain
            .strip_prefix("regid.")
            .and_then(|rest| rest.split_once('.'));
        let labels: Vec<&str> = registered
            .map_or(domain, |(_, rest)| rest)
            .split('.')
            .collect();
        if let ["com" | "net" | "org" | "cn" | "ru", _, ..] = labels.as_slice() {
            let url: Vec<&str> = labels.into_iter().rev().collect();
            let url = &url.join(".");
            self.mark(on, Mark::Url { role, url }, field, locate);
        }
    }

    pub(crate) fn mark(&mut self, on: SubjectId, mark: Mark<'_>, field: &str, locate: &dyn Locate) {
        self.to.mark(on, &mark, &Field::new(field, locate));
    }
}

/// What to say where an element says twice what it may say once: one of the two hides the other.
pub(crate) fn twice() -> Diagnostic {
    let message =
        "an element says the same thing twice: which of the two counts is anybody's guess";
    Diagnostic::error("duplicate-key", message)
}

/// What to say of a document that was read in spite of bytes that are no text.
pub(crate) fn no_text() -> Diagnostic {
    let message = "the document has bytes that are no text in UTF-8";
    let help = "it was read with U+FFFD in their place; names with it may not be as written";
    Diagnostic::error("input-unreadable", message).help(help)
}

/// A text that says something.
pub(crate) fn text<'t>(text: Option<&'t Str<'_>>) -> Option<&'t str> {
    text.map(Str::as_str).filter(|text| {
        // Nearly all texts begin with a letter.
        let is_plain = text.as_bytes().first().is_some_and(u8::is_ascii_graphic);
        is_plain || text.contains(|character: char| !character.is_whitespace())
    })
}

/// The version of a specification, where that is what a document states.
pub(crate) fn version(stated: &str) -> Option<String> {
    let version = stated.trim().trim_start_matches("SPDX-");
    let is_version = version.starts_with(|first: char| first.is_ascii_digit())
        && version.len() <= 16
        && version
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-+".contains(&byte));
    is_version.then(|| version.to_owned())
}
