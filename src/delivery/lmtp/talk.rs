//! What a mail server says, and what is answered; nothing here waits for anything.

use crate::domain::letter::Envelope;

/// So many recipients has one letter at most.
const MOST_RECIPIENTS: usize = 100;
/// After so many commands that make no sense the talk is over.
const MOST_NONSENSE: usize = 10;

/// What follows from a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Heard {
    /// An answer.
    Say(String),
    /// A letter comes, brought so.
    Letter(Envelope),
    /// The last answer.
    End(String),
}

/// How far the talk is.
#[derive(Debug)]
pub(super) struct Talk {
    most_bytes: usize,
    greeted: bool,
    lmtp: bool,
    from: Option<String>,
    to: Vec<String>,
    nonsense: usize,
}

impl Talk {
    pub(super) fn new(most_bytes: usize) -> Self {
        Self { most_bytes, greeted: false, lmtp: false, from: None, to: Vec::new(), nonsense: 0 }
    }

    /// Whether each recipient gets an answer of its own.
    pub(super) fn is_lmtp(&self) -> bool {
        self.lmtp
    }

    pub(super) fn hear(&mut self, line: &str) -> Heard {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let say = |answer: &str| Heard::Say(answer.to_owned());
        match verb.to_ascii_uppercase().as_str() {
            "LHLO" => self.greet(true),
            "EHLO" => self.greet(false),
            "HELO" => {
                self.greet(false);
                say("250 garda")
            }
            "NOOP" => say("250 2.0.0 fine"),
            "RSET" => {
                self.forget();
                say("250 2.0.0 forgotten")
            }
            "QUIT" => Heard::End("221 2.0.0 bye".to_owned()),
            "VRFY" => say("252 2.5.0 bring it and see"),
            "MAIL" if self.greeted && self.from.is_none() => self.mail(rest),
            "RCPT" if self.from.is_some() => self.rcpt(rest),
            "DATA" if !self.to.is_empty() => {
                let envelope = Envelope { from: self.from.take(), to: std::mem::take(&mut self.to) };
                Heard::Letter(envelope)
            }
            "MAIL" | "RCPT" | "DATA" => say("503 5.5.1 not now"),
            _ => {
                self.nonsense += 1;
                if self.nonsense > MOST_NONSENSE { Heard::End("421 4.7.0 this makes no sense".to_owned()) } else { say("500 5.5.2 what is that") }
            }
        }
    }

    fn greet(&mut self, lmtp: bool) -> Heard {
        self.forget();
        (self.greeted, self.lmtp) = (true, lmtp);
        Heard::Say(format!("250-garda\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE {}", self.most_bytes))
    }

    fn forget(&mut self) {
        self.from = None;
        self.to.clear();
    }

    fn mail(&mut self, rest: &str) -> Heard {
        let Some((address, after)) = path(rest, "FROM:") else { return Heard::Say("501 5.5.4 say MAIL FROM:<address>".to_owned()) };
        let size = after.split_whitespace().find_map(|word| word.to_ascii_uppercase().strip_prefix("SIZE=").and_then(|size| size.parse::<usize>().ok()));
        if size.is_some_and(|size| size > self.most_bytes) {
            return Heard::Say("552 5.3.4 the letter is too long".to_owned());
        }
        self.from = Some(address.to_owned());
        Heard::Say("250 2.1.0 fine".to_owned())
    }

    fn rcpt(&mut self, rest: &str) -> Heard {
        let answer = match path(rest, "TO:") {
            None | Some(("", _)) => "501 5.5.4 say RCPT TO:<address>",
            Some(_) if self.to.len() >= MOST_RECIPIENTS => "452 4.5.3 too many for one letter",
            Some((address, _)) => {
                self.to.push(address.to_owned());
                "250 2.1.5 fine"
            }
        };
        Heard::Say(answer.to_owned())
    }
}

/// `FROM:<address> …`: the address, and what stands behind it.
fn path<'l>(rest: &'l str, word: &str) -> Option<(&'l str, &'l str)> {
    let rest = rest.get(..word.len()).filter(|start| start.eq_ignore_ascii_case(word)).map(|_| rest[word.len()..].trim_start())?;
    let (address, after) = rest.strip_prefix('<')?.split_once('>')?;
    // A route before the address (`@a,@b:address`) is of no concern.
    let address = address.rsplit_once(':').map_or(address, |(_, address)| address);
    (address.len() <= 320 && !address.chars().any(|sign| sign.is_control() || sign == '<')).then_some((address, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(lines: &[&str]) -> Vec<String> {
        let mut talk = Talk::new(1000);
        let answer = |heard| match heard {
            Heard::Say(answer) | Heard::End(answer) => answer.chars().take(3).collect(),
            Heard::Letter(envelope) => format!("{:?} {}", envelope.from, envelope.to.join(" ")),
        };
        lines.iter().map(|line| answer(talk.hear(line))).collect()
    }

    #[test]
    fn a_letter_comes_after_a_greeting_a_sender_and_a_recipient() {
        let all = answers(&[
            "MAIL FROM:<a@b>",
            "LHLO mx",
            "RCPT TO:<x@y>",
            "DATA",
            "MAIL FROM:<a@b> SIZE=999",
            "MAIL FROM:<c@d>",
            "RCPT TO:<x@y>",
            "rcpt to: <@r:z@y>",
            "DATA",
            "DATA",
            "QUIT",
        ]);
        assert_eq!(all, ["503", "250", "503", "503", "250", "503", "250", "250", "Some(\"a@b\") x@y z@y", "503", "221"]);
        assert_eq!(answers(&["EHLO mx", "MAIL FROM:<>", "RCPT TO:<x@y>", "RSET", "DATA", "MAIL FROM:<a@b>"]), ["250", "250", "250", "250", "503", "250"]);
    }

    #[test]
    fn what_makes_no_sense_is_told_so_and_ends() {
        assert_eq!(
            answers(&["HELO x", "MAIL a@b", "MAIL FROM:a@b", "MAIL FROM:<a@b> SIZE=1001", "MAIL FROM:<a<b>", "VRFY x", "NOOP"]),
            ["250", "501", "501", "552", "501", "252", "250"]
        );
        let many = answers(&["EHLO x", "MAIL FROM:<a@b>", "RCPT TO:<>", "RCPT TO:"]);
        assert_eq!(many, ["250", "250", "501", "501"]);
        assert_eq!(answers(&["GET / HTTP/1.1"; 11]).last().map(String::as_str), Some("421"));
    }
}
