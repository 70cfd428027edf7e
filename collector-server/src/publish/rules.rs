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
                paths: service.paths.clone(),
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

/// A pattern of the paths on the site's own hosts that services declare: the longest beginnings first, so that what it finds is
/// what the rules name. `None` where there are none.
pub(crate) fn own_paths(site: &Site) -> Option<String> {
    let services = site.declared().services.iter();
    let mut paths: Vec<&str> = services
        .flat_map(|service| &service.paths)
        .map(String::as_str)
        .collect();
    paths.sort_by_key(|path| std::cmp::Reverse(path.len()));
    // A site file's paths have no other letter that a pattern reads differently.
    let pattern = paths.join("|").replace('.', "\\.");
    (!paths.is_empty()).then(|| format!("^(?:{pattern})"))
}
