//! The word lists of the normal form: what governs a clause and how (`rules/operators.tsv`), light verbs (`rules/light.tsv`), event
//! nouns (`rules/nouns.tsv`), small words of status and time (`rules/status.tsv`).

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use crate::relation::normal::{Modality, Operation, Role};

/// What is wrong with a list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}:{column}: {message}")]
#[non_exhaustive]
pub struct WordsError {
    /// The file.
    pub path: String,
    /// 1-based.
    pub line: usize,
    /// 1-based cell of the row.
    pub column: usize,
    /// What was found and expected.
    pub message: String,
}

/// All lists, read once.
#[derive(Debug, Clone, Default)]
pub struct Words {
    pub(super) verbs: HashMap<String, Vec<Governor>>,
    pub(super) nouns_with_clause: HashMap<String, Vec<Governor>>,
    pub(super) adjectives: HashMap<String, Vec<Governor>>,
    pub(super) adverbs: HashMap<String, Effect>,
    /// "X-based": the preposition in which X stands; other participles are done by X.
    pub(super) hyphenated: HashMap<String, String>,
    pub(super) light: HashMap<String, Vec<Light>>,
    pub(super) nouns: HashMap<String, EventNoun>,
    /// Nouns of people, bodies and places (`rules/groups.tsv`): these can act.
    actors: HashSet<String>,
    status: HashMap<&'static str, HashSet<String>>,
    auxiliaries: HashMap<String, Modality>,
}

/// What a governing word makes of what it governs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// It happens all the same.
    Nothing,
    Operation(Operation),
    /// "is going to", "has to": as an auxiliary does.
    Modality(Modality),
}

/// What stands behind a governing word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Take {
    /// A clause with "that" or without.
    That,
    /// "whether", "if".
    Whether,
    /// An infinitive.
    To,
    /// A bare "-ing".
    Ing,
    /// An object or, of an adjective, the noun that it stands before.
    Object,
    /// What someone is made or called: "elected him president".
    Name,
    /// A recipient without preposition, before what is given.
    Recipient,
    /// A preposition with "-ing" or a noun of an act.
    Phrase(String),
}

/// Who does what the lower clause tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Controller {
    /// The object if there is one, else the subject.
    Usual,
    Subject,
    Object,
    /// The phrase with this preposition: "called on Mali to leave".
    Phrase(String),
    Nobody,
}

/// A row of rules/operators.tsv.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Governor {
    pub(super) effect: Effect,
    pub(super) takes: Vec<Take>,
    pub(super) controller: Controller,
}

/// A row of rules/light.tsv.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Light {
    /// "come under fire": the preposition before the noun; none if it is the object.
    pub(super) before_noun: Option<String>,
    /// The verb's subject undergoes what the noun tells.
    pub(super) is_reversed: bool,
    /// Prepositions of the other side: of who does it if reversed, else of whom it is done to.
    pub(super) others: Vec<String>,
}

/// A row of rules/nouns.tsv.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EventNoun {
    pub(super) verb: Option<String>,
    pub(super) possessor: Option<Role>,
    pub(super) of: Option<Role>,
    /// False of "death by hanging".
    pub(super) has_agent: bool,
    /// Places of other prepositions in the verb's clause.
    pub(super) phrases: Vec<(String, Role)>,
}

const OPERATORS: &str = include_str!("../../../rules/operators.tsv");
const LIGHT: &str = include_str!("../../../rules/light.tsv");
const NOUNS: &str = include_str!("../../../rules/nouns.tsv");
const GROUPS: &str = include_str!("../../../rules/groups.tsv");
const STATUS: &str = include_str!("../../../rules/status.tsv");

/// Kinds of words in rules/status.tsv that are no auxiliaries.
const CLASSES: [&str; 11] = [
    "negation",
    "condition",
    "ending",
    "instead",
    "issue",
    "member",
    "name",
    "text",
    "time",
    "unaccusative",
    "timeless",
];

impl Words {
    /// Returns the program's own lists.
    ///
    /// # Panics
    /// Never: a test reads them.
    pub fn builtin() -> Self {
        let mut words = Self::read(OPERATORS, LIGHT, NOUNS, STATUS).expect("the program's own lists are sound");
        let rows = GROUPS.lines().filter(|row| !row.starts_with('#')).skip(1);
        words.actors = rows.filter_map(|row| row.split('\t').next()).map(str::to_owned).collect();
        words
    }

    /// Says whether the object of a verb does not go on: "lifted sanctions".
    pub(crate) fn ends(&self, lemma: &str) -> bool {
        self.is("ending", lemma)
    }

