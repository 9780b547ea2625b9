//! Questions: a store, which reads only what is wanted, answers as the whole graph does.

use std::path::PathBuf;

use serde_json::{Value, json};
use whowhom::gazetteer::{EntityType, Gazetteer};
use whowhom::graph::{self, Edge, Filter, Graph, Record};
use whowhom::query::{self, Direction, Near, Network, Part};
use whowhom::relation::Status;
use whowhom::store::{Builder, Entry, Given, Proofs, Store, Versions};

use crate::cli::Folder;
use crate::sample::Shuffle;

/// Id, name shown, and a form that articles use.
pub(crate) const ENTITIES: [(&str, &str, &str); 12] = [
    ("city/lima", "Lima", "Lima"),
    ("country/ivory-coast", "Côte d'Ivoire", "Ivorian"),
    ("country/mali", "Mali", "Malian"),
    ("country/norway", "Norway", "Norwegian"),
    ("country/peru", "Peru", "Peruvians"),
    ("organisation/nato", "North Atlantic Treaty Organization", "NATO"),
    ("organisation/nokia", "Nokia", "Nokia"),
    ("person/jon-berg", "Jon Berg", "Berg"),
    ("person/jon-bergen", "Jon Bergen", "Bergen"),
    ("person/maria-keller", "Maria Keller", "Keller"),
    ("region/andes", "Andes", "Andean"),
    ("region/berg", "Berg", "the Berg"),
];
const RELATIONS: [&str; 4] = ["accused", "bombed", "met_with", "supports"];
const STATUSES: [&str; 5] = ["asserted", "asserted", "reported", "planned", "hypothetical"];

/// Articles that state anything of anybody; each the same on every run.
pub(crate) fn records(count: usize, seed: u64) -> Vec<Record> {
    let mut random = Shuffle::new(seed);
    (0..count).map(|number| serde_json::from_value(record(number, &mut random)).unwrap()).collect()
}

fn record(number: usize, random: &mut Shuffle) -> Value {
    let id = format!("{:03}.txt", number * 7 % 101);
    let entities: Vec<Value> = ENTITIES
        .iter()
        .map(|(id, name, _)| json!({"id": id, "type": id.split('/').next().unwrap(), "name": name}))
        .collect();
    let mention = |entity: usize| {
        let place = u32::try_from(entity * 20).unwrap();
        json!({"place": [place, place + 5], "entity": entity, "kind": "name", "words": ENTITIES[entity].2, "score": 1.0, "rule": "r", "link": "l"})
    };
    let mut assertions = Vec::new();
    for at in 0..=random.below(5) {
        // The first entities are named most.
        let (subject, other) = (random.below(4), random.below(ENTITIES.len() - 1));
        let object = if other >= subject { other + 1 } else { other };
        let relation = RELATIONS[random.below(RELATIONS.len())];
        let denied = random.below(5) == 0;
        let start = at * 100;
        let quote = format!("{} {} {}.", ENTITIES[subject].1, relation.replace('_', " "), ENTITIES[object].1);
        let time = [None, Some("2022"), Some("2022-02"), Some("2022-W05"), Some("2022-02-03")][random.below(5)];
        let score = [0.5, 0.8, 0.97][random.below(3)];
        let status = STATUSES[random.below(5)];
        let source = [None, Some(ENTITIES[random.below(12)].0)][random.below(2)];
        assertions.push(json!({"subject": subject, "relation": relation, "object": object, "predicate": relation.replace('_', " "),
            "proof": {"document": id, "sentence": [start, start + 90], "subject": [start, start + 4], "trigger": [start + 5, start + 9],
                "object": [start + 10, start + 14], "quote": quote, "polarity": if denied { "negated" } else { "positive" },
                "status": status, "source": source, "time": time, "place": null, "role": null, "plover": null,
                "score": score, "rule": "r"}}));
    }
    let date = [None, Some(format!("2022-{:02}-15", 1 + random.below(12)))][random.below(2)].clone();
    let publisher = [None, Some("The Post"), Some("Daily News")][random.below(3)];
    json!({"document": {"id": id, "title": format!("Article {number}"), "date": date, "source": publisher, "hash": format!("{number:032x}"),
            "language": "eng", "duplicate_of": null, "near_copy_of": null},
        "entities": entities, "mentions": (0..ENTITIES.len()).map(mention).collect::<Vec<_>>(), "assertions": assertions})
}

