//! The second stage of learning, run in the background when a revision is published: networks for many lines, and a confidence
//! fitted on lines that were held back.

use std::sync::Arc;

use super::{
    Catalog, CutOffs, Verdict,
    classifier::Classifier,
    confidence, features,
    judge::Judge,
    learn::{self, Model, Passes},
    lines,
};
use crate::domain::content::{Intent, Pack};

/// What was studied of a pack; a catalog serves it, a database can keep it.
#[derive(Debug, Clone)]
pub struct Study {
    /// The networks, if the pack has lines enough for them.
    pub networks: Option<Model>,
    /// Where it has not: the linear classifier, to be kept with the rest.
    pub linear: Option<Arc<Classifier>>,
    /// Who says whether a message is about the pack.
    pub judge: Judge,
    /// From which confidence on a message is answered or asked back.
    pub cut_offs: CutOffs,
    /// So few of the held-back lines about the pack were held for less known than this: one in twenty.
    pub strange_below: f32,
}

/// The beginning of every kept study; the last letter is the version.
const MARK: &[u8; 8] = b"garda-s2";
/// What stands behind the numbers.
const NOTHING: u8 = 0;
const LINEAR: u8 = 1;
const NETWORKS: u8 = 2;

impl Study {
    /// The study as bytes, to be kept beside its revision.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.parts().flatten().collect()
    }

    /// The same bytes, of the classifier a few at a time: it has megabytes, and nobody has to hold them twice.
    pub fn parts(&self) -> impl Iterator<Item = Vec<u8>> {
        std::iter::once(self.head()).chain(self.kept().into_iter().flat_map(Classifier::weights))
    }

    /// The classifier, where there are no networks.
    fn kept(&self) -> Option<&Classifier> {
        self.linear.as_deref().filter(|_| self.networks.is_none())
    }

    /// Everything but the weights of the classifier.
    fn head(&self) -> Vec<u8> {
        let (base, weights) = self.judge.parts();
        let mut out = MARK.to_vec();
        out.extend([self.cut_offs.answer, self.cut_offs.clarify, self.strange_below].iter().flat_map(|value| value.to_le_bytes()));
        out.extend(u32::try_from(weights.len()).unwrap_or(u32::MAX).to_le_bytes());
        out.extend(std::iter::once(&base).chain(weights).flat_map(|value| value.to_le_bytes()));
        match (&self.networks, self.kept()) {
            (Some(model), _) => {
                out.push(NETWORKS);
                out.extend(model.to_bytes());
            }
            (None, Some(classifier)) => {
                out.push(LINEAR);
                classifier.put_head(&mut out);
            }
            (None, None) => out.push(NOTHING),
        }
        out
    }

    /// The study of these bytes; none if they are of another version or broken.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(MARK)?;
        let (numbers, rest) = rest.split_at_checked(12)?;
        let [answer, clarify, strange_below] = numbers.as_chunks::<4>().0.try_into().map(|all: [[u8; 4]; 3]| all.map(f32::from_le_bytes)).ok()?;
        let (count, rest) = rest.split_first_chunk::<4>()?;
        let count = usize::try_from(u32::from_le_bytes(*count)).ok()?;
        let (judge, rest) = rest.split_at_checked(count.checked_add(1)?.checked_mul(8)?)?;
        let (base, weights) = judge.as_chunks::<8>().0.split_first()?;
        let judge = Judge::of(f64::from_le_bytes(*base), weights.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect());
        let (networks, linear) = match rest.split_first()? {
            (&NETWORKS, rest) => (Some(Model::from_bytes(rest)?), None),
            (&LINEAR, rest) => (None, Some(Arc::new(Classifier::from_bytes(rest)?))),
            (&NOTHING, []) => (None, None),
            _ => return None,
        };
        Some(Self { networks, linear, judge, cut_offs: CutOffs { answer, clarify }, strange_below })
    }
}

