//! What the configuration chooses: types of the user's own in place of schemas and formats, names, and fields that
//! are never printed. What it names and the document does not have is an error, as it is of overlays.

mod names;

use super::{Lower, form::Form, schema::MAX_HOPS};
use crate::{
    diagnostic::{Code, Diagnostic},
    load::{Choice, Choices, FILES, Node, Object, Source, TypeChoice, pointer},
    model::{Foreign, JsonKind, Look, Prim, SpecName, SpecPath, TypeRef},
    skeleton::Document,
};
use std::collections::BTreeMap;
use std::ops::Range;

/// Where schemas have names.
const NAMED: &[&str] = &["/components/schemas", "/$defs", "/definitions"];

/// How alike two names are if one may be a slip of the other, from 0 to 1.
const ALIKE: f64 = 0.8;

/// The choices about types, as far as the document has met them.
pub(super) struct Chosen<'a> {
    pub(super) choices: &'a Choices,
    /// The formats of the document, and whether a type stands for one.
    formats: BTreeMap<String, bool>,
    /// The schemas for which a type stands, and whether something uses them.
    schemas: BTreeMap<SpecPath, bool>,
}

impl<'a> Chosen<'a> {
    pub(super) fn new(choices: &'a Choices) -> Self {
        Self {
            choices,
            formats: BTreeMap::new(),
            schemas: BTreeMap::new(),
        }
    }
}

/// A place in the document, as an entry of the configuration names it.
struct Target<'s> {
    source: &'s Source,
    document: &'s Document,
}

impl Lower<'_> {
    /// Lets the types of the user's own stand for the schemas that they are chosen for.
    pub(super) fn map_schemas(&mut self, source: &Source, document: &Document) {
        let target = Target { source, document };
        for choice in &self.chosen.choices.schemas {
            match self.schema_at(&target, &choice.key) {
                Some(at) => {
                    let looks = self.looks_of(&at, 0);
                    // What has a name is there whether anything uses it or not.
                    let used = NAMED.contains(&at.parent().as_str());
                    if self.chosen.schemas.insert(at.clone(), used).is_some() {
                        self.twice(source, &choice.key, &choice.key_at);
                    }
                    self.known.insert(at, chosen_type(&choice.value, looks));
                }
                None => self.no_schema(source, &choice.key, &choice.key_at),
            }
        }
    }

    /// What a schema is known to be; a type that stands for it is used by that.
    pub(super) fn known(&mut self, at: &SpecPath) -> Option<TypeRef> {
        if let Some(used) = self.chosen.schemas.get_mut(at) {
            *used = true;
        }
        self.known.get(at).cloned()
    }

    /// The type that stands for the format of a schema of these types, if one does: for strings and numbers.
    pub(super) fn mapped_format(&mut self, node: &Node, types: &[&str]) -> Option<TypeRef> {
        let kind = |name: &&str| match *name {
            "string" => Some(JsonKind::String),
            "integer" => Some(JsonKind::Integer),
            "number" => Some(JsonKind::Number),
            _ => None,
        };
        let kinds: Option<Vec<JsonKind>> = types.iter().map(kind).collect();
        let looks = kinds?.into_iter().map(plain).collect();
        let format = node.get("format").and_then(Node::as_str)?;
        let chosen = self.format_choice(format);
        let met = self.chosen.formats.entry(format.to_owned()).or_default();
        *met |= chosen.is_some();
        Some(chosen_type(&chosen?.value, looks))
    }

    /// Whether a type is chosen for the schema at `at`.
    pub(super) fn is_mapped(&self, at: &SpecPath, node: &Node) -> bool {
        let format = node.get("format").and_then(Node::as_str);
        let mapped = format.and_then(|it| self.format_choice(it)).is_some();
        mapped || self.chosen.schemas.contains_key(at)
    }

    /// What the values of the schema at `at` look like; nothing if they can look like anything.
    fn looks_of(&self, at: &SpecPath, hops: usize) -> Vec<Look> {
        let Some(node) = self.node(at).filter(|_| hops < MAX_HOPS) else {
            return Vec::new();
        };
        if let Some(target) = self.target(at) {
            return self.looks_of(&target, hops + 1);
        }
        let branch = |keyword, index| self.looks_of(&at.child(keyword).item(index), hops + 1);
        let typed = |name: &str| match name {
            "string" => Some(plain(JsonKind::String)),
            "integer" => Some(plain(JsonKind::Integer)),
            "number" => Some(plain(JsonKind::Number)),
            "boolean" => Some(plain(JsonKind::Boolean)),
            "array" => Some(plain(JsonKind::Array)),
            "object" => Some(self.object_look(at, node)),
            _ => None,
        };
        match self.form(at, node) {
            Form::Struct | Form::Tagged | Form::Base => vec![self.object_look(at, node)],
            Form::StringEnum(_) => vec![plain(JsonKind::String)],
            Form::IntegerEnum(_) => vec![plain(JsonKind::Integer)],
            Form::Wrapper(keyword, index) => branch(keyword, index),
            Form::Plain(kind) => kind.and_then(typed).into_iter().collect(),
            Form::Types(kinds) => kinds.into_iter().filter_map(typed).collect(),
            Form::Alternatives(keyword, all) => {
                let all: Vec<_> = all.into_iter().map(|it| branch(keyword, it)).collect();
                let any = all.iter().any(Vec::is_empty);
                all.into_iter().flatten().filter(|_| !any).collect()
            }
        }
    }

    fn object_look(&self, at: &SpecPath, node: &Node) -> Look {
        let required = self.required(at);
        let mut optional = properties(node);
        optional.retain(|it| !required.contains(it));
        Look {
            kind: JsonKind::Object,
            required: names(required),
            optional: names(optional),
        }
    }

    /// Tells of types that nothing in the document meets.
    fn unmet_types(&mut self, target: &Target<'_>) {
        let choices = self.chosen.choices;
        for choice in &choices.formats {
            if self.chosen.formats.get(&choice.key) != Some(&true) {
                let message = format!("no string or number has the format `{}`", choice.key);
                let formats: Vec<String> = self.chosen.formats.keys().cloned().collect();
                self.not_met(target.source, &choice.key, &choice.key_at, message, formats);
            }
        }
        let pointers = choices.schemas.iter().filter(|it| is_pointer(&it.key));
        for choice in pointers {
            let at = self.schema_at(target, &choice.key);
            if at.is_some_and(|at| self.chosen.schemas.get(&at) == Some(&false)) {
                let message = format!("nothing uses `{}` as a schema", choice.key);
                self.not_met(target.source, &choice.key, &choice.key_at, message, vec![]);
            }
        }
    }

    fn no_schema(&mut self, source: &Source, key: &str, at: &Range<usize>) {
        let message = format!("`{key}` is no schema of the document");
        let names = NAMED.iter().filter_map(|it| self.root.pointer(it));
        let known = names.flat_map(|it| it.as_object().into_iter().flat_map(Object::keys));
        let known = known.map(|it| it.text.to_string()).collect();
        self.not_met(source, key, at, message, known);
    }

    fn twice(&mut self, source: &Source, key: &str, at: &Range<usize>) {
        let message = format!("another entry is about `{key}` too");
        self.not_met(source, key, at, message, Vec::new());
    }

    fn not_met(
        &mut self,
        source: &Source,
        key: &str,
        at: &Range<usize>,
        message: String,
        known: Vec<String>,
    ) {
        let help = match alike(key, known) {
            Some(name) => format!("did you mean `{name}`?"),
            None => "correct the entry, or remove it if the document needs it no longer".to_owned(),
        };
        let at = source.config_place(at);
        let diagnostic = Diagnostic::error(Code("config-unmet"), at, message);
        self.diagnostics.push(diagnostic.help(help));
    }
}

