//! The only place where an identifier is made. All collisions end here.
//!
//! The order of the document says nothing: where several things would be called the same, `distinct.rs` decides.

mod bodies;
mod case;
mod chosen;
mod distinct;
mod own;
mod scope;
mod shared;
mod tests;
mod types;

pub use chosen::{is_member_name, is_type_name, is_type_path, roots};

use crate::{
    analyze::Facts,
    diagnostic::Diagnostics,
    model::{Api, TypeId},
};
use chosen::{Chosen, by_index, words_of};
use distinct::{Style, Wanted, distinct};
use proc_macro2::Ident;
use scope::Scope;
use std::collections::BTreeMap;
pub(crate) use tests::tests;

/// The methods that every request type has. `tests/layering.rs` holds it against the runtime.
pub const REQUEST_METHODS: &[&str] = &["send", "streamed", "options", "into_future"];

/// The methods that every client has; those of the prelude that take a client before a method of its own
/// does; and `new`, from which everybody expects a client.
const CLIENT_METHODS: &[&str] = &["builder", "clone", "into", "new", "try_into"];

/// Names that emitted code uses without importing them, or imports from the runtime.
const PRELUDE: &[&str] = &[
    "Option",
    "Some",
    "None",
    "String",
    "Vec",
    "Box",
    "Result",
    "Ok",
    "Err",
    "Default",
    "Clone",
    "PartialEq",
    "Eq",
    "Hash",
    "Debug",
    "From",
    "Into",
    "BTreeMap",
    "Field",
    "Formatted",
];

/// Names that a file of operations imports or uses without importing them.
const OPERATION_IMPORTS: &[&str] = &[
    "AsRef",
    "BTreeMap",
    "Binary",
    "Body",
    "Call",
    "Client",
    "Empty",
    "EventStream",
    "File",
    "Formatted",
    "Into",
    "IntoIterator",
    "Json",
    "JsonLines",
    "LinesBody",
    "Multipart",
    "NoError",
    "Option",
    "Request",
    "Shown",
    "Stream",
    "String",
    "Structured",
    "Style",
    "Text",
    "TextEvents",
    "Texts",
    "Vec",
];

/// The identifiers of everything that gets one.
#[derive(Debug, Default)]
pub struct Names {
    /// By [`TypeId`].
    pub types: Vec<TypeNames>,
    /// The files of the types: module names.
    pub type_files: Vec<Ident>,
    /// By the index of the operation.
    pub operations: Vec<OperationNames>,
    /// The files of the operations: module names, and the tag they are for.
    pub operation_files: Vec<(Ident, Option<usize>)>,
    /// By the index of the set.
    pub sets: Vec<SetNames>,
    /// By the index of the bodies by content type.
    pub contents: Vec<SetNames>,
    /// By the index of the headers: the struct and its fields.
    pub headers: Vec<SetNames>,
    /// By the index of the operation: what callers call these sets.
    pub own: Vec<OwnNames>,
}

/// The identifiers of a type.
#[derive(Debug)]
pub struct TypeNames {
    /// The type.
    pub ident: Ident,
    /// Its fields or variants.
    pub members: Vec<Ident>,
    /// The field for undeclared properties, or the variant for unlisted values.
    pub other: Ident,
    /// Its file, as an index into [`Names::type_files`].
    pub file: usize,
}

/// The identifiers of an operation.
#[derive(Debug)]
pub struct OperationNames {
    /// The operation function.
    pub function: Ident,
    /// The request type.
    pub request: Ident,
    /// The parameters: arguments where they are required, setters otherwise.
    pub params: Vec<Ident>,
    /// The body: an argument or a setter, or one for each part.
    pub body: BodyNames,
    /// The other forms of the body.
    pub others: Vec<OtherNames>,
    /// Its file, as an index into [`Names::operation_files`].
    pub file: usize,
}

/// The identifiers of a body.
#[derive(Debug)]
pub struct BodyNames {
    /// The whole of it.
    pub ident: Ident,
    /// Its parts, if it is sent in parts.
    pub parts: Vec<Ident>,
}

/// The identifiers of another form of a body.
#[derive(Debug)]
pub struct OtherNames {
    /// The function that sends the body in this form, if there has to be a body.
    pub function: Option<Ident>,
    /// The body itself.
    pub body: BodyNames,
}

/// The identifiers under which callers find what an operation ends with, which it may share with others: each is
/// called after its operation, so that another one that shares it, or does not any more, renames nothing.
#[derive(Debug, Default)]
pub struct OwnNames {
    /// Successes by status.
    pub success: Option<Ident>,
    /// Failures by status.
    pub failure: Option<Ident>,
    /// Bodies by content type, by the index of these.
    pub contents: BTreeMap<usize, Ident>,
    /// Headers.
    pub headers: Option<Ident>,
}

/// The identifiers of bodies by status or content type, or of headers, which are private: callers have [`OwnNames`].
#[derive(Debug)]
pub struct SetNames {
    /// The enum or struct, called after what is in it.
    pub ident: Ident,
    /// Its variants or fields.
    pub variants: Vec<Ident>,
}

