//! The names of what operations take and of what their responses hold.

use super::{BodyNames, Names, OtherNames, PRELUDE, REQUEST_METHODS, SetNames, scope::Scope};
use crate::{
    analyze::Facts,
    model::{Body, Decode, Encoding, Operation, media_words},
};
use proc_macro2::Ident;

/// Arguments and setters live in scopes of their own; the forms of a body share the setters.
pub(super) fn inputs(operation: &Operation) -> (Vec<Ident>, BodyNames, Vec<OtherNames>) {
    let mut arguments = Scope::default();
    let mut setters = Scope::reserving(REQUEST_METHODS);
    let params = operation
        .params
        .iter()
        .map(|param| {
            let scope = if param.required {
                &mut arguments
            } else {
                &mut setters
            };
            scope.snake(param.wire.as_str())
        })
        .collect();
    let mut bodies = operation.bodies().enumerate().map(|(index, body)| {
        let words = if index == 0 || body.required {
            "body".to_owned()
        } else {
            format!("body {}", body.words)
        };
        body_names(body, &words, &mut arguments.clone(), &mut setters)
    });
    let first = bodies.next();
    let others = bodies
        .map(|body| OtherNames {
            function: None,
            body,
        })
        .collect();
    let none = || BodyNames {
        ident: Scope::default().snake("body"),
        parts: Vec::new(),
    };
    (params, first.unwrap_or_else(none), others)
}

fn body_names(body: &Body, words: &str, arguments: &mut Scope, setters: &mut Scope) -> BodyNames {
    let mut claim = |required: bool, text: &str| {
        if required {
            arguments.snake(text)
        } else {
            setters.snake(text)
        }
    };
    match &body.encoding {
        Encoding::Multipart(parts) if !parts.is_empty() => BodyNames {
            ident: Scope::default().snake("body"),
            parts: parts
                .iter()
                .map(|part| claim(body.required && part.required, part.wire.as_str()))
                .collect(),
        },
        Encoding::Multipart(_)
        | Encoding::Json { .. }
        | Encoding::Form { .. }
        | Encoding::Lines { .. }
        | Encoding::Raw { .. } => BodyNames {
            ident: claim(body.required, words),
            parts: Vec::new(),
        },
    }
}

/// Bodies that differ by content type: the enums and their variants.
pub(super) fn contents(facts: &Facts, names: &mut Names) {
    let mut types = Scope::reserving(PRELUDE);
    for set in &facts.contents {
        let mut variants = Scope::default();
        let request = &names.operations[set.operations[0]].request;
        let role = if set.success {
            "content"
        } else {
            "error content"
        };
        let ident = types.camel(&format!("{request} {role}"));
        let cases = set.cases.iter();
        let variants = cases
            .map(|(medias, decode)| variants.camel(&content_words(medias, decode)))
            .collect();
        names.contents.push(SetNames { ident, variants });
    }
}

/// A case by its media type, or by what several have in common.
fn content_words(medias: &[String], decode: &Decode) -> String {
    match (medias, decode) {
        ([media], _) => media_words(media),
        (_, Decode::Text) => "text".to_owned(),
        (_, Decode::Binary) => "binary".to_owned(),
        (_, Decode::Stream) => "stream".to_owned(),
        (_, Decode::Events(_)) => "events".to_owned(),
        (_, Decode::Lines(_)) => "lines".to_owned(),
        (_, Decode::Json(_) | Decode::Empty | Decode::ByContent(_)) => "json".to_owned(),
    }
}

/// Documented headers: the structs and their fields.
pub(super) fn headers(facts: &Facts, names: &mut Names) {
    let mut types = Scope::reserving(PRELUDE);
    for set in &facts.headers {
        let mut fields = Scope::default();
        let request = &names.operations[set.operations[0]].request;
        let ident = types.camel(&format!("{request} headers"));
        let headers = set.headers.iter();
        let variants = headers
            .map(|header| fields.snake(header.wire.as_str()))
            .collect();
        names.headers.push(SetNames { ident, variants });
    }
}
