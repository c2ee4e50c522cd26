//! The check of a signature. The crates `hmac` and `sha2` compute and compare it.

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::{
    headers::{Headers, text},
    signature::{InHeader, Scheme, Signature, Timestamp},
};
use crate::runtime::credentials::base64;

/// The largest difference between a timestamp and the clock that the libraries of Standard Webhooks allow.
const TOLERANCE: Duration = Duration::from_secs(5 * 60);

/// The places in the signed content that stand for a part of the request.
const BODY: &str = "{body}";
const TIMESTAMP: &str = "{timestamp}";

const NOT_BASE64: &str = "the secret of the webhook is not Base64";

/// Checks that the server signed a request, and that the request is not an old one that somebody sends again.
#[derive(Clone)]
pub struct Verifier {
    signature: Signature,
    keys: Vec<Hmac<Sha256>>,
    tolerance: Duration,
}

impl Verifier {
    /// Creates a verifier. The secret of Standard Webhooks is Base64, after `whsec_` or without it; any other secret is
    /// used as it is.
    ///
    /// # Errors
    ///
    /// The secret is empty, or not Base64 where it has to be; or the signature leaves the body or the timestamp
    /// unsigned, or has one of them twice.
    pub fn new(signature: Signature, secret: impl AsRef<[u8]>) -> Result<Self, SecretError> {
        let keys = vec![key(signature, secret.as_ref())?];
        Ok(Self {
            signature,
            keys,
            tolerance: TOLERANCE,
        })
    }

    /// Adds a secret, while the server replaces one by another: a signature with either of them counts.
    ///
    /// # Errors
    ///
    /// The same as [`Verifier::new`].
    pub fn and_secret(mut self, secret: impl AsRef<[u8]>) -> Result<Self, SecretError> {
        self.keys.push(key(self.signature, secret.as_ref())?);
        Ok(self)
    }

    /// Sets the largest difference between the timestamp and the clock: five minutes by default.
    #[must_use]
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Checks a request. `body` has to be the bytes as they were received.
    ///
    /// # Errors
    ///
    /// The request is not signed, is signed with another secret, was changed, or is too old.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn verify(&self, headers: &dyn Headers, body: &[u8]) -> Result<(), SignatureError> {
        self.verify_at(headers, body, SystemTime::now())
    }

    /// Checks a request that was received at a given time.
    ///
    /// # Errors
    ///
    /// The same as [`Verifier::verify`].
    pub fn verify_at(
        &self,
        headers: &dyn Headers,
        body: &[u8],
        now: SystemTime,
    ) -> Result<(), SignatureError> {
        let signed = match self.signature.0 {
            Scheme::Standard { prefix } => standard(prefix, headers)?,
            Scheme::Header(it) => in_header(it, headers)?,
        };
        if let Some(timestamp) = signed.timestamp {
            self.check_age(timestamp, now)?;
        }
        for key in &self.keys {
            let made = key.clone().chain_update(&signed.before).chain_update(body);
            let made = made.chain_update(&signed.after);
            let mut all = signed.signatures.iter();
            // The comparison takes the same time wherever the first difference is.
            if all.any(|it| made.clone().verify_slice(it).is_ok()) {
                return Ok(());
            }
        }
        Err(SignatureError::Wrong)
    }

    fn check_age(&self, timestamp: u64, now: SystemTime) -> Result<(), SignatureError> {
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let tolerance = self.tolerance.as_secs();
        if timestamp < now.saturating_sub(tolerance) {
            return Err(SignatureError::Old);
        }
        if timestamp > now.saturating_add(tolerance) {
            return Err(SignatureError::Future);
        }
        Ok(())
    }
}

/// Prints no secret.
impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("signature", &self.signature)
            .field("secrets", &self.keys.len())
            .field("tolerance", &self.tolerance)
            .finish()
    }
}

fn key(signature: Signature, secret: &[u8]) -> Result<Hmac<Sha256>, SecretError> {
    let decoded = match signature.0 {
        Scheme::Standard { .. } => {
            let text = std::str::from_utf8(secret).map_err(|_| SecretError(NOT_BASE64))?;
            let text = text.strip_prefix("whsec_").unwrap_or(text);
            base64::decode(text).ok_or(SecretError(NOT_BASE64))?
        }
        Scheme::Header(it) => {
            it.around().map_err(SecretError)?;
            secret.to_vec()
        }
    };
    if decoded.is_empty() {
        return Err(SecretError("the secret of the webhook is empty"));
    }
    let length = SecretError("the secret of the webhook has a length that HMAC does not take");
    Hmac::new_from_slice(&decoded).map_err(|_| length)
}

/// The parts of a request that a signature is made of.
struct Signed {
    /// The content that is signed before the body.
    before: String,
    /// The content that is signed after the body.
    after: String,
    timestamp: Option<u64>,
    /// The signatures: any of them is enough.
    signatures: Vec<Vec<u8>>,
}

