//! References that are relative to an enclosing schema, such as `#/$defs/X` and `#/properties/..`: some frameworks
//! generate each schema as a document of its own and embed it unchanged. In OpenAPI `#` is the document.

use super::{
    context::{Context, references},
    pointer,
    rewrite::{Change, each, rewrite},
};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::tree::{Node, NodeAt};
use percent_encoding::percent_decode_str;
use std::collections::BTreeMap;

/// Rewrites such references in one file.
pub(super) fn relative(root: &mut Node, diagnostics: &mut Diagnostics) {
    let lost = |text: &str| target_of(text).is_some_and(|it| root.pointer(&it).is_none());
    if !references(root).any(|(_, text)| lost(text)) {
        return;
    }
    let mut walk = Walk {
        root,
        around: Vec::new(),
        changes: BTreeMap::new(),
    };
    walk.node(root, Context::Object, "");
    let changes = walk.changes;
    diagnostics.extend(changes.values().filter_map(|it| it.said.clone()));
    if !changes.is_empty() {
        rewrite(root, &changes);
    }
}

struct Walk<'n> {
    root: &'n Node,
    /// The enclosing nodes, outermost first, with their pointers.
    around: Vec<(&'n Node, String)>,
    changes: BTreeMap<NodeAt, Change>,
}

impl<'n> Walk<'n> {
    fn node(&mut self, node: &'n Node, context: Context, at: &str) {
        let reference = node.get("$ref").filter(|_| context != Context::Names);
        self.around.push((node, at.to_owned()));
        if let Some(reference) = reference
            && let Some(text) = reference.as_str()
            && let Some(target) = self.target(text)
        {
            let message = format!("the document has no `{text}`, but the enclosing schema has");
            let said = Diagnostic::note(Code::RelativeReference, Some(reference.at), message)
                .pointer(at)
                .action("the one in the enclosing schema is used");
            let change = Change {
                text: format!("#{}", target.replace('%', "%25")),
                said: Some(said),
            };
            self.changes.insert(reference.at, change);
        }
        each(node, context, |token, child, context| {
            self.node(child, context, &pointer::join(at, token));
        });
        self.around.pop();
    }

    /// Returns the pointer in the outermost enclosing schema to which a reference resolves,
    /// unless it resolves from the root.
    fn target(&self, reference: &str) -> Option<String> {
        let fragment = target_of(reference)?;
        if self.root.pointer(&fragment).is_some() {
            return None;
        }
        let mut around = self.around.iter();
        let (_, at) = around.find(|(node, _)| node.pointer(&fragment).is_some())?;
        Some(format!("{at}{fragment}"))
    }
}

/// Returns the pointer of a reference into the same file.
fn target_of(reference: &str) -> Option<String> {
    let fragment = percent_decode_str(reference.strip_prefix('#')?);
    let fragment = fragment.decode_utf8().ok()?;
    fragment.starts_with('/').then(|| fragment.into_owned())
}
