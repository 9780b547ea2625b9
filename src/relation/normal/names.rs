//! What people, bodies and places are called, read off tokens and mentions: titles, offices, kinship, membership, "CITY, COUNTRY".
//!
//! The parser finds a third of the appositions; the words around a role noun tell nearly all. A noun of the rules, its bearer and
//! what it belongs to make one predicate of [`Kind::Name`]:
//!
//! | written | bearer | belongs to |
//! | --- | --- | --- |
//! | "Peru's president, Maria Keller," "Peruvian President Maria Keller" | behind | before: possessor, demonym, name |
//! | "the president of Peru, Maria Keller," | behind the comma | behind "of" |
//! | "Maria Keller, the president of Peru" | before the comma | either |
//! | "NATO members Norway and Turkey", "members of NATO, including Norway" | the list | either |
//! | "the Peruvian city of Cusco" | behind "of" | before |

use std::ops::Range;

use crate::gazetteer::EntityType;
use crate::mention::MentionKind;
use crate::parse::{Upos, Word, Xpos};
use crate::relation::normal::{Argument, How, Kind, Member, Predicate, Role, Tense};

/// A mention as a sentence sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    /// Its tokens in the sentence.
    pub(crate) tokens: Range<usize>,
    /// How it names.
    pub(crate) kind: MentionKind,
    /// What it names.
    pub(crate) entity_type: EntityType,
}

/// A sentence for this purpose.
#[derive(Clone, Copy)]
pub(crate) struct Line<'a> {
    /// Its words in lower case.
    pub(crate) lower: &'a [String],
    /// The singular of each word, were it a noun.
    pub(crate) nouns: &'a [String],
    /// Tags and tree.
    pub(crate) words: &'a [Word],
    /// The mentions that lie in no other, in order.
    pub(crate) names: &'a [Named],
    /// Whether a word may be the last of a role noun: few may, and for the others no words are joined.
    pub(crate) ends_role: &'a dyn Fn(&str) -> bool,
    /// Whether some words in the singular are a role noun: of the rules, or a title.
    pub(crate) is_role: &'a dyn Fn(&str) -> bool,
}

/// A role noun of so many words at most: "under-secretary-general for political affairs" is read to its "general".
const MAX_ROLE: usize = 5;
/// Words between a role noun and what stands around it, at most.
const MAX_STEPS: usize = 8;
/// Members of a list at most: longer ones are no sentences.
const MAX_MEMBERS: usize = 100;
const FORMER: [&str; 13] = [
    "former",
    "ex",
    "late",
    "onetime",
    "one-time",
    "then",
    "ousted",
    "deposed",
    "exiled",
    "retired",
    "erstwhile",
    "previous",
    "toppled",
];
const DETERMINERS: [&str; 9] = ["a", "an", "the", "this", "that", "these", "those", "one", "another"];
const POSSESSIVES: [&str; 7] = ["his", "her", "its", "their", "my", "our", "your"];
const PREPOSITIONS: [&str; 10] = ["of", "for", "at", "in", "to", "with", "on", "from", "under", "by"];
/// Nouns whose "of" tells what they are called: "the city of Lima".
const CALLED_BY_OF: [&str; 18] = [
    "city",
    "town",
    "village",
    "port",
    "capital",
    "province",
    "state",
    "region",
    "district",
    "island",
    "republic",
    "municipality",
    "county",
    "suburb",
    "territory",
    "enclave",
    "peninsula",
    "kingdom",
];

/// What a role noun belongs to, before it.
#[derive(Debug, Clone, Default)]
struct Before {
    start: usize,
    body: Option<Member>,
    former: bool,
    determined: bool,
}

/// A role noun with all that was found.
#[derive(Debug, Clone)]
struct Found {
    end: usize,
    predicate: Predicate,
}

/// Returns the predicates of the sentence's role nouns that belong to something or are borne by someone, in order of place.
/// Linear in the words, but for lists of members.
pub(crate) fn names(line: &Line<'_>) -> Vec<Predicate> {
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    while at < line.lower.len() {
        let Some(role) = line.role_at(at) else {
            at += 1;
            continue;
        };
        at = role.end;
        let before = found.last().cloned();
        found.extend(line.found(&role, before.as_ref()));
    }
    found.into_iter().map(|f| f.predicate).collect()
}

