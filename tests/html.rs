//! What the extractor reads from web pages, on small hand-written ones.

use std::time::{Duration, Instant};

use oit::extract::{self, Document, Hints, Link, Region, Role, Way, Why, html};
use proptest::prelude::*;

const URL: &str = "http://www.example.go.th/dir/page.html";

fn read(page: &str) -> Document {
    html::read(page.as_bytes(), URL, "text/html; charset=utf-8")
}

/// As the audit reads it, past viewers.
fn read_whole(page: &str) -> Document {
    extract::read(page.as_bytes(), &Hints { url: URL, media_type: "text/html", ..Hints::default() })
}

fn fixture(name: &str) -> Document {
    let path = format!("{}/tests/data/html/{name}", env!("CARGO_MANIFEST_DIR"));
    html::read(&std::fs::read(path).unwrap(), URL, "text/html")
}

fn link<'a>(doc: &'a Document, part: &str) -> &'a Link {
    doc.links
        .iter()
        .find(|l| l.url.contains(part))
        .unwrap_or_else(|| panic!("no link {part} in {:#?}", doc.links))
}

fn texts(doc: &Document) -> Vec<&str> {
    doc.blocks.iter().map(|b| b.text.as_str()).collect()
}

fn rows(doc: &Document) -> Vec<Vec<&str>> {
    doc.blocks
        .iter()
        .filter(|b| matches!(b.role, Role::Row { .. }))
        .map(|b| b.cells.iter().map(String::as_str).collect())
        .collect()
}

#[test]
fn every_way_of_the_maze_is_found() {
    let doc = fixture("maze.html");
    let ways = [
        ("/hit/link-next", Way::Relation),
        ("/hit/a", Way::Anchor),
        ("/hit/area", Way::Area),
        ("/hit/iframe", Way::Frame),
        ("/hit/relative-dots", Way::Anchor),
        ("/hit/protocol-relative", Way::Anchor),
        ("/hit/upper-scheme", Way::Anchor),
        ("/hit/backslash", Way::Anchor),
        ("/hit/space%20in%20path", Way::Anchor),
        ("/hit/%E0%B9%84%E0%B8%97%E0%B8%A2", Way::Anchor),
        ("/hit/entity&amp", Way::Anchor),
        ("/hit/noscript", Way::Anchor),
        ("/hit/form-get", Way::Form),
        ("/hit/onclick", Way::Script),
        ("/hit/window-open", Way::Script),
        ("/hit/js-string", Way::Script),
        ("/hit/data-href", Way::Data),
        ("/hit/pdf-link.pdf", Way::Anchor),
        ("/hit/case-attr", Way::Anchor),
        ("/hit/unquoted", Way::Anchor),
        ("/hit/meta-refresh", Way::Refresh),
        ("/hit/frame", Way::Frame),
        ("/hit/object.pdf", Way::Embed),
        ("/hit/embed.pdf", Way::Embed),
        ("/hit/location", Way::Script),
        ("/hit/json.pdf", Way::Data),
        ("/hit/broken-html", Way::Anchor),
        ("/hit/javascript", Way::Script),
        ("/hit/escaped/x.pdf", Way::Script),
        ("/hit/on-relative", Way::Script),
    ];
    for (path, way) in ways {
        let url = format!("http://www.example.go.th{path}");
        let found =
            doc.links.iter().find(|l| l.url == url || l.url == url.replace("www.example", "WWW.example"));
        assert_eq!(found.map(|l| l.way), Some(way), "{path}");
    }
    for part in ["comment", "template", "mailto", "void", "style.css", "jquery", "/detail/", "pixel.png"] {
        assert!(!doc.links.iter().any(|l| l.url.contains(part)), "{part}");
    }
}

#[test]
fn framesets_lead_to_their_frames() {
    let doc = read(
        "<frameset><frame src='/left.html'><frame src=main.html><noframes><a href=/plain>x</a></noframes></frameset>",
    );
    assert_eq!(link(&doc, "/left.html").way, Way::Frame);
    assert_eq!(link(&doc, "/dir/main.html").way, Way::Frame);
    assert_eq!(link(&doc, "/plain").way, Way::Anchor);
}

#[test]
fn base_is_obeyed_and_dead_addresses_are_left() {
    let doc = read(
        "<base href='/hit/'><a href=' x.pdf '>a</a><a href='#'>b</a><a href=''>c</a><a href='https://'>d</a><a href='#O1'>e</a>",
    );
    let urls: Vec<&str> = doc.links.iter().map(|l| l.url.as_str()).collect();
    assert_eq!(urls, ["http://www.example.go.th/hit/x.pdf", "http://www.example.go.th/hit/#O1"]);
}

