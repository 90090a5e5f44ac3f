//! Documents of another agency: a file taken over from a neighbour, a template's text left as it came.

use std::sync::LazyLock;

use regex::Regex;

use super::library::Library;
use super::page::{HEAD_BLOCKS, Page};
use crate::extract::Role;
use crate::thai::fuzzy::{find, similarity};
use crate::thai::kinds::SHORT;
use crate::thai::text::{fold, is_thai};

/// Kinds of agencies shorter than this ("กรม") stand inside other words too.
const SHORT_KIND: usize = 10;
/// How names of local governments begin.
const LOCAL: [&str; 2] = ["เทศบาล", "องค์การบริหารส่วน"];
/// So many letters of a name behind its kind tell whose it is; the rest may run on into the next word.
const TELLING: usize = 5;
/// How public organisations are called; so are many that work for others, which makes it no kind of every head.
const INSTITUTE: &str = "สถาบัน";
/// Names of a scan that are more alike are one agency's.
const MISREAD: f32 = 0.6;
/// The same of whole names that are long.
const MISREAD_WHOLE: f32 = 0.65;
const LONG_NAME: usize = 8;
/// Letters of a name behind its kind.
const LONGEST_NAME: usize = 32;
/// What stands around a site's name in its title.
const GREETINGS: [&str; 6] = ["หน้าแรก", "หน้าหลัก", "ยินดีต้อนรับสู่", "ยินดีต้อนรับ", "เว็บไซต์", "Home"];

/// A public organisation by its whole name, from the word that says what kind of house it is.
static PUBLIC: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"((?:สำนักงาน|สถาบัน|ศูนย์|องค์การ|หอ|พิพิธภัณฑ์)[^\s()]{4,70})\s*\(\s*องค์การมหาชน\s*\)")
        .expect("written here")
});

