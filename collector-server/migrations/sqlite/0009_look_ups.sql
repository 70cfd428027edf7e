-- Whom a search of the staff showed, where a row of the audit log names no record: people may ask who looked at what is
-- kept of them (CJEU C-579/21). Goes with either side.
CREATE TABLE audit_subjects (
    audit_id   INTEGER NOT NULL REFERENCES audit ON DELETE CASCADE,
    subject_id INTEGER NOT NULL REFERENCES subjects ON DELETE CASCADE,
    PRIMARY KEY (audit_id, subject_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_subjects_by_subject ON audit_subjects (subject_id);
