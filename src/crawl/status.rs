//! Every named way in which an address can end.

use serde::{Deserialize, Serialize};

use crate::extract::{Unread, Why};

/// How the visit to one address ended: exactly one for each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Read.
    Read,
    /// Fetched, but it could not be turned into text.
    Unreadable,
    /// Fetched, and a scan that was not read this time: without OCR, or a limit of time or pages came first.
    ScanNotRead,
    /// Fetched, but behind a password.
    Locked,
    /// Fetched, but broken beyond reading.
    Broken,
    /// Fetched, but over a limit of size, memory or nesting once it was opened: a bomb, perhaps.
    OverLimit,
    /// Fetched, but our reader came to grief over it; of the file nothing is known.
    ReaderCrashed,
    /// Fetched, but reading it took longer than it may.
    ReaderTimedOut,
    /// Fetched, but its text and links are made by scripts, and no browser could show it.
    NeedsScript,
    /// Taken up by no one: a budget or an interruption came first.
    #[default]
    NotReached,
    RobotsDenied,
    /// robots.txt could not be had (5xx, stall), so nothing may be fetched for now.
    RobotsUnavailable,
    /// 404, 410.
    NotFound,
    /// 200, but the page says that there is nothing.
    SoftNotFound,
    /// 401, 403, a login page.
    Forbidden,
    /// 429 to the end.
    Throttled,
    /// 5xx to the end.
    ServerError,
    /// Any other answer of 4xx.
    ClientError,
    /// The site keeps programs out: a captcha, a firewall's page, or refusals wherever we ask.
    Blocked,
    DnsFailed,
    ConnectFailed,
    TlsFailed,
    TimedOut,
    /// The body ended before its announced length.
    Truncated,
    /// What came is no HTTP, or packed in a way that cannot be unpacked.
    Garbled,
    TooLarge,
    RedirectLoop,
    /// A redirect to where we may not go.
    RedirectBlocked,
    /// Not a public address, or a scheme other than http(s).
    AddressBlocked,
    /// Another host: only looked at as a link.
    OutOfScope,
    /// On another host that shows the document, or asks to log in, and does not give it away; or in a flip book
    /// that is ciphered.
    InViewer,
    /// A calendar, a session loop, a repeated path: cut.
    Trap,
    /// Not http(s), or not an address at all.
    BadAddress,
}

impl Status {
    pub const ALL: [Status; 33] = [
        Status::Read,
        Status::Unreadable,
        Status::ScanNotRead,
        Status::Locked,
        Status::Broken,
        Status::OverLimit,
        Status::ReaderCrashed,
        Status::ReaderTimedOut,
        Status::NeedsScript,
        Status::NotReached,
        Status::RobotsDenied,
        Status::RobotsUnavailable,
        Status::NotFound,
        Status::SoftNotFound,
        Status::Forbidden,
        Status::Throttled,
        Status::ServerError,
        Status::ClientError,
        Status::Blocked,
        Status::DnsFailed,
        Status::ConnectFailed,
        Status::TlsFailed,
        Status::TimedOut,
        Status::Truncated,
        Status::Garbled,
        Status::TooLarge,
        Status::RedirectLoop,
        Status::RedirectBlocked,
        Status::AddressBlocked,
        Status::OutOfScope,
        Status::InViewer,
        Status::Trap,
        Status::BadAddress,
    ];

    /// Whether the content came: what the status tells is what reading made of it.
    pub const fn is_of_reading(self) -> bool {
        matches!(
            self,
            Status::Read
                | Status::Unreadable
                | Status::ScanNotRead
                | Status::Locked
                | Status::Broken
                | Status::OverLimit
                | Status::ReaderCrashed
                | Status::ReaderTimedOut
        )
    }

