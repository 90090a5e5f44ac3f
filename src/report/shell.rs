//! What every page of ours stands in: escaping templates, its own fonts and style, and what it may do.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Rest, Value};
use minijinja::{Environment, UndefinedBehavior};
use sha2::{Digest, Sha256};

use super::breaks::broken;
use super::words;

/// Templates whose lines leave no blanks, and whose values are all escaped.
pub(super) fn engine<'a>() -> Result<Environment<'a>, minijinja::Error> {
    let mut engine = Environment::new();
    let mut syntax = SyntaxConfig::builder();
    syntax.trim_blocks(true).lstrip_blocks(true);
    engine.set_syntax(syntax.build()?);
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.add_filter("fill", |sentence: &str, parts: Rest<String>| {
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        words::fill(sentence, &parts)
    });
    engine.add_filter("thai", |text: &str| Value::from_safe_string(broken(text)));
    Ok(engine)
}

/// Regular and bold, Thai and basic Latin: file, weight, letters.
const FONTS: [(&[u8], u32, &str); 4] = [
    (include_bytes!("fonts/sarabun-thai-400-normal.woff2"), 400, THAI),
    (include_bytes!("fonts/sarabun-latin-400-normal.woff2"), 400, LATIN),
    (include_bytes!("fonts/sarabun-thai-700-normal.woff2"), 700, THAI),
    (include_bytes!("fonts/sarabun-latin-700-normal.woff2"), 700, LATIN),
];
const THAI: &str = "U+0E01-0E5B,U+200C-200D,U+25CC";
const LATIN: &str = "U+0000-00FF,U+2000-200B,U+2010-206F,U+2122";

/// The page's own style, and what the page may do: nothing from outside, and of styles and scripts
/// only those given, by their hashes.
pub(super) fn style_and_policy(script: Option<&str>) -> (String, String) {
    let font = |(bytes, weight, letters): &(&[u8], u32, &str)| {
        let data = BASE64.encode(bytes);
        format!(
            "@font-face{{font-family:\"OIT Sarabun\";font-weight:{weight};src:url(data:font/woff2;base64,{data}) format(\"woff2\");unicode-range:{letters}}}\n"
        )
    };
    let css: String = FONTS.iter().map(font).chain([include_str!("page.css").to_owned()]).collect();
    let hash = |text: &str| format!("'sha256-{}'", BASE64.encode(Sha256::digest(text)));
    let scripts = script.map(|text| format!(" script-src {};", hash(text))).unwrap_or_default();
    let policy = format!(
        "default-src 'none';{scripts} style-src {}; font-src data:; base-uri 'none'; form-action 'none'",
        hash(&css)
    );
    (css, policy)
}
