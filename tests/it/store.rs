//! The store's functions on both databases, where the routes do not already drive them.

use std::collections::BTreeSet;

use garda::{
    domain::{
        conversation::{Message, Sender},
        id::{ClientId, ConversationId, Revision},
        language::Language,
        matching::{CutOffs, Study, judge::Judge},
        time::Timestamp,
    },
    store::{
        Error, Store, Tx, agent,
        conversation::{self, Saving},
        dump,
        folder::Folder,
        message,
        notify::Notice,
        revision, setting, study, visitor,
    },
};

use crate::{
    app::App,
    postgres::{BOTH, Database, Kind},
};

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_since_it_was_read_is_not_saved() {
    for kind in BOTH {
        let app = App::start(kind).await;
        let id = ConversationId(app.visitor().await.conversation);
        let store = app.running.desk.store().clone();
        let mut tx = store.begin().await.unwrap();
        let read = conversation::find(&mut tx, &id).await.unwrap().unwrap();
        conversation::save(&mut tx, &read).await.unwrap();
        assert!(matches!(conversation::save(&mut tx, &read).await, Err(Error::Stale)), "it was saved in between");
        tx.undo().await.unwrap();
        tx.begin();
        conversation::save(&mut tx, &read).await.expect("undone, it is as it was");
        tx.undo().await.unwrap();
        committed_in_one_go_or_not_at_all(tx, read).await;
        app.stop().await;
    }
}

