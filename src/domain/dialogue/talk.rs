//! One turn in the making, and what its replies are made of.

use super::{
    say::{excerpt, say},
    state::DialogueState,
    turn::{Heard, Reply, Setting, Turn, TurnVerdict},
};
use crate::domain::{
    content::{Intent, Kind, Pack},
    conversation::{Choice, Part},
    id::Slug,
    language::Language,
    sla::{day_words, is_open, next_opening},
};

/// One turn in the making.
pub(super) struct Talk<'a> {
    pub(super) pack: &'a Pack,
    pub(super) setting: Setting<'a>,
    pub(super) language: Language,
    pub(super) heard: Heard<'a>,
    pub(super) state: DialogueState,
}

impl<'a> Talk<'a> {
    pub(super) fn words(&self, key: &str, slots: &[(&str, &str)]) -> String {
        say(self.pack, key, self.language, slots)
    }

    /// What the conversation is about.
    pub(super) fn topic(&self) -> Option<&'a Intent> {
        self.state.topic.as_ref().and_then(|id| self.pack.intent(id))
    }

    /// The intents that may be meant, best first.
    pub(super) fn candidates(&self) -> impl Iterator<Item = &'a Intent> {
        let pack = self.pack;
        self.heard.understanding.candidates.iter().filter_map(move |candidate| pack.intents.get(candidate.intent))
    }

    /// What an intent says: heard line, words, steps and the article that tells more.
    pub(super) fn answer(&self, intent: &Intent, with_heard: bool) -> Reply {
        let mut parts = Vec::new();
        if with_heard && self.heard.choice.is_none() {
            parts.push(Part::Heard { intent: self.title(intent) });
        }
        if !intent.answer.steps.is_empty() {
            parts.push(Part::Steps { steps: intent.answer.steps.iter().map(|step| step.in_language(self.language).to_owned()).collect() });
        }
        parts.extend(intent.answer.article.as_ref().and_then(|slug| self.article(slug)));
        Reply { text: intent.answer.say.in_language(self.language).to_owned(), parts }
    }

    pub(super) fn article(&self, slug: &Slug) -> Option<Part> {
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

    /// Articles that may fit what was said.
    pub(super) fn articles_heard(&self) -> Vec<Part> {
        let slugs = self.heard.understanding.articles.iter().map(|hit| &self.pack.articles[hit.article].slug);
        slugs.take(2).filter_map(|slug| self.article(slug)).collect()
    }

    /// A question the agent needs answered, counted from 0.
    pub(super) fn question(&self, place: usize) -> Option<&'a str> {
        Some(self.topic()?.ask.get(place)?.in_language(self.language))
    }

    pub(super) fn greeting_topics(&self, most: usize) -> Vec<Choice> {
        let topics = self.pack.greeting.iter().filter_map(|id| self.pack.intent(id));
        topics.take(most).map(|intent| self.topic_button(intent)).chain([self.human_button()]).collect()
    }

    /// When the default team opens, in words; `None` while it is open.
    pub(super) fn closed_until(&self) -> Option<String> {
        let team = self.pack.team(&self.pack.default_team)?;
        let calendar = self.pack.calendars.iter().find(|calendar| calendar.id == team.calendar)?;
        if is_open(calendar, self.setting.now) {
            return None;
        }
        Some(day_words(&calendar.zone, next_opening(calendar, self.setting.now)?, self.language))
    }

    /// Whether these words tell the visitor what to type to get a person.
    pub(super) fn points_to_person(&self, text: &str) -> bool {
        let human = self.pack.intents.iter().find(|intent| intent.kind == Kind::Human);
        let Some(calls) = human.and_then(|intent| intent.examples.get(&self.language)) else { return false };
        let said = text.to_lowercase();
        let mut words = said.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.any(|word| calls.iter().any(|call| call == word))
    }

    /// Keeps what the visitor first wrote about the matter.
    pub(super) fn remember_request(&mut self) {
        let not_words = self.heard.choice.is_some() || self.heard.text.trim_start().starts_with('/');
        if self.state.request.is_none() && !not_words {
            self.state.request = Some(excerpt(self.heard.text, 200)).filter(|text| !text.is_empty());
        }
    }

    pub(super) fn title(&self, intent: &Intent) -> String {
        intent.title.in_language(self.language).to_owned()
    }

    pub(super) fn topic_button(&self, intent: &Intent) -> Choice {
        Choice { title: self.title(intent), value: format!("/topic/{}", intent.id) }
    }

    pub(super) fn human_button(&self) -> Choice {
        self.button("human.button", "/human")
    }

    pub(super) fn button(&self, key: &str, value: &str) -> Choice {
        Choice { title: self.words(key, &[]), value: value.to_owned() }
    }

    pub(super) fn turn(&self, verdict: TurnVerdict, intent: Option<&Intent>, confidence: f32, replies: Vec<Reply>) -> Turn {
        let intent = intent.map(|intent| intent.id.clone());
        Turn { verdict, intent, confidence, language: self.language, replies, state: self.state.clone(), outcome: None, handoff: None, asks: None, act: None }
    }
}
