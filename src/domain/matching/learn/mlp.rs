//! A network over counts: one hidden layer over sparse features, learned line by line.
//!
//! A deep averaging network (Iyyer et al. 2015) over TF-IDF, with dropout (Srivastava et al. 2014), label smoothing (Szegedy et al.
//! 2016) and words left out by chance. Rows of features take plain steps, the few dense weights adaptive ones (Adagrad, Duchi 2011).

use super::{
    Passes, dense,
    descent::{Adaptive, smooth},
    grams::{Grams, Vector},
    lessons::Lessons,
    random::Random,
};

/// Hidden units.
pub(super) const HIDDEN: usize = 256;
/// Visits to lines, over all passes, if there are ten thousand.
const VISITS: usize = 380_000;
const MOST_PASSES: usize = 300;
const LEAST_PASSES: usize = 16;
/// The last passes see every word.
const CLEAN_PASSES: usize = 4;
const WORD_DROP: f32 = 0.1;
const STEP: f32 = 0.1;
const STEP_HEAD: f32 = 0.02;
const STEP_BIAS: f32 = 0.1;

/// The weights while they are learned.
#[derive(Debug)]
pub(super) struct Mlp {
    /// A row of `HIDDEN` per feature.
    pub(super) rows: Vec<f32>,
    pub(super) bias: Adaptive,
    /// A row of `intents` per hidden unit.
    pub(super) head: Adaptive,
    pub(super) base: Adaptive,
    intents: usize,
}

/// Learns the lines; `progress` hears which share is done.
pub(super) fn learn(lessons: &Lessons<'_>, grams: &Grams, passes: Passes, progress: &mut dyn FnMut(f32)) -> Mlp {
    let mut chance = Random::new(1);
    let places = lessons.places(grams);
    let mut model = Mlp::new(grams.len(), lessons.intents, &mut chance);
    let passes = passes.count(lessons.len(), VISITS, LEAST_PASSES, MOST_PASSES);
    let mut order: Vec<usize> = (0..lessons.len()).collect();
    let (all, mut done) = (dense::real(passes * lessons.len()), 0);
    let mut room = Room::new(lessons.intents);
    for pass in 0..passes {
        let drop = if pass + CLEAN_PASSES < passes { WORD_DROP } else { 0.0 };
        let vectors = lessons.vectors(grams, &places, drop, &mut chance);
        chance.shuffle(&mut order);
        for line in &order {
            let rate = 1.0 - dense::real(done) / all + 0.01;
            visit(&mut model, &vectors[*line], lessons.owners[*line], rate, &mut chance, &mut room);
            done += 1;
        }
        progress(dense::real(pass + 1) / dense::real(passes));
    }
    model
}

/// One line, in lanes as wide as the machine has: the same sums in the same order.
#[multiversion::multiversion(targets("x86_64+avx2"))]
fn visit(model: &mut Mlp, line: &Vector, owner: usize, rate: f32, chance: &mut Random, room: &mut Room) {
    model.visit(line, owner, rate, chance, room);
}

/// Space for one visit.
struct Room {
    kept: Vector,
    hidden: Vec<f32>,
    slope: Vec<f32>,
    logits: Vec<f32>,
    active: Vec<usize>,
}

impl Room {
    fn new(intents: usize) -> Self {
        Self { kept: Vec::new(), hidden: vec![0.0; HIDDEN], slope: vec![0.0; HIDDEN], logits: vec![0.0; intents], active: Vec::new() }
    }
}

impl Mlp {
    fn new(features: usize, intents: usize, chance: &mut Random) -> Self {
        Self {
            rows: chance.normals(features * HIDDEN, 0.1),
            bias: Adaptive::new(vec![0.0; HIDDEN], 1e-6),
            head: Adaptive::new(vec![0.0; HIDDEN * intents], 1e-4),
            base: Adaptive::new(vec![0.0; intents], 1e-4),
            intents,
        }
    }

    /// One line: forward with half of everything left out, and back.
    #[inline(always)]
    fn visit(&mut self, line: &Vector, owner: usize, rate: f32, chance: &mut Random, room: &mut Room) {
        self.forward(line, chance, room);
        dense::softmax(&mut room.logits);
        smooth(&mut room.logits, owner);
        room.slope.fill(0.0);
        for unit in &room.active {
            let row = *unit * self.intents..(*unit + 1) * self.intents;
            room.slope[*unit] = 2.0 * dense::dot(&self.head.values[row.clone()], &room.logits);
            self.head.step(row, room.hidden[*unit], &room.logits, STEP_HEAD * rate);
        }
        self.base.step(0..self.intents, 1.0, &room.logits, STEP_HEAD * rate);
        self.bias.step(0..HIDDEN, 1.0, &room.slope, STEP_BIAS * rate);
        for (place, weight) in &room.kept {
            let from = *place as usize * HIDDEN;
            dense::add(-STEP * rate * weight, &room.slope, &mut self.rows[from..from + HIDDEN]);
        }
    }

    #[inline(always)]
    fn forward(&self, line: &Vector, chance: &mut Random, room: &mut Room) {
        room.kept.clear();
        let mut bits = 0;
        for (at, (place, weight)) in line.iter().enumerate() {
            if at % 64 == 0 {
                bits = chance.bits();
            }
            if bits >> (at % 64) & 1 == 1 {
                room.kept.push((*place, weight * 2.0));
            }
        }
        room.hidden.copy_from_slice(&self.bias.values);
        dense::add_all(&self.rows, &room.kept, &mut room.hidden);
        room.active.clear();
        room.logits.copy_from_slice(&self.base.values);
        for unit in 0..HIDDEN {
            if unit % 64 == 0 {
                bits = chance.bits();
            }
            if room.hidden[unit] > 0.0 && bits >> (unit % 64) & 1 == 1 {
                room.hidden[unit] *= 2.0;
                room.active.push(unit);
                dense::add(room.hidden[unit], &self.head.values[unit * self.intents..(unit + 1) * self.intents], &mut room.logits);
            }
        }
    }
}
