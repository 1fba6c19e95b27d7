//! One finding: the fact, where it stands, the measures, the ways to it and out of it.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::outcome::{
    Evidence, Finding, FindingListing, Occurrence, PathEdge, Remediation, Report,
};
use crate::report::inert::one_line;
use crate::report::name::short_id;
use crate::report::place;
use crate::report::remedy::phrase;
use crate::report::text::paint::Paint;
use crate::report::text::{SHORT, Voice, headline};
use crate::report::words::since;
use crate::report::words::{count, impersonal};

/// Places, signs, ways or remedies of one finding, up to so many.
const MANY: usize = 3;

/// Shows findings one after the other, and remembers what it has said of measures.
pub(crate) struct Shown<'r> {
    report: &'r Report,
    voice: Voice<'r>,
    paint: Paint,
    /// The measures that were shown, and the finding with which they were.
    measures: HashMap<String, String>,
}

impl<'r> Shown<'r> {
    pub(crate) fn new(report: &'r Report, voice: Voice<'r>, paint: Paint) -> Self {
        Self {
            report,
            voice,
            paint,
            measures: HashMap::new(),
        }
    }

    pub(crate) fn finding(&mut self, finding: &Finding) -> String {
        let mut out = format!("{}: {}\n", self.head(finding), headline(finding));
        self.places(&mut out, finding);
        self.standing(&mut out, finding);
        self.measures(&mut out, finding);
        self.list(&mut out, &finding.evidence, "evidence", evidence);
        for limit in &finding.limits {
            let words = format!(
                "limited to {} by {}: {}",
                one_line(&limit.at_most, 20),
                one_line(&limit.rule, 60),
                one_line(&limit.because, 400)
            );
            self.line(&mut out, &words);
        }
        self.paths(&mut out, finding);
        self.list(&mut out, &finding.remediation, "help", remedy);
        self.line(&mut out, &more(finding));
        out.push('\n');
        out
    }

    pub(crate) fn head(&self, finding: &Finding) -> String {
        match finding.effect.as_str() {
            _ if finding.accepted => self
                .paint
                .good(&format!("accepted[vendor-{}]", word(finding))),
            "note" => self.paint.note("note[vendor-note]"),
            "review" => self.paint.warning("warning[vendor-review]"),
            // An unknown word is taken as the strictest.
            _ => self.paint.error("error[vendor-block]"),
        }
    }

    pub(crate) fn line(&self, out: &mut String, words: &str) {
        self.line_of(out, "=", words);
    }

    pub(crate) fn line_of(&self, out: &mut String, sign: &str, words: &str) {
        let _ = writeln!(out, "   {} {words}", self.paint.dim(sign));
    }

    fn most(&self) -> usize {
        if self.voice.verbose { usize::MAX } else { MANY }
    }

    fn places(&self, out: &mut String, finding: &Finding) {
        for (number, occurrence) in finding.occurrences.iter().take(self.most()).enumerate() {
            let arrow = if number == 0 { "-->" } else { ":::" };
            let _ = write!(
                out,
                "   {} {}",
                self.paint.dim(arrow),
                self.place(occurrence)
            );
            if number == 0 {
                let _ = write!(out, " [{}]", one_line(short_id(finding), 16));
            }
            out.push('\n');
        }
        self.more(
            out,
            finding.occurrences.len(),
            "other place",
            "other places",
        );
    }

    pub(crate) fn place(&self, occurrence: &Occurrence) -> String {
        let location = occurrence.location.clone().unwrap_or_default();
        let path = place::path(&self.report.inputs, Some(occurrence.input), Some(&location));
        let mut place = one_line(path.unwrap_or("-"), 300);
        match (location.line, location.column, &location.pointer) {
            (Some(line), Some(column), _) => {
                let _ = write!(place, ":{line}:{column}");
            }
            (Some(line), None, _) => {
                let _ = write!(place, ":{line}");
            }
            (None, _, Some(pointer)) => {
                let _ = write!(place, " ({})", one_line(pointer, SHORT));
            }
            (None, _, None) => {}
        }
        place
    }

