//! A receipt as JSON-LD in the words of the W3C Data Privacy Vocabulary, with the fields of ISO/IEC TS 27560.
//!
//! Names of members are those of TS 27560 where it has one; the context gives each its DPV or Dublin Core term as the
//! DPV Community Group's guide to TS 27560 maps them (<https://w3id.org/dpv/guides/consent-27560>, table "ISO 27560, EU
//! GDPR, and DPV", read November 2026). The signed receipt stays the proof; this is a view of it and of the published
//! configuration that it names, for programs that read DPV.
//!
//! What a site has not stated is not made up: its field's name stands in `not_stated`.

use serde_json::{Map, Value, json};

use super::{Claims, Decision, Digest, Disclosed, EventState, LegalBasis};
use crate::site::{Clause, Control, Purpose, Service, SiteFile};

mod schema;
#[cfg(test)]
mod tests;

pub use schema::json_schema;

/// The profile that the documents follow.
pub const PROFILE: &str = "https://w3id.org/dpv/schema/dpv-27560#receipt-eu-gdpr";
/// The context, byte for byte as it is served. There is no published one.
pub const CONTEXT: &str = include_str!("dpv/context.jsonld");
/// SHA-256 of [`CONTEXT`]: it is frozen, since what it means may not change under documents that name it.
pub const CONTEXT_HASH: &str = "759b2ea199231200f6449a00da14cd2207449ab046ff76bbdc531189efad1aa5";
/// Where a collector serves it, below its base address.
pub const CONTEXT_PATH: &str = "/v1/schema/dpv-27560.v1.jsonld";

/// The mandatory fields of TS 27560 (sections 6.3.3 to 6.3.7), and where a document has each. `*` is every element.
pub const MANDATORY: &[(&str, &str)] = &[
    ("schema_version", "/schema_version"),
    ("receipt_id", "/receipt_id"),
    ("record_id", "/record/identifier"),
    ("pii_principal_id", "/pii_principal/identifier"),
    ("privacy_notice", "/processing/*/privacy_notice/id"),
    ("language", "/processing/*/privacy_notice/language"),
    ("purpose", "/processing/*/purpose/title"),
    ("pii_information", "/processing/*/pii_information"),
    ("pii_type", "/processing/*/pii_information/*/title"),
    ("pii_controllers", "/processing/*/pii_controllers"),
    ("storage_locations", "/processing/*/storage_locations"),
    ("retention_period", "/processing/*/retention_period"),
    ("jurisdiction", "/processing/*/jurisdiction"),
    (
        "recipient_third_parties",
        "/processing/*/recipient_third_parties",
    ),
    ("withdrawal_method", "/processing/*/withdrawal_method"),
    ("party_id", "/parties/*/id"),
    ("party_address", "/parties/*/party_address"),
    ("party_name", "/parties/*/party_name"),
    ("party_contact", "/parties/*/party_contact"),
    ("party_type", "/parties/*/type"),
    ("event_time", "/events/*/event_time"),
    ("validity_duration", "/events/*/validity_duration"),
    ("entity_id", "/events/*/entity_id"),
    ("event_type", "/events/*/event_type"),
    ("event_state", "/events/*/event_state"),
];

/// The controller's place in the document.
const CONTROLLER: &str = "#controller";
/// The person's.
const SUBJECT: &str = "#subject";
/// The supervisory authority's.
const AUTHORITY: &str = "#authority";

/// The document of a receipt under the configuration that its `config_hash` names.
pub fn document(claims: &Claims, disclosed: &Disclosed, site: &SiteFile) -> Value {
    let mut parties = Parties::of(site);
    let processing = match &claims.clause {
        None => claims
            .purposes
            .iter()
            .map(|claim| {
                let declared = site.purposes.iter().find(|known| known.id == claim.id);
                let about = Processed {
                    id: &claim.id,
                    dpv: claim.dpv.as_deref(),
                    basis: claim.legal_basis,
                    decision: Some(claim.decision),
                };
                about.purpose(claims, declared, site, &mut parties)
            })
            .collect(),
        Some(claim) => {
            let declared = site.clauses.iter().find(|known| known.id == claim.id);
            let about = Processed {
                id: &claim.id,
                dpv: claim.dpv.as_deref(),
                basis: claim.legal_basis,
                decision: None,
            };
            vec![about.clause(claims, declared, site, &mut parties)]
        }
    };
    let subject = disclosed.subject_ref.map_or_else(
        || "withheld".to_owned(),
        |digest| format!("sha256:{digest}"),
    );
    let mut document = json!({
        "@context": format!("{}{CONTEXT_PATH}", claims.iss.trim_end_matches('/')),
        "id": format!("urn:uuid:{}", claims.receipt_id),
        "type": "dpv:ConsentReceipt",
        "schema_version": [PROFILE, super::SCHEMA],
        "receipt_id": claims.receipt_id,
        "code": claims.code,
        "record": {
            "id": format!("urn:uuid:{}", claims.record_id),
            "type": "dpv:ConsentRecord",
            "identifier": claims.record_id,
        },
        "pii_principal": { "id": SUBJECT, "type": "dpv:DataSubject", "identifier": subject },
        "processing": Value::Array(processing),
        "configuration": urn(&claims.config_hash),
        "parties": parties.list,
        "events": [{
            "about": format!("urn:uuid:{}", claims.receipt_id),
            "event_time": claims.event_time,
            "validity_duration": claims.validity,
            "entity_id": SUBJECT,
            "event_type": "dpv:ExpressedConsent",
            "event_state": state(claims.state),
            "method": claims.method,
        }],
    });
    if let Some(previous) = &claims.prev_receipt {
        document["previous"] = json!(urn(previous));
    }
    let missing: Vec<&str> = MANDATORY
        .iter()
        .filter(|(_, place)| !is_stated(&document, place))
        .map(|(name, _)| *name)
        .collect();
    if !missing.is_empty() {
        document["not_stated"] = json!(missing);
    }
    document
}

