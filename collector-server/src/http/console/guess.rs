//! What somebody typed into the one search box.

use std::net::IpAddr;

use consent_core::{
    cookie::ConsentKey,
    receipt::{ReceiptCode, ReceiptId},
};
use ipnet::IpNet;

/// The filter that a text in the box is taken for, and its value for that filter.
pub struct Guess {
    /// Name of the filter.
    pub name: &'static str,
    /// The value in the filter's form.
    pub value: String,
}

/// The kinds that the reader may choose instead of a guess.
pub const KINDS: [&str; 6] = [
    "user_id",
    "ip",
    "code",
    "receipt_id",
    "record_id",
    "consent_key",
];

/// Takes `text` for what it looks like: an address or a network, also as a masked one is shown; a receipt id; a
/// receipt code; a browser's key; else a user id. `kind` of [`KINDS`] decides instead.
pub fn guess(text: &str, kind: &str) -> Guess {
    let text = text.trim();
    if let Some(name) = KINDS.into_iter().find(|known| *known == kind) {
        let value = match name {
            "ip" => unmasked(text).unwrap_or_else(|| text.to_owned()),
            _ => text.to_owned(),
        };
        return Guess { name, value };
    }
    let (name, value) = if text.parse::<IpAddr>().is_ok() || text.parse::<IpNet>().is_ok() {
        ("ip", text.to_owned())
    } else if let Some(network) = unmasked(text) {
        ("ip", network)
    } else if let Ok(id) = ReceiptId::parse(&text.to_ascii_lowercase()) {
        ("receipt_id", id.to_string())
    } else if ReceiptCode::parse(text).is_ok() || has_form_of_code(text) {
        ("code", text.to_owned())
    } else if ConsentKey::parse(text).is_some() {
        ("consent_key", text.to_owned())
    } else {
        ("user_id", text.to_owned())
    };
    Guess { name, value }
}

/// `192.0.2.…` and `2001:db8:1:…`, as the console shows addresses, with other signs for the rest too.
fn unmasked(text: &str) -> Option<String> {
    let start = ["…", "...", "*", "x"]
        .into_iter()
        .find_map(|rest| text.strip_suffix(rest))?;
    let network = if let Some(start) = start.strip_suffix('.') {
        format!("{start}.0/24")
    } else {
        format!("{}::/48", start.strip_suffix(':')?)
    };
    network.parse::<IpNet>().ok().map(|_| network)
}

/// Four, four and four with hyphens: a code, also when a character was misread; the filter then says so.
fn has_form_of_code(text: &str) -> bool {
    let mut parts = text.split('-');
    let group = |part: Option<&str>| {
        part.is_some_and(|part| part.len() == 4 && part.bytes().all(|c| c.is_ascii_alphanumeric()))
    };
    group(parts.next()) && group(parts.next()) && group(parts.next()) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_for_what_it_looks_like() {
        let code = ReceiptCode::from_bits(1_234_567).to_string();
        for (text, name, value) in [
            ("192.0.2.7", "ip", "192.0.2.7"),
            (" 192.0.2.0/24 ", "ip", "192.0.2.0/24"),
            ("2001:db8::1", "ip", "2001:db8::1"),
            ("192.0.2.…", "ip", "192.0.2.0/24"),
            ("192.0.2.*", "ip", "192.0.2.0/24"),
            ("2001:db8:1:…", "ip", "2001:db8:1::/48"),
            (code.as_str(), "code", code.as_str()),
            ("AAAA-BBBB-CCCC", "code", "AAAA-BBBB-CCCC"),
            (
                "FFFFFFFF-ffff-4fff-bfff-ffffffffffff",
                "receipt_id",
                "ffffffff-ffff-4fff-bfff-ffffffffffff",
            ),
            (
                "a8lTeoiRWk7KgDW3bXkX1Q",
                "consent_key",
                "a8lTeoiRWk7KgDW3bXkX1Q",
            ),
            ("anna", "user_id", "anna"),
            ("100042", "user_id", "100042"),
            ("anna@example.se", "user_id", "anna@example.se"),
            ("Max…", "user_id", "Max…"),
        ] {
            let found = guess(text, "");
            assert_eq!((found.name, found.value.as_str()), (name, value), "{text}");
        }
        assert_eq!(guess(&code, "user_id").name, "user_id");
        assert_eq!(guess("192.0.2.…", "ip").value, "192.0.2.0/24");
        assert_eq!(guess("anna", "nonsense").name, "user_id");
    }
}
