//! The JSON body that records a choice at the collector (contracts, section 6), written by hand: a JSON library would
//! weigh more than the rest of the module.

use super::state::Gate;
use super::text::{put, put_json, put_number};

/// The body for the gate's present choice; `None` when there is none.
///
/// `members` are what the page adds, a line of name and a line of value each: how the choice was made, which notice was
/// shown in which language, the release, the browser's clock, the site's signed word on who this is. Members without a
/// value are left out. `blocked` counts what was held back so far: preferences, statistics, advertising, unknown.
pub fn body(gate: &Gate, members: &str, gpc: bool, blocked: [u32; 4]) -> Option<String> {
    let choice = gate.choice()?;
    let mut out = String::new();
    put(&mut out, "{\"consent_key\":");
    put_json(&mut out, &choice.key.to_text());
    let mut lines = members.split('\n');
    while let (Some(name), Some(value)) = (lines.next(), lines.next()) {
        if !value.is_empty() {
            put(&mut out, ",");
            put_json(&mut out, name);
            put(&mut out, ":");
            put_json(&mut out, value);
        }
    }
    put(&mut out, ",\"purposes\":{");
    let mut separator = "";
    for (id, category) in gate.asked_purposes() {
        put(&mut out, separator);
        put_json(&mut out, id);
        let is_granted = gate.granted().contains(category);
        put(
            &mut out,
            if is_granted {
                ":\"granted\""
            } else {
                ":\"denied\""
            },
        );
        separator = ",";
    }
    put(&mut out, "},\"signals\":{\"gpc\":");
    put(&mut out, if gpc { "true" } else { "false" });
    put(&mut out, "},\"blocked\":{");
    let names = ["preferences", "statistics", "advertising", "unknown"];
    separator = "";
    for (name, count) in names.into_iter().zip(blocked) {
        if count > 0 {
            put(&mut out, separator);
            put_json(&mut out, name);
            put(&mut out, ":");
            put_number(&mut out, count.into());
            separator = ",";
        }
    }
    put(&mut out, "}}");
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use consent_core::category::{Category, CategorySet};
    use consent_core::cookie::ConsentKey;
    use consent_core::rules::{Rules, RulesSource};

    const MEMBERS: &str = "method\nbanner.save\nnotice_hash\nab\nassertion\n";

    fn gate() -> Gate {
        let source = RulesSource {
            asked: [Category::Statistics, Category::Advertising]
                .into_iter()
                .collect(),
            ..RulesSource::default()
        };
        let purposes = "cart,1\nstatistics,4\nadvertising,8";
        Gate::new(&Rules::encode(&source), purposes, "shop.test", 1, 1000)
    }

    #[test]
    fn the_body_names_every_purpose_that_was_asked_and_what_was_held() {
        let mut gate = gate();
        assert_eq!(body(&gate, MEMBERS, true, [0, 3, 0, 1]), None);
        gate.choose(
            CategorySet::FUNCTIONAL_ONLY.with(Category::Statistics),
            5,
            ConsentKey::from_bytes([0; 16]),
            false,
        );
        let expected = concat!(
            r#"{"consent_key":"AAAAAAAAAAAAAAAAAAAAAA","method":"banner.save","notice_hash":"ab","#,
            r#""purposes":{"statistics":"granted","advertising":"denied"},"#,
            r#""signals":{"gpc":true},"blocked":{"statistics":3,"unknown":1}}"#,
        );
        assert_eq!(
            body(&gate, MEMBERS, true, [0, 3, 0, 1]).as_deref(),
            Some(expected)
        );
    }
}
