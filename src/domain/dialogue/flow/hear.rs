//! What the visitor says while a flow waits: the answer, a word about the flow itself, a question by the way, or another matter.

use compact_str::CompactString;

use super::{line::Line, slot, walk::Waits};
use crate::domain::{
    content::{Intent, Kind},
    dialogue::{
        opinion::{self, Opinion},
        say::excerpt,
        state::Phase,
        talk::Talk,
        turn::{Reply, Turn, TurnVerdict},
    },
    flow::{Slot, SlotKind},
    text::List,
};

/// "Masih penuh": so few words with a no among them are about what was tried.
const SHORT: usize = 5;
/// From this confidence on, what was learned may lead away from a question that waits.
const ELSEWHERE: f32 = 0.8;
/// So many replies in a row that do not fit, and what was said is taken as it is.
const MOST_WRONG: u8 = 2;

/// A word about the flow itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    Back,
    Anew,
    Explain,
    Skip,
}

static BACK: List = List::new("kembali|balik|mundur|kembali ke sebelumnya|pertanyaan sebelumnya|langkah sebelumnya|back|go back|previous|previous step|previous question");
static ANEW: List =
    List::new("mulai ulang|ulang dari awal|mulai dari awal|dari awal lagi|ulangi dari awal|start over|start again|begin again|from the beginning|restart from the beginning");
static EXPLAIN: List = List::new(
    "maksudnya|maksudnya apa|maksudnya gimana|maksudnya bagaimana|apa maksudnya|maksud|gimana maksudnya|ga ngerti|gak ngerti|nggak ngerti|tidak mengerti|ga paham|gak paham|\
    tidak paham|kurang paham|bingung|what do you mean|what does that mean|what|huh|i don't understand|i dont understand|don't understand|i don't get it|i dont get it|don't get it|not sure what you mean|meaning",
);
static SKIP: List = List::new(
    "lewati|lewat|lewatin|skip|skip it|ga tau|gatau|gak tau|nggak tau|ga tahu|gak tahu|tidak tahu|tidak tau|kurang tahu|kurang tau|entah|ga inget|tidak ingat|lupa|cara lain|coba cara lain|ada cara lain|another way|try another way|try something else|\
    i don't know|i dont know|don't know|dont know|dunno|no idea|not sure|can't remember|idk",
);

fn wish(text: &str) -> Option<Wish> {
    const POLITE: [&str; 12] = ["kak", "mas", "mbak", "min", "pak", "bu", "ya", "deh", "dong", "sih", "aja", "please"];
    let said: Vec<_> = opinion::words(text).into_iter().filter(|word| !POLITE.contains(&word.as_str())).collect();
    let line = said.join(" ");
    let lists = [(&BACK, Wish::Back), (&ANEW, Wish::Anew), (&EXPLAIN, Wish::Explain), (&SKIP, Wish::Skip)];
    let exact = lists.into_iter().find(|(list, _)| list.has(&line)).map(|(_, wish)| wish);
    exact.or_else(|| does_not_follow(&said, text).then_some(Wish::Explain))
}

/// "Ngga ngerti maksudnya", "caranya gimana?", "what does this mean?": a few words that ask for more of them.
fn does_not_follow(said: &[CompactString], text: &str) -> bool {
    static ABOUT: List = List::new("maksud maksudnya ngerti mengerti paham caranya mean means meant understand");
    static LACKS: List = List::new("ga gak nggak ngga enggak tidak tdk kurang belum blm bingung gimana gmn bagaimana apa what don't dont not cannot can't how");
    let any = |list: &List| said.iter().any(|word| list.has(word));
    let asks = said.len() == 1 && ["apa", "gimana", "gmn", "how", "caranya", "kok"].contains(&said[0].as_str()) && text.trim_end().ends_with('?');
    asks || said.len() <= SHORT && any(&ABOUT) && any(&LACKS)
}

