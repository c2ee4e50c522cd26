//! Reports the keywords of schemas that the types do not express.

use super::{ANY, Lower};
use crate::{
    diagnostic::{Code, Diagnostic},
    schema::{Finding, FindingKind, implied_alone, types},
    tree::{Key, Node, NodeAt, SpecPath, pointer},
    vocabulary::{self, Holds, Role, TYPES, flag_meant, type_meant},
};
use std::collections::BTreeSet;

impl Lower<'_> {
    /// Reports the keywords that were ignored in the visited schemas, and the problems that were found in computing
    /// their values.
    pub(super) fn report_schemas(&mut self) {
        for at in self.schemas.looked_at() {
            if let Some(node) = self.node(&at).filter(|_| self.is_schema(&at)) {
                self.report_keywords(&at, node);
            }
        }
        for finding in self.schemas.take_findings() {
            self.report_finding(&finding);
        }
        self.report_unlimited();
    }

    /// Reports, once for the document, that integers without a limit have 64 bits.
    fn report_unlimited(&mut self) {
        let Some(first) = self.unlimited.first() else {
            return;
        };
        let (count, first) = (self.unlimited.len(), pointer::readable(first.as_str()));
        // A location in another file has that file's name before the `#`.
        let hash = if first.starts_with('/') { "#" } else { "" };
        let message = format!(
            "the document gives neither a format nor limits for {count} of its integers, the first at `{hash}{first}`"
        );
        self.diagnostics.push(
            Diagnostic::note(Code::IntegerRange, None::<NodeAt>, message)
                .action("they are `i64`, and larger numbers are refused")
                .help("add a `format`, or a `maximum` beyond 64 bits, to choose another type"),
        );
    }

    /// Reports the ignored keywords of the schema at `at`: unknown ones, known ones with a value of the wrong kind, and
    /// those that no type can express.
    fn report_keywords(&mut self, at: &SpecPath, node: &Node) {
        // A boolean is a schema too: it admits everything or nothing.
        if node.as_bool().is_some() {
            return;
        }
        let Some(object) = node.as_object() else {
            let message = format!("expected a schema, found {}", node.kind());
            let place = self.place(at);
            self.diagnostics.push(
                Diagnostic::warning(Code::WrongKind, place, message)
                    .pointer(at.as_str())
                    .action(ANY),
            );
            return;
        };
        let branch = at.parent().last() == "allOf";
        if let Some(kind) = implied_alone(node).filter(|_| !branch) {
            let message = "the schema has no `type`, so it admits values of any type";
            let action = format!("its type is assumed to be `{kind}`, which its keywords suit");
            self.warning(Code::ImpliedType, at, message, &action);
        }
        for (key, value) in object.iter() {
            let odd = Some(value).filter(|_| key.text.as_ref() == "type");
            let odd = odd.into_iter().flat_map(|it| odd_types(key, it));
            let pointer = at.child(&key.text);
            for diagnostic in keyword(node, key, value).into_iter().chain(odd) {
                self.diagnostics.push(diagnostic.pointer(pointer.as_str()));
            }
        }
    }

    fn report_finding(&mut self, finding: &Finding) {
        let at = &finding.at;
        match &finding.kind {
            FindingKind::Contradiction => {
                let message = "no value satisfies all parts of this schema";
                self.warning(Code::Contradiction, at, message, ANY);
            }
            FindingKind::BesideReference => {
                let message = "the keywords beside `$ref` contradict its target";
                let action = "they are ignored, as before OpenAPI 3.1";
                self.warning(Code::BesideReference, at, message, action);
            }
            FindingKind::Circle => {
                let message = "this schema contains itself";
                self.warning(Code::Circle, at, message, "it is left out there");
            }
            FindingKind::TooMany => {
                let message = "the alternatives have more combinations than the generator computes";
                self.warning(
                    Code::Combinations,
                    at,
                    message,
                    "the type has the first of them",
                );
            }
            FindingKind::TooDeep => {
                let message = "more unions than are looked into name one another below this one";
                let action = "those too deep are taken for any value, and for `null`";
                self.warning(Code::Combinations, at, message, action);
            }
            FindingKind::NullableAlone => self.report_nullable_alone(at),
            FindingKind::NoSchema(text) => {
                let message = format!("`{text}` is not a schema");
                self.warning(Code::Mapping, at, &message, "it is left out");
            }
            FindingKind::NoProperty => {
                let message = "the discriminator names no property";
                self.warning(Code::Discriminator, at, message, "it is ignored");
            }
        }
    }

    fn report_nullable_alone(&mut self, at: &SpecPath) {
        let message = "the alternative consists of `nullable: true` alone, so it admits any value";
        self.diagnostics.push(
            Diagnostic::warning(Code::NullableAlone, self.place(at), message)
                .pointer(at.as_str())
                .action(
                    "it is read as `null`, and other values have to match the other alternatives",
                )
                .help("put `nullable: true` beside the alternatives"),
        );
    }
}

