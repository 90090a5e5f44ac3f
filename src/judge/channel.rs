//! Places where people write to the agency.

use super::answer::{Answer, One, Reply};
use super::case::{Case, clip, find_phrase};
use crate::extract::{Block, Field, Form, Region, Role};
use crate::find::library::{Page, is_leading};
use crate::find::{Exhibit, Outside};
use crate::rule::speech::Speech;
use crate::rule::test::Channel;
use crate::thai::date::days;
use crate::thai::people::{names, phones};
use crate::thai::text::fold;

fn own_form<'p>(page: &'p Page) -> Option<&'p Form> {
    page.document.forms.iter().find(|f| f.region == Region::Main && f.is_usable())
}

/// An address of a form service among the links of a page.
fn service<'p>(page: &'p Page, hosts: &[String]) -> Option<&'p str> {
    page.document
        .links
        .iter()
        .filter(|l| l.region == Region::Main)
        .map(|l| l.url.as_str())
        .find(|u| on_host(u, hosts))
}

fn on_host(url: &str, hosts: &[String]) -> bool {
    let rest = url.split("://").nth(1).unwrap_or(url);
    hosts.iter().any(|h| rest.starts_with(h.as_str()) || rest.starts_with(&format!("www.{h}")))
}

fn leads_to_writing(link: &str, case: &Case) -> bool {
    let text = fold(link);
    case.speech().write_here.iter().any(|w| text.contains(&fold(w)))
}

/// Whether an exhibit is but the page on which a link to another site stands: what else that page leads to is of
/// other items.
fn stands_in(exhibit: &Exhibit, case: &Case) -> bool {
    case.outside.iter().any(|o| o.found_on == exhibit.page && o.label == exhibit.label)
}

/// A form on a page one click further on, such as "ตั้งกระทู้ใหม่".
fn form_behind(page: &Page, case: &Case) -> bool {
    page.own_links().take(60).any(|l| {
        leads_to_writing(&l.text, case)
            && case.library.page_at(&l.url).is_some_and(|p| case.library.pages.has_form(p))
    })
}

/// A form on a page that this one's own content leads to: what the link says, and the page.
fn form_linked<'p, 'c, 'l>(page: &'p Page, case: &'c Case<'_, 'l>) -> Option<(&'p str, &'c Page<'l>)> {
    let mut own = page.own_links().filter(|l| is_leading(l)).take(40);
    own.find_map(|l| {
        let behind = case.library.page_at(&l.url).filter(|p| case.library.pages.has_form(*p))?;
        Some((l.text.as_str(), &case.library.pages[behind]))
    })
}

/// The part of an address by which a government's or a school's site is registered: "dopa.go.th".
fn registered(url: &str) -> Option<&str> {
    let host = url.split("://").nth(1).unwrap_or(url).split(['/', ':', '?', '#']).next()?;
    let public = [".go.th", ".ac.th", ".mi.th"].iter().find_map(|end| host.strip_suffix(end))?;
    Some(&host[public.rfind('.').map_or(0, |dot| dot + 1)..])
}

/// Whether an address is another agency's than the site's.
fn is_others(url: &str, case: &Case) -> bool {
    let home = case.library.home_page().map(|page| page.record.final_url.as_str());
    registered(url).is_some_and(|theirs| home.and_then(registered) != Some(theirs))
}

