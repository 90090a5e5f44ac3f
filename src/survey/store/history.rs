//! The same agency over its audits, and agencies by name.

use rusqlite::OptionalExtension;
use serde::Serialize;

use super::read::{SITE, site};
use super::{Fallible, SiteRow, Store, SurveyRow};

/// One audit of an agency, in a survey or alone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Past {
    pub survey: i64,
    pub survey_name: String,
    /// `survey` or `audit`.
    pub kind: String,
    pub year: i32,
    pub as_of: String,
    /// Which of the surveys of this name it is, and how many there are.
    pub round: usize,
    pub rounds: usize,
    pub site: SiteRow,
}

impl Store {
    /// Every audit of an agency that ended, the oldest first.
    pub fn history(&self, agency: i64) -> Fallible<Vec<Past>> {
        self.with(|db| {
            let columns: Vec<String> = SITE.split(',').map(|c| format!("site.{}", c.trim())).collect();
            let sql = format!(
                "SELECT {}, survey.id, survey.name, survey.kind, survey.year, survey.as_of,
                 (SELECT count(*) FROM survey o WHERE o.kind = survey.kind AND o.name = survey.name AND o.id <= survey.id),
                 (SELECT count(*) FROM survey o WHERE o.kind = survey.kind AND o.name = survey.name)
                 FROM site JOIN survey ON survey.id = site.survey
                 WHERE site.agency = ?1 AND site.state IN ('done', 'failed') ORDER BY survey.as_of, survey.id",
                columns.join(", ")
            );
            let mut sql = db.prepare_cached(&sql)?;
            let rows = sql.query_map([agency], |row| {
                Ok(Past {
                    site: site(row)?,
                    survey: row.get(25)?,
                    survey_name: row.get(26)?,
                    kind: row.get(27)?,
                    year: row.get(28)?,
                    as_of: row.get(29)?,
                    round: row.get::<_, i64>(30)? as usize,
                    rounds: row.get::<_, i64>(31)? as usize,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The agency at an address, if it was ever audited.
    pub fn agency_at(&self, url: &str) -> Fallible<Option<i64>> {
        self.with(|db| {
            let mut sql = db.prepare_cached("SELECT id FROM agency WHERE address = ?1")?;
            Ok(sql.query_row([super::address_key(url)], |row| row.get(0)).optional()?)
        })
    }

    /// Another number each time that [`Self::agencies`] would say something else.
    pub fn agencies_changes(&self) -> Fallible<i64> {
        self.with(|db| {
            Ok(db.prepare_cached("SELECT changes FROM search")?.query_row([], |row| row.get(0))?)
        })
    }

    /// All agencies: id, name, address, kind, province and code.
    pub fn agencies(&self) -> Fallible<Vec<(i64, [String; 5])>> {
        self.with(|db| {
            let mut sql =
                db.prepare_cached("SELECT id, name, address, kind, province, code FROM agency ORDER BY id")?;
            let rows = sql.query_map([], |row| {
                Ok((row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?]))
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// An agency's name, address, kind and province.
    pub fn agency(&self, id: i64) -> Fallible<Option<[String; 4]>> {
        self.with(|db| {
            let mut sql =
                db.prepare_cached("SELECT name, address, kind, province FROM agency WHERE id = ?1")?;
            let one = sql.query_row([id], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]));
            Ok(one.optional()?)
        })
    }

    /// Surveys before this one that have a result, the latest first: by the day on which they stand, those of one
    /// day by when they began, as [`Self::history`] has them. One without a result was abandoned.
    pub fn earlier(&self, survey: i64, most: usize) -> Fallible<Vec<SurveyRow>> {
        let ids: Vec<i64> = self.with(|db| {
            let mut sql = db.prepare_cached(
                "SELECT old.id FROM survey old JOIN survey new ON new.id = ?1
                 WHERE old.kind = 'survey' AND (old.as_of, old.id) < (new.as_of, new.id)
                 AND EXISTS (SELECT 1 FROM site WHERE site.survey = old.id AND site.state = 'done')
                 ORDER BY old.as_of DESC, old.id DESC LIMIT ?2",
            )?;
            let rows = sql.query_map([survey, most as i64], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })?;
        let rows = ids.into_iter().filter_map(|id| self.survey(id).transpose());
        rows.collect()
    }
}
