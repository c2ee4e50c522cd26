//! How parameters are written: `style`, `explode`, `allowReserved`, `content`.

use super::{Lower, operation::Site, schema::Use};
use crate::{
    load::Node,
    model::{JsonKind, Place, Prim, Shape, SpecPath, Style, TypeRef},
    skeleton::schema_of,
};
use openapiv3::{MediaType, ParameterData, ParameterSchemaOrContent};

/// What a value is to a style.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Single,
    List,
    Object,
    /// Any of these.
    Open,
}

impl Lower<'_> {
    /// The type of a parameter's value, and how it is written.
    pub(super) fn value(
        &mut self,
        at: &SpecPath,
        place: Place,
        data: &ParameterData,
        site: &Site,
    ) -> Option<(Use, Style)> {
        let name = data.name.as_str();
        match &data.format {
            ParameterSchemaOrContent::Schema(schema) => {
                let used = self.used(&schema_of(schema)?, site.hint(name));
                let style = self.style(at, place, &used.ty);
                self.check_depth(at, name, style, &used.ty);
                Some((used, style))
            }
            ParameterSchemaOrContent::Content(content) => {
                let (media, value) = content.first()?;
                Some(self.content_value(at, place, (media, value), site.hint(name)))
            }
        }
    }

    /// A parameter with `content`: JSON is written from its type, anything else is text.
    fn content_value(
        &mut self,
        at: &SpecPath,
        place: Place,
        (media, value): (&str, &MediaType),
        hint: crate::model::NameHint,
    ) -> (Use, Style) {
        let schema = value.schema.as_ref().and_then(schema_of);
        let json = super::content::is_json(&super::content::essence(media));
        match schema {
            Some(schema) if json => (self.used(&schema, hint), Style::Json),
            None if json => {
                let ty = self.free_form(at, "the parameter has no schema");
                (Use::plain(ty), Style::Json)
            }
            _ => {
                if !media.starts_with("text/") {
                    let message = format!("parameters of type `{media}` are not encoded");
                    self.note("raw-parameter", at, &message, "the caller writes the text");
                }
                (Use::plain(TypeRef::Prim(Prim::String)), place.usual())
            }
        }
    }

    /// The style of the Parameter Object at `at`; the usual one where it makes no difference.
    fn style(&mut self, at: &SpecPath, place: Place, ty: &TypeRef) -> Style {
        let kind = self.kind(ty);
        let node = self.node(at);
        let written = node.and_then(|it| it.get("style")).and_then(Node::as_str);
        let explode = node
            .and_then(|it| it.get("explode"))
            .and_then(Node::as_bool);
        let Some(name) = written else {
            return alike(of(usual(place), explode), kind, place);
        };
        if !fits(name, place) {
            let message = format!("there is no style `{name}` for a parameter of this place");
            self.lossy(
                "parameter-style",
                &at.child("style"),
                &message,
                "it is written in the usual style",
            );
            return alike(of(usual(place), explode), kind, place);
        }
        alike(of(name, explode), kind, place)
    }

    /// What is nested deeper than one level has no form in most styles, so that it cannot be sent.
    fn check_depth(&mut self, at: &SpecPath, name: &str, style: Style, ty: &TypeRef) {
        if matches!(style, Style::DeepObject | Style::Json) || !self.nests(ty) {
            return;
        }
        let message = format!("the parameter `{name}` nests deeper than its style has a form for");
        self.lossy(
            "nested-parameter",
            at,
            &message,
            "requests with values that nest are refused before they are sent",
        );
    }

    fn nests(&mut self, ty: &TypeRef) -> bool {
        match self.inner_types(ty) {
            Some(inner) => inner.iter().any(|ty| {
                matches!(self.kind(ty), Kind::Object)
                    || (self.kind(ty) == Kind::List && self.kind_of_items(ty) != Kind::Single)
            }),
            None => false,
        }
    }

    fn kind_of_items(&mut self, ty: &TypeRef) -> Kind {
        match self.resolved(ty).clone() {
            TypeRef::List(item) => self.kind(&item),
            TypeRef::Prim(_)
            | TypeRef::Foreign(_)
            | TypeRef::Named(_)
            | TypeRef::Map(_)
            | TypeRef::Tuple(_)
            | TypeRef::Nullable(_)
            | TypeRef::Json => Kind::Single,
        }
    }

    /// The types of what a list or an object holds.
    fn inner_types(&mut self, ty: &TypeRef) -> Option<Vec<TypeRef>> {
        self.define_first(ty);
        match self.resolved(ty) {
            TypeRef::List(item) | TypeRef::Map(item) => Some(vec![(**item).clone()]),
            TypeRef::Nullable(inner) => {
                let inner = (**inner).clone();
                match inner {
                    TypeRef::Nullable(_) => None,
                    inner => self.inner_types(&inner),
                }
            }
            TypeRef::Named(id) => match &self.types[id.index()].shape {
                Shape::Struct(it) => Some(it.fields.iter().map(|field| field.ty.clone()).collect()),
                Shape::StringEnum(_)
                | Shape::IntegerEnum(_)
                | Shape::Union(_)
                | Shape::Untagged(_)
                | Shape::Alias(_) => None,
            },
            TypeRef::Tuple(items) => Some(items.clone()),
            TypeRef::Prim(_) | TypeRef::Foreign(_) | TypeRef::Json => None,
        }
    }

    fn kind(&mut self, ty: &TypeRef) -> Kind {
        self.define_first(ty);
        match self.resolved(ty) {
            TypeRef::Prim(_) => Kind::Single,
            TypeRef::Foreign(it) if it.is_single() => Kind::Single,
            TypeRef::Foreign(it) => match it.looks.as_slice() {
                [one] if one.kind == JsonKind::Array => Kind::List,
                [one] if one.kind == JsonKind::Object => Kind::Object,
                [..] => Kind::Open,
            },
            TypeRef::List(_) | TypeRef::Tuple(_) => Kind::List,
            TypeRef::Map(_) => Kind::Object,
            TypeRef::Nullable(_) | TypeRef::Json => Kind::Open,
            TypeRef::Named(id) => match &self.types[id.index()].shape {
                Shape::StringEnum(_) | Shape::IntegerEnum(_) => Kind::Single,
                Shape::Struct(_) => Kind::Object,
                Shape::Union(_) | Shape::Untagged(_) | Shape::Alias(_) => Kind::Open,
            },
        }
    }

    /// Whether reserved characters stay: for query parameters only (OpenAPI 3.0.4, section 4.7.12.2.2).
    pub(super) fn reserved(&mut self, at: &SpecPath, place: Place) -> bool {
        let allow = at.child("allowReserved");
        if self.node(&allow).and_then(Node::as_bool) != Some(true) {
            return false;
        }
        if place != Place::Query {
            self.note(
                "allow-reserved",
                &allow,
                "`allowReserved` is for query parameters",
                "it is ignored",
            );
        }
        place == Place::Query
    }
}

