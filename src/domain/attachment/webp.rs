//! WebP: a RIFF file of chunks. Those that draw are kept; Exif and XMP are left out, and all behind the end.

use super::Clean;

const KEPT: [&[u8; 4]; 7] = [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];
/// The flags by which the head promises Exif and XMP.
const TELLS: u8 = 0b0000_1100;

pub(super) fn cleaned(bytes: &[u8]) -> Option<Clean> {
    let long = usize::try_from(u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?)).ok()?;
    let bytes = bytes.get(..long.checked_add(8)?.min(bytes.len()))?;
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    let (mut at, mut drawn) = (12, false);
    while at < bytes.len() {
        let kind: &[u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        let length = usize::try_from(u32::from_le_bytes(bytes.get(at + 4..at + 8)?.try_into().ok()?)).ok()?;
        let data = bytes.get(at + 8..at.checked_add(8)?.checked_add(length)?)?;
        if KEPT.contains(&kind) {
            let start = out.len();
            out.extend_from_slice(&bytes[at..at + 8]);
            out.extend_from_slice(data);
            out.resize(out.len() + length % 2, 0);
            if kind == b"VP8X" {
                *out.get_mut(start + 8)? &= !TELLS;
            }
        }
        drawn |= matches!(kind, b"VP8 " | b"VP8L" | b"ANMF");
        at += 8 + length + length % 2;
    }
    let long = u32::try_from(out.len() - 8).ok()?;
    out[4..8].copy_from_slice(&long.to_le_bytes());
    drawn.then_some(Clean { bytes: out, turn: 1 })
}
