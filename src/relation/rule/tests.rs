use crate::gazetteer::EntityType;
use crate::relation::normal::{Argument, How, Kind, Member, Predicate, Role, Tense};
use crate::relation::rule::{Clauses, Fault, Filler, Fit, Look, Place, Referent, RuleError, Rules, Stated};
use crate::relation::{Polarity, Status};
use crate::span::Span;

const RELATIONS: &str = include_str!("../../../rules/relations.tsv");
const PREPOSITIONS: &str = include_str!("../../../rules/prepositions.tsv");
const CLOSED: &str = include_str!("../../../rules/no_open.tsv");
const CLASSES: &str = "class\tword\tnote
troops\tsoldiers
troops\tbattalion
weapons\tdrone
aid\tmedicine
aid\tloan
help\tmedical team
penalty\ttariff
penalty\tembargo
crowd\tnurse
deal\tdeal
talks\ttalk
";

const BLOCKS: &str = r#"
rule send-troops -> sent_troops_to
  why   moves its own armed force into a place
  verb  S send|dispatch|deploy|fly {troops} to|into O
  noun  dispatch|deployment of {troops} to|into O by S
  owner S of {troops}
  where O is country, region, city
  yes   Norway flew two battalions to Mali. => Norway | Mali
  yes   Norway will send marines to Mali. => Norway | Mali | planned
  no    Norway sent medicine to Mali. => Norway | aided | Mali

rule impose-sanctions -> sanctioned
  verb  S impose|slap {penalty} on|against O
  noun  {penalty} on|against O by S

rule president -> president_of
  name  S [acting|interim] president of O
  where S is person; O is country

rule vice -> held_office_in
  name  S vice_president of O

rule receive-aid -> aided
  verb  O receive|get {aid} from S
  where S is country, organisation, person, group

rule strike-bomb -> bombed
  verb  S strike|hit O [with {weapons}]
  owner S of {troops}|{weapons}
  where S is country, organisation, group; O is country, city, organisation, group

rule nurses -> protested_in
  verb  S strike in O
  where S is {crowd}

rule deal -> agreed_with
  verb  S strike {deal} with O

rule talks -> met_with
  verb  S hold {talks} with O
  verb  S meet O
  verb  S meet with O
  noun  {talks} with O by S

rule accuse -> accused
  verb  S accuse O
rule call-on -> called_on
  verb  S call on O
rule ask-help -> asked_for_help
  verb  S ask O to <help|send>
rule demand -> demanded
  verb  S demand that O
rule denied-claims -> denied
  verb  S deny claims of O
rule based -> based_in
  verb  S be based in O
rule critical -> criticised
  verb  S be critical|contemptuous of O
rule invade -> invaded
  verb  S invade O
rule give -> armed
  verb  S give O {weapons}
rule mediate -> mediated
  verb  N mediate between S and O
rule take-part -> joined
  verb  S take part in O
"#;

fn rules_of(blocks: &str) -> (Rules, Vec<RuleError>) {
    Rules::read(&[
        ("relations.tsv", RELATIONS),
        ("prepositions.tsv", PREPOSITIONS),
        ("no_open.tsv", CLOSED),
        ("word_classes.tsv", CLASSES),
        ("t.rule", blocks),
    ])
}

fn sound(blocks: &str) -> Rules {
    let (rules, errors) = rules_of(blocks);
    assert_eq!(errors, []);
    rules
}

/// Names with their types; an entity's index is its place here.
const NAMES: [(&str, EntityType); 12] = [
    ("norway", EntityType::Country),
    ("mali", EntityType::Country),
    ("peru", EntityType::Country),
    ("chile", EntityType::Country),
    ("asmara", EntityType::City),
    ("keller", EntityType::Person),
    ("nokia", EntityType::Organisation),
    ("nurses", EntityType::Group),
    ("oslo", EntityType::City),
    ("novak", EntityType::Person),
    ("togo", EntityType::Country),
    ("niger", EntityType::Country),
];

fn referent(name: &str) -> Option<Referent> {
    let entity = NAMES.iter().position(|(own, _)| *own == name)?;
    let entity_type = NAMES[entity].1;
    let named = entity_type != EntityType::Group;
    Some(Referent { entity, entity_type, span: Span::new(entity * 10, entity * 10 + 5), named, guessed: false })
}

/// "two battalion/norway": the phrase, and its owner.
fn filler(words: &str) -> Filler {
    let (words, owner) = words.split_once('/').map_or((words, None), |(words, owner)| (words, referent(owner)));
    let phrase: Vec<String> = words
        .split(' ')
        .map(|word| word.trim_end_matches("nurses").to_owned() + if word == "nurses" { "nurse" } else { "" })
        .collect();
    Filler { head: 0, phrase, referent: referent(words), actor: None, owner }
}

