//! The words that the names of types are made of, until names are chosen.

use crate::{
    api::{NameHint, Owner},
    source::LEFT_OUT,
    tree::{FILES, SpecPath},
};

/// Returns the hint for a schema inside a named response, parameter, body or header. It is based on that component,
/// rather than on the first operation that happens to use it.
pub(super) fn component_hint(at: &SpecPath, name: &NameHint) -> Option<NameHint> {
    let components = SpecPath::root().child("components");
    if !at.is_inside(&components) || !matches!(name.owner, Owner::Operation(_) | Owner::Incoming(_))
    {
        return None;
    }
    let mut tokens = at.tokens().skip(1);
    let (section, component) = (tokens.next()?, tokens.next()?);
    let role = match section.as_str() {
        "responses" => " response",
        "requestBodies" => " body",
        "headers" => " header",
        "parameters" => "",
        _ => return None,
    };
    let items = tokens.filter(|it| it == "items").map(|_| " item");
    let words = format!("{component}{role}{}", items.collect::<String>());
    Some(NameHint {
        full: true,
        ..hint(Owner::Document, &words)
    })
}

/// Returns the hint for a name inside an owner.
pub(super) fn hint(owner: Owner, words: &str) -> NameHint {
    NameHint {
        owner,
        words: words.to_owned(),
        full: false,
        media: None,
    }
}

/// Returns the hint for a type inside the one that `name` is for.
pub(super) fn within(name: &NameHint, role: &str) -> NameHint {
    let words = if name.words.is_empty() {
        role.to_owned()
    } else {
        format!("{} {role}", name.words)
    };
    NameHint {
        owner: name.owner,
        words,
        full: name.full,
        media: name.media.clone(),
    }
}

/// Returns the words that name a nested schema: the tokens of its location that are names.
pub(super) fn place_words(at: &SpecPath) -> String {
    const STRUCTURE: &[&str] = &[
        "components",
        "schemas",
        "paths",
        "properties",
        "items",
        "schema",
        "content",
        "responses",
        "parameters",
        "requestBodies",
        "headers",
        "allOf",
        "oneOf",
        "anyOf",
        "additionalProperties",
        "$defs",
        "definitions",
    ];
    let is_media = |it: &str| it.contains('/') && !it.starts_with('/');
    // A schema in an operation that is left out has the name that it would have in its original location.
    let left_out = SpecPath::root().child(FILES).child(LEFT_OUT);
    let moved = if at.is_inside(&left_out) { 2 } else { 0 };
    let tokens = at
        .tokens()
        .skip(moved)
        .filter(|it| !STRUCTURE.contains(&it.as_str()) && !is_media(it));
    tokens.collect::<Vec<_>>().join(" ")
}

/// Returns whether a title can serve as the name of a type.
pub(super) fn is_name(title: &str) -> bool {
    title.starts_with(|first: char| first.is_ascii_alphabetic())
        && title
            .chars()
            .all(|it| it.is_ascii_alphanumeric() || it == '_')
}
