//! The identity ladder: what somebody has to show before they get, or have erased, what is kept of a person.
//!
//! - An IP address shows nothing. A connection is shared, and addresses move on.
//! - A receipt's code, a record or a user id says what is asked about, not that it is the asker's.
//! - A contact that the controller had from before, or an identity document, shows who asks. It helps only where the
//!   site has vouched for a user id: nobody knows whose an anonymous record is (GDPR Art. 11(2)).
//! - The key that the browser keeps shows that a record is the asker's, and so does an assertion by the site they are
//!   logged in to.

use crate::storage::rights::{Finder, IdentityProof, Subject};

/// Why what was shown is not enough. Says what would be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// An address was all.
    #[error(
        "an IP address is a connection, not a person; ask for the user id, the receipt's code or the browser's key"
    )]
    AddressOnly,
    /// The device's key was claimed and not given.
    #[error("`device_key` is shown by giving `consent_key`, and finds by that key only")]
    NoKey,
    /// The site's word was claimed and not given.
    #[error("`site_login` is shown by an `assertion` of the site for that `user_id`")]
    NoAssertion,
    /// A document says who asks, but the record is nobody's by name.
    #[error(
        "no site has vouched for a user id in what was found, so a name does not show whose it is; only the browser's key does"
    )]
    Anonymous,
}

/// Whether what was shown is enough for `subjects`. `asserted` is the user id of an assertion that was verified for
/// the site.
///
/// # Errors
/// What is missing.
pub fn check(
    proof: IdentityProof,
    finder: &Finder,
    subjects: &[Subject],
    asserted: Option<&str>,
) -> Result<(), IdentityError> {
    match (proof, finder) {
        (IdentityProof::DeviceKey, Finder::ConsentKey(_)) => Ok(()),
        (IdentityProof::DeviceKey, _) => Err(IdentityError::NoKey),
        (IdentityProof::SiteLogin, Finder::UserId(user_id)) if asserted == Some(user_id) => Ok(()),
        (IdentityProof::SiteLogin, _) => Err(IdentityError::NoAssertion),
        (IdentityProof::Contact | IdentityProof::Eid, _) => {
            if subjects.iter().all(|subject| subject.has_user_id) {
                Ok(())
            } else {
                Err(IdentityError::Anonymous)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use consent_core::cookie::ConsentKey;

    fn subject(has_user_id: bool) -> Subject {
        Subject {
            subject_id: 1,
            site: "shop".to_owned(),
            has_user_id,
            last_activity_ms: 0,
            records: Vec::new(),
            rows: Vec::new(),
            look_ups: 0,
            holds: Vec::new(),
        }
    }

    // ACCEPTANCE 70 (partly: the ladder itself; the route is asked in the HTTP tests)
    #[test]
    fn each_rung_reaches_as_far_as_it_shows() {
        let key = Finder::ConsentKey(ConsentKey::from_bytes([7; 16]));
        let user = Finder::UserId("anna".to_owned());
        let named = [subject(true)];
        let nameless = [subject(true), subject(false)];
        for (proof, finder, subjects, asserted, expected) in [
            (IdentityProof::DeviceKey, &key, &nameless[..], None, Ok(())),
            (
                IdentityProof::DeviceKey,
                &user,
                &named,
                None,
                Err(IdentityError::NoKey),
            ),
            (
                IdentityProof::SiteLogin,
                &user,
                &named,
                Some("anna"),
                Ok(()),
            ),
            (
                IdentityProof::SiteLogin,
                &user,
                &named,
                Some("bo"),
                Err(IdentityError::NoAssertion),
            ),
            (
                IdentityProof::SiteLogin,
                &user,
                &named,
                None,
                Err(IdentityError::NoAssertion),
            ),
            (
                IdentityProof::SiteLogin,
                &key,
                &named,
                Some("anna"),
                Err(IdentityError::NoAssertion),
            ),
            (IdentityProof::Contact, &user, &named, None, Ok(())),
            (IdentityProof::Eid, &user, &named, None, Ok(())),
            (
                IdentityProof::Eid,
                &key,
                &nameless,
                None,
                Err(IdentityError::Anonymous),
            ),
            (
                IdentityProof::Contact,
                &key,
                &nameless,
                None,
                Err(IdentityError::Anonymous),
            ),
        ] {
            assert_eq!(
                check(proof, finder, subjects, asserted),
                expected,
                "{proof}"
            );
        }
    }
}
