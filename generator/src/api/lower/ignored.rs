//! The parts that extensions of the document tell generators to leave out. A part without which something else would
//! be wrong stays, which is reported.

use super::Lower;
use crate::{
    diagnostic::Code,
    schema::{Additional, Object as Values, Origin, Property},
    tree::{Node, Object, SpecPath, Value},
};
use std::collections::BTreeSet;

/// The extensions that leave a part out if their value is `true`.
const EXTENSIONS: &[&str] = &["x-fern-ignore", "x-speakeasy-ignore"];

/// The keywords whose schemas can declare the properties of an alternative.
const BRANCHES: &[&str] = &["allOf", "oneOf", "anyOf"];

/// The action for a part that is left out.
const LEFT_OUT: &str = "it is left out";

/// The parts of a document that tell which properties can be the tags of unions.
#[derive(Default)]
pub(super) struct UnionTags {
    /// The properties that discriminators name.
    discriminators: BTreeSet<String>,
    /// The schemas that an alternative of a union consists of.
    alternatives: BTreeSet<SpecPath>,
}

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

    /// Returns whether a property of an object is left out, and reports it.
    pub(super) fn leaves_out_property(
        &mut self,
        name: &str,
        property: &Property,
        of: &Values,
    ) -> bool {
        let places = self.declared(property);
        let Some(at) = places.iter().find(|at| self.ignoring(at).is_some()) else {
            return false;
        };
        let why = if property.required {
            Some("it is required, so it stays")
        } else if self.tells_apart(name, property, &places) {
            Some("it tells the alternatives of a union apart, so it stays")
        } else if has_typed_rest(of) {
            Some("undeclared properties have a type that it may not have, so it stays")
        } else {
            None
        };
        self.leaves_out(at, "property", why)
    }

    /// Returns the locations at which a property is declared.
    pub(super) fn declared(&self, property: &Property) -> Vec<SpecPath> {
        let mut out = Vec::new();
        let mut open: Vec<_> = property.schemas.iter().rev().collect();
        while let Some(id) = open.pop() {
            match self.schemas.origin(*id) {
                Origin::At(at) => out.push(at.clone()),
                Origin::All(ids) => open.extend(ids.iter().rev()),
                Origin::Any(_) | Origin::Base(_) => {}
            }
        }
        out
    }

    /// Returns whether a property can be the tag of a union: a discriminator names it, or it has one value, or an
    /// alternative lists its values.
    fn tells_apart(&mut self, name: &str, property: &Property, places: &[SpecPath]) -> bool {
        let tags = self.tags_of_unions();
        let alternative = |it: &SpecPath| tags.alternatives.contains(&it.parent().parent());
        if tags.discriminators.contains(name) {
            return true;
        }
        let alternative = places.iter().any(alternative);
        let values = self.schemas.constants(&property.schemas);
        values.is_some_and(|it| it.len() == 1 || alternative)
    }

    /// Returns the parts of the document that tell which properties can be tags.
    fn tags_of_unions(&mut self) -> &UnionTags {
        if self.union_tags.is_none() {
            let mut tags = UnionTags::default();
            let mut open = Vec::new();
            collect(
                self.root,
                SpecPath::root(),
                &mut tags.discriminators,
                &mut open,
            );
            while let Some(at) = open.pop() {
                if tags.alternatives.insert(at.clone()) {
                    open.extend(self.target(&at));
                    open.extend(
                        self.node(&at)
                            .into_iter()
                            .flat_map(|it| listed(it, &at, BRANCHES)),
                    );
                }
            }
            self.union_tags = Some(tags);
        }
        self.union_tags.get_or_insert_default()
    }

    /// Returns whether a schema of the components is left out unless something refers to it.
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
            // A type that the configuration chooses replaces the schema anyway.
            let id = self.schemas.at(&at);
            if self.has_chosen_type(id) {
                continue;
            }
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

/// Returns whether the undeclared properties of an object have a type. The value of a property that is left out would
/// be read as one of them.
fn has_typed_rest(it: &Values) -> bool {
    match it.additional {
        Additional::Of(_) => true,
        Additional::Unsaid | Additional::None => !it.patterns.is_empty(),
        Additional::Any => false,
    }
}

/// Collects the names of all properties that discriminators name, and the alternatives of all unions.
fn collect(node: &Node, at: SpecPath, names: &mut BTreeSet<String>, unions: &mut Vec<SpecPath>) {
    let mut open = vec![(node, at)];
    while let Some((node, at)) = open.pop() {
        match &node.value {
            Value::Array(items) => {
                let items = items.iter().enumerate();
                open.extend(items.map(|(index, node)| (node, at.item(index))));
            }
            Value::Object(object) => {
                let tag = object.get("discriminator");
                // Swagger 2.0 has the name itself.
                let name = tag.and_then(|it| it.get("propertyName").or(Some(it)));
                names.extend(name.and_then(Node::as_str).map(str::to_owned));
                unions.extend(listed(node, &at, &["oneOf", "anyOf"]));
                open.extend(object.iter().map(|(key, node)| (node, at.child(&key.text))));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

/// Returns the locations of the schemas that a schema lists under these keywords.
fn listed(node: &Node, at: &SpecPath, keywords: &[&str]) -> Vec<SpecPath> {
    let lists = keywords.iter().filter_map(|keyword| {
        let count = node.get(keyword)?.as_array()?.len();
        let at = at.child(keyword);
        Some((0..count).map(move |index| at.item(index)))
    });
    lists.flatten().collect()
}
