//! Whole-graph facts about the model: what to box, what is sent, which error sets are equal.
//!
//! Facts are a side table: the model does not change, and nothing here is a name.

mod cycles;
mod documented;
mod layout;
mod sizes;

pub use documented::{ContentSet, HeaderSet};
pub use layout::Layout;
pub use sizes::{LARGEST_MEMBER, LARGEST_TYPE};

use crate::model::{
    Api, Decode, Field, Operation, Presence, Response, Shape, SpecName, StatusKey, TypeId, TypeRef,
};
use std::collections::{BTreeMap, BTreeSet};

/// What [`analyze`] found.
#[derive(Debug, Default)]
pub struct Facts {
    /// The members (a type, and the index of a field or variant) whose value is boxed: the type would
    /// contain itself in place otherwise, or be too large.
    pub boxed: BTreeSet<(TypeId, usize)>,
    /// How large each type is, by its index. An alias is as large as what it stands for.
    pub layouts: Vec<Layout>,
    /// The types that a request can contain.
    pub sent: BTreeSet<TypeId>,
    /// The types that a response can contain.
    pub received: BTreeSet<TypeId>,
    /// The required properties that have one value only, with the type that has it: `new` fills them in.
    pub constants: BTreeMap<(TypeId, SpecName), TypeId>,
    /// The structs of which nothing is asked for: they have a default.
    pub defaultable: BTreeSet<TypeId>,
    /// How each operation ends, by its index.
    pub outcomes: Vec<Outcomes>,
    /// The bodies by status that some operation ends with; equal ones are one, whoever comes first.
    pub sets: Vec<StatusSet>,
    /// The bodies by content type of some response; equal ones are one.
    pub contents: Vec<ContentSet>,
    /// The headers that the responses of some operation document; equal ones are one.
    pub headers: Vec<HeaderSet>,
}

/// How an operation ends.
#[derive(Debug)]
pub struct Outcomes {
    /// With a 2xx status.
    pub success: Outcome,
    /// With a documented other status.
    pub failure: Outcome,
}

/// What a body is read as.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing is documented.
    None,
    /// The same for each of these keys.
    One(Decode, Vec<StatusKey>),
    /// By status, as the set with this index in [`Facts::sets`] says.
    Set(usize),
}

/// Bodies that differ by status.
#[derive(Debug, PartialEq, Eq)]
pub struct StatusSet {
    /// How the body is read for each key, the most exact first.
    pub cases: Vec<(StatusKey, Decode)>,
    /// Whether it is for success.
    pub success: bool,
    /// The operations that end with it, in document order.
    pub operations: Vec<usize>,
}

impl Facts {
    /// Whether `new` asks for a field: one that has to be there in what is sent.
    pub fn asked(&self, id: TypeId, field: &Field) -> bool {
        let constant = self.constants.contains_key(&(id, field.wire.clone()));
        field.presence.is_required() && !constant && !(field.read_only && self.sent.contains(&id))
    }

    /// Whether a field has to be there. A required property that is only for one direction is not asked
    /// for in a type that goes the other way (OpenAPI 3.0.4, section 4.7.24.1, `readOnly`).
    pub fn presence(&self, id: TypeId, field: &Field) -> Presence {
        let foreign = (field.read_only && self.sent.contains(&id))
            || (field.write_only && self.received.contains(&id));
        match field.presence {
            Presence::Required if foreign => Presence::Optional,
            Presence::RequiredNullable if foreign => Presence::OptionalNullable,
            presence => presence,
        }
    }
}

/// Finds the facts.
pub fn analyze(api: &Api) -> Facts {
    let mut facts = Facts {
        sent: sent(api),
        received: received(api),
        constants: constants(api),
        ..Facts::default()
    };
    facts.box_members(api);
    facts.defaultable = defaultable(api, &facts);
    for (index, operation) in api.operations.iter().enumerate() {
        let outcomes = outcomes(operation, index, &mut facts.sets);
        facts.outcomes.push(outcomes);
        facts.add_contents(operation, index);
        facts.add_headers(operation, index);
    }
    facts
}

/// The types of a type's members: fields, or variants. An alias has none.
fn members(shape: &Shape) -> Vec<&TypeRef> {
    match shape {
        Shape::Struct(it) => it.fields.iter().map(|field| &field.ty).collect(),
        Shape::Union(it) => it.variants.iter().map(|variant| &variant.ty).collect(),
        Shape::Untagged(it) => it.iter().map(|alternative| &alternative.ty).collect(),
        Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::Alias(_) => Vec::new(),
    }
}

/// The types with a name that a value of type `ty` contains in place; aliases are looked through.
fn contained(api: &Api, ty: &TypeRef) -> Vec<TypeId> {
    let mut out = Vec::new();
    let mut open = vec![ty];
    while let Some(ty) = open.pop() {
        match api.resolved(ty) {
            TypeRef::Named(id) => out.push(*id),
            TypeRef::Tuple(items) => open.extend(items.iter().rev()),
            TypeRef::Nullable(inner) => open.push(inner),
            TypeRef::Prim(_)
            | TypeRef::Foreign(_)
            | TypeRef::List(_)
            | TypeRef::Map(_)
            | TypeRef::Json => {}
        }
    }
    out
}

