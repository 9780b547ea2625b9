//! What the words in a place of a predicate stand for: the head of an argument to the entity that acts through it.
//!
//! | written | stands for |
//! | --- | --- |
//! | a mention whose head is the argument's head | its entity |
//! | "Norwegian troops", "the government of Norway" | the owner, by `rules/stand_for.tsv` |
//! | "dozens of villagers", "members of the union" | the noun behind "of" |
//! | "its leader, Maria Keller", "the president of Peru, Maria Keller" | the bearer |
//!
//! Names elsewhere inside an argument do not count: "the lawyer of a man from Mali" is not Mali.

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use crate::gazetteer::EntityType;
use crate::mention::MentionKind;
use crate::parse::tree::Tree;
use crate::parse::{Deprel, Upos, Xpos};
use crate::relation::normal::names::Named;
use crate::relation::normal::{How, Kind, Member, Predicate, Role};
use crate::relation::rule::{Filler, Place, Referent};

const STAND_FOR: &str = include_str!("../../rules/stand_for.tsv");
const GROUPS: &str = include_str!("../../rules/groups.tsv");
/// Partitives inside partitives: "a number of members of the union".
const MAX_HOPS: usize = 3;
/// Words of a noun phrase that are kept for classes of several words.
const MAX_PHRASE: usize = 5;
/// Words between an owner and its noun at most.
const MAX_BETWEEN: usize = 5;

/// Nouns that stand for whoever owns them (`rules/stand_for.tsv`), and nouns that count others (`partitive` in `rules/groups.tsv`).
#[derive(Debug, Clone)]
pub(crate) struct StandFor {
    nouns: HashMap<String, Owners>,
    partitives: HashSet<String>,
}

/// Whom a noun stands for.
#[derive(Debug, Clone)]
struct Owners {
    ways: Vec<Way>,
    types: Vec<EntityType>,
    /// Where it does so.
    only_as: Option<Side>,
    /// In which number.
    only_in: Option<Number>,
}

impl Owners {
    /// Says whether a noun may stand for somebody; a type that is a guess is no reason against it, but a person or a body is no state.
    fn fit(&self, owner: Referent) -> bool {
        let bearer = matches!(owner.entity_type, EntityType::Person | EntityType::Organisation);
        let open = owner.guessed && !bearer;
        open || self.types.contains(&owner.entity_type)
    }
}

/// A side of a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    /// Where the noun acts.
    Subject,
    /// Anywhere else.
    Object,
}

/// A number of a noun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Number {
    Singular,
    Plural,
}

/// How an owner is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// "Peru's", "its".
    Possessor,
    /// "Peruvian".
    Demonym,
    /// "Nokia executives".
    Compound,
    /// "of Peru", "from Peru", "for Peru".
    Of,
    From,
    For,
}

const WAYS: [(&str, Way); 6] = [
    ("possessor", Way::Possessor),
    ("demonym", Way::Demonym),
    ("compound", Way::Compound),
    ("of", Way::Of),
    ("from", Way::From),
    ("for", Way::For),
];
const ALL_WAYS: [Way; 4] = [Way::Possessor, Way::Demonym, Way::Compound, Way::Of];

impl StandFor {
    /// Returns the program's own.
    ///
    /// # Panics
    /// Never: a test reads the files.
    pub(crate) fn builtin() -> Self {
        let rows = |text: &'static str| {
            let lines = text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).skip(1);
            lines.map(|line| line.split('\t').collect::<Vec<_>>())
        };
        let owners = |cells: &[&str]| Owners {
            ways: cells[1].split(' ').map(way).collect(),
            types: cells[2].split(' ').filter_map(EntityType::parse).collect(),
            only_as: match cells[3] {
                "subject" => Some(Side::Subject),
                "object" => Some(Side::Object),
                _ => None,
            },
            only_in: match cells[4] {
                "singular" => Some(Number::Singular),
                "plural" => Some(Number::Plural),
                _ => None,
            },
        };
        let nouns = rows(STAND_FOR).map(|cells| (cells[0].to_lowercase(), owners(&cells))).collect();
        let partitives = rows(GROUPS).filter(|cells| cells[2] == "partitive").map(|cells| cells[0].to_owned());
        Self { nouns, partitives: partitives.collect() }
    }

    /// The longest end of a noun phrase that is listed: "air force" before "force".
    fn owners(&self, phrase: &[String]) -> Option<&Owners> {
        (0..phrase.len()).find_map(|start| self.nouns.get(&phrase[start..].join(" ")))
    }
}

