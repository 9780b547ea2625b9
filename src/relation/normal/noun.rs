//! Nouns that tell of acts and links, with who stands around them: "Mali's rejection of the offer", "Norwegian aid to Chad"; and light
//! verbs, whose noun says what is done: "launched an attack on".

use crate::parse::{Deprel, Upos};
use crate::relation::normal::clause::Carrier;
use crate::relation::normal::place::{Place, Scene};
use crate::relation::normal::sentence::{Found, Sentence};
use crate::relation::normal::sharing::verb_lemma;
use crate::relation::normal::words::{EventNoun, Light};
use crate::relation::normal::{How, Role};

/// How something stands by a noun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Link {
    /// "Mali's".
    Possessor,
    /// "Malian", or a name of the other side joined by a hyphen.
    Demonym,
    /// "Mali" in "the Mali mission".
    Name,
    /// A preposition.
    Phrase(String),
    /// A clause, by its head.
    Content(usize),
}

/// Returns what stands by a noun, in order.
pub(super) fn dependents(scene: &Scene<'_, '_>, noun: usize) -> Vec<(Link, Found)> {
    let sentence = scene.sentence;
    let mut out = Vec::new();
    for child in sentence.tree.children(noun) {
        let found = scene.relatives.resolve(Found::new(child, How::Direct));
        match sentence.deprel(child).base() {
            "nmod" if sentence.deprel(child) == Deprel::NMOD_POSS => out.push((Link::Possessor, found)),
            "nmod" | "obl" => {
                let preposition = sentence.preposition(child).filter(|p| !sentence.lists.is("member", p));
                out.extend(behind_name(sentence, child));
                out.extend(preposition.map(|p| (Link::Phrase(p), found)));
            }
            "amod" | "compound" | "nmod:desc" | "flat" if child < noun && sentence.is_name_before_noun(child) => {
                let is_adjective = sentence.word(child).upos == Upos::ADJ;
                let link = if is_adjective { Link::Demonym } else { Link::Name };
                out.push((link, found));
                out.extend(partner(sentence, child).map(|other| (Link::Demonym, Found::new(other, How::Direct))));
            }
            "acl" if scene.clauses[child].is_some() && is_content(sentence, child) => {
                out.push((Link::Content(child), found));
            }
            _ => {}
        }
    }
    out.extend(shared_phrases(scene, noun));
    out
}

/// "The arrest and trial of Keller": what hangs on the last of two acts is of both.
fn shared_phrases(scene: &Scene<'_, '_>, noun: usize) -> Vec<(Link, Found)> {
    let sentence = scene.sentence;
    let is_act = |at: usize| sentence.lists.nouns.contains_key(sentence.lemma(at)) && !sentence.is_name(at);
    let Some(last) = sentence.last_joined(noun).filter(|last| is_act(noun) && is_act(*last)) else {
        return Vec::new();
    };
    let phrases =
        sentence.tree.children(last).filter(|child| sentence.deprel(*child).base() == "nmod" && *child > last);
    let shared = phrases.filter_map(|child| {
        let preposition = sentence.preposition(child).filter(|p| !sentence.lists.is("member", p))?;
        Some((Link::Phrase(preposition), scene.relatives.resolve(Found::new(child, How::Shared))))
    });
    shared.collect()
}

/// "A loan from Norway to Peru", by the tree a Norway to Peru: phrases that no name takes belong to the noun before it.
fn behind_name(sentence: &Sentence<'_>, name: usize) -> Vec<(Link, Found)> {
    if !sentence.is_name(name) {
        return Vec::new();
    }
    let phrases = sentence.tree.children(name).filter(|child| sentence.deprel(*child).base() == "nmod");
    let moved = phrases.filter_map(|child| {
        let own = |word: &str| sentence.is_name(child) && sentence.lists.is("name", word);
        let preposition = sentence.preposition(child).filter(|w| !own(w) && !sentence.lists.is("member", w))?;
        Some((Link::Phrase(preposition), Found::new(child, How::Shared)))
    });
    moved.collect()
}

