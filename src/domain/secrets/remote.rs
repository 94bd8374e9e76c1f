//! Codes that let somebody onto a screen: twelve digits, alone or behind a word that tells.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::numbers::{OTHER_NUMBERS, is_part};
use crate::domain::text::{
    List,
    stop::{Weight, weight},
};

/// How many digits such a code has.
const DIGITS: usize = 12;
/// So many words before the digits may say that they count something else.
const WORDS_BEFORE: usize = 3;

static RUNS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?-u)\b(?:\d{4} \d{4} \d{4}|\d{4}-\d{4}-\d{4}|\d{12})\b").ok());

/// Words of a message about such a code.
static TELLS: List = List::new("kode kodenya kd code codes akses access aksesnya remote remot diremot diremote remotenya chrome otp pin passcode sandi password");
/// Right before the digits these leave no doubt.
static NAMES_IT: List = List::new("kode kodenya kd code codes passcode");
/// Twelve digits that are something else here.
static OTHERS: List = List::new("bayar pembayaran va virtual pelanggan meter pln bpjs imei barcode npwp nik ktp kontrak resi awb hp wa nomor nomer hubungi nopol spm sp2d");

/// The codes in a text.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    if text.bytes().filter(u8::is_ascii_digit).count() < DIGITS {
        return Vec::new();
    }
    let runs = RUNS.iter().flat_map(|pattern| pattern.find_iter(text)).map(|run| run.range());
    runs.filter(|run| !goes_on(text, run) && is_code(text, run)).collect()
}

/// Whether the words around these digits say that they are a code, or nothing else is said.
fn is_code(text: &str, run: &Range<usize>) -> bool {
    let words = |part: &str| part.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (before, behind) = (words(&text[..run.start]), words(&text[run.end..]));
    let named = before.last().is_some_and(|word| NAMES_IT.has(word));
    let counts_another = |word: &String| OTHER_NUMBERS.has(word) || OTHERS.has(word);
    if named {
        return true;
    }
    if is_call_or_time(&text[run.clone()]) || before.iter().rev().take(WORDS_BEFORE).any(counts_another) {
        return false;
    }
    let small = |word: &String| matches!(weight(word), Some(Weight::Filler | Weight::Courtesy | Weight::Function));
    before.iter().chain(&behind).any(|word| TELLS.has(word)) || before.iter().chain(&behind).all(small)
}

/// A telephone number as they begin here, or a day and a time without marks.
fn is_call_or_time(digits: &str) -> bool {
    let plain: String = digits.chars().filter(char::is_ascii_digit).collect();
    let two = |at: usize| plain[at..at + 2].parse().unwrap_or(99);
    let call = plain.starts_with("62") || (plain.starts_with('0') && plain[1..].starts_with(['2', '3', '4', '5', '6', '7', '8', '9']));
    call || (plain.starts_with("20") && (1..=12).contains(&two(4)) && (1..=31).contains(&two(6)) && two(8) < 24)
}

/// Whether these are the middle, the beginning or the end of a longer number.
fn goes_on(text: &str, run: &Range<usize>) -> bool {
    let digit_behind = |mut signs: std::str::Chars<'_>| signs.next().is_some_and(|c| c == ' ') && signs.next().is_some_and(|c| c.is_ascii_digit());
    let mut before = text[..run.start].chars().rev();
    let led = before.next().is_some_and(|c| matches!(c, ' ' | '-')) && before.next().is_some_and(|c| c.is_ascii_digit());
    is_part(text, run) || digit_behind(text[run.end..].chars()) || led
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_remote_help() {
        for (text, hidden) in [
            ("1234 5678 9012", true),
            ("ini kak 1234-5678-9012 ya", true),
            ("kodenya 123456789012", true),
            ("access code 123456789012", true),
            ("chrome remote kodenya 1234 5678 9012", true),
            ("kode akses saya 4821 9931 0021", true),
            ("kode 0812 3456 7890", true),
            ("0812 3456 7890", false),
            ("akses remote, hubungi 6281234567890", false),
            ("kode otp dikirim ke no lama 0812-3456-7890", false),
            ("kode barang 123456789012", false),
            ("id pelanggan 541234567890 tidak ditemukan", false),
            ("202611231030", false),
            ("kode 1234 5678 9012 3456", false),
        ] {
            assert_eq!(!find(text).is_empty(), hidden, "{text}");
        }
    }
}
