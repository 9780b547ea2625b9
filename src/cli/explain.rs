//! The command that shows what a text states and why: for each sentence what every stage made of it.

use std::collections::BTreeSet;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use anyhow::{Result, bail};
use serde_json::{Map, Value, json};

use crate::cli::args::{Args, ExplainOptions};
use crate::cli::{Outcome, build, complain, load_analyser, source};
use crate::export::annotate::assertion_line;
use crate::export::{conllu, tree};
use crate::graph::SCHEMA_VERSION;
use crate::input::conllu::Sentence as Tree;
use crate::input::{Document, MAX_DOCUMENT_BYTES, Reader};
use crate::mention::Mention;
use crate::pipeline::{Analyser, Analysis};
use crate::relation;
use crate::span::{OffsetUnit, Offsets, Span, one_line};

/// Rules that nearly fired are shown up to so many: common verbs have dozens.
const MAX_NEAR: usize = 8;

/// What one stage made of a sentence.
struct Section {
    name: &'static str,
    lines: Vec<String>,
}

/// A sentence with its sections.
struct Explained {
    document: String,
    /// In code points of the document.
    place: [u32; 2],
    text: String,
    sections: Vec<Section>,
}

/// Which sentences of a document are explained.
enum Wanted {
    All,
    /// Those at these places, in code points.
    At(BTreeSet<[u32; 2]>),
}

/// Explains a text, articles, or the proofs of an edge.
pub(super) fn run(args: &Args, options: &ExplainOptions) -> Result<Outcome> {
    let analyser = load_analyser(args)?;
    let mut failures = 0;
    let chosen = chosen(options, &mut failures)?;
    if options.names {
        let shown = chosen.into_iter().map(|(document, _)| names(&analyser, document, options.mention.as_deref()));
        return Ok(outcome(shown.sum::<Result<usize>>()?, failures));
    }
    let mut out: Vec<Explained> = Vec::new();
    for (document, wanted) in chosen {
        let (found, read) = analyser.explain_relations(document);
        out.extend(explained(&found, &read, &wanted));
    }
    if options.json {
        write_json(&out)?;
    } else {
        write_text(&out)?;
    }
    Ok(outcome(out.len(), failures))
}

fn outcome(shown: usize, failures: usize) -> Outcome {
    match (failures, shown) {
        (0, 0) => Outcome::Nothing,
        (0, _) => Outcome::Done,
        _ => Outcome::Partly,
    }
}

/// The documents to analyse, and what of them to show.
fn chosen(options: &ExplainOptions, failures: &mut usize) -> Result<Vec<(Document, Wanted)>> {
    let dated = |document: Document| Document { date: options.date.clone().or(document.date.clone()), ..document };
    if let Some(edge) = &options.edge {
        return Ok(proofs(options, edge, failures)?.into_iter().map(|(d, wanted)| (dated(d), wanted)).collect());
    }
    if let Some(text) = &options.text {
        let text = if text == "-" { io::read_to_string(io::stdin())? } else { text.clone() };
        return Ok(vec![(dated(Document::new("text", text)), Wanted::All)]);
    }
    Ok(articles(options, failures).into_iter().map(|document| (dated(document), Wanted::All)).collect())
}

fn articles(options: &ExplainOptions, failures: &mut usize) -> Vec<Document> {
    if options.doc.is_empty() {
        return Vec::new();
    }
    let read = Reader::new(&options.doc, MAX_DOCUMENT_BYTES);
    read.filter_map(|document| build::report(document, failures)).collect()
}

/// The sentences that prove an edge: where they stand, if their articles are given, else each by itself.
fn proofs(options: &ExplainOptions, edge: &str, failures: &mut usize) -> Result<Vec<(Document, Wanted)>> {
    let graph = source::read(&options.graph)?;
    let Some(edge) = graph.edges.iter().find(|e| e.id() == edge) else {
        bail!("no such edge in {}; neighbors --jsonl shows source, key and target", options.graph.display());
    };
    let mut out = Vec::new();
    let articles = articles(options, failures);
    for document in graph.documents {
        let own = || edge.evidence.iter().filter(|proof| proof.document == document.id);
        let places: BTreeSet<[u32; 2]> = own().map(|proof| proof.sentence).collect();
        let dated = |found: Document| Document { date: found.date.or(document.date.clone()), ..found };
        if places.is_empty() {
        } else if let Some(article) = articles.iter().find(|article| article.id == document.id) {
            if article.hash != document.hash {
                complain(&format!("{}: not the text that the graph was built of", document.id));
            }
            out.push((dated(article.clone()), Wanted::At(places)));
        } else {
            let quotes: BTreeSet<&str> = own().map(|proof| proof.quote.as_str()).collect();
            out.extend(quotes.into_iter().map(|q| (dated(Document::new(document.id.clone(), q)), Wanted::All)));
        }
    }
    Ok(out)
}

