//! `oit serve`: the local web page.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use super::survey::args::{Place, Site};
use super::survey::{setup, signals};
use super::{End, Trouble, say};
use crate::both;
use crate::crawl::StopHandle;
use crate::serve::{App, Door, serve};
use crate::survey::store::{FILE, Store};

#[derive(Debug, Args)]
pub struct Serve {
    /// ที่อยู่ที่เปิดหน้าเว็บ ปกติเปิดเฉพาะเครื่องนี้ ที่อยู่อื่นต้องมี --token
    #[arg(long, env = "OIT_SERVE_ADDRESS", value_name = "IP", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub address: IpAddr,
    /// พอร์ต (0 คือพอร์ตใดก็ได้ที่ว่าง)
    #[arg(long, env = "OIT_SERVE_PORT", default_value_t = 8164)]
    pub port: u16,
    /// รหัสผ่านของหน้าเว็บ อย่างน้อย 12 ตัว
    #[arg(long, env = "OIT_SERVE_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub token: Option<String>,
    #[command(flatten)]
    pub place: Place,
    #[command(flatten)]
    pub site: Site,
}

/// Fewest letters of a token.
const SHORTEST: usize = 12;
/// A page had better say that the database is busy than wait for ever.
const PATIENCE: Duration = Duration::from_secs(5);

pub async fn run(asked: &Serve) -> Result<End, Trouble> {
    // Whoever types it into the page is not held to a blank at its end.
    let token = asked.token.as_deref().map(|token| token.trim().to_owned()).filter(|token| !token.is_empty());
    if token.as_ref().is_some_and(|token| token.chars().any(char::is_control)) {
        return Err(Trouble::wrong(both!(
            "รหัสผ่าน --token มีอักขระที่พิมพ์ไม่ได้ (เช่น ขึ้นบรรทัดใหม่)",
            "--token has a character in it that cannot be typed (such as a new line)"
        ))
        .help(both!("ใช้ตัวอักษร ตัวเลข และเครื่องหมายเท่านั้น", "use letters, digits and signs only")));
    }
    if let Some(token) = token.as_ref().filter(|token| token.chars().count() < SHORTEST) {
        return Err(Trouble::wrong(both!(
            "รหัสผ่าน --token สั้นไป ({} ตัว)",
            "--token is too short ({} characters)",
            token.chars().count()
        ))
        .help(both!("ใช้อย่างน้อย {SHORTEST} ตัวที่เดาไม่ได้", "use {SHORTEST} or more that nobody can guess")));
    }
    if !asked.address.is_loopback() && token.is_none() {
        return Err(Trouble::wrong(both!(
            "เปิดให้เครื่องอื่นเข้าดูโดยไม่มีรหัสผ่านไม่ได้",
            "the page is not opened to other machines without a password"
        ))
        .help(both!(
            "ตั้งรหัสผ่านด้วย --token หรือตัวแปร OIT_SERVE_TOKEN หรือเปิดเฉพาะเครื่องนี้โดยไม่ใช้ --address",
            "set one with --token or OIT_SERVE_TOKEN, or leave out --address and open it to this machine only"
        )));
    }
    // What the flags mean is found out now, not when somebody starts an audit.
    setup::check(&asked.site.flags())?;
    let folder: PathBuf = super::audit::data_dir(asked.place.data_dir.as_deref())?;
    let is_new = !folder.join(FILE).is_file();
    let store = Store::open(&folder, PATIENCE).map_err(super::survey::broken)?;
    let door = Door::new(token).map_err(|error| {
        Trouble::not_done(both!("ระบบไม่ให้ค่าสุ่ม: {error}", "the system gives no random numbers: {error}"))
    })?;
    let listener =
        tokio::net::TcpListener::bind(SocketAddr::new(asked.address, asked.port)).await.map_err(|error| {
            let why = super::to::why(&error);
            Trouble::not_done(both!("เปิดพอร์ต {} ไม่ได้: {why}", "cannot open port {}: {why}", asked.port))
                .help(both!("เลือกพอร์ตอื่นด้วย --port", "choose another with --port"))
        })?;
    let address = listener.local_addr().map_err(|error| Trouble::not_done(error.to_string()))?;
    setup::more_files();
    let app = Arc::new(App::new(
        Arc::new(store),
        folder,
        door,
        asked.site.flags(),
        asked.site.allows_private(),
        asked.site.rules.clone(),
        asked.place.flag(),
    ));
    say::info(
        "serving",
        &both!(
            "เปิดหน้าเว็บแล้วที่ http://{}/ (หยุดด้วย Ctrl-C)",
            "the page is at http://{}/ (Ctrl-C stops)",
            address
        ),
    );
    if is_new {
        // A folder that was mistyped looks just like this.
        let folder = app.folder.display();
        let empty = both!(
            "ในโฟลเดอร์ {folder} ยังไม่มีการสำรวจหรือการตรวจ",
            "there is no survey or audit in the folder {folder} yet"
        );
        say::info("empty", &empty);
    }
    let stop = StopHandle::default();
    let listening = tokio::spawn(signals(stop.clone()));
    let served = serve(listener, app, async move { stop.stopped().await }).await;
    listening.abort();
    served.map_err(|error| Trouble::not_done(both!("หน้าเว็บหยุด: {error}", "the page stopped: {error}")))?;
    Ok(End::Clean)
}
