//! `oneOf` and `anyOf`: alternatives told apart by a tag property.

use super::{Lower, schema::target};
use crate::{
    load::{Node, Object},
    model::{NameHint, Owner, SpecName, SpecPath, TypeRef, Union, Variant},
};

impl Lower<'_> {
    /// The union at `at`. `None` if it had to be widened.
    pub(super) fn union(&mut self, at: &SpecPath, node: &Node) -> Option<Union> {
        let tag = node
            .get("discriminator")
            .and_then(|it| it.get("propertyName"))
            .and_then(Node::as_str);
        let Some(tag) = tag else {
            self.widened(
                at,
                "alternatives without a discriminator are not told apart yet",
            );
            return None;
        };
        let keyword = if node.get("oneOf").is_some() {
            "oneOf"
        } else {
            "anyOf"
        };
        let branches = node
            .get(keyword)
            .and_then(Node::as_array)
            .unwrap_or_default();
        let mut variants = Vec::new();
        for (index, branch) in branches.iter().enumerate() {
            let branch_at = at.child(keyword).item(index);
            let Some(target) = target(branch) else {
                self.widened(
                    &branch_at,
                    "a discriminator cannot name a branch that is no reference",
                );
                return None;
            };
            variants.push(self.variant(node, tag, &branch_at, &target));
        }
        Some(Union {
            tag: SpecName::new(tag),
            variants,
        })
    }

    fn variant(&mut self, union: &Node, tag: &str, at: &SpecPath, target: &SpecPath) -> Variant {
        let name = target.last();
        let hint = NameHint {
            owner: Owner::Document,
            words: name.clone(),
            full: true,
        };
        let ty = self.used(at, hint).value();
        let mapping = union
            .get("discriminator")
            .and_then(|it| it.get("mapping"))
            .and_then(Node::as_object);
        let mut tags = Vec::new();
        for (key, value) in mapping.into_iter().flat_map(Object::iter) {
            let value = value.as_str().unwrap_or_default();
            let means = value == name || SpecPath::from_reference(value).as_ref() == Some(target);
            if means {
                tags.push(SpecName::new(key.text.as_ref()));
            }
        }
        if tags.is_empty() {
            tags.push(SpecName::new(&name));
        }
        let declares_tag = self.declares(target, tag, 0);
        Variant {
            tags,
            words: name,
            declares_tag: declares_tag && ty != TypeRef::Json,
            ty,
        }
    }

    /// Whether the object at `at` has a property of this name.
    fn declares(&self, at: &SpecPath, name: &str, depth: usize) -> bool {
        let Some(node) = self.node(at).filter(|_| depth < 32) else {
            return false;
        };
        let own = node
            .get("properties")
            .is_some_and(|properties| properties.get(name).is_some());
        let branches = node
            .get("allOf")
            .and_then(Node::as_array)
            .map_or(0, <[Node]>::len);
        own || (0..branches)
            .any(|index| self.declares(&at.child("allOf").item(index), name, depth + 1))
            || target(node).is_some_and(|target| self.declares(&target, name, depth + 1))
    }
}
