//! Passwords, known by the words before them: "password saya: Merdeka45", "pw nya merdeka45", "my password is hunter2".

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{HIDDEN, clause};
use crate::domain::text::{
    List, stop,
    token::{Kind, tokenise},
};

/// Words that announce a password.
static ANNOUNCED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i-u)(?:\b|_)(?:(?:pass?\s?phrases?|passcode|p[ae4@]{0,2}[s5$]{1,3}w[aoi0]?r?[dto]{0,2}s?|passwrod|pass|pwd|pswd|psw|pw|p/w|kata\s?(?:sandi|kunci|rahasia)|katasandi|s[a4]nd[i1])(?:-?(?:nya|na|ku|mu))?|rahasia(?:nya|ku))\b").ok()
});

/// Words after which the next one is what is meant, whatever it looks like.
static EQUALS: List = List::new("is adalah itu ialah yaitu yakni jadi menjadi pakai pake pakenya using was = : := -> => to tadi dulu");
/// Words that may stand between the announcement and the password.
pub(super) static BETWEEN: List = List::new(
    "dari from kan cuma aq kayanya kayaknya punya deh doang barunya lamanya nama pegawai karyawan anak orang user-nya adminnya jangan saya sy ku aku gw gue my our the nya baru lama new old temporary sementara email emailnya wifi akun account login sso portal for buat untuk utk laptop \
    komputer pc email- windows admin user kantor saat ini sekarang skrg default awal masih still currently kami kita ini yang yg cadangan cadangannya katanya bios router hotspot server mesin absen sistem aplikasi app bersama dipakai dipake vpn sap zoom excel pdf file zip dia beliau bos \
    tetap tetep set changed change reset ganti diganti ubah diubah udah sudah udh coba tried try i've i it ya nih ke of and dan",
);
/// Words that are no password though they stand where one would.
pub(super) static NO_PASSWORD: List = List::new(
    "salah wrong incorrect expired expire expires lupa forgot forgotten tidak tdk ga gak gk nggak ngga enggak bukan not no never belum blm sudah udah error invalid locked \
    kekunci terkunci required needed same sama correct benar bener hilang ilang ditolak rejected refused denied too terlalu weak lemah strong kuat apa apaan apakah bagaimana gimana gmn how what \
    why kenapa knp yang yg berubah kosong empty blank gagal failed fails kadaluarsa kadaluwarsa accepted diterima working works work being asked diminta minta mohon tolong please help bantu \
    bisa can cannot can't cant minimal min maksimal maximal harus must should long panjang pendek short case-sensitive sensitive aman saved tersimpan stored disimpan known \
    diketahui di dari from in on at with dengan dgn untuk buat for by oleh karena because if kalau kalo when ketika saat pas setelah after before sebelum and dan or atau but tapi manager reset \
    ganti change changed diganti update diubah ubah hint field kolom box wifi email akun account user username login nya saya my your kamu anda this that these those gini begini begitu also juga \
    lagi again terus mulu still masih always selalu jangan don't dont sering suka banyak beberapa so very sangat banget kok kak min mas mbak pak bu siapa who mana where kapan when ada available \
    muncul keluar masuk susah sulit difficult hard mudah easy gampang unik unique about soal tentang ribet lewat through via pakai pake satu one two dua tiga three 8 12 ok oke dikirim sent dulu nip nim tanggal tgl spasi simbol huruf nanti besok yes null notification notifikasi policy \
    lihat liat cek hubungi tanya tanyakan diberi diberikan diberitahu dikasih dikirimkan access akses see check contact call",
);

/// Words behind which a name stands: who signs in.
pub(super) static NAMES: List = List::new("user username userid uid nip nim nis id");

/// What stands behind a number that counts something.
static UNITS: List = List::new("an x % rb jt k kb mb gb tb st nd rd th orang kali jam menit hari");

/// How many pieces behind the announcement are looked at.
const MOST_BETWEEN: usize = 10;
/// "Password untuk sistem gudang kita: …": a mark behind more words than these belongs to something else.
const MOST_BEFORE_MARK: usize = 4;

/// `knows` tells whether a word is one of the language or the pack: a password rarely is.
pub(super) fn find(text: &str, knows: &dyn Fn(&str) -> bool) -> Vec<Range<usize>> {
    let Some(announced) = &*ANNOUNCED else { return Vec::new() };
    let announced: Vec<Range<usize>> = announced.find_iter(text).map(|word| word.range()).filter(|word| !is_name(text, word)).collect();
    let mut found: Vec<Range<usize>> = announced.iter().flat_map(|word| behind(text, word.end, knows)).collect();
    found.extend(announced.iter().filter_map(|word| clause::behind(text, word, knows)));
    if let (Some(first), true) = (announced.first(), found.is_empty() && !text.contains('•')) {
        found.extend(before(&text[..first.start], knows));
    }
    if !announced.is_empty() {
        found.extend(typed(text, knows));
    }
    found
}

