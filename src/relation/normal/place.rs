//! The places of a verb or adjective: what fills subject, object and phrases of the active clause.

use crate::parse::{Deprel, Upos, Xpos};
use crate::relation::normal::clause::{Carrier, Clauses, is_say};
use crate::relation::normal::relative::Relatives;
use crate::relation::normal::sentence::{Found, Sentence};
use crate::relation::normal::sharing;
use crate::relation::normal::status::is_empty;
use crate::relation::normal::words::Take;
use crate::relation::normal::{Argument, How, Role};

/// A by-phrase stands at most so many words behind its verb,
const REACH: usize = 24;
/// and so deep below it.
const DEEPEST: usize = 4;

/// Clauses with what their steps found.
pub(super) struct Scene<'a, 'v> {
    pub(super) sentence: &'a Sentence<'v>,
    pub(super) relatives: &'a Relatives,
    pub(super) clauses: &'a Clauses,
}

/// A role and what fills it. Of a clause, [`Role::Content`] holds the token of its head.
pub(super) type Place = (Role, Found);

/// "Tens of thousands of troops" is as deep as counting goes.
const MAX_COUNTED: usize = 3;

impl Scene<'_, '_> {
    /// Returns the places of the clause that a word carries.
    pub(super) fn places(&self, at: usize) -> Vec<Place> {
        let Some(clause) = &self.clauses[at] else { return Vec::new() };
        let mut places = Vec::new();
        let object = self.object_child(at);
        if clause.passive {
            places.extend(self.agent(at).map(|agent| (Role::Subject, agent)));
            let role = if object.is_some() && !self.is_naming(at) { recipient() } else { Role::Object };
            places.extend(clause.subject.map(|subject| (role, subject)));
        } else {
            places.extend(clause.subject.map(|subject| (Role::Subject, subject)));
        }
        let has_recipient = sentence_has(self, at, Deprel::IOBJ);
        for child in self.sentence.tree.children(at) {
            if clause.inverted.is_some_and(|inverted| inverted.at == child) {
                continue;
            }
            self.add_child(at, child, has_recipient, &mut places);
        }
        if clause.carrier == Carrier::Place {
            places.extend(self.sentence.preposition(at).map(|p| (Role::Phrase(p), Found::new(at, How::Direct))));
        }
        places.extend(clause.borrowed.iter().cloned());
        places.extend(self.quoted(at).map(|quote| (Role::Content(quote), Found::new(quote, How::Direct))));
        self.add_from_objects(&mut places);
        places
    }

    /// Who does it.
    pub(super) fn doer(&self, at: usize) -> Option<Found> {
        let clause = self.clauses[at].as_ref()?;
        if clause.passive { self.agent(at) } else { clause.subject }
    }

    /// Makes the arguments of a predicate.
    pub(super) fn arguments(&self, places: &[Place]) -> Vec<Argument> {
        let argument = |(role, found): &Place| {
            let members = match role {
                Role::Content(_) => Vec::new(),
                _ => self.sentence.members(*found),
            };
            Argument { role: role.clone(), members, how: found.how }
        };
        let mut arguments: Vec<Argument> = Vec::with_capacity(places.len());
        for made in places.iter().map(argument) {
            if !arguments.iter().any(|known| known.role == made.role && known.members == made.members) {
                arguments.push(made);
            }
        }
        arguments
    }

    fn add_child(&self, at: usize, child: usize, has_recipient: bool, places: &mut Vec<Place>) {
        let sentence = self.sentence;
        let found = self.relatives.resolve(Found::new(child, How::Direct));
        match sentence.deprel(child) {
            Deprel::OBJ if self.is_swallowed_that(at, child) => {}
            Deprel::OBJ if self.is_naming(at) && (has_recipient || self.is_passive(at)) => {}
            // "said Friday that"
            Deprel::OBJ | Deprel::IOBJ
                if sentence.word(child).xpos == Xpos::NNP && sentence.lists.is("time", sentence.lemma(child)) =>
            {
                places.push((Role::Time, found));
            }
            Deprel::OBJ => places.push((Role::Object, found)),
            Deprel::IOBJ => {
                let alone = self.object_child(at).is_none() || self.is_naming(at);
                places.push((if alone { Role::Object } else { recipient() }, found));
            }
            Deprel::CCOMP | Deprel::XCOMP => places.push((Role::Content(child), found)),
            Deprel::OBL_UNMARKED | Deprel::NMOD_UNMARKED => self.add_time(child, places),
            Deprel::OBL | Deprel::NMOD | Deprel::OBL_AGENT => self.add_phrase(at, child, places),
            Deprel::ADVMOD if sentence.lower(child) == "where" && found.at != child => {
                places.push((Role::Phrase("in".to_owned()), found));
            }
            Deprel::PARATAXIS if self.is_quote(at, child) => places.push((Role::Content(child), found)),
            _ => {}
        }
    }

