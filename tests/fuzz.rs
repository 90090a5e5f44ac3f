//! Every parser of foreign bytes over damaged files: none of our own code panics, and each ends.
//!
//! The damage is the same at each run; `OIT_FUZZ_SECONDS` (a parser, 1 by default) decides how
//! far it goes. A find is printed with its seed and kept in the temporary folder.

#[path = "fuzz/mutate.rs"]
mod mutate;

use std::cell::Cell;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, Once};
use std::time::{Duration, Instant};

use mutate::{Dice, damaged, damaged_inside, packed, unpacked};
use oit::extract::{self, Hints, charset, ocr, show};
use oit::{audit, crawl, rule};

/// One damaged file takes a fraction of a second where nothing is wrong.
const LONGEST: Duration = Duration::from_secs(9);

/// Where our own code panicked, on whichever thread: some readers catch it, and it is a fault still.
static OURS: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let place = info.location().map(ToString::to_string).unwrap_or_default();
            if place.starts_with("src/") {
                OURS.lock().unwrap().push(place);
            } else if place.starts_with("tests/") {
                usual(info);
            }
        }));
    });
}

fn budget() -> Duration {
    let asked = std::env::var("OIT_FUZZ_SECONDS").ok().and_then(|s| s.parse().ok());
    Duration::from_secs_f64(asked.unwrap_or(1.0))
}

/// Feeds `make(seed)` to `parse` until the time is over.
fn fuzz(name: &str, make: impl Fn(&mut Dice) -> Vec<u8>, parse: impl Fn(&[u8])) {
    // One after the other: a panic on a thread of a reader's own must find its file.
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    listen();
    let until = Instant::now() + budget();
    let seed = Cell::new(0);
    while Instant::now() < until {
        let bytes = make(&mut Dice(seed.get()));
        let begun = Instant::now();
        let done = catch_unwind(AssertUnwindSafe(|| parse(&bytes)));
        let ours = std::mem::take(&mut *OURS.lock().unwrap());
        if done.is_err() || !ours.is_empty() || begun.elapsed() > LONGEST {
            let file = std::env::temp_dir().join(format!("oit-fuzz-{name}-{}", seed.get()));
            std::fs::write(&file, &bytes).unwrap();
            panic!("{name} seed {}: {ours:?} {:?}, see {}", seed.get(), begun.elapsed(), file.display());
        }
        seed.set(seed.get() + 1);
    }
    println!("{name}: {} files", seed.get());
}

/// Damages one of `files`, with pieces of another.
fn mix(files: Vec<Vec<u8>>) -> impl Fn(&mut Dice) -> Vec<u8> {
    move |dice| {
        let (one, other) = (dice.below(files.len()), dice.below(files.len()));
        damaged(dice, &files[one], &files[other])
    }
}

/// Half of the damage outside, on the packing, and half inside.
fn mix_packed(file: &[u8]) -> impl Fn(&mut Dice) -> Vec<u8> + use<> {
    let parts = unpacked(file);
    let plain = packed(&parts);
    move |dice| if dice.below(4) == 0 { damaged(dice, &plain, &plain) } else { damaged_inside(dice, &parts) }
}

fn gunzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    flate2::read::GzDecoder::new(bytes).read_to_end(&mut out).unwrap();
    out
}

fn read(bytes: &[u8]) {
    read_as(bytes, "", "");
}

/// Reads it, and shows it.
fn read_as(bytes: &[u8], file_name: &str, media_type: &str) {
    let document = extract::read(bytes, &Hints { file_name, media_type, url: "http://a.example/b/" });
    show::pretty(&document);
}

const PLAN: &[u8] = include_bytes!("data/documents/plan.pdf");

/// Small, and with its commands unpacked: damage reaches them.
const BARE: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
    3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Rotate 0/Contents 4 0 R/Annots[6 0 R]/Resources<</Font<</F1 5 0 R>>/XObject<</X 7 0 R>>>>>>endobj\n\
    4 0 obj<</Length 240>>stream\nBT /F1 12 Tf 1 0 0 1 50 700 Tm (Budget 2568) Tj 0 -20 Td [(Total) -500 (1,000)] TJ ET\n\
    50 600 200 100 re S 50 650 m 250 650 l S 150 600 m 150 700 l S\nq 0 1 -1 0 300 300 cm BT /F1 9 Tf (Side) Tj ET Q /X Do /Span<</ActualText(x)>>BDC EMC\nendstream endobj\n\
    5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n\
    6 0 obj<</Type/Annot/Subtype/Link/Rect[50 690 200 720]/A<</S/URI/URI(http://a.example/x)>>>>endobj\n\
    7 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 99 99]/Length 30>>stream\nBT /F1 9 Tf (Form) Tj ET\nendstream endobj\ntrailer<</Root 1 0 R>>\n";

