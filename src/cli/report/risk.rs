//! How much risk each coverage carries: of the rows about which one is surest, how many are wrong.
//!
//! Colours come from the page's own properties, so that they follow light and dark.

use std::fmt::Write as _;

use super::real;
use crate::domain::matching::CutOffs;

/// What became of a row.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli) struct Sure {
    /// How sure one was of the first candidate.
    pub(in crate::cli) confidence: f32,
    /// Whether that is right.
    pub(in crate::cli) right: bool,
    /// Whether it was answered.
    pub(in crate::cli) answered: bool,
}

/// What is drawn across the curve.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli) struct Bounds {
    pub(in crate::cli) cut_offs: CutOffs,
    /// The share of wrong answers that may be.
    pub(in crate::cli) stated: Option<f32>,
}

const WIDE: f64 = 640.0;
const HIGH: f64 = 300.0;
const LEFT: f64 = 56.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 40.0;

/// The share answered against the share of wrong answers, with both cut-offs and the stated risk.
pub(in crate::cli) fn risk(seen: &[Sure], bounds: &Bounds) -> String {
    let risks = risks(seen);
    let from = seen.len() / 50;
    let stated = bounds.stated.map(f64::from);
    let frame = Frame { most: round_above(risks.iter().skip(from).copied().chain(stated).fold(0.01, f64::max)) };
    let mut svg = format!("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"Risk at each coverage\">", LEFT + WIDE + 20.0, HIGH + BOTTOM + TOP);
    frame.grid(&mut svg);
    let step = (seen.len() / 400).max(1);
    let points = risks.iter().enumerate().skip(from).filter(|(at, _)| at % step == 0 || *at + 1 == seen.len());
    let line: Vec<String> = points.map(|(at, risk)| frame.place(real(at + 1) / real(seen.len()), *risk)).map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
    let _ = write!(svg, "<path class=\"curve\" d=\"M{}\"/>", line.join("L"));
    frame.bounds(&mut svg, seen, bounds);
    let answered = seen.iter().filter(|row| row.answered).count();
    let mistaken = seen.iter().filter(|row| row.answered && !row.right).count();
    if answered > 0 {
        let (x, y) = frame.place(real(answered) / real(seen.len()), real(mistaken) / real(answered));
        let _ = write!(svg, "<circle class=\"here\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5\"><title>answered {answered}, of these wrong {mistaken}</title></circle>");
    }
    svg.push_str("</svg>");
    svg
}

/// After each row, the surest first: the share of wrong ones so far.
fn risks(seen: &[Sure]) -> Vec<f64> {
    let mut rows: Vec<&Sure> = seen.iter().collect();
    rows.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let mut wrong = 0;
    let risk = |(at, row): (usize, &&Sure)| {
        wrong += usize::from(!row.right);
        real(wrong) / real(at + 1)
    };
    rows.iter().enumerate().map(risk).collect()
}

/// Where shares stand on the paper.
struct Frame {
    /// The risk at the upper edge.
    most: f64,
}

impl Frame {
    fn place(&self, coverage: f64, risk: f64) -> (f64, f64) {
        (LEFT + coverage * WIDE, HIGH * (1.0 - (risk / self.most).min(1.0)) + TOP)
    }

    fn grid(&self, svg: &mut String) {
        for part in 0..=4_u8 {
            let share = f64::from(part) / 4.0;
            let ((x, _), (_, y)) = (self.place(share, 0.0), self.place(0.0, share * self.most));
            let (right, beside, percent) = (LEFT + WIDE, LEFT - 6.0, share * self.most * 100.0);
            let _ = write!(svg, "<path class=\"grid\" d=\"M{LEFT} {y:.1}H{right:.1}\"/><text x=\"{beside:.1}\" y=\"{:.1}\" text-anchor=\"end\">{percent:.1} %</text>", y + 4.0);
            let _ = write!(svg, "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{:.0} %</text>", HIGH + 28.0, share * 100.0);
        }
    }

    /// The cut-offs stand where confidence falls below them; the stated risk lies at its height.
    fn bounds(&self, svg: &mut String, seen: &[Sure], bounds: &Bounds) {
        for (line, name, value) in [(1.0, "answer", bounds.cut_offs.answer), (2.0, "clarify", bounds.cut_offs.clarify)] {
            let above = seen.iter().filter(|row| row.confidence >= value).count();
            let (x, _) = self.place(real(above) / real(seen.len().max(1)), 0.0);
            let (side, anchor) = if x > LEFT + WIDE / 2.0 { (-4.0, "end") } else { (4.0, "start") };
            let _ = write!(svg, "<path class=\"cut\" d=\"M{x:.1} {TOP}V{:.1}\"/>", HIGH + TOP);
            let _ = write!(svg, "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{name} from {value:.2}</text>", x + side, TOP + 13.0 * line);
        }
        if let Some(stated) = bounds.stated {
            let (_, y) = self.place(0.0, f64::from(stated));
            let _ = write!(svg, "<path class=\"stated\" d=\"M{LEFT} {y:.1}H{:.1}\"/>", LEFT + WIDE);
            let _ = write!(svg, "<text x=\"{:.1}\" y=\"{:.1}\">stated risk {:.1} %</text>", LEFT + 4.0, y - 4.0, stated * 100.0);
        }
    }
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
        let bounds = Bounds { cut_offs: CutOffs { answer: 0.85, clarify: 0.25 }, stated: Some(0.02) };
        let row = |confidence, right| Sure { confidence, right, answered: true };
        for seen in [vec![], vec![row(0.9, false), row(0.8, true), row(0.0, false)]] {
            let svg = risk(&seen, &bounds);
            assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>") && !svg.contains("NaN"), "{svg}");
            assert!(svg.contains("answer from 0.85") && svg.contains("clarify from 0.25") && svg.contains("stated risk 2.0 %"), "{svg}");
        }
    }

    #[test]
    fn cut_offs_stand_where_confidence_falls_below_them() {
        let bounds = Bounds { cut_offs: CutOffs { answer: 0.85, clarify: 0.25 }, stated: None };
        let seen: Vec<Sure> = [0.9, 0.8, 0.5, 0.1].map(|confidence| Sure { confidence, right: true, answered: false }).into();
        let svg = risk(&seen, &bounds);
        for share in [0.25, 0.75] {
            assert!(svg.contains(&format!("class=\"cut\" d=\"M{:.1} 10V", LEFT + share * WIDE)), "{share}: {svg}");
        }
        assert_eq!(risks(&[Sure { right: false, ..seen[1] }, seen[0]]), [0.0, 0.5]);
    }
}
