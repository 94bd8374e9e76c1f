//! The table of slang: abbreviations, misspellings and other names, each with what it stands for.

use std::{collections::HashMap, sync::LazyLock};

static TABLE: LazyLock<Slang> = LazyLock::new(|| Slang::parse(include_str!("slang.txt")));

/// A table of words and word pairs that are read as something else.
#[derive(Debug, Default)]
pub struct Slang {
    single: HashMap<&'static str, &'static str>,
    rows: HashMap<&'static str, Vec<Row>>,
}

/// An entry of several words: what follows the first one, and what they all stand for.
#[derive(Debug)]
struct Row {
    rest: Vec<&'static str>,
    to: &'static str,
}

/// What stands here: so many words, to be read as these words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// How many words it takes the place of.
    pub words: usize,
    /// What they are read as, separated by spaces.
    pub to: &'static str,
}

/// The table that comes with the program.
#[must_use]
pub fn table() -> &'static Slang {
    &TABLE
}

impl Slang {
    fn parse(text: &'static str) -> Self {
        let mut table = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let Some((from, to)) = line.split_once('\t') else { continue };
            let mut words = from.split(' ');
            let first = words.next().unwrap_or_default();
            let rest: Vec<_> = words.collect();
            if rest.is_empty() {
                table.single.insert(first, to);
            } else {
                table.rows.entry(first).or_default().push(Row { rest, to });
            }
        }
        for rows in table.rows.values_mut() {
            rows.sort_by_key(|row| std::cmp::Reverse(row.rest.len()));
        }
        table
    }

    /// What the words beginning here are read as, the longest entry first; `word(i)` is the i-th word from here.
    pub fn read<'a>(&self, word: impl Fn(usize) -> Option<&'a str>) -> Option<Reading> {
        let first = word(0)?;
        let several = self.rows.get(first).and_then(|rows| rows.iter().find(|row| row.rest.iter().enumerate().all(|(i, part)| word(i + 1) == Some(part))));
        if let Some(row) = several {
            return Some(Reading { words: row.rest.len() + 1, to: row.to });
        }
        let to = self.single.get(first)?;
        Some(Reading { words: 1, to })
    }

    /// Whether the table has this word as an entry of its own.
    #[must_use]
    pub fn knows(&self, word: &str) -> bool {
        self.single.contains_key(word)
    }

    /// The entries of one word.
    pub fn entries(&self) -> impl Iterator<Item = &'static str> {
        self.single.keys().copied()
    }

    /// How many entries it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.single.len() + self.rows.values().map(Vec::len).sum::<usize>()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads() {
        for (text, words, to) in [
            ("gak", 1, "tidak"),
            ("kata sandi", 2, "password"),
            ("kata", 0, ""),
            ("kata orang", 0, ""),
            ("can't", 1, "can not"),
            ("wi fi", 2, "wifi"),
            ("printer", 0, ""),
            ("", 0, ""),
        ] {
            let parts: Vec<_> = text.split(' ').collect();
            let want = (words > 0).then_some(Reading { words, to });
            assert_eq!(table().read(|i| parts.get(i).copied()), want, "{text}");
        }
    }

    #[test]
    fn is_large_and_never_chains() {
        assert!(table().len() >= 600, "{}", table().len());
        for to in table().single.values().chain(table().rows.values().flatten().map(|row| &row.to)) {
            for word in to.split(' ') {
                assert!(!table().knows(word), "`{word}` of `{to}` is an entry itself");
            }
        }
    }
}
