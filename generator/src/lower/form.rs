//! What kind of type a schema becomes: decided by looking at it, before anything is made.

use super::{Lower, schema::MAX_HOPS};
use crate::{
    load::{Node, Object, Value},
    model::SpecPath,
    skeleton::text_of,
};

/// The kind of type that a schema becomes.
pub(super) enum Form<'a> {
    /// An object with properties of its own, or merged from branches.
    Struct,
    /// A string with these values.
    StringEnum(Vec<String>),
    /// An integer with these values.
    IntegerEnum(Vec<i64>),
    /// Alternatives with a discriminator.
    Tagged,
    /// An object with a discriminator that others extend.
    Base,
    /// Alternatives without one: the keyword, and which of its branches.
    Alternatives(&'static str, Vec<usize>),
    /// Values of several of these types.
    Types(Vec<&'a str>),
    /// Exactly one schema, wrapped: the keyword, and which of its branches.
    Wrapper(&'static str, usize),
    /// What needs no item of its own: of this type, where it is known.
    Plain(Option<&'a str>),
}

/// The keywords beside `$ref`, or beside the one branch of an `allOf`, that add to what stands there.
const EXTENDING: &[&str] = &[
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
    "allOf",
];

impl<'a> Lower<'a> {
    pub(super) fn form(&self, at: &SpecPath, node: &'a Node) -> Form<'a> {
        if node.get("$ref").is_some() {
            return Form::Struct;
        }
        let telling = telling(node);
        if self.children.contains_key(at) {
            return Form::Base;
        }
        match telling.as_slice() {
            _ if is_object(node) => return Form::Struct,
            [] => {}
            [only] if !extends(node) => return Form::Wrapper("allOf", *only),
            [..] => return Form::Struct,
        }
        if let Some(form) = self.alternatives_form(at, node) {
            return form;
        }
        values_form(node).unwrap_or_else(|| types_form(node))
    }

    /// The form of a schema with `oneOf` or `anyOf`. Branches that are only `null` do not count.
    fn alternatives_form(&self, at: &SpecPath, node: &'a Node) -> Option<Form<'a>> {
        let keyword = ["oneOf", "anyOf"]
            .into_iter()
            .find(|keyword| !list(node, keyword).is_empty())?;
        let all = list(node, keyword).iter().enumerate();
        let some: Vec<usize> = all
            .filter(|(_, branch)| !is_null(branch))
            .map(|(index, _)| index)
            .collect();
        if let [only] = some.as_slice() {
            return Some(Form::Wrapper(keyword, *only));
        }
        if some.is_empty() {
            return Some(Form::Plain(None));
        }
        let tag = node
            .get("discriminator")
            .and_then(|it| it.get("propertyName"));
        let is_reference = |index: &usize| {
            let target = self.target(&at.child(keyword).item(*index));
            target.is_some_and(|target| self.node(&target).is_some())
        };
        if tag.is_some() && some.iter().all(is_reference) {
            return Some(Form::Tagged);
        }
        if let Some(values) = self.texts(at, 0) {
            return Some(if values.is_empty() {
                Form::Plain(Some("string"))
            } else {
                Form::StringEnum(values)
            });
        }
        let numeric = |index: &usize| self.is_numeric(&at.child(keyword).item(*index), 0);
        if some.iter().all(numeric) {
            return Some(Form::Plain(Some("number")));
        }
        Some(Form::Alternatives(keyword, some))
    }

    /// The values that a schema of strings lists, alone or over its alternatives; none where any string
    /// will do. `None` if it is no schema of strings.
    fn texts(&self, at: &SpecPath, hops: usize) -> Option<Vec<String>> {
        let node = self.node(at).filter(|_| hops < MAX_HOPS)?;
        if self.is_mapped(at, node) {
            return None;
        }
        if let Some(target) = self.target(at) {
            return self.texts(&target, hops + 1);
        }
        let keyword = ["oneOf", "anyOf"]
            .into_iter()
            .find(|keyword| !list(node, keyword).is_empty());
        let Some(keyword) = keyword else {
            return match values_form(node) {
                Some(Form::StringEnum(values)) => Some(values),
                Some(_) => None,
                None => matches!(types_form(node), Form::Plain(Some("string"))).then(Vec::new),
            };
        };
        let mut out: Vec<String> = Vec::new();
        for (index, branch) in list(node, keyword).iter().enumerate() {
            if is_null(branch) {
                continue;
            }
            for value in self.texts(&at.child(keyword).item(index), hops + 1)? {
                if !out.contains(&value) {
                    out.push(value);
                }
            }
        }
        Some(out)
    }

    fn is_numeric(&self, at: &SpecPath, hops: usize) -> bool {
        let Some(node) = self.node(at).filter(|_| hops < MAX_HOPS) else {
            return false;
        };
        match self.target(at) {
            Some(target) => self.is_numeric(&target, hops + 1),
            None if self.is_mapped(at, node) => false,
            None => {
                node.get("enum").is_none()
                    && matches!(types_form(node), Form::Plain(Some("integer" | "number")))
            }
        }
    }

    /// Whether the schema at `at`, or the one that it refers to or wraps, admits `null`.
    pub(super) fn nullable(&self, at: &SpecPath, hops: usize) -> bool {
        let Some(node) = self.node(at).filter(|_| hops < MAX_HOPS) else {
            return false;
        };
        let says = |it: &Node| it.get("nullable").and_then(Node::as_bool) == Some(true);
        let said = said(node).into_iter().any(says);
        let typed = list(node, "type")
            .iter()
            .any(|it| it.as_str() == Some("null"));
        let branch = ["oneOf", "anyOf"]
            .iter()
            .any(|keyword| list(node, keyword).iter().any(is_null));
        let listed = list(node, "enum").iter().any(Node::is_null);
        if said || typed || branch || listed {
            return true;
        }
        if let Some(target) = self.target(at) {
            return self.nullable(&target, hops + 1);
        }
        match self.form(at, node) {
            Form::Wrapper(keyword, index) => {
                self.nullable(&at.child(keyword).item(index), hops + 1)
            }
            Form::Alternatives(keyword, branches) => branches
                .into_iter()
                .any(|index| self.nullable(&at.child(keyword).item(index), hops + 1)),
            _ => false,
        }
    }
}

/// The elements of an array under a keyword; none where there is no array.
pub(super) fn list<'a>(node: &'a Node, keyword: &str) -> &'a [Node] {
    node.get(keyword)
        .and_then(Node::as_array)
        .unwrap_or_default()
}

/// Whether a schema has a keyword that adds to what it refers to or wraps.
pub(super) fn extends(node: &Node) -> bool {
    let mut keys = node.as_object().into_iter().flat_map(Object::keys);
    let reference = node.get("$ref").is_some();
    keys.any(|key| EXTENDING.contains(&&*key.text) && (reference || &*key.text != "allOf"))
}

/// The branches of `allOf` that say which values there are. The others describe them or set limits,
/// which are the type's words.
fn telling(node: &Node) -> Vec<usize> {
    let branches = list(node, "allOf");
    let some: Vec<usize> = (0..branches.len())
        .filter(|index| !only_describes(&branches[*index]))
        .collect();
    if !some.is_empty() || !types(node).is_empty() {
        return some;
    }
    // A pattern alone still tells a string.
    let implied = |it: &Node| !matches!(types_form(it), Form::Plain(None));
    branches.iter().position(implied).into_iter().collect()
}

/// The schema itself, and the branches of its `allOf` that only describe: what they say, it says.
pub(super) fn said(node: &Node) -> Vec<&Node> {
    let describing = list(node, "allOf").iter().filter(|it| only_describes(it));
    std::iter::once(node).chain(describing).collect()
}

/// Whether a schema only describes values that another one declares, or sets limits to them.
fn only_describes(node: &Node) -> bool {
    const WORDS: &[&str] = &[
        "title",
        "description",
        "example",
        "examples",
        "default",
        "deprecated",
        "externalDocs",
        "xml",
        "readOnly",
        "writeOnly",
        "$comment",
    ];
    const LIMITS: &[&str] = &[
        "nullable",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "pattern",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minProperties",
        "maxProperties",
    ];
    let mut keys = node.as_object().into_iter().flat_map(Object::keys);
    let known = |key: &str| WORDS.contains(&key) || LIMITS.contains(&key) || key.starts_with("x-");
    node.as_object().is_some() && keys.all(|key| known(&key.text))
}

/// Whether a schema declares properties, or says that there are none.
fn is_object(node: &Node) -> bool {
    if !matches!(types(node).as_slice(), [] | ["object"]) {
        return false;
    }
    let properties = node
        .get("properties")
        .and_then(Node::as_object)
        .is_some_and(|it| !it.is_empty());
    let no_more = node.get("additionalProperties").and_then(Node::as_bool) == Some(false);
    let closed = no_more && types(node) == ["object"] && node.get("patternProperties").is_none();
    properties || closed
}

/// Whether a schema admits `null` and nothing else.
pub(super) fn is_null(node: &Node) -> bool {
    let constant = node.get("const").is_some_and(Node::is_null);
    let typed = node.get("type").and_then(Node::as_str) == Some("null");
    let listed = !list(node, "enum").is_empty() && list(node, "enum").iter().all(Node::is_null);
    constant || typed || listed
}

/// The types that a schema names, `null` aside.
pub(super) fn types(node: &Node) -> Vec<&str> {
    let one = node.get("type").and_then(Node::as_str);
    let several = list(node, "type").iter().filter_map(Node::as_str);
    one.into_iter()
        .chain(several)
        .filter(|it| *it != "null")
        .collect()
}

/// The values that a schema lists, `null` aside: `enum`, or the one of `const`.
pub(super) fn values(node: &Node) -> Vec<&Node> {
    let constant = node.get("const").into_iter();
    list(node, "enum")
        .iter()
        .chain(constant)
        .filter(|it| !it.is_null())
        .collect()
}

/// The form of a schema that lists its values.
fn values_form(node: &Node) -> Option<Form<'_>> {
    let values = values(node);
    let first = *values.first()?;
    let types = types(node);
    // The type says what is meant where YAML made a number of `- 1.0`.
    if types == ["string"] && values.iter().all(|it| text_of(it).is_some()) {
        return Some(Form::StringEnum(distinct(
            values.iter().filter_map(|it| text_of(it)),
        )));
    }
    if !types.is_empty()
        && types != [json_type(first)]
        && !(types == ["integer"] && json_type(first) == "number")
    {
        // What the type says and what is listed exclude each other, or there are several types.
        return None;
    }
    let mut kinds: Vec<&str> = values.iter().map(|it| json_type(it)).collect();
    kinds.dedup();
    kinds.sort_unstable();
    kinds.dedup();
    Some(match kinds.as_slice() {
        ["string"] => Form::StringEnum(distinct(values.iter().filter_map(|it| text_of(it)))),
        ["number"] if types != ["number"] && values.iter().all(|it| it.as_i64().is_some()) => {
            Form::IntegerEnum(distinct(values.iter().filter_map(|it| it.as_i64())))
        }
        [one] => Form::Plain(Some(one)),
        _ => {
            let mut numbers = values.iter().filter(|it| json_type(it) == "number");
            let whole = numbers.all(|it| it.as_i64().is_some());
            let kinds = kinds.into_iter();
            Form::Types(
                kinds
                    .map(|it| {
                        if it == "number" && whole {
                            "integer"
                        } else {
                            it
                        }
                    })
                    .collect(),
            )
        }
    })
}

/// The form of a schema by what it says of types, outright or through keywords that go with one.
fn types_form(node: &Node) -> Form<'_> {
    let has = |keywords: &[&str]| keywords.iter().any(|keyword| node.get(keyword).is_some());
    match types(node).as_slice() {
        [] if has(&["items", "prefixItems"]) => Form::Plain(Some("array")),
        [] if has(&["properties", "additionalProperties", "patternProperties"]) => {
            Form::Plain(Some("object"))
        }
        [] if has(&["pattern", "minLength", "maxLength", "contentEncoding"]) => {
            Form::Plain(Some("string"))
        }
        [] => Form::Plain(None),
        [one] => Form::Plain(Some(one)),
        ["integer", "number"] | ["number", "integer"] => Form::Plain(Some("number")),
        several => Form::Types(several.to_vec()),
    }
}

/// The type of a value, as `type` would call it. Integers are numbers.
fn json_type(node: &Node) -> &'static str {
    match node.value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn distinct<T: Ord + Clone>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = std::collections::BTreeSet::new();
    values.filter(|it| seen.insert(it.clone())).collect()
}
