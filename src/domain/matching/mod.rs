//! STUB to be replaced.
use std::sync::Arc;
use crate::domain::{content::Pack, language::Language};
pub struct Catalog { pack: Arc<Pack> }
impl std::fmt::Debug for Catalog { fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str("Catalog") } }
pub struct Utterance;
#[derive(Debug, Clone, Default)]
pub struct Understanding { pub verdict: Verdict, pub candidates: Vec<Candidate>, pub confidence: f32, pub language: Option<Language>, pub articles: Vec<ArticleHit> }
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Verdict { Answer, Clarify, #[default] Unsure }
#[derive(Debug, Clone)]
pub struct Candidate { pub intent: usize }
#[derive(Debug, Clone)]
pub struct ArticleHit { pub article: usize }
impl Catalog {
    pub fn new(pack: Arc<Pack>) -> Self { Self { pack } }
    pub fn pack(&self) -> &Arc<Pack> { &self.pack }
    pub fn read(&self, _text: &str) -> Utterance { Utterance }
    pub fn understand(&self, _u: &Utterance) -> Understanding { Understanding::default() }
}
#[derive(Debug, serde::Serialize)]
pub struct Explanation {}
pub fn explain(_c: &Catalog, _u: &Utterance, _n: &Understanding) -> Explanation { Explanation {} }
impl Catalog { pub fn search(&self, _q: &str, _l: Language, _n: usize) -> Vec<ArticleHit> { Vec::new() } }
