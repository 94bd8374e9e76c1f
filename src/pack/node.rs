//! YAML as a tree in which every value and every key knows its place.
//!
//! A tree instead of `serde` structs, so that one mistake does not hide the next one. Scalars stay exactly as written:
//! `no` is a word, `0812` keeps its zero. Anchors, aliases and tags are refused, which also rules out bombs.

use std::{collections::HashMap, sync::Arc};

use serde_saphyr::granit_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput};

use super::{
    problem::{Report, Spot},
    shape::At,
};

const DEEPEST: usize = 16;
const MOST_NODES: usize = 200_000;

/// One value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) spot: Spot,
    pub(super) value: Value,
}

/// What a value can be.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// Nothing was written.
    Nothing,
    /// A word, a number, a text: as written, without quotes.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// Keys and values in the order of the file, each key once.
    Table(Vec<(At<String>, Node)>),
}

impl Node {
    /// What this is, for messages.
    pub(super) fn what(&self) -> &'static str {
        match self.value {
            Value::Nothing => "nothing",
            Value::Text(_) => "a text",
            Value::List(_) => "a list",
            Value::Table(_) => "a table of keys",
        }
    }
}

/// Reads one YAML document; `None` after a problem was reported.
pub(super) fn parse(file: &Arc<str>, text: &str, report: &mut Report) -> Option<Node> {
    let mut builder = Builder { parser: Parser::new_from_str(text), text, file, report, nodes: 0 };
    builder.document().ok()
}

/// The problem is in the report already.
struct Stop;

struct Builder<'i, 'r, 'f> {
    parser: Parser<'i, StrInput<'i>>,
    text: &'i str,
    file: &'r Arc<str>,
    report: &'r mut Report<'f>,
    nodes: usize,
}

