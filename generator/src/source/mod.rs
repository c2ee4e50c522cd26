//! Reads a document from bytes into a tree in which every node knows its file, line and column.
//!
//! YAML and JSON become the same tree. A document without findings is parsed only once: positions are computed when a
//! diagnostic first asks for one.

mod build;
mod comment;
mod events;
mod finding;
mod link;
mod overlay;
mod overrides;
mod parse;
pub(crate) mod read;
mod select;
mod whole;

pub use link::Prefix;
pub use overrides::{
    EVERY, KeyOverride, Override, Overrides, PageOverride, PageRule, PollOverride, PollRule,
    SignatureRule, TypeOverride, Undeclared, WebhookRule,
};
pub(crate) use select::{LEFT_OUT, is_selected};
pub use select::{Pattern, Selection};

use crate::{
    diagnostic::Diagnostics,
    tree::{FileId, Format, Node, NodeAt, Place, Position, Sources, pointer},
};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A document that was read.
#[derive(Debug)]
pub struct Source {
    /// The files that the document was read from.
    pub files: Sources,
    /// The root of the document.
    pub root: Node,
    /// The diagnostics about the document, none of them an error.
    pub diagnostics: Diagnostics,
    /// The moves made while linking the files: from new pointer to old.
    moved: BTreeMap<String, String>,
    /// The configured overrides that go beyond the document.
    pub overrides: Overrides,
    /// The configuration among `files`.
    config: Option<FileId>,
}

/// A document that could not be read: the reasons, and the files to show them in.
#[derive(Debug)]
pub struct Failure {
    /// The files that were read so far.
    pub files: Sources,
    /// The diagnostics, at least one of them an error.
    pub diagnostics: Diagnostics,
}

impl Source {
    /// Sets the overrides for generating the document.
    #[must_use]
    pub fn with_overrides(mut self, overrides: Overrides) -> Source {
        if let Some((name, text)) = overrides.file.clone().filter(|_| !overrides.is_empty()) {
            self.config = self.files.add(&name, text, Format::Toml);
        }
        self.overrides = overrides;
        self
    }

    /// Returns the place of a byte range in the configuration.
    pub fn config_place(&self, bytes: &Range<usize>) -> Option<Place> {
        let place = |file| Place::Bytes(file, bytes.start, bytes.end);
        self.config.map(place)
    }

    /// Returns the position of a place; `None` for a whole file and for a node without a known position.
    pub fn position(&self, place: impl Into<Place>) -> Option<Position<'_>> {
        self.files.position(place)
    }

    /// Returns the node at a JSON pointer (`/paths/~1pets/get`) and its position.
    pub fn find(&self, pointer: &str) -> Option<(&Node, Option<Position<'_>>)> {
        let node = self.root.pointer(pointer)?;
        Some((node, self.position(node.at)))
    }

    /// Returns the JSON pointer of the node or key at `at`; `None` if it is not in the tree.
    ///
    /// This searches the whole tree, so it is meant for the few places that a diagnostic names.
    pub fn pointer_of(&self, at: NodeAt) -> Option<String> {
        pointer::of_node(&self.root, at)
    }

    /// Returns a pointer as the document's author knows it: the original location, before files were
    /// linked, with the name of the file.
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

    /// Returns the pointer in the linked tree for an original one: the inverse of [`Source::shown`], for a pointer
    /// that has not been made readable.
    pub fn linked(&self, pointer: &str) -> String {
        let moved = self.moved.iter().filter_map(|(to, from)| {
            let rest = pointer.strip_prefix(from.as_str())?;
            let inside = rest.is_empty() || rest.starts_with('/');
            inside.then(|| (from.len(), format!("{to}{rest}")))
        });
        let nearest = moved.max_by_key(|(length, _)| *length);
        nearest.map_or_else(|| pointer.to_owned(), |(_, moved)| moved)
    }

    /// Returns the pointers of many places in one walk of the tree; see [`Source::pointer_of`].
    pub fn pointers_of(&self, places: &BTreeSet<NodeAt>) -> BTreeMap<NodeAt, String> {
        pointer::of_nodes(&self.root, places)
    }
}

/// Reads the document at `path` and the files that it refers to.
///
/// # Errors
///
/// A [`Failure`] with an error diagnostic when the file cannot be read, is not UTF-8, is empty, is neither YAML nor
/// JSON, nests too deeply, or is too large once its aliases are expanded.
pub fn load(path: &Path) -> Result<Source, Failure> {
    load_located(path, &[], &[])
}

/// Reads the document at `path`, applies the overlays (Overlay Specification 1.0 and 1.1), and reads the
/// files that the result refers to.
///
/// # Errors
///
/// The same as [`load`], and also if an overlay cannot be read or one of its actions selects nothing.
pub fn load_with(path: &Path, overlays: &[PathBuf]) -> Result<Source, Failure> {
    load_located(path, overlays, &[])
}

/// Reads the document at `path` like [`load_with`]; references that begin with one of the prefixes lead to files.
///
/// # Errors
///
/// The same as [`load_with`], and also if a prefix is unused.
pub fn load_located(
    path: &Path,
    overlays: &[PathBuf],
    prefixes: &[Prefix],
) -> Result<Source, Failure> {
    whole::from_file(path, overlays, prefixes).and_then(whole::checked)
}

/// Reads an older version of a document like [`load_located`]. An action of an overlay, or a prefix, that does not suit
/// it has no effect.
pub(crate) fn load_older(
    path: &Path,
    overlays: &[PathBuf],
    prefixes: &[Prefix],
) -> Result<Source, Failure> {
    let mut source = whole::from_file(path, overlays, prefixes)?;
    source.diagnostics.remove_unmet();
    whole::checked(source)
}

/// Reads a document from a stream, such as standard input. Other files that it refers to are
/// resolved against the current folder.
///
/// # Errors
///
/// The same as [`load_located`], and also if the stream cannot be read.
pub fn load_stream(
    mut stream: impl Read,
    overlays: &[PathBuf],
    prefixes: &[Prefix],
) -> Result<Source, Failure> {
    let mut bytes = Vec::new();
    let path = Path::new("standard input");
    let read = stream.read_to_end(&mut bytes).map(|_| bytes);
    whole::from((path, prefixes), read, overlays).and_then(whole::checked)
}

/// Reads a document that is already in memory. Diagnostics refer to it by `name`; a name
/// ending in `.json` marks it as JSON.
///
/// # Errors
///
/// The same as [`load`].
pub fn load_bytes(name: &str, bytes: Vec<u8>) -> Result<Source, Failure> {
    whole::from_bytes(name, bytes)
}
