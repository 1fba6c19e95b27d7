//! `doctor`: does the program read its lists right, and what does it find here?

use crate::cli::args::Doctor;
use crate::cli::exit;
use crate::cli::output::{complain, print};
use crate::denylist;
use crate::denylist::model::Attribution;
use crate::diagnostic::Diagnostic;
use crate::inventory::{Class, Field, Inclusion, Mark, Nowhere, Role, Subject, Visitor as _};
use crate::matching::{Index, Screening};
use crate::source::Spot;

/// `doctor`: canaries that must match, look-alikes that must not.
pub(super) fn doctor(arguments: &Doctor) -> u8 {
    let list = denylist::bundled();
    let index = Index::new(list);
    let mut wrong = Vec::new();
    let (mut canaries, mut lookalikes) = (0, 0);
    for (vendor, entry) in list.vendors.iter().enumerate() {
        for identity in entry
            .identities
            .iter()
            .filter(|identity| identity.kind.as_str() == "package" && identity.verified)
        {
            canaries += 1;
            if !attributed(&index, &identity.value).contains(&vendor) {
                wrong.push(Diagnostic::error(
                    "canary-missed",
                    format!("`{}` was not attributed to {}", identity.value, entry.id),
                ));
            }
        }
        for purl in entry
            .lookalikes
            .iter()
            .flat_map(|lookalike| lookalike.purls.iter())
        {
            lookalikes += 1;
            if attributed(&index, purl).contains(&vendor) {
                wrong.push(Diagnostic::error(
                    "lookalike-accused",
                    format!(
                        "`{purl}` was attributed to {}, whose package it only resembles",
                        entry.id
                    ),
                ));
            }
        }
    }
    complain(&wrong, &arguments.voice);
    let (cargo, git) = (found("cargo"), found("git"));
    let summary = format!(
        "{} of {canaries} canaries and {lookalikes} look-alikes answered wrong\nlists: {} vendors, {} authorities, reviewed {}, {}\ncargo: {cargo}\ngit: {git}\n",
        wrong.len(),
        list.vendors.len(),
        list.authorities.len(),
        denylist::oldest_review(list)
            .map(|day| day.to_string())
            .unwrap_or_default(),
        denylist::bundled_digest()
    );
    let _ = print(|out| out.write_all(summary.as_bytes()));
    if wrong.is_empty() {
        exit::PASS
    } else {
        exit::FAIL
    }
}

/// Vendors to which a purl alone is attributed, if only by an indication.
fn attributed(index: &Index<'_>, purl: &str) -> Vec<usize> {
    let mut screening = Screening::new(index);
    let id = screening.subject(&Subject {
        reference: "",
        role: Role::Component,
        class: Class::Library,
        inclusion: Inclusion::Required,
        group: None,
        name: "canary",
        version: None,
        purl: Some(purl),
        licenses: None,
        at: Spot::default(),
    });
    screening.mark(id, &Mark::Purl(purl), &Field::new("purl", &Nowhere));
    let document = crate::inventory::Document {
        format: "canary",
        encoding: "",
        spec_version: None,
        digest: None,
        identity: None,
        links: Vec::new(),
        dependencies: 0,
        explain: None,
    };
    let screened = screening.finish("canary", Ok(document));
    let strong = screened
        .matches
        .iter()
        .filter(|found| found.attribution > Attribution::Contributor);
    strong.map(|found| found.vendor).collect()
}

/// Where a program is on PATH. Nothing is started.
fn found(program: &str) -> String {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let mut places = std::env::split_paths(&paths).map(|folder| folder.join(program));
    places.find(|place| place.is_file()).map_or_else(
        || "not found (lockfiles and SBOMs are read without it)".to_owned(),
        |place| place.display().to_string(),
    )
}
