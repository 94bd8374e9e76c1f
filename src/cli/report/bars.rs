//! Shares as bars.
//!
//! Colours come from the page's own properties, so that they follow light and dark.

use std::fmt::Write as _;

use super::{escape, real};

const WIDE: f64 = 640.0;
const HIGH: f64 = 240.0;
const LEFT: f64 = 56.0;
const TOP: f64 = 20.0;
const BOTTOM: f64 = 30.0;

/// A bar for each share, 0 to 1, with its name below and its value above.
pub(in crate::cli) fn bars(title: &str, shares: &[(String, f64)]) -> String {
    let title = escape(title);
    let mut svg = format!("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{title}\">", LEFT + WIDE + 20.0, TOP + HIGH + BOTTOM);
    for part in 0..=4_u8 {
        let share = f64::from(part) / 4.0;
        let (y, right, beside) = (TOP + HIGH * (1.0 - share), LEFT + WIDE, LEFT - 6.0);
        let _ = write!(svg, "<path class=\"grid\" d=\"M{LEFT} {y:.1}H{right:.1}\"/><text x=\"{beside:.1}\" y=\"{:.1}\" text-anchor=\"end\">{:.0} %</text>", y + 4.0, share * 100.0);
    }
    let wide = WIDE / real(shares.len().max(1));
    for (at, (name, share)) in shares.iter().enumerate() {
        let (x, y) = (LEFT + wide * real(at), TOP + HIGH * (1.0 - share));
        let (name, percent, middle) = (escape(name), format!("{:.1} %", share * 100.0), x + wide / 2.0);
        let _ = write!(
            svg,
            "<rect class=\"right\" x=\"{:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\"><title>{name}: {percent}</title></rect>",
            x + wide * 0.15,
            wide * 0.7,
            TOP + HIGH - y
        );
        let _ = write!(svg, "<text x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{percent}</text>", y - 4.0);
        let _ = write!(svg, "<text x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{name}</text>", TOP + HIGH + 18.0);
    }
    svg.push_str("</svg>");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_a_bar_for_each() {
        let svg = bars("a <b>", &[("<1>".to_owned(), 0.5), ("2".to_owned(), 1.0)]);
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>") && !svg.contains("<b>") && !svg.contains("<1>"), "{svg}");
        assert!(svg.contains("height=\"120.0\"><title>&lt;1&gt;: 50.0 %</title>") && svg.contains("height=\"240.0\""), "{svg}");
        assert!(!bars("", &[]).contains("NaN"));
    }
}
