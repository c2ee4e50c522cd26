//! Files to upload, and the media type that each one is sent with.

use std::fmt;
#[cfg(not(target_arch = "wasm32"))]
use std::{io, path::Path};

use http::{HeaderName, HeaderValue};

use crate::runtime::{Body, request::extension};

/// A file to upload: its name, its content and its media type.
///
/// The content may be a stream, which is read while it is sent. If the caller sets no type, the name's
/// extension determines it, such as `image/png` for `a.png`, where the document allows that type.
pub struct File {
    pub(crate) name: String,
    pub(crate) content_type: Option<String>,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: Body,
}

impl File {
    /// Creates a file called `name`. The server receives the name; no file of that name needs to exist on
    /// disk.
    pub fn new(name: impl Into<String>, body: impl Into<Body>) -> Self {
        Self {
            name: name.into(),
            content_type: None,
            headers: Vec::new(),
            body: body.into(),
        }
    }

    /// Reads a file on disk into memory. The server receives the last part of its path as its name. To send a file
    /// without reading it into memory, use [`new`](Self::new) with a body that is a stream.
    ///
    /// # Errors
    ///
    /// Returns the error of reading the file.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn read(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Ok(Self::new(name, std::fs::read(path)?))
    }

    /// Sets the media type of the content, instead of the one that the document has for the part.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Adds a header to the file's part, besides the headers that describe the content.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Returns the media type that the file is sent with, where `allowed` are the types and ranges that the
    /// document lists: the caller's, or else that of the name's extension, or else the first type listed,
    /// or else `application/octet-stream` if a range includes it.
    pub(crate) fn media<'a>(&'a self, allowed: &'a str) -> Option<&'a str> {
        if let Some(own) = &self.content_type {
            return Some(own);
        }
        let listed = || allowed.split(',').map(str::trim);
        let listing = |media: &str| listed().find(|it| covers(it, media));
        if let Some(media) = extension::media(&self.name)
            && let Some(listed) = listing(media)
        {
            return Some(if is_range(listed) { media } else { listed });
        }
        let first = listed().find(|it| !is_range(it));
        first.or_else(|| listing(ANY_FILE).map(|_| ANY_FILE))
    }
}

/// The media type of a file of which nothing else is known (RFC 7578, section 4.4).
pub(crate) const ANY_FILE: &str = "application/octet-stream";

/// Returns the media type without its parameters.
pub(crate) fn essence(media: &str) -> &str {
    media
        .split_once(';')
        .map_or(media, |(media, _)| media)
        .trim()
}

/// Returns whether this is a range, which leaves the type of a body open.
pub(crate) fn is_range(media: &str) -> bool {
    essence(media).ends_with("/*")
}

/// Returns whether `listed`, a media type or a range, includes `media`.
pub(crate) fn covers(listed: &str, media: &str) -> bool {
    match essence(listed).strip_suffix('*') {
        Some("*/") => true,
        Some(kind) => media
            .get(..kind.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(kind)),
        None => essence(listed).eq_ignore_ascii_case(media),
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File")
            .field("name", &self.name)
            .field("content_type", &self.content_type)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

/// Yields the file itself, so that a single file can be passed where several are accepted.
impl IntoIterator for File {
    type Item = Self;
    type IntoIter = std::iter::Once<Self>;

    fn into_iter(self) -> Self::IntoIter {
        std::iter::once(self)
    }
}

/// A part that is a file or another value, such as the URL or the ID of a file.
///
/// A [`File`] converts into it.
#[derive(Debug)]
pub enum FileOr<T> {
    /// A file.
    File(File),
    /// A value that is sent instead of a file: as text if it is a single value, otherwise as JSON.
    Value(T),
}

impl<T> From<File> for FileOr<T> {
    fn from(file: File) -> Self {
        Self::File(file)
    }
}

/// A part that is any number of files or something else, such as the URL or the id of one.
///
/// A [`File`] converts into it, and a list of them.
#[derive(Debug)]
pub enum FilesOr<T> {
    /// The files: a part each.
    Files(Vec<File>),
    /// The value that is sent instead of files: as text if it is a single value, otherwise as JSON.
    Value(T),
}

impl<T> From<File> for FilesOr<T> {
    fn from(file: File) -> Self {
        Self::Files(vec![file])
    }
}

impl<T> From<Vec<File>> for FilesOr<T> {
    fn from(files: Vec<File>) -> Self {
        Self::Files(files)
    }
}

impl<T, const N: usize> From<[File; N]> for FilesOr<T> {
    fn from(files: [File; N]) -> Self {
        Self::Files(files.into())
    }
}
