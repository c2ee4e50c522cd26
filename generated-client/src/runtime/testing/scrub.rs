//! What must not get into a file: found by where it stands, by what it is called, and, where a server
//! repeats it, by what it is.

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Uri,
    header::{AUTHORIZATION, CONTENT_TYPE, COOKIE},
    request::Parts,
};
use serde_json::Value;

use super::{
    base64,
    wanted::{boundary, decoded, keys, replaced},
};
use crate::runtime::AuthScheme;

/// What stands in place of a secret.
const SCRUBBED: &str = "[scrubbed]";

/// How names of secrets end, without case, separators and plural.
const ENDS: &[&str] = &[
    "token",
    "secret",
    "password",
    "passwd",
    "passphrase",
    "apikey",
    "accesskey",
    "privatekey",
    "authorization",
    "cookie",
    "session",
    "sessionid",
    "signature",
    "credential",
];

/// What secrets are called in headers, queries and forms. In JSON such words are anything.
const NAMES: &[&str] = &["key", "sig", "sid", "jwt", "pwd", "auth"];

/// Shorter ones are not looked for everywhere: they would be found in what is no secret.
const LONG: usize = 6;

/// What stands before each value of a JSON text sequence (RFC 7464, section 2.2).
const RECORD: char = '\u{1E}';

/// Request extension: the document's security schemes.
#[derive(Clone, Copy)]
pub(in crate::runtime) struct Schemes(pub(in crate::runtime) &'static [(&'static str, AuthScheme)]);

/// Which names are secrets.
#[derive(Clone, Debug, Default)]
pub(super) struct Scrub {
    pub(super) names: Vec<String>,
}

/// What is known to be secret of one exchange.
pub(super) struct Secrets<'s> {
    scrub: &'s Scrub,
    /// Names of headers and query parameters that the document has for keys.
    keys: Vec<String>,
    values: Vec<String>,
}

/// How secret what is under a name is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Secrecy {
    None,
    /// Texts are: so it is called. Numbers are not: `max_tokens` is how many.
    Texts,
    /// Numbers are, too: the caller says so.
    Given,
}

impl Scrub {
    fn secrecy(&self, name: &str) -> Secrecy {
        let name = normal(name);
        let singular = name.trim_end_matches('s');
        let ends = |end: &&str| singular.ends_with(end.trim_end_matches('s'));
        if self.names.iter().any(|known| normal(known) == name) {
            Secrecy::Given
        } else if ENDS.iter().any(ends) {
            Secrecy::Texts
        } else {
            Secrecy::None
        }
    }

    /// What is secret in this request and in what answers it.
    pub(super) fn secrets(&self, head: &Parts) -> Secrets<'_> {
        let schemes = head.extensions.get::<Schemes>();
        let schemes = schemes.map_or(&[][..], |Schemes(schemes)| schemes);
        let header = |(_, scheme): &(_, AuthScheme)| match scheme {
            AuthScheme::ApiKeyHeader(name) => Some(normal(name)),
            AuthScheme::Bearer
            | AuthScheme::Basic
            | AuthScheme::ApiKeyQuery(_)
            | AuthScheme::ApiKeyCookie(_) => None,
        };
        let mut out = Secrets {
            scrub: self,
            keys: schemes.iter().filter_map(header).collect(),
            values: Vec::new(),
        };
        out.keys.extend(keys(schemes).into_iter().map(normal));
        out.find_in_headers(&head.headers);
        out.find_in_query(&head.uri);
        // What is part of another one goes last.
        out.values
            .sort_by_key(|value| std::cmp::Reverse(value.len()));
        out
    }
}

