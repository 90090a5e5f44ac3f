//! The sentences in English.

use super::words::Words;
use crate::crawl::tls::Fault;
use crate::crawl::{Status, Stop};
use crate::extract::Kind;
use crate::mark::waiver::Why;

pub(super) static WORDS: Words = Words {
    form: "OIT form, fiscal year B.E. {}",
    as_of: "as of {}",
    sub_indicator: "Sub-indicator {}",
    indicator: "Indicator {}",
    item: "Item",
    issue: "What is checked",
    comment: "Comment",
    score: "Score",
    pass: "pass",
    fail: "fail",
    review: "look",
    not_determined: "unknown",
    not_applicable: "excused",
    draft: "draft criteria",
    draft_items: "* Draft criteria: the number, title or elements of this item rest on general knowledge; no document of this year confirms them yet. Compare with the official manual before you rely on the result.",
    draft_form: "Not yet confirmed of this year's form: {}",
    result: "Score",
    band: "level {}",
    oit: "OIT score",
    ita: "ITA total",
    from_surveys: "with IIT {} and EIT {} as given",
    range_note: "The low figure counts open items as 0, the high one as 100.",
    gaps: "What to mend, by the points it wins back",
    gaps_note: "Points are those of mending that item alone; one that needs another first counts once that one passes.",
    no_gaps: "No item failed.",
    points: "Wins",
    fix: "Repair",
    submit: "URL to submit",
    found_at: "found at (mend first)",
    open: "Open",
    no_place: "No page or file for this item was found.",
    look: "What a person must look at",
    look_note: "The program cannot decide these: open them and judge.",
    undetermined: "Items that cannot be told yet",
    undetermined_note: "Too little of the site could be read to call them missing.",
    coverage: "What was read of the site",
    read: "{} [page|pages] and {} [file|files] read",
    not_read: "{} [address|addresses] not read",
    all_read: "Everything found was read.",
    incomplete: "Not everything found was read.",
    stopped_by: "Stopped early: {}",
    scans_cut: "{} of {} scanned [page|pages] in {} [file|files] not read: a limit came first (--ocr-pages, --ocr-time, --max-time)",
    scans_aside: "{} of {} scanned [page|pages] in {} [file|files] not read: after the first ones only what an item that did not pass may use is read (--ocr-whole reads all)",
    and_more: "and {} more",
    evidence: "Evidence",
    page: "page {}",
    found_on: "Linked from",
    clicks: "{} [click|clicks] from the home page",
    judges: "Why it was judged so",
    near: "Near, but not it",
    yes: "yes",
    no: "no",
    cannot_tell: "cannot tell",
    confidence: "Confidence",
    history: "Earlier results",
    contents: "In this report",
    table: "The table",
    fetched: "read on {}",
    screenshot: "screenshot of {}",
    made_by: "Made by {}. This is a check beforehand, not the official result.",
    home: "หน้าหลัก",
    url: "URL",
    note: "Note",
    verdict: "Result",
    path_right: "The click path leads to the URL",
    path_no_such_word: "Click path: “{}” is not on {}",
    path_elsewhere: "The click path does not lead to {}",
    unlinked: "no link from the home page",
    sheet_table: "Table",
    sheet_gaps: "Gaps",
    sheet_evidence: "Evidence",
    sheet_submission: "Submission",
    sheet_coverage: "Coverage",
    sub_indicator_head: "Sub-indicator",
    group: "Group",
    worth_oit: "Wins OIT",
    worth_ita: "Wins ITA",
    document: "Document",
    kind_head: "Kind",
    page_head: "Page",
    quote: "Quote",
    click_path: "Click path",
    read_on: "Read on",
    not_read_why: "Why not read",
    since: "Compared with the audit of {}",
    gained: "{} more [item passes|items pass]: {}",
    lost: "{} [item passed then and does|items passed then and do] not now: {}",
    changed: "{} [item ends|items end] otherwise, or for another reason: {}",
    more_read: "of these {} since more of the same scans was read this time: {}",
    less_read: "of these {} since less of the same scans was read this time: {} ({})",
    later: "{} [item passes now but does|items pass now but do] not count in this round, since [it was|they were] added after the first: {}",
    nothing_changed: "No item changed.",
    round_score: "OIT score of this round {}",
    not_this_round: "not this round",
    with_waivers: "OIT score as people count it {}",
    without_waivers: "OIT score as the program judged {}",
    waived: "A person says:",
    counted_as: "counted as {}",
    waived_by: "by {}",
    waived_until: "until {}",
    waiver_ended: "ended on {} and does not count",
    waiver_ends_soon: "ends on {}",
    no_such_item: "this year's form has no such item; it does not count",
    waiver_not_needed: "the program judges so already; the line can go",
    no_extension: "The file name has no extension to tell the format.",
    unknown_extension: "Unknown format .{}.",
    known_extensions: "Known: {}",
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    era: 0,
    kind,
    status,
    advice,
    stop,
    why,
};

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Html => "web page",
        Kind::Pdf => "PDF",
        Kind::Text => "document",
        Kind::Sheet => "spreadsheet",
        Kind::Slides => "slides",
        Kind::Plain => "text",
        Kind::Archive => "archive",
        Kind::Image => "picture",
        Kind::Unknown => "file",
    }
}

