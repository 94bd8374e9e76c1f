//! A pack made ready to understand messages with.

mod rules;
mod taught;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{
    ArticleHit, Candidate, CutOffs, DecidedBy, Understanding, Verdict,
    articles::{Articles, Snippet},
    classifier::Classifier,
    confidence::{self, Acquaintance, Signals, Weighed},
    evidence::{self, Evidence},
    features::{self, Space, Vector},
    judge::Judge,
    keys,
    learn::Opinion,
    lines::{self, Lines},
    phrases::{Hit, Phrases},
    similarity::Similarity,
};
use crate::domain::{
    content::Pack,
    id::Revision,
    language::Language,
    text::{Reader, Repair, Token, Utterance, Why, stop, token},
};
use taught::Taught;

/// At most so many candidates are kept.
const MOST: usize = 5;

/// A pack and everything derived from it; it never changes once made.
#[derive(Debug)]
pub struct Catalog {
    pack: Arc<Pack>,
    learned: Arc<Learned>,
    judge: Judge,
    cut_offs: CutOffs,
    revision: Revision,
}

/// What is learned of the lines and articles of a pack.
#[derive(Debug, Default)]
struct Learned {
    reader: Reader,
    plain: Reader,
    space: Space,
    evidence: Evidence,
    phrases: Phrases,
    examples: HashMap<String, Vec<usize>>,
    stems: Vec<HashSet<u64>>,
    articles: Articles,
}

/// What a message seems to mean if it is about the pack.
pub(super) struct Probe {
    /// What the judge is told of it.
    pub(super) noticed: Vec<f64>,
    /// The likeliest intent.
    pub(super) top: usize,
    /// Its score if the message is surely about the pack, and the next one's.
    pub(super) first: f32,
    pub(super) second: f32,
    /// Its score by the rules alone.
    pub(super) floor: f32,
}

impl Catalog {
    /// Learns a pack at once, by the linear classifier; the same pack gives the same catalog.
    #[must_use]
    pub fn new(pack: Arc<Pack>) -> Self {
        Self::build(pack, confidence::usual_judge(), Taught::default())
    }

    /// A catalog that has learned nothing and understands nothing, for those who need the pack alone.
    #[must_use]
    pub fn untaught(pack: Arc<Pack>) -> Self {
        let (judge, cut_offs, revision) = (confidence::usual_judge(), CutOffs::default(), pack.revision.clone());
        Self { pack, learned: Arc::default(), judge, cut_offs, revision }
    }

    fn build(pack: Arc<Pack>, judge: Judge, taught: Taught) -> Self {
        let plain = Reader::plain(&pack.prefix);
        let (articles, mut frequencies) = Articles::new(&pack, &plain);
        let lines = Lines::read(&pack, &plain, &mut frequencies);
        let (counted, owners) = (lines.rows(), &lines.owners);
        let intents = pack.intents.len();
        let (space, evidence) = match taught {
            Taught::Networks(model) => (Space::of_stems(&counted), Evidence::Networks(model)),
            Taught::Linear(kept) => linear(&counted, owners, intents, kept),
        };
        // A word of a rule must not be taken for a slip of another, or the rule could never speak.
        for token in lines::rules(&pack).flat_map(|(_, text)| plain.read(text).tokens).filter(|token| token.kind == token::Kind::Word) {
            frequencies.entry(token.word).or_insert(1);
        }
        let phrases = Phrases::new(lines::rules(&pack), &plain);
        let (examples, stems) = sentences(owners, &counted, intents);
        let reader = Reader::new(&pack.prefix, Repair::of_pack(&frequencies));
        let revision = pack.revision.clone();
        let learned = Learned { reader, plain, space, evidence, phrases, examples, stems, articles };
        Self { pack, learned: Arc::new(learned), judge, cut_offs: CutOffs::default(), revision }
    }

    /// The pack it was made from.
    #[must_use]
    pub fn pack(&self) -> &Arc<Pack> {
        &self.pack
    }

    /// What its decisions are told by: the pack's revision, and whether it was studied.
    #[must_use]
    pub fn revision(&self) -> &Revision {
        &self.revision
    }

    /// From which confidence on a message is answered or asked back.
    #[must_use]
    pub fn cut_offs(&self) -> CutOffs {
        self.cut_offs
    }

