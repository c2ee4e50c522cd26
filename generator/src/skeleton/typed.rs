//! From the skeleton as JSON to openapiv3's types.

use super::v32;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    load::Node,
    model::{Method, SpecPath},
};
use openapiv3::{OpenAPI, Operation};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// Operations for which openapiv3 has no field, by their path.
type More = BTreeMap<String, Vec<(Method, Operation)>>;

/// Types the skeleton. The tables admit only what openapiv3 takes; should it refuse a path all the
/// same, that path is reported and the others stay.
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
            let message = format!("the document does not read as OpenAPI 3.0: {error}");
            diagnostics.push(Diagnostic::error(
                Code("invalid-document"),
                Some(root.at),
                message,
            ));
            None
        }
    }
}

/// Takes the operations out of a path item that openapiv3 has no field for, and tries how it reads then.
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
    Diagnostic::lossy(
        Code("invalid-path-item"),
        root.pointer(at.as_str()).map(|node| node.at),
        format!("this path does not read as OpenAPI 3.0: {error}"),
    )
    .pointer(at.as_str())
    .done("the path is left out")
}
