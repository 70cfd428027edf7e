//! What is done with the data under a purpose or a clause of a receipt.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{AUTHORITY, CONTROLLER, parties::Parties, urn};
use crate::{
    receipt::{Claims, Decision, LegalBasis},
    site::{Clause, Control, Purpose, Service, SiteFile},
};

/// A purpose or a clause that a receipt is about.
pub(super) struct Processed<'a> {
    pub(super) id: &'a str,
    pub(super) dpv: Option<&'a str>,
    pub(super) basis: LegalBasis,
    pub(super) decision: Option<Decision>,
}

impl Processed<'_> {
    /// What a purpose and a clause have in common.
    fn frame(&self, claims: &Claims, site: &SiteFile, title: &str, description: &str) -> Value {
        let mut purpose = json!({
            "type": self.dpv.unwrap_or("dpv:Purpose"),
            "identifier": self.id,
            "title": if title.is_empty() { self.id } else { title },
        });
        if !description.is_empty() {
            purpose["description"] = json!(description);
        }
        let mut frame = json!({
            "type": "dpv:Process",
            "privacy_notice": {
                "id": urn(&claims.notice_hash),
                "type": "dpv:ConsentNotice",
                "language": claims.notice_lang,
            },
            "purpose": purpose,
            "lawful_basis": basis(self.basis),
            "pii_controllers": [CONTROLLER],
            "jurisdiction": claims
                .jurisdiction
                .as_deref()
                .unwrap_or(&site.controller.country),
        });
        if let Some(decision) = self.decision {
            frame["decision"] = json!(decision);
        }
        if !site.controller.authority.is_empty() {
            frame["authority_party"] = json!(AUTHORITY);
        }
        frame
    }

    /// The services of the site that take part.
    fn services<'s>(&self, site: &'s SiteFile) -> Vec<&'s Service> {
        let services = site.services.iter();
        services
            .filter(|service| service.purpose == self.id)
            .collect()
    }

    /// The process of a purpose.
    pub(super) fn purpose(
        &self,
        claims: &Claims,
        declared: Option<&Purpose>,
        site: &SiteFile,
        parties: &mut Parties,
    ) -> Value {
        let title = declared
            .map(|purpose| shown(&purpose.title, claims))
            .unwrap_or_default();
        let description = declared
            .map(|purpose| shown(&purpose.description, claims))
            .unwrap_or_default();
        let mut process = self.frame(claims, site, &title, &description);
        let mut services = self.services(site);
        // A service that was refused in what was granted takes no part.
        services.retain(|service| {
            let mut vendors = claims.vendors.iter();
            self.decision != Some(Decision::Granted)
                || !vendors
                    .any(|vendor| vendor.id == service.id && vendor.decision == Decision::Denied)
        });
        let stores = services.iter().flat_map(|service| &service.stores);
        let mut data: Vec<Value> = stores
            .clone()
            .map(|store| personal_data(&format!("{} {}", store.kind.as_str(), store.name)))
            .collect();
        let hosts = services.iter().flat_map(|service| &service.hosts);
        data.extend(hosts.map(|host| personal_data(&format!("requests to {host}"))));
        if data.is_empty() && !description.is_empty() {
            data.push(personal_data(&description));
        }
        let mut kept: Vec<Value> = declared
            .and_then(|purpose| purpose.retention.as_deref())
            .map(|duration| storage(duration, None))
            .into_iter()
            .collect();
        kept.extend(stores.map(|store| storage(&store.duration, Some(&store.name))));
        let mut countries: Vec<&str> = services
            .iter()
            .map(|service| service.country.as_str())
            .filter(|country| !country.is_empty())
            .collect();
        // What no vendor takes part in stays with the controller.
        if services.is_empty() {
            countries.push(&site.controller.country);
        }
        countries.sort_unstable();
        countries.dedup();
        let recipients = recipients(&services, parties);
        fill(&mut process, data, kept, &countries, &recipients);
        process["withdrawal_method"] = json!({
            "type": "dpv:WithdrawConsent",
            "description": match site.control {
                Control::Button => "the button of the banner, on every page of the site",
                _ => "the site's own control, on every page, which opens the settings of the banner",
            },
        });
        if let Some(page) = site.origins.iter().find(|origin| !origin.contains('*')) {
            process["withdrawal_method"]["page"] = json!(page);
        }
        process
    }

    /// The process of a clause.
    pub(super) fn clause(
        &self,
        claims: &Claims,
        declared: Option<&Clause>,
        site: &SiteFile,
        parties: &mut Parties,
    ) -> Value {
        let title = declared
            .map(|clause| shown(&clause.title, claims))
            .unwrap_or_default();
        let text = declared
            .map(|clause| shown(&clause.text, claims))
            .unwrap_or_default();
        let mut process = self.frame(claims, site, &title, &text);
        let channels = claims.channels.iter();
        let data = channels
            .clone()
            .map(|channel| personal_data(&format!("address or number for {}", channel.id)))
            .collect();
        let retention = declared.and_then(|clause| clause.retention.as_deref());
        // A clause without a period of its own is kept while the consent counts.
        let retention = retention.unwrap_or(&claims.validity);
        let recipients = match declared.map(|clause| &clause.recipients[..]) {
            Some(named @ [_, ..]) => named.iter().map(|name| parties.named(name)).collect(),
            _ => recipients(&self.services(site), parties),
        };
        let countries = [site.controller.country.as_str()];
        fill(
            &mut process,
            data,
            vec![storage(retention, None)],
            &countries,
            &recipients,
        );
        process["channels"] = json!(
            channels
                .map(|channel| json!({ "channel": channel.id, "decision": channel.decision }))
                .collect::<Vec<_>>()
        );
        process["withdrawal_method"] = json!({
            "type": "dpv:WithdrawConsent",
            "description": "the link in every mail, or the controller's address",
        });
        process
    }
}