fn normal(name: &str) -> String {
    let letters = name.chars().filter(|it| it.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

impl Secrets<'_> {
    fn is_secret(&self, name: &str) -> bool {
        let normal = normal(name);
        self.keys.contains(&normal)
            || NAMES.contains(&normal.as_str())
            || self.scrub.secrecy(name) > Secrecy::None
    }

    fn find_in_headers(&mut self, headers: &HeaderMap) {
        for (name, value) in headers {
            let Ok(text) = std::str::from_utf8(value.as_bytes()) else {
                continue;
            };
            if *name == COOKIE {
                let cookies = text.split("; ").filter_map(|it| it.split_once('='));
                for (_, value) in cookies {
                    self.add(value);
                }
            } else if value.is_sensitive() || self.is_secret(name.as_str()) {
                self.add(text);
                // `Bearer …`, `Basic …` and whatever else there is of this form.
                if let Some((_, credential)) = text.split_once(' ') {
                    self.add(credential);
                    self.add_pair(credential);
                }
            }
        }
    }

    /// User name and password.
    fn add_pair(&mut self, credential: &str) {
        let decoded = base64::decode(credential).map(String::from_utf8);
        if let Some(Ok(pair)) = decoded {
            self.add(&pair);
            if let Some((_, password)) = pair.split_once(':') {
                self.add(password);
            }
        }
    }

    fn find_in_query(&mut self, uri: &Uri) {
        for pair in uri.query().unwrap_or_default().split('&') {
            if let Some((name, value)) = pair.split_once('=')
                && self.is_secret(&decoded(name))
            {
                self.add(value);
            }
        }
    }

    /// A value as it is and as it is without escapes.
    fn add(&mut self, value: &str) {
        for value in [value.to_owned(), decoded(value)] {
            if value.len() >= LONG && !self.values.contains(&value) {
                self.values.push(value);
            }
        }
    }

    /// Replaces what is known to be secret, wherever it stands.
    fn text(&self, text: &str) -> String {
        let mut out = text.to_owned();
        for value in &self.values {
            out = out.replace(value, SCRUBBED);
        }
        out
    }

    /// A URI, or any text with a query in it. A fragment may have pairs too: there some servers hand
    /// tokens over (RFC 6749, section 4.2.2).
    pub(super) fn uri(&self, uri: &str) -> String {
        let (path, rest) = uri.split_at(uri.find(['?', '#']).unwrap_or(uri.len()));
        let pieces = rest.split_inclusive(['?', '#', '&']).map(|piece| {
            let pair = piece.trim_end_matches(['?', '#', '&']);
            self.pair(pair) + piece.get(pair.len()..).unwrap_or_default()
        });
        self.text(path) + &pieces.collect::<String>()
    }

    /// Pairs of a form.
    fn pairs(&self, pairs: &str) -> String {
        let scrubbed = pairs.split('&').map(|pair| self.pair(pair));
        scrubbed.collect::<Vec<_>>().join("&")
    }

    fn pair(&self, pair: &str) -> String {
        match pair.split_once('=') {
            Some((name, _)) if self.is_secret(&decoded(name)) => format!("{name}={SCRUBBED}"),
            _ => self.text(pair),
        }
    }

    /// A header's value. What the runtime marked as sensitive stays out, whatever it is called.
    pub(super) fn header(&self, name: &HeaderName, value: &HeaderValue) -> String {
        if value.is_sensitive() || *name == AUTHORIZATION || self.is_secret(name.as_str()) {
            return SCRUBBED.to_owned();
        }
        match boundary(&HeaderMap::from_iter([(name.clone(), value.clone())])) {
            Some(boundary) => {
                String::from_utf8_lossy(value.as_bytes()).replace(boundary, "boundary")
            }
            None => self.uri(&String::from_utf8_lossy(value.as_bytes())),
        }
    }

    /// A body. Binary ones are left as they are.
    pub(super) fn body(&self, headers: &HeaderMap, body: &Bytes) -> Bytes {
        if let Some(from) = boundary(headers) {
            let body = replaced(body, from.as_bytes(), b"boundary");
            return self.parts(&body).into();
        }
        let Ok(text) = std::str::from_utf8(body) else {
            return body.clone();
        };
        let content_type = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
        let is_form =
            content_type.is_some_and(|it| it.starts_with(b"application/x-www-form-urlencoded"));
        let scrubbed = if is_form {
            self.pairs(text)
        } else {
            self.content(text)
        };
        scrubbed.into()
    }

    /// Parts, each by itself: one may be binary, and the others are not.
    fn parts(&self, body: &[u8]) -> Vec<u8> {
        const DELIMITER: &[u8] = b"--boundary";
        let (mut out, mut rest) = (Vec::new(), body);
        while let Some((part, after)) = split_once(rest, DELIMITER) {
            self.part(part, &mut out);
            out.extend_from_slice(DELIMITER);
            rest = after;
        }
        self.part(rest, &mut out);
        out
    }

    /// A part whose name is that of a secret, without its content; the content of another one as that
    /// of a body.
    fn part(&self, part: &[u8], out: &mut Vec<u8>) {
        const END: &[u8] = b"\r\n\r\n";
        let Some((head, content)) = split_once(part, END) else {
            return out.extend_from_slice(part);
        };
        let content = content.strip_suffix(b"\r\n").unwrap_or(content);
        let head = self.text(&String::from_utf8_lossy(head));
        let name = head.split_once(" name=\"");
        let name = name.and_then(|(_, rest)| rest.split('"').next());
        let is_secret = name.is_some_and(|name| self.is_secret(name));
        let text = std::str::from_utf8(content).ok();
        let scrubbed = match text {
            _ if is_secret => SCRUBBED.into(),
            Some(text) => self.content(text).into_bytes(),
            None => content.to_vec(),
        };
        out.extend([head.as_bytes(), END, &scrubbed, b"\r\n"].concat());
    }

    /// JSON, alone or in lines or events, without the texts that are secrets, or that stand under names
    /// of secrets; as it came if there are none. What is no JSON is a text as a whole.
    fn content(&self, text: &str) -> String {
        if let Some(scrubbed) = self.json(text) {
            return scrubbed;
        }
        let lines = text.split_inclusive('\n').map(|line| {
            let data = line.strip_prefix("data:").unwrap_or(line);
            let json = data.trim_matches(|it: char| it.is_whitespace() || it == RECORD);
            match self.json(json) {
                Some(scrubbed) => line.replacen(json, &scrubbed, 1),
                None => line.to_owned(),
            }
        });
        self.text(&lines.collect::<String>())
    }

    fn json(&self, text: &str) -> Option<String> {
        let mut value = serde_json::from_str::<Value>(text).ok()?;
        Some(if self.value(&mut value, Secrecy::None) {
            value.to_string()
        } else {
            text.to_owned()
        })
    }

    /// Whether something was scrubbed. `serde_json` reads no value that is nested deeper than 128
    /// levels.
    fn value(&self, value: &mut Value, secrecy: Secrecy) -> bool {
        match value {
            Value::String(text) => {
                let scrubbed = if secrecy > Secrecy::None && !text.is_empty() {
                    SCRUBBED.to_owned()
                } else if text.starts_with("https://") || text.starts_with("http://") {
                    self.uri(text)
                } else {
                    self.text(text)
                };
                let changed = *text != scrubbed;
                *text = scrubbed;
                changed
            }
            Value::Array(items) => {
                let scrubbed = items.iter_mut().map(|item| self.value(item, secrecy));
                scrubbed.filter(|changed| *changed).count() > 0
            }
            Value::Object(map) => {
                let scrubbed = map.iter_mut().map(|(name, value)| {
                    let secrecy = secrecy.max(self.scrub.secrecy(name));
                    self.value(value, secrecy)
                });
                scrubbed.filter(|changed| *changed).count() > 0
            }
            // It stays a number, so that it can be read as one.
            Value::Number(_) if secrecy == Secrecy::Given => {
                *value = 0.into();
                true
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        }
    }
}

fn split_once<'b>(bytes: &'b [u8], delimiter: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    let mut windows = bytes.windows(delimiter.len());
    let (before, rest) = bytes.split_at(windows.position(|it| it == delimiter)?);
    Some((before, rest.get(delimiter.len()..)?))
}
