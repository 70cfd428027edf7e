//! What the product itself keeps in the browser after a choice (contracts, section 3). It is functional
//! and is listed there in every site's settings (ACCEPTANCE 27), unless the site describes it in its own words.

use consent_core::{
    category::Category,
    cookie,
    rules::StoreKind,
    site::Site,
    view_model::{ServiceSource, StoreSource},
};

/// Where, and under which name. (For the session: what a page that is loaded anew is told.)
pub(super) const STORES: [(StoreKind, &str); 4] = [
    (StoreKind::Cookie, cookie::NAME),
    (StoreKind::Local, "samtycke.pending"),
    (StoreKind::Local, "samtycke.receipts"),
    (StoreKind::Session, "samtycke-*"),
];

/// The same with what is alike in one, as the gate knows it.
pub(super) const NAMES: [(StoreKind, &str); 3] = [
    (StoreKind::Cookie, cookie::NAME),
    (StoreKind::Local, "samtycke.*"),
    (StoreKind::Session, "samtycke-*"),
];

/// Whether the site declares the consent cookie among its functional services.
pub(super) fn is_declared(site: &Site) -> bool {
    site.declared().services.iter().any(|service| {
        site.category_of(service) == Category::Functional
            && service
                .stores
                .iter()
                .any(|store| store.kind == StoreKind::Cookie && store.name == cookie::NAME)
    })
}

/// The product as a service of the site: the controller runs it.
pub(super) fn service(site: &Site) -> ServiceSource<'_> {
    let declared = site.declared();
    ServiceSource {
        name: "Samtycke",
        id: "",
        vendor: &declared.controller.name,
        country: &declared.controller.country,
        policy_url: &declared.controller.policy_url,
        recipients: Vec::new(),
        stores: STORES
            .iter()
            .map(|(kind, name)| StoreSource {
                kind: kind.as_str(),
                name,
                duration: match kind {
                    StoreKind::Cookie => &declared.validity,
                    StoreKind::Session => "session",
                    _ => "persistent",
                },
                description: "",
            })
            .collect(),
    }
}
