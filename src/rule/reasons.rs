//! Why a verdict came out as it did, in words.

use crate::judge::{Answer, Verdict};
/// What each judge said of the evidence at hand.
pub fn reasons(verdict: &Verdict) -> String {
    let mut out = format!("\nผล: {} (ความมั่นใจ {:.2})\n", verdict.outcome.name(), verdict.confidence);
    for judged in &verdict.judged {
        let mark = match judged.one.answer {
            Answer::Yes => "✓",
            Answer::No => "✗",
            Answer::CannotTell => "?",
        };
        out.push_str(&format!("  {mark} {}: {}\n      {}\n", judged.id, judged.asks, judged.one.reason));
        if let Some(quote) = judged.one.quote.as_deref().filter(|q| !q.is_empty()) {
            out.push_str(&format!("      “{quote}”\n"));
        }
    }
    if !verdict.comment.is_empty() {
        out.push_str(&format!("ความคิดเห็น: {}\n", verdict.comment));
    }
    out
}
