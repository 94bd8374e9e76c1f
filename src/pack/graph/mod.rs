//! A flow as a picture: a numbered box for each step from the top down, an arc to the right where it goes on elsewhere, one to the
//! left where a condition passes it over.

mod told;

use std::fmt::Write as _;

pub use told::{Told, tell};

use crate::domain::{flow::Flow, language::Language};

const BOX: usize = 460;
const LEFT: usize = 72;
const RIGHT: usize = 120;
const LINE: usize = 18;
const GAP: usize = 30;
/// Letters in a row, so that even wide ones stay inside their box.
const COLUMNS: usize = 56;
const STYLE: &str = "text{font:13px system-ui,sans-serif;fill:#15202b}.when{fill:#7a4a00;font-style:italic}.kind{fill:#0a5e8c;font-weight:600}.small{fill:#3d4b58}\
rect{fill:#fff;stroke:#6b7985}.out rect{fill:#e2f4e8;stroke:#17683a}.ground{fill:#f3f6f8;stroke:none}path{fill:none;stroke:#6b7985;stroke-width:1.5}.tip{fill:#6b7985;stroke:none}.skip{stroke-dasharray:4 3}\
@media(prefers-color-scheme:dark){text{fill:#e9eef3}.when{fill:#f0b94f}.kind{fill:#74bce8}.small{fill:#bcc7d1}rect{fill:#202b35;stroke:#8593a0}.out rect{fill:#11331f;stroke:#75d39c}\
.ground{fill:#0d1319}path{stroke:#8593a0}.tip{fill:#8593a0}}";

/// A step laid out.
struct Drawn {
    told: Told,
    lines: Vec<(&'static str, String)>,
    top: usize,
    height: usize,
}

/// The flow as a document of its own (SVG), in one language; its title is read out.
#[must_use]
pub fn draw(flow: &Flow, language: Language) -> String {
    let mut top = 44;
    let mut drawn = Vec::with_capacity(flow.steps.len());
    for (at, told) in tell(flow, language).into_iter().enumerate() {
        let lines = lines(at + 1, &told);
        let height = lines.len() * LINE + 16;
        drawn.push(Drawn { told, lines, top, height });
        top += height + GAP;
    }
    let (width, name) = (LEFT + BOX + RIGHT, escape(flow.id.as_str()));
    let mut out = String::with_capacity(drawn.len() * 600);
    let _ =
        write!(out, r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {top}" width="{width}" height="{top}" role="img"><title>{name}</title><style>{STYLE}</style>"#);
    out.push_str(
        r#"<defs><marker id="end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>"#,
    );
    let _ = write!(out, r#"<rect class="ground" width="{width}" height="{top}"/><text x="{LEFT}" y="26" class="kind">{name}</text>"#);
    for (at, one) in drawn.iter().enumerate() {
        arrows(&mut out, at, one, &drawn);
        boxed(&mut out, one);
    }
    out.push_str("</svg>\n");
    out
}

fn boxed(out: &mut String, one: &Drawn) {
    let class = if one.told.leaves { r#" class="out""# } else { "" };
    let _ = write!(out, r#"<g{class}><rect x="{LEFT}" y="{}" width="{BOX}" height="{}" rx="8"/>"#, one.top, one.height);
    for (row, (class, line)) in one.lines.iter().enumerate() {
        let _ = write!(out, r#"<text x="{}" y="{}" class="{class}">{}</text>"#, LEFT + 14, one.top + 21 + row * LINE, escape(line));
    }
    out.push_str("</g>");
}

fn arrows(out: &mut String, at: usize, one: &Drawn, drawn: &[Drawn]) {
    let below = drawn.get(at + 1);
    let middle = LEFT + BOX / 2;
    let bottom = one.top + one.height;
    if let (None, false, Some(below)) = (one.told.then, one.told.leaves, below) {
        let _ = write!(out, r#"<path d="M{middle} {bottom}V{}" marker-end="url(#end)"/>"#, below.top);
    }
    if let Some(to) = one.told.then.and_then(|to| drawn.get(to - 1)) {
        let (from, x, to) = (one.top + one.height / 2, LEFT + BOX, to.top + 14);
        let far = x + 28 + from.abs_diff(to).min(900) / 12;
        let _ = write!(out, r#"<path d="M{x} {from}C{far} {from} {far} {to} {x} {to}" marker-end="url(#end)"/>"#);
    }
    // Passed over: only worth a line where the way on is another one than the usual.
    if let (false, true, Some(below)) = (one.told.when.is_empty(), one.told.then.is_some() || one.told.leaves, below) {
        let (from, to, far) = (one.top + one.height / 2, below.top + 14, LEFT - 48);
        let _ = write!(out, r#"<path class="skip" d="M{LEFT} {from}C{far} {from} {far} {to} {LEFT} {to}" marker-end="url(#end)"/>"#);
    }
}

/// What stands in the box of a step.
fn lines(number: usize, told: &Told) -> Vec<(&'static str, String)> {
    let mut out: Vec<(&'static str, String)> = told.when.iter().flat_map(|when| wrapped(when)).map(|line| ("when", line)).collect();
    let on = told.then.map(|then| format!(" → {then}")).unwrap_or_default();
    out.extend(wrapped(&format!("{number}. {}{on}", told.what)).into_iter().map(|line| ("kind", line)));
    let several = told.says.len() > 1;
    let say = |(at, text): (usize, &String)| if several { format!("{}) {text}", at + 1) } else { text.clone() };
    out.extend(told.says.iter().enumerate().map(say).flat_map(|text| wrapped(&text)).map(|line| ("", line)));
    out.extend(wrapped(&told.answers.join(" · ")).into_iter().map(|line| ("small", line)));
    out
}

/// Lines of at most so many letters, broken at spaces, and inside a word that is longer than a line.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let pieces = |word: &str| word.chars().collect::<Vec<_>>().chunks(COLUMNS).map(|piece| piece.iter().collect::<String>()).collect::<Vec<_>>();
    for word in text.split_whitespace().flat_map(pieces) {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < COLUMNS => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
