//! Since when, in the words of those who write it: "dari kemarin sore", "2 hari yang lalu", "since last week".

use super::line::Line;
use crate::domain::text::{
    List,
    token::{Kind, Token},
};

/// Words that begin to tell a time and are part of it.
static LEADS: List = List::new("sejak dari since from mulai sekitar about around pas");
/// Words that tell a time by themselves.
static TELLS: List = List::new("kemarin kmrn kemaren tadi td semalam semalem barusan tadinya yesterday today senin selasa rabu kamis jumat sabtu monday tuesday wednesday thursday friday
    saturday sunday januari februari maret april mei juni juli agustus september oktober november desember january february march june july august october december lalu ago seminggu sebulan setahun sehari sejam");
/// Words that belong to a time told by others.
static BELONGS: List = List::new(
    "yang yg hari ini pagi siang sore malam subuh this last morning afternoon evening night noon week month year minggu bulan tahun jam menit detik pukul am pm
    hours hour minutes minute days day weeks months years at on in the an a few couple beberapa sebentar awal akhir",
);
/// Words that tell a time only to somebody who asked for it.
static ASKED: List = List::new(
    "pagi siang sore malam baru lama aja saja recently now sekarang skrg just long lately terus selalu always minggu bulan hari jam week month day morning afternoon
    tanggal tgl menit hour hours minutes besok lusa nanti tomorrow tonight later",
);

/// The time that a text tells.
pub(super) fn told(line: &Line<'_>) -> Option<String> {
    span(line)
}

/// The time that a reply tells to somebody who asked.
pub(super) fn answered(line: &Line<'_>) -> Option<String> {
    let tells = |token: &Token| matches!(token.kind, Kind::Number) || TELLS.has(token.word.as_str()) || ASKED.has(token.word.as_str());
    told(line).or_else(|| line.tokens().iter().any(tells).then(|| line.text.trim().to_owned()))
}

/// The words in a row around one that tells.
fn span(line: &Line<'_>) -> Option<String> {
    let (text, tokens) = (line.text, line.tokens());
    let leads = |token: &Token| LEADS.has(token.word.as_str());
    let near = |token: &Token| token.kind == Kind::Number || leads(token) || TELLS.has(token.word.as_str()) || BELONGS.has(token.word.as_str());
    // "Since this morning" tells a time, "this morning" may be a greeting.
    let told = |pair: &[Token]| ASKED.has(&pair[1].word) || ["this", "last"].contains(&pair[1].word.as_str()) || is_clock(&pair[0], &pair[1]);
    let led = || tokens.windows(2).position(|pair| leads(&pair[0]) && told(pair));
    let at = tokens.iter().position(|token| TELLS.has(token.word.as_str())).or_else(led)?;
    let first = tokens[..at].iter().rposition(|token| !near(token)).map_or(0, |before| before + 1);
    // "204 dari kemarin": a time begins with its "dari", never before it.
    let first = (first..at).rev().find(|place| leads(&tokens[*place])).unwrap_or(first);
    let end = tokens[at..].iter().position(|token| !near(token)).map_or(tokens.len(), |behind| at + behind);
    // "dari" at the end belongs to what follows.
    let end = tokens[at..end].iter().rposition(|token| !leads(token)).map_or(end, |last| at + last + 1);
    Some(text[tokens[first].start..tokens[end - 1].end].to_owned())
}

/// "Since 9", "sejak 08.30", "from 8am": a number behind a word that begins a time.
fn is_clock(before: &Token, token: &Token) -> bool {
    let hour = token.word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let plain = hour.len() <= 2 && ["since", "sejak", "mulai"].contains(&before.word.as_str());
    let written = hour.contains(['.', ':']) || ["am", "pm"].contains(&&token.word[hour.len()..]);
    hour.starts_with(|c: char| c.is_ascii_digit()) && hour.len() <= 5 && (plain || written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_found() {
        for (text, want) in [
            ("wifi ga konek dari kemarin sore", Some("dari kemarin sore")),
            ("sejak 2 hari yang lalu printer mati", Some("sejak 2 hari yang lalu")),
            ("it has been slow since yesterday", Some("since yesterday")),
            ("broken again, 3 weeks ago it was fine", Some("3 weeks ago")),
            ("my drive is missing since this morning", Some("since this morning")),
            ("tadi pagi masih bisa", Some("tadi pagi")),
            ("error 204 dari kemarin", Some("dari kemarin")),
            ("lemot seminggu ini", Some("seminggu ini")),
            ("mati dari pagi", Some("dari pagi")),
            ("putus dari jam 9", Some("dari jam 9")),
            ("printer macet", None),
            ("selamat pagi", None),
        ] {
            assert_eq!(told(&Line::new(text)).as_deref(), want, "{text}");
        }
        for (text, want) in [("udah lama", Some("udah lama")), ("10.30", Some("10.30")), ("ga tau", None), ("printernya jelek", None)] {
            assert_eq!(answered(&Line::new(text)).as_deref(), want, "{text}");
        }
    }
}
