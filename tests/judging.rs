//! What is judged of small sites that exist in memory only: one behaviour a test.

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
            document: Some(document.into()),
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
            certificates: Vec::new(),
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

/// The bare evidence of a month's procurement, as form สขร.1 has it.
fn month(name: &str) -> String {
    format!(
        "<h1>แบบ สขร.1 สรุปผลการดำเนินการจัดซื้อจัดจ้างในรอบเดือน{name}</h1><table><tr><th>งานที่จัดซื้อในเดือน{name}</th>\
         <th>วงเงิน</th><th>ราคากลาง</th><th>วิธีซื้อ</th><th>ผู้เสนอราคา</th><th>เหตุผลที่คัดเลือก</th><th>สัญญา</th></tr>\
         <tr><td>วัสดุสำนักงานของเดือน{name}</td><td>12,500.00</td><td>12,500.00</td><td>เฉพาะเจาะจง</td><td>ร้านดี</td>\
         <td>ราคาต่ำสุด</td><td>1/2564</td></tr></table>"
    )
}

const SIX: [&str; 6] =
    ["ตุลาคม 2563", "พฤศจิกายน 2563", "ธันวาคม 2563", "มกราคม 2564", "กุมภาพันธ์ 2564", "มีนาคม 2564"];

/// A list of months whose files are the evidence; `wrap` goes around the list.
fn months_behind(wrap: (&str, &str)) -> Report {
    let home = "<h1>หน้าแรก</h1><ul><li><a href=\"skr.html\">สขร.1</a></li></ul>";
    let links: String =
        SIX.iter().enumerate().map(|(i, m)| format!("<li><a href=\"m{i}.html\">{m}</a></li>")).collect();
    let list = format!("{}<h1>สขร.1</h1><ul>{links}</ul>{}", wrap.0, wrap.1);
    let mut site = Site::new().page("", "หน้าแรก", home).page("skr.html", "สขร.1", &list);
    for (i, name) in SIX.iter().enumerate() {
        site = site.page(&format!("m{i}.html"), name, &month(name));
    }
    site.report()
}

#[test]
fn the_form_that_asp_net_puts_around_a_page_is_none() {
    let around = (
        "<form method=post action=\"skr.html\"><input type=hidden name=__VIEWSTATE value=x>\
         <input type=text name=\"dnn$SEARCH$txtSearch\"><input type=submit value=ค้นหา>",
        "</form>",
    );
    for wrap in [("", ""), around] {
        let list = item(&months_behind(wrap), "O23");
        assert_eq!(list.verdict, Outcome::Pass, "{} {wrap:?} {:?}", list.comment, list.evidence);
    }
}

#[test]
fn months_whose_figures_are_awaited_are_not_there() {
    let page = |note: &str| {
        format!(
            "<h1>สถิติการให้บริการ ปีงบประมาณ 2564</h1><table><tr><th>งาน</th><th>ต.ค. 63</th><th>พ.ย. 63</th>\
             <th>ธ.ค. 63</th><th>ม.ค. 64</th></tr><tr><td>ชำระภาษี</td><td>4</td><td>5</td><td>6</td><td>7</td></tr></table>\
             <p>เดือน ก.พ. และ มี.ค. 64 {note}</p>"
        )
    };
    let verdict = |note: &str| {
        let home = "<h1>หน้าแรก</h1><ul><li><a href=\"s.html\">สถิติการให้บริการ</a></li></ul>";
        let report = Site::new().page("", "หน้าแรก", home).page("s.html", "สถิติ", &page(note)).report();
        item(&report, "O15")
    };
    let awaited = verdict("รอแต่ละกองส่งตัวเลข");
    assert_eq!(awaited.verdict, Outcome::Fail);
    assert!(awaited.comment.contains("มีนาคม"), "{}", awaited.comment);
    assert_eq!(verdict("ชำระภาษี 9 และ 8 ราย").verdict, Outcome::Pass);
}

#[test]
fn an_analysis_and_its_measures_may_stand_apart() {
    let hub = "<h1>ITA 2564</h1><table><tr><td>O42</td><td>มาตรการส่งเสริมคุณธรรมและความโปร่งใส</td>\
        <td><a href=\"a.html\">วิเคราะห์ผล</a> <a href=\"m.html\">มาตรการ</a></td></tr>\
        <tr><td>O1</td><td>โครงสร้าง</td><td><a href=\"o1.html\">ดู</a></td></tr>\
        <tr><td>O3</td><td>อำนาจหน้าที่</td><td><a href=\"o3.html\">ดู</a></td></tr></table>";
    let analysis = "<h1>การวิเคราะห์ผลการประเมิน ITA ปีงบประมาณ พ.ศ. 2563</h1><p>คะแนนรวม 74.36 จุดแข็ง การปฏิบัติหน้าที่ \
        จุดอ่อน การเปิดเผยข้อมูล ประเด็นที่ต้องพัฒนา คือการเผยแพร่ข้อมูลให้เป็นปัจจุบัน ซึ่งกำหนดไว้ในเอกสารอีกฉบับ</p>";
    let measures = "<h1>มาตรการส่งเสริมคุณธรรมและความโปร่งใส ประจำปีงบประมาณ พ.ศ. 2564</h1><table><tr><th>มาตรการ</th>\
        <th>ขั้นตอน</th><th>ผู้รับผิดชอบ</th><th>ระยะเวลา</th><th>การกำกับติดตาม</th></tr><tr><td>ปรับปรุงเว็บไซต์</td>\
        <td>แต่งตั้งผู้ดูแล</td><td>สำนักปลัด</td><td>ม.ค. 64</td><td>รายงานผลทุกเดือน</td></tr></table>";
    let site = |measures: &str| {
        Site::new()
            .page("", "หน้าแรก", "<h1>หน้าแรก</h1><a href=\"ita.html\">ITA 2564</a>")
            .page("ita.html", "ITA 2564", hub)
            .page("a.html", "วิเคราะห์", analysis)
            .page("m.html", "มาตรการ", measures)
            .page("o1.html", "โครงสร้าง", "<h1>โครงสร้าง</h1>")
            .page("o3.html", "อำนาจหน้าที่", "<h1>อำนาจหน้าที่</h1>")
            .report()
    };
    let both = item(&site(measures), "O42");
    assert_eq!(both.verdict, Outcome::Pass, "{}", both.comment);
    assert!(both.evidence.len() >= 2, "both are shown");
    // Measures of an earlier year do not complete this year's analysis.
    let old = item(&site(&measures.replace("2564", "2561").replace("64", "61")), "O42");
    assert_eq!(old.verdict, Outcome::Fail, "{}", old.comment);
}

#[test]
fn numbers_that_run_through_the_hub_say_which_item_a_row_is() {
    let book = load::load(2564, None).unwrap();
    let mut rows = String::new();
    for (i, rule) in book.rules.iter().enumerate() {
        // Everyday words of an officer, which name no item or another one.
        let title = match i + 1 {
            11 => "ติดตามงาน",
            15 => "สถิติผู้มาติดต่อเรา",
            33 => "เปิดให้ชาวบ้านร่วม",
            _ => rule.title.as_str(),
        };
        rows += &format!(
            "<tr><td>{}</td><td>{title}</td><td><a href=\"p{}.html\">คลิกที่นี่</a></td></tr>",
            i + 1,
            i + 1
        );
    }
    let hub = format!("<h1>ITA 2564</h1><table>{rows}</table>");
    let mut site = Site::new()
        .page("", "หน้าแรก", "<h1>หน้าแรก</h1><a href=\"ita.html\">ITA 2564</a>")
        .page("ita.html", "ITA 2564", &hub);
    for i in 1..=book.rules.len() {
        site = site.page(&format!("p{i}.html"), "หน้า", &format!("<h1>เรื่องที่ {i}</h1><p>เนื้อหาของหน้านี้</p>"));
    }
    let report = site.report();
    for n in [11, 15, 33] {
        let shown = item(&report, &format!("O{n}"));
        let url = shown.evidence.first().map(|e| e.url.clone()).unwrap_or_default();
        assert!(url.ends_with(&format!("p{n}.html")), "O{n}: {url}");
    }
    let contact = item(&report, "O5");
    assert!(contact.evidence.iter().all(|e| !e.url.ends_with("p15.html")), "{:?}", contact.evidence);
}

#[test]
fn a_page_whose_only_file_is_gone_is_no_document() {
    let home = "<h1>หน้าแรก</h1><ul><li><a href=\"p.html\">รายงานผลการสำรวจความพึงพอใจ ปี 2563</a></li></ul>";
    let post =
        "<h1>รายงานผลการสำรวจความพึงพอใจการให้บริการ ประจำปี 2563</h1><p><a href=\"x.pdf\">ดาวน์โหลด</a></p>";
    let report = Site::new()
        .page("", "หน้าแรก", home)
        .page("p.html", "รายงาน", post)
        .unread(&format!("{ROOT}x.pdf"), Status::NotFound)
        .report();
    let survey = item(&report, "O16");
    assert_eq!(survey.verdict, Outcome::Fail, "{}", survey.comment);
    assert!(survey.comment.contains("ไม่สามารถเข้าถึงลิงก์"), "{}", survey.comment);
}

#[test]
fn a_page_whose_program_stopped_shows_nothing() {
    let home = "<h1>หน้าแรก</h1><ul><li><a href=\"p.php\">รายงานผลการสำรวจความพึงพอใจ ปี 2563</a></li>\
        <li><a href=\"q.php\">แผนดำเนินงานประจำปี 2564</a></li></ul>";
    let stopped =
        "<br><b>Warning</b>: mysqli_connect(): (HY000/2002): Connection refused in <b>/home/site/p.php</b>";
    let plan = "<h1>แผนดำเนินงานประจำปีงบประมาณ พ.ศ. 2564</h1><p>Warning: mysqli_connect() ...</p><table><tr><th>โครงการ</th>\
        <th>งบประมาณ (บาท)</th><th>ระยะเวลา</th></tr>";
    let row = "<tr><td>ซ่อมแซมถนนสายหลักและทางเท้าริมคลองของหมู่บ้าน</td><td>200,000</td><td>ตุลาคม 2563 – กันยายน 2564</td></tr>";
    let report = Site::new()
        .page("", "หน้าแรก", home)
        .page("p.php", "รายงานผลการสำรวจความพึงพอใจ ปี 2563", stopped)
        .page("q.php", "แผน", &format!("{plan}{}</table>", row.repeat(9)))
        .report();
    let survey = item(&report, "O16");
    assert_eq!(survey.verdict, Outcome::Fail, "{}", survey.comment);
    assert!(survey.comment.contains("ข้อผิดพลาดของระบบ"), "{}", survey.comment);
    assert_eq!(item(&report, "O10").verdict, Outcome::Pass, "a warning over a page that is all there");
}

#[test]
fn executives_who_have_left_are_seen_in_later_documents() {
    let home = "<h1>เทศบาลตำบลบึงใส</h1><ul><li><a href=\"b.html\">คณะผู้บริหาร</a></li><li><a href=\"n1.html\">ข่าว 1</a></li>\
        <li><a href=\"n2.html\">ข่าว 2</a></li></ul>";
    let card = "<h1>คณะผู้บริหาร เทศบาลตำบลบึงใส</h1><p>ข้อมูล ณ วันที่ 5 มกราคม 2563</p><p>นายสมชาย ใจดีงาม<br>\
        นายกเทศมนตรีตำบลบึงใส<br>โทรศัพท์ 081-234-5678</p><img src=\"a.jpg\" alt=\"นายสมชาย ใจดีงาม\">";
    let news = |day: &str| {
        format!(
            "<h1>ประกาศเทศบาลตำบลบึงใส</h1><p>ประกาศ ณ วันที่ {day}</p><p>(นางสาวมาลี แก้วกล้า)</p><p>นายกเทศมนตรีตำบลบึงใส</p>"
        )
    };
    let site = |first: &str, second: &str| {
        let report = Site::new()
            .page("", "เทศบาลตำบลบึงใส", home)
            .page("b.html", "คณะผู้บริหาร", card)
            .page("n1.html", "ประกาศ", first)
            .page("n2.html", "ประกาศ", second)
            .report();
        item(&report, "O2")
    };
    let left = site(&news("3 พฤษภาคม 2564"), &news("10 มิถุนายน 2564"));
    assert_eq!(left.verdict, Outcome::Fail, "{}", left.comment);
    assert!(left.comment.contains("มาลี"), "{}", left.comment);
    let older = site(&news("3 พฤษภาคม 2562"), "<h1>ข่าว</h1><p>ไม่มีชื่อผู้ใด</p>");
    assert_eq!(older.verdict, Outcome::Pass, "{}", older.comment);
}

