//! Weights that were learned before: as bytes and back, and whether they still belong to what a pack teaches.

use std::sync::Arc;

use super::{Classifier, PASSES, width};
use crate::domain::matching::learn::{get, put};

/// Weights that were learned in another way are learned again.
const VERSION: usize = 2;
/// So many weights are turned into bytes at a time.
const PART: usize = 24 << 10;

impl Classifier {
    /// The kept weights if they were learned from just these lines, else those learned now.
    #[must_use]
    pub fn kept_or_learned(kept: Option<Arc<Self>>, lines: &[&[(u32, f32)]], says: &[u64], owners: &[usize], intents: usize, features: usize) -> Arc<Self> {
        let fits = |kept: &Arc<Self>| kept.print == print(lines, owners, intents, features) && kept.is_sound(features) && kept.intents == intents;
        kept.filter(fits).unwrap_or_else(|| Arc::new(Self::learn(lines, says, owners, intents, features)))
    }

    /// Whether both were learned from the same.
    pub(in crate::domain::matching) fn is_same(&self, other: &Self) -> bool {
        self.print == other.print
    }

    /// Adds as bytes what stands before the weights: the same weights always give the same.
    pub(in crate::domain::matching) fn put_head(&self, out: &mut Vec<u8>) {
        out.extend(self.print.to_le_bytes());
        out.extend(u64::try_from(self.intents).unwrap_or(u64::MAX).to_le_bytes());
        put(out, &self.scale, |value| value.to_le_bytes());
        put(out, &self.bias, |value| value.to_le_bytes());
        out.extend(u64::try_from(self.steps.len()).unwrap_or(u64::MAX).to_le_bytes());
    }

    /// The weights as bytes, a few at a time.
    pub(in crate::domain::matching) fn weights(&self) -> impl Iterator<Item = Vec<u8>> {
        self.steps.chunks(PART).map(|steps| steps.iter().flat_map(|step| step.to_le_bytes()).collect())
    }

    /// The weights of these bytes; none if they are cut short or contradict themselves.
    pub(in crate::domain::matching) fn from_bytes(mut rest: &[u8]) -> Option<Self> {
        let (print, intents) = (take(&mut rest)?, usize::try_from(take(&mut rest)?).ok()?);
        let (scale, bias) = (get(&mut rest, f32::from_le_bytes)?, get(&mut rest, f32::from_le_bytes)?);
        let model = Self { print, steps: get(&mut rest, i16::from_le_bytes)?, scale, bias, intents };
        let features = model.steps.len() / model.scale.len().max(1);
        (rest.is_empty() && model.is_sound(features)).then_some(model)
    }

    /// Whether all parts fit together and to so many features.
    fn is_sound(&self, features: usize) -> bool {
        let width = width(self.intents);
        (self.scale.len(), self.bias.len()) == (width, width) && features.checked_mul(width) == Some(self.steps.len())
    }
}

/// A hash of all that is learned from.
pub(super) fn print(lines: &[&[(u32, f32)]], owners: &[usize], intents: usize, features: usize) -> u64 {
    let mix = |hash: u64, value: u64| (hash ^ value).wrapping_mul(0x0100_0000_01b3).rotate_left(23);
    let sizes = [VERSION, lines.len(), intents, features, PASSES].into_iter().fold(0xcbf2_9ce4_8422_2325, |hash, size| mix(hash, size as u64));
    lines.iter().zip(owners).fold(sizes, |hash, (line, owner)| {
        let hash = mix(hash, *owner as u64);
        line.iter().fold(mix(hash, line.len() as u64), |hash, (place, weight)| mix(hash, u64::from(*place) << 32 | u64::from(weight.to_bits())))
    })
}

fn take(rest: &mut &[u8]) -> Option<u64> {
    let (first, others) = rest.split_first_chunk::<8>()?;
    *rest = others;
    Some(u64::from_le_bytes(*first))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: [&[(u32, f32)]; 4] = [&[(0, 1.0)], &[(0, 0.8), (2, 0.6)], &[(1, 1.0)], &[(1, 0.8), (2, 0.6)]];

    #[test]
    fn weights_are_kept_and_serve_their_own_lines_alone() {
        let model = Classifier::learn(&LINES, &[1, 2, 3, 4], &[0, 0, 1, 1], 2, 3);
        let mut bytes = Vec::new();
        model.put_head(&mut bytes);
        bytes.extend(model.weights().flatten());
        let kept = Arc::new(Classifier::from_bytes(&bytes).unwrap());
        assert_eq!(*kept, model);
        let serving = |owners: &[usize], features| Classifier::kept_or_learned(Some(Arc::clone(&kept)), &LINES, &[1, 2, 3, 4], owners, 2, features);
        assert!(Arc::ptr_eq(&serving(&[0, 0, 1, 1], 3), &kept));
        for (owners, features) in [([0, 1, 1, 1], 3), ([0, 0, 1, 1], 4)] {
            assert!(!Arc::ptr_eq(&serving(&owners, features), &kept), "{owners:?} {features}");
        }
        let mut other = bytes.clone();
        other[8] ^= 16;
        for (broken, what) in
            [(&bytes[..bytes.len() - 1], "cut"), (&bytes[1..], "without a beginning"), (&[][..], "empty"), (&[&bytes[..], &[0]].concat(), "longer"), (&other, "of more intents")]
        {
            assert!(Classifier::from_bytes(broken).is_none(), "{what}");
        }
    }
}
