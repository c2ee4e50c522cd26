//! Dangling references.
//!
//! A dangling reference costs only its own place. A schema or a body becomes any JSON value, a parameter's
//! value becomes text, and anything else is left out; the operation is kept. But if parts of a document are
//! missing, because they are in other files or on other hosts, the rest may not be worth generating on its
//! own ([`crate::api::references`] decides).

use crate::{
    diagnostic::{Code, Diagnostic},
    tree::{Node, Object, SpecPath, Value, pointer},
    vocabulary,
};
use std::collections::BTreeSet;

/// The length of a chain of references from which it counts as circular.
pub(super) const MAX_HOPS: usize = 32;

/// The code of a dangling reference.
pub(crate) const DANGLING: Code = Code::DanglingReference;

/// The code of an operation that is left out.
pub(crate) const SKIPPED: Code = Code::SkippedOperation;

/// The dangling references.
#[derive(Debug, Default)]
pub(crate) struct Lost {
    /// The number of times that one was encountered.
    pub(super) count: usize,
    /// The places of the references.
    pub(crate) places: BTreeSet<SpecPath>,
    /// The operations that contain them, directly or in schemas that are not named.
    pub(crate) operations: BTreeSet<SpecPath>,
}

/// Returns the diagnostic for a dangling reference.
pub(crate) fn dangling(reference: &str, node: &Node, at: &SpecPath, circle: bool) -> Diagnostic {
    let (file, _) = reference.split_once('#').unwrap_or((reference, ""));
    let into = at.resolve(reference);
    let into = into.as_ref().and_then(|it| pointer::in_file(it.as_str()));
    let message = match (circle, into) {
        (true, _) => format!("the reference `{reference}` refers to itself"),
        (false, Some((file, place))) => {
            format!("the reference `{file}#{place}` dangles: the file has nothing at `{place}`")
        }
        (false, None) if file.is_empty() => {
            format!("the reference `{reference}` dangles")
        }
        (false, None) if file.contains("://") => {
            format!(
                "the reference `{reference}` leads to another host, from which nothing is fetched"
            )
        }
        (false, None) => {
            format!("the reference `{reference}` dangles: there is no file `{file}`")
        }
    };
    let help = if file.contains("://") {
        "map the start of the URL to a file or folder with `references` in the configuration"
    } else {
        "correct the reference, or add its target"
    };
    Diagnostic::warning(DANGLING, Some(node.at), message)
        .pointer(at.as_str())
        .action("it is any JSON value, text in a parameter, or left out")
        .help(help)
}

/// Returns the dangling references in a schema, with their places. Schemas that it refers to are not searched.
pub(super) fn lost<'n>(root: &Node, schema: &'n Node, at: &SpecPath) -> Vec<(&'n Node, SpecPath)> {
    let mut out = Vec::new();
    look((root, schema), at, false, &mut out);
    out
}

/// Searches below a schema, or below a map of named schemas.
fn look<'n>(
    (root, node): (&Node, &'n Node),
    at: &SpecPath,
    named: bool,
    out: &mut Vec<(&'n Node, SpecPath)>,
) {
    let reference = node.get("$ref").filter(|_| !named);
    let leads = |text: &str| {
        at.resolve(text)
            .is_some_and(|it| root.pointer(it.as_str()).is_some())
    };
    match reference.and_then(Node::as_str) {
        Some(text) if leads(text) => {}
        Some(_) => out.extend(reference.map(|it| (it, at.clone()))),
        None => match &node.value {
            Value::Array(items) => (0..)
                .zip(items)
                .for_each(|(index, item)| look((root, item), &at.item(index), false, out)),
            Value::Object(object) => {
                for (key, child) in Object::iter(object) {
                    let name = key.text.as_ref();
                    let data = vocabulary::is_data(name) || vocabulary::is_extension(name);
                    if named || !data {
                        let inner = !named && vocabulary::holds_names(name);
                        look((root, child), &at.child(name), inner, out);
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        },
    }
}
