//! A document of several files becomes one tree.
//!
//! All files that references lead to hang under [`FILES`] of the root, each under its path from the
//! document's folder, and every reference is rewritten to the pointer of its target from the root: later
//! stages read one tree and know nothing of files. Nodes keep their places, so that what is said of them
//! names their file and line.
//!
//! A named schema that is nothing but a reference into another file changes places with its target
//! ([`hoist`]): it has one name, the one that the document gives it. One that no name in the document leads
//! to gets the name of its file, or the one that it has there ([`unnamed`]).

use super::read::read;
use super::sources::Sources;
use super::tree::{Key, Node, NodeAt, Object, Value};
use super::{FILES, pointer};
use crate::diagnostic::Diagnostics;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

mod context;
mod hoist;
mod identify;
mod inline;
mod target;
mod unnamed;

use context::{Context, references};
use hoist::Moves;
pub(super) use hoist::node_mut;
pub(super) use identify::identify;
use target::{Files, join};

/// Reads the files that the document at `path` refers to, and links them. What cannot be read stays a
/// reference that leads nowhere.
pub(super) fn link(
    path: &Path,
    mut root: Node,
    files: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> (Node, Moves) {
    if !references(&root).any(|(_, text)| is_elsewhere(text)) {
        return (root, Moves::new());
    }
    let loaded = Loader::new(path, files, diagnostics).load(&root);
    let known = loaded.files;
    attach(&mut root, loaded.trees);
    let targets = target::canonical(&root, &known);
    hoist::rewrite(&mut root, &targets);
    let mut moves = hoist::hoist(&mut root);
    unnamed::name(&mut root);
    moves.extend(hoist::hoist(&mut root));
    (inline::inline(&root), moves)
}

/// Whether a reference leads to another file, and not to another host.
fn is_elsewhere(reference: &str) -> bool {
    !reference.starts_with('#') && !reference.contains("://") && !reference.is_empty()
}

/// Hangs the files under the root.
fn attach(root: &mut Node, trees: Vec<(String, Node)>) {
    let at = root.at;
    let Value::Object(object) = &mut root.value else {
        return;
    };
    let entries = trees
        .into_iter()
        .map(|(name, tree)| (key(tree.at, &name), tree));
    let files = Node {
        at,
        value: Value::Object(Object::new(entries.collect())),
    };
    let mut entries = std::mem::take(object).into_entries();
    entries.push((key(at, FILES), files));
    *object = Object::new(entries);
}

fn key(at: NodeAt, text: &str) -> Key {
    Key {
        at,
        text: text.into(),
    }
}

struct Loader<'a> {
    /// The folder of the document.
    folder: PathBuf,
    sources: &'a mut Sources,
    diagnostics: &'a mut Diagnostics,
    /// The files that were found, by where they are in truth: their name in the tree.
    names: BTreeMap<PathBuf, String>,
    loaded: Loaded,
}

#[derive(Default)]
struct Loaded {
    files: Files,
    trees: Vec<(String, Node)>,
}

impl<'a> Loader<'a> {
    fn new(path: &Path, sources: &'a mut Sources, diagnostics: &'a mut Diagnostics) -> Self {
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let mut names = BTreeMap::new();
        if let Ok(real) = path.canonicalize() {
            names.insert(real, String::new());
        }
        Self {
            folder,
            sources,
            diagnostics,
            names,
            loaded: Loaded::default(),
        }
    }

    /// Reads what the document refers to, then what that refers to, and so on.
    fn load(mut self, root: &Node) -> Loaded {
        let mut wanted = wanted(root, "");
        let mut tried = BTreeSet::new();
        while let Some(name) = wanted.pop() {
            if !tried.insert(name.clone()) {
                continue;
            }
            if let Some(tree) = self.file(&name) {
                wanted.extend(self::wanted(&tree, &name));
                self.loaded.trees.push((name, tree));
            }
        }
        self.loaded
            .trees
            .sort_by(|left, right| left.0.cmp(&right.0));
        self.loaded
    }

    /// Reads one file; `None` if it is there already under another name, or cannot be read.
    fn file(&mut self, name: &str) -> Option<Node> {
        let path = self.folder.join(name);
        let real = path.canonicalize().ok().filter(|it| it.is_file())?;
        if let Some(known) = self.names.get(&real) {
            self.loaded.files.insert(name.to_owned(), known.clone());
            return None;
        }
        let bytes = std::fs::read(&real).ok()?;
        self.names.insert(real, name.to_owned());
        let shown = path.display().to_string();
        let mut said = Diagnostics::new();
        let outcome = read(self.sources, &mut said, &shown, bytes);
        let below = pointer::join(&pointer::join("", FILES), name);
        self.diagnostics.extend(said.into_iter().map(|mut it| {
            it.pointer = it.pointer.map(|own| format!("{below}{own}"));
            it
        }));
        match outcome {
            Ok(tree) => {
                self.loaded.files.insert(name.to_owned(), name.to_owned());
                Some(tree)
            }
            Err(error) => {
                self.diagnostics.push(*error);
                None
            }
        }
    }
}

/// The files that a file refers to, by their path from the document's folder, the first one last.
fn wanted(tree: &Node, file: &str) -> Vec<String> {
    let elsewhere = references(tree).filter(|(_, text)| is_elsewhere(text));
    let mut out: Vec<String> = elsewhere
        .filter_map(|(_, text)| join(file, text).map(|(name, _)| name))
        .collect();
    out.reverse();
    out
}
