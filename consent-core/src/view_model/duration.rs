//! Lengths of time in words: `P13M` → "13 months".
//!
//! Years, months, weeks, days and hours, as ISO 8601 writes them; parts are put in words one by one and not summed,
//! so that the visitor reads what the site declared.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};

use super::plural;
use super::source::{FillError, Lookup};

/// `iso` in the words of the language, or `session` and `persistent` as their own texts.
pub(super) fn in_words(iso: &str, texts: &Lookup<'_>) -> Result<String, FillError> {
    match iso {
        "session" => return Ok(texts.get("duration_session")?.to_owned()),
        "persistent" => return Ok(texts.get("duration_persistent")?.to_owned()),
        _ => {}
    }
    let wrong = || FillError::Duration(iso.to_owned());
    let mut rest = iso.strip_prefix('P').ok_or_else(wrong)?;
    let mut words = String::new();
    let mut in_time = false;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('T') {
            in_time = true;
            rest = after;
            continue;
        }
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = rest.split_at(digits);
        let unit = after.chars().next().ok_or_else(wrong)?;
        let name = match (unit, in_time) {
            ('Y', false) => "duration_years",
            ('M', false) => "duration_months",
            ('W', false) => "duration_weeks",
            ('D', false) => "duration_days",
            ('H', true) => "duration_hours",
            _ => return Err(wrong()),
        };
        let count: u32 = number.parse().map_err(|_| wrong())?;
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(&form_of(texts.lang, texts.get(name)?, count));
        rest = &after[1..];
    }
    if words.is_empty() {
        return Err(wrong());
    }
    Ok(words)
}

/// The form of `text` for `count`. A text with fewer forms than its language gives the last to all that have none.
fn form_of(lang: &str, text: &str, count: u32) -> String {
    let mut forms = text.split('|');
    let last = text.rsplit('|').next();
    let form = forms.nth(plural::form(lang, count)).or(last);
    form.unwrap_or_default().replace("{n}", &count.to_string())
}
