//! Training of the name recogniser: `whowhom train names`. Texts with names go in, models/names.bin comes out; the same data and
//! seed give the same bytes on the same machine.

mod corpus;
mod field;
mod gum;
mod iob;
mod jsonl;
mod swap;

pub use corpus::{CorpusError, Marked, read};
pub use field::{Example, Field, Rates};
pub use swap::{Pool, swap};

use crate::gazetteer::Gazetteer;
use crate::mention::recognise::{Forget, NameClass, NameRange, Observed, Recogniser, Weights, encode};
use crate::mention::{self, Context, Cues};
use crate::span::Span;
use crate::text::Layout;
use crate::token::{self, TokenRules};
use crate::train::Random;

/// How to train.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Decides all that is random.
    pub seed: u64,
    /// How often all texts are read.
    pub epochs: usize,
    /// See [`Rates`].
    pub rates: Rates,
    /// The table has 2 to the power of so many rows.
    pub row_bits: u32,
    /// Of a hundred texts so many have their names swapped, anew in each epoch.
    pub swapped: usize,
    /// Of 256 listed names so many are forgotten in a text.
    pub forgotten: u8,
    /// Of a hundred features so many are left out at a token.
    pub dropped: usize,
    /// So many fields are trained, and the mean of their weights is taken: one alone differs by half a point from seed to seed.
    pub runs: u8,
}

impl Default for Options {
    /// What models/names.bin was made with; models/names.md has the measurements.
    fn default() -> Self {
        Self {
            seed: 1,
            epochs: 8,
            rates: Rates { alpha: 0.1, beta: 1.0, l1: 1.5, l2: 1.0 },
            row_bits: 18,
            swapped: 50,
            forgotten: 26,
            dropped: 20,
            runs: 3,
        }
    }
}

/// How an epoch went.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// 1-based.
    pub run: u8,
    /// 1-based.
    pub epoch: usize,
    /// Mean loss of a token in nats, before it was learned.
    pub loss: f64,
}

/// What turns texts into examples.
struct Reading {
    gazetteer: Gazetteer,
    cues: Cues,
    rules: TokenRules,
}

/// Trains on texts and returns the file of the model.
pub fn train(texts: &[Marked], options: &Options, mut report: impl FnMut(Progress)) -> Vec<u8> {
    let reading = Reading { gazetteer: Gazetteer::builtin(), cues: Cues::builtin(), rules: TokenRules::builtin() };
    let pool = Pool::builtin(&reading.gazetteer);
    let mut random = Random::new(options.seed);
    let mut mean = Weights::zero(options.row_bits);
    for run in 1..=options.runs {
        let mut field = Field::new(options.row_bits, options.rates);
        for epoch in 1..=options.epochs {
            let loss = read_all(texts, &reading, &pool, options, &mut field, &mut random);
            report(Progress { run, epoch, loss });
        }
        mean.add(&field.weights(), 1.0 / f32::from(options.runs));
    }
    Recogniser::write(&mean)
}

