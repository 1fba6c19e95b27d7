//! Documents however they are packed, encoded and handed over.

use std::io::Write as _;

use sha2::Sha256;

use super::*;

fn text(bytes: &[u8]) -> String {
    let mut stream = Stream::open(&Source::memory("x", bytes)).expect("it opens");
    let mut text = String::new();
    stream.read_to_string(&mut text).expect("it is text");
    text
}

#[test]
fn every_encoding_gives_the_same_text() {
    let plain = "{\"ä\": \"😀\"}";
    let le: Vec<u8> = plain.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let be: Vec<u8> = plain.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(text(plain.as_bytes()), plain);
    assert_eq!(
        text(&[&[0xEF, 0xBB, 0xBF], plain.as_bytes()].concat()),
        plain
    );
    assert_eq!(text(&[&[0xFF, 0xFE], le.as_slice()].concat()), plain);
    assert_eq!(text(&[&[0xFE, 0xFF], be.as_slice()].concat()), plain);
    assert_eq!(
        text(
            &"{\"a\": 1}"
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<_>>()
        ),
        "{\"a\": 1}"
    );
}

#[test]
fn the_digest_is_that_of_the_bytes_as_given() {
    let stream = Stream::open(&Source::memory("x", *b"abc")).expect("it opens");
    assert_eq!(
        stream.finish().expect("it reads"),
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}

/// Read so many bytes of a long source; what they are, and the digest of all.
fn long(taken: usize) -> (Vec<u8>, String) {
    let bytes: Vec<u8> = (0..5_000_000_u32)
        .map(|at| at.to_le_bytes()[at as usize % 3])
        .collect();
    let mut stream = Stream::open(&Source::memory("x", bytes)).expect("it opens");
    let mut read = vec![0; taken];
    stream.read_exact(&mut read).expect("it reads");
    (read, stream.finish().expect("it reads"))
}

#[test]
fn a_long_source_has_the_digest_of_all_its_bytes_however_many_are_taken() {
    let (all, digest) = long(5_000_000);
    assert_eq!(digest, format!("sha256:{}", hex(&Sha256::digest(&all))));
    for taken in [0, 1_000_000, 2_222_222] {
        let (first, digest_of_all) = long(taken);
        assert!(first == all[..taken] && digest_of_all == digest);
    }
}

/// Gives no more than so many bytes at a time, is interrupted before each, and may break at the end.
struct Dripping {
    bytes: io::Cursor<Vec<u8>>,
    most: usize,
    is_interrupted: bool,
    breaks: bool,
}

impl Dripping {
    fn of(bytes: &[u8], most: usize) -> Self {
        Self {
            bytes: io::Cursor::new(bytes.to_vec()),
            most,
            is_interrupted: false,
            breaks: false,
        }
    }
}

impl Read for Dripping {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.is_interrupted = !self.is_interrupted;
        if self.is_interrupted {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let most = self.most.min(buffer.len());
        match self.bytes.read(&mut buffer[..most])? {
            0 if self.breaks => Err(io::Error::other("broken")),
            read => Ok(read),
        }
    }
}

/// The blocks in which a document is handed on, what went wrong, and the digest where nothing did.
fn handed_on(inner: Dripping) -> (Vec<u8>, Vec<usize>, Result<String, String>) {
    let (mut text, mut blocks) = (Vec::new(), Vec::new());
    let stream = Stream::of(Box::new(inner));
    let end = stream.and_then(|mut stream| {
        loop {
            let block = stream.peek()?;
            if block.is_empty() {
                return stream.finish();
            }
            let length = block.len();
            text.extend_from_slice(block);
            blocks.push(length);
            stream.consume(length);
        }
    });
    (text, blocks, end.map_err(|error| error.to_string()))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).expect("memory takes it");
    packed.finish().expect("memory takes it")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

/// A text that packs so badly that it is long in every way.
fn long_text() -> String {
    let mut dice = 0x5EED_u32;
    let mut letter = || {
        dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from_u32(0x4E00 + (dice >> 16) % 0x5000).expect("it is a letter")
    };
    let mut line = || (0..50).map(|_| letter()).collect::<String>() + "a😀\r\n";
    (0..22_000).map(|_| line()).collect()
}

/// A text as it is, encoded and packed in every way.
fn every_way(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let wide = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let units = [0xFEFF].into_iter().chain(text.encode_utf16());
        units.flat_map(bytes).collect()
    };
    let (first, last) = text.as_bytes().split_at(text.len() / 3);
    vec![
        ("utf-8", text.as_bytes().to_vec()),
        ("marked", [b"\xEF\xBB\xBF", text.as_bytes()].concat()),
        ("utf-16le", wide(u16::to_le_bytes)),
        ("utf-16be", wide(u16::to_be_bytes)),
        ("gzip", gzip(text.as_bytes())),
        ("gzip of two members", [gzip(first), gzip(last)].concat()),
        ("gzip of utf-16", gzip(&wide(u16::to_le_bytes))),
        ("zstd", zstd(text.as_bytes())),
        ("zstd of utf-16", zstd(&wide(u16::to_be_bytes))),
    ]
}

