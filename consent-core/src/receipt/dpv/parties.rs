//! The parties of a document: the controller, the authority, the vendors.

use serde_json::{Map, Value, json};

use super::{AUTHORITY, CONTROLLER};
use crate::site::{Service, SiteFile};

/// Who is involved; each stands once.
pub(super) struct Parties {
    pub(super) list: Vec<Value>,
}

impl Parties {
    pub(super) fn of(site: &SiteFile) -> Self {
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

    /// The id of a recipient of whom no more is stated than the name.
    pub(super) fn named(&mut self, name: &str) -> String {
        let types = ["dpv:LegalEntity", "dpv:Recipient", "dpv:ThirdParty"];
        let known = self
            .list
            .iter()
            .position(|known| known["party_name"] == name && known["type"] == json!(types));
        let at = known.unwrap_or(self.list.len());
        let id = format!("#recipient-{at}");
        match known {
            Some(_) => self.list[at]["id"].as_str().map_or(id, str::to_owned),
            None => {
                self.list.push(Value::Object(party(&id, &types, name)));
                id
            }
        }
    }

    /// The id of a vendor.
    pub(super) fn vendor(&mut self, service: &Service) -> String {
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
