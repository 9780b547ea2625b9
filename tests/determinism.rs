use whowhom::export::dot;
use whowhom::graph::{self, LinksKey};
use whowhom::input::Document;
use whowhom::pipeline::Analysis;

use crate::sample::{ANALYSER, Shuffle, graph_of};

/// Documents of the run.
const DOCUMENTS: usize = 30;
/// Orders in which they come.
const ORDERS: usize = 20;

const PLACES: [&str; 10] =
    ["Peru", "Chile", "France", "Kenya", "Japan", "São Tomé", "Côte d’Ivoire", "Norway", "the United States", "Oman"];
const PEOPLE: [&str; 8] = [
    "Jane Roe",
    "Maria Keller",
    "Peter Novak",
    "Zoë Müller",
    "Omar al-Hakim",
    "Kim Yong-ho",
    "Ana de la Cruz",
    "John Brown",
];
const BODIES: [&str; 6] =
    ["the African Union (AU)", "Nokia", "the World Bank", "Northern Lakes Forum (NLF)", "Hezbollah", "Siemens"];
/// P and Q are places, A and B people, O a body.
const SENTENCES: [&str; 14] = [
    "P accused Q of delay on Monday.",
    "A, the president of P, visited Q and met B there.",
    "P did not invade Q.",
    "P may impose sanctions on Q, said B, a spokesman for O.",
    "O said that it would send money to P.",
    "Q was criticised by P for its part in the dispute.",
    "\"We will stay,\" said A. The president left for Q the same day.",
    "Prime Minister B of P praised O.",
    "B succeeded A as head of O.",
    "The foreign ministry of P summoned the ambassador of Q.",
    "O, based in P, has members in Q.",
    "A was arrested in P after a trial in Q.",
    "P, Q and O signed an agreement.",
    "B is married to A, who was born in P.",
];

fn documents() -> Vec<Document> {
    let mut random = Shuffle::new(7);
    let article = |number: usize| {
        let mut pick = |words: &[&'static str]| words[random.below(words.len())];
        let names = [
            ("P", pick(&PLACES)),
            ("Q", pick(&PLACES)),
            ("A", pick(&PEOPLE)),
            ("B", pick(&PEOPLE)),
            ("O", pick(&BODIES)),
        ];
        let sentences: Vec<String> = (0..8).map(|_| fill(pick(&SENTENCES), &names)).collect();
        let date = (!number.is_multiple_of(3)).then(|| format!("2022-01-{:02}", number % 28 + 1));
        let text = sentences.join(if number.is_multiple_of(2) { " " } else { "\n\n" });
        Document { date, ..Document::new(format!("{:02}.txt", number * 7 % DOCUMENTS), text) }
    };
    let mut documents: Vec<Document> = (0..DOCUMENTS - 1).map(article).collect();
    // One text twice: which of the two counts must not depend on the order either.
    documents.push(Document { id: "twice.txt".to_owned(), ..documents[3].clone() });
    documents
}

/// Puts names in place of the letters that stand alone.
fn fill(sentence: &str, names: &[(&str, &str)]) -> String {
    let words = sentence.split_inclusive(|c: char| !c.is_ascii_alphabetic());
    let named = words.map(|word| {
        let letter = word.trim_end_matches(|c: char| !c.is_ascii_alphabetic());
        let name = names.iter().find(|(known, _)| *known == letter).map_or(letter, |(_, name)| name);
        name.to_owned() + &word[letter.len()..]
    });
    named.collect()
}

/// graph.json and graph.dot.
fn bytes(analyses: &[Analysis]) -> (Vec<u8>, String) {
    let graph = graph_of(analyses);
    let mut json = Vec::new();
    graph::write(&graph, LinksKey::Edges, &mut json).unwrap();
    let view = dot::View { top: Some(20), ..dot::View::default() };
    (json, dot::draw(&graph, &view))
}

#[test]
fn order_and_threads_do_not_show() {
    let (expected_json, expected_dot) = bytes(&ANALYSER.analyse_all(documents()));
    assert!(String::from_utf8_lossy(&expected_json).matches("\"key\":").count() > 30, "the texts state too little");
    for order in 0..ORDERS {
        let mut documents = documents();
        Shuffle::new(order as u64 + 1).shuffle(&mut documents);
        for threads in [1, 2, 4] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let analyses = pool.install(|| ANALYSER.analyse_all(documents.clone()));
            let (json, dot) = bytes(&analyses);
            assert!(json == expected_json, "order {order} on {threads} threads gives another graph.json");
            assert!(dot == expected_dot, "order {order} on {threads} threads gives another graph.dot");
        }
    }
}
