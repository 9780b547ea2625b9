//! "It", "its", "they", "their": bodies, countries and groups, where the clause leaves little doubt.
//!
//! "It" may mean any thing or nothing, so that no weighing of names helps: only the subject of the own clause (for "its"), of a clause
//! above ("Peru said it would leave"), or of the sentence before ("It accused") counts, and it must be a name or group itself.

use std::collections::{HashMap, HashSet};

use crate::entity::clause::{self, Role};
use crate::entity::group::holders;
use crate::entity::trees::Trees;
use crate::entity::{Entity, Named};
use crate::gazetteer::EntityType;
use crate::mention::{Context, Cue, MentionKind};
use crate::parse::{Deprel, Lemmas, Upos, Xpos};

const EXPLETIVES: &str = include_str!("../../rules/expletives.tsv");
/// Clauses above a pronoun whose subjects are looked at.
const MAX_ABOVE: usize = 4;

/// One thing or several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Number {
    One,
    Many,
}

/// Words whose "it" means nothing.
#[derive(Debug, Clone)]
pub(super) struct Neuters {
    expletives: HashSet<&'static str>,
}

/// What the subject of a clause says about a pronoun below it.
enum Subject {
    /// It is meant.
    Meant(Entity),
    /// It cannot be meant: look further.
    Other,
    /// Nobody can tell.
    Unclear,
}

/// A document on the way through it.
struct Scene<'a> {
    context: &'a Context<'a>,
    trees: &'a Trees<'a>,
    named: &'a [Named],
    holders: Vec<Option<usize>>,
    /// What pronouns before meant, by token.
    linked: HashMap<usize, Entity>,
}

impl Neuters {
    /// Returns the program's own words.
    pub(super) fn builtin() -> Self {
        let rows = EXPLETIVES.lines().filter(|row| !row.is_empty() && !row.starts_with('#')).skip(1);
        Self { expletives: rows.collect() }
    }

    /// Returns the tokens that are such pronouns and what each means, in order of place.
    pub(super) fn resolve(
        &self,
        context: &Context<'_>,
        trees: &Trees<'_>,
        lemmas: &Lemmas,
        named: &[Named],
    ) -> Vec<(usize, Entity)> {
        let holders = holders(context, named);
        let mut scene = Scene { context, trees, named, holders, linked: HashMap::new() };
        let mut out = Vec::new();
        for at in 0..context.token_count() {
            let Some(number) = number_of(context, trees, at) else { continue };
            if number == Number::One && self.is_expletive(context, trees, lemmas, at) {
                continue;
            }
            if let Some(entity) = scene.meant(at, number) {
                scene.linked.insert(at, entity.clone());
                out.push((at, entity));
            }
        }
        out
    }

    /// "It is clear that", "it seems": means nothing.
    fn is_expletive(&self, context: &Context<'_>, trees: &Trees<'_>, lemmas: &Lemmas, at: usize) -> bool {
        if trees.deprel(at) == Deprel::EXPL {
            return true;
        }
        if clause::role(trees, at) != Role::Subject {
            return false;
        }
        let verb = clause::clause(trees, at);
        let lemma = lemmas.lemma(context.word(verb), trees.upos(verb), trees.xpos(verb)).to_lowercase();
        let is_stated = trees.children_as(verb, Deprel::COP).next().is_some()
            || trees.children_as(verb, Deprel::AUX_PASS).next().is_some();
        // "It had been destroyed", "it would be embarrassing": seldom a body.
        let is_thing = trees.children_as(verb, Deprel::AUX_PASS).next().is_some()
            || (trees.upos(verb) == Upos::ADJ && lemma.ends_with("ing"));
        let is_known =
            is_thing || self.expletives.contains(lemma.as_str()) && (is_stated || !context.cue(verb).has(Cue::SAID));
        // "It was Roe who": a cleft.
        let is_cleft = is_stated
            && trees.upos(verb) != Upos::VERB
            && trees
                .children(verb)
                .any(|c| matches!(trees.deprel(c).base(), "ccomp" | "csubj") || trees.deprel(c) == Deprel::ACL_RELCL);
        is_known || is_cleft
    }
}

fn number_of(context: &Context<'_>, trees: &Trees<'_>, at: usize) -> Option<Number> {
    if !matches!(trees.xpos(at), Xpos::PRP | Xpos::PRP_POSS) {
        return None;
    }
    match context.word(at).to_lowercase().as_str() {
        "it" | "its" | "itself" => Some(Number::One),
        "they" | "them" | "their" | "themselves" => Some(Number::Many),
        _ => None,
    }
}

