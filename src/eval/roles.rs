//! Agents and patients against `PropBank` (Palmer, Gildea and Kingsbury 2005) on the words of a treebank: heads of ARG0 and ARG1 of verbs,
//! and pairs of both.
//!
//! The predicates are given: each verb with a frame. Places of the active clause become numbered roles: the subject ARG0, object or content
//! ARG1, but for the verbs of `roles.tsv`.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;

use crate::eval::report::Table;
use crate::eval::{Counts, EvalError};
use crate::input::conllu::Sentence;
use crate::parse::{Deprel, Lemmas, Word};
use crate::relation::normal::{Kind, Predicate, Role, View, Words, normalise};

const CONVENTIONS: &str = include_str!("roles.tsv");
/// What the frames' ids begin with, before those of the treebank.
const PREFIX: &str = "propbank-ewt-";

/// Light verbs: `PropBank` gives their roles to the noun.
const LIGHT: &str = ".LV";

/// How well roles agree with gold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RolesScore {
    /// Heads, by role and both together.
    pub heads: BTreeMap<&'static str, Counts>,
    /// Agent and patient of one verb, where both are nominal: right if both are.
    pub pairs: Counts,
    /// What is wrong: role, kind of error, relation in the gold tree, verb, sentence.
    pub differences: Vec<String>,
    /// Records whose sentence is not in the treebank.
    pub missing: usize,
}

#[derive(Deserialize)]
struct Record {
    id: String,
    text: String,
    frames: Vec<Frame>,
}

#[derive(Deserialize)]
struct Frame {
    start: usize,
    roleset: String,
    roles: Vec<Span>,
}

#[derive(Deserialize)]
struct Span {
    role: String,
    start: usize,
    end: usize,
}

/// Agent and patient of a verb: head tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Pair {
    agent: Option<usize>,
    patient: Option<usize>,
}

/// Compares the normal form of a treebank's sentences with the frames of a `PropBank` file, JSON lines. `trees` are the trees to read,
/// one for each sentence.
///
/// # Errors
/// If a line is no record.
pub fn score(path: &str, frames: &str, treebank: &[Sentence], trees: &[Vec<Word>]) -> Result<RolesScore, EvalError> {
    let (words, lemmas, conventions) = (Words::builtin(), Lemmas::builtin(), Conventions::builtin());
    let by_key: HashMap<String, usize> =
        treebank.iter().enumerate().filter_map(|(index, sentence)| Some((key_of(sentence)?, index))).collect();
    let mut score = RolesScore::default();
    for (index, line) in frames.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let record: Record = serde_json::from_str(line).map_err(|error| EvalError::Json {
            path: path.to_owned(),
            line: index + 1,
            message: error.to_string(),
        })?;
        let found = record.id.strip_prefix(PREFIX).and_then(|key| by_key.get(key));
        let (Some(sentence), Some(tree)) = (found.map(|at| &treebank[*at]), found.and_then(|at| trees.get(*at))) else {
            score.missing += 1;
            continue;
        };
        let Some(places) = token_of_characters(sentence, &record.text) else {
            score.missing += 1;
            continue;
        };
        let forms: Vec<&str> = sentence.words.iter().map(|word| word.form.as_str()).collect();
        let view = View::new(&forms, tree, &[], &lemmas);
        let predicates = normalise(&view, &words);
        for frame in &record.frames {
            let Some(verb) = places.get(frame.start).copied().flatten() else { continue };
            if sentence.words[verb].upos == "VERB" && !frame.roleset.ends_with(LIGHT) {
                let gold = gold_pair(sentence, &places, frame);
                let ours = our_pair(&view, &predicates, verb, &conventions);
                score.add(sentence, verb, gold, ours);
            }
        }
    }
    Ok(score)
}

/// "weblog-x-0007" is called "x-7" there.
fn key_of(sentence: &Sentence) -> Option<String> {
    let id = sentence.comments.iter().find_map(|comment| comment.strip_prefix("# sent_id = "))?;
    let (document, number) = id.trim().split_once('-')?.1.rsplit_once('-')?;
    Some(format!("{document}-{}", number.parse::<usize>().ok()?))
}