    /// The name used in reports: `robots-denied`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Unreadable => "unreadable",
            Self::ScanNotRead => "scan-not-read",
            Self::Locked => "locked",
            Self::Broken => "broken",
            Self::OverLimit => "over-limit",
            Self::ReaderCrashed => "reader-crashed",
            Self::ReaderTimedOut => "reader-timed-out",
            Self::NeedsScript => "needs-script",
            Self::NotReached => "not-reached",
            Self::RobotsDenied => "robots-denied",
            Self::RobotsUnavailable => "robots-unavailable",
            Self::NotFound => "not-found",
            Self::SoftNotFound => "soft-not-found",
            Self::Forbidden => "forbidden",
            Self::Throttled => "throttled",
            Self::ServerError => "server-error",
            Self::ClientError => "client-error",
            Self::Blocked => "blocked",
            Self::DnsFailed => "dns-failed",
            Self::ConnectFailed => "connect-failed",
            Self::TlsFailed => "tls-failed",
            Self::TimedOut => "timed-out",
            Self::Truncated => "truncated",
            Self::Garbled => "garbled",
            Self::TooLarge => "too-large",
            Self::RedirectLoop => "redirect-loop",
            Self::RedirectBlocked => "redirect-blocked",
            Self::AddressBlocked => "address-blocked",
            Self::OutOfScope => "out-of-scope",
            Self::InViewer => "in-viewer",
            Self::Trap => "trap",
            Self::BadAddress => "bad-address",
        }
    }

    /// Short Thai name.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Read => "อ่านแล้ว",
            Self::Unreadable => "เปิดได้แต่อ่านข้อความไม่ได้",
            Self::ScanNotRead => "ภาพหรือภาพสแกนที่ครั้งนี้ไม่ได้อ่าน",
            Self::Locked => "ไฟล์ตั้งรหัสผ่าน",
            Self::Broken => "ไฟล์เสียหาย",
            Self::OverLimit => "เปิดแล้วใหญ่เกินกำหนด",
            Self::ReaderCrashed => "โปรแกรมอ่านไฟล์ไม่สำเร็จ",
            Self::ReaderTimedOut => "ใช้เวลาอ่านไฟล์เกินกำหนด",
            Self::NeedsScript => "เนื้อหาสร้างด้วย JavaScript ยังไม่ได้เปิดดู",
            Self::NotReached => "ยังไม่ได้เข้าไปดู",
            Self::RobotsDenied => "robots.txt ห้ามเข้า",
            Self::RobotsUnavailable => "ดึง robots.txt ไม่ได้",
            Self::NotFound => "ไม่พบหน้า (404)",
            Self::SoftNotFound => "หน้าแจ้งว่าไม่พบข้อมูล",
            Self::Forbidden => "ไม่อนุญาตให้เข้าดู",
            Self::Throttled => "เว็บไซต์ขอให้ชะลอ (429)",
            Self::ServerError => "เครื่องแม่ข่ายขัดข้อง (5xx)",
            Self::ClientError => "เว็บไซต์ปฏิเสธคำขอ (4xx)",
            Self::Blocked => "เว็บไซต์กันไม่ให้โปรแกรมเข้าดู",
            Self::DnsFailed => "ไม่พบชื่อโดเมน",
            Self::ConnectFailed => "เชื่อมต่อไม่ได้",
            Self::TlsFailed => "ใบรับรอง HTTPS มีปัญหา",
            Self::TimedOut => "ตอบช้าเกินกำหนด",
            Self::Truncated => "ได้ข้อมูลไม่ครบ",
            Self::Garbled => "เครื่องแม่ข่ายตอบผิดรูปแบบ",
            Self::TooLarge => "ไฟล์ใหญ่เกินกำหนด",
            Self::RedirectLoop => "ส่งต่อวนไม่รู้จบ",
            Self::RedirectBlocked => "ส่งต่อไปนอกเว็บไซต์",
            Self::AddressBlocked => "ที่อยู่ภายในเครือข่าย ไม่เข้า",
            Self::OutOfScope => "อยู่นอกเว็บไซต์",
            Self::InViewer => "อยู่ในโปรแกรมแสดงผลที่ไม่ให้อ่าน",
            Self::Trap => "ลิงก์วนซ้ำ ตัดออก",
            Self::BadAddress => "ลิงก์ไม่ใช่ที่อยู่เว็บ",
        }
    }

    /// What the agency can do about it, in Thai; empty where there is nothing to do.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::Read | Self::OutOfScope => "",
            Self::Unreadable => "ถ้าเป็นภาพของเอกสาร ให้เผยแพร่เป็นไฟล์ที่คัดลอกข้อความได้ รูปถ่ายที่ไม่มีข้อความไม่ต้องแก้",
            Self::ScanNotRead => {
                "ตรวจใหม่ให้อ่านภาพสแกนครบ หรือเผยแพร่เป็นไฟล์ที่คัดลอกข้อความได้ รูปถ่ายที่ไม่มีข้อความไม่ต้องแก้"
            }
            Self::Locked => "ไฟล์ตั้งรหัสผ่าน ประชาชนก็เปิดไม่ได้ ให้เผยแพร่ไฟล์ที่ไม่ตั้งรหัสแทน",
            Self::Broken => "ไฟล์เสียหายหรืออัปโหลดไม่ครบ ให้เปิดในโปรแกรมที่สร้างไฟล์ บันทึกใหม่ แล้วอัปโหลดแทน",
            Self::OverLimit => "ไฟล์ใหญ่หรือใช้เวลาอ่านเกินกำหนด ให้แบ่งหรือบันทึกใหม่ให้เล็กลง หรือให้คนเปิดดู",
            Self::ReaderCrashed => "โปรแกรมอ่านไฟล์นี้ไม่สำเร็จ ให้คนเปิดดู ถ้าเปิดไม่ได้ให้บันทึกใหม่แล้วอัปโหลดแทน",
            Self::ReaderTimedOut => "อ่านไฟล์ไม่ทันเวลา ให้คนเปิดดู หรือแบ่งหรือบันทึกใหม่ให้ง่ายลง",
            Self::NeedsScript => {
                "ให้เครื่องที่ตรวจเปิดหน้านี้ใน Chromium ได้ แล้วตรวจใหม่ (oit doctor บอกว่าขาดหรือติดอะไร) หรือให้หน้าเว็บแสดงรายการได้โดยไม่ต้องใช้ JavaScript"
            }
            Self::NotReached => "เพิ่มจำนวนหน้า ปริมาณข้อมูล หรือเวลาที่ให้ตรวจ แล้วตรวจใหม่",
            Self::RobotsDenied => "แก้ robots.txt ให้เข้าถึงหน้านี้ได้ เพราะผู้ตรวจและประชาชนค้นหาไม่พบ",
            Self::RobotsUnavailable => "แก้ให้ /robots.txt ตอบ 200 หรือ 404 แล้วตรวจใหม่ภายหลัง",
            Self::NotFound => "แก้ลิงก์ให้ชี้ไปยังหน้าที่มีอยู่ หรือนำหน้าเดิมกลับมา",
            Self::SoftNotFound => "แก้ลิงก์ หรือเผยแพร่ข้อมูลที่หน้านี้ และให้หน้าที่ไม่มีตอบรหัส 404",
            Self::Forbidden => "เปิดให้ประชาชนเข้าดูได้โดยไม่ต้องลงชื่อเข้าใช้",
            Self::Throttled => "ตรวจใหม่ด้วยความเร็วต่ำลง (--rate) หรือขอให้ผู้ดูแลเว็บอนุญาต",
            Self::ServerError => "แจ้งผู้ดูแลระบบให้แก้เครื่องแม่ข่าย แล้วตรวจใหม่",
            Self::ClientError => "ตรวจว่าลิงก์ถูกต้องและเปิดด้วยเบราว์เซอร์ได้",
            Self::Blocked => {
                "ขอให้ผู้ดูแลเว็บอนุญาตโปรแกรมตรวจ (ดูชื่อใน User-Agent) แล้วตรวจใหม่ด้วยความเร็วต่ำ (--rate 0.5) ประชาชนบางส่วนอาจถูกกันเช่นกัน"
            }
            Self::Garbled => "แจ้งผู้ดูแลระบบ: เครื่องแม่ข่ายตอบไม่ตรงมาตรฐาน HTTP หรือบีบอัดข้อมูลเสีย",
            Self::DnsFailed => "ตรวจชื่อโดเมนในลิงก์และการตั้งค่า DNS",
            Self::ConnectFailed => "ตรวจว่าเครื่องแม่ข่ายเปิดอยู่และไม่ถูกไฟร์วอลล์กั้น แล้วตรวจใหม่",
            Self::TlsFailed => "ต่ออายุหรือติดตั้งใบรับรอง HTTPS ให้ครบทั้งสาย",
            Self::TimedOut => "ตรวจใหม่เมื่อเว็บไซต์ตอบเร็วขึ้น หรือแก้หน้าที่ช้า",
            Self::Truncated => "อัปโหลดไฟล์ใหม่ให้ครบ และตรวจค่า Content-Length ของเครื่องแม่ข่าย",
            Self::TooLarge => "แบ่งหรือย่อไฟล์ให้เล็กลงเพื่อให้ประชาชนเปิดได้",
            Self::RedirectLoop => "แก้การส่งต่อที่วนกลับมาหน้าเดิม",
            Self::RedirectBlocked => "ชี้ลิงก์ตรงไปยังหน้าของหน่วยงาน",
            Self::AddressBlocked => "เปลี่ยนลิงก์ที่ชี้เข้าเครือข่ายภายในเป็นที่อยู่ที่ประชาชนเปิดได้",
            Self::InViewer => "นำไฟล์เอกสาร เช่น PDF ขึ้นเว็บไซต์ของหน่วยงานโดยตรง หรือเปิดให้ทุกคนที่มีลิงก์ดาวน์โหลดได้",
            Self::Trap => "หน้าเดียวกันมีที่อยู่ไม่รู้จบ หากมีเนื้อหาจริงให้ทำลิงก์ตรงไว้ในเมนู",
            Self::BadAddress => "แก้ลิงก์ให้เป็นที่อยู่เว็บที่ถูกต้อง",
        }
    }

    /// How the reading of a file ended of which there is no text: by the file's own reason, or by the one that all
    /// its parts have.
    pub fn of_unread(unread: &[Unread]) -> Status {
        let own = unread.iter().find(|u| u.page.is_none() && u.file.is_none());
        let of = |u: &Unread| match u.why {
            Why::Locked => Self::Locked,
            Why::Broken => Self::Broken,
            Why::TooLarge => Self::OverLimit,
            Why::Crashed => Self::ReaderCrashed,
            Why::TimedOut => Self::ReaderTimedOut,
            Why::NeedsOcr | Why::DamagedText | Why::Unsupported => Self::Unreadable,
        };
        let first = own.or(unread.first()).map_or(Self::Unreadable, of);
        if own.is_some() || unread.iter().all(|u| of(u) == first) { first } else { Self::Unreadable }
    }

    /// Whether the file came and no text was had of it.
    pub const fn is_unread(self) -> bool {
        matches!(
            self,
            Self::Unreadable
                | Self::ScanNotRead
                | Self::Locked
                | Self::Broken
                | Self::OverLimit
                | Self::ReaderCrashed
                | Self::ReaderTimedOut
        )
    }

    /// Whether the content could not be seen though it may well be there.
    ///
    /// A page that is not there (404) was seen to be missing; one that was refused was not seen.
    pub const fn is_unreached(self) -> bool {
        matches!(
            self,
            Self::NotReached
                | Self::NeedsScript
                | Self::RobotsDenied
                | Self::RobotsUnavailable
                | Self::Forbidden
                | Self::Throttled
                | Self::ServerError
                | Self::Blocked
                | Self::Garbled
                | Self::DnsFailed
                | Self::ConnectFailed
                | Self::TlsFailed
                | Self::TimedOut
                | Self::Truncated
                | Self::TooLarge
        )
    }
}

