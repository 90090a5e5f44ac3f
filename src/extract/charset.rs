//! Bytes to text, on sites whose labels lie.
//!
//! Thai pages declare `tis-620` over UTF-8 bytes and `utf-8` over windows-874 bytes, so the bytes
//! are believed before the label: BOM, then UTF-8 by its own strict form, then header, then meta,
//! then windows-874.

use encoding_rs::{Encoding, UTF_8, WINDOWS_874, WINDOWS_1252};

/// Names for windows-874 (TIS-620 is a part of it) that `encoding_rs` does not know.
const THAI_LABELS: [&str; 14] = [
    "tis620",
    "tis-620",
    "tis620-2533",
    "tis-620-2533",
    "tis620.2533-1",
    "tis620.2533-0",
    "cp874",
    "cp-874",
    "windows874",
    "x-windows-874",
    "ms874",
    "x-ms874",
    "thai",
    "iso-ir-166",
];

/// How far into a page a `meta` may stand; browsers look at 1,024 bytes, Thai portals need more.
const META_WINDOW: usize = 4096;

/// Decodes a text document; answers with the text and the charset that was used.
pub fn decode(bytes: &[u8], media_type: &str) -> (String, &'static str) {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return with(encoding, &bytes[length..]);
    }
    if let Some(encoding) = utf16_by_zeros(bytes).or_else(|| utf16_by_halves(bytes)) {
        return with(encoding, bytes);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.to_owned(), "utf-8");
    }
    if mostly_utf8(bytes) {
        return (String::from_utf8_lossy(bytes).into_owned(), "utf-8");
    }
    let thai = looks_thai(bytes);
    for label in [header_label(media_type), meta_label(bytes)].into_iter().flatten() {
        let Some(encoding) = by_label(&label) else {
            continue;
        };
        // These bytes are not UTF-8, and Thai in a Latin label is the commonest lie.
        if encoding == UTF_8 || (encoding == WINDOWS_1252 && thai) || encoding.name().starts_with("UTF-16") {
            continue;
        }
        return with(encoding, bytes);
    }
    with(WINDOWS_874, bytes)
}

/// The name of a file, in which no label and few letters help: `แผน` in windows-874 is by chance a
/// Greek letter in UTF-8.
pub(super) fn file_name(raw: &[u8]) -> String {
    let name = decode(raw, "").0;
    let is_thai = |c: char| ('\u{e01}'..='\u{e5b}').contains(&c);
    let (latin, thai) = (|c: char| c < '\u{250}', name.contains(is_thai));
    if thai || name.chars().all(latin) {
        return name;
    }
    let other = with(WINDOWS_874, raw).0;
    if other.chars().all(|c| c.is_ascii() || is_thai(c)) { other } else { name }
}

fn with(encoding: &'static Encoding, bytes: &[u8]) -> (String, &'static str) {
    let name = match encoding.name() {
        "UTF-8" => "utf-8",
        "UTF-16LE" => "utf-16le",
        "UTF-16BE" => "utf-16be",
        other => other,
    };
    (encoding.decode_without_bom_handling(bytes).0.into_owned(), name)
}

fn by_label(label: &str) -> Option<&'static Encoding> {
    let label = label.trim().to_ascii_lowercase();
    if THAI_LABELS.contains(&label.as_str()) {
        return Some(WINDOWS_874);
    }
    Encoding::for_label(label.as_bytes())
}

/// UTF-16 without BOM: markup is ASCII, so every second byte of it is zero.
fn utf16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(1024)];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let enough = head.len() / 8;
    if head.len() < 8 || even.max(odd) <= enough {
        None
    } else if odd > even * 4 {
        Some(encoding_rs::UTF_16LE)
    } else if even > odd * 4 {
        Some(encoding_rs::UTF_16BE)
    } else {
        None
    }
}

/// UTF-16 without BOM of Thai text: every second byte says Thai or Latin, and the others say anything.
fn utf16_by_halves(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(1024) & !1];
    let blocks = |at: usize| head.iter().skip(at).step_by(2).filter(|b| matches!(b, 0 | 0x0e)).count();
    let thai = |at: usize| head.iter().skip(at).step_by(2).filter(|b| **b == 0x0e).count();
    let (even, odd, letters) = (blocks(0), blocks(1), head.len() / 2);
    let is = |here: usize, there: usize, at: usize| {
        letters >= 4 && here * 20 >= letters * 19 && there * 4 < letters && thai(at) * 4 >= letters
    };
    if is(odd, even, 1) {
        Some(encoding_rs::UTF_16LE)
    } else if is(even, odd, 0) {
        Some(encoding_rs::UTF_16BE)
    } else {
        None
    }
}

/// Whether these are letters of two bytes without a mark that says it.
pub(super) fn is_wide(bytes: &[u8]) -> bool {
    utf16_by_halves(bytes).is_some()
}

/// A UTF-8 page with a few broken bytes stays UTF-8: a plug-in cut a title in the middle of a letter.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|b| *b >= 0xC0).count();
        bad += chunk.invalid().len();
    }
    good > bad * 4
}

/// Thai in windows-874 stands in runs of high bytes; accented Latin letters stand alone.
fn looks_thai(bytes: &[u8]) -> bool {
    let (mut high, mut thai, mut together) = (0usize, 0usize, 0usize);
    let mut before = false;
    for &b in bytes {
        let is_high = b >= 0x80;
        if is_high {
            high += 1;
            thai += usize::from(matches!(b, 0xA1..=0xDA | 0xDF..=0xFB));
            together += usize::from(before);
        }
        before = is_high;
    }
    high > 0 && thai * 10 >= high * 7 && together * 2 >= high
}