impl<'i> Builder<'i, '_, '_> {
    fn document(&mut self) -> Result<Node, Stop> {
        let mut root = None;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => break,
                Event::DocumentStart(..) if root.is_some() => {
                    return self.refuse(&span, "A second document begins here", "Keep one document per file: remove the `---`.");
                }
                Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
                event => root = Some(self.node(event, &span, 0)?),
            }
        }
        Ok(root.unwrap_or_else(|| Node { spot: Spot { file: Arc::clone(self.file), ..Spot::top("") }, value: Value::Nothing }))
    }

    fn next(&mut self) -> Result<(Event<'i>, Span), Stop> {
        loop {
            match self.parser.next_event() {
                Some(Ok((event, span))) if event.is_node() || structural(&event) => return Ok((event, span)),
                Some(Ok(_)) => {}
                Some(Err(error)) => return self.syntax(&error),
                None => return Err(Stop),
            }
        }
    }

    fn node(&mut self, event: Event<'i>, span: &Span, depth: usize) -> Result<Node, Stop> {
        self.nodes += 1;
        if self.nodes > MOST_NODES || depth > DEEPEST {
            return self.refuse(span, "Too many values, or nested too deeply", "Split the file.");
        }
        if event.anchor_id().is_some_and(|id| id > 0) || event.is_alias() {
            return self.refuse(span, "Anchors (`&x`) and aliases (`*x`) are not used here", "Write the value out; a text that begins with `&` or `*` needs quotes.");
        }
        if event.tag().is_some() {
            return self.refuse(span, "Tags (`!x`) are not used here", "Remove it; a text that begins with `!` needs quotes.");
        }
        let spot = self.spot(span);
        let value = match event {
            Event::Scalar(text, style, ..) => {
                self.cut_off(&spot, style);
                scalar(text.into_owned(), style)
            }
            Event::SequenceStart(..) => self.list(depth)?,
            Event::MappingStart(..) => self.table(depth)?,
            _ => return self.refuse(span, "A value is missing here", "Write one."),
        };
        Ok(Node { spot, value })
    }

    fn list(&mut self, depth: usize) -> Result<Value, Stop> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(Value::List(items)),
                (event, span) => items.push(self.node(event, &span, depth + 1)?),
            }
        }
    }

    fn table(&mut self, depth: usize) -> Result<Value, Stop> {
        let (mut rows, mut seen) = (Vec::new(), HashMap::new());
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::MappingEnd) {
                return Ok(Value::Table(rows));
            }
            let key = self.key(event, &span, depth)?;
            let (event, span) = self.next()?;
            let mut node = self.node(event, &span, depth + 1)?;
            if matches!(node.value, Value::Nothing) {
                node.spot = key.spot.clone();
            }
            if let Some(first) = seen.get(&key.value) {
                self.twice(&key, first);
            } else {
                seen.insert(key.value.clone(), key.spot.clone());
                rows.push((key, node));
            }
        }
    }

    fn key(&mut self, event: Event<'i>, span: &Span, depth: usize) -> Result<At<String>, Stop> {
        let node = self.node(event, span, depth + 1)?;
        match node.value {
            Value::Text(value) => Ok(At { value, spot: node.spot }),
            Value::Nothing => self.refuse(span, "A key is missing before this `:`", "Write the key, or put the whole text in quotes."),
            _ => self.refuse(span, "A key must be a word", "A text that begins with `{` or `[` needs quotes: \"{org} …\"."),
        }
    }

    /// `lantai #3 rusak` without quotes is `lantai` and a comment: nobody means that.
    fn cut_off(&mut self, spot: &Spot, style: ScalarStyle) {
        let rest = self.text.get(spot.bytes.end..).unwrap_or("");
        let sign = rest.len() - rest.trim_start_matches(' ').len();
        let meant = rest[sign..].strip_prefix('#').is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
        if matches!(style, ScalarStyle::Plain) && !spot.bytes.is_empty() && meant {
            let at = spot.bytes.end + sign;
            let spot = self.report.spot(self.file, at..at + 1);
            self.report.warning(&spot, "From here on the line is a comment and is not read", "If it belongs to the text, put the text in quotes; else write a space after the #.");
        }
    }

    fn twice(&mut self, key: &At<String>, first: &Spot) {
        let message = format!("`{}` stands here twice; the first is at {}", key.value, first.place());
        self.report.error(&key.spot, message, "Keep one of them.");
    }

    fn spot(&self, span: &Span) -> Spot {
        let start = span.start.byte_offset().unwrap_or(0);
        let end = span.end.byte_offset().unwrap_or(start).max(start);
        Spot { file: Arc::clone(self.file), line: span.start.line(), column: span.start.col() + 1, bytes: start..end }
    }

    fn refuse<T>(&mut self, span: &Span, message: &str, hint: &str) -> Result<T, Stop> {
        let spot = self.spot(span);
        self.report.error(&spot, message, hint);
        Err(Stop)
    }

    fn syntax<T>(&mut self, error: &ScanError) -> Result<T, Stop> {
        let mark = *error.marker();
        let start = mark.byte_offset().unwrap_or(0);
        let spot = Spot { file: Arc::clone(self.file), line: mark.line(), column: mark.col() + 1, bytes: start..start };
        let what = error.kind().to_string();
        self.report.error(&spot, format!("This is not valid YAML: {what}"), advice(&what));
        Err(Stop)
    }
}

/// Comments and the like are skipped.
fn structural(event: &Event) -> bool {
    use Event::{DocumentEnd, DocumentStart, MappingEnd, SequenceEnd, StreamEnd, StreamStart};
    matches!(event, StreamStart | StreamEnd | DocumentStart(..) | DocumentEnd | SequenceEnd | MappingEnd)
}

fn scalar(text: String, style: ScalarStyle) -> Value {
    let nothing = matches!(style, ScalarStyle::Plain) && matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL");
    if nothing { Value::Nothing } else { Value::Text(text) }
}

/// The usual cause behind a message of the YAML reader.
fn advice(what: &str) -> &'static str {
    let what = what.to_lowercase();
    if what.contains("tab") {
        "Indent with spaces, never with tabs."
    } else if what.contains("mapping values") || what.contains("':'") {
        "A text with `: ` in it needs quotes; else check the indentation."
    } else if what.contains("quote") || what.contains("escape") {
        "Check the quotes: a text that begins with \" must end with \" (write \\\" inside)."
    } else if what.contains("flow") || what.contains("bracket") || what.contains("',' or") {
        "A text with a comma or {name} inside { … } or [ … ] needs quotes; every bracket needs its partner."
    } else {
        "Check the indentation and the quotes of this line and the one above."
    }
}