impl Library<'_> {
    /// The name of another agency in a document's head, where the site nowhere bears it.
    ///
    /// `kinds`: how agencies' names begin. Of a page of the site itself more is asked than of a file: that it
    /// names an agency of the site's own kind, twice, and the site's never.
    pub fn stranger(&self, page: usize, kinds: &[String]) -> Option<String> {
        let name = self.stranger_at(page, kinds)?;
        Some(whole_name(&name, kinds, self.pages[page].own_blocks().map(|b| b.text.as_str())))
    }

    fn stranger_at(&self, page: usize, kinds: &[String]) -> Option<String> {
        self.pages.first()?;
        let site = self.site_name(kinds);
        let kinds = &[kinds, own_kind(&site).as_slice()].concat();
        let mut names = names_at_head(&self.head(page, kinds), kinds);
        if names.is_empty() && !self.pages[page].is_html() && !self.pages[page].is_ocr() {
            names = self.told_of(page, kinds);
        }
        let ours = names_at_head(&site, kinds).into_iter().next();
        if let Some(signer) = self.signer(page, kinds, &site) {
            return Some(signer);
        }
        if let Some(other) = self.public_organisation(page, &site) {
            return Some(other);
        }
        let Some(first) = names.first() else { return self.author(page, kinds, ours.as_deref()) };
        if names.iter().any(|name| is_borne(name, ours.as_deref(), kinds, self.home_text())) {
            return None;
        }
        let this = &self.pages[page];
        // Of a scan a letter or two are misread: "แม่ต้อมใน" for "แม่ต๋อมใน".
        let misread = |own: &String| {
            let (ours, whole) = (telling(own, kinds), behind_kind(own, kinds));
            names.iter().any(|name| {
                let long = behind_kind(name, kinds);
                // Of a long name more letters may be, and still tell it.
                let alike = |long: &str| {
                    long.chars().count() >= LONG_NAME && similarity(long, &whole) >= MISREAD_WHOLE
                };
                similarity(&telling(name, kinds), &ours) >= MISREAD || alike(&long)
            })
        };
        let nearly = |name: &String| {
            let own: String = fold(name).chars().skip(kind_of(name, kinds).chars().count()).collect();
            own.chars().count() > TELLING && is_named_but_as_district(&own, self.home_text())
        };
        if this.is_ocr() && (ours.as_ref().is_some_and(misread) || names.iter().any(nearly)) {
            return None;
        }
        let names_us = ours.as_deref().is_some_and(|name| {
            let telling = telling(name, kinds);
            telling.chars().count() >= TELLING && this.flat().contains(&telling)
        });
        // Local governments of every kind hand each other their pages.
        let local = is_local;
        let alike = ours
            .as_deref()
            .is_some_and(|name| kind_of(name, kinds) == kind_of(first, kinds) || local(name) && local(first));
        if this.is_html() {
            let theirs: String =
                fold(first).chars().take(kind_of(first, kinds).chars().count() + TELLING).collect();
            let often = this.flat().matches(&theirs).count() > 1;
            return (alike && !names_us && (often || self.is_signed(page, first, kinds)))
                .then(|| first.clone());
        }
        // A university's report on the agency's service is the agency's: it names the agency.
        (alike || !names_us).then(|| first.clone())
    }

    /// Another public organisation that a file's first lines name, and the site nowhere: what it is ends its name and does
    /// not begin it, "สำนักงานส่งเสริมผ้าพื้นเมือง (องค์การมหาชน)".
    fn public_organisation(&self, page: usize, site: &str) -> Option<String> {
        /// Lines of a head, and of what says under it whose a table is.
        const LINES: usize = 8;
        let this = &self.pages[page];
        if this.is_html() || this.is_ocr() {
            return None;
        }
        let said = |b: &crate::extract::Block| {
            let found = PUBLIC.captures_iter(&b.text);
            found.map(|name| name[1].trim().to_owned()).collect::<Vec<_>>()
        };
        let names: Vec<String> = this.own_blocks().take(LINES).flat_map(said).collect();
        let name = names.first()?;
        let is_ours = |name: &String| {
            let own = fold(name);
            self.home_text().contains(&own)
                || similarity(&own, &fold(site)) >= MISREAD
                || fold(site).contains(&own)
        };
        // One that is named once may be whom the agency works with.
        (names.len() > 1 && !names.iter().any(is_ours)).then(|| name.clone())
    }

    /// Whether the head of an agency stands in a text: "นายกเทศมนตรีตำบลแม่คำ".
    fn is_signed(&self, page: usize, name: &str, kinds: &[String]) -> bool {
        const BEFORE: usize = 30;
        let (text, own) = (self.pages[page].flat(), telling(name, kinds));
        let post = fold("นายก");
        let behind = |at: usize| text[..at].chars().rev().take(BEFORE).collect::<Vec<_>>();
        own.chars().count() >= TELLING
            && text
                .match_indices(&own)
                .any(|(at, _)| behind(at).into_iter().rev().collect::<String>().contains(&post))
    }

    /// Another agency of the site's own kind that signs a text, and of which the text speaks far oftener than of this one:
    /// a neighbour's, of which the cover was changed.
    fn signer(&self, page: usize, kinds: &[String], site: &str) -> Option<String> {
        /// Lines in which one signs.
        const LAST: usize = 3;
        const OFTEN: usize = 3;
        let this = &self.pages[page];
        let kinds = &[kinds, &[INSTITUTE.to_owned()]].concat();
        let named = self.full_name(site, kinds)?;
        let site = named.as_str();
        let our_kind = kind_of(site, kinds);
        if our_kind.is_empty() {
            return None;
        }
        let count = |name: &str, kind: &str| {
            let whole: String = fold(name).chars().take(kind.chars().count() + TELLING).collect();
            this.flat().matches(&whole).count()
        };
        let blocks: Vec<_> = this.own_blocks().filter(|b| !matches!(b.role, Role::Row { .. })).collect();
        let last = blocks.iter().rev().take(LAST).flat_map(|b| b.text.lines());
        let names = last
            .flat_map(|line| kinds.iter().filter_map(move |kind| Some(&line[line.find(kind.as_str())?..])));
        names
            .filter_map(|name| name.split(|c: char| c.is_whitespace() || "(),.“”\"|".contains(c)).next())
            .find_map(|name| {
                let kind = kind_of(name, kinds);
                let own = fold(name).chars().count().saturating_sub(kind.chars().count());
                let alike = kind == our_kind || is_local(name) && is_local(site);
                if !alike
                    || !(TELLING..=LONGEST_NAME).contains(&own)
                    || is_borne(name, Some(site), kinds, self.home_text())
                {
                    return None;
                }
                let (theirs, ours) = (count(name, &kind), count(site, &our_kind));
                // A scan misreads our own name, but not into one that is unlike it, again and again.
                if this.is_ocr() {
                    let alike = similarity(&telling(name, kinds), &telling(site, kinds)) >= MISREAD;
                    return (!alike && ours <= 1 && theirs >= OFTEN).then(|| name.to_owned());
                }
                (ours == 0 && theirs > 1 || theirs >= OFTEN && theirs >= OFTEN * ours)
                    .then(|| name.to_owned())
            })
    }

    /// The site's name in full, where its title has it short: "อบต.โคกกระสัง", "สนวช.".
    fn full_name(&self, site: &str, kinds: &[String]) -> Option<String> {
        let full = SHORT
            .iter()
            .find_map(|(short, kind)| Some(format!("{kind}{}", site.strip_prefix(short)?.trim())));
        let bears = |text: &str| kinds.iter().any(|kind| text.starts_with(kind.as_str()));
        let first = |text: &str| text.split_whitespace().next().unwrap_or_default().to_owned();
        let full = full.or_else(|| Some(site.to_owned())).filter(|name| bears(name));
        let home = self.home_page()?;
        full.or_else(|| {
            home.document.blocks.iter().map(|b| b.text.trim()).find(|t| bears(t)).map(str::to_owned)
        })
        .map(|name| first(&name))
    }

    /// Another agency with whose name a text begins and ends, which names it again and again, and this one never.
    fn author(&self, page: usize, kinds: &[String], ours: Option<&str>) -> Option<String> {
        const LAST: usize = 2;
        const OFTEN: usize = 3;
        let this = &self.pages[page];
        let named = |text: &str| {
            let kind = kinds.iter().filter(|kind| text.starts_with(kind.as_str())).max_by_key(|k| k.len())?;
            let name = text.split(|c: char| c.is_whitespace() || "(),.“\"".contains(c)).next()?;
            (name.chars().count() >= kind.chars().count() + TELLING).then(|| name.to_owned())
        };
        let lines = this.own_blocks().filter(|b| !matches!(b.role, Role::Row { .. }));
        let name = lines.take(HEAD_BLOCKS).find_map(|b| named(b.text.trim()))?;
        let whole: String =
            fold(&name).chars().take(kind_of(&name, kinds).chars().count() + TELLING).collect();
        let blocks: Vec<_> = this.own_blocks().collect();
        let signed = blocks.iter().rev().take(LAST).any(|b| fold(&b.text).contains(&whole));
        let names_us = ours.is_none_or(|name| this.flat().contains(&telling(name, kinds)));
        let often = this.flat().matches(&whole).count() >= OFTEN;
        let foreign = signed && often && !names_us && !is_borne(&name, ours, kinds, self.home_text());
        foreign.then_some(name)
    }

    fn home_title(&self) -> String {
        let title = |page: &Page| {
            if page.document.title.is_empty() { page.title() } else { page.document.title.clone() }
        };
        self.entrances().map(title).collect::<Vec<_>>().join(" | ")
    }

    /// What the home page calls the site: of its title the part that names an agency, else the longest.
    pub fn site_name(&self, kinds: &[String]) -> String {
        let title = self.home_title();
        let parts = title.split(['|', '–', '—', ':']).flat_map(|part| part.split(" - "));
        let bare = |part: &str| {
            GREETINGS.iter().fold(part.trim().to_owned(), |name, word| {
                name.strip_prefix(word).map_or(name.clone(), |rest| rest.trim().to_owned())
            })
        };
        let parts: Vec<String> = parts.map(bare).filter(|p| !p.is_empty()).collect();
        let agency = parts.iter().find(|p| kinds.iter().any(|kind| p.starts_with(kind.as_str())));
        agency.or_else(|| parts.iter().max_by_key(|p| p.chars().count())).cloned().unwrap_or_default()
    }

    /// Whether the site is a local government's, by its name.
    pub fn is_local(&self) -> bool {
        let title = self.home_title();
        LOCAL.iter().any(|kind| title.contains(kind))
    }

    /// What of the site's name is its own, behind the kind of agency.
    pub fn telling_name(&self, kinds: &[String]) -> Option<String> {
        let name = names_at_head(&self.site_name(kinds), kinds).into_iter().next()?;
        Some(telling(&name, kinds)).filter(|own| own.chars().count() >= 3)
    }

    /// Local governments that the sentences of a file speak of, each twice or oftener, where a head names none.
    fn told_of(&self, page: usize, kinds: &[String]) -> Vec<String> {
        let lines =
            self.pages[page].own_blocks().take(HEAD_BLOCKS).filter(|b| !matches!(b.role, Role::Row { .. }));
        let text: String = lines.map(|b| format!("{}\n", b.text)).collect();
        let local: Vec<String> = kinds.iter().filter(|kind| is_local(kind)).cloned().collect();
        let all = names_at_head(&text, &local);
        let often = |name: &&String| {
            let own = telling(name, &local);
            own.chars().count() >= TELLING && self.pages[page].flat().matches(&own).count() > 2
        };
        all.iter().filter(often).cloned().collect()
    }

    /// The first lines of a document. A row of a table may name anybody; so may a sentence.
    pub(super) fn head(&self, page: usize, kinds: &[String]) -> String {
        let lines = self.pages[page].own_blocks().take(HEAD_BLOCKS);
        let lines = lines.take_while(|b| !matches!(b.role, Role::Row { .. }));
        let lines = lines.take(5);
        lines.filter_map(|b| Some(format!("{}\n", head_line(&b.text, kinds)?))).collect()
    }
}

