//! Where a line of a page may end within Thai.

use crate::thai::text::is_thai;
use crate::thai::width::width;
use crate::thai::words::{LINE, pieces};

/// Escaped text whose Thai words stay whole: browsers differ in where they think that one ends,
/// and none knows the names of places.
pub(super) fn broken(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut words = text.split_inclusive(char::is_whitespace).peekable();
    while let Some(word) = words.next() {
        // An era and its year stand in one line: "พ.ศ. 2564".
        let year = words.next_if(|next| {
            word.ends_with("พ.ศ. ")
                && next.starts_with(char::is_numeric)
                && next.trim_end().chars().count() <= 6
        });
        let joined: String;
        let word = match year {
            Some(year) => {
                joined = format!("{word}{year}");
                joined.as_str()
            }
            None => word,
        };
        let bare = word.trim_end();
        if bare.contains(is_thai) {
            let own = bare[..bare.len() - year.map_or(0, |year| year.trim_end().len())].trim_end();
            let mut parts = pieces(own);
            let last = parts.pop().unwrap_or_default();
            let last = &bare[own.len() - last.len()..];
            for (nth, part) in parts.into_iter().chain([last]).enumerate() {
                if nth > 0 {
                    out.push_str("<wbr>");
                }
                // What is longer has a line to itself, and is torn only where even that is too short for it,
                // rather than run out of a telephone's screen.
                let long = width(part) > LINE;
                out.push_str(if long { "<span class=\"w l\">" } else { "<span class=\"w\">" });
                escape(&mut out, part);
                out.push_str("</span>");
            }
        } else if bare.contains("--") && width(bare) <= LINE {
            // Between the signs of "--ocr-time" browsers would end a line.
            out.push_str("<span class=\"w\">");
            escape(&mut out, bare);
            out.push_str("</span>");
        } else {
            escape(&mut out, bare);
        }
        escape(&mut out, &word[bare.len()..]);
    }
    out
}

fn escape(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#x27;"),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_whole_and_nothing_is_lost() {
        let shown = broken("ตำบลทุ่งดอกรัก <b> & \"x\"\nการทุจริต");
        assert!(!shown.contains("<b>") && shown.contains("&lt;b&gt; &amp; &quot;x&quot;\n"), "{shown}");
        let bare = shown.replace("<wbr>", "").replace("<span class=\"w\">", "").replace("</span>", "");
        assert_eq!(bare, "ตำบลทุ่งดอกรัก &lt;b&gt; &amp; &quot;x&quot;\nการทุจริต");
        let year = broken("ประจำปีงบประมาณ พ.ศ. 2564 รอบ");
        assert!(year.contains(">พ.ศ. 2564</span> "), "{year}");
        assert!(broken("อำเภอควนโดน").contains(">อำเภอควนโดน<"));
        assert!(broken(&"กกก".repeat(20)).starts_with("<span class=\"w l\">"), "no word is that long");
        assert_eq!(broken("เพิ่ม (--ocr-time 5m)").matches(">(--ocr-time</span> 5m)").count(), 1);
        assert_eq!(broken("https://a.go.th/?a=1&b"), "https://a.go.th/?a=1&amp;b");
    }
}
