//! Selects a part of a document: the requested operations and everything they need.
//!
//! Everything else is removed from the tree before any later stage sees it.

mod left;
mod prune;

use super::Source;
use super::link::pointer_of;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::tree::{Key, Node, Object, Value};
use std::collections::BTreeSet;
use std::ops::Range;

pub(crate) use left::LEFT_OUT;
use left::Left;

const SELECT: Code = Code::Select;

/// The fields of a Path Item Object that are operations (`OpenAPI` 3.2.0, "Path Item Object").
const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

/// The operations to generate: those that a pattern of `include` matches, or all if it is empty, except those that
/// a pattern of `exclude` matches.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Selection {
    /// The patterns of operations to generate.
    pub include: Vec<Pattern>,
    /// The patterns of operations to leave out of those.
    pub exclude: Vec<Pattern>,
}

/// A pattern: a tag, an `operationId`, a path, or a method and a path. In paths, `*` matches any text
/// without a slash, and `**` any text.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// The text of the pattern.
    pub text: String,
    /// The byte range of the pattern in the configuration, if it is from there.
    pub at: Option<Range<usize>>,
}

/// The properties of an operation that patterns match.
struct Seen<'a> {
    path: &'a str,
    method: &'a str,
    id: Option<&'a str>,
    tags: Vec<&'a str>,
}

impl Selection {
    /// Returns whether all operations are generated.
    pub fn is_empty(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty()
    }
}

impl Source {
    /// Reduces the document to the selected operations and everything they need. A pattern that matches no operation
    /// is an error. If a selected operation refers into one that is left out, the target is kept.
    #[must_use]
    pub fn with_selection(mut self, selection: &Selection) -> Source {
        if selection.is_empty() {
            return self;
        }
        if let Some((name, text)) = self
            .overrides
            .file
            .clone()
            .filter(|_| self.config.is_none())
        {
            self.config = self.files.add(&name, text, crate::tree::Format::Toml);
        }
        let patterns = selection.include.iter().chain(&selection.exclude);
        let mut unused: Vec<&Pattern> = patterns.collect();
        let kept = kept(&self.root, selection, &mut unused);
        for pattern in unused {
            let message = format!(
                "`{}` is not a tag, operation or path of the document",
                pattern.text
            );
            let place = pattern.at.as_ref().and_then(|at| self.config_place(at));
            let help = match meant(&self.root, &pattern.text) {
                Some(name) => format!("did you mean `{name}`?"),
                None => {
                    "name a tag, an operationId, a path with `*`, or a method and a path".to_owned()
                }
            };
            self.diagnostics
                .push(Diagnostic::error(SELECT, place, message).help(help));
        }
        let (left, count) = left_out(&mut self.root, &kept);
        let places = left.attach(&mut self.root).into_iter();
        self.moved.extend(places.map(|(from, to)| (to, from)));
        if count > 0 {
            let message = format!("the selection leaves out {count} operations");
            self.diagnostics.push(Diagnostic::note(
                SELECT,
                None::<crate::tree::Place>,
                message,
            ));
        }
        prune::prune(&mut self.root);
        self
    }
}

/// Returns the selected operations, by path and method. Afterwards `unused` holds the patterns that match none.
fn kept(
    root: &Node,
    selection: &Selection,
    unused: &mut Vec<&Pattern>,
) -> BTreeSet<(String, String)> {
    let mut out = BTreeSet::new();
    for (path, item) in entries(root.get("paths")) {
        for (method, operation) in operations(root, item) {
            let seen = Seen::new(path, method, Some(operation));
            unused.retain(|pattern| !seen.is(&pattern.text));
            let any = |all: &[Pattern]| all.iter().any(|pattern| seen.is(&pattern.text));
            if (selection.include.is_empty() || any(&selection.include)) && !any(&selection.exclude)
            {
                out.insert((path.to_owned(), method.to_owned()));
            }
        }
    }
    out
}

/// Returns the tag, `operationId` or path that is most similar to `text`.
fn meant(root: &Node, text: &str) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for (path, item) in entries(root.get("paths")) {
        names.push(path);
        for (_, operation) in operations(root, item) {
            let id = operation.get("operationId");
            let tags = operation.get("tags").and_then(Node::as_array);
            names.extend(
                id.into_iter()
                    .chain(tags.into_iter().flatten())
                    .filter_map(Node::as_str),
            );
        }
    }
    nearest(text, names).map(str::to_owned)
}

/// Returns whether a pattern matches an operation, which is at this node.
pub(crate) fn is_selected(
    pattern: &str,
    path: &str,
    method: &str,
    operation: Option<&Node>,
) -> bool {
    Seen::new(path, method, operation).is(pattern)
}

impl<'a> Seen<'a> {
    fn new(path: &'a str, method: &'a str, operation: Option<&'a Node>) -> Self {
        let field = |name| operation.and_then(|it| it.get(name));
        let tags = field("tags").and_then(Node::as_array).into_iter().flatten();
        Self {
            path,
            method,
            id: field("operationId").and_then(Node::as_str),
            tags: tags.filter_map(Node::as_str).collect(),
        }
    }
}

impl Seen<'_> {
    fn is(&self, pattern: &str) -> bool {
        if self.id == Some(pattern) || self.tags.contains(&pattern) {
            return true;
        }
        match pattern.split_once(' ') {
            Some((method, path)) if method.eq_ignore_ascii_case(self.method) => self.is_at(path),
            _ => pattern.starts_with(['/', '*']) && self.is_at(pattern),
        }
    }

    /// Returns whether the path matches the pattern. A path without a leading slash is matched as if it had one.
    fn is_at(&self, pattern: &str) -> bool {
        let bare = pattern.strip_prefix('/');
        let bare = bare.filter(|_| !self.path.starts_with('/'));
        is_like(pattern, self.path) || bare.is_some_and(|it| is_like(it, self.path))
    }
}

