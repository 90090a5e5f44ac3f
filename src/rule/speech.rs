//! How officers put what judges ask for: heads of columns, words of putting off, words around a post.

use serde::{Deserialize, Serialize};

use crate::thai::text::fold;

/// Letters of the head of a column; more are a sentence.
const HEAD: usize = 40;

/// Word lists of `[find.speech]`. Compared in matching form; `a|b` are two ways to say one thing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Speech {
    /// How heads of columns begin under which results stand.
    pub result_columns: Vec<String>,
    /// What makes of such a head the head of a hope.
    pub hoped: Vec<String>,
    /// What a cell for results says where there is none yet.
    pub put_off: Vec<String>,
    /// What is said of a month whose figures are still to come.
    pub awaited: Vec<String>,
    /// How such a cell begins that says that nothing was done.
    pub not_done: Vec<String>,
    /// What such a cell says of what is under way.
    pub under_way: Vec<String>,
    /// What it says of what will be done.
    pub meant: Vec<String>,
    /// How it may begin before it comes to that: by whom, and when.
    pub openings: Vec<String>,
    /// What it says, beside either, of what was done.
    pub did: Vec<String>,
    /// What a sentence says that tells of what was done on a day.
    pub past: Vec<String>,
    /// What it says of a day by which that is to be done.
    pub deadline: Vec<String>,
    /// What stands before such a word where that is still to come: "จะแล้วเสร็จ".
    pub hedges: Vec<String>,
    /// Columns of a plan, each of which must be there: when, and by whom.
    pub plan_columns: Vec<String>,
    /// Columns of what is to come, whatever the title says: "จะแล้วเสร็จ".
    pub to_come: Vec<String>,
    /// What says that a report is one of the whole year: "ผลทั้งปี".
    pub whole_year: Vec<String>,
    /// What reports call themselves.
    pub reports: Vec<String>,
    /// What is aimed at and is no result: "ไม่น้อยกว่าร้อยละ 90".
    pub aims: Vec<String>,
    /// What stands before the day on which somebody last wrote to a page.
    pub updated: Vec<String>,
    /// What lines say that tell of which period a report is.
    pub periods: Vec<String>,
    /// What stands before the day on which figures were taken.
    pub taken_on: Vec<String>,
    /// What stands before a post that is below it, or was held once: "รองนายก".
    pub below_post: Vec<String>,
    /// What stands behind a post that is of an office within: "หัวหน้าสำนักงาน|ปลัด".
    pub within_post: Vec<String>,
    /// What stands behind the post of who leads a part of the agency: "ผู้อำนวยการ|กอง".
    pub part_post: Vec<String>,
    /// Who stands in for the head.
    pub acting: Vec<String>,
    /// Who was the head.
    pub former: Vec<String>,
    /// Why a post is vacant.
    pub left_post: Vec<String>,
    /// Links that lead to where one asks or writes.
    pub write_here: Vec<String>,
    /// What a board of topics says that everybody reads.
    pub board: Vec<String>,
    /// What the field of a form says that asks who writes.
    pub asks_name: Vec<String>,
    /// What it says where it asks for another name: of who is accused, of the matter.
    pub names_other: Vec<String>,
    /// What it says where it must be filled in.
    pub forced: Vec<String>,
    /// What it says where it may be left empty.
    pub free: Vec<String>,
}

impl Speech {
    /// Whether a short text heads what came of something.
    pub fn is_result_head(&self, text: &str) -> bool {
        let folded = fold(text);
        let begins = || self.result_columns.iter().any(|w| folded.starts_with(&fold(w)));
        folded.chars().count() < HEAD && !self.is_hoped(text) && (begins() || folded == "ผล")
    }

    /// What is hoped for is no result.
    pub fn is_hoped(&self, text: &str) -> bool {
        self.hoped.iter().any(|w| fold(text).contains(&fold(w)))
    }

    /// These words and more.
    pub(super) fn and(&self, more: &Speech) -> Speech {
        let both = |old: &[String], new: &[String]| [old, new].concat();
        Speech {
            result_columns: both(&self.result_columns, &more.result_columns),
            hoped: both(&self.hoped, &more.hoped),
            put_off: both(&self.put_off, &more.put_off),
            awaited: both(&self.awaited, &more.awaited),
            not_done: both(&self.not_done, &more.not_done),
            under_way: both(&self.under_way, &more.under_way),
            meant: both(&self.meant, &more.meant),
            openings: both(&self.openings, &more.openings),
            did: both(&self.did, &more.did),
            past: both(&self.past, &more.past),
            deadline: both(&self.deadline, &more.deadline),
            hedges: both(&self.hedges, &more.hedges),
            plan_columns: both(&self.plan_columns, &more.plan_columns),
            to_come: both(&self.to_come, &more.to_come),
            whole_year: both(&self.whole_year, &more.whole_year),
            reports: both(&self.reports, &more.reports),
            aims: both(&self.aims, &more.aims),
            updated: both(&self.updated, &more.updated),
            periods: both(&self.periods, &more.periods),
            taken_on: both(&self.taken_on, &more.taken_on),
            below_post: both(&self.below_post, &more.below_post),
            within_post: both(&self.within_post, &more.within_post),
            part_post: both(&self.part_post, &more.part_post),
            acting: both(&self.acting, &more.acting),
            former: both(&self.former, &more.former),
            left_post: both(&self.left_post, &more.left_post),
            write_here: both(&self.write_here, &more.write_here),
            board: both(&self.board, &more.board),
            asks_name: both(&self.asks_name, &more.asks_name),
            names_other: both(&self.names_other, &more.names_other),
            forced: both(&self.forced, &more.forced),
            free: both(&self.free, &more.free),
        }
    }
}
