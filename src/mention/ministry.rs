//! Ministries and police forces, by grammar: "Kazakhstan's health ministry", "the Ministry of the Interior", "Almaty police".

use crate::gazetteer::EntityType;
use crate::mention::MentionKind;
use crate::mention::context::{Context, Shape};
use crate::mention::listed::Listed;
use crate::mention::shape::Shaped;
use crate::span::Span;

/// The rule of ministries.
pub(super) const MINISTRY: &str = "ministry";

/// Returns the ministries and city police forces of the article, in order of their last word.
pub(super) fn candidates(context: &Context<'_>, accepted: &[&Listed]) -> Vec<Shaped> {
    let mut out = Vec::new();
    for token in 0..context.shapes.len() {
        let word = context.word(token);
        if word.eq_ignore_ascii_case("ministry") {
            out.extend(domain_before(context, accepted, token));
            out.extend(domain_after(context, accepted, token));
        } else if word == "police" {
            out.extend(city_police(context, accepted, token));
        }
    }
    out
}

fn made(span: Span, score: f32, rule: &'static str) -> Shaped {
    Shaped { span, entity_type: Some(EntityType::Organisation), kind: MentionKind::Name, score, rule }
}

/// "[country] health ministry"; with a capital, "Health Ministry" stands alone.
fn domain_before(context: &Context<'_>, accepted: &[&Listed], ministry: usize) -> Option<Shaped> {
    let sentence = context.tokens.sentences[context.sentence_of(ministry)].tokens.clone();
    let end = context.span(ministry).end;
    // The longest wording of a domain that ends right before: domains have at most six words.
    let starts = (sentence.start.max(ministry.saturating_sub(6))..ministry).filter(|&start| {
        let words = Span { start: context.span(start).start, end: context.span(ministry - 1).end };
        context.gazetteer.ministries().find(words.of(context.text)).is_some()
    });
    let start = starts.min()?;
    let country = country_ending_before(context, accepted, start);
    let capital = context.shapes[ministry] == Shape::Capital && context.shapes[start] == Shape::Capital;
    match country {
        Some(from) => Some(made(Span { start: from, end }, 0.9, MINISTRY)),
        None if capital => Some(made(Span { start: context.span(start).start, end }, 0.8, MINISTRY)),
        None => None,
    }
}

/// "[country] Ministry of [the] Health".
fn domain_after(context: &Context<'_>, accepted: &[&Listed], ministry: usize) -> Option<Shaped> {
    let sentence = context.tokens.sentences[context.sentence_of(ministry)].tokens.clone();
    let mut at = ministry + 1;
    for expected in ["of", "the"] {
        if at < sentence.end && context.word(at) == expected {
            at += 1;
        } else if expected == "of" {
            return None;
        }
    }
    if at >= sentence.end || context.shapes[ministry] == Shape::Lower {
        return None;
    }
    let rest =
        Span { start: context.span(at).start, end: context.tokens.sentences[context.sentence_of(ministry)].span.end };
    let (_, length) = context.gazetteer.ministries().starts(rest.of(context.text))?;
    let end = rest.start + u32::try_from(length).ok()?;
    let start = country_ending_before(context, accepted, ministry).unwrap_or(context.span(ministry).start);
    Some(made(Span { start, end }, 0.9, MINISTRY))
}

/// First byte of a place's name or adjective that ends right before a token, a possessive between them allowed.
fn country_ending_before(context: &Context<'_>, accepted: &[&Listed], token: usize) -> Option<u32> {
    let mut last = token.checked_sub(1)?;
    if matches!(context.word(last), "'s" | "’s" | "'" | "’") {
        last = last.checked_sub(1)?;
    }
    let place = accepted
        .iter()
        .find(|l| l.span.end == context.span(last).end && l.entity_type.is_some_and(EntityType::is_place));
    place.map(|l| l.span.start)
}

/// "Almaty police": a city has one.
fn city_police(context: &Context<'_>, accepted: &[&Listed], police: usize) -> Option<Shaped> {
    let before = context.span(police.checked_sub(1)?);
    let city = accepted.iter().find(|l| l.span.end == before.end && l.entity_type == Some(EntityType::City))?;
    Some(made(city.span.cover(context.span(police)), 0.7, "city-police"))
}
