//! Passwords beside the name of who signs in: "login: budi:Rah4sia", "username budi / Mawar#99", "kredensial admin/admin123".

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::password::{NO_PASSWORD, announces, looks_chosen};
use crate::domain::text::stop;

static PAIRS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words = r"(?P<both>kredensial|credentials?|creds?)|login|log\s?in|sign\s?in|user\s?names?|user\s?id|user|akun|account";
    let name = r"[A-Za-z0-9][A-Za-z0-9._@\\-]{1,60}";
    Regex::new(&format!(r"(?i-u:\b(?:{words})(?:-?(?:nya|ku))?\b)(?:(?P<mark>\s*[:=]+\s*)|\s+)(?:(?i-u:saya|sy|ku|is|adalah|admin|email)\s+)?(?P<name>{name}?)(?P<between>\s*[/:|]\s*)(?P<secret>\S{{3,}})")).ok()
});

/// Passwords that stand behind a name and a stroke or a colon.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    if !text.contains(['/', ':', '|']) {
        return Vec::new();
    }
    let pairs = PAIRS.iter().flat_map(|pattern| pattern.captures_iter(text));
    let told = pairs.filter_map(|found| {
        let (secret, name, between) = (found.name("secret")?, found.name("name")?.as_str(), found.name("between")?.as_str());
        let marked = found.name("mark").is_some();
        let piece = secret.as_str().trim_end_matches([',', '.', ';', ')', '?']);
        let word = piece.to_lowercase();
        let plain = piece.len() >= 4 && piece.chars().any(char::is_alphabetic) && stop::weight(&word).is_none() && !NO_PASSWORD.has(&word);
        let fits = match between.trim() {
            // An address, a time, another label.
            _ if piece.starts_with(['/', '•', '*']) || announces(piece) || announces(name) || piece.ends_with([':', '=']) || !name.contains(char::is_alphabetic) => false,
            _ if found.name("both").is_some() => plain,
            ":" => marked && between == ":" && plain && !name.contains('.'),
            _ => looks_chosen(piece) && is_mixed(piece),
        };
        fits.then(|| secret.start()..secret.start() + piece.len())
    });
    told.collect()
}

/// Small letters with digits or marks: what people choose, and what no label on a device has.
fn is_mixed(piece: &str) -> bool {
    piece.chars().count() >= 5 && piece.contains(char::is_lowercase) && piece.contains(|c: char| c.is_ascii_digit() || "#@$%^&*!".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_beside_names() {
        for (text, want) in [
            ("login: budi:Rah4sia", Some("Rah4sia")),
            ("username budi / Mawar#99", Some("Mawar#99")),
            ("kredensial admin/admin123", Some("admin123")),
            ("credential root/toor,", Some("toor")),
            ("user: admin:admin", Some("admin")),
            ("user: rina.w / pass: Rinaaa123", None),
            ("login via web/mobile", None),
            ("login sap/FIN023 gagal", None),
            ("user budi / LT-2031", None),
            ("login jam 08:30 gagal", None),
            ("login: https://portal.kantor.example/login2", None),
            ("kredensial saya hilang/lupa", None),
        ] {
            assert_eq!(find(text).first().map(|part| &text[part.clone()]), want, "{text}");
        }
    }
}
