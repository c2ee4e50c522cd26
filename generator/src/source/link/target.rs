//! Resolves references to pointers in the linked tree.

use super::context::references;
use super::{FILES, pointer, prefix::Prefixes};
use crate::tree::{Node, NodeAt, Object};
use percent_encoding::percent_decode_str;
use std::collections::BTreeMap;

/// The names of files in the tree, by the path from the document's folder. The name of the document itself is empty.
pub(super) type Files = BTreeMap<String, String>;

/// The number of references that a pointer may pass through.
const MAX_HOPS: usize = 32;

/// Returns the new text of each reference, a fragment from the root, by the position of the old one.
pub(super) fn canonical(
    root: &Node,
    files: &Files,
    prefixes: &Prefixes,
) -> BTreeMap<NodeAt, String> {
    let linker = Linker {
        root,
        files,
        prefixes,
    };
    let mut out = BTreeMap::new();
    // The files are also below the root, but their references are relative to them.
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
    prefixes: &'a Prefixes,
}

impl Linker<'_> {
    fn collect(&self, tree: &Node, file: &str, out: &mut BTreeMap<NodeAt, String>) {
        for (node, text) in references(tree) {
            let target = self.resolve(text, file, 0);
            if let Some(target) = target.or_else(|| self.missing(text, file)) {
                out.insert(node.at, format!("#{}", encoded(&target)));
            }
        }
    }

    /// Returns the pointer that a reference in `file` resolves to, if its target exists.
    fn resolve(&self, reference: &str, file: &str, hops: usize) -> Option<String> {
        let (name, fragment) = self.named(reference, file)?;
        self.through(base(&name), &fragment, &name, hops)
    }

    /// Returns the pointer for a reference whose target is missing from a file that was read. Authors write
    /// `#/components/..` in any file for a component of the main document, so such a reference is left unchanged.
    fn missing(&self, reference: &str, file: &str) -> Option<String> {
        let (name, fragment) = self.named(reference, file)?;
        let is_pointer = fragment.is_empty() || fragment.starts_with('/');
        let meant = reference.starts_with('#') && self.root.pointer(&fragment).is_some();
        (is_pointer && !meant).then(|| format!("{}{fragment}", base(&name)))
    }

    /// Returns the name of the file that a reference in `file` leads into, if it was read, and the fragment.
    fn named(&self, reference: &str, file: &str) -> Option<(String, String)> {
        let (name, fragment) = join(file, reference, self.prefixes)?;
        let name = if reference.starts_with('#') {
            file
        } else {
            self.files.get(&name)?
        };
        Some((name.to_owned(), fragment))
    }

    /// Resolves `fragment` from `base`. A step below a node that is a reference
    /// continues below the reference's target.
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

/// Returns the pointer at which a file is attached.
fn base(name: &str) -> String {
    let mut base = String::new();
    if !name.is_empty() {
        pointer::push(&mut base, FILES);
        pointer::push(&mut base, name);
    }
    base
}

/// Returns the file that a reference in `file` names, as a path from the document's folder, and the fragment. `None`
/// for other hosts, absolute paths, and text that is not UTF-8 once percent-decoded.
pub(super) fn join(file: &str, reference: &str, prefixes: &Prefixes) -> Option<(String, String)> {
    let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let decoded = |text: &str| Some(percent_decode_str(text).decode_utf8().ok()?.into_owned());
    let (path, fragment) = (decoded(path)?, decoded(fragment)?);
    let located = prefixes.name(&path);
    if located.is_none() && (path.contains("://") || path.starts_with('/')) {
        return None;
    }
    let folder = match &located {
        Some(_) => "",
        None => file.rsplit_once('/').map_or("", |(folder, _)| folder),
    };
    let path = located.unwrap_or(path);
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

/// Returns a pointer as a fragment (RFC 6901, section 6). Only `%` is encoded, since readers percent-decode fragments.
fn encoded(pointer: &str) -> String {
    pointer.replace('%', "%25")
}
