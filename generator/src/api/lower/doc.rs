//! Reads the descriptions of schemas.

use crate::{
    api::Doc,
    schema::list,
    tree::{Node, Object},
    vocabulary::{self, Role},
};

/// The extensions with the reason for a deprecation.
const DEPRECATIONS: &[&str] = &[
    "x-deprecated-message",
    "x-deprecation-message",
    "x-deprecated-reason",
];

/// Returns the schema itself and the branches of its `allOf` that only describe it: their annotations apply to it.
pub(super) fn with_descriptions(node: &Node) -> Vec<&Node> {
    let describing = list(node, "allOf").iter().filter(|it| only_describes(it));
    std::iter::once(node).chain(describing).collect()
}

/// Returns whether a schema only describes or limits values that another one declares.
fn only_describes(node: &Node) -> bool {
    let mut keys = node.as_object().into_iter().flat_map(Object::keys);
    let describes = |key: &str| {
        let role = vocabulary::find(key).map(|it| it.role);
        matches!(role, Some(Role::Annotation | Role::Limit)) || vocabulary::is_extension(key)
    };
    node.as_object().is_some() && keys.all(|key| describes(&key.text))
}

/// Returns the description of a schema. A reference is described by its target, not here.
pub(super) fn of(node: &Node) -> Doc {
    let text = |key| {
        node.get(key)
            .and_then(Node::as_str)
            .map(str::trim)
            .filter(|text| !text.is_empty())
    };
    let description = text("description").map(str::to_owned);
    // A title without a space merely repeats the type's name.
    let summary = text("title")
        .filter(|title| description.is_none() && title.contains(' '))
        .map(str::to_owned);
    Doc {
        summary,
        description,
        deprecation: deprecation(Some(node)),
    }
}

/// Returns the reason for a deprecation, from an extension.
pub(super) fn deprecation(node: Option<&Node>) -> Option<String> {
    let text = |key: &&str| node?.get(key)?.as_str().map(str::trim);
    let mut found = DEPRECATIONS.iter().filter_map(text);
    found.find(|it| !it.is_empty()).map(str::to_owned)
}

/// Returns the description of a value that several schemas describe: the first one found.
pub(super) fn of_all(nodes: &[&Node]) -> Doc {
    let mut all = nodes.iter().copied().map(of);
    let mut out = all.next().unwrap_or_default();
    for more in all {
        out.summary = out.summary.or(more.summary);
        out.description = out.description.or(more.description);
        out.deprecation = out.deprecation.or(more.deprecation);
    }
    out
}
