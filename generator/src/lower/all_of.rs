//! `allOf`: which objects a schema is made of, and what of it cannot be merged.

use super::{
    Lower,
    form::{is_null, list, types},
    object::MAX_DEPTH,
};
use crate::{
    load::{Node, Object},
    model::SpecPath,
};
use std::collections::BTreeMap;

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
pub(super) type Unmergeable = (SpecPath, &'static str);

impl Lower<'_> {
    /// The objects that make up the schema at `at`.
    pub(super) fn parts(
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
    pub(super) fn alternatives_beside(&mut self, parts: &[SpecPath]) -> Vec<SpecPath> {
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

    /// Properties that several parts declare as objects in place are one object, with what all of them
    /// declare. Gives the places that another one stands for, which is one inside the schema at `at`.
    pub(super) fn join_objects(&mut self, at: &SpecPath, parts: &[SpecPath]) -> Vec<SpecPath> {
        let mut out = Vec::new();
        if parts.len() < 2 {
            return out;
        }
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
