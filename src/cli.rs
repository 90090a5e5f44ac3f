//! Commands and options; the doc comments are the help that people read.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::both;
use crate::mark::survey::Survey;
use crate::rule::advice::Advice;

/// ตรวจเว็บไซต์หน่วยงานตามแบบ OIT (O1–O43) ก่อนผู้ตรวจ
///
/// เดินเว็บไซต์จากหน้าแรก อ่านหน้าเว็บและเอกสาร เทียบกับเกณฑ์ของปีที่ประเมิน แล้วพิมพ์ตารางแบบเดียวกับผู้ตรวจ
/// พร้อมหลักฐานและสิ่งที่ต้องแก้
#[derive(Debug, Parser)]
#[command(name = "oit", version, max_term_width = 100, arg_required_else_help = true)]
#[command(
    after_help = "รหัสจบ: 0 ไม่มีข้อบกพร่อง · 1 มีข้อบกพร่อง · 2 คำสั่งหรือเกณฑ์ผิด · 3 ตรวจไม่ได้ (เข้าไม่ถึง อ่านได้น้อยเกินไป)"
)]
pub struct Cli {
    #[command(flatten)]
    pub log: Log,
    #[command(subcommand)]
    pub command: Command,
}

/// How the program tells what it does.
#[derive(Debug, Args)]
pub struct Log {
    /// รูปแบบของสิ่งที่พิมพ์ระหว่างทำงาน: ข้อความ หรือ JSON บรรทัดละรายการ
    #[arg(
        long,
        global = true,
        value_enum,
        env = "OIT_LOG_FORMAT",
        default_value_t = LogFormat::Text,
        hide_default_value = true,
        help_heading = "บันทึก"
    )]
    pub log_format: LogFormat,
    /// เขียนสิ่งที่พิมพ์ระหว่างทำงานต่อท้ายไฟล์นี้ แทนหน้าจอ (ข้อผิดพลาดพิมพ์ทั้งสองที่)
    #[arg(long, global = true, env = "OIT_LOG_FILE", value_name = "FILE", help_heading = "บันทึก")]
    pub log_file: Option<PathBuf>,
    /// ภาษาของวิธีใช้ ข้อผิดพลาด และรายงาน
    #[arg(long, global = true, value_enum, env = "OIT_LANG", help_heading = "บันทึก")]
    pub lang: Option<Language>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// ตรวจเว็บไซต์ของหน่วยงานหนึ่ง แล้วพิมพ์ตารางของผู้ตรวจ
    Audit(Box<Audit>),
    /// ตรวจหลายเว็บไซต์ตามรายชื่อ หยุดแล้วทำต่อได้
    Survey(Box<crate::command::survey::args::Survey>),
    /// ตรวจเว็บไซต์จากฐานข้อมูลกลางที่หลายเครื่องใช้ร่วมกัน
    Worker(Box<crate::command::worker::Asked>),
    /// เปิดหน้าเว็บในเครื่องเพื่อดูผลการสำรวจและการตรวจที่เก็บไว้
    Serve(Box<crate::command::serve::Serve>),
    /// ร่างมาตรการส่งเสริมคุณธรรมและความโปร่งใส (O42) จากข้อที่ไม่ผ่าน หรือแบบรายงานผล (O43)
    Plan(crate::command::plan::Asked),
    /// เปรียบเทียบรายงานสองครั้ง: ได้เพิ่ม เสียไป ย้ายที่ เปลี่ยนไป
    Diff(crate::command::diff::Asked),
    /// แสดงข้อความที่โปรแกรมเห็นในเอกสารหรือหน้าเว็บหนึ่ง
    #[command(
        after_help = "รหัสจบ: 0 อ่านได้ · 1 ไม่มีข้อความ (ภาพสแกน) · 2 คำสั่งผิด · 3 เปิดไฟล์หรือที่อยู่ไม่ได้ · 4 ตั้งรหัสผ่าน · 5 เสียหาย · 6 ใหญ่เกินกำหนด · 7 โปรแกรมอ่านไม่สำเร็จ · 8 อ่านไม่ทันเวลา"
    )]
    Read(Read),
    /// เกณฑ์: รายการ คำอธิบาย ตรวจความถูกต้อง
    Rule {
        #[command(subcommand)]
        what: RuleCommand,
        /// โฟลเดอร์เกณฑ์ แทนชุดที่อยู่ในโปรแกรม
        #[arg(long, global = true, env = "OIT_RULES", value_name = "DIR")]
        rules: Option<PathBuf>,
        /// ปีงบประมาณ (พ.ศ.)
        #[arg(long, global = true, env = "OIT_YEAR")]
        year: Option<i32>,
        /// วันที่ที่ถือว่าตรวจ (YYYY-MM-DD) ใช้เกณฑ์ของปีงบประมาณนั้น ปกติเป็นวันนี้
        #[arg(long, global = true, value_parser = day)]
        as_of: Option<String>,
    },
    /// ส่งข้อความทดสอบไปทุกช่องทางแจ้งเตือนใน oit.toml
    Notify,
    /// ตรวจหน่วยงานตัวอย่างที่มากับโปรแกรม ไม่ต้องใช้อินเทอร์เน็ต
    Demo(Demo),
    /// บอกว่ามีเครื่องมือเสริม (OCR, Chromium) หรือไม่ และติดตั้งอย่างไร
    Doctor(Doctor),
    /// เขียน oit.toml ที่แก้ต่อได้ พร้อมคำอธิบายทุกส่วน
    Init(crate::command::init::Init),
    /// พิมพ์ชุดเติมคำสั่งอัตโนมัติของเชลล์
    Completions {
        /// ชื่อเชลล์
        shell: clap_complete::Shell,
    },
    /// พิมพ์คู่มือแบบ man page
    Man {
        /// คู่มือของคำสั่งหนึ่ง เช่น audit
        page: Option<String>,
    },
    /// อ่านไฟล์แทนโปรแกรมที่เรียก (ใช้ภายใน)
    #[command(hide = true)]
    ReadWorker {
        /// Bytes of memory.
        #[arg(long)]
        memory: u64,
        /// Bytes of one answer.
        #[arg(long)]
        answer: usize,
    },
}

