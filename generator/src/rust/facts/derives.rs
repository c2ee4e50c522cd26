//! The derives that the configuration asks for, on the types whose parts all have them.
//!
//! A type has `Eq`, `Hash` or `Ord` unless a part of it lacks it, also if the type contains itself. `Default` is
//! different: a type that contains itself has a default only if an option, a list or a map is in between.

mod reasons;

pub use reasons::{Lack, Refused};

use super::Facts;
use crate::{
    api::{Api, Derive, Presence, Prim, Shape, Trait, TypeId, TypeRef},
    diagnostic::Diagnostics,
};
use reasons::Cause;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The traits that types implement because the configuration asks for them.
#[derive(Debug, Default)]
pub struct Implemented {
    of: BTreeMap<TypeId, BTreeSet<Trait>>,
    /// The traits that the configuration asks for by the name of a type that cannot have them.
    pub refused: Vec<Refused>,
    /// The traits that the configuration asks for on all types, each with the number of types that have it, and the
    /// number of those that cannot.
    pub counts: Vec<(Trait, usize, usize)>,
}

impl Implemented {
    /// Returns whether a type implements a trait because the configuration asks for it.
    pub fn has(&self, id: TypeId, of: Trait) -> bool {
        self.of.get(&id).is_some_and(|it| it.contains(&of))
    }
}

impl Facts {
    /// Finds the types that implement what the configuration asks for.
    pub(super) fn find_derives(&mut self, api: &Api) {
        let mut found = Implemented::default();
        for asked in Trait::ALL {
            let types = asked_types(api, asked);
            if types.is_empty() {
                continue;
            }
            let graph = Graph::of(api, self, asked);
            let lacking = graph.lacking(asked);
            for id in graph.closure(types) {
                if !lacking.contains_key(&id) {
                    found.of.entry(id).or_default().insert(asked);
                }
            }
            found.refuse(api, asked, &lacking);
            if api.derives.all.contains(&Derive::Known(asked)) {
                let own = api.types().filter(|(_, def)| !is_alias(&def.shape));
                let (without, with): (Vec<_>, Vec<_>) =
                    own.partition(|(id, _)| lacking.contains_key(id));
                found.counts.push((asked, with.len(), without.len()));
            }
        }
        self.derives = found;
    }

    /// Reports the types that cannot have what the configuration asks of them.
    pub fn report_derives(&self, diagnostics: &mut Diagnostics) {
        diagnostics.extend(self.derives.refused.iter().map(Refused::diagnostic));
    }
}

/// Returns the types of which the configuration asks a trait. `Ord` requires `Eq`.
fn asked_types(api: &Api, asked: Trait) -> BTreeSet<TypeId> {
    let asks = |it: &Derive| match it {
        Derive::Known(Trait::Ord) => asked == Trait::Ord || asked == Trait::Eq,
        Derive::Known(it) => *it == asked,
        Derive::Other(_) => false,
    };
    let all = api.derives.all.iter().any(asks);
    let named = |id: &TypeId| {
        let own = api.derives.types.get(id);
        own.is_some_and(|it| it.iter().any(|it| asks(&it.derive)))
    };
    let ids = api.types().map(|(id, _)| id);
    ids.filter(|id| all || named(id)).collect()
}

impl Implemented {
    fn refuse(&mut self, api: &Api, asked: Trait, lacking: &BTreeMap<TypeId, Cause>) {
        for (id, derives) in &api.derives.types {
            let own = derives
                .iter()
                .filter(|it| it.derive == Derive::Known(asked));
            if lacking.contains_key(id) {
                self.refused
                    .extend(own.map(|it| Refused::new(api, (*id, asked), it, lacking)));
            }
        }
    }
}

fn is_alias(shape: &Shape) -> bool {
    match shape {
        Shape::Alias(_) => true,
        Shape::Struct(_)
        | Shape::StringEnum(_)
        | Shape::IntegerEnum(_)
        | Shape::Union(_)
        | Shape::Untagged(_) => false,
    }
}

/// A part that has to implement the trait, so that the type can.
struct Need {
    /// The index of the member; none for a type itself, and for the target of an alias.
    member: Option<usize>,
    part: Part,
}

enum Part {
    Type(TypeId),
    /// A part that does not implement the trait.
    Lacks(Lack),
}

/// The needs of all types for one trait.
struct Graph {
    needs: Vec<Vec<Need>>,
}

impl Graph {
    fn of(api: &Api, facts: &Facts, asked: Trait) -> Self {
        let needs = api.types().map(|(id, _)| needs(api, facts, id, asked));
        Self {
            needs: needs.collect(),
        }
    }

    /// Returns these types and all that they need.
    fn closure(&self, types: BTreeSet<TypeId>) -> BTreeSet<TypeId> {
        let mut open: Vec<TypeId> = types.iter().copied().collect();
        let mut out = types;
        while let Some(id) = open.pop() {
            for need in &self.needs[id.index()] {
                if let Part::Type(inner) = need.part
                    && out.insert(inner)
                {
                    open.push(inner);
                }
            }
        }
        out
    }

