//! From a parsed sentence to its predicates, step by step.

use std::ops::Range;

use crate::parse::{Deprel, Upos};
use crate::relation::normal::called::{self, Called};
use crate::relation::normal::clause::{self, Carrier};
use crate::relation::normal::hyphen::hyphenated;
use crate::relation::normal::mend::mend;
use crate::relation::normal::noun;
use crate::relation::normal::place::{Place, Scene};
use crate::relation::normal::relative::Relatives;
use crate::relation::normal::sentence::Sentence;
use crate::relation::normal::sharing::{construction, governor, verb_lemma};
use crate::relation::normal::status::{self, Status};
use crate::relation::normal::view::View;
use crate::relation::normal::words::{Effect, Words};
use crate::relation::normal::{Kind, Predicate, Role};

/// Returns the predicates of a sentence, in order of their heads. Linear in its length.
///
/// What hangs on the noun of an object stands among the verb's phrases too, marked as shared, since the tree rarely tells which of
/// them a phrase belongs to. Titles and appositions are not read here.
pub fn normalise(view: &View<'_>, words: &Words) -> Vec<Predicate> {
    let mended = mend(view, words);
    let sentence = Sentence::new(view, &mended, words);
    let relatives = Relatives::new(&sentence);
    let clauses = clause::clauses(&sentence, &relatives);
    let scene = Scene { sentence: &sentence, relatives: &relatives, clauses: &clauses };
    let statuses = status::statuses(&scene);
    let mut predicates = Vec::new();
    add_clauses(&scene, &statuses, &mut predicates);
    add_nouns(&scene, &statuses, &mut predicates);
    for found in called::called(&scene) {
        predicates.push(named(&scene, &statuses, &found));
    }
    add_hyphenated(&scene, &mut predicates);
    predicates.sort_by_key(|predicate| (predicate.head, predicate.kind));
    link_contents(&mut predicates, sentence.len());
    predicates
}

fn add_clauses(scene: &Scene<'_, '_>, statuses: &[Status], predicates: &mut Vec<Predicate>) {
    let sentence = scene.sentence;
    for (at, status) in statuses.iter().enumerate() {
        let Some(clause) = &scene.clauses[at] else { continue };
        if clause.carrier == Carrier::Verb && is_auxiliary(scene, at) {
            continue;
        }
        let copula = sentence.child(at, Deprel::COP);
        let (kind, lemma, head) = match clause.carrier {
            Carrier::Verb => (Kind::Verb, verb_lemma(sentence, at), at),
            Carrier::Adjective => (Kind::Adjective, sentence.lemma(at).to_owned(), at),
            Carrier::Place => (Kind::Verb, "be".to_owned(), copula.unwrap_or(at)),
            Carrier::Nominal => continue,
        };
        let trigger = match clause.carrier {
            Carrier::Verb => verb_trigger(scene, at),
            _ => copula.map_or(head..head + 1, |copula| copula.min(head)..head.max(copula) + 1),
        };
        let made = Made { kind, head, trigger, lemma, passive: clause.passive };
        predicates.push(made.predicate(scene, &scene.places(at), status.clone()));
    }
}

/// "is going to", "has to": no act, the verb below has its sense.
fn is_auxiliary(scene: &Scene<'_, '_>, at: usize) -> bool {
    let sentence = scene.sentence;
    let Some(below) = sentence.child(at, Deprel::XCOMP).filter(|below| sentence.has_to(*below)) else { return false };
    let row = governor(sentence, at, &construction(sentence, below));
    row.is_some_and(|row| matches!(row.effect, Effect::Modality(_)))
}

/// A verb with its particles that stand close.
fn verb_trigger(scene: &Scene<'_, '_>, at: usize) -> Range<usize> {
    let is_next = scene.sentence.child(at, Deprel::COMPOUND_PRT) == Some(at + 1);
    at..at + 1 + usize::from(is_next)
}

