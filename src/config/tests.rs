//! Layers on top of each other, and everything that can be wrong with them.

use super::*;

fn with_file(text: &str) -> Result<Config, Problems> {
    Config::read(&Layers { file: Some(("garda.toml".to_owned(), text.to_owned())), ..Layers::default() })
}

#[test]
fn the_defaults_stand_alone() {
    let config = Config::read(&Layers::default()).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.database_url, "sqlite:./data/garda.db");
    assert_eq!(config.public_url, "http://127.0.0.1:8080");
}

#[test]
fn flags_beat_the_environment_beats_the_file() {
    let layers = Layers {
        file: Some(("f".to_owned(), "[server]\nlisten = '127.0.0.1:1'\nmax_connections = 7".to_owned())),
        environment: BTreeMap::from([("GARDA__SERVER__LISTEN".to_owned(), "127.0.0.1:2".to_owned()), ("HOME".to_owned(), "/".to_owned())]),
        flags: BTreeMap::from([("server.listen", "127.0.0.1:3".to_owned())]),
    };
    let config = Config::read(&layers).unwrap();
    assert_eq!((config.listen.port(), config.max_connections), (3, 7));
}

#[test]
fn every_problem_is_reported_at_once() {
    let Problems(problems) =
        with_file("[server]\nlisten = 'here'\nlisten_on = 1\nmax_body_bytes = 'big'\n[rest]\ntoken = 'short'\n[brand]\ncolor = 'red'\n[colour]\n").unwrap_err();
    let expected =
        ["no setting `listen_on`", "server.max_body_bytes must be a whole number", "no section [colour]", "`here` is not an address", "16 characters", "`red` is not a colour"];
    for part in expected {
        assert!(problems.iter().any(|problem| problem.contains(part)), "{part}: {problems:?}");
    }
    assert_eq!(problems.len(), expected.len(), "{problems:?}");
}

#[test]
fn ways_out_are_read_with_their_secrets_from_the_environment() {
    let file = "[mail]\nurl = 'env:SMTP'\nfrom = 'Garda <garda@kantor.example>'\n[[webhook]]\nname = 'assets'\nurl = 'https://cmdb.example/garda'\nsecrets = ['env:KEY']\n";
    let environment = BTreeMap::from([("SMTP".to_owned(), "smtps://u:p@mail.example".to_owned()), ("KEY".to_owned(), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned())]);
    let layers = Layers { file: Some(("f".to_owned(), file.to_owned())), environment, ..Layers::default() };
    let outside = Config::read(&layers).unwrap().outside;
    assert_eq!(outside.mail.unwrap().url, "smtps://u:p@mail.example");
    assert_eq!(outside.webhooks["assets"].timeout, Duration::from_secs(8));

    let bad = "webhook = [{ name = 'mail', url = 'ftp://x', secrets = ['short'], timeout_s = 0 }]\n[mail]\nurl = 'mail.example'\n[outbound]\nprivate_networks = ['10.0.0.0/99']\n[teamviewer]\ntoken = 'env:NONE'\n";
    let Problems(problems) = with_file(bad).unwrap_err();
    for part in ["neither mail nor teamviewer", "`ftp://x`", "whsec_", "timeout_s", "mail.url", "10.0.0.0/99", "no environment variable NONE"] {
        assert!(problems.iter().any(|problem| problem.contains(part)), "{part}: {problems:?}");
    }
}

#[test]
fn letters_come_in_where_they_can_be_answered() {
    let good = "[mail]\nurl = 'smtps://u:p@mail.example'\nfrom = 'Garda <garda@kantor.example>'\n[email]\naddress = 'Bantuan@Kantor.example'\nimap = 'imaps://mail.example'\nuser = 'bantuan'\npassword = 'env:IMAP'\nlisten = '127.0.0.1:2424'\n";
    let environment = BTreeMap::from([("IMAP".to_owned(), "secret".to_owned())]);
    let config = Config::read(&Layers { file: Some(("f".to_owned(), good.to_owned())), environment, ..Layers::default() }).unwrap();
    assert!(!format!("{config:?}").contains("secret"), "no secret is shown");
    let email = config.email.unwrap();
    assert_eq!((email.address.as_str(), email.most_bytes, email.imap.is_some(), email.listen.map(|at| at.port())), ("bantuan@kantor.example", 25_000_000, true, Some(2424)));
    assert!(Config::read(&Layers::default()).unwrap().email.is_none());

    let bad = "[email]\naddress = 'bantuan+x@kantor.example'\nimap = 'http://mail.example'\nlisten = 'here'\nmax_mb = 0\nautomatic_per_hour = 0\npassword = 'env:NONE'\n";
    for (text, parts) in [
        (
            bad,
            &["`bantuan+x@kantor.example` is not an address", "mail.url", "imaps://host", "`here`", "email.max_mb", "email.automatic_per_hour", "no environment variable NONE"][..],
        ),
        ("[email]\nlisten = '127.0.0.1:2424'\n", &["email.address: is needed"]),
        ("[email]\naddress = 'a-very-long-name-of-a-desk@kantor.example'\n", &["so that a token fits", "no e-mail could come in"]),
    ] {
        let Problems(problems) = with_file(text).unwrap_err();
        assert!(parts.iter().all(|part| problems.iter().any(|problem| problem.contains(part))), "{parts:?}: {problems:?}");
    }
}

