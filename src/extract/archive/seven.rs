//! 7z: what its programs write by default, Copy, LZMA and LZMA2. Other methods are named as not read.
//!
//! The list of files is read here, since every count and size in it is a stranger's word.

use std::io::{self, Read};

use lzma_rust2::{Lzma2Reader, LzmaReader};

use super::{Out, is_rubbish, unread};
use crate::extract::Why;

/// The list of files of an archive of the allowed size needs less.
const MAX_LIST: u64 = 4 << 20;
const MAX_COUNT: u64 = 20_000;
/// The dictionary of 7-Zip's strongest setting.
const MAX_DICTIONARY: u64 = 256 << 20;

mod id {
    pub(super) const HEADER: u8 = 1;
    pub(super) const STREAMS: u8 = 4;
    pub(super) const FILES: u8 = 5;
    pub(super) const PACKED: u8 = 6;
    pub(super) const UNPACKED: u8 = 7;
    pub(super) const PARTS: u8 = 8;
    pub(super) const SIZE: u8 = 9;
    pub(super) const CHECKSUMS: u8 = 10;
    pub(super) const FOLDERS: u8 = 11;
    pub(super) const FOLDER_SIZES: u8 = 12;
    pub(super) const PART_COUNTS: u8 = 13;
    pub(super) const EMPTY: u8 = 14;
    pub(super) const NAMES: u8 = 17;
    pub(super) const PACKED_LIST: u8 = 23;
}

pub(super) fn read(bytes: &[u8], out: &mut Out<'_, '_>) {
    let (streams, names) = match list(bytes) {
        Ok(list) => list,
        Err(why) => {
            let detail = if why == Why::Locked {
                "ไฟล์ 7z ต้องใช้รหัสผ่าน"
            } else {
                "เปิดไฟล์ 7z ไม่ได้"
            };
            return out.note(unread(why, detail));
        }
    };
    let mut names = names.iter().filter(|n| !n.1).map(|n| n.0.as_str());
    for folder in &streams {
        // One stream may hold many files, one after the other: all must pass to reach the last.
        let mut stream = folder.open(bytes);
        for size in &folder.parts {
            let name = names.next().unwrap_or_default();
            let wanted = !is_rubbish(name);
            if wanted && !out.takes_another() {
                return;
            }
            let content = match &mut stream {
                Ok(stream) => out.budget.unpack(stream.take(*size), folder.packed, name).and_then(|c| {
                    if c.len() as u64 == *size { Ok(c) } else { Err(unread(Why::Broken, name)) }
                }),
                Err(why) => Err(unread(*why, name)),
            };
            match content {
                Ok(content) if wanted => out.file(name, &content),
                Ok(_) => {}
                Err(unread) => {
                    // What follows in the same stream is out of reach with it.
                    stream = Err(unread.why);
                    out.note(unread);
                }
            }
        }
    }
}

/// One compressed stream and the sizes of the files in it.
struct Folder {
    method: Vec<u8>,
    properties: Vec<u8>,
    offset: u64,
    packed: u64,
    size: u64,
    parts: Vec<u64>,
}

impl Folder {
    fn open<'b>(&self, bytes: &'b [u8]) -> Result<Box<dyn Read + 'b>, Why> {
        let from = usize::try_from(self.offset).ok().and_then(|o| o.checked_add(32)).ok_or(Why::Broken)?;
        let packed = usize::try_from(self.packed).map_err(|_| Why::Broken)?;
        let input = bytes.get(from..).and_then(|b| b.get(..packed)).ok_or(Why::Broken)?;
        // Nothing can point further back than the stream is long.
        let dictionary = |said: u64| {
            let needed = said.min(self.size).max(4096);
            if needed > MAX_DICTIONARY { Err(Why::TooLarge) } else { Ok(needed as u32) }
        };
        match (self.method.as_slice(), self.properties.as_slice()) {
            ([0], _) => Ok(Box::new(input)),
            ([3, 1, 1], [props, a, b, c, d]) => {
                let size = dictionary(u64::from(u32::from_le_bytes([*a, *b, *c, *d])))?;
                let reader = LzmaReader::new_with_props(input, self.size, *props, size, None);
                Ok(Box::new(reader.map_err(|_| Why::Broken)?))
            }
            ([0x21], [bits @ 0..=39]) => {
                let size = dictionary((2 | u64::from(bits & 1)) << (bits / 2 + 11))?;
                Ok(Box::new(Lzma2Reader::new(input, size, None)))
            }
            ([6, 0xf1, 7, ..], _) => Err(Why::Locked),
            _ => Err(Why::Unsupported),
        }
    }
}

/// Name of each file, and whether it has no content.
type Names = Vec<(String, bool)>;

