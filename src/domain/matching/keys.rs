//! Words and their pieces of a few letters as keys that are hashes already.

pub(super) type Direct = std::hash::BuildHasherDefault<DirectHasher>;

/// A hasher for keys that are hashes already.
#[derive(Debug, Default)]
pub(super) struct DirectHasher(u64);

impl std::hash::Hasher for DirectHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |state, byte| state.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

/// The key of a word, or of its stem.
pub(super) fn key(word: &str) -> u64 {
    mix(hash(1, word.as_bytes()))
}

/// Longer words are cut for their pieces.
const LONGEST: usize = 32;

/// The keys of a word's pieces of so many letters, an edge counted as a letter.
pub(super) fn pieces(word: &str, edges: [u8; 2], sizes: std::ops::RangeInclusive<usize>, keys: &mut Vec<u64>) {
    let mut padded = [edges[0]; LONGEST * 4 + 2];
    let mut ends = [0_usize; LONGEST + 3];
    let (mut at, mut letters) = (1, 1);
    ends[1] = 1;
    for c in word.chars().take(LONGEST) {
        at += c.encode_utf8(&mut padded[at..]).len();
        letters += 1;
        ends[letters] = at;
    }
    padded[at] = edges[1];
    letters += 1;
    ends[letters] = at + 1;
    for size in sizes {
        for from in 0..(letters + 1).saturating_sub(size) {
            keys.push(mix(hash(2, &padded[ends[from]..ends[from + size]])));
        }
    }
}

fn hash(salt: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325 ^ salt, |state, byte| (state ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Spreads a key over all its bits.
pub(super) fn mix(key: u64) -> u64 {
    let key = (key ^ (key >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    key ^ (key >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_words() {
        for (word, count) in [("", 1), ("a", 3), ("ab", 6), ("wifi", 5 + 4 + 3 + 2), ("日本", 6)] {
            let mut keys = Vec::new();
            pieces(word, [b' ', b' '], 2..=5, &mut keys);
            assert_eq!(keys.len(), count, "{word}");
        }
        let (mut one, mut other) = (Vec::new(), Vec::new());
        pieces("ab", [b'<', b'>'], 3..=3, &mut one);
        pieces("abc", [b'<', b'>'], 3..=3, &mut other);
        assert_eq!(one[0], other[0]);
        assert_ne!(one[1], other[1]);
    }
}
