//! What somebody thinks of a fix, read from a few words: "udah bisa kak", "masih ga bisa", "nope still broken".

mod again;

use std::{collections::HashMap, sync::LazyLock};

pub(super) use crate::domain::text::words;

/// Whether the fix helped, as far as the words tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opinion {
    /// It works.
    Yes,
    /// It does not.
    No,
    /// They sound content, but do not say that it works.
    Perhaps,
}

/// What one word may say about a fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sense {
    /// "ya", "sudah".
    Agree,
    /// "bisa", "works".
    Good,
    /// "error", "rusak".
    Bad,
    /// Good or bad only when denied: "no change".
    Effect,
    /// "tidak", "not".
    Not,
    /// "belum", "gabisa": denied by itself.
    NotYet,
    /// "masih", "same".
    Still,
    /// "dicoba": says only that it was done.
    Tried,
    /// "tapi": what follows changes it.
    But,
    /// Says nothing of its own, and may stand between "tidak" and "bisa".
    Between,
    /// "sekarang", "thanks": something has changed.
    Now,
    /// Says nothing of its own.
    Filler,
    /// Anything else.
    Other,
}

const AGREE: &str = "ya iya iyah y yes yep yup yeah yoi betul sudah udah udh uda dah sdh done sip siip ok oke okay okey okeh mantap mantul top 👍 👌 ✅";
const GOOD: &str = "bisa beres lancar normal aman berhasil selesai sembuh kelar solved fixed works working worked resolved helped helps membantu ngebantu
    teratasi nyala hidup idup online jalan nyambung konek terhubung tersambung connected terkirim masuk kebuka terbuka berfungsi pulih perfect great good bagus sukses";
const BAD: &str = "error errors eror gagal rusak broken fail fails failed failing mati macet bermasalah percuma nihil stuck dead worse nothing 👎 ❌";
const EFFECT: &str = "perubahan berubah efek pengaruh ngaruh ngefek luck effect difference change changed help hasil progress work connect";
const NOT: &str = "tidak tdk tak gak ga gk g nggak ngga enggak engga ndak no nope not isn't isnt doesn't doesnt didn't didnt won't wont can't cant cannot
    couldn't couldnt hasn't hasnt never";
const NOT_YET: &str = "belum blm blum belom gabisa gbs gabs";
const STILL: &str = "masih msh tetap tetep ttp still sama same";
const TRIED: &str = "dicoba coba nyoba nyobain cobain tried try trying langkah langkahnya step steps cara caranya dilakukan ikuti";
const BUT: &str = "tapi tp tetapi but cuma hanya only kalau kalo except namun however pas kadang sometimes";
const BETWEEN: &str = "juga jg mau pernah ada kunjung yet been quite really fully any more longer be at all";
const FILLER: &str = "kak kakak mas mbak min admin pak bu bapak ibu gan bro sis om nih sih deh dong kok loh lho lah banget bgt semua semuanya all terima kasih
    you very much saya saja aja it its it's is are was that thats that's this the a again so well then i i'm im me my aku gw gue nya ini itu
    tadi barusan langsung lagi kembali hore yay wah wow haha hehe hmm oh eh nah and dan terus trus please team tim has have to do does did
    we we're everything everything's seems looks got
    as before pun kan guys garda";
/// Says that something has changed.
const NOW: &str = "sekarang skrg skr akhirnya alhamdulillah makasih makasi trims thanks thank thx ty now already finally barusan";

/// Longer texts than this say more than an opinion.
const MOST_WORDS: usize = 12;

/// The opinion of a text that says nothing else; none for questions.
pub(super) fn alone(text: &str) -> Option<Opinion> {
    let senses = senses(text);
    let says_more = senses.len() > MOST_WORDS || senses.contains(&Sense::Other);
    let asks = text.trim_end().ends_with('?') || matches!(senses.as_slice(), [.., Sense::Good, Sense::Not]);
    if says_more || asks { None } else { weigh(&senses) }
}

/// The opinion in a text that also says other things; to be content it must say that something has changed, and no "but".
pub(super) fn anywhere(text: &str) -> Option<Opinion> {
    let senses = senses(text);
    let changed = senses.iter().any(|sense| matches!(sense, Sense::Agree | Sense::Now)) && !senses.contains(&Sense::But);
    weigh(&senses).filter(|opinion| *opinion == Opinion::No || changed)
}

/// Whether these words take back the answer before them: "eh salah, bukan dua tapi tiga".
pub(super) fn corrects(text: &str) -> bool {
    const MARKS: [&str; 11] = ["eh salah", "salah", "maaf salah", "maaf, salah", "ralat", "koreksi", "maksud saya", "maksudnya", "i meant", "sorry, i meant", "correction"];
    let text = text.trim().to_lowercase();
    let begins = |mark: &str| text.strip_prefix(mark).is_some_and(|rest| rest.starts_with([' ', ',', ':']));
    !text.ends_with('?') && MARKS.into_iter().any(begins)
}

