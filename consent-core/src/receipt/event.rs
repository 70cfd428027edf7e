//! The words of an event: what state it leaves, how it came about, what was decided.
//!
//! States are named as in the W3C Data Privacy Vocabulary (DPV 2.3, consent status), with two of our own where
//! it has no word: an objection (GDPR Art. 21) is no withdrawal, and a Global Privacy Control signal is neither.

use crate::category::CategorySet;

use super::text::named_values;

named_values! {
    /// The state that an event leaves.
    EventState, "a DPV consent status, `Objection` or `OptOut`", {
        /// Something was granted that was not granted before.
        ConsentGiven = "ConsentGiven",
        /// The same as before was granted again.
        RenewedConsentGiven = "RenewedConsentGiven",
        /// Nothing was granted, now or before.
        ConsentRefused = "ConsentRefused",
        /// The visitor took something back (GDPR Art. 7(3)) and granted nothing new.
        ConsentWithdrawn = "ConsentWithdrawn",
        /// The time for which the consent was given has passed.
        ConsentExpired = "ConsentExpired",
        /// The consent was found not to be valid.
        ConsentInvalidated = "ConsentInvalidated",
        /// Consent was asked for and waits for its confirmation: a double opt-in. Nothing is granted by it.
        ConsentRequested = "ConsentRequested",
        /// The visitor closed the question without an answer.
        ConsentRequestDeferred = "ConsentRequestDeferred",
        /// The visitor objected (GDPR Art. 21); what was consented to goes on.
        Objection = "Objection",
        /// A Global Privacy Control signal was honoured.
        OptOut = "OptOut",
    }
}

impl EventState {
    /// The state after a visitor's choice: `before` is what the same subject had granted (nothing when it is the
    /// first choice), `now` what it grants. A signal without a person behind it is an opt-out whatever it changes.
    ///
    /// One event may give and take back at once. The decisions tell that per purpose; the state then says that
    /// consent was given, because for that the site carries the burden of proof (GDPR Art. 7(1)).
    pub fn after(before: CategorySet, now: CategorySet, method: Method) -> Self {
        let before = before.difference(CategorySet::FUNCTIONAL_ONLY);
        let now = now.difference(CategorySet::FUNCTIONAL_ONLY);
        if method == Method::Gpc {
            Self::OptOut
        } else if !before.contains_all(now) {
            Self::ConsentGiven
        } else if before != now {
            Self::ConsentWithdrawn
        } else if now.is_empty() {
            Self::ConsentRefused
        } else {
            Self::RenewedConsentGiven
        }
    }
}

named_values! {
    /// How an event came about (Kantara `collectionMethod`).
    Method, "a method such as `banner.save`", {
        /// "Accept all" on the first layer.
        BannerAcceptAll = "banner.accept_all",
        /// "Reject all" on the first layer.
        BannerRejectAll = "banner.reject_all",
        /// The settings were saved at the first question.
        BannerSave = "banner.save",
        /// The settings were saved later.
        PrefsSave = "prefs.save",
        /// A placeholder's own "load" button.
        PlaceholderAllow = "placeholder.allow",
        /// A checkbox with a text, for example a newsletter clause.
        ClauseCheckbox = "clause.checkbox",
        /// An unsubscribe link.
        LinkUnsubscribe = "link.unsubscribe",
        /// A Global Privacy Control signal.
        Gpc = "gpc",
        /// A request under GDPR Art. 15 to 22.
        Dsar = "dsar",
        /// Staff, on behalf of the person.
        Staff = "staff",
        /// Taken over from an earlier system.
        Imported = "imported",
        /// Nobody did anything: the time for which it counted has passed.
        Expiry = "expiry",
    }
}

impl Method {
    /// Whether a browser may report this method by itself.
    pub const fn is_from_browser(self) -> bool {
        match self {
            Self::BannerAcceptAll
            | Self::BannerRejectAll
            | Self::BannerSave
            | Self::PrefsSave
            | Self::PlaceholderAllow
            | Self::ClauseCheckbox
            | Self::Gpc => true,
            Self::LinkUnsubscribe | Self::Dsar | Self::Staff | Self::Imported | Self::Expiry => {
                false
            }
        }
    }
}

named_values! {
    /// What was decided about one purpose.
    Decision, "`granted`, `denied` or `not_asked`", {
        /// Allowed.
        Granted = "granted",
        /// Refused.
        Denied = "denied",
        /// The purpose was not put to the visitor.
        NotAsked = "not_asked",
    }
}

named_values! {
    /// The basis in GDPR Art. 6(1) that a purpose rests on.
    LegalBasis, "a legal basis of GDPR Art. 6(1) such as `consent`", {
        /// Point (a).
        Consent = "consent",
        /// Point (b).
        Contract = "contract",
        /// Point (c).
        LegalObligation = "legal_obligation",
        /// Point (d).
        VitalInterests = "vital_interests",
        /// Point (e).
        PublicTask = "public_task",
        /// Point (f).
        LegitimateInterests = "legitimate_interests",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::category::Category;

    #[test]
    fn every_name_is_read_back_and_no_other() {
        for state in EventState::ALL {
            assert_eq!(EventState::parse(state.as_str()), Ok(*state));
        }
        for method in Method::ALL {
            assert_eq!(Method::parse(method.as_str()), Ok(*method));
        }
        assert!(EventState::parse("ConsentRevoked").is_err());
        assert!(Method::parse("banner.Save").is_err());
    }

    #[test]
    fn the_state_follows_from_what_was_granted_before_and_now() {
        let none = CategorySet::FUNCTIONAL_ONLY;
        let some = none.with(Category::Statistics);
        let other = none.with(Category::Advertising);
        let all = some.with(Category::Advertising);
        for (before, now, state) in [
            (CategorySet::EMPTY, none, EventState::ConsentRefused),
            (none, none, EventState::ConsentRefused),
            (none, some, EventState::ConsentGiven),
            (some, all, EventState::ConsentGiven),
            (some, other, EventState::ConsentGiven),
            (all, all, EventState::RenewedConsentGiven),
            (all, some, EventState::ConsentWithdrawn),
            (some, none, EventState::ConsentWithdrawn),
        ] {
            let method = Method::PrefsSave;
            assert_eq!(EventState::after(before, now, method), state);
            assert_eq!(
                EventState::after(before, now, Method::Gpc),
                EventState::OptOut
            );
        }
    }
}
