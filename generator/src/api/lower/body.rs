//! Request bodies: their documented forms, and the encoding of each.

use super::{
    Lower,
    content::{Form, essence, is_json, is_xml},
    operation::Site,
};
use crate::{
    api::{Doc, Encoding, NameHint, RequestBody, RequestContent, TypeRef, is_multipart},
    diagnostic::Code,
    tree::{Node, SpecPath},
};
use indexmap::IndexMap;
use openapiv3::MediaType;

/// The media type of JSON (RFC 8259, section 11).
const JSON: &str = "application/json";

/// Other names for JSON.
const NAMES: &[&str] = &[
    "text/json",
    "application/x-json",
    "application/*+json",
    "application/*",
    "*/*",
];

impl Lower<'_> {
    /// Returns the request body with all its forms.
    pub(super) fn request_body(
        &mut self,
        at: SpecPath,
        body: &openapiv3::RequestBody,
        site: &Site,
    ) -> RequestBody {
        if body.content.is_empty() {
            self.warning(
                Code::EmptyContent,
                &at,
                "the request body has no media type",
                "the operation takes no body",
            );
        }
        let description = body.description.clone();
        RequestBody {
            content: self.request_content(&at, &body.content, site),
            at,
            required: body.required,
            doc: Doc {
                description: description.filter(|text| !text.trim().is_empty()),
                ..Doc::default()
            },
        }
    }

    fn request_content(
        &mut self,
        at: &SpecPath,
        content: &IndexMap<String, MediaType>,
        site: &Site,
    ) -> Vec<RequestContent> {
        let forms = Form::all(at, content);
        // JSON is read first, because its other names share its type.
        let rank = |it: &Form<'_>| match essence(it.media) {
            essence if essence == JSON => 0,
            essence if is_json(&essence) => 1,
            _ => 2,
        };
        let mut order: Vec<usize> = (0..forms.len()).collect();
        order.sort_by_key(|index| rank(&forms[*index]));
        let json = order.first().copied().filter(|it| rank(&forms[*it]) == 0);
        let mut out: Vec<(usize, RequestContent)> = Vec::new();
        for index in order {
            let form = &forms[index];
            let equal =
                |it: &usize| self.are_equal(form.schema.as_ref(), forms[*it].schema.as_ref());
            let other_name = self.is_by_another_name(form);
            let same_as = json.filter(|it| *it != index && other_name && equal(it));
            let known = out.first().filter(|_| same_as.is_some());
            let encoding = match known.map(|(_, json)| &json.encoding) {
                Some(Encoding::Json { ty, .. }) if self.is_written_as_json(form) => {
                    Encoding::Json {
                        media: sendable(form.media),
                        ty: ty.clone(),
                    }
                }
                _ => self.encoding(form, &form.named(&site.hint("body"))),
            };
            out.push((index, self.form_of_body(form, same_as, encoding)));
        }
        out.sort_by_key(|(index, _)| *index);
        out.into_iter().map(|(_, form)| form).collect()
    }

    fn form_of_body(
        &self,
        form: &Form<'_>,
        same_as: Option<usize>,
        encoding: Encoding,
    ) -> RequestContent {
        let schema = form.schema.as_ref();
        let said = schema.map(|at| self.doc_and_facets_of(at));
        let example = self.example(&form.at);
        RequestContent {
            at: form.at.clone(),
            media: form.media.to_owned(),
            schema: schema.map(|it| self.behind(it)),
            other_name: self.is_by_another_name(form),
            same_as,
            encoding,
            facets: said.and_then(|(_, facets)| facets),
            example: example.or_else(|| self.example(schema?)),
        }
    }

    /// Returns whether a media type stands for JSON as such, and not for a kind of JSON.
    fn is_by_another_name(&self, form: &Form<'_>) -> bool {
        let essence = essence(form.media);
        // RFC 6902, section 3: a patch is a list, so the media type of any other schema is a mistake.
        let no_patch = || {
            let schema = form.schema.as_ref();
            let node = schema.and_then(|at| self.node(&self.behind(at)));
            node.is_some_and(|node| node.get("properties").is_some())
        };
        NAMES.contains(&essence.as_str()) || essence == "application/json-patch+json" && no_patch()
    }

    /// Returns whether a body of this media type is written as JSON. A range is, if its schema is an object or a list.
    fn is_written_as_json(&self, form: &Form<'_>) -> bool {
        let essence = essence(form.media);
        let schema = form.schema.as_ref();
        let range = essence.contains('*');
        is_json(&essence) || (range && schema.is_some_and(|it| self.is_object(it)))
    }

    fn encoding(&mut self, form: &Form<'_>, name: &NameHint) -> Encoding {
        let (at, media, schema) = (&form.at, form.media, form.schema.as_ref());
        let essence = essence(media);
        if let Some(lines) = self.encode_lines(at, media, schema, name) {
            return lines;
        }
        match (essence.as_str(), schema) {
            (form, Some(schema)) if is_multipart(form) => self.multipart(at, schema, name),
            (form, None) if is_multipart(form) => Encoding::Multipart(Vec::new()),
            ("application/x-www-form-urlencoded", Some(schema)) => {
                self.form_body(at, media, schema, name)
            }
            (_, Some(schema)) if self.is_written_as_json(form) => Encoding::Json {
                media: sendable(media),
                ty: self.used(schema, name.clone()).value(),
            },
            (form, None) if is_json(form) => Encoding::Json {
                media: media.to_owned(),
                ty: self.free_form(at, "the body has no schema"),
            },
            (form, Some(schema)) if self.is_value(form, schema) => {
                match self.used(schema, name.clone()).value() {
                    TypeRef::Nullable(_) => self.raw(at, "text/plain"),
                    ty => Encoding::Plain {
                        media: "text/plain".to_owned(),
                        ty,
                    },
                }
            }
            ("*/*" | "application/*", _) => Encoding::Raw {
                media: "application/octet-stream".to_owned(),
            },
            ("text/*", _) => Encoding::Raw {
                media: "text/plain".to_owned(),
            },
            _ => self.raw(at, media),
        }
    }

    /// Returns the encoding of a body that callers write themselves.
    pub(super) fn raw(&mut self, at: &SpecPath, media: &str) -> Encoding {
        let form = essence(media);
        if is_xml(&form) || form.ends_with("form-urlencoded") {
            let message = format!("bodies of type `{form}` are taken as they are sent");
            self.note(Code::RawBody, at, &message, "the caller writes them");
        }
        Encoding::Raw {
            media: media.to_owned(),
        }
    }

    /// Returns the example of a Media Type or Parameter Object: `example`, or the first of `examples`.
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

/// Returns the media type that JSON is sent as. A body cannot have a range as its type (RFC 9110, section 8.3).
fn sendable(media: &str) -> String {
    let range = essence(media).contains('*');
    if range { JSON } else { media }.to_owned()
}
