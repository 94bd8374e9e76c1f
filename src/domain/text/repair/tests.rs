//! Which words are repaired to which, and which are left alone.

use super::*;

#[test]
fn repairs() {
    let words = "printer:30 password:40 email:20 laptop:20 jaringan:9 internet:9 koneksi:4 proyektor:5 lambat:9 layar:9 kabel:4 wifi:50 monitor:3 keyboard:4 \
                 outlook:5 aplikasi:9 reset:20 kirim:9 error:9 update:4 tersambung:3 authenticator:4 akun:9 rare:1 form:9 from:2";
    let repair = Repair::new(&counted(words));
    for (typed, meant) in [
        ("pritner", Some("printer")),
        ("pirnter", Some("printer")),
        ("prinnter", Some("printer")),
        ("orinter", Some("printer")),
        ("passwrod", Some("password")),
        ("passowrd", Some("password")),
        ("passwoord", Some("password")),
        ("pssword", Some("password")),
        ("emial", Some("email")),
        ("emal", Some("email")),
        ("lapotp", Some("laptop")),
        ("laptpo", Some("laptop")),
        ("jarinagn", Some("jaringan")),
        ("jaribgan", Some("jaringan")),
        ("interent", Some("internet")),
        ("intenret", Some("internet")),
        ("koneski", Some("koneksi")),
        ("konekis", Some("koneksi")),
        ("proyktor", Some("proyektor")),
        ("proyketr", Some("proyektor")),
        ("lmabat", Some("lambat")),
        ("layra", Some("layar")),
        ("kabek", Some("kabel")),
        ("wiif", Some("wifi")),
        ("iwfi", Some("wifi")),
        ("mointor", Some("monitor")),
        ("keybaord", Some("keyboard")),
        ("outllook", Some("outlook")),
        ("apliaksi", Some("aplikasi")),
        ("aplikaai", Some("aplikasi")),
        ("reest", Some("reset")),
        ("kiirm", Some("kirim")),
        ("eror", Some("error")),
        ("updaet", Some("update")),
        ("tersambunng", Some("tersambung")),
        ("autenticatr", Some("authenticator")),
        ("printer", None),
        ("printernya", None),
        ("pri", None),
        ("wif", None),
        ("resep", None),
        ("emas", None),
        ("match", None),
        ("gak", None),
        ("rara", None),
        ("wiki", None),
        ("stan", None),
        ("xyzzy", None),
        ("laptop2", None),
        ("日本語日本", None),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", None),
        ("", None),
    ] {
        assert_eq!(repair.fix(typed), meant, "{typed}");
    }
}

#[test]
fn bold_repairs() {
    let words = "what:900 want:300 please:400 pleae:2 working:60 tested:30 text:40 rare:2 time:300 item:20 what's:500 card:90";
    let repair = Repair::bold(&counted(words));
    for (typed, meant) in [
        ("wht", Some("what")),
        ("wnt", Some("want")),
        ("pleae", Some("please")),
        ("ime", Some("time")),
        ("hwat's", Some("what's")),
        ("qcard", Some("card")),
        ("workin", Some("working")),
        ("texted", None),
        ("rare", None),
        ("card's", None),
        ("xy", None),
        ("what", None),
    ] {
        assert_eq!(repair.fix(typed), meant, "{typed}");
    }
}

#[test]
fn bold_only_where_strangers_are_few() {
    let few: Frequencies = [("what".into(), 900), ("once".into(), 1)].into();
    let many: Frequencies = few.iter().map(|(word, count)| (word.clone(), count * 100)).collect();
    let strange: Frequencies = many.clone().into_iter().chain((0..2_000).map(|at| (format!("word{at}").into(), 2))).collect();
    for (frequencies, meant) in [(few, None), (many, Some("what")), (strange, None)] {
        assert_eq!(Repair::of_pack(&frequencies).fix("wht"), meant);
    }
}

#[test]
fn nothing_learned_nothing_repaired() {
    assert_eq!(Repair::default().fix("pritner"), None);
}
