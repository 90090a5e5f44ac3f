//! A nation on loopback: sites at 127.x.y.z, drawn from a stated distribution. Shared by the tests
//! and by `benches/nation.rs`.
//!
//! Of every ten sites one is faulty, the faults in turn: nobody listens, the name does not exist,
//! 500 everywhere, an empty page, robots.txt that forbids, a page that never ends. The latency of a
//! site is fixed by its number: `median × 4^x` with x between -1 and 1, so that one in four answers
//! slower than twice the median.

#![allow(dead_code, reason = "each test uses its part")]

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What the nation is like.
#[derive(Clone, Copy)]
pub struct Drawn {
    pub sites: usize,
    /// Pages of a site.
    pub pages: usize,
    pub median: Duration,
    /// Every tenth site is faulty.
    pub faulty: bool,
}

pub struct Nation {
    /// Home addresses, in order.
    pub urls: Vec<String>,
    /// When each site was asked, site by site.
    asked: Asked,
    tasks: Vec<tokio::task::JoinHandle<()>>,
}

type Asked = Arc<Vec<Mutex<Vec<Instant>>>>;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    None,
    Refused,
    NoName,
    Error,
    Empty,
    Robots,
    Stalled,
}

impl Fault {
    /// How the program calls it; empty where there is none.
    pub fn cause(self) -> &'static str {
        match self {
            Fault::None => "",
            Fault::Refused => "connect-failed",
            Fault::NoName => "dns-failed",
            Fault::Error => "server-error",
            Fault::Empty => "empty-site",
            Fault::Robots => "robots-denied",
            Fault::Stalled => "timed-out",
        }
    }
}

/// The fault of a site, by its number.
pub fn fault(drawn: Drawn, nr: usize) -> Fault {
    use Fault::{Empty, Error, NoName, Refused, Robots, Stalled};
    if !drawn.faulty || nr % 10 != 3 {
        return Fault::None;
    }
    [Refused, NoName, Error, Empty, Robots, Stalled][nr / 10 % 6]
}

impl Nation {
    pub async fn found(drawn: Drawn) -> io::Result<Nation> {
        let asked: Asked = Arc::new((0..drawn.sites).map(|_| Mutex::default()).collect());
        let (mut urls, mut tasks) = (Vec::new(), Vec::new());
        for nr in 0..drawn.sites {
            let ip =
                Ipv4Addr::new(127, 1 + (nr / 60_000) as u8, (nr / 250 % 240) as u8, 1 + (nr % 250) as u8);
            let fault = fault(drawn, nr);
            if fault == Fault::NoName {
                urls.push(format!("http://site-{nr}.invalid/"));
                continue;
            }
            // Elsewhere than on Linux only the first loopback address is there.
            let listener = match TcpListener::bind((ip, 0)).await {
                Ok(listener) => listener,
                Err(_) => TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?,
            };
            let address = listener.local_addr()?;
            urls.push(format!("http://{address}/"));
            if fault == Fault::Refused {
                continue;
            }
            let asked = Arc::clone(&asked);
            tasks.push(tokio::spawn(accept(listener, address, nr, drawn, asked)));
        }
        Ok(Nation { urls, asked, tasks })
    }

    /// When a site was asked, in the order in which requests came.
    pub fn asked_at(&self, nr: usize) -> Vec<Instant> {
        self.asked[nr].lock().unwrap().clone()
    }

    /// Requests answered in all.
    pub fn asked(&self) -> usize {
        self.asked.iter().map(|site| site.lock().unwrap().len()).sum()
    }

    /// The list, as people hand it in.
    pub fn list(&self) -> String {
        let kinds = ["เทศบาล", "อบต.", "อบจ.", "โรงพยาบาล"];
        let provinces = ["เชียงใหม่", "ขอนแก่น", "สงขลา", "ชลบุรี", "นครราชสีมา"];
        let rows = self.urls.iter().enumerate().map(|(nr, url)| {
            format!("หน่วยงาน {nr},{url},{},{},A{nr:05}\n", kinds[nr % 4], provinces[nr % 5])
        });
        std::iter::once("ชื่อหน่วยงาน,เว็บไซต์,ประเภท,จังหวัด,รหัส\n".to_owned()).chain(rows).collect()
    }
}

impl Drop for Nation {
    fn drop(&mut self) {
        self.tasks.iter().for_each(tokio::task::JoinHandle::abort);
    }
}

/// Of one site, by its number alone.
fn latency(drawn: Drawn, nr: usize) -> Duration {
    let spread = (nr.wrapping_mul(2_654_435_761) >> 7) % 1000;
    drawn.median.mul_f64(4f64.powf(spread as f64 / 500.0 - 1.0))
}

async fn accept(listener: TcpListener, address: SocketAddr, nr: usize, drawn: Drawn, asked: Asked) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(tokio::spawn(converse(stream, address, nr, drawn, Arc::clone(&asked)))),
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

