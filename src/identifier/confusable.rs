//! Spellings that deceive.

use unicode_security::{MixedScript, skeleton};

/// The skeleton (UTS #39) of a token that mixes scripts, in lower case; `None` where the scripts agree.
///
/// Only a mixture deceives: a name wholly in Cyrillic is a name.
#[must_use]
pub fn confusable_skeleton(token: &str) -> Option<String> {
    if token.is_ascii() || token.is_single_script() {
        return None;
    }
    Some(skeleton(token).collect::<String>().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mixture_of_scripts_has_a_skeleton() {
        assert_eq!(
            confusable_skeleton("kаspersky").as_deref(),
            Some("kaspersky")
        );
        assert_eq!(confusable_skeleton("kaspersky"), None);
        assert_eq!(confusable_skeleton("касперский"), None);
    }
}
