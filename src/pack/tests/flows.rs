//! Mistakes in flows: names that nothing has, steps that do nothing or two things, and ways that lead nowhere.

use super::*;
use crate::domain::flow::Act;

#[test]
fn a_flow_is_read() {
    let loaded = load(&good());
    let pack = loaded.pack.expect("the good pack is good");
    let flow = &pack.flows[0];
    assert_eq!((flow.id.as_str(), flow.slots.len(), flow.steps.len()), ("cable", 2, 7));
    assert!(matches!(flow.steps[0].act, Act::Ask(0)) && flow.steps[2].then == Some(4), "{:?}", flow.steps);
    assert_eq!(pack.intents[0].flow.as_ref(), Some(&flow.id));
}

#[test]
fn names() {
    let cases = [
        (NETWORK_FILE, "flow: cable", "flow: ¦cabel", "There is no flow `cabel` | Did you mean `cable`?"),
        (FLOW_FILE, "- ask: place", "- ask: ¦plase", "There is no slot `plase` in this flow | Did you mean `place`?"),
        (FLOW_FILE, "scope: [many]", "¦scop: [many]", "There is no slot `scop` in this flow | Did you mean `scope`?"),
        (FLOW_FILE, "scope: [many]", "scope: [¦mani]", "`mani` never is an answer to `scope` | Did you mean `many`?"),
        (FLOW_FILE, "then: details", "then: ¦detail", "There is no step `detail` in this flow | Did you mean `details`?"),
        (FLOW_FILE, "show: wifi-not-connecting", "show: ¦wifi-not-conecting", "There is no article `wifi-not-conecting`"),
        (FLOW_FILE, "    priority: high", "    team: ¦it-suport", "There is no team `it-suport`"),
        (FLOW_FILE, "{ id: Nyalakan ulang., en: Restart it. }", "{ id: \"¦{plac}\", en: Restart it. }", "There is no variable `{plac}` | Did you mean `place`?"),
        (FLOW_FILE, "kind: place", "kind: ¦plase", "`plase` is not a kind of slot | Did you mean `place`?"),
        (FLOW_FILE, "hand_off: not_helped", "hand_off: ¦because", "`because` is not a reason of a flow"),
        (FLOW_FILE, "hand_off: not_helped", "end: ¦done", "`done` is not a way to end"),
        (FLOW_FILE, "  - id: details", "  - id: ¦Details-1", "`Details-1` cannot be an id"),
    ];
    for (file, old, new, message) in cases {
        fails(file, old, new, message);
    }
}

#[test]
fn shapes() {
    let cases = [
        ("- ask: place", "- ask: ¦place\n    show: wifi-not-connecting", "This step does two things: `ask` and `show`"),
        ("  - ask: place", "  - id: ¦idle\n  - ask: place", "This step does nothing"),
        ("\n      many: { title: { id: Banyak, en: Many }, words: [semua, all] }", "", "A choice needs at least two answers"),
        ("    kind: place", "    kind: place\n    choices:\n      ¦here: { title: { id: Sini, en: Here } }", "Only a slot of the kind `choice` has choices"),
        ("    kind: place", "    kind: place\n    listed: ¦true", "There is no list to choose this from"),
        ("      me: {", "      ¦any: {", "`any` has a meaning of its own in conditions"),
        ("en: Restart it. }", "en: Restart it. }\n  - id: details\n    ask: place", "There are two steps `details`"),
    ];
    for (old, new, message) in cases {
        fails(FLOW_FILE, old, new, message);
    }
}

#[test]
fn ways() {
    let cases = [
        ("\n  - hand_off: not_helped", "", "The flow stops after this step without an end"),
        ("  - ask: place", "  - ask: ¦place\n    then: details", "From this step the flow goes round in a circle for ever"),
        ("  - hand_off: not_helped", "  - hand_off: not_helped\n  - id: ¦over\n    end: solved", "No way leads to this step"),
    ];
    for (old, new, message) in cases {
        fails(FLOW_FILE, old, new, message);
    }
}

/// One piece of one file is replaced: among the problems is this one, at the mark if there is one, and the pack is not served.
#[track_caller]
fn fails(file: &str, old: &str, new: &str, message: &str) {
    let mut files = good();
    let text = files.0.get_mut(file).expect("the file is one of the good pack");
    assert_eq!(text.matches(old).count(), 1, "`{old}` must stand once in {file}");
    let (marked, plain) = (text.replace(old, new), text.replace(old, &new.replace(MARK, "")));
    *text = plain;
    let loaded = load(&files);
    let shown = shown(&loaded);
    let begins = if new.contains(MARK) { wanted(file, &marked, &[Error(message)]).remove(0) } else { format!("{file}:") };
    assert!(shown.iter().any(|line| line.starts_with(&begins) && line.contains(message)), "wanted:\n{begins} {message}\nshown:\n{}", shown.join("\n"));
    assert!(loaded.pack.is_none());
}