/// Whether this word announces a password itself.
pub(super) fn announces(word: &str) -> bool {
    ANNOUNCED.as_ref().is_some_and(|announced| announced.find(word).is_some_and(|found| found.start() == 0))
}

/// Whether the word is part of an address, of a longer name, or of a title in quotation marks.
fn is_name(text: &str, word: &Range<usize>) -> bool {
    let mut behind = text[word.end..].chars();
    let next = behind.next();
    let joined = matches!(next, Some('?' | '-')) && behind.next().is_some_and(char::is_alphabetic);
    let chunk = text[..word.start].rfind(char::is_whitespace).map_or(0, |at| at + 1);
    joined || (text[chunk..word.start].contains("://") && next != Some('='))
}

/// Said before the word itself: "Merpati8 itu password saya"; digits alone only with nothing but small words between.
fn before(text: &str, knows: &dyn Fn(&str) -> bool) -> Vec<Range<usize>> {
    let words: Vec<Range<usize>> = pieces(text, 0).collect();
    let small = |word: &Range<usize>| is_mark(&text[word.clone()]) || EQUALS.has(&bare(&text[word.clone()])) || BETWEEN.has(&bare(&text[word.clone()]));
    let last = words.iter().rposition(|word| !small(word)).filter(|last| words.len() > last + 1);
    let told = words.iter().enumerate().filter(|(at, word)| {
        let piece = &text[(*word).clone()];
        let named = *at > 0 && NAMES.has(&bare(&text[words[at - 1].clone()]));
        let digits = piece.chars().all(|c| c.is_ascii_digit());
        !named && (!digits || last == Some(*at)) && is_password(piece, &bare(piece), false, false, knows)
    });
    told.map(|(_, word)| word.clone()).collect()
}

/// What somebody says to have typed: "saya ketik Samudra2020 tapi salah".
fn typed(text: &str, knows: &dyn Fn(&str) -> bool) -> Vec<Range<usize>> {
    static TYPED: List = List::new("ketik ngetik mengetik diketik masukin masukkan memasukkan input typed type entered enter isi");
    let words: Vec<Range<usize>> = pieces(text, 0).collect();
    let pairs = words.windows(2).filter(|pair| TYPED.has(&bare(&text[pair[0].clone()])));
    let told = pairs.filter(|pair| {
        let (piece, word) = (&text[pair[1].clone()], bare(&text[pair[1].clone()]));
        (looks_chosen(piece) || !knows(&word)) && is_password(piece, &word, true, true, knows) && !quoted(piece)
    });
    told.map(|pair| pair[1].clone()).collect()
}

pub(super) fn bare(piece: &str) -> String {
    piece.trim_matches(|c: char| matches!(c, ',' | '.' | ';' | '?' | '!' | ')' | '(' | '"' | '\'')).to_lowercase()
}

/// The passwords behind one announcement.
fn behind(text: &str, from: usize, knows: &dyn Fn(&str) -> bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut equals, mut marked, mut between) = (false, false, 0);
    // Whether nothing but small words stood between, and whether the last of them was followed by somebody's name.
    let (mut only_between, mut names) = (true, false);
    // Whether one was found: "ke" and "to" lead to the next.
    let mut changes = false;
    let mut last = from;
    for word in pieces(text, from) {
        let piece = &text[word.clone()];
        let bare = bare(piece);
        // A sentence that ended, or a title that was closed, announces nothing.
        only_between &= !text[last..word.start].contains(',');
        last = word.end;
        let of_language = equals && !marked && knows(&bare) && !looks_chosen(piece);
        if is_mark(piece) {
            (equals, marked) = if between <= MOST_BEFORE_MARK { (true, true) } else { (equals, marked) };
        } else if changes && ["ke", "to", "jadi", "menjadi"].contains(&bare.as_str()) {
            (equals, marked) = (true, true);
        } else if EQUALS.has(&bare) && (equals || only_between) {
            equals = true;
        } else if (names && !equals) || of_language {
            (equals, marked) = (false, false);
        } else if quoted(piece) || is_password(piece, &bare, equals, only_between, knows) {
            found.push(word);
            (equals, marked, between, only_between, changes) = (false, false, 0, false, true);
            continue;
        } else if piece.contains('•') {
            // It was hidden before.
            (equals, marked, between, only_between, changes) = (false, false, 0, false, true);
            continue;
        } else if !BETWEEN.has(&bare) {
            (equals, marked) = (false, false);
        }
        names = NAMES.has(&bare);
        only_between &= equals || is_mark(piece) || BETWEEN.has(&bare) || EQUALS.has(&bare);
        between += 1;
        if between > MOST_BETWEEN {
            break;
        }
        if piece.ends_with('?') {
            (equals, marked, only_between) = (false, false, false);
        }
    }
    found
}

