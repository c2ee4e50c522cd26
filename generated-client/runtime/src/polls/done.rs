//! The end of work that a request starts: the URL or the operation that its response names is asked until then.

use std::{fmt, future::IntoFuture, marker::PhantomData, time::Duration};

use http::{
    HeaderMap, HeaderName, Method, StatusCode,
    header::{
        ACCEPT, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, IF_MATCH,
        IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_UNMODIFIED_SINCE, LOCATION,
    },
};

use crate::runtime::{
    Body, BoxFuture, Call, Decode, Outcome, RequestError, StatusError,
    exchange::fault::Fault,
    json::find::{self, find},
    polls::{
        Ask,
        asker::{Asker, Pace},
        paced,
    },
    request::{
        builder::RequestBuilder,
        follow,
        prepared_request::{PreparedRequest, Source},
        url::PathValues,
    },
    response::{cases::Cases, decode::RawResponse},
};

/// The headers with the URL of a status monitor, whose body has a `status`.
const MONITORS: [HeaderName; 2] = [
    HeaderName::from_static("azure-asyncoperation"),
    HeaderName::from_static("operation-location"),
];

/// The headers of a request that are about its body or a condition, which further requests do not have.
const OF_ONE: [HeaderName; 8] = [
    CONTENT_ENCODING,
    CONTENT_LANGUAGE,
    CONTENT_LENGTH,
    CONTENT_TYPE,
    IF_MATCH,
    IF_MODIFIED_SINCE,
    IF_NONE_MATCH,
    IF_UNMODIFIED_SINCE,
];

/// A request with the work that it starts. Awaiting it returns the end result.
#[must_use = "a poll does nothing until it is awaited"]
pub struct Done<T, E> {
    builder: Box<RequestBuilder>,
    rest: Rest,
    pace: Pace,
    outcome: PhantomData<fn() -> (T, E)>,
}

/// The requests after the first one.
struct Rest {
    /// The other operation that is asked, if the response names no URL.
    rule: Option<Ask>,
    cases: Cases,
    accept: &'static [&'static str],
}

impl<T: Decode, E: Decode> Call<T, E> {
    /// Returns the poll of the URL that the response names: that of a status monitor in `Azure-AsyncOperation` or
    /// `Operation-Location`, or that of the result in the `Location` of a 202.
    pub fn done<R: Decode>(self) -> Done<R, E> {
        let mut builder = self.ready();
        let mut cases = cases::<R, E>();
        (cases.success, cases.errors) = (builder.cases.success, builder.cases.errors);
        // The first response may be the result.
        builder.cases.streamed = cases.streamed;
        Done::new(builder, None, cases)
    }

    /// Returns the poll of another operation. `R` and `F` determine how its responses are decoded.
    pub fn done_by<R: Decode, F: Decode>(self, rule: Ask) -> Done<R, F> {
        let mut builder = self.ready();
        builder.cases.streamed = Cases::new().streamed;
        if !rule.shared {
            builder.cases.errors = &[];
        }
        let mut cases = cases::<R, F>();
        (cases.success, cases.errors) = (rule.success, rule.errors);
        Done::new(builder, Some(rule), cases)
    }
}

/// Returns the cases of the requests after the first one, without the keys.
#[allow(clippy::extra_unused_type_parameters)] // only the feature `testing` uses them
fn cases<T: Decode, E: Decode>() -> Cases {
    let mut cases = Cases::new();
    cases.streamed = T::streamed;
    #[cfg(feature = "testing")]
    cases.mark_by::<T, E>();
    cases
}

impl<T, E> Done<T, E> {
    paced!();
}

impl<T: Decode, E: Decode> Done<T, E> {
    fn new(builder: Box<RequestBuilder>, rule: Option<Ask>, cases: Cases) -> Self {
        let accept = if T::ACCEPT.is_empty() {
            E::ACCEPT
        } else {
            T::ACCEPT
        };
        Self {
            builder,
            rest: Rest {
                rule,
                cases,
                accept,
            },
            pace: Pace::default(),
            outcome: PhantomData,
        }
    }
}

impl<T: Decode, E: Decode> IntoFuture for Done<T, E> {
    type Output = Outcome<T, E>;
    type IntoFuture = BoxFuture<Outcome<T, E>>;

    fn into_future(self) -> Self::IntoFuture {
        let end = end(self.builder, self.rest, self.pace);
        Box::pin(async move { end.await?.finish::<T, E>() })
    }
}

impl<T, E> fmt::Debug for Done<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Done")
            .field("request", &self.builder.target)
            .field("pace", &self.pace)
            .finish_non_exhaustive()
    }
}

/// Returns the last response. It does not depend on types, so it is compiled once.
fn end(
    builder: Box<RequestBuilder>,
    rest: Rest,
    pace: Pace,
) -> BoxFuture<Result<RawResponse, Fault>> {
    Box::pin(async move {
        let mut asker = Asker::new(builder, pace)?;
        let first = asker.ask().await?;
        if !first.success {
            return Ok(first);
        }
        match &rest.rule {
            Some(rule) => asked(&mut asker, first, rule, &rest).await,
            None => located(&mut asker, first, &rest).await,
        }
    })
}

/// Asks an operation until its status is one of the last ones.
async fn asked(
    asker: &mut Asker,
    first: RawResponse,
    rule: &Ask,
    rest: &Rest,
) -> Result<RawResponse, Fault> {
    let values = rule
        .values
        .iter()
        .map(|(name, at)| Ok((*name, value(asker, &first, at)?)));
    let values = values.collect::<Result<Vec<_>, RequestError>>()?;
    let mut wait = first.received.later.after;
    drop(first);
    asker.change()?.retarget(rule, &values, rest)?;
    loop {
        asker.wait(wait).await?;
        let reply = asker.ask().await?;
        if !reply.success
            || rule
                .ends
                .contains(&value(asker, &reply, rule.status)?.as_str())
        {
            return Ok(reply);
        }
        wait = reply.received.later.after;
    }
}

