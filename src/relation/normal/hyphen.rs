//! "Nigerian-led force", "UN-backed government", "Lima-based bank": a verb in the passive, written with a hyphen. Read from tokens, since
//! the parser has seen few of them.

use crate::parse::{Upos, Xpos};
use crate::relation::normal::place::Place;
use crate::relation::normal::sentence::{Found, Sentence};
use crate::relation::normal::{How, Role};

/// A participle behind a name and a hyphen.
pub(super) struct Hyphenated {
    pub(super) participle: usize,
    pub(super) lemma: String,
    pub(super) places: Vec<Place>,
}

/// Finds them all.
pub(super) fn hyphenated(sentence: &Sentence<'_>) -> Vec<Hyphenated> {
    (2..sentence.len()).filter_map(|at| read(sentence, at)).collect()
}

fn read(sentence: &Sentence<'_>, at: usize) -> Option<Hyphenated> {
    let is_hyphen = matches!(sentence.lower(at - 1), "-" | "‐" | "–");
    let word = sentence.word(at);
    let is_participle = word.xpos == Xpos::VBN || word.xpos == Xpos::VBD || matches!(word.upos, Upos::ADJ | Upos::VERB);
    if !is_hyphen || !is_participle || !sentence.is_name_before_noun(at - 2) {
        return None;
    }
    let lemma = sentence.view.participle(at).into_owned();
    if lemma == sentence.lower(at) && word.xpos != Xpos::VBN {
        return None; // No participle: "Lima-wide".
    }
    let noun = described(sentence, at)?;
    let (by, noun) = (Found::new(at - 2, How::Direct), Found::new(noun, How::Direct));
    let places = match sentence.lists.hyphenated.get(&lemma) {
        Some(preposition) => vec![(Role::Object, noun), (Role::Phrase(preposition.clone()), by)],
        None => vec![(Role::Subject, by), (Role::Object, noun)],
    };
    Some(Hyphenated { participle: at, lemma, places })
}

/// The noun behind: the head that the participle describes, else the last noun of the run that follows.
fn described(sentence: &Sentence<'_>, at: usize) -> Option<usize> {
    let head = sentence.tree.head(at).filter(|head| *head > at && sentence.is_nominal(*head));
    let is_inside = |at: &usize| matches!(sentence.word(*at).upos, Upos::ADJ | Upos::NOUN | Upos::PROPN);
    head.or_else(|| {
        let run = (at + 1..sentence.len()).take_while(is_inside);
        run.filter(|at| sentence.word(*at).upos != Upos::ADJ).last()
    })
}
