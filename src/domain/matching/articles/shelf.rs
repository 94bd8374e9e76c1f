//! The articles as a reader meets them: each once, in the reader's language where it exists.

use std::collections::HashMap;

use super::ArticleHit;
use crate::domain::{content::Article, language::Language};

/// How much an article in another language than the wanted one counts.
const OTHER_LANGUAGE: f32 = 0.7;
/// An article exists in at most so many languages.
const MOST_LANGUAGES: usize = 8;

/// Which articles are the same in several languages; places are those in `pack.articles`.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    languages: Vec<Language>,
    /// Of each article, its slug.
    slugs: Vec<u32>,
    /// Of each slug, its articles.
    articles: Vec<Vec<u32>>,
}

impl Shelf {
    pub(super) fn new(all: &[Article]) -> Self {
        let mut shelf = Self::default();
        let mut known: HashMap<&str, u32> = HashMap::new();
        for (at, article) in (0..).zip(all) {
            let next = u32::try_from(shelf.articles.len()).unwrap_or(u32::MAX);
            let slug = *known.entry(article.slug.as_str()).or_insert(next);
            if slug == next {
                shelf.articles.push(Vec::new());
            }
            shelf.articles[slug as usize].push(at);
            shelf.slugs.push(slug);
            shelf.languages.push(article.language);
        }
        shelf
    }

    /// The best few of these, one per slug, each in the wanted language where it exists.
    pub(super) fn pick(&self, found: Vec<(usize, f32)>, language: Option<Language>, limit: usize) -> Vec<ArticleHit> {
        let weigh = |(article, score)| {
            let same = language.is_none_or(|language| self.languages[article] == language);
            ArticleHit { article, score: if same { score } else { score * OTHER_LANGUAGE } }
        };
        let better = |a: &ArticleHit, b: &ArticleHit| b.score.total_cmp(&a.score).then(a.article.cmp(&b.article));
        let mut all: Vec<ArticleHit> = found.into_iter().map(weigh).collect();
        let enough = limit.saturating_mul(MOST_LANGUAGES);
        if all.len() > enough {
            all.select_nth_unstable_by(enough, better);
            all.truncate(enough);
        }
        all.sort_by(better);
        let mut slugs: Vec<u32> = Vec::with_capacity(limit);
        let mut hits = Vec::with_capacity(limit);
        for hit in all {
            let slug = self.slugs[hit.article];
            if hits.len() < limit && !slugs.contains(&slug) {
                slugs.push(slug);
                hits.push(ArticleHit { article: self.translated(hit.article, language), ..hit });
            }
        }
        hits
    }

    fn translated(&self, at: usize, language: Option<Language>) -> usize {
        let twins = self.articles[self.slugs[at] as usize].iter().map(|twin| *twin as usize);
        language.and_then(|language| twins.into_iter().find(|twin| self.languages[*twin] == language)).unwrap_or(at)
    }
}
