//! "The 68-year-old": the person whose age the article gives so, else the only one named near.

use std::collections::HashMap;
use std::ops::Range;

use crate::entity::nominal::{MAX_COMPARED, NOMINAL_SCORE, sentence_of};
use crate::entity::{Entity, Named};
use crate::gazetteer::EntityType;
use crate::mention::{Context, Mention, MentionKind};
use crate::parse::{Parse, Upos};

/// A person of unknown age is looked for in so many sentences before, the own one counted.
const REACH: usize = 2;

/// Returns the ages that stand for a person, in order of place.
pub(super) fn resolve(context: &Context<'_>, parse: &Parse, named: &[Named]) -> Vec<Named> {
    if parse.words.len() < context.token_count() {
        return Vec::new();
    }
    let mut out = Vec::new();
    let ages = ages(context, named);
    for at in 0..context.token_count() {
        let Some((tokens, age)) = aged(context, at).filter(|(tokens, _)| !goes_on(context, parse, tokens.end)) else {
            continue;
        };
        let person = match ages.get(age) {
            Some(person) => *person,
            None => only_near(context, named, at),
        };
        let made = |entity: &Entity| (mention(context, &tokens, entity), entity.clone(), "age");
        out.extend(person.map(made));
    }
    out
}

/// "Roe, 68,": the people of each age; none if there are several.
fn ages<'n, 'a>(context: &Context<'a>, named: &'n [Named]) -> HashMap<&'a str, Option<&'n Entity>> {
    let mut out: HashMap<&str, Option<&Entity>> = HashMap::new();
    for (mention, entity, _) in named {
        let end = context.tokens_of(mention.span).end;
        let word = |offset: usize| context.word_if_before(end + offset, context.token_count());
        let closes = matches!(word(2), Some("," | "." | ")"));
        let opens = matches!(word(0), Some("," | "("));
        let Some(age) = word(1).filter(|age| opens && closes && is_age(age)) else { continue };
        if entity.entity_type == EntityType::Person && mention.kind == MentionKind::Name {
            let known = out.entry(age).or_insert(Some(entity));
            *known = known.filter(|other| other.id == entity.id);
        }
    }
    out
}

fn is_age(word: &str) -> bool {
    (1..=3).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit())
}

/// "The 68-year-old" from a token on, as one word or five.
fn aged<'a>(context: &Context<'a>, at: usize) -> Option<(Range<usize>, &'a str)> {
    let word = |offset: usize| context.word_if_before(at + offset, context.token_count());
    if !matches!(word(0), Some("the" | "The")) {
        return None;
    }
    let is_hyphen = |offset: usize| matches!(word(offset), Some("-" | "‑" | "–"));
    if let Some(age) = word(1)?.strip_suffix("-year-old") {
        return is_age(age).then_some((at..at + 2, age));
    }
    let is_long = is_hyphen(2) && word(3) == Some("year") && is_hyphen(4) && word(5) == Some("old");
    word(1).filter(|age| is_long && is_age(age)).map(|age| (at..at + 6, age))
}

/// "The 68-year-old singer" says more than an age.
fn goes_on(context: &Context<'_>, parse: &Parse, next: usize) -> bool {
    let is_noun = |word: Upos| [Upos::NOUN, Upos::PROPN, Upos::ADJ, Upos::NUM].contains(&word);
    next < context.token_count() && (is_noun(parse.words[next].upos) || context.word(next) == "-")
}

/// The only person who is named in this sentence or the one before.
fn only_near<'n>(context: &Context<'_>, named: &'n [Named], at: usize) -> Option<&'n Entity> {
    let (start, sentence) = (context.span(at).start, context.sentence_of(at));
    let last = named.partition_point(|(m, _, _)| m.span.start < start);
    let near = named[..last]
        .iter()
        .rev()
        .take(MAX_COMPARED)
        .take_while(|(m, _, _)| sentence - sentence_of(context, m) < REACH);
    let mut people = near.filter(|(_, e, _)| e.entity_type == EntityType::Person).map(|(_, e, _)| e);
    let first = people.next()?;
    people.all(|other| other.id == first.id).then_some(first)
}

fn mention(context: &Context<'_>, tokens: &Range<usize>, entity: &Entity) -> Mention {
    Mention {
        span: context.cover(tokens),
        kind: MentionKind::Nominal,
        entity_type: entity.entity_type,
        entry: entity.entry,
        metonym: false,
        score: NOMINAL_SCORE,
        rule: "age",
    }
}

#[cfg(test)]
mod tests {
    use crate::entity::tests::check_nominals as check;

    #[test]
    fn an_age_is_a_person() {
        let keller = [("The 68-year-old", "person/maria-keller")];
        check("Maria Keller left. The 68-year-old was tired.", &keller);
        check("Maria Keller, 68, met John Roe. The 68-year-old was tired.", &keller);
        check("Maria Keller met John Roe. The 68-year-old was tired.", &[]);
        check("Maria Keller left. The 68-year-old singer was tired.", &[]);
    }
}
