//! Script parts and a site that need no build of the browser modules.

pub mod clauses;

use std::{collections::BTreeMap, path::Path};

use consent_core::view_model::text_names;

pub const ACT: &str = "(function(){var OWN=\"@@ACT@@\";})();\n";
pub const GATE: &str = "(function(){var SITE=\"@@SITE@@\";})();\n";
/// It has nothing to fill in.
pub const RELEASE: &str = "(function(){})();\n";
/// What the gate fills in, in the page.
pub const WORKER: &str = "\"@@WORKER@@\";\n";
pub const TAGS: &str = "const TAGS=\"@@TAGS@@\";\n";
pub const DEBUG: &str = "const DECLARED=\"@@DEBUG@@\";\n";
pub const VIEW: &str = "(function(){var VIEW=\"@@VIEW@@\";})();\n";
pub const PANEL: &str = "(function(){var FILLED=\"@@PANEL@@\";})();\n";
pub const SECRET: &str = "0123456789abcdef0123456789abcdef";

pub const SITE: &str = r#"
id = "shop"
name = "Fjällboden"
origins = ["https://shop.example", "http://shop.localhost:*"]
languages = ["sv", "en"]
ip_purpose = "Visa vem som samtyckt."

[controller]
name = "Fjällboden </script> AB"
country = "SE"
email = "hej@shop.example"
policy_url = "/policy"

[identity]
algorithm = "HS256"
secret_file = "identity.key"

[[purposes]]
id = "cart"
category = "functional"
legal_basis = "contract"
title = { sv = "Varukorg", en = "Cart" }
description = { sv = "Minns varorna.", en = "Remembers the goods." }

[[purposes]]
id = "statistics"
category = "statistics"
legal_basis = "consent"
dpv = "dpv:ServiceUsageAnalytics"
retention = "P14M"
title = { sv = "Statistik", en = "Statistics" }
description = { sv = "Räknar besök.", en = "Counts visits." }

[[purposes]]
id = "advertising"
category = "advertising"
legal_basis = "consent"
title = { sv = "Annonser", en = "Advertising" }
description = { sv = "Anpassar annonser.", en = "Adapts advertisements." }

[[services]]
id = "counter"
purpose = "statistics"
name = "Räknaren"
hosts = ["stats.example"]
[[services.stores]]
kind = "cookie"
name = "_st_*"
duration = "P13M"

[[services]]
id = "payments"
purpose = "cart"
name = "Betalningen"
hosts = ["pay.example"]
"#;

/// Leaves `gate.js`, `act.js`, `release.js`, `worker.js`, `tags.js`, `debug.js`, `view.js`, `panel.js` and `texts/` in `folder`.
pub fn write_assets(folder: &Path, gate: &str) {
    std::fs::create_dir_all(folder.join("texts")).unwrap();
    std::fs::write(folder.join("gate.js"), gate).unwrap();
    std::fs::write(folder.join("act.js"), ACT).unwrap();
    std::fs::write(folder.join("release.js"), RELEASE).unwrap();
    std::fs::write(folder.join("worker.js"), WORKER).unwrap();
    std::fs::write(folder.join("tags.js"), TAGS).unwrap();
    std::fs::write(folder.join("debug.js"), DEBUG).unwrap();
    std::fs::write(folder.join("view.js"), VIEW).unwrap();
    std::fs::write(folder.join("panel.js"), PANEL).unwrap();
    for lang in ["sv", "en"] {
        let texts: BTreeMap<String, String> = text_names()
            .map(|name| {
                // What the lint demands of a first layer.
                let filled = match name.as_str() {
                    "body" => " {controller} {purposes}",
                    "rights" => " {control}",
                    _ => "",
                };
                let text = format!("{lang} {name}{filled}");
                (name, text)
            })
            .collect();
        let file = folder.join(format!("texts/{lang}.json"));
        std::fs::write(file, serde_json::to_string(&texts).unwrap()).unwrap();
    }
}