/// Whether something can be sent from here, to here.
pub fn online_form(test: &Channel, case: &Case, among: &[usize]) -> Reply {
    let on_hosts = || case.outside.iter().filter(|o| !o.unled && on_host(&o.url, &test.hosts));
    if let Some(outside) = on_hosts().find(|o| !is_others(&o.url, case)) {
        let one = One::yes("เป็นแบบฟอร์มออนไลน์ภายนอกที่เชื่อมโยงจากเว็บไซต์", 0.86)
            .quote(Some((clip(&outside.label), None)));
        let at = among.iter().copied().find(|&e| case.exhibits[e].page == outside.found_on);
        return Reply { one, exhibit: at.or_else(|| among.first().copied()), kept: among.to_vec() };
    }
    let reply = case.each(among, |exhibit, page| {
        let closed = test.no.iter().find_map(|w| find_phrase(page, w).map(|q| (w, q)));
        // Of a list, the entry that names the service is what is shown, and no form that another entry leads to.
        let names = |text: &str| test.yes.iter().any(|w| fold(text).contains(&fold(w)));
        let is_entry = |o: &&Outside| {
            !o.unled && o.found_on == exhibit.page && names(&o.label) && is_others(&o.url, case)
        };
        let own = own_form(page).is_some() || form_linked(page, case).is_some_and(|(link, _)| names(link));
        if let Some(out) = case.outside.iter().find(is_entry).filter(|_| !own) {
            return One::cannot_tell(format!("เป็นระบบของหน่วยงานอื่น {} เปิดตรวจด้วยตนเอง", out.url));
        }
        if own_form(page).is_some() || form_behind(page, case) && !stands_in(exhibit, case) {
            return match closed {
                Some((word, quote)) if test.yes.is_empty() => {
                    One::no(format!("พบข้อความ “{word}”"), 0.85).found(vec![word.clone()]).quote(Some(quote))
                }
                _ => One::yes("มีแบบฟอร์มให้กรอกและส่งทางออนไลน์", 0.93)
                    .quote(own_form(page).map(|f| (clip(&f.text), None))),
            };
        }
        if let Some(url) = service(page, &test.hosts).filter(|url| !is_others(url, case)) {
            return One::yes("มีลิงก์ไปยังแบบฟอร์มออนไลน์", 0.9).quote(Some((clip(url), None)));
        }
        if closed.is_none()
            && !stands_in(exhibit, case)
            && let Some((link, _)) = form_linked(page, case)
        {
            return One::yes("มีลิงก์ไปยังแบบฟอร์มที่กรอกและส่งทางออนไลน์", 0.86).quote(Some((clip(link), None)));
        }
        if let Some(out) = case
            .outside
            .iter()
            .find(|o| !test.yes.is_empty() && test.yes.iter().any(|w| fold(&o.label).contains(&fold(w))))
        {
            return One::cannot_tell(format!("เป็นระบบภายนอก {} เปิดตรวจด้วยตนเอง", out.url));
        }
        if stands_in(exhibit, case)
            && let Some(out) = case.outside.iter().find(|o| o.found_on == exhibit.page)
        {
            return One::cannot_tell(super::words::outside(&out.url));
        }
        let mut one = One::no("ไม่พบแบบฟอร์มที่กรอกและส่งทางออนไลน์ได้", 0.88);
        if let Some((word, quote)) = closed {
            one = one.found(vec![word.clone()]).quote(Some(quote));
        }
        one
    });
    if reply.one.answer != Answer::No {
        return reply;
    }
    // A page of links is where such forms are listed; as a document it would not speak.
    let listed = among.iter().copied().find_map(|e| {
        let page = case.page(e);
        let closed = test.no.iter().any(|w| find_phrase(page, w).is_some());
        let leads = || !closed && !stands_in(&case.exhibits[e], case);
        form_linked(page, case).filter(|_| leads()).map(|(link, _)| (e, clip(link)))
    });
    match listed {
        Some((e, link)) => Reply {
            one: One::yes("มีลิงก์ไปยังแบบฟอร์มที่กรอกและส่งทางออนไลน์", 0.84).quote(Some((link, None))),
            exhibit: Some(e),
            kept: vec![e],
        },
        None => reply,
    }
}

