//! The rules of boilerplate: `rules/boilerplate.tsv`.

use regex::Regex;

const BUILTIN: &str = include_str!("../../rules/boilerplate.tsv");
/// Rules for ends of lines look at so many bytes.
const MAX_END: usize = 120;
/// A longer line is a paragraph; no rule looks at it.
const MAX_LINE: usize = 400;

/// How much a rule marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// The line.
    Line,
    /// The line and all after it.
    Tail,
    /// The end of a line of content, from where the pattern begins.
    End,
}

/// One rule.
#[derive(Debug, Clone)]
pub(super) struct TextRule {
    /// Its name.
    pub id: String,
    /// How much it marks.
    pub place: Where,
    pattern: Regex,
    /// Lines that must fit, and that must not: the tests.
    #[cfg(test)]
    examples: (Vec<String>, Vec<String>),
}

/// All rules.
#[derive(Debug, Clone)]
pub struct TextRules {
    rules: Vec<TextRule>,
    /// The rules of ends with their indices.
    ends: Vec<(usize, Regex)>,
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
        let (mut rules, mut ends, mut errors) = (Vec::new(), Vec::new(), Vec::new());
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
                "end" => Where::End,
                other => {
                    error(format!("where is \"{other}\", expected line, tail or end"));
                    continue;
                }
            };
            let pattern = match Regex::new(pattern) {
                Ok(pattern) => pattern,
                Err(problem) => {
                    error(format!("pattern: {problem}"));
                    continue;
                }
            };
            if place == Where::End {
                ends.push((rules.len(), pattern.clone()));
            }
            if fits.is_empty() || others.is_empty() {
                error(format!("\"{id}\" has no example that must match, or none that must not"));
            }
            #[cfg(test)]
            let list = |cell: &str| cell.split(" || ").map(str::to_owned).collect();
            rules.push(TextRule {
                id: id.to_owned(),
                place,
                pattern,
                #[cfg(test)]
                examples: (list(fits), list(others)),
            });
        }
        if errors.is_empty() { Ok(Self { rules, ends }) } else { Err(errors) }
    }

    /// Returns the first rule that fits a line; tail rules only late in a text.
    pub(super) fn find(&self, line: &str, late: bool) -> Option<&TextRule> {
        if line.len() > MAX_LINE {
            return None;
        }
        // One by one: nearly all of them fail at the first letters, and each compiles faster than they do together.
        let mut whole = self.rules.iter().filter(|rule| rule.place == Where::Line || rule.place == Where::Tail && late);
        whole.find(|rule| rule.pattern.is_match(line))
    }

    /// Returns the rule that marks the end of a line, and the byte of the line where that begins.
    pub(super) fn end_of(&self, line: &str) -> Option<(&TextRule, usize)> {
        let from = line.len().saturating_sub(MAX_END);
        let from = (from..line.len()).find(|&at| line.is_char_boundary(at))?;
        let found = self.ends.iter().filter_map(|(rule, pattern)| Some((*rule, pattern.find(&line[from..])?.start())));
        found.min_by_key(|(rule, at)| (*at, *rule)).map(|(rule, at)| (&self.rules[rule], from + at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_fits_its_own_examples_only() {
        let rules = TextRules::builtin();
        for rule in &rules.rules {
            let fits = |line: &String| rule.pattern.is_match(line);
            assert!(rule.examples.0.iter().all(fits), "{}: a line that must match does not", rule.id);
            assert!(!rule.examples.1.iter().any(fits), "{}: a line that must not match does", rule.id);
        }
    }

    #[test]
    fn errors_name_their_line() {
        let error = |row: &str| {
            TextRules::parse("r.tsv", &format!("id\twhere\tpattern\tmatch\tnomatch\n{row}\n")).unwrap_err().remove(0)
        };
        assert_eq!(error("a\tnowhere\tx\ty\tz"), "r.tsv:2: where is \"nowhere\", expected line, tail or end");
        assert!(error("b\tline\t(\ty\tz").starts_with("r.tsv:2: pattern: "));
    }
}
