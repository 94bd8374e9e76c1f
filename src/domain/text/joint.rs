//! Words of the pack written together (`resetpassword`) or apart (`lap top`).

use super::{repair::Repair, stop};

/// Halves are only words at least this frequent.
const COMMON_ENOUGH: u32 = 3;
/// Letters that two words written together have at least.
const LEAST_LETTERS: usize = 7;
/// Letters that a half of them has at least; where both are this short it is chance.
const LEAST_HALF: usize = 3;
/// Letters that a word written apart has at least.
const LEAST_WHOLE: usize = 6;

/// The two words that this unknown one is made of: those whose rarer half is the most frequent.
#[must_use]
pub(super) fn apart(repair: &Repair, word: &str) -> Option<String> {
    let letters = word.chars().count();
    if letters < LEAST_LETTERS || !word.chars().all(char::is_alphabetic) || repair.knows(word) {
        return None;
    }
    let cuts = word.char_indices().map(|(at, _)| at).take(letters + 1 - LEAST_HALF).skip(LEAST_HALF);
    let halves = cuts.map(|at| word.split_at(at)).filter_map(|(first, second)| Some(((weigh(repair, first)?).min(weigh(repair, second)?), first, second)));
    let sound = halves.filter(|(_, first, second)| stop::is_content(first) || stop::is_content(second));
    // Of two equally good cuts the one after the longer word.
    let (_, first, second) = sound.max_by_key(|(weight, first, _)| (*weight, first.len()))?;
    Some(format!("{first} {second}"))
}

/// How frequent a half is; a function word is as good as any.
fn weigh(repair: &Repair, half: &str) -> Option<u32> {
    match stop::weight(half) {
        Some(stop::Weight::Function) => Some(u32::MAX),
        _ => Some(repair.count(half)).filter(|count| *count >= COMMON_ENOUGH),
    }
}

/// The word of the pack that these two make, unless both are words of their own.
#[must_use]
pub(super) fn together(repair: &Repair, first: &str, second: &str) -> Option<String> {
    if first.len() < 2 || second.len() < 2 || first.len() + second.len() < LEAST_WHOLE {
        return None;
    }
    if repair.is_subject(first) && repair.is_subject(second) {
        return None;
    }
    let whole = format!("{first}{second}");
    (repair.count(&whole) >= COMMON_ENOUGH).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::repair::counted;

    #[test]
    fn words_together_and_apart() {
        let repair = Repair::new(&counted(
            "reset:9 password:30 login:20 wifi:40 kantor:20 laptop:20 printer:30 notebook:5 online:4 line:9 off:9 offline:9 set:9 rare:1 kart:9 per:9 online:5",
        ));
        for (typed, read) in [
            ("resetpassword", Some("reset password")),
            ("bisalogin", Some("bisa login")),
            ("wifikantor", Some("wifi kantor")),
            ("tidakbisa", None),
            ("printernya", None),
            ("raresoon", None),
            ("karper", None),
            ("password", None),
            ("xyzzyqq", None),
        ] {
            assert_eq!(apart(&repair, typed).as_deref(), read, "{typed}");
        }
        for (first, second, read) in [
            ("lap", "top", Some("laptop")),
            ("note", "book", Some("notebook")),
            ("print", "er", Some("printer")),
            ("off", "line", Some("offline")),
            ("printer", "online", None),
            ("wifi", "kantor", None),
            ("a", "b", None),
        ] {
            assert_eq!(together(&repair, first, second).as_deref(), read, "{first} {second}");
        }
    }
}