/// "subject: norway, peru", "to: mali".
fn place(text: &str) -> Place {
    let (role, members) = text.split_once(": ").unwrap();
    let role = match role {
        "subject" => Role::Subject,
        "object" => Role::Object,
        "content" => {
            return Place { role: Role::Content(members.parse().unwrap()), how: How::Direct, members: Vec::new() };
        }
        preposition => Role::Phrase(preposition.to_owned()),
    };
    Place { role, how: How::Direct, members: members.split(", ").map(filler).collect() }
}

fn predicate(kind: Kind, lemma: &str, places: &[Place]) -> Predicate {
    let argument = |place: &Place| Argument {
        role: place.role.clone(),
        members: place.members.iter().map(|_| Member { head: 0, tokens: 0..1 }).collect(),
        how: place.how,
    };
    Predicate {
        kind,
        head: 3,
        trigger: 3..4,
        lemma: lemma.to_owned(),
        verb: None,
        passive: false,
        tense: Tense::Past,
        former: false,
        negated: false,
        modality: None,
        operators: Vec::new(),
        arguments: places.iter().map(argument).collect(),
    }
}

fn show(rules: &Rules, fits: &[Fit]) -> Vec<String> {
    let name = |referent: &Referent| NAMES[referent.entity].0;
    let show =
        |fit: &Fit| format!("{} {} {} [{}]", name(&fit.subject), fit.relation, name(&fit.object), rules.id(fit.frame));
    fits.iter().map(show).collect()
}

fn found(rules: &Rules, kind: Kind, lemma: &str, places: &[&str]) -> Vec<String> {
    let places: Vec<Place> = places.iter().map(|text| place(text)).collect();
    show(rules, &rules.fit(&predicate(kind, lemma, &places), &places))
}

#[track_caller]
fn check(kind: Kind, lemma: &str, places: &[&str], expected: &[&str]) {
    assert_eq!(found(&sound(BLOCKS), kind, lemma, places), expected);
}

#[test]
fn verbs_are_matched_by_their_places() {
    let sent = ["norway sent_troops_to mali [send-troops]"];
    check(Kind::Verb, "fly", &["subject: norway", "object: two battalion", "to: mali"], &sent);
    check(Kind::Verb, "send", &["to: mali", "subject: norway", "object: soldier"], &sent);
    check(Kind::Verb, "send", &["subject: norway", "object: medicine", "to: mali"], &[]);
    check(Kind::Verb, "send", &["subject: norway", "object: soldier", "to: nokia"], &[]);
    check(
        Kind::Verb,
        "receive",
        &["subject: mali", "object: loan", "from: norway"],
        &["norway aided mali [receive-aid]"],
    );
}

#[test]
fn owners_stand_in_for_those_who_are_not_named() {
    check(
        Kind::Verb,
        "dispatch",
        &["object: norwegian battalion/norway", "to: mali"],
        &["norway sent_troops_to mali [send-troops]"],
    );
    check(Kind::Verb, "strike", &["subject: drone/togo", "object: asmara"], &["togo bombed asmara [strike-bomb]"]);
    check(Kind::Verb, "strike", &["subject: ball/togo", "object: asmara"], &[]);
    check(
        Kind::Noun,
        "deployment",
        &["subject: norway", "of: soldier", "into: mali"],
        &["norway sent_troops_to mali [send-troops]"],
    );
}

#[test]
fn readings_of_one_word_are_kept_apart() {
    check(Kind::Verb, "strike", &["subject: nurses", "in: oslo"], &["nurses protested_in oslo [nurses]"]);
    check(
        Kind::Verb,
        "strike",
        &["subject: norway", "object: deal", "with: mali"],
        &["norway agreed_with mali [deal]"],
    );
    check(Kind::Verb, "take", &["subject: norway", "object: part", "in: nokia"], &["norway joined nokia [take-part]"]);
    check(Kind::Verb, "take", &["subject: norway", "object: tea", "in: nokia"], &[]);
}

#[test]
fn names_are_looked_up_by_their_longest_known_end() {
    check(Kind::Name, "president", &["subject: keller", "of: mali"], &["keller president_of mali [president]"]);
    check(Kind::Name, "acting president", &["subject: keller", "of: mali"], &["keller president_of mali [president]"]);
    check(Kind::Name, "vice president", &["subject: keller", "of: mali"], &["keller held_office_in mali [vice]"]);
    check(Kind::Name, "president", &["subject: keller", "of: nokia"], &[]);
}

