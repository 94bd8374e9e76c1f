//! Which intents are taken for which.
//!
//! Colours come from the page's own properties, so that they follow light and dark.

use std::fmt::Write as _;

use super::{escape, real};

/// What a row means and what it was taken for, as places in the list of names; what is no intent is none.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli) struct Taken {
    pub(in crate::cli) meant: Option<usize>,
    pub(in crate::cli) said: Option<usize>,
}

/// At most so many intents are drawn in the matrix: those that are confused most.
const MOST: usize = 40;
const CELL: usize = 16;
const MARGIN: usize = 190;
/// Names lean out over the last column.
const LEAN: usize = 100;

/// The confusion matrix of the intents that are confused most; rows are what was meant, columns what was understood.
pub(in crate::cli) fn confusion(seen: &[Taken], names: &[String]) -> String {
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
        let row = || seen.iter().filter(|row| row.meant == Some(*meant));
        let all = row().count().max(1);
        for (x, said) in shown.iter().enumerate() {
            let count = row().filter(|row| row.said == Some(*said)).count();
            if count > 0 {
                let what = format!("{} understood as {}: {count} of {all}", escape(&names[*meant]), escape(&names[*said]));
                cell(&mut svg, (x, y), real(count) / real(all), &what);
            }
        }
    }
    svg.push_str("</svg>");
    svg
}

/// A square, the stronger the greater its share of the row.
fn cell(svg: &mut String, (x, y): (usize, usize), share: f64, what: &str) {
    let (left, top, side, kind) = (MARGIN + x * CELL, MARGIN + y * CELL, CELL - 1, if x == y { "right" } else { "wrong" });
    let strength = 0.15 + 0.85 * share;
    let _ = write!(svg, "<rect x=\"{left}\" y=\"{top}\" width=\"{side}\" height=\"{side}\" class=\"{kind}\" fill-opacity=\"{strength:.2}\"><title>{what}</title></rect>");
}

/// The intents with most mistakes, in the order of their names; whole rows and columns of right answers say nothing.
fn most_confused(seen: &[Taken], intents: usize) -> Vec<usize> {
    let mut wrong = vec![0_usize; intents];
    for row in seen.iter().filter(|row| row.meant.is_some() && row.meant != row.said) {
        for intent in [row.meant, row.said].into_iter().flatten() {
            wrong[intent] += 1;
        }
    }
    let mut order: Vec<usize> = (0..intents).collect();
    order.sort_by_key(|intent| (std::cmp::Reverse(wrong[*intent]), *intent));
    order.truncate(MOST);
    order.sort_unstable();
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_whatever_was_seen() {
        let names = ["<a>".to_owned(), "b".to_owned()];
        let row = |meant, said| Taken { meant, said };
        for (seen, cells) in [(vec![], 0), (vec![row(Some(0), Some(1)), row(Some(1), Some(1)), row(None, None)], 2)] {
            let svg = confusion(&seen, &names);
            assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>") && !svg.contains("<a>"), "{svg}");
            assert_eq!(svg.matches("<rect").count(), cells, "{svg}");
        }
    }
}