fn way(name: &str) -> Way {
    WAYS.iter().find(|(known, _)| *known == name).map(|(_, way)| *way).expect("every way is known, see the test")
}

/// A mention in a sentence.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// Where and what.
    pub(crate) named: Named,
    /// Index into the document's mentions.
    pub(crate) mention: usize,
    /// What it refers to.
    pub(crate) referent: Referent,
}

/// A sentence with all that is known of its words.
pub(crate) struct Resolver<'a> {
    pub(crate) tree: &'a Tree<'a>,
    pub(crate) nouns: &'a [String],
    /// All mentions, nested ones too, ordered by start, the longer first.
    pub(crate) seen: &'a [Seen],
    pub(crate) stand_for: &'a StandFor,
    /// The bearers of role nouns, by the noun's token.
    bearers: HashMap<usize, Vec<Member>>,
    /// Who acts in nouns of acts, by the noun's token.
    actors: HashMap<usize, Member>,
    /// What is done to whom: by the token of a noun of an act, the heads of those who undergo it.
    undergone: HashMap<usize, Vec<usize>>,
}

impl<'a> Resolver<'a> {
    pub(crate) fn new(
        tree: &'a Tree<'a>,
        nouns: &'a [String],
        seen: &'a [Seen],
        stand_for: &'a StandFor,
        predicates: &[Predicate],
    ) -> Self {
        let names = predicates.iter().filter(|p| p.kind == Kind::Name && p.lemma != "place");
        let bearers = names.filter_map(|p| {
            let subject = p.arguments.iter().find(|a| a.role == Role::Subject)?;
            // "The secretary of state, Maria Keller": by its first noun too, which carries the phrase.
            let first = p.trigger.clone().find(|at| *at > p.trigger.start && nouns[*at] == "of").map(|of| of - 1);
            Some([Some(p.head), first].into_iter().flatten().map(|head| (head, subject.members.clone())))
        });
        let bearers = bearers.flatten();
        let acts = predicates.iter().filter(|p| p.kind == Kind::Noun && p.verb.is_some());
        let actors = acts.clone().filter_map(|p| {
            let subject = p.arguments.iter().find(|a| a.role == Role::Subject && a.how == How::Direct)?;
            Some((p.head, subject.members.first()?.clone()))
        });
        let undergone = acts.filter_map(|p| {
            let object = p.arguments.iter().find(|a| a.role == Role::Object)?;
            Some((p.head, object.members.iter().map(|m| m.head).collect()))
        });
        let (bearers, actors, undergone) = (bearers.collect(), actors.collect(), undergone.collect());
        Self { tree, nouns, seen, stand_for, bearers, actors, undergone }
    }

    /// Returns the arguments of a predicate with what they stand for.
    pub(crate) fn places(&self, predicate: &Predicate) -> Vec<Place> {
        let places = predicate.arguments.iter().map(|argument| Place {
            role: argument.role.clone(),
            how: argument.how,
            members: argument.members.iter().flat_map(|m| self.fillers(m, argument.role == Role::Subject)).collect(),
        });
        places.collect()
    }

    /// Returns what one member stands for; some nouns stand for others only where they act, or only where they do not.
    pub(crate) fn filler(&self, member: &Member, acts: bool) -> Filler {
        let head = member.head.min(self.nouns.len().saturating_sub(1));
        // "Tens of thousands of troops" are troops.
        let counted = self.counted(head);
        let owner = self.owner(head, &ALL_WAYS).or_else(|| self.owner(counted, &ALL_WAYS).filter(|_| counted != head));
        let owner = owner.filter(|owner| !self.undergoes(head, *owner));
        let actor =
            self.actors.get(&head).filter(|m| m.head != head).and_then(|m| self.referent(m.head, true, MAX_HOPS));
        let referent = self.exact(member).or_else(|| self.referent(head, acts, MAX_HOPS));
        Filler { head, phrase: self.phrase(counted), referent, actor, owner }
    }

