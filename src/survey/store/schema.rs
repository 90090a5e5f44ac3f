//! The tables, and how an older file becomes a newer one.

use rusqlite::Connection;

/// One step a version; `PRAGMA user_version` counts those that were taken.
const STEPS: [&str; 4] = [
    r#"
-- One run over a list of agencies, or a single audit that was kept.
CREATE TABLE survey (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,               -- survey, audit
    name TEXT NOT NULL,
    year INTEGER NOT NULL,            -- fiscal year, B.E.
    digest TEXT NOT NULL,             -- of the rules it began with
    as_of TEXT NOT NULL,              -- the day on which it stands
    flags TEXT NOT NULL,              -- of `oit audit`, a JSON array
    queue TEXT NOT NULL DEFAULT '',   -- name in the shared queue; empty: this machine alone
    created_at TEXT NOT NULL,
    changes INTEGER NOT NULL DEFAULT 0 -- counts every write, so that readers know what is stale
);
CREATE INDEX survey_name ON survey (kind, name, id);
-- What a verdict string's places mean: the items of an edition, in order.
CREATE TABLE edition (
    digest TEXT PRIMARY KEY,
    year INTEGER NOT NULL,
    items TEXT NOT NULL               -- JSON: [{id, key, title, group}]
) WITHOUT ROWID;
-- The same agency over the years.
CREATE TABLE agency (
    id INTEGER PRIMARY KEY,
    address TEXT NOT NULL UNIQUE,     -- host and path, without scheme and www.
    code TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT '',
    province TEXT NOT NULL DEFAULT ''
);
CREATE INDEX agency_code ON agency (code) WHERE code <> '';
-- One agency in one survey: its row in the list and, once it ended, its result.
CREATE TABLE site (
    survey INTEGER NOT NULL REFERENCES survey ON DELETE CASCADE,
    agency INTEGER NOT NULL REFERENCES agency,
    nr INTEGER NOT NULL,              -- row of the list
    url TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT '',
    province TEXT NOT NULL DEFAULT '',
    code TEXT NOT NULL DEFAULT '',
    submission TEXT NOT NULL DEFAULT '', -- JSON: [[item, url, note]]
    state TEXT NOT NULL DEFAULT 'waiting', -- waiting, running, done, failed
    attempt INTEGER NOT NULL DEFAULT 0,
    started_at TEXT NOT NULL DEFAULT '',
    finished_at TEXT NOT NULL DEFAULT '',
    seconds REAL NOT NULL DEFAULT 0,
    cause TEXT NOT NULL DEFAULT '',   -- why it failed, by name
    message TEXT NOT NULL DEFAULT '',
    advice TEXT NOT NULL DEFAULT '',
    score REAL, score_high REAL, band TEXT NOT NULL DEFAULT '',
    verdicts TEXT NOT NULL DEFAULT '', -- a letter an item of the edition
    pages INTEGER NOT NULL DEFAULT 0,
    files INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    digest TEXT NOT NULL DEFAULT '',  -- of the rules it was judged by
    version TEXT NOT NULL DEFAULT '', -- of the program that judged it
    worker TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (survey, agency)
) WITHOUT ROWID;
CREATE INDEX site_agency ON site (agency, survey);
CREATE INDEX site_state ON site (survey, state, nr);
-- The assessor's table, a row an item; clustered so that one item of a survey lies together.
CREATE TABLE item (
    survey INTEGER NOT NULL REFERENCES survey ON DELETE CASCADE,
    nr INTEGER NOT NULL,              -- place in the edition, from 0
    agency INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    score REAL,
    comment TEXT NOT NULL,
    evidence TEXT NOT NULL,           -- address of the best evidence
    PRIMARY KEY (survey, nr, agency)
) WITHOUT ROWID;
-- The whole report.json, deflated; apart, so that the rows above stay small.
CREATE TABLE report (
    survey INTEGER NOT NULL REFERENCES survey ON DELETE CASCADE,
    agency INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (survey, agency)
);
-- What tells who built a site.
CREATE TABLE mark (
    survey INTEGER NOT NULL REFERENCES survey ON DELETE CASCADE,
    mark TEXT NOT NULL,
    agency INTEGER NOT NULL,
    PRIMARY KEY (survey, mark, agency)
) WITHOUT ROWID;
"#,
    r#"
-- Grows with all that the search over agencies would see, so that it need not read them each time.
CREATE TABLE search (changes INTEGER NOT NULL);
INSERT INTO search VALUES (0);
CREATE TRIGGER agency_added AFTER INSERT ON agency BEGIN
    UPDATE search SET changes = changes + 1;
END;
CREATE TRIGGER agency_gone AFTER DELETE ON agency BEGIN
    UPDATE search SET changes = changes + 1;
END;
CREATE TRIGGER agency_changed AFTER UPDATE ON agency
WHEN (old.address, old.code, old.name, old.kind, old.province)
    IS NOT (new.address, new.code, new.name, new.kind, new.province) BEGIN
    UPDATE search SET changes = changes + 1;
END;
"#,
    r#"
-- The command that goes on with a survey, without what says where its data lies: a JSON array of words.
ALTER TABLE survey ADD COLUMN again TEXT NOT NULL DEFAULT '[]';
"#,
    r#"
-- When somebody last said that a running site is being audited.
ALTER TABLE site ADD COLUMN seen_at TEXT NOT NULL DEFAULT '';
-- 1: the list names the site without https:// or http://.
ALTER TABLE site ADD COLUMN bare INTEGER NOT NULL DEFAULT 0;
-- Addresses of all evidence of the item, the best one first, a line each; NULL: only the report has them.
ALTER TABLE item ADD COLUMN addresses TEXT;
"#,
];

