//! The typed half of a request, and the future that it becomes.

use std::{
    fmt,
    future::Future,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

use http::{Method, header::ACCEPT};
use serde::Serialize;

#[cfg(feature = "testing")]
use crate::runtime::request::prepared_request::PreparedRequest;
use crate::runtime::{
    Body, BoxFuture, ClientCore, Decode, Error, FormStyles, Options, Param, Request, RequestError,
    RequestErrorKind, Response, Stream, Upgrade, exchange::fault::Fault,
    request::builder::RequestBuilder, response::decode::RawResponse,
};

/// The outcome of a request: the documented success, or an error that may hold the documented failure.
pub type Outcome<T, E> = Result<Response<<T as Decode>::Value>, Error<<E as Decode>::Value>>;

/// A request as an operation describes it. `T` determines how a success is decoded, and `E` how a
/// documented failure is.
///
/// Describing a request never fails: an invalid value is reported when the request is sent, before anything
/// is on the wire.
#[must_use = "a request does nothing until it is awaited or sent"]
pub struct Call<T, E> {
    pub(crate) builder: Box<RequestBuilder>,
    pub(crate) outcome: PhantomData<fn() -> (T, E)>,
}

impl<T, E> Call<T, E> {
    /// Creates a request with this method to the document's path `template`, such as `/things/{id}`.
    ///
    /// The template may have a query, which is sent before the pairs that are added here, and a fragment,
    /// which only distinguishes operations and is not sent. Characters that a URL cannot contain are
    /// escaped.
    pub fn new(core: &ClientCore, method: Method, template: &'static str) -> Self {
        Self {
            builder: RequestBuilder::new(core, method, template),
            outcome: PhantomData,
        }
    }

    /// Creates a GET request.
    pub fn get(core: &ClientCore, template: &'static str) -> Self {
        Self::new(core, Method::GET, template)
    }

    /// Creates a PUT request.
    pub fn put(core: &ClientCore, template: &'static str) -> Self {
        Self::new(core, Method::PUT, template)
    }

    /// Creates a POST request.
    pub fn post(core: &ClientCore, template: &'static str) -> Self {
        Self::new(core, Method::POST, template)
    }

    /// Creates a DELETE request.
    pub fn delete(core: &ClientCore, template: &'static str) -> Self {
        Self::new(core, Method::DELETE, template)
    }

    /// Creates a PATCH request.
    pub fn patch(core: &ClientCore, template: &'static str) -> Self {
        Self::new(core, Method::PATCH, template)
    }

    /// Creates a HEAD request.
    pub fn head(core: &ClientCore, template: &'static str) -> Self {
        Self::new(core, Method::HEAD, template)
    }

    /// Creates an OPTIONS request.
    pub fn options(core: &ClientCore, template: &'static str) -> Self {
        Self::new(core, Method::OPTIONS, template)
    }

    /// Creates a TRACE request.
    pub fn trace(core: &ClientCore, template: &'static str) -> Self {
        Self::new(core, Method::TRACE, template)
    }

    /// Creates a request with any other method, exactly as it is sent.
    pub fn other(core: &ClientCore, method: &'static str, template: &'static str) -> Self {
        let known = Method::from_bytes(method.as_bytes());
        let mut call = Self::new(core, known.as_ref().cloned().unwrap_or_default(), template);
        if known.is_err() {
            let why = "is no token (RFC 9110, section 5.6.2)";
            call.builder
                .refuse(RequestErrorKind::Url, "method", method, why);
        }
        call
    }

    /// Sets the value of a `{name}` in the template, in style `simple`. In the path, an empty value is
    /// rejected, and so is one that makes a segment `.` or `..`.
    pub fn path(mut self, name: &'static str, value: impl Param) -> Self {
        self.builder.path(name, &value.param());
        self
    }

    /// Adds a query parameter in style `form` with explode: a list becomes one pair per item, an object one
    /// per property.
    pub fn query(mut self, name: &str, value: impl Param) -> Self {
        self.builder.query(name, &value.param());
        self
    }

    /// Sets a header parameter in style `simple`.
    pub fn header(mut self, name: &str, value: impl Param) -> Self {
        self.builder.header(name, &value.param());
        self
    }

    /// Adds a cookie parameter in style `form` with explode.
    pub fn cookie(mut self, name: &str, value: impl Param) -> Self {
        self.builder.cookie(name, &value.param());
        self
    }

    /// Sets a JSON body.
    pub fn json<B: Serialize + ?Sized>(self, body: &B) -> Self {
        self.json_as("application/json", body)
    }

    /// Sets a JSON body with another media type, such as `application/merge-patch+json`.
    pub fn json_as<B: Serialize + ?Sized>(mut self, content_type: &str, body: &B) -> Self {
        self.builder.json(content_type, serde_json::to_vec(body));
        #[cfg(feature = "testing")]
        self.builder.mark(body);
        self
    }

    /// Sets a body of text that is one value: a number, a boolean or an enum value.
    pub fn plain(mut self, content_type: &str, value: impl Param) -> Self {
        self.builder.plain(content_type, &value.param());
        self
    }

    /// Sets any other body.
    pub fn body(mut self, content_type: &str, body: impl Into<Body>) -> Self {
        self.builder.body(content_type, body.into());
        self
    }

    /// Sets a form body from an object, `application/x-www-form-urlencoded`. A list becomes one pair per
    /// item and an object becomes JSON, unless `styles` lists the property.
    pub fn form<B: Serialize + ?Sized>(mut self, body: &B, styles: FormStyles) -> Self {
        self.builder.form(serde_json::to_vec(body), styles);
        #[cfg(feature = "testing")]
        self.builder.mark(body);
        self
    }

    /// Sets the operation's own server. It is the base URL unless the caller has set another one, in the
    /// client or in the options.
    pub fn server(mut self, url: &'static str) -> Self {
        self.builder.server(url);
        self
    }

    /// Sets the media types to ask for, instead of those that `T` decodes.
    pub fn accept(mut self, types: &[&str]) -> Self {
        self.builder.accept(types);
        self
    }

    /// Sets the security schemes that the operation accepts: alternatives, each of which is a list of
    /// schemes that are used together (`OpenAPI` 3, "Security Requirement Object").
    pub fn auth(mut self, alternatives: &'static [&'static [&'static str]]) -> Self {
        self.builder.auth(alternatives);
        self
    }

    /// Sets the scopes that the operation needs, by security scheme. If a scheme has several sets, one of them is enough.
    pub fn scopes(mut self, scopes: &'static [(&'static str, &'static [&'static str])]) -> Self {
        self.builder.scopes(scopes);
        self
    }

    /// Sets the document's response keys that are a success, for operations where their content differs. By
    /// default every 2xx response is decoded as `T`.
    pub fn success(mut self, keys: &'static [&'static str]) -> Self {
        self.builder.success(keys);
        self
    }

    /// Sets the document's response keys whose bodies `E` decodes. A failure under any other key is
    /// [`Error::Status`].
    pub fn errors(mut self, keys: &'static [&'static str]) -> Self {
        self.builder.errors(keys);
        self
    }

    /// Returns the finished request, for an operation without optional inputs.
    pub fn request(self) -> Request<T, E> {
        Request(self)
    }

    /// Changes the options that every request has.
    pub fn with_options(mut self, change: impl FnOnce(Options) -> Options) -> Self {
        self.builder.options = change(std::mem::take(&mut self.builder.options));
        self
    }
}

