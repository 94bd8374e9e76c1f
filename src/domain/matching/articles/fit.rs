//! Which articles hold most of what a message is about.

use std::collections::BTreeMap;

use compact_str::CompactString;

use super::{Articles, Postings};

/// They hold at least this share of it, by rarity.
const ENOUGH: f32 = 0.6;
/// Sums of the same numbers in another order differ by less than this share.
const NEARLY: f32 = 0.9999;
/// A list is long against another if it has more than so many times its entries: then each of the few is looked up in it.
const LONG: usize = 16;

impl Articles {
    /// The articles that hold most of these words by rarity, with their scores.
    ///
    /// The rarest words come first. Once an article with none of them cannot hold enough any more, the long lists of common words
    /// are only asked about the articles that still can.
    pub(super) fn fitting(&self, wanted: &BTreeMap<CompactString, f32>) -> Vec<(usize, f32)> {
        let mut words: Vec<(f32, &Postings)> = wanted.iter().filter_map(|(stem, weight)| Some((self.rarity(stem) * weight, self.terms.get(stem)?))).collect();
        words.sort_by(|a, b| b.0.total_cmp(&a.0));
        let enough = ENOUGH * wanted.iter().map(|(stem, weight)| self.rarity(stem) * weight).sum::<f32>();
        let mut rest: f32 = words.iter().map(|(rarity, _)| rarity).sum();
        let mut held = vec![0.0_f32; self.lengths.len()];
        let mut able: Option<Vec<u32>> = None;
        for (rarity, postings) in &words {
            let still = |article: &u32| held[*article as usize] + rest >= enough * NEARLY;
            match &mut able {
                Some(able) => able.retain(still),
                // Nobody who had none of the words so far can hold enough.
                None if rest < enough * NEARLY => able = Some((0..).zip(&held).filter(|(_, held)| **held + rest >= enough * NEARLY).map(|(article, _)| article).collect()),
                None => {}
            }
            rest -= rarity;
            match &able {
                Some(able) if able.len() * LONG < postings.articles.len() => {
                    able.iter().filter(|article| postings.impact(**article).is_some()).for_each(|article| held[*article as usize] += rarity);
                }
                _ => postings.articles.iter().for_each(|article| held[*article as usize] += rarity),
            }
        }
        let mut fitting: Vec<(usize, f32)> = match able {
            Some(able) => able.into_iter().map(|article| (article as usize, 0.0)).collect(),
            None => (0..held.len()).map(|article| (article, 0.0)).collect(),
        };
        fitting.retain(|(article, _)| held[*article] > 0.0 && held[*article] >= enough * NEARLY);
        for (rarity, postings) in &words {
            postings.add_to(&mut fitting, *rarity);
        }
        fitting
    }
}

impl Postings {
    /// How much the word says about an article that has it.
    fn impact(&self, article: u32) -> Option<f32> {
        self.articles.binary_search(&article).ok().map(|at| self.impacts[at])
    }

    /// Adds to the scores of these articles, which stand in order.
    fn add_to(&self, scores: &mut [(usize, f32)], rarity: f32) {
        if scores.len() * LONG < self.articles.len() {
            for (article, score) in scores {
                *score += rarity * u32::try_from(*article).ok().and_then(|article| self.impact(article)).unwrap_or(0.0);
            }
            return;
        }
        let mut scores = scores.iter_mut().peekable();
        for (article, impact) in self.articles.iter().zip(&self.impacts) {
            while scores.next_if(|(other, _)| *other < *article as usize).is_some() {}
            match scores.peek_mut() {
                Some((other, score)) if *other == *article as usize => *score += rarity * impact,
                Some(_) => {}
                None => break,
            }
        }
    }
}
