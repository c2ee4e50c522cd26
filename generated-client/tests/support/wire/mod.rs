//! What generated conformance tests stand on: one call over a real socket, compared with what the
//! document says is sent, and each documented response fed back.
//!
//! The expected request is written out in each test by an encoder of the generator's own; nothing
//! here shares code with the runtime that is tested. Whatever can be decided while the test runs is
//! decided here and compiled once, so that a test is its literals and one call.
//!
//! Two variables change a run:
//!
//! - `WIRE_BASE_URL`: calls go to that server, and what comes back is only decoded. A documented
//!   failure and an undocumented status are told, not failures of the test.
//! - `WIRE_REPORT`: a file to which each test appends a line of JSON.

// Each API uses its part.
#![allow(dead_code, unused_macros, unused_imports, unreachable_pub)]

mod check;
mod marks;
mod mutate;
mod reply;
mod report;
mod server;

use crate::library::runtime::Sending;
use reply::{Kind, Pending, Reply, untyped};
use server::{Received, Script, Server};

pub use reply::{Seen, Shown};

/// The secret of every credential.
pub const SECRET: &str = "user:secret";

/// A call and what the document says of it.
pub struct Case {
    at: &'static str,
    method: &'static str,
    target: &'static str,
    refused: bool,
    headers: Vec<(&'static str, &'static str)>,
    body: Sent,
    answers: Vec<Answer>,
}

/// A request's body.
enum Sent {
    Nothing,
    /// JSON under a media type; compared as a value.
    Json(&'static str, &'static str),
    /// Anything else, to the byte.
    Text(&'static str, &'static str),
    /// JSON, a line each; compared as values.
    Lines(&'static str, &'static str),
    Parts(Vec<Part>),
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
    /// A header of the part.
    pub fn with(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }
}

/// A part of text, or of JSON where `media` says so.
pub fn part(name: &'static str, media: Option<&'static str>, text: &'static str) -> Part {
    Part {
        name,
        file: None,
        media,
        headers: Vec::new(),
        text,
    }
}

/// A file.
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

/// A response, and what becomes of it.
pub struct Answer {
    status: u16,
    media: &'static str,
    body: &'static str,
    kind: Kind,
    /// The variant where there are several: response key, media type, or both.
    case: &'static str,
    places: Places,
}

/// JSON pointers into a body, by what the document says of the values there.
#[derive(Default)]
struct Places {
    /// Properties that may be left out.
    optional: &'static [&'static str],
    /// Values for which `null` is kept.
    nullable: &'static [&'static str],
    /// Values of enums.
    enums: &'static [&'static str],
    /// Objects that ignore what they do not declare.
    objects: &'static [&'static str],
}

/// A documented success.
pub fn success(status: u16, media: &'static str, body: &'static str) -> Answer {
    answer(Kind::Success, status, media, body)
}

/// A documented failure.
pub fn failure(status: u16, media: &'static str, body: &'static str) -> Answer {
    answer(Kind::Api, status, media, body)
}

/// A status that is an error without a documented body.
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
    /// Which of several documented bodies it is.
    pub fn case(mut self, case: &'static str) -> Self {
        self.case = case;
        self
    }

    /// Properties that may be left out.
    pub fn optional(mut self, places: &'static [&'static str]) -> Self {
        self.places.optional = places;
        self
    }

    /// Values for which `null` is kept.
    pub fn nullable(mut self, places: &'static [&'static str]) -> Self {
        self.places.nullable = places;
        self
    }

    /// Values of enums, which take what is not listed.
    pub fn enums(mut self, places: &'static [&'static str]) -> Self {
        self.places.enums = places;
        self
    }

    /// Objects that ignore what they do not declare.
    pub fn objects(mut self, places: &'static [&'static str]) -> Self {
        self.places.objects = places;
        self
    }
}

/// The operation at a JSON pointer of the document, and the request line that is expected.
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

/// The value that is written as `text`.
#[track_caller]
pub fn json<T: serde::de::DeserializeOwned>(text: &str) -> T {
    match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => panic!("a value of the document does not decode: {error}\n{text}"),
    }
}

/// The value that is shown as `text`.
#[track_caller]
pub fn parsed<T: std::str::FromStr>(text: &str) -> T {
    text.parse()
        .unwrap_or_else(|_| panic!("`{text}` is not in its format"))
}

impl Case {
    /// Nothing may be sent: the values lead to another resource.
    pub fn refused(mut self) -> Self {
        self.refused = true;
        self
    }

    /// A header that is expected.
    pub fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The JSON body that is expected; the call is given the same text.
    pub fn json(self, text: &'static str) -> Self {
        self.json_as("application/json", text)
    }

    /// The same under another media type.
    pub fn json_as(mut self, media: &'static str, text: &'static str) -> Self {
        self.body = Sent::Json(media, text);
        self
    }

    /// The body that is expected, to the byte.
    pub fn text(mut self, media: &'static str, text: &'static str) -> Self {
        self.body = Sent::Text(media, text);
        self
    }

    /// The values that are expected, a line each.
    pub fn lines(mut self, media: &'static str, text: &'static str) -> Self {
        self.body = Sent::Lines(media, text);
        self
    }

    /// The parts that are expected.
    pub fn parts(mut self, parts: Vec<Part>) -> Self {
        self.body = Sent::Parts(parts);
        self
    }

    /// A response that comes back.
    pub fn answer(mut self, answer: Answer) -> Self {
        self.answers.push(answer);
        self
    }

    /// The media type of the body.
    fn media(&self) -> &'static str {
        match &self.body {
            Sent::Nothing => "",
            Sent::Json(media, _) | Sent::Lines(media, _) | Sent::Text(media, _) => media,
            Sent::Parts(_) => "multipart/form-data",
        }
    }

    /// Calls, once for each response.
    #[track_caller]
    pub fn run<C, T: Shown, E: Shown>(
        self,
        client: fn(&str) -> C,
        call: impl Fn(&C, &str) -> Sending<T, E>,
    ) {
        let server = Server::start();
        let client = client(&server.url);
        self.drive(&server, &|body| untyped(call(&client, body)));
    }

    #[track_caller]
    fn drive(&self, server: &Server, call: &dyn Fn(&str) -> Pending) {
        let body = match self.body {
            Sent::Json(_, text) | Sent::Text(_, text) => text,
            Sent::Nothing | Sent::Lines(..) | Sent::Parts(_) => "",
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
        let mut first = Received::default();
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

/// Tells bodies that differ by status or content type apart:
/// `shown!(errors::PutError { "400" => BadRequest(Json), "404" => NotFound });`.
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
