//! Objects: properties, and `allOf` merged into one.

use super::{
    Lower,
    form::{is_null, list, types},
    schema::Use,
};
use crate::{
    diagnostic::{Code, Diagnostic},
    load::{Node, Object},
    model::{
        Field, NameHint, Owner, Presence, Prim, Shape, SpecName, SpecPath, Struct, TypeId, TypeRef,
    },
};
use std::collections::BTreeMap;

/// How deep `allOf` may nest before it counts as a circle.
const MAX_DEPTH: usize = 32;

/// How many alternatives are merged into one type. The properties of more of them, all optional, are a
/// heap in which nobody finds anything.
const MERGED_AT_MOST: usize = 8;

/// Keywords that say which values a schema has, and are not merged into an object.
const OTHER_VALUES: &[&str] = &["oneOf", "anyOf", "not", "enum", "items"];

/// Keywords that say something of an object.
const OBJECT: &[&str] = &[
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
    "allOf",
];

/// Why a schema cannot be merged into an object: the place, and the reason.
type Unmergeable = (SpecPath, &'static str);

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

    /// The objects that make up the schema at `at`.
    fn parts(
        &self,
        at: &SpecPath,
        depth: usize,
        out: &mut Vec<SpecPath>,
    ) -> Result<(), Unmergeable> {
        let Some(object) = self.node(at).and_then(Node::as_object) else {
            return Err((
                at.clone(),
                "this branch of an `allOf` is not there, or no schema",
            ));
        };
        if depth > MAX_DEPTH {
            return Err((at.clone(), "this `allOf` leads back to itself"));
        }
        if let Some(target) = self.target(at) {
            self.parts(&target, depth + 1, out)
                .map_err(|(_, why)| (at.clone(), why))?;
            // What stands beside a reference adds to it (JSON Schema 2020-12, section 8.2.3.1).
            if !object
                .keys()
                .any(|key| &*key.text != "$ref" && OBJECT.contains(&&*key.text))
            {
                return Ok(());
            }
        }
        let is_object = self
            .node(at)
            .is_some_and(|node| matches!(types(node).as_slice(), [] | ["object"]));
        let declares = object.contains_key("properties") || object.contains_key("required");
        if let Some(only) = self.only_alternative(at).filter(|_| !declares) {
            return self.parts(&only, depth + 1, out);
        }
        if !is_object || !(declares || self.may_be_merged(at, depth)) {
            return Err((
                at.clone(),
                "this branch of an `allOf` is no object that can be merged with the others",
            ));
        }
        let branches = object
            .get("allOf")
            .and_then(Node::as_array)
            .unwrap_or_default();
        for index in 0..branches.len() {
            self.parts(&at.child("allOf").item(index), depth + 1, out)?;
        }
        if !out.contains(at) {
            out.push(at.clone());
        }
        Ok(())
    }

    /// The one alternative that is not `null`.
    fn only_alternative(&self, at: &SpecPath) -> Option<SpecPath> {
        let node = self.node(at)?;
        let mut keywords = ["oneOf", "anyOf"].into_iter();
        let keyword = keywords.find(|keyword| !list(node, keyword).is_empty())?;
        let mut some = list(node, keyword)
            .iter()
            .enumerate()
            .filter(|(_, it)| !is_null(it));
        match (some.next(), some.next()) {
            (Some((index, _)), None) => Some(at.child(keyword).item(index)),
            _ => None,
        }
    }

    /// Whether what stands in a branch without properties leaves it an object: nothing else does, or
    /// alternatives that are all objects and that no discriminator tells apart.
    fn may_be_merged(&self, at: &SpecPath, depth: usize) -> bool {
        let Some(node) = self.node(at) else {
            return false;
        };
        let other = |keyword: &&&str| node.get(keyword).is_some_and(|it| !only_requires(it));
        OTHER_VALUES.iter().filter(other).all(|keyword| {
            matches!(*keyword, "oneOf" | "anyOf")
                && node.get("discriminator").is_none()
                && list(node, keyword).len() <= MERGED_AT_MOST
                && (0..list(node, keyword).len()).all(|index| {
                    let branch = at.child(keyword).item(index);
                    self.parts(&branch, depth + 1, &mut Vec::new()).is_ok()
                })
        })
    }

    /// The objects that alternatives beside the properties add. What else stands there and is not merged
    /// is reported.
    fn alternatives_beside(&mut self, parts: &[SpecPath]) -> Vec<SpecPath> {
        let mut out = Vec::new();
        for part in parts {
            for keyword in OTHER_VALUES {
                let at = part.child(keyword);
                let Some(node) = self.node(&at).filter(|node| !only_requires(node)) else {
                    continue;
                };
                let branches = node.as_array().map_or(0, <[Node]>::len);
                let mut found = Vec::new();
                let objects = matches!(*keyword, "oneOf" | "anyOf")
                    && (0..branches)
                        .all(|index| self.parts(&at.item(index), 0, &mut found).is_ok());
                if objects {
                    let done = "their properties are optional ones of the type";
                    self.note(
                        "merged-alternatives",
                        &at,
                        "which alternative a value is stays untold",
                        done,
                    );
                    out.extend(found);
                } else {
                    let message = format!("`{keyword}` beside `properties` is not supported yet");
                    self.lossy(
                        "unmerged",
                        &at,
                        &message,
                        "the type has the properties only",
                    );
                }
            }
        }
        out
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

    /// Properties that several parts declare as objects in place are one object, with what all of them
    /// declare. Gives the places that another one stands for, which is one inside the schema at `at`.
    fn join_objects(&mut self, at: &SpecPath, parts: &[SpecPath]) -> Vec<SpecPath> {
        let mut out = Vec::new();
        for mut all in self.places_by_property(parts).into_values() {
            let own = all.iter().rposition(|place| place.is_inside(at));
            let first = all.first().and_then(|at| self.node(at));
            let differ = all.iter().any(|at| self.node(at) != first);
            if let Some(own) =
                own.filter(|_| differ && all.iter().all(|it| self.declares_object(it)))
            {
                let own = all.remove(own);
                out.extend(all.iter().cloned());
                self.joined.insert(own, all);
            }
        }
        out
    }

    fn places_by_property(&self, parts: &[SpecPath]) -> BTreeMap<String, Vec<SpecPath>> {
        let mut out: BTreeMap<String, Vec<SpecPath>> = BTreeMap::new();
        for part in parts {
            let properties = part.child("properties");
            let object = self.node(&properties).and_then(Node::as_object);
            for key in object.into_iter().flat_map(Object::keys) {
                let at = properties.child(&key.text);
                out.entry(key.text.to_string()).or_default().push(at);
            }
        }
        out
    }

    /// Whether the schema at `at` is an object with properties that are declared there.
    fn declares_object(&self, at: &SpecPath) -> bool {
        let declares = |node: &Node| node.get("properties").is_some() && node.get("$ref").is_none();
        self.node(at).is_some_and(declares) && self.parts(at, 0, &mut Vec::new()).is_ok()
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

/// Whether branches only say which properties go together: nothing that a type has.
fn only_requires(branches: &Node) -> bool {
    let branches = branches.as_array().unwrap_or_default();
    let requires = |it: &Node| {
        it.as_object().is_some_and(|it| {
            it.keys()
                .all(|key| matches!(&*key.text, "required" | "title" | "description" | "type"))
        })
    };
    !branches.is_empty() && branches.iter().all(requires)
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
