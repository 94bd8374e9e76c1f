//! Lines and letters as they come over the wire.

use std::io;

use tokio::io::{AsyncBufRead, AsyncBufReadExt as _, AsyncReadExt as _};

/// The longest line of a command.
const LONGEST_COMMAND: u64 = 4096;
/// The longest piece of a letter that is looked at together.
const LONGEST_PIECE: u64 = 64 << 10;

/// A letter as it came.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Data {
    /// All of it.
    Whole(Vec<u8>),
    /// More than may be; the rest was passed over.
    TooLong,
    /// The connection ended in between.
    Broken,
}

/// The next command; `None` when there are no more.
pub(super) async fn line(from: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    (&mut *from).take(LONGEST_COMMAND).read_until(b'\n', &mut bytes).await?;
    if bytes.last() != Some(&b'\n') {
        return Ok(None);
    }
    Ok(Some(String::from_utf8_lossy(&bytes).trim_end().to_owned()))
}

/// A letter up to the line with a dot alone, which is told by the ends of both lines around it: a bare line feed ends no line (RFC 5321, 2.3.8).
pub(super) async fn read(from: &mut (impl AsyncBufRead + Unpin), most: usize) -> io::Result<Data> {
    let (mut letter, mut too_long, mut begins) = (Vec::new(), false, true);
    loop {
        let mut piece = Vec::new();
        (&mut *from).take(LONGEST_PIECE).read_until(b'\n', &mut piece).await?;
        if piece.is_empty() {
            return Ok(Data::Broken);
        }
        if begins && piece == b".\r\n" {
            return Ok(if too_long { Data::TooLong } else { Data::Whole(letter) });
        }
        let own = if begins && piece.first() == Some(&b'.') { &piece[1..] } else { &piece[..] };
        too_long |= letter.len() + own.len() > most;
        if too_long {
            letter = Vec::new();
        } else {
            letter.extend_from_slice(own);
        }
        begins = piece.ends_with(b"\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn of(bytes: &[u8]) -> Data {
        read(&mut tokio::io::BufReader::new(bytes), 40).await.unwrap()
    }

    #[tokio::test]
    async fn dots_are_taken_off_and_only_a_dot_between_whole_lines_ends() {
        assert_eq!(of(b"a\r\n..b\r\n.c\r\n.\r\nQUIT\r\n").await, Data::Whole(b"a\r\n.b\r\nc\r\n".to_vec()));
        assert_eq!(of(b".\r\n").await, Data::Whole(Vec::new()));
        for smuggled in [&b"a\n.\r\nMAIL\r\n.\r\n"[..], b"a\r\n.\nMAIL\r\n.\r\n", b"a\n.\nMAIL\r\n.\r\n", b"a\r\n.\rMAIL\r\n.\r\n"] {
            let Data::Whole(letter) = of(smuggled).await else { panic!("it ended too soon") };
            assert!(letter.windows(4).any(|window| window == b"MAIL"), "what is smuggled in stays in the letter");
        }
    }

    #[tokio::test]
    async fn too_long_a_letter_is_read_to_its_end_and_half_a_one_is_none() {
        assert_eq!(of(format!("{}\r\n.\r\n", "a".repeat(50)).as_bytes()).await, Data::TooLong);
        assert_eq!(of(b"half a letter\r\n").await, Data::Broken);
        assert_eq!(of(b"").await, Data::Broken);
    }
}
