//! From the words of a rule to patterns. A line may have more than one reading ("call on O": a verb and a phrase, or a verb with a
//! particle); each becomes a pattern of its own, since parsers differ on them as grammars do.

use crate::parse::{Lemmas, Upos, Xpos};
use crate::relation::rule::classes::Classes;
use crate::relation::rule::error::{Position, RuleError};
use crate::relation::rule::pattern::{End, Head, Item, Nouns, Pattern, Slot, Spot};
use crate::relation::rule::variants;
use crate::relation::rule::words::{self, Prepositions, Sort, Token};

/// Verbs that link a subject with what it is.
const COPULAS: [&str; 4] = ["be", "become", "remain", "stay"];
const ITEMS: &str = "S, O, N, {class} or nouns";

/// What a reader of patterns must know.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    pub classes: &'a Classes,
    pub prepositions: &'a Prepositions,
    pub lemmas: &'a Lemmas,
}

/// A line in the course of being read.
pub(super) struct Line<'a> {
    pub tokens: &'a [Token],
    pub at: usize,
    pub text: &'a str,
    pub start: &'a Position,
    pub end: Position,
}

impl<'a> Line<'a> {
    fn new(text: &'a str, tokens: &'a [Token], start: &'a Position) -> Self {
        Self { tokens, at: 0, text, start, end: start.right(text.chars().count()) }
    }

    pub(super) fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<&'a Token> {
        self.at += 1;
        self.tokens.get(self.at - 1)
    }

    pub(super) fn wrong(&self, token: Option<&Token>, expected: &str) -> RuleError {
        match token {
            Some(token) => RuleError::new(&token.position, format!("\"{}\"", token.text), expected),
            None => RuleError::new(&self.end, "the end of the line", expected),
        }
    }

    /// `S`, `O`, or `S and O`.
    fn end_item(&mut self, end: End) -> Item {
        self.at += 1;
        let other = self.tokens.get(self.at + 1).map(|token| &token.sort);
        let is_pair = self.peek().is_some_and(|token| token.sort == Sort::And)
            && matches!((end, other), (End::Subject, Some(Sort::Object)) | (End::Object, Some(Sort::Subject)));
        if is_pair {
            self.at += 2;
            return Item::Pair;
        }
        Item::End(end)
    }

    pub(super) fn pattern(&self, head: Head, slots: Vec<Slot>) -> Pattern {
        Pattern { head, slots, text: self.text.to_owned(), position: self.start.clone() }
    }
}

