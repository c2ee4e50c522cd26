//! The walk by the tables: from the tree to the skeleton, as JSON.

use super::{
    PLACE, STUB,
    grammar::{Choice, Filler, Grammar, Kind, OPERATION, PATH_ITEM, Pattern},
    reference::{self, dangling},
    say::with_article,
    text_of,
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    load::{FILES, Node, Object},
    model::SpecPath,
};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeSet;

/// The objects that keep their place, and have extensions to keep it in.
const PLACED: &[&str] = &[
    "Path Item Object",
    "Operation Object",
    "Parameter Object",
    "Request Body Object",
    "Media Type Object",
    "Response Object",
    "Header Object",
];

/// The state of the walk.
pub(super) struct Walk<'a> {
    pub(super) root: &'a Node,
    /// The security schemes that are client certificates.
    pub(super) mutual_tls: BTreeSet<String>,
    pub(super) diagnostics: &'a mut Diagnostics,
    /// How many references led nowhere so far.
    pub(super) lost: usize,
}

impl Walk<'_> {
    /// The skeleton of what stands at `at`; `None` if it had to be reported or is not carried.
    pub(super) fn any(
        &mut self,
        kind: &Kind,
        node: &Node,
        at: &SpecPath,
        hops: usize,
    ) -> Option<Json> {
        if kind.is_walked() && node.get("$ref").and_then(Node::as_str).is_some() {
            return self.followed(kind, node, at, hops);
        }
        match kind {
            Kind::Text => match text_of(node) {
                Some(text) => Some(Json::String(text)),
                None => self.wrong("a string", node, at),
            },
            Kind::Flag => match node.as_bool() {
                Some(flag) => Some(Json::Bool(flag)),
                None => self.wrong("true or false", node, at),
            },
            Kind::OneOf(choice) => self.one_of(choice, node, at),
            Kind::Schema => Some(self.schema(node, at)),
            Kind::Object(grammar) | Kind::Referable(grammar) => {
                self.object(grammar, node, at, hops)
            }
            Kind::Operation => self.operation(node, at, hops),
            Kind::Requirements => self.requirements(node, at, hops),
            Kind::Map(kind) => self.map(None, kind, node, at, hops),
            Kind::Patterned(pattern, kind) => self.map(Some(pattern), kind, node, at, hops),
            Kind::List(kind) => self.list(kind, node, at, hops),
            Kind::Later | Kind::Silent => None,
            Kind::Unsupported(why) => {
                self.unsupported(why, node, at);
                None
            }
            Kind::Links => {
                self.links(node, at);
                None
            }
            Kind::Aside(what) => {
                self.aside(what, node, at);
                None
            }
        }
    }

    fn one_of(&mut self, choice: &Choice, node: &Node, at: &SpecPath) -> Option<Json> {
        let text = node.as_str().unwrap_or_default();
        if choice.taken.contains(&text) {
            return Some(Json::String(text.to_owned()));
        }
        let stands_in = choice.standing_in.iter().find(|(it, _)| *it == text);
        if let Some((_, taken)) = stands_in {
            return Some(Json::String((*taken).to_owned()));
        }
        if let Some((known, why)) = choice.known.iter().find(|(known, _)| *known == text) {
            let message = format!("`{known}` is not generated: {why}");
            self.diagnostics.push(
                Diagnostic::lossy(Code("unsupported"), Some(node.at), message)
                    .pointer(at.as_str())
                    .done("it is left out"),
            );
            return None;
        }
        let allowed = choice.taken.join("`, `");
        self.wrong(&format!("one of `{allowed}`"), node, at)
    }

    /// A stub. References in the schema itself are looked at here, so that an operation with one that leads
    /// nowhere can be left out; the reader of schemas looks at the named ones.
    fn schema(&mut self, node: &Node, at: &SpecPath) -> Json {
        if !at.as_str().starts_with("/components/schemas/") {
            for (reference, at) in reference::lost(self.root, node, at) {
                let text = reference.as_str().unwrap_or_default();
                self.lose(dangling(text, reference, &at, false));
            }
        }
        json!({ "$ref": format!("{STUB}{}", at.as_str()) })
    }

    fn operation(&mut self, node: &Node, at: &SpecPath, hops: usize) -> Option<Json> {
        let before = self.lost;
        let operation = self.object(&OPERATION, node, at, hops)?;
        if self.lost == before {
            return Some(operation);
        }
        self.skipped(node, at);
        None
    }

    fn requirements(&mut self, node: &Node, at: &SpecPath, hops: usize) -> Option<Json> {
        const NAMES: Kind = Kind::List(&Kind::Map(&Kind::List(&Kind::Text)));
        let mut requirements = self.any(&NAMES, node, at, hops)?;
        for requirement in requirements.as_array_mut().into_iter().flatten() {
            if let Some(requirement) = requirement.as_object_mut() {
                requirement.retain(|name, _| !self.mutual_tls.contains(name));
            }
        }
        Some(requirements)
    }

    pub(super) fn object(
        &mut self,
        grammar: &Grammar,
        node: &Node,
        at: &SpecPath,
        hops: usize,
    ) -> Option<Json> {
        let Some(object) = node.as_object() else {
            return self.wrong(&with_article(grammar.name), node, at);
        };
        let mut out = self.fields(grammar, object, at, hops);
        if let Some(missing) = lacks(grammar, &out) {
            // A field that is there but had to be left out has been reported already.
            if missing.iter().all(|name| node.get(name).is_none()) {
                let missing = missing.join("` or `");
                self.diagnostics.push(
                    Diagnostic::lossy(
                        Code("missing-field"),
                        Some(node.at),
                        format!("this {} has no `{missing}`", grammar.name),
                    )
                    .pointer(at.as_str())
                    .done("it is left out")
                    .help(format!("add `{missing}`")),
                );
            }
            return None;
        }
        for (name, filler) in grammar.filled {
            let value = match filler {
                Filler::Text => json!(""),
                Filler::TextOf(other) => out.get(*other).cloned().unwrap_or_else(|| json!("")),
                Filler::Object => json!({}),
                Filler::Info => json!({ "title": "", "version": "" }),
            };
            out.entry(*name).or_insert(value);
        }
        if PLACED.contains(&grammar.name) {
            out.insert(PLACE.to_owned(), json!(at.as_str()));
        }
        Some(Json::Object(out))
    }

    pub(super) fn fields(
        &mut self,
        grammar: &Grammar,
        object: &Object,
        at: &SpecPath,
        hops: usize,
    ) -> Map<String, Json> {
        let mut out = Map::new();
        let mut shared_lost = false;
        for (key, value) in object.iter() {
            let name = key.text.as_ref();
            if let Some((_, kind)) = grammar.fields.iter().find(|(field, _)| *field == name) {
                let before = self.lost;
                if let Some(value) = self.any(kind, value, &at.child(name), hops) {
                    out.insert(name.to_owned(), value);
                }
                // Every operation of a path needs what its parameters are.
                shared_lost |= name == "parameters" && self.lost > before;
            } else if !name.starts_with("x-") && name != "$ref" && name != FILES {
                self.diagnostics.push(
                    Diagnostic::note(
                        Code("unknown-field"),
                        Some(key.at),
                        format!("`{name}` is not a field of the {}", grammar.name),
                    )
                    .pointer(at.child(name).as_str())
                    .done("it is ignored"),
                );
            }
        }
        if shared_lost && std::ptr::eq(grammar, &raw const PATH_ITEM) {
            self.skip_all(object, at, &mut out);
        }
        out
    }

    /// Leaves out all operations of a path.
    fn skip_all(&mut self, item: &Object, at: &SpecPath, out: &mut Map<String, Json>) {
        for (name, kind) in PATH_ITEM.fields {
            match kind {
                Kind::Operation if out.shift_remove(*name).is_some() => {
                    if let Some(node) = item.get(name) {
                        self.skipped(node, &at.child(name));
                    }
                }
                Kind::Patterned(..) => {
                    let at = at.child(name);
                    out.shift_remove(*name);
                    let more = item.get(name).and_then(Node::as_object);
                    for (key, node) in more.into_iter().flat_map(Object::iter) {
                        self.skipped(node, &at.child(&key.text));
                    }
                }
                _ => {}
            }
        }
    }

    fn map(
        &mut self,
        pattern: Option<&Pattern>,
        kind: &Kind,
        node: &Node,
        at: &SpecPath,
        hops: usize,
    ) -> Option<Json> {
        let Some(object) = node.as_object() else {
            return self.wrong("an object", node, at);
        };
        let mut out = Map::new();
        for (key, value) in object.iter() {
            let name = key.text.as_ref();
            let admitted = pattern.is_none_or(|pattern| (pattern.admits)(name));
            if admitted {
                if let Some(value) = self.any(kind, value, &at.child(name), hops) {
                    out.insert(name.to_owned(), value);
                }
            } else if let Some(pattern) = pattern.filter(|_| !name.starts_with("x-")) {
                self.diagnostics.push(
                    Diagnostic::lossy(
                        Code("unknown-name"),
                        Some(key.at),
                        format!("`{name}` is not {}", pattern.words),
                    )
                    .pointer(at.child(name).as_str())
                    .done("it is left out"),
                );
            }
        }
        Some(Json::Object(out))
    }

    fn list(&mut self, kind: &Kind, node: &Node, at: &SpecPath, hops: usize) -> Option<Json> {
        let Some(items) = node.as_array() else {
            return self.wrong("an array", node, at);
        };
        let items = items.iter().enumerate();
        Some(Json::Array(
            items
                .filter_map(|(index, item)| self.any(kind, item, &at.item(index), hops))
                .collect(),
        ))
    }
}

/// The fields that `grammar` asks for and `fields` does not have: one of them is needed.
fn lacks<'a>(grammar: &'a Grammar, fields: &Map<String, Json>) -> Option<&'a [&'static str]> {
    let has = |name: &&str| fields.contains_key(*name);
    if let Some(index) = grammar.required.iter().position(|name| !has(name)) {
        return Some(&grammar.required[index..=index]);
    }
    let kind = fields.get("type").and_then(Json::as_str);
    let by_type = grammar.by_type.iter().filter(|(it, _)| Some(*it) == kind);
    for (_, names) in by_type {
        if let Some(index) = names.iter().position(|name| !has(name)) {
            return Some(&names[index..=index]);
        }
    }
    let none = !grammar.one_of.is_empty() && !grammar.one_of.iter().any(has);
    none.then_some(grammar.one_of)
}
