//! The files that were read: name, text, and the positions in them.

use super::locate::{self, Locations};
use super::tree::{FileId, NodeAt};
use std::ops::Range;
use std::sync::OnceLock;

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON.
    Json,
    /// YAML.
    Yaml,
    /// TOML, which only the configuration is.
    Toml,
}

impl Format {
    /// The name for a message.
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
    /// How many nodes reading the file numbered.
    nodes: u32,
    /// Found when a position is asked for, so that a clean document is read once.
    locations: OnceLock<Locations>,
    lines: OnceLock<Lines>,
}

/// What turns bytes into lines and columns without counting from the start each time.
#[derive(Debug)]
struct Lines {
    starts: Vec<usize>,
    is_ascii: bool,
}

/// What a diagnostic can point at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A file as a whole.
    File(FileId),
    /// A node of a file.
    Node(NodeAt),
    /// Bytes, from and to, of a file that could not be read to its end.
    Bytes(FileId, usize, usize),
}

impl Place {
    /// The file pointed into.
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

/// A place for people: line and column, both from 1, the column in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position<'s> {
    /// The file's name as it was given.
    pub file: &'s str,
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// The bytes of the file's text: a scalar's whole text, of an array or object its beginning.
    pub range: Range<usize>,
}

impl Sources {
    /// An empty table.
    pub fn new() -> Sources {
        Sources::default()
    }

    /// Adds a file; `None` when the table is full (65,536 files).
    pub(super) fn add(&mut self, name: &str, text: String, format: Format) -> Option<FileId> {
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

    /// Notes how a file was read in the end, and how many nodes that numbered.
    pub(super) fn set_read(&mut self, file: FileId, format: Format, nodes: u32) {
        if let Some(file) = self.files.get_mut(usize::from(file.0)) {
            file.format = format;
            file.nodes = nodes;
        }
    }

    fn file(&self, id: FileId) -> Option<&File> {
        self.files.get(usize::from(id.0))
    }

    /// The file's name as it was given; empty when the id is of another table.
    pub fn name(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| &file.name)
    }

    /// The file's text without a byte order mark; of a file that is not UTF-8 the part that is.
    pub fn text(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| &file.text)
    }

    /// How the file is written; `None` when the id is of another table.
    pub fn format(&self, file: FileId) -> Option<Format> {
        self.file(file).map(|file| file.format)
    }

    /// Every file in the order in which it was read.
    pub fn ids(&self) -> impl Iterator<Item = FileId> {
        (0..=u16::MAX).take(self.files.len()).map(FileId)
    }

    /// Where a place is; `None` for a whole file and for a node whose place could not be told.
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

    /// A node's own text as it stands in the file: of a scalar all of it (with its quotes), of others the beginning.
    ///
    /// An unquoted version number is a float to YAML; here its digits are still to be had.
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
        Lines {
            starts: starts.collect(),
            is_ascii: text.is_ascii(),
        }
    }

    fn line_and_column(&self, text: &str, offset: usize) -> Option<(usize, usize)> {
        let line = self.starts.partition_point(|&start| start <= offset);
        let before = text.get(*self.starts.get(line.checked_sub(1)?)?..offset)?;
        let column = if self.is_ascii {
            before.len()
        } else {
            before.chars().count()
        };
        Some((line, column + 1))
    }
}

/// `offset`, or where the character that it is inside of begins.
fn char_start(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len()))
        .rev()
        .find(|&offset| text.is_char_boundary(offset))
        .unwrap_or(0)
}
