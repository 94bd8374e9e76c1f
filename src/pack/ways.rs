//! Ways through the flows: every step can be reached, and from every step there is a way out.

use std::collections::BTreeSet;

use crate::domain::flow::{Act, Flow, Step};

use super::{
    flows::{FlowFile, spot_of},
    problem::Report,
    refs::exists,
    source::Source,
    suggest,
};

/// Checks how the steps of each flow hang together, and that what they point to exists.
pub(super) fn check(source: &Source, flows: &[Flow], report: &mut Report) {
    let ids: Vec<String> = source.flows.iter().map(|file| file.id.clone()).collect();
    for intent in source.intents() {
        intent.flow.iter().for_each(|flow| exists(flow, Some(&ids), "flow", report));
    }
    for file in &source.flows {
        for step in file.file.iter().flat_map(|raw| &raw.steps) {
            step.jump.iter().for_each(|flow| exists(flow, Some(&ids), "flow", report));
            step.show.iter().for_each(|slug| exists(slug, Some(&source.slugs), "article", report));
            step.team.iter().for_each(|team| exists(team, teams(source).as_deref(), "team", report));
        }
    }
    let whole = source.topics.iter().all(|topic| topic.file.is_some());
    let used = |file: &FlowFile| {
        let begun = source.intents().filter_map(|intent| intent.flow.as_ref());
        let jumped = source.flows.iter().filter_map(|flow| flow.file.as_ref()).flat_map(|raw| &raw.steps).filter_map(|step| step.jump.as_ref());
        begun.chain(jumped).any(|name| name.value == file.id)
    };
    for file in source.flows.iter().filter(|file| file.file.is_some()) {
        let Some(flow) = flows.iter().find(|flow| flow.id.as_str() == file.id) else { continue };
        if whole && !used(file) {
            report.warning(&super::problem::Spot::top(&file.path), "Nothing begins this flow", format!("Write `flow: {}` in an intent, or remove the file.", file.id));
        }
        ways(file, flow, report);
    }
}

fn teams(source: &Source) -> Option<Vec<String>> {
    source.teams.as_ref().map(|file| file.teams.iter().map(|team| team.id.value.clone()).collect())
}

/// Every step must be on some way from the first one to an exit.
fn ways(file: &FlowFile, flow: &Flow, report: &mut Report) {
    let Some(raw) = &file.file else { return };
    let reached = reach(flow, BTreeSet::from([0]), |from, to| after(&flow.steps, from).contains(&to));
    let leaving = reach(flow, (0..flow.steps.len()).filter(|at| is_exit(&flow.steps[*at].act)).collect(), |to, from| after(&flow.steps, from).contains(&to));
    for (at, step) in raw.steps.iter().enumerate().take(flow.steps.len()) {
        let spot = spot_of(step, &file.path);
        let falls_off = after(&flow.steps, at).iter().any(|next| *next >= flow.steps.len());
        if !reached.contains(&at) {
            report.error(&spot, "No way leads to this step", "Let a step before it go on here, or remove it.");
        } else if falls_off {
            report.error(&spot, "The flow stops after this step without an end", format!("Add a step with {}.", suggest::list(&["hand_off", "end", "jump"])));
        } else if !leaving.contains(&at) {
            report.error(&spot, "From this step the flow goes round in a circle for ever", "Let one of its steps lead to a `hand_off` or an `end`.");
        }
    }
}

/// All places that can be reached from some, where one leads to another.
fn reach(flow: &Flow, mut found: BTreeSet<usize>, leads: impl Fn(usize, usize) -> bool) -> BTreeSet<usize> {
    let mut open: Vec<usize> = found.iter().copied().collect();
    while let Some(from) = open.pop() {
        for to in (0..flow.steps.len()).filter(|to| leads(from, *to)) {
            if found.insert(to) {
                open.push(to);
            }
        }
    }
    found
}

/// Where the flow may be after this step.
fn after(steps: &[Step], at: usize) -> Vec<usize> {
    let passed_over = (!steps[at].when.is_empty()).then_some(at + 1);
    let done = (!is_exit(&steps[at].act)).then(|| steps[at].then.unwrap_or(at + 1));
    let failed = if let Act::Call(call) = &steps[at].act { Some(call.failed) } else { None };
    passed_over.into_iter().chain(done).chain(failed).collect()
}

fn is_exit(act: &Act) -> bool {
    matches!(act, Act::HandOff(_) | Act::End | Act::Jump(_))
}