    /// Reads the four lists: operators, light verbs, nouns, status.
    ///
    /// # Errors
    /// The first row that is not understood.
    pub fn read(operators: &str, light: &str, nouns: &str, status: &str) -> Result<Self, WordsError> {
        let mut words = Self::default();
        each_row("rules/operators.tsv", operators, 5, |cells| words.add_operator(cells))?;
        each_row("rules/light.tsv", light, 4, |cells| words.add_light(cells))?;
        each_row("rules/nouns.tsv", nouns, 6, |cells| words.add_noun(cells))?;
        each_row("rules/status.tsv", status, 2, |cells| words.add_status(cells))?;
        Ok(words)
    }

    /// Says whether a word is of a class of rules/status.tsv.
    pub(super) fn is(&self, class: &str, word: &str) -> bool {
        self.status.get(class).is_some_and(|words| words.contains(word))
    }

    /// Says whether a noun is one of people, bodies and places.
    pub(super) fn is_actor(&self, noun: &str) -> bool {
        self.actors.contains(noun)
    }

    /// Returns what an auxiliary says.
    pub(super) fn modality(&self, auxiliary: &str) -> Option<Modality> {
        self.auxiliaries.get(auxiliary).copied()
    }

    fn add_operator(&mut self, cells: &[&str]) -> Result<(), Wrong> {
        let &[lemma, kind, effect, takes, controller] = cells else { return Ok(()) };
        let effect = read_effect(effect).ok_or_else(|| wrong(3, effect, "an operation, a modality or -"))?;
        let of = match kind {
            "verb" => &mut self.verbs,
            "noun" => &mut self.nouns_with_clause,
            "adjective" => &mut self.adjectives,
            "adverb" => {
                self.adverbs.insert(lemma.to_owned(), effect);
                return Ok(());
            }
            "hyphen" => {
                self.hyphenated.insert(lemma.to_owned(), takes.to_owned());
                return Ok(());
            }
            other => return Err(wrong(2, other, "verb, noun, adjective, adverb or hyphen")),
        };
        let takes = takes.split(' ').map(read_take).collect();
        let controller = match controller {
            "-" => Controller::Usual,
            "subject" => Controller::Subject,
            "object" => Controller::Object,
            "nobody" => Controller::Nobody,
            preposition => Controller::Phrase(preposition.to_owned()),
        };
        of.entry(lemma.to_owned()).or_default().push(Governor { effect, takes, controller });
        Ok(())
    }

    fn add_light(&mut self, cells: &[&str]) -> Result<(), Wrong> {
        let &[verb, before_noun, direction, others] = cells else { return Ok(()) };
        let is_reversed = match direction {
            "direct" => false,
            "reversed" => true,
            other => return Err(wrong(3, other, "direct or reversed")),
        };
        let before_noun = (before_noun != "-").then(|| before_noun.to_owned());
        let row = Light { before_noun, is_reversed, others: list(others) };
        self.light.entry(verb.to_owned()).or_default().push(row);
        Ok(())
    }

    fn add_noun(&mut self, cells: &[&str]) -> Result<(), Wrong> {
        let &[noun, verb, possessor, of, by, phrases] = cells else { return Ok(()) };
        let role = |column: usize, cell: &str| match cell {
            "subject" => Ok(Some(Role::Subject)),
            "object" => Ok(Some(Role::Object)),
            "none" | "-" => Ok(None),
            other => Err(wrong(column, other, "subject, object or none")),
        };
        let has_agent = role(5, by)?.is_some();
        let mut places = Vec::new();
        for pair in list(phrases) {
            let (from, to) = pair.split_once('>').ok_or_else(|| wrong(6, &pair, "preposition>place"))?;
            let place = match to {
                "subject" => Role::Subject,
                "object" => Role::Object,
                preposition => Role::Phrase(preposition.to_owned()),
            };
            places.push((from.to_owned(), place));
        }
        let verb = (verb != "-").then(|| verb.to_owned());
        let row = EventNoun { verb, possessor: role(3, possessor)?, of: role(4, of)?, has_agent, phrases: places };
        self.nouns.insert(noun.to_owned(), row);
        Ok(())
    }

    fn add_status(&mut self, cells: &[&str]) -> Result<(), Wrong> {
        let &[word, class] = cells else { return Ok(()) };
        if let Some(Effect::Modality(modality)) = read_effect(class) {
            self.auxiliaries.insert(word.to_owned(), modality);
        } else if let Some(class) = CLASSES.iter().find(|known| **known == class) {
            self.status.entry(class).or_default().insert(word.to_owned());
        } else {
            return Err(wrong(2, class, &format!("will, would, may, should, {}", CLASSES.join(", "))));
        }
        Ok(())
    }
}