#[test]
fn pdf() {
    // The big one is slow to read; the small one has the shapes.
    fuzz("pdf", mix(vec![BARE.to_vec(), BARE.to_vec(), BARE.to_vec(), PLAN.to_vec()]), read);
}

#[test]
fn html() {
    let pages = ["accordion", "forms", "hub-table", "joomla", "layout", "maze", "vendor"];
    let files = pages.map(|p| std::fs::read(format!("tests/data/html/{p}.html")).unwrap()).to_vec();
    fuzz("html", mix(files), |bytes| {
        extract::html::read(bytes, "http://a.example/b/", "text/html");
    });
}

#[test]
fn docx() {
    fuzz("docx", mix_packed(include_bytes!("data/documents/order.docx")), read);
}

#[test]
fn xlsx() {
    fuzz("xlsx", mix_packed(include_bytes!("data/documents/plan.xlsx")), read);
}

#[test]
fn pptx() {
    fuzz("pptx", mix_packed(include_bytes!("data/fuzz/deck.pptx")), read);
}

#[test]
fn doc() {
    fuzz("doc", mix(vec![gunzip(include_bytes!("data/fuzz/table.doc.gz"))]), read);
}

#[test]
fn xls() {
    fuzz("xls", mix(vec![gunzip(include_bytes!("data/fuzz/table.xls.gz"))]), read);
}

#[test]
fn ppt() {
    fuzz("ppt", mix(vec![gunzip(include_bytes!("data/fuzz/deck.ppt.gz"))]), read);
}

#[test]
fn opendocument() {
    let part = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    let sheet = packed(&[
        part("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        part("META-INF/manifest.xml", "<manifest/>"),
        part(
            "content.xml",
            "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"แผน\">\
             <table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"3\" office:value=\"1\">\
             <text:p>โครงการ</text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table>\
             <text:h text:outline-level=\"1\">หัวข้อ<text:s text:c=\"4\"/><text:tab/></text:h><text:list><text:list-item><text:p>\
             <text:a xlink:href=\"http://a.example\">ลิงก์</text:a></text:p></text:list-item></text:list>\
             </office:spreadsheet></office:body></office:document-content>",
        ),
    ]);
    fuzz("opendocument", mix_packed(&sheet), read);
}

#[test]
fn rtf() {
    let plain = "{\\rtf1\\ansi\\ansicpg874\\uc1{\\fonttbl{\\f0\\fcharset222 Angsana;}}{\\info{\\title T}}\\pard\\b Plan\\b0  \
                 \\'e1\\'bc\\'b9 \\u3649?\\par\\trowd\\cellx100\\cellx200 a\\cell b\\cell\\row{\\field{\\*\\fldinst HYPERLINK \"http://a.example\"}\
                 {\\fldrslt x}}{\\pict\\bin4 abcd}{\\*\\unknown x}\\page end}";
    fuzz("rtf", mix(vec![plain.as_bytes().to_vec()]), read);
}

#[test]
fn csv_and_text() {
    let table = "ลำดับ,โครงการ,งบประมาณ\n1,\"ถนน, สะพาน\",\"1,000\"\n2;ไฟฟ้า;2000\n".as_bytes().to_vec();
    let (thai, _, _) = encoding_rs::WINDOWS_874.encode("แผนการใช้จ่ายงบประมาณ ประจำปี ๒๕๖๘\nที่ 1/2568");
    let wide: Vec<u8> = "\u{feff}น้ำ\tประปา\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    fuzz("csv_and_text", mix(vec![table, thai.into_owned(), wide]), |bytes| {
        for (name, media_type) in
            [("a.csv", ""), ("a.txt", "text/plain"), ("", "text/plain; charset=tis-620")]
        {
            read_as(bytes, name, media_type);
            charset::decode(bytes, media_type);
        }
    });
}

#[test]
fn archive() {
    let part = |name: &str, content: &[u8]| (name.to_owned(), content.to_vec());
    let inner = packed(&[part("ก.txt", "ข้อความ".as_bytes()), part("b.csv", b"a,b\n1,2\n")]);
    let outer = packed(&[part("inner.zip", &inner), part("c.html", b"<html><p>x"), part("d.pdf", BARE)]);
    fuzz("archive", mix(vec![outer]), read);
}

