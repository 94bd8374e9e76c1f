//! JPEG: a row of segments and scans. Exif, comments and whatever makers add are left out, but for how the picture must be turned.

use super::Clean;

const START: u8 = 0xd8;
const END: u8 = 0xd9;
const SCAN: u8 = 0xda;
const COMMENT: u8 = 0xfe;

pub(super) fn cleaned(bytes: &[u8]) -> Option<Clean> {
    let mut out = vec![0xff, START];
    let (mut at, mut turn, mut drawn) = (2, 1, false);
    // The turn is written before everything else, so it is looked for first.
    let mut body = Vec::with_capacity(bytes.len());
    while let Some(marker) = marker(bytes, &mut at) {
        match marker {
            END => break,
            // Fillers and restarts stand alone.
            0x01 | 0xd0..=0xd7 => continue,
            START => return None,
            _ => {}
        }
        let length = usize::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
        let segment = bytes.get(at..at.checked_add(length.max(2))?)?;
        if marker == 0xe1 {
            turn = turn_in(&segment[2..]).unwrap_or(turn);
        }
        if is_kept(marker, &segment[2..]) {
            body.extend_from_slice(&[0xff, marker]);
            body.extend_from_slice(segment);
        }
        at += segment.len();
        if marker == SCAN {
            let end = at + scan(bytes.get(at..)?);
            body.extend_from_slice(&bytes[at..end]);
            (at, drawn) = (end, true);
        }
    }
    if turn != 1 {
        out.extend_from_slice(&exif(turn));
    }
    out.append(&mut body);
    out.extend_from_slice(&[0xff, END]);
    drawn.then_some(Clean { bytes: out, turn })
}

/// The next marker, behind any number of filling bytes; `None` where the file ends or no marker stands.
fn marker(bytes: &[u8], at: &mut usize) -> Option<u8> {
    if bytes.get(*at) != Some(&0xff) {
        return None;
    }
    while bytes.get(*at) == Some(&0xff) {
        *at += 1;
    }
    let marker = *bytes.get(*at)?;
    *at += 1;
    (marker != 0).then_some(marker)
}

/// JFIF, Adobe's note on colours and colour profiles draw; the other application segments only tell.
fn is_kept(marker: u8, content: &[u8]) -> bool {
    match marker {
        0xe0 => content.starts_with(b"JFIF\0"),
        0xe2 => content.starts_with(b"ICC_PROFILE\0"),
        0xee => content.starts_with(b"Adobe"),
        0xe1..=0xef | COMMENT => false,
        _ => true,
    }
}

/// How long the data of a scan are: up to the next marker that is neither escaped nor a restart.
fn scan(bytes: &[u8]) -> usize {
    let ends = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xff | 0xd0..=0xd7);
    bytes.windows(2).position(ends).unwrap_or(bytes.len())
}

/// How a picture must be turned, told by Exif.
fn turn_in(content: &[u8]) -> Option<u8> {
    let tiff = content.strip_prefix(b"Exif\0\0")?;
    let little = tiff.get(..2)? == b"II";
    let two = |at: usize| {
        let two: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    };
    let (first, second) = (two(4)?, two(6)?);
    let offset = usize::from(if little { first } else { second });
    let entries = two(offset)?;
    let turn = (0..usize::from(entries)).map(|entry| offset + 2 + entry * 12).find(|at| two(*at) == Some(0x0112)).and_then(|at| two(at + 8))?;
    u8::try_from(turn).ok().filter(|turn| (1..=8).contains(turn))
}

/// The Exif segment that tells how to turn it, and nothing else.
fn exif(turn: u8) -> [u8; 36] {
    let mut segment = *b"\xff\xe1\x00\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    segment[29] = turn;
    segment
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_turn_is_kept_and_read_again() {
        for turn in 1..=8 {
            assert_eq!(turn_in(&exif(turn)[4..]), Some(turn));
        }
        for bad in [&b""[..], b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"http://ns.adobe.com/xap/1.0/\0"] {
            assert_eq!(turn_in(bad), None);
        }
    }
}