    /// The name of just these tokens, should it lie in a longer one.
    fn exact(&self, member: &Member) -> Option<Referent> {
        let start = self.seen.partition_point(|s| s.named.tokens.start < member.tokens.start);
        let same = self.seen[start..].iter().take_while(|s| s.named.tokens.start == member.tokens.start);
        let is_name = |s: &&Seen| s.named.tokens == member.tokens && s.named.kind == MentionKind::Name;
        same.into_iter().find(is_name).map(|s| s.referent)
    }

    /// "NATO members Norway and Turkey": a role noun with several bearers stands for each of them.
    fn fillers(&self, member: &Member, acts: bool) -> Vec<Filler> {
        let own = self.filler(member, acts);
        if own.referent.is_none()
            && let Some(sharers) = self.sharers(own.head)
        {
            let of = |head: usize| Filler { referent: self.referent(head, acts, MAX_HOPS), ..own.clone() };
            return sharers.into_iter().map(of).collect();
        }
        let others = self.co_owners(own.head, acts);
        let second = self.second_owner(own.head, acts).filter(|second| own.referent != Some(*second));
        let others = if others.is_empty() { second.into_iter().collect() } else { others };
        if !others.is_empty() {
            let of = |referent: Referent| Filler { referent: Some(referent), ..own.clone() };
            return std::iter::once(own.clone()).chain(others.into_iter().map(of)).collect();
        }
        match self.bearers.get(&own.head) {
            Some(bearers) if own.referent.is_none() && bearers.len() > 1 => {
                let of = |bearer: &Member| Filler { referent: self.filler(bearer, acts).referent, ..own.clone() };
                bearers.iter().map(of).collect()
            }
            _ => vec![own],
        }
    }

    /// "The governments of Norway, Peru and Mali": the owners behind the first.
    fn co_owners(&self, head: usize, acts: bool) -> Vec<Referent> {
        let plural = matches!(self.tree.words[head].xpos, Xpos::NNS | Xpos::NNPS);
        let owners = self.stand_for.owners(&self.phrase(head)).filter(|_| plural);
        let first = self.behind(head, &["of"]).filter(|_| owners.is_some() && self.stands_for(head, acts).is_some());
        let (Some(owners), Some(first)) = (owners, first) else { return Vec::new() };
        if !owners.ways.contains(&Way::Of) {
            return Vec::new();
        }
        let others = self.tree.children(first).filter(|c| self.tree.words[*c].deprel.base() == "conj");
        let named = others.filter_map(|other| self.mention_of(other)).map(|seen| seen.referent);
        named.filter(|owner| owners.fit(*owner)).collect()
    }

    /// "Norway and Peru postponed their talks": the subjects that a "their" on the verb's object or phrase means.
    fn sharers(&self, pronoun: usize) -> Option<Vec<usize>> {
        let word = &self.tree.words[pronoun];
        if self.nouns[pronoun] != "their" || word.deprel != Deprel::NMOD_POSS {
            return None;
        }
        let noun = word.head? as usize;
        let verb = self.tree.words[noun].head? as usize;
        let depends =
            matches!(self.tree.words[noun].deprel.base(), "obj" | "obl") && self.tree.words[verb].upos == Upos::VERB;
        let first = self.tree.children(verb).find(|c| self.tree.words[*c].deprel.base() == "nsubj" && *c < pronoun)?;
        let others = self.tree.children(first).filter(|c| self.tree.words[*c].deprel.base() == "conj" && *c < verb);
        let all: Vec<usize> = std::iter::once(first).chain(others).collect();
        (depends && all.len() > 1).then_some(all)
    }

