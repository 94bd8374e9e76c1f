//! Words in quotation marks: what somebody read on a screen or wants said letter by letter.

use std::ops::Range;

/// A quotation longer than this is rather a mark that was never closed.
const LONGEST: usize = 400;

/// The parts of a text between quotation marks, in order. A message that is one quotation has none: it is what its writer says.
#[must_use]
pub(super) fn quotations(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<(char, usize)> = None;
    let mut before = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map(|(_, next)| *next);
        match open {
            Some((end, start)) if c == end && closes(before, after) => {
                found.push(start..at);
                open = None;
            }
            Some((_, start)) if c == '\n' || at - start > LONGEST => open = None,
            None => open = opens(c, before, after).map(|end| (end, at + c.len_utf8())),
            Some(_) => {}
        }
        before = Some(c);
    }
    let outside = |part: &str| part.chars().any(char::is_alphanumeric);
    match found.as_slice() {
        [only] if !outside(&text[..only.start]) && !outside(&text[only.end..]) => Vec::new(),
        _ => found,
    }
}

/// What would close a quotation that begins here.
fn opens(c: char, before: Option<char>, after: Option<char>) -> Option<char> {
    let end = match c {
        '"' => '"',
        '\'' => '\'',
        '`' => '`',
        '\u{201C}' | '\u{201E}' => '\u{201D}',
        '\u{2018}' => '\u{2019}',
        '\u{AB}' => '\u{BB}',
        _ => return None,
    };
    let at_start = before.is_none_or(|c| !c.is_alphanumeric() && c != end);
    (at_start && after.is_some_and(|c| !c.is_whitespace() && c != end)).then_some(end)
}

/// A mark within a word is an apostrophe, one after a space begins something else.
fn closes(before: Option<char>, after: Option<char>) -> bool {
    before.is_some_and(|c| !c.is_whitespace()) && after.is_none_or(|c| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_are_found() {
        for (text, want) in [
            ("muncul \"eror 0x80 saat login\", gmn ya", vec!["eror 0x80 saat login"]),
            ("tulisannya \u{201C}acess denied\u{201D} terus", vec!["acess denied"]),
            ("folder 'Keu Lap' sama 'HR Dok'", vec!["Keu Lap", "HR Dok"]),
            ("klik (\u{AB}Masuk\u{BB}) ga bisa", vec!["Masuk"]),
            ("monitor 24\" mati, yang 27\" nyala", vec![]),
            ("can't open, it's broken", vec![]),
            ("jum'at rock 'n roll", vec![]),
            ("\"wifi ga konek\"", vec![]),
            ("\"belum ditutup ya", vec![]),
            ("dia bilang \"tunggu\nterus \"oke\" gitu", vec!["oke"]),
            ("\"\" kosong \" \"", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(quotations(text).into_iter().map(|part| &text[part]).collect::<Vec<_>>(), want, "{text}");
        }
    }
}
