//! What the parser often gets wrong, put right where the words around leave no doubt. Each mend is argued from English and changes next
//! to nothing on the trees of a treebank.
//!
//! | read as | is |
//! | --- | --- |
//! | "countries [that were] recognised Kosovo" | a past tense: a participle takes no object |
//! | "the sanctions that they imposed failed", all one clause | the last verb is the main one |
//! | "Norway, Keller said, attacked": two subjects of "said" | the first belongs to what is said |
//! | "the bridge that they said Togo bombed": object of "said" | object of "bombed" |
//! | "gave Mali money": a sort of money | a recipient |
//! | "elected Keller president": one name | whom, and what |
//! | "to free two pilots": an adjective; "stop bombing Peru": a noun | a verb |
//! | "talks between them failed": a verb | a noun |
//! | "soldiers arrested last week were freed": subject of "arrested" | of "freed" |
//! | "helped Peru win": subject of "win" | object of "helped" too |
//! | "called Maria Keller on Friday": what somebody is called | whom |
//! | "lend up to $5 million": to lend up | as much |
//! | "met on Friday with Peru": a Friday with Peru | with whom they met |
//! | "forced planes to land": what sort of planes | what they were forced to |
//! | "killed at least six": a phrase with "at" | an object |
//! | "said Monday it had won": Monday won | a day |
//! | "met with vice president Keller": with a vice | with Keller |
//! | "a report called for talks", "the UN imposed sanctions", without a verb | a past tense |
//! | "solidarity with and support for Peru": with support | with Peru |

use crate::parse::tree::Tree;
use crate::parse::{Deprel, Upos, Word, Xpos};
use crate::relation::normal::Operation;
use crate::relation::normal::view::View;
use crate::relation::normal::words::{Controller, Effect, Governor, Take, Words};

/// Returns the words of a sentence with better heads.
pub(super) fn mend(view: &View<'_>, lists: &Words) -> Vec<Word> {
    let mut words = view.words.to_vec();
    let steps = [
        prepositions,
        amounts,
        parts_of_speech,
        past_tenses,
        only_verbs,
        main_verbs,
        subjects_of_participles,
        speakers,
        relatives,
        raised,
        second_objects,
        called_names,
        infinitives,
        times,
    ];
    for step in steps {
        let changes = step(&Scene { view, lists, tree: Tree::new(&words) });
        for (at, word) in changes {
            words[at] = word;
        }
    }
    words
}

struct Scene<'a> {
    view: &'a View<'a>,
    lists: &'a Words,
    tree: Tree<'a>,
}

/// Words that change.
type Changes = Vec<(usize, Word)>;

impl Scene<'_> {
    fn word(&self, at: usize) -> Word {
        self.tree.words[at]
    }

    fn child(&self, at: usize, deprel: Deprel) -> Option<usize> {
        self.tree.children(at).find(|child| self.word(*child).deprel == deprel)
    }

    fn has(&self, at: usize, base: &str) -> bool {
        self.tree.children(at).any(|child| self.word(child).deprel.base() == base)
    }

    fn attach(&self, at: usize, head: usize, deprel: Deprel) -> (usize, Word) {
        (at, Word { head: u32::try_from(head).ok(), deprel, ..self.word(at) })
    }

    fn is_nominal(&self, at: usize) -> bool {
        matches!(self.word(at).upos, Upos::NOUN | Upos::PROPN | Upos::PRON | Upos::NUM)
    }

    fn takes(&self, verb: usize, take: &Take) -> bool {
        let rows = self.lists.verbs.get(self.view.lemmas[verb].as_ref());
        rows.is_some_and(|rows| rows.iter().any(|row| row.takes.contains(take)))
    }

    fn is_name(&self, at: usize) -> bool {
        self.word(at).upos == Upos::PROPN || self.view.names.iter().any(|name| name.contains(&at))
    }
}

