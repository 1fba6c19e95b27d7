//! The measures that name a vendor: in full where they come first, then by their citations.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::outcome::{Catalogue, Finding, FindingListing};
use crate::report::markdown::escape::{code, link, prose};
use crate::report::markdown::finding::{MANY, SHORT, more};
use crate::report::name::name;
use crate::report::words::since;

/// The longest name of a measure that is shown.
const LONG: usize = 600;
/// The longest reason or scope of a measure; `explain` shows all of it.
const WHY: usize = 240;

/// What a page has said of measures so far, so that no finding repeats it.
#[derive(Default)]
pub(super) struct Told<'r> {
    by: HashMap<Vec<(&'r str, &'r str, &'r str)>, &'r Finding>,
}

impl<'r> Told<'r> {
    /// The measures of a finding, in full unless another finding has shown them.
    pub(super) fn measures(&mut self, finding: &'r Finding, catalogue: &Catalogue) -> String {
        let mut out = "**Which measures name it**\n\n".to_owned();
        match self.by.get(&key(finding)) {
            Some(first) => citations(&mut out, finding, first),
            None => {
                in_full(&mut out, finding, catalogue);
                self.by.insert(key(finding), finding);
            }
        }
        out.push('\n');
        out
    }
}

fn key(finding: &Finding) -> Vec<(&str, &str, &str)> {
    finding
        .listings
        .iter()
        .map(|listing| {
            (
                listing.authority.as_str(),
                listing.citation.as_str(),
                listing.effect.as_str(),
            )
        })
        .collect()
}

/// Where the strongest measure stands, without its further places.
pub(super) fn first_citation(finding: &Finding) -> Option<&str> {
    finding.listings.first()?.citation.split(';').next()
}

/// The measures that decide with all that is known of them, weaker ones by name.
fn in_full(out: &mut String, finding: &Finding, catalogue: &Catalogue) {
    let strongest = finding.listings.first().map(|listing| &listing.effect);
    let shown = &finding.listings[..finding.listings.len().min(MANY)];
    // One measure may name the vendor several times.
    for listings in shown.chunk_by(|a, b| (&a.authority, &a.effect) == (&b.authority, &b.effect)) {
        measure(out, listings, catalogue);
        let listing = &listings[0];
        if Some(&listing.effect) == strongest {
            named_as(out, listings);
            // Notes need no reason.
            if listing.effect != "note" {
                reading(out, listing, catalogue);
            }
        }
        out.push('\n');
    }
    rest(out, finding);
}

fn rest(out: &mut String, finding: &Finding) {
    let rest = finding.listings.len().saturating_sub(MANY);
    more(out, rest, "more listing", "more listings");
}

/// The citations alone, by effect, and where the rest stands.
fn citations(out: &mut String, finding: &Finding, first: &Finding) {
    let listings = finding.listings.iter().take(MANY);
    let mut effect = None;
    for listing in listings {
        if effect == Some(listing.effect.as_str()) {
            let _ = write!(out, " · {}", prose(&listing.citation, SHORT));
            continue;
        }
        out.push_str(if effect.is_some() { "\n- " } else { "- " });
        if !listing.effect.is_empty() {
            let _ = write!(out, "**{}** · ", prose(&listing.effect, 10));
        }
        out.push_str(&prose(&listing.citation, SHORT));
        effect = Some(&listing.effect);
    }
    let _ = writeln!(
        out,
        "<br><sub>In full at {}</sub>",
        code(&name(first), SHORT)
    );
    rest(out, finding);
}

/// One measure, and the places in it that name the vendor.
fn measure(out: &mut String, listings: &[FindingListing], catalogue: &Catalogue) {
    let FindingListing {
        authority: id,
        effect,
        ..
    } = &listings[0];
    let authority = catalogue.authorities.get(id);
    let (name, url) = authority.map_or((id.as_str(), ""), |authority| {
        (authority.name.as_str(), authority.url.as_str())
    });
    out.push_str("- ");
    if !effect.is_empty() {
        let _ = write!(out, "**{}** · ", prose(effect, 10));
    }
    out.push_str(&link(name, url, LONG));
    for (at, listing) in listings.iter().enumerate() {
        out.push_str(if at == 0 { ", " } else { "; also " });
        citation(out, listing);
    }
}

