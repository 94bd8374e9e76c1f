//! One-time codes behind a word that tells, identity numbers, taxpayer numbers and payment cards.

use std::{ops::Range, sync::LazyLock};

use regex::{Captures, Regex};

/// Any words may stand between "OTP" and its digits, but not these: then the digits are those of something else.
const OTHER_NUMBERS: &str = "error eror err pos barang aset asset unit ruang ruangan room cabang produk product buku faktur invoice wilayah satker rekening promo voucher booking billing \
    transaksi tiket ticket order pesanan resi jam pukul menit minutes minute detik seconds second jam-an hari days day kali x times tahun year digit digits angka karakter characters \
    character lantai lt floor ext extension ekstensi telp telepon phone hp no windows win office versi version v update kb ip port vlan gedung building orang people persen warna color \
    area zip postal kursi meja polis http status exit event stop id nip nim nis dial ussd bug rp kode_barang model seri serial sn type tipe batch lot";

static AFTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words = r"k?otp|totp|pin|puk|pass|passcode|mfa|2fa|authenticator|verifikasi|verif|cvv2?|cvc2?|cid|tan|token|kodenya|kode|kd|code|codes|sandi sekali pakai";
    Regex::new(&format!(r#"(?i-u)(?:\b|_)(?:{words})(?:-?(?:nya|ku))?(?P<gap>(?:[\s:=,."'()>/<-]+(?:[a-z][a-z'-]*|\d{{1,2}}))(?:[\s:=,."'()>/<-]+(?:[a-z][a-z'-]*|\d{{1,2}})){{0,5}}?|)[\s:=,"'()>/.-]*(?P<secret>\d(?:[ .-]\d){{3,7}}\b|\d{{2}}[ -]\d{{2}}[ -]\d{{2}}\b|\d{{3,4}}[ -]\d{{3,4}}\b|\d{{3,8}}\b)"#)).ok()
});

static BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words = r"otp|pin|passcode|kode|kodenya|authenticator|cvv|cvc|(?:verification|security|login|confirmation|sms|one[- ]time|google)\s+code";
    Regex::new(&format!(r#"(?i-u)\b(?P<secret>\d{{3,4}}[ -]\d{{3,4}}|\d{{3,8}})\b(?P<gap>(?:[\s,.:"'()<>?-]+[a-z][a-z'-]*){{0,5}}?)[\s,."'()<>?-]+(?:{words})(?:-?(?:nya|ku))?\b(?P<tail>(?u-i:[^A-Za-z])*[a-z]*)"#)).ok()
});

static DIGITS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?-u)\d(?:[ .-]{0,3}\d){12,18}\b").ok());

static TAX: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i-u)(?:\b(?P<secret>\d{2}\.\d{3}\.\d{3}\.\d[-.]\d{3}\.\d{3})\b|\b(?:npwp|wajib pajak)(?:nya|ku)?(?u-i:[^\n]){0,40}?(?P<other>\d(?:[ .-]?\d){14,15})\b|\b(?P<early>\d(?:[ .-]?\d){14,15})\b(?u-i:[^0-9\n]){0,20}\bnpwp)").ok()
});

/// One-time codes, PINs and the check numbers of cards.
pub(super) fn codes(text: &str) -> impl Iterator<Item = Range<usize>> {
    let patterns = [&*AFTER, &*BEFORE].into_iter().flatten();
    let found = patterns
        .flat_map(|pattern| pattern.captures_iter(text))
        .filter(|found| !["gap", "tail"].iter().filter_map(|name| found.name(name)).any(|words| counts_another(words.as_str())));
    found.filter_map(|found| named(&found)).filter(|part| !is_year(&text[part.clone()]) && !is_part(text, part))
}

/// Whether the first or the last of these words says that the digits beside it are no code.
fn counts_another(words: &str) -> bool {
    let words = words.to_lowercase();
    let mut words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_other = |word: &str| OTHER_NUMBERS.split_whitespace().any(|other| other == word);
    words.next().is_some_and(is_other) || words.next_back().is_some_and(is_other)
}

/// Whether the digits go on: part of a date, an address, an amount, a longer number.
fn is_part(text: &str, part: &Range<usize>) -> bool {
    let mut behind = text[part.end..].chars();
    let goes_on = matches!(behind.next(), Some('.' | ',' | ':' | '/' | '-' | '%')) && behind.next().is_some_and(|c| c.is_ascii_digit());
    let before = text[..part.start].chars().next_back();
    goes_on || before.is_some_and(|c| matches!(c, '+' | '#' | '*'))
}

/// Numbers of identity cards (NIK), taxpayers (NPWP) and payment cards.
pub(super) fn personal(text: &str) -> impl Iterator<Item = Range<usize>> {
    // A number of that length may begin in the middle of a longer one: those are none of these.
    let long = DIGITS.iter().flat_map(|pattern| pattern.find_iter(text)).map(|found| found.range()).filter(|part| {
        let digits: Vec<u32> = text[part.clone()].chars().filter_map(|c| c.to_digit(10)).collect();
        is_identity(&digits) || is_card(&digits)
    });
    let tax = TAX.iter().flat_map(|pattern| pattern.captures_iter(text)).filter_map(|found| named(&found));
    long.chain(tax)
}

fn named(found: &Captures<'_>) -> Option<Range<usize>> {
    ["secret", "other", "early"].iter().find_map(|name| found.name(name)).map(|part| part.range())
}

/// "Sejak 2024" is no code.
fn is_year(text: &str) -> bool {
    text.len() == 4 && (text.starts_with("19") || text.starts_with("202"))
}

/// NIK: province, regency and district, day (plus 40 for women), month and year of birth, a serial number (Permendagri 72/2019).
fn is_identity(digits: &[u32]) -> bool {
    let two = |at: usize| digits[at] * 10 + digits[at + 1];
    digits.len() == 16 && (11..=97).contains(&two(0)) && two(2) > 0 && two(4) > 0 && matches!(two(6), 1..=31 | 41..=71) && (1..=12).contains(&two(8)) && digits[12..] != [0; 4]
}

/// Payment cards: the beginnings that networks have (ISO/IEC 7812-1) and the check digit of Luhn (its annex B).
fn is_card(digits: &[u32]) -> bool {
    let begin = digits.iter().take(4).fold(0, |number, digit| number * 10 + digit);
    let network = matches!(begin, 4000..=4999 | 5100..=5599 | 2221..=2720 | 3400..=3499 | 3700..=3799 | 3528..=3589 | 6011 | 6500..=6599 | 6200..=6299 | 5018..=5038 | 1946);
    let sum: u32 = digits.iter().rev().enumerate().map(|(at, digit)| if at % 2 == 1 { digit * 2 / 10 + digit * 2 % 10 } else { *digit }).sum();
    (13..=19).contains(&digits.len()) && network && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_one() {
        assert!(AFTER.is_some() && BEFORE.is_some() && DIGITS.is_some() && TAX.is_some());
    }

    #[test]
    fn numbers() {
        let digits = |text: &str| text.chars().filter_map(|c| c.to_digit(10)).collect::<Vec<_>>();
        assert!(
            is_identity(&digits("3174051708900002"))
                && is_identity(&digits("3578 1457 0895 0003"))
                && !is_identity(&digits("3174053908901302"))
                && !is_identity(&digits("0074051708900002"))
        );
        assert!(is_card(&digits("4111 1111 1111 1111")) && is_card(&digits("5555555555554444")) && !is_card(&digits("4111111111111112")) && !is_card(&digits("9111111111111111")));
    }
}
