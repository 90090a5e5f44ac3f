//! A list of agencies, and how its rows come to be those of a survey.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use url::Url;

use super::write::{changed, forget, marks_gone};
use super::{Entry, Fallible, Store};

/// One row of the list, checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    pub name: String,
    pub url: String,
    /// It is named without `https://` or `http://`; `url` has the first of them.
    pub bare: bool,
    pub kind: String,
    pub province: String,
    pub code: String,
    pub submission: Vec<Entry>,
    pub named: Named,
}

/// Who says what an agency is called.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Named {
    /// A list of agencies: the newest one holds.
    #[default]
    List,
    /// Whoever asked for one audit: it holds until a list says it.
    Person,
    /// Nobody: it is the title of the site, or its address.
    Site,
}

/// What a list brought to a survey.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Added {
    /// Rows that were not there.
    pub new: usize,
    /// Sites that have ended and wait again, since the list names another address.
    pub moved: Vec<Moved>,
}

/// A mended address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    pub name: String,
    pub from: String,
    pub to: String,
}

/// What equal addresses have in common: host and path, without scheme, `www.` and last slash.
pub fn address_key(url: &str) -> String {
    let Ok(parsed) = Url::parse(url) else { return url.trim().to_lowercase() };
    let host = parsed.host_str().unwrap_or_default().trim_end_matches('.');
    let host = host.strip_prefix("www.").unwrap_or(host);
    let port = parsed.port().map(|p| format!(":{p}")).unwrap_or_default();
    let query = parsed.query().map(|q| format!("?{q}")).unwrap_or_default();
    format!("{host}{port}{}{query}", parsed.path().trim_end_matches('/'))
}

/// The agency of a listed row: by its code together with its name and province, else by its address, else as
/// `moved` says; added where it is new. A code alone tells nothing: two lists may both count from 1.
pub(super) fn agency(db: &Connection, listed: &Listed, moved: impl FnOnce() -> Option<i64>) -> Fallible<i64> {
    let address = address_key(&listed.url);
    let by_code = "SELECT id FROM agency WHERE code = ?1 AND code <> '' AND name = ?2
                   AND (province = ?3 OR province = '' OR ?3 = '') ORDER BY province = ?3 DESC, id LIMIT 1";
    let by_address = "SELECT id FROM agency WHERE address = ?1";
    let mut known: Option<i64> = db
        .prepare_cached(by_code)?
        .query_row([&listed.code, &listed.name, &listed.province], |row| row.get(0))
        .optional()?;
    if known.is_none() {
        known = db.prepare_cached(by_address)?.query_row([&address], |row| row.get(0)).optional()?;
    }
    if known.is_none() {
        known = moved();
    }
    let Some(id) = known else {
        db.prepare_cached(
            "INSERT INTO agency (address, code, name, kind, province) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![address, listed.code, listed.name, listed.kind, listed.province])?;
        return Ok(db.last_insert_rowid());
    };
    if !names(db, id, listed.named)? {
        return Ok(id);
    }
    // What the newest list says holds; what it does not say stays. A moved site takes its address along.
    db.prepare_cached(
        "UPDATE agency SET name = iif(?2 = '', name, ?2), code = iif(?3 = '', code, ?3),
         kind = iif(?4 = '', kind, ?4), province = iif(?5 = '', province, ?5) WHERE id = ?1",
    )?
    .execute(params![id, listed.name, listed.code, listed.kind, listed.province])?;
    db.prepare_cached("UPDATE OR IGNORE agency SET address = ?2 WHERE id = ?1")?
        .execute(params![id, address])?;
    Ok(id)
}

/// Whether what an agency is called now gives way to what is said.
fn names(db: &Connection, agency: i64, named: Named) -> Fallible<bool> {
    // A name that nobody gave is an address.
    let by_people = "SELECT name NOT LIKE 'http%' FROM agency WHERE id = ?1";
    let by_list = "SELECT EXISTS (SELECT 1 FROM site JOIN survey ON survey.id = site.survey
                   WHERE site.agency = ?1 AND survey.kind = 'survey')";
    let stays = match named {
        Named::List => return Ok(true),
        Named::Person => by_list,
        Named::Site => by_people,
    };
    Ok(!db.prepare_cached(stays)?.query_row([agency], |row| row.get::<_, bool>(0))?)
}

/// A row as it is shown: one that is in no list bears its agency's name.
pub(super) fn called(db: &Connection, agency: i64, listed: &Listed) -> Fallible<String> {
    if listed.named == Named::List {
        return Ok(listed.name.clone());
    }
    let sql = "SELECT name FROM agency WHERE id = ?1";
    Ok(db.prepare_cached(sql)?.query_row([agency], |row| row.get(0))?)
}