fn citation(out: &mut String, listing: &FindingListing) {
    out.push_str(&prose(&listing.citation, SHORT));
    if let Some(since) = since(listing) {
        let _ = write!(out, ", since {}", prose(since, 10));
    }
    if let Some(until) = &listing.until {
        let _ = write!(out, " until {}", prose(until, 10));
    }
    if !matches!(listing.state.as_str(), "" | "in-force") {
        let _ = write!(out, " ({})", prose(&listing.state, 40));
    }
}

fn named_as(out: &mut String, listings: &[FindingListing]) {
    let mut told = "";
    for listing in listings
        .iter()
        .filter(|listing| !listing.named_as.is_empty())
    {
        if listing.named_as == told {
            continue;
        }
        out.push_str(if told.is_empty() {
            "<br><sub>Named as "
        } else {
            ", and as "
        });
        let _ = write!(out, "“{}”", prose(&brief(&listing.named_as, SHORT), LONG));
        if !matches!(listing.via.as_str(), "" | "named") {
            let _ = write!(out, ", {}", prose(&listing.via, SHORT));
        }
        told = &listing.named_as;
    }
    out.push_str(if told.is_empty() { "" } else { "</sub>" });
}

/// Why a measure counts and what it reaches, in this project's words.
fn reading(out: &mut String, listing: &FindingListing, catalogue: &Catalogue) {
    if !listing.why.is_empty() {
        let _ = write!(
            out,
            "<br><sub>Why, {}</sub>",
            prose(&brief(&listing.why, WHY), LONG)
        );
    }
    let scope = catalogue
        .authorities
        .get(&listing.authority)
        .map(|authority| authority.scope.as_str());
    // A user's own entry gives one reason for both.
    let scope = scope.filter(|scope| !scope.is_empty() && !listing.why.ends_with(scope));
    if let Some(scope) = scope {
        let _ = write!(
            out,
            "<br><sub>Scope, as our reading: {}</sub>",
            prose(&brief(scope, WHY), LONG)
        );
    }
}

/// The text, cut after a sentence if it is long, or else after a word.
fn brief(text: &str, max: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(max) else {
        return text.to_owned();
    };
    let cut = &text[..end];
    let mut dots = cut.rmatch_indices(". ").map(|(at, _)| at);
    let sentence = dots.find(|&at| ends_sentence(&cut[..at]));
    if let Some(at) = sentence.filter(|at| *at > end / 3) {
        return format!("{} …", &cut[..=at]);
    }
    let cut = cut.rfind(' ').map_or(cut, |space| &cut[..space]);
    // Brackets that stay open say less than none.
    let open = cut
        .rfind('(')
        .filter(|at| !cut[*at..].contains(')') && *at > end / 3);
    let cut = open.map_or(cut, |at| &cut[..at]);
    format!("{} …", cut.trim_end_matches([',', ';', ':', '(', ' ']))
}

/// Whether a dot after that ends a sentence, and not an abbreviation such as `Pub. L.` or `sec.`.
fn ends_sentence(before: &str) -> bool {
    let word = before
        .rsplit(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default();
    // After a bracket there is no word at all.
    word.is_empty() || word.chars().count() > 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_that_decide_stand_in_full_and_weaker_ones_by_name() {
        let listing = |authority: &str, effect: &str, citation: &str| FindingListing {
            authority: authority.to_owned(),
            effect: effect.to_owned(),
            citation: citation.to_owned(),
            named_as: "Acme".to_owned(),
            why: "bars it".to_owned(),
            ..FindingListing::default()
        };
        let finding = Finding {
            listings: [
                listing("law", "block", "s. 1"),
                listing("law", "block", "s. 2"),
                listing("list", "review", "entry 3"),
            ]
            .into(),
            ..Finding::default()
        };
        let mut out = String::new();
        in_full(&mut out, &finding, &Catalogue::default());
        assert_eq!(
            out,
            "- **block** · law, s. 1; also s. 2<br><sub>Named as “Acme”</sub><br><sub>Why, bars it</sub>\n\
             - **review** · list, entry 3\n"
        );
    }

    #[test]
    fn long_reasons_end_after_a_sentence_or_a_word() {
        assert_eq!(
            brief("Bars it. Then more words", 99),
            "Bars it. Then more words"
        );
        assert_eq!(
            brief("It bars them. Then more words", 22),
            "It bars them. …"
        );
        assert_eq!(
            brief("It bars them (Pub. L. 1 of a year", 24),
            "It bars them …"
        );
        assert_eq!(brief("bars the use of it", 11), "bars the …");
        assert_eq!(brief("bars the use (since 2024 in", 24), "bars the use …");
        assert_eq!(brief("ääääää", 3), "äää …");
    }
}
