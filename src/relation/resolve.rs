//! What the words in a place of a predicate stand for: the head of an argument to the entity that acts through it.
//!
//! | written | stands for |
//! | --- | --- |
//! | a mention whose head is the argument's head | its entity |
//! | "Norwegian troops", "the government of Norway" | the owner, by rules/stand_for.tsv |
//! | "dozens of villagers", "members of the union" | the noun behind "of" |
//! | "its leader, Maria Keller", "the president of Peru, Maria Keller" | the bearer |
//!
//! Names elsewhere inside an argument do not count: "the lawyer of a man from Mali" is not Mali.

use std::collections::HashMap;

use crate::gazetteer::EntityType;
use crate::mention::MentionKind;
use crate::parse::tree::Tree;
use crate::parse::{Deprel, Upos};
use crate::relation::normal::names::Named;
use crate::relation::normal::{Kind, Member, Predicate, Role};
use crate::relation::rule::{Filler, Place, Referent};

const STAND_FOR: &str = include_str!("../../rules/stand_for.tsv");
/// Partitives inside partitives: "a number of members of the union".
const MAX_HOPS: usize = 3;
/// Words of a noun phrase that are kept for classes of several words.
const MAX_PHRASE: usize = 5;
/// Words between an owner and its noun at most.
const MAX_BETWEEN: usize = 5;

/// Nouns that stand for whoever owns them: `rules/stand_for.tsv`.
#[derive(Debug, Clone)]
pub struct StandFor {
    nouns: HashMap<String, Vec<EntityType>>,
    partitives: HashMap<String, ()>,
}

impl StandFor {
    /// Returns the program's own.
    ///
    /// # Panics
    /// Never: a test reads the file.
    pub fn builtin() -> Self {
        let rows = STAND_FOR.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).skip(1);
        let (mut nouns, mut partitives) = (HashMap::new(), HashMap::new());
        for row in rows {
            let mut cells = row.split('\t');
            let (noun, how, types) = (cells.next(), cells.next(), cells.next());
            let (Some(noun), Some(how)) = (noun, how) else { continue };
            if how == "partitive" {
                partitives.insert(noun.to_owned(), ());
                continue;
            }
            let types = types.unwrap_or("").split(' ').filter_map(EntityType::parse).collect();
            nouns.insert(noun.to_owned(), types);
        }
        Self { nouns, partitives }
    }

    /// The longest end of a noun phrase that is listed: "air force" before "force".
    fn types(&self, phrase: &[String]) -> Option<&[EntityType]> {
        let ends = (0..phrase.len()).map(|start| phrase[start..].join(" "));
        ends.into_iter().find_map(|words| self.nouns.get(&words)).map(Vec::as_slice)
    }
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
            Some((p.head, subject.members.clone()))
        });
        Self { tree, nouns, seen, stand_for, bearers: bearers.collect() }
    }

    /// Returns the arguments of a predicate with what they stand for.
    pub(crate) fn places(&self, predicate: &Predicate) -> Vec<Place> {
        let places = predicate.arguments.iter().map(|argument| Place {
            role: argument.role.clone(),
            how: argument.how,
            members: argument.members.iter().map(|m| self.filler(m)).collect(),
        });
        places.collect()
    }

    /// Returns what one member stands for.
    pub(crate) fn filler(&self, member: &Member) -> Filler {
        let head = member.head.min(self.nouns.len().saturating_sub(1));
        let phrase = self.phrase(head);
        let owner = self.owner(head);
        let referent = self.referent(head, MAX_HOPS);
        Filler { head, phrase, referent, owner }
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

    /// What a head stands for.
    fn referent(&self, head: usize, hops: usize) -> Option<Referent> {
        if let Some(seen) = self.mention_of(head) {
            return Some(seen.referent);
        }
        if let Some(types) = self.stand_for.types(&self.phrase(head))
            && let Some(owner) = self.owner(head)
            && (types.is_empty() || types.contains(&owner.entity_type))
        {
            return Some(owner);
        }
        let inner = self.stand_for.partitives.contains_key(&self.nouns[head]).then(|| self.behind(head, &["of"]));
        if let Some(inner) = inner.flatten().filter(|_| hops > 0) {
            return self.referent(inner, hops - 1);
        }
        match self.bearers.get(&head).map(Vec::as_slice) {
            Some([bearer]) if bearer.head != head => self.mention_of(bearer.head).map(|seen| seen.referent),
            _ => None,
        }
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

    /// Who owns a noun: possessor, demonym, name before it, "of X".
    pub(crate) fn owner(&self, head: usize) -> Option<Referent> {
        let mut before: Option<(bool, Referent)> = None;
        for child in self.tree.children(head).filter(|c| *c < head) {
            let word = self.tree.words[child];
            let possessive = word.deprel == Deprel::NMOD_POSS;
            let modifies = possessive || matches!(word.deprel.base(), "amod" | "compound" | "nmod" | "nsubj");
            let Some(seen) = self.mention_of(child).filter(|s| modifies && !s.named.tokens.contains(&head)) else {
                continue;
            };
            // A possessor owns more than what else stands before.
            if before.is_none_or(|(known, _)| !known || possessive) {
                before = Some((possessive, seen.referent));
            }
        }
        if let Some((_, referent)) = before {
            return Some(referent);
        }
        self.touching(head).or_else(|| {
            let inner = self.behind(head, &["of", "from", "for"])?;
            self.mention_of(inner).map(|seen| seen.referent).or_else(|| {
                let types = self.stand_for.types(&self.phrase(inner))?;
                let owner = self.touching(inner)?;
                (types.is_empty() || types.contains(&owner.entity_type)).then_some(owner)
            })
        })
    }

    /// The mention that stands before a noun with nothing but adjectives and nouns between.
    fn touching(&self, head: usize) -> Option<Referent> {
        let mut at = head;
        for _ in 0..MAX_BETWEEN {
            let before = at.checked_sub(1)?;
            let ending = self.mention_of(before).filter(|s| s.named.tokens.end == at);
            if let Some(seen) = ending {
                let pronoun = seen.named.kind == MentionKind::Pronoun;
                return (!pronoun || self.tree.words[before].deprel == Deprel::NMOD_POSS).then_some(seen.referent);
            }
            let word = self.tree.words[before];
            let possessive = word.upos == Upos::PART && word.deprel.base() == "case";
            let modifies = matches!(word.upos, Upos::ADJ | Upos::NOUN | Upos::NUM) || possessive;
            if !modifies {
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

    /// Returns the place of a span of tokens in the document.
    pub(crate) fn mention_in(&self, tokens: std::ops::Range<usize>) -> impl Iterator<Item = &'a Seen> {
        let start = self.seen.partition_point(|s| s.named.tokens.start < tokens.start);
        self.seen[start..].iter().take_while(move |s| s.named.tokens.end <= tokens.end)
    }
}
