//! Two drawings as SVG: which intents are taken for which, and how much risk each coverage carries.
//!
//! Colours come from the page's own properties, so that they follow light and dark.

use std::fmt::Write as _;

use super::figures::{Seen, real};

/// Text that cannot end an element or an attribute.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// At most so many intents are drawn in the matrix: those that are confused most.
const MOST: usize = 40;
const CELL: usize = 16;
const MARGIN: usize = 190;
/// Names lean out over the last column.
const LEAN: usize = 100;

/// The confusion matrix of the intents that are confused most; rows are what was meant, columns what was understood.
pub(super) fn confusion(seen: &[Seen], names: &[String]) -> String {
    let shown = most_confused(seen, names.len());
    let side = shown.len() * CELL;
    let (width, height) = (MARGIN + side + LEAN, MARGIN + side + 10);
    let mut svg = format!("<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"Confusion matrix\">");
    for (at, intent) in shown.iter().enumerate() {
        let (name, middle) = (escape(&names[*intent]), MARGIN + at * CELL + CELL / 2);
        let _ = write!(svg, "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{name}</text>", MARGIN - 6, middle + 4);
        let _ = write!(svg, "<text transform=\"translate({},{}) rotate(-60)\">{name}</text>", middle + 2, MARGIN - 6);
    }
    for (y, meant) in shown.iter().enumerate() {
        let row = || seen.iter().filter(|row| row.label == Some(*meant));
        let all = row().count().max(1);
        for (x, said) in shown.iter().enumerate() {
            let count = row().filter(|row| row.first == Some(*said)).count();
            if count > 0 {
                let (left, top, kind) = (MARGIN + x * CELL, MARGIN + y * CELL, if x == y { "right" } else { "wrong" });
                let strength = 0.15 + 0.85 * real(count) / real(all);
                let what = format!("{} understood as {}: {count} of {all}", escape(&names[*meant]), escape(&names[*said]));
                let _ = write!(
                    svg,
                    "<rect x=\"{left}\" y=\"{top}\" width=\"{}\" height=\"{}\" class=\"{kind}\" fill-opacity=\"{strength:.2}\"><title>{what}</title></rect>",
                    CELL - 1,
                    CELL - 1
                );
            }
        }
    }
    svg.push_str("</svg>");
    svg
}

/// The intents with most mistakes, in the order of their names; whole rows and columns of right answers say nothing.
fn most_confused(seen: &[Seen], intents: usize) -> Vec<usize> {
    let mut wrong = vec![0_usize; intents];
    for row in seen.iter().filter(|row| !row.right()) {
        for intent in [row.label, row.first].into_iter().flatten().filter(|_| row.label.is_some()) {
            wrong[intent] += 1;
        }
    }
    let mut order: Vec<usize> = (0..intents).collect();
    order.sort_by_key(|intent| (std::cmp::Reverse(wrong[*intent]), *intent));
    order.truncate(MOST);
    order.sort_unstable();
    order
}

const WIDE: f64 = 640.0;
const HIGH: f64 = 300.0;
const LEFT: f64 = 56.0;
const BOTTOM: f64 = 40.0;

/// Of the rows about which one is surest, how many were wrong: the share answered against the share of wrong answers.
pub(super) fn risk(seen: &[Seen]) -> String {
    let mut rows: Vec<&Seen> = seen.iter().collect();
    rows.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let mut wrong = 0;
    let risks: Vec<f64> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| {
            wrong += usize::from(!row.right());
            real(wrong) / real(at + 1)
        })
        .collect();
    let from = rows.len() / 50;
    let most = round_above(risks.iter().skip(from).copied().fold(0.01, f64::max));
    let place = |coverage: f64, risk: f64| (LEFT + coverage * WIDE, HIGH * (1.0 - (risk / most).min(1.0)) + 10.0);
    let mut svg = format!("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"Risk at each coverage\">", LEFT + WIDE + 20.0, HIGH + BOTTOM + 10.0);
    for part in 0..=4_u8 {
        let share = f64::from(part) / 4.0;
        let ((x, _), (_, y)) = (place(share, 0.0), place(0.0, share * most));
        let _ = write!(
            svg,
            "<path class=\"grid\" d=\"M{LEFT} {y:.1}H{:.1}\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{:.1} %</text>",
            LEFT + WIDE,
            LEFT - 6.0,
            y + 4.0,
            share * most * 100.0
        );
        let _ = write!(svg, "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{:.0} %</text>", HIGH + 28.0, share * 100.0);
    }
    let step = (rows.len() / 400).max(1);
    let points = risks.iter().enumerate().skip(from).filter(|(at, _)| at % step == 0 || *at + 1 == rows.len());
    let line: Vec<String> = points.map(|(at, risk)| place(real(at + 1) / real(rows.len()), *risk)).map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
    let _ = write!(svg, "<path class=\"curve\" d=\"M{}\"/>", line.join("L"));
    let answered = seen.iter().filter(|row| row.answered).count();
    let mistaken = seen.iter().filter(|row| row.answered && !row.right()).count();
    if answered > 0 {
        let (x, y) = place(real(answered) / real(rows.len()), real(mistaken) / real(answered));
        let _ = write!(svg, "<circle class=\"here\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5\"><title>answered {answered}, of these wrong {mistaken}</title></circle>");
    }
    svg.push_str("</svg>");
    svg
}

/// The next share above whose quarters are short numbers.
fn round_above(share: f64) -> f64 {
    [0.02, 0.04, 0.08, 0.2, 0.4, 0.8].into_iter().find(|round| *round >= share).unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_whatever_was_seen() {
        let names = ["<a>".to_owned(), "b".to_owned()];
        let row = |label, first, confidence| Seen { label, first, confidence, answered: true, ..Seen::default() };
        for seen in [vec![], vec![row(Some(0), Some(1), 0.9), row(Some(1), Some(1), 0.8), row(None, None, 0.0)]] {
            for svg in [confusion(&seen, &names), risk(&seen)] {
                assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>") && !svg.contains("<a>") && !svg.contains("NaN"), "{svg}");
            }
        }
    }
}
