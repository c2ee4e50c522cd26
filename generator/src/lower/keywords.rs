//! What of the schemas types do not say.

use super::{ANY, Lower};
use crate::{
    diagnostic::{Code, Diagnostic},
    load::{Key, Node},
    model::SpecPath,
    schema::{Finding, FindingKind, implied_alone, types},
    vocabulary::{self, Role},
};

/// The names of types (JSON Schema 2020-12, validation, section 6.1.1), and Swagger's.
const TYPES: &[&str] = &[
    "null", "boolean", "object", "array", "number", "integer", "string", "file",
];

impl Lower<'_> {
    /// Reports what was not read of the schemas that were looked at, and what could not be computed.
    pub(super) fn report_schemas(&mut self) {
        for at in self.schemas.looked_at() {
            if let Some(node) = self.node(&at).filter(|_| self.is_schema(&at)) {
                self.report_keywords(&at, node);
            }
        }
        for finding in self.schemas.take_findings() {
            self.report_finding(&finding);
        }
    }

    /// Reports what of the schema at `at` is not read: keywords that are not known, known ones that hold something
    /// else than they should, and those that no type can follow.
    fn report_keywords(&mut self, at: &SpecPath, node: &Node) {
        // A boolean is a schema too: of everything, or of nothing.
        if node.as_bool().is_some() {
            return;
        }
        let Some(object) = node.as_object() else {
            let message = format!("expected a schema, found {}", node.kind());
            let place = self.place(at);
            self.diagnostics.push(
                Diagnostic::lossy(Code("wrong-kind"), place, message)
                    .pointer(at.as_str())
                    .done(ANY),
            );
            return;
        };
        let branch = at.parent().last() == "allOf";
        if let Some(kind) = implied_alone(node).filter(|_| !branch) {
            let message = "the schema names no type, so that values of any type are of it";
            let done = format!("it is taken to be of type `{kind}`, which its keywords go with");
            self.lossy("implied-type", at, message, &done);
        }
        for (key, value) in object.iter() {
            if let Some(diagnostic) = keyword(node, key, value) {
                let pointer = at.child(&key.text);
                self.diagnostics.push(diagnostic.pointer(pointer.as_str()));
            }
        }
    }

    fn report_finding(&mut self, finding: &Finding) {
        let at = &finding.at;
        match &finding.kind {
            FindingKind::Contradiction => {
                let message = "no value is all of what has to hold here";
                self.lossy("contradiction", at, message, ANY);
            }
            FindingKind::BesideReference => {
                let message = "what stands beside `$ref` contradicts what it refers to";
                let done = "it is ignored, as before OpenAPI 3.1";
                self.lossy("beside-reference", at, message, done);
            }
            FindingKind::Circle => {
                let message = "this schema is part of itself";
                self.lossy("circle", at, message, "it is left out there");
            }
            FindingKind::TooMany => {
                let message = "there are more combinations of alternatives here than are looked at";
                self.lossy("combinations", at, message, "the type has the first ones");
            }
            FindingKind::NoSchema(text) => {
                let message = format!("`{text}` is no schema");
                self.lossy("mapping", at, &message, "it is left out");
            }
            FindingKind::NoProperty => {
                let message = "the discriminator names no property";
                self.lossy("discriminator", at, message, "it is ignored");
            }
        }
    }
}

/// What there is to say of a keyword.
fn keyword(node: &Node, key: &Key, value: &Node) -> Option<Diagnostic> {
    let name = key.text.as_ref();
    let known = vocabulary::find(name);
    let types = types(node);
    let not_read = "it is ignored";
    match known {
        Some(_) if name == "properties" && !types.is_empty() && !types.contains(&"object") => {
            let message = format!("a value of type {} has no properties", types.join(" or "));
            let code = Code("ignored-keyword");
            Some(Diagnostic::note(code, key.at, message).done(not_read))
        }
        Some(it) if it.role == Role::Unchecked && it.holds.admits(value) => {
            let message = format!("no type can follow the schema keyword `{name}`");
            let done = "the type admits what it excludes";
            Some(Diagnostic::lossy(Code("unchecked-keyword"), key.at, message).done(done))
        }
        Some(it) if it.holds.admits(value) => {
            let odd = types.iter().find(|it| !TYPES.contains(it));
            let odd = odd.filter(|_| name == "type")?;
            let message = format!("`{odd}` is not a type");
            Some(Diagnostic::lossy(Code("untyped"), key.at, message).done(ANY))
        }
        Some(it) => {
            let (expected, found) = (it.holds.words(), value.kind());
            let message = format!("`{name}` holds {expected}, not {found}");
            Some(Diagnostic::lossy(Code("wrong-kind"), key.at, message).done(not_read))
        }
        None if vocabulary::is_extension(name) => None,
        None => {
            let message = format!("the schema keyword `{name}` is not read");
            Some(Diagnostic::note(Code("ignored-keyword"), key.at, message).done(not_read))
        }
    }
}
