//! DSSE envelopes: signed statements, of which one may hold the document.

use crate::diagnostic::Diagnostic;
use crate::input::json::{Trouble, Window};
use crate::input::json_document::{Reader, Seen, base64, unread};
use crate::input::teller;
use crate::inventory::Visitor;
use crate::source::{Source, Stream};

const NO_DOCUMENT: &str = "is no JSON document in base64";

/// The envelopes of one file: as many as signed something about the same program.
#[derive(Default)]
pub(super) struct Envelopes {
    opened: u32,
    /// Those with a statement that holds no SBOM.
    others: u32,
}

impl Envelopes {
    pub(super) fn were_opened(&self) -> bool {
        self.opened > 0
    }

    /// What is to be said of those that were not read, beside an SBOM.
    pub(super) fn remark(&self, to: &mut dyn Visitor) {
        if (1..self.opened).contains(&self.others) {
            let others = self.others;
            let message = format!(
                "beside the SBOM there are signed statements that hold none and were not read: {others}"
            );
            to.diagnostic(Diagnostic::warning("statements-unread", message));
        }
    }
}

impl Reader<'_> {
    /// A [DSSE envelope]: the payload is a document of its own in base64.
    ///
    /// [DSSE envelope]: https://github.com/secure-systems-lab/dsse/blob/master/envelope.md
    pub(super) fn envelope(&mut self, to: &mut dyn Visitor) -> Result<(), Trouble> {
        let line = self.window.place().0;
        let payload: String = serde_json::from_str(self.window.value()?)
            .map_err(|_| Trouble::Syntax("a payload in base64", line))?;
        let Some(bytes) = base64(&payload) else {
            to.diagnostic(unread("payload", NO_DOCUMENT, line, 0));
            return Ok(());
        };
        let source = Source::memory("payload", bytes);
        let mut stream = Stream::open(&source)?;
        if stream
            .peek()?
            .iter()
            .find(|byte| !byte.is_ascii_whitespace())
            != Some(&b'{')
        {
            to.diagnostic(unread("payload", NO_DOCUMENT, line, 0));
            return Ok(());
        }
        let mut inner = Reader {
            seen: Seen::default(),
            cyclonedx: std::mem::take(&mut self.cyclonedx),
            at: String::new(),
            envelopes: Envelopes::default(),
            window: Window::new(&mut stream),
        };
        inner.whole(to)?;
        if inner.window.was_mended() {
            to.diagnostic(teller::no_text());
        }
        let holds_sbom = inner.format().is_some();
        let Reader {
            seen, cyclonedx, ..
        } = inner;
        self.cyclonedx = cyclonedx;
        self.envelopes.opened += 1;
        self.envelopes.others += u32::from(!holds_sbom);
        match (self.format().is_some(), holds_sbom) {
            (true, false) => {}
            (true, true) => {
                self.remark(to);
                self.seen = seen;
            }
            (false, _) => self.seen = seen,
        }
        Ok(())
    }
}
