//! `oit doctor`: which optional helpers are there, and how to get those that are not.

use super::End;
use crate::extract::ocr::Ocr;

pub async fn run() -> End {
    anstream::println!("โปรแกรม oit {}", env!("CARGO_PKG_VERSION"));
    let years: Vec<String> = crate::rule::load::years(None).iter().map(i32::to_string).collect();
    anstream::println!("เกณฑ์ที่มี: ปี {}", years.join(", "));
    anstream::println!("{}", crate::extract::ocr::state());
    if Ocr::find().is_none() {
        anstream::println!(
            "  เอกสารที่เป็นภาพสแกนจะเป็น “ให้คนดู” จนกว่าจะติดตั้ง: apt install tesseract-ocr tesseract-ocr-tha"
        );
    }
    anstream::println!("{}", crate::crawl::render::state().await);
    match super::pool() {
        Ok(_) => anstream::println!("อ่านไฟล์ในโพรเซสแยก: ได้ (จำกัดเวลาและหน่วยความจำต่อไฟล์)"),
        Err(why) => anstream::println!("อ่านไฟล์ในโพรเซสแยก: ไม่ได้ ({why}) ไฟล์ที่เสียหายหนักอาจทำให้โปรแกรมหยุด"),
    }
    match directories::ProjectDirs::from("", "", "oit") {
        Some(dirs) => {
            anstream::println!("เก็บข้อมูลที่: {}", dirs.data_dir().display());
            anstream::println!("ฐานข้อมูลการสำรวจ: {} (มีในตัว ไม่ต้องติดตั้ง)", crate::survey::store::FILE);
        }
        None => anstream::println!("เก็บข้อมูล: ต้องบอกด้วย --data-dir"),
    }
    End::Clean
}