#[test]
fn section_rows_head_the_rows_below() {
    let doc = fixture("hub-table.html");
    let o7 = link(&doc, "/news/");
    assert_eq!(*o7.heading, ["การประเมิน ITA ปี 2564", "ตัวชี้วัดย่อยที่ 9.1 ข้อมูลพื้นฐาน", "ข่าวประชาสัมพันธ์"]);
    assert_eq!(o7.context, "O7 | ข่าวประชาสัมพันธ์ | → ข่าว ปี 2564");
    let o10 = link(&doc, "action_plan_2564.pdf");
    assert_eq!(*o10.heading, ["การประเมิน ITA ปี 2564", "ตัวชี้วัดย่อยที่ 9.2 การบริหารงาน", "แผนการดำเนินงาน"]);
    assert_eq!(o10.context, "O10 | แผนดำเนินงานประจำปี | คลิกที่นี่");
    let block = &doc.blocks[o10.block.unwrap()];
    assert_eq!(block.cells, ["O10", "แผนดำเนินงานประจำปี", "คลิกที่นี่"]);
    // The last row spans the table but heads nothing: it is data.
    assert_eq!(rows(&doc).last().unwrap(), &["ไม่มีเรื่องร้องเรียน"]);
    assert_eq!(*doc.blocks.last().unwrap().place.heading, ["ท้ายหน้า"]);
    assert!(matches!(
        doc.blocks.iter().find(|b| b.text.starts_with("ข้อ |")).unwrap().role,
        Role::Row { table: 0, header: true }
    ));
}

#[test]
fn one_look_for_two_levels_of_sections() {
    let s = |t: &str| format!("<tr><td colspan=2>{t}</td></tr>");
    let d = |t: &str| format!("<tr><td>{t}</td><td>x</td></tr>");
    let page =
        ["<table>", &s("A"), &s("a1"), &d("1"), &s("a2"), &d("2"), &s("B"), &s("b1"), &d("3"), "</table>"]
            .concat();
    let doc = read(&page);
    let heads: Vec<String> = doc
        .blocks
        .iter()
        .filter(|b| matches!(b.role, Role::Row { .. }))
        .map(|b| b.place.heading.join(">"))
        .collect();
    assert_eq!(heads, ["A>a1", "A>a2", "B>b1"]);
}

#[test]
fn rowspans_are_repeated_and_colspans_kept() {
    let doc = read(
        "<table><thead><tr><td rowspan=2>ที่</td><td colspan=2>จำนวน</td></tr><tr><td>รับ</td><td>เสร็จ</td></tr></thead>\
         <tr><td rowspan=3>1</td><td>ต.ค.</td><td rowspan=2>5</td></tr><tr><td>พ.ย.</td></tr><tr><td>ธ.ค.</td><td>7</td></tr></table>",
    );
    assert_eq!(
        rows(&doc),
        [
            vec!["ที่", "จำนวน"],
            vec!["ที่", "รับ", "เสร็จ"],
            vec!["1", "ต.ค.", "5"],
            vec!["1", "พ.ย.", "5"],
            vec!["1", "ธ.ค.", "7"]
        ]
    );
    let headers = doc.blocks.iter().filter(|b| matches!(b.role, Role::Row { header: true, .. })).count();
    assert_eq!(headers, 2);
}

#[test]
fn layout_tables_become_the_boxes_they_are() {
    let doc = fixture("layout.html");
    let menu = link(&doc, "history.asp");
    assert_eq!(menu.region, Region::Menu);
    let news = link(&doc, "plan64.doc");
    assert_eq!(news.region, Region::Main);
    assert_eq!(news.context, "แผนดำเนินงาน ปี 2564 | ดาวน์โหลด");
    assert_eq!(*news.heading, ["เอกสารเผยแพร่"]);
    assert!(texts(&doc).iter().all(|t| t.chars().count() < 200), "{:#?}", texts(&doc));
}

