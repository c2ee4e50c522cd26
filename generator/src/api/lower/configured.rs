//! Applies the overrides of the configuration: user-provided types in place of schemas and formats, names, derives,
//! and fields hidden from `Debug`. An entry that matches nothing in the document is an error, as it is for overlays.

mod derives;
mod names;
pub(super) mod undeclared;

use super::Lower;
use crate::{
    api::{Foreign, Prim, Trait, TypeRef},
    diagnostic::{Code, Diagnostic, nearest},
    document::Document,
    schema::{JsonKind, JsonShape, Origin, SchemaId},
    source::{Override, Overrides, Source, TypeOverride},
    tree::{FILES, Object, SpecPath, pointer},
};
use std::collections::BTreeMap;
use std::ops::Range;

/// The locations of named schemas.
const NAMED: &[&str] = &["/components/schemas", "/$defs", "/definitions"];

/// The overrides of types, and which of them the document has used so far.
pub(super) struct Configured<'a> {
    pub(super) overrides: &'a Overrides,
    /// The formats of the document, and whether a type is chosen for each.
    formats: BTreeMap<String, bool>,
    /// The schemas for which a type is chosen, and whether something uses each.
    schemas: BTreeMap<SpecPath, bool>,
}

impl<'a> Configured<'a> {
    pub(super) fn new(overrides: &'a Overrides) -> Self {
        Self {
            overrides,
            formats: BTreeMap::new(),
            schemas: BTreeMap::new(),
        }
    }
}

/// The documents in which the location named by an entry of the configuration is looked up.
struct Target<'s> {
    source: &'s Source,
    document: &'s Document,
}

impl Lower<'_> {
    /// Replaces schemas with the user-provided types that are chosen for them.
    pub(super) fn map_schemas(&mut self, source: &Source, document: &Document) {
        let target = Target { source, document };
        for entry in &self.configured.overrides.schemas {
            match self.schema_at(&target, &entry.key) {
                Some(at) => {
                    let id = self.schemas.at(&at);
                    self.schemas.hide(&at);
                    let looks = self.looks_of(id);
                    // A named schema counts as used, even if nothing refers to it.
                    let used = NAMED.contains(&at.parent().as_str());
                    if self.configured.schemas.insert(at.clone(), used).is_some() {
                        self.twice(source, &entry.key, &entry.key_at);
                    }
                    self.known.insert(at, chosen_type(&entry.value, looks));
                }
                None => self.no_schema(source, &entry.key, &entry.key_at),
            }
        }
    }

    /// Returns the known type of a schema, and marks a type that is chosen for it as used.
    pub(super) fn known(&mut self, at: &SpecPath) -> Option<TypeRef> {
        if let Some(used) = self.configured.schemas.get_mut(at) {
            *used = true;
        }
        self.known.get(at).cloned()
    }

    /// Returns the type that is chosen for a format of strings or numbers, if there is one.
    pub(super) fn formatted(
        &mut self,
        format: Option<&str>,
        kinds: &[JsonKind],
    ) -> Option<TypeRef> {
        let format = format?;
        let chosen = self.configured.format_override(format);
        let met = self
            .configured
            .formats
            .entry(format.to_owned())
            .or_default();
        *met |= chosen.is_some();
        let looks = kinds.iter().map(|kind| JsonShape::plain(*kind));
        Some(chosen_type(&chosen?.value, looks.collect()))
    }

    /// Returns whether a type is chosen for a schema.
    pub(super) fn has_chosen_type(&self, id: SchemaId) -> bool {
        let chosen = &self.configured.schemas;
        matches!(self.schemas.origin(id), Origin::At(at) if chosen.contains_key(at))
    }

    /// Returns whether something uses the location as a schema.
    pub(super) fn is_schema(&self, at: &SpecPath) -> bool {
        self.configured.schemas.get(at) != Some(&false)
    }

    /// Returns the possible looks of a schema's values; none if they can be anything.
    fn looks_of(&mut self, id: SchemaId) -> Vec<JsonShape> {
        let looks = self.schemas.looks(id);
        let any = looks.iter().any(|it| it.kind == JsonKind::Any);
        if any { Vec::new() } else { looks }
    }

    /// Reports chosen types that match nothing in the document.
    fn unmet_types(&mut self, target: &Target<'_>) {
        let overrides = self.configured.overrides;
        for entry in &overrides.formats {
            if self.configured.formats.get(&entry.key) != Some(&true) {
                let message = format!("no string or number has the format `{}`", entry.key);
                let formats: Vec<String> = self.configured.formats.keys().cloned().collect();
                self.not_met(target.source, &entry.key, &entry.key_at, message, formats);
            }
        }
        let pointers = overrides.schemas.iter().filter(|it| is_pointer(&it.key));
        for entry in pointers {
            let at = self.schema_at(target, &entry.key);
            if at.is_some_and(|at| self.configured.schemas.get(&at) == Some(&false)) {
                let message = format!("nothing uses `{}` as a schema", entry.key);
                self.not_met(target.source, &entry.key, &entry.key_at, message, vec![]);
            }
        }
    }

    fn no_schema(&mut self, source: &Source, key: &str, at: &Range<usize>) {
        let message = format!("the document has no schema `{key}`");
        let names = NAMED.iter().filter_map(|it| self.root.pointer(it));
        let known = names.flat_map(|it| it.as_object().into_iter().flat_map(Object::keys));
        let known = known.map(|it| it.text.to_string()).collect();
        self.not_met(source, key, at, message, known);
    }

    fn twice(&mut self, source: &Source, key: &str, at: &Range<usize>) {
        let message = format!("another entry also names `{key}`");
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
        let help = match nearest(key, known) {
            Some(name) => format!("did you mean `{name}`?"),
            None => "correct the entry, or remove it if the document no longer needs it".to_owned(),
        };
        let at = source.config_place(at);
        let diagnostic = Diagnostic::error(Code::ConfigUnmet, at, message);
        self.diagnostics.push(diagnostic.help(help));
    }
}

impl<'a> Configured<'a> {
    /// Returns the type that is chosen for a format.
    pub(super) fn format_override(&self, format: &str) -> Option<&'a Override<TypeOverride>> {
        let formats = &self.overrides.formats;
        formats.iter().find(|it| it.key == format)
    }
}

impl Lower<'_> {
    /// Returns the location of a schema, given by its name or a JSON pointer.
    fn schema_at(&self, target: &Target<'_>, key: &str) -> Option<SpecPath> {
        if is_pointer(key) {
            return self.place_of(target, key);
        }
        let mut places = NAMED
            .iter()
            .map(|it| SpecPath::from_pointer(*it).child(key));
        places.find(|at| self.node(at).is_some())
    }

    /// Returns the location in the tree for a pointer into the original document, or into another of its files, such as
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

fn chosen_type(choice: &TypeOverride, looks: Vec<JsonShape>) -> TypeRef {
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
            return TypeRef::Foreign(Foreign {
                path: path.to_owned(),
                looks,
                implements: implemented(choice),
            });
        }
    })
}

/// Returns the traits that a type implements. `Ord` requires `Eq`.
fn implemented(choice: &TypeOverride) -> Vec<Trait> {
    let named = choice.implements.iter().filter_map(|it| Trait::of(it));
    let mut out: Vec<Trait> = named.collect();
    if out.contains(&Trait::Ord) {
        out.push(Trait::Eq);
    }
    out.sort();
    out.dedup();
    out
}

/// Returns whether a key is a location rather than a name.
fn is_pointer(key: &str) -> bool {
    key.starts_with('/') || key.contains("#/")
}
