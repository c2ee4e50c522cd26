//! Makes object types keep the properties that the document does not declare.
//!
//! This runs after all types are built: the choice changes neither which types there are nor how the alternatives of a
//! union are told apart.

use super::{Lower, Target};
use crate::{
    api::{
        Api, Owner, Shape, TypeId, TypeRef,
        reach::{members, received, sent},
    },
    source::{Override, Undeclared},
};
use std::collections::BTreeSet;

impl Lower<'_> {
    /// Makes the types of the chosen schemas keep undeclared properties.
    pub(super) fn keep_undeclared(&mut self, target: &Target<'_>) {
        let Undeclared::Of(entries) = &self.configured.overrides.undeclared else {
            return;
        };
        let mut seen = BTreeSet::new();
        for entry in entries {
            self.keep_in(target, entry, &mut seen);
        }
    }

    fn keep_in(&mut self, target: &Target<'_>, entry: &Override<()>, seen: &mut BTreeSet<TypeRef>) {
        let Some(at) = self.schema_at(target, &entry.key) else {
            return self.no_schema(target.source, &entry.key, &entry.key_at);
        };
        let of_type = || self.type_at(&at).map(TypeRef::Named);
        let ty = self.known.get(&at).cloned().or_else(of_type);
        let objects = ty.as_ref().map(|ty| self.objects_of(ty));
        let objects = objects.unwrap_or_default();
        if objects.is_empty() {
            let message = format!("no object type is emitted for `{}`", entry.key);
            return self.not_met(target.source, &entry.key, &entry.key_at, message, vec![]);
        }
        if !ty.is_some_and(|it| seen.insert(it)) {
            self.twice(target.source, &entry.key, &entry.key_at);
        }
        for id in objects {
            if let Shape::Struct(it) = &mut self.types[id.index()].shape {
                it.kept = true;
            }
        }
    }

    /// Returns the object types that a value of a type can be, and those inside them that no named schema describes: the
    /// configuration has no short name for these.
    fn objects_of(&self, ty: &TypeRef) -> BTreeSet<TypeId> {
        let (mut out, mut seen) = (BTreeSet::new(), BTreeSet::new());
        let mut open = vec![(ty, true)];
        while let Some((ty, is_value)) = open.pop() {
            ty.each_named(true, &mut |id, in_place| {
                let def = &self.types[id.index()];
                let is_value = is_value && in_place;
                let own = is_value || def.name.owner != Owner::Document;
                if !own || !seen.insert((id, is_value)) {
                    return;
                }
                match &def.shape {
                    Shape::Struct(it) => {
                        out.insert(id);
                        let rest = it.additional_properties.iter();
                        let inside = members(&def.shape).into_iter().chain(rest);
                        open.extend(inside.map(|ty| (ty, false)));
                    }
                    Shape::Alias(ty) => open.push((ty, is_value)),
                    Shape::Union(_) | Shape::Untagged(_) => {
                        open.extend(members(&def.shape).into_iter().map(|ty| (ty, is_value)));
                    }
                    Shape::StringEnum(_) | Shape::IntegerEnum(_) => {}
                }
            });
        }
        out
    }
}

/// Makes all object types keep undeclared properties, if the configuration says so, except those that only requests
/// contain: nothing is read into them.
pub(in crate::api::lower) fn keep_all(api: &mut Api, choice: &Undeclared) {
    if *choice != Undeclared::All {
        return;
    }
    let (sent, received) = (sent(api), received(api));
    for (index, def) in api.types.iter_mut().enumerate() {
        let id = TypeId::new(index);
        if let Shape::Struct(it) = &mut def.shape {
            it.kept = received.contains(&id) || !sent.contains(&id);
        }
    }
}
