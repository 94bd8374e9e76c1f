//! Whole conversations, written as YAML under `tests/dialogues/`, played against the starter pack without any store.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::LazyLock,
};

use garda::{
    domain::{
        handoff::Tells,
        language::Language,
        matching::{Catalog, Verdict, study},
        trial::{Act, Dialogue, MONDAY_10, Way, play},
    },
    pack,
};

use crate::app;

/// The pack the conversations are held with, and the conversations.
static WORLD: LazyLock<(Catalog, Vec<Dialogue>)> = LazyLock::new(|| {
    let mut files = pack::read_dir_with_tests(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/intents"))).unwrap();
    for file in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/dialogues")).unwrap() {
        let path = file.unwrap().path();
        files.0.insert(format!("tests/{}", path.file_name().unwrap().display()), fs::read_to_string(&path).unwrap());
    }
    let loaded = pack::load_with_tests(&files);
    let problems: String = loaded.problems.iter().filter(|problem| problem.severity == pack::Severity::Error).map(pack::render).collect();
    let tests = loaded.tests.unwrap_or_else(|| panic!("{problems}"));
    (Catalog::new(loaded.pack.unwrap().into()), tests.dialogues)
});

/// What serves once the pack was studied, a moment after it was published.
static STUDIED: LazyLock<Catalog> = LazyLock::new(|| {
    let (catalog, _) = &*WORLD;
    catalog.studied(study::study(catalog.pack(), &study::Held::bundled(), &mut |_| ()))
});

#[test]
fn every_dialogue_goes_as_written() {
    let (catalog, dialogues) = &*WORLD;
    for (catalog, served) in [(catalog, "at once"), (&*STUDIED, "studied")] {
        let mistakes =
            dialogues.iter().flat_map(|dialogue| play(catalog, dialogue).mistakes.into_iter().map(|mistake| format!("{}: {}: {}", mistake.place, dialogue.name, mistake.message)));
        let wrong: Vec<String> = mistakes.collect();
        assert!(wrong.is_empty(), "{served}: {} problems:\n{}", wrong.len(), wrong.join("\n"));
    }
    assert!(dialogues.len() >= 500, "only {} dialogues were found", dialogues.len());
    assert_eq!(MONDAY_10.0, app::MONDAY_10, "dialogues and tests over HTTP take place at the same time");
}

/// What a dialogue says that it covers is held against what was seen while it was played: a mark that is not true is a mistake there.
#[test]
fn every_flow_is_gone_through_in_every_way_and_in_both_languages() {
    let (catalog, dialogues) = &*WORLD;
    let mut ways: BTreeSet<(&str, Way)> = BTreeSet::new();
    let mut languages: BTreeMap<&str, BTreeSet<Language>> = BTreeMap::new();
    for (dialogue, covers) in dialogues.iter().filter_map(|dialogue| Some((dialogue, dialogue.covers.as_ref()?))) {
        let played = play(catalog, dialogue);
        assert!(played.shown.contains(&(covers.flow.clone(), covers.way)), "{}: it does not show what it says", dialogue.place);
        ways.insert((covers.flow.as_str(), covers.way));
        languages.entry(covers.flow.as_str()).or_default().extend(played.language);
    }
    for flow in &catalog.pack().flows {
        let missing: Vec<Way> = Way::ALL.into_iter().filter(|way| !ways.contains(&(flow.id.as_str(), *way))).collect();
        assert!(missing.is_empty(), "{}: no dialogue covers {missing:?}", flow.id);
        assert_eq!(languages[flow.id.as_str()], BTreeSet::from([Language::ID, Language::EN]), "{}", flow.id);
    }
    assert!(catalog.pack().flows.len() >= 28);
}

/// A mark that is not true is found: each covered dialogue with another way in its place is a mistake, or shows that way as well.
#[test]
fn a_dialogue_that_covers_something_else_than_it_says_is_found() {
    let (catalog, dialogues) = &*WORLD;
    let mut lies = 0;
    for dialogue in dialogues.iter().filter(|dialogue| dialogue.covers.is_some()) {
        let shown = play(catalog, dialogue).shown;
        for way in Way::ALL {
            let mut lie = dialogue.clone();
            let covers = lie.covers.as_mut().unwrap();
            covers.way = way;
            let (untrue, place) = (!shown.contains(&(covers.flow.clone(), way)), covers.place.clone());
            let found = play(catalog, &lie).mistakes.iter().any(|mistake| mistake.place == place && mistake.message.contains("does not show"));
            assert_eq!(found, untrue, "{} as {way:?}", dialogue.place);
            lies += usize::from(untrue);
        }
    }
    assert!(lies >= 200, "{lies}");
}

