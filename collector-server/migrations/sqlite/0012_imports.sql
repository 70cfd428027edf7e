-- Receipts that came from another collector (`collector-server import`).

CREATE TABLE imports (
    import_id   INTEGER PRIMARY KEY,
    -- Milliseconds since 1970.
    imported_at INTEGER NOT NULL,
    receipts    INTEGER NOT NULL,
    -- The signed checkpoint of the log that they come from; the leaf commits to it.
    checkpoint  TEXT NOT NULL,
    leaf        INTEGER NOT NULL REFERENCES leaves
) STRICT;

-- A record id that was made elsewhere holds the number of a subject elsewhere: these tell whose it is here.
CREATE TABLE imported_records (
    record_id  BLOB NOT NULL PRIMARY KEY CHECK (length(record_id) = 16),
    subject_id INTEGER NOT NULL,
    scope      INTEGER NOT NULL,
    FOREIGN KEY (subject_id, scope) REFERENCES records ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX imported_records_by_subject ON imported_records (subject_id, scope);
