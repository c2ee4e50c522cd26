//! The only place where an identifier is made. All collisions end here.
//!
//! Names are claimed in document order, so that what is added at the end renames nothing before it.

mod bodies;
mod case;
mod chosen;
mod own;
mod scope;
mod shared;
mod tests;

pub use chosen::{is_member_name, is_type_name, is_type_path, roots};

use crate::{
    analyze::Facts,
    diagnostic::Diagnostics,
    model::{Api, Owner, Shape, TypeDef, TypeId},
};
use chosen::{Chosen, by_index, fields, words_of};
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
    types(api, &mut names, diagnostics);
    shared::name(facts, &mut names);
    own::name(api, facts, &mut names);
    names
}

fn operations(api: &Api, names: &mut Names, diagnostics: &mut Diagnostics) {
    let mut functions = Scope::reserving(CLIENT_METHODS);
    let mut requests = Scope::reserving(OPERATION_IMPORTS);
    let renames = by_index(&api.renames.operations);
    let chosen = Chosen::claim(renames, &mut functions, diagnostics);
    let mut modules = Scope::reserving(&["mod", "operations"]);
    let mut files: BTreeMap<Option<usize>, usize> = BTreeMap::new();
    for (index, operation) in api.operations.iter().enumerate() {
        let words = words_of(api, index);
        let file = *files.entry(operation.tag).or_insert_with(|| {
            let text = operation
                .tag
                .map_or("default", |tag| last_part(&api.tags[tag].name));
            names
                .operation_files
                .push((modules.module(text), operation.tag));
            names.operation_files.len() - 1
        });
        let (params, body, others) = bodies::inputs(operation);
        names.operations.push(OperationNames {
            function: chosen.get(index).unwrap_or_else(|| functions.snake(words)),
            request: requests.camel(words),
            params,
            body,
            others,
            file,
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

/// `Actors/Actor versions` is a path of tags: the last part names it.
fn last_part(tag: &str) -> &str {
    tag.rsplit('/')
        .find(|part| part.chars().any(char::is_alphanumeric))
        .unwrap_or(tag)
}

fn types(api: &Api, names: &mut Names, diagnostics: &mut Diagnostics) {
    let mut types = Scope::reserving(PRELUDE);
    let renames = &api.renames.types;
    let chosen = Chosen::claim(by_index(renames), &mut types, diagnostics);
    let mut modules = Scope::reserving(&["mod", "types"]);
    let mut by_operation: BTreeMap<usize, usize> = BTreeMap::new();
    let mut constants = None;
    for (id, def) in api.types() {
        let ident = chosen.get(id);
        let ident = ident.unwrap_or_else(|| types.camel(&full_name(def, names)));
        let file = match def.name.owner {
            Owner::Type(id) => names.types[id.index()].file,
            Owner::Constants => *constants.get_or_insert_with(|| {
                names.type_files.push(modules.module("constants"));
                names.type_files.len() - 1
            }),
            Owner::Document => {
                let words = renames.get(&id).map_or(&def.name.words, |it| &it.to);
                names.type_files.push(modules.module(words));
                names.type_files.len() - 1
            }
            Owner::Operation(index) => *by_operation.entry(index).or_insert_with(|| {
                let function = names.operations[index].function.to_string();
                names.type_files.push(modules.module(&function));
                names.type_files.len() - 1
            }),
        };
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
    chosen.tell_clashes(&types, diagnostics);
}

fn full_name(def: &TypeDef, names: &Names) -> String {
    let owner = match def.name.owner {
        Owner::Document | Owner::Constants => return def.name.words.clone(),
        Owner::Type(id) => &names.types[id.index()].ident,
        Owner::Operation(index) => &names.operations[index].request,
    };
    if def.name.full {
        def.name.words.clone()
    } else {
        format!("{owner} {}", def.name.words)
    }
}

/// The variants of an enum, and the one for what the document does not list.
fn members(shape: &Shape) -> (Vec<Ident>, Ident) {
    let mut variants = Scope::reserving(&["Unknown"]);
    match shape {
        Shape::Struct(_) | Shape::Alias(_) => (Vec::new(), unknown()),
        Shape::StringEnum(values) => (
            values
                .iter()
                .map(|value| variants.camel(value.wire.as_str()))
                .collect(),
            unknown(),
        ),
        Shape::IntegerEnum(values) => (
            values
                .iter()
                .map(|value| variants.camel(&format!("value {}", signed(value.value))))
                .collect(),
            unknown(),
        ),
        Shape::Union(it) => (
            it.variants
                .iter()
                .map(|variant| variants.camel(&variant.words))
                .collect(),
            unknown(),
        ),
        Shape::Untagged(it) => (
            it.iter().map(|it| variants.camel(&it.words)).collect(),
            unknown(),
        ),
    }
}

/// The variant for what the document does not list.
fn unknown() -> Ident {
    Scope::default().camel("Unknown")
}

fn signed(value: i64) -> String {
    if value < 0 {
        format!("minus {}", value.unsigned_abs())
    } else {
        value.to_string()
    }
}

/// The text as the name of a module.
pub fn module_name(text: &str) -> String {
    Scope::reserving(&["mod"]).module(text).to_string()
}
