//! What one site's audit leaves behind, ready to be written anywhere.

use std::io::{Read, Write};

use flate2::{Compression, read::ZlibDecoder, write::ZlibEncoder};
use serde::{Deserialize, Serialize};

use crate::mark;
use crate::report::Report;

/// Largest report taken out of the database again.
const MOST: u64 = 256 << 20;

/// How a site ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    Done,
    Failed,
}

/// One address of a submission: item, address, note.
pub type Entry = (String, String, String);

/// An item of an edition, as the places of [`Result::verdicts`] count them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemName {
    pub id: String,
    pub key: String,
    pub title: String,
    pub group: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ItemResult {
    pub verdict: char,
    pub score: Option<f64>,
    pub comment: String,
    pub evidence: String,
    /// Addresses of all evidence, the best one first.
    #[serde(default)]
    pub addresses: Vec<String>,
}

/// The result of a site: rows for the tables, and the report itself. It travels from a worker to
/// the shared database and from there to the surveyor's as JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Result {
    pub outcome: Outcome,
    pub cause: String,
    pub message: String,
    pub advice: String,
    pub started_at: String,
    pub finished_at: String,
    pub seconds: f64,
    pub score: Option<f64>,
    pub score_high: Option<f64>,
    pub band: String,
    pub pages: u64,
    pub files: u64,
    pub bytes: u64,
    pub digest: String,
    pub year: i32,
    pub version: String,
    pub worker: String,
    pub names: Vec<ItemName>,
    pub items: Vec<ItemResult>,
    pub marks: Vec<String>,
    /// The address that was taken, where the list names the site without `https://` or `http://` and it was the
    /// second; else empty.
    #[serde(default)]
    pub url: String,
    /// `report.json`, deflated; empty where there is none.
    #[serde(with = "hex")]
    pub report: Vec<u8>,
}

/// One letter for a verdict; a site's verdicts in a row are what surveys are counted from.
pub fn letter(outcome: mark::Outcome) -> char {
    match outcome {
        mark::Outcome::Pass => 'P',
        mark::Outcome::Fail => 'F',
        mark::Outcome::Review => 'R',
        mark::Outcome::NotDetermined => 'U',
        mark::Outcome::NotApplicable => 'N',
    }
}

impl Result {
    /// A site of which nothing was judged.
    pub fn failed(cause: &str, message: &str, advice: &str) -> Result {
        Result {
            outcome: Outcome::Failed,
            cause: cause.to_owned(),
            message: message.to_owned(),
            advice: advice.to_owned(),
            started_at: String::new(),
            finished_at: crate::crawl::now(),
            seconds: 0.0,
            score: None,
            score_high: None,
            band: String::new(),
            pages: 0,
            files: 0,
            bytes: 0,
            digest: String::new(),
            year: 0,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            worker: String::new(),
            names: Vec::new(),
            items: Vec::new(),
            marks: Vec::new(),
            url: String::new(),
            report: Vec::new(),
        }
    }

    /// A site that was judged.
    ///
    /// # Errors
    /// If the report cannot be written as JSON.
    pub fn of(report: &Report) -> serde_json::Result<Result> {
        let names = report.items.iter().map(|item| ItemName {
            id: item.id.clone(),
            key: item.key.clone(),
            title: item.title.clone(),
            group: item.group.clone(),
        });
        let items = report.items.iter().map(|item| ItemResult {
            verdict: letter(item.verdict),
            score: item.score,
            comment: item.comment.clone(),
            evidence: item.submit().unwrap_or_default().to_owned(),
            addresses: item.addresses().map(str::to_owned).collect(),
        });
        Ok(Result {
            outcome: Outcome::Done,
            started_at: report.started_at.clone(),
            score: Some(report.score.oit),
            score_high: Some(report.score.oit_high),
            band: report.score.band.clone(),
            pages: report.coverage.pages_read,
            files: report.coverage.files_read,
            bytes: report.coverage.bytes,
            digest: report.edition.digest.clone(),
            year: report.edition.year,
            names: names.collect(),
            items: items.collect(),
            report: deflate(&serde_json::to_vec(report)?),
            ..Result::failed("", "", "")
        })
    }

    /// The same, but no full result, and why. What was judged for want of pages is no verdict; the report stays,
    /// since it says what could not be read.
    #[must_use]
    pub fn because(self, cause: crate::survey::site::Cause) -> Result {
        Result {
            outcome: Outcome::Failed,
            cause: cause.name.to_owned(),
            message: cause.title().to_owned(),
            advice: cause.advice().to_owned(),
            score: None,
            score_high: None,
            band: String::new(),
            items: Vec::new(),
            ..self
        }
    }

    pub fn verdicts(&self) -> String {
        self.items.iter().map(|item| item.verdict).collect()
    }
}

pub(crate) fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut out = ZlibEncoder::new(Vec::new(), Compression::new(6));
    // A vector takes all that it is given.
    out.write_all(bytes).and_then(|()| out.finish()).expect("memory takes it")
}

pub(crate) fn inflate(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut out = Vec::new();
    ZlibDecoder::new(bytes).take(MOST).read_to_end(&mut out)?;
    Ok(out)
}

/// Bytes in JSON.
mod hex {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        let mut text = String::with_capacity(bytes.len() * 2);
        for byte in bytes {
            text.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
            text.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
        }
        to.serialize_str(&text)
    }

    pub(super) fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(from)?;
        let digit = |b: u8| char::from(b).to_digit(16).ok_or_else(|| D::Error::custom("not hex"));
        text.as_bytes()
            .chunks(2)
            .map(|pair| Ok((digit(pair[0])? << 4 | digit(*pair.get(1).unwrap_or(&b'x'))?) as u8))
            .collect()
    }
}
