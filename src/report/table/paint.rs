//! Lines, columns and colours.

use anstyle::{AnsiColor, Style};

use crate::report::readable;
use crate::thai::width;

/// What a piece of text means; colour only repeats what the text already says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Plain,
    /// Headings and totals.
    Strong,
    /// Rules, column heads, passes: there, but out of the way.
    Quiet,
    Bad,
    /// Not settled yet.
    Open,
}

impl Tone {
    fn style(self) -> Style {
        let style = Style::new();
        match self {
            Tone::Plain => style,
            Tone::Strong => style.bold(),
            Tone::Quiet => style.dimmed(),
            Tone::Bad => style.bold().fg_color(Some(AnsiColor::Red.into())),
            Tone::Open => style.fg_color(Some(AnsiColor::Yellow.into())),
        }
    }
}

/// The screen as it grows, line by line.
pub(super) struct Canvas {
    pub width: usize,
    colour: bool,
    text: String,
}

impl Canvas {
    pub fn new(width: usize, colour: bool) -> Canvas {
        Canvas { width, colour, text: String::new() }
    }

    pub fn finish(self) -> String {
        self.text
    }

    pub fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A heading with a rule under it.
    pub fn heading(&mut self, left: &str, right: &str) {
        self.blank();
        self.ends("", (Tone::Strong, left), (Tone::Strong, right));
        self.line(&[(Tone::Quiet, "─".repeat(self.width))]);
    }

    /// One line out of pieces, without blanks at its end.
    pub fn line(&mut self, pieces: &[(Tone, String)]) {
        let last = pieces.iter().rposition(|(_, text)| !text.trim_end().is_empty());
        for (nth, (tone, text)) in pieces.iter().enumerate().take(last.map_or(0, |last| last + 1)) {
            let text = if Some(nth) == last { text.trim_end() } else { text };
            self.painted(*tone, text);
        }
        self.blank();
    }

    fn painted(&mut self, tone: Tone, text: &str) {
        if self.colour && tone != Tone::Plain && !text.trim().is_empty() {
            let style = tone.style();
            self.text.push_str(&format!("{style}{text}{style:#}"));
        } else {
            self.text.push_str(text);
        }
    }

    /// Wrapped text, indented.
    pub fn text(&mut self, indent: usize, tone: Tone, text: &str) {
        for line in width::wrap(text, self.width.saturating_sub(indent)) {
            self.line(&[(Tone::Plain, " ".repeat(indent)), (tone, line)]);
        }
    }

    /// An address, never broken: a broken one cannot be copied. Where the line has no room left behind the
    /// label, it stands below.
    pub fn address(&mut self, indent: usize, label: &str, url: &str) {
        let label = if label.is_empty() { String::new() } else { format!("{label}  ") };
        if !label.is_empty() && indent + width::width(&label) + width::width(&readable(url)) > self.width {
            self.line(&[(Tone::Plain, " ".repeat(indent)), (Tone::Quiet, label.trim_end().to_owned())]);
            self.line(&[(Tone::Plain, " ".repeat(indent)), (Tone::Plain, readable(url))]);
            return;
        }
        self.line(&[(Tone::Plain, " ".repeat(indent)), (Tone::Quiet, label), (Tone::Plain, readable(url))]);
    }

    /// Text after a label, wrapped under itself.
    pub fn labelled(&mut self, indent: usize, label: (Tone, &str), text: &str) {
        let column = indent + width::width(label.1);
        for (nth, line) in width::wrap(text, self.width.saturating_sub(column)).into_iter().enumerate() {
            let start = if nth == 0 { label.1.to_owned() } else { " ".repeat(column - indent) };
            self.line(&[(Tone::Plain, " ".repeat(indent)), (label.0, start), (Tone::Plain, line)]);
        }
    }

    /// Text on the left behind a label, wrapped under itself if it must be, and a figure at the
    /// right edge of its first line.
    pub fn ends(&mut self, label: &str, left: (Tone, &str), right: (Tone, &str)) {
        let indent = width::width(label);
        let room = self.width.saturating_sub(indent + width::width(right.1) + 2);
        for (nth, line) in width::wrap(left.1, room).into_iter().enumerate() {
            let line = if nth == 0 { width::pad(&line, room + 2) } else { line };
            let label = if nth == 0 { label.to_owned() } else { " ".repeat(indent) };
            let mut pieces = vec![(left.0, label), (left.0, line)];
            if nth == 0 {
                pieces.push((right.0, right.1.to_owned()));
            }
            self.line(&pieces);
        }
    }
}
