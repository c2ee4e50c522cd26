//! The untyped half of a request, compiled once for all operations.

use std::{future::ready, sync::Arc};

use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Uri,
    header::{ACCEPT, CONNECTION, CONTENT_TYPE, UPGRADE, USER_AGENT},
};

use crate::runtime::{
    Body, BoxFuture, ClientCore, Options, ParamValue, RequestError, RequestErrorKind,
    credentials::{
        auth::{header, push_cookie},
        token::Scopes,
    },
    exchange::fault::Fault,
    request::file,
    request::multipart,
    request::parts::{self, Multipart},
    request::prepared_request::{PreparedRequest, Source},
    request::url::{self, PathValues},
    response::cases::Cases,
    response::decode::RawResponse,
    response::kept::Target,
};

/// A request that is being described. Its first error is kept until it is sent.
pub(crate) struct RequestBuilder {
    pub(crate) core: ClientCore,
    pub(crate) target: Target,
    pub(crate) options: Options,
    pub(crate) path: PathValues,
    /// The caller's own path, in place of the template.
    own_path: Option<Box<str>>,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    pub(crate) auth: &'static [&'static [&'static str]],
    pub(crate) scopes: Scopes,
    pub(crate) cases: Cases,
    pub(crate) server: Option<&'static str>,
    /// The header in which the operation takes an idempotency key.
    pub(crate) key: Option<HeaderName>,
    pub(crate) parts: Option<Multipart>,
    pub(crate) parts_type: &'static str,
    /// The body with marks around what is sensitive in it.
    #[cfg(feature = "testing")]
    pub(crate) marked: Option<Arc<serde_json::Value>>,
    pub(crate) problem: Option<RequestError>,
}

impl RequestBuilder {
    pub(crate) fn new(core: &ClientCore, method: Method, template: &'static str) -> Box<Self> {
        Box::new(Self {
            core: core.clone(),
            target: Target { method, template },
            options: Options::default(),
            path: PathValues::default(),
            own_path: None,
            query: String::new(),
            headers: HeaderMap::new(),
            body: Body::empty(),
            auth: &[],
            scopes: &[],
            cases: Cases::new(),
            server: None,
            key: None,
            parts: None,
            parts_type: parts::FORM_DATA,
            #[cfg(feature = "testing")]
            marked: None,
            problem: None,
        })
    }

    pub(crate) fn path(&mut self, name: &'static str, value: &ParamValue<'_>) {
        let written = value.write_simple(url::encode, self.path.next());
        self.path_value(name, written);
    }

