//! A flow as a picture: a box for each step from the top down, an arc to the right where it goes on elsewhere, one to the left
//! where a condition passes it over.

use std::fmt::Write as _;

use crate::domain::{
    flow::{Act, Condition, Flow, Holds, Step},
    language::Language,
};

const BOX: usize = 440;
const LEFT: usize = 120;
const LINE: usize = 18;
const GAP: usize = 34;
const COLUMNS: usize = 58;
const STYLE: &str = "text{font:13px system-ui,sans-serif;fill:#17202a}.when{fill:#8a5a00;font-style:italic}.kind{fill:#0b5c8a;font-weight:600}rect{fill:#eef4f8;stroke:#7a94a8}\
.out rect{fill:#e3f1e3;stroke:#5b8a5b}path{fill:none;stroke:#7a94a8;stroke-width:1.5}.skip{stroke-dasharray:4 3}\
@media(prefers-color-scheme:dark){svg{background:#12181d}text{fill:#e8edf1}.when{fill:#f0c674}.kind{fill:#7cc4f0}rect{fill:#1e2a33}.out rect{fill:#1d3323}}";

/// A step laid out.
struct Drawn<'f> {
    step: &'f Step,
    lines: Vec<(&'static str, String)>,
    top: usize,
    height: usize,
}

/// The flow as a document of its own (SVG), in one language; its title is read out.
#[must_use]
pub fn draw(flow: &Flow, language: Language) -> String {
    let mut top = 40;
    let mut drawn = Vec::with_capacity(flow.steps.len());
    for step in &flow.steps {
        let lines = lines(flow, step, language);
        let height = lines.len() * LINE + 16;
        drawn.push(Drawn { step, lines, top, height });
        top += height + GAP;
    }
    let mut out = String::new();
    let width = LEFT + BOX + 140;
    let _ = write!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {top}" width="{width}" height="{top}" role="img"><title>{}</title><style>{STYLE}</style>"#,
        escape(flow.id.as_str())
    );
    out.push_str(r#"<defs><marker id="end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" style="fill:#7a94a8"/></marker></defs>"#);
    let _ = write!(out, r#"<text x="{LEFT}" y="24" class="kind">{}</text>"#, escape(flow.id.as_str()));
    for (at, one) in drawn.iter().enumerate() {
        arrows(&mut out, at, one, &drawn);
        boxed(&mut out, one);
    }
    out.push_str("</svg>\n");
    out
}

fn boxed(out: &mut String, one: &Drawn<'_>) {
    let class = if is_out(&one.step.act) { r#" class="out""# } else { "" };
    let _ = write!(out, r#"<g{class}><rect x="{LEFT}" y="{}" width="{BOX}" height="{}" rx="8"/>"#, one.top, one.height);
    for (row, (class, line)) in one.lines.iter().enumerate() {
        let _ = write!(out, r#"<text x="{}" y="{}" class="{class}">{}</text>"#, LEFT + 12, one.top + 20 + row * LINE, escape(line));
    }
    out.push_str("</g>");
}

fn arrows(out: &mut String, at: usize, one: &Drawn<'_>, drawn: &[Drawn<'_>]) {
    let below = drawn.get(at + 1);
    let middle = LEFT + BOX / 2;
    let bottom = one.top + one.height;
    if let (None, false, Some(below)) = (one.step.then, is_out(&one.step.act), below) {
        let _ = write!(out, r#"<path d="M{middle} {bottom}V{}" marker-end="url(#end)"/>"#, below.top);
    }
    if let Some(to) = one.step.then.and_then(|to| drawn.get(to)) {
        let (from, x, to) = (one.top + one.height / 2, LEFT + BOX, to.top + 12);
        let far = x + 30 + from.abs_diff(to).min(600) / 8;
        let _ = write!(out, r#"<path d="M{x} {from}C{far} {from} {far} {to} {x} {to}" marker-end="url(#end)"/>"#);
    }
    // Passed over: only worth a line where the way on is another one than the usual.
    if let (false, true, Some(below)) = (one.step.when.is_empty(), one.step.then.is_some() || is_out(&one.step.act), below) {
        let (from, to) = (one.top + one.height / 2, below.top + 12);
        let _ = write!(out, r#"<path class="skip" d="M{LEFT} {from}C{0} {from} {0} {to} {LEFT} {to}" marker-end="url(#end)"/>"#, LEFT - 60);
    }
}

fn is_out(act: &Act) -> bool {
    matches!(act, Act::HandOff(_) | Act::End | Act::Jump(_))
}

/// What stands in the box of a step.
fn lines(flow: &Flow, step: &Step, language: Language) -> Vec<(&'static str, String)> {
    let mut out: Vec<(&'static str, String)> = step.when.iter().map(|condition| ("when", when(flow, condition))).collect();
    let mut say = |kind: &str, text: &str| {
        out.push(("kind", kind.to_owned()));
        out.extend(wrapped(text).into_iter().map(|line| ("", line)));
    };
    match &step.act {
        Act::Say(said) => say("say", said.in_language(language)),
        Act::Ask(place) => {
            let Some(slot) = flow.slots.get(*place) else { return out };
            say(&format!("ask {}", slot.id), slot.ask.in_language(language));
            let choices: Vec<&str> = slot.choices.iter().map(|choice| choice.title.in_language(language)).collect();
            out.extend((!choices.is_empty()).then(|| ("", format!("[{}]", choices.join("] [")))));
        }
        Act::Try(things) => {
            say("try", "");
            for (number, thing) in (1..).zip(things) {
                out.extend(wrapped(&format!("{number}. {}", thing.in_language(language))).into_iter().map(|line| ("", line)));
            }
        }
        Act::Show(slug) => say("show", slug.as_str()),
        Act::Set { priority, team } => {
            let priority = priority.map(|priority| format!("priority {priority:?}").to_lowercase());
            let team = team.as_ref().map(|team| format!("team {team}"));
            say("set", &priority.into_iter().chain(team).collect::<Vec<_>>().join(", "));
        }
        Act::Call(call) => say("call", &call.target),
        Act::Go => say("go on", ""),
        Act::Jump(to) => say("jump", to.as_str()),
        Act::HandOff(reason) => say("hand off", &serde_json::to_value(reason).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()),
        Act::End => say("end", "solved"),
    }
    out
}

fn when(flow: &Flow, condition: &Condition) -> String {
    let slot = flow.slots.get(condition.slot).map_or("?", |slot| slot.id.as_str());
    match &condition.is {
        Holds::Anything => format!("when {slot} is known"),
        Holds::Nothing => format!("when {slot} is not known"),
        Holds::OneOf(values) => format!("when {slot} is {}", values.join(" or ")),
    }
}

/// Lines of at most so many characters, broken at spaces.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < COLUMNS => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
