//! The sheet that the agency means to submit: item, addresses, note with the click path.

use std::collections::BTreeMap;
use std::path::Path;

use url::Url;

use super::Trouble;
use super::sheet::{self, Column, Row, Sheet};
use crate::both;
use crate::extract::viewer;
use crate::lang::several;
use crate::rule::load::Book;
use crate::submission::{Entry, Submission};
use crate::thai::text::arabic;

const COLUMNS: [Column; 3] = [
    Column {
        name: "item", called: &["item", "ข้อ", "ข้อที่", "รหัสข้อ", "oit"], needed: true
    },
    Column {
        name: "url",
        called: &["url", "ลิงก์", "ลิงค์", "link", "ที่อยู่", "URL ที่จะส่ง", "ลิงก์/URL", "การเชื่อมโยง"],
        needed: true,
    },
    Column {
        name: "note",
        called: &["note", "หมายเหตุ", "คำอธิบายเพิ่มเติม", "คำอธิบาย", "เส้นทางคลิก", "เส้นทาง"],
        needed: false,
    },
];

/// What a sheet says, and the home page of the site it is about.
pub struct Read {
    pub submission: Submission,
    pub root: String,
}

/// Reads a sheet; `root` is the site where the command line names it.
pub fn load(path: &Path, root: Option<&str>, book: &Book) -> Result<Read, Trouble> {
    let sheet = sheet::read(path, &COLUMNS)?;
    let mut entries: Vec<(Entry, String)> = Vec::new();
    let mut faults: Vec<Trouble> = Vec::new();
    let mut last = String::new();
    for row in sheet.rows() {
        let place = sheet.place(row);
        match rows_entries(row, &sheet, &mut last, book) {
            Ok(read) => entries.extend(read.into_iter().map(|entry| (entry, place.clone()))),
            Err(fault) => faults.push(fault),
        }
    }
    let root = match root {
        Some(root) => root.to_owned(),
        None if faults.is_empty() => home(&entries, path)?,
        None => home(&entries, path).unwrap_or_default(),
    };
    let base = Url::parse(&root).ok();
    for (entry, place) in entries.iter_mut().filter(|(entry, _)| !entry.url.is_empty()) {
        let whole = Url::parse(&entry.url).ok().or_else(|| base.as_ref()?.join(&entry.url).ok());
        let whole = whole.filter(|url| matches!(url.scheme(), "http" | "https") && has_name(url));
        let Some(whole) = whole else {
            faults.push(no_address(place, entry.url.trim_start_matches("//")));
            continue;
        };
        // A viewer's address is the document's that it shows, as in every link of the site.
        if let Some(shown) = viewer::behind(&whole) {
            entry.url = shown.into();
        } else if !entry.url.contains("://") {
            entry.url = whole.into();
        }
    }
    if !faults.is_empty() {
        return Err(together(faults));
    }
    let submission = Submission { entries: entries.into_iter().map(|(entry, _)| entry).collect() };
    Ok(Read { submission, root })
}

/// The addresses of one row; none where it says nothing.
fn rows_entries(row: &Row, sheet: &Sheet, last: &mut String, book: &Book) -> Result<Vec<Entry>, Trouble> {
    let place = sheet.place(row);
    let [item, cell, note] = std::array::from_fn(|column| sheet.cell(row, column));
    // Below an item with several addresses its number is often left out, or merged.
    let item = if item.is_empty() { last.clone() } else { item_of(item, &place, book)? };
    last.clone_from(&item);
    let mut urls = addresses(cell);
    if urls.is_empty() && !cell.is_empty() {
        urls.extend(row.links.first().cloned());
    }
    if urls.is_empty() && !is_none(cell) {
        urls.extend(relative(cell, &place)?);
    }
    if item.is_empty() && !urls.is_empty() {
        let message = both!("{place}: มี URL แต่ไม่ได้บอกว่าเป็นข้อใด", "{place}: a URL without an item");
        return Err(
            Trouble::wrong(message).help(both!("เขียนเลขข้อ เช่น O30", "write the item's number, as O30"))
        );
    }
    if item.is_empty() {
        return Ok(Vec::new());
    }
    if urls.is_empty() {
        urls.push(String::new());
    }
    let entry = |url: String| Entry { item: item.clone(), url: viewer::past(&url), note: note.to_owned() };
    Ok(urls.into_iter().map(entry).collect())
}

