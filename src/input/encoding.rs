//! What a reader reads: the format, how it is written down, and the versions that are known.

use crate::diagnostic::Diagnostic;
use crate::input::teller::{Teller, version};
use crate::inventory::{Document, Unreadable};

/// A format in one of its encodings.
pub(crate) struct Encoding {
    pub(crate) format: &'static str,
    pub(crate) encoding: &'static str,
    /// The versions of the specification that this program knows.
    pub(crate) known: &'static [&'static str],
}

/// The versions of CycloneDX with a schema for JSON.
pub(crate) const CYCLONEDX_JSON: &[&str] = &["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"];
/// The versions of CycloneDX with a schema for protocol buffers.
pub(crate) const CYCLONEDX_PROTOBUF: &[&str] = &["1.3", "1.4", "1.5", "1.6", "1.7"];
/// The versions of CycloneDX with a schema for XML.
pub(crate) const CYCLONEDX_XML: &[&str] = &["1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7"];
/// The versions of SPDX that are written as packages, files and relationships.
pub(crate) const SPDX_2: &[&str] = &["2.1", "2.2", "2.3"];
/// All versions of SPDX that JSON may hold.
pub(crate) const SPDX_JSON: &[&str] = &["2.1", "2.2", "2.3", "3.0.0", "3.0.1"];

impl Encoding {
    /// What to say of a document of this kind that was not read to its end.
    pub(crate) fn unreadable(&self, diagnostic: Diagnostic) -> Unreadable {
        Unreadable {
            diagnostic,
            format: Some(self.format),
            encoding: Some(self.encoding),
        }
    }
}

impl Teller<'_> {
    /// The document, once everything was told; a version that is not known, or not stated, is remarked upon.
    pub(crate) fn document(
        self,
        of: &Encoding,
        stated: &str,
        identity: Option<String>,
    ) -> Document {
        let version = version(stated);
        if !version
            .as_deref()
            .is_some_and(|version| of.known.contains(&version))
        {
            self.to.diagnostic(unknown(stated.trim()));
        }
        Document {
            format: of.format,
            encoding: of.encoding,
            spec_version: version,
            digest: None,
            identity,
            links: self.links,
            dependencies: self.dependencies,
            explain: None,
        }
    }
}

/// What to say of a version that is not known, or not stated.
fn unknown(stated: &str) -> Diagnostic {
    let what = match stated {
        "" => "the document states no version".to_owned(),
        stated => {
            let shown: String = stated.chars().take(40).collect();
            format!("the version `{shown}` is not one this program knows")
        }
    };
    let message = what + "; it was read as the nearest";
    Diagnostic::warning("version-unknown", message).help("a newer release may know it")
}
