//! The files of the new pack.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{
    dialogues::Played,
    intents::{Content, Made},
};
use crate::{
    domain::language::Language,
    pack::{Files, MOST_FILE, TEXTS, load, starter},
};

/// The shelf of all intents that are no talk.
const TOPIC: &str = "general";
/// The intents offered with a greeting.
const OFFERED: usize = 4;

/// All files, in one language.
pub(super) fn files(language: Language, content: &Content, dialogues: &[Played]) -> Files {
    let (talk, matters): (Vec<&Made>, Vec<&Made>) = content.intents.iter().partition(|made| !matches!(made.kind, "info" | "request"));
    let shelves = shelves(TOPIC, language, &matters);
    let mut files = BTreeMap::from([
        ("pack.yml".to_owned(), pack(language, &matters, shelves.len())),
        ("teams.yml".to_owned(), teams(language)),
        ("calendars.yml".to_owned(), CALENDARS.to_owned()),
        ("texts.yml".to_owned(), texts(language)),
    ]);
    files.extend(shelves);
    files.extend(self::shelves("talk", language, &talk));
    if !content.out_of_scope.is_empty() || !dialogues.is_empty() {
        files.insert("tests/rasa.yml".to_owned(), tests(content, dialogues));
    }
    Files(files)
}

/// What is said where the project has no words of its own.
pub(super) fn generic(kind: &str, language: Language) -> &'static str {
    let (indonesian, english) = match kind {
        "form" => ("Baik, saya bantu. Ada beberapa hal yang perlu saya tanyakan.", "All right, I can help. There are a few things I need to know."),
        "greeting" => ("Halo. Ada yang bisa dibantu?", "Hello. What can I help with?"),
        "goodbye" => ("Sampai jumpa.", "Good-bye."),
        "thanks" => ("Sama-sama.", "You are welcome."),
        "help" => ("Tulis saja apa yang Anda butuhkan.", "Just write what you need."),
        "human" | "request" => ("Ini perlu ditangani petugas; saya teruskan.", "A person has to look at this; I pass it on."),
        _ => ("Baik.", "All right."),
    };
    if language == Language::EN { english } else { indonesian }
}

fn pick(language: Language, indonesian: &'static str, english: &'static str) -> &'static str {
    if language == Language::EN { english } else { indonesian }
}

/// A text in quotes: what JSON escapes, YAML reads.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

fn pack(language: Language, matters: &[&Made], shelves: usize) -> String {
    let greeting: Vec<&str> = matters.iter().take(OFFERED).map(|made| made.id.as_str()).collect();
    let mut topics = if matters.is_empty() { "topics: []\n" } else { "topics:\n" }.to_owned();
    for number in 1..=shelves {
        let name = numbered(pick(language, "Umum", "General"), " ", number);
        let _ = writeln!(topics, "  - {{ id: {}, name: {{ {language}: {name} }} }}", numbered(TOPIC, "_", number));
    }
    format!("prefix: GRD\nlanguages: [{language}]\ndefault_team: helpdesk\n{topics}greeting: [{}]\n", greeting.join(", "))
}

/// The first bears the name alone.
fn numbered(name: &str, gap: &str, number: usize) -> String {
    if number == 1 { name.to_owned() } else { format!("{name}{gap}{number}") }
}

fn teams(language: Language) -> String {
    format!("teams:\n  - id: helpdesk\n    name: {{ {language}: {} }}\n    calendar: office\n    sla: standard\n", pick(language, "Bantuan", "Helpdesk"))
}

const CALENDARS: &str = r#"calendars:
  - id: office
    zone: Asia/Jakarta
    week:
      mon: ["08:00-17:00"]
      tue: ["08:00-17:00"]
      wed: ["08:00-17:00"]
      thu: ["08:00-17:00"]
      fri: ["08:00-17:00"]
slas:
  - id: standard
    first_reply: { urgent: 15m, high: 30m, normal: 2h, low: 1d }
    resolve: { urgent: 4h, high: 8h, normal: 3d, low: 5d }
"#;

/// The sentences of the starter pack in one language.
fn texts(language: Language) -> String {
    let starter = load(&starter()).pack.map(|pack| pack.texts).unwrap_or_default();
    let mut out = "texts:\n".to_owned();
    for (key, _) in TEXTS {
        let text = starter.get(*key).map_or("", |said| said.in_language(language));
        let _ = writeln!(out, "  {key}: {{ {language}: {} }}", quoted(text));
    }
    out
}

/// The files of a topic; what is too much for one goes on in another.
fn shelves(name: &str, language: Language, intents: &[&Made]) -> Vec<(String, String)> {
    const HEAD: &str = "intents:\n";
    let mut texts: Vec<String> = Vec::new();
    for made in intents {
        let text = intent(language, made);
        match texts.last_mut() {
            Some(last) if last.len() + text.len() <= MOST_FILE => last.push_str(&text),
            _ => texts.push(format!("{HEAD}{text}")),
        }
    }
    (1..).zip(texts).map(|(number, text)| (format!("topics/{}.yml", numbered(name, "_", number)), text)).collect()
}

fn intent(language: Language, made: &Made) -> String {
    let mut out = String::new();
    let _ = write!(out, "  - id: {}\n    title: {{ {language}: {} }}\n    kind: {}\n    examples:\n      {language}:\n", made.id, quoted(&made.title), made.kind);
    made.examples.iter().for_each(|example| listed(&mut out, 8, example));
    let _ = write!(out, "    answer:\n      say: {{ {language}: {} }}\n", quoted(&made.say));
    if !made.ask.is_empty() {
        out.push_str("    ask:\n");
    }
    for question in &made.ask {
        let _ = writeln!(out, "      - {{ {language}: {} }}", quoted(question));
    }
    out
}

fn listed(out: &mut String, indent: usize, text: &str) {
    let _ = writeln!(out, "{}- {}", " ".repeat(indent), quoted(text));
}

fn tests(content: &Content, dialogues: &[Played]) -> String {
    let mut out = String::new();
    if !content.out_of_scope.is_empty() {
        out.push_str("out_of_scope:\n");
        content.out_of_scope.iter().for_each(|line| listed(&mut out, 2, line));
    }
    if !dialogues.is_empty() {
        out.push_str("dialogues:\n");
    }
    for dialogue in dialogues {
        let _ = write!(out, "  - name: {}\n    turns:\n", quoted(&dialogue.name));
        for turn in &dialogue.turns {
            let intent = turn.intent.as_ref().map(|intent| format!(", intent: {intent}")).unwrap_or_default();
            let contains = turn.contains.as_ref().map(|text| format!(", contains: [{}]", quoted(text))).unwrap_or_default();
            let _ = writeln!(out, "      - {{ say: {}{intent}{contains} }}", quoted(&turn.say));
        }
    }
    out
}
