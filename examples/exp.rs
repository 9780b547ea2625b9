use std::path::Path;
use whowhom::train::{corpus, tagger};
fn main() {
    let d = Path::new("/work/shared/data/train");
    let p = |n: &str| d.join(n);
    let tr = [p("ud-ewt.train.conllu"), p("gum-by.train.conllu"), p("gum-bysa.train.conllu")];
    let tr: Vec<&Path> = tr.iter().map(|x| x.as_path()).collect();
    let train = corpus::read(&tr).unwrap();
    let refs: Vec<_> = train.iter().collect();
    let t = std::time::Instant::now();
    let tg = tagger::train(&refs, 1);
    println!("train {:?}", t.elapsed());
    for n in ["ud-ewt.dev.conllu", "gum-by.dev.conllu"] {
        let dev = corpus::read(&[p(n).as_path()]).unwrap();
        let (mut a, mut u, mut x, mut n) = (0, 0, 0, 0);
        let mut out = vec![];
        let t = std::time::Instant::now();
        for e in &dev {
            tg.tag(&e.forms, &mut out);
            for (o, g) in out.iter().zip(&e.tags) {
                let o = tg.tags()[*o as usize];
                n += 1; a += (o == *g) as u32; u += (o.0 == g.0) as u32; x += (o.1 == g.1) as u32;
            }
        }
        println!("{n} joint {:.2} upos {:.2} xpos {:.2} {:?}", 100. * a as f64 / n as f64, 100. * u as f64 / n as f64, 100. * x as f64 / n as f64, t.elapsed());
    }
}
