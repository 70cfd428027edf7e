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
    /// Whether it may be a user id after all.
    pub is_doubtful: bool,
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
/// receipt code; a browser's key; else a user id. What is an address but for a mistake is taken for one too: the filter
/// then says so, where a search for such a user id would find nobody and say nothing. `kind` of [`KINDS`] decides
/// instead.
pub fn guess(text: &str, kind: &str) -> Guess {
    let text = text.trim();
    if let Some(name) = KINDS.into_iter().find(|known| *known == kind) {
        let value = match name {
            "ip" => unmasked(text).unwrap_or_else(|| text.to_owned()),
            _ => text.to_owned(),
        };
        return Guess {
            name,
            value,
            is_doubtful: false,
        };
    }
    let (name, value, is_doubtful) =
        if text.parse::<IpAddr>().is_ok() || text.parse::<IpNet>().is_ok() {
            ("ip", text.to_owned(), false)
        } else if let Some(network) = unmasked(text) {
            ("ip", network, false)
        } else if let Ok(id) = ReceiptId::parse(&text.to_ascii_lowercase()) {
            ("receipt_id", id.to_string(), false)
        } else if ReceiptCode::parse(text).is_ok() || has_form_of_code(text) {
            ("code", text.to_owned(), true)
        } else if ConsentKey::parse(text).is_some() {
            ("consent_key", text.to_owned(), true)
        } else if has_form_of_address(text) {
            ("ip", text.to_owned(), true)
        } else {
            ("user_id", text.to_owned(), false)
        };
    Guess {
        name,
        value,
        is_doubtful,
    }
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

/// Three or four short numbers with dots between them, or hexadecimal groups with two colons or more, where what is
/// after `::` may be anything; also with the size of a network. A user id may well have one dot or one colon.
fn has_form_of_address(text: &str) -> bool {
    let (host, size) = text.split_once('/').unwrap_or((text, ""));
    if !size.bytes().all(|c| c.is_ascii_digit()) {
        return false;
    }
    let is_four = matches!(host.split('.').count(), 3 | 4)
        && host
            .split('.')
            .all(|part| part.len() <= 3 && part.bytes().all(|c| c.is_ascii_digit()));
    let is_hex = |group: &str| group.len() <= 4 && group.bytes().all(|c| c.is_ascii_hexdigit());
    let is_six = host.matches(':').count() >= 2
        && match host.split_once("::") {
            Some((start, _)) => start.split(':').all(is_hex),
            None => host.split(':').all(is_hex),
        };
    host.bytes().any(|c| c.is_ascii_hexdigit()) && (is_four || is_six)
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
            ("300.1.1.1/99", "ip", "300.1.1.1/99"),
            ("192.168.1", "ip", "192.168.1"),
            ("fe80::zz", "ip", "fe80::zz"),
            ("::ffff:300.1.1.1", "ip", "::ffff:300.1.1.1"),
            ("1.2", "user_id", "1.2"),
            ("2024.01.15", "user_id", "2024.01.15"),
            ("1.2.3.4.5", "user_id", "1.2.3.4.5"),
            ("...", "user_id", "..."),
            ("12/34", "user_id", "12/34"),
            ("10.0.0.1/anna", "user_id", "10.0.0.1/anna"),
            ("urn:customer:42", "user_id", "urn:customer:42"),
            ("shop::anna", "user_id", "shop::anna"),
        ] {
            let found = guess(text, "");
            assert_eq!((found.name, found.value.as_str()), (name, value), "{text}");
        }
        assert_eq!(guess(&code, "user_id").name, "user_id");
        assert_eq!(guess("192.0.2.…", "ip").value, "192.0.2.0/24");
        assert_eq!(guess("anna", "nonsense").name, "user_id");
    }
}
