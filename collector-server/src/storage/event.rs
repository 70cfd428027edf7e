//! The closed lists of an event: what happened, how, and what was decided for a purpose.
//!
//! Names are those of the receipt (W3C DPV 2.3 for states); numbers are what the databases keep.
//! A number is never given to another meaning.

/// Declares an enum whose variants have a name in receipts and a number in databases.
macro_rules! listed {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $number:literal, $text:literal;)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// Every value.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name in receipts and JSON.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// The value of that name.
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == name)
            }

            /// The number in databases.
            pub const fn number(self) -> u8 {
                match self { $(Self::$variant => $number,)+ }
            }

            /// The value of that number.
            pub fn from_number(number: u8) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.number() == number)
            }
        }
    };
}

listed! {
    /// What a receipt says has happened.
    EventState {
        /// Something was granted that was not granted before.
        ConsentGiven = 1, "ConsentGiven";
        /// The same was granted again.
        RenewedConsentGiven = 2, "RenewedConsentGiven";
        /// Nothing was granted, and nothing had been.
        ConsentRefused = 3, "ConsentRefused";
        /// The visitor took back something that was granted.
        ConsentWithdrawn = 4, "ConsentWithdrawn";
        /// The time of validity ran out.
        ConsentExpired = 5, "ConsentExpired";
        /// The consent turned out not to be valid.
        ConsentInvalidated = 6, "ConsentInvalidated";
        /// The visitor put the question off.
        ConsentRequestDeferred = 7, "ConsentRequestDeferred";
        /// An objection under GDPR Art. 21; ours, not DPV's.
        Objection = 8, "Objection";
        /// A Global Privacy Control signal; ours, not DPV's.
        OptOut = 9, "OptOut";
    }
}

listed! {
    /// How the choice was made.
    Method {
        /// The banner's accept button.
        BannerAcceptAll = 1, "banner.accept_all";
        /// The banner's reject button.
        BannerRejectAll = 2, "banner.reject_all";
        /// Settings saved from the banner.
        BannerSave = 3, "banner.save";
        /// Settings saved later.
        PrefsSave = 4, "prefs.save";
        /// One embed allowed at its placeholder.
        PlaceholderAllow = 5, "placeholder.allow";
        /// A checkbox with a clause.
        ClauseCheckbox = 6, "clause.checkbox";
        /// An unsubscribe link.
        LinkUnsubscribe = 7, "link.unsubscribe";
        /// A Global Privacy Control signal.
        Gpc = 8, "gpc";
        /// A data subject's request.
        Dsar = 9, "dsar";
        /// Staff, on the subject's word.
        Staff = 10, "staff";
        /// Brought in from elsewhere.
        Imported = 11, "imported";
    }
}

listed! {
    /// What was decided for one purpose.
    Decision {
        /// The visitor agreed.
        Granted = 1, "granted";
        /// The visitor refused.
        Denied = 2, "denied";
        /// The purpose needs no consent, or was not asked about.
        NotAsked = 3, "not_asked";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_read_back_as_the_same_value() {
        for state in EventState::ALL {
            assert_eq!(EventState::parse(state.as_str()), Some(*state));
            assert_eq!(EventState::from_number(state.number()), Some(*state));
        }
        for method in Method::ALL {
            assert_eq!(Method::parse(method.as_str()), Some(*method));
            assert_eq!(Method::from_number(method.number()), Some(*method));
        }
        assert_eq!(Decision::parse("Granted"), None);
        assert_eq!(Decision::from_number(0), None);
    }
}
