//! All files of a pack as their authors wrote them, and the pack they make.

use std::sync::Arc;

use crate::domain::{
    content::{Pack, RISK, Topic},
    id::{IntentId, TeamId, TopicId},
    secrets::{Pattern, Secret},
};

use super::{
    Files,
    articles::{self, ArticleFile},
    examples,
    flows::{self, FlowFile},
    node, people, places,
    problem::{Report, Spot},
    raw::{RawCalendars, RawIntent, RawPack, RawSecret, RawTeams, RawTexts, RawTopicFile},
    refs,
    shape::{At, Read},
    suggest, texts, topics, trial, ways,
    words::Frame,
};

/// The file of the talk: intents without a shelf on the help pages.
const TALK: &str = "talk";

/// Files by what they are; `None` where one is missing or is no YAML.
#[derive(Debug, Default)]
pub(super) struct Source {
    pub(super) pack: Option<RawPack>,
    pub(super) teams: Option<RawTeams>,
    pub(super) calendars: Option<RawCalendars>,
    pub(super) texts: Option<RawTexts>,
    pub(super) topics: Vec<TopicFile>,
    pub(super) flows: Vec<FlowFile>,
    pub(super) articles: Vec<ArticleFile>,
    pub(super) slugs: Vec<String>,
}

/// One file under topics/.
#[derive(Debug)]
pub(super) struct TopicFile {
    pub(super) path: Arc<str>,
    pub(super) topic: String,
    pub(super) file: Option<RawTopicFile>,
}

impl Source {
    /// Reads every file by its path.
    pub(super) fn read(files: &Files, report: &mut Report) -> Self {
        let mut source = Self::default();
        for (path, text) in files.0.iter().filter(|(path, _)| !trial::is_test(path)) {
            source.file(&path.as_str().into(), text, report);
        }
        for path in ["pack.yml", "teams.yml", "calendars.yml", "texts.yml"].iter().filter(|path| !files.0.contains_key(**path)) {
            report.error(&Spot::top(path), format!("The file {path} is missing"), "`garda init` writes one to begin with.");
        }
        if source.topics.is_empty() {
            report.error(&Spot::top("pack.yml"), "The pack has no intents", "Write topics/<topic>.yml.");
        }
        source.slugs = source.articles.iter().map(|file| file.slug.clone()).collect();
        source.slugs.dedup();
        source
    }

    /// Every intent in the order of the files.
    pub(super) fn intents(&self) -> impl Iterator<Item = &RawIntent> {
        self.topics.iter().filter_map(|topic| topic.file.as_ref()).flat_map(|file| &file.intents)
    }

    /// Checks everything and makes the pack; with an error in the report it is not complete.
    pub(super) fn pack(&self, files: &Files, report: &mut Report) -> Pack {
        let frame = Frame::read(self.pack.as_ref(), report);
        refs::check(self, report);
        self.check_topics(report);
        examples::check(&self.intents().collect::<Vec<_>>(), report);
        articles::check_languages(&self.articles, &frame, report);
        let shelves = self.shelves();
        let read = |file: &ArticleFile, report: &mut Report| articles::article(file, files.0.get(&*file.path)?, shelves.as_deref(), &frame, report);
        let articles: Vec<_> = self.articles.iter().filter_map(|file| read(file, report)).collect();
        articles::check_topics(&articles, shelves.as_deref(), report);
        let places = places::places(self.pack.as_ref(), &frame, report);
        let flows: Vec<_> = self.flows.iter().filter_map(|file| flows::flow(file, &places, &frame, report)).collect();
        ways::check(self, &flows, report);
        let raw = self.pack.as_ref();
        let default_team = raw.map_or("", |raw| raw.default_team.value.as_str());
        let people = self.calendars.as_ref();
        // In the order of their names, so that nothing that is learned hangs on where they were written.
        let mut intents: Vec<_> = self.with_topics().map(|(topic, intent)| topics::intent(intent, topic, default_team, &frame, report)).collect();
        intents.sort_by(|one, other| one.id.cmp(&other.id));
        Pack {
            revision: super::revision(files),
            prefix: raw.map(|raw| prefix(&raw.prefix, report)).unwrap_or_default(),
            default_team: TeamId::new(default_team),
            topics: raw.iter().flat_map(|raw| &raw.topics).map(|topic| Topic { id: TopicId::new(&topic.id.value), name: frame.said(&topic.name, &[], report) }).collect(),
            greeting: raw.iter().flat_map(|raw| &raw.greeting).map(|id| IntentId::new(&id.value)).collect(),
            intents,
            flows,
            articles,
            teams: self.teams.iter().flat_map(|file| &file.teams).map(|team| people::team(team, &frame, report)).collect(),
            calendars: people.iter().flat_map(|file| &file.calendars).map(|calendar| people::calendar(calendar, &frame, report)).collect(),
            slas: people.iter().flat_map(|file| &file.slas).map(|sla| people::sla(sla, report)).collect(),
            texts: self.texts.as_ref().map(|raw| texts::read(raw, &frame, report)).unwrap_or_default(),
            secrets: raw.iter().filter_map(|raw| raw.secrets.as_ref()).flatten().filter_map(|raw| secret(raw, report)).collect(),
            risk: raw.and_then(|raw| raw.risk.as_ref()).map_or(RISK, |share| risk(share, report)),
            languages: frame.languages,
            variables: frame.variables,
        }
    }

