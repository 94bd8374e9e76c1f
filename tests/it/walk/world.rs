//! What the walks are made of: a pack, what was made of every text beforehand, and what people do.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::{Arc, LazyLock},
};

use garda::{
    domain::{
        content::Pack,
        dialogue::{DialogueState, Heard, Patience, Setting, Silence, Turn, after_silence, take_turn},
        language::Language,
        matching::{Catalog, Understanding, study},
        outbox::Reach,
        trial::MONDAY_10,
    },
    pack,
};

pub(super) const JUNK: &[&str] = &[
    "asdf qwer",
    "???",
    "...",
    "hmm",
    "😀😀",
    "x",
    "12345",
    "ga tau juga ya gimana",
    "blorpt fnord zzz",
    "<script>alert(1)</script>",
    "'; drop table--",
    "ok",
    "ya",
    "tidak",
    "no",
    "/foo",
    "/slot/nothing",
    "",
    "Zażółć gęślą jaźń 漢字",
    "banyak banget pokoknya",
    "the thing over there",
    "100%",
    "{place}",
    "\u{202e}abc",
];
pub(super) const WISHES: &[&str] = &[
    "kembali",
    "back",
    "mulai ulang",
    "start over",
    "maksudnya?",
    "what do you mean?",
    "lewati",
    "skip",
    "ga tau",
    "bukan ini",
    "not this",
    "cara lain",
    "batal",
    "never mind",
    "petugas dong",
    "talk to a human",
];
pub(super) const CORRECTIONS: &[&str] = &[
    "bukan, yang lantai 2",
    "eh salah, gedung C lantai 5",
    "ralat: LT-9999",
    "no wait, since yesterday",
    "actually it's everyone",
    "ternyata semua orang kena",
    "maaf salah, rina@kantor.example",
    "sorry, 0813 9876 5432",
    "bukan cuma saya",
];
pub(super) const ANSWERS: &[&str] = &[
    "gedung B lantai 3",
    "LT-2031",
    "dari tadi pagi",
    "since yesterday",
    "0812 3456 7890",
    "rina@kantor.example",
    "5",
    "belum",
    "masih ga bisa",
    "udah bisa makasih",
    "it works now",
    "still broken",
    "iya kak",
    "nggak",
];
pub(super) const MOODS: &[&str] = &[
    "KENAPA INI GA BISA BISA SIH",
    "WHY IS THIS STILL BROKEN",
    "woy!!! lama banget",
    "goblok",
    "makasih",
    "halo",
    "jam buka helpdesk kapan?",
    "kamu robot ya?",
    "status tiket saya gimana?",
    "dadah",
];

/// What a visitor does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Input {
    Say(String),
    Tap(String),
    Silent(i64),
}

/// Everything a walk needs, made once for a pack.
pub(super) struct World {
    pub(super) catalog: Catalog,
    /// What was made of each text; the walks draw from these alone, so that understanding is paid once.
    texts: BTreeMap<String, Understanding>,
    /// How each flow is begun: a button of its intent, or one of its examples.
    pub(super) doors: Vec<Input>,
    /// What else people ask, of every intent.
    pub(super) others: Vec<String>,
}

impl World {
    pub(super) fn new(pack: Pack) -> Self {
        Self::of(Catalog::new(Arc::new(pack)))
    }

    fn of(catalog: Catalog) -> Self {
        let pack = catalog.pack();
        let (mut doors, mut others) = (Vec::new(), Vec::new());
        for intent in &pack.intents {
            let says = intent.examples.values().flat_map(|lines| lines.iter().take(3)).map(|line| line.trim().to_owned());
            others.extend(says.clone().take(2));
            if intent.flow.is_some() {
                doors.push(Input::Tap(format!("/topic/{}", intent.id)));
                doors.extend(says.map(Input::Say));
            }
        }
        let said = |door: &Input| if let Input::Say(text) = door { Some(text.clone()) } else { None };
        let fixed = [JUNK, WISHES, CORRECTIONS, ANSWERS, MOODS].concat();
        let words = catalog.pack().flows.iter().flat_map(|flow| &flow.slots).flat_map(|slot| &slot.choices).filter_map(|choice| choice.sayings().last());
        let all = fixed.into_iter().map(str::to_owned).chain(doors.iter().filter_map(said)).chain(others.iter().cloned()).chain(words);
        let texts = all.collect::<BTreeSet<String>>().into_iter().map(|text| (text.clone(), catalog.understand(&catalog.read(&text)))).collect();
        Self { catalog, texts, doors, others }
    }

    pub(super) fn turn(&self, state: &DialogueState, input: &Input, known: bool) -> Option<Turn> {
        let setting = Setting { now: MONDAY_10, language: Language::ID, known, tickets: &[], reach: &Reach::default() };
        let (text, choice) = match input {
            Input::Say(text) => (text.as_str(), None),
            Input::Tap(value) => ("", Some(value.as_str())),
            Input::Silent(minutes) => return after_silence(&self.catalog, state, setting, Silence { lasted: minutes * 60_000, reaches: true }, Patience::default()),
        };
        Some(take_turn(&self.catalog, state, Heard { text, choice, understanding: &self.texts[text], files: &[] }, setting))
    }
}

pub(super) fn starter() -> Pack {
    let files = pack::read_dir(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/intents"))).unwrap();
    pack::load(&files).pack.unwrap()
}

/// The starter pack as it serves: studied.
pub(super) static WORLD: LazyLock<World> = LazyLock::new(|| {
    let catalog = Catalog::new(Arc::new(starter()));
    let study = study::study(catalog.pack(), &study::Held::bundled(), &mut |_| ());
    World::of(catalog.studied(study))
});
