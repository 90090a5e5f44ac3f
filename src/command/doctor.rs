//! `oit doctor`: which optional helpers are there, and how to get those that are not.

use std::path::PathBuf;

use super::End;

pub fn run() -> End {
    anstream::println!("โปรแกรม oit {}", env!("CARGO_PKG_VERSION"));
    let years: Vec<String> = crate::rule::load::years(None).iter().map(i32::to_string).collect();
    anstream::println!("เกณฑ์ที่มี: ปี {}", years.join(", "));
    match find("tesseract") {
        Some(path) => anstream::println!("OCR (tesseract): พบที่ {}", path.display()),
        None => anstream::println!("OCR (tesseract): ไม่พบ — เอกสารที่เป็นภาพสแกนจะเป็น “ให้คนดู”\n  ติดตั้ง: apt install tesseract-ocr tesseract-ocr-tha"),
    }
    match directories::ProjectDirs::from("", "", "oit") {
        Some(dirs) => anstream::println!("เก็บข้อมูลที่: {}", dirs.data_dir().display()),
        None => anstream::println!("เก็บข้อมูล: ต้องบอกด้วย --data-dir"),
    }
    End::Clean
}

fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(program)).find(|p| p.is_file())
}