/// Anyone can ask, and answers stand there.
pub fn two_way(test: &Channel, case: &Case, among: &[usize]) -> Reply {
    let mut reply = is_two_way(test, case, among);
    // Where one writes is a click behind the board on which the answers stand, and the board is the address.
    let board = reply.exhibit.filter(|_| reply.one.answer == Answer::Yes).and_then(|form| {
        let url = &case.page(form).record.url;
        among.iter().copied().find(|&e| {
            let page = case.page(e);
            e != form
                && page.is_html()
                && page.own_links().any(|l| l.url == *url && leads_to_writing(&l.text, case))
                && test.yes.iter().any(|w| find_phrase(page, w).is_some())
        })
    });
    if let Some(board) = board {
        reply.exhibit = Some(board);
        reply.kept.retain(|e| *e != board);
        reply.kept.insert(0, board);
    }
    reply
}

/// What says that the agency answers here. Above a form that is all there is, "ถาม-ตอบ" in the title says nothing.
fn answered(test: &Channel, page: &Page, own_form: bool) -> Option<(String, Option<u32>)> {
    if !own_form || test.places.iter().any(|w| find_phrase(page, w).is_some()) {
        return test.yes.iter().find_map(|w| find_phrase(page, w));
    }
    let title = fold(&page.title_lines());
    let says = |b: &&Block| {
        let text = fold(&b.text);
        let is_title = matches!(b.role, Role::Heading(_)) || title.contains(&text);
        !is_title && test.yes.iter().any(|w| super::says::in_text(&text, w))
    };
    if let Some(block) = page.own_blocks().find(says) {
        return Some((clip(&block.text), block.place.page));
    }
    // A question with its day, and what came of it with another, need no such word.
    let mut dated = page.own_blocks().filter(|b| !days(&b.text).is_empty());
    let first = dated.next()?;
    dated.next()?;
    test.yes.iter().any(|w| super::says::in_text(&title, w)).then(|| (clip(&first.text), first.place.page))
}

fn is_two_way(test: &Channel, case: &Case, among: &[usize]) -> Reply {
    if let Some(o) = case.outside.iter().find(|o| !o.unled && on_host(&o.url, &test.hosts)) {
        let one = One::yes("เป็นช่องทางสนทนาโต้ตอบ", 0.8).quote(Some((clip(&o.label), None)));
        return Reply { one, exhibit: among.first().copied(), kept: among.to_vec() };
    }
    let reply = case.each(among, |exhibit, page| {
        let shut = test.no.iter().find_map(|w| find_phrase(page, w).map(|q| (w, q)));
        let form = own_form(page).is_some() || form_behind(page, case) && !stands_in(exhibit, case);
        if form {
            let answers = answered(test, page, own_form(page).is_some());
            return match (answers, shut) {
                (_, Some((word, quote))) => {
                    One::no(format!("พบข้อความ “{word}”"), 0.85).found(vec![word.clone()]).quote(Some(quote))
                }
                (Some(quote), None) => One::yes("ถามได้และมีที่ให้หน่วยงานตอบ", 0.92).quote(Some(quote)),
                (None, None) => One::no("เป็นแบบฟอร์มส่งทางเดียว ไม่มีที่ให้เห็นคำตอบ", 0.78),
            };
        }
        if let Some(url) = service(page, &test.hosts) {
            return One::yes("มีช่องทางสนทนาโต้ตอบ", 0.8).quote(Some((clip(url), None)));
        }
        let mut one = One::no("ไม่มีที่ให้บุคคลภายนอกตั้งคำถาม", 0.88);
        if let Some((word, quote)) = shut {
            one = one.found(vec![word.clone()]).quote(Some(quote));
        }
        one
    });
    if reply.one.answer != Answer::No || !reply.one.found.is_empty() {
        return reply;
    }
    // The list of questions is an index, and the form stands on a page of its own behind it.
    let listed = among.iter().copied().find_map(|e| {
        let page = case.page(e);
        let shut = test.no.iter().any(|w| find_phrase(page, w).is_some());
        let answers = answered(test, page, false);
        answers.filter(|_| !shut && page.is_html() && form_behind(page, case)).map(|quote| (e, quote))
    });
    match listed {
        Some((e, quote)) => Reply {
            one: One::yes("ถามได้และมีที่ให้หน่วยงานตอบ", 0.86).quote(Some(quote)),
            exhibit: Some(e),
            kept: among.to_vec(),
        },
        None => reply,
    }
}