/// A declaration names who declares twice, and is one document; who signed before is no proof against a page that
/// bears no day.
#[test]
fn one_older_document_says_nothing_against_the_executives_page() {
    let home = "<h1>เทศบาลตำบลบึงใส</h1><ul><li><a href=\"b.html\">คณะผู้บริหาร</a></li><li><a href=\"n1.html\">ประกาศ 1</a></li>\
        <li><a href=\"n2.html\">ประกาศ 2</a></li><li><a href=\"j.html\">เจตจำนงสุจริตของผู้บริหาร</a></li></ul>";
    let card = "<h1>คณะผู้บริหาร เทศบาลตำบลบึงใส</h1><p>นายสมชาย ใจดีงาม<br>นายกเทศมนตรีตำบลบึงใส<br>โทรศัพท์ 081-234-5678</p>\
        <img src=\"a.jpg\" alt=\"นายสมชาย ใจดีงาม\">";
    let declared = "<h1>ประกาศเจตจำนงสุจริตของผู้บริหาร</h1><p>ข้าพเจ้า นางสาวมาลี แก้วกล้า นายกเทศมนตรีตำบลบึงใส ขอประกาศว่าจะบริหารงานด้วย\
        ความซื่อสัตย์สุจริต</p><p>ประกาศ ณ วันที่ 5 ตุลาคม 2563</p><p>ลงชื่อ มาลี แก้วกล้า</p><p>(นางสาวมาลี แก้วกล้า)<br>นายกเทศมนตรีตำบลบึงใส</p>";
    let order = |day: &str| {
        format!(
            "<h1>ประกาศเทศบาลตำบลบึงใส</h1><p>ประกาศ ณ วันที่ {day}</p><p>(นางสาวมาลี แก้วกล้า)</p><p>นายกเทศมนตรีตำบลบึงใส</p>"
        )
    };
    let of = |first: &str, second: &str| {
        let report = Site::new()
            .page("", "เทศบาลตำบลบึงใส", home)
            .page("b.html", "คณะผู้บริหาร", card)
            .page("j.html", "เจตจำนงสุจริต", declared)
            .page("n1.html", "ประกาศ", first)
            .page("n2.html", "ประกาศ", second)
            .report();
        (item(&report, "O2"), item(&report, "O34"))
    };
    let nothing = "<h1>ข่าว</h1><p>ไม่มีชื่อผู้ใด</p>";
    for (first, second) in [(nothing.to_owned(), nothing), (order("3 มีนาคม 2562"), nothing)] {
        let (people, declaration) = of(&first, second);
        assert_eq!(people.verdict, Outcome::Pass, "{}", people.comment);
        assert_eq!(declaration.verdict, Outcome::Fail, "{:?}", declaration.judges);
    }
    let (people, declaration) = of(&order("3 มีนาคม 2564"), &order("10 มิถุนายน 2564"));
    assert_eq!(people.verdict, Outcome::Fail, "{:?}", people.judges);
    assert_eq!(declaration.verdict, Outcome::Pass, "{}", declaration.comment);
}

#[test]
fn a_telephone_left_blank_is_none() {
    let home = "<h1>หน้าแรก</h1><ul><li><a href=\"b.html\">คณะผู้บริหาร</a></li></ul>";
    let page = |phone: &str| {
        format!(
            "<h1>คณะผู้บริหาร</h1><p>ติดต่อเทศบาล โทร. 0 4412 3456</p><p>นายสมชาย ใจดีงาม<br>นายกเทศมนตรี<br>โทรศัพท์ : {phone}</p>\
             <img src=\"a.jpg\" alt=\"นายสมชาย ใจดีงาม\">"
        )
    };
    let of = |phone: &str| {
        item(&Site::new().page("", "หน้าแรก", home).page("b.html", "คณะผู้บริหาร", &page(phone)).report(), "O2")
    };
    assert_eq!(of("081-234-5678").verdict, Outcome::Pass, "{}", of("081-234-5678").comment);
    assert_ne!(of("-").verdict, Outcome::Pass, "{}", of("-").comment);
}

/// A hub of some items, as a list of rows: text and address.
fn hub(rows: &[(&str, &str)], below: &str) -> String {
    let rows: String =
        rows.iter().map(|(text, to)| format!("<li><a href=\"{to}\">{text}</a></li>")).collect();
    format!("<h1>ITA 2564 การเปิดเผยข้อมูลสาธารณะ (OIT)</h1><ul>{rows}</ul>{below}")
}

const HOME: &str = "<h1>เทศบาลตำบลทุ่งดี</h1><p><a href=\"ita.html\">ITA 2564</a></p>";

/// A title whose lines the paper ended stands whole, and evidence opens at the page of its words.
#[test]
fn titles_are_whole_and_words_have_their_page() {
    let shown = |id: &str, label: &str, name: &str| {
        let file = std::fs::read(format!("fixtures/sites/demo/www/files/{name}")).unwrap();
        let home = format!("<h1>เทศบาลตำบลทุ่งดี</h1><a href=\"x.pdf\">{label}</a>");
        let item = item(&Site::new().page("", "เทศบาลตำบลทุ่งดี", &home).with("x.pdf", file).report(), id);
        let found = item.evidence.first().unwrap_or_else(|| panic!("{id} has no evidence"));
        assert!(found.page.is_some(), "{id}: {found:?}");
        for judge in
            item.judges.iter().filter(|judge| judge.url.ends_with("x.pdf") && !judge.quote.is_empty())
        {
            assert!(judge.page.is_some(), "{id}: {judge:?}");
        }
        found.title.clone()
    };
    assert_eq!(
        shown(
            "O40",
            "รายงานการกำกับติดตามการดำเนินการป้องกันการทุจริต รอบ 6 เดือน",
            "anticorrupt/monitor_anticorrupt_6m_2564.pdf"
        ),
        "รายงานการกำกับติดตามการดำเนินการป้องกันการทุจริต รอบ 6 เดือน ประจำปีงบประมาณ พ.ศ. 2564 (ตุลาคม 2563 – มีนาคม 2564)"
    );
    assert_eq!(
        shown("O27", "หลักเกณฑ์การบริหารและพัฒนาทรัพยากรบุคคล", "hr/หลักเกณฑ์การบริหารและพัฒนาทรัพยากรบุคคล.pdf"),
        "หลักเกณฑ์การบริหารและพัฒนาทรัพยากรบุคคล ประจำปีงบประมาณ พ.ศ. 2564"
    );
}

#[test]
fn codes_that_agree_with_clear_titles_say_what_loose_words_do_not() {
    let rows = [
        ("O1 โครงสร้าง", "a.html"),
        ("O3 อำนาจหน้าที่", "b.html"),
        ("O4 แผนพัฒนาท้องถิ่น", "c.html"),
        ("O25 นโยบายการบริหารทรัพยากรบุคคล", "d.html"),
        ("O34 เจตจำนงสุจริตของผู้บริหาร", "e.html"),
        ("O35 นายกนำทำ ต้านทุจริต", "act.html"),
        ("O39 แผนปฏิบัติการป้องกันการทุจริต", "f.html"),
    ];
    let act = "<h1>วันต่อต้านคอร์รัปชันสากล</h1><p>วันที่ 9 ธันวาคม 2563 นายสมชาย ใจดี นายกเทศมนตรีตำบลทุ่งดี \
               นำพนักงานประกาศเจตนารมณ์ต่อต้านทุจริตและมอบนโยบายความโปร่งใส</p>";
    let report = Site::new()
        .page("", "เทศบาลตำบลทุ่งดี", HOME)
        .page("ita.html", "ITA 2564", &hub(&rows, ""))
        .page("act.html", "กิจกรรม", act)
        .report();
    let taken = item(&report, "O35");
    assert_eq!(taken.verdict, Outcome::Pass, "{}", taken.comment);
    assert!(taken.evidence[0].url.ends_with("act.html"), "{:?}", taken.evidence);
}

#[test]
fn a_posts_day_is_its_own() {
    let act = "<h1>นายกเทศมนตรีมอบนโยบายคุณธรรมและความโปร่งใส</h1><p>วันที่ 9 ธันวาคม 2561 นายกเทศมนตรีตำบลทุ่งดี \
               มอบนโยบายคุณธรรมและความโปร่งใสแก่พนักงานทุกคนที่ห้องประชุม และรับฟังข้อเสนอของพนักงานต่อการทำงานให้สุจริต</p>\
               <ul><li><a href=\"other.html\">พิธีทำบุญตักบาตร 5 ธันวาคม 2563</a></li></ul>";
    let home = "<h1>เทศบาลตำบลทุ่งดี</h1><a href=\"act.html\">การมีส่วนร่วมของผู้บริหาร</a>";
    let report = Site::new()
        .page("", "เทศบาลตำบลทุ่งดี", home)
        .page("act.html", "กิจกรรม", act)
        .page("other.html", "ตักบาตร", "<h1>ตักบาตร</h1><p>ประชาชนร่วมตักบาตร</p>")
        .report();
    let taken = item(&report, "O35");
    assert_eq!(taken.verdict, Outcome::Fail);
    assert!(taken.comment.contains("2562"), "{}", taken.comment);
}

#[test]
fn the_next_page_of_a_hub_is_no_evidence_of_its_last_row() {
    let rows = [
        ("นโยบายการบริหารทรัพยากรบุคคล", "a.html"),
        ("การดำเนินการตามนโยบายการบริหารทรัพยากรบุคคล", "b.html"),
        ("หลักเกณฑ์การบริหารทรัพยากรบุคคล", "c.html"),
        ("รายงานผลการบริหารและพัฒนาทรัพยากรบุคคล", "report.html"),
    ];
    let pager = "<p><a href=\"ita-9-5.html\">9.5</a> | <a href=\"ita-10-1.html\">10.1</a></p>";
    let report = Site::new()
        .page("", "เทศบาลตำบลทุ่งดี", HOME)
        .page("ita.html", "ITA 2564", &hub(&rows, pager))
        .page("report.html", "รายงาน", "<h1>รายงานด้านบุคคล</h1><p>อยู่ระหว่างรวบรวมข้อมูล</p>")
        .page("ita-9-5.html", "9.5", "<h1>ส่งเสริมความโปร่งใส</h1><p>รายงานผลการอบรมบุคลากร ปีงบประมาณ 2563 ผลการดำเนินการ แล้วเสร็จ ร้อยละ 90</p>")
        .report();
    let told = item(&report, "O28");
    assert_eq!(told.verdict, Outcome::Fail);
    assert!(told.evidence.iter().all(|e| !e.url.contains("ita-9-5")), "{:?}", told.evidence);
}

#[test]
fn a_page_around_another_agencys_file_is_no_evidence() {
    let rows = [
        ("O1 โครงสร้าง", "a.html"),
        ("O3 อำนาจหน้าที่", "b.html"),
        ("O28 รายงานผลการบริหารและพัฒนาทรัพยากรบุคคล", "o28.html"),
    ];
    let page =
        "<h1>O28 รายงานผลการบริหารและพัฒนาทรัพยากรบุคคล ปี 2563</h1><p><a href=\"o28.txt\">ดาวน์โหลด</a></p>";
    let file = "รายงานผลการบริหารและพัฒนาทรัพยากรบุคคล ประจำปีงบประมาณ พ.ศ. 2563\nเทศบาลตำบลวังหินลาด อำเภอวังหิน จังหวัดตาก\n\
                ผลการดำเนินการ จัดอบรมพนักงาน 3 หลักสูตร แล้วเสร็จ ร้อยละ 100 ผู้เข้าอบรม 40 คน\n\
                เทศบาลตำบลวังหินลาด ได้ดำเนินการสรรหาพนักงาน 2 อัตรา\n";
    let report = Site::new()
        .page("", "เทศบาลตำบลทุ่งดี", HOME)
        .page("ita.html", "ITA 2564", &hub(&rows, ""))
        .page("o28.html", "O28", page)
        .with("o28.txt", file)
        .report();
    let told = item(&report, "O28");
    assert_eq!(told.verdict, Outcome::Fail, "{:?}", told.evidence);
    assert!(told.comment.contains("วังหินลาด"), "{}", told.comment);
}

#[test]
fn a_channel_is_as_confidential_as_the_page_its_form_is_on() {
    let form = "<form action=\"send.php\" method=post><input type=text name=who><textarea name=what></textarea>\
                <input type=submit value=ส่ง></form>";
    let of = |line: &str| {
        let home = "<h1>เทศบาลตำบลทุ่งดี</h1><a href=\"corrupt.html\">แจ้งเรื่องร้องเรียนการทุจริต</a>";
        let page = "<h1>แจ้งเรื่องร้องเรียนการทุจริต</h1><p>พบเห็นเจ้าหน้าที่ของเทศบาลเรียกรับสินบนหรือทุจริตต่อหน้าที่ แจ้งหน่วยตรวจสอบภายในได้โดยตรง เจ้าหน้าที่จะติดต่อกลับภายในสิบห้าวัน</p><p><a href=\"form.html\">แบบฟอร์มนี้</a></p>";
        let report = Site::new()
            .page("", "เทศบาลตำบลทุ่งดี", home)
            .page("corrupt.html", "แจ้งทุจริต", page)
            .page("form.html", "แบบฟอร์ม", &format!("<h1>แบบฟอร์มแจ้งเรื่อง</h1><p>{line}</p>{form}"))
            .report();
        item(&report, "O30")
    };
    let open = of("เรื่องที่ส่งจะแสดงในตารางด้านล่าง");
    assert_eq!(open.verdict, Outcome::Fail, "{}", open.comment);
    assert!(open.comment.contains("ความลับ"), "{}", open.comment);
    let kept = of("ข้อมูลของผู้แจ้งจะเก็บเป็นความลับ");
    assert_eq!(kept.verdict, Outcome::Pass, "{}", kept.comment);
}

