//! Nobody is trapped: visitors of every temper walk through every flow of the starter pack, and each gets out.
//!
//! What they do is drawn from a seed: buttons of the question, words that fit it, junk, corrections, other matters, shouting. A failure
//! prints the seed and the whole walk.

mod world;

use std::collections::{BTreeMap, BTreeSet};

use garda::domain::{
    dialogue::{DialogueState, Phase, Turn, TurnVerdict},
    flow::{Act, Flow, SlotKind},
    id::FlowId,
    language::Said,
};

use world::{ANSWERS, CORRECTIONS, Input, JUNK, MOODS, WISHES, WORLD, World, starter};

/// How many inputs are tried in all.
const INPUTS: usize = 110_000;
/// So many turns after a matter was taken up, every visitor has an outcome, whatever they do.
const MOST_TURNS: usize = 41;
/// A visitor who answers what is asked, and whom nothing helps, has an outcome after so many.
const MOST_ANSWERS: usize = 22;
/// So many replies in a row that do not fit, and the question is not asked again.
const MOST_MISFITS: usize = 2;
/// So many times in a row not understood, and a person takes over.
const MOST_UNSURE: u8 = 6;

/// Numbers from a seed (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(most.max(1)).unwrap()).unwrap()
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// One visitor on the way, and what was seen of them.
struct Walk<'w> {
    world: &'w World,
    dice: Dice,
    seed: u64,
    known: bool,
    /// Whether they only answer what is asked, with a no to everything tried.
    patient: bool,
    state: DialogueState,
    did: Vec<Input>,
    misfits: usize,
}

/// What was seen of all walks.
#[derive(Debug, Default)]
struct Seen {
    inputs: usize,
    walks: usize,
    flows: BTreeSet<FlowId>,
    longest: usize,
    tickets: usize,
    solved: usize,
}

