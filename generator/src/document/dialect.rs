//! The version of a document, and the formats that are mistaken for OpenAPI.

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    tree::{Node, text_of},
};

/// The family of the versions of a document.
pub(super) enum Dialect {
    Swagger,
    OpenApi,
}

/// Returns the dialect of a document; `None` if it is reported as none.
pub(super) fn dialect(root: &Node, diagnostics: &mut Diagnostics) -> Option<Dialect> {
    const READ: &str = "use OpenAPI 3.0, 3.1 or 3.2, such as `openapi: 3.1.0`, or Swagger 2.0";
    if root.as_object().is_none() {
        diagnostics.push(
            Diagnostic::error(
                Code::NotOpenapi,
                Some(root.at),
                format!(
                    "an OpenAPI document has to be an object, not {}",
                    root.kind()
                ),
            )
            .help("start it with `openapi: 3.0.3`, `info` and `paths`"),
        );
        return None;
    }
    let text = |name| root.get(name).and_then(text_of);
    let (openapi, swagger) = (text("openapi"), text("swagger"));
    let is = |text: &str, version: &str| {
        text.strip_prefix(version)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    match (&openapi, &swagger) {
        (Some(text), _) if ["3.0", "3.1", "3.2"].iter().any(|it| is(text, it)) => {
            return Some(Dialect::OpenApi);
        }
        (Some(text), _) if text == "3" => {
            let message = "`openapi: 3` does not name a version of OpenAPI 3";
            let at = root.get("openapi").map_or(root.at, |node| node.at);
            diagnostics.push(
                Diagnostic::note(Code::UnspecificVersion, Some(at), message)
                    .pointer("/openapi")
                    .action("the fields of all versions are read"),
            );
            return Some(Dialect::OpenApi);
        }
        // YAML reads an unquoted 2.0 as a number.
        (None, Some(text)) if is(text, "2.0") || text == "2" => return Some(Dialect::Swagger),
        _ => {}
    }
    let message = match (openapi, swagger) {
        (Some(text), _) => format!("OpenAPI {text} is not supported"),
        (None, Some(text)) => format!("Swagger {text} is not supported"),
        (None, None) => {
            diagnostics.push(other(root, READ));
            return None;
        }
    };
    let at = root.get("openapi").or_else(|| root.get("swagger"));
    let at = at.map_or(root.at, |node| node.at);
    diagnostics.push(Diagnostic::error(Code::UnsupportedVersion, Some(at), message).help(READ));
    None
}

/// The formats that begin with a field of their own.
const OTHERS: &[(&str, &str)] = &[
    ("asyncapi", "an AsyncAPI document"),
    ("arazzo", "an Arazzo document"),
    ("overlay", "an overlay"),
    ("swaggerVersion", "a document of Swagger 1"),
    ("_postman_id", "a Postman collection"),
    ("item", "a Postman collection"),
    ("discoveryVersion", "a discovery document of Google"),
    ("smithy", "a Smithy model"),
    ("$schema", "a JSON schema"),
];

/// Returns the error for a document without a version, which names its format if that is known.
fn other(root: &Node, help: &str) -> Diagnostic {
    let known = OTHERS.iter().find_map(|(field, what)| {
        let (key, _) = root.get_entry(field)?;
        Some((*field, *what, key.at))
    });
    let Some((field, what, at)) = known else {
        let message = "this is not an OpenAPI document: it has no `openapi` field";
        return Diagnostic::error(Code::UnsupportedVersion, Some(root.at), message).help(help);
    };
    let help = match field {
        "overlay" => "name the document that it changes, and list it under `overlays`",
        _ => "convert it to OpenAPI, or export it as OpenAPI",
    };
    let message = format!("this is {what}, not an OpenAPI document");
    Diagnostic::error(Code::UnsupportedVersion, Some(at), message).help(help)
}