/// "to free two pilots", "stop bombing Peru": what has an object is a verb. "talks between them": what is a subject and has no places of
/// a clause is a noun.
fn parts_of_speech(scene: &Scene<'_>) -> Changes {
    let change = |at: usize| {
        let word = scene.word(at);
        let has_object = scene.child(at, Deprel::OBJ).is_some_and(|object| object > at);
        let has_to = scene.tree.children(at).any(|c| scene.word(c).xpos == Xpos::TO && c + 1 == at);
        let is_clause = ["nsubj", "obj", "mark", "aux", "cop", "ccomp", "xcomp"].iter().any(|base| scene.has(at, base));
        match (word.upos, word.deprel.base()) {
            (Upos::ADJ | Upos::NOUN, _) if has_object && has_to => {
                Some(Word { upos: Upos::VERB, xpos: Xpos::VB, ..word })
            }
            (Upos::NOUN, "xcomp" | "advcl" | "ccomp") if has_object && scene.view.lower[at].ends_with("ing") => {
                Some(Word { upos: Upos::VERB, xpos: Xpos::VBG, ..word })
            }
            (Upos::VERB, "nsubj" | "obj" | "obl") if word.xpos == Xpos::VBZ && !is_clause => {
                Some(Word { upos: Upos::NOUN, xpos: Xpos::NNS, ..word })
            }
            // "found him guilty"
            (Upos::NOUN, "xcomp")
                if scene.lists.adjectives.contains_key(scene.view.lemmas[at].as_ref()) && !is_clause =>
            {
                Some(Word { upos: Upos::ADJ, xpos: Xpos::JJ, ..word })
            }
            // "demanded that the government resign"
            (Upos::NOUN, "ccomp") if word.xpos == Xpos::NN && is_demanded(scene, at) => {
                Some(Word { upos: Upos::VERB, xpos: Xpos::VB, ..word })
            }
            _ => None,
        }
    };
    let mut changes: Changes = (0..scene.tree.words.len()).filter_map(|at| change(at).map(|word| (at, word))).collect();
    // "that Keller 's government resign": of two subjects, the first owns the second.
    let demanded: Vec<usize> = changes.iter().filter(|(_, word)| word.xpos == Xpos::VB).map(|(at, _)| *at).collect();
    for at in demanded {
        let subjects: Vec<usize> =
            scene.tree.children(at).filter(|c| scene.word(*c).deprel == Deprel::NSUBJ).take(3).collect();
        if let &[first, second] = &subjects[..]
            && scene.tree.children(first).any(|c| scene.word(c).xpos == Xpos::POS)
        {
            changes.push(scene.attach(first, second, Deprel::NMOD_POSS));
        }
    }
    changes
}

/// A noun with a subject and "that", and nothing that a noun has.
fn is_demanded(scene: &Scene<'_>, at: usize) -> bool {
    let asks = scene.tree.head(at).is_some_and(|verb| scene.takes(verb, &Take::That));
    let is_nominal = ["cop", "det", "case", "amod", "compound", "nummod"].iter().any(|base| scene.has(at, base));
    asks && scene.has(at, "nsubj") && scene.has(at, "mark") && !is_nominal
}

/// "Met with vice president Keller", "solidarity with and support for Peru": prepositions that hang on a word inside or behind.
fn prepositions(scene: &Scene<'_>) -> Changes {
    let mut changes = Vec::new();
    for at in 0..scene.tree.words.len() {
        let Some(head) = scene.tree.head(at) else { continue };
        let Some(case) = scene.child(at, Deprel::CASE).filter(|c| *c < at && scene.word(*c).xpos != Xpos::POS) else {
            continue;
        };
        let deprel = scene.word(at).deprel;
        let is_phrase =
            matches!(scene.word(head).deprel.base(), "obl" | "nmod") && scene.word(head).deprel != Deprel::NMOD_DESC;
        let is_title = matches!(deprel, Deprel::NMOD_DESC | Deprel::COMPOUND) && head > at && is_phrase;
        let is_first = scene.tree.children(head).all(|c| c >= at || scene.word(c).upos == Upos::PUNCT);
        if is_title && is_first && !scene.has(head, "case") {
            changes.push(scene.attach(case, head, Deprel::CASE));
        } else if deprel == Deprel::CONJ && case == head + 1 && scene.child(at, Deprel::CC) == Some(case + 1) {
            changes.push(scene.attach(case, head, Deprel::DEP));
        }
    }
    changes
}