/// Writes a store of articles and returns its path.
pub(crate) fn stored(folder: &Folder, records: &[Record]) -> PathBuf {
    let path = PathBuf::from(folder.path("graph.db"));
    let mut builder = Builder::new(&path, &Versions::default(), false).unwrap();
    for record in records {
        let entry = Entry { record: record.clone(), text: "", given: Given::default(), origin: "/articles" };
        builder.add(vec![entry]).unwrap();
    }
    builder.finish().unwrap();
    path
}

fn filters() -> Vec<Filter> {
    let text = |text: &str| Some(text.to_owned());
    vec![
        Filter::default(),
        Filter { statuses: vec![Status::Asserted, Status::Reported], ..Filter::default() },
        Filter { negated: true, ..Filter::default() },
        Filter { min_score: 0.8, statuses: vec![Status::Planned], negated: true, ..Filter::default() },
        Filter { since: text("2022-04-01"), until: text("2022-09-30"), ..Filter::default() },
        Filter { publishers: vec!["the post".to_owned()], ..Filter::default() },
    ]
}

fn nears() -> Vec<Near> {
    let mut nears = Vec::new();
    for depth in 1..4 {
        for limit in [0, 1, 7, 1000] {
            nears.push(Near { depth, limit, ..Near::default() });
            nears.push(Near { depth, limit, direction: Some(Direction::Out), ..Near::default() });
            nears.push(Near {
                depth,
                limit,
                direction: Some(Direction::In),
                relations: vec!["met_with".to_owned()],
                ..Near::default()
            });
            let relations = vec!["accused".to_owned(), "bombed".to_owned()];
            nears.push(Near { depth, limit, relations, entity_type: Some(EntityType::Person), ..Near::default() });
        }
    }
    nears
}

/// Both have the same edges in the same order, and say so of the others.
#[track_caller]
fn same(of_graph: &Part, of_store: &Part, what: &str) {
    assert_eq!(of_graph, of_store, "{what}");
}

fn each(test: impl Fn(&Graph, &Store, &Filter, &str)) {
    for (seed, count) in [(3, 1), (4, 12), (5, 60)] {
        let folder = Folder::new();
        let records = records(count, seed);
        let store = Store::read(&stored(&folder, &records)).unwrap();
        let whole = graph::merge(records);
        assert_eq!(store.graph().unwrap(), whole);
        for filter in filters() {
            test(&whole.clone().filtered(&filter), &store, &filter, &format!("seed {seed}, {filter:?}"));
        }
    }
}

#[test]
fn neighbors_of_a_store_are_those_of_the_graph() {
    each(|graph, store, filter, what| {
        for (id, ..) in &ENTITIES[..6] {
            for near in nears() {
                let found = store.near(id, &near, filter, Proofs::All).unwrap();
                same(&query::near(graph, id, &near), &found, &format!("{id}, {near:?}, {what}"));
                let best = store.near(id, &near, filter, Proofs::Best).unwrap();
                for (edge, all) in best.edges.iter().zip(&found.edges) {
                    assert_eq!(
                        (edge.evidence.first(), edge.evidence.len()),
                        (all.best_proof(), 1),
                        "{}, {what}",
                        edge.id()
                    );
                    assert_eq!(
                        Edge { evidence: Vec::new(), ..edge.clone() },
                        Edge { evidence: Vec::new(), ..all.clone() }
                    );
                }
            }
        }
        assert_eq!(store.near("person/nobody", &Near::default(), filter, Proofs::All).unwrap(), Part::default());
    });
}

