//! `${NAME}` in a text of `oit.toml`: a secret stands in an environment variable, not in a file
//! that gets copied about.

/// What stands between `${` and `}`, with where it begins and ends.
fn names(text: &str) -> Vec<(usize, usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find("${").map(|open| at + open) {
        let Some(close) = text[open..].find('}').map(|close| open + close) else { break };
        let name = &text[open + 2..close];
        let valid = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if !name.is_empty() && name.chars().all(valid) {
            found.push((open, close + 1, name));
        }
        at = open + 2;
    }
    found
}

/// The text with what the variables hold; the names of all that hold nothing.
pub fn filled(text: &str, variable: impl Fn(&str) -> Option<String>) -> Result<String, Vec<String>> {
    let mut out = String::new();
    let mut done = 0;
    let mut unset: Vec<String> = Vec::new();
    for (from, to, name) in names(text) {
        let Some(value) = variable(name).filter(|value| !value.is_empty()) else {
            if unset.iter().all(|known| known != name) {
                unset.push(name.to_owned());
            }
            continue;
        };
        out.push_str(&text[done..from]);
        out.push_str(&value);
        done = to;
    }
    out.push_str(&text[done..]);
    if unset.is_empty() { Ok(out) } else { Err(unset) }
}

/// The variables that a text names.
pub fn variables(text: &str) -> Vec<String> {
    names(text).into_iter().map(|(_, _, name)| name.to_owned()).collect()
}

pub fn is_unset(name: &str) -> bool {
    std::env::var(name).ok().is_none_or(|value| value.is_empty())
}

/// From the environment of this program.
pub fn from_environment(text: &str) -> Result<String, Vec<String>> {
    filled(text, |name| std::env::var(name).ok())
}

/// How a value that may be a secret is shown: names of variables stay, anything else does not.
pub fn masked(text: &str) -> String {
    let names = names(text);
    if names.is_empty() {
        return if text.is_empty() { String::new() } else { "***".to_owned() };
    }
    let mut out = String::new();
    let mut done = 0;
    for (from, to, _) in names {
        if from > done {
            out.push_str("***");
        }
        out.push_str(&text[from..to]);
        done = to;
    }
    if done < text.len() {
        out.push_str("***");
    }
    out
}

/// An address of a hook: its path and query are as good as a password, its host is not.
pub fn masked_url(text: &str) -> String {
    let scheme = text.find("://").map_or(0, |at| at + 3);
    let host = scheme + text[scheme..].find(['/', '?', '#']).unwrap_or(text.len() - scheme);
    let origin = match text[scheme..host].rsplit_once('@') {
        Some((_, host)) => format!("{}***@{host}", &text[..scheme]),
        None => text[..host].to_owned(),
    };
    let rest = &text[host..];
    if rest.len() <= 1 { format!("{origin}{rest}") } else { format!("{origin}/{}", masked(&rest[1..])) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_filled_in_and_nothing_else() {
        let of = |name: &str| (name == "A_1").then(|| "x".to_owned());
        assert_eq!(filled("Bearer ${A_1}!", of), Ok("Bearer x!".to_owned()));
        assert_eq!(filled("${A_1}${A_1}", of), Ok("xx".to_owned()));
        assert_eq!(filled("${B}/${A_1}/${C}?${B}", of), Err(vec!["B".to_owned(), "C".to_owned()]));
        for plain in ["", "$A", "${", "${}", "${a b}", "{{ text }}", "$${"] {
            assert_eq!(filled(plain, of), Ok(plain.to_owned()));
        }
    }

    #[test]
    fn nothing_secret_is_shown() {
        assert_eq!(masked("hunter2"), "***");
        assert_eq!(masked("Bearer ${LINE}"), "***${LINE}");
        assert_eq!(masked("${LINE}"), "${LINE}");
        assert_eq!(masked(""), "");
        assert_eq!(masked_url("https://hooks.example/services/T0/abc"), "https://hooks.example/***");
        assert_eq!(masked_url("https://u:p@h.example/${HOOK}"), "https://***@h.example/${HOOK}");
        assert_eq!(masked_url("https://h.example?token=1"), "https://h.example/***");
        assert_eq!(masked_url("https://h.example/"), "https://h.example/");
    }
}
