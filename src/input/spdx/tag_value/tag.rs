//! The tags of lines that tell who published something, or where it begins.

use crate::input::spdx::tag_value::gathered::Statement;

/// Tags that begin a package, or tell who published one.
const TELLING: [&str; 7] = [
    "SPDXID",
    "PackageName",
    "PackageSupplier",
    "PackageOriginator",
    "PackageDownloadLocation",
    "PackageHomePage",
    "ExternalRef",
];

/// What the line of a tag is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    SpdxVersion,
    Namespace,
    Creator,
    ExternalDocument,
    Relationship,
    /// The beginning of a license, which is no element.
    License,
    /// The identifier of the document or of the element that began before.
    Id,
    /// That of a snippet, which begins with it.
    SnippetId,
    /// The name of a file, which begins with it.
    FileName,
    /// Of a package, which begins with its name.
    Package(Statement),
    /// Of a file or snippet.
    File(Statement),
}

impl Tag {
    /// `None` for checksums, comments and the like.
    pub(super) fn of(tag: &str) -> Option<Self> {
        // Most lines are about packages.
        if let Some(rest) = tag.strip_prefix("Package") {
            return of_package(rest).map(Self::Package);
        }
        Some(match tag {
            "SPDXID" => Self::Id,
            "Relationship" => Self::Relationship,
            "ExternalRef" => Self::Package(Statement::ExternalRef),
            "PrimaryPackagePurpose" => Self::Package(Statement::Purpose),
            "FileName" => Self::FileName,
            "FileCopyrightText" | "SnippetCopyrightText" => Self::File(Statement::Copyright),
            "SnippetSPDXID" | "SnippetSPDXIdentifier" => Self::SnippetId,
            "SnippetName" => Self::File(Statement::Name),
            "SnippetFromFileSPDXID" => Self::File(Statement::FromFile),
            "SPDXVersion" => Self::SpdxVersion,
            "DocumentNamespace" => Self::Namespace,
            "Creator" => Self::Creator,
            "ExternalDocumentRef" => Self::ExternalDocument,
            "LicenseID" => Self::License,
            _ => return None,
        })
    }

    /// Whether a tag that is none is one of those below but for the case of its letters, as some programs read it.
    pub(super) fn is_in_other_case(tag: &str) -> bool {
        let mut known = TELLING.iter();
        known.any(|known| known.eq_ignore_ascii_case(tag))
    }

    /// Whether a line that is no `Tag: value` has a tag in it, behind characters that may not show.
    pub(super) fn is_within(line: &str) -> bool {
        // Prose may have the words, and rarely two dots behind one of them.
        let mut known = TELLING.iter().skip(1);
        line.contains([':', '\u{FF1A}']) && known.any(|known| line.contains(known))
    }
}

fn of_package(rest: &str) -> Option<Statement> {
    Some(match rest {
        "Name" => Statement::Name,
        "Version" => Statement::Version,
        "Supplier" => Statement::Supplier,
        "Originator" => Statement::Originator,
        "DownloadLocation" => Statement::DownloadLocation,
        "HomePage" => Statement::HomePage,
        "CopyrightText" => Statement::Copyright,
        "LicenseConcluded" => Statement::LicenseConcluded,
        "LicenseDeclared" => Statement::LicenseDeclared,
        _ => return None,
    })
}
