-- Consent clauses: each is a scope of its own in its subject's records.

-- A clause keeps its scope for ever; 1 is the cookie choice.
CREATE TABLE clauses (
    site_id INTEGER NOT NULL REFERENCES sites,
    clause  TEXT NOT NULL,
    scope   INTEGER NOT NULL CHECK (scope > 1),
    PRIMARY KEY (site_id, clause),
    UNIQUE (site_id, scope)
) STRICT, WITHOUT ROWID;

-- Clauses come from the site's server, which knows the user and not always the browser.
CREATE INDEX subjects_by_user ON subjects (user_index) WHERE user_index IS NOT NULL;

-- Both tables below go with their record.
--
-- Double opt-in: who has the token owns the mailbox. Of the token only the hash is here.
CREATE TABLE confirmations (
    token_hash BLOB NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
    subject_id INTEGER NOT NULL,
    scope      INTEGER NOT NULL,
    -- The receipt of the sign-up that waits.
    position   INTEGER NOT NULL,
    -- Milliseconds since 1970.
    expires_at INTEGER NOT NULL,
    used_at    INTEGER,
    FOREIGN KEY (subject_id, scope) REFERENCES records ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX confirmations_by_subject ON confirmations (subject_id, scope);

-- Unsubscribe links (RFC 8058). The secret follows from the record and a key; its hash finds the record.
CREATE TABLE unsubscribe_links (
    token_hash BLOB NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
    subject_id INTEGER NOT NULL,
    scope      INTEGER NOT NULL,
    FOREIGN KEY (subject_id, scope) REFERENCES records ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX unsubscribe_links_by_subject ON unsubscribe_links (subject_id, scope);
