//! What follows each intent in rules and stories: the responses that become its answer, or the form that becomes questions.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    intents::has,
    read::{Project, Story, What},
};
use crate::pack::{import::Notes, problem::Spot};

/// What the bot does after an intent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Answer {
    /// The responses, in order.
    pub(super) utters: Vec<String>,
    /// The form that begins.
    pub(super) form: Option<String>,
    /// An action that is code: what is said after it may not be true without it.
    pub(super) code: Option<String>,
}

impl Answer {
    /// What the bot does, for notes.
    fn names(&self) -> String {
        self.form.iter().chain(&self.utters).chain(&self.code).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
    }
}

/// That what follows an intent is left out because nobody can say what means it.
fn unheard(story: &str, intent: &str, answer: &Answer) -> String {
    let what = answer.names();
    if intent == FALLBACK {
        return format!("\"{story}\": {what} after `{FALLBACK}` is left out; what is said when nothing is understood is the sentence `unsure` of texts.yml");
    }
    format!("\"{story}\": {what} after `{intent}` is left out: the intent has no examples")
}

/// What Rasa takes a message for that it does not understand.
pub(super) const FALLBACK: &str = "nlu_fallback";

/// The answer of each intent: rules first, then stories; the first one that needs no code.
pub(super) fn answers(project: &mut Project) -> BTreeMap<String, Answer> {
    let mut answers: BTreeMap<String, Answer> = BTreeMap::new();
    let mut notes = Notes::default();
    for story in project.rules.iter().chain(&project.stories).filter(|story| !story.partial) {
        for (intent, spot, answer) in turns(project, story) {
            if let Some(action) = &answer.code {
                notes.left(&spot, format!("\"{}\": `{action}` is code; after `{intent}` nothing else that it does is taken over", story.name.value));
            }
            if answer != Answer::default() && !has(project, &intent) {
                notes.left(&spot, unheard(&story.name.value, &intent, &answer));
            }
            match answers.get(&intent) {
                Some(known) if *known == answer || answer == Answer::default() => {}
                Some(known) if known.code.is_none() => {
                    notes.left(&spot, format!("\"{}\": `{intent}` leads to {} here; Garda answers an intent the same way every time", story.name.value, answer.names()));
                }
                _ => {
                    answers.insert(intent, answer);
                }
            }
        }
    }
    project.notes.left.extend(notes.left);
    answers
}

/// Each intent of a story and what the bot does before the next.
fn turns(project: &Project, story: &Story) -> Vec<(String, Spot, Answer)> {
    let mut turns: Vec<(String, Spot, Answer)> = Vec::new();
    for step in &story.steps {
        match &step.what {
            What::User { intent: Some(intent), .. } => turns.push((intent.clone(), step.spot.clone(), Answer::default())),
            What::Action(action) => {
                if let Some((_, _, answer)) = turns.last_mut() {
                    act(project, answer, action);
                }
            }
            What::User { intent: None, .. } | What::Other => {}
        }
    }
    turns
}

fn act(project: &Project, answer: &mut Answer, action: &str) {
    if project.forms.contains_key(action) {
        // What is said after a form belongs to its end.
        answer.form.get_or_insert_with(|| action.to_owned());
    } else if let Some(name) = utter(action) {
        if answer.form.is_none() && answer.code.is_none() {
            answer.utters.push(name);
        }
    } else if action != "action_listen" {
        answer.code.get_or_insert_with(|| action.to_owned());
    }
}

/// The response an action says; Rasa 2 says `respond_x` for `utter_x`.
pub(super) fn utter(action: &str) -> Option<String> {
    let name = action.strip_prefix("utter_").or_else(|| action.strip_prefix("respond_"))?;
    Some(format!("utter_{name}"))
}

/// Notes the forms no intent of the pack begins.
pub(super) fn unbegun(project: &mut Project, begun: &BTreeSet<String>, answers: &BTreeMap<String, Answer>) {
    let mut notes = Notes::default();
    for (name, form) in project.forms.iter().filter(|(name, _)| !begun.contains(*name)) {
        let beginners = answers.iter().filter(|(_, answer)| answer.form.as_ref() == Some(name));
        let (known, unknown): (Vec<&String>, Vec<&String>) = beginners.map(|(intent, _)| intent).partition(|intent| has(project, intent));
        let why = match (known.first(), unknown.first()) {
            (Some(intent), _) => format!("`{intent}`, which begins it, is left out"),
            (None, Some(intent)) => format!("`{intent}`, which begins it, has no examples"),
            (None, None) => "no rule or story begins it".to_owned(),
        };
        notes.left(&form.spot, format!("the form `{name}` is left out: {why}"));
    }
    project.notes.left.extend(notes.left);
}

/// Notes the responses nobody says any more.
pub(super) fn unsaid(project: &mut Project, said: &BTreeSet<String>) {
    for (name, response) in project.responses.iter().filter(|(name, response)| response.text.is_some() && !said.contains(*name)) {
        project.notes.left(&response.spot, format!("`{name}` is the answer of no intent"));
    }
}
