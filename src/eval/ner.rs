//! Names against gold, by exact span and type, with the conventions of each gold set, as score.py of the shared kit counts them:
//! a leading "the" and a trailing possessive are cut from both sides; only the kinds of mention that a set annotates count.

use std::collections::{BTreeSet, HashMap};

use serde::Deserialize;
use serde_json::Value;

use crate::eval::report::Table;
use crate::eval::{Counts, EvalError};

/// Which types are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Types {
    /// PER, ORG, LOC.
    Coarse,
    /// Our five; only for sets with tags (DWIE).
    Fine,
}

/// A file by name and content.
#[derive(Debug, Clone, Copy)]
pub struct Source<'f> {
    /// Its path; the first word of the file name is the name of the set.
    pub path: &'f str,
    /// JSON lines.
    pub text: &'f str,
}

/// How well the names agree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NerScore {
    /// By type.
    pub types: Vec<(&'static str, Counts)>,
    /// All types together.
    pub all: Counts,
    /// Whatever the type.
    pub spans: Counts,
    /// Gold records without a prediction; they count as empty.
    pub missing: Vec<String>,
    /// `missed` or `extra`, the type and the words, of each name that only one side has.
    pub differences: Vec<String>,
}

/// Our types and what they count as.
const OURS: [(&str, &str); 5] =
    [("person", "PER"), ("organisation", "ORG"), ("country", "LOC"), ("city", "LOC"), ("region", "LOC")];
/// What the types of gold sets, in lower case, count as.
const GOLD: [(&str, &[&str]); 3] = [
    ("PER", &["per", "person", "politician", "musicalartist", "writer", "researcher"]),
    ("ORG", &["org", "organization", "organisation", "politicalparty", "university", "band"]),
    ("LOC", &["loc", "location", "country", "facility", "gpe", "place"]),
];
/// The types that a prediction may have besides [`OURS`].
const UNSCORED: [&str; 2] = ["group", "other"];
const KINDS: [&str; 5] = ["name", "acronym", "demonym", "nominal", "pronoun"];
/// Sets that annotate names inside names: the longest are scored.
const NESTED: [&str; 3] = ["gum", "links", "re3d"];

#[derive(Debug, Deserialize)]
struct GoldRecord {
    id: Value,
    text: String,
    #[serde(default)]
    span: Option<(usize, usize)>,
    entities: Vec<GoldEntity>,
}

/// Offsets are code points.
#[derive(Debug, Deserialize)]
struct GoldEntity {
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    kind: String,
    tags: Option<Vec<String>>,
    named: Option<bool>,
    #[serde(default)]
    optional: Value,
    #[serde(default)]
    coref: Value,
}

#[derive(Debug, Clone, Deserialize)]
struct Prediction {
    id: Value,
    #[serde(default)]
    mentions: Vec<PredictedMention>,
}

#[derive(Debug, Clone, Deserialize)]
struct PredictedMention {
    start: usize,
    end: usize,
    text: String,
    #[serde(rename = "type")]
    entity_type: String,
    kind: String,
}

