//! Follows references during the walk.

use super::{
    PLACE,
    grammar::{Grammar, Kind, OPERATION, PATH_ITEM, REQUEST_BODY, RESPONSE},
    reference::{MAX_HOPS, dangling},
    v31,
    walk::Walk,
};
use crate::{
    diagnostic::{Code, Diagnostic},
    tree::{Node, SpecPath},
};
use serde_json::{Map, Value as Json, json};

impl Walk<'_> {
    /// Follows `$ref`: the target takes the place of the reference. The specification allows references only in some
    /// places, but authors split documents elsewhere too, so they are followed everywhere.
    pub(super) fn followed(
        &mut self,
        kind: &Kind,
        node: &Node,
        at: &SpecPath,
        hops: usize,
    ) -> Option<Json> {
        let reference = node.get("$ref")?;
        let text = reference.as_str().unwrap_or_default();
        let target = at
            .resolve(text)
            .and_then(|at| Some((self.root.pointer(at.as_str())?, at)));
        match target {
            Some((target, target_at)) if hops < MAX_HOPS => {
                let mut value = self.any(kind, target, &target_at, hops + 1);
                if let (Some(Json::Object(fields)), Some(grammar)) = (&mut value, kind.grammar()) {
                    self.beside(grammar, node, at, fields, hops);
                }
                value
            }
            _ => {
                let circle = hops >= MAX_HOPS;
                self.lose(dangling(text, reference, at, circle), at);
                self.in_place_of(kind, node, at)
            }
        }
    }

    /// Returns the replacement for a missing target: a body can be any JSON value.
    fn in_place_of(&mut self, kind: &Kind, node: &Node, at: &SpecPath) -> Option<Json> {
        let grammar = kind.grammar()?;
        let is = |other: &'static Grammar| std::ptr::eq(grammar, other);
        if is(&PATH_ITEM) {
            self.skipped("path", node, at);
        } else if is(&OPERATION) {
            self.skipped("operation", node, at);
        }
        let mut body = json!({ "content": { "application/json": {} }, PLACE: at.as_str() });
        if is(&RESPONSE) {
            body["description"] = json!("");
        }
        (is(&RESPONSE) || is(&REQUEST_BODY)).then_some(body)
    }

    /// Merges the siblings of a `$ref`: texts replace those of the target, and a path item is the sum of both.
    fn beside(
        &mut self,
        grammar: &Grammar,
        node: &Node,
        at: &SpecPath,
        fields: &mut Map<String, Json>,
        hops: usize,
    ) {
        let siblings = node.as_object().filter(|it| it.len() > 1);
        let Some(siblings) = siblings else { return };
        if std::ptr::eq(grammar, &raw const PATH_ITEM) {
            for (name, value) in self.fields(grammar, siblings, at, hops) {
                fields.entry(name).or_insert(value);
            }
            return;
        }
        let has = |name: &str| grammar.fields.iter().any(|(field, _)| *field == name);
        for (key, value) in siblings.iter() {
            let name = key.text.as_ref();
            match value.as_str() {
                Some(text) if v31::BESIDE_REFERENCE.contains(&name) => {
                    if has(name) {
                        fields.insert(name.to_owned(), json!(text));
                    }
                }
                _ if name == "$ref" || name.starts_with("x-") => {}
                _ => {
                    let message = format!("`{name}` beside a `$ref` is ignored");
                    self.diagnostics.push(
                        Diagnostic::note(Code::BesideReference, Some(key.at), message)
                            .pointer(at.child(name).as_str())
                            .action("the target of the reference is used"),
                    );
                }
            }
        }
    }
}

impl Kind {
    /// Returns whether the value is part of the document that the stage builds, so that a reference in its place is followed.
    pub(super) fn is_walked(&self) -> bool {
        match self {
            Self::Text
            | Self::OneOf(_)
            | Self::Flag
            | Self::Object(_)
            | Self::Referable(_)
            | Self::Map(_)
            | Self::Patterned(..)
            | Self::List(_)
            | Self::Operation
            | Self::Requirements => true,
            Self::Schema
            | Self::Later
            | Self::Silent
            | Self::Unsupported(_)
            | Self::Links
            | Self::Aside(_) => false,
        }
    }

    /// Returns the grammar of the object, if the kind is an object.
    fn grammar(&self) -> Option<&'static Grammar> {
        match self {
            Self::Object(grammar) | Self::Referable(grammar) => Some(grammar),
            Self::Operation => Some(&OPERATION),
            _ => None,
        }
    }
}