/// What is sent stays between sender and agency.
pub fn confidential(test: &Channel, case: &Case, among: &[usize]) -> Reply {
    case.each(among, |_, page| {
        // What is written goes in where the form is, one click on.
        let behind = form_linked(page, case).map(|(_, at)| at).filter(|_| own_form(page).is_none());
        let told =
            |w: &String| stated(page, w).or_else(|| stated(behind?, w)).map(|quote| (w.clone(), quote));
        if let Some((word, quote)) = test.no.iter().find_map(told) {
            return One::no(format!("พบข้อความ “{word}”"), 0.93).found(vec![word.clone()]).quote(Some(quote));
        }
        if is_board(page, case.speech()) || behind.is_some_and(|p| is_board(p, case.speech())) {
            return One::no("เป็นกระดานที่ทุกคนอ่านได้", 0.92).found(vec!["กระดานสนทนาสาธารณะ".to_owned()]);
        }
        let written =
            || [Some(page), behind].into_iter().flatten().find_map(|p| shown_sender(p, &test.senders));
        if let Some(quote) = written() {
            return One::no("แสดงชื่อหรือหมายเลขโทรศัพท์ของผู้แจ้ง", 0.92)
                .found(vec!["แสดงรายชื่อผู้แจ้งต่อสาธารณะ".to_owned()])
                .quote(Some(quote));
        }
        let form = own_form(page).or_else(|| own_form(behind?));
        let kept = |w: &String| find_phrase(page, w).or_else(|| find_phrase(behind?, w));
        let promise = test.yes.iter().find_map(kept);
        if let Some(form) = form.filter(|form| is_for_all(form, &test.general)) {
            let quote = Some((clip(&form.text), None));
            return match promise {
                Some(_) => One::cannot_tell("แบบฟอร์มมีเรื่องทั่วไปให้เลือกด้วย แต่ระบุว่าเก็บข้อมูลผู้แจ้งเป็นความลับ"),
                None => One::no("เป็นแบบฟอร์มรับเรื่องทั่วไปทุกเรื่อง ไม่มีข้อความเรื่องการรักษาความลับ", 0.88)
                    .found(vec!["แบบฟอร์มรับเรื่องทั่วไป ไม่แยกเฉพาะเรื่องทุจริต".to_owned()]),
            }
            .quote(quote);
        }
        if let Some(quote) = promise {
            return One::yes("ระบุว่าเก็บข้อมูลผู้แจ้งเป็นความลับ", 0.92).quote(Some(quote));
        }
        match form {
            Some(form) if is_forced(form, case.speech()) => {
                One::cannot_tell("แบบฟอร์มบังคับให้ระบุชื่อผู้แจ้ง และไม่พบข้อความเรื่องการรักษาความลับ")
            }
            Some(_) if own_form(page).is_some() => One::yes("เป็นแบบฟอร์มแยกเฉพาะที่ส่งถึงหน่วยงานโดยตรง", 0.64),
            _ => One::cannot_tell("ไม่พบข้อความเรื่องการรักษาความลับ"),
        }
    })
}

/// Whether a form lets one choose among subjects, and several of them are of everyday: light, water, waste.
fn is_for_all(form: &Form, general: &[String]) -> bool {
    const SEVERAL: usize = 2;
    let chooses = |f: &Field| matches!(f.kind.as_str(), "select" | "radio" | "checkbox");
    let text = fold(&form.text);
    form.fields.iter().any(chooses)
        && general.iter().filter(|w| super::says::in_text(&text, w)).count() >= SEVERAL
}

