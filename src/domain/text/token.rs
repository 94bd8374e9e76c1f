//! Words of a text with their places in it; addresses, numbers and names of things stay whole.

use compact_str::CompactString;
use serde::Serialize;

use super::{
    fold::{fold, is_invisible},
    quote::quotations,
};

/// What sort of thing a token is; everything but a word is protected from rewriting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Letters, perhaps with digits among them.
    Word,
    /// Digits with their marks: `10.30`, `+62811`, `0x80070005`.
    Number,
    /// `name@example.com`.
    Email,
    /// `https://…`, `www.…`, `\\server\share`.
    Url,
    /// `10.0.0.1`, `fe80::1`, with a port or a mask.
    Ip,
    /// `portal.example.com`, `report.xlsx`.
    Host,
    /// A number of our own tickets: `GRD-1042`.
    Ticket,
    /// A label on a device: `LT-2031`.
    Asset,
}

/// One word of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where it begins in the text as typed, in bytes.
    pub start: usize,
    /// Where it ends in the text as typed, in bytes.
    pub end: usize,
    /// The word as understood: folded, unslanged, repaired.
    pub word: CompactString,
    /// Its stem, or its class in angle brackets when the thing itself means nothing to an intent.
    pub stem: CompactString,
    /// Whether only a hyphen stands between it and the word before.
    #[serde(skip)]
    pub glued: bool,
    /// Whether it stands in quotation marks: it is never rewritten.
    #[serde(skip)]
    pub quoted: bool,
}

/// Cuts a text into folded tokens without stems; `prefix` is what ticket numbers begin with.
#[must_use]
pub fn tokenise(text: &str, prefix: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 5 + 1);
    let mut chunk = None;
    for (at, c) in text.char_indices() {
        match (c.is_whitespace(), chunk) {
            (true, Some(start)) => {
                cut(text, start, at, prefix, &mut tokens);
                chunk = None;
            }
            (false, None) => chunk = Some(at),
            _ => {}
        }
    }
    if let Some(start) = chunk {
        cut(text, start, text.len(), prefix, &mut tokens);
    }
    for part in quotations(text) {
        let first = tokens.partition_point(|token| token.start < part.start);
        tokens[first..].iter_mut().take_while(|token| token.end <= part.end).for_each(|token| token.quoted = true);
    }
    tokens
}

/// Cuts what stands between two spaces.
fn cut(text: &str, start: usize, end: usize, prefix: &str, tokens: &mut Vec<Token>) {
    let raw = &text[start..end];
    let left = raw.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '\\' | '+'));
    let start = start + (raw.len() - left.len());
    let core = left.trim_end_matches(|c: char| !c.is_alphanumeric());
    let end = start + core.len();
    if core.is_empty() {
        return;
    }
    let plain = core.bytes().all(|b| b.is_ascii_alphabetic());
    if !plain {
        let folded = fold(core);
        if let Some(kind) = protected(&folded, prefix) {
            tokens.push(Token { kind, start, end, word: folded, stem: CompactString::default(), glued: false, quoted: false });
            return;
        }
    }
    words(text, start, end, tokens);
}

/// Cuts at everything that is neither letter, digit nor apostrophe inside a word.
fn words(text: &str, from: usize, to: usize, tokens: &mut Vec<Token>) {
    let mut start: Option<usize> = None;
    let mut glue = false;
    let mut chars = text[from..to].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let at = from + at;
        let next_is_letter = chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        let inside = belongs(c) || (is_apostrophe(c) && start.is_some() && next_is_letter);
        match (inside, start) {
            // What leaves nothing once it is folded begins no word.
            (true, None) if begins(c) => start = Some(at),
            (false, Some(begin)) => {
                push(text, begin, at, glue, tokens);
                start = None;
                glue = matches!(c, '-' | '\u{2010}' | '\u{2011}');
            }
            (false, None) => glue = false,
            (true, _) => {}
        }
    }
    if let Some(begin) = start {
        push(text, begin, to, glue, tokens);
    }
}

fn belongs(c: char) -> bool {
    c.is_alphanumeric() || is_invisible(c) || unicode_normalization::char::is_combining_mark(c)
}