#[test]
fn nothing_depends_on_how_much_comes_at_a_time() {
    let text = long_text();
    for (name, bytes) in every_way(&text) {
        assert!(bytes.len() > (2 << 20) + 1, "{name} has {}", bytes.len());
        let (whole, blocks, end) = handed_on(Dripping::of(&bytes, usize::MAX));
        assert!(whole == text.as_bytes(), "{name}");
        assert_eq!(end, Ok(crate::source::digest([&bytes])), "{name}");
        for most in [7, BUFFER + 1] {
            let (told, in_blocks, digest) = handed_on(Dripping::of(&bytes, most));
            assert!(told == whole, "{name}, {most} at a time");
            assert_eq!(
                (in_blocks, digest),
                (blocks.clone(), end.clone()),
                "{name}, {most} at a time"
            );
        }
    }
}

#[test]
fn what_a_short_document_is_does_not_depend_on_it_either() {
    for (name, bytes) in every_way("{\"ä\": \"😀\"}") {
        let (text, ..) = handed_on(Dripping::of(&bytes, 1));
        assert_eq!(String::from_utf8_lossy(&text), "{\"ä\": \"😀\"}", "{name}");
    }
}

/// What a window over a document sees that always has so many bytes left.
fn in_windows(bytes: &[u8], n_left: usize) -> Vec<u8> {
    let mut stream = Stream::open(&Source::memory("x", bytes)).expect("it opens");
    let (mut seen, mut left, mut window) = (Vec::new(), Vec::new(), Vec::new());
    loop {
        let start = stream.behind(&left, &mut window).expect("it reads");
        assert!(window[..start].iter().all(|byte| *byte == b' '));
        assert_eq!(window[start..start + left.len()], left);
        seen.extend_from_slice(&window[start + left.len()..]);
        assert_eq!(stream.position(), seen.len() as u64);
        if window.len() - start == left.len() {
            return seen;
        }
        left = window[window.len().saturating_sub(n_left).max(start)..].to_vec();
    }
}

#[test]
fn windows_hold_what_was_left_and_what_comes_next() {
    let numbers = (0..300_000_u32).map(|number| number.to_string());
    let text = numbers.fold(String::new(), |text, number| text + &number + "\n");
    let utf16: Vec<u8> = "{"
        .encode_utf16()
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    for n_left in [0, 1, 1_000, 40_000, 700_000] {
        assert!(in_windows(text.as_bytes(), n_left) == text.as_bytes());
        assert!(in_windows(&gzip(text.as_bytes()), n_left) == text.as_bytes());
        assert!(in_windows(&utf16, n_left)[1..] == *text.as_bytes());
    }
}

#[test]
fn what_goes_wrong_comes_behind_all_that_was_read() {
    let text = long_text();
    for length in [0, 1, BUFFER, 2 << 20, (2 << 20) + 1, text.len()] {
        for most in [7, usize::MAX] {
            let mut inner = Dripping::of(&text.as_bytes()[..length], most);
            inner.breaks = true;
            let (told, _, end) = handed_on(inner);
            assert_eq!((told.len(), end), (length, Err("broken".to_owned())));
        }
    }
}