/// An infinitive or a clause with "that" or a preposition; no participle.
fn is_content(sentence: &Sentence<'_>, clause: usize) -> bool {
    sentence.deprel(clause) == Deprel::ACL && (sentence.has_to(clause) || sentence.mark(clause).is_some())
}

/// "Peru" in "Peru-Chile talks", seen from Chile.
fn partner(sentence: &Sentence<'_>, at: usize) -> Option<usize> {
    let start = sentence.name(at).map_or(at, |name| name.start);
    let other = start.checked_sub(2)?;
    let is_hyphen = matches!(sentence.lower(start - 1), "-" | "–" | "/");
    (is_hyphen && sentence.is_name(other) && sentence.deprel(other).base() != "nsubj").then_some(other)
}

/// The light verb above a noun.
#[derive(Debug, Clone, Copy)]
pub(super) struct Carried<'v> {
    pub(super) verb: usize,
    row: &'v Light,
}

/// Finds the nouns that light verbs carry: for each token, its verb.
pub(super) fn carried<'v>(scene: &Scene<'_, 'v>) -> Vec<Option<Carried<'v>>> {
    let sentence = scene.sentence;
    let mut carried = vec![None; sentence.len()];
    for verb in (0..sentence.len()).filter(|at| scene.clauses[*at].is_some()) {
        let is_place = scene.clauses[verb].as_ref().is_some_and(|clause| clause.carrier == Carrier::Place);
        let lemma = if is_place { "be".to_owned() } else { verb_lemma(sentence, verb) };
        let Some(rows) = sentence.lists.light.get(lemma.as_str()) else { continue };
        let places = scene.places(verb);
        // "voiced its rejection and condemnation of"
        let each = places.iter().flat_map(|(role, found)| {
            let is_open = !matches!(role, Role::Content(_));
            let members = if is_open { sentence.members(*found) } else { Vec::new() };
            members.into_iter().map(move |member| (role, Found { at: member.head, ..*found }, member.head == found.at))
        });
        for (role, found, is_first) in each {
            let fits = |row: &&Light| match (&row.before_noun, &role) {
                (None, Role::Object) => true,
                (Some(before), Role::Phrase(preposition)) => before == preposition,
                _ => false,
            };
            let is_noun = sentence.word(found.at).upos == Upos::NOUN
                && sentence.name(found.at).is_none()
                && (is_first || sentence.lists.nouns.contains_key(sentence.lemma(found.at)))
                // "sent a team": nothing that a team is done; "launched a campaign" is another thing.
                && (sentence.lists.nouns.contains_key(sentence.lemma(found.at))
                    || !sentence.lists.is_actor(sentence.lemma(found.at)));
            if let Some(row) = rows.iter().find(fits).filter(|_| is_noun && carried[found.at].is_none()) {
                carried[found.at] = Some(Carried { verb, row });
            }
        }
    }
    carried
}

/// Returns the places of a noun: empty if nothing stands by it.
pub(super) fn places(scene: &Scene<'_, '_>, noun: usize, carried: Option<Carried<'_>>) -> Vec<Place> {
    let row = scene.sentence.lists.nouns.get(scene.sentence.lemma(noun));
    let dependents = dependents(scene, noun);
    let owner = Owner::new(row, &dependents);
    let mut places: Vec<Place> = Vec::new();
    for (link, found) in &dependents {
        match link {
            Link::Possessor | Link::Demonym | Link::Name => {
                places.extend(owner.role(link).map(|(role, how)| (role, found.at_most(how))));
            }
            Link::Phrase(preposition) if is_time(scene.sentence, found.at) => {
                places.push((Role::Phrase(preposition.clone()), *found));
            }
            Link::Phrase(preposition) => add_phrase(row, owner.of.clone(), preposition, *found, &mut places),
            Link::Content(clause) => places.push((Role::Content(*clause), *found)),
        }
    }
    if let Some(carried) = carried {
        add_carried(scene, noun, row, carried, &mut places);
    }
    places
}

/// "Strikes on Friday" hit no Friday.
fn is_time(sentence: &Sentence<'_>, at: usize) -> bool {
    sentence.lists.is("time", sentence.lemma(at))
}

