//! Letters of many programs, each with what must be read of it; and any bytes at all.

use std::{fs, path::Path};

use proptest::prelude::*;
use serde::Deserialize;

use super::*;

const OWN: &str = "bantuan@kantor.example";

/// What stands beside each letter of `tests/letters`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    from: Option<String>,
    name: Option<String>,
    subject: Option<String>,
    said: Option<String>,
    #[serde(default)]
    said_contains: Vec<String>,
    rest: Vec<String>,
    written: String,
    references: Option<Vec<String>>,
    files: Option<Vec<String>>,
    failure: Option<String>,
}

fn check(name: &str, letter: &Letter, expected: &Expected) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut same = |what: &str, got: String, wanted: String| {
        if got != wanted {
            wrong.push(format!("{name}: {what} is {got:?}, not {wanted:?}"));
        }
    };
    let Cut { said, rest } = cut(&letter.text);
    same("from", format!("{:?}", letter.from.as_ref().map(|from| &from.email)), format!("{:?}", expected.from.as_ref()));
    same("written", format!("{:?}", letter.written).to_lowercase(), expected.written.replace('_', ""));
    let optional = [
        ("name", letter.from.as_ref().map_or("", |from| &from.name), &expected.name),
        ("subject", &letter.subject, &expected.subject),
        ("said", &said, &expected.said),
        ("failure", letter.failure.as_deref().unwrap_or(""), &expected.failure),
    ];
    for (what, got, wanted) in optional {
        if let Some(wanted) = wanted {
            same(what, got.to_owned(), wanted.clone());
        }
    }
    if let Some(references) = &expected.references {
        same("references", letter.references.join(" "), references.join(" "));
    }
    if let Some(files) = &expected.files {
        same("files", letter.attachments.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(" "), files.join(" "));
    }
    for (text, parts) in [(&said, &expected.said_contains), (&rest, &expected.rest)] {
        wrong.extend(parts.iter().filter(|part| !text.contains(part.as_str())).map(|part| format!("{name}: {part:?} is not in {text:?}")));
    }
    if expected.rest.is_empty() && !rest.is_empty() {
        wrong.push(format!("{name}: nothing was to be cut, but {rest:?} was"));
    }
    wrong
}

#[test]
fn letters_of_many_programs_are_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/letters");
    let (mut wrong, mut count) = (Vec::new(), 0);
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "eml") {
            let expected: Expected = serde_json::from_slice(&fs::read(path.with_extension("json")).unwrap()).unwrap();
            let letter = read(&fs::read(&path).unwrap(), &Envelope::default(), OWN);
            wrong.extend(check(&path.file_stem().unwrap().to_string_lossy(), &letter, &expected));
            count += 1;
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(count > 40, "only {count} letters");
}

#[test]
fn the_envelope_tells_what_the_letter_does_not() {
    let letter = b"From: rina@kantor.example\r\nSubject: Halo\r\n\r\nSaya cuti.";
    let envelope = Envelope { from: Some(String::new()), to: vec!["Bantuan+abc@Kantor.example".to_owned()] };
    let read = read(letter, &envelope, OWN);
    assert_eq!((read.written, read.to), (Written::Bulk, vec!["bantuan+abc@kantor.example".to_owned()]));
}

#[test]
fn the_same_letter_has_the_same_key_and_no_other_has() {
    let letter = |id: &str, from: &str, text: &str| read(format!("From: {from}\r\n{id}\r\n\r\n{text}").as_bytes(), &Envelope::default(), OWN).key();
    let first = letter("Message-ID: <1@x>", "a@x.example", "Halo");
    assert_eq!(first, letter("Message-ID: <1@x>", "a@x.example", "Halo, lewat milis"));
    let others = [
        letter("Message-ID: <2@x>", "a@x.example", "Halo"),
        letter("Message-ID: <1@x>", "b@x.example", "Halo"),
        letter("X: y", "a@x.example", "Halo"),
        letter("X: y", "a@x.example", "Hai"),
    ];
    assert!(others.iter().enumerate().all(|(place, key)| *key != first && !others[..place].contains(key)), "{others:?}");
}

#[test]
fn letters_made_to_do_harm_are_read_in_bounded_time() {
    let inner = "Content-Type: message/rfc822\r\n\r\n".repeat(100_000);
    let parts = format!("Content-Type: multipart/mixed; boundary=b\r\n\r\n{}", "--b\r\n\r\n".repeat(500_000));
    let nested: String = (0..20_000).fold(String::new(), |all, depth| all + &format!("Content-Type: multipart/mixed; boundary=b{depth}\r\n\r\n--b{depth}\r\n"));
    for bytes in [inner, parts, nested, "a".repeat(10_000_000), "From: ".to_owned() + &"a@b.c,".repeat(1_000_000), "<".repeat(1_000_000), ">\n".repeat(500_000)] {
        let letter = read(bytes.as_bytes(), &Envelope::default(), OWN);
        let cut = cut(&letter.text);
        assert!(cut.said.len() + cut.rest.len() <= 2 * letter.text.len() + 2);
    }
}

#[test]
fn a_subject_gets_one_re_and_no_second() {
    for (subject, again) in
        [("Printer", "Re: Printer"), ("RE: re: Bls: Printer", "Re: Printer"), ("Fwd: X", "Re: X"), ("Re:", ""), ("", ""), ("Regards", "Re: Regards"), ("é", "Re: é")]
    {
        assert_eq!(subject_again(subject), again, "{subject}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_a_letter(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let letter = read(&bytes, &Envelope::default(), OWN);
        let _ = cut(&letter.text);
    }

    #[test]
    fn anything_that_looks_like_a_letter_is_one(parts in proptest::collection::vec(prop_oneof![
        Just("From: a@b.example\r\n"), Just("Content-Type: multipart/mixed; boundary=b\r\n"), Just("Content-Type: text/html\r\n"), Just("\r\n"), Just("--b\r\n"), Just("--b--\r\n"),
        Just("Content-Transfer-Encoding: base64\r\n"), Just("=?utf-8?B?w6k=?="), Just("<p>é&eacute;&#x1F600;&#99999999;</p"), Just("Content-Type: message/rfc822\r\n"), Just("> x\n"),
        Just("On 1 wrote:\n"), Just("Dari:\nKe:\nSubjek:\n"), Just("é\u{200b}"), Just("-- \n"), Just("<style>&"), Just("Subject: "), Just("Message-ID: <x"), Just("&é;")
    ], 0..60)) {
        let text = parts.concat();
        let letter = read(text.as_bytes(), &Envelope::default(), OWN);
        let cut = cut(&letter.text);
        prop_assert!(cut.said.len() <= letter.text.len());
    }

    #[test]
    fn any_page_has_words(html in "(<(p|br|div|style|script|!--|a href='x'|blockquote)>|</(p|style|script)>|&[a-z#0-9é]{0,8};?|[a-zé \n<>&]){0,40}") {
        let _ = read(format!("Content-Type: text/html; charset=utf-8\r\n\r\n{html}").as_bytes(), &Envelope::default(), OWN);
    }
}
