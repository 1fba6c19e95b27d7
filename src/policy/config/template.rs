//! Text of configuration files that the program writes for people.

use std::fmt::Write as _;

use crate::outcome::Finding;

/// What `init` writes: everything is explained, and nothing but the profile is set.
pub const TEMPLATE: &str = r#"# The policy of this repository for `cargo vendor-gate`.
# Flags of the command line win over this file; `cargo vendor-gate config show --origin` tells all values.

# For whom the measures are weighed: us-federal, us-dod, us-commerce, us-fcc, us-tx, uk, de,
# eu-it, au, ca, all, strict. With several, the strongest effect counts.
profiles = ["us-federal"]

# The mildest effect that fails the build: block, review, note, never.
fail-on = "block"

# What it means when there is nothing to check: undetermined, or pass, for workflows of a whole organisation.
# on-empty = "undetermined"

# A run in which fewer components say who published them is undetermined (exit code 3).
# min-coverage = 80

# Lists that nobody has reviewed for longer make the run undetermined.
# max-list-age = "180d"

# What an authority does here, with the reason:
# [authorities]
# us-ndaa-2021-1260h = { effect = "block", because = "prime contract C-17" }

# What may count for less, with the reason: build-dependency, dev-dependency, not-in-build,
# optional, pedigree, tool.
# [limits]
# dev-dependency = { at-most = "review", because = "never shipped" }

# A vendor of your own list; it takes the identities that bundled vendors have.
# [[deny]]
# vendor = "Example Ltd"
# npm-scope = ["@example"]
# effect = "block"
# reason = "supplier review 2026-10"
# citation = "policy 12.3"

# An internal decision to live with a finding, for one package and a limited time. It is no
# government waiver. `cargo vendor-gate accept FINDING-ID --report FILE` writes one to complete.
# [[accept]]
# component = "pkg:cargo/sonic-rs"
# versions = ">=0.5, <0.6"
# vendor = "bytedance"
# reason = "not the barred application; counsel memo 2026-11-02"
# approved-by = "name or role"
# ticket = "GRC-1234"
# expires = 2027-03-31

# A statement that an attribution is wrong; the finding is then a note.
# [[contest]]
# component = "pkg:npm/example"
# vendor = "huawei"
# reason = "a namesake"
# evidence = "https://example.com/about"
"#;

/// An `[[accept]]` entry for a finding, to be completed by a person: it is refused until then.
#[must_use]
pub fn accept_entry(finding: &Finding) -> String {
    let key = finding
        .key
        .rsplit_once('|')
        .map_or(finding.key.as_str(), |(key, _)| key);
    let component = match finding.component.version.as_deref() {
        Some(version) if key.starts_with("pkg:") => format!("{key}@{}", encoded(version)),
        _ => key.to_owned(),
    };
    let mut out = String::from("[[accept]]\n");
    // Writing to a String cannot fail.
    let _ = writeln!(out, "component = {}", toml::Value::String(component));
    let _ = writeln!(
        out,
        "vendor = {}",
        toml::Value::String(finding.vendor.id.clone())
    );
    out.push_str("reason = \"\"       # why this may stay, and who says so\n");
    out.push_str("approved-by = \"\"  # the person or role that decided\n");
    out.push_str("expires = \"\"      # a day such as 2027-03-31, at most 366 days ahead\n");
    out
}

fn encoded(version: &str) -> String {
    let mut out = String::new();
    for byte in version.bytes() {
        if byte.is_ascii_alphanumeric() || b".-_~:".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::config::{ConfigFile, Kind};

    #[test]
    fn an_entry_is_refused_until_it_is_complete() {
        let mut finding = Finding {
            key: "pkg:npm/%40a/b|v".to_owned(),
            ..Finding::default()
        };
        finding.component.version = Some("1.0+x".to_owned());
        finding.vendor.id = "v".to_owned();
        let entry = accept_entry(&finding);
        assert!(
            entry.contains("component = \"pkg:npm/%40a/b@1.0%2Bx\""),
            "{entry}"
        );
        assert!(ConfigFile::parse("x", &entry, Kind::Repository).is_err());
        let complete = entry
            .replace("reason = \"\"", "reason = \"r\"")
            .replace("approved-by = \"\"", "approved-by = \"a\"")
            .replace("expires = \"\"", "expires = 2027-01-01");
        ConfigFile::parse("x", &complete, Kind::Repository).expect("it is complete");
    }
}