    /// Reads a message: normalised, and repaired against the words of the pack.
    #[must_use]
    pub fn read(&self, text: &str) -> Utterance {
        let read = self.learned.reader.read(text);
        if read.rewrites.iter().all(|rewrite| rewrite.why == Why::Slang) {
            return read;
        }
        // What stands in the pack as it was typed needs no repair.
        let is_example = |read: &Utterance| self.learned.examples.contains_key(&sentence(&stop::counting(&read.tokens)));
        if is_example(&read) {
            return read;
        }
        Some(self.learned.plain.read(text)).filter(is_example).unwrap_or(read)
    }

    /// Whether a folded word is one of the pack or of the lists.
    #[must_use]
    pub fn knows(&self, word: &str) -> bool {
        self.learned.reader.knows(word)
    }

    /// What a message means.
    #[must_use]
    pub fn understand(&self, utterance: &Utterance) -> Understanding {
        let tokens = stop::counting(&utterance.tokens);
        let (weighed, opinion) = self.weigh(utterance, &tokens);
        let Some(top) = confidence::strongest(&weighed) else { return nothing(utterance.language) };
        let known = self.judge.chance(&self.notice(&tokens, top, opinion.as_ref()));
        let candidates = best(&confidence::scores(&weighed, known), &weighed);
        let known = confidence::ruled(known, &weighed);
        let confidence = candidates.first().map_or(0.0, |candidate| candidate.score);
        let second = candidates.get(1).map_or(0.0, |candidate| candidate.score);
        let decided_by = confidence::decided_by(candidates.first().map(|candidate| &candidate.signals));
        let verdict = match confidence::verdict(confidence, second, self.cut_offs) {
            // "Laptop" alone is no problem yet, nor is "laptop HP", even if an example says no more; a greeting may be as short.
            Verdict::Answer
                if matches!(decided_by, DecidedBy::Likeness | DecidedBy::Example) && is_one_thing(&tokens) && self.pack.intents[candidates[0].intent].kind.is_matter() =>
            {
                Verdict::Clarify
            }
            verdict => verdict,
        };
        let articles = if verdict == Verdict::Answer { Vec::new() } else { self.learned.articles.suggest(&tokens, utterance.language) };
        Understanding { verdict, candidates, confidence, gap: confidence - second, known, decided_by, articles, language: utterance.language }
    }

    /// Articles for these words, best first, in the wanted language where there is one; the last word may be unfinished.
    #[must_use]
    pub fn search(&self, query: &str, language: Language, limit: usize) -> Vec<ArticleHit> {
        self.learned.articles.search(&self.read(query), language, limit)
    }

    /// The place in an article that best shows why it was found, about 160 characters, with the words that were looked for.
    #[must_use]
    pub fn snippet(&self, hit: &ArticleHit, query: &str) -> Snippet {
        self.learned.articles.snippet(&self.pack, hit, &self.read(query))
    }

    /// The phrases that stand in these tokens.
    pub(super) fn hits(&self, tokens: &[&Token]) -> Vec<Hit> {
        self.learned.phrases.find(tokens)
    }

    /// Whether this word by itself raises an intent's margin and occurs in its lines.
    pub(super) fn speaks_for(&self, token: &Token, intent: usize) -> bool {
        self.learned.stems.get(intent).is_some_and(|stems| stems.contains(&features::stem_key(&token.stem))) && self.learned.evidence.speaks_for(&self.learned.space, token, intent)
    }

    /// What speaks for the intents that may be meant, without those ruled out, and none if no word is known; and what the networks thought.
    fn weigh(&self, utterance: &Utterance, tokens: &[&Token]) -> (Vec<Weighed>, Option<Opinion>) {
        let rules = self.rules(tokens);
        let (intents, spoken_of) = (self.pack.intents.len(), rules.intents());
        let (mut weighed, opinion) = match self.learned.evidence.weigh(&self.learned.space, utterance, tokens, (intents, &spoken_of)) {
            Some(learned) => learned,
            None if rules.hits.is_empty() => (Vec::new(), None),
            None => (evidence::closest(intents, &spoken_of, |_| Signals::default()), None),
        };
        self.rule(tokens, &rules, &mut weighed);
        (weighed, opinion)
    }

    /// What the judge is told of a message whose strongest intent this is.
    fn notice(&self, tokens: &[&Token], (top, signals): &Weighed, opinion: Option<&Opinion>) -> Vec<f64> {
        let acquaintance = self.acquaintance(tokens, *top);
        match opinion {
            Some(opinion) => evidence::noticed(opinion, acquaintance),
            None => confidence::noticed(signals, acquaintance),
        }
    }