    /// Decisions and history: what changes how the finding counts.
    fn standing(&self, out: &mut String, finding: &Finding) {
        if let Some(acceptance) = &finding.acceptance {
            let mut words = format!(
                "accepted internally (not a government waiver) until {}: {}",
                one_line(&acceptance.expires, 20),
                one_line(&acceptance.reason, 400)
            );
            if let Some(ticket) = &acceptance.ticket {
                let _ = write!(words, " ({})", one_line(ticket, 100));
            }
            self.line(out, &words);
        }
        if self
            .report
            .baseline
            .as_ref()
            .is_some_and(|baseline| baseline.state == "used")
        {
            let mut words = format!("{} since the baseline", one_line(&finding.status, 20));
            if finding.status == "existing" {
                "stood in the baseline already".clone_into(&mut words);
            }
            if !finding.previous_versions.is_empty() {
                let versions: Vec<String> = finding
                    .previous_versions
                    .iter()
                    .take(MANY)
                    .map(|version| one_line(version, 60))
                    .collect();
                let _ = write!(words, ", as {}", versions.join(", "));
            }
            if finding.reason.as_deref() == Some("newly-listed") {
                words.push_str("; newly listed");
            }
            self.line(out, &words);
        }
    }

    fn measures(&mut self, out: &mut String, finding: &Finding) {
        let mut said = String::new();
        for effect in ["block", "review", "note"] {
            let of_effect: Vec<&FindingListing> = finding
                .listings
                .iter()
                .filter(|listing| effect_of(listing) == effect)
                .collect();
            self.measures_of(&mut said, effect, &of_effect);
        }
        let key = format!("{}\u{1}{said}", finding.vendor.id);
        if let Some(first) = self.measures.get(&key) {
            let all = count(
                finding.listings.len() as u64,
                "measure names",
                "measures name",
            );
            let words = format!(
                "{} as [{first}] is: {all} {}",
                participle(word(finding)),
                one_line(&finding.vendor.name, SHORT)
            );
            self.line(out, &words);
            return;
        }
        out.push_str(&said);
        self.measures.insert(key, one_line(short_id(finding), 16));
    }

    fn measures_of(&self, out: &mut String, effect: &str, listings: &[&FindingListing]) {
        let Some(first) = listings.first() else {
            return;
        };
        let source = first
            .why
            .split_once(": ")
            .map_or("the policy", |(source, _)| source);
        self.line(
            out,
            &format!("{} by {}:", participle(effect), one_line(source, 80)),
        );
        // Listings that only inform are many for the great names; the JSON report holds all.
        let most = if effect == "note" {
            self.most()
        } else {
            usize::MAX
        };
        for listing in listings.iter().take(most) {
            let _ = writeln!(out, "     {}", self.listing(listing));
            if self.voice.verbose
                && let Some((_, because)) = listing.why.split_once(": ")
            {
                let _ = writeln!(out, "       because {}", one_line(because, 600));
            }
        }
        if listings.len() > most {
            let _ = writeln!(out, "     and {} more", listings.len() - most);
        }
    }

    fn listing(&self, listing: &FindingListing) -> String {
        let authority = self.report.catalogue.authorities.get(&listing.authority);
        let authority = authority.map_or(listing.authority.as_str(), |known| known.name.as_str());
        let mut words = format!(
            "named as {} in {}",
            one_line(&listing.named_as, SHORT),
            one_line(authority, 300)
        );
        if !authority.contains(&listing.citation) {
            let _ = write!(words, ", {}", one_line(&listing.citation, 300));
        }
        if let Some(since) = since(listing).map(|since| one_line(since, 20)) {
            let _ = match listing.state.as_str() {
                "upcoming" => write!(words, ", from {since} on"),
                _ => write!(words, ", since {since}"),
            };
        }
        if let Some(until) = &listing.until {
            let _ = write!(words, " until {}", one_line(until, 20));
        }
        if listing.via != "named" {
            let _ = write!(words, ", {}", one_line(&listing.via, SHORT));
        }
        let reaches = match listing.reach.as_str() {
            "none" => "no",
            "partial" => "in part",
            _ => "yes",
        };
        let _ = write!(words, "; reaches components: {reaches}");
        words
    }

    fn paths(&self, out: &mut String, finding: &Finding) {
        let mut shown = Vec::new();
        let mut omitted = 0_u64;
        for occurrence in &finding.occurrences {
            omitted = omitted.saturating_add(occurrence.paths_omitted);
            for (number, path) in occurrence.paths.iter().enumerate() {
                let edges = occurrence.path_edges.get(number).map(Vec::as_slice);
                let words = way(path, edges.unwrap_or_default());
                if !shown.contains(&words) {
                    shown.push(words);
                }
            }
        }
        let most = self.most();
        for words in shown.iter().take(most) {
            self.line(out, &format!("path: {words}"));
        }
        let more = omitted.saturating_add(shown.len().saturating_sub(most) as u64);
        if more > 0 {
            let _ = writeln!(out, "     and {}", count(more, "more path", "more paths"));
        }
        if finding
            .occurrences
            .iter()
            .all(|occurrence| !occurrence.in_build)
            && !finding.occurrences.is_empty()
        {
            let locked = finding
                .remediation
                .iter()
                .any(|one| one.action == "inspect");
            let words = if locked {
                "not in the build that was resolved; Cargo.lock names it until no manifest does"
            } else {
                "not in the build that was resolved"
            };
            self.line(out, words);
        }
    }