/// "A report called for talks", "The UN imposed sanctions on Peru": in a sentence without any finite verb, a word that may be a past tense
/// and that no participle could be: one that asks for something, or stands between a name and the noun.
fn only_verbs(scene: &Scene<'_>) -> Changes {
    let length = scene.tree.words.len();
    let Some(root) = (0..length).find(|at| scene.tree.head(*at).is_none()) else { return Vec::new() };
    let above = |at: usize| scene.tree.head(at).is_some_and(|head| head == root);
    if !scene.is_nominal(root) || ["cop", "nsubj", "case"].iter().any(|base| scene.has(root, base)) {
        return Vec::new();
    }
    let may_be = |at: usize| {
        let word = scene.word(at);
        word.upos == Upos::VERB
            && matches!(word.xpos, Xpos::VBN | Xpos::VBD)
            && scene.view.may_be_past(at)
            && !scene.has(at, "aux")
    };
    let asks = |at: usize| {
        let rows = scene.lists.verbs.get(scene.view.lemmas[at].as_ref());
        let takes = |preposition: &str| {
            rows.is_some_and(|rows| {
                rows.iter().any(|row| {
                    row.effect == Effect::Operation(Operation::Ask)
                        && row.controller != Controller::Object
                        && row.takes.contains(&Take::Phrase(preposition.to_owned()))
                })
            })
        };
        scene.tree.children(at).filter(|c| scene.word(*c).deprel.base() == "obl").any(|phrase| {
            scene.child(phrase, Deprel::CASE).is_some_and(|case| case == at + 1 && takes(&scene.view.lower[case]))
        })
    };
    for at in (0..length).filter(|at| may_be(*at)) {
        let Some(head) = scene.tree.head(at) else { continue };
        if scene.word(at).deprel == Deprel::ACL && head < at && asks(at) {
            // "Keller, a lawyer, called for talks"
            let is_beside = scene.word(head).deprel == Deprel::APPOS && above(head) && scene.view.lower[at - 1] == ",";
            if head == root || is_beside {
                return crown(scene, at, root, Deprel::NSUBJ);
            }
        }
        let before: Vec<usize> = scene.tree.children(root).filter(|c| *c < at).collect();
        let acts = |s: usize| scene.is_name(s) || scene.lists.is_actor(scene.view.lemmas[s].as_ref());
        let subject = before.last().copied().filter(|s| *s + 1 == at && acts(*s));
        if scene.word(at).deprel == Deprel::AMOD
            && head == root
            && let Some(subject) = subject
        {
            let mut changes = crown(scene, at, root, Deprel::OBJ);
            changes[0].1.xpos = Xpos::VBD;
            let (subject, mut word) = scene.attach(subject, at, Deprel::NSUBJ);
            word.upos = if word.upos == Upos::ADJ { Upos::NOUN } else { word.upos };
            changes.push((subject, word));
            let others = before.iter().filter(|c| **c != subject);
            changes.extend(others.map(|c| scene.attach(*c, subject, scene.word(*c).deprel)));
            let end = scene.tree.children(root).filter(|c| *c > root && scene.word(*c).deprel == Deprel::PUNCT);
            changes.extend(end.map(|c| scene.attach(c, at, Deprel::PUNCT)));
            return changes;
        }
    }
    Vec::new()
}

