//! The lists in which fonts say what letters their glyphs are (`ToUnicode`): one line that cannot be understood costs
//! that line. The parser would drop the whole list, and every letter of the font would be nameless.
//!
//! A list is mended where it lies, so the file stays as long as it was and all places in it stay true.

use std::collections::HashSet;
use std::io::{Read, Write};
use std::ops::Range;

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use hayro_interpret::hayro_cmap::{CMap, CMapName, load_embedded};
use hayro_syntax::Pdf;
use hayro_syntax::object::{Dict, Name, ObjRef, Stream};

use super::device::Budget;

/// Bytes of one list; that of a big Chinese font has 1 MB.
const MOST: u64 = 4 << 20;
/// Fonts and drawings of a document that are looked at.
const MOST_LOOKS: usize = 20_000;
/// Drawings within drawings.
const MAX_DEPTH: usize = 4;

/// The file with its lists in order; `None` where they are, or there is no time to look.
pub(super) fn mended(pdf: &Pdf, budget: &Budget) -> Option<Vec<u8>> {
    let mut looks = Looks::default();
    for page in pdf.pages().iter().take_while(|_| !budget.spent()) {
        looks.at_all(&page.resources().fonts, &page.resources().x_objects, MAX_DEPTH);
    }
    let data = pdf.data().as_ref();
    let mends: Vec<(Range<usize>, Vec<u8>)> = looks
        .lists
        .iter()
        .take_while(|_| !budget.spent())
        .filter_map(|list| Some((place(data, list)?, anew(list)?)))
        .collect();
    let mut file = (!mends.is_empty()).then(|| data.to_vec())?;
    for (place, list) in mends {
        file.get_mut(place)?.copy_from_slice(&list);
    }
    Some(file)
}

/// What was looked at, and the lists found.
#[derive(Default)]
struct Looks<'a> {
    seen: HashSet<ObjRef>,
    lists: Vec<Stream<'a>>,
}

impl<'a> Looks<'a> {
    fn at_all(&mut self, fonts: &Dict<'a>, drawings: &Dict<'a>, depth: usize) {
        for key in fonts.keys() {
            if self.is_new(fonts, &key)
                && let Some(font) = fonts.get::<Dict<'_>>(&key)
                && self.is_new(&font, b"ToUnicode")
            {
                self.lists.extend(font.get::<Stream<'_>>("ToUnicode"));
            }
        }
        for key in drawings.keys().filter(|_| depth > 0) {
            if self.is_new(drawings, &key)
                && let Some(drawing) = drawings.get::<Stream<'_>>(&key)
                && let Some(inner) = drawing.dict().get::<Dict<'_>>("Resources")
            {
                let part = |name: &str| inner.get::<Dict<'_>>(name).unwrap_or_default();
                self.at_all(&part("Font"), &part("XObject"), depth - 1);
            }
        }
    }

    fn is_new(&mut self, dict: &Dict<'_>, key: impl AsRef<[u8]>) -> bool {
        self.seen.len() < MOST_LOOKS && dict.get_ref(key).is_none_or(|object| self.seen.insert(object))
    }
}

/// Where in the file a stream lies; of a locked file, nowhere.
fn place(data: &[u8], stream: &Stream<'_>) -> Option<Range<usize>> {
    let raw = stream.raw_data();
    let from = (raw.as_ptr() as usize).checked_sub(data.as_ptr() as usize)?;
    let place = from..from.checked_add(raw.len())?;
    (data.get(place.clone())? == raw.as_ref()).then_some(place)
}

/// The list as it can be read, in as many bytes as it took; `None` where nothing is wrong, or not to be helped.
fn anew(stream: &Stream<'_>) -> Option<Vec<u8>> {
    let (raw, dict) = (stream.raw_data(), stream.dict());
    let packed = match dict.get::<Name<'_>>("Filter") {
        Some(name) if name.as_ref() == b"FlateDecode" && !dict.contains_key("DecodeParms") => true,
        None if !dict.contains_key("Filter") => false,
        _ => return None,
    };
    let mut list = Vec::new();
    if packed {
        // What came out before it broke counts.
        let _ = ZlibDecoder::new(raw.as_ref()).take(MOST).read_to_end(&mut list);
    } else {
        list.extend(raw.iter().take(MOST as usize));
    }
    if CMap::parse(&list, load_embedded).is_some() {
        return None;
    }
    let list = understood(&list);
    CMap::parse(&list, load_embedded)?;
    let mut written = list;
    if packed {
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
        packer.write_all(&written).ok()?;
        written = packer.finish().ok()?;
    }
    let gap = raw.len().checked_sub(written.len())?;
    written.extend(std::iter::repeat_n(b' ', gap));
    Some(written)
}

