//! Staff users, sessions, tokens and the audit log.

use async_trait::async_trait;
use consent_core::receipt::{Digest, RecordId};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::{
    SqliteStore,
    failure::{Failure, corrupt},
};
use crate::storage::{
    AuditEntry, NewStaffUser, StaffSession, StaffStore, StaffToken, StaffUser, StoreError,
};

const USER: &str = "u.user_id, u.name, u.role, u.password_hash, u.created_at AS user_created_at,
                    u.is_disabled";

#[async_trait]
impl StaffStore for SqliteStore {
    async fn add_staff_user(&self, user: NewStaffUser) -> Result<StaffUser, StoreError> {
        self.writer
            .run(move |db, _| {
                let added = db.execute(
                    "INSERT INTO staff_users (name, role, password_hash, created_at)
                     VALUES (?, ?, ?, ?) ON CONFLICT (name) DO NOTHING",
                    params![user.name, user.role, user.password_hash, user.created_at_ms],
                )?;
                if added == 0 {
                    return Err(StoreError::Conflict("the name is taken").into());
                }
                Ok(StaffUser {
                    user_id: db.last_insert_rowid(),
                    name: user.name.clone(),
                    role: user.role.clone(),
                    password_hash: user.password_hash.clone(),
                    created_at_ms: user.created_at_ms,
                    is_disabled: false,
                })
            })
            .await
    }

    async fn staff_user(&self, name: &str) -> Result<Option<StaffUser>, StoreError> {
        let name = name.to_owned();
        self.readers
            .run(move |db| {
                Ok(db
                    .prepare_cached(&format!("SELECT {USER} FROM staff_users u WHERE name = ?"))?
                    .query_row([name], user)
                    .optional()?)
            })
            .await
    }

    async fn staff_users(&self) -> Result<Vec<StaffUser>, StoreError> {
        self.readers
            .run(|db| {
                Ok(db
                    .prepare_cached(&format!("SELECT {USER} FROM staff_users u ORDER BY name"))?
                    .query_map([], user)?
                    .collect::<Result<_, _>>()?)
            })
            .await
    }

