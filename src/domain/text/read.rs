//! Reading a message: cut, fold, put slang into plain words, repair, stem; every change is written down.

use compact_str::CompactString;

use super::{
    List, Rewrite, Utterance, Why, fold, joint, language,
    repair::Repair,
    slang::{self, Reading},
    stem::stem,
    token::{Kind, Token, tokenise},
};

/// Reads messages against the words of one pack.
#[derive(Debug, Default)]
pub struct Reader {
    prefix: String,
    repair: Repair,
}

impl Reader {
    /// A reader that repairs nothing; `prefix` is what ticket numbers begin with.
    #[must_use]
    pub fn plain(prefix: &str) -> Self {
        Self { prefix: prefix.to_owned(), repair: Repair::default() }
    }

    /// A reader that repairs typing mistakes against these words.
    #[must_use]
    pub fn new(prefix: &str, repair: Repair) -> Self {
        Self { prefix: prefix.to_owned(), repair }
    }

    /// Reads one message.
    #[must_use]
    pub fn read(&self, text: &str) -> Utterance {
        let mut page = Page { text, raw: tokenise(text, &self.prefix), tokens: Vec::new(), rewrites: Vec::new() };
        page.tokens.reserve(page.raw.len() + 4);
        let mut at = 0;
        while at < page.raw.len() {
            at += self.step(&mut page, at);
        }
        let language = language::guess(text, &page.tokens);
        Utterance { text: text.to_owned(), tokens: page.tokens, rewrites: page.rewrites, language }
    }

    /// Reads what begins at this token and says how many tokens that took.
    fn step(&self, page: &mut Page<'_>, at: usize) -> usize {
        if page.raw[at].quoted {
            page.keep(at, &self.repair);
            return 1;
        }
        if let Some(reading) = page.slang(at) {
            page.put(at, reading.words, reading.to, Why::Slang);
            return reading.words;
        }
        if page.raw[at].kind != Kind::Word {
            page.keep(at, &self.repair);
            return 1;
        }
        if let Some((words, to, why)) = page.hyphen(at) {
            page.put(at, words, &self.repaired(&to), why);
            return words;
        }
        if let Some(whole) = page.next_word(at).and_then(|second| joint::together(&self.repair, &page.raw[at].word, second)) {
            page.put(at, 2, &whole, Why::Joined);
            return 2;
        }
        let word = page.raw[at].word.as_str();
        if let Some(to) = clitic_slang(word).filter(|_| !self.repair.knows_exactly(word)) {
            page.put(at, 1, to, Why::Slang);
        } else if let Some(plain) = self.unstretched(word) {
            let to = slang::table().read(|i| (i == 0).then_some(plain.as_str())).map_or_else(|| self.repaired(&plain), |reading| reading.to.to_owned());
            page.put(at, 1, &to, Why::Stretched);
        } else if let Some(base) = doubled(word).filter(|_| !self.repair.knows(word)).map(str::to_owned) {
            let to = slang::table().read(|i| (i == 0).then_some(base.as_str())).map_or(base.as_str(), |reading| reading.to);
            page.put(at, 1, to, Why::Repeated);
        } else if let Some(words) = joint::apart(&self.repair, word) {
            page.put(at, 1, &words, Why::Parted);
        } else if let Some(meant) = self.repair.fix(word) {
            let short = slang::table().read(|i| (i == 0 && meant.contains('\'')).then_some(meant));
            page.put(at, 1, short.map_or(meant, |reading| reading.to), Why::Spelling);
        } else if let Some(reading) = self.repair.slang(word).and_then(|entry| slang::table().read(|i| (i == 0).then_some(entry))) {
            page.put(at, 1, reading.to, Why::Spelling);
        } else if let Some(meant) = self.repair.lengthen(word) {
            page.put(at, 1, meant, Why::Short);
        } else {
            page.keep(at, &self.repair);
        }
        1
    }

    /// Whether this is a word of the pack or of the lists.
    #[must_use]
    pub fn knows(&self, word: &str) -> bool {
        self.repair.knows(word)
    }

    fn repaired(&self, word: &str) -> String {
        self.repair.fix(word).unwrap_or(word).to_owned()
    }

    /// The word without held-down keys: with one letter where there were many, or two if only that is a word.
    fn unstretched(&self, word: &str) -> Option<String> {
        let one = fold::unstretch(word, 1)?;
        if self.repair.knows(&one) {
            return Some(one);
        }
        let two = fold::unstretch(word, 2).filter(|two| self.repair.knows(two));
        Some(two.unwrap_or(one))
    }
}

/// The message while it is being read.
struct Page<'a> {
    text: &'a str,
    raw: Vec<Token>,
    tokens: Vec<Token>,
    rewrites: Vec<Rewrite>,
}