    /// "British and Norwegian forces": whom a noun stands for besides its first owner.
    fn second_owner(&self, head: usize, acts: bool) -> Option<Referent> {
        let first = self.stands_for(head, acts)?;
        let plural = matches!(self.tree.words[head].xpos, Xpos::NNS | Xpos::NNPS);
        let mut owners = self
            .tree
            .children(head)
            .filter(|owner| plural && self.mention_of(*owner).is_some_and(|seen| seen.referent.entity == first.entity));
        let owner = owners.next()?;
        let mut joined = self.tree.children(owner).filter(|c| *c > owner && self.tree.words[*c].deprel == Deprel::CONJ);
        let second = self.mention_of(joined.next()?)?.referent;
        let is_like = second.entity_type == first.entity_type && joined.next().is_none();
        (is_like && second.entity != first.entity).then_some(second)
    }

    fn phrase(&self, head: usize) -> Vec<String> {
        let is_part = |at: usize| {
            let word = self.tree.words[at];
            let modifies = word.head.is_some_and(|h| h as usize == head) || word.deprel.base() == "compound";
            modifies && matches!(word.upos, Upos::NOUN | Upos::PROPN | Upos::ADJ | Upos::NUM | Upos::VERB)
        };
        let start = (head.saturating_sub(MAX_PHRASE)..head).rev().take_while(|&at| is_part(at)).last().unwrap_or(head);
        self.nouns[start..=head].to_vec()
    }

    /// The noun that a partitive counts, else the noun itself.
    fn counted(&self, head: usize) -> usize {
        let mut at = head;
        for _ in 0..MAX_HOPS {
            let is_partitive =
                self.stand_for.partitives.contains(&self.nouns[at]) || self.tree.words[at].upos == Upos::NUM;
            match self.behind(at, &["of"]).filter(|_| is_partitive) {
                Some(inner) => at = inner,
                None => break,
            }
        }
        at
    }

    /// What a head stands for.
    fn referent(&self, head: usize, acts: bool, hops: usize) -> Option<Referent> {
        let mention = self.mention_of(head);
        let is_group = mention.is_some_and(|seen| seen.named.kind == MentionKind::Group);
        if let Some(seen) = mention.filter(|_| !is_group) {
            return Some(seen.referent);
        }
        if let Some(owner) = self.stands_for(head, acts) {
            return Some(owner);
        }
        if let Some(seen) = mention {
            return Some(seen.referent);
        }
        let inner = self.counted(head);
        if inner != head && hops > 0 {
            return self.referent(inner, acts, hops - 1);
        }
        match self.bearers.get(&head).map(Vec::as_slice) {
            Some([bearer]) if bearer.head != head => self.mention_of(bearer.head).map(|seen| seen.referent),
            _ => None,
        }
    }

    fn stands_for(&self, head: usize, acts: bool) -> Option<Referent> {
        let owners = self.stand_for.owners(&self.phrase(head))?;
        let plural = matches!(self.tree.words[head].xpos, Xpos::NNS | Xpos::NNPS);
        let side = if acts { Side::Subject } else { Side::Object };
        let number = if plural { Number::Plural } else { Number::Singular };
        let fits = owners.only_as.is_none_or(|only| only == side);
        let counted = owners.only_in.is_none_or(|only| only == number);
        let owner = self.owner(head, &owners.ways).filter(|_| fits && counted)?;
        owners.fit(owner).then_some(owner)
    }

