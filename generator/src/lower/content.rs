//! Media types, and how responses of them are read.

use super::Lower;
use crate::{
    load::Node,
    model::{Decode, NameHint, SpecPath, media_words},
    skeleton::{place_of, schema_of},
};
use indexmap::IndexMap;
use openapiv3::MediaType;

pub(super) use crate::model::{essence, is_json, is_xml};

fn is_text(essence: &str) -> bool {
    essence.starts_with("text/") || is_xml(essence)
}

/// One media type of a response, and how it is read.
struct Case<'c> {
    media: &'c str,
    schema: Option<SpecPath>,
    decode: Decode,
}

impl Lower<'_> {
    /// How a response with this content is read, and the media types to ask for.
    pub(super) fn decode(
        &mut self,
        at: &SpecPath,
        content: &IndexMap<String, MediaType>,
        name: &NameHint,
    ) -> (Decode, Vec<String>) {
        let mut cases: Vec<Case> = Vec::new();
        // JSON first, so that another form of the same schema is known as one.
        let json = |media: &&String| is_json(&essence(media));
        let first = content.keys().filter(json);
        for media in first.chain(content.keys().filter(|it| !json(it))) {
            let value = &content[media];
            let schema = schema_of_media(value);
            if self.is_other_form(at, media, schema.as_ref(), &cases) {
                continue;
            }
            let hint = role(media, name, cases.is_empty());
            let decode = self.decode_one(&media_at(at, media, value), media, schema.as_ref(), hint);
            cases.push(Case {
                media,
                schema,
                decode,
            });
        }
        let asked = cases.iter().map(|case| case.media.to_owned()).collect();
        (merged(cases), asked)
    }

    /// Whether a media type is another way to write what JSON is asked for already.
    fn is_other_form(
        &mut self,
        at: &SpecPath,
        media: &str,
        schema: Option<&SpecPath>,
        cases: &[Case],
    ) -> bool {
        let known = cases.iter().find(|case| is_json(&essence(case.media)));
        let Some(known) = known else { return false };
        let form = essence(media);
        let as_json = is_json(&form);
        // Text under an object's schema is JSON by another name, as some frameworks document it.
        let text = form == "text/plain" && schema.is_some_and(|it| self.is_object(it));
        let range = form.contains('*');
        let data = as_json || is_xml(&form) || form.contains("yaml") || text || range;
        let equal = match (schema, &known.schema) {
            (None, _) => true,
            (Some(one), Some(other)) => {
                self.node(&self.behind(one)) == self.node(&self.behind(other))
            }
            (Some(_), None) => false,
        };
        if !data || !equal {
            return false;
        }
        let message = format!("`{media}` is another form of `{}`", known.media);
        let at = at.child("content").child(media);
        self.note("other-form", &at, &message, "JSON is asked for");
        true
    }

    fn decode_one(
        &mut self,
        at: &SpecPath,
        media: &str,
        schema: Option<&SpecPath>,
        name: NameHint,
    ) -> Decode {
        if let Some(decode) = self.decode_sequence(at, media, schema, &name) {
            return decode;
        }
        let form = essence(media);
        match schema {
            Some(schema) if is_json(&form) || (is_open(&form) && self.is_object(schema)) => {
                Decode::Json(self.used(schema, name).value())
            }
            None if is_json(&form) => {
                Decode::Json(self.free_form(at, "the response has no schema"))
            }
            _ if is_text(&form) => Decode::Text,
            _ => Decode::Binary,
        }
    }

    /// Whether a schema is one of an object or a list. Under a media range, or a vendor's type, that
    /// means JSON, as many documents have it.
    pub(super) fn is_object(&self, at: &SpecPath) -> bool {
        let Some(node) = self.node(&self.behind(at)) else {
            return false;
        };
        let kind = node.get("type").and_then(Node::as_str);
        let object = ["properties", "items", "allOf", "oneOf", "anyOf"];
        matches!(kind, Some("object" | "array")) || object.iter().any(|key| node.get(key).is_some())
    }
}

/// What names the type of a response's body: the media type too where it is not the first.
fn role(media: &str, name: &NameHint, first: bool) -> NameHint {
    let mut hint = name.clone();
    if !first {
        hint.words = format!("{} {}", media_words(media), name.words);
    }
    hint
}

/// Whether a media type leaves open how its values are written: a range, or a type of a vendor's own.
fn is_open(essence: &str) -> bool {
    let vendor = ["application/vnd.", "application/json+"];
    essence.contains('*')
        || vendor
            .iter()
            .any(|it| essence.starts_with(it) && !is_xml(essence))
}

/// Media types that are read alike are one case.
fn merged(cases: Vec<Case>) -> Decode {
    let mut out: Vec<(Vec<String>, Decode)> = Vec::new();
    for Case { media, decode, .. } in cases {
        match out.iter_mut().find(|(_, known)| *known == decode) {
            Some((medias, _)) => medias.push(media.to_owned()),
            None => out.push((vec![media.to_owned()], decode)),
        }
    }
    match out.len() {
        0 => Decode::Empty,
        1 => out.remove(0).1,
        _ => Decode::ByContent(out),
    }
}

pub(super) fn schema_of_media(media: &MediaType) -> Option<SpecPath> {
    media.schema.as_ref().and_then(schema_of)
}

/// Where a media type stands, whatever references lead to it.
pub(super) fn media_at(at: &SpecPath, media: &str, value: &MediaType) -> SpecPath {
    place_of(&value.extensions).unwrap_or_else(|| at.child("content").child(media))
}
