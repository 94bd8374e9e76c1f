//! How a YAML tree becomes typed values: what is missing, unknown or of the wrong type is reported, and reading goes on.
//!
//! A value that could not be read is replaced by an empty one, which later checks pass over: one mistake, one message.

use std::collections::BTreeMap;

use crate::domain::{content, flow, handoff, language::Language};

use super::{
    node::{Node, Value},
    problem::{Report, Spot},
    raw::Ending,
    suggest,
};

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) spot: Spot,
}

/// What can be read from a YAML value.
pub(super) trait Read: Sized {
    /// Whether the key may be left out.
    const OPTIONAL: bool = false;

    fn read(node: &Node, report: &mut Report) -> Self;

    /// What stands in for a value that is not there.
    fn absent(spot: &Spot) -> Self;
}

/// What can be read from a single word or text.
pub(super) trait Scalar: Default {
    /// The value, or what is wrong and what to do.
    fn parse(text: &str) -> Result<Self, (String, String)>;
}

/// One value per language, as far as the file has them.
#[derive(Debug, Clone)]
pub(super) struct ByLanguage<T> {
    pub(super) spot: Spot,
    pub(super) by: BTreeMap<Language, T>,
    /// Where each language's key stands.
    pub(super) keys: BTreeMap<Language, Spot>,
}

/// A text in every language.
pub(super) type Words = ByLanguage<At<String>>;

/// What something is called: one text for all languages, or one in each.
#[derive(Debug, Clone)]
pub(super) enum Name {
    One(At<String>),
    Each(Words),
}

/// A table whose keys the author chooses.
#[derive(Debug, Clone)]
pub(super) struct Named<T>(pub(super) Vec<(At<String>, T)>);

/// Declares a table of the format: a struct that knows its keys, how to read itself and its JSON Schema.
macro_rules! shape {
    ($($(#[$about:meta])* $name:ident { $($(#[$field_about:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, schemars::JsonSchema)]
        #[schemars(deny_unknown_fields)]
        pub(super) struct $name {
            $($(#[$field_about])* pub(super) $field: $type,)*
        }

        impl $crate::pack::shape::Read for $name {
            fn read(node: &$crate::pack::node::Node, report: &mut $crate::pack::problem::Report) -> Self {
                let Some(rows) = $crate::pack::shape::rows(node, &[$($crate::pack::shape::key(stringify!($field))),*], report) else { return Self::absent(&node.spot) };
                Self { $($field: $crate::pack::shape::take(rows, $crate::pack::shape::key(stringify!($field)), &node.spot, report),)* }
            }

            fn absent(spot: &$crate::pack::problem::Spot) -> Self {
                Self { $($field: $crate::pack::shape::Read::absent(spot),)* }
            }
        }
    )*};
}
pub(super) use shape;

/// The key of a field: `r#try` is written `try`.
pub(super) const fn key(field: &'static str) -> &'static str {
    match field.as_bytes() {
        [b'r', b'#', ..] => field.split_at(2).1,
        _ => field,
    }
}

/// The rows of a table; keys that it may not have are reported.
pub(super) fn rows<'n>(node: &'n Node, keys: &[&str], report: &mut Report) -> Option<&'n [(At<String>, Node)]> {
    let rows = table(node, &format!("with the keys {}", suggest::list(keys)), report)?;
    for (key, _) in rows.iter().filter(|(key, _)| !keys.contains(&key.value.as_str())) {
        report.error(&key.spot, format!("There is no key `{}` here", key.value), suggest::hint(&key.value, keys));
    }
    Some(rows)
}

/// Reads the value under a key; a key that must be there and is not is reported.
pub(super) fn take<T: Read>(rows: &[(At<String>, Node)], key: &str, owner: &Spot, report: &mut Report) -> T {
    if let Some((_, node)) = rows.iter().find(|(name, _)| name.value == key) {
        return T::read(node, report);
    }
    if !T::OPTIONAL {
        report.error(owner, format!("`{key}` is missing here"), format!("Add `{key}:`."));
    }
    T::absent(owner)
}

fn table<'n>(node: &'n Node, expected: &str, report: &mut Report) -> Option<&'n [(At<String>, Node)]> {
    if let Value::Table(rows) = &node.value {
        return Some(rows);
    }
    report.error(&node.spot, format!("Here stands {}, not a table of keys", node.what()), format!("Write a table {expected}."));
    None
}

impl<T: Read> Read for Option<T> {
    const OPTIONAL: bool = true;

    fn read(node: &Node, report: &mut Report) -> Self {
        (!matches!(node.value, Value::Nothing)).then(|| T::read(node, report))
    }

    fn absent(_: &Spot) -> Self {
        None
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(node: &Node, report: &mut Report) -> Self {
        if let Value::List(items) = &node.value {
            return items.iter().map(|item| T::read(item, report)).collect();
        }
        report.error(&node.spot, format!("Here stands {}, not a list", node.what()), "Write a list: one line per entry that begins with `- `, or [a, b].");
        Vec::new()
    }

    fn absent(_: &Spot) -> Self {
        Vec::new()
    }
}

impl<T: Scalar> Read for At<T> {
    fn read(node: &Node, report: &mut Report) -> Self {
        let value = match &node.value {
            Value::Text(text) if !text.trim().is_empty() => T::parse(text).unwrap_or_else(|(message, hint)| {
                report.error(&node.spot, message, hint);
                T::default()
            }),
            Value::Text(_) | Value::Nothing => {
                report.error(&node.spot, "A text is missing here", "Write one, or remove the line.");
                T::default()
            }
            Value::List(_) | Value::Table(_) => {
                report.error(&node.spot, format!("Here stands {}, not a text", node.what()), "Write one text; a text that begins with { or [ needs quotes.");
                T::default()
            }
        };
        Self { value, spot: node.spot.clone() }
    }

