//! The sign-in of a user on a device without a browser (RFC 8628).

use std::{fmt, time::Duration};

use serde_json::Value;

use super::{OAuthError, OAuthErrorKind, tokens::seconds};

/// The interval at which the provider is asked if it names none (RFC 8628, section 3.2).
const INTERVAL: Duration = Duration::from_secs(5);

/// The lifetime of a code if the provider names none, although it must.
const LIFETIME: Duration = Duration::from_secs(10 * 60);

/// A sign-in that has begun, for [`Login::wait_for`](super::Login::wait_for).
pub struct Device {
    pub(super) code: String,
    pub(super) interval: Duration,
    pub(super) lasts: Duration,
    user_code: String,
    url: String,
    whole_url: Option<String>,
}

impl Device {
    /// Reads the response of the endpoint (RFC 8628, section 3.2).
    pub(super) fn read(response: &Value) -> Option<Self> {
        let text = |name| {
            response
                .get(name)
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        let interval = seconds(response, "interval").unwrap_or(INTERVAL);
        Some(Self {
            code: text("device_code")?,
            interval: interval.max(Duration::from_secs(1)),
            lasts: seconds(response, "expires_in").unwrap_or(LIFETIME),
            user_code: text("user_code")?,
            // The second name is that of a draft, which Google still uses.
            url: text("verification_uri").or_else(|| text("verification_url"))?,
            whole_url: text("verification_uri_complete"),
        })
    }

    /// Returns the code that the user enters.
    pub fn user_code(&self) -> &str {
        &self.user_code
    }

    /// Returns the URL that the user opens.
    pub fn verification_url(&self) -> &str {
        &self.url
    }

    /// Returns the URL that has the code in it, for a QR code for example, if the provider has one.
    pub fn verification_url_complete(&self) -> Option<&str> {
        self.whole_url.as_deref()
    }

    /// Returns how long the code is valid.
    pub fn expires_in(&self) -> Duration {
        self.lasts
    }

    pub(super) fn expired(&self) -> OAuthError {
        let message = format!("the user did not enter the code within {:?}", self.lasts);
        OAuthError::new(OAuthErrorKind::ExpiredToken, message)
    }
}

impl fmt::Debug for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Device")
            .field("verification_url", &self.url)
            .field("interval", &self.interval)
            .field("expires_in", &self.lasts)
            .finish_non_exhaustive()
    }
}
