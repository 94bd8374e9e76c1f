//! Which stage of learning a tool tries: what a saved pack serves at once, or what it serves after it was studied.

use clap::Args;

use super::bar::Bar;
use crate::domain::matching::{Catalog, Held, study};

#[derive(Debug, Args)]
pub(super) struct Stage {
    /// Study the pack first, as a serving Garda does in the background.
    #[arg(long)]
    study: bool,
}

impl Stage {
    /// The catalog in this stage.
    pub(super) fn of(&self, catalog: Catalog) -> Catalog {
        if !self.study {
            return catalog;
        }
        let bar = Bar::new();
        let study = study::study(catalog.pack(), &Held::bundled(), &mut |share| bar.show("studying", share));
        bar.clear();
        catalog.studied(study)
    }
}
