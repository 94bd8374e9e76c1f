//! Finding articles: BM25F over title, keywords and text, with the last word still being typed.

mod fit;
mod shelf;
mod snippet;

use std::collections::{BTreeMap, HashMap};

use compact_str::CompactString;
use serde::Serialize;

use self::shelf::Shelf;
pub use self::snippet::Snippet;
use super::features::real;
use crate::domain::{
    content::Pack,
    language::Language,
    text::{Kind, Reader, Token, Utterance, fold::fold, repair::Frequencies, stop},
};

/// Weights of title, keywords and text.
const FIELD: [f32; 3] = [4.0, 3.0, 1.0];
/// How much the length of each field matters.
const LENGTH: [f32; 3] = [0.4, 0.2, 0.75];
/// How fast repetition stops counting.
const SATURATION: f32 = 1.2;
/// How much a word counts that the last one may become.
const UNFINISHED: f32 = 0.7;
/// The last word may become at most so many others.
const MOST_ENDINGS: usize = 24;

/// An article that was found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ArticleHit {
    /// Its place in `pack.articles`.
    pub article: usize,
    /// How well it fits; only the order means something.
    pub score: f32,
}

/// The articles of a pack by word.
#[derive(Debug, Default)]
pub struct Articles {
    /// Of each stem: the articles it stands in, and how much it says about each, before its rarity.
    terms: HashMap<CompactString, Postings>,
    /// Words as written with their stems, for unfinished words.
    words: BTreeMap<CompactString, CompactString>,
    shelf: Shelf,
    lengths: Vec<[f32; 3]>,
    means: [f32; 3],
}

/// The articles a word stands in, in order, and how much it says about each.
#[derive(Debug, Default)]
struct Postings {
    articles: Vec<u32>,
    impacts: Vec<f32>,
}

/// How often a word stands in each field of an article.
#[derive(Debug, Clone, Copy)]
struct Posting {
    article: usize,
    counts: [f32; 3],
}

impl Articles {
    /// Reads all articles of a pack; also says how often each word occurs in them.
    #[must_use]
    pub fn new(pack: &Pack, reader: &Reader) -> (Self, Frequencies) {
        let mut index = Self { lengths: vec![[0.0; 3]; pack.articles.len()], shelf: Shelf::new(&pack.articles), ..Self::default() };
        let (mut counted, mut frequencies) = (HashMap::new(), Frequencies::new());
        for (at, article) in pack.articles.iter().enumerate() {
            for (field, text) in [(0, &article.title), (1, &article.keywords.join(" . ")), (2, &article.plain)] {
                let read = reader.read(text);
                count(&read.tokens, &mut frequencies);
                index.add(at, field, &read.tokens, &mut counted);
                index.remember_as_typed(&read);
            }
        }
        for field in 0..3 {
            let sum: f32 = index.lengths.iter().map(|lengths| lengths[field]).sum();
            index.means[field] = (sum / real(index.lengths.len().max(1))).max(1.0);
        }
        let weighed = |postings: Vec<Posting>| {
            let (articles, impacts) = postings.into_iter().map(|posting| (u32::try_from(posting.article).unwrap_or(u32::MAX), index.impact(&posting))).unzip();
            Postings { articles, impacts }
        };
        index.terms = counted.into_iter().map(|(stem, postings)| (stem, weighed(postings))).collect();
        (index, frequencies)
    }

    fn add(&mut self, article: usize, field: usize, tokens: &[Token], counted: &mut HashMap<CompactString, Vec<Posting>>) {
        for token in tokens {
            if token.kind == Kind::Word && !self.words.contains_key(&token.word) {
                self.words.insert(token.word.clone(), token.stem.clone());
            }
            if !counts(token) {
                continue;
            }
            self.lengths[article][field] += 1.0;
            let postings = counted.entry(token.stem.clone()).or_default();
            if postings.last().is_none_or(|posting| posting.article != article) {
                postings.push(Posting { article, counts: [0.0; 3] });
            }
            if let Some(posting) = postings.last_mut() {
                posting.counts[field] += 1.0;
            }
        }
    }

