//! The values that authors plainly mean where they write others: `type: Object`, `required: 'yes'`.

use crate::tree::Node;

/// The names of types (JSON Schema 2020-12, validation, section 6.1.1), and that of Swagger.
pub(crate) const TYPES: &[&str] = &[
    "null", "boolean", "object", "array", "number", "integer", "string", "file",
];

/// The names of types in programming languages whose values are all of one JSON type.
const FOREIGN: &[(&str, &str)] = &[
    ("bool", "boolean"),
    ("double", "number"),
    ("float", "number"),
    ("int", "integer"),
    ("long", "integer"),
];

/// Returns the type that a name means; the name itself if it means none.
pub(crate) fn type_meant(name: &str) -> &str {
    let foreign = FOREIGN.iter().find(|(it, _)| it.eq_ignore_ascii_case(name));
    match foreign {
        Some((_, meant)) => meant,
        None => among(TYPES, name).unwrap_or(name),
    }
}

/// Returns the one of `allowed` that a text spells with other cases of letters.
pub(crate) fn among<'a>(allowed: &[&'a str], text: &str) -> Option<&'a str> {
    let mut allowed = allowed.iter().copied();
    allowed.find(|it| it.eq_ignore_ascii_case(text))
}

/// Returns the boolean that a value is or means: YAML 1.1 has `yes`, `no`, `on` and `off`, which YAML 1.2 reads as text,
/// and some authors quote booleans.
pub(crate) fn flag_meant(node: &Node) -> Option<bool> {
    let is = |words: &[&str]| {
        node.as_str()
            .is_some_and(|text| among(words, text).is_some())
    };
    match node.as_bool() {
        Some(flag) => Some(flag),
        None if is(&["true", "yes", "on"]) => Some(true),
        None if is(&["false", "no", "off"]) => Some(false),
        None => None,
    }
}

/// Returns the type that a single name under `type` is or means.
pub(crate) fn type_named(node: &Node) -> Option<&str> {
    node.as_str().map(type_meant)
}

/// Returns whether the values of a schema are strings according to its `type`, apart from `null`.
pub(crate) fn is_of_texts(schema: &Node) -> bool {
    let kinds = schema.get("type").map(|kinds| match kinds.as_array() {
        Some(several) => several,
        None => std::slice::from_ref(kinds),
    });
    let names = kinds.unwrap_or_default().iter().filter_map(type_named);
    let mut names = names.filter(|it| *it != "null").peekable();
    names.peek().is_some() && names.all(|it| it == "string")
}
