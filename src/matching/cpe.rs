//! CPE names: whoever NVD files a product under.

use crate::denylist::model::{Attribution, IdentityKind};
use crate::identifier::{Cpe, Part};
use crate::matching::index::Index;
use crate::matching::sign::{Classified, Coverage, CpeOf, Kind};

/// The vendor of an operating system or of hardware makes it, and so does that of an application which the lists
/// name; the vendor of another application may be guessed by a generator.
pub(crate) fn classify(index: &Index<'_>, text: &str) -> Classified {
    let mut found = Classified::default();
    let Some(cpe) = Cpe::parse(text) else {
        return found;
    };
    found.coverage.add(Coverage::CPE);
    if matches!(cpe.vendor.as_str(), "a" | "o" | "h") || cpe.vendor.contains(':') {
        // It would be taken for one of the entries that hold more than a vendor.
        return found;
    }
    let system = matches!(cpe.part, Part::OperatingSystem | Part::Hardware);
    let product = format!("{}:{}", cpe.vendor, cpe.product);
    let part = match cpe.part {
        Part::OperatingSystem => "o",
        Part::Hardware => "h",
        Part::Application | Part::Any => "a",
    };
    let of_part = format!("{part}:{}", cpe.vendor);
    let of_vendor = match system {
        true => CpeOf::System,
        false if cpe.vendor == cpe.product => CpeOf::Namesake,
        false => CpeOf::Application,
    };
    let of_product = if system {
        CpeOf::System
    } else {
        CpeOf::Product
    };
    // A product with an entry of its own differs from what else the vendor makes.
    for (value, shown, of) in [
        (&product, &product, of_product),
        (&of_part, &cpe.vendor, of_vendor),
        (&cpe.vendor, &cpe.vendor, of_vendor),
    ] {
        let at_most = match of {
            CpeOf::System | CpeOf::Product => Attribution::Declared,
            CpeOf::Application | CpeOf::Namesake => Attribution::Indicated,
        };
        let targets = index.identities(IdentityKind::CpeVendor, value).iter();
        let signs =
            targets.map(|target| index.sign(*target, Kind::Cpe(of), at_most, shown.clone()));
        found.also(|more| more.signs.extend(signs));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::denylist::bundled;
    use crate::denylist::model::Relation;

    #[track_caller]
    fn check(cpe: &str, expected: &[(&str, Relation)]) {
        let index = Index::new(bundled());
        let found = classify(&index, cpe);
        let signs = found.signs.iter();
        let met: Vec<_> = signs
            .map(|sign| (sign.value.as_str(), index.relation(sign.target)))
            .collect();
        assert_eq!(met, expected);
    }

    #[test]
    fn a_product_that_was_given_away_is_told_from_the_rest() {
        let version = "1.0:*:*:*:*:*:*:*";
        check(
            &format!("cpe:2.3:o:huawei:openeuler:{version}"),
            &[("huawei:openeuler", Relation::Donated)],
        );
        check(
            &format!("cpe:2.3:o:huawei:harmonyos:{version}"),
            &[("huawei", Relation::Listed)],
        );
    }

    #[test]
    fn an_entry_of_one_part_meets_no_other() {
        check(
            "cpe:2.3:o:tcl:android_tv:*:*:*:*:*:*:*:*",
            &[("tcl", Relation::Listed)],
        );
        check(
            "cpe:2.3:h:tcl:mh63:*:*:*:*:*:*:*:*",
            &[("tcl", Relation::Listed)],
        );
        check("cpe:2.3:a:tcl:tcl:8.6:*:*:*:*:*:*:*", &[]);
    }
}
