//! Choices as browsers send them (docs/contracts.md, section 6): each from another visitor at another address.

use anyhow::{Context, Result};

use crate::demo::folder::random_hex;

/// What the served script tells about the site: a choice has to name it.
pub struct Published {
    /// Release of the script.
    pub release: String,
    /// The first language that has a notice.
    pub language: String,
    /// Hash of that notice.
    pub notice_hash: String,
}

impl Published {
    /// The path of the second script, as `consent.js` names it.
    pub fn second_script(gate: &str) -> Result<&str> {
        gate.split_once("\"act\":\"")
            .and_then(|(_, rest)| rest.split('"').next())
            .context("consent.js names no second script")
    }

    /// Reads all three out of the second script.
    pub fn read(script: &str) -> Result<Self> {
        let after = |mark: &str| {
            let found = script.split_once(mark).map(|(_, rest)| rest);
            found.with_context(|| format!("the script has no {mark}"))
        };
        let mut notices = after("\"notices\":{\"")?.split('"');
        let release = after("\"release\":\"")?.split('"').next();
        Ok(Self {
            release: release.unwrap_or_default().to_owned(),
            language: notices.next().unwrap_or_default().to_owned(),
            notice_hash: notices
                .nth(1)
                .context("the script names no notice")?
                .to_owned(),
        })
    }

    /// Something of the same length, for a server that does not look at it.
    pub fn made_up() -> Self {
        Self {
            release: "0".repeat(16),
            language: "sv".to_owned(),
            notice_hash: "0".repeat(64),
        }
    }
}

/// Makes requests; no two are alike.
pub struct Choices {
    state: u64,
    port: u16,
    body_end: String,
}

impl Choices {
    /// For one connection. `site` is the collector's.
    pub fn new(published: &Published, port: u16) -> Result<Self> {
        let seed =
            u64::from_str_radix(&random_hex(8)?, 16).context("could not seed the choices")?;
        let body_end = format!(
            "\",\"purposes\":{{\"statistics\":\"granted\",\"advertising\":\"denied\"}},\"method\":\"banner.save\",\
             \"notice_hash\":\"{}\",\"notice_lang\":\"{}\",\"release\":\"{}\",\"client_time\":\"2026-11-23T18:00:00.000Z\",\
             \"signals\":{{\"gpc\":false}},\"blocked\":{{\"statistics\":3,\"advertising\":5,\"unknown\":1}}}}",
            published.notice_hash, published.language, published.release
        );
        Ok(Self {
            state: seed,
            port,
            body_end,
        })
    }

    /// The whole HTTP request for one choice.
    pub fn request(&mut self) -> String {
        let (key, id, address) = (
            [self.next(), self.next()],
            [self.next(), self.next()],
            self.next(),
        );
        let body = format!("{{\"consent_key\":\"{}{}", base64url(key), self.body_end);
        let [a, b] = id;
        let uuid = format!(
            "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
            a >> 32,
            a >> 16 & 0xffff,
            a & 0xfff,
            b >> 48 & 0xfff,
            b & 0xffff_ffff_ffff
        );
        let [_, _, _, _, _, b2, b3, b4] = address.to_be_bytes();
        format!(
            "POST /v1/sites/shop/choices HTTP/1.1\r\nHost: consent.localhost:{}\r\nOrigin: http://shop.localhost:{}\r\n\
             User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36\r\n\
             X-Forwarded-For: 10.{b2}.{b3}.{b4}\r\nIdempotency-Key: {uuid}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.port,
            self.port + 1,
            body.len()
        )
    }

    /// SplitMix64 (Steele, Lea, Flood 2014): quick, and no two of its numbers are equal within its period.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// 16 bytes in base64url without padding (RFC 4648, section 5): 22 characters.
fn base64url([high, low]: [u64; 2]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let bits = u128::from(high) << 64 | u128::from(low);
    let sign = |index: u128| char::from(SIGNS[(index & 63) as usize]);
    // 21 groups of six bits from the top, then the last two bits and four zero bits.
    (0..21)
        .map(|group| sign(bits >> (122 - 6 * group)))
        .chain([sign((bits & 3) << 4)])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published() -> Published {
        let script = format!(
            "x{{\"release\":\"{}\",\"notices\":{{\"en\":\"{}\",\"sv\":\"c\"}}}}",
            "a".repeat(16),
            "b".repeat(64)
        );
        Published::read(&script).unwrap()
    }

    #[test]
    fn release_and_notice_are_read_from_the_script() {
        let published = published();
        assert_eq!(
            (published.release, published.language),
            ("a".repeat(16), "en".to_owned())
        );
        assert_eq!(published.notice_hash, "b".repeat(64));
        assert!(Published::read("{}").is_err());
        let gate = "x{\"act\":\"/s/shop/act.0.js\",\"site\":\"shop\"}";
        assert_eq!(Published::second_script(gate).unwrap(), "/s/shop/act.0.js");
    }

    #[test]
    fn a_request_holds_a_whole_choice_of_the_length_it_names() {
        let mut choices = Choices::new(&published(), 8080).unwrap();
        let (first, second) = (choices.request(), choices.request());
        assert_ne!(first, second);
        let (head, body) = first.split_once("\r\n\r\n").unwrap();
        assert!(
            head.contains(&format!("Content-Length: {}", body.len())),
            "{head}"
        );
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(body["consent_key"].as_str().unwrap().len(), 22);
        assert_eq!(body["release"], "a".repeat(16));
    }

    #[test]
    fn base64url_is_that_of_rfc_4648() {
        assert_eq!(
            base64url([u64::MAX, u64::MAX]),
            format!("{}w", "_".repeat(21))
        );
        assert_eq!(
            base64url([0x0001_0203_0405_0607, 0x0809_0a0b_0c0d_0e0f]),
            "AAECAwQFBgcICQoLDA0ODw"
        );
    }
}
