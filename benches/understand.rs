//! Reading and understanding one message, whole, in packs of 200 to 20,000 intents or articles.
//!
//! The ceiling is the least any index does: cut at spaces, lower the case, look each word up, add up what its postings weigh and take
//! the best. It repairs nothing, knows no order of words and no confidence. Both see the same messages in turn, in one process, so the
//! ratio counts and not the times. `cargo bench --bench understand`; names of packs as arguments choose among them.
#![expect(
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a benchmark measures time, and small numbers only"
)]

use std::{
    collections::{BTreeMap, HashMap},
    hint::black_box,
    sync::Arc,
    time::Instant,
};

use garda::domain::{
    content::{Answer, Article, Intent, Kind, Pack, Priority, RISK},
    id::{IntentId, Revision, Slug, TeamId, TopicId},
    language::{Language, Said},
    matching::Catalog,
};

const MESSAGES: usize = 4_000;
const LINES: usize = 3;

fn main() {
    let chosen: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    println!("{:<18}{:>10}{:>10}{:>12}{:>12}{:>9}{:>9}", "pack", "p50 µs", "p99 µs", "ceiling p50", "ceiling p99", "ratio", "bar p99");
    for (intents, articles, bar) in [(200, 0, 150), (2_000, 0, 250), (20_000, 0, 450), (200, 200, 150), (200, 2_000, 250), (200, 20_000, 450)] {
        let name = if articles == 0 { format!("{intents} intents") } else { format!("{articles} articles") };
        if chosen.is_empty() || chosen.iter().any(|part| name.contains(part.as_str())) {
            measure(&name, intents, articles, bar);
        }
    }
}

fn measure(name: &str, intents: usize, articles: usize, bar: usize) {
    let mut words = Words(0x1234_5678_9abc_def1);
    let pack = pack(&mut words, intents, articles);
    let texts: Vec<String> = pack.intents.iter().flat_map(|intent| intent.examples.values().flatten()).chain(pack.articles.iter().map(|article| &article.plain)).cloned().collect();
    let messages: Vec<String> = (0..MESSAGES).map(|_| words.message(&texts)).collect();
    let (ceiling, catalog) = (Ceiling::new(&texts), Catalog::new(Arc::new(pack)));
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for round in 0..2 {
        for message in &messages {
            let started = Instant::now();
            black_box(catalog.understand(&catalog.read(black_box(message))));
            let between = Instant::now();
            black_box(ceiling.find(black_box(message)));
            let ended = Instant::now();
            if round > 0 {
                ours.push((between - started).as_nanos());
                bare.push((ended - between).as_nanos());
            }
        }
    }
    let micros = |times: &mut Vec<u128>, share: usize| {
        times.sort_unstable();
        times[times.len() * share / 100] as f64 / 1e3
    };
    let (p50, p99, bare50, bare99) = (micros(&mut ours, 50), micros(&mut ours, 99), micros(&mut bare, 50), micros(&mut bare, 99));
    println!("{name:<18}{p50:>10.1}{p99:>10.1}{bare50:>12.1}{bare99:>12.1}{:>9.1}{bar:>9}", p50 / bare50);
}

/// Words by their frequency in a language: the n-th is n times rarer than the first.
struct Words(u64);

impl Words {
    fn draw(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 32) as usize * end) >> 32
    }

    fn word(&mut self) -> String {
        let share = self.draw(1 << 20) as f64 / f64::from(1 << 20);
        let rank = (8_000_f64.powf(share) - 1.0) as usize;
        let parts = ["ka", "ri", "to", "men", "la", "su", "pi", "dan", "ge", "bo", "ter", "ni", "wa", "lok", "se", "ma", "ru", "tan", "ji", "po"];
        let mut rest = rank * 7919 + 13;
        let mut word = String::new();
        for _ in 0..2 + rank % 3 {
            word.push_str(parts[rest % parts.len()]);
            rest /= parts.len();
        }
        word
    }

    fn sentence(&mut self, words: usize) -> String {
        (0..words).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }

    /// Part of a taught text with strange words and a slip of the fingers, or strange words only.
    fn message(&mut self, texts: &[String]) -> String {
        let text = &texts[self.draw(texts.len())];
        let mut words: Vec<String> = text.split(' ').skip(self.draw(4)).take(8).map(str::to_owned).collect();
        words.push(self.word());
        let at = self.draw(words.len());
        if words[at].len() > 4 {
            words[at].remove(2);
        }
        if self.draw(5) == 0 { self.sentence(9) } else { words.join(" ") }
    }
}

fn pack(words: &mut Words, intents: usize, articles: usize) -> Pack {
    let intent = |at: usize, words: &mut Words| Intent {
        id: IntentId::new(format!("intent_{at}")),
        topic: TopicId::new("bench"),
        title: Said([(Language::ID, words.sentence(3))].into()),
        kind: Kind::Problem,
        team: TeamId::new("helpdesk"),
        priority: Priority::Normal,
        phrases: if at.is_multiple_of(10) { vec![words.sentence(3)] } else { Vec::new() },
        not: Vec::new(),
        examples: [(Language::ID, (0..LINES).map(|_| words.sentence(7)).collect())].into(),
        answer: Answer::default(),
        ask: Vec::new(),
        flow: None,
    };
    let article = |at: usize, words: &mut Words| Article {
        slug: Slug::new(format!("article-{at}")),
        language: Language::ID,
        title: words.sentence(5),
        topic: TopicId::new("bench"),
        keywords: vec![words.word()],
        minutes: 2,
        reviewed: "2026-11-03".to_owned(),
        summary: words.sentence(10),
        plain: words.sentence(120),
        html: String::new(),
    };
    Pack {
        revision: Revision::new("bench"),
        prefix: "GRD".to_owned(),
        languages: vec![Language::ID],
        default_team: TeamId::new("helpdesk"),
        variables: BTreeMap::new(),
        topics: Vec::new(),
        greeting: Vec::new(),
        intents: (0..intents).map(|at| intent(at, words)).collect(),
        flows: Vec::new(),
        secrets: Vec::new(),
        risk: RISK,
        articles: (0..articles).map(|at| article(at, words)).collect(),
        teams: Vec::new(),
        calendars: Vec::new(),
        slas: Vec::new(),
        texts: BTreeMap::new(),
    }
}

/// The least any index does.
struct Ceiling {
    postings: HashMap<String, Vec<(u32, f32)>>,
    texts: usize,
}

impl Ceiling {
    fn new(texts: &[String]) -> Self {
        let mut postings: HashMap<String, Vec<(u32, f32)>> = HashMap::new();
        for (at, text) in (0..).zip(texts) {
            for word in text.split_whitespace() {
                postings.entry(word.to_lowercase()).or_default().push((at, 1.0));
            }
        }
        Self { postings, texts: texts.len() }
    }

    fn find(&self, message: &str) -> Option<usize> {
        let mut scores = vec![0.0_f32; self.texts];
        for word in message.split_whitespace() {
            let found = self.postings.get(&word.to_lowercase()).map_or(&[][..], Vec::as_slice);
            let rarity = 1.0 / (1.0 + found.len() as f32);
            for (text, weight) in found {
                scores[*text as usize] += weight * rarity;
            }
        }
        (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]))
    }
}
