//! When a promise is about to be broken, and when it is: what to warn of now, and when to look again.

use serde::{Deserialize, Serialize};

use super::calendar::add_working;
use crate::domain::{
    content::{Calendar, Pack, Team},
    ticket::{Ticket, TicketStatus},
    time::Timestamp,
};

const MINUTE: i64 = 60_000;
/// While a ticket waits for its requester, nobody is late; whether it still does is looked at so often, in milliseconds.
const PENDING: i64 = 60 * MINUTE;

/// How early to warn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Early {
    /// So many minutes of working time before; never in the first half of the time.
    pub minutes: u32,
    /// Instead of that, when so many of a hundred parts of the time are over; 0: by minutes.
    pub percent: u32,
}

/// What can be warned of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Breach {
    /// The first reply is due soon.
    ReplyNear,
    /// It is overdue.
    ReplyLate,
    /// The ticket should soon be solved.
    SolveNear,
    /// It should have been.
    SolveLate,
}

/// A warning: of what, and which promise it is about. A promise that was made anew is warned of anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// What it says.
    pub of: Breach,
    /// Until when it was promised.
    pub due: Timestamp,
}

/// What is known of a ticket beside itself.
#[derive(Debug, Clone, Copy)]
pub struct Since {
    /// Since when the promise runs: since the ticket was opened, or opened again.
    pub began: Timestamp,
    /// Whether a person has answered since then.
    pub answered: bool,
}

/// What to do about a ticket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Watch {
    /// What to tell now.
    pub tell: Vec<Warning>,
    /// What needs no telling any more, as something worse is told.
    pub skip: Vec<Warning>,
    /// When to look again; never, if nothing can come.
    pub look: Option<Timestamp>,
}

/// What to warn of now, of what was not told before.
#[must_use]
pub fn watch(pack: &Pack, ticket: &Ticket, since: Since, early: Early, told: &[Warning], now: Timestamp) -> Watch {
    if ticket.status == TicketStatus::Resolved {
        return Watch::default();
    }
    let calendar = pack.calendars.iter().find(|calendar| calendar.id.as_str() == ticket.deadline.calendar);
    let reply = ticket.deadline.due.filter(|_| !since.answered).map(|due| Promise {
        near: near(calendar, since.began, ticket.deadline.minutes, due, early),
        due,
        soon: Breach::ReplyNear,
        late: Breach::ReplyLate,
        waits: false,
    });
    let solved = pack.team(&ticket.team).and_then(|team| solved(pack, team, calendar?, ticket, since.began)).map(|(due, minutes)| Promise {
        near: near(calendar, since.began, Some(minutes), due, early),
        due,
        soon: Breach::SolveNear,
        late: Breach::SolveLate,
        waits: ticket.status == TicketStatus::Pending,
    });
    decide(reply.into_iter().chain(solved), told, now)
}

/// One promise that is not kept yet.
struct Promise {
    /// When to warn of it before.
    near: Timestamp,
    due: Timestamp,
    soon: Breach,
    late: Breach,
    /// Whether nobody can keep it now, as the ticket waits for its requester.
    waits: bool,
}

fn decide(promises: impl Iterator<Item = Promise>, told: &[Warning], now: Timestamp) -> Watch {
    let mut watch = Watch::default();
    for Promise { near, due, soon, late, waits } in promises {
        let (soon, late) = (Warning { of: soon, due }, Warning { of: late, due });
        let (told_soon, told_late) = (told.contains(&soon), told.contains(&late));
        let comes = if told_soon { due } else { near };
        let next = if told_late {
            continue;
        } else if waits && now >= comes {
            now.plus_ms(PENDING)
        } else if now >= due {
            watch.tell.push(late);
            watch.skip.extend((!told_soon).then_some(soon));
            continue;
        } else if now >= comes {
            watch.tell.push(soon);
            due
        } else {
            comes
        };
        watch.look = Some(watch.look.map_or(next, |look| look.min(next)));
    }
    watch
}

/// Until when it should be solved, and in how many minutes of working time.
fn solved(pack: &Pack, team: &Team, calendar: &Calendar, ticket: &Ticket, began: Timestamp) -> Option<(Timestamp, u32)> {
    let policy = pack.slas.iter().find(|policy| policy.id == team.sla)?;
    let minutes = *policy.resolve.get(&ticket.priority).or_else(|| policy.resolve.range(..=ticket.priority).next_back().map(|(_, minutes)| minutes))?;
    Some((add_working(calendar, began, minutes)?, minutes))
}

