//! Jira's document format (<https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/>) and plain text: what is typed means nothing in it.

use serde_json::{Value, json};

/// Plain text as a document that shows just that.
pub(super) fn document(text: &str) -> Value {
    let mut content = Vec::new();
    for (place, line) in text.trim_end().split('\n').enumerate() {
        if place > 0 {
            content.push(json!({ "type": "hardBreak" }));
        }
        // A piece of text may not be empty.
        if !line.trim_end_matches('\r').is_empty() {
            content.push(json!({ "type": "text", "text": line.trim_end_matches('\r') }));
        }
    }
    json!({ "type": "doc", "version": 1, "content": [{ "type": "paragraph", "content": content }] })
}

/// The plain text of a document.
pub(super) fn text(document: &Value) -> String {
    let mut out = String::new();
    write(document, &mut out);
    out.trim().to_owned()
}

fn write(node: &Value, out: &mut String) {
    let (kind, shown) = (node["type"].as_str().unwrap_or_default(), |name: &str| node["attrs"][name].as_str().unwrap_or_default());
    match kind {
        "text" => out.push_str(node["text"].as_str().unwrap_or_default()),
        "hardBreak" => out.push('\n'),
        "mention" | "emoji" | "status" | "date" => out.push_str(shown("text")),
        "inlineCard" | "blockCard" => out.push_str(shown("url")),
        _ => {}
    }
    for inner in node["content"].as_array().into_iter().flatten() {
        write(inner, out);
    }
    let block = matches!(kind, "paragraph" | "heading" | "codeBlock" | "blockCard" | "rule" | "tableRow" | "mediaSingle" | "mediaGroup");
    if block && !out.ends_with('\n') {
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_comes_back_and_nothing_in_it_means_anything() {
        for said in ["halo", "Rina:\n*dong* {code} [x|http://y]\n\n[GRD-1042#7]", "satu\r\ndua"] {
            assert_eq!(text(&document(said)), said.replace('\r', ""));
        }
        assert_eq!(document("")["content"][0]["content"], json!([]));
    }

    #[test]
    fn lines_and_names_of_people_are_kept() {
        let paragraph = |inner: Value| json!({ "type": "paragraph", "content": inner });
        let item = |said: &str| json!({ "type": "listItem", "content": [paragraph(json!([{ "type": "text", "text": said }]))] });
        let said = json!({ "type": "doc", "version": 1, "content": [
            paragraph(json!([{ "type": "mention", "attrs": { "text": "@Rina" } }, { "type": "text", "text": " coba " }, { "type": "inlineCard", "attrs": { "url": "https://x.example" } }])),
            { "type": "bulletList", "content": [item("satu"), item("dua")] },
        ] });
        assert_eq!(text(&said), "@Rina coba https://x.example\nsatu\ndua");
        assert_eq!(text(&json!(null)), "");
    }
}
