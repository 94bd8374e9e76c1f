//! What somebody wrote themselves, told from what a letter carries along: quotations, signatures, notices of lawyers.
//!
//! Programs mark what they quote in many ways and no standard; in doubt it stays, for a cut too many loses what somebody said.

/// A letter's words in two.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cut {
    /// What was written in this letter.
    pub said: String,
    /// What it carries along; everything where both are mixed.
    pub rest: String,
}

/// Lines that begin what a program quotes.
const BEGINS: [&str; 9] = [
    "original message",
    "pesan asli",
    "pesan awal",
    "forwarded message",
    "pesan terusan",
    "pesan diteruskan",
    "begin forwarded message:",
    "mulai pesan yang diteruskan:",
    "reply above this line",
];
/// The same, of letters that are passed on: what follows is what they are about.
const PASSED_ON: [&str; 5] = ["forwarded message", "pesan terusan", "pesan diteruskan", "begin forwarded message:", "mulai pesan yang diteruskan:"];
/// How the lines of a head begin that stands before what is quoted: the first line, and those that follow.
const FROM: [&str; 2] = ["from:", "dari:"];
const HEAD: [&str; 14] = ["sent:", "date:", "to:", "cc:", "subject:", "importance:", "dikirim:", "terkirim:", "tanggal:", "kepada:", "ke:", "subjek:", "perihal:", "judul:"];
/// How people's devices sign.
const DEVICES: [&str; 16] = [
    "sent from my ",
    "sent from mail for ",
    "sent from outlook",
    "sent from yahoo",
    "sent via ",
    "get outlook for ",
    "dikirim dari ",
    "terkirim dari ",
    "dikirim menggunakan ",
    "dapatkan outlook untuk ",
    "unduh outlook untuk ",
    "diunduh dari ",
    "kirim dari ",
    "sent with ",
    "dikirim melalui ",
    "sent using ",
];
/// How notices of lawyers begin; two words of the second list must follow.
const NOTICES: [&str; 14] = [
    "disclaimer",
    "confidentiality notice",
    "confidential notice",
    "this e-mail",
    "this email",
    "this message",
    "the information contained in this",
    "the contents of this",
    "email ini",
    "e-mail ini",
    "surel ini",
    "pesan ini",
    "informasi dalam email ini",
    "pernyataan kerahasiaan",
];
const NOTICE_WORDS: [&str; 12] =
    ["confidential", "intended", "recipient", "privileged", "unauthorized", "disclos", "rahasia", "ditujukan", "penerima", "lampiran", "menyebarkan", "berhak"];
/// An attribution may be folded into so many lines.
const FOLDED: usize = 4;

/// Cuts a letter's words.
#[must_use]
pub fn cut(text: &str) -> Cut {
    let lines: Vec<&str> = text.lines().collect();
    let quote = (0..lines.len()).find_map(|place| Some((place, begins_quote(&lines, place)?)));
    let (own, quoted) = lines.split_at(quote.map_or(lines.len(), |(place, _)| place));
    let below = match quote {
        Some((_, after)) => written_below(&lines[after..]),
        None => Vec::new(),
    };
    let mixed = !below.is_empty() || own.iter().any(|line| is_quoted(line));
    let mut said: Vec<&str> = own.iter().filter(|line| !is_quoted(line)).copied().chain(below).collect();
    let signed = signature(&said);
    let mut rest: Vec<&str> = said.split_off(signed);
    if mixed {
        rest.clone_from(&lines);
    } else {
        rest.extend(quoted);
    }
    let said = joined(&said);
    if said.is_empty() && quote.is_some_and(|(place, _)| is_passed_on(lines[place])) {
        return Cut { said: joined(&lines), rest: String::new() };
    }
    Cut { said, rest: joined(&rest) }
}

fn joined(lines: &[&str]) -> String {
    lines.join("\n").trim_matches(['\n', ' ']).to_owned()
}

