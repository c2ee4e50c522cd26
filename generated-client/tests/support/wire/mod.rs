//! The harness of the generated conformance tests: one call over a real socket is compared with the request that the
//! document describes, and each documented response is sent back.
//!
//! The generator encodes the expected request into each test; nothing here shares code with the runtime under test. The
//! code here is compiled once for all tests, so that a test consists of literals and one call.
//!
//! Two variables change a run:
//!
//! - `WIRE_BASE_URL`: calls go to that server, and its responses are only decoded. A documented failure or an
//!   undocumented status is reported, but does not fail the test.
//! - `WIRE_REPORT`: a file to which each test appends a line of JSON.

// Each API uses only a part of this module.
#![allow(dead_code, unused_macros, unused_imports, unreachable_pub)]

mod check;
mod marks;
mod mutate;
mod reply;
mod report;
mod server;

use crate::library::runtime::ResponseFuture;
use check::KEY;
use reply::{Kind, Pending, RawResponse, untyped};
use server::{KeptResponse, Script, Server};

pub use reply::{Seen, Shown};

/// The secret of every credential.
pub const SECRET: &str = "user:secret";

/// A call, with the request and the responses that the document describes.
pub struct Case {
    at: &'static str,
    method: &'static str,
    target: &'static str,
    refused: bool,
    headers: Vec<(&'static str, &'static str)>,
    body: Sent,
    answers: Vec<Answer>,
}

/// The body of a request.
enum Sent {
    Nothing,
    /// JSON with its media type, compared as a value.
    Json(&'static str, &'static str),
    /// Any other body, compared byte by byte.
    Text(&'static str, &'static str),
    /// Lines of JSON, compared as values.
    Lines(&'static str, &'static str),
    /// The media type without its boundary, and the parts.
    Parts(&'static str, Vec<Part>),
}

/// A part of a multipart body.
pub struct Part {
    name: &'static str,
    file: Option<&'static str>,
    media: Option<&'static str>,
    headers: Vec<(&'static str, &'static str)>,
    text: &'static str,
}

impl Part {
    /// Adds a header to the part.
    pub fn with(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }
}

/// Creates a part of text, or of JSON if `media` is JSON.
pub fn part(name: &'static str, media: Option<&'static str>, text: &'static str) -> Part {
    Part {
        name,
        file: None,
        media,
        headers: Vec::new(),
        text,
    }
}

/// Creates a part with a file.
pub fn file(
    name: &'static str,
    file: &'static str,
    media: &'static str,
    text: &'static str,
) -> Part {
    Part {
        name,
        file: Some(file),
        media: Some(media),
        headers: Vec::new(),
        text,
    }
}

/// A response and its expected outcome.
pub struct Answer {
    status: u16,
    media: &'static str,
    body: &'static str,
    kind: Kind,
    /// The variant if there are several: response key, media type, or both.
    case: &'static str,
    places: Places,
}

/// JSON pointers into a body, by what the document allows for the values there.
#[derive(Default)]
struct Places {
    /// Optional properties.
    optional: &'static [&'static str],
    /// Nullable values, whose `null` is kept.
    nullable: &'static [&'static str],
    /// Values of enums.
    enums: &'static [&'static str],
    /// Objects that ignore undeclared properties.
    objects: &'static [&'static str],
}

/// Creates a documented success.
pub fn success(status: u16, media: &'static str, body: &'static str) -> Answer {
    answer(Kind::Success, status, media, body)
}

/// Creates a documented failure.
pub fn failure(status: u16, media: &'static str, body: &'static str) -> Answer {
    answer(Kind::Api, status, media, body)
}

/// Creates an error status without a documented body.
pub fn bare(status: u16) -> Answer {
    answer(Kind::Status, status, "", "")
}

fn answer(kind: Kind, status: u16, media: &'static str, body: &'static str) -> Answer {
    Answer {
        status,
        media,
        body,
        kind,
        case: "",
        places: Places::default(),
    }
}

impl Answer {
    /// Sets the variant of the body if there are several.
    pub fn case(mut self, case: &'static str) -> Self {
        self.case = case;
        self
    }

    /// Sets the optional properties.
    pub fn optional(mut self, places: &'static [&'static str]) -> Self {
        self.places.optional = places;
        self
    }

    /// Sets the nullable values, whose `null` is kept.
    pub fn nullable(mut self, places: &'static [&'static str]) -> Self {
        self.places.nullable = places;
        self
    }

    /// Sets the values of enums, which accept unlisted values.
    pub fn enums(mut self, places: &'static [&'static str]) -> Self {
        self.places.enums = places;
        self
    }

    /// Sets the objects that ignore undeclared properties.
    pub fn objects(mut self, places: &'static [&'static str]) -> Self {
        self.places.objects = places;
        self
    }
}

/// Creates a case for the operation at a JSON pointer of the document, with the expected request line.
pub fn case(at: &'static str, method: &'static str, target: &'static str) -> Case {
    Case {
        at,
        method,
        target,
        refused: false,
        headers: Vec::new(),
        body: Sent::Nothing,
        answers: Vec::new(),
    }
}

/// Decodes a value from JSON.
#[track_caller]
pub fn json<T: serde::de::DeserializeOwned>(text: &str) -> T {
    match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => panic!("a value of the document does not decode: {error}\n{text}"),
    }
}