/// A text in the language that was shown; empty where the site has none in it.
fn shown(texts: &BTreeMap<String, String>, claims: &Claims) -> String {
    texts.get(&claims.notice_lang).cloned().unwrap_or_default()
}

/// Who receives the data: the vendors, or the controller alone.
fn recipients(services: &[&Service], parties: &mut Parties) -> Vec<String> {
    if services.is_empty() {
        return vec![CONTROLLER.to_owned()];
    }
    let services = services.iter();
    services.map(|service| parties.vendor(service)).collect()
}

/// The lists of a process; one that is empty stays away and is told of in `not_stated`.
fn fill(
    process: &mut Value,
    data: Vec<Value>,
    kept: Vec<Value>,
    countries: &[&str],
    recipients: &[String],
) {
    let places: Vec<Value> = countries
        .iter()
        .map(|country| json!({ "type": "dpv:StorageLocation", "country": country }))
        .collect();
    for (name, list) in [
        ("pii_information", data),
        ("retention_period", kept),
        ("storage_locations", places),
    ] {
        if !list.is_empty() {
            process[name] = Value::Array(list);
        }
    }
    process["recipient_third_parties"] = json!(recipients);
}

fn personal_data(title: &str) -> Value {
    json!({ "type": "dpv:PersonalData", "title": title })
}

fn storage(duration: &str, what: Option<&str>) -> Value {
    let mut storage = json!({ "type": "dpv:StorageDuration", "duration": duration });
    if let Some(what) = what {
        storage["title"] = json!(what);
    }
    storage
}

const fn basis(basis: LegalBasis) -> &'static str {
    match basis {
        LegalBasis::Consent => "dpv:Consent",
        LegalBasis::Contract => "dpv:Contract",
        LegalBasis::LegalObligation => "dpv:LegalObligation",
        LegalBasis::VitalInterests => "dpv:VitalInterest",
        LegalBasis::PublicTask => "dpv:PublicInterest",
        LegalBasis::LegitimateInterests => "dpv:LegitimateInterest",
    }
}