fn list(bytes: &[u8]) -> Result<(Vec<Folder>, Names), Why> {
    let mut head = Cursor(bytes.get(12..32).ok_or(Why::Broken)?);
    let (offset, size) = (head.u64()?, head.u64()?);
    if size == 0 {
        return Ok((Vec::new(), Vec::new()));
    }
    let from = usize::try_from(offset).ok().and_then(|o| o.checked_add(32)).ok_or(Why::Broken)?;
    let size = usize::try_from(size).map_err(|_| Why::Broken)?;
    let mut list = bytes.get(from..).and_then(|b| b.get(..size)).ok_or(Why::Broken)?.to_vec();
    // The list itself is mostly compressed, at most once in practice.
    for _ in 0..3 {
        let mut at = Cursor(&list);
        match at.byte()? {
            id::HEADER => return header(&mut at),
            id::PACKED_LIST => {
                let folder = streams(&mut at)?.into_iter().next().ok_or(Why::Broken)?;
                if folder.size > MAX_LIST {
                    return Err(Why::TooLarge);
                }
                let mut next = Vec::new();
                folder
                    .open(bytes)?
                    .take(folder.size)
                    .read_to_end(&mut next)
                    .map_err(|_: io::Error| Why::Broken)?;
                list = next;
            }
            _ => return Err(Why::Broken),
        }
    }
    Err(Why::Broken)
}

fn header(at: &mut Cursor<'_>) -> Result<(Vec<Folder>, Names), Why> {
    let mut folders = Vec::new();
    let mut names = Vec::new();
    loop {
        match at.byte()? {
            0 => return Ok((folders, names)),
            id::STREAMS => folders = streams(at)?,
            id::FILES => names = files(at)?,
            _ => return Err(Why::Unsupported),
        }
    }
}

fn streams(at: &mut Cursor<'_>) -> Result<Vec<Folder>, Why> {
    let (mut offset, mut packed, mut folders) = (0, Vec::new(), Vec::new());
    let mut parts_said = false;
    loop {
        match at.byte()? {
            0 => break,
            id::PACKED => {
                offset = at.number()?;
                let count = at.count()?;
                loop {
                    match at.byte()? {
                        0 => break,
                        id::SIZE => packed = (0..count).map(|_| at.number()).collect::<Result<_, _>>()?,
                        id::CHECKSUMS => {
                            at.checksums(count)?;
                        }
                        _ => return Err(Why::Broken),
                    }
                }
            }
            id::UNPACKED => folders = unpacked(at)?,
            id::PARTS => {
                parts(at, &mut folders)?;
                parts_said = true;
            }
            _ => return Err(Why::Broken),
        }
    }
    let mut packed = packed.into_iter();
    for folder in &mut folders {
        // Filters take several streams; such a folder is not opened, but its streams are passed over.
        folder.1.offset = offset;
        for n in 0..folder.0.inputs {
            let size: u64 = packed.next().ok_or(Why::Broken)?;
            if n == 0 {
                folder.1.packed = size;
            }
            offset = offset.checked_add(size).ok_or(Why::Broken)?;
        }
        if !parts_said {
            folder.1.parts = vec![folder.1.size];
        }
    }
    Ok(folders.into_iter().map(|(_, f)| f).collect())
}

/// What only reading the list needs to know of a folder.
struct Shape {
    inputs: usize,
    outputs: usize,
    /// Which of the outputs is the folder's.
    last: usize,
    checked: bool,
}

fn unpacked(at: &mut Cursor<'_>) -> Result<Vec<(Shape, Folder)>, Why> {
    if at.byte()? != id::FOLDERS {
        return Err(Why::Broken);
    }
    let count = at.count()?;
    if at.byte()? != 0 {
        return Err(Why::Unsupported);
    }
    let mut folders: Vec<_> = (0..count).map(|_| folder(at)).collect::<Result<_, _>>()?;
    loop {
        match at.byte()? {
            0 => return Ok(folders),
            id::FOLDER_SIZES => {
                for (shape, folder) in &mut folders {
                    for n in 0..shape.outputs {
                        let size = at.number()?;
                        if n == shape.last {
                            folder.size = size;
                        }
                    }
                }
            }
            id::CHECKSUMS => {
                let checked = at.checksums(count)?;
                folders.iter_mut().zip(checked).for_each(|((shape, _), c)| shape.checked = c);
            }
            _ => return Err(Why::Broken),
        }
    }
}

fn folder(at: &mut Cursor<'_>) -> Result<(Shape, Folder), Why> {
    let coders = at.byte()?;
    if !(1..=8).contains(&coders) {
        return Err(Why::Broken);
    }
    let (mut inputs, mut outputs) = (0usize, 0usize);
    let mut method = Vec::new();
    let mut properties = Vec::new();
    for _ in 0..coders {
        let flags = at.byte()?;
        let id = at.take(usize::from(flags & 15))?.to_vec();
        let (i, o) = if flags & 0x10 != 0 { (at.count()?, at.count()?) } else { (1, 1) };
        inputs += i;
        outputs += o;
        let own = if flags & 0x20 != 0 {
            let size = at.count()?;
            at.take(size)?.to_vec()
        } else {
            Vec::new()
        };
        // A lock among several methods is what a reader must know of first.
        if coders == 1 || id.starts_with(&[6, 0xf1, 7]) {
            (method, properties) = (id, own);
        }
    }
    let pairs = outputs.checked_sub(1).ok_or(Why::Broken)?;
    let mut bound = Vec::new();
    for _ in 0..pairs {
        at.number()?;
        bound.push(at.number()?);
    }
    let inputs = inputs.checked_sub(pairs).filter(|n| *n > 0).ok_or(Why::Broken)?;
    if inputs > 1 {
        (0..inputs).try_for_each(|_| at.number().map(|_| ()))?;
    }
    let last = (0..outputs).find(|n| !bound.contains(&(*n as u64))).ok_or(Why::Broken)?;
    let folder = Folder { method, properties, offset: 0, packed: 0, size: 0, parts: Vec::new() };
    Ok((Shape { inputs, outputs, last, checked: false }, folder))
}

