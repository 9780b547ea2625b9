//! The rules of boilerplate: `rules/boilerplate.tsv`.

use regex::{Regex, RegexSet};

const BUILTIN: &str = include_str!("../../rules/boilerplate.tsv");
/// A longer line is a paragraph; no rule looks at it.
const MAX_LINE: usize = 400;

/// How much a rule marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// The line.
    Line,
    /// The line and all after it.
    Tail,
}

/// One rule.
#[derive(Debug, Clone)]
pub(super) struct TextRule {
    /// Its name.
    pub id: String,
    /// How much it marks.
    pub place: Where,
    /// Lines that must fit, and that must not: the tests.
    #[cfg(test)]
    examples: (Vec<String>, Vec<String>),
}

/// All rules.
#[derive(Debug, Clone)]
pub struct TextRules {
    rules: Vec<TextRule>,
    set: RegexSet,
}

impl TextRules {
    /// Returns the program's own rules.
    ///
    /// # Panics
    /// Never: a test reads the file.
    pub fn builtin() -> Self {
        Self::parse("rules/boilerplate.tsv", BUILTIN).expect("tests read the file")
    }

    /// Reads rules.
    ///
    /// # Errors
    /// `path:line: ...` for all that is wrong.
    pub fn parse(path: &str, text: &str) -> Result<Self, Vec<String>> {
        let (mut rules, mut patterns, mut errors) = (Vec::new(), Vec::new(), Vec::new());
        let lines = text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        for (index, line) in lines.skip(1) {
            let mut error = |message: String| errors.push(format!("{path}:{}: {message}", index + 1));
            let cells: Vec<&str> = line.split('\t').collect();
            let [id, place, pattern, fits, others] = cells[..] else {
                error(format!("{} cells, expected id, where, pattern, match, nomatch", cells.len()));
                continue;
            };
            let place = match place {
                "line" => Where::Line,
                "tail" => Where::Tail,
                other => {
                    error(format!("where is \"{other}\", expected line or tail"));
                    continue;
                }
            };
            if let Err(problem) = Regex::new(pattern) {
                error(format!("pattern of \"{id}\": {problem}"));
                continue;
            }
            if fits.is_empty() || others.is_empty() {
                error(format!("\"{id}\" has no example that must match, or none that must not"));
            }
            #[cfg(test)]
            let list = |cell: &str| cell.split(" || ").map(str::to_owned).collect();
            rules.push(TextRule {
                id: id.to_owned(),
                place,
                #[cfg(test)]
                examples: (list(fits), list(others)),
            });
            patterns.push(pattern);
        }
        let set = RegexSet::new(patterns).map_err(|e| vec![format!("{path}: {e}")])?;
        if errors.is_empty() { Ok(Self { rules, set }) } else { Err(errors) }
    }

    /// Returns the first rule that fits a line; tail rules only late in a text.
    pub(super) fn find(&self, line: &str, late: bool) -> Option<&TextRule> {
        if line.len() > MAX_LINE {
            return None;
        }
        let fits = self.set.matches(line);
        fits.iter().map(|i| &self.rules[i]).find(|rule| rule.place == Where::Line || late)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_fits_its_own_examples_only() {
        let rules = TextRules::builtin();
        for (index, rule) in rules.rules.iter().enumerate() {
            let fits = |line: &String| rules.set.matches(line).matched(index);
            assert!(rule.examples.0.iter().all(fits), "{}: a line that must match does not", rule.id);
            assert!(!rule.examples.1.iter().any(fits), "{}: a line that must not match does", rule.id);
        }
    }

    #[test]
    fn errors_name_their_line() {
        let errors =
            TextRules::parse("r.tsv", "id\twhere\tpattern\tmatch\tnomatch\na\tnowhere\tx\ty\tz\nb\tline\t(\ty\tz\n")
                .unwrap_err();
        assert!(
            errors[0].starts_with("r.tsv:2: where is \"nowhere\"")
                && errors[1].starts_with("r.tsv:3: pattern of \"b\"")
        );
    }
}