#[test]
fn equal_ends_may_stand_together() {
    let met = ["norway met_with mali [talks]", "norway met_with peru [talks]", "mali met_with peru [talks]"];
    check(Kind::Verb, "meet", &["subject: norway, mali, peru"], &met);
    check(Kind::Verb, "meet", &["subject: norway", "object: mali"], &met[..1]);
    check(Kind::Verb, "meet", &["subject: norway, mali", "object: boss"], &[]);
    check(Kind::Verb, "hold", &["subject: norway, mali", "object: talk"], &met[..1]);
    check(
        Kind::Verb,
        "hold",
        &["subject: norway, mali", "object: talk", "with: keller"],
        &["norway met_with keller [talks]", "mali met_with keller [talks]"],
    );
    check(Kind::Noun, "talk", &["between: norway, mali"], &met[..1]);
    check(Kind::Noun, "talk", &["subject: norway, mali"], &met[..1]);
    check(Kind::Noun, "talk", &["subject: norway", "with: mali"], &met[..1]);
    check(Kind::Verb, "accuse", &["subject: norway, mali"], &[]);
    check(
        Kind::Verb,
        "accuse",
        &["subject: norway, mali", "object: each other"],
        &["norway accused mali [accuse]", "mali accused norway [accuse]"],
    );
    check(Kind::Verb, "mediate", &["subject: keller", "between: norway, mali"], &["norway mediated mali [mediate]"]);
}

#[test]
fn long_coordinations_make_no_quadratic_edges() {
    let all = "subject: norway, mali, peru, chile, asmara, keller, nokia, oslo, novak, togo";
    assert_eq!(found(&sound(BLOCKS), Kind::Verb, "meet", &[all]).len(), 9);
    let objects = "object: niger, mali, peru, chile, asmara, keller, nokia, oslo, novak";
    // Nine objects of the first and one each of nine others; nobody accuses himself.
    assert_eq!(found(&sound(BLOCKS), Kind::Verb, "accuse", &[all, objects]).len(), 18);
}

#[test]
fn particles_and_prepositions_are_read_alike() {
    check(Kind::Verb, "call", &["subject: norway", "on: mali"], &["norway called_on mali [call-on]"]);
    check(Kind::Verb, "call on", &["subject: norway", "object: mali"], &["norway called_on mali [call-on]"]);
    check(Kind::Verb, "give", &["subject: norway", "to: mali", "object: drone"], &["norway armed mali [give]"]);
}

#[test]
fn participles_behind_be_are_read_as_passives() {
    check(Kind::Adjective, "based", &["subject: nokia", "in: oslo"], &["nokia based_in oslo [based]"]);
    check(Kind::Verb, "base", &["object: nokia", "in: oslo"], &["nokia based_in oslo [based]"]);
    check(Kind::Adjective, "critical", &["subject: nokia", "of: oslo"], &["nokia criticised oslo [critical]"]);
}

#[test]
fn nouns_are_read_by_their_verbs_rules() {
    let places = [place("subject: norway"), place("object: mali"), place("of: mali")];
    let noun = Predicate { verb: Some("invade".to_owned()), ..predicate(Kind::Noun, "invasion", &places) };
    let rules = sound(BLOCKS);
    let fits = rules.fit(&noun, &places);
    assert_eq!(show(&rules, &fits), ["norway invaded mali [invade]"]);
    assert!(fits[0].score < 0.8);
}

#[test]
fn clauses_are_looked_into() {
    let outer = vec![place("subject: norway"), place("object: mali"), place("content: 1")];
    let inner = vec![place("subject: mali"), place("object: peru")];
    let rules = sound(BLOCKS);
    let fits = |outer_lemma: &str, inner_lemma: &str, outer: &[Place]| {
        let predicates = [predicate(Kind::Verb, outer_lemma, outer), predicate(Kind::Verb, inner_lemma, &inner)];
        let places = [outer.to_vec(), inner.clone()];
        show(&rules, &rules.fit_in(Clauses { predicates: &predicates, places: &places, lemmas: &[] }, 0))
    };
    assert_eq!(fits("ask", "help", &outer), ["norway asked_for_help mali [ask-help]"]);
    assert!(fits("ask", "leave", &outer).is_empty());
    assert_eq!(
        fits("demand", "leave", &[place("subject: norway"), place("content: 1")]),
        ["norway demanded mali [demand]"]
    );
}