    /// Words that are read as others are remembered as they were written, so that they can be found while being typed.
    fn remember_as_typed(&mut self, read: &Utterance) {
        for rewrite in &read.rewrites {
            let Some(token) = read.tokens.iter().find(|token| token.start == rewrite.start) else { continue };
            for word in fold(&rewrite.from).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty() && stop::is_content(word)) {
                self.words.entry(word.into()).or_insert_with(|| token.stem.clone());
            }
        }
    }

    /// The best articles for a query, one per slug, in the wanted language where there is one.
    #[must_use]
    pub fn search(&self, query: &Utterance, language: Language, limit: usize) -> Vec<ArticleHit> {
        let mut wanted = wanted_of(query.tokens.iter());
        self.add_endings(query, &mut wanted);
        self.shelf.pick(self.scores(&wanted), Some(language), limit)
    }

    /// Articles that hold most of what a message is about, at most three.
    #[must_use]
    pub fn suggest(&self, tokens: &[&Token], language: Option<Language>) -> Vec<ArticleHit> {
        self.shelf.pick(self.fitting(&wanted_of(tokens.iter().copied())), language, 3)
    }

    /// Adds what the last word may become, if the query ends in the middle of it.
    fn add_endings(&self, query: &Utterance, wanted: &mut BTreeMap<CompactString, f32>) {
        let Some(last) = query.tokens.last().filter(|token| token.kind == Kind::Word && token.end == query.text.trim_end().len()) else { return };
        if query.text.ends_with(char::is_whitespace) {
            return;
        }
        let typed = fold(&query.text[last.start..last.end]);
        if typed.chars().count() < 2 {
            return;
        }
        let endings = self.words.range(typed.clone()..).take_while(|(word, _)| word.starts_with(typed.as_str())).take(MOST_ENDINGS);
        for (_, stem) in endings {
            wanted.entry(stem.clone()).or_insert(UNFINISHED);
        }
    }

    fn rarity(&self, stem: &str) -> f32 {
        let count = real(self.terms.get(stem).map_or(0, |postings| postings.articles.len()));
        (1.0 + (real(self.lengths.len()) - count + 0.5) / (count + 0.5)).ln().max(0.05)
    }

    /// The articles that have any of the words, with their scores.
    fn scores(&self, wanted: &BTreeMap<CompactString, f32>) -> Vec<(usize, f32)> {
        let mut scores = vec![0.0_f32; self.lengths.len()];
        for (stem, weight) in wanted {
            let rarity = self.rarity(stem) * weight;
            let Some(postings) = self.terms.get(stem) else { continue };
            for (article, impact) in postings.articles.iter().zip(&postings.impacts) {
                scores[*article as usize] += rarity * impact;
            }
        }
        scores.into_iter().enumerate().filter(|(_, score)| *score > 0.0).collect()
    }

    /// How much a word says about an article: its counts by field, weighed by length, each further one less.
    fn impact(&self, posting: &Posting) -> f32 {
        let lengths = &self.lengths[posting.article];
        let strength: f32 = (0..3).map(|field| FIELD[field] * posting.counts[field] / (1.0 - LENGTH[field] + LENGTH[field] * lengths[field] / self.means[field])).sum();
        strength / (SATURATION + strength)
    }
}

fn count(tokens: &[Token], frequencies: &mut Frequencies) {
    for token in tokens.iter().filter(|token| token.kind == Kind::Word) {
        *frequencies.entry(token.word.clone()).or_default() += 1;
    }
}

/// The words of a query that can find something, each once; function words only if there is nothing else.
fn wanted_of<'a>(tokens: impl Iterator<Item = &'a Token>) -> BTreeMap<CompactString, f32> {
    let (content, rest): (Vec<&Token>, Vec<&Token>) = tokens.partition(|token| counts(token));
    let found = if content.is_empty() { rest } else { content };
    found.into_iter().map(|token| (token.stem.clone(), 1.0)).collect()
}

fn counts(token: &Token) -> bool {
    token.kind != Kind::Word || stop::is_content(&token.word)
}
