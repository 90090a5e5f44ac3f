//! A year put together: its own files, and what it takes over along `extends`.

use std::collections::BTreeMap;

use crate::both;
use sha2::{Digest, Sha256};
use toml::Spanned;

use super::edition::Edition;
use super::extend::{EditionChange, RuleChange, renamed};
use super::fault::Fault;
use super::load::{Unloadable, hex};
use super::{Rule, Test};

pub(super) const FORM: &str = "edition.toml";

/// A year's form with all its rules, in the order of the form.
#[derive(Debug, Clone)]
pub struct Book {
    pub edition: Edition,
    /// Name and text of `edition.toml`.
    pub form: File,
    /// Rules as the year says them: where they name another rule, by its number.
    pub rules: Vec<Rule>,
    /// The same as they are written, which holds for every year: by its `id`.
    pub written: Vec<Rule>,
    /// Where each rule stands, beside `rules`.
    pub sources: Vec<Source>,
    /// Rules of the years below that this one does not use: a later year may.
    shelf: Vec<(Rule, Source)>,
    /// What the digest is taken over: the files of every edition that is extended, too.
    read: Vec<File>,
    /// The folder it was read from; `None` for the program's own.
    pub from: Option<std::path::PathBuf>,
}

/// Name, as it should be told to the reader, and text.
pub type File = (String, String);

/// Where a rule is written.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its file, then those it extends.
    pub files: Vec<File>,
    /// Taken over from the edition that is extended, without a file of this year.
    pub carried: bool,
}

impl Book {
    /// A rule as it is written, by its `id`, of this year or of the last one that had it.
    fn by_id(&self, id: &str) -> Option<(&Rule, &Source)> {
        let here = self.written.iter().zip(&self.sources);
        here.chain(self.shelf.iter().map(|(rule, source)| (rule, source)))
            .find(|(rule, _)| rule.id.get_ref() == id)
    }
}

impl Source {
    /// The file in which a phrase stands: spans alone do not say it.
    pub fn of<T: AsRef<str>>(&self, phrase: &Spanned<T>) -> Option<&File> {
        let is = |text: &str| text.trim_matches(['"', '\'']) == phrase.get_ref().as_ref();
        self.files.iter().find(|(_, text)| text.get(phrase.span()).is_some_and(is))
    }

    /// Whether a phrase is written in this year's own file.
    pub fn is_own<T: AsRef<str>>(&self, phrase: &Spanned<T>) -> bool {
        let own = |file: &File| file.0 == self.files[0].0;
        !self.carried && (self.files.len() == 1 || self.of(phrase).is_some_and(own))
    }
}

/// One edition out of its files and, where it extends another, that one.
pub(super) fn assemble(
    mut files: Vec<File>,
    base: impl FnOnce(i32) -> Result<Book, Unloadable>,
) -> Result<Book, Unloadable> {
    files.sort();
    let mut faults = Vec::new();
    let is_form = |file: &&File| file.0.rsplit(['/', '\\']).next() == Some(FORM);
    let Some(form) = files.iter().find(is_form).cloned() else { return Err(Unloadable::Faults(faults)) };
    let (mut edition, change, base) = match edition(&form, base) {
        Ok((edition, over)) => {
            let (change, base) = over.unzip();
            (Some(edition), change, base)
        }
        Err(Unloadable::Faults(found)) => {
            faults.extend(found);
            (None, None, None)
        }
        Err(other) => return Err(other),
    };
    let mut rules: Vec<(Rule, Source)> = Vec::new();
    for file in files.iter().filter(|file| !is_form(file)) {
        // What a rule extends is not to be judged while the form itself is wrong.
        if edition.is_none() && extends(&file.1) {
            continue;
        }
        match rule(file, base.as_ref()) {
            Ok(rule) => rules.push(rule),
            Err(found) => faults.extend(found),
        }
    }
    let Some(mut edition) = edition.take().filter(|_| faults.is_empty()) else {
        return Err(Unloadable::Faults(faults));
    };
    if let Some((change, base)) = change.as_ref().zip(base.as_ref()) {
        faults.extend(carry(change, base, &edition, &form, &mut rules));
    }
    faults.extend(misplaced(&edition, &form, &rules));
    if !faults.is_empty() {
        return Err(Unloadable::Faults(faults));
    }
    let order: Vec<String> = edition.items().map(str::to_owned).collect();
    rules.sort_by_key(|(r, _)| order.iter().position(|i| i == r.item.get_ref()));
    let (written, sources): (Vec<Rule>, Vec<Source>) = rules.into_iter().unzip();
    for rule in written.iter().filter(|rule| rule.draft) {
        let item = rule.item.get_ref();
        if !edition.draft.items.contains(item) {
            edition.draft.items.push(item.clone());
        }
    }
    let (mut read, mut shelf) = (Vec::new(), Vec::new());
    if let Some(base) = base {
        read = base.read;
        let below = base.written.into_iter().zip(base.sources).chain(base.shelf);
        let unused = |rule: &Rule| !written.iter().any(|own| own.id.get_ref() == rule.id.get_ref());
        shelf.extend(below.filter(|(rule, _)| unused(rule)));
    }
    read.extend(files);
    edition.digest = digest(&read);
    edition.english.extend(numbered_english(&edition.english, &written));
    Ok(Book { edition, form, rules: numbered(&written), written, sources, shelf, read, from: None })
}

