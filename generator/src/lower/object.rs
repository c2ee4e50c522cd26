//! Objects: properties, and `allOf` merged into one.

use super::{
    Lower,
    schema::{Use, target},
};
use crate::{
    diagnostic::{Code, Diagnostic},
    load::Node,
    model::{Field, NameHint, Owner, Presence, SpecName, SpecPath, Struct, TypeId, TypeRef},
};

/// How deep `allOf` may nest before it counts as a circle.
const MAX_DEPTH: usize = 32;

/// The keywords by which a branch of `allOf` can be merged into an object.
const MERGEABLE: &[&str] = &[
    "type",
    "properties",
    "required",
    "additionalProperties",
    "title",
    "description",
    "example",
    "deprecated",
    "nullable",
    "allOf",
    "externalDocs",
    "xml",
    "default",
    "minProperties",
    "maxProperties",
    "discriminator",
];

impl Lower<'_> {
    /// The object at `at`, with all branches of its `allOf`. `None` if it had to be widened.
    pub(super) fn structure(&mut self, at: &SpecPath, id: TypeId) -> Option<Struct> {
        let mut parts = Vec::new();
        if let Err(branch) = self.parts(at, 0, &mut parts) {
            self.widened(
                &branch,
                "this branch of an `allOf` is not an object; merging it is not supported yet",
            );
            return None;
        }
        let required: Vec<&str> = parts.iter().flat_map(|part| self.required(part)).collect();
        let mut out = Struct::default();
        for part in &parts {
            self.fields(part, id, &required, &mut out);
            self.rest(part, id, &mut out);
        }
        self.unmet(&parts, &out);
        Some(out)
    }

    /// The objects that make up the schema at `at`; the place of a branch that is none, otherwise.
    fn parts(&self, at: &SpecPath, depth: usize, out: &mut Vec<SpecPath>) -> Result<(), SpecPath> {
        let node = self
            .node(at)
            .filter(|_| depth < MAX_DEPTH)
            .ok_or_else(|| at.clone())?;
        if node.get("$ref").is_some() {
            let target = target(node).ok_or_else(|| at.clone())?;
            return self.parts(&target, depth + 1, out).map_err(|_| at.clone());
        }
        let object = node.as_object().ok_or_else(|| at.clone())?;
        let mergeable = |name: &str| MERGEABLE.contains(&name) || name.starts_with("x-");
        let typed = node
            .get("type")
            .and_then(Node::as_str)
            .is_none_or(|kind| kind == "object");
        if !typed || !object.iter().all(|(key, _)| mergeable(key.text.as_ref())) {
            return Err(at.clone());
        }
        let branches = node
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

    fn fields(&mut self, part: &SpecPath, id: TypeId, required: &[&str], out: &mut Struct) {
        let properties = part.child("properties");
        let Some(object) = self.node(&properties).and_then(Node::as_object) else {
            return;
        };
        for (key, _) in object.iter() {
            let name = key.text.as_ref();
            let at = properties.child(name);
            let hint = NameHint {
                owner: Owner::Type(id),
                words: name.to_owned(),
                full: false,
            };
            let used = self.used(&at, hint);
            let field = field(at, name, required.contains(&name), used);
            match out.fields.iter_mut().find(|other| other.wire == field.wire) {
                // A later branch says it anew, more precisely as a rule.
                Some(other) if other.ty == field.ty || other.ty == TypeRef::Json => *other = field,
                Some(other) if field.ty == TypeRef::Json => other.presence = field.presence,
                Some(other) => {
                    let (first, ty) = (other.at.clone(), &mut other.ty);
                    *ty = TypeRef::Json;
                    self.widened(
                        &field.at,
                        &format!("`{name}` has another type in `{first}`"),
                    );
                }
                None => out.fields.push(field),
            }
        }
    }

    /// What the object says about properties that it does not declare.
    fn rest(&mut self, part: &SpecPath, id: TypeId, out: &mut Struct) {
        let at = part.child("additionalProperties");
        let Some(node) = self.node(&at) else { return };
        if node.as_bool() == Some(true) {
            out.rest = Some(TypeRef::Json);
        } else if node.as_object().is_some() {
            let hint = NameHint {
                owner: Owner::Type(id),
                words: "value".to_owned(),
                full: false,
            };
            out.rest = Some(self.used(&at, hint).value());
        }
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
