//! Cargo features of a standalone crate: one per tag, so that a user of a part of an API compiles only that part.
//!
//! A feature includes the operations of its tag and the files of the types that they need. Files that all tags need
//! have no feature, and files that no operation needs are included by [`ALL`] only.

use crate::{
    api::{Api, Shape, TypeId, TypeRef, reach::reached},
    rust::names::Names,
};
use std::collections::BTreeSet;

/// The feature that includes everything.
pub const ALL: &str = "all";

/// The minimum number of operations of an API with features: a smaller one would gain nothing.
const FEWEST_OPERATIONS: usize = 30;

/// Names that a feature cannot have: features of the runtime, and names with another meaning for cargo or for this
/// module.
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

/// The features of an API, by the indices of its operation files.
#[derive(Debug)]
pub struct Features {
    /// The feature of each operation file, with its tag.
    pub tags: Vec<Feature>,
    /// The operation files that need each type file.
    types: Vec<BTreeSet<usize>>,
    /// The operation file of each operation.
    operations: Vec<usize>,
}

/// A feature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// The name in the manifest.
    pub name: String,
    /// The tag; `None` for operations without one.
    pub tag: Option<String>,
}

/// The condition under which a part of the code is compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted<'a> {
    /// The part is always compiled.
    Always,
    /// The part is compiled with any of these features.
    Any(Vec<&'a str>),
}

impl Features {
    /// Returns the features of an API that is large enough to be divided.
    pub fn of(api: &Api, names: &Names) -> Option<Self> {
        if api.operations.len() < FEWEST_OPERATIONS || names.operation_files.len() < 2 {
            return None;
        }
        let tags = tags(api, names);
        let graph = file_graph(api, names);
        let mut types = vec![BTreeSet::new(); names.type_files.len()];
        for (file, operations) in names.operations_by_file().iter().enumerate() {
            for needed in needed(api, names, &graph, operations) {
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

    /// Returns the condition for an operation file.
    pub fn operation_file(&self, file: usize) -> Wanted<'_> {
        Wanted::Any(vec![&self.tags[file].name])
    }

    /// Returns the condition for a type file.
    pub fn type_file(&self, file: usize) -> Wanted<'_> {
        self.wanted(&self.types[file])
    }

    /// Returns the condition for code that these operations need.
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
        // A module whose name would start with a digit starts with an underscore; a feature cannot start with one.
        let mut name = name.trim_matches('-').to_owned();
        while !used.insert(name.clone()) {
            name.insert_str(0, "tag-");
        }
        let tag = tag.map(|tag| api.tags[tag].name.clone());
        out.push(Feature { name, tag });
    }
    out
}

/// Returns, for each type file, the type files that it names.
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

/// Returns the types that a type contains.
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

/// Returns the type files that these operations need, including those that they name in turn.
fn needed(
    api: &Api,
    names: &Names,
    graph: &[BTreeSet<usize>],
    operations: &[usize],
) -> BTreeSet<usize> {
    let mut open: Vec<usize> = Vec::new();
    for &operation in operations {
        let types = reached(api, &api.operations[operation]).into_iter();
        open.extend(types.map(|id| names.types[id.index()].file));
    }
    let mut out = BTreeSet::new();
    while let Some(file) = open.pop() {
        if out.insert(file) {
            open.extend(&graph[file]);
        }
    }
    out
}
