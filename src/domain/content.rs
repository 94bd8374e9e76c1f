//! The content of a pack as values: intents, articles, teams, calendars, policies and the bot's own sentences.
//!
//! `pack` reads these from files and vouches for them: every id named here exists, every text is there in every language.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    flow::Flow,
    id::{CalendarId, FlowId, IntentId, Revision, SlaId, Slug, TeamId, TopicId},
    language::{Language, Said},
    secrets::Pattern,
};

/// Everything a desk says and knows, in one published state.
#[derive(Debug, Clone, PartialEq)]
pub struct Pack {
    /// The fingerprint of the files it was read from.
    pub revision: Revision,
    /// The letters before a ticket's number, such as `GRD`.
    pub prefix: String,
    /// The languages every text exists in; the first one is the default.
    pub languages: Vec<Language>,
    /// The team a handoff goes to when no intent names one.
    pub default_team: TeamId,
    /// Names and addresses of the organisation, written `{name}` in texts.
    pub variables: BTreeMap<String, Said>,
    /// The shelves of the help pages, in order.
    pub topics: Vec<Topic>,
    /// The intents offered with a greeting, at most six.
    pub greeting: Vec<IntentId>,
    /// Intents in the order of their files.
    pub intents: Vec<Intent>,
    /// Guided flows in the order of their files.
    pub flows: Vec<Flow>,
    /// Articles, one per language and slug.
    pub articles: Vec<Article>,
    /// Teams in the order of their file.
    pub teams: Vec<Team>,
    /// Opening hours.
    pub calendars: Vec<Calendar>,
    /// Promised times.
    pub slas: Vec<SlaPolicy>,
    /// What must be hidden here beyond what is hidden everywhere.
    pub secrets: Vec<Pattern>,
    /// The stated risk: the share of answers to lines about the pack that may be wrong, by which a studied pack's cut-offs are chosen.
    pub risk: f32,
    /// The bot's own sentences by key, such as `helped?`.
    pub texts: BTreeMap<String, Said>,
}

/// A shelf of the help pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// Its id, also the name of the file under `topics/`.
    pub id: TopicId,
    /// Its name on screen.
    pub name: Said,
}

/// What a turn does once this intent is understood.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Something is broken: say the fix, then ask whether it helped.
    #[default]
    Problem,
    /// Something is wanted: say what is needed, ask the questions, open a ticket.
    Request,
    /// Something must be acted on at once: say what to do now and open a ticket in the same turn.
    Report,
    /// A question of fact: say the answer.
    Info,
    /// Hello.
    Greeting,
    /// Thank you.
    Thanks,
    /// Good-bye.
    Goodbye,
    /// The visitor wants a person.
    Human,
    /// The visitor takes it back.
    Cancel,
    /// What can you do?
    Help,
    /// How is my ticket?
    TicketStatus,
    /// The visitor is upset: calm words and a person within reach; the second time a person takes over.
    Complaint,
    /// Chatter with an answer of its own.
    SmallTalk,
}

impl Kind {
    /// Whether a ticket could be about it.
    #[must_use]
    pub fn is_matter(self) -> bool {
        matches!(self, Self::Problem | Self::Request | Self::Report)
    }

    /// Whether it is said by the way: it is answered, and what was waited for still waits.
    #[must_use]
    pub fn is_aside(self) -> bool {
        !self.is_matter() && !matches!(self, Self::Human | Self::Cancel)
    }
}

/// How soon a ticket must be answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Can wait.
    Low,
    /// The usual.
    #[default]
    Normal,
    /// Somebody cannot work.
    High,
    /// Many cannot work, or harm is being done.
    Urgent,
}

/// One thing people ask, and what to do about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Intent {
    /// Its id, such as `wifi_not_connecting`.
    pub id: IntentId,
    /// The shelf it stands on (the file it was read from).
    pub topic: TopicId,
    /// What it is called on buttons, tickets and reports.
    pub title: Said,
    /// What a turn does once it is understood.
    pub kind: Kind,
    /// Who gets its tickets.
    pub team: TeamId,
    /// How soon its tickets must be answered.
    pub priority: Priority,
    /// Hard rules: where these words stand in a row, this intent is meant.
    pub phrases: Vec<String>,
    /// Where these words stand in a row, this intent is not meant.
    pub not: Vec<String>,
    /// How people say it, per language.
    pub examples: BTreeMap<Language, Vec<String>>,
    /// What the bot says.
    pub answer: Answer,
    /// What the agent will need to know, at most two questions.
    pub ask: Vec<Said>,
    /// The guided flow that begins after the answer.
    pub flow: Option<FlowId>,
}

