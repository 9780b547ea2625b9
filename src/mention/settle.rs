//! Who wins where candidates overlap: lists know, the recogniser and shapes guess.
//!
//! This is the one table of precedence. Rows are applied from the top.
//!
//! | row | candidates | who wins |
//! | --- | --- | --- |
//! | 0 | a list's reading just below its threshold, and the recogniser finds the same words of the same class | the list |
//! | 1 | a name that the recogniser is hardly sure of, or that is of no form that names have | nobody: it is dropped |
//! | 2 | a guess from shape, where the recogniser sees no name, but for names behind "Mr" and before "Ltd" | the recogniser: the guess is dropped |
//! | 3 | a listed place, where the recogniser is all but sure that there is no name ("the 1990 Peru summit") | the recogniser |
//! | 4 | same words, a list and the recogniser, which is sure of another class ("Paris" the singer) | the recogniser |
//! | 5 | one is longer | the longer, whatever it is |
//! | 6 | same words, the surname of a person named in full here, and a listed place that no word for places precedes | the person |
//! | 7 | same words | list before recogniser before shape |
//! | 8 | same words, two of one origin | person, organisation, country, city, region, other, nothing |
//!
//! The recogniser takes an article along now and then: "the United States" is the same words as a listed "United States".
//!
//! Between rows 4 and 5 the words beside it may make a state of what the recogniser found, and names that nobody found are added
//! (`states.rs`); they rank as shapes.
//!
//! A name inside a longer one stays if a possessive 's follows it ("Kazakhstan's health ministry"). Row 0 is [`is_backed`],
//! rows 1 to 4 are [`admit`], the others [`settle`].

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use crate::gazetteer::{EntityType, EntryId, NameKind, Sense, TitleClass, WordClasses};
use crate::mention::MentionKind;
use crate::mention::context::{Case, Context, Shape};
use crate::mention::listed::Listed;
use crate::mention::ministry::MINISTRY;
use crate::mention::recognise::{NameClass, Recognised, Recognition};
use crate::mention::shape::{self, LEGAL_FORM, Shaped};
use crate::span::Span;

/// The rule of names that the recogniser found.
pub(super) const RECOGNISED: &str = "recognised";
/// The rule of surnames that the article has given in full.
pub(super) const SURNAME: &str = "surname";

/// A candidate on its way through the table of precedence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) span: Span,
    pub(super) entity_type: Option<EntityType>,
    pub(super) kind: MentionKind,
    pub(super) entry: Option<EntryId>,
    pub(super) score: f32,
    pub(super) rule: &'static str,
}

pub(super) fn from_list(listed: &Listed) -> Candidate {
    let (entity_type, kind) = (listed.entity_type, listed.kind);
    Candidate { span: listed.span, entity_type, kind, entry: Some(listed.entry), score: listed.score, rule: "list" }
}

fn class_of(entity_type: EntityType) -> Option<NameClass> {
    match entity_type {
        EntityType::Person => Some(NameClass::Person),
        EntityType::Organisation => Some(NameClass::Organisation),
        place if place.is_place() => Some(NameClass::Location),
        _ => None,
    }
}

/// A name that the recogniser found, if it has the form of one. A place that no list has is a region unless the words before it
/// say that it is a town.
fn from_recognised(context: &Context<'_>, found: &Recognised) -> Option<Candidate> {
    let entity_type = match found.class {
        NameClass::Person => EntityType::Person,
        NameClass::Organisation => EntityType::Organisation,
        NameClass::Location if is_called_town(context, found.span) => EntityType::City,
        NameClass::Location => EntityType::Region,
    };
    let mut tokens = context.tokens_of(found.span);
    tokens.end = behind_hyphen(context, tokens.end);
    if found.class != NameClass::Organisation && is_pair_of_peoples(context, &tokens) {
        return None;
    }
    if found.class == NameClass::Person {
        // "Peru President Ann Roe", "Gen. Roe": the name is what stands behind the last title.
        tokens = shape::segments(context, tokens.clone()).pop().unwrap_or(tokens);
        tokens.start = behind_country(context, &tokens);
        tokens.end = before_ordinary_word(context, &tokens);
    }
    let upper = tokens.len() == 1 && context.shapes[tokens.start] == Shape::Upper;
    let acronym = upper && found.class == NameClass::Organisation && context.case_of(tokens.start) != Case::Caps;
    let kind = if acronym { MentionKind::Acronym } else { MentionKind::Name };
    let span = context.cover(&tokens);
    Some(Candidate { span, entity_type: Some(entity_type), kind, entry: None, score: found.score, rule: RECOGNISED })
}

