//! `oneOf` and `anyOf`: alternatives told apart by a tag property.

use super::{
    Lower,
    form::{is_null, list},
};
use crate::{
    load::{Node, Object},
    model::{JsonKind, NameHint, Owner, Shape, SpecName, SpecPath, TypeRef, Union, Variant},
};

/// How many references and branches may lead to one another before they count as a circle.
const MAX_DEPTH: usize = 32;

impl Lower<'_> {
    /// The union at `at`. `None` if it had to be widened.
    pub(super) fn union(&mut self, at: &SpecPath, node: &Node) -> Option<Union> {
        let discriminator = node.get("discriminator");
        let tag = discriminator
            .and_then(|it| it.get("propertyName"))
            .and_then(Node::as_str);
        let Some(tag) = tag else {
            self.widened(at, "the discriminator names no property");
            return None;
        };
        let branches = self.branches(at, node)?;
        let mut variants: Vec<Variant> = Vec::new();
        for (branch, target) in branches {
            let variant = self.variant(at, tag, &branch, &target)?;
            self.add_variant(&branch, variant, &mut variants);
        }
        Some(Union {
            tag: SpecName::new(tag),
            variants,
        })
    }

    /// Notes of a named schema which bases with a discriminator it extends.
    pub(super) fn find_bases(&mut self, at: &SpecPath) {
        let branches = self.node(at).map_or(0, |node| list(node, "allOf").len());
        for index in 0..branches {
            let Some(base) = self.target(&at.child("allOf").item(index)) else {
                continue;
            };
            let node = self.node(&base);
            let has = |keyword| node.is_some_and(|node| node.get(keyword).is_some());
            if has("discriminator") && !has("oneOf") && !has("anyOf") {
                self.children.entry(base).or_default().push(at.clone());
            }
        }
    }

    /// The schema at `at` as a union of those that extend it.
    pub(super) fn base(&mut self, at: &SpecPath, node: &Node) -> Option<Union> {
        let tag = node
            .get("discriminator")?
            .get("propertyName")
            .and_then(Node::as_str);
        let Some(tag) = tag else {
            self.widened(at, "the discriminator names no property");
            return None;
        };
        let mut variants: Vec<Variant> = Vec::new();
        for child in self.children.get(at).cloned().unwrap_or_default() {
            let variant = self.variant(at, tag, &child, &child)?;
            self.add_variant(&child, variant, &mut variants);
        }
        Some(Union {
            tag: SpecName::new(tag),
            variants,
        })
    }

    /// The alternatives, where they stand and where they lead; those that only the mapping names come
    /// last.
    fn branches(&mut self, at: &SpecPath, node: &Node) -> Option<Vec<(SpecPath, SpecPath)>> {
        let keyword = if node.get("oneOf").is_some() {
            "oneOf"
        } else {
            "anyOf"
        };
        let listed = node
            .get(keyword)
            .and_then(Node::as_array)
            .unwrap_or_default();
        let mut out = Vec::new();
        for (index, branch) in listed.iter().enumerate() {
            if is_null(branch) {
                continue;
            }
            let place = at.child(keyword).item(index);
            // Where one of them is no reference, they are told apart without the discriminator.
            let target = self.target(&place)?;
            out.push((place, target));
        }
        let mapping_at = at.child("discriminator").child("mapping");
        for (key, value) in mapping(node) {
            let listed = out.iter().any(|(_, target)| means(at, value, target));
            let place = mapping_at.child(key);
            let target = at
                .resolve(value)
                .filter(|target| self.node(target).is_some());
            match target {
                _ if listed => {}
                Some(target) => out.push((place, target)),
                None => self.lossy(
                    "mapping",
                    &place,
                    &format!("`{value}` is no schema"),
                    "it is left out",
                ),
            }
        }
        Some(out)
    }

    /// Reports a discriminator that cannot name all alternatives (`OpenAPI` 3.1, "Discriminator Object":
    /// inline schemas are not considered).
    pub(super) fn unusable_discriminator(&mut self, at: &SpecPath, node: &Node) {
        if node.get("discriminator").is_some() {
            self.note(
                "discriminator",
                &at.child("discriminator"),
                "a discriminator names alternatives by reference, and one of these is written in place",
                "they are told apart by their constants, or by what they look like",
            );
        }
    }

    /// Whether all values of a type are objects, which can hold a discriminator.
    pub(super) fn holds_objects(&self, ty: &TypeRef) -> bool {
        match self.resolved(ty) {
            TypeRef::Json | TypeRef::Map(_) => true,
            TypeRef::Named(id) => match &self.types[id.index()].shape {
                Shape::StringEnum(_) | Shape::IntegerEnum(_) => false,
                Shape::Untagged(all) => {
                    let mut looks = all.iter().flat_map(|it| &it.looks);
                    looks.all(|look| look.kind == JsonKind::Object)
                }
                Shape::Struct(_) | Shape::Union(_) | Shape::Alias(_) => true,
            },
            TypeRef::Foreign(it) => !it.is_single(),
            TypeRef::Prim(_) | TypeRef::List(_) | TypeRef::Tuple(_) | TypeRef::Nullable(_) => false,
        }
    }

    fn variant(
        &mut self,
        union: &SpecPath,
        tag: &str,
        branch: &SpecPath,
        target: &SpecPath,
    ) -> Option<Variant> {
        let name = target.name();
        let hint = NameHint {
            owner: Owner::Document,
            words: name.clone(),
            full: true,
        };
        let ty = match self.known.get(target) {
            Some(known) => known.clone(),
            None => self.used(target, hint).value(),
        };
        self.define_first(&ty);
        if !self.holds_objects(&ty) {
            self.widened(
                branch,
                "this alternative is no object, so it cannot hold the discriminator",
            );
            return None;
        }
        let mapped: Vec<_> = self.node(union).into_iter().flat_map(mapping).collect();
        let tags = mapped
            .iter()
            .filter(|(_, value)| means(union, value, target));
        let mut tags: Vec<SpecName> = tags.map(|(key, _)| SpecName::new(*key)).collect();
        // The name of the schema is its tag where the mapping says nothing else of it.
        if tags.is_empty() && mapped.iter().all(|(key, _)| *key != name) {
            tags.push(SpecName::new(&name));
        }
        let declares_tag = self.declares(target, tag, 0);
        Some(Variant {
            tags,
            words: name,
            ty,
            declares_tag,
        })
    }

    /// Adds a variant under those of its tags that no other has.
    fn add_variant(&mut self, at: &SpecPath, mut variant: Variant, variants: &mut Vec<Variant>) {
        if variants.iter().any(|other| other.ty == variant.ty) {
            let message = "this alternative is listed twice";
            self.note("repeated-branch", at, message, "it is one variant");
            return;
        }
        let taken = |tag: &SpecName| variants.iter().any(|other| other.tags.contains(tag));
        variant.tags.retain(|tag| !taken(tag));
        if variant.tags.is_empty() {
            let message = "the tag of this alternative means another one";
            self.lossy("tag-twice", at, message, "its values are kept untyped");
        } else {
            variants.push(variant);
        }
    }

    /// Whether the object at `at` has a property of this name.
    fn declares(&self, at: &SpecPath, name: &str, depth: usize) -> bool {
        let Some(node) = self.node(at).filter(|_| depth < MAX_DEPTH) else {
            return false;
        };
        let own = node
            .get("properties")
            .is_some_and(|properties| properties.get(name).is_some());
        let branches = node
            .get("allOf")
            .and_then(Node::as_array)
            .map_or(0, <[Node]>::len);
        let branches = (0..branches).map(|index| at.child("allOf").item(index));
        let alternatives = ["oneOf", "anyOf"].into_iter().any(|keyword| {
            let some = (0..list(node, keyword).len()).map(|index| at.child(keyword).item(index));
            let some: Vec<_> = some.collect();
            !some.is_empty() && some.iter().all(|at| self.declares(at, name, depth + 1))
        });
        own || alternatives
            || self
                .target(at)
                .into_iter()
                .chain(branches)
                .any(|at| self.declares(&at, name, depth + 1))
    }
}

/// The mapping of a discriminator: tags, and what they name.
fn mapping(union: &Node) -> impl Iterator<Item = (&str, &str)> {
    let mapping = union
        .get("discriminator")
        .and_then(|it| it.get("mapping"))
        .and_then(Node::as_object);
    let entries = mapping.into_iter().flat_map(Object::iter);
    entries.filter_map(|(key, value)| Some((key.text.as_ref(), value.as_str()?)))
}

/// Whether a mapping's value names the schema at `target`: by reference, or by its name.
fn means(at: &SpecPath, value: &str, target: &SpecPath) -> bool {
    value == target.name() || at.resolve(value).as_ref() == Some(target)
}