/// The form of another item, which the hub leads to as well, is no form of this one.
#[test]
fn a_channel_within_a_network_is_none() {
    let form = "<h1>แจ้งเรื่องร้องเรียนการทุจริต</h1><p>ข้อมูลเก็บเป็นความลับ</p><form action=\"send.php\" method=post>\
        <textarea name=what></textarea><input type=submit value=ส่ง></form>";
    let of = |url: &str| {
        let rows = [
            ("O1 โครงสร้าง", "a.html"),
            ("O3 อำนาจหน้าที่", "b.html"),
            ("O4 แผนพัฒนาท้องถิ่น", "c.html"),
            ("O30 แจ้งเรื่องร้องเรียนการทุจริต", "corrupt.html"),
            ("O32 รับฟังความคิดเห็น", url),
            ("O34 เจตจำนงสุจริตของผู้บริหาร", "e.html"),
        ];
        let report = Site::new()
            .page("", "เทศบาลตำบลทุ่งดี", HOME)
            .page("ita.html", "ITA 2564", &hub(&rows, ""))
            .page("corrupt.html", "แจ้งเรื่องร้องเรียนการทุจริต", form)
            .unread(url, Status::OutOfScope)
            .report();
        item(&report, "O32")
    };
    let within = of("http://192.168.1.20/opinion");
    assert_eq!(within.verdict, Outcome::Fail, "{:?}", within.judges);
    assert!(within.comment.contains("ภายในเครือข่าย (192.168.1.20)"), "{}", within.comment);
    let outside = of("https://opinions.example.org/tung-dee");
    assert_ne!(outside.verdict, Outcome::Pass, "{:?}", outside.judges);
}

#[test]
fn the_board_is_the_address_and_not_the_form_behind_it() {
    let home = "<h1>เทศบาลตำบลทุ่งดี</h1><a href=\"board.html\">กระดานสนทนา</a>";
    let board = "<h1>กระดานสนทนา</h1><p><a href=\"new.html\">ตั้งกระทู้ใหม่</a></p><table><tr><td>กระทู้</td><td>ตอบ</td></tr>\
        <tr><td><a href=\"q1.html\">รถขยะมาวันไหน</a></td><td>1</td></tr></table>";
    let new = "<h1>ตั้งกระทู้ใหม่</h1><form action=\"board.php\" method=post>หัวข้อ <input name=t><textarea name=m></textarea>\
        <input type=submit value=ส่งกระทู้></form><p>เจ้าหน้าที่จะเข้ามาตอบในกระทู้ภายใน 3 วันทำการ</p>";
    let report = Site::new()
        .page("", "เทศบาลตำบลทุ่งดี", home)
        .page("board.html", "กระดานสนทนา", board)
        .page("new.html", "ตั้งกระทู้ใหม่", new)
        .page("q1.html", "รถขยะมาวันไหน", "<h1>รถขยะมาวันไหน</h1><p>ตอบโดยเจ้าหน้าที่: ทุกวันอังคาร</p>")
        .report();
    let board = item(&report, "O8");
    assert_eq!(board.verdict, Outcome::Pass, "{}", board.comment);
    assert!(board.evidence[0].url.ends_with("board.html"), "{:?}", board.evidence);
}

#[test]
fn a_hub_row_by_number_yields_to_what_its_document_calls_itself() {
    let rows = [
        ("O1 โครงสร้าง", "a.html"),
        ("O3 อำนาจหน้าที่", "b.html"),
        ("O4 แผนพัฒนาท้องถิ่น", "c.html"),
        ("O25 นโยบายการบริหารทรัพยากรบุคคล", "d.html"),
        ("O30 จำนวนของเดือนนี้", "count.html"),
        ("O34 เจตจำนงสุจริตของผู้บริหาร", "e.html"),
        ("O36 การประเมินความเสี่ยงการทุจริต", "g.html"),
        ("O39 แผนปฏิบัติการป้องกันการทุจริต", "f.html"),
    ];
    let months = ["ตุลาคม 2563", "พฤศจิกายน 2563", "ธันวาคม 2563", "มกราคม 2564", "กุมภาพันธ์ 2564", "มีนาคม 2564"];
    let table: String = months.iter().map(|m| format!("<tr><td>{m}</td><td>0</td><td>0</td></tr>")).collect();
    let count = format!(
        "<h1>สถิติเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ ปี 2564</h1><table><tr><th>เดือน</th>\
         <th>เรื่องที่ได้รับ</th><th>แล้วเสร็จ</th></tr>{table}</table><p>เรื่องร้องเรียนการทุจริตของเจ้าหน้าที่ ไม่มี</p>"
    );
    let report = Site::new()
        .page("", "เทศบาลตำบลทุ่งดี", HOME)
        .page("ita.html", "ITA 2564", &hub(&rows, ""))
        .page("count.html", "สถิติ", &count)
        .report();
    let statistics = item(&report, "O31");
    assert_eq!(statistics.verdict, Outcome::Pass, "{}", statistics.comment);
    assert!(item(&report, "O30").evidence.is_empty(), "{:?}", item(&report, "O30").evidence);
}

#[test]
fn a_form_without_a_name_is_what_it_asks_for() {
    let home = "<h1>เทศบาลตำบลทุ่งดี</h1><a href=\"together.html\">ร่วมด้วยช่วยกัน</a>";
    let form = "<h1>ร่วมด้วยช่วยกัน</h1><p>ท่านคิดว่าเทศบาลควรปรับปรุงเรื่องใด</p><form action=\"send.php\" method=post>\
                <label>ความคิดเห็น/ข้อเสนอแนะ</label><textarea name=what></textarea><input type=submit value=\"ส่งความคิดเห็น\"></form>";
    let report = Site::new().page("", "เทศบาลตำบลทุ่งดี", home).page("together.html", "ร่วมด้วย", form).report();
    let opinions = item(&report, "O32");
    assert_eq!(opinions.verdict, Outcome::Pass, "{}", opinions.comment);
    assert!(opinions.evidence[0].url.ends_with("together.html"), "{:?}", opinions.evidence);
}

#[test]
fn figures_end_where_they_were_taken_whatever_the_title_promises() {
    let of = |taken: &str| {
        let home = "<h1>เทศบาลตำบลทุ่งดี</h1><a href=\"r.html\">รายงานการใช้จ่ายงบประมาณ รอบ 6 เดือน</a>";
        let page = format!(
            "<h1>รายงานการใช้จ่ายงบประมาณประจำปีงบประมาณ พ.ศ. 2564 รอบ 6 เดือน</h1><p>ข้อมูล ณ วันที่ {taken}</p>\
             <table><tr><th>หมวด</th><th>งบประมาณ</th><th>เบิกจ่าย</th><th>ร้อยละ</th></tr>\
             <tr><td>งบบุคลากร</td><td>12,000,000</td><td>4,500,000</td><td>37.5</td></tr>\
             <tr><td>งบดำเนินงาน</td><td>8,000,000</td><td>2,000,000</td><td>25.0</td></tr></table>"
        );
        item(&Site::new().page("", "เทศบาลตำบลทุ่งดี", home).page("r.html", "รายงาน", &page).report(), "O19")
    };
    assert_eq!(of("31 มีนาคม 2564").verdict, Outcome::Pass, "{}", of("31 มีนาคม 2564").comment);
    let short = of("28 กุมภาพันธ์ 2564");
    assert_eq!(short.verdict, Outcome::Fail);
    assert!(short.comment.contains("กุมภาพันธ์ 2564"), "{}", short.comment);
}

/// Three posts with the first words of each: the mayor is in one, this year in another.
#[test]
fn an_archive_of_posts_is_none_of_them() {
    let home = "<h1>เทศบาลตำบลทุ่งดี</h1><a href=\"all.html\">ภาพงานของเรา</a>";
    let post = |title: &str, to: &str, words: &str| {
        format!("<h2><a href=\"{to}\">{title}</a></h2><p>{words} <a href=\"{to}\">อ่านต่อ</a></p>")
    };
    let archive = [
        post("อบรมพนักงาน", "1.html", "วันที่ 18 กุมภาพันธ์ 2564 สำนักปลัดจัดอบรมคุณธรรม จริยธรรม แก่พนักงาน"),
        post(
            "นายกนำต้านโกง",
            "2.html",
            "วันที่ 9 ธันวาคม 2562 นายสุรพล แก้วใจ นายกเทศมนตรี ประกาศเจตนารมณ์ต่อต้านการทุจริต",
        ),
        post("เก็บขยะริมห้วย", "3.html", "วันที่ 2 มีนาคม 2564 ชาวบ้านร่วมเก็บขยะริมห้วย"),
    ];
    let report = Site::new()
        .page("", "เทศบาลตำบลทุ่งดี", home)
        .page("all.html", "ภาพงานของเรา", &format!("<h1>ภาพงานของเรา</h1>{}", archive.concat()))
        .report();
    let executive = item(&report, "O35");
    assert_eq!(executive.verdict, Outcome::Fail, "{:?}", executive.evidence);
}

#[test]
fn a_bare_post_is_the_heads_where_the_first_person_holds_it() {
    let of = |first: &str| {
        let home = "<h1>สถาบันวิจัยข้าว</h1><a href=\"people.html\">ผู้บริหารสถาบัน</a>";
        let people = format!(
            "<h1>ผู้บริหารสถาบัน</h1><p><img src=1.jpg alt=\"\"></p><p>นายสมชาย ใจดี<br>{first}<br>โทรศัพท์ 0 2555 7001</p>\
             <p><img src=2.jpg alt=\"\"></p><p>นางสาวสมศรี มีสุข<br>รองผู้อำนวยการ<br>โทรศัพท์ 0 2555 7002</p>"
        );
        item(&Site::new().page("", "สถาบันวิจัยข้าว", home).page("people.html", "ผู้บริหาร", &people).report(), "O2")
    };
    assert_eq!(of("ผู้อำนวยการ").verdict, Outcome::Pass, "{}", of("ผู้อำนวยการ").comment);
    assert_eq!(of("ผู้อำนวยการกองคลัง").verdict, Outcome::Fail);
}

#[test]
fn what_nobody_could_read_may_be_what_is_missing() {
    let scan: &[u8] = include_bytes!("data/ocr/scans/hr_implement_2564.pdf");
    let home = "<h1>เทศบาลตำบลทุ่งดี</h1><a href=\"0012.pdf\">เอกสาร 12</a>";
    let site = || Site::new().page("", "เทศบาลตำบลทุ่งดี", home);
    let seen = item(&site().report(), "O25");
    let unread = item(&site().with("0012.pdf", scan).report(), "O25");
    assert_eq!(unread.verdict, Outcome::Review, "{}", unread.comment);
    assert!(unread.comment.contains("0012.pdf"), "{}", unread.comment);
    assert_ne!(seen.verdict, Outcome::Review, "{}", seen.comment);
}

/// A text file of a word processor, a paragraph a line.
fn rtf(lines: &[&str]) -> Vec<u8> {
    let escape = |c: char| if c.is_ascii() { c.to_string() } else { format!("\\u{}?", c as u32) };
    let paragraph = |line: &&str| format!("{}\\par\n", line.chars().map(escape).collect::<String>());
    format!("{{\\rtf1\\ansi\n{}}}", lines.iter().map(paragraph).collect::<String>()).into_bytes()
}

#[test]
fn a_month_under_whose_column_nobody_wrote_is_not_there() {
    let verdict = |march: [&str; 2]| {
        let home = "<h1>หน้าแรก</h1><ul><li><a href=\"s.html\">สถิติการให้บริการ</a></li></ul>";
        let page = format!(
            "<h1>สถิติการให้บริการ ปีงบประมาณ 2564</h1><table><tr><th>งาน</th><th>ต.ค. 63</th><th>พ.ย. 63</th><th>ธ.ค. 63</th>\
             <th>ม.ค. 64</th><th>ก.พ. 64</th><th>มี.ค. 64</th></tr>\
             <tr><td>ชำระภาษี</td><td>4</td><td>5</td><td>6</td><td>7</td><td>9</td><td>{}</td></tr>\
             <tr><td>แจ้งซ่อมไฟฟ้า</td><td>1</td><td>2</td><td></td><td>3</td><td>1</td><td>{}</td></tr></table>",
            march[0], march[1]
        );
        item(&Site::new().page("", "หน้าแรก", home).page("s.html", "สถิติ", &page).report(), "O15")
    };
    let empty = verdict(["", ""]);
    assert_eq!(empty.verdict, Outcome::Fail);
    assert!(empty.comment.contains("มีนาคม") && !empty.comment.contains("ธันวาคม"), "{}", empty.comment);
    assert_eq!(verdict(["8", ""]).verdict, Outcome::Pass);
}

