//! The tag sets: universal parts of speech, Penn Treebank tags, dependency relations of the English treebanks.

/// Declares one tag set as a number into its table of names.
macro_rules! tag_set {
    ($(#[$doc:meta])* $name:ident, $names:expr, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u8);

        impl $name {
            /// All names, sorted; a tag is its place among them.
            pub const NAMES: &[&str] = &$names;

            /// Returns the tag of a name.
            pub fn parse(name: &str) -> Option<Self> {
                Self::NAMES.binary_search(&name).ok().and_then(|at| u8::try_from(at).ok()).map(Self)
            }

            /// Returns the tag of a place in the table.
            pub fn at(index: usize) -> Option<Self> {
                u8::try_from(index).ok().filter(|_| index < Self::NAMES.len()).map(Self)
            }

            /// Returns the place in the table.
            pub fn index(self) -> usize {
                usize::from(self.0)
            }

            /// Returns the name.
            pub fn as_str(self) -> &'static str {
                Self::NAMES[self.index()]
            }

            const fn named(name: &str) -> Self {
                let mut at = 0;
                while at < Self::NAMES.len() {
                    if equal(Self::NAMES[at].as_bytes(), name.as_bytes()) {
                        #[expect(clippy::cast_possible_truncation, reason = "tables are short")]
                        return Self(at as u8);
                    }
                    at += 1;
                }
                panic!($what)
            }
        }
    };
}

const fn equal(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let mut at = 0;
    while at < left.len() {
        if left[at] != right[at] {
            return false;
        }
        at += 1;
    }
    true
}

tag_set! {
    /// A universal part of speech (<https://universaldependencies.org/u/pos>).
    Upos, ["ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X"], "no universal part of speech"
}

tag_set! {
    /// A Penn Treebank tag as the English treebanks extend it (Santorini 1990; `HYPH`, `NFP`, `ADD`, `AFX`, `GW` of `OntoNotes` and EWT).
    Xpos, ["#", "$", "''", ",", "-LRB-", "-RRB-", ".", ":", "ADD", "AFX", "CC", "CD", "DT", "EX", "FW", "GW", "HYPH", "IN", "JJ", "JJR", "JJS", "LS", "MD", "NFP", "NN", "NNP", "NNPS", "NNS", "PDT", "POS", "PRP", "PRP$", "RB", "RBR", "RBS", "RP", "SYM", "TO", "UH", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "WDT", "WP", "WP$", "WRB", "``"], "no Penn Treebank tag"
}

tag_set! {
    /// A dependency relation with its subtype (<https://universaldependencies.org/en/dep>).
    Deprel, ["acl", "acl:relcl", "advcl", "advcl:relcl", "advmod", "amod", "appos", "aux", "aux:pass", "case", "cc", "cc:preconj", "ccomp", "compound", "compound:prt", "conj", "cop", "csubj", "csubj:outer", "csubj:pass", "dep", "det", "det:predet", "discourse", "dislocated", "expl", "fixed", "flat", "goeswith", "iobj", "list", "mark", "nmod", "nmod:desc", "nmod:poss", "nmod:unmarked", "nsubj", "nsubj:outer", "nsubj:pass", "nummod", "obj", "obl", "obl:agent", "obl:unmarked", "orphan", "parataxis", "punct", "reparandum", "root", "vocative", "xcomp"], "no dependency relation"
}

impl Upos {
    /// `ADJ`.
    pub const ADJ: Self = Self::named("ADJ");
    /// `ADP`.
    pub const ADP: Self = Self::named("ADP");
    /// `ADV`.
    pub const ADV: Self = Self::named("ADV");
    /// `AUX`.
    pub const AUX: Self = Self::named("AUX");
    /// `CCONJ`.
    pub const CCONJ: Self = Self::named("CCONJ");
    /// `DET`.
    pub const DET: Self = Self::named("DET");
    /// `INTJ`.
    pub const INTJ: Self = Self::named("INTJ");
    /// `NOUN`.
    pub const NOUN: Self = Self::named("NOUN");
    /// `NUM`.
    pub const NUM: Self = Self::named("NUM");
    /// `PART`.
    pub const PART: Self = Self::named("PART");
    /// `PRON`.
    pub const PRON: Self = Self::named("PRON");
    /// `PROPN`.
    pub const PROPN: Self = Self::named("PROPN");
    /// `PUNCT`.
    pub const PUNCT: Self = Self::named("PUNCT");
    /// `SCONJ`.
    pub const SCONJ: Self = Self::named("SCONJ");
    /// `SYM`.
    pub const SYM: Self = Self::named("SYM");
    /// `VERB`.
    pub const VERB: Self = Self::named("VERB");
    /// `X`.
    pub const X: Self = Self::named("X");
}

