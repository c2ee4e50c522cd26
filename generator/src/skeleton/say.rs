//! What the walk has to say.

use super::{reference::SKIPPED, walk::Walk};
use crate::{
    diagnostic::{Code, Diagnostic},
    load::Node,
    model::SpecPath,
};
use serde_json::Value as Json;

impl Walk<'_> {
    /// Reports a reference that leads nowhere.
    pub(super) fn lose(&mut self, dangling: Diagnostic) {
        self.lost += 1;
        self.diagnostics.push(dangling);
    }

    pub(super) fn skipped(&mut self, node: &Node, at: &SpecPath) {
        let message = "the document does not have all that this operation refers to";
        self.diagnostics.push(
            Diagnostic::lossy(SKIPPED, Some(node.at), message)
                .pointer(at.as_str())
                .done("the operation is left out"),
        );
    }

    pub(super) fn wrong(&mut self, expected: &str, node: &Node, at: &SpecPath) -> Option<Json> {
        self.diagnostics.push(
            Diagnostic::lossy(
                Code("wrong-kind"),
                Some(node.at),
                format!("expected {expected}, found {}", found(node)),
            )
            .pointer(at.as_str())
            .done("it is left out"),
        );
        None
    }

    pub(super) fn aside(&mut self, what: &str, node: &Node, at: &SpecPath) {
        let message = format!("{what} are requests that the server makes");
        self.diagnostics.push(
            Diagnostic::note(Code("kept-aside"), Some(node.at), message)
                .pointer(at.as_str())
                .done("a client does not have them"),
        );
    }

    /// Links say in the document's terms what a caller writes in Rust: a value of one response is an
    /// argument of another operation (OpenAPI 3.0.4, section 4.7.20).
    pub(super) fn links(&mut self, node: &Node, at: &SpecPath) {
        self.diagnostics.push(
            Diagnostic::note(
                Code("links"),
                Some(node.at),
                "links tell how operations follow one another",
            )
            .pointer(at.as_str())
            .done("callers pass the values on themselves"),
        );
    }

    pub(super) fn unsupported(&mut self, why: &str, node: &Node, at: &SpecPath) {
        self.diagnostics.push(
            Diagnostic::lossy(
                Code("unsupported"),
                Some(node.at),
                format!("`{}` is not generated: {why}", at.last()),
            )
            .pointer(at.as_str())
            .done("it is left out"),
        );
    }
}

pub(super) fn with_article(name: &str) -> String {
    let vowel = name.starts_with(['A', 'E', 'I', 'O', 'U']);
    format!("{} {name}", if vowel { "an" } else { "a" })
}

/// What was found, in words: text as it is.
fn found(node: &Node) -> String {
    match node.as_str() {
        Some(text) if text.chars().count() <= 40 => format!("`{text}`"),
        _ => node.kind().to_owned(),
    }
}
