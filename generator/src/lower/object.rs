//! Objects: properties, those of all branches of `allOf` in one.

use super::{Lower, schema::Use};
use crate::{
    diagnostic::{Code, Diagnostic},
    load::Node,
    model::{
        Field, NameHint, Owner, Presence, Prim, Shape, SpecName, SpecPath, Struct, TypeId, TypeRef,
    },
};

/// How deep `allOf` may nest before it counts as a circle.
pub(super) const MAX_DEPTH: usize = 32;

impl Lower<'_> {
    /// The object at `at`, with all branches of its `allOf`. `None` if it had to be widened.
    pub(super) fn structure(&mut self, at: &SpecPath, id: TypeId) -> Option<Struct> {
        let mut parts = Vec::new();
        let joined = self.joined.get(at).cloned().unwrap_or_default();
        for place in joined.iter().chain([at]) {
            if let Err((branch, why)) = self.parts(place, 0, &mut parts) {
                self.widened(&branch, why);
                return None;
            }
        }
        let elsewhere = self.join_objects(at, &parts);
        let alternatives = self.alternatives_beside(&parts);
        let required: Vec<&str> = parts.iter().flat_map(|part| self.required(part)).collect();
        let mut out = Struct::default();
        for part in &parts {
            self.fields(part, id, &required, &elsewhere, &mut out);
            self.rest(part, id, &mut out);
        }
        self.unmet(&parts, &out);
        self.add_alternatives(&alternatives, id, &mut out);
        Some(out)
    }

    /// Adds the properties of alternatives as optional ones. Where alternatives differ, a value may be
    /// either.
    fn add_alternatives(&mut self, parts: &[SpecPath], id: TypeId, out: &mut Struct) {
        let own = out.fields.len();
        for part in parts {
            let mut more = Struct::default();
            self.fields(part, id, &[], &[], &mut more);
            for field in more.fields {
                match out.fields.iter().position(|other| other.wire == field.wire) {
                    // The property itself says what it is.
                    Some(index) if index < own => {}
                    Some(index) => self.widen(&mut out.fields[index], &field),
                    None => out.fields.push(field),
                }
            }
        }
    }

    fn widen(&mut self, field: &mut Field, other: &Field) {
        self.define_first(&field.ty);
        self.define_first(&other.ty);
        if self.refines(&field.ty, &other.ty) {
            field.ty = other.ty.clone();
        } else if field.ty != other.ty && !self.refines(&other.ty, &field.ty) {
            let why = format!(
                "`{}` has another type in `{}`",
                other.wire.as_str(),
                field.at
            );
            field.ty = self.widened(&other.at, &why);
            field.presence = Presence::OptionalNullable;
        }
    }

    /// Adds the properties of a part, but those of the places `elsewhere`.
    fn fields(
        &mut self,
        part: &SpecPath,
        id: TypeId,
        required: &[&str],
        elsewhere: &[SpecPath],
        out: &mut Struct,
    ) {
        let properties = part.child("properties");
        let Some(object) = self.node(&properties).and_then(Node::as_object) else {
            return;
        };
        for (key, _) in object.iter() {
            let name = key.text.as_ref();
            let at = properties.child(name);
            if elsewhere.contains(&at) {
                continue;
            }
            let hint = NameHint {
                owner: Owner::Type(id),
                words: name.to_owned(),
                full: false,
            };
            let used = self.used(&at, hint);
            let field = field(at, name, required.contains(&name), used);
            match out.fields.iter().position(|other| other.wire == field.wire) {
                Some(index) => out.fields[index] = self.narrower(out.fields[index].clone(), field),
                None => out.fields.push(field),
            }
        }
    }

    /// Two branches declare one property: both hold, so the type is the one that admits less.
    fn narrower(&mut self, first: Field, later: Field) -> Field {
        self.define_first(&first.ty);
        self.define_first(&later.ty);
        let ty = if first.ty == later.ty || self.refines(&later.ty, &first.ty) {
            later.ty
        } else if self.refines(&first.ty, &later.ty) {
            first.ty
        } else {
            self.contradicted(&first, &later)
        };
        // What one of them says of the property holds for it.
        Field {
            ty,
            doc: if later.doc.is_empty() {
                first.doc
            } else {
                later.doc
            },
            deprecated: first.deprecated || later.deprecated,
            sensitive: first.sensitive || later.sensitive,
            read_only: first.read_only || later.read_only,
            write_only: first.write_only || later.write_only,
            example: later.example.or(first.example),
            ..later
        }
    }

    /// The type of a property that two branches declare, where none of the types refines the other: a
    /// value has to be of both. Two objects can be; then it is read as the later one.
    fn contradicted(&mut self, first: &Field, later: &Field) -> TypeRef {
        let (name, at) = (later.wire.as_str(), &first.at);
        let (mut one, mut other) = (&first.ty, &later.ty);
        while let (TypeRef::List(items), TypeRef::List(others)) = (one, other) {
            (one, other) = (items, others);
        }
        if self.holds_objects(one) && self.holds_objects(other) {
            let message = format!("`{name}` has other properties in `{at}`");
            let done = "the type has those of the later branch";
            self.lossy("unmerged", &later.at, &message, done);
            return later.ty.clone();
        }
        let why = format!("`{name}` has another type in `{at}`");
        self.widened(&later.at, &why)
    }

    /// Whether each value of type `ty` is one of type `of`.
    fn refines(&self, ty: &TypeRef, of: &TypeRef) -> bool {
        let prim = |ty: &TypeRef| match self.resolved(ty) {
            TypeRef::Prim(prim) => Some(*prim),
            _ => None,
        };
        let text = |ty: &TypeRef| prim(ty).is_some_and(Prim::is_text);
        let integer = |ty: &TypeRef| prim(ty).is_some_and(Prim::is_integer);
        let number = |ty: &TypeRef| integer(ty) || prim(ty) == Some(Prim::F64);
        let named = |ty: &TypeRef| match self.resolved(ty) {
            TypeRef::Named(id) => Some(&self.types[id.index()].shape),
            _ => None,
        };
        match (self.resolved(ty), self.resolved(of)) {
            (_, TypeRef::Json) => return true,
            (TypeRef::List(ty), TypeRef::List(of)) => return self.refines(ty, of),
            // An object with declared properties says more than one with any.
            (TypeRef::Named(id), TypeRef::Map(of)) if **of == TypeRef::Json => {
                return matches!(self.types[id.index()].shape, Shape::Struct(_));
            }
            _ => {}
        }
        match (named(ty), named(of)) {
            (Some(Shape::StringEnum(_)), Some(Shape::StringEnum(_))) => true,
            (Some(Shape::StringEnum(_)), None) => prim(of) == Some(Prim::String),
            (Some(Shape::IntegerEnum(_)), None) => integer(of),
            (None, None) => {
                (text(ty) && prim(of) == Some(Prim::String)) || (integer(ty) && number(of))
            }
            _ => false,
        }
    }

    /// The type that an alias stands for in the end; other types stand for themselves.
    pub(super) fn resolved<'t>(&'t self, mut ty: &'t TypeRef) -> &'t TypeRef {
        // An alias may still lead back to itself here.
        for _ in 0..MAX_DEPTH {
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

    /// What the object says about properties that it does not declare.
    fn rest(&mut self, part: &SpecPath, id: TypeId, out: &mut Struct) {
        let Some(node) = self.node(part) else { return };
        let hint = NameHint {
            owner: Owner::Type(id),
            words: String::new(),
            full: false,
        };
        let at = part.child("additionalProperties");
        let open = node.get("additionalProperties").and_then(Node::as_bool) == Some(true);
        let ty = match self.map_values(part, node, &hint) {
            Some(ty) => ty,
            None if open => TypeRef::Json,
            None => return,
        };
        out.rest = Some(match out.rest.take() {
            Some(other) if other != ty && other != TypeRef::Json && ty != TypeRef::Json => {
                self.widened(&at, "another branch gives further properties another type")
            }
            Some(other) if ty == TypeRef::Json => other,
            _ => ty,
        });
    }

    /// Reports names in `required` that no property of the whole has.
    fn unmet(&mut self, parts: &[SpecPath], structure: &Struct) {
        for part in parts {
            for (index, name) in self.required(part).into_iter().enumerate() {
                if structure
                    .fields
                    .iter()
                    .all(|field| field.wire.as_str() != name)
                {
                    self.undeclared_required(&part.child("required").item(index), name);
                }
            }
        }
    }

    /// Reports a required property that is not declared.
    pub(super) fn undeclared_required(&mut self, at: &SpecPath, name: &str) {
        self.diagnostics.push(
            Diagnostic::lossy(
                Code("undeclared-required"),
                self.place(at),
                format!("`{name}` is required and not among the properties"),
            )
            .pointer(at.as_str())
            .done("the type does not have it")
            .help(format!("declare `{name}` in `properties`")),
        );
    }
}

impl<'a> Lower<'a> {
    /// The names in `required`.
    pub(super) fn required(&self, part: &SpecPath) -> Vec<&'a str> {
        let names = self.node(part).and_then(|node| node.get("required"));
        let names = names.and_then(Node::as_array).unwrap_or_default();
        names.iter().filter_map(Node::as_str).collect()
    }
}

fn field(at: SpecPath, name: &str, required: bool, used: Use) -> Field {
    Field {
        at,
        wire: SpecName::new(name),
        presence: Presence::new(required, used.nullable),
        ty: used.ty,
        doc: used.doc,
        deprecated: used.deprecated,
        sensitive: used.sensitive,
        read_only: used.read_only,
        write_only: used.write_only,
        example: used.example,
    }
}
