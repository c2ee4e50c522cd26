//! The names of types, of their members and of their files.

use super::{
    Names, PRELUDE, TypeNames,
    chosen::{Chosen, by_index, fields},
    distinct::{Style, Wanted, distinct},
    scope::Scope,
};
use crate::{
    diagnostic::Diagnostics,
    model::{Api, Owner, Shape, TypeDef, TypeId},
};
use proc_macro2::Ident;
use std::collections::BTreeMap;

/// Names all types.
pub(super) fn name(api: &Api, names: &mut Names, diagnostics: &mut Diagnostics) {
    let idents = idents(api, names, diagnostics);
    let files = files(api, names);
    for (((id, def), ident), file) in api.types().zip(idents).zip(files) {
        let (members, other) = match &def.shape {
            Shape::Struct(it) => fields(api, id, it, diagnostics),
            shape => members(shape),
        };
        names.types.push(TypeNames {
            ident,
            members,
            other,
            file,
        });
    }
}

/// The types themselves: what has a name in the document first, then what is inside, level by level, since that is
/// called after what it is in.
fn idents(api: &Api, names: &Names, diagnostics: &mut Diagnostics) -> Vec<Ident> {
    let mut scope = Scope::reserving(PRELUDE);
    let chosen = Chosen::claim(by_index(&api.renames.types), &mut scope, diagnostics);
    let mut levels: BTreeMap<usize, Vec<TypeId>> = BTreeMap::new();
    let mut level_of: BTreeMap<TypeId, usize> = BTreeMap::new();
    for (id, def) in api.types() {
        let level = match def.name.owner {
            Owner::Document => 0,
            Owner::Constants | Owner::Shared | Owner::Operation(_) => 1,
            Owner::Type(owner) => level_of.get(&owner).copied().unwrap_or(1) + 2,
        };
        level_of.insert(id, level);
        levels.entry(level).or_default().push(id);
    }
    let mut out: BTreeMap<TypeId, Ident> = BTreeMap::new();
    for level in levels.into_values() {
        let (taken, free): (Vec<_>, Vec<_>) =
            level.into_iter().partition(|it| chosen.get(*it).is_some());
        out.extend(
            taken
                .into_iter()
                .filter_map(|it| Some((it, chosen.get(it)?))),
        );
        let wanted: Vec<Wanted> = free
            .iter()
            .map(|id| wanted(api.ty(*id), names, &out))
            .collect();
        let made = distinct(&mut scope, Style::Camel, &wanted);
        out.extend(free.into_iter().zip(made));
    }
    chosen.tell_clashes(&scope, diagnostics);
    out.into_values().collect()
}

/// What a type is called: after the schema, or after what it is in and its place there.
fn wanted(def: &TypeDef, names: &Names, known: &BTreeMap<TypeId, Ident>) -> Wanted {
    let words = &def.name.words;
    let owner = match def.name.owner {
        Owner::Document | Owner::Constants | Owner::Shared => None,
        Owner::Type(id) => known.get(&id),
        Owner::Operation(index) => Some(&names.operations[index].request),
    };
    let inside = owner.map(|owner| format!("{owner} {words}"));
    let (text, also) = match inside {
        Some(inside) if def.name.full => (words.clone(), vec![inside]),
        Some(inside) => (inside, Vec::new()),
        None => (words.clone(), Vec::new()),
    };
    let tie = format!("{:?}", wires(&def.shape));
    Wanted { text, also, tie }
}

/// The members of a type as the document has them, in any order.
fn wires(shape: &Shape) -> Vec<String> {
    let mut out: Vec<String> = match shape {
        Shape::Struct(it) => it
            .fields
            .iter()
            .map(|it| it.wire.as_str().to_owned())
            .collect(),
        Shape::StringEnum(it) => it
            .values
            .iter()
            .map(|it| it.wire.as_str().to_owned())
            .collect(),
        Shape::IntegerEnum(it) => it.iter().map(|it| it.value.to_string()).collect(),
        Shape::Union(it) => it.variants.iter().map(|it| it.words.clone()).collect(),
        Shape::Untagged(it) => it.iter().map(|it| it.words.clone()).collect(),
        Shape::Alias(_) => Vec::new(),
    };
    out.sort();
    out
}

/// The file of each type: that of the schema or of the operation that it is in.
fn files(api: &Api, names: &mut Names) -> Vec<usize> {
    let mut modules = Scope::reserving(&["mod", "types"]);
    let in_document = |def: &TypeDef| matches!(def.name.owner, Owner::Document | Owner::Shared);
    let schemas = api.types().filter(|(_, def)| in_document(def));
    let words = schemas.map(|(id, def)| {
        let rename = api.renames.types.get(&id);
        rename.map_or(def.name.words.as_str(), |it| it.to.as_str())
    });
    let wanted: Vec<Wanted> = words.map(Wanted::from).collect();
    let mut schemas = distinct(&mut modules, Style::Module, &wanted).into_iter();
    let mut operations: BTreeMap<usize, usize> = BTreeMap::new();
    let mut constants = None;
    let mut out: Vec<usize> = Vec::new();
    for (_, def) in api.types() {
        let files = &mut names.type_files;
        let mut new = |module: Ident| {
            files.push(module);
            files.len() - 1
        };
        let file = match def.name.owner {
            Owner::Type(id) => out[id.index()],
            Owner::Constants => *constants.get_or_insert_with(|| new(modules.module("constants"))),
            Owner::Document | Owner::Shared => match schemas.next() {
                Some(module) => new(module),
                None => new(modules.module(&def.name.words)),
            },
            Owner::Operation(index) => *operations.entry(index).or_insert_with(|| {
                let function = names.operations[index].function.to_string();
                new(modules.module(&function))
            }),
        };
        out.push(file);
    }
    out
}

/// The variants of an enum, and the one for what the document does not list: for what it admits without listing it,
/// if it does.
fn members(shape: &Shape) -> (Vec<Ident>, Ident) {
    let open = matches!(shape, Shape::StringEnum(it) if it.open);
    let others: &[&str] = if open { &["Other"] } else { &["Unknown"] };
    let mut variants = Scope::reserving(others);
    let mut named = |words: Vec<Wanted>| distinct(&mut variants, Style::Camel, &words);
    let members = match shape {
        Shape::Struct(_) | Shape::Alias(_) => Vec::new(),
        Shape::StringEnum(it) => {
            let values = it.values.iter();
            named(values.map(|it| it.wire.as_str().into()).collect())
        }
        Shape::IntegerEnum(values) => {
            let words = values
                .iter()
                .map(|it| format!("value {}", signed(it.value)));
            named(words.map(|it| it.as_str().into()).collect())
        }
        Shape::Union(it) => named(
            it.variants
                .iter()
                .map(|it| it.words.as_str().into())
                .collect(),
        ),
        Shape::Untagged(it) => named(it.iter().map(|it| it.words.as_str().into()).collect()),
    };
    (members, Scope::default().camel(others[0]))
}

fn signed(value: i64) -> String {
    if value < 0 {
        format!("minus {}", value.unsigned_abs())
    } else {
        value.to_string()
    }
}
