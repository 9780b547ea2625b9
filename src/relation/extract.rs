//! From the sentences of a document to its assertions: normal form, what its places stand for, rules, status, time and place.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use crate::entity::Identity;
use crate::gazetteer::{EntityType, Gazetteer};
use crate::mention::{Mention, MentionKind};
use crate::parse::tree::Tree;
use crate::parse::{Lemmas, Parse, Upos, Word, Xpos};
use crate::relation::normal::beside;
use crate::relation::normal::names::{self, Line, Named};
use crate::relation::normal::{self, Argument, Kind, Member, Predicate, Role, View, Words};
use crate::relation::resolve::{Resolver, Seen, StandFor};
use crate::relation::rule::{Clauses, Fit, Place, Referent, Rules};
use crate::relation::time::{Moment, moments};
use crate::relation::understood::{Offices, Told, Untold, may_end_title, may_leave_out};
use crate::relation::{Assertion, Evidence, Polarity, Status, census, plover, status};
use crate::span::Span;
use crate::token::{Sentence, Tokens};

/// What relations are read with: rules and word lists, built once.
#[derive(Debug, Clone)]
pub struct Reader {
    /// The rules.
    pub rules: Rules,
    pub(crate) lemmas: Lemmas,
    pub(crate) words: Words,
    pub(crate) stand_for: StandFor,
}

/// What the extractor looks at.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The document's text.
    pub text: &'a str,
    /// Its tokens.
    pub tokens: &'a Tokens,
    /// Tags and trees.
    pub parse: &'a Parse,
    /// Its mentions, in order.
    pub mentions: &'a [Mention],
    /// What they name.
    pub identity: &'a Identity,
    /// The lists.
    pub gazetteer: &'a Gazetteer,
    /// The article's date, ISO 8601.
    pub date: Option<&'a str>,
}

/// A sentence with all that was made of it.
pub(crate) struct Reading {
    pub(crate) predicates: Vec<Predicate>,
    /// Parallel to the predicates.
    pub(crate) places: Vec<Vec<Place>>,
    pub(crate) assertions: Vec<Assertion>,
    /// The tokens of its names.
    names: Vec<Range<usize>>,
    /// Titles whose body is not written.
    untold: Vec<Untold>,
}

/// How one predicate was read, for people.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Explained {
    /// The sentence, by its index.
    pub sentence: usize,
    /// The same, by its place in the text.
    pub text: Span,
    /// The predicate in short: `fly(S Norway, O battalions, to Mali) will`.
    pub predicate: String,
    /// The entities that stand in its places: "S Norway = country/norway".
    pub places: Vec<String>,
    /// The same as indices of entities; owners are among them.
    pub entities: Vec<usize>,
    /// Rules that fired: `send-troops: sent_troops_to(Norway, Mali)`.
    pub fired: Vec<String>,
    /// Rules that fitted and lost, and to which.
    pub lost: Vec<String>,
    /// Rules that lack one condition, and which.
    pub near: Vec<String>,
    /// Where nothing fired though two things with names take part: the clause as a rule would have it, `S praise O`.
    pub gap: Option<String>,
}

/// A sentence's words in the shapes that the stages want.
struct Prepared<'a> {
    range: Range<usize>,
    forms: Vec<&'a str>,
    lower: Vec<String>,
    lemmas: Vec<String>,
    nouns: Vec<String>,
    seen: Vec<Seen>,
}

impl Reader {
    /// Returns the program's own rules and words.
    pub fn builtin() -> Self {
        Self {
            rules: Rules::builtin(),
            lemmas: Lemmas::builtin(),
            words: Words::builtin(),
            stand_for: StandFor::builtin(),
        }
    }

    /// Returns what the sentences state, in order of place.
    pub fn extract(&self, scene: &Scene<'_>) -> Vec<Assertion> {
        if scene.parse.words.len() < scene.tokens.tokens.len() {
            return Vec::new();
        }
        let known = known(scene);
        let (mut out, mut untold) = (Vec::new(), Vec::new());
        for sentence in &scene.tokens.sentences {
            if self.can_state(scene, sentence) {
                let reading = self.read(scene, sentence, &known);
                out.extend(reading.assertions);
                untold.extend(reading.untold);
            }
        }
        let offices = Offices::new(&out);
        let told = untold.iter().filter_map(|u| Some(self.understood(u, &offices.complete(scene, u)?)));
        let told: Vec<Assertion> = told.collect();
        out.extend(told);
        out.sort_by_key(|a| a.evidence.sentence);
        out
    }