#[test]
fn seven_zip() {
    let files = [
        include_bytes!("data/documents/solid.7z").as_slice(),
        include_bytes!("data/documents/lzma.7z"),
        include_bytes!("data/documents/copy.7z"),
    ];
    fuzz("seven_zip", mix(files.map(<[u8]>::to_vec).to_vec()), read);
}

#[test]
fn rar() {
    let files = [
        include_bytes!("data/rar/rar3-subdirs.rar").as_slice(),
        include_bytes!("data/rar/rar5-subdirs.rar"),
        include_bytes!("data/rar/rar3-solid.rar"),
        include_bytes!("data/rar/rar5-solid.rar"),
        include_bytes!("data/rar/rar29.rar"),
        include_bytes!("data/rar/solid.rar"),
    ];
    fuzz("rar", mix(files.map(<[u8]>::to_vec).to_vec()), read);
}

#[test]
fn tar_and_gzip() {
    let mut head = [0; 512];
    let name = "ประกาศ.csv".as_bytes();
    head[..name.len()].copy_from_slice(name);
    head[124..135].copy_from_slice(b"00000000010");
    head[156] = b'0';
    head[257..262].copy_from_slice(b"ustar");
    let mut tar = head.to_vec();
    tar.extend(b"a,b\n1,2\n");
    tar.resize(512 * 4, 0);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut gzip, &tar).unwrap();
    fuzz("tar_and_gzip", mix(vec![tar, gzip.finish().unwrap()]), |bytes| read_as(bytes, "all.tgz", ""));
}

#[test]
fn pictures() {
    let picture = image::DynamicImage::ImageRgb8(image::RgbImage::from_fn(40, 30, |x, y| {
        image::Rgb([(x * 6) as u8, (y * 8) as u8, ((x * y) % 251) as u8])
    }));
    let coded = |format| {
        let mut out = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut out, format).unwrap();
        out.into_inner()
    };
    use image::ImageFormat::{Bmp, Gif, Jpeg, Png, Tiff, WebP};
    let mut files = [Png, Jpeg, Gif, Bmp, WebP, Tiff].map(coded).to_vec();
    files.push(include_bytes!("data/ocr/fax.tif").to_vec());
    fuzz("pictures", mix(files), |bytes| {
        read(bytes);
        // Other files are drawn as what they are.
        ocr::parts::draw(bytes, 1);
        ocr::parts::draw(bytes, 2);
    });
}

/// What Tesseract says is foreign as well: the picture was.
#[test]
fn hocr() {
    let page = "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><body>\
        <div class='ocr_page' title='image \"stdin\"; bbox 0 0 900 900; ppageno 0'>\
        <span class='ocr_line' title='bbox 100 100 262 120; baseline 0.01 -3'>\
        <span class='ocrx_word' id='word_1_1' title='bbox 100 100 180 120; x_wconf 91.5' lang='tha'>\
        <span class='ocrx_cinfo' title='x_bboxes 100 100 140 120; x_conf 98'>แ</span>\
        <span class='ocrx_cinfo' title='x_bboxes 140 100 180 120; x_conf 97'>ผ&amp;</span></span></span></div></body></html>";
    fuzz("hocr", mix(vec![page.as_bytes().to_vec()]), |bytes| {
        ocr::parts::words(bytes);
    });
}

#[test]
fn mail_and_pages_in_one_file() {
    let page = "MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n boundary=\"b1\"\r\n\r\n--b1\r\n\
        Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: http://a.example/\r\n\r\n\
        <table><tr><td>=E0=B9=81=\r\n=E0=B8=9C<td>1</table>\r\n--b1\r\nContent-Type: multipart/alternative; boundary=b2\r\n\r\n--b2\r\n\
        Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+eDwvcD4=\r\n--b2--\r\n--b1--\r\n";
    let mail = "From: =?utf-8?B?4LmB?= <a@a.example>\r\nTo: b@a.example\r\nDate: Mon, 3 Mar 2025 09:00:00 +0700\r\nSubject: =?tis-620?Q?=E1=BC?=\r\n\
        Content-Type: multipart/mixed; boundary=b1\r\n\r\n--b1\r\nContent-Type: text/plain\r\n\r\nx\r\n--b1\r\n\
        Content-Disposition: attachment; filename*=utf-8''%E0%B9%81.csv\r\n\r\na,b\r\n--b1--\r\n";
    fuzz("mail_and_pages_in_one_file", mix(vec![page.as_bytes().to_vec(), mail.as_bytes().to_vec()]), read);
}

