//! Passwords of several words: behind a mark or "adalah" the password goes on to the end of the clause.

use std::ops::Range;

use super::password::{BETWEEN, NAMES, NO_PASSWORD, announces, bare, is_mark, looks_chosen, pieces, quoted};
use crate::domain::text::{
    List,
    stop::{Weight, weight},
};

/// How firmly it is said that the password follows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    /// "password:", "password =", "password saya adalah".
    Firmly,
    /// "password is": most often a remark follows ("is wrong").
    Loosely,
}

static FIRM: List = List::new("adalah ialah yaitu yakni");
static LOOSE: List = List::new("is was");
/// Before "password:" these make it the title of a matter: "reset password: email kantor".
static TITLES: List = List::new("reset lupa ganti ubah masalah kendala perihal soal tentang bantuan permintaan mohon forgot change problem issue about using error failed invalid");
/// Remarks about a password, and words that stand in phrases as well.
static IN_PHRASES: List = List::new(
    "suka sering banyak beberapa sangat banget kak mas mbak pak bu kamu anda very so satu one dua two tiga three keluar masuk kuat lemah panjang pendek strong weak long short hard gampang mudah susah unik unique when where this that these those you your dan and",
);
/// What a password said aloud is, if nothing follows.
static STATES: List = List::new("old new fine ok good bad different compliant mandatory optional complex simple broken stolen stuck unknown public pending urgent right");
/// Words with which another clause begins.
static ENDS: List = List::new(
    "tapi tp tpi tetapi namun but tolong tlg mohon mhn please pls plz kok ko kenapa knp kenapa? why ditolak rejected denied ga gak gk nggak ngga enggak tidak tdk not doesn't isn't katanya terus trus trs \
    udah sudah sdh udh karena krn because makasih thanks terima thx gimana gmn bagaimana how salah wrong error gagal fails failed lupa eh login > email",
);
/// A clause goes on for so many words at most.
const MOST_WORDS: usize = 12;
/// So many words may stand between the announcement and its mark.
const MOST_BEFORE: usize = 4;

/// The password behind the announcement that ends at a place, when a mark or "is" says that it follows.
pub(super) fn behind(text: &str, announced: &Range<usize>, knows: &dyn Fn(&str) -> bool) -> Option<Range<usize>> {
    let before = text[..announced.start].split_whitespace().next_back().map(bare);
    if before.is_some_and(|word| TITLES.has(&word)) {
        return None;
    }
    let (told, from, near) = head(text, announced.end)?;
    let words = clause(text, from);
    let (first, last) = (words.first()?, words.last()?);
    let bare: Vec<String> = words.iter().map(|word| bare(&text[word.clone()])).collect();
    let piece = &text[first.clone()];
    let meant = if looks_chosen(piece) { bare.len() > 1 } else { !quoted(piece) && piece.contains(char::is_alphanumeric) && is_phrase(&bare, told, near, knows) };
    meant.then_some(first.start..last.end)
}

/// How it is said that a password follows, where it begins, and whether nothing stood between.
fn head(text: &str, from: usize) -> Option<(Told, usize, bool)> {
    let (mut told, mut last) = (None, from);
    for (between, word) in pieces(text, from).take(MOST_BEFORE + 2).enumerate() {
        let piece = &text[word.clone()];
        let bare = bare(piece);
        if text[last..word.start].contains([',', '(', '\n']) {
            break;
        }
        let told_here = if is_mark(piece) || FIRM.has(&bare) { Some(Told::Firmly) } else { LOOSE.has(&bare).then_some(Told::Loosely) };
        match (told_here, told) {
            (Some(Told::Firmly), _) => told = Some((Told::Firmly, word.end, between == 0)),
            (Some(Told::Loosely), None) => told = Some((Told::Loosely, word.end, between == 0)),
            (None, None) if BETWEEN.has(&bare) && !piece.ends_with('?') => {}
            _ => break,
        }
        last = word.end;
    }
    told
}

