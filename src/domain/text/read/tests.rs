//! How messages are read: slang, slips, doubled words, and what is never rewritten.

use proptest::prelude::*;

use super::*;

fn reader() -> Reader {
    let words = "printer laptop jaringan internet email wifi kantor monitor aplikasi proyektor teman kabel keyboard mesin ruang";
    Reader::new("GRD", Repair::new(&words.split(' ').map(|word| (word.into(), 9)).collect()))
}

fn check(cases: &[(&str, &str)]) {
    let reader = reader();
    for (text, want) in cases {
        assert_eq!(reader.read(text).read_as(), *want, "{text:?}");
    }
}

#[test]
fn slang_and_abbreviations() {
    check(&[
        ("wifi ga konek", "wifi tidak sambung"),
        ("wifi gak nyambung", "wifi tidak sambung"),
        ("nggak bisa", "tidak bisa"),
        ("ngga bs", "tidak bisa"),
        ("kagak bisa", "tidak bisa"),
        ("tdk bisa", "tidak bisa"),
        ("gabisa login", "tidak bisa login"),
        ("gmn caranya", "bagaimana caranya"),
        ("knp lemot bgt", "kenapa lambat banget"),
        ("pw sy salah", "password saya salah"),
        ("pass email", "password email"),
        ("passwd", "password"),
        ("kata sandi", "password"),
        ("Kata  Sandi", "password"),
        ("katasandi", "password"),
        ("wi fi", "wifi"),
        ("Wi-Fi", "wifi"),
        ("e-mail", "email"),
        ("e mail", "email"),
        ("log in", "login"),
        ("log-in", "login"),
        ("sign in", "login"),
        ("hp sy ilang", "ponsel saya hilang"),
        ("printer HP gw macet", "printer hp saya macet"),
        ("hp laserjet di lt 2", "hp laserjet di lantai 2"),
        ("laptop keluar asap bau gosong", "laptop keluar asap bau gosong"),
        ("w ga bs masuk", "saya tidak bisa masuk"),
        ("ng-error, nge-hang", "error macet"),
        ("hapenya rusak", "ponsel rusak"),
        ("leptopku", "laptop"),
        ("ngadat", "macet"),
        ("blm masuk", "belum masuk"),
        ("udh dr kmrn", "sudah dari kemarin"),
        ("yg ini", "yang ini"),
        ("tlg bantu", "tolong bantu"),
        ("terima kasih", "makasih"),
        ("thank you", "makasih"),
        ("selamat pagi", "halo"),
        ("2 faktor", "mfa"),
        ("blue screen", "bluescreen"),
    ]);
}

#[test]
fn english() {
    check(&[
        ("can't login", "can not login"),
        ("can\u{2019}t login", "can not login"),
        ("cant login", "can not login"),
        ("I won't", "i will not"),
        ("u pls", "you please"),
        ("it's slow", "it is slow"),
        ("what's my pw", "what is my password"),
        ("the printer's tray", "the printer tray"),
        ("no sound", "no sound"),
        ("Jum'at", "jumat"),
    ]);
}

#[test]
fn stretched_repeated_joined() {
    check(&[
        ("tolooong", "tolong"),
        ("lemottttt", "lambat"),
        ("pliiiis", "please"),
        ("haloooo", "halo"),
        ("printerrrr", "printer"),
        ("passs", "password"),
        ("kata2", "kata"),
        ("konek2", "sambung"),
        ("kata-kata", "kata"),
        ("teman-temannya", "temannya"),
        ("bolak-balik", "bolak balik"),
        ("lap top mati", "laptop mati"),
        ("laptopkantor mati", "laptop kantor mati"),
        ("nge-print", "print"),
        ("di-reset", "direset"),
        ("ke-lock", "kelock"),
    ]);
}

#[test]
fn spelling_is_repaired_only_in_unknown_words() {
    check(&[
        ("pritner rusak", "printer rusak"),
        ("laptpo mati", "laptop mati"),
        ("jarinagn", "jaringan"),
        ("aplikais", "aplikasi"),
        ("printernya", "printernya"),
        ("resep masakan", "resep masakan"),
        ("harga emas", "harga emas"),
        ("prin", "print"),
        ("kok lemto sih", "kok lambat sih"),
        ("leptpo rusak", "laptop rusak"),
        ("lemon dan lembut", "lemon dan lembut"),
        ("xyzzy", "xyzzy"),
    ]);
}

#[test]
fn a_reader_without_words_repairs_nothing() {
    for text in ["pritner rusak", "kok lemto sih", "leptpo rusak"] {
        assert_eq!(Reader::plain("GRD").read(text).read_as(), text, "{text:?}");
    }
}

#[test]
fn protected_things_are_never_rewritten() {
    check(&[
        ("pritner@example.com", "pritner@example.com"),
        ("http://pritner.example/ga", "http://pritner.example/ga"),
        ("cek 10.0.0.1 ga", "cek 10.0.0.1 tidak"),
        ("LT-2031 mati", "lt-2031 mati"),
        ("GRD-1042?", "grd-1042"),
        ("gaji.xlsx", "gaji.xlsx"),
        ("error 0x80070005", "error 0x80070005"),
        ("jam 10.30", "jam 10.30"),
        ("ext 4512", "ext 4512"),
        ("muncul \"pritner eror gan\" gmn", "muncul pritner eror gan bagaimana"),
        ("folder 'pw lama' ga ada", "folder pw lama tidak ada"),
        ("\"pritner ga konek\"", "printer tidak sambung"),
        ("kaspersky dan figma", "kaspersky dan figma"),
    ]);
}

#[test]
fn rewrites_say_what_and_why() {
    let read = reader().read("Pritner ga konek, kata2");
    let got: Vec<_> = read.rewrites.iter().map(|rewrite| (rewrite.from.as_str(), rewrite.to.as_str(), rewrite.why, rewrite.start, rewrite.end)).collect();
    let want =
        [("Pritner", "printer", Why::Spelling, 0, 7), ("ga", "tidak", Why::Slang, 8, 10), ("konek", "sambung", Why::Slang, 11, 16), ("kata2", "kata", Why::Repeated, 18, 23)];
    assert_eq!(got, want);
}

#[test]
fn classes_stand_for_addresses() {
    let stems = |text: &str| reader().read(text).tokens.into_iter().map(|token| token.stem).collect::<Vec<_>>();
    for (text, want) in [("a@b.id", "<email>"), ("GRD-7", "<ticket>"), ("LT-2031", "<asset>"), ("08123456789", "<number>"), ("365", "365"), ("fe80::1", "<ip>")] {
        assert_eq!(stems(text), [want], "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in any::<String>()) {
        sound(&text);
    }

    #[test]
    fn any_chat_is_read(text in "([a-z]{1,9}|[0-9]{1,4}|-| |'|2|\\.|@|é|\u{200B}|😀|nge-|GRD-|wi fi|kata sandi){0,24}") {
        sound(&text);
    }
}

fn sound(text: &str) {
    let read = reader().read(text);
    for (start, end) in read.tokens.iter().map(|token| (token.start, token.end)).chain(read.rewrites.iter().map(|rewrite| (rewrite.start, rewrite.end))) {
        assert!(start < end && text.get(start..end).is_some(), "{text:?} {start}..{end}");
    }
    assert!(read.tokens.iter().all(|token| !token.word.is_empty() && !token.stem.is_empty()), "{text:?}: {:?}", read.tokens);
    assert!(read.tokens.is_sorted_by_key(|token| token.start));
}