/// What of a list names letters.
fn understood(list: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let tokens: Vec<&[u8]> = Tokens(list).collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match *token {
            b"usecmap" => {
                let name = at.checked_sub(2).and_then(|before| tokens.get(before)?.strip_prefix(b"/"));
                if let Some(name) = name.filter(|name| load_embedded(CMapName::from_bytes(name)).is_some()) {
                    out.extend([b"/", name, b" usecmap\n"].concat());
                }
            }
            b"beginbfchar" => {
                out.extend(b"1 beginbfchar\n");
                at = letters(&tokens, at, &mut out);
                out.extend(b"endbfchar\n");
            }
            b"beginbfrange" => {
                out.extend(b"1 beginbfrange\n");
                at = ranges(&tokens, at, &mut out);
                out.extend(b"endbfrange\n");
            }
            _ => {}
        }
    }
    out
}

/// Pairs of a code and its letters; returns where they end.
fn letters(tokens: &[&[u8]], mut at: usize, out: &mut Vec<u8>) -> usize {
    while let Some(code) = tokens.get(at).filter(|token| !token.starts_with(b"end")) {
        at += 1;
        if !is_code(code) {
            continue;
        }
        let Some(name) = tokens.get(at).filter(|token| !token.starts_with(b"end")) else { break };
        at += 1;
        if is_name(name) {
            out.extend([code, *name, b"\n"].concat());
        }
    }
    at
}

/// The same of a first code, a last one, and the letters of the first or of each.
fn ranges(tokens: &[&[u8]], mut at: usize, out: &mut Vec<u8>) -> usize {
    while let Some(first) = tokens.get(at).filter(|token| !token.starts_with(b"end")) {
        at += 1;
        let Some(from) = number(first) else { continue };
        let Some(to) = tokens.get(at).and_then(|last| number(last)) else { continue };
        let last = tokens[at];
        at += 1;
        match tokens.get(at) {
            Some(&b"[") => {
                let rest = &tokens[at + 1..];
                let names = rest.split(|t| *t == b"]" || t.starts_with(b"end")).next().unwrap_or_default();
                // The closing bracket is passed over as what is no code.
                at += 1 + names.len();
                let digits = first.len() - 2;
                for (code, name) in (from..=to).zip(names).filter(|(_, name)| is_name(name)) {
                    out.extend(format!("<{code:0digits$x}><{code:0digits$x}>").as_bytes());
                    out.extend([*name, b"\n"].concat());
                }
            }
            Some(name) if !name.starts_with(b"end") => {
                at += 1;
                if is_name(name) {
                    out.extend([first, last, *name, b"\n"].concat());
                }
            }
            _ => {}
        }
    }
    at
}

fn is_code(token: &[u8]) -> bool {
    number(token).is_some()
}

fn number(token: &[u8]) -> Option<u32> {
    let digits = hex(token).filter(|digits| digits.len() <= 8)?;
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

fn is_name(token: &[u8]) -> bool {
    hex(token).is_some()
}

/// The digits of `<0e01>`, where there are any and nothing else.
fn hex(token: &[u8]) -> Option<&[u8]> {
    let digits = token.strip_prefix(b"<")?.strip_suffix(b">")?;
    (!digits.is_empty() && digits.len().is_multiple_of(2) && digits.iter().all(u8::is_ascii_hexdigit))
        .then_some(digits)
}

/// Strings in digits, brackets, names and words, as they stand; remarks are left out.
struct Tokens<'a>(&'a [u8]);

