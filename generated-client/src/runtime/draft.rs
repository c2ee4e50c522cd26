//! The untyped half of a request: compiled once, whatever the operation.

use std::{future::ready, sync::Arc};

use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Uri,
    header::{ACCEPT, CONTENT_TYPE, USER_AGENT},
};

use super::{
    Body, BoxFuture, Core, Options, ParamValue, RequestError, RequestErrorKind,
    auth::{header, push_cookie},
    cases::Cases,
    decode::Reply,
    fault::Fault,
    multipart::{self, Multipart},
    prepared::{Prepared, Source},
    received::Target,
    url::{self, PathValues},
};

/// Sent with every request: this crate and its version.
const AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// A request in the making. The first thing that is wrong with it is kept until it is sent.
pub(super) struct Draft {
    pub(super) core: Core,
    pub(super) target: Target,
    pub(super) options: Options,
    pub(super) path: PathValues,
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
    pub(super) auth: &'static [&'static [&'static str]],
    pub(super) cases: Cases,
    pub(super) server: Option<&'static str>,
    pub(super) parts: Option<Multipart>,
    problem: Option<RequestError>,
}

impl Draft {
    pub(super) fn new(core: &Core, method: Method, template: &'static str) -> Box<Self> {
        Box::new(Self {
            core: core.clone(),
            target: Target { method, template },
            options: Options::default(),
            path: PathValues::default(),
            query: String::new(),
            headers: HeaderMap::new(),
            body: Body::empty(),
            auth: &[],
            cases: Cases::new(),
            server: None,
            parts: None,
            problem: None,
        })
    }

    pub(super) fn path(&mut self, name: &'static str, value: &ParamValue<'_>) {
        let written = value.write_simple(url::encode, self.path.next());
        self.path_value(name, written);
    }

    /// Ends the value that was written to the path's next one.
    pub(super) fn path_value(&mut self, name: &'static str, written: Result<(), &'static str>) {
        match written {
            Ok(()) => {
                let value = self.path.end(name);
                if let Err(problem) = url::check_value(self.target.template, name, value) {
                    self.note(problem);
                }
            }
            Err(why) => self.refuse(RequestErrorKind::Path, "path parameter", name, why),
        }
    }

    pub(super) fn query(&mut self, name: &str, value: &ParamValue<'_>) {
        let query = &mut self.query;
        if let Err(why) = value.form(name, |name, value| url::push_pair(query, name, value)) {
            self.refuse(RequestErrorKind::Query, "query parameter", name, why);
        }
    }

    pub(super) fn header(&mut self, name: &str, value: &ParamValue<'_>) {
        if value.is_absent() {
            return;
        }
        let text = value.raw();
        match text.and_then(|text| header(&text)) {
            Ok(value) => self.set_header(name, value),
            Err(why) => self.refuse(RequestErrorKind::Header, "header", name, why),
        }
    }

    pub(super) fn cookie(&mut self, name: &str, value: &ParamValue<'_>) {
        let mut failed = None;
        let headers = &mut self.headers;
        let pairs = value.form(name, |name, value| {
            failed = failed
                .take()
                .or(push_cookie(headers, name, value, url::encode).err());
        });
        if let Err(why) = pairs {
            self.refuse(RequestErrorKind::Header, "cookie", name, why);
        }
        if let Some(problem) = failed {
            self.note(problem);
        }
    }

    pub(super) fn body(&mut self, content_type: &str, body: Body) {
        match media(content_type) {
            Ok(value) => {
                self.headers.insert(CONTENT_TYPE, value);
            }
            Err(_) => self.refuse(
                RequestErrorKind::Header,
                "header",
                CONTENT_TYPE.as_str(),
                "has a character that a header cannot hold",
            ),
        }
        self.body = body;
    }

    pub(super) fn json(&mut self, content_type: &str, encoded: Result<Vec<u8>, serde_json::Error>) {
        match encoded {
            Ok(bytes) => self.body(content_type, bytes.into()),
            // serde_json's message may quote what it could not write.
            Err(_) => self.note(RequestError::new(
                RequestErrorKind::Body,
                "the body cannot be written as JSON",
            )),
        }
    }

    /// Sets the media types that a response may have, unless the operation said it already.
    pub(super) fn accept(&mut self, types: &[&str]) {
        if let [one] = types {
            return self.accept_list(one);
        }
        let mut list = String::new();
        for (index, media_type) in types.iter().enumerate() {
            if !types[..index].contains(media_type) {
                list.push_str(if list.is_empty() { "" } else { ", " });
                list.push_str(media_type);
            }
        }
        self.accept_list(&list);
    }

