//! Small pictures of images, with hard bounds on what drawing one may cost.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, RgbImage, codecs::jpeg::JpegEncoder, imageops::overlay, metadata::Orientation};

use super::{Clean, Kind};

/// A small picture fits into this.
const WIDTH: u32 = 480;
const HEIGHT: u32 = 360;
/// Of an image with more pixels none is drawn: a photo of a phone has 12 million, a large screen 15.
const MOST_PIXELS: u64 = 17_000_000;
/// What an image may take of memory while it is drawn.
const MOST_MEMORY: u64 = 96 << 20;
const QUALITY: u8 = 78;

/// How wide and high an image says it is.
pub(super) fn size(kind: Kind, bytes: &[u8]) -> Option<(u32, u32)> {
    let size = ImageReader::with_format(Cursor::new(bytes), format(kind)?).into_dimensions().ok()?;
    (size.0 > 0 && size.1 > 0).then_some(size)
}

/// A small picture, on white and upright; none of an image that is too large or cannot be drawn.
pub(super) fn draw(kind: Kind, clean: &Clean, size: (u32, u32)) -> Option<Vec<u8>> {
    if u64::from(size.0) * u64::from(size.1) > MOST_PIXELS {
        return None;
    }
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height, limits.max_alloc) = (Some(size.0), Some(size.1), Some(MOST_MEMORY));
    let mut reader = ImageReader::with_format(Cursor::new(&clean.bytes), format(kind)?);
    reader.limits(limits);
    let decoder = reader.into_decoder().ok()?;
    if decoder.total_bytes() > MOST_MEMORY {
        return None;
    }
    let whole = DynamicImage::from_decoder(decoder).ok()?;
    let mut small = if size.0 > WIDTH || size.1 > HEIGHT { whole.thumbnail(WIDTH, HEIGHT) } else { whole };
    small.apply_orientation(Orientation::from_exif(clean.turn).unwrap_or(Orientation::NoTransforms));
    let mut sheet = DynamicImage::ImageRgb8(RgbImage::from_pixel(small.width(), small.height(), image::Rgb([255; 3])));
    overlay(&mut sheet, &small, 0, 0);
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, QUALITY).encode_image(&sheet.into_rgb8()).ok()?;
    Some(out)
}

fn format(kind: Kind) -> Option<ImageFormat> {
    Some(match kind {
        Kind::Png => ImageFormat::Png,
        Kind::Jpeg => ImageFormat::Jpeg,
        Kind::Gif => ImageFormat::Gif,
        Kind::Webp => ImageFormat::WebP,
        Kind::Pdf | Kind::Text => return None,
    })
}
