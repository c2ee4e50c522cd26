//! The names of types, of their members and of their files.

use super::{
    Names, PRELUDE, TypeNames, UNION_METHODS,
    configured::{Configured, by_index, fields},
    distinct::{Style, Wanted, distinct},
    scope::Scope,
};
use crate::{
    api::{Api, Owner, Rename, Shape, TypeDef, TypeId, ValueWords},
    diagnostic::Diagnostics,
    rust::plan::Plan,
};
use proc_macro2::Ident;
use std::collections::BTreeMap;

/// Names all types.
pub(super) fn name(api: &Api, plan: &Plan, names: &mut Names, diagnostics: &mut Diagnostics) {
    let idents = idents((api, plan), names, diagnostics);
    let files = files(api, &idents, names);
    for (((id, def), ident), file) in api.types().zip(idents).zip(files) {
        let (members, other) = match &def.shape {
            Shape::Struct(it) => fields(api, id, it, diagnostics),
            shape => members(shape, diagnostics),
        };
        names.types.push(TypeNames {
            ident,
            accessors: accessors(&def.shape, &members),
            members,
            other,
            file,
        });
    }
}

/// Names the types themselves. Types with a name in the document come first, then the nested ones, level by level,
/// since each of them is named after the type that it is nested in.
fn idents((api, plan): (&Api, &Plan), names: &Names, diagnostics: &mut Diagnostics) -> Vec<Ident> {
    let mut scope = Scope::reserving(PRELUDE);
    let renames = by_index(&api.renames.types);
    let chosen = Configured::claim(renames, Style::Camel, &mut scope, diagnostics);
    let mut levels: BTreeMap<usize, Vec<TypeId>> = BTreeMap::new();
    for (id, _) in api.types() {
        let (outermost, depth) = outermost(api, id);
        let level = match api.ty(outermost).name.owner {
            Owner::Document => 2 * depth,
            Owner::Constants
            | Owner::Shared
            | Owner::Operation(_)
            | Owner::Incoming(_)
            | Owner::Type(_) => 2 * depth + 1,
        };
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
            .map(|id| wanted(api.ty(*id), plan, names, &out))
            .collect();
        let made = distinct(&mut scope, Style::Camel, &wanted);
        out.extend(free.into_iter().zip(made));
    }
    chosen.report_clashes(&scope, diagnostics);
    out.into_values().collect()
}

/// Returns the name that a type should have: that of the schema, or one made from the owner and the place in it.
fn wanted(def: &TypeDef, plan: &Plan, names: &Names, known: &BTreeMap<TypeId, Ident>) -> Wanted {
    let words = plan.words(&def.name);
    let owner = match def.name.owner {
        Owner::Document | Owner::Constants | Owner::Shared => None,
        Owner::Type(id) => known.get(&id),
        Owner::Operation(index) => Some(&names.operations[index].request),
        Owner::Incoming(index) => names.incoming.get(index),
    };
    let inside = owner.map(|owner| format!("{owner} {words}"));
    let (text, also) = match inside {
        Some(inside) if def.name.full => (words.into_owned(), vec![inside]),
        Some(inside) => (inside, Vec::new()),
        None => (words.into_owned(), Vec::new()),
    };
    let tie = format!("{:?} {}", wires(&def.shape), def.at.as_str());
    Wanted { text, also, tie }
}

/// Returns the members of a type as named in the document, sorted.
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

/// Returns the file of each type, which is that of the schema or of the operation that owns it.
fn files(api: &Api, idents: &[Ident], names: &mut Names) -> Vec<usize> {
    let mut modules = Scope::reserving(&["mod", "types"]);
    let in_document = |def: &TypeDef| matches!(def.name.owner, Owner::Document | Owner::Shared);
    let schemas = api.types().filter(|(_, def)| in_document(def));
    let wanted = schemas.map(|(id, def)| {
        let renamed = api.renames.types.contains_key(&id);
        let ident = idents.get(id.index()).filter(|_| renamed);
        let ident = ident.map(Ident::to_string);
        Wanted::from(ident.as_ref().unwrap_or(&def.name.words).as_str())
    });
    let wanted: Vec<Wanted> = wanted.collect();
    let mut schemas = distinct(&mut modules, Style::Module, &wanted).into_iter();
    let mut operations: BTreeMap<usize, usize> = BTreeMap::new();
    let mut incoming: BTreeMap<usize, usize> = BTreeMap::new();
    let mut constants = None;
    let mut made: BTreeMap<TypeId, usize> = BTreeMap::new();
    for (id, def) in api.types() {
        let files = &mut names.type_files;
        let mut new = |module: Ident| {
            files.push(module);
            files.len() - 1
        };
        let file = match def.name.owner {
            Owner::Type(_) => continue,
            Owner::Constants => *constants.get_or_insert_with(|| new(modules.module("constants"))),
            Owner::Document | Owner::Shared => match schemas.next() {
                Some(module) => new(module),
                None => new(modules.module(&def.name.words)),
            },
            Owner::Operation(index) => *operations.entry(index).or_insert_with(|| {
                let function = names.operations[index].function.to_string();
                new(modules.module(&function))
            }),
            Owner::Incoming(index) => *incoming.entry(index).or_insert_with(|| {
                let name = names.incoming.get(index).map(Ident::to_string);
                new(modules.module(&name.unwrap_or_default()))
            }),
        };
        made.insert(id, file);
    }
    let file = |(id, _)| made.get(&outermost(api, id).0).copied().unwrap_or_default();
    api.types().map(file).collect()
}