    /// A link needs two things that the sentence mentions; with one, a title may leave the other out. What can state nothing is not
    /// read.
    fn can_state(&self, scene: &Scene<'_>, sentence: &Sentence) -> bool {
        let first = scene.mentions.partition_point(|m| m.span.start < sentence.span.start);
        let inside = scene.mentions[first..].iter().take_while(|m| m.span.start < sentence.span.end).count();
        let Some((one, others)) = scene.identity.links[first..first + inside].split_first() else { return false };
        others.iter().any(|other| other.entity != one.entity) || self.has_office(scene, sentence)
    }

    fn has_office(&self, scene: &Scene<'_>, sentence: &Sentence) -> bool {
        let ends_title = |word: &str| may_end_title(scene.gazetteer, word);
        scene.tokens.tokens[sentence.tokens.clone()].iter().any(|token| {
            let word = token.span.of(scene.text).to_lowercase();
            ends_title(&word) || ends_title(&self.lemmas.lemma(&word, Upos::NOUN, Xpos::NNS))
        })
    }

    /// The assertion of a title whose body is understood.
    fn understood(&self, untold: &Untold, told: &Told) -> Assertion {
        let relation = self.rules.relation(&told.relation);
        Assertion {
            subject: untold.bearer.entity,
            relation: told.relation.clone(),
            predicate: told.relation.replace('_', " "),
            object: told.body.entity,
            polarity: Polarity::Positive,
            status: Status::Asserted,
            source: None,
            plover: relation.and_then(|r| r.plover.clone()),
            time: None,
            place: None,
            role: Some(untold.lemma.clone()),
            open: false,
            score: UNDERSTOOD_SCORE,
            rule: "understood".to_owned(),
            evidence: Evidence {
                sentence: untold.sentence,
                subject: untold.bearer.span,
                trigger: untold.trigger,
                object: told.body.span,
            },
        }
    }

    /// Takes other rules.
    #[must_use]
    pub fn with_rules(self, rules: Rules) -> Self {
        Self { rules, ..self }
    }

    /// Returns how each predicate of a document was read, in order of place.
    pub fn explain(&self, scene: &Scene<'_>) -> Vec<Explained> {
        if scene.parse.words.len() < scene.tokens.tokens.len() {
            return Vec::new();
        }
        let known = known(scene);
        let mut out = Vec::new();
        for (index, sentence) in scene.tokens.sentences.iter().enumerate() {
            let reading = self.read(scene, sentence, &known);
            let prepared = self.prepare(scene, sentence, &known);
            let words = &scene.parse.words[prepared.range.clone()];
            let view = View::new(&prepared.forms, words, &reading.names, &self.lemmas);
            let clauses =
                Clauses { predicates: &reading.predicates, places: &reading.places, lemmas: &prepared.lemmas };
            for at in 0..reading.predicates.len() {
                let predicate = normal::show(&reading.predicates[at], &reading.predicates, &view);
                out.push(Explained {
                    sentence: index,
                    text: sentence.span,
                    predicate,
                    ..self.explained(scene, clauses, at)
                });
            }
        }
        out
    }

