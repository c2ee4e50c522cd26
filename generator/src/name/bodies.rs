//! The names of what operations take.

use super::{BodyNames, OtherNames, REQUEST_METHODS, scope::Scope};
use crate::model::{Body, Encoding, Operation};
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
