//! A linear classifier: one-versus-rest squared-hinge support vectors by dual coordinate descent, all intents at once.
//!
//! The intents are independent problems over the same lines, so every line is visited once for all of them: the inner
//! loops run over intents and need no branches. The order of a pass follows from what the lines say: the same pack gives the same
//! weights, and a line more or less leaves the others where they were.

mod kept;

use super::{features::Vector, keys};

/// How much a mistake costs against a large weight.
const COST: f32 = 2.0;
/// Passes over the lines.
const PASSES: usize = 12;
/// Intents are laid out in blocks of this many.
const LANE: usize = 8;
/// More numbers than this are not learned: they take four bytes each meanwhile, and the weights among them two ever after.
const MOST: usize = 1 << 27;

/// One weight per feature and intent, as a share of the intent's largest: sixteen bits tell as much as thirty-two.
#[derive(Debug, Default, PartialEq)]
pub struct Classifier {
    /// What it was learned from, as a hash: whoever reads lines otherwise has other weights.
    print: u64,
    steps: Vec<i16>,
    scale: Vec<f32>,
    bias: Vec<f32>,
    intents: usize,
}

/// The weights while they are learned.
struct Descent {
    weights: Vec<f32>,
    bias: Vec<f32>,
    width: usize,
}

impl Classifier {
    /// Whether this much can be learned at all; the numbers are a weight for each feature and a dual for each line, for every intent.
    #[must_use]
    pub fn bears(lines: usize, intents: usize, features: usize) -> bool {
        (lines + features).saturating_mul(width(intents)) <= MOST
    }

    /// Learns which of so many intents each line belongs to; `says[i]` is a hash of what line i says.
    #[must_use]
    pub fn learn(lines: &[&[(u32, f32)]], says: &[u64], owners: &[usize], intents: usize, features: usize) -> Self {
        let width = width(intents);
        let mut model = Descent { weights: vec![0.0; features * width], bias: vec![0.0; width], width };
        let mut duals = vec![0.0_f32; lines.len() * width];
        let mut order: Vec<usize> = (0..lines.len()).collect();
        let mut step = vec![0.0_f32; width];
        for pass in 0..PASSES {
            order.sort_by_key(|line| (keys::mix(says[*line] ^ (pass as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)), *line));
            for line in &order {
                let dual = &mut duals[line * width..(line + 1) * width];
                model.visit(lines[*line], owners[*line], dual, &mut step);
            }
        }
        model.done(intents, kept::print(lines, owners, intents, features))
    }

    /// How far this vector is on the side of each intent: about 1 for its own, about -1 for others.
    #[must_use]
    pub fn margins(&self, vector: &Vector) -> Vec<f32> {
        let width = self.scale.len();
        let mut margins = vec![0.0; width];
        for (place, weight) in vector {
            let row = &self.steps[*place as usize * width..][..width];
            for (margin, step) in margins.iter_mut().zip(row) {
                *margin += weight * f32::from(*step);
            }
        }
        for ((margin, scale), bias) in margins.iter_mut().zip(&self.scale).zip(&self.bias) {
            *margin = *margin * scale + bias;
        }
        margins.truncate(self.intents);
        margins
    }

    /// What each feature of this vector contributes to one intent's margin.
    pub fn contributions<'a>(&'a self, vector: &'a Vector, intent: usize) -> impl Iterator<Item = (u32, f32)> + 'a {
        let weight_of = move |place: u32| f32::from(self.steps[place as usize * self.scale.len() + intent]) * self.scale[intent];
        vector.iter().map(move |(place, weight)| (*place, weight * weight_of(*place)))
    }
}

impl Descent {
    /// One step of the descent for one line and all intents.
    fn visit(&mut self, line: &[(u32, f32)], owner: usize, dual: &mut [f32], step: &mut [f32]) {
        let square = 1.0 + line.iter().map(|(_, weight)| weight * weight).sum::<f32>();
        let slack = 0.5 / COST;
        step.copy_from_slice(&self.bias);
        for (place, weight) in line {
            let row = &self.weights[*place as usize * self.width..][..self.width];
            for (margin, value) in step.iter_mut().zip(row) {
                *margin += weight * value;
            }
        }
        for (intent, (margin, dual)) in step.iter_mut().zip(dual.iter_mut()).enumerate() {
            let sign = if intent == owner { 1.0 } else { -1.0 };
            let gradient = sign * *margin - 1.0 + slack * *dual;
            let next = (*dual - gradient / (square + slack)).max(0.0);
            *margin = (next - *dual) * sign;
            *dual = next;
        }
        for (bias, change) in self.bias.iter_mut().zip(step.iter()) {
            *bias += change;
        }
        for (place, weight) in line {
            let row = &mut self.weights[*place as usize * self.width..][..self.width];
            for (value, change) in row.iter_mut().zip(step.iter()) {
                *value += weight * change;
            }
        }
    }

    /// The weights in half the room.
    fn done(self, intents: usize, print: u64) -> Classifier {
        let mut largest = vec![0.0_f32; self.width];
        for row in self.weights.chunks_exact(self.width.max(1)) {
            largest.iter_mut().zip(row).for_each(|(most, value)| *most = most.max(value.abs()));
        }
        let scale: Vec<f32> = largest.iter().map(|most| most.max(f32::MIN_POSITIVE) / f32::from(i16::MAX)).collect();
        #[expect(clippy::cast_possible_truncation, reason = "at most i16::MAX by the scale")]
        let steps = self.weights.iter().zip(scale.iter().cycle()).map(|(value, scale)| (value / scale).round() as i16).collect();
        Classifier { print, steps, scale, bias: self.bias, intents }
    }
}

/// The weights of a feature, one per intent, in whole blocks.
fn width(intents: usize) -> usize {
    intents.div_ceil(LANE).saturating_mul(LANE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn learns_and_is_the_same_each_time() {
        let lines: [&[(u32, f32)]; 4] = [&[(0, 1.0)], &[(0, 0.8), (2, 0.6)], &[(1, 1.0)], &[(1, 0.8), (2, 0.6)]];
        let learn = || Classifier::learn(&lines, &[5, 6, 7, 8], &[0, 0, 1, 1], 2, 3);
        let model = learn();
        for (vector, best) in [(vec![(0, 1.0)], 0), (vec![(1, 1.0)], 1), (vec![(0, 0.5), (2, 0.5)], 0)] {
            let margins = model.margins(&vector);
            assert!(margins[best] > margins[1 - best], "{vector:?}: {margins:?}");
        }
        assert_eq!((&model.steps, &model.bias), (&learn().steps, &learn().bias));
    }

    #[test]
    fn nothing_to_learn() {
        assert!(Classifier::learn(&[], &[], &[], 0, 0).margins(&vec![]).is_empty());
    }
}
