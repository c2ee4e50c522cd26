//! Redirects (RFC 9110, section 15.4), followed without sending secrets to another server.
//!
//! HTTP stacks drop `Authorization` and `Cookie` on the way to another host. They cannot know that `X-Key` is a
//! key too, so the runtime marks every header of the caller's as sensitive.

use http::{
    HeaderMap, Method, StatusCode,
    header::{
        AUTHORIZATION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HOST, LOCATION,
        PROXY_AUTHORIZATION,
    },
};
use reqwest::{Request, Url};

use crate::runtime::{Redirects, transport::Elsewhere};

/// The largest number of redirects that are followed, which is the usual one.
pub(crate) const MOST: usize = 10;

/// A copy of a sent request, without its body if that is a stream.
pub(crate) struct Sent {
    request: Request,
    streamed: bool,
}

/// The request that a redirect leads to.
pub(crate) struct Next {
    pub(crate) request: Request,
    pub(crate) effect: Effect,
}

/// The effect of redirects on a request.
#[derive(Clone, Copy, Default)]
pub(crate) struct Effect {
    /// Whether the request is for another server, or has been.
    leaves: bool,
    becomes_get: bool,
}

impl Effect {
    /// Returns the effect of redirects that follow one another.
    pub(crate) fn and(self, next: Self) -> Self {
        Self {
            leaves: self.leaves || next.leaves,
            becomes_get: self.becomes_get || next.becomes_get,
        }
    }

    /// Returns the effect in the form that responses have.
    pub(crate) fn elsewhere(self) -> Option<Elsewhere> {
        match (self.leaves, self.becomes_get) {
            (false, false) => None,
            (true, false) => Some(Elsewhere::Server),
            (false, true) => Some(Elsewhere::Get),
            (true, true) => Some(Elsewhere::ServerAndGet),
        }
    }
}

impl Sent {
    pub(crate) fn new(request: &Request) -> Self {
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

    /// Returns the request that a response with this status and these headers leads to, if there is one and it
    /// can be made.
    ///
    /// # Errors
    ///
    /// Returns an error if another server would get the body, and `follow` does not allow that.
    pub(crate) fn next(
        self,
        status: StatusCode,
        headers: &HeaderMap,
        follow: Redirects,
    ) -> Result<Option<Next>, String> {
        let Some((next, becomes_get)) = self.leads_to(status, headers) else {
            return Ok(None);
        };
        let leaves = next.origin() != self.request.url().origin();
        if leaves && !becomes_get && self.has_body() && follow != Redirects::WithBody {
            let (status, origin) = (status.as_u16(), next.origin().ascii_serialization());
            return Err(format!(
                "{status} leads to another server, {origin}, which would get the request's body: \
                 allow it with `Redirects::WithBody`, or send the request there"
            ));
        }
        if self.streamed && !becomes_get {
            return Ok(None);
        }
        Ok(Some(self.moved(next, leaves, becomes_get)))
    }

    /// Returns the URL that the response leads to, and whether the request becomes a `GET`.
    fn leads_to(&self, status: StatusCode, headers: &HeaderMap) -> Option<(Url, bool)> {
        let method = self.request.method();
        let becomes_get = match status.as_u16() {
            301 | 302 => method == Method::POST,
            303 => method != Method::HEAD,
            307 | 308 => false,
            _ => return None,
        };
        // Some servers do not escape characters outside ASCII.
        let location = std::str::from_utf8(headers.get(LOCATION)?.as_bytes()).ok()?;
        let next = on_the_same_scheme(self.request.url(), self.request.url().join(location).ok()?);
        matches!(next.scheme(), "http" | "https").then_some((next, becomes_get))
    }

    fn has_body(&self) -> bool {
        let bytes = self.request.body().and_then(reqwest::Body::as_bytes);
        self.streamed || bytes.is_some_and(|bytes| !bytes.is_empty())
    }

    fn moved(self, next: Url, leaves: bool, becomes_get: bool) -> Next {
        let mut request = self.request;
        let was_get = *request.method() == Method::GET;
        if becomes_get {
            *request.method_mut() = Method::GET;
            *request.body_mut() = None;
            for name in [CONTENT_TYPE, CONTENT_LENGTH, CONTENT_ENCODING] {
                request.headers_mut().remove(name);
            }
        }
        if leaves {
            keep_harmless(request.headers_mut());
        }
        *request.url_mut() = without_user(next);
        Next {
            request,
            effect: Effect {
                leaves,
                becomes_get: becomes_get && !was_get,
            },
        }
    }
}

/// Returns where a redirect leads. A server behind a proxy that ends TLS may call itself `http`: the request stays on
/// `https`, unless the redirect changes nothing else.
fn on_the_same_scheme(from: &Url, next: Url) -> Url {
    let behind_tls = from.scheme() == "https"
        && next.scheme() == "http"
        && from.host() == next.host()
        && from.port().or(next.port()).is_none();
    let mut secure = next.clone();
    if behind_tls && secure.set_scheme("https").is_ok() && secure != *from {
        secure
    } else {
        next
    }
}

/// Drops the headers that are for one server alone: its credentials and its name.
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

/// Removes user name and password, which `reqwest` would send as a credential that the caller did not set.
fn without_user(mut url: Url) -> Url {
    // Only URLs without a host reject it.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}
