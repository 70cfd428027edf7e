//! The brake on guessing passwords: failures per name and per address, in bounded memory.

use std::{
    collections::HashMap,
    hash::Hash,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use consent_core::receipt::{Digest, UtcMillis};

/// After so many failures for one name, whoever tries, the name waits. Low, because a name is one password.
const FAILURES_PER_NAME: u32 = 10;
/// After so many failures from one address, it waits. Higher, because an office has one address.
const FAILURES_PER_ADDRESS: u32 = 30;
/// A failure counts for so long: 15 minutes.
const WINDOW_MILLIS: i64 = 15 * 60 * 1000;
/// The most names and addresses that are remembered.
const REMEMBERED_MAX: usize = 10_000;

/// Counts failed logins.
#[derive(Debug, Default)]
pub struct Throttle {
    /// By a hash: a mistyped name may be a password.
    names: Failures<Digest>,
    addresses: Failures<IpAddr>,
}

impl Throttle {
    /// Whether a login may be tried now.
    ///
    /// # Errors
    /// The seconds to wait.
    pub fn check(&self, name: &str, address: IpAddr, now: UtcMillis) -> Result<(), u32> {
        let name = Digest::of(name.as_bytes());
        self.names.check(&name, FAILURES_PER_NAME, now)?;
        self.addresses.check(&address, FAILURES_PER_ADDRESS, now)
    }

    /// Counts a try. It is counted before its outcome is known, so that many at once do not slip through.
    pub fn count(&self, name: &str, address: IpAddr, now: UtcMillis) {
        self.names.count(Digest::of(name.as_bytes()), now);
        self.addresses.count(address, now);
    }

    /// Forgets the tries for a name that got in, and this one of its address.
    pub fn forgive(&self, name: &str, address: IpAddr) {
        self.names.forget(&Digest::of(name.as_bytes()));
        self.addresses.undo(&address);
    }
}

#[derive(Debug)]
struct Failures<K>(Mutex<HashMap<K, Window>>);

#[derive(Clone, Copy, Debug)]
struct Window {
    began: i64,
    count: u32,
}

impl<K> Default for Failures<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Hash + Eq> Failures<K> {
    fn check(&self, key: &K, limit: u32, now: UtcMillis) -> Result<(), u32> {
        let windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(window) = windows.get(key).filter(|window| window.count >= limit) else {
            return Ok(());
        };
        let left = window.began + WINDOW_MILLIS - now.as_millis();
        match u32::try_from(left) {
            Ok(left) if left > 0 => Err(left.div_ceil(1000)),
            _ => Ok(()),
        }
    }

    fn count(&self, key: K, now: UtcMillis) {
        let now = now.as_millis();
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= REMEMBERED_MAX && !windows.contains_key(&key) {
            windows.retain(|_, window| now < window.began + WINDOW_MILLIS);
            if windows.len() >= REMEMBERED_MAX {
                // A flood of made-up names: the least tried go first.
                let mut counts: Vec<u32> = windows.values().map(|window| window.count).collect();
                let middle = counts.len() / 2;
                let (_, median, _) = counts.select_nth_unstable(middle);
                let median = *median;
                windows.retain(|_, window| window.count > median);
            }
        }
        let window = windows.entry(key).or_insert(Window {
            began: now,
            count: 0,
        });
        if now >= window.began + WINDOW_MILLIS {
            *window = Window {
                began: now,
                count: 0,
            };
        }
        window.count = window.count.saturating_add(1);
    }

    fn forget(&self, key: &K) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(key);
    }

    fn undo(&self, key: &K) {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(window) = windows.get_mut(key) {
            window.count = window.count.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> UtcMillis {
        UtcMillis::new(minutes * 60_000)
    }

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn a_name_waits_after_ten_failures_from_anywhere_and_is_let_in_later() {
        let throttle = Throttle::default();
        for try_number in 0..10 {
            assert_eq!(throttle.check("anna", address(try_number), at(0)), Ok(()));
            throttle.count("anna", address(try_number), at(0));
        }
        assert_eq!(throttle.check("anna", address(99), at(5)), Err(600));
        assert_eq!(throttle.check("bo", address(99), at(5)), Ok(()));
        assert_eq!(throttle.check("anna", address(99), at(15)), Ok(()));
    }

    #[test]
    fn an_address_waits_after_thirty_failures_for_any_names() {
        let throttle = Throttle::default();
        for try_number in 0..30 {
            throttle.count(&format!("name {try_number}"), address(1), at(0));
        }
        assert_eq!(throttle.check("anna", address(1), at(0)), Err(900));
        assert_eq!(throttle.check("anna", address(2), at(0)), Ok(()));
    }

    #[test]
    fn who_gets_in_starts_anew_and_clears_no_others() {
        let throttle = Throttle::default();
        for _ in 0..9 {
            throttle.count("anna", address(1), at(0));
        }
        throttle.count("anna", address(1), at(0));
        throttle.forgive("anna", address(1));
        assert_eq!(throttle.check("anna", address(1), at(0)), Ok(()));
        for _ in 0..21 {
            throttle.count("bo", address(1), at(0));
        }
        assert!(throttle.check("anna", address(1), at(0)).is_err());
    }

    #[test]
    fn a_flood_of_names_neither_grows_memory_nor_forgets_who_waits() {
        let throttle = Throttle::default();
        for _ in 0..10 {
            throttle.count("anna", address(1), at(0));
        }
        for number in 0..30_000 {
            throttle.count(&format!("name {number}"), address(2), at(0));
        }
        assert!(throttle.names.0.lock().unwrap().len() <= REMEMBERED_MAX);
        assert!(throttle.check("anna", address(3), at(0)).is_err());
    }
}
