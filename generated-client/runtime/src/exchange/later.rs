//! Whether and when a request may succeed later, according to its response.

use std::time::{Duration, SystemTime};

use http::{
    HeaderMap, StatusCode,
    header::{DATE, RETRY_AFTER},
};

/// The least number of seconds that is a date (in 2001) and not a duration.
const DATES: u64 = 1_000_000_000;

/// The prospects of the same request at a later time, according to a response.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Later {
    /// Whether the same request may succeed later.
    pub(crate) may_pass: bool,
    /// Whether the response means that the server did nothing.
    pub(crate) untouched: bool,
    /// The wait that the server asks for.
    pub(crate) after: Option<Duration>,
}

impl Later {
    pub(crate) fn new(
        status: StatusCode,
        headers: &HeaderMap,
        date: impl FnOnce() -> Option<SystemTime>,
    ) -> Self {
        let code = status.as_u16();
        let is_spent = text(headers, "x-ratelimit-remaining") == Some("0");
        let is_limit =
            code == 429 || code == 403 && (is_spent || headers.contains_key(RETRY_AFTER));
        let after = after(headers, is_limit && is_spent, date);
        let transient = is_limit || matches!(code, 408 | 500 | 502 | 503 | 504);
        let may_pass = match text(headers, "x-should-retry") {
            Some("true") => code >= 400,
            Some("false") => false,
            _ => transient,
        };
        Self {
            may_pass,
            untouched: is_limit || code == 503 && after.is_some(),
            after,
        }
    }
}

/// Returns the wait that the server asks for. A date is compared with the response's `Date` if it has one, so
/// that it does not matter whose clock is wrong.
fn after(
    headers: &HeaderMap,
    is_spent: bool,
    date: impl FnOnce() -> Option<SystemTime>,
) -> Option<Duration> {
    let milliseconds = text(headers, "retry-after-ms").and_then(|it| it.parse::<f64>().ok());
    let milliseconds = milliseconds.and_then(|it| Duration::try_from_secs_f64(it / 1000.0).ok());
    let now = || {
        let theirs = text(headers, DATE.as_str());
        let theirs = theirs.and_then(|it| httpdate::parse_http_date(it).ok());
        theirs.or_else(date)
    };
    if milliseconds.is_some() {
        return milliseconds;
    }
    // RFC 9110, section 10.2.3.
    if let Some(text) = text(headers, RETRY_AFTER.as_str()) {
        if let Some(wait) = seconds(text)
            .map(Duration::from_secs)
            .or_else(|| fraction(text))
        {
            return Some(wait);
        }
        if let Ok(until) = httpdate::parse_http_date(text) {
            return Some(until.duration_since(now()?).unwrap_or_default());
        }
    }
    let reset = seconds(text(headers, "x-ratelimit-reset").filter(|_| is_spent)?)?;
    if reset < DATES {
        return Some(Duration::from_secs(reset));
    }
    let until = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(reset))?;
    Some(until.duration_since(now()?).unwrap_or_default())
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    Some(headers.get(name)?.to_str().ok()?.trim())
}

/// Returns seconds with a fraction, which servers send although the RFC has none.
fn fraction(text: &str) -> Option<Duration> {
    let digits = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let seconds = text.parse().ok().filter(|_| digits)?;
    Duration::try_from_secs_f64(seconds).ok()
}

fn seconds(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}
