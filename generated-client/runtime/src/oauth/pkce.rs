//! Random texts, and the proof that the program which exchanges a code has begun the login (RFC 7636).

use sha2::{Digest as _, Sha256};

use super::{OAuthError, OAuthErrorKind};
use crate::runtime::credentials::base64;

/// Returns a random text of 43 characters, which is a `code_verifier` (RFC 7636, section 4.1) or a `state`.
pub(crate) fn random() -> Result<String, OAuthError> {
    let mut bytes = [0; 32];
    match getrandom::fill(&mut bytes) {
        Ok(()) => Ok(base64_url(&bytes)),
        Err(error) => {
            let message = "the system has no random numbers";
            Err(OAuthError::new(OAuthErrorKind::Random, message).because(error.to_string()))
        }
    }
}

/// Returns the `code_challenge` for a verifier, method `S256` (RFC 7636, section 4.2).
pub(crate) fn challenge(verifier: &str) -> String {
    base64_url(&Sha256::digest(verifier.as_bytes()))
}

/// Encodes bytes in the alphabet for URLs, without padding (RFC 4648, section 5).
fn base64_url(bytes: &[u8]) -> String {
    let text = base64::encode(bytes);
    let text = text.trim_end_matches('=');
    text.replace('+', "-").replace('/', "_")
}
