//! What stands on pages of the site itself: contact, chart, laws, news, accounts.

use std::collections::{BTreeSet, HashSet};

use super::answer::{One, Reply};
use super::case::{Case, clip};
use crate::extract::{Kind, Region, Role};
use crate::find::library::{Page, is_leading};
use crate::rule::test::{AtLeast, Social};
use crate::thai::date::{Day, days};
use crate::thai::people::{emails, has_fax, phones};
use crate::thai::text::{arabic, fold};

/// Ways to reach the agency, over all pages that claim to tell them.
pub fn contact(wanted: &[String], case: &Case, among: &[usize]) -> Reply {
    let mut missing: Vec<String> = Vec::new();
    for what in wanted {
        if !among.iter().any(|&e| has_contact(what, case.page(e))) {
            missing.push(contact_name(what).to_owned());
        }
    }
    let best = among.iter().copied().max_by_key(|&e| {
        let page = case.page(e);
        (wanted.iter().filter(|w| has_contact(w, page)).count(), usize::MAX - e)
    });
    let one = if missing.is_empty() {
        One::yes("มีข้อมูลการติดต่อครบ", 0.94)
    } else {
        One::no(format!("ไม่มี{}", missing.join(" ")), 0.9).missing(missing)
    };
    Reply { one, exhibit: best, kept: among.to_vec() }
}

fn contact_name(what: &str) -> &str {
    match what {
        "address" => "ที่อยู่",
        "phone" => "หมายเลขโทรศัพท์",
        "fax" => "หมายเลขโทรสาร",
        "email" => "ที่อยู่ไปรษณีย์อิเล็กทรอนิกส์ (e-mail)",
        "map" => "แผนที่ตั้งหน่วยงาน",
        other => other,
    }
}

fn has_contact(what: &str, page: &Page) -> bool {
    let text = page.document.whole_text();
    match what {
        "address" => {
            let folded = fold(&text);
            let place = ["ตำบล", "แขวง", "ถนน", "หมู่ที่", "หมู่"].iter().any(|w| folded.contains(&fold(w)))
                || [" ต.", " ม.", " ถ."].iter().any(|w| text.contains(w));
            let province = ["จังหวัด", "อำเภอ", "เขต", "กรุงเทพ", "จ."].iter().any(|w| text.contains(w));
            let digits = arabic(&text);
            let post = digits
                .split(|c: char| !c.is_ascii_digit())
                .any(|n| n.len() == 5 && ('1'..='9').contains(&n.chars().next().unwrap_or('0')));
            // "99 ม.3 ต.หนองบัว อ.เมือง จ.ขอนแก่น": a letter comes there without the code too.
            let whole = [["ตำบล", " ต."], ["อำเภอ", " อ."], ["จังหวัด", " จ."]]
                .iter()
                .all(|names| names.iter().any(|name| text.contains(name)));
            let numbered = has_house(&digits);
            place && province && (post || whole && numbered)
        }
        "phone" => !phones(&text).is_empty(),
        "fax" => has_fax(&text) || has_fax_column(page),
        "email" => !emails(&text).is_empty(),
        "map" => has_map(page),
        _ => false,
    }
}

/// The number of a house before its village: "99 ม.3", "เลขที่ 199 หมู่ 4".
fn has_house(text: &str) -> bool {
    ["ม.", "หมู่"].iter().any(|word| {
        text.match_indices(word).any(|(at, _)| text[..at].trim_end().ends_with(|c: char| c.is_ascii_digit()))
    })
}

/// A table of offices with a column for it.
fn has_fax_column(page: &Page) -> bool {
    let mut column = None;
    page.document.blocks.iter().filter(|b| matches!(b.role, Role::Row { .. })).any(|row| {
        let called = |c: &String| has_fax(&format!("{c} 0-0000-0000")) && phones(c).is_empty();
        column = row.cells.iter().position(called).or(column);
        column.and_then(|at| row.cells.get(at)).is_some_and(|c| !phones(c).is_empty())
    })
}