/// Which places possessor and of-phrase have, by all that stands around the noun: "Peru's defeat" may be either's, "Peru's defeat by
/// Chile" and "Peru's defeat of Chile" are clear.
struct Owner {
    possessor: Option<Role>,
    of: Option<Role>,
    has_possessor: bool,
    has_demonym: bool,
}

impl Owner {
    fn new(row: Option<&EventNoun>, dependents: &[(Link, Found)]) -> Self {
        let has = |wanted: fn(&Link) -> bool| dependents.iter().any(|(link, _)| wanted(link));
        let has_of = has(|link| matches!(link, Link::Phrase(p) if p == "of"));
        let has_by = has(|link| matches!(link, Link::Phrase(p) if p == "by")) && row.is_none_or(|row| row.has_agent);
        let has_possessor = has(|link| *link == Link::Possessor);
        let has_demonym = has(|link| *link == Link::Demonym);
        let has_name = has(|link| *link == Link::Name);
        let (mut possessor, mut of) = match row {
            Some(row) => (row.possessor.clone(), row.of.clone()),
            None => (Some(Role::Subject), Some(Role::Object)),
        };
        if has_by {
            possessor = possessor.map(|_| Role::Object);
            of = of.map(|_| Role::Object);
        } else if has_of && (has_possessor || has_demonym || has_name) && possessor.is_some() && of.is_some() {
            (possessor, of) = (Some(Role::Subject), Some(Role::Object));
        }
        Self { possessor, of, has_possessor, has_demonym }
    }

    /// The place of a possessor, demonym or name; beside a surer owner, a name is what is acted on: "Nokia's Siemens takeover".
    fn role(&self, link: &Link) -> Option<(Role, How)> {
        match link {
            Link::Demonym if self.has_possessor => Some((Role::Object, How::Inferred)),
            Link::Name if self.has_possessor || self.has_demonym => Some((Role::Object, How::Inferred)),
            Link::Name => self.possessor.clone().map(|role| (role, How::Shared)),
            _ => self.possessor.clone().map(|role| (role, How::Direct)),
        }
    }
}

fn add_phrase(row: Option<&EventNoun>, of: Option<Role>, preposition: &str, found: Found, places: &mut Vec<Place>) {
    let role = match preposition {
        "by" if row.is_none_or(|row| row.has_agent) => return places.push((Role::Subject, found)),
        "of" => of,
        _ => row.and_then(|row| row.phrases.iter().find(|(from, _)| from == preposition)).map(|p| p.1.clone()),
    };
    let is_same = role.as_ref().is_some_and(|role| *role == Role::Phrase(preposition.to_owned()));
    places.extend(role.map(|role| (role, found)));
    if !is_same {
        places.push((Role::Phrase(preposition.to_owned()), found));
    }
}

/// What the light verb adds: its subject does it, or undergoes it if the verb is reversed; its phrases are the noun's.
fn add_carried(
    scene: &Scene<'_, '_>,
    noun: usize,
    row: Option<&EventNoun>,
    carried: Carried<'_>,
    places: &mut Vec<Place>,
) {
    let (own_side, other_side) =
        if carried.row.is_reversed { (Role::Object, Role::Subject) } else { (Role::Subject, Role::Object) };
    let verb_places = scene.places(carried.verb);
    if let Some((_, subject)) = verb_places.iter().find(|(role, _)| *role == Role::Subject) {
        // "launched its attack": the possessor is the subject.
        places.retain(|(role, _)| *role != own_side || carried.row.is_reversed);
        places.push((own_side, subject.at_most(How::Shared)));
    }
    for (role, found) in verb_places {
        let Role::Phrase(preposition) = role else { continue };
        if found.at == noun || is_time(scene.sentence, found.at) {
            continue;
        }
        if carried.row.others.contains(&preposition) {
            let is_filled = places.iter().any(|(role, _)| *role == other_side);
            if !is_filled || carried.row.is_reversed {
                places.push((other_side.clone(), found.at_most(How::Shared)));
            }
            places.push((Role::Phrase(preposition), found.at_most(How::Shared)));
        } else if !places.iter().any(|(_, known)| known.at == found.at) {
            add_phrase(row, None, &preposition, found.at_most(How::Shared), places);
        }
    }
}
