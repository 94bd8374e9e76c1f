//! Tokens that say which conversation a letter or a link belongs to; only who knows the key can have made one.
//!
//! Mail programs and servers change the case of addresses and cut long ones, so a token has 42 small letters and digits.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::domain::id::ConversationId;

const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// Bytes of a conversation's id, and of what proves it.
const ID: usize = 16;
const PROOF: usize = 10;

/// What may stand before the plus sign: a name has 64 signs at most (RFC 5321).
pub const LONGEST_NAME: usize = 64 - 1 - 42;

/// What a token is good for; one made for the one is none for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To write into the conversation.
    Reply,
    /// To have a person take over.
    Link,
    /// To answer a ticket as somebody of the desk.
    Desk,
}

/// What tokens are made with.
#[derive(Clone)]
pub struct Key(Hmac<Sha256>);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

impl Key {
    /// A key of its own, derived from the secret of the house.
    #[must_use]
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    pub fn new(secret: &str) -> Self {
        Self(Hmac::new_from_slice(format!("letters\n{secret}").as_bytes()).expect("HMAC takes a key of any length"))
    }

    /// The token of a conversation; `None` for an id that this house has not made.
    #[must_use]
    pub fn make(&self, conversation: &ConversationId, purpose: Purpose) -> Option<String> {
        let id = bytes_of(conversation)?;
        let mut all = [0; ID + PROOF];
        all[..ID].copy_from_slice(&id);
        all[ID..].copy_from_slice(&self.proof(id, purpose));
        Some(spell(&all))
    }

    /// The conversation a token is of; `None` if it is none of this house's for this purpose.
    #[must_use]
    pub fn read(&self, token: &str, purpose: Purpose) -> Option<ConversationId> {
        let all = unspell(token)?;
        let id: [u8; ID] = all[..ID].try_into().ok()?;
        bool::from(self.proof(id, purpose).ct_eq(&all[ID..])).then(|| ConversationId(uuid::Uuid::from_bytes(id).to_string()))
    }

    /// The conversation that one of these addresses names behind a plus sign, where it is ours: `help+TOKEN@kantor.example`.
    #[must_use]
    pub fn among(&self, addresses: &[String], ours: &str) -> Option<ConversationId> {
        tokens(addresses, ours).find_map(|token| self.read(token, Purpose::Reply))
    }

    /// The token by which somebody of the desk answers a ticket.
    #[must_use]
    pub fn make_for_desk(&self, number: i64) -> String {
        let mut all = [0; ID + PROOF];
        let id = u128::from(number.unsigned_abs()).to_be_bytes();
        all[..ID].copy_from_slice(&id);
        all[ID..].copy_from_slice(&self.proof(id, Purpose::Desk));
        spell(&all)
    }

    /// The ticket that one of these addresses lets somebody of the desk answer.
    #[must_use]
    pub fn ticket_among(&self, addresses: &[String], ours: &str) -> Option<i64> {
        tokens(addresses, ours).find_map(|token| {
            let all = unspell(token)?;
            let id: [u8; ID] = all[..ID].try_into().ok()?;
            let ours = bool::from(self.proof(id, Purpose::Desk).ct_eq(&all[ID..]));
            i64::try_from(u128::from_be_bytes(id)).ok().filter(|_| ours)
        })
    }

    fn proof(&self, id: [u8; ID], purpose: Purpose) -> [u8; PROOF] {
        let mac = self.0.clone().chain_update([purpose as u8]).chain_update(id).finalize().into_bytes();
        let mut proof = [0; PROOF];
        proof.copy_from_slice(&mac[..PROOF]);
        proof
    }
}

/// What stands behind the plus sign of those addresses that are ours.
fn tokens<'a>(addresses: &'a [String], ours: &'a str) -> impl Iterator<Item = &'a str> {
    addresses.iter().filter_map(move |address| {
        let (local, domain) = ours.rsplit_once('@')?;
        let (name, place) = address.rsplit_once('@')?;
        let (name, token) = name.split_once('+')?;
        (name.eq_ignore_ascii_case(local) && place.eq_ignore_ascii_case(domain)).then_some(token)
    })
}

fn bytes_of(conversation: &ConversationId) -> Option<[u8; ID]> {
    uuid::Uuid::try_parse(conversation.as_str()).ok().map(uuid::Uuid::into_bytes)
}

