//! Whatever the files contain, `load` answers, and every problem points into its file.

use proptest::prelude::*;

use super::{super::render, *};

/// Spoils a good file: cuts a piece out, or puts a sign in that means something to YAML, Markdown or to us.
fn spoil(text: &str, at: usize, cut: usize, sign: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let at = at % (chars.len() + 1);
    let end = (at + cut).min(chars.len());
    chars.splice(at..end, sign.chars());
    chars.into_iter().collect()
}

fn points_into_its_file(files: &Files) {
    let loaded = load(files);
    for problem in &loaded.problems {
        let text = files.0.get(&problem.file).map_or("", String::as_str);
        let lines: Vec<_> = text.split('\n').collect();
        assert!((1..=lines.len() + 1).contains(&problem.line), "{problem:#?}");
        let width = lines.get(problem.line - 1).map_or(0, |line| line.chars().count());
        assert!((1..=width + 1).contains(&problem.column), "{problem:#?}");
        assert!(!problem.message.is_empty() && !render(problem).is_empty());
    }
    let failed = loaded.problems.iter().any(|problem| problem.severity == Severity::Error);
    assert_eq!(loaded.pack.is_none(), failed);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn a_spoiled_pack_is_answered(which in 0..7_usize, at in 0..3000_usize, cut in 0..40_usize, sign in "[\\-:,{}\\[\\]\"'#&*!|>%@`\n\t a-zé😀\\PC]{0,4}") {
        let mut files = good();
        let text = files.0.values_mut().nth(which).unwrap();
        *text = spoil(text, at, cut, &sign);
        points_into_its_file(&files);
    }

    #[test]
    fn any_text_is_answered(text in "\\PC{0,80}", front in any::<bool>()) {
        let mut files = good();
        files.0.insert(NETWORK_FILE.to_owned(), text.clone());
        files.0.insert(ARTICLE_FILE.to_owned(), if front { format!("---\n{text}\n---\n{text}") } else { text });
        points_into_its_file(&files);
    }
}
