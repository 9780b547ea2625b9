//! States and peoples that no list has, told by the words beside them, and capitalised words of which nothing is known but that
//! they name something.
//!
//! Everything an article says of a name counts: "the Quorl government", "Quorl Prime Minister Ann Roe", "diplomatic ties with
//! Quorl", "Quorli police" beside "Quorl". Enough of it makes a state of what the recogniser took for a person or a region.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::gazetteer::{EntityType, TitleClass, WordClasses};
use crate::mention::MentionKind;
use crate::mention::context::{Case, Context, Shape};
use crate::mention::cues::Cue;
use crate::mention::settle::{Candidate, RECOGNISED};
use crate::mention::shape;

/// The rule of names that act as states.
pub(super) const STATE: &str = "state";
/// The rule of names of which nothing else is known.
pub(super) const UNLISTED: &str = "unlisted";
/// So much must speak for a state.
const ENOUGH: u8 = 2;
/// A recogniser as sure as that needs more to be overruled.
const SURE: f32 = 0.8;
/// A name that was found with that much is found again elsewhere.
const LIKELY: f32 = 0.7;
/// Shorter words are abbreviations and ends of names.
const SHORTEST: usize = 4;
/// Names of so many words at most.
const LONGEST: usize = 3;
/// Ends of adjectives and names of peoples, with what each says for a state; people have "-ian" too ("Keynesian").
const ENDS: [(&str, u8); 8] =
    [("i", 2), ("ish", 2), ("ese", 2), ("is", 2), ("ian", 1), ("an", 1), ("ians", 1), ("ans", 1)];

/// What an article says for one name's being a state.
#[derive(Debug, Clone, Copy, Default)]
struct Evidence {
    points: u8,
    /// Something says that it is a state, and not a town or region of one.
    state: bool,
    /// It is a person's: a title stands before it, or it ends a full name.
    person: bool,
}

/// Gives guessed names that act as states their type, and adds the names that nobody found. `settled` are the winners so far.
pub(super) fn states(context: &Context<'_>, settled: &[Candidate]) -> Vec<Candidate> {
    let guessed: Vec<&Candidate> = settled.iter().filter(|c| is_open(c, context.tokens_of(c.span).len())).collect();
    let strange = strange(context, settled);
    let places = guessed.iter().map(|c| context.tokens_of(c.span)).chain(strange.iter().cloned());
    let places: Vec<Range<usize>> = places.collect();
    let mut evidence: BTreeMap<&str, Evidence> = BTreeMap::new();
    let state_ends: BTreeSet<u32> = settled.iter().filter(|c| is_state(c)).map(|c| c.span.end).collect();
    let state_starts: BTreeSet<u32> = settled.iter().filter(|c| is_state(c)).map(|c| c.span.start).collect();
    for tokens in &places {
        let own = evidence.entry(text(context, tokens)).or_default();
        let joined = beside(context, tokens, &state_ends, &state_starts);
        let (points, state) = says(context, tokens);
        own.points = own.points.saturating_add(points + joined);
        own.state |= state;
        own.person |= is_personal(context, tokens);
    }
    for name in settled.iter().filter(|c| c.entity_type == Some(EntityType::Person)) {
        let tokens = context.tokens_of(name.span);
        if tokens.len() > 1
            && let Some(last) = evidence.get_mut(context.word(tokens.end - 1))
        {
            last.person = true;
        }
    }
    let peoples = peoples(&mut evidence);
    let is_told = |text: &str, more: u8| evidence.get(text).is_some_and(|e| !e.person && e.points >= ENOUGH + more);
    let make = |tokens: &Range<usize>, score: f32, more: u8| {
        let words = text(context, tokens);
        let people = peoples.get(words).is_some_and(|state| is_told(state, 0));
        let kind = if people { MentionKind::Demonym } else { MentionKind::Name };
        let state = people || evidence.get(words).is_some_and(|e| e.state);
        let entity_type = Some(if state { EntityType::Country } else { EntityType::Region });
        let span = context.cover(tokens);
        (people || is_told(words, more)).then_some(Candidate {
            span,
            entity_type,
            kind,
            entry: None,
            score,
            rule: STATE,
        })
    };
    let retyped = guessed.iter().filter_map(|c| {
        let more = u8::from(c.score > SURE) + 2 * u8::from(c.entity_type == Some(EntityType::Organisation));
        make(&context.tokens_of(c.span), c.score, more)
    });
    let known: BTreeMap<&str, &Candidate> = guessed.iter().map(|c| (c.span.of(context.text), *c)).collect();
    let added = strange.iter().filter_map(|tokens| {
        let told = make(tokens, 0.5, 0);
        match known.get(text(context, tokens)).filter(|_| told.is_none()) {
            Some(same) => (same.score >= LIKELY).then(|| Candidate { span: context.cover(tokens), ..**same }),
            None => told.or_else(|| unlisted(context, tokens)),
        }
    });
    retyped.chain(added).collect()
}

