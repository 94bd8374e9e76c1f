//! Answers to what a flow asks, found in what somebody wrote: anywhere in a first sentence, or as the reply to the question.

use compact_str::CompactString;

use super::{line::Line, when, whereabouts};
use crate::domain::{
    dialogue::{mash, say::excerpt},
    flow::{Slot, SlotChoice, SlotKind},
    language::Language,
    place,
    text::{List, token::Kind},
};

/// How much of an answer a ticket keeps; the transcript has it all.
const LONGEST: usize = 500;
/// A longer answer to the question for a place says more than the place.
const LONGEST_PLACE: usize = 120;
/// So few words in reply to the question for a place are all about the place.
const SHORT_PLACE: usize = 8;
/// Digits that a telephone number has at least.
const LEAST_DIGITS: usize = 8;

static YES: List = List::new("ya iya iyah yes yep yup yeah y betul benar bener correct right sudah udah udh ada bisa sure true");
static NO: List = List::new("tidak tdk ga gak gk g nggak ngga enggak engga ndak no nope nah n belum blm bukan false not never");

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Answer {
    /// What conditions compare: the id of a choice, `yes` or `no`, else what was said.
    pub value: String,
    /// What a person reads.
    pub said: String,
}

impl Answer {
    fn plain(text: impl Into<String>) -> Self {
        let said = text.into();
        Self { value: said.clone(), said }
    }

    /// One of the choices of a slot.
    pub(super) fn chosen(choice: &SlotChoice, language: Language) -> Self {
        Self { value: choice.id.clone(), said: choice.title.in_language(language).to_owned() }
    }
}

impl Slot {
    /// What a person reads of an answer, in a language: the title of the choice, yes or no, else the words as they were said.
    pub(in crate::domain::dialogue) fn said(&self, answer: &Answer, language: Language) -> String {
        let choice = self.choices.iter().find(|choice| choice.id == answer.value).map(|choice| choice.title.in_language(language));
        let plain = if self.kind == SlotKind::YesNo { yes_no_words(&answer.value, language) } else { None };
        choice.or(plain).unwrap_or(&answer.said).to_owned()
    }
}

fn yes_no_words(value: &str, language: Language) -> Option<&'static str> {
    Some(match (value, language == Language::EN) {
        ("yes", true) => "yes",
        ("yes", false) => "ya",
        ("no", true) => "no",
        ("no", false) => "tidak",
        _ => return None,
    })
}

/// What a text says that answers a slot, without having been asked: only what cannot mean anything else.
pub(super) fn find(slot: &Slot, line: &Line<'_>, language: Language) -> Option<Answer> {
    match slot.kind {
        SlotKind::Choice => choice(slot, line, language),
        SlotKind::Email => token(line, |kind, _| kind == Kind::Email),
        SlotKind::Phone | SlotKind::Contact => phone(line),
        SlotKind::Asset => token(line, |kind, _| kind == Kind::Asset),
        SlotKind::Date => when::told(line).map(Answer::plain),
        SlotKind::Place => listed(slot, line, language).or_else(|| whereabouts::told(line).filter(|_| !slot.listed).map(Answer::plain)),
        SlotKind::YesNo | SlotKind::Number | SlotKind::Text | SlotKind::File => None,
    }
}

/// What the reply to the question says; none if it does not fit.
pub(super) fn read(slot: &Slot, line: &Line<'_>, language: Language) -> Option<Answer> {
    let (text, asks) = (line.text, line.asks());
    // Who was asked where says more than "lantai 3": "lantai 3 dekat pantry".
    let free = slot.kind == SlotKind::Place && !slot.listed;
    if free && !asks && listed(slot, line, language).is_none() && line.words().len() <= SHORT_PLACE && whereabouts::told(line).is_some() && !begins_over(line) {
        return whole(text);
    }
    let loose = || match slot.kind {
        SlotKind::YesNo => yes_no(line, language),
        SlotKind::Contact => token(line, |kind, _| kind == Kind::Email),
        SlotKind::Number => token(line, |kind, _| kind == Kind::Number),
        SlotKind::Asset => token(line, |kind, word| kind != Kind::Email && word.len() >= 3 && word.bytes().any(|b| b.is_ascii_digit())),
        SlotKind::Date if !asks => when::answered(line).map(Answer::plain),
        SlotKind::Place if free && !asks && text.chars().count() <= LONGEST_PLACE => whole(text),
        SlotKind::Text if !mash::is_mash(text) => whole(text),
        _ => None,
    };
    find(slot, line, language).or_else(loose)
}

