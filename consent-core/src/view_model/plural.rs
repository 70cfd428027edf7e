//! Which of a language's plural forms a number takes.
//!
//! The rules are those of Unicode CLDR for whole numbers, for the languages that the product speaks; a crate that knows
//! every language (`icu_plurals`) brings more data than the whole core, and these are a few lines. A language file
//! writes the forms of a text apart by `|`, in the order zero, one, two, few, many, other, as far as its language has
//! them: `{n} miesiąc|{n} miesiące|{n} miesięcy`.

/// The place of `count`'s form among the forms of the language of this BCP 47 tag, counted from 0.
///
/// A language that is not listed has two forms, one for 1 and one for everything else.
pub fn form(lang: &str, count: u32) -> usize {
    let (tens, units) = (count % 100, count % 10);
    let teen = (11..=19).contains(&tens);
    // The first condition that holds names the form; the form after the last is for the rest.
    let conditions: &[bool] = match lang.split('-').next().unwrap_or_default() {
        "fr" | "pt" => &[count < 2],
        "is" => &[units == 1 && tens != 11],
        "cs" | "sk" => &[count == 1, (2..=4).contains(&count)],
        "pl" => &[count == 1, (2..=4).contains(&units) && !teen],
        "hr" => &[units == 1 && !teen, (2..=4).contains(&units) && !teen],
        "lt" => &[units == 1 && !teen, units > 1 && !teen],
        "lv" => &[units == 0 || teen, units == 1],
        "ro" => &[count == 1, count == 0 || (1..=19).contains(&tens)],
        "sl" => &[tens == 1, tens == 2, (3..=4).contains(&tens)],
        "ga" => &[
            count == 1,
            count == 2,
            (3..=6).contains(&count),
            (7..=10).contains(&count),
        ],
        "mt" => &[
            count == 1,
            count == 2,
            count == 0 || (3..=10).contains(&tens),
            teen,
        ],
        "ar" => &[
            count == 0,
            count == 1,
            count == 2,
            (3..=10).contains(&tens),
            tens > 10,
        ],
        _ => &[count == 1],
    };
    conditions
        .iter()
        .position(|holds| *holds)
        .unwrap_or(conditions.len())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The form of every number from 0 to 130, as ICU 78 (CLDR 48) has them through `Intl.PluralRules`.
    const BY_ICU: [(&[&str], &str); 13] = [
        (
            &[
                "bg", "da", "de", "el", "en", "es", "et", "fi", "hu", "it", "nb", "nl", "nn", "sv",
            ],
            "10111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111",
        ),
        (
            &["cs", "sk"],
            "20111222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222",
        ),
        (
            &["fr", "pt"],
            "00111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111",
        ),
        (
            &["ga"],
            "40122223333444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444",
        ),
        (
            &["hr"],
            "20111222222222222222201112222220111222222011122222201112222220111222222011122222201112222220111222222011122222222222222220111222222",
        ),
        (
            &["is"],
            "10111111111111111111101111111110111111111011111111101111111110111111111011111111101111111110111111111011111111111111111110111111111",
        ),
        (
            &["lt"],
            "20111111112222222222201111111120111111112011111111201111111120111111112011111111201111111120111111112011111111222222222220111111112",
        ),
        (
            &["lv"],
            "01222222220000000000012222222201222222220122222222012222222201222222220122222222012222222201222222220122222222000000000001222222220",
        ),
        (
            &["mt"],
            "20122222222333333333444444444444444444444444444444444444444444444444444444444444444444444444444444444442222222233333333344444444444",
        ),
        (
            &["pl"],
            "20111222222222222222221112222222111222222211122222221112222222111222222211122222221112222222111222222211122222222222222222111222222",
        ),
        (
            &["ro"],
            "10111111111111111111222222222222222222222222222222222222222222222222222222222222222222222222222222222111111111111111111122222222222",
        ),
        (
            &["sl"],
            "30122333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333012233333333333333333333333333",
        ),
        (
            &["ar"],
            "01233333333444444444444444444444444444444444444444444444444444444444444444444444444444444444444444445553333333344444444444444444444",
        ),
    ];

    #[test]
    fn every_number_takes_the_form_that_icu_gives_it() {
        for (languages, forms) in BY_ICU {
            for lang in languages {
                let ours: String = (0..=130)
                    .map(|count| form(lang, count).to_string())
                    .collect();
                assert_eq!(ours, forms, "{lang}");
            }
        }
    }

    #[test]
    fn a_region_does_not_change_the_form() {
        assert_eq!(form("pl-PL", 5), form("pl", 5));
        assert_eq!(form("xx", 1), 0);
        assert_eq!(form("xx", 2), 1);
    }

    #[test]
    fn no_language_is_compared_twice() {
        let all: Vec<_> = BY_ICU
            .iter()
            .flat_map(|(languages, _)| *languages)
            .collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    }
}
