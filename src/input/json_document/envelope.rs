//! Signed statements in [DSSE envelopes], of which one holds the document.
//!
//! Those who sign hand out one envelope a line, most of them about other things than what a program consists of. Of
//! several SBOMs the first is read: references of one mean nothing in another.
//!
//! [DSSE envelopes]: https://github.com/secure-systems-lab/dsse/blob/master/envelope.md

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::diagnostic::Diagnostic;
use crate::input::json::{Trouble, Window};
use crate::input::json_document::inside::Inside;
use crate::input::json_document::{Reader, Seen, base64, unread};
use crate::input::{spdx, teller, xml_document};
use crate::inventory::Visitor;
use crate::source::{Location, Source, Stream};

/// A signed statement, in base64, may not be larger: all of it is held, and decoded beside it.
const LARGEST: usize = 64 << 20;
const NO_DOCUMENT: &str = "is no JSON document in base64";
const NOT_ALONE: &str = "is a text beside a document, which may be another";
const NO_KNOWN: &str = "is a text that is no SBOM";
/// How much of a text is looked at for what it is.
const HEAD: usize = 64 << 10;
/// Beginnings of the predicate types that are about something else than what a program consists of: [in-toto's], SLSA's,
/// those of Cosign and `OpenVEX`. What is under any other may be an SBOM.
///
/// [in-toto's]: https://github.com/in-toto/attestation/tree/main/spec/predicates
const OTHERS: [&str; 10] = [
    "https://cosign.sigstore.dev/attestation/vuln/",
    "https://in-toto.io/Link/",
    "https://in-toto.io/attestation/link/",
    "https://in-toto.io/attestation/release/",
    "https://in-toto.io/attestation/runtime-trace/",
    "https://in-toto.io/attestation/scai/",
    "https://in-toto.io/attestation/test-result/",
    "https://in-toto.io/attestation/vulns/",
    "https://openvex.dev/",
    "https://slsa.dev/",
];
/// What an SBOM holds, and no statement about something else.
const SIGNS: [&[u8]; 4] = [
    b"bomFormat",
    b"spdxVersion",
    b"SPDXVersion",
    b"spdx.org/rdf",
];

/// The envelopes of one file.
#[derive(Default)]
pub(super) struct Envelopes {
    /// Whether one was read as the document.
    is_read: bool,
    /// Those with a statement on something else.
    others: u32,
}

impl Envelopes {
    pub(super) fn were_met(&self) -> bool {
        self.is_read || self.holds_others()
    }

    pub(super) fn holds_others(&self) -> bool {
        self.others > 0
    }

    /// What is to be said of those that were not read, beside an SBOM.
    pub(super) fn remark(&self, to: &mut dyn Visitor) {
        if self.is_read && self.holds_others() {
            let others = self.others;
            let message = format!(
                "beside the SBOM there are signed statements on other things that were not read: {others}"
            );
            to.diagnostic(Diagnostic::warning("statements-unread", message));
        }
    }
}

