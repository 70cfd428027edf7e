//! Third parties that browsers reported, counted by site, host, directive and day.

use async_trait::async_trait;

use super::StoreError;

/// The most pairs of host and directive that are kept for one site and day: reports come from anybody, and what is
/// forged may not fill the disk. Past it only what is known that day is counted on.
pub const PAIRS_PER_DAY_MAX: usize = 500;

/// How many days are kept, today included.
pub const DAYS_KEPT: i64 = 90;

/// Keeps what was sighted. Nothing in it is about a person.
#[async_trait]
pub trait SightingStore: Send + Sync {
    /// Adds counts to a day (days since 1970, UTC), and forgets what is older than [`DAYS_KEPT`].
    ///
    /// # Errors
    /// [`StoreError::Conflict`] for a site that was never published; else when the database cannot be written.
    async fn add_sightings(
        &self,
        site: &str,
        day: i64,
        sightings: Vec<Sighting>,
    ) -> Result<(), StoreError>;

    /// What was sighted at a site since a day, the most frequent first.
    ///
    /// # Errors
    /// When the database cannot be read.
    async fn sightings(&self, site: &str, from_day: i64) -> Result<Vec<SightedHost>, StoreError>;
}

/// One pair, and how often it was reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The third party, lower case.
    pub host: String,
    /// The directive that stopped it.
    pub directive: String,
    /// How often.
    pub count: u64,
}

/// A third party over some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SightedHost {
    /// The host.
    pub host: String,
    /// Every directive that stopped it, in order.
    pub directives: Vec<String>,
    /// How often, all directives together.
    pub count: u64,
    /// The first day of those asked about, days since 1970.
    pub first_day: i64,
    /// The last day.
    pub last_day: i64,
}
