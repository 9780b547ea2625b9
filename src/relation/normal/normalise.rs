//! From a parsed sentence to its predicates, step by step.

use std::ops::Range;

use crate::parse::{Deprel, Upos};
use crate::relation::normal::called::{self, Called};
use crate::relation::normal::clause::{self, Carrier};
use crate::relation::normal::hyphen::hyphenated;
use crate::relation::normal::mend::mend;
use crate::relation::normal::noun;
use crate::relation::normal::place::{Place, Scene};
use crate::relation::normal::relative::Relatives;
use crate::relation::normal::sentence::Sentence;
use crate::relation::normal::sharing::{construction, governor, verb_lemma};
use crate::relation::normal::status::{self, Status};
use crate::relation::normal::view::View;
use crate::relation::normal::words::{Effect, Words};
use crate::relation::normal::{Kind, Predicate, Role};

/// Returns the predicates of a sentence, in order of their heads. Linear in its length.
///
/// What hangs on the noun of an object stands among the verb's phrases too, marked as shared, since the tree rarely tells which of
/// them a phrase belongs to. Titles and appositions are not read here.
pub fn normalise(view: &View<'_>, words: &Words) -> Vec<Predicate> {
    let mended = mend(view, words);
    let sentence = Sentence::new(view, &mended, words);
    let relatives = Relatives::new(&sentence);
    let clauses = clause::clauses(&sentence, &relatives);
    let scene = Scene { sentence: &sentence, relatives: &relatives, clauses: &clauses };
    let statuses = status::statuses(&scene);
    let mut predicates = Vec::new();
    add_clauses(&scene, &statuses, &mut predicates);
    add_nouns(&scene, &statuses, &mut predicates);
    for found in called::called(&scene) {
        predicates.push(named(&scene, &statuses, &found));
    }
    add_hyphenated(&scene, &mut predicates);
    predicates.sort_by_key(|predicate| (predicate.head, predicate.kind));
    link_contents(&mut predicates, sentence.len());
    predicates
}

fn add_clauses(scene: &Scene<'_, '_>, statuses: &[Status], predicates: &mut Vec<Predicate>) {
    let sentence = scene.sentence;
    for at in 0..sentence.len() {
        let Some(clause) = &scene.clauses[at] else { continue };
        if clause.carrier == Carrier::Verb && is_auxiliary(scene, at) {
            continue;
        }
        let copula = sentence.child(at, Deprel::COP);
        let (kind, lemma, head) = match clause.carrier {
            Carrier::Verb => (Kind::Verb, verb_lemma(sentence, at), at),
            Carrier::Adjective => (Kind::Adjective, sentence.lemma(at).to_owned(), at),
            Carrier::Place => (Kind::Verb, "be".to_owned(), copula.unwrap_or(at)),
            Carrier::Nominal => continue,
        };
        let trigger = match clause.carrier {
            Carrier::Verb => verb_trigger(scene, at),
            _ => copula.map_or(head..head + 1, |copula| copula.min(head)..head.max(copula) + 1),
        };
        let status = statuses[at].clone();
        let made = Made { kind, head, trigger, lemma, passive: clause.passive };
        predicates.push(made.predicate(scene, &scene.places(at), status));
    }
}

/// "is going to", "has to": no act, the verb below has its sense.
fn is_auxiliary(scene: &Scene<'_, '_>, at: usize) -> bool {
    let sentence = scene.sentence;
    let Some(below) = sentence.child(at, Deprel::XCOMP).filter(|below| sentence.has_to(*below)) else { return false };
    let row = governor(sentence, at, &construction(sentence, below));
    row.is_some_and(|row| matches!(row.effect, Effect::Modality(_)))
}

/// A verb with its particles that stand close.
fn verb_trigger(scene: &Scene<'_, '_>, at: usize) -> Range<usize> {
    let is_next = scene.sentence.child(at, Deprel::COMPOUND_PRT) == Some(at + 1);
    at..at + 1 + usize::from(is_next)
}