#[test]
fn a_file_that_is_its_cover_or_says_that_it_is_being_made_is_none() {
    let home = "<h1>หน้าแรก</h1><a href=\"p.rtf\">นโยบายการบริหารทรัพยากรบุคคล ปี 2564</a>";
    let of = |below: &[&str]| {
        let title = ["นโยบายการบริหารทรัพยากรบุคคล ประจำปีงบประมาณ พ.ศ. 2564", "เทศบาลตำบลทุ่งดี"];
        let lines = [&title[..], below].concat();
        item(&Site::new().page("", "เทศบาลตำบลทุ่งดี", home).with("p.rtf", rtf(&lines)).report(), "O25")
    };
    let cover = of(&[]);
    assert!(cover.verdict == Outcome::Fail && cover.comment.contains("มีเพียงหัวข้อ"), "{}", cover.comment);
    let promised =
        of(&["อยู่ระหว่างดำเนินการจัดทำเอกสาร โดยกองการเจ้าหน้าที่ สำนักปลัดเทศบาล ชั้น 2 อาคารสำนักงานเทศบาลตำบลทุ่งดี"]);
    assert!(
        promised.verdict == Outcome::Fail && promised.comment.contains("อยู่ระหว่าง"),
        "{}",
        promised.comment
    );
    let whole = of(&[
        "นโยบายด้านการสรรหา เทศบาลสรรหาบุคลากรด้วยระบบคุณธรรม เปิดเผย และเป็นธรรม ตามแผนอัตรากำลัง",
        "นโยบายด้านการพัฒนา ส่งพนักงานทุกคนเข้ารับการอบรมอย่างน้อยปีละหนึ่งหลักสูตร",
    ]);
    assert_eq!(whole.verdict, Outcome::Pass, "{}", whole.comment);
}

/// A PDF of one page that draws `content` under a title.
fn pdf(title: &str, content: &str) -> Vec<u8> {
    let written: String = title.encode_utf16().map(|unit| format!("{unit:04x}")).collect();
    let page = format!(
        "BT /F1 12 Tf 20 700 Td /Span <</ActualText <feff{written}>>> BDC (title) Tj EMC ET {content}"
    );
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n\
         4 0 obj<</Length {}>>stream\n{page}\nendstream endobj\n\
         5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\ntrailer<</Root 1 0 R>>\n",
        page.len()
    )
    .into_bytes()
}

#[test]
fn a_pdf_of_a_cover_alone_holds_nothing_and_a_drawing_under_the_title_may() {
    let home = "<h1>หน้าแรก</h1><a href=\"p.pdf\">นโยบายการบริหารทรัพยากรบุคคล ปี 2564</a>";
    let of = |drawn: &str| {
        let title = "นโยบายการบริหารทรัพยากรบุคคล ประจำปีงบประมาณ พ.ศ. 2564 เทศบาลตำบลทุ่งดี";
        let site = Site::new().page("", "เทศบาลตำบลทุ่งดี", home).with("p.pdf", pdf(title, drawn));
        item(&site.report(), "O25")
    };
    let cover = of("20 690 500 1 re f");
    assert!(cover.verdict == Outcome::Fail && cover.comment.contains("มีเพียงหัวข้อ"), "{}", cover.comment);
    let chart: String = (0..60).map(|i| format!("{} 100 6 {} re f ", 20 + 8 * i, 40 + i)).collect();
    let drawn = of(&chart);
    assert!(!drawn.comment.contains("มีเพียงหัวข้อ"), "{}", drawn.comment);
}

#[test]
fn a_report_whose_lines_end_in_dots_is_a_form() {
    let home = "<h1>หน้าแรก</h1><a href=\"r.rtf\">รายงานผลการสำรวจความพึงพอใจการให้บริการ ปี 2563</a>";
    let of = |end: &str| {
        let line = |what: &str| format!("{what} {end}");
        let lines = [
            "งานทะเบียนราษฎร ความพึงพอใจ คิดเป็นร้อยละ",
            "งานจัดเก็บรายได้ ความพึงพอใจ คิดเป็นร้อยละ",
            "งานสาธารณสุข ความพึงพอใจ คิดเป็นร้อยละ",
            "งานช่าง ความพึงพอใจ คิดเป็นร้อยละ",
            "งานสวัสดิการสังคม ความพึงพอใจ คิดเป็นร้อยละ",
        ]
        .map(line);
        let title = "รายงานผลการสำรวจความพึงพอใจการให้บริการ ประจำปีงบประมาณ พ.ศ. 2563";
        let all: Vec<&str> =
            [title, "เทศบาลตำบลทุ่งดี อำเภอบึงใส จังหวัดสระบุรี ได้สำรวจความพึงพอใจของผู้รับบริการแล้ว ดังนี้"]
                .into_iter()
                .chain(lines.iter().map(String::as_str))
                .collect();
        item(&Site::new().page("", "เทศบาลตำบลทุ่งดี", home).with("r.rtf", rtf(&all)).report(), "O16")
    };
    let form = of("...................");
    assert!(form.comment.contains("แบบฟอร์ม"), "{}", form.comment);
    assert_eq!(of("95.20").verdict, Outcome::Pass, "{}", of("95.20").comment);
}

/// The form itself is what has to be mended, though nothing is asked of it: there are no measures.
#[test]
fn a_form_left_open_is_named_where_there_is_nothing_to_carry_out() {
    let row = "การดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน";
    let (carried, plan) = (format!("O43 {row}"), "O41 รายงานผลการดำเนินการป้องกันการทุจริตประจำปี");
    let rows = [
        ("O40 รายงานการกำกับติดตามการดำเนินการป้องกันการทุจริต รอบ 6 เดือน", "a.html"),
        (plan, "b.html"),
        (carried.as_str(), "r.rtf"),
    ];
    let title = format!("รายงานผล{row} ประจำปีงบประมาณ พ.ศ. 2564");
    let lines = ["ประชุมชี้แจง", "จัดทำคู่มือ", "เผยแพร่งบประมาณ", "จัดอบรม", "ติดตามผล"]
        .map(|what| format!("{what} ผลการดำเนินการ ..................."));
    let all: Vec<&str> = std::iter::once(title.as_str()).chain(lines.iter().map(String::as_str)).collect();
    let report = Site::new()
        .page("", "หน้าแรก", HOME)
        .page("ita.html", "ITA 2564", &hub(&rows, ""))
        .with("r.rtf", rtf(&all))
        .report();
    assert_eq!(item(&report, "O42").verdict, Outcome::Fail, "{}", item(&report, "O42").comment);
    let seen = item(&report, "O43");
    assert_eq!(seen.verdict, Outcome::Fail, "{}", seen.comment);
    let found: Vec<&str> = seen.evidence.iter().map(|one| one.url.as_str()).collect();
    assert_eq!(found, [format!("{ROOT}r.rtf")], "{}", seen.comment);
    assert_eq!(seen.judges[0].url, format!("{ROOT}r.rtf"));
}

#[test]
fn this_years_title_over_a_text_of_years_ago_is_seen() {
    let report = |year: &str| {
        let home = "<h1>หน้าแรก</h1><a href=\"m.rtf\">ประเมินความเสี่ยงการทุจริต ปี 2564</a>";
        let row = |what: &str| {
            format!(
                "{what} ประจำปี {year} โอกาสเกิด 2 ผลกระทบ 3 ระดับความเสี่ยงปานกลาง มาตรการควบคุมคือให้หัวหน้าตรวจสอบ"
            )
        };
        let text = ["จัดซื้อจัดจ้าง", "ใช้รถราชการ", "เบิกจ่าย", "รับของขวัญ", "จัดเก็บภาษี", "อนุญาตก่อสร้าง"].map(row);
        let title = "การประเมินความเสี่ยงการทุจริต ประจำปี 2564 เทศบาลตำบลทุ่งดี";
        let lines: Vec<&str> = std::iter::once(title).chain(text.iter().map(String::as_str)).collect();
        item(&Site::new().page("", "เทศบาลตำบลทุ่งดี", home).with("m.rtf", rtf(&lines)).report(), "O36")
    };
    let copied = report("2560");
    assert!(copied.verdict == Outcome::Fail && copied.comment.contains("2560"), "{}", copied.comment);
    assert_eq!(report("2564").verdict, Outcome::Pass, "{}", report("2564").comment);
}

#[test]
fn a_clerk_who_stands_in_for_the_head_is_the_head_now() {
    let home = "<h1>เทศบาลตำบลบึงใส</h1><ul><li><a href=\"b.html\">คณะผู้บริหาร</a></li><li><a href=\"n1.html\">ประกาศ 1</a></li>\
        <li><a href=\"n2.html\">ประกาศ 2</a></li><li><a href=\"j.html\">เจตจำนงสุจริตของผู้บริหาร</a></li></ul>";
    let card = "<h1>คณะผู้บริหาร เทศบาลตำบลบึงใส</h1><p>นายกเทศมนตรี ว่าง เนื่องจากนายสมชาย ใจดีงาม ลาออก</p>\
        <p>นางสาวมาลี แก้วกล้า<br>ปลัดเทศบาล ปฏิบัติหน้าที่นายกเทศมนตรีตำบลบึงใส<br>โทรศัพท์ 081-234-5678</p>\
        <img src=\"a.jpg\" alt=\"นางสาวมาลี แก้วกล้า\">";
    let order = |day: &str, who: &str, post: &str| {
        format!("<h1>ประกาศเทศบาลตำบลบึงใส</h1><p>ประกาศ ณ วันที่ {day}</p><p>({who})</p><p>{post}ตำบลบึงใส</p>")
    };
    let former = |day: &str| order(day, "นายสมชาย ใจดีงาม", "นายกเทศมนตรี");
    let acting = order("9 เมษายน 2564", "นางสาวมาลี แก้วกล้า", "ปลัดเทศบาล ปฏิบัติหน้าที่นายกเทศมนตรี");
    let declared = |by: &str| {
        format!(
            "<h1>ประกาศเจตจำนงสุจริตของผู้บริหาร</h1><p>ข้าพเจ้าจะบริหารงานด้วยความซื่อสัตย์สุจริต โปร่งใส</p>\
             <p>ประกาศ ณ วันที่ 15 มกราคม 2563</p><p>({by})</p><p>นายกเทศมนตรีตำบลบึงใส</p>"
        )
    };
    let report = Site::new()
        .page("", "เทศบาลตำบลบึงใส", home)
        .page("b.html", "คณะผู้บริหาร", card)
        .page("n1.html", "ประกาศ", &format!("{}{}", former("3 มีนาคม 2563"), former("5 มิถุนายน 2563")))
        .page("n2.html", "ประกาศ", &acting)
        .page("j.html", "เจตจำนงสุจริต", &declared("นายสมชาย ใจดีงาม"))
        .report();
    let (people, declaration) = (item(&report, "O2"), item(&report, "O34"));
    assert_eq!(people.verdict, Outcome::Pass, "{}", people.comment);
    assert_eq!(declaration.verdict, Outcome::Fail, "{:?}", declaration.judges);
}

const COUNTS: &str = "<table><tr><th>เดือน</th><th>รับเรื่อง</th><th>แล้วเสร็จ</th></tr><tr><td>ตุลาคม 2563</td><td>0</td><td>0</td></tr>\
    <tr><td>พฤศจิกายน 2563</td><td>0</td><td>0</td></tr><tr><td>ธันวาคม 2563</td><td>0</td><td>0</td></tr>\
    <tr><td>มกราคม 2564</td><td>0</td><td>0</td></tr><tr><td>กุมภาพันธ์ 2564</td><td>0</td><td>0</td></tr>\
    <tr><td>มีนาคม 2564</td><td>0</td><td>0</td></tr></table><p>ไม่มีเรื่องร้องเรียนการทุจริต</p>";

#[test]
fn a_section_of_a_departments_page_is_evidence() {
    let home = "<h1>หน้าแรก</h1><a href=\"unit.html\">สำนักปลัด</a>";
    let unit = |heading: &str| {
        let page = format!(
            "<h1>สำนักปลัด</h1><h2>งานทะเบียน</h2><p>เปิดบริการจันทร์ถึงศุกร์ 08.30-16.30 น. ไม่พักกลางวัน</p><h2>{heading}</h2>{COUNTS}\
             <h2>ข่าวของสำนัก</h2><p>ประชุมพนักงานประจำเดือน</p>"
        );
        item(&Site::new().page("", "หน้าแรก", home).page("unit.html", "สำนักปลัด", &page).report(), "O31")
    };
    let told = unit("จำนวนเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ ปีงบประมาณ 2564");
    assert_eq!(told.verdict, Outcome::Pass, "{}", told.comment);
    assert!(told.evidence[0].url.ends_with("unit.html"), "{:?}", told.evidence);
    assert_eq!(unit("จำนวนผู้เยี่ยมชม").verdict, Outcome::Fail);
}