    fn add_phrase(&self, at: usize, child: usize, places: &mut Vec<Place>) {
        let sentence = self.sentence;
        if sentence.word(child).upos == Upos::VERB {
            return;
        }
        let Some(preposition) = sentence.preposition(child) else {
            return self.add_time(child, places);
        };
        if self.is_passive(at) && preposition == "by" && self.agent(at).is_some_and(|agent| agent.at == child) {
            return;
        }
        let found = self.relatives.resolve(Found::new(child, How::Direct));
        // "to Mali and from Niger"
        for joined in sentence.tree.children(child).filter(|c| sentence.deprel(*c) == Deprel::CONJ) {
            let other = sentence.preposition(joined).filter(|own| *own != preposition);
            places.extend(other.map(|other| (Role::Phrase(other), Found::new(joined, How::Direct))));
        }
        places.push((Role::Phrase(preposition), found));
    }

    fn add_time(&self, child: usize, places: &mut Vec<Place>) {
        if self.sentence.lists.is("time", self.sentence.lemma(child)) {
            places.push((Role::Time, Found::new(child, How::Direct)));
        }
    }

    /// What hangs on the noun of an object or of a bare phrase counts as the verb's too: one cannot tell "imposed sanctions on Peru" from
    /// "sent troops to Peru" by the tree. Names take few prepositions of their own: "the Bank of Norway".
    fn add_from_objects(&self, places: &mut Vec<Place>) {
        let sentence = self.sentence;
        let count = places.len();
        for index in 0..count {
            let (role, found) = places[index].clone();
            let is_open = match &role {
                Role::Object => true,
                Role::Phrase(_) => self.is_bare(found.at),
                _ => false,
            };
            if let Role::Phrase(preposition) = &role
                && !is_open
            {
                match preposition.as_str() {
                    "to" | "for" => places.extend(self.where_they_are(found.at)),
                    "in" | "at" | "on" | "from" => places.extend(self.behind_place(found.at)),
                    _ => {}
                }
            }
            if !is_open {
                continue;
            }
            // "sold Maria Keller to Nokia": a name takes no phrase but "of", wherever the parser hangs it.
            let (is_name, name) = (sentence.is_name(found.at), sentence.name(found.at));
            if !is_name {
                places.extend(self.behind_participles(found.at));
            }
            let last = sentence.last_joined(found.at).filter(|last| !is_name && !sentence.is_name(*last));
            let children = [Some(found.at), last].into_iter().flatten().flat_map(|at| sentence.tree.children(at));
            for child in children.filter(|c| sentence.deprel(*c).base() == "nmod") {
                let Some(preposition) = sentence.preposition(child) else { continue };
                let is_part = is_name && sentence.is_name(child) && sentence.lists.is("name", &preposition);
                let is_own = is_part || name.as_ref().is_some_and(|name| name.contains(&child));
                if !is_own && !sentence.lists.is("member", &preposition) {
                    // "tens of thousands of troops along the border": what hangs on what is counted.
                    places.extend(self.behind_counted(child));
                    if matches!(preposition.as_str(), "in" | "at" | "on" | "from") {
                        places.extend(self.behind_place(child));
                    }
                    let shared = self.relatives.resolve(Found::new(child, How::Shared));
                    places.push((Role::Phrase(preposition), shared));
                }
            }
        }
    }

    /// "An appeal filed by Nokia" is one by Nokia, "sanctions imposed on Peru" are sanctions on Peru: what hangs on the participle of a
    /// light verb is the noun's.
    fn behind_participles(&self, noun: usize) -> Vec<Place> {
        let sentence = self.sentence;
        let (lemma, mut out) = (sentence.lemma(noun), Vec::new());
        if !sentence.lists.nouns.contains_key(lemma) || sentence.lists.is_actor(lemma) {
            return out;
        }
        let participles = sentence.tree.children(noun).filter(|c| *c > noun && sentence.deprel(*c) == Deprel::ACL);
        let is_set_off = |participle: usize| (noun..participle).any(|at| sentence.word(at).upos == Upos::PUNCT);
        for participle in participles.filter(|p| self.is_passive(*p) && !is_set_off(*p)) {
            let agent = self.agent(participle).map(|agent| agent.at_most(How::Shared));
            out.extend(agent.map(|agent| (Role::Phrase("by".to_owned()), agent)));
            let rows = sentence.lists.light.get(sharing::verb_lemma(sentence, participle).as_str());
            let row = rows.and_then(|rows| rows.iter().find(|row| row.before_noun.is_none() && !row.is_reversed));
            let phrases = sentence.tree.children(participle).filter(|c| sentence.deprel(*c).base() == "obl");
            out.extend(phrases.filter_map(|child| {
                let preposition = sentence.preposition(child)?;
                let is_other = row.is_some_and(|row| row.others.contains(&preposition));
                is_other.then(|| (Role::Phrase(preposition), self.relatives.resolve(Found::new(child, How::Shared))))
            }));
        }
        out
    }

