//! The files that were read: names, texts, and positions in them.

use super::locate::{self, Locations};
use super::{FileId, NodeAt};
use std::ops::Range;
use std::sync::OnceLock;

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON.
    Json,
    /// YAML.
    Yaml,
    /// TOML, which only the configuration uses.
    Toml,
}

impl Format {
    /// Returns the name of the format for a message.
    pub fn name(self) -> &'static str {
        match self {
            Format::Json => "JSON",
            Format::Yaml => "YAML",
            Format::Toml => "TOML",
        }
    }
}

/// All files that were read, each under its [`FileId`].
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<File>,
}

#[derive(Debug)]
struct File {
    name: String,
    text: String,
    format: Format,
    /// The number of nodes that were numbered while reading the file.
    nodes: u32,
    /// Computed when a position is first asked for, so that a document without findings is parsed only once.
    locations: OnceLock<Locations>,
    lines: OnceLock<Lines>,
}

/// An index that turns byte offsets into lines and columns without counting from the start each time.
#[derive(Debug)]
struct Lines {
    starts: Vec<usize>,
    /// The number of characters that begin before each block of bytes; empty for ASCII text.
    characters: Vec<usize>,
}

/// The size of a block in bytes. A minified document is one long line; blocks keep the cost of computing a column
/// to the characters of one block.
const BLOCK: usize = 1024;

/// A place that a diagnostic can point at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A whole file.
    File(FileId),
    /// A node of a file.
    Node(NodeAt),
    /// A byte range of a file, from start to end.
    Bytes(FileId, usize, usize),
}

impl Place {
    /// Returns the file that contains the place.
    pub fn file(self) -> FileId {
        match self {
            Place::Node(at) => at.file,
            Place::Bytes(file, ..) | Place::File(file) => file,
        }
    }
}

impl From<NodeAt> for Place {
    fn from(at: NodeAt) -> Place {
        Place::Node(at)
    }
}

/// A human-readable position: line and column, both from 1, with the column in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position<'s> {
    /// The file's name as given.
    pub file: &'s str,
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// The byte range in the file's text: the whole of a scalar, or the beginning of an array or object.
    pub range: Range<usize>,
}

impl Sources {
    /// Creates an empty table.
    pub fn new() -> Sources {
        Sources::default()
    }

    /// Adds a file; `None` if the table is full (65,536 files).
    pub(crate) fn add(&mut self, name: &str, text: String, format: Format) -> Option<FileId> {
        let id = FileId(u16::try_from(self.files.len()).ok()?);
        let name = name.to_owned();
        self.files.push(File {
            name,
            text,
            format,
            nodes: 0,
            locations: OnceLock::new(),
            lines: OnceLock::new(),
        });
        Some(id)
    }

    /// Records the format in which a file was finally read, and how many nodes were numbered.
    pub(crate) fn set_read(&mut self, file: FileId, format: Format, nodes: u32) {
        if let Some(file) = self.files.get_mut(usize::from(file.0)) {
            file.format = format;
            file.nodes = nodes;
        }
    }

    fn file(&self, id: FileId) -> Option<&File> {
        self.files.get(usize::from(id.0))
    }

    /// Returns the file's name as given; empty if the id is from another table.
    pub fn name(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| &file.name)
    }

    /// Returns the file's text without a byte order mark; for a file that is not UTF-8, only the valid part.
    pub fn text(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| &file.text)
    }

    /// Returns the format of the file; `None` if the id is from another table.
    pub fn format(&self, file: FileId) -> Option<Format> {
        self.file(file).map(|file| file.format)
    }

    /// Iterates over the files in the order in which they were read.
    pub fn ids(&self) -> impl Iterator<Item = FileId> {
        (0..=u16::MAX).take(self.files.len()).map(FileId)
    }

    /// Returns the position of a place; `None` for a whole file and for a node without a known position.
    pub fn position(&self, place: impl Into<Place>) -> Option<Position<'_>> {
        let place = place.into();
        let file = self.file(place.file())?;
        let range = match place {
            Place::Node(at) => file.locations().range(at.number)?,
            Place::Bytes(_, start, end) => {
                char_start(&file.text, start)..char_start(&file.text, end.max(start))
            }
            Place::File(_) => return None,
        };
        let lines = file.lines.get_or_init(|| Lines::new(&file.text));
        let (line, column) = lines.line_and_column(&file.text, range.start)?;
        Some(Position {
            file: &file.name,
            line,
            column,
            range,
        })
    }

    /// Returns a node's literal text: the whole of a scalar (with its quotes), or the beginning of an array or object.
    ///
    /// An unquoted version number is a float in YAML; this returns its original digits.
    pub fn spelling(&self, at: NodeAt) -> Option<&str> {
        let file = self.file(at.file)?;
        file.text.get(file.locations().range(at.number)?)
    }
}

impl File {
    fn locations(&self) -> &Locations {
        self.locations.get_or_init(|| match self.format {
            Format::Json => locate::json(&self.text, self.nodes),
            Format::Yaml => locate::yaml(&self.text, self.nodes),
            Format::Toml => Locations::default(),
        })
    }
}

impl Lines {
    fn new(text: &str) -> Lines {
        let newlines = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        let starts = std::iter::once(0).chain(newlines.map(|(place, _)| place + 1));
        let mut characters = Vec::new();
        if !text.is_ascii() {
            let mut before = 0;
            for block in text.as_bytes().chunks(BLOCK) {
                characters.push(before);
                before += beginnings(block);
            }
        }
        Lines {
            starts: starts.collect(),
            characters,
        }
    }

    fn line_and_column(&self, text: &str, offset: usize) -> Option<(usize, usize)> {
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = *self.starts.get(line.checked_sub(1)?)?;
        let column = self.characters_before(text, offset)? - self.characters_before(text, start)?;
        Some((line, column + 1))
    }

    fn characters_before(&self, text: &str, offset: usize) -> Option<usize> {
        if self.characters.is_empty() {
            return (offset <= text.len()).then_some(offset);
        }
        let block = offset / BLOCK;
        let before = self.characters.get(block).copied();
        let rest = text.as_bytes().get(block * BLOCK..offset)?;
        // The end of a text that fills its last block lies in a block that does not exist.
        let before = before.unwrap_or_else(|| text.chars().count());
        Some(before + beginnings(rest))
    }
}

/// Returns the number of characters that begin in these bytes of UTF-8.
fn beginnings(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

/// Returns `offset`, or the beginning of the character that it falls into.
fn char_start(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len()))
        .rev()
        .find(|&offset| text.is_char_boundary(offset))
        .unwrap_or(0)
}
