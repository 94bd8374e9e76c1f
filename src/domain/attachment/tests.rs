//! Files as they come, made here with an encoder, and what is hidden in them.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, RgbaImage};
use proptest::prelude::*;

use super::*;

/// What must not be found again.
const CANARY: &[u8] = b"lat=-6.2088,lon=106.8456";

fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let rgba = RgbaImage::from_fn(width, height, |x, y| image::Rgba([(x % 251) as u8, (y % 241) as u8, 90, 255]));
    let image = if format == ImageFormat::Jpeg { DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(rgba).into_rgb8()) } else { DynamicImage::ImageRgba8(rgba) };
    let mut out = Cursor::new(Vec::new());
    image.write_to(&mut out, format).unwrap();
    out.into_inner()
}

fn pixels(bytes: &[u8]) -> RgbaImage {
    image::load_from_memory(bytes).unwrap().into_rgba8()
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

/// A chunk of PNG; nobody checks the sum of one that is left out.
fn chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
    [&u32::try_from(data.len()).unwrap().to_be_bytes(), kind, data, &[0; 4]].concat()
}

/// A segment of JPEG.
fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    [&[0xff, marker], u16::try_from(data.len() + 2).unwrap().to_be_bytes().as_slice(), data].concat()
}

fn inserted(bytes: &[u8], at: usize, more: &[u8]) -> Vec<u8> {
    [&bytes[..at], more, &bytes[at..]].concat()
}

/// Exif as cameras write it: turned right, and a place behind it.
fn camera() -> Vec<u8> {
    [b"Exif\0\0II*\0\x08\0\0\0\x02\0\x0f\x01\x02\0\x04\0\0\0abc\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".as_slice(), CANARY].concat()
}

/// Images of each kind with something hidden in them and behind them.
fn loaded() -> Vec<(Kind, Vec<u8>, Vec<u8>)> {
    let png = picture(9, 7, ImageFormat::Png);
    let jpeg = picture(9, 7, ImageFormat::Jpeg);
    let gif = picture(9, 7, ImageFormat::Gif);
    let webp = picture(9, 7, ImageFormat::WebP);
    let png_loaded = [inserted(&png, 33, &[chunk(b"tEXt", CANARY), chunk(b"eXIf", CANARY)].concat()), CANARY.to_vec()].concat();
    let jpeg_loaded = [inserted(&jpeg, 2, &[segment(0xe1, &camera()), segment(0xfe, CANARY), segment(0xed, CANARY)].concat()), CANARY.to_vec()].concat();
    let comment = [b"\x21\xfe".as_slice(), &[u8::try_from(CANARY.len()).unwrap()], CANARY, b"\0"].concat();
    let gif_loaded = [inserted(&gif, gif.len() - 1, &comment), CANARY.to_vec()].concat();
    let exif = [b"EXIF".as_slice(), &u32::try_from(CANARY.len()).unwrap().to_le_bytes(), CANARY].concat();
    let mut webp_loaded = [webp.clone(), exif].concat();
    let long = u32::try_from(webp_loaded.len() - 8).unwrap();
    webp_loaded[4..8].copy_from_slice(&long.to_le_bytes());
    webp_loaded.extend_from_slice(CANARY);
    vec![(Kind::Png, png, png_loaded), (Kind::Jpeg, jpeg, jpeg_loaded), (Kind::Gif, gif, gif_loaded), (Kind::Webp, webp, webp_loaded)]
}

#[test]
fn what_tells_where_it_was_taken_is_gone_and_the_picture_is_the_same() {
    for (kind, plain, loaded) in loaded() {
        assert!(holds(&loaded, CANARY));
        let kept = accept(loaded).unwrap();
        assert_eq!(kept.kind, kind);
        assert!(!holds(&kept.bytes, CANARY), "{kind:?}");
        let (before, after) = (pixels(&plain), pixels(&kept.bytes));
        assert_eq!(before.as_raw(), after.as_raw(), "{kind:?}");
        let small = kept.thumbnail.expect("a small picture");
        assert_eq!(Kind::of(&small), Some(Kind::Jpeg), "{kind:?}");
        assert_eq!(kept.size, Some(if kind == Kind::Jpeg { (7, 9) } else { (9, 7) }), "{kind:?}: Exif turns this one");
    }
}

#[test]
fn a_turned_photo_stays_turned() {
    let jpeg = picture(64, 32, ImageFormat::Jpeg);
    let kept = accept(inserted(&jpeg, 2, &segment(0xe1, &camera()))).unwrap();
    let small = image::load_from_memory(&kept.thumbnail.unwrap()).unwrap();
    assert_eq!((small.width(), small.height()), (32, 64));
    assert_eq!(accept(kept.bytes).unwrap().size, Some((32, 64)), "what is kept still tells how to turn it");
}