#[test]
fn a_box_in_a_data_row_keeps_the_row_as_heading() {
    let doc = read(
        "<table><tr><th>ข้อ</th><th>เรื่อง</th><th>ไฟล์</th></tr><tr><td>O23</td><td>สขร. รายเดือน</td><td>\
         <table><tr><td>ต.ค. 63</td><td><a href=a.pdf>ดู</a></td></tr><tr><td>พ.ย. 63</td><td><a href=b.pdf>ดู</a></td></tr></table></td></tr></table>",
    );
    let a = link(&doc, "a.pdf");
    assert_eq!(*a.heading, ["O23 สขร. รายเดือน"]);
    assert_eq!(a.context, "ต.ค. 63 | ดู");
}

#[test]
fn accordion_labels_head_their_panels_only() {
    let doc = fixture("accordion.html");
    assert_eq!(*link(&doc, "struct").heading, ["ปี 2564", "ข้อมูลพื้นฐาน"]);
    assert_eq!(*link(&doc, "half.pdf").heading, ["ปี 2564", "การบริหารงาน"]);
    assert_eq!(link(&doc, "half.pdf").context, "ครึ่งปีแรกทำอะไรไปแล้วบ้าง คลิกที่นี่");
    assert_eq!(*link(&doc, "after").heading, ["ปี 2564"]);
    assert_eq!(*link(&doc, "details.pdf").heading, ["ปี 2564", "O12 รายงานผล"]);
    assert_eq!(*link(&doc, "w3.pdf").heading, ["ปี 2564", "O13 คู่มือ"]);
    assert_eq!(*link(&doc, "bs5.pdf").heading, ["ปี 2564", "O14 คู่มือบริการ"]);
    assert!(!doc.links.iter().any(|l| l.url.contains("#c0")));
}

#[test]
fn regions_of_a_vendor_page_and_of_joomla() {
    for name in ["vendor.html", "joomla.html"] {
        let doc = fixture(name);
        assert_eq!(link(&doc, "/menu-top").region, Region::Menu, "{name}");
        assert_ne!(link(&doc, "/menu-side").region, Region::Main, "{name}");
        assert_eq!(link(&doc, "/crumb").region, Region::Menu, "{name}");
        assert_eq!(link(&doc, "/content").region, Region::Main, "{name}");
        assert_eq!(link(&doc, "/foot").region, Region::Footer, "{name}");
        assert_eq!(*link(&doc, "/content").heading, ["คณะผู้บริหาร"], "{name}");
        assert!(doc.main_text().contains("โทร 08-1599-2371"), "{name}");
        assert!(!doc.main_text().contains("หน้าแรก"), "{name}");
    }
}

#[test]
fn wrong_words_do_not_empty_the_page() {
    let doc = read(
        "<div class=nav><div class=footer><h2>ข่าว</h2><p>องค์การบริหารส่วนตำบลขอเชิญประชาชนร่วมประชุมประชาคมหมู่บ้าน ณ ที่ทำการ</p></div></div>",
    );
    assert!(doc.main_text().contains("ประชาคม"));
}

#[test]
fn icons_and_bare_words_get_the_words_around_them() {
    let doc = read(
        "<div class=file><div><img src=i.png alt=''> <a href=/d/31>แผนการดำเนินงาน 2564</a></div><div><a href=/d/31?x>ดาวน์โหลด</a></div></div>\
         <div class=box><p>รายงานผล ปี 2563</p><p><a href=/d/32><img src='/img/icon_pdf.png' alt=''></a></p></div>\
         <p>นโยบาย ปี 2564<br><a href=/d/33>ดาวน์โหลด</a><br>นโยบาย ปี 2563<br><a href=/d/34>ดาวน์โหลด</a></p>",
    );
    assert_eq!(link(&doc, "/d/32").text, "icon_pdf");
    assert_eq!(link(&doc, "/d/32").context, "รายงานผล ปี 2563");
    assert_eq!(link(&doc, "/d/33").context, "นโยบาย ปี 2564 ดาวน์โหลด");
    assert_eq!(link(&doc, "/d/34").context, "นโยบาย ปี 2563 ดาวน์โหลด");
}

#[test]
fn text_is_what_the_browser_shows() {
    let doc = read(
        "<p>แผน<b>พัฒนา</b><span>ท้องถิ่น</span>&nbsp;&nbsp;2564</p><style>p{}</style><script>var a='x'</script><!-- ไม่ --><template>ไม่</template>\
         <ul><li>หนึ่ง<ul><li>สอง</li></ul></li></ul><p>นายก<br>โทร 1</p><a href='mailto:x@y.go.th'><i class=icon></i></a>\
         <p>โทร <a href='tel:021234567'>021234567</a></p><select><option>ไม่</option></select>",
    );
    assert_eq!(texts(&doc), ["แผนพัฒนาท้องถิ่น 2564", "หนึ่ง", "สอง", "นายก โทร 1", "x@y.go.th", "โทร 021234567"]);
    assert_eq!(doc.blocks[1].role, Role::Item);
}

