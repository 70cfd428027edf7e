//! How long a name stays, from words to ISO 8601.

/// The duration that `text` clearly says: a number and a unit, or the session. Anything else is not known.
pub fn parse(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    if ["session", "sessions", "session cookie"].contains(&text.as_str())
        || text.starts_with("end of session")
    {
        return Some("session".to_owned());
    }
    let (number, rest) = text.split_at(text.bytes().take_while(u8::is_ascii_digit).count());
    let number: u32 = number.parse().ok().filter(|number| *number > 0)?;
    let mut words = rest.split_whitespace();
    let unit = words.next()?;
    let is_clear = match words.next() {
        None => true,
        Some(word) => word == "after" || word == "from",
    };
    let number = if unit.starts_with("week") {
        7 * number
    } else {
        number
    };
    let (before, letter) = match unit.trim_end_matches('s') {
        "second" | "sec" => ("PT", 'S'),
        "minute" | "min" => ("PT", 'M'),
        "hour" => ("PT", 'H'),
        "day" | "week" => ("P", 'D'),
        "month" => ("P", 'M'),
        "year" => ("P", 'Y'),
        _ => return None,
    };
    is_clear.then(|| format!("{before}{number}{letter}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_clearly_said_is_taken() {
        for (text, duration) in [
            ("2 years", Some("P2Y")),
            ("1 Year", Some("P1Y")),
            ("30 mins", Some("PT30M")),
            ("24 hours", Some("PT24H")),
            ("3 weeks", Some("P21D")),
            ("Session", Some("session")),
            ("End of session (browser)", Some("session")),
            ("2 years after last activity", Some("P2Y")),
            ("30 seconds till 1 year", None),
            ("0 days", None),
            ("forever", None),
            ("10 Nov 2030", None),
            ("", None),
        ] {
            assert_eq!(parse(text).as_deref(), duration, "{text}");
        }
    }
}