/// How many files each folder holds, and how large each is; of the last the rest is left.
fn parts(at: &mut Cursor<'_>, folders: &mut [(Shape, Folder)]) -> Result<(), Why> {
    let mut counts = vec![1usize; folders.len()];
    let mut kind = at.byte()?;
    if kind == id::PART_COUNTS {
        for count in &mut counts {
            *count = at.count()?;
        }
        kind = at.byte()?;
    }
    let sized = kind == id::SIZE;
    for ((_, folder), &count) in folders.iter_mut().zip(&counts) {
        let mut left = folder.size;
        for n in 0..count {
            let size = if n + 1 == count {
                left
            } else if sized {
                at.number()?
            } else {
                return Err(Why::Broken);
            };
            left = left.checked_sub(size).ok_or(Why::Broken)?;
            folder.parts.push(size);
        }
    }
    if sized {
        kind = at.byte()?;
    }
    while kind != 0 {
        if kind != id::CHECKSUMS {
            return Err(Why::Broken);
        }
        let known = |shape: &Shape, count: usize| count == 1 && shape.checked;
        let missing = folders.iter().zip(&counts).filter(|((s, _), c)| !known(s, **c)).map(|(_, c)| c).sum();
        at.checksums(missing)?;
        kind = at.byte()?;
    }
    Ok(())
}

fn files(at: &mut Cursor<'_>) -> Result<Names, Why> {
    let count = at.count()?;
    let mut names = vec![(String::new(), false); count];
    loop {
        let kind = at.byte()?;
        if kind == 0 {
            return Ok(names);
        }
        let size = usize::try_from(at.number()?).map_err(|_| Why::Broken)?;
        let mut field = Cursor(at.take(size)?);
        match kind {
            id::EMPTY => {
                let empty = field.bits(count)?;
                names.iter_mut().zip(empty).for_each(|(name, e)| name.1 = e);
            }
            id::NAMES => {
                if field.byte()? != 0 {
                    return Err(Why::Unsupported);
                }
                let units: Vec<u16> =
                    field.0.chunks_exact(2).map(|c| u16::from_le_bytes([c[0], c[1]])).collect();
                for (name, units) in names.iter_mut().zip(units.split(|u| *u == 0)) {
                    name.0 = String::from_utf16_lossy(units).replace('\\', "/");
                }
            }
            _ => {}
        }
    }
}

struct Cursor<'b>(&'b [u8]);

impl<'b> Cursor<'b> {
    fn take(&mut self, size: usize) -> Result<&'b [u8], Why> {
        let (part, rest) = self.0.split_at_checked(size).ok_or(Why::Broken)?;
        self.0 = rest;
        Ok(part)
    }

    fn byte(&mut self) -> Result<u8, Why> {
        Ok(self.take(1)?[0])
    }

    fn u64(&mut self) -> Result<u64, Why> {
        let bytes = self.take(8)?.try_into().map_err(|_| Why::Broken)?;
        Ok(u64::from_le_bytes(bytes))
    }

    /// As many bytes follow the first as it has leading ones; its other bits come on top.
    fn number(&mut self) -> Result<u64, Why> {
        let first = self.byte()?;
        let more = first.leading_ones();
        let mut value = 0;
        for n in 0..more {
            value |= u64::from(self.byte()?) << (8 * n);
        }
        let top = if more < 7 { u64::from(first & (0x7f >> more)) << (8 * more) } else { 0 };
        Ok(value | top)
    }

    fn count(&mut self) -> Result<usize, Why> {
        let count = self.number()?;
        if count > MAX_COUNT { Err(Why::TooLarge) } else { Ok(count as usize) }
    }

    fn bits(&mut self, count: usize) -> Result<Vec<bool>, Why> {
        let bytes = self.take(count.div_ceil(8))?;
        Ok((0..count).map(|n| bytes[n / 8] & (0x80 >> (n % 8)) != 0).collect())
    }

    /// Passes over a list of checksums; says for which of the streams there is one.
    fn checksums(&mut self, count: usize) -> Result<Vec<bool>, Why> {
        let given = if self.byte()? == 0 { self.bits(count)? } else { vec![true; count] };
        self.take(4 * given.iter().filter(|g| **g).count())?;
        Ok(given)
    }
}