/// The style of a property of a form, if its Encoding Object says one.
pub(super) fn form_style(encoding: &Node) -> Option<Style> {
    let style = encoding.get("style").and_then(Node::as_str);
    let explode = encoding.get("explode").and_then(Node::as_bool);
    if style.is_none() && explode.is_none() {
        return None;
    }
    Some(of(style.unwrap_or("form"), explode))
}

fn usual(place: Place) -> &'static str {
    match place {
        Place::Path | Place::Header => "simple",
        Place::Query | Place::Cookie => "form",
    }
}

fn fits(style: &str, place: Place) -> bool {
    let styles: &[&str] = match place {
        Place::Path => &["simple", "label", "matrix"],
        Place::Query => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        Place::Header => &["simple"],
        Place::Cookie => &["form"],
    };
    styles.contains(&style)
}

/// The style of a name. `explode` is true by default for `form` only; exploded, the delimited styles are
/// `form` (OpenAPI 3.0.4, section 4.7.12.4).
fn of(name: &str, explode: Option<bool>) -> Style {
    let exploded = explode.unwrap_or(name == "form");
    match (name, exploded) {
        ("label", false) => Style::Label,
        ("label", true) => Style::LabelExplode,
        ("matrix", false) => Style::Matrix,
        ("matrix", true) => Style::MatrixExplode,
        ("simple", false) => Style::Simple,
        ("simple", true) => Style::SimpleExplode,
        ("deepObject", _) => Style::DeepObject,
        ("spaceDelimited", false) => Style::Space,
        ("pipeDelimited", false) => Style::Pipe,
        (_, false) => Style::Form,
        (_, true) => Style::FormExplode,
    }
}

/// The usual style where values of this kind are written alike.
fn alike(style: Style, kind: Kind, place: Place) -> Style {
    let same = match style {
        Style::Simple | Style::FormExplode => true,
        Style::SimpleExplode => matches!(kind, Kind::Single | Kind::List),
        Style::Form | Style::Space | Style::Pipe | Style::DeepObject => kind == Kind::Single,
        Style::Label | Style::LabelExplode | Style::Matrix | Style::MatrixExplode | Style::Json => {
            false
        }
    };
    if same { place.usual() } else { style }
}
