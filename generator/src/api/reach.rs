//! The types that requests and responses can contain.

use super::{Api, Incoming, Operation, Payload, Shape, TypeId, TypeRef};
use std::collections::BTreeSet;

/// Returns the types of a type's members: fields, or variants. An alias has none.
pub(crate) fn members(shape: &Shape) -> Vec<&TypeRef> {
    match shape {
        Shape::Struct(it) => it.fields.iter().map(|field| &field.ty).collect(),
        Shape::Union(it) => it.variants.iter().map(|variant| &variant.ty).collect(),
        Shape::Untagged(it) => it.iter().map(|alternative| &alternative.ty).collect(),
        Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::Alias(_) => Vec::new(),
    }
}

/// Returns the types that a request can contain.
pub(crate) fn sent(api: &Api) -> BTreeSet<TypeId> {
    let mut out = BTreeSet::new();
    for operation in &api.operations {
        reach_sent(api, operation, &mut out);
    }
    out
}

fn reach_sent(api: &Api, operation: &Operation, out: &mut BTreeSet<TypeId>) {
    let forms = operation.body.iter().flat_map(|body| &body.content);
    let body = forms.flat_map(|form| form.encoding.types());
    for ty in operation.params.iter().map(|param| &param.ty).chain(body) {
        reach(api, ty, out);
    }
}

/// Returns the types that a response, or a request by the server, can contain.
pub(crate) fn received(api: &Api) -> BTreeSet<TypeId> {
    let mut out = BTreeSet::new();
    for operation in &api.operations {
        reach_received(api, operation, &mut out);
    }
    for incoming in &api.incoming {
        reach_incoming(api, incoming, &mut out);
    }
    out
}

/// Collects the types that a request by the server can contain.
fn reach_incoming(api: &Api, incoming: &Incoming, out: &mut BTreeSet<TypeId>) {
    for request in &incoming.requests {
        if let Payload::Json(ty) = &request.payload {
            reach(api, ty, out);
        }
    }
}

/// Returns all types that these requests by the server, indices into [`Api::incoming`], can contain.
pub(crate) fn reached_incoming(api: &Api, incoming: &[usize]) -> BTreeSet<TypeId> {
    let mut out = BTreeSet::new();
    for index in incoming {
        reach_incoming(api, &api.incoming[*index], &mut out);
    }
    out
}

fn reach_received(api: &Api, operation: &Operation, out: &mut BTreeSet<TypeId>) {
    for response in &operation.responses {
        response.types().for_each(|ty| reach(api, ty, out));
    }
}

/// Returns all types that requests and responses of an operation can contain.
pub(crate) fn reached(api: &Api, operation: &Operation) -> BTreeSet<TypeId> {
    let mut out = BTreeSet::new();
    reach_sent(api, operation, &mut out);
    reach_received(api, operation, &mut out);
    out
}

/// Collects all types that a value of type `ty` can contain.
fn reach<'a>(api: &'a Api, ty: &'a TypeRef, out: &mut BTreeSet<TypeId>) {
    let mut open = vec![ty];
    while let Some(ty) = open.pop() {
        ty.each_named(true, &mut |id, _| {
            if !out.insert(id) {
                return;
            }
            let shape = &api.ty(id).shape;
            open.extend(members(shape));
            match shape {
                Shape::Struct(it) => open.extend(&it.additional_properties),
                Shape::Alias(ty) => open.push(ty),
                Shape::StringEnum(_)
                | Shape::IntegerEnum(_)
                | Shape::Union(_)
                | Shape::Untagged(_) => {}
            }
        });
    }
}