/// A participle with an object and no auxiliary is a past tense, of the noun that it was hung on.
fn past_tenses(scene: &Scene<'_>) -> Changes {
    let mut changes = Vec::new();
    for at in 0..scene.tree.words.len() {
        let word = scene.word(at);
        // "seized and burned the town"
        let joined =
            scene.tree.children(at).filter(|c| *c > at && *c <= at + 2 && scene.word(*c).deprel == Deprel::CONJ);
        let object = joined.chain([at]).find_map(|verb| scene.child(verb, Deprel::OBJ)).filter(|object| *object > at);
        if word.xpos != Xpos::VBN || word.upos != Upos::VERB || object.is_none() || scene.has(at, "aux") {
            continue;
        }
        // "given money", "named president", "known as": these have objects as participles too.
        if scene.takes(at, &Take::Recipient) || scene.takes(at, &Take::Name) || !scene.view.may_be_past(at) {
            continue;
        }
        if let Some(subject) = scene.child(at, Deprel::NSUBJ_PASS) {
            changes.push(scene.attach(subject, at, Deprel::NSUBJ));
            changes.push((at, Word { xpos: Xpos::VBD, ..word }));
        } else if let Some(head) = scene.tree.head(at).filter(|_| word.deprel == Deprel::ACL) {
            let is_top = scene.word(head).deprel == Deprel::ROOT && scene.is_nominal(head) && head < at;
            if is_top && !scene.has(head, "cop") && !scene.has(head, "nsubj") {
                changes.extend(crown(scene, at, head, Deprel::NSUBJ));
            }
        }
    }
    changes
}

/// Makes a verb the root and the former root its subject.
fn crown(scene: &Scene<'_>, verb: usize, subject: usize, deprel: Deprel) -> Changes {
    let xpos =
        if scene.word(verb).xpos == Xpos::VBN && deprel == Deprel::NSUBJ { Xpos::VBD } else { scene.word(verb).xpos };
    let mut changes = vec![
        (verb, Word { head: None, deprel: Deprel::ROOT, xpos, ..scene.word(verb) }),
        scene.attach(subject, verb, deprel),
    ];
    // What hung on the former root behind the verb belongs to the verb.
    let moves = scene.tree.children(subject).filter(|child| {
        let is_of_clause = matches!(scene.word(*child).deprel.base(), "punct" | "parataxis" | "advcl");
        *child > verb && is_of_clause
    });
    changes.extend(moves.map(|child| scene.attach(child, verb, scene.word(child).deprel)));
    changes
}

/// "The sanctions that Norway imposed failed": under a root that is a noun, the verb at the end of its relative clause.
fn main_verbs(scene: &Scene<'_>) -> Changes {
    let length = scene.tree.words.len();
    let Some(root) = (0..length).find(|at| scene.tree.head(*at).is_none()) else { return Vec::new() };
    if !scene.is_nominal(root) || scene.has(root, "cop") || scene.has(root, "nsubj") || scene.has(root, "case") {
        return Vec::new();
    }
    let Some(relative) = scene.child(root, Deprel::ACL_RELCL).or_else(|| scene.child(root, Deprel::ACL)) else {
        return Vec::new();
    };
    let is_main = |at: &usize| {
        let word = scene.word(*at);
        let is_finite = matches!(word.xpos, Xpos::VBD | Xpos::VBZ | Xpos::VBP)
            || scene.tree.children(*at).any(|c| {
                scene.word(c).deprel.base() == "aux"
                    && matches!(scene.word(c).xpos, Xpos::VBD | Xpos::VBZ | Xpos::VBP | Xpos::MD)
            });
        *at > relative
            && word.upos == Upos::VERB
            && (is_finite || (word.xpos == Xpos::VBN && scene.view.may_be_past(*at)))
            && matches!(word.deprel.base(), "advcl" | "xcomp" | "ccomp" | "conj" | "parataxis")
            && !["nsubj", "mark", "cc", "expl"].iter().any(|base| scene.has(*at, base))
            && !scene.tree.children(*at).any(|c| c < *at && matches!(scene.word(c).deprel.base(), "punct" | "advmod"))
    };
    let Some(main) = scene.tree.children(relative).find(is_main) else { return Vec::new() };
    let is_passive = scene.child(main, Deprel::AUX_PASS).is_some();
    crown(scene, main, root, if is_passive { Deprel::NSUBJ_PASS } else { Deprel::NSUBJ })
}

