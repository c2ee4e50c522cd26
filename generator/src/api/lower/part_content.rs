//! The content of a part of a body: a file, text or JSON, and its media type.

use super::{Lower, doc, facets, schema::Use};
use crate::{
    api::{Doc, NameHint, Part, PartContent, Prim, Shape, TypeRef, essence, is_json, is_textual},
    diagnostic::Code,
    schema::JsonKind,
    tree::{Node, SpecName, SpecPath},
    vocabulary::{flag_meant, type_named},
};

/// The maximum number of nested references and branches; a deeper nesting counts as a cycle.
const MAX_DEPTH: usize = 32;

/// The alternatives in the schema of a part.
#[derive(Default)]
struct Alternatives {
    file: bool,
    files: bool,
    others: Vec<SpecPath>,
}

/// The form in which values of a type are written as parts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Written {
    /// As text.
    Text,
    /// As JSON.
    Json,
    /// Some as text, others as JSON.
    Either,
}

impl Lower<'_> {
    /// Returns the content of a part that may be a file; `None` for any other part.
    pub(super) fn file_content(
        &mut self,
        property: &SpecPath,
        media: Option<&str>,
        hint: &NameHint,
    ) -> Option<PartContent> {
        let mut found = Alternatives::default();
        self.find_files(property, media, 0, &mut found);
        match (found.file, found.files, found.others.as_slice()) {
            (false, false, _) => None,
            (true, false, []) => Some(PartContent::File),
            (_, true, []) => Some(PartContent::Files),
            (_, files, others) => {
                let other = match others {
                    [other] => other,
                    _ => property,
                };
                let ty = match self.used(other, hint.clone()).ty {
                    TypeRef::Nullable(inner) => *inner,
                    ty => ty,
                };
                let content = if files {
                    PartContent::FilesOr
                } else {
                    PartContent::FileOr
                };
                Some(content(ty))
            }
        }
    }

    fn find_files(&self, at: &SpecPath, media: Option<&str>, depth: usize, out: &mut Alternatives) {
        let at = self.behind(at);
        let Some(node) = self.node(&at).filter(|_| depth < MAX_DEPTH) else {
            out.others.push(at);
            return;
        };
        for keyword in ["oneOf", "anyOf", "allOf"] {
            let branches = node
                .get(keyword)
                .and_then(Node::as_array)
                .unwrap_or_default();
            let null = |it: &Node| it.get("type").and_then(type_named) == Some("null");
            let values = branches.iter().enumerate().filter(|(_, it)| !null(it));
            let values: Vec<usize> = values.map(|(index, _)| index).collect();
            // Either one schema in a wrapper that adds to it, or several alternatives.
            if values.len() == 1 || (keyword != "allOf" && !values.is_empty()) {
                for index in values {
                    let branch = at.child(keyword).item(index);
                    self.find_files(&branch, media, depth + 1, out);
                }
                return;
            }
        }
        let item = at.child("items");
        if is_file(node, media) {
            out.file = true;
        } else if let Some(item) = self.node(&self.behind(&item)).filter(|_| is_list(node))
            && is_file(item, media)
        {
            out.files = true;
        } else {
            out.others.push(at);
        }
    }

    /// Returns a part that takes a file; `None` for a read-only one, which only servers send.
    pub(super) fn file_part(
        &self,
        property: &SpecPath,
        content: PartContent,
        media: Option<&str>,
    ) -> Option<Part> {
        let node = self.node(&self.behind(property));
        let flag = |name| node.and_then(|it| it.get(name)).and_then(flag_meant) == Some(true);
        if flag("readOnly") {
            return None;
        }
        Some(Part {
            media: media.map(str::to_owned),
            doc: node.map(doc::of).unwrap_or_default(),
            facets: node.and_then(facets::of),
            deprecated: flag("deprecated"),
            ..empty(content)
        })
    }

    /// Returns a part that is not a file.
    pub(super) fn typed_part(&mut self, at: &SpecPath, media: Option<&str>, used: Use) -> Part {
        let (content, media) = self.typed_content(at, media, used.ty);
        Part {
            media,
            doc: used.doc,
            facets: used.facets,
            deprecated: used.deprecated,
            example: used.example,
            ..empty(content)
        }
    }

    /// Returns the content of a part and its media type: the first documented one that the type can be written as.
    fn typed_content(
        &mut self,
        at: &SpecPath,
        media: Option<&str>,
        ty: TypeRef,
    ) -> (PartContent, Option<String>) {
        let Some(media) = media else {
            return (self.part_content(ty), None);
        };
        let written = self.part_form(&ty);
        let listed = media.split(',').map(str::trim).filter(|it| !it.is_empty());
        for one in listed {
            let form = essence(one);
            let range = form.ends_with("/*");
            if is_json(&form) {
                let own = (form != "application/json").then(|| one.to_owned());
                return (PartContent::Json(ty), own);
            }
            let any = matches!(form.as_str(), "*/*" | "application/*");
            if any || (form == "text/*" && written == Written::Text) {
                return (self.part_content(ty), None);
            }
            if !range && written == Written::Text {
                return (self.part_content(ty), Some(one.to_owned()));
            }
        }
        self.unwritten(at, media, written, ty)
    }

    /// Reports a part whose type has no form in its media types, and returns the fallback.
    fn unwritten(
        &mut self,
        at: &SpecPath,
        media: &str,
        written: Written,
        ty: TypeRef,
    ) -> (PartContent, Option<String>) {
        let message = format!("a value of this type is not written as `{media}`");
        if written != Written::Json {
            self.warning(Code::Encoding, at, &message, "it is sent as the usual type");
            return (self.part_content(ty), None);
        }
        let mut listed = media.split(',').map(str::trim);
        let text = listed.find(|it| is_textual(&essence(it)) && !it.contains('*'));
        if let Some(text) = text {
            self.note(Code::RawPart, at, &message, "the caller writes the text");
            let ty = TypeRef::Prim(Prim::String);
            return (PartContent::Text(ty), Some(text.to_owned()));
        }
        self.note(Code::RawPart, at, &message, "the caller gives it as a file");
        (PartContent::File, Some(media.to_owned()))
    }

    /// Returns the default content: text for a single value, JSON for an object, and one part per item for a list
    /// (OpenAPI 3.0.4, section 4.7.15.1.1, `contentType`).
    fn part_content(&mut self, ty: TypeRef) -> PartContent {
        self.define_first(&ty);
        match self.resolved(&ty).clone() {
            TypeRef::Nullable(inner) => self.part_content(*inner),
            TypeRef::List(item) => match self.part_form(&item) {
                Written::Text => PartContent::Text(ty),
                Written::Json => PartContent::JsonList(ty),
                Written::Either => PartContent::ByValue(ty),
            },
            _ => match self.part_form(&ty) {
                Written::Text => PartContent::Text(ty),
                Written::Json => PartContent::Json(ty),
                Written::Either => PartContent::ByValue(ty),
            },
        }
    }

    /// Returns whether each value of a type is a single text.
    pub(super) fn is_single(&mut self, ty: &TypeRef) -> bool {
        self.part_form(ty) == Written::Text
    }

    /// Returns the form in which values of a type are written. A list counts as an item of another list.
    fn part_form(&mut self, ty: &TypeRef) -> Written {
        self.define_first(ty);
        let alternatives = match self.resolved(ty) {
            TypeRef::Prim(_) => return Written::Text,
            TypeRef::Foreign(it) if it.is_single() => return Written::Text,
            TypeRef::Foreign(it) => {
                let object = it.looks.iter().all(|it| it.kind == JsonKind::Object);
                return if object {
                    Written::Json
                } else {
                    Written::Either
                };
            }
            TypeRef::Named(id) => match &self.types[id.index()].shape {
                Shape::StringEnum(_) | Shape::IntegerEnum(_) => return Written::Text,
                Shape::Union(it) if it.is_mixed() => return Written::Either,
                Shape::Struct(_) | Shape::Union(_) | Shape::Alias(_) => return Written::Json,
                Shape::Untagged(it) => it.iter().map(|it| it.ty.clone()).collect::<Vec<_>>(),
            },
            TypeRef::List(_) | TypeRef::Map(_) | TypeRef::Tuple(_) => return Written::Json,
            TypeRef::Nullable(_) | TypeRef::Json => return Written::Either,
        };
        let each: Vec<Written> = alternatives
            .iter()
            .map(|ty| self.part_form_inside(ty))
            .collect();
        match each.split_first() {
            Some((first, rest)) if rest.iter().all(|it| it == first) => *first,
            _ => Written::Either,
        }
    }

    /// Returns the form of an alternative. It does not look into nested alternatives, so a cycle ends.
    fn part_form_inside(&mut self, ty: &TypeRef) -> Written {
        match self.resolved(ty) {
            TypeRef::Prim(_) => Written::Text,
            TypeRef::Foreign(it) if it.is_single() => Written::Text,
            TypeRef::Map(_) => Written::Json,
            TypeRef::Named(id) => match &self.types[id.index()].shape {
                Shape::StringEnum(_) | Shape::IntegerEnum(_) => Written::Text,
                Shape::Struct(_) => Written::Json,
                Shape::Union(_) | Shape::Untagged(_) | Shape::Alias(_) => Written::Either,
            },
            // A list becomes one part per item.
            TypeRef::Foreign(_)
            | TypeRef::List(_)
            | TypeRef::Tuple(_)
            | TypeRef::Nullable(_)
            | TypeRef::Json => Written::Either,
        }
    }
}

fn empty(content: PartContent) -> Part {
    Part {
        wire: SpecName::new(""),
        required: false,
        content,
        media: None,
        style: None,
        headers: Vec::new(),
        doc: Doc::default(),
        facets: None,
        deprecated: false,
        example: None,
    }
}

/// Returns whether a part is a file: it has `format: binary` (3.0), or a media type other than text, from its schema
/// (3.1) or its Encoding Object.
fn is_file(node: &Node, media: Option<&str>) -> bool {
    let text = |key| node.get(key).and_then(Node::as_str);
    let kind = node.get("type").and_then(type_named);
    let string = matches!(kind, Some("string" | "file") | None);
    let other = ["properties", "items", "enum", "const"];
    if !string || other.iter().any(|key| node.get(key).is_some()) {
        return false;
    }
    let content = text("contentMediaType").or(media);
    let textual = |it: &str| it.split(',').any(|it| is_textual(&essence(it)));
    kind == Some("file")
        || text("format") == Some("binary")
        || (node.get("contentEncoding").is_none() && content.is_some_and(|it| !textual(it)))
}

fn is_list(node: &Node) -> bool {
    node.get("type").and_then(type_named) == Some("array") || node.get("items").is_some()
}
