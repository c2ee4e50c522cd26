//! The responses that the tests' server sends, and the results that callers must get.

use super::{Places, Planner, places::places, sample::Wanted};
use crate::{
    api::{Response, StatusKey, essence},
    rust::plan::{Decode, Outcome, ResponsePlan},
    tree::{Node, Object, SpecPath},
    vocabulary::Method,
};
use serde_json::Value;

/// A response, and the client's plan for it.
type Read<'a> = (&'a Response, &'a ResponsePlan);

/// The longest chain of references that is followed.
const MAX_HOPS: usize = 16;

/// The body of responses that are read as text or bytes.
const TEXT: &str = "a text, é";

/// The statuses to try in a range, as offsets from its start.
const IN_RANGE: &[u16] = &[18, 0, 1, 2, 3, 99];

/// A response to a test's request.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The media type; empty if there is no body.
    pub media: String,
    /// The body.
    pub body: String,
    /// The result for callers.
    pub kind: AnswerKind,
    /// The case among several documented bodies: response key, media type, or both.
    pub case: String,
    /// The places at which the body may vary.
    pub places: Places,
}

/// The result of a response for callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerKind {
    /// A documented success.
    Success,
    /// A documented failure.
    Failure,
    /// An error of which only the status is known.
    Bare,
}

impl Answer {
    /// Returns the response without its places.
    pub(super) fn alone(&self) -> Self {
        Self {
            places: Places::default(),
            ..self.clone()
        }
    }
}

impl<'a> Planner<'a> {
    /// Returns the responses to try: each documented one, and an undocumented status.
    pub(super) fn answers(self) -> Vec<Answer> {
        let operation = &self.stages.api.operations[self.index];
        let mut out = Vec::new();
        let good = operation.responses.iter().any(|it| it.key.is_success());
        if !good
            && !operation
                .responses
                .iter()
                .any(|it| it.key == StatusKey::Default)
        {
            // Any 2xx is a success without a body, and undocumented content is ignored.
            out.push(bare(200, AnswerKind::Success));
        }
        let all = operation.responses.iter().zip(&self.plan().responses);
        let (first, others): (Vec<Read<'_>>, Vec<Read<'_>>) =
            all.partition(|(it, _)| it.key.is_success());
        for read in first.into_iter().chain(others) {
            if read.0.key == StatusKey::Default && !good {
                out.extend(self.response(read, 200));
            }
            if let Some(status) = self.status(read.0.key) {
                out.extend(self.response(read, status));
            }
        }
        let covered = |status: u16| {
            operation.responses.iter().any(|it| {
                it.key == StatusKey::Code(status) || it.key.covers(StatusKey::Code(status))
            })
        };
        let undocumented = [418, 599, 498, 598].into_iter().find(|it| !covered(*it));
        out.extend(undocumented.map(|status| bare(status, AnswerKind::Bare)));
        out
    }

    /// Returns a status that matches the key and no more specific one. `None` if the tests cannot respond with it:
    /// 1xx is not a final response, and the HTTP stack follows redirects.
    fn status(self, key: StatusKey) -> Option<u16> {
        let operation = &self.stages.api.operations[self.index];
        let exact = |status: u16| {
            operation
                .responses
                .iter()
                .any(|it| it.key == StatusKey::Code(status))
        };
        let ranged = |status: u16| {
            operation.responses.iter().any(
                |it| matches!(it.key, StatusKey::Range(range) if u16::from(range) == status / 100),
            )
        };
        let status = match key {
            StatusKey::Code(status) => status,
            StatusKey::Range(range) => {
                let start = u16::from(range) * 100;
                let mut all = IN_RANGE.iter().map(|it| start + it);
                all.find(|it| !exact(*it))?
            }
            StatusKey::Default => {
                let mut all = IN_RANGE.iter().flat_map(|it| [400 + it, 500 + it]);
                all.find(|it| !exact(*it) && !ranged(*it))?
            }
        };
        (200..600).contains(&status).then_some(status)
    }

    fn response(self, read: Read<'_>, status: u16) -> Vec<Answer> {
        let (response, planned) = read;
        let success = (200..300).contains(&status);
        let ends = self.plan();
        if ends.given_redirects.contains(&response.key) {
            return vec![bare(status, AnswerKind::Success)];
        }
        let outcome = if success {
            &ends.success
        } else {
            &ends.failure
        };
        let (kind, several) = match outcome {
            Outcome::One(_, keys) if keys.contains(&response.key) => (success, false),
            Outcome::Set(index) => {
                let cases = &self.stages.plan.sets[*index].cases;
                let known = cases.iter().any(|(key, _)| *key == response.key);
                if !known {
                    return vec![bare(status, AnswerKind::Bare)];
                }
                (success, true)
            }
            Outcome::One(..) | Outcome::None => return vec![bare(status, AnswerKind::Bare)],
        };
        let kind = if kind {
            AnswerKind::Success
        } else {
            AnswerKind::Failure
        };
        let key = if several {
            response.key.to_string()
        } else {
            String::new()
        };
        let head = self.stages.api.operations[self.index].method == Method::Head;
        if matches!(status, 204 | 205 | 304) || head {
            // HTTP has no body here (RFC 9110, section 6.4.1), even if the document declares one.
            let empty = planned.decode == Decode::Empty;
            let answer = bare(status, kind);
            return if empty {
                vec![Answer {
                    case: key,
                    ..answer
                }]
            } else {
                Vec::new()
            };
        }
        let bodies = self.bodies(&planned.decode, read, "");
        let answer = |(media, body, case, places): (String, String, String, Places)| Answer {
            status,
            media,
            body,
            kind,
            case: format!("{key} {case}").trim().to_owned(),
            places,
        };
        bodies.into_iter().map(answer).collect()
    }

