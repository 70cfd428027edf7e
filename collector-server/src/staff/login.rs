//! The one way in with a password.

use std::net::IpAddr;

use consent_core::receipt::UtcMillis;
use tokio::sync::Semaphore;

use super::{SESSION_MILLIS, Secret, password::verify_password, throttle::Throttle};
use crate::storage::{StaffSession, StaffStore, StaffUser, StoreError};

/// How many passwords are hashed at once: each takes 19 MiB and a core.
const AT_ONCE: usize = 2;

/// What logins share: the brake, and the number at once.
#[derive(Debug)]
pub struct Logins {
    throttle: Throttle,
    permits: Semaphore,
}

impl Default for Logins {
    fn default() -> Self {
        Self {
            throttle: Throttle::default(),
            permits: Semaphore::new(AT_ONCE),
        }
    }
}

/// Why a login failed.
#[derive(Debug)]
pub enum LoginError {
    /// Name, password, or a user who is disabled: which of them is not told.
    Refused,
    /// Too many failures; may be tried again after so many seconds.
    Wait(u32),
    /// The store could not be asked.
    Store(StoreError),
    /// The machine gave no randomness or no thread.
    Failed,
}

impl Logins {
    /// Checks a name and a password, and begins a session: its secret, for the cookie, and its user.
    ///
    /// # Errors
    /// [`LoginError`].
    pub async fn attempt(
        &self,
        staff: &dyn StaffStore,
        name: &str,
        password: String,
        address: IpAddr,
        now: UtcMillis,
    ) -> Result<(Secret, StaffUser), LoginError> {
        self.throttle
            .check(name, address, now)
            .map_err(LoginError::Wait)?;
        self.throttle.count(name, address, now);
        let user = staff.staff_user(name).await.map_err(LoginError::Store)?;
        let user = user.filter(|user| !user.is_disabled);
        let hash = user.as_ref().map(|user| user.password_hash.clone());
        let permit = self
            .permits
            .acquire()
            .await
            .map_err(|_| LoginError::Failed)?;
        let verified =
            tokio::task::spawn_blocking(move || verify_password(&password, hash.as_deref()))
                .await
                .map_err(|_| LoginError::Failed)?;
        drop(permit);
        let user = user.filter(|_| verified).ok_or(LoginError::Refused)?;
        self.throttle.forgive(name, address);
        let secret = Secret::random().map_err(|_| LoginError::Failed)?;
        let now = now.as_millis();
        staff
            .add_session(StaffSession {
                secret_hash: secret.hash(),
                user_id: user.user_id,
                created_at_ms: now,
                seen_at_ms: now,
                expires_at_ms: now + SESSION_MILLIS,
            })
            .await
            .map_err(LoginError::Store)?;
        Ok((secret, user))
    }
}