    /// What a message seems to mean, before it is said whether it is about the pack; nothing if no word is known.
    pub(super) fn probe(&self, utterance: &Utterance) -> Option<Probe> {
        let tokens = stop::counting(&utterance.tokens);
        let (weighed, opinion) = self.weigh(utterance, &tokens);
        let noticed = self.notice(&tokens, confidence::strongest(&weighed)?, opinion.as_ref());
        let found = best(&confidence::scores(&weighed, 1.0), &weighed);
        let Candidate { intent: top, score: first, .. } = *found.first()?;
        let second = found.get(1).map_or(0.0, |candidate| candidate.score);
        let floor = confidence::scores(&weighed, 0.0)[weighed.binary_search_by_key(&top, |(intent, _)| *intent).ok()?];
        Some(Probe { noticed, top, first, second, floor })
    }

    fn acquaintance(&self, tokens: &[&Token], top: usize) -> Acquaintance {
        let (pack, words) = self.learned.space.coverage(tokens, |key| self.learned.space.knows(key));
        let (intent, _) = self.learned.space.coverage(tokens, |key| self.learned.stems[top].contains(&key));
        let known = tokens.iter().filter(|token| self.learned.space.knows(features::stem_key(&token.stem))).count();
        let wordless = if words == 0 { features::real(known) / features::real(tokens.len().max(1)) } else { 0.0 };
        Acquaintance { pack, intent, words, wordless }
    }
}

/// Whether nothing but one thing is named, perhaps with whose product it is.
fn is_one_thing(tokens: &[&Token]) -> bool {
    tokens.iter().filter(|token| stop::weight(&token.word) != Some(stop::Weight::Name)).take(2).count() < 2
}

fn nothing(language: Option<Language>) -> Understanding {
    Understanding { verdict: Verdict::Unsure, candidates: Vec::new(), confidence: 0.0, gap: 0.0, known: 0.0, decided_by: DecidedBy::Nothing, articles: Vec::new(), language }
}

fn linear(lines: &[Vec<&Token>], owners: &[usize], intents: usize, kept: Option<Arc<Classifier>>) -> (Space, Evidence) {
    let space = Space::new(lines);
    let mut all: Vector = Vec::new();
    let mut ends = vec![0];
    for tokens in lines {
        all.extend(space.vector(tokens));
        ends.push(all.len());
    }
    let vectors: Vec<_> = ends.windows(2).map(|ends| &all[ends[0]..ends[1]]).collect();
    let words: Vec<_> = vectors.iter().map(|vector| space.words(vector)).collect();
    let similarity = Similarity::new(&words, owners, space.len());
    let bearable = Classifier::bears(lines.len(), intents, space.len());
    let says: Vec<u64> = lines.iter().map(|tokens| keys::key(&sentence(tokens))).collect();
    let classifier = bearable.then(|| Classifier::kept_or_learned(kept, &vectors, &says, owners, intents, space.len()));
    (space, Evidence::Linear(classifier, similarity))
}

/// Each intent's whole sentences and single stems.
fn sentences(owners: &[usize], counted: &[Vec<&Token>], intents: usize) -> (HashMap<String, Vec<usize>>, Vec<HashSet<u64>>) {
    let mut examples: HashMap<String, Vec<usize>> = HashMap::new();
    let mut stems = vec![HashSet::new(); intents];
    for (intent, tokens) in owners.iter().zip(counted) {
        let known = examples.entry(sentence(tokens)).or_default();
        if !tokens.is_empty() && !known.contains(intent) {
            known.push(*intent);
        }
        stems[*intent].extend(tokens.iter().map(|token| features::stem_key(&token.stem)));
    }
    (examples, stems)
}

fn sentence(tokens: &[&Token]) -> String {
    let mut line = String::with_capacity(tokens.len() * 8);
    for token in tokens {
        line.push_str(&token.stem);
        line.push(' ');
    }
    line
}

/// The best few, in order; ties go to the intent that comes first in the pack.
fn best(scores: &[f32], weighed: &[Weighed]) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::with_capacity(MOST + 1);
    for (score, (intent, signals)) in scores.iter().zip(weighed) {
        if found.len() == MOST && found[MOST - 1].score >= *score {
            continue;
        }
        let at = found.partition_point(|other| other.score >= *score);
        if at < MOST {
            found.insert(at, Candidate { intent: *intent, score: *score, signals: *signals });
            found.truncate(MOST);
        }
    }
    found
}
