//! Which of the offered buttons was meant, tapped or in words.

use compact_str::CompactString;
use rapidfuzz::distance::osa;

use super::{
    opinion::{self, Opinion, words},
    state::{DialogueState, Phase},
    ticket::CLOSE,
    turn::Heard,
};
use crate::domain::{
    conversation::Choice,
    text::{List, each_word},
};

/// Shorter words are not looked at for slips.
const SLIPS_FROM: usize = 4;
/// Words around a choice that choose nothing.
static AROUND: List = List::new("yang yg nomor no nomer pilihan option number pilih the one ke saya maksud kak mas mbak min pak bu ya nih sih dong deh aja saja please itu ini");
static ORDINALS: [List; 4] =
    [List::new("1 satu pertama kesatu first 1st"), List::new("2 dua kedua second 2nd"), List::new("3 tiga ketiga third 3rd"), List::new("4 empat keempat fourth 4th")];
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
    if text.chars().count() > 90 {
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
    numbered(&state.offered, &said).or_else(|| titled(&state.offered, &said)).or_else(|| not_this(state, &line)).or_else(|| in_phase(state, &text, &said, &line))
}

/// Whether a button was meant whose value begins so.
pub(super) fn one_meant(state: &DialogueState, heard: Heard<'_>, begins: &str) -> bool {
    let possible = heard.choice.is_some() || heard.text.trim_start().starts_with('/') || state.offered.iter().any(|choice| choice.value.starts_with(begins));
    possible && meant(state, heard).is_some_and(|value| value.starts_with(begins))
}

/// A flow reads most replies itself; a number is one of the buttons only where the question has some.
fn in_flow(state: &DialogueState, said: &[CompactString], line: &str) -> Option<String> {
    let asks = |prefix: &str| state.offered.iter().any(|choice| choice.value.starts_with(prefix));
    let number = || if asks("/slot/") || asks("/helped/") { numbered(&state.offered, said) } else { None };
    let part = || if asks("/slot/") && !asks("/slot/yes") { part_of_title(&state.offered, said) } else { None };
    let not_this = || if line == "bukan" { None } else { not_this(state, line) };
    titled(&state.offered, said).or_else(number).or_else(part).or_else(not_this)
}

/// The first button says yes, the second no.
fn switching(offered: &[Choice], said: &[CompactString]) -> Option<String> {
    let all = |list: &List| said.iter().any(|word| list.has(word)) && said.iter().all(|word| list.has(word) || POLITE.has(word));
    let place = if all(&DECLINES) { 1 } else { (all(&ACCEPTS) || all(&ACCEPTS_PERHAPS)).then_some(0)? };
    Some(offered.get(place)?.value.clone())
}

/// The button with this title; a slip in a word changes nothing if only one is as near.
fn titled(offered: &[Choice], said: &[CompactString]) -> Option<String> {
    let exact = offered.iter().find(|choice| each_word(&choice.title).eq(said.iter().cloned()));
    let near = || {
        let mut near = offered.iter().filter(|choice| is_near(&words(&choice.title), said));
        near.next().filter(|_| near.next().is_none())
    };
    exact.or_else(near).map(|choice| choice.value.clone())
}

/// Whether each word is the other's, or one slip away from it.
fn is_near(title: &[CompactString], said: &[CompactString]) -> bool {
    let slip = |one: &CompactString, other: &CompactString| one == other || one.len() >= SLIPS_FROM && osa::distance(one.chars(), other.chars()) == 1;
    title.len() == said.len() && !said.is_empty() && title.iter().zip(said).all(|(one, other)| slip(one, other))
}

fn in_phase(state: &DialogueState, text: &str, said: &[CompactString], line: &str) -> Option<String> {
    let another = || OTHER.contains(&line).then(|| "/other".to_owned());
    match state.phase {
        Phase::Checking => helped(text).or_else(another),
        Phase::Offering => offer(said).or_else(|| helped_surely(state, text)).or_else(another),
        Phase::Choosing if NONE.contains(&line) => Some("/none".to_owned()),
        Phase::Choosing => part_of_title(&state.offered, said),
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

/// "2", "nomor 2", "yang kedua", "the second one".
fn numbered(offered: &[Choice], said: &[CompactString]) -> Option<String> {
    let mut words = said.iter().filter(|word| !AROUND.has(word));
    let (word, None) = (words.next()?, words.next()) else { return None };
    let place = word.parse::<usize>().ok().and_then(|place| place.checked_sub(1)).or_else(|| ORDINALS.iter().position(|names| names.has(word)))?;
    Some(offered.get(place)?.value.clone())
}

/// "yang lambat", where just one of the titles has these words.
fn part_of_title(offered: &[Choice], said: &[CompactString]) -> Option<String> {
    let wanted: Vec<&CompactString> = said.iter().filter(|word| !AROUND.has(word)).collect();
    if !wanted.iter().any(|word| word.chars().count() > 2) {
        return None;
    }
    let mut fitting = offered.iter().filter(|choice| {
        let title = words(&choice.title);
        wanted.iter().all(|word| title.contains(word))
    });
    let (choice, None) = (fitting.next()?, fitting.next()) else { return None };
    Some(choice.value.clone())
}