    fn explained(&self, scene: &Scene<'_>, clauses: Clauses<'_>, at: usize) -> Explained {
        let id = |r: &Referent| scene.identity.entities[r.entity].id.as_str();
        let shown = |fit: &Fit| {
            let ends = format!("{}({}, {})", fit.relation, id(&fit.subject), id(&fit.object));
            format!("{}: {ends} {:.2}", self.rules.id(fit.frame), fit.score)
        };
        let (fits, lost) = self.rules.contest_in(clauses, at);
        let gap = fits.is_empty().then(|| census::gap(&clauses.predicates[at], &clauses.places[at])).flatten();
        let place = |place: &Place| {
            let role = match &place.role {
                Role::Phrase(preposition) => preposition.clone(),
                other => format!("{other:?}"),
            };
            let members: Vec<String> = place
                .members
                .iter()
                .map(|f| match (&f.referent, &f.owner) {
                    (Some(r), _) => format!("{} = {}", f.phrase.join(" "), id(r)),
                    (None, Some(r)) => format!("{} of {}", f.phrase.join(" "), id(r)),
                    _ => f.phrase.join(" "),
                })
                .collect();
            format!("{role}: {}", members.join(" | "))
        };
        Explained {
            sentence: 0,
            text: Span { start: 0, end: 0 },
            predicate: String::new(),
            places: clauses.places[at].iter().map(place).collect(),
            entities: clauses.places[at]
                .iter()
                .flat_map(|place| &place.members)
                .filter_map(|filler| filler.referent.or(filler.owner))
                .map(|referent| referent.entity)
                .collect(),
            fired: fits.iter().map(shown).collect(),
            lost: lost.iter().map(|l| format!("{} to {}", shown(&l.fit), self.rules.id(l.to))).collect(),
            near: self
                .rules
                .near(clauses, at)
                .iter()
                .map(|n| format!("{}: {}", self.rules.id(n.frame), n.missing))
                .collect(),
            gap,
        }
    }

    /// Reads one sentence; `known` tells of each entity.
    pub(crate) fn read(&self, scene: &Scene<'_>, sentence: &Sentence, known: &[Known]) -> Reading {
        let prepared = self.prepare(scene, sentence, known);
        let words = &scene.parse.words[prepared.range.clone()];
        let tree = Tree::new(words);
        let outer: Vec<Named> = outermost(&prepared.seen);
        let ranges: Vec<Range<usize>> = outer
            .iter()
            .filter(|n| !matches!(n.kind, MentionKind::Nominal | MentionKind::Pronoun | MentionKind::Group))
            .map(|n| n.tokens.clone())
            .collect();
        let lemmas = prepared.lemmas.iter().map(|lemma| Cow::Borrowed(lemma.as_str())).collect();
        let view = View::with_lemmas(&prepared.forms, words, &ranges, &self.lemmas, lemmas);
        let mut predicates = normal::normalise(&view, &self.words);
        let is_role = |phrase: &str| {
            self.rules.knows(Kind::Name, phrase)
                || scene.gazetteer.titles().find(phrase).is_some_and(|t| t.relation.is_some())
        };
        let ends_role = |word: &str| self.rules.ends_name(word) || scene.gazetteer.titles().ends_office(word);
        let line = Line {
            ends_role: &ends_role,
            lower: &prepared.lower,
            nouns: &prepared.nouns,
            words,
            names: &outer,
            is_role: &is_role,
        };
        merge(&mut predicates, names::names(&line));
        put_bearers(&mut predicates);
        predicates.extend(beside::beside(&line, &nested(&prepared.seen, &prepared.lower)));
        complete(&mut predicates, &line.lists(), words);
        add_besides(&mut predicates, &line);
        let resolver = Resolver::new(&tree, &prepared.nouns, &prepared.seen, &self.stand_for, &predicates);
        let places: Vec<Vec<Place>> = predicates.iter().map(|p| resolver.places(p)).collect();
        let times = moments(&prepared.lower);
        let writer = Writer { reader: self, scene, sentence, prepared: &prepared, resolver: &resolver, times: &times };
        let (mut assertions, mut untold) = (Vec::new(), Vec::new());
        let clauses = Clauses { predicates: &predicates, places: &places, lemmas: &prepared.lemmas };
        let mut makers = Vec::new();
        for at in 0..predicates.len() {
            writer.write(clauses, at, &mut assertions);
            makers.resize(assertions.len(), at);
            untold.extend(writer.untold(&predicates[at], &places[at]));
        }
        drop_nested(&mut assertions, &makers, clauses, &self.words);
        sort(&mut assertions);
        Reading { predicates, places, assertions, names: ranges, untold }
    }

