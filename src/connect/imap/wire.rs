//! What an IMAP server says, cut into pieces: a line, and the bytes it announces in it.

use tokio::io::{AsyncBufRead, AsyncBufReadExt as _, AsyncReadExt as _};

use crate::domain::time::Timestamp;

/// The longest line a server may say.
const LONGEST_LINE: u64 = 1 << 20;

/// One response: its lines joined, each announced literal in its place as `{}`, and the literals.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Response {
    pub(super) line: String,
    pub(super) literals: Vec<Vec<u8>>,
}

/// Reads one response, with at most so many bytes in its literals.
pub(super) async fn read(from: &mut (impl AsyncBufRead + Unpin), most: usize) -> Result<Response, String> {
    let mut response = Response::default();
    loop {
        let mut bytes = Vec::new();
        let length = (&mut *from).take(LONGEST_LINE).read_until(b'\n', &mut bytes).await.map_err(|error| format!("the connection broke: {error}"))?;
        if length == 0 {
            return Err("the server ended the connection".to_owned());
        }
        if bytes.last() != Some(&b'\n') {
            return Err("the server says a line without an end".to_owned());
        }
        let line = String::from_utf8_lossy(&bytes).trim_end_matches(['\r', '\n']).to_owned();
        let Some((before, announced)) = announced(&line) else {
            response.line.push_str(&line);
            return Ok(response);
        };
        response.line.extend([before, "{}"]);
        let held: usize = response.literals.iter().map(Vec::len).sum();
        if announced > most.saturating_sub(held) {
            return Err(format!("the server sends {announced} bytes in one piece"));
        }
        let mut literal = vec![0; announced];
        from.read_exact(&mut literal).await.map_err(|error| format!("the connection broke: {error}"))?;
        response.literals.push(literal);
    }
}

/// `… {123}`: what stands before, and how many bytes follow.
fn announced(line: &str) -> Option<(&str, usize)> {
    let (before, count) = line.strip_suffix('}')?.rsplit_once('{')?;
    Some((before, count.trim_end_matches('+').parse().ok()?))
}

/// The number behind a word: `UIDVALIDITY 7]`.
pub(super) fn number_after(line: &str, word: &str) -> Option<i64> {
    let start = line.to_ascii_uppercase().find(word)? + word.len();
    line.get(start..)?.trim_start().split(|sign: char| !sign.is_ascii_digit()).next()?.parse().ok()
}

/// The numbers of a search: `* SEARCH 1 2 3`.
pub(super) fn searched(line: &str) -> Option<Vec<i64>> {
    let rest = line.get(..8).filter(|start| start.eq_ignore_ascii_case("* SEARCH")).map(|_| &line[8..])?;
    Some(rest.split_whitespace().map_while(|number| number.parse().ok()).collect())
}

/// When the server took a letter in: `INTERNALDATE "17-Jul-1996 02:44:25 -0700"`.
pub(super) fn internal_date(line: &str) -> Option<Timestamp> {
    let start = line.to_ascii_uppercase().find("INTERNALDATE \"")? + "INTERNALDATE \"".len();
    let text = line.get(start..)?.split('"').next()?.trim();
    let at = jiff::fmt::strtime::parse("%d-%b-%Y %H:%M:%S %z", text).and_then(|parsed| parsed.to_timestamp()).ok()?;
    Some(Timestamp(at.as_millisecond()))
}

/// A day as a search names it: `23-Nov-2026`.
pub(super) fn day(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default().to_zoned(jiff::tz::TimeZone::UTC);
    at.strftime("%-d-%b-%Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn of(said: &[u8]) -> Result<Response, String> {
        read(&mut tokio::io::BufReader::new(said), 100).await
    }

    #[tokio::test]
    async fn literals_are_taken_out_of_their_lines() {
        let said = b"* 1 FETCH (UID 7 BODY[] {12}\r\nA: {3}\r\n\r\nxy INTERNALDATE \"23-Nov-2026 10:12:00 +0700\")\r\nnext";
        let response = of(said).await.unwrap();
        assert_eq!(response.literals, [b"A: {3}\r\n\r\nxy".to_vec()]);
        assert_eq!(response.line, "* 1 FETCH (UID 7 BODY[] {} INTERNALDATE \"23-Nov-2026 10:12:00 +0700\")");
        assert_eq!((number_after(&response.line, "UID "), internal_date(&response.line)), (Some(7), Some(Timestamp(1_795_403_520_000))));
    }

    #[tokio::test]
    async fn a_server_cannot_make_us_hold_more_than_we_asked_for() {
        for said in [&b"* 1 FETCH (BODY[] {101}\r\n"[..], b"* 1 FETCH (BODY[] {99999999999999999999}", b"", b"* OK without an end", b"{50}\r\n"] {
            assert!(of(said).await.is_err(), "{said:?}");
        }
    }

    #[test]
    fn numbers_and_days_are_read_and_written() {
        assert_eq!(searched("* SEARCH 2 84 882"), Some(vec![2, 84, 882]));
        assert_eq!((searched("* SEARCH"), searched("* 4 EXISTS")), (Some(vec![]), None));
        assert_eq!(number_after("* OK [UIDVALIDITY 3857529045] UIDs valid", "UIDVALIDITY "), Some(3_857_529_045));
        assert_eq!((internal_date("INTERNALDATE \" 3-Feb-2026 00:00:00 +0000\"").map(day), internal_date("INTERNALDATE \"soon\"")), (Some("3-Feb-2026".to_owned()), None));
    }
}
