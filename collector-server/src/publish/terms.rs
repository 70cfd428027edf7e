//! What a choice made with one release is recorded under: the purposes as that release asked about
//! them, and the hashes of what it was.

use consent_core::{
    category::Category,
    receipt::{Decision, Digest, LegalBasis, PurposeClaim, VendorClaim},
    site::{Period, Purpose, Service, Site, SiteFile},
};
use serde::Serialize;

/// The terms of one release.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The release, 16 hexadecimal digits.
    pub release: String,
    /// SHA-256 of the script.
    pub build_hash: Digest,
    /// SHA-256 of [`config_json`].
    pub config_hash: Digest,
    /// ISO 8601.
    pub validity: String,
    /// The same in seconds.
    pub validity_seconds: u64,
    /// Whose law the site asks under, ISO 3166-1 or 3166-2.
    pub jurisdiction: String,
    purposes: Vec<PurposeTerms>,
    vendors: Vec<VendorClaim>,
}

#[derive(Clone, Debug)]
struct PurposeTerms {
    id: String,
    category: Category,
    version_hash: Digest,
    legal_basis: LegalBasis,
    dpv: Option<String>,
}

impl Terms {
    /// The terms of a release that was built from a site as it is now.
    pub fn of_site(site: &Site, release: String, build_hash: Digest) -> Self {
        Self::of_file(site.declared(), site.validity(), release, build_hash)
    }

    /// The terms of an earlier release, from the configuration that the store kept.
    pub fn of_config(config: &str, release: String, build_hash: Digest) -> Option<Self> {
        let file: SiteFile = serde_json::from_str(config).ok()?;
        let validity = Period::parse(&file.validity)?;
        Some(Self::of_file(&file, validity, release, build_hash))
    }

    fn of_file(file: &SiteFile, validity: Period, release: String, build_hash: Digest) -> Self {
        let purposes = file.purposes.iter().map(|purpose| PurposeTerms {
            id: purpose.id.clone(),
            category: purpose.category,
            version_hash: version_hash(file, purpose),
            legal_basis: purpose.legal_basis,
            dpv: purpose.dpv.clone(),
        });
        Self {
            release,
            build_hash,
            config_hash: Digest::of(config_json(file).as_bytes()),
            validity: file.validity.clone(),
            validity_seconds: validity.seconds(),
            jurisdiction: jurisdiction(file),
            purposes: purposes.collect(),
            vendors: file.services.iter().map(vendor).collect(),
        }
    }

    /// Every purpose with its category, in the site's order.
    pub fn purposes(&self) -> Vec<(&str, Category)> {
        self.purposes
            .iter()
            .map(|purpose| (purpose.id.as_str(), purpose.category))
            .collect()
    }

    /// Decisions, in the order of [`Terms::purposes`], as a receipt claims them.
    pub fn claims(&self, decisions: &[(String, Decision)]) -> Vec<PurposeClaim> {
        self.purposes
            .iter()
            .map(|purpose| PurposeClaim {
                id: purpose.id.clone(),
                category: purpose.category,
                version_hash: purpose.version_hash,
                decision: decisions
                    .iter()
                    .find(|(id, _)| *id == purpose.id)
                    .map_or(Decision::NotAsked, |(_, decision)| *decision),
                legal_basis: purpose.legal_basis,
                dpv: purpose.dpv.clone(),
            })
            .collect()
    }

    /// Every service with its purpose, in the site's order.
    pub fn services(&self) -> Vec<(&str, &str)> {
        let vendors = self.vendors.iter();
        vendors
            .map(|vendor| (vendor.id.as_str(), vendor.purpose.as_str()))
            .collect()
    }

    /// Every service, in the site's order, with what was decided about it: as about its purpose, unless it is `refused`.
    pub fn vendors(
        &self,
        decisions: &[(String, Decision)],
        refused: &[String],
    ) -> Vec<VendorClaim> {
        let decided = |purpose: &str| {
            let mut decisions = decisions.iter();
            decisions
                .find(|(id, _)| id == purpose)
                .map_or(Decision::NotAsked, |(_, decision)| *decision)
        };
        self.vendors
            .iter()
            .map(|vendor| VendorClaim {
                decision: if refused.contains(&vendor.id) {
                    Decision::Denied
                } else {
                    decided(&vendor.purpose)
                },
                ..vendor.clone()
            })
            .collect()
    }
}

/// The country that the controller is in, where the site says nothing else (GDPR Art. 3(1)).
pub fn jurisdiction(file: &SiteFile) -> String {
    let country = &file.controller.country;
    file.jurisdiction.as_ref().unwrap_or(country).clone()
}

/// A service as a receipt names it, before anything is decided.
fn vendor(service: &Service) -> VendorClaim {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    VendorClaim {
        id: service.id.clone(),
        purpose: service.purpose.clone(),
        name: some(&service.vendor).unwrap_or_else(|| service.name.clone()),
        country: some(&service.country),
        recipients: service.recipients.clone(),
        version_hash: Digest::of(canonical(service).as_bytes()),
        decision: Decision::NotAsked,
    }
}

/// A configuration in its canonical form: members sorted, no white space (as RFC 8785, which is the
/// same for texts, whole numbers and booleans).
pub fn config_json(file: &SiteFile) -> String {
    canonical(file)
}

/// SHA-256 over a purpose and everything that serves it: what a visitor said yes or no to.
fn version_hash(file: &SiteFile, purpose: &Purpose) -> Digest {
    let services: Vec<&Service> = file
        .services
        .iter()
        .filter(|service| service.purpose == purpose.id)
        .collect();
    Digest::of(canonical(&(purpose, services)).as_bytes())
}

pub(super) fn canonical(value: &impl Serialize) -> String {
    // `Value` keeps its members in a sorted map.
    serde_json::to_value(value)
        .map(|value| value.to_string())
        .unwrap_or_default()
}
