//! Pieces of the emitted code as text, for messages about it. The emitters produce them, so that messages agree with
//! the code.

use super::{
    body, constructor,
    context::Context,
    conversions, errors, input, own,
    type_ref::{Site, Uses, type_ref},
    types,
};
use crate::{
    api::{Field, Param, Struct, TypeId, TypeRef},
    rust::{
        format::compact,
        names::BodyNames,
        plan::{Body, Decode, Outcome},
    },
};
use proc_macro2::{Ident, TokenStream};

/// The way in which callers construct a struct.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Constructor {
    /// A struct expression that lists all fields.
    None,
    /// `T::default()`.
    Default,
    /// `T::new(..)`, with the names of the arguments and their types.
    New(Vec<(String, String)>),
}

/// An input of an operation.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Taken {
    /// The name of the argument or setter.
    pub(crate) ident: String,
    /// Its type.
    pub(crate) ty: String,
    /// Whether it is an argument rather than a setter.
    pub(crate) required: bool,
}

impl Taken {
    /// Returns the input as callers write it.
    pub(crate) fn shown(&self) -> String {
        if self.required {
            format!("{}: {}", self.ident, self.ty)
        } else {
            format!(".{}({})", self.ident, self.ty)
        }
    }
}

/// The file of no type: types are written as the types' own files write them, and the imports are ignored.
const INSIDE: Site = Site::TypeFile(usize::MAX);

/// Returns a type.
pub(crate) fn ty(cx: Context<'_>, ty: &TypeRef) -> String {
    compact(&type_ref(cx, ty, INSIDE, &mut Uses::default()))
}

/// Returns the type of a struct's field.
pub(crate) fn field(cx: Context<'_>, id: TypeId, it: &Struct, index: usize) -> String {
    let tokens = it
        .fields
        .get(index)
        .map(|field| types::field_type(cx, id, (index, field), INSIDE, &mut Uses::default()));
    compact(&tokens.unwrap_or_default())
}

/// Returns the type that a union's variant holds.
pub(crate) fn variant(cx: Context<'_>, id: TypeId, index: usize, ty: &TypeRef) -> String {
    let tokens = types::variant_type(cx, id, (index, ty), INSIDE, &mut Uses::default());
    compact(&tokens)
}

/// Returns the way in which callers construct a struct.
pub(crate) fn constructor(cx: Context<'_>, id: TypeId, it: &Struct) -> Constructor {
    if types::derives_default(cx, id, it) {
        return Constructor::Default;
    }
    if !cx.facts.sent.contains(&id) {
        return Constructor::None;
    }
    let arguments = constructor::arguments(cx, id, it, INSIDE, &mut Uses::default());
    if arguments.is_empty() {
        return Constructor::Default;
    }
    let text = |(ident, ty): &(Ident, TokenStream)| (ident.to_string(), compact(ty));
    Constructor::New(arguments.iter().map(text).collect())
}

/// Returns whether a field has a setter.
pub(crate) fn has_setter(cx: Context<'_>, id: TypeId, field: &Field, member: &Ident) -> bool {
    conversions::has_setter(cx, id, field, member)
}

/// Returns the input for a parameter.
pub(crate) fn param(cx: Context<'_>, param: &Param, ident: &Ident) -> Taken {
    let input = input::param(cx, param, ident, &mut Uses::default());
    taken(&input, param.required)
}

/// Returns the inputs for a body: the arguments, then the setters.
pub(crate) fn body(cx: Context<'_>, body: &Body<'_>, names: &BodyNames) -> Vec<Taken> {
    let inputs = body::inputs(cx, body, names, &mut Uses::default());
    let required = inputs.required.iter().map(|it| taken(it, true));
    let optional = inputs.optional.iter().map(|it| taken(it, false));
    required.chain(optional).collect()
}

fn taken(input: &input::Input, required: bool) -> Taken {
    Taken {
        ident: input.ident.to_string(),
        ty: compact(&input.ty),
        required,
    }
}

/// Returns the type that a body of an operation decodes to.
pub(crate) fn decode(cx: Context<'_>, operation: usize, decode: &Decode) -> String {
    let tokens = match decode {
        Decode::ByContent(cases) => Some(own::content(cx, operation, cases)),
        _ => errors::payload(cx, decode, &mut Uses::default()),
    };
    tokens.map_or_else(|| "()".to_owned(), |it| compact(&it))
}

/// Returns the type of an operation's success or failure.
pub(crate) fn outcome(cx: Context<'_>, operation: usize, success: bool) -> String {
    let (ends, own) = (&cx.plan.operations[operation], &cx.names.own[operation]);
    let (outcome, module, own) = if success {
        (&ends.success, "responses", &own.success)
    } else {
        (&ends.failure, "errors", &own.failure)
    };
    match outcome {
        Outcome::None => "()".to_owned(),
        Outcome::One(decode, _) => self::decode(cx, operation, decode),
        Outcome::Set(_) => own
            .as_ref()
            .map_or_else(String::new, |it| format!("{module}::{it}")),
    }
}
