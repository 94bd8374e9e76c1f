//! Which of the offered buttons was meant, tapped or in words.

use compact_str::CompactString;

use super::{
    opinion::{self, Opinion, words},
    state::{DialogueState, Phase},
    ticket::CLOSE,
    turn::Heard,
};
use crate::domain::{
    conversation::Choice,
    matching::buttons::{self, Fit, How},
    text::List,
};

const NOT_THIS: [&str; 11] =
    ["bukan", "bukan ini", "bukan itu", "bukan begitu", "bukan yang itu", "not this", "not that", "not this one", "that's not it", "not what i meant", "salah paham"];
const NONE: [&str; 18] = [
    "bukan",
    "bukan semua",
    "bukan semuanya",
    "bukan semua itu",
    "ga ada",
    "gak ada",
    "nggak ada",
    "tidak ada",
    "tidak ada yang cocok",
    "ga ada yang cocok",
    "none",
    "none of them",
    "none of those",
    "neither",
    "none of these",
    "not these",
    "bukan keduanya",
    "bukan dua duanya",
];
const OTHER: [&str; 7] = ["cara lain", "coba cara lain", "ada cara lain", "another way", "try another way", "try something else", "something else"];
/// Who writes more than this says more than a button.
const LONGEST: usize = 90;
/// Says yes to the offer of a person.
static ACCEPTS: List = List::new("ya iya yes yep yup yeah boleh mau please tolong sure silakan silahkan lanjut lanjutkan teruskan bisa gas monggo y");
/// Says yes as well, but not together with thanks.
static ACCEPTS_PERHAPS: List = List::new("ok oke okay okey sip siap 👍 👌");
static CLOSES: List = List::new("tutup close closed beres selesai");
static THANKS: List = List::new("makasih terima thanks thank");
static DECLINES: List = List::new("tidak ga gak nggak ngga enggak no nope jangan nanti 👎");
static POLITE: List = List::new("kak kakak mas mbak min pak bu deh dong ya aja saja dulu go ahead do it then makasih terima kasih thanks thank you");

/// The value of the button that was meant: tapped, typed as a command, numbered, or said in its own words.
pub(super) fn meant(state: &DialogueState, heard: Heard<'_>) -> Option<String> {
    if let Some(value) = heard.choice {
        return Some(value.to_owned());
    }
    let text = heard.text.trim().to_lowercase();
    if text.starts_with('/') {
        return Some(text);
    }
    if text.chars().count() > LONGEST {
        return None;
    }
    let said = words(&text);
    let line = said.join(" ");
    if let Phase::Asking(_) = state.phase {
        return not_this(state, &line);
    }
    if state.phase == Phase::Guided {
        return in_flow(state, &said, &line);
    }
    let button = numbered(&state.offered, &said).or_else(|| titled(&state.offered, &said)).map(|fit| value(&state.offered, fit));
    button.or_else(|| not_this(state, &line)).or_else(|| in_phase(state, &text, &said, &line))
}

/// Whether a button was meant whose value begins so.
pub(super) fn one_meant(state: &DialogueState, heard: Heard<'_>, begins: &str) -> bool {
    let possible = heard.choice.is_some() || heard.text.trim_start().starts_with('/') || state.offered.iter().any(|choice| choice.value.starts_with(begins));
    possible && meant(state, heard).is_some_and(|value| value.starts_with(begins))
}

/// The button whose title or number these words are, as far as the buttons tell without the state: for the explanation of a turn it led to.
#[must_use]
pub fn button_said<'a>(offered: &'a [Choice], text: &str) -> Option<(&'a Choice, How)> {
    let said = words(text);
    let guided = offered.iter().any(|choice| choice.value.starts_with("/slot/"));
    let choosing = offered.iter().any(|choice| choice.value == "/none");
    let fit = match (guided, choosing) {
        _ if text.chars().count() > LONGEST => None,
        (true, _) => fit_in_flow(offered, &said),
        (false, true) => numbered(offered, &said).or_else(|| titled(offered, &said)).or_else(|| part_of_title(offered, &said)),
        (false, false) => numbered(offered, &said).or_else(|| titled(offered, &said)),
    }?;
    Some((&offered[fit.place], fit.how))
}

/// A flow reads most replies itself.
fn in_flow(state: &DialogueState, said: &[CompactString], line: &str) -> Option<String> {
    let not_this = || if line == "bukan" { None } else { not_this(state, line) };
    fit_in_flow(&state.offered, said).map(|fit| value(&state.offered, fit)).or_else(not_this)
}