    /// "Sent troops to a force in Peru", "aid for people in Peru": where the receivers are.
    fn where_they_are(&self, noun: usize) -> Option<Place> {
        let sentence = self.sentence;
        let is_place = |child: &usize| {
            sentence.deprel(*child).base() == "nmod" && sentence.preposition(*child).as_deref() == Some("in")
        };
        let receives = !sentence.is_name(noun) && sentence.lists.is_actor(sentence.lemma(noun));
        let place = sentence.tree.children(noun).find(is_place).filter(|_| receives)?;
        Some((Role::Phrase("in".to_owned()), self.relatives.resolve(Found::new(place, How::Shared))))
    }

    /// The phrases, but "of", that hang on a noun behind "of", or on one behind its "of".
    fn behind_counted(&self, noun: usize) -> Vec<Place> {
        let sentence = self.sentence;
        let (mut out, mut at) = (Vec::new(), Some(noun));
        for _ in 0..MAX_COUNTED {
            let Some(counted) = at.filter(|at| sentence.preposition(*at).as_deref() == Some("of")) else { break };
            at = None;
            for child in sentence.tree.children(counted).filter(|c| sentence.deprel(*c).base() == "nmod") {
                match sentence.preposition(child) {
                    Some(of) if of == "of" => at = Some(child),
                    // "returned a bust of Juan Soto to Peru"
                    Some(other)
                        if (!sentence.is_name(counted) || is_towards(&other))
                            && !sentence.lists.is("member", &other) =>
                    {
                        out.push((Role::Phrase(other), self.relatives.resolve(Found::new(child, How::Shared))));
                    }
                    _ => {}
                }
            }
        }
        out
    }

    /// "Filed a suit in a Lima court against Peru", "shipped fuel from a plant to Peru": no court is against anybody, no plant to.
    fn behind_place(&self, noun: usize) -> Vec<Place> {
        let sentence = self.sentence;
        // "on sanctions against Peru": an act may be.
        let is_act = sentence.lists.nouns.contains_key(sentence.lemma(noun)) && !sentence.is_name(noun);
        let phrases = sentence.tree.children(noun).filter(|c| !is_act && sentence.deprel(*c).base() == "nmod");
        let moved = phrases.filter_map(|child| {
            let preposition = sentence.preposition(child).filter(|word| is_towards(word))?;
            Some((Role::Phrase(preposition), self.relatives.resolve(Found::new(child, How::Shared))))
        });
        moved.collect()
    }

    /// "under pressure": a common noun with nothing before it but its preposition.
    fn is_bare(&self, at: usize) -> bool {
        let sentence = self.sentence;
        let is_open = |child: usize| {
            child > at
                || matches!(sentence.deprel(child).base(), "case" | "punct")
                || sentence.word(child).upos == Upos::ADJ
        };
        sentence.word(at).upos == Upos::NOUN && sentence.tree.children(at).all(is_open)
    }

    pub(super) fn is_passive(&self, at: usize) -> bool {
        self.clauses[at].as_ref().is_some_and(|clause| clause.passive)
    }

    /// "elected", "named": the second object is what someone is called.
    pub(super) fn is_naming(&self, at: usize) -> bool {
        let object = self.sentence.child(at, Deprel::OBJ);
        let is_common = object.is_some_and(|o| self.sentence.word(o).upos == Upos::NOUN);
        is_common && sharing::governor(self.sentence, at, &[Take::Name]).is_some()
    }

    fn object_child(&self, at: usize) -> Option<usize> {
        self.sentence.child(at, Deprel::OBJ).filter(|object| !self.is_swallowed_that(at, *object))
    }

    /// "said that": read as a pronoun, the clause behind it hung elsewhere.
    fn is_swallowed_that(&self, at: usize, object: usize) -> bool {
        let sentence = self.sentence;
        sentence.lower(object) == "that"
            && sentence.tree.children(at).any(|c| {
                c > object
                    && matches!(sentence.deprel(c), Deprel::CCOMP | Deprel::PARATAXIS | Deprel::DEP | Deprel::ADVCL)
            })
    }

