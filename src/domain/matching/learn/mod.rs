//! What is learned from many lines: a network over counts and one over order, both small, trained from scratch when a revision is published.
#![expect(clippy::inline_always, reason = "what runs in the widest lanes of a machine must stand inside what chooses them")]

mod bytes;
mod cnn;
mod conv;
mod dense;
mod descent;
mod grams;
mod lessons;
mod mlp;
mod model;
mod random;
mod sheet;
#[cfg(test)]
mod tests;
mod words;

pub use lessons::Lesson;
pub use model::{Model, Opinion};

pub(super) use bytes::{get, put};
pub(super) use grams::narrow;

use lessons::Lessons;

/// How often lines are visited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passes {
    /// As often as it takes.
    Enough,
    /// A third of that: near enough to see how sure one may be of lines held back.
    Third,
    /// A few times, in tests.
    #[cfg(test)]
    Few,
}

impl Passes {
    /// So many passes over so many lines: of ten thousand about so many visits, of more lines fewer, because each pass teaches more.
    fn count(self, lines: usize, visits: usize, least: usize, most: usize) -> usize {
        let lines = lines.max(1);
        let enough = (visits * TEN_THOUSAND.isqrt() / (lines * lines.isqrt())).clamp(least, most);
        match self {
            Self::Enough => enough,
            Self::Third => enough.div_ceil(3),
            #[cfg(test)]
            Self::Few => 40,
        }
    }
}

/// The number of lines that visits are counted for.
const TEN_THOUSAND: usize = 10_000;

/// Learns these lines; the same lines in any order give the same model. `progress` hears which share is done.
#[must_use]
pub fn study(lessons: Vec<Lesson<'_>>, intents: usize, passes: Passes, progress: &mut dyn FnMut(f32)) -> Model {
    let lessons = Lessons::new(lessons, intents);
    let grams = lessons.grams();
    let mlp = mlp::learn(&lessons, &grams, passes, &mut |share| progress(0.3 * share));
    let cnn = cnn::learn(&lessons, passes, &mut |share| progress(0.3 + 0.7 * share));
    Model::new(&lessons, grams, &mlp, &cnn)
}

/// Learns these lines as well as a test needs.
#[cfg(test)]
pub(super) fn study_quickly(lessons: Vec<Lesson<'_>>, intents: usize) -> Model {
    study(lessons, intents, Passes::Few, &mut |_| ())
}
