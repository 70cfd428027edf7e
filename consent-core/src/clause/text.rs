//! The text of a clause as it is shown: the form's legend, its text, and one labelled checkbox for each channel.
//!
//! A site that draws the form by itself shows exactly these strings in this order, so that the hash in the receipt is of
//! what the person read (EDPB 05/2020 §108).

use crate::{receipt::Channel, site::Clause};

/// The label of a channel's checkbox; `None` where neither the site nor we have one in that language.
pub fn label<'a>(clause: &'a Clause, channel: Channel, lang: &str) -> Option<&'a str> {
    clause
        .labels
        .get(&channel)
        .and_then(|labels| labels.get(lang))
        .map(String::as_str)
        .or_else(|| own_label(channel, lang))
}

/// Our own labels.
pub fn own_label(channel: Channel, lang: &str) -> Option<&'static str> {
    let (swedish, english) = match channel {
        Channel::Email => ("E-post", "E-mail"),
        Channel::Post => ("Brev", "Letter"),
        Channel::Phone => ("Telefon", "Phone"),
        Channel::SmsMms => ("Sms och mms", "Text message"),
    };
    match lang.split('-').next() {
        Some("sv") => Some(swedish),
        Some("en") => Some(english),
        _ => None,
    }
}

/// The first line of a clause's canonical text. It is not shown: it tells the text from a banner's and from that of
/// another clause.
pub fn mark(id: &str) -> String {
    format!("[clause {id}]")
}

/// The canonical text of a clause in one language: [`mark`], title, text, and the labels in the site's order, a line
/// each. `notice_hash` is the SHA-256 of its UTF-8. `None` where a text is missing, which no checked site has.
pub fn notice(clause: &Clause, lang: &str) -> Option<String> {
    let mut lines = vec![
        mark(&clause.id),
        one_line(clause.title.get(lang)?),
        one_line(clause.text.get(lang)?),
    ];
    for channel in &clause.channels {
        lines.push(one_line(label(clause, *channel, lang)?));
    }
    Some(lines.join("\n"))
}

/// White space as HTML shows it.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_what_is_shown_in_its_order_and_a_label_of_the_site_goes_first() {
        let clause: Clause = serde_json::from_value(serde_json::json!({
            "id": "newsletter", "purpose": "newsletter", "legal_basis": "consent",
            "channels": ["sms_mms", "email"],
            "title": {"sv": "Nyhetsbrev", "de": "Rundbrief"},
            "text": {"sv": "Ja,\n  gärna.", "de": "Ja, gern."},
            "labels": {"email": {"de": "Brief per Netz"}},
        }))
        .unwrap();
        assert_eq!(
            notice(&clause, "sv").unwrap(),
            "[clause newsletter]\nNyhetsbrev\nJa, gärna.\nSms och mms\nE-post"
        );
        assert_eq!(notice(&clause, "de"), None, "no label for sms_mms");
        assert_eq!(label(&clause, Channel::Email, "de"), Some("Brief per Netz"));
        assert_eq!(notice(&clause, "en"), None);
    }
}
