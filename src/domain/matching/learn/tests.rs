//! A small pack studied: what comes out is right, always the same, and survives being kept.

use std::sync::LazyLock;

use super::*;

const LINES: &[(usize, &str)] = &[
    (0, "wifi tidak sambung"),
    (0, "wifi putus terus"),
    (0, "sinyal wifi hilang"),
    (0, "laptop will not join the wifi"),
    (1, "lupa password"),
    (1, "password salah terus"),
    (1, "cara reset password"),
    (1, "i forgot my password"),
    (2, "printer offline"),
    (2, "printer tidak bisa print"),
    (2, "the printer does not respond"),
    (2, "kertas macet di printer"),
];

fn lessons() -> Vec<Lesson<'static>> {
    LINES.iter().map(|(intent, line)| Lesson { intent: *intent, words: line.split(' ').collect() }).collect()
}

static MODEL: LazyLock<Model> = LazyLock::new(|| study_quickly(lessons(), 3));

fn first(model: &Model, line: &str) -> usize {
    let logs = model.judge(&line.split(' ').collect::<Vec<_>>()).logs;
    (0..logs.len()).max_by(|a, b| logs[*a].total_cmp(&logs[*b])).unwrap()
}

#[test]
fn learns() {
    for (line, intent) in [("wifi hilang terus", 0), ("saya lupa passwordnya", 1), ("printernya macet", 2), ("my wifi", 0)] {
        assert_eq!(first(&MODEL, line), intent, "{line}");
    }
    let sure = MODEL.judge(&["lupa", "password"]);
    let strange = MODEL.judge(&["xyzzy"]);
    assert!(sure.entropy < strange.entropy, "{sure:?} {strange:?}");
    assert_eq!(strange.words, (1, 0));
    assert!((sure.chances().sum::<f32>() - 1.0).abs() < 1e-4);
    assert!(MODEL.judge(&[]).entropy.is_finite());
}

#[test]
fn the_order_of_the_lines_does_not_matter_and_bytes_are_the_same() {
    let mut turned = lessons();
    turned.reverse();
    let bytes = MODEL.to_bytes();
    assert!(study_quickly(turned, 3).to_bytes() == bytes);
    let kept = Model::from_bytes(&bytes).unwrap();
    for line in ["wifi putus", "reset", "xyzzy printer"] {
        let words: Vec<_> = line.split(' ').collect();
        assert_eq!(kept.judge(&words), MODEL.judge(&words), "{line}");
    }
}

#[test]
fn broken_bytes_are_no_model() {
    let bytes = MODEL.to_bytes();
    for (broken, what) in [(&bytes[..bytes.len() - 1], "cut"), (&bytes[1..], "without a beginning"), (&[][..], "empty")] {
        assert!(Model::from_bytes(broken).is_none(), "{what}");
    }
    let longer = [&bytes[..], &[0]].concat();
    assert!(Model::from_bytes(&longer).is_none());
    let mut other = bytes.clone();
    other[8] ^= 1;
    assert!(Model::from_bytes(&other).is_none());
}
