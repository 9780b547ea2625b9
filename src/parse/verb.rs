//! Features of verbs: the tag tells form and tense, the subject person and number, the auxiliaries voice and mood.

use crate::parse::features::{Mood, Number, PronType, Tense, VerbForm, Voice};
use crate::parse::tree::Tree;
use crate::parse::{Deprel, Features, Upos, Xpos};

/// Returns the features of a verb or auxiliary. `known` holds those of the words that are no verbs.
pub(crate) fn features(at: usize, forms: &[&str], tree: &Tree<'_>, known: &[Features]) -> Features {
    let word = tree.words[at];
    let form = |verb_form: VerbForm, tense: Option<Tense>| Features {
        verb_form: Some(verb_form),
        tense,
        ..Features::default()
    };
    match word.xpos {
        Xpos::MD => form(VerbForm::Fin, None),
        Xpos::VB => infinitive(at, forms, tree, known),
        Xpos::VBN => {
            let passive = word.upos == Upos::VERB && is_passive(at, tree);
            Features { voice: passive.then_some(Voice::Pass), ..form(VerbForm::Part, Some(Tense::Past)) }
        }
        Xpos::VBG if is_gerund(at, tree) => form(VerbForm::Ger, None),
        Xpos::VBG => form(VerbForm::Part, Some(Tense::Pres)),
        // In names: "the United Nations", "the Flying Club".
        Xpos::NNP if forms[at].ends_with("ed") => form(VerbForm::Part, Some(Tense::Past)),
        Xpos::NNP if forms[at].ends_with("ing") => form(VerbForm::Ger, None),
        Xpos::VBD | Xpos::VBP | Xpos::VBZ => finite(at, forms, tree, known),
        _ => Features::default(),
    }
}

/// The word that carries the clause of a verb: an auxiliary's head, else the verb itself.
fn base(at: usize, tree: &Tree<'_>) -> usize {
    let is_auxiliary = matches!(tree.words[at].deprel.base(), "aux" | "cop");
    tree.head(at).filter(|_| is_auxiliary).unwrap_or(at)
}

fn finite(at: usize, forms: &[&str], tree: &Tree<'_>, known: &[Features]) -> Features {
    let word = tree.words[at];
    let subject = subject(base(at, tree), tree);
    let (mut person, mut number) = subject.map_or((3, Number::Sing), |subject| agreement(subject, tree, known));
    let tense = if word.xpos == Xpos::VBD { Tense::Past } else { Tense::Pres };
    let is = |other: &str| forms[at].eq_ignore_ascii_case(other);
    let mut mood = Mood::Ind;
    match word.xpos {
        Xpos::VBZ => (person, number) = (3, Number::Sing),
        Xpos::VBP if subject.is_none() || is("am") => (person, number) = (1, Number::Sing),
        Xpos::VBP if person == 3 => number = Number::Plur,
        Xpos::VBD if is("was") => number = Number::Sing,
        Xpos::VBD if is("were") && subject.is_none() => number = Number::Plur,
        Xpos::VBD if is("were") && person != 2 => {
            // "If he were": the form does not fit a pronoun; of other subjects the form knows best.
            let fits = number == Number::Plur || subject.is_none_or(|s| tree.words[s].xpos != Xpos::PRP);
            number = if fits { Number::Plur } else { number };
            mood = if fits { Mood::Ind } else { Mood::Sub };
        }
        _ => {}
    }
    Features {
        mood: Some(mood),
        number: Some(number),
        person: Some(person),
        tense: Some(tense),
        verb_form: Some(VerbForm::Fin),
        ..Features::default()
    }
}

/// The subject of a clause, or that of the clause it is joined to.
fn subject(clause: usize, tree: &Tree<'_>) -> Option<usize> {
    let mut at = clause;
    for _ in 0..tree.words.len() {
        let of = |base: &str| tree.children(at).find(|child| tree.words[*child].deprel.base() == base);
        if let Some(subject) = of("nsubj").or_else(|| of("csubj")).or_else(|| of("expl")) {
            return Some(subject);
        }
        match tree.words[at].deprel {
            Deprel::CONJ => at = tree.head(at)?,
            Deprel::ACL_RELCL => return tree.head(at),
            _ => return None,
        }
    }
    None
}

