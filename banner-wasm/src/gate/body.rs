//! The JSON body that records a choice at the collector (contracts, section 6), written by hand: a JSON library would
//! weigh more than the rest of the module.

use super::state::Gate;
use consent_core::category::Category;

/// What the page adds to the choice.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// How the choice was made (`banner.accept_all`, …).
    pub method: &'a str,
    /// SHA-256 of the notice that was shown, in hex.
    pub notice_hash: &'a str,
    /// The language it was shown in.
    pub notice_lang: &'a str,
    /// Which published release of script and configuration this is.
    pub release: &'a str,
    /// The browser's clock, RFC 3339 in UTC.
    pub client_time: &'a str,
    /// Whether the browser sends a Global Privacy Control signal.
    pub gpc: bool,
    /// What was held back so far: preferences, statistics, advertising, unknown.
    pub blocked: [u32; 4],
    /// The site's signed word on who this is, or nothing.
    pub assertion: &'a str,
}

/// The body for the gate's present choice; `None` when there is none.
pub fn body(gate: &Gate, with: &Circumstances<'_>) -> Option<String> {
    let choice = gate.choice()?;
    let mut out = String::with_capacity(512);
    out.push_str("{\"consent_key\":");
    push_text(&mut out, &choice.key.to_text());
    out.push_str(",\"purposes\":{");
    for (place, (id, category)) in gate.asked_purposes().enumerate() {
        if place > 0 {
            out.push(',');
        }
        push_text(&mut out, id);
        out.push_str(if gate.granted().contains(category) {
            ":\"granted\""
        } else {
            ":\"denied\""
        });
    }
    out.push('}');
    for (name, value) in [
        ("method", with.method),
        ("notice_hash", with.notice_hash),
        ("notice_lang", with.notice_lang),
        ("release", with.release),
        ("client_time", with.client_time),
        ("assertion", with.assertion),
    ] {
        if !value.is_empty() {
            out.push(',');
            push_text(&mut out, name);
            out.push(':');
            push_text(&mut out, value);
        }
    }
    out.push_str(",\"signals\":{\"gpc\":");
    out.push_str(if with.gpc { "true" } else { "false" });
    out.push_str("},\"blocked\":{");
    let names = [
        Category::Preferences.as_str(),
        Category::Statistics.as_str(),
        Category::Advertising.as_str(),
        "unknown",
    ];
    let mut is_first = true;
    for (name, count) in names.into_iter().zip(with.blocked) {
        if count > 0 {
            if !is_first {
                out.push(',');
            }
            is_first = false;
            push_text(&mut out, name);
            out.push(':');
            out.push_str(&count.to_string());
        }
    }
    out.push_str("}}");
    Some(out)
}

/// A JSON string (RFC 8259, section 7).
fn push_text(out: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => {
                out.push('\\');
                out.push(letter);
            }
            '\0'..='\x1f' => {
                out.push_str("\\u00");
                out.push(char::from(HEX[letter as usize >> 4]));
                out.push(char::from(HEX[letter as usize & 15]));
            }
            _ => out.push(letter),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use consent_core::category::CategorySet;
    use consent_core::cookie::ConsentKey;
    use consent_core::rules::{Rules, RulesSource};

    const WITH: Circumstances<'_> = Circumstances {
        method: "banner.save",
        notice_hash: "ab",
        notice_lang: "sv",
        release: "0123456789abcdef",
        client_time: "2026-11-23T18:00:00.000Z",
        gpc: true,
        blocked: [0, 3, 0, 1],
        assertion: "",
    };

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
        assert_eq!(body(&gate, &WITH), None);
        gate.choose(
            CategorySet::FUNCTIONAL_ONLY.with(Category::Statistics),
            5,
            ConsentKey::from_bytes([0; 16]),
            false,
        );
        let expected = concat!(
            r#"{"consent_key":"AAAAAAAAAAAAAAAAAAAAAA","purposes":{"statistics":"granted","advertising":"denied"},"#,
            r#""method":"banner.save","notice_hash":"ab","notice_lang":"sv","release":"0123456789abcdef","#,
            r#""client_time":"2026-11-23T18:00:00.000Z","signals":{"gpc":true},"blocked":{"statistics":3,"unknown":1}}"#,
        );
        assert_eq!(body(&gate, &WITH).as_deref(), Some(expected));
    }

    #[test]
    fn text_that_could_end_a_json_string_is_escaped() {
        let mut out = String::new();
        push_text(&mut out, "a\"b\\c\nå\u{1f}");
        assert_eq!(out, r#""a\"b\\c\u000aå\u001f""#);
    }
}