/// The form; with what it changes and the book it changes, where it extends one.
fn edition(
    form: &File,
    base: impl FnOnce(i32) -> Result<Book, Unloadable>,
) -> Result<(Edition, Option<(EditionChange, Book)>), Unloadable> {
    let (name, text) = form;
    let faulty = |fault| Unloadable::Faults(vec![fault]);
    if !extends(text) {
        let whole = toml::from_str(text).map_err(|e| faulty(Fault::from_toml(name, text, &e)))?;
        return Ok((whole, None));
    }
    let change: EditionChange = toml::from_str(text).map_err(|e| faulty(Fault::from_toml(name, text, &e)))?;
    let said = &change.extends;
    let nothing = |help: String| {
        let message = both!("ไม่มีเกณฑ์ปี “{}” ให้ต่อยอด", "there is no form of “{}” to extend", said.get_ref());
        faulty(Fault::error(name, text, said.span(), message).help(help))
    };
    let Ok(year) = said.get_ref().parse() else {
        return Err(nothing(both!(
            "เขียนปี พ.ศ. เช่น extends = \"2564\"",
            "write the year B.E., as extends = \"2564\""
        )));
    };
    let base = base(year).map_err(|error| match error {
        Unloadable::NoEdition { known, .. } => {
            nothing(both!("ปีที่มี: {}", "years at hand: {}", known.join(", ")))
        }
        other => other,
    })?;
    Ok((change.over(&base.edition), Some((change, base))))
}

/// Whether a file says at its top that it extends another.
fn extends(text: &str) -> bool {
    text.parse::<toml::Table>().is_ok_and(|table| table.contains_key("extends"))
}

fn rule(file: &File, base: Option<&Book>) -> Result<(Rule, Source), Vec<Fault>> {
    let (name, text) = file;
    let faulty = |error: &toml::de::Error| vec![Fault::from_toml(name, text, error)];
    if !extends(text) {
        let rule = toml::from_str::<Rule>(text).map_err(|e| faulty(&e))?;
        return Ok((rule, Source { files: vec![file.clone()], carried: false }));
    }
    let change = toml::from_str::<RuleChange>(text).map_err(|e| faulty(&e))?;
    let Some((old, source)) = base.and_then(|base| base.by_id(change.extends.get_ref())) else {
        let message = both!(
            "ไม่มีเกณฑ์ {} ในปีที่ต่อยอดมา",
            "the year that is extended has no rule {}",
            change.extends.get_ref()
        );
        let help = match base {
            Some(base) => both!(
                "ดู id ในไฟล์ของปี {} หรือเขียนเกณฑ์ทั้งไฟล์โดยไม่มี extends",
                "see the ids in the files of {}, or write the whole rule without extends",
                base.edition.year
            ),
            None => both!(
                "เพิ่ม extends ใน edition.toml ก่อน หรือเขียนเกณฑ์ทั้งไฟล์โดยไม่มี extends",
                "add extends to edition.toml first, or write the whole rule without extends"
            ),
        };
        return Err(vec![Fault::error(name, text, change.extends.span(), message).help(help)]);
    };
    let rule = change.over(old, file)?;
    Ok((rule, Source { files: [std::slice::from_ref(file), &source.files].concat(), carried: false }))
}

