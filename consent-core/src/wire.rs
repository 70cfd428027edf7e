//! What crosses HTTP between browser and collector (contracts, section 6), and how a choice is checked.
//!
//! [`ChoiceRequest`] is what a body may look like; [`ParsedChoice`] is a choice that cannot be wrong any more
//! within itself and against the purposes that the site asks about. Who may post it, and whether the notice and
//! the release were ever published, is the collector's matter.

mod answer;
mod choice;
mod request;

pub use answer::{ChoiceAnswer, Problem};
pub use choice::{AskedPurpose, AskedService, ParsedChoice, Release};
pub use request::{ChoiceError, ChoiceRequest};