#[derive(Debug, Args)]
pub struct Audit {
    /// ที่อยู่หน้าแรกของเว็บไซต์หลัก เช่น https://www.example.go.th
    ///
    /// ไม่บอก คือตรวจทุกเว็บไซต์ใน [[site]] ของ oit.toml
    #[arg(conflicts_with = "crawl")]
    pub url: Option<String>,
    /// ตัดสินใหม่จากไฟล์ WARC ที่เก็บไว้ ไม่ใช้เครือข่าย
    #[arg(long, value_name = "FILE", help_heading = "เว็บไซต์")]
    pub crawl: Option<PathBuf>,
    /// ตัดสินเฉพาะ URL ที่จะส่งในระบบ ITAS (.csv .xlsx คอลัมน์ item/ข้อ, url/ลิงก์, note/หมายเหตุ)
    #[arg(long, value_name = "FILE", help_heading = "เว็บไซต์")]
    pub submission: Option<PathBuf>,
    #[command(flatten)]
    pub question: Asked,
    #[command(flatten)]
    pub output: Output,
    /// จำนวนหน้าและไฟล์ที่อ่านอย่างมาก
    #[arg(long, env = "OIT_MAX_PAGES", default_value_t = 3000, help_heading = "การเดินเว็บ")]
    pub max_pages: usize,
    /// ขนาดรวมที่อ่านอย่างมาก เช่น 500M, 2G
    #[arg(long, env = "OIT_MAX_BYTES", default_value = "2G", value_parser = bytes, help_heading = "การเดินเว็บ")]
    pub max_bytes: u64,
    /// เวลาที่ใช้อย่างมาก เช่น 90s, 30m, 1h
    #[arg(long, env = "OIT_MAX_TIME", default_value = "1h", value_parser = seconds, help_heading = "การเดินเว็บ")]
    pub max_time: u64,
    /// จำนวนคลิกจากหน้าแรกอย่างมาก
    #[arg(long, env = "OIT_MAX_DEPTH", default_value_t = 12, help_heading = "การเดินเว็บ")]
    pub max_depth: u32,
    /// คำขอต่อวินาทีต่อเครื่องแม่ข่าย (ปกติ 2)
    #[arg(long, env = "OIT_RATE", value_parser = rate, allow_negative_numbers = true, help_heading = "การเดินเว็บ")]
    pub rate: Option<f64>,
    /// ที่ติดต่อของผู้ตรวจ (อีเมลหรือเว็บ) บอกไปกับทุกคำขอ
    #[arg(
        long,
        env = "OIT_CONTACT",
        default_value = "",
        hide_default_value = true,
        help_heading = "การเดินเว็บ"
    )]
    pub contact: String,
    /// เปิดหน้าที่สร้างด้วย JavaScript ใน Chromium: เมื่อหน้านั้นต้องใช้และมีโปรแกรม, ไม่เปิด, หรือเปิดทุกหน้า
    #[arg(long, value_enum, env = "OIT_RENDER", default_value_t = When::Auto, help_heading = "การเดินเว็บ")]
    pub render: When,
    /// เก็บภาพหน้าจอของหลักฐานที่เป็นช่องทางหรือแบบฟอร์ม ไว้ในโฟลเดอร์ข้างรายงาน (ต้องมี Chromium)
    #[arg(long, env = "OIT_SCREENSHOTS", conflicts_with = "crawl", help_heading = "ผลลัพธ์")]
    pub screenshots: bool,
    /// ไม่อ่านเว็บที่ใบรับรอง HTTPS ตรวจสอบไม่ผ่าน (ปกติอ่านต่อและบอกไว้ในรายงาน)
    #[arg(long, env = "OIT_STRICT_TLS", help_heading = "การเดินเว็บ")]
    pub strict_tls: bool,
    /// ยอมให้เปิดที่อยู่ภายใน (ไม่ใช่ที่อยู่สาธารณะ)
    #[arg(long, help_heading = "การเดินเว็บ")]
    pub allow_private: bool,
    /// ไม่เก็บผลไว้ในประวัติ (ที่ดูด้วย oit serve)
    #[arg(long, env = "OIT_NO_HISTORY")]
    pub no_history: bool,
    /// พิมพ์ค่าที่ใช้อยู่ทั้งหมดและที่มา (ค่าปกติ, oit.toml, ตัวแปร OIT_*, ตัวเลือก) แล้วจบ
    #[arg(long)]
    pub dump_config: bool,
    #[command(flatten)]
    pub nightly: crate::command::nightly::args::Nightly,
}

