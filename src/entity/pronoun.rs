//! Pronouns: "he", "her", "itself", linked to what was named before.
//!
//! What grammar or sex forbids is left out; of the rest the most salient is meant (`salience.rs`), if it leads clearly. A person
//! without a name ("her mother") may be meant too: then the pronoun names nobody.

use std::collections::HashMap;
use std::ops::Range;

use crate::entity::clause::{self, Role};
use crate::entity::neuter::Neuters;
use crate::entity::salience::{Feature, Features, Salience};
use crate::entity::trees::Trees;
use crate::entity::{Entity, Named, person, quote};
use crate::gazetteer::{EntityType, WordClasses};
use crate::mention::{Context, Cue, Mention, MentionKind};
use crate::parse::{Deprel, Lemmas, Upos, Xpos};

const NOUNS: &str = include_str!("../../rules/person-nouns.tsv");
/// Sentences before a pronoun in which a person is looked for.
const REACH: usize = 8;
/// Mentions of persons before a pronoun that are looked at, at most.
const MAX_COMPARED: usize = 60;
/// A pronoun among so many first words of a sentence stands in what leads up to the clause: "In his speech, Roe".
const EARLY: usize = 4;
const PRONOUN_SCORE: f32 = 0.6;
/// The score of a pronoun whose best candidate leads by [`FULL_LEAD`], in weights of rules/salience.tsv, or more.
const SURE_SCORE: f32 = 0.9;
const FULL_LEAD: f32 = 2.0;

/// What pronouns need: nouns for persons, and how salience is weighed.
#[derive(Debug, Clone)]
pub struct Pronouns {
    /// Nouns for one person, with the sex they tell.
    nouns: HashMap<String, Option<char>>,
    salience: Salience,
    neuters: Neuters,
}

/// Somebody who may be meant.
struct Person {
    /// None for somebody without a name.
    entity: Option<Entity>,
    sex: Option<char>,
    /// Times mentioned so far.
    count: usize,
    /// Times called "he" and "she" so far.
    called: [usize; 2],
}

/// Where a person stands.
struct Place {
    /// Index into the persons.
    person: usize,
    tokens: Range<usize>,
    /// The token that has the place in the clause.
    top: usize,
    sentence: usize,
    role: Role,
    is_pronoun: bool,
}

/// The pronouns and persons of a document on the way through it.
struct Scene<'a> {
    context: &'a Context<'a>,
    trees: &'a Trees<'a>,
    persons: Vec<Person>,
    /// In order of text; pronouns come in as they are resolved.
    places: Vec<Place>,
    /// Who the last pronoun of each sex meant: he, she.
    last: [Option<usize>; 2],
    /// The person mentioned most so far.
    most: Option<usize>,
}

impl Pronouns {
    /// Returns the program's own tables.
    ///
    /// # Panics
    /// Never: tests read them.
    pub fn builtin() -> Self {
        let rows = NOUNS.lines().filter(|row| !row.is_empty() && !row.starts_with('#')).skip(1);
        let row = |row: &str| {
            let (noun, sex) = row.split_once('\t').expect("every row has two cells, see the test");
            (noun.to_owned(), sex.chars().next().filter(|sex| matches!(sex, 'm' | 'f')))
        };
        Self { nouns: rows.map(row).collect(), salience: Salience::builtin(), neuters: Neuters::builtin() }
    }

    /// Returns the pronouns that could be linked.
    pub(super) fn resolve(
        &self,
        context: &Context<'_>,
        trees: &Trees<'_>,
        lemmas: &Lemmas,
        named: &[Named],
    ) -> Vec<Named> {
        let mut scene =
            Scene { context, trees, persons: Vec::new(), places: Vec::new(), last: [None, None], most: None };
        let mut ahead = self.places(context, trees, lemmas, named, &mut scene.persons);
        ahead.reverse();
        let mut out = Vec::new();
        for at in 0..context.token_count() {
            while let Some(place) = ahead.pop_if(|place| place.tokens.start <= at) {
                scene.count(place.person);
                scene.places.push(place);
            }
            let Some(sex) = sex_of_pronoun(context, trees, at) else { continue };
            if let Some((person, lead)) = scene.meant(at, sex, &ahead, &self.salience) {
                scene.refer(at, person);
                scene.last[usize::from(sex == 'f')] = Some(person);
                scene.persons[person].called[usize::from(sex == 'f')] += 1;
                let score = PRONOUN_SCORE + (SURE_SCORE - PRONOUN_SCORE) * (lead / FULL_LEAD).min(1.0);
                let made = |entity: Entity| (Mention { score, ..mention(context, at, &entity) }, entity, "pronoun");
                out.extend(scene.persons[person].entity.clone().map(made));
            }
        }
        let neuters = self.neuters.resolve(context, trees, lemmas, named);
        out.extend(neuters.into_iter().map(|(at, entity)| (mention(context, at, &entity), entity, "pronoun")));
        let speakers = quote::resolve(context, trees, named, &out);
        out.extend(speakers.into_iter().map(|(at, entity)| (mention(context, at, &entity), entity, "pronoun")));
        out
    }