fn add_nouns(scene: &Scene<'_, '_>, statuses: &[Status], predicates: &mut Vec<Predicate>) {
    let sentence = scene.sentence;
    let carried = noun::carried(scene);
    for at in 0..sentence.len() {
        if sentence.word(at).upos != Upos::NOUN || sentence.name(at).is_some_and(|name| name.len() > 1) {
            continue;
        }
        let places = noun::places(scene, at, carried[at]);
        if places.is_empty() {
            continue;
        }
        let status = status::of_noun(scene, statuses, at, carried[at].map(|carried| carried.verb));
        let lemma = sentence.lemma(at).to_owned();
        let verb = sentence.lists.nouns.get(&lemma).and_then(|row| row.verb.clone());
        let made = Made { kind: Kind::Noun, head: at, trigger: at..at + 1, lemma, passive: false };
        predicates.push(Predicate { verb, ..made.predicate(scene, &places, status) });
    }
}

fn named(scene: &Scene<'_, '_>, statuses: &[Status], called: &Called) -> Predicate {
    let sentence = scene.sentence;
    let noun = called.noun;
    let is_part = |child: &usize| {
        matches!(sentence.deprel(*child).base(), "amod" | "compound")
            && sentence.name(*child).is_none()
            && *child < noun
    };
    let start = sentence.tree.children(noun).filter(is_part).min().unwrap_or(noun);
    let is_former = |child: usize| child < noun && matches!(sentence.lower(child), "former" | "ex" | "late" | "then");
    let former = sentence.tree.children(noun).any(is_former);
    let lemma = sentence.lemma(noun).to_owned();
    let made = Made { kind: Kind::Name, head: noun, trigger: start..noun + 1, lemma, passive: false };
    let status = statuses[called.clause].clone();
    Predicate { former, ..made.predicate(scene, &called::places(scene, called), status) }
}

/// A participle that the parser read as a verb is replaced.
fn add_hyphenated(scene: &Scene<'_, '_>, predicates: &mut Vec<Predicate>) {
    for found in hyphenated(scene.sentence) {
        let at = found.participle;
        predicates.retain(|known| known.head != at || known.kind == Kind::Noun);
        // "A Peruvian-led attack on Chile": who leads an act does it.
        let leader = found.places.iter().find(|(role, _)| found.lemma == "lead" && *role == Role::Subject);
        let act = found.places.iter().find(|(role, _)| *role == Role::Object).map(|(_, act)| act.at);
        let is_act =
            |known: &&mut Predicate| known.kind == Kind::Noun && Some(known.head) == act && known.verb.is_some();
        if let (Some(leader), Some(noun)) = (leader, predicates.iter_mut().find(is_act))
            && !noun.arguments.iter().any(|argument| argument.role == Role::Subject)
        {
            noun.arguments.extend(scene.arguments(std::slice::from_ref(leader)));
        }
        let made = Made { kind: Kind::Verb, head: at, trigger: at - 2..at + 1, lemma: found.lemma, passive: true };
        predicates.push(made.predicate(scene, &found.places, Status::default()));
    }
}

/// A predicate without its places and status.
struct Made {
    kind: Kind,
    head: usize,
    trigger: Range<usize>,
    lemma: String,
    passive: bool,
}

impl Made {
    fn predicate(self, scene: &Scene<'_, '_>, places: &[Place], status: Status) -> Predicate {
        Predicate {
            kind: self.kind,
            head: self.head,
            trigger: self.trigger,
            lemma: self.lemma,
            verb: None,
            passive: self.passive,
            tense: status.tense,
            former: false,
            negated: status.negated,
            modality: status.modality,
            operators: status.operators,
            arguments: scene.arguments(places),
        }
    }
}

/// Turns the tokens in [`Role::Content`] into indices of predicates; a clause without one is left out.
fn link_contents(predicates: &mut [Predicate], length: usize) {
    let mut by_head = vec![None; length];
    for (index, predicate) in predicates.iter().enumerate().rev() {
        if predicate.kind != Kind::Noun {
            by_head[predicate.head] = Some(index);
        }
    }
    for predicate in predicates {
        predicate.arguments.retain_mut(|argument| match &mut argument.role {
            Role::Content(content) => match by_head[*content] {
                Some(index) => {
                    *content = index;
                    true
                }
                None => false,
            },
            _ => true,
        });
    }
}
