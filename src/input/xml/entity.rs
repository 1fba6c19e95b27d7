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
    /// One of them is external, refers to others, or is too long; the phrase says which.
    pub(crate) fn declare(&mut self, doctype: &str) -> Result<(), &'static str> {
        let mut rest = doctype;
        while let Some(at) = rest.find("<!ENTITY") {
            rest = rest[at + "<!ENTITY".len()..].trim_start();
            let (name, value) = rest
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
            let (value, after) = value[1..]
                .split_once(quote)
                .ok_or("an entity without an end")?;
            if value.contains(['&', '%', '<']) {
                return Err("an entity that refers to others");
            }
            if value.len() > LONGEST || self.0.len() >= MOST {
                return Err("too many or too long entities");
            }
            self.0
                .entry(name.to_owned())
                .or_insert_with(|| value.to_owned());
            rest = after;
        }
        Ok(())
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
        ] {
            assert!(entities.declare(bad).is_err(), "{bad}");
        }
    }
}