    fn absent(spot: &Spot) -> Self {
        Self { value: T::default(), spot: spot.clone() }
    }
}

impl<T: Read> Read for ByLanguage<T> {
    fn read(node: &Node, report: &mut Report) -> Self {
        let mut all = Self::absent(&node.spot);
        let Some(rows) = table(node, "of languages: { id: …, en: … }", report) else { return all };
        if rows.is_empty() {
            report.error(&node.spot, "The texts are missing here", "Write one per language: { id: …, en: … }.");
        }
        for (key, node) in rows {
            let Some(language) = language(&key.value) else {
                report.error(&key.spot, format!("`{}` is not a language", key.value), "Use two small letters, such as `id` or `en`.");
                continue;
            };
            all.keys.insert(language, key.spot.clone());
            all.by.insert(language, T::read(node, report));
        }
        all
    }

    fn absent(spot: &Spot) -> Self {
        Self { spot: spot.clone(), by: BTreeMap::new(), keys: BTreeMap::new() }
    }
}

impl Read for Name {
    fn read(node: &Node, report: &mut Report) -> Self {
        if matches!(node.value, Value::Text(_) | Value::Nothing) { Self::One(At::read(node, report)) } else { Self::Each(Words::read(node, report)) }
    }

    fn absent(spot: &Spot) -> Self {
        Self::One(At::absent(spot))
    }
}

impl<T: Read> Read for Named<T> {
    fn read(node: &Node, report: &mut Report) -> Self {
        let Some(rows) = table(node, "of names and values", report) else { return Self::absent(&node.spot) };
        if rows.is_empty() {
            report.error(&node.spot, "This table is empty", "Write at least one row, or remove the key.");
        }
        Self(rows.iter().map(|(key, node)| (key.clone(), T::read(node, report))).collect())
    }

    fn absent(_: &Spot) -> Self {
        Self(Vec::new())
    }
}

impl Scalar for String {
    fn parse(text: &str) -> Result<Self, (String, String)> {
        Ok(text.trim().to_owned())
    }
}

impl Scalar for u32 {
    fn parse(text: &str) -> Result<Self, (String, String)> {
        text.trim().parse().map_err(|_| (format!("`{text}` is not a whole number"), "Write digits only, such as 2.".to_owned()))
    }
}

impl Scalar for bool {
    fn parse(text: &str) -> Result<Self, (String, String)> {
        text.trim().parse().map_err(|_| (format!("`{text}` is neither true nor false"), "Write true or false.".to_owned()))
    }
}

/// A share.
impl Scalar for f32 {
    fn parse(text: &str) -> Result<Self, (String, String)> {
        let share = text.trim().parse().ok().filter(|share| (0.0..=1.0).contains(share));
        share.ok_or_else(|| (format!("`{text}` is not a share"), "Write a number from 0 to 1, such as 0.9.".to_owned()))
    }
}

impl Scalar for content::Kind {
    fn parse(text: &str) -> Result<Self, (String, String)> {
        choice(text, "kind", &KINDS)
    }
}

impl Scalar for content::Priority {
    fn parse(text: &str) -> Result<Self, (String, String)> {
        choice(text, "priority", &["low", "normal", "high", "urgent"])
    }
}

impl Scalar for flow::SlotKind {
    fn parse(text: &str) -> Result<Self, (String, String)> {
        choice(text, "kind of slot", &["choice", "yes_no", "email", "phone", "contact", "asset", "date", "number", "place", "file", "text"])
    }
}

impl Scalar for handoff::Reason {
    fn parse(text: &str) -> Result<Self, (String, String)> {
        let why = |reason: &Self| matches!(reason, Self::NotHelped | Self::Request | Self::Report);
        let names = ["not_helped", "request", "report"];
        choice(text, "reason of a flow", &names)
            .and_then(|reason| if why(&reason) { Ok(reason) } else { Err((format!("`{text}` is no reason a flow can have"), suggest::hint(text, &names))) })
    }
}

impl Scalar for handoff::Tells {
    fn parse(text: &str) -> Result<Self, (String, String)> {
        choice(text, "thing a person asks first", &["who", "where", "device", "when", "impact", "tried"])
    }
}

impl Scalar for Ending {
    fn parse(text: &str) -> Result<Self, (String, String)> {
        choice(text, "way to end", &["solved"])
    }
}

const KINDS: [&str; 13] = ["problem", "request", "report", "info", "greeting", "thanks", "goodbye", "human", "cancel", "help", "ticket_status", "complaint", "small_talk"];

/// A value of a domain enum by its name there.
pub(super) fn choice<T: serde::de::DeserializeOwned>(text: &str, what: &str, names: &[&str]) -> Result<T, (String, String)> {
    let name: serde::de::value::StrDeserializer<'_, serde::de::value::Error> = serde::de::IntoDeserializer::into_deserializer(text);
    T::deserialize(name).map_err(|_| (format!("`{text}` is not a {what}"), suggest::hint(text, names)))
}

/// A language key: exactly two small letters.
pub(super) fn language(key: &str) -> Option<Language> {
    let plain = key.len() == 2 && key.bytes().all(|byte| byte.is_ascii_lowercase());
    if plain { Language::parse(key) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_name_is_one_of_the_domain() {
        assert!(KINDS.iter().all(|name| content::Kind::parse(name).is_ok()));
        assert_eq!(KINDS.len(), content::Kind::SmallTalk as usize + 1);
    }
}
