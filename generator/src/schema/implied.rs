//! Keywords that imply a type, such as `pattern`. In an intersection they restrict values of that type only, so that
//! values of the other types that the schema names remain.

use super::{
    Schemas,
    read::names_null,
    values::{Alternative, Form, Values},
};
use crate::tree::Node;

/// The extension of Kubernetes for integers and strings in one place.
const X_INT_OR_STRING: &str = "x-kubernetes-int-or-string";

impl Schemas<'_> {
    /// Returns the intersection of an alternative of `left` and one of `right`.
    pub(super) fn meet_pair(
        &mut self,
        (left, one): (&Values, &Alternative),
        (right, other): (&Values, &Alternative),
    ) -> Vec<Alternative> {
        match (left.implied, right.implied) {
            (true, false) => self.meet_implied(one, other, true),
            (false, true) => self.meet_implied(other, one, false),
            (true, true) | (false, false) => self.meet_two(one, other),
        }
    }

    /// Returns the intersection of an alternative whose type is only implied, and another one. If `first` is true,
    /// the properties of the implied one precede the other's.
    fn meet_implied(
        &mut self,
        implied: &Alternative,
        other: &Alternative,
        first: bool,
    ) -> Vec<Alternative> {
        let is_stranger = |it: &Alternative| are_strangers(&implied.form, &it.form);
        let name = match other.form {
            Form::Named(name) if !self.open.contains(&name) => name,
            _ if is_stranger(other) => return vec![other.clone()],
            _ => return self.meet_ordered(implied, other, first),
        };
        let inside = self.behind(name);
        if inside.alternatives.iter().all(is_stranger) {
            return vec![other.clone()];
        }
        if !inside.alternatives.iter().any(is_stranger) {
            return self.meet_ordered(implied, other, first);
        }
        let mut out = Vec::new();
        for it in &inside.alternatives {
            if is_stranger(it) {
                out.push(it.clone());
            } else {
                out.extend(self.meet_ordered(implied, it, first));
            }
        }
        // Limits of strings change no type, so that the schema keeps its name.
        let met = Values {
            alternatives: out,
            ..Values::default()
        };
        if met.same(&inside) {
            vec![other.clone()]
        } else {
            met.alternatives
        }
    }

    fn meet_ordered(
        &mut self,
        implied: &Alternative,
        other: &Alternative,
        first: bool,
    ) -> Vec<Alternative> {
        if first {
            self.meet_two(implied, other)
        } else {
            self.meet_two(other, implied)
        }
    }
}

/// Returns whether the values of two alternatives have different JSON types.
fn are_strangers(one: &Form, other: &Form) -> bool {
    let has_type = |it: &Form| !matches!(it, Form::Any { .. } | Form::Named(_));
    has_type(one) && has_type(other) && std::mem::discriminant(one) != std::mem::discriminant(other)
}

/// Returns whether a schema of strings, or one without a type, admits integers. Kubernetes says so by a format, which
/// it writes beside `type: string`, or by an extension.
pub(super) fn is_integer_too(node: &Node) -> bool {
    let branches = ["$ref", "allOf", "oneOf", "anyOf"];
    let is_whole = branches.iter().all(|it| node.get(it).is_none());
    let format = node.get("format").and_then(Node::as_str);
    let extended = node.get(X_INT_OR_STRING).and_then(Node::as_bool);
    is_whole && (format == Some("int-or-string") || extended == Some(true))
}

/// Returns whether the keywords of a schema imply the type of its values, which it neither names nor lists.
pub(super) fn is_implied(node: &Node, types: &[&str]) -> bool {
    let lists = node.get("enum").is_some() || node.get("const").is_some();
    types.is_empty() && !lists && !names_null(node) && implied(node) != "any"
}

/// Returns the type that the keywords of a schema imply if it names no type. JSON Schema admits values of other
/// types too, but the author of the keywords did not mean them.
pub(super) fn implied(node: &Node) -> &'static str {
    let has = |keywords: &[&str]| keywords.iter().any(|keyword| node.get(keyword).is_some());
    let more = |keyword: &str| {
        let it = node.get(keyword);
        it.is_some_and(|it| it.as_object().is_some() || it.as_bool() == Some(true))
    };
    let declares = node.get("properties").and_then(Node::as_object);
    if has(&["items", "prefixItems"]) {
        "array"
    } else if declares.is_some_and(|it| !it.is_empty())
        || has(&["patternProperties"])
        || more("additionalProperties")
        || more("unevaluatedProperties")
    {
        "object"
    } else if has(&["pattern", "minLength", "maxLength", "contentEncoding"]) {
        "string"
    } else {
        "any"
    }
}

/// Returns the type that the keywords of a schema imply, if the schema has no other keyword that could name a type, for
/// a message that puts it in backticks.
pub(crate) fn implied_alone(node: &Node) -> Option<&'static str> {
    let others = ["$ref", "allOf", "oneOf", "anyOf", "enum", "const", "type"];
    let alone = others.iter().all(|keyword| node.get(keyword).is_none());
    let kind = if is_integer_too(node) {
        "integer` or `string"
    } else {
        implied(node)
    };
    Some(kind).filter(|it| alone && *it != "any")
}