fn has_map(page: &Page) -> bool {
    const HOSTS: [&str; 8] = [
        "google.com/maps",
        "google.co.th/maps",
        "maps.google",
        "goo.gl/maps",
        "maps.app.goo.gl",
        "openstreetmap",
        "longdo",
        "bing.com/maps",
    ];
    let names = |text: &str| {
        let t = fold(text);
        (t.contains("แผนที่") || t.contains("googlemap") || t.contains(&fold("ที่ตั้งสำนักงาน")))
            && !t.contains("แผนที่เว็บ")
    };
    let links = page.document.links.iter().any(|l| HOSTS.iter().any(|h| l.url.contains(h)));
    let images = page.document.images.iter().any(|i| {
        let file = i.src.rsplit('/').next().unwrap_or("").to_lowercase();
        names(&i.alt)
            || (i.region == Region::Main
                && (file.contains("map") && !file.contains("sitemap") || file.contains("แผนที่")))
    });
    // A file has its pictures without a name; what they show is said beside them.
    let drawn = !page.is_html()
        && (!page.document.images.is_empty() || !page.document.pictured.is_empty())
        && page.own_blocks().any(|b| names(&b.text));
    links || images || drawn
}

/// Divisions and the posts over them, or a picture that says it shows them.
pub fn chart(test: &AtLeast, case: &Case, among: &[usize]) -> Reply {
    case.each(among, |_, page| {
        let starts: Vec<String> = test.of.iter().map(|w| fold(w)).collect();
        let mut units = BTreeSet::new();
        for block in page.own_blocks() {
            let pieces: Vec<&str> = if block.cells.is_empty() {
                vec![block.text.as_str()]
            } else {
                block.cells.iter().map(String::as_str).collect()
            };
            for piece in pieces.iter().flat_map(|p| p.split_whitespace()) {
                let folded = fold(piece);
                if folded.chars().count() < 40
                    && starts.iter().any(|s| folded.starts_with(s.as_str()) && folded != *s)
                {
                    units.insert(folded);
                }
            }
        }
        if units.len() >= test.at_least {
            return One::yes(format!("พบส่วนงาน {} ส่วน", units.len()), 0.92)
                .quote(page.own_blocks().nth(1).map(|b| (clip(&b.text), b.place.page)));
        }
        // Small letters in the boxes of a drawn chart are the first that a reader of scans loses.
        if page.document.kind == Kind::Image && units.len() >= 2 {
            return One::yes(format!("อ่านส่วนงานจากภาพแผนผังได้ {} ส่วน", units.len()), 0.72);
        }
        let picture = page.document.images.iter().any(|i| {
            let alt = fold(&i.alt);
            let file = fold(i.src.rsplit('/').next().unwrap_or(""));
            i.region == Region::Main
                && (["โครงสร้าง", "แผนผัง", "แผนภูมิ", "ผังองค์กร"]
                    .iter()
                    .any(|w| alt.contains(w) || file.contains(w))
                    || ["structure", "orgchart", "organiz", "chart"].iter().any(|w| file.contains(w)))
        });
        if picture {
            return One::yes("พบแผนผังเป็นรูปภาพ", 0.72);
        }
        let large =
            page.document.images.iter().any(|i| i.region == Region::Main && i.width.is_none_or(|w| w >= 300));
        if large {
            return One::cannot_tell("มีรูปภาพที่อาจเป็นแผนผัง แต่ไม่ได้อ่านข้อความในภาพ");
        }
        One::no(format!("พบส่วนงานเพียง {} ส่วน", units.len()), 0.85)
    })
}

/// So many different entries that name one of the words.
pub fn lists(test: &AtLeast, case: &Case, among: &[usize]) -> Reply {
    let words: Vec<String> = test.of.iter().map(|w| fold(w)).collect();
    let mut seen = BTreeSet::new();
    let mut quote = None;
    let mut first = None;
    for &e in among {
        let page = case.page(e);
        let before = seen.len();
        for block in page.own_blocks() {
            let folded = fold(&block.text);
            // "กฎกระทรวง | 0": a heading under which nothing hangs.
            let none = block.cells.len() > 1
                && block.cells.iter().skip(1).all(|c| matches!(c.trim(), "" | "0" | "๐" | "-" | "–"));
            if words.iter().any(|w| folded.contains(w.as_str()))
                && !none
                && !matches!(block.role, Role::Heading(1 | 2))
            {
                quote.get_or_insert_with(|| (clip(&block.text), block.place.page));
                seen.insert(folded.chars().take(60).collect::<String>());
            }
        }
        if seen.len() > before {
            first.get_or_insert(e);
        }
    }
    let unread = among.iter().any(|&e| case.page(e).unread());
    let one = if seen.len() >= test.at_least {
        One::yes(format!("พบ {} รายการ", seen.len()), 0.93).quote(quote)
    } else if unread {
        One::cannot_tell(format!("เอกสารบางฉบับเป็น{}", case.scans(among)))
    } else {
        One::no(format!("พบเพียง {} รายการ", seen.len()), 0.85)
    };
    Reply { one, exhibit: first.or_else(|| among.first().copied()), kept: among.to_vec() }
}

