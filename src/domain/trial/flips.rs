//! What changed against a baseline, line by line.

use serde::Serialize;

use super::{Kept, Place, Taught};

/// The differences between a baseline and today.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Flips {
    /// Was right, is wrong.
    pub broken: Vec<Flip>,
    /// Was answered, and rightly; now one asks back or is unsure, though it is still held for the likeliest.
    pub lost: Vec<Flip>,
    /// Was asked back about or left unsure, with another intent in front; now that or a third one is answered.
    pub misled: Vec<Flip>,
    /// Was wrong, is right.
    pub mended: Vec<Flip>,
    /// How many lines the baseline does not have.
    pub new: usize,
    /// How many lines only the baseline has.
    pub gone: usize,
}

/// A line whose outcome changed sides.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Flip {
    /// Where the line stands.
    pub place: Place,
    /// What became of it then.
    pub before: Kept,
    /// What becomes of it now.
    pub now: Kept,
    /// The line of the content behind it: of those that are new or gone the one that has most in common with it. If none has, what its likeliest
    /// intent owes its place to, or of a lost answer, what its rival owes the second place to if that came too near.
    pub behind: Option<Taught>,
}

impl Flips {
    /// Whether some line is worse off than before.
    #[must_use]
    pub fn worse(&self) -> bool {
        [&self.broken, &self.lost, &self.misled].into_iter().any(|flips| !flips.is_empty())
    }

    pub(super) fn of(&mut self, change: Change) -> &mut Vec<Flip> {
        match change {
            Change::Broken => &mut self.broken,
            Change::Lost => &mut self.lost,
            Change::Misled => &mut self.misled,
            Change::Mended => &mut self.mended,
        }
    }
}

/// To which side a line changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Broken,
    Lost,
    Misled,
    Mended,
}

impl Change {
    /// None if the line stays on its side.
    pub(super) fn between(before: &Kept, now: &Kept) -> Option<Self> {
        match (before.right, now.right) {
            (true, false) => Some(Self::Broken),
            (false, true) => Some(Self::Mended),
            (true, true) if now.means_something() && before.answered() && !now.answered() => Some(Self::Lost),
            (false, false) if now.means_something() && !before.answered() && now.answered() => Some(Self::Misled),
            _ => None,
        }
    }
}