fn begins(c: char) -> bool {
    c.is_alphanumeric() && !unicode_normalization::char::is_combining_mark(c)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{02BC}' | '`' | '\u{00B4}')
}

fn push(text: &str, start: usize, end: usize, glued: bool, tokens: &mut Vec<Token>) {
    let word = fold(&text[start..end]);
    if word.is_empty() {
        return;
    }
    let digits = word.bytes().all(|b| b.is_ascii_digit());
    let kind = if digits { Kind::Number } else { Kind::Word };
    tokens.push(Token { kind, start, end, word, stem: CompactString::default(), glued, quoted: false });
}

/// What protected thing this folded chunk is, if any.
fn protected(chunk: &str, prefix: &str) -> Option<Kind> {
    if is_url(chunk) {
        Some(Kind::Url)
    } else if is_email(chunk) {
        Some(Kind::Email)
    } else if is_ip(chunk) {
        Some(Kind::Ip)
    } else if is_number(chunk) {
        Some(Kind::Number)
    } else if is_ticket(chunk, prefix) {
        Some(Kind::Ticket)
    } else if is_asset(chunk) {
        Some(Kind::Asset)
    } else if is_host(chunk) || is_machine(chunk) {
        Some(Kind::Host)
    } else {
        None
    }
}

fn is_url(chunk: &str) -> bool {
    chunk.starts_with("www.") || chunk.starts_with("\\\\") || chunk.split_once("://").is_some_and(|(scheme, rest)| is_name(scheme) && !rest.is_empty())
}

fn is_email(chunk: &str) -> bool {
    let Some((local, domain)) = chunk.split_once('@') else { return false };
    let local_ok = !local.is_empty() && local.chars().all(|c| c.is_alphanumeric() || "._+-%".contains(c));
    local_ok && !domain.is_empty() && domain.split('.').all(is_name)
}

fn is_ip(chunk: &str) -> bool {
    let address = chunk.split('/').next().unwrap_or(chunk);
    let six = address.bytes().filter(|b| *b == b':').count() >= 2 && address.bytes().all(|b| b.is_ascii_hexdigit() || b == b':');
    if six {
        return address.contains("::") || address.split(':').count() == 8;
    }
    let host = address.split(':').next().unwrap_or(address);
    host.split('.').count() == 4 && host.split('.').all(|part| part.parse::<u8>().is_ok())
}

fn is_number(chunk: &str) -> bool {
    let hex = chunk.strip_prefix("0x").is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_hexdigit()));
    let mut digits = false;
    let marks = chunk.chars().all(|c| {
        digits |= c.is_ascii_digit();
        c.is_ascii_digit() || matches!(c, '.' | ',' | ':' | '+' | '-' | '/' | '(' | ')')
    });
    hex || (marks && digits)
}

fn is_ticket(chunk: &str, prefix: &str) -> bool {
    chunk.split_once('-').is_some_and(|(letters, number)| letters.eq_ignore_ascii_case(prefix) && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

/// Two to five letters, then groups of letters and digits, one of them a number of at least two digits.
fn is_asset(chunk: &str) -> bool {
    let mut groups = chunk.split(['-', '_', '/']);
    let first = groups.next().unwrap_or_default();
    let mut number = false;
    let mut rest = 0;
    let sound = groups.all(|group| {
        rest += 1;
        number |= group.len() >= 2 && group.bytes().all(|b| b.is_ascii_digit());
        !group.is_empty() && group.bytes().all(|b| b.is_ascii_alphanumeric())
    });
    let least = if chunk.contains('/') { 2 } else { 1 };
    (2..=5).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic()) && sound && number && rest >= least
}

/// Names joined by dots whose last part is a domain or a file ending, so that `konek.tolong` is not one.
fn is_host(chunk: &str) -> bool {
    let (name, path) = chunk.split_once(['/', ':']).unwrap_or((chunk, ""));
    let short = |last: &str| !path.is_empty() && matches!(last.len(), 2..=3) && last.bytes().all(|b| b.is_ascii_alphabetic());
    name.rsplit_once('.').is_some_and(|(rest, last)| (ENDINGS.contains(&last) || short(last)) && !rest.is_empty() && rest.split('.').all(is_name))
}

/// Names of machines without a dot, such as `sby-app01`; `wi-fi`, `di-restart` and `office-365` are words. One with an underscore is
/// none: passwords are made so.
fn is_machine(chunk: &str) -> bool {
    let sound = chunk.split('-').all(|group| !group.is_empty() && group.bytes().all(|b| b.is_ascii_alphanumeric()));
    let digits_behind = |group: &str| {
        let letters = group.trim_end_matches(|c: char| c.is_ascii_digit());
        group.len() - letters.len() >= 2 && letters.len() >= 2 && letters.bytes().all(|b| b.is_ascii_alphabetic())
    };
    sound && chunk.contains('-') && chunk.split('-').any(digits_behind)
}

fn is_name(part: &str) -> bool {
    !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '+'))
}

const ENDINGS: &[&str] = &[
    "ac", "apk", "app", "bat", "cloud", "club", "co", "com", "corp", "csv", "dev", "dmg", "doc", "docm", "docx", "edu", "exe", "gif", "gov", "htm", "html", "ics", "id", "info",
    "intra", "io", "iso", "jpeg", "jpg", "js", "json", "lan", "local", "log", "mil", "mkv", "mov", "mp3", "mp4", "msg", "msi", "me", "my", "net", "ods", "odt", "org", "ost",
    "pdf", "php", "png", "ppt", "pptx", "ps1", "pst", "py", "rar", "rtf", "sch", "sg", "sql", "svg", "tv", "txt", "uk", "us", "vsdx", "wav", "web", "xls", "xlsm", "xlsx", "xml",
    "xyz", "zip",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, want: &[(&str, Kind)]) {
        let tokens = tokenise(text, "GRD");
        let got: Vec<_> = tokens.iter().map(|token| (token.word.as_str(), token.kind)).collect();
        assert_eq!(got, want, "{text}");
    }

    #[test]
    fn protected_things_stay_whole() {
        for (text, kind) in [
            ("budi.santoso@example.co.id", Kind::Email),
            ("a+b@x.io", Kind::Email),
            ("https://sso.example.com/login?next=/a&b=1", Kind::Url),
            ("http://10.0.0.1:8080/x", Kind::Url),
            ("www.example.com", Kind::Url),
            ("\\\\fileserver\\keuangan", Kind::Url),
            ("10.0.0.1", Kind::Ip),
            ("192.168.1.0/24", Kind::Ip),
            ("10.1.2.3:443", Kind::Ip),
            ("fe80::1", Kind::Ip),
            ("portal.kampus.ac.id", Kind::Host),
            ("laporan-akhir.xlsx", Kind::Host),
            ("grd-1042", Kind::Ticket),
            ("lt-2031", Kind::Asset),
            ("prn-lt3-07", Kind::Asset),
            ("it/lap/2023/0042", Kind::Asset),
            ("zoom.us", Kind::Host),
            ("sby-app01", Kind::Host),
            ("bit.ly/kuis-hadiah", Kind::Host),
            ("t.me/kantor", Kind::Host),
            ("0x80070005", Kind::Number),
            ("+62-811-2345", Kind::Number),
            ("10.30", Kind::Number),
            ("2,5", Kind::Number),
            ("365", Kind::Number),
        ] {
            check(&format!("({text}),"), &[(text, kind)]);
            check(&format!("cek {text}!"), &[("cek", Kind::Word), (text, kind)]);
        }
    }

    #[test]
    fn words_are_cut() {
        let word = |w: &'static str| (w, Kind::Word);
        check("ga konek.tolong bantu", &[word("ga"), word("konek"), word("tolong"), word("bantu")]);
        check("Wi-Fi/LAN mati!!", &[word("wi"), word("fi"), word("lan"), word("mati")]);
        check("can't   'login'", &[word("can't"), word("login")]);
        check("di-restart kata2-kata", &[word("di"), word("restart"), word("kata2"), word("kata")]);
        check("printer_rusak", &[word("printer"), word("rusak")]);
        check("office-365", &[word("office"), ("365", Kind::Number)]);
        check("win10, 5G & 2fa", &[word("win10"), word("5g"), word("2fa")]);
        check("😀 halo 😀", &[word("halo")]);
        check(" \u{200B} … ?!", &[]);
        check("", &[]);
        check("\u{11937}`s \u{301}ok", &[word("s"), word("ok")]);
    }

    #[test]
    fn offsets_point_into_the_typed_text() {
        let text = "  ＷＩＦＩ, “LT-2031”!";
        let spans: Vec<_> = tokenise(text, "GRD").iter().map(|token| &text[token.start..token.end]).collect();
        assert_eq!(spans, ["ＷＩＦＩ", "LT-2031"]);
    }
}