/// Reads the headers of Standard Webhooks. Signatures of other versions than `v1` are left out.
fn standard(prefix: &str, headers: &dyn Headers) -> Result<Signed, SignatureError> {
    let value = |name: &str| {
        let name = format!("{prefix}-{name}");
        let value = text(headers, &name).map(str::to_owned);
        value.ok_or(SignatureError::Missing(name))
    };
    let (id, timestamp, signatures) = (value("id")?, value("timestamp")?, value("signature")?);
    let seconds = number(&timestamp)
        .ok_or_else(|| SignatureError::Malformed(format!("{prefix}-timestamp")))?;
    let all = signatures.split(' ');
    let all = all.filter_map(|it| base64::decode(it.strip_prefix("v1,")?));
    Ok(Signed {
        before: format!("{id}.{timestamp}."),
        after: String::new(),
        timestamp: Some(seconds),
        signatures: all.collect(),
    })
}

/// Reads a header with a signature, and the timestamp, if requests have one.
fn in_header(scheme: InHeader, headers: &dyn Headers) -> Result<Signed, SignatureError> {
    let malformed = |name: &str| SignatureError::Malformed(name.to_owned());
    let header = |name: &str| {
        let value = text(headers, name);
        value.ok_or_else(|| SignatureError::Missing(name.to_owned()))
    };
    let value = header(scheme.name)?;
    let items = || value.split(',').map(str::trim);
    let in_list = matches!(scheme.timestamp, Some(Timestamp::After(_)));
    let signatures = if in_list {
        items().filter_map(|it| scheme.decoded(it)).collect()
    } else {
        let only = scheme.decoded(value);
        vec![only.ok_or_else(|| malformed(scheme.name))?]
    };
    let stamp = match scheme.timestamp {
        None => None,
        Some(Timestamp::Header(name)) => Some((name, Some(header(name)?))),
        Some(Timestamp::After(mark)) => {
            Some((scheme.name, items().find_map(|it| it.strip_prefix(mark))))
        }
    };
    let stamp = stamp.map(|(name, text)| {
        let found = text.and_then(|it| Some((it, number(it)?)));
        found.ok_or_else(|| malformed(name))
    });
    let (text, seconds) = stamp.transpose()?.unzip();
    let (before, after) = scheme.around().map_err(|_| malformed(scheme.name))?;
    let filled = |it: &str| it.replace(TIMESTAMP, text.unwrap_or_default());
    Ok(Signed {
        before: filled(before),
        after: filled(after),
        timestamp: seconds,
        signatures,
    })
}

impl InHeader {
    /// Returns the signed content before and after the body, or the reason why it does not have each part of the
    /// request once.
    fn around(&self) -> Result<(&'static str, &'static str), &'static str> {
        let usual = || match self.timestamp {
            Some(_) => "{timestamp}.{body}",
            None => BODY,
        };
        let template = self.content.unwrap_or_else(usual);
        let around = template.split_once(BODY);
        let around @ (_, after) = around.ok_or(
            "the content of the webhook's signature lacks `{body}`: anybody could replace what is not signed, so put \
             it where the server signs it",
        )?;
        match (self.timestamp, template.matches(TIMESTAMP).count()) {
            _ if after.contains(BODY) => {
                Err("the content of the webhook's signature has `{body}` more than once: leave one")
            }
            (Some(_), 0) => Err(
                "the content of the webhook's signature lacks `{timestamp}`: anybody could replace what is not \
                 signed, so put it where the server signs it",
            ),
            (None, 1..) => Err(
                "the content of the webhook's signature has `{timestamp}`, which no part of the request supplies: \
                 set its place with `timestamp` or `timestamp_header`",
            ),
            (Some(_), 2..) => Err(
                "the content of the webhook's signature has `{timestamp}` more than once: leave one",
            ),
            (Some(_), 1) | (None, 0) => Ok(around),
        }
    }

    /// Returns the signature that a text has.
    fn decoded(&self, text: &str) -> Option<Vec<u8>> {
        let text = text.strip_prefix(self.prefix)?;
        if self.base64 {
            base64::decode(text)
        } else {
            hex(text)
        }
    }
}

/// Returns seconds since 1970. A sign or a space is none.
fn number(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|it| it.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// Decodes hexadecimal digits.
fn hex(text: &str) -> Option<Vec<u8>> {
    let digit = |it: u8| char::from(it).to_digit(16);
    let pairs = text.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => u8::try_from(digit(*high)? * 16 + digit(*low)?).ok(),
        _ => None,
    });
    pairs.collect()
}

/// A secret, or the content of a signature, that cannot be used. The secret is not printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretError(&'static str);

impl fmt::Display for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for SecretError {}

/// The reason why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureError {
    /// The request does not have this header.
    Missing(String),
    /// The header is not what the scheme requires.
    Malformed(String),
    /// The timestamp is older than the tolerance allows.
    Old,
    /// The timestamp is further in the future than the tolerance allows.
    Future,
    /// No signature matches: the secret is another one, or the request was changed.
    Wrong,
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(name) => write!(f, "the request has no header `{name}`"),
            Self::Malformed(name) => write!(
                f,
                "the header `{name}` has no signature or timestamp in its form"
            ),
            Self::Old => f.write_str("the timestamp of the request is too old"),
            Self::Future => f.write_str("the timestamp of the request is in the future"),
            Self::Wrong => {
                f.write_str("no signature of the request matches the secret and the body")
            }
        }
    }
}

impl std::error::Error for SignatureError {}
