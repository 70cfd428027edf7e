//! Passwords: Argon2id (RFC 9106) with the least parameters that OWASP advises: 19 MiB, 2 passes, 1 lane.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};

/// The least number of characters of a password.
pub const PASSWORD_MIN: usize = 12;
/// A hash with the parameters of every other; nobody knows its password.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2FtdHlja2Utbm9ib2R5$kIDGCVHTGuwHCOtDiz8kWW3VWwuWoEZ5ktKO8Ey8pAU";
/// The most bytes of a password: hashing more only costs time.
const PASSWORD_MAX: usize = 1024;

/// Why a password cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too short.
    #[error("the password is shorter than {PASSWORD_MIN} characters; choose a longer one")]
    Short,
    /// Too long.
    #[error("the password is longer than 1024 bytes; choose a shorter one")]
    Long,
    /// The machine gave no randomness or no memory.
    #[error("the password could not be hashed")]
    Failed,
}

/// The PHC string of a new password. Takes some 20 ms and 19 MiB: call it outside of async tasks.
///
/// # Errors
/// [`PasswordError`].
pub fn hash_password(password: &str) -> Result<String, PasswordError> {
    if password.chars().count() < PASSWORD_MIN {
        return Err(PasswordError::Short);
    }
    if password.len() > PASSWORD_MAX {
        return Err(PasswordError::Long);
    }
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|_| PasswordError::Failed)?;
    let hash: PasswordHash = Argon2::default()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|_| PasswordError::Failed)?;
    Ok(hash.to_string())
}

/// Whether `password` is the one that was hashed. Without a hash (there is no such user) the same work is done, so
/// that the time does not tell which names exist.
pub(super) fn verify_password(password: &str, hash: Option<&str>) -> bool {
    let matches = password.len() <= PASSWORD_MAX
        && Argon2::default()
            .verify_password(password.as_bytes(), hash.unwrap_or(NOBODY))
            .is_ok();
    matches && hash.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_again_and_no_other_is() {
        let hash = hash_password("correct horse battery").unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        assert_ne!(hash, hash_password("correct horse battery").unwrap());
        assert!(verify_password("correct horse battery", Some(&hash)));
        assert!(!verify_password("correct horse batterz", Some(&hash)));
        assert!(!verify_password("", Some(&hash)));
        assert!(!verify_password("correct horse battery", Some("broken")));
        assert!(!verify_password("correct horse battery", None));
    }

    #[test]
    fn short_and_endless_passwords_are_refused() {
        assert_eq!(hash_password("elevenchars"), Err(PasswordError::Short));
        assert_eq!(hash_password(&"x".repeat(2000)), Err(PasswordError::Long));
    }

    /// Argon2's work is set by its parameters and the length of its output, so equal ones cost equal time.
    #[test]
    fn an_unknown_user_costs_the_same_work_as_a_known_one() {
        let known = hash_password("correct horse battery").unwrap();
        let known = PasswordHash::new(&known).unwrap();
        let nobody = PasswordHash::new(NOBODY).unwrap();
        assert_eq!(nobody.algorithm, known.algorithm);
        assert_eq!(nobody.version, known.version);
        assert_eq!(nobody.params, known.params);
        let length = |hash: &PasswordHash| hash.hash.as_ref().map(|hash| hash.len());
        assert_eq!(length(&nobody), length(&known));
    }
}
