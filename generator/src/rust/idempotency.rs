//! Idempotency keys: the operations that take one, from the document, its extensions and the configuration.
//!
//! The client makes a key for each call of such an operation, and sends the request again after failures.

use crate::{
    api::{Api, Operation, Param, Place, Prim, Style, TypeRef},
    diagnostic::Diagnostics,
    document::Document,
    rust::entries,
    source::{KeyOverride, Source, is_selected},
    tree::Node,
    vocabulary::Method,
};
use std::collections::BTreeMap;

/// The operations that take a key, by their index in [`Api::operations`].
pub type Keys = BTreeMap<usize, Key>;

/// The length of a key that the client makes, a UUID.
const LENGTH: u64 = 36;

/// Words for keys that begin with the time, which a random UUID does not.
const OTHER_KINDS: &[&str] = &["uuidv7", "uuid v7", "uuid version 7", "uuid7", "ulid"];

/// The extension that marks operations with the headers that the root lists (Fern).
const FERN: (&str, &str) = ("x-fern-idempotent", "x-fern-idempotency-headers");

/// The idempotency key of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The header.
    pub header: String,
    /// Whether the caller has to give the key, because the parameter is required.
    pub given: bool,
    /// The origin.
    pub basis: Basis,
}

/// The origin of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The name of a header parameter.
    Name,
    /// The extension of this name.
    Extension(&'static str),
    /// The configuration.
    Configuration,
}

/// Finds the operations that take a key. Reports configured entries that match none.
pub fn keys(
    api: &Api,
    source: &Source,
    document: &Document,
    diagnostics: &mut Diagnostics,
) -> Keys {
    let root = document.root(source);
    let mut out = Keys::new();
    for (index, operation) in api.operations.iter().enumerate() {
        // A safe request is repeated without a key.
        if !is_safe(&operation.method) {
            out.extend(declared(operation, api, root).map(|key| (index, key)));
        }
    }
    choose(api, source, root, &mut out, diagnostics);
    out
}

fn is_safe(method: &Method) -> bool {
    matches!(
        method,
        Method::Get | Method::Head | Method::Options | Method::Trace | Method::Query
    )
}

/// Returns the key that the document gives an operation.
fn declared(operation: &Operation, api: &Api, root: &Node) -> Option<Key> {
    let named = |it: &&Param| it.place == Place::Header && is_key(it.wire.as_str());
    if let Some(param) = operation.params.iter().find(named) {
        return takes_uuid(api, param).then(|| Key {
            header: param.wire.as_str().to_owned(),
            given: param.required,
            basis: Basis::Name,
        });
    }
    let marked = root.pointer(operation.at.as_str())?.get(FERN.0)?;
    let first = root.get(FERN.1)?.as_array()?.first()?;
    let header = first.get("header")?.as_str()?;
    (marked.as_bool() == Some(true)).then(|| key(operation, header, Basis::Extension(FERN.0)))
}

/// Returns whether a header is an idempotency key by its name, with or without a prefix.
fn is_key(name: &str) -> bool {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    let plain: String = letters.map(|it| it.to_ascii_lowercase()).collect();
    plain.ends_with("idempotencykey")
}

/// Returns whether a parameter can be a random UUID, as far as its schema and its description tell.
fn takes_uuid(api: &Api, param: &Param) -> bool {
    let ty = match api.resolved(&param.ty) {
        TypeRef::Nullable(inner) => api.resolved(inner),
        ty => ty,
    };
    let text = matches!(
        ty,
        TypeRef::Prim(Prim::String | Prim::Uuid) | TypeRef::Foreign(_)
    );
    let fits = param.facets.as_deref().is_none_or(|it| {
        let (least, most) = (it.length.least, it.length.most);
        let long = least.is_none_or(|it| it <= LENGTH) && most.is_none_or(|it| it >= LENGTH);
        long && it.patterns.is_empty() && it.listed.is_empty()
    });
    let simple = param.style == Style::Simple;
    param.required || text && fits && simple && !wants_other(param)
}

/// Returns whether the description asks for a key of another kind.
fn wants_other(param: &Param) -> bool {
    let told = param.doc.summary.iter().chain(&param.doc.description);
    let mut told = told.map(|it| it.to_ascii_lowercase());
    told.any(|it| OTHER_KINDS.iter().any(|kind| it.contains(kind)))
}

/// Returns a key in this header, whose parameter the operation may have.
fn key(operation: &Operation, header: &str, basis: Basis) -> Key {
    let same =
        |it: &&Param| it.place == Place::Header && it.wire.as_str().eq_ignore_ascii_case(header);
    let param = operation.params.iter().find(same);
    Key {
        header: param.map_or(header, |it| it.wire.as_str()).to_owned(),
        given: param.is_some_and(|it| it.required),
        basis,
    }
}

/// Applies the configured entries, of which later ones take precedence.
fn choose(api: &Api, source: &Source, root: &Node, keys: &mut Keys, diagnostics: &mut Diagnostics) {
    for choice in &source.overrides.idempotency {
        let mut found = false;
        for (index, operation) in api.operations.iter().enumerate() {
            let (method, node) = (operation.method.wire(), root.pointer(operation.at.as_str()));
            if !is_selected(&choice.key, &operation.path, &method, node) {
                continue;
            }
            found = true;
            match &choice.value {
                KeyOverride::Forbidden => {
                    keys.remove(&index);
                }
                KeyOverride::Header(header) => {
                    keys.insert(index, key(operation, header, Basis::Configuration));
                }
            }
        }
        if !found {
            let problem = format!(
                "`{}` is no tag, operation or path of the document",
                choice.key
            );
            diagnostics.push(entries::unmet(source, choice, problem));
        }
    }
}

impl Key {
    /// Returns sentences about the key and its effect.
    pub fn sentence(&self) -> String {
        let header = crate::rust::markdown::code(&self.header);
        let who = if self.given {
            format!(
                "{header} is an idempotency key: with it, the client sends the request again after failures, as it does with idempotent methods."
            )
        } else {
            format!(
                "Unless the caller sets the idempotency key {header}, the client makes one. It sends the request again after failures, with the same key, as it does with idempotent methods."
            )
        };
        format!("{who}{}", self.why())
    }

    fn why(&self) -> String {
        match self.basis {
            Basis::Name => String::new(),
            Basis::Extension(name) => format!(" The document says so in `{name}`."),
            Basis::Configuration => " The configuration says so.".to_owned(),
        }
    }
}