impl Scene<'_> {
    fn meant(&self, at: usize, number: Number) -> Option<Entity> {
        let role = clause::role(self.trees, at);
        let verb = clause::clause(self.trees, at);
        let is_own = role == Role::Possessor || matches!(self.context.word(at), "itself" | "themselves");
        let is_argument = matches!(role, Role::Object | Role::Oblique);
        if is_argument && !is_own && !self.context.cue(verb).has(Cue::ADDRESS) {
            return None;
        }
        if is_own && let Some(subject) = clause::doer_of(self.trees, verb).filter(|subject| *subject < at) {
            match self.judge(at, subject, number) {
                // British "Nokia sold their", if nothing stands between that may be meant too.
                Subject::Meant(entity) if number == Number::Many && entity.entity_type != EntityType::Group => {
                    return (!self.has_noun_between(subject, at)).then_some(entity);
                }
                Subject::Meant(entity) => return Some(entity),
                Subject::Other => {}
                Subject::Unclear => return None,
            }
        }
        let mut below = verb;
        for _ in 0..MAX_ABOVE {
            let Some((above, is_content)) = clause::clause_over(self.trees, below) else { break };
            below = above;
            if !is_content && self.has_rival(at, above, number) {
                return None;
            }
            let Some(subject) = clause::subject_of(self.trees, above).filter(|subject| *subject != at) else {
                continue;
            };
            match self.judge(at, subject, number) {
                Subject::Meant(entity) if number == Number::One || entity.entity_type == EntityType::Group => {
                    return Some(entity);
                }
                Subject::Other => {}
                _ => return None,
            }
        }
        self.sentence_before(at, verb, number).filter(|_| role == Role::Subject)
    }

    /// "The navy saved migrants after they": another noun before the pronoun that it may mean.
    fn has_rival(&self, at: usize, verb: usize, number: Number) -> bool {
        let mut nouns = self
            .trees
            .children(verb)
            .filter(|child| *child < at && matches!(clause::role(self.trees, *child), Role::Object | Role::Oblique));
        nouns.any(|noun| self.is_many(noun) == (number == Number::Many) && !self.is_person(noun))
    }

    /// A plural noun or another body between two tokens.
    fn has_noun_between(&self, start: usize, end: usize) -> bool {
        (start + 1..end).any(|token| {
            let is_body = |index: usize| self.named[index].1.entity_type == EntityType::Organisation;
            let other = self.holders[token] != self.holders[start] && self.holders[token].is_some_and(is_body);
            other || matches!(self.trees.xpos(token), Xpos::NNS | Xpos::NNPS)
        })
    }

    fn is_many(&self, noun: usize) -> bool {
        let listed = self.trees.children_as(noun, Deprel::CONJ).next().is_some();
        listed || matches!(self.trees.xpos(noun), Xpos::NNS | Xpos::NNPS)
    }

    fn is_person(&self, noun: usize) -> bool {
        self.holders[noun].is_some_and(|index| self.named[index].1.entity_type == EntityType::Person)
    }

    /// Says whether a subject can be meant.
    fn judge(&self, at: usize, subject: usize, number: Number) -> Subject {
        // "Its army left": the noun that it belongs to is no candidate, nor what stands behind it.
        if clause::is_below(self.trees, at, subject) || subject > at {
            return Subject::Other;
        }
        if let Some(entity) =
            self.linked.get(&subject).filter(|_| number_of(self.context, self.trees, subject) == Some(number))
        {
            return Subject::Meant(entity.clone());
        }
        let listed = self.trees.children_as(subject, Deprel::CONJ).next().is_some();
        let plural = self.is_many(subject);
        let Some(index) = self.holders[subject] else {
            // Another noun of this number; people are no "it".
            let is_noun = matches!(self.trees.upos(subject), Upos::NOUN | Upos::PROPN | Upos::NUM);
            return if is_noun && plural == (number == Number::Many) { Subject::Unclear } else { Subject::Other };
        };
        let (mention, entity, _) = &self.named[index];
        let is_group = matches!(mention.kind, MentionKind::Group);
        let is_body = matches!(entity.entity_type, EntityType::Organisation | EntityType::Country)
            && mention.kind != MentionKind::Demonym;
        let fits = match number {
            Number::One => is_body || is_group && !plural && entity.entity_type == EntityType::Group,
            Number::Many => {
                is_group && entity.entity_type == EntityType::Group || entity.entity_type == EntityType::Organisation
            }
        };
        if fits && !listed {
            return Subject::Meant(entity.clone());
        }
        let is_person = entity.entity_type == EntityType::Person;
        if is_person && !listed || (number == Number::One && listed) { Subject::Other } else { Subject::Unclear }
    }

    /// "It accused": the subject of the sentence before, if something acts that could.
    fn sentence_before(&self, at: usize, verb: usize, number: Number) -> Option<Entity> {
        let sentence = self.context.sentence_of(at);
        let is_main = self.trees.head(verb).is_none() && self.context.is_first(at);
        let acts = self.context.cue(verb).has(Cue::ACT) || self.context.cue(verb).has(Cue::SAID);
        let before = sentence.checked_sub(1).filter(|_| is_main && acts)?;
        let root = self.context.tokens.sentences[before].tokens.clone().find(|t| self.trees.head(*t).is_none())?;
        match self.judge(at, clause::subject_of(self.trees, root)?, number) {
            Subject::Meant(entity) if number == Number::One || entity.entity_type == EntityType::Group => Some(entity),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::entity::tests::check_pronouns;

    #[test]
    fn its_is_the_subject_of_its_clause() {
        check_pronouns("Nokia sold its factory.", &[("its", "organisation/nokia")]);
        check_pronouns("Peru withdrew its ambassador from Norway.", &[("its", "country/peru")]);
        check_pronouns("Kenyan police raised their flag.", &[("their", "group/kenya-police")]);
        check_pronouns("The idea lost its charm in Peru.", &[]);
    }

    #[test]
    fn it_is_the_subject_of_the_clause_above() {
        check_pronouns("Peru said it would leave NATO.", &[("it", "country/peru")]);
        check_pronouns("Nokia said on Monday that it had fired Maria Keller.", &[("it", "organisation/nokia")]);
        check_pronouns("Kenyan police said they had found a boat.", &[("they", "group/kenya-police")]);
        check_pronouns("Nokia warned. It said nothing more.", &[("It", "organisation/nokia")]);
        check_pronouns("Kenyan police saw farmers before they left.", &[]);
    }

    #[test]
    fn it_often_means_nothing() {
        check_pronouns("Peru said it was important to talk.", &[]);
        check_pronouns("Norway said it seems that Peru left.", &[]);
        check_pronouns("Nokia said it had been destroyed.", &[]);
        check_pronouns("It is clear that Nokia won.", &[]);
    }
}