/// Whether every element on the way has something at `place`.
fn is_stated(value: &Value, place: &str) -> bool {
    let Some(rest) = place.strip_prefix('/') else {
        return match value {
            Value::Null => false,
            Value::String(text) => !text.is_empty(),
            Value::Array(items) => !items.is_empty(),
            _ => true,
        };
    };
    let (name, after) = rest.find('/').map_or((rest, ""), |end| rest.split_at(end));
    match (name, value) {
        ("*", Value::Array(items)) => items.iter().all(|item| is_stated(item, after)),
        _ => value.get(name).is_some_and(|inner| is_stated(inner, after)),
    }
}

/// Who is involved; each stands once.
struct Parties {
    list: Vec<Value>,
}

impl Parties {
    fn of(site: &SiteFile) -> Self {
        let controller = &site.controller;
        let mut first = party(
            CONTROLLER,
            &["dpv:LegalEntity", "dpv:DataController"],
            &controller.name,
        );
        put(&mut first, "party_address", &controller.address);
        put(&mut first, "party_contact", &controller.email);
        put(&mut first, "country", &controller.country);
        put(&mut first, "page", &controller.policy_url);
        let mut list = vec![Value::Object(first)];
        if !controller.authority.is_empty() {
            let mut authority = party(AUTHORITY, &["dpv:Authority"], &controller.authority);
            // An authority is found by its page; the country is the one whose law it watches over.
            put(&mut authority, "party_address", &controller.country);
            put(&mut authority, "party_contact", &controller.authority_url);
            put(&mut authority, "page", &controller.authority_url);
            list.push(Value::Object(authority));
        }
        Self { list }
    }

    /// The id of a vendor.
    fn vendor(&mut self, service: &Service) -> String {
        let id = format!("#service-{}", service.id);
        if !self.list.iter().any(|known| known["id"] == id.as_str()) {
            let name = [&service.vendor, &service.name];
            let name = name.into_iter().find(|name| !name.is_empty());
            let types = ["dpv:LegalEntity", "dpv:Recipient", "dpv:ThirdParty"];
            let mut party = party(&id, &types, name.map_or("", String::as_str));
            // Where a vendor is established, and its policy, are what a site states of it.
            put(&mut party, "party_address", &service.country);
            put(&mut party, "country", &service.country);
            put(&mut party, "party_contact", &service.policy_url);
            put(&mut party, "page", &service.policy_url);
            self.list.push(Value::Object(party));
        }
        id
    }
}

fn party(id: &str, types: &[&str], name: &str) -> Map<String, Value> {
    let mut party = Map::new();
    party.insert("id".to_owned(), json!(id));
    party.insert("type".to_owned(), json!(types));
    put(&mut party, "party_name", name);
    party
}

/// What is empty was not stated, and stays away.
fn put(party: &mut Map<String, Value>, name: &str, value: &str) {
    if !value.is_empty() {
        party.insert(name.to_owned(), json!(value));
    }
}

/// A purpose or a clause that a receipt is about.
struct Processed<'a> {
    id: &'a str,
    dpv: Option<&'a str>,
    basis: LegalBasis,
    decision: Option<Decision>,
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
            "jurisdiction": site.controller.country,
        });
        if let Some(decision) = self.decision {
            frame["decision"] = json!(decision);
        }
        if !site.controller.authority.is_empty() {
            frame["authority_party"] = json!(AUTHORITY);
        }
        frame
    }

    fn purpose(
        &self,
        claims: &Claims,
        declared: Option<&Purpose>,
        site: &SiteFile,
        parties: &mut Parties,
    ) -> Value {
        let shown = |texts: &std::collections::BTreeMap<String, String>| {
            texts.get(&claims.notice_lang).cloned().unwrap_or_default()
        };
        let title = declared
            .map(|purpose| shown(&purpose.title))
            .unwrap_or_default();
        let description = declared
            .map(|purpose| shown(&purpose.description))
            .unwrap_or_default();
        let mut process = self.frame(claims, site, &title, &description);
        let services: Vec<&Service> = site
            .services
            .iter()
            .filter(|service| service.purpose == self.id)
            .collect();
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
        let mut recipients: Vec<String> = services
            .iter()
            .map(|service| parties.vendor(service))
            .collect();
        if recipients.is_empty() {
            recipients.push(CONTROLLER.to_owned());
        }
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

    fn clause(
        &self,
        claims: &Claims,
        declared: Option<&Clause>,
        site: &SiteFile,
        parties: &mut Parties,
    ) -> Value {
        let shown = |texts: &std::collections::BTreeMap<String, String>| {
            texts.get(&claims.notice_lang).cloned().unwrap_or_default()
        };
        let title = declared
            .map(|clause| shown(&clause.title))
            .unwrap_or_default();
        let text = declared
            .map(|clause| shown(&clause.text))
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
        let services: Vec<&Service> = site
            .services
            .iter()
            .filter(|service| service.purpose == self.id)
            .collect();
        let mut recipients: Vec<String> = services
            .iter()
            .map(|service| parties.vendor(service))
            .collect();
        if recipients.is_empty() {
            recipients.push(CONTROLLER.to_owned());
        }
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

/// A thing that is known by its SHA-256.
fn urn(digest: &Digest) -> String {
    format!("urn:sha256:{digest}")
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

/// DPV's name of a state, or ours where it has none.
fn state(state: EventState) -> String {
    match state {
        EventState::Objection | EventState::OptOut => format!("samtycke:{state}"),
        _ => format!("dpv:{state}"),
    }
}
