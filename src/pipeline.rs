//! All stages in order: a document in, its [`Analysis`] out. A pure function that cannot fail, so documents run in parallel.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::entity::{self, Identity, IdentityRules};
use crate::export::conllu as treebank;
use crate::gazetteer::Gazetteer;
use crate::input::Document;
use crate::input::conllu::Sentence;
use crate::mention::recognise::Recogniser;
use crate::mention::{self, Context, Cues, Listed, Mention};
use crate::parse::{Grammar, Lemmas, Morphology, Parse};
use crate::relation::rule::{Look, Rules, Stated};
use crate::relation::{self, Assertion};
use crate::text::{self, Layout, TextRules};
use crate::token::{self, TokenRules, Tokens};

/// All that was found in one document.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// The document itself.
    pub document: Document,
    /// Title, blocks, boilerplate.
    pub layout: Layout,
    /// Words and sentences.
    pub tokens: Tokens,
    /// Tags and trees; no word if grammar is switched off or the language is not English.
    pub parse: Parse,
    /// In order of place in the text.
    pub mentions: Vec<Mention>,
    /// What they name.
    pub identity: Identity,
    /// What is stated, in order of place in the text.
    pub assertions: Vec<Assertion>,
}

/// Everything that analysing needs: lists and rules, built once, shared between threads.
#[derive(Debug, Clone)]
pub struct Analyser {
    /// The lists.
    pub gazetteer: Gazetteer,
    text_rules: TextRules,
    token_rules: TokenRules,
    cues: Cues,
    grammar: Option<Grammar>,
    identity_rules: IdentityRules,
    relations: relation::Reader,
    recogniser: Option<Recogniser>,
}

impl Analyser {
    /// Takes the lists; the rules are the program's own.
    ///
    /// # Panics
    /// Never: tests read the models and rules.
    pub fn new(gazetteer: Gazetteer) -> Self {
        // Models and rules are unpacked side by side: few articles are read before both are.
        std::thread::scope(|scope| {
            let models = scope.spawn(|| (Grammar::builtin(), Recogniser::builtin()));
            let relations = relation::Reader::builtin();
            let identity_rules = IdentityRules::builtin();
            let (text_rules, token_rules, cues) = (TextRules::builtin(), TokenRules::builtin(), Cues::builtin());
            let (grammar, recogniser) = models.join().expect("the models of the program are whole");
            Self {
                gazetteer,
                text_rules,
                token_rules,
                cues,
                grammar: Some(grammar),
                identity_rules,
                relations,
                recogniser: Some(recogniser),
            }
        })
    }

    /// Takes another recogniser of names, or none: then names come from lists, shapes and context alone.
    #[must_use]
    pub fn with_recogniser(self, recogniser: Option<Recogniser>) -> Self {
        Self { recogniser, ..self }
    }

    /// Leaves tags and trees out: what needs a sentence's grammar is not found.
    #[must_use]
    pub fn without_grammar(self) -> Self {
        Self { grammar: None, ..self }
    }

    /// Analyses one document.
    pub fn analyse(&self, document: Document) -> Analysis {
        let found = self.found(document);
        let used: BTreeSet<usize> = found.assertions.iter().flat_map(Assertion::entities).collect();
        let (mentions, identity, place) = found.identity.keep(&found.mentions, &used);
        let assertions = found.assertions.into_iter().filter_map(|assertion| assertion.moved(&place)).collect();
        Analysis { mentions, identity, assertions, ..found }
    }

    /// Analyses one document; groups that take no part in an assertion are still there.
    fn found(&self, document: Document) -> Analysis {
        let layout = text::layout(&document, &self.text_rules);
        let tokens = token::tokenize(&document.text, &layout, &self.token_rules);
        let context = Context::new(&document.text, &layout, &tokens, &self.gazetteer, &self.cues);
        let english = layout.language.is_none_or(|language| language == "eng");
        // Recogniser and grammar learned English: of other languages only the lists know anything.
        let names = mention::names(&context, self.recogniser.as_ref().filter(|_| english));
        let grammar = self.grammar.as_ref().filter(|_| english);
        let parse = grammar.map(|grammar| grammar.parse(&document.text, &tokens)).unwrap_or_default();
        let (mentions, identity) =
            entity::identify(&context, &parse, &names, &self.identity_rules, layout.date.as_deref());
        let found = Analysis { document, layout, tokens, parse, mentions, identity, assertions: Vec::new() };
        let assertions = if english { self.relations.extract(&self.scene(&found)) } else { Vec::new() };
        Analysis { assertions, ..found }
    }

    fn scene<'a>(&'a self, found: &'a Analysis) -> relation::Scene<'a> {
        relation::Scene {
            text: &found.document.text,
            tokens: &found.tokens,
            parse: &found.parse,
            mentions: &found.mentions,
            identity: &found.identity,
            gazetteer: &self.gazetteer,
            date: found.layout.date.as_deref(),
        }
    }

