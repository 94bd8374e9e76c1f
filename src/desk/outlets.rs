//! What is said in conversations that are held elsewhere goes out with what causes it: told just before a transaction ends, so that no
//! verb can forget it. Houses without letters and chats pay nothing for it.

use std::sync::{Arc, OnceLock};

use super::{
    Change, Result, World,
    chats::{self, Later},
    letters::{self, Pen},
};
use crate::store::Tx;

/// The ways by which a desk tells; each may come later, or never.
#[derive(Debug, Default)]
pub(super) struct Ways {
    /// By letters.
    pub(super) letters: OnceLock<Pen>,
    /// In chats of other systems; the address of this house, as it stands there.
    pub(super) chats: OnceLock<String>,
}

/// The ways, as the desk and its writers share them.
pub(super) type Outlets = Arc<Ways>;

/// Tells whoever is elsewhere what was said in these conversations, and after that what is to follow.
pub(super) async fn tell(tx: &mut Tx, changes: &mut [Change], later: &[Later], ways: &Ways, world: &World) -> Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    if let Some(pen) = ways.letters.get() {
        letters::tell(tx, changes, pen, world).await?;
    }
    if let Some(house) = ways.chats.get() {
        chats::tell(tx, changes, later, (house, world)).await?;
    }
    Ok(())
}
