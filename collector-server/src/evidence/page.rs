//! The verifier page with this collector's keys in it (contracts, section 4): served at `/verify`, and part of every
//! evidence pack.

use serde_json::Value;

/// Where the page has the keys.
pub const TOKEN: &str = "\"@@KEYS@@\"";

/// The page with `keys` in it, so that a receipt of somebody else is told apart from one of ours.
pub fn with_keys(template: &str, keys: &Value) -> String {
    // In a script element only `<` could end the element or begin a comment.
    let keys = keys.to_string().replace('<', "\\u003c");
    template.replacen(TOKEN, &keys, 1)
}

/// The policy that stands in the page, by the hashes of its style and script.
pub fn policy(template: &str) -> Option<&str> {
    let (_, rest) = template.split_once("http-equiv=\"Content-Security-Policy\" content=\"")?;
    rest.split('"').next()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_policy_is_the_one_in_the_page() {
        let page =
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\"><p>";
        assert_eq!(policy(page), Some("default-src 'none'"));
        assert_eq!(policy("<p>"), None);
    }

    #[test]
    fn keys_take_the_token_s_place_and_cannot_end_the_element() {
        let page = with_keys(
            "<script>\"@@KEYS@@\"</script>",
            &json!({"origin": "</script>"}),
        );
        assert_eq!(page.matches("</script>").count(), 1);
        assert!(page.contains("\\u003c/script>"), "{page}");
    }
}
