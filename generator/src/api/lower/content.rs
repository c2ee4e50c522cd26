//! Media types, and the representation of response bodies.

use super::Lower;
use crate::{
    api::{NameHint, Representation, ResponseContent},
    document::{place_of, schema_of},
    tree::{Node, SpecPath},
    vocabulary::type_named,
};
use indexmap::IndexMap;
use openapiv3::MediaType;

pub(super) use crate::api::{essence, is_json, is_textual, is_xml};

/// A media type of a body.
pub(super) struct Form<'c> {
    pub(super) media: &'c str,
    pub(super) at: SpecPath,
    pub(super) schema: Option<SpecPath>,
}

impl<'c> Form<'c> {
    /// Returns the media types of the body at `at`, in document order.
    pub(super) fn all(at: &SpecPath, content: &'c IndexMap<String, MediaType>) -> Vec<Self> {
        let form = |(media, value): (&'c String, &MediaType)| Form {
            media,
            at: place_of(&value.extensions).unwrap_or_else(|| at.child("content").child(media)),
            schema: value.schema.as_ref().and_then(schema_of),
        };
        content.iter().map(form).collect()
    }

    /// Returns the name hint for types in a body of this media type.
    pub(super) fn named(&self, name: &NameHint) -> NameHint {
        NameHint {
            media: Some(self.at.clone()),
            ..name.clone()
        }
    }
}

impl Lower<'_> {
    /// Returns the documented forms of a response body.
    pub(super) fn response_content(
        &mut self,
        at: &SpecPath,
        content: &IndexMap<String, MediaType>,
        name: &NameHint,
    ) -> Vec<ResponseContent> {
        let forms = Form::all(at, content);
        let as_json = |index: &usize| is_json(&essence(forms[*index].media));
        // JSON is read first, because other forms of the same schema share its type.
        let (first, others): (Vec<usize>, Vec<usize>) = (0..forms.len()).partition(as_json);
        let json = first.first().copied();
        let mut out: Vec<(usize, ResponseContent)> = Vec::new();
        for index in first.iter().copied().chain(others) {
            let form = &forms[index];
            let json = json.filter(|it| *it != index);
            let same_as = json.filter(|it| self.is_form_of(form, &forms[*it]));
            let known = out.first().map(|(_, json)| &json.representation);
            let representation = match (same_as.map(|it| &forms[it]), known) {
                (Some(_), Some(known)) if form.schema.is_none() && as_json(&index) => known.clone(),
                (Some(json), _) if form.schema.is_some() => {
                    self.representation(form, json.schema.as_ref(), json.named(name))
                }
                _ => self.representation(form, form.schema.as_ref(), form.named(name)),
            };
            out.push((index, self.form_of_response(form, same_as, representation)));
        }
        out.sort_by_key(|(index, _)| *index);
        out.into_iter().map(|(_, content)| content).collect()
    }

    fn form_of_response(
        &self,
        form: &Form<'_>,
        same_as: Option<usize>,
        representation: Representation,
    ) -> ResponseContent {
        let schema = form.schema.as_ref();
        ResponseContent {
            at: form.at.clone(),
            media: form.media.to_owned(),
            schema: schema.map(|it| self.behind(it)),
            same_as,
            structured: schema.is_some_and(|it| self.is_object(it)),
            representation,
        }
    }

    /// Returns whether a media type is another form of the JSON that the document also has.
    fn is_form_of(&self, form: &Form<'_>, json: &Form<'_>) -> bool {
        let (essence, schema) = (essence(form.media), form.schema.as_ref());
        // Text whose schema is not a text schema is JSON by another name, as some frameworks document it.
        let text = essence == "text/plain" && schema.is_some_and(|it| !self.is_text(it));
        let range = essence.contains('*');
        let same = is_json(&essence) || is_xml(&essence) || essence.contains("yaml");
        (same || text || range) && self.are_equal(schema, json.schema.as_ref())
    }

    /// Returns whether a schema equals that of JSON, or is missing.
    pub(super) fn are_equal(&self, schema: Option<&SpecPath>, json: Option<&SpecPath>) -> bool {
        match (schema, json) {
            (None, _) => true,
            (Some(one), Some(other)) => {
                self.node(&self.behind(one)) == self.node(&self.behind(other))
            }
            (Some(_), None) => false,
        }
    }

    /// Returns the representation of a body of a media type.
    fn representation(
        &mut self,
        form: &Form<'_>,
        schema: Option<&SpecPath>,
        name: NameHint,
    ) -> Representation {
        let (at, media) = (&form.at, form.media);
        if let Some(sequence) = self.decode_sequence(at, media, schema, &name) {
            return sequence;
        }
        let essence = essence(media);
        match schema {
            Some(schema) if is_json(&essence) || (is_open(&essence) && self.is_object(schema)) => {
                Representation::Json(self.used(schema, name).value())
            }
            None if is_json(&essence) => {
                Representation::Json(self.free_form(at, "the response has no schema"))
            }
            Some(schema) if self.is_value(&essence, schema) => {
                Representation::Plain(self.used(schema, name).value())
            }
            _ if is_textual(&essence) => Representation::Text,
            _ => Representation::Binary,
        }
    }

    /// Returns whether a body is a single value as text: a number, a boolean or an enum value in `text/plain`, and
    /// any text under a range.
    pub(super) fn is_value(&self, form: &str, schema: &SpecPath) -> bool {
        let range = form == "*/*" || form == "text/*";
        let Some(node) = self.node(&self.behind(schema)) else {
            return false;
        };
        let kinds = node.get("type").and_then(|kind| match kind.as_array() {
            Some(kinds) => kinds.iter().filter_map(type_named).find(|it| *it != "null"),
            None => type_named(kind),
        });
        let bytes = ["binary", "byte", "base64"];
        let format = node.get("format").and_then(Node::as_str);
        let is_value = match kinds {
            Some("integer" | "number" | "boolean") => true,
            Some("string") if node.get("enum").is_some() => true,
            Some("string") => range && !format.is_some_and(|it| bytes.contains(&it)),
            _ => false,
        };
        is_value && (range || form == "text/plain")
    }

    /// Returns whether a schema describes an object or a list. Under a media range or a vendor's type, that means JSON,
    /// as many documents have it.
    pub(super) fn is_object(&self, at: &SpecPath) -> bool {
        let Some(node) = self.node(&self.behind(at)) else {
            return false;
        };
        let kind = node.get("type").and_then(type_named);
        let object = ["properties", "items", "allOf", "oneOf", "anyOf"];
        matches!(kind, Some("object" | "array")) || object.iter().any(|key| node.get(key).is_some())
    }
}

/// Returns whether a media type leaves the format of its values open: a range, or a vendor's own type.
fn is_open(essence: &str) -> bool {
    let vendor = ["application/vnd.", "application/json+"];
    essence.contains('*')
        || vendor
            .iter()
            .any(|it| essence.starts_with(it) && !is_xml(essence))
}
