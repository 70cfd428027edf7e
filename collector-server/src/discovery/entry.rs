//! An entry for a site file, to be completed by somebody who knows the service.

use consent_core::site::Site;

/// The longest id that a site file takes.
const ID_MAX: usize = 40;

/// A `[[services]]` entry for a host, under the first purpose that is asked about. `host` has letters, digits, dots and
/// hyphens only.
pub fn service(host: &str, site: &Site) -> String {
    let purposes: Vec<&str> = site
        .asked_purposes()
        .map(|purpose| purpose.id.as_str())
        .collect();
    let id: String = host
        .chars()
        .map(|letter| if letter == '.' { '-' } else { letter })
        .take(ID_MAX)
        .collect();
    format!(
        "[[services]]\nid = \"{id}\"\npurpose = \"{}\"  # {}\nname = \"{host}\"\nvendor = \"\"\ncountry = \"\"\nhosts = [\"{host}\"]\n",
        purposes.first().unwrap_or(&""),
        purposes.join(" | "),
    )
}
