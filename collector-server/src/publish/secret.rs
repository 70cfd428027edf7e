//! Secrets that a site file names: read from a file beside it, or from the environment.

use std::path::Path;

use consent_core::receipt::Digest;

use crate::assertion::KeyError;

/// The shortest token, in bytes: nobody guesses 32 random ones, even written in hexadecimal.
const TOKEN_MIN_BYTES: usize = 32;

/// The text of a secret, without the line end that editors leave.
///
/// # Errors
/// When it cannot be read.
pub fn read(
    file: &Option<String>,
    variable: &Option<String>,
    folder: &Path,
) -> Result<String, KeyError> {
    let text = match (file, variable) {
        (Some(file), _) => {
            let file = folder.join(file);
            std::fs::read_to_string(&file).map_err(|error| KeyError {
                problem: format!("the secret {} cannot be read: {error}", file.display()),
                remedy: "create the file, readable by the collector only",
            })?
        }
        (None, Some(name)) => std::env::var(name).map_err(|_| KeyError {
            problem: format!("the environment variable {name} is not set"),
            remedy: "set it to the secret",
        })?,
        (None, None) => String::new(),
    };
    Ok(text.trim_end().to_owned())
}

/// SHA-256 of the token of a site's server: all that is kept of it.
///
/// # Errors
/// When it is too short, or could be taken for an assertion.
pub fn server_token(text: &str) -> Result<Digest, KeyError> {
    if text.len() < TOKEN_MIN_BYTES || text.contains(|c: char| c == '.' || c.is_whitespace()) {
        return Err(KeyError {
            problem: format!(
                "the token is shorter than {TOKEN_MIN_BYTES} bytes, or holds white space or a dot"
            ),
            remedy: "use 32 random bytes in base64url or hexadecimal",
        });
    }
    Ok(Digest::of(text.as_bytes()))
}