    fn prepare<'a>(&self, scene: &Scene<'a>, sentence: &Sentence, known: &[Known]) -> Prepared<'a> {
        let range = sentence.tokens.clone();
        let all = &scene.tokens.tokens[range.clone()];
        let words = &scene.parse.words[range.clone()];
        let forms: Vec<&str> = all.iter().map(|t| t.span.of(scene.text)).collect();
        let lower: Vec<String> = forms.iter().map(|f| f.to_lowercase().replace('’', "'")).collect();
        let lemma = |(form, word): (&&str, &Word)| self.lemmas.lemma(form, word.upos, word.xpos).to_lowercase();
        let lemmas: Vec<String> = forms.iter().zip(words).map(lemma).collect();
        let noun = |(at, form): (usize, &String)| match words[at].upos {
            Upos::PROPN | Upos::NOUN => {
                // "Members" is tagged as a name at times; "access" and "gas" are no plurals.
                let is_name = words[at].upos == Upos::PROPN;
                let plural = matches!(words[at].xpos, Xpos::NNPS | Xpos::NNS)
                    || is_name && form.ends_with('s') && !["ss", "us", "is"].iter().any(|end| form.ends_with(end));
                let xpos = if plural { Xpos::NNS } else { Xpos::NN };
                self.lemmas.lemma(form, Upos::NOUN, xpos).to_lowercase()
            }
            _ => form.clone(),
        };
        let nouns = lower.iter().enumerate().map(noun).collect();
        Prepared { seen: seen(scene, sentence, known), range, forms, lower, lemmas, nouns }
    }
}

/// What the document tells of an entity.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known {
    /// It has a name somewhere.
    named: bool,
    /// Its type is a guess.
    guessed: bool,
}

/// Names that the recogniser is less sure of have a guessed type if nothing else tells it.
const SURE: f32 = 0.8;

/// Returns what is known of each entity.
fn known(scene: &Scene<'_>) -> Vec<Known> {
    let entities = &scene.identity.entities;
    // "R&B", "F1" and "NATO" are what they look like.
    let one_word = |name: &str| name.chars().all(char::is_alphabetic) && name.chars().any(char::is_lowercase);
    let mut known: Vec<Known> =
        entities.iter().map(|e| Known { named: false, guessed: e.entry.is_none() && one_word(&e.name) }).collect();
    for (mention, link) in scene.mentions.iter().zip(&scene.identity.links) {
        let own = &mut known[link.entity];
        own.named |= !matches!(mention.kind, MentionKind::Group | MentionKind::Pronoun);
        own.guessed &= matches!(mention.rule, "recognised" | "state" | "unlisted") && mention.score < SURE;
    }
    known
}

/// The mentions of a sentence, by start, the longer first.
fn seen(scene: &Scene<'_>, sentence: &Sentence, known: &[Known]) -> Vec<Seen> {
    let all = &scene.tokens.tokens[sentence.tokens.clone()];
    let first = scene.mentions.partition_point(|m| m.span.start < sentence.span.start);
    let inside = |i: &usize| scene.mentions[*i].span.start < sentence.span.end;
    let mut out: Vec<Seen> = Vec::new();
    for index in (first..scene.mentions.len()).take_while(inside) {
        let mention = &scene.mentions[index];
        let start = all.partition_point(|t| t.span.end <= mention.span.start);
        let end = all.partition_point(|t| t.span.start < mention.span.end);
        // A name that goes on behind the end of its sentence proves nothing in it.
        if start >= end || mention.span.end > sentence.span.end {
            continue;
        }
        let entity = scene.identity.links[index].entity;
        let entity_type = scene.identity.entities[entity].entity_type;
        let Known { named, guessed } = known[entity];
        let referent = Referent { entity, entity_type, span: mention.span, named, guessed };
        out.push(Seen {
            named: Named { tokens: start..end, kind: mention.kind, entity_type },
            mention: index,
            referent,
        });
    }
    out.sort_by_key(|s| (s.named.tokens.start, std::cmp::Reverse(s.named.tokens.end), s.mention));
    show_names(&mut out);
    out
}

/// "Norway said it will leave": the reader is shown the name, if it stands in the same sentence before the pronoun.
fn show_names(seen: &mut [Seen]) {
    let mut last: HashMap<usize, Span> = HashMap::new();
    for own in seen {
        if own.named.kind == MentionKind::Pronoun {
            own.referent.span = last.get(&own.referent.entity).copied().unwrap_or(own.referent.span);
        } else {
            last.insert(own.referent.entity, own.referent.span);
        }
    }
}