#[test]
fn a_heading_that_says_what_the_menu_says_is_the_pages_own() {
    // A menu that the layout marks in no way, on every page.
    let entries =
        ["จำนวนเรื่องที่รับ", "ข่าวเด่น", "ที่เที่ยว", "สินค้าชุมชน", "ภาพเก่า", "ของดีตำบล", "แผนผังเว็บ", "สายด่วน", "ประวัติ"];
    let menu: String =
        entries.iter().enumerate().map(|(i, e)| format!("<li><a href=\"p{i}.html\">{e}</a></li>")).collect();
    let mut site = Site::new().page("", "หน้าแรก", &format!("<ul>{menu}</ul><h1>อบต.บึงใส</h1>"));
    for (i, entry) in entries.iter().enumerate() {
        let text = match i {
            0 => format!("<h3>เรื่องเจ้าหน้าที่ทุจริตหรือประพฤติมิชอบ ตุลาคม 2563 ถึง มีนาคม 2564</h3>{COUNTS}"),
            _ => "<p>ข้อความของหน้านี้</p>".to_owned(),
        };
        site = site.page(
            &format!("p{i}.html"),
            entry,
            &format!("<ul>{menu}</ul><h1>{entry}</h1><h3>แนะนำ</h3>{text}"),
        );
    }
    let counts = item(&site.report(), "O31");
    assert_eq!(counts.verdict, Outcome::Pass, "{}", counts.comment);
}

#[test]
fn a_link_that_says_only_when_is_of_what_its_page_is() {
    let home = "<h1>หน้าแรก</h1><a href=\"m.html\">เงินของเรา</a>";
    let list = "<h1>ใช้เงินไปแล้วเท่าไร</h1><table><tr><th>เรื่อง</th><th>ไฟล์</th></tr>\
        <tr><td><a href=\"a.html\">ตุลาคม 2563 ถึง มีนาคม 2564</a></td><td>PDF</td></tr></table>";
    let half = "<h1>ตุลาคม 2563 ถึง มีนาคม 2564</h1><p>รายงานผลการเบิกจ่ายเทียบกับแผน ความก้าวหน้าของการใช้จ่าย</p><table><tr><th>หมวด</th>\
        <th>งบประมาณ</th><th>เบิกจ่ายแล้ว</th><th>คงเหลือ</th></tr><tr><td>งบกลาง</td><td>1,200,000.00</td><td>600,000.00</td><td>600,000.00</td></tr>\
        <tr><td>งบบุคลากร</td><td>3,200,000.00</td><td>1,500,000.00</td><td>1,700,000.00</td></tr></table>";
    let site =
        Site::new().page("", "หน้าแรก", home).page("m.html", "เงิน", list).page("a.html", "รายงาน", half);
    let spent = item(&site.report(), "O19");
    assert_eq!(
        spent.evidence.first().map(|e| e.url.rsplit('/').next()),
        Some(Some("a.html")),
        "{}",
        spent.comment
    );
}

#[test]
fn another_departments_announcement_is_not_ours() {
    let home = "<h1>กรมสมุนไพรไทย</h1><a href=\"p.rtf\">แผนจัดซื้อจัดจ้าง ปี 2564</a>";
    let of = |agency: &str| {
        let head = format!("ประกาศ{agency}");
        let lines = [
            head.as_str(),
            "เรื่อง เผยแพร่แผนการจัดซื้อจัดจ้าง ประจำปีงบประมาณ พ.ศ. 2564",
            "ซื้อครุภัณฑ์สำนักงาน 1,250,000.00 บาท ตุลาคม 2563",
        ];
        item(&Site::new().page("", "กรมสมุนไพรไทย", home).with("p.rtf", rtf(&lines)).report(), "O21")
    };
    assert_eq!(of("กรมสมุนไพรไทย").verdict, Outcome::Pass, "{}", of("กรมสมุนไพรไทย").comment);
    let other = of("กรมป่าเศรษฐกิจชุมชน");
    assert!(other.verdict == Outcome::Fail && other.comment.contains("หน่วยงานอื่น"), "{}", other.comment);
}

/// What was done for the people of an office, month by month of whose year.
const DONE: &str = "<table><tr><th>นโยบายด้าน</th><th>สิ่งที่ทำ</th><th>วันที่</th><th>ผล</th></tr>\
    <tr><td>สรรหา</td><td>รับโอนนักวิชาการ 1 ราย คำสั่งที่ 612/2563</td><td>4 ม.ค. 64</td><td>บรรจุครบ ดำเนินการแล้ว</td></tr>\
    <tr><td>พัฒนา</td><td>ส่งอบรม 3 หลักสูตร</td><td>3-5 ก.พ. 64</td><td>ผู้เข้าอบรม 12 คน</td></tr></table>";

#[test]
fn an_entry_of_a_menu_means_what_the_line_over_its_group_means() {
    let menu = |over: &str| {
        format!(
            "<h1>อบต.บึงใส</h1><table><tr><td>{over}</td></tr><tr><td><a href=\"n.html\">นโยบายและการเดินงาน</a></td></tr>\
             <tr><td><a href=\"o.html\">เรื่องทั่วไป</a></td></tr></table>"
        )
    };
    let of = |over: &str| {
        let list = format!("<h1>งานของเรา ปี 2564</h1><p>ต.ค. 63 - มี.ค. 64</p>{DONE}");
        let site = Site::new().page("", "อบต.บึงใส", &menu(over)).page("n.html", "งานของเรา", &list);
        item(&site.page("o.html", "เรื่องทั่วไป", "<p>ข้อความ</p>").report(), "O26")
    };
    assert_eq!(of("งานบุคคล").verdict, Outcome::Pass, "{}", of("งานบุคคล").comment);
    assert_eq!(of("มุมหนังสือ").verdict, Outcome::Fail);
}

#[test]
fn a_headline_says_nothing_and_the_sentence_under_it_what_it_is() {
    let of = |sentence: &str| {
        let home = "<h1>อบต.บึงใส</h1><ul><li><a href=\"p.html\">กองการเจ้าหน้าที่ทำอะไรไปบ้าง</a></li></ul>";
        let post = format!("<h1>กองการเจ้าหน้าที่ทำอะไรไปบ้าง</h1><p>19 เมษายน 2564</p><p>{sentence}</p>{DONE}");
        item(&Site::new().page("", "อบต.บึงใส", home).page("p.html", "ข่าว", &post).report(), "O26")
    };
    let told = of("สรุปงานที่ทำตามนโยบายการบริหารทรัพยากรบุคคล ประจำปีงบประมาณ พ.ศ. 2564 ดังนี้");
    assert_eq!(told.verdict, Outcome::Pass, "{}", told.comment);
    let news = of("วันที่ 19 เมษายน 2564 ประชุมเรื่องการดำเนินการตามนโยบายการบริหารทรัพยากรบุคคล ปี 2564");
    assert_eq!(news.verdict, Outcome::Fail, "news of a meeting");
}

#[test]
fn the_account_of_whoever_made_the_site_is_not_the_agencys() {
    let of = |account: &str| {
        let home = format!(
            "<h1>กรมสมุนไพรไทย</h1><a href=\"https://www.facebook.com/{account}\" title=\"Facebook\">f</a>\
             <p>Powered by FlexTheme Pro | จำนวนผู้เข้าชม 12</p>"
        );
        item(&Site::new().page("", "กรมสมุนไพรไทย", &home).report(), "O9").verdict
    };
    assert_eq!(of("flexthemepro"), Outcome::Fail);
    assert_eq!(of("thaiherb.dept"), Outcome::Pass);
}

#[test]
fn quarters_that_a_plan_only_promises_are_not_planned() {
    let of = |promise: &str| {
        let plan = format!(
            "<h1>แผนการใช้จ่ายงบประมาณ ประจำปีงบประมาณ พ.ศ. 2564</h1><p>{promise}</p><table><tr><th>ประเภทรายจ่าย</th>\
             <th>ไตรมาส 1</th><th>ไตรมาส 2</th></tr><tr><td>งบบุคลากร</td><td>35,570.00</td><td>40,010.00</td></tr>\
             <tr><td>งบลงทุน</td><td>9,340.00</td><td>10,500.00</td></tr></table>"
        );
        let home = "<h1>หน้าแรก</h1><a href=\"p.html\">แผนการใช้จ่ายงบประมาณ ปี 2564</a>";
        item(&Site::new().page("", "หน้าแรก", home).page("p.html", "แผน", &plan).report(), "O18")
    };
    let promised = of("งวดที่ 1 ไตรมาสที่ 1 – 2 ทั้งนี้ แผนของไตรมาสที่ 3 – 4 จะจัดทำภายหลังได้รับแจ้งการจัดสรร");
    assert!(
        promised.verdict == Outcome::Fail && promised.comment.contains("ทั้งปี"),
        "{:?} {}",
        promised.verdict,
        promised.comment
    );
}

#[test]
fn what_a_plan_says_it_does_not_say_is_missing() {
    let of = |note: &str| {
        let plan = format!(
            "<h1>แผนปฏิบัติราชการประจำปีงบประมาณ พ.ศ. 2564</h1><table><tr><th>โครงการ</th><th>งบประมาณ (บาท)</th></tr>\
             <tr><td>โครงการส่งเสริมอาชีพ</td><td>120,000.00</td></tr><tr><td>โครงการฝึกช่าง</td><td>80,000.00</td></tr></table><p>{note}</p>"
        );
        let home = "<h1>หน้าแรก</h1><a href=\"p.html\">แผนปฏิบัติราชการ ปี 2564</a>";
        item(&Site::new().page("", "หน้าแรก", home).page("p.html", "แผน", &plan).report(), "O10").verdict
    };
    assert_eq!(of("แผนฉบับนี้มิได้ระบุระยะเวลาของแต่ละโครงการ"), Outcome::Fail);
    assert_eq!(of("ระยะเวลา ตุลาคม 2563 – กันยายน 2564"), Outcome::Pass);
}

/// A page with a hub's row of one item behind it.
fn behind(label: &str, title: &str, body: &str) -> Report {
    let home =
        format!("<h1>เทศบาลตำบลหนองน้ำใส อำเภอบ้านไร่</h1><ul><li><a href=\"x.html\">{label}</a></li></ul>");
    Site::new()
        .page("", "เทศบาลตำบลหนองน้ำใส", &home)
        .page("x.html", title, &format!("<h1>{title}</h1>{body}"))
        .report()
}

#[test]
fn a_title_typed_without_its_marks_is_known() {
    let report = behind(
        "คูมือประชาชน",
        "คูมือประชาชน",
        "<ol><li>ยื่นคำขอที่งานบริการ พร้อมสำเนาบัตรประจำตัวประชาชน</li>\
        <li>เจ้าหน้าที่ตรวจสอบเอกสาร 10 นาที</li><li>รับใบอนุญาต ภายใน 1 วันทำการ</li></ol>",
    );
    assert_eq!(item(&report, "O14").verdict, Outcome::Pass, "{}", item(&report, "O14").comment);
}

#[test]
fn a_template_that_nobody_wrote_into_is_no_news() {
    let post = "<h3>ตัวอย่างหัวข้อข่าว</h3><p>1 มกราคม 2564</p><p>Lorem ipsum dolor sit amet, consectetur</p>";
    let report = behind("ข่าวประชาสัมพันธ์", "ข่าวประชาสัมพันธ์", &post.repeat(3));
    assert_eq!(item(&report, "O7").verdict, Outcome::Fail, "{:?}", item(&report, "O7").evidence);
    assert!(item(&report, "O7").comment.contains("แม่แบบ"), "{}", item(&report, "O7").comment);
}

#[test]
fn manuals_that_are_all_still_to_come_are_none() {
    let row = |n: u32| {
        format!("<tr><td>{n}</td><td>งานพัสดุและทรัพย์สิน ฉบับที่ {n}</td><td>เจ้าพนักงานพัสดุ</td><td>รอต้นฉบับ</td></tr>")
    };
    let rows: String = (1..=6).map(row).collect();
    let head = "<tr><th>ลำดับ</th><th>ชื่อคู่มือ</th><th>ผู้ปฏิบัติ</th><th>เอกสาร</th></tr>";
    let body = format!("<p>ศูนย์รวมคู่มือและขั้นตอนการปฏิบัติงานของเจ้าหน้าที่</p><table>{head}{rows}</table>");
    let report = behind("คู่มือการปฏิบัติงาน", "คู่มือการปฏิบัติงาน", &body);
    assert_eq!(item(&report, "O13").verdict, Outcome::Fail);
    assert!(item(&report, "O13").comment.contains("อยู่ระหว่าง"), "{}", item(&report, "O13").comment);
}

