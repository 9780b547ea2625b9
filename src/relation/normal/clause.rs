//! Clauses: what carries each, its voice, and who stands in its subject's place on the surface.
//!
//! Heads come before their dependents, so that what a clause borrows from the one above it is already known: no recursion.

use crate::parse::{Deprel, Upos, Xpos};
use crate::relation::normal::relative::{self, Relatives};
use crate::relation::normal::sentence::{Found, Sentence};
use crate::relation::normal::sharing;
use crate::relation::normal::words::{Effect, Take};
use crate::relation::normal::{How, Operation, Role};

/// What carries a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Carrier {
    Verb,
    Adjective,
    /// "is a member of".
    Nominal,
    /// "is in Mali".
    Place,
}

/// A clause, as far as more than its own words decide.
#[derive(Debug, Clone)]
pub(super) struct Clause {
    pub(super) carrier: Carrier,
    pub(super) passive: bool,
    /// As written: of a passive, who undergoes it.
    pub(super) subject: Option<Found>,
    /// "said Keller": the subject was read as the object.
    pub(super) inverted: Option<Found>,
    /// Places that another clause's words fill: the object of "the bridge that they bombed".
    pub(super) borrowed: Vec<(Role, Found)>,
}

/// The clauses of a sentence by their heads.
pub(super) type Clauses = Vec<Option<Clause>>;

/// Finds all clauses.
pub(super) fn clauses(sentence: &Sentence<'_>, relatives: &Relatives) -> Clauses {
    let mut clauses: Clauses = vec![None; sentence.len()];
    let mut gaps: Vec<Option<Found>> = vec![None; sentence.len()];
    for &at in &sentence.order {
        let Some(carrier) = carrier(sentence, &clauses, at) else { continue };
        let passive = carrier == Carrier::Verb && is_passive(sentence, &clauses, at);
        let inverted = inverted_subject(sentence, at);
        let own = own_subject(sentence, at).or(inverted).map(|subject| relatives.resolve(subject));
        let mut clause = Clause { carrier, passive, subject: own, inverted, borrowed: Vec::new() };
        if clause.subject.is_none() {
            clause.subject = sharing::subject(sentence, &clauses, relatives, at, passive);
        }
        if let Some(gap) = relatives.gap(sentence, at).or(gaps[at]) {
            relative::fill(sentence, &mut clause, at, gap, &mut gaps);
        }
        sharing::objects(sentence, &mut clauses, &mut clause, at);
        clauses[at] = Some(clause);
    }
    clauses
}

fn carrier(sentence: &Sentence<'_>, clauses: &Clauses, at: usize) -> Option<Carrier> {
    let (word, deprel) = (sentence.word(at), sentence.deprel(at));
    let is_function = matches!(
        deprel.base(),
        "case"
            | "mark"
            | "cc"
            | "fixed"
            | "aux"
            | "cop"
            | "discourse"
            | "punct"
            | "det"
            | "flat"
            | "goeswith"
            | "compound"
    );
    if is_function {
        return None;
    }
    if sentence.tree.children(at).any(|child| is_copula(sentence, child)) {
        return match word.upos {
            Upos::ADJ => Some(Carrier::Adjective),
            Upos::VERB => Some(Carrier::Verb),
            // "is about to leave"
            Upos::ADV if sentence.child(at, Deprel::XCOMP).is_some() => Some(Carrier::Adjective),
            _ if sentence.preposition(at).is_some() => Some(Carrier::Place),
            Upos::NOUN | Upos::PROPN | Upos::PRON | Upos::NUM => Some(Carrier::Nominal),
            _ => None,
        };
    }
    let is_named = sentence.name(at).is_some();
    let above = sentence.tree.head(at).and_then(|head| clauses[head].as_ref()).map(|clause| clause.carrier);
    match word.upos {
        Upos::VERB if !is_named => Some(Carrier::Verb),
        Upos::AUX if !is_named && sentence.child_of(at, "obj").or(sentence.child_of(at, "obl")).is_some() => {
            Some(Carrier::Verb)
        }
        Upos::ADJ if is_adjective_clause(sentence, at, above) => Some(Carrier::Adjective),
        Upos::NOUN | Upos::PROPN | Upos::ADJ if deprel == Deprel::CONJ && above == Some(Carrier::Nominal) => {
            (word.upos != Upos::ADJ).then_some(Carrier::Nominal).or(Some(Carrier::Adjective))
        }
        Upos::NOUN if deprel == Deprel::XCOMP => {
            let verb = sentence.tree.head(at)?;
            sharing::governor(sentence, verb, &[Take::Name]).map(|_| Carrier::Nominal)
        }
        _ => None,
    }
}

