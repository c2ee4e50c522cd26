//! Bodies in parts, as calls describe them: `multipart/form-data` (RFC 7578) and other multipart types.

use serde::Serialize;

use crate::runtime::{
    Body, Call, File, FileOr, FilesOr, Multipart, Param, ParamValue, RequestErrorKind, Style, Tree,
    request::builder::RequestBuilder,
    request::part_style,
    request::parts::{Head, is_header},
};

/// The problem of a request with bodies in two forms.
pub(crate) const TWO_BODIES: &str = "a request with another body can have no parts";

const JSON: &str = "application/json";

impl<T, E> Call<T, E> {
    /// Sets a body of these parts.
    pub fn parts(mut self, parts: Multipart) -> Self {
        self.builder.parts = Some(parts);
        self
    }

    /// Sets the media type of a body in parts, if there is one, instead of `multipart/form-data`.
    pub fn parts_as(mut self, content_type: &'static str) -> Self {
        self.builder.parts_type = content_type;
        self
    }

    /// Sets a body in parts, even if no part follows.
    pub fn multipart(mut self) -> Self {
        self.builder.multipart();
        self
    }

    /// Adds a part of text; a list becomes one part per item.
    pub fn part(mut self, name: &str, value: impl Param) -> Self {
        self.builder.part(name, "", &value.param());
        self
    }

    /// Adds a part of text with this media type.
    pub fn part_as(mut self, name: &str, content_type: &str, value: impl Param) -> Self {
        self.builder.part(name, content_type, &value.param());
        self
    }

    /// Adds one or more parts of a value in a style.
    pub fn part_styled(mut self, name: &str, style: Style, value: impl Param) -> Self {
        self.builder.part_styled(name, style, &value.param());
        self
    }

    /// Adds a part in a form that depends on the value: text for a single value, JSON for an object, one part
    /// per item for a list, and no part for `null`.
    pub fn part_value<B: Serialize + ?Sized>(mut self, name: &str, value: &B) -> Self {
        self.builder.part_value(name, serde_json::to_vec(value));
        self
    }

    /// Sets a header for all further parts with this name.
    pub fn part_header(
        mut self,
        name: &'static str,
        header: &'static str,
        value: &'static str,
    ) -> Self {
        if let Some(parts) = self.builder.multipart() {
            parts.set_header(name, header, value);
        }
        self
    }

    /// Adds a part of JSON.
    pub fn part_json<B: Serialize + ?Sized>(self, name: &str, value: &B) -> Self {
        self.part_json_as(name, JSON, value)
    }

    /// Adds a part of JSON with another media type, such as `application/vnd.example+json`.
    pub fn part_json_as<B>(mut self, name: &str, content_type: &str, value: &B) -> Self
    where
        B: Serialize + ?Sized,
    {
        let json = serde_json::to_vec(value);
        self.builder.part_json(name, content_type, json);
        self
    }

    /// Adds a part of JSON for each item.
    pub fn parts_json<B: Serialize>(self, name: &str, values: &[B]) -> Self {
        let mut call = self.multipart();
        for value in values {
            call = call.part_json(name, value);
        }
        call
    }

    /// Adds a file. `content_type` lists the media types and ranges that the document allows for it. A file
    /// without a type of its own gets the type of its name's extension if that is listed, and otherwise the
    /// first one.
    pub fn file(mut self, name: &str, content_type: &'static str, file: File) -> Self {
        self.builder.file(name, content_type, file);
        self
    }

    /// Adds files under one name.
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

    /// Adds a file, or the value that replaces it.
    pub fn file_or<B: Serialize>(
        self,
        name: &str,
        content_type: &'static str,
        value: impl Into<FileOr<B>>,
    ) -> Self {
        match value.into() {
            FileOr::File(file) => self.file(name, content_type, file),
            FileOr::Value(value) => self.part_value(name, &value),
        }
    }
}

impl<T, E> Call<T, E> {
    /// Adds files under one name, or the value that replaces them.
    pub fn files_or<B: Serialize>(
        self,
        name: &str,
        content_type: &'static str,
        value: impl Into<FilesOr<B>>,
    ) -> Self {
        match value.into() {
            FilesOr::Files(files) => self.files(name, content_type, files),
            FilesOr::Value(value) => self.part_value(name, &value),
        }
    }
}

impl RequestBuilder {
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
            return self.refuse_part(name, why);
        }
        self.multipart();
        for text in texts {
            self.add(name, &Head::of(content_type), text.into());
        }
    }

    fn part_styled(&mut self, name: &str, style: Style, value: &ParamValue<'_>) {
        if let ParamValue::Invalid(why) = value {
            return self.refuse_part(name, why);
        }
        self.multipart();
        match part_style::parts(style, name, &value.tree()) {
            Ok(parts) => {
                for (name, text) in parts {
                    self.add(&name, &Head::of(""), text.into());
                }
            }
            Err(why) => self.refuse_part(name, why),
        }
    }

    fn part_value(&mut self, name: &str, encoded: Result<Vec<u8>, serde_json::Error>) {
        let Ok(json) = encoded else {
            return self.refuse_part(name, NOT_JSON);
        };
        self.multipart();
        match Tree::parse(&json) {
            Ok(Tree::List(items)) => items.into_iter().for_each(|it| self.part_item(name, it)),
            // The original JSON, as a tree may change its numbers.
            Ok(Tree::Object(_)) => self.add(name, &Head::of(JSON), json.into()),
            Ok(single) => self.part_item(name, single),
            Err(why) => self.refuse_part(name, why),
        }
    }

    fn part_item(&mut self, name: &str, item: Tree) {
        match item {
            Tree::Null => {}
            Tree::Plain(text) | Tree::Text(text) => self.add(name, &Head::of(""), text.into()),
            Tree::List(_) | Tree::Object(_) => {
                self.add(name, &Head::of(JSON), item.json().into());
            }
        }
    }

    fn part_json(
        &mut self,
        name: &str,
        content_type: &str,
        encoded: Result<Vec<u8>, serde_json::Error>,
    ) {
        match encoded {
            Ok(json) => self.add(name, &Head::of(content_type), json.into()),
            Err(_) => self.refuse_part(name, NOT_JSON),
        }
    }

    fn file(&mut self, name: &str, allowed: &str, file: File) {
        let Some(content_type) = file.media(allowed).map(str::to_owned) else {
            let why = format!(
                "can be any of `{allowed}`, and the file does not say which: give it a type with `File::content_type`"
            );
            return self.refuse_part(name, &why);
        };
        let head = Head {
            file: Some(&file.name),
            content_type: &content_type,
            headers: &file.headers,
        };
        self.add(name, &head, file.body);
    }

    fn add(&mut self, name: &str, head: &Head<'_>, body: Body) {
        if !is_header(head.content_type) {
            let why = "has a content type that a header cannot hold";
            return self.refuse_part(name, why);
        }
        if let Some(parts) = self.multipart() {
            parts.add(name, head, body);
        }
    }

    fn refuse_part(&mut self, name: &str, why: &str) {
        self.refuse(RequestErrorKind::Body, "part", name, why);
    }
}

const NOT_JSON: &str = "cannot be written as JSON";
