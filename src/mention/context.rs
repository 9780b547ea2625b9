//! One document as the search for mentions sees it: tokens with their shapes, titles, and what the whole article tells of a word.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use crate::gazetteer::{Gazetteer, Hit, TitleHit, WordClasses};
use crate::mention::cues::{Cue, Cues};
use crate::span::Span;
use crate::text::Layout;
use crate::token::Tokens;

/// How a token is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// "troops".
    Lower,
    /// "Moscow", "`McCain`", "A".
    Capital,
    /// "NATO", "U.S.".
    Upper,
    /// "24".
    Digits,
    /// Anything without letters and digits.
    Mark,
}

/// How a sentence uses capitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    /// Capitals mark names.
    Normal,
    /// Most words have one: a headline.
    Title,
    /// All in capitals.
    Caps,
}

/// Above this share of capitalised ordinary words a sentence is a headline.
const TITLE_SHARE: f32 = 0.6;

/// The document and all that is known of it before mentions are looked for.
pub struct Context<'a> {
    pub(crate) text: &'a str,
    pub(super) layout: &'a Layout,
    pub(crate) tokens: &'a Tokens,
    pub(crate) gazetteer: &'a Gazetteer,
    pub(super) cues: &'a Cues,
    pub(super) shapes: Vec<Shape>,
    pub(crate) classes: Vec<WordClasses>,
    pub(super) cases: Vec<Case>,
    /// What the small words tell, by token: asked many times for each.
    token_cues: Vec<Cue>,
    /// All listed names of the text.
    pub(super) hits: Vec<Hit>,
    /// Titles that end in a token, by that token; the index is the hit's.
    title_at: Vec<Option<usize>>,
    pub(super) titles: Vec<TitleHit>,
    /// Words that stand in lower case somewhere in the article.
    lower: HashSet<&'a str>,
}

impl<'a> Context<'a> {
    /// Looks at every token once.
    pub fn new(
        text: &'a str,
        layout: &'a Layout,
        tokens: &'a Tokens,
        gazetteer: &'a Gazetteer,
        cues: &'a Cues,
    ) -> Self {
        let word = |i: usize| tokens.tokens[i].span.of(text);
        let count = tokens.tokens.len();
        let shapes: Vec<Shape> = (0..count).map(|i| shape(word(i))).collect();
        let classes: Vec<WordClasses> = (0..count).map(|i| classes(gazetteer, word(i), shapes[i])).collect();
        let words: Vec<&str> = (0..count).map(word).collect();
        let case_of =
            |range: std::ops::Range<usize>| case(&shapes[range.clone()], &classes[range.clone()], &words[range]);
        let cases = tokens.sentences.iter().map(|s| case_of(s.tokens.clone())).collect();
        let lower = (0..count).filter(|&i| shapes[i] == Shape::Lower).map(word).collect();
        let token_cues = (0..count).map(|i| cues.get(&lowered(word(i), shapes[i]))).collect();
        let hits = gazetteer.all_names(text);
        let titles = gazetteer.titles().all(text);
        let title_at = title_ends(&titles, tokens);
        Self {
            text,
            layout,
            tokens,
            gazetteer,
            cues,
            shapes,
            classes,
            cases,
            token_cues,
            hits,
            title_at,
            titles,
            lower,
        }
    }

