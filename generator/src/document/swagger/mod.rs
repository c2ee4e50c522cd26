//! Rewrites Swagger 2.0 to the shape of OpenAPI 3.0, as a tree, before the walk.
//!
//! Nodes keep the positions of the original ones, so that diagnostics name lines of the document. Anything unknown is
//! left unchanged, for the walk to report.

mod build;
mod moved;
mod operation;
mod parameter;
mod response;
mod schema;
mod security;

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    tree::{FILES, Node, NodeAt, SpecPath},
};
use build::{Entries, list, text};
use std::collections::BTreeSet;

/// The length of a chain of references from which it counts as circular.
const MAX_HOPS: usize = 32;

/// The fields of the Swagger Object that are rewritten.
const REWRITTEN: &[&str] = &[
    "swagger",
    "host",
    "basePath",
    "schemes",
    "consumes",
    "produces",
    "definitions",
    "parameters",
    "responses",
    "securityDefinitions",
    "paths",
    FILES,
];

/// Returns the document in the shape of OpenAPI 3.0.
pub(super) fn rewrite(root: &Node, diagnostics: &mut Diagnostics) -> Node {
    let mut rewrite = Rewrite {
        root,
        diagnostics,
        odd_places: BTreeSet::new(),
    };
    let mut out = Entries::new(root.at);
    out.add("openapi", text(root.at, "3.0.4"));
    if let Some(servers) = rewrite.servers(root) {
        out.add("servers", servers);
    }
    out.keep(root, |name| !REWRITTEN.contains(&name));
    if let Some((key, paths)) = root.get_entry("paths") {
        let paths = rewrite.each_patterned(paths, |this, _, it| this.path_item(it));
        out.put(key.clone(), paths);
    }
    out.add("components", rewrite.components());
    if let Some((key, files)) = root.get_entry(FILES) {
        // After the rewrite, only schemas of other files are still referenced; the rest has been inlined.
        out.put(key.clone(), schema::names(files));
    }
    moved::mend(out.node())
}

struct Rewrite<'a> {
    root: &'a Node,
    diagnostics: &'a mut Diagnostics,
    /// The places of parameters that have been reported.
    odd_places: BTreeSet<NodeAt>,
}

impl<'a> Rewrite<'a> {
    fn components(&mut self) -> Node {
        let root = self.root;
        let mut out = Entries::new(root.at);
        let mut section = |from: &str, to: &str, node: Node| {
            if let Some((key, _)) = root.get_entry(from) {
                out.put(build::key(key.at, to), node);
            }
        };
        let found = |name: &str| root.get(name).unwrap_or(root);
        section(
            "definitions",
            "schemas",
            schema::names(found("definitions")),
        );
        let parameters = self.each(found("parameters"), |this, _, it| {
            // A parameter that is a body is inlined where it is used.
            this.parameter(it).unwrap_or_else(|| schema::of(it))
        });
        section("parameters", "parameters", parameters);
        let produces = self.listed(root, "produces");
        let responses = self.each(found("responses"), |this, _, it| {
            this.response(it, &produces)
        });
        section("responses", "responses", responses);
        let schemes = self.each(found("securityDefinitions"), |_, _, it| {
            security::scheme(it)
        });
        section("securityDefinitions", "securitySchemes", schemes);
        out.node()
    }

    /// Returns the servers described by `schemes`, `host` and `basePath` (Swagger 2.0, "Swagger Object"). Without a
    /// host, the document's own applies: the URL is relative.
    fn servers(&self, owner: &Node) -> Option<Node> {
        let field = |name: &str| self.root.get(name).and_then(Node::as_str);
        let base = field("basePath").unwrap_or_default();
        let Some(host) = field("host") else {
            let at = self.root.get("basePath")?.at;
            return Some(list(at, vec![server(at, base)]));
        };
        let at = owner.get("schemes").or_else(|| self.root.get("host"))?.at;
        let schemes = owner.get("schemes").and_then(Node::as_array);
        let mut schemes: Vec<&str> = schemes
            .into_iter()
            .flatten()
            .filter_map(Node::as_str)
            .collect();
        if schemes.is_empty() {
            schemes.push("https");
        }
        // The client uses the first one.
        schemes.sort_by_key(|scheme| *scheme != "https");
        let urls = schemes
            .into_iter()
            .map(|scheme| server(at, &format!("{scheme}://{host}{base}")));
        Some(list(at, urls.collect()))
    }

    /// Rewrites each value of a map; anything else is returned unchanged. Names that look like extensions are not
    /// skipped, since a header may have one.
    fn each(
        &mut self,
        node: &Node,
        mut change: impl FnMut(&mut Self, &str, &Node) -> Node,
    ) -> Node {
        let Some(object) = node.as_object() else {
            return node.clone();
        };
        let mut out = Entries::new(node.at);
        for (key, value) in object.iter() {
            let value = if is_reference(&key.text, value) {
                schema::of(value)
            } else {
                change(self, &key.text, value)
            };
            out.put(key.clone(), value);
        }
        out.node()
    }

    /// Rewrites each value of a map that can have extensions beside its names, such as paths and responses.
    fn each_patterned(
        &mut self,
        node: &Node,
        mut change: impl FnMut(&mut Self, &str, &Node) -> Node,
    ) -> Node {
        self.each(node, |this, name, value| {
            if name.starts_with("x-") {
                schema::of(value)
            } else {
                change(this, name, value)
            }
        })
    }

    /// Returns the final target of a reference; other nodes are returned unchanged.
    fn target<'n>(&self, mut node: &'n Node) -> &'n Node
    where
        'a: 'n,
    {
        for _ in 0..MAX_HOPS {
            let reference = node.get("$ref").and_then(Node::as_str);
            let at = reference.and_then(|it| SpecPath::root().resolve(it));
            match at.and_then(|at| self.root.pointer(at.as_str())) {
                Some(target) => node = target,
                None => break,
            }
        }
        node
    }

    /// Reports that something is left out. The pointer is derived from the position.
    fn left_out(&mut self, at: NodeAt, message: String) {
        self.diagnostics.push(
            Diagnostic::warning(Code::Unsupported, Some(at), message).action("it is left out"),
        );
    }
}

fn is_reference(key: &str, value: &Node) -> bool {
    key == "$ref" && value.as_str().is_some()
}

fn server(at: NodeAt, url: &str) -> Node {
    let mut out = Entries::new(at);
    out.add("url", text(at, url));
    out.node()
}
