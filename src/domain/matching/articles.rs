//! Finding articles: BM25F over title, keywords and text, with the last word still being typed.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

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
/// How much an article in another language than the wanted one counts.
const OTHER_LANGUAGE: f32 = 0.7;
/// How much a word counts that the last one may become.
const UNFINISHED: f32 = 0.7;
/// The last word may become at most so many others.
const MOST_ENDINGS: usize = 24;
/// Suggestions must hold at least this share of what the message is about.
const ENOUGH: f32 = 0.6;
/// Sums of the same numbers in another order differ by less than this share.
const NEARLY: f32 = 0.9999;
/// A word is common if more than one in so many articles have it.
const FREQUENT: usize = 16;

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
    terms: HashMap<String, Vec<(u32, f32)>>,
    /// Words as written with their stems, for unfinished words.
    words: BTreeMap<String, String>,
    frequencies: Frequencies,
    lengths: Vec<[f32; 3]>,
    means: [f32; 3],
}

/// How often a word stands in each field of an article.
#[derive(Debug, Clone, Copy)]
struct Posting {
    article: usize,
    counts: [f32; 3],
}

impl Articles {
    /// Reads all articles of a pack.
    #[must_use]
    pub fn new(pack: &Pack, reader: &Reader) -> Self {
        let mut index = Self { lengths: vec![[0.0; 3]; pack.articles.len()], ..Self::default() };
        let mut counted = HashMap::new();
        for (at, article) in pack.articles.iter().enumerate() {
            for (field, text) in [(0, &article.title), (1, &article.keywords.join(" . ")), (2, &article.plain)] {
                let read = reader.read(text);
                index.add(at, field, &read.tokens, &mut counted);
                index.remember_as_typed(&read);
            }
        }
        for field in 0..3 {
            let sum: f32 = index.lengths.iter().map(|lengths| lengths[field]).sum();
            index.means[field] = (sum / real(index.lengths.len().max(1))).max(1.0);
        }
        let weigh = |posting: Posting| (u32::try_from(posting.article).unwrap_or(u32::MAX), index.impact(&posting));
        index.terms = counted.into_iter().map(|(stem, postings)| (stem, postings.into_iter().map(weigh).collect())).collect();
        index
    }

    fn add(&mut self, article: usize, field: usize, tokens: &[Token], counted: &mut HashMap<String, Vec<Posting>>) {
        for token in tokens {
            if token.kind == Kind::Word {
                *self.frequencies.entry(token.word.clone()).or_default() += 1;
                if !self.words.contains_key(&token.word) {
                    self.words.insert(token.word.clone(), token.stem.clone());
                }
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
                self.words.entry(word.to_owned()).or_insert_with(|| token.stem.clone());
            }
        }
    }

    /// How often each word occurs in the articles.
    #[must_use]
    pub fn frequencies(&self) -> &Frequencies {
        &self.frequencies
    }

    /// The best articles for a query, one per slug, in the wanted language where there is one.
    #[must_use]
    pub fn search(&self, pack: &Pack, query: &Utterance, language: Language, limit: usize) -> Vec<ArticleHit> {
        let mut wanted = wanted_of(&query.tokens);
        self.add_endings(query, &mut wanted);
        let scores = self.scores(&wanted);
        pick(pack, scores.into_iter(), Some(language), limit)
    }

    /// Articles that hold most of what a message is about, at most three.
    #[must_use]
    pub fn suggest(&self, pack: &Pack, tokens: &[&Token], language: Option<Language>) -> Vec<ArticleHit> {
        let tokens: Vec<Token> = tokens.iter().map(|token| (*token).clone()).collect();
        let wanted = wanted_of(&tokens);
        pick(pack, self.fitting(&wanted).into_iter(), language, 3)
    }

    /// The articles that hold most of these words by rarity, with their scores.
    ///
    /// The rarest words come first. Once an article with none of them cannot hold enough any more, the long lists of common words
    /// are only asked about the articles that still can.
    fn fitting(&self, wanted: &BTreeMap<String, f32>) -> Vec<(usize, f32)> {
        let postings = |stem: &String| self.terms.get(stem).map_or(&[][..], Vec::as_slice);
        let mut words: Vec<(f32, &[(u32, f32)])> = wanted.iter().map(|(stem, weight)| (self.rarity(stem) * weight, postings(stem))).collect();
        words.sort_by(|a, b| b.0.total_cmp(&a.0));
        let all: f32 = words.iter().map(|(rarity, _)| rarity).sum();
        let enough = ENOUGH * all;
        let mut scores = vec![(0.0_f32, 0.0_f32); self.lengths.len()];
        let (mut touched, mut rest, mut common) = (Vec::new(), all, words.len());
        for (at, (rarity, postings)) in words.iter().enumerate() {
            if rest < enough * NEARLY && postings.len() * FREQUENT > scores.len() {
                common = at;
                break;
            }
            rest -= rarity;
            for (article, impact) in *postings {
                let entry = &mut scores[*article as usize];
                if entry.1 <= 0.0 {
                    touched.push(*article);
                }
                *entry = (entry.0 + rarity * impact, entry.1 + rarity);
            }
        }
        for (rarity, postings) in &words[common..] {
            touched.retain(|article| scores[*article as usize].1 + rest >= enough * NEARLY);
            rest -= rarity;
            if touched.len() * FREQUENT > postings.len() {
                for (article, impact) in *postings {
                    let entry = &mut scores[*article as usize];
                    if entry.1 > 0.0 {
                        *entry = (entry.0 + rarity * impact, entry.1 + rarity);
                    }
                }
            } else {
                for article in &touched {
                    if let Ok(at) = postings.binary_search_by_key(article, |(article, _)| *article) {
                        let entry = &mut scores[*article as usize];
                        *entry = (entry.0 + rarity * postings[at].1, entry.1 + rarity);
                    }
                }
            }
        }
        let held = |article: &u32| scores[*article as usize].1 >= enough * NEARLY;
        touched.iter().filter(|article| held(article)).map(|article| (*article as usize, scores[*article as usize].0)).collect()
    }