async fn converse(
    stream: TcpStream,
    address: SocketAddr,
    nr: usize,
    drawn: Drawn,
    asked: Asked,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    loop {
        let mut head = (&mut stream).take(16 << 10);
        let mut line = String::new();
        head.read_line(&mut line).await?;
        let Some(path) = line.split(' ').nth(1).map(str::to_owned) else { return Ok(()) };
        loop {
            line.clear();
            if head.read_line(&mut line).await? <= 2 {
                break;
            }
        }
        asked[nr].lock().unwrap().push(Instant::now());
        tokio::time::sleep(latency(drawn, nr)).await;
        let (status, kind, body) = page(&path, address, nr, drawn).await;
        let head = format!(
            "HTTP/1.1 {status} X\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.get_mut().write_all(head.as_bytes()).await?;
        stream.get_mut().write_all(body.as_bytes()).await?;
    }
}

/// Titles of items that a real menu would have.
const TITLES: [&str; 12] = [
    "โครงสร้างหน่วยงาน",
    "ข้อมูลผู้บริหาร",
    "อำนาจหน้าที่",
    "แผนยุทธศาสตร์หรือแผนพัฒนาหน่วยงาน",
    "ข้อมูลการติดต่อ",
    "กฎหมายที่เกี่ยวข้อง",
    "ข่าวประชาสัมพันธ์",
    "Q&A",
    "Social Network",
    "แผนดำเนินงานประจำปี",
    "คู่มือหรือมาตรฐานการปฏิบัติงาน",
    "E-Service",
];

async fn page(path: &str, address: SocketAddr, nr: usize, drawn: Drawn) -> (u16, &'static str, String) {
    let fault = fault(drawn, nr);
    if path == "/robots.txt" {
        return match fault {
            Fault::Robots => (200, "text/plain", "User-agent: *\nDisallow: /\n".to_owned()),
            _ => (404, "text/plain", String::new()),
        };
    }
    match fault {
        Fault::Error => return (500, "text/html", "<h1>500</h1>".to_owned()),
        Fault::Empty => return (200, "text/html", "<title>ว่าง</title><p>ว่าง</p>".to_owned()),
        Fault::Stalled => tokio::time::sleep(Duration::from_secs(600)).await,
        _ => {}
    }
    if path == "/" {
        let links = (1..drawn.pages).map(|n| {
            let title = TITLES.get(n - 1).copied().unwrap_or("ข่าวกิจกรรม");
            format!("<li><a href=\"/p/{n}.html\">{title} {n}</a></li>")
        });
        let links: String = links.collect();
        let (maker, look) = (nr % 7, nr % 7);
        return (
            200,
            "text/html",
            format!(
                "<html><head><title>หน่วยงาน {nr}</title><meta name=\"generator\" content=\"Muni {look}.2\">
                 <link rel=\"stylesheet\" href=\"/templates/look_{look}/css/a.css\"></head>
                 <body><h1>หน่วยงาน {nr}</h1><p>ยินดีต้อนรับสู่เว็บไซต์ขององค์กรปกครองส่วนท้องถิ่น ซึ่งให้บริการประชาชนในพื้นที่อย่างเท่าเทียม</p><ul>{links}</ul>
                 <footer>พัฒนาโดย <a href=\"https://maker{maker}.example/\">ผู้พัฒนา {maker}</a> {address}</footer></body></html>"
            ),
        );
    }
    if let Some(n) =
        path.strip_prefix("/p/").and_then(|p| p.strip_suffix(".html")).and_then(|n| n.parse::<usize>().ok())
    {
        let title = TITLES.get(n.wrapping_sub(1)).copied().unwrap_or("ข่าวกิจกรรม");
        // Each page says something of its own: pages that are all alike would be taken for a trap.
        let about = ["น้ำประปา", "ถนน", "ขยะ", "ตลาด", "โรงเรียน", "สวน", "ป่าชุมชน"];
        let does = ["ซ่อมแซม", "สำรวจ", "ประชุมเรื่อง", "มอบทุนแก่", "ตรวจรับ", "อบรมเรื่อง"];
        let subject = format!("{}{}", does[n % does.len()], about[n % about.len()]);
        let text = format!("ประกาศของหน่วยงานเรื่อง{subject} พร้อมรายละเอียดและช่องทางติดต่อสอบถาม ").repeat(6);
        return (
            200,
            "text/html",
            format!(
                "<html><head><title>{title} {n}</title><meta name=\"generator\" content=\"Muni {}.2\"><link rel=\"stylesheet\" href=\"/templates/look_{}/css/a.css\"></head><body><a href=\"/\">หน้าแรก</a><h1>{title}</h1><p>{text} {n} {nr}</p></body></html>",
                nr % 7,
                nr % 7
            ),
        );
    }
    (404, "text/html", "<h1>404</h1>".to_owned())
}
