//! Since when, in the words of those who write it: "dari kemarin sore", "2 hari yang lalu", "since last week".

use crate::domain::text::token::{Kind, Token, tokenise};

/// Words that begin to tell a time and are part of it.
const LEADS: &str = "sejak dari since from mulai sekitar about around pas";
/// Words that tell a time by themselves.
const TELLS: &str = "kemarin kmrn kemaren tadi td semalam semalem barusan tadinya yesterday today senin selasa rabu kamis jumat sabtu monday tuesday wednesday thursday friday
    saturday sunday januari februari maret april mei juni juli agustus september oktober november desember january february march june july august october december lalu ago seminggu sebulan setahun sehari sejam";
/// Words that belong to a time told by others.
const BELONGS: &str = "yang yg hari ini pagi siang sore malam subuh this last morning afternoon evening night noon week month year minggu bulan tahun jam menit detik pukul am pm
    hours hour minutes minute days day weeks months years at on in the an a few couple beberapa sebentar awal akhir";
/// Words that tell a time only to somebody who asked for it.
const ASKED: &str =
    "pagi siang sore malam baru lama aja saja recently now sekarang skrg just long lately terus selalu always minggu bulan hari jam week month day morning afternoon
    tanggal tgl menit hour hours minutes besok lusa nanti tomorrow tonight later";

/// The time that a text tells.
pub(super) fn told(text: &str) -> Option<String> {
    span(text, |word| has(TELLS, word))
}

/// The time that a reply tells to somebody who asked.
pub(super) fn answered(text: &str) -> Option<String> {
    let tells = |token: &Token| matches!(token.kind, Kind::Number) || has(TELLS, &token.word) || has(ASKED, &token.word);
    told(text).or_else(|| tokenise(text, "").iter().any(tells).then(|| text.trim().to_owned()))
}

/// The words in a row around one that tells.
fn span(text: &str, tells: impl Fn(&str) -> bool) -> Option<String> {
    let tokens = tokenise(text, "");
    let near = |token: &Token| token.kind == Kind::Number || has(LEADS, &token.word) || has(TELLS, &token.word) || has(BELONGS, &token.word);
    // "Since this morning" tells a time, "this morning" may be a greeting.
    let led = || tokens.windows(2).position(|pair| has(LEADS, &pair[0].word) && (has(ASKED, &pair[1].word) || has("this last hari jam minggu bulan", &pair[1].word)));
    let at = tokens.iter().position(|token| tells(&token.word)).or_else(led)?;
    let first = tokens[..at].iter().rposition(|token| !near(token)).map_or(0, |before| before + 1);
    // "204 dari kemarin": a time begins with its "dari", never before it.
    let first = (first..at).rev().find(|place| has(LEADS, &tokens[*place].word)).unwrap_or(first);
    let end = tokens[at..].iter().position(|token| !near(token)).map_or(tokens.len(), |behind| at + behind);
    // "dari" at the end belongs to what follows.
    let end = tokens[at..end].iter().rposition(|token| !has(LEADS, &token.word)).map_or(end, |last| at + last + 1);
    Some(text[tokens[first].start..tokens[end - 1].end].to_owned())
}

fn has(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|one| one == word)
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
            assert_eq!(told(text).as_deref(), want, "{text}");
        }
        for (text, want) in [("udah lama", Some("udah lama")), ("10.30", Some("10.30")), ("ga tau", None), ("printernya jelek", None)] {
            assert_eq!(answered(text).as_deref(), want, "{text}");
        }
    }
}
