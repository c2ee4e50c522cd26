//! Where references lead: to one place of one tree.

use super::super::tree::{Node, NodeAt, Object};
use super::context::references;
use super::{FILES, pointer};
use percent_encoding::percent_decode_str;
use std::collections::BTreeMap;

/// The files by the path that a reference gives: their name in the tree, empty for the document itself.
pub(super) type Files = BTreeMap<String, String>;

/// How many references a pointer may lead through.
const MAX_HOPS: usize = 32;

/// What each reference becomes, by the place of its text: a fragment from the root.
pub(super) fn canonical(root: &Node, files: &Files) -> BTreeMap<NodeAt, String> {
    let linker = Linker { root, files };
    let mut out = BTreeMap::new();
    // The files are below the root as well, and their references are relative to them.
    let own = root.as_object().into_iter().flat_map(Object::iter);
    for (_, child) in own.filter(|(key, _)| &*key.text != FILES) {
        linker.collect(child, "", &mut out);
    }
    let others = root.get(FILES).and_then(Node::as_object);
    for (key, tree) in others.into_iter().flat_map(Object::iter) {
        linker.collect(tree, &key.text, &mut out);
    }
    out
}

struct Linker<'a> {
    root: &'a Node,
    files: &'a Files,
}

impl Linker<'_> {
    fn collect(&self, tree: &Node, file: &str, out: &mut BTreeMap<NodeAt, String>) {
        for (node, text) in references(tree) {
            if let Some(target) = self.resolve(text, file, 0) {
                out.insert(node.at, format!("#{}", encoded(&target)));
            }
        }
    }

    /// The pointer that a reference in `file` leads to, if there is something.
    fn resolve(&self, reference: &str, file: &str, hops: usize) -> Option<String> {
        let (name, fragment) = join(file, reference)?;
        let name = if reference.starts_with('#') {
            file
        } else {
            self.files.get(&name)?
        };
        let mut base = String::new();
        if !name.is_empty() {
            pointer::push(&mut base, FILES);
            pointer::push(&mut base, name);
        }
        self.through(base, &fragment, name, hops)
    }

    /// Walks `fragment` from `base`. Where it goes on below a node that is a reference, it goes on below what
    /// that leads to.
    fn through(&self, base: String, fragment: &str, file: &str, hops: usize) -> Option<String> {
        let mut at = base;
        let mut file = file.to_owned();
        for token in pointer::segments(fragment)? {
            let below = pointer::join(&at, &token);
            if self.root.pointer(&below).is_some() {
                at = below;
                continue;
            }
            let reference = self.root.pointer(&at)?.get("$ref")?.as_str()?;
            if hops >= MAX_HOPS {
                return None;
            }
            let target = self.resolve(reference, &file, hops + 1)?;
            file = pointer::in_file(&target).map_or_else(String::new, |(file, _)| file);
            at = pointer::join(&target, &token);
        }
        self.root.pointer(&at).map(|_| at)
    }
}

/// The file that a reference in `file` names, by its path from the document's folder, and the fragment.
/// `None` for other hosts and absolute paths, and for a fragment that is no pointer.
pub(super) fn join(file: &str, reference: &str) -> Option<(String, String)> {
    let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let decoded = |text: &str| Some(percent_decode_str(text).decode_utf8().ok()?.into_owned());
    let (path, fragment) = (decoded(path)?, decoded(fragment)?);
    if path.contains("://") || path.starts_with('/') {
        return None;
    }
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut out: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if out.last().is_some_and(|it| *it != "..") => drop(out.pop()),
            part => out.push(part),
        }
    }
    Some((out.join("/"), fragment))
}

/// A pointer as a fragment (RFC 6901, section 6): only `%` has to be said otherwise, for whoever decodes.
fn encoded(pointer: &str) -> String {
    pointer.replace('%', "%25")
}
