//! Names that find the wrong thing, or nothing.

use std::collections::HashMap;

use toml::Spanned;

use super::{At, letters};
use crate::both;
use crate::rule::Rule;
use crate::rule::fault::Fault;
use crate::rule::load::Book;
use crate::thai::text::fold;

/// Fewer letters stand in nearly every title.
const FEW: usize = 3;

/// What one rule's names say against each other.
pub(super) fn alone(at: &At, out: &mut Vec<Fault>) {
    let find = &at.rule.find;
    let all = find.names.iter().chain(&find.synonyms).chain(&find.rejects);
    for phrase in all.filter(|phrase| at.source.is_own(phrase)) {
        if letters(phrase.get_ref()) < FEW {
            let message = both!(
                "“{}” สั้นเกินไป จะตรงกับชื่อเรื่องเกือบทุกเรื่อง",
                "“{}” is too short and would meet nearly every title",
                phrase.get_ref()
            );
            out.push(
                at.warning(phrase.span(), message)
                    .help(both!("ใช้คำที่มีอย่างน้อย 3 ตัวอักษร", "use three letters or more")),
            );
        }
    }
    for reject in find.rejects.iter().filter(|reject| at.source.is_own(reject)) {
        let folded = fold(reject.get_ref());
        let title = std::iter::once(at.rule.title.as_str());
        let mut own = title.chain(find.names.iter().map(|n| n.get_ref().as_str()));
        if let Some(name) = own.find(|name| fold(name) == folded) {
            let message =
                both!("คำที่ไม่รับเป็นชื่อ “{name}” ของข้อนี้เอง", "what is rejected is the item's own name “{name}”");
            out.push(at.error(reject.span(), message).help(both!(
                "ตัดคำนี้ออกจาก rejects หรือออกจาก names",
                "take it out of rejects or out of names"
            )));
            continue;
        }
        // A longer word that begins with a name is another thing; a name and a letter or two is not.
        let title = std::iter::once(at.rule.title.as_str());
        let mut own = title.chain(find.names.iter().map(|n| n.get_ref().as_str()));
        let near = |name: &&str| {
            let name = fold(name);
            folded.contains(&name) && folded.chars().count() < name.chars().count() + FEW
        };
        if let Some(name) = own.find(near) {
            let message = both!(
                "คำที่ไม่รับแทบจะเป็นชื่อ “{name}” ของข้อนี้เอง",
                "what is rejected is nearly the item's own name “{name}”"
            );
            out.push(at.warning(reject.span(), message).help(both!(
                "ใช้คำที่บอกได้ว่าเป็นเรื่องอื่น หรือตัดออกจาก rejects",
                "use words that only others have, or take it out of rejects"
            )));
        }
    }
}

/// So many other items called with a word show that it says nothing of this one.
const GENERAL: usize = 4;

/// A name or synonym that stands in many other items' titles.
fn general(book: &Book, out: &mut Vec<Fault>) {
    let titles: Vec<String> = book.written.iter().map(|rule| fold(&rule.title)).collect();
    for (i, rule) in book.written.iter().enumerate() {
        for (phrase, _) in phrases(rule).filter(|(phrase, _)| book.sources[i].is_own(phrase)) {
            let folded = fold(phrase.get_ref());
            let others = (0..titles.len()).filter(|&other| other != i && titles[other].contains(&folded));
            let others: Vec<&str> = others.map(|other| book.written[other].item.get_ref().as_str()).collect();
            if others.len() < GENERAL {
                continue;
            }
            let source = &book.sources[i];
            let (file, text) = source.of(phrase).unwrap_or(&source.files[0]);
            let message = format!("“{}” กว้างเกินไป อยู่ในชื่อของข้อ {}", phrase.get_ref(), others.join(" "));
            out.push(
                Fault::warning(file, text, phrase.span(), message)
                    .help("ใช้คำที่บอกได้ว่าเป็นข้อใด หรือใช้ใน words คู่กับคำอื่น หรือใน within"),
            );
        }
    }
}

/// The same name in two rules: a title with it is both, or neither.
pub(super) fn between(book: &Book, out: &mut Vec<Fault>) {
    general(book, out);
    let mut seen: HashMap<String, (usize, bool, Option<&Spanned<String>>)> = HashMap::new();
    // An item's title is its name, whether its rule says so again or not.
    for (i, rule) in book.written.iter().enumerate() {
        seen.entry(fold(&rule.title)).or_insert((i, true, None));
    }
    for (i, rule) in book.written.iter().enumerate() {
        for (phrase, full) in phrases(rule) {
            let own = book.sources[i].is_own(phrase).then_some(phrase);
            let &mut (first, also_full, before) =
                seen.entry(fold(phrase.get_ref())).or_insert((i, full, own));
            // What two rules were taken over with stood beside each other before.
            let told = own.map(|phrase| (i, first, phrase)).or(before.map(|phrase| (first, i, phrase)));
            let Some((at, other, phrase)) = told.filter(|_| first != i) else { continue };
            let source = &book.sources[at];
            let (file, text) = source.of(phrase).unwrap_or(&source.files[0]);
            let other = book.written[other].item.get_ref();
            let message =
                both!("“{}” เป็นชื่อของข้อ {other} ด้วย", "“{}” is a name of {other} as well", phrase.get_ref());
            // Two full names cannot be told apart; a synonym only weighs less than it could.
            let fault = if full && also_full {
                Fault::error(file, text, phrase.span(), message)
            } else {
                Fault::warning(file, text, phrase.span(), message)
            };
            out.push(fault.help(both!("ใช้ชื่อที่บอกได้ว่าเป็นข้อใด", "use a name that tells which item it is")));
        }
    }
}

fn phrases(rule: &Rule) -> impl Iterator<Item = (&Spanned<String>, bool)> {
    let names = rule.find.names.iter().map(|n| (n, true));
    names.chain(rule.find.synonyms.iter().map(|n| (n, false)))
}