#[test]
fn edges_between_two_and_what_both_are_linked_to() {
    each(|graph, store, filter, what| {
        for (a, b) in
            [("country/mali", "country/norway"), ("city/lima", "country/mali"), ("region/berg", "region/andes")]
        {
            same(&Part::of(graph, &query::between(graph, a, b)), &store.between(a, b, filter).unwrap(), what);
            let near = Near { entity_type: Some(EntityType::Person), ..Near::default() };
            for near in [Near::default(), near] {
                let of_graph = query::common_in(graph, a, b, &near, filter.negated);
                let of_store = store.common(a, b, &near, filter).unwrap();
                assert_eq!(of_graph.len(), of_store.len(), "{what}");
                for (x, y) in of_graph.iter().zip(&of_store) {
                    assert_eq!(x.id, y.id, "{what}");
                    for (x, y) in [(&x.first, &y.first), (&x.second, &y.second)] {
                        let edges: Vec<&Edge> =
                            x.iter().map(|at| &graph.edges[usize::try_from(*at).unwrap()]).collect();
                        same(&Part::of(graph, &edges), &store.part(y, filter, Proofs::All).unwrap(), what);
                    }
                }
            }
        }
        for edge in &graph.edges {
            let found = store.edge(&edge.source, &edge.key, &edge.target, filter).unwrap();
            assert_eq!(found.edges, std::slice::from_ref(edge));
        }
    });
}

#[test]
fn words_and_names_are_found_alike() {
    each(|graph, store, filter, what| {
        for words in [
            "berg",
            "Berg Jon",
            "cote",
            "ivor",
            "treaty org",
            "NATO",
            "orway",
            "met",
            "accused Lima",
            "lima peru",
            "xyz",
            "o",
            "d'Ivoire",
        ] {
            let of_graph = query::search(graph, words);
            let of_store = store.search(words, 1000, filter).unwrap();
            assert_eq!(of_graph.nodes, of_store.nodes.iter().collect::<Vec<_>>(), "{words}, {what}");
            same(&Part::of(graph, &of_graph.edges), &of_store.part, &format!("{words}, {what}"));
        }
        for name in ["country/peru", "berg", "BERGEN", "cote d’ivoire", "Ivorian", "the berg", "Ivory Coast", "nobody"]
        {
            let of_store = store.entities(name, Gazetteer::builtin).unwrap();
            assert_eq!(query::entities(graph, name, Gazetteer::builtin), of_store.iter().collect::<Vec<_>>(), "{name}");
            assert_eq!(query::suggestions(graph, name), store.suggestions(name).unwrap());
        }
        for id in [None, Some("country/mali"), Some("city/nowhere")] {
            let of_graph = Part::of(graph, &query::contradictions(graph, id)).ranked(3);
            let of_store = store.contradictions(id, 3, filter).unwrap();
            assert_eq!((of_graph.edges, of_graph.more), (of_store.edges, of_store.more), "{what}");
        }
        let counts = [
            graph.documents.len(),
            graph.nodes.len(),
            graph.edges.len(),
            graph.edges.iter().map(|e| e.assertions).sum(),
        ];
        assert_eq!(store.counts(filter).unwrap(), counts, "{what}");
    });
}

#[test]
fn the_first_words_found_in_a_store_are_the_best() {
    let folder = Folder::new();
    let records = records(60, 9);
    let store = Store::read(&stored(&folder, &records)).unwrap();
    let graph = graph::merge(records);
    let all = query::search(&graph, "met");
    let found = store.search("met", 4, &Filter::default()).unwrap();
    assert_eq!(found.part.edges.iter().collect::<Vec<_>>(), all.edges[..4]);
    assert_eq!(found.part.more, all.edges.len() - 4);
}

#[test]
fn paths_lead_over_the_same_edges() {
    each(|graph, store, filter, what| {
        for relations in [Vec::new(), vec!["bombed".to_owned(), "supports".to_owned()]] {
            let of_store = store.network(&relations, filter).unwrap();
            let is_open = |edge: &Edge| {
                (relations.is_empty() || relations.contains(&edge.key)) && (filter.negated || !edge.is_denied())
            };
            let of_graph = Network::of(graph, is_open);
            assert_eq!(of_graph.nodes, of_store.nodes);
            let edges = |paths: &[Vec<u32>], network: &Network, id: &dyn Fn(i64) -> String| -> Vec<Vec<String>> {
                paths.iter().map(|path| path.iter().map(|edge| id(network.edges[*edge as usize])).collect()).collect()
            };
            let (a, b) = (of_graph.number("region/berg").unwrap(), of_graph.number("person/jon-berg").unwrap());
            let expected = edges(&query::paths(&of_graph.links, a, b, 5), &of_graph, &|at| {
                graph.edges[usize::try_from(at).unwrap()].id()
            });
            let found = edges(&query::paths(&of_store.links, a, b, 5), &of_store, &|key| {
                store.part(&[key], filter, Proofs::All).unwrap().edges[0].id()
            });
            assert_eq!(expected, found, "{what}");
            assert_eq!(query::components(&of_graph.links), query::components(&of_store.links), "{what}");
        }
    });
}