// Gaps in the example are what it is there to show.
#[derive(Debug, Args)]
#[command(mut_arg("fail_on", |arg| arg.default_value("never")))]
pub struct Demo {
    #[command(flatten)]
    pub output: Output,
}

/// What to judge by.
#[derive(Debug, Args)]
pub struct Asked {
    /// ปีงบประมาณที่ประเมิน (พ.ศ.) ปกติเป็นปีของวันที่ตรวจ หรือปีล่าสุดที่มีเกณฑ์
    #[arg(long, env = "OIT_YEAR", help_heading = "เกณฑ์")]
    pub year: Option<i32>,
    /// วันที่ที่ถือว่าตรวจ (YYYY-MM-DD) ปกติเป็นวันนี้
    #[arg(long, value_parser = day, help_heading = "เกณฑ์")]
    pub as_of: Option<String>,
    /// โฟลเดอร์เกณฑ์ แทนชุดที่อยู่ในโปรแกรม
    #[arg(long, env = "OIT_RULES", value_name = "DIR", help_heading = "เกณฑ์")]
    pub rules: Option<PathBuf>,
    /// คะแนนแบบวัด IIT ถ้ามี เพื่อคำนวณ ITA: ค่าเดียว หรือของตัวชี้วัดที่ 1–5 คั่นด้วยจุลภาค
    #[arg(long, value_name = "SCORE", requires = "eit", value_parser = iit, help_heading = "เกณฑ์")]
    pub iit: Option<Survey>,
    /// คะแนนแบบวัด EIT ถ้ามี เพื่อคำนวณ ITA: ค่าเดียว หรือของตัวชี้วัดที่ 6–8 คั่นด้วยจุลภาค
    #[arg(long, value_name = "SCORE", requires = "iit", value_parser = eit, help_heading = "เกณฑ์")]
    pub eit: Option<Survey>,
}

