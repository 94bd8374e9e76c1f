//! What each intent becomes: its kind by its name, its examples, its answer, its questions.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    answers::{self, Answer},
    examples,
    read::{Intent, Project},
    write::generic,
};
use crate::{
    domain::language::Language,
    pack::{examples::fold, import::Notes, problem::Spot, refs, shape::At},
};

/// An intent of the new pack.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) id: String,
    /// What it was called.
    pub(super) name: String,
    pub(super) title: String,
    pub(super) kind: &'static str,
    pub(super) examples: Vec<String>,
    pub(super) say: String,
    pub(super) ask: Vec<String>,
    /// The response its answer begins with.
    pub(super) utter: Option<String>,
}

/// The intents of the new pack, and the lines that are none of its business.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) intents: Vec<Made>,
    pub(super) out_of_scope: Vec<String>,
}

/// What an intent is, as its name tells.
enum Role {
    Kind(&'static str),
    OutOfScope,
    YesNo,
    Matter,
}

const FEWEST_EXAMPLES: usize = 3;
/// Leaves room for a number behind it.
const LONGEST_ID: usize = 56;
const LONGEST_TITLE: usize = 40;
const MOST_QUESTIONS: usize = 2;

fn role(name: &str) -> Role {
    let plain = name.to_lowercase().replace(['-', '/', ' '], "_");
    match plain.as_str() {
        "greet" | "greeting" | "hello" | "hi" | "salam" | "sapa" | "sapaan" => Role::Kind("greeting"),
        "goodbye" | "bye" | "good_bye" | "farewell" | "selamat_tinggal" => Role::Kind("goodbye"),
        "thank" | "thanks" | "thankyou" | "thank_you" | "gratitude" | "terima_kasih" => Role::Kind("thanks"),
        "cancel" | "stop" | "batal" => Role::Kind("cancel"),
        "help" | "ask_help" | "bantuan" => Role::Kind("help"),
        "affirm" | "deny" | "yes" | "no" | "confirm" | "ya" | "tidak" => Role::YesNo,
        "out_of_scope" | "oos" | answers::FALLBACK => Role::OutOfScope,
        other if ["human", "handoff", "hand_off", "live_agent"].iter().any(|part| other.contains(part)) => Role::Kind("human"),
        other if ["chitchat", "mood_", "bot_challenge", "small_talk", "smalltalk"].iter().any(|part| other.starts_with(part)) => Role::Kind("small_talk"),
        _ => Role::Matter,
    }
}

/// Makes the content; what is adapted or lost on the way is noted.
pub(super) fn intents(project: &mut Project, language: Language) -> Content {
    let mut notes = Notes::default();
    for declared in project.declared.iter().filter(|declared| !has(project, &declared.value) && declared.value != answers::FALLBACK) {
        notes.left(&declared.spot, format!("the intent `{}` has no examples", declared.value));
    }
    let answers = answers::answers(project);
    let mut maker = Maker { project, language, answers, notes, seen: HashMap::new(), used: Vec::new(), said: BTreeSet::new(), begun: BTreeSet::new(), content: Content::default() };
    for intent in &maker.project.intents {
        maker.intent(intent);
    }
    let Maker { mut notes, answers, used, said, begun, content, .. } = maker;
    examples::tell(project, &used, &mut notes);
    answers::unsaid(project, &said);
    answers::unbegun(project, &begun, &answers);
    project.notes.left.append(&mut notes.left);
    project.notes.changed.append(&mut notes.changed);
    content
}

/// Whether there are examples of an intent, or of one below it.
pub(super) fn has(project: &Project, name: &str) -> bool {
    project.intents.iter().any(|intent| intent.name.value == name || intent.name.value.strip_prefix(name).is_some_and(|rest| rest.starts_with('/')))
}

struct Maker<'p> {
    project: &'p Project,
    language: Language,
    answers: BTreeMap<String, Answer>,
    notes: Notes,
    /// Examples so far and the intent each belongs to.
    seen: HashMap<Vec<String>, String>,
    /// Lists whose words stand in examples.
    used: Vec<String>,
    /// Responses that are said.
    said: BTreeSet<String>,
    /// Forms that became questions.
    begun: BTreeSet<String>,
    content: Content,
}