/// Five bits to a letter, the last one filled up with zeros.
fn spell(bytes: &[u8; ID + PROOF]) -> String {
    let bit = |place: usize| bytes.get(place / 8).is_some_and(|byte| byte >> (7 - place % 8) & 1 == 1);
    (0..(bytes.len() * 8).div_ceil(5)).map(|letter| char::from(LETTERS[(0..5).fold(0, |value, place| value << 1 | usize::from(bit(letter * 5 + place)))])).collect()
}

fn unspell(token: &str) -> Option<[u8; ID + PROOF]> {
    let mut bytes = [0; ID + PROOF];
    if token.len() != (bytes.len() * 8).div_ceil(5) {
        return None;
    }
    for (letter, sign) in token.bytes().enumerate() {
        let value = LETTERS.iter().position(|one| *one == sign.to_ascii_lowercase())?;
        for place in (0..5).filter(|place| value >> (4 - place) & 1 == 1) {
            let bit = letter * 5 + place;
            *bytes.get_mut(bit / 8)? |= 1 << (7 - bit % 8);
        }
    }
    Some(bytes)
}

/// A hash in hexadecimal.
pub(super) fn hash(text: &str) -> String {
    Sha256::digest(text).iter().fold(String::with_capacity(64), |hex, byte| hex + &format!("{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conversation() -> ConversationId {
        ConversationId("01935b7e-1111-7abc-8def-0123456789ab".to_owned())
    }

    #[test]
    fn only_the_house_that_made_a_token_reads_it_and_only_for_its_purpose() {
        let (ours, theirs) = (Key::new("one"), Key::new("two"));
        let token = ours.make(&conversation(), Purpose::Reply).unwrap();
        assert_eq!(token.len(), 42);
        assert_eq!(ours.read(&token, Purpose::Reply), Some(conversation()));
        assert_eq!(ours.read(&token.to_uppercase(), Purpose::Reply), Some(conversation()), "servers change the case of addresses");
        assert_eq!((theirs.read(&token, Purpose::Reply), ours.read(&token, Purpose::Link)), (None, None));
        assert_eq!(ours.make(&ConversationId("no uuid".to_owned()), Purpose::Reply), None);
    }

    #[test]
    fn no_letter_of_a_token_can_be_changed() {
        let key = Key::new("one");
        let token = key.make(&conversation(), Purpose::Reply).unwrap();
        for place in 0..token.len() {
            let changed: String = token
                .char_indices()
                .map(|(at, sign)| {
                    if at != place {
                        sign
                    } else if sign == 'q' {
                        'a'
                    } else {
                        'q'
                    }
                })
                .collect();
            // The last letter carries three bits and two zeros.
            assert!(key.read(&changed, Purpose::Reply).is_none(), "{place}");
        }
        for bad in ["", "a", &token[1..], &format!("{token}a"), &"ä".repeat(21)] {
            assert_eq!(key.read(bad, Purpose::Reply), None, "{bad}");
        }
    }

    #[test]
    fn what_lets_the_desk_answer_lets_nobody_else_do_anything() {
        let (key, other) = (Key::new("one"), Key::new("two"));
        let to = |token: &str| vec![format!("bantuan+{token}@kantor.example")];
        let token = key.make_for_desk(1042);
        assert_eq!(key.ticket_among(&to(&token), "bantuan@kantor.example"), Some(1042));
        assert_eq!((key.among(&to(&token), "bantuan@kantor.example"), other.ticket_among(&to(&token), "bantuan@kantor.example")), (None, None));
        for purpose in [Purpose::Reply, Purpose::Link] {
            assert_eq!(key.ticket_among(&to(&key.make(&conversation(), purpose).unwrap()), "bantuan@kantor.example"), None);
        }
        assert_eq!(key.ticket_among(&to(&key.make_for_desk(1043)[..41]), "bantuan@kantor.example"), None);
    }

    #[test]
    fn a_token_counts_in_our_own_address_only() {
        let key = Key::new("one");
        let token = key.make(&conversation(), Purpose::Reply).unwrap();
        let found = |address: &str| key.among(&["x@y.example".to_owned(), address.to_owned()], "bantuan@kantor.example");
        assert_eq!(found(&format!("Bantuan+{token}@Kantor.example")), Some(conversation()));
        for other in [format!("bantuan+{token}@lain.example"), format!("lain+{token}@kantor.example"), "bantuan@kantor.example".to_owned(), "bantuan+@kantor.example".to_owned()] {
            assert_eq!(found(&other), None, "{other}");
        }
    }
}