/// Parses a value from its string form.
#[track_caller]
pub fn parsed<T: std::str::FromStr>(text: &str) -> T {
    text.parse()
        .unwrap_or_else(|_| panic!("`{text}` is not in its format"))
}

impl Case {
    /// Expects that nothing is sent, since the values would lead to another resource.
    pub fn refused(mut self) -> Self {
        self.refused = true;
        self
    }

    /// Adds an expected header.
    pub fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Expects a header with an idempotency key that the client makes.
    pub fn key(self, name: &'static str) -> Self {
        self.header(name, KEY)
    }

    /// Sets the expected JSON body, which the call also gets as its input.
    pub fn json(self, text: &'static str) -> Self {
        self.json_as("application/json", text)
    }

    /// Sets the expected JSON body with another media type.
    pub fn json_as(mut self, media: &'static str, text: &'static str) -> Self {
        self.body = Sent::Json(media, text);
        self
    }

    /// Sets the expected body, which is compared byte by byte.
    pub fn text(mut self, media: &'static str, text: &'static str) -> Self {
        self.body = Sent::Text(media, text);
        self
    }

    /// Sets the expected values, one per line.
    pub fn lines(mut self, media: &'static str, text: &'static str) -> Self {
        self.body = Sent::Lines(media, text);
        self
    }

    /// Sets the expected parts.
    pub fn parts(self, parts: Vec<Part>) -> Self {
        self.parts_as("multipart/form-data", parts)
    }

    /// Sets the expected parts with another media type, to which the boundary is added.
    pub fn parts_as(mut self, media: &'static str, parts: Vec<Part>) -> Self {
        self.body = Sent::Parts(media, parts);
        self
    }

    /// Adds a response.
    pub fn answer(mut self, answer: Answer) -> Self {
        self.answers.push(answer);
        self
    }

    /// Returns the media type of the body.
    fn media(&self) -> &'static str {
        match &self.body {
            Sent::Nothing => "",
            Sent::Json(media, _)
            | Sent::Lines(media, _)
            | Sent::Text(media, _)
            | Sent::Parts(media, _) => media,
        }
    }

    /// Runs the call once per response and per variant of it.
    #[track_caller]
    pub fn run<C, T: Shown, E: Shown>(
        self,
        client: fn(&str) -> C,
        call: impl Fn(&C, &str) -> ResponseFuture<T, E>,
    ) {
        let server = Server::start();
        let client = client(&server.url);
        self.drive(&server, &|body| untyped(call(&client, body)));
    }

    #[track_caller]
    fn drive(&self, server: &Server, call: &dyn Fn(&str) -> Pending) {
        let body = match self.body {
            Sent::Json(_, text) | Sent::Text(_, text) => text,
            Sent::Nothing | Sent::Lines(..) | Sent::Parts(..) => "",
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let send = || runtime.block_on(call(body));
        if self.refused {
            let (received, reply) = server.exchange(bare(204).script(""), &send);
            return report::compared(self, &received, &check::refusal(&received, &reply));
        }
        if server.is_elsewhere {
            report::told(self, &send());
            return;
        }
        let mut problems = Vec::new();
        let mut first = KeptResponse::default();
        for (index, answer) in self.answers.iter().enumerate() {
            let (received, reply) = server.exchange(answer.script(answer.body), &send);
            if index == 0 {
                problems.extend(check::request(self, &received));
                first = received.clone();
            }
            if received.is_empty() {
                problems.push(format!("nothing was sent: {}", reply.told));
                break;
            }
            problems.extend(check::reply(answer, answer.body, &[], &reply));
            for it in mutate::mutations(answer) {
                let (_, reply) = server.exchange(answer.script(&it.sent), &send);
                let found = check::reply(answer, &it.wanted, it.unlisted, &reply);
                problems.extend(found.map(|problem| format!("{}: {problem}", it.what)));
            }
        }
        report::compared(self, &first, &problems);
    }
}

impl Answer {
    fn script(&self, body: &str) -> Script {
        Script {
            status: self.status,
            media: self.media,
            body: body.to_owned(),
        }
    }
}

/// Implements `Shown` for bodies that differ by status or content type: `shown!(errors::PutError { "400" =>
/// BadRequest(Json), "404" => NotFound });`.
macro_rules! shown {
    ($name:path { $($case:literal => $variant:ident $(($($marker:ident)::+))?),* $(,)? }) => {
        impl $crate::wire::Shown for $name {
            fn shown(value: Self) -> $crate::wire::Seen {
                use $crate::wire::Shown as _;
                match value {
                    $($crate::wire::shown!(@pattern $variant, value $($($marker)::+)?) =>
                        $crate::wire::shown!(@seen value $($($marker)::+)?).of($case),)*
                    _ => $crate::wire::Seen::default(),
                }
            }
        }
    };
    (@pattern $variant:ident, $value:ident $($marker:ident)::+) => { Self::$variant($value) };
    (@pattern $variant:ident, $value:ident) => { Self::$variant };
    (@seen $value:ident $($marker:ident)::+) => { $($marker)::+::shown($value) };
    (@seen $value:ident) => { $crate::wire::Seen::default() };
}
pub(crate) use shown;
