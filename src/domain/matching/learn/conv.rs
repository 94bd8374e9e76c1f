//! What filters see of each pair of neighbouring words: many words at a time, each in a lane of its own, and a few filters together.

/// Numbers per word.
pub(super) const DEPTH: usize = 96;
/// At most so many words stand side by side.
const WIDEST: usize = 8;
/// So many filters look at once: their sums do not wait for each other.
pub(super) const TOGETHER: usize = 4;

type Row = [f32; DEPTH];
/// The two rows of a filter: for the word before and for the word itself.
pub(super) type Pair<'a> = (&'a Row, &'a Row);

/// The words of a message side by side: for each number of their vectors, that number of each word.
#[derive(Debug, Default)]
pub(super) struct Panels {
    words: usize,
    numbers: Vec<f32>,
    /// What each filter sees of each word, as the earlier and as the later of two.
    before: [Vec<f32>; TOGETHER],
    word: [Vec<f32>; TOGETHER],
}

/// The rows of a filter.
#[inline(always)]
pub(super) fn pair(filters: &[f32], filter: usize) -> Pair<'_> {
    const NOTHING: &Row = &[0.0; DEPTH];
    let (rows, _) = filters.as_chunks::<DEPTH>();
    match rows.get(filter * 2..filter * 2 + 2) {
        Some([before, word]) => (before, word),
        _ => (NOTHING, NOTHING),
    }
}

impl Panels {
    /// Lays these words out.
    #[inline(always)]
    pub(super) fn lay(&mut self, rows: &[Row]) {
        self.words = rows.len();
        self.numbers.clear();
        let mut rest = rows;
        while !rest.is_empty() {
            let (from, width) = (self.numbers.len(), width(rest.len()));
            let (part, others) = rest.split_at(width.min(rest.len()));
            rest = others;
            self.numbers.resize(from + width * DEPTH, 0.0);
            for (at, row) in part.iter().enumerate() {
                for (column, value) in self.numbers[from..].chunks_exact_mut(width).zip(row) {
                    column[at] = *value;
                }
            }
        }
        let places = rows.len().next_multiple_of(WIDEST);
        for lanes in self.before.iter_mut().chain(&mut self.word) {
            lanes.resize(places, 0.0);
        }
    }

    /// Of each filter: the word where it sees most, together with the word before it, and how much; before the first word stands nothing.
    #[inline(always)]
    pub(super) fn strongest(&mut self, filters: &[Pair<'_>; TOGETHER]) -> [(usize, f32); TOGETHER] {
        let mut rest = self.numbers.as_slice();
        let mut from = 0;
        while from < self.words {
            let width = width(self.words - from);
            let (panel, others) = rest.split_at(width * DEPTH);
            rest = others;
            if width == WIDEST {
                look::<WIDEST>(filters, panel, from, &mut self.before, &mut self.word);
            } else {
                look::<4>(filters, panel, from, &mut self.before, &mut self.word);
            }
            from += width;
        }
        std::array::from_fn(|filter| self.most(filter))
    }

    #[inline(always)]
    fn most(&self, filter: usize) -> (usize, f32) {
        let (mut best, mut earlier) = ((0, f32::MIN), 0.0);
        for (at, (before, word)) in self.before[filter].iter().zip(&self.word[filter]).take(self.words).enumerate() {
            let sight = earlier + word;
            if sight > best.1 {
                best = (at, sight);
            }
            earlier = *before;
        }
        best
    }
}

/// The lanes for so many words.
#[inline(always)]
fn width(words: usize) -> usize {
    if words <= 4 { 4 } else { WIDEST }
}

#[inline(always)]
fn look<const LANES: usize>(filters: &[Pair<'_>; TOGETHER], panel: &[f32], from: usize, befores_out: &mut [Vec<f32>; TOGETHER], words_out: &mut [Vec<f32>; TOGETHER]) {
    let (mut befores, mut words) = ([[0.0_f32; LANES]; TOGETHER], [[0.0_f32; LANES]; TOGETHER]);
    for (at, values) in panel.as_chunks::<LANES>().0.iter().enumerate().take(DEPTH) {
        for filter in 0..TOGETHER {
            let (before, word) = (filters[filter].0[at], filters[filter].1[at]);
            for lane in 0..LANES {
                befores[filter][lane] += before * values[lane];
                words[filter][lane] += word * values[lane];
            }
        }
    }
    for filter in 0..TOGETHER {
        befores_out[filter][from..from + LANES].copy_from_slice(&befores[filter]);
        words_out[filter][from..from + LANES].copy_from_slice(&words[filter]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_strongest_pair() {
        let row = |first: f32| std::array::from_fn(|at| if at == 0 { first } else { 0.0 });
        let filters: Vec<f32> = [row(1.0), row(2.0)].concat();
        let long: Vec<f32> = (0..40_u8).map(|at| if at == 33 { 5.0 } else { 1.0 }).collect();
        for (values, want) in [(vec![1.0], (0, 2.0)), (vec![1.0, 3.0, -9.0, 2.0, 4.0, 0.0, 1.0], (4, 10.0)), (vec![-1.0, -3.0], (0, -2.0)), (long, (33, 11.0))] {
            let rows: Vec<Row> = values.iter().map(|value| row(*value)).collect();
            let mut panels = Panels::default();
            panels.lay(&rows);
            for (place, sight) in panels.strongest(&[pair(&filters, 0); TOGETHER]) {
                assert_eq!(place, want.0, "{values:?}");
                assert!((sight - want.1).abs() < 1e-6, "{values:?}: {sight}");
            }
        }
    }
}
