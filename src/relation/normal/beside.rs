//! What names say of each other by standing side by side, without a role noun: "Maria Keller of Nokia", "Peru's Andina".
//!
//! | written | predicate |
//! | --- | --- |
//! | "Maria Keller of Nokia", "Nokia's Maria Keller" | `person beside`(S Maria Keller, of Nokia) |
//! | "Maria Keller from Nokia said" | `person beside`(S Maria Keller, from Nokia) |
//! | "Maria Keller (Nokia)" | `person beside`(S Maria Keller, in Nokia) |
//! | "Peru's Andina", "Peruvian Andina", "Andina of Peru" | `body beside`(S Andina, of Peru) |
//! | "Oslo University in Bergen" | `body beside`(S Oslo University, in Bergen) |
//! | "Keller's Green Party" | `body beside`(S Green Party, of Keller) |
//! | "Cusco, Peru", "Cusco, in southern Peru", "Cusco in Peru" | `place`(S Cusco, in Peru) |
//!
//! What follows from it is told by rules/beside.rule.

use std::ops::Range;

use crate::gazetteer::EntityType;
use crate::mention::MentionKind;
use crate::parse::{Deprel, Upos};
use crate::relation::normal::names::{Line, Named, bare, is_name, member};
use crate::relation::normal::{Argument, How, Member, Predicate, Role};

const PERSON: &str = "person beside";
const BODY: &str = "body beside";
const PLACE: &str = "place";
/// Adjectives between a possessor and the name that it has, at most: "Peru's most popular Andina" has two words.
const MAX_ADJECTIVES: usize = 2;
/// "northern Peru", "the south-east of" is no name.
const SIDES: [&str; 16] = [
    "northern",
    "southern",
    "eastern",
    "western",
    "central",
    "north",
    "south",
    "east",
    "west",
    "northeastern",
    "northwestern",
    "southeastern",
    "southwestern",
    "north-eastern",
    "north-western",
    "upper",
];

/// Two names and how the second is tied to the first.
struct Pair<'a> {
    first: &'a Named,
    tie: Tie,
    second: &'a Named,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tie {
    Of,
    From,
    In,
    Comma,
    Brackets,
    Possessor,
    Demonym,
}

/// Returns what the names of a sentence say by standing beside each other, and of names that begin with another ("Peru's Andina" as one
/// name), in order of place. Linear.
pub(crate) fn beside(line: &Line<'_>, nested: &[(Named, Named)]) -> Vec<Predicate> {
    let beside = line.names.iter().filter_map(|first| pair(line, first)).filter_map(|pair| predicate(line, &pair));
    let within = nested.iter().filter(|(outer, _)| outer.entity_type == EntityType::Organisation);
    let within = within.map(|(outer, inner)| said(line, BODY, outer, "of", inner));
    beside.chain(within).collect()
}

/// The name that stands next to another.
fn pair<'a>(line: &Line<'a>, first: &'a Named) -> Option<Pair<'a>> {
    let end = first.tokens.end;
    let found =
        |tie: Tie, from: usize| line.starting(from).filter(|n| is_name(n)).map(|second| Pair { first, tie, second });
    let the = |at: usize| at + usize::from(line.word(at) == "the");
    if first.kind == MentionKind::Demonym {
        return found(Tie::Demonym, end);
    }
    if !is_name(first) {
        return None;
    }
    match line.word(end) {
        "of" => found(Tie::Of, the(end + 1)),
        "from" => found(Tie::From, the(end + 1)),
        "in" => found(Tie::In, side(line, the(end + 1))),
        "," if line.word(end + 1) == "in" => found(Tie::In, side(line, the(end + 2))),
        "," if SIDES.contains(&line.word(end + 1)) => found(Tie::In, side(line, end + 1)),
        "," => found(Tie::Comma, end + 1),
        "(" => found(Tie::Brackets, end + 1).filter(|pair| line.word(pair.second.tokens.end) == ")"),
        "'s" | "'" => found(Tie::Possessor, adjectives(line, end + 1)),
        _ => None,
    }
}

fn side(line: &Line<'_>, at: usize) -> usize {
    at + usize::from(SIDES.contains(&line.word(at)))
}