/// Returns whether a path matches the pattern.
fn is_like(pattern: &str, path: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else {
        return pattern == path;
    };
    let Some(rest) = path.strip_prefix(before) else {
        return false;
    };
    let (after, reach) = match after.strip_prefix('*') {
        Some(after) => (after, rest.len()),
        None => (after, rest.find('/').unwrap_or(rest.len())),
    };
    let mut ends = rest.char_indices().map(|(end, _)| end).chain([rest.len()]);
    ends.any(|end| end <= reach && rest.get(end..).is_some_and(|rest| is_like(after, rest)))
}

/// Returns the operations of a Path Item Object, and of those that it refers to in turn.
fn operations<'a>(root: &'a Node, item: &'a Node) -> Vec<(&'a str, &'a Node)> {
    let chain = chain(root, item);
    let more = |item: &&'a Node| entries(item.get("additionalOperations"));
    let own = chain.iter().flat_map(|item| entries(Some(item)));
    let own = own.filter(|(key, _)| METHODS.contains(key));
    let mut seen = BTreeSet::new();
    let all = own.chain(chain.iter().flat_map(more));
    all.filter(|(method, _)| seen.insert(*method)).collect()
}

/// Returns the path item and those that it refers to in turn, in reverse order: the final target takes precedence.
fn chain<'a>(root: &'a Node, item: &'a Node) -> Vec<&'a Node> {
    const MAX_HOPS: usize = 32;
    let next = |item: &&'a Node| {
        let target = item.get("$ref").and_then(Node::as_str)?;
        root.pointer(&pointer_of(target)?)
    };
    let mut chain: Vec<&Node> = std::iter::successors(Some(item), next)
        .take(MAX_HOPS)
        .collect();
    chain.reverse();
    chain
}

/// Removes the operations that are not kept, and returns them with their number.
fn left_out(root: &mut Node, kept: &BTreeSet<(String, String)>) -> (Left, usize) {
    let (mut out, mut count) = (Left::default(), 0);
    let whole = root.clone();
    let Some(Value::Object(paths)) = field_mut(root, "paths") else {
        return (out, 0);
    };
    let mut stay = Vec::new();
    for (path, mut item) in std::mem::take(paths).into_entries() {
        let all = operations(&whole, &item);
        let is_kept = |method: &str| kept.contains(&(path.text.to_string(), method.to_owned()));
        let left = all.iter().filter(|(method, _)| !is_kept(method)).count();
        count += left;
        if left == all.len() && left > 0 {
            out.item(path, item);
            continue;
        }
        if left > 0 {
            // The target may be shared with other paths, so change a merged copy instead.
            if item.get("$ref").is_some() {
                item.value = Value::Object(merged(&chain(&whole, &item)));
            }
            let operations = retain(&mut item, |key| !METHODS.contains(&key) || is_kept(key));
            out.operations(path.clone(), item.at, operations);
            if let Some(more) = item_mut(&mut item, "additionalOperations") {
                retain(more, is_kept);
            }
        }
        stay.push((path, item));
    }
    *paths = Object::new(stay);
    (out, count)
}

/// Merges path items, of which earlier ones take precedence.
fn merged(chain: &[&Node]) -> Object {
    let all = chain.iter().filter_map(|it| it.as_object());
    let mut seen = BTreeSet::from(["$ref"]);
    let entries = all.flat_map(Object::iter);
    let entries = entries.filter(|(key, _)| seen.insert(key.text.as_ref()));
    Object::new(entries.map(|(key, it)| (key.clone(), it.clone())).collect())
}

fn entries(node: Option<&Node>) -> impl Iterator<Item = (&str, &Node)> {
    let object = node.and_then(Node::as_object).into_iter();
    object
        .flat_map(Object::iter)
        .map(|(key, node)| (key.text.as_ref(), node))
}

fn keys(node: &Node) -> Vec<String> {
    entries(Some(node)).map(|(key, _)| key.to_owned()).collect()
}

fn item_mut<'a>(node: &'a mut Node, key: &str) -> Option<&'a mut Node> {
    match &mut node.value {
        Value::Object(object) => object.get_mut(key),
        _ => None,
    }
}

fn field_mut<'a>(node: &'a mut Node, key: &str) -> Option<&'a mut Value> {
    item_mut(node, key).map(|node| &mut node.value)
}

/// Keeps some entries of an object, and returns the others.
fn retain(node: &mut Node, keep: impl Fn(&str) -> bool) -> Vec<(Key, Node)> {
    let Value::Object(object) = &mut node.value else {
        return Vec::new();
    };
    let entries = std::mem::take(object).into_entries().into_iter();
    let (kept, out) = entries.partition(|(key, _)| keep(&key.text));
    *object = Object::new(kept);
    out
}

#[cfg(test)]
mod tests {
    use super::is_like;

    #[test]
    fn stars_stand_for_text() {
        assert!(is_like("/pets", "/pets"));
        assert!(is_like("/pets/*", "/pets/{id}"));
        assert!(!is_like("/pets/*", "/pets/{id}/photos"));
        assert!(is_like("/pets/**", "/pets/{id}/photos"));
        assert!(is_like("/*/{id}", "/pets/{id}"));
        assert!(is_like("**/photos", "/pets/{id}/photos"));
        assert!(!is_like("/pets", "/pets/{id}"));
        assert!(!is_like("/p*/x", "/pets"));
        assert!(is_like("/é*", "/éa"));
    }
}