/// Takes over the rules that this year has no file for.
fn carry(
    change: &EditionChange,
    base: &Book,
    edition: &Edition,
    form: &File,
    rules: &mut Vec<(Rule, Source)>,
) -> Vec<Fault> {
    let whole = |source: &Source| Source { carried: true, ..source.clone() };
    let faulty = |at: &Spanned<String>, message: String, help: String| {
        Fault::error(&form.0, &form.1, at.span(), message).help(help)
    };
    let own: Vec<(String, String)> =
        rules.iter().map(|(rule, _)| (rule.id.get_ref().clone(), rule.item.get_ref().clone())).collect();
    let mut faults = Vec::new();
    if let Some(table) = &change.carry {
        for (item, id) in table {
            if let Some((rule, source)) = base.by_id(id.get_ref()) {
                // The number is written in the form, and faults about it belong there.
                let item = Spanned::new(id.span(), item.clone());
                let title = change.titles.get(item.get_ref());
                rules.push((renamed(rule, item, title), whole(source)));
            } else {
                let message =
                    both!("ไม่มีเกณฑ์ {} ในปี {}", "there is no rule {} in {}", id.get_ref(), base.edition.year);
                faults.push(faulty(
                    id,
                    message,
                    both!("ดู id ในไฟล์ของปี {}", "see the ids in the files of {}", base.edition.year),
                ));
            }
        }
    } else {
        for (rule, source) in base.written.iter().zip(&base.sources) {
            let (id, item) = (rule.id.get_ref(), rule.item.get_ref());
            let taken = own.iter().any(|(other, number)| other == id || number == item);
            if !taken && edition.place(item).is_some() {
                rules.push((renamed(rule, rule.item.clone(), change.titles.get(item)), whole(source)));
            }
        }
    }
    for (item, title) in &change.titles {
        if !rules.iter().any(|(rule, source)| source.carried && rule.item.get_ref() == item) {
            let message =
                both!("[titles] ให้ชื่อแก่ข้อ {item} ซึ่งไม่ได้รับต่อมา", "[titles] names {item}, which is not carried");
            faults.push(faulty(
                title,
                message,
                both!("เขียน title ในไฟล์ของข้อนั้น", "write title in the item's own file"),
            ));
        }
    }
    for item in edition.draft.items.iter().filter(|item| edition.place(item).is_none()) {
        let at = form.1.find(&format!("\"{item}\"")).unwrap_or(0);
        let message =
            both!("[draft] มีข้อ {item} ซึ่งไม่มีในโครงสร้าง", "[draft] has {item}, which is not in the structure");
        faults.push(Fault::error(&form.0, &form.1, at..at + item.len() + 2, message));
    }
    faults
}

