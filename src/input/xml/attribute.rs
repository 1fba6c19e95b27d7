//! Names and attributes of elements as they are written.

use std::collections::HashSet;

use wide::u8x16;

/// The keys of one element; most have few.
#[derive(Default)]
pub(super) struct Keys<'k> {
    first: [Option<&'k str>; 3],
    others: Option<HashSet<&'k str>>,
}

impl<'k> Keys<'k> {
    /// Whether a key was not there before.
    pub(super) fn insert(&mut self, key: &'k str) -> bool {
        for place in &mut self.first {
            match place {
                None => return place.replace(key).is_none(),
                Some(first) if *first == key => return false,
                Some(_) => {}
            }
        }
        self.others.get_or_insert_default().insert(key)
    }
}

/// Whether the value of an attribute is as it stands: it has no reference and no white space but spaces.
pub(super) fn is_normal(value: &str) -> bool {
    let bytes = value.as_bytes();
    let is_plain = |byte: u8| !matches!(byte, 0..b' ' | b'&');
    let Some(last) = bytes.last_chunk() else {
        // To the end, whatever is found: a loop without a way out is short.
        return bytes.iter().fold(true, |all, byte| all & is_plain(*byte));
    };
    let is_plain = |block: &[u8; 16]| {
        let block = u8x16::new(*block);
        let is_control = block.min(u8x16::splat(0x1F)).simd_eq(block);
        (is_control | block.simd_eq(u8x16::splat(b'&'))).to_bitmask() == 0
    };
    let (blocks, _) = bytes.as_chunks();
    is_plain(last) && blocks.iter().all(is_plain)
}

/// A name into its prefix and the rest.
pub(super) fn split(name: &str) -> (Option<&str>, &str) {
    // Few names have a prefix. To the end, whatever is found, as above.
    if name.bytes().filter(|byte| *byte == b':').count() == 0 {
        return (None, name);
    }
    let split = name.split_once(':');
    split.map_or((None, name), |(prefix, name)| (Some(prefix), name))
}
