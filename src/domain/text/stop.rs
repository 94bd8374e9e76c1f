//! Words that carry little: particles and politeness are left out of a comparison, function words weigh nothing in it.

use std::{collections::HashMap, sync::LazyLock};

use super::token::Token;

static WORDS: LazyLock<HashMap<&str, Weight>> = LazyLock::new(|| {
    let lists = [(NAMES, Weight::Name), (COMMON, Weight::Everyday), (STOP, Weight::Function), (COURTESY, Weight::Courtesy), (FILLER, Weight::Filler)];
    lists.into_iter().flat_map(|(list, weight)| list.split_whitespace().map(move |word| (word, weight))).collect()
});

/// How little a listed word carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// A particle, a form of address: nothing.
    Filler,
    /// A greeting, a thank-you: nothing once something else is said.
    Courtesy,
    /// A function word: it may tell two sentences apart, but it is no subject.
    Function,
    /// An everyday word of the world outside the desk; listed so that it is never taken for a typing mistake.
    Everyday,
    /// The name of a product or a service: never taken for a typing mistake.
    Name,
}

/// What the lists say about a folded word.
#[must_use]
pub fn weight(word: &str) -> Option<Weight> {
    WORDS.get(word).copied()
}

/// Whether the word is a subject or an act rather than grammar.
#[must_use]
pub fn is_content(word: &str) -> bool {
    matches!(weight(word), None | Some(Weight::Everyday | Weight::Name))
}

/// The tokens that count: without particles, and without politeness when at least two words with content remain.
#[must_use]
pub fn counting(tokens: &[Token]) -> Vec<&Token> {
    let real: Vec<&Token> = tokens.iter().filter(|token| weight(&token.word) != Some(Weight::Filler)).collect();
    if real.is_empty() {
        return tokens.iter().collect();
    }
    let content = real.iter().filter(|token| is_content(&token.word)).count();
    if content < 2 {
        return real;
    }
    real.into_iter().filter(|token| weight(&token.word) != Some(Weight::Courtesy)).collect()
}

const FILLER: &str = "
    dong sih nih deh kok loh kan ya yah yaa tuh lah kek pun toh kah nah wah duh aduh waduh hmm hm eh oh ah um uh huh nya
    min mimin gan sis bro om tante mas mbak mba bapak ibu kak kakak bang bos dear sir madam guys gaes teman
    please tolong mohon maaf sorry the a an just banget sangat really very so juga too mari dulu dahulu";

const COURTESY: &str = "halo makasih pagi siang sore malam hormat regards";

const STOP: &str = "
    yang di ke dari dan atau untuk dengan pada dalam oleh sebagai adalah ialah itu ini saya kami kita anda kamu dia mereka sudah telah akan sedang masih belum
    karena kalau jika bila agar supaya tetapi tapi namun juga saja hanya lagi terus setelah sebelum ketika saat waktu sampai sejak seperti begitu begini
    apa apakah siapa mana kapan bagaimana kenapa berapa ada jadi bisa tidak bukan jangan harus mau ingin perlu tolong minta sama semua setiap sekarang tadi nanti
    kemarin besok hari sendiri punya buat tentang bagi secara antara lain nya atas bawah sini situ sana banyak sedikit lebih kurang cara selalu sering
    i me my mine we us our you your he him his she her it its they them their this that these those is am are was were be been being do does did done doing have has
    had having can could will would shall should may might must not no nor of to in on at by for from with without about into onto over under up down out off as if
    then than but and or because when while where what which who whom whose why how there here any some all each every both few more most other such only own same
    again once also still already yet get got go going want need like let make made keep keeps try tried trying after before since until now today tomorrow yesterday
    always never ever every anyone someone everyone something anything nothing one two know tell say thing way lot";

/// Everyday words in Indonesian and English, written down from memory: food, family, weather, sport, money, travel, school, body, house, verbs.
const COMMON: &str = include_str!("everyday.txt");

/// Products and services that people in offices name, written down from memory; a word with another meaning keeps that one.
const NAMES: &str = include_str!("products.txt");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_drops_what_turns_a_sentence_round() {
        for word in ["tidak", "bukan", "no", "not", "bisa", "can", "jangan", "belum"] {
            assert!(!matches!(weight(word), Some(Weight::Filler | Weight::Courtesy)), "{word}");
        }
    }

    #[test]
    fn listed() {
        for (word, want) in [
            ("dong", Some(Weight::Filler)),
            ("halo", Some(Weight::Courtesy)),
            ("yang", Some(Weight::Function)),
            ("rendang", Some(Weight::Everyday)),
            ("figma", Some(Weight::Name)),
            ("printer", None),
        ] {
            assert_eq!(weight(word), want, "{word}");
        }
    }
}
