//! Walks the tree by the tables, and builds the document as JSON, without its schemas.

use super::{
    PLACE, STUB,
    grammar::{Choice, Filler, Grammar, Kind, OPERATION, Pattern, with_article},
    reference::{self, Lost, dangling},
    v32::ADDITIONAL,
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    tree::text_of,
    tree::{FILES, Key, Node, Object, SpecPath},
    vocabulary::{among, flag_meant},
};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeSet;

/// The maximum product of a path's length and the number of its parameters, since each parameter records its place: a
/// thousand of them in a path of four thousand bytes. Servers reject longer ones (RFC 9112, section 3).
const LONGEST_PATH: usize = 4 << 20;

/// The objects that record their place, and have extensions to record it in.
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
    /// The dangling references found so far.
    pub(super) lost: Lost,
}

impl Walk<'_> {
    /// Returns the JSON of the value at `at`; `None` if it was reported or is not carried over.
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
            Kind::Flag => match flag_meant(node) {
                Some(flag) => {
                    if node.as_bool().is_none() {
                        self.meant("true or false", &flag.to_string(), node, at);
                    }
                    Some(Json::Bool(flag))
                }
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
                Diagnostic::warning(Code::Unsupported, Some(node.at), message)
                    .pointer(at.as_str())
                    .action("it is left out"),
            );
            return None;
        }
        let allowed = format!("one of `{}`", choice.taken.join("`, `"));
        if let Some(meant) = among(choice.taken, text) {
            self.meant(&allowed, meant, node, at);
            return Some(Json::String(meant.to_owned()));
        }
        self.wrong(&allowed, node, at)
    }

    /// Returns a stub. Dangling references in the schema itself are reported here, so that the operations that contain
    /// them are known; the schema reader handles the named schemas.
    fn schema(&mut self, node: &Node, at: &SpecPath) -> Json {
        if !at.as_str().starts_with("/components/schemas/") {
            for (reference, at) in reference::lost(self.root, node, at) {
                let text = reference.as_str().unwrap_or_default();
                self.lose(dangling(text, reference, &at, false), &at);
            }
        }
        json!({ "$ref": format!("{STUB}{}", at.as_str()) })
    }

    fn operation(&mut self, node: &Node, at: &SpecPath, hops: usize) -> Option<Json> {
        let before = self.lost.count;
        let operation = self.object(&OPERATION, node, at, hops);
        if self.lost.count > before {
            self.lost.operations.insert(at.clone());
        }
        operation
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
            let filled = grammar.stands_in(missing);
            // A field that is present but had to be left out has already been reported.
            if missing.iter().all(|name| node.get(name).is_none()) {
                self.missing(grammar, missing, filled, node, at);
            }
            if !filled {
                return None;
            }
        }
        for (name, filler) in grammar.filled {
            let value = match filler {
                Filler::Schema if grammar.one_of.iter().any(|it| out.contains_key(*it)) => continue,
                Filler::Schema => json!({ "$ref": format!("{STUB}{}", at.child(name).as_str()) }),
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
                let before = self.lost.count;
                if let Some(value) = self.any(kind, value, &at.child(name), hops) {
                    out.insert(name.to_owned(), value);
                }
                shared_lost |= name == "parameters" && self.lost.count > before;
            } else if !name.starts_with("x-") && name != "$ref" && name != FILES {
                self.diagnostics.push(
                    Diagnostic::note(
                        Code::UnknownField,
                        Some(key.at),
                        format!("`{name}` is not a field of the {}", grammar.name),
                    )
                    .pointer(at.child(name).as_str())
                    .action("it is ignored"),
                );
            }
        }
        if shared_lost {
            self.lost.operations.extend(operations(&out));
        }
        out
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
            if key.text.len() * key.text.matches('{').count() > LONGEST_PATH {
                self.too_long(key, at);
                continue;
            }
            let name = match pattern {
                Some(pattern) => self.name(pattern, key, (object, &out), at),
                None => Some(key.text.to_string()),
            };
            if let Some(name) = name
                && let Some(value) = self.any(kind, value, &at.child(&key.text), hops)
            {
                out.insert(name, value);
            }
        }
        Some(Json::Object(out))
    }

    /// Returns the actual or intended name of a map's key; `None` for an extension, and for an
    /// invalid name, which is reported.
    fn name(
        &mut self,
        pattern: &Pattern,
        key: &Key,
        (map, action): (&Object, &Map<String, Json>),
        at: &SpecPath,
    ) -> Option<String> {
        let name = key.text.as_ref();
        if (pattern.admits)(name) {
            return Some(name.to_owned());
        }
        if name.starts_with("x-") {
            return None;
        }
        let is_free = |it: &String| map.get(it).is_none() && !action.contains_key(it);
        let meant = (pattern.meant)(name).filter(|it| (pattern.admits)(it) && is_free(it));
        let message = format!("`{name}` is not {}", pattern.words);
        let (code, at) = (Code::UnknownName, at.child(name));
        self.diagnostics.push(match &meant {
            Some(meant) => Diagnostic::note(code, Some(key.at), message)
                .pointer(at.as_str())
                .action(format!("it is read as `{meant}`")),
            None => Diagnostic::warning(code, Some(key.at), message)
                .pointer(at.as_str())
                .action("it is left out"),
        });
        meant
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

/// Returns the places of the operations of a path item.
fn operations(item: &Map<String, Json>) -> impl Iterator<Item = SpecPath> {
    let more = item.get(ADDITIONAL).and_then(Json::as_object);
    let all = item.values().chain(more.into_iter().flat_map(Map::values));
    all.filter_map(|it| Some(SpecPath::from_pointer(it.get(PLACE)?.as_str()?)))
}

/// Returns the fields that `grammar` requires and `fields` lacks: one of them is needed.
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
