//! The normal form, construction by construction.

use std::ops::Range;
use std::sync::LazyLock;

use proptest::prelude::*;

use crate::parse::{Deprel, Grammar, Lemmas, Upos, Word, Xpos};
use crate::relation::normal::{Role, View, Words, normalise, show};

static PARTS: LazyLock<(Grammar, Lemmas, Words)> =
    LazyLock::new(|| (Grammar::builtin(), Lemmas::builtin(), Words::builtin()));

/// The predicates of a sentence of words and marks between spaces; words joined by `_` are one name.
fn read(text: &str) -> Vec<String> {
    let (grammar, lemmas, words) = &*PARTS;
    let (mut forms, mut names) = (Vec::new(), Vec::new());
    for word in text.split_whitespace() {
        let start = forms.len();
        forms.extend(word.split('_').filter(|part| !part.is_empty()));
        if word.contains('_') {
            names.push(start..forms.len());
        }
    }
    let parsed = grammar.parse_sentence(&forms);
    let view = View::new(&forms, &parsed, &names, lemmas);
    let predicates = normalise(&view, words);
    predicates.iter().map(|predicate| show(predicate, &predicates, &view)).collect()
}

/// Checks that a sentence has these predicates among others.
fn check(text: &str, expected: &[&str]) {
    let found = read(text);
    for line in expected {
        assert!(found.iter().any(|known| known == line), "{text}\nno {line} in\n{}", found.join("\n"));
    }
}

