-- Which index key the value is of, so that a rotation can bring it to the newest.
ALTER TABLE suppressions ADD COLUMN index_epoch INTEGER NOT NULL DEFAULT 1;