/// Messages that were not learned from, to fit the confidence on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Held {
    /// About the pack, each with its intent's place there.
    pub inside: Vec<(String, usize)>,
    /// About none of its intents.
    pub outside: Vec<String>,
}

impl Held {
    /// Questions no pack is about, written for this.
    #[must_use]
    pub fn bundled() -> Self {
        let lines = include_str!("strangers.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        Self { inside: Vec::new(), outside: lines.map(str::to_owned).collect() }
    }
}

/// This share of the strange lines may be answered, and so many of a hundred at least asked back.
const MOST_STRANGE_ANSWERED: f32 = 0.05;
const MOST_STRANGE_ASKED: usize = 10;
/// Without strange lines: so many of a hundred about the pack may be taken for strange ones.
const FEW_INSIDE: usize = 5;
/// With fewer strange lines than this there is nothing to fit.
const FEW: usize = 20;
/// So many parts are held back in turn.
const FOLDS: usize = 5;
/// What learning the whole takes, in parts learned with a third of the passes.
const WHOLE: usize = 3;
/// Networks are trained for more lines than this where other lines tell how far to trust them.
const NETWORK_LINES: usize = 4_000;
/// And for more than this where only a part held back can tell: with some 5,000 lines that is too little, and packs written by
/// hand, learned without networks in a second, are answered better (measured on the starter pack's own tests and dialogues).
const NETWORK_LINES_ALONE: usize = 8_000;

/// With more intents than this the networks would be too large and too slow to train.
const MOST_INTENTS: usize = 1_000;

/// Studies a pack. The confidence is fitted on `held`, or on lines of the pack held back in turn if that has none about the pack.
#[must_use]
pub fn study(pack: &Arc<Pack>, held: &Held, progress: &mut dyn FnMut(f32)) -> Study {
    if held.inside.is_empty() {
        // The part without the held back lines is learned as the whole is.
        let trusted = lines::how_many(pack) > NETWORK_LINES_ALONE;
        // The whole takes as long as three parts with a third of its passes.
        let mut share = |at: usize, part: f32, long: usize| progress((features::real(at) + features::real(long) * part) / features::real(FOLDS + WHOLE));
        let told = (0..FOLDS).flat_map(|fold| {
            let (rest, part) = hold_back(pack, fold);
            let held = Held { inside: part, outside: held.outside.iter().skip(fold).step_by(FOLDS).cloned().collect() };
            let networks = learned(&rest, trusted, Passes::Third, &mut |part| share(fold, part, 1));
            let told = tell(&untold(Arc::new(rest), networks), &held);
            share(fold, 1.0, 1);
            told
        });
        let told: Vec<Told> = told.collect();
        let networks = learned(pack, trusted, Passes::Enough, &mut |part| share(FOLDS, part, WHOLE));
        return fit(networks, &told, pack.risk);
    }
    let catalog = untold(Arc::clone(pack), learned(pack, lines::how_many(pack) > NETWORK_LINES, Passes::Enough, progress));
    let told = tell(&catalog, held);
    fit(catalog.into_networks(), &told, pack.risk)
}

/// The networks, if they are wanted and not too large.
fn learned(pack: &Pack, wanted: bool, passes: Passes, progress: &mut dyn FnMut(f32)) -> Option<Model> {
    (wanted && pack.intents.len() <= MOST_INTENTS).then(|| lines::networks(pack, |lessons, intents| learn::study(lessons, intents, passes, progress)))
}

/// A catalog whose confidence is not fitted yet.
fn untold(pack: Arc<Pack>, networks: Option<Model>) -> Catalog {
    Catalog::with_study(pack, Study { networks, linear: None, judge: confidence::usual_judge(), cut_offs: CutOffs::default(), strange_below: 0.0 })
}

/// What a catalog made of a held-back line.
#[derive(Debug)]
struct Told {
    noticed: Vec<f64>,
    /// The best two scores if the message is surely about the pack, and the best if it surely is not, by the rules alone.
    first: f32,
    second: f32,
    floor: f32,
    /// Whether the first candidate is right; of a strange line no one is.
    right: bool,
    inside: bool,
}

impl Told {
    fn confidence(&self, judge: &Judge) -> f32 {
        (self.first * judge.chance(&self.noticed)).max(self.floor)
    }
}

fn tell(catalog: &Catalog, held: &Held) -> Vec<Told> {
    let inside = held.inside.iter().map(|(text, intent)| (text, Some(*intent)));
    let lines = inside.chain(held.outside.iter().map(|text| (text, None)));
    let told = lines.filter_map(|(text, intent)| {
        let probe = catalog.probe(&catalog.read(text))?;
        let right = intent == Some(probe.top);
        Some(Told { noticed: probe.noticed, first: probe.first, second: probe.second, floor: probe.floor, right, inside: intent.is_some() })
    });
    told.collect()
}

/// Fits judge and cut-offs on what was made of the held-back lines, by the stated risk.
fn fit(networks: Option<Model>, told: &[Told], risk: f32) -> Study {
    let strange = told.iter().filter(|line| !line.inside).count();
    let fitted = if strange >= FEW && told.len() - strange >= ENOUGH { Judge::fit(&told.iter().map(|line| (line.noticed.clone(), line.inside)).collect::<Vec<_>>()) } else { None };
    let judge = fitted.unwrap_or_else(|| if networks.is_some() { by_entropy(told) } else { confidence::usual_judge() });
    let cut_offs = cut_offs(&judge, told, risk).unwrap_or_default();
    let strange_below = quantile(told.iter().filter(|line| line.inside).map(|line| judge.chance(&line.noticed)).collect(), FEW_INSIDE);
    Study { networks, linear: None, judge, cut_offs, strange_below }
}

/// The value with so many of a hundred below it.
fn quantile(mut values: Vec<f32>, hundredths: usize) -> f32 {
    values.sort_by(f32::total_cmp);
    let below = values.len().saturating_sub(1) * hundredths / 100;
    values.get(below).copied().unwrap_or(0.0)
}

/// Without strange lines to learn from: how undecided the networks are, against how undecided they were over held-back lines.
fn by_entropy(told: &[Told]) -> Judge {
    let mut undecided: Vec<f64> = told.iter().filter(|line| line.inside).map(|line| line.noticed[0]).collect();
    undecided.sort_by(f64::total_cmp);
    let at = |share: usize| undecided.get(undecided.len() * share / 100).copied().unwrap_or(1.0);
    let (usual, most) = (at(50), at(95));
    let steepness = 3.0 / (most - usual).max(0.1);
    Judge::of(steepness * most, vec![-steepness])
}

/// The lowest cut-offs that keep the stated risk, and the one of strange lines; none if too few lines were held back to tell.
fn cut_offs(judge: &Judge, told: &[Told], risk: f32) -> Option<CutOffs> {
    let sure = |inside: bool| told.iter().filter(|line| line.inside == inside).map(|line| line.confidence(judge)).collect::<Vec<f32>>();
    let (inside, strange) = (sure(true), sure(false));
    if inside.len() < ENOUGH {
        return None;
    }
    let open = CutOffs { answer: 0.0, clarify: 0.0 };
    let given = |line: &&Told| confidence::verdict(line.confidence(judge), line.second * judge.chance(&line.noticed), open) == Verdict::Answer;
    let mut answers: Vec<(f32, &Told)> = told.iter().filter(given).map(|line| (line.confidence(judge), line)).collect();
    answers.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut given, mut wrong, mut strangers, mut answer) = (0, 0, 0, 1.0);
    for (confidence, line) in answers {
        given += usize::from(line.inside);
        wrong += usize::from(line.inside && !line.right);
        strangers += usize::from(!line.inside);
        if within(risk, wrong, given) && within(MOST_STRANGE_ANSWERED, strangers, strange.len()) {
            answer = confidence;
        }
    }
    let clarify = if strange.len() < FEW { quantile(inside, FEW_INSIDE) } else { quantile(strange, 100 - MOST_STRANGE_ASKED) };
    Some(CutOffs { answer, clarify: clarify.min(answer) })
}