fn adjectives(line: &Line<'_>, from: usize) -> usize {
    let is_adjective =
        |at: &usize| line.words.get(*at).is_some_and(|word| word.upos == Upos::ADJ) && line.starting(*at).is_none();
    from + (from..from + MAX_ADJECTIVES).take_while(is_adjective).count()
}

fn predicate(line: &Line<'_>, pair: &Pair<'_>) -> Option<Predicate> {
    use EntityType::{City, Country, Organisation, Person, Region};
    let (first, second) = (pair.first, pair.second);
    let is_free = || stands_free(line, second);
    match (first.entity_type, pair.tie, second.entity_type) {
        (Person, Tie::Of, Organisation | Country) if is_free() => Some(said(line, PERSON, first, "of", second)),
        (Person, Tie::From, Organisation | Country) if is_free() && is_subject(line, first) => {
            Some(said(line, PERSON, first, "from", second))
        }
        (Person, Tie::Brackets, Organisation | Country) => Some(said(line, PERSON, first, "in", second)),
        (Organisation | Country, Tie::Possessor, Person) => Some(said(line, PERSON, second, "of", first)),
        (Person | Country | City | Region, Tie::Possessor, Organisation) if is_free() => {
            Some(said(line, BODY, second, "of", first))
        }
        (Country | Region, Tie::Demonym, Organisation) if is_free() && !is_joined(line, first) => {
            Some(said(line, BODY, second, "of", first))
        }
        (Organisation, Tie::Of, Country) if is_free() && !follows(line, first, "by") => {
            Some(said(line, BODY, first, "of", second))
        }
        (Organisation, Tie::In, City) if line.word(second.tokens.end) != "'s" => {
            Some(said(line, BODY, first, "in", second))
        }
        (City, Tie::In, Country | Region) | (Region, Tie::In, Country) if !opens(line, second) => {
            Some(said(line, PLACE, first, "in", second))
        }
        (City | Region, Tie::Comma, Country | Region) if !opens(line, second) && !goes_on(line, pair) => {
            Some(said(line, PLACE, first, "in", second))
        }
        _ => None,
    }
}

/// "Africa, Asia and": a list.
fn goes_on(line: &Line<'_>, pair: &Pair<'_>) -> bool {
    let is_equal = pair.first.entity_type == pair.second.entity_type;
    is_equal && matches!(line.word(pair.second.tokens.end), "and" | "," | "or")
}

/// Says whether a name is the whole of its phrase: not "Nokia's" nor "Nokia phones", but "Attac network" for what is said to be one.
fn stands_free(line: &Line<'_>, name: &Named) -> bool {
    let end = name.tokens.end;
    let is_noun = line.words.get(end).is_some_and(|word| matches!(word.upos, Upos::NOUN | Upos::PROPN));
    let is_bound = matches!(line.word(end), "'s" | "'" | "-");
    !is_bound && (!is_noun || (line.is_role)(line.nouns.get(end).map_or("", String::as_str)))
}

/// "Spanish-Peruvian Andina", "non-Peruvian": the demonym is a part of a word.
fn is_joined(line: &Line<'_>, name: &Named) -> bool {
    name.tokens.start.checked_sub(1).is_some_and(|before| line.word(before) == "-")
}

fn follows(line: &Line<'_>, name: &Named, word: &str) -> bool {
    let start = name.tokens.start;
    let article = usize::from(start > 0 && line.word(start - 1) == "the");
    start.checked_sub(1 + article).is_some_and(|before| line.word(before) == word)
}

fn is_subject(line: &Line<'_>, name: &Named) -> bool {
    name.tokens.clone().any(|at| matches!(line.words[at].deprel, Deprel::NSUBJ | Deprel::NSUBJ_PASS))
}

/// "On the way to Europe, Libya is": the second begins a clause of its own.
fn opens(line: &Line<'_>, name: &Named) -> bool {
    let next = line.words.get(name.tokens.end).map(|word| word.upos);
    let has_verb = matches!(next, Some(Upos::VERB | Upos::AUX));
    line.word(name.tokens.start - 1) != "in" && has_verb && is_subject(line, name)
}

