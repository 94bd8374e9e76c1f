//! What understanding is worth, in figures.

use std::{cmp::Ordering, fmt::Write as _};

use serde::Serialize;

use crate::cli::report::real;

/// What became of one row.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    /// Its intent; none if nobody taught it.
    pub(super) label: Option<usize>,
    /// Whether it is about no intent.
    pub(super) strange: bool,
    /// The first candidate.
    pub(super) first: Option<usize>,
    /// How likely it was held to be about the pack.
    pub(super) known: f32,
    /// How sure one was of the first candidate.
    pub(super) confidence: f32,
    /// Whether it was taken to be about nothing of the pack.
    pub(super) refused: bool,
    /// Whether an answer would have been given.
    pub(super) answered: bool,
    pub(super) micros: f64,
}

impl Seen {
    /// Whether the first candidate is right.
    pub(super) fn right(&self) -> bool {
        self.label.is_some() && self.first == self.label
    }

    /// The intent it is counted under: none if it counts as out of scope.
    pub(super) fn counted(&self, scoped: bool) -> Option<usize> {
        self.first.filter(|_| !(scoped && self.refused))
    }
}

/// All figures, in the order they are printed.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Figures {
    pub(super) rows: usize,
    accuracy: f64,
    macro_f1: f64,
    in_scope_accuracy: Option<f64>,
    oos_recall: Option<f64>,
    oos_precision: Option<f64>,
    oos_auroc: Option<f64>,
    at_5pct_reject: AtReject,
    train_seconds: f64,
    latency_us: Latency,
    peak_rss_mb: Option<f64>,
    per_intent: Vec<PerIntent>,
}

#[derive(Debug, Clone, Serialize)]
struct AtReject {
    in_scope_accuracy: Option<f64>,
    oos_recall: Option<f64>,
}

#[derive(Debug, Clone, Serialize)]
struct Latency {
    p50: f64,
    p99: f64,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct PerIntent {
    pub(super) intent: String,
    rows: usize,
    precision: f64,
    recall: f64,
    pub(super) f1: f64,
}

impl Figures {
    pub(super) fn of(labels: &[String], seen: &[Seen], out_of_scope: Option<&str>, strange_below: f32, train_seconds: f64) -> Self {
        let scoped = out_of_scope.is_some();
        let (inside, outside): (Vec<&Seen>, Vec<&Seen>) = seen.iter().partition(|row| !row.strange);
        let right = |row: &&Seen| if row.strange { row.counted(scoped).is_none() } else { row.right() && row.counted(scoped).is_some() };
        let refused = |row: &&&Seen| row.counted(scoped).is_none();
        let kept = |row: &&&Seen| row.known >= strange_below;
        let among = |count: usize, all: usize| (all > 0).then(|| ratio(count, all));
        let per_intent = per_intent(labels, seen, out_of_scope);
        let scores: Vec<f64> = per_intent.iter().filter(|one| one.rows > 0).map(|one| one.f1).collect();
        let mut micros: Vec<f64> = seen.iter().map(|row| row.micros).collect();
        micros.sort_by(f64::total_cmp);
        Self {
            rows: seen.len(),
            accuracy: ratio(seen.iter().filter(right).count(), seen.len()),
            macro_f1: scores.iter().sum::<f64>() / real(scores.len().max(1)),
            in_scope_accuracy: among(inside.iter().filter(|row| row.right()).count(), inside.len()),
            oos_recall: among(outside.iter().filter(refused).count(), outside.len()),
            oos_precision: among(outside.iter().filter(refused).count(), if scoped { seen.iter().filter(|row| row.refused).count() } else { 0 }),
            oos_auroc: auroc(&inside, &outside),
            at_5pct_reject: AtReject {
                in_scope_accuracy: among(inside.iter().filter(kept).filter(|row| row.right()).count(), inside.len()),
                oos_recall: among(outside.iter().filter(|row| !kept(row)).count(), outside.len()),
            },
            train_seconds,
            latency_us: Latency { p50: at(&micros, 0.5), p99: at(&micros, 0.99) },
            peak_rss_mb: peak_rss_mb(),
            per_intent,
        }
    }

    /// The figures as a short table.
    pub(super) fn in_words(&self) -> String {
        let mut text = String::new();
        for (name, value) in self.named() {
            let _ = writeln!(text, "{name:36}{value:>14}");
        }
        for (at, one) in self.weakest().into_iter().enumerate() {
            let name = if at == 0 { "weakest intents (F1)" } else { "" };
            let _ = writeln!(text, "{name:36}{:>12.2} %  {}", one.f1 * 100.0, one.intent);
        }
        text
    }

    /// Each figure with its name.
    pub(super) fn named(&self) -> Vec<(&'static str, String)> {
        let percent = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{:.2} %", value * 100.0));
        vec![
            ("rows", self.rows.to_string()),
            ("accuracy", percent(Some(self.accuracy))),
            ("macro F1", percent(Some(self.macro_f1))),
            ("in-scope accuracy", percent(self.in_scope_accuracy)),
            ("out-of-scope recall", percent(self.oos_recall)),
            ("out-of-scope precision", percent(self.oos_precision)),
            ("out-of-scope AUROC", self.oos_auroc.map_or_else(|| "-".to_owned(), |value| format!("{value:.4}"))),
            ("rejecting 5 %: in-scope accuracy", percent(self.at_5pct_reject.in_scope_accuracy)),
            ("rejecting 5 %: out-of-scope recall", percent(self.at_5pct_reject.oos_recall)),
            ("learning", format!("{:.1} s", self.train_seconds)),
            ("read and understand, p50 / p99", format!("{:.0} / {:.0} µs", self.latency_us.p50, self.latency_us.p99)),
            ("peak memory", self.peak_rss_mb.map_or_else(|| "-".to_owned(), |value| format!("{value:.0} MB"))),
        ]
    }

