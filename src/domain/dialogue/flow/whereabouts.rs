//! Places in the words of those who write them: "lantai 3 gedung B", "ruang rapat 2", "room 4.12".

use super::line::Line;
use crate::domain::text::{
    List,
    token::{Kind, Token},
};

/// Words with which a place begins; a name or a number follows.
static BEGINS: List = List::new(
    "lantai lt gedung ruang ruangan rg kamar lab laboratorium kelas aula blok tower unit loket poli bangsal cabang kampus floor building room bldg level block desk meja",
);
/// What the second word of a name may be: "ruang rapat 2", "lantai dua".
static NAMES: List = List::new(
    "rapat meeting server kelas dosen guru arsip tunggu kerja satu dua tiga empat lima enam tujuh delapan sembilan sepuluh dasar atas bawah ground first second third
    keuangan sdm hr it umum direksi direktur kepala tata usaha perpustakaan utama timur barat utara selatan",
);

/// The place that a text tells, as it was written.
pub(super) fn told(line: &Line<'_>) -> Option<String> {
    let (text, tokens) = (line.text, line.tokens());
    let (mut first, mut end) = (None, 0);
    let mut at = 0;
    while at < tokens.len() {
        let taken = place(&tokens[at..]);
        if taken > 0 {
            first = first.or(Some(at));
            end = at + taken;
            at = end;
        } else if first.is_some() && at > end {
            break;
        } else {
            at += 1;
        }
    }
    first.map(|first| text[tokens[first].start..tokens[end - 1].end].to_owned())
}

/// How many words of a place stand at the beginning: what it is and which one. In English the number may come first: "3rd floor".
fn place(tokens: &[Token]) -> usize {
    let named = |token: &Token| is_number(token) || NAMES.has(token.word.as_str()) || (token.word.chars().count() == 1 && token.word.chars().all(char::is_alphabetic));
    match tokens {
        [first, second, third, ..] if BEGINS.has(first.word.as_str()) && NAMES.has(second.word.as_str()) && named(third) => 3,
        [first, second, ..] if BEGINS.has(first.word.as_str()) && named(second) => 2,
        [first, second, ..] if is_ordinal(&first.word) && BEGINS.has(second.word.as_str()) => 2,
        [first, ..] if glued(&first.word) => 1,
        _ => 0,
    }
}

fn is_number(token: &Token) -> bool {
    token.kind == Kind::Number || token.word.starts_with(|c: char| c.is_ascii_digit())
}

/// "3rd", "2nd", "ground".
fn is_ordinal(word: &str) -> bool {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let end = &word[digits.len()..];
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) && ["st", "nd", "rd", "th"].contains(&end)) || ["ground", "first", "second", "third", "top"].contains(&word)
}

/// "lt3", "lantai2".
fn glued(word: &str) -> bool {
    ["lantai", "lt"].iter().filter_map(|begin| word.strip_prefix(begin)).any(|rest| !rest.is_empty() && rest.len() <= 2 && rest.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found() {
        for (text, want) in [
            ("printer lantai 3 macet", Some("lantai 3")),
            ("printer di lt 2 gedung B rusak", Some("lt 2 gedung B")),
            ("printer lt3 rusak", Some("lt3")),
            ("di ruang rapat 2 proyektor mati", Some("ruang rapat 2")),
            ("the printer on the 3rd floor is dead", Some("3rd floor")),
            ("wifi in room 4.12 is slow", Some("room 4.12")),
            ("bukan, yang lantai 2", Some("lantai 2")),
            ("printer macet", None),
            ("ruang saya panas", None),
            ("", None),
        ] {
            assert_eq!(told(&Line::new(text)).as_deref(), want, "{text}");
        }
    }
}