/// Numbers that the form does not have, numbers and ids that stand twice, rules named that this
/// year does not have.
fn misplaced(edition: &Edition, form: &File, rules: &[(Rule, Source)]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (i, (rule, source)) in rules.iter().enumerate() {
        let (item, id) = (rule.item.get_ref(), rule.id.get_ref());
        let fault = |message: String| match source {
            Source { carried: true, .. } => {
                let at = rule.item.span();
                let here = form.1.get(at.clone()).is_some_and(|text| text.trim_matches(['"', '\'']) == id);
                Fault::error(&form.0, &form.1, if here { at } else { 0..0 }, message)
            }
            _ => {
                let (name, text) = &source.files[0];
                let span = if source.is_own(&rule.item) { rule.item.span() } else { 0..0 };
                Fault::error(name, text, span, message)
            }
        };
        if edition.place(item).is_none() {
            let message =
                both!("ข้อ {item} ไม่มีในโครงสร้างของปี {}", "{item} is not in the structure of {}", edition.year);
            faults.push(fault(message).help(both!(
                "แก้เลขข้อ หรือเพิ่มข้อนี้ใน edition.toml",
                "mend the number, or add the item to edition.toml"
            )));
        }
        let same = |(other, _): &&(Rule, Source)| other.item.get_ref() == item || other.id.get_ref() == id;
        if let Some((other, twin)) = rules[..i].iter().find(same) {
            let file = if twin.carried { &form.0 } else { &twin.files[0].0 };
            faults.push(fault(both!(
                "ข้อ {item} ({id}) ซ้ำกับ {} ใน {file}",
                "{item} ({id}) is {} in {file} already",
                other.item.get_ref()
            )));
        }
        for named in named(rule) {
            if rules.iter().any(|(other, _)| other.id.get_ref() == named) {
                continue;
            }
            let message =
                both!("ไม่มีข้อ {named} ในเกณฑ์ของปี {}", "there is no {named} in the rules of {}", edition.year);
            let at_name = source.files.iter().find_map(|(name, text)| {
                let at = text.find(&format!("\"{named}\""))?;
                Some(Fault::error(name, text, at..at + named.len() + 2, message.clone()))
            });
            let found = at_name.filter(|_| !source.carried).unwrap_or_else(|| fault(message.clone()));
            faults.push(found.help(both!(
                "อ้างข้ออื่นด้วย id ของข้อนั้น เพราะเลขข้อเปลี่ยนตามปี",
                "name other items by their id: numbers change from year to year"
            )));
        }
    }
    faults
}

/// Ids of the rules that a rule leans on.
fn named(rule: &Rule) -> Vec<&str> {
    let judges = rule.judges.iter().filter_map(|judge| match judge.test.get_ref() {
        Test::DependsOn(other) => Some(other.as_str()),
        Test::Matches(matching) => Some(matching.item.as_str()),
        _ => None,
    });
    judges.chain(rule.instead.iter().map(|instead| instead.item.as_str())).collect()
}

/// The rules with this year's numbers in place of the ids of other rules, in the tests and where a
/// sentence says `{id}`.
fn numbered(written: &[Rule]) -> Vec<Rule> {
    let numbers: Vec<(String, &str)> =
        written.iter().map(|r| (format!("{{{}}}", r.id.get_ref()), r.item.get_ref().as_str())).collect();
    let say = |text: &mut String| {
        for (id, item) in &numbers {
            if text.contains(id.as_str()) {
                *text = text.replace(id, item);
            }
        }
    };
    let number = |id: &mut String| {
        let found = numbers.iter().find(|(braced, _)| braced[1..braced.len() - 1] == **id);
        if let Some((_, item)) = found {
            (*item).clone_into(id);
        }
    };
    let mut rules = written.to_vec();
    for rule in &mut rules {
        say(&mut rule.missing.fail);
        say(&mut rule.missing.fix);
        for judge in &mut rule.judges {
            say(&mut judge.asks);
            say(&mut judge.fail);
            say(&mut judge.fix);
            match judge.test.get_mut() {
                Test::DependsOn(other) => number(other),
                Test::Matches(matching) => number(&mut matching.item),
                _ => {}
            }
        }
        if let Some(instead) = &mut rule.instead {
            number(&mut instead.item);
            say(&mut instead.comment);
        }
        rule.examples.iter_mut().filter_map(|example| example.without.as_mut()).for_each(number);
    }
    rules
}

/// What names other rules in English, by the year's numbers as well.
fn numbered_english(english: &BTreeMap<String, String>, written: &[Rule]) -> BTreeMap<String, String> {
    let say = |text: &str| {
        let ids = written.iter().map(|rule| (format!("{{{}}}", rule.id.get_ref()), rule.item.get_ref()));
        ids.fold(text.to_owned(), |text, (id, item)| text.replace(&id, item))
    };
    english.iter().filter(|(thai, _)| thai.contains('{')).map(|(a, b)| (say(a), say(b))).collect()
}

fn digest(files: &[File]) -> String {
    let mut digest = Sha256::new();
    for (name, text) in files {
        digest.update(name.rsplit(['/', '\\']).next().unwrap_or(name).as_bytes());
        digest.update(text.as_bytes());
    }
    format!("sha256:{}", hex(&digest.finalize()))
}