    fn file(&mut self, path: &Arc<str>, text: &str, report: &mut Report) {
        check_text(path, text, report);
        match &**path {
            "pack.yml" => self.pack = yaml(path, text, report),
            "teams.yml" => self.teams = yaml(path, text, report),
            "calendars.yml" => self.calendars = yaml(path, text, report),
            "texts.yml" => self.texts = yaml(path, text, report),
            other => self.named_file(other, path, text, report),
        }
    }

    fn named_file(&mut self, name: &str, path: &Arc<str>, text: &str, report: &mut Report) {
        if let Some(topic) = name.strip_prefix("topics/").and_then(|file| file.strip_suffix(".yml")) {
            self.topics.push(TopicFile { path: Arc::clone(path), topic: topic.to_owned(), file: yaml(path, text, report) });
        } else if let Some(id) = name.strip_prefix("flows/").and_then(|file| file.strip_suffix(".yml")) {
            if !refs::is_id(id, "_") {
                report.error(&Spot::top(path), format!("`{id}` cannot be the name of a flow"), "Use small letters, digits and `_`, such as flows/printer_offline.yml.");
            }
            self.flows.push(FlowFile { path: Arc::clone(path), id: id.to_owned(), file: yaml(path, text, report) });
        } else if let Some((slug, language)) = name.strip_prefix("articles/").and_then(articles::name) {
            self.articles.push(ArticleFile { path: Arc::clone(path), slug: slug.to_owned(), language });
        } else if name.starts_with("articles/") {
            report.error(&Spot::top(path), "An article's file is called slug.language.md", "Use small letters, digits and `-`, such as articles/wifi-not-connecting.id.md.");
        } else {
            let hint = "A pack has pack.yml, teams.yml, calendars.yml, texts.yml, topics/*.yml, flows/*.yml, articles/*.md and tests/*.yml.";
            report.warning(&Spot::top(path), "This file is not part of a pack and is not read", hint);
        }
    }

    fn with_topics(&self) -> impl Iterator<Item = (&str, &RawIntent)> {
        let intents = |topic: &TopicFile| topic.file.iter().flat_map(|file| &file.intents).count();
        let names = self.topics.iter().flat_map(move |topic| std::iter::repeat_n(topic.topic.as_str(), intents(topic)));
        names.zip(self.intents())
    }

    /// The topics of pack.yml, if it can be read.
    fn shelves(&self) -> Option<Vec<String>> {
        Some(self.pack.as_ref()?.topics.iter().map(|topic| topic.id.value.clone()).collect())
    }

    fn check_topics(&self, report: &mut Report) {
        let (Some(shelves), Some(pack)) = (self.shelves(), &self.pack) else { return };
        for file in self.topics.iter().filter(|file| file.topic != TALK && !shelves.contains(&file.topic)) {
            report.error(&Spot::top(&file.path), format!("There is no topic `{}` in pack.yml", file.topic), suggest::hint(&file.topic, &shelves));
        }
        for topic in pack.topics.iter().filter(|topic| !topic.id.value.is_empty() && self.topics.iter().all(|file| file.topic != topic.id.value)) {
            report.warning(&topic.id.spot, format!("The topic `{}` has no file", topic.id.value), format!("Write topics/{}.yml.", topic.id.value));
        }
    }
}

pub(super) fn yaml<T: Read>(path: &Arc<str>, text: &str, report: &mut Report) -> Option<T> {
    let node = node::parse(path, text, report)?;
    Some(T::read(&node, report))
}

/// A file that is not UTF-8 has been read with U+FFFD in place of the broken bytes.
pub(super) fn check_text(path: &Arc<str>, text: &str, report: &mut Report) {
    if let Some(at) = text.find('\u{fffd}') {
        let spot = report.spot(path, at..at + '\u{fffd}'.len_utf8());
        report.error(&spot, "This file is not UTF-8", "Save it as UTF-8.");
    }
}

fn secret(raw: &RawSecret, report: &mut Report) -> Option<Pattern> {
    let sort = match raw.sort.as_ref().map(|sort| sort.value.as_str()) {
        None | Some("personal") => Secret::Personal,
        Some("access") => Secret::Access,
        Some(other) => {
            let spot = raw.sort.as_ref().map_or(&raw.pattern.spot, |sort| &sort.spot);
            report.error(spot, format!("`{other}` is not a sort of secret"), "Write access or personal.");
            return None;
        }
    };
    let refused =
        |why: String| report.error(&raw.pattern.spot, format!("This pattern cannot be used: {why}"), "Write a regular expression in single quotes, such as 'EMP-[0-9]{6}'.");
    Pattern::new(&raw.pattern.value, sort).map_err(refused).ok()
}

/// Who would accept more may as well guess.
const MOST_RISK: f32 = 0.5;

fn risk(share: &At<f32>, report: &mut Report) -> f32 {
    if share.value > MOST_RISK {
        let percent = share.value * 100.0;
        report.error(&share.spot, format!("A risk of {percent:.0} % is more than {:.0} %", MOST_RISK * 100.0), "Write the share of answers that may be wrong, such as 0.02.");
    }
    share.value
}

fn prefix(prefix: &At<String>, report: &mut Report) -> String {
    let text = &prefix.value;
    let good = (2..=10).contains(&text.len()) && text.starts_with(|c: char| c.is_ascii_uppercase()) && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if !text.is_empty() && !good {
        report.error(&prefix.spot, format!("`{text}` cannot stand before a ticket's number"), "Use two to ten capital letters or digits, such as GRD.");
    }
    text.clone()
}
