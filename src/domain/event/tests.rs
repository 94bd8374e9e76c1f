//! Who hears of what, and exactly what is said.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::domain::{conversation::Status, handoff::Brief, id::VisitorId, sla::Deadline};

const HOUSE: House<'static> = House { prefix: "GRD", url: "https://help.example" };
const AT: Timestamp = Timestamp(1_795_402_800_000);

fn ticket() -> Ticket {
    Ticket {
        number: 1042,
        conversation: ConversationId::new("0193"),
        handoff: 1,
        subject: "vpn mati".to_owned(),
        requester: "Rina <rina@kantor.id>".to_owned(),
        team: TeamId::new("network"),
        priority: Priority::High,
        status: TicketStatus::Resolved,
        channel: "web".to_owned(),
        language: Language::ID,
        intent: Some(IntentId::new("network.vpn")),
        reason: Reason::Asked,
        brief: Brief::default(),
        deadline: Deadline { due: Some(AT), starts: None, open: true, calendar: "office".to_owned(), minutes: None },
        assignee: Some(AgentId::new("a1")),
        opened_at: AT,
        first_replied_at: None,
        resolved_at: Some(AT),
        updated_at: AT,
    }
}

fn conversation() -> Conversation {
    Conversation {
        id: ConversationId::new("0193"),
        channel: "web".to_owned(),
        visitor: VisitorId::new("v"),
        language: Language::EN,
        status: Status::Bot,
        last_seq: 2,
        turns: 1,
        handoffs: 0,
        ticket: None,
        created_at: AT,
        updated_at: AT,
    }
}

fn read(event: &Event<'_>, texts: bool) -> Value {
    serde_json::from_str(&event.body(texts)).unwrap()
}

#[test]
fn filters_name_types_or_whole_parts_of_them() {
    let subscription = |types: &[&str], teams: &[&str]| Subscription {
        types: types.iter().map(|one| (*one).to_owned()).collect(),
        teams: teams.iter().map(|team| TeamId::new(*team)).collect(),
        ..Subscription::default()
    };
    let (network, helpdesk) = (TeamId::new("network"), TeamId::new("helpdesk"));
    for (types, teams, kind, team, takes) in [
        (&[][..], &[][..], Kind::ConversationStarted, None, true),
        (&["ticket."], &[], Kind::TicketOpened, Some(&network), true),
        (&["ticket."], &[], Kind::ConversationEnded, None, false),
        (&["ticket.opened"], &[], Kind::TicketOpened, Some(&network), true),
        (&["ticket.opened"], &[], Kind::TicketReplied, Some(&network), false),
        (&["ticket.op"], &[], Kind::TicketOpened, Some(&network), false),
        (&["conversation.", "ticket.replied"], &[], Kind::TicketReplied, Some(&network), true),
        (&[], &["network"], Kind::TicketReplied, Some(&network), true),
        (&[], &["network"], Kind::TicketReplied, Some(&helpdesk), false),
        (&[], &["network"], Kind::ConversationStarted, None, false),
    ] {
        assert_eq!(subscription(types, teams).takes(kind, team), takes, "{types:?} {teams:?} {kind:?}");
    }
    for (filter, known) in [("ticket.", true), ("conversation.", true), ("ticket.opened", true), ("ticket", false), ("tickets.", false), ("", false), (".", false)] {
        assert_eq!(names_any(filter), known, "{filter}");
    }
    assert!(Kind::ALL.into_iter().all(|kind| names_any(kind.word())));
}

#[test]
fn an_event_of_a_ticket_has_these_fields_and_no_others() {
    let (ticket, agent) = (ticket(), AgentId::new("a1"));
    let event = Event::of_ticket(Kind::TicketStatusChanged, &ticket, By::Agent { id: &agent }, HOUSE, AT).from(TicketStatus::Pending);
    let expected = json!({
        "type": "ticket.status_changed",
        "timestamp": "2026-11-23T03:00:00.000Z",
        "data": {
            "conversation": "0193", "channel": "web", "language": "id", "intent": "network.vpn", "ticket": "GRD-1042", "team": "network", "priority": "high",
            "status": "resolved", "was": "pending", "reason": "asked", "assignee": "a1", "due_at": "2026-11-23T03:00:00.000Z",
            "link": "https://help.example/console/tickets/1042", "by": { "kind": "agent", "id": "a1" },
        },
    });
    assert_eq!(read(&event, true), expected);
    for (by, shown) in
        [(By::Bot, json!({ "kind": "bot" })), (By::Requester, json!({ "kind": "requester" })), (By::Sink { name: "zammad" }, json!({ "kind": "sink", "name": "zammad" }))]
    {
        assert_eq!(read(&Event::of_ticket(Kind::TicketReplied, &ticket, by, HOUSE, AT), false)["data"]["by"], shown);
    }
}

#[test]
fn what_was_written_is_told_only_to_those_who_are_to_have_it() {
    let conversation = conversation();
    let event = Event::of_conversation(Kind::ConversationStarted, &conversation, None, AT).saying("vpn mati");
    let thin = json!({ "conversation": "0193", "channel": "web", "language": "en", "intent": null });
    assert_eq!(read(&event, false)["data"], thin);
    assert_eq!(read(&event, true)["data"]["text"], "vpn mati");
    let ended = Event::of_conversation(Kind::ConversationEnded, &conversation, None, AT).ended(Outcome::Confirmed);
    assert_eq!(read(&ended, true)["data"]["outcome"], "confirmed");
}

proptest! {
    #[test]
    fn no_text_makes_an_event_too_long(signs in prop::collection::vec(prop::sample::select(vec!['a', '"', '\\', '\n', '\u{1}', '\u{7f}', 'é', '字', '😀']), 0..9000)) {
        let (text, ticket) = (signs.into_iter().collect::<String>(), ticket());
        let body = Event::of_ticket(Kind::TicketReplied, &ticket, By::Requester, HOUSE, AT).saying(&text).body(true);
        prop_assert!(body.len() < MOST_BYTES, "{}", body.len());
        let said: Value = serde_json::from_str(&body).unwrap();
        let said = said["data"]["text"].as_str().unwrap();
        prop_assert!(text.starts_with(said) && (said.len() == text.len() || said.len() > 1900));
    }
}
