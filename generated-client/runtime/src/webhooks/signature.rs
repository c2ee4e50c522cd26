//! The ways in which servers sign their requests.

/// The way in which a server signs its requests, always with HMAC and SHA-256 (RFC 2104).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature(pub(super) Scheme);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    /// Standard Webhooks; the headers are `{prefix}-id`, `{prefix}-timestamp` and `{prefix}-signature`.
    Standard { prefix: &'static str },
    /// One header.
    Header {
        name: &'static str,
        /// The text before the signature.
        prefix: &'static str,
        base64: bool,
        /// The text before the timestamp, which is in the same header: a list, separated by commas.
        timestamp: Option<&'static str>,
    },
}

impl Signature {
    /// Creates the signature of [Standard Webhooks](https://www.standardwebhooks.com): the headers `webhook-id`,
    /// `webhook-timestamp` and `webhook-signature`.
    pub const fn standard() -> Self {
        Self::standard_in("webhook")
    }

    /// Creates the signature of Standard Webhooks in other headers: `svix` stands for `svix-id`, `svix-timestamp` and
    /// `svix-signature`.
    pub const fn standard_in(prefix: &'static str) -> Self {
        Self(Scheme::Standard { prefix })
    }

    /// Creates the signature of the body alone, as hexadecimal digits in a header.
    pub const fn header(name: &'static str) -> Self {
        Self(Scheme::Header {
            name,
            prefix: "",
            base64: false,
            timestamp: None,
        })
    }

    /// Sets the text before the signature: `sha256=`.
    #[must_use]
    pub const fn prefix(self, text: &'static str) -> Self {
        self.with(Some(text), None, None)
    }

    /// Sets Base64 as the form of the signature.
    #[must_use]
    pub const fn base64(self) -> Self {
        self.with(None, Some(true), None)
    }

    /// Sets the text before a timestamp in the same header, which is a list then: with `t=` and the prefix `v1=`,
    /// `t=1614265330,v1=..`. The server signs the timestamp, a dot and the body.
    #[must_use]
    pub const fn timestamp(self, text: &'static str) -> Self {
        self.with(None, None, Some(text))
    }

    const fn with(
        self,
        new_prefix: Option<&'static str>,
        new_base64: Option<bool>,
        new_timestamp: Option<&'static str>,
    ) -> Self {
        let Scheme::Header {
            name,
            mut prefix,
            mut base64,
            mut timestamp,
        } = self.0
        else {
            return self;
        };
        if let Some(new) = new_prefix {
            prefix = new;
        }
        if let Some(new) = new_base64 {
            base64 = new;
        }
        if new_timestamp.is_some() {
            timestamp = new_timestamp;
        }
        Self(Scheme::Header {
            name,
            prefix,
            base64,
            timestamp,
        })
    }
}