/// Names that begin with a possessor that is a name too: "Peru's Andina", with "Peru".
fn nested(seen: &[Seen], lower: &[String]) -> Vec<(Named, Named)> {
    let mut out = Vec::new();
    for (at, outer) in seen.iter().enumerate().filter(|(_, outer)| outer.named.kind == MentionKind::Name) {
        let tokens = &outer.named.tokens;
        let starts = |inner: &&Seen| inner.named.tokens.start == tokens.start && inner.named.tokens.end < tokens.end;
        // Longer ones come first: what starts at the same place stands behind.
        let inner = seen[at + 1..].iter().take_while(|inner| inner.named.tokens.start == tokens.start).find(starts);
        let Some(inner) = inner.filter(|inner| inner.named.kind == MentionKind::Name) else { continue };
        let is_possessor = lower.get(inner.named.tokens.end).is_some_and(|word| matches!(word.as_str(), "'s" | "'"));
        let is_place = matches!(inner.named.entity_type, EntityType::Country | EntityType::City | EntityType::Region);
        if is_possessor && is_place {
            out.push((outer.named.clone(), inner.named.clone()));
        }
    }
    out
}

/// Mentions that lie in no other; of a nominal or group only its noun counts, so that names inside it stand beside it.
fn outermost(seen: &[Seen]) -> Vec<Named> {
    let mut out: Vec<Named> = Vec::new();
    let mut names: Vec<Named> = seen.iter().map(|s| s.named.clone()).collect();
    for name in &mut names {
        if matches!(name.kind, MentionKind::Nominal | MentionKind::Group) {
            name.tokens.start = name.tokens.end - 1;
        }
    }
    names.sort_by_key(|n| (n.tokens.start, std::cmp::Reverse(n.tokens.end)));
    let mut reach = 0;
    for name in names {
        if name.tokens.start >= reach {
            reach = name.tokens.end;
            out.push(name);
        }
    }
    out
}

/// Joins the predicates of role nouns that both the tree and the words found: the words know the bearer and what it belongs to best,
/// the tree knows status, and the subject of "is".
fn merge(predicates: &mut Vec<Predicate>, names: Vec<Predicate>) {
    for mut name in names {
        let same = predicates.iter().position(|p| p.kind == Kind::Name && p.head == name.head);
        let Some(place) = same.filter(|_| name.lemma != "place") else {
            predicates.push(name);
            continue;
        };
        // In its own place: clauses are pointed to by index.
        let other = predicates[place].clone();
        for argument in other.arguments {
            if !name.arguments.iter().any(|a| a.role == argument.role) {
                name.arguments.push(argument);
            }
        }
        name.arguments.sort_by(|a, b| a.role.cmp(&b.role));
        name.negated |= other.negated;
        name.former |= other.former;
        name.modality = name.modality.or(other.modality);
        name.operators = other.operators;
        name.tense = other.tense;
        predicates[place] = name;
    }
}

/// "Backed Belarus President Keller": what stands in a place is the bearer, whichever of the names the parser took for the head.
fn put_bearers(predicates: &mut [Predicate]) {
    let glued = |p: &Predicate| {
        let of = p.arguments.iter().find(|a| a.role.is_phrase("of"))?;
        let bearer = p.arguments.iter().find(|a| a.role == Role::Subject)?.members.first()?.clone();
        let body = of.members.first()?.clone();
        let is_glued = body.tokens.end == p.trigger.start && p.trigger.end == bearer.tokens.start;
        (p.kind == Kind::Name && is_glued).then_some((body, bearer))
    };
    let pairs: Vec<(Member, Member)> = predicates.iter().filter_map(glued).collect();
    for (body, bearer) in pairs {
        let members = predicates.iter_mut().filter(|p| p.kind == Kind::Verb).flat_map(|p| &mut p.arguments);
        for member in members.flat_map(|a| &mut a.members).filter(|m| m.head == body.head) {
            *member = bearer.clone();
        }
    }
}

