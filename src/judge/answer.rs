//! Yes, no, cannot tell: each with what it rests on.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    Yes,
    No,
    CannotTell,
}

/// What a test found in one document.
#[derive(Debug, Clone)]
pub struct One {
    pub answer: Answer,
    /// In Thai, one clause.
    pub reason: String,
    pub quote: Option<String>,
    /// Page of a paged document, from 1.
    pub page: Option<u32>,
    /// Elements that are not there, for the comment.
    pub missing: Vec<String>,
    /// What stands there instead, for the comment.
    pub found: Vec<String>,
    /// 0 to 1, from what kind of fact the answer rests on.
    pub sure: f32,
}

impl One {
    pub fn yes(reason: impl Into<String>, sure: f32) -> Self {
        Self::new(Answer::Yes, reason, sure)
    }

    pub fn no(reason: impl Into<String>, sure: f32) -> Self {
        Self::new(Answer::No, reason, sure)
    }

    pub fn cannot_tell(reason: impl Into<String>) -> Self {
        Self::new(Answer::CannotTell, reason, 0.5)
    }

    fn new(answer: Answer, reason: impl Into<String>, sure: f32) -> Self {
        Self {
            answer,
            reason: reason.into(),
            quote: None,
            page: None,
            missing: Vec::new(),
            found: Vec::new(),
            sure,
        }
    }

    pub fn quote(mut self, quote: Option<(String, Option<u32>)>) -> Self {
        if let Some((text, page)) = quote {
            self.quote = Some(text);
            self.page = page;
        }
        self
    }

    pub fn missing(mut self, missing: Vec<String>) -> Self {
        self.missing = missing;
        self
    }

    pub fn found(mut self, found: Vec<String>) -> Self {
        self.found = found;
        self
    }
}

/// The answer of one judge over all the evidence.
#[derive(Debug, Clone)]
pub struct Reply {
    pub one: One,
    /// Index of the exhibit that the answer rests on, where it rests on one.
    pub exhibit: Option<usize>,
    /// Exhibits that later judges still look at.
    pub kept: Vec<usize>,
}