/// The pieces behind a place: marks, things in quotes, words.
pub(super) fn pieces(text: &str, from: usize) -> impl Iterator<Item = Range<usize>> {
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

pub(super) fn is_mark(piece: &str) -> bool {
    piece.chars().all(|c| matches!(c, ':' | '=' | '-' | '>'))
}

pub(super) fn quoted(piece: &str) -> bool {
    let inner = piece.trim_matches(['"', '\'', '“', '”', '‘', '’', '`']);
    inner.len() < piece.len() && inner.chars().count() >= 3 && inner != HIDDEN && piece.starts_with(['"', '\'', '“', '‘', '`'])
}

/// Whether this piece is a password: anything that is no known word behind "is", else only what looks like one.
fn is_password(piece: &str, bare: &str, equals: bool, next: bool, knows: &dyn Fn(&str) -> bool) -> bool {
    let kinds = tokenise(piece, "");
    let protected = kinds.iter().any(|token| matches!(token.kind, Kind::Url | Kind::Host | Kind::Ip) || (token.kind == Kind::Email && token.word.contains('.'))) && !equals;
    let long = piece.chars().count() >= 4;
    if piece.chars().all(|c| "*.-_…x?".contains(c))
        || piece.starts_with('@')
        || piece.contains('•')
        || (piece.ends_with('?') && !equals && !looks_chosen(piece))
        || protected
        || NO_PASSWORD.has(bare)
        || BETWEEN.has(bare)
    {
        return false;
    }
    if equals {
        return piece.chars().count() >= 3 && !matches!(stop::weight(bare), Some(stop::Weight::Function | stop::Weight::Filler));
    }
    if is_count(bare) || (!next && piece.strip_suffix('2').is_some_and(|word| word.bytes().all(|b| b.is_ascii_lowercase()))) {
        return false;
    }
    let asset = !next && kinds.len() == 1 && matches!(kinds[0].kind, Kind::Asset | Kind::Ticket) && !piece.contains(char::is_lowercase);
    let strange = next && bare.chars().count() >= 5 && bare.chars().any(char::is_alphabetic) && !knows(bare);
    let pin = next && (4..=5).contains(&piece.len()) && piece.bytes().all(|b| b.is_ascii_digit()) && !piece.starts_with("19") && !piece.starts_with("20");
    pin || long && !asset && (looks_chosen(piece) || strange) && (stop::weight(bare).is_none() || is_odd(piece))
}

/// "17an", "1000x", "98%", an update, an error number.
fn is_count(bare: &str) -> bool {
    let unit = bare.trim_start_matches(|c: char| c.is_ascii_digit());
    let counts = unit.len() < bare.len() && UNITS.has(unit);
    let update = bare.strip_prefix("kb").is_some_and(|rest| rest.len() >= 6 && rest.bytes().all(|b| b.is_ascii_digit()));
    counts || update || bare.starts_with("0x")
}

/// "JaKaRtA": a word, but nobody writes it so.
fn is_odd(piece: &str) -> bool {
    let changes = piece.as_bytes().windows(2).filter(|pair| pair[0].is_ascii_uppercase() != pair[1].is_ascii_uppercase()).count();
    changes >= 4 && piece.bytes().all(|b| b.is_ascii_alphabetic())
}

/// Letters and digits together, marks inside, or capital letters in the middle.
pub(super) fn looks_chosen(piece: &str) -> bool {
    let core = piece.trim_start_matches(['"', '\'', '(']).trim_end_matches(['!', '?', '.', ',', '"', '\'', ')']);
    let any = |test: fn(char) -> bool| core.chars().any(test);
    let letters = any(char::is_alphabetic);
    let digits = core.chars().filter(char::is_ascii_digit).count();
    let marked = any(|c| "#@$%^&*_+~!=".contains(c));
    let mixed = core.chars().skip(1).any(char::is_uppercase) && any(char::is_lowercase);
    (letters && digits > 0) || (marked && (letters || digits > 0)) || (letters && mixed) || digits >= 6
}
