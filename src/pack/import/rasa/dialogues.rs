//! Test stories as dialogues: what the user says, what it means, and the beginning of the answer.

use super::{
    answers::utter,
    examples::plain,
    intents::{Content, Made},
    read::{Project, Step, Story, What},
};
use crate::pack::import::Notes;

/// A dialogue of the new pack.
#[derive(Debug)]
pub(super) struct Played {
    pub(super) name: String,
    pub(super) turns: Vec<Turn>,
}

#[derive(Debug)]
pub(super) struct Turn {
    pub(super) say: String,
    pub(super) intent: Option<String>,
    pub(super) contains: Option<String>,
}

/// The dialogues; what they show that a pack does not do is noted.
pub(super) fn dialogues(project: &mut Project, content: &Content) -> Vec<Played> {
    let mut notes = Notes::default();
    let played = project.tests.iter().filter_map(|story| dialogue(project, story, content, &mut notes)).collect();
    project.notes.left.append(&mut notes.left);
    played
}

fn dialogue(project: &Project, story: &Story, content: &Content, notes: &mut Notes) -> Option<Played> {
    let mut turns: Vec<Turn> = Vec::new();
    for step in &story.steps {
        match &step.what {
            What::User { intent, text: Some(text) } => turns.push(said(step, intent.as_deref(), text, content, notes)),
            What::User { .. } => notes.left(&step.spot, format!("\"{}\": a test story tells what the user says under `user:`", story.name.value)),
            What::Action(form) if project.forms.contains_key(form) => {
                notes.left(&step.spot, format!("\"{}\": from here on the story is inside the form `{form}`", story.name.value));
                break;
            }
            What::Action(action) => answered(step, action, turns.last_mut(), content, notes),
            What::Other => {}
        }
    }
    (!turns.is_empty()).then(|| Played { name: story.name.value.clone(), turns })
}

fn said(step: &Step, intent: Option<&str>, text: &str, content: &Content, notes: &mut Notes) -> Turn {
    let say = plain(text).0.split_whitespace().collect::<Vec<_>>().join(" ");
    let made = intent.and_then(|intent| content.intents.iter().find(|made| made.name == intent));
    if let (Some(intent), None) = (intent, made) {
        notes.left(&step.spot, format!("that \"{say}\" means `{intent}` is not tested: the pack has no such intent"));
    }
    Turn { say, intent: made.map(|made| made.id.clone()), contains: None }
}

/// The first answer after a message is tested if it is the one of the intent.
fn answered(step: &Step, action: &str, turn: Option<&mut Turn>, content: &Content, notes: &mut Notes) {
    let Some(turn) = turn else { return };
    let made = turn.intent.as_ref().and_then(|id| content.intents.iter().find(|made| made.id == *id));
    let said = |made: &&Made| made.utter.is_some() && (made.utter == utter(action) || made.name.split('/').next().map(|base| format!("utter_{base}")) == utter(action));
    if turn.contains.is_some() {
        if action != "action_listen" {
            notes.left(&step.spot, format!("that \"{}\" leads to `{action}` too is not tested: the first answer is", turn.say));
        }
        return;
    }
    match made.filter(said) {
        Some(made) => turn.contains = made.say.lines().next().map(str::to_owned),
        None => notes.left(&step.spot, format!("that \"{}\" leads to `{action}` is not tested", turn.say)),
    }
}
