//! The moves of the bot: answer, ask which, check, try another way, ask for a person.

use super::{
    say::excerpt,
    state::{DialogueState, Phase},
    turn::{Heard, Reply, Setting, Turn, TurnVerdict},
};
use crate::domain::{
    content::{Intent, Kind, Pack},
    conversation::{Choice, Part},
    handoff::{Brief, Fact, Handoff, Reason, Tried},
    id::Slug,
    language::Language,
    sla::{day_words, is_open, next_opening},
};

/// How many meanings one question offers.
const MOST_MEANINGS: usize = 3;

/// One turn in the making.
pub(super) struct Talk<'a> {
    pub(super) pack: &'a Pack,
    pub(super) setting: Setting<'a>,
    pub(super) language: Language,
    pub(super) heard: Heard<'a>,
    pub(super) state: DialogueState,
}

impl Talk<'_> {
    /// An intent is understood: do what its kind does.
    pub(super) fn understood(&mut self, intent: &Intent, confidence: f32) -> Turn {
        self.state.unsure = 0;
        match intent.kind {
            Kind::Problem => self.problem(intent, confidence),
            Kind::Request => self.request(intent, confidence),
            Kind::Report => self.report(intent, confidence),
            Kind::Human => self.hand_off(if self.state.tried.is_empty() { Reason::Asked } else { Reason::NotHelped }),
            Kind::Cancel => self.cancelled(),
            Kind::Thanks if self.state.phase == Phase::Checking => self.helped(),
            Kind::TicketStatus => self.ticket_status(),
            Kind::Greeting | Kind::Help => self.greeting(intent, confidence),
            Kind::Info | Kind::Thanks | Kind::Goodbye | Kind::SmallTalk => {
                let replies = vec![self.answer(intent, intent.kind == Kind::Info)];
                self.turn(TurnVerdict::Answer, Some(intent), confidence, replies)
            }
        }
    }

    fn problem(&mut self, intent: &Intent, confidence: f32) -> Turn {
        if self.state.phase == Phase::Checking && self.state.topic.as_ref() == Some(&intent.id) && self.heard.choice.is_none() {
            return self.not_helped();
        }
        self.begin(intent, confidence);
        self.state.phase = Phase::Checking;
        let choices = vec![self.button("yes.button", "/helped/yes"), self.button("no.button", "/helped/no"), self.button("human.button", "/human")];
        let replies = vec![self.answer(intent, true), Reply::choices(self.words("helped", &[]), choices)];
        self.turn(TurnVerdict::Answer, Some(intent), confidence, replies)
    }

    fn request(&mut self, intent: &Intent, confidence: f32) -> Turn {
        self.begin(intent, confidence);
        let answer = self.answer(intent, true);
        let Some(question) = intent.ask.first() else {
            let mut turn = self.hand_off(Reason::Request);
            turn.replies.insert(0, answer);
            return turn;
        };
        self.state.phase = Phase::Asking(0);
        let replies = vec![answer, Reply::text(question.in_language(self.language))];
        self.turn(TurnVerdict::Answer, Some(intent), confidence, replies)
    }

    fn report(&mut self, intent: &Intent, confidence: f32) -> Turn {
        self.begin(intent, confidence);
        let answer = self.answer(intent, true);
        let mut turn = self.hand_off(Reason::Report);
        turn.replies.insert(0, answer);
        turn
    }

    /// A question of the bot was answered: note it, ask the next one or open the ticket.
    pub(super) fn answered(&mut self, place: usize) -> Turn {
        let topic = self.state.topic.clone();
        let Some(intent) = topic.as_ref().and_then(|id| self.pack.intent(id)) else {
            self.state.phase = Phase::Idle;
            return self.not_understood();
        };
        if let Some(question) = intent.ask.get(place) {
            let label = question.in_language(self.language).to_owned();
            self.state.facts.push(Fact { label, value: excerpt(self.heard.text, 500), seq: None });
        }
        let Some(next) = intent.ask.get(place + 1) else { return self.hand_off(Reason::Request) };
        self.state.phase = Phase::Asking(place + 1);
        let reply = Reply::text(next.in_language(self.language));
        self.turn(TurnVerdict::Answer, Some(intent), self.state.confidence, vec![reply])
    }

    /// Two meanings are close: one question with buttons.
    pub(super) fn ask_which(&mut self) -> Turn {
        self.remember_request();
        let intents = self.heard.understanding.candidates.iter().filter_map(|candidate| self.pack.intents.get(candidate.intent));
        let mut choices: Vec<Choice> = intents.take(MOST_MEANINGS).map(|intent| self.topic_button(intent)).collect();
        choices.push(self.button("clarify.none", "/none"));
        choices.push(self.button("human.button", "/human"));
        self.state.phase = Phase::Choosing;
        let reply = Reply::choices(self.words("clarify", &[]), choices);
        self.turn(TurnVerdict::Clarify, None, self.heard.understanding.confidence, vec![reply])
    }

    /// Not understood: ask once to rephrase, then offer a person; articles that may fit come along.
    pub(super) fn not_understood(&mut self) -> Turn {
        self.remember_request();
        self.state.unsure = self.state.unsure.saturating_add(1);
        let mut parts = self.articles_heard();
        let (key, choices) = if self.state.unsure > 1 {
            self.state.phase = Phase::Offering;
            ("offer.human", vec![self.button("human.button", "/human"), self.button("other.button", "/other")])
        } else {
            self.state.phase = Phase::Idle;
            ("unsure", self.greeting_topics(3))
        };
        parts.push(Part::Choices { choices });
        let reply = Reply { text: self.words(key, &[]), parts };
        self.turn(TurnVerdict::Unsure, None, self.heard.understanding.confidence, vec![reply])
    }

    pub(super) fn helped(&mut self) -> Turn {
        let topic = self.state.topic.clone();
        self.state = self.state.cleared();
        let intent = topic.as_ref().and_then(|id| self.pack.intent(id));
        let reply = Reply::text(self.words("helped.yes", &[]));
        self.turn(TurnVerdict::Answer, intent, 1.0, vec![reply])
    }

    /// The fix did not help: note it, offer another way or a person.
    pub(super) fn not_helped(&mut self) -> Turn {
        let topic = self.state.topic.clone();
        let intent = topic.as_ref().and_then(|id| self.pack.intent(id));
        if let Some(intent) = intent {
            let title = intent.title.in_language(self.language).to_owned();
            if !self.state.tried.iter().any(|tried| tried.title == title) {
                self.state.tried.push(Tried { title, article: intent.answer.article.clone(), helped: false });
            }
        }
        self.state.phase = Phase::Offering;
        let choices = vec![self.button("human.button", "/human"), self.button("other.button", "/other")];
        let reply = Reply::choices(self.words("helped.no", &[]), choices);
        self.turn(TurnVerdict::Answer, intent, self.state.confidence, vec![reply])
    }

    /// The bot heard wrong: offer what else it may have been.
    pub(super) fn not_this(&mut self) -> Turn {
        let topic = self.state.topic.take();
        let mut choices: Vec<Choice> = self.state.runners_up.iter().filter(|id| Some(*id) != topic.as_ref()).filter_map(|id| self.pack.intent(id)).take(MOST_MEANINGS).map(|intent| self.topic_button(intent)).collect();
        choices.push(self.button("human.button", "/human"));
        self.state.phase = Phase::Choosing;
        let reply = Reply::choices(self.words("not_this", &[]), choices);
        self.turn(TurnVerdict::Clarify, None, 0.0, vec![reply])
    }

    pub(super) fn another_way(&mut self) -> Turn {
        self.state.topic = None;
        self.state.phase = Phase::Idle;
        let mut choices: Vec<Choice> = self.state.runners_up.iter().filter_map(|id| self.pack.intent(id)).take(2).map(|intent| self.topic_button(intent)).collect();
        choices.push(self.button("human.button", "/human"));
        let reply = Reply::choices(self.words("not_this", &[]), choices);
        self.turn(TurnVerdict::Clarify, None, 0.0, vec![reply])
    }

    pub(super) fn cancelled(&mut self) -> Turn {
        self.state = self.state.cleared();
        let reply = Reply::text(self.words("cancelled", &[]));
        self.turn(TurnVerdict::Answer, None, 1.0, vec![reply])
    }

    fn greeting(&mut self, intent: &Intent, confidence: f32) -> Turn {
        let mut text = intent.answer.say.in_language(self.language).to_owned();
        if let Some(when) = self.closed_until() {
            text = self.words("greet.closed", &[("when", &when)]);
        }
        let reply = Reply::choices(text, self.greeting_topics(6));
        self.turn(TurnVerdict::Answer, Some(intent), confidence, vec![reply])
    }

    fn ticket_status(&mut self) -> Turn {
        let text = match self.setting.ticket {
            None => self.words("ticket.none", &[]),
            Some(ticket) => {
                let status = self.words(ticket.status.text_key(), &[]);
                let time = ticket.promise.clone().unwrap_or_else(|| "–".to_owned());
                self.words("ticket.status", &[("number", &ticket.number), ("status", &status), ("time", &time)])
            }
        };
        self.turn(TurnVerdict::Answer, None, 1.0, vec![Reply::text(text)])
    }

    /// A person takes over, with all that is known.
    pub(super) fn hand_off(&mut self, reason: Reason) -> Turn {
        self.remember_request();
        let topic = self.state.topic.clone();
        let intent = topic.as_ref().and_then(|id| self.pack.intent(id));
        let question = intent.filter(|_| self.state.facts.is_empty()).and_then(|intent| intent.ask.first()).map(|ask| ask.in_language(self.language).to_owned());
        let handoff = Handoff {
            team: intent.map_or_else(|| self.pack.default_team.clone(), |intent| intent.team.clone()),
            priority: intent.map(|intent| intent.priority).unwrap_or_default(),
            reason,
            subject: self.subject(intent),
            brief: self.brief(),
            question,
        };
        let confidence = self.state.confidence;
        self.state = self.state.cleared();
        let mut turn = self.turn(TurnVerdict::HandOff, intent, confidence, Vec::new());
        turn.handoff = Some(handoff);
        turn
    }

    fn subject(&self, intent: Option<&Intent>) -> String {
        let request = self.state.request.as_deref().map(|text| excerpt(text, 80)).filter(|text| !text.is_empty());
        match (intent, request) {
            (Some(intent), _) => intent.title.in_language(self.language).to_owned(),
            (None, Some(request)) => request,
            (None, None) => self.words("subject.unknown", &[]),
        }
    }

    fn brief(&self) -> Brief {
        Brief { intent: self.state.topic.clone(), confidence: self.state.confidence, facts: self.state.facts.clone(), tried: self.state.tried.clone() }
    }

    /// Takes up a matter: what it is, how surely, and what else it may be.
    fn begin(&mut self, intent: &Intent, confidence: f32) {
        self.remember_request();
        let others = self.heard.understanding.candidates.iter().filter_map(|candidate| self.pack.intents.get(candidate.intent));
        let others: Vec<_> = others.filter(|other| other.id != intent.id && matches!(other.kind, Kind::Problem | Kind::Request | Kind::Report)).map(|other| other.id.clone()).take(MOST_MEANINGS).collect();
        if self.heard.choice.is_none() {
            self.state.runners_up = others;
        }
        self.state.facts.clear();
        self.state.topic = Some(intent.id.clone());
        self.state.confidence = confidence;
    }

    fn remember_request(&mut self) {
        let asks_for_person = self.heard.choice.is_some() || self.heard.text.trim_start().starts_with('/');
        if self.state.request.is_none() && !asks_for_person {
            self.state.request = Some(excerpt(self.heard.text, 200));
        }
    }

    /// What an intent says: heard line, words, steps and the article that tells more.
    fn answer(&self, intent: &Intent, with_heard: bool) -> Reply {
        let mut parts = Vec::new();
        if with_heard && self.heard.choice.is_none() {
            parts.push(Part::Heard { intent: intent.title.in_language(self.language).to_owned() });
        }
        if !intent.answer.steps.is_empty() {
            parts.push(Part::Steps { steps: intent.answer.steps.iter().map(|step| step.in_language(self.language).to_owned()).collect() });
        }
        parts.extend(intent.answer.article.as_ref().and_then(|slug| self.article(slug)));
        Reply { text: intent.answer.say.in_language(self.language).to_owned(), parts }
    }

    fn article(&self, slug: &Slug) -> Option<Part> {
        let article = self.pack.article(slug, self.language)?;
        Some(Part::Article {
            slug: slug.clone(),
            title: article.title.clone(),
            summary: article.summary.clone(),
            minutes: article.minutes,
            reviewed: article.reviewed.clone(),
            url: format!("/help/articles/{slug}?lang={}", article.language),
        })
    }

    fn articles_heard(&self) -> Vec<Part> {
        let slugs = self.heard.understanding.articles.iter().map(|hit| &self.pack.articles[hit.article].slug);
        slugs.take(2).filter_map(|slug| self.article(slug)).collect()
    }

    fn greeting_topics(&self, most: usize) -> Vec<Choice> {
        let topics = self.pack.greeting.iter().filter_map(|id| self.pack.intent(id));
        topics.take(most).map(|intent| self.topic_button(intent)).chain([self.button("human.button", "/human")]).collect()
    }

    /// When the default team opens, in words; `None` while it is open.
    fn closed_until(&self) -> Option<String> {
        let team = self.pack.team(&self.pack.default_team)?;
        let calendar = self.pack.calendars.iter().find(|calendar| calendar.id == team.calendar)?;
        if is_open(calendar, self.setting.now) {
            return None;
        }
        Some(day_words(&calendar.zone, next_opening(calendar, self.setting.now)?, self.language))
    }

    fn topic_button(&self, intent: &Intent) -> Choice {
        Choice { title: intent.title.in_language(self.language).to_owned(), value: format!("/topic/{}", intent.id) }
    }

    fn button(&self, key: &str, value: &str) -> Choice {
        Choice { title: self.words(key, &[]), value: value.to_owned() }
    }

    fn turn(&self, verdict: TurnVerdict, intent: Option<&Intent>, confidence: f32, replies: Vec<Reply>) -> Turn {
        let intent = intent.map(|intent| intent.id.clone());
        Turn { verdict, intent, confidence, language: self.language, replies, state: self.state.clone(), handoff: None }
    }
}
