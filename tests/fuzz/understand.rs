//! Any bytes as a message: reading, understanding, explaining and searching never panic and keep their promises.
#![no_main]

use std::sync::LazyLock;

use garda::{
    domain::{
        language::Language,
        matching::{Catalog, explain},
    },
    pack,
};
use libfuzzer_sys::fuzz_target;

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::new(pack::load(&pack::starter()).pack.expect("the starter pack is good").into()));

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let read = CATALOG.read(&text);
    let understood = CATALOG.understand(&read);
    assert!((0.0..=1.0).contains(&understood.confidence));
    assert!(understood.candidates.is_sorted_by(|a, b| a.score >= b.score));
    let explained = explain(&CATALOG, &read, &understood);
    assert!(explained.matched.iter().all(|piece| text.get(piece.start..piece.end) == Some(piece.text.as_str())));
    for hit in CATALOG.search(&text, Language::ID, 3) {
        let snippet = CATALOG.snippet(&hit, &text);
        assert!(snippet.text.len() < 4096 && snippet.pieces().map(|(piece, _)| piece).collect::<String>() == snippet.text);
    }
});
