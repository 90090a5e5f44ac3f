//! Damage done to bytes, the same for the same seed.

use std::io::{Cursor, Read, Write};

/// SplitMix64: small, and good enough to break things with.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `end`; 0 where that is 0.
    pub fn below(&mut self, end: usize) -> usize {
        (self.roll() % end.max(1) as u64) as usize
    }
}

/// What makes parsers stumble wherever it stands.
const TOKENS: [&[u8]; 24] = [
    b"<",
    b">",
    b"\"",
    b"&#x110000;",
    b"&amp;",
    b"<![CDATA[",
    b"<!--",
    b"<table>",
    b"<td rowspan=65535>",
    b"{\\",
    b"}",
    b"\\u-1?",
    b"\\bin99999999 ",
    b"<<",
    b"/Kids[3 0 R]",
    b"/Filter/FlateDecode",
    b"endstream",
    b"\0\0\0\0",
    b"\xff\xff\xff\xff",
    b"\xef\xbb\xbf",
    "กำ".as_bytes(),
    b"\xe0\xb8",
    b"\r\n\r\n",
    b"%",
];
const NUMBERS: [&[u8]; 8] =
    [b"0", b"-1", b"65536", b"2147483648", b"4294967295", b"1e999", b"99999999999999999999", b"0.00000001"];

/// One to eight damages; `other` gives foreign parts.
pub fn damaged(dice: &mut Dice, bytes: &[u8], other: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..=dice.below(8) {
        damage(dice, &mut out, other);
    }
    // Duplications feed on each other.
    out.truncate(1 << 20);
    out
}

fn damage(dice: &mut Dice, out: &mut Vec<u8>, other: &[u8]) {
    let at = dice.below(out.len() + 1);
    let scale = dice.below(6);
    let end = (at + 1 + dice.below(64 << scale)).min(out.len());
    match dice.below(9) {
        0 | 1 if at < out.len() => out[at] ^= 1 << dice.below(8),
        2 if at < out.len() => out[at] = dice.roll() as u8,
        3 if dice.below(4) == 0 => out.truncate(at),
        4 => drop(out.drain(at.min(end)..end)),
        5 => {
            let piece = out[at.min(end)..end].repeat(1 + dice.below(20));
            out.splice(at..at, piece);
        }
        6 => {
            let from = dice.below(other.len() + 1);
            let to = (from + 1 + dice.below(512)).min(other.len());
            out.splice(at..at, other[from.min(to)..to].iter().copied());
        }
        7 => number(dice, out, at),
        _ => drop(out.splice(at..at, TOKENS[dice.below(TOKENS.len())].iter().copied())),
    }
}

/// Puts an extreme number for the next one after `at`.
fn number(dice: &mut Dice, out: &mut Vec<u8>, at: usize) {
    let Some(from) = out[at..].iter().position(u8::is_ascii_digit).map(|p| at + p) else { return };
    let length = out[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    out.splice(from..from + length, NUMBERS[dice.below(NUMBERS.len())].iter().copied());
}

/// The parts of a ZIP, to be damaged inside the packing.
pub fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a whole archive");
    (0..archive.len())
        .map(|i| {
            let mut file = archive.by_index(i).expect("a part");
            let mut content = Vec::new();
            file.read_to_end(&mut content).expect("whole");
            (file.name().expect("a name in UTF-8").into_owned(), content)
        })
        .collect()
}

pub fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in parts {
        zip.start_file(name.as_str(), plain).expect("memory");
        zip.write_all(content).expect("memory");
    }
    zip.finish().expect("memory").into_inner()
}

/// The archive with one of its XML parts damaged; the packing is whole.
pub fn damaged_inside(dice: &mut Dice, parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut parts = parts.to_vec();
    let xml: Vec<usize> = (0..parts.len()).filter(|i| parts[*i].0.ends_with(".xml")).collect();
    let other = parts[xml[dice.below(xml.len())]].1.clone();
    let hit = xml[dice.below(xml.len())];
    parts[hit].1 = damaged(dice, &parts[hit].1, &other);
    packed(&parts)
}
