//! Bodies that are written property by property: forms and parts.

use super::{
    Lower,
    content::{essence, is_json},
    doc,
    operation::Site,
    properties::Found,
    schema::Use,
    style::form_style,
};
use crate::{
    load::Node,
    model::{Encoding, NameHint, Part, PartContent, Shape, SpecName, SpecPath, Style, TypeRef},
};

/// How many references and branches may lead to one another before they count as a circle.
const MAX_DEPTH: usize = 32;

impl Lower<'_> {
    /// An `application/x-www-form-urlencoded` body.
    pub(super) fn form_body(
        &mut self,
        at: &SpecPath,
        media: &str,
        schema: &SpecPath,
        site: &Site,
        role: &str,
    ) -> Encoding {
        match self.form_object(at, schema, site.hint(role)) {
            Some((ty, styles)) => Encoding::Form { ty, styles },
            None => self.raw(at, media),
        }
    }

    /// What is written as a form, and how its properties are; `None` for what has no properties.
    pub(super) fn form_object(
        &mut self,
        at: &SpecPath,
        schema: &SpecPath,
        hint: NameHint,
    ) -> Option<(TypeRef, Vec<(SpecName, Style)>)> {
        let ty = self.used(schema, hint).value();
        self.define_first(&ty);
        let single = match self.resolved(&ty) {
            TypeRef::Prim(_) | TypeRef::List(_) | TypeRef::Tuple(_) => true,
            TypeRef::Named(id) => match &self.types[id.index()].shape {
                Shape::StringEnum(_) | Shape::IntegerEnum(_) => true,
                Shape::Struct(_) | Shape::Union(_) | Shape::Untagged(_) | Shape::Alias(_) => false,
            },
            TypeRef::Foreign(it) => it.is_single(),
            TypeRef::Map(_) | TypeRef::Nullable(_) | TypeRef::Json => false,
        };
        (!single).then(|| (ty, self.form_styles(at)))
    }

    /// What `encoding` says of the properties of a form.
    fn form_styles(&mut self, at: &SpecPath) -> Vec<(SpecName, Style)> {
        let at = at.child("encoding");
        let Some(object) = self.node(&at).and_then(Node::as_object) else {
            return Vec::new();
        };
        let mut out = Vec::new();
        for (key, encoding) in object.iter() {
            let media = encoding.get("contentType").and_then(Node::as_str);
            let style = match form_style(encoding) {
                // "If a value is explicitly defined, then the value of `contentType` SHALL be ignored."
                Some(style) => Some(style),
                None => media
                    .filter(|it| is_json(&essence(it)))
                    .map(|_| Style::Json),
            };
            if style.is_none() && media.is_some_and(|it| !it.starts_with("text/")) {
                self.lossy(
                    "encoding",
                    &at.child(&key.text),
                    "this type of a property of a form is not encoded",
                    "it is written as text",
                );
            }
            if encoding.get("allowReserved").and_then(Node::as_bool) == Some(true) {
                self.note(
                    "allow-reserved",
                    &at.child(&key.text).child("allowReserved"),
                    "reserved characters need not be escaped here",
                    "they are: forms are read the same",
                );
            }
            out.extend(style.map(|style| (SpecName::new(key.text.as_ref()), style)));
        }
        out
    }

    /// A `multipart/form-data` body: its properties are its parts.
    pub(super) fn multipart(
        &mut self,
        at: &SpecPath,
        schema: &SpecPath,
        site: &Site,
        role: &str,
    ) -> Encoding {
        let found = self.properties_of(schema);
        self.report_found(schema, &found);
        if found.differing {
            return Encoding::Multipart(Vec::new());
        }
        let mut parts = Vec::new();
        for (name, property) in found.properties {
            let required = found.required.contains(&name);
            parts.extend(self.part(at, &name, &property, required, site, role));
        }
        Encoding::Multipart(parts)
    }

    fn report_found(&mut self, at: &SpecPath, found: &Found) {
        const CODE: &str = "multipart-schema";
        if found.differing {
            let message = "the alternatives disagree about a part";
            self.lossy(CODE, at, message, "the caller puts the parts together");
        } else if found.open {
            let message = "this schema has any number of properties besides those that it declares";
            self.lossy(CODE, at, message, "the declared properties are the parts");
        } else if found.alternatives {
            let message = "the parts depend on which of several alternatives is sent";
            let done = "the parts of all alternatives can be given, and none of them has to";
            self.note(CODE, at, message, done);
        }
    }

    fn part(
        &mut self,
        at: &SpecPath,
        name: &str,
        property: &SpecPath,
        required: bool,
        site: &Site,
        role: &str,
    ) -> Option<Part> {
        let encoding_at = at.child("encoding").child(name);
        let encoding = self.node(&encoding_at);
        let media = encoding
            .and_then(|it| it.get("contentType"))
            .and_then(Node::as_str);
        let file = |at: &SpecPath| self.is_file(at, media, 0);
        let items = self.behind(property).child("items");
        let content = if file(property) {
            PartContent::File
        } else if self.node(&items).is_some() && self.is_file(&items, None, 0) {
            PartContent::Files
        } else {
            let hint = site.hint(&format!("{role} {name}"));
            let used = self.used(property, hint);
            if used.read_only {
                return None;
            }
            let headers = self.part_headers(&encoding_at, false);
            return Some(Part {
                headers,
                ..self.typed_part(name, media, used, required)
            });
        };
        let node = self.node(&self.behind(property));
        let flag = |name| node.and_then(|it| it.get(name)).and_then(Node::as_bool) == Some(true);
        if flag("readOnly") {
            return None;
        }
        let headers = self.part_headers(&encoding_at, true);
        Some(Part {
            wire: SpecName::new(name),
            required,
            content,
            headers,
            // Several types, or a range, are for the caller to choose from.
            media: media
                .filter(|it| !it.contains([',', '*']))
                .map(str::to_owned),
            doc: node.map(doc::of).unwrap_or_default(),
            deprecated: flag("deprecated"),
            example: None,
        })
    }

    fn typed_part(&mut self, name: &str, media: Option<&str>, used: Use, required: bool) -> Part {
        let json = media.is_some_and(|it| is_json(&essence(it)));
        let text = media.is_some() && !json;
        let content = self.part_content(used.ty, json);
        let media = match &content {
            PartContent::Text(_) if text => media.map(str::to_owned),
            PartContent::Text(_)
            | PartContent::Json(_)
            | PartContent::JsonList(_)
            | PartContent::File
            | PartContent::Files => None,
        };
        Part {
            wire: SpecName::new(name),
            required,
            content,
            media,
            headers: Vec::new(),
            doc: used.doc,
            deprecated: used.deprecated,
            example: used.example,
        }
    }

    /// Text for what is a single value, JSON for objects, and a part for each item of a list (OpenAPI
    /// 3.0.4, section 4.7.15.1.1, `contentType`).
    fn part_content(&mut self, ty: TypeRef, json: bool) -> PartContent {
        self.define_first(&ty);
        if json {
            return PartContent::Json(ty);
        }
        match self.resolved(&ty).clone() {
            TypeRef::List(item) if self.is_single(&item) => PartContent::Text(ty),
            TypeRef::List(_) => PartContent::JsonList(ty),
            _ if self.is_single(&ty) => PartContent::Text(ty),
            TypeRef::Nullable(inner) => self.part_content(*inner, json),
            TypeRef::Json => PartContent::Text(ty),
            TypeRef::Prim(_)
            | TypeRef::Foreign(_)
            | TypeRef::Map(_)
            | TypeRef::Tuple(_)
            | TypeRef::Named(_) => PartContent::Json(ty),
        }
    }

    /// Whether values of a type are single texts.
    fn is_single(&mut self, ty: &TypeRef) -> bool {
        self.define_first(ty);
        let alternatives = match self.resolved(ty) {
            TypeRef::Prim(_) => return true,
            TypeRef::Foreign(it) => return it.is_single(),
            TypeRef::Named(id) => match &self.types[id.index()].shape {
                Shape::StringEnum(_) | Shape::IntegerEnum(_) => return true,
                Shape::Struct(_) | Shape::Union(_) | Shape::Alias(_) => return false,
                Shape::Untagged(it) => it.iter().map(|it| it.ty.clone()).collect::<Vec<_>>(),
            },
            TypeRef::List(_)
            | TypeRef::Map(_)
            | TypeRef::Tuple(_)
            | TypeRef::Nullable(_)
            | TypeRef::Json => return false,
        };
        let single = |ty: &TypeRef| match self.resolved(ty) {
            TypeRef::Prim(_) => true,
            TypeRef::Foreign(it) => it.is_single(),
            TypeRef::Named(id) => match &self.types[id.index()].shape {
                Shape::StringEnum(_) | Shape::IntegerEnum(_) => true,
                Shape::Struct(_) | Shape::Union(_) | Shape::Untagged(_) | Shape::Alias(_) => false,
            },
            TypeRef::List(_)
            | TypeRef::Map(_)
            | TypeRef::Tuple(_)
            | TypeRef::Nullable(_)
            | TypeRef::Json => false,
        };
        alternatives.iter().all(single)
    }

    /// Whether a part is a file: `format: binary` (3.0), or a media type of content that is no text
    /// (3.1), or one that the part is said to have.
    fn is_file(&self, at: &SpecPath, media: Option<&str>, depth: usize) -> bool {
        let at = self.behind(at);
        let Some(node) = self.node(&at).filter(|_| depth < MAX_DEPTH) else {
            return false;
        };
        let text = |key| node.get(key).and_then(Node::as_str);
        // One schema, wrapped to say more of it; or one that may be null.
        for keyword in ["allOf", "oneOf", "anyOf"] {
            let branches = node
                .get(keyword)
                .and_then(Node::as_array)
                .unwrap_or_default();
            let null = |it: &Node| it.get("type").and_then(Node::as_str) == Some("null");
            let mut values = branches.iter().enumerate().filter(|(_, it)| !null(it));
            if let (Some((index, _)), None) = (values.next(), values.next()) {
                return self.is_file(&at.child(keyword).item(index), media, depth + 1);
            }
        }
        let string = matches!(text("type"), Some("string" | "file") | None);
        if !string || node.get("properties").is_some() || node.get("enum").is_some() {
            return false;
        }
        let content = text("contentMediaType").or(media);
        let plain = |it: &str| it.starts_with("text/") || is_json(&essence(it));
        text("type") == Some("file")
            || text("format") == Some("binary")
            || (node.get("contentEncoding").is_none() && content.is_some_and(|it| !plain(it)))
    }
}
