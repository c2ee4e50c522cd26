//! A server reads the values that the caller passed, for every style in every location, over real sockets. The server's
//! side is written from the specifications and shares no code with the runtime.

#![cfg(feature = "reqwest")]

#[path = "support/decode.rs"]
mod decode;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{Router, extract::Request, http::StatusCode};
use decode::{Expected, cookies, header_value, path_value, query_value};
use generated_client::runtime::{
    Api, Call, ClientBuilder, ClientCore, Empty, Error, JsonParam, NoError, Style, TextList,
};
use proptest::{prelude::*, test_runner::TestRunner};
use tokio::{net::TcpListener, runtime::Runtime};

static API: Api = Api {
    name: "values",
    base_url: None,
    user_agent: "test",
    schemes: &[],
    variables: &[],
};

struct Client(ClientCore);

impl From<ClientCore> for Client {
    fn from(core: ClientCore) -> Self {
        Self(core)
    }
}

/// The request that the server received.
#[derive(Clone, Default)]
struct Seen {
    path: String,
    query: String,
    headers: axum::http::HeaderMap,
}

/// A server that keeps the last request, and a client of it.
struct Wire {
    runtime: Runtime,
    core: ClientCore,
    seen: Arc<Mutex<Seen>>,
}

type Nothing = Call<Empty, NoError>;

impl Wire {
    fn start() -> Self {
        let runtime = Runtime::new().unwrap();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let kept = seen.clone();
        let listener = runtime
            .block_on(TcpListener::bind(("127.0.0.1", 0)))
            .unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = Router::new().fallback(move |request: Request| {
            *kept.lock().unwrap() = Seen {
                path: request.uri().path().to_owned(),
                query: request.uri().query().unwrap_or_default().to_owned(),
                headers: request.headers().clone(),
            };
            async { StatusCode::NO_CONTENT }
        });
        runtime.spawn(async move { axum::serve(listener, app).await.unwrap() });
        let client: Client = ClientBuilder::new(&API).base_url(url).build().unwrap();
        Self {
            runtime,
            core: client.0,
            seen,
        }
    }

