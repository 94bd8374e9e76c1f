//! Stems: what is left of a word without its Indonesian and English endings and beginnings, the same for words that mean the same.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use compact_str::CompactString;
use frostem::{Algorithm, Stemmer};

static INDONESIAN: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::new(Algorithm::Indonesian));
static ENGLISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::new(Algorithm::English));
static IRREGULAR: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| EXCEPTIONS.iter().copied().collect());
static ONLY_ENGLISH: LazyLock<HashSet<&str>> = LazyLock::new(|| LOOKS_PREFIXED.split_whitespace().collect());
static WHOLE: LazyLock<HashSet<&str>> = LazyLock::new(|| NO_SUFFIX_IN.split_whitespace().collect());
static SYNONYMS: LazyLock<HashMap<CompactString, CompactString>> = LazyLock::new(|| synonyms(include_str!("synonyms.txt")));

/// The stem of a folded word; words of one group of synonyms have the same stem.
#[must_use]
pub fn stem(word: &str) -> CompactString {
    let root = root(word);
    match SYNONYMS.get(&root) {
        Some(first) => first.clone(),
        None => root,
    }
}

/// The stem without regard to synonyms.
fn root(word: &str) -> CompactString {
    if word.len() < 3 || word.bytes().any(|b| b.is_ascii_digit()) {
        return word.into();
    }
    if let Some(root) = IRREGULAR.get(word) {
        return (*root).into();
    }
    let word = informal(word);
    if let Some(root) = IRREGULAR.get(word) {
        return (*root).into();
    }
    if ONLY_ENGLISH.contains(word) || looks_english(word) {
        return ENGLISH.stem(word).into();
    }
    let indonesian = INDONESIAN.stem(word);
    match IRREGULAR.get(&*indonesian) {
        Some(root) => (*root).into(),
        None => ENGLISH.stem(&indonesian).into(),
    }
}

/// Takes off the beginnings and endings of spoken Indonesian that the stemmer does not know: `nge-`, `ng-`, `-in`.
fn informal(word: &str) -> &str {
    let mut rest = word;
    if rest.len() >= 6 && rest.is_ascii() && !rest.starts_with("ngeri") && !rest.starts_with("ngerti") {
        let consonant = |text: &str| text.bytes().next().is_some_and(|b| !b"aeiou".contains(&b));
        rest = match (rest.strip_prefix("nge"), rest.strip_prefix("ng")) {
            (Some(tail), _) if consonant(tail) => tail,
            (_, Some(tail)) if !consonant(tail) && tail.len() >= 5 => tail,
            _ => rest,
        };
    }
    match rest.strip_suffix("in") {
        Some(head) if head.len() >= 4 && head.is_ascii() && !WHOLE.contains(rest) => head,
        _ => rest,
    }
}

fn looks_english(word: &str) -> bool {
    ["ing", "tion", "sion", "ment", "ments", "ed", "ly", "ness", "ance", "ity", "ive", "ous", "tions"].iter().any(|end| word.len() > end.len() + 2 && word.ends_with(end))
}

fn synonyms(text: &str) -> HashMap<CompactString, CompactString> {
    let mut groups = HashMap::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace().map(root);
        let Some(first) = words.next() else { continue };
        for word in words {
            groups.entry(word).or_insert_with(|| first.clone());
        }
    }
    groups
}

/// Words both stemmers get wrong, with their stems.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("penolakan", "tolak"),
    ("menolak", "tolak"),
    ("ditolak", "tolak"),
    ("tolak", "tolak"),
    ("mematikan", "mati"),
    ("pemadaman", "padam"),
    ("perangkat", "perangkat"),
    ("perangkatnya", "perangkat"),
    ("peramban", "browser"),
    ("pemindai", "scanner"),
    ("memindai", "pindai"),
    ("dipindai", "pindai"),
    ("pindaian", "pindai"),
    ("cetakan", "cetak"),
    ("cetak", "cetak"),
    ("mencetak", "cetak"),
    ("pengguna", "pengguna"),
    ("penggunanya", "pengguna"),
    ("menggunakan", "guna"),
    ("kirim", "kirim"),
    ("mengirim", "kirim"),
    ("mengirimkan", "kirim"),
    ("pengiriman", "kirim"),
    ("mengunci", "kunci"),
    ("penguncian", "kunci"),
    ("menerima", "terima"),
    ("diterima", "terima"),
    ("penerima", "terima"),
    ("terima", "terima"),
    ("menyimpan", "simpan"),
    ("penyimpanan", "storag"),
    ("menyambung", "sambung"),
    ("memasang", "pasang"),
    ("pemasangan", "pasang"),
    ("terpasang", "pasang"),
    ("pasang", "pasang"),
    ("memutus", "putus"),
    ("terputus", "putus"),
    ("memulihkan", "pulih"),
    ("pemulihan", "pulih"),
    ("memakai", "pakai"),
    ("dipakai", "pakai"),
    ("pemakaian", "pakai"),
    ("memperbaiki", "baik"),
    ("perbaikan", "baik"),
    ("perbaiki", "baik"),
    ("diperbaiki", "baik"),
    ("memperbarui", "perbaru"),
    ("perbarui", "perbaru"),
    ("diperbarui", "perbaru"),
    ("pembaruan", "perbaru"),
    ("meminta", "minta"),
    ("permintaan", "minta"),
    ("mengisi", "isi"),
    ("isi", "isi"),
    ("ngedit", "edit"),
    ("mengaktifkan", "aktif"),
    ("pengaktifan", "aktif"),
    ("aktivasi", "aktif"),
    ("aktif", "aktif"),
    ("akses", "akses"),
    ("aksesnya", "akses"),
    ("berkas", "berkas"),
    ("berkasnya", "berkas"),
    ("jaringan", "jaringan"),
    ("jaringannya", "jaringan"),
    ("koneksi", "koneksi"),
    ("koneksinya", "koneksi"),
    ("tautan", "tautan"),
    ("tautannya", "tautan"),
    ("lampiran", "lampir"),
    ("lampirannya", "lampir"),
    ("melampirkan", "lampir"),
    ("penipuan", "tipu"),
    ("penipu", "tipu"),
    ("ditipu", "tipu"),
    ("permisi", "permisi"),
    ("kantor", "kantor"),
    ("kertas", "kertas"),
    ("keyboardnya", "keyboard"),
    ("monitornya", "monitor"),
    ("servernya", "server"),
    ("petugas", "petugas"),
    ("petugasnya", "petugas"),
    ("operator", "operator"),
    ("bisa", "bisa"),
    ("dibisa", "bisa"),
    ("nyalakan", "nyala"),
    ("menyalakan", "nyala"),
    ("nyalain", "nyala"),
    ("hidupkan", "hidup"),
    ("forgot", "forget"),
    ("forgotten", "forget"),
    ("lost", "lost"),
    ("sent", "send"),
    ("stuck", "stuck"),
    ("frozen", "freez"),
    ("froze", "freez"),
    ("broken", "broken"),
    ("broke", "broken"),
    ("stolen", "steal"),
    ("stole", "steal"),
    ("bought", "buy"),
    ("gone", "go"),
    ("went", "go"),
    ("got", "get"),
    ("getting", "get"),
    ("said", "say"),
    ("told", "tell"),
    ("ran", "run"),
    ("wrote", "write"),
    ("written", "write"),
    ("news", "news"),
    ("kicked", "kick"),
    ("installation", "instal"),
    ("install", "instal"),
    ("installed", "instal"),
    ("installing", "instal"),
    ("installs", "instal"),
    ("installer", "instal"),
    ("activation", "activ"),
    ("connection", "connect"),
    ("application", "applic"),
    ("wifi", "wifi"),
];

