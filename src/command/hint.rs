//! Commands that somebody is told to give next: whole, so that they work as they stand.

use std::path::{Path, PathBuf};

/// Words as one line for a shell.
pub fn line<T: AsRef<str>>(words: impl IntoIterator<Item = T>) -> String {
    words.into_iter().map(|word| quoted(word.as_ref())).collect::<Vec<_>>().join(" ")
}

/// One word as a shell takes it; bare where nothing in it means something to a shell.
pub fn quoted(word: &str) -> String {
    // Thai marks are no letters, and mean nothing to a shell.
    let is_bare = |c: char| {
        c.is_ascii_alphanumeric() || !c.is_ascii() && !c.is_whitespace() || "/._-:=@,+%".contains(c)
    };
    match word {
        _ if !word.is_empty() && word.chars().all(is_bare) => word.to_owned(),
        _ if cfg!(windows) => format!("\"{word}\""),
        _ => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

/// A path that means the same wherever the command is given.
pub fn anywhere(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// A path as short as it may be here.
pub fn here(path: &str) -> &str {
    let folder = std::env::current_dir().ok();
    let short = folder.and_then(|folder| Path::new(path).strip_prefix(folder).ok()?.to_str());
    short.filter(|short| !short.is_empty() && !short.starts_with('-')).unwrap_or(path)
}

/// The address of a shared database without its password, which stands in no log; `None` where the
/// commands to come know it as this one does, from `OIT_QUEUE`.
pub fn queue(url: &str) -> Option<String> {
    if std::env::var("OIT_QUEUE").is_ok_and(|known| known == url) {
        return None;
    }
    let mut shown = url::Url::parse(url).ok()?;
    if shown.password().is_some() {
        shown.set_password(Some("PASSWORD")).ok()?;
    }
    Some(format!("--queue={shown}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn a_shell_gets_the_words_back() {
        let words = ["survey", "รายชื่อ ปี 2566.csv", "--name=ทั่วประเทศ", "it's", "$HOME `x`", "", "a;b", "~"];
        let line = line(words);
        assert!(line.starts_with("survey 'รายชื่อ ปี 2566.csv' --name=ทั่วประเทศ 'it'"), "{line}");
        let back = std::process::Command::new("sh")
            .args(["-c", &format!("printf '%s\\n' {line}")])
            .output()
            .unwrap();
        assert_eq!(String::from_utf8(back.stdout).unwrap().lines().collect::<Vec<_>>(), words);
    }

    #[test]
    fn a_password_is_not_told() {
        assert_eq!(queue("postgres://oit:s3cret@db/oit").unwrap(), "--queue=postgres://oit:PASSWORD@db/oit");
        assert_eq!(queue("postgres://oit@db:5433/oit").unwrap(), "--queue=postgres://oit@db:5433/oit");
    }

    #[test]
    fn a_path_is_short_where_it_may_be() {
        let far = anywhere(Path::new("lists/a.csv"));
        assert!(far.is_absolute());
        assert_eq!(here(far.to_str().unwrap()), Path::new("lists").join("a.csv").to_str().unwrap());
        assert_eq!(here("/elsewhere/a.csv"), "/elsewhere/a.csv");
    }
}