/// "the town of Quorl", "the northern city Quorl".
fn is_called_town(context: &Context<'_>, span: Span) -> bool {
    let mut before = context.tokens_of(span).start.checked_sub(1);
    if before.is_some_and(|t| context.word(t) == "of") {
        before = before.and_then(|t| t.checked_sub(1));
    }
    before.is_some_and(|t| matches!(context.word(t), "city" | "town" | "village" | "capital" | "suburb" | "port"))
}

/// Where a name ends that would end before a hyphen: "Roe Min-yeol" is whole, "Peru-backed" is not.
fn behind_hyphen(context: &Context<'_>, end: usize) -> usize {
    let joined = end > 0 && context.is_joined(end - 1) && context.is_joined(end);
    let rest = context.word_if_before(end + 1, context.token_count());
    let strange = |word: &str| !context.is_common(end + 1) && word.chars().all(char::is_lowercase);
    if joined && context.word(end) == "-" && rest.is_some_and(strange) { end + 2 } else { end }
}

/// Where a person's name ends that begins with a capital: before a word in lower case that is no particle.
fn before_ordinary_word(context: &Context<'_>, tokens: &Range<usize>) -> usize {
    let lower = |t: usize| context.shapes[t] == Shape::Lower && !context.is_joined(t - 1);
    let ordinary = |t: &usize| lower(*t) && context.is_common(*t) && !context.classes[*t].has(WordClasses::PARTICLE);
    let capital = shape::is_capital(context, tokens.start);
    tokens.clone().skip(1).find(ordinary).filter(|_| capital).unwrap_or(tokens.end)
}

/// "Franco-German": ends in an adjective that lists know as nothing else, behind a hyphen.
fn is_pair_of_peoples(context: &Context<'_>, tokens: &Range<usize>) -> bool {
    let readings = context.gazetteer.readings(context.word(tokens.end - 1));
    let people = |s: &Sense| matches!(s.kind, NameKind::Adjective | NameKind::People);
    tokens.len() == 3 && context.word(tokens.start + 1) == "-" && !readings.is_empty() && readings.iter().all(people)
}

/// Where the name begins in "Governor of Illinois Ann Roe": behind the place that a title governs.
fn behind_country(context: &Context<'_>, tokens: &Range<usize>) -> usize {
    let of = tokens.start.checked_sub(1).filter(|&t| context.word(t) == "of");
    if of.and_then(|of| context.title_before(of)).is_none() {
        return tokens.start;
    }
    let places = (tokens.start + 1..tokens.end).rev().filter(|&end| {
        let words = context.cover(&(tokens.start..end));
        let readings = context.gazetteer.readings(words.of(context.text));
        readings.iter().any(|s| context.gazetteer.entry(s.entry).entity_type().is_some_and(EntityType::is_place))
    });
    places.max().unwrap_or(tokens.start)
}

pub(super) fn from_shape(shaped: &Shaped) -> Candidate {
    let Shaped { span, entity_type, kind, score, rule } = *shaped;
    Candidate { span, entity_type, kind, entry: None, score, rule }
}

/// Row 0: by so much a reading may miss its threshold.
const BACKED: f32 = 0.5;
/// Row 1: below this the recogniser is wrong three times of four (news and web text for choosing).
const HARDLY_SURE: f32 = 0.25;
/// Row 3: above this the recogniser is right that there is no name.
const NO_NAME: f32 = 0.7;
/// Row 4: above this the recogniser knows better than a list.
pub(super) const SURE: f32 = 0.7;

