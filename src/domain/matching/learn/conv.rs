//! What a filter sees of each pair of neighbouring words: many words at a time, each in a lane of its own.

/// Numbers per word.
pub(super) const DEPTH: usize = 96;
/// At most so many words stand side by side.
const WIDEST: usize = 16;

type Row = [f32; DEPTH];

/// The words of a message side by side: for each number of their vectors, that number of each word.
#[derive(Debug, Default)]
pub(super) struct Panels {
    words: usize,
    numbers: Vec<f32>,
    before: Vec<f32>,
    word: Vec<f32>,
}

/// The two rows of a filter: for the word before and for the word itself.
pub(super) fn pair(filters: &[f32], filter: usize) -> (&Row, &Row) {
    const NOTHING: &Row = &[0.0; DEPTH];
    let (rows, _) = filters.as_chunks::<DEPTH>();
    match rows.get(filter * 2..filter * 2 + 2) {
        Some([before, word]) => (before, word),
        _ => (NOTHING, NOTHING),
    }
}

impl Panels {
    /// Lays these words out.
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
        self.before.resize(places, 0.0);
        self.word.resize(places, 0.0);
    }

    /// The word where a filter sees most, together with the word before it, and how much; before the first word stands nothing.
    pub(super) fn strongest(&mut self, (before, word): (&Row, &Row)) -> (usize, f32) {
        let mut rest = self.numbers.as_slice();
        let mut from = 0;
        while from < self.words {
            let width = width(self.words - from);
            let (panel, others) = rest.split_at(width * DEPTH);
            rest = others;
            let (befores, words) = (&mut self.before[from..], &mut self.word[from..]);
            match width {
                4 => look::<4>(before, word, panel, befores, words),
                8 => look::<8>(before, word, panel, befores, words),
                _ => look::<16>(before, word, panel, befores, words),
            }
            from += width;
        }
        let (mut best, mut earlier) = ((0, f32::MIN), 0.0);
        for (at, (before, word)) in self.before.iter().zip(&self.word).take(self.words).enumerate() {
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
fn width(words: usize) -> usize {
    match words {
        0..=4 => 4,
        5..=12 => 8,
        _ => WIDEST,
    }
}

fn look<const LANES: usize>(before: &Row, word: &Row, panel: &[f32], befores_out: &mut [f32], words_out: &mut [f32]) {
    let (mut befores, mut words) = ([0.0_f32; LANES], [0.0_f32; LANES]);
    for ((before, word), values) in before.iter().zip(word).zip(panel.as_chunks::<LANES>().0) {
        for lane in 0..LANES {
            befores[lane] += before * values[lane];
            words[lane] += word * values[lane];
        }
    }
    befores_out[..LANES].copy_from_slice(&befores);
    words_out[..LANES].copy_from_slice(&words);
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
            let (place, sight) = panels.strongest(pair(&filters, 0));
            assert_eq!(place, want.0, "{values:?}");
            assert!((sight - want.1).abs() < 1e-6, "{values:?}: {sight}");
        }
    }
}
