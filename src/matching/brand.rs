//! Brands in the names and groups of devices and programs that have no package URL.

use crate::denylist::model::Attribution;
use crate::identifier::Purl;
use crate::inventory::{Class, Subject};
use crate::matching::index::Index;
use crate::matching::sign::{Classified, Kind};

/// A strong brand as whole words of the name: `KasperskyOS 1.3`, and not `huaweihub`.
pub(crate) fn classify(index: &Index<'_>, subject: &Subject<'_>) -> Classified {
    let mut found = Classified::default();
    let branded = match subject.class {
        Class::Application | Class::OperatingSystem | Class::Firmware | Class::Device => {
            subject.purl.and_then(Purl::parse).is_none()
        }
        Class::Library | Class::Container | Class::File | Class::Model => false,
    };
    if !branded || subject.name.len() > 512 {
        return found;
    }
    for text in [Some(subject.name), subject.group].into_iter().flatten() {
        let words = tokens(text);
        for (brand, target) in index.brands() {
            let mut windows = words.windows(brand.len());
            if windows.any(|window| window == brand.as_slice()) {
                let sign = index.sign(*target, Kind::Brand, Attribution::Indicated, text);
                found.signs.push(sign);
            }
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