impl<'a> Lower<'a> {
    fn format_choice(&self, format: &str) -> Option<&'a Choice<TypeChoice>> {
        let formats = &self.chosen.choices.formats;
        formats.iter().find(|it| it.key == format)
    }

    /// The schema of a name, or at a JSON pointer.
    fn schema_at(&self, target: &Target<'_>, key: &str) -> Option<SpecPath> {
        if is_pointer(key) {
            return self.place_of(target, key);
        }
        let mut places = NAMED
            .iter()
            .map(|it| SpecPath::from_pointer(*it).child(key));
        places.find(|at| self.node(at).is_some())
    }

    /// The place that a pointer into the document as its author knows it leads to, or one into another file of it:
    /// `models.yaml#/Pet`.
    fn place_of(&self, target: &Target<'_>, key: &str) -> Option<SpecPath> {
        let at = match key.split_once('#') {
            Some(("", own)) => own.to_owned(),
            Some((file, rest)) => {
                let files = pointer::join("", FILES);
                let there = format!("{}{rest}", pointer::join(&files, file));
                target.source.linked(&there)
            }
            None => key.to_owned(),
        };
        let node = target.source.root.pointer(&at)?;
        if !target.document.is_rewritten() {
            return Some(SpecPath::from_pointer(at));
        }
        let found = pointer::of_node(self.root, node.at)?;
        Some(SpecPath::from_pointer(found))
    }
}

fn chosen_type(choice: &TypeChoice, looks: Vec<Look>) -> TypeRef {
    TypeRef::Prim(match choice.path.as_str() {
        "String" => Prim::String,
        "bool" => Prim::Bool,
        "i8" => Prim::I8,
        "i16" => Prim::I16,
        "i32" => Prim::I32,
        "i64" => Prim::I64,
        "u8" => Prim::U8,
        "u16" => Prim::U16,
        "u32" => Prim::U32,
        "u64" => Prim::U64,
        "f64" => Prim::F64,
        path => {
            let path = path.to_owned();
            return TypeRef::Foreign(Foreign { path, looks });
        }
    })
}

/// Whether a key is a place and not a name.
fn is_pointer(key: &str) -> bool {
    key.starts_with('/') || key.contains("#/")
}

fn plain(kind: JsonKind) -> Look {
    Look {
        kind,
        required: Vec::new(),
        optional: Vec::new(),
    }
}

fn properties(node: &Node) -> Vec<&str> {
    let properties = node.get("properties").and_then(Node::as_object);
    let keys = properties.into_iter().flat_map(Object::keys);
    keys.map(|it| it.text.as_ref()).collect()
}

fn names(all: Vec<&str>) -> Vec<SpecName> {
    all.into_iter().map(SpecName::new).collect()
}

/// What may have been meant.
fn alike(key: &str, known: Vec<String>) -> Option<String> {
    let rated = known
        .into_iter()
        .map(|it| (strsim::jaro_winkler(key, &it), it));
    let near = rated.filter(|(rate, _)| *rate >= ALIKE);
    let best = near.max_by(|left, right| left.0.total_cmp(&right.0));
    best.map(|(_, name)| name)
}
