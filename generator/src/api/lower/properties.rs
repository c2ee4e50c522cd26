//! Collects the properties of an object that is sent property by property.

use super::Lower;
use crate::tree::{Node, Object, SpecPath};
use std::collections::BTreeSet;

/// The collected properties of an object.
#[derive(Default)]
pub(super) struct Found {
    /// The names and locations of the properties, including those of branches and alternatives.
    pub(super) properties: Vec<(String, SpecPath)>,
    pub(super) required: Vec<String>,
    /// The properties that the object or an alternative requires.
    pub(super) needed: BTreeSet<String>,
    /// Whether there may be further properties.
    pub(super) open: bool,
    /// Whether some of the properties belong to alternatives.
    pub(super) alternatives: bool,
    /// Whether alternatives declare a property differently.
    pub(super) differing: bool,
    /// The visited schemas.
    seen: BTreeSet<SpecPath>,
}

impl Lower<'_> {
    /// Returns the properties of an object. Those of an alternative are never required.
    pub(super) fn properties_of(&self, schema: &SpecPath) -> Found {
        let mut out = Found::default();
        self.find(schema, false, &mut out);
        out
    }

    /// Visits each location once, so that the search ends even if references are circular.
    fn find(&self, at: &SpecPath, alternative: bool, out: &mut Found) {
        let Some(node) = self.node(at).filter(|_| out.seen.insert(at.clone())) else {
            return;
        };
        if let Some(target) = self.target(at) {
            return self.find(&target, alternative, out);
        }
        for (keyword, alternatives) in [("allOf", false), ("oneOf", true), ("anyOf", true)] {
            let branches = node.get(keyword).and_then(Node::as_array);
            let count = branches.map_or(0, <[Node]>::len);
            out.alternatives |= alternatives && count > 0;
            for index in 0..count {
                let at = at.child(keyword).item(index);
                self.find(&at, alternative || alternatives, out);
            }
        }
        let more = node.get("additionalProperties");
        out.open |= more.is_some_and(|it| it.as_bool() != Some(false));
        let required = node.get("required").and_then(Node::as_array);
        let required = required.into_iter().flatten().filter_map(Node::as_str);
        let required: Vec<String> = required.map(str::to_owned).collect();
        out.needed.extend(required.iter().cloned());
        if !alternative {
            out.required.extend(required);
        }
        let properties = node.get("properties").and_then(Node::as_object);
        for (key, _) in properties.into_iter().flat_map(Object::iter) {
            let at = at.child("properties").child(&key.text);
            self.found(&key.text, at, alternative, out);
        }
    }

    /// Adds a property. A later branch replaces an earlier one; an alternative has to agree with the others.
    fn found(&self, name: &str, at: SpecPath, alternative: bool, out: &mut Found) {
        let known = out.properties.iter_mut().find(|(known, _)| known == name);
        match known {
            None => out.properties.push((name.to_owned(), at)),
            Some((_, place)) if alternative => {
                let (one, other) = (self.behind(place), self.behind(&at));
                out.differing |= self.node(&one) != self.node(&other);
            }
            Some((_, place)) => *place = at,
        }
    }
}
