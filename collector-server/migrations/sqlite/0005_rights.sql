-- What people ask about their data, and what came of it (GDPR Art. 15 to 22).
--
-- `case_subjects` and `holds` go with the subject. What stays of an erasure says nothing about anyone: counts, times,
-- and a keyed digest that finds the same subject again in an older copy of the database.

CREATE TABLE cases (
    case_id          INTEGER PRIMARY KEY,
    -- For people and letters, as R-2026-0017.
    number           TEXT NOT NULL UNIQUE,
    kind             TEXT NOT NULL,
    -- How the person showed who they are.
    identity         TEXT NOT NULL,
    -- Milliseconds since 1970.
    opened_at        INTEGER NOT NULL,
    opened_by        TEXT NOT NULL,
    due_at           INTEGER NOT NULL,
    extended_at      INTEGER,
    extension_reason TEXT,
    closed_at        INTEGER,
    closed_by        TEXT,
    outcome          TEXT
) STRICT;

CREATE INDEX cases_open ON cases (due_at) WHERE closed_at IS NULL;

-- Whom a case is about.
CREATE TABLE case_subjects (
    case_id    INTEGER NOT NULL REFERENCES cases ON DELETE CASCADE,
    subject_id INTEGER NOT NULL REFERENCES subjects ON DELETE CASCADE,
    PRIMARY KEY (case_id, subject_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX case_subjects_by_subject ON case_subjects (subject_id);

-- A legal hold keeps its scope from erasure and from ordinary reading until its time, and no longer.
CREATE TABLE holds (
    hold_id     INTEGER PRIMARY KEY,
    subject_id  INTEGER NOT NULL REFERENCES subjects ON DELETE CASCADE,
    -- As `records.scope`; 0 is everything of the subject.
    scope       INTEGER NOT NULL,
    basis       TEXT NOT NULL,
    case_id     INTEGER NOT NULL REFERENCES cases,
    until       INTEGER NOT NULL,
    set_at      INTEGER NOT NULL,
    set_by      TEXT NOT NULL,
    -- When the person was told (GDPR Art. 18(3), 12(4)).
    informed_at INTEGER,
    ended_at    INTEGER,
    ended_by    TEXT
) STRICT;

CREATE INDEX holds_by_subject ON holds (subject_id);

-- One act of erasure with the tombstone that its leaf commits to.
CREATE TABLE erasures (
    erasure_id INTEGER PRIMARY KEY,
    case_id    INTEGER REFERENCES cases,
    erased_at  INTEGER NOT NULL,
    ground     TEXT NOT NULL,
    operator   TEXT NOT NULL,
    count      INTEGER NOT NULL,
    salt       BLOB NOT NULL CHECK (length(salt) = 32),
    leaf       INTEGER NOT NULL REFERENCES leaves,
    -- Counts by kind, what was held and why, who was told, as JSON: what the letter says.
    report     TEXT NOT NULL
) STRICT;

-- The erasure journal: what has to be gone from every older copy too. It is also kept in a file beside the keys.
CREATE TABLE erased (
    digest    BLOB NOT NULL CHECK (length(digest) = 16),
    -- The scope that went; 0 is the whole subject.
    scope     INTEGER NOT NULL,
    erased_at INTEGER NOT NULL,
    PRIMARY KEY (digest, scope, erased_at)
) STRICT, WITHOUT ROWID;

-- Keyed digests of those who are not to be taken up again.
CREATE TABLE suppressions (
    value    BLOB NOT NULL PRIMARY KEY CHECK (length(value) = 16),
    kind     TEXT NOT NULL,
    since    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Recipients that have to be told of an erasure or a correction (GDPR Art. 19).
CREATE TABLE recipient_notices (
    notice_number INTEGER PRIMARY KEY,
    case_id       INTEGER NOT NULL REFERENCES cases ON DELETE CASCADE,
    recipient     TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    -- `pending`, `sent`, or `not_possible` with the reason.
    state         TEXT NOT NULL,
    settled_at    INTEGER,
    settled_by    TEXT,
    note          TEXT,
    UNIQUE (case_id, recipient)
) STRICT;
