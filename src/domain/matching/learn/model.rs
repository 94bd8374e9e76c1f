//! Both networks as they serve: rows in a byte per number, what each filter sees of each known word worked out beforehand.

use super::{
    cnn::{self, Cnn, FILTERS},
    conv::{self, DEPTH},
    dense,
    grams::Grams,
    lessons::Lessons,
    mlp::{HIDDEN, Mlp},
    sheet::Sheet,
    words::Words,
};
use crate::domain::matching::keys;

/// What was learned from a pack's lines, ready to judge messages.
#[derive(Debug, Clone)]
pub struct Model {
    pub(super) intents: usize,
    pub(super) words: Words,
    pub(super) grams: Grams,
    pub(super) counts: Counts,
    pub(super) order: Order,
    /// The places of each known word's pieces among the features, one word after the other.
    pub(super) places: Vec<u32>,
    /// Where in `places` each word begins, and where the last one ends.
    pub(super) starts: Vec<u32>,
}

/// The network over counts.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Counts {
    pub(super) rows: Sheet,
    pub(super) bias: Vec<f32>,
    pub(super) head: Vec<f32>,
    pub(super) base: Vec<f32>,
}

/// The network over order.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Order {
    /// For each edge and word: what every filter sees of it as the earlier, then as the later of two.
    pub(super) sights: Sheet,
    pub(super) letters: Sheet,
    /// For each number of a word's vector: what it means to every filter, of the earlier word, then of the later.
    pub(super) filters: Vec<f32>,
    pub(super) bias: Vec<f32>,
    pub(super) head: Vec<f32>,
    pub(super) base: Vec<f32>,
}

/// What the networks make of a message.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Opinion {
    /// The logarithm of each intent's chance.
    pub logs: Vec<f32>,
    /// How undecided they are, in nats.
    pub entropy: f32,
    /// Of each network: the logarithm of the sum of its logits' exponentials, and its highest log chance.
    pub members: [(f32, f32); 2],
    /// Whether both prefer the same intent.
    pub agree: bool,
    /// How many words it has, and how many of them were taught.
    pub words: (usize, usize),
}

impl Opinion {
    /// Each intent's chance, always above zero.
    pub fn chances(&self) -> impl Iterator<Item = f32> {
        self.logs.iter().map(|log| dense::exp(*log))
    }

    /// The two highest log chances.
    #[must_use]
    pub fn best_two(&self) -> (f32, f32) {
        let lowest = (-87.0, -87.0);
        self.logs.iter().fold(lowest, |(first, second), log| if *log > first { (*log, first) } else { (first, second.max(*log)) })
    }
}

/// A message's words: their keys, and their numbers where they were taught.
struct Seen<'a> {
    words: &'a [&'a str],
    keys: Vec<u64>,
    ids: Vec<Option<u32>>,
}

impl Model {
    pub(super) fn new(lessons: &Lessons<'_>, grams: Grams, mlp: &Mlp, cnn: &Cnn) -> Self {
        let counts = Counts { rows: Sheet::of(&mlp.rows, HIDDEN), bias: mlp.bias.values.clone(), head: mlp.head.values.clone(), base: mlp.base.values.clone() };
        let filters = turned(&cnn.filters.values);
        let order = Order {
            sights: sights(lessons, cnn, &filters),
            letters: Sheet::of(&cnn.letters.values, DEPTH),
            filters,
            bias: cnn.bias.values.clone(),
            head: cnn.head.values.clone(),
            base: cnn.base.values.clone(),
        };
        let (mut places, mut starts) = (Vec::new(), vec![0]);
        for word in lessons.places(&grams) {
            places.extend(word);
            starts.push(u32::try_from(places.len()).unwrap_or(u32::MAX));
        }
        Self { intents: lessons.intents, words: lessons.words.clone(), grams, counts, order, places, starts }
    }

    /// What the networks make of these words.
    #[must_use]
    pub fn judge(&self, words: &[&str]) -> Opinion {
        let keys: Vec<u64> = words.iter().map(|word| keys::key(word)).collect();
        let ids: Vec<Option<u32>> = keys.iter().map(|key| self.words.id(*key)).collect();
        let taught = ids.iter().flatten().count();
        let seen = Seen { words, keys, ids };
        let (mut logs, mut other) = think(self, &seen);
        let members = [&mut logs, &mut other].map(|logits| {
            let sum = dense::log_softmax(logits);
            (sum, logits.iter().copied().fold(f32::MIN, f32::max))
        });
        let agree = first(&logs) == first(&other);
        for (log, other) in logs.iter_mut().zip(&other) {
            *log = f32::midpoint(*log, *other);
        }
        dense::log_softmax(&mut logs);
        let entropy = -logs.iter().map(|log| dense::exp(*log) * log).sum::<f32>();
        Opinion { logs, entropy, members, agree, words: (words.len(), taught) }
    }