/// What can be done about a scan that nobody tried to read.
pub(super) const NO_OCR: &str = "Audit again with OCR (oit doctor), or publish a file whose text can be copied; photographs without words are well as they are";

/// The same where there was OCR, and this audit did without.
pub(super) const OCR_OFF: &str = "OCR was not used this time, so pictures and scans were not read (oit audit reads them unless told --ocr never); photographs without words are well as they are";

/// What can be done about a scan for which no pages or no time were left.
pub(super) const OVER_BUDGET: &str = "The pages or the time for reading scans ended first: allow more with --ocr-pages, --ocr-time or --max-time and audit again, or publish a file whose text can be copied";

/// What can be done about a scan that took longer than a page may.
pub(super) const NOT_IN_TIME: &str = "This scan was not read in time: audit again when the machine is less busy, or allow more with --ocr-time, or publish a file whose text can be copied";

/// What can be done about a file that was not read, by the Thai words: reports from before its reason had a status
/// of its own.
pub(super) fn unread_advice(thai: &str) -> Option<&'static str> {
    let reasons = [Status::Locked, Status::Broken, Status::OverLimit, Status::ReaderCrashed];
    reasons.into_iter().find(|status| status.advice() == thai).map(advice)
}

fn advice(status: Status) -> &'static str {
    match status {
        Status::Read | Status::OutOfScope => "",
        Status::Unreadable => {
            "If it is a picture of a document, publish a file whose text can be copied; photographs without words are well as they are"
        }
        Status::ScanNotRead => {
            "Audit again so that all scans are read, or publish a file whose text can be copied; photographs without words are well as they are"
        }
        Status::Locked => "It is behind a password, and nobody else can open it: publish a file without one",
        Status::Broken => {
            "It is broken or was not uploaded whole: save it anew in the program that made it, and upload that"
        }
        Status::OverLimit => {
            "It is too large or takes too long to read: split it, save it smaller, or let a person open it"
        }
        Status::ReaderCrashed => {
            "The program could not read it: let a person open it, and save it anew if that fails"
        }
        Status::ReaderTimedOut => {
            "It takes too long to read: let a person open it, or split it or save it in a simpler form"
        }
        Status::NeedsScript => {
            "Let Chromium open it on the machine that audits and audit again (oit doctor says what hinders), or let the page show its list without JavaScript"
        }
        Status::NotReached => "Allow more pages, bytes or time, and audit again",
        Status::RobotsDenied => "Let robots.txt allow this page: the assessor and the public cannot find it",
        Status::RobotsUnavailable => "Let /robots.txt answer 200 or 404, and audit again later",
        Status::NotFound => "Mend the link, or bring the page back",
        Status::SoftNotFound => "Mend the link or publish the page; a missing page should answer 404",
        Status::Forbidden => "Let the public read it without signing in",
        Status::Throttled => "Audit again more slowly (--rate), or ask the site's keeper for leave",
        Status::ServerError => "Have the server mended, and audit again",
        Status::ClientError => "See whether the link is right and opens in a browser",
        Status::Blocked => {
            "Ask the site's keeper to let the program in (its name is in User-Agent) and audit again slowly (--rate 0.5); some of the public may be shut out as well"
        }
        Status::Garbled => {
            "Tell the site's keeper: the server's answer is no proper HTTP, or its compression is broken"
        }
        Status::DnsFailed => "See to the domain in the link and to DNS",
        Status::ConnectFailed => "See whether the server is up and no firewall shuts it off, and audit again",
        Status::TlsFailed => "Renew the HTTPS certificate, or install its whole chain",
        Status::TimedOut => "Audit again when the site is faster, or mend the slow page",
        Status::Truncated => "Upload the whole file again, and see to the server's Content-Length",
        Status::TooLarge => "Split or shrink the file so that the public can open it",
        Status::RedirectLoop => "Mend the redirect that leads back to itself",
        Status::RedirectBlocked => "Let the link lead straight to the agency's own page",
        Status::AddressBlocked => {
            "The link leads into an inner network: give it an address that the public can open"
        }
        Status::InViewer => {
            "Put the document itself, as PDF, on the agency's site, or let everybody with the link download it"
        }
        Status::Trap => {
            "The same page has addresses without end; if there is content, link it straight from a menu"
        }
        Status::BadAddress => "Make the link a proper web address",
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Read => "read",
        Status::Unreadable => "opened, but its text cannot be read",
        Status::ScanNotRead => "a picture or scan that was not read this time",
        Status::Locked => "behind a password",
        Status::Broken => "broken",
        Status::OverLimit => "too large once opened",
        Status::ReaderCrashed => "the program could not read it",
        Status::ReaderTimedOut => "takes too long to read",
        Status::NeedsScript => "made by scripts, and not opened in a browser",
        Status::NotReached => "not visited yet",
        Status::RobotsDenied => "forbidden by robots.txt",
        Status::RobotsUnavailable => "robots.txt could not be had",
        Status::NotFound => "not found (404)",
        Status::SoftNotFound => "the page says there is nothing",
        Status::Forbidden => "not open to the public",
        Status::Throttled => "the site asked to slow down (429)",
        Status::ServerError => "server error (5xx)",
        Status::ClientError => "refused by the site (4xx)",
        Status::Blocked => "keeps programs out",
        Status::Garbled => "what came is no HTTP",
        Status::DnsFailed => "unknown domain name",
        Status::ConnectFailed => "no connection",
        Status::TlsFailed => "HTTPS certificate is at fault",
        Status::TimedOut => "too slow to answer",
        Status::Truncated => "cut off on the way",
        Status::TooLarge => "file too large",
        Status::RedirectLoop => "redirects in a circle",
        Status::RedirectBlocked => "redirects off the site",
        Status::AddressBlocked => "not a public address",
        Status::OutOfScope => "on another site",
        Status::InViewer => "in a viewer that lets nothing be read",
        Status::Trap => "endless link, cut",
        Status::BadAddress => "not a web address",
    }
}