/// For each character of a text, its word; none if the words are others.
fn token_of_characters(sentence: &Sentence, text: &str) -> Option<Vec<Option<usize>>> {
    let mut words = sentence
        .words
        .iter()
        .enumerate()
        .flat_map(|(index, word)| word.form.chars().filter(|c| !c.is_whitespace()).map(move |c| (index, c)));
    let mut out = Vec::new();
    for character in text.chars() {
        if character.is_whitespace() {
            out.push(None);
            continue;
        }
        let (index, expected) = words.next()?;
        if expected != character {
            return None;
        }
        out.push(Some(index));
    }
    words.next().is_none().then_some(out)
}

fn gold_pair(sentence: &Sentence, places: &[Option<usize>], frame: &Frame) -> Pair {
    let head = |role: &str| {
        let span = frame.roles.iter().find(|span| span.role == role)?;
        let tokens: Vec<usize> = places.get(span.start..span.end)?.iter().flatten().copied().collect();
        let is_top = |token: &&usize| {
            let head = sentence.words[**token].head.and_then(|head| head.checked_sub(1));
            head.is_none_or(|head| !tokens.contains(&head))
        };
        tokens.iter().find(is_top).copied()
    };
    Pair { agent: head("ARG0"), patient: head("ARG1") }
}

/// Reads the numbered roles off the places of the active clause.
fn our_pair(view: &View<'_>, predicates: &[Predicate], verb: usize, conventions: &Conventions) -> Pair {
    let Some(predicate) = predicates.iter().find(|p| p.head == verb && p.kind == Kind::Verb) else {
        return Pair::default();
    };
    let lemma = predicate.lemma.as_str();
    let filler = |role: &Role| {
        let argument = predicate.arguments.iter().find(|argument| argument.role == *role)?;
        argument.members.first().map(|member| member.head)
    };
    let contents = predicate.arguments.iter().filter_map(|argument| match argument.role {
        Role::Content(index) => predicates.get(index).map(|below| top_of(view, below.head, verb)),
        _ => None,
    });
    let content = |wanted: fn(Deprel) -> bool| contents.clone().find(|head| wanted(view.words[*head].deprel));
    let (subject, object) = (filler(&Role::Subject), filler(&Role::Object));
    let oblique = || {
        let phrases = predicate.arguments.iter().filter_map(|argument| match &argument.role {
            Role::Phrase(preposition) => Some((preposition, argument.members.first()?.head)),
            _ => None,
        });
        let mut listed = phrases.filter(|(preposition, _)| conventions.has(lemma, preposition));
        listed.next().map(|(_, head)| head)
    };
    let clause = content(|deprel| deprel != Deprel::XCOMP);
    let patient = if object.is_some() && conventions.has(lemma, "content") {
        clause.or_else(|| content(|_| true)).or(object)
    } else {
        object.or(clause).or_else(oblique)
    };
    if patient.is_none() && conventions.has(lemma, "-") {
        return Pair { agent: None, patient: subject };
    }
    Pair { agent: subject, patient: patient.or_else(|| content(|_| true)) }
}

/// The word behind a copula, which carries the clause in the tree.
fn top_of(view: &View<'_>, copula: usize, below: usize) -> usize {
    let head = view.words[copula].head.map(|head| head as usize);
    head.filter(|head| view.words[copula].deprel == Deprel::COP && *head != below).unwrap_or(copula)
}

impl RolesScore {
    fn add(&mut self, sentence: &Sentence, verb: usize, gold: Pair, ours: Pair) {
        for (role, gold, ours) in [("agent", gold.agent, ours.agent), ("patient", gold.patient, ours.patient)] {
            for row in [role, "both"] {
                let counts = self.heads.entry(row).or_default();
                counts.gold += usize::from(gold.is_some());
                counts.predicted += usize::from(ours.is_some());
                counts.right += usize::from(gold.is_some() && gold == ours);
            }
            if gold != ours {
                self.differences.push(difference(sentence, verb, role, gold, ours));
            }
        }
        let both = |pair: Pair| {
            let (agent, patient) = (pair.agent?, pair.patient?);
            (is_nominal(sentence, agent) && is_nominal(sentence, patient)).then_some((agent, patient))
        };
        let (gold, ours) = (both(gold), both(ours));
        self.pairs.gold += usize::from(gold.is_some());
        self.pairs.predicted += usize::from(ours.is_some());
        self.pairs.right += usize::from(gold.is_some() && gold == ours);
    }

