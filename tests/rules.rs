use whowhom::gazetteer::Gazetteer;
use whowhom::input::Document;
use whowhom::pipeline::Analyser;
use whowhom::relation::census::{Census, Count, Counted};
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

#[test]
fn a_census_counts_what_fired_and_what_no_rule_names() {
    let analyser = Analyser::new(Gazetteer::builtin());
    let mut census = Census::default();
    for text in
        ["Norway invaded Peru.", "Norway photographed Peru. Later Chile photographed Peru with Quorl Widgets Ltd."]
    {
        let (found, explained) = analyser.explain_relations(Document::new("a", text));
        census.add(&Counted {
            text,
            mentions: &found.mentions,
            identity: &found.identity,
            assertions: &found.assertions,
            explained: &explained,
        });
    }
    let lines = |counts: Vec<Count>| -> Vec<String> {
        counts.iter().map(|c| format!("{} {} {} {}", c.count, c.documents, c.kind, c.what)).collect()
    };
    assert!(lines(census.fired())[0].starts_with("1 1 invaded "), "{:?}", census.fired());
    assert_eq!(lines(census.gaps()), ["1 1 verb S photograph O", "1 1 verb S photograph O with N"]);
    assert_eq!(lines(census.names()), ["1 1 organisation Quorl Widgets Ltd."]);
    let fired = census.fired()[0].what.clone();
    let dead = census.dead(analyser.rules());
    assert!(dead.iter().all(|(id, _)| *id != fired), "{fired} fired");
    assert!(
        dead.iter().any(|(id, place)| *id == "mobilise-send-troops" && place.starts_with("rules/")),
        "{}",
        dead.len()
    );
}