    /// A clause beside a verb of saying that has no other content.
    pub(super) fn is_quote(&self, at: usize, child: usize) -> bool {
        let sentence = self.sentence;
        let has_content = sentence.tree.children(at).any(|c| sentence.deprel(c) == Deprel::CCOMP);
        is_say(sentence, at) && !has_content && self.clauses[child].is_some() && !is_say(sentence, child)
    }

    /// By whom a passive is done.
    pub(super) fn agent(&self, at: usize) -> Option<Found> {
        let sentence = self.sentence;
        if !self.is_passive(at) {
            return None;
        }
        if let Some(own) = sentence.tree.children(at).find(|child| self.is_agent(*child)) {
            return Some(self.relatives.resolve(Found::new(own, How::Direct)));
        }
        self.shared_agent(at).or_else(|| self.misplaced_agent(at))
    }

    fn is_agent(&self, child: usize) -> bool {
        let sentence = self.sentence;
        let is_phrase = matches!(sentence.deprel(child).base(), "obl" | "nmod");
        is_phrase
            && sentence.preposition(child).as_deref() == Some("by")
            && !matches!(sentence.word(child).upos, Upos::NUM | Upos::VERB)
            && !sentence.lists.is("time", sentence.lemma(child))
            // "by 5 percent"
            && !(sentence.child(child, Deprel::NUMMOD).is_some() && sentence.lists.is("timeless", sentence.lemma(child)))
    }

    /// "was captured and killed by rebels", wherever the phrase hangs.
    fn shared_agent(&self, at: usize) -> Option<Found> {
        let sentence = self.sentence;
        let agent_of = |verb: usize, after: usize| {
            let agent = sentence.tree.children(verb).find(|child| *child > after && self.is_agent(*child));
            agent.map(|agent| self.relatives.resolve(Found::new(agent, How::Shared)))
        };
        if sentence.deprel(at) == Deprel::CONJ {
            let first = sentence.tree.head(at)?;
            return agent_of(first, at).filter(|_| self.is_passive(first));
        }
        let is_near = |next: &usize| {
            let between = at + 1..*next;
            sentence.deprel(*next) == Deprel::CONJ
                && self.is_passive(*next)
                && between.clone().all(|t| matches!(sentence.word(t).upos, Upos::CCONJ | Upos::ADV | Upos::AUX))
        };
        let next = sentence.tree.children(at).filter(|next| *next > at).find(is_near)?;
        agent_of(next, next)
    }

    /// "was killed in Lima a year ago by rebels": the parser hangs "by rebels" on what stands between.
    fn misplaced_agent(&self, at: usize) -> Option<Found> {
        let sentence = self.sentence;
        let end = sentence.len().min(at + REACH);
        let is_open = |between: &usize| {
            matches!(sentence.deprel(*between).base(), "obl" | "obj" | "nmod" | "xcomp" | "advmod" | "amod" | "appos")
                // "was asked to intervene by Mali", "was called a hero by Mali"
                && (self.clauses[*between].is_none()
                    || (sentence.deprel(*between) == Deprel::XCOMP && !self.is_passive(*between)))
                && !sentence.lists.nouns.contains_key(sentence.lemma(*between))
        };
        let is_below = |token: &usize| {
            let mut path = sentence.tree.path_up(*token).take(DEEPEST).take_while(|above| *above != at);
            let is_reached = sentence.tree.path_up(*token).take(DEEPEST).any(|above| above == at);
            is_reached && path.all(|between| between > at && is_open(&between))
        };
        let mut agents = (at + 1..end).filter(|token| self.is_agent(*token)).filter(is_below);
        agents.next().map(|agent| Found::new(agent, How::Inferred))
    }

    /// "..., Keller said": what stands above is what she says.
    fn quoted(&self, at: usize) -> Option<usize> {
        let sentence = self.sentence;
        let is_beside = sentence.deprel(at) == Deprel::PARATAXIS && is_say(sentence, at) && is_empty(sentence, at);
        sentence.tree.head(at).filter(|head| is_beside && self.clauses[*head].is_some())
    }
}

/// Prepositions of acts, hardly of people and places.
fn is_towards(preposition: &str) -> bool {
    matches!(preposition, "to" | "into" | "against")
}

fn recipient() -> Role {
    Role::Phrase("to".to_owned())
}

fn sentence_has(scene: &Scene<'_, '_>, at: usize, deprel: Deprel) -> bool {
    scene.sentence.child(at, deprel).is_some()
}
