//! How often one address and one site may ask (ACCEPTANCE 60, 97): token buckets in bounded memory.
//!
//! Nothing is dropped in silence: a caller over the limit gets 429 with the time to wait.

use std::{
    collections::HashMap,
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
};

use consent_core::receipt::UtcMillis;

use crate::config::LimitsConfig;

/// The most addresses remembered. A bucket is 40 bytes, so this is a few megabytes.
const ADDRESSES_MAX: usize = 65_536;
const MINUTE_MILLIS: f64 = 60_000.0;

/// The limits of one collector.
#[derive(Debug)]
pub struct Limits {
    addresses: Buckets<IpAddr>,
    sites: Buckets<String>,
}

impl Limits {
    /// Full buckets of these sizes.
    pub fn new(config: &LimitsConfig) -> Self {
        Self {
            addresses: Buckets::new(config.per_address_per_minute),
            sites: Buckets::new(config.per_site_per_minute),
        }
    }

    /// Takes one request of `address` for `site`.
    ///
    /// # Errors
    /// The whole seconds to wait when either bucket is empty.
    pub fn take(&self, address: IpAddr, site: &str, now: UtcMillis) -> Result<(), u64> {
        self.addresses.take(&network_of(address), now)?;
        self.sites.take(site, now)
    }
}

impl Limits {
    /// Takes one request of the site's own server, whatever its address.
    ///
    /// # Errors
    /// The whole seconds to wait when the bucket is empty.
    pub fn take_for_site(&self, site: &str, now: UtcMillis) -> Result<(), u64> {
        self.sites.take(site, now)
    }
}

/// What counts as one caller: an IPv4 address, or the /64 that one IPv6 subscriber has to itself.
fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[derive(Debug)]
struct Buckets<K> {
    per_minute: f64,
    levels: Mutex<HashMap<K, Bucket>>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    tokens: f64,
    filled_at: i64,
}

impl<K: Hash + Eq> Buckets<K> {
    fn new(per_minute: u32) -> Self {
        Self {
            per_minute: f64::from(per_minute),
            levels: Mutex::new(HashMap::new()),
        }
    }

    fn take<Q>(&self, key: &Q, now: UtcMillis) -> Result<(), u64>
    where
        K: std::borrow::Borrow<Q>,
        Q: Hash + Eq + ToOwned<Owned = K> + ?Sized,
    {
        let mut levels = self.levels.lock().unwrap_or_else(PoisonError::into_inner);
        let now = now.as_millis();
        if let Some(bucket) = levels.get_mut(key) {
            bucket.fill(self.per_minute, now);
            return bucket.take(self.per_minute);
        }
        if levels.len() >= ADDRESSES_MAX {
            self.forget_full(&mut levels, now);
        }
        let mut bucket = Bucket {
            tokens: self.per_minute,
            filled_at: now,
        };
        let taken = bucket.take(self.per_minute);
        levels.insert(key.to_owned(), bucket);
        taken
    }

    /// Makes room: a bucket that has filled up again says no more than one that is not there. When a
    /// flood of addresses leaves few full ones, all are forgotten, so that not every request has to
    /// search; the bucket of the site then still holds.
    fn forget_full(&self, levels: &mut HashMap<K, Bucket>, now: i64) {
        levels.retain(|_, bucket| {
            bucket.fill(self.per_minute, now);
            bucket.tokens < self.per_minute
        });
        if levels.len() > ADDRESSES_MAX / 2 {
            levels.clear();
        }
    }
}

impl Bucket {
    fn fill(&mut self, per_minute: f64, now: i64) {
        // A clock that went back fills nothing.
        let passed = (now - self.filled_at).max(0);
        #[expect(
            clippy::cast_precision_loss,
            reason = "milliseconds since the last request; exact to 285 000 years"
        )]
        let new = passed as f64 / MINUTE_MILLIS * per_minute;
        self.tokens = (self.tokens + new).min(per_minute);
        self.filled_at = now;
    }

    fn take(&mut self, per_minute: f64) -> Result<(), u64> {
        if self.tokens >= 1.0 {
            self.tokens -= 1.0;
            return Ok(());
        }
        let seconds = (1.0 - self.tokens) / per_minute * 60.0;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and 60 by construction"
        )]
        let whole = seconds.ceil() as u64;
        Err(whole.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(per_address_per_minute: u32, per_site_per_minute: u32) -> Limits {
        Limits::new(&LimitsConfig {
            per_address_per_minute,
            per_site_per_minute,
            ..LimitsConfig::default()
        })
    }

    fn at(seconds: i64) -> UtcMillis {
        UtcMillis::new(seconds * 1000)
    }

    #[test]
    fn an_address_is_refused_when_its_minute_is_spent_and_let_in_again_later() {
        let limits = limits(2, 100);
        let address = "192.0.2.1".parse().unwrap();
        assert_eq!(limits.take(address, "shop", at(0)), Ok(()));
        assert_eq!(limits.take(address, "shop", at(0)), Ok(()));
        assert_eq!(limits.take(address, "shop", at(0)), Err(30));
        assert_eq!(
            limits.take("192.0.2.2".parse().unwrap(), "shop", at(0)),
            Ok(())
        );
        assert_eq!(limits.take(address, "shop", at(30)), Ok(()));
        assert_eq!(limits.take(address, "shop", at(29)), Err(30));
    }

    #[test]
    fn a_site_is_refused_whatever_addresses_ask() {
        let limits = limits(10, 2);
        let take = |last: u8, site| limits.take(IpAddr::from([192, 0, 2, last]), site, at(0));
        assert_eq!(take(1, "shop"), Ok(()));
        assert_eq!(take(2, "shop"), Ok(()));
        assert_eq!(take(3, "shop"), Err(30));
        assert_eq!(take(3, "other"), Ok(()));
    }

    #[test]
    fn an_ipv6_subscriber_is_one_address() {
        let limits = limits(1, 100);
        let take = |text: &str| limits.take(text.parse().unwrap(), "shop", at(0));
        assert_eq!(take("2001:db8::1"), Ok(()));
        assert!(take("2001:db8::ffff:2").is_err());
        assert_eq!(take("2001:db8:0:1::1"), Ok(()));
    }

    // ACCEPTANCE 60 (partly: memory of the limiter)
    #[test]
    fn a_flood_of_addresses_does_not_grow_memory_without_bound() {
        let limits = limits(1, 1_000_000);
        for number in 0..100_000_u32 {
            let _ = limits.take(IpAddr::from(number.to_be_bytes()), "shop", at(0));
        }
        assert!(limits.addresses.levels.lock().unwrap().len() <= ADDRESSES_MAX);
    }
}