fn stop(stop: Stop) -> &'static str {
    match stop {
        Stop::Pages => "limit of pages",
        Stop::Bytes => "limit of data",
        Stop::Time => "limit of time",
        Stop::Depth => "limit of depth",
        Stop::Interrupted => "interrupted",
    }
}

fn why(why: Why) -> &'static str {
    match why {
        Why::NotApplicable => "not applicable to this agency",
        Why::Accepted => "known and accepted",
        Why::DetectedWrongly => "detected wrongly",
        Why::Planned => "planned to be mended",
    }
}

/// What is wrong with a certificate, and what can be done about it.
pub(super) fn certificate(fault: Fault) -> (&'static str, &'static str) {
    match fault {
        Fault::Expired => ("it has expired", "renew the certificate, and have it renewed by itself"),
        Fault::NotYetValid => (
            "it is not valid yet (or this machine's clock is wrong)",
            "see to the days of the server and of the certificate",
        ),
        Fault::WrongName => {
            ("it belongs to another name", "have it issued for this name, with and without www")
        }
        Fault::UnknownIssuer => (
            "its issuer is unknown (self-made, or the chain is not whole)",
            "install the whole chain (fullchain) of an issuer that browsers know",
        ),
        Fault::Revoked => ("it was revoked", "have a new one issued"),
        Fault::OldProtocol => {
            ("the server speaks an old TLS or ciphers no longer used", "allow TLS 1.2 and later")
        }
        Fault::Other => ("it could not be verified", "have a new one issued by an issuer that browsers know"),
    }
}

/// Under the assessor's Thai comment: what was asked of the item.
pub(super) fn cause(known: bool, asked: &str) -> String {
    if known { format!("Not met: {asked}") } else { format!("Could not be told: {asked}") }
}
