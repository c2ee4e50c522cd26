//! The typed half of a request, and the future that it becomes.

use std::{
    fmt,
    future::Future,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

use http::Method;
use serde::Serialize;

use super::{
    Body, BoxFuture, Core, Decode, Error, FormStyles, Options, Param, Request, RequestErrorKind,
    Response, Stream, decode::Reply, draft::Draft, fault::Fault,
};
#[cfg(feature = "testing")]
use super::{RequestError, prepared::Prepared};

/// What a request gives: the documented success, or an error that may hold the documented failure.
pub type Outcome<T, E> = Result<Response<<T as Decode>::Value>, Error<<E as Decode>::Value>>;

/// A request as an operation describes it. `T` says how a success is decoded, `E` how a documented
/// failure.
///
/// Describing never fails: what is wrong with a value comes out when the request is sent, before
/// anything is on the wire.
#[must_use = "a request does nothing until it is awaited or sent"]
pub struct Call<T, E> {
    pub(super) draft: Box<Draft>,
    outcome: PhantomData<fn() -> (T, E)>,
}

impl<T, E> Call<T, E> {
    /// A request with that method to the document's path `template`, `/things/{id}`.
    ///
    /// The template may have a query, which is sent before the pairs that are added here, and a
    /// fragment, which only tells operations apart and is not sent. What a URL cannot hold in it is
    /// escaped.
    pub fn new(core: &Core, method: Method, template: &'static str) -> Self {
        Self {
            draft: Draft::new(core, method, template),
            outcome: PhantomData,
        }
    }

    /// A GET request.
    pub fn get(core: &Core, template: &'static str) -> Self {
        Self::new(core, Method::GET, template)
    }

    /// A PUT request.
    pub fn put(core: &Core, template: &'static str) -> Self {
        Self::new(core, Method::PUT, template)
    }

    /// A POST request.
    pub fn post(core: &Core, template: &'static str) -> Self {
        Self::new(core, Method::POST, template)
    }

    /// A DELETE request.
    pub fn delete(core: &Core, template: &'static str) -> Self {
        Self::new(core, Method::DELETE, template)
    }

    /// A PATCH request.
    pub fn patch(core: &Core, template: &'static str) -> Self {
        Self::new(core, Method::PATCH, template)
    }

    /// A HEAD request.
    pub fn head(core: &Core, template: &'static str) -> Self {
        Self::new(core, Method::HEAD, template)
    }

    /// An OPTIONS request.
    pub fn options(core: &Core, template: &'static str) -> Self {
        Self::new(core, Method::OPTIONS, template)
    }

    /// A TRACE request.
    pub fn trace(core: &Core, template: &'static str) -> Self {
        Self::new(core, Method::TRACE, template)
    }

    /// A request with any other method, as the wire spells it.
    pub fn other(core: &Core, method: &'static str, template: &'static str) -> Self {
        let known = Method::from_bytes(method.as_bytes());
        let mut call = Self::new(core, known.as_ref().cloned().unwrap_or_default(), template);
        if known.is_err() {
            let why = "is no token (RFC 9110, section 5.6.2)";
            call.draft
                .refuse(RequestErrorKind::Url, "method", method, why);
        }
        call
    }

    /// The value of a `{name}` in the template, style `simple`. In its path, what is empty is refused,
    /// and what makes a segment `.` or `..`.
    pub fn path(mut self, name: &'static str, value: impl Param) -> Self {
        self.draft.path(name, &value.param());
        self
    }

    /// A query parameter, style `form` with explode: a list gives a pair for each item, an object
    /// one for each property.
    pub fn query(mut self, name: &str, value: impl Param) -> Self {
        self.draft.query(name, &value.param());
        self
    }

    /// A header parameter, style `simple`.
    pub fn header(mut self, name: &str, value: impl Param) -> Self {
        self.draft.header(name, &value.param());
        self
    }

    /// A cookie parameter, style `form` with explode.
    pub fn cookie(mut self, name: &str, value: impl Param) -> Self {
        self.draft.cookie(name, &value.param());
        self
    }

    /// A JSON body.
    pub fn json<B: Serialize + ?Sized>(self, body: &B) -> Self {
        self.json_as("application/json", body)
    }

    /// A JSON body under a media type of its own, such as `application/merge-patch+json`.
    pub fn json_as<B: Serialize + ?Sized>(mut self, content_type: &str, body: &B) -> Self {
        self.draft.json(content_type, serde_json::to_vec(body));
        self
    }

    /// Any other body.
    pub fn body(mut self, content_type: &str, body: impl Into<Body>) -> Self {
        self.draft.body(content_type, body.into());
        self
    }

    /// A form from an object, `application/x-www-form-urlencoded`. Lists are a pair for each item and
    /// objects JSON, unless `styles` says otherwise.
    pub fn form<B: Serialize + ?Sized>(mut self, body: &B, styles: FormStyles) -> Self {
        self.draft.form(serde_json::to_vec(body), styles);
        self
    }

    /// The server of this operation, if it has one of its own. It is the base URL unless the caller
    /// gave another one, to the client or in the options.
    pub fn server(mut self, url: &'static str) -> Self {
        self.draft.server(url);
        self
    }

    /// The media types to ask for, instead of what `T` decodes.
    pub fn accept(mut self, types: &[&str]) -> Self {
        self.draft.accept(types);
        self
    }

    /// The security schemes that the operation takes: alternatives, each a list of schemes that go
    /// together (`OpenAPI` 3, "Security Requirement Object").
    pub fn auth(mut self, alternatives: &'static [&'static [&'static str]]) -> Self {
        self.draft.auth(alternatives);
        self
    }

    /// The document's response keys that are a success, where they differ in what they hold. Without
    /// it every 2xx is decoded as `T`.
    pub fn success(mut self, keys: &'static [&'static str]) -> Self {
        self.draft.success(keys);
        self
    }

    /// The document's response keys whose bodies `E` decodes. A failure under none of them is
    /// [`Error::Status`].
    pub fn errors(mut self, keys: &'static [&'static str]) -> Self {
        self.draft.errors(keys);
        self
    }

    /// The finished description, of an operation without optional inputs.
    pub fn request(self) -> Request<T, E> {
        Request(self)
    }

    /// Changes what every request can be given.
    pub fn with_options(mut self, change: impl FnOnce(Options) -> Options) -> Self {
        self.draft.options = change(std::mem::take(&mut self.draft.options));
        self
    }
}

