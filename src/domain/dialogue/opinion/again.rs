//! What several words tell together of a fix: "it's back now", "udah balik normal", "errornya hilang".

use compact_str::CompactString;

use super::{Sense, sense};
use crate::domain::text::List;

/// Rows of words that say that it works.
static WORKS: [&[&str]; 24] = [
    &["back", "online"],
    &["back", "to", "normal"],
    &["up", "and", "running"],
    &["up", "again"],
    &["running", "again"],
    &["online", "again"],
    &["on", "lagi"],
    &["did", "the", "trick"],
    &["that", "did", "it"],
    &["all", "sorted"],
    &["all", "set"],
    &["fine", "now"],
    &["ok", "now"],
    &["okay", "now"],
    &["oke", "lagi"],
    &["ok", "lagi"],
    &["seperti", "semula"],
    &["kaya", "semula"],
    &["kayak", "semula"],
    &["kayak", "dulu"],
    &["seperti", "biasa"],
    &["kaya", "biasa"],
    &["kayak", "biasa"],
    &["spt", "biasa"],
];
/// Of these, the ones that also go with what is wrong: "lemot seperti biasa".
static LOOSE: List = List::new("seperti kaya kayak spt");
/// Before "back": that it is here, not that somebody calls or gives something back.
static IS: List = List::new("it's its is are we're they're everything's all came been not isn't isnt aren't arent hasn't");
/// What goes wrong, by its name.
static TROUBLE: List = List::new(
    "error errors errornya erornya eror problem problems issue issues masalah masalahnya kendala kendalanya gangguan gangguannya message warning pesan pesannya popup popups pop-up notif notifnya",
);
/// Trouble that does so is over.
static GOES: List = List::new("hilang ilang gone disappeared vanished lenyap");
/// Trouble that does so is there.
static COMES: List = List::new("muncul keluar balik back kambuh returned appears appear shows");
static AGAIN: List = List::new("lagi kembali again");
/// What is hoped for, or so only now and then, has not changed.
static NOT_SO: List = List::new(
    "kapan when how gimana gmn bagaimana kenapa knp why apa apakah will would bakal akan harus mesti tiap setiap baru every must until unless sampai sampe should need needs biar supaya agar pengen ingin want \
    wants please tolong semoga hope hopefully nanti sempat sempet kalo kalau if kadang sometimes after setelah abis habis",
);
/// Longer texts tell how it was, not how it is.
const SHORT: usize = 6;

/// What each word, or each row of words, says.
pub(super) fn read(said: &[CompactString]) -> Vec<Sense> {
    let told = Told { said, told_of: (0..said.len()).filter(|at| names_what_moves(said, *at)).collect(), so: said.iter().all(|word| !NOT_SO.has(word)) };
    let (mut senses, mut at) = (Vec::with_capacity(said.len()), 0);
    while at < said.len() {
        at += told.take(at, &mut senses);
    }
    senses
}

/// A text on its way to its senses.
struct Told<'a> {
    said: &'a [CompactString],
    /// The places of words that say whether trouble comes or goes.
    told_of: Vec<usize>,
    /// Whether it is told as it is.
    so: bool,
}

impl Told<'_> {
    /// Reads what begins at a place; answers how many words that were.
    fn take(&self, at: usize, senses: &mut Vec<Sense>) -> usize {
        let (word, next) = (self.said[at].as_str(), self.said.get(at + 1).map(CompactString::as_str));
        if let Some(row) = row(&self.said[at..]) {
            senses.push(Sense::Good);
            senses.extend((self.so && !LOOSE.has(word)).then_some(Sense::Now));
            return row;
        }
        let back = word == "back" && self.is_back(at);
        let read = match word {
            _ if self.told_of.contains(&at) => {
                if GOES.has(word) {
                    Sense::Good
                } else {
                    Sense::Bad
                }
            }
            _ if !self.told_of.is_empty() && TROUBLE.has(word) => Sense::Filler,
            _ if back => Sense::Good,
            "up" if at > 0 && self.said[at - 1] == "back" && self.is_back(at - 1) => Sense::Filler,
            "balik" if self.said.get(at + 1).is_some_and(|next| sense(next) == Sense::Good) || row(&self.said[at + 1..]).is_some() => Sense::Filler,
            word => sense(word),
        };
        let again = read == Sense::Good && next.is_some_and(|next| AGAIN.has(next)) && self.said.len() <= SHORT;
        senses.push(read);
        senses.extend((self.so && (back || again)).then_some(Sense::Now));
        1
    }

    /// "It's back", but not "it's back to being slow".
    fn is_back(&self, at: usize) -> bool {
        at.checked_sub(1).is_some_and(|before| IS.has(&self.said[before])) && self.said.get(at + 1).is_none_or(|next| !matches!(next.as_str(), "to" | "at" | "in"))
    }
}