fn sent(api: &Api) -> BTreeSet<TypeId> {
    let mut out = BTreeSet::new();
    for operation in &api.operations {
        reach_sent(api, operation, &mut out);
    }
    out
}

fn reach_sent(api: &Api, operation: &Operation, out: &mut BTreeSet<TypeId>) {
    let body = operation.bodies().flat_map(|body| body.encoding.types());
    for ty in operation.params.iter().map(|param| &param.ty).chain(body) {
        reach(api, ty, out);
    }
}

fn constants(api: &Api) -> BTreeMap<(TypeId, SpecName), TypeId> {
    let mut out = BTreeMap::new();
    for (id, def) in api.types() {
        let Shape::Struct(it) = &def.shape else {
            continue;
        };
        for field in it
            .fields
            .iter()
            .filter(|it| it.presence == Presence::Required)
        {
            if let Some(listed) = one_value(api, &field.ty) {
                out.insert((id, field.wire.clone()), listed);
            }
        }
    }
    out
}

/// The enum of one value that a type is.
fn one_value(api: &Api, ty: &TypeRef) -> Option<TypeId> {
    let TypeRef::Named(id) = ty else {
        return None;
    };
    match &api.ty(*id).shape {
        Shape::StringEnum(it) => (it.values.len() == 1 && !it.open).then_some(*id),
        Shape::Alias(ty) => one_value(api, ty),
        Shape::Struct(_) | Shape::IntegerEnum(_) | Shape::Union(_) | Shape::Untagged(_) => None,
    }
}

fn received(api: &Api) -> BTreeSet<TypeId> {
    let mut out = BTreeSet::new();
    for operation in &api.operations {
        reach_received(api, operation, &mut out);
    }
    out
}

fn reach_received(api: &Api, operation: &Operation, out: &mut BTreeSet<TypeId>) {
    for response in &operation.responses {
        response.decode.each_type(&mut |ty| reach(api, ty, out));
    }
}

/// All types that requests and responses of an operation can contain.
pub(crate) fn reached(api: &Api, operation: &Operation) -> BTreeSet<TypeId> {
    let mut out = BTreeSet::new();
    reach_sent(api, operation, &mut out);
    reach_received(api, operation, &mut out);
    out
}

/// All types that a value of type `ty` can contain.
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
                Shape::Struct(it) => open.extend(&it.rest),
                Shape::Alias(ty) => open.push(ty),
                Shape::StringEnum(_)
                | Shape::IntegerEnum(_)
                | Shape::Union(_)
                | Shape::Untagged(_) => {}
            }
        });
    }
}

fn defaultable(api: &Api, facts: &Facts) -> BTreeSet<TypeId> {
    let structs = api.types().filter_map(|(id, def)| match &def.shape {
        Shape::Struct(it) => Some((id, it)),
        Shape::StringEnum(_)
        | Shape::IntegerEnum(_)
        | Shape::Union(_)
        | Shape::Untagged(_)
        | Shape::Alias(_) => None,
    });
    let nothing_required =
        structs.filter(|(id, it)| it.fields.iter().all(|field| !facts.asked(*id, field)));
    nothing_required.map(|(id, _)| id).collect()
}

fn outcomes(operation: &Operation, index: usize, sets: &mut Vec<StatusSet>) -> Outcomes {
    let (good, bad): (Vec<&Response>, Vec<&Response>) = operation
        .responses
        .iter()
        .partition(|it| it.key.is_success());
    // `default` alone describes every status, success too.
    let good = if good.is_empty() {
        bad.iter()
            .copied()
            .filter(|it| it.key == StatusKey::Default)
            .collect()
    } else {
        good
    };
    let caught = |empty: &Response| {
        bad.iter()
            .any(|it| it.decode != Decode::Empty && it.key.covers(empty.key))
    };
    let bad: Vec<&Response> = bad
        .iter()
        .copied()
        .filter(|it| it.decode != Decode::Empty || caught(it))
        .collect();
    Outcomes {
        success: outcome(&good, true, index, sets),
        failure: outcome(&bad, false, index, sets),
    }
}

fn outcome(
    responses: &[&Response],
    success: bool,
    operation: usize,
    sets: &mut Vec<StatusSet>,
) -> Outcome {
    let Some(first) = responses.first() else {
        return Outcome::None;
    };
    if responses.iter().all(|it| it.decode == first.decode) {
        return Outcome::One(
            first.decode.clone(),
            responses.iter().map(|it| it.key).collect(),
        );
    }
    let mut cases: Vec<_> = responses
        .iter()
        .map(|it| (it.key, it.decode.clone()))
        .collect();
    // Not in document order: operations that list the same in another order share the set.
    cases.sort_by_key(|(key, _)| *key);
    let equal = |set: &StatusSet| set.success == success && set.cases == cases;
    let index = sets.iter().position(equal).unwrap_or(sets.len());
    match sets.get_mut(index) {
        Some(set) => set.operations.push(operation),
        None => sets.push(StatusSet {
            cases,
            success,
            operations: vec![operation],
        }),
    }
    Outcome::Set(index)
}