#[test]
fn open_for_opinions_is_not_closed() {
    let form = |word: &str| {
        format!(
            "<p>เทศบาล{word}รับความคิดเห็นของประชาชน</p><form method=post action=/send><label>ชื่อ <input name=n></label>\
            <label>ความคิดเห็น <textarea name=t></textarea></label><button>ส่ง</button></form>"
        )
    };
    let open = behind("ช่องทางรับฟังความคิดเห็น", "ช่องทางรับฟังความคิดเห็น", &form("เปิด"));
    assert_eq!(item(&open, "O32").verdict, Outcome::Pass, "{}", item(&open, "O32").comment);
    let shut = behind("ช่องทางรับฟังความคิดเห็น", "ช่องทางรับฟังความคิดเห็น", &form("ปิด"));
    assert_eq!(item(&shut, "O32").verdict, Outcome::Fail);
}

#[test]
fn figures_of_nine_months_are_no_years_report() {
    let report = |until: &str| {
        let rows: String = ["บริหารงานทั่วไป", "การศึกษา", "สาธารณสุข", "เคหะและชุมชน"]
            .map(|w| {
                format!("<tr><td>{w}</td><td>4,227,200.00</td><td>3,309,320.00</td><td>917,880.00</td></tr>")
            })
            .concat();
        let body = format!(
            "<p>ข้อมูล ณ วันที่ {until}</p><table><tr><th>แผนงาน</th><th>งบประมาณ</th><th>เบิกจ่าย</th>\
            <th>คงเหลือ</th></tr>{rows}</table>"
        );
        item(&behind("ผลการใช้จ่ายงบประมาณประจำปี", "ผลการใช้จ่ายงบประมาณ ประจำปี พ.ศ. 2563", &body), "O20")
    };
    assert_eq!(report("30 กันยายน 2563").verdict, Outcome::Pass, "{}", report("30 กันยายน 2563").comment);
    for short in ["30 มิถุนายน 2563", "30 กันยายน 2562"] {
        assert_eq!(report(short).verdict, Outcome::Fail, "{short}");
    }
}

#[test]
fn rows_of_months_tell_more_than_the_title_over_them() {
    let rows = |names: &[&str]| -> String {
        let row = |m: &&str| format!("<tr><td>{m}</td><td>0</td><td>0</td><td>ไม่มีเรื่องร้องเรียน</td></tr>");
        names.iter().map(row).collect()
    };
    let title = "สถิติเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ รอบ 6 เดือน (ต.ค. 63 – มี.ค. 64)";
    let head = "<tr><th>เดือน</th><th>จำนวนเรื่อง</th><th>แล้วเสร็จ</th><th>หมายเหตุ</th></tr>";
    let of = |names: &[&str]| {
        item(&behind("สถิติเรื่องร้องเรียนการทุจริต", title, &format!("<table>{head}{}</table>", rows(names))), "O31")
    };
    let all = ["ต.ค. 63", "พ.ย. 63", "ธ.ค. 63", "ม.ค. 64", "ก.พ. 64", "มี.ค. 64"];
    assert_eq!(of(&all).verdict, Outcome::Pass, "{}", of(&all).comment);
    let short = of(&all[..5]);
    assert_eq!(short.verdict, Outcome::Fail);
    assert!(short.comment.contains("มีนาคม"), "{}", short.comment);
}

#[test]
fn a_neighbours_file_is_known_by_what_its_sentences_say() {
    let home = "<h1>เทศบาลตำบลหนองน้ำใส อำเภอบ้านไผ่</h1><ul><li><a href=\"x.rtf\">รายงานผลการดำเนินงานประจำปี 2563</a></li></ul>";
    let file = |name: &str| {
        let lines = [
            "รายงานผลการดำเนินงานประจำปีงบประมาณ พ.ศ. 2563".to_owned(),
            format!(
                "ด้วยข้อบัญญัติ{name} เรื่อง งบประมาณรายจ่าย ได้ตั้งโครงการไว้จำนวน 27 โครงการ นายก{name}ขอประกาศผลให้ประชาชนชาว{name}ทราบ"
            ),
            "ก่อสร้างถนน งบประมาณ 1,890,000 บาท เบิกจ่าย 1,872,000 บาท แล้วเสร็จ".to_owned(),
            "ผลการดำเนินงาน ดำเนินการแล้ว 25 โครงการ ร้อยละ 92 ปัญหาอุปสรรค ภัยแล้ง ข้อเสนอแนะ จัดหาน้ำสำรอง".to_owned(),
        ];
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let site = Site::new().page("", "เทศบาลตำบลหนองน้ำใส", home).with("x.rtf", rtf(&lines));
        item(&site.report(), "O12")
    };
    assert_eq!(file("เทศบาลตำบลหนองน้ำใส").verdict, Outcome::Pass, "{}", file("เทศบาลตำบลหนองน้ำใส").comment);
    let theirs = file("องค์การบริหารส่วนตำบลบ้านดอนแก้ว");
    assert_eq!(theirs.verdict, Outcome::Fail);
    assert!(theirs.comment.contains("หน่วยงานอื่น"), "{}", theirs.comment);
}

#[test]
fn a_municipalitys_declaration_is_its_mayors_to_sign() {
    let of = |post: &str| {
        let body = format!(
            "<p>ข้าพเจ้าขอให้สัตย์ปฏิญาณว่าจะบริหารงานด้วยความซื่อสัตย์สุจริต</p><p>ประกาศ ณ วันที่ 20 ตุลาคม 2563</p>\
            <p>(นายธวัชชัย รัตนไพบูลย์)</p><p>{post}</p>"
        );
        item(&behind("ประกาศเจตจำนงสุจริต", "ประกาศเจตจำนงสุจริต", &body), "O34").verdict
    };
    assert_eq!(of("นายกเทศมนตรีตำบลหนองน้ำใส"), Outcome::Pass);
    assert_eq!(of("นายอำเภอบ้านไร่"), Outcome::Fail);
}

#[test]
fn a_neighbours_guideline_under_our_cover_is_the_neighbours() {
    let of = |whose: &str| {
        let home = "<h1>อบต.โคกแดง</h1><a href=\"g.txt\">แนวปฏิบัติการจัดการเรื่องร้องเรียนการทุจริต</a>";
        let text = format!(
            "แนวปฏิบัติการจัดการเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ\nองค์การบริหารส่วนตำบลโคกแดง อำเภอนาดี\n\n\
             หน่วยงานรับผิดชอบ ศูนย์รับเรื่องร้องเรียน สำนักปลัดองค์การบริหารส่วนตำบล{whose}\n\
             วิธีการร้องเรียน ด้วยตนเอง ณ ที่ทำการองค์การบริหารส่วนตำบล{whose} โทร 0 4308 5519\n\
             ขั้นตอน 1) รับและลงทะเบียนเรื่อง 1 วัน 2) สอบข้อเท็จจริง 15 วัน 3) แจ้งผลผู้ร้องภายใน 30 วัน\n\
             การรายงาน ปลัดองค์การบริหารส่วนตำบล{whose} รายงานทุกเดือน\n\n(นายธงชัย พรมทา)\n\
             นายกองค์การบริหารส่วนตำบล{whose}\n"
        );
        item(&Site::new().page("", "หน้าหลัก : อบต.โคกแดง", home).with("g.txt", text).report(), "O29")
    };
    let theirs = of("หนองแวงเหนือ");
    assert!(
        theirs.verdict == Outcome::Fail && theirs.comment.contains("หนองแวงเหนือ"),
        "{:?} {}",
        theirs.verdict,
        theirs.comment
    );
    assert!(!of("โคกแดง").comment.contains("หน่วยงานอื่น"));
}

#[test]
fn a_list_between_the_menus_of_an_old_page_is_its_own() {
    let menu: String = (1..60)
        .map(|n| format!("<tr><td><a href=\"m{n}.html\">เมนูเรื่องที่ {n} ของหน่วยงาน</a></td></tr>"))
        .collect();
    let files: String = ["แผน 4 ปี", "บันทึก เม.ย. 64", "บันทึก เม.ย. 63", "ผล 2563", "ผล 2562", "มาตรการ"]
        .iter()
        .enumerate()
        .map(|(n, text)| format!("<tr><td><a href=\"f{n}.pdf\">{text}</a></td></tr>"))
        .collect();
    let page = format!(
        "<html><body><table><tr><td><table>{menu}</table></td><td><b>แผนป้องกันการทุจริต</b><table>{files}</table></td></tr>\
         <tr><td>สงวนลิขสิทธิ์ {}</td></tr></table></body></html>",
        "อบจ.ธาราบุรี ถนนราชธานี อำเภอเมือง จังหวัดธาราบุรี ".repeat(6)
    );
    let hints = Hints { url: ROOT, media_type: "text/html", file_name: "" };
    let document = extract::read(page.as_bytes(), &hints);
    let files: Vec<_> = document.links.iter().filter(|l| l.url.ends_with(".pdf")).collect();
    assert_eq!(files.len(), 6);
    assert!(files.iter().all(|l| l.region == extract::Region::Main), "{files:?}");
}

#[test]
fn counts_of_complaints_under_a_headline_that_names_none() {
    let months = ["ต.ค. 63", "พ.ย. 63", "ธ.ค. 63", "ม.ค. 64", "ก.พ. 64", "มี.ค. 64"];
    let rows: String =
        months.iter().map(|m| format!("<tr><td>{m}</td><td>0</td><td>0</td><td>0</td></tr>")).collect();
    let home = "<h1>ทต.บึงใส</h1><ul><li><a href=\"p.html\">ฝ่ายนิติการแจ้งข่าวครึ่งปีแรก</a></li></ul>";
    let post = format!(
        "<h1>ฝ่ายนิติการแจ้งข่าวครึ่งปีแรก</h1><p>12 เม.ย. 2564</p><p>ขอแจ้งสถิติเรื่องร้องเรียนการทุจริตและประพฤติมิชอบของเจ้าหน้าที่ \
         ปีงบประมาณ พ.ศ. 2564 ตามตารางนี้</p><table><tr><th>เดือน</th><th>เรื่องทั้งหมด</th><th>แล้วเสร็จ</th>\
         <th>อยู่ระหว่างดำเนินการ</th></tr>{rows}</table>"
    );
    let told = item(&Site::new().page("", "ทต.บึงใส", home).page("p.html", "ข่าว", &post).report(), "O31");
    assert_eq!(told.verdict, Outcome::Pass, "{}", told.comment);
}

/// A report of six months beside the plan that it is of: the projects of both, and what became of the report.
fn reported(plan: &str, done: &str, of: (&str, &str, &str)) -> Item {
    let rows = |names: &str, more: &str| -> String {
        names.split(", ").map(|name| format!("<tr><td>{name}</td>{more}</tr>")).collect()
    };
    let head = "<tr><th>โครงการ</th><th>งบประมาณ (บาท)</th><th>ระยะเวลา</th></tr>";
    let plan = format!(
        "<h1>{}</h1><table>{head}{}</table>",
        of.0,
        rows(plan, "<td>30,000</td><td>ธันวาคม 2563</td>")
    );
    let head = "<tr><th>โครงการ</th><th>ผลการดำเนินงาน</th><th>เบิกจ่าย</th></tr>";
    let done = format!(
        "<h1>{}</h1><p>ตุลาคม 2563 – มีนาคม 2564</p><table>{head}{}</table>",
        of.1,
        rows(done, "<td>แล้วเสร็จ</td><td>29,500</td>")
    );
    let home = format!(
        "<h1>หน้าแรก</h1><ul><li><a href=\"p.html\">{}</a></li><li><a href=\"r.html\">{}</a></li></ul>",
        of.0, of.1
    );
    let site = Site::new().page("", "หน้าแรก", &home).page("p.html", of.0, &plan).page("r.html", of.1, &done);
    item(&site.report(), of.2)
}

