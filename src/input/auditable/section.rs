//! The sections of an executable in which lists of packages lie. A linker joins those of one name; other
//! tools put one beside another.
//!
//! Reads the tables of [ELF], [PE] and [Mach-O] alone, and believes no number in them.
//!
//! [ELF]: https://gabi.xinuos.com/elf/03-sheader.html
//! [PE]: https://learn.microsoft.com/windows/win32/debug/pe-format
//! [Mach-O]: https://github.com/apple-oss-distributions/xnu/blob/main/EXTERNAL_HEADERS/mach-o/loader.h

/// The name of these sections.
const NAME: &[u8] = b".dep-v0";
/// The segment of Mach-O that has them.
const SEGMENT: &[u8] = b"__DATA";
/// The load command of Mach-O for a segment.
const LC_SEGMENT_64: u64 = 0x19;

/// What each section holds, in their order; none where the executable cannot be read, or where sections lie
/// on each other: to read them all could take for ever.
pub(super) fn lists(executable: &[u8]) -> Option<Vec<&[u8]>> {
    let is_big = matches!(
        executable,
        [0x7F, b'E', b'L', b'F', _, 2, ..] | [0xFE, 0xED, ..]
    );
    let file = Bytes {
        bytes: executable,
        is_little: !is_big,
    };
    let lists = match executable {
        [0x7F, b'E', b'L', b'F', ..] => file.of_elf(),
        [b'M', b'Z', ..] => file.of_pe(),
        _ => file.of_mach_o(),
    }?;
    let lengths = lists.iter().map(|list| list.len());
    let length = lengths.fold(0, usize::saturating_add);
    (length <= executable.len()).then_some(lists)
}

/// A file of numbers in one byte order.
#[derive(Clone, Copy)]
struct Bytes<'e> {
    bytes: &'e [u8],
    is_little: bool,
}