impl Page<'_> {
    fn slang(&self, at: usize) -> Option<Reading> {
        if self.is_brand(at) {
            return None;
        }
        let word = |i: usize| self.raw.get(at + i).filter(|token| !token.quoted && matches!(token.kind, Kind::Word | Kind::Number)).map(|token| token.word.as_str());
        let found = slang::table().read(word);
        let bare = || {
            let bare = self.raw[at].word.replace('\'', "");
            slang::table().read(|i| (i == 0).then_some(bare.as_str()))
        };
        found.or_else(|| if self.raw[at].kind == Kind::Word && self.raw[at].word.contains('\'') { bare() } else { None })
    }

    /// "HP" is a telephone to most, and beside a printer, a laptop or one of its products whose name it is.
    fn is_brand(&self, at: usize) -> bool {
        static BESIDE: List = List::new(
            "printer print printernya laptop laptopnya notebook monitor desktop pc komputer server scanner tinta toner cartridge catridge ink laserjet deskjet officejet \
            pavilion omen victus probook elitebook elitedesk prodesk envy spectre zbook workstation plotter",
        );
        let names = |other: Option<&Token>| other.is_some_and(|other| BESIDE.has(&other.word));
        self.raw[at].word == "hp" && (names(at.checked_sub(1).and_then(|before| self.raw.get(before))) || names(self.raw.get(at + 1)))
    }

    /// The word behind this one, with nothing but a space between.
    fn next_word(&self, at: usize) -> Option<&str> {
        let next = self.raw.get(at + 1).filter(|next| next.kind == Kind::Word && !next.quoted)?;
        self.text[self.raw[at].end..next.start].chars().all(char::is_whitespace).then_some(&next.word)
    }

    /// Words joined by a hyphen: said twice, or a prefix written apart.
    fn hyphen(&self, at: usize) -> Option<(usize, String, Why)> {
        let (first, second) = (&self.raw[at], self.raw.get(at + 1).filter(|token| token.glued && token.kind == Kind::Word)?);
        if first.word.len() >= 3 && (second.word.starts_with(first.word.as_str()) || first.word.ends_with(second.word.as_str())) {
            let longer = if second.word.len() > first.word.len() { &second.word } else { &first.word };
            return Some((2, longer.to_string(), Why::Repeated));
        }
        // "Nge-hang" is to hang: what stands before makes an act of it and says no more.
        let act = matches!(first.word.as_str(), "nge" | "ng");
        PREFIXES.contains(&first.word.as_str()).then(|| (2, if act { second.word.to_string() } else { format!("{}{}", first.word, second.word) }, Why::Joined))
    }

    /// Takes the token over as it is.
    fn keep(&mut self, at: usize, repair: &Repair) {
        let mut token = self.raw[at].clone();
        if token.kind == Kind::Word && token.word.contains('\'') {
            token.word = token.word.strip_suffix("'s").unwrap_or(&token.word).replace('\'', "").into();
        }
        token.stem = stem_of(token.kind, &token.word, repair);
        self.tokens.push(token);
    }

    /// Puts these words in the place of some tokens and writes the change down.
    fn put(&mut self, at: usize, words: usize, to: &str, why: Why) {
        let (start, end) = (self.raw[at].start, self.raw[at + words - 1].end);
        for word in to.split(' ') {
            self.tokens.push(Token { kind: Kind::Word, start, end, word: word.into(), stem: stem(word), glued: false, quoted: false });
        }
        self.rewrites.push(Rewrite { from: self.text[start..end].to_owned(), to: to.to_owned(), why, start, end });
    }
}

/// Slang with a possessive: `hapenya` is read as `hape`.
fn clitic_slang(word: &str) -> Option<&'static str> {
    let base = ["nya", "ku", "mu"].iter().find_map(|end| word.strip_suffix(end)).filter(|base| base.len() >= 2)?;
    slang::table().read(|i| (i == 0).then_some(base)).map(|reading| reading.to)
}

/// `kata2` is `kata` said twice; `lantai2` and `server2` are the second ones.
fn doubled(word: &str) -> Option<&str> {
    static NUMBERED: List = List::new(
        "lantai gedung ruang ruangan kamar blok tower lab kelas meja pintu loket server printer laptop komputer monitor layar switch router modem access akses point host node \
        user akun admin port slot disk drive wifi vlan vpn versi windows office level tahap shift tim grup kolom baris halaman soal nomor unit area zona",
    );
    word.strip_suffix('2').filter(|base| base.chars().count() >= 3 && base.chars().all(char::is_alphabetic) && !NUMBERED.has(base))
}

/// Addresses and long numbers mean nothing to an intent except what sort of thing they are.
fn stem_of(kind: Kind, word: &str, repair: &Repair) -> CompactString {
    let class = match kind {
        Kind::Word => return repair.stem(word),
        Kind::Number if word.len() <= 4 || word.starts_with("0x") => return word.into(),
        Kind::Number => "<number>",
        Kind::Email => "<email>",
        Kind::Url => "<url>",
        Kind::Ip => "<ip>",
        Kind::Host => "<host>",
        Kind::Ticket => "<ticket>",
        Kind::Asset => "<asset>",
    };
    class.into()
}

const PREFIXES: &[&str] = &["nge", "ng", "di", "me", "men", "mem", "meng", "ter", "ke", "pe", "peng", "ber", "re", "un"];

#[cfg(test)]
mod tests;
