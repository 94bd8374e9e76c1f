//! A secret that stands alone in the message behind the one that announced it: "ini passwordnya", then "Rahasia#123".

use std::sync::LazyLock;

use regex::Regex;

use super::{
    HIDDEN,
    password::{NO_PASSWORD, bare, is_mark, looks_chosen, pieces},
};
use crate::domain::text::{
    List, stop,
    token::{Kind, tokenise},
};

/// Longer texts tell of a matter.
const LONGEST: usize = 120;
/// A secret is so many words at most.
const MOST_WORDS: usize = 2;
/// A password or a code, by its name.
static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i-u)\b(?:(?:pass(?:word|wd|code|phrase)?|p[ae4@]{0,2}[s5$]{1,2}w[aoi0]?r?[dt]s?|pwd|pswd|psw|pw|kata\s?(?:sandi|kunci)|sandi|otp|pin|(?:kode|code)(?:\s(?:otp|verifikasi|akses|masuk|aktivasi))?|(?:verification|one[- ]?time|access)\scode)(?:-?(?:nya|ku|mu))?)\b",
    )
    .ok()
});
/// "Code" alone may be anything: an error's, a room's.
static VAGUE: List = List::new("kode code kodenya");
/// With these the words are a matter, or say that the secret stays where it is.
static MATTERS: List = List::new(
    "lupa reset ganti ubah diganti diubah masalah kendala soal tentang cara gimana gmn bagaimana kenapa knp tidak tdk ga gak nggak ngga belum blm bukan jangan salah error gagal ditolak rejected denied expired terkunci minta butuh perlu mau apa \
    forgot change changed problem issue about how why not don't can't cannot no wrong invalid failed fails need want what never",
);
/// Words that say that it follows.
static FOLLOWS: List = List::new("ini nih berikut berikutnya dibawah bawah adalah yaitu is here here's heres this follows below");

/// Whether a text ends by announcing a password or a code that it does not tell.
#[must_use]
pub fn announces_one(text: &str) -> bool {
    let text = text.trim();
    if text.len() > LONGEST || text.ends_with('?') || text.contains('•') {
        return false;
    }
    let Some(named) = NAMED.as_ref().and_then(|named| named.find_iter(text).last()) else { return false };
    let marked = text.ends_with([':', '=', '>']);
    let words: Vec<String> = text.split_whitespace().map(|word| bare(word.trim_end_matches([':', '=', '>', '-']))).filter(|word| !word.is_empty()).collect();
    let any = |list: &List| words.iter().any(|word| list.has(word));
    let behind = pieces(text, named.end()).filter(|piece| !is_mark(&text[piece.clone()])).count();
    let vague = VAGUE.has(&named.as_str().to_lowercase());
    // "Password saya" alone is a matter: what comes next may be the account.
    !any(&MATTERS) && behind <= 4 && (marked && !vague || any(&FOLLOWS))
}

/// The text without the secrets that its one or two words seem to be; nothing when they do not look like any. `knows` tells ordinary words.
#[must_use]
pub fn hide_alone(text: &str, knows: &dyn Fn(&str) -> bool) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.is_empty() || words.len() > MOST_WORDS || text.contains('•') {
        return None;
    }
    let hidden: Vec<&str> = words.iter().map(|word| if is_secret(word, words.len() == 1, knows) { HIDDEN } else { word }).collect();
    hidden.contains(&HIDDEN).then(|| hidden.join(" "))
}

fn is_secret(word: &str, alone: bool, knows: &dyn Fn(&str) -> bool) -> bool {
    let bare = bare(word);
    if word.bytes().all(|b| b.is_ascii_digit()) {
        // More digits are a telephone or a staff number.
        return (4..=8).contains(&word.len());
    }
    let kinds = tokenise(word, "");
    let named = kinds.iter().any(|token| matches!(token.kind, Kind::Url | Kind::Host | Kind::Ip | Kind::Ticket) || token.kind == Kind::Email && token.word.contains('.'));
    let asset = kinds.len() == 1 && kinds[0].kind == Kind::Asset && !word.contains(char::is_lowercase);
    if named || asset || NO_PASSWORD.has(&bare) || stop::weight(&bare).is_some() {
        return false;
    }
    let strange = alone && bare.chars().count() >= 5 && bare.chars().any(char::is_alphabetic) && !word.ends_with('?') && !knows(&bare);
    looks_chosen(word) || strange
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_announces_a_secret() {
        for text in [
            "password saya:",
            "ini passwordnya",
            "ini password saya ya kak",
            "pw nya:",
            "my password is",
            "here's my password",
            "kata sandi email saya adalah",
            "berikut kata sandinya:",
            "ini kode otp nya",
            "kode OTP saya:",
            "otp:",
            "the verification code is",
        ] {
            assert!(announces_one(text), "{text}");
        }
        for text in [
            "password",
            "passwordnya",
            "password saya",
            "kirim passwordnya ke email saya",
            "ini passwordnya ditolak",
            "lupa password",
            "lupa password saya",
            "reset password email saya",
            "password saya salah",
            "password saya tidak diterima",
            "passwordnya apa?",
            "my password is not accepted",
            "kode errornya",
            "kode error:",
            "ini kode barangnya apa?",
            "password: ••••••",
            "cara ganti password:",
            "saya butuh password wifi",
            "printer saya:",
            "",
        ] {
            assert!(!announces_one(text), "{text}");
        }
    }

    #[test]
    fn what_stands_alone() {
        let known = |word: &str| ["printer", "lantai", "sebentar"].contains(&word);
        for (text, want) in [
            ("Rahasia#123", Some(HIDDEN)),
            ("merdeka45", Some(HIDDEN)),
            ("482913", Some(HIDDEN)),
            ("4821", Some(HIDDEN)),
            ("kucinggarong", Some(HIDDEN)),
            ("budi Rahasia#123", Some("budi ••••••")),
            ("LT-2031", None),
            ("081234567890", None),
            ("budi@kantor.example", None),
            ("GRD-1042", None),
            ("printer", None),
            ("ya", None),
            ("sebentar kak", None),
            ("lupa", None),
            ("printer lantai 3", None),
            ("ga jadi deh, maaf ya", None),
            ("••••••", None),
            ("", None),
        ] {
            assert_eq!(hide_alone(text, &known).as_deref(), want, "{text}");
        }
    }
}
