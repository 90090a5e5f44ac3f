//! A fault in a rule file, drawn under the very words.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::both;
use crate::config::faults::told;

/// What is wrong in a rule file and where.
#[derive(Debug, Clone)]
pub struct Fault {
    /// File as it should be named to the reader.
    pub file: String,
    pub source: String,
    /// Bytes in `source`.
    pub span: std::ops::Range<usize>,
    pub message: String,
    pub help: Option<String>,
    /// A warning does not stop the audit.
    pub warning: bool,
}

impl Fault {
    pub fn error(file: &str, source: &str, span: std::ops::Range<usize>, message: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            source: source.to_owned(),
            span,
            message: message.into(),
            help: None,
            warning: false,
        }
    }

    pub fn warning(
        file: &str,
        source: &str,
        span: std::ops::Range<usize>,
        message: impl Into<String>,
    ) -> Self {
        Self { warning: true, ..Self::error(file, source, span, message) }
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What the TOML reader says, with the place it names.
    pub fn from_toml(file: &str, source: &str, error: &toml::de::Error) -> Self {
        let span = error.span().unwrap_or(0..source.len().min(1));
        let begin = source.get(..span.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let line = source.get(begin..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let (message, mut help) = told(error.message(), line);
        if error.message().starts_with("unknown") {
            help.push_str(&both!(" · ดู rules/README.md", " · see rules/README.md"));
        }
        Self::error(file, source, span, message).help(help)
    }

    /// File, line and caret; the caret stands right under Thai letters.
    pub fn draw(&self, colour: bool) -> String {
        let level = if self.warning {
            Level::WARNING.with_name(both!("คำเตือน", "warning"))
        } else {
            Level::ERROR.with_name(both!("ผิดพลาด", "error"))
        };
        let end = self.span.end.clamp(self.span.start, self.source.len());
        let start = self.span.start.min(self.source.len());
        let snippet = Snippet::source(self.source.as_str())
            .path(self.file.as_str())
            .annotation(AnnotationKind::Primary.span(start..end));
        let mut group = Group::with_title(level.primary_title(self.message.as_str())).element(snippet);
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.with_name(both!("ทางแก้", "help")).message(help.as_str()));
        }
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        renderer.render(&[group])
    }
}