/// "The soldiers arrested last week were freed": the subject of a participle is that of the verb behind it.
fn subjects_of_participles(scene: &Scene<'_>) -> Changes {
    let mut changes = Vec::new();
    for at in 0..scene.tree.words.len() {
        let word = scene.word(at);
        if word.xpos != Xpos::VBN || word.deprel != Deprel::ADVCL || scene.has(at, "aux") || scene.has(at, "mark") {
            continue;
        }
        let subject = scene.tree.children(at).find(|c| scene.word(*c).deprel.base() == "nsubj" && *c < at);
        let main = scene.tree.head(at).filter(|main| *main > at && !scene.has(*main, "nsubj"));
        let (Some(subject), Some(main)) = (subject, main) else { continue };
        let is_passive = scene.child(main, Deprel::AUX_PASS).is_some();
        changes.push(scene.attach(subject, main, if is_passive { Deprel::NSUBJ_PASS } else { Deprel::NSUBJ }));
        changes.push(scene.attach(at, subject, Deprel::ACL));
    }
    changes
}

/// "helped Peru win": a bare infinitive has no subject of its own.
fn raised(scene: &Scene<'_>) -> Changes {
    let mut changes = Vec::new();
    for at in 0..scene.tree.words.len() {
        let word = scene.word(at);
        let head = scene
            .tree
            .head(at)
            .filter(|head| *head < at && matches!(word.deprel, Deprel::CCOMP | Deprel::XCOMP) && word.xpos == Xpos::VB);
        let Some(head) = head.filter(|head| scene.takes(*head, &Take::To) && !scene.takes(*head, &Take::That)) else {
            continue;
        };
        let subject = scene.child(at, Deprel::NSUBJ).filter(|subject| *subject > head);
        let is_bare = !["mark", "aux", "cop"].iter().any(|base| scene.has(at, base)) && !scene.has(head, "obj");
        if let Some(subject) = subject.filter(|_| is_bare) {
            changes.push(scene.attach(subject, head, Deprel::OBJ));
            changes.push(scene.attach(at, head, Deprel::XCOMP));
        }
    }
    changes
}

/// "Norway, Keller said, attacked": of two subjects, the first is that of the clause without one.
fn speakers(scene: &Scene<'_>) -> Changes {
    let mut changes = Vec::new();
    for at in (0..scene.tree.words.len()).filter(|at| scene.takes(*at, &Take::That)) {
        let subjects: Vec<usize> =
            scene.tree.children(at).filter(|c| scene.word(*c).deprel.base() == "nsubj" && *c < at).take(3).collect();
        let content = scene.tree.children(at).find(|c| *c > at && scene.word(*c).deprel == Deprel::CCOMP);
        if let (&[first, _], Some(content)) = (&subjects[..], content)
            && !scene.has(content, "nsubj")
        {
            let is_passive = scene.child(content, Deprel::AUX_PASS).is_some();
            let deprel = if is_passive { Deprel::NSUBJ_PASS } else { Deprel::NSUBJ };
            changes.push(scene.attach(first, content, deprel));
        }
    }
    changes
}

/// "the bridge that they said Togo bombed": nobody says a bridge.
fn relatives(scene: &Scene<'_>) -> Changes {
    let mut changes = Vec::new();
    for at in 0..scene.tree.words.len() {
        let is_pronoun = matches!(scene.view.lower[at].as_ref(), "that" | "which" | "who" | "whom");
        let Some(head) = scene.tree.head(at).filter(|_| is_pronoun && scene.word(at).deprel == Deprel::OBJ) else {
            continue;
        };
        let content = scene.tree.children(head).find(|c| scene.word(*c).deprel == Deprel::CCOMP && *c > head);
        let Some(content) = content.filter(|c| at < head && scene.word(*c).upos == Upos::VERB) else { continue };
        if !scene.has(content, "nsubj") {
            changes.push(scene.attach(at, content, Deprel::NSUBJ));
        } else if !scene.has(content, "obj") {
            changes.push(scene.attach(at, content, Deprel::OBJ));
        }
    }
    changes
}

