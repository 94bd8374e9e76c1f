//! A table of numbers in a quarter of the space: each row as whole numbers from -127 to 127 and one scale.

/// Rows of the same width.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Sheet {
    pub(super) width: usize,
    pub(super) values: Vec<i8>,
    pub(super) scales: Vec<f32>,
}

impl Sheet {
    /// An empty table for rows of this width.
    pub(super) fn new(width: usize) -> Self {
        Self { width, ..Self::default() }
    }

    /// The table of these rows, one after the other.
    pub(super) fn of(rows: &[f32], width: usize) -> Self {
        let mut sheet = Self::new(width);
        for row in rows.chunks_exact(width.max(1)) {
            sheet.push(row);
        }
        sheet
    }

    /// Adds a row at the end.
    pub(super) fn push(&mut self, row: &[f32]) {
        let most = row.iter().fold(0.0_f32, |most, value| most.max(value.abs()));
        let scale = if most > 0.0 { most / 127.0 } else { 1.0 };
        self.values.extend(row.iter().map(|value| whole(value / scale)));
        self.scales.push(scale);
    }

    /// Adds `by` times a row to a sum.
    #[inline(always)]
    pub(super) fn add(&self, row: usize, by: f32, sum: &mut [f32]) {
        let by = by * self.scales[row];
        for (sum, value) in sum.iter_mut().zip(self.row(row)) {
            *sum += by * f32::from(*value);
        }
    }

    /// Adds several rows to a sum, each by its weight, four at a time.
    #[inline(always)]
    pub(super) fn add_all(&self, weights: &[(u32, f32)], sum: &mut [f32]) {
        let (fours, rest) = weights.as_chunks::<4>();
        let width = sum.len().min(self.width);
        let row = |(at, by): (u32, f32)| (&self.row(at as usize)[..width], by * self.scales[at as usize]);
        for four in fours {
            let [(a, by_a), (b, by_b), (c, by_c), (d, by_d)] = four.map(row);
            for at in 0..width {
                sum[at] += (by_a * f32::from(a[at]) + by_b * f32::from(b[at])) + (by_c * f32::from(c[at]) + by_d * f32::from(d[at]));
            }
        }
        for (at, by) in rest {
            self.add(*at as usize, *by, sum);
        }
    }

    /// A row as it is kept.
    #[inline(always)]
    pub(super) fn row(&self, row: usize) -> &[i8] {
        &self.values[row * self.width..][..self.width]
    }
}

#[expect(clippy::cast_possible_truncation, reason = "at most 127 by the scale")]
fn whole(value: f32) -> i8 {
    value.round() as i8
}

/// How far the kept numbers are from these, at most.
#[cfg(test)]
fn error(rows: &[f32], width: usize) -> f32 {
    let sheet = Sheet::of(rows, width);
    let mut kept = vec![0.0; rows.len()];
    kept.chunks_exact_mut(width).enumerate().for_each(|(at, row)| sheet.add(at, 1.0, row));
    kept.iter().zip(rows).map(|(kept, value)| (kept - value).abs()).fold(0.0, f32::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_two_digits() {
        for (rows, width, most) in [(vec![1.0, -0.5, 0.25, 0.0], 4, 0.005), (vec![0.0, 0.0], 1, 0.0), (vec![100.0, 3.0, 0.01, 0.02], 2, 0.5), (vec![], 3, 0.0)] {
            assert!(error(&rows, width) <= most, "{rows:?}: {}", error(&rows, width));
        }
    }
}
