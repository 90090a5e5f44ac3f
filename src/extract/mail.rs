//! A message as mail programs save it (EML): who wrote it about what, what it says, and the files it carries.

use super::charset;
use super::document::{Block, Document, Kind, Role};
use super::mhtml::{base64, between, boundary, field, quoted_printable, split};
use super::pdf::File;
use super::{Hints, text_repair};

/// Parts within parts.
const MAX_DEPTH: u8 = 6;
const MAX_FILES: usize = 100;
/// Fields that messages begin with.
const FIELDS: [&str; 11] = [
    "from",
    "to",
    "subject",
    "date",
    "received",
    "return-path",
    "message-id",
    "delivered-to",
    "mime-version",
    "content-type",
    "reply-to",
];
/// Lines of a head that are looked at.
const MOST_LINES: usize = 60;

/// Whether a text begins as a message does: with fields, and among them whom it is from and what tells a message
/// from a form that somebody filled in. `named`: the file's name says that it is one.
pub(super) fn is(head: &str, named: bool) -> bool {
    let mut known: Vec<&str> = Vec::new();
    // A page that a browser saved is a message too, from "<Saved by …>" and to nobody.
    let mut saved = false;
    for line in head.lines().take(MOST_LINES) {
        if line.trim().is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, value)) = line.split_once(':') else { return false };
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return false;
        }
        known.extend(FIELDS.iter().copied().filter(|field| name.eq_ignore_ascii_case(field)));
        let value = value.trim().to_ascii_lowercase();
        saved |= name.eq_ignore_ascii_case("snapshot-content-location")
            || name.eq_ignore_ascii_case("from") && value.starts_with("<saved by")
            || name.eq_ignore_ascii_case("content-type") && value.starts_with("multipart/related");
    }
    let has = |name: &str| known.contains(&name);
    let sent = ["to", "received", "delivered-to", "return-path"].iter().any(|f| has(f));
    let dated = ["date", "received", "message-id", "mime-version"].iter().any(|f| has(f));
    let whole = has("from") && known.len() >= 3 && sent && dated;
    // A draft is to nobody yet, and has no date.
    let draft = has("from") && has("mime-version") && has("content-type");
    whole || !saved && (draft || named && known.len() >= 2)
}

#[derive(Default)]
struct Found {
    plain: Option<Document>,
    page: Option<Document>,
    files: Vec<File>,
}

/// The message, and the files it carries.
pub(super) fn read(bytes: &[u8], hints: &Hints<'_>) -> (Document, Vec<File>) {
    let mut found = Found::default();
    find(bytes, MAX_DEPTH, hints, &mut found);
    let mut document = match (found.page, found.plain) {
        (Some(page), _) if !page.blocks.is_empty() => page,
        (_, Some(plain)) => plain,
        (page, None) => page.unwrap_or_else(|| Document { kind: Kind::Plain, ..Document::default() }),
    };
    let head = split(bytes).map_or("", |(head, _)| head);
    let said = |name: &str| field(head, name).map(decoded).filter(|said| !said.is_empty());
    let subject = said("subject");
    let mut top = Vec::new();
    top.extend(subject.as_ref().map(|text| block(Role::Heading(1), text.clone())));
    let about = [("จาก", said("from")), ("ถึง", said("to")), ("วันที่", said("date"))];
    let about = about.into_iter().filter_map(|(name, said)| Some(format!("{name} {}", said?)));
    top.extend(about.map(|line| block(Role::Paragraph, line)));
    let before = top.len();
    document.links.iter_mut().for_each(|link| link.block = link.block.map(|at| at + before));
    document.images.iter_mut().for_each(|image| image.block = image.block.map(|at| at + before));
    document.blocks.splice(0..0, top);
    document.title = subject.unwrap_or(document.title);
    (document, found.files)
}

fn block(role: Role, text: String) -> Block {
    Block { role, text, ..Block::default() }
}

