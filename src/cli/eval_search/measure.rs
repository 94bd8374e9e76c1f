//! The figures of a search: how much of what is relevant stands on top.

use std::{fmt::Write as _, time::Duration};

use serde::Serialize;

use crate::cli::report::real;

/// What one query found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Asked {
    /// For each rank, whether what stands there is relevant.
    pub(super) found: Vec<bool>,
    /// How many articles are relevant; at least one.
    pub(super) relevant: usize,
    /// How long it took.
    pub(super) time: Duration,
}

/// Means over all queries.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct Measured {
    rows: usize,
    recall_at_1: f64,
    recall_at_3: f64,
    recall_at_5: f64,
    recall_at_10: f64,
    mrr_at_10: f64,
    ndcg_at_10: f64,
    latency_us: Latency,
    index_seconds: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
struct Latency {
    p50: f64,
    p99: f64,
}

impl Measured {
    /// Means over at least one query.
    pub(super) fn new(asked: &[Asked], index: Duration) -> Self {
        let mean = |figure: &dyn Fn(&Asked) -> f64| asked.iter().map(figure).sum::<f64>() / real(asked.len().max(1));
        let recall = |depth: usize| recall(asked, depth);
        Self {
            rows: asked.len(),
            recall_at_1: recall(1),
            recall_at_3: recall(3),
            recall_at_5: recall(5),
            recall_at_10: recall(10),
            mrr_at_10: mean(&|asked| asked.found.iter().take(10).position(|found| *found).map_or(0.0, |rank| 1.0 / real(rank + 1))),
            ndcg_at_10: mean(&ndcg),
            latency_us: latency(asked.iter().map(|asked| asked.time).collect()),
            index_seconds: index.as_secs_f64(),
        }
    }

    /// Each figure with its name.
    pub(super) fn named(&self) -> Vec<(&'static str, String)> {
        let Self { rows, latency_us, index_seconds, .. } = self;
        let share = |value: f64| format!("{value:>8.4}");
        vec![
            ("queries", format!("{rows:>8}")),
            ("recall@1", share(self.recall_at_1)),
            ("recall@3", share(self.recall_at_3)),
            ("recall@5", share(self.recall_at_5)),
            ("recall@10", share(self.recall_at_10)),
            ("MRR@10", share(self.mrr_at_10)),
            ("nDCG@10", share(self.ndcg_at_10)),
            ("latency", format!("{:>8.1} µs (p50), {:.1} µs (p99)", latency_us.p50, latency_us.p99)),
            ("index", format!("{index_seconds:>8.3} s")),
        ]
    }

    pub(super) fn in_words(&self) -> String {
        let mut out = String::new();
        for (name, value) in self.named() {
            let _ = writeln!(out, "{name:<10} {value}");
        }
        out
    }
}

/// The mean share of the relevant articles that stand among the first so many.
pub(super) fn recall(asked: &[Asked], depth: usize) -> f64 {
    let of = |asked: &Asked| real(asked.found.iter().take(depth).filter(|found| **found).count()) / real(asked.relevant.max(1));
    asked.iter().map(of).sum::<f64>() / real(asked.len().max(1))
}

/// Each relevant article counts less the deeper it stands, against the best order there could be.
fn ndcg(asked: &Asked) -> f64 {
    let gain = |rank: usize| 1.0 / (real(rank) + 2.0).log2();
    let found: f64 = asked.found.iter().take(10).enumerate().filter(|(_, found)| **found).map(|(rank, _)| gain(rank)).sum();
    let best: f64 = (0..asked.relevant.clamp(1, 10)).map(gain).sum();
    found / best
}

fn latency(mut times: Vec<Duration>) -> Latency {
    times.sort_unstable();
    let at = |part: usize| times.get((times.len() * part / 100).min(times.len().saturating_sub(1))).map_or(0.0, |time| time.as_secs_f64() * 1e6);
    Latency { p50: at(50), p99: at(99) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_by_hand() {
        let asked = |found: &[bool], relevant| Asked { found: found.to_vec(), relevant, time: Duration::from_micros(10) };
        let measured = Measured::new(&[asked(&[false, true, false, true], 2), asked(&[true], 1), asked(&[], 3)], Duration::from_secs(1));
        let ndcg = (1.0 / 3_f64.log2() + 1.0 / 5_f64.log2()) / (1.0 + 1.0 / 3_f64.log2());
        let cases = [
            (measured.recall_at_1, 1.0 / 3.0),
            (measured.recall_at_3, 0.5),
            (measured.recall_at_5, 2.0 / 3.0),
            (measured.mrr_at_10, 0.5),
            (measured.ndcg_at_10, (ndcg + 1.0) / 3.0),
            (measured.latency_us.p99, 10.0),
        ];
        for (place, (got, want)) in cases.into_iter().enumerate() {
            assert!((got - want).abs() < 1e-9, "{place}: {got} {want}");
        }
    }
}