    /// Returns the words of a token.
    pub(crate) fn word(&self, token: usize) -> &'a str {
        self.span(token).of(self.text)
    }

    /// Returns the place of a token.
    pub(crate) fn span(&self, token: usize) -> Span {
        self.tokens.tokens[token].span
    }

    /// Returns the span of a range of tokens.
    pub(crate) fn cover(&self, tokens: &Range<usize>) -> Span {
        self.span(tokens.start).cover(self.span(tokens.end - 1))
    }

    /// Returns the tokens that a span touches.
    pub(crate) fn tokens_of(&self, span: Span) -> Range<usize> {
        let all = &self.tokens.tokens;
        let start = all.partition_point(|t| t.span.end <= span.start);
        let end = all.partition_point(|t| t.span.start < span.end);
        start..end.max(start)
    }

    /// Returns the index of the sentence that holds a token.
    pub(crate) fn sentence_of(&self, token: usize) -> usize {
        self.tokens
            .sentences
            .partition_point(|s| s.tokens.end <= token)
            .min(self.tokens.sentences.len().saturating_sub(1))
    }

    /// Says whether no white space stands between a token and the next.
    pub(crate) fn is_joined(&self, token: usize) -> bool {
        token + 1 < self.shapes.len() && self.span(token).end == self.span(token + 1).start
    }

    /// Returns the number of tokens.
    pub(crate) fn token_count(&self) -> usize {
        self.shapes.len()
    }

    /// Returns the words of a token before `limit`.
    pub(crate) fn word_if_before(&self, token: usize, limit: usize) -> Option<&'a str> {
        (token < limit.min(self.shapes.len())).then(|| self.word(token))
    }

    /// Returns the cue of a token.
    pub(crate) fn cue(&self, token: usize) -> Cue {
        self.token_cues.get(token).copied().unwrap_or_default()
    }

    /// Returns the title that ends in a token.
    pub(crate) fn title_ending_at(&self, token: usize) -> Option<TitleHit> {
        self.title_at.get(token).copied().flatten().map(|i| self.titles[i])
    }

    /// Returns the title that ends just before a token, a mark between them allowed ("Gen . Smith" has none).
    pub(crate) fn title_before(&self, token: usize) -> Option<TitleHit> {
        let before = token.checked_sub(1)?;
        (self.sentence_of(before) == self.sentence_of(token)).then(|| self.title_ending_at(before)).flatten()
    }

    /// Returns the title that begins at a token.
    pub(crate) fn title_starting_at(&self, token: usize) -> Option<TitleHit> {
        let start = self.tokens.tokens.get(token)?.span.start;
        let index = self.titles.partition_point(|t| t.span.start < start);
        self.titles.get(index).copied().filter(|t| t.span.start == start)
    }

    /// Says whether the token is the first word of its sentence, quotes and brackets aside.
    pub(crate) fn is_first(&self, token: usize) -> bool {
        let start = self.tokens.sentences[self.sentence_of(token)].tokens.start;
        let opens = |i: usize| {
            matches!(self.word(i), "\"" | "“" | "‘" | "'" | "(" | "[" | "``" | "-" | "–" | "—" | "•" | "*" | "”")
        };
        (start..token).all(opens) || (token > start && matches!(self.word(token - 1), "\"" | "“" | "”" | ":"))
    }

    /// Says whether a word of the article stands somewhere in lower case.
    pub(crate) fn seen_lower(&self, word: &str) -> bool {
        self.lower.contains(word.to_lowercase().as_str())
    }

    /// Says whether the lower-case form of a token is an ordinary English word.
    pub(crate) fn is_common(&self, token: usize) -> bool {
        self.classes[token].has(WordClasses::COMMON)
    }

    /// Returns the case of the sentence that holds a token.
    pub(super) fn case_of(&self, token: usize) -> Case {
        self.cases[self.sentence_of(token)]
    }
}

fn lowered(word: &str, shape: Shape) -> Cow<'_, str> {
    // What begins with a small letter may have capitals behind it.
    let is_lower = shape == Shape::Lower && word.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase());
    if is_lower { Cow::Borrowed(word) } else { Cow::Owned(word.to_lowercase()) }
}

fn shape(word: &str) -> Shape {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    let Some(first) = letters.next() else {
        return if word.chars().any(|c| c.is_ascii_digit()) { Shape::Digits } else { Shape::Mark };
    };
    if !first.is_uppercase() {
        return if word.starts_with(|c: char| c.is_ascii_digit()) { Shape::Digits } else { Shape::Lower };
    }
    let rest: Vec<char> = letters.collect();
    if !rest.is_empty() && rest.iter().all(|c| c.is_uppercase()) { Shape::Upper } else { Shape::Capital }
}

/// What lists know of a word as it stands, and of its lower-case form; words in capitals are also tried as names.
fn classes(gazetteer: &Gazetteer, word: &str, shape: Shape) -> WordClasses {
    let as_written = gazetteer.classes(word);
    if shape == Shape::Lower {
        return as_written;
    }
    let lower = word.to_lowercase();
    let common = gazetteer.classes(&lower);
    let all = if common.has(WordClasses::COMMON) { as_written.with(WordClasses::COMMON) } else { as_written };
    if shape != Shape::Upper || word.len() < 3 {
        return all;
    }
    let mut chars = word.chars();
    let first: String = chars.next().into_iter().collect();
    all.with(gazetteer.classes(&(first + &chars.as_str().to_lowercase())))
}

/// Names do not make a headline, ordinary words with capitals do: "Aid Reaches Town", but not "Chad, Mali and Niger met".
fn case(shapes: &[Shape], classes: &[WordClasses], words: &[&str]) -> Case {
    let long =
        (0..words.len()).filter(|&i| words[i].chars().count() > 3 && !matches!(shapes[i], Shape::Digits | Shape::Mark));
    let (mut lettered, mut upper, mut common, mut capital) = (0, 0, 0, 0);
    for i in long {
        lettered += 1;
        upper += usize::from(shapes[i] == Shape::Upper);
        if classes[i].has(WordClasses::COMMON) && i > 0 {
            common += 1;
            capital += usize::from(shapes[i] != Shape::Lower);
        }
    }
    if lettered >= 3 && ratio(upper, lettered) > TITLE_SHARE {
        Case::Caps
    } else if common >= 2 && ratio(capital, common) > TITLE_SHARE {
        Case::Title
    } else {
        Case::Normal
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of words in a sentence")]
fn ratio(part: usize, whole: usize) -> f32 {
    part as f32 / whole as f32
}

fn title_ends(titles: &[TitleHit], tokens: &Tokens) -> Vec<Option<usize>> {
    let mut ends = vec![None; tokens.tokens.len()];
    for (index, title) in titles.iter().enumerate() {
        // "Gen." may be one token while the list has "gen": the full stop belongs to it.
        let at = tokens.tokens.partition_point(|t| t.span.end < title.span.end);
        if tokens.tokens.get(at).is_some_and(|t| t.span.start < title.span.end) {
            ends[at] = Some(index);
        }
    }
    ends
}
