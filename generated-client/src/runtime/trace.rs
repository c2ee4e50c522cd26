//! A span for each request, named and filled as `OpenTelemetry` has it for HTTP clients. Nothing of
//! what is sent or received is in it but the status.

use super::{decode::Reply, fault::Fault, prepared::Prepared};

#[cfg(feature = "tracing")]
pub(super) use on::Span;

#[cfg(not(feature = "tracing"))]
pub(super) use off::Span;

#[cfg(feature = "tracing")]
mod on {
    use tracing::{Instrument, field::Empty, info_span};

    use super::{super::exchange::received, Fault, Prepared, Reply};
    use crate::runtime::TransportErrorKind;

    /// The span of a request.
    pub(in crate::runtime) struct Span(tracing::Span);

    impl Span {
        pub(in crate::runtime) fn new(request: &Prepared) -> Self {
            let target = &request.draft.target;
            // Its host and port are all that is shown.
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

        pub(in crate::runtime) fn around<F: Future>(
            &self,
            work: F,
        ) -> impl Future<Output = F::Output> + use<F> {
            work.instrument(self.0.clone())
        }

        pub(in crate::runtime) fn end(&self, outcome: &Result<Reply, Fault>) {
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
            match outcome {
                Err(Fault::Transport(error)) => {
                    span.record("error.type", kind(error.kind()));
                }
                Err(Fault::Request(_)) => {
                    span.record("error.type", "request");
                }
                Ok(_) | Err(Fault::Status(_)) => {}
            }
        }
    }

    fn kind(kind: TransportErrorKind) -> &'static str {
        match kind {
            TransportErrorKind::Connect => "connect",
            TransportErrorKind::Timeout => "timeout",
            TransportErrorKind::Cut => "cut",
            TransportErrorKind::TooLarge => "too_large",
            TransportErrorKind::Other => "_OTHER",
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod off {
    use super::{Fault, Prepared, Reply};

    /// No span: the feature `tracing` is off.
    pub(in crate::runtime) struct Span;

    #[allow(clippy::unused_self)] // as the one with the feature
    impl Span {
        pub(in crate::runtime) fn new(_: &Prepared) -> Self {
            Self
        }

        pub(in crate::runtime) fn around<F: Future>(&self, work: F) -> F {
            work
        }

        pub(in crate::runtime) fn end(&self, _: &Result<Reply, Fault>) {}
    }
}