    /// The places of persons in order: names, nominals, and nouns for people.
    fn places(
        &self,
        context: &Context<'_>,
        trees: &Trees<'_>,
        lemmas: &Lemmas,
        named: &[Named],
        persons: &mut Vec<Person>,
    ) -> Vec<Place> {
        let mut by_id: HashMap<String, usize> = HashMap::new();
        let mut places = Vec::new();
        let mut taken = vec![false; context.token_count()];
        for (mention, entity, _) in named {
            let tokens = context.tokens_of(mention.span);
            if tokens.is_empty() {
                continue;
            }
            let top = trees.top(&tokens);
            let single = mention.kind == MentionKind::Group
                && entity.entity_type == EntityType::Group
                && self.nouns.contains_key(lemmas.lemma(context.word(top), trees.upos(top), trees.xpos(top)).as_ref())
                && trees.xpos(top) == Xpos::NN;
            tokens.clone().for_each(|token| taken[token] |= !matches!(mention.kind, MentionKind::Group) || single);
            if entity.entity_type != EntityType::Person && !single {
                continue;
            }
            let person = *by_id.entry(entity.id.clone()).or_insert_with(|| {
                persons.push(Person { entity: Some(entity.clone()), sex: None, count: 0, called: [0, 0] });
                persons.len() - 1
            });
            let sex = if single {
                self.sex_of_noun(context, trees, lemmas, top)
            } else {
                self.sex(context, trees, lemmas, mention, &tokens)
            };
            persons[person].sex = persons[person].sex.or(sex);
            places.push(place(context, trees, person, tokens));
        }
        for at in 0..context.token_count() {
            if !taken[at] && self.is_person(context, trees, lemmas, at) && !names_a_name(trees, &taken, at) {
                let sex = self.sex_of_noun(context, trees, lemmas, at);
                persons.push(Person { entity: None, sex, count: 0, called: [0, 0] });
                places.push(place(context, trees, persons.len() - 1, at..at + 1));
            }
        }
        places.sort_by_key(|place| (place.tokens.start, place.tokens.end, place.person));
        places
    }

    /// A noun for one person.
    fn is_person(&self, context: &Context<'_>, trees: &Trees<'_>, lemmas: &Lemmas, at: usize) -> bool {
        if trees.upos(at) != Upos::NOUN || !matches!(trees.xpos(at), Xpos::NN) || is_part(trees, at) {
            return false;
        }
        self.nouns.contains_key(lemmas.lemma(context.word(at), trees.upos(at), trees.xpos(at)).as_ref())
            || context.title_ending_at(at).is_some()
    }

    fn sex_of_noun(&self, context: &Context<'_>, trees: &Trees<'_>, lemmas: &Lemmas, at: usize) -> Option<char> {
        let lemma = lemmas.lemma(context.word(at), trees.upos(at), trees.xpos(at));
        if let Some(sex) = self.nouns.get(lemma.to_lowercase().as_str()) {
            return *sex;
        }
        context.title_ending_at(at).and_then(|title| context.gazetteer.titles().get(title.index).sex)
    }

    /// The sex of a name: by list, title, given name, or a noun beside it ("the actress Roe", "Roe, a widow", "his wife, Roe").
    fn sex(
        &self,
        context: &Context<'_>,
        trees: &Trees<'_>,
        lemmas: &Lemmas,
        mention: &Mention,
        tokens: &Range<usize>,
    ) -> Option<char> {
        let top = trees.top(tokens);
        let beside = [Deprel::APPOS, Deprel::FLAT, Deprel::COMPOUND, Deprel::NMOD_DESC];
        let child =
            trees.children(top).filter(|child| beside.contains(&trees.deprel(*child)) && !tokens.contains(child));
        let head = trees.head(top).filter(|_| beside.contains(&trees.deprel(top)) || is_predicate_of(trees, top));
        let noun = || {
            let singular = |at: &usize| matches!(trees.xpos(*at), Xpos::NN | Xpos::NNP);
            child.chain(head).filter(singular).find_map(|at| self.sex_of_noun(context, trees, lemmas, at))
        };
        person::sex(context, mention).or_else(noun).or_else(|| given_alone(context, tokens))
    }
}

