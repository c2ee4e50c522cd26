//! References that lead nowhere.
//!
//! The rule: an operation in which a reference leads nowhere is left out, a schema is any JSON value, and
//! the rest of the document is generated. But a document is not generated for what is left of it alone:
//! if no operation stays that is free of such references, in itself and in its types, they are errors
//! ([`crate::settle`] knows the types, and decides).

use crate::{
    diagnostic::{Code, Diagnostic},
    load::{Node, Object, Value},
    model::SpecPath,
    vocabulary,
};

/// How many references may lead to one another before they count as a circle.
pub(super) const MAX_HOPS: usize = 32;

/// The code of a reference that leads nowhere.
pub(crate) const DANGLING: Code = Code("dangling-reference");

/// The code of an operation that is left out.
pub(crate) const SKIPPED: Code = Code("skipped-operation");

/// The diagnostic for a reference that leads nowhere.
pub(crate) fn dangling(reference: &str, node: &Node, at: &SpecPath, circle: bool) -> Diagnostic {
    let message = match (circle, reference) {
        (true, _) => format!("the reference `{reference}` leads back to itself"),
        (false, text) if text.starts_with('#') => format!("the reference `{text}` leads nowhere"),
        (false, text) if text.contains("://") => {
            format!("the reference `{text}` leads to another host, which is not asked")
        }
        (false, text) => {
            let (file, _) = text.split_once('#').unwrap_or((text, ""));
            format!("the reference `{text}` leads nowhere: there is no file `{file}`")
        }
    };
    Diagnostic::lossy(DANGLING, Some(node.at), message)
        .pointer(at.as_str())
        .done("what needs it is left out, or any JSON value")
        .help("correct the reference, or add what it names")
}

/// The references in a schema, with their places, that lead nowhere. Those in schemas that it refers to
/// are not looked at.
pub(super) fn lost<'n>(root: &Node, schema: &'n Node, at: &SpecPath) -> Vec<(&'n Node, SpecPath)> {
    let mut out = Vec::new();
    look((root, schema), at, false, &mut out);
    out
}

/// Looks below a schema, or below schemas that stand there by names of the document's own.
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