    /// Adds what the last word may become, if the query ends in the middle of it.
    fn add_endings(&self, query: &Utterance, wanted: &mut BTreeMap<String, f32>) {
        let Some(last) = query.tokens.last().filter(|token| token.kind == Kind::Word && token.end == query.text.trim_end().len()) else { return };
        if query.text.ends_with(char::is_whitespace) {
            return;
        }
        let typed = fold(&query.text[last.start..last.end]);
        if typed.chars().count() < 2 {
            return;
        }
        let endings = self.words.range(typed.clone()..).take_while(|(word, _)| word.starts_with(&typed)).take(MOST_ENDINGS);
        for (_, stem) in endings {
            wanted.entry(stem.clone()).or_insert(UNFINISHED);
        }
    }

    fn rarity(&self, stem: &str) -> f32 {
        let count = real(self.terms.get(stem).map_or(0, Vec::len));
        (1.0 + (real(self.lengths.len()) - count + 0.5) / (count + 0.5)).ln().max(0.05)
    }

    /// The articles that have any of the words, with their scores.
    fn scores(&self, wanted: &BTreeMap<String, f32>) -> Vec<(usize, f32)> {
        let mut scores = vec![0.0_f32; self.lengths.len()];
        for (stem, weight) in wanted {
            let rarity = self.rarity(stem) * weight;
            for (article, impact) in self.terms.get(stem).into_iter().flatten() {
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

    /// The part of an article's text with the most of the query's words.
    #[must_use]
    pub fn snippet(&self, pack: &Pack, hit: &ArticleHit, query: &Utterance) -> String {
        let Some(article) = pack.articles.get(hit.article) else { return String::new() };
        let mut wanted = wanted_of(&query.tokens);
        self.add_endings(query, &mut wanted);
        let tokens = Reader::plain("").read(&article.plain).tokens;
        let found: Vec<&Token> = tokens.iter().filter(|token| wanted.contains_key(&token.stem)).collect();
        let best = found.iter().enumerate().max_by_key(|(at, first)| {
            let near = found[*at..].iter().take_while(|token| token.end <= first.start + WINDOW);
            (near.map(|token| &token.stem).collect::<std::collections::BTreeSet<_>>().len(), std::cmp::Reverse(*at))
        });
        match best {
            Some((_, token)) => window(&article.plain, token.start),
            None => article.summary.clone(),
        }
    }
}

/// About so many bytes of text make a snippet.
const WINDOW: usize = 160;

/// Whole words around this place, with dots where something is left out.
fn window(text: &str, at: usize) -> String {
    let from = floor(text, at.saturating_sub(WINDOW / 4));
    let from = if from == 0 { 0 } else { text[from..at].find(char::is_whitespace).map_or(at, |space| from + space + 1) };
    let to = floor(text, (from + WINDOW).min(text.len()));
    let to = if to == text.len() { to } else { text[from..to].rfind(char::is_whitespace).map_or(to, |space| from + space) };
    let words: Vec<&str> = text[from..to].split_whitespace().collect();
    let dots = |cut: bool| if cut { "…" } else { "" };
    format!("{}{}{}", dots(from > 0), words.join(" "), dots(to < text.len()))
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The words of a query that can find something, each once; function words only if there is nothing else.
fn wanted_of(tokens: &[Token]) -> BTreeMap<String, f32> {
    let all = |keep: fn(&Token) -> bool| tokens.iter().filter(|token| keep(token)).map(|token| (token.stem.clone(), 1.0)).collect::<BTreeMap<_, _>>();
    let content = all(counts);
    if content.is_empty() { all(|_| true) } else { content }
}

fn counts(token: &Token) -> bool {
    token.kind != Kind::Word || stop::is_content(&token.word)
}

/// The best few, one per slug, each in the wanted language where it exists.
fn pick(pack: &Pack, scores: impl Iterator<Item = (usize, f32)>, language: Option<Language>, limit: usize) -> Vec<ArticleHit> {
    let weigh = |(at, score): (usize, f32)| {
        let same = language.is_none_or(|language| pack.articles.get(at).is_some_and(|article| language == article.language));
        ArticleHit { article: at, score: if same { score } else { score * OTHER_LANGUAGE } }
    };
    let better = |a: &ArticleHit, b: &ArticleHit| b.score.total_cmp(&a.score).then(a.article.cmp(&b.article));
    let mut all: Vec<ArticleHit> = scores.map(weigh).collect();
    let enough = limit.saturating_mul(MOST_LANGUAGES);
    if all.len() > enough {
        all.select_nth_unstable_by(enough, better);
        all.truncate(enough);
    }
    all.sort_by(better);
    let mut slugs: Vec<&str> = Vec::with_capacity(limit);
    let mut hits = Vec::with_capacity(limit);
    for hit in all {
        let Some(article) = pack.articles.get(hit.article) else { continue };
        if hits.len() < limit && !slugs.contains(&article.slug.as_str()) {
            slugs.push(article.slug.as_str());
            hits.push(ArticleHit { article: translated(pack, hit.article, language), ..hit });
        }
    }
    hits
}

/// An article exists in at most so many languages.
const MOST_LANGUAGES: usize = 8;

fn translated(pack: &Pack, at: usize, language: Option<Language>) -> usize {
    let Some(language) = language else { return at };
    let found = pack.articles.iter().position(|article| article.slug == pack.articles[at].slug && article.language == language);
    found.unwrap_or(at)
}
