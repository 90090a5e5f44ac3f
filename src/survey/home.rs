//! What a site's first page tells by the way it ends: words for a whole site, where those for a link or a file
//! would send people looking for the wrong thing.

use crate::crawl::Status;

/// Title and advice, in Thai and in English; `None`: what is said of any address fits.
pub(super) fn told(status: Status) -> Option<[(&'static str, &'static str); 2]> {
    const SEE: (&str, &str) = (
        "เปิดหน้าแรกด้วยเบราว์เซอร์ หากใช้ไม่ได้ เว็บไซต์อาจล่ม ถูกระงับ หรือย้ายที่อยู่ ให้แจ้งผู้ดูแลเว็บหรือผู้ให้บริการ หรือแก้ที่อยู่ที่ให้ตรวจ แล้วตรวจใหม่",
        "Open the first page in a browser: if it does not work, the site may be down, suspended or moved; tell its keeper or its hosting firm, or correct the address, and audit again",
    );
    Some(match status {
        Status::Broken => [
            (
                "หน้าแรกว่างเปล่าหรือเสียหาย",
                "เปิดหน้าแรกด้วยเบราว์เซอร์ หากว่างเปล่า เว็บไซต์อาจล่ม ถูกระงับ หรือติดตั้งไม่เสร็จ ให้แจ้งผู้ดูแลเว็บหรือผู้ให้บริการแก้ แล้วตรวจใหม่",
            ),
            (
                "its first page is empty or broken",
                "Open the first page in a browser: if it is empty, the site may be down, suspended or half installed; have its keeper or its hosting firm mend it, and audit again",
            ),
        ],
        Status::NotFound => {
            [("ไม่พบหน้าแรกของเว็บไซต์ (404)", SEE.0), ("its first page is not found (404)", SEE.1)]
        }
        Status::SoftNotFound => {
            [("หน้าแรกแจ้งว่าไม่พบเว็บไซต์", SEE.0), ("its first page says there is nothing", SEE.1)]
        }
        Status::ClientError => {
            [("หน้าแรกปฏิเสธคำขอ (4xx)", SEE.0), ("its first page refuses whoever asks (4xx)", SEE.1)]
        }
        Status::Forbidden => [
            (
                "หน้าแรกไม่อนุญาตให้เข้าดู",
                "ให้ผู้ดูแลเว็บเปิดหน้าแรกให้ประชาชนเข้าดูได้โดยไม่ต้องลงชื่อเข้าใช้ หากเคยเปิดได้ เว็บไซต์อาจถูกระงับหรือกันโปรแกรมตรวจ แล้วตรวจใหม่",
            ),
            (
                "its first page is not open to the public",
                "Have its keeper let the public read the first page without signing in; if it was open before, the site may be suspended or keep programs out; and audit again",
            ),
        ],
        Status::TooLarge | Status::OverLimit => [
            (
                "หน้าแรกใหญ่เกินกำหนด",
                "ให้ผู้ดูแลเว็บดูว่าหน้าแรกส่งข้อมูลไม่สิ้นสุด มีรูปหรือข้อมูลฝังอยู่ในหน้ามากเกินไป หรือส่งเป็นไฟล์แทนหน้าเว็บ แล้วตรวจใหม่",
            ),
            (
                "its first page is too large",
                "Have its keeper see whether the first page never ends, carries too many pictures or data within itself, or is a file and no web page; and audit again",
            ),
        ],
        Status::Unreadable | Status::ScanNotRead | Status::Locked => [
            (
                "หน้าแรกไม่ใช่หน้าเว็บที่อ่านได้",
                "ที่อยู่นี้เปิดเป็นไฟล์หรือข้อมูลอื่น ไม่ใช่หน้าเว็บ แก้ที่อยู่ที่ให้ตรวจเป็นหน้าแรกของเว็บไซต์ หรือให้ผู้ดูแลเว็บแก้เครื่องแม่ข่าย แล้วตรวจใหม่",
            ),
            (
                "its first page is no web page that can be read",
                "The address leads to a file or other data: correct it to the site's first page, or have the server mended, and audit again",
            ),
        ],
        Status::ReaderCrashed | Status::ReaderTimedOut => [
            ("โปรแกรมอ่านหน้าแรกไม่สำเร็จ", "ตรวจใหม่ ถ้ายังเป็นอีกให้แจ้งผู้พัฒนาโปรแกรมพร้อมที่อยู่เว็บไซต์"),
            (
                "the program could not read its first page",
                "Audit again; if it happens again tell the program's makers the address",
            ),
        ],
        Status::Truncated => [
            ("หน้าแรกขาดกลางคัน", "ตรวจใหม่ ถ้ายังเป็นอีกให้ผู้ดูแลเว็บแก้เครื่องแม่ข่าย ซึ่งส่งหน้าแรกไม่ครบตาม Content-Length"),
            (
                "its first page is cut off on the way",
                "Audit again; if it happens again, the server sends less than its Content-Length says: have it mended",
            ),
        ],
        Status::RedirectLoop => [
            (
                "หน้าแรกส่งต่อวนไม่รู้จบ",
                "ให้ผู้ดูแลเว็บแก้การส่งต่อของหน้าแรก (มักเป็นการตั้งค่า http กับ https หรือ www) แล้วตรวจใหม่",
            ),
            (
                "its first page redirects in a circle",
                "Have its keeper mend how the first page redirects (often between http and https, or www), and audit again",
            ),
        ],
        Status::RedirectBlocked => [
            (
                "หน้าแรกส่งต่อไปนอกเว็บไซต์",
                "หากเว็บไซต์ย้ายแล้วให้แก้ที่อยู่ที่ให้ตรวจ หากไม่ได้ย้าย เว็บไซต์อาจถูกระงับหรือถูกเปลี่ยนหน้า ให้แจ้งผู้ดูแลเว็บ",
            ),
            (
                "its first page redirects off the site",
                "If the site has moved, correct the address; if not, it may be suspended or taken over: tell its keeper",
            ),
        ],
        Status::DnsFailed => [
            ("ไม่พบชื่อโดเมน", "ตรวจชื่อโดเมน หากถูกต้อง โดเมนอาจหมดอายุหรือตั้งค่า DNS ผิด ให้แจ้งผู้ดูแลเว็บ"),
            (
                "unknown domain name",
                "See whether the domain is right; if so, it may have run out or its DNS be set wrong: tell the site's keeper",
            ),
        ],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_said_of_a_first_page_speaks_of_a_link_or_a_file_to_be_uploaded() {
        let all = Status::ALL.into_iter().filter_map(told).flatten();
        for (title, advice) in all {
            assert!(!title.is_empty() && !advice.is_empty());
            for wrong in ["แก้ลิงก์", "อัปโหลด", "บันทึกใหม่", "ย่อไฟล์", "Mend the link", "upload"]
            {
                assert!(!advice.contains(wrong) && !title.contains(wrong), "{advice}");
            }
        }
        let empty = told(Status::Broken).unwrap();
        assert!(empty[0].0.contains("หน้าแรกว่างเปล่า") && empty[0].1.contains("ถูกระงับ"));
        assert!(told(Status::NotFound).unwrap()[0].1.contains("ล่ม"));
        assert!(told(Status::Throttled).is_none());
    }
}
