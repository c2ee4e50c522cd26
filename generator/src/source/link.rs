//! Links a document of several files into one tree.
//!
//! All referenced files are attached under [`FILES`] of the root, each under its path from the document's folder, and
//! every reference is rewritten to the pointer of its target from the root. Later stages read one tree and know
//! nothing of files. Nodes keep their positions, so diagnostics name the original file and line.
//!
//! A named schema that is nothing but a reference into another file is swapped with its target ([`hoist`]), so
//! that it has one name, the one from the document. A schema without a name in the document takes the name of its
//! file, or the one that it has in that file ([`unnamed`]). Only those parts of other files count that the
//! document's references reach ([`reach`]).

use super::read::{read, read_text};
use crate::diagnostic::Diagnostics;
use crate::tree::Sources;
use crate::tree::{FILES, pointer};
use crate::tree::{Key, Node, NodeAt, Object, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

mod context;
mod hoist;
mod identify;
mod inline;
mod prefix;
mod reach;
mod reference;
mod relative;
mod rewrite;
mod spread;
mod target;
mod unnamed;

use context::{Context, references};
use hoist::Moves;
pub(super) use hoist::{redirect, redirected};
pub(super) use identify::identify;
pub use prefix::Prefix;
use prefix::Prefixes;
pub(super) use reference::pointer_of;
use target::{Files, join};

/// Reads the files that the document at `path` refers to, and links them. A reference to a file that
/// cannot be read is left dangling.
pub(super) fn link(
    (path, prefixes): (&Path, &[Prefix]),
    mut root: Node,
    files: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> (Node, Moves) {
    let folder = path.parent().unwrap_or(Path::new(""));
    let prefixes = Prefixes::new(folder, prefixes);
    if !references(&root).any(|(_, text)| prefixes.is_elsewhere(text)) {
        prefixes.report_unused(diagnostics);
        return (root, Moves::new());
    }
    let loaded = Loader::new(path, &prefixes, files, diagnostics).load(&root);
    prefixes.report_unused(diagnostics);
    let known = loaded.files;
    attach(&mut root, loaded.trees);
    let targets = target::canonical(&root, &known, &prefixes);
    hoist::rewrite(&mut root, &targets);
    spread::spread(&mut root);
    let mut moves = hoist::hoist(&mut root);
    unnamed::name(&mut root);
    moves.extend(hoist::hoist(&mut root));
    (inline::inline(&root), moves)
}

/// Attaches the files to the root.
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
    prefixes: &'a Prefixes,
    sources: &'a mut Sources,
    diagnostics: &'a mut Diagnostics,
    /// The names in the tree of the files found so far, by canonical path.
    names: BTreeMap<PathBuf, String>,
    loaded: Loaded,
}

#[derive(Default)]
struct Loaded {
    files: Files,
    trees: Vec<(String, Node)>,
}

impl<'a> Loader<'a> {
    fn new(
        path: &Path,
        prefixes: &'a Prefixes,
        sources: &'a mut Sources,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let mut names = BTreeMap::new();
        if let Ok(real) = path.canonicalize() {
            names.insert(real, String::new());
        }
        Self {
            folder,
            prefixes,
            sources,
            diagnostics,
            names,
            loaded: Loaded::default(),
        }
    }

    /// Reads the files that the document refers to, directly or through other files.
    fn load(mut self, root: &Node) -> Loaded {
        let mut wanted = wanted(root, "", self.prefixes);
        let mut tried = BTreeSet::new();
        while let Some(name) = wanted.pop() {
            if !tried.insert(name.clone()) {
                continue;
            }
            if let Some(tree) = self.file(&name) {
                wanted.extend(self::wanted(&tree, &name, self.prefixes));
                self.loaded.trees.push((name, tree));
            }
        }
        self.loaded
            .trees
            .sort_by(|left, right| left.0.cmp(&right.0));
        self.loaded
    }

    /// Reads one file. Returns `None` if it was already read under another name, or cannot be read.
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
        let outcome = if is_prose(name) {
            read_text(self.sources, &shown, bytes)
        } else {
            read(self.sources, &mut said, &shown, bytes)
        };
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

/// Returns whether a file holds a description, as in `description: { $ref: intro.md }`.
fn is_prose(name: &str) -> bool {
    let extension = Path::new(name).extension().and_then(|it| it.to_str());
    extension
        .is_some_and(|it| ["md", "markdown", "txt"].contains(&it.to_ascii_lowercase().as_str()))
}

/// Returns the files that a file refers to, as paths from the document's folder, in reverse order.
fn wanted(tree: &Node, file: &str, prefixes: &Prefixes) -> Vec<String> {
    let elsewhere = references(tree).filter(|(_, text)| prefixes.is_elsewhere(text));
    let mut out: Vec<String> = elsewhere
        .filter_map(|(_, text)| join(file, text, prefixes).map(|(name, _)| name))
        .collect();
    out.reverse();
    out
}
