//! Whether a message is about anything of the pack: a logistic regression over what is noticed of it, fitted on lines held back.

/// Weighs what is noticed of a message.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Judge {
    base: f64,
    weights: Vec<f64>,
}

/// How much weights are drawn towards nothing, in held-back lines.
const RIDGE: f64 = 1.0;
const ROUNDS: usize = 25;

impl Judge {
    /// With these weights.
    #[must_use]
    pub fn of(base: f64, weights: Vec<f64>) -> Self {
        Self { base, weights }
    }

    /// The base and the weights, as they are kept.
    #[must_use]
    pub fn parts(&self) -> (f64, &[f64]) {
        (self.base, &self.weights)
    }

    /// The weights that tell these lines apart best: what was noticed of each, and whether it is about the pack.
    ///
    /// Newton's method on the ridge-penalised likelihood of standardised values.
    #[must_use]
    pub fn fit(lines: &[(Vec<f64>, bool)]) -> Option<Self> {
        let width = lines.first()?.0.len();
        let count = f64::from(super::features::real(lines.len()));
        let mean = |of: &dyn Fn(&[f64]) -> f64| lines.iter().map(|(noticed, _)| of(noticed)).sum::<f64>() / count;
        let means: Vec<f64> = (0..width).map(|at| mean(&|noticed| noticed[at])).collect();
        let spreads: Vec<f64> = (0..width).map(|at| mean(&|noticed| (noticed[at] - means[at]).powi(2)).sqrt().max(1e-9)).collect();
        let rows: Vec<Vec<f64>> = lines.iter().map(|(noticed, _)| std::iter::once(1.0).chain((0..width).map(|at| (noticed[at] - means[at]) / spreads[at])).collect()).collect();
        let mut found = vec![0.0; width + 1];
        for _ in 0..ROUNDS {
            let step = newton(&rows, lines, &found)?;
            found.iter_mut().zip(&step).for_each(|(value, step)| *value -= step);
            if step.iter().all(|step| step.abs() < 1e-7) {
                break;
            }
        }
        let weights: Vec<f64> = found[1..].iter().zip(&spreads).map(|(value, spread)| value / spread).collect();
        let shift: f64 = weights.iter().zip(&means).map(|(weight, mean)| weight * mean).sum();
        let sound = found.iter().all(|value| value.is_finite());
        sound.then_some(Self { base: found[0] - shift, weights })
    }

    /// How likely a message is about the pack, 0 to 1.
    #[must_use]
    pub fn chance(&self, noticed: &[f64]) -> f32 {
        let sum: f64 = self.base + self.weights.iter().zip(noticed).map(|(weight, value)| weight * value).sum::<f64>();
        super::learn::narrow(sigmoid(sum))
    }
}

fn sigmoid(sum: f64) -> f64 {
    1.0 / (1.0 + (-sum).exp())
}

/// The next step: the slope divided by the curvature.
fn newton(rows: &[Vec<f64>], lines: &[(Vec<f64>, bool)], found: &[f64]) -> Option<Vec<f64>> {
    let width = found.len();
    let mut slope = vec![0.0; width];
    let mut curve = vec![vec![0.0; width]; width];
    for (row, (_, inside)) in rows.iter().zip(lines) {
        let chance = sigmoid(row.iter().zip(found).map(|(value, weight)| value * weight).sum());
        let (miss, bend) = (chance - f64::from(u8::from(*inside)), (chance * (1.0 - chance)).max(1e-9));
        for at in 0..width {
            slope[at] += miss * row[at];
            for other in 0..=at {
                curve[at][other] += bend * row[at] * row[other];
            }
        }
    }
    for at in 0..width {
        let ridge = if at == 0 { 1e-6 } else { RIDGE };
        slope[at] += ridge * found[at];
        curve[at][at] += ridge;
    }
    solve(curve, slope)
}

/// Solves a symmetric system, given by its lower half, by Cholesky's method.
fn solve(mut lower: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let width = right.len();
    for at in 0..width {
        for other in 0..=at {
            let rest: f64 = lower[at][other] - (0..other).map(|k| lower[at][k] * lower[other][k]).sum::<f64>();
            lower[at][other] = if at == other { Some(rest).filter(|rest| *rest > 0.0)?.sqrt() } else { rest / lower[other][other] };
        }
    }
    for at in 0..width {
        let known: f64 = (0..at).map(|k| lower[at][k] * right[k]).sum();
        right[at] = (right[at] - known) / lower[at][at];
    }
    for at in (0..width).rev() {
        let known: f64 = (at + 1..width).map(|k| lower[k][at] * right[k]).sum();
        right[at] = (right[at] - known) / lower[at][at];
    }
    Some(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_apart() {
        let lines: Vec<(Vec<f64>, bool)> = (0..40_u8).map(|at| (vec![f64::from(at), f64::from(at % 3)], at >= 18 && at != 20)).collect();
        let judge = Judge::fit(&lines).unwrap();
        for (value, least, most) in [(0.0, 0.0, 0.05), (19.0, 0.2, 0.8), (39.0, 0.95, 1.0)] {
            let chance = judge.chance(&[value, 1.0]);
            assert!((least..=most).contains(&chance), "{value}: {chance}");
        }
    }

    #[test]
    fn nothing_to_fit() {
        assert_eq!(Judge::fit(&[]), None);
        let all_inside = Judge::fit(&[(vec![1.0], true), (vec![2.0], true)]).unwrap();
        assert!(all_inside.chance(&[1.5]) > 0.9);
    }
}
