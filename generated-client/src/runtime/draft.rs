//! The untyped half of a request: compiled once, whatever the operation.

use http::{
    HeaderMap, HeaderName, HeaderValue, Method, StatusCode,
    header::{ACCEPT, CONTENT_TYPE, USER_AGENT},
};

use super::{
    Body, Core, Options, ParamValue, RequestError, RequestErrorKind, Timeout,
    auth::{header, push_cookie},
    decode::Reply,
    error::{Fault, StatusError},
    multipart::{self, Multipart},
    received::{Received, Target},
    url,
};

/// Sent with every request: this crate and its version.
const AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// How much is kept of a body that nobody documented. It is there to be looked at, and may be a
/// whole page from a proxy.
const KEPT: usize = 64 * 1024;

/// A request in the making. The first thing that is wrong with it is kept until it is sent.
pub(super) struct Draft {
    pub(super) core: Core,
    pub(super) target: Target,
    pub(super) options: Options,
    pub(super) path: Vec<(&'static str, String)>,
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
    auth: &'static [&'static [&'static str]],
    success: &'static [&'static str],
    errors: &'static [&'static str],
    pub(super) server: Option<&'static str>,
    pub(super) parts: Option<Multipart>,
    pub(super) streamed: fn(&'static str, &HeaderMap) -> bool,
    problem: Option<RequestError>,
}

impl Draft {
    pub(super) fn new(core: &Core, method: Method, template: &'static str) -> Box<Self> {
        Box::new(Self {
            core: core.clone(),
            target: Target { method, template },
            options: Options::default(),
            path: Vec::new(),
            query: String::new(),
            headers: HeaderMap::new(),
            body: Body::empty(),
            auth: &[],
            success: &[],
            errors: &[],
            server: None,
            parts: None,
            streamed: |_, _| false,
            problem: None,
        })
    }

    pub(super) fn path(&mut self, name: &'static str, value: &ParamValue<'_>) {
        match value.simple(url::encode) {
            Ok(encoded) => match url::check_value(self.target.template, name, &encoded) {
                Ok(()) => self.path.push((name, encoded)),
                Err(problem) => self.note(problem),
            },
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
        match HeaderValue::from_str(content_type) {
            Ok(value) => self.set_header("content-type", value),
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
        let mut list = String::new();
        for (index, media_type) in types.iter().enumerate() {
            if !types[..index].contains(media_type) {
                list.push_str(if list.is_empty() { "" } else { ", " });
                list.push_str(media_type);
            }
        }
        if let Ok(value) = HeaderValue::from_str(&list)
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
        self.success = keys;
    }

    pub(super) fn errors(&mut self, keys: &'static [&'static str]) {
        self.errors = keys;
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

    /// The finished request.
    fn request(&mut self) -> Result<http::Request<Body>, RequestError> {
        if self.parts.is_some() && self.has_body() {
            self.refuse_body(RequestErrorKind::Body, multipart::TWO_BODIES);
        }
        if let Some((content_type, body)) = self.parts.take().map(Multipart::finish) {
            self.body(&content_type, body);
        }
        if let Some(problem) = self.problem.take().or(self.options.problem.take()) {
            return Err(problem);
        }
        let mut query = std::mem::take(&mut self.query);
        let mut headers = std::mem::take(&mut self.headers);
        // It may be one of the operation's parameters.
        let agent = HeaderValue::from_static(AGENT);
        headers.entry(USER_AGENT).or_insert(agent);
        self.core
            .credentials()
            .apply(self.auth, &mut headers, &mut query)?;
        for (name, value) in &self.options.headers {
            headers.insert(name, value.clone());
        }
        if !self.options.query.is_empty() {
            query.push_str(if query.is_empty() { "" } else { "&" });
            query.push_str(&self.options.query);
        }

        let mut uri = self.base_url()?;
        uri.push_str(&url::expand(self.target.template, &self.path)?);
        url::push_query(&mut uri, &query);
        let uri: http::Uri = uri.parse().map_err(|_| {
            RequestError::new(
                RequestErrorKind::Url,
                "base URL, path and query do not make a URL",
            )
        })?;

        let mut request = http::Request::new(std::mem::take(&mut self.body));
        *request.method_mut() = self.target.method.clone();
        *request.uri_mut() = uri;
        *request.headers_mut() = headers;
        if let Some(timeout) = self.options.timeout.or(self.core.timeout()) {
            request.extensions_mut().insert(Timeout(timeout));
        }
        Ok(request)
    }

    /// Sends it and reads the response's body.
    pub(super) async fn send(mut self: Box<Self>) -> Result<Reply, Fault> {
        let request = match self.request() {
            Ok(request) => request,
            Err(problem) => return Err(Fault::Request(problem.at(&self.target))),
        };
        let sent = self.core.transport().send(request);
        let response = match sent.await {
            Ok(response) => response,
            Err(error) => return Err(Fault::Transport(error.at(&self.target))),
        };
        let (head, body) = response.into_parts();
        let (success, case) = self.case(head.status);
        let mut received = Received {
            target: self.target,
            status: head.status,
            headers: head.headers,
            ..Received::default()
        };
        let Some(case) = case else {
            // The status says more than a body that is cut, so what there is of it will do.
            (received.body, _) = body.collect(KEPT).await;
            return Err(Fault::Status(StatusError(received)));
        };
        if success && (self.streamed)(case, &received.headers) {
            return Ok(Reply {
                received,
                success,
                case,
                stream: body,
            });
        }
        match body.collect(usize::MAX).await {
            (bytes, None) => received.body = bytes,
            (_, Some(error)) => return Err(Fault::Transport(error.at(&received.target))),
        }
        Ok(Reply {
            received,
            success,
            case,
            stream: Body::empty(),
        })
    }

    /// Whether a status is one of success, and which of the documented cases it is.
    fn case(&self, status: StatusCode) -> (bool, Option<&'static str>) {
        if self.success.is_empty() {
            if status.is_success() {
                return (true, Some("2XX"));
            }
        } else if let Some(case) = pick(self.success, status, status.is_success()) {
            return (true, Some(case));
        }
        (false, pick(self.errors, status, !status.is_success()))
    }
}

/// The response key for a status: the code itself, then its range, then `default` (`OpenAPI` 3,
/// "Responses Object").
fn pick(keys: &[&'static str], status: StatusCode, default: bool) -> Option<&'static str> {
    let code = status.as_str();
    let range = &code[..1];
    let in_range = |key: &str| {
        let rest = key.strip_prefix(range);
        rest.is_some_and(|rest| rest.eq_ignore_ascii_case("XX"))
    };
    let find = |fits: &dyn Fn(&str) -> bool| keys.iter().copied().find(|key| fits(key));
    find(&|key| key == code)
        .or_else(|| find(&in_range))
        .or_else(|| find(&|key| default && key == "default"))
}
