//! External references: what lies where, and which other documents there are.

use crate::input::cyclonedx::model::ExternalReference;
use crate::input::json::Str;
use crate::input::teller::{Teller, text};
use crate::inventory::{Locate, Mark, SubjectId, UrlRole};

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
            let kind = reference.kind.as_ref().map_or("", Str::as_str);
            let (role, field) = match kind {
                "vcs" => (UrlRole::Vcs, "externalReferences[vcs].url"),
                "website" => (UrlRole::Website, "externalReferences[website].url"),
                "distribution" => (
                    UrlRole::Distribution,
                    "externalReferences[distribution].url",
                ),
                "distribution-intake" => (
                    UrlRole::Distribution,
                    "externalReferences[distribution-intake].url",
                ),
                "source-distribution" => (
                    UrlRole::Distribution,
                    "externalReferences[source-distribution].url",
                ),
                "issue-tracker" => (
                    UrlRole::IssueTracker,
                    "externalReferences[issue-tracker].url",
                ),
                "documentation" => (
                    UrlRole::Documentation,
                    "externalReferences[documentation].url",
                ),
                "support" => (UrlRole::Documentation, "externalReferences[support].url"),
                "bom" => {
                    self.link(url, locate.locate(url));
                    continue;
                }
                // Advisories, licences, chats and the like are about a component and not from its publisher.
                _ => continue,
            };
            self.mark(id, Mark::Url { role, url }, field, locate);
        }
    }
}
