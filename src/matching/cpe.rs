//! CPE names: whoever NVD files a product under.

use crate::denylist::model::{Attribution, IdentityKind};
use crate::identifier::{Cpe, Part};
use crate::matching::index::Index;
use crate::matching::sign::{Classified, Coverage, Kind};

/// The vendor of an operating system or of hardware makes it; one of an application may be guessed by a generator.
pub(crate) fn classify(index: &Index<'_>, text: &str) -> Classified {
    let mut found = Classified::default();
    let Some(cpe) = Cpe::parse(text) else {
        return found;
    };
    found.coverage.add(Coverage::CPE);
    let system = matches!(cpe.part, Part::OperatingSystem | Part::Hardware);
    let at_most = if system {
        Attribution::Declared
    } else {
        Attribution::Indicated
    };
    for target in index.identities(IdentityKind::CpeVendor, &cpe.vendor) {
        found
            .signs
            .push(index.sign(*target, Kind::Cpe(system), at_most, cpe.vendor.clone()));
    }
    found
}
