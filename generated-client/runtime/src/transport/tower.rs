//! Support for `tower`: services as transports, and transports as services.

use std::{
    fmt,
    future::poll_fn,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{HeaderValue, header::HOST};
use tower_service::Service;

use crate::runtime::{
    Body, BoxError, BoxFuture, ClientBuilder, MaybeSend, Transport, TransportError,
    TransportErrorKind,
};

/// A transport that passes each request to a [`tower_service::Service`].
///
/// A server's router is such a service, so a client can call it without sockets. A [`TransportService`] in
/// layers of `tower` is one too, so that layers can run between a client and its HTTP stack.
///
/// The service sees what a server would: a `Host` header, and the whole URI. The transport has no clock of
/// its own: a [`Timeout`](crate::runtime::Timeout) stays in the request's extensions for a layer that has
/// one.
pub struct ServiceTransport<S>(Mutex<S>);

impl<S> ServiceTransport<S> {
    /// Creates a transport that passes requests to clones of `service`.
    pub fn new(service: S) -> Self {
        Self(Mutex::new(service))
    }
}

impl<S, B> Transport for ServiceTransport<S>
where
    S: Service<http::Request<Body>, Response = http::Response<B>> + Clone + MaybeSend + 'static,
    S::Error: Into<BoxError>,
    S::Future: MaybeSend,
    B: http_body::Body<Data = Bytes> + MaybeSend + 'static,
    B::Error: Into<BoxError>,
{
    fn send(
        &self,
        mut request: http::Request<Body>,
    ) -> BoxFuture<Result<http::Response<Body>, TransportError>> {
        let mut service = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        name_host(&mut request);
        Box::pin(async move {
            let ready = poll_fn(|context| service.poll_ready(context)).await;
            ready.map_err(error)?;
            let response = service.call(request).await.map_err(error)?;
            Ok(response.map(Body::wrap))
        })
    }
}

impl<S> fmt::Debug for ServiceTransport<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceTransport").finish_non_exhaustive()
    }
}

/// Adds the `Host` header that every request over a socket has (RFC 9110, section 7.2).
fn name_host(request: &mut http::Request<Body>) {
    if let Some(host) = host(request.uri()) {
        request.headers_mut().entry(HOST).or_insert(host);
    }
}

fn host(uri: &http::Uri) -> Option<HeaderValue> {
    HeaderValue::from_str(uri.authority()?.as_str()).ok()
}

/// Converts the error of a service. A [`TransportError`] that the layers left unchanged is kept.
fn error(error: impl Into<BoxError>) -> TransportError {
    match error.into().downcast::<TransportError>() {
        Ok(own) => *own,
        Err(other) => TransportError::new(TransportErrorKind::Other, other),
    }
}

impl<C> ClientBuilder<C> {
    /// Sends to this service instead of over a network: a server's router in a test, or a transport in
    /// layers of `tower`.
    pub fn service<S>(self, service: S) -> Self
    where
        ServiceTransport<S>: Transport,
    {
        self.transport(ServiceTransport::new(service))
    }
}

/// A transport as a service, to be wrapped in layers of `tower`.
pub struct TransportService<T: ?Sized>(Arc<T>);

impl<T: Transport> TransportService<T> {
    /// Creates a service that sends through `transport`.
    pub fn new(transport: T) -> Self {
        Self(Arc::new(transport))
    }
}

impl<T: ?Sized> Clone for TransportService<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: ?Sized> fmt::Debug for TransportService<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportService").finish_non_exhaustive()
    }
}

impl<T: Transport + ?Sized> Service<http::Request<Body>> for TransportService<T> {
    type Response = http::Response<Body>;
    type Error = TransportError;
    type Future = BoxFuture<Result<http::Response<Body>, TransportError>>;

    /// Reports that the service is ready, at any time: a transport queues requests itself.
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: http::Request<Body>) -> Self::Future {
        // The transport adds the header itself, and with another host where a redirect leads to one.
        if request.headers().get(HOST) == host(request.uri()).as_ref() {
            request.headers_mut().remove(HOST);
        }
        self.0.send(request)
    }
}