/// Asks the URL that a response names.
async fn located(asker: &mut Asker, first: RawResponse, rest: &Rest) -> Result<RawResponse, Fault> {
    if let Some(monitor) = MONITORS.iter().find_map(|name| url(first.headers(), name)) {
        return monitored(asker, first, &monitor, rest).await;
    }
    let mut reply = first;
    let mut known = false;
    while reply.success && reply.status() == StatusCode::ACCEPTED {
        let (wait, next) = (reply.received.later.after, url(reply.headers(), &LOCATION));
        drop(reply);
        match next {
            Some(next) => follow(asker, &next, rest.cases)?,
            None if known => {}
            None => return Err(asker.refused("the response 202 names no URL to ask").into()),
        }
        known = true;
        asker.wait(wait).await?;
        reply = asker.ask().await?;
    }
    Ok(reply)
}

/// Asks a status monitor, and then the URL of the result (Microsoft's REST API guidelines, "Long-running operations").
async fn monitored(
    asker: &mut Asker,
    first: RawResponse,
    monitor: &str,
    rest: &Rest,
) -> Result<RawResponse, Fault> {
    let own = asker.request.uri.to_string();
    let changes = [Method::PUT, Method::PATCH].contains(&asker.request.builder.target.method);
    let location = url(first.headers(), &LOCATION);
    let mut wait = first.received.later.after;
    drop(first);
    // The monitor's own responses are not those of the operation.
    let errors = rest.cases.errors;
    follow(
        asker,
        monitor,
        Cases {
            errors,
            ..Cases::new()
        },
    )?;
    let last = loop {
        asker.wait(wait).await?;
        let reply = asker.ask().await?;
        let is_over = match Status::of(&reply) {
            Status::Failed(status) => return Err(failed(reply, status)),
            Status::Running => false,
            Status::Done => true,
        };
        if is_over || !reply.success {
            break reply;
        }
        wait = reply.received.later.after;
    };
    if !last.success {
        return Ok(last);
    }
    let text = last.received.json();
    let named = find::cursor(find(&text, "/resourceLocation")).or(location);
    let Some(next) = named.or(changes.then_some(own)) else {
        return Ok(last);
    };
    drop(last);
    follow(asker, &next, rest.cases)?;
    asker.ask().await
}

/// The state of work according to its monitor.
enum Status {
    Running,
    Done,
    Failed(Box<str>),
}

impl Status {
    fn of(reply: &RawResponse) -> Self {
        let text = reply.received.json();
        let status = find::cursor(find(&text, "/status"))
            .or_else(|| find::cursor(find(&text, "/properties/status")));
        let Some(status) = status else {
            // A monitor without a body tells by its own status.
            let running = reply.status() == StatusCode::ACCEPTED;
            return if running { Self::Running } else { Self::Done };
        };
        match status.to_ascii_lowercase().as_str() {
            "succeeded" | "completed" => Self::Done,
            "failed" | "canceled" | "cancelled" => Self::Failed(status.into()),
            _ => Self::Running,
        }
    }
}

fn failed(reply: RawResponse, status: Box<str>) -> Fault {
    let mut received = reply.received;
    (received.ended, received.words) = (true, Some(status));
    Fault::Status(Box::new(StatusError(received)))
}

/// Returns the value of a header.
fn url(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    Some(value.to_owned()).filter(|it| !it.is_empty())
}

/// Returns the value at a place of a response.
fn value(asker: &Asker, reply: &RawResponse, at: &str) -> Result<String, RequestError> {
    let text = reply.received.json();
    find::cursor(find(&text, at))
        .ok_or_else(|| asker.refused(format!("the response has no text at `{at}`")))
}

/// Changes the request into one for a URL, which must have its origin.
fn follow(asker: &mut Asker, next: &str, cases: Cases) -> Result<(), RequestError> {
    let schemes = asker.request.builder.core.api().schemes;
    let uri = follow::followed(&asker.request.uri, next, schemes);
    let uri = uri.map_err(|why| asker.refused(format!("the URL to ask {why}")))?;
    let request = asker.change()?;
    request.read(cases);
    request.uri = uri;
    Ok(())
}

impl PreparedRequest {
    /// Changes the request into one that only reads.
    fn read(&mut self, cases: Cases) {
        self.builder.cases = cases;
        self.builder.target.method = Method::GET;
        self.body = Source::new(Body::empty());
        self.made_key = false;
        let key = self.builder.key.take();
        for name in OF_ONE.iter().chain(&key) {
            self.builder.headers.remove(name);
        }
    }

    /// Changes the request into one of another operation. The caller's options stay.
    fn retarget(
        &mut self,
        rule: &Ask,
        values: &[(&'static str, String)],
        rest: &Rest,
    ) -> Result<(), RequestError> {
        self.read(rest.cases);
        let builder = &mut self.builder;
        builder.target.template = rule.template;
        builder.path = PathValues::default();
        builder.query = String::new();
        for (name, value) in values {
            builder.path(name, &crate::runtime::Param::param(&value.as_str()));
        }
        builder.auth = rule.auth;
        builder.headers.remove(ACCEPT);
        builder.accept(rest.accept);
        if let Some(problem) = builder.problem.take() {
            return Err(problem);
        }
        self.uri = builder.uri()?;
        Ok(())
    }
}