    fn list<T>(&self, out: &mut String, items: &[T], what: &str, show: fn(&T) -> String) {
        for item in items.iter().take(self.most()) {
            self.line(out, &format!("{what}: {}", show(item)));
        }
        let most = self.most();
        if items.len() > most {
            let _ = writeln!(out, "     and {} more", items.len() - most);
        }
    }

    fn more(&self, out: &mut String, all: usize, one: &str, many: &str) {
        let most = self.most();
        if all > most {
            let rest = count((all - most) as u64, one, many);
            let _ = writeln!(out, "     and {rest}");
        }
    }
}

fn evidence(item: &Evidence) -> String {
    let mut words = format!(
        "`{}` in {} is {} ({}",
        one_line(&impersonal(item), SHORT),
        one_line(&item.field, 80),
        one_line(&item.identity, SHORT),
        one_line(&item.attribution, 20)
    );
    if !item.verified {
        words.push_str(", not verified");
    }
    words.push(')');
    if let Some(by) = &item.contradicted_by {
        let _ = write!(words, ", contradicted by {}", one_line(by, SHORT));
    }
    if let Some(note) = &item.note {
        let _ = write!(words, "; {}", one_line(note, 300));
    }
    words
}

fn remedy(remedy: &Remediation) -> String {
    let code = |text: &str| format!("`{}`", one_line(text, 300));
    phrase(remedy, &code, &label)
}

/// `name@version` as people write it: the name as code, then the version.
fn label(text: &str) -> String {
    match text.rsplit_once('@').filter(|(name, _)| !name.is_empty()) {
        Some((name, version)) => {
            format!("`{}` {}", one_line(name, SHORT), one_line(version, 60))
        }
        None => format!("`{}`", one_line(text, SHORT)),
    }
}

/// A way from a root, with what is special about each edge.
pub(crate) fn way(path: &[String], edges: &[PathEdge]) -> String {
    let mut words = String::new();
    for (number, step) in path.iter().enumerate() {
        if number > 0 {
            words.push_str(" -> ");
        }
        let plain = match step.rsplit_once('@').filter(|(name, _)| !name.is_empty()) {
            Some((name, version)) => format!("{name} {version}"),
            None => step.clone(),
        };
        words.push_str(&one_line(&plain, SHORT));
        if let Some(edge) = number.checked_sub(1).and_then(|before| edges.get(before)) {
            words.push_str(&special(edge));
        }
    }
    words
}

fn special(edge: &PathEdge) -> String {
    let mut parts = Vec::new();
    if edge.kind != "normal" {
        parts.push(one_line(&edge.kind, 20));
    }
    if let Some(target) = &edge.target {
        parts.push(one_line(target, 100));
    }
    if !edge.features.is_empty() {
        let features: Vec<String> = edge
            .features
            .iter()
            .take(4)
            .map(|feature| one_line(feature, 60))
            .collect();
        parts.push(format!("feature {}", features.join(", ")));
    }
    if parts.is_empty() {
        String::new()
    } else {
        format!(" ({})", parts.join("; "))
    }
}

fn effect_of(listing: &FindingListing) -> &str {
    match listing.effect.as_str() {
        "note" | "" => "note",
        "review" => "review",
        // An unknown word is taken as the strictest.
        _ => "block",
    }
}

pub(crate) fn word(finding: &Finding) -> &str {
    match finding.effect.as_str() {
        "note" => "note",
        "review" => "review",
        _ => "block",
    }
}

pub(crate) fn participle(effect: &str) -> &'static str {
    match effect {
        "note" => "noted",
        "review" => "sent to review",
        _ => "blocked",
    }
}
/// Where there is more to read: no list that is bundled knows the company's own entries.
fn more(finding: &Finding) -> String {
    if !finding.vendor.id.starts_with("own-") {
        let id = one_line(&finding.vendor.id, 60);
        return format!(
            "help: `cargo vendor-gate explain {id}` shows the measures and the vendor's position"
        );
    }
    let place = finding.evidence.first().map_or("", |found| &found.source);
    format!("help: your own entry `{}` says why", one_line(place, 200))
}
