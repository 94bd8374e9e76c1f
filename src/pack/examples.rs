//! Examples and phrases of different intents that contradict each other.

use std::collections::{BTreeSet, HashMap};

use super::{
    problem::{Report, Spot},
    raw::RawIntent,
    shape::At,
};

/// A hard rule of more words than this hits nobody.
const LONGEST_PHRASE: usize = 8;

/// Folded text, the intent it belongs to, and where it stands.
type Line<'s> = (Vec<String>, &'s str, &'s Spot, &'s RawIntent);

/// Reports texts that speak for two intents at once.
pub(super) fn check(intents: &[&RawIntent], report: &mut Report) {
    let examples = lines(intents, |intent| intent.examples.by.values().flatten().collect());
    let phrases = lines(intents, |intent| intent.phrases.iter().flatten().collect());
    for (_, _, spot, _) in phrases.iter().filter(|(words, ..)| words.len() > LONGEST_PHRASE) {
        report.warning(spot, format!("A phrase of more than {LONGEST_PHRASE} words hits nobody"), "Keep the two to five words that can mean nothing else.");
    }
    doubled(&examples, report);
    doubled_phrases(&phrases, report);
    trespassing(&phrases, &examples, report);
}

fn lines<'s>(intents: &[&'s RawIntent], texts: impl Fn(&'s RawIntent) -> Vec<&'s At<String>>) -> Vec<Line<'s>> {
    let of = |intent: &'s RawIntent| texts(intent).into_iter().map(move |text| (fold(&text.value), intent.id.value.as_str(), &text.spot, intent));
    intents.iter().flat_map(|intent| of(intent)).filter(|(words, ..)| !words.is_empty()).collect()
}

fn doubled(examples: &[Line], report: &mut Report) {
    let mut first: HashMap<&[String], &Line> = HashMap::new();
    for line in examples {
        let (words, id, spot, _) = line;
        let Some((_, other, before, _)) = first.get(words.as_slice()) else {
            first.insert(words, line);
            continue;
        };
        if other == id {
            report.warning(spot, format!("The same example stands at {}", before.place()), "Write how else people say it.");
        } else {
            report.error(spot, format!("The same example stands under `{other}` at {}", before.place()), "Keep it where it belongs, or make it say which one is meant.");
        }
    }
}

fn doubled_phrases(phrases: &[Line], report: &mut Report) {
    let mut first: HashMap<&[String], &Line> = HashMap::new();
    for line in phrases {
        let (words, id, spot, _) = line;
        match first.get(words.as_slice()) {
            Some((_, other, before, _)) if other != id => {
                report.warning(spot, format!("The same phrase stands under `{other}` at {}", before.place()), "A phrase can mean one thing only: keep one of them.");
            }
            Some((_, _, before, _)) => report.warning(spot, format!("The same phrase stands at {}", before.place()), "Remove one of them."),
            None => {
                first.insert(words, line);
            }
        }
    }
}

/// A phrase of one intent that stands in another's example would win there, unless its own `not` row stands there as well.
fn trespassing(phrases: &[Line], examples: &[Line], report: &mut Report) {
    let mut rows: HashMap<&[String], Vec<&Line>> = HashMap::new();
    for line in phrases.iter().filter(|(words, ..)| words.len() <= LONGEST_PHRASE) {
        rows.entry(&line.0).or_default().push(line);
    }
    let lengths: BTreeSet<usize> = rows.keys().map(|row| row.len()).collect();
    for (words, id, spot, _) in examples {
        if report.full() {
            return;
        }
        let windows = lengths.iter().flat_map(|length| words.windows(*length));
        let hits = windows.filter_map(|window| rows.get(window)).flatten();
        let mut strangers: Vec<_> = hits.filter(|(_, owner, _, intent)| owner != id && !vetoed(intent, words)).collect();
        strangers.dedup_by_key(|(_, _, spot, _)| spot.bytes.clone());
        for (phrase, owner, place, _) in strangers {
            let message = format!("The phrase `{}` of `{owner}` ({}) stands in this example of `{id}`", phrase.join(" "), place.place());
            report.warning(spot, message, format!("Make the phrase longer, or add a `not` row to `{owner}`."));
        }
    }
}

fn vetoed(intent: &RawIntent, words: &[String]) -> bool {
    let rows = intent.not.iter().flatten().map(|row| fold(&row.value));
    rows.filter(|row| !row.is_empty()).any(|row| words.windows(row.len()).any(|window| window == row))
}

/// The words of a text in small letters, without punctuation.
pub(super) fn fold(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}
