//! PETRARCH: actors (github.com/openeventdata/Dictionaries). A line `NAME_`, then `+SYNONYM_` and `[CODE dates]` lines;
//! codes may also stand behind the name. `#` and `;` begin comments.
//!
//! Names are in capitals: known spellings and short words without vowels stay so, others become title case. A name that
//! our lists know has the type it has there, others the default type. Codes are kept with their dates in `petrarch`.

use crate::gazetteer::import::draft::{Draft, Place, plain};
use crate::gazetteer::import::{Imported, Source, words};
use crate::gazetteer::row::RowError;

/// Characters of a name besides letters and digits.
const MARKS: [char; 8] = ['_', '-', '\'', '’', '.', '&', ',', '/'];

/// An actor in the making.
struct Actor {
    draft: Draft,
    place: Place,
    name: String,
    has_code: bool,
    is_bad: bool,
}

/// Reads the actors.
pub(super) fn read(source: &Source<'_>) -> Imported {
    let mut imported = Imported::default();
    let mut actor: Option<Actor> = None;
    for (index, line) in source.text.lines().enumerate() {
        let content = line.split(['#', ';']).next().unwrap_or_default();
        let indent = content.chars().take_while(|c| c.is_whitespace()).count();
        let place = Place { line: index + 1, column: indent + 1 };
        let content = content.trim();
        let is_new = !content.is_empty() && !content.starts_with(['+', '[']);
        if is_new {
            finish(source, actor.take(), &mut imported);
            actor =
                Some(Actor { draft: Draft::new(place), place, name: String::new(), has_code: false, is_bad: false });
        }
        if content.is_empty() {
            continue;
        }
        let result = match &mut actor {
            Some(actor) => {
                let result = read_line(source, actor, content, place);
                actor.is_bad |= result.is_err();
                result
            }
            None => Err(source.error(place, format!("found \"{content}\" before any name"))),
        };
        imported.errors.extend(result.err());
    }
    finish(source, actor, &mut imported);
    imported
}

/// Adds a line's name and codes to the actor.
fn read_line(source: &Source<'_>, actor: &mut Actor, content: &str, place: Place) -> Result<(), RowError> {
    let (name, codes) = content.split_at(content.find('[').unwrap_or(content.len()));
    let name = name.strip_prefix('+').unwrap_or(name).trim();
    if let Some(odd) = name.chars().find(|c| !c.is_alphanumeric() && !c.is_whitespace() && !MARKS.contains(c)) {
        return Err(source.error(place, format!("found \"{odd}\" in the name \"{name}\", expected letters and _")));
    }
    let words = name.replace('_', " ").split_whitespace().collect::<Vec<_>>().join(" ");
    if !words.is_empty() {
        let (spelling, flags) = spelling(source, &words);
        if actor.name.is_empty() {
            actor.name.clone_from(&spelling);
        }
        actor.draft.name(&spelling, flags, place);
    }
    let mut rest = codes.trim();
    while !rest.is_empty() {
        let inner = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
        let (code, after) =
            inner.filter(|(code, _)| !code.trim().is_empty() && !code.contains('[')).ok_or_else(|| {
                source.error(
                    place,
                    format!("found \"{rest}\", expected [CODE], [CODE <date], [CODE >date] or [CODE date-date]"),
                )
            })?;
        actor.draft.add("petrarch", plain(code), place);
        actor.has_code = true;
        rest = after.trim();
    }
    Ok(())
}

/// The name as news write it, with its flags.
fn spelling(source: &Source<'_>, words: &str) -> (String, &'static str) {
    let title = words::title_case(words);
    if source.known.has(&title) {
        return (title, "");
    }
    if source.known.has(words) {
        return (words.to_owned(), "");
    }
    if words::is_abbreviation(words) { (words.to_owned(), "{abbr}") } else { (title, "") }
}

fn finish(source: &Source<'_>, actor: Option<Actor>, imported: &mut Imported) {
    let Some(mut actor) = actor.filter(|actor| !actor.is_bad) else { return };
    if !actor.has_code {
        imported.errors.push(source.error(actor.place, format!("\"{}\" has no [CODE]", actor.name)));
        return;
    }
    if let Some(entity_type) = source.known.type_of(&actor.name) {
        actor.draft.put("type", entity_type, actor.place);
    }
    imported.take(actor.draft.row(source));
}

#[cfg(test)]
mod tests {
    use crate::gazetteer::import::Format;
    use crate::gazetteer::import::tests::{check, check_known, of_type};

    #[test]
    fn names_get_capitals_and_keep_codes() {
        let text = "# actors\nBAR_AL-FOO_ ; a comment\n+FOO_OF_THE_BAR_\n\t[XLGOV 010101-051231]\n\t[XLELI >051231]\n\n\
                    XLAND_ [XLA]\n+XLISH_\n\nXBR_ [XLAMIL]\n";
        let expected = "#gaz 1\nid\ttype\tname\taliases\tsource\tpetrarch\n\
                        country/xland\tcountry\tXland\tXlish\timport\tXLA\n\
                        person/bar-al-foo\tperson\tBar Al-Foo\tFoo of the Bar\timport\tXLGOV 010101-051231|XLELI >051231\n\
                        person/xbr\tperson\tXBR{abbr}\t\timport\tXLAMIL\n";
        assert_eq!(check_known(Format::Petrarch, text, &of_type("person")).unwrap(), expected);
    }

    #[test]
    fn bad_lines_are_placed() {
        let text = "+A_\nB_\nC_ [XLA\nD{S}_ [XLA]\n";
        let expected = [
            "f:1:1: found \"+A_\" before any name",
            "f:2:1: \"B\" has no [CODE]",
            "f:3:1: found \"[XLA\", expected [CODE], [CODE <date], [CODE >date] or [CODE date-date]",
            "f:4:1: found \"{\" in the name \"D{S}_\", expected letters and _",
        ];
        assert_eq!(check(Format::Petrarch, text, &of_type("person")).unwrap_err(), expected);
    }

    #[test]
    fn a_type_is_needed_for_what_no_list_knows() {
        let options = crate::gazetteer::import::Options::default();
        let expected = ["f:1:1: \"type\" is empty; --type gives one to all rows"];
        assert_eq!(check(Format::Petrarch, "B_ [XLA]\n", &options).unwrap_err(), expected);
    }
}
