//! The way of a handoff, seeded: turn, handoff, outbox, sink, and back, with a crash possible at every step. `GARDA_SEED=n` runs one seed alone.

use std::{collections::HashMap, sync::Arc};

use futures_util::future::join_all;
use garda::{
    connect::ticket::{NoFiles, carry},
    desk::{Desk, Inbound},
    domain::{
        conversation::Sender,
        id::{ClientId, ConversationId, VisitorId},
        outbox::ParcelState,
        sink::{RemoteComment, RemoteTicket, Rule, Standing},
        ticket::TicketStatus,
    },
    store::{message, outbox, ticket},
};

use crate::{
    app::{App, MONDAY_10},
    fake_sink::{Fake, Goes, drawn},
    postgres::Kind,
};

/// So many, unless `GARDA_SEEDS` says otherwise; `tests/all` takes ten thousand.
const SEEDS: u64 = 1_000;
/// So many handoffs share a commit and a round of the outbox.
const LOT: u64 = 250;

/// What a call comes to hangs on what it is about, and that on the seed.
fn fate(about: &str, call: u64) -> Goes {
    match drawn(about, call) % 8 {
        0 => Goes::LostAfter,
        1 => Goes::LostBefore,
        2 => Goes::Unreached,
        _ => Goes::Well,
    }
}

/// One seed and what became of it.
struct Way {
    seed: u64,
    visitor: VisitorId,
    conversation: ConversationId,
}

impl Way {
    /// Sends a message as often as its program would if the answers were lost.
    async fn say(&self, desk: &Desk, client_id: &str, text: &str, choice: Option<&str>) {
        for _ in 0..=drawn(client_id, self.seed) % 3 {
            let inbound = Inbound {
                conversation: self.conversation.clone(),
                visitor: self.visitor.clone(),
                known: false,
                client_id: ClientId(client_id.to_owned()),
                text: text.to_owned(),
                files: Vec::new(),
                choice: choice.map(str::to_owned),
            };
            desk.receive(inbound).await.unwrap();
        }
    }

    async fn begin(desk: &Desk, seed: u64) -> Self {
        let conversation = desk.converse("rest", format!("seed {seed}")).await.unwrap();
        let way = Self { seed, visitor: conversation.visitor, conversation: conversation.id };
        way.say(desk, "m1", "wifi ga konek", None).await;
        way.say(desk, "m2", "Petugas", Some("/human")).await;
        for line in 0..seed % 3 {
            way.say(desk, &format!("more {line}"), &format!("baris {line}"), None).await;
        }
        way
    }

    /// Somebody there answers and is done; it is told late, twice, in parts, or all at once, and each time somebody may have died before.
    async fn back(&self, desk: &Desk, remote: String) {
        let comment = |id: &str| RemoteComment { id: id.to_owned(), author: "Rina".to_owned(), public: true, own: false, text: format!("jawaban {id}") };
        let told = |ids: &[&str], standing| RemoteTicket { remote: remote.clone(), standing: Some(standing), assignee: None, comments: ids.iter().map(|id| comment(id)).collect() };
        let now = desk.world().now();
        let order = [told(&["a"], Standing::Open), told(&["a", "b"], Standing::Open), told(&["a", "b"], Standing::Resolved)];
        for (place, one) in order.into_iter().enumerate() {
            let last = place == 2;
            let times = drawn("back", self.seed + place as u64 * 7) % 3;
            for _ in 0..times.max(u64::from(last)) {
                desk.hear_back("fake".to_owned(), one.clone(), now).await.unwrap();
            }
        }
    }