/// Adds to arguments what a list of names goes on with: the parser loses members of long lists. A name that is a subject of its own
/// ends the list.
fn complete(predicates: &mut [Predicate], lists: &[Vec<Member>], words: &[Word]) {
    if lists.is_empty() {
        return;
    }
    let is_free = |m: &Member| m.tokens.clone().all(|t| words[t].deprel.base() != "nsubj");
    for argument in predicates.iter_mut().flat_map(|p| &mut p.arguments) {
        let holds = |m: &Member| argument.members.iter().any(|own| m.tokens.contains(&own.head));
        let Some(list) = lists.iter().find(|list| holds(&list[0])) else { continue };
        let more: Vec<Member> = list[1..].iter().take_while(|m| is_free(m)).filter(|m| !holds(m)).cloned().collect();
        argument.members.extend(more);
        argument.members.sort_by_key(|m| m.head);
    }
}

/// "In addition to Norway, NATO includes Peru", "Along with Norway, Peru signed": what stands before the clause is of the list of the
/// same type in it, of its object first.
fn add_besides(predicates: &mut [Predicate], line: &Line<'_>) {
    const BESIDES: [&[&str]; 5] =
        [&["in", "addition", "to"], &["along", "with"], &["together", "with"], &["as", "well", "as"], &["besides"]];
    let starts =
        |words: &&&[&str]| words.iter().enumerate().all(|(at, word)| line.lower.get(at).is_some_and(|w| w == word));
    let Some(start) = BESIDES.iter().find(starts).map(|words| words.len()) else { return };
    let the = usize::from(line.lower.get(start).is_some_and(|w| w == "the"));
    let Some(first) = line.names.iter().find(|n| n.tokens.start == start + the) else { return };
    let kind = first.entity_type;
    let lone = vec![Member { head: first.tokens.end - 1, tokens: first.tokens.clone() }];
    let list = line.lists().into_iter().find(|l| l[0].head == lone[0].head).unwrap_or(lone);
    let fits = |a: &Argument| {
        let named = |m: &Member| line.names.iter().any(|n| n.entity_type == kind && n.tokens.end == m.head + 1);
        matches!(a.role, Role::Object | Role::Subject) && !a.members.is_empty() && a.members.iter().all(named)
    };
    let verb = predicates.iter_mut().find(|p| p.kind == Kind::Verb && p.arguments.iter().any(fits));
    let Some(verb) = verb else { return };
    let object = verb.arguments.iter().position(|a| a.role == Role::Object && fits(a));
    let place = object.or_else(|| verb.arguments.iter().position(|a| a.role == Role::Subject && fits(a)));
    if let Some(argument) = place.map(|place| &mut verb.arguments[place]) {
        argument.members.splice(0..0, list);
    }
}

/// "Launched an investigation into Peru" is one act, told by the verb and by its noun: what the verb states, the noun need not. What
/// ends is not told to happen: "lifted sanctions on Peru".
fn drop_nested(assertions: &mut Vec<Assertion>, makers: &[usize], clauses: Clauses<'_>, words: &Words) {
    let heads = |verb: usize, all: bool| {
        let places = clauses.places[verb].iter().filter(move |place| all || place.role == Role::Object);
        places.flat_map(|place| &place.members).map(|filler| filler.head)
    };
    let verbs = (0..clauses.predicates.len()).filter(|at| clauses.predicates[*at].kind == Kind::Verb);
    let ending = verbs.filter(|at| words.ends(&clauses.predicates[*at].lemma));
    let ended: BTreeSet<usize> = ending.flat_map(|at| heads(at, false)).collect();
    let mut nouns_of: BTreeMap<(usize, usize, String, Polarity), BTreeSet<usize>> = BTreeMap::new();
    for (assertion, maker) in assertions.iter().zip(makers) {
        if clauses.predicates[*maker].kind == Kind::Verb {
            nouns_of.entry(link(assertion)).or_default().extend(heads(*maker, true));
        }
    }
    let mut makers = makers.iter();
    assertions.retain(|assertion| {
        let maker = makers.next().map(|maker| &clauses.predicates[*maker]).filter(|maker| maker.kind == Kind::Noun);
        let is_told = |head| nouns_of.get(&link(assertion)).is_some_and(|heads| heads.contains(&head));
        !maker.is_some_and(|maker| ended.contains(&maker.head) || is_told(maker.head))
    });
}

/// What an assertion links, and how.
fn link(assertion: &Assertion) -> (usize, usize, String, Polarity) {
    (assertion.subject, assertion.object, assertion.relation.clone(), assertion.polarity)
}

