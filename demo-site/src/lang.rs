//! The two languages of the shop and how they share the address space.
//!
//! Swedish lives at the root, English under `/en`. Texts stand in pairs beside their use
//! (`lang.pick("sv", "en")`), because a shop of ten pages needs no message files.

/// A language of the shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// Swedish, the shop's own.
    Sv,
    /// English.
    En,
}

impl Lang {
    /// Splits a request path into its language and the path within that language.
    ///
    /// ```
    /// # use demo_site::lang::Lang;
    /// assert_eq!(Lang::split("/en/cart"), (Lang::En, "/cart"));
    /// assert_eq!(Lang::split("/english"), (Lang::Sv, "/english"));
    /// ```
    pub fn split(path: &str) -> (Self, &str) {
        match path.strip_prefix("/en") {
            Some("") => (Self::En, "/"),
            Some(rest) if rest.starts_with('/') => (Self::En, rest),
            _ => (Self::Sv, path),
        }
    }

    /// The BCP 47 code, as in `<html lang>`.
    pub fn code(self) -> &'static str {
        self.pick("sv", "en")
    }

    /// The text of a pair that is in this language.
    pub fn pick<'a>(self, swedish: &'a str, english: &'a str) -> &'a str {
        match self {
            Self::Sv => swedish,
            Self::En => english,
        }
    }

    /// The address of `path` (which starts with `/`) in this language.
    pub fn href(self, path: &str) -> String {
        match self {
            Self::Sv => path.to_owned(),
            Self::En if path == "/" => "/en".to_owned(),
            Self::En => format!("/en{path}"),
        }
    }

    /// The other language: what the switch in the header leads to.
    pub fn other(self) -> Self {
        match self {
            Self::Sv => Self::En,
            Self::En => Self::Sv,
        }
    }
}
