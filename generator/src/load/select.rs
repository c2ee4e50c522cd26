//! A part of a document: the operations that are asked for, and what they need.
//!
//! What is not asked for leaves the tree before anything looks at it, so that no later stage knows of it.

mod prune;

use super::Source;
use super::tree::{Node, Object, Value};
use crate::diagnostic::{Code, Diagnostic};
use std::collections::BTreeSet;
use std::ops::Range;

const SELECT: Code = Code("select");

/// The fields of a Path Item Object that are operations (`OpenAPI` 3.2.0, "Path Item Object").
const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

/// Which operations are generated: those that one of `include` names, or all if it is empty, less those that
/// one of `exclude` names.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Selection {
    /// What is generated.
    pub include: Vec<Pattern>,
    /// What of that is not.
    pub exclude: Vec<Pattern>,
}

/// A tag, an `operationId`, a path, or a method and a path. In paths `*` is any text without a slash, and `**`
/// any text.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// Its text.
    pub text: String,
    /// Where it stands in the configuration, if it stands there.
    pub at: Option<Range<usize>>,
}

/// An operation as patterns see it.
struct Seen<'a> {
    path: &'a str,
    method: &'a str,
    id: Option<&'a str>,
    tags: Vec<&'a str>,
}

impl Selection {
    /// Whether all operations are generated.
    pub fn is_empty(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty()
    }
}

impl Source {
    /// The document with the selected operations and what they need. A pattern that names no operation is an
    /// error. A reference into an operation that is left out leads nowhere, and is reported as such.
    #[must_use]
    pub fn with_selection(mut self, selection: &Selection) -> Source {
        if selection.is_empty() {
            return self;
        }
        if let Some((name, text)) = self.choices.file.clone().filter(|_| self.config.is_none()) {
            self.config = self.files.add(&name, text, super::Format::Toml);
        }
        let patterns = selection.include.iter().chain(&selection.exclude);
        let mut unused: Vec<&Pattern> = patterns.collect();
        let kept = kept(&self.root, selection, &mut unused);
        for pattern in unused {
            let message = format!(
                "`{}` is no tag, operation or path of the document",
                pattern.text
            );
            let place = pattern.at.as_ref().and_then(|at| self.config_place(at));
            let help = match nearest(&self.root, &pattern.text) {
                Some(name) => format!("did you mean `{name}`?"),
                None => {
                    "name a tag, an operationId, a path with `*`, or a method and a path".to_owned()
                }
            };
            self.diagnostics
                .push(Diagnostic::error(SELECT, place, message).help(help));
        }
        let count = left_out(&mut self.root, &kept);
        if count > 0 {
            let message = format!("{count} operations are left out by choice");
            self.diagnostics
                .push(Diagnostic::note(SELECT, None::<super::Place>, message));
        }
        prune::prune(&mut self.root);
        self
    }
}

/// The selected operations, by path and method; `unused` keeps the patterns that name none.
fn kept(
    root: &Node,
    selection: &Selection,
    unused: &mut Vec<&Pattern>,
) -> BTreeSet<(String, String)> {
    let mut out = BTreeSet::new();
    for (path, item) in entries(root.get("paths")) {
        for (method, operation) in operations(root, item) {
            let tags = operation.get("tags").and_then(Node::as_array);
            let seen = Seen {
                path,
                method,
                id: operation.get("operationId").and_then(Node::as_str),
                tags: tags
                    .into_iter()
                    .flatten()
                    .filter_map(Node::as_str)
                    .collect(),
            };
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

/// The tag, `operationId` or path that is most like `text`.
fn nearest(root: &Node, text: &str) -> Option<String> {
    const ALIKE: f64 = 0.85;
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
    let alike = names
        .into_iter()
        .map(|name| (strsim::jaro_winkler(text, name), name));
    let nearest = alike.max_by(|left, right| left.0.total_cmp(&right.0));
    nearest
        .filter(|(how, _)| *how > ALIKE)
        .map(|(_, name)| name.to_owned())
}

impl Seen<'_> {
    fn is(&self, pattern: &str) -> bool {
        if self.id == Some(pattern) || self.tags.contains(&pattern) {
            return true;
        }
        match pattern.split_once(' ') {
            Some((method, path)) if method.eq_ignore_ascii_case(self.method) => {
                is_like(path, self.path)
            }
            _ => pattern.starts_with('/') && is_like(pattern, self.path),
        }
    }
}

/// Whether a path is as the pattern says.
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

/// The operations of a Path Item Object, or of the one that it refers to.
fn operations<'a>(root: &'a Node, item: &'a Node) -> Vec<(&'a str, &'a Node)> {
    let target = item.get("$ref").and_then(Node::as_str);
    let target = target.and_then(|it| root.pointer(it.strip_prefix('#')?));
    let all = [Some(item), target].into_iter().flatten();
    let own = all.clone().flat_map(|item| entries(Some(item)));
    let own = own.filter(|(key, _)| METHODS.contains(key));
    let more = all.flat_map(|item| entries(item.get("additionalOperations")));
    own.chain(more).collect()
}

/// Takes the operations out that are not kept; gives their number.
fn left_out(root: &mut Node, kept: &BTreeSet<(String, String)>) -> usize {
    let mut count = 0;
    let whole = root.clone();
    let Some(Value::Object(paths)) = field_mut(root, "paths") else {
        return 0;
    };
    let mut left = Vec::new();
    for (path, mut item) in std::mem::take(paths).into_entries() {
        let all = operations(&whole, &item);
        let is_kept = |method: &str| kept.contains(&(path.text.to_string(), method.to_owned()));
        let out = all.iter().filter(|(method, _)| !is_kept(method)).count();
        let total = all.len();
        count += out;
        if out == total && total > 0 {
            continue;
        }
        if out > 0 {
            // What other paths refer to as well is not changed, but what this one takes of it.
            if let Some(target) = item.get("$ref").and_then(Node::as_str)
                && let Some(target) = target.strip_prefix('#').and_then(|it| whole.pointer(it))
            {
                item.value = target.value.clone();
            }
            retain(&mut item, |key| !METHODS.contains(&key) || is_kept(key));
            if let Some(more) = item_mut(&mut item, "additionalOperations") {
                retain(more, is_kept);
            }
        }
        left.push((path, item));
    }
    *paths = Object::new(left);
    count
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

fn retain(node: &mut Node, keep: impl Fn(&str) -> bool) {
    if let Value::Object(object) = &mut node.value {
        let entries = std::mem::take(object).into_entries().into_iter();
        *object = Object::new(entries.filter(|(key, _)| keep(&key.text)).collect());
    }
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
