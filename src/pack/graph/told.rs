//! The steps of a flow in words: what the picture writes into its boxes, and what stands in for it where no picture is seen.

use crate::domain::{
    content::Priority,
    flow::{Act, Condition, Flow, Holds, Step},
    handoff::Reason,
    language::Language,
};

/// One step in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What must hold, one condition each; none for a step that is always taken.
    pub when: Vec<String>,
    /// What kind of step it is, such as "Ask: Where".
    pub what: String,
    /// What is said or tried, one line each.
    pub says: Vec<String>,
    /// The answers to choose from.
    pub answers: Vec<String>,
    /// Where it goes on, counted from 1, unless that is the next step.
    pub then: Option<usize>,
    /// Whether the flow is left here.
    pub leaves: bool,
}

/// Every step of a flow, in order, in one language.
#[must_use]
pub fn tell(flow: &Flow, language: Language) -> Vec<Told> {
    flow.steps.iter().map(|step| told(flow, step, Words(language))).collect()
}

fn told(flow: &Flow, step: &Step, words: Words) -> Told {
    let (what, says) = what(flow, &step.act, words);
    let slot = if let Act::Ask(place) = step.act { flow.slots.get(place) } else { None };
    Told {
        when: step.when.iter().map(|condition| when(flow, condition, words)).collect(),
        what,
        says,
        answers: slot.into_iter().flat_map(|slot| &slot.choices).map(|choice| choice.title.in_language(words.0).to_owned()).collect(),
        then: step.then.map(|then| then + 1),
        leaves: matches!(step.act, Act::HandOff(_) | Act::End | Act::Jump(_)),
    }
}

fn what(flow: &Flow, act: &Act, words: Words) -> (String, Vec<String>) {
    let said = |said: &crate::domain::language::Said| said.in_language(words.0).to_owned();
    match act {
        Act::Say(text) => (words.one("Sampaikan", "Say"), vec![said(text)]),
        Act::Ask(place) => match flow.slots.get(*place) {
            Some(slot) => (format!("{}: {}", words.one("Tanya", "Ask"), said(&slot.label)), vec![said(&slot.ask)]),
            None => (words.one("Tanya", "Ask"), Vec::new()),
        },
        Act::Try(things) => (words.one("Coba satu per satu", "Try one by one"), things.iter().map(said).collect()),
        Act::Show(slug) => (format!("{}: {slug}", words.one("Tampilkan artikel", "Show the article")), Vec::new()),
        Act::Set { priority, team } => {
            let priority = priority.map(|priority| format!("{} {}", words.one("prioritas", "priority"), words.priority(priority)));
            let team = team.as_ref().map(|team| format!("{} {team}", words.one("tim", "team")));
            (format!("{}: {}", words.one("Tetapkan", "Set"), priority.into_iter().chain(team).collect::<Vec<_>>().join(", ")), Vec::new())
        }
        Act::Call(call) => (format!("{}: {}", words.one("Tanya program", "Ask the program"), call.target), Vec::new()),
        Act::Go => (words.one("Lanjut", "Go on"), Vec::new()),
        Act::Jump(to) => (format!("{}: {to}", words.one("Pindah ke alur", "Go on in the flow")), Vec::new()),
        Act::HandOff(reason) => (format!("{}: {}", words.one("Buat tiket", "Open a ticket"), words.reason(*reason)), Vec::new()),
        Act::End => (words.one("Selesai tanpa tiket", "Done without a ticket"), Vec::new()),
    }
}

fn when(flow: &Flow, condition: &Condition, words: Words) -> String {
    let Some(slot) = flow.slots.get(condition.slot) else { return "?".to_owned() };
    let label = slot.label.in_language(words.0);
    match &condition.is {
        Holds::Anything => format!("{} {label} {}", words.one("Jika", "If"), words.one("sudah diketahui", "is known")),
        Holds::Nothing => format!("{} {label} {}", words.one("Jika", "If"), words.one("belum diketahui", "is not known")),
        Holds::OneOf(values) => {
            let title =
                |value: &String| slot.choices.iter().find(|choice| choice.id == *value).map_or_else(|| words.answer(value), |choice| choice.title.in_language(words.0).to_owned());
            format!("{} {label}: {}", words.one("Jika", "If"), values.iter().map(title).collect::<Vec<_>>().join(words.one_of()))
        }
    }
}

/// The words around a pack's own, in its language: Indonesian, else English.
#[derive(Debug, Clone, Copy)]
struct Words(Language);

impl Words {
    fn pick(self, id: &'static str, en: &'static str) -> &'static str {
        if self.0 == Language::ID { id } else { en }
    }

    fn one(self, id: &'static str, en: &'static str) -> String {
        self.pick(id, en).to_owned()
    }

    fn one_of(self) -> &'static str {
        self.pick(" atau ", " or ")
    }

    fn answer(self, value: &str) -> String {
        match value {
            "yes" => self.one("ya", "yes"),
            "no" => self.one("tidak", "no"),
            other => other.to_owned(),
        }
    }

    fn priority(self, priority: Priority) -> &'static str {
        match priority {
            Priority::Low => self.pick("rendah", "low"),
            Priority::Normal => "normal",
            Priority::High => self.pick("tinggi", "high"),
            Priority::Urgent => self.pick("mendesak", "urgent"),
        }
    }

    fn reason(self, reason: Reason) -> &'static str {
        match reason {
            Reason::NotHelped => self.pick("belum beres", "not solved yet"),
            Reason::Request => self.pick("permintaan", "a request"),
            Reason::Report => self.pick("laporan", "a report"),
            Reason::Asked => self.pick("diminta", "asked for"),
            Reason::NotUnderstood => self.pick("belum dipahami", "not understood"),
        }
    }
}
