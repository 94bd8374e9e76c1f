//! Hard rules: rows of words that can only mean one intent, and rows that rule an intent out. A `*` stands for up to three words.

use aho_corasick::AhoCorasick;
use compact_str::CompactString;

use crate::domain::text::{Reader, Token, stop};

/// The phrases of all intents in one automaton.
#[derive(Debug, Default)]
pub struct Phrases {
    automaton: Option<AhoCorasick>,
    rules: Vec<Row>,
}

/// A phrase: what it says, and the rows behind its first one, each after a `*`.
#[derive(Debug)]
struct Row {
    rule: Rule,
    behind: Vec<Vec<CompactString>>,
}

/// What a phrase says about an intent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The intent, by its place in the pack.
    pub intent: usize,
    /// Whether it rules the intent out instead of in.
    pub veto: bool,
}

/// A phrase that stands in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// What it says.
    pub rule: Rule,
    /// The first token of the row.
    pub first: usize,
    /// One past the last token of the row.
    pub end: usize,
}

impl Phrases {
    /// Compiles the rules; a phrase without words is left out.
    #[must_use]
    pub fn new<'a>(rules: impl Iterator<Item = (Rule, &'a str)>, reader: &Reader) -> Self {
        let mut lines = Vec::new();
        let mut kept = Vec::new();
        for (rule, phrase) in rules {
            let parts = phrase.split('*').map(|part| reader.read(part));
            let mut rows = parts.map(|read| stop::counting(&read.tokens).into_iter().map(|token| token.stem.clone()).collect::<Vec<_>>()).filter(|row| !row.is_empty());
            if let Some(first) = rows.next() {
                lines.push(format!(" {} ", first.join(" ")));
                kept.push(Row { rule, behind: rows.collect() });
            }
        }
        let automaton = if lines.is_empty() { None } else { AhoCorasick::new(&lines).ok() };
        Self { automaton, rules: kept }
    }

    /// The phrases that stand in these tokens, without those inside a longer one that says the same kind of thing.
    #[must_use]
    pub fn find(&self, tokens: &[&Token]) -> Vec<Hit> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let (line, starts) = row(tokens);
        let place = |at: usize| starts.partition_point(|start| *start < at);
        let mut hits: Vec<Hit> = automaton
            .find_overlapping_iter(&line)
            .filter_map(|found| {
                let row = &self.rules[found.pattern().as_usize()];
                let end = row.behind.iter().try_fold(place(found.end() - 1), |end, next| follows(tokens, end, next))?;
                Some(Hit { rule: row.rule, first: place(found.start()), end })
            })
            .collect();
        let inside = |a: &Hit, b: &Hit| a.rule.veto == b.rule.veto && b.first <= a.first && a.end <= b.end && b.end - b.first > a.end - a.first;
        let all = hits.clone();
        hits.retain(|hit| !all.iter().take(MOST).any(|other| inside(hit, other)));
        hits
    }
}

/// Against so many others each hit is checked, so that the work stays bounded.
const MOST: usize = 64;

/// So many words may stand where a phrase has a `*`.
const MOST_BETWEEN: usize = 3;

/// Where a row ends that stands behind this place, with a few words between at most.
fn follows(tokens: &[&Token], from: usize, row: &[CompactString]) -> Option<usize> {
    let stands = |at: &usize| tokens.get(*at..*at + row.len()).is_some_and(|here| here.iter().zip(row).all(|(token, stem)| token.stem == *stem));
    (from..=from + MOST_BETWEEN).find(stands).map(|at| at + row.len())
}

/// The stems between spaces, and where in that line the space before each stands.
fn row(tokens: &[&Token]) -> (String, Vec<usize>) {
    let mut line = String::with_capacity(tokens.iter().map(|token| token.stem.len() + 1).sum::<usize>() + 1);
    let mut starts = Vec::with_capacity(tokens.len());
    line.push(' ');
    for token in tokens {
        starts.push(line.len() - 1);
        line.push_str(&token.stem);
        line.push(' ');
    }
    (line, starts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_a_few_words() {
        let reader = Reader::plain("GRD");
        let rules = [(0, false, "wifi * rumah"), (1, true, "akun * terkunci"), (2, false, "* monitor * kedip *"), (3, false, "*")];
        let phrases = Phrases::new(rules.into_iter().map(|(intent, veto, phrase)| (Rule { intent, veto }, phrase)), &reader);
        for (text, want) in [
            ("wifi di rumah putus", vec![0]),
            ("wifi rumah", vec![0]),
            ("wifi kantor lantai dua dekat rumah", vec![]),
            ("akun email saya terkunci", vec![1]),
            ("terkunci akun", vec![]),
            ("monitor kiri kedip terus", vec![2]),
            ("monitor", vec![]),
        ] {
            let read = reader.read(text);
            let got: Vec<usize> = phrases.find(&stop::counting(&read.tokens)).iter().map(|hit| hit.rule.intent).collect();
            assert_eq!(got, want, "{text}");
        }
    }

    #[test]
    fn whole_words_in_a_row() {
        let reader = Reader::plain("GRD");
        let rules = [(0, false, "wifi ga konek"), (1, false, "password wifi"), (0, true, "password wifi"), (2, false, "wifi"), (3, false, "")];
        let rules = rules.into_iter().map(|(intent, veto, phrase)| (Rule { intent, veto }, phrase));
        let phrases = Phrases::new(rules, &reader);
        for (text, want) in [
            ("wifi nggak nyambung dong", vec![(0, false)]),
            ("Wi-Fi tidak tersambung!", vec![(0, false)]),
            ("wifinya ga konek", vec![(0, false)]),
            ("wifi konek", vec![(2, false)]),
            ("minta password wifi", vec![(1, false), (0, true)]),
            ("kata sandi wi fi", vec![(1, false), (0, true)]),
            ("password wifiku tidak konek", vec![(0, false), (0, true), (1, false)]),
            ("wifikantor", vec![]),
            ("a-wifi-b", vec![(2, false)]),
            ("wifi, wifi", vec![(2, false), (2, false)]),
            ("", vec![]),
        ] {
            let read = reader.read(text);
            let mut got: Vec<_> = phrases.find(&stop::counting(&read.tokens)).iter().map(|hit| (hit.rule.intent, hit.rule.veto)).collect();
            let mut want = want;
            got.sort_unstable();
            want.sort_unstable();
            assert_eq!(got, want, "{text}");
        }
    }
}
