//! The names of an operation's inputs.

use super::{
    BodyNames, OtherNames,
    configured::Configured,
    distinct::{Style, Wanted, distinct},
    scope::Scope,
};
use crate::{
    api::{Api, Encoding, Operation, Param, Part, Place, Rename},
    diagnostic::Diagnostics,
    rust::plan::Body,
};
use proc_macro2::Ident;

/// The names that the document gives to the parameters of an operation, by their index.
type Given<'a> = Vec<(usize, &'a Rename)>;

/// Returns the names that the document gives to the parameters of an operation.
pub(super) fn given(api: &Api, operation: usize) -> Given<'_> {
    let own = (operation, 0)..(operation + 1, 0);
    let own = api.renames.params.range(own);
    own.map(|((_, index), it)| (*index, it)).collect()
}

/// Names the inputs of an operation, whose request type has these methods. Arguments and setters have scopes of their
/// own; the forms of a body share the setters.
pub(super) fn inputs(
    operation: &Operation,
    given: &Given<'_>,
    bodies: &[Body<'_>],
    methods: Vec<&'static str>,
    diagnostics: &mut Diagnostics,
) -> (Vec<Ident>, BodyNames, Vec<OtherNames>) {
    let mut arguments = Scope::default();
    let mut setters = Scope::reserving(methods);
    let required = params(operation, given, true, &mut arguments, diagnostics);
    let optional = params(operation, given, false, &mut setters, diagnostics);
    let mut params: Vec<(usize, Ident)> = required.into_iter().chain(optional).collect();
    params.sort_by_key(|(index, _)| *index);
    let params = params.into_iter().map(|(_, ident)| ident).collect();
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

/// Names the required or the optional parameters, and returns their names with their indices. Those with the same name
/// are told apart by their location, starting with the path.
fn params(
    operation: &Operation,
    given: &Given<'_>,
    required: bool,
    scope: &mut Scope,
    diagnostics: &mut Diagnostics,
) -> Vec<(usize, Ident)> {
    let params = operation.params.iter().enumerate();
    let params: Vec<(usize, &Param)> = params.filter(|(_, it)| it.required == required).collect();
    let own = given.iter().copied().filter(|(index, _)| {
        let param = operation.params.get(*index);
        param.is_some_and(|it| it.required == required)
    });
    let chosen = Configured::claim(own, Style::Snake, scope, diagnostics);
    let free = params
        .iter()
        .filter(|(index, _)| chosen.get(*index).is_none());
    let wanted: Vec<Wanted> = free.map(|(_, it)| wanted(it)).collect();
    let mut named = distinct(scope, Style::Snake, &wanted).into_iter();
    chosen.report_clashes(scope, diagnostics);
    let named = params.iter().filter_map(|(index, _)| {
        let ident = chosen.get(*index).or_else(|| named.next())?;
        Some((*index, ident))
    });
    named.collect()
}

fn wanted(param: &Param) -> Wanted {
    let (rank, place) = match param.place {
        Place::Path => (0, "path"),
        Place::Query | Place::QueryString => (1, "query"),
        Place::Header => (2, "header"),
        Place::Cookie => (3, "cookie"),
    };
    let wire = param.wire.as_str();
    Wanted {
        text: wire.to_owned(),
        also: vec![format!("{wire} {place}")],
        tie: rank.to_string(),
    }
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