    #[inline(always)]
    fn by_counts(&self, seen: &Seen<'_>) -> Vec<f32> {
        let mut pieces = Vec::with_capacity(seen.words.len() * 20);
        for (word, id) in seen.words.iter().zip(&seen.ids) {
            if let Some(id) = id {
                pieces.extend_from_slice(&self.places[self.starts[*id as usize] as usize..self.starts[*id as usize + 1] as usize]);
            } else {
                let mut keys = Vec::new();
                keys::pieces(word, [b' ', b' '], 2..=5, &mut keys);
                pieces.extend(self.grams.places(&keys));
            }
        }
        let mut hidden = self.counts.bias.clone();
        self.counts.rows.add_all(&self.grams.vector(&seen.keys, pieces), &mut hidden);
        speak(&hidden, &self.counts.head, &self.counts.base)
    }

    #[inline(always)]
    fn by_order(&self, seen: &Seen<'_>) -> Vec<f32> {
        let mut most = vec![f32::MIN; FILTERS];
        let mut before = vec![0.0; FILTERS];
        let mut row = vec![0.0; 2 * FILTERS];
        let cut = seen.ids.len().min(cnn::LONGEST);
        let line = std::iter::once((Some(0), "")).chain(seen.ids.iter().zip(seen.words).take(cut).map(|(id, word)| (id.map(|id| id + 2), *word))).chain([(Some(1), "")]);
        for (id, word) in line {
            row.fill(0.0);
            match id {
                Some(id) => self.order.sights.add(id as usize, 1.0, &mut row),
                None => self.look(word, &mut row),
            }
            let (earlier, later) = row.split_at(FILTERS);
            for ((most, before), later) in most.iter_mut().zip(&before).zip(later) {
                *most = most.max(before + later);
            }
            before.copy_from_slice(earlier);
        }
        for (most, bias) in most.iter_mut().zip(&self.order.bias) {
            *most += bias;
        }
        speak(&most, &self.order.head, &self.order.base)
    }

    /// What every filter sees of a word that was not taught, from its letters.
    #[inline(always)]
    fn look(&self, word: &str, row: &mut [f32]) {
        let letters = cnn::letters(word);
        let share = 1.0 / dense::real(letters.len().max(1)).sqrt();
        let mut vector = [0.0; DEPTH];
        for shelf in &letters {
            self.order.letters.add(*shelf as usize, share, &mut vector);
        }
        see(&self.order.filters, &vector, row);
    }
}

/// The logits of both networks, in lanes as wide as the machine has: the same sums in the same order.
#[multiversion::multiversion(targets("x86_64+avx2"))]
fn think(model: &Model, seen: &Seen<'_>) -> (Vec<f32>, Vec<f32>) {
    (model.by_counts(seen), model.by_order(seen))
}

fn first(logs: &[f32]) -> Option<usize> {
    logs.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0))).map(|(at, _)| at)
}

/// The logits of what is above zero.
#[inline(always)]
fn speak(hidden: &[f32], head: &[f32], base: &[f32]) -> Vec<f32> {
    let active: Vec<(u32, f32)> = (0..).zip(hidden.iter().copied()).filter(|(_, value)| *value > 0.0).collect();
    let mut logits = base.to_vec();
    dense::add_all(head, &active, &mut logits);
    logits
}

/// What every filter sees of a word with this vector, as the earlier and as the later of two.
#[inline(always)]
fn see(filters: &[f32], vector: &[f32; DEPTH], row: &mut [f32]) {
    let weights: Vec<(u32, f32)> = (0..).zip(vector.iter().copied()).collect();
    row.fill(0.0);
    dense::add_all(filters, &weights, row);
}

/// The filters by number of a word's vector instead of by filter.
fn turned(filters: &[f32]) -> Vec<f32> {
    let mut turned = vec![0.0; DEPTH * 2 * FILTERS];
    for filter in 0..FILTERS {
        let (before, later) = conv::pair(filters, filter);
        for (row, (before, later)) in turned.chunks_exact_mut(2 * FILTERS).zip(before.iter().zip(later)) {
            (row[filter], row[FILTERS + filter]) = (*before, *later);
        }
    }
    turned
}

fn sights(lessons: &Lessons<'_>, cnn: &Cnn, filters: &[f32]) -> Sheet {
    let mut sheet = Sheet::new(2 * FILTERS);
    let mut row = vec![0.0; 2 * FILTERS];
    let spelled = [None, None].into_iter().chain(lessons.spelled.iter().map(Some));
    for (at, word) in spelled.enumerate() {
        let mut vector = [0.0; DEPTH];
        vector.copy_from_slice(cnn.words.row(at));
        let letters = word.map(|word| cnn::letters(word)).unwrap_or_default();
        let share = 1.0 / dense::real(letters.len().max(1)).sqrt();
        for shelf in &letters {
            dense::add(share, cnn.letters.row(*shelf as usize), &mut vector);
        }
        see(filters, &vector, &mut row);
        sheet.push(&row);
    }
    sheet
}