/// A number is one of the buttons only where the question has some.
fn fit_in_flow(offered: &[Choice], said: &[CompactString]) -> Option<Fit> {
    let asks = |prefix: &str| offered.iter().any(|choice| choice.value.starts_with(prefix));
    let number = || if asks("/slot/") || asks("/helped/") { numbered(offered, said) } else { None };
    let part = || if asks("/slot/") && !asks("/slot/yes") { part_of_title(offered, said) } else { None };
    titled(offered, said).or_else(number).or_else(part)
}

fn value(offered: &[Choice], fit: Fit) -> String {
    offered[fit.place].value.clone()
}

fn titles(offered: &[Choice]) -> impl Iterator<Item = &str> + Clone {
    offered.iter().map(|choice| choice.title.as_str())
}

fn titled(offered: &[Choice], said: &[CompactString]) -> Option<Fit> {
    buttons::titled(titles(offered), said)
}

fn numbered(offered: &[Choice], said: &[CompactString]) -> Option<Fit> {
    buttons::numbered(offered.len(), said)
}

fn part_of_title(offered: &[Choice], said: &[CompactString]) -> Option<Fit> {
    buttons::part(titles(offered), said)
}

/// The first button says yes, the second no.
fn switching(offered: &[Choice], said: &[CompactString]) -> Option<String> {
    let all = |list: &List| said.iter().any(|word| list.has(word)) && said.iter().all(|word| list.has(word) || POLITE.has(word));
    let place = if all(&DECLINES) { 1 } else { (all(&ACCEPTS) || all(&ACCEPTS_PERHAPS)).then_some(0)? };
    Some(offered.get(place)?.value.clone())
}

fn in_phase(state: &DialogueState, text: &str, said: &[CompactString], line: &str) -> Option<String> {
    let another = || OTHER.contains(&line).then(|| "/other".to_owned());
    match state.phase {
        Phase::Checking => helped(text).or_else(another),
        Phase::Offering => offer(said).or_else(|| helped_surely(state, text)).or_else(another),
        Phase::Choosing if NONE.contains(&line) => Some("/none".to_owned()),
        Phase::Choosing => part_of_title(&state.offered, said).map(|fit| value(&state.offered, fit)),
        Phase::Switching => switching(&state.offered, said),
        Phase::Idle => closing(&state.offered, said),
        Phase::Asking(_) | Phase::Guided => None,
    }
}

/// A plain yes where the bot has offered to close one ticket.
fn closing(offered: &[Choice], said: &[CompactString]) -> Option<String> {
    let mut closing = offered.iter().filter(|choice| choice.value.starts_with(CLOSE));
    let (choice, None) = (closing.next()?, closing.next()) else { return None };
    says_yes(said).then(|| choice.value.clone())
}

/// Whether a plain yes answers the desk's own offer to close the ticket of the conversation.
#[must_use]
pub fn closes_what_was_offered(offered: &[Choice], text: &str) -> bool {
    closing(offered, &words(text)).is_some_and(|value| value == CLOSE)
}

/// Whether nothing but consent is said.
fn says_yes(said: &[CompactString]) -> bool {
    let consent = |word: &CompactString| ACCEPTS.has(word) || ACCEPTS_PERHAPS.has(word) || CLOSES.has(word);
    said.iter().any(consent) && said.iter().all(|word| consent(word) || POLITE.has(word))
}

/// After "did this help?", contentment is a yes.
fn helped(text: &str) -> Option<String> {
    Some(if opinion::alone(text)? == Opinion::No { "/helped/no" } else { "/helped/yes" }.to_owned())
}

/// After the offer of a person, only plain words about the fix count.
fn helped_surely(state: &DialogueState, text: &str) -> Option<String> {
    match opinion::alone(text).filter(|_| state.topic.is_some())? {
        Opinion::Yes => Some("/helped/yes".to_owned()),
        Opinion::No => Some("/helped/no".to_owned()),
        Opinion::Perhaps => None,
    }
}

fn offer(said: &[CompactString]) -> Option<String> {
    let any = |list: &List| said.iter().any(|word| list.has(word));
    if any(&DECLINES) && said.iter().all(|word| DECLINES.has(word) || POLITE.has(word)) {
        return Some("/other".to_owned());
    }
    let accepts = any(&ACCEPTS) || any(&ACCEPTS_PERHAPS) && !any(&THANKS);
    let all = said.iter().all(|word| [&ACCEPTS, &ACCEPTS_PERHAPS, &POLITE].iter().any(|list| list.has(word)));
    (accepts && all).then(|| "/human".to_owned())
}

/// "Not this" takes back what was understood; with nothing to take back it says nothing clear.
fn not_this(state: &DialogueState, line: &str) -> Option<String> {
    let bare = line.strip_suffix(" maksud saya").or_else(|| line.strip_suffix(" yang saya maksud")).unwrap_or(line);
    NOT_THIS.contains(&bare).then(|| if state.topic.is_some() { "/not_this" } else { "/unclear" }.to_owned())
}
