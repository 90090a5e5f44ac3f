//! Forms: where they send, what they ask, and under which labels.

use url::Url;

use super::blocks::{append, space};
use super::links::resolve;
use super::tree::Node;
use super::{clean, shorten};
use crate::extract::{Document, Field, Form, Region};

/// ASP.NET wraps every page in one form; its text need not be the whole page.
const TEXT: usize = 8_000;
const FIELDS: usize = 500;

/// The forms being read.
#[derive(Default)]
pub(super) struct Forms {
    open: Vec<Open>,
    labels: Vec<Label>,
    button: Option<String>,
}

struct Open {
    form: Form,
    /// First node after it; of a form the parser left empty (`<table><form><tr>`), of its parent.
    end: usize,
    ids: Vec<String>,
    labels: Vec<(String, String)>,
    /// The words just before the next field.
    before: String,
    fresh: bool,
    /// A checkbox or radio button waits for the words after it.
    after: Option<usize>,
    link: Option<usize>,
    implied: bool,
}

struct Label {
    target: String,
    text: String,
    /// Number of fields when it began.
    fields: usize,
}

impl Forms {
    /// `link` is the number of the [`crate::extract::Link`] made for its action.
    pub fn open(&mut self, nodes: &[Node], node: usize, base: &Url, region: Region, link: Option<usize>) {
        let this = &nodes[node];
        let parent = &nodes[this.parent];
        let emptied = this.end == node + 1 && matches!(parent.name(), "table" | "tbody" | "thead" | "tr");
        let end = if emptied { parent.end } else { this.end };
        let action = this.attr("action").unwrap_or_default();
        let method = if this.attr("method").is_some_and(|m| m.trim().eq_ignore_ascii_case("post")) {
            "post"
        } else {
            "get"
        };
        let action = resolve(base, action).unwrap_or_else(|| base.as_str().to_owned());
        self.add(Form { action, method: method.to_owned(), region, ..Form::default() }, end, link, false);
    }

    fn add(&mut self, form: Form, end: usize, link: Option<usize>, implied: bool) {
        self.open.push(Open {
            form,
            end,
            ids: Vec::new(),
            labels: Vec::new(),
            before: String::new(),
            fresh: false,
            after: None,
            link,
            implied,
        });
    }

    /// Fields without a form are sent by a script; the page is their form.
    pub fn ensure(&mut self, nodes: &[Node], base: &Url, region: Region) {
        if self.open.is_empty() {
            let end = nodes.first().map_or(0, |n| n.end);
            let form = Form { action: base.as_str().to_owned(), region, ..Form::default() };
            self.add(form, end, None, true);
        }
    }

    pub fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    pub fn set_heading(&mut self, heading: std::sync::Arc<[String]>) {
        if let Some(open) = self.open.last_mut() {
            open.form.heading = heading;
        }
    }

    /// Ends the forms that end before node `at`.
    pub fn close(&mut self, at: usize, doc: &mut Document) {
        while self.open.last().is_some_and(|o| o.end <= at) {
            let Some(open) = self.open.pop() else { return };
            let link = open.link;
            let implied = open.implied;
            let form = open.finish();
            if implied && form.fields.iter().filter(|f| f.kind != "hidden").count() < 2 {
                continue;
            }
            if let Some(link) = link.and_then(|l| doc.links.get_mut(l)) {
                link.text.clone_from(&form.button);
                link.context = shorten(&form.text, 400).to_owned();
            }
            doc.forms.push(form);
        }
    }

    pub fn text(&mut self, text: &str) {
        for label in &mut self.labels {
            append(&mut label.text, text);
        }
        if let Some(button) = &mut self.button {
            append(button, text);
        }
        let Some(open) = self.open.last_mut() else {
            return;
        };
        if open.form.text.len() < TEXT {
            append(&mut open.form.text, text);
        }
        if text.trim().is_empty() {
            return;
        }
        if let Some(field) = open.after.and_then(|f| open.form.fields.get_mut(f)) {
            append(&mut field.label, text);
            return;
        }
        if std::mem::take(&mut open.fresh) {
            open.before.clear();
        }
        if open.before.len() < 600 {
            append(&mut open.before, text);
        }
    }

    /// The text of an `option`, which belongs to no block.
    pub fn option(&mut self, text: &str) {
        if let Some(open) = self.open.last_mut().filter(|o| o.form.text.len() < TEXT) {
            append(&mut open.form.text, text);
            space(&mut open.form.text);
        }
    }