/// One epoch. Returns the mean loss of a token.
fn read_all(
    texts: &[Marked],
    reading: &Reading,
    pool: &Pool,
    options: &Options,
    field: &mut Field,
    random: &mut Random,
) -> f64 {
    let mut order: Vec<usize> = (0..texts.len()).collect();
    random.shuffle(&mut order);
    let (mut loss, mut tokens) = (0.0, 0);
    for index in order {
        let forget = Forget { seed: random.bits(), share: options.forgotten };
        let swapped = random.chance(options.swapped).then(|| swap(&texts[index], pool, &reading.gazetteer, random));
        for mut example in reading.examples(field, swapped.as_ref().unwrap_or(&texts[index]), forget) {
            if options.dropped > 0 {
                drop_features(&mut example, options.dropped, random);
            }
            tokens += example.labels.len();
            loss += f64::from(field.learn(&example, 1.0));
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a mean needs no more than some digits")]
    let mean = loss / tokens.max(1) as f64;
    mean
}

fn drop_features(example: &mut Example, percent: usize, random: &mut Random) {
    let mut kept = Vec::with_capacity(example.rows.len());
    let mut start = 0;
    for end in &mut example.ends {
        kept.extend(example.rows[start..*end].iter().filter(|_| !random.chance(percent)));
        start = *end;
        *end = kept.len();
    }
    example.rows = kept;
}

impl Reading {
    /// The sentences of a text, by our own tokens.
    fn examples(&self, field: &Field, marked: &Marked, forget: Forget) -> Vec<Example> {
        let layout = Layout { blocks: marked.blocks.clone(), ..Layout::default() };
        let tokens = token::tokenize(&marked.text, &layout, &self.rules);
        let context = Context::new(&marked.text, &layout, &tokens, &self.gazetteer, &self.cues);
        let observed = Observed::new(&context, &mention::listed_readings(&context), forget);
        let mut names = marked.names.iter().peekable();
        let mut examples = Vec::new();
        for sentence in &tokens.sentences {
            let mut inside = Vec::new();
            while let Some(name) = names.next_if(|(span, _)| span.end <= sentence.span.end) {
                inside.push(*name);
            }
            let spans: Vec<Span> = tokens.tokens[sentence.tokens.clone()].iter().map(|t| t.span).collect();
            let mut example = Example { labels: encode(spans.len(), &ranges(&spans, &inside)), ..Example::default() };
            for token in sentence.tokens.clone() {
                observed.features(&sentence.tokens, token, |feature| example.rows.push(field.row(feature)));
                example.ends.push(example.rows.len());
            }
            examples.push(example);
        }
        examples
    }
}

/// The tokens that names touch; names that touch one that is taken are left out.
fn ranges(tokens: &[Span], names: &[(Span, NameClass)]) -> Vec<NameRange> {
    let mut out: Vec<NameRange> = Vec::new();
    for (span, class) in names {
        let start = tokens.partition_point(|t| t.end <= span.start);
        let end = tokens.partition_point(|t| t.start < span.end);
        if start < end && out.last().is_none_or(|(range, _)| range.end <= start) {
            out.push((start..end, *class));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> Vec<Marked> {
        let marked = |place: &str, person: &str| {
            let text = format!("A man from {place} met {person} again.");
            let names = [(place, NameClass::Location), (person, NameClass::Person)].map(|(name, class)| {
                let start = text.find(name).unwrap();
                (Span::new(start, start + name.len()), class)
            });
            Marked { blocks: vec![Span::new(0, text.len())], names: names.to_vec(), text }
        };
        vec![marked("Quorland", "Ann Roe"), marked("Vexmoor", "Lee Doe"), marked("Zarnia", "Mo Poe")]
    }

    #[test]
    fn a_seed_gives_a_model_and_the_model_finds_names() {
        let options = Options {
            epochs: 30,
            row_bits: 12,
            runs: 1,
            rates: Rates { l1: 0.1, ..Options::default().rates },
            ..Options::default()
        };
        let bytes = train(&texts(), &options, |_| ());
        assert_eq!(bytes, train(&texts(), &options, |_| ()));
        let recogniser = Recogniser::read(&bytes).unwrap();
        let text = "A man from Brunwick met Ida Noe again.";
        let layout = Layout { blocks: vec![Span::new(0, text.len())], ..Layout::default() };
        let tokens = token::tokenize(text, &layout, &TokenRules::builtin());
        let (gazetteer, cues) = (Gazetteer::builtin(), Cues::builtin());
        let context = Context::new(text, &layout, &tokens, &gazetteer, &cues);
        let names = recogniser.recognise(&context, &mention::listed_readings(&context)).names;
        let found: Vec<_> = names.iter().map(|name| (name.span.of(text), name.class)).collect();
        assert_eq!(found, [("Brunwick", NameClass::Location), ("Ida Noe", NameClass::Person)]);
    }
}
