//! The parts that extensions of the document tell generators to leave out. A part without which something else would
//! be wrong stays, which is reported.

use super::Lower;
use crate::{
    diagnostic::Code,
    schema::{Origin, Property, SchemaId},
    tree::{Node, Object, SpecPath, Value},
};
use std::collections::BTreeSet;

/// The extensions that leave a part out if their value is `true`.
const EXTENSIONS: &[&str] = &["x-fern-ignore", "x-speakeasy-ignore"];

/// The action for a part that is left out.
const LEFT_OUT: &str = "it is left out";

impl Lower<'_> {
    /// Returns whether an operation, or its path, is left out, and reports it.
    pub(super) fn leaves_out_operation(&mut self, at: &SpecPath, item: &SpecPath) -> bool {
        let found = self.ignoring(at).or_else(|| self.ignoring(item));
        let Some(extension) = found else {
            return false;
        };
        let message = format!("`{extension}` tells generators to ignore this operation");
        self.note(Code::IgnoredOperation, at, &message, LEFT_OUT);
        true
    }

    /// Returns whether a parameter is left out, and reports it.
    pub(super) fn leaves_out_parameter(&mut self, at: &SpecPath, required: bool) -> bool {
        let why = "a request without it would be wrong, so it stays";
        self.leaves_out(at, "parameter", required.then_some(why))
    }

    /// Returns whether a part of a multipart body is left out, and reports it.
    pub(super) fn leaves_out_part(&mut self, at: &SpecPath, required: bool) -> bool {
        let why = "a request without it would be wrong, so it stays";
        self.leaves_out(at, "part of the body", required.then_some(why))
    }

    /// Returns whether a property is left out, and reports it.
    pub(super) fn leaves_out_property(&mut self, name: &str, property: &Property) -> bool {
        let mut places = Vec::new();
        for id in &property.schemas {
            if let Origin::At(at) = self.schemas.origin(*id) {
                places.push(at.clone());
            }
        }
        let Some(at) = places.iter().find(|at| self.ignoring(at).is_some()) else {
            return false;
        };
        let why = if property.required {
            Some("it is required, so it stays")
        } else if self.tells_apart(name, &property.schemas) {
            Some("it tells the alternatives of a union apart, so it stays")
        } else {
            None
        };
        self.leaves_out(&at.clone(), "property", why)
    }

    /// Returns whether a property can be the tag of a union: a discriminator names it, or it has one value.
    fn tells_apart(&mut self, name: &str, schemas: &[SchemaId]) -> bool {
        if self.discriminators.is_none() {
            self.discriminators = Some(discriminators(self.root));
        }
        let named = self.discriminators.as_ref();
        let mut nodes = schemas.iter().filter_map(|id| self.schemas.node(*id));
        let constant = |it: &Node| {
            let values = it.get("enum").and_then(Node::as_array);
            it.get("const").is_some() || values.is_some_and(|it| it.len() == 1)
        };
        named.is_some_and(|it| it.contains(name)) || nodes.any(constant)
    }

    /// Returns the names of the components' schemas that are left out unless something refers to them.
    pub(super) fn is_ignored_schema(&self, at: &SpecPath) -> bool {
        self.ignoring(at).is_some()
    }

    /// Reports the schemas that are left out, and those that stay because something refers to them.
    pub(super) fn report_ignored_schemas(&mut self) {
        let at = SpecPath::schemas();
        let object = self.node(&at).and_then(Node::as_object);
        let names: Vec<SpecPath> = object
            .into_iter()
            .flat_map(Object::keys)
            .map(|key| at.child(&key.text))
            .collect();
        for at in names {
            let used = self.known.contains_key(&at);
            let why = "something that is generated refers to it, so it stays";
            self.leaves_out(&at, "schema", used.then_some(why));
        }
    }

    /// Returns whether the part at a location is left out, unless there is a reason why it stays, and reports either.
    fn leaves_out(&mut self, at: &SpecPath, what: &str, stays: Option<&str>) -> bool {
        let Some(extension) = self.ignoring(at) else {
            return false;
        };
        let message = format!("`{extension}` tells generators to ignore this {what}");
        self.note(Code::IgnoredPart, at, &message, stays.unwrap_or(LEFT_OUT));
        stays.is_none()
    }

    /// Returns the extension that leaves out the object at a location, if it has one.
    fn ignoring(&self, at: &SpecPath) -> Option<&'static str> {
        let node = self.node(at)?;
        let set = |it: &&&'static str| node.get(it).and_then(Node::as_bool) == Some(true);
        EXTENSIONS.iter().find(set).copied()
    }
}

/// Returns the names of all properties that the discriminators of a document name.
fn discriminators(root: &Node) -> BTreeSet<String> {
    let (mut out, mut open) = (BTreeSet::new(), vec![root]);
    while let Some(node) = open.pop() {
        match &node.value {
            Value::Array(items) => open.extend(items),
            Value::Object(object) => {
                let tag = object.get("discriminator");
                // Swagger 2.0 has the name itself.
                let name = tag.and_then(|it| it.get("propertyName").or(Some(it)));
                out.extend(name.and_then(Node::as_str).map(str::to_owned));
                open.extend(object.iter().map(|(_, node)| node));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    out
}