/// "Ga ada stikernya": there is nothing to tell.
fn has_none(text: &str) -> bool {
    static NONE: List = List::new(
        "ga ada|gak ada|nggak ada|ngga ada|tidak ada|tdk ada|gada|ga punya|gak punya|tidak punya|belum ada|none|nothing|there is none|there's none|there is no|i don't have|don't have|no sticker|n a",
    );
    static NO: List = List::new("belum tidak tdk ga gak nggak ngga enggak no nope entah");
    let line = opinion::words(text).join(" ");
    NO.has(&line) || NONE.iter().any(|none| line.strip_prefix(none).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
}

impl Talk<'_> {
    /// The visitor wrote something while a flow waits.
    pub(in crate::domain::dialogue) fn said_in_flow(&mut self, sure: Option<&Intent>) -> Turn {
        let Some(waits) = self.waits() else { return self.lost_flow() };
        if let Some(wish) = wish(self.heard.text) {
            return self.wished(wish, waits);
        }
        if let Some(turn) = self.corrected_slot(waits) {
            return turn;
        }
        match sure {
            Some(intent) if self.gets_out(intent) => return self.understood(intent, self.heard.understanding.confidence),
            Some(intent) if self.interrupts(intent) => return self.another_matter(intent),
            _ => {}
        }
        match waits {
            Waits::Slot(slot) => self.said_to_slot(slot, sure),
            Waits::Thing(_) => self.said_of_thing(sure),
            Waits::Call(_) => self.said_while_called(),
        }
    }

    /// The flow is not there any more: the pack has changed.
    fn lost_flow(&mut self) -> Turn {
        self.state.flow = None;
        self.state.phase = Phase::Idle;
        self.not_understood()
    }

    fn said_to_slot(&mut self, slot: &Slot, sure: Option<&Intent>) -> Turn {
        if slot.optional && has_none(self.heard.text) {
            return self.skipped(slot);
        }
        if self.is_solved(slot) {
            return self.helped();
        }
        // An opinion, or another matter, is not where something stands.
        let line = Line::new(self.heard.text);
        let no_place = slot.kind == SlotKind::Place && slot::find(slot, &line, self.language).is_none();
        if no_place && opinion::alone(self.heard.text).is_some() {
            return self.does_not_fit(slot);
        }
        if let Some(intent) = sure.filter(|intent| no_place && self.is_other_matter(intent)) {
            return self.another_matter(intent);
        }
        let by_the_way = sure.filter(|intent| self.by_the_way(intent));
        match (slot::read(slot, &line, self.language), by_the_way) {
            // Any words would do as an answer here, so only what is certain is taken for something else.
            (Some(_), Some(intent)) if matches!(slot.kind, SlotKind::Text | SlotKind::Place) && (self.certain() || self.asks_something()) => self.said_by_the_way(intent),
            (Some(answer), _) => self.fill(slot, answer),
            (None, Some(intent)) => self.said_by_the_way(intent),
            (None, None) => match sure.filter(|intent| self.is_other_matter(intent)) {
                Some(intent) => self.another_matter(intent),
                None => self.does_not_fit(slot),
            },
        }
    }

    /// A problem went away while the bot still asked about it: "udah bisa kak".
    fn is_solved(&self, slot: &Slot) -> bool {
        let problem = self.topic().is_some_and(|topic| topic.kind == Kind::Problem);
        // "Bisa" alone may be the answer; "udah bisa" says that something has changed.
        let (text, works) = (self.heard.text, opinion::anywhere(self.heard.text) == Some(Opinion::Yes));
        problem && works && (opinion::alone(text).is_some() || self.same_matter()) && slot.kind != SlotKind::YesNo && slot::find(slot, &Line::new(text), self.language).is_none()
    }

    /// The reply does not fit: what else it tells is taken in, else comes one short help, then it is taken as it is.
    fn does_not_fit(&mut self, slot: &Slot) -> Turn {
        if self.take_in() {
            return self.walk_anew(Vec::new());
        }
        let wrong = self.state.flow.as_mut().map_or(MOST_WRONG, |state| {
            state.wrong = state.wrong.saturating_add(1);
            state.wrong
        });
        if wrong >= MOST_WRONG {
            let answer = slot::whole(self.heard.text).unwrap_or_else(|| slot::Answer { value: String::new(), said: "–".to_owned() });
            let noted = Reply::text(self.words("slot.noted", &[]));
            let mut turn = self.fill(slot, answer);
            turn.replies.insert(0, noted);
            return turn;
        }
        self.explained(slot, TurnVerdict::Clarify)
    }

    /// The question in other words, with its buttons.
    fn explained(&mut self, slot: &Slot, verdict: TurnVerdict) -> Turn {
        let again = slot.again.as_ref().map(|again| self.filled(again.in_language(self.language)));
        let text = again.unwrap_or_else(|| {
            let question = self.filled(slot.ask.in_language(self.language));
            self.words("slot.again", &[("question", &question)])
        });
        let mut turn = self.wait(Vec::new());
        if let Some(reply) = turn.replies.last_mut() {
            reply.text = text;
        }
        Turn { verdict, ..turn }
    }

    /// What was said after a thing to try.
    fn said_of_thing(&mut self, sure: Option<&Intent>) -> Turn {
        let text = self.heard.text;
        let same = self.same_matter();
        let told = opinion::anywhere(text).is_none() && self.take_in();
        if told {
            let before = self.state.flow.as_ref().map(|state| (state.flow.clone(), state.step));
            let turn = self.walk_anew(Vec::new());
            if turn.replies.len() > 1 || self.state.flow.as_ref().map(|state| (state.flow.clone(), state.step)) != before {
                return turn;
            }
        }
        match opinion::alone(text).or_else(|| opinion::anywhere(text).filter(|_| same || self.heard.understanding.verdict == crate::domain::matching::Verdict::Unsure)) {
            Some(Opinion::Yes) => return self.helped_in_flow(),
            Some(Opinion::No) => return self.next_thing(),
            Some(Opinion::Perhaps) => return self.perhaps(),
            None => {}
        }
        let among = opinion::anywhere(text);
        match sure {
            Some(intent) if intent.kind == Kind::Thanks && among == Some(Opinion::Yes) => self.helped_in_flow(),
            Some(intent) if self.by_the_way(intent) => self.said_by_the_way(intent),
            Some(intent) if self.is_other_matter(intent) => self.another_matter(intent),
            Some(_) if same => self.next_thing(),
            _ if among == Some(Opinion::No) && opinion::words(text).len() <= SHORT => self.next_thing(),
            _ => self.unclear_thing(),
        }
    }

    /// Whether what was said is most likely about the matter at hand.
    fn same_matter(&self) -> bool {
        self.candidates().next().is_some_and(|intent| self.state.topic.as_ref() == Some(&intent.id))
    }

    /// Whether this is something else that a ticket could be about; while a question waits, one has to be rather sure of that.
    fn is_other_matter(&self, intent: &Intent) -> bool {
        let sure = self.certain() || self.heard.understanding.confidence >= ELSEWHERE;
        sure && intent.kind.is_matter() && self.state.topic.as_ref() != Some(&intent.id)
    }

    fn asks_something(&self) -> bool {
        self.heard.text.trim_end().ends_with('?')
    }

    /// "Ya": to the first question what it means, to "does it work now?" that it does.
    fn perhaps(&mut self) -> Turn {
        let asked = self.state.flow.as_ref().is_some_and(|state| state.wrong > 0);
        if asked { self.helped_in_flow() } else { self.unclear_thing() }
    }

    fn unclear_thing(&mut self) -> Turn {
        let wrong = self.state.flow.as_mut().map_or(MOST_WRONG, |state| {
            state.wrong = state.wrong.saturating_add(1);
            state.wrong
        });
        if wrong >= MOST_WRONG { self.next_thing() } else { self.asks_whether() }
    }

    /// "Does it work now?", with the buttons of the thing.
    fn asks_whether(&mut self) -> Turn {
        let text = self.words("try.asked", &[]);
        let mut turn = self.wait(Vec::new());
        if let Some(reply) = turn.replies.last_mut() {
            reply.text = text;
        }
        Turn { verdict: TurnVerdict::Clarify, ..turn }
    }

    /// It works.
    pub(in crate::domain::dialogue) fn helped_in_flow(&mut self) -> Turn {
        self.note_thing(true);
        self.helped()
    }

    /// Whether this is a question or a word by the way.
    fn by_the_way(&self, intent: &Intent) -> bool {
        let leaves = intent.kind == Kind::Goodbye && !self.certain();
        intent.kind.is_aside() && !leaves && self.state.topic.as_ref() != Some(&intent.id)
    }

    /// Answers it, then waits again; who says good-bye gets the ticket with what is known.
    fn said_by_the_way(&mut self, intent: &Intent) -> Turn {
        let (confidence, phase) = (self.heard.understanding.confidence, self.state.phase);
        let mut turn = match intent.kind {
            Kind::Goodbye => return self.hand_off(self.why_a_person()),
            Kind::Greeting => self.turn(TurnVerdict::Answer, Some(intent), confidence, Vec::new()),
            _ => self.understood(intent, confidence),
        };
        self.state.phase = phase;
        turn.state.phase = phase;
        // The buttons of the question stand last.
        turn.replies.iter_mut().for_each(|reply| reply.parts.retain(|part| !matches!(part, crate::domain::conversation::Part::Choices { .. })));
        turn.replies.extend(self.asks());
        turn
    }

    /// Another matter comes up: harm is dealt with at once if it is certain, anything else after one question.
    fn another_matter(&mut self, intent: &Intent) -> Turn {
        let confidence = self.heard.understanding.confidence;
        if intent.kind == Kind::Report && self.certain() {
            return self.understood(intent, confidence);
        }
        self.state.phase = Phase::Switching;
        let title = self.title(intent);
        let old = self.topic().map(|topic| self.title(topic)).unwrap_or_default();
        self.state.aside = Some(excerpt(self.heard.text, 200));
        let buttons = vec![
            crate::domain::conversation::Choice { title: self.words("switch.yes", &[("title", &title)]), value: format!("/switch/{}", intent.id) },
            self.button("switch.no", "/stay"),
            self.human_button(),
        ];
        let reply = Reply::choices(self.words("switch", &[("title", &title), ("old", &old)]), buttons);
        self.turn(TurnVerdict::Clarify, Some(intent), confidence, vec![reply])
    }

    /// The step again, with the article that tells more.
    fn shown_how(&mut self) -> Turn {
        let article = self.topic().and_then(|topic| topic.answer.article.as_ref()).and_then(|slug| self.article(slug));
        self.wait(article.map(|article| Reply { text: self.words("try.how", &[]), parts: vec![article] }).into_iter().collect())
    }

    /// Whether this leads out of what waits: to a person, or away. Who takes it back says so plainly.
    pub(in crate::domain::dialogue) fn gets_out(&self, intent: &Intent) -> bool {
        intent.kind == Kind::Human || intent.kind == Kind::Cancel && (self.certain() || self.heard.understanding.confidence >= ELSEWHERE)
    }

    fn wished(&mut self, wish: Wish, waits: Waits<'_>) -> Turn {
        match (wish, waits) {
            (Wish::Back, _) => self.back(),
            (Wish::Anew, _) => self.anew(),
            (Wish::Explain, Waits::Slot(slot)) => self.explained(slot, TurnVerdict::Answer),
            (Wish::Explain, Waits::Thing(_)) => self.shown_how(),
            (Wish::Skip, Waits::Slot(slot)) => self.skipped(slot),
            (Wish::Skip, Waits::Thing(_)) => self.next_thing(),
            (Wish::Explain | Wish::Skip, Waits::Call(_)) => self.said_while_called(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes() {
        for (text, want) in [
            ("balik dong", Some(Wish::Back)),
            ("go back", Some(Wish::Back)),
            ("ulang dari awal ya", Some(Wish::Anew)),
            ("maksudnya?", Some(Wish::Explain)),
            ("What do you mean?", Some(Wish::Explain)),
            ("ga tau kak", Some(Wish::Skip)),
            ("ngga ngerti maksudnya", Some(Wish::Explain)),
            ("saya ga tau caranya", Some(Wish::Explain)),
            ("caranya gimana?", Some(Wish::Explain)),
            ("what does this mean?", Some(Wish::Explain)),
            ("I don't get it", Some(Wish::Explain)),
            ("i don't get any email", None),
            ("can't get wifi", None),
            ("udah ngerti", None),
            ("gedung balik nama", None),
            ("restart", None),
        ] {
            assert_eq!(wish(text), want, "{text}");
        }
        assert!(has_none("ga ada stiker") && has_none("I don't have one") && !has_none("gada2 aja") && !has_none("LT-2031"));
    }
}