impl Walk<'_> {
    fn new(world: &World, seed: u64) -> Walk<'_> {
        let mut dice = Dice(seed);
        let (known, patient) = (dice.below(2) == 0, dice.below(4) == 0);
        Walk { world, dice, seed, known, patient, state: DialogueState::default(), did: Vec::new(), misfits: 0 }
    }

    /// Walks until there is an outcome; tells what is wrong with the way there.
    fn go(&mut self, turn: &impl Fn(&World, &DialogueState, &Input, bool) -> Option<Turn>, seen: &mut Seen) -> Result<(), String> {
        let door = self.world.doors[self.dice.below(self.world.doors.len())].clone();
        let mut input = if self.patient { self.door_by_button(&door) } else { door };
        for step in 1.. {
            self.did.push(input.clone());
            seen.inputs += 1;
            let Some(turn) = turn(self.world, &self.state, &input, self.known) else {
                input = self.input();
                continue;
            };
            self.holds(&turn, &input).map_err(|wrong| self.told(&wrong))?;
            seen.flows.extend(turn.state.flow.iter().filter(|_| turn.state.phase == Phase::Guided).map(|flow| flow.flow.clone()));
            seen.longest = seen.longest.max(usize::from(turn.state.turns));
            if turn.handoff.is_some() || turn.outcome.is_some() && turn.state.flow.is_none() && turn.state.put_aside.is_empty() {
                seen.tickets += usize::from(turn.handoff.is_some());
                seen.solved += usize::from(turn.handoff.is_none());
                return Ok(());
            }
            let open = if turn.state.flow.is_some() { step } else { 0 };
            self.state = turn.state;
            let most = if self.patient { MOST_ANSWERS } else { 3 * MOST_TURNS };
            if open > most || usize::from(self.state.turns) >= MOST_TURNS {
                return Err(self.told(&format!("no outcome after {step} turns")));
            }
            if !self.patient && step > 3 * MOST_TURNS {
                return Ok(());
            }
            input = if self.patient { self.fitting() } else { self.input() };
        }
        Ok(())
    }

    fn door_by_button(&self, door: &Input) -> Input {
        let Input::Say(text) = door else { return door.clone() };
        let owner = self.world.catalog.pack().intents.iter().find(|intent| intent.examples.values().flatten().any(|line| line.trim() == text));
        Input::Tap(format!("/topic/{}", owner.unwrap().id))
    }

    /// What holds for every turn.
    fn holds(&mut self, turn: &Turn, input: &Input) -> Result<(), String> {
        let empty = |reply: &garda::domain::dialogue::Reply| reply.text.trim().is_empty() && reply.parts.is_empty();
        let silent = matches!(input, Input::Silent(_)) || turn.handoff.is_some();
        if turn.replies.iter().any(empty) || turn.replies.is_empty() && !silent {
            return Err("it says nothing".to_owned());
        }
        if turn.state.unsure >= MOST_UNSURE {
            return Err(format!("it does not understand {} times in a row and goes on", turn.state.unsure));
        }
        let place = |state: &DialogueState| state.flow.as_ref().map(|flow| (flow.flow.clone(), flow.step, flow.thing));
        let same = self.state.phase == Phase::Guided && turn.state.phase == Phase::Guided && place(&self.state) == place(&turn.state);
        let misfit = same && matches!(input, Input::Say(_)) && turn.verdict == TurnVerdict::Clarify;
        self.misfits = if misfit { self.misfits + 1 } else { 0 };
        if self.misfits > MOST_MISFITS { Err("the same question is asked again and again".to_owned()) } else { Ok(()) }
    }

    /// Anything somebody may do.
    fn input(&mut self) -> Input {
        let world = self.world;
        let list = match self.dice.below(100) {
            0..34 => return self.button().unwrap_or_else(|| self.fitting()),
            34..50 => return self.fitting(),
            50..60 => JUNK,
            60..69 => CORRECTIONS,
            69..77 => WISHES,
            77..85 => ANSWERS,
            85..92 => return Input::Say(self.dice.one(&world.others).clone()),
            92..98 => MOODS,
            _ => return Input::Silent(*self.dice.one(&[2, 4, 11, 35, 60])),
        };
        Input::Say((*self.dice.one(list)).to_owned())
    }

    fn button(&mut self) -> Option<Input> {
        let offered: Vec<&str> = self.state.offered.iter().map(|choice| choice.value.as_str()).collect();
        if offered.is_empty() {
            return None;
        }
        // Most walks go on: a person is called now and then only.
        let first = *self.dice.one(&offered);
        Some(Input::Tap(if first == "/human" && self.dice.below(5) > 0 { *self.dice.one(&offered) } else { first }.to_owned()))
    }

    /// What answers the question that waits: a button, or words of its kind; nothing that was tried helps.
    fn fitting(&mut self) -> Input {
        let offered = |value: &str| self.state.offered.iter().any(|choice| choice.value == value);
        if offered("/helped/no") {
            return Input::Tap("/helped/no".to_owned());
        }
        let waits = self.state.flow.as_ref().filter(|_| self.state.phase == Phase::Guided).and_then(|state| {
            let flow = self.world.catalog.pack().flow(&state.flow)?;
            if let Act::Ask(place) = flow.steps.get(state.step)?.act { flow.slots.get(place) } else { None }
        });
        let Some(slot) = waits else { return Input::Say("belum".to_owned()) };
        match slot.kind {
            SlotKind::Choice => Input::Tap(format!("/slot/{}", self.dice.one(&slot.choices).id)),
            SlotKind::YesNo => Input::Tap((*self.dice.one(&["/slot/yes", "/slot/no"])).to_owned()),
            kind => Input::Say(sample(kind).to_owned()),
        }
    }

    fn told(&self, wrong: &str) -> String {
        format!("{wrong}; seed {:#x}, {}, {}: {:#?}", self.seed, if self.patient { "patient" } else { "wild" }, if self.known { "known" } else { "unknown" }, self.did)
    }
}

