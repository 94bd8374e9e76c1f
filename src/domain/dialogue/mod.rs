//! What the bot does next: one pure call from a state and an understanding to a turn.

mod act;
mod ask;
mod choice;
mod file;
mod flow;
mod hear;
mod kept;
mod mash;
mod mood;
mod opinion;
mod pass;
mod say;
mod silence;
mod state;
mod talk;
mod ticket;
mod tongue;
mod turn;

pub use choice::{button_said, closes_what_was_offered};
pub use file::file_fact;
pub use flow::{Answer, Asked, FlowState, Told, after_call};
pub use kept::Kept;
pub use pass::hand_over;
pub use say::{card, excerpt, greeting, opened, say, topics};
pub use silence::{Patience, Silence, after_silence};
pub use state::{DialogueState, Phase};
pub use ticket::{Adding, CLOSE, REOPEN, TicketAct, TicketReply, added_while_waiting, desk_reply, is_about_tickets, is_polite, ticket_named};
pub use turn::{Heard, KnownTicket, Reply, Sent, Setting, Turn, TurnVerdict, take_turn};
