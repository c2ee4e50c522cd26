//! The only place where identifiers are created and collisions are resolved.
//!
//! The order of the document does not matter: where several things want the same name, `distinct.rs` decides.

mod bodies;
mod case;
mod configured;
mod distinct;
mod imports;
mod incoming;
mod own;
mod schemes;
mod scope;
mod shared;
mod signs;
mod tests;
mod types;

pub use configured::{is_derive_path, is_member_name, is_type_name, is_type_path, roots};
pub use imports::{OPERATION_IMPORTS, PRELUDE};
pub use schemes::SchemeNames;

use crate::{
    api::{Api, TypeId},
    diagnostic::Diagnostics,
    rust::{pages::Pages, plan::Plan, polls::Polls},
};
use configured::{Configured, by_index, words_of};
use distinct::{Style, Wanted, distinct};
use proc_macro2::Ident;
use scope::Scope;
use std::collections::BTreeMap;
pub(crate) use tests::tests;

/// The methods that every request type has. `tests/layering.rs` compares this with the runtime.
pub const REQUEST_METHODS: &[&str] = &["send", "streamed", "options", "into_future"];

/// The methods that the request type of an operation with a response 101 has.
pub const UPGRADING_METHODS: &[&str] = &["send", "streamed", "options", "into_future", "upgrade"];

/// The methods that every client has; the methods of the prelude that take a client and precede a method of its
/// own; and `new`, which everybody expects of a client.
const CLIENT_METHODS: &[&str] = &[
    "builder", "clone", "from_env", "into", "new", "request", "try_into",
];

/// The methods that structs have, from their macros, the derived traits and the prelude. A field of such a name has no
/// setter.
const STRUCT_METHODS: &[&str] = &[
    "borrow",
    "borrow_mut",
    "clone",
    "clone_from",
    "clone_into",
    "cmp",
    "default",
    "deserialize",
    "eq",
    "fmt",
    "from",
    "hash",
    "into",
    "ne",
    "new",
    "partial_cmp",
    "serialize",
    "to_owned",
    "try_from",
    "try_into",
    "type_id",
    "write",
];

/// The methods for the variants of a union that others have: clippy expects the traits of the standard library behind
/// these.
const UNION_METHODS: &[&str] = &["as_mut", "as_ref", "into_iter"];

/// All identifiers of the emitted code.
#[derive(Debug, Default)]
pub struct Names {
    /// The identifiers of types, by [`TypeId`].
    pub types: Vec<TypeNames>,
    /// The module names of the types' files.
    pub type_files: Vec<Ident>,
    /// The identifiers of operations, by index.
    pub operations: Vec<OperationNames>,
    /// The module names of the operations' files, each with its tag.
    pub operation_files: Vec<(Ident, Option<usize>)>,
    /// The identifiers of bodies by status, by the index of the set.
    pub sets: Vec<SetNames>,
    /// The identifiers of bodies by content type, by index.
    pub contents: Vec<SetNames>,
    /// The identifiers of headers, by index: the struct and its fields.
    pub headers: Vec<SetNames>,
    /// The names of these sets for callers, by the index of the operation.
    pub own: Vec<OwnNames>,
    /// The names of security schemes, by index.
    pub schemes: Vec<SchemeNames>,
    /// The identifiers of requests by the server, by index: the variant of an event, or the type of a callback.
    pub incoming: Vec<Ident>,
}

impl Names {
    /// Returns the operations of each of [`Names::operation_files`], by their indexes. There can be as many files as
    /// operations, so that nobody looks for those of one file among all.
    pub(crate) fn operations_by_file(&self) -> Vec<Vec<usize>> {
        let mut out = vec![Vec::new(); self.operation_files.len()];
        for (number, operation) in self.operations.iter().enumerate() {
            out[operation.file].push(number);
        }
        out
    }
}

/// The identifiers of a type.
#[derive(Debug)]
pub struct TypeNames {
    /// The identifier of the type.
    pub ident: Ident,
    /// The fields or variants.
    pub members: Vec<Ident>,
    /// The field for undeclared properties, or the variant for unlisted values.
    pub other: Ident,
    /// The methods of a union for each variant: `as_cat` and `into_cat`.
    pub accessors: Vec<(Ident, Ident)>,
    /// The file, as an index into [`Names::type_files`].
    pub file: usize,
}

/// Returns whether a field has the name of a method that structs have anyway.
pub(crate) fn is_struct_method(member: &Ident) -> bool {
    STRUCT_METHODS.iter().any(|it| member == it)
}

/// The identifiers of an operation.
#[derive(Debug)]
pub struct OperationNames {
    /// The operation function.
    pub function: Ident,
    /// The request type.
    pub request: Ident,
    /// The parameters: arguments if they are required, setters otherwise.
    pub params: Vec<Ident>,
    /// The body: an argument or a setter, or one per part.
    pub body: BodyNames,
    /// The other forms of the body.
    pub others: Vec<OtherNames>,
    /// The file, as an index into [`Names::operation_files`].
    pub file: usize,
}

/// The identifiers of a body.
#[derive(Debug)]
pub struct BodyNames {
    /// The body as a whole.
    pub ident: Ident,
    /// The parts, if the body is sent in parts.
    pub parts: Vec<Ident>,
}

