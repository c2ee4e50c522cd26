//! Secrets that must not get into a file. They are found by their place, by their name, and, if a server
//! repeats them, by their value.

use std::{borrow::Cow, sync::Arc};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Uri,
    header::{AUTHORIZATION, CONTENT_TYPE, COOKIE},
    request::Parts,
    response,
};
use serde_json::Value;

use super::wanted::{boundary, decoded, keys, replaced};
use crate::runtime::{
    AuthScheme,
    exchange::secrets::Known,
    json::secrets,
    response::{cases::Cases, text::changed},
};

/// The replacement for a secret.
const SCRUBBED: &str = "[scrubbed]";

/// The ends of names of secrets, without case, separators and plural.
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
    "devicecode",
    "codeverifier",
];

/// Names of secrets in headers, queries and forms. In JSON, such names can mean anything.
const NAMES: &[&str] = &["key", "sig", "sid", "jwt", "pwd", "auth"];

/// The character before each value of a JSON text sequence (RFC 7464, section 2.2).
const RECORD: char = '\u{1E}';

/// A request extension: the values that the document declares to be secret.
#[derive(Clone)]
pub(crate) struct Documented {
    /// The security schemes.
    pub(crate) schemes: &'static [(&'static str, AuthScheme)],
    /// The documented responses, with their sensitive values.
    pub(crate) cases: Cases,
    /// The request's body, with marks around its sensitive values.
    pub(crate) body: Option<Arc<Value>>,
}

/// The names of secrets.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scrub {
    pub(crate) names: Vec<String>,
}

/// The known secrets of one exchange.
pub(crate) struct Secrets<'s> {
    scrub: &'s Scrub,
    /// The names of headers and query parameters that hold keys, according to the document.
    keys: Vec<String>,
    values: Known,
    documented: Option<Documented>,
}

/// A function that rewrites a JSON text with marks around the values that the document calls sensitive, if it
/// has a type for the text.
type Marks<'m> = &'m dyn Fn(&str) -> Option<Value>;