#[test]
fn an_infinitive_is_told_from_other_clauses() {
    let rules = sound("rule tell -> demanded\n  verb S tell O to <>\n");
    let outer = vec![place("subject: norway"), place("object: mali"), place("content: 1")];
    let fits = |lemmas: &str| {
        let lemmas: Vec<String> = lemmas.split(' ').map(str::to_owned).collect();
        let told = Predicate { head: 1, ..predicate(Kind::Verb, "tell", &outer) };
        let predicates = [told, Predicate { head: lemmas.len() - 1, ..predicate(Kind::Verb, "leave", &[]) }];
        let places = [outer.clone(), Vec::new()];
        show(&rules, &rules.fit_in(Clauses { predicates: &predicates, places: &places, lemmas: &lemmas }, 0))
    };
    assert_eq!(fits("norway tell mali to leave"), ["norway demanded mali [tell]"]);
    assert_eq!(fits("norway tell mali not to leave"), ["norway demanded mali [tell]"]);
    assert!(fits("norway tell mali that it leave").is_empty());
}

#[test]
fn a_phrase_may_hang_on_a_noun_in_another_phrase() {
    let rules = sound("rule bow -> demanded\n  verb O bow to pressure from S\n");
    let outer = vec![place("subject: norway"), place("to: pressure")];
    let inner = vec![place("from: mali")];
    let bow = Predicate { head: 1, ..predicate(Kind::Verb, "bow", &outer) };
    let pressure = Predicate { head: 0, ..predicate(Kind::Noun, "pressure", &inner) };
    let clauses = Clauses { predicates: &[bow, pressure], places: &[outer, inner], lemmas: &[] };
    assert_eq!(show(&rules, &rules.fit_in(clauses, 0)), ["mali demanded norway [bow]"]);
}

#[test]
fn a_phrase_may_hang_on_the_noun_before_it() {
    check(Kind::Verb, "deny", &["subject: norway", "object: claim/mali"], &["norway denied mali [denied-claims]"]);
    check(
        Kind::Verb,
        "deny",
        &["subject: norway", "object: claim", "of: mali"],
        &["norway denied mali [denied-claims]"],
    );
}

#[test]
fn two_objects_have_every_reading() {
    check(Kind::Verb, "give", &["subject: norway", "object: mali", "object: drone"], &["norway armed mali [give]"]);
    let rules = sound("rule brand -> accused\nverb S brand O traitor\n");
    for second in ["object: traitor", "as: traitor"] {
        let found = found(&rules, Kind::Verb, "brand", &["subject: norway", "object: keller", second]);
        assert_eq!(found, ["norway accused keller [brand]"], "{second}");
    }
    assert!(found(&rules, Kind::Verb, "brand", &["subject: norway", "object: keller"]).is_empty());
}

#[test]
fn words_of_the_sentence_tell_what_the_places_do_not() {
    let rules = sound(
        "rule ship -> armed\nnoun shipment of {weapons} to O by S\nrule beat -> defeated\nverb S beat_back O\n\
         rule join -> joined\nverb S become member of O\n",
    );
    let fits = |kind: Kind, lemma: &str, sentence: &str, places: &[&str]| {
        let places: Vec<Place> = places.iter().map(|text| place(text)).collect();
        let lemmas: Vec<String> = sentence.split(' ').map(str::to_owned).collect();
        let head = lemmas.iter().position(|word| word == lemma).unwrap();
        let predicates = [Predicate { head, ..predicate(kind, lemma, &places) }];
        let places = [places];
        show(&rules, &rules.fit_in(Clauses { predicates: &predicates, places: &places, lemmas: &lemmas }, 0)).len()
    };
    let arms = ["subject: norway", "to: mali"];
    assert_eq!(fits(Kind::Noun, "shipment", "norwegian drone shipment to mali", &arms), 1);
    assert_eq!(fits(Kind::Noun, "shipment", "norwegian grain shipment to mali", &arms), 0);
    let ends = ["subject: norway", "object: mali"];
    assert_eq!(fits(Kind::Verb, "beat", "mali be beat back by norway", &ends), 1);
    assert_eq!(fits(Kind::Verb, "beat", "mali be beat by norway", &ends), 0);
    let member = ["subject: norway", "of: nokia"];
    assert_eq!(fits(Kind::Name, "member", "norway become a member of nokia", &member), 1);
    assert_eq!(fits(Kind::Name, "member", "norway be a member of nokia", &member), 0);
}