/// The identifiers of another form of a body.
#[derive(Debug)]
pub struct OtherNames {
    /// The function that sends the body in this form, if a body is required.
    pub function: Option<Ident>,
    /// The body itself.
    pub body: BodyNames,
}

/// The identifiers under which callers find the outcomes of an operation, which it may share with others. Each is
/// named after the operation, so that nothing is renamed when another operation starts or stops sharing it.
#[derive(Debug, Default)]
pub struct OwnNames {
    /// Successes by status.
    pub success: Option<Ident>,
    /// Failures by status.
    pub failure: Option<Ident>,
    /// Bodies by content type, by their index.
    pub contents: BTreeMap<usize, Ident>,
    /// Headers.
    pub headers: Option<Ident>,
}

/// The identifiers of bodies by status or content type, or of headers. They are private: callers use [`OwnNames`].
#[derive(Debug)]
pub struct SetNames {
    /// The enum or struct, named after its content.
    pub ident: Ident,
    /// The variants or fields.
    pub variants: Vec<Ident>,
}

impl Names {
    /// Returns the name of a type.
    pub fn ty(&self, id: TypeId) -> &Ident {
        &self.types[id.index()].ident
    }
}

/// Creates all names. Reports a chosen name that cannot be used as an error in `diagnostics`.
pub fn name(
    api: &Api,
    plan: &Plan,
    asked: (&Pages, &Polls),
    diagnostics: &mut Diagnostics,
) -> Names {
    let mut names = Names::default();
    operations(api, plan, asked, &mut names, diagnostics);
    incoming::name(api, &mut names);
    types::name(api, plan, &mut names, diagnostics);
    shared::name(plan, &mut names);
    own::name(api, plan, &mut names);
    names.schemes = schemes::name(api);
    names
}

fn operations(
    api: &Api,
    plan: &Plan,
    (pages, polls): (&Pages, &Polls),
    names: &mut Names,
    diagnostics: &mut Diagnostics,
) {
    let mut functions = Scope::reserving(CLIENT_METHODS);
    let renames = by_index(&api.renames.operations);
    let chosen = Configured::claim(renames, Style::Snake, &mut functions, diagnostics);
    let files = operation_files(api, names);
    let (called, requests) = functions_and_requests(api, &chosen, &mut functions);
    let both = called.into_iter().zip(requests);
    for (index, (operation, (function, request))) in api.operations.iter().zip(both).enumerate() {
        let mut taken = if operation.upgrades() {
            UPGRADING_METHODS
        } else {
            REQUEST_METHODS
        }
        .to_vec();
        taken.extend(pages.contains_key(&index).then_some("pages"));
        taken.extend(polls.contains_key(&index).then_some("done"));
        let bodies = plan.bodies(api, index);
        let given = bodies::given(api, index);
        let (params, body, others) = bodies::inputs(operation, &given, &bodies, taken, diagnostics);
        names.operations.push(OperationNames {
            function,
            request,
            params,
            body,
            others,
            file: files.get(&operation.tag).copied().unwrap_or_default(),
        });
    }
    // These come after all others, so that another form of one body renames no other operation.
    for (index, names) in names.operations.iter_mut().enumerate() {
        let bodies = plan.bodies(api, index);
        for (body, other) in bodies.iter().skip(1).zip(&mut names.others) {
            let words = format!("{} {}", words_of(api, &chosen, index), body.words());
            other.function = body.required.then(|| functions.snake(&words));
        }
    }
    chosen.report_clashes(&functions, diagnostics);
}

/// Names the files of operations, and returns the file for each tag that an operation has.
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
        // The tie sorts it after a tag of that name.
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

/// Names the functions and the request types. An operation with the same ID as another is named after method and
/// path.
fn functions_and_requests<'a>(
    api: &'a Api,
    chosen: &Configured<'a, usize>,
    functions: &mut Scope,
) -> (Vec<Ident>, Vec<Ident>) {
    let site = |index: usize| {
        let operation = &api.operations[index];
        format!("{} {}", operation.method.wire(), operation.path)
    };
    let all = 0..api.operations.len();
    let free: Vec<usize> = all.clone().filter(|it| chosen.get(*it).is_none()).collect();
    let wanted = free.iter().map(|&index| Wanted {
        text: words_of(api, chosen, index).to_owned(),
        also: vec![site(index)],
        tie: site(index),
    });
    let wanted: Vec<Wanted> = wanted.collect();
    let named = distinct(functions, Style::Snake, &wanted);
    let named: BTreeMap<usize, Ident> = free.into_iter().zip(named).collect();
    let ident = |index| chosen.get(index).or_else(|| named.get(&index).cloned());
    let functions: Vec<Ident> = all.filter_map(ident).collect();
    let wanted = functions.iter().enumerate().map(|(index, function)| {
        let (words, function) = (words_of(api, chosen, index), function.to_string());
        let function = function.trim_start_matches("r#");
        // If the function has another name, the request is named like the function.
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

/// Returns the last part of a tag that is a path of tags, such as `Actors/Actor versions`.
fn last_part(tag: &str) -> &str {
    tag.rsplit('/')
        .find(|part| part.chars().any(char::is_alphanumeric))
        .unwrap_or(tag)
}

/// Returns the text as the name of a module.
pub fn module_name(text: &str) -> String {
    Scope::reserving(&["mod"]).module(text).to_string()
}