impl<T: Decode, E: Decode> Call<T, E> {
    /// Starts the request; it is sent when the future is first polled.
    pub fn send(mut self) -> Sending<T, E> {
        // An operation that gives nothing still wants its errors in a form it can read.
        let types = if T::ACCEPT.is_empty() {
            E::ACCEPT
        } else {
            T::ACCEPT
        };
        self.draft.accept(types);
        self.draft.streamed(T::streamed);
        Sending {
            state: State::Draft(Some(self.draft)),
            outcome: PhantomData,
        }
    }
}

impl<T: Decode, E: Decode> Call<T, E> {
    /// Starts the request; a success is not decoded, but its body is given as it comes.
    pub fn streamed(mut self) -> Sending<Stream, E> {
        self.draft.accept(T::ACCEPT);
        Call {
            draft: self.draft,
            outcome: PhantomData,
        }
        .send()
    }
}

impl<T, E> fmt::Debug for Call<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.draft.target)
    }
}

/// A request on its way. Dropping it cancels the request; the client stays usable.
///
/// One type for all operations: what is inside is untyped, and decoding happens in `poll`, so that
/// a decoder is compiled only where the operation is used.
#[must_use = "futures do nothing unless polled"]
pub struct Sending<T, E> {
    state: State,
    outcome: PhantomData<fn() -> (T, E)>,
}

enum State {
    /// Not polled yet; `None` once it is.
    Draft(Option<Box<Draft>>),
    Sent(BoxFuture<Result<Reply, Fault>>),
}

impl State {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<Reply, Fault>> {
        if let Self::Draft(draft) = self
            && let Some(draft) = draft.take()
        {
            *self = Self::Sent(draft.send());
        }
        match self {
            Self::Sent(inner) => inner.as_mut().poll(context),
            Self::Draft(_) => Poll::Pending,
        }
    }
}

impl<T: Decode, E: Decode> Future for Sending<T, E> {
    type Output = Outcome<T, E>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(match ready!(self.state.poll(context)) {
            Err(fault) => Err(fault.into()),
            Ok(reply) => reply.finish::<T, E>(),
        })
    }
}

#[cfg(feature = "testing")]
impl<T, E> Sending<T, E> {
    /// The request that would be sent, if it was not polled yet.
    pub(super) fn prepare(self) -> Option<Result<Prepared, RequestError>> {
        match self.state {
            State::Draft(draft) => draft.map(Draft::prepare),
            State::Sent(_) => None,
        }
    }
}

impl<T, E> fmt::Debug for Sending<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending").finish_non_exhaustive()
    }
}
