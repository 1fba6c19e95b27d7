//! The company's own entries: marks that a component can have, or a mistake.

use toml::Spanned;

use crate::denylist::{self, model::IdentityKind};
use crate::identifier::NameKey;
use crate::policy::config::entries::Reading;
use crate::policy::config::wire::RawDeny;
use crate::policy::config::{Deny, Stated};

impl Reading<'_> {
    pub(super) fn deny(&mut self, raw: Spanned<RawDeny>) -> Stated<Deny> {
        let stated = self.stated_as(raw, deny);
        let Stated {
            value: deny, span, ..
        } = &stated;
        for (key, value) in [
            ("vendor", &deny.vendor),
            ("reason", &deny.reason),
            ("citation", &deny.citation),
        ] {
            self.filled(key, value, span);
        }
        for (kind, value) in &deny.identities {
            let place = self.line(kind.as_str(), span);
            if value.trim().is_empty() || value.contains('*') {
                let message = format!("`{kind}` names no one mark: write it in full, without `*`");
                self.wrong("config-invalid", message, place);
            } else if let Some(wrong) = denylist::unmeetable(*kind, value) {
                let message = format!("the {kind} `{value}` {wrong}, so nothing could meet it");
                self.wrong("config-invalid", message, place);
            }
        }
        for name in deny.names.iter().filter(|name| NameKey::of(name).is_none()) {
            let message = match name.trim() {
                "" => "`names` holds an empty name".to_owned(),
                name => format!("the name `{name}` leaves nothing to compare"),
            };
            self.wrong("config-incomplete", message, self.line("names", span));
        }
        let nameless = NameKey::of(&deny.vendor).is_none() && deny.names.is_empty();
        if nameless && deny.identities.is_empty() && !deny.vendor.trim().is_empty() {
            let message = "the entry has no mark, and its name leaves nothing to compare";
            self.wrong("config-incomplete", message, self.line("vendor", span));
        }
        stated
    }
}

fn deny(raw: RawDeny) -> Deny {
    let kinds = [
        (IdentityKind::NpmScope, raw.npm_scope),
        (IdentityKind::NpmPrefix, raw.npm_prefix),
        (IdentityKind::MavenGroup, raw.maven_group),
        (IdentityKind::GoModule, raw.go_module),
        (IdentityKind::PypiPrefix, raw.pypi_prefix),
        (IdentityKind::NugetPrefix, raw.nuget_prefix),
        (IdentityKind::CocoapodsPrefix, raw.cocoapods_prefix),
        (IdentityKind::PackagistVendor, raw.packagist_vendor),
        (IdentityKind::DockerNamespace, raw.docker_namespace),
        (IdentityKind::PurlNamespace, raw.purl_namespace),
        (IdentityKind::ForgeOrganisation, raw.forge_organisation),
        (IdentityKind::ForgeHost, raw.forge_host),
        (IdentityKind::Domain, raw.domain),
        (IdentityKind::EmailDomain, raw.email_domain),
        (IdentityKind::Email, raw.email),
        (IdentityKind::CpeVendor, raw.cpe_vendor),
        (IdentityKind::Package, raw.package),
        (IdentityKind::CratesTeam, raw.crates_team),
    ];
    let identities = kinds
        .into_iter()
        .flat_map(|(kind, values)| values.into_iter().map(move |value| (kind, value)))
        .collect();
    Deny {
        vendor: raw.vendor,
        names: raw.names,
        identities,
        effect: raw.effect.0,
        reason: raw.reason,
        citation: raw.citation,
    }
}