impl Output {
    /// Whether nothing is said of the course of things: so it was asked, or only changes are told and nobody is
    /// there to see more; a log that is kept gets all the same what it always gets.
    pub fn is_hushed(&self) -> bool {
        let watched = std::io::IsTerminal::is_terminal(&std::io::stderr()) || crate::command::say::is_kept();
        self.quiet || self.still && !watched
    }
}

/// Where the result goes.
#[derive(Debug, Clone, Args)]
pub struct Output {
    /// เขียนรายงานลงไฟล์ ชนิดตามนามสกุล: .json .html .xlsx .docx .csv .xml (JUnit) .md .ics (กำหนดที่จะถึง) .warc.gz (ใช้ซ้ำได้) ชื่อ submission.xlsx ได้ตารางสำหรับส่ง ITAS
    #[arg(long, value_name = "FILE", help_heading = "ผลลัพธ์")]
    pub to: Vec<PathBuf>,
    /// โฟลเดอร์ที่เก็บเว็บที่เดินแล้ว
    #[arg(long, env = "OIT_DATA_DIR", value_name = "DIR", help_heading = "ผลลัพธ์")]
    pub data_dir: Option<PathBuf>,
    /// ไม่ใช้ของที่เก็บไว้จากการเดินเว็บครั้งก่อน: อ่านใหม่ทั้งหมด
    #[arg(long, help_heading = "การเดินเว็บ")]
    pub fresh: bool,
    /// รายงานครั้งก่อน (.json) เพื่อบอกว่าอะไรเปลี่ยนจากครั้งนั้น
    #[arg(long, value_name = "OLD.json", help_heading = "ผลลัพธ์")]
    pub since: Option<PathBuf>,
    /// รายงานรอบแรก (.json) ของปีเดียวกัน เพื่อเทียบและเขียนความคิดเห็นรอบชี้แจงแบบผู้ตรวจ ข้อที่แก้หลังปิดรับคำตอบไม่นับในรอบนี้
    #[arg(long, value_name = "FIRST.json", conflicts_with = "since", help_heading = "ผลลัพธ์")]
    pub appeal: Option<PathBuf>,
    /// รายการยกเว้นและผลที่คนตัดสิน (.toml .xlsx .csv) เพิ่มจาก [[waiver]] ใน oit.toml
    #[arg(long, value_name = "FILE", help_heading = "ผลลัพธ์")]
    pub waivers: Option<PathBuf>,
    /// จบด้วยรหัส 1 เมื่อมี: ข้อไม่ผ่าน, ข้อที่ต้องให้คนดู, ข้อที่เพิ่งไม่ผ่าน, หรือไม่เลย
    #[arg(long, value_enum, default_value_t = FailOn::Fail, help_heading = "ผลลัพธ์")]
    pub fail_on: FailOn,
    /// ภาษาของรายงาน
    #[arg(long, value_enum, env = "OIT_LANG", default_value_t = Language::Th, help_heading = "ผลลัพธ์")]
    pub lang: Language,
    /// อ่านภาพสแกนด้วย OCR: เมื่อมีเครื่องมือ, ไม่อ่าน, หรือต้องมี
    #[arg(long, value_enum, env = "OIT_OCR", default_value_t = When::Auto, help_heading = "ผลลัพธ์")]
    pub ocr: When,
    /// อ่านภาพสแกนไม่เกินกี่หน้าในการตรวจครั้งหนึ่ง (หน้าที่เคยอ่านแล้วไม่นับ)
    #[arg(long, value_name = "N", env = "OIT_OCR_PAGES", default_value_t = 400, help_heading = "ผลลัพธ์")]
    pub ocr_pages: u32,
    /// อ่านเอกสารสแกนทุกฉบับจนหน้าสุดท้าย แม้ไม่มีข้อใดต้องใช้ (รวมไม่เกิน --ocr-pages)
    #[arg(long, env = "OIT_OCR_WHOLE", help_heading = "ผลลัพธ์")]
    pub ocr_whole: bool,
    /// เวลาที่ใช้อ่านภาพสแกนของเอกสารหนึ่งฉบับอย่างมาก เช่น 90s, 10m
    #[arg(long, value_name = "TIME", env = "OIT_OCR_TIME", default_value = "10m", value_parser = seconds, help_heading = "ผลลัพธ์")]
    pub ocr_time: u64,
    /// ไม่พิมพ์ความคืบหน้าและตาราง
    #[arg(short, long, help_heading = "ผลลัพธ์")]
    pub quiet: bool,
    /// Nobody watches: how far the walk is, is not said where no terminal shows it.
    #[arg(skip)]
    pub still: bool,
    /// บอกละเอียดว่าอ่านอะไรอยู่
    #[arg(short, long, help_heading = "ผลลัพธ์")]
    pub verbose: bool,
    /// ไม่ใช้สี
    #[arg(long, help_heading = "ผลลัพธ์")]
    pub no_color: bool,
}