impl<'a> Iterator for Tokens<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        loop {
            self.0 = self.0.trim_ascii_start();
            match self.0.first()? {
                b'%' => self.take(|rest| rest.iter().position(|b| matches!(b, b'\n' | b'\r'))),
                b'\0' => self.take(|_| Some(1)),
                b'<' if self.0.starts_with(b"<<") => return Some(self.take(|_| Some(2))),
                b'<' => return Some(self.take(|rest| rest.iter().position(|b| *b == b'>').map(|at| at + 1))),
                b'[' | b']' | b'>' | b'(' | b')' | b'{' | b'}' => return Some(self.take(|_| Some(1))),
                _ => {
                    let ends = |b: &u8| b.is_ascii_whitespace() || b"<>[](){}/%\0".contains(b);
                    let length = |rest: &[u8]| rest.iter().skip(1).position(ends).map(|at| at + 1);
                    return Some(self.take(length));
                }
            };
        }
    }
}

impl<'a> Tokens<'a> {
    /// As many bytes as `length` says of what is left, else all of it.
    fn take(&mut self, length: impl Fn(&[u8]) -> Option<usize>) -> &'a [u8] {
        let (token, rest) = self.0.split_at(length(self.0).unwrap_or(self.0.len()));
        self.0 = rest;
        token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(list: &str) -> String {
        String::from_utf8(understood(list.as_bytes())).unwrap().replace('\n', " ").trim_end().to_owned()
    }

    #[test]
    fn a_line_that_says_nothing_costs_that_line() {
        for (list, expected) in [
            ("<0120> <> <0121> <0e01>", "<0121><0e01>"),
            ("<0120> /A <0121> <0e01>", "<0121><0e01>"),
            ("<0120> (x) % a remark <1>\n <0121> <0e01>", "<0121><0e01>"),
            ("<0120> <zz> <0121> <0e010e34>", "<0121><0e010e34>"),
            ("<0121> <0e01> <0122>", "<0121><0e01>"),
        ] {
            let list = format!("begincmap 2 beginbfchar {list} endbfchar endcmap");
            assert_eq!(kept(&list), format!("1 beginbfchar {expected} endbfchar"), "{list}");
        }
        for (list, expected) in [
            ("<01> <03> [<0e01> <0e02>]", "<01><01><0e01> <02><02><0e02>"),
            ("<01> <02> [<0e01> <> ] <05> <06> <0e10>", "<01><01><0e01> <05><06><0e10>"),
            ("<01> <02> [/A <0e02>] <05> <06> /B <07> <08> <0e20>", "<02><02><0e02> <07><08><0e20>"),
            ("<01> <02> [<0e01>", "<01><01><0e01>"),
        ] {
            let list =
                format!("begincmap 2 beginbfrange {list} endbfrange 1 beginbfchar <09><0e30> endbfchar");
            let expected = format!("1 beginbfrange {expected} endbfrange 1 beginbfchar <09><0e30> endbfchar");
            assert_eq!(kept(&list), expected, "{list}");
        }
        assert_eq!(
            kept("/Nobody-Knows usecmap 1 beginbfchar <01> <0e01> endbfchar"),
            "1 beginbfchar <01><0e01> endbfchar"
        );
        assert_eq!(kept("/Adobe-Thai usecmap <<>> beginbfchar"), "1 beginbfchar endbfchar");
    }

    #[test]
    fn what_is_kept_can_be_parsed() {
        let list = "%!PS\n/CIDInit /ProcSet findresource begin /X usecmap 2 beginbfchar <0120> <> <0121> <0e01> endbfchar \
            1 beginbfrange <01> <03> [<0e01>] endbfrange end";
        assert!(CMap::parse(list.as_bytes(), load_embedded).is_none());
        let map = CMap::parse(&understood(list.as_bytes()), load_embedded).unwrap();
        assert!(map.lookup_bf_string(0x121).is_some() && map.lookup_bf_string(1).is_some());
        assert!(map.lookup_bf_string(0x120).is_none() && map.lookup_bf_string(2).is_none());
    }
}
