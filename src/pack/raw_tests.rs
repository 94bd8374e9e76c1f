//! The shape of a file under `tests/`, as an author writes it.

use super::{
    node::Node,
    problem::{Report, Spot},
    shape::{At, Named, Read, shape},
};

/// A value and where it begins, for values that are more than a word.
#[derive(Debug, Clone)]
pub(super) struct Placed<T> {
    pub(super) spot: Spot,
    pub(super) value: T,
}

impl<T: Read> Read for Placed<T> {
    fn read(node: &Node, report: &mut Report) -> Self {
        Self { spot: node.spot.clone(), value: T::read(node, report) }
    }

    fn absent(spot: &Spot) -> Self {
        Self { spot: spot.clone(), value: T::absent(spot) }
    }
}

shape! {
    /// `tests/NAME.yml`: what the pack is tested with; every file may hold any of the keys.
    RawTests {
        /// Lines by the intent they mean, then by kind: a language of the pack, `mixed` or `typos`. Never used as examples.
        utterances: Option<Named<Named<Vec<At<String>>>>>,
        /// Lines about nothing of the pack.
        out_of_scope: Option<Vec<At<String>>>,
        /// Lines that must not be answered with an intent.
        must_not_match: Option<Vec<RawMustNot>>,
        /// Whole conversations.
        dialogues: Option<Vec<RawDialogue>>,
        /// The least share of an intent's lines whose best candidate is that intent; `default` for the others.
        floors: Option<Named<At<f32>>>,
        /// How many mistakes there may be.
        budget: Option<RawBudget>,
    }
    /// A line and the intent it must not be answered with.
    RawMustNot {
        /// The line.
        say: At<String>,
        /// The intent.
        not: At<String>,
    }
    /// How many mistakes there may be.
    RawBudget {
        /// The greatest share of the labelled lines that may be answered with another intent.
        wrong_answers: Option<At<f32>>,
        /// The greatest share of the out-of-scope lines that may be answered.
        out_of_scope_answered: Option<At<f32>>,
    }
    /// A whole conversation.
    RawDialogue {
        /// What it shows.
        name: At<String>,
        /// When it takes place, such as 2026-11-23T05:30:00Z; Monday 10:00 in Jakarta when left out.
        now: Option<At<String>>,
        /// The language of the visitor's page; the pack's default when left out.
        page: Option<At<String>>,
        /// The programs that can be asked in it; none when left out.
        reaches: Option<Vec<At<String>>>,
        /// The number of the conversation's newest ticket.
        ticket: Option<At<String>>,
        /// true if nobody has proven who writes; they are known when left out.
        stranger: Option<At<bool>>,
        /// The way through a flow that it shows, and is held to.
        covers: Option<Placed<RawCovers>>,
        /// What happens, in order.
        turns: Vec<Placed<RawStep>>,
    }
    /// A way through a flow.
    RawCovers {
        /// The flow.
        flow: At<String>,
        /// `straight`, `digression`, `correction`, `wrong_twice` or `handoff`.
        way: At<String>,
    }
    /// What the visitor does, and what must come of it. What is left out is not checked.
    RawStep {
        /// What the visitor writes.
        say: Option<At<String>>,
        /// The value of the button the visitor taps.
        tap: Option<At<String>>,
        /// The name of a file the visitor sends, alone or with what it says.
        file: Option<At<String>>,
        /// Minutes of silence, in place of a word.
        wait: Option<At<u32>>,
        /// What a program answers that a flow asked, in place of a word: its fields.
        answer: Option<Named<At<String>>>,
        /// true when that program does not answer.
        fails: Option<At<bool>>,
        /// The language the visitor chooses by hand just before.
        choose: Option<At<String>>,
        /// `answer`, `clarify`, `unsure` or `hand_off`.
        verdict: Option<At<String>>,
        /// What it is about.
        intent: Option<At<String>>,
        /// The language of the replies.
        language: Option<At<String>>,
        /// A key of texts.yml that one reply must be.
        key: Option<At<String>>,
        /// Words that must stand in some reply.
        contains: Option<Vec<At<String>>>,
        /// Words that must not.
        lacks: Option<Vec<At<String>>>,
        /// Values that must be offered as buttons.
        offers: Option<Vec<At<String>>>,
        /// How the matter ends: `confirmed`, `unconfirmed`, `ticket` or `withdrawn`.
        outcome: Option<At<String>>,
        /// How many steps are shown.
        steps: Option<At<u32>>,
        /// The slug of the article that is shown.
        article: Option<At<String>>,
        /// What must be handed off.
        handoff: Option<RawExpected>,
        /// true if nothing may be handed off.
        stays: Option<At<bool>>,
    }
    /// What a handoff must hold.
    RawExpected {
        /// The team that gets it.
        team: Option<At<String>>,
        /// low, normal, high or urgent.
        priority: Option<At<String>>,
        /// `asked`, `not_helped`, `not_understood`, `request` or `report`.
        reason: Option<At<String>>,
        /// What it is about.
        subject: Option<At<String>>,
        /// Values that must be among the facts.
        facts: Option<Vec<At<String>>>,
        /// Titles that must be among what was tried.
        tried: Option<Vec<At<String>>>,
        /// What the brief must tell, by the things a person asks first: `who`, `where`, `device`, `when`, `impact`, `tried`.
        brief: Option<Named<At<String>>>,
    }
}