/// Two savings on top of each other, and one that knows of neither.
async fn committed_in_one_go_or_not_at_all(mut tx: Tx, mut read: conversation::Remembered) {
    let id = read.conversation.id.clone();
    let said = |seq: i64| Message {
        conversation: id.clone(),
        seq,
        at: Timestamp(seq),
        sender: Sender::Visitor,
        name: String::new(),
        language: Language::ID,
        text: format!("m{seq}"),
        client_id: Some(ClientId(format!("c{seq}"))),
        parts: Vec::new(),
        turn: None,
        decision: None,
    };
    let stale = read.clone();
    for seq in 1..=2 {
        tx.begin();
        Saving::new(&[&read]).commit(&mut tx, &[&said(seq)]).await.unwrap();
        read.version += 1;
    }
    for (remembered, message, wrong) in
        [(&stale, said(3), "stale"), (&read, Message { client_id: Some(ClientId("c1".to_owned())), ..said(3) }, "a repeat"), (&read, said(2), "a place that is taken")]
    {
        tx.begin();
        let refused = Saving::new(&[remembered]).commit(&mut tx, &[&message]).await.unwrap_err();
        assert!(matches!((wrong, &refused), ("stale", Error::Stale) | ("a repeat" | "a place that is taken", Error::Duplicate)), "{wrong}: {refused}");
        tx.undo().await.unwrap();
    }
    let found = conversation::find(&mut tx, &id).await.unwrap().unwrap();
    let texts: Vec<String> = message::after(&mut tx, &id, 0, 9).await.unwrap().into_iter().map(|message| message.text).collect();
    assert_eq!((found.version, texts), (read.version, vec!["m1".to_owned(), "m2".to_owned()]), "what was refused left nothing behind");
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_are_set_once() {
    for kind in BOTH {
        let database = Database::new(kind).await;
        let store = Store::open(&database.url).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        assert_eq!(setting::ensure(&mut tx, "secret", "one").await.unwrap(), "one");
        assert_eq!(setting::ensure(&mut tx, "secret", "two").await.unwrap(), "one");
        tx.commit().await.unwrap();
        assert_eq!(setting::find(&mut store.read().await.unwrap(), "nothing").await.unwrap(), None);
        store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ticket_numbers_are_given_out_once_without_gaps() {
    for kind in BOTH {
        let database = Database::new(kind).await;
        let store = Store::open(&database.url).await.unwrap();
        let one = async || {
            let mut tx = store.begin().await.unwrap();
            let number = setting::next_ticket_numbers(&mut tx, 1).await.unwrap();
            tx.commit().await.unwrap();
            number
        };
        let mut numbers = futures_util::future::join_all((0..20).map(|_| one())).await;
        numbers.sort_unstable();
        assert_eq!(numbers, (1001..=1020).collect::<Vec<_>>());
        let mut tx = store.begin().await.unwrap();
        assert_eq!(setting::next_ticket_numbers(&mut tx, 5).await.unwrap(), 1021);
        drop(tx);
        assert_eq!(one().await, 1021, "a number of a transaction that was undone is given out again");
        store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_is_gone_back_to() {
    for kind in BOTH {
        let database = Database::new(kind).await;
        let store = Store::open(&database.url).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        setting::ensure(&mut tx, "kept", "1").await.unwrap();
        tx.mark().await.unwrap();
        setting::ensure(&mut tx, "undone", "1").await.unwrap();
        tx.back_to_mark().await.unwrap();
        tx.mark().await.unwrap();
        setting::ensure(&mut tx, "kept too", "1").await.unwrap();
        tx.keep().await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.read().await.unwrap();
        for (name, there) in [("kept", true), ("undone", false), ("kept too", true)] {
            assert_eq!(setting::find(&mut tx, name).await.unwrap().is_some(), there, "{name}");
        }
        drop(tx);
        store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_study_of_another_version_is_learned_again() {
    let backup = "{\"garda_backup\":1}\n\
        {\"table\":\"revision\",\"row\":{\"id\":\"abc\",\"created_at\":1,\"files\":\"{}\"}}\n\
        {\"table\":\"study\",\"row\":{\"revision\":\"abc\",\"place\":0,\"created_at\":1,\"bytes\":\"Z2FyZGEtczA=\"}}\n";
    for kind in BOTH {
        let database = Database::new(kind).await;
        let store = Store::open(&database.url).await.unwrap();
        assert_eq!(dump::read(&store, &Folder::new(database.folder()), &mut backup.as_bytes()).await.unwrap().rows, 2);
        let (id, new) = (Revision::new("abc"), Study { networks: None, linear: None, judge: Judge::default(), cut_offs: CutOffs::default(), strange_below: 0.5 });
        let mut tx = store.begin().await.unwrap();
        assert!(study::find(&mut tx, &id).await.unwrap().is_none(), "what cannot be read is as good as not there");
        study::ensure(&mut tx, &id, &new, Timestamp(2)).await.unwrap();
        assert_eq!(study::find(&mut tx, &id).await.unwrap().map(|kept| kept.to_bytes()), Some(new.to_bytes()));
        drop(tx);
        store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn revisions_keep_their_first_files() {
    for kind in BOTH {
        let database = Database::new(kind).await;
        let store = Store::open(&database.url).await.unwrap();
        let id = Revision::new("abc");
        let mut tx = store.begin().await.unwrap();
        revision::ensure(&mut tx, &id, "first", Timestamp(1)).await.unwrap();
        revision::ensure(&mut tx, &id, "second", Timestamp(2)).await.unwrap();
        assert_eq!(revision::find(&mut tx, &id).await.unwrap().as_deref(), Some("first"));
        assert_eq!(revision::find(&mut tx, &Revision::new("x")).await.unwrap(), None);
        drop(tx);
        store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handle_is_one_visitor_of_its_channel() {
    for kind in BOTH {
        let database = Database::new(kind).await;
        let store = Store::open(&database.url).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        let id = |text: &str| garda::domain::id::VisitorId::new(text);
        assert_eq!(visitor::ensure(&mut tx, &id("1"), "rest", "u", Timestamp(0)).await.unwrap(), id("1"));
        assert_eq!(visitor::ensure(&mut tx, &id("2"), "rest", "u", Timestamp(0)).await.unwrap(), id("1"));
        assert_eq!(visitor::ensure(&mut tx, &id("3"), "slack", "u", Timestamp(0)).await.unwrap(), id("3"));
        visitor::add(&mut tx, &id("4"), "web", Timestamp(0)).await.unwrap();
        visitor::add(&mut tx, &id("5"), "web", Timestamp(0)).await.unwrap();
        assert!(visitor::exists(&mut tx, &id("5")).await.unwrap() && !visitor::exists(&mut tx, &id("2")).await.unwrap());
        assert!(matches!(visitor::add(&mut tx, &id("4"), "web", Timestamp(0)).await, Err(Error::Duplicate)));
        drop(tx);
        store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn notices_reach_the_other_nodes_and_not_their_own() {
    let database = Database::new(Kind::Postgres).await;
    let store = Store::open(&database.url).await.unwrap();
    let mut heard = store.listen("two").await.unwrap().unwrap();
    for (node, ids) in [("two", vec!["own"]), ("one", vec!["a", "b/7!"])] {
        let mut tx = store.begin().await.unwrap();
        tx.announce(node, &ids.into_iter().map(str::to_owned).collect::<Vec<_>>()).await.unwrap();
        tx.commit().await.unwrap();
    }
    assert_eq!(heard.next().await.unwrap(), Notice::Changed(vec!["a".to_owned(), "b/7!".to_owned()]));
    let many: Vec<String> = (0..1000).map(|place| format!("conversation-{place}")).collect();
    let mut tx = store.begin().await.unwrap();
    tx.announce("one", &many).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(heard.next().await.unwrap(), Notice::Everything);
    drop(heard);
    store.close().await;
    let sqlite = Database::new(Kind::Sqlite).await;
    assert!(Store::open(&sqlite.url).await.unwrap().listen("one").await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_either_kind_restores_into_either_kind() {
    for from in BOTH {
        let app = App::start(from).await;
        let admin = app.administrator().await;
        let visitor = app.visitor().await;
        visitor.say("m1", "wifi ga konek \u{1F44D} \"kutip\" \\").await;
        let (_, uploaded) = visitor.upload("layar.png", crate::attachments::png(60, 40)).await;
        visitor.send("m1b", "", &[&uploaded["file"]]).await;
        let number = visitor.hand_off("m2").await;
        admin.post(&format!("/api/v1/tickets/{number}/notes"), serde_json::json!({ "client_id": "n", "text": "catatan" })).await;
        let mut backup = Vec::new();
        let held = dump::write(app.running.desk.store(), &Folder::new(app.database.folder()), &mut backup).await.unwrap();
        assert_eq!((held.files, held.missing), (2, 0));
        for to in BOTH {
            let database = Database::new(to).await;
            let store = Store::open(&database.url).await.unwrap();
            let folder = Folder::new(database.folder());
            assert_eq!(dump::read(&store, &folder, &mut backup.as_slice()).await.unwrap(), held);
            let mut again = Vec::new();
            dump::write(&store, &folder, &mut again).await.unwrap();
            assert_eq!(sorted(&again), sorted(&backup), "{from:?} into {to:?}");
            assert!(dump::read(&store, &folder, &mut backup.as_slice()).await.is_err(), "only into an empty database");
            assert_eq!(agent::all(&mut store.read().await.unwrap()).await.unwrap().len(), 1);
            store.close().await;
        }
        let fresh = Database::new(Kind::Sqlite).await;
        let store = Store::open(&fresh.url).await.unwrap();
        assert!(dump::read(&store, &Folder::new(fresh.folder()), &mut b"not a backup".as_slice()).await.is_err());
        app.stop().await;
    }
}

/// The lines of a backup without the order of rows and the spelling of booleans, which differ between databases.
fn sorted(backup: &[u8]) -> Vec<String> {
    let text = String::from_utf8(backup.to_vec()).unwrap();
    let mut lines: Vec<String> = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap().to_string()).collect();
    for line in &mut lines {
        for name in ["must_change", "active"] {
            *line = line.replace(&format!("\"{name}\":true"), &format!("\"{name}\":1")).replace(&format!("\"{name}\":false"), &format!("\"{name}\":0"));
        }
    }
    lines.sort();
    lines
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_that_are_none_are_refused_without_their_passwords() {
    for url in ["mysql://u:geheim@h/d", "postgres://u:geheim@[bad", "nothing"] {
        let error = Store::open(url).await.unwrap_err().to_string();
        assert!(!error.contains("geheim"), "{error}");
    }
    assert_eq!(garda::store::redacted("postgres://garda:geheim@db/x"), "postgres://garda:***@db/x");
}

#[tokio::test]
async fn a_backup_has_every_column_of_every_table_but_sessions_and_codes() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite:{}", dir.path().join("a.db").display())).await.unwrap();
    let Store::Sqlite { readers, .. } = &store else { unreachable!() };
    let names = "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT IN ('session', 'person_session', 'sign_in_code', '_sqlx_migrations')";
    let there: Vec<String> = sqlx::query_scalar(names).fetch_all(readers).await.unwrap();
    let kept = dump::TABLES.iter().flat_map(|(table, columns)| columns.split(", ").map(move |column| format!("{table}.{}", column.split(' ').next().unwrap_or_default())));
    assert_eq!(there.into_iter().collect::<BTreeSet<_>>(), kept.collect::<BTreeSet<_>>());
    store.close().await;
}
