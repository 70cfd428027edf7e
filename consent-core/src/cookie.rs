//! The consent cookie: what a choice looks like between visits (contracts, section 3).
//!
//! Knows the text only. Who reads the clock, who sets the cookie and with which attributes is the edge's matter.

use alloc::string::String;

use crate::category::{Category, CategorySet};
use crate::decision::{Choice, is_all};
use crate::scan::{Scan, part, parts};

/// The name of the cookie.
pub const NAME: &str = "samtycke";

/// How many bytes the ids of a site's services may take, with a dot before each: refused one and all, the cookie stays
/// under a kilobyte.
pub const REFUSED_LIMIT: usize = 900;

/// How far ahead of the reader's clock a choice may lie, in seconds: a clock that was set back must not keep a
/// choice alive for ever.
const SKEW_SECONDS: u64 = 24 * 60 * 60;

/// The 128 random bits by which a browser finds its own receipts; made only when the visitor chooses.
///
/// Compared in constant time and never shown by `Debug`: who holds it can read and withdraw.
#[derive(Clone, Copy, Eq)]
pub struct ConsentKey([u8; 16]);

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

impl ConsentKey {
    /// Length of the text form.
    pub const TEXT_LENGTH: usize = 22;

    /// The key with these bytes, which the caller drew at random.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes of the key.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Reads base64url without padding (RFC 4648, section 5); only the canonical 22 characters.
    pub fn parse(text: &str) -> Option<Self> {
        if !Self::is_text(text) {
            return None;
        }
        let mut bits = 0_u32;
        let mut count = 0;
        let mut bytes = [0; 16];
        let mut free = bytes.iter_mut();
        for letter in text.bytes() {
            let value = ALPHABET.iter().position(|known| *known == letter)?;
            bits = bits << 6 | value as u32;
            count += 6;
            if count >= 8 {
                count -= 8;
                *free.next()? = (bits >> count) as u8;
            }
        }
        Some(Self(bytes))
    }

    /// Whether [`ConsentKey::parse`] reads this: the gate has to know no more, and this is smaller.
    fn is_text(text: &str) -> bool {
        text.len() == Self::TEXT_LENGTH
            && text
                .bytes()
                .all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, b'-' | b'_'))
            // The last character carries two bits.
            && matches!(text.as_bytes().last(), Some(b'A' | b'Q' | b'g' | b'w'))
    }

    /// The 22 characters that [`ConsentKey::parse`] reads.
    pub fn to_text(&self) -> String {
        let mut text = String::with_capacity(Self::TEXT_LENGTH);
        for chunk in self.0.chunks(3) {
            let mut bits = 0_u32;
            for place in 0..3 {
                bits = bits << 8 | u32::from(chunk.get(place).copied().unwrap_or(0));
            }
            for place in 0..=chunk.len() {
                text.push(char::from(
                    ALPHABET[(bits >> (18 - 6 * place) & 63) as usize],
                ));
            }
        }
        text
    }
}

impl PartialEq for ConsentKey {
    fn eq(&self, other: &Self) -> bool {
        let difference = self
            .0
            .iter()
            .zip(&other.0)
            .fold(0, |difference, (left, right)| difference | left ^ right);
        core::hint::black_box(difference) == 0
    }
}

impl core::fmt::Debug for ConsentKey {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("ConsentKey(…)")
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for ConsentKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_text())
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for ConsentKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Borrowed or owned: a JSON text with escapes arrives owned.
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| serde::de::Error::custom("a consent key is 22 characters of base64url"))
    }
}

/// Finds the choice in a whole `Cookie` header or in `document.cookie`.
///
/// Of several cookies of the name, the first that counts is taken. A choice about another `version`, older than
/// `validity_seconds`, or more than a day ahead of `now_seconds` does not count.
pub fn parse(
    header: &str,
    version: u32,
    validity_seconds: u64,
    now_seconds: u64,
) -> Option<Choice> {
    let found = find(header, version, validity_seconds, now_seconds)?;
    Some(Choice {
        granted: found.granted.categories,
        refused: found.granted.refused.into(),
        time_seconds: found.time_seconds,
        version,
        key: ConsentKey::parse(found.key)?,
    })
}

/// What is granted by the choice that [`parse`] finds.
pub fn granted(
    header: &str,
    version: u32,
    validity_seconds: u64,
    now_seconds: u64,
) -> Option<Granted<'_>> {
    find(header, version, validity_seconds, now_seconds).map(|found| found.granted)
}

/// What a choice grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Granted<'a> {
    /// The categories.
    pub categories: CategorySet,
    /// The services that were refused in them: ids, apart by dots.
    pub refused: &'a str,
}