#[test]
fn a_report_of_other_projects_is_not_the_plans() {
    let work =
        ("แผนดำเนินงาน ประจำปีงบประมาณ พ.ศ. 2564", "รายงานการกำกับติดตามการดำเนินงาน รอบ 6 เดือน ปี 2564", "O11");
    let plan = "ก่อสร้างถนนคอนกรีต หมู่ 2, อบรมอาชีพจักสาน, จัดหาถังขยะ";
    let other = reported(plan, "จัดงานวันเด็ก, กำจัดผักตบชวา", work);
    assert_eq!(other.verdict, Outcome::Fail, "{}", other.comment);
    assert!(other.comment.contains("กำจัดผักตบชวา"), "{}", other.comment);
    for same in [
        "จัดงานวันเด็ก, โครงการฝึกอบรมอาชีพจักสาน",
        "ถนนคอนกรีต หมู่ 2, กำจัดผักตบชวา",
        // Renamed: nobody can say.
        "ปรับปรุงถนนคอนกรีตหมู่บ้าน, กำจัดผักตบชวา",
        // One project is no list.
        "จัดงานวันเด็ก",
    ] {
        let seen = reported(plan, same, work);
        assert_eq!(seen.verdict, Outcome::Pass, "{same}: {}", seen.comment);
    }
    let integrity = (
        "แผนปฏิบัติการป้องกันการทุจริต พ.ศ. 2561-2564",
        "รายงานการกำกับติดตามการดำเนินการป้องกันการทุจริต รอบ 6 เดือน ปี 2564",
        "O40",
    );
    let plan = "อบรมคุณธรรมจริยธรรม, ประกาศเจตจำนงสุจริต";
    let roads = reported(plan, "ซ่อมถนนลูกรัง หมู่ 5, ขุดลอกคลองสาม", integrity);
    assert_eq!(roads.verdict, Outcome::Fail, "{}", roads.comment);
    let alike = reported(plan, "มอบรางวัลข้าราชการสุจริต, ซ่อมถนนลูกรัง หมู่ 5", integrity);
    assert_eq!(alike.verdict, Outcome::Pass, "{}", alike.comment);
}

#[test]
fn a_report_is_not_held_against_a_plan_that_was_not_read() {
    let title = "รายงานการกำกับติดตามการดำเนินงาน รอบ 6 เดือน ปี 2564";
    let rows = "<tr><td>จัดงานวันเด็ก</td><td>แล้วเสร็จ</td></tr><tr><td>กำจัดผักตบชวา</td><td>แล้วเสร็จ</td></tr>";
    let done = format!(
        "<h1>{title}</h1><p>ตุลาคม 2563 – มีนาคม 2564</p><table><tr><th>โครงการ</th><th>ความก้าวหน้า</th></tr>{rows}</table>"
    );
    let home = format!(
        "<h1>หน้าแรก</h1><ul><li><a href=\"{VIEWER}\">แผนดำเนินงานประจำปี 2564</a></li><li><a href=\"r.html\">{title}</a></li></ul>"
    );
    let site = Site::new().page("", "หน้าแรก", &home).page("r.html", title, &done);
    let report = site.unread(VIEWER, Status::InViewer).report();
    assert_eq!(item(&report, "O10").verdict, Outcome::Review);
    let seen = item(&report, "O11");
    assert_eq!(seen.verdict, Outcome::Pass, "{}", seen.comment);
    let compared = seen.judges.iter().find(|judge| judge.id == "of-the-plan").expect("asked");
    assert!(compared.reason.contains("ไม่ได้เทียบ"), "{}", compared.reason);
}

#[test]
fn another_agencys_system_is_for_a_person_to_see() {
    let hub = |url: &str| {
        let rows = [
            ("O8", "<a href=\"q.html\">ถาม-ตอบ</a>".to_owned()),
            ("O17", format!("<a href=\"{url}\">E-Service</a>")),
            ("O30", "<a href=\"c.html\">แจ้งเรื่องทุจริต</a>".to_owned()),
        ];
        let rows: String =
            rows.iter().map(|(id, link)| format!("<tr><td>{id}</td><td>{link}</td></tr>")).collect();
        let ask = "<h1>ถาม-ตอบ</h1><form action=\"/send\" method=post><label>คำถาม <textarea name=q></textarea></label>\
            <button>ส่งคำถาม</button></form>";
        let home = format!("<h1>การเปิดเผยข้อมูลสาธารณะ OIT ปี 2564</h1><table>{rows}</table>");
        let site = Site::new().page("", "การเปิดเผยข้อมูลสาธารณะ", &home).page("q.html", "ถาม-ตอบ", ask);
        let site = site.page("c.html", "แจ้งเรื่องทุจริต", ask).unread(url, Status::OutOfScope);
        item(&site.report(), "O17")
    };
    let other = hub("https://eservice.another.go.th/");
    assert_ne!(other.verdict, Outcome::Pass, "{:?}", other.judges.last().map(|judge| &judge.reason));
    let vendor = hub("https://eservice.vendor.example/");
    assert_eq!(vendor.verdict, Outcome::Pass, "{}", vendor.comment);
}

#[test]
fn a_form_of_last_year_under_this_years_title_is_no_month() {
    let told = |inside: &str| {
        let home = "<h1>หน้าแรก</h1><ul><li><a href=\"skr.html\">สขร.1</a></li></ul>";
        let links: String =
            SIX.iter().enumerate().map(|(i, m)| format!("<li><a href=\"m{i}.html\">{m}</a></li>")).collect();
        let list = format!("<h1>สขร.1</h1><ul>{links}</ul>");
        let mut site = Site::new().page("", "หน้าแรก", home).page("skr.html", "สขร.1", &list);
        for (i, name) in SIX.iter().enumerate() {
            let form = format!(
                "<h2>สขร.1 เดือน{name}</h2><p>แบบ สขร.1 สรุปผลการดำเนินการจัดซื้อจัดจ้างในรอบเดือน {}</p>\
                 <table><tr><th>งานที่จัดซื้อ ชุดที่ {i}</th><th>วงเงิน</th><th>ราคากลาง</th><th>วิธีซื้อ</th><th>ผู้เสนอราคา</th>\
                 <th>เหตุผลที่คัดเลือก</th><th>สัญญา</th></tr><tr><td>น้ำมัน ชุดที่ {i}</td><td>5,000.00</td><td>5,000.00</td>\
                 <td>เฉพาะเจาะจง</td><td>หจก. ก</td><td>ราคาต่ำสุด</td><td>3/2564</td></tr></table>",
                if i == 3 { inside } else { name }
            );
            site = site.page(&format!("m{i}.html"), name, &form);
        }
        item(&site.report(), "O23")
    };
    assert_eq!(told("มกราคม 2564").verdict, Outcome::Pass, "{}", told("มกราคม 2564").comment);
    let stale = told("มกราคม 2563");
    assert_eq!(stale.verdict, Outcome::Fail);
    assert!(stale.comment.contains("มกราคม 2564") && stale.comment.contains("2563"), "{}", stale.comment);
}

#[test]
fn a_row_whose_link_leads_back_is_told_as_such() {
    let rows = [
        ("O1 โครงสร้าง", "a.html"),
        ("O3 อำนาจหน้าที่", "b.html"),
        ("O12 รายงานผลการดำเนินงานประจำปี", "ita.html"),
        ("O28 รายงานผลการบริหารและพัฒนาทรัพยากรบุคคลประจำปี : รายงานผลด้านบุคคลของเทศบาล 2563", "/"),
    ];
    let site = Site::new().page("", "เทศบาลตำบลทุ่งดี", HOME).page("ita.html", "ITA 2564", &hub(&rows, ""));
    let report = site.report();
    for (id, to) in [("O12", "กลับมาที่หน้าเดิม"), ("O28", "หน้าแรกของเว็บไซต์")]
    {
        let told = item(&report, id);
        assert_eq!(told.verdict, Outcome::Fail);
        assert!(told.comment.contains(to), "{id} {}", told.comment);
    }
}

#[test]
fn last_years_document_in_a_row_of_the_hub_is_told_beside_what_passes() {
    let plan = |year: i32| {
        format!(
            "<h1>แผนดำเนินงานประจำปีงบประมาณ พ.ศ. {year}</h1><table><tr><th>โครงการ</th><th>งบประมาณ (บาท)</th>\
             <th>ระยะเวลา</th></tr><tr><td>ซ่อมแซมถนนสายหลัก</td><td>200,000</td><td>มกราคม {year}</td></tr></table>"
        )
    };
    let of = |row: &str| {
        let rows = [("O1 โครงสร้าง", "a.html"), ("O3 อำนาจหน้าที่", "b.html"), ("O10 แผนดำเนินงานประจำปี", row)];
        let home = format!("{HOME}<p><a href=\"p64.html\">แผนดำเนินงานประจำปี 2564</a></p>");
        let site = Site::new().page("", "เทศบาลตำบลทุ่งดี", &home);
        let site = site.page("ita.html", "ITA 2564", &hub(&rows, ""));
        let report = site.page("p63.html", "แผน", &plan(2563)).page("p64.html", "แผน", &plan(2564)).report();
        item(&report, "O10")
    };
    let wrong = of("p63.html");
    assert_eq!(wrong.verdict, Outcome::Pass, "{}", wrong.comment);
    let near = wrong.near.first().expect("the row's document");
    assert!(near.url.ends_with("p63.html") && near.note.contains("2563"), "{near:?}");
    let right = of("p64.html");
    assert!(right.verdict == Outcome::Pass && right.near.is_empty(), "{:?}", right.near);
}

#[test]
fn what_is_hollow_is_called_by_its_name() {
    let of = |id: &str, name: &str, body: &str| {
        let home = format!("<h1>ทต.ทุ่งดี</h1><p><a href=\"d.html\">{name}</a></p>");
        item(&Site::new().page("", "ทต.ทุ่งดี", &home).page("d.html", name, body).report(), id)
    };
    let contents = of(
        "O14",
        "คู่มือสำหรับประชาชน",
        "<h1>คู่มือสำหรับประชาชน</h1><h3>สารบัญ</h3><p>1. การชำระภาษี ......... 3</p>\
         <p>2. ขออนุญาตก่อสร้าง ......... 8</p><p>3. ขั้นตอน ระยะเวลา ......... 12</p>",
    );
    assert!(contents.comment.contains("สารบัญ"), "{}", contents.comment);
    let row = |side: &str| format!("<tr><td>{side}</td><td></td><td></td><td></td></tr>");
    let questions = of(
        "O16",
        "รายงานผลการสำรวจความพึงพอใจ 2563",
        &format!(
            "<h1>รายงานผลการสำรวจความพึงพอใจ 2563</h1><p>โปรดทำเครื่องหมาย ✓ ลงในช่องที่ตรงกับความคิดเห็นของท่าน</p>\
             <table><tr><th>ประเด็น</th><th>มาก</th><th>ปานกลาง</th><th>น้อย</th></tr>{}{}{}</table>",
            row("ด้านเจ้าหน้าที่"),
            row("ด้านสถานที่"),
            row("ด้านขั้นตอน")
        ),
    );
    assert!(questions.comment.contains("แบบสอบถาม"), "{}", questions.comment);
}

#[test]
fn a_plan_of_another_public_organisation_is_its_own() {
    let plan = |whose: &str| {
        let (head, unit) = (format!("ประกาศ{whose}"), format!("หน่วยงาน: {whose}"));
        let text = rtf(&[
            head.as_str(),
            "เรื่อง เผยแพร่แผนการจัดซื้อจัดจ้าง ประจำปีงบประมาณ พ.ศ. 2564",
            unit.as_str(),
            "โครงการ จ้างก่อสร้างอาคารเก็บพันธุ์ งบประมาณ 4,500,000 บาท คาดว่าจะประกาศ 11/2563",
            "โครงการ ซื้อเครื่องวัดความชื้น งบประมาณ 820,000 บาท คาดว่าจะประกาศ 12/2563",
        ]);
        let home = "<h1>สถาบันพัฒนามาตรฐานข้าวพื้นเมือง (องค์การมหาชน)</h1>\
                    <ul><li><a href=\"plan.rtf\">แผนการจัดซื้อจัดจ้าง ปี 2564</a></li></ul>";
        let site = Site::new().page("", "สถาบันพัฒนามาตรฐานข้าวพื้นเมือง (องค์การมหาชน)", home);
        item(&site.with("plan.rtf", text).report(), "O21")
    };
    let own = plan("สถาบันพัฒนามาตรฐานข้าวพื้นเมือง (องค์การมหาชน)");
    assert!(!own.comment.contains("หน่วยงานอื่น"), "{}", own.comment);
    let other = plan("สำนักงานส่งเสริมเส้นใยพื้นถิ่น (องค์การมหาชน)");
    assert_eq!(other.verdict, Outcome::Fail);
    assert!(other.comment.contains("สำนักงานส่งเสริมเส้นใยพื้นถิ่น"), "{}", other.comment);
}

/// Titles of the posts before and after, at a post's foot, are no words of it.
#[test]
fn the_posts_beside_a_post_say_nothing_of_it() {
    let told = |foot: &str| {
        let home = "<h1>เทศบาลตำบลทุ่งดี</h1><ul><li><a href=\"p.html\">การดำเนินการเพื่อจัดการความเสี่ยง ปี 2564</a></li></ul>";
        let post = format!(
            "<h1>การดำเนินการเพื่อจัดการความเสี่ยง ปี 2564</h1><p>เมื่อวันที่ 21 เมษายน 2564 ได้จัดฝึกซ้อมดับเพลิง \
             สำรวจจุดเสี่ยงน้ำท่วม 6 จุด มีผู้เข้าร่วม 52 คน ผลการดำเนินการเรียบร้อย</p><p>{foot}</p>"
        );
        let site = Site::new().page("", "เทศบาลตำบลทุ่งดี", home).page("p.html", "จัดการความเสี่ยง", &post);
        item(&site.report(), "O37")
    };
    let beside =
        told("← <a href=\"a.html\">สถิติเรื่องร้องเรียนการทุจริต ปี 2564</a> <a href=\"b.html\">รับสมัครนักเรียน</a> →");
    assert_eq!(beside.verdict, Outcome::Fail, "{}", beside.comment);
}