/// Letters of a line above which it is a sentence.
const LONG_LINE: usize = 120;

/// What of a line may be a head: the whole, or of a longer one the name that it begins with, where the line
/// under a title ran on into the text.
fn head_line<'t>(text: &'t str, kinds: &[String]) -> Option<&'t str> {
    // "ประกาศกรมป่าชุมชน": what it is, and whose.
    let what = ["ประกาศ", "คำสั่ง", "ระเบียบ"].iter().find_map(|what| text.trim_start().strip_prefix(what));
    let whose =
        what.map(str::trim_start).filter(|rest| kinds.iter().any(|kind| rest.starts_with(kind.as_str())));
    let text = whose.unwrap_or(text);
    if text.chars().count() < LONG_LINE {
        return Some(text);
    }
    let kind =
        kinds.iter().find(|kind| kind.chars().count() >= SHORT_KIND && text.starts_with(kind.as_str()))?;
    let name = text[kind.len()..].trim_start();
    let end = name.find(char::is_whitespace)?;
    Some(&text[..text.len() - name.len() + end])
}

/// Of "สำนักงานขนส่งจังหวัดธารา" the part that every province's has.
fn own_kind(site: &str) -> Option<String> {
    const OFFICES: [&str; 3] = ["สำนักงาน", "ที่ทำการ", "ที่ว่าการ"];
    let name = site.split_whitespace().next().filter(|name| OFFICES.iter().any(|o| name.starts_with(o)))?;
    let end = ["จังหวัด", "อำเภอ"].iter().filter_map(|place| Some(name.rfind(place)? + place.len())).max()?;
    (name[end..].chars().count() >= 3).then(|| name[..end].to_owned())
}