#[test]
fn broken_toml_names_the_line() {
    let Problems(problems) = with_file("[server\n").unwrap_err();
    assert!(problems[0].contains("line 1"), "{problems:?}");
}

#[test]
fn subscribers_are_read_and_every_mistake_in_them_is_told() {
    let key = "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
    let one =
        |text: &str| format!("[[subscriber]]\nname = 'reports'\nurl = 'https://reports.example/garda'\nsecrets = ['env:KEY', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw']\n{text}");
    let read = |text: &str| {
        let environment = BTreeMap::from([("KEY".to_owned(), key.to_owned())]);
        Config::read(&Layers { file: Some(("f".to_owned(), text.to_owned())), environment, ..Layers::default() })
    };
    let config = read(&one("types = ['ticket.', 'conversation.ended']\nteams = ['network']\ntexts = true")).unwrap();
    let (settings, told) = (&config.outside.subscribers["reports"], &config.outside.subscriptions[0]);
    assert_eq!((settings.timeout, settings.secrets.len(), config.keep_events), (Duration::from_secs(15), 2, Duration::from_hours(7 * 24)));
    assert_eq!((told.name.as_str(), told.types.len(), told.teams.len(), told.texts), ("reports", 2, 1, true));
    assert!(config.outside.targets().any(|target| target == "reports"));
    let other = read(&one("types = ['ticket.']")).unwrap();
    assert_ne!(other.outside.subscriptions[0].mark, told.mark, "other settings are told from these");
    assert!(!read(&one("")).unwrap().outside.subscriptions[0].texts, "what people wrote stays in the house unless it is asked for");

    let webhook = "[[webhook]]\nname = 'reports'\nurl = 'https://x.example'\nsecrets = ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw']\n";
    for (text, parts) in [
        (one("types = ['ticket.closed']"), &["no event `ticket.closed`", "ticket.status_changed", "conversation.started"][..]),
        (one("") + &one(""), &["subscriber reports: something else is called so"]),
        (one("") + webhook, &["subscriber reports: something else is called so"]),
        (one("").replace("reports'", "Reports X'"), &["small letters"]),
        (one("").replace("https://", "ftp://"), &["`ftp://reports.example/garda` is not an address"]),
        (one("").replace("whsec_Mf", "whpk_"), &["secrets must be one or two of `whsec_`", "garda events key"]),
        (one("timeout_s = 31"), &["timeout_s must be from 1 to 30"]),
        (one("texts = 'yes'"), &["expected a boolean"]),
        (one("[outbox]\nkeep_days = 0"), &["outbox.keep_days: must be from 1 to 90"]),
    ] {
        let Problems(problems) = read(&text).unwrap_err();
        for part in parts {
            assert!(problems.iter().any(|problem| problem.contains(part)), "{part}: {problems:?}");
        }
    }
}

#[test]
fn chats_of_other_systems_are_named_with_what_they_need() {
    let good = "[[channel]]\nname = 'chatwoot'\nkind = 'chatwoot'\nurl = 'https://chat.example'\nsecrets = ['env:BOT']\nhook_secrets = ['s']\noptions = { account = '1' }\n[[channel]]\nname = 'teams'\nkind = 'botframework'\nuser = 'app'\nsecrets = ['x']\noptions = { handoff = 'event' }\n";
    let environment = BTreeMap::from([("BOT".to_owned(), "token".to_owned())]);
    let outside = Config::read(&Layers { file: Some(("f".to_owned(), good.to_owned())), environment, ..Layers::default() }).unwrap().outside;
    assert_eq!((outside.channels["chatwoot"].secret.as_str(), outside.chats().len(), outside.targets().count()), ("token", 2, 2));

    let bad = "[[sink]]\nname = 'taken'\nkind = 'mail'\noptions = { address = 'a@kantor.example' }\n[mail]\nurl = 'smtps://mail.example'\nfrom = 'a@kantor.example'\n\
        [[channel]]\nname = 'web'\nkind = 'chatwoot'\nurl = 'chat.example'\nsecrets = []\nuser = 'x'\noptions = { account = 'one', team = '1' }\n\
        [[channel]]\nname = 'taken'\nkind = 'botframework'\nsecrets = ['x']\nhosts = ['https://x/y']\npath_secret = 'short'\noptions = { handoff = 'never', metadata = 'x' }\n\
        [[channel]]\nname = 'c'\nkind = 'chatwoot'\nurl = 'https://chat.example'\nsecrets = ['x']\npath_secret = 'short'\noptions = { account = '1' }\n\
        [[channel]]\nname = 'd'\nkind = 'slack'\n";
    let Problems(problems) = with_file(bad).unwrap_err();
    let expected = [
        "channel web: a name has",
        "channel web: secrets must hold one",
        "channel web: options has no `team`",
        "channel web: url: `chat.example`",
        "channel web: options.account is the number",
        "channel web: hook_secrets must hold",
        "channel web: user has no meaning",
        "channel taken: user must be the id",
        "channel taken: options.metadata: `x`",
        "channel taken: options.handoff must be one of desk, event, omnichannel",
        "channel taken: hosts: `https://x/y`",
        "channel taken: path_secret has no meaning",
        "channel taken: something else is called so",
        "channel c: path_secret must have 32",
        "channel d: kind must be one of chatwoot, botframework",
    ];
    for part in expected {
        assert!(problems.iter().any(|problem| problem.contains(part)), "{part}: {problems:?}");
    }
    assert_eq!(problems.len(), expected.len(), "{problems:?}");
}
