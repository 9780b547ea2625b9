//! Reading, checking and testing files of rules.

use crate::relation::rule::tests::{BLOCKS, rules_of, sound};
use crate::relation::rule::{Fault, Look, Rules, Stated};
use crate::relation::{Polarity, Status};

#[test]
fn the_checker_finds_what_is_doubtful() {
    let check = |blocks: &str| sound(blocks).check().iter().map(ToString::to_string).collect::<Vec<_>>();
    let whole = "why w\nyes A hit B. => A | B\nno A.\n";
    let found = check(&format!(
        "rule a -> attacked\nverb S hit O\n{whole}rule b -> bombed\nverb S hit O\n{whole}\
         rule c -> aided\nverb S sent {{aid}} to O\nrule d -> attacked\nverb S hit O\n{whole}"
    ));
    let has = |part: &str| assert!(found.iter().any(|line| line.contains(part)), "{part}: {found:#?}");
    has(
        "t.rule:7:6: \"hit\" in \"S hit O\" means bombed here and attacked in \"a\" (t.rule:2:6): tell them apart by \"where\"",
    );
    has("t.rule:14:6: \"hit\" in \"S hit O\" is said already by \"a\" (t.rule:2:6)");
    has("t.rule:12:6: \"sent\" is no dictionary form: did you mean \"send\"?");
    has("t.rule:11:6: \"c\" has no \"no\" sentence");
    has("no rule uses the class \"troops\"");
    assert!(!found.iter().any(|line| line.contains("\"aid\"")));
}

#[test]
fn the_sentences_of_a_rule_are_its_tests() {
    let rules = sound(
        "rule a -> attacked\nverb S hit O\nyes Norway hit Mali. => Norway | Mali\nyes Norway struck Mali. => Norway | Mali\n\
         no Norway hit Peru.\ntodo Norway hit Chile. => Norway | Chile\nno Norway hit Togo. => Norway | bombed | Togo\n",
    );
    let look = |sentence: &str| {
        let object = sentence.trim_end_matches('.').rsplit(' ').next().unwrap_or_default().to_owned();
        let stated = Stated {
            subject: vec!["Norway".to_owned()],
            relation: "attacked".to_owned(),
            object: vec![object.clone()],
            status: Status::Asserted,
            polarity: Polarity::Positive,
            rule: "a".to_owned(),
        };
        let names = vec!["norway".to_owned(), object];
        let stated = if sentence.contains("struck") { Vec::new() } else { vec![stated] };
        Look { stated, predicates: vec![(sentence.to_owned(), names)], near: Vec::new() }
    };
    let (count, failures) = rules.run(&|_, _| true, &look);
    let faults: Vec<(&str, Fault)> = failures.iter().map(|f| (f.sentence.as_str(), f.fault)).collect();
    let expected = [
        ("Norway struck Mali.", Fault::Rule),
        ("Norway hit Peru.", Fault::Rule),
        ("Norway hit Chile.", Fault::Promote),
        ("Norway hit Togo.", Fault::Rule),
    ];
    assert_eq!((count, &faults[..]), (5, &expected[..]));
    assert_eq!(failures[1].wanted, "no attacked");
}

#[test]
fn the_order_of_files_and_blocks_does_not_show() {
    let blocks: Vec<&str> = BLOCKS.split("\n\n").collect();
    let turned = blocks.iter().rev().copied().collect::<Vec<_>>().join("\n\n");
    let (rules, other) = (sound(BLOCKS), sound(&turned));
    let ids = |rules: &Rules| rules.all.iter().map(|rule| rule.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&rules), ids(&other));
}

#[test]
fn what_is_not_understood_is_told_with_its_place() {
    let errors = |blocks: &str| rules_of(blocks).1.iter().map(ToString::to_string).collect::<Vec<_>>();
    let one = |line: &str| errors(&format!("rule r -> attacked\n  verb  S attack O\n  {line}\n"));
    assert_eq!(
        one("vreb  S hit O"),
        [
            "t.rule:3:3: found \"vreb\", expected rule, why, verb, noun, name, owner, where, without, also, over, yes, no, todo; did you mean \"verb\"?"
        ]
    );
    assert_eq!(
        one("verb  S hit {wepons} on O"),
        ["t.rule:3:15: found \"wepons\", expected a class of words; did you mean \"weapons\"?"]
    );
    assert_eq!(
        one("verb  S hit O with"),
        ["t.rule:3:21: found the end of the line, expected S, O, N, {class} or nouns"]
    );
    assert_eq!(one("verb  S hit [O"), ["t.rule:3:17: found the end, expected \"]\""]);
    assert_eq!(
        one("verb  S hit on N"),
        ["t.rule:3:9: found \"S hit on N\", expected S and O outside of square brackets"]
    );
    assert_eq!(
        one("where S is persom"),
        ["t.rule:3:14: found \"persom\", expected a type, {class}, \"noun\" or named; did you mean \"person\"?"]
    );
    assert_eq!(one("over q"), ["t.rule:3:8: found \"q\", expected the id of a rule"]);
    assert_eq!(
        one("also atacked"),
        ["t.rule:3:8: found \"atacked\", expected a relation of relations.tsv; did you mean \"attacked\"?"]
    );
    assert_eq!(one("yes Norway hit Mali."), ["t.rule:3:7: found a sentence alone, expected SENTENCE => S | O"]);
    assert_eq!(
        one("yes Norway hit Mali. => Norway"),
        ["t.rule:3:26: found \"Norway\", expected S | O or S | relation | O, then a status"]
    );
    assert_eq!(errors("verb S hit O"), ["t.rule:1:1: found \"verb\", expected \"rule ID -> RELATION\" first"]);
    assert_eq!(errors("rule r attacked"), ["t.rule:1:6: found \"r attacked\", expected rule ID -> RELATION"]);
    assert_eq!(
        errors("rule r -> attacked\nverb S hit O\nrule r -> attacked\nverb S hit O"),
        ["t.rule:3:6: found \"r\", expected an id of its own: t.rule:1:6 has it"]
    );
    let circle = errors("rule a -> attacked\nverb S hit O\nover b\nrule b -> bombed\nverb S hit O\nover a");
    assert_eq!(circle.len(), 2);
    assert!(circle[0].contains("no circle"));
    assert_eq!(
        errors("rule r -> resigned_from\nverb S quit O\nwhere S is country"),
        ["t.rule:3:7: found \"S is country\", expected a type that relations.tsv allows there: person"]
    );
}
