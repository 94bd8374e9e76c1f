//! Promised times: the calendar a team works by, the policy it promises by, the instant that follows.

mod calendar;
mod deadline;
mod warning;
mod words;

pub use calendar::{add_working, closes_at, is_open, next_opening};
pub use deadline::{Deadline, promise};
pub use warning::{Breach, Early, Since, Warning, Watch, watch};
pub use words::{day_words, month_word, time_words, zone_label};
