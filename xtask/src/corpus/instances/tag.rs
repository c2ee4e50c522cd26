//! The tag by which a discriminator selects an alternative: the key in the mapping, otherwise the alternative's own
//! constant, otherwise the name of its schema.

use super::{joined::Joined, tree::Tree};
use generator::tree::{Node, Object, SpecPath};
use serde_json::Value;

/// A discriminator and its location.
#[derive(Clone, Debug)]
pub(super) struct Discriminator<'a> {
    pub(super) at: SpecPath,
    pub(super) property: &'a str,
    mapping: Vec<(&'a str, SpecPath)>,
}

impl<'a> Discriminator<'a> {
    /// Returns the discriminator of a schema.
    pub(super) fn of(tree: Tree<'a>, at: &SpecPath) -> Option<Self> {
        let node = tree.node(at)?.get("discriminator")?;
        let property = node.get("propertyName")?.as_str()?;
        let mapping = node.get("mapping").and_then(Node::as_object);
        let entries = mapping.into_iter().flat_map(Object::iter);
        let mapping = entries.filter_map(|(key, target)| {
            let target = mapped(tree, target.as_str()?)?;
            Some((key.text.as_ref(), target))
        });
        Some(Self {
            at: at.clone(),
            property,
            mapping: mapping.collect(),
        })
    }

    /// Returns the schemas that a base leads to: those of the mapping, otherwise all that extend the base.
    pub(super) fn heirs(&self, tree: Tree<'a>) -> Vec<SpecPath> {
        let mut out: Vec<SpecPath> = Vec::new();
        let mapped = self.mapping.iter().map(|(_, target)| target.clone());
        for target in mapped.filter(|it| *it != self.at) {
            if !out.contains(&target) {
                out.push(target);
            }
        }
        if self.mapping.is_empty() {
            let all = tree.components().into_iter();
            out.extend(all.filter(|it| is_heir(tree, it, &self.at)));
        }
        out
    }

    /// Returns whether the mapping leads to a schema.
    pub(super) fn is_mapped(&self, at: &SpecPath) -> bool {
        self.mapping.iter().any(|(_, it)| it == at)
    }

    /// Returns the tags of an alternative, or none if the alternative determines its own.
    pub(super) fn tags(&self, tree: Tree<'a>, alternative: &SpecPath) -> Vec<Value> {
        let target = tree.followed(alternative);
        let is_meant = |it: &SpecPath| *it == target || it == alternative;
        let mapped = self.mapping.iter().filter(|(_, it)| is_meant(it));
        let mapped: Vec<String> = mapped.map(|(key, _)| (*key).to_owned()).collect();
        if mapped.is_empty() && !self.is_declared_in(tree, alternative) {
            // Without a name there is no tag.
            let named = target.as_str().starts_with("/components/schemas/");
            return named.then(|| target.last().into()).into_iter().collect();
        }
        let typed = |tag: String| self.typed(tree, alternative, tag);
        mapped.into_iter().map(typed).collect()
    }

    /// Converts a key of the mapping to the property's type.
    fn typed(&self, tree: Tree<'a>, alternative: &SpecPath, tag: String) -> Value {
        let property = self.property_of(tree, alternative);
        let types = property
            .as_ref()
            .and_then(Joined::types)
            .unwrap_or_default();
        let text = types.is_empty() || types.iter().any(|it| it == "string");
        let value = serde_json::from_str(&tag).ok().filter(|_| !text);
        value.unwrap_or(Value::String(tag))
    }

    /// Returns whether the alternative has a constant for the tag, or leaves the property to its own alternatives.
    pub(super) fn is_declared_in(&self, tree: Tree<'a>, alternative: &SpecPath) -> bool {
        match self.property_of(tree, alternative) {
            Some(property) => property.has("const") || property.has("enum"),
            None => {
                let joined = Joined::new(tree, std::slice::from_ref(alternative), &[]);
                !joined.choices.is_empty()
            }
        }
    }

    fn property_of(&self, tree: Tree<'a>, alternative: &SpecPath) -> Option<Joined<'a>> {
        let joined = Joined::new(tree, std::slice::from_ref(alternative), &[]);
        let all = joined.properties().into_iter();
        let mut found = all.filter(|(name, _)| name == self.property);
        let (_, places) = found.next()?;
        Some(Joined::new(tree, &places, &[]))
    }
}

/// Resolves an entry of a mapping: a reference, or the name of a component.
fn mapped(tree: Tree<'_>, target: &str) -> Option<SpecPath> {
    let components = SpecPath::schemas();
    let fragment = target.find('#').and_then(|it| target.get(it..));
    let by_reference = fragment.and_then(|it| SpecPath::root().resolve(it));
    let found = by_reference.unwrap_or_else(|| components.child(target));
    tree.node(&found).map(|_| found)
}

fn is_heir(tree: Tree<'_>, at: &SpecPath, base: &SpecPath) -> bool {
    let branches = tree.list(at, "allOf").into_iter();
    branches
        .filter_map(|it| tree.target(&it))
        .any(|it| it == *base)
}
