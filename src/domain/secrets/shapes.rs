//! Keys and tokens, known by their shape.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

/// What vendors write before their keys (their own documentation of token formats), JSON Web Tokens (RFC 7519), passwords in
/// addresses (RFC 3986, 3.2.1), bearer tokens (RFC 6750), private keys (RFC 7468), recovery keys of disks, and long values behind a word that tells.
static SHAPES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    const PATTERNS: [&str; 12] = [
        r"(?-u:\b)(?i-u:(?:u/p|user/pass(?:word)?|userpass)\s*[:=]\s*)[^ \t\r\n/]+[ /]+(?P<secret>[^ \t\r\n]{3,})",
        r"(?i-u)\b(?:recovery|backup|pemulihan|cadangan|pairing|tautkan|device|2fa|otp|aktivasi|activation)\b(?:[ \t:=,]+(?:[a-z]+|2fa)){0,5}?[ \t:=,]+(?P<secret>(?:[a-z0-9]{4,6}-[a-z0-9]{4,6}|[A-Z]{2,}[0-9]+[A-Z0-9]+))\b",
        r"(?-u)\b(?P<secret>(?:\d{6}-){7}\d{6})\b",
        r"(?s)(?P<secret>-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|\z))",
        r"(?-u)\b(?P<secret>(?:gh[pousr]_|github_pat_|glpat-|gldt-|glrt-|xox[a-z]-|xapp-|npm_|hf_|dop_v1_|shpat_|ya29\.|SG\.|AIza|AKIA|ASIA|(?:sk|pk|rk|whsec)[_-])[A-Za-z0-9_.+/=-]{12,})",
        r"(?-u)\b(?P<secret>eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*)?)",
        r"(?-u:\b)[A-Za-z][A-Za-z0-9+.-]*://[^ \t\r\n:/@]*:(?P<secret>[^ \t\r\n/@]+)@",
        r"(?-u:\b)[A-Za-z]+/(?P<secret>[^ \t\r\n/@]{4,})@//",
        r"(?-u)(?:^|\s)(?:-u\s+[A-Za-z0-9_.@-]+:|-p\s?|--password[= ])(?P<secret>[A-Za-z0-9!#$%^&*_.+~-]{6,})",
        r"(?s)(?P<secret>(?:PuTTY-User-Key-File-|-----BEGIN PGP PRIVATE KEY BLOCK).*\z)",
        r"(?i-u)\b(?:bearer|basic)\s+(?P<secret>[a-z0-9._~+/=-]{12,})",
        r#"(?i-u)(?:\b|_)(?:api[ _-]?key|access[ _-]?key|secret[ _-]?key|client[ _-]?secret|webhook[ _-]?secret|secret|token|api[ _-]?token|key)(?:nya|ku)?["']?(?:\s*[:=]\s*|\s+(?:[a-z]+\s+){0,3})["']?(?P<secret>[a-z0-9._~+/=-]{16,})"#,
    ];
    PATTERNS.iter().filter_map(|pattern| Regex::new(pattern).ok()).collect()
});

/// Long values that nothing announces.
static LONG: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:^|[^A-Za-z0-9_])(?P<secret>[A-Za-z0-9_/+:=-]{24,})").ok());

/// What everybody may see though it looks the same: certificates and public keys (RFC 7468, RFC 4253), fingerprints.
static PUBLIC: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?s)-----BEGIN (?:CERTIFICATE|PUBLIC KEY|RSA PUBLIC KEY)[^-]*-----.*?(?:-----END [A-Z ]+-----|\z)|(?:ssh-[a-z0-9]+|ecdsa-[a-z0-9-]+) AAAA[A-Za-z0-9+/=]+|(?:SHA256|MD5|sha256|md5|sha1|SHA1):?[A-Za-z0-9+/=:]+").ok()
});

pub(super) fn find(text: &str) -> impl Iterator<Item = Range<usize>> {
    let public: Vec<Range<usize>> = PUBLIC.iter().flat_map(|shape| shape.find_iter(text)).map(|part| part.range()).collect();
    let told = SHAPES
        .iter()
        .flat_map(|shape| shape.captures_iter(text))
        .filter_map(|found| found.name("secret"))
        .filter(|secret| is_no_word(secret.as_str()) && !is_half(text, &secret.range()));
    let long = LONG.iter().flat_map(|shape| shape.captures_iter(text)).filter_map(|found| found.name("secret")).filter(|secret| is_random(secret.as_str()));
    told.chain(long).map(|secret| secret.range()).filter(move |secret| !public.iter().any(|part| part.start <= secret.start && secret.end <= part.end))
}

/// The first groups of a longer number, such as one of a telephone.
fn is_half(text: &str, part: &Range<usize>) -> bool {
    text[part.clone()].bytes().all(|b| b.is_ascii_digit() || b == b'-') && text[part.end..].starts_with('-')
}

/// A placeholder (`***`) is no secret, a private key is more than its first line, and a word alone is no key.
fn is_no_word(secret: &str) -> bool {
    let any = |test: fn(char) -> bool| secret.contains(test);
    if let Some(key) = secret.strip_prefix("-----") {
        return key.split(|c: char| !(c.is_ascii_alphanumeric() || "+/=".contains(c))).any(|run| run.len() >= 16);
    }
    any(char::is_alphanumeric) && (secret.len() < 8 || any(|c| c == '.' || c.is_ascii_digit() || c.is_ascii_uppercase()))
}

/// Digits, small and capital letters together: words and numbers joined by hyphens or strokes are a name, not a key.
fn is_random(secret: &str) -> bool {
    let any = |test: fn(char) -> bool| secret.contains(test);
    let mixed = |run: &str| run.contains(|c: char| c.is_ascii_digit()) && run.contains(|c: char| c.is_ascii_alphabetic());
    any(|c| c.is_ascii_lowercase()) && any(|c| c.is_ascii_uppercase()) && secret.split(['_', '-']).any(mixed) && !secret.contains("//")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_one() {
        assert!(SHAPES.len() == 12 && LONG.is_some() && PUBLIC.is_some());
    }
}
