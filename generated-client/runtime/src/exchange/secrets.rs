//! Secrets that a server may repeat, and that must not be printed.

use std::{borrow::Cow, cmp::Reverse};

use http::{HeaderValue, Uri};
use percent_encoding::percent_decode_str;

use crate::runtime::{Body, credentials::base64};

/// The shortest secret that is searched for: shorter ones would be found in text that is not secret.
const SHORTEST: usize = 6;

/// Secrets, known by their values.
#[derive(Default)]
pub(crate) struct Known(Vec<String>);

impl Known {
    /// Adds a value, both as it is and without escapes.
    pub(crate) fn add(&mut self, value: &str) {
        for value in [value.into(), percent_decode_str(value).decode_utf8_lossy()] {
            if value.len() >= SHORTEST && !self.0.iter().any(|known| *known == *value) {
                self.0.push(value.into_owned());
            }
        }
    }

    /// Adds the value of a header: the whole value, and the credential after the scheme in `Bearer …`, `Basic
    /// …` and values of the same form.
    pub(crate) fn add_credential(&mut self, text: &str) {
        self.add(text);
        if let Some((_, credential)) = text.split_once(' ') {
            self.add(credential);
            self.add_pair(credential);
        }
    }

    /// Adds the user name and the password of a Basic credential.
    fn add_pair(&mut self, credential: &str) {
        let decoded = base64::decode(credential).map(String::from_utf8);
        if let Some(Ok(pair)) = decoded {
            self.add(&pair);
            if let Some((_, password)) = pair.split_once(':') {
                self.add(password);
            }
        }
    }

    /// Sorts the longest first, so that a secret that is part of another one is replaced after it.
    pub(crate) fn sort(&mut self) {
        self.0.sort_by_key(|value| Reverse(value.len()));
    }

    /// Returns the text with each secret replaced by `instead`.
    pub(crate) fn replace(&self, text: &str, instead: &str) -> String {
        let mut out = text.to_owned();
        for value in &self.0 {
            out = out.replace(value, instead);
        }
        out
    }
}

/// The secrets of the last attempt.
#[derive(Default)]
pub(crate) struct Secrets {
    headers: Vec<HeaderValue>,
    /// The part of the query that holds credentials.
    query: String,
}

impl Secrets {
    /// Returns the secrets of a request whose URL without credentials is `uri`.
    pub(crate) fn of(request: &http::Request<Body>, uri: &Uri) -> Self {
        let values = request.headers().values();
        let query = request.uri().query().unwrap_or_default();
        let without = uri.query().unwrap_or_default().len();
        Self {
            headers: values.filter(|it| it.is_sensitive()).cloned().collect(),
            query: query.get(without..).unwrap_or_default().to_owned(),
        }
    }

    /// Returns the text with its secrets redacted.
    pub(crate) fn scrub(&self, text: &str) -> String {
        let mut known = Known::default();
        for value in &self.headers {
            let value = String::from_utf8_lossy(value.as_bytes());
            known.add_credential(&value);
            // A cookie's name precedes its value.
            value.split([' ', ';', '=']).for_each(|it| known.add(it));
        }
        self.query.split(['&', '=']).for_each(|it| known.add(it));
        known.sort();
        known.replace(text, "[redacted]")
    }
}

/// Returns the text with spaces in place of control characters, which could move a cursor or begin a line.
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    if text.contains(char::is_control) {
        text.replace(char::is_control, " ").into()
    } else {
        text.into()
    }
}
