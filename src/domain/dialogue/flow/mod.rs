//! Guided flows: from the step a conversation is at to the next one that waits for its visitor.

mod call;
mod correct;
mod hear;
mod line;
mod slot;
mod state;
mod walk;
mod when;
mod whereabouts;

pub use call::{Asked, Told, after_call};
pub use slot::Answer;
pub use state::FlowState;
