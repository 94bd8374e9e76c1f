//! Texts in every language of the pack, with the variables of `pack.yml` filled in.

use std::collections::BTreeMap;

use crate::domain::language::{Language, Said};

use super::{
    problem::{Report, Spot},
    raw::RawPack,
    refs,
    shape::{self, At, ByLanguage, Words},
    suggest, texts,
};

/// What every text of the pack has in common: its languages and its variables.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) languages: Vec<Language>,
    pub(super) variables: BTreeMap<String, Said>,
    /// Without a readable pack.yml nobody can say which variables exist.
    known: bool,
}

impl Frame {
    /// Reads languages and variables; a pack that cannot be read counts as Indonesian and English.
    pub(super) fn read(raw: Option<&RawPack>, report: &mut Report) -> Self {
        let mut frame = Self { languages: Vec::new(), variables: BTreeMap::new(), known: raw.is_some() };
        if let Some(raw) = raw {
            frame.read_languages(&raw.languages, report);
        }
        if frame.languages.is_empty() {
            frame.languages = vec![Language::ID, Language::EN];
        }
        for (name, words) in raw.and_then(|raw| raw.variables.as_ref()).map_or(&[][..], |named| &named.0) {
            frame.read_variable(name, words, report);
        }
        frame
    }

    fn read_languages(&mut self, codes: &[At<String>], report: &mut Report) {
        for code in codes.iter().filter(|code| !code.value.is_empty()) {
            match shape::language(&code.value) {
                Some(language) if self.languages.contains(&language) => report.error(&code.spot, format!("`{language}` stands here twice"), "Keep one of them."),
                Some(language) => self.languages.push(language),
                None => report.error(&code.spot, format!("`{}` is not a language", code.value), "Use two small letters, such as `id` or `en`."),
            }
        }
        if let (true, Some(first)) = (self.languages.is_empty(), codes.first()) {
            report.error(&first.spot, "A pack needs a language", "Write languages: [id, en].");
        }
    }

    fn read_variable(&mut self, name: &At<String>, words: &Words, report: &mut Report) {
        refs::snake(name, report);
        if texts::is_slot(&name.value) {
            report.error(&name.spot, format!("`{}` is filled by the program and cannot be a variable", name.value), "Choose another name.");
        }
        self.complete(words, report);
        let values = words.by.iter().map(|(language, text)| (*language, text.value.clone()));
        let values = Said(values.collect());
        for text in words.by.values().filter(|text| text.value.contains(['{', '}', '\n'])) {
            report.error(&text.spot, "A variable holds one line without braces", "Write its value out.");
        }
        self.variables.insert(name.value.clone(), values);
    }

    /// The text in every language, with variables filled and the slots left for the program.
    pub(super) fn said(&self, words: &Words, slots: &[&str], report: &mut Report) -> Said {
        self.complete(words, report);
        let filled = words.by.iter().map(|(language, text)| (*language, self.fill(&text.value, &text.spot, *language, slots, report)));
        Said(filled.collect())
    }

    /// Reports languages that are missing and languages that the pack does not speak.
    pub(super) fn complete<T>(&self, words: &ByLanguage<T>, report: &mut Report) {
        if words.by.is_empty() {
            return;
        }
        for language in self.languages.iter().filter(|language| !words.by.contains_key(language)) {
            report.error(&words.spot, format!("The language `{language}` is missing here"), format!("Add `{language}: …`."));
        }
        for (language, spot) in words.keys.iter().filter(|(language, _)| !self.languages.contains(language)) {
            report.error(spot, format!("The pack does not speak `{language}`"), "Add it to `languages` in pack.yml, or remove this text.");
        }
    }

    /// One text with its variables filled; the slots stay as `{slot}`.
    pub(super) fn fill(&self, text: &str, spot: &Spot, language: Language, slots: &[&str], report: &mut Report) -> String {
        let (mut filled, mut at) = (String::with_capacity(text.len()), 0);
        while let Some(brace) = text[at..].find(['{', '}']).map(|found| at + found) {
            filled.push_str(&text[at..brace]);
            at = brace + 1;
            let Some(name) = name_at(&text[brace..]) else {
                let sign = &text[brace..=brace];
                report.error(&nth(text, brace, sign, spot, report), format!("A single `{sign}` is not possible in a text"), "Braces only surround variables, such as {org}.");
                filled.push_str(sign);
                continue;
            };
            let token = &text[brace..brace + name.len() + 2];
            match self.variables.get(name) {
                Some(value) if !slots.contains(&name) => filled.push_str(value.in_language(language)),
                _ => filled.push_str(token),
            }
            if self.known && !slots.contains(&name) && !self.variables.contains_key(name) {
                self.unknown(name, &nth(text, brace, token, spot, report), slots, report);
            }
            at = brace + token.len();
        }
        filled.push_str(&text[at..]);
        filled
    }

    fn unknown(&self, name: &str, spot: &Spot, slots: &[&str], report: &mut Report) {
        let known: Vec<_> = slots.iter().copied().chain(self.variables.keys().map(String::as_str)).collect();
        let message = if texts::is_slot(name) { format!("`{{{name}}}` is not filled in this text") } else { format!("There is no variable `{{{name}}}`") };
        report.error(spot, message, suggest::hint(name, &known));
    }
}

/// The texts that are longer than people read on a button or a phone, and what to say about each.
pub(super) fn too_long(words: &Words, said: &Said, most: usize) -> Vec<(Spot, String)> {
    let long = |language: &Language| said.0.get(language).map_or(0, |text| text.chars().count());
    let texts = words.by.iter().map(|(language, text)| (long(language), &text.spot));
    texts.filter(|(length, _)| *length > most).map(|(length, spot)| (spot.clone(), format!("This is {length} characters long, more than {most}"))).collect()
}

/// Where a token of the text stands in the file: as many of its like come before it there as here.
fn nth(text: &str, at: usize, token: &str, spot: &Spot, report: &Report) -> Spot {
    if report.full() { spot.clone() } else { report.within(spot, token, text[..at].matches(token).count()) }
}

/// The name in `{name}` at the beginning of a text.
fn name_at(text: &str) -> Option<&str> {
    let name = text.strip_prefix('{')?.split_once('}')?.0;
    let plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    plain.then_some(name)
}
