//! Passwords, known by the words before them: "password saya: Merdeka45", "pw nya merdeka45", "my password is hunter2".

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::HIDDEN;
use crate::domain::text::{
    stop,
    token::{Kind, tokenise},
};

/// Words that announce a password.
static ANNOUNCED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i-u)(?:\b|_)(?:pass?\s?phrases?|passcode|p[ae]{0,2}s{1,3}w[aoi]?r?[dto]{0,2}s?|passwrod|pass|pwd|pswd|psw|pw|p/w|kata\s?(?:sandi|kunci)|katasandi|sandi)(?:-?(?:nya|na|ku|mu))?\b").ok()
});

/// Words after which the next one is what is meant, whatever it looks like.
const EQUALS: &str = "is adalah itu ialah yaitu yakni jadi menjadi pakai pake pakenya using was = : := -> => to tadi dulu";
/// Words that may stand between the announcement and the password.
const BETWEEN: &str = "dari from kan cuma aq kayanya kayaknya punya deh doang nama pegawai karyawan anak orang user-nya adminnya jangan saya sy ku aku gw gue my our the nya baru lama new old temporary sementara email emailnya wifi akun account login sso portal for buat untuk utk laptop \
    komputer pc email- windows admin user kantor saat ini sekarang skrg default awal masih still currently kami kita ini yang yg dipakai dipake vpn sap zoom excel pdf file zip dia beliau bos \
    tetap tetep set changed change reset ganti diganti ubah diubah udah sudah udh coba tried try i've i it ya nih ke of and dan";
/// Words that are no password though they stand where one would.
const NO_PASSWORD: &str = "salah wrong incorrect expired expire expires lupa forgot forgotten tidak tdk ga gak gk nggak ngga enggak bukan not no never belum blm sudah udah error invalid locked \
    kekunci terkunci required needed same sama correct benar bener hilang ilang ditolak rejected refused denied too terlalu weak lemah strong kuat apa apaan apakah bagaimana gimana gmn how what \
    why kenapa knp yang yg berubah kosong empty blank gagal failed fails kadaluarsa kadaluwarsa accepted diterima working works work being asked diminta minta mohon tolong please help bantu \
    bisa can cannot can't cant minimal min maksimal maximal harus must should long panjang pendek short case-sensitive sensitive secret rahasia safe aman saved tersimpan stored disimpan known \
    diketahui di dari from in on at with dengan dgn untuk buat for by oleh karena because if kalau kalo when ketika saat pas setelah after before sebelum and dan or atau but tapi manager reset \
    ganti change changed diganti update diubah ubah hint field kolom box wifi email akun account user username login nya saya my your kamu anda this that these those gini begini begitu also juga \
    lagi again terus mulu still masih always selalu jangan don't dont sering suka banyak beberapa so very sangat banget kok kak min mas mbak pak bu siapa who mana where kapan when ada available \
    muncul keluar masuk susah sulit difficult hard mudah easy gampang unik unique about soal tentang ribet lewat through via pakai pake satu one two dua tiga three 8 12 ok oke dikirim sent dulu";

/// How many pieces behind the announcement are looked at.
const MOST_BETWEEN: usize = 7;

/// `knows` tells whether a word is one of the language or the pack: a password rarely is.
pub(super) fn find(text: &str, knows: &dyn Fn(&str) -> bool) -> Vec<Range<usize>> {
    let Some(announced) = &*ANNOUNCED else { return Vec::new() };
    let announced: Vec<Range<usize>> = announced.find_iter(text).map(|word| word.range()).collect();
    let mut found: Vec<Range<usize>> = announced.iter().flat_map(|word| behind(text, word.end, knows)).collect();
    if let (Some(first), true) = (announced.first(), found.is_empty() && !text.contains('•')) {
        // Said before the word itself: "Merpati_Putih8 itu password saya".
        let before = pieces(&text[..first.start], 0).filter(|piece| {
            let bare = text[piece.clone()].trim_matches(|c: char| matches!(c, ',' | '.' | '"' | '\'' | '(' | ')')).to_lowercase();
            is_password(&text[piece.clone()], &bare, false, false, knows)
        });
        found.extend(before);
    }
    found
}