/// Whether some are at most this share; a share as written has few digits.
fn within(share: f32, some: usize, of: usize) -> bool {
    let real = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    real(some) <= (f64::from(share) + 1e-6) * real(of)
}

/// With fewer held-back lines the cut-offs stay as they are.
const ENOUGH: usize = 100;

/// A pack without every fifth example of each intent, and those examples; another fifth for each number.
fn hold_back(pack: &Pack, fold: usize) -> (Pack, Vec<(String, usize)>) {
    let mut held = Vec::new();
    let mut rest = pack.clone();
    for (at, intent) in rest.intents.iter_mut().enumerate() {
        held.extend(take_fifth(intent, fold).into_iter().map(|text| (text, at)));
    }
    (rest, held)
}

fn take_fifth(intent: &mut Intent, fold: usize) -> Vec<String> {
    let mut held = Vec::new();
    for lines in intent.examples.values_mut() {
        lines.sort();
        let (out, kept): (Vec<_>, Vec<_>) = std::mem::take(lines).into_iter().enumerate().partition(|(at, _)| at % FOLDS == fold);
        held.extend(out.into_iter().map(|(_, text)| text));
        *lines = kept.into_iter().map(|(_, text)| text).collect();
    }
    held
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::content::RISK;

    #[test]
    fn a_study_is_kept_and_read_back() {
        let lines: [&[(u32, f32)]; 2] = [&[(0, 1.0)], &[(1, 1.0)]];
        let linear = Arc::new(Classifier::learn(&lines, &[1, 2], &[0, 1], 2, 2));
        for linear in [None, Some(linear)] {
            let study = Study { networks: None, linear, judge: Judge::of(0.5, vec![1.0, -2.0]), cut_offs: CutOffs { answer: 0.7, clarify: 0.2 }, strange_below: 0.1 };
            let bytes = study.to_bytes();
            let back = Study::from_bytes(&bytes).unwrap();
            assert_eq!((&back.judge, &back.linear, back.cut_offs, back.strange_below), (&study.judge, &study.linear, study.cut_offs, study.strange_below));
            let older = [b"garda-s1", &bytes[8..]].concat();
            for broken in [&bytes[..20], &bytes[..bytes.len() - 1], &bytes[1..], &[bytes.clone(), vec![1]].concat(), &older] {
                assert!(Study::from_bytes(broken).is_none());
            }
        }
    }

    #[test]
    fn cut_offs_keep_the_stated_risk() {
        let told = |confidence: f32, right| Told { noticed: vec![], first: confidence * 2.0, second: 0.0, floor: 0.0, right, inside: true };
        let lines: Vec<Told> = (0..200_u16).map(|at| told(0.2 + f32::from(at) / 500.0, at > 60 || at % 2 == 0)).collect();
        let found = cut_offs(&Judge::default(), &lines, RISK).unwrap();
        let answers: Vec<&Told> = lines.iter().filter(|line| line.first / 2.0 >= found.answer).collect();
        let wrong = answers.iter().filter(|line| !line.right).count();
        assert!(wrong * 50 <= answers.len() && answers.len() > 130, "{found:?}: {wrong} of {}", answers.len());
        assert!(found.clarify <= found.answer);
        assert_eq!(cut_offs(&Judge::default(), &lines[..50], RISK), None);
        // Who accepts more risk is answered more often.
        let answers: Vec<f32> = [0.0, RISK, 0.1, 0.5].map(|risk| cut_offs(&Judge::default(), &lines, risk).unwrap().answer).into();
        assert!(answers.is_sorted_by(|one, next| one > next), "{answers:?}");
    }
}
