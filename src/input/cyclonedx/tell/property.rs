//! Properties in which generators keep what the format has no field for.

use crate::input::cyclonedx::model::Property;
use crate::input::party;
use crate::input::teller::{Teller, text};
use crate::inventory::{Field, Locate, Mark, PartyRole, SubjectId, UrlRole};

/// What the last word of a property's name says of its value.
enum Meaning {
    Party(PartyRole),
    Url(UrlRole),
    Guess,
}

/// Properties in which generators keep publishers, by the last word of their names:
/// `syft:metadata:maintainer`, `cdx:npm:author`, `aquasecurity:trivy:…` and the like.
const PROPERTIES: [(&str, Meaning); 16] = [
    ("maintainer", Meaning::Party(PartyRole::Maintainer)),
    ("maintainers", Meaning::Party(PartyRole::Maintainer)),
    ("packager", Meaning::Party(PartyRole::Maintainer)),
    ("vendor", Meaning::Party(PartyRole::Supplier)),
    ("supplier", Meaning::Party(PartyRole::Supplier)),
    ("publisher", Meaning::Party(PartyRole::Publisher)),
    ("author", Meaning::Party(PartyRole::Author)),
    ("authors", Meaning::Party(PartyRole::Author)),
    ("repository", Meaning::Url(UrlRole::Vcs)),
    ("vcsurl", Meaning::Url(UrlRole::Vcs)),
    ("vcs_url", Meaning::Url(UrlRole::Vcs)),
    ("sourcerepository", Meaning::Url(UrlRole::Vcs)),
    ("giturl", Meaning::Url(UrlRole::Vcs)),
    ("homepage", Meaning::Url(UrlRole::Website)),
    ("url", Meaning::Url(UrlRole::Website)),
    ("cpe23", Meaning::Guess),
];

impl Teller<'_> {
    pub(super) fn property(&mut self, id: SubjectId, property: &Property<'_>, locate: &dyn Locate) {
        let (Some(name), Some(value)) =
            (text(property.name.as_ref()), text(property.value.as_ref()))
        else {
            return;
        };
        let key = name.rsplit(':').next().unwrap_or_default();
        let known = |(known, _): &&(&str, _)| key.eq_ignore_ascii_case(known);
        let Some((_, meaning)) = PROPERTIES.iter().find(known) else {
            return;
        };
        let shown = format!("properties[{name}]");
        let field = Field::new(&shown, locate);
        match *meaning {
            Meaning::Party(role) => party::tell(self.to, id, role, value, &field),
            Meaning::Url(role) => self.to.mark(id, &Mark::Url { role, url: value }, &field),
            // syft guesses further CPEs from the package's name.
            Meaning::Guess => {
                let field = Field {
                    doubtful: true,
                    ..field
                };
                self.to.mark(id, &Mark::Cpe(value), &field);
            }
        }
    }
}
