//! One audit of a site at a time: two at once would ask the same server twice as often, and the
//! later one would overwrite what the earlier one writes.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::Trouble;
use crate::both;

/// Held while a site is audited; let go when it is dropped, or when the program dies.
#[derive(Debug)]
pub struct Lock {
    _file: File,
    /// Who holds it, for the next one to read: a locked file itself cannot be read on Windows.
    holder: PathBuf,
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.holder);
    }
}

/// The folder in the data folder that belongs to the site at an address.
pub fn folder(data: &Path, url: &str) -> PathBuf {
    let parsed = url::Url::parse(url).ok();
    let host = parsed.as_ref().and_then(url::Url::host_str).unwrap_or("site");
    let safe = |c: char| if c.is_ascii_alphanumeric() || c == '.' || c == '-' { c } else { '_' };
    let host: String = host.chars().map(safe).collect();
    // Two sites may live on one host, apart by their paths or ports.
    let whole = parsed.map_or_else(|| url.to_owned(), String::from);
    let hash = Sha256::digest(whole.trim_end_matches('/').as_bytes());
    data.join("sites").join(format!("{host}-{:02x}{:02x}{:02x}", hash[0], hash[1], hash[2]))
}

/// Takes a site for this process, or says who has it.
pub fn take(data: &Path, url: &str) -> Result<Lock, Trouble> {
    let folder = folder(data, url);
    let unable = |error: std::io::Error| super::kept::unwritable(&folder, &error);
    std::fs::create_dir_all(&folder).map_err(unable)?;
    let file =
        File::options().create(true).write(true).truncate(false).open(folder.join("lock")).map_err(unable)?;
    let holder = folder.join("running.txt");
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let who = std::fs::read_to_string(&holder).unwrap_or_default();
            let who = who.lines().next().map(|who| format!(" ({who})")).unwrap_or_default();
            return Err(Trouble::not_done(both!("มีการตรวจ {} อยู่แล้ว{} ครั้งนี้จึงไม่ได้ตรวจ", "{} is being audited already{}, so this run did nothing", url, who))
                .help(both!(
                    "รอให้ครั้งก่อนจบแล้วสั่งใหม่ ถ้าตั้งเวลาไว้ถี่เกินไป ให้เว้นช่วงให้นานขึ้น หรือลดเวลาด้วย --max-time",
                    "wait for it to end; if it is started too often, leave more time between, or shorten it with --max-time"
                )));
        }
        // A disk that knows no locks, as some network shares: better an audit than none.
        Err(TryLockError::Error(_)) => {}
    }
    let now = jiff::Zoned::now().strftime("%Y-%m-%d %H:%M").to_string();
    let _ = std::fs::write(
        &holder,
        both!("เริ่มเมื่อ {} โพรเซส {}\n", "since {}, process {}\n", now, std::process::id()),
    );
    Ok(Lock { _file: file, holder })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_and_the_third_may_go_on() {
        let data = tempfile::tempdir().unwrap();
        let first = take(data.path(), "https://a.go.th/").unwrap();
        let second = take(data.path(), "https://a.go.th").unwrap_err();
        assert_eq!(second.end.code(), 3);
        assert!(second.message.contains(&std::process::id().to_string()), "{}", second.message);
        take(data.path(), "https://b.go.th/").unwrap();
        drop(first);
        take(data.path(), "https://a.go.th/").unwrap();
    }

    #[test]
    fn sites_on_one_host_are_apart() {
        let of = |url| folder(Path::new("d"), url);
        assert_eq!(of("https://a.go.th"), of("https://a.go.th/"));
        assert_ne!(of("https://a.go.th/x"), of("https://a.go.th/y"));
        assert!(of("https://../..").starts_with("d/sites"));
    }
}
