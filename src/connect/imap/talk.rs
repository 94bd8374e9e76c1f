//! A session with an IMAP server, with one mailbox open.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use tokio::{
    io::{AsyncWriteExt as _, BufReader},
    time::timeout,
};

use super::{
    Fetched, Guard, ImapSettings,
    way::{Way, connect, guarded},
    wire::{self, Response},
};
use crate::domain::time::Timestamp;

/// How long the server may take for an answer.
const ANSWERS: Duration = Duration::from_mins(1);
/// How many bytes may stand in literals where no letter is asked for.
const SMALL: usize = 64 << 10;

/// An open mailbox.
pub struct Session {
    way: BufReader<Box<dyn Way>>,
    count: u32,
    /// What the server calls the time in which its numbers hold.
    pub validity: i64,
    /// The number that the next letter gets.
    pub next: i64,
    idles: bool,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Session")
    }
}

impl ImapSettings {
    /// Signs in and opens the mailbox.
    ///
    /// # Errors
    /// What went wrong, in words without secrets.
    pub async fn open(&self) -> Result<Session, String> {
        timeout(ANSWERS, self.try_open()).await.map_err(|_| "the server does not answer".to_owned())?
    }

    async fn try_open(&self) -> Result<Session, String> {
        let stream = connect(&self.host, self.port).await?;
        let mut session = match self.guard {
            Guard::Tls => Session::greeted(Box::new(guarded(stream, &self.host).await?)).await?,
            Guard::None => Session::greeted(Box::new(stream)).await?,
            Guard::StartTls => {
                // Nothing that was said before TLS is believed, so the bare connection is talked to without a buffer that could keep some of it.
                let mut bare = BufReader::new(stream);
                wire::read(&mut bare, SMALL).await?;
                bare.write_all(b"s STARTTLS\r\n").await.map_err(|error| broke(&error))?;
                let answer = wire::read(&mut bare, SMALL).await?;
                if !answer.line.to_ascii_uppercase().starts_with("S OK") || !bare.buffer().is_empty() {
                    return Err("the server offers no TLS".to_owned());
                }
                Session::over(Box::new(guarded(bare.into_inner(), &self.host).await?))
            }
        };
        session.sign_in(&self.user, &self.password).await?;
        session.idles = session.ask("CAPABILITY").await?.iter().any(|one| one.line.to_ascii_uppercase().split_whitespace().any(|word| word == "IDLE"));
        let selected = session.ask(&format!("SELECT \"{}\"", self.mailbox)).await.map_err(|words| format!("the folder {} cannot be opened: {words}", self.mailbox))?;
        let number = |word: &str| selected.iter().find_map(|one| wire::number_after(&one.line, word));
        session.validity = number("UIDVALIDITY ").ok_or("the server tells no UIDVALIDITY")?;
        session.next = number("UIDNEXT ").unwrap_or(0);
        Ok(session)
    }
}

impl Session {
    fn over(way: Box<dyn Way>) -> Self {
        Self { way: BufReader::new(way), count: 0, validity: 0, next: 0, idles: false }
    }

    async fn greeted(way: Box<dyn Way>) -> Result<Self, String> {
        let mut session = Self::over(way);
        let greeting = wire::read(&mut session.way, SMALL).await?;
        if greeting.line.to_ascii_uppercase().starts_with("* OK") { Ok(session) } else { Err("the server does not want to talk".to_owned()) }
    }

    async fn sign_in(&mut self, user: &str, password: &str) -> Result<(), String> {
        let tag = self.send("AUTHENTICATE PLAIN").await?;
        let secret = STANDARD.encode(format!("\0{user}\0{password}"));
        let first = wire::read(&mut self.way, SMALL).await?;
        if first.line.starts_with('+') {
            self.write(&format!("{secret}\r\n")).await?;
            return self.answer_to(&tag, SMALL).await.map(|_| ()).map_err(|words| refused(&words));
        }
        let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
        self.ask(&format!("LOGIN {} {}", quoted(user), quoted(password))).await.map(|_| ()).map_err(|words| refused(&words))
    }

