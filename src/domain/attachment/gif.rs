//! GIF: a head and a row of blocks. Pictures, their timing and how often they run are kept; comments and other additions are left out.

use super::Clean;

const HEAD: usize = 13;

pub(super) fn cleaned(bytes: &[u8]) -> Option<Clean> {
    let mut at = HEAD + colours(*bytes.get(10)?);
    let mut out = bytes.get(..at)?.to_vec();
    let mut drawn = false;
    loop {
        let start = at;
        let kept = match *bytes.get(at)? {
            // The end.
            0x3b => {
                out.push(0x3b);
                return drawn.then_some(Clean { bytes: out, turn: 1 });
            }
            // A picture: its place, its colours, the width of its codes, then data.
            0x2c => {
                at += 10 + colours(*bytes.get(at + 9)?) + 1;
                drawn = true;
                true
            }
            // An addition: timing, or the word of an application.
            0x21 => {
                at += 2;
                match *bytes.get(start + 1)? {
                    0xf9 => true,
                    0xff => bytes.get(start + 3..start + 14) == Some(b"NETSCAPE2.0"),
                    _ => false,
                }
            }
            _ => return None,
        };
        at = blocks(bytes, at)?;
        if kept {
            out.extend_from_slice(&bytes[start..at]);
        }
    }
}

/// The bytes of the table of colours that these flags promise.
fn colours(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// Behind a row of data blocks, each with its length before it; an empty one ends the row.
fn blocks(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}