/// How many words the row that begins here has.
fn row(said: &[CompactString]) -> Option<usize> {
    WORKS.iter().find(|row| said.len() >= row.len() && row.iter().zip(said).all(|(word, said)| said == word)).map(|row| row.len())
}

/// Whether the word here says that trouble, named beside it, comes or goes.
fn names_what_moves(said: &[CompactString], at: usize) -> bool {
    if !GOES.has(&said[at]) && !COMES.has(&said[at]) {
        return false;
    }
    let small =
        |word: &&CompactString| !TROUBLE.has(word) && matches!(sense(word), Sense::Agree | Sense::Filler | Sense::Now | Sense::Between | Sense::Not | Sense::NotYet | Sense::Still);
    let named = |word: Option<&CompactString>| word.is_some_and(|word| TROUBLE.has(word));
    named(said[..at].iter().rev().find(|word| !small(word))) || named(said[at + 1..].iter().find(|word| !small(word)))
}

#[cfg(test)]
mod tests {
    use super::super::{
        Opinion::{self, No, Yes},
        alone, anywhere,
    };

    fn check(texts: &[&str], want: Option<Opinion>) {
        for text in texts {
            assert_eq!(alone(text), want, "{text}");
        }
    }

    #[test]
    fn it_works_again() {
        check(
            &[
                "it's back now",
                "It's back!",
                "its back up",
                "back to normal",
                "all back to normal now",
                "we're back online",
                "it's up again",
                "it's running again",
                "it's up and running",
                "it's ok now",
                "seems fine now",
                "everything looks good now",
                "no more errors",
                "all sorted, thanks",
                "all set now",
                "that did the trick",
                "that did it",
                "got it working",
                "the error is gone",
                "udah nyala lagi",
                "sudah normal kembali",
                "udah kembali normal",
                "balik normal",
                "udah balik normal lagi kak",
                "udah balik kayak dulu",
                "normal lagi",
                "udah hidup lagi",
                "sudah pulih kembali",
                "udah online lagi",
                "errornya udah hilang",
                "masalahnya sudah hilang",
                "udah ga muncul lagi errornya",
                "sudah seperti semula",
                "udah kaya biasa lagi",
            ],
            Some(Yes),
        );
    }

    #[test]
    fn it_does_not_work_yet() {
        check(
            &[
                "belum normal",
                "belum balik normal",
                "blm nyala lagi",
                "not back yet",
                "it's not back to normal",
                "it isn't back",
                "still not back",
                "the error is back",
                "the problem is back",
                "error lagi",
                "mati lagi",
                "kembali error",
                "errornya balik lagi",
                "masalahnya muncul lagi",
                "errornya belum hilang",
                "it's not ok now",
            ],
            Some(No),
        );
    }

    #[test]
    fn something_else_is_back_or_gone() {
        check(
            &[
                "it's back to being slow",
                "back to square one",
                "I'm back",
                "back",
                "balik",
                "balik lagi",
                "kembali",
                "is it back?",
                "kapan normal lagi?",
                "sinyalnya hilang",
                "data saya hilang",
                "laptop hilang",
                "masalahnya sekarang data saya hilang",
                "call me back now",
                "give it back now",
            ],
            None,
        );
    }

    #[test]
    fn among_other_words() {
        for (text, want) in [
            ("the internet is back", Some(Yes)),
            ("internet came back", Some(Yes)),
            ("wifi is back again, thanks", Some(Yes)),
            ("internetnya nyala lagi", Some(Yes)),
            ("kapan internetnya normal lagi", None),
            ("harus restart baru bisa lagi", None),
            ("lemot seperti biasa", None),
            ("now it's back to being slow", None),
            ("masalahnya sekarang data saya hilang", None),
            ("now I want to call back", None),
        ] {
            assert_eq!(anywhere(text), want, "{text}");
        }
    }
}
