//! Commands on the lists: who is on them, why, and whether the program reads them right.

use std::fmt::Write as _;
use std::io::BufRead as _;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::cli::args::{Doctor, Explain, List, Listed, Screen, TextOrJson, Voice};
use crate::cli::check::{inputs, options, suggestion};
use crate::cli::output::{complain, print, usage};
use crate::cli::{exit, show};
use crate::denylist::model::{Attribution, Authority, Denylist, Identity, Profile, Vendor};
use crate::denylist::{self, lint as lint_files};
use crate::diagnostic::Diagnostic;
use crate::gate::{self, Selection};
use crate::input;
use crate::inventory::{Class, Field, Inclusion, Mark, Nowhere, Role, Subject, Visitor as _};
use crate::matching::{Index, PublisherKind, PublisherResult, Screening};
use crate::report::markdown::escape::one_line;
use crate::source::Spot;

/// Run something on the lists, or say what is wrong with them.
fn with_lists(paths: &[PathBuf], voice: &Voice, run: impl FnOnce(&Denylist) -> u8) -> u8 {
    match gate::load(&Selection {
        without_bundled: false,
        paths: paths.to_vec(),
    }) {
        Ok((list, _)) => run(&list),
        Err(mistakes) => {
            complain(&mistakes, voice);
            exit::USAGE
        }
    }
}

/// `screen NAME...`: 1 if at least one name is on a list.
pub(super) fn screen(arguments: &Screen) -> u8 {
    with_lists(&arguments.denylist, &arguments.voice, |list| {
        let index = Index::new(list);
        let names = if arguments.names.is_empty() {
            names_on_stdin()
        } else {
            arguments.names.clone()
        };
        let mut any = false;
        let printed = print(|out| {
            for name in &names {
                let matches = index.screen(name);
                any |= matches.iter().any(|found| found.exact);
                match arguments.format {
                    TextOrJson::Json => writeln!(out, "{}", screened_json(list, name, &matches))?,
                    TextOrJson::Text => {
                        out.write_all(screened_text(list, name, &matches).as_bytes())?;
                    }
                }
            }
            Ok(())
        });
        match (printed, any) {
            (Err(_), _) => exit::UNDETERMINED,
            (Ok(()), true) => exit::FAIL,
            (Ok(()), false) => exit::PASS,
        }
    })
}

fn names_on_stdin() -> Vec<String> {
    let lines = std::io::stdin().lock().lines().map_while(Result::ok);
    lines.filter(|line| !line.trim().is_empty()).collect()
}

