//! Flags of `oit survey`; the doc comments are the help that people read.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Sites at once on one network address where nobody says.
pub const PER_ADDRESS: u16 = 2;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Survey {
    #[command(subcommand)]
    pub what: Option<Then>,
    /// ตารางรายชื่อ (.csv .xlsx) คอลัมน์ name/ชื่อหน่วยงาน, url/เว็บไซต์ และถ้ามี: kind/ประเภท, province/จังหวัด, code/รหัส, submission/ไฟล์ที่จะส่ง
    #[arg(required = true, value_name = "AGENCIES")]
    pub list: Option<PathBuf>,
    /// ชื่อการสำรวจ ปกติเป็นชื่อไฟล์รายชื่อ
    #[arg(long, value_name = "NAME", help_heading = "การสำรวจ")]
    pub name: Option<String>,
    /// เริ่มรอบใหม่ หรือทำรอบที่เริ่มด้วย --new แล้วหยุดกลางคันต่อ
    #[arg(long, help_heading = "การสำรวจ")]
    pub new: bool,
    /// จำนวนเว็บไซต์ที่ตรวจพร้อมกัน (ปกติ 8 ต่อแกนประมวลผล ไม่เกิน 64)
    #[arg(long, value_name = "N", env = "OIT_SITES", value_parser = clap::value_parser!(u16).range(1..=2000), help_heading = "การสำรวจ")]
    pub sites: Option<u16>,
    /// จำนวนเว็บไซต์ที่ตรวจพร้อมกันบนเครื่องแม่ข่าย (หมายเลข IP) เดียวกัน
    #[arg(long, value_name = "N", env = "OIT_PER_ADDRESS", default_value_t = PER_ADDRESS, value_parser = clap::value_parser!(u16).range(1..), help_heading = "การสำรวจ")]
    pub per_address: u16,
    /// คำขอต่อวินาทีรวมทุกเว็บไซต์ (ปกติจำกัดเฉพาะรายเว็บไซต์)
    #[arg(long, value_name = "N", env = "OIT_TOTAL_RATE", value_parser = crate::cli::rate, help_heading = "การสำรวจ")]
    pub total_rate: Option<f64>,
    /// ฐานข้อมูลกลาง postgres://… ให้หลายเครื่องช่วยตรวจด้วย oit worker
    #[arg(long, env = "OIT_QUEUE", value_name = "URL", hide_env_values = true, help_heading = "การสำรวจ")]
    pub queue: Option<String>,
    /// เก็บสำเนาเว็บที่เดินทุกแห่ง (WARC ใช้ที่มาก)
    #[arg(long, help_heading = "การสำรวจ")]
    pub keep_crawls: bool,
    /// ไม่พิมพ์ความคืบหน้า
    #[arg(short, long)]
    pub quiet: bool,
    #[command(flatten)]
    pub place: Place,
    #[command(flatten)]
    pub site: Site,
}

/// Where surveys are kept.
#[derive(Debug, Clone, Args)]
pub struct Place {
    /// โฟลเดอร์ข้อมูล มีฐานข้อมูลการสำรวจ (oit.sqlite)
    #[arg(long, env = "OIT_DATA_DIR", value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// It is `oit.toml` that says so, to the commands to come as well.
    #[arg(skip)]
    pub filed: bool,
}

impl Place {
    /// The folder as commands must be given it that are to look into the same one; `None` where they
    /// know it as this one does.
    pub fn flag(&self) -> Option<String> {
        let said = self.data_dir.as_ref().filter(|_| !self.filed)?;
        let known = std::env::var_os("OIT_DATA_DIR").is_some_and(|known| said.as_os_str() == known);
        (!known).then(|| format!("--data-dir={}", said.display()))
    }
}

