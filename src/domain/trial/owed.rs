//! The line of the content that an intent owes its place to: the phrase that stands in a message, else the nearest example.

use std::collections::{BTreeSet, HashMap, HashSet};

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::domain::{
    content::{Intent, Pack},
    id::IntentId,
    matching::{Candidate, Catalog, DecidedBy, confidence::decided_by},
    text::{Utterance, fold::fold, stop},
};

/// How much the letters count beside the words: they tell apart what typing mistakes have made strange.
const LETTERS: f64 = 0.3;

/// What kind of line it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A hard rule.
    Phrase,
    /// An example.
    Example,
    /// What the intent is called.
    Title,
}

/// A line an intent is taught with.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Taught {
    /// The intent.
    pub intent: IntentId,
    /// What kind of line it is.
    pub source: Source,
    /// The line.
    pub text: String,
}

/// Finds the lines behind many messages; what was read once is kept.
#[derive(Debug)]
pub struct Owed<'c> {
    catalog: &'c Catalog,
    read: HashMap<usize, Vec<Line<'c>>>,
}

#[derive(Debug)]
struct Line<'c> {
    source: Source,
    text: &'c str,
    stems: Vec<CompactString>,
    letters: HashSet<[char; 3]>,
}

impl<'c> Owed<'c> {
    /// Nothing is read yet.
    #[must_use]
    pub fn new(catalog: &'c Catalog) -> Self {
        Self { catalog, read: HashMap::new() }
    }

    /// The line behind the likeliest intent of a message; none if no word of it is known.
    pub fn line(&mut self, text: &str) -> Option<Taught> {
        let utterance = self.catalog.read(text);
        let understanding = self.catalog.understand(&utterance);
        self.behind(&utterance, understanding.top()?)
    }

    /// The line behind the second likeliest intent if the likeliest would be answered without it, else behind the likeliest.
    pub fn rival(&mut self, text: &str) -> Option<Taught> {
        let utterance = self.catalog.read(text);
        let understanding = self.catalog.understand(&utterance);
        let together = |rival: &Candidate| understanding.confidence + rival.score >= self.catalog.cut_offs().answer;
        let rival = understanding.candidates.get(1).filter(|rival| together(rival));
        self.behind(&utterance, rival.or(understanding.top())?)
    }

    /// The one of these lines that has most in common with a message; none if no word is shared.
    #[must_use]
    pub fn nearest(&self, text: &str, lines: &[&Taught]) -> Option<Taught> {
        let stems = |text: &str| stop::counting(&self.catalog.read(text).tokens).iter().map(|token| token.stem.clone()).collect::<Vec<_>>();
        let said = stems(text);
        let near = lines.iter().map(|line| (shared(&stems(&line.text), &said), *line)).filter(|(near, _)| *near > 0.0);
        near.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1))).map(|(_, line)| line.clone())
    }

    /// The line of an intent that speaks for it in this message.
    fn behind(&mut self, utterance: &Utterance, candidate: &Candidate) -> Option<Taught> {
        let intent = &self.catalog.pack().intents[candidate.intent];
        let stems: Vec<CompactString> = stop::counting(&utterance.tokens).iter().map(|token| token.stem.clone()).collect();
        let letters = letters(&utterance.text);
        let catalog = self.catalog;
        let lines = self.read.entry(candidate.intent).or_insert_with(|| read(catalog, intent));
        let phrase = || lines.iter().filter(|line| line.source == Source::Phrase && stands_in(&line.stems, &stems)).max_by_key(|line| line.stems.len());
        let nearest = || {
            let near = |line: &&Line<'_>| shared(&line.stems, &stems) + LETTERS * dice(line.letters.intersection(&letters).count(), line.letters.len(), letters.len());
            lines.iter().filter(|line| line.source != Source::Phrase).max_by(|a, b| near(a).total_cmp(&near(b)).then(b.source.cmp(&a.source)))
        };
        let line = if decided_by(Some(&candidate.signals)) == DecidedBy::Phrase { phrase().or_else(nearest) } else { nearest() }?;
        Some(Taught { intent: intent.id.clone(), source: line.source, text: line.text.to_owned() })
    }
}

/// Every line that the intents of a pack are taught with.
pub(super) fn all(pack: &Pack) -> BTreeSet<Taught> {
    let of = |intent: &Intent| taught(intent).map(|(source, text)| Taught { intent: intent.id.clone(), source, text: text.clone() }).collect::<Vec<_>>();
    pack.intents.iter().flat_map(of).collect()
}

fn taught(intent: &Intent) -> impl Iterator<Item = (Source, &String)> {
    let examples = intent.examples.values().flatten().map(|text| (Source::Example, text));
    let phrases = intent.phrases.iter().map(|text| (Source::Phrase, text));
    let titles = intent.title.0.values().map(|text| (Source::Title, text));
    examples.chain(phrases).chain(titles)
}

fn read<'c>(catalog: &Catalog, intent: &'c Intent) -> Vec<Line<'c>> {
    let line = |(source, text): (Source, &'c String)| {
        let utterance = catalog.read(text);
        Line { source, text, stems: stop::counting(&utterance.tokens).iter().map(|token| token.stem.clone()).collect(), letters: letters(text) }
    };
    taught(intent).map(line).collect()
}

fn stands_in(phrase: &[CompactString], stems: &[CompactString]) -> bool {
    !phrase.is_empty() && stems.windows(phrase.len()).any(|window| window == phrase)
}

/// The share of words two lines have in common.
fn shared(one: &[CompactString], two: &[CompactString]) -> f64 {
    let (one, two): (BTreeSet<_>, BTreeSet<_>) = (one.iter().collect(), two.iter().collect());
    dice(one.intersection(&two).count(), one.len(), two.len())
}

fn letters(text: &str) -> HashSet<[char; 3]> {
    let signs: Vec<char> = fold(text).chars().filter(|sign| sign.is_alphanumeric()).collect();
    signs.windows(3).map(|three| [three[0], three[1], three[2]]).collect()
}

fn dice(both: usize, one: usize, two: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "lines have few words")]
    let share = 2.0 * both as f64 / (one + two).max(1) as f64;
    share
}