/// Checks that nothing but these verbs, adjectives and names is found.
fn check_all(text: &str, expected: &[&str]) {
    let found: Vec<String> = read(text).into_iter().filter(|line| !line.starts_with("noun ")).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn voice_does_not_show() {
    check_all("Norway_ flew two battalions to Mali_ .", &["fly(S Norway, O battalions, to Mali)"]);
    check_all("Two battalions were flown to Mali_ by Norway_ .", &["fly(S Norway, O battalions, to Mali)"]);
    check_all("The city was bombed by Norwegian_ planes .", &["bomb(S planes, O city)"]);
    check_all("Norway_ gave Mali_ money .", &["give(S Norway, to Mali, O money)"]);
    check_all("Mali_ was given money by Norway_ .", &["give(S Norway, to Mali, O money)"]);
    check_all(
        "The general was captured and killed by rebels .",
        &["capture(S rebels, O general)", "kill(S rebels, O general)"],
    );
    check("Peru_ was asked to intervene by Mali_ .", &["ask(S Mali?, O Peru, that intervene)"]);
    check_all("Peru_ handed over Maria_Keller to Chile_ .", &["hand over(S Peru, O Maria Keller, to Chile)"]);
}

#[test]
fn coordination_is_one_argument_and_shares_subjects_and_objects() {
    check_all(
        "Three countries , including Peru_ and Chile_ , recognised Kosovo_ .",
        &["recognise(S countries|Peru|Chile, O Kosovo)"],
    );
    check_all("Peru_ , as well as Chile_ , recognised Kosovo_ .", &["recognise(S Peru|Chile, O Kosovo)"]);
    check_all(
        "The rebels captured and killed the general .",
        &["capture(S rebels, O general)", "kill(S rebels, O general)"],
    );
    check_all(
        "Peru_ plans to visit Chile_ and met Maria_Keller .",
        &["plan(S Peru, that visit)", "visit(S Peru, O Chile) [plan Peru]", "meet(S Peru, O Maria Keller)"],
    );
}

#[test]
fn control_gives_the_lower_subject() {
    check_all(
        "Mali_ urged Togo_ to withdraw its troops from Niger_ .",
        &["urge(S Mali, O Togo, that withdraw)", "withdraw(S Togo, O troops, from Niger) [ask Mali]"],
    );
    check_all(
        "Mali_ called on Togo_ to release Maria_Keller .",
        &["call(S Mali, on Togo)", "release(S Togo, O Maria Keller) [ask Mali]"],
    );
    check_all("Mali_ vowed to leave the union .", &["vow(S Mali, that leave)", "leave(S Mali, O union) [plan Mali]"]);
    check_all(
        "Norway_ sent police to search the ship .",
        &["send(S Norway, O police)", "search(S police, O ship) [purpose Norway]"],
    );
    check_all(
        "Norway_ prevented Chile_ from attacking Peru_ .",
        &["prevent(S Norway, O Chile)", "attack(S Chile, O Peru) [prevent Norway]"],
    );
    check_all(
        "Chile_ criticised Peru_ for arresting journalists .",
        &["criticise(S Chile, O Peru)", "arrest(S Peru, O journalists)"],
    );
    check_all(
        "Chile_ helped Peru_ defeat Bolivia_ .",
        &["help(S Chile, O Peru, that defeat)", "defeat(S Peru, O Bolivia)"],
    );
    check_all(
        "Peru_ has been asked to stop bombing Chile_ .",
        &["ask(O Peru, that stop)", "stop(S Peru, that bomb) [ask]", "bomb(S Peru, O Chile) [ask]"],
    );
}

#[test]
fn relatives_and_participles_have_the_noun_that_they_describe() {
    check_all(
        "Maria_Keller , who was born in Oslo_ , leads the party .",
        &["bear(O Maria Keller, in Oslo)", "lead(S Maria Keller, O party)"],
    );
    check("The sanctions that Norway_ imposed on Peru_ failed .", &["impose(S Norway, O sanctions, on Peru)"]);
    check("Peru_ and Chile_ , which sign the treaty , have left .", &["sign(S Peru|Chile, O treaty)"]);
    check(
        "The country where police arrested Maria_Keller denied the report .",
        &["arrest(S police, in country, O Maria Keller)", "deny(S country, O report)"],
    );
    check_all(
        "The troops deployed to Mali_ by Norway_ left .",
        &["deploy(S Norway, O troops, to Mali)", "leave(S troops)"],
    );
    check_all("Troops guarding the border fled .", &["guard(S Troops, O border)", "flee(S Troops)"]);
    check_all(
        "Police fired at the crowd , killing two people .",
        &["fire(S Police, at crowd)", "kill(S Police?, O people)"],
    );
    check(
        "Peru_ , Chile_ and Bolivia_ , whose troops attacked Lima_ , fled .",
        &["noun troops(S Peru|Chile|Bolivia)", "attack(S troops, O Lima)"],
    );
}

#[test]
fn nouns_have_the_places_of_their_verbs() {
    check(
        "The Norwegian_ invasion of Peru_ was condemned by Chile_ .",
        &["noun invasion(S Norwegian, O Peru, of Peru)", "condemn(S Chile, O invasion, of Peru)"],
    );
    check(
        "The arrest of Maria_Keller by police caused protests .",
        &["noun arrest(S police, O Maria Keller, of Maria Keller)"],
    );
    check(
        "Nokia_ 's takeover of Siemens_ was blocked by regulators .",
        &["noun takeover(S Nokia, O Siemens, of Siemens) [prevent regulators]"],
    );
    check("Talks between Peru_ and Chile_ began on Thursday .", &["noun talk(between Peru|Chile)"]);
    check("Chile_ called for an invasion of Peru_ .", &["noun invasion(O Peru, of Peru) [ask Chile]"]);
    check(
        "Norway_ 's threat to bomb Peru_ angered Chile_ .",
        &["noun threat(S Norway, that bomb)", "bomb(S Norway, O Peru) [threaten Norway]"],
    );
    check(
        "Chile_ has rejected Peru_ 's offer to send troops .",
        &["noun offer(S Peru, that send)", "send(S Peru, O troops) [plan Peru]"],
    );
}

#[test]
fn light_verbs_share_their_subject_with_the_noun() {
    check(
        "Norway_ launched an attack on Peru_ .",
        &["launch(S Norway, O attack, on Peru)", "noun attack(O Peru, on Peru, S Norway)"],
    );
    check("Greenpeace_ launched a campaign against Nokia_ .", &["noun campaign(against Nokia, S Greenpeace, O Nokia)"]);
    check("Sanctions were imposed on Peru_ by Norway_ .", &["noun sanction(S Norway, O Peru, on Peru)"]);
    check("Peru_ faces sanctions from Norway_ .", &["noun sanction(S Norway, from Norway, O Peru)"]);
    check("Peru_ came under attack from rebels .", &["noun attack(O Peru, S rebels, from rebels)"]);
    check("Norway_ and Peru_ are at war with Chile_ .", &["be(S Norway|Peru, with Chile, at war)"]);
}

#[test]
fn copulas_and_verbs_of_naming_tell_what_someone_is() {
    check("Lima_ is the capital of Peru_ .", &["name capital(S Lima, of Peru)"]);
    check("The capital of Peru_ is Lima_ .", &["name capital(S Lima, of Peru)"]);
    check("Maria_Keller was elected president of Peru_ .", &["name president(S Maria Keller, of Peru)"]);
    check(
        "Parliament elected Maria_Keller president .",
        &["elect(S Parliament, O Maria Keller, that president)", "name president(S Maria Keller)"],
    );
    check("Nokia_ hired Maria_Keller as chairwoman .", &["name chairwoman(S Maria Keller)"]);
    check("Maria_Keller resigned as head of the bank .", &["name head(S Maria Keller, of bank)"]);
    check_all("Norway_ is critical of Peru_ .", &["adjective critical(S Norway, of Peru)"]);
    check_all("Maria_Keller is in Peru_ .", &["be(S Maria Keller, in Peru)"]);
    check(
        "Togo_ is neither a member of the bank nor willing to join it .",
        &["name member(S Togo, of bank) not", "join(S Togo, O it) [not plan Togo]"],
    );
}

#[test]
fn hyphens_make_passives() {
    check(
        "The Norwegian_ - led coalition bombed Peru_ .",
        &["lead(S Norwegian, O coalition)", "bomb(S coalition, O Peru)"],
    );
    check("The Lima_ - based bank sued Nokia_ .", &["base(O bank, in Lima)", "sue(S bank, O Nokia)"]);
    check("Peru_ - backed rebels attacked Lima_ .", &["back(S Peru, O rebels)", "attack(S rebels, O Lima)"]);
}

#[test]
fn what_is_said_has_a_speaker() {
    let said = "attack(S Norway, O Peru) [say Maria Keller]";
    for text in [
        "\" Norway_ attacked Peru_ , \" Maria_Keller said .",
        "\" Norway_ attacked Peru_ , \" said Maria_Keller .",
        "Norway_ , Maria_Keller said , attacked Peru_ .",
        "Maria_Keller said that Norway_ attacked Peru_ .",
    ] {
        check(text, &[said, "say(S Maria Keller, that attack)"]);
    }
    check(
        "Mali_ was attacked by Togo_ , according to Oslo_ .",
        &["attack(S Togo, O Mali, according to Oslo) [say Oslo]"],
    );
    check("Norway_ denied that it had attacked Peru_ .", &["attack(S it, O Peru) [deny Norway]"]);
    check("Norway_ accused Chile_ of attacking Peru_ .", &["attack(S Chile, O Peru) [accuse Norway]"]);
    check("Norway_ allegedly attacked Peru_ .", &["attack(S Norway, O Peru) [hedge]"]);
    check("An alleged attack on Lima_ angered Chile_ .", &["noun attack(O Lima, on Lima) [hedge]"]);
    check("Peru_ did not say whether Chile_ had invaded Bolivia_ .", &["invade(S Chile, O Bolivia) [not doubt Peru]"]);
}

#[test]
fn negation_and_auxiliaries_are_kept() {
    let cases = [
        ("Norway_ did not attack Peru_ .", "attack(S Norway, O Peru) not"),
        ("Norway_ will attack Peru_ .", "attack(S Norway, O Peru) will"),
        ("Norway_ is to attack Peru_ .", "attack(S Norway, O Peru) will"),
        ("Norway_ is going to attack Peru_ .", "attack(S Norway, O Peru) will"),
        ("Norway_ has to attack Peru_ .", "attack(S Norway, O Peru) should"),
        ("Norway_ may attack Peru_ .", "attack(S Norway, O Peru) may"),
        ("Norway_ refused to attack Peru_ .", "attack(S Norway, O Peru) [prevent Norway]"),
        ("Norway_ failed to attack Peru_ .", "attack(S Norway, O Peru) [fail Norway]"),
        ("Norway_ threatened to attack Peru_ .", "attack(S Norway, O Peru) [threaten Norway]"),
        ("Norway_ is unable to attack Peru_ .", "attack(S Norway, O Peru) [prevent Norway]"),
        ("If Norway_ attacks Peru_ , Chile_ will leave .", "attack(S Norway, O Peru) [if]"),
        ("Norway_ will attack Peru_ unless Chile_ withdraws .", "attack(S Norway, O Peru) will [if]"),
        ("Peru_ left the union without paying its debts .", "pay(S Peru?, O debts) not"),
        ("No troops crossed the border .", "cross(S troops, O border) not"),
        ("Neither Peru_ nor Chile_ joined the union .", "join(S Peru|Chile, O union) not"),
        ("There was no attack on Lima_ .", "noun attack(O Lima, on Lima) not"),
    ];
    for (text, expected) in cases {
        check(text, &[expected]);
    }
}

/// Words of any tags, with any head, even outside the sentence or in a circle.
fn any_words() -> impl Strategy<Value = Vec<(Word, &'static str)>> {
    let forms = prop::sample::select(vec![
        "Norway",
        "said",
        "according",
        "to",
        "-",
        "led",
        "attack",
        "by",
        "who",
        "and",
        "not",
        "if",
        "of",
        "is",
        "gave",
        ",",
        "president",
        "as",
        "elected",
        "whose",
    ]);
    let tags = (0..Upos::NAMES.len(), 0..Xpos::NAMES.len(), 0..Deprel::NAMES.len());
    let word = (tags, prop::option::of(0_u32..24)).prop_map(|((upos, xpos, deprel), head)| Word {
        upos: Upos::at(upos).unwrap(),
        xpos: Xpos::at(xpos).unwrap(),
        head,
        deprel: Deprel::at(deprel).unwrap(),
    });
    prop::collection::vec((word, forms), 0..24)
}

proptest! {
    #[test]
    fn any_tree_has_a_normal_form(words in any_words(), names in prop::collection::vec((0..20_usize, 0..4_usize), 0..4)) {
        let (_, lemmas, lists) = &*PARTS;
        let forms: Vec<&str> = words.iter().map(|(_, form)| *form).collect();
        let words: Vec<Word> = words.iter().map(|(word, _)| *word).collect();
        let names: Vec<Range<usize>> = names.iter().map(|(start, length)| *start..start + length).collect();
        let view = View::new(&forms, &words, &names, lemmas);
        let predicates = normalise(&view, lists);
        for predicate in &predicates {
            prop_assert!(predicate.head < words.len() && predicate.trigger.end <= words.len());
            for argument in &predicate.arguments {
                let is_content = matches!(argument.role, Role::Content(_));
                prop_assert_eq!(argument.members.is_empty(), is_content);
                for member in &argument.members {
                    prop_assert!(member.tokens.contains(&member.head) && member.tokens.end <= words.len());
                }
            }
            show(predicate, &predicates, &view);
        }
    }
}

/// The parser's trees have pieces of a limited length, whose roots hang side by side; only within one may time be more than linear.
#[test]
fn long_sentences_are_read_quickly() {
    const PIECE: usize = 200;
    let (_, lemmas, lists) = &*PARTS;
    let forms = ["Norway", "attacked", "and", "said"].repeat(5_000);
    for deprel in [Deprel::CONJ, Deprel::CCOMP, Deprel::ADVCL, Deprel::ACL_RELCL, Deprel::NMOD, Deprel::XCOMP] {
        for (upos, is_fan) in [(Upos::VERB, true), (Upos::VERB, false), (Upos::NOUN, true), (Upos::NOUN, false)] {
            let word = |at: usize| {
                let first = at - at % PIECE;
                let (above, deprel) = match at {
                    0 => (None, Deprel::ROOT),
                    _ if at == first => (Some(0), Deprel::PARATAXIS),
                    _ => (Some(if is_fan { first } else { at - 1 }), deprel),
                };
                let head = above.and_then(|above| u32::try_from(above).ok());
                Word { upos, xpos: Xpos::VBD, head, deprel }
            };
            let words: Vec<Word> = (0..forms.len()).map(word).collect();
            normalise(&View::new(&forms, &words, &[], lemmas), lists);
        }
    }
}

#[test]
fn participles_of_light_verbs_leave_their_phrases_to_the_noun() {
    check("Peru_ rejected an appeal filed by Nokia_ .", &["reject(S Peru, O appeal, by Nokia)"]);
    check("Norway_ lifted sanctions imposed on Peru_ .", &["lift(S Norway, O sanctions, on Peru)"]);
}

#[test]
fn who_issues_a_text_says_what_is_in_it() {
    check("Norway_ issued a statement accusing Peru_ of fraud .", &["accuse(S Norway?, O Peru, of fraud)"]);
    check("Norway_ criticised a statement accusing Peru_ of fraud .", &["accuse(S statement, O Peru, of fraud)"]);
}

#[test]
fn two_acts_share_what_hangs_on_the_last() {
    check(
        "Peru_ ordered the arrest and detention of Juan_Soto .",
        &["order(S Peru, O arrest|detention, of Juan Soto)"],
    );
}

#[test]
fn no_day_is_asked_or_struck() {
    check(
        "Maria_Keller called Juan_Soto on Friday to explain the plan .",
        &["call(S Maria Keller, O Juan Soto, on Friday)"],
    );
    check("Norway_ carried out strikes on Friday against Peru_ .", &["noun strike(S Norway, O Peru, against Peru)"]);
}
