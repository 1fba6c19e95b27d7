//! Parties as documents write them: a name, an address, or both in one line.

use crate::input::blank::trimmed;
use crate::inventory::{Field, Mark, PartyRole, SubjectId, UrlRole, Visitor};

/// What SPDX says that a party is.
const KINDS: [&str; 4] = ["Organization", "Person", "Tool", "Organisation"];

/// A party in one line, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Party<'a> {
    name: &'a str,
    address: Option<&'a str>,
    page: Option<&'a str>,
}

/// `Organization: X (mail)`, `Person: X`, `X <mail>`, `X <mail> (page)` as npm has it, `mail`; `None` for what
/// states nobody.
fn split(text: &str) -> Option<Party<'_>> {
    let text = trimmed(text);
    parted(text, kind(text))
}

/// The same of a text without white space at its ends, of which it is known what it says that the party is.
fn parted<'a>(text: &'a str, stated: Option<(&str, &'a str)>) -> Option<Party<'a>> {
    if matches!(text, "" | "NOASSERTION" | "NONE") {
        return None;
    }
    let text = stated.map_or(text, |(_, party)| party);
    let (text, page) = without_page(text);
    for (open, close) in [(b'<', '>'), (b'(', ')')] {
        let Some(at) = memchr::memrchr(open, text.as_bytes()) else {
            continue;
        };
        let (name, rest) = (&text[..at], &text[at + 1..]);
        if let Some(address) = rest.trim_end().strip_suffix(close).map(trimmed) {
            if address.is_empty() {
                return Some(Party {
                    name: trimmed(name),
                    address: None,
                    page,
                });
            }
            if is_address(address) {
                return Some(Party {
                    name: trimmed(name),
                    address: Some(address),
                    page,
                });
            }
        }
    }
    Some(if is_address(text) && !text.starts_with('@') {
        Party {
            name: "",
            address: Some(text),
            page,
        }
    } else {
        Party {
            name: text,
            address: None,
            page,
        }
    })
}

/// A party without the page in parentheses at its end, and the page ([npm]).
///
/// [npm]: https://docs.npmjs.com/cli/configuring-npm/package-json#people-fields-author-contributors
fn without_page(text: &str) -> (&str, Option<&str>) {
    let inside = text.strip_suffix(')');
    let both = inside.and_then(|inside| inside.rsplit_once('('));
    match both.map(|(party, page)| (trimmed(party), trimmed(page))) {
        Some((party, page)) if page.contains("://") || page.starts_with("www.") => {
            (party, Some(page))
        }
        _ => (text, None),
    }
}

/// `Organization: X`, as SPDX writes parties and not all writers spell it.
fn kind(text: &str) -> Option<(&'static str, &str)> {
    let colon = memchr::memchr(b':', text.as_bytes())?;
    let (stated, party) = (trimmed(&text[..colon]), &text[colon + 1..]);
    let is_exact = |kind: &&&str| **kind == stated;
    let is_alike = |kind: &&&str| kind.eq_ignore_ascii_case(stated);
    let exact = KINDS.iter().find(is_exact);
    let stated = exact.or_else(|| KINDS.iter().find(is_alike))?;
    // Converters write it a second time.
    Some((
        stated,
        kind(party).map_or(trimmed(party), |(_, party)| party),
    ))
}

fn is_address(text: &str) -> bool {
    let is_plain = || text.bytes().all(|byte| byte.is_ascii_graphic());
    memchr::memchr(b'@', text.as_bytes()).is_some()
        && (is_plain() || !text.contains(char::is_whitespace))
}

/// Tell a party in one line, or several separated by commas where each has an address.
pub(crate) fn tell(
    to: &mut dyn Visitor,
    on: SubjectId,
    role: PartyRole,
    text: &str,
    field: &Field<'_>,
) {
    let text = trimmed(text);
    let stated = kind(text);
    let field = &Field {
        personal: field.personal || matches!(stated, Some(("Person", _))),
        ..*field
    };
    // A comma may belong to a name; behind an address it does not.
    let is_list = memchr::memchr_iter(b'@', text.as_bytes()).nth(1).is_some()
        || [">,", ">;"].iter().any(|end| text.contains(end));
    if !is_list {
        return tell_one(to, on, role, parted(text, stated), field);
    }
    for part in text.split([',', ';']) {
        tell_one(to, on, role, split(part), field);
    }
}

fn tell_one(
    to: &mut dyn Visitor,
    on: SubjectId,
    role: PartyRole,
    party: Option<Party<'_>>,
    field: &Field<'_>,
) {
    let Some(Party {
        name,
        address,
        page,
    }) = party
    else {
        return;
    };
    if !name.is_empty() {
        to.mark(on, &Mark::Name { role, name }, field);
    }
    if let Some(address) = address {
        to.mark(on, &Mark::Email { role, address }, field);
    }
    if let Some(url) = page {
        let role = UrlRole::Party(role);
        to.mark(on, &Mark::Url { role, url }, field);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_is_taken_apart() {
        let check = |text, name, address| {
            let party = split(text).expect("it names somebody");
            assert_eq!((party.name, party.address), (name, address), "{text}");
        };
        check(
            "Organization: AO Kaspersky Lab (info@kaspersky.com)",
            "AO Kaspersky Lab",
            Some("info@kaspersky.com"),
        );
        check(
            "Organization: AO Kaspersky Lab ()",
            "AO Kaspersky Lab",
            None,
        );
        check(
            "Volo Team <volo@cloudwego.io>",
            "Volo Team",
            Some("volo@cloudwego.io"),
        );
        check("volo@cloudwego.io", "", Some("volo@cloudwego.io"));
        check(
            "Huawei Technologies (UK) Co., Ltd.",
            "Huawei Technologies (UK) Co., Ltd.",
            None,
        );
        let page = Some("https://www.kaspersky.com");
        for (text, address) in [
            (
                "AO Kaspersky Lab <info@kaspersky.com> (https://www.kaspersky.com)",
                Some("info@kaspersky.com"),
            ),
            ("Person: AO Kaspersky Lab (https://www.kaspersky.com)", None),
        ] {
            let name = "AO Kaspersky Lab";
            assert_eq!(
                split(text),
                Some(Party {
                    name,
                    address,
                    page
                }),
                "{text}"
            );
        }
        for kind in [
            "Organization:",
            "organization: ",
            "ORGANIZATION:",
            " Organization : ",
            "Organisation: ",
            "Organization: Organization: ",
        ] {
            let text = format!("{kind}AO Kaspersky Lab");
            assert_eq!(
                split(&text).map(|party| party.name),
                Some("AO Kaspersky Lab")
            );
        }
        assert_eq!(split("NOASSERTION"), None);
    }
}
