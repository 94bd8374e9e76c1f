//! What a file is called: a name to be shown, which no system takes for a place or a device, with an end that tells the truth.

use super::Kind;

/// The most characters a name has.
const LONGEST: usize = 100;
/// Names that are devices on some systems, whatever their end.
const DEVICES: [&str; 24] = [
    "con", "prn", "aux", "nul", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7",
    "lpt8", "lpt9",
];

/// The name a file may have, made of the one it was given.
#[must_use]
pub fn safe_name(given: &str, kind: Kind) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|sign| !is_hidden(*sign)).map(|sign| if is_special(sign) { '_' } else { sign }).collect();
    let kept = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    let kept = kept.trim_matches(|sign: char| sign == '.' || sign == ' ');
    let (stem, end) = kept.rsplit_once('.').unwrap_or((kept, ""));
    let fits = kind.ends().iter().any(|known| end.eq_ignore_ascii_case(known));
    let (stem, end) = if fits { (stem, end) } else { (kept, kind.ends()[0]) };
    let stem: String = stem.chars().take(LONGEST - 1 - end.len()).collect();
    let stem = if stem.trim_matches('_').is_empty() { "file" } else { stem.trim_end() };
    let device = DEVICES.contains(&stem.split('.').next().unwrap_or_default().trim_end().to_lowercase().as_str());
    format!("{}{stem}.{end}", if device { "_" } else { "" })
}

/// Signs that show nothing or turn the direction of others: "evil\u{202e}gnp.exe" reads as "evilexe.png".
fn is_hidden(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Signs that mean something to a system or a shell.
fn is_special(sign: char) -> bool {
    matches!(sign, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '`' | '$' | '\u{fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_never_paths_and_never_lie() {
        for (given, kind, want) in [
            ("layar.png", Kind::Png, "layar.png"),
            ("Foto 2026-11-23.JPEG", Kind::Jpeg, "Foto 2026-11-23.JPEG"),
            ("../../etc/passwd", Kind::Text, "passwd.txt"),
            ("..\\..\\windows\\win.ini", Kind::Text, "win.ini.txt"),
            ("/", Kind::Pdf, "file.pdf"),
            ("", Kind::Png, "file.png"),
            ("...", Kind::Png, "file.png"),
            ("a\0b\r\nc.png", Kind::Png, "abc.png"),
            ("evil\u{202e}gnp.exe", Kind::Png, "evilgnp.exe.png"),
            ("invoice.svg", Kind::Text, "invoice.svg.txt"),
            ("x.html", Kind::Png, "x.html.png"),
            ("CON", Kind::Text, "_CON.txt"),
            ("nul.tar.log", Kind::Text, "_nul.tar.log"),
            (".htaccess", Kind::Text, "htaccess.txt"),
            ("a<b>:\"c\"|?*.pdf", Kind::Pdf, "a_b___c____.pdf"),
            ("catatan rapat é 日本.md", Kind::Text, "catatan rapat é 日本.md"),
        ] {
            assert_eq!(safe_name(given, kind), want, "{given:?}");
        }
        let long = safe_name(&format!("{}.png", "ä".repeat(500)), Kind::Png);
        assert_eq!((long.chars().count(), long.chars().filter(|sign| *sign == 'ä').count()), (LONGEST, LONGEST - ".png".len()));
    }
}