/// "Bukan, yang lantai 2": more than the place.
fn begins_over(line: &Line<'_>) -> bool {
    line.words().first().is_some_and(|word| ["bukan", "eh", "ralat", "maaf", "no", "sorry", "actually", "printer", "laptop", "wifi"].contains(&word.as_str()))
}

/// A place of the list by its own name, and where in it: "Gedung B, lantai 3".
fn listed(slot: &Slot, line: &Line<'_>, language: Language) -> Option<Answer> {
    if slot.places.is_empty() {
        return None;
    }
    let tokens = line.tokens();
    let (place, part) = place::longest(&slot.places, tokens)?;
    let around = [&line.text[..tokens[part.start].start], &line.text[tokens[part.end - 1].end..]];
    let name = std::iter::once(place.name.in_language(language).to_owned());
    let said: Vec<String> = name.chain(around.into_iter().filter_map(|text| whereabouts::told(&Line::new(text)))).collect();
    Some(Answer::plain(said.join(", ")))
}

/// The answer as it was written, whatever it is.
pub(super) fn whole(text: &str) -> Option<Answer> {
    Some(excerpt(text, LONGEST)).filter(|text| text.chars().any(char::is_alphanumeric)).map(Answer::plain)
}

/// The choice whose words or title stand in the text; of several the one with the most words. "Not only me" of two choices means the other.
fn choice(slot: &Slot, line: &Line<'_>, language: Language) -> Option<Answer> {
    let (said, clauses) = (line.words(), line.clauses());
    let titled = |choice: &SlotChoice| choice.titles.iter().filter(|title| said.windows(title.len()).any(|window| window == title.as_slice())).map(Vec::len).max();
    let told = |choice: &SlotChoice, fits: fn(&[CompactString], Option<&CompactString>) -> bool| clauses.iter().filter_map(|clause| longest_row(&choice.rows, clause, fits)).max();
    let fitting: Vec<(usize, &SlotChoice)> =
        slot.choices.iter().filter_map(|choice| Some((titled(choice).max(told(choice, |row, before| !denies(row, before)))?, choice))).collect();
    let Some(most) = fitting.iter().map(|(length, _)| *length).max() else {
        let mut others = slot.choices.iter().filter(|choice| told(choice, denies).is_none());
        let (Some(other), None, 2) = (others.next(), others.next(), slot.choices.len()) else { return None };
        return Some(Answer::chosen(other, language));
    };
    let mut best = fitting.into_iter().filter(|(length, _)| *length == most);
    let (Some((_, choice)), None) = (best.next(), best.next()) else { return None };
    Some(Answer::chosen(choice, language))
}

/// How many words the longest of these sorted rows has that stands in a clause, behind a word that fits.
fn longest_row(rows: &[Vec<CompactString>], clause: &[CompactString], fits: fn(&[CompactString], Option<&CompactString>) -> bool) -> Option<usize> {
    let from = |at: usize| {
        let (here, before) = (&clause[at..], at.checked_sub(1).map(|before| &clause[before]));
        let first = rows.partition_point(|row| row[0] < here[0]);
        let begun = rows[first..].iter().take_while(move |row| row[0] == here[0]);
        begun.filter(move |row| here.starts_with(row) && fits(row, before)).map(Vec::len).max()
    };
    (0..clause.len()).filter_map(from).max()
}

