//! References by name rather than by location: `$anchor`, `$dynamicAnchor` and `$id` (JSON Schema 2020-12, section
//! 8.2). Within a file they become pointers, so that no other code needs to handle them.

use super::{
    context::Context,
    pointer,
    relative::relative,
    rewrite::{Change, each, rewrite},
};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::tree::{Key, Node, NodeAt, Value};
use percent_encoding::percent_decode_str;
use std::collections::BTreeMap;

/// Rewrites the references in one file that use a name from it, or that are relative to the enclosing schema.
pub(in super::super) fn identify(root: &mut Node, diagnostics: &mut Diagnostics) {
    relative(root, diagnostics);
    if !has_names(root) {
        return;
    }
    let mut names = Names::default();
    names.collect(root, Context::Object, "", "");
    let mut changes = BTreeMap::new();
    let place = Place {
        context: Context::Object,
        base: String::new(),
        at: String::new(),
    };
    names.references(root, root, &place, &mut changes);
    for change in changes.values() {
        diagnostics.extend(change.said.clone());
    }
    rewrite(root, &changes);
}

/// The names that a file defines, with their JSON pointers.
#[derive(Default)]
struct Names {
    /// Schemas with a URI of their own.
    resources: BTreeMap<String, String>,
    /// Named schemas, by the URI of the enclosing resource and their name.
    anchors: BTreeMap<(String, String), String>,
    /// The number of times that each name occurs in a `$dynamicAnchor`.
    dynamic: BTreeMap<String, usize>,
}

impl Names {
    fn collect(&mut self, node: &Node, context: Context, base: &str, at: &str) {
        let base = base_of(node, context, base);
        if base.changed {
            self.resources
                .entry(base.uri.clone())
                .or_insert_with(|| at.to_owned());
        }
        if context == Context::Object {
            for keyword in ["$anchor", "$dynamicAnchor"] {
                let Some(name) = node.get(keyword).and_then(Node::as_str) else {
                    continue;
                };
                let key = (base.uri.clone(), name.to_owned());
                self.anchors.entry(key).or_insert_with(|| at.to_owned());
                if keyword == "$dynamicAnchor" {
                    *self.dynamic.entry(name.to_owned()).or_default() += 1;
                }
            }
        }
        each(node, context, |token, child, context| {
            self.collect(child, context, &base.uri, &pointer::join(at, token));
        });
    }

    fn references(
        &self,
        root: &Node,
        node: &Node,
        place: &Place,
        out: &mut BTreeMap<NodeAt, Change>,
    ) {
        let base = base_of(node, place.context, &place.base).uri;
        if place.context != Context::Names {
            for keyword in ["$ref", "$dynamicRef"] {
                let Some((key, value)) = node.get_entry(keyword) else {
                    continue;
                };
                let target = value.as_str().and_then(|it| self.resolve(root, it, &base));
                if let Some(target) = target {
                    let said = (keyword == "$dynamicRef")
                        .then(|| self.dynamic_reference(key, value, &place.at))
                        .flatten();
                    let text = format!("#{}", target.replace('%', "%25"));
                    out.insert(value.at, Change { text, said });
                }
            }
        }
        each(node, place.context, |token, child, context| {
            let below = Place {
                context,
                base: base.clone(),
                at: pointer::join(&place.at, token),
            };
            self.references(root, child, &below, out);
        });
    }

    /// Returns the pointer that a reference resolves to, if its target is in this file.
    fn resolve(&self, root: &Node, reference: &str, base: &str) -> Option<String> {
        let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let uri = if uri.is_empty() {
            base.to_owned()
        } else {
            join(base, uri)
        };
        let resource = if uri.is_empty() {
            ""
        } else {
            self.resources.get(&uri)?
        };
        let fragment = percent_decode_str(fragment).decode_utf8().ok()?;
        if fragment.is_empty() || fragment.starts_with('/') {
            let target = format!("{resource}{fragment}");
            return root.pointer(&target).map(|_| target);
        }
        let key = (uri, fragment.into_owned());
        self.anchors.get(&key).cloned()
    }

    /// Returns a diagnostic for a dynamic reference that several schemas could resolve,
    /// depending on the evaluation path.
    fn dynamic_reference(&self, key: &Key, value: &Node, at: &str) -> Option<Diagnostic> {
        let name = value.as_str()?.rsplit_once('#')?.1;
        let several = self.dynamic.get(name).is_some_and(|it| *it > 1);
        several.then(|| {
            let message = format!("several schemas have the anchor `{name}`, and the target depends on how this schema is reached");
            Diagnostic::warning(Code::DynamicReference, Some(key.at), message)
                .pointer(pointer::join(at, &key.text))
                .action("the one in the same schema resource is used")
        })
    }
}

/// Returns whether the document defines any name. Most documents have none, so no pointers need to be built for them.
fn has_names(node: &Node) -> bool {
    match &node.value {
        Value::Array(items) => items.iter().any(has_names),
        Value::Object(object) => object.iter().any(|(key, child)| {
            let name = matches!(&*key.text, "$id" | "$anchor" | "$dynamicAnchor");
            (name && child.as_str().is_some()) || has_names(child)
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// The context, base URI and pointer of a node.
struct Place {
    context: Context,
    base: String,
    at: String,
}

struct Base {
    uri: String,
    changed: bool,
}

/// Returns the base URI inside a node: its own `$id`, or the enclosing one.
fn base_of(node: &Node, context: Context, base: &str) -> Base {
    let own = node
        .get("$id")
        .and_then(Node::as_str)
        .filter(|_| context == Context::Object);
    match own.map(|it| it.trim_end_matches('#')) {
        // Drafts before `$anchor` wrote an anchor as `$id: "#name"`.
        Some(id) if !id.is_empty() && !id.starts_with('#') => Base {
            uri: join(base, id),
            changed: true,
        },
        _ => Base {
            uri: base.to_owned(),
            changed: false,
        },
    }
}

/// Resolves a URI reference against a base (RFC 3986, section 5.2), as far as schema identifiers need it.
fn join(base: &str, reference: &str) -> String {
    let scheme = reference.split_once(':').map_or("", |(scheme, _)| scheme);
    let absolute = !scheme.is_empty()
        && scheme
            .chars()
            .all(|it| it.is_ascii_alphanumeric() || "+-.".contains(it));
    if absolute || base.is_empty() {
        return reference.to_owned();
    }
    let authority = base.find("://").map_or(0, |at| at + 3);
    let path = base[authority..]
        .find('/')
        .map_or(base.len(), |at| authority + at);
    if reference.starts_with('/') {
        return format!("{}{reference}", &base[..path]);
    }
    let mut segments: Vec<&str> = base[path..].split('/').collect();
    segments.pop();
    for segment in reference.split('/') {
        match segment {
            "." => {}
            ".." if segments.len() > 1 => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    format!("{}{}", &base[..path], segments.join("/"))
}