/// Says whether a name's type was only guessed.
fn is_open(candidate: &Candidate, words: usize) -> bool {
    let long_body = candidate.entity_type == Some(EntityType::Organisation) && words > 1;
    let guessed = candidate.entry.is_none() && candidate.rule == RECOGNISED && candidate.kind == MentionKind::Name;
    guessed && !long_body
}

fn is_state(candidate: &Candidate) -> bool {
    candidate.entry.is_some() && candidate.entity_type == Some(EntityType::Country)
}

fn text<'a>(context: &Context<'a>, tokens: &Range<usize>) -> &'a str {
    context.cover(tokens).of(context.text)
}

/// The runs of capitalised words that are on no list and that nobody found.
fn strange(context: &Context<'_>, settled: &[Candidate]) -> Vec<Range<usize>> {
    let mut taken = vec![false; context.token_count()];
    for tokens in settled.iter().map(|c| context.tokens_of(c.span)) {
        taken[tokens].fill(true);
    }
    let mut out = Vec::new();
    for sentence in &context.tokens.sentences {
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end {
            let is_name = |t: &usize| !taken[*t] && is_strange(context, *t);
            let end = at + (at..sentence.tokens.end).take_while(is_name).count();
            let apart = |t: usize| {
                !sentence.tokens.contains(&t)
                    || taken[t] && context.title_ending_at(t).is_none()
                    || !stands_close(context, t)
            };
            let whole =
                end > at && end - at <= LONGEST && apart(end) && (at == 0 || apart(at - 1) || context.is_first(at - 1));
            if whole {
                out.push(at..end);
            }
            at = end.max(at + 1);
        }
    }
    out
}

/// A word of a longer name or of something that is no name of its own: a capital that begins no title, a number, a hyphen.
fn stands_close(context: &Context<'_>, token: usize) -> bool {
    let title = context.title_starting_at(token).is_some() || context.title_ending_at(token).is_some();
    let capital = shape::is_capital(context, token) && !title && !context.classes[token].has(WordClasses::CALENDAR);
    capital
        || context.shapes[token] == Shape::Digits
        || matches!(context.word(token), "-" | "–" | "/" | "&" | "@" | "#" | ".com")
}

fn is_strange(context: &Context<'_>, token: usize) -> bool {
    let word = context.word(token);
    let none = WordClasses::ORG_HEAD
        .with(WordClasses::LEGAL)
        .with(WordClasses::PLACE_HEAD)
        .with(WordClasses::FACILITY)
        .with(WordClasses::EVENT)
        .with(WordClasses::CALENDAR)
        .with(WordClasses::LANGUAGE);
    context.shapes[token] == Shape::Capital
        && context.case_of(token) == Case::Normal
        && word.chars().count() >= SHORTEST
        && word.chars().all(char::is_alphabetic)
        && !word.chars().skip(1).any(char::is_uppercase)
        && !context.is_common(token)
        && !context.classes[token].has(none)
        && !context.seen_lower(word)
        && !shape::is_function_word(word)
        && !context.cue(token).has(Cue::CREED)
        && context.title_starting_at(token).is_none()
        && context.gazetteer.readings(word).is_empty()
}

