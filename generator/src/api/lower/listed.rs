//! The names and descriptions that a document gives to the values that a schema lists, in extensions beside `enum` or
//! as the titles of alternatives with one value each.

use super::{Lower, doc, given::RUST};
use crate::{
    api::{Doc, ValueWords},
    diagnostic::{Code, Diagnostic},
    schema::{Form, SchemaId},
    tree::{Node, SpecPath},
};
use std::collections::{BTreeMap, BTreeSet};

/// Extensions with a name for each value, as a list or by value.
pub(crate) const NAMES: &[&str] = &["x-enum-varnames", "x-enumNames", "x-speakeasy-enums"];

/// Extensions with a description for each value, as a list or by value.
pub(crate) const DESCRIPTIONS: &[&str] = &[
    "x-enum-descriptions",
    "x-enumDescriptions",
    "x-speakeasy-enum-descriptions",
];

/// Extensions with an object for each value, which has a name and a description: in a list, or by value.
const FERN: &str = "x-fern-enum";
const MICROSOFT: &str = "x-ms-enum";

/// The words for values, by the text of the value.
type Words = BTreeMap<String, ValueWords>;

impl Lower<'_> {
    /// Returns the words that a schema and the parts that it consists of have for listed values.
    pub(super) fn value_words(&mut self, id: SchemaId) -> Words {
        let mut out = Words::new();
        let (mut seen, mut open) = (BTreeSet::new(), vec![id]);
        while let Some(next) = open.pop() {
            if !seen.insert(next) {
                continue;
            }
            if let Some(node) = self.schemas.node(next) {
                let at = self.schemas.place(next);
                self.given_to_value(node, &at, &mut out);
                self.read_words(node, &mut out);
            }
            let mut parts: Vec<SchemaId> = self.schemas.target(next).into_iter().collect();
            for keyword in ["allOf", "oneOf", "anyOf"] {
                parts.extend(self.schemas.branches(next, keyword));
            }
            open.extend(parts.into_iter().rev());
        }
        out
    }

    /// Adds the name that an alternative with one value gives to it. Beside a property, the name is that of the field.
    fn given_to_value(&mut self, node: &Node, at: &SpecPath, out: &mut Words) {
        let Some(value) = node.get("const").and_then(text) else {
            return;
        };
        if at.parent().last() == "properties" {
            return;
        }
        if let Some(given) = self.text_of(node, RUST, at) {
            let words = out.entry(value).or_default();
            words.given.get_or_insert(given);
        }
    }

    /// Adds the words of one schema; the first ones that are found count.
    fn read_words(&mut self, node: &Node, out: &mut Words) {
        let mut add = |value: String, name: Option<&str>, doc: Doc| {
            let words = out.entry(value).or_default();
            let name = name.filter(|it| it.contains(char::is_alphanumeric));
            words.name = words.name.take().or_else(|| name.map(str::to_owned));
            if words.doc.is_empty() {
                words.doc = doc;
            }
        };
        if let Some(value) = node.get("const").and_then(text) {
            let title = node.get("title").and_then(Node::as_str);
            add(value, title, described(node));
        }
        let listed = node.get("enum").and_then(Node::as_array);
        let Some(values) = listed.map(|all| all.iter().map(text).collect::<Vec<_>>()) else {
            return;
        };
        for extension in NAMES {
            for (value, name) in self.by_value(node, extension, &values) {
                add(value, name.as_str(), Doc::default());
            }
        }
        for extension in DESCRIPTIONS {
            for (value, description) in self.by_value(node, extension, &values) {
                add(value, None, description_of(description));
            }
        }
        if let Some(all) = node.get(FERN).and_then(Node::as_object) {
            for (value, words) in all.iter() {
                let name = words.get("name").and_then(Node::as_str);
                add(value.text.to_string(), name, described(words));
            }
        }
        let microsoft = node.get(MICROSOFT).and_then(|it| it.get("values"));
        for words in microsoft.and_then(Node::as_array).into_iter().flatten() {
            if let Some(value) = words.get("value").and_then(text) {
                let name = words.get("name").and_then(Node::as_str);
                add(value, name, described(words));
            }
        }
    }

    /// Returns the entries of an extension with the value that each is for. A list must be as long as that of the
    /// values.
    fn by_value<'n>(
        &mut self,
        node: &'n Node,
        extension: &str,
        values: &[Option<String>],
    ) -> Vec<(String, &'n Node)> {
        let Some(found) = node.get(extension) else {
            return Vec::new();
        };
        if let Some(by_value) = found.as_object() {
            let all = by_value.iter();
            return all.map(|(key, it)| (key.text.to_string(), it)).collect();
        }
        let all = found.as_array().unwrap_or_default();
        if all.len() != values.len() {
            let message = format!(
                "`{extension}` needs one entry for each of the {} values",
                values.len()
            );
            let diagnostic = Diagnostic::note(Code::ValueNames, found.at, message);
            self.diagnostics.push(diagnostic.action("it is ignored"));
            return Vec::new();
        }
        let pairs = values.iter().cloned().zip(all);
        pairs.filter_map(|(value, it)| Some((value?, it))).collect()
    }
}

/// Returns the words for a value, taken out of all.
pub(super) fn taken(words: &mut Words, value: &str) -> ValueWords {
    words.remove(value).unwrap_or_default()
}

/// Returns whether values of this form are listed, so that words for them have a place.
pub(super) fn lists(form: &Form) -> bool {
    match form {
        Form::Text(it) => it.listed.is_some(),
        Form::Number(it) => it.listed.is_some(),
        Form::Named(_) | Form::Any { .. } | Form::Boolean(_) | Form::Array(_) | Form::Object(_) => {
            false
        }
    }
}

/// Returns the text of a value that an enum can have as a variant.
fn text(node: &Node) -> Option<String> {
    let number = || node.as_number()?.as_i64().map(|it| it.to_string());
    node.as_str().map(str::to_owned).or_else(number)
}

/// Returns the description of a value, without the title, which is its name.
fn described(node: &Node) -> Doc {
    Doc {
        summary: None,
        ..doc::of(node)
    }
}

fn description_of(node: &Node) -> Doc {
    let text = node.as_str().map(str::trim).filter(|it| !it.is_empty());
    Doc {
        description: text.map(str::to_owned),
        ..Doc::default()
    }
}