impl Xpos {
    /// `#`.
    pub const POUND: Self = Self::named("#");
    /// `$`.
    pub const DOLLAR: Self = Self::named("$");
    /// `''`.
    pub const CLOSE_QUOTE: Self = Self::named("''");
    /// `,`.
    pub const COMMA: Self = Self::named(",");
    /// `-LRB-`.
    pub const OPEN_BRACKET: Self = Self::named("-LRB-");
    /// `-RRB-`.
    pub const CLOSE_BRACKET: Self = Self::named("-RRB-");
    /// `.`.
    pub const FULL_STOP: Self = Self::named(".");
    /// `:`.
    pub const COLON: Self = Self::named(":");
    /// `ADD`.
    pub const ADD: Self = Self::named("ADD");
    /// `AFX`.
    pub const AFX: Self = Self::named("AFX");
    /// `CC`.
    pub const CC: Self = Self::named("CC");
    /// `CD`.
    pub const CD: Self = Self::named("CD");
    /// `DT`.
    pub const DT: Self = Self::named("DT");
    /// `EX`.
    pub const EX: Self = Self::named("EX");
    /// `FW`.
    pub const FW: Self = Self::named("FW");
    /// `GW`.
    pub const GW: Self = Self::named("GW");
    /// `HYPH`.
    pub const HYPH: Self = Self::named("HYPH");
    /// `IN`.
    pub const IN: Self = Self::named("IN");
    /// `JJ`.
    pub const JJ: Self = Self::named("JJ");
    /// `JJR`.
    pub const JJR: Self = Self::named("JJR");
    /// `JJS`.
    pub const JJS: Self = Self::named("JJS");
    /// `LS`.
    pub const LS: Self = Self::named("LS");
    /// `MD`.
    pub const MD: Self = Self::named("MD");
    /// `NFP`.
    pub const NFP: Self = Self::named("NFP");
    /// `NN`.
    pub const NN: Self = Self::named("NN");
    /// `NNP`.
    pub const NNP: Self = Self::named("NNP");
    /// `NNPS`.
    pub const NNPS: Self = Self::named("NNPS");
    /// `NNS`.
    pub const NNS: Self = Self::named("NNS");
    /// `PDT`.
    pub const PDT: Self = Self::named("PDT");
    /// `POS`.
    pub const POS: Self = Self::named("POS");
    /// `PRP`.
    pub const PRP: Self = Self::named("PRP");
    /// `PRP$`.
    pub const PRP_POSS: Self = Self::named("PRP$");
    /// `RB`.
    pub const RB: Self = Self::named("RB");
    /// `RBR`.
    pub const RBR: Self = Self::named("RBR");
    /// `RBS`.
    pub const RBS: Self = Self::named("RBS");
    /// `RP`.
    pub const RP: Self = Self::named("RP");
    /// `SYM`.
    pub const SYM: Self = Self::named("SYM");
    /// `TO`.
    pub const TO: Self = Self::named("TO");
    /// `UH`.
    pub const UH: Self = Self::named("UH");
    /// `VB`.
    pub const VB: Self = Self::named("VB");
    /// `VBD`.
    pub const VBD: Self = Self::named("VBD");
    /// `VBG`.
    pub const VBG: Self = Self::named("VBG");
    /// `VBN`.
    pub const VBN: Self = Self::named("VBN");
    /// `VBP`.
    pub const VBP: Self = Self::named("VBP");
    /// `VBZ`.
    pub const VBZ: Self = Self::named("VBZ");
    /// `WDT`.
    pub const WDT: Self = Self::named("WDT");
    /// `WP`.
    pub const WP: Self = Self::named("WP");
    /// `WP$`.
    pub const WP_POSS: Self = Self::named("WP$");
    /// `WRB`.
    pub const WRB: Self = Self::named("WRB");
    /// Opening quotes.
    pub const OPEN_QUOTE: Self = Self::named("``");
}