/// What people call about most. Each has a dialogue whose ticket is held field by field against what was told.
const COMMONEST: [&str; 20] = [
    "password_forgotten",
    "account_locked",
    "otp_device_lost",
    "internet_down",
    "internet_slow",
    "wifi_not_connecting",
    "vpn_not_connecting",
    "printer_offline",
    "paper_jam",
    "printer_install",
    "email_cannot_send",
    "mailbox_full",
    "application_error",
    "computer_slow",
    "no_power",
    "monitor_projector",
    "sound_camera_meeting",
    "deleted_file",
    "shared_folder_access",
    "malware",
];

#[test]
fn the_ticket_of_each_of_the_commonest_problems_tells_everything() {
    let (_, dialogues) = &*WORLD;
    let all = BTreeSet::from([Tells::Who, Tells::Where, Tells::Device, Tells::When, Tells::Impact, Tells::Tried]);
    let full = dialogues.iter().filter(|dialogue| {
        dialogue.stranger && dialogue.turns.iter().any(|turn| turn.handoff.as_ref().is_some_and(|handoff| handoff.brief.keys().copied().eq(all.iter().copied())))
    });
    let checked: BTreeSet<&str> = full.filter_map(|dialogue| dialogue.turns[0].intent.as_ref()).map(garda::domain::id::IntentId::as_str).collect();
    let missing: Vec<&str> = COMMONEST.into_iter().filter(|intent| !checked.contains(intent)).collect();
    assert!(missing.is_empty(), "no dialogue checks the whole brief of {missing:?}");
}

#[test]
fn every_intent_is_reached_by_words_that_are_none_of_its_examples() {
    let (catalog, dialogues) = &*WORLD;
    let said = dialogues.iter().flat_map(|dialogue| &dialogue.turns).filter_map(|step| if let Act::Say(text) = &step.act { Some(text) } else { None });
    let reached: BTreeSet<&str> = said.filter_map(|text| reached(catalog, text)).collect();
    let missed: Vec<&str> = catalog.pack().intents.iter().map(|intent| intent.id.as_str()).filter(|id| !reached.contains(id)).collect();
    assert!(missed.is_empty(), "{} intents are in no dialogue: {missed:?}", missed.len());
}

#[test]
fn strange_questions_are_hardly_ever_answered() {
    const STRANGE: &str = include_str!("../../src/domain/matching/strangers.txt");
    let (catalog, _) = &*WORLD;
    let strange: Vec<&str> = STRANGE.lines().filter(|line| !line.starts_with('#')).collect();
    let answered = strange.iter().filter_map(|text| {
        let understanding = catalog.understand(&catalog.read(text));
        let intent = &catalog.pack().intents[understanding.top().filter(|_| understanding.verdict == Verdict::Answer)?.intent];
        // That it is no matter for IT is the right answer to much of this.
        (intent.id.as_str() != "not_it").then(|| format!("{text}: {}", intent.id))
    });
    let answered: Vec<String> = answered.collect();
    assert!(strange.len() >= 1000, "{} lines", strange.len());
    assert!(answered.len() * 50 <= strange.len(), "more than 2 % of {} are answered:\n{}", strange.len(), answered.join("\n"));
}

/// The intent a message is surely understood as, unless it is one of its examples word for word.
fn reached<'c>(catalog: &'c Catalog, text: &str) -> Option<&'c str> {
    let understanding = catalog.understand(&catalog.read(text));
    let intent = &catalog.pack().intents[understanding.top().filter(|_| understanding.verdict == Verdict::Answer)?.intent];
    let plain = |text: &str| text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let literal = intent.examples.values().flatten().any(|example| plain(example) == plain(text));
    (!literal).then(|| intent.id.as_str())
}
