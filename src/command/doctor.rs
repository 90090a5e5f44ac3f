//! `oit doctor`: which optional helpers are there, and how to get those that are not.

use super::End;
use crate::both;
use crate::config::Config;
use crate::extract::ocr::Ocr;

pub async fn run() -> End {
    anstream::println!("{}", both!("โปรแกรม oit {}", "oit {}", env!("CARGO_PKG_VERSION")));
    let years: Vec<String> = crate::rule::load::years(None).iter().map(i32::to_string).collect();
    anstream::println!("{}", both!("เกณฑ์ที่มี: ปี {}", "criteria at hand: years {}", years.join(", ")));
    anstream::println!("{}", crate::extract::ocr::state());
    if Ocr::find().is_none() {
        anstream::println!(
            "{}",
            both!(
                "  เอกสารที่เป็นภาพสแกนจะเป็น “ให้คนดู” จนกว่าจะติดตั้ง: apt install tesseract-ocr tesseract-ocr-tha",
                "  scanned documents are left to people until it is installed: apt install tesseract-ocr tesseract-ocr-tha"
            )
        );
    }
    anstream::println!("{}", crate::crawl::render::state().await);
    match super::pool() {
        Ok(_) => anstream::println!(
            "{}",
            both!(
                "อ่านไฟล์ในโพรเซสแยก: ได้ (จำกัดเวลาและหน่วยความจำต่อไฟล์)",
                "files are read in processes of their own: yes (each with a limit of time and memory)"
            )
        ),
        Err(why) => anstream::println!(
            "{}",
            both!(
                "อ่านไฟล์ในโพรเซสแยก: ไม่ได้ ({why}) ไฟล์ที่เสียหายหนักอาจทำให้โปรแกรมหยุด",
                "files are read in processes of their own: no ({why}); a badly damaged file may stop the program"
            )
        ),
    }
    let named = std::env::var_os("OIT_DATA_DIR").filter(|dir| !dir.is_empty()).map(std::path::PathBuf::from);
    match super::kept::data_dir(named.as_deref()) {
        Ok(dir) => {
            anstream::println!("{}", both!("เก็บข้อมูลที่: {}", "data is kept in {}", dir.display()));
            anstream::println!(
                "{}",
                both!(
                    "ฐานข้อมูลการสำรวจ: {} (มีในตัว ไม่ต้องติดตั้ง)",
                    "database of surveys: {} (built in, nothing to install)",
                    crate::survey::store::FILE
                )
            );
        }
        Err(_) => anstream::println!(
            "{}",
            both!("เก็บข้อมูล: ต้องบอกด้วย --data-dir", "data: name a folder with --data-dir")
        ),
    }
    match Config::find() {
        Ok(None) => {}
        Ok(Some(config)) => {
            let name = config.name();
            anstream::println!("{}", both!("ค่าที่ตั้งไว้: {name}", "configuration: {name}"));
            for (name, place) in config.unset() {
                anstream::println!(
                    "{}",
                    both!(
                        "  {place}: ตัวแปร {name} ไม่มีค่า จึงแจ้งเตือนไม่ได้",
                        "  {place}: the variable {name} has no value, so nobody could be told"
                    )
                );
            }
        }
        Err(trouble) => anstream::println!("{}", crate::report::clean_text(&trouble.message)),
    }
    End::Clean
}
