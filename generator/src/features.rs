//! Cargo features of a crate of its own: one a tag, so that who uses a part of an API compiles that part.
//!
//! A feature brings the operations of its tag and the files of the types that they need. What all tags
//! need has no feature, and what no operation needs comes with [`ALL`] only.

use crate::{
    analyze::reached,
    model::{Api, Shape, TypeId, TypeRef},
    name::Names,
};
use std::collections::BTreeSet;

/// The feature that brings everything.
pub const ALL: &str = "all";

/// Smaller APIs have no features: there is nothing to gain.
const FEWEST_OPERATIONS: usize = 30;

/// Features of the runtime, and names that cargo or this module has another meaning for.
const TAKEN: &[&str] = &[
    ALL,
    "default",
    "reqwest",
    "rustls",
    "native-tls",
    "gzip",
    "gzip-requests",
    "http2",
    "brotli",
    "deflate",
    "zstd",
    "blocking",
    "tokio",
    "tower",
    "testing",
    "tracing",
    "jiff",
    "uuid",
    "wasm",
    "std",
    "core",
    "test",
];

/// The features of an API, by the indexes of the files of operations.
#[derive(Debug)]
pub struct Features {
    /// The feature of each file of operations, with the tag that it is for.
    pub tags: Vec<Feature>,
    /// The files of operations that need each file of types.
    types: Vec<BTreeSet<usize>>,
    /// The file of each operation.
    operations: Vec<usize>,
}

/// A feature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// Its name in the manifest.
    pub name: String,
    /// The tag; none for operations without one.
    pub tag: Option<String>,
}

/// What a part of the code is compiled for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted<'a> {
    /// Always.
    Always,
    /// With any of these features.
    Any(Vec<&'a str>),
}

impl Features {
    /// The features of an API that is worth dividing.
    pub fn of(api: &Api, names: &Names) -> Option<Self> {
        if api.operations.len() < FEWEST_OPERATIONS || names.operation_files.len() < 2 {
            return None;
        }
        let tags = tags(api, names);
        let graph = file_graph(api, names);
        let mut types = vec![BTreeSet::new(); names.type_files.len()];
        for file in 0..tags.len() {
            for needed in needed(api, names, &graph, file) {
                types[needed].insert(file);
            }
        }
        let operations = names.operations.iter().map(|it| it.file).collect();
        Some(Self {
            tags,
            types,
            operations,
        })
    }

    /// What a file of operations is compiled for.
    pub fn operation_file(&self, file: usize) -> Wanted<'_> {
        Wanted::Any(vec![&self.tags[file].name])
    }

    /// What a file of types is compiled for.
    pub fn type_file(&self, file: usize) -> Wanted<'_> {
        self.wanted(&self.types[file])
    }

    /// What is compiled for these operations.
    pub fn operations(&self, operations: &[usize]) -> Wanted<'_> {
        self.wanted(&operations.iter().map(|it| self.operations[*it]).collect())
    }

    fn wanted(&self, files: &BTreeSet<usize>) -> Wanted<'_> {
        if files.len() == self.tags.len() {
            return Wanted::Always;
        }
        let names = files.iter().map(|file| self.tags[*file].name.as_str());
        let names: Vec<_> = names.collect();
        Wanted::Any(if names.is_empty() { vec![ALL] } else { names })
    }
}

fn tags(api: &Api, names: &Names) -> Vec<Feature> {
    let mut used: BTreeSet<String> = TAKEN.iter().map(|it| (*it).to_owned()).collect();
    let mut out = Vec::new();
    for (module, tag) in &names.operation_files {
        let module = module.to_string();
        let name = module.trim_start_matches("r#").replace('_', "-");
        // A module whose name would start with a digit starts with an underscore; a feature may not.
        let mut name = name.trim_matches('-').to_owned();
        while !used.insert(name.clone()) {
            name.insert_str(0, "tag-");
        }
        let tag = tag.map(|tag| api.tags[tag].name.clone());
        out.push(Feature { name, tag });
    }
    out
}

/// The files of types that each file of types names.
fn file_graph(api: &Api, names: &Names) -> Vec<BTreeSet<usize>> {
    let mut graph = vec![BTreeSet::new(); names.type_files.len()];
    for (id, def) in api.types() {
        let leads_to = &mut graph[names.types[id.index()].file];
        for ty in parts(&def.shape) {
            ty.each_named(true, &mut |id: TypeId, _| {
                leads_to.insert(names.types[id.index()].file);
            });
        }
    }
    graph
}

/// The types that a type is made of.
fn parts(shape: &Shape) -> Vec<&TypeRef> {
    match shape {
        Shape::Struct(it) => {
            let fields = it.fields.iter().map(|field| &field.ty);
            fields.chain(&it.rest).collect()
        }
        Shape::Union(it) => it.variants.iter().map(|variant| &variant.ty).collect(),
        Shape::Untagged(it) => it.iter().map(|alternative| &alternative.ty).collect(),
        Shape::Alias(ty) => vec![ty],
        Shape::StringEnum(_) | Shape::IntegerEnum(_) => Vec::new(),
    }
}

/// The files of types that a file of operations needs, with all that they name in turn.
fn needed(api: &Api, names: &Names, graph: &[BTreeSet<usize>], file: usize) -> BTreeSet<usize> {
    let mut open: Vec<usize> = Vec::new();
    for (operation, names_of) in api.operations.iter().zip(&names.operations) {
        if names_of.file == file {
            let types = reached(api, operation).into_iter();
            open.extend(types.map(|id| names.types[id.index()].file));
        }
    }
    let mut out = BTreeSet::new();
    while let Some(file) = open.pop() {
        if out.insert(file) {
            open.extend(&graph[file]);
        }
    }
    out
}