fn add_nouns(scene: &Scene<'_, '_>, statuses: &[Status], predicates: &mut Vec<Predicate>) {
    let sentence = scene.sentence;
    let carried = noun::carried(scene);
    for at in 0..sentence.len() {
        if sentence.word(at).upos != Upos::NOUN || sentence.name(at).is_some_and(|name| name.len() > 1) {
            continue;
        }
        let places = noun::places(scene, at, carried[at]);
        if places.is_empty() {
            continue;
        }
        let status = status::of_noun(scene, statuses, at, carried[at].map(|carried| carried.verb));
        let lemma = sentence.lemma(at).to_owned();
        let verb = sentence.lists.nouns.get(&lemma).and_then(|row| row.verb.clone());
        let made = Made { kind: Kind::Noun, head: at, trigger: at..at + 1, lemma, passive: false };
        predicates.push(Predicate { verb, ..made.predicate(scene, &places, status) });
    }
}

fn named(scene: &Scene<'_, '_>, statuses: &[Status], called: &Called) -> Predicate {
    let sentence = scene.sentence;
    let noun = called.noun;
    let is_part = |child: &usize| {
        matches!(sentence.deprel(*child).base(), "amod" | "compound")
            && sentence.name(*child).is_none()
            && *child < noun
    };
    let start = sentence.tree.children(noun).filter(is_part).min().unwrap_or(noun);
    let is_former = |child: usize| child < noun && matches!(sentence.lower(child), "former" | "ex" | "late" | "then");
    let former = sentence.tree.children(noun).any(is_former);
    let lemma = sentence.lemma(noun).to_owned();
    let made = Made { kind: Kind::Name, head: noun, trigger: start..noun + 1, lemma, passive: false };
    let status = statuses[called.clause].clone();
    Predicate { former, ..made.predicate(scene, &called::places(scene, called), status) }
}

/// A participle that the parser read as a verb is replaced.
fn add_hyphenated(scene: &Scene<'_, '_>, predicates: &mut Vec<Predicate>) {
    for found in hyphenated(scene.sentence) {
        let at = found.participle;
        predicates.retain(|known| known.head != at || known.kind == Kind::Noun);
        let made = Made { kind: Kind::Verb, head: at, trigger: at - 2..at + 1, lemma: found.lemma, passive: true };
        predicates.push(made.predicate(scene, &found.places, Status::default()));
    }
}

/// A predicate without its places and status.
struct Made {
    kind: Kind,
    head: usize,
    trigger: Range<usize>,
    lemma: String,
    passive: bool,
}

impl Made {
    fn predicate(self, scene: &Scene<'_, '_>, places: &[Place], status: Status) -> Predicate {
        Predicate {
            kind: self.kind,
            head: self.head,
            trigger: self.trigger,
            lemma: self.lemma,
            verb: None,
            passive: self.passive,
            tense: status.tense,
            former: false,
            negated: status.negated,
            modality: status.modality,
            operators: status.operators,
            arguments: scene.arguments(places),
        }
    }
}

/// Turns the tokens in [`Role::Content`] into indices of predicates; a clause without one is left out.
fn link_contents(predicates: &mut [Predicate], length: usize) {
    let mut by_head = vec![None; length];
    for (index, predicate) in predicates.iter().enumerate().rev() {
        if predicate.kind != Kind::Noun {
            by_head[predicate.head] = Some(index);
        }
    }
    for predicate in predicates {
        predicate.arguments.retain_mut(|argument| match &mut argument.role {
            Role::Content(content) => match by_head[*content] {
                Some(index) => {
                    *content = index;
                    true
                }
                None => false,
            },
            _ => true,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{Grammar, Lemmas, Word, Xpos};
    use crate::relation::normal::show;
    use proptest::prelude::*;
    use std::sync::LazyLock;

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
        let view = View::new(forms, &parsed, &names, lemmas);
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
        check_all(
            "Mali_ vowed to leave the union .",
            &["vow(S Mali, that leave)", "leave(S Mali, O union) [plan Mali]"],
        );
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
        check(
            "Peru_ did not say whether Chile_ had invaded Bolivia_ .",
            &["invade(S Chile, O Bolivia) [not doubt Peru]"],
        );
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
            let view = View::new(forms, &words, &names, lemmas);
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
                normalise(&View::new(forms.clone(), &words, &[], lemmas), lists);
            }
        }
    }
}
