//! External references: what lies where, and which other documents there are.

use crate::input::blank::trimmed;
use crate::input::cyclonedx::model::ExternalReference;
use crate::input::json::Str;
use crate::input::teller::{Teller, text};
use crate::inventory::{Locate, Mark, SubjectId, UrlRole};

/// Types of references that lead to what the publisher of a component runs or wrote, with what they
/// may prove. Advisories, attestations, reports of analyses, chats and the like are about a component
/// and may be anybody's.
static KINDS: [(&str, UrlRole, &str); 17] = [
    ("vcs", UrlRole::Vcs, "externalReferences[vcs].url"),
    (
        "website",
        UrlRole::Website,
        "externalReferences[website].url",
    ),
    (
        "distribution",
        UrlRole::Distribution,
        "externalReferences[distribution].url",
    ),
    (
        "distribution-intake",
        UrlRole::Distribution,
        "externalReferences[distribution-intake].url",
    ),
    (
        "source-distribution",
        UrlRole::Distribution,
        "externalReferences[source-distribution].url",
    ),
    (
        "issue-tracker",
        UrlRole::IssueTracker,
        "externalReferences[issue-tracker].url",
    ),
    (
        "documentation",
        UrlRole::Documentation,
        "externalReferences[documentation].url",
    ),
    (
        "support",
        UrlRole::Documentation,
        "externalReferences[support].url",
    ),
    (
        "license",
        UrlRole::Related,
        "externalReferences[license].url",
    ),
    (
        "release-notes",
        UrlRole::Related,
        "externalReferences[release-notes].url",
    ),
    (
        "build-system",
        UrlRole::Related,
        "externalReferences[build-system].url",
    ),
    (
        "build-meta",
        UrlRole::Related,
        "externalReferences[build-meta].url",
    ),
    (
        "mailing-list",
        UrlRole::Related,
        "externalReferences[mailing-list].url",
    ),
    (
        "security-contact",
        UrlRole::Related,
        "externalReferences[security-contact].url",
    ),
    (
        "rfc-9116",
        UrlRole::Related,
        "externalReferences[rfc-9116].url",
    ),
    (
        "model-card",
        UrlRole::Related,
        "externalReferences[model-card].url",
    ),
    ("other", UrlRole::Related, "externalReferences[other].url"),
];

/// What a kind of reference says, which not all writers spell as the format does.
fn known(kind: &str) -> Option<&'static (&'static str, UrlRole, &'static str)> {
    let exact = KINDS.iter().find(|(known, ..)| *known == kind);
    exact.or_else(|| {
        let mut kinds = KINDS.iter();
        kinds.find(|(known, ..)| known.eq_ignore_ascii_case(kind))
    })
}

impl Teller<'_> {
    pub(super) fn references(
        &mut self,
        id: SubjectId,
        references: &[ExternalReference<'_>],
        locate: &dyn Locate,
    ) {
        for reference in references {
            let Some(url) = text(reference.url.as_ref()) else {
                continue;
            };
            let kind = reference.kind.as_ref().map_or("other", Str::as_str);
            let kind = trimmed(kind);
            if kind.eq_ignore_ascii_case("bom") {
                self.link(url, locate.locate(url));
            } else if let Some((_, role, field)) = known(kind) {
                self.mark(id, Mark::Url { role: *role, url }, field, locate);
            }
        }
    }
}