    fn accept_list(&mut self, list: &str) {
        if let Ok(value) = media(list)
            && !list.is_empty()
            && !self.headers.contains_key(ACCEPT)
        {
            self.headers.insert(ACCEPT, value);
        }
    }

    pub(super) fn auth(&mut self, alternatives: &'static [&'static [&'static str]]) {
        self.auth = alternatives;
    }

    pub(super) fn success(&mut self, keys: &'static [&'static str]) {
        self.cases.success = keys;
    }

    pub(super) fn errors(&mut self, keys: &'static [&'static str]) {
        self.cases.errors = keys;
    }

    pub(super) fn streamed(&mut self, streamed: fn(&'static str, &HeaderMap) -> bool) {
        self.cases.streamed = streamed;
    }

    pub(super) fn server(&mut self, url: &'static str) {
        self.server = Some(url);
    }

    pub(super) fn has_body(&self) -> bool {
        self.headers.contains_key(CONTENT_TYPE)
    }

    pub(super) fn refuse_body(&mut self, kind: RequestErrorKind, message: &str) {
        self.note(RequestError::new(kind, message));
    }

    pub(super) fn set_header(&mut self, name: &str, value: HeaderValue) {
        match HeaderName::from_bytes(name.as_bytes()) {
            Ok(name) => {
                self.headers.insert(name, value);
            }
            Err(_) => self.refuse(
                RequestErrorKind::Header,
                "header",
                name,
                "has an invalid name",
            ),
        }
    }

    pub(super) fn refuse(&mut self, kind: RequestErrorKind, what: &str, name: &str, why: &str) {
        self.note(RequestError::new(kind, format!("{what} `{name}` {why}")));
    }

    pub(super) fn note(&mut self, problem: RequestError) {
        self.problem.get_or_insert(problem);
    }

    /// The finished request, or the first thing that is wrong with it.
    pub(super) fn prepare(mut self: Box<Self>) -> Result<Prepared, RequestError> {
        if self.parts.is_some() && self.has_body() {
            self.refuse_body(RequestErrorKind::Body, multipart::TWO_BODIES);
        }
        if let Some((content_type, body)) = self.parts.take().map(Multipart::finish) {
            self.body(&content_type, body);
        }
        if let Some(problem) = self.problem.take().or(self.options.problem.take()) {
            return Err(problem);
        }
        let uri = self.uri()?;
        let given = std::mem::take(&mut self.options.credentials);
        let credentials = given.for_api(self.core.api());
        let credentials =
            credentials.map_err(|why| RequestError::new(RequestErrorKind::Credential, why))?;
        // Any of them may be one of the operation's parameters.
        let agent = HeaderValue::from_static(AGENT);
        let agent = (&USER_AGENT, &agent);
        for (name, value) in self.core.headers().iter().chain([agent]) {
            self.headers.entry(name).or_insert_with(|| value.clone());
        }
        #[cfg(feature = "gzip-requests")]
        if self.options.policy.or(self.core.policy()).gzip == Some(true) {
            let body = std::mem::take(&mut self.body);
            self.body = super::gzip::compressed(body, &mut self.headers);
        }
        Ok(Prepared {
            body: Source::new(std::mem::take(&mut self.body)),
            draft: self,
            uri,
            credentials,
        })
    }

    /// Where it goes, with everything but what credentials add to the query.
    fn uri(&self) -> Result<Uri, RequestError> {
        let base = self.base_url()?;
        let (query, more) = (&self.query, &self.options.query);
        let values = self.path.len() + query.len() + more.len();
        // The braces of a template leave room for what stands between its parts and the queries.
        let mut uri = String::with_capacity(base.len() + self.target.template.len() + values + 3);
        uri.push_str(&base);
        url::expand(self.target.template, &self.path, &mut uri)?;
        url::push_query(&mut uri, query);
        url::push_query(&mut uri, more);
        url::parse(uri)
    }

    /// Sends it and reads the response's body.
    pub(super) fn send(self: Box<Self>) -> BoxFuture<Result<Reply, Fault>> {
        let target = self.target.clone();
        match self.prepare() {
            Ok(prepared) => Arc::new(prepared).exchange(HeaderMap::new()),
            Err(mut problem) => {
                problem.locate(&target, 0);
                Box::pin(ready(Err(problem.into())))
            }
        }
    }
}

/// Media types as a header, without a copy of the one that nearly all requests have.
fn media(types: &str) -> Result<HeaderValue, http::header::InvalidHeaderValue> {
    const JSON: &str = "application/json";
    if types == JSON {
        return Ok(HeaderValue::from_static(JSON));
    }
    HeaderValue::from_str(types)
}
