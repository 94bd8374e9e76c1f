//! Reading on by the time of the last change, oldest first, so that nothing is passed over while it is read.
//!
//! Pages are asked for by time and not by number wherever that gets on: what changes meanwhile moves to the end and leaves no gap.

use std::future::Future;

use super::{Fault, FaultKind, Result};
use crate::domain::sink::Changes;

/// What changed so shortly before is read again: it may have been written down late.
const OVERLAP: i64 = 60_000;
/// The most pages that are read at once; the rest follows the next time.
const MOST_PAGES: usize = 30;

/// A page: what changed by name and time, and what time it was there.
pub(super) struct Page {
    pub(super) changed: Vec<(String, i64)>,
    pub(super) now: i64,
}

impl Page {
    /// A page of these tickets, if the answer has a date.
    pub(super) fn of(changed: Vec<(String, i64)>, now: Option<i64>) -> Result<Self> {
        let now = now.ok_or_else(|| Fault::new(FaultKind::Lost, "the answer has no date"))?;
        Ok(Self { changed, now })
    }
}

/// Reads pages of so many from where the cursor stands; `page` is asked for changes since a time, and for which page of them.
/// Without a cursor nothing is read but what time it is.
pub(super) async fn follow<F, P>(cursor: Option<&str>, size: usize, page: F) -> Result<Changes>
where
    F: Fn(i64, usize) -> P,
    P: Future<Output = Result<Page>>,
{
    let Some(mut at) = cursor.and_then(|cursor| cursor.parse::<i64>().ok()) else {
        let now = page(i64::MAX, 1).await?.now;
        return Ok(Changes { cursor: now.to_string(), remotes: Vec::new() });
    };
    let (mut remotes, mut number) = (Vec::new(), 1);
    for _ in 0..MOST_PAGES {
        let read = page(at.saturating_sub(OVERLAP), number).await?;
        let (full, last) = (read.changed.len() >= size, read.changed.last().map_or(at, |(_, last)| *last));
        for (remote, _) in read.changed {
            if !remotes.contains(&remote) {
                remotes.push(remote);
            }
        }
        if !full {
            at = at.max(read.now);
            break;
        }
        (at, number) = if last > at { (last, 1) } else { (at, number + 1) };
    }
    Ok(Changes { cursor: at.to_string(), remotes })
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// Asks for pages of two of tickets that changed at these times; between the pages the first of them changes again.
    async fn read(times: &[i64], cursor: &str, moves: bool) -> Changes {
        let tickets = Mutex::new(times.iter().copied().enumerate().map(|(n, at)| (n.to_string(), at)).collect::<Vec<_>>());
        let page = |since: i64, number: usize| {
            let mut tickets = tickets.lock().unwrap();
            let mut changed: Vec<(String, i64)> = tickets.iter().filter(|(_, at)| *at >= since).cloned().collect();
            changed.sort_by_key(|(name, at)| (*at, name.clone()));
            if moves {
                tickets[0].1 += 1_000_000;
            }
            async move { Page::of(changed.into_iter().skip((number - 1) * 2).take(2).collect(), Some(9_000_000)) }
        };
        follow(Some(cursor), 2, page).await.unwrap()
    }

    #[tokio::test]
    async fn nothing_is_passed_over_and_reading_goes_on_from_now() {
        for (times, moves) in [(vec![], false), (vec![1, 2, 3, 4, 5], false), (vec![7, 7, 7, 7, 7], false), (vec![100_000, 200_000, 300_000, 400_000, 500_000], true)] {
            let changes = read(&times, "0", moves).await;
            let mut seen: Vec<usize> = changes.remotes.iter().map(|remote| remote.parse().unwrap()).collect();
            seen.sort_unstable();
            assert_eq!(seen, (0..times.len()).collect::<Vec<_>>(), "{times:?}");
            assert_eq!(changes.cursor, "9000000");
        }
        assert_eq!(read(&[1, 2, 3], "9000000", false).await.remotes, Vec::<String>::new());
        assert_eq!(read(&[1, 2, 3, 70_000], "60001", false).await.remotes, ["0", "1", "2", "3"], "a little is read again");
    }
}
