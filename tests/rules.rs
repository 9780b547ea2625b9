use whowhom::gazetteer::Gazetteer;
use whowhom::input::Document;
use whowhom::pipeline::Analyser;

const PATTERNS: &str = include_str!("../rules/patterns.tsv");
const VERBS: &str = include_str!("../rules/verbs.tsv");

/// "relation Subject > Object" of all that a sentence states.
fn stated(analyser: &Analyser, sentence: &str) -> Vec<String> {
    let found = analyser.analyse(Document::new("a", sentence));
    let name = |entity: usize| found.identity.entities[entity].name.clone();
    let show = |a: &whowhom::relation::Assertion| format!("{} {} > {}", a.relation, name(a.subject), name(a.object));
    found.assertions.iter().map(show).collect()
}

fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let lines = text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).skip(1);
    lines.map(|l| l.split('\t').collect())
}

#[test]
fn every_pattern_fits_its_own_examples_only() {
    let analyser = Analyser::new(Gazetteer::builtin());
    let mut wrong = Vec::new();
    for row in rows(PATTERNS) {
        let (id, yes, no) = (row[0], row[9], row[10]);
        let (sentence, expected) = yes.split_once(" => ").expect("yes is \"SENTENCE => RELATION SUBJECT > OBJECT\"");
        let found = stated(&analyser, sentence);
        if !found.iter().any(|f| f == expected) {
            wrong.push(format!("{id}: \"{sentence}\" gives {found:?}, expected {expected}"));
        }
        let relation = expected.split(' ').next().unwrap_or_default();
        let found = stated(&analyser, no);
        if found.iter().any(|f| f.starts_with(&format!("{relation} "))) {
            wrong.push(format!("{id}: \"{no}\" gives {found:?}, expected no {relation}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_verb_is_read_in_the_active_and_the_transitive_ones_in_the_passive() {
    let analyser = Analyser::new(Gazetteer::builtin());
    let mut wrong = Vec::new();
    let mut check = |sentence: String, expected: String| {
        let found = stated(&analyser, &sentence);
        if !found.contains(&expected) {
            wrong.push(format!("\"{sentence}\" gives {found:?}, expected {expected}"));
        }
    };
    for row in rows(VERBS) {
        let ends = match row[0] {
            "appointed" | "succeeded" | "spouse_of" => ("Maria Keller", "Peter Novak"),
            "works_for" | "educated_at" => ("Maria Keller", "Siemens"),
            "lives_in" | "resigned_from" | "ruled" => ("Maria Keller", "Peru"),
            "founded" | "joined" | "left" | "merged_with" => ("Nokia", "Siemens"),
            _ => ("Norway", "Peru"),
        };
        let then = if row[5] == "-" { String::new() } else { format!("{} ", row[5]) };
        let after = if row[6] == "-" { String::new() } else { format!(" {}", row[6]) };
        let expected = format!("{} {} > {}", row[0], ends.0, ends.1);
        check(format!("{} {} {then}{}{after}.", ends.0, row[3], ends.1), expected.clone());
        check(format!("{} will {} {then}{}{after}.", ends.0, row[1], ends.1), expected.clone());
        if row[5] == "-" && row[6] == "-" {
            check(format!("{} was {} by {}.", ends.1, row[4], ends.0), expected);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