/// Row 0 of the table.
pub(super) fn is_backed(context: &Context<'_>, listed: &Listed, recognition: Option<&Recognition>) -> bool {
    let names = recognition.map_or(&[][..], |r| recognised_near(&r.names, listed.span));
    let class = listed.entity_type.and_then(class_of).filter(|_| listed.kind != MentionKind::Demonym);
    let same = |name: &&Recognised| {
        is_same(context, name.span, listed.span) && Some(name.class) == class && name.score >= HARDLY_SURE
    };
    listed.score + BACKED >= listed.threshold && names.iter().any(|name| same(&name))
}

/// Applies the rows of the table that are about the recogniser. Without one, everything is admitted.
pub(super) fn admit(
    context: &Context<'_>,
    mut candidates: Vec<Candidate>,
    recognition: Option<&Recognition>,
) -> Vec<Candidate> {
    let Some(recognition) = recognition else { return candidates };
    let listed_name = |c: &Candidate| c.entry.is_some() && c.kind != MentionKind::Demonym;
    candidates.retain(|candidate| {
        let Some(class) = candidate.entity_type.and_then(class_of) else { return true };
        let seen = recognised_near(&recognition.names, candidate.span);
        let same = seen.iter().find(|name| is_same(context, name.span, candidate.span));
        if !listed_name(candidate) {
            let plain = candidate.rule == LEGAL_FORM || is_behind_honorific(context, candidate);
            return candidate.entry.is_some() || plain || !seen.is_empty();
        }
        let no_name = || context.tokens_of(candidate.span).all(|token| recognition.outside[token] > NO_NAME);
        let refused = class == NameClass::Location && seen.is_empty() && no_name();
        let other = same.is_some_and(|name| name.class != class && name.score >= SURE);
        !refused && !other
    });
    let listed: HashSet<Span> = candidates.iter().filter(|c| listed_name(c)).map(|c| c.span).collect();
    let is_listed = |name: &&Recognised| behind_article(context, name.span).is_some_and(|rest| listed.contains(&rest));
    let sure = recognition.names.iter().filter(|name| name.score >= HARDLY_SURE && !is_listed(name));
    candidates.extend(sure.filter_map(|name| from_recognised(context, name)));
    candidates
}

/// Says whether the recogniser means a listed name: it takes an article along now and then, "the United States".
fn is_same(context: &Context<'_>, recognised: Span, listed: Span) -> bool {
    recognised == listed || recognised.end == listed.end && behind_article(context, recognised) == Some(listed)
}

/// What is left of a name that begins with an article.
fn behind_article(context: &Context<'_>, span: Span) -> Option<Span> {
    let tokens = context.tokens_of(span);
    let article = context.word(tokens.start).eq_ignore_ascii_case("the") && tokens.len() > 1;
    article.then(|| context.cover(&(tokens.start + 1..tokens.end)))
}

/// "Mr Young": a name, even if it is an ordinary word.
fn is_behind_honorific(context: &Context<'_>, guess: &Candidate) -> bool {
    let title = context.title_before(context.tokens_of(guess.span).start);
    title.is_some_and(|t| context.gazetteer.titles().get(t.index).class == TitleClass::Honorific)
}

/// The recognised names that share a byte with a span; names are in order and do not overlap.
fn recognised_near(names: &[Recognised], span: Span) -> &[Recognised] {
    let start = names.partition_point(|name| name.span.end <= span.start);
    let end = names.partition_point(|name| name.span.start < span.end);
    &names[start..end.max(start)]
}

