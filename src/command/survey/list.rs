//! The list of agencies that people hand in, checked whole before anything is visited.

use std::collections::HashMap;
use std::path::Path;

use url::{Host, Url};

use crate::both;
use crate::command::sheet::{self, Column};
use crate::command::{Trouble, say, submission};
use crate::crawl::scheme;
use crate::lang::several;
use crate::report::clean_text;
use crate::rule::load::Book;
use crate::survey::store::{Listed, address_key};
use crate::thai::provinces;

use super::doubt;

const COLUMNS: [Column; 6] = [
    Column {
        name: "name",
        called: &["name", "ชื่อหน่วยงาน", "ชื่อ", "หน่วยงาน", "agency", "organization"],
        needed: true,
    },
    Column {
        name: "url",
        called: &[
            "url",
            "เว็บไซต์",
            "เว็บไซต์หลัก",
            "website",
            "ที่อยู่เว็บไซต์",
            "ที่อยู่เว็บ",
            "ลิงก์",
            "ลิงค์",
            "ลิ้งค์",
            "link",
            "เว็บไซต์หน่วยงาน",
            "เว็บไซต์ของหน่วยงาน",
            "ลิงก์เว็บไซต์",
            "ลิ้งค์เว็บไซต์",
            "URL เว็บไซต์",
            "URL หน้าแรก",
            "เว็บไซด์",
            "เว็บ",
        ],
        needed: true,
    },
    Column {
        name: "kind", called: &["kind", "ประเภท", "ประเภทหน่วยงาน", "type"], needed: false
    },
    Column { name: "province", called: &["province", "จังหวัด"], needed: false },
    Column {
        name: "code", called: &["code", "รหัส", "รหัสหน่วยงาน"], needed: false
    },
    Column {
        name: "submission",
        called: &["submission", "ไฟล์ที่จะส่ง", "ไฟล์ส่ง", "ไฟล์ URL", "ไฟล์"],
        needed: false,
    },
];
/// Reads and checks a list.
///
/// # Errors
/// What is wrong with it: every fault with its row is told on stderr first.
pub fn load(path: &Path, book: &Book) -> Result<Vec<Listed>, Trouble> {
    let Read { list, faults, doubts } = read(path, book)?;
    // All of them, however many: whoever mends a list mends it once.
    for fault in &faults {
        say::warning("list", &clean_text(fault));
    }
    for doubt in &doubts {
        say::warning("list-doubt", &clean_text(&both!("ควรดู: {}", "worth a look: {}", doubt)));
    }
    if faults.is_empty() {
        return Ok(list);
    }
    let (number, english) = (faults.len(), several(faults.len(), "fault", "faults"));
    Err(Trouble::wrong(both!(
        "รายชื่อมีข้อผิดพลาด {number} แห่ง ยังไม่ได้ตรวจเว็บไซต์ใด",
        "the list has {english}; no site has been audited"
    ))
    .help(both!("แก้ตามแถวที่บอก บันทึก แล้วสั่งใหม่", "mend the rows that are named, save, and run it again")))
}

/// A list, what is wrong with it, and what may be a slip of the pen.
#[derive(Debug)]
struct Read {
    list: Vec<Listed>,
    faults: Vec<String>,
    doubts: Vec<String>,
}

