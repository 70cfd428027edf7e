//! The fixed words of cases, holds and suppressions, as they stand in the database and in JSON.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            /// The value of that word.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

words! {
    /// What a person asks for.
    CaseKind {
        /// To see what is kept (GDPR Art. 15).
        Access = "access",
        /// To have it corrected (Art. 16).
        Rectification = "rectification",
        /// To have it erased (Art. 17).
        Erasure = "erasure",
        /// To have its use restricted (Art. 18).
        Restriction = "restriction",
        /// Not to have it used for something (Art. 21).
        Objection = "objection",
    }
}

words! {
    /// How a person showed that the data is theirs (GDPR Art. 12(6)), the surest last. An IP address is no rung of
    /// this ladder: it belongs to a connection, which many people share.
    IdentityProof {
        /// Answered through a contact that the controller had from before, such as the customer's e-mail address.
        Contact = "contact",
        /// An electronic identification or an identity document.
        Eid = "eid",
        /// Gave the key that the browser keeps.
        DeviceKey = "device_key",
        /// The site vouched for the login with an assertion.
        SiteLogin = "site_login",
    }
}

words! {
    /// Why data may not be erased yet.
    HoldBasis {
        /// To establish, exercise or defend legal claims (GDPR Art. 17(3)(e)).
        LegalClaims = "legal_claims",
        /// The law requires it to be kept (Art. 17(3)(b)).
        LegalObligation = "legal_obligation",
        /// An authority asked for it.
        Authority = "authority",
        /// The person asked for restriction instead (Art. 18(1)).
        Restriction = "restriction",
    }
}

words! {
    /// What a person is kept out by.
    SuppressionKind {
        /// The site's name for the person.
        UserId = "user_id",
        /// An e-mail address.
        Email = "email",
    }
}

words! {
    /// What has become of a notice to a recipient (GDPR Art. 19).
    NoticeState {
        /// It has to be sent.
        Pending = "pending",
        /// It was sent.
        Sent = "sent",
        /// The recipient has said that it came and was acted on.
        Acknowledged = "acknowledged",
        /// It did not arrive; it can be sent again.
        Failed = "failed",
        /// Telling is impossible or would take too much (Art. 19).
        NotPossible = "not_possible",
    }
}

impl NoticeState {
    /// Whether `next` may follow. What was not sent is not acknowledged; what is acknowledged or found to be impossible
    /// is over.
    pub const fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (
                Self::Pending | Self::Failed,
                Self::Sent | Self::Failed | Self::NotPossible
            ) | (Self::Sent, Self::Acknowledged | Self::Failed)
        )
    }
}

words! {
    /// How a case ended.
    CaseOutcome {
        /// Everything that was asked for was done.
        Done = "done",
        /// It was refused, and the person told why and where to complain (GDPR Art. 12(4)).
        Refused = "refused",
        /// The person took the request back.
        Withdrawn = "withdrawn",
    }
}