/// Posts dated in the fiscal year or the calendar year of the same number.
pub fn news(at_least: u8, case: &Case, among: &[usize]) -> Reply {
    let inside = |d: &Day| d.fiscal_year() == case.year || d.year == case.year;
    let mut count = 0;
    let mut other = BTreeSet::new();
    let mut quote = None;
    let mut first = None;
    for &e in among {
        for block in case.page(e).own_blocks() {
            for date in days(&block.text).iter().map(|d| d.day) {
                if inside(&date) {
                    count += 1;
                    quote.get_or_insert_with(|| (clip(&block.text), block.place.page));
                    first.get_or_insert(e);
                } else {
                    other.insert(date.year);
                }
            }
        }
    }
    let one = if count >= usize::from(at_least) {
        One::yes(format!("พบข่าวในปี {} อย่างน้อย {count} รายการ", case.year), 0.93).quote(quote)
    } else if other.is_empty() {
        One::cannot_tell("ข่าวไม่ระบุวันที่")
    } else {
        let years: Vec<i32> = other.into_iter().rev().take(3).collect();
        let found = super::year::names(&years);
        One::no(format!("ข่าวเป็นของปี {}", found.join(", ")), 0.88).found(found)
    };
    Reply { one, exhibit: first.or_else(|| among.first().copied()), kept: among.to_vec() }
}

/// Whether a link is that of the company which made the website: it says so itself, or the line it stands in. Of a
/// picture's link only the box around it is known, and a whole footer around the agency's own sign often ends in
/// the words for its maker.
fn made_by(link: &crate::extract::Link, page: &Page, makers: &[String]) -> bool {
    let line = link.block.and_then(|b| page.document.blocks.get(b)).map_or("", |b| b.text.as_str());
    let line = if line.chars().count() < 160 { line } else { "" };
    let around = if link.context.chars().count() < A_CREDIT { link.context.as_str() } else { "" };
    let said = fold(&format!("{} {around} {line}", link.text));
    makers.iter().any(|w| said.contains(&fold(w)))
}

/// A line under a picture: "Facebook : … (ผู้จัดทำเว็บไซต์)", where the page links one account of that host.
fn is_captioned(link: &crate::extract::Link, page: &Page, test: &Social) -> bool {
    let host = |url: &str| test.hosts.iter().position(|h| url.to_ascii_lowercase().contains(h.as_str()));
    let Some(at) = host(&link.url) else { return false };
    let platform = test.hosts[at].split('.').next().unwrap_or_default();
    let caption = |text: &str| {
        let said = fold(text);
        text.chars().count() < A_CREDIT
            && said.contains(platform)
            && test.makers.iter().any(|w| said.contains(&fold(w)))
    };
    page.document.blocks.iter().any(|b| caption(&b.text))
        && page.document.links.iter().all(|l| host(&l.url) != Some(at) || l.url == link.url)
}

/// What short lines of a page say behind the words for whoever made the site, in Latin letters and digits alone:
/// "Powered by FlexTheme Pro" names "flexthemepro".
fn credits(page: &Page, makers: &[String]) -> Vec<String> {
    let behind = |text: &str| {
        let at = makers.iter().find_map(|w| text.find(w.as_str()).map(|at| at + w.len()))?;
        let name = latin(text[at..].split(['|', '\n', '·']).next().unwrap_or_default());
        (name.len() >= A_MAKER).then_some(name)
    };
    page.document
        .blocks
        .iter()
        .filter(|b| b.text.chars().count() < 200)
        .filter_map(|b| behind(&b.text))
        .collect()
}

/// Letters of a line that says who made a site, with a name and little more.
const A_CREDIT: usize = 70;

/// Letters of a maker's name; fewer stand in other names too.
const A_MAKER: usize = 6;

fn is_credited(url: &str, credits: &[String]) -> bool {
    let account = latin(url.trim_end_matches('/').rsplit('/').next().unwrap_or_default());
    account.len() >= A_MAKER
        && credits.iter().any(|c| c.starts_with(&account) || account.starts_with(c.as_str()))
}

