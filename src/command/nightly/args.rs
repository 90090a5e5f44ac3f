//! Flags of audits that run by themselves.

use clap::Args;

#[derive(Debug, Clone, Args)]
pub struct Nightly {
    /// ตรวจเฉพาะเว็บไซต์ชื่อนี้จาก [[site]] ใน oit.toml (ใช้ซ้ำได้)
    #[arg(long, value_name = "NAME", help_heading = "ตามกำหนดเวลา", conflicts_with_all = ["url", "crawl", "submission"])]
    pub site: Vec<String>,
    /// เงียบและจบด้วย 0 เมื่อผลเหมือนครั้งก่อน เมื่อเปลี่ยนจึงพิมพ์เฉพาะที่เปลี่ยนและแจ้งเตือน
    #[arg(long, env = "OIT_ONLY_CHANGES", help_heading = "ตามกำหนดเวลา")]
    pub only_changes: bool,
    /// เก็บเว็บที่เดินไว้กี่ครั้งล่าสุดต่อเว็บไซต์ เมื่อตรวจตามกำหนดเวลา
    #[arg(
        long,
        value_name = "N",
        env = "OIT_KEEP_CRAWLS",
        default_value_t = 3,
        help_heading = "ตามกำหนดเวลา"
    )]
    pub keep_crawls: usize,
}
