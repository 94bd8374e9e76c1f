//! Likeness to the examples: cosine through an inverted index, the best example and the best three of each intent.

use std::ops::Range;

use super::features::real;

/// How much the single best example counts against the mean of the best three.
const BEST: f32 = 0.6;

/// The lines of a pack by feature.
#[derive(Debug, Default)]
pub struct Similarity {
    starts: Vec<u32>,
    postings: Vec<(u32, f32)>,
    /// The lines of each intent that has any; they stand together.
    intents: Vec<(usize, Range<usize>)>,
    lines: usize,
}

impl Similarity {
    /// An index over these lines; `owners[i]` is the intent of line i, in ascending order.
    #[must_use]
    pub fn new(lines: &[&[(u32, f32)]], owners: &[usize], features: usize) -> Self {
        let mut starts = vec![0_u32; features + 1];
        for (place, _) in lines.iter().copied().flatten() {
            starts[*place as usize + 1] += 1;
        }
        for place in 0..features {
            starts[place + 1] += starts[place];
        }
        let mut next = starts.clone();
        let mut postings = vec![(0, 0.0); lines.iter().map(|line| line.len()).sum()];
        for (line, vector) in (0_u32..).zip(lines) {
            for (place, weight) in *vector {
                let slot = &mut next[*place as usize];
                postings[*slot as usize] = (line, *weight);
                *slot += 1;
            }
        }
        let mut intents: Vec<(usize, Range<usize>)> = Vec::new();
        for (line, owner) in owners.iter().enumerate() {
            match intents.last_mut().filter(|(last, _)| last == owner) {
                Some((_, range)) => range.end = line + 1,
                None => intents.push((*owner, line..line + 1)),
            }
        }
        Self { starts, postings, intents, lines: owners.len() }
    }

    /// The likeness to the examples of each of so many intents: best and mean of the best three, mixed; 0 to 1.
    #[must_use]
    pub fn all(&self, vector: &[(u32, f32)], intents: usize) -> Vec<f32> {
        let mut cosine = vec![0.0_f32; self.lines];
        for (place, weight) in vector {
            let (from, to) = (self.starts[*place as usize] as usize, self.starts[*place as usize + 1] as usize);
            for (line, other) in &self.postings[from..to] {
                cosine[*line as usize] += weight * other;
            }
        }
        self.best_three(&cosine, intents)
    }

    fn best_three(&self, cosine: &[f32], intents: usize) -> Vec<f32> {
        let mut found = vec![0.0; intents];
        for (intent, lines) in &self.intents {
            let mut three = [0.0_f32; 3];
            for value in &cosine[lines.clone()] {
                // No branches: which of the three it is among cannot be foreseen.
                three = [three[0].max(*value), three[1].max(three[0].min(*value)), three[2].max(three[1].min(*value))];
            }
            let mean = three.iter().sum::<f32>() / real(3.min(lines.len()));
            if let Some(likeness) = found.get_mut(*intent) {
                *likeness = BEST * three[0] + (1.0 - BEST) * mean;
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn best_and_mean() {
        let lines: [&[(u32, f32)]; 3] = [&[(0, 1.0)], &[(1, 1.0)], &[(0, 0.6), (1, 0.8)]];
        let index = Similarity::new(&lines, &[0, 0, 1], 2);
        for (vector, want) in [(vec![(0, 1.0)], [0.8, 0.6]), (vec![(1, 1.0)], [0.8, 0.8]), (vec![], [0.0, 0.0])] {
            let got = index.all(&vector, 2);
            assert!(got.iter().zip(want).all(|(a, b)| (a - b).abs() < 1e-5), "{vector:?}: {got:?}");
        }
    }
}