fn explained(found: &Analysis, read: &[relation::Explained], wanted: &Wanted) -> Vec<Explained> {
    let text = found.document.text.as_str();
    let offsets = Offsets::new(text, OffsetUnit::CodePoints);
    let parse = (!found.parse.words.is_empty()).then_some(&found.parse);
    let trees = conllu::sentences(&found.document.id, text, &found.tokens, parse);
    let own = |index: usize| read.iter().filter(move |e| e.sentence == index).collect::<Vec<_>>();
    let all = found.tokens.sentences.iter().zip(&trees).enumerate().map(|(index, (sentence, tree))| Explained {
        document: found.document.id.clone(),
        place: offsets.pair(text, sentence.span),
        text: one_line(sentence.span.of(text)),
        sections: sections(found, &own(index), sentence.span, tree),
    });
    all.filter(|sentence| match wanted {
        Wanted::All => true,
        Wanted::At(places) => places.contains(&sentence.place),
    })
    .collect()
}

/// What each stage made of a sentence, in the order of the pipeline. A stage more is a line more here.
fn sections(found: &Analysis, read: &[&relation::Explained], sentence: Span, tree: &Tree) -> Vec<Section> {
    let all = [
        ("tokens", token_lines(tree)),
        ("tree", if found.parse.words.is_empty() { Vec::new() } else { tree_lines(tree) }),
        ("mentions", mention_lines(found, sentence)),
        ("entities", entity_lines(found, sentence)),
        ("predicates", read.iter().map(|e| e.predicate.clone()).collect()),
        ("rules", read.iter().flat_map(|e| rule_lines(e)).collect()),
        ("relations", relation_lines(found, sentence)),
    ];
    all.into_iter().map(|(name, lines)| Section { name, lines }).collect()
}

/// All in one line: "Peru/PROPN met/VERB".
fn token_lines(tree: &Tree) -> Vec<String> {
    let token = |word: &crate::input::conllu::Word| match word.xpos.as_str() {
        "_" => word.form.clone(),
        tag => format!("{}/{tag}", word.form),
    };
    vec![tree.words.iter().map(token).collect::<Vec<_>>().join(" ")]
}

