//! A span for each request, with an event for each retry. Names and fields are those of `OpenTelemetry` for
//! HTTP clients. The status is the only sent or received data in it.

use crate::runtime::{
    exchange::fault::Fault, request::prepared_request::PreparedRequest,
    response::decode::RawResponse,
};

#[cfg(feature = "tracing")]
pub(crate) use on::Span;

#[cfg(not(feature = "tracing"))]
pub(crate) use off::Span;

#[cfg(feature = "tracing")]
mod on {
    use std::time::Duration;

    use tracing::{Instrument, field::Empty, info_span};

    use super::{Fault, PreparedRequest, RawResponse};
    use crate::runtime::TransportErrorKind;
    use crate::runtime::exchange::received;

    /// The span of a request.
    pub(crate) struct Span(tracing::Span);

    impl Span {
        pub(crate) fn new(request: &PreparedRequest) -> Self {
            let target = &request.builder.target;
            // Only host and port are shown.
            let server = &request.uri;
            let port = if server.scheme_str() == Some("http") {
                80
            } else {
                443
            };
            Self(info_span!(
                "HTTP request",
                otel.kind = "client",
                otel.name = %target,
                http.request.method = %target.method,
                url.template = target.template,
                server.address = server.host().unwrap_or_default(),
                server.port = server.port_u16().unwrap_or(port),
                http.response.status_code = Empty,
                http.request.resend_count = Empty,
                error.r#type = Empty,
            ))
        }

        pub(crate) fn around<F: Future>(
            &self,
            work: F,
        ) -> impl Future<Output = F::Output> + use<F> {
            work.instrument(self.0.clone())
        }

        /// Records that the request is sent again after `wait`, and the reason.
        pub(crate) fn again(
            &self,
            wait: Duration,
            attempts: u32,
            outcome: &Result<RawResponse, Fault>,
        ) {
            tracing::info!(
                parent: &self.0,
                http.request.resend_count = attempts,
                http.response.status_code = received(outcome).map(|it| it.status.as_u16()),
                error.r#type = failed(outcome),
                wait = ?wait,
                "the request is sent again"
            );
        }

        /// Records that the client has no retries left to send the request again.
        pub(crate) fn spent(&self) {
            tracing::info!(parent: &self.0, "not sent again: the client has no retries left");
        }

        pub(crate) fn end(&self, outcome: &Result<RawResponse, Fault>) {
            let span = &self.0;
            if let Some(received) = received(outcome) {
                let status = received.status.as_u16();
                span.record("http.response.status_code", status);
                if status >= 400 {
                    span.record("error.type", tracing::field::display(status));
                }
            }
            let attempts = match outcome {
                Ok(reply) => reply.received.attempts,
                Err(fault) => fault.attempts(),
            };
            if attempts > 1 {
                span.record("http.request.resend_count", attempts - 1);
            }
            if let Some(failed) = failed(outcome) {
                span.record("error.type", failed);
            }
        }
    }

    /// Returns the kind of a failure without a status.
    fn failed(outcome: &Result<RawResponse, Fault>) -> Option<&'static str> {
        match outcome {
            Err(Fault::Transport(error)) => Some(kind(error.kind())),
            Err(Fault::Request(_)) => Some("request"),
            Ok(_) | Err(Fault::Status(_)) => None,
        }
    }

    fn kind(kind: TransportErrorKind) -> &'static str {
        match kind {
            TransportErrorKind::Connect => "connect",
            TransportErrorKind::Timeout => "timeout",
            TransportErrorKind::Cut => "cut",
            TransportErrorKind::TooLarge => "too_large",
            TransportErrorKind::Redirect => "redirect",
            TransportErrorKind::Body => "body",
            TransportErrorKind::Other => "_OTHER",
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod off {
    use std::time::Duration;

    use super::{Fault, PreparedRequest, RawResponse};

    /// A stand-in for the span, as the feature `tracing` is off.
    pub(crate) struct Span;

    #[allow(clippy::unused_self)] // same signatures as with the feature
    impl Span {
        pub(crate) fn new(_: &PreparedRequest) -> Self {
            Self
        }

        pub(crate) fn around<F: Future>(&self, work: F) -> F {
            work
        }

        pub(crate) fn again(&self, _: Duration, _: u32, _: &Result<RawResponse, Fault>) {}

        pub(crate) fn spent(&self) {}

        pub(crate) fn end(&self, _: &Result<RawResponse, Fault>) {}
    }
}
