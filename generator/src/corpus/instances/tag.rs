//! Which value a discriminator gives an alternative: that of the mapping, otherwise the constant that the
//! alternative itself has, otherwise the name of its schema.

use super::{joined::Joined, tree::Tree};
use crate::{
    load::{Node, Object},
    model::SpecPath,
};
use serde_json::Value;

/// A discriminator, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Discriminator<'a> {
    pub(super) at: SpecPath,
    pub(super) property: &'a str,
    mapping: Vec<(&'a str, SpecPath)>,
}

impl<'a> Discriminator<'a> {
    /// That of the schema at a place.
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

    /// The schemas that a base leads to: those of the mapping, otherwise all that are made from it.
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

    /// Whether the mapping leads to the schema at a place.
    pub(super) fn is_mapped(&self, at: &SpecPath) -> bool {
        self.mapping.iter().any(|(_, it)| it == at)
    }

    /// The tags of the schema at a place; none where it says by itself which it has.
    pub(super) fn tags(&self, tree: Tree<'a>, alternative: &SpecPath) -> Vec<Value> {
        let target = tree.followed(alternative);
        let is_meant = |it: &SpecPath| *it == target || it == alternative;
        let mapped = self.mapping.iter().filter(|(_, it)| is_meant(it));
        let mapped: Vec<String> = mapped.map(|(key, _)| (*key).to_owned()).collect();
        if mapped.is_empty() && !self.says_itself(tree, alternative) {
            // What has no name has no tag either.
            let named = target.as_str().starts_with("/components/schemas/");
            return named.then(|| target.last().into()).into_iter().collect();
        }
        let typed = |tag: String| self.typed(tree, alternative, tag);
        mapped.into_iter().map(typed).collect()
    }

    /// A key of the mapping as the property's type has it.
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

    /// Whether the alternative has a constant for the tag, or leaves the property to its own alternatives.
    pub(super) fn says_itself(&self, tree: Tree<'a>, alternative: &SpecPath) -> bool {
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

/// The schema that an entry of a mapping names: a reference, or the name of a component.
fn mapped(tree: Tree<'_>, target: &str) -> Option<SpecPath> {
    let components = SpecPath::root().child("components").child("schemas");
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