/// A name as it is compared: type, first code point, end.
type Name = (&'static str, usize, usize);

/// Compares predictions, as `whowhom annotate` writes them, with gold.
///
/// # Errors
/// If a line is not understood, a prediction does not fit the text, or fine types are asked of a set that has none.
pub fn score(gold: Source<'_>, predicted: Source<'_>, types: Types) -> Result<NerScore, EvalError> {
    let records: Vec<GoldRecord> = lines(gold)?;
    if types == Types::Fine && !records.iter().flat_map(|r| &r.entities).any(|e| e.tags.is_some()) {
        return Err(EvalError::NoFineTypes { path: gold.path.to_owned() });
    }
    let set = set_of(gold.path);
    let mut predictions: HashMap<String, Vec<Vec<PredictedMention>>> = HashMap::new();
    for prediction in lines::<Prediction>(predicted)? {
        predictions.entry(id_of(&prediction.id)).or_default().push(prediction.mentions);
    }
    let mut score = NerScore {
        types: rows(types).into_iter().map(|row| (row, Counts::default())).collect(),
        ..NerScore::default()
    };
    for record in &records {
        let id = id_of(&record.id);
        let mentions = take(&mut predictions, &id).unwrap_or_else(|| {
            score.missing.push(id.clone());
            Vec::new()
        });
        let text: Vec<char> = record.text.chars().collect();
        let ours = ours(&id, &text, record, mentions, set, types)?;
        let gold = gold_names(&text, record, set, types);
        add(&mut score, &text, &ours, &gold);
    }
    Ok(score)
}

fn lines<'f, T: Deserialize<'f>>(file: Source<'f>) -> Result<Vec<T>, EvalError> {
    let rows = file.text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    rows.map(|(index, line)| {
        let wrong = |error: serde_json::Error| {
            let message = error.to_string().split(" at line ").next().unwrap_or_default().to_owned();
            EvalError::Json { path: file.path.to_owned(), line: index + 1, message }
        };
        serde_json::from_str(line).map_err(wrong)
    })
    .collect()
}

fn id_of(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}

/// "dwie" of "any/where/dwie.dev.jsonl".
fn set_of(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
}

/// The kinds of mention that a set annotates.
fn kinds_of(set: &str) -> &'static [&'static str] {
    match set {
        "links" | "redocred" => &["name", "acronym", "demonym"],
        "re3d" => &["name", "acronym", "nominal", "pronoun"],
        _ => &["name", "acronym"],
    }
}

fn rows(types: Types) -> Vec<&'static str> {
    match types {
        Types::Fine => OURS.iter().map(|(ours, _)| *ours).collect(),
        Types::Coarse => GOLD.iter().map(|(coarse, _)| *coarse).collect(),
    }
}

/// Predictions of one id are handed out in the order of the file; the last again and again.
fn take(predictions: &mut HashMap<String, Vec<Vec<PredictedMention>>>, id: &str) -> Option<Vec<PredictedMention>> {
    let queue = predictions.get_mut(id)?;
    if queue.len() > 1 { Some(queue.remove(0)) } else { queue.first().cloned() }
}

fn ours(
    id: &str,
    text: &[char],
    record: &GoldRecord,
    mentions: Vec<PredictedMention>,
    set: &str,
    types: Types,
) -> Result<BTreeSet<Name>, EvalError> {
    for mention in &mentions {
        check(id, text, mention)?;
    }
    let (from, to) = record.span.unwrap_or((0, text.len()));
    let is_scored = |m: &PredictedMention| kinds_of(set).contains(&m.kind.as_str()) && (from..to).contains(&m.start);
    let scored: Vec<PredictedMention> = mentions.into_iter().filter(is_scored).collect();
    let name = |m: &PredictedMention| {
        let (ours, coarse) = OURS.iter().find(|(ours, _)| *ours == m.entity_type)?;
        let (start, end) = cut(text, m.start, m.end);
        Some((if types == Types::Fine { *ours } else { *coarse }, start, end))
    };
    Ok(longest(scored, |m| (m.start, m.end)).iter().filter_map(name).collect())
}

fn check(id: &str, text: &[char], mention: &PredictedMention) -> Result<(), EvalError> {
    let wrong = |message: String| EvalError::Prediction { id: id.to_owned(), message };
    let (kind, entity_type) = (mention.kind.as_str(), mention.entity_type.as_str());
    if !KINDS.contains(&kind) || !(UNSCORED.contains(&entity_type) || OURS.iter().any(|(ours, _)| *ours == entity_type))
    {
        return Err(wrong(format!("kind \"{kind}\" or type \"{entity_type}\" is not known")));
    }
    let words = slice(text, mention.start, mention.end);
    if !words.split_whitespace().eq(mention.text.split_whitespace()) {
        let place = format!("{}-{}", mention.start, mention.end);
        return Err(wrong(format!("{place} is \"{words}\", not \"{}\" (offsets count code points)", mention.text)));
    }
    Ok(())
}

fn slice(text: &[char], start: usize, end: usize) -> String {
    text.iter().take(end).skip(start).collect()
}

/// The span without a leading "the" and a trailing possessive.
fn cut(text: &[char], start: usize, end: usize) -> (usize, usize) {
    let surface = slice(text, start, end);
    let start = if slice(text, start, end.min(start + 4)).to_lowercase() == "the " { start + 4 } else { start };
    (start, if surface.ends_with("'s") || surface.ends_with("’s") { end - 2 } else { end })
}