/// The secrecy of a value, by its name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Secrecy {
    None,
    /// Texts are secret, by the usual names. Numbers are not: `max_tokens` is a count.
    Texts,
    /// Numbers are secret too, because the caller gave the name.
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

    /// Returns the secrets of this request and of its response.
    pub(crate) fn secrets(&self, head: &Parts) -> Secrets<'_> {
        let documented = head.extensions.get::<Documented>().cloned();
        let schemes = documented.as_ref().map_or(&[][..], |it| it.schemes);
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
            values: Known::default(),
            documented,
        };
        out.keys.extend(keys(schemes).into_iter().map(normal));
        out.find_in_headers(&head.headers);
        out.find_in_query(&head.uri);
        out.values.sort();
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
                    self.values.add(value);
                }
            } else if value.is_sensitive() || self.is_secret(name.as_str()) {
                self.values.add_credential(text);
            }
        }
    }

    fn find_in_query(&mut self, uri: &Uri) {
        for pair in uri.query().unwrap_or_default().split('&') {
            if let Some((name, value)) = pair.split_once('=')
                && self.is_secret(&decoded(name))
            {
                self.values.add(value);
            }
        }
    }

    /// Replaces known secrets anywhere in the text.
    fn text(&self, text: &str) -> String {
        self.values.replace(text, SCRUBBED)
    }

    /// Scrubs a URI, or any text with a query in it. A fragment may have pairs too, as some servers return
    /// tokens there (RFC 6749, section 4.2.2).
    pub(crate) fn uri(&self, uri: &str) -> String {
        let uri = without_user(uri);
        let (path, rest) = uri.split_at(uri.find(['?', '#']).unwrap_or(uri.len()));
        let pieces = rest.split_inclusive(['?', '#', '&']).map(|piece| {
            let pair = piece.trim_end_matches(['?', '#', '&']);
            self.pair(pair) + piece.get(pair.len()..).unwrap_or_default()
        });
        self.text(path) + &pieces.collect::<String>()
    }

    /// Scrubs the pairs of a form, whose properties are `marked`.
    fn pairs(&self, pairs: &str, marked: Option<&Value>) -> String {
        let scrubbed = pairs.split('&').map(|pair| match pair.split_once('=') {
            Some((name, _))
                if marked.is_some_and(|it| secrets::names_sensitive(it, &decoded(name))) =>
            {
                format!("{name}={SCRUBBED}")
            }
            _ => self.pair(pair),
        });
        scrubbed.collect::<Vec<_>>().join("&")
    }

    fn pair(&self, pair: &str) -> String {
        match pair.split_once('=') {
            Some((name, _)) if self.is_secret(&decoded(name)) => format!("{name}={SCRUBBED}"),
            _ => self.text(pair),
        }
    }

    /// Scrubs a header's value. The values that the runtime marked as sensitive are removed under any name.
    pub(crate) fn header(&self, name: &HeaderName, value: &HeaderValue) -> String {
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

    /// Scrubs the body of the request.
    pub(crate) fn request_body(&self, headers: &HeaderMap, body: &Bytes) -> Bytes {
        let marked = self.documented.as_ref().and_then(|it| it.body.as_deref());
        self.body(headers, body, &|_| marked.cloned())
    }

    /// Scrubs the body of a response.
    pub(crate) fn response_body(&self, head: &response::Parts, body: &Bytes) -> Bytes {
        let cases = self.documented.as_ref().map(|it| it.cases);
        let marked = cases.and_then(|it| it.marked(head.status, &head.headers));
        self.body(&head.headers, body, &|text| marked?(text))
    }

    /// Scrubs a body. Binary ones are left as they are.
    fn body(&self, headers: &HeaderMap, body: &Bytes, marks: Marks<'_>) -> Bytes {
        if let Some(from) = boundary(headers) {
            let body = replaced(body, from.as_bytes(), b"boundary");
            return self.parts(&body).into();
        }
        let content_type = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
        let is_form =
            content_type.is_some_and(|it| it.starts_with(b"application/x-www-form-urlencoded"));
        let scrubbed = changed(headers, body, |text| {
            if is_form {
                self.pairs(text, marks(text).as_ref())
            } else {
                self.content(text, marks)
            }
        });
        scrubbed.map_or_else(|| body.clone(), Bytes::from)
    }

    /// Scrubs each part by itself, because one may be binary and the others not.
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

    /// Scrubs a part: a secret by its name loses its content, and the content of any other part is scrubbed as
    /// a body is.
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
            Some(text) => self.content(text, &|_| None).into_bytes(),
            None => content.to_vec(),
        };
        out.extend([head.as_bytes(), END, &scrubbed, b"\r\n"].concat());
    }

    /// Scrubs the texts in JSON, alone or in lines or events, that are secrets or have names of secrets. JSON
    /// without secrets is unchanged. Anything else is scrubbed as one text.
    fn content(&self, text: &str, marks: Marks<'_>) -> String {
        if let Some(scrubbed) = self.json(text, marks) {
            return scrubbed;
        }
        let lines = text.split_inclusive('\n').map(|line| {
            let data = line.strip_prefix("data:").unwrap_or(line);
            let json = data.trim_matches(|it: char| it.is_whitespace() || it == RECORD);
            match self.json(json, marks) {
                Some(scrubbed) => line.replacen(json, &scrubbed, 1),
                None => line.to_owned(),
            }
        });
        self.text(&lines.collect::<String>())
    }

    fn json(&self, text: &str, marks: Marks<'_>) -> Option<String> {
        let mut value = serde_json::from_str::<Value>(text).ok()?;
        let marked = marks(text);
        let documented = marked.is_some_and(|marked| self.marked(&mut value, &marked));
        Some(if self.value(&mut value, Secrecy::None) || documented {
            value.to_string()
        } else {
            text.to_owned()
        })
    }

    /// Scrubs the marked values, and returns whether there were any.
    fn marked(&self, value: &mut Value, marked: &Value) -> bool {
        if secrets::is_sensitive(marked) {
            return self.value(value, Secrecy::Given);
        }
        match (value, marked) {
            (Value::Array(items), Value::Array(marked)) => {
                let both = items.iter_mut().zip(marked);
                let scrubbed = both.map(|(item, marked)| self.marked(item, marked));
                scrubbed.filter(|changed| *changed).count() > 0
            }
            (Value::Object(map), Value::Object(marked)) => {
                let both = map.iter_mut();
                let scrubbed = both.filter_map(|(name, value)| {
                    let marked = marked.get(name)?;
                    self.marked(value, marked).then_some(())
                });
                scrubbed.count() > 0
            }
            _ => false,
        }
    }

    /// Scrubs a value, and returns whether it changed. `serde_json` reads no value that is nested deeper than
    /// 128 levels.
    fn value(&self, value: &mut Value, secrecy: Secrecy) -> bool {
        match value {
            Value::String(text) => {
                let scrubbed = if secrecy > Secrecy::None && !text.is_empty() {
                    SCRUBBED.to_owned()
                } else if is_url(text) {
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
            // A number remains one, so that it can be decoded as one.
            Value::Number(_) if secrecy == Secrecy::Given => {
                *value = 0.into();
                true
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        }
    }
}

/// Returns whether a text is a URL of any scheme, such as that of a database.
fn is_url(text: &str) -> bool {
    let scheme = text.split_once("://").map(|(scheme, _)| scheme);
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    scheme.is_some_and(|scheme| !scheme.is_empty() && scheme.chars().all(fits))
}

/// Returns a URL without its user name and password, if it has them (RFC 3986, section 3.2.1).
fn without_user(uri: &str) -> Cow<'_, str> {
    let Some((scheme, rest)) = uri.split_once("://") else {
        return uri.into();
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    match rest[..end].rfind('@') {
        Some(at) if !scheme.contains(['/', '?', '#', ' ']) => {
            format!("{scheme}://{SCRUBBED}{}", &rest[at..]).into()
        }
        _ => uri.into(),
    }
}

fn split_once<'b>(bytes: &'b [u8], delimiter: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    let mut windows = bytes.windows(delimiter.len());
    let (before, rest) = bytes.split_at(windows.position(|it| it == delimiter)?);
    Some((before, rest.get(delimiter.len()..)?))
}
