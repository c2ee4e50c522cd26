//! The responses that come back, and what has to become of them.

use super::{Places, Planner, places::places};
use crate::{
    analyze::Outcome,
    load::{Node, Object},
    model::{Decode, Method, Response, SpecPath, StatusKey, essence},
};
use serde_json::Value;

/// How many references may lead to one another.
const MAX_HOPS: usize = 16;

/// The body of what is read as text or as bytes.
const TEXT: &str = "a text, é";

/// Statuses of a range, for its key and for what no key is for.
const IN_RANGE: &[u16] = &[18, 0, 1, 2, 3, 99];

/// A response.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its media type; empty if it has no body.
    pub media: String,
    /// Its body.
    pub body: String,
    /// How it arrives.
    pub kind: AnswerKind,
    /// Which of several documented bodies it is: response key, media type, or both.
    pub case: String,
    /// Where the body may be different.
    pub places: Places,
}

/// How a response arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerKind {
    /// As a documented success.
    Success,
    /// As a documented failure.
    Failure,
    /// As an error that has a status and nothing else that is known.
    Bare,
}

impl Answer {
    /// The same without the places.
    pub(super) fn alone(&self) -> Self {
        Self {
            places: Places::default(),
            ..self.clone()
        }
    }
}

impl<'a> Planner<'a> {
    /// What comes back: each documented response, and a status that is not documented.
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
            // Every 2xx is a success without a body, and what is not documented is not looked at.
            out.push(bare(200, AnswerKind::Success));
        }
        let (first, others): (Vec<&Response>, Vec<&Response>) = operation
            .responses
            .iter()
            .partition(|it| it.key.is_success());
        for response in first.into_iter().chain(others) {
            if response.key == StatusKey::Default && !good {
                out.extend(self.response(response, 200));
            }
            if let Some(status) = self.status(response.key) {
                out.extend(self.response(response, status));
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

    /// A status that the key is for and no more exact one; none if it cannot be fed back: what is 1xx is no
    /// response, and of redirects the HTTP stack makes another request.
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

    fn response(self, response: &Response, status: u16) -> Vec<Answer> {
        let success = (200..300).contains(&status);
        let outcomes = &self.stages.facts.outcomes[self.index];
        let outcome = if success {
            &outcomes.success
        } else {
            &outcomes.failure
        };
        let (kind, several) = match outcome {
            Outcome::One(_, keys) if keys.contains(&response.key) => (success, false),
            Outcome::Set(index) => {
                let cases = &self.stages.facts.sets[*index].cases;
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
            // HTTP has no body there (RFC 9110, section 6.4.1), whatever the document says.
            let empty = response.decode == Decode::Empty;
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
        let bodies = self.bodies(&response.decode, response, "");
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

    /// Media type, body, which of several it is, and where it may be different.
    fn bodies(
        self,
        decode: &Decode,
        response: &Response,
        media: &str,
    ) -> Vec<(String, String, String, Places)> {
        let named = |usual: &str| {
            let documented = response.media.first().map_or(usual, String::as_str);
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
                        .value(ty, None, None)
                        .map(|it| it.to_string()),
                    None => Some(TEXT.to_owned()),
                };
                let body = text.map(|it| format!("data: {it}\n\ndata: {it}\n\n"));
                streamed("text/event-stream".to_owned(), body)
            }
            Decode::Lines(ty) => {
                let media = named("application/jsonl");
                // RFC 7464: a record separator before each text.
                let start = if media.ends_with("seq") { "\u{1e}" } else { "" };
                let value = self.maker(true).value(ty, None, None);
                let body = value.map(|it| format!("{start}{it}\n{start}{it}\n"));
                streamed(media, body)
            }
            Decode::Json(ty) => {
                let media = named("application/json");
                let maker = self.maker(true);
                let example = self.example(response, &media);
                let schema = response.at.child("content").child(&media).child("schema");
                let Some(value) = maker.value(ty, example.as_ref(), Some(&schema)) else {
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
                    for (media, body, case, places) in self.bodies(decode, response, first) {
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

    /// The example of a response's body that the document gives.
    fn example(self, response: &Response, media: &str) -> Option<Value> {
        let (at, node) = self.followed(response.at.clone())?;
        // Swagger 2.0 has the examples by media type.
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

    /// What stands there once references are followed.
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

/// A body of several values, if there is one.
fn streamed(media: String, body: Option<String>) -> Vec<(String, String, String, Places)> {
    let body = body.map(|body| (media, body, String::new(), Places::default()));
    body.into_iter().collect()
}

/// A media type of a range; `usual` where that is one.
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
