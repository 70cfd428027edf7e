-- Third parties that browsers reported as stopped by a policy, counted by day. No page, no address, nothing of a visitor.
CREATE TABLE sightings (
    site_id   INTEGER NOT NULL REFERENCES sites,
    host      TEXT NOT NULL,
    -- A word of Content Security Policy, such as `img-src`.
    directive TEXT NOT NULL,
    -- Days since 1970, UTC.
    day       INTEGER NOT NULL,
    count     INTEGER NOT NULL,
    PRIMARY KEY (site_id, host, directive, day)
) STRICT, WITHOUT ROWID;

-- For the bound of a day and for what is too old.
CREATE INDEX sightings_by_day ON sightings (site_id, day);