    /// Returns the types that cannot implement the trait, each with the nearest cause.
    fn lacking(&self, asked: Trait) -> BTreeMap<TypeId, Cause> {
        let users = self.users();
        let mut out = BTreeMap::new();
        let mut open = VecDeque::new();
        for (index, needs) in self.needs.iter().enumerate() {
            let own = needs.iter().find_map(|need| match &need.part {
                Part::Lacks(lack) => Some(Cause::Own(need.member, lack.clone())),
                Part::Type(_) => None,
            });
            if let Some(cause) = own {
                let id = TypeId::new(index);
                out.insert(id, cause);
                open.push_back(id);
            }
        }
        while let Some(id) = open.pop_front() {
            for (user, member) in &users[id.index()] {
                if !out.contains_key(user) {
                    out.insert(*user, Cause::Inner(*member, id));
                    open.push_back(*user);
                }
            }
        }
        if asked == Trait::Default {
            self.add_endless(&users, &mut out);
        }
        out
    }

    /// Adds the types whose default would contain itself without end.
    fn add_endless(
        &self,
        users: &[Vec<(TypeId, Option<usize>)>],
        out: &mut BTreeMap<TypeId, Cause>,
    ) {
        let inner = |needs: &Vec<Need>| {
            let types = needs.iter().filter(|it| matches!(it.part, Part::Type(_)));
            types.count()
        };
        let mut missing: Vec<usize> = self.needs.iter().map(inner).collect();
        let types = (0..self.needs.len()).map(TypeId::new);
        let mut ready: Vec<TypeId> = types.filter(|id| missing[id.index()] == 0).collect();
        while let Some(id) = ready.pop() {
            for (user, _) in &users[id.index()] {
                missing[user.index()] -= 1;
                if missing[user.index()] == 0 {
                    ready.push(*user);
                }
            }
        }
        for (index, needs) in self.needs.iter().enumerate() {
            let endless = needs.iter().find_map(|need| match need.part {
                Part::Type(id) if missing[id.index()] > 0 => Some((need.member, id)),
                Part::Type(_) | Part::Lacks(_) => None,
            });
            if let Some((member, inner)) = endless {
                let id = TypeId::new(index);
                out.entry(id).or_insert(Cause::Inner(member, inner));
            }
        }
    }

    /// Returns the types that need each type, with the member.
    fn users(&self) -> Vec<Vec<(TypeId, Option<usize>)>> {
        let mut out = vec![Vec::new(); self.needs.len()];
        for (index, needs) in self.needs.iter().enumerate() {
            for need in needs {
                if let Part::Type(inner) = need.part {
                    out[inner.index()].push((TypeId::new(index), need.member));
                }
            }
        }
        out
    }
}

/// Returns the parts of a type that have to implement the trait.
fn needs(api: &Api, facts: &Facts, id: TypeId, asked: Trait) -> Vec<Need> {
    let mut out = Vec::new();
    let mut member = |index: Option<usize>, ty: &TypeRef| {
        let parts = parts(ty, asked).into_iter();
        out.extend(parts.map(|part| Need {
            member: index,
            part,
        }));
    };
    match &api.ty(id).shape {
        Shape::Struct(it) => {
            for (index, field) in it.fields.iter().enumerate() {
                let always = facts.presence(id, field) == Presence::Required;
                if always || asked != Trait::Default {
                    member(Some(index), &field.ty);
                }
            }
            if let Some(rest) = it.rest()
                && asked != Trait::Default
            {
                member(Some(it.fields.len()), rest);
            }
        }
        Shape::StringEnum(it) => out.extend(several(asked, it.open || it.values.len() != 1)),
        Shape::IntegerEnum(values) => out.extend(several(asked, values.len() != 1)),
        Shape::Union(it) => {
            let types = it.variants.iter().map(|it| &it.ty).enumerate();
            types.for_each(|(index, ty)| member(Some(index), ty));
            out.extend(several(asked, true));
        }
        Shape::Untagged(it) => {
            let types = it.iter().map(|it| &it.ty).enumerate();
            types.for_each(|(index, ty)| member(Some(index), ty));
            out.extend(several(asked, true));
        }
        Shape::Alias(ty) => member(None, ty),
    }
    out
}

/// Returns the need of an enum that has several values: none of them is the default.
fn several(asked: Trait, several: bool) -> Option<Need> {
    (several && asked == Trait::Default).then_some(Need {
        member: None,
        part: Part::Lacks(Lack::Several),
    })
}

/// Returns the parts of a value that have to implement the trait.
fn parts(ty: &TypeRef, asked: Trait) -> Vec<Part> {
    let mut out = Vec::new();
    let mut open = vec![ty];
    while let Some(ty) = open.pop() {
        match ty {
            TypeRef::Named(id) => out.push(Part::Type(*id)),
            TypeRef::Tuple(items) => open.extend(items.iter().rev()),
            // The default is empty.
            TypeRef::List(_) | TypeRef::Map(_) | TypeRef::Nullable(_)
                if asked == Trait::Default => {}
            TypeRef::List(item) | TypeRef::Map(item) | TypeRef::Nullable(item) => open.push(item),
            TypeRef::Prim(_) | TypeRef::Foreign(_) | TypeRef::Json => {
                out.extend(lack(ty, asked).map(Part::Lacks));
            }
        }
    }
    out
}

/// Returns the reason why a value without parts does not implement a trait.
fn lack(ty: &TypeRef, asked: Trait) -> Option<Lack> {
    match (ty, asked) {
        (TypeRef::Prim(Prim::F64), Trait::Eq | Trait::Hash | Trait::Ord) => Some(Lack::Float),
        (TypeRef::Prim(Prim::Ipv4 | Prim::Ipv6), Trait::Default) => Some(Lack::Address),
        (TypeRef::Json, Trait::Ord) => Some(Lack::Json),
        (TypeRef::Foreign(it), _) if !it.implements.contains(&asked) => {
            Some(Lack::Foreign(it.path.clone()))
        }
        _ => None,
    }
}