fn find(header: &str, version: u32, validity_seconds: u64, now_seconds: u64) -> Option<Found<'_>> {
    let mut scan = Scan::new(header, 0);
    while scan.peek().is_some() {
        let pair = scan.take_until(b';').trim_ascii();
        scan.next();
        if let Some(found) = pair
            .strip_prefix(NAME)
            .and_then(|rest| read(rest.strip_prefix("=")?))
            && counts(
                found.version as f64,
                found.time_seconds as f64,
                version.into(),
                validity_seconds as f64,
                now_seconds as f64,
            )
        {
            return Some(found);
        }
    }
    None
}

/// Whether a choice of `found_version`, made at `time_seconds`, counts where `version` is asked about. The numbers are
/// JavaScript's, in which whole seconds are exact: the gate hands on what it has.
pub fn counts(
    found_version: f64,
    time_seconds: f64,
    version: f64,
    validity_seconds: f64,
    now_seconds: f64,
) -> bool {
    found_version == version
        && now_seconds - time_seconds <= validity_seconds
        && time_seconds - now_seconds <= SKEW_SECONDS as f64
}

/// The cookie's value for `choice` on a site that asks about `asked`.
///
/// Nothing that was not asked is written as granted; with a list of refused services that is none, nothing is.
pub fn value(choice: &Choice, asked: CategorySet) -> String {
    let mut granted = choice
        .granted
        .intersection(asked)
        .with(Category::Functional);
    let mut refused = choice.refused.as_str();
    if !is_list(refused) || granted == CategorySet::FUNCTIONAL_ONLY {
        if !refused.is_empty() {
            granted = CategorySet::FUNCTIONAL_ONLY;
        }
        refused = "";
    }
    let mut text = String::with_capacity(48);
    text.push('1');
    text.push(if granted == CategorySet::FUNCTIONAL_ONLY {
        'n'
    } else if refused.is_empty() && is_all(asked, granted) {
        'a'
    } else {
        's'
    });
    text.push('.');
    push_number(&mut text, granted.bits().into(), 16);
    text.push('.');
    push_number(&mut text, choice.time_seconds, 36);
    text.push('.');
    push_number(&mut text, choice.version.into(), 10);
    text.push('.');
    text.push_str(&choice.key.to_text());
    if !refused.is_empty() {
        text.push('.');
        text.push_str(refused);
    }
    text
}

/// A choice as it is written.
struct Found<'a> {
    granted: Granted<'a>,
    time_seconds: u64,
    version: u64,
    key: &'a str,
}

/// Reads one value, without a look at version and age.
fn read(value: &str) -> Option<Found<'_>> {
    let mut scan = Scan::new(value, 0);
    let mut field = || {
        let field = scan.take_until(b'.');
        scan.next();
        field
    };
    let letter = field();
    // One digit, as it is written.
    let mask = field();
    let mask = number(mask, 16).filter(|bits| mask.len() == 1 && bits & 1 == 1)?;
    let categories = CategorySet::from_bits(mask as u8);
    let time_seconds = number(field(), 36)?;
    let version = number(field(), 10)?;
    let key = scan.take_until(b'.');
    let is_last = scan.peek().is_none();
    // The last field takes the rest, so that nothing can follow it.
    let refused = part(value, scan.place + 1, value.len());
    let is_none = categories == CategorySet::FUNCTIONAL_ONLY;
    let is_whole = ConsentKey::is_text(key)
        && match letter {
            "1n" => is_none && is_last,
            "1a" => !is_none && is_last,
            "1s" => !is_none && (is_last || is_list(refused)),
            _ => false,
        };
    is_whole.then_some(Found {
        granted: Granted {
            categories,
            refused,
        },
        time_seconds,
        version,
        key,
    })
}

