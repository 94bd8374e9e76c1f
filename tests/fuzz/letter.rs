//! Any bytes as a letter: reading and cutting never panic, and nothing is made up.
#![no_main]

use garda::domain::letter::{Envelope, cut, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let letter = read(bytes, &Envelope::default(), "bantuan@kantor.example");
    let cut = cut(&letter.text);
    assert!(cut.said.len() <= letter.text.len() && cut.rest.len() <= letter.text.len() + 1);
    assert!(!letter.subject.contains(['\n', '\r']) && letter.key().len() == 64);
});