fn latin(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// A link anywhere on the agency's pages to an account of its own.
pub fn social(test: &Social, case: &Case, among: &[usize]) -> Reply {
    let is_account = |url: &str| {
        // Every link of the site is asked, and parsing takes time.
        let plain = url.bytes().all(|b| b.is_ascii() && b != b'%');
        if plain && !test.hosts.iter().any(|h| url.to_ascii_lowercase().contains(h.as_str())) {
            return false;
        }
        let Ok(u) = url::Url::parse(url) else { return false };
        let Some(host) =
            u.host_str().map(|h| h.trim_start_matches("www.").trim_start_matches("m.").to_lowercase())
        else {
            return false;
        };
        let hosted = test.hosts.iter().any(|h| host == *h || host.ends_with(&format!(".{h}")));
        let path = u.path().trim_matches('/').to_lowercase();
        let shares = |part: &str| part.starts_with("share") || matches!(part, "intent" | "lineit");
        if path.split('/').any(shares) {
            return false;
        }
        let account = path.trim_start_matches(['@', '~']).split('/').next().unwrap_or_default();
        let is_sample = test.samples.iter().any(|s| account == s.as_str());
        let share = ["plugins", "dialog", "tr", "home.php", "login", "watch", "embed", "hashtag", "events"];
        let first = path.split('/').next().unwrap_or("");
        hosted
            && !is_sample
            && !path.is_empty()
            && !share.contains(&first)
            && !path.starts_with("groups/")
            && first != "r"
            || hosted && path == "profile.php"
    };
    let own = case
        .library
        .pages
        .first()
        .map_or_else(String::new, |p| fold(&format!("{} {}", p.document.title, p.document.whole_text())));
    // "เพจกรมส่งเสริม…" on a municipality's site is another agency's.
    let foreign = |text: &str| {
        let text = fold(text);
        test.others.iter().map(|w| fold(w)).any(|w| {
            text.find(&w).is_some_and(|at| {
                let name: String = text[at..].chars().take(w.chars().count() + 8).collect();
                !own.split(&name)
                    .next()
                    .is_some_and(|before| before.len() < own.len() && before.chars().count() < 200)
            })
        })
    };
    // An account that is called another agency's, or the maker's of the site, in one place is so in all.
    let mut strangers: BTreeSet<String> = BTreeSet::new();
    // By account the first link to it that is not its maker's.
    let mut found: Vec<crate::extract::Link> = Vec::new();
    let mut known: HashSet<String> = HashSet::new();
    let pages = &case.library.pages;
    // An account is on a host of its own, but for a site that is one itself.
    let is_host = |url: &str| test.hosts.iter().any(|h| url.to_ascii_lowercase().contains(h.as_str()));
    let may = |p: &usize| pages.leads_off(*p) || is_host(&pages.record(*p).final_url);
    for page in pages.own_html().filter(may) {
        let page = pages.glance(page);
        let links: Vec<&crate::extract::Link> =
            page.document.links.iter().filter(|l| is_leading(l) && is_account(&l.url)).collect();
        if links.is_empty() {
            continue;
        }
        let maker = |text: &str| test.makers.iter().any(|w| fold(text).contains(&fold(w)));
        let credits = credits(&page, &test.makers);
        let other =
            |l: &&&crate::extract::Link| foreign(&l.text) || maker(&l.text) || is_credited(&l.url, &credits);
        strangers.extend(links.iter().filter(other).map(|l| l.url.clone()));
        strangers.extend(links.iter().filter(|l| is_captioned(l, &page, test)).map(|l| l.url.clone()));
        // In a list of others' accounts, one with a name that is not the agency's is another's too.
        let listed = links.iter().filter(|l| foreign(&l.text)).count() > 1;
        let ours = |text: &str| {
            let text = fold(text);
            own.contains(&text) || test.platforms.iter().any(|w| text.contains(&fold(w)))
        };
        strangers.extend(links.iter().filter(|l| listed && !ours(&l.text)).map(|l| l.url.clone()));
        for link in links {
            if !known.contains(&link.url) && !made_by(link, &page, &test.makers) {
                known.insert(link.url.clone());
                found.push(link.clone());
            }
        }
    }
    let one = match found.into_iter().find(|link| !strangers.contains(&link.url)) {
        Some(link) => {
            let text =
                if link.text.is_empty() { link.url.clone() } else { format!("{} {}", link.text, link.url) };
            One::yes("พบลิงก์ไปยังบัญชีเครือข่ายสังคมออนไลน์ของหน่วยงาน", 0.92).quote(Some((clip(&text), None)))
        }
        None => One::no("ไม่พบลิงก์ไปยังบัญชีเครือข่ายสังคมออนไลน์", 0.88),
    };
    Reply { one, exhibit: among.first().copied(), kept: among.to_vec() }
}
