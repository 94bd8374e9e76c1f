//! The place in an article that best shows why it was found.

use std::{cmp::Reverse, collections::BTreeSet, ops::Range};

use super::{ArticleHit, Articles, wanted_of};
use crate::domain::{
    content::Pack,
    text::{Reader, Token, Utterance},
};

/// About so many bytes of text make a snippet.
const WINDOW: usize = 160;
/// So many of them stand before the first word that was looked for.
const BEFORE: usize = WINDOW / 4;

/// A piece of an article's text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snippet {
    /// The text, with dots where something is left out.
    pub text: String,
    /// The words in it that were looked for, also by a slip or by their beginning: where each stands, in bytes, in order.
    pub marks: Vec<Range<usize>>,
}

impl Snippet {
    /// The text in pieces, each with whether it was looked for.
    pub fn pieces(&self) -> impl Iterator<Item = (&str, bool)> {
        let after = |mark: Option<&Range<usize>>| mark.map_or(0, |mark| mark.end);
        let between = self.marks.iter().enumerate().flat_map(move |(at, mark)| {
            let before = after(at.checked_sub(1).and_then(|at| self.marks.get(at)))..mark.start;
            [(&self.text[before], false), (&self.text[mark.clone()], true)]
        });
        between.chain([(&self.text[after(self.marks.last())..], false)]).filter(|(piece, _)| !piece.is_empty())
    }

    /// The marks in characters instead of bytes.
    #[must_use]
    pub fn marks_in_characters(&self) -> Vec<Range<usize>> {
        let count = |piece: Range<usize>| self.text[piece].chars().count();
        self.marks.iter().map(|mark| count(0..mark.start)..count(0..mark.end)).collect()
    }
}

impl Articles {
    /// The part of an article's text with the most of the query's words; its summary if it has none of them.
    #[must_use]
    pub fn snippet(&self, pack: &Pack, hit: &ArticleHit, query: &Utterance) -> Snippet {
        let Some(article) = pack.articles.get(hit.article) else { return Snippet::default() };
        let mut wanted = wanted_of(query.tokens.iter());
        self.add_endings(query, &mut wanted);
        let tokens = Reader::plain(&pack.prefix).read(&article.plain).tokens;
        let found: Vec<&Token> = tokens.iter().filter(|token| wanted.contains_key(&token.stem)).collect();
        let best = found.iter().enumerate().max_by_key(|(at, first)| {
            let near = found[*at..].iter().take_while(|token| token.end <= first.start + WINDOW - BEFORE);
            (near.map(|token| &token.stem).collect::<BTreeSet<_>>().len(), Reverse(*at))
        });
        match best {
            Some((_, token)) => cut(&article.plain, window(&article.plain, token.start), &found),
            None => Snippet { text: article.summary.clone(), marks: Vec::new() },
        }
    }
}

/// Whole words around this place.
fn window(text: &str, at: usize) -> Range<usize> {
    let from = floor(text, at.saturating_sub(BEFORE));
    let from = if from == 0 { 0 } else { text[from..at].char_indices().find(|(_, sign)| sign.is_whitespace()).map_or(at, |(space, sign)| from + space + sign.len_utf8()) };
    let to = floor(text, (from + WINDOW).min(text.len()));
    let to = if to == text.len() { to } else { text[from..to].rfind(char::is_whitespace).map_or(to, |space| from + space) };
    from..to
}

/// This part of a text in one line, with the words found in it marked.
fn cut(text: &str, part: Range<usize>, found: &[&Token]) -> Snippet {
    let dots = |left_out: bool| if left_out { "…" } else { "" };
    let mut snippet = Snippet { text: dots(part.start > 0).to_owned(), marks: Vec::new() };
    let mut at = part.start;
    for token in found {
        // Two words that are written as one stand in the same place.
        if token.start >= at && token.end <= part.end {
            push(&mut snippet.text, &text[at..token.start]);
            let start = snippet.text.len();
            push(&mut snippet.text, &text[token.start..token.end]);
            snippet.marks.push(start..snippet.text.len());
            at = token.end;
        }
    }
    push(&mut snippet.text, &text[at..part.end]);
    snippet.text.truncate(snippet.text.trim_end().len());
    snippet.text.push_str(dots(part.end < text.len()));
    snippet
}

/// Adds a text with one space for every gap in it.
fn push(line: &mut String, text: &str) {
    for sign in text.chars() {
        if !sign.is_whitespace() {
            line.push(sign);
        } else if !line.is_empty() && !line.ends_with(' ') {
            line.push(' ');
        }
    }
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, word: &str) -> String {
        let tokens = Reader::plain("").read(text).tokens;
        let found: Vec<&Token> = tokens.iter().filter(|token| token.word == word).collect();
        let snippet = cut(text, window(text, found[0].start), &found);
        assert_eq!(snippet.pieces().map(|(piece, _)| piece).collect::<String>(), snippet.text);
        snippet.pieces().map(|(piece, marked)| if marked { format!("[{piece}]") } else { piece.to_owned() }).collect()
    }

    #[test]
    fn words_are_marked_where_they_stand() {
        for (text, word, want) in [
            ("kabel", "kabel", "[kabel]"),
            ("  Kabel\u{3000}\n putus, kabel baru. ", "kabel", "[Kabel] putus, [kabel] baru."),
            ("é é\nkabel—kabel", "kabel", "é é [kabel]—[kabel]"),
        ] {
            assert_eq!(shown(text, word), want, "{text}");
        }
        let far = format!("{}kabel {}", "é\u{a0}".repeat(100), "b ".repeat(100));
        let shown = shown(&far, "kabel");
        assert!(shown.starts_with("…é ") && shown.contains(" [kabel] b") && shown.ends_with(" b…"), "{shown}");
    }

    #[test]
    fn marks_are_counted_in_characters_too() {
        let snippet = Snippet { text: "é kabel".to_owned(), marks: std::iter::once(3..8).collect() };
        assert_eq!(snippet.marks_in_characters().first(), Some(&(2..7)));
        assert_eq!(snippet.pieces().collect::<Vec<_>>(), [("é ", false), ("kabel", true)]);
    }
}
