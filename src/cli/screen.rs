//! `screen`: is this supplier name on a list?

use std::fmt::Write as _;
use std::io::{self, BufRead as _, Read as _, Write};

use serde_json::json;

use crate::cli::args::{Screen, TextOrJson};
use crate::cli::exit;
use crate::cli::explain::period;
use crate::cli::lists::with_lists;
use crate::cli::output::{complain, print, usage};
use crate::denylist;
use crate::denylist::model::{Denylist, Listing};
use crate::diagnostic::Diagnostic;
use crate::matching::Index;
use crate::report::escape;
use crate::report::inert::{one_line, without_commands};
use crate::source::{Source, Stream};

/// A longer line is no name.
const LONGEST_LINE: u64 = 1 << 20;

/// `screen NAME...`: 1 if at least one name is on a list, 3 if none was and some could not be read.
pub(super) fn screen(arguments: &Screen) -> u8 {
    if arguments.names.iter().any(|name| name.trim().is_empty()) {
        // A variable of a script that was not set: to say "on no list" would mislead.
        let help = "give the name of a supplier";
        complain(&[usage("a name is empty", help)], &arguments.voice);
        return exit::USAGE;
    }
    with_lists(&arguments.denylist, &arguments.voice, |list| {
        let index = Index::new(list);
        let (mut n_names, mut any, mut unread) = (0_usize, false, None);
        let printed = print(|out| {
            for name in names(&arguments.names) {
                match name {
                    Ok(name) => any |= answer(list, &index, &name, arguments.format, out)?,
                    Err(error) => {
                        unread = Some(error);
                        break;
                    }
                }
                n_names += 1;
            }
            Ok(())
        });
        if let Some(error) = &unread {
            let message =
                format!("the names on standard input were not read to their end: {error}");
            let help = "give one name a line, in UTF-8 or UTF-16";
            complain(
                &[Diagnostic::error("input-unreadable", message).help(help)],
                &arguments.voice,
            );
        } else if n_names == 0 && printed.is_ok() {
            let help = "give names as arguments, or one a line on standard input";
            complain(
                &[usage("there is no name to look up", help)],
                &arguments.voice,
            );
            return exit::USAGE;
        }
        match (any, printed.is_err() || unread.is_some()) {
            (true, _) => exit::FAIL,
            (false, true) => exit::UNDETERMINED,
            (false, false) => exit::PASS,
        }
    })
}

/// The names given as arguments, or those on standard input where there are none.
fn names(given: &[String]) -> Box<dyn Iterator<Item = io::Result<String>> + '_> {
    if given.is_empty() {
        Box::new(names_on_stdin())
    } else {
        Box::new(given.iter().cloned().map(Ok))
    }
}

/// One name a line; empty lines name nobody. Bytes that are no text stay visible as U+FFFD.
fn names_on_stdin() -> impl Iterator<Item = io::Result<String>> {
    let mut stream = None;
    std::iter::from_fn(move || read_line(&mut stream).transpose())
        .filter(|line| !line.as_ref().is_ok_and(|line| line.trim().is_empty()))
}

/// The next line; `None` at the end.
fn read_line(stream: &mut Option<Stream>) -> io::Result<Option<String>> {
    let stream = match stream {
        Some(stream) => stream,
        None => stream.insert(Stream::open(&Source::stdin())?),
    };
    let mut line = Vec::new();
    let n_bytes = stream
        .by_ref()
        .take(LONGEST_LINE)
        .read_until(b'\n', &mut line)?;
    match n_bytes as u64 {
        0 => Ok(None),
        LONGEST_LINE => Err(io::Error::other("a line is longer than 1 MiB")),
        _ => {
            let text = String::from_utf8_lossy(&line);
            Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
        }
    }
}

/// Print what is known of a name; whether it is on a list.
fn answer(
    list: &Denylist,
    index: &Index<'_>,
    name: &str,
    format: TextOrJson,
    out: &mut dyn Write,
) -> io::Result<bool> {
    let matches = index.screen(name);
    match format {
        TextOrJson::Json => {
            let json = screened_json(list, name, &matches).to_string();
            writeln!(out, "{}", escape(&json))?;
        }
        TextOrJson::Text => out.write_all(screened_text(list, name, &matches).as_bytes())?,
    }
    Ok(matches.iter().any(|found| found.exact))
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
            let listings = vendor.listings.iter().map(listing_json);
            json!({
                "list": list_of(&vendor.id), "entry": vendor.id, "name": found.name, "match": if found.exact { "exact" } else { "near" },
                "score": (found.score * 100.0).round() / 100.0, "verified": found.verified,
                "listings": listings.collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({"query": query, "matches": matches})
}

/// Whether the program itself or a list of the user's names a vendor; an id is never in both.
fn list_of(vendor: &str) -> &'static str {
    let mut bundled = denylist::bundled().vendors.iter();
    if bundled.any(|known| known.id == vendor) {
        "bundled"
    } else {
        "own"
    }
}

fn listing_json(listing: &Listing) -> serde_json::Value {
    let mut json = json!({
        "authority": listing.authority, "citation": listing.citation, "since": listing.since.to_string(),
    });
    if let Some(until) = listing.until {
        json["until"] = until.to_string().into();
    }
    json
}

fn screened_text(list: &Denylist, query: &str, matches: &[crate::matching::NameMatch]) -> String {
    let mut text = format!("{}: ", without_commands(&one_line(query, 200)));
    if matches.is_empty() {
        text.push_str("on no list\n");
        return text;
    }
    let exact: Vec<_> = matches.iter().filter(|found| found.exact).collect();
    text.push_str(match exact.as_slice() {
        [] => "on no list; near names follow, for a person to look at\n",
        exact if exact.iter().any(|found| found.verified) => "listed\n",
        _ => "listed under a name that nobody has verified\n",
    });
    for found in matches {
        let vendor = &list.vendors[found.vendor];
        let how = if found.exact {
            "exact".to_owned()
        } else {
            format!("near, {:.2}", found.score)
        };
        let doubt = if found.verified { "" } else { ", unverified" };
        let _ = writeln!(text, "  {how}{doubt}: {} ({})", found.name, vendor.id);
        for listing in vendor.listings.iter() {
            let _ = writeln!(
                text,
                "    {}: {}, {}",
                listing.authority,
                listing.citation,
                period(listing)
            );
        }
    }
    text
}
