//! Bodies that are written property by property: forms and multipart bodies.

use super::{
    Lower,
    content::{essence, is_json},
    hint::within,
    properties::Found,
    style::form_style,
};
use crate::{
    api::{Encoding, NameHint, Part, PartContent, Shape, Style, TypeRef},
    diagnostic::Code,
    tree::{Node, SpecName, SpecPath},
    vocabulary::flag_meant,
};

impl Lower<'_> {
    /// Returns the encoding of an `application/x-www-form-urlencoded` body.
    pub(super) fn form_body(
        &mut self,
        at: &SpecPath,
        media: &str,
        schema: &SpecPath,
        name: &NameHint,
    ) -> Encoding {
        match self.form_object(at, schema, name.clone()) {
            Some((ty, styles)) => Encoding::Form { ty, styles },
            None => self.raw(at, media),
        }
    }

    /// Returns the type of a form and the styles of its properties; `None` if the type has no properties.
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

    /// Returns the styles that `encoding` gives to the properties of a form.
    fn form_styles(&mut self, at: &SpecPath) -> Vec<(SpecName, Style)> {
        let at = at.child("encoding");
        let Some(object) = self.node(&at).and_then(Node::as_object) else {
            return Vec::new();
        };
        let mut out = Vec::new();
        for (key, encoding) in object.iter() {
            let place = at.child(&key.text);
            self.check_flags(&place, encoding, &["explode", "allowReserved"]);
            let media = encoding.get("contentType").and_then(Node::as_str);
            let style = match form_style(encoding) {
                // "If a value is explicitly defined, then the value of `contentType` SHALL be ignored."
                Some(style) => Some(style),
                None => media
                    .filter(|it| is_json(&essence(it)))
                    .map(|_| Style::Json),
            };
            if style.is_none() && media.is_some_and(|it| !it.starts_with("text/")) {
                self.warning(
                    Code::Encoding,
                    &place,
                    "the client does not encode this media type in a form",
                    "it is written as text",
                );
            }
            if encoding.get("allowReserved").and_then(flag_meant) == Some(true) {
                self.note(
                    Code::AllowReserved,
                    &place.child("allowReserved"),
                    "`allowReserved` has no effect here",
                    "reserved characters are escaped, which servers read the same",
                );
            }
            out.extend(style.map(|style| (SpecName::new(key.text.as_ref()), style)));
        }
        out
    }

    /// Returns the encoding of a multipart body, whose parts are the properties of its schema.
    pub(super) fn multipart(
        &mut self,
        at: &SpecPath,
        schema: &SpecPath,
        body: &NameHint,
    ) -> Encoding {
        let found = self.properties_of(schema);
        self.report_found(schema, &found);
        if found.differing {
            return Encoding::Multipart(Vec::new());
        }
        let mut properties = found.properties;
        // Properties have no order, so required parts go first, in the order of `required`.
        let asked = |name: &str| found.required.iter().position(|it| it == name);
        properties.sort_by_key(|(name, _)| asked(name).unwrap_or(usize::MAX));
        let mut parts = Vec::new();
        for (name, property) in properties {
            let required = found.required.contains(&name);
            if self.leaves_out_part(&property, found.needed.contains(&name)) {
                continue;
            }
            parts.extend(self.part(at, &name, &property, required, body));
        }
        Encoding::Multipart(parts)
    }

    fn report_found(&mut self, at: &SpecPath, found: &Found) {
        const CODE: Code = Code::MultipartSchema;
        if found.differing {
            let message = "the alternatives declare a part differently";
            self.warning(CODE, at, message, "the caller builds the parts");
        } else if found.open {
            let message = "this schema admits properties beyond those that it declares";
            self.warning(CODE, at, message, "only the declared properties are parts");
        } else if found.alternatives {
            let message = "the parts depend on the alternative that is sent";
            let action = "the parts of all alternatives can be given, and none of them is required";
            self.note(CODE, at, message, action);
        }
    }

    fn part(
        &mut self,
        at: &SpecPath,
        name: &str,
        property: &SpecPath,
        required: bool,
        body: &NameHint,
    ) -> Option<Part> {
        let encoding_at = at.child("encoding").child(name);
        let encoding = self.node(&encoding_at);
        let media = encoding
            .and_then(|it| it.get("contentType"))
            .and_then(Node::as_str);
        let hint = within(body, name);
        let style = self.part_style(&encoding_at);
        let filled = match self.file_content(property, media, &hint) {
            Some(content) => self.file_part(property, content, media)?,
            None => {
                let used = self.used(property, hint);
                if used.read_only {
                    return None;
                }
                // "If a value is explicitly defined, then the value of `contentType` SHALL be ignored."
                self.typed_part(&encoding_at, media.filter(|_| style.is_none()), used)
            }
        };
        let file = filled.content.takes_file();
        let headers = self.part_headers(&encoding_at, file);
        let style = style.filter(|style| !self.is_usual(*style, &filled.content));
        Some(Part {
            wire: SpecName::new(name),
            required,
            headers,
            style,
            ..filled
        })
    }

    /// Returns the style of a part, if its Encoding Object has one. In OpenAPI 3.0, styles apply to forms only (3.0.4,
    /// section 4.7.15.1.1); parameters of Swagger 2.0 have them in both.
    fn part_style(&mut self, at: &SpecPath) -> Option<Style> {
        let encoding = self.node(at)?;
        self.check_flags(at, encoding, &["explode"]);
        let style = form_style(encoding)?;
        let version = self.root.get("openapi").and_then(Node::as_str);
        let for_forms = version.is_some_and(|it| it.starts_with("3.0")) && !self.rewritten;
        if for_forms {
            self.note(
                Code::PartStyle,
                at,
                "OpenAPI 3.0 defines styles for `application/x-www-form-urlencoded` only",
                "the style of the part is ignored",
            );
            return None;
        }
        Some(style)
    }

    /// Returns whether a part has this style by default. No style applies to a file.
    fn is_usual(&mut self, style: Style, content: &PartContent) -> bool {
        let Some(ty) = content.ty().filter(|_| !content.takes_file()) else {
            return true;
        };
        let list = matches!(content, PartContent::Text(_)) && !self.is_single(ty);
        self.is_single(ty) || (style == Style::FormExplode && list)
    }

    /// Reports the flags of an Encoding Object that are no booleans.
    fn check_flags(&mut self, at: &SpecPath, encoding: &Node, names: &[&str]) {
        for name in names {
            let flag = encoding.get(name).filter(|it| it.as_bool().is_none());
            let Some(flag) = flag else { continue };
            let quoted = flag.as_str().map(|it| format!("`{it}`"));
            let found = quoted.unwrap_or_else(|| flag.kind().to_owned());
            let message = format!("`{name}` has to be true or false, not {found}");
            let at = at.child(name);
            match flag_meant(flag) {
                Some(meant) => {
                    let action = format!("it is read as `{meant}`");
                    self.note(Code::WrongKind, &at, &message, &action);
                }
                None => self.warning(Code::WrongKind, &at, &message, "it is ignored"),
            }
        }
    }
}
