//! The entities that a document declares for itself.

use std::collections::BTreeMap;

/// Entities that one document may declare.
const MOST: usize = 200;
/// Bytes that one entity may stand for.
const LONGEST: usize = 1 << 10;

/// Plain texts by name. None refers to another or to anything outside, so nothing can grow.
#[derive(Default)]
pub(crate) struct Entities(BTreeMap<String, String>);

impl Entities {
    /// Read the declarations of a document type.
    ///
    /// # Errors
    ///
    /// One of them is external, refers to others, is too long, or changes what elements say; the
    /// phrase says which.
    pub(crate) fn declare(&mut self, doctype: &str) -> Result<(), &'static str> {
        let mut rest = subset(doctype);
        loop {
            rest = rest.trim_start();
            rest = if let Some(comment) = rest.strip_prefix("<!--") {
                behind(comment, "-->")?
            } else if let Some(instruction) = rest.strip_prefix("<?") {
                behind(instruction, "?>")?
            } else if let Some(entity) = rest.strip_prefix("<!ENTITY") {
                self.entity(entity)?
            } else if let Some(element) = rest.strip_prefix("<!ELEMENT") {
                behind(element, ">")?
            } else if rest.is_empty() || rest.starts_with(']') {
                return Ok(());
            } else {
                // Attributes may have values there, and names a namespace, that stand nowhere else.
                return Err("a declaration of something else than entities");
            };
        }
    }

    /// Read the rest of one declaration; what stands behind it.
    fn entity<'d>(&mut self, declaration: &'d str) -> Result<&'d str, &'static str> {
        let (name, value) = declaration
            .trim_start()
            .split_once(char::is_whitespace)
            .ok_or("an entity without a value")?;
        if name == "%" {
            return Err("a parameter entity");
        }
        let value = value.trim_start();
        let quote = value
            .chars()
            .next()
            .filter(|quote| matches!(quote, '"' | '\''))
            .ok_or("an entity outside the document")?;
        let (value, rest) = value[1..]
            .split_once(quote)
            .ok_or("an entity without an end")?;
        if value.contains(['&', '%', '<']) {
            return Err("an entity that refers to others");
        }
        if value.len() > LONGEST || self.0.len() >= MOST {
            return Err("too many or too long entities");
        }
        // Of two the first counts (XML, 4.2).
        self.0
            .entry(name.to_owned())
            .or_insert_with(|| value.to_owned());
        behind(rest, ">")
    }

    /// What a name stands for.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        Some(match name {
            "lt" => "<",
            "gt" => ">",
            "amp" => "&",
            "quot" => "\"",
            "apos" => "'",
            _ => self.0.get(name)?,
        })
    }
}

/// What stands in the brackets of a document type, and behind them.
fn subset(doctype: &str) -> &str {
    let mut quote = None;
    for (at, character) in doctype.char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            (None, '[') => return &doctype[at + 1..],
            _ => {}
        }
    }
    ""
}

fn behind<'d>(text: &'d str, end: &str) -> Result<&'d str, &'static str> {
    let end = text.split_once(end).map(|(_, behind)| behind);
    end.ok_or("a declaration without an end")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_entities_are_kept_and_the_others_refused() {
        let mut entities = Entities::default();
        let plain = "rdf:RDF [<!ENTITY spdx \"http://spdx.org/rdf/terms#\">]";
        assert_eq!(entities.declare(plain), Ok(()));
        assert_eq!(entities.get("spdx"), Some("http://spdx.org/rdf/terms#"));
        for bad in [
            "x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]",
            "x [<!ENTITY a \"b\"><!ENTITY c \"&a;&a;\">]",
            "x [<!ENTITY % a \"b\">]",
            "x [<!ENTITY a \"b]",
            "x [<!ENTITY a",
            "x [<!ATTLIST component xmlns CDATA 'http://cyclonedx.org/schema/bom/1.6'>]",
            "x [<!NOTATION n SYSTEM \"<!ENTITY a 'b'>\">]",
            "x [<!-- <!ENTITY a \"b\">]",
            "x [%a;]",
        ] {
            assert!(entities.declare(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_only_looks_like_a_declaration_is_none() {
        let mut entities = Entities::default();
        let doctype = "bom SYSTEM \"[<!ENTITY a 'no'>\" [<!ELEMENT bom ANY>\n\
            <!-- <!ENTITY a 'no'> --><?x <!ENTITY a 'no'> ?><!ENTITY a 'yes' ><!ENTITY a 'no'>]";
        assert_eq!(entities.declare(doctype), Ok(()));
        assert_eq!(entities.get("a"), Some("yes"));
    }
}