/// Returns the diagnostic for a keyword, if it needs one.
fn keyword(node: &Node, key: &Key, value: &Node) -> Option<Diagnostic> {
    let name = key.text.as_ref();
    let known = vocabulary::find(name);
    let types = types(node);
    let not_read = "it is ignored";
    match known {
        Some(_) if name == "properties" && !types.is_empty() && !types.contains(&"object") => {
            let message = format!("a value of type {} has no properties", types.join(" or "));
            let code = Code::IgnoredKeyword;
            Some(Diagnostic::note(code, key.at, message).action(not_read))
        }
        Some(it) if it.role == Role::Unchecked && it.holds.admits(value) => {
            let message = format!("no Rust type expresses the schema keyword `{name}`");
            let action = "the type admits values that it excludes";
            Some(Diagnostic::warning(Code::UncheckedKeyword, key.at, message).action(action))
        }
        Some(it) if it.holds.admits(value) => None,
        Some(it) if it.holds == Holds::Flag && flag_meant(value).is_some() => {
            let found = value.as_str().unwrap_or_default();
            let message = format!("`{name}` has to be true or false, not `{found}`");
            let meant = flag_meant(value).unwrap_or_default();
            let action = format!("it is read as `{meant}`");
            Some(Diagnostic::note(Code::WrongKind, key.at, message).action(action))
        }
        Some(it) => {
            let (expected, found) = (it.holds.words(), value.kind());
            let message = format!("`{name}` has to be {expected}, not {found}");
            Some(Diagnostic::warning(Code::WrongKind, key.at, message).action(not_read))
        }
        None if vocabulary::is_extension(name) => None,
        None => {
            let message = format!("the schema keyword `{name}` is not supported");
            Some(Diagnostic::note(Code::IgnoredKeyword, key.at, message).action(not_read))
        }
    }
}

/// Returns the diagnostics for the names in `type` that are none of a type, those that widen it first.
fn odd_types(key: &Key, value: &Node) -> Vec<Diagnostic> {
    let several = value.as_array().unwrap_or_default().iter();
    let names = several.chain([value]).filter_map(Node::as_str);
    let odd: BTreeSet<&str> = names.filter(|it| !TYPES.contains(it)).collect();
    let (unknown, meant): (Vec<&str>, Vec<&str>) =
        odd.into_iter().partition(|it| type_meant(it) == *it);
    let message = |name: &str| format!("`{name}` is not a type");
    let unknown = unknown
        .into_iter()
        .map(|it| Diagnostic::warning(Code::Untyped, key.at, message(it)).action(ANY));
    let meant = meant.into_iter().map(|it| {
        let action = format!("it is read as `{}`", type_meant(it));
        Diagnostic::note(Code::WrongKind, key.at, message(it)).action(action)
    });
    unknown.chain(meant).collect()
}