    /// Sends a request, and returns the request that the server received, or the reason why it was refused before it
    /// was sent.
    fn send(&self, call: Nothing) -> Result<Seen, String> {
        *self.seen.lock().unwrap() = Seen::default();
        match self.runtime.block_on(call.send()) {
            Ok(_) => Ok(self.seen.lock().unwrap().clone()),
            Err(Error::Request(why)) => {
                assert_eq!(self.seen.lock().unwrap().path, "", "it was sent: {why}");
                Err(why.to_string())
            }
            Err(other) => panic!("{other}"),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Value {
    Text(String),
    List(Vec<String>),
    Object(BTreeMap<String, String>),
}

impl Value {
    /// Returns all strings in the value.
    fn texts(&self) -> Vec<&str> {
        match self {
            Self::Text(text) => vec![text],
            Self::List(items) => items.iter().map(String::as_str).collect(),
            Self::Object(pairs) => pairs.iter().flat_map(|(k, v)| [&**k, &**v]).collect(),
        }
    }

    fn is_text(&self) -> bool {
        matches!(self, Self::Text(_))
    }

    fn keys(&self) -> Vec<&str> {
        match self {
            Self::Text(_) | Self::List(_) => Vec::new(),
            Self::Object(pairs) => pairs.keys().map(String::as_str).collect(),
        }
    }

    fn any(&self, what: impl Fn(&str) -> bool) -> bool {
        self.texts().into_iter().any(what)
    }

    fn is_nothing(&self) -> bool {
        !self.is_text() && self.texts().is_empty()
    }

    /// Returns the value in a style before percent-encoding, without names of parameters.
    fn plain(&self, between: &str, equals: &str) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::List(items) => items.join(between),
            Self::Object(pairs) => {
                let pairs = pairs.iter().map(|(k, v)| format!("{k}{equals}{v}"));
                pairs.collect::<Vec<_>>().join(between)
            }
        }
    }
}

/// Calls `$call.$method($name, $style, value)` with the value in the form of its type.
macro_rules! with_value {
    ($value:expr, $call:expr, $method:ident, $name:literal, $style:expr) => {
        match $value {
            Value::Text(text) => $call.$method($name, $style, text.as_str()),
            Value::List(items) => $call.$method($name, $style, TextList(items)),
            Value::Object(pairs) => $call.$method($name, $style, JsonParam(pairs)),
        }
    };
}

const PATHS: [Style; 7] = [
    Style::Simple,
    Style::SimpleExplode,
    Style::Label,
    Style::LabelExplode,
    Style::Matrix,
    Style::MatrixExplode,
    Style::Json,
];
const QUERIES: [Style; 6] = [
    Style::Form,
    Style::FormExplode,
    Style::Space,
    Style::Pipe,
    Style::DeepObject,
    Style::Json,
];
const HEADERS: [Style; 2] = [Style::Simple, Style::SimpleExplode];
const COOKIES: [Style; 4] = [
    Style::Form,
    Style::FormExplode,
    Style::Cookie,
    Style::CookieExplode,
];

fn expected(value: &Value) -> Expected {
    match value {
        Value::Text(text) => Expected::Text(text.clone()),
        Value::List(items) => Expected::List(items.clone()),
        Value::Object(pairs) => Expected::Object(pairs.clone()),
    }
}

/// Checks that the server reads `value`, or that a refusable value is refused with a reason.
fn check(
    outcome: Result<Expected, String>,
    value: &Value,
    refusable: bool,
    what: &str,
) -> Result<(), TestCaseError> {
    match outcome {
        Ok(read) => {
            prop_assert!(!refusable, "{} was sent: {:?}", what, value);
            prop_assert_eq!(read, expected(value), "{}", what);
        }
        Err(why) => {
            prop_assert!(refusable, "{} of {:?} was refused: {}", what, value, why);
            let told = [
                "is empty",
                "must not be",
                " holds ",
                "hold",
                "white space",
                "has a",
            ];
            prop_assert!(told.iter().any(|it| why.contains(it)), "{}", why);
            let named = why.contains("`x`") || why.contains("`X-Value`");
            prop_assert!(named, "{}", why);
        }
    }
    Ok(())
}

fn in_path(wire: &Wire, value: &Value) -> Result<(), TestCaseError> {
    for reserved in [false, true] {
        for style in PATHS {
            let call = Nothing::get(&wire.core, "/before/{x}/after");
            let call = if reserved {
                with_value!(value, call, path_reserved, "x", style)
            } else {
                with_value!(value, call, path_styled, "x", style)
            };
            let (first, between, equals) = match style {
                Style::Label => (".", ",", ","),
                Style::LabelExplode => (".", ".", "="),
                Style::SimpleExplode => ("", ",", "="),
                _ => ("", ",", ","),
            };
            let segment = format!("{first}{}", value.plain(between, equals));
            let refusable = match style {
                Style::Json => false,
                Style::Matrix | Style::MatrixExplode => value.is_nothing(),
                _ => value.is_nothing() || matches!(segment.as_str(), "" | "." | ".."),
            };
            let outcome = wire.send(call).map(|seen| {
                let path = seen.path.strip_prefix("/before/").unwrap();
                let segment = path.strip_suffix("/after").unwrap();
                assert!(!segment.contains('/'), "{segment}");
                path_value(style, segment, &expected(value))
            });
            check(
                outcome,
                value,
                refusable,
                &format!("path {style:?} reserved {reserved}"),
            )?;
        }
    }
    Ok(())
}

fn in_query(wire: &Wire, value: &Value) -> Result<(), TestCaseError> {
    for reserved in [false, true] {
        for style in QUERIES {
            let call = Nothing::get(&wire.core, "/q").query("before", "1&2");
            let call = if reserved {
                with_value!(value, call, query_reserved, "x", style)
            } else {
                with_value!(value, call, query_styled, "x", style)
            };
            let refusable = match style {
                Style::Space => !value.is_text() && value.any(|it| it.contains(' ')),
                Style::Pipe => !value.is_text() && value.any(|it| it.contains('|')),
                Style::DeepObject => value
                    .keys()
                    .iter()
                    .any(|key| key.is_empty() || key.contains(['[', ']'])),
                _ => false,
            };
            let outcome = wire.send(call.query("after", "")).map(|seen| {
                let query = seen.query.strip_prefix("before=1%262").unwrap();
                let query = query.strip_suffix("&after=").unwrap();
                let query = query.strip_prefix('&').unwrap_or(query);
                query_value(style, query, &expected(value))
            });
            check(
                outcome,
                value,
                refusable,
                &format!("query {style:?} reserved {reserved}"),
            )?;
        }
    }
    Ok(())
}

/// Returns whether a header cannot hold the text: control characters, or white space at either end.
fn no_header(text: &str) -> bool {
    let control = |it: u8| (it < 0x20 && it != b'\t') || it == 0x7f;
    text.bytes().any(control) || text.trim_matches([' ', '\t']) != text
}

fn in_header(wire: &Wire, value: &Value) -> Result<(), TestCaseError> {
    for style in HEADERS {
        let call = Nothing::get(&wire.core, "/h");
        let call = with_value!(value, call, header_styled, "X-Value", style);
        let exploded = style == Style::SimpleExplode;
        let refusable = value.any(no_header)
            || (!value.is_text() && value.any(|it| it.contains(',')))
            || (exploded && value.keys().iter().any(|it| it.contains('=')));
        let outcome = wire
            .send(call)
            .map(|seen| header_value(style, seen.headers.get("x-value"), &expected(value)));
        check(outcome, value, refusable, &format!("header {style:?}"))?;
    }
    Ok(())
}

fn in_cookie(wire: &Wire, value: &Value) -> Result<(), TestCaseError> {
    for (style, reserved) in COOKIES
        .map(|it| (it, false))
        .into_iter()
        .chain([(Style::Form, true), (Style::FormExplode, true)])
    {
        let call = Nothing::get(&wire.core, "/c").cookie("before", "1; 2");
        let call = if reserved {
            with_value!(value, call, cookie_reserved, "x", style)
        } else {
            with_value!(value, call, cookie_styled, "x", style)
        };
        let octet =
            |it: u8| matches!(it, 0x21 | 0x23..=0x2b | 0x2d..=0x3a | 0x3c..=0x5b | 0x5d..=0x7e);
        let refusable = match style {
            Style::Cookie => value.any(|it| !it.bytes().all(octet)),
            Style::CookieExplode => {
                value.any(|it| !it.bytes().all(octet))
                    || value.keys().iter().any(|it| it.contains('='))
            }
            _ => false,
        };
        let outcome = wire.send(call.cookie("after", "")).map(|seen| {
            let header = seen.headers.get("cookie").unwrap().to_str().unwrap();
            let header = header.strip_prefix("before=1%3B%202").unwrap();
            let header = header.strip_suffix("; after=").unwrap();
            let header = header.strip_prefix("; ").unwrap_or(header);
            cookies(style, header, &expected(value))
        });
        check(
            outcome,
            value,
            refusable,
            &format!("cookie {style:?} reserved {reserved}"),
        )?;
    }
    Ok(())
}

/// Generates arbitrary text, with a preference for characters that have a meaning in some style.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => any::<String>(),
        3 => "[a-z ,;.&=|%+/?#\\[\\]:@!$'()*\"\\\\~é€ \u{0}\t\n\r\u{7f}\u{1F600}-]{0,6}",
        2 => "[a-z0-9]{0,3}",
        1 => prop::sample::select(vec!["", ".", "..", ",", " ", "%", "%2F", "+", "%20", "a,b", "a b", "a|b", "a=b", "[]"])
            .prop_map(str::to_owned),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        text().prop_map(Value::Text),
        prop::collection::vec(text(), 0..4).prop_map(Value::List),
        prop::collection::btree_map(text(), text(), 0..4).prop_map(Value::Object),
    ]
}

fn every_value(cases: u32, test: fn(&Wire, &Value) -> Result<(), TestCaseError>) {
    let wire = Wire::start();
    let mut runner = TestRunner::new(ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    if let Err(failure) = runner.run(&value(), |value| test(&wire, &value)) {
        panic!("{failure}");
    }
}

#[test]
fn paths() {
    every_value(256, in_path);
}

#[test]
fn queries() {
    every_value(256, in_query);
}

#[test]
fn headers() {
    every_value(256, in_header);
}

#[test]
fn cookie_headers() {
    every_value(256, in_cookie);
}