#[test]
fn greetings_before_the_home_page_make_no_document_anothers() {
    let menu: String = (1..8).map(|n| format!("<p><a href=\"m{n}.html\">เมนู {n}</a></p>")).collect();
    let plan = rtf(&[
        "แผนดำเนินงาน ประจำปีงบประมาณ พ.ศ. 2564",
        "องค์การบริหารส่วนตำบลวังกระแจะ",
        "โครงการก่อสร้างถนน งบประมาณ 100,000 บาท ระยะเวลา ตุลาคม 2563 – กันยายน 2564",
    ]);
    let comment = |agency: &str| {
        let home = format!("<h1>{agency}</h1>{menu}<p><a href=\"plan.rtf\">แผนดำเนินงาน ประจำปี 2564</a></p>");
        let mut site = Site::new()
            .page("", "ยินดีต้อนรับ", "<img src=\"p.jpg\"><p>ทรงพระเจริญ</p><a href=\"home.html\">เข้าสู่เว็บไซต์</a>")
            .page("home.html", agency, &home);
        for n in 1..8 {
            site = site.page(&format!("m{n}.html"), "เมนู", "<p>ข้อมูลทั่วไปของตำบล</p>");
        }
        item(&site.with("plan.rtf", &plan).report(), "O10").comment
    };
    assert!(!comment("องค์การบริหารส่วนตำบลวังกระแจะ").contains("หน่วยงานอื่น"));
    assert!(comment("องค์การบริหารส่วนตำบลดอนตาล").contains("หน่วยงานอื่น (องค์การบริหารส่วนตำบลวังกระแจะ)"));
}

#[test]
fn a_plan_to_the_end_of_the_year_does_not_say_who_leads_then() {
    let home = "<h1>เทศบาลตำบลบึงใส</h1><p><a href=\"p.html\">คณะผู้บริหาร</a></p>";
    let card = "<h1>คณะผู้บริหาร เทศบาลตำบลบึงใส</h1><p>เข้ารับตำแหน่งเมื่อวันที่ 27 เมษายน 2564</p>\
        <p>นายสมชาย ใจดีงาม<br>นายกเทศมนตรีตำบลบึงใส<br>โทรศัพท์ 081-234-5678</p>\
        <p>นางสมศรี ขยันยิ่ง<br>รองนายกเทศมนตรี<br>โทรศัพท์ 081-234-5679</p><img src=\"a.jpg\" alt=\"นายสมชาย ใจดีงาม\">";
    let far = "<p>โครงการตามแผน</p>".repeat(60);
    let plan = |name: &str, what: &str| {
        format!(
            "<h1>{what} เทศบาลตำบลบึงใส</h1><p>ตั้งแต่วันที่ 1 ตุลาคม 2563 ถึงวันที่ 30 กันยายน 2564</p>{far}\
             <p>({name})</p><p>นายกเทศมนตรีตำบลบึงใส</p>"
        )
    };
    let of = |name: &str| {
        let site = Site::new().page("", "เทศบาลตำบลบึงใส", home).page("p.html", "คณะผู้บริหาร", card);
        let site = site.page("a.html", "แผน", &plan(name, "แผนดำเนินงาน"));
        item(&site.page("b.html", "แผน", &plan(name, "แผนจัดหาพัสดุ")).report(), "O2")
    };
    assert!(!of("นางสาวมาลี แก้วกล้า").comment.contains("ผู้บริหารคนเดิม"), "{}", of("นางสาวมาลี แก้วกล้า").comment);
}

#[test]
fn quarters_are_the_half_beside_a_page_of_no_period() {
    let home = "<h1>เทศบาลตำบลบึงใส</h1><p><a href=\"l.html\">รายงานการใช้จ่ายงบประมาณ รอบ 6 เดือน</a></p>";
    let list = "<h1>รายงานการเงินการคลัง</h1><p><a href=\"n.html\">ขยายเวลาชำระภาษีที่ดิน</a></p>\
        <p><a href=\"q2.html\">รายจ่ายเทียบแผน ไตรมาส 2/64</a></p><p><a href=\"q1.html\">รายจ่ายเทียบแผน ไตรมาส 1/64</a></p>";
    let quarter = |of: &str| {
        format!(
            "<h1>รายงานผลการใช้จ่ายเงินเทียบกับแผน {of}</h1><table><tr><th>หมวด</th><th>แผน</th><th>เบิกจ่าย</th></tr>\
             <tr><td>งบกลาง</td><td>300,000</td><td>250,000</td></tr><tr><td>งบบุคลากร</td><td>500,000</td><td>410,000</td></tr></table>"
        )
    };
    let of = |second: bool| {
        let site = Site::new().page("", "เทศบาลตำบลบึงใส", home).page("l.html", "รายงาน", list);
        let site = site.page(
            "n.html",
            "ขยายเวลาชำระภาษีที่ดิน",
            "<h1>ขยายเวลาชำระภาษีที่ดิน</h1><p>ขยายกำหนดชำระภาษี ประจำปี 2564</p>",
        );
        let site = site.page("q1.html", "ไตรมาส 1", &quarter("ไตรมาสที่ 1/2564 (ต.ค. 63 - ธ.ค. 63)"));
        let site = if second {
            site.page("q2.html", "ไตรมาส 2", &quarter("ไตรมาสที่ 2/2564 (ม.ค. 64 - มี.ค. 64)"))
        } else {
            site
        };
        item(&site.report(), "O19").verdict
    };
    assert_eq!(of(true), Outcome::Pass);
    assert_eq!(of(false), Outcome::Fail);
}

/// A hub whose items are headings, each with a button under it.
fn hub_of_headings(rows: &[(&str, &str, &str)]) -> String {
    let one = |(title, label, to): &(&str, &str, &str)| {
        format!("<h4>{title}</h4><div><a href=\"{to}\">{label}</a></div>")
    };
    format!("<h1>ITA 2564 การเปิดเผยข้อมูลสาธารณะ (OIT)</h1>{}", rows.iter().map(one).collect::<String>())
}

#[test]
fn what_stands_under_an_items_heading_is_its_answer_in_whatever_words() {
    let rows = [
        ("O1 โครงสร้าง", "ดูข้อมูล", "a.html"),
        ("O3 อำนาจหน้าที่", "พ.ร.บ. เทศบาล มาตรา 50", "duty.html"),
        ("O4 แผนพัฒนาท้องถิ่น", "ดูข้อมูล", "c.html"),
        ("O12 ผลการดำเนินงาน ปี 63", "ดูข้อมูล", "d.html"),
        ("O13 คู่มือปฏิบัติงาน", "การใช้รถราชการ", "car.rtf"),
        ("O39 แผนปฏิบัติการป้องกันการทุจริต", "ดูข้อมูล", "f.html"),
    ];
    let duty = "<h1>ภารกิจของเรา</h1><p>ตามพระราชบัญญัติเทศบาล พ.ศ. 2496 มาตรา 50 เทศบาลตำบลมีหน้าที่ต้องทำในเขตเทศบาล ดังนี้ \
        (1) รักษาความสงบเรียบร้อยของประชาชน (2) ให้มีและบำรุงทางบกและทางน้ำ (3) รักษาความสะอาดของถนน</p>";
    let car = rtf(&[
        "การใช้และรักษารถยนต์ส่วนกลาง",
        "ขั้นตอนที่ 1 เจ้าหน้าที่ผู้ขอใช้รถกรอกแบบ 3 เสนอหัวหน้าสำนักปลัด",
        "ขั้นตอนที่ 2 พนักงานขับรถตรวจสภาพรถและบันทึกเลขไมล์",
        "ขั้นตอนที่ 3 เจ้าหน้าที่พัสดุเก็บกุญแจและตรวจสมุดบันทึก",
    ]);
    let report = Site::new()
        .page("", "เทศบาลตำบลทุ่งดี", HOME)
        .page("ita.html", "ITA 2564", &hub_of_headings(&rows))
        .page("duty.html", "ภารกิจ", duty)
        .with("car.rtf", car)
        .report();
    for (id, file) in [("O3", "duty.html"), ("O13", "car.rtf")] {
        let taken = item(&report, id);
        assert_eq!(taken.verdict, Outcome::Pass, "{id} {}", taken.comment);
        assert!(taken.evidence[0].url.ends_with(file), "{:?}", taken.evidence);
    }
}

#[test]
fn a_list_of_files_has_the_months_that_the_files_have() {
    let home = "<h1>หน้าแรก</h1><ul><li><a href=\"s.html\">สถิติการให้บริการ</a></li></ul>";
    let of = |january: &str| {
        let rows: String = SIX
            .iter()
            .enumerate()
            .map(|(i, m)| format!("<tr><td><a href=\"m{i}.rtf\">สถิติ {m}</a></td><td>RTF</td></tr>"))
            .collect();
        let list = format!(
            "<h1>สถิติการให้บริการ 6 เดือน (ต.ค. 63 – มี.ค. 64)</h1><table><tr><th>ไฟล์แนบ</th><th>ชนิด</th></tr>{rows}</table>"
        );
        let mut site = Site::new().page("", "หน้าแรก", home).page("s.html", "สถิติการให้บริการ", &list);
        for (i, name) in SIX.iter().enumerate() {
            let name = if i == 3 { january } else { name };
            let lines = [
                "สถิติการให้บริการประชาชน",
                &format!("ประจำเดือน{name}"),
                "ผู้มาชำระภาษีที่ดินและสิ่งปลูกสร้าง ภาษีป้าย และค่าธรรมเนียมขยะมูลฝอย รวมทั้งสิ้น 41 ราย",
                "ผู้แจ้งซ่อมไฟฟ้าสาธารณะและขอสนับสนุนน้ำอุปโภคบริโภค รวมทั้งสิ้น 12 ราย",
            ];
            site = site.with(&format!("m{i}.rtf"), rtf(&lines));
        }
        item(&site.report(), "O15")
    };
    assert_eq!(of("มกราคม 2564").verdict, Outcome::Pass, "{}", of("มกราคม 2564").comment);
    let again = of("ธันวาคม 2563");
    assert_eq!(again.verdict, Outcome::Fail);
    assert!(again.comment.contains("มกราคม"), "{}", again.comment);
}

#[test]
fn what_one_office_bought_is_not_what_the_agency_bought() {
    let home = "<h1>กรมสมุนไพรไทย</h1><ul><li><a href=\"r.rtf\">รายงานผลการจัดซื้อจัดจ้าง ประจำปี 2563</a></li>\
        <li><a href=\"m.rtf\">คู่มือปฏิบัติงาน</a></li></ul>";
    let of = |agency: &str| {
        let report = [
            "รายงานผลการจัดซื้อจัดจ้าง",
            "ประจำปีงบประมาณ พ.ศ. 2563",
            agency,
            "งบประมาณที่ใช้ทั้งสิ้น 3,059,950.00 บาท จากวงเงิน 3,124,300.00 บาท จำนวน 64 โครงการ วิธีเฉพาะเจาะจง",
            "ปัญหา อุปสรรค ผู้ยื่นข้อเสนอน้อยราย ข้อเสนอแนะ อบรมคณะกรรมการกำหนดขอบเขตงานทุกปี",
        ];
        let manual = [
            "คู่มือการปฏิบัติงานของเจ้าหน้าที่",
            agency,
            "ขั้นตอนที่ 1 เจ้าหน้าที่รับคำขอ",
            "ขั้นตอนที่ 2 เจ้าหน้าที่ตรวจเอกสาร",
            "ขั้นตอนที่ 3 หัวหน้ากลุ่มลงนาม",
        ];
        let site = Site::new().page("", "กรมสมุนไพรไทย", home);
        site.with("r.rtf", rtf(&report)).with("m.rtf", rtf(&manual)).report()
    };
    let whole = item(&of("กรมสมุนไพรไทย"), "O24");
    assert_eq!(whole.verdict, Outcome::Pass, "{}", whole.comment);
    let office = of("สำนักงานสมุนไพรไทยเขต 3");
    let bought = item(&office, "O24");
    assert_eq!(bought.verdict, Outcome::Fail);
    assert!(bought.comment.contains("สำนักงานสมุนไพรไทยเขต 3"), "{}", bought.comment);
    // A manual of one office is a manual.
    assert_eq!(item(&office, "O13").verdict, Outcome::Pass, "{}", item(&office, "O13").comment);
}
