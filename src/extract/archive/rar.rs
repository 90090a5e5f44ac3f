//! RAR, from 1.5 to 7. What is encrypted, or goes on in another file, is named as not read.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use rars::{
    ArchiveMember, ArchiveReadOptions, ArchiveReader, Error, ErrorKind, ExtractionDecision,
    ExtractionErrorAction,
};

use super::{MAX_BYTES, Out, is_rubbish, name_of, unread};
use crate::extract::Why;

const MAX_COUNT: u64 = 20_000;
/// The list of files of an archive of the allowed size needs less.
const MAX_LIST: u64 = 4 << 20;
/// Four times what its program takes by default, and as much as a reading process has room for.
const MAX_DICTIONARY: u64 = 128 << 20;
const MAX_WORKSPACE: u64 = 256 << 20;

pub(super) fn read(bytes: &[u8], out: &mut Out<'_, '_>) {
    let options = ArchiveReadOptions::new()
        .with_max_header_count(MAX_COUNT)
        .with_max_header_bytes(MAX_LIST)
        .with_rar50_dictionary_size_limit(MAX_DICTIONARY)
        .with_max_reader_workspace_bytes(MAX_WORKSPACE)
        .with_max_total_output_bytes(MAX_BYTES);
    let archive = match ArchiveReader::read_with_options(bytes, options) {
        Ok(archive) => archive,
        Err(error) => return out.note(unread(why(&error), whole(&error))),
    };
    let solid = archive.member_refs().any(rars::ArchiveMemberRef::is_solid);
    let taker = RefCell::new(Taker { out, open: None });
    let done = archive.extract_with_control_and_errors(
        options,
        |member| Ok(taker.borrow_mut().decide(member, solid)),
        |_, error| {
            taker.borrow_mut().lose(error);
            Ok(ExtractionErrorAction::Continue)
        },
    );
    let mut taker = taker.into_inner();
    match done {
        Ok(_) => taker.finish(),
        // What follows in the same stream is out of reach with the file that failed.
        Err(error) => taker.give_up(&error),
    }
}

/// Takes the files one by one: the library writes a file, then asks about the next one.
struct Taker<'o, 'a, 'h> {
    out: &'o mut Out<'a, 'h>,
    open: Option<Open>,
}

/// A file that is being unpacked.
struct Open {
    name: String,
    content: Rc<RefCell<Sink>>,
}

impl Taker<'_, '_, '_> {
    fn decide(&mut self, member: &ArchiveMember, solid: bool) -> ExtractionDecision {
        self.finish();
        let name = name_of(&member.meta.name);
        let meta = &member.meta;
        if meta.is_directory || meta.is_redirection {
            return ExtractionDecision::Skip;
        }
        let rubbish = is_rubbish(&name);
        if !rubbish && !self.out.takes_another() {
            return ExtractionDecision::Stop;
        }
        let most = self.out.budget.most(meta.packed_size);
        let fault = if meta.is_encrypted {
            Some(unread(Why::Locked, &name))
        } else if meta.is_split_before || meta.is_split_after {
            Some(unread(Why::Unsupported, &format!("{name}: ไฟล์ RAR ที่แบ่งเป็นหลายส่วน")))
        } else if meta.unpacked_size > most && !(rubbish && solid) {
            Some(unread(Why::TooLarge, &name))
        } else {
            None
        };
        match fault {
            Some(fault) => {
                self.out.note(fault);
                // Of files packed as one, none behind this one can be reached.
                if solid { ExtractionDecision::Stop } else { ExtractionDecision::Skip }
            }
            None if rubbish && solid => ExtractionDecision::Extract(Box::new(io::sink())),
            None if rubbish => ExtractionDecision::Skip,
            None => {
                let content = Rc::new(RefCell::new(Sink { bytes: Vec::new(), most, full: false }));
                self.open = Some(Open { name, content: content.clone() });
                ExtractionDecision::Extract(Box::new(Tap(content)))
            }
        }
    }

    /// The file before is complete, and its checksum was right.
    fn finish(&mut self) {
        let Some(Open { name, content }) = self.open.take() else { return };
        let bytes = std::mem::take(&mut content.borrow_mut().bytes);
        self.out.budget.spend(bytes.len() as u64);
        self.out.file(&name, &bytes);
    }

    fn lose(&mut self, error: &Error) {
        let Some(Open { name, content }) = self.open.take() else { return };
        let content = content.borrow();
        self.out.budget.spend(content.bytes.len() as u64);
        let why = if content.full { Why::TooLarge } else { why(error) };
        self.out.note(unread(why, &name));
    }

    fn give_up(&mut self, error: &Error) {
        match self.open {
            Some(_) => self.lose(error),
            None => self.out.note(unread(why(error), whole(error))),
        }
    }
}

/// Content of one file, up to a size.
struct Sink {
    bytes: Vec<u8>,
    most: u64,
    full: bool,
}

/// The library keeps its end of the content itself.
struct Tap(Rc<RefCell<Sink>>);

impl Write for Tap {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        let mut sink = self.0.borrow_mut();
        if (sink.bytes.len() + more.len()) as u64 > sink.most {
            sink.full = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        sink.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn why(error: &Error) -> Why {
    match error.kind() {
        ErrorKind::ResourceLimit => Why::TooLarge,
        ErrorKind::PasswordRequired | ErrorKind::BadPassword => Why::Locked,
        ErrorKind::UnsupportedFeature if is_lock(error) => Why::Locked,
        ErrorKind::UnsupportedFeature | ErrorKind::UnsupportedFormat => Why::Unsupported,
        _ => Why::Broken,
    }
}

/// Without keys the library cannot even be asked for a password.
fn is_lock(error: &Error) -> bool {
    matches!(error.root_cause(), Error::FeatureDisabled { .. } | Error::Rar50Crypto(_))
}

fn whole(error: &Error) -> &'static str {
    match why(error) {
        Why::Locked => "ไฟล์ RAR ต้องใช้รหัสผ่าน",
        Why::TooLarge => "ไฟล์ RAR ใหญ่เกินกำหนด",
        Why::Unsupported => "ไฟล์ RAR แบบที่โปรแกรมเปิดไม่ได้ โปรดเผยแพร่เป็น PDF หรือ ZIP",
        _ => "เปิดไฟล์ RAR ไม่ได้",
    }
}
