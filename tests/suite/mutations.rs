//! Damaged documents: no panic, no hang, and what was cut short is never taken for whole.

use std::time::{Duration, Instant};

use cargo_vendor_gate::inventory::Role;

use crate::recorder::Recorder;
use crate::writer::{every_encoding, inventory};

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides.max(1) as u64).expect("it is below the sides")
    }
}

#[test]
fn a_thousand_damaged_documents_are_read_or_refused_in_time() {
    let documents = every_encoding(&inventory(12));
    let mut dice = Dice(0x5EED);
    for round in 0..1000 {
        let (name, bytes) = &documents[round % documents.len()];
        let damaged = damage(bytes, &mut dice);
        let start = Instant::now();
        drop(Recorder::read(&damaged));
        assert!(
            start.elapsed() < Duration::from_secs(10),
            "{name} in round {round}"
        );
    }
}

fn damage(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=dice.roll(3) {
        let at = dice.roll(bytes.len());
        let to = (at + dice.roll(200)).min(bytes.len());
        match dice.roll(8) {
            0 => bytes.truncate(at),
            1 => bytes[at..to].fill(0xFF),
            2 => drop(bytes.drain(at..to)),
            3 => {
                let part = bytes[at..to].to_vec();
                bytes.splice(at..at, part);
            }
            4 => {
                let huge = vec![b'a'; 100_000];
                bytes.splice(at..at, huge);
            }
            5 => {
                let odd = "\u{0}\u{202E}\u{FEFF}<![CDATA[&lt;&#0;{[\"\\ud800".bytes();
                bytes.splice(at..at, odd);
            }
            6 => {
                let deep = b"<a>[{\"a\":".repeat(300);
                bytes.splice(at..at, deep);
            }
            _ => {
                for byte in &mut bytes[at..to] {
                    *byte ^= 1 << dice.roll(8);
                }
            }
        }
        if bytes.is_empty() {
            bytes.push(b'<');
        }
    }
    bytes
}

#[test]
fn a_document_cut_short_is_no_whole_one() {
    let mut dice = Dice(0xC07);
    for (name, bytes) in every_encoding(&inventory(12)) {
        let (whole, _) = Recorder::read(&bytes);
        for _ in 0..200 {
            let at = dice.roll(bytes.len() - 1);
            // These have no end mark: cut between two elements they look whole.
            let unmarked = match name {
                "spdx tag-value" | "spdx yaml" => {
                    bytes[..at].ends_with(b"\n") || bytes[at] == b'\n'
                }
                "cyclonedx protobuf" => true,
                "cyclonedx textproto" => {
                    let told = bytes[..at].trim_ascii_end();
                    told.ends_with(b"}") || told.ends_with(b"\"1.6\"") || told.ends_with(b"Bom")
                }
                _ => false,
            };
            let (told, document) = Recorder::read(&bytes[..at]);
            assert!(unmarked || document.is_err(), "{name} cut at {at}");
            assert!(
                told.count(Role::Component) <= whole.count(Role::Component),
                "{name}"
            );
        }
    }
}

#[track_caller]
fn check_refused(document: &[u8]) {
    let (_, document) = Recorder::read(document);
    let code = document.err().map(|unreadable| unreadable.diagnostic.code);
    assert!(
        matches!(code, Some("input-unreadable" | "input-unsupported")),
        "{code:?}"
    );
}

#[test]
fn entities_cannot_grow_or_reach_outside() {
    let bom = |doctype: &str, name: &str| {
        format!(
            "<!DOCTYPE bom [{doctype}]><bom xmlns=\"http://cyclonedx.org/schema/bom/1.5\"><components><component type=\"library\"><name>{name}</name></component></components></bom>"
        )
    };
    check_refused(bom("<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">", "&b;").as_bytes());
    check_refused(bom("<!ENTITY a SYSTEM \"file:///etc/passwd\">", "&a;").as_bytes());
    check_refused(bom("<!ENTITY % a SYSTEM \"https://acme.example/\"> %a;", "x").as_bytes());
    check_refused(bom("", "&undeclared;").as_bytes());
}

#[test]
fn deep_nesting_is_refused() {
    let open = "<components><component type=\"library\"><name>a</name>".repeat(5000);
    check_refused(format!("<bom xmlns=\"http://cyclonedx.org/schema/bom/1.5\">{open}").as_bytes());
    let mut nested = Vec::new();
    for _ in 0..2000 {
        let mut length = nested.len();
        let mut outer = vec![8, 3, 0xAA, 1];
        while length >= 0x80 {
            outer.push(u8::try_from(length & 0x7F).expect("seven bits fit") | 0x80);
            length >>= 7;
        }
        outer.push(u8::try_from(length).expect("seven bits fit"));
        outer.extend(nested);
        nested = outer;
    }
    let mut document = vec![0x0A, 3, b'1', b'.', b'6', 0x2A];
    let mut length = nested.len();
    while length >= 0x80 {
        document.push(u8::try_from(length & 0x7F).expect("seven bits fit") | 0x80);
        length >>= 7;
    }
    document.push(u8::try_from(length).expect("seven bits fit"));
    document.extend(nested);
    check_refused(&document);
    check_refused(format!("spec_version: \"1.6\" components {}", "{a".repeat(5000)).as_bytes());
    check_refused(format!("spdxVersion: SPDX-2.3\npackages: {}\n", "[".repeat(5000)).as_bytes());
}

#[test]
fn aliases_that_multiply_are_refused() {
    let mut bomb = "spdxVersion: SPDX-2.3\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let below = format!("*a{}", level - 1);
        let aliases = vec![below; 10].join(", ");
        bomb = format!("{bomb}a{level}: &a{level} [{aliases}]\n");
    }
    bomb += "packages: *a11\n";
    // How much of it is looked at before that, the parser and `anchors` count.
    check_refused(bomb.as_bytes());
}

#[test]
fn promised_lengths_are_not_believed() {
    check_refused(&[0x0A, 3, b'1', b'.', b'6', 0x2A, 0xFF, 0xFF, 0xFF, 0x7F, 1]);
    check_refused(&[
        0x0A, 3, b'1', b'.', b'6', 0x2A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F,
    ]);
}

#[test]
fn spreadsheets_archives_and_bare_executables_are_refused_by_name() {
    check_refused(b"PK\x03\x04....[Content_Types].xml");
    check_refused(b"PK\x03\x04....");
    check_refused(b"\x7FELF");
    check_refused(&std::fs::read(env!("CARGO_BIN_EXE_cargo-vendor-gate")).expect("it was built"));
    check_refused(b"<html><body>Sign in</body></html>");
    check_refused(b"<bom");
    check_refused(b"<?xml version=\"1.0\" encoding=\"EBCDIC\"?><bom/>");
}
