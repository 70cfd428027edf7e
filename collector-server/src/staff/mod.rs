//! Who may ask what: roles, passwords, secrets and the brake on guessing. Knows nothing of HTTP or SQL.
//!
//! Where to start: [`Filters`] is a question as staff ask it, [`ReceiptView`] what a role
//! sees of the answer; [`Role`] says what each role may do and see; [`Logins::attempt`] is the one way in with a
//! password.

pub mod export;
pub mod filter;
mod login;
mod password;
mod role;
mod secret;
mod throttle;
pub mod view;

pub use export::{Encoder, Format};
pub use filter::{FilterError, Filters};
pub use login::{LoginError, Logins};
pub use password::{PASSWORD_MIN, PasswordError, hash_password};
pub use role::{Permission, Role, Sight};
pub use secret::{Secret, TOKEN_PREFIX};
pub use view::{ReceiptView, decision_of};

/// A session ends when it was not used for so long: 15 minutes.
pub const SESSION_IDLE_MILLIS: i64 = 15 * 60 * 1000;
/// A session ends after so long, used or not: 12 hours.
pub const SESSION_MILLIS: i64 = 12 * 60 * 60 * 1000;
