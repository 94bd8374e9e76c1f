//! Markdown to safe HTML and to plain text.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::{Builder, UrlRelative};
use comrak::{
    Arena, Node, Options, format_html,
    nodes::{ListType, NodeValue},
    parse_document,
};

const TAGS: [&str; 25] = [
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong", "table", "tbody", "td", "th", "thead",
    "tr", "ul",
];

/// What an article becomes.
#[derive(Debug, Default)]
pub(super) struct Rendered {
    pub(super) html: String,
    /// The text without marks, one line per block.
    pub(super) plain: String,
    /// The first paragraph without marks.
    pub(super) summary: String,
    /// What is not shown: line and column (in bytes) from 1, and what it is.
    pub(super) dropped: Vec<(usize, usize, &'static str)>,
}

/// Renders `CommonMark` with tables; HTML and images are dropped.
pub(super) fn render(text: &str) -> Rendered {
    let arena = Arena::new();
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    let root = parse_document(&arena, text, &options);
    let mut rendered = Rendered { dropped: dropped(root), ..Rendered::default() };
    let mut html = String::new();
    if format_html(root, &options, &mut html).is_ok() {
        SAFE.clean(&html).to_string().trim_end().clone_into(&mut rendered.html);
    }
    rendered.plain = plain(root);
    let first = root.children().find(|node| matches!(node.data.borrow().value, NodeValue::Paragraph));
    rendered.summary = first.map(plain).unwrap_or_default();
    rendered
}

static SAFE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(TAGS))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"])), ("ol", HashSet::from(["start"])), ("td", HashSet::from(["align"])), ("th", HashSet::from(["align"]))]))
        .url_schemes(HashSet::from(["https", "http", "mailto", "tel"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer"))
        .clean_content_tags(HashSet::from(["script", "style"]));
    builder
});

fn dropped(root: Node<'_>) -> Vec<(usize, usize, &'static str)> {
    let what = |node: Node<'_>| match node.data.borrow().value {
        NodeValue::HtmlBlock(_) | NodeValue::HtmlInline(_) => Some("HTML"),
        NodeValue::Image(_) => Some("a picture"),
        _ => None,
    };
    let place = |node: Node<'_>| node.data.borrow().sourcepos.start;
    root.descendants().filter_map(|node| Some((place(node).line, place(node).column, what(node)?))).collect()
}

fn plain(root: Node<'_>) -> String {
    let mut text = String::new();
    write_plain(root, &mut text);
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Recursion is as deep as the article is nested; the Markdown reader bounds that.
fn write_plain(node: Node<'_>, text: &mut String) {
    let data = node.data.borrow();
    match &data.value {
        NodeValue::Text(words) => text.push_str(words),
        NodeValue::Code(code) => text.push_str(&code.literal),
        NodeValue::CodeBlock(block) => text.push_str(&block.literal),
        NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
        NodeValue::Item(list) if list.list_type == ListType::Ordered => text.push('\n'),
        NodeValue::Image(_) | NodeValue::HtmlBlock(_) | NodeValue::HtmlInline(_) => return,
        _ => {}
    }
    for child in node.children() {
        write_plain(child, text);
    }
    match &data.value {
        NodeValue::TableCell => text.push(' '),
        value if value.block() => text.push('\n'),
        _ => {}
    }
}
