//! A comparison as one page, in the looks of the report.

use std::io;

use minijinja::context;
use minijinja::value::Value;

use super::diff::{Changed, Diff, Way};
use super::words::{Lang, fill};
use super::{clean::clean, diff_text as lines, shell, words_diff};

const PAGE: &str = "diff.html";

pub(super) fn page(diff: &Diff, lang: Lang) -> io::Result<String> {
    let mut engine = shell::engine().map_err(io::Error::other)?;
    engine.add_template(PAGE, include_str!("diff.html")).map_err(io::Error::other)?;
    let own = words_diff::of(lang);
    let name = if diff.new.name.is_empty() { &diff.new.url } else { &diff.new.name };
    let groups = lines::ORDER.into_iter().filter_map(|way| {
        let items = diff.with(way);
        let title = fill(own.way(way), &[&items.len().to_string()]);
        (!items.is_empty()).then(|| {
            context! {
                title => title,
                tone => match way { Way::Lost => "fail", Way::Gained => "pass", _ => "" },
                items => items.into_iter().map(|it| item(it, lang)).collect::<Value>(),
            }
        })
    });
    let (css, policy) = shell::style_and_policy(None);
    let view = context! {
        lang => lang.code(),
        css => Value::from_safe_string(css),
        policy => policy,
        name => clean(name),
        compared => lines::compared(diff, lang),
        scores => lines::scores(diff, lang),
        years => (diff.old.year != diff.new.year).then(|| lines::years(diff, lang)),
        nothing => diff.items.is_empty().then_some(own.nothing),
        groups => groups.collect::<Value>(),
    };
    let page = engine.get_template(PAGE).map_err(io::Error::other)?;
    page.render(view).map_err(io::Error::other)
}

fn item(item: &Changed, lang: Lang) -> Value {
    context! {
        id => clean(&item.id),
        title => clean(&item.title),
        lines => lines::told(item, lang).iter().map(|line| clean(line)).collect::<Vec<_>>(),
    }
}