    /// The longest mention that a token is the head of.
    fn mention_of(&self, head: usize) -> Option<&'a Seen> {
        let fits = |seen: &&Seen| {
            let tokens = &seen.named.tokens;
            tokens.contains(&head)
                && match seen.named.kind {
                    MentionKind::Name | MentionKind::Acronym | MentionKind::Demonym => true,
                    _ => tokens.end == head + 1,
                }
        };
        let end = self.seen.partition_point(|s| s.named.tokens.start <= head);
        // Mentions are short: those that begin far before do not reach here.
        let near = self.seen[..end].iter().rev().take(12).filter(fits);
        near.max_by_key(|seen| (seen.named.tokens.len(), std::cmp::Reverse(seen.named.tokens.start)))
    }

    /// "The invasion of Peru" is not Peru's: it is done to it.
    fn undergoes(&self, head: usize, owner: Referent) -> bool {
        let undergone = self.undergone.get(&head).map_or(&[][..], Vec::as_slice);
        undergone.iter().any(|h| self.mention_of(*h).is_some_and(|seen| seen.referent.entity == owner.entity))
    }

    /// Who owns a noun, if it is written in one of these ways: a possessor owns more than what else stands before.
    pub(crate) fn owner(&self, head: usize, ways: &[Way]) -> Option<Referent> {
        let mut before: Option<(bool, Referent)> = None;
        for child in self.tree.children(head).filter(|c| *c < head) {
            let word = self.tree.words[child];
            let possessive = word.deprel == Deprel::NMOD_POSS;
            let modifies = possessive || matches!(word.deprel.base(), "amod" | "compound" | "nmod" | "nsubj");
            let Some(seen) = self.mention_of(child).filter(|s| modifies && !s.named.tokens.contains(&head)) else {
                continue;
            };
            if ways.contains(&way_of(seen, possessive)) && before.is_none_or(|(known, _)| !known || possessive) {
                before = Some((possessive, seen.referent));
            }
        }
        if let Some((_, referent)) = before {
            return Some(referent);
        }
        self.touching(head, ways).or_else(|| {
            let prepositions = [("of", Way::Of), ("from", Way::From), ("for", Way::For)];
            let wanted: Vec<&str> = prepositions.iter().filter(|(_, w)| ways.contains(w)).map(|(p, _)| *p).collect();
            let inner = self.behind(head, &wanted)?;
            self.mention_of(inner).map(|seen| seen.referent).or_else(|| {
                let owners = self.stand_for.owners(&self.phrase(inner))?;
                let owner = self.touching(inner, &owners.ways)?;
                owners.fit(owner).then_some(owner)
            })
        })
    }

    /// The mention that stands before a noun with nothing but adjectives and nouns between.
    fn touching(&self, head: usize, ways: &[Way]) -> Option<Referent> {
        let (mut at, mut possessive) = (head, false);
        for _ in 0..MAX_BETWEEN {
            let before = at.checked_sub(1)?;
            if let Some(seen) = self.mention_of(before).filter(|s| s.named.tokens.end == at) {
                let pronoun = seen.named.kind == MentionKind::Pronoun;
                let owns = possessive || (pronoun && self.tree.words[before].deprel == Deprel::NMOD_POSS);
                let fits = ways.contains(&way_of(seen, owns)) && (!pronoun || owns);
                return fits.then_some(seen.referent);
            }
            let word = self.tree.words[before];
            possessive = word.upos == Upos::PART && word.deprel.base() == "case";
            if !possessive && !matches!(word.upos, Upos::ADJ | Upos::NOUN | Upos::NUM) {
                return None;
            }
            at = before;
        }
        None
    }

    /// The noun that hangs on another by one of these prepositions.
    fn behind(&self, head: usize, prepositions: &[&str]) -> Option<usize> {
        let has_case = |child: usize| {
            self.tree
                .children(child)
                .any(|c| self.tree.words[c].deprel.base() == "case" && prepositions.contains(&self.nouns[c].as_str()))
        };
        let mut phrases = self.tree.children(head).filter(|c| *c > head);
        phrases.find(|c| matches!(self.tree.words[*c].deprel.base(), "nmod" | "obl") && has_case(*c))
    }
}

fn way_of(seen: &Seen, possessive: bool) -> Way {
    match seen.named.kind {
        _ if possessive => Way::Possessor,
        MentionKind::Demonym => Way::Demonym,
        _ => Way::Compound,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_read() {
        let nouns = StandFor::builtin();
        let phrase = |words: &str| words.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert!(nouns.owners(&phrase("peruvian air force")).is_some());
        assert!(nouns.owners(&phrase("peruvian poet")).is_none());
        assert!(nouns.partitives.contains("dozen"));
    }
}
