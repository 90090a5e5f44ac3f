//! What people read about pages that scripts build.

use super::{Fault, browser::Browser, find};
use crate::both;

/// For `oit doctor`; the browser is started, since one that is there may still not do.
pub async fn state() -> String {
    let found = find();
    let version = match &found {
        Some(program) => Browser::version(program).await,
        None => None,
    };
    match (found, version) {
        (Some(path), Some(version)) => {
            both!(
                "หน้าที่สร้างด้วย JavaScript: เปิดด้วย {version} ({})",
                "pages built by JavaScript: opened with {version} ({})",
                path.display()
            )
        }
        (Some(path), None) => both!(
            "หน้าที่สร้างด้วย JavaScript: พบ {} แต่เปิดไม่สำเร็จ\n  ลองติดตั้ง Chromium จากชุดของระบบ (ไม่ใช่ snap): apt install chromium หรือบอกที่อยู่อื่นด้วยตัวแปร OIT_CHROMIUM",
            "pages built by JavaScript: {} is there but does not start\n  try the system's own Chromium (not the snap): apt install chromium, or name another in the variable OIT_CHROMIUM",
            path.display()
        ),
        (None, _) => both!(
            "หน้าที่สร้างด้วย JavaScript: ไม่พบ Chromium\n  ข้อที่ขึ้นกับหน้าเหล่านั้นจะเป็น “ยังตัดสินไม่ได้” จนกว่าจะติดตั้ง: apt install chromium (หรือบอกที่อยู่ด้วยตัวแปร OIT_CHROMIUM)",
            "pages built by JavaScript: there is no Chromium\n  items that hang on such pages cannot be determined until it is installed: apt install chromium (or name it in the variable OIT_CHROMIUM)"
        ),
    }
}

/// For the notes of a walk.
pub(in crate::crawl) fn note(url: &str, fault: Fault) -> String {
    let why = match fault {
        Fault::Absent => {
            return "มีหน้าที่สร้างด้วย JavaScript ซึ่งไม่ได้เปิดในเบราว์เซอร์ (ไม่มี Chromium หรือสั่ง --render never) ข้อที่ขึ้นกับหน้าเหล่านั้นยังตัดสินไม่ได้"
                .to_owned();
        }
        Fault::Spent => {
            return "หน้าที่ต้องเปิดในเบราว์เซอร์มีมากเกินกำหนด ส่วนที่เกินไม่ได้เปิด".to_owned();
        }
        Fault::NoStart => return "เปิด Chromium ไม่สำเร็จ หน้าที่สร้างด้วย JavaScript จึงอ่านไม่ได้".to_owned(),
        Fault::Crashed => "เบราว์เซอร์หยุดทำงาน",
        Fault::Hung => "หน้าไม่ตอบในเวลาที่กำหนด",
        Fault::TooLarge => "หน้ายาวเกินกำหนด",
    };
    format!("เปิด {url} ในเบราว์เซอร์ไม่สำเร็จ: {why}")
}