/// Agencies of a survey that a list names under another address, by name: someone mended the address.
/// `None` where more than one has the name.
fn gone(db: &Connection, survey: i64, list: &[Listed]) -> Fallible<HashMap<String, Option<i64>>> {
    let listed: HashSet<String> = list.iter().map(|listed| address_key(&listed.url)).collect();
    let mut names: HashMap<&str, usize> = HashMap::new();
    list.iter().for_each(|listed| *names.entry(&listed.name).or_default() += 1);
    let mut sites = db.prepare_cached("SELECT name, agency, url FROM site WHERE survey = ?1")?;
    let rows = sites.query_map([survey], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?)))?;
    let mut gone: HashMap<String, Option<i64>> = HashMap::new();
    for row in rows {
        let (name, agency, url): (String, i64, String) = row?;
        if !listed.contains(&address_key(&url)) && names.get(name.as_str()) == Some(&1) {
            gone.entry(name).and_modify(|known| *known = None).or_insert(Some(agency));
        }
    }
    Ok(gone)
}

/// Where a site was audited that the list names at another address; `None`: it was not, or it is the same site.
fn moved(db: &Connection, survey: i64, agency: i64, listed: &Listed) -> Fallible<Option<String>> {
    let sql = "SELECT state, url, bare FROM site WHERE survey = ?1 AND agency = ?2";
    let (state, url, bare): (String, String, bool) = db
        .prepare_cached(sql)?
        .query_row([survey, agency], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let rest = |url: &str| url.split_once("://").map(|(_, rest)| rest.to_owned());
    let is_other = match state.as_str() {
        // Another scheme or `www.` may be what it takes to come in; but what was read by `http://`, since `https://`
        // failed, is the same address of the list.
        "failed" => url != listed.url && !(bare && listed.bare && rest(&url) == rest(&listed.url)),
        "done" => address_key(&url) != address_key(&listed.url),
        _ => false,
    };
    Ok(is_other.then_some(url))
}

impl Store {
    /// Puts a list's rows into a survey; rows that are there already keep their results, but for those
    /// whose address was mended: they wait again, as nothing was found at the new one yet.
    pub fn add(&self, survey: i64, list: &[Listed]) -> Fallible<Added> {
        self.with(|db| {
            let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut added = Added::default();
            let mut gone = gone(&change, survey, list)?;
            for (nr, listed) in list.iter().enumerate() {
                let elsewhere = || gone.remove(&listed.name).flatten();
                let agency = agency(&change, listed, elsewhere)?;
                let name = called(&change, agency, listed)?;
                let submission = match listed.submission.as_slice() {
                    [] => String::new(),
                    all => serde_json::to_string(all)?,
                };
                let new = change
                    .prepare_cached(
                        "INSERT OR IGNORE INTO site (survey, agency, nr, url, name, kind, province, code, submission, bare)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                    )?
                    .execute(params![
                        survey,
                        agency,
                        nr as i64 + 1,
                        listed.url,
                        name,
                        listed.kind,
                        listed.province,
                        listed.code,
                        submission,
                        listed.bare
                    ])?;
                if new == 0 {
                    if let Some(had) = moved(&change, survey, agency, listed)? {
                        change
                            .prepare_cached("UPDATE site SET state = 'waiting' WHERE survey = ?1 AND agency = ?2")?
                            .execute([survey, agency])?;
                        forget(&change, survey, agency)?;
                        marks_gone(&change, survey, agency)?;
                        added.moved.push(Moved { name: name.clone(), from: had, to: listed.url.clone() });
                    }
                    change
                        .prepare_cached(
                            "UPDATE site SET nr = ?3, name = ?4, kind = ?5, province = ?6, code = ?7,
                             url = iif(state IN ('waiting', 'failed'), ?8, url),
                             bare = iif(state IN ('waiting', 'failed'), ?10, bare),
                             submission = iif(state = 'waiting', ?9, submission)
                             WHERE survey = ?1 AND agency = ?2",
                        )?
                        .execute(params![
                            survey,
                            agency,
                            nr as i64 + 1,
                            name,
                            listed.kind,
                            listed.province,
                            listed.code,
                            listed.url,
                            submission,
                            listed.bare
                        ])?;
                }
                added.new += new;
            }
            changed(&change, survey)?;
            change.commit()?;
            Ok(added)
        })
    }
}
