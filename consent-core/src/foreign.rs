//! Tags that were written for other products: how they mark what waits for consent, and what their words mean here.
//!
//! One table for two readers: the script that makes such tags live in a page, and the command that rewrites them.
//! Names and meanings follow the products' own documentation, as of November 2026. What others call *functional* and
//! do not need for the site to work is our `preferences`, never our `functional`.

use alloc::borrow::ToOwned;
use alloc::string::String;

use crate::category::Category;
use crate::category::Category::{Advertising, Functional, Preferences, Statistics};

/// How the value of a mark is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Words with commas or spaces between; all of them must be granted. A `!` before one means: not granted.
    Words,
    /// The classes with this prefix; what follows it are words with hyphens between.
    Classes(&'static str),
    /// The name of a service, which belongs to a purpose.
    Service,
}

/// An attribute by which a product finds what waits for consent.
#[derive(Debug)]
pub struct Mark {
    /// Whose it is, for messages.
    pub product: &'static str,
    /// The attribute.
    pub attribute: &'static str,
    /// A text that the tag must have somewhere, where several products use the same attribute.
    pub sign: &'static str,
    /// How its value is read.
    pub reading: Reading,
    /// Their words, lower case and without [`Mark::prefix`], and ours.
    pub words: &'static [(&'static str, Category)],
    /// What stands before each word.
    pub prefix: &'static str,
    /// Attributes under which addresses wait, and ours; `data-src` and its like are the same in all.
    pub held: &'static [(&'static str, &'static str)],
    /// Whether a `template` with the mark waits with all that is in it.
    pub is_template: bool,
}

/// A word that the table does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown(
    /// The word, or the name of the service.
    pub String,
);

/// Words of the products that let a site name its categories itself, and of those that share their attribute.
const COMMON: &[(&str, Category)] = &[
    ("necessary", Functional),
    ("essential", Functional),
    ("strictly-necessary", Functional),
    ("mandatory", Functional),
    ("functional", Preferences),
    ("functionality", Preferences),
    ("preferences", Preferences),
    ("preference", Preferences),
    ("experience", Preferences),
    ("analytics", Statistics),
    ("statistics", Statistics),
    ("statistics-anonymous", Statistics),
    ("measurement", Statistics),
    ("performance", Statistics),
    ("marketing", Advertising),
    ("advertising", Advertising),
    ("advertisement", Advertising),
    ("ads", Advertising),
    ("targeting", Advertising),
    ("social", Advertising),
];

/// What a word means that products and sites commonly name a category by, in any case.
pub fn category(word: &str) -> Option<Category> {
    PLAIN.category(word)
}

/// A mark of words with nothing special about it.
const PLAIN: Mark = Mark {
    product: "",
    attribute: "",
    sign: "",
    reading: Reading::Words,
    words: COMMON,
    prefix: "",
    held: &[],
    is_template: false,
};

/// Every mark, the more special first: the first that fits a tag counts.
pub const MARKS: &[Mark] = &[
    Mark {
        product: "Complianz",
        attribute: "data-category",
        sign: "cmplz",
        words: &[
            ("functional", Functional),
            ("preferences", Preferences),
            ("statistics", Statistics),
            ("statistics-anonymous", Statistics),
            ("marketing", Advertising),
        ],
        held: &[
            ("data-cmplz-src", "data-src"),
            ("data-src-cmplz", "data-src"),
        ],
        ..PLAIN
    },
    Mark {
        product: "CookieConsent, WP Consent API or c15t",
        attribute: "data-category",
        ..PLAIN
    },
    Mark {
        product: "Cookiebot",
        attribute: "data-cookieconsent",
        words: &[
            ("necessary", Functional),
            ("preferences", Preferences),
            ("statistics", Statistics),
            ("marketing", Advertising),
        ],
        held: &[("data-cookieblock-src", "data-src")],
        ..PLAIN
    },
    Mark {
        product: "OneTrust",
        attribute: "class",
        reading: Reading::Classes("optanon-category-"),
        words: &[
            ("c0001", Functional),
            ("c0002", Statistics),
            ("c0003", Preferences),
            ("c0004", Advertising),
            ("c0005", Advertising),
        ],
        ..PLAIN
    },
    Mark {
        product: "CookieYes",
        attribute: "data-cookieyes",
        prefix: "cookieyes-",
        words: &[
            ("necessary", Functional),
            ("functional", Preferences),
            ("analytics", Statistics),
            ("performance", Statistics),
            ("advertisement", Advertising),
        ],
        ..PLAIN
    },
    Mark {
        product: "Cookie Information",
        attribute: "data-category-consent",
        prefix: "cookie_cat_",
        words: &[
            ("necessary", Functional),
            ("functional", Preferences),
            ("statistic", Statistics),
            ("marketing", Advertising),
        ],
        held: &[("data-consent-src", "data-src")],
        ..PLAIN
    },
    Mark {
        product: "ConsentOS or Probo",
        attribute: "data-cookie-consent",
        ..PLAIN
    },
    Mark {
        product: "Usercentrics",
        attribute: "data-usercentrics",
        reading: Reading::Service,
        words: &[],
        held: &[("uc-src", "data-src")],
        ..PLAIN
    },
    Mark {
        product: "Orejime",
        attribute: "data-purpose",
        is_template: true,
        ..PLAIN
    },
    Mark {
        product: "Klaro",
        attribute: "data-name",
        reading: Reading::Service,
        words: &[],
        ..PLAIN
    },
];

