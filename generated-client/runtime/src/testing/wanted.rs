//! The requests that a mock expects, and their differences from actual ones.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use http::{
    HeaderMap, Uri,
    header::{CONTENT_TYPE, COOKIE},
};
use serde_json::Value;

use super::recorder::Recorded;
use crate::runtime::{
    AuthScheme, request::prepared_request::PreparedRequest, response::kept::Target,
};

/// The request of an expectation. Its credentials are left to the client.
pub(crate) struct Wanted {
    pub(crate) target: Target,
    url: Uri,
    headers: HeaderMap,
    /// `None` for a stream, whose content is not compared.
    body: Option<Bytes>,
    /// The query parameters that hold credentials.
    keys: Vec<&'static str>,
    pub(crate) any_path: bool,
    pub(crate) more_query: bool,
}

impl Wanted {
    pub(crate) fn of(request: &PreparedRequest) -> Self {
        let mut headers = request.builder.headers.clone();
        headers.extend(request.builder.options.headers.clone());
        if let (true, Some(key)) = (request.made_key, &request.builder.key) {
            // Each request has another one.
            headers.remove(key);
        }
        Self {
            target: request.builder.target.clone(),
            url: request.uri.clone(),
            headers,
            body: request.body.bytes(),
            keys: keys(request.builder.core.api().schemes),
            any_path: false,
            more_query: false,
        }
    }

    pub(crate) fn any_body(&mut self) {
        self.body = None;
        self.headers.remove(CONTENT_TYPE);
    }

    /// Returns the differences of a request, by the names of its parts; `None` if it belongs to another
    /// operation.
    pub(crate) fn differences(&self, request: &Recorded) -> Option<Vec<String>> {
        if request.method != self.target.method {
            return None;
        }
        let mut out = self.path(&request.uri)?;
        self.compare_query(request.uri.query().unwrap_or_default(), &mut out);
        self.compare_headers(&request.headers, &mut out);
        self.compare_body(request, &mut out);
        Some(out)
    }

    /// Returns the differences of the path; `None` if it belongs to another operation.
    fn path(&self, uri: &Uri) -> Option<Vec<String>> {
        let template = self.target.template.split(['?', '#']).next()?;
        let template: Vec<_> = template.trim_start_matches('/').split('/').collect();
        let url = &self.url;
        let (wanted, wanted_base) = last(url.path(), template.len())?;
        let (got, base) = last(uri.path(), template.len())?;
        let mut out = Vec::new();
        if base != wanted_base || uri.authority() != url.authority() || uri.scheme() != url.scheme()
        {
            out.push("the base URL differs".to_owned());
        }
        for ((segment, wanted), got) in template.iter().zip(wanted).zip(got) {
            if wanted == got {
                continue;
            }
            if !segment.contains('{') {
                return None;
            }
            if !self.any_path {
                out.push(format!("path parameter `{segment}` differs"));
            }
        }
        Some(out)
    }

    fn compare_query(&self, query: &str, out: &mut Vec<String>) {
        let (wanted, got) = (pairs(self.url.query().unwrap_or_default()), pairs(query));
        for (name, values) in &wanted {
            match got.get(name) {
                None => out.push(format!("query parameter `{name}` is missing")),
                Some(other) if other != values => {
                    out.push(format!("query parameter `{name}` differs"));
                }
                Some(_) => {}
            }
        }
        let credential = |name: &String| self.keys.contains(&name.as_str());
        let more = got
            .keys()
            .filter(|name| !wanted.contains_key(*name) && !credential(name));
        if !self.more_query {
            out.extend(more.map(|name| format!("query parameter `{name}` is not expected")));
        }
    }

    /// Compares the headers. Further ones are allowed: credentials, and those that hooks add.
    fn compare_headers(&self, headers: &HeaderMap, out: &mut Vec<String>) {
        for name in self.headers.keys() {
            let wanted: Vec<_> = self.headers.get_all(name).iter().collect();
            let got: Vec<_> = headers.get_all(name).iter().collect();
            let equal = match (name, &wanted[..], &got[..]) {
                // Cookies that hold credentials follow the operation's own.
                (&COOKIE, [wanted], [got]) => got.as_bytes().starts_with(wanted.as_bytes()),
                (&CONTENT_TYPE, [_], [_])
                    if boundary(&self.headers).is_some() && boundary(headers).is_some() =>
                {
                    true
                }
                _ => wanted == got,
            };
            if !equal {
                let how = if got.is_empty() {
                    "is missing"
                } else {
                    "differs"
                };
                out.push(format!("header `{name}` {how}"));
            }
        }
    }