/// Cell and message of what is wrong.
type Wrong = (usize, String);

fn wrong(column: usize, found: &str, expected: &str) -> Wrong {
    (column, format!("\"{found}\", expected {expected}"))
}

/// Hands over the cells of each row below the header.
fn each_row<'t>(
    path: &str,
    table: &'t str,
    width: usize,
    mut add: impl FnMut(&[&'t str]) -> Result<(), Wrong>,
) -> Result<(), WordsError> {
    let rows = table.lines().enumerate().filter(|(_, row)| !row.is_empty() && !row.starts_with('#')).skip(1);
    for (index, row) in rows {
        let cells: Vec<&str> = row.split('\t').collect();
        let error = |(column, message)| WordsError { path: path.to_owned(), line: index + 1, column, message };
        if cells.len() != width {
            return Err(error((cells.len().min(width), format!("{} cells, expected {width}", cells.len()))));
        }
        add(&cells).map_err(error)?;
    }
    Ok(())
}

fn list(cell: &str) -> Vec<String> {
    cell.split(' ').filter(|word| *word != "-" && !word.is_empty()).map(|word| word.replace('_', " ")).collect()
}

fn read_effect(cell: &str) -> Option<Effect> {
    Some(match cell {
        "-" => Effect::Nothing,
        "say" => Effect::Operation(Operation::Say),
        "accuse" => Effect::Operation(Operation::Accuse),
        "hedge" => Effect::Operation(Operation::Hedge),
        "deny" => Effect::Operation(Operation::Deny),
        "doubt" => Effect::Operation(Operation::Doubt),
        "plan" => Effect::Operation(Operation::Plan),
        "try" => Effect::Operation(Operation::Try),
        "ask" => Effect::Operation(Operation::Ask),
        "threaten" => Effect::Operation(Operation::Threaten),
        "allow" => Effect::Operation(Operation::Allow),
        "prevent" => Effect::Operation(Operation::Prevent),
        "fail" => Effect::Operation(Operation::Fail),
        "if" => Effect::Operation(Operation::If),
        "purpose" => Effect::Operation(Operation::Purpose),
        "will" => Effect::Modality(Modality::Will),
        "would" => Effect::Modality(Modality::Would),
        "may" => Effect::Modality(Modality::May),
        "should" => Effect::Modality(Modality::Should),
        _ => return None,
    })
}

fn read_take(cell: &str) -> Take {
    match cell {
        "that" => Take::That,
        "whether" => Take::Whether,
        "infinitive" => Take::To,
        "ing" => Take::Ing,
        "object" => Take::Object,
        "name" => Take::Name,
        "recipient" => Take::Recipient,
        preposition => Take::Phrase(preposition.replace('_', " ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_lists_are_sorted_and_have_no_row_twice() {
        for (path, table) in [("operators", OPERATORS), ("light", LIGHT), ("nouns", NOUNS), ("status", STATUS)] {
            let rows: Vec<&str> = table.lines().filter(|row| !row.starts_with('#')).skip(1).collect();
            for pair in rows.windows(2) {
                assert!(pair[0] < pair[1], "rules/{path}.tsv: \"{}\" stands before \"{}\"", pair[0], pair[1]);
            }
        }
        assert!(Words::builtin().verbs.len() > 200);
    }

    #[test]
    fn a_row_that_is_wrong_is_named() {
        let error = |operators: &str, light: &str, nouns: &str, status: &str| {
            Words::read(operators, light, nouns, status).unwrap_err().to_string()
        };
        assert_eq!(error("# c\nhead\nsay\tverb\tsay", "", "", ""), "rules/operators.tsv:3:3: 3 cells, expected 5");
        assert_eq!(
            error("h\nsay\tverb\tspeak\tthat\t-", "", "", ""),
            "rules/operators.tsv:2:3: \"speak\", expected an operation, a modality or -"
        );
        assert_eq!(
            error("", "h\nface\t-\tback\tfrom", "", ""),
            "rules/light.tsv:2:3: \"back\", expected direct or reversed"
        );
        assert_eq!(
            error("", "", "h\nraid\traid\tagent\tobject\tsubject\t-", ""),
            "rules/nouns.tsv:2:3: \"agent\", expected subject, object or none"
        );
        assert!(error("", "", "", "h\nnot\tno").starts_with("rules/status.tsv:2:2: \"no\", expected will, would,"));
    }
}