/// What can be done about a scan that nobody tried to read: there was no OCR. Thai.
pub const NO_OCR: &str = "ตรวจใหม่โดยมี OCR (oit doctor) หรือเผยแพร่เป็นไฟล์ที่คัดลอกข้อความได้ รูปถ่ายที่ไม่มีข้อความไม่ต้องแก้";

/// The same where there was OCR, and this audit did without: the demo does. Thai.
pub const OCR_OFF: &str =
    "ครั้งนี้ไม่ได้ใช้ OCR ภาพและสแกนจึงไม่ได้อ่าน (oit audit อ่านให้เอง เว้นแต่ใส่ --ocr never) รูปถ่ายที่ไม่มีข้อความไม่ต้องแก้";

/// What can be done about a scan for which no pages or no time were left. Thai.
pub const OVER_BUDGET: &str = "ครบจำนวนหน้าหรือเวลาที่ให้อ่านภาพสแกนก่อน เพิ่ม --ocr-pages, --ocr-time หรือ --max-time แล้วตรวจใหม่ หรือเผยแพร่เป็นไฟล์ที่คัดลอกข้อความได้";

/// What can be done about a scan that took longer than a page may. Thai.
pub const NOT_IN_TIME: &str =
    "อ่านภาพสแกนไม่ทันเวลา ตรวจใหม่เมื่อเครื่องว่าง หรือเพิ่ม --ocr-time หรือเผยแพร่เป็นไฟล์ที่คัดลอกข้อความได้";

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// Nobody is told to copy text out of a picture where the file is locked, broken or a bomb.
    #[test]
    fn a_file_that_was_not_read_is_named_by_its_reason() {
        let part = |page, why, file: Option<&str>| Unread {
            file: file.map(str::to_owned),
            ..Unread::new(page, why, "")
        };
        for (why, status) in [
            (Why::NeedsOcr, Status::Unreadable),
            (Why::Locked, Status::Locked),
            (Why::Broken, Status::Broken),
            (Why::TooLarge, Status::OverLimit),
            (Why::Crashed, Status::ReaderCrashed),
            (Why::TimedOut, Status::ReaderTimedOut),
        ] {
            assert_eq!(Status::of_unread(&[part(None, why, None)]), status);
            assert!(status.is_unread());
            // Of an archive all files must agree; of a file its own reason holds, whatever a page's is.
            let (one, two) = (part(None, why, Some("a.pdf")), part(None, Why::Unsupported, Some("b.mp4")));
            assert_eq!(Status::of_unread(&[one.clone(), one.clone()]), status);
            assert_eq!(Status::of_unread(&[one, two]), Status::Unreadable);
            let own = [part(Some(1), Why::NeedsOcr, None), part(None, why, None)];
            assert_eq!(Status::of_unread(&own), status);
        }
        assert_eq!(Status::of_unread(&[]), Status::Unreadable);
    }

    #[test]
    fn each_status_has_its_own_name_title_and_advice() {
        let names: HashSet<_> = Status::ALL.iter().map(|s| s.name()).collect();
        let titles: HashSet<_> = Status::ALL.iter().map(|s| s.title()).collect();
        assert_eq!(names.len(), Status::ALL.len());
        assert_eq!(titles.len(), Status::ALL.len());
        for status in Status::ALL {
            let json = serde_json::to_value(status).expect("a name");
            assert_eq!(json, status.name());
            let silent = matches!(status, Status::Read | Status::OutOfScope);
            assert_eq!(status.advice().is_empty(), silent, "{status:?}");
        }
    }
}
