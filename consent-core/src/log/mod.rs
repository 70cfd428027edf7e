//! The transparency log: an append-only Merkle tree over [leaves](crate::receipt::Leaf), its signed checkpoints, and the
//! proofs that anyone can check without trusting whoever keeps it.
//!
//! Start at [`tree`] (what is hashed, RFC 9162 section 2.1) and [`proof`] (what is shown and checked). [`note`] signs
//! texts, [`checkpoint`] is the text that the log signs, [`tile`] is how the tree is published, [`proof_file`] is what a
//! visitor keeps. Formats are those of C2SP: `signed-note`, `tlog-checkpoint`, `tlog-tiles`, `tlog-proof`.
//!
//! Nothing here stores or fetches: whoever keeps the tree hands it in as [`tree::Nodes`].

pub mod checkpoint;
pub mod key_leaf;
pub mod note;
pub mod proof;
pub mod proof_file;
pub mod tile;
pub mod tree;

pub use checkpoint::Checkpoint;
pub use key_leaf::{KeyUse, key_leaf};
pub use note::{LogKey, LogPublicKey, NoteError};
pub use proof::ProofError;
pub use proof_file::ProofFile;
