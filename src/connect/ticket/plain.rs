//! What people write elsewhere as HTML, as plain text: lines where there were lines, and no quoted mail below.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::Builder;

/// Stands for the end of a line while tags are taken out; nobody writes it.
const BREAK: char = '\u{E00A}';
/// Tags after which a line ends.
const ENDS: [&str; 9] = ["<br", "</p", "</div", "</li", "</tr", "</h1", "</h2", "</h3", "</pre"];

static WITHOUT_TAGS: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder.tag_attributes(HashMap::new()).clean_content_tags(HashSet::from(["script", "style", "blockquote", "head", "title"]));
    builder
});

/// The plain text of a piece of HTML.
pub(super) fn text(html: &str) -> String {
    let clean = WITHOUT_TAGS.clean(&with_breaks(html)).to_string();
    let plain = ["&nbsp;", "&lt;", "&gt;", "&quot;", "&amp;"].iter().zip([" ", "<", ">", "\"", "&"]).fold(clean, |text, (written, sign)| text.replace(written, sign));
    let mut lines: Vec<String> = Vec::new();
    for line in plain.split(BREAK) {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        if !(line.is_empty() && lines.last().is_none_or(String::is_empty)) {
            lines.push(line);
        }
    }
    lines.join("\n").trim_end().to_owned()
}

/// The same with a mark before every tag that ends a line.
fn with_breaks(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    for (place, sign) in html.char_indices() {
        let ends = |tag: &str| html.as_bytes().get(place..place + tag.len()).is_some_and(|bytes| bytes.eq_ignore_ascii_case(tag.as_bytes()));
        if sign == '<' && ENDS.iter().any(|tag| ends(tag)) {
            out.push(BREAK);
        }
        if sign != BREAK {
            out.push(sign);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn lines_stay_and_tags_go() {
        for (html, plain) in [
            ("<p>Sudah   dicek,<br/>silakan\ncoba.</p><div>Sari &amp; tim &lt;3</div>", "Sudah dicek,\nsilakan coba.\nSari & tim <3"),
            ("Sari:<br>\ncoba &quot;lagi&quot;<BR>\n<br>\n[GRD-1#7]", "Sari:\ncoba \"lagi\"\n\n[GRD-1#7]"),
            ("<div>ok</div><script>alert(1)</script><style>p{}</style><blockquote type=\"cite\"><p>lama</p></blockquote>", "ok"),
            ("a &amp;lt; b&nbsp;c", "a &lt; b c"),
            ("plain", "plain"),
            ("<ul><li>satu</li><li>dua</li></ul>", "satu\ndua"),
            ("", ""),
        ] {
            assert_eq!(text(html), plain, "{html}");
        }
    }
}
