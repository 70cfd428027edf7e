//! Whether a user agent says of itself that it is a crawler. Such a caller makes no receipt: nobody chose.
//!
//! Self-declared ones only. A program that calls itself a browser is the rate limiter's matter.

/// Crawlers whose names do not end in `bot`.
const NAMES: [&str; 16] = [
    "crawler",
    "spider",
    "slurp",
    "mediapartners-google",
    "google-inspectiontool",
    "google-read-aloud",
    "googleother",
    "feedfetcher",
    "facebookexternalhit",
    "bingpreview",
    "ia_archiver",
    "archive.org_bot",
    "lighthouse",
    "pagespeed",
    "pingdom",
    "uptimerobot",
];

/// Whether `user_agent` is a known crawler's.
pub fn is_bot(user_agent: &str) -> bool {
    let name = user_agent.to_ascii_lowercase();
    NAMES.iter().any(|known| name.contains(known)) || ends_a_word_with_bot(&name)
}

/// `Googlebot/2.1`, `bingbot;`, `AdsBot-Google`: `bot` at the end of a word. A maker of telephones is
/// called Cubot.
fn ends_a_word_with_bot(name: &str) -> bool {
    name.match_indices("bot").any(|(at, _)| {
        let after = name[at + 3..].chars().next();
        !name[..at].ends_with("cu") && !after.is_some_and(|letter| letter.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    // ACCEPTANCE 60 (partly: which callers are bots)
    #[test]
    fn crawlers_are_known_by_their_names_and_browsers_are_not() {
        for bot in [
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0) Chrome/116.0 Safari/537.36",
            "AdsBot-Google (+http://www.google.com/adsbot.html)",
            "Mozilla/5.0 (compatible; Yahoo! Slurp)",
            "facebookexternalhit/1.1",
            "Mozilla/5.0 (compatible; Baiduspider/2.0)",
            "DuckDuckBot/1.1",
        ] {
            assert!(is_bot(bot), "{bot}");
        }
        for browser in [
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36",
            "Mozilla/5.0 (Linux; Android 9; CUBOT X19 S) AppleWebKit/537.36 Chrome/100.0 Mobile Safari/537.36",
            "",
        ] {
            assert!(!is_bot(browser), "{browser}");
        }
    }
}
