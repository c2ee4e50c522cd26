//! The names of an operation's inputs.

use super::{
    BodyNames, OtherNames,
    distinct::{Style, Wanted, distinct},
    scope::Scope,
};
use crate::{
    api::{Encoding, Operation, Part, Place},
    rust::plan::Body,
};
use proc_macro2::Ident;

/// Names the inputs of an operation, whose request type has these methods. Arguments and setters have scopes of their own; the forms of a body share the
/// setters.
pub(super) fn inputs(
    operation: &Operation,
    bodies: &[Body<'_>],
    methods: Vec<&'static str>,
) -> (Vec<Ident>, BodyNames, Vec<OtherNames>) {
    let mut arguments = Scope::default();
    let mut setters = Scope::reserving(methods);
    let params = params(operation, &mut arguments, &mut setters);
    let mut bodies = bodies.iter().enumerate().map(|(index, body)| {
        let words = if index == 0 || body.required {
            "body".to_owned()
        } else {
            format!("body {}", body.words())
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

/// Names the parameters. Those with the same name are told apart by their location, starting with the path.
fn params(operation: &Operation, arguments: &mut Scope, setters: &mut Scope) -> Vec<Ident> {
    let wanted = |required: bool| -> Vec<Wanted> {
        let params = operation.params.iter().filter(|it| it.required == required);
        let wanted = params.map(|it| {
            let (rank, place) = match it.place {
                Place::Path => (0, "path"),
                Place::Query | Place::QueryString => (1, "query"),
                Place::Header => (2, "header"),
                Place::Cookie => (3, "cookie"),
            };
            let wire = it.wire.as_str();
            Wanted {
                text: wire.to_owned(),
                also: vec![format!("{wire} {place}")],
                tie: rank.to_string(),
            }
        });
        wanted.collect()
    };
    let mut required = distinct(arguments, Style::Snake, &wanted(true)).into_iter();
    let mut optional = distinct(setters, Style::Snake, &wanted(false)).into_iter();
    let params = operation.params.iter();
    let named = params.filter_map(|it| {
        if it.required {
            required.next()
        } else {
            optional.next()
        }
    });
    named.collect()
}

fn body_names(
    body: &Body<'_>,
    words: &str,
    arguments: &mut Scope,
    setters: &mut Scope,
) -> BodyNames {
    match body.encoding {
        Encoding::Multipart(parts) if !parts.is_empty() => BodyNames {
            ident: Scope::default().snake("body"),
            parts: self::parts(body, parts, arguments, setters),
        },
        Encoding::Multipart(_)
        | Encoding::Json { .. }
        | Encoding::Form { .. }
        | Encoding::Lines { .. }
        | Encoding::Plain { .. }
        | Encoding::Raw { .. } => BodyNames {
            ident: {
                let scope = if body.required { arguments } else { setters };
                let wanted = Wanted {
                    text: words.to_owned(),
                    also: vec![format!("request {words}")],
                    ..Wanted::default()
                };
                let mut named = distinct(scope, Style::Snake, &[wanted]);
                named.remove(0)
            },
            parts: Vec::new(),
        },
    }
}

fn parts(
    body: &Body<'_>,
    parts: &[Part],
    arguments: &mut Scope,
    setters: &mut Scope,
) -> Vec<Ident> {
    let is_required = |it: &Part| body.required && it.required;
    let wanted = |required: bool| -> Vec<Wanted> {
        let parts = parts.iter().filter(|it| is_required(it) == required);
        let wanted = parts.map(|it| Wanted {
            text: it.wire.as_str().to_owned(),
            also: vec![format!("{} part", it.wire.as_str())],
            ..Wanted::default()
        });
        wanted.collect()
    };
    let mut required = distinct(arguments, Style::Snake, &wanted(true)).into_iter();
    let mut optional = distinct(setters, Style::Snake, &wanted(false)).into_iter();
    let named = parts.iter().filter_map(|it| {
        if is_required(it) {
            required.next()
        } else {
            optional.next()
        }
    });
    named.collect()
}