/// Returns the outermost type that a type is nested in, and how deeply it is nested there.
fn outermost(api: &Api, id: TypeId) -> (TypeId, usize) {
    let (mut id, mut depth) = (id, 0);
    while let Owner::Type(owner) = api.ty(id).name.owner {
        (id, depth) = (owner, depth + 1);
    }
    (id, depth)
}

/// Names the variants of an enum, and the variant for unlisted values. The latter is `Other` if the document admits
/// such values, and `Unknown` otherwise.
fn members(shape: &Shape, diagnostics: &mut Diagnostics) -> (Vec<Ident>, Ident) {
    let open = matches!(shape, Shape::StringEnum(it) if it.open);
    let others: &[&str] = if open { &["Other"] } else { &["Unknown"] };
    let mut scope = Scope::reserving(others);
    let words: Vec<(Wanted, Option<&Rename>)> = match shape {
        Shape::Struct(_) | Shape::Alias(_) => Vec::new(),
        Shape::StringEnum(it) => {
            let values = it.values.iter();
            values
                .map(|it| (value(&it.words, it.wire.as_str()), it.words.given.as_ref()))
                .collect()
        }
        Shape::IntegerEnum(values) => {
            let words = values.iter().map(|it| {
                let wire = format!("value {}", signed(it.value));
                (value(&it.words, &wire), it.words.given.as_ref())
            });
            words.collect()
        }
        Shape::Union(it) => {
            let words = it.variants.iter().map(|it| it.words.as_str());
            words.map(|it| (it.into(), None)).collect()
        }
        Shape::Untagged(it) => {
            let words = it.iter().map(|it| it.words.as_str());
            words.map(|it| (it.into(), None)).collect()
        }
    };
    let members = variants(words, &mut scope, diagnostics);
    (members, Scope::default().camel(others[0]))
}

/// Names variants, those with a given name first.
fn variants(
    words: Vec<(Wanted, Option<&Rename>)>,
    scope: &mut Scope,
    diagnostics: &mut Diagnostics,
) -> Vec<Ident> {
    let count = words.len();
    let given = words.iter().enumerate();
    let given = given.filter_map(|(index, (_, given))| Some((index, (*given)?)));
    let chosen = Configured::claim(given, Style::Camel, scope, diagnostics);
    let free = words.into_iter().enumerate();
    let free = free.filter(|(index, _)| chosen.get(*index).is_none());
    let wanted: Vec<Wanted> = free.map(|(_, (wanted, _))| wanted).collect();
    let mut named = distinct(scope, Style::Camel, &wanted).into_iter();
    chosen.report_clashes(scope, diagnostics);
    let all = (0..count).filter_map(|index| chosen.get(index).or_else(|| named.next()));
    all.collect()
}

/// Returns the name that the document gives to a listed value, or the value itself.
fn value(words: &ValueWords, wire: &str) -> Wanted {
    match &words.name {
        Some(name) => Wanted {
            text: name.clone(),
            also: vec![wire.to_owned()],
            tie: wire.to_owned(),
        },
        None => wire.into(),
    }
}

/// Names the methods that access the variants of a union.
fn accessors(shape: &Shape, members: &[Ident]) -> Vec<(Ident, Ident)> {
    match shape {
        Shape::Union(_) | Shape::Untagged(_) => {}
        Shape::Struct(_) | Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::Alias(_) => {
            return Vec::new();
        }
    }
    let mut scope = Scope::reserving(UNION_METHODS);
    let mut named = |prefix: &str| {
        let texts = members.iter().map(|it| format!("{prefix} {it}"));
        let wanted: Vec<Wanted> = texts.map(|it| it.as_str().into()).collect();
        distinct(&mut scope, Style::Snake, &wanted)
    };
    named("as").into_iter().zip(named("into")).collect()
}

fn signed(value: i64) -> String {
    if value < 0 {
        format!("minus {}", value.unsigned_abs())
    } else {
        value.to_string()
    }
}
