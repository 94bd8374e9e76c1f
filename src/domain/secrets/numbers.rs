//! One-time codes behind a word that tells, identity numbers, taxpayer numbers and payment cards.

use std::{ops::Range, sync::LazyLock};

use regex::{Captures, Regex};

use crate::domain::text::List;

/// "Kode" and "code" alone count many things: only these words may stand beside them.
static CODE_WORDS: List = List::new(
    "otp verifikasi verification verify konfirmasi confirmation security keamanan akses access login log masuk sign sandi autentikasi authentication authenticator aktivasi \
    sms wa whatsapp email google microsoft telegram nya ini itu tadi barusan dapet dapat dikirim kirim masuk yang yg dari ke saya sy aku gw gue my our the is was it its it's i got get they \
    sent me received just adalah ialah yaitu katanya muncul di hp sudah udah udh isi isinya tolong cek minta dua langkah two factor step your for to and says a kak mas min pak bu cuma baru \
    rahasia pemulihan recovery backup one time dimasukin dimasukkan masukin diminta pas here lama kedua pertama",
);
/// With one of these in the message, a code is one to sign in with, whatever stands between.
static ABOUT_CODES: List = List::new(
    "otp verif verifikasi verf verify verification login sms 2fa mfa authenticator aktivasi activation pemulihan recovery cadangan backup reset pairing tautkan pengaman \
    penipu penipuan scam expired kadaluarsa invalid terkunci brankas pintu alarm safe paste punyaku dapet dikirimi dikirim",
);

/// Any words may stand between "OTP" and its digits, but not these: then the digits are those of something else.
pub(super) static OTHER_NUMBERS: List = List::new(
    "error eror err pos barang aset asset unit ruang ruangan room cabang produk product buku faktur invoice wilayah satker rekening promo voucher booking billing \
    transaksi tiket ticket order pesanan resi jam pukul menit minutes minute detik seconds second jam-an hari days day kali x times tahun year sejak since karakter characters \
    character lantai lt floor ext extension ekstensi telp telepon phone no windows win office versi version v update kb ip port vlan gedung building orang people persen warna color \
    area zip postal kursi meja polis http status exit event stop id nip nim nis dial ussd bug rp kode_barang model seri serial sn type tipe batch lot",
);

/// The digits of the shortest code.
const LEAST_DIGITS: usize = 3;

static AFTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words = r"k?otp|totp|pin|puk|pass|passcode|mfa|2fa|authenticator|verifikasi|verif|cvv2?|cvc2?|cid|tan|token|(?P<any>kodenya|kode|kd|code|codes)|respon(?:se)? key|appli|sandi sekali pakai";
    Regex::new(&format!(r#"(?i-u)(?:(?P<before>[a-z]+)[\s:"'(]+|\b|_)(?:{words})(?:-?(?:nya|ku))?(?P<gap>|(?:[\s:=,."'()>/<?-]+(?:[a-z][a-z'-]*|\d{{1,2}}))(?:[\s:=,."'()>/<?-]+(?:[a-z][a-z'-]*|\d{{1,2}})){{0,8}}?)[\s:=,"'()>/.?-]*(?P<secret>\d(?:[ .-]\d){{3,7}}\b|\d{{2}}[ -]\d{{2}}[ -]\d{{2}}\b|\d{{3,4}}[ -]\d{{3,4}}\b|\d{{3,8}}\b)"#)).ok()
});

static BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words = r"otp|pin|passcode|kode|kodenya|authenticator|cvv|cvc|(?:verification|security|login|confirmation|sms|one[- ]time|google)\s+code|to verify your";
    Regex::new(&format!(r#"(?i-u)\b(?P<secret>\d{{3,4}}[ -]\d{{3,4}}|\d{{3,8}})\b(?P<gap>(?:[\s,.:"'()<>?-]+(?:[a-z][a-z'-]*|\d{{3,4}})){{0,5}}?)[\s,."'()<>?-]+(?:{words})(?:-?(?:nya|ku))?\b(?P<tail>(?u-i:[^A-Za-z])*[a-z]*)"#)).ok()
});

/// Groups of digits as codes are written.
static RUNS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?-u)\b\d{3,4}[ -]\d{3,4}\b|\b\d{4,8}\b").ok());

/// The check number behind the month in which a card ends.
static CHECK: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?-u)^[\s,]+(?:exp\s+)?\d{2}/\d{2,4}[\s,]+(?P<secret>\d{3,4})\b").ok());

static DIGITS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?-u)\d(?:[ .-]{0,3}\d){12,18}\b").ok());

static TAX: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i-u)(?:\b(?P<secret>\d{2}\.\d{3}\.\d{3}\.\d[-.]\d{3}\.\d{3})\b|\b(?:npwp|wajib pajak)(?:nya|ku)?(?u-i:[^\n]){0,40}?(?P<other>\d(?:[ .-]?\d){14,15})\b|\b(?P<early>\d(?:[ .-]?\d){14,15})\b(?u-i:[^0-9\n]){0,20}\bnpwp)").ok()
});

