//! Bodies: which media type is used, and how it is written or read.

use super::Lower;
use crate::{
    load::Node,
    model::{Body, Decode, Doc, Encoding, NameHint, SpecPath},
    skeleton::schema_of,
};
use indexmap::IndexMap;
use openapiv3::{MediaType, RequestBody};

/// A media type, compared as RFC 9110, section 8.3.1, says: case and parameters aside.
fn essence(media: &str) -> String {
    media
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

fn is_json(essence: &str) -> bool {
    essence == "application/json" || essence.ends_with("+json")
}

fn is_xml(essence: &str) -> bool {
    essence.ends_with("/xml") || essence.ends_with("+xml")
}

fn is_text(essence: &str) -> bool {
    essence.starts_with("text/") || is_xml(essence)
}

impl Lower<'_> {
    /// The request body of an operation.
    pub(super) fn body(
        &mut self,
        at: &SpecPath,
        body: &RequestBody,
        name: NameHint,
    ) -> Option<Body> {
        let Some((media, value)) = self.pick(at, &body.content) else {
            self.lossy(
                "empty-content",
                at,
                "the request body has no media type",
                "the operation takes no body",
            );
            return None;
        };
        let media_at = media_at(at, media, value);
        let schema = schema_of_media(value);
        let encoding = match &schema {
            Some(schema) if is_json(&essence(media)) => Encoding::Json {
                media: media.to_owned(),
                ty: self.used(schema, name).value(),
            },
            None if is_json(&essence(media)) => Encoding::Json {
                media: media.to_owned(),
                ty: self.free_form(&media_at, "the body has no schema"),
            },
            _ => self.raw(&media_at, media),
        };
        let description = body
            .description
            .clone()
            .filter(|text| !text.trim().is_empty());
        let example = self
            .example(&media_at)
            .or_else(|| self.example(schema.as_ref()?));
        Some(Body {
            required: body.required,
            encoding,
            doc: Doc {
                description,
                ..Doc::default()
            },
            example,
            at: media_at,
        })
    }

    /// A body that is sent as it is given.
    fn raw(&mut self, at: &SpecPath, media: &str) -> Encoding {
        let essence = essence(media);
        let (sent, problem) = match essence.as_str() {
            "multipart/form-data" => (
                media,
                Some(
                    "the caller writes the parts, and gives the type with its boundary in `.options(..)`",
                ),
            ),
            "application/x-www-form-urlencoded" => (media, Some("the caller writes the form")),
            _ if is_xml(&essence) => (media, Some("the caller writes the XML")),
            // A range is no type that a body can have (RFC 9110, section 8.3).
            _ if essence.contains('*') => ("application/octet-stream", None),
            _ => (media, None),
        };
        if let Some(done) = problem {
            self.lossy(
                "raw-body",
                at,
                &format!("bodies of type `{essence}` are not encoded yet"),
                done,
            );
        }
        Encoding::Raw {
            media: sent.to_owned(),
        }
    }

    /// How a response with this content is read, and the media type to ask for.
    pub(super) fn decode(
        &mut self,
        at: &SpecPath,
        content: &IndexMap<String, MediaType>,
        name: NameHint,
    ) -> (Decode, Option<String>) {
        let Some((media, value)) = self.pick(at, content) else {
            return (Decode::Empty, None);
        };
        let essence = essence(media);
        if essence == "text/event-stream" {
            let at = media_at(at, media, value);
            self.lossy(
                "event-stream",
                &at,
                "server-sent events are not read one by one yet",
                "the response is one text, when it ends",
            );
        }
        let decode = match schema_of_media(value) {
            _ if !is_json(&essence) && is_text(&essence) => Decode::Text,
            _ if !is_json(&essence) => Decode::Binary,
            Some(schema) => Decode::Json(self.used(&schema, name).value()),
            None => {
                let media_at = media_at(at, media, value);
                Decode::Json(self.free_form(&media_at, "the response has no schema"))
            }
        };
        (decode, Some(media.to_owned()))
    }

    /// The media type that is used: JSON where there is some, the first one otherwise. The others are
    /// reported.
    fn pick<'c>(
        &mut self,
        at: &SpecPath,
        content: &'c IndexMap<String, MediaType>,
    ) -> Option<(&'c str, &'c MediaType)> {
        let json = content.iter().find(|(media, _)| is_json(&essence(media)));
        let (media, value) = json.or_else(|| content.first())?;
        let others: Vec<&str> = content
            .keys()
            .filter(|other| *other != media)
            .map(String::as_str)
            .collect();
        if !others.is_empty() {
            let at = media_at(at, media, value).parent();
            let done = format!("left out: `{}`", others.join("`, `"));
            self.lossy(
                "content-types",
                &at,
                &format!("of several media types only `{media}` is used"),
                &done,
            );
        }
        Some((media, value))
    }

    /// The example of a Media Type or Parameter Object: `example`, or the first of `examples`.
    pub(super) fn example(&self, at: &SpecPath) -> Option<serde_json::Value> {
        let node = self.node(at)?;
        let first = || {
            let (key, example) = node.get("examples")?.as_object()?.iter().next()?;
            let target = self.target(&at.child("examples").child(&key.text));
            let example = target.map_or(Some(example), |target| self.node(&target))?;
            example.get("value")
        };
        node.get("example").or_else(first).map(Node::to_json)
    }
}

fn schema_of_media(media: &MediaType) -> Option<SpecPath> {
    media.schema.as_ref().and_then(schema_of)
}

/// Where a media type stands. Its schema knows, whatever references lead to it.
fn media_at(at: &SpecPath, media: &str, value: &MediaType) -> SpecPath {
    schema_of_media(value).map_or_else(
        || at.child("content").child(media),
        |schema| schema.parent(),
    )
}