/// An envelope, or the [bundle] around one, and nothing else in which a document could stand.
///
/// [bundle]: https://docs.sigstore.dev/about/bundle/
#[derive(Deserialize)]
#[serde(untagged)]
enum Signed<'a> {
    Envelope(#[serde(borrow)] Envelope<'a>),
    Bundle(#[serde(borrow)] Bundle<'a>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Bundle<'a> {
    #[serde(borrow)]
    dsse_envelope: Envelope<'a>,
    #[serde(rename = "mediaType")]
    _media_type: Option<IgnoredAny>,
    #[serde(rename = "verificationMaterial")]
    _verification_material: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Envelope<'a> {
    #[serde(borrow)]
    payload: Cow<'a, str>,
    #[serde(rename = "payloadType")]
    _payload_type: Option<IgnoredAny>,
    #[serde(rename = "signatures")]
    _signatures: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Statement<'a> {
    #[serde(borrow, rename = "predicateType")]
    predicate_type: Cow<'a, str>,
}

impl Reader<'_> {
    /// The payload of an envelope: a document of its own in base64.
    pub(super) fn envelope(&mut self, to: &mut dyn Visitor) -> Result<(), Trouble> {
        let line = self.window.place().0;
        let text = self.window.value()?;
        check_length(text, line)?;
        let payload: String =
            serde_json::from_str(text).map_err(|_| Trouble::Syntax("a payload in base64", line))?;
        let statement = base64(&payload);
        // As much again is needed to read it.
        drop(payload);
        match statement {
            Some(statement) => self.statement(statement, line, to),
            None => {
                to.diagnostic(unread("payload", NO_DOCUMENT, line, 0));
                Ok(())
            }
        }
    }

    /// What follows behind an envelope: another one, or it is not read.
    pub(super) fn further(&mut self, to: &mut dyn Visitor) -> Result<(), Trouble> {
        let line = self.window.place().0;
        let text = self.window.value()?;
        check_length(text, line)?;
        let signed: Option<Signed<'_>> = serde_json::from_str(text).ok();
        let payload = signed.map(|signed| match signed {
            Signed::Envelope(envelope) => envelope.payload,
            Signed::Bundle(bundle) => bundle.dsse_envelope.payload,
        });
        match payload.and_then(|payload| base64(&payload)) {
            Some(statement) => self.statement(statement, line, to),
            None => {
                to.diagnostic(further(line));
                Ok(())
            }
        }
    }

    fn statement(
        &mut self,
        statement: Vec<u8>,
        line: u32,
        to: &mut dyn Visitor,
    ) -> Result<(), Trouble> {
        if is_about_something_else(&statement) {
            self.envelopes.others += 1;
            return Ok(());
        }
        if self.envelopes.is_read {
            to.diagnostic(further(line));
            return Ok(());
        }
        self.envelopes.is_read = true;
        let source = Source::memory("payload", statement);
        let mut stream = Stream::open(&source)?;
        if first(stream.peek()?) != Some(b'{') {
            to.diagnostic(unread("payload", NO_DOCUMENT, line, 0));
            return Ok(());
        }
        self.inner(&mut stream, &mut Inside { to, line })
    }

    /// A JSON document inside this one.
    fn inner(&mut self, stream: &mut Stream, to: &mut dyn Visitor) -> Result<(), Trouble> {
        let mut inner = Reader {
            seen: Seen::default(),
            told: std::mem::take(&mut self.told),
            at: String::new(),
            envelopes: Envelopes::default(),
            quoted: None,
            window: Window::new(stream),
        };
        inner.whole(to)?;
        if inner.window.was_mended() {
            to.diagnostic(teller::no_text());
        }
        let Reader {
            seen, told, quoted, ..
        } = inner;
        self.seen = seen;
        self.told = told;
        self.quoted = quoted;
        Ok(())
    }

    /// Whether this is a statement of in-toto.
    pub(super) fn is_statement(&self) -> bool {
        self.seen.keys.iter().any(|key| key == "predicateType")
    }

    /// A document that a statement holds as a text, as Cosign does with what is no JSON.
    pub(super) fn quoted(&mut self, key: &str, to: &mut dyn Visitor) -> Result<(), Trouble> {
        let line = self.window.place().0;
        if !self.seen.lists.is_empty() || self.quoted.is_some() {
            to.diagnostic(unread(key, NOT_ALONE, line, 0));
            return self.window.skip();
        }
        let text = self.window.value()?;
        check_length(text, line)?;
        let text: String = serde_json::from_str(text)
            .map_err(|_| Trouble::Syntax("a text that holds a document", line))?;
        let head = text
            .get(..text.floor_char_boundary(HEAD))
            .unwrap_or_default();
        let is_tag_value = spdx::tag_value::is_tag_value(head);
        let is_yaml = spdx::yaml::is_yaml(head);
        let first = first(text.as_bytes());
        let source = Source::memory(key, text.into_bytes());
        let mut stream = Stream::open(&source)?;
        let inside = &mut Inside { to, line };
        self.quoted = match first {
            Some(b'{') => return self.inner(&mut stream, inside),
            Some(b'<') => Some(xml_document::read(&mut stream, inside)),
            Some(_) if is_tag_value => Some(spdx::tag_value::read(&mut stream, inside)),
            Some(_) if is_yaml => Some(spdx::yaml::read(&mut stream, inside)),
            _ => {
                to.diagnostic(unread(key, NO_KNOWN, line, 0));
                None
            }
        };
        Ok(())
    }
}

/// The first byte that is no white space.
fn first(head: &[u8]) -> Option<u8> {
    let mut bytes = head.iter().copied();
    bytes.find(|byte| !byte.is_ascii_whitespace())
}

fn check_length(text: &str, line: u32) -> Result<(), Trouble> {
    if text.len() > LARGEST {
        return Err(Trouble::TooLarge(
            "a signed statement is larger than 64 MiB",
            line,
        ));
    }
    Ok(())
}

fn is_about_something_else(statement: &[u8]) -> bool {
    let holds = |sign: &&[u8]| memchr::memmem::find(statement, sign).is_some();
    if SIGNS.iter().any(holds) {
        return false;
    }
    let statement: Option<Statement<'_>> = serde_json::from_slice(statement).ok();
    let is_other = |statement: Statement<'_>| {
        let mut others = OTHERS.iter();
        others.any(|beginning| statement.predicate_type.starts_with(beginning))
    };
    statement.is_some_and(is_other)
}

fn further(line: u32) -> Diagnostic {
    let message = "behind a signed statement stands something that was not read: another SBOM, or no envelope";
    Diagnostic::error("document-unread", message)
        .at(Location {
            line: Some(line),
            ..Location::default()
        })
        .help("give each document as a file of its own: `split -l 1` makes one of each line")
}