#[test]
fn long_lines_become_paragraphs() {
    let long = "ประกาศองค์การบริหารส่วนตำบลเรื่องการเปิดเผยข้อมูลสาธารณะ ".repeat(2);
    assert_eq!(read(&format!("<div>{long}<br>{long}<br>{long}</div>")).blocks.len(), 3);
    assert_eq!(read("<div>ก<br>ข<br>ค</div>").blocks.len(), 1);
}

#[test]
fn forms_tell_what_they_ask() {
    let doc = fixture("forms.html");
    let [complaint, login, search, table] = &doc.forms[..] else { panic!("{:#?}", doc.forms) };
    let labels: Vec<(&str, &str)> =
        complaint.fields.iter().map(|f| (f.kind.as_str(), f.label.as_str())).collect();
    assert_eq!(
        labels,
        [
            ("hidden", ""),
            ("text", "ชื่อผู้ร้อง *"),
            ("email", "อีเมล"),
            ("select", "เรื่อง"),
            ("textarea", "รายละเอียด"),
            ("radio", "เปิดเผยชื่อ"),
            ("radio", "ไม่เปิดเผย"),
            ("file", "แนบไฟล์"),
            ("checkbox", "ยินยอม")
        ]
    );
    assert_eq!((complaint.method.as_str(), complaint.button.as_str()), ("post", "ส่งเรื่อง ล้าง"));
    assert_eq!(complaint.action, "http://www.example.go.th/save.php");
    assert!(complaint.fields[1].required && !complaint.fields[2].required && complaint.fields[2].disabled);
    assert!(complaint.text.contains("การทุจริต"));
    assert_eq!(*complaint.heading, ["ร้องเรียน"]);
    assert!(login.fields.iter().any(|f| f.kind == "password"));
    assert_eq!(search.fields[0].kind, "search");
    assert_eq!(table.fields.iter().map(|f| f.label.as_str()).collect::<Vec<_>>(), ["ชื่อ", "ข้อความ"]);
    assert!(!doc.whole_text().contains("ไฟฟ้า"));
}

#[test]
fn a_page_that_is_a_picture_needs_ocr() {
    let doc = read(
        "<header><img src=logo.png></header><main><h2>โครงสร้าง</h2><img src=/upload/chart.jpg width=800></main>",
    );
    assert_eq!(doc.unread[0].why, Why::NeedsOcr);
    assert_eq!(doc.unread[0].detail, "http://www.example.go.th/upload/chart.jpg");
    assert_eq!(doc.images[1].width, Some(800));
}

#[test]
fn hostile_pages_are_read_in_time() {
    let text = "<p>ท้าย <a href=/end>x</a>";
    let attributes: String = (0..200_000).map(|n| format!("a{n}=1 ")).collect();
    let pages = [
        "<div>".repeat(100_000) + text,
        "<b><i>".repeat(100_000) + text,
        "<table><tr><td>".repeat(30_000) + text,
        "<svg><title>".to_owned() + &"<div>".repeat(100_000) + text,
        "<select><title></select>".to_owned() + &"<div>".repeat(100_000) + text,
        (0..60).map(|n| format!("<font color={n}>")).collect::<String>() + &"<p>x".repeat(100_000) + text,
        format!("<div {attributes}>{text}</div>"),
        "<a href=/x onclick=\"f('/y')\">".repeat(30_000) + text,
        "<a href='".repeat(100_000),
        "<ul><li>".repeat(50_000) + text,
        "<h2>".repeat(50_000) + text,
        "<script>'/a".repeat(50_000) + text,
        "<form><input>".repeat(30_000) + text,
        "<!--".repeat(100_000),
        "<table>".repeat(50_000) + text,
        "<a href=/x>x</a><br>".repeat(25_000),
        "<a href=/x>ดาวน์โหลด</a> คำ ".repeat(20_000),
        format!("<table><tr><td>x<td>{}</table>", "<a href=/x>ดู</a> ".repeat(20_000)),
        format!(
            "<table>{}</table>",
            format!("<tr>{}", "<td rowspan=9>x<a href=/y>y</a>".repeat(1000)).repeat(50)
        ),
        format!("<div>{}{}</div>", "<i></i>".repeat(50_000), "<a href=/x></a>".repeat(50_000)),
        "<details><summary>x</summary>".repeat(20_000),
        "<div class=card-header>x</div>".repeat(50_000),
        "<form></form>".repeat(50_000) + "<input><input>",
        "<label>x".repeat(50_000),
    ];
    for page in &pages {
        let start = Instant::now();
        let doc = read(page);
        let took = start.elapsed();
        // A second in release; the library is built with little optimisation here.
        assert!(took < Duration::from_secs(10), "{took:?} for {}", &page[..30]);
        assert!(doc.links.len() <= 60_000);
    }
    assert!(read(&pages[0]).links.iter().any(|l| l.url.ends_with("/end")));
    assert!(read(&pages[0]).unread.iter().any(|u| u.why == Why::TooLarge));
}