#[test]
fn small_pictures_are_small() {
    let kept = accept(picture(2000, 500, ImageFormat::Png)).unwrap();
    let small = image::load_from_memory(&kept.thumbnail.unwrap()).unwrap();
    assert_eq!((small.width(), small.height()), (480, 120));
}

#[test]
fn the_content_tells_what_it_is() {
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
    let html = b"<!doctype html><script>alert(1)</script>";
    for (bytes, want) in [
        (&b"%PDF-1.7\n1 0 obj"[..], Ok(Kind::Pdf)),
        (b"2026-11-23 error 5\r\n\x1b[31mred\x1b[0m", Ok(Kind::Text)),
        ("catatan ✓".as_bytes(), Ok(Kind::Text)),
        (svg, Ok(Kind::Text)),
        (html, Ok(Kind::Text)),
        (b"\xff\xfee\0r\0r\0o\0r\0 \x005\0\r\0\n\0", Ok(Kind::Text)),
        (b"\xfe\xff\0e\0r\0r\0o\0r", Ok(Kind::Text)),
        (b"\xff\xfea\0\0\0b\0", Err(Refusal::Kind)),
        (b"\xff\xfea\0b", Err(Refusal::Kind)),
        (b"\xff\xfea\0\x00\xd8b\0", Err(Refusal::Kind)),
        (b"\xff\xfe \0", Err(Refusal::Kind)),
        (b"a\0b\0", Err(Refusal::Kind)),
        (b"", Err(Refusal::Empty)),
        (b" \n ", Err(Refusal::Kind)),
        (b"a\0b", Err(Refusal::Kind)),
        (b"PK\x03\x04\x14\0", Err(Refusal::Kind)),
        (b"MZ\x90\0", Err(Refusal::Kind)),
        (b"\x7fELF\x02", Err(Refusal::Kind)),
        (b"caf\xe9", Err(Refusal::Kind)),
        (b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", Err(Refusal::Damaged)),
        (b"GIF89a=1;/*\0\0*/alert(1)", Err(Refusal::Damaged)),
        (b"\xff\xd8\xff<script>", Err(Refusal::Damaged)),
        (b"RIFF\x10\0\0\0WEBP<svg>", Err(Refusal::Damaged)),
    ] {
        assert_eq!(accept(bytes.to_vec()).map(|kept| kept.kind), want, "{}", String::from_utf8_lossy(bytes));
    }
}

/// An image that is small as a file and enormous once drawn.
#[test]
fn a_bomb_is_refused_unseen_and_a_large_one_is_not_drawn() {
    let mut bomb = picture(9, 7, ImageFormat::Png);
    bomb[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    assert!(matches!(accept(bomb), Err(Refusal::Pixels | Refusal::Damaged)));
    let mut gif = picture(9, 7, ImageFormat::Gif);
    gif[6..10].copy_from_slice(&[0xff; 4]);
    assert!(matches!(accept(gif), Err(Refusal::Pixels)));
    let mut large = picture(9, 7, ImageFormat::Gif);
    large[6..10].copy_from_slice(&[0x70, 0x17, 0x70, 0x17]);
    assert_eq!(accept(large).map(|kept| (kept.size, kept.thumbnail)), Ok((Some((6000, 6000)), None)));
}

#[test]
fn sizes_are_said_as_people_say_them() {
    for (bytes, id, en) in [(1, "1 kB", "1 kB"), (412_000, "412 kB", "412 kB"), (3_100_000, "3,1 MB", "3.1 MB"), (10_000_000, "10 MB", "10 MB"), (48_012_345, "48,1 MB", "48.1 MB")]
    {
        assert_eq!((size_words(bytes, Language::ID), size_words(bytes, Language::EN)), (id.to_owned(), en.to_owned()));
    }
}

proptest! {
    #[test]
    fn nothing_that_is_sent_breaks_it(kind in 0_usize..4, edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12), cut in any::<prop::sample::Index>()) {
        let (_, _, mut bytes) = loaded().swap_remove(kind);
        for (place, byte) in edits {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        if let Ok(kept) = accept(bytes) {
            prop_assert!(kept.kind == Kind::Text || kept.kind == Kind::Pdf || kept.size.is_some());
        }
    }

    #[test]
    fn any_bytes_and_any_name_are_taken_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200), name in ".{0,40}") {
        if let Ok(kept) = accept(bytes) {
            let name = safe_name(&name, kept.kind);
            prop_assert!(!name.contains(['/', '\\', '\0']) && !name.starts_with('.') && name.len() > 4);
        }
    }
}