    pub fn boundary(&mut self) {
        if let Some(open) = self.open.last_mut() {
            space(&mut open.form.text);
            (open.fresh, open.after) = (true, None);
        }
    }

    pub fn open_label(&mut self, node: &Node) {
        let fields = self.open.last().map_or(0, |o| o.form.fields.len());
        if self.labels.len() < 8 {
            self.labels.push(Label {
                target: node.attr("for").unwrap_or_default().to_owned(),
                text: String::new(),
                fields,
            });
        }
        // `<label>ชื่อ</label>` begins the words for the next field.
        if let Some(open) = self.open.last_mut() {
            open.fresh = true;
        }
    }

    pub fn close_label(&mut self) {
        let (Some(label), Some(open)) = (self.labels.pop(), self.open.last_mut()) else {
            return;
        };
        let text = clean(&label.text);
        for field in open.form.fields.iter_mut().skip(label.fields) {
            field.label.clone_from(&text);
        }
        if !label.target.is_empty() && open.labels.len() < FIELDS {
            open.labels.push((label.target, text));
        }
        open.after = None;
    }

    pub fn open_button(&mut self) {
        if self.is_open() {
            self.button = Some(String::new());
        }
    }

    pub fn close_button(&mut self) {
        if let (Some(text), Some(open)) = (self.button.take(), self.open.last_mut()) {
            press(&mut open.form, &text);
        }
    }

    pub fn field(&mut self, node: &Node) {
        let Some(open) = self.open.last_mut() else {
            return;
        };
        let kind = match node.name() {
            "input" => node.attr("type").unwrap_or("text").trim().to_ascii_lowercase(),
            name => name.to_owned(),
        };
        let value = |name: &str| node.attr(name).map(clean).filter(|v| !v.is_empty());
        if matches!(kind.as_str(), "submit" | "button" | "image" | "reset") {
            let text = value("value").or_else(|| value("alt")).unwrap_or_default();
            return press(&mut open.form, &text);
        }
        if open.form.fields.len() >= FIELDS {
            return;
        }
        let hidden = kind == "hidden";
        let choice = matches!(kind.as_str(), "radio" | "checkbox");
        let label = if hidden {
            String::new()
        } else {
            let before = (!choice).then(|| clean(&open.before)).filter(|b| !b.is_empty());
            value("aria-label")
                .or(before)
                .or_else(|| value("placeholder"))
                .or_else(|| value("title"))
                .unwrap_or_default()
        };
        open.ids.push(node.attr("id").unwrap_or_default().to_owned());
        open.after = (choice && label.is_empty()).then_some(open.form.fields.len());
        if !hidden && !choice {
            open.before.clear();
        }
        open.form.fields.push(Field {
            name: node.attr("name").or_else(|| node.attr("id")).unwrap_or_default().to_owned(),
            label: tail(&label, 120),
            kind,
            required: node.attr("required").is_some() || node.attr("aria-required") == Some("true"),
            disabled: node.attr("disabled").is_some(),
        });
    }
}

impl Open {
    fn finish(mut self) -> Form {
        for (field, id) in self.form.fields.iter_mut().zip(&self.ids) {
            if let Some((_, text)) =
                self.labels.iter().find(|(target, text)| target == id && !text.is_empty())
            {
                field.label.clone_from(text);
            }
            field.label = clean(&field.label);
        }
        self.form.text = clean(&self.form.text);
        let asked: Vec<usize> =
            (0..self.form.fields.len()).filter(|n| self.form.fields[*n].kind != "hidden").collect();
        if let [only] = asked[..] {
            let field = &mut self.form.fields[only];
            const SEARCHES: [&str; 9] =
                ["q", "s", "search", "keyword", "keywords", "searchword", "query", "txtsearch", "word"];
            if field.kind == "text" && SEARCHES.contains(&field.name.to_ascii_lowercase().as_str()) {
                "search".clone_into(&mut field.kind);
            }
        }
        self.form
    }
}

fn press(form: &mut Form, text: &str) {
    let text = clean(text);
    if !text.is_empty() && form.button.len() < 500 {
        space(&mut form.button);
        form.button.push_str(&text);
    }
}

/// The last `most` characters: of a long text, the words next to the field.
fn tail(text: &str, most: usize) -> String {
    let count = text.chars().count();
    text.chars().skip(count.saturating_sub(most)).collect()
}