proptest! {
    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        html::read(&bytes, URL, "text/html");
    }

    #[test]
    fn random_markup_never_panics(parts in proptest::collection::vec(prop_oneof![
        Just("<table>"), Just("<tr>"), Just("<td rowspan=3>"), Just("<th colspan=9>"), Just("</table>"), Just("<td rowspan=0>"), Just("</tr>"),
        Just("<a href='x'>"), Just("</a>"), Just("<form>"), Just("</form>"), Just("<input type=radio>"), Just("<label for=a>"), Just("</label>"),
        Just("<h2>"), Just("</h2>"), Just("<li>"), Just("<br>"), Just("<noscript>"), Just("</noscript>"), Just("<main>"), Just("</main>"),
        Just("<nav>"), Just("</nav>"), Just("<button data-toggle=collapse>"), Just("</button>"), Just("<summary>"), Just("<div onclick=\"f('/ก')\">"),
        Just("</div>"), Just("ก่อน "), Just("x"), Just("<img src=a.png>"), Just("<script>'/ก่"), Just("</script>"), Just("<svg>"), Just("<select>"),
        Just("<option>"), Just("<template>"), Just("<frameset>"), Just("&nbsp;"), Just("\u{200b}"), Just("<pre>\n\n"),
    ], 0..80)) {
        html::read(parts.concat().as_bytes(), URL, "");
    }
}

#[test]
fn viewers_lead_to_the_document_they_show() {
    let doc = read_whole(
        r#"<main>
        <iframe src="https://docs.google.com/gview?url=http%3A%2F%2Fwww.example.go.th%2Fa.pdf&embedded=true"></iframe>
        <iframe src="about:blank" data-src="/pdfjs/web/viewer.html?file=%2Ffiles%2Fb.pdf"></iframe>
        <div class="_df_book" source="/files/c.pdf"></div>
        <a class="pdfemb-viewer" href="/files/d.pdf" data-width="max">D</a>
        <script>var option = {"source":"https:\/\/www.example.go.th\/files\/e.pdf","height":800};</script>
        <object data="/files/f.pdf" type="application/pdf"></object>
        <iframe src="https://view.officeapps.live.com/op/embed.aspx?src=https://other.go.th/g.xlsx"></iframe>
        <a href="https://drive.google.com/file/d/1AbCdEfGhIjKlMn/view">H</a></main>"#,
    );
    let found: Vec<(&str, Way)> = doc.links.iter().map(|l| (l.url.as_str(), l.way)).collect();
    let site = |path: &str| format!("http://www.example.go.th/{path}");
    for (url, way) in [
        (site("a.pdf"), Way::Frame),
        (site("files/b.pdf"), Way::Frame),
        (site("files/c.pdf"), Way::Embed),
        (site("files/d.pdf"), Way::Anchor),
        (site("files/e.pdf").replace("http:", "https:"), Way::Script),
        (site("files/f.pdf"), Way::Embed),
        ("https://other.go.th/g.xlsx".to_owned(), Way::Frame),
        ("https://drive.google.com/file/d/1AbCdEfGhIjKlMn/view".to_owned(), Way::Anchor),
    ] {
        assert!(found.contains(&(url.as_str(), way)), "{url} {way:?} in {found:#?}");
    }
    assert!(link(&doc, "/a.pdf").href.starts_with("https://docs.google.com/gview"), "as written");
}

