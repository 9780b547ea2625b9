//! The arguments of all commands.

use std::path::PathBuf;

use clap::{Args as ClapArgs, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::cli::graph_args::{
    CommonOptions, ComponentOptions, ContextOptions, ContradictionOptions, EvidenceOptions, ExportOptions,
    FilterOptions, GraphOptions, NeighborOptions, PathOptions, SearchOptions, SqlOptions, TimelineOptions, TopOptions,
};
use crate::cli::review_args::{DecideOptions, DiffOptions, ReviewOptions, ShowOptions};
use crate::eval::ner;
use crate::gazetteer::import::{self, ColumnMap, checked_type};
use crate::graph::LinksKey;
use crate::input::MAX_DOCUMENT_BYTES;
use crate::span::OffsetUnit;

/// Reads news and builds a graph of who did what to whom.
#[derive(Debug, Parser)]
#[command(name = "whowhom", version, after_help = "Exit codes: 0 found or done, 1 nothing found, 2 an error.")]
pub(super) struct Args {
    /// Adds lists of your own: a folder of .tsv files, one file, or a compiled .bin (may be repeated)
    #[arg(long, global = true, value_name = "PATH")]
    pub(super) gazetteers: Vec<PathBuf>,
    /// Leaves the program's own lists out
    #[arg(long, global = true)]
    pub(super) no_builtin: bool,
    /// Adds rules of your own: a folder or a file; one of the same name stands for ours (may be repeated)
    #[arg(long, global = true, value_name = "PATH")]
    pub(super) rules: Vec<PathBuf>,
    /// Switches a part off that was trained or learned (may be repeated)
    #[arg(long, global = true, value_enum, value_name = "MODEL")]
    pub(super) no_model: Vec<Model>,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// A part that can be switched off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Model {
    /// The recogniser: names come from lists, shapes and context alone
    Names,
    /// Tags and trees: nothing is linked that needs a sentence's grammar; `parse` keeps what was given
    Grammar,
    /// Lemmas, in `parse`
    Lemmas,
    /// Morphological features, in `parse`
    Features,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Builds a graph of articles: out/graph.db, out/graph.json and out/graph.dot
    Build(BuildOptions),
    /// Adds articles to the store; those that are there as they are stay as they are
    Add(AddStoreOptions),
    /// Removes documents from the store: by id, or all of a file or folder
    Remove(RemoveOptions),
    /// Makes the store hold what files and folders hold now: new, changed, and none that are gone
    Update(AddStoreOptions),
    /// Reads all texts of the store again, with the models, rules and lists of today
    Rebuild(RebuildOptions),
    /// Looks for anything that is off in the store: quotes, counts, copies, the file itself
    Verify(VerifyOptions),
    /// Writes what was found in each article: a JSON line, or the text with its names marked
    Annotate(AnnotateOptions),
    /// Writes the grammar of each sentence: tags, lemmas, features, dependency tree
    Parse(ParseOptions),
    /// Writes listed names only, as fast as can be
    Match(ReadOptions),
    /// Lists what an entity is linked to
    Neighbors(NeighborOptions),
    /// Finds the shortest paths between two entities, with their proofs
    Path(PathOptions),
    /// Lists what two entities are both linked to
    Common(CommonOptions),
    /// Shows all sentences that state an edge, or anything between two entities
    Evidence(EvidenceOptions),
    /// Lists what is stated of an entity by date
    Timeline(TimelineOptions),
    /// Lists relations that some sentences state and others deny
    Contradictions(ContradictionOptions),
    /// Finds words in names and in the sentences of evidence
    Search(SearchOptions),
    /// Writes sentences about some entities with their sources, as many as a budget of words holds
    Context(ContextOptions),
    /// Ranks entities by their place in the graph
    Top(TopOptions),
    /// Lists the parts of the graph that nothing links to each other
    Components(ComponentOptions),
    /// Answers a question in SQL to the store
    Sql(SqlOptions),
    /// Shows an entity: names, ids, counts
    Show(ShowOptions),
    /// Lists entities that may be one, for you to decide; what is chosen is written to decisions.tsv
    Review(ReviewOptions),
    /// Applies decisions.tsv, which stands beside the store, if it has changed
    Decide(DecideOptions),
    /// Compares two graphs: what is new, gone, changed or merged
    Diff(DiffOptions),
    /// Counts documents, entities and relations of a graph
    Stats(GraphOptions),
    /// Writes a graph in another format
    Export(ExportOptions),
    /// Checks, compiles and searches lists of names
    #[command(subcommand)]
    Gazetteer(GazetteerCommand),
    /// Checks and tests the rules of relations
    #[command(subcommand)]
    Rules(RulesCommand),
    /// Shows what a text states and why: words, tree, names, relations
    Explain(ExplainOptions),
    /// Measures tokens, trees, names and roles against gold
    #[command(subcommand)]
    Eval(EvalCommand),
    /// Makes models and learned tables again
    #[cfg(feature = "train")]
    #[command(subcommand)]
    Train(crate::cli::train::TrainCommand),
    /// Writes completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Writes the man page
    Man,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ReadOptions {
    /// Files and folders of articles (.txt .md .html .jsonl, also .gz .zst); `-` reads standard input
    #[arg(required = true)]
    pub(super) paths: Vec<PathBuf>,
    /// Refuses documents of more bytes
    #[arg(long, default_value_t = MAX_DOCUMENT_BYTES, value_name = "BYTES")]
    pub(super) max_document_size: u64,
    /// Threads; the result is the same with any number
    #[arg(short = 'j', long, value_name = "N")]
    pub(super) threads: Option<usize>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct AddStoreOptions {
    #[command(flatten)]
    pub(super) read: ReadOptions,
    /// The store
    #[arg(long, default_value = "out/graph.db", value_name = "FILE")]
    pub(super) store: PathBuf,
    /// Keeps no texts in a new store: it can then not be rebuilt
    #[arg(long)]
    pub(super) no_text: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct RemoveOptions {
    /// Ids of documents; or files and folders they were read from
    #[arg(required = true)]
    pub(super) documents: Vec<String>,
    /// The store
    #[arg(long, default_value = "out/graph.db", value_name = "FILE")]
    pub(super) store: PathBuf,
}

#[derive(Debug, ClapArgs)]
pub(super) struct RebuildOptions {
    /// The store
    #[arg(long, default_value = "out/graph.db", value_name = "FILE")]
    pub(super) store: PathBuf,
    /// Threads; the result is the same with any number
    #[arg(short = 'j', long, value_name = "N")]
    pub(super) threads: Option<usize>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct VerifyOptions {
    /// The store
    #[arg(long, default_value = "out/graph.db", value_name = "FILE")]
    pub(super) store: PathBuf,
    /// Compares the documents with the files of this folder too
    #[arg(long, value_name = "DIR")]
    pub(super) sources: Option<PathBuf>,
    /// Writes one JSON object
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct BuildOptions {
    #[command(flatten)]
    pub(super) read: ReadOptions,
    /// Keeps no texts in the store: it can then not be rebuilt
    #[arg(long)]
    pub(super) no_text: bool,
    /// Folder for the results
    #[arg(short, long, default_value = "out", value_name = "DIR")]
    pub(super) out: PathBuf,
    /// What graph.json calls its list of edges
    #[arg(long, value_enum, default_value_t = EdgesKey::Edges)]
    pub(super) links_key: EdgesKey,
    /// Draws only this many entities
    #[arg(long, value_name = "N")]
    pub(super) top: Option<usize>,
    /// Draws only this entity and what is near it
    #[arg(long, value_name = "NAME")]
    pub(super) ego: Option<String>,
    /// Steps from --ego
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(super) depth: usize,
    /// Draws only relations with so many proofs
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(super) min_count: usize,
    #[command(flatten)]
    pub(super) filter: FilterOptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum EdgesKey {
    /// As `NetworkX` reads it
    Edges,
    /// As D3 and force-graph read it
    Links,
}

impl From<EdgesKey> for LinksKey {
    fn from(key: EdgesKey) -> Self {
        match key {
            EdgesKey::Edges => Self::Edges,
            EdgesKey::Links => Self::Links,
        }
    }
}

#[derive(Debug, ClapArgs)]
pub(super) struct AnnotateOptions {
    #[command(flatten)]
    pub(super) read: ReadOptions,
    /// What to write
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    pub(super) format: Format,
    /// What offsets count
    #[arg(long, value_enum, default_value_t = Unit::Codepoints)]
    pub(super) offsets: Unit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// One JSON object a line
    Jsonl,
    /// The article with names marked
    Text,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ParseOptions {
    #[command(flatten)]
    pub(super) read: ReadOptions,
    /// What to write
    #[arg(long, value_enum, default_value_t = TreeFormat::Tree)]
    pub(super) format: TreeFormat,
    /// What is read: articles, or sentences whose tokens are kept (.conllu)
    #[arg(long, value_enum, default_value_t = GivenFormat::Text)]
    pub(super) input_format: GivenFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TreeFormat {
    /// A drawing for people
    Tree,
    /// CoNLL-U of Universal Dependencies
    Conllu,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum GivenFormat {
    /// Articles
    Text,
    /// CoNLL-U: its tokens and sentences are kept
    Conllu,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Unit {
    /// Unicode code points
    Codepoints,
    /// UTF-8 bytes
    Bytes,
    /// UTF-16 units
    Utf16,
}

impl From<Unit> for OffsetUnit {
    fn from(unit: Unit) -> Self {
        match unit {
            Unit::Codepoints => Self::CodePoints,
            Unit::Bytes => Self::Bytes,
            Unit::Utf16 => Self::Utf16,
        }
    }
}

#[derive(Debug, ClapArgs)]
pub(super) struct ExplainOptions {
    /// The text; `-` reads standard input
    #[arg(required_unless_present_any = ["doc", "edge"], conflicts_with_all = ["doc", "edge"])]
    pub(super) text: Option<String>,
    /// Explains all sentences of these articles instead; with --edge, looks for its sentences there
    #[arg(long, value_name = "PATH")]
    pub(super) doc: Vec<PathBuf>,
    /// Explains the sentences that prove an edge of a graph: SUBJECT-ID|RELATION|OBJECT-ID
    #[arg(long, value_name = "EDGE")]
    pub(super) edge: Option<String>,
    /// The graph of --edge
    #[arg(long, default_value = "out/graph.json", value_name = "FILE")]
    pub(super) graph: PathBuf,
    /// Shows names alone: how each was found and linked, and how listed readings were scored
    #[arg(long)]
    pub(super) names: bool,
    /// Only the names that hold these words (with --names)
    #[arg(long, value_name = "WORDS", requires = "names")]
    pub(super) mention: Option<String>,
    /// Date of the text (2022-01-06): decides who "the president" is and when "Thursday" was
    #[arg(long, value_name = "DATE")]
    pub(super) date: Option<String>,
    /// Writes one JSON object
    #[arg(long, conflicts_with = "names")]
    pub(super) json: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum EvalCommand {
    /// Compares our tokens and sentences of a treebank's raw text with its own
    Tokens {
        /// The treebank, CoNLL-U
        gold: PathBuf,
        /// Lists what differs, the commonest first
        #[arg(long)]
        differences: bool,
    },
    /// Compares tags and trees with a treebank
    Parse(EvalParseOptions),
    /// Compares names with gold, JSON lines
    Ner(EvalNerOptions),
    /// Compares who does what to whom with `PropBank`, JSON lines
    Roles(EvalRolesOptions),
}

#[derive(Debug, ClapArgs)]
pub(super) struct EvalRolesOptions {
    /// The frames, JSON lines: id, text, frames
    pub(super) gold: PathBuf,
    /// The treebank of the same sentences, CoNLL-U
    #[arg(long, value_name = "FILE")]
    pub(super) treebank: PathBuf,
    /// Reads the treebank's own trees; else its words are parsed
    #[arg(long)]
    pub(super) gold_trees: bool,
    /// Lists what differs, by role, kind of error and relation of the verb
    #[arg(long)]
    pub(super) differences: bool,
    /// Writes one JSON object
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct EvalParseOptions {
    /// The treebank, CoNLL-U
    pub(super) gold: PathBuf,
    /// Sentences of the same words, CoNLL-U (with --raw: of the same documents); if not given, the treebank's are parsed
    #[arg(long, value_name = "FILE")]
    pub(super) pred: Option<PathBuf>,
    /// Starts from the raw text of the treebank: tokens and sentences may differ
    #[arg(long)]
    pub(super) raw: bool,
    #[command(flatten)]
    pub(super) tables: TreeTables,
    /// Writes one JSON object
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct TreeTables {
    /// Shows each relation
    #[arg(long)]
    pub(super) by_relation: bool,
    /// Shows each morphological feature
    #[arg(long)]
    pub(super) by_feature: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct EvalNerOptions {
    /// Gold, JSON lines: id, text, entities; the first word of the file name says which conventions it follows
    pub(super) gold: PathBuf,
    /// What `whowhom annotate` wrote; if not given, the gold's texts are analysed
    #[arg(long, value_name = "FILE")]
    pub(super) pred: Option<PathBuf>,
    /// Which types are told apart
    #[arg(long, value_enum, default_value_t = NameTypes::Coarse)]
    pub(super) types: NameTypes,
    /// Lists what differs, the commonest first
    #[arg(long)]
    pub(super) differences: bool,
    /// Writes one JSON object
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum NameTypes {
    /// PER, ORG, LOC
    Coarse,
    /// person, organisation, country, city, region
    Fine,
}

impl From<NameTypes> for ner::Types {
    fn from(types: NameTypes) -> Self {
        match types {
            NameTypes::Coarse => Self::Coarse,
            NameTypes::Fine => Self::Fine,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum RulesCommand {
    /// Lists all that is wrong or doubtful in rules
    Check {
        /// Files or folders, read beside the program's own or instead of those of the same name; none: the program's own
        paths: Vec<PathBuf>,
    },
    /// Runs the sentences of the rules and lists those that fail
    Test {
        /// Files or folders, read beside the program's own or instead of those of the same name; none: the program's own
        paths: Vec<PathBuf>,
        /// Only rules whose id begins so
        #[arg(long, value_name = "ID", default_value = "")]
        rule: String,
        /// Only what the rules are at fault for, not names or trees
        #[arg(long)]
        faults: bool,
    },
    /// Counts what the rules find in articles and what they leave: the list of what to write next
    Census(CensusOptions),
}

#[derive(Debug, ClapArgs)]
pub(super) struct CensusOptions {
    #[command(flatten)]
    pub(super) read: ReadOptions,
    /// Counts the names that no list has as well
    #[arg(long)]
    pub(super) names: bool,
    /// Shows so many of each
    #[arg(long, default_value_t = 30, value_name = "N")]
    pub(super) top: usize,
    /// Writes one JSON object, with all of each
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum GazetteerCommand {
    /// Lists all that is wrong with gazetteer files
    Check {
        /// Files or folders
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
    /// Shows what a name may mean, or which listed names are spelt nearly so
    Lookup {
        /// The name, as it is written; or an id
        name: String,
        /// Writes one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Makes a gazetteer file of a file in another format
    Import(ImportOptions),
    /// Adds an entity to a file of your own, which is made if it is not there
    Add(AddOptions),
    /// Compiles .tsv files into one file that loads at once
    Build {
        /// A folder or file
        path: PathBuf,
        /// The compiled file
        #[arg(short, long, value_name = "FILE")]
        out: PathBuf,
    },
}

#[derive(Debug, ClapArgs)]
pub(super) struct ImportOptions {
    /// The file; `-` reads standard input
    pub(super) file: PathBuf,
    /// Its format
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(super) from: ImportFormat,
    /// Which of its columns is which of ours (csv, tsv): name=Label,aliases=Synonyms
    #[arg(long, value_name = "OURS=THEIRS,...")]
    pub(super) columns: Option<ColumnMap>,
    /// Type of the rows that do not state one: person, organisation/party
    #[arg(long = "type", value_name = "TYPE", value_parser = checked_type)]
    pub(super) entity_type: Option<String>,
    /// alternateNamesV2.txt (geonames): only English names are taken, old ones are marked
    #[arg(long, value_name = "FILE")]
    pub(super) alternates: Option<PathBuf>,
    /// Writes the good rows although others are refused
    #[arg(long)]
    pub(super) skip_bad: bool,
    /// The gazetteer file; standard output if it is not given
    #[arg(short, long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ImportFormat {
    /// Commas or semicolons, with a header
    Csv,
    /// Tabs, with a header
    Tsv,
    /// Results of the Wikidata query service: JSON, CSV, TSV
    Sparql,
    /// A dump of GeoNames
    Geonames,
    /// Patterns of spaCy's EntityRuler, JSON lines
    Spacy,
    /// targets.simple.csv of OpenSanctions
    Opensanctions,
    /// Actors of PETRARCH
    Petrarch,
}

impl From<ImportFormat> for import::Format {
    fn from(format: ImportFormat) -> Self {
        match format {
            ImportFormat::Csv => Self::Csv,
            ImportFormat::Tsv => Self::Tsv,
            ImportFormat::Sparql => Self::Sparql,
            ImportFormat::Geonames => Self::Geonames,
            ImportFormat::Spacy => Self::Spacy,
            ImportFormat::Opensanctions => Self::OpenSanctions,
            ImportFormat::Petrarch => Self::Petrarch,
        }
    }
}

#[derive(Debug, ClapArgs)]
pub(super) struct AddOptions {
    /// The file, .tsv
    pub(super) file: PathBuf,
    /// Type: person/politician, city, organisation/party
    #[arg(long = "type", value_name = "TYPE", value_parser = checked_type)]
    pub(super) entity_type: String,
    /// The name shown
    #[arg(long)]
    pub(super) name: String,
    /// Another name, with flags in braces if it needs them: "XL{abbr}" (may be repeated)
    #[arg(long = "alias", value_name = "NAME")]
    pub(super) aliases: Vec<String>,
    /// TYPE/slug; made of type and name if it is not given
    #[arg(long)]
    pub(super) id: Option<String>,
    /// Wikidata number, as Q232
    #[arg(long, value_name = "Q...")]
    pub(super) wikidata: Option<String>,
    /// Id of what contains it, most specific first (may be repeated)
    #[arg(long = "in", value_name = "ID")]
    pub(super) within: Vec<String>,
    /// Office: president@country/xland:2019-03..2024 (may be repeated)
    #[arg(long = "role", value_name = "ROLE")]
    pub(super) roles: Vec<String>,
    /// Any other column (may be repeated)
    #[arg(long = "column", value_name = "COLUMN=VALUE", value_parser = key_and_value)]
    pub(super) columns: Vec<(String, String)>,
}

fn key_and_value(text: &str) -> Result<(String, String), String> {
    let (column, value) = text.split_once('=').ok_or("expected COLUMN=VALUE")?;
    Ok((column.to_owned(), value.to_owned()))
}

/// Returns the command for completions and the man page.
pub(super) fn command() -> clap::Command {
    Args::command()
}
