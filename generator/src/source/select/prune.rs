//! Removes components that nothing refers to.

use super::{entries, item_mut, keys, retain};
use crate::tree::{FILES, pointer};
use crate::tree::{Node, Value};
use std::collections::BTreeSet;

/// The sections that Swagger 2.0 has instead of `components`.
const SWAGGER_SECTIONS: &[&str] = &[
    "definitions",
    "parameters",
    "responses",
    "securityDefinitions",
];

/// Removes entries from `components`, or from the Swagger 2.0 sections instead of it, that nothing left refers to.
pub(super) fn prune(root: &mut Node) {
    let needed = Needed::of(root);
    for section in SWAGGER_SECTIONS {
        if let Some(node) = item_mut(root, section) {
            retain(node, |key| needed.has(&[section, key]));
        }
    }
    let Some(components) = item_mut(root, "components") else {
        return;
    };
    let sections: Vec<String> = keys(components);
    for section in sections {
        if let Some(node) = item_mut(components, &section) {
            retain(node, |key| needed.has(&["components", &section, key]));
        }
    }
}

/// The entries of `components` that the operations need, directly or indirectly, through
/// references and security requirements.
#[derive(Default)]
struct Needed {
    entries: BTreeSet<String>,
}

impl Needed {
    fn of(root: &Node) -> Self {
        let holds_parts =
            |key: &str| ["components", FILES].contains(&key) || SWAGGER_SECTIONS.contains(&key);
        let mut out = Self::default();
        let mut open: Vec<&Node> = entries(Some(root))
            .filter(|(key, _)| !holds_parts(key))
            .map(|(_, node)| node)
            .collect();
        // The root's own requirements apply to each operation that has none.
        out.secure(root, root, &mut open);
        let mut extended = extensions(root);
        loop {
            while let Some(node) = open.pop() {
                out.visit(root, node, &mut open);
            }
            // A schema that extends a needed one with a discriminator is one of its alternatives.
            let more: Vec<_> = extended
                .iter()
                .filter(|(base, child, _)| {
                    out.entries.contains(base) && !out.entries.contains(child)
                })
                .map(|(_, child, node)| (child.clone(), *node))
                .collect();
            if more.is_empty() {
                return out;
            }
            for (child, node) in more {
                extended.retain(|(_, other, _)| *other != child);
                out.entries.insert(child);
                open.push(node);
            }
        }
    }

    fn has(&self, tokens: &[&str]) -> bool {
        let mut at = String::new();
        for token in tokens {
            pointer::push(&mut at, token);
        }
        self.entries.contains(&at)
    }

    fn visit<'a>(&mut self, root: &'a Node, node: &'a Node, open: &mut Vec<&'a Node>) {
        match &node.value {
            Value::Array(items) => open.extend(items),
            Value::Object(object) => {
                if let Some(reference) = object.get("$ref").and_then(Node::as_str) {
                    self.follow(root, reference, open);
                }
                let tags = object.get("discriminator").and_then(|it| it.get("mapping"));
                for (_, value) in entries(tags) {
                    let value = value.as_str().unwrap_or_default();
                    self.follow(root, value, open);
                    self.follow(root, &format!("#/components/schemas/{value}"), open);
                }
                self.secure(root, node, open);
                open.extend(object.iter().map(|(_, node)| node));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// Follows the security requirements of an operation, or of the root: the keys are names of schemes or,
    /// since 3.2, references to them.
    fn secure<'a>(&mut self, root: &'a Node, node: &Node, open: &mut Vec<&'a Node>) {
        let required = node.get("security").and_then(Node::as_array);
        for (scheme, _) in required
            .into_iter()
            .flatten()
            .flat_map(|it| entries(Some(it)))
        {
            self.follow(root, scheme, open);
            for section in ["#/components/securitySchemes", "#/securityDefinitions"] {
                self.follow(root, &pointer::join(section, scheme), open);
            }
        }
    }

    fn follow<'a>(&mut self, root: &'a Node, reference: &str, open: &mut Vec<&'a Node>) {
        let Some(at) = reference.strip_prefix('#') else {
            return;
        };
        let at = entry_of(at);
        if let Some(node) = root.pointer(&at)
            && self.entries.insert(at)
        {
            open.push(node);
        }
    }
}

/// Returns the pointer of the named entry that a pointer leads to or into: an entry is
/// needed as a whole or not at all.
fn entry_of(at: &str) -> String {
    let tokens = match at.split('/').nth(1) {
        Some("components") => 3,
        Some(section) if SWAGGER_SECTIONS.contains(&section) => 2,
        _ => usize::MAX,
    };
    let mut out = String::new();
    for part in at.split('/').skip(1).take(tokens) {
        out.push('/');
        out.push_str(part);
    }
    out
}

/// Returns the schemas that extend one with a discriminator: the pointer of the base, and the
/// extending schema with its pointer.
fn extensions(root: &Node) -> Vec<(String, String, &Node)> {
    let mut out = Vec::new();
    let schemas = root.get("components").and_then(|it| it.get("schemas"));
    for (section, schemas) in [
        ("/components/schemas", schemas),
        ("/definitions", root.get("definitions")),
    ] {
        for (name, schema) in entries(schemas) {
            let branches = schema.get("allOf").and_then(Node::as_array);
            for branch in branches.into_iter().flatten() {
                let base = branch.get("$ref").and_then(Node::as_str);
                let base = base.and_then(|it| it.strip_prefix('#')).map(entry_of);
                let tells = |at: &String| {
                    root.pointer(at)
                        .is_some_and(|it| it.get("discriminator").is_some())
                };
                if let Some(base) = base.filter(tells) {
                    out.push((base, pointer::join(section, name), schema));
                }
            }
        }
    }
    out
}
