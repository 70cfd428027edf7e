-- Public keys that sign receipts and checkpoints, each with its leaf; kept for ever, so that what they signed verifies.
CREATE TABLE signing_keys (
    -- `receipt` or `log`.
    key_use    TEXT NOT NULL,
    public_key BLOB NOT NULL CHECK (length(public_key) = 32),
    leaf       INTEGER NOT NULL REFERENCES leaves,
    -- Milliseconds since 1970.
    logged_at  INTEGER NOT NULL,
    PRIMARY KEY (key_use, public_key)
) STRICT, WITHOUT ROWID;