fn senses(text: &str) -> Vec<Sense> {
    again::read(&words(text))
}

/// Every word that has a sense; a word of two lists has that of the first.
static SENSES: LazyLock<HashMap<&str, Sense>> = LazyLock::new(|| {
    let lists = [
        (AGREE, Sense::Agree),
        (GOOD, Sense::Good),
        (BAD, Sense::Bad),
        (EFFECT, Sense::Effect),
        (NOT, Sense::Not),
        (NOT_YET, Sense::NotYet),
        (STILL, Sense::Still),
        (TRIED, Sense::Tried),
        (BUT, Sense::But),
        (BETWEEN, Sense::Between),
        (FILLER, Sense::Filler),
        (NOW, Sense::Now),
    ];
    lists.into_iter().rev().flat_map(|(list, sense)| list.split_whitespace().map(move |word| (word, sense))).collect()
});

fn sense(word: &str) -> Sense {
    let find = |word: &str| SENSES.get(word).copied();
    find(word).or_else(|| find(&squeezed(word))).unwrap_or(Sense::Other)
}

/// The word without held-down keys: `bisaaa` is `bisa`.
fn squeezed(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars().filter(|c| c.is_alphabetic()) {
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

/// What is said plainly beats "ya" and "no", what is bad beats what is good.
fn weigh(senses: &[Sense]) -> Option<Opinion> {
    let has = |sense| senses.contains(&sense);
    let (mut good, mut bad) = (false, has(Sense::Still) || has(Sense::NotYet));
    for (at, sense) in senses.iter().enumerate() {
        let denied = denied(&senses[..at]);
        good |= matches!((sense, denied), (Sense::Good, false) | (Sense::Bad, true));
        bad |= matches!((sense, denied), (Sense::Bad, false) | (Sense::Good | Sense::Effect, true));
    }
    match () {
        () if bad => Some(Opinion::No),
        () if good => Some(Opinion::Yes),
        () if has(Sense::Not) => Some(Opinion::No),
        () if has(Sense::Agree) && !has(Sense::Tried) => Some(Opinion::Perhaps),
        () => None,
    }
}

/// Whether a "tidak" stands before, with nothing but small words between.
fn denied(before: &[Sense]) -> bool {
    before.iter().rev().find(|sense| **sense != Sense::Between) == Some(&Sense::Not)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opinions_alone() {
        let yes = [
            "udah bisa kak",
            "sudah beres makasih",
            "Bisa!",
            "yes it works",
            "udah ga error lagi",
            "alhamdulillah lancar",
            "no, it works now",
            "bisaaa",
            "it's fixed, thank you",
            "yep all good, it works",
        ];
        let no = [
            "masih ga bisa",
            "tetep error",
            "nope still broken",
            "belum nih",
            "masih sama",
            "still not working",
            "udah dicoba tapi masih sama",
            "it doesn’t work",
            "ga mau nyala",
            "tidak ada perubahan",
            "no luck",
            "makasih tapi belum bisa",
            "👎",
            "nggak",
            "gabisa kak",
            "didn't help",
        ];
        let none = ["udah bisa?", "bisa ga", "sudah, tapi printer juga mati", "sudah dicoba", "bisa bantu email saya", "kak", "", "help", "kalau lewat hp bisa nonton"];
        for (texts, want) in [(&yes[..], Some(Opinion::Yes)), (&no[..], Some(Opinion::No)), (&none[..], None), (&["ya", "sip kak", "👍", "ok"][..], Some(Opinion::Perhaps))] {
            for text in texts {
                assert_eq!(alone(text), want, "{text}");
            }
        }
    }

    #[test]
    fn opinions_among_other_words() {
        for (text, want) in [
            ("wifi masih ga konek juga", Some(Opinion::No)),
            ("iya wifinya udah nyambung", Some(Opinion::Yes)),
            ("internetnya udah bisa tapi lambat", None),
            ("printernya udah nyetak", Some(Opinion::Perhaps)),
            ("hmm lampunya merah", None),
            ("the VPN drops every few minutes when I work from home", None),
            ("printer bisa nyala", None),
        ] {
            assert_eq!(anywhere(text), want, "{text}");
        }
    }

    #[test]
    fn corrections() {
        for (text, want) in [("eh salah, bukan dua tapi tiga", true), ("Ralat: tiga", true), ("maksudnya gimana?", false), ("salahnya di menu", false)] {
            assert_eq!(corrects(text), want, "{text}");
        }
    }
}
