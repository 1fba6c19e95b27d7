//! Edges of one document, a few bytes each.

/// Bytes of one chunk, so that growing copies nothing.
const CHUNK: usize = 1 << 16;
/// The most that one edge takes: its label, and two numbers of five bytes.
const LARGEST: usize = 11;

/// Edges from subject to subject, each with a label below 128, in the order in which they were told.
///
/// Edges of one subject stand together in most documents, in the order of the subjects: where one comes from is
/// said only when it changes, and by how much.
#[derive(Default)]
pub(crate) struct Edges {
    chunks: Vec<Vec<u8>>,
    from: u32,
    count: u64,
}

impl Edges {
    pub(crate) fn push(&mut self, from: u32, label: u8, to: u32) {
        let is_full = |chunk: &Vec<u8>| chunk.len() + LARGEST > CHUNK;
        if self.chunks.last().is_none_or(is_full) {
            let size = if self.chunks.is_empty() { 256 } else { CHUNK };
            self.chunks.push(Vec::with_capacity(size));
        }
        if let Some(chunk) = self.chunks.last_mut() {
            chunk.push(label << 1 | u8::from(from != self.from));
            if from != self.from {
                put(distance(self.from, from), chunk);
            }
            put(to, chunk);
            self.from = from;
            self.count += 1;
        }
    }

    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// Where each comes from, its label, and where it leads.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, u8, u32)> {
        let mut bytes = self.chunks.iter().flatten().copied();
        let mut from = 0;
        std::iter::from_fn(move || {
            let head = bytes.next()?;
            if head & 1 == 1 {
                from = arrive(from, take(&mut bytes)?);
            }
            Some((from, head >> 1, take(&mut bytes)?))
        })
    }
}

/// How far it is from one number to another: small numbers for short ways up and down.
fn distance(from: u32, to: u32) -> u32 {
    let way = to.wrapping_sub(from).cast_signed();
    (way << 1 ^ way >> 31).cast_unsigned()
}

/// Where a distance leads.
fn arrive(from: u32, distance: u32) -> u32 {
    let sign = (distance & 1).wrapping_neg();
    from.wrapping_add(distance >> 1 ^ sign)
}

/// A number as LEB128.
fn put(mut number: u32, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

fn take(bytes: &mut impl Iterator<Item = u8>) -> Option<u32> {
    let (mut number, mut shift) = (0, 0);
    loop {
        let byte = bytes.next()?;
        number |= u32::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Some(number);
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distance_leads_where_it_was_measured_to() {
        let numbers = [
            0,
            1,
            2,
            1000,
            u32::MAX / 2,
            u32::MAX / 2 + 1,
            u32::MAX - 1,
            u32::MAX,
        ];
        for from in numbers {
            for to in numbers {
                assert_eq!(arrive(from, distance(from, to)), to);
            }
        }
        assert_eq!([distance(7, 8), distance(8, 7)], [2, 1]);
    }

    #[test]
    fn what_goes_in_comes_out() {
        let ids = [0, 1, 127, 128, 300, 1 << 20, u32::MAX >> 2];
        let all = |id| ids.map(|to| (id, u8::try_from(to % 11).unwrap_or_default(), to));
        let told: Vec<_> = ids.iter().flat_map(|id| all(*id)).collect();
        let mut edges = Edges::default();
        // Enough of them to fill several chunks.
        for (from, label, to) in told.iter().cycle().take(100_000) {
            edges.push(*from, *label, *to);
        }
        assert_eq!(edges.count(), 100_000);
        assert!(edges.chunks.len() > 3);
        assert!(edges.iter().eq(told.iter().copied().cycle().take(100_000)));
    }
}