impl<'a> Line<'a> {
    pub(super) fn word(&self, at: usize) -> &str {
        self.lower.get(at).map_or("", String::as_str)
    }

    pub(super) fn starting(&self, at: usize) -> Option<&'a Named> {
        let place = self.names.partition_point(|n| n.tokens.start < at);
        self.names.get(place).filter(|n| n.tokens.start == at)
    }

    fn ending(&self, at: usize) -> Option<&Named> {
        let place = self.names.partition_point(|n| n.tokens.end < at);
        self.names.get(place).filter(|n| n.tokens.end == at)
    }

    fn inside(&self, at: usize) -> bool {
        let place = self.names.partition_point(|n| n.tokens.end <= at);
        self.names.get(place).is_some_and(|n| n.tokens.contains(&at) && is_name(n))
    }

    /// The longest role noun that begins here, outside names.
    fn role_at(&self, at: usize) -> Option<Range<usize>> {
        if self.inside(at) {
            return None;
        }
        let last = (at + MAX_ROLE).min(self.lower.len());
        let ends = (at + 1..=last).rev().filter(|end| (at..*end).all(|t| !self.inside(t)));
        ends.map(|end| at..end).find(|range| self.is_role(range))
    }

    fn is_role(&self, range: &Range<usize>) -> bool {
        let last = range.end - 1;
        let is_noun = matches!(self.words.get(last).map(|w| w.upos), Some(Upos::NOUN | Upos::PROPN | Upos::ADJ));
        // "A state-owned bank" is no state.
        let next = self.words.get(range.end + 1).map(|w| w.upos);
        let is_half = self.word(range.end) == "-" && matches!(next, Some(Upos::VERB | Upos::ADJ));
        // "Vice - president" is one word in the lists.
        let is_joined = |last: usize| last > range.start && self.word(last - 1) == "-";
        let may_be = || is_joined(last) || (self.ends_role)(&self.nouns[last]);
        is_noun && !is_half && may_be() && (self.is_role)(&self.lemma(range))
    }

    /// "Vice - presidents" is "vice-president".
    fn lemma(&self, range: &Range<usize>) -> String {
        let last = range.end - 1;
        let mut lemma = self.lower[range.start..last].join(" ");
        if !lemma.is_empty() {
            lemma.push(' ');
        }
        lemma.push_str(&self.nouns[last]);
        lemma.replace(" - ", "-")
    }

    fn found(&self, role: &Range<usize>, last: Option<&Found>) -> Option<Found> {
        // "Former president" may be a title of its own in a list: what was is told apart.
        let was = role.len() > 1 && FORMER.contains(&self.word(role.start));
        let role = &(role.start + usize::from(was)..role.end);
        let before = self.before(role.start);
        let lemma = self.lemma(role);
        let (mut phrases, end) = self.phrases(role.end);
        let mut before = before;
        let mut bearers = self.called_before(role, &lemma, &mut before);
        if bearers.is_empty() {
            bearers = self.called_by_of(&lemma, &mut phrases);
        }
        if bearers.is_empty() {
            bearers = self.behind(role, end, before.body.is_some() || before.determined);
        }
        if bearers.is_empty() && !self.acts(end) {
            bearers = self.ahead(before.start);
        }
        if let Some(last) = last.filter(|_| bearers.is_empty() && before.start > 0) {
            // "Maria Keller, president of Peru and chairwoman of Nokia".
            let joined = self.word(before.start - 1) == "and"
                && (last.end == before.start - 1 || (last.end + 2 == before.start && self.word(last.end) == ","));
            let subject = last.predicate.arguments.iter().find(|a| a.role == Role::Subject && joined);
            bearers = subject.map(|a| a.members.clone()).unwrap_or_default();
        }
        if let Some(body) = before.body {
            match phrases.iter_mut().find(|(preposition, _)| preposition == "of") {
                Some(_) => {}
                None => phrases.insert(0, ("of".to_owned(), vec![body])),
            }
        }
        if bearers.is_empty() && phrases.is_empty() {
            return None;
        }
        let subject = Argument { role: Role::Subject, members: bearers, how: How::Direct };
        let phrases = phrases.into_iter().map(|(preposition, members)| Argument {
            role: Role::Phrase(preposition),
            members,
            how: How::Direct,
        });
        let arguments = Some(subject).filter(|a| !a.members.is_empty()).into_iter().chain(phrases).collect();
        let mut predicate = bare(role.clone(), lemma, arguments);
        predicate.former = before.former;
        Some(Found { end, predicate })
    }

    /// Reads leftwards: determiner, possessor, demonym, "former".
    fn before(&self, role: usize) -> Before {
        let mut found = Before { start: role, ..Before::default() };
        for _ in 0..MAX_STEPS {
            let Some(left) = found.start.checked_sub(1) else { break };
            let word = self.word(left);
            // "Peruvian rebel leader": people without a name are no body. Possessive pronouns come below.
            let is_passed = |n: &&Named| matches!(n.kind, MentionKind::Group | MentionKind::Pronoun);
            if let Some(name) = self.ending(found.start).filter(|n| !is_passed(n)) {
                let is_body = name.kind == MentionKind::Demonym || (is_name(name) && self.word(found.start) != ",");
                if found.body.is_some() || !is_body {
                    break;
                }
                found.body = Some(member(name));
                found.start = name.tokens.start;
            } else if matches!(word, "'s" | "’s" | "'" | "’") && found.body.is_none() && left > 0 {
                let name = self.ending(left);
                let noun = Member { head: left - 1, tokens: left - 1..left };
                found.start = name.map_or(left - 1, |n| n.tokens.start);
                found.body = Some(name.map_or(noun, member));
                let before = found.start.checked_sub(1).filter(|at| DETERMINERS.contains(&self.word(*at)));
                found.start = before.unwrap_or(found.start);
                break;
            } else if POSSESSIVES.contains(&word) {
                if found.body.is_none() {
                    let pronoun = Member { head: left, tokens: left..left + 1 };
                    found.body = Some(self.joined(left).unwrap_or(pronoun));
                }
                found.start = left;
                break;
            } else if DETERMINERS.contains(&word) {
                found.determined = true;
                found.start = left;
                break;
            } else if FORMER.contains(&word) {
                found.former = true;
                found.start = left;
            } else if let Some(start) = self.compound(left) {
                found.start = start;
            } else if self.modifies(left) {
                found.start = left;
            } else {
                break;
            }
        }
        found
    }

    /// "The Lima-based lawyer", "a Nokia-owned firm": where the compound begins that ends here; its name is no body.
    fn compound(&self, last: usize) -> Option<usize> {
        let is_participle = matches!(self.words[last].upos, Upos::VERB | Upos::ADJ | Upos::NOUN);
        let hyphen = last.checked_sub(1).filter(|hyphen| is_participle && self.word(*hyphen) == "-")?;
        let first = hyphen.checked_sub(1)?;
        Some(self.ending(hyphen).map_or(first, |name| name.tokens.start))
    }

    /// "Maria Keller and her husband", "Peru and its neighbour": the pronoun is the name that it is joined to.
    fn joined(&self, pronoun: usize) -> Option<Member> {
        let and = pronoun.checked_sub(1).filter(|and| matches!(self.word(*and), "and" | "with"))?;
        let name = self.ending(and).filter(|n| is_name(n))?;
        let is_person = name.entity_type == EntityType::Person;
        let fits = matches!((self.word(pronoun), is_person), ("his" | "her", true) | ("its", false));
        fits.then(|| member(name))
    }

    /// Adjectives, numbers and nouns may stand between a role noun and what it belongs to.
    fn modifies(&self, at: usize) -> bool {
        let upos = self.words[at].upos;
        let participle = upos == Upos::VERB && self.lower[at].ends_with("ed");
        self.word(at) == "-" || matches!(upos, Upos::ADJ | Upos::NUM | Upos::NOUN) || participle
    }

    /// The phrases behind a role noun, with their prepositions, and where they end.
    fn phrases(&self, from: usize) -> (Vec<(String, Vec<Member>)>, usize) {
        let mut out: Vec<(String, Vec<Member>)> = Vec::new();
        let mut end = from;
        while out.len() < 3 && PREPOSITIONS.contains(&self.word(end)) {
            let preposition = self.word(end).to_owned();
            let Some((members, next)) = self.noun_phrase(end + 1) else { break };
            // "Minister of defence of Peru": the name is what counts.
            match out.iter_mut().find(|(known, _)| *known == preposition) {
                Some((_, known)) => {
                    if !known.iter().any(|m| self.is_named(m)) {
                        *known = members;
                    }
                }
                None => out.push((preposition, members)),
            }
            end = next;
        }
        (out, end)
    }

    fn is_named(&self, member: &Member) -> bool {
        self.names.iter().any(|n| n.tokens.end == member.tokens.end && n.tokens.contains(&member.head))
    }

    /// The noun phrase that begins here, with its coordinated names, and where it ends.
    fn noun_phrase(&self, from: usize) -> Option<(Vec<Member>, usize)> {
        let (mut at, mut head) = (from, None);
        for _ in 0..MAX_STEPS {
            if let Some(name) = self.starting(at) {
                at = name.tokens.end;
                head = Some(member(name));
                // "Peru Maria Keller" is no phrase; "Peruvian parliament" is one.
                if is_name(name) && !matches!(self.word(at), "'s" | "’s" | "'" | "’") {
                    break;
                }
                continue;
            }
            let upos = self.words.get(at).map(|w| w.upos);
            match upos {
                Some(Upos::NOUN | Upos::PROPN) => head = Some(Member { head: at, tokens: from..at + 1 }),
                Some(Upos::DET | Upos::ADJ | Upos::NUM) if head.is_none() || upos == Some(Upos::ADJ) => {}
                Some(Upos::PART) if matches!(self.word(at), "'s" | "’s" | "'" | "’") => {}
                _ => break,
            }
            at += 1;
        }
        let head = head?;
        let end = head.tokens.end;
        let mut members = vec![head];
        let end = if self.is_named(&members[0]) { self.list(&mut members, end) } else { end };
        Some((members, end))
    }

    /// Adds the names that commas and "and" join to a name, if an "and" closes the list; returns where it ends.
    fn list(&self, members: &mut Vec<Member>, from: usize) -> usize {
        let kind = |m: &Member| self.ending(m.tokens.end).map(|n| n.entity_type);
        let first = members.last().and_then(kind);
        let (mut end, mut closed, mut kept) = (from, from, members.len());
        while members.len() < MAX_MEMBERS {
            let comma = self.word(end) == ",";
            let and = usize::from(comma) + end;
            let joined = match self.word(and) {
                "and" | "or" | "&" => 1,
                "as" if self.word(and + 1) == "well" && self.word(and + 2) == "as" => 3,
                _ => 0,
            };
            if !comma && joined == 0 {
                break;
            }
            let the = usize::from(self.word(and + joined) == "the");
            let Some(name) = self.starting(and + joined + the).filter(|n| is_name(n)) else { break };
            if Some(name.entity_type) != first || matches!(self.word(name.tokens.end), "'s" | "’s") {
                break;
            }
            members.push(member(name));
            end = name.tokens.end;
            if joined > 0 {
                (closed, kept) = (end, members.len());
            }
        }
        members.truncate(kept);
        closed
    }

    /// The lists of names of a sentence: "Norway, Turkey and Greece".
    pub(crate) fn lists(&self) -> Vec<Vec<Member>> {
        let (mut out, mut reach) = (Vec::new(), 0);
        for name in self.names.iter().filter(|n| is_name(n)) {
            if name.tokens.start < reach {
                continue;
            }
            let mut members = vec![member(name)];
            reach = self.list(&mut members, name.tokens.end);
            if members.len() > 1 {
                out.push(members);
            }
        }
        out
    }

    /// "The Cusco region of Peru", "Cusco province": a place right before is the bearer.
    fn called_before(&self, role: &Range<usize>, lemma: &str, before: &mut Before) -> Vec<Member> {
        let last = lemma.rsplit(' ').next().unwrap_or(lemma);
        let is_place = |n: &&Named| is_name(n) && matches!(n.entity_type, EntityType::City | EntityType::Region);
        let Some(name) = self.ending(role.start).filter(is_place) else { return Vec::new() };
        if !CALLED_BY_OF.contains(&last) || last == "capital" || self.word(role.end) != "of" {
            return Vec::new();
        }
        before.body = None;
        vec![member(name)]
    }

    /// "The Peruvian city of Cusco": the phrase is the bearer.
    fn called_by_of(&self, lemma: &str, phrases: &mut Vec<(String, Vec<Member>)>) -> Vec<Member> {
        let last = lemma.rsplit(' ').next().unwrap_or(lemma);
        // "The capital of Bavaria" is not called Bavaria.
        let is_place = |m: &Member| {
            let name = self.names.iter().find(|n| n.tokens == m.tokens);
            name.is_some_and(|n| match n.entity_type {
                EntityType::City => true,
                EntityType::Region => last != "capital",
                _ => false,
            })
        };
        let of = phrases.iter().position(|(p, members)| p == "of" && members.iter().all(is_place));
        match of.filter(|_| CALLED_BY_OF.contains(&last)) {
            Some(place) => phrases.remove(place).1,
            None => Vec::new(),
        }
    }

    /// The bearer behind: at once, behind a comma, or a list behind "including".
    fn behind(&self, role: &Range<usize>, end: usize, is_anchored: bool) -> Vec<Member> {
        let plural = self.nouns[role.end - 1] != self.lower[role.end - 1];
        let mut start = end;
        let comma = matches!(self.word(end), "," | "–" | "-" | "—" | "(" | ":");
        if comma {
            start += 1;
        }
        let listed = match self.word(start) {
            "including" | "like" => 1,
            "such" if self.word(start + 1) == "as" => 2,
            _ => 0,
        };
        start += if plural { listed } else { 0 };
        let apposed = comma && listed == 0;
        if (apposed && !is_anchored) || (end > role.end && !comma && listed == 0) {
            return Vec::new();
        }
        let start = start + usize::from(self.word(start) == "the");
        // "The president, Mr Juan Soto": a title that no name holds.
        let is_title = !plural
            && self.words.get(start).is_some_and(|word| word.upos == Upos::PROPN)
            && self.starting(start).is_none()
            && self.starting(start + 1).is_some_and(|name| name.entity_type == EntityType::Person);
        let start = start + usize::from((apposed || end == role.end) && is_title);
        let Some(name) = self.starting(start).filter(|n| is_name(n)) else { return Vec::new() };
        // "The mayor's office in Lima, Peru": the country is the city's.
        let is_place = |n: &Named| matches!(n.entity_type, EntityType::City | EntityType::Country | EntityType::Region);
        if comma && end > role.end && is_place(name) && self.ending(end).is_some_and(is_place) {
            return Vec::new();
        }
        // "In talks with the president, Norway said": only people and what is closed by a comma are in apposition.
        let next = self.word(name.tokens.end);
        let closed = matches!(next, "," | "." | ")" | "–" | "—" | "'s" | "’s" | "" | ";" | ":");
        if apposed && !closed && name.entity_type != EntityType::Person {
            return Vec::new();
        }
        let mut members = vec![member(name)];
        if plural {
            self.list(&mut members, name.tokens.end);
        }
        members
    }

    /// "In talks with Maria Keller, the president said": a noun that a verb follows is a subject of its own.
    fn acts(&self, end: usize) -> bool {
        let Some(word) = self.words.get(end) else { return false };
        let participle = matches!(word.xpos, Xpos::VBN | Xpos::VBG);
        // "Lima, the country's largest city": a possessor says nothing.
        matches!(self.word(end), "'s" | "’s")
            || matches!(word.upos, Upos::AUX | Upos::ADV)
            || (word.upos == Upos::VERB && !participle)
    }

    /// The bearer before a comma: "Maria Keller, the president".
    fn ahead(&self, start: usize) -> Vec<Member> {
        let Some(comma) = start.checked_sub(1) else { return Vec::new() };
        if !matches!(self.word(comma), "," | "–" | "-" | "—" | "(") {
            return Vec::new();
        }
        let Some(name) = self.ending(comma).filter(|n| is_name(n)) else { return Vec::new() };
        vec![member(name)]
    }
}