impl Names {
    /// The name of a type.
    pub fn ty(&self, id: TypeId) -> &Ident {
        &self.types[id.index()].ident
    }
}

/// Makes all names. A chosen one that cannot be had is an error among `diagnostics`.
pub fn name(api: &Api, facts: &Facts, diagnostics: &mut Diagnostics) -> Names {
    let mut names = Names::default();
    operations(api, &mut names, diagnostics);
    types::name(api, &mut names, diagnostics);
    shared::name(facts, &mut names);
    own::name(api, facts, &mut names);
    names
}

fn operations(api: &Api, names: &mut Names, diagnostics: &mut Diagnostics) {
    let mut functions = Scope::reserving(CLIENT_METHODS);
    let renames = by_index(&api.renames.operations);
    let chosen = Chosen::claim(renames, &mut functions, diagnostics);
    let files = operation_files(api, names);
    let (called, requests) = functions_and_requests(api, &chosen, &mut functions);
    let both = called.into_iter().zip(requests);
    for (operation, (function, request)) in api.operations.iter().zip(both) {
        let (params, body, others) = bodies::inputs(operation);
        names.operations.push(OperationNames {
            function,
            request,
            params,
            body,
            others,
            file: files.get(&operation.tag).copied().unwrap_or_default(),
        });
    }
    // After all others, so that a further form of one body renames no other operation.
    let operations = api.operations.iter().zip(&mut names.operations);
    for (index, (operation, names)) in operations.enumerate() {
        for (body, other) in operation.other_bodies.iter().zip(&mut names.others) {
            let words = format!("{} {}", words_of(api, index), body.words);
            other.function = body.required.then(|| functions.snake(&words));
        }
    }
    chosen.tell_clashes(&functions, diagnostics);
}

/// Names the files of operations; gives the file for each tag that some operation has.
fn operation_files(api: &Api, names: &mut Names) -> BTreeMap<Option<usize>, usize> {
    let mut files: BTreeMap<Option<usize>, usize> = BTreeMap::new();
    let mut tags = Vec::new();
    for operation in &api.operations {
        files.entry(operation.tag).or_insert_with(|| {
            tags.push(operation.tag);
            tags.len() - 1
        });
    }
    let wanted = tags.iter().map(|tag| match tag {
        Some(tag) => {
            let tag = &api.tags[*tag].name;
            let also = vec![tag.clone()];
            let (text, tie) = (last_part(tag).to_owned(), tag.clone());
            Wanted { text, also, tie }
        }
        // Behind a tag of that name.
        None => Wanted {
            text: "default".to_owned(),
            also: vec!["untagged".to_owned()],
            tie: "\u{10ffff}".to_owned(),
        },
    });
    let wanted: Vec<Wanted> = wanted.collect();
    let mut modules = Scope::reserving(&["mod", "operations"]);
    let modules = distinct(&mut modules, Style::Module, &wanted);
    names.operation_files = modules.into_iter().zip(tags).collect();
    files
}

/// The functions and the request types. Who has the id of another is called by method and path.
fn functions_and_requests(
    api: &Api,
    chosen: &Chosen<'_, usize>,
    functions: &mut Scope,
) -> (Vec<Ident>, Vec<Ident>) {
    let site = |index: usize| {
        let operation = &api.operations[index];
        format!("{} {}", operation.method.wire(), operation.path)
    };
    let all = 0..api.operations.len();
    let free: Vec<usize> = all.clone().filter(|it| chosen.get(*it).is_none()).collect();
    let wanted = free.iter().map(|&index| Wanted {
        text: words_of(api, index).to_owned(),
        also: vec![site(index)],
        tie: site(index),
    });
    let wanted: Vec<Wanted> = wanted.collect();
    let named = distinct(functions, Style::Snake, &wanted);
    let named: BTreeMap<usize, Ident> = free.into_iter().zip(named).collect();
    let ident = |index| chosen.get(index).or_else(|| named.get(&index).cloned());
    let functions: Vec<Ident> = all.filter_map(ident).collect();
    let wanted = functions.iter().enumerate().map(|(index, function)| {
        let (words, function) = (words_of(api, index), function.to_string());
        let function = function.trim_start_matches("r#");
        // Whose function is called otherwise has a request that is called like the function.
        let plain = function.trim_end_matches('_') == case::snake(words);
        Wanted {
            text: if plain { words } else { function }.to_owned(),
            also: vec![function.to_owned()],
            tie: function.to_owned(),
        }
    });
    let wanted: Vec<Wanted> = wanted.collect();
    let mut requests = Scope::reserving(OPERATION_IMPORTS);
    let requests = distinct(&mut requests, Style::Camel, &wanted);
    (functions, requests)
}

/// `Actors/Actor versions` is a path of tags: the last part names it.
fn last_part(tag: &str) -> &str {
    tag.rsplit('/')
        .find(|part| part.chars().any(char::is_alphanumeric))
        .unwrap_or(tag)
}

/// The text as the name of a module.
pub fn module_name(text: &str) -> String {
    Scope::reserving(&["mod"]).module(text).to_string()
}