fn sample(kind: SlotKind) -> &'static str {
    match kind {
        SlotKind::Email => "rina@kantor.example",
        SlotKind::Phone | SlotKind::Contact => "0812 3456 7890",
        SlotKind::Asset => "LT-2031",
        SlotKind::Date => "since yesterday",
        SlotKind::Number => "5",
        SlotKind::Place => "gedung B lantai 3",
        SlotKind::Text | SlotKind::File | SlotKind::Choice | SlotKind::YesNo => "the thing over there",
    }
}

/// Walks until so many inputs are tried, or one walk goes wrong.
fn walk(world: &World, inputs: usize, turn: impl Fn(&World, &DialogueState, &Input, bool) -> Option<Turn>) -> Result<Seen, String> {
    let mut seen = Seen::default();
    while seen.inputs < inputs {
        let start = u64::try_from(seen.walks).unwrap() ^ 0x6761_7264_6100;
        Walk::new(world, start).go(&turn, &mut seen)?;
        seen.walks += 1;
    }
    Ok(seen)
}

#[test]
fn nobody_is_trapped() {
    let seen = walk(&WORLD, INPUTS, World::turn).unwrap_or_else(|wrong| panic!("{wrong}"));
    println!("{} inputs in {} walks: {} tickets, {} otherwise ended; the longest matter took {} turns", seen.inputs, seen.walks, seen.tickets, seen.solved, seen.longest);
    let missed: Vec<&Flow> = WORLD.catalog.pack().flows.iter().filter(|flow| !seen.flows.contains(&flow.id)).collect();
    assert!(missed.is_empty(), "{} flows were not walked: {:?}", missed.len(), missed.iter().map(|flow| &flow.id).collect::<Vec<_>>());
    assert!(seen.inputs >= 100_000 && seen.tickets > 1_000 && seen.solved > 1_000, "{seen:?}");
}

/// The flow that the spoiled packs spoil.
fn spoiled(spoil: impl Fn(&mut Flow)) -> World {
    let mut pack = starter();
    pack.intents.retain(|intent| intent.flow.as_ref().is_none_or(|flow| flow.as_str() == "printer_offline"));
    spoil(pack.flows.iter_mut().find(|flow| flow.id.as_str() == "printer_offline").unwrap());
    World::new(pack)
}

#[test]
fn a_pack_that_traps_is_caught() {
    let endless = spoiled(|flow| {
        for step in &mut flow.steps {
            if let Act::Try(things) = &mut step.act {
                *things = things.iter().cycle().take(60).cloned().collect();
            }
        }
    });
    let caught = walk(&endless, 20_000, World::turn).unwrap_err();
    assert!(caught.contains("no outcome after") && caught.contains("seed 0x"), "{caught}");
    let wordless = spoiled(|flow| flow.slots.iter_mut().for_each(|slot| slot.ask = Said(BTreeMap::new())));
    let caught = walk(&wordless, 20_000, World::turn).unwrap_err();
    assert!(caught.contains("it says nothing"), "{caught}");
}

#[test]
fn a_bot_that_forgets_what_it_asked_is_caught() {
    let forgets = |world: &World, state: &DialogueState, input: &Input, known: bool| {
        let mut turn = world.turn(state, input, known)?;
        turn.state.turns = 0;
        turn.state.flow.as_mut().into_iter().for_each(|flow| (flow.wrong, flow.asked) = (0, Vec::new()));
        Some(turn)
    };
    let caught = walk(&WORLD, INPUTS, forgets).unwrap_err();
    assert!(caught.contains("again and again") || caught.contains("no outcome after"), "{caught}");
    let stubborn = |world: &World, state: &DialogueState, input: &Input, known: bool| {
        let mut turn = world.turn(state, input, known)?;
        turn.handoff = None;
        turn.outcome = None;
        turn.state = if turn.state.flow.is_some() { turn.state } else { state.clone() };
        Some(turn)
    };
    let caught = walk(&WORLD, INPUTS, stubborn).unwrap_err();
    assert!(caught.contains("it says nothing") || caught.contains("no outcome after"), "{caught}");
}
