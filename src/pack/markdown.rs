//! Markdown to safe HTML and to plain text.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::{Builder, UrlRelative};
use comrak::{Arena, Node, Options, arena_tree::NodeEdge, format_html, nodes::NodeValue, parse_document};

const TAGS: [&str; 25] =
    ["a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"];

/// Nothing that people read is nested deeper, and cleaning HTML takes the square of it.
const DEEPEST: usize = 32;

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
    if too_deep(root) {
        return Rendered { dropped: vec![(1, 1, "a text nested deeper than people read")], ..Rendered::default() };
    }
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

fn too_deep(root: Node<'_>) -> bool {
    let mut depth = 0_usize;
    root.traverse().any(|edge| {
        depth = if matches!(edge, NodeEdge::Start(_)) { depth + 1 } else { depth.saturating_sub(1) };
        depth > DEEPEST
    })
}

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
    let mut hidden = 0_usize;
    for edge in root.traverse() {
        let (node, begins) = match edge {
            NodeEdge::Start(node) => (node, true),
            NodeEdge::End(node) => (node, false),
        };
        let value = &node.data.borrow().value;
        if matches!(value, NodeValue::Image(_) | NodeValue::HtmlBlock(_) | NodeValue::HtmlInline(_)) {
            hidden = if begins { hidden + 1 } else { hidden.saturating_sub(1) };
        } else if hidden == 0 {
            text.push_str(if begins { before(value) } else { after(value) });
        }
    }
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn before(value: &NodeValue) -> &str {
    match value {
        NodeValue::Text(words) => words,
        NodeValue::Code(code) => &code.literal,
        NodeValue::CodeBlock(block) => &block.literal,
        NodeValue::SoftBreak | NodeValue::LineBreak => " ",
        NodeValue::Item(_) => "\n",
        _ => "",
    }
}

fn after(value: &NodeValue) -> &'static str {
    match value {
        NodeValue::TableCell => " ",
        value if value.block() => "\n",
        _ => "",
    }
}
