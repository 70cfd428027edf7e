//! Ids that networks of advertisers put behind the address when an advertisement is clicked, and that their tags hand on
//! from site to site. They tell who clicked, so they wait for consent to advertising like a cookie does.

use alloc::string::String;

/// Parameters of a query, as the networks' own documentation names them (November 2026). Those of newsletters are not
/// among them: links for leaving a list need theirs.
pub const CLICK_IDS: &[&str] = &[
    // Google Ads, Display & Video 360, and the linker between domains
    "gclid",
    "gbraid",
    "wbraid",
    "dclid",
    "_gl",
    // Meta, Microsoft, TikTok, X, LinkedIn
    "fbclid",
    "msclkid",
    "ttclid",
    "twclid",
    "li_fat_id",
    // Snapchat, Reddit, Yandex, Quora, Outbrain
    "ScCid",
    "rdt_cid",
    "yclid",
    "qclid",
    "obclid",
];

/// A regular expression that matches every run of such parameters in an address. Its first group is what stands before
/// the run, its second an `&` when something follows; the run is replaced by the first where the second is not empty.
pub fn pattern() -> String {
    let mut pattern = String::from("([?&])(?:(?:");
    for (place, name) in CLICK_IDS.iter().enumerate() {
        if place > 0 {
            pattern.push('|');
        }
        pattern.push_str(name);
    }
    pattern.push_str(")=[^&#]*(&?))+");
    pattern
}

/// How they end, each of them: short enough for every page, to tell whether it is worth looking.
pub const ENDINGS: &[&str] = &["clid", "clkid", "_gl", "braid", "fat_id", "cCid", "_cid"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_means_something_in_a_pattern_and_each_has_its_ending() {
        for name in CLICK_IDS {
            assert!(
                name.bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'),
                "{name}"
            );
        }
        for name in CLICK_IDS {
            assert!(
                ENDINGS.iter().any(|ending| name.ends_with(ending)),
                "{name}"
            );
        }
        let pattern = pattern();
        assert!(
            pattern.starts_with("([?&])(?:(?:gclid|gbraid|"),
            "{pattern}"
        );
        assert!(pattern.ends_with("|obclid)=[^&#]*(&?))+"), "{pattern}");
    }
}
