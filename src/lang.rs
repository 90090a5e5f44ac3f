//! In which language the program speaks of itself: help, errors, advice. Reports have their own
//! setting, which is Thai unless somebody asks.

use std::sync::OnceLock;

use crate::report::Lang;

static LANG: OnceLock<Lang> = OnceLock::new();

/// What the command line, `OIT_LANG` or the system's own language asks for; Thai where nobody does.
pub fn wanted(args: &[std::ffi::OsString], variable: impl Fn(&str) -> Option<String>) -> Lang {
    let mut said = args.iter().skip(1).map(|arg| arg.to_string_lossy());
    while let Some(arg) = said.next() {
        let value = if arg == "--lang" {
            said.next()
        } else {
            arg.strip_prefix("--lang=").map(|v| v.to_owned().into())
        };
        match value.as_deref() {
            Some("en") => return Lang::En,
            Some("th") => return Lang::Th,
            _ => {}
        }
    }
    if let Some(said) = variable("OIT_LANG").filter(|said| !said.is_empty()) {
        return if said == "en" { Lang::En } else { Lang::Th };
    }
    // As POSIX orders them: the first that is set decides.
    let system = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| variable(name).filter(|v| !v.is_empty()));
    if system.is_some_and(|system| system.starts_with("en")) { Lang::En } else { Lang::Th }
}

/// Says it once, at the start.
pub fn set(lang: Lang) {
    let _ = LANG.set(lang);
}

pub fn now() -> Lang {
    LANG.get().copied().unwrap_or_default()
}

/// A number of things in English: `1 site`, `2 sites`.
pub fn several(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A sentence in the language of the program.
#[macro_export]
macro_rules! both {
    ($th:literal, $en:literal $(, $part:expr)* $(,)?) => {
        match $crate::lang::now() {
            $crate::report::Lang::Th => format!($th $(, $part)*),
            $crate::report::Lang::En => format!($en $(, $part)*),
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_decides() {
        let of = |line: &str, variables: &[(&str, &str)]| {
            let args: Vec<std::ffi::OsString> = line.split(' ').map(Into::into).collect();
            wanted(&args, |name| variables.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
        };
        assert_eq!(of("oit audit", &[]), Lang::Th);
        assert_eq!(of("oit audit", &[("LANG", "C.UTF-8")]), Lang::Th);
        assert_eq!(of("oit audit", &[("LANG", "en_US.UTF-8")]), Lang::En);
        assert_eq!(of("oit audit", &[("LANG", "en_US.UTF-8"), ("LC_ALL", "th_TH.UTF-8")]), Lang::Th);
        assert_eq!(of("oit audit", &[("LANG", "en_US"), ("OIT_LANG", "th")]), Lang::Th);
        assert_eq!(of("oit audit --lang=en", &[("OIT_LANG", "th")]), Lang::En);
        assert_eq!(of("oit --lang th audit", &[("OIT_LANG", "en")]), Lang::Th);
    }
}
