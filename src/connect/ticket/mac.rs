//! Signatures of the calls that ticket systems make to us, compared in constant time.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// Whether this is the HMAC-SHA-256 of these parts under one of the secrets.
pub(in crate::connect) fn is_sha256(secrets: &[String], parts: &[&[u8]], given: &[u8]) -> bool {
    secrets.iter().filter_map(|secret| Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()).any(|mac| fed(mac, parts).verify_slice(given).is_ok())
}

/// Whether this is the HMAC-SHA-1 of these bytes under one of the secrets.
pub(in crate::connect) fn is_sha1(secrets: &[String], body: &[u8], given: &[u8]) -> bool {
    secrets.iter().filter_map(|secret| Hmac::<Sha1>::new_from_slice(secret.as_bytes()).ok()).any(|mac| fed(mac, &[body]).verify_slice(given).is_ok())
}

/// Whether this is one of the secrets itself, for systems that sign nothing.
pub(in crate::connect) fn is_one(secrets: &[String], given: &str) -> bool {
    secrets.iter().any(|secret| !secret.is_empty() && bool::from(secret.as_bytes().ct_eq(given.as_bytes())))
}

fn fed<M: Mac>(mac: M, parts: &[&[u8]]) -> M {
    parts.iter().fold(mac, Mac::chain_update)
}

/// Bytes written as `0a1b…`.
pub(in crate::connect) fn hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    let half = |digit: u8| char::from(digit).to_digit(16).and_then(|half| u8::try_from(half).ok());
    digits.len().is_multiple_of(2).then(|| digits.chunks(2).map(|pair| Some(half(pair[0])? << 4 | half(pair[1])?)).collect())?
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 2202 and RFC 4231, test case 2.
    #[test]
    fn signatures_are_those_of_the_standards() {
        let (secrets, said) = (["other".to_owned(), "Jefe".to_owned()], b"what do ya want for nothing?");
        assert!(is_sha1(&secrets, said, &hex("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79").unwrap()));
        let right = hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843").unwrap();
        assert!(is_sha256(&secrets, &[b"what do ya ", b"want for nothing?"], &right));
        assert!(!is_sha256(&secrets[..1], &[said], &right) && !is_sha256(&secrets, &[said, b"!"], &right) && !is_sha256(&secrets, &[said], &right[1..]));
        assert!(is_one(&secrets, "Jefe") && !is_one(&secrets, "Jef") && !is_one(&[String::new()], ""));
        assert!(hex("0g").is_none() && hex("012").is_none());
    }
}
