//! Converts the document without its schemas from JSON to openapiv3's types.

use super::v32;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    tree::{Node, SpecPath},
    vocabulary::Method,
};
use openapiv3::{OpenAPI, Operation};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// Operations for which openapiv3 has no field, by their path.
type More = BTreeMap<String, Vec<(Method, Operation)>>;

/// Parses the document without its schemas into openapiv3's types. The tables admit only what openapiv3 accepts; if it rejects a path
/// nevertheless, that path is reported and the others are kept.
pub(super) fn typed(
    mut value: Json,
    root: &Node,
    diagnostics: &mut Diagnostics,
) -> Option<(OpenAPI, More)> {
    let mut more = More::new();
    if let Some(paths) = value.get_mut("paths").and_then(Json::as_object_mut) {
        paths.retain(|path, item| {
            let outcome = split(item);
            let error = match outcome {
                Ok(operations) if operations.is_empty() => return true,
                Ok(operations) => {
                    more.insert(path.clone(), operations);
                    return true;
                }
                Err(error) => error,
            };
            diagnostics.push(refused(path, root, &error));
            false
        });
    }
    match serde_json::from_value(value) {
        Ok(openapi) => Some((openapi, more)),
        Err(error) => {
            let message = format!("the document cannot be read as OpenAPI 3.0: {error}");
            diagnostics.push(Diagnostic::error(
                Code::InvalidDocument,
                Some(root.at),
                message,
            ));
            None
        }
    }
}

/// Removes the operations that openapiv3 has no field for from a path item, and checks that the rest can be typed.
fn split(item: &mut Json) -> Result<Vec<(Method, Operation)>, serde_json::Error> {
    let operations = v32::take_operations(item)
        .into_iter()
        .map(|(method, operation)| Ok((method, serde_json::from_value(operation)?)))
        .collect::<Result<Vec<_>, serde_json::Error>>()?;
    serde_json::from_value::<openapiv3::PathItem>(item.clone())?;
    Ok(operations)
}

fn refused(path: &str, root: &Node, error: &serde_json::Error) -> Diagnostic {
    let at = SpecPath::root().child("paths").child(path);
    Diagnostic::warning(
        Code::InvalidPathItem,
        root.pointer(at.as_str()).map(|node| node.at),
        format!("this path cannot be read as OpenAPI 3.0: {error}"),
    )
    .pointer(at.as_str())
    .action("the path is left out")
}
