//! All stages in order: a document in, its [`Analysis`] out. A pure function that cannot fail, so documents run in parallel.

use rayon::prelude::*;

use crate::entity::{self, Identity, Nominals};
use crate::gazetteer::Gazetteer;
use crate::input::Document;
use crate::mention::recognise::Recogniser;
use crate::mention::{self, Context, Cues, Listed, Mention};
use crate::relation::{self, Assertion, Rules};
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
    nominals: Nominals,
    rules: Rules,
    recogniser: Option<Recogniser>,
}

impl Analyser {
    /// Takes the lists; the rules are the program's own.
    pub fn new(gazetteer: Gazetteer) -> Self {
        Self {
            gazetteer,
            text_rules: TextRules::builtin(),
            token_rules: TokenRules::builtin(),
            cues: Cues::builtin(),
            nominals: Nominals::builtin(),
            rules: Rules::builtin(),
            recogniser: Some(Recogniser::builtin()),
        }
    }

    /// Takes another recogniser of names, or none: then names come from lists, shapes and context alone.
    #[must_use]
    pub fn with_recogniser(self, recogniser: Option<Recogniser>) -> Self {
        Self { recogniser, ..self }
    }

    /// Analyses one document.
    pub fn analyse(&self, document: Document) -> Analysis {
        let layout = text::layout(&document, &self.text_rules);
        let tokens = token::tokenize(&document.text, &layout, &self.token_rules);
        let context = Context::new(&document.text, &layout, &tokens, &self.gazetteer, &self.cues);
        let english = layout.language.is_none_or(|language| language == "eng");
        // The recogniser learned English: of other languages only the lists know anything.
        let names = mention::names(&context, self.recogniser.as_ref().filter(|_| english));
        let (mentions, identity) = entity::identify(&context, &names, &self.nominals, layout.date.as_deref());
        let scene = relation::Scene {
            text: &document.text,
            tokens: &tokens,
            mentions: &mentions,
            identity: &identity,
            gazetteer: &self.gazetteer,
            cues: &self.cues,
            rules: &self.rules,
        };
        let assertions = if english { relation::extract(&scene) } else { Vec::new() };
        Analysis { document, layout, tokens, mentions, identity, assertions }
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
