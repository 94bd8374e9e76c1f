//! Secrets of one organisation, in the shapes its pack names.

use regex::{Regex, RegexBuilder};

use super::Secret;

/// How large a pattern may be once compiled, in bytes.
const LARGEST: usize = 1 << 20;

/// A shape that must be hidden; a group named `secret` is what of it, else all of it.
#[derive(Debug, Clone)]
pub struct Pattern {
    shape: Regex,
    /// What sort of thing it is.
    pub sort: Secret,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.shape.as_str() == other.shape.as_str() && self.sort == other.sort
    }
}

impl Pattern {
    /// Reads a regular expression.
    ///
    /// # Errors
    /// Says in one line why it cannot be one.
    pub fn new(text: &str, sort: Secret) -> Result<Self, String> {
        let shape = RegexBuilder::new(text).size_limit(LARGEST).build().map_err(|error| last_line(&error.to_string()))?;
        if shape.is_match("") {
            return Err("it matches an empty text, so it would match everywhere".to_owned());
        }
        Ok(Self { shape, sort })
    }

    /// Where it stands in a text.
    pub(super) fn find(&self, text: &str) -> Vec<std::ops::Range<usize>> {
        let parts = self.shape.captures_iter(text).filter_map(|found| found.name("secret").or_else(|| found.get(0)));
        parts.map(|part| part.range()).filter(|part| !part.is_empty()).collect()
    }
}

fn last_line(text: &str) -> String {
    text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_hides_what_it_names() {
        let pattern = Pattern::new(r"(?i)no\. pegawai (?P<secret>\d{6})", Secret::Personal).unwrap();
        let text = "no. pegawai 123456, bukan 654321";
        assert_eq!(pattern.find(text).into_iter().map(|part| &text[part]).collect::<Vec<_>>(), ["123456"]);
    }

    #[test]
    fn what_cannot_be_one_is_told() {
        assert!(Pattern::new("(", Secret::Access).unwrap_err().contains("unclosed group"));
        assert!(Pattern::new("x*", Secret::Access).unwrap_err().contains("empty"));
        assert!(Pattern::new(r"\w{1000}{1000}", Secret::Access).is_err());
    }
}
