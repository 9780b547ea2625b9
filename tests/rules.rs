use whowhom::gazetteer::Gazetteer;
use whowhom::pipeline::Analyser;
use whowhom::relation::rule::{Failure, Rules};

#[test]
fn the_files_of_rules_are_understood() {
    let (_, errors) = Rules::read(&Rules::builtin_files());
    let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

#[test]
fn every_sentence_of_a_rule_is_read_as_it_says() {
    let analyser = Analyser::new(Gazetteer::builtin());
    let (count, failures) = Rules::builtin().run(&|_, _| true, &|sentence| analyser.look(sentence));
    let show = |f: &Failure| {
        format!("{}: {}: {}\n    wanted {}\n    stated {:?}", f.position, f.rule, f.sentence, f.wanted, f.stated)
    };
    assert!(count > 2000, "{count} sentences");
    assert!(failures.is_empty(), "{}", failures.iter().map(show).collect::<Vec<_>>().join("\n"));
}
