//! Redirects (RFC 9110, section 15.4), followed so that nothing secret goes along to another server.
//!
//! HTTP stacks drop `Authorization` and `Cookie` on the way to another host. They cannot know that
//! `X-Key` is a key too; the runtime marks as sensitive whatever the caller has put into a header.

use http::{
    HeaderMap, Method, StatusCode,
    header::{
        AUTHORIZATION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HOST, LOCATION,
        PROXY_AUTHORIZATION,
    },
};
use reqwest::{Request, Url};

/// How many redirects are followed: as many as by other clients.
pub(super) const MOST: usize = 10;

/// What is known of a request after it is sent: all but its body, if that is a stream.
pub(super) struct Sent {
    request: Request,
    streamed: bool,
}

/// Where a redirect leads.
pub(super) struct Next {
    pub(super) request: Request,
    /// Whether that is another server, or another method.
    pub(super) elsewhere: bool,
}

impl Sent {
    pub(super) fn new(request: &Request) -> Self {
        if let Some(request) = request.try_clone() {
            return Self {
                request,
                streamed: false,
            };
        }
        let mut head = Request::new(request.method().clone(), request.url().clone());
        *head.headers_mut() = request.headers().clone();
        Self {
            request: head,
            streamed: true,
        }
    }

    /// The request that `status` and `headers` of its response lead to, if there is one and it can be
    /// made.
    pub(super) fn next(self, status: StatusCode, headers: &HeaderMap) -> Option<Next> {
        let Self {
            mut request,
            streamed,
        } = self;
        let becomes_get = match status.as_u16() {
            301 | 302 => request.method() == Method::POST,
            303 => request.method() != Method::HEAD,
            307 | 308 => false,
            _ => return None,
        };
        let location = headers.get(LOCATION)?.to_str().ok()?;
        let next = request.url().join(location).ok()?;
        if !matches!(next.scheme(), "http" | "https") || streamed && !becomes_get {
            return None;
        }
        if becomes_get {
            *request.method_mut() = Method::GET;
            *request.body_mut() = None;
            for name in [CONTENT_TYPE, CONTENT_LENGTH, CONTENT_ENCODING] {
                request.headers_mut().remove(name);
            }
        }
        let leaves = next.origin() != request.url().origin();
        if leaves {
            keep_harmless(request.headers_mut());
        }
        *request.url_mut() = without_user(next);
        Some(Next {
            request,
            elsewhere: leaves || becomes_get,
        })
    }
}

/// Drops what was meant for one server alone: credentials, and its name.
fn keep_harmless(headers: &mut HeaderMap) {
    for name in [AUTHORIZATION, COOKIE, HOST, PROXY_AUTHORIZATION] {
        headers.remove(name);
    }
    let secret: Vec<_> = headers
        .iter()
        .filter(|(_, value)| value.is_sensitive())
        .map(|(name, _)| name.clone())
        .collect();
    for name in secret {
        headers.remove(name);
    }
}

/// `reqwest` would send them as a credential that nobody gave.
fn without_user(mut url: Url) -> Url {
    // Only URLs without a host refuse it.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}