/// Whether the word before says that this is not meant; "ga" belongs to most of what goes wrong.
fn denies(row: &[CompactString], before: Option<&CompactString>) -> bool {
    let only = row.first().is_some_and(|word| ["cuma", "hanya", "only", "just"].contains(&word.as_str()));
    before.is_some_and(|word| word == "bukan" || only && NO.has(word))
}

/// What the first word that tells says. "Ya" is also said for politeness: it counts at the beginning, and alone.
fn yes_no(line: &Line<'_>, language: Language) -> Option<Answer> {
    static ASKS: List = List::new("gimana gmn bagaimana apa kenapa knp siapa kapan dimana mana how what why which when who");
    static LEADS: List = List::new("hmm hm oh eh ehm wah kak mas mbak min pak bu well so kayaknya kayanya sepertinya mungkin maybe i think");
    let said = line.words();
    if said.iter().any(|word| ASKS.has(word)) {
        return None;
    }
    let sense = |word: &CompactString| if NO.has(word) { Some(false) } else { YES.has(word).then_some(true) };
    let first = said.iter().find(|word| !LEADS.has(word)).and_then(sense);
    let yes = first.or_else(|| said.iter().filter(|word| said.len() <= 3 || !["ya", "y", "n", "g"].contains(&word.as_str())).find_map(sense))?;
    let value = if yes { "yes" } else { "no" };
    Some(Answer { value: value.to_owned(), said: yes_no_words(value, language).unwrap_or(value).to_owned() })
}

fn token(line: &Line<'_>, fits: impl Fn(Kind, &str) -> bool) -> Option<Answer> {
    let found = line.tokens().iter().find(|token| fits(token.kind, &token.word))?;
    Some(Answer::plain(&line.text[found.start..found.end]))
}

