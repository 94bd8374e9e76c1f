//! Which language a message is in, for the language of the reply only; when in doubt nobody says.

use std::{collections::HashSet, sync::LazyLock};

use whatlang::{Detector, Lang};

use super::token::{Kind, Token};
use crate::domain::language::Language;

static INDONESIAN: LazyLock<HashSet<&str>> = LazyLock::new(|| INDONESIAN_WORDS.split_whitespace().collect());
static ENGLISH: LazyLock<HashSet<&str>> = LazyLock::new(|| ENGLISH_WORDS.split_whitespace().collect());
static DETECTOR: LazyLock<Detector> = LazyLock::new(|| Detector::with_allowlist(vec![Lang::Ind, Lang::Eng]));

/// Below this many letters the statistical detector is not asked.
const LONG_ENOUGH: usize = 24;

/// The language most marker words speak for; of longer texts without a majority, the one their letters speak for.
///
/// A word counts for English as it was typed: "hello" and "thank you" are read as their Indonesian kin, but are not Indonesian.
#[must_use]
pub fn guess(text: &str, tokens: &[Token]) -> Option<Language> {
    let words = || tokens.iter().filter(|token| token.kind == Kind::Word);
    let (mut indonesian, mut english) = (0_usize, 0_usize);
    for token in words() {
        let typed = text.get(token.start..token.end).unwrap_or("").to_lowercase();
        if typed.split_whitespace().any(|word| ENGLISH.contains(word)) {
            english += 1;
        } else if INDONESIAN.contains(token.word.as_str()) || has_indonesian_form(&token.word) {
            indonesian += 1;
        }
    }
    match indonesian.cmp(&english) {
        std::cmp::Ordering::Greater => Some(Language::ID),
        std::cmp::Ordering::Less => Some(Language::EN),
        std::cmp::Ordering::Equal if indonesian == 0 && words().map(|token| token.word.len()).sum::<usize>() >= LONG_ENOUGH => by_letters(text),
        std::cmp::Ordering::Equal => None,
    }
}

fn by_letters(text: &str) -> Option<Language> {
    let head = text.char_indices().nth(400).map_or(text, |(end, _)| &text[..end]);
    match DETECTOR.detect(head)?.lang() {
        Lang::Ind => Some(Language::ID),
        Lang::Eng => Some(Language::EN),
        _ => None,
    }
}

fn has_indonesian_form(word: &str) -> bool {
    let ends = word.len() >= 6 && ["nya", "kan", "kah", "lah"].iter().any(|end| word.ends_with(end));
    let begins = word.len() >= 7 && ["meng", "meny", "mem", "ber", "ter", "peng", "peny", "pem", "dike", "nge"].iter().any(|head| word.starts_with(head));
    (ends || begins) && !ENGLISH_FORMS.contains(&word)
}

const ENGLISH_FORMS: &[&str] = &["member", "members", "memory", "mention", "terminal", "terminals", "terminate", "terrible", "memorise", "memorize", "berries"];

const INDONESIAN_WORDS: &str = "
    yang di ke dari dan atau untuk dengan pada dalam oleh adalah itu ini saya kami kita anda kamu dia mereka sudah telah akan sedang masih belum karena kalau jika
    bila agar supaya tetapi tapi namun juga saja hanya lagi terus setelah sebelum ketika saat waktu sampai sejak seperti begitu begini apa apakah siapa mana kapan
    bagaimana kenapa berapa ada jadi bisa tidak bukan jangan harus mau ingin perlu tolong minta sama semua setiap sekarang tadi nanti kemarin besok hari sendiri
    punya buat tentang cara selalu sering dong sih nih deh kok loh kan ya yah tuh pun mohon maaf banget sangat mas mbak pak bapak ibu kak makasih halo
    lupa ganti rusak mati nyala hilang masuk keluar buka tutup kirim terima sambung lambat macet kunci blokir hapus salah baru lama cepat segera nomor kantor gedung
    lantai ruang orang teman rumah layar kabel suara jaringan akun tiket petugas bantu bantuan selesai sulit susah gangguan masalah kendala minta permintaan kertas
    tinta cetak unduh unggah pindai tautan lampiran sandi laporan lapor curiga aneh muncul tiba hilang pakai coba cek tanya mulai berhenti gagal hubungi jam berapa
    harga resep cuaca siang pagi sore malam manusia langsung bicara ngobrol batal jadi dulu nyalakan matikan karyawan mahasiswa dosen guru isi daya habis penuh";

const ENGLISH_WORDS: &str = "
    i me my we us our you your he him his she her it they them their this that these those is am are was were be been being do does did have has had can could will
    would shall should may might must not no of to in on at by for from with without about into over under up down out off as if then than but and or because when
    while where what which who why how there here any some all each every both more most other such only same again also still already get got go going want need
    like let make keep keeps try tried the a an please hello hi thanks sorry just really very so too after before since until now today tomorrow yesterday always
    never forgot forget broken slow stuck lost locked blocked open close closed change delete send sent receive received working works work help new old wrong
    screen cable sound network office building floor room someone people paper attachment meeting share shared install turn off my can't won't cannot unable
    fails failed stopped shows says number phone access request report question talk speak person human weather price match won who thank bye goodbye good morning afternoon evening night hey welcome later";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Reader;

    #[test]
    fn guesses() {
        for (text, want) in [
            ("wifi ga konek nih", Some(Language::ID)),
            ("lupa password", Some(Language::ID)),
            ("my laptop won't start", Some(Language::EN)),
            ("I forgot my password", Some(Language::EN)),
            ("printer offline", None),
            ("vpn", None),
            ("", None),
            ("gmn cara reset pw?", Some(Language::ID)),
            ("how do i reset my pw", Some(Language::EN)),
            ("passwordnya salah terus", Some(Language::ID)),
            ("menghubungkan proyektor", Some(Language::ID)),
            ("hello", Some(Language::EN)),
            ("thank you", Some(Language::EN)),
            ("bye, see you tomorrow", Some(Language::EN)),
            ("makasih ya", Some(Language::ID)),
            ("halo", Some(Language::ID)),
        ] {
            assert_eq!(Reader::plain("GRD").read(text).language, want, "{text}");
        }
    }
}
