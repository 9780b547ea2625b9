//! Morphological features of a word, named and valued as in Universal Dependencies (<https://universaldependencies.org/u/feat>).

use std::fmt;

/// Declares a feature with its values, which are called as UD calls them.
macro_rules! feature {
    ($(#[$doc:meta])* $name:ident: $($value:ident)+) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "the values are those of UD")]
        pub enum $name { $($value),+ }

        impl $name {
            fn as_str(self) -> &'static str {
                match self { $(Self::$value => stringify!($value)),+ }
            }

            fn parse(value: &str) -> Option<Self> {
                match value { $(stringify!($value) => Some(Self::$value),)+ _ => None }
            }
        }
    };
}

feature! {
    /// "him", "his", "he".
    Case: Acc Gen Nom
}
feature! {
    /// "the", "a".
    Definite: Def Ind
}
feature! {
    /// "older", "old", "oldest".
    Degree: Cmp Pos Sup
}
feature! {
    /// Of pronouns: "she", "he", "it".
    Gender: Fem Masc Neut
}
feature! {
    /// "Go!", "goes", "(they ask that he) go".
    Mood: Imp Ind Sub
}
feature! {
    /// "troops" (no singular), "men", "man".
    Number: Plur Ptan Sing
}
feature! {
    /// How a number is written: "4th", "4", "IV", "four".
    NumForm: Combi Digit Roman Word
}
feature! {
    /// "four", "half", "once", "fourth".
    NumType: Card Frac Mult Ord
}
feature! {
    /// "not", "yes".
    Polarity: Neg Pos
}
feature! {
    /// "the", "this", "(he) himself", "anyone", "who?", "nobody", "she", "each (other)", "which", "all".
    PronType: Art Dem Emp Ind Int Neg Prs Rcp Rel Tot
}
feature! {
    /// "went", "goes".
    Tense: Past Pres
}
feature! {
    /// "goes", "(his) going", "(to) go", "gone".
    VerbForm: Fin Ger Inf Part
}
feature! {
    /// "(was) taken". Active is not marked.
    Voice: Pass
}

/// The features of one word; what is not said of it is none or false.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Features {
    /// An abbreviation: "etc.".
    pub abbr: bool,
    /// Case of a pronoun.
    pub case: Option<Case>,
    /// Of articles.
    pub definite: Option<Definite>,
    /// Of adjectives and adverbs.
    pub degree: Option<Degree>,
    /// Of pronouns.
    pub gender: Option<Gender>,
    /// Of finite verbs.
    pub mood: Option<Mood>,
    /// Of nouns, pronouns, demonstratives and finite verbs.
    pub number: Option<Number>,
    /// How a number is written.
    pub num_form: Option<NumForm>,
    /// What a number counts.
    pub num_type: Option<NumType>,
    /// 1 to 3, of pronouns and finite verbs.
    pub person: Option<u8>,
    /// Of negations and answers.
    pub polarity: Option<Polarity>,
    /// A possessive: "his".
    pub poss: bool,
    /// Kind of a pronoun, determiner or pronominal adverb.
    pub pron_type: Option<PronType>,
    /// A reflexive pronoun: "himself".
    pub reflex: bool,
    /// Of finite verbs and participles.
    pub tense: Option<Tense>,
    /// Form of a verb.
    pub verb_form: Option<VerbForm>,
    /// Passive or not marked.
    pub voice: Option<Voice>,
}

impl Features {
    /// Reads a FEATS column; features and values that the type does not have are left out.
    pub fn parse(feats: &str) -> Self {
        let mut features = Self::default();
        for (name, value) in feats.split('|').filter_map(|feature| feature.split_once('=')) {
            features.set(name, value);
        }
        features
    }

    fn set(&mut self, name: &str, value: &str) {
        match name {
            "Abbr" => self.abbr = value == "Yes",
            "Case" => self.case = Case::parse(value),
            "Definite" => self.definite = Definite::parse(value),
            "Degree" => self.degree = Degree::parse(value),
            "Gender" => self.gender = Gender::parse(value),
            "Mood" => self.mood = Mood::parse(value),
            "Number" => self.number = Number::parse(value),
            "NumForm" => self.num_form = NumForm::parse(value),
            "NumType" => self.num_type = NumType::parse(value),
            "Person" => self.person = value.parse().ok().filter(|person| (1..=3).contains(person)),
            "Polarity" => self.polarity = Polarity::parse(value),
            "Poss" => self.poss = value == "Yes",
            "PronType" => self.pron_type = PronType::parse(value),
            "Reflex" => self.reflex = value == "Yes",
            "Tense" => self.tense = Tense::parse(value),
            "VerbForm" => self.verb_form = VerbForm::parse(value),
            "Voice" => self.voice = Voice::parse(value),
            _ => {}
        }
    }

    /// The features that are said, in the order of UD: by name, capitals as small letters.
    fn said(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let yes = |said: bool| said.then_some("Yes");
        let person = self.person.and_then(|person| ["1", "2", "3"].get(usize::from(person).wrapping_sub(1)).copied());
        let all = [
            ("Abbr", yes(self.abbr)),
            ("Case", self.case.map(Case::as_str)),
            ("Definite", self.definite.map(Definite::as_str)),
            ("Degree", self.degree.map(Degree::as_str)),
            ("Gender", self.gender.map(Gender::as_str)),
            ("Mood", self.mood.map(Mood::as_str)),
            ("Number", self.number.map(Number::as_str)),
            ("NumForm", self.num_form.map(NumForm::as_str)),
            ("NumType", self.num_type.map(NumType::as_str)),
            ("Person", person),
            ("Polarity", self.polarity.map(Polarity::as_str)),
            ("Poss", yes(self.poss)),
            ("PronType", self.pron_type.map(PronType::as_str)),
            ("Reflex", yes(self.reflex)),
            ("Tense", self.tense.map(Tense::as_str)),
            ("VerbForm", self.verb_form.map(VerbForm::as_str)),
            ("Voice", self.voice.map(Voice::as_str)),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value?)))
    }
}

/// Writes the FEATS column: `_` if nothing is said.
impl fmt::Display for Features {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for (name, value) in self.said() {
            write!(f, "{separator}{name}={value}")?;
            separator = "|";
        }
        if separator.is_empty() { f.write_str("_") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feats_column_is_read_and_written() {
        let feats = "Case=Gen|Gender=Fem|Number=Sing|Person=3|Poss=Yes|PronType=Prs";
        assert_eq!(Features::parse(feats).to_string(), feats);
        let verb = "Tense=Past|VerbForm=Part|Voice=Pass";
        assert_eq!(Features::parse(verb).voice, Some(Voice::Pass));
        assert_eq!(
            Features::parse("Number=Ptan|NumForm=Combi|NumType=Card|Typo=Yes").to_string(),
            "Number=Ptan|NumForm=Combi|NumType=Card"
        );
        assert_eq!(Features::parse("_").to_string(), "_");
        assert_eq!(Features::parse("Person=7|Tense=Fut"), Features::default());
    }
}