/// "gave Mali money", "elected Keller president": a name right behind the verb, read as part of the noun.
fn second_objects(scene: &Scene<'_>) -> Changes {
    let mut changes = Vec::new();
    for at in 0..scene.tree.words.len() {
        let (is_giving, is_naming) = (scene.takes(at, &Take::Recipient), scene.takes(at, &Take::Name));
        if scene.word(at).upos != Upos::VERB || !(is_giving || is_naming) {
            continue;
        }
        let Some(object) = scene.child(at, Deprel::OBJ).filter(|o| scene.word(*o).upos == Upos::NOUN) else { continue };
        let is_open = !["det", "case"].iter().any(|base| scene.has(object, base))
            && scene.child(object, Deprel::NMOD_POSS).is_none();
        let is_part = |child: &usize| {
            let part = matches!(scene.word(*child).deprel.base(), "compound" | "flat" | "nmod" | "appos");
            part && *child < object && scene.is_name(*child) && scene.word(*child).upos != Upos::ADJ
        };
        let parts: Vec<usize> = scene.tree.children(object).filter(is_part).collect();
        let Some(&name) = parts.last().filter(|_| is_open) else { continue };
        let start = scene.view.names.iter().find(|range| range.contains(&name)).map_or(parts[0], |range| range.start);
        if start != at + 1 {
            continue;
        }
        let (first, second) = if is_giving { (Deprel::IOBJ, Deprel::OBJ) } else { (Deprel::OBJ, Deprel::XCOMP) };
        changes.push(scene.attach(object, at, second));
        changes.push(scene.attach(name, at, first));
        changes
            .extend(parts.iter().filter(|part| **part != name).map(|part| scene.attach(*part, name, Deprel::COMPOUND)));
    }
    changes
}

/// "Called Maria Keller on Friday", "called President Keller": a name alone is whom, not what.
fn called_names(scene: &Scene<'_>) -> Changes {
    let mut changes = Vec::new();
    for at in 0..scene.tree.words.len() {
        let Some(verb) = scene.tree.head(at).filter(|_| scene.word(at).deprel == Deprel::XCOMP) else { continue };
        let is_bare = !["cop", "aux", "mark", "case", "det", "nsubj"].iter().any(|base| scene.has(at, base));
        // "a man named Juan Soto" has the noun for whom.
        let acts = scene.word(verb).xpos != Xpos::VBN || scene.has(verb, "aux");
        let names = scene.word(verb).upos == Upos::VERB && scene.takes(verb, &Take::Name);
        let is_whom =
            is_bare && scene.is_name(at) && at > verb && acts && names && scene.child(verb, Deprel::AUX_PASS).is_none();
        if is_whom && !scene.has(verb, "obj") && scene.child(verb, Deprel::NSUBJ_PASS).is_none() {
            changes.push(scene.attach(at, verb, Deprel::OBJ));
        }
    }
    changes
}

/// "Lend up to $5 million", "kill at least 20 people": neither word is a particle or a preposition of the verb.
fn amounts(scene: &Scene<'_>) -> Changes {
    let mut changes = Vec::new();
    for at in 0..scene.tree.words.len().saturating_sub(2) {
        let (least, next) = (at + 1, at + 2);
        let bounds = scene.view.lower[at] == "at" && matches!(scene.view.lower[least].as_ref(), "least" | "most");
        let is_amount = scene.word(next).upos == Upos::NUM || scene.word(next).upos == Upos::SYM;
        if !(bounds && is_amount) {
            continue;
        }
        let mut path = scene.tree.path_up(least).take(4);
        let Some(counted) = path.find(|above| *above > least && scene.word(*above).deprel == Deprel::OBL) else {
            continue;
        };
        let verb = scene.tree.head(counted).filter(|verb| scene.word(*verb).upos == Upos::VERB && *verb + 1 == at);
        if let Some(verb) = verb.filter(|v| !scene.has(*v, "obj") && scene.child(*v, Deprel::AUX_PASS).is_none()) {
            if scene.tree.head(at) == Some(counted) {
                changes.push(scene.attach(at, least, Deprel::CASE));
            }
            changes.push(scene.attach(counted, verb, Deprel::OBJ));
        }
    }
    for up in 0..scene.tree.words.len().saturating_sub(2) {
        let (to, next) = (up + 1, up + 2);
        let is_amount = scene.word(next).upos == Upos::NUM || scene.word(next).upos == Upos::SYM;
        if !(is_amount && scene.view.lower[up] == "up" && scene.view.lower[to] == "to") {
            continue;
        }
        let Some(head) = scene.tree.head(to).filter(|head| *head > to) else { continue };
        changes.push(scene.attach(up, head, Deprel::ADVMOD));
        changes.push(scene.attach(to, up, Deprel::FIXED));
        let verb = scene.tree.head(head).filter(|verb| scene.word(*verb).upos == Upos::VERB && *verb < up);
        if let Some(verb) = verb.filter(|verb| !scene.has(*verb, "obj") && scene.word(head).deprel.base() == "obl") {
            changes.push(scene.attach(head, verb, Deprel::OBJ));
        }
    }
    changes
}