fn names_at_head(head: &str, kinds: &[String]) -> Vec<String> {
    let mut names = Vec::new();
    for kind in kinds {
        let short = kind.chars().count() < SHORT_KIND && !is_local(kind);
        for (at, _) in head.match_indices(kind.as_str()) {
            // "กรม" stands inside other words, and in sentences; as a head it begins its line.
            let begins =
                (head[..at].is_empty() || head[..at].ends_with('\n')) && head[..at].lines().count() < 5;
            if short && !begins {
                continue;
            }
            let name: String =
                head[at..].chars().take_while(|c| !c.is_whitespace() && !"()|,.–-".contains(*c)).collect();
            // "กรมได้รับจัดสรร…" begins a sentence; a head is the name and no more.
            let rest = head[at + name.len()..].lines().next().unwrap_or("").trim();
            if short && !(rest.is_empty() || rest.starts_with("กระทรวง")) {
                continue;
            }
            // The kind alone, or an abbreviation of the name, names nobody; nor does a name that OCR
            // read with letters of a third script.
            let misread = |c: char| c.is_alphabetic() && !is_thai(c) && !c.is_ascii();
            // A name is short: what runs on is a sentence about such agencies.
            let own = name.chars().count().saturating_sub(kind.chars().count());
            // "ข้อบังคับมหาวิทยาลัยว่าด้วย…" is about something, and names nobody.
            if ["ว่าด้วย", "เรื่อง"].iter().any(|about| name[kind.len()..].starts_with(about))
            {
                continue;
            }
            if (3..=LONGEST_NAME).contains(&own) && !name.contains(misread) {
                names.push(name);
            }
        }
    }
    names
}