    /// Returns the rows `agent`, `patient`, `both` and `pairs`.
    pub fn table(&self) -> Table {
        let mut table = Table::new("roles");
        for (row, counts) in &self.heads {
            table.add_counts(row, *counts);
        }
        table.add_counts("pairs", self.pairs);
        table
    }
}

fn is_nominal(sentence: &Sentence, at: usize) -> bool {
    matches!(sentence.words[at].upos.as_str(), "NOUN" | "PROPN" | "PRON" | "NUM" | "DET" | "SYM" | "X")
}

fn difference(sentence: &Sentence, verb: usize, role: &str, gold: Option<usize>, ours: Option<usize>) -> String {
    let kind = match (gold, ours) {
        (Some(_), Some(_)) => "other",
        (Some(_), None) => "missed",
        _ => "extra",
    };
    let show = |at: Option<usize>| at.map_or("-", |at| sentence.words[at].form.as_str());
    let relation = &sentence.words[verb].deprel;
    let text: String = sentence.text.chars().take(SHOWN).collect();
    let verb = &sentence.words[verb].form;
    format!("{role}\t{kind}\t{relation}\t{verb}\tgold {}\tours {}\t{text}", show(gold), show(ours))
}

/// Characters of a sentence that are shown with a difference.
const SHOWN: usize = 200;

/// Where numbered roles leave the places of the active clause: verb and preposition, "-" or "content".
struct Conventions(HashSet<(&'static str, &'static str)>);

impl Conventions {
    fn builtin() -> Self {
        let rows = CONVENTIONS.lines().filter(|row| !row.starts_with('#')).skip(1);
        Self(rows.filter_map(|row| row.split_once('\t')).collect())
    }

    fn has(&self, verb: &str, what: &str) -> bool {
        self.0.contains(&(verb, what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::conllu::parse;
    use crate::parse::given;

    const TREEBANK: &str = "\
# sent_id = news-x-0001
# text = Peru was forced by Chile to leave.
1 Peru Peru PROPN NNP _ 3 nsubj:pass
2 was be AUX VBD _ 3 aux:pass
3 forced force VERB VBN _ 0 root
4 by by ADP IN _ 5 case
5 Chile Chile PROPN NNP _ 3 obl:agent
6 to to PART TO _ 7 mark
7 leave leave VERB VB _ 3 xcomp
8 . . PUNCT . _ 3 punct
";

    #[test]
    fn agents_patients_and_pairs_are_counted() {
        let rows: Vec<String> = TREEBANK
            .lines()
            .map(|row| if row.starts_with('#') { row.to_owned() } else { row.replace(' ', "\t") })
            .collect();
        let treebank = parse("t.conllu", &rows.join("\n")).unwrap();
        let trees: Vec<Vec<Word>> = treebank.iter().map(|sentence| given(sentence).unwrap()).collect();
        let frames = r#"{"id":"propbank-ewt-x-1","text":"Peru was forced by Chile to leave.","frames":[
            {"start":9,"roleset":"force.01","roles":[{"role":"ARG0","start":19,"end":24},{"role":"ARG1","start":0,"end":4}]},
            {"start":28,"roleset":"leave.01","roles":[{"role":"ARG0","start":19,"end":24}]},
            {"start":28,"roleset":"leave.LV","roles":[]}]}"#;
        let frames =
            format!("{}\n{}\n", frames.replace('\n', ""), r#"{"id":"propbank-ewt-y-1","text":"","frames":[]}"#);
        let score = score("p.jsonl", &frames, &treebank, &trees).unwrap();
        assert_eq!(score.heads["agent"], Counts { right: 1, predicted: 2, gold: 2 });
        assert_eq!(score.heads["patient"], Counts { right: 1, predicted: 1, gold: 1 });
        assert_eq!((score.pairs, score.missing), (Counts { right: 1, predicted: 1, gold: 1 }, 1));
        assert_eq!(
            score.differences,
            ["agent\tother\txcomp\tleave\tgold Chile\tours Peru\tPeru was forced by Chile to leave."]
        );
        let error = super::score("p.jsonl", "\n{}", &treebank, &trees).unwrap_err();
        assert!(error.to_string().starts_with("p.jsonl:2: missing field"), "{error}");
    }

    #[test]
    fn the_list_of_conventions_is_sorted() {
        let rows: Vec<&str> = CONVENTIONS.lines().filter(|row| !row.starts_with('#')).skip(1).collect();
        assert!(rows.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
