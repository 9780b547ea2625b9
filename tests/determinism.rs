use whowhom::gazetteer::Gazetteer;
use whowhom::graph::{self, Contribution, LinksKey};
use whowhom::input::Document;
use whowhom::pipeline::{Analyser, Analysis};

fn documents() -> Vec<Document> {
    let places = ["Peru", "Chile", "France", "Spain", "Kenya", "Japan"];
    let texts = (0..30).map(|i| {
        let (a, b) = (places[i % 6], places[(i / 6 + i + 1) % 6]);
        format!("{a} accused {b} of delay. {b}'s president, Jane Roe, visited {a}. {a} did not invade {b}.")
    });
    texts.enumerate().map(|(i, text)| Document::new(format!("{i:02}.txt"), text)).collect()
}

fn bytes(analyses: &[Analysis]) -> Vec<u8> {
    let all: Vec<Contribution<'_>> = analyses
        .iter()
        .map(|a| Contribution {
            document: &a.document,
            layout: &a.layout,
            mentions: &a.mentions,
            identity: &a.identity,
            assertions: &a.assertions,
        })
        .collect();
    let mut out = Vec::new();
    graph::write(&graph::merge(&all), LinksKey::Edges, &mut out).unwrap();
    out
}

#[test]
fn order_and_threads_do_not_show() {
    let analyser = Analyser::new(Gazetteer::builtin());
    let expected = bytes(&analyser.analyse_all(documents()));
    assert!(String::from_utf8_lossy(&expected).contains("accused"));
    for shift in 0..20 {
        let mut shuffled = documents();
        shuffled.rotate_left(shift * 7 % 30);
        shuffled.swap(shift % 30, (shift * 11 + 3) % 30);
        let pool = rayon::ThreadPoolBuilder::new().num_threads([1, 2, 4][shift % 3]).build().unwrap();
        let analyses = pool.install(|| analyser.analyse_all(shuffled));
        assert!(bytes(&analyses) == expected, "order {shift} gives other bytes");
    }
}
