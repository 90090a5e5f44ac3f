//! What is judged of small sites that exist in memory only: one behaviour a test.

use std::sync::Arc;

use oit::audit::{self, Question};
use oit::crawl::canon::canon;
use oit::crawl::{Crawl, Record, Status};
use oit::extract::{self, Hints};
use oit::mark::Outcome;
use oit::report::{Item, Report};
use oit::rule::load;

const ROOT: &str = "https://www.agency.example/";

/// Pages by path; addresses of other hosts are noted as the walk does.
struct Site {
    records: Vec<Record>,
}

impl Site {
    fn new() -> Site {
        Site { records: Vec::new() }
    }

    /// A page or file under `path`; the first one is the home page.
    fn with(mut self, path: &str, content: impl AsRef<[u8]>) -> Site {
        let url = canon(&format!("{ROOT}{path}")).expect("an address");
        let name = path.rsplit('/').next().unwrap_or_default();
        let hints = Hints { url: &url, media_type: "", file_name: name };
        let document = extract::read(content.as_ref(), &hints);
        let clicks = u32::from(!self.records.is_empty());
        self.records.push(Record {
            original: url.clone(),
            final_url: url.clone(),
            url,
            status: Status::Read,
            http: Some(200),
            clicks,
            found_on: (clicks > 0).then(|| ROOT.to_owned()),
            document: Some(Arc::new(document)),
            ..Record::default()
        });
        self
    }

    fn page(self, path: &str, title: &str, body: &str) -> Site {
        let page = format!(
            "<!DOCTYPE html><html lang=th><head><meta charset=utf-8><title>{title}</title></head>\
             <body><main>{body}</main></body></html>"
        );
        self.with(path, page)
    }

    /// An address that the walk did not read.
    fn unread(mut self, url: &str, status: Status) -> Site {
        let url = canon(url).expect("an address");
        self.records.push(Record {
            original: url.clone(),
            final_url: url.clone(),
            url,
            outside: status == Status::InViewer,
            status,
            found_on: Some(ROOT.to_owned()),
            clicks: 1,
            ..Record::default()
        });
        self
    }

    fn report(self) -> Report {
        let krawl = Crawl {
            root: ROOT.to_owned(),
            started_at: String::new(),
            finished_at: String::new(),
            records: self.records,
            stopped_by: Vec::new(),
            notes: Vec::new(),
        };
        let book = load::load(2564, None).unwrap_or_else(|e| panic!("{e}"));
        audit::report(&krawl, &book, &Question { as_of: "2021-07-12".to_owned(), ..Question::default() })
    }
}

fn item(report: &Report, id: &str) -> Item {
    report.item(id).expect("an item of the form").clone()
}

const VIEWER: &str = "https://online.fliphtml5.com/abcd/efgh/";

#[test]
fn a_document_that_only_a_viewer_shows_is_left_to_a_person() {
    let home = format!("<h1>หน้าแรก</h1><ul><li><a href=\"{VIEWER}\">แผนดำเนินงานประจำปี 2564</a></li></ul>");
    let report = Site::new().page("", "หน้าแรก", &home).unread(VIEWER, Status::InViewer).report();
    let plan = item(&report, "O10");
    assert_eq!(plan.verdict, Outcome::Review, "{}", plan.comment);
    assert!(plan.comment.contains(VIEWER), "{}", plan.comment);
    // Without the viewer nothing speaks for the item.
    let bare = Site::new().page("", "หน้าแรก", "<h1>หน้าแรก</h1><p>ยินดีต้อนรับ</p>").report();
    assert_eq!(item(&bare, "O10").verdict, Outcome::Fail);
}

#[test]
fn a_page_around_a_viewer_is_not_judged_by_what_it_lacks() {
    let home = "<h1>หน้าแรก</h1><ul><li><a href=\"plan.html\">แผนดำเนินงานประจำปี</a></li></ul>";
    let page = format!("<h1>แผนดำเนินงานประจำปี</h1><p>เปิดอ่านได้ด้านล่าง</p><iframe src=\"{VIEWER}\"></iframe>");
    let report = Site::new()
        .page("", "หน้าแรก", home)
        .page("plan.html", "แผน", &page)
        .unread(VIEWER, Status::InViewer)
        .report();
    let plan = item(&report, "O10");
    assert_eq!(plan.verdict, Outcome::Review, "{}", plan.comment);
    // What can be read decides where it is enough.
    let full = "<h1>แผนดำเนินงานประจำปีงบประมาณ พ.ศ. 2564</h1><table><tr><th>โครงการ</th><th>งบประมาณ (บาท)</th>\
        <th>ระยะเวลา</th></tr><tr><td>ซ่อมแซมถนนสายหลัก</td><td>200,000</td><td>ตุลาคม 2563 – กันยายน 2564</td></tr></table>";
    let both = Site::new()
        .page("", "หน้าแรก", home)
        .page("plan.html", "แผน", &format!("{full}<iframe src=\"{VIEWER}\"></iframe>"))
        .unread(VIEWER, Status::InViewer)
        .report();
    assert_eq!(item(&both, "O10").verdict, Outcome::Pass, "{}", item(&both, "O10").comment);
}