    async fn check(&self, app: &App, held: &[&crate::fake_sink::Held]) {
        let (seed, desk) = (self.seed, &app.running.desk);
        let mut tx = desk.store().read().await.unwrap();
        let said = message::after(&mut tx, &self.conversation, 0, 100).await.unwrap();
        assert!(said.iter().map(|message| message.seq).eq(1..=said.len().try_into().unwrap()), "seed {seed}: numbered without gaps");
        let of = |sender| said.iter().filter(|message| message.sender == sender).map(|message| message.text.clone()).collect::<Vec<_>>();
        let lines: Vec<String> = (0..seed % 3).map(|line| format!("baris {line}")).collect();
        assert_eq!(of(Sender::Visitor), [&["wifi ga konek".to_owned(), "Petugas".to_owned()], lines.as_slice()].concat(), "seed {seed}: said once, in order");
        assert_eq!(of(Sender::Agent), ["jawaban a", "jawaban b"], "seed {seed}: heard once, in order");
        assert_eq!(held.len(), 1, "seed {seed}: one ticket there");
        let there: Vec<&str> = held[0].said.iter().map(|(text, ..)| text.lines().nth(1).unwrap()).collect();
        assert_eq!(there, lines, "seed {seed}: passed on once, in order");
        let frozen = held[0].opening.as_ref().unwrap();
        assert!(frozen.text.contains("wifi ga konek"), "seed {seed}: {}", frozen.text);
        let own = ticket::of_visitor(&mut tx, &self.visitor, 10).await.unwrap();
        assert_eq!(own.iter().map(|ticket| ticket.status).collect::<Vec<_>>(), [TicketStatus::Resolved], "seed {seed}: one ticket here, and done");
    }
}

/// Sends everything; of a lot some are claimed by who dies before or after sending, or before writing down what came of it.
async fn deliver(app: &App, fake: &Arc<Fake>, now: &mut i64) {
    let desk = &app.running.desk;
    for round in 0.. {
        let claimed = desk.claim_parcels(512, Vec::new()).await.unwrap();
        if claimed.is_empty() {
            // Somebody looks after those that were tried too often.
            desk.retry_dead(None).await.unwrap();
            let Some(due) = desk.next_due(Vec::new()).await.unwrap() else { return };
            // What falls due within an hour goes together.
            *now = due.0.max(*now + 3_600_000);
            app.clock.set(*now);
        }
        join_all(claimed.into_iter().map(|parcel| async move {
            let dies = drawn(&parcel.id, u64::from(parcel.attempts)) % 10;
            if dies == 0 {
                return;
            }
            let answer = carry(&**fake, &parcel, &NoFiles, desk.world().now()).await;
            if dies != 1 {
                desk.settle_parcel(parcel, answer, 1).await.unwrap();
            }
        }))
        .await;
        assert!(round < 100_000, "it never ends");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn handoffs_go_their_way_whatever_breaks() {
    let app = App::configured(Kind::Sqlite, &[("outbox.send", "false")], |config| config.outside.rules = vec![Rule { sink: "fake".to_owned(), ..Rule::default() }]).await;
    let desk = &app.running.desk;
    let given = |name| std::env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    let seeds: Vec<u64> = given("GARDA_SEED").map_or_else(|| (0..given("GARDA_SEEDS").unwrap_or(SEEDS)).collect(), |seed| vec![seed]);
    let (fake, mut now) = (Fake::new(fate), MONDAY_10);
    for lot in seeds.chunks(LOT.try_into().unwrap()) {
        let ways = join_all(lot.iter().map(|seed| Way::begin(desk, *seed))).await;
        deliver(&app, &fake, &mut now).await;
        let tickets = fake.tickets();
        let mut remotes: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, held) in tickets.iter().enumerate() {
            remotes.entry(held.opening.as_ref().unwrap().reference.clone()).or_default().push(place);
        }
        let at = |way: &Way| remotes.get(&format!("garda-{}-1", way.conversation)).cloned().unwrap_or_default();
        join_all(ways.iter().map(|way| way.back(desk, at(way).first().unwrap_or_else(|| panic!("seed {}: no ticket there", way.seed)).to_string()))).await;
        join_all(ways.iter().map(|way| async { way.check(&app, &at(way).iter().map(|place| &tickets[*place]).collect::<Vec<_>>()).await })).await;
    }
    let left = outbox::list(&mut desk.store().read().await.unwrap(), 10).await.unwrap();
    assert!(left.iter().all(|one| one.state == ParcelState::Sent), "{left:?}");
    app.stop().await;
}
