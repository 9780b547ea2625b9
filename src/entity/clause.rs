//! Places in clauses: what role a noun has, in whose clause it stands, and which nouns a pronoun cannot mean because of that.

use std::ops::Range;

use crate::entity::trees::Trees;
use crate::parse::{Deprel, Upos, Xpos};

/// Steps from a verb to the clause that has its subject at most.
const MAX_STEPS: usize = 6;

/// What a noun or pronoun is in its clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    Subject,
    Object,
    Possessor,
    /// Behind a preposition.
    Oblique,
    /// Fragments and all else.
    Other,
}

/// Relations inside a noun phrase.
fn is_nominal(relation: Deprel) -> bool {
    let nominal = [
        Deprel::NMOD,
        Deprel::NMOD_POSS,
        Deprel::NMOD_DESC,
        Deprel::NMOD_UNMARKED,
        Deprel::APPOS,
        Deprel::COMPOUND,
        Deprel::FLAT,
        Deprel::AMOD,
        Deprel::DET,
        Deprel::NUMMOD,
        Deprel::CASE,
    ];
    nominal.contains(&relation)
}

/// The noun that a member of a list or an apposition shares its place with.
fn leading(trees: &Trees<'_>, mut at: usize) -> usize {
    for _ in 0..MAX_STEPS {
        let shares = [Deprel::CONJ, Deprel::APPOS, Deprel::FLAT].contains(&trees.deprel(at));
        match trees.head(at).filter(|head| shares && trees.upos(*head) != Upos::VERB) {
            Some(head) => at = head,
            None => break,
        }
    }
    at
}

/// Returns the role of a noun or pronoun.
pub(super) fn role(trees: &Trees<'_>, at: usize) -> Role {
    match trees.deprel(leading(trees, at)).base() {
        "nsubj" | "csubj" => Role::Subject,
        "obj" | "iobj" => Role::Object,
        "nmod" if trees.deprel(leading(trees, at)) == Deprel::NMOD_POSS => Role::Possessor,
        "obl" | "nmod" => Role::Oblique,
        _ => Role::Other,
    }
}

/// Returns the verb, or the noun or adjective of "is", whose clause a token stands in; itself for a clause of its own.
pub(super) fn clause(trees: &Trees<'_>, mut at: usize) -> usize {
    for _ in 0..MAX_STEPS {
        let Some(head) = trees.head(at) else { return at };
        let relation = trees.deprel(at);
        let in_list = relation == Deprel::CONJ && trees.upos(at) != Upos::VERB && trees.upos(head) != Upos::VERB;
        if is_nominal(relation) || in_list {
            at = head;
            continue;
        }
        return if is_argument(relation) { head } else { at };
    }
    at
}

fn is_argument(relation: Deprel) -> bool {
    matches!(relation.base(), "nsubj" | "csubj" | "obj" | "iobj" | "obl" | "vocative" | "expl" | "dislocated")
}

/// Returns the subject of a verb, its own or the one it shares with a clause above.
pub(super) fn subject_of(trees: &Trees<'_>, mut verb: usize) -> Option<usize> {
    for _ in 0..MAX_STEPS {
        let own = trees.children(verb).find(|child| trees.deprel(*child).base() == "nsubj");
        if let Some(subject) = own {
            let relative =
                matches!(trees.xpos(subject), Xpos::WP | Xpos::WDT) && trees.deprel(verb) == Deprel::ACL_RELCL;
            return if relative { trees.head(verb) } else { Some(subject) };
        }
        let head = trees.head(verb)?;
        match trees.deprel(verb).base() {
            "conj" | "xcomp" | "advcl" | "parataxis" => verb = head,
            "acl" => return Some(head),
            _ => return None,
        }
    }
    None
}

/// Returns the verbs of the clauses above a clause, nearest first.
pub(super) fn clauses_above<'t>(trees: &'t Trees<'_>, verb: usize) -> impl Iterator<Item = usize> + 't {
    trees.above(verb).filter(move |above| is_predicate(trees, *above))
}

/// A verb, or what "is" says of something.
pub(super) fn is_predicate(trees: &Trees<'_>, at: usize) -> bool {
    matches!(trees.upos(at), Upos::VERB | Upos::AUX) || trees.children_as(at, Deprel::COP).next().is_some()
}