impl<T, E> Call<T, E> {
    /// Returns the same request with another way to decode a success.
    pub(crate) fn returning<U>(self) -> Call<U, E> {
        Call {
            builder: self.builder,
            outcome: PhantomData,
        }
    }

    /// Returns the same request for one of the forms of a success: `types` are the media types that `U` decodes.
    pub fn only<U>(mut self, types: &[&str]) -> Call<U, E> {
        self.builder.headers.remove(ACCEPT);
        self.accept(types).returning()
    }
}

impl<T: Decode, E: Decode> Call<T, E> {
    /// Starts the request. It is sent when the future is first polled.
    pub fn send(self) -> ResponseFuture<T, E> {
        ResponseFuture {
            state: State::RequestBuilder(Some(self.ready())),
            outcome: PhantomData,
        }
    }

    /// Returns the description with the headers that the types of the outcome need.
    pub(crate) fn ready(mut self) -> Box<RequestBuilder> {
        // The errors of an operation without content are still wanted in a form that `E` can decode.
        let types = if T::ACCEPT.is_empty() {
            E::ACCEPT
        } else {
            T::ACCEPT
        };
        self.builder.accept(types);
        self.builder.streamed(T::streamed);
        #[cfg(feature = "testing")]
        self.builder.cases.mark_by::<T, E>();
        self.builder
    }
}

