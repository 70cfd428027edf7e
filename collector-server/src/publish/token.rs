//! A script template: made small, and with a value in place of each token.

use serde::Serialize;

/// A value as JSON that may stand in a script, also one inside HTML: no `</script>`, no `<!--`, and no
/// line separator that JavaScript reads differently.
pub fn script_json(value: &impl Serialize) -> String {
    serde_json::to_string(value)
        .unwrap_or_default()
        .replace('<', "\\u003c")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// The source without comments, indentation and line ends. It relies on every statement ending in `;`.
pub fn squeeze(source: &str) -> String {
    source
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("//"))
        .collect()
}

/// `template` with its only `"@@NAME@@"` replaced.
///
/// # Errors
/// When the token is missing or stands there twice: the file is not what it is taken for.
pub fn fill(template: &str, token: &str, value: &str) -> anyhow::Result<String> {
    let mut parts = template.split(token);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(before), Some(after), None) => Ok([before, value, after].concat()),
        (_, None, _) => anyhow::bail!("has no {token}"),
        _ => anyhow::bail!("has {token} more than once"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_end_the_script_it_stands_in() {
        assert_eq!(
            script_json(&"</script>\u{2028}"),
            "\"\\u003c/script>\\u2028\""
        );
    }

    #[test]
    fn a_token_must_stand_in_the_template_exactly_once() {
        assert_eq!(fill("a(\"@@X@@\")", "\"@@X@@\"", "1").unwrap(), "a(1)");
        assert!(fill("a()", "\"@@X@@\"", "1").is_err());
        assert!(fill("\"@@X@@\"\"@@X@@\"", "\"@@X@@\"", "1").is_err());
    }
}
