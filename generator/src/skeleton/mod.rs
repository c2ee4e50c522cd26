//! From the positioned tree to the typed document: the skeleton.
//!
//! openapiv3's types refuse or drop much of what real schemas hold, so they get the document without
//! its schemas: in place of each stands a stub, `{"$ref": "#/@<pointer>"}`, by which the
//! [`lower`](crate::lower) stage finds the schema in the tree. References to anything else than
//! schemas are followed here, so that later stages see none.
//!
//! Each dialect is brought to the shape of OpenAPI 3.0 first: Swagger 2.0 by a rewrite of the tree
//! (`swagger`), what 3.1 and 3.2 add by small rules (`v31`, `v32`). Then the walk goes by the tables
//! in `grammar`. What does not fit is reported and left out, the smallest thing that can be left out,
//! and the rest goes on.

mod follow;
mod grammar;
mod reference;
mod say;
mod swagger;
mod typed;
mod v31;
mod v32;
mod walk;

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    load::{Node, Source, Value},
    model::{Method, SpecPath},
};
use grammar::DOCUMENT;
use indexmap::IndexMap;
use std::collections::BTreeMap;
use walk::Walk;

pub(crate) use reference::{DANGLING, SKIPPED, dangling};
pub(crate) use v32::QUERY_STRING;

/// What a stub's reference starts with; the schema's pointer follows.
const STUB: &str = "#/@";

/// The extension in which an object of the skeleton keeps its place: references have been followed, so
/// that it need not stand where it is used.
const PLACE: &str = "x-@at";

/// The document without its schemas, typed.
#[derive(Debug)]
pub struct Document {
    /// The typed skeleton. Every schema in it is a stub; [`schema_of`] tells whose.
    pub openapi: openapiv3::OpenAPI,
    /// The operations for which openapiv3 has no field, by their path.
    pub more: BTreeMap<String, Vec<(Method, openapiv3::Operation)>>,
    /// The tree that the stubs point into, where that is not the source's own: a rewritten one. Its nodes
    /// keep the places of those that they were made from.
    rewritten: Option<Node>,
}

impl Document {
    /// The tree that the stubs point into.
    pub fn root<'a>(&'a self, source: &'a Source) -> &'a Node {
        self.rewritten.as_ref().unwrap_or(&source.root)
    }

    /// Whether pointers into [`Document::root`] are not pointers into the source.
    pub fn is_rewritten(&self) -> bool {
        self.rewritten.is_some()
    }
}

/// The place of the schema that a stub stands for.
pub fn schema_of<T>(stub: &openapiv3::ReferenceOr<T>) -> Option<SpecPath> {
    match stub {
        openapiv3::ReferenceOr::Reference { reference } => {
            reference.strip_prefix(STUB).map(SpecPath::from_pointer)
        }
        openapiv3::ReferenceOr::Item(_) => None,
    }
}

/// Where an object of the skeleton with these extensions stands, whatever references lead to it.
pub fn place_of(extensions: &IndexMap<String, serde_json::Value>) -> Option<SpecPath> {
    let pointer = extensions.get(PLACE)?.as_str()?;
    Some(SpecPath::from_pointer(pointer))
}

/// Brings the document to the OpenAPI 3.0 shape and types it.
///
/// # Errors
///
/// [`None`], with the reason among `diagnostics`, if the file is not an OpenAPI document.
pub fn skeleton(source: &Source, diagnostics: &mut Diagnostics) -> Option<Document> {
    let rewritten = match dialect(&source.root, diagnostics)? {
        Dialect::Swagger => Some(swagger::rewrite(&source.root, diagnostics)),
        Dialect::OpenApi => None,
    };
    let root = rewritten.as_ref().unwrap_or(&source.root);
    let mut walk = Walk {
        root,
        mutual_tls: v31::mutual_tls(root),
        diagnostics,
        lost: 0,
    };
    let value = walk.object(&DOCUMENT, root, &SpecPath::root(), 0)?;
    let (openapi, more) = typed::typed(value, root, diagnostics)?;
    Some(Document {
        openapi,
        more,
        rewritten,
    })
}

enum Dialect {
    Swagger,
    OpenApi,
}

fn dialect(root: &Node, diagnostics: &mut Diagnostics) -> Option<Dialect> {
    const READ: &str = "OpenAPI 3.0, 3.1 and 3.2 and Swagger 2.0 are read: `openapi: 3.1.0`";
    if root.as_object().is_none() {
        diagnostics.push(
            Diagnostic::error(
                Code("not-openapi"),
                Some(root.at),
                format!("an OpenAPI document is an object, this is {}", root.kind()),
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
        // YAML makes a number of an unquoted 2.0.
        (None, Some(text)) if is(text, "2.0") || text == "2" => return Some(Dialect::Swagger),
        _ => {}
    }
    let message = match (openapi, swagger) {
        (Some(text), _) => format!("OpenAPI {text} is not supported"),
        (None, Some(text)) => format!("Swagger {text} is not supported"),
        (None, None) => "this is not an OpenAPI document: it has no `openapi` field".to_owned(),
    };
    let at = root.get("openapi").or_else(|| root.get("swagger"));
    let at = at.map_or(root.at, |node| node.at);
    diagnostics.push(Diagnostic::error(Code("unsupported-version"), Some(at), message).help(READ));
    None
}

/// A string, or what YAML made of one that is not quoted.
pub(crate) fn text_of(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(text) => Some(text.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