/// Whether a form takes nothing from who does not say who he is.
fn is_forced(form: &Form, speech: &Speech) -> bool {
    let says = |label: &str, words: &[String]| words.iter().any(|w| super::says::in_text(label, w));
    form.fields.iter().any(|f| {
        let label = fold(&f.label);
        // Who is accused is named as well, and so is the matter.
        let asks = says(&label, &speech.asks_name) && !says(&label, &speech.names_other);
        let marked = f.required || f.label.contains('*') || says(&label, &speech.forced);
        asks && marked && !says(&label, &speech.free)
    })
}

/// Somebody who wrote before, by name or telephone: in a column of those who wrote, or behind such a word.
fn shown_sender(page: &Page, senders: &[String]) -> Option<(String, Option<u32>)> {
    /// Letters behind the word that belong to it: "เรียน", "ข้อมูล".
    const SHORT: usize = 8;
    let senders: Vec<String> = senders.iter().map(|w| fold(w)).collect();
    let is_sender = |text: &str| {
        let text = fold(text);
        let rest = senders.iter().filter_map(|w| text.strip_prefix(w.as_str()));
        rest.map(|rest| rest.chars().count()).min().is_some_and(|more| more <= SHORT)
    };
    let tells = |text: &str| !names(text).is_empty() || !phones(text).is_empty();
    let mut columns: Vec<(u32, usize)> = Vec::new();
    let mut shown: Option<&Block> = None;
    for block in page.own_blocks() {
        match block.role {
            Role::Row { table, .. } => {
                if let Some(column) = block.cells.iter().position(|c| is_sender(c)) {
                    columns.push((table, column));
                } else if let Some((_, column)) = columns.iter().rev().find(|(t, _)| *t == table) {
                    // Who wrote stands there with what was written.
                    let cell = block.cells.get(*column).filter(|c| tells(c));
                    shown = shown.or(cell.map(|_| block));
                }
            }
            Role::Heading(_) => {}
            _ => {
                let text = block.text.trim_start();
                let name = names(text).into_iter().next().filter(|n| is_sender(&text[..n.start]));
                shown = shown.or(name.map(|_| block));
            }
        }
    }
    shown.map(|b| (clip(&b.text), b.place.page))
}

/// Letters before a phrase in which "แยกจาก" says that it is another channel.
const APART: usize = 22;

/// A phrase that is not denied: "จะไม่แสดงต่อสาธารณะ" does not say "แสดงต่อสาธารณะ".
fn stated(page: &Page, phrase: &str) -> Option<(String, Option<u32>)> {
    let phrase = fold(phrase);
    let text = &page.text.text;
    let at = text.match_indices(&phrase).map(|(at, _)| at).find(|&at| {
        let before: String = text[..at].chars().rev().take(8).collect::<Vec<_>>().into_iter().rev().collect();
        let apart: String =
            text[..at].chars().rev().take(APART).collect::<Vec<_>>().into_iter().rev().collect();
        let is_apart =
            ["แยกจาก", "แยกออกจาก", "แยกต่างหากจาก", "ไม่ใช่", "ไม่นำ", "ไม่เปิดเผย", "ไม่เผยแพร่", "ไม่แสดง", "ห้าม"]
                .iter()
                .any(|w| apart.contains(&fold(w)));
        !before.contains("ไม่") && !before.contains("มิ") && !is_apart && !super::case::is_amid(&text[..at])
    })?;
    page.block_at(at).map(|b| (clip(&b.text), b.place.page))
}

/// A list of topics that everybody reads.
fn is_board(page: &Page, speech: &Speech) -> bool {
    let url = page.record.url.to_lowercase();
    let named = ["webboard", "board", "forum", "topic", "guestbook"].iter().any(|w| url.contains(w));
    let text = page.flat();
    let words = speech.board.iter().filter(|w| text.contains(w.as_str())).count();
    // A blog's own form for comments: what is written stands below the page.
    let comments = page.document.forms.iter().any(|f| f.action.to_lowercase().contains("comments-post"));
    comments || words >= 2 || (named && words >= 1)
}
