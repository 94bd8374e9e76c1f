//! Rows of numbers: sums and products in a fixed order, so that every machine comes to the same bits.

/// Adds `by` times `row` to `sum`.
#[inline(always)]
pub(super) fn add(by: f32, row: &[f32], sum: &mut [f32]) {
    for (sum, value) in sum.iter_mut().zip(row) {
        *sum += by * value;
    }
}

/// Adds several rows of a table to `sum`, each by its weight, four at a time.
#[inline(always)]
pub(super) fn add_all(table: &[f32], weights: &[(u32, f32)], sum: &mut [f32]) {
    let width = sum.len();
    let row = |at: u32| &table[at as usize * width..][..width];
    let (fours, rest) = weights.as_chunks::<4>();
    for [(a, by_a), (b, by_b), (c, by_c), (d, by_d)] in fours {
        let (a, b, c, d) = (row(*a), row(*b), row(*c), row(*d));
        for at in 0..width {
            sum[at] += (by_a * a[at] + by_b * b[at]) + (by_c * c[at] + by_d * d[at]);
        }
    }
    for (at, by) in rest {
        add(*by, row(*at), sum);
    }
}

/// The product of two rows, added up in sixteen lanes.
#[inline(always)]
pub(super) fn dot(one: &[f32], other: &[f32]) -> f32 {
    let (ones, tail) = one.as_chunks::<16>();
    let (others, other_tail) = other.as_chunks::<16>();
    let mut lanes = [0.0_f32; 16];
    for (a, b) in ones.iter().zip(others) {
        for lane in 0..16 {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    let rest: f32 = tail.iter().zip(other_tail).map(|(a, b)| a * b).sum();
    let eight: [f32; 8] = std::array::from_fn(|lane| lanes[lane] + lanes[lane + 8]);
    let four: [f32; 4] = std::array::from_fn(|lane| eight[lane] + eight[lane + 4]);
    (four[0] + four[2]) + (four[1] + four[3]) + rest
}

/// Added to a small number and taken away again, it leaves the nearest whole one: there are no bits for the rest.
const SHIFT: f32 = 12_582_912.0;

/// e to the power of this, to about seven digits, without the system's own function, whose last bit differs between machines.
#[inline(always)]
pub(super) fn exp(power: f32) -> f32 {
    let scaled = power.clamp(-87.0, 88.0) * std::f32::consts::LOG2_E;
    // Halfway numbers go either way: both are as near. Without a call of the system's, so that several go at a time.
    let whole = (scaled + SHIFT) - SHIFT;
    let part = (scaled - whole) * std::f32::consts::LN_2;
    let series = 1.0 + part * (1.0 + part * (0.5 + part * (1.0 / 6.0 + part * (1.0 / 24.0 + part * (1.0 / 120.0 + part / 720.0)))));
    series * f32::from_bits(exponent(whole) << 23)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 254 by the clamp above")]
#[inline(always)]
fn exponent(whole: f32) -> u32 {
    (whole as i32 + 127) as u32
}

/// Turns logits into chances that add up to one.
#[inline(always)]
pub(super) fn softmax(logits: &mut [f32]) {
    let most = logits.iter().copied().fold(f32::MIN, f32::max);
    for value in logits.iter_mut() {
        *value = exp(*value - most);
    }
    let sum: f32 = logits.iter().sum();
    for value in logits.iter_mut() {
        *value /= sum;
    }
}

/// Turns logits into the logarithms of chances and gives the logarithm of the sum of their exponentials.
pub(super) fn log_softmax(logits: &mut [f32]) -> f32 {
    let most = logits.iter().copied().fold(f32::MIN, f32::max);
    let sum = most + logits.iter().map(|value| exp(*value - most)).sum::<f32>().ln();
    for value in logits.iter_mut() {
        *value -= sum;
    }
    sum
}

/// A count as a real number, exact up to sixteen million.
pub(super) fn real(count: usize) -> f32 {
    let low = u16::try_from(count & 0xffff).unwrap_or(0);
    let high = u16::try_from(count >> 16).unwrap_or(u16::MAX);
    f32::from(high) * 65_536.0 + f32::from(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponentials() {
        for power in [-80.0_f32, -10.5, -1.0, -0.3, 0.0, 0.2, 1.0, 9.9, 60.0] {
            assert!((exp(power) / power.exp() - 1.0).abs() < 1e-5, "{power}: {} {}", exp(power), power.exp());
        }
    }

    #[test]
    fn products_and_counts() {
        let row: Vec<f32> = (0..19_u8).map(f32::from).collect();
        assert!((dot(&row, &row) - 2109.0).abs() < 1e-3);
        let (mut at_once, mut one_by_one) = ([0.5; 3], [0.5; 3]);
        let weights: Vec<(u32, f32)> = (0..).zip([0.5, -1.0, 2.0, 0.25, 3.0, 1.0]).collect();
        add_all(&row[..18], &weights, &mut at_once);
        for (at, by) in &weights {
            add(*by, &row[*at as usize * 3..][..3], &mut one_by_one);
        }
        assert!(at_once.iter().zip(one_by_one).all(|(a, b)| (a - b).abs() < 1e-4), "{at_once:?} {one_by_one:?}");
        for count in [0, 1, 65_535, 65_536, 1_000_001] {
            assert_eq!(format!("{}", real(count)), format!("{count}"));
        }
    }
}
