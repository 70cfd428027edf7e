//! A notice: what a receipt refers to by hash. It is no personal data.

/// A notice as it was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The site that showed it.
    pub site: String,
    /// BCP 47 tag of its language.
    pub lang: String,
    /// Every visible string in reading order (`consent_core::notice`); its SHA-256 is the notice's hash.
    pub text: String,
}