/// "3D FlipBook" of WordPress packs its books in base64; PHP's JSON writes Thai as `\u0e41`.
#[test]
fn books_in_base64_and_thai_in_json_lead_to_the_document() {
    let book = r#"{"posts":{"9":{"ID":9,"title":"x","data":{"guid":"http:\/\/www.example.go.th\/files\/book.pdf"}}}}"#;
    let packed = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, book);
    let doc = read_whole(&format!(
        r#"<main><div class="_3d-flip-book" data-id="9"></div>
        <script>window.FB3D_CLIENT_DATA = window.FB3D_CLIENT_DATA || [];FB3D_CLIENT_DATA.push('{packed}');</script>
        <script>window.df_option_5 = {{"source":"http:\/\/www.example.go.th\/files\/\u0e41\u0e1c\u0e19.pdf"}};</script>
        <div data-attributes="{{&quot;file&quot;:&quot;/files/\u0e04.pdf&quot;}}"></div></main>"#,
    ));
    let found: Vec<&str> = doc.links.iter().map(|l| l.url.as_str()).collect();
    for path in ["book.pdf", "%E0%B9%81%E0%B8%9C%E0%B8%99.pdf", "%E0%B8%84.pdf"] {
        assert!(
            found.contains(&format!("http://www.example.go.th/files/{path}").as_str()),
            "{path} in {found:?}"
        );
    }
}

#[test]
fn the_picture_that_is_the_page_is_led_to() {
    let doc = read(
        "<title>ประกาศเจตนารมณ์</title><main><img src='/logo.png'><img src='/files/notice.jpg'>
         <img src='/files/party.gif'><img src='https://ads.example.com/x.jpg'><img src='/s.jpg' width=40></main>",
    );
    let embedded: Vec<_> = doc.links.iter().filter(|l| l.way == Way::Embed).map(|l| l.url.as_str()).collect();
    assert_eq!(embedded, ["http://www.example.go.th/files/notice.jpg"]);
    assert_eq!(link(&doc, "notice.jpg").text, "ประกาศเจตนารมณ์");
    let album =
        format!("<main>{}</main>", (0..13).map(|n| format!("<img src='/a{n}.jpg'>")).collect::<String>());
    assert!(read(&album).links.is_empty());
    let text = "ประกาศองค์การบริหารส่วนตำบล เรื่อง เจตนารมณ์ป้องกันและต่อต้านการทุจริต".repeat(2);
    let beside = read(&format!("<main><p>{text}</p><img src='/photo.jpg'></main>"));
    assert_eq!(link(&beside, "photo.jpg").way, Way::Picture);
    assert!(beside.links.iter().all(|link| link.way != Way::Embed));
}

/// Where no script names the document, its first pages stand for it; small pictures and textures are none.
#[test]
fn pages_of_a_flip_book_that_a_script_builds_of_pictures() {
    let led = |page: &str| -> Vec<String> {
        let links = read_whole(page).links.into_iter().filter(|l| l.way == Way::Embed);
        links.map(|l| l.url.replace("http://www.example.go.th/", "/")).collect()
    };
    let list =
        (1..=9).map(|n| format!("{{src:\"img/{n}.jpg\",thumb:\"img/thumb{n}.jpg\"}}")).collect::<Vec<_>>();
    let of_script = led(&format!(
        "<div id=b></div><script>$('#b').flipBook({{backgroundImage:'img/wood.jpg',pages:[{}]}});</script>",
        list.join(",")
    ));
    assert_eq!(of_script.len(), 6, "{of_script:?}");
    assert_eq!((of_script[0].as_str(), of_script[5].as_str()), ("/dir/img/1.jpg", "/dir/img/6.jpg"));
    let of_data = led("<script type=\"application/json\" class=\"real3dflipbook-options\">\
        {\"pages\":[{\"src\":\"\\/wp\\/1.jpg\"},{\"src\":\"\\/wp\\/2.webp\"}]}</script>");
    assert_eq!(of_data, ["/wp/1.jpg", "/wp/2.webp"]);
    assert_eq!(
        led("<script>var option_df_1 = {\"source\":[\"a/1.jpg\",\"a/2.jpg\"]};</script>"),
        ["/dir/a/1.jpg", "/dir/a/2.jpg"]
    );
    // The document itself is better, and a slide show is no book.
    assert_eq!(led("<script>$('#b').flipBook({pdfUrl:'/p.pdf',pages:[{src:'1.jpg'}]});</script>").len(), 0);
    assert_eq!(led("<script>$('#b').slick([{src:'1.jpg'},{src:'2.jpg'}]);</script>").len(), 0);
}