/// Applies the rest of the table. Returns the winners by place, names nested in others after them.
pub(super) fn settle(context: &Context<'_>, mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates.sort_by(|a, b| {
        let longer = b.span.len().cmp(&a.span.len());
        let listed = rank(a).cmp(&rank(b));
        let kind = precedence(a.entity_type).cmp(&precedence(b.entity_type));
        longer
            .then(listed)
            .then(kind)
            .then(b.score.total_cmp(&a.score))
            .then(a.span.cmp(&b.span))
            .then(a.rule.cmp(b.rule))
    });
    let mut winners = Winners::default();
    for candidate in candidates {
        if !winners.overlap(candidate.span)
            || (winners.holds_before_end(candidate.span) && is_possessor(context, candidate))
        {
            winners.add(candidate);
        }
    }
    let mut settled: Vec<Candidate> = winners.by_start.into_values().flatten().collect();
    settled.sort_by_key(|c| (c.span.start, std::cmp::Reverse(c.span.end)));
    settled
}

/// Accepted candidates by start, so that a look at the neighbours tells of any overlap: winners nest, they never cross.
#[derive(Default)]
struct Winners {
    by_start: BTreeMap<u32, Vec<Candidate>>,
    outer: BTreeMap<u32, Span>,
}

impl Winners {
    fn nearest(&self, span: Span) -> Option<Span> {
        self.outer.range(..span.end).next_back().map(|(_, outer)| *outer)
    }

    fn overlap(&self, span: Span) -> bool {
        self.nearest(span).is_some_and(|outer| outer.overlaps(span))
    }

    /// Says whether a winner holds the span and goes on behind it, and none that is nested in it touches it.
    fn holds_before_end(&self, span: Span) -> bool {
        let inside = self.nearest(span).is_some_and(|outer| outer.contains(span) && outer.end > span.end);
        let touched = self.by_start.range(..span.end).rev().take(4).flat_map(|(_, list)| list);
        inside && touched.filter(|c| c.span.overlaps(span)).all(|c| c.span.contains(span) && c.span != span)
    }

    fn add(&mut self, candidate: Candidate) {
        if !self.overlap(candidate.span) {
            self.outer.insert(candidate.span.start, candidate.span);
        }
        self.by_start.entry(candidate.span.start).or_default().push(candidate);
    }
}

/// The rows of the table for candidates of the same words: 0 wins.
fn rank(candidate: &Candidate) -> u8 {
    match (candidate.rule, candidate.entry, candidate.entity_type) {
        (_, Some(_), Some(EntityType::Person | EntityType::Organisation)) => 0,
        (SURNAME, _, _) => 1,
        (_, Some(_), _) | (MINISTRY, _, _) => 2,
        (RECOGNISED, _, _) => 3,
        _ => 4,
    }
}

fn precedence(entity_type: Option<EntityType>) -> usize {
    entity_type.map_or(EntityType::ALL.len(), |kind| EntityType::ALL.iter().position(|k| *k == kind).unwrap_or(0))
}