/// The passwords behind one announcement.
fn behind(text: &str, from: usize, knows: &dyn Fn(&str) -> bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut equals, mut between) = (false, 0);
    // Whether nothing but small words stood between.
    let mut only_between = true;
    for word in pieces(text, from) {
        let piece = &text[word.clone()];
        let lower = piece.to_lowercase();
        let bare = lower.trim_matches(|c: char| matches!(c, ',' | '.' | ';' | '?' | '!' | ')' | '('));
        if is_mark(piece) || has(EQUALS, bare) {
            equals = true;
        } else if quoted(piece) || is_password(piece, bare, equals, between == 0 || only_between, knows) {
            found.push(word);
            (equals, between) = (false, 0);
            continue;
        } else if piece.contains('•') {
            // It was hidden before.
            (equals, between) = (false, 0);
            continue;
        } else if has(NO_PASSWORD, bare) && !has(BETWEEN, bare) {
            equals = false;
        }
        only_between &= equals || is_mark(piece) || has(BETWEEN, bare);
        between += 1;
        if between > MOST_BETWEEN || piece.ends_with(['?', '\n']) {
            break;
        }
    }
    found
}

/// The pieces behind a place: marks, things in quotes, words.
fn pieces(text: &str, from: usize) -> impl Iterator<Item = Range<usize>> {
    let mut at = from;
    std::iter::from_fn(move || {
        let rest = &text[at..];
        let start = at + (rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '(')).len());
        let rest = &text[start..];
        let first = rest.chars().next()?;
        let length = match first {
            ':' | '=' | '-' | '>' => rest.find(|c: char| !matches!(c, ':' | '=' | '-' | '>')).unwrap_or(rest.len()),
            '"' | '\'' | '“' | '‘' | '`' => {
                rest.char_indices().skip(1).find(|(_, c)| matches!(c, '"' | '\'' | '”' | '’' | '`')).map_or(rest.len(), |(end, c)| end + c.len_utf8())
            }
            _ => {
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                let word = rest[..end].trim_end_matches([':', '=']);
                if word.is_empty() { end } else { word.len() }
            }
        };
        at = start + length;
        let trimmed = rest[..length].trim_end_matches([',', '.', ';', ')']);
        Some(start..start + if trimmed.is_empty() { length } else { trimmed.len() })
    })
}

fn is_mark(piece: &str) -> bool {
    piece.chars().all(|c| matches!(c, ':' | '=' | '-' | '>'))
}

fn quoted(piece: &str) -> bool {
    let inner = piece.trim_matches(['"', '\'', '“', '”', '‘', '’', '`']);
    inner.len() < piece.len() && inner.chars().count() >= 3 && inner != HIDDEN && piece.starts_with(['"', '\'', '“', '‘', '`'])
}

/// Whether this piece is a password: anything that is no known word behind "is", else only what looks like one.
fn is_password(piece: &str, bare: &str, equals: bool, next: bool, knows: &dyn Fn(&str) -> bool) -> bool {
    let kinds = tokenise(piece, "");
    let protected = kinds.iter().any(|token| matches!(token.kind, Kind::Url | Kind::Host | Kind::Ip) || (token.kind == Kind::Email && token.word.contains('.'))) && !equals;
    let long = piece.chars().count() >= 4;
    if piece.contains('•') || (piece.ends_with('?') && !looks_chosen(piece)) || protected || has(NO_PASSWORD, bare) || has(BETWEEN, bare) {
        return false;
    }
    if equals {
        return piece.chars().count() >= 3 && !matches!(stop::weight(bare), Some(stop::Weight::Function | stop::Weight::Filler));
    }
    let asset = !next && kinds.len() == 1 && matches!(kinds[0].kind, Kind::Asset | Kind::Ticket);
    let strange = next && bare.chars().count() >= 5 && bare.chars().any(char::is_alphabetic) && !knows(bare);
    long && !asset && (looks_chosen(piece) || strange) && stop::weight(bare).is_none()
}

/// Letters and digits together, marks inside, or capital letters in the middle.
fn looks_chosen(piece: &str) -> bool {
    let core = piece.trim_end_matches(['!', '?', '.', ',']);
    let any = |test: fn(char) -> bool| core.chars().any(test);
    let letters = any(char::is_alphabetic);
    let digits = core.chars().filter(char::is_ascii_digit).count();
    let marked = any(|c| "#@$%^&*_+~!=".contains(c));
    let mixed = core.chars().skip(1).any(char::is_uppercase) && any(char::is_lowercase);
    (letters && digits > 0) || (marked && (letters || digits > 0)) || (letters && mixed) || digits >= 6
}

fn has(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|one| one == word)
}