#[derive(Debug, Args)]
pub struct Doctor {
    /// โฟลเดอร์ข้อมูลที่จะดูว่าใช้ได้หรือไม่
    #[arg(long, env = "OIT_DATA_DIR", value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Read {
    /// ไฟล์หรือที่อยู่เว็บ
    pub what: String,
    /// พิมพ์ข้อความอย่างเดียว
    #[arg(long)]
    pub plain: bool,
    /// เขียนเป็นข้อมูล JSON
    #[arg(long, value_name = "FILE.json")]
    pub to: Option<PathBuf>,
    /// อ่านภาพสแกนด้วย OCR
    #[arg(long, value_enum, env = "OIT_OCR", default_value_t = When::Auto)]
    pub ocr: When,
    /// เวลาที่ใช้อ่านภาพสแกนอย่างมาก เช่น 90s, 10m หน้าที่เหลือจะบอกไว้ว่ายังไม่ได้อ่าน
    #[arg(long, value_name = "TIME", env = "OIT_OCR_TIME", default_value = "30m", value_parser = seconds)]
    pub ocr_time: u64,
    /// โฟลเดอร์ข้อมูลของโปรแกรม ภาพสแกนที่เคยอ่านแล้วอยู่ที่นี่
    #[arg(long, env = "OIT_DATA_DIR", value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum RuleCommand {
    /// รายการเกณฑ์ทุกข้อ
    List,
    /// อธิบายเกณฑ์ข้อหนึ่ง
    Show {
        /// เช่น O30
        item: String,
        /// แสดงเหตุผลของแต่ละคำถามกับหน้าหรือไฟล์นี้
        #[arg(long, value_name = "URL|FILE")]
        on: Option<String>,
        /// คำบนลิงก์ที่พาไปหน้าหรือไฟล์นั้น ตามที่เว็บไซต์เขียน (ไม่ระบุ = ชื่อข้อ)
        #[arg(long, value_name = "TEXT", requires = "on")]
        link: Option<String>,
    },
    /// ตรวจเกณฑ์และตัวอย่างของเกณฑ์
    Check {
        /// โฟลเดอร์เกณฑ์ที่จะตรวจ
        dir: Option<PathBuf>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    Fail,
    Review,
    New,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    Th,
    En,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    Auto,
    Never,
    Always,
}

pub fn iit(text: &str) -> Result<Survey, String> {
    survey("iit", text)
}

pub fn eit(text: &str) -> Result<Survey, String> {
    survey("eit", text)
}

/// One figure, or one an indicator: anything between would be a result of nothing.
fn survey(instrument: &str, text: &str) -> Result<Survey, String> {
    let survey: Survey = text.parse()?;
    let advice = Advice::built_in();
    let titles: Vec<&str> = advice.of(instrument).map(|one| one.title.as_str()).collect();
    let (given, all) = (survey.0.len(), titles.len());
    if given == 1 || given == all {
        return Ok(survey);
    }
    let (name, titles) = (instrument.to_uppercase(), titles.join(", "));
    Err(both!(
        "{name} มี {all} ตัวชี้วัด แต่ให้มา {given} ค่า ให้คะแนนรวมค่าเดียว หรือครบ {all} ค่าคั่นด้วยจุลภาค ตามลำดับ {titles}",
        "{name} has {all} indicators, and there are {given} figures: give the total alone, or all {all} with commas between, in this order: {titles}"
    ))
}

pub(crate) fn rate(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| both!("“{}” ไม่ใช่ตัวเลข", "“{}” is no number", text))?;
    if value > 0.0 && value.is_finite() {
        Ok(value)
    } else {
        Err(both!("ต้องมากกว่า 0", "it must be more than 0"))
    }
}

