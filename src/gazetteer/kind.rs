//! The closed vocabularies of gazetteer rows: types of entity, kinds and flags of names, classes of words.

/// What sort of thing an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntityType {
    /// A human being, by name.
    Person,
    /// A body with members or staff: party, company, ministry, alliance, army.
    Organisation,
    /// A state or territory with a code of its own, or a former state.
    Country,
    /// A town.
    City,
    /// Any other place.
    Region,
    /// People without a name of their own, tied to a place or body.
    Group,
    /// Anything else that lists or users name.
    Other,
}

impl EntityType {
    /// All types, in the order of reports.
    pub const ALL: [Self; 7] =
        [Self::Person, Self::Organisation, Self::Country, Self::City, Self::Region, Self::Group, Self::Other];

    /// Returns the word used in ids and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organisation => "organisation",
            Self::Country => "country",
            Self::City => "city",
            Self::Region => "region",
            Self::Group => "group",
            Self::Other => "other",
        }
    }

    /// Returns the type of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.name() == name)
    }

    /// Says whether it is somewhere: a country, city or region.
    pub fn is_place(self) -> bool {
        matches!(self, Self::Country | Self::City | Self::Region)
    }
}

/// How a listed name names its entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    /// The name shown.
    Name,
    /// Another name.
    Alias,
    /// An adjective: "Kazakh".
    Adjective,
    /// A word for its people: "Kazakhs".
    People,
}

impl NameKind {
    pub(crate) const ALL: [Self; 4] = [Self::Name, Self::Alias, Self::Adjective, Self::People];
}

/// Flags of one name of one entry; gazetteers/README.md says what each means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct NameFlags(pub(crate) u8);

impl NameFlags {
    /// An abbreviation, never folded.
    pub const ABBR: Self = Self(1);
    /// Not looked for in lines set in capitals.
    pub const CS: Self = Self(2);
    /// Ambiguous: needs support.
    pub const CTX: Self = Self(4);
    /// An old name.
    pub const HIST: Self = Self(8);
    /// Counts only beside a full name of the same entry.
    pub const WEAK: Self = Self(16);
    /// Never a mention alone.
    pub const NOSOLO: Self = Self(32);

    /// The flags as they are written in files.
    pub const WORDS: [(&'static str, Self); 6] = [
        ("abbr", Self::ABBR),
        ("cs", Self::CS),
        ("ctx", Self::CTX),
        ("hist", Self::HIST),
        ("weak", Self::WEAK),
        ("nosolo", Self::NOSOLO),
    ];

    /// Says whether any of the given flags is set.
    pub fn has(self, flags: Self) -> bool {
        self.0 & flags.0 != 0
    }

    /// Returns both sets joined.
    #[must_use]
    pub fn with(self, flags: Self) -> Self {
        Self(self.0 | flags.0)
    }
}

/// What the word lists know of a word, as a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WordClasses(pub(crate) u32);

macro_rules! word_classes {
    ($($(#[$doc:meta])* $constant:ident = $bit:expr, $file:literal, $word:literal;)*) => {
        impl WordClasses {
            $($(#[$doc])* pub const $constant: Self = Self(1 << $bit);)*
            /// The file, the word it writes for the class, and the class.
            pub const WORDS: &'static [(&'static str, &'static str, Self)] = &[$(($file, $word, Self::$constant),)*];
        }
    };
}

word_classes! {
    /// A given name of men.
    GIVEN_M = 0, "names.tsv", "given.m";
    /// A given name of women.
    GIVEN_F = 1, "names.tsv", "given.f";
    /// A given name of either sex.
    GIVEN = 2, "names.tsv", "given";
    /// A surname.
    SURNAME = 3, "names.tsv", "surname";
    /// A part of names, given or surname.
    PART = 4, "names.tsv", "part";
    /// "van", "bin".
    PARTICLE = 5, "names.tsv", "particle";
    /// Ends the name of a body: "Party".
    ORG_HEAD = 6, "words.tsv", "orghead";
    /// Begins the name of a body: "Bank of".
    ORG_START = 7, "words.tsv", "orgstart";
    /// "Ltd".
    LEGAL = 8, "words.tsv", "legal";
    /// Ends the name of a place: "River".
    PLACE_HEAD = 9, "words.tsv", "placehead";
    /// Begins the name of a place: "Lake".
    PLACE_START = 10, "words.tsv", "placestart";
    /// Ends the name of a building or street.
    FACILITY = 11, "words.tsv", "facility";
    /// Weekdays, months, holidays.
    CALENDAR = 12, "words.tsv", "calendar";
    /// Languages.
    LANGUAGE = 13, "words.tsv", "language";
    /// Ends a name that is neither person, body nor place: "Treaty".
    EVENT = 14, "words.tsv", "event";
    /// A common English word, in lower case.
    COMMON = 15, "common.tsv", "common";
}

impl WordClasses {
    /// Any given name.
    pub const ANY_GIVEN: Self = Self(Self::GIVEN_M.0 | Self::GIVEN_F.0 | Self::GIVEN.0);
    /// Any part of a personal name but a particle.
    pub const ANY_NAME: Self = Self(Self::ANY_GIVEN.0 | Self::SURNAME.0 | Self::PART.0);

    /// Returns both sets joined.
    #[must_use]
    pub fn with(self, classes: Self) -> Self {
        Self(self.0 | classes.0)
    }

    /// Says whether any of the given classes is in the set.
    pub fn has(self, classes: Self) -> bool {
        self.0 & classes.0 != 0
    }
}
