//! `screen`: is this supplier name on a list?

use std::fmt::Write as _;
use std::io::BufRead as _;

use serde_json::json;

use crate::cli::args::{Screen, TextOrJson};
use crate::cli::exit;
use crate::cli::lists::with_lists;
use crate::cli::output::print;
use crate::denylist::model::Denylist;
use crate::matching::Index;
use crate::report::escape;
use crate::report::markdown::escape::{one_line, without_commands};

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
                    TextOrJson::Json => {
                        let json = screened_json(list, name, &matches).to_string();
                        writeln!(out, "{}", escape(&json))?;
                    }
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
    let mut text = format!("{}: ", without_commands(&one_line(query, 200)));
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