fn is_quoted(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

fn folded(line: &str) -> String {
    line.trim_matches(|sign: char| sign.is_whitespace() || "-_*=|".contains(sign)).to_lowercase()
}

fn is_passed_on(line: &str) -> bool {
    PASSED_ON.contains(&folded(line).as_str())
}

/// Whether a quotation begins at this line: the line behind what announces it.
fn begins_quote(lines: &[&str], place: usize) -> Option<usize> {
    if BEGINS.contains(&folded(lines[place]).as_str()) {
        return Some(place + 1);
    }
    attribution(lines, place).or_else(|| head(lines, place))
}

/// "On Monday, 23 November 2026, Sari wrote:", "Pada Sen, 23 Nov 2026 Sari menulis:".
fn attribution(lines: &[&str], place: usize) -> Option<usize> {
    let first = lines[place].trim_start_matches(['>', ' ']).to_lowercase();
    if !["on ", "pada ", "tanggal "].iter().any(|word| first.starts_with(word)) && !first.contains('@') {
        return None;
    }
    let mut whole = String::new();
    for (more, line) in lines[place..].iter().take(FOLDED).enumerate() {
        let line = line.trim_matches(['>', ' ', '*']);
        if line.is_empty() {
            return None;
        }
        whole.push_str(line);
        whole.push(' ');
        let words = whole.trim_end().to_lowercase();
        if ["wrote:", "writes:", "menulis:", "menuliskan:", "berkata:"].iter().any(|end| words.ends_with(end)) {
            let told = words.chars().any(|sign| sign.is_ascii_digit()) || words.contains('@');
            return told.then_some(place + more + 1);
        }
    }
    None
}

/// The head of a letter: "From: … Sent: … To: … Subject: …", in either language.
fn head(lines: &[&str], place: usize) -> Option<usize> {
    let name = |line: &str| line.trim_start_matches(['*', ' ', '>']).replace('*', "").to_lowercase();
    let line = folded(lines[place]);
    // A rule before the head belongs to it.
    if line.is_empty() && lines[place].trim().len() >= 10 {
        let next = (place + 1..lines.len()).find(|next| !lines[*next].trim().is_empty())?;
        return head_at(lines, next, &name);
    }
    head_at(lines, place, &name)
}

fn head_at(lines: &[&str], place: usize, name: &impl Fn(&str) -> String) -> Option<usize> {
    let first = name(lines[place]);
    if !FROM.iter().any(|word| first.starts_with(word)) {
        return None;
    }
    let following = lines[place + 1..].iter().take(8).filter(|line| !line.trim().is_empty());
    let known = following.take_while(|line| line.starts_with([' ', '\t']) || HEAD.iter().any(|word| name(line).starts_with(word))).count();
    (known >= 2).then_some(place + 1 + known)
}

/// What stands below or between quoted lines; nothing where no line is marked as quoted, for then all of it is.
fn written_below<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    if !lines.iter().any(|line| is_quoted(line)) {
        return Vec::new();
    }
    let own: Vec<&str> = lines.iter().filter(|line| !is_quoted(line) && !line.trim().is_empty()).copied().collect();
    own.split_at(signature(&own)).0.to_vec()
}

/// Where the signature begins, if there is one; else behind the last line.
fn signature(lines: &[&str]) -> usize {
    let written = |place: usize| lines[..place].iter().any(|line| !line.trim().is_empty());
    let begins = |place: &usize| written(*place) && (is_dashes(lines[*place]) || is_device(lines[*place]) || is_notice(lines, *place));
    (0..lines.len()).find(begins).unwrap_or(lines.len())
}

fn is_dashes(line: &str) -> bool {
    matches!(line.trim_end(), "--" | "\u{2014}" | "---" | "__" | "___")
}

fn is_device(line: &str) -> bool {
    let line = line.trim().to_lowercase();
    line.chars().count() <= 80 && DEVICES.iter().any(|words| line.starts_with(words)) && !line.ends_with('?')
}

/// A notice stands at the end of a letter, as one paragraph of long sentences.
fn is_notice(lines: &[&str], place: usize) -> bool {
    let begins = lines[place].trim_matches(|sign: char| !sign.is_alphanumeric()).to_lowercase();
    if !NOTICES.iter().any(|words| begins.starts_with(words)) {
        return false;
    }
    let rest = lines[place..].join(" ").to_lowercase();
    let paragraphs = lines[place..].split(|line| line.trim().is_empty()).filter(|lines| !lines.is_empty()).count();
    paragraphs <= 3 && rest.chars().count() > 120 && NOTICE_WORDS.iter().filter(|word| rest.contains(**word)).count() >= 2
}
