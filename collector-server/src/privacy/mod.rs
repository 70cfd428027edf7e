//! What keeps personal data apart: how much of an address is kept, how it is shown, how it is sealed
//! and how it is found again.
//!
//! Nothing here stores or sends. The one place that does is `storage`.

pub mod address;
pub mod blind;
pub mod entropy;
pub mod envelope;
pub mod retention;
pub mod rights;
pub mod seal;

pub use address::IpMode;
