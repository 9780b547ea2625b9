//! The arguments of the commands that read a graph.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args as ClapArgs, ValueEnum};
use jiff::civil::Date;

use crate::export::FORMATS;
use crate::gazetteer::EntityType;
use crate::graph::Filter;
use crate::query;
use crate::relation::Status;

#[derive(Debug, Clone, ClapArgs)]
pub(super) struct FilterOptions {
    /// Counts only proofs of these statuses, and none that deny the relation unless `negated` is asked for
    #[arg(long, value_enum, value_delimiter = ',', value_name = "STATUS,...")]
    pub(super) status: Vec<StatusChoice>,
    /// Counts only proofs of at least this score, 0 to 1
    #[arg(long, default_value_t = 0.0, value_name = "X", value_parser = share)]
    pub(super) min_score: f64,
    /// Counts only proofs of documents of this day or later: 2022, 2022-03 or 2022-03-31
    #[arg(long, value_name = "DATE", value_parser = first_day)]
    pub(super) since: Option<String>,
    /// Counts only proofs of documents of this day, month or year, or earlier
    #[arg(long, value_name = "DATE", value_parser = last_day)]
    pub(super) until: Option<String>,
    /// Counts only proofs of documents of this publisher (may be repeated)
    #[arg(long = "source", value_name = "PUBLISHER")]
    pub(super) publishers: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum StatusChoice {
    /// By the article itself
    Asserted,
    /// By somebody in the article
    Reported,
    /// Announced or intended
    Planned,
    /// Asked for
    Requested,
    /// If, may, could
    Hypothetical,
    /// Denied, in any of these ways
    Negated,
}

impl StatusChoice {
    fn status(self) -> Option<Status> {
        match self {
            Self::Asserted => Some(Status::Asserted),
            Self::Reported => Some(Status::Reported),
            Self::Planned => Some(Status::Planned),
            Self::Requested => Some(Status::Requested),
            Self::Hypothetical => Some(Status::Hypothetical),
            Self::Negated => None,
        }
    }
}

impl FilterOptions {
    pub(super) fn filter(&self) -> Filter {
        Filter {
            statuses: self.status.iter().filter_map(|choice| choice.status()).collect(),
            negated: self.status.contains(&StatusChoice::Negated),
            min_score: self.min_score,
            since: self.since.clone(),
            until: self.until.clone(),
            publishers: self.publishers.clone(),
        }
    }
}

fn first_day(text: &str) -> Result<String, String> {
    let whole = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    day(&whole).map(|day| day.to_string())
}

fn last_day(text: &str) -> Result<String, String> {
    let last = match text.len() {
        4 => day(&format!("{text}-12-31")),
        7 => day(&format!("{text}-01")).map(Date::last_of_month),
        _ => day(text),
    };
    last.map(|day| day.to_string())
}

fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "expected a day, month or year: 2022-03-31, 2022-03 or 2022".to_owned())
}

fn share(text: &str) -> Result<f64, String> {
    let score: Option<f64> = text.parse().ok();
    score.filter(|score| (0.0..=1.0).contains(score)).ok_or_else(|| "expected a number from 0 to 1".to_owned())
}

#[derive(Debug, ClapArgs)]
pub(super) struct GraphOptions {
    /// The store, or a graph.json
    #[arg(long, default_value = "out/graph.db", value_name = "FILE")]
    pub(super) graph: PathBuf,
    /// Writes one JSON object
    #[arg(long)]
    pub(super) json: bool,
    /// Writes a JSON object a line
    #[arg(long, conflicts_with = "json")]
    pub(super) jsonl: bool,
    #[command(flatten)]
    pub(super) filter: FilterOptions,
}

#[derive(Debug, ClapArgs)]
pub(super) struct NameOptions {
    /// Name or id of an entity
    pub(super) name: String,
    #[command(flatten)]
    pub(super) graph: GraphOptions,
}

/// How many of what was found are shown.
#[derive(Debug, ClapArgs)]
pub(super) struct Limit {
    /// Shows so many at most, the best; the others are counted
    #[arg(long, default_value_t = 50, value_name = "N")]
    pub(super) limit: usize,
}

