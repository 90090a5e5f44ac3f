//! `oit worker`: takes sites from a shared queue, on as many machines as there are.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use clap::Args;
use sqlx::Connection;
use sqlx::postgres::{PgConnection, PgPoolOptions};
use tokio::sync::Semaphore;

use super::survey::args::{PER_ADDRESS, Place};
use super::survey::{progress, setup, signals};
use super::{End, Trouble, say, to};
use crate::both;
use crate::crawl::StopHandle;
use crate::survey::queue::engine::Apalis;
use crate::survey::queue::table::{Tables, one_start_of};
use crate::survey::queue::worker::{Room, Worker};
use crate::survey::queue::{Error, Patience, Queue};

#[derive(Debug, Args)]
pub struct Asked {
    /// ฐานข้อมูลกลาง postgres://ผู้ใช้:รหัส@เครื่อง/ฐานข้อมูล
    #[arg(long, env = "OIT_QUEUE", value_name = "URL", hide_env_values = true)]
    pub queue: String,
    /// ชื่อของเครื่องนี้ในผลการตรวจ ปกติเป็นชื่อเครื่องและเลขโพรเซส
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// จำนวนเว็บไซต์ที่ตรวจพร้อมกันในเครื่องนี้ (ปกติ 8 ต่อแกนประมวลผล ไม่เกิน 64)
    #[arg(long, value_name = "N", env = "OIT_SITES", value_parser = clap::value_parser!(u16).range(1..=2000))]
    pub sites: Option<u16>,
    /// จำนวนเว็บไซต์ที่ตรวจพร้อมกันบนหมายเลข IP เดียวกัน นับรวมทุกเครื่อง
    #[arg(long, value_name = "N", env = "OIT_PER_ADDRESS", default_value_t = PER_ADDRESS, value_parser = clap::value_parser!(u16).range(1..))]
    pub per_address: u16,
    /// คำขอต่อวินาทีรวมทุกเว็บไซต์ของเครื่องนี้ (ปกติจำกัดเฉพาะรายเว็บไซต์)
    #[arg(long, value_name = "N", env = "OIT_TOTAL_RATE", value_parser = crate::cli::rate)]
    pub total_rate: Option<f64>,
    /// โฟลเดอร์เกณฑ์ แทนชุดที่อยู่ในโปรแกรม ต้องเหมือนกันทุกเครื่อง
    #[arg(long, env = "OIT_RULES", value_name = "DIR")]
    pub rules: Option<PathBuf>,
    /// วินาทีที่เครื่องหนึ่งเงียบได้ก่อนงานของมันถูกส่งให้เครื่องอื่น ต้องเหมือนกันทุกเครื่อง
    #[arg(long, value_name = "SECONDS", env = "OIT_DEAD_AFTER", default_value_t = Patience::DEAD_AFTER)]
    pub dead_after: u64,
    /// ไม่พิมพ์ความคืบหน้า
    #[arg(short, long)]
    pub quiet: bool,
    #[command(flatten)]
    pub place: Place,
}

/// Between two tries to reach a database that is away.
const AGAIN: Duration = Duration::from_secs(3);
/// How long one question may wait for a connection.
const ACQUIRE: Duration = Duration::from_secs(15);

/// How a shared database is named.
fn form() -> String {
    both!(
        "ใช้รูปแบบ postgres://ผู้ใช้:รหัส@เครื่อง/ฐานข้อมูล และให้ผู้ใช้นั้นสร้างตารางได้ (ส่วนขยาย hstore)",
        "write it as postgres://USER:PASSWORD@HOST/DATABASE; that user must be allowed to make tables (extension hstore)"
    )
}

/// Whether an address may be a shared database's.
pub fn check(url: &str) -> Result<(), Trouble> {
    if ["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
        return Ok(());
    }
    // What stands before `://` and no more: the rest may hold a password.
    let scheme = url.split_once("://").map_or_else(String::new, |(scheme, _)| format!(" ({scheme}://)"));
    Err(Trouble::wrong(both!(
        "ไม่รู้จักที่อยู่ของฐานข้อมูลกลาง{scheme} รู้จักเฉพาะ postgres:// และ postgresql://",
        "the shared database's address{scheme} is not understood: only postgres:// and postgresql:// are"
    ))
    .help(form()))
}

/// The engine and our tables in the shared database.
pub async fn open(url: &str, patience: Patience) -> Result<(Apalis, Tables), Trouble> {
    check(url)?;
    let wrong = |error: &Error| {
        let error = fault(error);
        // Never with its password.
        let place =
            url::Url::parse(url).ok().and_then(|u| u.host_str().map(str::to_owned)).unwrap_or_default();
        Trouble::not_done(both!(
            "ใช้ฐานข้อมูลกลางที่ {place} ไม่ได้: {error}",
            "cannot use the shared database at {place}: {error}"
        ))
        .help(form())
    };
    let pool = PgPoolOptions::new().max_connections(10).acquire_timeout(ACQUIRE).connect(url).await;
    let pool = match pool {
        Ok(pool) => pool,
        // A pool says only that it waited; one connection says for what.
        Err(sqlx::Error::PoolTimedOut) => match PgConnection::connect(url).await {
            Ok(_) => return Err(wrong(&sqlx::Error::PoolTimedOut.into())),
            Err(error) => return Err(wrong(&error.into())),
        },
        Err(error) => return Err(wrong(&error.into())),
    };
    let tables = Tables::open(pool.clone(), patience.stale()).await.map_err(|error| wrong(&error))?;
    let engine = Apalis::open(pool, patience).await.map_err(|error| wrong(&error))?;
    Ok((engine, tables))
}

