//! People on a page: who they are, and whether one can reach them.

use super::answer::{One, Reply};
use super::case::{Case, clip};
use crate::extract::{Kind, Region, Role};
use crate::find::library::Page;
use crate::rule::speech::Speech;
use crate::rule::test::People;
use crate::thai::date::years;
use crate::thai::people::{emails, names, phones};
use crate::thai::text::fold;

/// One person's card: name, and the text up to the next name.
pub struct Person {
    pub name: String,
    /// Text of the card, name included.
    pub card: String,
    pub photo: bool,
}

/// The people of a page in reading order.
pub fn on_page(page: &Page, speech: &Speech) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    // Text before the first name of a line belongs to that name: "ปลัดเทศบาล : นาย…".
    for block in page.own_blocks() {
        // "ตำแหน่งนายกว่าง เนื่องจากนาย… ลาออก": a remark on who is not there.
        let remark = block.cells.is_empty() && speech.left_post.iter().any(|w| block.text.contains(w));
        if matches!(block.role, Role::Heading(1 | 2)) || remark {
            continue;
        }
        // Side by side in one row stand several people, one in each cell.
        let cells: Vec<&str> =
            if block.cells.len() > 1 && block.cells.iter().filter(|c| !names(c).is_empty()).count() > 1 {
                block.cells.iter().map(String::as_str).collect()
            } else {
                vec![block.text.as_str()]
            };
        for text in cells {
            let found = names(text);
            if found.is_empty() {
                if let Some(last) = people.last_mut().filter(|p| p.card.chars().count() < 400) {
                    last.card.push('\n');
                    last.card.push_str(text);
                }
                continue;
            }
            let mut start = 0;
            for (i, name) in found.iter().enumerate() {
                let end = found.get(i + 1).map_or(text.len(), |n| n.start);
                let card = text[start..end].to_owned();
                start = end;
                // The same name again, as the caption of a picture, is the same person.
                if let Some(last) = people.last_mut().filter(|p| fold(&p.name) == fold(&name.text)) {
                    last.card.push('\n');
                    last.card.push_str(&card);
                    continue;
                }
                people.push(Person { name: name.text.clone(), card, photo: false });
            }
        }
    }
    people
}

/// The same people with their photographs, of those whom a page shows.
fn photographed(mut people: Vec<Person>, page: &Page) -> Vec<Person> {
    let images: Vec<_> = page
        .document
        .images
        .iter()
        .filter(|i| i.region == Region::Main && i.width.is_none_or(|w| w >= 48))
        .collect();
    for person in &mut people {
        let name = fold(&person.name);
        person.photo = images.iter().any(|i| fold(&i.alt).contains(&name));
    }
    // Pictures without a name: as many as there are people is one for each.
    let plain = images.len() >= people.len() && !people.is_empty();
    // A PDF only tells that its pages show more than letters.
    let shown = page.document.kind == Kind::Pdf && !page.document.pictured.is_empty();
    if plain || shown {
        people.iter_mut().for_each(|p| p.photo = true);
    }
    people
}

pub fn ask(test: &People, case: &Case, among: &[usize]) -> Reply {
    case.each(among, |_, page| {
        let people = photographed(in_office(on_page(page, case.speech()), page, case.year), page);
        if people.is_empty() {
            let all = ["ชื่อ-นามสกุล", "ตำแหน่ง", "ช่องทางการติดต่อ"];
            return One::no("ไม่พบชื่อบุคคล", 0.85).missing(all.map(str::to_owned).to_vec());
        }
        let Some(head) = head(&people, test, case.speech()) else {
            return One::no("ไม่พบชื่อผู้บริหารสูงสุด", 0.8).missing(vec!["ผู้บริหารสูงสุด".to_owned()]);
        };
        let asked: Vec<&Person> = people
            .iter()
            .filter(|p| {
                p.name == head.name
                    || holds(p, &test.head, case.speech())
                    || holds(p, &test.others, case.speech())
            })
            .collect();
        let mut missing = Vec::new();
        // "ปลัดเทศบาล: (รอเพิ่มข้อมูล)": the posts below the head stand there, and nobody holds them.
        let awaited =
            || case.unfinished()[0].iter().any(|w| fold(&page.document.main_text()).contains(&fold(w)));
        if asked.len() == 1 && !test.others.is_empty() && awaited() {
            missing.push("รายนามผู้บริหารรองลงมา (รองนายก ปลัด หัวหน้าส่วนราชการ)".to_owned());
        }
        if test.photo {
            let without: Vec<&&Person> = asked.iter().filter(|p| !p.photo).collect();
            if without.len() * 3 > asked.len() {
                missing.push("รูปถ่าย".to_owned());
            }
        }
        if test.contact {
            let without: Vec<String> =
                asked.iter().filter(|p| !reachable(p)).map(|p| title_of(p, test)).collect();
            let blank = asked.iter().any(|p| is_blank(p));
            if without.len() == asked.len() && !blank && !phones(&rest(page, &people)).is_empty() {
                return One::cannot_tell("มีเพียงหมายเลขกลางของหน่วยงาน ไม่มีช่องทางติดต่อของผู้บริหารแต่ละคน")
                    .missing(vec!["ช่องทางการติดต่อของผู้บริหารแต่ละคน".to_owned()]);
            }
            if !without.is_empty() {
                let mut all = without;
                all.dedup();
                missing.push(format!("ช่องทางการติดต่อ{}", all.join(" ")));
            }
        }
        let quote = Some((clip(&head.card), None));
        if missing.is_empty() {
            One::yes(format!("พบผู้บริหาร {} คน ครบองค์ประกอบ", asked.len()), 0.93).quote(quote)
        } else {
            One::no(format!("ไม่มี{}", missing.join(" และ")), 0.9).missing(missing).quote(quote)
        }
    })
}

