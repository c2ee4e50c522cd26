//! Cargo features of a standalone crate: one per tag, so that a user of a part of an API compiles only that part.
//!
//! A feature includes the operations of its tag and the files of the types that they need. Files that all tags need
//! have no feature, and files that no operation needs are included by [`ALL`] only.

use crate::{
    api::{
        Api, IncomingKind, Shape, TypeId, TypeRef,
        reach::{reached, reached_incoming},
    },
    rust::{
        names::Names,
        polls::{Kind, Polls},
    },
};
use std::collections::BTreeSet;

/// The feature that includes everything.
pub const ALL: &str = "all";

/// The feature that includes the events of webhooks.
const EVENTS: &str = "webhook-events";

/// The minimum number of operations of an API with features: a smaller one would gain nothing.
const FEWEST_OPERATIONS: usize = 30;

/// Names that a feature cannot have: features of the runtime, and names with another meaning for cargo or for this
/// module.
const TAKEN: &[&str] = &[
    ALL,
    EVENTS,
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
    "webhook-signatures",
    "tracing",
    "oauth",
    "jiff",
    "uuid",
    "wasm",
    "std",
    "core",
    "test",
];

/// The features of an API, by the indices of its operation files. The events of webhooks count as one more file.
#[derive(Debug)]
pub struct Features {
    /// The feature of each operation file, with its tag.
    pub tags: Vec<Feature>,
    /// The operation files that need each type file.
    types: Vec<BTreeSet<usize>>,
    /// The operation files that need each operation: its own, and those whose operations ask it for a result.
    operations: Vec<BTreeSet<usize>>,
}

/// A feature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// The name in the manifest.
    pub name: String,
    /// The tag, or the part of the API without one; `None` for operations without a tag.
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
    pub fn of(api: &Api, names: &Names, polls: &Polls) -> Option<Self> {
        if api.operations.len() < FEWEST_OPERATIONS || names.operation_files.len() < 2 {
            return None;
        }
        let mut tags = tags(api, names);
        let graph = file_graph(api, names);
        let (webhooks, callbacks) = incoming(api);
        let mut types = vec![BTreeSet::new(); names.type_files.len()];
        let needs = needs(names, polls);
        for (file, operations) in by_file(&needs, tags.len()).iter().enumerate() {
            for needed in needed((api, &callbacks), names, &graph, operations) {
                types[needed].insert(file);
            }
        }
        if !webhooks.is_empty() {
            let events = reached_incoming(api, &webhooks).into_iter();
            let open = events.map(|id| names.types[id.index()].file);
            for file in named(&graph, open.collect()) {
                types[file].insert(tags.len());
            }
            tags.push(Feature {
                name: EVENTS.to_owned(),
                tag: Some("the events of webhooks".to_owned()),
            });
        }
        Some(Self {
            tags,
            types,
            operations: needs,
        })
    }

    /// Returns the condition for an operation file.
    pub fn operation_file(&self, file: usize) -> Wanted<'_> {
        Wanted::Any(vec![&self.tags[file].name])
    }

    /// Returns the condition for the events of webhooks.
    pub fn events(&self) -> Wanted<'_> {
        Wanted::Any(vec![EVENTS])
    }

    /// Returns the condition for a type file.
    pub fn type_file(&self, file: usize) -> Wanted<'_> {
        self.wanted(&self.types[file])
    }

    /// Returns the condition for code that these operations need.
    pub fn operations(&self, operations: &[usize]) -> Wanted<'_> {
        let files = operations.iter().flat_map(|it| &self.operations[*it]);
        self.wanted(&files.copied().collect())
    }

    fn wanted(&self, files: &BTreeSet<usize>) -> Wanted<'_> {
        // The events of webhooks are no part that operations need.
        let parts = self.tags.iter().filter(|it| it.name != EVENTS).count();
        if files.iter().filter(|it| **it < parts).count() == parts {
            return Wanted::Always;
        }
        let names = files.iter().map(|file| self.tags[*file].name.as_str());
        let names: Vec<_> = names.collect();
        Wanted::Any(if names.is_empty() { vec![ALL] } else { names })
    }
}

/// Returns the operation files that need each operation.
fn needs(names: &Names, polls: &Polls) -> Vec<BTreeSet<usize>> {
    let files = names.operations.iter().map(|it| BTreeSet::from([it.file]));
    let mut out: Vec<BTreeSet<usize>> = files.collect();
    for (index, poll) in polls {
        if let Kind::Ask(ask) = &poll.kind {
            out[ask.operation].insert(names.operations[*index].file);
        }
    }
    out
}

/// Returns the operations that each operation file needs.
fn by_file(needs: &[BTreeSet<usize>], files: usize) -> Vec<Vec<usize>> {
    let mut out = vec![Vec::new(); files];
    for (operation, needed) in needs.iter().enumerate() {
        for file in needed {
            out[*file].push(operation);
        }
    }
    out
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
            fields.chain(&it.additional_properties).collect()
        }
        Shape::Union(it) => it.variants.iter().map(|variant| &variant.ty).collect(),
        Shape::Untagged(it) => it.iter().map(|alternative| &alternative.ty).collect(),
        Shape::Alias(ty) => vec![ty],
        Shape::StringEnum(_) | Shape::IntegerEnum(_) => Vec::new(),
    }
}

/// Returns the webhooks, and the callbacks of each operation, as indices into [`Api::incoming`].
fn incoming(api: &Api) -> (Vec<usize>, Vec<Vec<usize>>) {
    let (mut webhooks, mut callbacks) = (Vec::new(), vec![Vec::new(); api.operations.len()]);
    for (index, it) in api.incoming.iter().enumerate() {
        match it.kind {
            IncomingKind::Webhook => webhooks.push(index),
            IncomingKind::Callback(operation) => callbacks[operation].push(index),
        }
    }
    (webhooks, callbacks)
}

/// Returns the type files that these operations need, including those that they name in turn.
fn needed(
    (api, callbacks): (&Api, &[Vec<usize>]),
    names: &Names,
    graph: &[BTreeSet<usize>],
    operations: &[usize],
) -> BTreeSet<usize> {
    let mut open: Vec<usize> = Vec::new();
    for &operation in operations {
        let types = reached(api, &api.operations[operation]).into_iter();
        open.extend(types.map(|id| names.types[id.index()].file));
        let payloads = reached_incoming(api, &callbacks[operation]);
        open.extend(payloads.into_iter().map(|id| names.types[id.index()].file));
    }
    named(graph, open)
}

/// Returns these type files, and those that they name in turn.
fn named(graph: &[BTreeSet<usize>], mut open: Vec<usize>) -> BTreeSet<usize> {
    let mut out = BTreeSet::new();
    while let Some(file) = open.pop() {
        if out.insert(file) {
            open.extend(&graph[file]);
        }
    }
    out
}