/// Whether these are ids of services, one at least, apart by dots.
fn is_list(refused: &str) -> bool {
    parts(refused, b'.').all(|id| {
        !id.is_empty()
            && id
                .bytes()
                .all(|letter| matches!(letter, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
    })
}

/// A number of one to eleven lower-case digits, which always fit.
fn number(text: &str, radix: u64) -> Option<u64> {
    if text.is_empty() || text.len() > 11 {
        return None;
    }
    let mut number = 0;
    for digit in text.bytes() {
        let value = match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'z' => digit - b'a' + 10,
            _ => return None,
        };
        let value = u64::from(value);
        if value >= radix {
            return None;
        }
        number = number * radix + value;
    }
    Some(number)
}

/// Writes `number` in lower-case digits, most significant first.
fn push_number(text: &mut String, number: u64, radix: u64) {
    if number >= radix {
        push_number(text, number / radix, radix);
    }
    let digit = (number % radix) as u8;
    text.push(char::from(if digit < 10 {
        b'0' + digit
    } else {
        b'a' + digit - 10
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ASKED: CategorySet = CategorySet::FUNCTIONAL_ONLY
        .with(Category::Statistics)
        .with(Category::Advertising);
    const NOW: u64 = 1_795_000_000;
    const HALF_A_YEAR: u64 = 15_552_000;

    fn choice(granted: CategorySet) -> Choice {
        Choice {
            granted,
            refused: String::new(),
            time_seconds: NOW,
            version: 3,
            key: ConsentKey::from_bytes(*b"0123456789abcdef"),
        }
    }

    fn read_back(header: &str) -> Option<Choice> {
        parse(header, 3, HALF_A_YEAR, NOW)
    }

    // ACCEPTANCE 27 (partly: the value is far below 1 KB; its attributes are set at the edge)
    #[test]
    fn the_first_letters_tell_all_some_and_none_apart() {
        let some = CategorySet::FUNCTIONAL_ONLY.with(Category::Statistics);
        assert_eq!(
            value(&choice(ASKED), ASKED),
            "1a.d.top2v4.3.MDEyMzQ1Njc4OWFiY2RlZg"
        );
        let longest = Choice {
            time_seconds: u64::MAX,
            version: u32::MAX,
            ..choice(ASKED)
        };
        assert!(value(&longest, ASKED).len() < 100);
        assert!(value(&choice(some), ASKED).starts_with("1s.5."));
        assert!(value(&choice(CategorySet::EMPTY), ASKED).starts_with("1n.1."));
        assert!(value(&choice(ASKED), CategorySet::FUNCTIONAL_ONLY).starts_with("1n.1."));
    }

    #[test]
    fn the_first_valid_cookie_of_the_name_counts() {
        let good = value(&choice(ASKED), ASKED);
        let refused = value(&choice(CategorySet::FUNCTIONAL_ONLY), ASKED);
        for header in [
            [NAME, "=", &good].concat(),
            ["cart=7; ", NAME, "=", &good, "; samtycke_x=1"].concat(),
            [
                "samtycke=; samtycke; samtycke=1a.d.x;;samtycke=",
                &good,
                ";samtycke=",
                &refused,
            ]
            .concat(),
        ] {
            assert_eq!(read_back(&header), Some(choice(ASKED)), "{header}");
        }
        assert_eq!(read_back(&["xsamtycke=", &good].concat()), None);
    }

    #[test]
    fn another_version_or_too_old_or_future_a_choice_is_no_choice() {
        let header = [NAME, "=", &value(&choice(ASKED), ASKED)].concat();
        assert!(parse(&header, 3, HALF_A_YEAR, NOW + HALF_A_YEAR).is_some());
        assert!(parse(&header, 3, HALF_A_YEAR, NOW + HALF_A_YEAR + 1).is_none());
        assert!(parse(&header, 4, HALF_A_YEAR, NOW).is_none());
        assert!(parse(&header, 3, HALF_A_YEAR, NOW - SKEW_SECONDS).is_some());
        assert!(parse(&header, 3, HALF_A_YEAR, NOW - SKEW_SECONDS - 1).is_none());
    }

    #[test]
    fn whatever_departs_from_the_form_is_no_choice() {
        for value in [
            "2a.d.top2v4.3.MDEyMzQ1Njc4OWFiY2RlZg",
            "1x.d.top2v4.3.MDEyMzQ1Njc4OWFiY2RlZg",
            "1n.d.top2v4.3.MDEyMzQ1Njc4OWFiY2RlZg",
            "1s.1.top2v4.3.MDEyMzQ1Njc4OWFiY2RlZg",
            "1a.c.top2v4.3.MDEyMzQ1Njc4OWFiY2RlZg",
            "1a.1d.top2v4.3.MDEyMzQ1Njc4OWFiY2RlZg",
            "1a.+d.top2v4.3.MDEyMzQ1Njc4OWFiY2RlZg",
            "1a.d.TOOPLC.3.MDEyMzQ1Njc4OWFiY2RlZg",
            "1a.d.top2v4.3.MDEyMzQ1Njc4OWFiY2RlZh",
            "1a.d.top2v4.3.MDEyMzQ1Njc4OWFiY2RlZ",
            "1a.d.top2v4.3.MDEyMzQ1Njc4OWFiY2RlZg.",
            "1a.d.zzzzzzzzzzzzzzzzzzz.3.MDEyMzQ1Njc4OWFiY2RlZg",
            "1a.d.top2v4.3.MDEyMzQ1Njc4OWFiY2RlZg.matlada",
            "1n.1.top2v4.3.MDEyMzQ1Njc4OWFiY2RlZg.matlada",
            "1s.d.top2v4.3.MDEyMzQ1Njc4OWFiY2RlZg.",
            "1s.d.top2v4.3.MDEyMzQ1Njc4OWFiY2RlZg.matlada.",
            "1s.d.top2v4.3.MDEyMzQ1Njc4OWFiY2RlZg.matlada..film",
            "1s.d.top2v4.3.MDEyMzQ1Njc4OWFiY2RlZg.Matlada",
            "1s.d.top2v4.3.MDEyMzQ1Njc4OWFiY2RlZg.matlada film",
        ] {
            assert_eq!(read_back(&[NAME, "=", value].concat()), None, "{value}");
        }
    }

    #[test]
    fn refused_services_stand_last_and_keep_the_choice_from_being_all() {
        let refusing = |refused: &str, granted| Choice {
            refused: refused.to_owned(),
            ..choice(granted)
        };
        let two = refusing("film.annonsskogen", ASKED);
        let text = value(&two, ASKED);
        assert_eq!(
            text,
            "1s.d.top2v4.3.MDEyMzQ1Njc4OWFiY2RlZg.film.annonsskogen"
        );
        assert_eq!(read_back(&["samtycke=", &text].concat()), Some(two));
        // Nothing is granted that it could be an exception from.
        let none = refusing("film", CategorySet::FUNCTIONAL_ONLY);
        assert_eq!(
            value(&none, ASKED),
            value(&choice(CategorySet::FUNCTIONAL_ONLY), ASKED)
        );
    }

    // ACCEPTANCE 27 (partly: with the longest list that a site file may lead to)
    #[test]
    fn the_longest_list_stays_under_a_kilobyte_and_what_is_no_list_grants_nothing() {
        let refusing = |refused: &str| Choice {
            refused: refused.to_owned(),
            time_seconds: u64::MAX,
            version: u32::MAX,
            ..choice(ASKED)
        };
        let text = value(&refusing(&"x".repeat(REFUSED_LIMIT - 1)), ASKED);
        assert!(text.starts_with("1s.d.") && NAME.len() + 1 + text.len() < 1024);
        for refused in ["a;b", "a..b", ".a", "A", "å"] {
            assert!(
                value(&refusing(refused), ASKED).starts_with("1n.1."),
                "{refused}"
            );
        }
    }

    #[test]
    fn debug_output_does_not_show_the_key() {
        let shown = format!("{:?}", choice(ASKED));
        assert!(shown.contains("ConsentKey(…)"), "{shown}");
        assert!(!shown.contains("MDEy") && !shown.contains("48"), "{shown}");
    }

    proptest! {
        #[test]
        fn every_choice_reads_back_as_it_was_written(
            bits in 0_u8..16, version: u32, time in 0_u64..1 << 56, key: [u8; 16], noise in "[a-z=. ]{0,20}",
            mut refused in prop::collection::vec("[a-z0-9_-]{1,40}", 0..20)
        ) {
            let granted = CategorySet::from_bits(bits).intersection(ASKED).with(Category::Functional);
            if granted == CategorySet::FUNCTIONAL_ONLY {
                refused.clear();
            }
            let refused = refused.join(".");
            let choice = Choice { granted, refused, time_seconds: time, version, key: ConsentKey::from_bytes(key) };
            // The opener lets everything pass by this letter alone.
            prop_assert!(choice.refused.is_empty() || value(&choice, ASKED).starts_with("1s."));
            let header = [&noise, "; samtycke=", &value(&choice, ASKED), ";", &noise].concat();
            prop_assert_eq!(parse(&header, version, 0, time), Some(choice));
        }

        // ACCEPTANCE 96 (partly: the short run for the cookie parser)
        #[test]
        fn garbage_grants_nothing_and_breaks_nothing(header in ".{0,80}", tail in "[1asn.0-9a-zA-Z_-]{0,40}") {
            prop_assert_eq!(parse(&header, 1, u64::MAX, NOW), None);
            if let Some(choice) = parse(&["samtycke=", &tail].concat(), 1, u64::MAX, NOW) {
                prop_assert!(value(&choice, CategorySet::from_bits(15))[2..].starts_with(&tail[2..4]));
            }
        }

        #[test]
        fn a_changed_character_never_adds_a_grant_unseen(place in 0_usize..36, letter in "[ -~]") {
            let text = value(&choice(CategorySet::FUNCTIONAL_ONLY), ASKED);
            let mut changed = text.clone();
            changed.replace_range(place..place + 1, &letter);
            let read = read_back(&["samtycke=", &changed].concat());
            prop_assert!(read.is_none_or(|choice| choice.granted == CategorySet::FUNCTIONAL_ONLY), "{}", changed);
        }

        #[test]
        fn keys_are_equal_exactly_when_their_texts_are(left: [u8; 16], right: [u8; 16]) {
            let (a, b) = (ConsentKey::from_bytes(left), ConsentKey::from_bytes(right));
            prop_assert_eq!(a == b, a.to_text() == b.to_text());
            prop_assert_eq!(ConsentKey::parse(&a.to_text()), Some(a));
        }
    }
}
