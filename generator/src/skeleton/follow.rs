//! The walk, where it meets a reference.

use super::{
    grammar::{Grammar, Kind, OPERATION, PATH_ITEM},
    reference::{MAX_HOPS, dangling},
    v31,
    walk::Walk,
};
use crate::{
    diagnostic::{Code, Diagnostic},
    load::Node,
    model::SpecPath,
};
use serde_json::{Map, Value as Json, json};

impl Walk<'_> {
    /// Follows `$ref`; what is found there takes the reference's place. That the specification admits a
    /// reference only in some places keeps nobody from splitting a document elsewhere, so it is followed
    /// everywhere.
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
                self.lose(dangling(text, reference, at, circle));
                None
            }
        }
    }

    /// What stands beside a `$ref`: texts replace those of the target, and a path item is the sum of both.
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
                    let message = format!("`{name}` beside a `$ref` is not read");
                    self.diagnostics.push(
                        Diagnostic::note(Code("beside-reference"), Some(key.at), message)
                            .pointer(at.child(name).as_str())
                            .done("what the reference leads to is used"),
                    );
                }
            }
        }
    }
}

impl Kind {
    /// Whether what stands there is part of the skeleton, so that a reference is followed.
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

    /// The object that stands there.
    fn grammar(&self) -> Option<&'static Grammar> {
        match self {
            Self::Object(grammar) | Self::Referable(grammar) => Some(grammar),
            Self::Operation => Some(&OPERATION),
            _ => None,
        }
    }
}
