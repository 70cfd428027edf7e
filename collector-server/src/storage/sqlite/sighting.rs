//! Sightings in SQLite.

use std::collections::BTreeMap;

use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{SqliteStore, failure::Failure};
use crate::storage::{
    SightedHost, Sighting, SightingStore, StoreError,
    sighting::{DAYS_KEPT, PAIRS_PER_DAY_MAX},
};

#[async_trait]
impl SightingStore for SqliteStore {
    async fn add_sightings(
        &self,
        site: &str,
        day: i64,
        sightings: Vec<Sighting>,
    ) -> Result<(), StoreError> {
        let site = site.to_owned();
        self.writer
            .run(move |db, _| {
                // Not through the ledger, which would make the site: only what is published is reported about.
                let site_id = site_id(db, &site)?
                    .ok_or(Failure::Item(StoreError::Conflict("the site is not known")))?;
                db.prepare_cached("DELETE FROM sightings WHERE site_id = ? AND day <= ?")?
                    .execute([site_id, day - DAYS_KEPT])?;
                for sighting in &sightings {
                    add(db, site_id, day, sighting)?;
                }
                Ok(())
            })
            .await
    }

    async fn sightings(&self, site: &str, from_day: i64) -> Result<Vec<SightedHost>, StoreError> {
        let site = site.to_owned();
        self.readers
            .run(move |db| {
                let Some(site_id) = site_id(db, &site)? else {
                    return Ok(Vec::new());
                };
                let mut hosts = BTreeMap::new();
                let mut statement = db.prepare_cached(
                    "SELECT host, directive, sum(count), min(day), max(day) FROM sightings
                     WHERE site_id = ? AND day >= ? GROUP BY host, directive ORDER BY host, directive",
                )?;
                let mut rows = statement.query([site_id, from_day])?;
                while let Some(row) = rows.next()? {
                    let host: String = row.get(0)?;
                    let (count, first_day, last_day): (i64, i64, i64) =
                        (row.get(2)?, row.get(3)?, row.get(4)?);
                    let known = hosts.entry(host.clone()).or_insert(SightedHost {
                        host,
                        directives: Vec::new(),
                        count: 0,
                        first_day,
                        last_day,
                    });
                    known.directives.push(row.get(1)?);
                    known.count += count.unsigned_abs();
                    known.first_day = known.first_day.min(first_day);
                    known.last_day = known.last_day.max(last_day);
                }
                let mut hosts: Vec<_> = hosts.into_values().collect();
                // A stable sort: equal counts stay in the order of their names.
                hosts.sort_by_key(|host| std::cmp::Reverse(host.count));
                Ok(hosts)
            })
            .await
    }
}

fn site_id(db: &Connection, site: &str) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached("SELECT site_id FROM sites WHERE site = ?")?
        .query_row([site], |row| row.get(0))
        .optional()
}

fn add(db: &Connection, site_id: i64, day: i64, sighting: &Sighting) -> Result<(), Failure> {
    let Sighting {
        host,
        directive,
        count,
    } = sighting;
    let count = i64::try_from(*count).unwrap_or(i64::MAX);
    let known = db
        .prepare_cached(
            "UPDATE sightings SET count = count + ?5
             WHERE site_id = ?1 AND host = ?2 AND directive = ?3 AND day = ?4",
        )?
        .execute(params![site_id, host, directive, day, count])?;
    if known == 0 {
        db.prepare_cached(
            "INSERT INTO sightings (site_id, host, directive, day, count)
             SELECT ?1, ?2, ?3, ?4, ?5
             WHERE (SELECT count(*) FROM sightings WHERE site_id = ?1 AND day = ?4) < ?6",
        )?
        .execute(params![
            site_id,
            host,
            directive,
            day,
            count,
            PAIRS_PER_DAY_MAX.cast_signed()
        ])?;
    }
    Ok(())
}