#[test]
fn flip_book() {
    let head =
        r#"{"title":"แผนงาน","pages":3,"file":"http://a.example/b.pdf","text":64,"pictures":[[3,16]]}"#;
    let mut book = b"%oit-book 1\n".to_vec();
    book.extend((head.len() as u32).to_be_bytes());
    book.extend(head.as_bytes());
    book.extend(b"var textForPages =[\"plan of the agency\",\"\\u0E41\\u0E1C\\u0E19 2568\"];  ");
    book.extend(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    fuzz("flip_book", mix(vec![book]), |bytes| {
        read(bytes);
        ocr::parts::draw(bytes, 3);
    });
}

#[test]
fn office_xml_of_2003() {
    let word = "<?xml version=\"1.0\"?><w:wordDocument xmlns:w=\"http://schemas.microsoft.com/office/word/2003/wordml\"><w:body>\
        <w:p><w:r><w:t>แผน</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:wordDocument>";
    let excel = "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">\
        <Worksheet ss:Name=\"a\"><Table><Row ss:Index=\"2\"><Cell ss:Index=\"3\" ss:MergeAcross=\"2\"><Data ss:Type=\"Number\">1</Data></Cell></Row></Table></Worksheet></Workbook>";
    fuzz("office_xml_of_2003", mix(vec![word.as_bytes().to_vec(), excel.as_bytes().to_vec()]), read);
}

#[test]
fn sitemap() {
    let list = "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url><loc>http://a.example/&amp;b</loc></url></urlset>";
    let index =
        "<sitemapindex><sitemap><loc><![CDATA[http://a.example/s.xml]]></loc></sitemap></sitemapindex>";
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut gzip, list.as_bytes()).unwrap();
    let files = vec![list.as_bytes().to_vec(), index.as_bytes().to_vec(), gzip.finish().unwrap()];
    fuzz("sitemap", mix(files), |bytes| drop(crawl::sitemap::parse(bytes)));
}

#[test]
fn first_bytes() {
    let heads: [&[u8]; 12] = [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"\xff\xd8\xff\xe0\0\x10JFIF",
        b"GIF89a\x01\0\x01\0",
        b"II*\0\x08\0\0\0",
        b"RIFF\x10\0\0\0WEBPVP8 ",
        b"BM\x10\0\0\0\0\0\0\0",
        b"\0\0\0\x20ftypheic",
        b"%PDF-1.7\n1 0 obj",
        b"PK\x03\x04\x14\0",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"{\\rtf1",
        b"<!doctype html><title>x",
    ];
    fuzz("first_bytes", mix(heads.map(<[u8]>::to_vec).to_vec()), |bytes| {
        read(bytes);
        extract::kind(bytes, &Hints { file_name: "a.doc", ..Hints::default() });
    });
}

#[test]
fn warc() {
    let page = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n\
                1f\r\n<a href='/b'>b</a><a href='c.pdf'>\r\n0\r\n\r\n";
    let record = format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{page}\r\n\r\n",
        page.len()
    );
    let folder = tempfile::tempdir().unwrap();
    let (file, read) = (folder.path().join("a.warc"), audit::reader(None));
    fuzz("warc", mix(vec![record.repeat(2).into_bytes()]), |bytes| {
        std::fs::write(&file, bytes).unwrap();
        // Broken is an answer.
        let _ = crawl::load(&file, &read);
    });
}

#[test]
fn rules() {
    let folder = tempfile::tempdir().unwrap();
    let year = folder.path().join("2564");
    std::fs::create_dir(&year).unwrap();
    let from = |name: &str| std::fs::read(format!("rules/2564/{name}")).unwrap();
    let names: Vec<String> = std::fs::read_dir("rules/2564")
        .unwrap()
        .map(|f| f.unwrap().file_name().into_string().unwrap())
        .filter(|n| n.ends_with(".toml"))
        .collect();
    for name in &names {
        std::fs::write(year.join(name), from(name)).unwrap();
    }
    let victims = ["edition.toml".to_owned(), names.iter().find(|n| n.starts_with("O31")).unwrap().clone()];
    let files = victims.each_ref().map(|n| from(n)).to_vec();
    let turn = Cell::new(0usize);
    fuzz("rules", mix(files.clone()), |bytes| {
        let at = turn.get() % victims.len();
        turn.set(turn.get() + 1);
        std::fs::write(year.join(&victims[at]), bytes).unwrap();
        match rule::load::load(2564, Some(folder.path())) {
            Ok(book) => drop(rule::check::check(&book, None)),
            Err(rule::load::Unloadable::Faults(faults)) => faults.iter().for_each(|f| drop(f.draw(false))),
            Err(_) => {}
        }
        std::fs::write(year.join(&victims[at]), &files[at]).unwrap();
    });
}
