//! Reads a document: bytes to a tree in which every node knows its file, line and column.
//!
//! YAML and JSON become the same tree. A clean document is parsed once and only once: positions are worked out when a
//! diagnostic asks for the first one.

mod build;
mod choices;
mod config;
mod finding;
mod link;
mod locate;
mod number;
mod object;
mod overlay;
mod parse;
pub mod pointer;
mod read;
mod sources;
pub mod tree;

pub use choices::{Choice, Choices, TypeChoice};
pub use config::{ApiConfig, Config, load_config, load_own_config};
pub use sources::{Format, Place, Position, Sources};
pub use tree::{FileId, Key, Node, NodeAt, Number, Object, Value};

use crate::diagnostic::Diagnostics;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// The key of the root under which the other files of a document hang, each under its path from the
/// document's folder. No document has it: JSON and YAML that people write have no NUL in a key.
pub const FILES: &str = "\u{0}files";

/// A document that was read.
#[derive(Debug)]
pub struct Source {
    /// The files that it was read from.
    pub files: Sources,
    /// The document.
    pub root: Node,
    /// What there is to tell about it; no errors.
    pub diagnostics: Diagnostics,
    /// What linking the files moved: where it stands now, and where it stood.
    moved: BTreeMap<String, String>,
    /// What the configuration decides beyond the document.
    pub choices: Choices,
    /// The configuration among `files`.
    config: Option<FileId>,
}

/// A document that could not be read: why, and the files to show it in.
#[derive(Debug)]
pub struct Failure {
    /// The files that were read so far.
    pub files: Sources,
    /// At least one error.
    pub diagnostics: Diagnostics,
}

impl Source {
    /// The document, generated with these choices.
    #[must_use]
    pub fn with_choices(mut self, choices: Choices) -> Source {
        if let Some((name, text)) = choices.file.clone().filter(|_| !choices.is_empty()) {
            self.config = self.files.add(&name, text, Format::Toml);
        }
        self.choices = choices;
        self
    }

    /// Where a part of the configuration is.
    pub fn config_place(&self, bytes: &Range<usize>) -> Option<Place> {
        let place = |file| Place::Bytes(file, bytes.start, bytes.end);
        self.config.map(place)
    }

    /// Where a place is; `None` for a whole file and for a node whose place could not be told.
    pub fn position(&self, place: impl Into<Place>) -> Option<Position<'_>> {
        self.files.position(place)
    }

    /// The node at a JSON pointer (`/paths/~1pets/get`) and its position.
    pub fn find(&self, pointer: &str) -> Option<(&Node, Option<Position<'_>>)> {
        let node = self.root.pointer(pointer)?;
        Some((node, self.position(node.at)))
    }

    /// The JSON pointer of the node or key that stands at `at`; `None` when the tree does not hold it.
    ///
    /// It searches the whole tree: for the few places that a diagnostic names.
    pub fn pointer_of(&self, at: NodeAt) -> Option<String> {
        read::pointer_of(&self.root, at)
    }

    /// A pointer as the document's author knows it: to where a thing stood before files were linked, and with
    /// the name of the file.
    pub fn shown(&self, pointer: &str) -> String {
        let ends = pointer.match_indices('/').map(|(end, _)| end);
        let mut ends: Vec<usize> = ends.chain([pointer.len()]).collect();
        ends.reverse();
        let moved = ends.into_iter().find_map(|end| {
            let from = self.moved.get(pointer.get(..end)?)?;
            Some(format!("{from}{}", pointer.get(end..)?))
        });
        let known = moved.as_deref().unwrap_or(pointer);
        pointer::readable(known).into_owned()
    }

    /// A pointer to where a thing stands now that files are linked, from one to where it stood: the opposite of
    /// [`Source::shown`], of a pointer that is not made readable.
    pub fn linked(&self, pointer: &str) -> String {
        let moved = self.moved.iter().filter_map(|(to, from)| {
            let rest = pointer.strip_prefix(from.as_str())?;
            let inside = rest.is_empty() || rest.starts_with('/');
            inside.then(|| (from.len(), format!("{to}{rest}")))
        });
        let nearest = moved.max_by_key(|(length, _)| *length);
        nearest.map_or_else(|| pointer.to_owned(), |(_, moved)| moved)
    }

    /// [`Source::pointer_of`] for many places, in one walk of the tree.
    pub fn pointers_of(&self, places: &BTreeSet<NodeAt>) -> BTreeMap<NodeAt, String> {
        read::pointers_of(&self.root, places)
    }
}

/// Reads the document at `path` and the files that it refers to.
///
/// # Errors
///
/// A [`Failure`] with an error diagnostic when the file cannot be read, is not UTF-8, is empty, is neither YAML nor JSON,
/// nests too deep or is too large once its aliases are followed.
pub fn load(path: &Path) -> Result<Source, Failure> {
    read::from_file(path, &[])
}

/// Reads the document at `path`, changes it as the overlays say (Overlay Specification 1.0.0), and reads the
/// files that it refers to then.
///
/// # Errors
///
/// As [`load`], and if an overlay cannot be read or an action of it selects nothing.
pub fn load_with(path: &Path, overlays: &[PathBuf]) -> Result<Source, Failure> {
    read::from_file(path, overlays)
}

/// Reads a document that is already in memory; `name` is what diagnostics call it, and `.json` at its end tells JSON.
///
/// # Errors
///
/// As [`load`].
pub fn load_bytes(name: &str, bytes: Vec<u8>) -> Result<Source, Failure> {
    read::from_bytes(name, bytes)
}