impl Deprel {
    /// `acl`.
    pub const ACL: Self = Self::named("acl");
    /// `acl:relcl`.
    pub const ACL_RELCL: Self = Self::named("acl:relcl");
    /// `advcl`.
    pub const ADVCL: Self = Self::named("advcl");
    /// `advcl:relcl`.
    pub const ADVCL_RELCL: Self = Self::named("advcl:relcl");
    /// `advmod`.
    pub const ADVMOD: Self = Self::named("advmod");
    /// `amod`.
    pub const AMOD: Self = Self::named("amod");
    /// `appos`.
    pub const APPOS: Self = Self::named("appos");
    /// `aux`.
    pub const AUX: Self = Self::named("aux");
    /// `aux:pass`.
    pub const AUX_PASS: Self = Self::named("aux:pass");
    /// `case`.
    pub const CASE: Self = Self::named("case");
    /// `cc`.
    pub const CC: Self = Self::named("cc");
    /// `cc:preconj`.
    pub const CC_PRECONJ: Self = Self::named("cc:preconj");
    /// `ccomp`.
    pub const CCOMP: Self = Self::named("ccomp");
    /// `compound`.
    pub const COMPOUND: Self = Self::named("compound");
    /// `compound:prt`.
    pub const COMPOUND_PRT: Self = Self::named("compound:prt");
    /// `conj`.
    pub const CONJ: Self = Self::named("conj");
    /// `cop`.
    pub const COP: Self = Self::named("cop");
    /// `csubj`.
    pub const CSUBJ: Self = Self::named("csubj");
    /// `csubj:outer`.
    pub const CSUBJ_OUTER: Self = Self::named("csubj:outer");
    /// `csubj:pass`.
    pub const CSUBJ_PASS: Self = Self::named("csubj:pass");
    /// `dep`.
    pub const DEP: Self = Self::named("dep");
    /// `det`.
    pub const DET: Self = Self::named("det");
    /// `det:predet`.
    pub const DET_PREDET: Self = Self::named("det:predet");
    /// `discourse`.
    pub const DISCOURSE: Self = Self::named("discourse");
    /// `dislocated`.
    pub const DISLOCATED: Self = Self::named("dislocated");
    /// `expl`.
    pub const EXPL: Self = Self::named("expl");
    /// `fixed`.
    pub const FIXED: Self = Self::named("fixed");
    /// `flat`.
    pub const FLAT: Self = Self::named("flat");
    /// `goeswith`.
    pub const GOESWITH: Self = Self::named("goeswith");
    /// `iobj`.
    pub const IOBJ: Self = Self::named("iobj");
    /// `list`.
    pub const LIST: Self = Self::named("list");
    /// `mark`.
    pub const MARK: Self = Self::named("mark");
    /// `nmod`.
    pub const NMOD: Self = Self::named("nmod");
    /// `nmod:desc`.
    pub const NMOD_DESC: Self = Self::named("nmod:desc");
    /// `nmod:poss`.
    pub const NMOD_POSS: Self = Self::named("nmod:poss");
    /// `nmod:unmarked`.
    pub const NMOD_UNMARKED: Self = Self::named("nmod:unmarked");
    /// `nsubj`.
    pub const NSUBJ: Self = Self::named("nsubj");
    /// `nsubj:outer`.
    pub const NSUBJ_OUTER: Self = Self::named("nsubj:outer");
    /// `nsubj:pass`.
    pub const NSUBJ_PASS: Self = Self::named("nsubj:pass");
    /// `nummod`.
    pub const NUMMOD: Self = Self::named("nummod");
    /// `obj`.
    pub const OBJ: Self = Self::named("obj");
    /// `obl`.
    pub const OBL: Self = Self::named("obl");
    /// `obl:agent`.
    pub const OBL_AGENT: Self = Self::named("obl:agent");
    /// `obl:unmarked`.
    pub const OBL_UNMARKED: Self = Self::named("obl:unmarked");
    /// `orphan`.
    pub const ORPHAN: Self = Self::named("orphan");
    /// `parataxis`.
    pub const PARATAXIS: Self = Self::named("parataxis");
    /// `punct`.
    pub const PUNCT: Self = Self::named("punct");
    /// `reparandum`.
    pub const REPARANDUM: Self = Self::named("reparandum");
    /// `root`.
    pub const ROOT: Self = Self::named("root");
    /// `vocative`.
    pub const VOCATIVE: Self = Self::named("vocative");
    /// `xcomp`.
    pub const XCOMP: Self = Self::named("xcomp");

    /// Returns the relation without its subtype: "nsubj" of "nsubj:pass".
    pub fn base(self) -> &'static str {
        self.as_str().split(':').next().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_again() {
        for (at, name) in Upos::NAMES.iter().enumerate() {
            assert_eq!(Upos::parse(name).map(Upos::index), Some(at));
        }
        for (at, name) in Xpos::NAMES.iter().enumerate() {
            assert_eq!(Xpos::parse(name).map(Xpos::index), Some(at));
        }
        for (at, name) in Deprel::NAMES.iter().enumerate() {
            assert_eq!(Deprel::parse(name).map(Deprel::index), Some(at));
        }
        assert_eq!(Upos::parse("noun"), None);
        assert_eq!(Deprel::NSUBJ_PASS.base(), "nsubj");
    }
}
