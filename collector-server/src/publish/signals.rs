//! What the gate tells the consent APIs of common tags, before anything is released (contracts, section 4).
//!
//! Each adapter is a small function in the gate's own script, of a site that uses the tag and of no other. Which they
//! are is told by the site file, or follows from the hosts that it declares.

use consent_core::site::{SIGNALS, Site};

use super::token;

/// The sources, in the order of [`SIGNALS`].
const SOURCES: [&str; 8] = [
    include_str!("../../../banner-wasm/assets/signals/google.js"),
    include_str!("../../../banner-wasm/assets/signals/uet.js"),
    include_str!("../../../banner-wasm/assets/signals/clarity.js"),
    include_str!("../../../banner-wasm/assets/signals/meta.js"),
    include_str!("../../../banner-wasm/assets/signals/tiktok.js"),
    include_str!("../../../banner-wasm/assets/signals/pinterest.js"),
    include_str!("../../../banner-wasm/assets/signals/matomo.js"),
    include_str!("../../../banner-wasm/assets/signals/posthog.js"),
];

/// Tells all of them; one that the page has broken keeps no other from hearing.
const TELL: &str =
    "tags=>open=>{for(const tell of tags)try{tell(open)}catch(reason){console.error(reason)}}";

/// The adapters of a site as a member of the site object: empty, or `,"tell":…`, a function of the granted bits.
pub(super) fn member(site: &Site) -> String {
    let declared = site.declared();
    let names = site.signals();
    let adapters: Vec<String> = SIGNALS
        .iter()
        .zip(SOURCES)
        .filter(|(signal, _)| names.contains(&signal.name))
        .map(|(signal, source)| {
            let source = token::squeeze(source);
            // A function in brackets, without what ends it as a statement.
            let source = source.trim_end_matches(';');
            let regions = match signal.name {
                "google" => token::script_json(&declared.signal_regions),
                _ => String::new(),
            };
            format!("({source})({regions})")
        })
        .collect();
    if adapters.is_empty() {
        String::new()
    } else {
        format!(",\"tell\":({TELL})([{}])", adapters.join(","))
    }
}
