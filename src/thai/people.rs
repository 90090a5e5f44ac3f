//! People and how to reach them: names with their titles, telephone numbers, mail addresses.

/// A person's name with its title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Title, first name and surname, as written.
    pub text: String,
    pub start: usize,
    pub end: usize,
}

/// Every name with a title in the text, in order.
pub fn names(_s: &str) -> Vec<Name> {
    Vec::new()
}

/// Every telephone number in the text, as written, with Arabic digits.
pub fn phones(_s: &str) -> Vec<String> {
    Vec::new()
}

/// Every mail address in the text, in lower case.
pub fn emails(_s: &str) -> Vec<String> {
    Vec::new()
}

/// Whether a fax number is given.
pub fn has_fax(_s: &str) -> bool {
    false
}
