//! A network over the order of words: each filter looks at two neighbours and keeps its strongest sight.
//!
//! A word CNN (Kim 2014) with filters of width two over vectors of words and of their letters (fastText, Bojanowski et al. 2017).
//! Words are left out and hidden behind their letters by chance, so that it learns to read words nobody taught.

use super::{
    Passes,
    conv::{self, DEPTH, Panels},
    dense,
    descent::{Adaptive, Rowwise, smooth},
    lessons::Lessons,
    random::Random,
};
use crate::domain::matching::keys;

/// Filters.
pub(super) const FILTERS: usize = 512;
/// Pieces of words share so many rows.
pub(super) const SHELVES: u64 = 30_000;
/// Longer messages are cut.
pub(super) const LONGEST: usize = 60;
/// Visits to lines, over all passes, if there are ten thousand.
const VISITS: usize = 280_000;
const MOST_PASSES: usize = 60;
const LEAST_PASSES: usize = 12;
/// How often a word is left out, and how often it is seen by its letters only.
const LEFT_OUT: f32 = 0.2;
const HIDDEN: f32 = 0.5;
const STEP_ROWS: f32 = 0.05;
const STEP: f32 = 0.02;

/// The rows of a word's letters.
pub(super) fn letters(word: &str) -> Vec<u32> {
    let mut keys = Vec::new();
    keys::pieces(word, [b'<', b'>'], 3..=5, &mut keys);
    keys.iter().map(|key| u32::try_from((key >> 20) % SHELVES).unwrap_or(0)).collect()
}

/// The weights while they are learned. The first two words are the edges of a message.
#[derive(Debug)]
pub(super) struct Cnn {
    pub(super) words: Rowwise,
    pub(super) letters: Rowwise,
    /// Two rows of `DEPTH` per filter: for the word before and for the word itself.
    pub(super) filters: Rowwise,
    pub(super) bias: Adaptive,
    /// A row of `intents` per filter.
    pub(super) head: Rowwise,
    pub(super) base: Adaptive,
    intents: usize,
}

/// Learns the lines; `progress` hears which share is done.
pub(super) fn learn(lessons: &Lessons<'_>, passes: Passes, progress: &mut dyn FnMut(f32)) -> Cnn {
    let mut chance = Random::new(2);
    let spelled: Vec<Vec<u32>> = [Vec::new(), Vec::new()].into_iter().chain(lessons.spelled.iter().map(|word| letters(word))).collect();
    let mut model = Cnn::new(spelled.len(), lessons.intents, &mut chance);
    let passes = passes.count(lessons.len(), VISITS, LEAST_PASSES, MOST_PASSES);
    let mut order: Vec<usize> = (0..lessons.len()).collect();
    let (all, mut done) = (dense::real(passes * lessons.len()), 0);
    let mut room = Room::new(lessons.intents);
    for pass in 0..passes {
        chance.shuffle(&mut order);
        for line in &order {
            let rate = 1.0 - dense::real(done) / all + 0.01;
            room.choose(&lessons.lines[*line], &mut chance);
            visit(&mut model, lessons.owners[*line], &spelled, rate, &mut chance, &mut room);
            done += 1;
        }
        progress(dense::real(pass + 1) / dense::real(passes));
    }
    model
}

/// One line, in lanes as wide as the machine has: the same sums in the same order.
#[multiversion::multiversion(targets("x86_64+avx2"))]
fn visit(model: &mut Cnn, owner: usize, spelled: &[Vec<u32>], rate: f32, chance: &mut Random, room: &mut Room) {
    model.visit(owner, spelled, rate, chance, room);
}

/// Space for one visit.
struct Room {
    /// The words, and whether each is seen by its letters only.
    line: Vec<(u32, bool)>,
    /// The vector of each word.
    rows: Vec<[f32; DEPTH]>,
    /// The mean square of each.
    squares: Vec<f32>,
    slopes: Vec<[f32; DEPTH]>,
    logits: Vec<f32>,
    panels: Panels,
    /// The filters that look this time.
    chosen: Vec<usize>,
    heights: Vec<(usize, usize, f32)>,
}

impl Room {
    fn new(intents: usize) -> Self {
        Self {
            line: Vec::new(),
            rows: Vec::new(),
            squares: Vec::new(),
            slopes: Vec::new(),
            logits: vec![0.0; intents],
            panels: Panels::default(),
            chosen: Vec::new(),
            heights: Vec::new(),
        }
    }

    /// Chooses what is seen of a line this time.
    fn choose(&mut self, words: &[u32], chance: &mut Random) {
        self.line.clear();
        self.line.push((0, false));
        let words = &words[..words.len().min(LONGEST)];
        for word in words {
            let left_out = words.len() > 1 && chance.happens(LEFT_OUT);
            if !left_out {
                self.line.push((word + 2, chance.happens(HIDDEN)));
            }
        }
        if self.line.len() == 1 {
            self.line.push((words[chance.below(words.len())] + 2, false));
        }
        self.line.push((1, false));
    }
}