/// "Kazakhstan" in "Kazakhstan's health ministry".
fn is_possessor(context: &Context<'_>, candidate: Candidate) -> bool {
    let tokens = context.tokens_of(candidate.span);
    let next = context.word_if_before(tokens.end, context.shapes.len());
    candidate.entity_type.is_some() && matches!(next, Some("'s" | "’s" | "'" | "’"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::Gazetteer;
    use crate::mention::Cues;
    use crate::text::Layout;
    use crate::token::{self, TokenRules};

    /// Where a candidate of a test comes from.
    enum From {
        List(EntityType),
        Recogniser(NameClass, f32),
        Shape(EntityType),
        Surname,
    }

    /// Puts candidates through the whole table; `outside` is how sure the recogniser is of all words that it does not name.
    /// Returns the winners with their rules.
    fn check(text: &str, candidates: &[(&str, From)], outside: f32, expected: &[(&str, &str)]) {
        let layout = Layout { blocks: vec![Span::new(0, text.len())], ..Layout::default() };
        let tokens = token::tokenize(text, &layout, &TokenRules::builtin());
        let (gazetteer, cues) = (Gazetteer::builtin(), Cues::builtin());
        let context = Context::new(text, &layout, &tokens, &gazetteer, &cues);
        let count = tokens.tokens.len();
        let mut recognition = Recognition { names: Vec::new(), outside: vec![outside; count] };
        let (mut made, mut later) = (Vec::new(), Vec::new());
        for (words, from) in candidates {
            let start = text.find(words).unwrap();
            let span = Span::new(start, start + words.len());
            let make = |entity_type, entry, rule| Candidate {
                span,
                entity_type: Some(entity_type),
                kind: MentionKind::Name,
                entry,
                score: 0.8,
                rule,
            };
            match from {
                From::List(entity_type) => made.push(make(*entity_type, Some(EntryId(0)), "list")),
                From::Shape(entity_type) => made.push(make(*entity_type, None, "shape")),
                From::Surname => later.push(make(EntityType::Person, None, SURNAME)),
                From::Recogniser(class, score) => {
                    recognition.outside[context.tokens_of(span)].fill(0.0);
                    recognition.names.push(Recognised { span, class: *class, score: *score });
                }
            }
        }
        let mut admitted = admit(&context, made, Some(&recognition));
        admitted.extend(later);
        let settled = settle(&context, admitted);
        let found: Vec<_> = settled.iter().map(|c| (c.span.of(text), c.rule)).collect();
        assert_eq!(found, expected, "{text}");
    }

    use EntityType::{City, Country, Organisation, Person};
    use From::{List, Recogniser, Shape, Surname};
    use NameClass as Class;

    #[test]
    fn row_1_names_that_the_recogniser_is_hardly_sure_of_are_dropped() {
        check("They saw Quorl.", &[("Quorl", Recogniser(Class::Person, 0.1))], 0.0, &[]);
        check("They saw Quorl.", &[("Quorl", Recogniser(Class::Person, 0.4))], 0.0, &[("Quorl", RECOGNISED)]);
    }

    #[test]
    fn row_2_a_guess_from_shape_needs_the_recogniser() {
        check("They saw Quorl Vane.", &[("Quorl Vane", Shape(Person))], 0.0, &[]);
        let both = [("Quorl Vane", Shape(Person)), ("Vane", Recogniser(Class::Person, 0.5))];
        check("They saw Quorl Vane.", &both, 0.0, &[("Quorl Vane", "shape")]);
    }

    #[test]
    fn row_3_a_listed_place_that_is_surely_no_name_is_dropped() {
        check("The 1990 Peru summit failed.", &[("Peru", List(Country))], 0.8, &[]);
        check("The 1990 Peru summit failed.", &[("Peru", List(Country))], 0.5, &[("Peru", "list")]);
        check("The 1990 Acme summit failed.", &[("Acme", List(Organisation))], 0.8, &[("Acme", "list")]);
    }

    #[test]
    fn row_4_a_sure_recogniser_knows_the_class_better_than_a_list() {
        let listed_and = |score| [("Paris", List(City)), ("Paris", Recogniser(Class::Person, score))];
        check("They heard Paris sing.", &listed_and(0.8), 0.0, &[("Paris", RECOGNISED)]);
        check("They heard Paris sing.", &listed_and(0.5), 0.0, &[("Paris", "list")]);
    }

    #[test]
    fn row_5_the_longer_wins_but_owners_stay() {
        let names = [("Acme", List(Organisation)), ("Acme Widgets", Recogniser(Class::Organisation, 0.9))];
        check("They left Acme Widgets.", &names, 0.0, &[("Acme Widgets", RECOGNISED)]);
        let owner = [("Peru", List(Country)), ("Peru's Acme", Recogniser(Class::Organisation, 0.9))];
        check("They left Peru's Acme.", &owner, 0.0, &[("Peru's Acme", RECOGNISED), ("Peru", "list")]);
    }

    #[test]
    fn an_article_makes_no_name_longer() {
        let both = |score| [("Quorl", List(City)), ("the Quorl", Recogniser(Class::Organisation, score))];
        check("They left the Quorl.", &both(0.6), 0.0, &[("Quorl", "list")]);
        check("They left the Quorl.", &both(0.9), 0.0, &[("the Quorl", RECOGNISED)]);
    }

    #[test]
    fn row_6_a_surname_given_in_full_beats_a_listed_place_but_no_listed_person() {
        check("Later Jordan spoke.", &[("Jordan", List(Country)), ("Jordan", Surname)], 0.0, &[("Jordan", SURNAME)]);
        check("Later Jordan spoke.", &[("Jordan", List(Person)), ("Jordan", Surname)], 0.0, &[("Jordan", "list")]);
    }

    #[test]
    fn row_7_lists_come_before_the_recogniser_and_that_before_shapes() {
        let all = [
            ("Quorl", List(Organisation)),
            ("Quorl", Recogniser(Class::Organisation, 0.9)),
            ("Quorl", Shape(Organisation)),
        ];
        check("They saw Quorl.", &all, 0.0, &[("Quorl", "list")]);
        check("They saw Quorl.", &all[1..], 0.0, &[("Quorl", RECOGNISED)]);
    }

    #[test]
    fn row_8_of_one_origin_persons_come_first() {
        let both = [("Quorl", Shape(City)), ("Quorl", Shape(Person)), ("Quorl", Recogniser(Class::Person, 0.2))];
        check("They saw Quorl.", &both, 0.0, &[("Quorl", "shape")]);
    }

    #[test]
    fn row_0_the_recogniser_backs_a_reading_of_the_same_class_just_below_its_threshold() {
        let text = "They saw the Quorl there.";
        let layout = Layout { blocks: vec![Span::new(0, text.len())], ..Layout::default() };
        let tokens = token::tokenize(text, &layout, &TokenRules::builtin());
        let (gazetteer, cues) = (Gazetteer::builtin(), Cues::builtin());
        let context = Context::new(text, &layout, &tokens, &gazetteer, &cues);
        let span = Span::new(13, 18);
        let listed = |score| Listed {
            span,
            entity_type: Some(City),
            kind: MentionKind::Name,
            entry: EntryId(0),
            score,
            threshold: 0.6,
            parts: Vec::new(),
        };
        let recognition = |class| Recognition { names: vec![Recognised { span, class, score: 0.6 }], outside: vec![] };
        let backed = |score, recognition: Option<&Recognition>| is_backed(&context, &listed(score), recognition);
        assert!(backed(0.3, Some(&recognition(Class::Location))));
        assert!(!backed(0.0, Some(&recognition(Class::Location))), "too far below");
        assert!(!backed(0.3, Some(&recognition(Class::Person))), "another class");
        assert!(!backed(0.3, None), "no recogniser");
        let article = Recognised { span: Span::new(9, 18), class: Class::Location, score: 0.6 };
        assert!(backed(0.3, Some(&Recognition { names: vec![article], outside: vec![] })), "an article more");
    }

    #[test]
    fn recognised_names_keep_to_the_form_of_names() {
        let person = |words| [(words, Recogniser(Class::Person, 0.9))];
        check("They saw Ann Roe greeted Lee Poe.", &person("Ann Roe greeted Lee Poe"), 0.0, &[("Ann Roe", RECOGNISED)]);
        check("The Governor of Texas Ann Roe.", &person("Texas Ann Roe"), 0.0, &[("Ann Roe", RECOGNISED)]);
        check("They praised Franco-German ties.", &person("Franco-German"), 0.0, &[]);
        check("They saw Roe Min-yeol.", &person("Roe Min"), 0.0, &[("Roe Min-yeol", RECOGNISED)]);
        check("They saw Roe-backed bands.", &person("Roe"), 0.0, &[("Roe", RECOGNISED)]);
    }

    #[test]
    fn titles_are_no_part_of_a_recognised_name() {
        let name = [("President Ann Roe", Recogniser(Class::Person, 0.9))];
        check("They saw President Ann Roe.", &name, 0.0, &[("Ann Roe", RECOGNISED)]);
    }
}
