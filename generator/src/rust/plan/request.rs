//! The forms in which the client sends a request body, JSON first.

use super::Plan;
use crate::diagnostic::Code;
use crate::{
    api::{
        Api, Doc, Encoding, Facets, Operation, RequestBody, RequestContent, essence, is_json,
        media_words,
    },
    tree::SpecPath,
};

/// The media type of JSON (RFC 8259, section 11).
const JSON: &str = "application/json";

/// A request body in a form that the client sends.
#[derive(Clone, Copy, Debug)]
pub struct Body<'a> {
    /// The Media Type Object.
    pub at: &'a SpecPath,
    /// Whether it must be given.
    pub required: bool,
    /// The media type as the document has it.
    pub media: &'a str,
    /// The encoding.
    pub encoding: &'a Encoding,
    /// The documentation in the document.
    pub doc: &'a Doc,
    /// Limits, default and example of its schema, as data.
    pub facets: Option<&'a Facets>,
    /// The example that the document gives.
    pub example: Option<&'a serde_json::Value>,
}

impl<'a> Body<'a> {
    fn new(body: &'a RequestBody, form: &'a RequestContent) -> Self {
        Self {
            at: &form.at,
            required: body.required,
            media: &form.media,
            encoding: &form.encoding,
            doc: &body.doc,
            facets: form.facets.as_deref(),
            example: form.example.as_ref(),
        }
    }

    /// Returns the words for this form in names: `form`, `xml`.
    pub fn words(&self) -> String {
        media_words(self.media)
    }
}

impl Plan {
    /// Returns the body of an operation in each form that the client sends. The first form is the one that the
    /// operation's function takes.
    pub fn bodies<'a>(&self, api: &'a Api, operation: usize) -> Vec<Body<'a>> {
        let body = api.operations[operation].body.as_ref();
        let forms = self.operations[operation].bodies.iter();
        let form = |index: &usize| {
            let body = body?;
            Some(Body::new(body, body.content.get(*index)?))
        };
        forms.filter_map(form).collect()
    }

    /// Chooses the forms of a body that get functions, and returns their indices in its content.
    pub(super) fn sent_forms(&mut self, operation: &Operation) -> Vec<usize> {
        let Some(body) = &operation.body else {
            return Vec::new();
        };
        let main = main(&body.content);
        let others = (0..body.content.len()).filter(|it| Some(*it) != main);
        let mut out = Vec::new();
        for index in main.into_iter().chain(others) {
            let form = &body.content[index];
            if let Some(json) = main.filter(|it| form.same_as == Some(*it)) {
                let (media, json) = (&form.media, &body.content[json].media);
                // Servers that follow ASP.NET document each operation so.
                let message = format!("`{media}` is another name for `{json}`");
                let at = body.at.child("content").child(media);
                self.note(Code::OtherForm, &at, message, "JSON is sent");
                continue;
            }
            self.call(&form.at, &form.media, out.is_empty());
            out.push(index);
        }
        out
    }
}

/// Returns the form that the operation's function takes: JSON under its own name, other JSON, or the first one.
fn main(content: &[RequestContent]) -> Option<usize> {
    let position = |wanted: &dyn Fn(&str) -> bool| {
        let mut all = content.iter();
        all.position(|it| wanted(&essence(&it.media)))
    };
    let first = position(&is_json);
    let plain = position(&|essence| essence == JSON);
    // The API's authors prefer a JSON type of their own if they document it first.
    plain
        .filter(|_| first.is_some_and(|first| content[first].other_name))
        .or(first)
        .or((!content.is_empty()).then_some(0))
}
