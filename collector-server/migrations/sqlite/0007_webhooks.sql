-- Whom sites want told of new receipts, and what is still to be told: the outbox.

CREATE TABLE webhooks (
    webhook_id INTEGER PRIMARY KEY,
    site_id    INTEGER NOT NULL REFERENCES sites,
    url        TEXT NOT NULL,
    -- One bit for each state's number.
    states     INTEGER NOT NULL,
    -- 0 when the site file names it no longer.
    is_active  INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    UNIQUE (site_id, url)
) STRICT;

-- Written in the transaction of the receipt, deleted when it was delivered.
CREATE TABLE deliveries (
    delivery_id INTEGER PRIMARY KEY,
    webhook_id  INTEGER NOT NULL REFERENCES webhooks,
    -- The same in every attempt.
    message_id  BLOB NOT NULL CHECK (length(message_id) = 16),
    position    INTEGER NOT NULL REFERENCES receipts ON DELETE CASCADE,
    -- Milliseconds since 1970.
    created_at  INTEGER NOT NULL,
    attempts    INTEGER NOT NULL DEFAULT 0,
    -- Null when it was given up.
    next_at     INTEGER,
    -- A status or a fixed word, never a text of the other side.
    last_error  TEXT
) STRICT;

CREATE INDEX deliveries_due ON deliveries (webhook_id, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX deliveries_by_position ON deliveries (position);
