//! What people say in a room below a ticket: an answer for the requester, a wish, or talk among themselves.
//!
//! Talk that reaches a requester by mistake does more harm than an answer that has to be sent again. So only what begins with a mark and a known
//! word goes out: `!balas …`, `!ambil`, `!selesai`, in either language, or the same words to the bot by name.

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// To tell the requester this.
    Answer(String),
    /// To have the ticket.
    Take,
    /// To be done with it.
    Done,
    /// Something that is not understood, but was said to the bot.
    Unclear,
}

const ANSWER: [&str; 4] = ["balas", "jawab", "reply", "answer"];
const TAKE: [&str; 2] = ["ambil", "take"];
const DONE: [&str; 2] = ["selesai", "done"];
/// Either of them before the word.
const MARKS: [char; 2] = ['!', '/'];

/// What a message asks for; `None` for talk. `addressed` tells that it was said to the bot by name, which the text does not hold any more.
#[must_use]
pub fn act(text: &str, addressed: bool) -> Option<Act> {
    let text = text.trim();
    let marked = text.strip_prefix(MARKS);
    let said = marked.unwrap_or(text);
    let end = said.find(|sign: char| !sign.is_alphabetic()).unwrap_or(said.len());
    let (word, rest) = (said[..end].to_lowercase(), &said[end..]);
    let apart = rest.is_empty() || rest.starts_with(|sign: char| sign.is_whitespace() || sign == ':');
    let one_of = |words: &[&str]| apart && words.contains(&word.as_str());
    if marked.is_none() && !addressed {
        return None;
    }
    let rest = rest.strip_prefix(':').unwrap_or(rest).trim();
    Some(match () {
        () if one_of(&ANSWER) && !rest.is_empty() => Act::Answer(rest.to_owned()),
        () if one_of(&TAKE) && rest.is_empty() => Act::Take,
        () if one_of(&DONE) && rest.is_empty() => Act::Done,
        () if addressed || one_of(&ANSWER) || one_of(&TAKE) || one_of(&DONE) => Act::Unclear,
        () => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_marked_goes_out() {
        let answer = |text: &str| Some(Act::Answer(text.to_owned()));
        for (text, addressed, meant) in [
            ("!balas coba nyalakan ulang\nya", false, answer("coba nyalakan ulang\nya")),
            ("  !Balas: coba", false, answer("coba")),
            ("!reply  try again", false, answer("try again")),
            ("/jawab coba", false, answer("coba")),
            ("balas: coba", true, answer("coba")),
            ("!balas !ambil", false, answer("!ambil")),
            ("!balas:\n\n> ya", false, answer("> ya")),
            ("!ambil", false, Some(Act::Take)),
            ("take", true, Some(Act::Take)),
            ("!done ", false, Some(Act::Done)),
            ("/Selesai", false, Some(Act::Done)),
            ("!selesai besok ya", false, Some(Act::Unclear)),
            ("!balas", false, Some(Act::Unclear)),
            ("siapa yang pegang ini?", true, Some(Act::Unclear)),
            ("", true, Some(Act::Unclear)),
            ("siapa yang pegang ini?", false, None),
            ("balas: coba", false, None),
            ("selesai", false, None),
            ("!!! tolong", false, None),
            ("!penting", false, None),
            ("!balasan kemarin", false, None),
            ("!balas-balasan", false, None),
            ("! balas coba", false, None),
            ("> !balas coba", false, None),
            ("kata dia \"!balas coba\"", false, None),
            ("", false, None),
        ] {
            assert_eq!(act(text, addressed), meant, "{text:?}");
        }
    }
}