pub async fn run(asked: &Asked) -> Result<End, Trouble> {
    let patience = Patience::after(asked.dead_after);
    let folder = super::audit::data_dir(asked.place.data_dir.as_deref())?;
    let (engine, tables) = open(&asked.queue, patience).await?;
    setup::more_files();
    let sites = asked.sites.map_or_else(setup::at_once, usize::from);
    let name = asked.name.clone().unwrap_or_else(host);
    let worker = format!("{name} {}", std::process::id());
    let name = one_start_of(&worker).map_err(|error| {
        Trouble::not_done(both!("ระบบไม่ให้ค่าสุ่ม: {error}", "the system gives no random numbers: {error}"))
    })?;
    let (pool, rules) = (setup::pool(), asked.rules.clone());
    let traffic = setup::traffic(asked.total_rate);
    let quiet = asked.quiet;
    let stop = StopHandle::default();
    let work = Arc::new(Worker {
        tables,
        name: name.clone(),
        per_address: i64::from(asked.per_address),
        stop: stop.clone(),
        turns: Arc::new(Semaphore::new(sites)),
        room: Room::of(sites),
        make: Box::new(move |year, as_of, flags| {
            let setup = setup::Setup::told(flags.to_vec(), as_of, year, rules.as_ref());
            let setup = setup.map(|setup| setup.working_in("queue").sharing(&traffic));
            let kit = setup.and_then(|setup| setup.kit(worker.clone(), &folder, pool.clone()));
            kit.map_err(|trouble| trouble.message)
        }),
        kits: Mutex::new(HashMap::new()),
        tell: Box::new(move |job, result| {
            if !quiet {
                progress::tell("", &job.name, &job.url, result, "");
            }
        }),
    });
    if !quiet {
        say::info(
            "worker",
            &both!(
                "รอเว็บไซต์จากฐานข้อมูลกลาง ตรวจพร้อมกันไม่เกิน {} แห่ง (หยุดด้วย Ctrl-C)",
                "waiting for sites from the shared database, {} at once at most (Ctrl-C stops)",
                sites
            ),
        );
    }
    let listening = tokio::spawn(signals(stop.clone()));
    let beats = tokio::spawn(Arc::clone(&work).beats((patience.beat / 3).max(Duration::from_millis(300))));
    let mut turn = 0;
    while !stop.is_stopped() {
        turn += 1;
        // A new name each time: under the old one the engine may still hold jobs of ours.
        let (name, gate) = (format!("{name}/{turn}"), Arc::clone(&work.room.gate));
        let ran = engine.work(&name, gate, Arc::clone(&work), stop.clone()).await;
        if stop.is_stopped() {
            break;
        }
        if let Err(error) = ran
            && !quiet
        {
            away(&fault(&error));
        }
        tokio::select! {
            () = tokio::time::sleep(AGAIN) => {}
            () = stop.stopped() => {}
        }
    }
    // What was running is given back.
    beats.abort();
    listening.abort();
    Ok(End::Clean)
}

/// The shared database does not answer.
pub fn away(why: &str) {
    say::warning(
        "queue-away",
        &both!(
            "ฐานข้อมูลกลางไม่ตอบ ({}) รอแล้วลองใหม่",
            "the shared database does not answer ({}); waiting, then trying again",
            why
        ),
    );
}

/// Why the shared database does not serve, in the language of the program.
pub fn fault(error: &Error) -> String {
    use std::io::ErrorKind as Kind;
    let Error::Sql(error) = error else { return error.to_string() };
    match error {
        sqlx::Error::Io(error) => match error.kind() {
            Kind::ConnectionRefused => {
                both!("ไม่มีฐานข้อมูลตอบที่เครื่องและพอร์ตนั้น", "nothing answers at that host and port")
            }
            Kind::ConnectionReset | Kind::ConnectionAborted | Kind::BrokenPipe | Kind::UnexpectedEof => {
                both!("การเชื่อมต่อขาด", "the connection was cut")
            }
            Kind::TimedOut | Kind::HostUnreachable | Kind::NetworkUnreachable => {
                both!("ติดต่อเครื่องนั้นไม่ถึง", "that host cannot be reached")
            }
            // A name that is looked up in vain has no kind of its own.
            _ if error.to_string().contains("lookup") => {
                both!("ไม่พบเครื่องชื่อนั้น", "there is no host of that name")
            }
            _ => to::why(error),
        },
        sqlx::Error::PoolTimedOut => both!("ไม่ตอบภายในเวลา", "no answer in time"),
        sqlx::Error::Database(said) => match said.code().as_deref() {
            Some("28P01" | "28000") => both!("ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง", "the user or the password is wrong"),
            Some("3D000") => both!("ไม่มีฐานข้อมูลชื่อนั้น", "there is no database of that name"),
            Some("42501") => both!("ผู้ใช้นั้นไม่มีสิทธิ์สร้างหรือแก้ตาราง", "that user may not make or change tables"),
            Some("53300") => both!("มีผู้เชื่อมต่อเต็มจำนวนแล้ว", "it has as many connections as it takes"),
            Some("57P01" | "57P02" | "57P03") => both!("กำลังปิดหรือกำลังเริ่ม", "it is shutting down or starting"),
            _ => said.message().to_owned(),
        },
        other => both!("ขัดข้อง: {other}", "it failed: {other}"),
    }
}

/// The machine's own name, as far as it tells.
fn host() -> String {
    let said = std::env::var("HOSTNAME").ok().filter(|name| !name.is_empty());
    let read = || std::fs::read_to_string("/etc/hostname").ok().map(|name| name.trim().to_owned());
    said.or_else(read).unwrap_or_else(|| "worker".to_owned())
}
