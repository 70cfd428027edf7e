//! Who else a choice is about, and under which law it was asked for.

use serde::{Deserialize, Serialize};

use super::{Decision, Digest, text::named_values};

/// A service behind one of the purposes, with its vendor by name (GDPR Art. 13(1)(e); CJEU C-154/21).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VendorClaim {
    /// The service's id in the site file.
    pub id: String,
    /// The purpose that it serves.
    pub purpose: String,
    /// Who runs it: the vendor, or the product where the site names no vendor.
    pub name: String,
    /// ISO 3166-1 alpha-2 of the vendor, where the site says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Who receives data from there, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<String>,
    /// SHA-256 of the service as the site had published it.
    pub version_hash: Digest,
    /// What was decided: the decision about its purpose, or `denied` where the visitor refused this service alone.
    pub decision: Decision,
}

named_values! {
    /// The law that a site asks under, told from its jurisdiction. It is what the site says of itself: nobody looks up
    /// where the visitor was.
    Regime, "a legal regime", {
        /// GDPR and Directive 2002/58/EC: consent before anything.
        EuGdpr = "eu-gdpr",
        /// UK GDPR and PECR.
        UkGdpr = "uk-gdpr",
        /// The Swiss Federal Act on Data Protection.
        ChFadp = "ch-fadp",
        /// A law of a state of the United States, such as the CCPA (opt-out; 11 CCR § 7025 for signals).
        UsState = "us-state",
        /// Another.
        Other = "other",
    }
}

/// Countries of the EU and the EEA, ISO 3166-1 alpha-2.
pub const EEA: [&str; 30] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS",
    "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
];

impl Regime {
    /// The regime of a jurisdiction, an ISO 3166-1 or 3166-2 code such as `SE` or `US-CA`.
    pub fn of(jurisdiction: &str) -> Self {
        match jurisdiction.split('-').next().unwrap_or_default() {
            "GB" => Self::UkGdpr,
            "CH" => Self::ChFadp,
            "US" => Self::UsState,
            country if EEA.contains(&country) => Self::EuGdpr,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jurisdiction_has_one_regime() {
        for (jurisdiction, regime) in [
            ("SE", Regime::EuGdpr),
            ("NO", Regime::EuGdpr),
            ("GB", Regime::UkGdpr),
            ("GB-SCT", Regime::UkGdpr),
            ("CH", Regime::ChFadp),
            ("US", Regime::UsState),
            ("US-CA", Regime::UsState),
            ("JP", Regime::Other),
            ("", Regime::Other),
        ] {
            assert_eq!(Regime::of(jurisdiction), regime, "{jurisdiction}");
        }
    }
}