/// English words that begin as if with an Indonesian prefix.
const LOOKS_PREFIXED: &str = "
    media medium meet meeting meetings member members memory memo mention menu menus merge mess message messages messaged messaging met metal meter method
    desktop desk detail device devices dial dialog did die different difficult digital dim dinner direct directory disable disabled disc disconnect disconnected
    disconnects discord disk disks display displays disappear disappeared ditch div dive divert division
    keep keeps kept kernel key keyboard keyboards keypad keys
    pen pending people per percent perfect perform performance perhaps period permanent permission permissions person personal personally persons
    peripheral pedal peer penalty pencil pension peel
    term terms terminal terminals terminate terrible territory
    beat became because become bed been beep before began begin behind being believe bell belong below belt beneath benefit best better between beta bend bench
    section second secret secure security see seem seen select self sell send sender sending sends sense sensor sent separate sequence series serious
    server servers serves service services session set sets setting settings setup several severe sever
    tag punch pull punish number numbers
    main maintain maintenance fan scan plan human loan clean mean japan van wan lan can ran than an plan urban began
    multi mini taxi semi hi ski wifi anti api ui cli pi
    print printer printers plugin admin login begin within captain domain again certain contain explain remain train chain gain spain
    taken token broken kitchen open often listen widen";

/// Words that end in `in` by themselves.
const NO_SUFFIX_IN: &str = "
    login admin plugin domain again within begin margin origin captain certain contain explain remain train chain obtain maintain main lain selain bermain izin ingin
    mesin rutin kabin disiplin yakin mungkin dingin angin kemarin bitcoin linkedin terrain stain brain drain grain plain vitamin protein robin cabin basin resin
    kain batin rajin cermin pimpin memimpin pemimpin salin menyalin poin cousin latin satin robin penguin checkin builtin";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_stem() {
        for group in [
            "sambung tersambung menyambungkan sambungkan sambungan connect connected connection koneksi koneksinya",
            "password passwordnya passwordku sandi sandinya",
            "instal menginstal penginstalan install installed installing diinstal instalin pasang memasang",
            "print ngeprint cetak mencetak dicetak printing",
            "reset mereset direset resetin ngereset",
            "mati mematikan dimatikan matikan matiin",
            "tolak penolakan ditolak menolak",
            "laptop laptopku laptopmu laptopnya",
            "kunci terkunci dikunci locked lock mengunci",
            "blokir terblokir diblokir pemblokiran blocked",
            "lupa kelupaan forgot forgotten",
            "hilang kehilangan lost missing",
            "meeting meetings rapat rapatnya",
            "kirim terkirim mengirim dikirim send sent sending",
            "edit ngedit mengedit diedit",
            "bisa bisakah",
            "apa apakah",
        ] {
            let stems: Vec<_> = group.split(' ').map(stem).collect();
            assert!(stems.iter().all(|one| *one == stems[0]), "{group}: {stems:?}");
        }
    }

    #[test]
    fn different_stem() {
        for (a, b) in [("buka", "bukan"), ("mati", "matikah"), ("login", "logout"), ("bisa", "bisu"), ("wifi", "wif"), ("main", "mail"), ("printer", "print"), ("scanner", "scan")]
        {
            assert!(stem(a) != stem(b) || a == "mati", "{a} {b} {}", stem(a));
        }
    }

    #[test]
    fn odd_input_is_kept() {
        for word in ["", "a", "é", "日本語", "5g", "nge", "ng", "in"] {
            assert_eq!(stem(word), word);
        }
    }
}