fn read(path: &Path, book: &Book) -> Result<Read, Trouble> {
    let sheet = sheet::read(path, &COLUMNS)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let (mut list, mut faults) = (Vec::new(), Vec::new());
    let mut addresses: HashMap<String, (u32, String)> = HashMap::new();
    let mut codes: HashMap<String, u32> = HashMap::new();
    let mut numbers = Vec::new();
    for row in sheet.rows() {
        let cells: [&str; 6] = std::array::from_fn(|column| sheet.cell(row, column));
        if cells.iter().all(|cell| cell.is_empty()) {
            continue;
        }
        let [name, url, kind, province, code, file] = cells;
        let place = sheet.place(row);
        if name.is_empty() {
            faults.push(both!("{}: ไม่มีชื่อหน่วยงาน", "{}: no name of the agency", place));
        }
        // A cell may show words and lead to the address.
        let linked = || row.links.iter().find(|link| link.starts_with("http")).filter(|_| !url.is_empty());
        let own = address(url).map(|whole| (whole, scheme::is_bare(url)));
        let whole =
            own.or_else(|why| linked().map_or(Err(why), |link| address(link).map(|url| (url, false))));
        let (url, bare) = match whole {
            Ok((url, bare)) => (Some(url), bare),
            Err(why) => {
                faults.push(format!("{place}: {why}"));
                (None, false)
            }
        };
        if let Some(url) = &url {
            match addresses.get(&home_key(url)) {
                None => drop(addresses.insert(home_key(url), (row.number, url.clone()))),
                Some((first, other)) if address_key(other) == address_key(url) => faults.push(both!(
                    "{}: เว็บไซต์ซ้ำกับแถว {}: {}",
                    "{}: the same site as in row {}: {}",
                    place,
                    first,
                    url
                )),
                Some((first, other)) => faults.push(both!(
                    "{}: {} กับ {} ของแถว {} เป็นหน้าแรกเดียวกัน เหลือไว้แถวเดียว",
                    "{}: {} and {} of row {} are the same home page; keep one of the rows",
                    place,
                    url,
                    other,
                    first
                )),
            }
        }
        if !code.is_empty()
            && let Some(first) = twin(&mut codes, code, row.number)
        {
            faults.push(both!(
                "{}: รหัส “{}” ซ้ำกับแถว {}",
                "{}: the code “{}” stands in row {} already",
                place,
                code,
                first
            ));
        }
        let mut submitted = Vec::new();
        if !file.is_empty() {
            match submission::load(&folder.join(file), url.as_deref(), book) {
                Ok(read) => submitted.extend(
                    read.submission.entries.into_iter().map(|entry| (entry.item, entry.url, entry.note)),
                ),
                Err(trouble) => faults.push(format!("{place}: {}", trouble.message)),
            }
        }
        numbers.push(row.number);
        // Without an address there is a fault, and the list is not used.
        list.push(Listed {
            name: name.to_owned(),
            url: url.unwrap_or_default(),
            bare,
            kind: kind.to_owned(),
            province: provinces::written(province).to_owned(),
            code: code.to_owned(),
            submission: submitted,
            ..Listed::default()
        });
    }
    if list.is_empty() && faults.is_empty() {
        faults.push(both!("{}: ไม่มีหน่วยงานเลย", "{}: there is no agency in it", path.display()));
    }
    let rows: Vec<(u32, &Listed)> = numbers.into_iter().zip(&list).collect();
    let columns: Vec<(&Column, bool)> =
        COLUMNS.iter().enumerate().map(|(nth, column)| (column, sheet.has(nth))).collect();
    let doubts = doubt::doubts(&rows, &sheet.unused(), &columns);
    Ok(Read { list, faults, doubts })
}

/// What addresses of one home page have in common: a server gives the same one for `/` and for `/index.html`.
fn home_key(url: &str) -> String {
    let key = address_key(url);
    let Some((folder, file)) = key.rsplit_once('/') else { return key };
    let file = file.to_ascii_lowercase();
    let is_home = file.split_once('.').is_some_and(|(name, kind)| {
        let kinds = ["html", "htm", "shtml", "php", "asp", "aspx", "jsp", "do", "cfm"];
        ["index", "default"].contains(&name) && kinds.contains(&kind)
    });
    if is_home { folder.trim_end_matches('/').to_owned() } else { key }
}

/// The row that had the same before.
fn twin(seen: &mut HashMap<String, u32>, key: &str, row: u32) -> Option<u32> {
    match seen.get(key) {
        Some(first) => Some(*first),
        None => seen.insert(key.to_owned(), row),
    }
}

/// A site's home address; people leave the scheme out.
pub fn address(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() || ["-", "ไม่มี"].contains(&text) {
        return Err(both!("ไม่มีที่อยู่เว็บไซต์", "no address of a site"));
    }
    if text.split_whitespace().count() > 1 {
        return Err(both!(
            "“{}” มีมากกว่าหนึ่งที่อยู่ หรือมีช่องว่าง ใส่หน้าแรกเพียงที่อยู่เดียว",
            "“{}” is more than one address, or has blanks: give the home page alone",
            text
        ));
    }
    if is_mail(text) {
        return Err(both!(
            "“{}” เป็นที่อยู่อีเมล ใส่ที่อยู่เว็บไซต์แทน",
            "“{}” is an e-mail address: give the site's address instead",
            text
        ));
    }
    let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let url = Url::parse(&whole).map_err(|_| both!("“{}” ไม่ใช่ที่อยู่เว็บ", "“{}” is no web address", text))?;
    let known = match url.host() {
        Some(Host::Domain(name)) => name.contains('.') || name == "localhost",
        Some(_) => true,
        None => false,
    };
    if !known || !matches!(url.scheme(), "http" | "https") {
        return Err(both!("“{}” ไม่ใช่ที่อยู่เว็บ", "“{}” is no web address", text));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(both!(
            "“{}” มีชื่อผู้ใช้หรือรหัสผ่าน ลบออกก่อน",
            "“{}” has a name or a password in it: take that out first",
            text
        ));
    }
    Ok(url.to_string())
}

