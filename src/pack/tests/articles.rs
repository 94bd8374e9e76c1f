//! Mistakes in articles, and what their Markdown may become.

use super::super::{load, markdown};
use super::*;

#[test]
fn front_matter() {
    let cases = [
        ("---\ntitle: Wi-Fi {org}", "¦title: Wi-Fi", "The front matter is missing"),
        ("keywords: [hotspot, ga konek]", "¦keyword: [hotspot]", "There is no key `keyword` here | Did you mean `keywords`?"),
        ("reviewed: 2026-11-03", "reviewed: ¦3 November", "`3 November` is not a day"),
        ("minutes: 2", "minutes: ¦900", "900 minutes are more than 240"),
        ("title: Wi-Fi {org}", "title: Wi-Fi ¦{orgg}", "There is no variable `{orgg}`"),
    ];
    for (old, new, message) in cases {
        check(ARTICLE_FILE, old, new, &[Error(message)]);
    }
    check(ARTICLE_FILE, "---\ntitle: Wi-Fi {org}\ntopic: network", "---\n¦topic: network", &[Error("`title` is missing here")]);
    check(
        ARTICLE_FILE,
        "---\ntitle: Wi-Fi {org}\ntopic: network\nkeywords: [hotspot, ga konek]\nminutes: 2\nreviewed: 2026-11-03\n---",
        "¦---\ntitle: x",
        &[Error("The front matter is not closed")],
    );
}

#[test]
fn bodies() {
    let body = ARTICLE_ID.split_once("network\n").map_or("", |(_, body)| body);
    check(ARTICLE_FILE, &format!("Wi-Fi {{org}}\ntopic: network\n{body}"), "¦Wi-Fi\ntopic: network\nminutes: 2\nreviewed: 2026-11-03\n---\n \n", &[Error("This article is empty")]);
    check(
        ARTICLE_FILE,
        "title: Wi-Fi {org}\ntopic: network\nkeywords: [hotspot, ga konek]\nminutes: 2\nreviewed: 2026-11-03\n---\n",
        &format!("title: ¦W\ntopic: network\nminutes: 2\nreviewed: 2026-11-03\n---\n{}", "x ".repeat(33_000)),
        &[Error("This article has more than 65536 bytes")],
    );
    check(ARTICLE_FILE, "Paragraf", &format!("¦{} Paragraf", ">".repeat(40)), &[Warning("Here is a text nested deeper than people read, which is not shown")]);
    check(ARTICLE_FILE, "1. Satu", "¦<script>alert(1)</script>\n\n1. Satu", &[Warning("Here is HTML, which is not shown")]);
    check(ARTICLE_FILE, "1. Satu", "1. Satu ¦![x](y.png)", &[Warning("Here is a picture, which is not shown")]);
}

#[test]
fn both_languages() {
    let mut files = good();
    files.0.remove("articles/wifi-not-connecting.en.md");
    assert_eq!(shown(&load(&files)), ["articles/wifi-not-connecting.id.md:1:1: error: This article does not exist in `en` | Write articles/wifi-not-connecting.en.md."]);
    let mut files = good();
    files.0.insert("articles/Wifi.md".to_owned(), ARTICLE_EN.to_owned());
    files.0.insert("articles/wifi-not-connecting.fr.md".to_owned(), ARTICLE_EN.to_owned());
    let shown = shown(&load(&files));
    assert_eq!(shown.len(), 2);
    assert!(shown[0].starts_with("articles/Wifi.md:1:1: error: An article's file is called"));
    assert!(shown[1].starts_with("articles/wifi-not-connecting.fr.md:1:1: error: The pack does not speak `fr`"));
}

#[test]
fn deep_markdown_ends_well() {
    for sign in [">", "- ", "*", "[", "![", "`", "<b>", "| a ", "1. ", "_a_ ", "&lt;", "**a"] {
        let text = sign.repeat(10_000);
        let rendered = markdown::render(&text);
        assert!(rendered.html.len() < 40 * text.len(), "{sign}");
    }
}

#[test]
fn one_topic_for_both_languages() {
    let talk = "  - { id: network, name: { id: Jaringan, en: Network } }\n";
    let mut files = good();
    let text = files.0.get_mut("pack.yml").unwrap();
    *text = text.replace(talk, &format!("{talk}  - {{ id: files, name: {{ id: Berkas, en: Files }} }}\n"));
    files.0.insert("topics/files.yml".to_owned(), "intents: []\n".to_owned());
    let text = files.0.get_mut(ARTICLE_FILE).unwrap();
    *text = text.replace("topic: network", "topic: files");
    assert_eq!(
        shown(&load(&files)),
        ["articles/wifi-not-connecting.id.md:1:1: warning: This article stands under `files`, and under `network` in `en` | Choose one topic for both."]
    );
}

#[test]
fn windows_lines_and_a_byte_order_mark_are_read() {
    let mut files = good();
    for text in files.0.values_mut() {
        *text = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    }
    let loaded = load(&files);
    assert_eq!(shown(&loaded), Vec::<String>::new());
    let same = load(&good()).pack.unwrap();
    let pack = loaded.pack.unwrap();
    assert_eq!((pack.intents, pack.articles), (same.intents, same.articles));
}

#[test]
fn markdown_becomes_safe_html() {
    let cases = [
        (
            "| a | b |\n|---|:-:|\n| 1 | 2 |",
            "<table>\n<thead>\n<tr>\n<th>a</th>\n<th align=\"center\">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td align=\"center\">2</td>\n</tr>\n</tbody>\n</table>",
            "a b\n1 2",
        ),
        ("x <b onclick=y>z</b>", "<p>x z</p>", "x z"),
        ("[x](javascript:alert(1))", "<p><a href=\"\" rel=\"noopener noreferrer\">x</a></p>", "x"),
        ("![p](http://x/y.png)", "<p></p>", ""),
        (
            "[x](https://a.example/b_c) & <https://d.example>",
            "<p><a href=\"https://a.example/b_c\" rel=\"noopener noreferrer\">x</a> &amp; <a href=\"https://d.example\" rel=\"noopener noreferrer\">https://d.example</a></p>",
            "x & https://d.example",
        ),
        ("- a\n- b\n  - c\n\n`d`  e", "<ul>\n<li>a</li>\n<li>b\n<ul>\n<li>c</li>\n</ul>\n</li>\n</ul>\n<p><code>d</code>  e</p>", "a\nb\nc\nd e"),
        ("# H\n\n> q\n\n```\nx <y>\n```", "<h1>H</h1>\n<blockquote>\n<p>q</p>\n</blockquote>\n<pre><code>x &lt;y&gt;\n</code></pre>", "H\nq\nx <y>"),
    ];
    for (text, html, plain) in cases {
        let rendered = markdown::render(text);
        assert_eq!((rendered.html.as_str(), rendered.plain.as_str()), (html, plain), "{text}");
    }
}
