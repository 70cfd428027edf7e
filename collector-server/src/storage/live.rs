//! The vault that follows the key folder: whoever writes or searches asks for it, and gets one that knows every key
//! there is.
//!
//! Rotation beside a serving collector is safe for this reason: a key is in the folder before any row is under it, the
//! writer looks after its transaction has begun, and no row can come under a newer key before that transaction ends.

use std::sync::{Arc, Mutex, PoisonError};

use super::{StoreError, vault::Vault};
use crate::keys::{KeyError, Keys, watch::Watch};

/// A vault that is made anew when a key was added.
pub struct LiveVault(Mutex<Now>);

struct Now {
    watch: Watch,
    vault: Arc<Vault>,
}

impl LiveVault {
    /// The vault with these keys and those that come after them.
    pub fn new(keys: Keys) -> Self {
        Self(Mutex::new(Now {
            watch: Watch::over(&keys),
            vault: Arc::new(Vault::new(keys)),
        }))
    }

    /// The vault with every key that is in the folder now.
    ///
    /// # Errors
    /// When the folder cannot be read. Nothing is done with what is left then: it might miss what is there.
    pub fn fresh(&self) -> Result<Arc<Vault>, KeyError> {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(keys) = now.watch.look()? {
            now.vault = Arc::new(Vault::new(keys));
        }
        Ok(Arc::clone(&now.vault))
    }

    /// The vault as it was asked for last.
    pub fn latest(&self) -> Arc<Vault> {
        let now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&now.vault)
    }
}

impl From<KeyError> for StoreError {
    fn from(error: KeyError) -> Self {
        Self::Unavailable(error.into())
    }
}
