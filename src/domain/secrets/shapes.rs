//! Keys and tokens, known by their shape.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

/// What vendors write before their keys (their own documentation of token formats), JSON Web Tokens (RFC 7519), passwords in
/// addresses (RFC 3986, 3.2.1), bearer tokens (RFC 6750), private keys (RFC 7468), and long values behind a word that tells.
static SHAPES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    const PATTERNS: [&str; 10] = [
        r"(?s)(?P<secret>-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|\z))",
        r"(?-u)\b(?P<secret>(?:gh[pousr]_|github_pat_|glpat-|gldt-|glrt-|xox[a-z]-|xapp-|npm_|hf_|dop_v1_|shpat_|ya29\.|SG\.|AIza|AKIA|ASIA|(?:sk|pk|rk|whsec)[_-])[A-Za-z0-9_.+/=-]{12,})",
        r"(?-u)\b(?P<secret>eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*)?)",
        r"(?-u:\b)[A-Za-z][A-Za-z0-9+.-]*://[^ \t\r\n:/@]*:(?P<secret>[^ \t\r\n/@]+)@",
        r"(?-u:\b)[A-Za-z]+/(?P<secret>[^ \t\r\n/@]{4,})@//",
        r"(?-u)(?:^|\s)(?:-u\s+[A-Za-z0-9_.@-]+:|-p\s?|--password[= ])(?P<secret>[A-Za-z0-9!#$%^&*_.+~-]{6,})",
        r"(?:^|[^A-Za-z0-9_])(?P<secret>[A-Za-z0-9_/+:=-]{24,})",
        r"(?s)(?P<secret>(?:PuTTY-User-Key-File-|-----BEGIN PGP PRIVATE KEY BLOCK).*\z)",
        r"(?i-u)\b(?:bearer|basic)\s+(?P<secret>[a-z0-9._~+/=-]{12,})",
        r#"(?i-u)(?:\b|_)(?:api[ _-]?key|access[ _-]?key|secret[ _-]?key|client[ _-]?secret|webhook[ _-]?secret|secret|token|api[ _-]?token)(?:nya|ku)?["']?(?:\s*[:=]\s*|\s+(?:[a-z]+\s+){0,3})["']?(?P<secret>[a-z0-9._~+/=-]{16,})"#,
    ];
    PATTERNS.iter().filter_map(|pattern| Regex::new(pattern).ok()).collect()
});

pub(super) fn find(text: &str) -> impl Iterator<Item = Range<usize>> {
    let found = SHAPES.iter().flat_map(|shape| shape.captures_iter(text)).filter_map(|found| found.name("secret"));
    found.filter(|secret| is_no_word(secret.as_str())).map(|secret| secret.range())
}

/// Words joined by hyphens are a name, not a key: there is a digit or both small and capital letters, or it stands in an address.
fn is_no_word(secret: &str) -> bool {
    let any = |test: fn(char) -> bool| secret.contains(test);
    let mixed = any(|c| c.is_ascii_digit()) && any(|c| c.is_ascii_lowercase()) && any(|c| c.is_ascii_uppercase());
    if secret.len() >= 24 && !secret.starts_with("-----") {
        return mixed && !secret.contains("//") || secret.bytes().all(|b| b.is_ascii_hexdigit()) && secret.len() == 32;
    }
    secret.len() < 12 || any(|c| c.is_ascii_digit()) || (any(|c| c.is_ascii_lowercase()) && any(|c| c.is_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_one() {
        assert_eq!(SHAPES.len(), 10);
    }
}