/// Those whose term has not ended: a list of former heads tells each one's years.
fn in_office(mut people: Vec<Person>, page: &Page, year: i32) -> Vec<Person> {
    let terms = fold("วาระ");
    let lists_terms = page.own_blocks().any(|b| {
        let head = matches!(b.role, Role::Row { .. } | Role::Heading(_));
        head && fold(&b.text).contains(&terms)
    });
    /// Letters of a name with the years of a term: "นายบุญชู ใจดี (2556 - 2559)".
    const TERM: usize = 60;
    let over = |person: &Person| {
        let told = years(&person.card);
        let alone = person.card.trim().chars().count() < TERM && person.card.contains('(');
        let ended = told.len() > 1 && told.iter().all(|y| y.be < year) && !person.card.contains("ปัจจุบัน");
        ended && (lists_terms || alone)
    };
    people.retain(|person| !over(person));
    // Who stands last in a list of those who held the post is on the page already.
    let mut known = std::collections::HashSet::new();
    people.retain(|person| known.insert(fold(&person.name)) || !person.card.contains("ปัจจุบัน"));
    people
}

/// Name of the head of the agency, as the executives' page gives it.
pub fn head_name(test: &People, case: &Case, among: &[usize]) -> Option<String> {
    among.iter().find_map(|&e| {
        head(&on_page(case.page(e), case.speech()), test, case.speech()).map(|p| p.name.clone())
    })
}

fn head<'p>(people: &'p [Person], test: &People, speech: &Speech) -> Option<&'p Person> {
    let first = || people.first().filter(|p| test.alone.iter().any(|post| holds_alone(p, post, speech)));
    people.iter().find(|p| holds(p, &test.head, speech)).or_else(first)
}

/// Whether a post stands in a person's card with no office behind it.
fn holds_alone(person: &Person, post: &str, speech: &Speech) -> bool {
    person.card.match_indices(post).any(|(at, _)| {
        let before = person.card[..at].trim_end();
        let below = speech.below_post.iter().any(|d| before.ends_with(d));
        let after = &person.card[at + post.len()..];
        let next = after.trim_start().chars().next();
        let reach = ["โทร", "อีเมล", "เบอร์", "ติดต่อ"].iter().any(|w| after.trim_start().starts_with(w));
        let ends = after.starts_with('\n') || next.is_none_or(|c| !crate::thai::text::is_thai(c));
        !below && (ends || reach)
    })
}

/// Whether a person's card begins with one of the positions: "รองนายก" is not "นายก".
fn holds(person: &Person, positions: &[String], speech: &Speech) -> bool {
    let card = fold(&person.card);
    let name = fold(&person.name);
    let text = card.replacen(&name, "", 1);
    positions.iter().map(|p| fold(p)).any(|p| {
        text.match_indices(&p).any(|(at, _)| {
            let (before, after) = (&text[..at], &text[at + p.len()..]);
            let below = speech.below_post.iter().any(|d| before.ends_with(&fold(d)));
            // "หัวหน้าสำนักงานปลัด", "ผู้อำนวยการสำนักงานอธิการบดี": of one office within.
            let within = speech.within_post.iter().any(|d| after.starts_with(&fold(d)));
            !below && !within
        })
    })
}

fn title_of(person: &Person, test: &People) -> String {
    let card = fold(&person.card);
    let all = test.head.iter().chain(&test.others);
    let position = all.filter(|p| card.contains(&fold(p))).max_by_key(|p| p.chars().count());
    position.cloned().unwrap_or_else(|| person.name.clone())
}

/// "โทรศัพท์ : -": the place for it is there, and nothing stands in it.
fn is_blank(person: &Person) -> bool {
    let text = fold(&person.card);
    ["โทรศัพท์", "โทร", "อีเมล", "email", "e-mail"].iter().any(|w| {
        let word = fold(w);
        text.match_indices(&word).any(|(at, _)| {
            let after = text[at + word.len()..].trim_start_matches([' ', ':', '.']);
            after.starts_with('-') || after.starts_with('–')
        })
    })
}

fn reachable(person: &Person) -> bool {
    !phones(&person.card).is_empty() || !emails(&person.card).is_empty()
}

fn rest(page: &Page, people: &[Person]) -> String {
    let text = page.document.main_text();
    let last = people.last().and_then(|p| text.rfind(&p.name)).unwrap_or(0);
    text[last..].to_owned()
}
