//! Brands in the names of devices and programs that have no package URL.

use crate::denylist::model::Attribution;
use crate::inventory::{Class, Subject};
use crate::matching::index::Index;
use crate::matching::sign::{Classified, Kind};

/// A strong brand as whole words of the name: `KasperskyOS 1.3`, and not `huaweihub`.
pub(crate) fn classify(index: &Index<'_>, subject: &Subject<'_>) -> Classified {
    let mut found = Classified::default();
    let branded = match subject.class {
        Class::Application | Class::OperatingSystem | Class::Firmware | Class::Device => {
            subject.purl.is_none()
        }
        Class::Library | Class::Container | Class::File | Class::Model => false,
    };
    if !branded || subject.name.len() > 512 {
        return found;
    }
    let words = tokens(subject.name);
    for (brand, target) in &index.brands {
        if words
            .windows(brand.len())
            .any(|window| window == brand.as_slice())
        {
            found.signs.push(index.sign(
                *target,
                Kind::Brand,
                Attribution::Indicated,
                subject.name,
            ));
        }
    }
    found
}

/// The words of a name in lower case.
pub(crate) fn tokens(name: &str) -> Vec<String> {
    let words = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}