/// Person and number of a subject.
fn agreement(subject: usize, tree: &Tree<'_>, known: &[Features]) -> (u8, Number) {
    let mut at = subject;
    for _ in 0..tree.words.len() {
        let is_joined = tree.children(at).any(|child| {
            tree.words[child].deprel == Deprel::CONJ
                && tree.children(child).any(|c| tree.words[c].deprel == Deprel::CC && known[c].polarity.is_none())
        });
        let (word, features) = (tree.words[at], known[at]);
        if is_joined && word.deprel.base() != "csubj" {
            return (3, Number::Plur);
        }
        if features.pron_type == Some(PronType::Rel) || (word.xpos == Xpos::WDT && word.upos == Upos::PRON) {
            // "men who had": the clause describes what it agrees with.
            let clause = tree.path_up(at).find(|above| tree.words[*above].deprel == Deprel::ACL_RELCL);
            if let Some(antecedent) = clause.and_then(|clause| tree.head(clause)).filter(|a| *a != at) {
                at = antecedent;
                continue;
            }
        }
        let counts = word.upos == Upos::NUM && at_least_two(word.xpos, features);
        let number = match features.number {
            Some(Number::Plur | Number::Ptan) => Number::Plur,
            _ if counts => Number::Plur,
            _ => Number::Sing,
        };
        return (features.person.unwrap_or(3), number);
    }
    (3, Number::Sing)
}

fn at_least_two(xpos: Xpos, features: Features) -> bool {
    xpos == Xpos::CD && features.number.is_none()
}

fn is_passive(at: usize, tree: &Tree<'_>) -> bool {
    let mut at = at;
    for _ in 0..tree.words.len() {
        let has = |wanted: fn(Deprel) -> bool| tree.children(at).any(|child| wanted(tree.words[child].deprel));
        if has(|deprel| matches!(deprel, Deprel::AUX_PASS | Deprel::NSUBJ_PASS | Deprel::CSUBJ_PASS)) {
            return true;
        }
        if has(|deprel| deprel == Deprel::AUX) {
            return false;
        }
        // "has met and asked": as the first of them.
        match tree.head(at) {
            Some(head) if tree.words[at].deprel == Deprel::CONJ && tree.words[head].xpos == Xpos::VBN => at = head,
            _ => return true,
        }
    }
    true
}

fn is_gerund(at: usize, tree: &Tree<'_>) -> bool {
    let word = tree.words[at];
    let has_auxiliary = tree.children(at).any(|child| tree.words[child].deprel.base() == "aux");
    if word.upos != Upos::VERB || has_auxiliary {
        return false;
    }
    match word.deprel.base() {
        "acl" => word.deprel != Deprel::ACL_RELCL,
        "amod" | "xcomp" | "csubj" | "ccomp" | "obj" | "nsubj" | "obl" | "nmod" | "compound" | "appos" => true,
        "conj" => tree.head(at).is_some_and(|head| tree.words[head].xpos == Xpos::VBG && is_gerund(head, tree)),
        _ => false,
    }
}

fn infinitive(at: usize, forms: &[&str], tree: &Tree<'_>, known: &[Features]) -> Features {
    let clause = base(at, tree);
    let form = |verb_form: VerbForm| Features { verb_form: Some(verb_form), ..Features::default() };
    let has_to = tree.children(clause).any(|child| tree.words[child].xpos == Xpos::TO);
    let is_do = tree.words[at].deprel == Deprel::AUX && forms[at].eq_ignore_ascii_case("do");
    let has_other = tree.children(clause).any(|child| {
        let word = tree.words[child];
        word.deprel.base() == "aux" && child != at && word.xpos != Xpos::VB
    });
    if has_to || has_other || (tree.words[at].deprel == Deprel::AUX && !is_do) {
        return form(VerbForm::Inf);
    }
    let subject = tree.children(clause).find(|child| tree.words[*child].deprel.base() == "nsubj");
    match (tree.words[clause].deprel.base(), subject) {
        ("ccomp" | "advcl", Some(subject)) => {
            // "that he go".
            let (person, number) = agreement(subject, tree, known);
            let agreeing = Features { person: Some(person), number: Some(number), ..form(VerbForm::Fin) };
            Features { mood: Some(Mood::Sub), tense: Some(Tense::Pres), ..agreeing }
        }
        _ if is_imperative(clause, tree) => Features { mood: Some(Mood::Imp), ..form(VerbForm::Fin) },
        _ => form(VerbForm::Inf),
    }
}

/// Whether a clause with a bare verb gives an order, by where it stands.
fn is_imperative(clause: usize, tree: &Tree<'_>) -> bool {
    let mut at = clause;
    for _ in 0..tree.words.len() {
        let is_bare = at == clause || {
            let verb = |child: usize| matches!(tree.words[child].deprel.base(), "aux" | "cop" | "mark" | "nsubj");
            tree.words[at].xpos == Xpos::VB
                && !tree.children(at).any(|child| verb(child) && tree.words[child].xpos != Xpos::VB)
        };
        match tree.words[at].deprel.base() {
            "root" | "parataxis" | "appos" => return is_bare,
            "ccomp" => return is_bare && !tree.children(at).any(|c| tree.words[c].deprel == Deprel::MARK),
            "conj" if is_bare => match tree.head(at) {
                Some(head) => at = head,
                None => return false,
            },
            _ => return false,
        }
    }
    false
}