/// A name as far as it goes: where a sentence runs on behind it, as it stands elsewhere in the text, or up to the word
/// that goes on.
fn whole_name<'t>(name: &str, kinds: &[String], text: impl Iterator<Item = &'t str>) -> String {
    const ON: [&str; 16] = [
        "ได้",
        "โดย",
        "ประจำปี",
        "อำเภอ",
        "จังหวัด",
        "เรื่อง",
        "ทางเว็บ",
        "ผ่านทาง",
        "เพื่อ",
        "ในการ",
        "ดำเนินการ",
        "จึง",
        "ซึ่ง",
        "มีความ",
        "มีหน้าที่",
        "พ.ศ.",
    ];
    let Some(kind) = kinds.iter().filter(|k| name.starts_with(k.as_str())).max_by_key(|k| k.len()) else {
        return name.to_owned();
    };
    // The word of a name comes first, however it goes on.
    let least = name[kind.len()..].char_indices().nth(3).map_or(name.len(), |(at, _)| kind.len() + at);
    let end = ON.iter().filter_map(|on| Some(least + name.get(least..)?.find(on)?)).min();
    let cut = &name[..end.unwrap_or(name.len())];
    let stem =
        &name[..name[kind.len()..].char_indices().nth(TELLING).map_or(name.len(), |(at, _)| kind.len() + at)];
    let elsewhere = text.flat_map(|line| line.match_indices(stem).map(move |(at, _)| &line[at..]));
    let ends = |c: char| c.is_whitespace() || "()|,.–-“”\"".contains(c);
    let alone = elsewhere.filter_map(|rest| rest.split(ends).next()).filter(|one| cut.starts_with(one));
    alone.min_by_key(|one| one.len()).unwrap_or(cut).to_owned()
}

/// The longest kind that a name begins with, in matching form.
fn kind_of(name: &str, kinds: &[String]) -> String {
    let kinds = kinds.iter().filter(|k| name.starts_with(k.as_str())).map(|k| fold(k));
    kinds.max_by_key(String::len).unwrap_or_default()
}

/// What of a name is its own, behind its kind.
fn behind_kind(name: &str, kinds: &[String]) -> String {
    fold(name).chars().skip(kind_of(name, kinds).chars().count()).collect()
}

/// The letters of it that tell.
fn telling(name: &str, kinds: &[String]) -> String {
    behind_kind(name, kinds).chars().take(TELLING).collect()
}

fn is_local(name: &str) -> bool {
    LOCAL.iter().any(|kind| name.starts_with(kind))
}

