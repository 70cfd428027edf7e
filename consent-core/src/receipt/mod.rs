//! The receipt: what it claims, how it is signed, how its parts are withheld, and its leaf in the log.
//!
//! Start in [`claims`]; `sd_jwt` signs and opens them. Nothing here knows a clock, a key file or a
//! source of randomness: times, keys and salts are parameters. The simple types (ids, times, digests,
//! states) need only the feature `serde`, because a choice on the wire uses them too.

pub mod claims;
pub mod clause;
pub mod code;
pub mod digest;
#[cfg(feature = "receipt")]
pub mod dpv;
pub mod event;
pub mod id;
#[cfg(feature = "receipt")]
pub mod key;
#[cfg(feature = "receipt")]
pub mod leaf;
#[cfg(feature = "receipt")]
pub mod schema;
#[cfg(feature = "receipt")]
pub mod sd_jwt;
#[cfg(feature = "receipt")]
pub mod statement;
mod text;
pub mod time;
#[cfg(feature = "receipt")]
pub mod tombstone;
pub mod vendor;

pub use claims::{Blocked, Claims, Disclosed, Field, PurposeClaim, SCHEMA, Schema, Signals};
pub use clause::{Channel, ChannelClaim, ChannelDecision, ChannelSet, ClauseClaim};
pub use code::ReceiptCode;
pub use digest::Digest;
pub use event::{Decision, EventState, LegalBasis, Method};
pub use id::{ReceiptId, RecordId};
#[cfg(feature = "receipt")]
pub use key::{PublicKey, ReceiptKey};
#[cfg(feature = "receipt")]
pub use leaf::{Leaf, LeafKind, commitment};
#[cfg(feature = "receipt")]
pub use sd_jwt::{DisclosureSalts, Issued, ReceiptError, SdJwt, VerifiedReceipt};
pub use text::ParseError;
pub use time::UtcMillis;
#[cfg(feature = "receipt")]
pub use tombstone::{ErasureGround, Tombstone};
pub use vendor::{Regime, VendorClaim};