pub(super) fn is_name(name: &Named) -> bool {
    matches!(name.kind, MentionKind::Name | MentionKind::Acronym)
}

pub(super) fn member(name: &Named) -> Member {
    Member { head: name.tokens.end - 1, tokens: name.tokens.clone() }
}

pub(super) fn bare(trigger: Range<usize>, lemma: String, arguments: Vec<Argument>) -> Predicate {
    Predicate {
        kind: Kind::Name,
        head: trigger.end - 1,
        trigger,
        lemma,
        verb: None,
        passive: false,
        tense: Tense::Present,
        former: false,
        negated: false,
        modality: None,
        operators: Vec::new(),
        arguments,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::Grammar;

    const ROLES: [&str; 14] = [
        "president",
        "prime minister",
        "chairwoman",
        "spokesman",
        "wife",
        "member",
        "city",
        "capital",
        "vice-president",
        "minister",
        "news agency",
        "ambassador",
        "leader",
        "striker",
    ];
    const NAMES: [(&str, EntityType, MentionKind); 14] = [
        ("Maria Keller", EntityType::Person, MentionKind::Name),
        ("Peter Novak", EntityType::Person, MentionKind::Name),
        ("Peru", EntityType::Country, MentionKind::Name),
        ("Peruvian", EntityType::Country, MentionKind::Demonym),
        ("Norway", EntityType::Country, MentionKind::Name),
        ("Turkey", EntityType::Country, MentionKind::Name),
        ("Greece", EntityType::Country, MentionKind::Name),
        ("Nokia", EntityType::Organisation, MentionKind::Name),
        ("NATO", EntityType::Organisation, MentionKind::Acronym),
        ("Central Bank of Norway", EntityType::Organisation, MentionKind::Name),
        ("Andina", EntityType::Organisation, MentionKind::Name),
        ("Cusco", EntityType::City, MentionKind::Name),
        ("Lima", EntityType::City, MentionKind::Name),
        ("Bolivia", EntityType::Country, MentionKind::Name),
    ];

    fn check(text: &str, expected: &[&str]) {
        let words: Vec<&str> = text.split(' ').collect();
        let parsed = Grammar::builtin().parse_sentence(&words);
        let lower: Vec<String> = words.iter().map(|w| w.to_lowercase()).collect();
        let singular =
            |w: &String| w.strip_suffix('s').filter(|w| w.len() > 3 && !w.ends_with('s')).unwrap_or(w).to_owned();
        let nouns: Vec<String> = lower.iter().map(singular).collect();
        let mut names: Vec<Named> = Vec::new();
        for (name, entity_type, kind) in NAMES {
            let length = name.split(' ').count();
            for start in 0..=words.len().saturating_sub(length) {
                if words[start..start + length].join(" ") == name {
                    names.push(Named { tokens: start..start + length, kind, entity_type });
                }
            }
        }
        names.sort_by_key(|n| (n.tokens.start, std::cmp::Reverse(n.tokens.end)));
        let mut reach = 0;
        names.retain(|n| {
            let outer = n.tokens.start >= reach;
            reach = reach.max(n.tokens.end);
            outer
        });
        let is_role = |phrase: &str| ROLES.contains(&phrase);
        let line = Line {
            lower: &lower,
            nouns: &nouns,
            words: &parsed,
            names: &names,
            ends_role: &|_| true,
            is_role: &is_role,
        };
        let shown = |a: &Argument| {
            let role = match &a.role {
                Role::Subject => "S".to_owned(),
                Role::Phrase(preposition) => preposition.clone(),
                other => format!("{other:?}"),
            };
            let members: Vec<String> = a.members.iter().map(|m| words[m.tokens.clone()].join(" ")).collect();
            format!("{role} {}", members.join("|"))
        };
        let found: Vec<String> = super::names(&line)
            .iter()
            .map(|p| {
                let former = if p.former { "ex-" } else { "" };
                let arguments: Vec<String> = p.arguments.iter().map(shown).collect();
                format!("{former}{}({})", p.lemma, arguments.join(", "))
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn titles_before_and_behind() {
        check("Peru 's president , Maria Keller , left .", &["president(S Maria Keller, of Peru)"]);
        check("Peruvian President Maria Keller left .", &["president(S Maria Keller, of Peruvian)"]);
        check("The former president of Peru , Maria Keller , left .", &["ex-president(S Maria Keller, of Peru)"]);
        check("Maria Keller , the president of Peru , left .", &["president(S Maria Keller, of Peru)"]);
        check("Maria Keller , Peru 's former prime minister , left .", &["ex-prime minister(S Maria Keller, of Peru)"]);
        check("Nokia spokesman Peter Novak spoke .", &["spokesman(S Peter Novak, of Nokia)"]);
        check("A spokesman for Nokia , Peter Novak , spoke .", &["spokesman(S Peter Novak, for Nokia)"]);
        check("President Maria Keller and her husband left .", &["president(S Maria Keller)"]);
        check("Maria Keller met his wife , Peter Novak said .", &["wife(S Peter Novak, of his)"]);
        check(
            "Maria Keller , Peru 's vice - president and chairwoman of Nokia , left .",
            &["vice-president(S Maria Keller, of Peru)", "chairwoman(S Maria Keller, of Nokia)"],
        );
        check(
            "Maria Keller , ambassador of Peru to Norway , left .",
            &["ambassador(S Maria Keller, of Peru, to Norway)"],
        );
        check("The Peruvian striker Peter Novak scored .", &["striker(S Peter Novak, of Peruvian)"]);
        check("Maria Keller and her wife Peter Novak left .", &["wife(S Peter Novak, of Maria Keller)"]);
    }

    #[test]
    fn lists_of_members_and_places() {
        check("NATO members Norway , Turkey and Greece met .", &["member(S Norway|Turkey|Greece, of NATO)"]);
        check("Members of NATO , including Norway and Turkey , met .", &["member(S Norway|Turkey, of NATO)"]);
        check("Norway , a member of NATO , agreed .", &["member(S Norway, of NATO)"]);
        check("The Peruvian city of Cusco was calm .", &["city(S Cusco, of Peruvian)"]);
        check("Peru 's capital , Lima , was calm .", &["capital(S Lima, of Peru)"]);
        check("The news agency Andina said so .", &["news agency(S Andina)"]);
        check("He is the president of Peru and Bolivia .", &["president(of Peru|Bolivia)"]);
    }

    #[test]
    fn lists_of_names_are_whole() {
        let text = "They met Norway , Turkey and Greece , Peru left .";
        let words: Vec<&str> = text.split(' ').collect();
        let name = |at: usize| Named { tokens: at..at + 1, kind: MentionKind::Name, entity_type: EntityType::Country };
        let lower: Vec<String> = words.iter().map(|w| w.to_lowercase()).collect();
        let names = [name(2), name(4), name(6), name(8)];
        let parsed = Grammar::builtin().parse_sentence(&words);
        let line = Line {
            lower: &lower,
            nouns: &lower,
            words: &parsed,
            names: &names,
            ends_role: &|_| true,
            is_role: &|_| false,
        };
        let found: Vec<Vec<usize>> = line.lists().iter().map(|l| l.iter().map(|m| m.head).collect()).collect();
        assert_eq!(found, [vec![2, 4, 6]]);
    }

    #[test]
    fn traps() {
        check("In talks with Maria Keller , the president said no .", &[]);
        check("Maria Keller said the president left .", &[]);
        check("In talks with the president , Norway said no .", &[]);
        check("Maria Keller met the leader of Peru , Norway and Greece .", &["leader(of Peru|Norway|Greece)"]);
        check("The members met .", &[]);
    }
}
