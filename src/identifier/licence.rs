//! Licence expressions.

use std::borrow::Cow;

use spdx::{Expression, ParseMode};

/// What else is read than SPDX expressions: those of [Cargo] with `/` for `OR`, and identifiers that newer
/// lists of SPDX have replaced. Names that only resemble an identifier stay as they are.
///
/// [Cargo]: https://doc.rust-lang.org/cargo/reference/manifest.html#the-license-and-license-file-fields
const OLD: ParseMode = ParseMode {
    allow_slash_as_or_operator: true,
    allow_imprecise_license_names: false,
    allow_postfix_plus_on_gpl: true,
    allow_deprecated: true,
    allow_unknown: false,
};

/// A licence as an [SPDX expression], where it is one or was one once; any other text as it is.
///
/// [SPDX expression]: https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/
pub(crate) fn licence(stated: &str) -> Cow<'_, str> {
    let canonical = Expression::parse_mode(stated, OLD)
        .and_then(|_| Expression::canonicalize(stated))
        .ok()
        .flatten();
    canonical.map_or(Cow::Borrowed(stated), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_spellings_become_what_they_mean() {
        for (stated, expected) in [
            ("MIT/Apache-2.0", "MIT OR Apache-2.0"),
            ("MIT OR Apache-2.0", "MIT OR Apache-2.0"),
            ("GPL-3.0+", "GPL-3.0-or-later"),
            ("GPL-2.0", "GPL-2.0-only"),
            ("(MIT)", "(MIT)"),
        ] {
            assert_eq!(licence(stated), expected);
        }
    }

    #[test]
    fn what_is_no_expression_stays_as_it_is() {
        for text in [
            "BSD",
            "apache",
            "Kaspersky EULA",
            "MIT/",
            "((((",
            "MIT, Apache-2.0",
            "",
        ] {
            assert_eq!(licence(text), text);
        }
    }
}