fn said(line: &Line<'_>, lemma: &str, subject: &Named, preposition: &str, other: &Named) -> Predicate {
    let argument = |role: Role, name: &Named| Argument { role, members: vec![head(line, name)], how: How::Inferred };
    let arguments = vec![argument(Role::Subject, subject), argument(Role::Phrase(preposition.to_owned()), other)];
    let trigger: Range<usize> = subject.tokens.start.min(other.tokens.start)..subject.tokens.end.max(other.tokens.end);
    bare(trigger, lemma.to_owned(), arguments)
}

/// "University of Oslo" is a university.
fn head(line: &Line<'_>, name: &Named) -> Member {
    let of = name.tokens.clone().skip(1).find(|at| matches!(line.word(*at), "of" | "for"));
    Member { head: of.unwrap_or(name.tokens.end) - 1, ..member(name) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::Grammar;

    const NAMES: [(&str, EntityType, MentionKind); 8] = [
        ("Maria Keller", EntityType::Person, MentionKind::Name),
        ("Nokia", EntityType::Organisation, MentionKind::Name),
        ("Andina", EntityType::Organisation, MentionKind::Name),
        ("Oslo University", EntityType::Organisation, MentionKind::Name),
        ("Peru", EntityType::Country, MentionKind::Name),
        ("Peruvian", EntityType::Country, MentionKind::Demonym),
        ("Cusco", EntityType::City, MentionKind::Name),
        ("Bergen", EntityType::City, MentionKind::Name),
    ];

    fn check(text: &str, expected: &[&str]) {
        let words: Vec<&str> = text.split(' ').collect();
        let parsed = Grammar::builtin().parse_sentence(&words);
        let lower: Vec<String> = words.iter().map(|w| w.to_lowercase()).collect();
        let mut names: Vec<Named> = Vec::new();
        for (name, entity_type, kind) in NAMES {
            let length = name.split(' ').count();
            for start in 0..=words.len().saturating_sub(length) {
                if words[start..start + length].join(" ") == name {
                    names.push(Named { tokens: start..start + length, kind, entity_type });
                }
            }
        }
        names.sort_by_key(|n| n.tokens.start);
        let is_role = |phrase: &str| phrase == "network";
        let line = Line {
            lower: &lower,
            nouns: &lower,
            words: &parsed,
            names: &names,
            ends_role: &|_| true,
            is_role: &is_role,
        };
        let shown = |a: &Argument| {
            let role = match &a.role {
                Role::Phrase(preposition) => preposition.clone(),
                _ => "S".to_owned(),
            };
            format!("{role} {}", words[a.members[0].tokens.clone()].join(" "))
        };
        let found: Vec<String> = beside(&line, &[])
            .iter()
            .map(|p| format!("{}({})", p.lemma, p.arguments.iter().map(shown).collect::<Vec<_>>().join(", ")))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn people() {
        check("Maria Keller of Nokia agreed .", &["person beside(S Maria Keller, of Nokia)"]);
        check("Maria Keller from the Andina network agreed .", &["person beside(S Maria Keller, from Andina)"]);
        check("Nokia 's Maria Keller agreed .", &["person beside(S Maria Keller, of Nokia)"]);
        check("Maria Keller ( Nokia ) agreed .", &["person beside(S Maria Keller, in Nokia)"]);
        check("Peru accused Maria Keller of Nokia leaks .", &[]);
    }

    #[test]
    fn bodies_and_places() {
        check("Peru 's Andina agreed .", &["body beside(S Andina, of Peru)"]);
        check("Peru 's popular Andina network agreed .", &["body beside(S Andina, of Peru)"]);
        check("The Peruvian Andina agreed .", &["body beside(S Andina, of Peruvian)"]);
        check("Oslo University in Bergen agreed .", &["body beside(S Oslo University, in Bergen)"]);
        check("It rained in Cusco , in southern Peru .", &["place(S Cusco, in Peru)"]);
        check("It rained in Cusco , Peru .", &["place(S Cusco, in Peru)"]);
        check("Peru 's Nokia phones broke .", &[]);
        check("The criticism by Nokia of Peru was mild .", &[]);
    }
}