impl Reader<'_> {
    /// Reads a `verb` line: subject, verb, then object and phrases.
    pub(super) fn verb(&self, text: &str, start: &Position) -> Result<Vec<Pattern>, RuleError> {
        let tokens = words::cut(text, start)?;
        let mut line = Line::new(text, &tokens, start);
        let subject = self.slot(&mut line, Spot::subject())?;
        let token = line.next();
        let mut verbs = token.and_then(Token::plain).ok_or_else(|| line.wrong(token, "a verb"))?;
        if verbs.iter().all(|verb| COPULAS.contains(&verb.as_str())) {
            return self.copula(line, verbs, subject);
        }
        let (mut slots, mut extra) = (vec![subject], Vec::new());
        while let Some(token) = line.peek() {
            if let Some(joined) = self.verbs_with_particle(&line, &verbs, &slots) {
                verbs = joined;
                line.at += 1;
                continue;
            }
            if slots.len() == 1 && self.is_particle_then_item(&line) {
                extra.extend(self.with_particle(&line, &verbs, &slots)?);
            }
            match self.preposition(&mut line) {
                Some(prepositions) => slots.push(self.phrase(&mut line, prepositions, slots.last())?),
                None if slots.iter().filter(|slot| slot.spot.object).count() > 1 => {
                    return Err(line.wrong(Some(token), "a preposition"));
                }
                None => slots.push(self.slot(&mut line, Spot::object())?),
            }
        }
        let apart = self.without_particle(&verbs, &slots);
        extra.extend(apart.into_iter().map(|(verbs, slots)| line.pattern(Head::Verbs(verbs), slots)));
        extra.extend(
            variants::second_object(self.classes, &slots)
                .into_iter()
                .map(|slots| line.pattern(Head::Verbs(verbs.clone()), slots)),
        );
        let mut patterns = vec![line.pattern(Head::Verbs(verbs), slots)];
        patterns.extend(extra);
        Ok(patterns)
    }

    /// Reads a `noun` line: nouns, then phrases.
    pub(super) fn noun(&self, text: &str, start: &Position) -> Result<Vec<Pattern>, RuleError> {
        let tokens = words::cut(text, start)?;
        let mut line = Line::new(text, &tokens, start);
        let head = self.nouns(&mut line, false)?;
        let slots = self.noun_phrases(&mut line, true)?;
        Ok(vec![line.pattern(Head::Nouns(head), slots)])
    }

    /// Reads a `name` line: bearer, what he is called, then phrases.
    pub(super) fn name(&self, text: &str, start: &Position) -> Result<Vec<Pattern>, RuleError> {
        let tokens = words::cut(text, start)?;
        let mut line = Line::new(text, &tokens, start);
        let bearer = self.slot(&mut line, Spot::subject())?;
        while line.peek().is_some_and(|token| token.optional) {
            line.at += 1;
        }
        let head = self.nouns(&mut line, false)?;
        let mut slots = vec![bearer];
        slots.extend(self.noun_phrases(&mut line, false)?);
        Ok(vec![line.pattern(Head::Names(head), slots)])
    }

    /// Reads "S backed O" of a row: "S-backed O" has the first as the participle's subject; "O-based S" its second as a place.
    pub(super) fn compound(&self, text: &str, start: &Position) -> Result<Vec<Pattern>, RuleError> {
        let tokens = words::cut(text, start)?;
        let mut line = Line::new(text, &tokens, start);
        let first = self.slot(&mut line, Spot::subject())?;
        let token = line.next();
        let participles = token.and_then(Token::plain).ok_or_else(|| line.wrong(token, "a participle"))?;
        let second = self.slot(&mut line, Spot::object())?;
        let verb = |word: &String| self.lemmas.lemma(word, Upos::VERB, Xpos::VBN).into_owned();
        let verbs: Vec<String> = participles.iter().map(verb).collect();
        let places = ["in", "at", "from"].map(str::to_owned).to_vec();
        let as_place = vec![
            Slot { spot: Spot::phrase(places), ..first.clone() },
            Slot { spot: Spot { subject: true, ..Spot::object() }, ..second.clone() },
        ];
        Ok(vec![
            line.pattern(Head::Compound(verbs.clone()), vec![first, second]),
            line.pattern(Head::Compound(verbs), as_place),
        ])
    }

    /// Reads the nouns behind `owner S of`, or in a condition.
    pub(super) fn noun_list(&self, text: &str, start: &Position) -> Result<Nouns, RuleError> {
        let tokens = words::cut(text, start)?;
        let mut line = Line::new(text, &tokens, start);
        let nouns = self.nouns(&mut line, false)?;
        match line.next() {
            Some(token) => Err(line.wrong(Some(token), "the end of the line")),
            None => Ok(nouns),
        }
    }

    /// Adjectives and nouns behind "be"; participles are read as passives too, "be at war" as "war".
    fn copula(&self, mut line: Line, verbs: Vec<String>, subject: Slot) -> Result<Vec<Pattern>, RuleError> {
        let mut slots = vec![subject];
        let is_noun = line.peek().is_some_and(|t| matches!(t.sort, Sort::Words(_)) && !self.is_preposition(t));
        if is_noun {
            let complement = self.nouns(&mut line, false)?;
            slots.extend(self.noun_phrases(&mut line, false)?);
            let mut patterns = self.passives(&line, &complement, &slots);
            patterns.insert(0, line.pattern(Head::Copula(complement, only(&verbs)), slots));
            return Ok(patterns);
        }
        while line.peek().is_some() {
            match self.preposition(&mut line) {
                Some(prepositions) => slots.push(self.phrase(&mut line, prepositions, slots.last())?),
                None => slots.push(self.slot(&mut line, Spot::object())?),
            }
        }
        let mut patterns = Vec::new();
        if let Some(Slot { item: Item::Nouns(nouns), .. }) = slots.get(1) {
            let others = slots.iter().enumerate().filter(|(index, _)| *index != 1).map(|(_, slot)| slot.clone());
            patterns.push(line.pattern(Head::Copula(nouns.clone(), only(&verbs)), others.collect()));
        }
        patterns.insert(0, line.pattern(Head::Verbs(verbs), slots));
        Ok(patterns)
    }

    /// "S be based in O": whoever bases, S is the object; or the subject, if there is no object.
    fn passives(&self, line: &Line, complement: &Nouns, slots: &[Slot]) -> Vec<Pattern> {
        let verb = |words: &Vec<String>| {
            let [participle] = &words[..] else { return None };
            let lemma = self.lemmas.lemma(participle, Upos::VERB, Xpos::VBN).into_owned();
            (lemma != *participle).then_some(lemma)
        };
        let verbs: Vec<String> = complement.phrases.iter().filter_map(verb).collect();
        if verbs.is_empty() {
            return Vec::new();
        }
        let turned = |slot: &Slot| {
            let spot = match &slot.spot {
                spot if spot.subject => Spot { subject: true, ..Spot::object() },
                spot if spot.phrases.iter().any(|p| p == "by") => Spot { subject: true, ..spot.clone() },
                spot => spot.clone(),
            };
            Slot { spot, ..slot.clone() }
        };
        vec![line.pattern(Head::Verbs(verbs), slots.iter().map(turned).collect())]
    }

    /// The phrases of a noun: `by` is the subject's place too, `of` the object's.
    fn noun_phrases(&self, line: &mut Line, has_subject: bool) -> Result<Vec<Slot>, RuleError> {
        let mut slots: Vec<Slot> = Vec::new();
        while let Some(token) = line.peek() {
            let Some(prepositions) = self.preposition(line) else {
                return Err(line.wrong(Some(token), "a preposition"));
            };
            let has = |word: &str| prepositions.iter().any(|p| p == word);
            let (subject, object) = (has_subject && has("by"), has("of"));
            let mut slot = self.phrase(line, prepositions, None)?;
            slot.spot.subject |= subject;
            slot.spot.object |= object;
            slots.push(slot);
        }
        Ok(slots)
    }

    fn is_preposition(&self, token: &Token) -> bool {
        token.plain().is_some_and(|words| words.iter().all(|word| self.prepositions.is_preposition(word)))
    }

    pub(super) fn is_next_preposition(&self, line: &Line) -> bool {
        line.peek().is_some_and(|token| self.is_preposition(token))
    }

    /// Takes a preposition, of one word or more ("out of"), `to` and the like before a clause, or `that`.
    pub(super) fn preposition(&self, line: &mut Line) -> Option<Vec<String>> {
        let token = line.peek()?;
        if token.text == "that" {
            line.at += 1;
            return Some(Vec::new());
        }
        if matches!(token.sort, Sort::Clause(_)) {
            return Some(Vec::new());
        }
        let joined = |many: usize| {
            let words: Option<Vec<String>> = line.tokens.get(line.at..line.at + many)?.iter().map(one_word).collect();
            let word = words?.join(" ");
            self.prepositions.is_preposition(&word).then_some(vec![word])
        };
        if let Some((many, word)) = [3, 2].into_iter().find_map(|many| Some((many, joined(many)?))) {
            line.at += many;
            return Some(word);
        }
        let words = token.plain().filter(|_| self.is_preposition(token))?;
        line.at += 1;
        Some(words)
    }

    /// Reads what stands behind a preposition.
    pub(super) fn phrase(
        &self,
        line: &mut Line,
        prepositions: Vec<String>,
        before: Option<&Slot>,
    ) -> Result<Slot, RuleError> {
        let optional = line.tokens.get(line.at.saturating_sub(1)).is_some_and(|token| token.optional);
        if let Some(Token { sort: Sort::Clause(verbs), .. }) = line.peek() {
            line.at += 1;
            return Ok(Slot { spot: Spot::phrase(prepositions), item: Item::Clause(verbs.clone()), optional });
        }
        let mut slot = self.slot(line, Spot::phrase(prepositions))?;
        slot.optional |= optional;
        if slot.spot.phrases.is_empty() {
            let Item::End(end) = slot.item else {
                return Err(line.wrong(line.tokens.get(line.at - 1), "S or O behind \"that\""));
            };
            slot.item = Item::ClauseSubject(end);
        }
        // "claims of O": the phrase may hang on the noun before it, whose owner O then is.
        let is_of = slot.spot.phrases.iter().any(|word| word == "of");
        if let (true, Item::End(end), Some(Slot { item: Item::Nouns(nouns), .. })) = (is_of, &slot.item, before) {
            slot.item = Item::Owned(nouns.clone(), *end);
        }
        Ok(slot)
    }

    /// Reads what stands in a place.
    pub(super) fn slot(&self, line: &mut Line, spot: Spot) -> Result<Slot, RuleError> {
        let token = line.peek().ok_or_else(|| line.wrong(None, ITEMS))?;
        let optional = token.optional;
        let item = match &token.sort {
            Sort::Subject => line.end_item(End::Subject),
            Sort::Object => line.end_item(End::Object),
            Sort::Any => {
                line.at += 1;
                Item::Any
            }
            Sort::SubjectOwns | Sort::ObjectOwns => {
                let end = if token.sort == Sort::SubjectOwns { End::Subject } else { End::Object };
                line.at += 1;
                Item::Owned(self.nouns(line, spot.subject)?, end)
            }
            Sort::Words(_) => Item::Nouns(self.nouns(line, spot.subject)?),
            Sort::And | Sort::Clause(_) => return Err(line.wrong(Some(token), ITEMS)),
        };
        if optional && matches!(item, Item::End(_) | Item::Owned(..) | Item::Pair) {
            return Err(line.wrong(Some(token), "S and O outside of square brackets"));
        }
        Ok(Slot { spot, item, optional })
    }

    /// Reads nouns up to what is none, or up to a class; each word in turn has alternatives. A subject is one word.
    fn nouns(&self, line: &mut Line, only_one: bool) -> Result<Nouns, RuleError> {
        let (first, mut nouns) = (line.peek(), Nouns::default());
        let mut before: Vec<Vec<String>> = vec![Vec::new()];
        while let Some(token) = line.peek() {
            let Sort::Words(alternatives) = &token.sort else { break };
            if self.is_preposition(token) && line.at + 1 < line.tokens.len() {
                break;
            }
            line.at += 1;
            nouns.phrases.clear();
            for alternative in alternatives {
                self.add_noun(alternative, token, &before, &mut nouns)?;
            }
            if only_one || !nouns.mask.is_empty() {
                break;
            }
            before.clone_from(&nouns.phrases);
        }
        if nouns == Nouns::default() { Err(line.wrong(first, ITEMS)) } else { Ok(nouns) }
    }
}

/// The verbs of which one must be there: none of them if "be" is among them.
fn only(verbs: &[String]) -> Vec<String> {
    if verbs.iter().any(|verb| verb == COPULAS[0]) { Vec::new() } else { verbs.to_vec() }
}

fn one_word(token: &Token) -> Option<String> {
    token.plain().filter(|words| words.len() == 1).and_then(|mut words| words.pop())
}
