//! The keywords of a schema: which are read, and what has to stand there.

use super::{Lower, form::types};
use crate::{
    diagnostic::{Code, Diagnostic},
    load::Node,
    model::SpecPath,
};

/// What a keyword holds.
#[derive(Clone, Copy)]
enum Holds {
    Text,
    Flag,
    Number,
    Texts,
    List,
    Object,
    ObjectOrFlag,
    FlagOrNumber,
    TextOrTexts,
    Anything,
}

/// The keywords of the Schema Object (OpenAPI 3.0.4, section 4.7.24) and of JSON Schema 2020-12 that are
/// read or say nothing to a client.
const KEYWORDS: &[(&str, Holds)] = &[
    ("$ref", Holds::Text),
    ("title", Holds::Text),
    ("multipleOf", Holds::Number),
    ("maximum", Holds::Number),
    ("exclusiveMaximum", Holds::FlagOrNumber),
    ("minimum", Holds::Number),
    ("exclusiveMinimum", Holds::FlagOrNumber),
    ("maxLength", Holds::Number),
    ("minLength", Holds::Number),
    ("pattern", Holds::Text),
    ("maxItems", Holds::Number),
    ("minItems", Holds::Number),
    ("uniqueItems", Holds::Flag),
    ("maxProperties", Holds::Number),
    ("minProperties", Holds::Number),
    ("required", Holds::Texts),
    ("enum", Holds::List),
    ("type", Holds::TextOrTexts),
    ("allOf", Holds::List),
    ("oneOf", Holds::List),
    ("anyOf", Holds::List),
    ("items", Holds::ObjectOrFlag),
    ("properties", Holds::Object),
    ("additionalProperties", Holds::ObjectOrFlag),
    ("description", Holds::Text),
    ("format", Holds::Text),
    ("default", Holds::Anything),
    ("nullable", Holds::Flag),
    ("discriminator", Holds::Object),
    ("readOnly", Holds::Flag),
    ("writeOnly", Holds::Flag),
    ("xml", Holds::Anything),
    ("externalDocs", Holds::Anything),
    ("example", Holds::Anything),
    ("examples", Holds::Anything),
    ("deprecated", Holds::Flag),
    ("const", Holds::Anything),
    ("prefixItems", Holds::List),
    ("patternProperties", Holds::Object),
    ("contentEncoding", Holds::Text),
    ("contentMediaType", Holds::Text),
    ("contentSchema", Holds::Anything),
    ("$defs", Holds::Object),
    ("$schema", Holds::Text),
    ("$id", Holds::Text),
    ("$anchor", Holds::Text),
    ("$dynamicAnchor", Holds::Text),
    ("$comment", Holds::Text),
];

impl Holds {
    fn admits(self, node: &Node) -> bool {
        match self {
            Self::Text => node.as_str().is_some(),
            Self::Flag => node.as_bool().is_some(),
            Self::Number => node.as_number().is_some(),
            Self::FlagOrNumber => node.as_bool().is_some() || node.as_number().is_some(),
            Self::TextOrTexts => Self::Text.admits(node) || Self::Texts.admits(node),
            Self::Texts => node
                .as_array()
                .is_some_and(|it| it.iter().all(|it| it.as_str().is_some())),
            Self::List => node.as_array().is_some(),
            Self::Object => node.as_object().is_some(),
            Self::ObjectOrFlag => node.as_object().is_some() || node.as_bool().is_some(),
            Self::Anything => true,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Flag => "true or false",
            Self::Number => "a number",
            Self::FlagOrNumber => "a number, true or false",
            Self::TextOrTexts => "a string, or an array of strings",
            Self::Texts => "an array of strings",
            Self::List => "an array",
            Self::Object => "an object",
            Self::ObjectOrFlag => "a schema, true or false",
            Self::Anything => "anything",
        }
    }
}

impl Lower<'_> {
    /// Reports what of the schema at `at` is not read: keywords that are not known, and known ones that
    /// hold something else than they should.
    pub(super) fn report_keywords(&mut self, at: &SpecPath, node: &Node) {
        // A boolean is a schema too: of everything, or of nothing.
        if node.as_bool().is_some() {
            return;
        }
        let Some(object) = node.as_object() else {
            let message = format!("expected a schema, found {}", node.kind());
            let place = self.place(at);
            self.diagnostics.push(
                Diagnostic::lossy(Code("wrong-kind"), place, message)
                    .pointer(at.as_str())
                    .done("it is any JSON value, `serde_json::Value`"),
            );
            return;
        };
        let types = types(node);
        for (key, value) in object.iter() {
            let name = key.text.as_ref();
            let known = KEYWORDS.iter().find(|(keyword, _)| *keyword == name);
            let diagnostic = match known {
                Some(_)
                    if name == "properties" && !types.is_empty() && !types.contains(&"object") =>
                {
                    let message =
                        format!("a value of type {} has no properties", types.join(" or "));
                    Diagnostic::note(Code("ignored-keyword"), key.at, message)
                }
                Some((_, holds)) if holds.admits(value) => continue,
                Some((_, holds)) => {
                    let (expected, found) = (holds.words(), value.kind());
                    let message = format!("`{name}` holds {expected}, not {found}");
                    Diagnostic::lossy(Code("wrong-kind"), key.at, message)
                }
                None if name.starts_with("x-") => continue,
                None => {
                    let message = format!("the schema keyword `{name}` is not read");
                    Diagnostic::note(Code("ignored-keyword"), key.at, message)
                }
            };
            self.diagnostics.push(
                diagnostic
                    .pointer(at.child(name).as_str())
                    .done("it is ignored"),
            );
        }
    }
}