/// Every fault of a sheet in one message, so that it is mended in one go.
fn together(faults: Vec<Trouble>) -> Trouble {
    const MOST_TOLD: usize = 30;
    if faults.len() == 1 {
        return faults.into_iter().next().expect("there is one");
    }
    let mut told: Vec<String> = faults.iter().take(MOST_TOLD).map(|fault| fault.message.clone()).collect();
    if faults.len() > MOST_TOLD {
        told.push(both!("… และอีก {} แห่ง", "… and {} more", faults.len() - MOST_TOLD));
    }
    let told = told.join("\n  ");
    let (number, english) = (faults.len(), several(faults.len(), "fault", "faults"));
    let message = both!("แผ่นที่จะส่งมีข้อผิดพลาด {number} แห่ง\n  {told}", "the sheet has {english}\n  {told}");
    let mut helps: Vec<String> = faults.into_iter().filter_map(|fault| fault.help).collect();
    helps.sort_unstable();
    helps.dedup();
    Trouble::wrong(message).help(helps.join(" · "))
}

fn no_address(place: &str, url: &str) -> Trouble {
    Trouble::wrong(both!("{place}: “{url}” ไม่ใช่ที่อยู่เว็บ", "{place}: “{url}” is no web address"))
        .help(both!("ใช้รูปแบบ https://www.example.go.th/…", "write it as https://www.example.go.th/…"))
}

/// `O30`, `30`, `ข้อ ๓๐`, or the rule's key, as this year's form numbers it.
fn item_of(text: &str, place: &str, book: &Book) -> Result<String, Trouble> {
    let plain = arabic(text);
    let digits: String =
        plain.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    let number = |id: &str| id.trim_start_matches(|c: char| !c.is_ascii_digit()).parse::<u32>().ok();
    let said = digits.parse::<u32>().ok();
    let rule = book.rules.iter().find(|rule| {
        let id = rule.item.get_ref();
        id.eq_ignore_ascii_case(text.trim())
            || rule.id.get_ref() == text.trim()
            || (said.is_some() && number(id) == said)
    });
    rule.map(|rule| rule.item.get_ref().clone()).ok_or_else(|| {
        Trouble::wrong(both!(
            "{place}: ไม่มีข้อ “{text}” ในแบบตรวจปี {}",
            "{place}: there is no item “{text}” in the form of {}",
            book.edition.year
        ))
        .help(both!("ดูเลขข้อด้วย oit rule list", "oit rule list shows the numbers"))
    })
}

