//! Objects with properties.

use super::{
    Lower,
    options::Options,
    plain::Site,
    schema::{Use, hint, name_of},
};
use crate::{
    model::{Field, Owner, Presence, Prim, Shape, SpecName, SpecPath, Struct, TypeId, TypeRef},
    schema::{Object, Property, SchemaId},
};

/// How many alternatives are merged into one type. The properties of more of them, all optional, are a
/// heap in which nobody finds anything.
const MERGED_AT_MOST: usize = 8;

/// How many aliases may lead to one another before they count as a circle.
const MAX_ALIASES: usize = 32;

impl Lower<'_> {
    /// The struct of an object.
    pub(super) fn structure(&mut self, it: &Object, at: &SpecPath, id: TypeId) -> Struct {
        let mut out = Struct::default();
        for (name, property) in &it.properties {
            let field = self.field(name, property, it, at, id);
            out.fields.push(field);
        }
        let name = hint(Owner::Type(id), "");
        out.rest = self.additional(it, Site { at, name: &name });
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
            None => (at.child("required"), self.unsaid(name, object, at, id)),
        };
        let mut presence = Presence::new(property.required, used.nullable);
        // A value that is nothing but `null` is there, or is not.
        if used.ty == TypeRef::Prim(Prim::Null) && property.required {
            presence = Presence::Required;
        }
        Field {
            at: place,
            wire: SpecName::new(name),
            presence,
            ty: used.ty,
            doc: used.doc,
            deprecated: used.deprecated,
            sensitive: used.sensitive,
            read_only: used.read_only,
            write_only: used.write_only,
            example: used.example,
        }
    }

    /// The type whose name is part of those of the types in it: that of the component in which a property stands, and
    /// not of the one that happens to have it first.
    fn owner_of(&self, place: &SpecPath, id: TypeId) -> TypeId {
        let named = SpecPath::root().child("components").child("schemas");
        if !place.is_inside(&named) || place.is_inside(&self.types[id.index()].at) {
            return id;
        }
        let name = place.tokens().nth(2).unwrap_or_default();
        match self.known.get(&named.child(&name)) {
            Some(TypeRef::Named(owner)) => *owner,
            _ => id,
        }
    }

    /// A property that has to be there and is not declared: one of the additional ones.
    fn unsaid(&mut self, name: &str, object: &Object, at: &SpecPath, id: TypeId) -> Use {
        let others = Object {
            properties: indexmap::IndexMap::new(),
            ..object.clone()
        };
        let site_name = hint(Owner::Type(id), "");
        let site = Site {
            at,
            name: &site_name,
        };
        let ty = match self.additional(&others, site) {
            Some(ty) => ty,
            None => {
                let message = format!("`{name}` is required and not among the properties");
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

    /// Whether alternatives of which a value may be several are told apart by nothing, so that their properties
    /// belong together: a value can have those of all of them.
    pub(super) fn hold_together(&mut self, options: &Options) -> bool {
        let Some(objects) = self.plain_objects(options) else {
            return false;
        };
        objects.iter().enumerate().all(|(index, one)| {
            let mut others = objects[index + 1..].iter();
            others.all(|other| self.is_alike(one, other))
        })
    }

    /// The objects that the choices are, if all of them are objects with properties.
    fn plain_objects(&mut self, options: &Options) -> Option<Vec<Object>> {
        if options.choices.len() > MERGED_AT_MOST || options.tag.is_some() {
            return None;
        }
        let mut out = Vec::new();
        for it in &options.choices {
            let it = &it.alternative;
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

    /// Whether nothing says which of two objects a value is: no property that one of them has to have and the other
    /// does not know, and none that is something else in each.
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

    /// The struct of alternatives whose properties belong together.
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
        let message = "a value may be all of these alternatives at once";
        let done = "their properties are those of one type";
        self.note("merged-alternatives", at, message, done);
        Shape::Struct(self.structure(&out, at, id))
    }

    /// The type that an alias stands for in the end; other types stand for themselves.
    pub(super) fn resolved<'t>(&'t self, mut ty: &'t TypeRef) -> &'t TypeRef {
        // An alias may still lead back to itself here.
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