fn screened_json(
    list: &Denylist,
    query: &str,
    matches: &[crate::matching::NameMatch],
) -> serde_json::Value {
    let matches: Vec<_> = matches
        .iter()
        .map(|found| {
            let vendor = &list.vendors[found.vendor];
            let listings = vendor.listings.iter().map(|listing| json!({"authority": listing.authority, "citation": listing.citation}));
            json!({
                "list": "bundled", "entry": vendor.id, "name": found.name, "match": if found.exact { "exact" } else { "near" },
                "score": (found.score * 100.0).round() / 100.0, "listings": listings.collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({"query": query, "matches": matches})
}

fn screened_text(list: &Denylist, query: &str, matches: &[crate::matching::NameMatch]) -> String {
    let mut text = format!("{}: ", one_line(query, 200));
    if matches.is_empty() {
        text.push_str("on no list\n");
        return text;
    }
    text.push_str(if matches[0].exact {
        "listed\n"
    } else {
        "on no list; near names follow, for a person to look at\n"
    });
    for found in matches {
        let vendor = &list.vendors[found.vendor];
        let how = if found.exact {
            "exact".to_owned()
        } else {
            format!("near, {:.2}", found.score)
        };
        let _ = writeln!(text, "  {how}: {} ({})", found.name, vendor.id);
        for listing in vendor.listings.iter() {
            let _ = writeln!(
                text,
                "    {}: {}, since {}",
                listing.authority, listing.citation, listing.since
            );
        }
    }
    text
}

/// `explain ID`.
pub(super) fn explain(arguments: &Explain) -> u8 {
    if let Some(path) = &arguments.report {
        return explain_finding(path, arguments);
    }
    with_lists(&arguments.denylist, &arguments.voice, |list| {
        let id = arguments.id.as_str();
        let text = list
            .vendors
            .iter()
            .find(|vendor| vendor.id == id)
            .map(|vendor| vendor_text(list, vendor))
            .or_else(|| {
                list.authorities
                    .iter()
                    .find(|authority| authority.id == id)
                    .map(|authority| authority_text(list, authority))
            })
            .or_else(|| {
                list.profiles
                    .iter()
                    .find(|profile| profile.id == id)
                    .map(profile_text)
            });
        match text {
            Some(text) => print(|out| out.write_all(text.as_bytes()))
                .map_or(exit::UNDETERMINED, |()| exit::PASS),
            None => {
                complain(
                    &[usage(
                        format!(
                            "no vendor, authority or profile is called `{}`",
                            one_line(id, 100)
                        ),
                        &suggestion(id, &ids(list)),
                    )],
                    &arguments.voice,
                );
                exit::USAGE
            }
        }
    })
}

fn ids(list: &Denylist) -> Vec<&str> {
    let vendors = list.vendors.iter().map(|vendor| vendor.id.as_ref());
    let authorities = list
        .authorities
        .iter()
        .map(|authority| authority.id.as_ref());
    vendors
        .chain(authorities)
        .chain(list.profiles.iter().map(|profile| profile.id.as_ref()))
        .collect()
}

fn explain_finding(path: &Path, arguments: &Explain) -> u8 {
    let report = match show::saved(path) {
        Ok(report) => report,
        Err(mistake) => {
            complain(&[mistake], &arguments.voice);
            return exit::USAGE;
        }
    };
    let wanted = |finding: &&crate::outcome::Finding| {
        arguments.id.len() >= 8 && finding.id.starts_with(&arguments.id)
    };
    let findings: Vec<_> = report
        .findings
        .iter()
        .chain(&report.outside_profile)
        .filter(wanted)
        .cloned()
        .collect();
    if findings.is_empty() {
        let message = format!(
            "the report holds no finding `{}`",
            one_line(&arguments.id, 100)
        );
        complain(
            &[usage(
                message,
                "give at least the first 8 digits, as the text report shows them",
            )],
            &arguments.voice,
        );
        return exit::USAGE;
    }
    let one = crate::outcome::Report {
        findings,
        outside_profile: Vec::new(),
        diagnostics: Vec::new(),
        ..report
    };
    let voice = Voice {
        verbose: 1,
        ..arguments.voice.clone()
    };
    super::output::print_report(&one, super::args::Format::Text, &voice)
        .map_or(exit::UNDETERMINED, |()| exit::PASS)
}

fn vendor_text(list: &Denylist, vendor: &Vendor) -> String {
    let mut text = format!("{} ({})\n", vendor.name, vendor.id);
    let mut line = |label: &str, value: &str| {
        let _ = writeln!(text, "{label}: {value}");
    };
    if let Some(country) = &vendor.country {
        line("listed entity in", country);
    }
    if let Some(parent) = &vendor.parent {
        line("parent", parent);
    }
    if let Some(affiliation) = &vendor.affiliate_of {
        line(
            "belongs to",
            &format!(
                "{} ({}; seen: {})",
                affiliation.vendor, affiliation.basis, affiliation.source
            ),
        );
    }
    if let Some(dispute) = &vendor.dispute {
        line("its position", dispute);
    }
    if let Some(note) = &vendor.note {
        line("note", note);
    }
    line("reviewed", &vendor.reviewed.to_string());
    text.push_str("\nMeasures that name it (scope is our reading of them):\n");
    for listing in vendor.listings.iter() {
        let authority = list
            .authorities
            .iter()
            .find(|authority| authority.id == listing.authority);
        let name = authority.map_or(listing.authority.as_ref(), |authority| {
            authority.name.as_ref()
        });
        let until = listing
            .until
            .map(|until| format!(", until {until}"))
            .unwrap_or_default();
        let _ = writeln!(
            text,
            "- {} ({})\n  named as {}, since {}{until}\n  citation: {}; seen: {} ({})",
            name,
            listing.authority,
            listing.named_as,
            listing.since,
            listing.citation,
            listing.source,
            listing.confidence
        );
        if let Some(authority) = authority {
            let _ = writeln!(text, "  scope: {}", authority.scope);
        }
        if let Some(note) = &listing.note {
            let _ = writeln!(text, "  note: {note}");
        }
    }
    text.push_str("\nNames:\n");
    for name in vendor.names.iter() {
        let _ = writeln!(
            text,
            "- {} ({}{}); seen: {}",
            name.value,
            name.kind,
            unverified(name.verified),
            name.source
        );
    }
    text.push_str("\nIdentities, by which components are attributed:\n");
    for identity in vendor.identities.iter() {
        text.push_str(&identity_text(identity));
    }
    text.push_str("\nLook-alikes, which are not attributed:\n");
    for lookalike in vendor.lookalikes.iter() {
        let _ = writeln!(
            text,
            "- {} ({}): {}",
            lookalike.name, lookalike.ecosystem, lookalike.why
        );
    }
    text.push_str("\nAn attribution is wrong? Record a [[contest]] in vendor-gate.toml, and propose a change of the list with a source.\n");
    text
}

fn identity_text(identity: &Identity) -> String {
    let note = identity
        .note
        .as_ref()
        .map(|note| format!("; note: {note}"))
        .unwrap_or_default();
    let relation = if identity.relation.as_str() == "listed" {
        String::new()
    } else {
        format!(", {}", identity.relation)
    };
    format!(
        "- {} {} ({}{relation}{}); seen: {}{note}\n",
        identity.kind,
        identity.value,
        identity.attribution,
        unverified(identity.verified),
        identity.source
    )
}

fn unverified(verified: bool) -> &'static str {
    if verified {
        ""
    } else {
        ", unverified: cannot block"
    }
}

fn authority_text(list: &Denylist, authority: &Authority) -> String {
    let mut text = format!("{} ({})\n", authority.name, authority.id);
    let reaches = &authority.reaches;
    let _ = writeln!(
        text,
        "issuer: {} ({})\nkind: {}\ncitations: {}\npage: {}",
        authority.issuer,
        authority.jurisdiction,
        authority.kind,
        authority.citations.join("; "),
        authority.url
    );
    let _ = writeln!(
        text,
        "scope (our reading): {}\napplies to: {}",
        authority.scope, authority.applies_to
    );
    let _ = writeln!(
        text,
        "reaches software: {}, services: {}, hardware: {}, components in other products: {}, open source: {}\naffiliates: {}\nstatus: {}",
        reaches.software,
        reaches.services,
        reaches.hardware,
        reaches.embedded,
        reaches.open_source,
        authority.affiliates,
        authority.status
    );
    if let Some(note) = &authority.status_note {
        let _ = writeln!(text, "status note: {note}");
    }
    let _ = writeln!(
        text,
        "sources ({}): {}\nreviewed: {}\n\nDates:",
        authority.confidence,
        authority.sources.join("; "),
        authority.reviewed
    );
    for phase in authority.phases.iter() {
        let _ = writeln!(text, "- {}: {}", phase.on, phase.what);
    }
    text.push_str("\nVendors that it names:\n");
    for vendor in list.vendors.iter() {
        for listing in vendor
            .listings
            .iter()
            .filter(|listing| listing.authority == authority.id)
        {
            let _ = writeln!(
                text,
                "- {}: as {}, since {}",
                vendor.id, listing.named_as, listing.since
            );
        }
    }
    text
}

fn profile_text(profile: &Profile) -> String {
    let mut text = format!(
        "{} ({})\nfor {}\n",
        profile.title, profile.id, profile.for_whom
    );
    if let Some(note) = &profile.note {
        let _ = writeln!(text, "note: {note}");
    }
    text.push_str("\nEffects:\n");
    for entry in profile.entries.iter() {
        let _ = writeln!(
            text,
            "- {} {}: {}",
            entry.effect, entry.authority, entry.because
        );
    }
    text
}

/// `list WHAT`.
pub(super) fn list(arguments: List) -> u8 {
    with_lists(&arguments.denylist, &arguments.voice, |list| {
        let rows: Vec<serde_json::Value> = match arguments.what {
            Listed::Vendors => list
                .vendors
                .iter()
                .map(|v| json!({"id": v.id, "name": v.name, "country": v.country, "identities": v.identities.len(), "listings": v.listings.len(), "reviewed": v.reviewed.to_string()}))
                .collect(),
            Listed::Authorities => list
                .authorities
                .iter()
                .map(|a| json!({"id": a.id, "name": a.name, "jurisdiction": a.jurisdiction, "kind": a.kind.as_str(), "status": a.status.as_str(), "reviewed": a.reviewed.to_string()}))
                .collect(),
            Listed::Profiles => list.profiles.iter().map(|p| json!({"id": p.id, "title": p.title, "for_whom": p.for_whom, "authorities": p.entries.len()})).collect(),
            Listed::Publishers => return publishers(list, &arguments),
        };
        print_rows(&rows, arguments.format)
    })
}

fn publishers(list: &Denylist, arguments: &List) -> u8 {
    let index = Index::new(list);
    let options = options(&arguments.cargo);
    let found = input::discover(
        &inputs(&arguments.inputs, &arguments.cargo),
        arguments.recursive,
        &options,
    );
    let screened = gate::screen(&found.sources, &options, &index);
    let unread: Vec<Diagnostic> = screened
        .iter()
        .flat_map(|screened| screened.diagnostics.iter())
        .chain(&found.diagnostics)
        .filter(|d| d.severity == crate::diagnostic::Severity::Error)
        .cloned()
        .collect();
    let mut rows = Vec::new();
    for publisher in screened.iter().flat_map(|screened| &screened.publishers) {
        let kind = match publisher.kind {
            PublisherKind::Namespace => "namespace",
            PublisherKind::Organisation => "organisation",
            PublisherKind::Party => "party",
        };
        let result = match publisher.result {
            PublisherResult::None => "none",
            PublisherResult::Near => "near",
            PublisherResult::Listed => "listed",
        };
        rows.push(json!({"name": publisher.name, "kind": kind, "components": publisher.components, "result": result}));
    }
    let code = print_rows(&rows, arguments.format);
    if unread.is_empty() {
        return code;
    }
    complain(&unread, &arguments.voice);
    exit::UNDETERMINED
}

/// Rows as one JSON list, or as columns.
fn print_rows(rows: &[serde_json::Value], format: TextOrJson) -> u8 {
    let printed = print(|out| {
        if format == TextOrJson::Json {
            return writeln!(out, "{}", serde_json::to_string_pretty(rows)?);
        }
        let cells: Vec<Vec<String>> = rows
            .iter()
            .map(|row| {
                row.as_object()
                    .into_iter()
                    .flatten()
                    .map(|(_, value)| cell(value))
                    .collect()
            })
            .collect();
        let width = |column: usize| {
            cells
                .iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or(0)
                .min(60)
        };
        for row in &cells {
            let line: Vec<String> = row
                .iter()
                .enumerate()
                .map(|(column, cell)| format!("{cell:width$}", width = width(column)))
                .collect();
            writeln!(out, "{}", line.join("  ").trim_end())?;
        }
        Ok(())
    });
    printed.map_or(exit::UNDETERMINED, |()| exit::PASS)
}

fn cell(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => one_line(text, 100),
        serde_json::Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// `denylist lint`.
pub(super) fn lint(path: Option<&Path>, voice: &Voice) -> u8 {
    let folder = path.map_or_else(|| PathBuf::from("denylists"), Path::to_path_buf);
    let problems = match gate::read_lists(&folder) {
        Ok(files) => {
            let problems = lint_files(&files);
            if problems.is_empty() {
                let _ = print(|out| writeln!(out, "{} files, no problem", files.len()));
                return exit::PASS;
            }
            problems
        }
        Err(mistakes) => {
            complain(&mistakes, voice);
            return exit::USAGE;
        }
    };
    complain(&problems, voice);
    exit::FAIL
}

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

/// Vendors to which a purl alone is attributed so that it could block.
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