#[derive(Debug, ClapArgs)]
pub(super) struct RelationOptions {
    /// Only these relations
    #[arg(long = "relation", value_name = "LABEL,...", value_delimiter = ',')]
    pub(super) relations: Vec<String>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct NeighborOptions {
    #[command(flatten)]
    pub(super) name: NameOptions,
    /// Steps from the entity
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(super) depth: usize,
    #[command(flatten)]
    pub(super) relations: RelationOptions,
    /// Only neighbours of this type
    #[arg(long = "type", value_name = "TYPE", value_parser = entity_type)]
    pub(super) entity_type: Option<EntityType>,
    /// Only relations that go out of the entity, or into it
    #[arg(long, value_enum)]
    pub(super) direction: Option<Direction>,
    #[command(flatten)]
    pub(super) limit: Limit,
}

fn entity_type(text: &str) -> Result<EntityType, String> {
    let known = || format!("expected one of {}", EntityType::ALL.map(EntityType::name).join(", "));
    EntityType::parse(text).ok_or_else(known)
}

#[derive(Debug, ClapArgs)]
pub(super) struct EvidenceOptions {
    /// Name or id of one entity; or, alone, an edge: SUBJECT-ID|RELATION|OBJECT-ID
    pub(super) from: String,
    /// Name or id of the other
    pub(super) to: Option<String>,
    #[command(flatten)]
    pub(super) graph: GraphOptions,
}

#[derive(Debug, ClapArgs)]
pub(super) struct SearchOptions {
    /// The words; all must be there
    #[arg(required = true)]
    pub(super) words: Vec<String>,
    #[command(flatten)]
    pub(super) graph: GraphOptions,
    #[command(flatten)]
    pub(super) limit: Limit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Direction {
    /// The entity is the subject
    Out,
    /// The entity is the object
    In,
}

impl From<Direction> for query::Direction {
    fn from(direction: Direction) -> Self {
        match direction {
            Direction::Out => Self::Out,
            Direction::In => Self::In,
        }
    }
}

#[derive(Debug, ClapArgs)]
pub(super) struct PathOptions {
    /// Name or id of one entity
    pub(super) from: String,
    /// Name or id of the other
    pub(super) to: String,
    /// Shows so many paths, the shortest
    #[arg(short = 'k', long = "paths", default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(super) count: u16,
    #[command(flatten)]
    pub(super) relations: RelationOptions,
    #[command(flatten)]
    pub(super) graph: GraphOptions,
}

#[derive(Debug, ClapArgs)]
pub(super) struct CommonOptions {
    /// Name or id of one entity
    pub(super) first: String,
    /// Name or id of the other
    pub(super) second: String,
    #[command(flatten)]
    pub(super) relations: RelationOptions,
    /// Only what is of this type
    #[arg(long = "type", value_name = "TYPE", value_parser = entity_type)]
    pub(super) entity_type: Option<EntityType>,
    #[command(flatten)]
    pub(super) graph: GraphOptions,
    #[command(flatten)]
    pub(super) limit: Limit,
}

#[derive(Debug, ClapArgs)]
pub(super) struct TimelineOptions {
    #[command(flatten)]
    pub(super) name: NameOptions,
    #[command(flatten)]
    pub(super) relations: RelationOptions,
    #[command(flatten)]
    pub(super) limit: Limit,
}

#[derive(Debug, ClapArgs)]
pub(super) struct TopOptions {
    /// What entities are ranked by
    #[arg(long, value_enum, default_value_t = Rank::Degree)]
    pub(super) by: Rank,
    /// Only entities of this type
    #[arg(long = "type", value_name = "TYPE", value_parser = entity_type)]
    pub(super) entity_type: Option<EntityType>,
    #[command(flatten)]
    pub(super) relations: RelationOptions,
    #[command(flatten)]
    pub(super) graph: GraphOptions,
    #[command(flatten)]
    pub(super) limit: Limit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Rank {
    /// How many entities it is linked to
    Degree,
    /// How often a walk along links comes by
    Pagerank,
    /// How many shortest paths lead over it; in large graphs estimated from some
    Betweenness,
}

impl Rank {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Degree => "degree",
            Self::Pagerank => "pagerank",
            Self::Betweenness => "betweenness",
        }
    }
}

impl From<Rank> for query::Weight {
    fn from(rank: Rank) -> Self {
        match rank {
            Rank::Degree => Self::Degree,
            Rank::Pagerank => Self::PageRank,
            Rank::Betweenness => Self::Betweenness,
        }
    }
}

#[derive(Debug, ClapArgs)]
pub(super) struct ComponentOptions {
    #[command(flatten)]
    pub(super) relations: RelationOptions,
    #[command(flatten)]
    pub(super) graph: GraphOptions,
    #[command(flatten)]
    pub(super) limit: Limit,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ContradictionOptions {
    /// Name or id of an entity; if it is not given, of all
    pub(super) name: Option<String>,
    #[command(flatten)]
    pub(super) graph: GraphOptions,
    #[command(flatten)]
    pub(super) limit: Limit,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ContextOptions {
    /// Names or ids of the entities
    #[arg(long, value_name = "NAME,...", value_delimiter = ',', required = true)]
    pub(super) entities: Vec<String>,
    /// Words of the sentences together, at most
    #[arg(long, default_value_t = 2000, value_name = "WORDS")]
    pub(super) budget: usize,
    #[command(flatten)]
    pub(super) graph: GraphOptions,
}

#[derive(Debug, ClapArgs)]
pub(super) struct SqlOptions {
    /// The question: SELECT, WITH, VALUES or EXPLAIN
    pub(super) question: String,
    /// The store
    #[arg(long, default_value = "out/graph.db", value_name = "FILE")]
    pub(super) graph: PathBuf,
    /// Writes one JSON object
    #[arg(long)]
    pub(super) json: bool,
    /// Writes a JSON object a row
    #[arg(long, conflicts_with = "json")]
    pub(super) jsonl: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ExportOptions {
    /// What to write
    #[arg(short, long, value_parser = formats(), value_name = "FORMAT")]
    pub(super) format: String,
    /// The articles, which `spacy` and `brat` read again for their texts
    #[arg(value_name = "ARTICLES")]
    pub(super) articles: Vec<PathBuf>,
    /// The store, or a graph.json
    #[arg(long, default_value = "out/graph.db", value_name = "FILE")]
    pub(super) graph: PathBuf,
    /// The file, or the folder of formats of several files; standard output if it is not given
    #[arg(short, long, value_name = "PATH")]
    pub(super) out: Option<PathBuf>,
    #[command(flatten)]
    pub(super) variant: VariantOptions,
    #[command(flatten)]
    pub(super) part: PartOptions,
    #[command(flatten)]
    pub(super) filter: FilterOptions,
}

#[derive(Debug, ClapArgs)]
pub(super) struct VariantOptions {
    /// json: calls the list of edges `links`, as D3 and force-graph read it (also --format json-links)
    #[arg(long, conflicts_with_all = ["neo4j", "rdf12"])]
    pub(super) links: bool,
    /// csv: the headers of neo4j-admin import (also --format neo4j)
    #[arg(long, conflicts_with = "rdf12")]
    pub(super) neo4j: bool,
    /// ttl: reifiers of RDF 1.2 (also --format ttl12)
    #[arg(long)]
    pub(super) rdf12: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct PartOptions {
    /// Only this relation
    #[arg(long, value_name = "LABEL")]
    pub(super) relation: Option<String>,
    /// Only entities of this type
    #[arg(long = "type", value_name = "TYPE", value_parser = entity_type)]
    pub(super) entity_type: Option<EntityType>,
    /// Only this entity and what is near it
    #[arg(long, value_name = "NAME")]
    pub(super) ego: Option<String>,
    /// Steps from --ego
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(super) depth: usize,
    /// Only this many entities, those of most documents
    #[arg(long, value_name = "N")]
    pub(super) top: Option<usize>,
    /// Only relations with so many proofs
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(super) min_count: usize,
}

fn formats() -> PossibleValuesParser {
    let graphs = FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about));
    let texts = [
        PossibleValue::new("spacy").help("spaCy Doc JSON lines, from articles"),
        PossibleValue::new("brat").help("brat standoff, a folder, from articles"),
    ];
    PossibleValuesParser::new(graphs.chain(texts).collect::<Vec<_>>())
}
