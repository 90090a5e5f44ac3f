//! `oit doctor`: which optional helpers are there, and how to get those that are not.

use std::io::{self, Write};
use std::path::Path;

use super::{End, Trouble, kept};
use crate::both;
use crate::cli::Doctor;
use crate::config::Config;
use crate::extract::ocr::Ocr;

pub async fn run(asked: &Doctor) -> End {
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
    let mut end = End::Clean;
    match kept::data_dir(asked.data_dir.as_deref()) {
        Ok(dir) => {
            anstream::println!("{}", both!("เก็บข้อมูลที่: {}", "data is kept in {}", dir.display()));
            if let Err(trouble) = usable(&dir) {
                anstream::println!("  {}", crate::report::clean_text(&trouble.message));
                anstream::println!("  {}", both!("ทางแก้: {}", "help: {}", trouble.help.unwrap_or_default()));
                end = trouble.end;
            } else if let Some(free) = free(&dir).filter(|free| *free < LITTLE) {
                let free = free >> 20;
                anstream::println!(
                    "{}",
                    both!(
                        "  เหลือที่ว่าง {free} MB อาจไม่พอเก็บสำเนาของเว็บไซต์ใหญ่ ให้ลบไฟล์ที่ไม่ใช้ หรือเลือกดิสก์อื่นด้วย --data-dir",
                        "  {free} MB are free, which may be too little for the copy of a large site: delete what is not used, or choose another disk with --data-dir"
                    )
                );
            }
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
            for (names, place) in config.unset() {
                let said = crate::command::notify::config::no_value(&names);
                anstream::println!(
                    "{}",
                    both!("  {place}: {said} จึงแจ้งเตือนไม่ได้", "  {place}: {said}, so nobody could be told")
                );
            }
        }
        Err(trouble) => anstream::println!("{}", crate::report::clean_text(&trouble.message)),
    }
    end
}

/// Free room, in bytes, that the copy of one large site may fill.
const LITTLE: u64 = 2 << 30;
/// Written and taken away again, to see whether the disk takes anything.
const TRIED: usize = 1 << 20;

/// Whether the data folder can be used. Nothing is made that was not there: of a folder that is still to be made,
/// the one that it would be made in is asked.
fn usable(data: &Path) -> Result<(), Trouble> {
    for folder in [data.to_owned(), data.join("crawls")] {
        let there = folder.ancestors().find(|path| path.exists()).unwrap_or(Path::new("."));
        let there = if there.as_os_str().is_empty() { Path::new(".") } else { there };
        let tried = if there.is_dir() { takes(there) } else { Err(io::ErrorKind::NotADirectory.into()) };
        tried.map_err(|error| kept::unwritable(&folder, &error))?;
    }
    let surveys = data.join(crate::survey::store::FILE);
    if surveys.exists() {
        let opened = std::fs::File::options().append(true).open(&surveys);
        opened.map_err(|error| kept::unwritable(&surveys, &error))?;
    }
    Ok(())
}

/// Whether something can be written in a folder.
fn takes(folder: &Path) -> io::Result<()> {
    let mut file = tempfile::tempfile_in(folder)?;
    file.write_all(&vec![1; TRIED])?;
    file.sync_all()
}

/// Bytes that are free to whoever runs this, where the system tells.
#[cfg(unix)]
fn free(data: &Path) -> Option<u64> {
    let about = rustix::fs::statvfs(data.ancestors().find(|path| path.exists())?).ok()?;
    Some(about.f_bavail.saturating_mul(about.f_frsize))
}

#[cfg(not(unix))]
fn free(_: &Path) -> Option<u64> {
    None
}