fn tree_lines(tree: &Tree) -> Vec<String> {
    let mut drawn = Vec::new();
    if tree::draw(tree, &mut drawn).is_err() {
        return Vec::new();
    }
    let drawn = String::from_utf8_lossy(&drawn);
    // The first line is the sentence, the last one empty.
    drawn.lines().skip(1).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// The mentions of a sentence with the entities they name.
fn mentions(found: &Analysis, sentence: Span) -> impl Iterator<Item = (&Mention, usize, &'static str)> {
    let all = found.mentions.iter().zip(&found.identity.links);
    all.filter(move |(m, _)| sentence.contains(m.span)).map(|(mention, link)| (mention, link.entity, link.rule))
}

fn mention_lines(found: &Analysis, sentence: Span) -> Vec<String> {
    let text = found.document.text.as_str();
    let line = |(mention, entity, rule): (&Mention, usize, &str)| {
        let entity = &found.identity.entities[entity];
        let metonym = if mention.metonym { ", for its government" } else { "" };
        let words = one_line(mention.span.of(text));
        format!("{words} = {}: found by {} ({:.2}), linked by {rule}{metonym}", entity.id, mention.rule, mention.score)
    };
    mentions(found, sentence).map(line).collect()
}

/// The entities of a sentence, with all that names them in the document.
fn entity_lines(found: &Analysis, sentence: Span) -> Vec<String> {
    let here: BTreeSet<usize> = mentions(found, sentence).map(|(_, entity, _)| entity).collect();
    let line = |index: usize| {
        let entity = &found.identity.entities[index];
        let named = found.mentions.iter().zip(&found.identity.links).filter(|(_, link)| link.entity == index);
        let forms: BTreeSet<String> = named.map(|(m, _)| one_line(m.span.of(&found.document.text))).collect();
        let forms: Vec<String> = forms.into_iter().map(|form| format!("“{form}”")).collect();
        let wikidata = entity.wikidata.as_ref().map(|id| format!(", {id}")).unwrap_or_default();
        format!("{} = {}{wikidata}, named {}", entity.id, entity.name, forms.join(", "))
    };
    here.into_iter().map(line).collect()
}

/// What became of each predicate: the rules that fired, those that lost, and where none did, those that lack one thing.
fn rule_lines(read: &relation::Explained) -> Vec<String> {
    let mut lines = vec![read.predicate.clone()];
    lines.extend(read.places.iter().map(|place| format!("  {place}")));
    lines.extend(read.fired.iter().map(|fired| format!("  fired {fired}")));
    lines.extend(read.lost.iter().map(|lost| format!("  lost {lost}")));
    if read.fired.is_empty() {
        lines.extend(read.near.iter().take(MAX_NEAR).map(|near| format!("  near {near}")));
        lines.extend(read.gap.iter().map(|gap| format!("  no rule has {gap}")));
    }
    lines
}

fn relation_lines(found: &Analysis, sentence: Span) -> Vec<String> {
    let own = found.assertions.iter().filter(|a| a.evidence.sentence == sentence);
    own.map(|assertion| assertion_line(assertion, &found.identity)).collect()
}

fn write_text(all: &[Explained]) -> Result<()> {
    let mut out = anstream::AutoStream::auto(io::stdout().lock());
    let (bold, dim) = (Style::new().bold(), AnsiColor::Cyan.on_default());
    for sentence in all {
        let [start, end] = sentence.place;
        writeln!(out, "{bold}{}{bold:#}  {}:{start}-{end}", sentence.text, sentence.document)?;
        for section in sentence.sections.iter().filter(|section| !section.lines.is_empty()) {
            writeln!(out, "{dim}{}{dim:#}", section.name)?;
            for line in &section.lines {
                writeln!(out, "  {line}")?;
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

fn write_json(all: &[Explained]) -> Result<()> {
    let sections = |sentence: &Explained| -> Map<String, Value> {
        sentence.sections.iter().map(|s| (s.name.to_owned(), json!(s.lines))).collect()
    };
    let sentence =
        |s: &Explained| json!({"document": s.document, "sentence": s.place, "text": s.text, "sections": sections(s)});
    let sentences: Vec<Value> = all.iter().map(sentence).collect();
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, &json!({"schema_version": SCHEMA_VERSION, "sentences": sentences}))?;
    writeln!(out)?;
    Ok(())
}

/// Shows what a text names and why: the mentions with the rules that found and linked them, and each listed reading with the
/// parts of its score. Returns how many lines it wrote.
fn names(analyser: &Analyser, document: Document, words: Option<&str>) -> Result<usize> {
    let wanted = |found: &str| words.is_none_or(|words| found.to_lowercase().contains(&words.to_lowercase()));
    let readings = analyser.explain(&document);
    let found = analyser.analyse(document);
    let text = &found.document.text;
    let mut out = io::stdout().lock();
    let mut shown = 0;
    for (mention, link) in found.mentions.iter().zip(&found.identity.links).filter(|(m, _)| wanted(m.span.of(text))) {
        let entity = &found.identity.entities[link.entity].id;
        let metonym = if mention.metonym { ", for its government" } else { "" };
        let words = mention.span.of(text);
        writeln!(out, "{words}\tis {entity}: found by {}, linked by {}{metonym}", mention.rule, link.rule)?;
        shown += 1;
    }
    for reading in readings.iter().filter(|r| wanted(r.span.of(text))) {
        let verdict = if reading.score >= reading.threshold { "listed" } else { "refused" };
        let parts: Vec<String> = reading.parts.iter().map(|(what, value)| format!("{value:+.2} {what}")).collect();
        let id = analyser.gazetteer.entry(reading.entry).id();
        let sum = format!("{:.2} of {:.2}: {}", reading.score, reading.threshold, parts.join(", "));
        writeln!(out, "{}\t{verdict} {id}\t{sum}", reading.span.of(text))?;
        shown += 1;
    }
    Ok(shown)
}
