//! What a site declares, as the gate knows it.

use consent_core::{
    category::Category,
    rules::{RulesSource, ServiceRules},
    site::Site,
};

use super::{catalogue, own};

/// What the gate knows of this site. What the product itself keeps is functional (ACCEPTANCE 27).
pub(crate) fn of(site: &Site, collector_host: &str) -> RulesSource {
    let services = |is_functional: bool| {
        let services = site.declared().services.iter();
        services
            .map(|service| (service, site.category_of(service)))
            .filter(move |(_, category)| (*category == Category::Functional) == is_functional)
    };
    RulesSource {
        asked: site.asked(),
        first_party: site.first_party().to_vec(),
        collector_host: collector_host.to_owned(),
        services: services(false)
            .map(|(service, category)| ServiceRules {
                id: service.id.clone(),
                category,
                hosts: service.hosts.clone(),
                names: service
                    .stores
                    .iter()
                    .map(|store| (store.kind, store.name.clone()))
                    .collect(),
            })
            .collect(),
        hosts: services(true)
            .flat_map(|(service, category)| {
                service
                    .hosts
                    .iter()
                    .map(move |host| (host.clone(), category))
            })
            .collect(),
        names: services(true)
            .flat_map(|(service, category)| {
                service
                    .stores
                    .iter()
                    .map(move |store| (store.kind, store.name.clone(), category))
            })
            .chain(
                own::NAMES
                    .iter()
                    .map(|(kind, name)| (*kind, (*name).to_owned(), Category::Functional)),
            )
            .collect(),
        catalogue_hosts: catalogue::functional_hosts(),
        catalogue_names: catalogue::common_names(),
    }
}