    async fn update_staff_user(&self, user: StaffUser) -> Result<(), StoreError> {
        self.writer
            .run(move |db, _| {
                // Before the update: which sessions end depends on what was there.
                db.execute(
                    "DELETE FROM staff_sessions WHERE user_id = ?1 AND (?2 OR EXISTS (
                         SELECT 1 FROM staff_users WHERE user_id = ?1 AND password_hash != ?3))",
                    params![user.user_id, user.is_disabled, user.password_hash],
                )?;
                let updated = db.execute(
                    "UPDATE staff_users SET role = ?, password_hash = ?, is_disabled = ?
                     WHERE user_id = ?",
                    params![
                        user.role,
                        user.password_hash,
                        user.is_disabled,
                        user.user_id
                    ],
                )?;
                if updated == 0 {
                    return Err(StoreError::Conflict("there is no such user").into());
                }
                Ok(())
            })
            .await
    }

    async fn add_session(&self, session: StaffSession) -> Result<(), StoreError> {
        self.writer
            .run(move |db, _| {
                // Whoever logs in sweeps out what has ended.
                db.execute(
                    "DELETE FROM staff_sessions WHERE expires_at <= ?",
                    [session.created_at_ms],
                )?;
                db.execute(
                    "INSERT INTO staff_sessions (secret_hash, user_id, created_at, seen_at, expires_at)
                     VALUES (?, ?, ?, ?, ?)",
                    params![
                        session.secret_hash.as_bytes(),
                        session.user_id,
                        session.created_at_ms,
                        session.seen_at_ms,
                        session.expires_at_ms
                    ],
                )?;
                Ok(())
            })
            .await
    }

    async fn session(
        &self,
        secret_hash: &Digest,
        now_ms: i64,
        idle_max_ms: i64,
    ) -> Result<Option<(StaffSession, StaffUser)>, StoreError> {
        let secret_hash = *secret_hash;
        self.writer
            .run(move |db, _| {
                let seen = db
                    .prepare_cached(
                        "UPDATE staff_sessions SET seen_at = max(seen_at, ?1)
                         WHERE secret_hash = ?2 AND expires_at > ?1 AND seen_at + ?3 >= ?1",
                    )?
                    .execute(params![now_ms, secret_hash.as_bytes(), idle_max_ms])?;
                if seen == 0 {
                    return Ok(None);
                }
                Ok(db
                    .prepare_cached(&format!(
                        "SELECT s.created_at, s.seen_at, s.expires_at, {USER}
                         FROM staff_sessions s JOIN staff_users u USING (user_id)
                         WHERE s.secret_hash = ? AND NOT u.is_disabled"
                    ))?
                    .query_row([secret_hash.as_bytes()], |row| {
                        let session = StaffSession {
                            secret_hash,
                            user_id: row.get("user_id")?,
                            created_at_ms: row.get("created_at")?,
                            seen_at_ms: row.get("seen_at")?,
                            expires_at_ms: row.get("expires_at")?,
                        };
                        Ok((session, user(row)?))
                    })
                    .optional()?)
            })
            .await
    }

    async fn end_session(&self, secret_hash: &Digest) -> Result<(), StoreError> {
        let secret_hash = *secret_hash;
        self.writer
            .run(move |db, _| {
                db.execute(
                    "DELETE FROM staff_sessions WHERE secret_hash = ?",
                    [secret_hash.as_bytes()],
                )?;
                Ok(())
            })
            .await
    }

    async fn add_token(&self, token: StaffToken) -> Result<(), StoreError> {
        self.writer
            .run(move |db, _| {
                db.execute(
                    "INSERT INTO staff_tokens (secret_hash, user_id, label, created_at, expires_at)
                     VALUES (?, ?, ?, ?, ?)",
                    params![
                        token.secret_hash.as_bytes(),
                        token.user_id,
                        token.label,
                        token.created_at_ms,
                        token.expires_at_ms
                    ],
                )?;
                Ok(())
            })
            .await
    }

    async fn token(
        &self,
        secret_hash: &Digest,
        now_ms: i64,
    ) -> Result<Option<(StaffToken, StaffUser)>, StoreError> {
        let secret_hash = *secret_hash;
        self.readers
            .run(move |db| {
                Ok(db
                    .prepare_cached(&format!(
                        "SELECT t.label, t.created_at, t.expires_at, {USER}
                         FROM staff_tokens t JOIN staff_users u USING (user_id)
                         WHERE t.secret_hash = ? AND NOT u.is_disabled
                           AND (t.expires_at IS NULL OR t.expires_at > ?)"
                    ))?
                    .query_row(params![secret_hash.as_bytes(), now_ms], |row| {
                        let token = StaffToken {
                            secret_hash,
                            user_id: row.get("user_id")?,
                            label: row.get("label")?,
                            created_at_ms: row.get("created_at")?,
                            expires_at_ms: row.get("expires_at")?,
                        };
                        Ok((token, user(row)?))
                    })
                    .optional()?)
            })
            .await
    }

    async fn add_audit(&self, entry: AuditEntry) -> Result<(), StoreError> {
        self.writer.run(move |db, _| add_audit(db, &entry)).await
    }

    async fn add_look(&self, entry: AuditEntry, shown: Vec<RecordId>) -> Result<(), StoreError> {
        self.writer
            .run(move |db, ledger| {
                add_audit(db, &entry)?;
                let audit_id = db.last_insert_rowid();
                let mut add = db.prepare_cached(
                    "INSERT INTO audit_subjects (audit_id, subject_id)
                     SELECT ?1, subject_id FROM records WHERE subject_id = ?2 AND record_id = ?3
                     ON CONFLICT DO NOTHING",
                )?;
                for record_id in &shown {
                    for subject_id in ledger.vault.index.subjects_of(*record_id) {
                        add.execute(params![audit_id, subject_id, record_id.as_bytes()])?;
                    }
                }
                Ok(())
            })
            .await
    }

    async fn audit(&self, limit: usize) -> Result<Vec<AuditEntry>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.readers
            .run(move |db| {
                let mut statement = db.prepare_cached(
                    "SELECT audit_id, at, actor, role, action, filters, site, reason, record_id, count
                     FROM audit ORDER BY audit_id DESC LIMIT ?",
                )?;
                let mut rows = statement.query([limit])?;
                let mut entries = Vec::new();
                while let Some(row) = rows.next()? {
                    entries.push(entry(row)?);
                }
                Ok(entries)
            })
            .await
    }
}

fn add_audit(db: &Connection, entry: &AuditEntry) -> Result<(), Failure> {
    let count = i64::try_from(entry.count).unwrap_or(i64::MAX);
    db.prepare_cached(
        "INSERT INTO audit (at, actor, role, action, filters, site, reason, record_id, count)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        entry.at_ms,
        entry.actor,
        entry.role,
        entry.action,
        entry.filters.join(" "),
        entry.site,
        entry.reason,
        entry.record_id.map(|id| *id.as_bytes()),
        count
    ])?;
    Ok(())
}

fn entry(row: &Row<'_>) -> Result<AuditEntry, Failure> {
    let audit_id: i64 = row.get("audit_id")?;
    let filters: String = row.get("filters")?;
    let record_id: Option<[u8; 16]> = row.get("record_id")?;
    let count: i64 = row.get("count")?;
    Ok(AuditEntry {
        at_ms: row.get("at")?,
        actor: row.get("actor")?,
        role: row.get("role")?,
        action: row.get("action")?,
        filters: filters.split_whitespace().map(str::to_owned).collect(),
        site: row.get("site")?,
        reason: row.get("reason")?,
        record_id: record_id
            .map(|id| RecordId::from_bytes(id).ok_or_else(|| corrupt("audit", audit_id)))
            .transpose()?,
        count: u64::try_from(count).map_err(|_| corrupt("audit", audit_id))?,
    })
}

fn user(row: &Row<'_>) -> rusqlite::Result<StaffUser> {
    Ok(StaffUser {
        user_id: row.get("user_id")?,
        name: row.get("name")?,
        role: row.get("role")?,
        password_hash: row.get("password_hash")?,
        created_at_ms: row.get("user_created_at")?,
        is_disabled: row.get("is_disabled")?,
    })
}