/// One letter apart, of a name that is long enough to be told by the rest: "นาตูน" for "นาดูน".
fn is_slip(name: &str, ours: &str) -> bool {
    let (name, ours) = (fold(name), fold(ours));
    let (name, ours): (Vec<char>, Vec<char>) = (name.chars().collect(), ours.chars().collect());
    name.len() == ours.len() && name.iter().zip(&ours).filter(|(a, b)| a != b).count() == 1
}

/// Whether the site's home page, or the site's name `ours`, bears the name.
fn is_borne(name: &str, ours: Option<&str>, kinds: &[String], own: &str) -> bool {
    // A municipality's page names the district, after which its neighbour is called.
    if let Some(ours) = ours.filter(|ours| is_local(ours) && is_local(name)) {
        let whole: String = fold(name).chars().take(kind_of(name, kinds).chars().count() + TELLING).collect();
        return telling(name, kinds) == telling(ours, kinds) || is_slip(name, ours) || own.contains(&whole);
    }
    // The words that a department's name begins with are everybody's, so of that more is asked.
    if kind_of(name, kinds).chars().count() < SHORT_KIND {
        return own.contains(&fold(name).chars().take(14).collect::<String>());
    }
    // Everybody links to a ministry; its own office is another agency.
    let kind = kind_of(name, kinds);
    // A college is called after the place it is in, as its neighbours are.
    if kind.ends_with(&fold("กระทรวง")) || kind.contains(&fold("วิทยาลัย")) {
        return own.contains(&fold(name).chars().take(kind.chars().count() + TELLING).collect::<String>());
    }
    own.contains(&telling(name, kinds))
}

/// Whether a name stands in a text, a letter aside, other than behind the word for a district: neighbours are called
/// after it. All in matching form.
fn is_named_but_as_district(name: &str, text: &str) -> bool {
    static DISTRICT: LazyLock<[String; 2]> = LazyLock::new(|| ["อำเภอ", "อ."].map(fold));
    let mut rest = text;
    while let Some(found) = find(name, rest, 1) {
        let before = &rest[..found.start];
        if !before.ends_with(DISTRICT[0].as_str()) && !before.ends_with(DISTRICT[1].as_str()) {
            return true;
        }
        rest = &rest[found.end..];
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{is_named_but_as_district, whole_name};
    use crate::thai::text::fold;

    #[test]
    fn a_neighbour_called_after_the_district_is_not_the_agency() {
        let name = fold("วังกระแจะ");
        for (text, named) in [
            ("เทศบาลตำบลดอนตาล อำเภอวังกระแจะ จังหวัดมุกดาหาร", false),
            ("เทศบาลตำบลดอนตาล อ.วังกระแจะ จ.มุกดาหาร", false),
            ("เทศบาลตำบลวังกระแจะ อำเภอวังกระแจะ", true),
            ("อำเภอวังกระแจะ ข่าวของวังกระเเจะ", true),
            ("เทศบาลตำบลดอนตาล", false),
        ] {
            assert_eq!(is_named_but_as_district(&name, &fold(text)), named, "{text}");
        }
    }

    #[test]
    fn a_name_ends_where_the_sentence_goes_on() {
        let kinds = ["เทศบาลตำบล".to_owned(), "มหาวิทยาลัย".to_owned()];
        for (name, text, wanted) in [
            ("เทศบาลตำบลแม่คำน้อยได้ทางเว็บไซต์", "ร้องเรียนเทศบาลตำบลแม่คำน้อยได้ทางเว็บไซต์", "เทศบาลตำบลแม่คำน้อย"),
            ("เทศบาลตำบลแม่คำน้อยรับเรื่อง", "เทศบาลตำบลแม่คำน้อย อำเภอแม่สอง", "เทศบาลตำบลแม่คำน้อย"),
            ("เทศบาลตำบลแม่คำน้อย", "เทศบาลตำบลแม่คำใหญ่", "เทศบาลตำบลแม่คำน้อย"),
            ("เทศบาลตำบลโดยเสด็จ", "", "เทศบาลตำบลโดยเสด็จ"),
        ] {
            assert_eq!(whole_name(name, &kinds, text.lines()), wanted, "{text}");
        }
    }
}
