//! `garda eval-search`: its figures, and what it says to bad input.

use std::fs;

use serde_json::Value;

use crate::command_line::{Done, garda};

const ARTICLES: &str = r#"{"id":"vpn","title":"VPN does not connect","body":"Check the network, then start the VPN client again."}
{"id":7,"title":"Reset your password","body":"Open the portal and choose forgot password.","more":true}
{"id":"printer","title":"Printer offline","body":"Switch the printer off and on."}
"#;
const QUERIES: &str = r#"{"text":"vpn client","relevant":["vpn"]}

{"text":"forgot pasword","relevant":[7]}
{"text":"printer or vpn","relevant":["printer","vpn"]}
"#;

fn eval(articles: &str, queries: &str, words: &[&str]) -> Done {
    let dir = tempfile::tempdir().unwrap();
    let (a, q) = (dir.path().join("a.jsonl"), dir.path().join("q.jsonl"));
    fs::write(&a, articles).unwrap();
    fs::write(&q, queries).unwrap();
    garda(&[&["eval-search", "--articles", a.to_str().unwrap(), "--queries", q.to_str().unwrap()], words].concat())
}

#[test]
fn figures_of_a_good_search() {
    let done = eval(ARTICLES, QUERIES, &["--json"]);
    assert!(done.good, "{}", done.err);
    let all: Value = serde_json::from_str(&done.out).unwrap();
    let figure = |name: &str| all[name].as_f64().unwrap();
    assert_eq!(all["rows"], 3);
    assert!((figure("recall_at_1") - 2.5 / 3.0).abs() < 1e-9, "{all}");
    for name in ["recall_at_3", "recall_at_5", "recall_at_10", "mrr_at_10", "ndcg_at_10"] {
        assert!((figure(name) - 1.0).abs() < 1e-9, "{name}: {all}");
    }
    assert!(all["latency_us"]["p50"].is_number() && all["latency_us"]["p99"].is_number() && all["index_seconds"].is_number());
    assert!(eval(ARTICLES, QUERIES, &[]).out.contains("nDCG@10      1.0000"));
}

#[test]
fn a_report_has_its_plots_beside_it() {
    let dir = tempfile::tempdir().unwrap();
    let done = eval(ARTICLES, QUERIES, &["--report", dir.path().to_str().unwrap()]);
    assert!(done.good, "{}", done.err);
    let page = fs::read_to_string(dir.path().join("index.html")).unwrap();
    assert!(page.contains("nDCG@10<td>1.0000") && page.matches("<svg ").count() == 2, "{page}");
    for file in ["recall.svg", "ranks.svg"] {
        let svg = fs::read_to_string(dir.path().join(file)).unwrap();
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\"") && svg.contains("<style>"), "{svg}");
    }
}

#[test]
fn bad_input_is_shown_with_its_place() {
    let cases = [
        ("{\"id\":\"vpn\",\"title\":}\n", QUERIES, "a.jsonl:1:21: error: This row cannot be read: expected value"),
        (ARTICLES, "{\"text\":\"vpn\"}\n", "q.jsonl:1:14: error: This row cannot be read: missing field `relevant`"),
        (ARTICLES, "{\"text\":\"vpn\",\"relevant\":[[]]}\n", "an id is a text or a number"),
        ("{\"id\":1,\"title\":\"a\"}\n{\"id\":\"1\",\"title\":\"b\"}\n", QUERIES, "a.jsonl:2:1: error: The id `1` stands in line 1 too"),
        ("\n", QUERIES, "There are no rows here"),
        (ARTICLES, "{\"text\":\"vpn\",\"relevant\":[]}\n", "no query has a relevant article"),
    ];
    for (articles, queries, message) in cases {
        let done = eval(articles, queries, &[]);
        assert!(!done.good && done.err.contains(message), "{message}: {}", done.err);
    }
    let done = eval(ARTICLES, "{\"text\":\"vpn\",\"relevant\":[\"vpn\",\"gone\"]}\n", &[]);
    assert!(done.good && done.err.contains("q.jsonl:1:1: warning: there is no article `gone`"), "{}", done.err);
}
