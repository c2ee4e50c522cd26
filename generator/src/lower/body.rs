//! Request bodies: in which forms one can be sent, and how it is written.

use super::{
    Lower,
    content::{essence, is_json, is_xml, media_at, schema_of_media},
    operation::Site,
};
use crate::{
    load::Node,
    model::{Body, Doc, Encoding, SpecPath, media_words},
};
use openapiv3::{MediaType, RequestBody};

impl Lower<'_> {
    /// The request body in each of its forms, the main one first: JSON where there is some.
    pub(super) fn bodies(&mut self, at: &SpecPath, body: &RequestBody, site: &Site) -> Vec<Body> {
        if body.content.is_empty() {
            self.lossy(
                "empty-content",
                at,
                "the request body has no media type",
                "the operation takes no body",
            );
        }
        let json = |media: &&String| is_json(&essence(media));
        let main = body
            .content
            .keys()
            .find(json)
            .or(body.content.keys().next());
        let others = body.content.keys().filter(|media| Some(*media) != main);
        let mut out: Vec<Body> = Vec::new();
        for media in main.into_iter().chain(others) {
            let role = if out.is_empty() {
                "body".to_owned()
            } else {
                format!("{} body", media_words(media))
            };
            out.push(self.body(at, body, (media, &body.content[media]), site, &role));
        }
        out
    }

    fn body(
        &mut self,
        at: &SpecPath,
        body: &RequestBody,
        (media, value): (&str, &MediaType),
        site: &Site,
        role: &str,
    ) -> Body {
        let media_at = media_at(at, media, value);
        let schema = schema_of_media(value);
        let description = body
            .description
            .clone()
            .filter(|text| !text.trim().is_empty());
        let example = self
            .example(&media_at)
            .or_else(|| self.example(schema.as_ref()?));
        Body {
            required: body.required,
            encoding: self.encoding(&media_at, media, schema.as_ref(), site, role),
            words: media_words(media),
            media: media.to_owned(),
            doc: Doc {
                description,
                ..Doc::default()
            },
            example,
            at: media_at,
        }
    }

    fn encoding(
        &mut self,
        at: &SpecPath,
        media: &str,
        schema: Option<&SpecPath>,
        site: &Site,
        role: &str,
    ) -> Encoding {
        let form = essence(media);
        let range = form.contains('*');
        if let Some(lines) = self.encode_lines(at, media, schema, &site.hint(role)) {
            return lines;
        }
        match (form.as_str(), schema) {
            ("multipart/form-data", Some(schema)) => self.multipart(at, schema, site, role),
            ("multipart/form-data", None) => Encoding::Multipart(Vec::new()),
            ("application/x-www-form-urlencoded", Some(schema)) => {
                self.form_body(at, media, schema, site, role)
            }
            (form, Some(schema)) if is_json(form) || (range && self.is_object(schema)) => {
                // A range is no type that a body can have (RFC 9110, section 8.3).
                let media = if range { "application/json" } else { media };
                Encoding::Json {
                    media: media.to_owned(),
                    ty: self.used(schema, site.hint(role)).value(),
                }
            }
            (form, None) if is_json(form) => Encoding::Json {
                media: media.to_owned(),
                ty: self.free_form(at, "the body has no schema"),
            },
            _ if range => Encoding::Raw {
                media: "application/octet-stream".to_owned(),
            },
            _ => self.raw(at, media),
        }
    }

    /// A body that is sent as it is given.
    pub(super) fn raw(&mut self, at: &SpecPath, media: &str) -> Encoding {
        let form = essence(media);
        if is_xml(&form) || form.starts_with("multipart/") || form.ends_with("form-urlencoded") {
            let message = format!("bodies of type `{form}` are taken as they are sent");
            self.note("raw-body", at, &message, "the caller writes them");
        }
        Encoding::Raw {
            media: media.to_owned(),
        }
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