    /// Returns the media type, text, case and places of each body.
    fn bodies(
        self,
        decode: &Decode,
        read: Read<'_>,
        media: &str,
    ) -> Vec<(String, String, String, Places)> {
        let (response, planned) = read;
        let named = |usual: &str| {
            let documented = planned.media.first().map_or(usual, String::as_str);
            in_range(if media.is_empty() { documented } else { media }, usual)
        };
        match decode {
            Decode::Empty => vec![Default::default()],
            Decode::Text => vec![(
                named("text/plain"),
                TEXT.to_owned(),
                String::new(),
                Places::default(),
            )],
            Decode::Binary | Decode::Stream => {
                let media = named("application/octet-stream");
                vec![(media, TEXT.to_owned(), String::new(), Places::default())]
            }
            Decode::Events(data) => {
                let text = match data {
                    Some(ty) => self
                        .maker(true)
                        .value(ty, Wanted::default())
                        .map(|it| it.to_string()),
                    None => Some(TEXT.to_owned()),
                };
                let body = text.map(|it| format!("data: {it}\n\ndata: {it}\n\n"));
                streamed("text/event-stream".to_owned(), body)
            }
            Decode::Lines(ty) => {
                let media = named("application/jsonl");
                // RFC 7464: a record separator precedes each text.
                let start = if media.ends_with("seq") { "\u{1e}" } else { "" };
                let value = self.maker(true).value(ty, Wanted::default());
                let body = value.map(|it| format!("{start}{it}\n{start}{it}\n"));
                streamed(media, body)
            }
            Decode::Plain(ty) => {
                let value = self.maker(true).value(ty, Wanted::default());
                let Some(value) = value else {
                    return Vec::new();
                };
                let text = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                let media = named("text/plain");
                vec![(media, text, String::new(), Places::default())]
            }
            Decode::Json(ty) => {
                let media = named("application/json");
                let maker = self.maker(true);
                let example = self.example(response, &media);
                let schema = response.at.child("content").child(&media).child("schema");
                let wanted = Wanted {
                    example: example.as_ref(),
                    schema: Some(&schema),
                    facets: None,
                };
                let Some(value) = maker.value(ty, wanted) else {
                    return Vec::new();
                };
                let places = places(&self.stages.api, &self.stages.facts, ty, &value);
                vec![(media, value.to_string(), String::new(), places)]
            }
            Decode::ByContent(cases) => {
                let mut out = Vec::new();
                for (medias, decode) in cases {
                    let Some(first) = medias.first() else {
                        continue;
                    };
                    for (media, body, case, places) in self.bodies(decode, read, first) {
                        out.push((
                            media,
                            body,
                            format!("{first} {case}").trim().to_owned(),
                            places,
                        ));
                    }
                }
                out
            }
        }
    }

    /// Returns the document's example of a response's body.
    fn example(self, response: &Response, media: &str) -> Option<Value> {
        let (at, node) = self.followed(response.at.clone())?;
        // Swagger 2.0 lists examples by media type.
        if let Some(example) = node.get("examples").and_then(|it| it.get(media)) {
            return Some(example.to_json());
        }
        let content = node.get("content").and_then(Node::as_object)?;
        let fits = |key: &str| essence(key) == essence(media) || key.contains('*');
        let (key, content) = content.iter().find(|(key, _)| fits(&key.text))?;
        if let Some(example) = content.get("example") {
            return Some(example.to_json());
        }
        let examples = content.get("examples").and_then(Node::as_object);
        let (name, _) = examples.and_then(|it: &Object| it.iter().next())?;
        let at = at
            .child("content")
            .child(&key.text)
            .child("examples")
            .child(&name.text);
        let (_, example) = self.followed(at)?;
        example.get("value").map(Node::to_json)
    }

    /// Returns the node at a location after following references, with its own location.
    fn followed(self, mut at: SpecPath) -> Option<(SpecPath, &'a Node)> {
        for _ in 0..MAX_HOPS {
            let node = self.root.pointer(at.as_str())?;
            let reference = node.get("$ref").and_then(Node::as_str);
            match reference.and_then(|it| at.resolve(it)) {
                Some(target) => at = target,
                None => return Some((at, node)),
            }
        }
        None
    }
}

/// Returns the body of a stream, if one could be made.
fn streamed(media: String, body: Option<String>) -> Vec<(String, String, String, Places)> {
    let body = body.map(|body| (media, body, String::new(), Places::default()));
    body.into_iter().collect()
}

/// Returns a media type that a range covers; `usual`, if it is one.
fn in_range(media: &str, usual: &str) -> String {
    match media.strip_suffix('*') {
        None if media.is_empty() => usual.to_owned(),
        None => media.to_owned(),
        Some("*/") => usual.to_owned(),
        Some(kind) if usual.starts_with(kind) => usual.to_owned(),
        Some("image/") => "image/png".to_owned(),
        Some("text/") => "text/plain".to_owned(),
        Some(kind) => format!("{kind}octet-stream"),
    }
}

fn bare(status: u16, kind: AnswerKind) -> Answer {
    Answer {
        status,
        media: String::new(),
        body: String::new(),
        kind,
        case: String::new(),
        places: Places::default(),
    }
}
