-- The store. `documents` keep what was read; all other tables are made of the documents that count (`active`) and of
-- decisions.tsv, and can be made again of them at any time.
CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE documents (
    k INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    hash TEXT NOT NULL,
    title TEXT,
    date TEXT,
    source TEXT,
    language TEXT,
    active INTEGER NOT NULL DEFAULT 0,  -- 0: the text of another document, `duplicate_of`
    duplicate_of TEXT,
    near_copy_of INTEGER,               -- k of the fullest document of the same report
    origin TEXT NOT NULL,               -- the file it was read from
    given TEXT NOT NULL,                -- JSON: title, date and source as the file gave them
    text BLOB,                          -- zstd; none if texts are not kept
    record BLOB NOT NULL,               -- zstd, JSON: entities, mentions, assertions as found
    sketch BLOB NOT NULL                -- for near-copies: number of shingles, smallest hashes
);
CREATE INDEX documents_of_hash ON documents (hash);

CREATE TABLE entities (
    k INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    slug TEXT NOT NULL DEFAULT '',      -- of the name: without case, accents and marks
    wikidata TEXT,
    mentions INTEGER NOT NULL DEFAULT 0,
    documents INTEGER NOT NULL DEFAULT 0,
    n_out INTEGER NOT NULL DEFAULT 0,   -- relations of which it is the subject
    n_in INTEGER NOT NULL DEFAULT 0     -- and the object
);

-- Names shown of an entity, by the number of documents that show them.
CREATE TABLE titles (
    entity INTEGER NOT NULL REFERENCES entities (k),
    name TEXT NOT NULL,
    wikidata TEXT NOT NULL DEFAULT '',
    n INTEGER NOT NULL,
    PRIMARY KEY (entity, name, wikidata)
) WITHOUT ROWID;

-- Forms of an entity seen in texts; `slug`: without case, accents and marks.
CREATE TABLE aliases (
    k INTEGER PRIMARY KEY,
    entity INTEGER NOT NULL REFERENCES entities (k),
    alias TEXT NOT NULL,
    slug TEXT NOT NULL,
    n INTEGER NOT NULL,
    UNIQUE (entity, alias)
);

-- Offsets are code points of the document's text, half-open.
CREATE TABLE mentions (
    document INTEGER NOT NULL REFERENCES documents (k),
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    entity INTEGER NOT NULL REFERENCES entities (k),
    kind TEXT NOT NULL,
    rule TEXT NOT NULL,
    link TEXT NOT NULL,
    score REAL NOT NULL,
    PRIMARY KEY (document, start, "end", entity)
) WITHOUT ROWID;

CREATE TABLE sentences (
    k INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (k),
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    quote TEXT NOT NULL
);

-- An edge with its counts, kept up with the evidence.
CREATE TABLE relations (
    k INTEGER PRIMARY KEY,
    subject INTEGER NOT NULL REFERENCES entities (k),
    key TEXT NOT NULL,
    object INTEGER NOT NULL REFERENCES entities (k),
    open INTEGER NOT NULL,
    predicate TEXT NOT NULL,
    assertions INTEGER NOT NULL DEFAULT 0,
    documents INTEGER NOT NULL DEFAULT 0,
    n_sources INTEGER NOT NULL DEFAULT 0,
    asserted INTEGER NOT NULL DEFAULT 0,
    reported INTEGER NOT NULL DEFAULT 0,
    planned INTEGER NOT NULL DEFAULT 0,
    requested INTEGER NOT NULL DEFAULT 0,
    hypothetical INTEGER NOT NULL DEFAULT 0,
    negated INTEGER NOT NULL DEFAULT 0,
    first TEXT,
    last TEXT,
    UNIQUE (subject, key, object)
);

CREATE TABLE evidence (
    k INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (k),
    relation INTEGER NOT NULL REFERENCES relations (k),
    sentence INTEGER NOT NULL,          -- of the same document: both come and go with it
    subject_start INTEGER NOT NULL,
    subject_end INTEGER NOT NULL,
    trigger_start INTEGER NOT NULL,
    trigger_end INTEGER NOT NULL,
    object_start INTEGER NOT NULL,
    object_end INTEGER NOT NULL,
    negated INTEGER NOT NULL,
    status TEXT NOT NULL,
    source TEXT,                        -- id of an entity
    time TEXT,
    place TEXT,                         -- id of an entity
    role TEXT,
    plover TEXT,
    score REAL NOT NULL,
    rule TEXT NOT NULL
);
