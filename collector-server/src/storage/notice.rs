//! What receipts refer to by hash: notices, configurations and builds. None of it is personal data.

/// A SHA-256.
pub type Hash = [u8; 32];

/// A notice as it was shown: every visible string in reading order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The canonical text (`consent_core::notice`); its SHA-256 is the notice's hash.
    pub text: String,
    /// BCP 47 tag of its language.
    pub lang: String,
    /// The site that showed it.
    pub site: String,
}