    /// Ends the path value that was just written, or keeps the reason why it is not valid.
    pub(crate) fn path_value(&mut self, name: &'static str, written: Result<(), &'static str>) {
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

    pub(crate) fn own_path(&mut self, path: &str) {
        self.own_path = Some(path.into());
    }

    pub(crate) fn query(&mut self, name: &str, value: &ParamValue<'_>) {
        let query = &mut self.query;
        if let Err(why) = value.form(name, |name, value| url::push_pair(query, name, value)) {
            self.refuse(RequestErrorKind::Query, "query parameter", name, why);
        }
    }

    pub(crate) fn header(&mut self, name: &str, value: &ParamValue<'_>) {
        if value.is_absent() {
            return;
        }
        let text = value.raw();
        match text.and_then(|text| header(&text)) {
            Ok(value) => self.set_header(name, value),
            Err(why) => self.refuse(RequestErrorKind::Header, "header", name, why),
        }
    }

    pub(crate) fn cookie(&mut self, name: &str, value: &ParamValue<'_>) {
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

    pub(crate) fn body(&mut self, content_type: &str, mut body: Body) {
        let own = body.take_content_type();
        let Some(content_type) = own.as_deref().or_else(|| concrete(content_type)) else {
            let message = format!(
                "the body can be any of `{content_type}`: give it a type with `Body::content_type`"
            );
            return self.refuse_body(RequestErrorKind::Body, &message);
        };
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

    pub(crate) fn plain(&mut self, content_type: &str, value: &ParamValue<'_>) {
        match value.simple(|text, out| out.push_str(text)) {
            Ok(text) => self.body(content_type, text.into()),
            Err(why) => self.refuse_body(RequestErrorKind::Body, &format!("the body {why}")),
        }
    }

    pub(crate) fn json(&mut self, content_type: &str, encoded: Result<Vec<u8>, serde_json::Error>) {
        match encoded {
            Ok(bytes) => self.body(content_type, bytes.into()),
            // The message of `serde_json` may quote the value.
            Err(_) => self.note(RequestError::new(
                RequestErrorKind::Body,
                "the body cannot be written as JSON",
            )),
        }
    }

    /// Keeps what is sensitive in a body.
    #[cfg(feature = "testing")]
    pub(crate) fn mark<B: serde::Serialize + ?Sized>(&mut self, body: &B) {
        self.marked = crate::runtime::json::secrets::marked(body).map(Arc::new);
    }

    /// Sets the media types that a response may have, unless the operation has set them already.
    pub(crate) fn accept(&mut self, types: &[&str]) {
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

    /// Asks for another protocol on the connection.
    pub(crate) fn upgrade(&mut self, protocol: &str) {
        match header(protocol) {
            Ok(protocol) => {
                self.headers.insert(UPGRADE, protocol);
                let upgrade = HeaderValue::from_static("Upgrade");
                self.headers.insert(CONNECTION, upgrade);
            }
            Err(why) => self.refuse(RequestErrorKind::Header, "header", UPGRADE.as_str(), why),
        }
    }

    pub(crate) fn auth(&mut self, alternatives: &'static [&'static [&'static str]]) {
        self.auth = alternatives;
    }

    pub(crate) fn scopes(&mut self, scopes: Scopes) {
        self.scopes = scopes;
    }

    pub(crate) fn success(&mut self, keys: &'static [&'static str]) {
        self.cases.success = keys;
    }

    pub(crate) fn errors(&mut self, keys: &'static [&'static str]) {
        self.cases.errors = keys;
    }

    pub(crate) fn streamed(&mut self, streamed: fn(&'static str, &HeaderMap) -> bool) {
        self.cases.streamed = streamed;
    }

    pub(crate) fn server(&mut self, url: &'static str) {
        self.server = Some(url);
    }

    pub(crate) fn has_body(&self) -> bool {
        self.headers.contains_key(CONTENT_TYPE)
    }

    pub(crate) fn refuse_body(&mut self, kind: RequestErrorKind, message: &str) {
        self.note(RequestError::new(kind, message));
    }

    pub(crate) fn set_header(&mut self, name: &str, value: HeaderValue) {
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

    pub(crate) fn refuse(&mut self, kind: RequestErrorKind, what: &str, name: &str, why: &str) {
        self.note(RequestError::new(kind, format!("{what} `{name}` {why}")));
    }

    pub(crate) fn note(&mut self, problem: RequestError) {
        self.problem.get_or_insert(problem);
    }

    /// Returns the finished request, or its first error.
    pub(crate) fn prepare(mut self: Box<Self>) -> Result<PreparedRequest, RequestError> {
        if self.parts.is_some() && self.has_body() {
            self.refuse_body(RequestErrorKind::Body, multipart::TWO_BODIES);
        }
        if let Some(parts) = self.parts.take() {
            let (content_type, body) = parts.finish(self.parts_type);
            self.body(&content_type, body);
        }
        if let Some(problem) = self.problem.take().or(self.options.problem.take()) {
            return Err(problem);
        }
        self.add_properties()?;
        let uri = self.uri()?;
        let given = std::mem::take(&mut self.options.credentials);
        let credentials = given.for_api(self.core.api());
        let credentials =
            credentials.map_err(|why| RequestError::new(RequestErrorKind::Credential, why))?;
        // Any of these headers may also be a parameter of the operation.
        let agent = HeaderValue::from_str(self.core.api().user_agent).ok();
        let agent = agent.iter().map(|it| (&USER_AGENT, it));
        for (name, value) in self.core.headers().iter().chain(agent) {
            self.headers.entry(name).or_insert_with(|| value.clone());
        }
        #[cfg(feature = "gzip-requests")]
        if self.options.policy.or(self.core.policy()).gzip == Some(true) {
            let body = std::mem::take(&mut self.body);
            self.body = crate::runtime::body::gzip::compressed(body, &mut self.headers);
        }
        let made_key = self.add_key()?;
        Ok(PreparedRequest {
            made_key,
            body: Source::new(std::mem::take(&mut self.body)),
            builder: self,
            uri,
            credentials,
        })
    }

    /// Returns the URL, with everything except what credentials add to the query.
    pub(crate) fn uri(&self) -> Result<Uri, RequestError> {
        let base = self.base_url()?;
        let (query, more) = (&self.query, &self.options.query);
        let values = self.path.len() + query.len() + more.len();
        // The braces of a template leave room for the separators between its parts and the queries.
        let mut uri = String::with_capacity(base.len() + self.target.template.len() + values + 3);
        uri.push_str(&base);
        match &self.own_path {
            Some(path) => url::append(path, &mut uri)?,
            None => url::expand(self.target.template, &self.path, &mut uri)?,
        }
        url::push_query(&mut uri, query);
        url::push_query(&mut uri, more);
        url::parse(uri)
    }

    /// Sends the request and reads the response's body.
    pub(crate) fn send(self: Box<Self>) -> BoxFuture<Result<RawResponse, Fault>> {
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

/// Returns the media type of a body if the caller sets none and the document lists `listed`. A range is not
/// a type that a body can have (RFC 9110, section 8.3).
fn concrete(listed: &str) -> Option<&str> {
    if !file::is_range(listed) {
        return Some(listed);
    }
    file::covers(listed, file::ANY_FILE).then_some(file::ANY_FILE)
}

/// Returns media types as a header value, without a copy of the one that nearly all requests have.
fn media(types: &str) -> Result<HeaderValue, http::header::InvalidHeaderValue> {
    const JSON: &str = "application/json";
    if types == JSON {
        return Ok(HeaderValue::from_static(JSON));
    }
    HeaderValue::from_str(types)
}