    /// Takes other rules of relations.
    #[must_use]
    pub fn with_rules(self, rules: Rules) -> Self {
        Self { relations: self.relations.with_rules(rules), ..self }
    }

    /// Returns the rules of relations.
    pub fn rules(&self) -> &Rules {
        &self.relations.rules
    }

    /// Returns what the tests of rules must know of a sentence.
    pub fn look(&self, sentence: &str) -> Look {
        let (found, explained) = self.explain_relations(Document::new("test", sentence));
        let names = |entity: usize| {
            let mentions = found.mentions.iter().zip(&found.identity.links).filter(|(_, link)| link.entity == entity);
            let own = std::iter::once(found.identity.entities[entity].name.clone());
            own.chain(mentions.map(|(mention, _)| mention.span.of(&found.document.text).to_owned())).collect::<Vec<_>>()
        };
        let stated = |assertion: &Assertion| Stated {
            subject: names(assertion.subject),
            relation: assertion.relation.clone(),
            object: names(assertion.object),
            status: assertion.status,
            polarity: assertion.polarity,
            rule: assertion.rule.clone(),
        };
        let near = |line: &String| line.split_once(": ").map(|(id, missing)| (id.to_owned(), missing.to_owned()));
        Look {
            stated: found.assertions.iter().map(stated).collect(),
            near: explained.iter().flat_map(|e| &e.near).filter_map(near).collect(),
            predicates: explained
                .iter()
                .map(|e| {
                    let places =
                        if e.places.is_empty() { String::new() } else { format!("   [{}]", e.places.join("; ")) };
                    (format!("{}{places}", e.predicate), e.entities.iter().flat_map(|entity| names(*entity)).collect())
                })
                .collect(),
        }
    }

    /// Returns how each predicate of a document was read.
    pub fn explain_relations(&self, document: Document) -> (Analysis, Vec<relation::Explained>) {
        let found = self.found(document);
        let explained = self.relations.explain(&self.scene(&found));
        (found, explained)
    }

    /// Analyses documents in parallel; results come in the order of the documents.
    pub fn analyse_all(&self, documents: Vec<Document>) -> Vec<Analysis> {
        documents.into_par_iter().map(|document| self.analyse(document)).collect()
    }

    /// Returns the score of every listed name of a text, accepted or not.
    pub fn explain(&self, document: &Document) -> Vec<Listed> {
        let layout = text::layout(document, &self.text_rules);
        let tokens = token::tokenize(&document.text, &layout, &self.token_rules);
        mention::listed_readings(&Context::new(&document.text, &layout, &tokens, &self.gazetteer, &self.cues))
    }
}

/// The stages of grammar alone: tokens, tags, trees, lemmas and features as the sentences of a treebank. A part that is none is left
/// out: its columns stay as they were given, or empty.
#[derive(Debug, Clone)]
pub struct GrammarStages {
    /// Tags and trees.
    pub grammar: Option<Grammar>,
    /// Lemmas.
    pub lemmas: Option<Lemmas>,
    /// Features.
    pub morphology: Option<Morphology>,
    text_rules: TextRules,
    token_rules: TokenRules,
}

impl GrammarStages {
    /// Returns all parts as the program has them.
    pub fn builtin() -> Self {
        Self {
            grammar: Some(Grammar::builtin()),
            lemmas: Some(Lemmas::builtin()),
            morphology: Some(Morphology::builtin()),
            text_rules: TextRules::builtin(),
            token_rules: TokenRules::builtin(),
        }
    }

    /// Parses a document.
    pub fn document(&self, document: &Document) -> Vec<Sentence> {
        let layout = text::layout(document, &self.text_rules);
        self.blocks(&document.id, &document.text, &layout).1
    }

    /// Parses a text that is no article: nothing in it is boilerplate. The words of the sentences are the tokens, in order.
    pub fn plain(&self, id: &str, text: &str) -> (Tokens, Vec<Sentence>) {
        self.blocks(id, text, &text::plain_layout(text))
    }

    fn blocks(&self, id: &str, text: &str, layout: &Layout) -> (Tokens, Vec<Sentence>) {
        let tokens = token::tokenize(text, layout, &self.token_rules);
        let parse = self.grammar.as_ref().map(|grammar| grammar.parse(text, &tokens));
        let sentences = treebank::sentences(id, text, &tokens, parse.as_ref());
        let sentences = sentences.iter().map(|sentence| self.with_morphology(sentence)).collect();
        (tokens, sentences)
    }

    /// Parses the words of a given sentence.
    pub fn sentence(&self, given: &Sentence) -> Sentence {
        let forms: Vec<&str> = given.words.iter().map(|word| word.form.as_str()).collect();
        match &self.grammar {
            Some(grammar) => self.with_morphology(&treebank::with_words(given, &grammar.parse_sentence(&forms))),
            None => self.with_morphology(given),
        }
    }

    fn with_morphology(&self, sentence: &Sentence) -> Sentence {
        treebank::with_morphology(sentence, self.lemmas.as_ref(), self.morphology.as_ref())
    }
}