fn day(text: &str) -> Result<String, String> {
    let date: jiff::civil::Date = text
        .parse()
        .map_err(|_| both!("“{}” ไม่ใช่วันที่แบบ 2021-07-12", "“{}” is no day as 2021-07-12", text))?;
    // An officer writes the Buddhist year.
    let date = if date.year() >= 2400 { date.saturating_sub(jiff::Span::new().years(543)) } else { date };
    Ok(date.to_string())
}

/// `500M`, `2G`, plain bytes.
fn bytes(text: &str) -> Result<u64, String> {
    let (number, factor) = match text.trim().char_indices().last() {
        Some((at, 'k' | 'K')) => (&text[..at], 1 << 10),
        Some((at, 'm' | 'M')) => (&text[..at], 1 << 20),
        Some((at, 'g' | 'G')) => (&text[..at], 1 << 30),
        _ => (text, 1),
    };
    let number: f64 = number
        .trim()
        .parse()
        .map_err(|_| both!("“{}” ไม่ใช่ขนาด เช่น 500M", "“{}” is no size, as 500M", text))?;
    if number > 0.0 {
        Ok((number * f64::from(factor)) as u64)
    } else {
        Err(both!("ต้องมากกว่า 0", "it must be more than 0"))
    }
}

/// `90s`, `30m`, `1h`, plain seconds.
fn seconds(text: &str) -> Result<u64, String> {
    span(text).map(|seconds| seconds.ceil() as u64)
}

/// The same, with parts of a second.
pub fn span(text: &str) -> Result<f64, String> {
    let (number, factor) = match text.trim().char_indices().last() {
        Some((at, 's')) => (&text[..at], 1.0),
        Some((at, 'm')) => (&text[..at], 60.0),
        Some((at, 'h')) => (&text[..at], 3600.0),
        _ => (text, 1.0),
    };
    let number: f64 =
        number.trim().parse().map_err(|_| both!("“{}” ไม่ใช่เวลา เช่น 30m", "“{}” is no time, as 30m", text))?;
    if number > 0.0 && (number * factor).is_finite() {
        Ok((number * factor).min(1e9))
    } else {
        Err(both!("ต้องมากกว่า 0", "it must be more than 0"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }

    #[test]
    fn sizes_and_times() {
        assert_eq!(bytes("500M"), Ok(500 << 20));
        assert_eq!(bytes("2G"), Ok(2 << 30));
        assert_eq!(seconds("90s"), Ok(90));
        assert_eq!(seconds("1h"), Ok(3600));
        assert_eq!(day("2564-07-12"), Ok("2021-07-12".to_owned()));
        assert_eq!(day("2021-07-12"), Ok("2021-07-12".to_owned()));
        assert!(bytes("มาก").is_err());
        assert!(seconds("-1m").is_err());
    }
}
