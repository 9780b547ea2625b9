//! spaCy: one `Doc` a line, for `Doc.from_json`: tokens, tags, trees and entities, and all mentions and triggers as spans.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::gazetteer::EntityType;
use crate::graph::Contribution;
use crate::parse::Parse;
use crate::span::{OffsetUnit, Offsets, Span};
use crate::token::Tokens;

/// Writes a document as one JSON line. Places are code points.
///
/// What does not begin and end with a token is left out: spaCy has no span for it. Of entities in one another `ents` has the
/// first, the span group `mentions` all; the group `triggers` has the words that state relations.
///
/// # Errors
/// If the writer fails.
pub fn json_line(found: &Contribution<'_>, tokens: &Tokens, parse: &Parse, mut out: impl Write) -> io::Result<()> {
    let text = found.document.text.as_str();
    let offsets = Offsets::new(text, OffsetUnit::CodePoints);
    let words = words(text, tokens);
    let is_whole = |span: Span| {
        words.binary_search_by_key(&span.start, |word| word.span.start).is_ok()
            && words.binary_search_by_key(&span.end, |word| word.span.end).is_ok()
    };
    let place = |span: Span, label: &str, id: &str| {
        let [start, end] = offsets.pair(text, span);
        json!({"start": start, "end": end, "label": label, "kb_id": id})
    };
    let (mut entities, mut mentions, mut at) = (Vec::new(), Vec::new(), 0);
    for (mention, link) in found.mentions.iter().zip(&found.identity.links).filter(|(m, _)| is_whole(m.span)) {
        let span = place(mention.span, label(mention.entity_type), &found.identity.entities[link.entity].id);
        if mention.span.start >= at {
            at = mention.span.end;
            entities.push(span.clone());
        }
        mentions.push(span);
    }
    let triggers: Vec<Value> = found
        .assertions
        .iter()
        .filter(|a| is_whole(a.evidence.trigger))
        .map(|a| place(a.evidence.trigger, &a.relation, &a.rule))
        .collect();
    let line = json!({
        "text": text, "ents": entities, "sents": sentences(text, &words, tokens, &offsets),
        "tokens": token_lines(text, &words, tokens, parse, &offsets),
        "spans": {"mentions": mentions, "triggers": triggers},
    });
    serde_json::to_writer(&mut out, &line)?;
    out.write_all(b"\n")
}

/// The names of OntoNotes, which spaCy's own models use.
fn label(entity_type: EntityType) -> &'static str {
    match entity_type {
        EntityType::Person => "PERSON",
        EntityType::Organisation => "ORG",
        EntityType::Country | EntityType::City => "GPE",
        EntityType::Region => "LOC",
        EntityType::Group => "NORP",
        EntityType::Other => "MISC",
    }
}

/// A token of spaCy's: one of ours, or what stands between ours.
struct Word {
    span: Span,
    /// Index into `Tokens::tokens`.
    token: Option<usize>,
}

fn is_space(c: char) -> bool {
    // Python counts these four as white space too.
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// Covers the text: spaCy gives a single space to the token before it and takes more for a token.
fn words(text: &str, tokens: &Tokens) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::with_capacity(tokens.tokens.len());
    let mut at = 0;
    for (index, token) in tokens.tokens.iter().enumerate() {
        between(text, at, token.span.start as usize, &mut out);
        out.push(Word { span: token.span, token: Some(index) });
        at = token.span.end as usize;
    }
    between(text, at, text.len(), &mut out);
    out
}

fn between(text: &str, mut at: usize, end: usize, out: &mut Vec<Word>) {
    while at < end {
        if !out.is_empty() && text[at..].starts_with(' ') && out.last().is_some_and(|w| w.span.end as usize == at) {
            at += 1;
        }
        let rest = &text[at..end];
        let spaces = rest.find(|c| !is_space(c)).unwrap_or(rest.len());
        if spaces > 0 {
            out.push(Word { span: Span::new(at, at + spaces), token: None });
            // A space behind white space is part of it.
            at += spaces;
        }
        let rest = &text[at..end];
        let letters = rest.find(is_space).unwrap_or(rest.len());
        if letters > 0 {
            out.push(Word { span: Span::new(at, at + letters), token: None });
            at += letters;
        }
    }
}

/// Where each sentence begins: with its first token, the first one with the text.
fn sentences(text: &str, words: &[Word], tokens: &Tokens, offsets: &Offsets) -> Vec<Value> {
    let mut begins: Vec<usize> = Vec::new();
    let mut starts = tokens.sentences.iter().map(|sentence| sentence.tokens.start).peekable();
    for (at, word) in words.iter().enumerate().filter(|(_, word)| word.token.is_some()) {
        if starts.next_if(|start| word.token == Some(*start)).is_some() {
            begins.push(at);
        }
    }
    if let Some(first) = begins.first_mut() {
        *first = 0;
    }
    let ends = begins.iter().skip(1).copied().chain([words.len()]);
    let span = |(begin, end): (&usize, usize)| {
        let span = words[*begin].span.cover(words[end - 1].span);
        let [start, end] = offsets.pair(text, span);
        json!({"start": start, "end": end})
    };
    begins.iter().zip(ends).map(span).collect()
}

fn token_lines(text: &str, words: &[Word], tokens: &Tokens, parse: &Parse, offsets: &Offsets) -> Vec<Value> {
    let mut place = vec![0; tokens.tokens.len()];
    words.iter().enumerate().for_each(|(at, word)| word.token.into_iter().for_each(|token| place[token] = at));
    let mut first = vec![0; tokens.tokens.len()];
    tokens.sentences.iter().for_each(|s| s.tokens.clone().for_each(|token| first[token] = s.tokens.start));
    // What stands before the first token hangs on it, all else between tokens on the one before.
    let mut before = words.iter().position(|word| word.token.is_some()).unwrap_or(0);
    let mut out = Vec::with_capacity(words.len());
    for (id, word) in words.iter().enumerate() {
        let [start, end] = offsets.pair(text, word.span);
        let mut line = json!({"id": id, "start": start, "end": end});
        let found = word.token.map(|token| (token, parse.words.get(token)));
        before = if found.is_some() { id } else { before };
        let grammar = match found {
            Some((token, Some(grammar))) => {
                let head = grammar.head.and_then(|head| place.get(first[token] + head as usize)).copied();
                (
                    grammar.upos.as_str(),
                    grammar.xpos.as_str(),
                    head.unwrap_or(id),
                    spacy_relation(grammar.deprel.as_str()),
                )
            }
            _ if word.span.of(text).chars().all(is_space) => ("SPACE", "_SP", before, "dep"),
            _ => ("X", "XX", before, "dep"),
        };
        if !parse.words.is_empty() {
            let (pos, tag, head, dep) = grammar;
            line["pos"] = pos.into();
            line["tag"] = tag.into();
            line["head"] = head.into();
            line["dep"] = dep.into();
        }
        out.push(line);
    }
    out
}

/// The root is in capitals there.
fn spacy_relation(relation: &'static str) -> &'static str {
    if relation == "root" { "ROOT" } else { relation }
}