/// The order of assertions of a sentence; the same link by the same words counts once.
fn sort(assertions: &mut Vec<Assertion>) {
    assertions.sort_by(|a, b| {
        let key = |a: &Assertion| (a.evidence.trigger, a.subject, a.object, a.evidence.subject, a.evidence.object);
        key(a).cmp(&key(b)).then_with(|| a.relation.cmp(&b.relation)).then_with(|| b.score.total_cmp(&a.score))
    });
    let mut known = BTreeSet::new();
    assertions
        .retain(|a| known.insert((a.evidence.trigger, a.subject, a.object, a.relation.clone(), a.status, a.polarity)));
}

struct Writer<'a> {
    reader: &'a Reader,
    scene: &'a Scene<'a>,
    sentence: &'a Sentence,
    prepared: &'a Prepared<'a>,
    resolver: &'a Resolver<'a>,
    times: &'a [Moment],
}

impl Writer<'_> {
    fn write(&self, clauses: Clauses<'_>, at: usize, out: &mut Vec<Assertion>) {
        let (predicate, places) = (&clauses.predicates[at], &clauses.places[at][..]);
        let mut fits = self.reader.rules.fit_in(clauses, at);
        if fits.is_empty() && predicate.kind == Kind::Name {
            fits.extend(self.office(predicate, places));
        }
        for fit in &fits {
            out.extend(self.assertion(predicate, places, fit, false));
        }
        if fits.is_empty()
            && let Some(open) = self.reader.rules.open(predicate, places)
        {
            let fit = Fit {
                frame: usize::MAX,
                relation: open.label,
                subject: open.subject,
                object: open.object,
                score: OPEN_SCORE,
            };
            out.extend(self.assertion(predicate, places, &fit, true));
        }
    }

    /// A title that tells of no body.
    fn untold(&self, predicate: &Predicate, places: &[Place]) -> Option<Untold> {
        let alone = places.iter().all(|p| p.role == Role::Subject);
        if predicate.kind != Kind::Name || !alone || !may_leave_out(self.scene.gazetteer, &predicate.lemma) {
            return None;
        }
        let bearer = places.first()?.members.first()?.referent.filter(|r| r.named)?;
        Some(Untold {
            bearer,
            lemma: predicate.lemma.clone(),
            former: predicate.former,
            trigger: self.span(&predicate.trigger),
            sentence: self.sentence.span,
        })
    }

    /// What a listed title states where no rule speaks of it.
    fn office(&self, predicate: &Predicate, places: &[Place]) -> Option<Fit> {
        let title = self.scene.gazetteer.titles().find(&predicate.lemma)?;
        let of = |role: &str| {
            let place = places.iter().find(|p| p.role.is_phrase(role))?;
            place.members.first().and_then(|m| m.referent.or(m.owner))
        };
        let subject = places.iter().find(|p| p.role == Role::Subject)?.members.first()?.referent?;
        let object = of("of").or_else(|| of("for")).or_else(|| of("at")).or_else(|| of("in"))?;
        let is = |wanted: &[EntityType]| wanted.contains(&object.entity_type);
        let label = match (title.relation.as_deref()?, predicate.former) {
            ("president_of" | "former_president_of", true) if is(&[EntityType::Country]) => "former_president_of",
            (_, true) => "held_office_in",
            ("president_of", false) if is(&[EntityType::Organisation]) => "leads",
            ("prime_minister_of", false) if !is(&[EntityType::Country]) => "held_office_in",
            // "British director", "Lima chief": of what, nobody knows.
            ("works_for" | "leads" | "member_of" | "owns" | "founded", false)
                if !is(&[EntityType::Organisation, EntityType::Group]) =>
            {
                return None;
            }
            (label, false) => label,
        };
        let right = subject.entity_type == EntityType::Person && object.entity_type != EntityType::Person;
        right.then(|| Fit { frame: usize::MAX, relation: label.to_owned(), subject, object, score: TITLE_SCORE })
    }

    fn assertion(&self, predicate: &Predicate, places: &[Place], fit: &Fit, open: bool) -> Option<Assertion> {
        if fit.subject.entity == fit.object.entity {
            return None;
        }
        let (status, polarity, speaker) = status::project(predicate);
        let relation = self.reader.rules.relation(&fit.relation);
        let class = plover::class(relation.and_then(|r| r.plover.as_deref()), status, polarity);
        let is_office = predicate.kind == Kind::Name && relation.is_some_and(|r| !r.is_event);
        let rule = if open {
            "open".to_owned()
        } else if fit.frame == usize::MAX {
            "title".to_owned()
        } else {
            self.reader.rules.id(fit.frame).to_owned()
        };
        Some(Assertion {
            subject: fit.subject.entity,
            relation: fit.relation.clone(),
            predicate: fit.relation.replace('_', " "),
            object: fit.object.entity,
            polarity,
            status,
            source: speaker.and_then(|m| self.resolver.filler(m, true).referent).map(|r| r.entity),
            plover: class,
            time: self.time(predicate),
            place: place(places, fit),
            role: is_office.then(|| predicate.lemma.clone()),
            open,
            score: match fit.frame {
                usize::MAX => fit.score,
                _ => share_right(predicate.kind, fit.score, fit.subject.guessed || fit.object.guessed),
            },
            rule,
            evidence: Evidence {
                sentence: self.sentence.span,
                subject: fit.subject.span,
                trigger: self.span(&predicate.trigger),
                object: fit.object.span,
            },
        })
    }

    fn span(&self, tokens: &Range<usize>) -> Span {
        let first = self.prepared.range.start;
        let all = &self.scene.tokens.tokens;
        let last = (first + tokens.end.max(tokens.start + 1) - 1).min(self.prepared.range.end - 1);
        all[(first + tokens.start).min(last)].span.cover(all[last].span)
    }

    /// The time that hangs on the predicate's word, or on its verb.
    fn time(&self, predicate: &Predicate) -> Option<String> {
        if self.times.is_empty() || predicate.kind == Kind::Name {
            return None;
        }
        let tree = self.resolver.tree;
        let hangs = |moment: &&Moment| {
            let tokens = &moment.tokens;
            let top = tokens.clone().find(|t| tree.head(*t).is_none_or(|h| !tokens.contains(&h)));
            let Some(top) = top else { return false };
            let verb = tree.path_up(top).find(|t| {
                matches!(tree.words[*t].upos, Upos::VERB | Upos::AUX)
                    || *t == predicate.head
                    || tree.words[*t].head.is_none()
            });
            verb == Some(predicate.head) || (verb.is_some() && predicate.trigger.contains(&verb.unwrap_or(usize::MAX)))
        };
        self.times.iter().find(hangs)?.resolve(self.scene.date, predicate.tense)
    }
}