impl Cnn {
    fn new(words: usize, intents: usize, chance: &mut Random) -> Self {
        let shelves = usize::try_from(SHELVES).unwrap_or(0);
        Self {
            words: Rowwise::new(chance.normals(words * DEPTH, 0.02), DEPTH, 1e-6),
            letters: Rowwise::new(chance.normals(shelves * DEPTH, 0.02), DEPTH, 1e-6),
            filters: Rowwise::new(chance.normals(FILTERS * 2 * DEPTH, 1.0 / (2.0 * dense::real(DEPTH)).sqrt()), DEPTH, 1e-4),
            bias: Adaptive::new(vec![0.0; FILTERS], 1e-4),
            head: Rowwise::new(vec![0.0; FILTERS * intents], intents, 1e-4),
            base: Adaptive::new(vec![0.0; intents], 1e-4),
            intents,
        }
    }

    #[inline(always)]
    fn visit(&mut self, owner: usize, spelled: &[Vec<u32>], rate: f32, chance: &mut Random, room: &mut Room) {
        self.look(spelled, room);
        self.forward(chance, room);
        dense::softmax(&mut room.logits);
        smooth(&mut room.logits, owner);
        room.slopes.clear();
        room.slopes.resize(room.rows.len(), [0.0; DEPTH]);
        let surprise = dense::dot(&room.logits, &room.logits) / dense::real(self.intents);
        for at in 0..room.heights.len() {
            let (filter, place, height) = room.heights[at];
            let row = filter * self.intents..(filter + 1) * self.intents;
            let slope = 2.0 * dense::dot(&self.head.values[row.clone()], &room.logits);
            self.head.step(filter, height, &room.logits, surprise, STEP * rate);
            self.bias.step(filter..filter + 1, slope, &[1.0], STEP * rate);
            self.turn(filter, place, slope, rate, room);
        }
        self.base.step(0..self.intents, 1.0, &room.logits, STEP * rate);
        self.teach(spelled, rate, room);
    }

    /// Makes the vector of each word in view.
    #[inline(always)]
    fn look(&self, spelled: &[Vec<u32>], room: &mut Room) {
        room.rows.clear();
        for (word, hidden) in &room.line {
            let mut row = [0.0; DEPTH];
            if !hidden {
                row.copy_from_slice(self.words.row(*word as usize));
            }
            let letters = &spelled[*word as usize];
            let share = 1.0 / dense::real(letters.len().max(1)).sqrt();
            for shelf in letters {
                dense::add(share, self.letters.row(*shelf as usize), &mut row);
            }
            room.rows.push(row);
        }
        room.squares.clear();
        room.squares.extend(room.rows.iter().map(|row| dense::dot(row, row) / dense::real(DEPTH)));
        room.panels.lay(&room.rows);
    }

    /// Half of the filters look; those that see something speak.
    #[inline(always)]
    fn forward(&self, chance: &mut Random, room: &mut Room) {
        room.heights.clear();
        room.logits.copy_from_slice(&self.base.values);
        room.chosen.clear();
        let mut bits = 0;
        for filter in 0..FILTERS {
            if filter % 64 == 0 {
                bits = chance.bits();
            }
            if bits >> (filter % 64) & 1 == 1 {
                room.chosen.push(filter);
            }
        }
        for filters in room.chosen.chunks(conv::TOGETHER) {
            let pairs = std::array::from_fn(|at| conv::pair(&self.filters.values, filters.get(at).copied().unwrap_or(FILTERS)));
            let sights = room.panels.strongest(&pairs);
            for (filter, (place, sight)) in filters.iter().zip(sights) {
                let height = 2.0 * (sight + self.bias.values[*filter]);
                if height > 0.0 {
                    room.heights.push((*filter, place, height));
                    dense::add(height, &self.head.values[filter * self.intents..(filter + 1) * self.intents], &mut room.logits);
                }
            }
        }
    }

    /// Moves a filter, and notes what the words it saw should become.
    #[inline(always)]
    fn turn(&mut self, filter: usize, place: usize, slope: f32, rate: f32, room: &mut Room) {
        let (before, word) = conv::pair(&self.filters.values, filter);
        dense::add(slope, word, &mut room.slopes[place]);
        if let Some(earlier) = place.checked_sub(1) {
            dense::add(slope, before, &mut room.slopes[earlier]);
            self.filters.step(2 * filter, slope, &room.rows[earlier], room.squares[earlier], STEP * rate);
        }
        self.filters.step(2 * filter + 1, slope, &room.rows[place], room.squares[place], STEP * rate);
    }

    /// Moves the words and letters.
    #[inline(always)]
    fn teach(&mut self, spelled: &[Vec<u32>], rate: f32, room: &Room) {
        for ((word, hidden), slope) in room.line.iter().zip(&room.slopes) {
            let square = dense::dot(slope, slope) / dense::real(DEPTH);
            if square <= 0.0 {
                continue;
            }
            if !hidden {
                self.words.step(*word as usize, 1.0, slope, square, STEP_ROWS * rate);
            }
            let letters = &spelled[*word as usize];
            let share = 1.0 / dense::real(letters.len().max(1)).sqrt();
            for shelf in letters {
                self.letters.step(*shelf as usize, share, slope, square, STEP_ROWS * rate);
            }
        }
    }
}