#[test]
fn former_offices_have_rules_of_their_own() {
    let rules = sound(&format!("{BLOCKS}rule former -> former_president_of\nname S former_president of O\n"));
    let places = [place("subject: keller"), place("of: mali")];
    let found = |lemma: &str, former: bool| {
        let predicate = Predicate { former, ..predicate(Kind::Name, lemma, &places) };
        show(&rules, &rules.fit(&predicate, &places))
    };
    assert_eq!(found("president", true), ["keller former_president_of mali [former]"]);
    assert_eq!(found("former president", false), ["keller former_president_of mali [former]"]);
    assert_eq!(found("president", false), ["keller president_of mali [president]"]);
    assert!(found("vice president", true).iter().all(|fit| !fit.contains("held_office_in")));
}

#[test]
fn somebody_is_meant_in_a_passive() {
    let rules = sound("rule loan -> joined\nverb N loan S to O\n");
    let places = [place("object: keller"), place("to: nokia")];
    let loan = |passive: bool| {
        let predicate = Predicate { passive, ..predicate(Kind::Verb, "loan", &places) };
        rules.fit(&predicate, &places).len()
    };
    assert_eq!((loan(true), loan(false)), (1, 0));
    let places = [place("object: keller"), place("by: norway")];
    let accuse = Predicate { passive: true, ..predicate(Kind::Verb, "accuse", &places) };
    let rules = sound(BLOCKS);
    assert_eq!(show(&rules, &rules.fit(&accuse, &places)), ["norway accused keller [accuse]"]);
}

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
    let ids = |rules: &Rules| rules.rules.iter().map(|rule| rule.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&rules), ids(&other));
}

#[test]
fn the_order_of_competing_rules_is_total() {
    let winner = |blocks: &str| {
        let rules = sound(blocks);
        found(&rules, Kind::Verb, "hit", &["subject: norway", "object: mali", "with: drone"])
    };
    let (plain, with) = ("rule b -> attacked\nverb S hit O\n", "rule a -> bombed\nverb S hit O with {weapons}\n");
    assert_eq!(winner(&format!("{plain}{with}")), ["norway bombed mali [a]"]);
    assert_eq!(winner(&format!("{plain}over a\n{with}")), ["norway attacked mali [b]"]);
    let through = format!("{plain}over c\n{with}rule c -> injured\nverb S hit O\nover a\n");
    assert_eq!(winner(&through), ["norway attacked mali [b]"]);
    assert_eq!(
        winner("rule z -> attacked\nverb S hit O\nrule y -> bombed\nverb S hit O\nwhere O is country\n"),
        ["norway bombed mali [y]"]
    );
    assert_eq!(
        winner("rule z -> attacked\nverb S hit O\nrule y -> bombed\nverb S hit O\n"),
        ["norway bombed mali [y]"]
    );
    let reversed = "rule z -> attacked\nverb S hit O\nrule y -> bombed\nverb O hit S with {weapons}\n";
    assert_eq!(winner(reversed), ["mali bombed norway [y]"]);
    assert_eq!(
        winner("rule z -> attacked\nverb S hit O\nalso bombed\n"),
        ["norway attacked mali [z]", "norway bombed mali [z]"]
    );
    assert!(winner("rule z -> attacked\nverb S hit O\nwithout O is country\n").is_empty());
}

#[test]
fn near_misses_say_what_is_wanted() {
    let rules = sound(BLOCKS);
    let places = vec![place("subject: norway"), place("object: medicine"), place("to: mali")];
    let predicates = [predicate(Kind::Verb, "send", &places)];
    let places = [places];
    let near = rules.near(Clauses { predicates: &predicates, places: &places, lemmas: &[] }, 0);
    let near: Vec<String> = near.iter().map(|near| format!("{}: {}", rules.id(near.frame), near.missing)).collect();
    assert_eq!(near, ["send-troops: wanted {troops} as object, found \"medicine\" ({aid})"]);
}

#[test]
fn what_no_rule_names_is_open() {
    let rules = sound(BLOCKS);
    let open = |lemma: &str, places: &[&str]| {
        let places: Vec<Place> = places.iter().map(|text| place(text)).collect();
        rules.open(&predicate(Kind::Verb, lemma, &places), &places).map(|open| open.label)
    };
    assert_eq!(open("praise", &["subject: norway", "object: mali"]), Some("praise".to_owned()));
    assert_eq!(open("sign", &["subject: norway", "with: mali"]), Some("sign_with".to_owned()));
    assert_eq!(open("say", &["subject: norway", "object: mali"]), None);
    assert_eq!(open("sign", &["subject: norway", "with: mali", "in: oslo"]), None);
    assert_eq!(open("sign", &["subject: norway", "object: paper", "with: mali"]), None);
    assert_eq!(open("praise", &["subject: nurses", "object: mali"]), None);
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
        ["t.rule:3:14: found \"persom\", expected a type, {class} or named; did you mean \"person\"?"]
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
