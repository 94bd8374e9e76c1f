//! Chance that is the same each time: a small seeded generator (xorshift64*, Vigna 2016).

/// A row of numbers that looks like chance and follows from its seed.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self((seed ^ 0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9) | 1)
    }

    pub(super) fn bits(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A whole number below this one.
    pub(super) fn below(&mut self, end: usize) -> usize {
        usize::try_from(((self.bits() >> 32) * end as u64) >> 32).unwrap_or(0)
    }

    /// Whether something happens that happens in this share of cases.
    pub(super) fn happens(&mut self, share: f32) -> bool {
        part(self.bits()) < share
    }

    /// About normal with mean 0 and this deviation: twelve even numbers added up, which needs no function that differs between machines.
    pub(super) fn normal(&mut self, deviation: f32) -> f32 {
        let mut sum = -6.0;
        for _ in 0..3 {
            let bits = self.bits();
            sum += part(bits) + part(bits << 16) + part(bits << 32) + part(bits << 48);
        }
        sum * deviation
    }

    pub(super) fn normals(&mut self, count: usize, deviation: f32) -> Vec<f32> {
        (0..count).map(|_| self.normal(deviation)).collect()
    }

    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            let other = self.below(at + 1);
            items.swap(at, other);
        }
    }
}

/// The upper sixteen bits as a number from 0 to 1.
fn part(bits: u64) -> f32 {
    f32::from(u16::try_from(bits >> 48).unwrap_or(0)) / 65_536.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_like_chance_and_repeats() {
        let mut one = Random::new(7);
        let drawn = one.normals(4_000, 2.0);
        assert_eq!(drawn, Random::new(7).normals(4_000, 2.0));
        let square = drawn.iter().map(|value| value * value).sum::<f32>() / 4_000.0;
        assert!((square - 4.0).abs() < 0.4, "{square}");
        let mut items: Vec<usize> = (0..50).collect();
        one.shuffle(&mut items);
        assert!(!items.is_sorted());
        items.sort_unstable();
        assert_eq!(items, (0..50).collect::<Vec<_>>());
    }
}
