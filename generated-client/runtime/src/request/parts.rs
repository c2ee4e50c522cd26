//! Parts on the wire (RFC 2046, section 5.1).

use std::{
    collections::VecDeque,
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderName, HeaderValue};

use crate::runtime::{
    Body, BoxError, File,
    exchange::retry::random,
    request::file::{ANY_FILE, covers, essence},
};

/// The default media type of parts.
pub(crate) const FORM_DATA: &str = "multipart/form-data";

/// Parts with any names, for a body whose parts the document does not name.
pub struct Multipart {
    boundary: String,
    /// The headers of all parts with a name.
    headers: Vec<(&'static str, &'static str, &'static str)>,
    /// The media type of the first part.
    root: Option<String>,
    pieces: VecDeque<Body>,
}

/// The header data of a part, besides its name.
pub(crate) struct Head<'a> {
    pub(crate) file: Option<&'a str>,
    pub(crate) content_type: &'a str,
    pub(crate) headers: &'a [(HeaderName, HeaderValue)],
}

impl<'a> Head<'a> {
    pub(crate) fn of(content_type: &'a str) -> Self {
        Self {
            file: None,
            content_type,
            headers: &[],
        }
    }
}

impl Default for Multipart {
    /// Creates an empty body with a boundary of 128 random bits, which no content contains by chance (RFC 2046,
    /// section 5.1.1).
    fn default() -> Self {
        // 32 bits each, which are random in a browser too, where the keys of std's hashes are not.
        let random = || format!("{:016x}", random().to_bits());
        Self {
            boundary: format!("part-{}{}{}{}", random(), random(), random(), random()),
            headers: Vec::new(),
            root: None,
            pieces: VecDeque::new(),
        }
    }
}

impl fmt::Debug for Multipart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Multipart").finish_non_exhaustive()
    }
}

impl Multipart {
    /// Creates a body without parts yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a part of text.
    #[must_use]
    pub fn text(mut self, name: &str, text: impl Into<String>) -> Self {
        self.add(name, &Head::of(""), text.into().into());
        self
    }

    /// Adds a file, with its own type, or the type of its name's extension, or else `application/octet-stream`.
    #[must_use]
    pub fn file(mut self, name: &str, file: File) -> Self {
        // A type that a header cannot hold would end the header.
        let content_type = file.media("*/*").filter(|it| is_header(it));
        let content_type = content_type.unwrap_or(ANY_FILE).to_owned();
        let head = Head {
            file: Some(&file.name),
            content_type: &content_type,
            headers: &file.headers,
        };
        self.add(name, &head, file.body);
        self
    }

    /// Sets a header for all further parts with this name.
    pub(crate) fn set_header(
        &mut self,
        name: &'static str,
        header: &'static str,
        value: &'static str,
    ) {
        let set = &mut self.headers;
        set.retain(|(part, known, _)| (*part, *known) != (name, header));
        set.push((name, header, value));
    }

    pub(crate) fn add(&mut self, name: &str, head: &Head<'_>, body: Body) {
        let root = || match head.content_type {
            "" => "text/plain".to_owned(),
            content_type => essence(content_type).to_owned(),
        };
        self.root.get_or_insert_with(root);
        let mut out = format!("--{}\r\n", self.boundary);
        out.push_str("Content-Disposition: form-data; name=\"");
        out.push_str(&escaped(name));
        if let Some(file) = head.file {
            out.push_str("\"; filename=\"");
            out.push_str(&escaped(file));
        }
        out.push_str("\"\r\n");
        if !head.content_type.is_empty() {
            out.push_str(&format!("Content-Type: {}\r\n", head.content_type));
        }
        let own = |header: &str| {
            head.headers
                .iter()
                .any(|(it, _)| it.as_str().eq_ignore_ascii_case(header))
        };
        for (_, header, value) in self.headers.iter().filter(|(it, ..)| *it == name) {
            if !own(header) {
                out.push_str(&format!("{header}: {value}\r\n"));
            }
        }
        let mut out = out.into_bytes();
        for (header, value) in head.headers {
            out.extend([header.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
        out.extend(b"\r\n");
        self.pieces.extend([out.into(), body, Body::from("\r\n")]);
    }

    /// Returns the content type, which is `media` with its parameters, and the body, which is a stream only if
    /// a part is one.
    pub(crate) fn finish(mut self, media: &str) -> (String, Body) {
        let content_type = self.content_type(media);
        self.pieces
            .push_back(format!("--{}--\r\n", self.boundary).into());
        let in_memory: Option<Vec<&[u8]>> = self.pieces.iter().map(Body::as_bytes).collect();
        if let Some(pieces) = in_memory {
            return (content_type, pieces.concat().into());
        }
        let length = self.pieces.iter().try_fold(0_u64, |length, body: &Body| {
            length.checked_add(http_body::Body::size_hint(body).exact()?)
        });
        (
            content_type,
            Body::chunks(Box::pin(Pieces(self.pieces)), length),
        )
    }

    fn content_type(&self, media: &str) -> String {
        let boundary = &self.boundary;
        match &self.root {
            // RFC 2387, section 3.1: the type of the part that the others are related to.
            Some(root) if covers("multipart/related", media) => {
                let root = root.replace(['"', '\\'], "");
                format!("{media}; type=\"{root}\"; boundary={boundary}")
            }
            Some(_) | None => format!("{media}; boundary={boundary}"),
        }
    }
}

/// Returns whether a header can hold a text.
pub(crate) fn is_header(text: &str) -> bool {
    HeaderValue::from_str(text).is_ok()
}

/// Escapes a name as browsers do (WHATWG HTML, "multipart/form-data encoding algorithm").
fn escaped(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A stream of bodies, one after the other.
struct Pieces(VecDeque<Body>);

impl Stream for Pieces {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let pieces = &mut self.get_mut().0;
        while let Some(body) = pieces.front_mut() {
            match ready!(body.poll_chunk(context)) {
                Some(chunk) => return Poll::Ready(Some(chunk)),
                None => pieces.pop_front(),
            };
        }
        Poll::Ready(None)
    }
}
