//! Where cargo takes a package from, as lockfiles and `cargo metadata` write it.

use crate::identifier::{Repository, host};

/// The ways in which cargo writes its own registry.
const CRATES_IO: &[&str] = &[
    "registry+https://github.com/rust-lang/crates.io-index",
    "sparse+https://index.crates.io/",
    "registry+https://index.crates.io/",
];

/// Whether a source is the registry of the Rust project, in any spelling that cargo takes for it.
#[must_use]
pub fn is_crates_io(source: &str) -> bool {
    if CRATES_IO.contains(&source) {
        return true;
    }
    let registry = ["registry+", "sparse+"].iter();
    let mut urls = registry.filter_map(|kind| source.strip_prefix(kind));
    urls.any(|url| {
        let is_index = host(url).is_some_and(|host| host == "index.crates.io");
        is_index
            || Repository::parse(url).is_some_and(|place| {
                place.owner() == "github.com/rust-lang" && place.name == "crates.io-index"
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_registry_are_one() {
        for (source, expected) in [
            (
                "registry+https://github.com/rust-lang/crates.io-index",
                true,
            ),
            (
                "registry+https://github.com/Rust-Lang/crates.io-index.git",
                true,
            ),
            (
                "registry+http://github.com/rust-lang/crates.io-index/",
                true,
            ),
            ("sparse+https://INDEX.crates.io", true),
            ("registry+https://github.com/other/crates.io-index", false),
            ("sparse+https://crates.example.com/index.crates.io/", false),
            ("git+https://github.com/rust-lang/crates.io-index", false),
            ("path+", false),
        ] {
            assert_eq!(is_crates_io(source), expected, "{source}");
        }
    }
}