/// Items that lie in no longer one; of equal spans the first.
fn longest<T>(mut items: Vec<T>, span: impl Fn(&T) -> (usize, usize)) -> Vec<T> {
    items.sort_by_key(|item| (span(item).0, std::cmp::Reverse(span(item).1)));
    let mut end = None;
    items.retain(|item| {
        let is_kept = end.is_none_or(|end| span(item).1 > end);
        end = if is_kept { Some(span(item).1) } else { end };
        is_kept
    });
    items
}

fn gold_names(text: &[char], record: &GoldRecord, set: &str, types: Types) -> BTreeSet<Name> {
    let typed = record.entities.iter().filter_map(|e| Some((gold_type(e, types)?, e.start, e.end)));
    let mut entities: Vec<Name> = typed.collect();
    if NESTED.contains(&set) {
        entities = longest(entities, |e| (e.1, e.2));
    }
    let bare = |(kind, start, end): Name| {
        let (start, end) = cut(text, start, end);
        (kind, start, end)
    };
    entities.into_iter().map(bare).collect()
}

/// What a gold entity counts as; none if it is not scored.
fn gold_type(entity: &GoldEntity, types: Types) -> Option<&'static str> {
    let tags = entity.tags.as_deref().unwrap_or_default();
    let is_set = |value: &Value| !matches!(value, Value::Null | Value::Bool(false)) && value.as_str() != Some("");
    if tags.iter().any(|tag| tag.ends_with("-x")) || entity.named == Some(false) {
        return None;
    }
    if is_set(&entity.optional) || is_set(&entity.coref) {
        return None;
    }
    let kind = entity.kind.to_lowercase();
    let (coarse, _) = GOLD.iter().find(|(_, names)| names.contains(&kind.as_str()))?;
    let has = |tag: &str| tags.iter().any(|t| t == tag);
    Some(match (types, *coarse) {
        (Types::Coarse, coarse) => coarse,
        (Types::Fine, "PER") => "person",
        (Types::Fine, "ORG") => "organisation",
        _ if has("gpe0") => "country",
        _ if has("gpe2") => "city",
        _ => "region",
    })
}

fn add(score: &mut NerScore, text: &[char], ours: &BTreeSet<Name>, gold: &BTreeSet<Name>) {
    let right: BTreeSet<Name> = ours.intersection(gold).copied().collect();
    for (row, counts) in &mut score.types {
        let of = |names: &BTreeSet<Name>| names.iter().filter(|(kind, ..)| kind == row).count();
        add_counts(counts, of(&right), of(ours), of(gold));
    }
    add_counts(&mut score.all, right.len(), ours.len(), gold.len());
    let spans = |names: &BTreeSet<Name>| names.iter().map(|(_, a, b)| (*a, *b)).collect::<BTreeSet<_>>();
    let (our_spans, gold_spans) = (spans(ours), spans(gold));
    add_counts(&mut score.spans, our_spans.intersection(&gold_spans).count(), our_spans.len(), gold_spans.len());
    let words = |(kind, start, end): &Name| {
        format!("{kind} {}", slice(text, *start, *end).split_whitespace().collect::<Vec<_>>().join(" "))
    };
    score.differences.extend(gold.difference(ours).map(|name| format!("missed\t{}", words(name))));
    score.differences.extend(ours.difference(gold).map(|name| format!("extra\t{}", words(name))));
}

fn add_counts(counts: &mut Counts, right: usize, predicted: usize, gold: usize) {
    counts.right += right;
    counts.predicted += predicted;
    counts.gold += gold;
}

