-- What time has taken of a receipt: bit 1 the whole address, 2 its network, 4 the browser.
ALTER TABLE receipts ADD COLUMN shortened INTEGER NOT NULL DEFAULT 0;

-- What the retention job did, run by run; counts only.
CREATE TABLE retention_runs (
    run_id      INTEGER PRIMARY KEY,
    -- The time that limits were counted to, milliseconds since 1970.
    as_of       INTEGER NOT NULL,
    finished_at INTEGER NOT NULL,
    report      TEXT NOT NULL
) STRICT;