impl Mark {
    /// What the value `value` waits for, as an expression of `data-consent`; `None` where the mark says nothing (a
    /// class of something else). `named` knows what a site has named itself: services and purposes, as [`slug`]s.
    ///
    /// # Errors
    /// A word that neither the table nor `named` knows.
    pub fn read(
        &self,
        value: &str,
        named: &dyn Fn(&str) -> Option<Category>,
    ) -> Result<Option<String>, Unknown> {
        let mut expression = String::new();
        let mut add = |word: &str| {
            let (not, word) = word
                .strip_prefix('!')
                .map_or(("", word), |refused| ("!", refused));
            let category = self
                .category(word)
                .or_else(|| named(&slug(word)))
                .ok_or_else(|| Unknown(word.to_owned()))?;
            if !expression.is_empty() {
                expression.push_str(" & ");
            }
            expression.push_str(not);
            expression.push_str(category.as_str());
            Ok(())
        };
        match self.reading {
            Reading::Words => {
                let separators = [',', ' ', '\t', '\n', '\r'];
                for word in value.split(separators).filter(|word| !word.is_empty()) {
                    add(word)?;
                }
            }
            Reading::Classes(prefix) => {
                for class in value.split_ascii_whitespace() {
                    let words = class.strip_prefix(prefix).unwrap_or_default();
                    for word in words.split('-').filter(|word| !word.is_empty()) {
                        add(word)?;
                    }
                }
            }
            Reading::Service if value.trim_ascii().is_empty() => {}
            Reading::Service => add(value.trim_ascii())?,
        }
        Ok(Some(expression).filter(|expression| !expression.is_empty()))
    }

    /// What one of their words means here; in any case, with or without the prefix.
    fn category(&self, word: &str) -> Option<Category> {
        let word = word.to_ascii_lowercase();
        let word = word.strip_prefix(self.prefix).unwrap_or(&word);
        let (_, category) = self.words.iter().find(|(known, _)| *known == word)?;
        Some(*category)
    }
}

/// A name as an id: lower case, and hyphens for whatever is neither letter nor digit. So "Google Analytics" and
/// `google-analytics` are the same service.
pub fn slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.chars() {
        if letter.is_alphanumeric() {
            slug.extend(letter.to_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(attribute: &str, sign: &str) -> &'static Mark {
        MARKS
            .iter()
            .find(|mark| mark.attribute == attribute && mark.sign == sign)
            .expect("a mark of that name")
    }

    fn read(attribute: &str, value: &str) -> Result<Option<String>, Unknown> {
        let named = |name: &str| (name == "google-analytics").then_some(Statistics);
        mark(attribute, "").read(value, &named)
    }

    #[test]
    fn words_of_every_product_become_ours() {
        for (attribute, value, ours) in [
            ("data-category", "analytics", "statistics"),
            ("data-category", "!analytics", "!statistics"),
            ("data-category", "functionality", "preferences"),
            ("data-category", "functional", "preferences"),
            ("data-category", "measurement", "statistics"),
            (
                "data-cookieconsent",
                "statistics,marketing",
                "statistics & advertising",
            ),
            (
                "data-cookieconsent",
                "Statistics, Marketing",
                "statistics & advertising",
            ),
            ("class", "lazy optanon-category-C0002 x", "statistics"),
            (
                "class",
                "optanon-category-C0002-C0004",
                "statistics & advertising",
            ),
            ("data-cookieyes", "cookieyes-advertisement", "advertising"),
            ("data-cookieyes", "cookieyes-functional", "preferences"),
            (
                "data-category-consent",
                "cookie_cat_statistic",
                "statistics",
            ),
            ("data-cookie-consent", "marketing", "advertising"),
            ("data-purpose", "ads", "advertising"),
            ("data-usercentrics", "Google Analytics", "statistics"),
            ("data-name", "google-analytics", "statistics"),
        ] {
            assert_eq!(read(attribute, value), Ok(Some(ours.to_owned())), "{value}");
        }
        let complianz = mark("data-category", "cmplz").read("functional", &|_| None);
        assert_eq!(complianz, Ok(Some("functional".to_owned())));
    }

    #[test]
    fn what_nobody_knows_is_said_and_what_is_no_mark_is_nothing() {
        let unknown = |word: &str| Err(Unknown(word.to_owned()));
        assert_eq!(read("data-category", "lamps"), unknown("lamps"));
        // One that is known does not let the others pass.
        assert_eq!(read("data-cookieconsent", "statistics,x"), unknown("x"));
        assert_eq!(read("data-name", "Hotjar"), unknown("Hotjar"));
        assert_eq!(read("class", "btn btn-primary"), Ok(None));
        assert_eq!(read("data-category", " "), Ok(None));
    }

    #[test]
    fn a_name_becomes_an_id() {
        for (name, id) in [
            ("Google Analytics", "google-analytics"),
            ("  Matomo (self hosted) ", "matomo-self-hosted"),
            ("YouTube", "youtube"),
            ("Mätlådan", "mätlådan"),
        ] {
            assert_eq!(slug(name), id);
        }
    }
}