fn find(message: &[u8], depth: u8, hints: &Hints<'_>, found: &mut Found) {
    let Some((head, body)) = split(message) else { return };
    let media_type = field(head, "content-type").unwrap_or("text/plain");
    let lower = media_type.to_ascii_lowercase();
    if lower.starts_with("multipart/") {
        match boundary(media_type).filter(|_| depth > 0) {
            Some(boundary) => {
                let mark = format!("--{boundary}");
                between(body, mark.as_bytes())
                    .into_iter()
                    .for_each(|part| find(part, depth - 1, hints, found));
            }
            None => found.add(None, "", None),
        }
        return;
    }
    let coding = field(head, "content-transfer-encoding").unwrap_or_default().to_ascii_lowercase();
    let bytes = match coding.as_str() {
        "base64" => base64(body),
        "quoted-printable" => quoted_printable(body),
        _ => body.to_vec(),
    };
    let disposition = field(head, "content-disposition").unwrap_or_default();
    let name = parameter(disposition, "filename").or_else(|| parameter(media_type, "name"));
    let is_file = disposition.to_ascii_lowercase().starts_with("attachment");
    // Pictures in the message's own page: emblems, mostly.
    let is_shown = lower.starts_with("image/") && field(head, "content-id").is_some();
    if lower.starts_with("message/") {
        // Within it all is as in a message by itself.
        let subject = split(&bytes).and_then(|(head, _)| field(head, "subject")).map(decoded);
        let name = name.or(subject.filter(|s| !s.is_empty()).map(|s| s.replace('/', "-")));
        found.add(name, ".eml", Some(bytes));
    } else if lower.starts_with("text/html") && !is_file && found.page.is_none() {
        found.page = Some(super::html::read(&bytes, hints.url, media_type));
    } else if lower.starts_with("text/") && !is_file && found.plain.is_none() {
        let hints = Hints { media_type, ..*hints };
        found.plain = Some(super::text::read(&bytes, &hints));
    } else if !is_shown || is_file {
        found.add(name, "", Some(bytes));
    }
}

impl Found {
    /// A part that is read by itself; `None` in place of one that cannot be had. `end`: what its name ends in.
    fn add(&mut self, name: Option<String>, end: &str, content: Option<Vec<u8>>) {
        // What stands behind the last part is blank.
        let blank = |content: &Vec<u8>| content.iter().all(u8::is_ascii_whitespace);
        if self.files.len() > MAX_FILES || name.is_none() && content.as_ref().is_some_and(blank) {
            return;
        }
        let number = self.files.len() + 1;
        let mut name = name.unwrap_or_else(|| format!("ส่วนที่ {number}"));
        if !name.to_ascii_lowercase().ends_with(end) {
            name += end;
        }
        if self.files.iter().any(|(known, _)| *known == name) {
            // One of the two would stand for both.
            name = match name.rsplit_once('.') {
                Some((bare, end)) => format!("{bare} ({number}).{end}"),
                None => format!("{name} ({number})"),
            };
        }
        // That there are more is told once.
        self.files.push((name, content.filter(|_| number <= MAX_FILES)));
    }
}

/// A parameter of a field: `filename="…"`, or in the coded form `filename*=utf-8''…`.
fn parameter(field: &str, name: &str) -> Option<String> {
    for part in field.split(';').skip(1) {
        let Some((key, value)) = part.split_once('=') else { continue };
        let (key, value) = (key.trim(), value.trim().trim_matches('"'));
        if key.eq_ignore_ascii_case(name) {
            return Some(decoded(value)).filter(|name| !name.is_empty());
        }
        if key.strip_suffix('*').is_some_and(|key| key.eq_ignore_ascii_case(name)) {
            let coded = value.rsplit('\'').next().unwrap_or_default();
            return Some(percent_encoding::percent_decode_str(coded).decode_utf8_lossy().into_owned());
        }
    }
    None
}