/// When to warn of it before.
fn near(calendar: Option<&Calendar>, began: Timestamp, minutes: Option<u32>, due: Timestamp, early: Early) -> Timestamp {
    let after = |minutes: u32| match early.percent {
        0 => minutes.saturating_sub(early.minutes).max(minutes / 2),
        percent => u32::try_from(u64::from(minutes) * u64::from(percent.min(100)) / 100).unwrap_or(minutes),
    };
    let working = calendar.zip(minutes).and_then(|(calendar, minutes)| add_working(calendar, began, after(minutes)));
    working.unwrap_or_else(|| due.plus_ms(-i64::from(early.minutes) * MINUTE)).min(due)
}

#[cfg(test)]
mod tests {
    use super::{
        super::calendar::tests::{at, office},
        *,
    };

    #[test]
    fn it_is_warned_in_working_time_and_not_in_the_first_half() {
        let office = office("Asia/Jakarta");
        let by = |minutes, percent| Early { minutes, percent };
        for (began, minutes, early, warned) in [
            ("2026-11-23T08:00:00+07:00", 120, by(15, 0), "2026-11-23T09:45:00+07:00"),
            ("2026-11-23T16:00:00+07:00", 65, by(15, 0), "2026-11-23T16:50:00+07:00"),
            ("2026-11-23T08:00:00+07:00", 20, by(15, 0), "2026-11-23T08:10:00+07:00"),
            ("2026-11-23T08:00:00+07:00", 120, by(15, 75), "2026-11-23T09:30:00+07:00"),
            ("2026-11-22T20:00:00+07:00", 60, by(0, 0), "2026-11-23T09:00:00+07:00"),
        ] {
            let due = add_working(&office, at(began), minutes).unwrap();
            assert_eq!(near(Some(&office), at(began), Some(minutes), due, early), at(warned), "{began} {minutes} {early:?}");
        }
        assert_eq!(near(None, Timestamp(0), Some(60), Timestamp(3_600_000), by(15, 0)), Timestamp(2_700_000));
    }

    /// What is told at each of these times, when all was told that was to be told before.
    fn told(waits_at: &[i64], times: &[i64]) -> Vec<(i64, Vec<Breach>)> {
        let mut told = Vec::new();
        let mut all = Vec::new();
        for now in times {
            let promise = Promise { near: Timestamp(100), due: Timestamp(200), soon: Breach::SolveNear, late: Breach::SolveLate, waits: waits_at.contains(now) };
            let watch = decide([promise].into_iter(), &told, Timestamp(*now));
            told.extend(watch.tell.iter().chain(&watch.skip).copied());
            if !watch.tell.is_empty() {
                all.push((*now, watch.tell.iter().map(|warning| warning.of).collect()));
            }
        }
        all
    }

    #[test]
    fn each_is_told_once_and_the_worse_one_alone() {
        use Breach::{SolveLate, SolveNear};
        assert_eq!(told(&[], &[0, 99, 100, 101, 199, 200, 201, 900]), [(100, vec![SolveNear]), (200, vec![SolveLate])]);
        assert_eq!(told(&[], &[0, 500, 501]), [(500, vec![SolveLate])]);
        assert_eq!(told(&[150, 250], &[0, 150, 250, 300]), [(300, vec![SolveLate])], "nobody is late while the requester is waited for");
    }

    #[test]
    fn it_is_looked_at_again_when_something_may_come() {
        let look = |now: i64, told: &[Warning], waits| {
            let promise = Promise { near: Timestamp(100), due: Timestamp(200), soon: Breach::ReplyNear, late: Breach::ReplyLate, waits };
            decide([promise].into_iter(), told, Timestamp(now)).look.map(|at| at.0)
        };
        let (soon, late) = (Warning { of: Breach::ReplyNear, due: Timestamp(200) }, Warning { of: Breach::ReplyLate, due: Timestamp(200) });
        assert_eq!([look(0, &[], false), look(100, &[], false), look(150, &[soon], false)], [Some(100), Some(200), Some(200)]);
        assert_eq!([look(200, &[soon], false), look(300, &[soon, late], false)], [None, None]);
        assert_eq!([look(0, &[], true), look(150, &[], true)], [Some(100), Some(150 + PENDING)]);
        let before = Warning { due: Timestamp(150), ..late };
        assert_eq!(look(100, &[before], false), Some(200), "another promise was broken");
    }
}
