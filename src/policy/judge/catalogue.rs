//! What the report says of the authorities and vendors that its findings name.

use std::collections::BTreeSet;

use crate::denylist::model::Authority;
use crate::outcome::{CatalogueAuthority, CatalogueReaches, CatalogueVendor, Report};
use crate::policy::judge::Judging;

impl Judging<'_> {
    /// What the report says of the authorities and vendors that its findings name.
    pub(super) fn catalogue(&self, report: &mut Report) {
        let findings = report.findings.iter().chain(&report.outside_profile);
        let (mut authorities, mut vendors) = (BTreeSet::new(), BTreeSet::new());
        for finding in findings {
            vendors.insert(finding.vendor.id.clone());
            authorities.extend(
                finding
                    .listings
                    .iter()
                    .map(|listing| listing.authority.clone()),
            );
        }
        for authority in self
            .lists
            .denylist
            .authorities
            .iter()
            .filter(|authority| authorities.contains(authority.id.as_ref()))
        {
            report
                .catalogue
                .authorities
                .insert(authority.id.to_string(), catalogue_authority(authority));
        }
        for vendor in self
            .lists
            .denylist
            .vendors
            .iter()
            .filter(|vendor| vendors.contains(vendor.id.as_ref()))
        {
            let entry = CatalogueVendor {
                name: vendor.name.to_string(),
                country: vendor.country.as_ref().map(ToString::to_string),
                dispute: vendor.dispute.as_ref().map(ToString::to_string),
            };
            report
                .catalogue
                .vendors
                .insert(vendor.id.to_string(), entry);
        }
    }
}

fn catalogue_authority(authority: &Authority) -> CatalogueAuthority {
    CatalogueAuthority {
        name: authority.name.to_string(),
        issuer: authority.issuer.to_string(),
        kind: authority.kind.to_string(),
        url: authority.url.to_string(),
        scope: authority.scope.to_string(),
        applies_to: authority.applies_to.to_string(),
        reaches: CatalogueReaches {
            software: authority.reaches.software.to_string(),
            services: authority.reaches.services.to_string(),
            hardware: authority.reaches.hardware.to_string(),
            embedded: authority.reaches.embedded.to_string(),
            open_source: authority.reaches.open_source.to_string(),
        },
        status: authority.status.to_string(),
    }
}
