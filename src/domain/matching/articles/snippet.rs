//! The place in an article that best shows why it was found.

use std::{cmp::Reverse, collections::BTreeSet};

use super::{ArticleHit, Articles, wanted_of};
use crate::domain::{
    content::Pack,
    text::{Reader, Token, Utterance},
};

/// About so many bytes of text make a snippet.
const WINDOW: usize = 160;

impl Articles {
    /// The part of an article's text with the most of the query's words.
    #[must_use]
    pub fn snippet(&self, pack: &Pack, hit: &ArticleHit, query: &Utterance) -> String {
        let Some(article) = pack.articles.get(hit.article) else { return String::new() };
        let mut wanted = wanted_of(query.tokens.iter());
        self.add_endings(query, &mut wanted);
        let tokens = Reader::plain("").read(&article.plain).tokens;
        let found: Vec<&Token> = tokens.iter().filter(|token| wanted.contains_key(&token.stem)).collect();
        let best = found.iter().enumerate().max_by_key(|(at, first)| {
            let near = found[*at..].iter().take_while(|token| token.end <= first.start + WINDOW);
            (near.map(|token| &token.stem).collect::<BTreeSet<_>>().len(), Reverse(*at))
        });
        match best {
            Some((_, token)) => window(&article.plain, token.start),
            None => article.summary.clone(),
        }
    }
}

/// Whole words around this place, with dots where something is left out.
fn window(text: &str, at: usize) -> String {
    let from = floor(text, at.saturating_sub(WINDOW / 4));
    let from = if from == 0 { 0 } else { text[from..at].find(char::is_whitespace).map_or(at, |space| from + space + 1) };
    let to = floor(text, (from + WINDOW).min(text.len()));
    let to = if to == text.len() { to } else { text[from..to].rfind(char::is_whitespace).map_or(to, |space| from + space) };
    let words: Vec<&str> = text[from..to].split_whitespace().collect();
    let dots = |cut: bool| if cut { "…" } else { "" };
    format!("{}{}{}", dots(from > 0), words.join(" "), dots(to < text.len()))
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