/// "Forced two planes to land": of verbs that make others act, an infinitive behind the object is the verb's, unless the noun is one that
/// takes infinitives ("won the right to vote").
fn infinitives(scene: &Scene<'_>) -> Changes {
    let mut changes = Vec::new();
    for at in 0..scene.tree.words.len() {
        let Some(noun) = scene.tree.head(at).filter(|_| scene.word(at).deprel == Deprel::ACL) else { continue };
        let Some(verb) = scene.tree.head(noun).filter(|_| scene.word(noun).deprel == Deprel::OBJ) else { continue };
        let lemma = scene.view.lemmas[noun].as_ref();
        // "have a week to answer"
        if scene.view.lemmas[verb].as_ref() == "have" || scene.lists.is("time", lemma) {
            continue;
        }
        let takes_none = !scene.lists.nouns_with_clause.contains_key(lemma) && !scene.lists.nouns.contains_key(lemma);
        let has_to = scene.tree.children(at).any(|c| scene.word(c).xpos == Xpos::TO && c < at);
        let rows = scene.lists.verbs.get(scene.view.lemmas[verb].as_ref());
        let makes = |row: &Governor| row.controller == Controller::Object && row.takes.contains(&Take::To);
        let is_free = !scene.has(verb, "xcomp") && !scene.has(verb, "ccomp");
        if takes_none && has_to && is_free && rows.is_some_and(|rows| rows.iter().any(makes)) {
            changes.push(scene.attach(at, verb, Deprel::XCOMP));
        }
    }
    changes
}

/// "Declared a truce on Friday in Lima", "on May 3 in Lima": no day takes a phrase.
fn times(scene: &Scene<'_>) -> Changes {
    let mut changes = Vec::new();
    for at in 0..scene.tree.words.len() {
        let is_day = scene.word(at).xpos == Xpos::NNP && scene.lists.is("time", scene.view.lemmas[at].as_ref());
        let Some(head) = scene.tree.head(at).filter(|_| is_day) else { continue };
        // "Said Monday it had won": what has a subject of its own needs no day for one.
        let says =
            at.checked_sub(1).filter(|verb| scene.tree.head(head) == Some(*verb) && scene.takes(*verb, &Take::That));
        let subjects = || scene.tree.children(head).filter(|c| scene.word(*c).deprel.base() == "nsubj");
        if let Some(verb) = says.filter(|_| subjects().any(|c| c == at) && subjects().any(|c| c > at)) {
            changes.push(scene.attach(at, verb, Deprel::OBL_UNMARKED));
        }
        let deprel = if scene.word(head).upos == Upos::VERB { Deprel::OBL } else { Deprel::NMOD };
        for child in scene.tree.children(at).filter(|child| *child > at && scene.word(*child).deprel == Deprel::NMOD) {
            let mut cases = scene.tree.children(child).filter(|c| scene.word(*c).deprel == Deprel::CASE);
            if cases.next().is_some_and(|case| scene.view.lower[case] != "of") {
                changes.push(scene.attach(child, head, deprel));
            }
        }
    }
    changes
}