/// "President Quorl", "Mr Quorl", "Quorl, who": a person's.
fn is_personal(context: &Context<'_>, tokens: &Range<usize>) -> bool {
    let title = context.title_before(tokens.start).filter(|t| {
        let class = context.gazetteer.titles().get(t.index).class;
        class != TitleClass::Occupation || context.shapes[context.tokens_of(t.span).start] != Shape::Lower
    });
    let who = context.word_if_before(tokens.end, context.token_count()) == Some(",")
        && context.word_if_before(tokens.end + 1, context.token_count()) == Some("who");
    title.is_some() || who
}

/// What the words beside a name say for its being a state or a part of one, and whether they leave only a state.
fn says(context: &Context<'_>, tokens: &Range<usize>) -> (u8, bool) {
    let sentence = &context.tokens.sentences[context.sentence_of(tokens.start)].tokens;
    let word = |t: usize| if sentence.contains(&t) { context.word(t) } else { "" };
    let before = |n: usize| tokens.start.checked_sub(n).map_or("", word);
    let owns = matches!(word(tokens.end), "'s" | "’s");
    let behind = tokens.end + usize::from(owns);
    let either = Cue::STATE.with(Cue::HOME);
    // "Quorl's new foreign minister", "the Quorl border police"
    let cue = |t: usize| {
        let title = context.title_starting_at(t).map(|title| context.cue(context.tokens_of(title.span).end - 1));
        title.map_or(context.cue(t), |title| title.with(context.cue(t)))
    };
    let noun = (behind..behind + 3).take_while(|t| sentence.contains(t)).find(|&t| cue(t).has(either));
    let modifies = |&noun: &usize| {
        (behind..noun).all(|t| context.shapes[t] == Shape::Lower && !context.cue(t).has(Cue::FUNCTION.with(Cue::ACT)))
    };
    let noun = noun.filter(modifies).map(cue);
    let place = tokens.start > sentence.start && context.cue(tokens.start - 1).has(Cue::PLACE);
    let bond = matches!(before(2), "ties" | "relations") && matches!(before(1), "with" | "to");
    let formal = bond && before(3) == "diplomatic";
    let home = matches!(before(1), "from" | "of") && tokens.start > sentence.start + 1;
    let own = Some(tokens.start).filter(|_| home).map(|t| context.cue(t - 2)).filter(|cue| cue.has(either));
    let is_state = |cue: Option<Cue>| cue.is_some_and(|cue| cue.has(Cue::STATE));
    let points = 2 * u8::from(noun.is_some())
        + u8::from(place)
        + u8::from(bond)
        + u8::from(formal)
        + 2 * u8::from(own.is_some());
    (points, is_state(noun) || is_state(own) || formal)
}

/// "Quorl and Peru", "Peru, Quorl and Chile".
fn beside(context: &Context<'_>, tokens: &Range<usize>, ends: &BTreeSet<u32>, starts: &BTreeSet<u32>) -> u8 {
    let joins = |t: usize| matches!(context.word(t), "and" | ",");
    let behind = tokens.end + 1 < context.token_count()
        && joins(tokens.end)
        && starts.contains(&context.span(tokens.end + 1).start);
    let before = tokens.start > 1 && joins(tokens.start - 1) && ends.contains(&context.span(tokens.start - 2).end);
    u8::from(behind || before)
}

/// Adjectives and names of peoples with the state that they come from: "Quorlian" beside "Quorl". They speak for it, too.
fn peoples<'a>(evidence: &mut BTreeMap<&'a str, Evidence>) -> BTreeMap<&'a str, &'a str> {
    let names: Vec<&str> = evidence.keys().copied().collect();
    let mut out = BTreeMap::new();
    for people in &names {
        for (end, points) in ENDS {
            let Some(stem) = people.strip_suffix(end) else { continue };
            let vowels = ["", "a", "e", "ia", "y", "o", "n"].map(|v| format!("{stem}{v}"));
            let state = names.iter().find(|n| *n != people && n.len() >= SHORTEST && vowels.iter().any(|v| v == *n));
            if let Some(state) = state {
                let own = evidence.entry(state).or_default();
                own.points = own.points.saturating_add(points);
                own.state = true;
                out.entry(*people).or_insert(*state);
            }
        }
    }
    out
}