/// A field's text: `=?utf-8?B?4LmB4Lic4LiZ?=` is letters in ASCII's clothes.
fn decoded(field: &str) -> String {
    let mut out = String::new();
    let mut rest = field;
    while let Some((plain, word)) = rest.split_once("=?") {
        let mut parts = word.splitn(3, '?');
        let whole = parts.next().zip(parts.next()).zip(parts.next().and_then(|text| text.split_once("?=")));
        let Some(((label, coding), (text, after))) = whole else { break };
        // Blanks between two such words are none.
        if !plain.trim().is_empty() || out.is_empty() {
            out.push_str(plain);
        }
        let bytes = match coding {
            "B" | "b" => base64(text.as_bytes()),
            _ => quoted_printable(text.replace('_', " ").as_bytes()),
        };
        out.push_str(&charset::decode(&bytes, &format!("text/plain; charset={label}")).0);
        rest = after;
    }
    out.push_str(rest);
    text_repair::text(&out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGE: &str = "Received: by mail\r\nFrom: =?utf-8?B?4Lit4Lia4LiVLg==?= <a@example.go.th>\r\nTo: b@example.go.th\r\n\
        Subject: =?utf-8?Q?=E0=B9=81=E0=B8=9C=E0=B8=99?= =?utf-8?Q?_2568?=\r\nDate: Mon, 3 Mar 2025 09:00:00 +0700\r\n\
        MIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n boundary=\"b1\"\r\n\r\n--b1\r\n\
        Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n4Lia4Lij4Li04LiB4Liy4Lij\r\n--b1\r\n\
        Content-Type: text/csv; name=\"a.csv\"\r\nContent-Disposition: attachment; filename=\"a.csv\"\r\n\r\nx,y\r\n1,2\r\n--b1--\r\n";

    #[test]
    fn a_message_is_read_with_what_it_carries() {
        let document = crate::extract::read(MESSAGE.as_bytes(), &Hints::default());
        assert_eq!(document.title, "แผน 2568");
        let said: Vec<_> = document.blocks.iter().map(|b| b.text.as_str()).collect();
        assert_eq!(said[..2], ["แผน 2568", "จาก อบต. <a@example.go.th>"]);
        assert!(said.contains(&"บริการ"), "{said:?}");
        let carried = document.blocks.iter().find(|b| b.place.file.as_deref() == Some("a.csv"));
        assert_eq!(carried.map(|b| b.cells.len()), Some(2), "{said:?}");
    }

    #[test]
    fn a_form_with_fields_is_no_message() {
        assert!(is(MESSAGE, false));
        assert!(!is("From: A\nTo: B\nSubject: C\n\nx", false));
        assert!(!is("ที่: 1\nFrom: A\nDate: 2\nTo: 3", true));
        assert!(is("From: A\nTo: B\nSubject: C\n\nx", true));
        assert!(!is("ประกาศ\n\nx", true));
    }

    #[test]
    fn a_message_to_nobody_is_one_and_a_saved_page_is_none() {
        let head = "Subject: a\nFrom: a@b\nMIME-Version: 1.0\nContent-Type: ";
        assert!(is(&format!("{head}multipart/mixed; boundary=\"b\"\n\n"), false));
        assert!(!is(&format!("{head}multipart/related; boundary=\"b\"\n\n"), false));
        let saved =
            "From: <Saved by Blink>\nSubject: a\nDate: x\nMIME-Version: 1.0\nContent-Type: text/html\n\n";
        assert!(!is(saved, false) && !is(saved, true));
    }

    #[test]
    fn a_message_within_a_message_and_parts_without_a_name_are_read() {
        let outer = "Subject: outer\nFrom: a@b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b2\"\n\n\
            --b2\nContent-Type: text/plain; charset=utf-8\n\nดูจดหมายแนบ\n\
            --b2\nContent-Type: text/plain; charset=utf-8\n\nท้ายจดหมาย\n\
            --b2\nContent-Type: multipart/mixed\n\nx\n\
            --b2\nContent-Type: message/rfc822\n\n";
        let document =
            crate::extract::read(format!("{outer}{MESSAGE}\r\n--b2--\r\n").as_bytes(), &Hints::default());
        let said: Vec<_> =
            document.blocks.iter().map(|b| (b.place.file.as_deref(), b.text.as_str())).collect();
        for wanted in [
            (None, "ดูจดหมายแนบ"),
            (Some("ส่วนที่ 1"), "ท้ายจดหมาย"),
            (Some("แผน 2568.eml"), "บริการ"),
            (Some("แผน 2568.eml/a.csv"), "x | y"),
        ] {
            assert!(said.contains(&wanted), "{wanted:?} {said:?}");
        }
        let unread: Vec<_> = document.unread.iter().map(|u| u.file.as_deref()).collect();
        assert_eq!(unread, [Some("ส่วนที่ 2")], "a part that cannot be taken apart is told");
    }
}