/// Every web address in a cell: people separate them with commas, blanks, new lines, or number them.
fn addresses(cell: &str) -> Vec<String> {
    let lower = cell.to_ascii_lowercase();
    let mut starts: Vec<usize> =
        ["http://", "https://"].iter().flat_map(|s| lower.match_indices(s).map(|(at, _)| at)).collect();
    starts.sort_unstable();
    // An address within another is its parameter.
    starts.retain(|&at| {
        cell[..at].chars().next_back().is_none_or(|c| c.is_whitespace() || ",;|()[]•-:".contains(c))
    });
    let ends = starts.iter().skip(1).copied().chain([cell.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(&from, to)| {
            let piece = cell[from..to].split_whitespace().next().unwrap_or_default();
            piece.trim_end_matches([',', ';', '|', ')', ']']).to_owned()
        })
        .collect()
}

/// What people write where there is nothing to submit.
fn is_none(cell: &str) -> bool {
    ["", "-", "–", "—", "ไม่มี", "ไม่มี URL", "none", "n/a"].iter().any(|none| none.eq_ignore_ascii_case(cell))
}

/// An address without its scheme, or a path on the site.
fn relative(cell: &str, place: &str) -> Result<Option<String>, Trouble> {
    let one_word = !cell.contains(char::is_whitespace);
    if one_word && cell.starts_with('/') {
        return Ok(Some(cell.to_owned()));
    }
    if one_word && cell.split('/').next().is_some_and(|host| host.contains('.')) {
        // The scheme is the site's.
        return Ok(Some(format!("//{cell}")));
    }
    Err(no_address(place, cell))
}

/// Whether an address names a host that can be: "www..go.th" is a slip.
fn has_name(url: &Url) -> bool {
    url.host_str().is_some_and(|host| host.trim_end_matches('.').split('.').all(|label| !label.is_empty()))
}

/// The home page of the host that most of the addresses are on; of two alike the first.
fn home(entries: &[(Entry, String)], path: &Path) -> Result<String, Trouble> {
    let mut hosts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (nth, (entry, _)) in entries.iter().enumerate() {
        let written =
            if entry.url.starts_with("//") { format!("https:{}", entry.url) } else { entry.url.clone() };
        let Some(url) = Url::parse(&written).ok().filter(has_name) else { continue };
        let origin = format!("{}/", url.origin().ascii_serialization());
        hosts.entry(origin).or_insert((0, usize::MAX - nth)).0 += 1;
    }
    let most = hosts.into_iter().max_by_key(|(_, count)| *count);
    most.map(|(origin, _)| origin).ok_or_else(|| {
        Trouble::wrong(both!("{} ไม่มี URL เลย", "{} has no URL at all", path.display())).help(both!(
            "เขียน URL ในคอลัมน์ url หรือบอกหน้าแรกของเว็บไซต์: oit audit https://… --submission …",
            "write URLs in the column url, or name the site's first page: oit audit https://… --submission …"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::load;

    fn read(text: &str, root: Option<&str>) -> Result<Read, Trouble> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, text).unwrap();
        let book = load::load(2564, None).unwrap_or_else(|error| panic!("{error}"));
        load(&path, root, &book)
    }

    #[test]
    fn the_address_of_a_viewer_is_that_of_what_it_shows() {
        let text = "item,url,note\n\
            O1,https://docs.google.com/viewer?url=https%3A%2F%2Fa.go.th%2F1.pdf,\n\
            O2,https://a.go.th/pdfjs/web/viewer.html?file=/files/2.pdf,\n\
            O3,/pdfjs/web/viewer.html?file=3.pdf,\n";
        let read = read(text, None).unwrap();
        assert_eq!(read.root, "https://a.go.th/");
        let all: Vec<&str> = read.submission.urls().collect();
        let files =
            ["https://a.go.th/1.pdf", "https://a.go.th/files/2.pdf", "https://a.go.th/pdfjs/web/3.pdf"];
        assert_eq!(all, files);
    }

    #[test]
    fn several_addresses_an_item_in_thai_and_english() {
        let text = "item,url,note\n\
            O1,https://a.go.th/1.html,หน้าหลัก > โครงสร้าง\n\
            o2,\"1) https://a.go.th/2.html, 2) https://a.go.th/3.html\",\n\
            ,https://b.go.th/4.pdf,\n\
            ข้อ ๓,-,ยังไม่มี\n\
            4,/plan.html,\n\
            5,a.go.th/5.html,\n";
        let read = read(text, None).unwrap();
        assert_eq!(read.root, "https://a.go.th/");
        let all: Vec<(&str, &str)> =
            read.submission.entries.iter().map(|e| (e.item.as_str(), e.url.as_str())).collect();
        assert_eq!(
            all,
            [
                ("O1", "https://a.go.th/1.html"),
                ("O2", "https://a.go.th/2.html"),
                ("O2", "https://a.go.th/3.html"),
                ("O2", "https://b.go.th/4.pdf"),
                ("O3", ""),
                ("O4", "https://a.go.th/plan.html"),
                ("O5", "https://a.go.th/5.html"),
            ]
        );
        assert_eq!(read.submission.words(), ["โครงสร้าง"]);
        // Without its scheme an address has the site's.
        let plain = text.replace("https://", "http://");
        let last = self::read(&plain, None).unwrap().submission.entries.pop().unwrap();
        assert_eq!(last.url, "http://a.go.th/5.html");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_row() {
        let told = |text: &str| read(text, None).err().unwrap().message;
        assert!(told("ข้อ,ลิงก์\nO1,https://a.go.th\nO99,https://a.go.th\n").contains("แถว 3: ไม่มีข้อ “O99”"));
        assert!(told("ข้อ,ลิงก์\nO1,ดูที่หน้าแรก\nO2,\n").contains("แถว 2: “ดูที่หน้าแรก” ไม่ใช่ที่อยู่เว็บ"));
        assert!(told("ข้อ,ลิงก์\nO1,www.a..go.th\nO2,https://a.go.th\n").contains("แถว 2: “www.a..go.th”"));
        assert!(told("ข้อ,ลิงก์\n,https://a.go.th\nO2,\n").contains("ไม่ได้บอกว่าเป็นข้อใด"));
        assert!(told("ข้อ,ลิงก์\nO1,\nO2,\n").contains("ไม่มี URL เลย"));
        let all = told("ข้อ,ลิงก์\nO99,https://a.go.th\nO1,ดูที่หน้าแรก\nO2,https://a.go.th\n");
        assert!(all.contains("2 แห่ง") && all.contains("แถว 2:") && all.contains("แถว 3:"), "{all}");
        assert!(told("ข้อ,หมายเหตุ\nO1,x\nO2,y\n").contains("ไม่มีแถวหัวตาราง"));
    }
}
