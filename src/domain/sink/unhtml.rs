//! The words of a text in HTML: what people write in another system comes back into a chat, which shows plain text.

/// Elements that begin a line of their own.
const BLOCKS: [&str; 22] =
    ["address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "tr", "ul"];
/// Elements whose inside nobody reads.
const HIDDEN: [&str; 5] = ["head", "script", "style", "template", "title"];
/// The entities that editors write; every other sign stands as itself or as its number.
const NAMED: [(&str, char); 13] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("ndash", '–'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
];

/// A text in HTML as plain text: lines where it has blocks, nothing of its markup.
#[must_use]
pub fn text_of_html(html: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(html.len()), html);
    while let Some(sign) = rest.chars().next() {
        rest = match sign {
            '<' => tag(rest, &mut out),
            '&' => entity(rest, &mut out),
            _ => {
                push(&mut out, sign);
                &rest[sign.len_utf8()..]
            }
        };
    }
    out.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// Reads over what begins with `<`; what remains.
fn tag<'a>(text: &'a str, out: &mut String) -> &'a str {
    if let Some(comment) = text.strip_prefix("<!--") {
        return comment.split_once("-->").map_or("", |(_, after)| after);
    }
    let inside = text[1..].trim_start_matches('/');
    let name: String = inside.chars().take_while(char::is_ascii_alphanumeric).map(|sign| sign.to_ascii_lowercase()).collect();
    if !name.starts_with(|sign: char| sign.is_ascii_alphabetic()) && !text.starts_with("<!") && !text.starts_with("<?") {
        push(out, '<');
        return &text[1..];
    }
    let Some((_, after)) = text.split_once('>') else { return "" };
    if BLOCKS.contains(&name.as_str()) && (name == "br" || !(out.is_empty() || out.ends_with('\n'))) {
        out.push('\n');
    }
    if name == "li" && !text.starts_with("</") {
        out.push_str("- ");
    }
    // Only its own end leads out of an element whose inside is no text.
    if HIDDEN.contains(&name.as_str()) && !text.starts_with("</") {
        let lower = after.to_ascii_lowercase();
        return lower.find(&format!("</{name}")).map_or("", |at| &after[at..]);
    }
    after
}

/// Reads an entity, or the sign alone; what remains.
fn entity<'a>(text: &'a str, out: &mut String) -> &'a str {
    let read = text[1..].split_once(';').filter(|(name, _)| name.len() <= 8).and_then(|(name, after)| Some((sign(name)?, after)));
    let (sign, after) = read.unwrap_or(('&', &text[1..]));
    push(out, sign);
    after
}

fn sign(name: &str) -> Option<char> {
    let Some(number) = name.strip_prefix('#') else {
        return NAMED.iter().find(|(known, _)| *known == name).map(|(_, sign)| *sign);
    };
    let hex = number.strip_prefix(['x', 'X']);
    let code = hex.map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok())?;
    char::from_u32(code).filter(|sign| !sign.is_control() || sign.is_whitespace())
}

/// One sign of text; several spaces are one.
fn push(out: &mut String, sign: char) {
    let blank = sign.is_whitespace() && sign != '\u{a0}';
    if !blank {
        out.push(sign);
    } else if !(out.is_empty() || out.ends_with([' ', '\n'])) {
        out.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::text_of_html;

    #[test]
    fn what_people_read_remains() {
        for (html, text) in [
            ("<p>Hi <b>Anna</b>,</p>\r\n<p>please   restart.<br/>Then call.</p>", "Hi Anna,\nplease restart.\nThen call."),
            ("<ul><li>one</li><li>two &amp; three</li></ul>", "- one\n- two & three"),
            ("<style>p { color: red }</style>a<script>alert('<p>')</script>b<!-- c --> d", "ab d"),
            ("5 &lt; 6 &#x2615; &#233; &nbsp;&unknown; &", "5 < 6 ☕ é &unknown; &"),
            ("1 < 2 and <3", "1 < 2 and <3"),
            ("<P CLASS=\"x\">Ä</P><div>", "Ä"),
            ("a<br><br>b", "a\n\nb"),
            ("cut <a href=", "cut"),
            ("<script>never closed", ""),
            ("", ""),
        ] {
            assert_eq!(text_of_html(html), text, "{html}");
        }
    }
}