#[test]
fn a_question_in_sql_reads_and_nothing_else() {
    let folder = Folder::new();
    let path = stored(&folder, &records(12, 4));
    let store = Store::read(&path).unwrap();
    let answer = store.table("SELECT count(*) AS n, 'x', NULL, 1.5, x'00ff' FROM documents").unwrap();
    assert_eq!(format!("{:?}", answer.rows), "[[Integer(12), Text(\"x\"), Null, Real(1.5), Blob([0, 255])]]");
    assert_eq!(answer.columns[0], "n");
    let other = folder.path("other.db");
    for (question, expected) in [
        ("DELETE FROM documents", "only questions"),
        ("PRAGMA query_only = 0", "only questions"),
        ("WITH x AS (SELECT 1) DELETE FROM documents", "only questions"),
        (&format!("ATTACH '{other}' AS other"), "only questions"),
        ("SELECT 1; DROP TABLE documents", "one question"),
        ("SELECT nowhere FROM documents", "no such column: nowhere"),
        ("SELECT ?1", "parameter"),
        ("", "only questions"),
    ] {
        let error = store.table(question).unwrap_err().to_string();
        assert!(error.contains(expected) && error.contains("the tables are"), "{question}: {error}");
    }
    assert!(!PathBuf::from(other).exists());
    assert_eq!(store.graph().unwrap().documents.len(), 12);
}

#[test]
fn a_context_keeps_its_budget_and_cites_what_it_says() {
    let graph = graph::merge(records(60, 5));
    let part = query::near(&graph, "country/mali", &Near { limit: 1000, ..Near::default() });
    let ids = ["country/mali", "country/norway"];
    let all = query::context(&part, &ids, usize::MAX);
    assert_eq!(all.more, 0);
    for budget in [0, 3, 40, 200] {
        let context = query::context(&part, &ids, budget);
        let words: usize = context.sentences.iter().map(|s| s.quote.split_whitespace().count()).sum();
        assert!(words == context.words && words <= budget, "{words} of {budget}");
        assert_eq!(context.sentences.len() + context.more, all.sentences.len());
        for sentence in &context.sentences {
            assert_eq!(context.documents[sentence.citation - 1].id, sentence.proof.document);
        }
    }
    let links_both: Vec<bool> = all
        .sentences
        .iter()
        .map(|s| s.edges.iter().any(|e| ids.contains(&&*e.source) && ids.contains(&&*e.target)))
        .collect();
    assert!(links_both[0] && links_both.is_sorted_by(|a, b| a >= b), "{links_both:?}");
    let mut quotes: Vec<&str> = all.sentences.iter().map(|s| s.quote).collect();
    quotes.sort_unstable();
    assert!(quotes.windows(2).all(|pair| pair[0] != pair[1]));
}

#[test]
fn a_timeline_holds_every_proof_by_date() {
    let graph = graph::merge(records(60, 5));
    let part = query::near(&graph, "country/mali", &Near { limit: 1000, ..Near::default() });
    let events = query::timeline(&part);
    assert_eq!(events.len(), part.edges.iter().map(|edge| edge.evidence.len()).sum::<usize>());
    let dates: Vec<&str> = events.iter().map_while(|event| event.date).collect();
    assert!(events[dates.len()..].iter().all(|event| event.date.is_none()) && dates.len() < events.len());
    let order = ["2022", "2022-01-15", "2022-W05", "2022-02", "2022-02-03", "2022-02-15", "2022-03-15"];
    let places: Vec<usize> = dates.iter().filter_map(|date| order.iter().position(|known| known == date)).collect();
    assert!(places.is_sorted() && places.len() > 10, "{dates:?}");
}