/// Returns the clause that a clause is said in, or goes with, and whether it is its content: none if it belongs to a noun.
pub(super) fn clause_over(trees: &Trees<'_>, verb: usize) -> Option<(usize, bool)> {
    let head = trees.head(verb).filter(|head| is_predicate(trees, *head))?;
    match trees.deprel(verb).base() {
        "ccomp" | "xcomp" => Some((head, true)),
        "advcl" | "conj" | "parataxis" => Some((head, false)),
        _ => None,
    }
}

/// Says whether a token stands below another.
pub(super) fn is_below(trees: &Trees<'_>, at: usize, above: usize) -> bool {
    trees.above(at).any(|token| token == above)
}

/// Says whether grammar forbids that a pronoun means what a name in its sentence does: "Roe saw her", "his friend Roe", "he said that
/// Roe".
pub(super) fn forbids(trees: &Trees<'_>, pronoun: usize, name: &Range<usize>) -> bool {
    let top = trees.top(name);
    match trees.xpos(pronoun) {
        Xpos::PRP_POSS => forbids_possessor(trees, pronoun, top),
        _ => forbids_argument(trees, pronoun, name, top),
    }
}

/// "His friend Roe", "Roe, his friend", "Roe is his friend".
fn forbids_possessor(trees: &Trees<'_>, pronoun: usize, name: usize) -> bool {
    let Some(noun) = trees.head(pronoun) else { return false };
    if noun == name || is_below(trees, name, noun) {
        return true;
    }
    // Roles that a verb gives its subject: "Roe became his assistant" is read as an object of "became".
    let names_the_same =
        [Deprel::APPOS, Deprel::FLAT, Deprel::NMOD_DESC, Deprel::COMPOUND].contains(&trees.deprel(noun));
    names_the_same && trees.head(noun) == Some(name)
}

/// "Roe saw her", "she and Roe", "he said that Roe".
fn forbids_argument(trees: &Trees<'_>, pronoun: usize, name: &Range<usize>, top: usize) -> bool {
    let verb = clause(trees, pronoun);
    let first = leading(trees, top);
    if in_one_list(trees, pronoun, top) {
        return true;
    }
    // Two arguments of one verb; what stands inside another noun phrase ("Roe's mother saw her") is none.
    let is_argument_of_it = trees.head(first) == Some(verb) && is_argument(trees.deprel(first));
    if is_argument_of_it && verb != pronoun {
        return true;
    }
    if role(trees, pronoun) == Role::Subject {
        return top > pronoun && is_below(trees, top, verb);
    }
    doer_of(trees, verb).is_some_and(|subject| name.contains(&subject) || leading(trees, top) == subject)
}

/// Who does what a verb says, where grammar leaves no doubt: "Roe asked Doe to help him", "Roe won, making her famous" tell nothing.
pub(super) fn doer_of(trees: &Trees<'_>, mut verb: usize) -> Option<usize> {
    for _ in 0..MAX_STEPS {
        if trees.children(verb).any(|child| trees.deprel(child).base() == "nsubj") {
            return subject_of(trees, verb);
        }
        let head = trees.head(verb)?;
        let object = || trees.children(head).find(|child| matches!(trees.deprel(*child), Deprel::OBJ | Deprel::IOBJ));
        match trees.deprel(verb) {
            Deprel::XCOMP if object().is_some() => return object(),
            Deprel::XCOMP | Deprel::CONJ => verb = head,
            Deprel::ACL => return Some(head),
            _ => return None,
        }
    }
    None
}

fn in_one_list(trees: &Trees<'_>, one: usize, other: usize) -> bool {
    let is_member = |at: usize| trees.deprel(at) == Deprel::CONJ;
    (is_member(one) || is_member(other)) && leading(trees, one) == leading(trees, other)
}

/// Says whether a name behind a pronoun of its sentence can be meant: "When he arrived, Roe spoke", "In his speech, Roe".
pub(super) fn allows_ahead(trees: &Trees<'_>, pronoun: usize, name: &Range<usize>) -> bool {
    let top = trees.top(name);
    let (inner, outer) = (clause(trees, pronoun), clause(trees, top));
    let owner = trees.head(top).filter(|_| trees.deprel(top) == Deprel::NMOD_POSS);
    if role(trees, owner.unwrap_or(top)) != Role::Subject {
        return false;
    }
    if inner == outer {
        let noun = trees.head(pronoun).filter(|_| trees.xpos(pronoun) == Xpos::PRP_POSS);
        return noun.is_some_and(|noun| noun < top && matches!(role(trees, noun), Role::Oblique | Role::Other));
    }
    inner < top && is_below(trees, inner, outer)
}