/// A letter box: a name, `@` and a host, and nothing that only a page has.
fn is_mail(text: &str) -> bool {
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && !name.contains([':', '/'])
            && host.contains('.')
            && !host.contains(['@', ':', '/'])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::load;

    fn told(bytes: &[u8]) -> (Vec<Listed>, Vec<String>) {
        let read = all(bytes);
        (read.list, read.faults)
    }

    fn all(bytes: &[u8]) -> Read {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, bytes).unwrap();
        let book = load::load(2564, None).unwrap_or_else(|error| panic!("{error}"));
        read(&path, &book).unwrap()
    }

    #[test]
    fn thai_headers_and_windows_874() {
        let text = "ลำดับ,ชื่อหน่วยงาน,ประเภท,จังหวัด,เว็บไซต์,รหัส\n1,เทศบาลตำบลหนึ่ง,เทศบาล,จังหวัดเชียงใหม่,www.one.go.th,A1\n2,อบต.สอง,อบต.,เชียงราย,http://two.go.th/home,A2\n";
        let (bytes, _, _) = encoding_rs::WINDOWS_874.encode(text);
        for bytes in [text.as_bytes(), &bytes] {
            let (list, faults) = told(bytes);
            assert_eq!(faults, Vec::<String>::new());
            assert_eq!(list.len(), 2);
            assert_eq!(list[0].url, "https://www.one.go.th/");
            assert_eq!((list[0].province.as_str(), list[1].kind.as_str()), ("เชียงใหม่", "อบต."));
        }
    }

    #[test]
    fn a_province_has_one_name() {
        for text in ["สงขลา", " จังหวัดสงขลา", "จ.สงขลา", "จ. สงขลา "]
        {
            assert_eq!(provinces::written(text), "สงขลา", "{text}");
        }
        assert_eq!(provinces::written("กรุงเทพฯ"), "กรุงเทพมหานคร");
    }

    #[test]
    fn every_fault_is_told_at_once_with_its_row() {
        let (_, faults) = told(
            "name,url,code\nก,https://a.go.th,1\n,b.go.th,2\nค,ไม่ทราบ,3\nง,http://www.a.go.th/,4\nจ,ftp://c.go.th,5\nฉ,d.go.th,1\nช,,\n,-,1\n"
                .as_bytes(),
        );
        let said = faults.join("\n");
        for part in [
            "แถว 3: ไม่มีชื่อหน่วยงาน",
            "แถว 4: “ไม่ทราบ” ไม่ใช่ที่อยู่เว็บ",
            "แถว 5: เว็บไซต์ซ้ำกับแถว 2",
            "แถว 6: “ftp://c.go.th” ไม่ใช่ที่อยู่เว็บ",
            "แถว 7: รหัส “1” ซ้ำกับแถว 2",
            "แถว 8: ไม่มีที่อยู่เว็บไซต์",
            "แถว 9: ไม่มีชื่อหน่วยงาน",
            "แถว 9: ไม่มีที่อยู่เว็บไซต์",
            "แถว 9: รหัส “1” ซ้ำกับแถว 2",
        ] {
            assert!(said.contains(part), "{part}\n{said}");
        }
        assert_eq!(faults.len(), 9, "{said}");
    }

    #[test]
    fn a_letter_box_is_told_from_an_address_with_a_password() {
        let told = |text: &str| address(text).unwrap_err();
        for mail in ["admin@x.go.th", "mailto:saraban@x.go.th"] {
            assert!(told(mail).contains("เป็นที่อยู่อีเมล"), "{}", told(mail));
        }
        for secret in ["https://admin@x.go.th/", "admin:pw@x.go.th"] {
            assert!(told(secret).contains("มีชื่อผู้ใช้หรือรหัสผ่าน"), "{}", told(secret));
        }
        assert!(address("x.go.th/@news").is_ok());
    }

    #[test]
    fn one_home_page_is_one_agency_however_it_is_written() {
        let (_, faults) = told(
            "name,url\nก,http://a.go.th/\nข,https://www.a.go.th/index.php\nค,a.go.th/Default.aspx\nง,a.go.th/b/\nจ,a.go.th/b/index.html\nฉ,a.go.th/index.php?id=2\nช,a.go.th/main.php\n"
                .as_bytes(),
        );
        let said = faults.join("\n");
        assert_eq!(faults.len(), 3, "{said}");
        for part in [
            "แถว 3: https://www.a.go.th/index.php กับ http://a.go.th/ ของแถว 2 เป็นหน้าแรกเดียวกัน",
            "แถว 4: https://a.go.th/Default.aspx กับ http://a.go.th/ ของแถว 2",
            "แถว 6: https://a.go.th/b/index.html กับ https://a.go.th/b/ ของแถว 5",
        ] {
            assert!(said.contains(part), "{part}\n{said}");
        }
    }

    #[test]
    fn slips_of_the_pen_are_told_and_refuse_nothing() {
        let rows = (0..8).map(|nr| format!("หน่วย {nr},a{nr}.go.th,โรงเรียน,จ.นครปฐม,\n"));
        let head = "ชื่อหน่วยงาน,เว็บไซต์,ประเภท,จังหวัด,โทรศัพท์\n".to_owned();
        let slips = "ก,x.go.th,เทสบาลตำบล,นครปฐน,\nข,y.go.th,โรงเรียม,ภาคเหนือ,\nค,z.go.th,อบต,อยุธยา,\nง,v.go.th,อบต.,เลย,\nจ,w.go.th,อบต.,เลย,\n";
        let text: String = std::iter::once(head).chain(rows).chain([slips.to_owned()]).collect();
        let read = all(text.as_bytes());
        assert_eq!((read.faults, read.list.len()), (Vec::new(), 13));
        assert_eq!(read.list[10].province, "พระนครศรีอยุธยา");
        let said = read.doubts.join("\n");
        for part in [
            "ไม่ได้ใช้คอลัมน์ “โทรศัพท์”",
            "แถว 10: ไม่มีจังหวัด “นครปฐน” หมายถึง “นครปฐม” หรือไม่",
            "แถว 11: ไม่มีจังหวัด “ภาคเหนือ”",
            "แถว 10: ประเภท “เทสบาลตำบล” หมายถึง “เทศบาลตำบล” หรือไม่",
            "แถว 11: ประเภท “โรงเรียม” หมายถึง “โรงเรียน” หรือไม่",
            "แถว 12: ประเภท “อบต” หมายถึง “อบต.” หรือไม่",
        ] {
            assert!(said.contains(part), "{part}\n{said}");
        }
        assert_eq!(read.doubts.len(), 6, "{said}");
        let read = all("ลำดับ,name,url,จังวัด\n1,ก,a.go.th,เลย\n".as_bytes());
        assert_eq!(read.doubts, ["ไม่ได้ใช้คอลัมน์ “จังวัด” หมายถึง “จังหวัด” หรือไม่"]);
        assert!(read.list[0].bare && read.list[0].url == "https://a.go.th/");
    }

    #[test]
    fn pages_on_social_media_and_one_name_twice_are_worth_a_look() {
        let read = all("name,url,province\nอบต.ก,https://www.facebook.com/aa,เลย\nอบต.ข,b.go.th,เลย\nอบต. ข,c.go.th,จ.เลย\nอบต.ข,d.go.th,ตาก\n".as_bytes());
        assert_eq!((read.faults, read.list.len()), (Vec::new(), 4));
        assert_eq!(read.doubts.len(), 2, "{:?}", read.doubts);
        assert!(read.doubts[0].starts_with("แถว 2: https://www.facebook.com/aa เป็นหน้าบนสื่อสังคม"));
        assert!(read.doubts[1].starts_with("แถว 3, 4: ชื่อ “อบต.ข” ในจังหวัดเดียวกัน"), "{:?}", read.doubts);
    }

    #[test]
    fn every_fault_is_told_however_many_there_are() {
        let rows: String = (0..300).map(|nr| format!("หน่วย {nr},ไม่ทราบ\n")).collect();
        assert_eq!(told(format!("name,url\n{rows}").as_bytes()).1.len(), 300);
    }
}
