//! Commands on the lists and on who publishes what: `list`, `denylist lint`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::cli::args::{List, Listed, TextOrJson, Voice};
use crate::cli::check::{inputs, options};
use crate::cli::exit;
use crate::cli::output::{complain, print, printed, usage};
use crate::denylist::lint as lint_files;
use crate::denylist::model::Denylist;
use crate::diagnostic::{Diagnostic, Severity};
use crate::gate::{self, Selection};
use crate::input;
use crate::matching::{Index, Publisher, PublisherKind, PublisherResult, Screened};
use crate::report::escape;
use crate::report::inert::one_line;

/// Publishers that are shown as text.
const PUBLISHERS: usize = 100;

/// Run something on the lists, or say what is wrong with them.
pub(super) fn with_lists(
    paths: &[PathBuf],
    voice: &Voice,
    run: impl FnOnce(&Denylist) -> u8,
) -> u8 {
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

/// `list WHAT`.
pub(super) fn list(arguments: List) -> u8 {
    if arguments.what != Listed::Publishers && !arguments.inputs.is_empty() {
        let help = "`cargo vendor-gate list publishers INPUT` lists who published its components";
        complain(
            &[usage("what the lists hold depends on no INPUT", help)],
            &arguments.voice,
        );
        return exit::USAGE;
    }
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
        print_rows(&rows, arguments.what, arguments.format, &arguments.voice)
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
        .filter(|d| d.severity == Severity::Error)
        .cloned()
        .collect();
    let omitted: u64 = screened.iter().map(|input| input.publishers_omitted).sum();
    let n_persons = persons(&screened);
    let mut rows = publisher_rows(&screened);
    let shown = match arguments.format {
        TextOrJson::Json => rows.len(),
        TextOrJson::Text => rows.len().min(PUBLISHERS),
    };
    let left_out = (rows.len() - shown) as u64 + omitted;
    rows.truncate(shown);
    let code = print_rows(&rows, arguments.what, arguments.format, &arguments.voice);
    if left_out > 0 {
        let help = match arguments.format {
            TextOrJson::Text => "`--format json` shows more of them",
            TextOrJson::Json => "of each input the most frequent are shown; give fewer inputs",
        };
        let message = match left_out {
            1 => "1 more publisher is not shown".to_owned(),
            _ => format!("{left_out} more publishers are not shown"),
        };
        let remark = Diagnostic::info("publishers-left-out", message).help(help);
        complain(&[remark], &arguments.voice);
    }
    if n_persons > 0 {
        let message = match n_persons {
            1 => "1 publisher that is likely a person is not shown".to_owned(),
            _ => format!("{n_persons} publishers that are likely persons are not shown"),
        };
        complain(
            &[Diagnostic::info("persons-left-out", message)],
            &arguments.voice,
        );
    }
    if unread.is_empty() {
        return code;
    }
    complain(&unread, &arguments.voice);
    exit::UNDETERMINED
}

/// How many publishers are likely persons, whom nobody names.
fn persons(screened: &[Screened]) -> usize {
    let all = screened.iter().flat_map(|input| &input.publishers);
    let names: BTreeSet<&str> = all
        .filter(|one| is_person(one))
        .map(|one| &*one.name)
        .collect();
    names.len()
}

/// A listed name is no person's, whoever bears it.
fn is_person(publisher: &Publisher) -> bool {
    publisher.kind == PublisherKind::Person && publisher.result != PublisherResult::Listed
}

/// One row for each publisher of all inputs: those on a list first, then the most frequent.
fn publisher_rows(screened: &[Screened]) -> Vec<serde_json::Value> {
    let mut all: BTreeMap<(&str, PublisherKind), (u64, PublisherResult)> = BTreeMap::new();
    let all_of = screened.iter().flat_map(|input| &input.publishers);
    for publisher in all_of.filter(|publisher| !is_person(publisher)) {
        let entry = all
            .entry((&publisher.name, publisher.kind))
            .or_insert((0, PublisherResult::None));
        entry.0 += publisher.components;
        entry.1 = entry.1.max(publisher.result);
    }
    let mut all: Vec<_> = all.into_iter().collect();
    all.sort_by_key(|(_, (components, result))| std::cmp::Reverse((*result, *components)));
    let row = |((name, kind), (components, result)): ((&str, PublisherKind), _)| {
        let kind = match kind {
            PublisherKind::Namespace => "namespace",
            PublisherKind::Organisation => "organisation",
            PublisherKind::Party | PublisherKind::Person => "party",
        };
        let result = match result {
            PublisherResult::None => "none",
            PublisherResult::Near => "near",
            PublisherResult::Listed => "listed",
        };
        json!({"name": name, "kind": kind, "components": components, "result": result})
    };
    all.into_iter().map(row).collect()
}

/// The columns of a list as text, in the order in which people look at them.
fn columns(what: Listed) -> &'static [&'static str] {
    match what {
        Listed::Vendors => &[
            "id",
            "country",
            "identities",
            "listings",
            "reviewed",
            "name",
        ],
        Listed::Authorities => &["id", "jurisdiction", "kind", "status", "reviewed", "name"],
        Listed::Profiles => &["id", "authorities", "title", "for_whom"],
        Listed::Publishers => &["components", "kind", "result", "name"],
    }
}

/// Rows as one JSON list, or as columns below their names.
fn print_rows(rows: &[serde_json::Value], what: Listed, format: TextOrJson, voice: &Voice) -> u8 {
    let done = print(|out| {
        if format == TextOrJson::Json {
            return writeln!(out, "{}", escape(&serde_json::to_string_pretty(rows)?));
        }
        let columns = columns(what);
        let names = columns.iter().map(|name| name.replace('_', " ")).collect();
        let cells = rows
            .iter()
            .map(|row| columns.iter().map(|column| cell(&row[*column])).collect());
        let cells: Vec<Vec<String>> = std::iter::once(names).chain(cells).collect();
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
    printed(done, voice)
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