/// A number of eight digits and more, perhaps in groups.
fn phone(line: &Line<'_>) -> Option<Answer> {
    let (text, tokens) = (line.text, line.tokens());
    let mut run: Option<(usize, usize, usize)> = None;
    for token in tokens {
        let digits = token.word.bytes().filter(u8::is_ascii_digit).count();
        run = match run {
            _ if token.kind != Kind::Number => None,
            Some((start, end, count)) if text[end..token.start].trim().is_empty() => Some((start, token.end, count + digits)),
            _ => Some((token.start, token.end, digits)),
        };
        let more = tokens.iter().any(|next| next.start > token.end && next.kind == Kind::Number && text[token.end..next.start].trim().is_empty());
        if let Some((start, end, count)) = run
            && count >= LEAST_DIGITS
            && !more
        {
            return Some(Answer::plain(text[start..end].trim()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, sync::Arc};

    use super::*;
    use crate::domain::{id::SlotId, language::Said, place::Place};

    fn said(id: &str, en: &str) -> Said {
        Said(BTreeMap::from([(Language::ID, id.to_owned()), (Language::EN, en.to_owned())]))
    }

    fn slot(kind: SlotKind) -> Slot {
        let choice = |id: &str, title: Said, words: &[&str]| SlotChoice::new(id, title, &words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        let choices = vec![choice("me", said("Hanya saya", "Only me"), &["saya doang", "sendiri"]), choice("many", said("Banyak orang", "Many people"), &["semua", "everyone"])];
        Slot {
            id: SlotId::new("x"),
            kind,
            label: said("X", "X"),
            ask: said("X?", "X?"),
            again: None,
            choices,
            places: Arc::default(),
            listed: false,
            optional: false,
            private: false,
            tells: Vec::new(),
        }
    }

    #[test]
    fn replies_are_read() {
        for (kind, text, want) in [
            (SlotKind::Choice, "cuma saya doang kak", Some("me")),
            (SlotKind::Choice, "semua orang di ruangan", Some("many")),
            (SlotKind::Choice, "mungkin", None),
            (SlotKind::Choice, "bukan saya doang", Some("many")),
            (SlotKind::Choice, "bukan, semua", Some("many")),
            (SlotKind::YesNo, "hmm gimana ya", None),
            (SlotKind::YesNo, "kayaknya iya", Some("yes")),
            (SlotKind::YesNo, "saya kira itu ribet ya kak", None),
            (SlotKind::YesNo, "iya kak", Some("yes")),
            (SlotKind::YesNo, "ga bisa", Some("no")),
            (SlotKind::YesNo, "hmm", None),
            (SlotKind::Email, "ke budi.s@kantor.co.id ya", Some("budi.s@kantor.co.id")),
            (SlotKind::Email, "budi", None),
            (SlotKind::Phone, "WA aja 0812 3456 7890", Some("0812 3456 7890")),
            (SlotKind::Phone, "+62-811-234567", Some("+62-811-234567")),
            (SlotKind::Phone, "ext 4512", None),
            (SlotKind::Contact, "ke rina@kantor.example aja", Some("rina@kantor.example")),
            (SlotKind::Contact, "0812 3456 7890", Some("0812 3456 7890")),
            (SlotKind::Contact, "panggil Rina", None),
            (SlotKind::Asset, "stikernya LT-2031", Some("LT-2031")),
            (SlotKind::Asset, "LT2031", Some("LT2031")),
            (SlotKind::Asset, "ga ada stiker", None),
            (SlotKind::Number, "sekitar 12 orang", Some("12")),
            (SlotKind::Number, "banyak", None),
            (SlotKind::Date, "dari kemarin sore", Some("dari kemarin sore")),
            (SlotKind::Date, "printernya jelek", None),
            (SlotKind::Place, "gedung B lt 3", Some("gedung B lt 3")),
            (SlotKind::Place, "di kantin", Some("di kantin")),
            (SlotKind::Place, "building C, all floors", Some("building C, all floors")),
            (SlotKind::Place, "bukan, yang lantai 2", Some("lantai 2")),
            (SlotKind::Place, "kenapa emang?", None),
            (SlotKind::Text, "muncul error 5", Some("muncul error 5")),
            (SlotKind::Text, "...", None),
            (SlotKind::File, "ini fotonya", None),
        ] {
            assert_eq!(read(&slot(kind), &Line::new(text), Language::ID).map(|answer| answer.value).as_deref(), want, "{kind:?} {text}");
        }
    }

    #[test]
    fn places_of_the_list_are_read() {
        let places: Arc<[Place]> = [Place::new(said("Gedung B", "Building B"), &["blok b".to_owned()]), Place::new(said("Cabang Bandung", "Bandung branch"), &[])].into();
        for (listed, text, want) in [
            (false, "wifi mati di blok B lt 3", Some("Gedung B, lt 3")),
            (false, "lantai 2 gedung b, ruang rapat 2", Some("Gedung B, lantai 2, ruang rapat 2")),
            (false, "Bandung branch", Some("Cabang Bandung")),
            (false, "bukan, gedung C", Some("gedung C")),
            (false, "di kantin", Some("di kantin")),
            (true, "ruang rapat 2 cabang bandung", Some("Cabang Bandung, ruang rapat 2")),
            (true, "gedung C lantai 3", None),
            (true, "di kantin", None),
        ] {
            let slot = Slot { places: Arc::clone(&places), listed, ..slot(SlotKind::Place) };
            assert_eq!(read(&slot, &Line::new(text), Language::ID).map(|answer| answer.said).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn a_first_sentence_tells_only_what_is_plain() {
        for (kind, text, want) in [
            (SlotKind::Place, "printer lantai 3 macet", Some("lantai 3")),
            (SlotKind::Place, "printer macet", None),
            (SlotKind::Date, "dari kemarin wifi ga konek", Some("dari kemarin")),
            (SlotKind::Date, "selamat pagi min", None),
            (SlotKind::Number, "2 printer macet", None),
            (SlotKind::YesNo, "ga bisa print", None),
            (SlotKind::Text, "printer macet", None),
            (SlotKind::Contact, "email ke budi@kantor.example mental", None),
        ] {
            assert_eq!(find(&slot(kind), &Line::new(text), Language::ID).map(|answer| answer.said).as_deref(), want, "{kind:?} {text}");
        }
    }
}
