//! Findings of one vendor on the same ground, where they are too many to show each in full.

use std::fmt::Write as _;

use crate::outcome::Finding;
use crate::report::inert::one_line;
use crate::report::name::{name, short_id};
use crate::report::text::SHORT;
use crate::report::text::finding::{Shown, participle, way, word};

/// Findings of one crowd that are shown in full.
const IN_FULL: usize = 20;

/// What is shown in full so far, and what is left for one line each.
#[derive(Default)]
pub(crate) struct Crowds<'r>(Vec<Crowd<'r>>);

struct Crowd<'r> {
    ground: Ground<'r>,
    first: &'r Finding,
    n_full: usize,
    rest: Vec<&'r Finding>,
}

/// What makes one crowd of findings: vendor, effect, standing, and the measures with theirs.
#[derive(PartialEq)]
struct Ground<'r> {
    vendor: &'r str,
    effect: &'r str,
    accepted: bool,
    measures: Vec<(&'r str, &'r str, &'r str)>,
}

impl<'r> Crowds<'r> {
    /// Whether a finding is to be shown in full; else it is kept for its line.
    pub(crate) fn has_room(&mut self, finding: &'r Finding) -> bool {
        let measures = finding.listings.iter();
        let ground = Ground {
            vendor: &finding.vendor.id,
            effect: word(finding),
            accepted: finding.accepted,
            measures: measures
                .map(|one| (&*one.authority, &*one.citation, &*one.effect))
                .collect(),
        };
        let known = self.0.iter_mut().find(|crowd| crowd.ground == ground);
        match known {
            Some(crowd) if crowd.n_full < IN_FULL => crowd.n_full += 1,
            Some(crowd) => {
                crowd.rest.push(finding);
                return false;
            }
            None => self.0.push(Crowd {
                ground,
                first: finding,
                n_full: 1,
                rest: Vec::new(),
            }),
        }
        true
    }

    /// One line for each finding that found no room.
    pub(crate) fn rest(&self, shown: &Shown<'r>) -> String {
        let mut out = String::new();
        for crowd in self.0.iter().filter(|crowd| !crowd.rest.is_empty()) {
            let _ = writeln!(
                out,
                "{}: {} more of {}, {} as [{}] is",
                shown.head(crowd.first),
                crowd.rest.len(),
                one_line(&crowd.first.vendor.name, SHORT),
                participle(word(crowd.first)),
                one_line(short_id(crowd.first), 16),
            );
            for finding in &crowd.rest {
                shown.line_of(&mut out, "-", &line(finding, shown));
            }
            shown.line(
                &mut out,
                "help: `--verbose` shows each with its evidence and the ways out",
            );
            out.push('\n');
        }
        out
    }
}

/// Place, id, the way to the component, and how we know.
fn line(finding: &Finding, shown: &Shown<'_>) -> String {
    let mut words = String::new();
    for occurrence in finding.occurrences.iter().take(1) {
        words = shown.place(occurrence);
    }
    let path = finding.occurrences.iter().find_map(|occurrence| {
        let edges = occurrence.path_edges.first().map(Vec::as_slice);
        Some(way(occurrence.paths.first()?, edges.unwrap_or_default()))
    });
    let version = finding.component.version.as_deref().unwrap_or_default();
    let own = || {
        format!(
            "{} {}",
            one_line(&name(finding), SHORT),
            one_line(version, 60)
        )
    };
    let _ = write!(
        words,
        " [{}] {} ({})",
        one_line(short_id(finding), 16),
        path.unwrap_or_else(own).trim_end(),
        one_line(&finding.attribution, 20),
    );
    match finding.occurrences.len() {
        0 | 1 => {}
        n_places => {
            let _ = write!(words, ", in {n_places} places");
        }
    }
    words
}
