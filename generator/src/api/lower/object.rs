//! Objects with properties.

use super::{Lower, hint::hint, options::Options, options::name_of, plain::Site, schema::Use};
use crate::{
    api::{Field, Owner, Presence, Prim, Shape, Struct, TypeId, TypeRef},
    diagnostic::Code,
    schema::{Object, Property, SchemaId},
    tree::{SpecName, SpecPath},
};

/// The maximum number of alternatives that are merged into one struct. With more, the struct would be a heap of
/// optional fields in which nobody finds anything.
const MERGED_AT_MOST: usize = 8;

/// The maximum length of a chain of aliases; a longer one counts as a cycle.
const MAX_ALIASES: usize = 32;

impl Lower<'_> {
    /// Returns the struct of an object.
    pub(super) fn structure(&mut self, it: &Object, at: &SpecPath, id: TypeId) -> Struct {
        let mut out = Struct::default();
        for (name, property) in &it.properties {
            if self.leaves_out_property(name, property, it) {
                continue;
            }
            let mut places = self.declared(property);
            if places.len() > 1 {
                places.reverse();
                self.declarations.insert((id, out.fields.len()), places);
            }
            let field = self.field(name, property, it, at, id);
            out.fields.push(field);
        }
        let name = hint(Owner::Type(id), "");
        out.additional_properties = self.additional(it, Site { at, name: &name });
        out
    }

    fn field(
        &mut self,
        name: &str,
        property: &Property,
        object: &Object,
        at: &SpecPath,
        id: TypeId,
    ) -> Field {
        let schema = self.schemas.all(&property.schemas);
        let (place, used) = match schema {
            Some(schema) => {
                let place = self.schemas.place(schema);
                let alone = property.schemas.len() == 1;
                let owner = if alone { self.owner_of(&place, id) } else { id };
                (
                    place,
                    self.used_schema(schema, hint(Owner::Type(owner), name)),
                )
            }
            None => (
                at.child("required"),
                self.undeclared_property(name, object, at, id),
            ),
        };
        let mut presence = Presence::new(property.required, used.nullable);
        // `null` is the only value, so a required property always has it.
        if used.ty == TypeRef::Prim(Prim::Null) && property.required {
            presence = Presence::Required;
        }
        Field {
            at: place,
            wire: SpecName::new(name),
            presence,
            ty: used.ty,
            doc: used.doc,
            facets: used.facets,
            deprecated: used.deprecated,
            sensitive: used.sensitive,
            read_only: used.read_only,
            write_only: used.write_only,
            example: used.example,
        }
    }

    /// Returns the type whose name prefixes those of the types inside a property: that of the component that contains
    /// the property, rather than the first type that happens to have it.
    fn owner_of(&self, place: &SpecPath, id: TypeId) -> TypeId {
        let named = SpecPath::schemas();
        if !place.is_inside(&named) || place.is_inside(&self.types[id.index()].at) {
            return id;
        }
        let name = place.tokens().nth(2).unwrap_or_default();
        match self.known.get(&named.child(&name)) {
            Some(TypeRef::Named(owner)) => *owner,
            _ => id,
        }
    }

    /// Returns the use of a property that is required but not declared: it is one of the additional properties.
    fn undeclared_property(
        &mut self,
        name: &str,
        object: &Object,
        at: &SpecPath,
        id: TypeId,
    ) -> Use {
        let others = Object {
            properties: indexmap::IndexMap::new(),
            patterns: object.patterns.clone(),
            additional: object.additional,
        };
        let site_name = hint(Owner::Type(id), "");
        let site = Site {
            at,
            name: &site_name,
        };
        let ty = match self.additional(&others, site) {
            Some(ty) => ty,
            None => {
                let message = format!("`{name}` is required but not among the properties");
                self.free_form(&at.child("required"), &message)
            }
        };
        match ty {
            TypeRef::Nullable(inner) => Use {
                nullable: true,
                ..Use::plain(*inner)
            },
            ty => Use::plain(ty),
        }
    }

    /// Returns whether nothing distinguishes alternatives that may overlap. Their properties then belong together,
    /// since a value can have those of all of them.
    pub(super) fn hold_together(&mut self, options: &Options) -> bool {
        let Some(objects) = self.plain_objects(options) else {
            return false;
        };
        objects.iter().enumerate().all(|(index, one)| {
            let mut others = objects[index + 1..].iter();
            others.all(|other| self.is_alike(one, other))
        })
    }

    /// Returns the objects of the choices, if each of them is an object with properties.
    fn plain_objects(&mut self, options: &Options) -> Option<Vec<Object>> {
        if options.choices.len() > MERGED_AT_MOST || options.tag.is_some() {
            return None;
        }
        let mut out = Vec::new();
        for it in &options.choices {
            if name_of(&it.form).is_some_and(|id| self.has_chosen_type(id)) {
                return None;
            }
            let objects = self.schemas.objects(it)?;
            let [object] = objects.as_slice() else {
                return None;
            };
            if object.properties.is_empty() {
                return None;
            }
            out.push(object.clone());
        }
        (out.len() > 1).then_some(out)
    }

    /// Returns whether nothing distinguishes the values of two objects: neither requires a property that the other does
    /// not declare, and all shared properties have the same schema in both.
    fn is_alike(&mut self, one: &Object, other: &Object) -> bool {
        let knows = |one: &Object, other: &Object| {
            let mut required = one.properties.iter().filter(|(_, it)| it.required);
            required.all(|(name, _)| other.properties.contains_key(name))
        };
        if !knows(one, other) || !knows(other, one) {
            return false;
        }
        let both = one.properties.iter().filter_map(|(name, it)| {
            let same = other.properties.get(name)?;
            Some((it.schemas.clone(), same.schemas.clone()))
        });
        let both: Vec<_> = both.collect();
        both.iter().all(|(one, other)| self.is_same(one, other))
    }

    fn is_same(&mut self, one: &[SchemaId], other: &[SchemaId]) -> bool {
        let (Some(one), Some(other)) = (self.schemas.all(one), self.schemas.all(other)) else {
            return false;
        };
        one == other || {
            let (left, right) = (self.schemas.node(one), self.schemas.node(other));
            left.is_some() && left == right
        }
    }

    /// Returns the struct of alternatives whose properties belong together.
    pub(super) fn joined(&mut self, options: &Options, at: &SpecPath, id: TypeId) -> Shape {
        let objects = self.plain_objects(options).unwrap_or_default();
        let mut out = Object::default();
        for object in &objects {
            for (name, property) in &object.properties {
                let known = out
                    .properties
                    .entry(name.clone())
                    .or_insert_with(|| property.clone());
                let mut all = objects.iter();
                known.required =
                    all.all(|it| it.properties.get(name).is_some_and(|it| it.required));
            }
            if object.additional != crate::schema::Additional::None {
                out.additional = object.additional;
            }
        }
        let message = "a value may match all of these alternatives at once";
        let action = "one type has the properties of all of them";
        self.note(Code::MergedAlternatives, at, message, action);
        Shape::Struct(self.structure(&out, at, id))
    }

    /// Returns the type that an alias finally stands for; other types are returned as they are.
    pub(super) fn resolved<'t>(&'t self, mut ty: &'t TypeRef) -> &'t TypeRef {
        // An alias may still refer to itself at this point.
        for _ in 0..MAX_ALIASES {
            match ty {
                TypeRef::Named(id) => match &self.types[id.index()].shape {
                    Shape::Alias(target) => ty = target,
                    _ => break,
                },
                _ => break,
            }
        }
        ty
    }
}
