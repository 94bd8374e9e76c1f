//! A catalog and what was studied of its pack: put to use, compared and kept.

use std::sync::Arc;

use super::Catalog;
use crate::domain::{
    content::Pack,
    matching::{Study, classifier::Classifier, confidence, evidence::Evidence, learn::Model},
};

/// What was learned before.
pub(super) enum Taught {
    /// The linear classifier, if it was kept.
    Linear(Option<Arc<Classifier>>),
    Networks(Box<Model>),
}

impl Default for Taught {
    fn default() -> Self {
        Self::Linear(None)
    }
}

impl Catalog {
    /// With what was studied, if it was.
    #[must_use]
    pub fn learned(pack: Arc<Pack>, study: Option<Study>) -> Self {
        match study {
            Some(study) => Self::with_study(pack, study),
            None => Self::new(pack),
        }
    }

    /// The same pack after it was studied; the linear classifier is shared where no networks were trained.
    #[must_use]
    pub fn studied(&self, study: Study) -> Self {
        if study.networks.is_some() {
            return Self::with_study(Arc::clone(&self.pack), study);
        }
        let Study { judge, cut_offs, .. } = study;
        Self { pack: Arc::clone(&self.pack), learned: Arc::clone(&self.learned), judge, cut_offs, revision: self.pack.revision.studied() }
    }

    /// A catalog that serves what was studied of its pack: its networks, else its classifier. One that does not belong to these lines,
    /// because another version of the program read them otherwise, is learned anew, and the pack has to be studied again.
    #[must_use]
    pub fn with_study(pack: Arc<Pack>, mut study: Study) -> Self {
        let revision = pack.revision.studied();
        if let Some(model) = study.networks.take() {
            return Self { cut_offs: study.cut_offs, revision, ..Self::build(pack, study.judge, Taught::Networks(Box::new(model))) };
        }
        let catalog = Self::build(pack, confidence::usual_judge(), Taught::Linear(study.linear.clone()));
        if catalog.fits(&study) { catalog.studied(study) } else { catalog }
    }

    /// Whether what was studied belongs to the lines as they are read here.
    #[must_use]
    pub fn fits(&self, study: &Study) -> bool {
        study.linear.as_ref().is_none_or(|kept| self.linear().is_some_and(|own| own.is_same(kept)))
    }

    /// A study with all that a catalog needs to serve it without learning anything: its networks, else this catalog's classifier.
    #[must_use]
    pub fn to_keep(&self, study: Study) -> Study {
        Study { linear: self.linear().cloned(), ..study }
    }

    fn linear(&self) -> Option<&Arc<Classifier>> {
        if let Evidence::Linear(classifier, _) = &self.learned.evidence { classifier.as_ref() } else { None }
    }

    /// Whether it serves what was studied of the pack.
    #[must_use]
    pub fn is_studied(&self) -> bool {
        self.revision != self.pack.revision
    }

    /// Its networks, for another catalog.
    pub(in crate::domain::matching) fn into_networks(self) -> Option<Model> {
        match Arc::into_inner(self.learned)?.evidence {
            Evidence::Networks(model) => Some(*model),
            Evidence::Linear(..) => None,
        }
    }

    /// Whether networks serve.
    #[must_use]
    pub fn has_networks(&self) -> bool {
        matches!(self.learned.evidence, Evidence::Networks(_))
    }

    /// Whether there is too much for a classifier, so that likeness and rules alone tell intents apart.
    #[must_use]
    pub fn is_without_classifier(&self) -> bool {
        matches!(self.learned.evidence, Evidence::Linear(None, _)) && !self.learned.space.is_empty()
    }
}
