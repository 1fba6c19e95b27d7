//! CPE names: the 2.3 formatted string ([NISTIR 7695] section 6.2) and the 2.2 URI (section 6.1).
//!
//! [NISTIR 7695]: https://doi.org/10.6028/NIST.IR.7695

/// What a CPE says of a product's maker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cpe {
    /// The kind of product.
    pub part: Part,
    /// The vendor, unescaped, in lower case.
    pub vendor: String,
    /// The product, unescaped, in lower case.
    pub product: String,
    /// The version, unescaped, if one is stated.
    pub version: Option<String>,
}

/// The kind of product that a CPE names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// `a`
    Application,
    /// `o`
    OperatingSystem,
    /// `h`
    Hardware,
    /// `*`, `-` or anything else.
    Any,
}

impl Cpe {
    /// Read either form; `None` where there is no vendor to compare.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let fields = match (text.get(..8), text.get(..5)) {
            (Some(head), _) if head.eq_ignore_ascii_case("cpe:2.3:") => formatted(&text[8..]),
            (_, Some(head)) if head.eq_ignore_ascii_case("cpe:/") => uri(&text[5..]),
            _ => return None,
        };
        let mut fields = fields.into_iter();
        let part = part(&fields.next()?);
        let vendor = stated(fields.next()?)?.to_lowercase();
        let product = fields
            .next()
            .and_then(stated)
            .unwrap_or_default()
            .to_lowercase();
        let version = fields.next().and_then(stated);
        Some(Self {
            part,
            vendor,
            product,
            version,
        })
    }
}

fn part(field: &str) -> Part {
    match field {
        "a" | "A" => Part::Application,
        "o" | "O" => Part::OperatingSystem,
        "h" | "H" => Part::Hardware,
        _ => Part::Any,
    }
}

/// `*` is any value and `-` none: neither names anybody.
fn stated(field: String) -> Option<String> {
    (!matches!(field.as_str(), "" | "*" | "-")).then_some(field)
}

/// Split at colons that no backslash escapes, and drop the backslashes.
fn formatted(text: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (character, fields.last_mut()) {
            ('\\', Some(field)) => field.extend(characters.next()),
            (':', _) => fields.push(String::new()),
            (other, Some(field)) => field.push(other),
            (_, None) => {}
        }
    }
    fields
}

fn uri(text: &str) -> Vec<String> {
    text.split(':')
        .map(|field| crate::identifier::purl::percent_decode(field).into_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, part: Part, vendor: &str, product: &str) {
        let cpe = Cpe::parse(text).expect("the CPE names a vendor");
        assert_eq!(
            (cpe.part, cpe.vendor.as_str(), cpe.product.as_str()),
            (part, vendor, product)
        );
    }

    #[test]
    fn both_forms_are_read() {
        check(
            "cpe:2.3:o:zte:mf971r_firmware:*:*:*:*:*:*:*:*",
            Part::OperatingSystem,
            "zte",
            "mf971r_firmware",
        );
        check(
            r"cpe:2.3:a:kaspersky:internet_security\:x:2020:*:*:*:*:*:*:*",
            Part::Application,
            "kaspersky",
            "internet_security:x",
        );
        check(
            "cpe:/h:hikvision:ds-2cd%2b",
            Part::Hardware,
            "hikvision",
            "ds-2cd+",
        );
        check("CPE:2.3:a:Huawei:x", Part::Application, "huawei", "x");
    }

    #[test]
    fn no_vendor_is_nothing() {
        for text in [
            "",
            "cpe:2.3:a:*:x",
            "cpe:/a",
            "cpe:2.3:",
            "zte",
            "cpe:2.3:a:-:x",
        ] {
            assert_eq!(Cpe::parse(text), None, "{text}");
        }
    }
}
