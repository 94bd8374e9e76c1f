//! Steps downhill that grow smaller where the ground was steep (Adagrad, Duchi et al. 2011), and the smoothed target they lead to.

use std::ops::Range;

/// Weights that remember how much they were moved.
#[derive(Debug)]
pub(super) struct Adaptive {
    pub(super) values: Vec<f32>,
    moved: Vec<f32>,
}

impl Adaptive {
    /// These weights; a larger `rest` makes the first steps smaller.
    pub(super) fn new(values: Vec<f32>, rest: f32) -> Self {
        Self { moved: vec![rest; values.len()], values }
    }

    /// Moves some of the weights against `by` times this slope.
    #[inline(always)]
    pub(super) fn step(&mut self, which: Range<usize>, by: f32, slope: &[f32], rate: f32) {
        for ((value, moved), slope) in self.values[which.clone()].iter_mut().zip(&mut self.moved[which]).zip(slope) {
            let slope = by * slope;
            *moved += slope * slope;
            *value -= rate * slope * inverse_root(*moved);
        }
    }
}

/// Rows of weights where each row as a whole remembers how much it was moved.
#[derive(Debug)]
pub(super) struct Rowwise {
    pub(super) values: Vec<f32>,
    moved: Vec<f32>,
    width: usize,
}

impl Rowwise {
    /// These rows of this width.
    pub(super) fn new(values: Vec<f32>, width: usize, rest: f32) -> Self {
        Self { moved: vec![rest; values.len() / width], values, width }
    }

    /// A row.
    #[inline(always)]
    pub(super) fn row(&self, row: usize) -> &[f32] {
        &self.values[row * self.width..][..self.width]
    }

    /// Moves a row against `by` times this slope, whose mean square is given.
    #[inline(always)]
    pub(super) fn step(&mut self, row: usize, by: f32, slope: &[f32], square: f32, rate: f32) {
        self.moved[row] += by * by * square;
        let rate = rate * by / self.moved[row].sqrt();
        for (value, slope) in self.values[row * self.width..][..self.width].iter_mut().zip(slope) {
            *value -= rate * slope;
        }
    }
}

/// About one through the square root, right to two in a thousand: a step need not be longer than that is wide.
///
/// The famous shift of the bits and one step of Newton's; a fifth of the time of a root and a division.
#[inline(always)]
fn inverse_root(value: f32) -> f32 {
    let guess = f32::from_bits(0x5f37_59df_u32.wrapping_sub(value.to_bits() >> 1));
    guess * (1.5 - 0.5 * value * guess * guess)
}

/// The share of certainty that the target keeps back for all intents alike.
const SMOOTHING: f32 = 0.1;

/// Turns chances into the slope of the loss: what is said less what should be.
#[inline(always)]
pub(super) fn smooth(chances: &mut [f32], owner: usize) {
    let even = SMOOTHING / super::dense::real(chances.len());
    for (at, chance) in chances.iter_mut().enumerate() {
        *chance -= even + if at == owner { 1.0 - SMOOTHING } else { 0.0 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots() {
        for value in [1e-6_f32, 1e-4, 0.3, 1.0, 7.0, 1e4] {
            assert!((inverse_root(value) * value.sqrt() - 1.0).abs() < 2e-3, "{value}");
        }
    }

    #[test]
    fn steps_go_down_and_shrink() {
        let mut weights = Adaptive::new(vec![0.0], 1e-4);
        weights.step(0..1, 1.0, &[1.0], 0.1);
        let first = weights.values[0];
        weights.step(0..1, 1.0, &[1.0], 0.1);
        assert!(first < 0.0 && weights.values[0] - first > first);
        let mut slope = vec![0.25; 4];
        smooth(&mut slope, 1);
        assert!(slope[1] < 0.0 && slope[0] > 0.0 && slope.iter().sum::<f32>().abs() < 1e-6);
    }
}
