//! The result types of requests, in the words of their operations' documentation.

use super::{
    context::Context,
    errors,
    type_ref::{Site, Uses, type_ref},
};
use crate::{
    api::{StatusKey, TypeRef},
    rust::{
        format::compact,
        plan::{Decode, OperationPlan, Outcome},
    },
};
use proc_macro2::{Ident, TokenStream};

/// The path of the API's root from a file of operations.
const ROOT: &str = "super::super";

/// Returns the first sentence of a `# Returns` section.
pub(super) fn sentence(cx: Context<'_>, index: usize) -> String {
    let request = shown(&cx.names.operations[index].request);
    let given = success(cx, index);
    format!("Awaiting the [request](self::{request}) returns {given}.")
}

/// Returns the function that asks for another protocol, as a link.
pub(super) fn upgrade(cx: Context<'_>, index: usize) -> String {
    let request = shown(&cx.names.operations[index].request);
    format!("[`upgrade`](self::{request}::upgrade)")
}

/// Returns the type of a success, with a link if this crate documents it.
fn success(cx: Context<'_>, index: usize) -> String {
    let own = &cx.names.own[index];
    match &cx.plan.operations[index].success {
        Outcome::None => "`()`".to_owned(),
        Outcome::Set(_) => of_module("responses", own.success.as_ref()),
        Outcome::One(Decode::ByContent(cases), _) => {
            let content = cx.plan.content(cases);
            let ident = content.and_then(|it| own.contents.get(&it));
            of_module("contents", ident)
        }
        Outcome::One(decode, _) => decoded(cx, decode),
    }
}

/// Returns the status keys of success for an operation whose documented redirects are results; `None` for any other.
pub(super) fn redirects(operation: &OperationPlan) -> Option<Vec<StatusKey>> {
    let mut keys = vec![StatusKey::Range(2)];
    keys.extend(&operation.given_redirects);
    (keys.len() > 1).then_some(keys)
}

fn of_module(module: &str, ident: Option<&Ident>) -> String {
    let name = ident.map(shown).unwrap_or_default();
    format!("[`{name}`]({ROOT}::{module}::{name})")
}

/// Returns the type that a body decodes to, if that is a single type.
fn decoded(cx: Context<'_>, decode: &Decode) -> String {
    let uses = &mut Uses::default();
    match decode {
        Decode::Json(ty) | Decode::Plain(ty) => {
            linked(cx, &type_ref(cx, ty, Site::Outside, uses), Some(ty))
        }
        Decode::Events(data) => linked(cx, &errors::events(cx, data.as_ref(), uses), data.as_ref()),
        Decode::Lines(ty) => linked(cx, &errors::lines(cx, ty, uses), Some(ty)),
        Decode::Text => "`String`".to_owned(),
        Decode::Binary => "`Bytes`".to_owned(),
        Decode::Stream => "[`runtime::Body`](crate::runtime::Body)".to_owned(),
        Decode::Empty | Decode::ByContent(_) => "`()`".to_owned(),
    }
}

/// Returns a type as code, linked to the first type in it that the document declares.
fn linked(cx: Context<'_>, tokens: &TokenStream, ty: Option<&TypeRef>) -> String {
    let code = compact(tokens).replace("types::", "");
    match ty.and_then(|it| named(cx, it)) {
        Some(ident) => format!("[`{code}`]({ROOT}::types::{ident})"),
        None => format!("`{code}`"),
    }
}

/// Returns the name of the first generated type in a type.
fn named(cx: Context<'_>, ty: &TypeRef) -> Option<String> {
    match ty {
        TypeRef::Named(id) => Some(shown(&cx.names.types[id.index()].ident)),
        TypeRef::List(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => named(cx, inner),
        TypeRef::Tuple(items) => items.iter().find_map(|it| named(cx, it)),
        TypeRef::Prim(_) | TypeRef::Foreign(_) | TypeRef::Json => None,
    }
}

fn shown(ident: &Ident) -> String {
    ident.to_string().trim_start_matches("r#").to_owned()
}
