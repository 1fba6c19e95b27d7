//! XML in an eight-bit encoding. UTF-16 was decoded before, whatever the declaration says.

use std::io::{self, BufRead, BufReader, Read};

/// The document as UTF-8, by what its declaration says.
///
/// # Errors
///
/// It cannot be read, or its encoding is none that this program knows.
pub(crate) fn decoded<'r>(mut reader: impl BufRead + 'r) -> io::Result<Box<dyn BufRead + 'r>> {
    let name = declared(reader.fill_buf()?)
        .ok_or_else(|| io::Error::other("its declaration has no end"))?;
    match name.to_ascii_lowercase().as_str() {
        "" | "utf-8" | "utf8" | "us-ascii" | "ascii" | "utf-16" | "utf-16le" | "utf-16be" => {
            Ok(Box::new(reader))
        }
        "iso-8859-1" | "latin1" | "iso-8859-15" | "windows-1252" | "cp1252" => {
            Ok(Box::new(BufReader::new(Latin {
                inner: reader,
                held: None,
            })))
        }
        _ => Err(io::Error::other(
            "its encoding is neither UTF-8, UTF-16 nor ISO 8859-1",
        )),
    }
}

/// `encoding="…"` in the declaration; `None` where that has no end.
fn declared(head: &[u8]) -> Option<String> {
    let rest = head.trim_ascii_start().strip_prefix(b"<?xml");
    let Some(rest) = rest.filter(|rest| rest.first().is_none_or(u8::is_ascii_whitespace)) else {
        return Some(String::new());
    };
    let end = memchr::memmem::find(rest, b"?>")?;
    let declaration = String::from_utf8_lossy(&rest[..end]);
    let value = declaration.split_once("encoding");
    let value = value.map(|(_, value)| value.trim_start_matches([' ', '=', '\t', '\r', '\n']));
    let name = value.and_then(|value| value.get(1..)?.split(['"', '\'']).next());
    Some(name.unwrap_or_default().to_owned())
}

/// ISO 8859-1 into UTF-8.
struct Latin<R> {
    inner: R,
    held: Option<u8>,
}

impl<R: Read> Read for Latin<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        if let Some(byte) = self.held.take() {
            buffer[0] = byte;
            return Ok(1);
        }
        let mut raw = vec![0; (buffer.len() / 2).max(1)];
        let count = self.inner.read(&mut raw)?;
        let mut at = 0;
        for byte in &raw[..count] {
            let mut utf8 = [0; 2];
            for part in char::from(*byte).encode_utf8(&mut utf8).bytes() {
                match buffer.get_mut(at) {
                    Some(place) => *place = part,
                    None => self.held = Some(part),
                }
                at += 1;
            }
        }
        Ok(at.min(buffer.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin_letters_become_utf_8() {
        let document = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xFCber</a>";
        let mut text = String::new();
        decoded(document.as_slice())
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        assert!(text.ends_with("<a>über</a>"));
        let far = format!(
            "<?xml version='1.0'{}encoding\n=\n'UTF-7'?><a/>",
            " ".repeat(300)
        );
        let endless = far.replace("?>", ">");
        for bad in [
            "<?xml version=\"1.0\" encoding=\"EBCDIC\"?>",
            &far,
            &endless,
        ] {
            assert!(decoded(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