/// "Roe is an actress": the name is the subject of a noun.
fn is_predicate_of(trees: &Trees<'_>, top: usize) -> bool {
    let Some(head) = trees.head(top) else { return false };
    trees.deprel(top) == Deprel::NSUBJ
        && trees.upos(head) == Upos::NOUN
        && trees.children_as(head, Deprel::COP).next().is_some()
}

/// "Simon" alone is a man: nobody is called so otherwise.
fn given_alone(context: &Context<'_>, tokens: &Range<usize>) -> Option<char> {
    let is_surname = |token: usize| context.gazetteer.classes(context.word(token)).has(WordClasses::SURNAME);
    (tokens.len() == 1 && !is_surname(tokens.start)).then(|| person::sex_of_given(context, tokens.start)).flatten()
}

fn is_part(trees: &Trees<'_>, at: usize) -> bool {
    [Deprel::COMPOUND, Deprel::AMOD, Deprel::FLAT, Deprel::FIXED, Deprel::NMOD_DESC].contains(&trees.deprel(at))
}

/// "Roe, a teacher", "the teacher Roe", "Roe is a teacher": no other person than the name.
fn names_a_name(trees: &Trees<'_>, taken: &[bool], at: usize) -> bool {
    let beside = [Deprel::APPOS, Deprel::FLAT, Deprel::COMPOUND, Deprel::NMOD_DESC];
    let child = trees.children(at).any(|child| beside.contains(&trees.deprel(child)) && taken[child]);
    let head = trees.head(at).is_some_and(|head| taken[head] && beside.contains(&trees.deprel(at)));
    child || head || trees.children_as(at, Deprel::COP).next().is_some()
}

fn place(context: &Context<'_>, trees: &Trees<'_>, person: usize, tokens: Range<usize>) -> Place {
    let top = trees.top(&tokens);
    let sentence = context.sentence_of(tokens.start);
    Place { person, top, sentence, role: clause::role(trees, top), is_pronoun: false, tokens }
}

fn mention(context: &Context<'_>, at: usize, entity: &Entity) -> Mention {
    Mention {
        span: context.span(at),
        kind: MentionKind::Pronoun,
        entity_type: entity.entity_type,
        entry: entity.entry,
        metonym: false,
        score: PRONOUN_SCORE,
        rule: "pronoun",
    }
}

/// Pronouns for one person.
fn sex_of_pronoun(context: &Context<'_>, trees: &Trees<'_>, at: usize) -> Option<char> {
    if !matches!(trees.xpos(at), Xpos::PRP | Xpos::PRP_POSS) {
        return None;
    }
    match context.word(at).to_lowercase().as_str() {
        "he" | "him" | "his" | "himself" => Some('m'),
        "she" | "her" | "hers" | "herself" => Some('f'),
        _ => None,
    }
}

/// Who may be meant, with what speaks for them.
struct Candidate {
    person: usize,
    features: Features,
}

