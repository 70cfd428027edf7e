-- Receipts, their subjects, and what they refer to.
--
-- Personal data stands in three places only: `receipts.envelope` (sealed under the subject's key),
-- the columns named `*_index` (blind), and `subjects`. Deleting a row of `subjects` deletes all of
-- it; `leaves` and the texts that receipts refer to stay.

CREATE TABLE sites (
    site_id INTEGER PRIMARY KEY,
    site    TEXT NOT NULL UNIQUE
) STRICT;

-- A purpose keeps its bit for ever: decisions of old receipts are read by it.
CREATE TABLE purposes (
    site_id INTEGER NOT NULL REFERENCES sites,
    purpose TEXT NOT NULL,
    bit     INTEGER NOT NULL CHECK (bit BETWEEN 0 AND 62),
    PRIMARY KEY (site_id, purpose),
    UNIQUE (site_id, bit)
) STRICT, WITHOUT ROWID;

CREATE TABLE notices (
    notice_id INTEGER PRIMARY KEY,
    hash      BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    site_id   INTEGER NOT NULL REFERENCES sites,
    lang      TEXT NOT NULL,
    text      TEXT NOT NULL
) STRICT;

CREATE TABLE configs (
    config_id INTEGER PRIMARY KEY,
    hash      BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    site_id   INTEGER NOT NULL REFERENCES sites,
    config    TEXT NOT NULL
) STRICT;

CREATE TABLE builds (
    build_id INTEGER PRIMARY KEY,
    hash     BLOB NOT NULL UNIQUE CHECK (length(hash) = 32)
) STRICT;

CREATE TABLE releases (
    site_id  INTEGER NOT NULL REFERENCES sites,
    release  TEXT NOT NULL,
    build_id INTEGER NOT NULL REFERENCES builds,
    PRIMARY KEY (site_id, release)
) STRICT, WITHOUT ROWID;

-- What many receipts have in common (see `privacy::envelope`). Form 0 is no form.
CREATE TABLE forms (
    form_id INTEGER PRIMARY KEY,
    form    TEXT NOT NULL UNIQUE
) STRICT;

INSERT INTO forms (form_id, form) VALUES (0, '');

-- One visitor as far as one browser's key, on one site, under at most one user id.
CREATE TABLE subjects (
    subject_id        INTEGER PRIMARY KEY,
    subject_ref       BLOB NOT NULL CHECK (length(subject_ref) = 16),
    site_id           INTEGER NOT NULL REFERENCES sites,
    consent_key_index BLOB NOT NULL CHECK (length(consent_key_index) = 16),
    user_index        BLOB CHECK (length(user_index) = 16),
    index_epoch       INTEGER NOT NULL,
    wrap_key_id       INTEGER NOT NULL,
    wrapped_key       BLOB NOT NULL,
    -- Milliseconds since 1970: what the time limits are counted from.
    last_activity_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX subjects_by_consent_key ON subjects (consent_key_index);

-- The history of one subject in one scope; scope 1 is the cookie choice. A record id holds its
-- subject's number under a mask, so it needs no index (see `privacy::blind`).
CREATE TABLE records (
    subject_id INTEGER NOT NULL REFERENCES subjects ON DELETE CASCADE,
    scope      INTEGER NOT NULL,
    record_id  BLOB NOT NULL CHECK (length(record_id) = 16),
    -- Position of the newest receipt.
    head       INTEGER NOT NULL,
    PRIMARY KEY (subject_id, scope)
) STRICT, WITHOUT ROWID;

-- The log's leaves, gapless from 0.
CREATE TABLE leaves (
    leaf       INTEGER PRIMARY KEY,
    kind       INTEGER NOT NULL,
    commitment BLOB NOT NULL CHECK (length(commitment) = 32)
) STRICT;

CREATE TABLE receipts (
    -- The event time in milliseconds since 1970, shifted left by 21 bits, and the low 21 bits of the
    -- leaf: receipts lie in the order of their time, and a time range is a range of keys.
    position        INTEGER PRIMARY KEY,
    receipt_id      BLOB NOT NULL CHECK (length(receipt_id) = 16),
    -- The 55 bits of the short code, which follow from the id; so one index finds both.
    code            INTEGER NOT NULL,
    site_id         INTEGER NOT NULL REFERENCES sites,
    subject_id      INTEGER NOT NULL REFERENCES subjects ON DELETE CASCADE,
    scope           INTEGER NOT NULL,
    state           INTEGER NOT NULL,
    method          INTEGER NOT NULL,
    -- Bits of `purposes`.
    granted         INTEGER NOT NULL,
    denied          INTEGER NOT NULL,
    validity_seconds INTEGER NOT NULL,
    notice_id       INTEGER NOT NULL REFERENCES notices,
    config_id       INTEGER NOT NULL REFERENCES configs,
    build_id        INTEGER NOT NULL REFERENCES builds,
    form_id         INTEGER NOT NULL REFERENCES forms,
    leaf            INTEGER NOT NULL REFERENCES leaves,
    index_epoch     INTEGER NOT NULL,
    user_index      BLOB CHECK (length(user_index) = 16),
    ip_prefix_index BLOB CHECK (length(ip_prefix_index) = 16),
    ip_index        BLOB CHECK (length(ip_index) = 16),
    envelope        BLOB NOT NULL
) STRICT;

CREATE INDEX receipts_by_code ON receipts (code);
CREATE INDEX receipts_by_subject ON receipts (subject_id);
CREATE INDEX receipts_by_user ON receipts (user_index) WHERE user_index IS NOT NULL;
-- One index for both searches: the prefix alone, and the prefix with the whole address.
CREATE INDEX receipts_by_ip ON receipts (ip_prefix_index, ip_index) WHERE ip_prefix_index IS NOT NULL;
CREATE INDEX receipts_by_state ON receipts (site_id, state);

-- Which attempt became which receipt; kept for the days in which a browser may try again.
CREATE TABLE attempts (
    subject_id  INTEGER NOT NULL REFERENCES subjects ON DELETE CASCADE,
    attempt     BLOB NOT NULL CHECK (length(attempt) = 16),
    position    INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (subject_id, attempt)
) STRICT, WITHOUT ROWID;

-- Fingerprints of the keys in use, so that a database is not opened with the keys of another.
CREATE TABLE key_checks (
    purpose     TEXT NOT NULL,
    key_id      INTEGER NOT NULL,
    fingerprint BLOB NOT NULL,
    PRIMARY KEY (purpose, key_id)
) STRICT, WITHOUT ROWID;
