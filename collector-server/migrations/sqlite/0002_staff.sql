-- Who may ask, and what was asked. Secrets are here only as hashes.

CREATE TABLE staff_users (
    user_id       INTEGER PRIMARY KEY,
    name          TEXT NOT NULL UNIQUE,
    role          TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    is_disabled   INTEGER NOT NULL DEFAULT 0 CHECK (is_disabled IN (0, 1))
) STRICT;

CREATE TABLE staff_sessions (
    secret_hash BLOB NOT NULL PRIMARY KEY CHECK (length(secret_hash) = 32),
    user_id     INTEGER NOT NULL REFERENCES staff_users ON DELETE CASCADE,
    created_at  INTEGER NOT NULL,
    seen_at     INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX staff_sessions_by_user ON staff_sessions (user_id);

CREATE TABLE staff_tokens (
    secret_hash BLOB NOT NULL PRIMARY KEY CHECK (length(secret_hash) = 32),
    user_id     INTEGER NOT NULL REFERENCES staff_users ON DELETE CASCADE,
    label       TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX staff_tokens_by_user ON staff_tokens (user_id);

-- Never holds what was searched for.
CREATE TABLE audit (
    audit_id  INTEGER PRIMARY KEY,
    at        INTEGER NOT NULL,
    actor     TEXT NOT NULL,
    role      TEXT NOT NULL,
    action    TEXT NOT NULL,
    -- Names of filters, separated by spaces.
    filters   TEXT NOT NULL,
    site      TEXT,
    reason    TEXT,
    record_id BLOB CHECK (length(record_id) = 16),
    count     INTEGER NOT NULL
) STRICT;