/// A name of which nothing is known: it acts, is addressed, owns, or stands in a list or behind a preposition.
fn unlisted(context: &Context<'_>, tokens: &Range<usize>) -> Option<Candidate> {
    let sentence = &context.tokens.sentences[context.sentence_of(tokens.start)].tokens;
    let first = context.is_first(tokens.start);
    let next = Some(tokens.end).filter(|t| sentence.contains(t));
    let ends = next.is_none_or(|t| {
        let behind = context.cue(t).has(Cue::ACT.with(Cue::SAID).with(Cue::FUNCTION));
        let owns = matches!(context.word(t), "'s" | "’s");
        behind || owns || context.shapes[t] != Shape::Lower || !is_adjective(context.word(tokens.end - 1))
    });
    // "Quorl, Peru and Chile agreed": a list.
    let lists = |t: usize| sentence.contains(&(t + 1)) && context.word(t) == "," && shape::is_capital(context, t + 1);
    // Many a word at the head of a sentence is only strange.
    let verb = |t: usize| {
        let finite =
            matches!(context.word(t), "'s" | "’s" | "has" | "had" | "have" | "is" | "was" | "will" | "would" | "and");
        finite || context.cue(t).has(Cue::ACT.with(Cue::SAID))
    };
    let acts = next.is_some_and(|t| verb(t) || lists(t));
    let span = context.cover(tokens);
    let made = Candidate {
        span,
        entity_type: Some(EntityType::Other),
        kind: MentionKind::Name,
        entry: None,
        score: 0.3,
        rule: UNLISTED,
    };
    (if first { acts } else { ends }).then_some(made)
}

/// "Islamic", "Salafist", "Quorlian": by its end a word that may describe the noun behind it.
fn is_adjective(word: &str) -> bool {
    ["ic", "ical", "ist", "ish", "ese", "esque", "an", "al", "ive", "ous", "er", "ers", "ite"]
        .iter()
        .any(|end| word.ends_with(end))
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::gazetteer::Gazetteer;
    use crate::mention::recognise::Recogniser;
    use crate::mention::{Cues, names};
    use crate::text::Layout;
    use crate::token::{self, TokenRules};

    static LISTS: LazyLock<(Gazetteer, Recogniser)> = LazyLock::new(|| (Gazetteer::builtin(), Recogniser::builtin()));

    /// Runs the search for names and compares some of what it finds.
    fn check(text: &str, expected: &[(&str, EntityType)]) {
        let layout = Layout { blocks: vec![crate::span::Span::new(0, text.len())], ..Layout::default() };
        let tokens = token::tokenize(text, &layout, &TokenRules::builtin());
        let cues = Cues::builtin();
        let context = Context::new(text, &layout, &tokens, &LISTS.0, &cues);
        let found = names(&context, Some(&LISTS.1));
        let found: Vec<_> = found.iter().map(|m| (m.span.of(text), m.entity_type)).collect();
        for name in expected {
            assert!(found.contains(name), "{text}: {found:?}");
        }
    }

    #[test]
    fn a_name_before_nouns_of_states_is_a_state() {
        let state = EntityType::Country;
        check("The Quorlund government rejected the plan.", &[("Quorlund", state)]);
        check("Norway restored diplomatic ties with Quorlund.", &[("Quorlund", state)]);
        check("Norway met envoys from Quorlund on Monday.", &[("Quorlund", state)]);
    }

    #[test]
    fn a_name_whose_people_are_named_is_a_state() {
        let text = "Crowds of Quorlundi farmers marched. Later Quorlund closed the road.";
        check(text, &[("Quorlundi", EntityType::Country), ("Quorlund", EntityType::Country)]);
    }

    #[test]
    fn a_strange_word_with_a_capital_names_something() {
        check("On Monday they asked Thrummor about the ships.", &[("Thrummor", EntityType::Other)]);
    }
}