    /// The five intents that are recognised worst.
    pub(super) fn weakest(&self) -> Vec<&PerIntent> {
        let mut worst: Vec<&PerIntent> = self.per_intent.iter().filter(|one| one.rows > 0 && one.f1 < 1.0).collect();
        worst.sort_by(|a, b| a.f1.total_cmp(&b.f1));
        worst.truncate(5);
        worst
    }
}

fn per_intent(labels: &[String], seen: &[Seen], out_of_scope: Option<&str>) -> Vec<PerIntent> {
    let scoped = out_of_scope.is_some();
    let names = labels.iter().map(String::as_str).enumerate().map(|(at, name)| (Some(at), name));
    let all = names.chain(out_of_scope.map(|name| (None, name)));
    let one = |(label, name): (Option<usize>, &str)| {
        let belongs = |row: &&Seen| if label.is_some() { row.label == label && !row.strange } else { row.strange };
        let said = |row: &&Seen| row.counted(scoped) == label;
        let (rows, told) = (seen.iter().filter(belongs).count(), seen.iter().filter(said).count());
        let both = seen.iter().filter(belongs).filter(said).count();
        let (precision, recall) = (ratio(both, told), ratio(both, rows));
        let f1 = if both == 0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) };
        PerIntent { intent: name.to_owned(), rows, precision, recall, f1 }
    };
    all.map(one).collect()
}

/// How often a row about the pack is held for more known than one that is not; ties count half.
fn auroc(inside: &[&Seen], outside: &[&Seen]) -> Option<f64> {
    let mut all: Vec<(f32, bool)> = inside.iter().map(|row| (row.known, true)).chain(outside.iter().map(|row| (row.known, false))).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut won) = (0.0, 0.0);
    for same in all.chunk_by(|a, b| a.0.total_cmp(&b.0) == Ordering::Equal) {
        let strange = real(same.iter().filter(|(_, inside)| !inside).count());
        won += real(same.iter().filter(|(_, inside)| *inside).count()) * (below + strange / 2.0);
        below += strange;
    }
    (!inside.is_empty() && !outside.is_empty()).then(|| won / (real(inside.len()) * real(outside.len())))
}

/// The value below which this share of a sorted row lies.
fn at(sorted: &[f64], share: f64) -> f64 {
    let place = (0..sorted.len()).find(|place| real(place + 1) >= share * real(sorted.len()));
    place.map_or(0.0, |place| sorted[place])
}

/// The most memory the program ever had, where the system tells (Linux).
fn peak_rss_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes / 1024.0)
}

fn ratio(count: usize, all: usize) -> f64 {
    if all == 0 { 0.0 } else { real(count) / real(all) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(label: Option<usize>, first: usize, known: f32) -> Seen {
        Seen { label, strange: label.is_none(), first: Some(first), known, refused: known < 0.5, micros: 10.0, ..Seen::default() }
    }

    #[test]
    fn figures_of_a_small_set() {
        let labels = ["a".to_owned(), "b".to_owned()];
        let seen = [row(Some(0), 0, 0.9), row(Some(0), 1, 0.8), row(Some(1), 1, 0.4), row(None, 0, 0.45), row(None, 1, 0.7)];
        let figures = Figures::of(&labels, &seen, Some("oos"), 0.45, 1.0);
        let json = serde_json::to_value(&figures).unwrap();
        for (path, want) in [
            ("/accuracy", 0.4),
            ("/in_scope_accuracy", 2.0 / 3.0),
            ("/oos_recall", 0.5),
            ("/oos_precision", 0.5),
            ("/oos_auroc", 4.0 / 6.0),
            ("/at_5pct_reject/in_scope_accuracy", 1.0 / 3.0),
            ("/at_5pct_reject/oos_recall", 0.0),
            ("/per_intent/0/recall", 0.5),
            ("/per_intent/0/f1", 2.0 / 3.0),
            ("/per_intent/2/rows", 2.0),
            ("/latency_us/p99", 10.0),
        ] {
            let got = json.pointer(path).and_then(serde_json::Value::as_f64).unwrap();
            assert!((got - want).abs() < 1e-9, "{path}: {got}, not {want}");
        }
        assert!(figures.in_words().contains("out-of-scope AUROC"));
    }

    #[test]
    fn without_a_label_for_strange_rows_nothing_is_refused() {
        let seen = [row(Some(0), 0, 0.1), row(Some(0), 0, 0.9)];
        let json = serde_json::to_value(Figures::of(&["a".to_owned()], &seen, None, 0.0, 0.0)).unwrap();
        assert_eq!(json["accuracy"], 1.0);
        assert_eq!(json["oos_auroc"], serde_json::Value::Null);
        assert_eq!(json["per_intent"].as_array().unwrap().len(), 1);
    }
}