/// Brings a file to the newest version.
///
/// # Errors
/// [`super::Error::Newer`] for a file of a newer program; else as SQLite says.
pub fn migrate(db: &mut Connection) -> Result<(), super::Error> {
    let version = |db: &Connection| db.query_row("PRAGMA user_version", [], |row| row.get::<_, u32>(0));
    let had = version(db)? as usize;
    if had > STEPS.len() {
        return Err(super::Error::Newer);
    }
    if had == STEPS.len() {
        return Ok(());
    }
    let change = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    // Another process may have been quicker.
    for step in STEPS.iter().skip(version(&change)? as usize) {
        change.execute_batch(step)?;
    }
    change.pragma_update(None, "user_version", STEPS.len() as u32)?;
    Ok(change.commit()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_file_becomes_a_newer_one_and_counts_what_changes() {
        let mut db = Connection::open_in_memory().unwrap();
        db.execute_batch(STEPS[0]).unwrap();
        db.pragma_update(None, "user_version", 1).unwrap();
        db.execute_batch("INSERT INTO agency (address, name) VALUES ('a.go.th', 'ก')").unwrap();
        migrate(&mut db).unwrap();
        migrate(&mut db).unwrap();
        let after = |sql: &str| -> i64 {
            db.execute_batch(sql).unwrap();
            db.query_row("SELECT changes FROM search", [], |row| row.get(0)).unwrap()
        };
        assert_eq!(after("UPDATE agency SET name = 'ก'"), 0);
        assert_eq!(after("UPDATE agency SET name = 'ข'"), 1);
        assert_eq!(after("INSERT INTO agency (address, name) VALUES ('b.go.th', 'ค')"), 2);
        assert_eq!(after("UPDATE OR IGNORE agency SET address = 'a.go.th' WHERE address = 'b.go.th'"), 2);
        assert_eq!(after("DELETE FROM agency WHERE address = 'b.go.th'"), 3);
        db.pragma_update(None, "user_version", STEPS.len() as u32 + 1).unwrap();
        assert!(matches!(migrate(&mut db), Err(crate::survey::store::Error::Newer)));
    }
}
