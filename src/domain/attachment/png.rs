//! PNG: a row of chunks. Those that draw are kept; text, time and Exif are left out, and all behind the end.

use super::Clean;

const SIGNATURE: usize = 8;
/// What the picture is made of.
const KEPT: [&[u8; 4]; 17] =
    [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"bKGD", b"pHYs", b"hIST", b"acTL", b"fcTL", b"fdAT"];

pub(super) fn cleaned(bytes: &[u8]) -> Option<Clean> {
    let mut out = bytes.get(..SIGNATURE)?.to_vec();
    let (mut at, mut drawn) = (SIGNATURE, false);
    loop {
        let length = usize::try_from(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?)).ok()?;
        let kind: &[u8; 4] = bytes.get(at + 4..at + 8)?.try_into().ok()?;
        let end = at.checked_add(length)?.checked_add(12)?;
        let chunk = bytes.get(at..end)?;
        if (kind == b"IHDR") != (at == SIGNATURE) {
            return None;
        }
        drawn |= kind == b"IDAT";
        if KEPT.contains(&kind) {
            out.extend_from_slice(chunk);
        }
        if kind == b"IEND" {
            return drawn.then_some(Clean { bytes: out, turn: 1 });
        }
        at = end;
    }
}