/// What the bot says when an intent is understood.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// The first sentences.
    pub say: Said,
    /// What to do, one action each.
    pub steps: Vec<Said>,
    /// The article that tells more.
    pub article: Option<Slug>,
}

/// One article in one language.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    /// Its name in the address, the same in every language.
    pub slug: Slug,
    /// Which language this text is in.
    pub language: Language,
    /// Its title.
    pub title: String,
    /// The shelf it stands on.
    pub topic: TopicId,
    /// Words people use for it that the text does not contain.
    pub keywords: Vec<String>,
    /// How long it takes to follow.
    pub minutes: u32,
    /// When somebody last checked it, as `2026-11-03`.
    pub reviewed: String,
    /// Its first paragraph as plain text.
    pub summary: String,
    /// All its text without marks, for searching.
    pub plain: String,
    /// Its text as safe HTML.
    pub html: String,
}

/// People who answer together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Its id, such as `network`.
    pub id: TeamId,
    /// Its name on screen.
    pub name: Said,
    /// When it works.
    pub calendar: CalendarId,
    /// What it promises.
    pub sla: SlaId,
    /// Who is told at once of its urgent tickets.
    pub on_call: Vec<OnCall>,
}

/// How somebody on call is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OnCall {
    /// By an e-mail to this address.
    Mail(String),
    /// By a webhook of this name in the configuration.
    Webhook(String),
}

/// Opening hours of a team in its own time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Its id, such as `office`.
    pub id: CalendarId,
    /// An IANA time zone, such as `Asia/Jakarta`.
    pub zone: String,
    /// Open intervals of each weekday, Monday first, in minutes after midnight, in order and apart.
    pub week: [Vec<(u16, u16)>; 7],
    /// Days it is closed, as `2026-12-25`, with their names.
    pub holidays: BTreeMap<String, Said>,
}

/// Promised working times by priority, in minutes of the team's calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlaPolicy {
    /// Its id, such as `standard`.
    pub id: SlaId,
    /// Minutes until a person first answers.
    pub first_reply: BTreeMap<Priority, u32>,
    /// Minutes until it is solved.
    pub resolve: BTreeMap<Priority, u32>,
}

/// The stated risk unless a pack says otherwise.
pub const RISK: f32 = 0.02;

impl Pack {
    /// The intent of this id.
    #[must_use]
    pub fn intent(&self, id: &IntentId) -> Option<&Intent> {
        self.intents.iter().find(|intent| intent.id == *id)
    }

    /// The flow of this id.
    #[must_use]
    pub fn flow(&self, id: &FlowId) -> Option<&Flow> {
        self.flows.iter().find(|flow| flow.id == *id)
    }

    /// The article of this slug in this language, else in any.
    #[must_use]
    pub fn article(&self, slug: &Slug, language: Language) -> Option<&Article> {
        let same = || self.articles.iter().filter(|article| article.slug == *slug);
        same().find(|article| article.language == language).or_else(|| same().next())
    }

    /// What a topic is called; its id when there is none.
    #[must_use]
    pub fn topic_name<'a>(&'a self, id: &'a TopicId, language: Language) -> &'a str {
        self.topics.iter().find(|topic| topic.id == *id).map_or(id.as_str(), |topic| topic.name.in_language(language))
    }

    /// The team of this id, else the default one, else the first.
    #[must_use]
    pub fn team(&self, id: &TeamId) -> Option<&Team> {
        let by = |id: &TeamId| self.teams.iter().find(|team| team.id == *id);
        by(id).or_else(|| by(&self.default_team)).or_else(|| self.teams.first())
    }

    /// The default language of the pack.
    #[must_use]
    pub fn default_language(&self) -> Language {
        self.languages.first().copied().unwrap_or(Language::ID)
    }

    /// This language if the pack speaks it, else the default one.
    #[must_use]
    pub fn spoken(&self, language: Language) -> Language {
        if self.languages.contains(&language) { language } else { self.default_language() }
    }
}