/// Where it happened: a place named by "in", "at" or "near" that is no end of the link itself.
fn place(places: &[Place], fit: &Fit) -> Option<usize> {
    let is_where = |p: &&Place| matches!(&p.role, Role::Phrase(w) if matches!(w.as_str(), "in" | "at" | "near"));
    let found = places.iter().filter(is_where).flat_map(|p| &p.members).filter_map(|m| m.referent);
    let is_place = |r: &Referent| matches!(r.entity_type, EntityType::City | EntityType::Country | EntityType::Region);
    let mut found = found.filter(is_place).map(|r| r.entity);
    found.find(|e| *e != fit.subject.entity && *e != fit.object.entity)
}

/// Returns how many of a hundred such assertions were right, where 850 of news were read one by one (docs/evaluation.md): names, titles
/// and places are nearly always so, even if one end was only found beside the other; nouns of acts as often as verbs, which share
/// or infer their ends. An end whose type is a guess costs acts more than names.
fn share_right(kind: Kind, fit: f32, guessed: bool) -> f32 {
    let (share, guess) = match kind {
        Kind::Name => (0.73 + 0.2 * fit, 0.95),
        Kind::Verb => (0.82 - 1.6 * (0.9 - fit), 0.6),
        Kind::Noun | Kind::Adjective => (0.81 - 0.9 * (0.8 - fit), 0.6),
    };
    (if guessed { share * guess } else { share }).clamp(0.1, 0.95)
}

/// Listed titles that no rule has; few were read.
const TITLE_SCORE: f32 = 0.6;
/// The words say who, the rest of the article or a list says of what: all that were read were right.
const UNDERSTOOD_SCORE: f32 = 0.93;
/// Below all rules: nobody has read the verb, and fewer than half of forty that were read were right.
const OPEN_SCORE: f32 = 0.45;
