"""The tables of the catalogue. A change here raises `SCHEMA_VERSION`; an older program refuses a newer index."""

SCHEMA_VERSION = 1

# A document is 'staged' once all that derives from it is stored, and 'live' once it is in every index. Keys are
# never used twice (AUTOINCREMENT): a vector or lexical row of a removed passage can not come to mean another one.
CATALOGUE = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS documents (
    document_key INTEGER PRIMARY KEY AUTOINCREMENT,
    doc_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('staged', 'live')),
    fingerprint TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    media_type TEXT NOT NULL,
    tier TEXT NOT NULL CHECK (tier IN ('reference', 'unverified')),
    date TEXT,
    instrument TEXT,
    ai_start INTEGER,
    ai_end INTEGER,
    headings TEXT NOT NULL,
    pages TEXT NOT NULL,
    metadata TEXT NOT NULL,
    characters INTEGER NOT NULL,
    passages INTEGER NOT NULL,
    UNIQUE (doc_id, state)
);

CREATE TABLE IF NOT EXISTS texts (
    document_key INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
    text TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS passages (
    passage_key INTEGER PRIMARY KEY AUTOINCREMENT,
    document_key INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    text TEXT NOT NULL,
    heading TEXT NOT NULL,
    page TEXT,
    provision TEXT,
    sentences TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS passages_by_place ON passages (document_key, start);

CREATE TABLE IF NOT EXISTS vectors (
    passage_key INTEGER PRIMARY KEY REFERENCES passages ON DELETE CASCADE,
    vector BLOB NOT NULL
);

-- Packed vectors of the word pieces of a passage; none where the encoder has no projection for them.
CREATE TABLE IF NOT EXISTS piece_vectors (
    passage_key INTEGER PRIMARY KEY REFERENCES passages ON DELETE CASCADE,
    packed BLOB NOT NULL
);

CREATE TABLE IF NOT EXISTS mentions (
    mention_key INTEGER PRIMARY KEY,
    document_key INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    passage_key INTEGER REFERENCES passages ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('entity', 'treaty')),
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    text TEXT NOT NULL,
    label TEXT,
    canonical_id TEXT,
    canonical_name TEXT,
    origin TEXT,
    treaty_id TEXT,
    articles TEXT,
    paragraphs TEXT,
    form TEXT
);
CREATE INDEX IF NOT EXISTS mentions_by_document ON mentions (document_key, start);
CREATE INDEX IF NOT EXISTS mentions_by_passage ON mentions (passage_key);
CREATE INDEX IF NOT EXISTS mentions_by_id ON mentions (canonical_id) WHERE canonical_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS mentions_by_words ON mentions (lower(text)) WHERE kind = 'entity';
CREATE INDEX IF NOT EXISTS mentions_by_treaty ON mentions (treaty_id) WHERE treaty_id IS NOT NULL;

-- Passages that left the catalogue and may still stand in the lexical index.
CREATE TABLE IF NOT EXISTS departed (passage_key INTEGER PRIMARY KEY);
"""
