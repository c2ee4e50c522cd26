//! Converts the positioned tree to the typed document, without its schemas.
//!
//! openapiv3's types reject or drop much of what real schemas contain, so they get the document without its schemas:
//! each is replaced with a stub, `{"$ref": "#/@<pointer>"}`, through which the [`lower`](crate::api::lower) stage finds the
//! schema in the tree. References to anything other than schemas are followed here, so that later stages see none.
//!
//! Each dialect is first brought to the shape of OpenAPI 3.0: Swagger 2.0 by rewriting the tree (`swagger`), the
//! additions of 3.1 and 3.2 by small rules (`v31`, `v32`). Then the walk follows the tables in `grammar`. Anything
//! that does not fit is reported, and the smallest possible part is left out.

mod dialect;
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
    diagnostic::Diagnostics,
    source::Source,
    tree::{Node, SpecPath},
    vocabulary::Method,
};
use dialect::{Dialect, dialect};
use grammar::DOCUMENT;
use indexmap::IndexMap;
use std::collections::BTreeMap;
use walk::Walk;

pub(crate) use reference::{DANGLING, Lost, SKIPPED, dangling};
pub(crate) use v32::QUERY_STRING;

/// The prefix of a stub's reference; the schema's pointer follows.
const STUB: &str = "#/@";

/// The extension in which an object of the document records its place: after references are followed, that
/// may differ from the place of use.
const PLACE: &str = "x-@at";

/// The document without its schemas, typed.
#[derive(Debug)]
pub struct Document {
    /// The typed document. Every schema in it is a stub; [`schema_of`] returns the place of the schema.
    pub openapi: openapiv3::OpenAPI,
    /// The operations for which openapiv3 has no field, by their path.
    pub more: BTreeMap<String, Vec<(Method, openapiv3::Operation)>>,
    /// The dangling references, except those in named schemas.
    pub(crate) lost: Lost,
    /// The tree that the stubs point into, if it is a rewritten one and not the source's own. Its nodes keep the
    /// positions of the original ones.
    rewritten: Option<Node>,
}

impl Document {
    /// Returns the tree that the stubs point into.
    pub fn root<'a>(&'a self, source: &'a Source) -> &'a Node {
        self.rewritten.as_ref().unwrap_or(&source.root)
    }

    /// Returns whether pointers into [`Document::root`] differ from pointers into the source.
    pub fn is_rewritten(&self) -> bool {
        self.rewritten.is_some()
    }
}

/// Returns the place of the schema that a stub stands for.
pub fn schema_of<T>(stub: &openapiv3::ReferenceOr<T>) -> Option<SpecPath> {
    match stub {
        openapiv3::ReferenceOr::Reference { reference } => {
            reference.strip_prefix(STUB).map(SpecPath::from_pointer)
        }
        openapiv3::ReferenceOr::Item(_) => None,
    }
}

/// Returns the place of an object with these extensions, whatever references lead to it.
pub fn place_of(extensions: &IndexMap<String, serde_json::Value>) -> Option<SpecPath> {
    let pointer = extensions.get(PLACE)?.as_str()?;
    Some(SpecPath::from_pointer(pointer))
}

/// Brings the document to the OpenAPI 3.0 shape and types it.
///
/// # Errors
///
/// [`None`], with the reason in `diagnostics`, if the file is not an OpenAPI document.
pub fn read(source: &Source, diagnostics: &mut Diagnostics) -> Option<Document> {
    let rewritten = match dialect(&source.root, diagnostics)? {
        Dialect::Swagger => Some(swagger::rewrite(&source.root, diagnostics)),
        Dialect::OpenApi => None,
    };
    let root = rewritten.as_ref().unwrap_or(&source.root);
    let mut walk = Walk {
        root,
        mutual_tls: v31::mutual_tls(root),
        diagnostics,
        lost: Lost::default(),
    };
    let value = walk.object(&DOCUMENT, root, &SpecPath::root(), 0)?;
    let lost = walk.lost;
    let (openapi, more) = typed::typed(value, root, diagnostics)?;
    Some(Document {
        openapi,
        more,
        lost,
        rewritten,
    })
}
