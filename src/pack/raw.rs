//! The shapes of the files, as an author writes them; each is also the source of its JSON Schema.

use crate::domain::{
    content::{Kind, Priority},
    flow::SlotKind,
    handoff::{Reason, Tells},
};

use super::shape::{At, ByLanguage, Name, Named, Words, shape};

/// How a flow ends without a ticket.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Ending {
    /// The matter is done.
    #[default]
    Solved,
}

shape! {
    /// Something to hide in what visitors write.
    RawSecret {
        /// A regular expression; of a group named `secret` only that is hidden.
        pattern: At<String>,
        /// `access` for what opens a door: the visitor is told to change it. `personal`, the default, for numbers of people.
        sort: Option<At<String>>,
    }
    /// pack.yml: what holds for the whole desk.
    RawPack {
        /// The letters before a ticket's number, such as GRD.
        prefix: At<String>,
        /// Two-letter codes; every text exists in each of them, the first one is the default.
        languages: Vec<At<String>>,
        /// The team of intents that name none.
        default_team: At<String>,
        /// Names and addresses of the organisation, written {name} in texts.
        variables: Option<Named<Words>>,
        /// The shelves of the help pages, in order; each has a file `topics/ID.yml`.
        topics: Vec<RawTopic>,
        /// The intents offered with a greeting, at most six.
        greeting: Vec<At<String>>,
        /// What must be hidden here beyond passwords, codes, keys and personal numbers, which are hidden everywhere.
        secrets: Option<Vec<RawSecret>>,
        /// Buildings, branches and rooms by name: a slot of the kind `place` is filled by one that is named.
        places: Option<Vec<RawPlace>>,
        /// The greatest share of answers that may be wrong, from 0 to 0.5; 0.02 when left out. The studied pack answers at once only where
        /// lines held back from its examples were answered within it, and asks back else.
        #[schemars(range(min = 0.0, max = 0.5))]
        risk: Option<At<f32>>,
    }
    /// A place of the organisation.
    RawPlace {
        /// What it is called, the same in all languages or one text in each.
        name: Name,
        /// Other words for it, in any language.
        also: Option<Vec<At<String>>>,
    }
    /// A shelf of the help pages.
    RawTopic {
        /// Its id, also the name of its file under topics/.
        id: At<String>,
        /// Its name on screen.
        name: Words,
    }
    /// `topics/TOPIC.yml`: what people ask.
    RawTopicFile {
        /// The intents of this topic.
        intents: Vec<RawIntent>,
    }
    /// One thing people ask, and what to do about it.
    RawIntent {
        /// English words joined by `_`, the same name nowhere else.
        id: At<String>,
        /// What it is called on buttons, at most 40 characters.
        title: Words,
        /// What a turn does once this is understood; problem when left out.
        kind: Option<At<Kind>>,
        /// Who gets its tickets; the default team when left out.
        team: Option<At<String>>,
        /// How soon its tickets must be answered; normal when left out.
        priority: Option<At<Priority>>,
        /// Hard rules: two to five words in a row that can mean nothing else.
        phrases: Option<Vec<At<String>>>,
        /// Words in a row that veto this intent.
        not: Option<Vec<At<String>>>,
        /// How people really type it, at least 12 per language.
        examples: ByLanguage<Vec<At<String>>>,
        /// What the bot says.
        answer: RawAnswer,
        /// At most two questions the agent needs answered.
        ask: Option<Vec<Words>>,
        /// The guided flow that begins after the answer: the name of a file under flows/.
        flow: Option<At<String>>,
    }
    /// What the bot says when an intent is understood.
    RawAnswer {
        /// The first sentences.
        say: Words,
        /// What to do, one action each, at most 160 characters.
        steps: Option<Vec<Words>>,
        /// The slug of the article that tells more.
        article: Option<At<String>>,
    }
    /// `flows/FLOW.yml`: a guided way to a solution, or to a ticket with everything in it.
    RawFlow {
        /// What it may ask for, by names that conditions and texts use.
        slots: Option<Named<RawSlot>>,
        /// What it does, one step after the other.
        steps: Vec<RawStep>,
    }
    /// Something a flow needs to know.
    RawSlot {
        /// What an answer looks like; text when left out.
        kind: Option<At<SlotKind>>,
        /// What the agent reads before the answer.
        label: Words,
        /// The question; left out for what only a program tells.
        ask: Option<Words>,
        /// What is said after an answer that does not fit, or to somebody who does not understand the question.
        again: Option<Words>,
        /// The answers to choose from, by names that conditions use.
        choices: Option<Named<RawChoice>>,
        /// Of a place: whether only one from `places` in pack.yml will do; the first six are buttons of the question.
        listed: Option<At<bool>>,
        /// Whether the visitor may leave it out.
        optional: Option<At<bool>>,
        /// Whether it is told to agents alone.
        private: Option<At<bool>>,
        /// What the answer tells of the things a person asks first; a contact, place, asset or date tells its own without it.
        tells: Option<Vec<At<Tells>>>,
    }
    /// One of the answers to choose from.
    RawChoice {
        /// The text of its button.
        title: Words,
        /// Words that mean it, in any language.
        words: Option<Vec<At<String>>>,
    }
    /// One step: its action, and perhaps a name, conditions and where to go on.
    RawStep {
        /// A name for `then`.
        id: Option<At<String>>,
        /// Slots and what they must hold: one of these answers, or `any`, or `none`. Else the step is passed over.
        when: Option<Named<Vec<At<String>>>>,
        /// Says something; {slot} is filled in.
        say: Option<Words>,
        /// Asks for a slot, unless it is known already.
        ask: Option<At<String>>,
        /// Things to try one after the other; after each the visitor is asked whether it works now.
        r#try: Option<Vec<Words>>,
        /// Shows an article: its slug.
        show: Option<At<String>>,
        /// Decides how urgent the ticket is.
        priority: Option<At<Priority>>,
        /// Decides who gets the ticket.
        team: Option<At<String>>,
        /// Asks a program for what the flow needs: a webhook of the configuration by its name, or `teamviewer`. Needs `failed`.
        call: Option<At<String>>,
        /// The slots a program is told.
        send: Option<Vec<At<String>>>,
        /// What is taken from the answer of a program: its fields, each with the slot it fills.
        save: Option<Named<At<String>>>,
        /// The step to go on with when the program does not answer in time or not as wanted.
        failed: Option<At<String>>,
        /// Goes on in another flow, which knows what this one has learned.
        jump: Option<At<String>>,
        /// Opens a ticket, and why: `not_helped`, `request` or `report`.
        hand_off: Option<At<Reason>>,
        /// Ends the flow without a ticket: `end: solved`.
        end: Option<At<Ending>>,
        /// The step to go on with; the next one when left out.
        then: Option<At<String>>,
    }
    /// teams.yml: who answers.
    RawTeams {
        /// The teams, in the order they are shown.
        teams: Vec<RawTeam>,
    }
    /// People who answer together.
    RawTeam {
        /// Its id, such as network.
        id: At<String>,
        /// Its name on screen.
        name: Words,
        /// When it works: the id of a calendar.
        calendar: At<String>,
        /// What it promises: the id of an SLA.
        sla: At<String>,
        /// Who is told at once of its urgent tickets: e-mail addresses, or webhook:NAME with a name from the configuration.
        on_call: Option<Vec<At<String>>>,
    }
    /// calendars.yml: opening hours and promised times.
    RawCalendars {
        /// Opening hours.
        calendars: Vec<RawCalendar>,
        /// Promised times.
        slas: Vec<RawSla>,
    }
    /// Opening hours in one time zone.
    RawCalendar {
        /// Its id, such as office.
        id: At<String>,
        /// An IANA time zone, such as Asia/Jakarta.
        zone: At<String>,
        /// Opening hours of each weekday.
        week: Option<RawWeek>,
        /// Days on which it is closed.
        holidays: Option<Vec<RawHoliday>>,
    }
    /// Open intervals of each day as "08:00-12:00", in order and apart; a day left out is closed.
    RawWeek {
        /// Monday.
        mon: Option<Vec<At<String>>>,
        /// Tuesday.
        tue: Option<Vec<At<String>>>,
        /// Wednesday.
        wed: Option<Vec<At<String>>>,
        /// Thursday.
        thu: Option<Vec<At<String>>>,
        /// Friday.
        fri: Option<Vec<At<String>>>,
        /// Saturday.
        sat: Option<Vec<At<String>>>,
        /// Sunday.
        sun: Option<Vec<At<String>>>,
    }
    /// A day on which a calendar is closed.
    RawHoliday {
        /// The day as 2026-12-25.
        date: At<String>,
        /// What it is called.
        name: Words,
    }
    /// Promised times of a team.
    RawSla {
        /// Its id, such as standard.
        id: At<String>,
        /// Until a person first answers.
        first_reply: RawTimes,
        /// Until it is solved.
        resolve: RawTimes,
    }
    /// Working time by priority: 15m, 2h, 3d (one day is eight hours).
    RawTimes {
        /// Many cannot work, or harm is being done.
        urgent: At<String>,
        /// Somebody cannot work.
        high: At<String>,
        /// The usual.
        normal: At<String>,
        /// Can wait.
        low: At<String>,
    }
    /// texts.yml: the bot's own sentences.
    RawTexts {
        /// The sentences by key.
        texts: Named<Words>,
    }
    /// The block between the two `---` lines on top of an article.
    RawFront {
        /// Its title.
        title: At<String>,
        /// The topic it stands under.
        topic: At<String>,
        /// Words people use for it that the text does not contain.
        keywords: Option<Vec<At<String>>>,
        /// How many minutes it takes to follow.
        minutes: At<u32>,
        /// When somebody last checked it, as 2026-11-03.
        reviewed: At<String>,
    }
}