/// The words from a place to the end of their clause.
fn clause(text: &str, from: usize) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let (mut at, mut chosen) = (from, false);
    while words.len() < MOST_WORDS {
        let rest = &text[at..];
        let start = at + (rest.len() - rest.trim_start().len());
        let whole = text[start..].split(char::is_whitespace).next().unwrap_or_default();
        let word = whole.trim_end_matches([',', '.', ';', ')', '?']);
        let goes_on = words.is_empty() || !(text[at..start].contains('\n') || ends(text, start, word, chosen));
        if word.is_empty() || whole.contains('•') || !goes_on {
            break;
        }
        chosen = chosen || (words.is_empty() && looks_chosen(word));
        words.push(start..start + word.len());
        at = start + whole.len();
        if whole.len() > word.len() {
            break;
        }
    }
    words
}

/// Whether this word begins something else: another clause, another label, what no password has inside.
fn ends(text: &str, start: usize, word: &str, chosen: bool) -> bool {
    let bare = bare(word);
    let labels = word.ends_with([':', '=']) || text[start + word.len()..].trim_start_matches(' ').starts_with([':', '=']);
    let other = !word.contains(char::is_alphanumeric) || word.starts_with(['(', '/', '|', '<', '[']) || (word.contains('@') && word.contains('.')) || word.contains("://");
    labels || other || ENDS.has(&bare) || NAMES.has(&bare) || announces(word) || (chosen && matches!(weight(&bare), Some(Weight::Function | Weight::Courtesy)))
}

/// Whether these words are a password rather than a remark about one.
fn is_phrase(words: &[String], told: Told, near: bool, knows: &dyn Fn(&str) -> bool) -> bool {
    let small = |word: &String| BETWEEN.has(word) || matches!(weight(word), Some(Weight::Filler | Weight::Courtesy));
    let grammar = |word: &String| small(word) || matches!(weight(word), Some(Weight::Function));
    let outside = |word: &String| weight(word) == Some(Weight::Everyday) || !knows(word);
    let remark = |word: &String| NO_PASSWORD.has(word) && !IN_PHRASES.has(word);
    // "correct horse battery staple": words that are no sentence, some of them from outside the desk.
    let rest = &words[1..];
    let strange = rest.len() > 1 && !rest.iter().any(|word| grammar(word) || remark(word)) && rest.iter().any(outside);
    let Some(first) = words.iter().find(|word| !small(word)) else {
        return (told == Told::Firmly || words[0] == "admin") && near && words.len() == 1 && weight(&words[0]).is_none();
    };
    match told {
        _ if strange => true,
        Told::Firmly => !remark(first) && !NAMES.has(first) && first.chars().count() > 1,
        Told::Loosely => !grammar(&words[0]) && !NO_PASSWORD.has(first) && !STATES.has(first) && !first.ends_with("ed") && !first.ends_with("ing") && outside(first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(text: &str) -> Option<&str> {
        let knows = |word: &str| ["vpn", "stuck", "email", "hr"].contains(&word) || weight(word).is_some();
        let from = text.to_lowercase().find("word").or_else(|| text.find("andi").map(|at| at - 1)).unwrap() + 4;
        let from = from + text[from..].find([' ', ':']).unwrap();
        behind(text, &(0..from), &knows).map(|part| &text[part])
    }

    #[test]
    fn a_clause_is_hidden_whole() {
        for (text, want) in [
            ("sandi: aku suka kamu", Some("aku suka kamu")),
            ("sandi: aku suka kamu, tolong reset", Some("aku suka kamu")),
            ("sandinya adalah ombak laut biru tapi ditolak", Some("ombak laut biru")),
            ("PASSWORD SAYA ADALAH JAKARTA", Some("JAKARTA")),
            ("password: Kangen45 Banget", Some("Kangen45 Banget")),
            ("password: Merdeka45 kok ditolak", None),
            ("password: admin", Some("admin")),
            ("my password is correct horse battery", Some("correct horse battery")),
            ("password: satu dua user: budi", Some("satu dua")),
        ] {
            assert_eq!(hidden(text), want, "{text}");
        }
    }

    #[test]
    fn remarks_stay() {
        for text in [
            "password: lupa",
            "password: saya lupa",
            "password: yang lama",
            "password: hubungi admin",
            "my password is wrong",
            "my password is stuck vpn",
            "my password is for the hr portal",
            "my password is compromised",
            "password email error: access denied",
        ] {
            assert_eq!(hidden(text), None, "{text}");
        }
    }
}
