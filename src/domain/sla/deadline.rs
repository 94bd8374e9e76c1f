//! When a person will answer: a policy applied to a calendar from an instant on.

use serde::{Deserialize, Serialize};

use super::calendar::{add_working, is_open, next_opening};
use crate::domain::{
    content::{Calendar, Pack, Priority, SlaPolicy, Team},
    time::Timestamp,
};

/// A promise of time, with what it was computed from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// When the first answer is due; `None` when the calendar never opens or the policy is silent.
    pub due: Option<Timestamp>,
    /// When the clock starts: at once, or when the team opens.
    pub starts: Option<Timestamp>,
    /// Whether the team was open when it was promised.
    pub open: bool,
    /// The calendar it was computed on.
    pub calendar: String,
    /// Working minutes promised.
    pub minutes: Option<u32>,
}

/// The first answer this team promises for this priority, counted from this instant.
#[must_use]
pub fn promise(pack: &Pack, team: &Team, priority: Priority, now: Timestamp) -> Deadline {
    let calendar = pack.calendars.iter().find(|calendar| calendar.id == team.calendar);
    let policy = pack.slas.iter().find(|policy| policy.id == team.sla);
    let minutes = policy.and_then(|policy| minutes_for(policy, priority));
    let Some(calendar) = calendar else {
        return Deadline { due: None, starts: None, open: false, calendar: team.calendar.to_string(), minutes };
    };
    on_calendar(calendar, minutes, now)
}

fn on_calendar(calendar: &Calendar, minutes: Option<u32>, now: Timestamp) -> Deadline {
    Deadline {
        due: minutes.and_then(|minutes| add_working(calendar, now, minutes)),
        starts: next_opening(calendar, now),
        open: is_open(calendar, now),
        calendar: calendar.id.to_string(),
        minutes,
    }
}

/// The minutes for this priority, else those of the next lower one that is given.
fn minutes_for(policy: &SlaPolicy, priority: Priority) -> Option<u32> {
    policy.first_reply.get(&priority).or_else(|| policy.first_reply.range(..=priority).next_back().map(|(_, minutes)| minutes)).copied()
}
