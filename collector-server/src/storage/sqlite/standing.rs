//! How things stand for one person, from the heads of their records: no envelope is opened.

use std::collections::BTreeMap;

use async_trait::async_trait;
use consent_core::receipt::{RecordId, UtcMillis, statement};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{
    SqliteStore,
    failure::{Failure, corrupt},
};
use crate::{
    privacy::blind::{BlindIndex, BlindValue},
    storage::{
        Question, Standing, StandingStore, Stands, StoreError,
        number::{self, SCOPE_COOKIES},
    },
};

#[async_trait]
impl StandingStore for SqliteStore {
    async fn stands(&self, question: Question) -> Result<Stands, StoreError> {
        self.readers
            .run_with_keys(move |db, vault| stands(db, &vault.index, &question))
            .await
    }

    fn sign_statement(&self, kind: &str, payload: &str) -> String {
        statement::sign(
            self.vault.latest().keys().receipt.current().1,
            kind,
            payload,
        )
    }
}

fn stands(db: &Connection, index: &BlindIndex, question: &Question) -> Result<Stands, Failure> {
    // One state of the database for all of it.
    let transaction = db.unchecked_transaction()?;
    let db = &*transaction;
    let site_id: Option<i64> = db
        .prepare_cached("SELECT site_id FROM sites WHERE site = ?")?
        .query_row([&question.site], |row| row.get(0))
        .optional()?;
    let Some(site_id) = site_id else {
        return Ok(Stands::default());
    };
    let people = people(db, index, question, site_id)?;
    let names = names(db, site_id)?;
    let cookies = match question.consent_key {
        Some(_) => &people.of_browser,
        None => &people.of_user,
    };
    let mut stands = Stands::default();
    let mut newest: BTreeMap<i64, (i64, Standing)> = BTreeMap::new();
    for subject_id in people.everyone() {
        for (scope, position, standing) in heads(db, subject_id, question.now, &names)? {
            if scope == SCOPE_COOKIES && !cookies.contains(&subject_id) {
                continue;
            }
            if newest
                .get(&scope)
                .is_none_or(|(known, _)| *known < position)
            {
                newest.insert(scope, (position, standing));
            }
        }
    }
    if let Some((_, standing)) = newest.remove(&SCOPE_COOKIES) {
        stands.cookies = Some(standing);
    }
    let mut statement =
        db.prepare_cached("SELECT clause, scope FROM clauses WHERE site_id = ? ORDER BY scope")?;
    let clauses = statement.query_map([site_id], |row| {
        Ok((row.get::<_, String>("clause")?, row.get::<_, i64>("scope")?))
    })?;
    for clause in clauses {
        let (clause, scope) = clause?;
        if let Some((_, mut standing)) = newest.remove(&scope) {
            let own = format!("{clause}.");
            standing.granted = standing
                .granted
                .iter()
                .filter_map(|name| name.strip_prefix(&own).map(str::to_owned))
                .collect();
            stands.clauses.push((clause, standing));
        }
    }
    Ok(stands)
}

/// The subjects in question.
#[derive(Default)]
struct People {
    of_browser: Vec<i64>,
    of_user: Vec<i64>,
}

impl People {
    fn everyone(&self) -> Vec<i64> {
        let mut all = self.of_user.clone();
        all.extend(&self.of_browser);
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// A browser alone is whoever used it last; with a user it is that user in it, or nobody in particular. Another user's
/// choice in the same browser never counts for this one.
fn people(
    db: &Connection,
    index: &BlindIndex,
    question: &Question,
    site_id: i64,
) -> Result<People, Failure> {
    let mut people = People::default();
    let users = question.user_id.as_deref().map(|id| index.user_ids(id));
    if let Some(key) = &question.consent_key {
        let mut statement = db.prepare_cached(
            "SELECT subject_id, user_index, last_activity_at FROM subjects
             WHERE consent_key_index = ? AND site_id = ?
             ORDER BY last_activity_at DESC, subject_id DESC",
        )?;
        let mut subjects: Vec<(i64, Option<BlindValue>, i64)> = Vec::new();
        for value in index.consent_keys(key) {
            let rows = statement.query_map(params![value, site_id], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?;
            for row in rows {
                subjects.push(row?);
            }
        }
        subjects.sort_by_key(|(subject_id, _, active)| std::cmp::Reverse((*active, *subject_id)));
        people.of_browser = match &users {
            None => subjects.first().map(|(id, ..)| *id).into_iter().collect(),
            Some(users) => subjects
                .iter()
                .filter(|(_, user, _)| user.is_none_or(|user| users.contains(&user)))
                .map(|(id, ..)| *id)
                .collect(),
        };
    }
    let mut statement =
        db.prepare_cached("SELECT subject_id FROM subjects WHERE user_index = ? AND site_id = ?")?;
    for value in users.unwrap_or_default() {
        for subject_id in statement.query_map(params![value, site_id], |row| row.get(0))? {
            people.of_user.push(subject_id?);
        }
    }
    Ok(people)
}

/// The names behind a site's bits.
fn names(db: &Connection, site_id: i64) -> Result<Vec<(String, u64)>, Failure> {
    let mut statement =
        db.prepare_cached("SELECT purpose, bit FROM purposes WHERE site_id = ? ORDER BY bit")?;
    let names = statement.query_map([site_id], |row| {
        let bit: u8 = row.get("bit")?;
        Ok((row.get("purpose")?, 1 << bit))
    })?;
    Ok(names.collect::<Result<_, _>>()?)
}

/// Scope, place and content of the newest receipt of each record of a subject.
fn heads(
    db: &Connection,
    subject_id: i64,
    now: UtcMillis,
    names: &[(String, u64)],
) -> Result<Vec<(i64, i64, Standing)>, Failure> {
    let now_ms = now.as_millis();
    let mut statement = db.prepare_cached(
        "SELECT h.scope, h.record_id, r.position, r.state, r.granted, r.validity_seconds,
                coalesce(json_extract(c.config, '$.version'), 0) AS version,
                EXISTS (SELECT 1 FROM holds w WHERE w.subject_id = h.subject_id
                        AND w.scope IN (0, h.scope) AND w.ended_at IS NULL AND w.until > ?2) AS is_held
         FROM records h
         JOIN receipts r ON r.position = h.head
         JOIN configs c ON c.config_id = r.config_id
         WHERE h.subject_id = ?1",
    )?;
    let mut rows = statement.query(params![subject_id, now_ms])?;
    let mut heads = Vec::new();
    while let Some(row) = rows.next()? {
        let position: i64 = row.get("position")?;
        let time_ms = number::time_of(position);
        let validity_ms = row.get::<_, i64>("validity_seconds")?.saturating_mul(1000);
        let granted = row.get::<_, i64>("granted")?.cast_unsigned();
        let standing = Standing {
            record_id: RecordId::from_bytes(row.get("record_id")?)
                .ok_or_else(|| corrupt("records", subject_id))?,
            state: number::state(row.get("state")?).ok_or_else(|| corrupt("receipts", position))?,
            event_time: UtcMillis::new(time_ms),
            version: row.get("version")?,
            is_valid: now_ms < time_ms.saturating_add(validity_ms),
            is_restricted: row.get("is_held")?,
            granted: names
                .iter()
                .filter(|(_, bit)| granted & bit != 0)
                .map(|(name, _)| name.clone())
                .collect(),
        };
        heads.push((row.get("scope")?, position, standing));
    }
    Ok(heads)
}
