//! Where a visitor came from: the shop's server remembers the campaign of an advertisement for a month.
//!
//! Written as shops write it: without asking anybody, and where no script can see it. What keeps it from being set before
//! a choice is the consent gate around the shop.

use axum::http::HeaderValue;

/// The cookie that remembers the campaign.
pub(super) const COOKIE: &str = "_ad_campaign";

/// The cookie that a visit with `utm_campaign` in its address sets.
pub(super) fn cookie(query: Option<&str>) -> Option<HeaderValue> {
    let campaign = query?
        .split('&')
        .find_map(|pair| pair.strip_prefix("utm_campaign="))?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if campaign.is_empty() || campaign.len() > 64 || !campaign.bytes().all(is_plain) {
        return None;
    }
    let text = format!("{COOKIE}={campaign}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax");
    HeaderValue::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_name_is_remembered() {
        let of = |query| cookie(Some(query)).map(|value| value.to_str().unwrap().to_owned());
        assert!(
            of("a=b&utm_campaign=fjallvar-26")
                .unwrap()
                .starts_with("_ad_campaign=fjallvar-26; ")
        );
        for query in ["", "utm_campaign=", "utm_campaign=a;b", "utm_campaign=%0d"] {
            assert_eq!(of(query), None, "{query}");
        }
        assert_eq!(cookie(None), None);
    }
}