impl NerScore {
    /// Returns the rows of the types, `all` and `spans`.
    pub fn table(&self) -> Table {
        let mut table = Table::new("ner");
        self.types.iter().for_each(|(row, counts)| table.add_counts(row, *counts));
        table.add_counts("all", self.all);
        table.add_counts("spans", self.spans);
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "The Zürich Zoo's owner met Ann Roe of Peru";

    fn mention(start: usize, end: usize, entity_type: &str, kind: &str) -> String {
        let text = slice(&TEXT.chars().collect::<Vec<_>>(), start, end);
        format!(
            "{{\"start\":{start},\"end\":{end},\"text\":\"{text}\",\"type\":\"{entity_type}\",\"kind\":\"{kind}\"}}"
        )
    }

    fn compare(path: &str, gold: &[&str], ours: &[String], types: Types) -> Result<NerScore, EvalError> {
        let gold = format!("{{\"id\":\"a\",\"text\":\"{TEXT}\",\"entities\":[{}]}}\n", gold.join(","));
        let ours = format!("{{\"id\":\"a\",\"mentions\":[{}]}}\n", ours.join(","));
        score(Source { path, text: &gold }, Source { path: "pred", text: &ours }, types)
    }

    #[test]
    fn names_are_compared_without_article_and_possessive() {
        let gold = [
            r#"{"start":0,"end":14,"type":"organization"}"#,
            r#"{"start":27,"end":34,"type":"PER"}"#,
            r#"{"start":38,"end":42,"type":"GPE"}"#,
            r#"{"start":17,"end":22,"type":"person","named":false}"#,
        ];
        let ours = [
            mention(4, 16, "organisation", "name"),
            mention(4, 10, "city", "name"),
            mention(27, 34, "person", "name"),
            mention(17, 22, "person", "nominal"),
            mention(38, 42, "region", "name"),
        ];
        let found = compare("x/uner-a.jsonl", &gold, &ours, Types::Coarse).unwrap();
        assert_eq!(found.all, Counts { right: 3, predicted: 3, gold: 3 });
        assert_eq!(found.types[0], ("PER", Counts { right: 1, predicted: 1, gold: 1 }));
        assert!(found.differences.is_empty(), "{:?}", found.differences);
        let with_nominals = compare("re3d.jsonl", &gold, &ours, Types::Coarse).unwrap();
        assert_eq!(with_nominals.all, Counts { right: 3, predicted: 4, gold: 3 });
        assert_eq!(with_nominals.differences, ["extra\tPER owner"]);
    }

    #[test]
    fn nested_gold_counts_once_where_a_set_nests() {
        let gold = [r#"{"start":4,"end":14,"type":"org"}"#, r#"{"start":4,"end":10,"type":"place"}"#];
        let ours = [mention(4, 14, "organisation", "name")];
        assert_eq!(compare("gum-news.jsonl", &gold, &ours, Types::Coarse).unwrap().all.gold, 1);
        assert_eq!(compare("uner.jsonl", &gold, &ours, Types::Coarse).unwrap().all.gold, 2);
    }

    #[test]
    fn fine_types_come_from_tags() {
        let gold = [
            r#"{"start":38,"end":42,"type":"location","tags":["gpe0"]}"#,
            r#"{"start":4,"end":10,"type":"location","tags":["gpe2"]}"#,
            r#"{"start":27,"end":34,"type":"location","tags":["gpe0-x"]}"#,
        ];
        let ours = [mention(38, 42, "country", "name"), mention(4, 10, "region", "name")];
        let found = compare("dwie.jsonl", &gold, &ours, Types::Fine).unwrap();
        assert_eq!(found.all, Counts { right: 1, predicted: 2, gold: 2 });
        assert_eq!(found.spans, Counts { right: 2, predicted: 2, gold: 2 });
        let error = compare("uner.jsonl", &[], &[], Types::Fine).unwrap_err();
        assert_eq!(error.to_string(), "uner.jsonl has no fine types");
    }

    #[test]
    fn predictions_that_do_not_fit_are_refused() {
        let error = |ours: String| compare("uner.jsonl", &[], &[ours], Types::Coarse).unwrap_err().to_string();
        let shifted = mention(27, 34, "person", "name").replace("27", "28");
        let expected = "prediction a: 28-34 is \"nn Roe\", not \"Ann Roe\" (offsets count code points)";
        assert_eq!(error(shifted), expected);
        assert_eq!(
            error(mention(27, 34, "planet", "name")),
            "prediction a: kind \"name\" or type \"planet\" is not known"
        );
        assert_eq!(error("{}".to_owned()), "pred:1: missing field `start`");
        let gold = Source { path: "uner.jsonl", text: "{\"id\":1,\"text\":\"\",\"entities\":[]}" };
        let found = score(gold, Source { path: "pred", text: "" }, Types::Coarse).unwrap();
        assert_eq!(found.missing, ["1"]);
    }
}
