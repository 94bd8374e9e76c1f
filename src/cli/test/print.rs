//! What tests came to, for the terminal.

use std::fmt::Write as _;

use crate::domain::trial::{IntentRow, Report, Row, Rule, share};

/// So many of the weakest intents are shown.
const WEAKEST: usize = 10;
/// So many other intents are named beside a weak one.
const OTHERS: usize = 3;

/// The tables: lines by kind, then the weakest intents.
pub(super) fn report(report: &Report) -> String {
    let mut out = format!("{:<15}{:>7}{:>16}{:>16}{:>16}{:>16}{:>16}\n", "", "rows", "right", "answered right", "asked back", "unsure", "wrong answers");
    let labelled = report.kinds.iter().filter(|row| row.kind != "out_of_scope");
    let out_of_scope = report.kinds.iter().filter(|row| row.kind == "out_of_scope");
    for row in labelled.chain([&report.labelled]).chain(out_of_scope).chain([&report.must_not_match]).filter(|row| row.rows > 0) {
        out.push_str(&line(row));
    }
    if report.dialogues > 0 {
        let _ = writeln!(out, "{:<15}{:>7}{:>16}", "dialogues", report.dialogues, counted(report.dialogues_right, report.dialogues));
    }
    let weak: Vec<&IntentRow> = report.intents.iter().filter(|row| row.right < row.rows).take(WEAKEST).collect();
    if !weak.is_empty() {
        out.push_str("\nThe weakest intents\n");
        out.extend(weak.into_iter().map(intent));
    }
    out
}

fn line(row: &Row) -> String {
    let labelled = !matches!(row.kind.as_str(), "out_of_scope" | "must_not_match");
    let cell = |count: usize| format!("{:>16}", counted(count, row.rows));
    let answered = if labelled { cell(row.answered_right) } else { format!("{:>16}", "–") };
    let name = row.kind.replace('_', " ");
    format!("{name:<15}{:>7}{}{answered}{}{}{}\n", row.rows, cell(row.right), cell(row.asked_back), cell(row.unsure), cell(row.wrong_answers))
}

fn intent(row: &IntentRow) -> String {
    let floor = row.floor.map(|floor| format!(", floor {:.0} %", 100.0 * floor)).unwrap_or_default();
    let others: Vec<String> = row.taken_for.iter().take(OTHERS).map(|(intent, count)| format!("{count} as {intent}")).collect();
    format!("{:>8.1} % of {:>4}  {}{floor}: {}\n", 100.0 * share(row.right, row.rows), row.rows, row.intent, others.join(", "))
}

fn counted(part: usize, whole: usize) -> String {
    format!("{part} {:>6.1} %", 100.0 * share(part, whole))
}

/// Everything that fails, each with its place; or that nothing does.
pub(super) fn failures(report: &Report) -> String {
    if report.failures.is_empty() {
        return "Good: floors, budget, must-not-match lines and dialogues hold.\n".to_owned();
    }
    let mut out = String::new();
    for failure in &report.failures {
        let rule = match failure.rule {
            Rule::MustNotMatch => "must not match",
            Rule::Dialogue => "dialogue",
            Rule::Floor => "floor",
            Rule::Budget => "budget",
        };
        let _ = writeln!(out, "{}: {rule}: {}", failure.place, failure.message);
    }
    let _ = writeln!(out, "{} failures.", report.failures.len());
    out
}