/// One-time codes, PINs and the check numbers of cards; beside one of them, others of the same shape.
pub(super) fn codes(text: &str) -> Vec<Range<usize>> {
    if text.bytes().filter(u8::is_ascii_digit).count() < LEAST_DIGITS {
        return Vec::new();
    }
    let told = [&*AFTER, &*BEFORE].into_iter().flatten().flat_map(|pattern| pattern.captures_iter(text)).filter(|found| is_code(text, found)).filter_map(|found| named(&found));
    let mut codes: Vec<Range<usize>> = told.filter(|part| !is_part(text, part)).map(|part| whole(text, part)).collect();
    let shape = |part: &str| part.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect::<String>();
    let shapes: Vec<String> = codes.iter().map(|part| shape(&text[part.clone()])).collect();
    let alike = RUNS.iter().flat_map(|pattern| pattern.find_iter(text)).map(|run| run.range());
    codes.extend(alike.filter(|run| shapes.contains(&shape(&text[run.clone()])) && !is_part(text, run) && !is_year(&text[run.clone()])));
    codes
}

/// A code to its last group: of "4821 9931 0021" never only the half.
fn whole(text: &str, part: Range<usize>) -> Range<usize> {
    let group = text[part.clone()].rsplit([' ', '-']).next().map_or(0, str::len);
    let mut end = part.end;
    while let Some(rest) = text[end..].strip_prefix([' ', '-']) {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if group < LEAST_DIGITS || digits != group || rest[digits..].starts_with(|c: char| c.is_alphanumeric()) {
            break;
        }
        end += 1 + digits;
    }
    part.start..end
}

/// Whether the words around these digits say that they are a code.
fn is_code(text: &str, found: &Captures<'_>) -> bool {
    let words = |name: &str| found.name(name).map_or("", |words| words.as_str());
    let digits = named(found).map_or("", |part| &text[part]);
    if found.name("any").is_none() && found.name("tail").is_none() {
        // "OTP" and "PIN" are plain: only the word right before the digits can tell of something else.
        return !counts_another(words("gap").rsplit(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default()) && !digits.starts_with("202");
    }
    let other = counts_another(words("gap")) || counts_another(words("tail")) || is_year(digits);
    !other && (found.name("any").is_none() || about_codes(text) || (is_of_codes(words("before")) && is_of_codes(words("gap"))))
}

/// Whether the first or the last of these words says that the digits beside it are no code.
fn counts_another(words: &str) -> bool {
    let words = words.to_lowercase();
    let mut words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.next().is_some_and(|word| OTHER_NUMBERS.has(word)) || words.next_back().is_some_and(|word| OTHER_NUMBERS.has(word))
}

/// Whether the message speaks of codes to sign in with, and "exit code" or "zip code" are not meant.
fn about_codes(text: &str) -> bool {
    let text = text.to_lowercase();
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    words.any(|word| ABOUT_CODES.has(word))
}

/// Whether nothing but words of sign-in codes stand here.
fn is_of_codes(words: &str) -> bool {
    let words = words.to_lowercase();
    let mut words = words.split(|c: char| !(c.is_alphanumeric() || c == '\'')).filter(|word| !word.is_empty());
    words.all(|word| CODE_WORDS.has(word) || word.len() < 3)
}

/// Whether the digits go on: part of a date, an address, an amount, a longer number.
pub(super) fn is_part(text: &str, part: &Range<usize>) -> bool {
    let mut behind = text[part.end..].chars();
    let goes_on = matches!(behind.next(), Some('.' | ',' | ':' | '/' | '-' | '%')) && behind.next().is_some_and(|c| c.is_ascii_digit());
    let mut before = text[..part.start].chars().rev();
    let (last, earlier) = (before.next(), before.next());
    let went_before = match last {
        Some('+' | '#' | '*') => true,
        Some('-') => earlier.is_none_or(char::is_whitespace),
        Some('.' | ',' | '/') => earlier.is_some_and(|c| c.is_ascii_digit()),
        _ => false,
    };
    goes_on || went_before
}

/// Numbers of identity cards (NIK), taxpayers (NPWP) and payment cards.
pub(super) fn personal(text: &str) -> impl Iterator<Item = Range<usize>> {
    // A number of that length may begin in the middle of a longer one: those are none of these.
    let long = DIGITS.iter().flat_map(|pattern| pattern.find_iter(text)).filter_map(|found| {
        let places: Vec<(usize, u32)> = found.as_str().char_indices().filter_map(|(at, c)| Some((at, c.to_digit(10)?))).collect();
        // Of "4111 1111 1111 1111 08/26" the first groups are the card.
        let ends = (13..=places.len()).rev().filter(|count| places.get(*count).is_none_or(|next| next.0 > places[count - 1].0 + 1));
        let fits = |count: &usize| {
            let digits: Vec<u32> = places[..*count].iter().map(|(_, digit)| *digit).collect();
            is_identity(&digits) || is_card(&digits)
        };
        let count = ends.into_iter().find(fits)?;
        Some(found.start()..found.start() + places[count - 1].0 + 1)
    });
    let long: Vec<Range<usize>> = long.collect();
    let check = |card: &Range<usize>| CHECK.as_ref()?.captures(&text[card.end..]).and_then(|found| named(&found)).map(|part| card.end + part.start..card.end + part.end);
    let checks: Vec<Range<usize>> = long.iter().filter_map(check).collect();
    let tax =
        TAX.iter().flat_map(|pattern| pattern.captures_iter(text)).filter_map(|found| named(&found)).filter(|part| text[part.clone()].contains(|c: char| matches!(c, '1'..='9')));
    long.into_iter().chain(checks).chain(tax)
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
        assert!(AFTER.is_some() && BEFORE.is_some() && RUNS.is_some() && CHECK.is_some() && DIGITS.is_some() && TAX.is_some());
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
