//! A model as bytes and back: little-endian numbers, each row of them after its length, with a version in front.

use super::{
    cnn::{FILTERS, SHELVES},
    conv::DEPTH,
    grams::Grams,
    mlp::HIDDEN,
    model::{Counts, Model, Order},
    sheet::Sheet,
    words::Words,
};

/// The beginning of every model; the last letter is the version of the format and of what features mean.
const MARK: &[u8; 8] = b"garda-m1";

impl Model {
    /// The model as bytes: the same model always gives the same.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MARK.to_vec();
        for count in [self.intents, self.grams.rows] {
            out.extend(u64::try_from(count).unwrap_or(u64::MAX).to_le_bytes());
        }
        put(&mut out, &self.words.keys, |key| key.to_le_bytes());
        put(&mut out, &self.grams.keys, |key| key.to_le_bytes());
        put(&mut out, &self.places, |place| place.to_le_bytes());
        put(&mut out, &self.starts, |start| start.to_le_bytes());
        let (counts, order) = (&self.counts, &self.order);
        for row in [&self.grams.idf, &counts.bias, &counts.head, &counts.base, &order.filters, &order.bias, &order.head, &order.base] {
            put(&mut out, row, |value| value.to_le_bytes());
        }
        for sheet in [&counts.rows, &order.sights, &order.letters] {
            put(&mut out, &sheet.values, |value| value.to_le_bytes());
            put(&mut out, &sheet.scales, |value| value.to_le_bytes());
        }
        out
    }

    /// The model of these bytes; none if they are of another version, cut short or contradict themselves.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(MARK)?;
        let mut count = || usize::try_from(u64::from_le_bytes(take(&mut rest)?)).ok();
        let (intents, rows) = (count()?, count()?);
        let words = Words::of(get(&mut rest, u64::from_le_bytes)?);
        let keys = get(&mut rest, u64::from_le_bytes)?;
        let (places, starts) = (get(&mut rest, u32::from_le_bytes)?, get(&mut rest, u32::from_le_bytes)?);
        let mut numbers = || get(&mut rest, f32::from_le_bytes);
        let grams = Grams::of(keys, numbers()?, rows);
        let mut counts = Counts { bias: numbers()?, head: numbers()?, base: numbers()?, ..Counts::default() };
        let mut order = Order { filters: numbers()?, bias: numbers()?, head: numbers()?, base: numbers()?, ..Order::default() };
        let mut sheet = |width: usize| Some(Sheet { width, values: get(&mut rest, i8::from_le_bytes)?, scales: get(&mut rest, f32::from_le_bytes)? });
        counts.rows = sheet(HIDDEN)?;
        (order.sights, order.letters) = (sheet(2 * FILTERS)?, sheet(DEPTH)?);
        let model = Self { intents, words, grams, counts, order, places, starts };
        (rest.is_empty() && model.is_sound()).then_some(model)
    }

    /// Whether all parts fit together, so that no place in them points beside the others.
    fn is_sound(&self) -> bool {
        let (features, words) = (self.grams.keys.len(), self.words.keys.len());
        let sheet = |sheet: &Sheet, rows: usize| sheet.scales.len() == rows && sheet.values.len() == rows * sheet.width;
        let (counts, order) = (&self.counts, &self.order);
        let starts = self.starts.len() == words + 1 && self.starts.is_sorted() && self.starts.last().is_some_and(|end| *end as usize == self.places.len());
        starts
            && self.places.iter().all(|place| (*place as usize) < features)
            && self.grams.idf.len() == features
            && [(&counts.base, 1), (&order.base, 1), (&counts.head, HIDDEN), (&order.head, FILTERS)].iter().all(|(row, times)| row.len() == times * self.intents)
            && (counts.bias.len(), order.bias.len(), order.filters.len()) == (HIDDEN, FILTERS, FILTERS * 2 * DEPTH)
            && sheet(&counts.rows, features)
            && sheet(&order.sights, words + 2)
            && sheet(&order.letters, usize::try_from(SHELVES).unwrap_or(0))
    }
}

/// Adds a row after its length.
pub(in crate::domain::matching) fn put<T, const N: usize>(out: &mut Vec<u8>, row: &[T], bytes: impl Fn(&T) -> [u8; N]) {
    out.extend(u64::try_from(row.len()).unwrap_or(u64::MAX).to_le_bytes());
    out.extend(row.iter().flat_map(bytes));
}

/// Takes such a row off the front.
pub(in crate::domain::matching) fn get<T, const N: usize>(rest: &mut &[u8], value: impl Fn([u8; N]) -> T) -> Option<Vec<T>> {
    let count = usize::try_from(u64::from_le_bytes(take(rest)?)).ok()?;
    let (row, others) = rest.split_at_checked(count.checked_mul(N)?)?;
    *rest = others;
    Some(row.as_chunks::<N>().0.iter().map(|bytes| value(*bytes)).collect())
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (first, others) = rest.split_first_chunk::<N>()?;
    *rest = others;
    Some(*first)
}