impl Scene<'_> {
    /// Adds a pronoun to the places of a person.
    fn refer(&mut self, at: usize, person: usize) {
        let mut place = place(self.context, self.trees, person, at..at + 1);
        place.is_pronoun = true;
        self.count(person);
        self.places.push(place);
    }

    /// The person that a pronoun means, and how far they lead.
    fn meant(&self, at: usize, sex: char, ahead: &[Place], salience: &Salience) -> Option<(usize, f32)> {
        if matches!(self.context.word(at).to_lowercase().as_str(), "himself" | "herself") {
            let subject = clause::subject_of(self.trees, clause::clause(self.trees, at));
            let place = subject
                .and_then(|subject| self.places.iter().rev().take(MAX_COMPARED).find(|p| p.tokens.contains(&subject)));
            return place.filter(|place| self.agrees(place.person, sex)).map(|place| (place.person, FULL_LEAD));
        }
        let candidates = self.candidates(at, sex, ahead);
        let features: Vec<Features> = candidates.iter().map(|candidate| candidate.features).collect();
        let (best, lead) = salience.best(&features)?;
        Some((candidates[best].person, lead))
    }

    /// "Roe's mother": the mother is a subject.
    fn owns_subject(&self, place: &Place) -> bool {
        let noun = self.trees.head(place.top).filter(|_| place.role == Role::Possessor);
        noun.is_some_and(|noun| clause::role(self.trees, noun) == Role::Subject)
    }

    /// Counts one more mention of a person. The first to be mentioned most stays so until another is mentioned more often.
    fn count(&mut self, person: usize) {
        self.persons[person].count += 1;
        if self.most.is_none_or(|most| self.persons[most].count < self.persons[person].count) {
            self.most = Some(person);
        }
    }

    fn agrees(&self, person: usize, sex: char) -> bool {
        self.persons[person].sex.is_none_or(|known| known == sex)
    }

    /// The persons near a pronoun, nearest first, each once.
    fn candidates(&self, at: usize, sex: char, ahead: &[Place]) -> Vec<Candidate> {
        let sentence = self.context.sentence_of(at);
        let near = self.places.iter().rev().take(MAX_COMPARED).take_while(|place| sentence - place.sentence <= REACH);
        let behind = ahead.iter().rev().take_while(|place| place.sentence == sentence);
        let behind = behind.filter(|place| clause::allows_ahead(self.trees, at, &place.tokens));
        let mut forbidden: Vec<usize> = Vec::new();
        let mut grouped: Vec<(usize, Vec<&Place>)> = Vec::new();
        for place in near.chain(behind).filter(|place| self.agrees(place.person, sex)) {
            if place.sentence == sentence && clause::forbids(self.trees, at, &place.tokens) {
                forbidden.push(place.person);
            }
            match grouped.iter_mut().find(|(person, _)| *person == place.person) {
                Some((_, places)) => places.push(place),
                None => grouped.push((place.person, vec![place])),
            }
        }
        grouped.retain(|(person, _)| !forbidden.contains(person));
        let candidate = |(rank, (person, places)): (usize, &(usize, Vec<&Place>))| {
            let features = self.features(at, sex, rank, *person, places);
            Candidate { person: *person, features }
        };
        grouped.iter().enumerate().map(candidate).collect()
    }

    /// What speaks for a person; `places` are theirs, nearest first, pronouns among them; `rank` counts nearer persons.
    fn features(&self, at: usize, sex: char, rank: usize, person: usize, places: &[&Place]) -> Features {
        let sentence = self.context.sentence_of(at);
        let distance = sentence - places[0].sentence;
        let here: Vec<&&Place> = places.iter().filter(|place| place.sentence == places[0].sentence).collect();
        let role = here.iter().map(|place| place.role).min().unwrap_or(Role::Other);
        let own = clause::role(self.trees, at);
        let verb = clause::clause(self.trees, at);
        let is = |token: Option<usize>| token.is_some_and(|token| here.iter().any(|p| p.tokens.contains(&token)));
        let own_subject = distance == 0 && is(clause::subject_of(self.trees, verb));
        let above = || clause::clauses_above(self.trees, verb).take(3);
        let above_subject = distance == 0 && above().any(|verb| is(clause::subject_of(self.trees, verb)));
        let speaks = |verb: usize| self.context.cue(verb).has(Cue::SAID) && is(clause::subject_of(self.trees, verb));
        let no_name = self.persons[person].entity.is_none();
        let starts = at - self.context.tokens.sentences[sentence].tokens.start <= EARLY;
        let is_object = |role: Role| matches!(role, Role::Object | Role::Oblique);
        let mut features = self.person_features(sex, person);
        let held = [
            (Feature::SameSentence, distance == 0),
            (Feature::PreviousSentence, distance == 1),
            (Feature::TwoBack, distance == 2),
            (Feature::ThreeBack, distance == 3),
            (Feature::Subject, role == Role::Subject),
            (Feature::Object, role == Role::Object),
            (Feature::Possessor, role == Role::Possessor),
            (Feature::Oblique, role == Role::Oblique),
            (Feature::BothSubjects, role == Role::Subject && own == Role::Subject),
            (Feature::BothObjects, is_object(role) && is_object(own)),
            (Feature::BothPossessors, here.iter().any(|p| p.role == Role::Possessor) && own == Role::Possessor),
            (Feature::OwnSubject, own_subject),
            (Feature::AboveSubject, above_subject),
            (Feature::OwnClause, distance == 0 && here.iter().any(|p| clause::clause(self.trees, p.top) == verb)),
            (Feature::SubjectOfPossessor, own == Role::Possessor && role == Role::Subject),
            (Feature::Nearest, rank == 0),
            (Feature::SecondNearest, rank == 1),
            (Feature::PronounIsNearest, places[0].is_pronoun),
            (Feature::NoName, no_name),
            (Feature::NoNameFar, no_name && distance > 0),
            (Feature::Ahead, places.iter().any(|place| place.tokens.start > at)),
            (Feature::AheadAtStart, starts && places.iter().any(|place| place.tokens.start > at)),
            (Feature::LaterInList, here.iter().all(|p| self.trees.deprel(p.top) == Deprel::CONJ)),
            (Feature::SentenceStart, here.iter().any(|p| self.context.is_first(p.tokens.start))),
            (Feature::Speaker, distance == 0 && (speaks(verb) || above().any(speaks))),
            (Feature::OwnsSubject, here.iter().any(|p| self.owns_subject(p))),
            (Feature::SubjectBefore, distance == 1 && role == Role::Subject && own == Role::Subject),
            (
                Feature::SubjectChain,
                here.iter().any(|p| p.is_pronoun && p.role == Role::Subject) && own == Role::Subject,
            ),
        ];
        for (feature, holds) in held {
            features.set(feature, holds);
        }
        features
    }

    /// What speaks for a person wherever they stand.
    fn person_features(&self, sex: char, person: usize) -> Features {
        let count = self.persons[person].count;
        let [called, other] = [sex == 'f', sex == 'm'].map(|she| self.persons[person].called[usize::from(she)]);
        let mut features = Features::default();
        let held = [
            (Feature::MostFrequent, count > 1 && self.most == Some(person)),
            (Feature::Twice, count == 2),
            (Feature::Often, count > 2),
            (Feature::First, self.places.first().is_some_and(|place| place.person == person)),
            (Feature::LastPronoun, self.last[usize::from(sex == 'f')] == Some(person)),
            (Feature::SexKnown, self.persons[person].sex.is_some()),
            (Feature::CalledSo, called > 0 && other == 0),
            (Feature::CalledOtherwise, other > called),
        ];
        for (feature, holds) in held {
            features.set(feature, holds);
        }
        features
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::tests::{check_pronouns, mentions};

    #[test]
    fn the_nouns_are_read() {
        let pronouns = Pronouns::builtin();
        assert_eq!(pronouns.nouns["aunt"], Some('f'));
        assert_eq!(pronouns.nouns["cousin"], None);
    }

    #[test]
    fn sex_and_salience_decide() {
        let (keller, roe) = ("person/maria-keller", "person/john-roe");
        check_pronouns("Maria Keller met John Roe. She left.", &[("She", keller)]);
        check_pronouns("Maria Keller met John Roe. He left.", &[("He", roe)]);
        check_pronouns("John Roe said he would sell his boat.", &[("he", roe), ("his", roe)]);
        check_pronouns("Maria Keller hurt herself.", &[("herself", keller)]);
        check_pronouns("Keller, an actress, arrived. She spoke.", &[("She", "person/keller")]);
    }

    #[test]
    fn grammar_forbids() {
        let roe = ("He", "person/john-roe");
        check_pronouns("John Roe saw him.", &[]);
        check_pronouns("His friend John Roe arrived.", &[]);
        check_pronouns("He said that John Roe had left.", &[]);
        check_pronouns("Peter Doe arrived. John Roe thanked him.", &[("him", "person/peter-doe")]);
        check_pronouns("John Roe arrived. He met Peter Doe.", &[roe]);
    }

    #[test]
    fn names_behind_are_meant_in_what_leads_up_to_them() {
        check_pronouns("When he arrived, John Roe spoke.", &[("he", "person/john-roe")]);
        check_pronouns("In his speech, John Roe praised Peru.", &[("his", "person/john-roe")]);
    }

    #[test]
    fn people_without_a_name_are_meant_too() {
        let found = mentions("Nokia hired a woman. She left.");
        let (_, _, id) = found.iter().find(|(_, kind, _)| *kind == MentionKind::Pronoun).unwrap();
        assert!(id.starts_with("group/woman-"), "{id}");
        check_pronouns("He left. He came back.", &[]);
    }
}
