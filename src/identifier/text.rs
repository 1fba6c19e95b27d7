//! Characters that hide, and spellings that deceive.

use unicode_security::{MixedScript, skeleton};

/// Whether a character is drawn as nothing (Unicode `Default_Ignorable_Code_Point`).
#[must_use]
pub fn is_default_ignorable(character: char) -> bool {
    matches!(u32::from(character),
        0xAD | 0x34F | 0x61C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F
        | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F
        | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFF8 | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A
        | 0xE0000..=0xE0FFF)
}

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