    fn compare_body(&self, request: &Recorded, out: &mut Vec<String>) {
        let Some(wanted) = &self.body else { return };
        let mut got = request.body.clone();
        if let (Some(to), Some(from)) = (boundary(&self.headers), boundary(&request.headers)) {
            got = replaced(&got, from.as_bytes(), to.as_bytes());
        }
        if *wanted == got {
            return;
        }
        let json = |bytes: &Bytes| serde_json::from_slice::<Value>(bytes).ok();
        match (json(wanted), json(&got)) {
            (Some(wanted), Some(got)) => compare_json("body", &wanted, &got, out),
            _ => out.push("the body differs".to_owned()),
        }
    }
}

/// Returns the query parameters that hold keys.
pub(crate) fn keys(schemes: &[(&'static str, AuthScheme)]) -> Vec<&'static str> {
    let key = |(_, scheme): &(_, AuthScheme)| match scheme {
        AuthScheme::ApiKeyQuery(name) => Some(*name),
        AuthScheme::Bearer
        | AuthScheme::Basic
        | AuthScheme::ApiKeyHeader(_)
        | AuthScheme::ApiKeyCookie(_) => None,
    };
    schemes.iter().filter_map(key).collect()
}

/// Returns the last segments of a path, and the part before them.
fn last(path: &str, segments: usize) -> Option<(Vec<&str>, &str)> {
    let mut rest = path;
    let mut out = Vec::new();
    for _ in 0..segments {
        let (before, segment) = rest.rsplit_once('/')?;
        out.insert(0, segment);
        rest = before;
    }
    Some((out, rest))
}

/// Returns the values of each name, still encoded; the names are decoded.
fn pairs(query: &str) -> BTreeMap<String, Vec<&str>> {
    let mut out: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        out.entry(decoded(name)).or_default().push(value);
    }
    out
}

pub(crate) fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8_lossy()
        .into_owned()
}

/// Returns the random text that separates the parts of a body.
pub(crate) fn boundary(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let (_, boundary) = value.strip_prefix("multipart/")?.split_once("boundary=")?;
    Some(boundary.split(';').next()?.trim_matches('"'))
}

pub(crate) fn replaced(bytes: &Bytes, from: &[u8], to: &[u8]) -> Bytes {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = &bytes[..];
    while let Some(&first) = rest.first() {
        match rest.strip_prefix(from).filter(|_| !from.is_empty()) {
            Some(after) => {
                out.extend_from_slice(to);
                rest = after;
            }
            None => {
                out.push(first);
                rest = &rest[1..];
            }
        }
    }
    out.into()
}

/// Adds each place where two JSON values differ to `out`. `serde_json` reads no value that is nested deeper
/// than 128 levels.
fn compare_json(path: &str, wanted: &Value, got: &Value, out: &mut Vec<String>) {
    match (wanted, got) {
        (Value::Object(wanted), Value::Object(got)) => {
            let names: BTreeSet<_> = wanted.keys().chain(got.keys()).collect();
            for name in names {
                let path = format!("{path}.{name}");
                match (wanted.get(name), got.get(name)) {
                    (Some(wanted), Some(got)) => compare_json(&path, wanted, got, out),
                    (Some(_), None) => out.push(format!("`{path}` is missing")),
                    (None, _) => out.push(format!("`{path}` is not expected")),
                }
            }
        }
        (Value::Array(wanted), Value::Array(got)) if wanted.len() == got.len() => {
            for (index, (wanted, got)) in wanted.iter().zip(got).enumerate() {
                compare_json(&format!("{path}[{index}]"), wanted, got, out);
            }
        }
        (Value::Array(wanted), Value::Array(got)) => {
            let (wanted, got) = (wanted.len(), got.len());
            out.push(format!("`{path}` has {got} items instead of {wanted}"));
        }
        _ if wanted == got => {}
        _ => out.push(format!("`{path}` differs")),
    }
}
