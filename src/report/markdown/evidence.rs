//! How we know who published a component: the signs, strongest first, each text once.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::outcome::{Evidence, Finding};
use crate::report::markdown::escape::{code, link, prose};
use crate::report::markdown::finding::{MANY, SHORT, more};
use crate::report::words::impersonal;

/// The longest remark that is shown.
const LONG: usize = 600;

/// The signs of a finding.
pub(super) fn evidence(out: &mut String, finding: &Finding) {
    out.push_str("**How we know**\n\n");
    // One text may meet several identities, of which the first is the strongest.
    let mut told = BTreeSet::new();
    let strongest = finding
        .evidence
        .iter()
        .filter(|item| told.insert((&item.field, &item.value)));
    let mut shown = 0;
    for item in strongest.take(MANY) {
        let _ = writeln!(out, "- {}", sign(item));
        shown += 1;
    }
    let rest = finding.evidence.len() - shown;
    more(out, rest, "further sign", "further signs");
    out.push('\n');
}

fn sign(item: &Evidence) -> String {
    let kind = prose(&item.kind.replace('-', " "), 60);
    let mut out = format!("**{}** · ", prose(&item.attribution, 20));
    let _ = write!(
        out,
        "{} in {}",
        code(&impersonal(item), SHORT),
        code(&item.field, 60)
    );
    match item.identity.split_once(':') {
        Some((_, identity)) if identity != item.value => {
            let _ = write!(out, " matches the listed {kind} {}", code(identity, SHORT));
        }
        _ => {
            let _ = write!(out, " is a listed {kind}");
        }
    }
    if !item.verified {
        out.push_str(", which nobody verified");
    }
    if let Some(owner) = &item.contradicted_by {
        let _ = write!(out, ", contradicted by the owner {}", code(owner, SHORT));
    }
    if let Some(note) = &item.note {
        let _ = write!(out, " ({})", prose(note, LONG));
    }
    if !item.source.is_empty() {
        let _ = write!(out, "<br><sub>Seen at: {}</sub>", source(&item.source));
    }
    out
}

/// Where an identity was seen: a link if it is an address, words otherwise.
fn source(text: &str) -> String {
    link(text.trim_start_matches("https://"), text, SHORT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(value: &str, identity: &str, attribution: &str) -> Evidence {
        Evidence {
            kind: identity.split(':').next().unwrap_or_default().to_owned(),
            field: "author".to_owned(),
            value: value.to_owned(),
            identity: identity.to_owned(),
            attribution: attribution.to_owned(),
            verified: true,
            ..Evidence::default()
        }
    }

    #[test]
    fn each_text_is_told_once_and_the_others_are_counted() {
        let finding = Finding {
            evidence: vec![
                item("Acme Ltd", "name:Acme Ltd", "declared"),
                item("Acme Ltd", "code-signer:Acme", "indicated"),
                item("x@acme.example", "email-domain:acme.example", "contributor"),
            ],
            ..Finding::default()
        };
        let mut out = String::new();
        evidence(&mut out, &finding);
        assert_eq!(
            out,
            "**How we know**\n\n\
             - **declared** · `Acme Ltd` in `author` is a listed name\n\
             - **contributor** · `…@acme.example` in `author` matches the listed email domain `acme.example`\n\
             - and 1 further sign in the JSON report\n\n"
        );
    }
}