fn header_label(media_type: &str) -> Option<String> {
    label_after(&media_type.to_ascii_lowercase(), "charset")
}

fn meta_label(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(META_WINDOW)]).to_ascii_lowercase();
    let xml = head.trim_start().starts_with("<?xml").then(|| label_after(&head, "encoding")).flatten();
    let mut rest = head.as_str();
    while let Some(at) = rest.find("<meta") {
        rest = &rest[at + 5..];
        let tag = &rest[..rest.find('>').unwrap_or(rest.len())];
        if let Some(label) = label_after(tag, "charset") {
            return Some(label);
        }
    }
    xml
}

fn label_after(text: &str, word: &str) -> Option<String> {
    let rest = &text[text.find(word)? + word.len()..];
    let rest = rest.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.:".contains(c))).unwrap_or(rest.len());
    (end > 0).then(|| rest[..end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::{decode, file_name};

    const THAI: &str = "<p>ประกาศองค์การบริหารส่วนตำบล เรื่อง แผนพัฒนาท้องถิ่น พ.ศ. 2564</p>";

    fn in_874(text: &str) -> Vec<u8> {
        encoding_rs::WINDOWS_874.encode(text).0.into_owned()
    }

    #[test]
    fn every_thai_label_is_windows_874() {
        for label in [
            "tis620",
            "TIS-620",
            "tis620-2533",
            "cp874",
            "x-windows-874",
            "ms874",
            "iso-8859-11",
            "dos-874",
            "windows-874",
            "WINDOWS-874",
        ] {
            let header = format!("text/html; charset={label}");
            assert_eq!(decode(&in_874(THAI), &header), (THAI.to_owned(), "windows-874"), "{label}");
            let page =
                format!("<meta http-equiv=\"Content-Type\" content=\"text/html; charset={label}\">{THAI}");
            assert_eq!(decode(&in_874(&page), "text/html"), (page, "windows-874"), "{label} in meta");
        }
    }

    #[test]
    fn bytes_are_believed_before_labels() {
        assert_eq!(decode(THAI.as_bytes(), "text/html; charset=tis-620").0, THAI);
        for lie in ["utf-8", "iso-8859-1", "windows-1252", "us-ascii", "nonsense", "utf-16", ""] {
            let header = format!("text/html; charset=\"{lie}\"");
            assert_eq!(decode(&in_874(THAI), &header), (THAI.to_owned(), "windows-874"), "{lie}");
        }
    }

    #[test]
    fn short_names_of_files_are_thai() {
        for name in ["แผน.pdf", "แผน 2568.pdf", "คำสั่ง.doc", "ประกาศ", "เบบ.xls"]
        {
            assert_eq!(file_name(&in_874(name)), name);
        }
        for name in ["แผน.pdf", "Résumé.pdf", "文件.pdf", "plan.pdf", "𝐀𝐁𝐁𝐂.txt"] {
            assert_eq!(file_name(name.as_bytes()), name);
        }
    }

    #[test]
    fn a_few_broken_bytes_do_not_make_a_page_thai_ansi() {
        let mut bytes = THAI.as_bytes().to_vec();
        bytes.extend([0xE0, 0xB8, b'<', 0xFF]);
        let (text, charset) = decode(&bytes, "text/html; charset=tis-620");
        assert_eq!(charset, "utf-8");
        assert!(text.starts_with(THAI));
    }

    #[test]
    fn latin_pages_stay_latin() {
        let (text, charset) =
            decode(b"<p>Caf\xe9 d\xe9j\xe0 vu, na\xefve r\xe9sum\xe9</p>", "text/html; charset=iso-8859-1");
        assert_eq!((text.as_str(), charset), ("<p>Café déjà vu, naïve résumé</p>", "windows-1252"));
    }

    #[test]
    fn utf_16_with_and_without_mark() {
        let page = format!("<!doctype html><html><body>{THAI}</body></html>");
        for (mark, little) in [(true, true), (true, false), (false, true), (false, false)] {
            let text = if mark { format!("\u{feff}{page}") } else { page.clone() };
            let bytes: Vec<u8> = text
                .encode_utf16()
                .flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() })
                .collect();
            let expected = if little { "utf-16le" } else { "utf-16be" };
            assert_eq!(decode(&bytes, "text/html"), (page.clone(), expected), "mark {mark}, little {little}");
        }
    }

    #[test]
    fn thai_text_in_utf_16_needs_no_mark() {
        use crate::extract::{Hints, Kind, read};
        let text = "ประกาศองค์การบริหารส่วนตำบล\r\nเรื่อง แผนพัฒนาท้องถิ่น พ.ศ. ๒๕๖๘";
        for little in [true, false] {
            let wide = |u: u16| if little { u.to_le_bytes() } else { u.to_be_bytes() };
            let bytes: Vec<u8> = text.encode_utf16().flat_map(wide).collect();
            let document = read(&bytes, &Hints { file_name: "a.txt", ..Hints::default() });
            assert_eq!((document.kind, document.blocks.len()), (Kind::Plain, 2), "{document:?}");
            assert_eq!(document.blocks[0].text, "ประกาศองค์การบริหารส่วนตำบล");
        }
    }

    #[test]
    fn utf_8_mark_is_removed() {
        assert_eq!(decode("\u{feff}ก".as_bytes(), "text/html; charset=tis-620"), ("ก".to_owned(), "utf-8"));
    }
}