impl<T: Decode, E: Decode> Call<T, E> {
    /// Starts the request. The body of a success is not decoded but returned as a stream.
    pub fn streamed(mut self) -> ResponseFuture<Stream, E> {
        self.builder.accept(T::ACCEPT);
        #[cfg(feature = "testing")]
        self.builder.cases.mark_by::<T, E>();
        Call {
            builder: self.builder,
            outcome: PhantomData,
        }
        .send()
    }
}

impl<T: Decode, E: Decode> Call<T, E> {
    /// Starts the request and asks the server to go on in another protocol on its connection
    /// (RFC 9110, section 7.8), which is then the caller's: `tcp` for bytes in both directions, say.
    pub fn upgrade(mut self, protocol: &str) -> ResponseFuture<Upgrade, E> {
        self.builder.accept(T::ACCEPT);
        self.builder.upgrade(protocol);
        // A success in HTTP is read as far as its head, to say that it is none.
        self.builder.success(&["101", "2XX"]);
        Call {
            builder: self.builder,
            outcome: PhantomData,
        }
        .send()
    }
}

impl<T, E> fmt::Debug for Call<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.builder.target)
    }
}

/// A request in progress. Dropping it cancels the request; the client remains usable.
///
/// There is one type for all operations: its content is untyped, and decoding happens in `poll`, so that a
/// decoder is compiled only where the operation is used.
#[must_use = "futures do nothing unless polled"]
pub struct ResponseFuture<T, E> {
    state: State,
    outcome: PhantomData<fn() -> (T, E)>,
}

enum State {
    /// Not polled yet; `None` after the first poll.
    RequestBuilder(Option<Box<RequestBuilder>>),
    Sent(BoxFuture<Result<RawResponse, Fault>>),
}

impl State {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<RawResponse, Fault>> {
        if let Self::RequestBuilder(builder) = self
            && let Some(builder) = builder.take()
        {
            *self = Self::Sent(builder.send());
        }
        match self {
            Self::Sent(inner) => inner.as_mut().poll(context),
            Self::RequestBuilder(_) => Poll::Pending,
        }
    }
}

impl<T: Decode, E: Decode> Future for ResponseFuture<T, E> {
    type Output = Outcome<T, E>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(match ready!(self.state.poll(context)) {
            Err(fault) => Err(fault.into()),
            Ok(reply) => reply.finish::<T, E>(),
        })
    }
}

impl<T, E> ResponseFuture<T, E> {
    /// Returns the description of a request that has not been polled yet.
    pub(crate) fn builder(self) -> Result<Box<RequestBuilder>, RequestError> {
        let builder = match self.state {
            State::RequestBuilder(builder) => builder,
            State::Sent(_) => None,
        };
        builder.ok_or_else(|| {
            RequestError::new(RequestErrorKind::Poll, "the request was sent already")
        })
    }
}

#[cfg(feature = "testing")]
impl<T, E> ResponseFuture<T, E> {
    /// Returns the request that would be sent, if the future has not been polled yet.
    pub(crate) fn prepare(self) -> Option<Result<PreparedRequest, RequestError>> {
        match self.state {
            State::RequestBuilder(builder) => builder.map(RequestBuilder::prepare),
            State::Sent(_) => None,
        }
    }
}

impl<T, E> fmt::Debug for ResponseFuture<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