/// What `oit audit` is told for each site; handed over as they are.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "การตรวจแต่ละแห่ง (เหมือน oit audit)")]
pub struct Site {
    /// ปีงบประมาณที่ประเมิน (พ.ศ.)
    #[arg(long, env = "OIT_YEAR")]
    pub year: Option<i32>,
    /// วันที่ที่ถือว่าตรวจ (YYYY-MM-DD) ปกติเป็นวันที่เริ่มสำรวจ
    #[arg(long)]
    pub as_of: Option<String>,
    /// โฟลเดอร์เกณฑ์ แทนชุดที่อยู่ในโปรแกรม
    #[arg(long, env = "OIT_RULES", value_name = "DIR")]
    pub rules: Option<PathBuf>,
    /// จำนวนหน้าและไฟล์ที่อ่านอย่างมาก
    #[arg(long, value_name = "N")]
    pub max_pages: Option<String>,
    /// ขนาดรวมที่อ่านอย่างมาก เช่น 500M
    #[arg(long, value_name = "BYTES")]
    pub max_bytes: Option<String>,
    /// เวลาที่ใช้อย่างมาก เช่น 30m
    #[arg(long, value_name = "TIME")]
    pub max_time: Option<String>,
    /// จำนวนคลิกจากหน้าแรกอย่างมาก
    #[arg(long, value_name = "N")]
    pub max_depth: Option<String>,
    /// คำขอต่อวินาทีต่อเครื่องแม่ข่าย
    #[arg(long, value_name = "RATE")]
    pub rate: Option<String>,
    /// ที่ติดต่อของผู้ตรวจ (อีเมลหรือเว็บ) บอกไปกับทุกคำขอ
    #[arg(long, value_name = "CONTACT")]
    pub contact: Option<String>,
    /// อ่านภาพสแกนด้วย OCR: auto never always
    #[arg(long, value_name = "WHEN")]
    pub ocr: Option<String>,
    /// ยอมให้เปิดที่อยู่ภายใน (ไม่ใช่ที่อยู่สาธารณะ)
    #[arg(long)]
    pub allow_private: bool,
    /// ตัวเลือกอื่นของ oit audit หลังเครื่องหมาย --
    #[arg(last = true, value_name = "AUDIT OPTIONS")]
    pub more: Vec<String>,
    /// What `oit.toml` says of the same.
    #[arg(skip)]
    pub file: Vec<String>,
}

impl Site {
    /// As flags of `oit audit`, apart from the year, the day and the rules: those of the command
    /// line, and those of the file that it does not name.
    pub fn flags(&self) -> Vec<String> {
        let key = |flag: &str| flag.split('=').next().unwrap_or_default().to_owned();
        let said = self.said();
        let named: Vec<String> = said.iter().map(|flag| key(flag)).collect();
        let file = self.file.iter().filter(|flag| !named.contains(&key(flag))).cloned();
        file.chain(said.iter().cloned()).collect()
    }

    /// Whether addresses that are not public may be opened.
    pub fn allows_private(&self) -> bool {
        self.flags().iter().any(|flag| flag == "--allow-private")
    }

    /// The flags that somebody typed.
    pub fn said(&self) -> Vec<String> {
        let named = [
            ("max-pages", &self.max_pages),
            ("max-bytes", &self.max_bytes),
            ("max-time", &self.max_time),
            ("max-depth", &self.max_depth),
            ("rate", &self.rate),
            ("contact", &self.contact),
            ("ocr", &self.ocr),
        ];
        let mut flags: Vec<String> = named
            .iter()
            .filter_map(|(name, value)| value.as_ref().map(|value| format!("--{name}={value}")))
            .collect();
        if self.allow_private {
            flags.push("--allow-private".to_owned());
        }
        flags.extend(self.more.iter().cloned());
        flags
    }
}

#[derive(Debug, Subcommand)]
pub enum Then {
    /// บอกว่าการสำรวจถึงไหนแล้ว
    Status {
        /// ชื่อหรือเลขของการสำรวจ ปกติเป็นครั้งล่าสุด
        survey: Option<String>,
        #[command(flatten)]
        place: Place,
    },
    /// ให้เว็บไซต์ที่ตรวจไม่ได้รอตรวจใหม่ (แล้วสั่ง oit survey ด้วยรายชื่อเดิม)
    Retry {
        /// ชื่อหรือเลขของการสำรวจ ปกติเป็นครั้งล่าสุด
        survey: Option<String>,
        /// ทุกแห่งที่ตรวจไม่ได้
        #[arg(long, required = true)]
        failed: bool,
        #[command(flatten)]
        place: Place,
    },
    /// เขียนผลลงไฟล์: แถวละหน่วยงาน และแถวละหน่วยงานกับข้อ
    Export {
        /// ชื่อหรือเลขของการสำรวจ ปกติเป็นครั้งล่าสุด
        survey: Option<String>,
        /// ทุกการสำรวจทุกปีในไฟล์เดียว คอลัมน์ year survey survey_nr บอกว่าแถวใดเป็นของครั้งใด
        #[arg(long, conflicts_with = "survey")]
        all: bool,
        /// ชนิดตามนามสกุล: .csv .xlsx .json .parquet (ใช้ซ้ำได้) ไฟล์ .csv และ .parquet ได้สองไฟล์ คือ x และ x-items
        #[arg(long, value_name = "FILE", required = true)]
        to: Vec<PathBuf>,
        #[command(flatten)]
        place: Place,
    },
}
