//! Keywords that imply a type, such as `pattern`. In an intersection they restrict values of that type only, so that
//! values of the other types that the schema names remain.

use super::{
    Schemas,
    read::names_null,
    values::{Alternative, Form, Values, same_forms},
};
use crate::tree::Node;
use std::mem::Discriminant;

/// The extension of Kubernetes for integers and strings in one place.
const X_INT_OR_STRING: &str = "x-kubernetes-int-or-string";

impl Schemas<'_> {
    /// Returns whether keywords only imply the type of all values, which may be those of a named schema.
    pub(super) fn is_implied(&mut self, values: &Values) -> bool {
        let name = values.reference().filter(|id| !self.open.contains(id));
        values.implied || name.is_some_and(|id| self.behind(id).implied)
    }

    /// Returns the intersection of two sets, of which `implied` says whether their types are only implied.
    pub(super) fn meet_alternatives(
        &mut self,
        left: &[Alternative],
        right: &[Alternative],
        implied: [bool; 2],
    ) -> Vec<Alternative> {
        match implied {
            [false, false] => self.meet_all(left, right),
            [true, false] => self.restrict_all(left, right, true),
            [false, true] => self.restrict_all(right, left, false),
            [true, true] => {
                let mut out = Vec::new();
                for it in left {
                    if right.iter().all(|other| self.are_strangers(it, other)) {
                        out.push(it.clone());
                    }
                }
                out.extend(self.restrict_all(left, right, true));
                out
            }
        }
    }

    /// Returns the other alternatives, restricted by the implied ones of the same type. If `first` is true, the
    /// properties of the implied ones precede the others'.
    fn restrict_all(
        &mut self,
        implied: &[Alternative],
        others: &[Alternative],
        first: bool,
    ) -> Vec<Alternative> {
        let mut out = Vec::new();
        for other in others {
            let mut same = Vec::new();
            for it in implied {
                if !self.are_strangers(it, other) {
                    same.push(it);
                }
            }
            if same.is_empty() {
                out.push(other.clone());
            }
            let several = [same.len() > 1, others.len() > 1];
            for one in same {
                for mut met in self.restrict(one, other, first) {
                    name_after(&mut met, several, [one, other]);
                    out.push(met);
                }
            }
        }
        out
    }

    /// Returns an alternative, restricted by one whose type is only implied. Not all of their values have different
    /// types.
    fn restrict(
        &mut self,
        implied: &Alternative,
        other: &Alternative,
        first: bool,
    ) -> Vec<Alternative> {
        let name = match other.form {
            Form::Named(name) if !self.open.contains(&name) => name,
            _ => return self.meet_ordered(implied, other, first),
        };
        let inside = self.behind(name);
        let mut strangers = Vec::new();
        for it in &inside.alternatives {
            strangers.push(self.are_strangers(implied, it));
        }
        if !strangers.contains(&true) {
            return self.meet_ordered(implied, other, first);
        }
        let mut out = Vec::new();
        for (it, is_stranger) in inside.alternatives.iter().zip(strangers) {
            if is_stranger {
                out.push(it.clone());
            } else {
                out.extend(self.meet_ordered(implied, it, first));
            }
        }
        // Limits of strings change no type, so that the schema keeps its name.
        if same_forms(&out, &inside.alternatives) {
            vec![other.clone()]
        } else {
            out
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

    /// Returns whether the values of two alternatives have different JSON types.
    fn are_strangers(&mut self, one: &Alternative, other: &Alternative) -> bool {
        let [one, other] = [one, other].map(|it| self.json_types(it));
        one.iter().all(|it| !other.contains(it)) && !(one.is_empty() || other.is_empty())
    }

    /// Returns the JSON types of an alternative; none if it admits every type, or is a schema that is being computed.
    fn json_types(&mut self, it: &Alternative) -> Vec<Discriminant<Form>> {
        match &it.form {
            Form::Any { .. } => Vec::new(),
            Form::Named(id) if self.open.contains(id) => Vec::new(),
            Form::Named(id) => {
                let inside = self.behind(*id);
                let forms = inside.alternatives.iter().map(|it| &it.form);
                let unknown = |it: &Form| matches!(it, Form::Any { .. } | Form::Named(_));
                if forms.clone().any(unknown) {
                    return Vec::new();
                }
                let mut out: Vec<_> = forms.map(std::mem::discriminant).collect();
                out.dedup();
                out
            }
            form => vec![std::mem::discriminant(form)],
        }
    }
}

/// Names an alternative of an intersection after the side that has several, and so tells them apart.
pub(super) fn name_after(met: &mut Alternative, several: [bool; 2], sides: [&Alternative; 2]) {
    let [one, other] = sides;
    met.not_null = true;
    match several {
        [false, true] => met.from.clone_from(&other.from),
        [true, false] => met.from.clone_from(&one.from),
        [true, true] => met.from = [one.from.as_slice(), &other.from].concat(),
        [false, false] => {}
    }
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
