//! Applies the names that the configuration chooses, and hides fields.

use super::{Lower, Target, is_pointer};
use crate::{
    api::{Operation, Rename, Renames, Shape, TypeId},
    document::Document,
    source::{Override, Source},
    tree::{Node, SpecPath, pointer},
};
use std::{collections::BTreeMap, ops::Range};

impl Lower<'_> {
    /// Collects the chosen names, hides fields, and reports all entries that match nothing in the document.
    pub(in crate::api::lower) fn settle_choices(
        &mut self,
        source: &Source,
        document: &Document,
        operations: &[Operation],
    ) -> Renames {
        let target = Target { source, document };
        self.unmet_types(&target);
        self.hide(&target);
        self.keep_undeclared(&target);
        let mut renames = Renames {
            types: self.type_names(&target),
            fields: self.field_names(&target),
            operations: self.operation_names(source, operations),
            params: BTreeMap::new(),
        };
        self.add_given(operations, &mut renames);
        renames
    }

    /// Keeps the chosen fields out of `Debug`.
    fn hide(&mut self, target: &Target<'_>) {
        for entry in &self.configured.overrides.sensitive {
            for (id, index) in self.fields_at(target, &entry.key, &entry.key_at) {
                if let Shape::Struct(it) = &mut self.types[id.index()].shape {
                    it.fields[index].sensitive = true;
                }
            }
        }
    }

    fn type_names(&mut self, target: &Target<'_>) -> BTreeMap<TypeId, Rename> {
        let mut out = BTreeMap::new();
        for entry in &self.configured.overrides.type_names {
            let Some(at) = self.schema_at(target, &entry.key) else {
                self.no_schema(target.source, &entry.key, &entry.key_at);
                continue;
            };
            let Some(id) = self.type_at(&at) else {
                let message = format!("no type is emitted for `{}`", entry.key);
                self.not_met(target.source, &entry.key, &entry.key_at, message, vec![]);
                continue;
            };
            if out.insert(id, rename(target.source, entry)).is_some() {
                self.twice(target.source, &entry.key, &entry.key_at);
            }
        }
        out
    }

    fn field_names(&mut self, target: &Target<'_>) -> BTreeMap<(TypeId, usize), Rename> {
        let mut out = BTreeMap::new();
        for entry in &self.configured.overrides.field_names {
            for field in self.fields_at(target, &entry.key, &entry.key_at) {
                if out.insert(field, rename(target.source, entry)).is_some() {
                    self.twice(target.source, &entry.key, &entry.key_at);
                }
            }
        }
        out
    }

    fn operation_names(
        &mut self,
        source: &Source,
        operations: &[Operation],
    ) -> BTreeMap<usize, Rename> {
        let mut out = BTreeMap::new();
        for entry in &self.configured.overrides.operation_names {
            let named = |it: &Operation| names_of(self, it).contains(&entry.key);
            let all = operations.iter().enumerate();
            let found: Vec<usize> = all
                .filter(|(_, it)| named(it))
                .map(|(index, _)| index)
                .collect();
            let message = match found.as_slice() {
                [one] => {
                    if out.insert(*one, rename(source, entry)).is_some() {
                        self.twice(source, &entry.key, &entry.key_at);
                    }
                    continue;
                }
                [] => format!("the document has no operation `{}`", entry.key),
                [..] => format!("`{}` matches several operations of the document", entry.key),
            };
            let known = operations.iter().flat_map(|it| names_of(self, it));
            let known = known.filter(|it| *it != entry.key).collect();
            self.not_met(source, &entry.key, &entry.key_at, message, known);
        }
        out
    }

    /// Returns the fields that `Schema/property` or a JSON pointer names; if there are none, reports an error.
    fn fields_at(
        &mut self,
        target: &Target<'_>,
        key: &str,
        at: &Range<usize>,
    ) -> Vec<(TypeId, usize)> {
        let (found, known) = if is_pointer(key) {
            let place = self.place_of(target, key);
            (
                self.fields_where(|_, it| Some(it) == place.as_ref()),
                vec![],
            )
        } else {
            let (schema, property) = key.rsplit_once('/').unwrap_or((key, ""));
            let Some(owner) = self.schema_at(target, schema) else {
                self.no_schema(target.source, schema, at);
                return Vec::new();
            };
            let id = self.type_at(&owner);
            let property = pointer::unescape(property);
            let fields = self.fields_where(|it, _| Some(it) == id);
            let wire = |(id, index): &(TypeId, usize)| self.wire(*id, *index);
            let known = fields.iter().filter_map(wire);
            let known = known.map(|it| format!("{schema}/{it}")).collect();
            let named = fields
                .iter()
                .filter(|it| wire(it) == Some(property.as_ref()));
            (named.copied().collect(), known)
        };
        if found.is_empty() {
            let message = format!("`{key}` is not a property of an emitted type");
            self.not_met(target.source, key, at, message, known);
        }
        found
    }

    /// Returns the fields whose type and location satisfy a predicate.
    fn fields_where(&self, is: impl Fn(TypeId, &SpecPath) -> bool) -> Vec<(TypeId, usize)> {
        let mut out = Vec::new();
        for (index, def) in self.types.iter().enumerate() {
            let id = TypeId::new(index);
            if let Shape::Struct(it) = &def.shape {
                let fields = it.fields.iter().enumerate();
                let found = fields.filter(|(_, field)| is(id, &field.at));
                out.extend(found.map(|(index, _)| (id, index)));
            }
        }
        out
    }

    fn wire(&self, id: TypeId, index: usize) -> Option<&str> {
        match &self.types[id.index()].shape {
            Shape::Struct(it) => Some(it.fields.get(index)?.wire.as_str()),
            Shape::StringEnum(_)
            | Shape::IntegerEnum(_)
            | Shape::Union(_)
            | Shape::Untagged(_)
            | Shape::Alias(_) => None,
        }
    }

    pub(super) fn type_at(&self, at: &SpecPath) -> Option<TypeId> {
        let index = self.types.iter().position(|def| def.at == *at);
        index.map(TypeId::new)
    }
}

/// Returns the names by which the configuration can refer to an operation.
fn names_of(lower: &Lower<'_>, operation: &Operation) -> Vec<String> {
    let node = lower.node(&operation.at);
    let id = node
        .and_then(|it| it.get("operationId"))
        .and_then(Node::as_str);
    let place = format!("{} {}", operation.method.wire(), operation.path);
    id.map(str::to_owned).into_iter().chain([place]).collect()
}

fn rename(source: &Source, entry: &Override<String>) -> Rename {
    Rename {
        to: entry.value.clone(),
        of: entry.key.clone(),
        at: source.config_place(&entry.value_at),
        given: None,
    }
}
