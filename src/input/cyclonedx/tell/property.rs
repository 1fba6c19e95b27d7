//! Properties in which generators keep what the format has no field for.
//!
//! A name that ends in `author` says nothing by itself; only names that a known
//! generator writes are read.

use crate::identifier::{is_image_reference, untagged_image};
use crate::input::cyclonedx::model::Property;
use crate::input::party;
use crate::input::teller::{Teller, text};
use crate::inventory::{Field, Locate, Mark, PartyRole, SubjectId, UrlRole};

/// What a property says with its value.
#[derive(Clone, Copy)]
enum Meaning {
    Party(PartyRole),
    Url(UrlRole),
    Purl,
    /// The place of an image, perhaps with its tag.
    Image,
    Cpe,
    /// A CPE that the generator made from the package's name.
    Guess,
}

/// Whole names: of syft, of Trivy, of the CycloneDX converter from SPDX, of cdxgen, of `ScanCode`.
const NAMES: [(&str, Meaning); 17] = [
    ("syft:cpe23", Meaning::Guess),
    // Of an image out of an archive, nothing else says where it was pulled from.
    ("aquasecurity:trivy:RepoTag", Meaning::Image),
    ("spdx:homepage", Meaning::Url(UrlRole::Website)),
    (
        "spdx:download-location",
        Meaning::Url(UrlRole::Distribution),
    ),
    (
        "spdx:package:originator",
        Meaning::Party(PartyRole::Originator),
    ),
    (
        "spdx:package:originator:organization",
        Meaning::Party(PartyRole::Originator),
    ),
    (
        "spdx:package:originator:email",
        Meaning::Party(PartyRole::Originator),
    ),
    ("spdx:package:supplier", Meaning::Party(PartyRole::Supplier)),
    (
        "spdx:package:supplier:organization",
        Meaning::Party(PartyRole::Supplier),
    ),
    (
        "spdx:package:supplier:email",
        Meaning::Party(PartyRole::Supplier),
    ),
    (
        "spdx:external-reference:package-manager:purl",
        Meaning::Purl,
    ),
    ("spdx:external-reference:security:cpe22", Meaning::Cpe),
    ("spdx:external-reference:security:cpe23", Meaning::Cpe),
    // The repository or registry of a gem, as its lockfile has it.
    ("cdx:gem:remote", Meaning::Url(UrlRole::Vcs)),
    // The flake that a Nix package comes from.
    ("cdx:nix:input_url", Meaning::Url(UrlRole::Vcs)),
    ("aboutcode:homepage_url", Meaning::Url(UrlRole::Website)),
    (
        "aboutcode:download_url",
        Meaning::Url(UrlRole::Distribution),
    ),
];

/// Beginnings of names, each with the words that may follow it.
const FAMILIES: [(&str, &[(&str, Meaning)]); 3] = [
    ("syft:metadata:", &FIELDS),
    ("syft:image:labels:", &LABELS),
    ("aquasecurity:trivy:Labels:", &LABELS),
];

/// Fields of packages as their package managers have them.
const FIELDS: [(&str, Meaning); 9] = [
    ("maintainer", Meaning::Party(PartyRole::Maintainer)),
    ("maintainers", Meaning::Party(PartyRole::Maintainer)),
    ("packager", Meaning::Party(PartyRole::Maintainer)),
    ("vendor", Meaning::Party(PartyRole::Supplier)),
    ("author", Meaning::Party(PartyRole::Author)),
    ("authors", Meaning::Party(PartyRole::Author)),
    ("repository", Meaning::Url(UrlRole::Vcs)),
    ("homepage", Meaning::Url(UrlRole::Website)),
    ("url", Meaning::Url(UrlRole::Website)),
];

/// Labels of images: those of old, and the [annotations] that took their place.
///
/// [annotations]: https://github.com/opencontainers/image-spec/blob/main/annotations.md
const LABELS: [(&str, Meaning); 7] = [
    ("maintainer", Meaning::Party(PartyRole::Maintainer)),
    ("vendor", Meaning::Party(PartyRole::Supplier)),
    ("url", Meaning::Url(UrlRole::Website)),
    (
        "org.opencontainers.image.authors",
        Meaning::Party(PartyRole::Author),
    ),
    (
        "org.opencontainers.image.vendor",
        Meaning::Party(PartyRole::Supplier),
    ),
    (
        "org.opencontainers.image.url",
        Meaning::Url(UrlRole::Website),
    ),
    (
        "org.opencontainers.image.source",
        Meaning::Url(UrlRole::Vcs),
    ),
];

impl Teller<'_> {
    pub(super) fn property(&mut self, id: SubjectId, property: &Property<'_>, locate: &dyn Locate) {
        let (Some(name), Some(value)) =
            (text(property.name.as_ref()), text(property.value.as_ref()))
        else {
            return;
        };
        let Some(meaning) = meaning(name) else {
            return;
        };
        let shown = format!("properties[{name}]");
        let field = Field::new(&shown, locate);
        match meaning {
            Meaning::Party(role) => party::tell(self.to, id, role, value, &field),
            Meaning::Url(role) => self.to.mark(id, &Mark::Url { role, url: value }, &field),
            Meaning::Purl => self.to.mark(id, &Mark::Purl(value), &field),
            Meaning::Image => {
                let reference = untagged_image(value);
                if reference.contains('/') && is_image_reference(reference) {
                    // Whoever runs the generator may have given the tag, so that it is no registry's word.
                    let url = &format!("pkg:docker/{reference}");
                    let role = UrlRole::Distribution;
                    self.to.mark(id, &Mark::Url { role, url }, &field);
                }
            }
            Meaning::Cpe => self.to.mark(id, &Mark::Cpe(value), &field),
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

fn meaning(name: &str) -> Option<Meaning> {
    let mut families = FAMILIES.iter();
    let (word, words) = families
        .find_map(|(family, words)| Some((name.strip_prefix(family)?, *words)))
        .unwrap_or((name, &NAMES));
    let mut known = words.iter();
    known
        .find(|(known, _)| *known == word)
        .map(|(_, meaning)| *meaning)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a property is read.
    #[track_caller]
    fn check(name: &str, expected: bool) {
        assert_eq!(meaning(name).is_some(), expected, "{name}");
    }

    #[test]
    fn names_of_known_generators_are_read() {
        check("syft:cpe23", true);
        check("syft:metadata:author", true);
        check("syft:image:labels:vendor", true);
        check(
            "aquasecurity:trivy:Labels:org.opencontainers.image.source",
            true,
        );
        check("spdx:package:originator:organization", true);
    }

    #[test]
    fn names_that_only_end_alike_are_left_alone() {
        for name in [
            "author",
            "foo:author",
            "foo:url",
            "syft:package:author",
            "cdx:npm:package:url",
            "Labels:vendor",
        ] {
            check(name, false);
        }
    }
}