/// A copula; not a name that was read as one ("IS").
fn is_copula(sentence: &Sentence<'_>, at: usize) -> bool {
    sentence.deprel(at) == Deprel::COP && sentence.name(at).is_none()
}

fn is_adjective_clause(sentence: &Sentence<'_>, at: usize, above: Option<Carrier>) -> bool {
    let has = |base: &str| sentence.child_of(at, base).is_some();
    match sentence.deprel(at).base() {
        "xcomp" | "advcl" | "acl" => true,
        "conj" => above == Some(Carrier::Adjective) || has("nsubj"),
        "amod" => sentence.tree.head(at).is_some_and(|head| head < at) && (has("obl") || has("nmod") || has("xcomp")),
        _ => has("nsubj"),
    }
}

fn is_passive(sentence: &Sentence<'_>, clauses: &Clauses, at: usize) -> bool {
    let (word, deprel) = (sentence.word(at), sentence.deprel(at));
    let is_sign = |child: usize| {
        let sign = matches!(
            sentence.deprel(child),
            Deprel::AUX_PASS | Deprel::NSUBJ_PASS | Deprel::CSUBJ_PASS | Deprel::OBL_AGENT
        );
        sign && (sentence.deprel(child) != Deprel::AUX_PASS || sentence.name(child).is_none())
    };
    if matches!(word.xpos, Xpos::VB | Xpos::VBG | Xpos::VBZ | Xpos::VBP) {
        return false;
    }
    if sentence.tree.children(at).any(is_sign) {
        return true;
    }
    let has_auxiliary = sentence.tree.children(at).any(|child| sentence.deprel(child) == Deprel::AUX);
    if word.xpos != Xpos::VBN || has_auxiliary || sentence.lists.is("unaccusative", sentence.lemma(at)) {
        return false;
    }
    match deprel.base() {
        "conj" => {
            let head = sentence.tree.head(at);
            head.is_some_and(|head| {
                let above = clauses[head].as_ref();
                sentence.word(head).xpos == Xpos::VBN && above.is_none_or(|above| above.passive)
            })
        }
        "acl" | "amod" | "advcl" => true,
        _ => sentence.child(at, Deprel::OBJ).is_none(),
    }
}

fn own_subject(sentence: &Sentence<'_>, at: usize) -> Option<Found> {
    let found = |child: usize| Found::new(child, How::Direct);
    let of = |wanted: fn(Deprel) -> bool| sentence.tree.children(at).find(|child| wanted(sentence.deprel(*child)));
    of(|deprel| matches!(deprel, Deprel::NSUBJ | Deprel::NSUBJ_PASS))
        .or_else(|| of(|deprel| deprel == Deprel::NSUBJ_OUTER))
        .or_else(|| of(|deprel| deprel.base() == "csubj"))
        // "IS", read as an auxiliary.
        .or_else(|| {
            let helpers = sentence.tree.children(at).take_while(|child| *child < at);
            let mut named = helpers.filter(|child| matches!(sentence.deprel(*child).base(), "aux" | "cop"));
            named.find(|child| sentence.name(*child).is_some())
        })
        .map(found)
}

/// "..., said Maria Keller": the parser takes her for the object.
fn inverted_subject(sentence: &Sentence<'_>, at: usize) -> Option<Found> {
    if !is_say(sentence, at) || own_subject(sentence, at).is_some() {
        return None;
    }
    let object = sentence.child(at, Deprel::OBJ).filter(|object| *object > at)?;
    let is_behind_quote = sentence.deprel(at) == Deprel::PARATAXIS
        || sentence.tree.children(at).any(|child| {
            child < at && matches!(sentence.deprel(child), Deprel::CCOMP | Deprel::PARATAXIS | Deprel::PUNCT)
        });
    let is_near = sentence.extent_start(object) == at + 1;
    (is_behind_quote && is_near && sentence.is_nominal(object)).then(|| Found::new(object, How::Direct))
}

/// Whether a verb takes what somebody says.
pub(super) fn is_say(sentence: &Sentence<'_>, at: usize) -> bool {
    let rows = sentence.lists.verbs.get(sentence.lemma(at));
    let says = |effect: Effect| effect == Effect::Operation(Operation::Say);
    sentence.word(at).upos == Upos::VERB
        && rows.is_some_and(|rows| rows.iter().any(|row| says(row.effect) && row.takes.contains(&Take::That)))
}
