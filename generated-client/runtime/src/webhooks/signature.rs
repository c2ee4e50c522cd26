//! The ways in which servers sign their requests.

/// The way in which a server signs its requests, always with HMAC and SHA-256 (RFC 2104).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature(pub(super) Scheme);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    /// Standard Webhooks; the headers are `{prefix}-id`, `{prefix}-timestamp` and `{prefix}-signature`.
    Standard { prefix: &'static str },
    /// One header.
    Header(InHeader),
}

/// A signature in one header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct InHeader {
    pub(super) name: &'static str,
    /// The text before the signature.
    pub(super) prefix: &'static str,
    pub(super) base64: bool,
    pub(super) timestamp: Option<Timestamp>,
    /// The signed content; by default the body, after the timestamp and a dot if there is one.
    pub(super) content: Option<&'static str>,
}

/// The place of a timestamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Timestamp {
    /// In the header of the signature, which is a list, separated by commas: after this text.
    After(&'static str),
    /// In the header of this name.
    Header(&'static str),
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
        Self(Scheme::Header(InHeader {
            name,
            prefix: "",
            base64: false,
            timestamp: None,
            content: None,
        }))
    }

    /// Sets the text before the signature: `sha256=`.
    #[must_use]
    pub const fn prefix(mut self, text: &'static str) -> Self {
        if let Scheme::Header(it) = &mut self.0 {
            it.prefix = text;
        }
        self
    }

    /// Sets Base64 as the form of the signature.
    #[must_use]
    pub const fn base64(mut self) -> Self {
        if let Scheme::Header(it) = &mut self.0 {
            it.base64 = true;
        }
        self
    }

    /// Sets the text before a timestamp in the same header, which is a list then: with `t=` and the prefix `v1=`,
    /// `t=1614265330,v1=..`. The server signs the timestamp, a dot and the body, unless `content` says otherwise.
    #[must_use]
    pub const fn timestamp(mut self, text: &'static str) -> Self {
        if let Scheme::Header(it) = &mut self.0 {
            it.timestamp = Some(Timestamp::After(text));
        }
        self
    }

    /// Sets the header that has a timestamp. The server signs the timestamp, a dot and the body, unless `content` says
    /// otherwise.
    #[must_use]
    pub const fn timestamp_header(mut self, name: &'static str) -> Self {
        if let Scheme::Header(it) = &mut self.0 {
            it.timestamp = Some(Timestamp::Header(name));
        }
        self
    }

    /// Sets the content that the server signs, with `{timestamp}` and `{body}` in the places of both:
    /// `v0:{timestamp}:{body}`. A verifier refuses content without the body, or without the timestamp if requests have
    /// one, since anybody could replace a part that is not signed; and content that has one of them twice, or a
    /// timestamp without a place.
    #[must_use]
    pub const fn content(mut self, template: &'static str) -> Self {
        if let Scheme::Header(it) = &mut self.0 {
            it.content = Some(template);
        }
        self
    }
}