    /// The numbers of the letters behind this one, in order.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn after(&mut self, uid: i64) -> Result<Vec<i64>, String> {
        // `n:*` always names the last letter, however small its number is.
        Ok(self.search(&format!("UID {}:*", uid + 1)).await?.into_iter().filter(|found| *found > uid).collect())
    }

    /// The numbers of the letters that came in on the day of this instant or later, in order.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn since(&mut self, at: Timestamp) -> Result<Vec<i64>, String> {
        // A server counts days in its own zone.
        self.search(&format!("SINCE {}", wire::day(at.plus_ms(-86_400_000)))).await
    }

    async fn search(&mut self, what: &str) -> Result<Vec<i64>, String> {
        let answer = self.ask(&format!("UID SEARCH {what}")).await?;
        let mut found: Vec<i64> = answer.iter().filter_map(|one| wire::searched(&one.line)).flatten().collect();
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// A letter, or the first so many bytes of it; `None` when it is gone.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn fetch(&mut self, uid: i64, most: usize) -> Result<Option<Fetched>, String> {
        let tag = self.send(&format!("UID FETCH {uid} (UID INTERNALDATE BODY.PEEK[]<0.{most}>)")).await?;
        let answer = timeout(5 * ANSWERS, self.answer_to(&tag, most + SMALL)).await.map_err(|_| "the server does not answer".to_owned())??;
        let mine = answer.into_iter().find(|one| one.line.to_ascii_uppercase().contains("FETCH") && wire::number_after(&one.line, "UID ") == Some(uid));
        Ok(mine.and_then(|mut one| Some(Fetched { at: wire::internal_date(&one.line), bytes: one.literals.pop()? })))
    }

    /// Marks a letter as read, so that people see what was taken in.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn mark(&mut self, uid: i64) -> Result<(), String> {
        self.ask(&format!("UID STORE {uid} +FLAGS.SILENT (\\Seen)")).await.map(|_| ())
    }

    /// Waits until there may be something new, for so long at most.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn wait(&mut self, longest: Duration) -> Result<(), String> {
        if !self.idles {
            tokio::time::sleep(longest.min(ANSWERS)).await;
            return self.ask("NOOP").await.map(|_| ());
        }
        let tag = self.send("IDLE").await?;
        let first = timeout(ANSWERS, wire::read(&mut self.way, SMALL)).await.map_err(|_| "the server does not answer".to_owned())??;
        if !first.line.starts_with('+') {
            return Err("the server does not let us wait".to_owned());
        }
        let news = async {
            loop {
                let one = wire::read(&mut self.way, SMALL).await?;
                let line = one.line.to_ascii_uppercase();
                if line.starts_with("* BYE") {
                    return Err("the server ended the session".to_owned());
                }
                if line.ends_with(" EXISTS") {
                    return Ok(());
                }
            }
        };
        if let Ok(Err(words)) = timeout(longest, news).await {
            return Err(words);
        }
        self.write("DONE\r\n").await?;
        timeout(ANSWERS, self.answer_to(&tag, SMALL)).await.map_err(|_| "the server does not answer".to_owned())?.map(|_| ())
    }

    /// Says good-bye; whether it is heard does not matter.
    pub async fn leave(mut self) {
        let _ = timeout(Duration::from_secs(2), self.ask("LOGOUT")).await;
    }

    async fn ask(&mut self, command: &str) -> Result<Vec<Response>, String> {
        let tag = self.send(command).await?;
        timeout(ANSWERS, self.answer_to(&tag, SMALL)).await.map_err(|_| "the server does not answer".to_owned())?
    }

    async fn send(&mut self, command: &str) -> Result<String, String> {
        self.count += 1;
        let tag = format!("g{}", self.count);
        self.write(&format!("{tag} {command}\r\n")).await?;
        Ok(tag)
    }

    async fn write(&mut self, text: &str) -> Result<(), String> {
        self.way.write_all(text.as_bytes()).await.map_err(|error| broke(&error))?;
        self.way.flush().await.map_err(|error| broke(&error))
    }

    /// Everything up to the answer to a command; its words are the error when it is a no.
    async fn answer_to(&mut self, tag: &str, most: usize) -> Result<Vec<Response>, String> {
        let mut all = Vec::new();
        loop {
            let one = wire::read(&mut self.way, most).await?;
            if let Some(rest) = one.line.strip_prefix(tag).and_then(|rest| rest.strip_prefix(' ')) {
                let good = rest.get(..2).is_some_and(|word| word.eq_ignore_ascii_case("OK"));
                let words: String = rest.chars().filter(|sign| !sign.is_control()).take(200).collect();
                return if good { Ok(all) } else { Err(words) };
            }
            all.push(one);
        }
    }
}

fn broke(error: &std::io::Error) -> String {
    format!("the connection broke: {error}")
}

fn refused(words: &str) -> String {
    format!("the server refuses the user or the password: {words}")
}
