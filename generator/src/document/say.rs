//! The diagnostics of the walk.

use super::{grammar::Grammar, reference::SKIPPED, walk::Walk};
use crate::{
    diagnostic::{Code, Diagnostic},
    tree::{Key, Node, SpecPath},
};
use serde_json::Value as Json;

impl Walk<'_> {
    /// Reports a dangling reference at `at`.
    pub(super) fn lose(&mut self, dangling: Diagnostic, at: &SpecPath) {
        self.lost.count += 1;
        if self.lost.places.insert(at.clone()) {
            self.diagnostics.push(dangling);
        }
    }

    /// Reports operations that the document does not contain.
    pub(super) fn skipped(&mut self, what: &str, node: &Node, at: &SpecPath) {
        let message = format!("the document does not have this {what}");
        self.diagnostics.push(
            Diagnostic::warning(SKIPPED, Some(node.at), message)
                .pointer(at.as_str())
                .action("it is left out"),
        );
    }

    /// Reports that an object has none of these fields.
    pub(super) fn missing(
        &mut self,
        grammar: &Grammar,
        fields: &[&str],
        filled: bool,
        node: &Node,
        at: &SpecPath,
    ) {
        let fields = fields.join("` or `");
        let message = format!("this {} has no `{fields}`", grammar.name);
        let action = if filled {
            "its value is text"
        } else {
            "it is left out"
        };
        self.diagnostics.push(
            Diagnostic::warning(Code::MissingField, Some(node.at), message)
                .pointer(at.as_str())
                .action(action)
                .help(format!("add `{fields}`")),
        );
    }

    pub(super) fn wrong(&mut self, expected: &str, node: &Node, at: &SpecPath) -> Option<Json> {
        self.diagnostics.push(
            Diagnostic::warning(
                Code::WrongKind,
                Some(node.at),
                format!("expected {expected}, found {}", found(node)),
            )
            .pointer(at.as_str())
            .action("it is left out"),
        );
        None
    }

    /// Reports a value that is not one of the expected ones, but plainly means one.
    pub(super) fn meant(&mut self, expected: &str, meant: &str, node: &Node, at: &SpecPath) {
        let message = format!("expected {expected}, found {}", found(node));
        self.diagnostics.push(
            Diagnostic::note(Code::WrongKind, Some(node.at), message)
                .pointer(at.as_str())
                .action(format!("it is read as `{meant}`")),
        );
    }

    /// Reports a path that is too long. The pointer is that of the map, without the path.
    pub(super) fn too_long(&mut self, key: &Key, at: &SpecPath) {
        let message = format!(
            "a path of {} bytes with {} parameters is longer than servers accept",
            key.text.len(),
            key.text.matches('{').count()
        );
        self.diagnostics.push(
            Diagnostic::warning(Code::TooLong, Some(key.at), message)
                .pointer(at.as_str())
                .action("its operations are left out"),
        );
    }

    pub(super) fn aside(&mut self, what: &str, node: &Node, at: &SpecPath) {
        let message = format!("{what} are requests that the server makes");
        self.diagnostics.push(
            Diagnostic::note(Code::KeptAside, Some(node.at), message)
                .pointer(at.as_str())
                .action(format!(
                    "the module `{what}` has the types of their payloads"
                )),
        );
    }

    /// Reports links. They describe in the document what a caller writes in Rust: a value of one response is an
    /// argument of another operation (OpenAPI 3.0.4, section 4.7.20).
    pub(super) fn links(&mut self, node: &Node, at: &SpecPath) {
        self.diagnostics.push(
            Diagnostic::note(
                Code::Links,
                Some(node.at),
                "links describe how operations follow one another",
            )
            .pointer(at.as_str())
            .action("callers pass the values on themselves"),
        );
    }

    pub(super) fn unsupported(&mut self, why: &str, node: &Node, at: &SpecPath) {
        self.diagnostics.push(
            Diagnostic::warning(
                Code::Unsupported,
                Some(node.at),
                format!("`{}` is not generated: {why}", at.last()),
            )
            .pointer(at.as_str())
            .action("it is left out"),
        );
    }
}

/// Describes what was found: short text in quotes, anything else by its kind.
fn found(node: &Node) -> String {
    match node.as_str() {
        Some(text) if text.chars().count() <= 40 => format!("`{text}`"),
        _ => node.kind().to_owned(),
    }
}