impl Maker<'_> {
    fn intent(&mut self, intent: &Intent) {
        let At { value: name, spot } = &intent.name;
        let kind = match role(name) {
            Role::YesNo => return self.notes.changed(spot, format!("`{name}` is left out: Garda understands yes and no by itself where it asks")),
            Role::OutOfScope => {
                let lines = self.examples(intent, name);
                self.notes.changed(spot, format!("the examples of `{name}` are test lines that must not be answered"));
                return self.content.out_of_scope.extend(lines);
            }
            Role::Kind(kind) => Some(kind),
            Role::Matter => None,
        };
        let id = self.id(name, spot);
        let mut examples = self.examples(intent, &id);
        let title = title(name);
        self.pad(&mut examples, &title, &id, spot);
        let (say, ask, utter) = self.answer(name, spot);
        let asks = !ask.is_empty();
        let kind = kind.unwrap_or(if say.is_none() || asks { "request" } else { "info" });
        if let Some(known) = role_note(name, kind) {
            self.notes.changed(spot, known);
        }
        if say.is_none() && kind == "request" && !asks {
            self.notes.left(spot, format!("no rule or story answers `{name}` in words: it opens a ticket"));
        }
        let say = say.unwrap_or_else(|| generic(if asks { "form" } else { kind }, self.language).to_owned());
        self.content.intents.push(Made { id, name: name.clone(), title, kind, examples, say, ask, utter });
    }

    /// An id that nothing else has.
    fn id(&mut self, name: &str, spot: &Spot) -> String {
        let proposal = refs::proposal(name, "_");
        let proposal = if proposal.starts_with(|first: char| first.is_ascii_lowercase()) { proposal } else { format!("intent_{proposal}") };
        let short = proposal[..proposal.len().min(LONGEST_ID)].trim_end_matches('_');
        let (mut id, mut number) = (short.to_owned(), 1);
        while self.content.intents.iter().any(|made| made.id == id) {
            number += 1;
            id = format!("{short}_{number}");
        }
        if id != *name {
            self.notes.changed(spot, format!("the intent `{name}` is called `{id}`"));
        }
        id
    }

    /// The examples as people type them, each in one intent only.
    fn examples(&mut self, intent: &Intent, id: &str) -> Vec<String> {
        let mut kept = Vec::new();
        for example in &intent.examples {
            let text = examples::tidy(&examples::plain(&example.value).0);
            let words = fold(&text);
            if words.is_empty() {
                self.notes.left(&example.spot, format!("an example without a word: `{text}`"));
                continue;
            }
            match self.seen.get(&words) {
                Some(other) if other == id => self.notes.left(&example.spot, format!("an example that `{id}` has already: `{text}`")),
                Some(other) => self.notes.left(&example.spot, format!("an example that stands under `{other}` too: `{text}`")),
                None => {
                    self.seen.insert(words, id.to_owned());
                    kept.push(text);
                }
            }
        }
        for text in examples::more(self.project, &intent.examples, &mut self.used) {
            let text = examples::tidy(&text);
            if let std::collections::hash_map::Entry::Vacant(place) = self.seen.entry(fold(&text)) {
                place.insert(id.to_owned());
                kept.push(text);
            }
        }
        kept
    }

    /// A pack wants three examples of each intent; its name makes up for missing ones.
    fn pad(&mut self, examples: &mut Vec<String>, title: &str, id: &str, spot: &Spot) {
        if examples.len() >= FEWEST_EXAMPLES {
            return;
        }
        self.notes.changed(spot, format!("`{id}` has {} examples, fewer than {FEWEST_EXAMPLES}: ones made of its name were added; write real ones", examples.len()));
        let name = title.to_lowercase();
        let made = match self.language {
            Language::EN => [name.clone(), format!("about {name}"), format!("a question on {name}"), format!("please help with {name}")],
            _ => [name.clone(), format!("soal {name}"), format!("tanya tentang {name}"), format!("tolong bantu {name}")],
        };
        for text in made {
            if examples.len() < FEWEST_EXAMPLES && self.seen.insert(fold(&text), id.to_owned()).is_none() {
                examples.push(text);
            }
        }
    }

    /// What is said, what is asked, and the response it begins with.
    fn answer(&mut self, name: &str, spot: &Spot) -> (Option<String>, Vec<String>, Option<String>) {
        let own = format!("utter_{name}");
        let answer = if name.contains('/') && self.project.responses.contains_key(&own) {
            Answer { utters: vec![own], ..Answer::default() }
        } else {
            self.answers.get(name).cloned().unwrap_or_default()
        };
        let said: Vec<String> = answer.utters.iter().filter_map(|utter| self.say(utter, spot)).collect();
        let ask = answer.form.as_ref().map(|form| self.questions(form)).unwrap_or_default();
        let say = (!said.is_empty() && answer.code.is_none()).then(|| said.join("\n"));
        (say, ask, answer.utters.first().filter(|_| answer.code.is_none()).cloned())
    }

    /// What a response says, with its variables as words.
    fn say(&mut self, utter: &str, spot: &Spot) -> Option<String> {
        let Some(response) = self.project.responses.get(utter) else {
            self.notes.left(spot, format!("there is no response `{utter}`"));
            return None;
        };
        let text = response.text.as_ref()?;
        self.said.insert(utter.to_owned());
        if text.value.contains(['{', '}']) {
            self.notes.changed(&text.spot, format!("`{utter}` fills in slots: they are words in brackets now; a pack fills in the variables of pack.yml only"));
        }
        Some(text.value.replace('{', "(").replace('}', ")"))
    }

    /// The first questions of a form.
    fn questions(&mut self, name: &str) -> Vec<String> {
        let Some(form) = self.project.forms.get(name) else { return Vec::new() };
        self.begun.insert(name.to_owned());
        let mut asked = Vec::new();
        for slot in &form.slots {
            let names = [format!("utter_ask_{name}_{}", slot.value), format!("utter_ask_{}", slot.value)];
            let utter = names.iter().find(|utter| self.project.responses.contains_key(*utter));
            match utter.filter(|_| asked.len() < MOST_QUESTIONS).and_then(|utter| self.say(utter, &slot.spot)) {
                Some(question) => asked.push(question),
                None => self.notes.left(&slot.spot, format!("`{}` of the form `{name}` is not asked for: a pack asks at most {MOST_QUESTIONS} questions, in words", slot.value)),
            }
        }
        self.notes.changed(&form.spot, format!("the form `{name}` is {} questions and a ticket now; nothing checks or uses the answers", asked.len()));
        asked
    }
}

/// That the name of an intent decided its kind.
fn role_note(name: &str, kind: &str) -> Option<String> {
    matches!(role(name), Role::Kind(_)).then(|| format!("`{name}` is of the kind `{kind}`, as its name tells"))
}

/// A name as words on a button.
fn title(name: &str) -> String {
    let words: Vec<&str> = name.rsplit('/').next().unwrap_or(name).split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut title = String::new();
    for word in words {
        if title.chars().count() + word.chars().count() < LONGEST_TITLE {
            title.push_str(if title.is_empty() { "" } else { " " });
            title.push_str(word);
        }
    }
    let mut signs = title.chars();
    signs.next().map_or_else(|| "Intent".to_owned(), |first| first.to_uppercase().chain(signs).collect())
}