impl<'e> Bytes<'e> {
    fn slice(self, at: u64, length: u64) -> Option<&'e [u8]> {
        let at = usize::try_from(at).ok()?;
        let end = at.checked_add(usize::try_from(length).ok()?)?;
        self.bytes.get(at..end)
    }

    /// The number of so many bytes at a place.
    fn number(self, at: u64, length: u64) -> Option<u64> {
        let bytes = self.slice(at, length)?.iter();
        let join = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
        Some(if self.is_little {
            bytes.rev().fold(0, join)
        } else {
            bytes.fold(0, join)
        })
    }

    /// The name at a place, up to a zero.
    fn name(self, at: u64, length: u64) -> Option<&'e [u8]> {
        let name = self.slice(at, length)?;
        Some(name.split(|byte| *byte == 0).next().unwrap_or(name))
    }

    fn of_elf(self) -> Option<Vec<&'e [u8]>> {
        let is_long = self.number(4, 1)? == 2;
        let (word, start, counts) = if is_long { (8, 40, 58) } else { (4, 32, 46) };
        let table = self.number(start, word)?;
        let (size, mut count) = (self.number(counts, 2)?, self.number(counts + 2, 2)?);
        let is_whole = size >= if is_long { 64 } else { 40 };
        let header = |index: u64| table.checked_add(index.checked_mul(size)?);
        // Where a section lies, and how long it is.
        let place = |header: u64| {
            let at = header.checked_add(if is_long { 24 } else { 16 })?;
            Some((self.number(at, word)?, self.number(at + word, word)?))
        };
        if count == 0 && table != 0 {
            // Too many for their place are counted in the first section.
            count = place(table)?.1;
        }
        let mut names = self.number(counts + 4, 2)?;
        if names == 0xFFFF {
            names = self.number(table.checked_add(if is_long { 40 } else { 24 })?, 4)?;
        }
        let mut found = Vec::new();
        if count == 0 {
            return Some(found);
        }
        // Headers that lie on each other would never end.
        if !is_whole {
            return None;
        }
        let (names, _) = place(header(names)?)?;
        for index in 0..count {
            let header = header(index)?;
            let name = names.checked_add(self.number(header, 4)?)?;
            let is_one = self.slice(name, NAME.len() as u64 + 1);
            if is_one.and_then(|name| name.strip_suffix(&[0])) == Some(NAME) {
                let (at, length) = place(header)?;
                found.push(self.slice(at, length)?);
            }
        }
        Some(found)
    }

    fn of_pe(self) -> Option<Vec<&'e [u8]>> {
        let header = self.number(0x3C, 4)?;
        let count = self.number(header + 6, 2)?;
        let table = header + 24 + self.number(header + 20, 2)?;
        let mut found = Vec::new();
        for section in (0..count).map(|index| table + index * 40) {
            if self.name(section, 8)? == NAME {
                let (length, at) = (self.number(section + 16, 4)?, self.number(section + 20, 4)?);
                found.push(self.slice(at, length)?);
            }
        }
        Some(found)
    }

    fn of_mach_o(self) -> Option<Vec<&'e [u8]>> {
        let n_commands = self.number(16, 4)?;
        let mut found = Vec::new();
        let mut command: u64 = 32;
        for _ in 0..n_commands {
            // One without length would lead nowhere.
            let size = self.number(command + 4, 4)?.max(8);
            if self.number(command, 4)? == LC_SEGMENT_64 {
                let count = self.number(command + 64, 4)?;
                // Those of another command would be read again with it.
                if 72 + count * 80 > size {
                    return None;
                }
                for section in (0..count).map(|index| command + 72 + index * 80) {
                    if self.name(section, 16)? == NAME && self.name(section + 16, 16)? == SEGMENT {
                        let (length, at) =
                            (self.number(section + 40, 8)?, self.number(section + 48, 4)?);
                        found.push(self.slice(at, length)?);
                    }
                }
            }
            command = command.checked_add(size)?;
        }
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with bytes at places.
    fn file(parts: &[(usize, &[u8])]) -> Vec<u8> {
        let ends = parts.iter().map(|(at, bytes)| at + bytes.len());
        let mut file = vec![0; ends.max().unwrap_or_default()];
        for (at, bytes) in parts {
            file[*at..at + bytes.len()].copy_from_slice(bytes);
        }
        file
    }

    #[test]
    fn every_section_of_windows_is_found() {
        let section = |name: &[u8], at: u32| {
            let numbers = [[0, 0], [3, at]].concat();
            let numbers = numbers.iter().flat_map(|number| number.to_le_bytes());
            let mut section: Vec<u8> = [name, &[0]].concat();
            section.extend(numbers);
            section.resize(40, 0);
            section
        };
        let sections = [
            section(b".dep-v0", 300),
            section(b".text\0\0", 303),
            section(b".dep-v0", 306),
        ];
        let windows = file(&[
            (0, b"MZ"),
            (0x3C, &64_u32.to_le_bytes()),
            (64 + 6, &[3, 0]),
            (64 + 24, &sections.concat()),
            (300, b"onetextwo"),
        ]);
        assert_eq!(lists(&windows).unwrap(), [b"one", b"two"]);
        let mut twice = windows.clone();
        // The first is the whole file.
        twice[64 + 24 + 16..][..8].copy_from_slice(&[53, 1, 0, 0, 0, 0, 0, 0]);
        assert_eq!(lists(&twice), None);
        assert_eq!(lists(&windows[..305]), None);
    }

    #[test]
    fn every_section_of_a_mac_is_found() {
        let section = |at: u32| {
            let mut section = b".dep-v0\0\0\0\0\0\0\0\0\0__DATA\0\0\0\0\0\0\0\0\0\0".to_vec();
            section.resize(40, 0);
            section.extend(3_u64.to_le_bytes());
            section.extend(at.to_le_bytes());
            section.resize(80, 0);
            section
        };
        let mac = file(&[
            (0, &[0xCF, 0xFA, 0xED, 0xFE]),
            (16, &[2]),
            (32, &[1, 0, 0, 0, 8]),
            (40, &[0x19, 0, 0, 0, 232]),
            (40 + 64, &[2]),
            (40 + 72, &[section(300), section(303)].concat()),
            (300, b"onetwo"),
        ]);
        assert_eq!(lists(&mac).unwrap(), [b"one", b"two"]);
        assert_eq!(lists(&mac[..200]), None);
        let mut beyond = mac.clone();
        beyond[40 + 4] = 152;
        assert_eq!(lists(&beyond), None);
    }
}
