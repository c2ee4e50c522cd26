//! Bodies in parts: `multipart/form-data` (RFC 7578).

use std::{
    collections::VecDeque,
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderName, HeaderValue};
use serde::Serialize;

use super::{
    Body, BoxError, Call, Param, ParamValue, RequestErrorKind, draft::Draft, retry::random,
};

/// A file to upload: its name, what is in it, and of which type that is.
///
/// The content may be a stream, which is read while it is sent.
pub struct File {
    name: String,
    content_type: Option<String>,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Body,
}

impl File {
    /// A file called `name`. The server sees the name; it need not exist on any disk.
    pub fn new(name: impl Into<String>, body: impl Into<Body>) -> Self {
        Self {
            name: name.into(),
            content_type: None,
            headers: Vec::new(),
            body: body.into(),
        }
    }

    /// The media type of the content, instead of the one that the document has for the part.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// A header of the file's part, besides those that say what it is.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
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

/// The type of a file of which nothing else is known.
const ANY_FILE: &str = "application/octet-stream";

/// What is wrong with a request that was given a body in two forms.
pub(super) const TWO_BODIES: &str = "a request with another body can have no parts";

impl<T, E> Call<T, E> {
    /// A body of these parts.
    pub fn parts(mut self, parts: Multipart) -> Self {
        self.draft.parts = Some(parts);
        self
    }

    /// A body in parts, even if there will be none.
    pub fn multipart(mut self) -> Self {
        self.draft.multipart();
        self
    }

    /// A part of text; a list is a part for each item.
    pub fn part(mut self, name: &str, value: impl Param) -> Self {
        self.draft.part(name, "", &value.param());
        self
    }

    /// A part of text of a media type.
    pub fn part_as(mut self, name: &str, content_type: &str, value: impl Param) -> Self {
        self.draft.part(name, content_type, &value.param());
        self
    }

    /// A header that all parts of this name have, from here on.
    pub fn part_header(
        mut self,
        name: &'static str,
        header: &'static str,
        value: &'static str,
    ) -> Self {
        if let Some(parts) = self.draft.multipart() {
            let set = &mut parts.headers;
            set.retain(|(part, known, _)| (*part, *known) != (name, header));
            set.push((name, header, value));
        }
        self
    }

    /// A part of JSON.
    pub fn part_json<B: Serialize + ?Sized>(mut self, name: &str, value: &B) -> Self {
        self.draft.part_json(name, serde_json::to_vec(value));
        self
    }

    /// A part of JSON for each item.
    pub fn parts_json<B: Serialize>(self, name: &str, values: &[B]) -> Self {
        let mut call = self.multipart();
        for value in values {
            call = call.part_json(name, value);
        }
        call
    }

    /// A file, of this type unless it says another one itself.
    pub fn file(mut self, name: &str, content_type: &'static str, file: File) -> Self {
        self.draft.file(name, content_type, file);
        self
    }

    /// Files under one name.
    pub fn files(
        self,
        name: &str,
        content_type: &'static str,
        files: impl IntoIterator<Item = File>,
    ) -> Self {
        let mut call = self.multipart();
        for file in files {
            call = call.file(name, content_type, file);
        }
        call
    }
}

impl Draft {
    fn multipart(&mut self) -> Option<&mut Multipart> {
        if self.parts.is_none() && self.has_body() {
            self.refuse_body(RequestErrorKind::Body, TWO_BODIES);
            return None;
        }
        Some(self.parts.get_or_insert_with(Multipart::default))
    }

    fn part(&mut self, name: &str, content_type: &str, value: &ParamValue<'_>) {
        let mut texts = Vec::new();
        if let Err(why) = value.form(name, |_, text| texts.push(text.to_owned())) {
            return self.refuse(RequestErrorKind::Body, "part", name, why);
        }
        self.multipart();
        for text in texts {
            self.add(name, &Head::of(content_type), text.into());
        }
    }

    fn part_json(&mut self, name: &str, encoded: Result<Vec<u8>, serde_json::Error>) {
        match encoded {
            Ok(json) => self.add(name, &Head::of("application/json"), json.into()),
            Err(_) => {
                let why = "cannot be written as JSON";
                self.refuse(RequestErrorKind::Body, "part", name, why);
            }
        }
    }

    fn file(&mut self, name: &str, content_type: &str, file: File) {
        let head = Head {
            file: Some(&file.name),
            content_type: file.content_type.as_deref().unwrap_or(content_type),
            headers: &file.headers,
        };
        self.add(name, &head, file.body);
    }

    fn add(&mut self, name: &str, head: &Head<'_>, body: Body) {
        if HeaderValue::from_str(head.content_type).is_err() {
            let why = "has a content type that a header cannot hold";
            return self.refuse(RequestErrorKind::Body, "part", name, why);
        }
        if let Some(parts) = self.multipart() {
            parts.add(name, head, body);
        }
    }
}

/// Parts of any names, for a body whose parts the document does not name.
pub struct Multipart {
    boundary: String,
    /// The headers that all parts of a name have.
    headers: Vec<(&'static str, &'static str, &'static str)>,
    pieces: VecDeque<Body>,
}

/// What a part says of itself besides its name.
struct Head<'a> {
    file: Option<&'a str>,
    content_type: &'a str,
    headers: &'a [(HeaderName, HeaderValue)],
}

impl<'a> Head<'a> {
    fn of(content_type: &'a str) -> Self {
        Self {
            file: None,
            content_type,
            headers: &[],
        }
    }
}

impl Default for Multipart {
    /// A boundary that no content has by chance (RFC 2046, section 5.1.1): 128 random bits.
    fn default() -> Self {
        // 32 bits each, and in a browser random too, where the keys of std's hashes are not.
        let random = || format!("{:016x}", random().to_bits());
        Self {
            boundary: format!("part-{}{}{}{}", random(), random(), random(), random()),
            headers: Vec::new(),
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
    /// No parts yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A part of text.
    #[must_use]
    pub fn text(mut self, name: &str, text: impl Into<String>) -> Self {
        self.add(name, &Head::of(""), text.into().into());
        self
    }

    /// A file, `application/octet-stream` unless it says another type itself.
    #[must_use]
    pub fn file(mut self, name: &str, file: File) -> Self {
        let content_type = file.content_type.as_deref().unwrap_or(ANY_FILE);
        // What a header cannot hold would end it.
        let content_type = match HeaderValue::from_str(content_type) {
            Ok(_) => content_type,
            Err(_) => ANY_FILE,
        };
        let head = Head {
            file: Some(&file.name),
            content_type,
            headers: &file.headers,
        };
        self.add(name, &head, file.body);
        self
    }

    fn add(&mut self, name: &str, head: &Head<'_>, body: Body) {
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

    /// The content type, and the body: a stream only if a part is one.
    pub(super) fn finish(mut self) -> (String, Body) {
        let content_type = format!("multipart/form-data; boundary={}", self.boundary);
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
}

/// As browsers do it (WHATWG HTML, "multipart/form-data encoding algorithm").
fn escaped(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Bodies behind one another.
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
