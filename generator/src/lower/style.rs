//! How parameters are written: `style`, `explode`, `allowReserved`, `content`.

use super::{
    Lower,
    content::{essence, is_json},
    operation::Site,
    schema::Use,
};
use crate::{
    load::Node,
    model::{JsonKind, NameHint, Place, Prim, Shape, SpecName, SpecPath, Style, TypeRef},
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

/// A parameter's value: its type, and how it is written.
pub(super) struct Written {
    pub(super) used: Use,
    pub(super) style: Style,
    /// Of a query that is a form, the properties that are not written in the usual way.
    pub(super) properties: Vec<(SpecName, Style)>,
}

impl Written {
    fn new(used: Use, style: Style) -> Self {
        Self {
            used,
            style,
            properties: Vec::new(),
        }
    }
}

impl Lower<'_> {
    /// The type of a parameter's value, and how it is written.
    pub(super) fn value(
        &mut self,
        at: &SpecPath,
        place: Place,
        data: &ParameterData,
        site: &Site,
    ) -> Option<Written> {
        let name = data.name.as_str();
        match &data.format {
            ParameterSchemaOrContent::Schema(_) if place == Place::QueryString => {
                self.skip(
                    at,
                    "a parameter that is the query has `content` and no `schema`",
                );
                None
            }
            ParameterSchemaOrContent::Schema(schema) => {
                let used = self.used(&schema_of(schema)?, site.hint(name));
                let style = self.style(at, place, &used.ty);
                let style = self.check_depth(at, name, style, &used.ty);
                Some(Written::new(used, style))
            }
            ParameterSchemaOrContent::Content(content) => {
                let content = content.first()?;
                let form = (place == Place::QueryString)
                    .then(|| self.query_form(content, site.hint(name)))
                    .flatten();
                Some(form.unwrap_or_else(|| {
                    let (used, style) = self.content_value(at, place, content, site.hint(name));
                    Written::new(used, style)
                }))
            }
        }
    }

    /// A query that is a form; `None` if it is something else.
    fn query_form(
        &mut self,
        (media, value): (&String, &MediaType),
        hint: NameHint,
    ) -> Option<Written> {
        let schema = value.schema.as_ref().and_then(schema_of)?;
        if essence(media) != "application/x-www-form-urlencoded" {
            return None;
        }
        let (ty, properties) = self.form_object(&schema.parent(), &schema, hint)?;
        Some(Written {
            properties,
            ..Written::new(Use::plain(ty), Style::FormExplode)
        })
    }

    /// A parameter with `content`: JSON is written from its type, anything else is text.
    fn content_value(
        &mut self,
        at: &SpecPath,
        place: Place,
        (media, value): (&String, &MediaType),
        hint: NameHint,
    ) -> (Use, Style) {
        let schema = value.schema.as_ref().and_then(schema_of);
        let json = is_json(&essence(media));
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

    /// What is nested deeper than one level has no form in most styles. A list of lists or objects could
    /// then never be sent, and is one JSON text; of an object, the properties that are flat can.
    fn check_depth(&mut self, at: &SpecPath, name: &str, style: Style, ty: &TypeRef) -> Style {
        if matches!(style, Style::DeepObject | Style::Json) || !self.nests(style, ty) {
            return style;
        }
        if self.kind(ty) == Kind::List {
            let message = format!("the items of the parameter `{name}` have no form in its style");
            self.note(
                "nested-parameter",
                at,
                &message,
                "it is sent as one JSON text, as with `content: application/json`",
            );
            return Style::Json;
        }
        let message = format!("the parameter `{name}` nests deeper than its style has a form for");
        self.lossy(
            "nested-parameter",
            at,
            &message,
            "requests with values that nest are refused before they are sent",
        );
        style
    }

    fn nests(&mut self, style: Style, ty: &TypeRef) -> bool {
        // A property that is a list can be one pair for each item.
        let pairs = matches!(
            style,
            Style::FormExplode | Style::CookieExplode | Style::MatrixExplode
        );
        let lists = pairs && self.kind(ty) != Kind::List;
        let inner = self.inner_types(ty).unwrap_or_default();
        inner.iter().any(|ty| match self.kind(ty) {
            Kind::Object => true,
            Kind::List => !lists || self.kind_of_items(ty) != Kind::Single,
            Kind::Single | Kind::Open => false,
        })
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

    /// Whether reserved characters stay: where characters are escaped at all (OpenAPI 3.2.0, section
    /// 4.12.2.2). In 3.0 it is for queries only; whoever wrote it elsewhere meant the same.
    pub(super) fn reserved(&mut self, at: &SpecPath, place: Place, style: Style) -> bool {
        let allow = at.child("allowReserved");
        if self.node(&allow).and_then(Node::as_bool) != Some(true) {
            return false;
        }
        let plain = matches!(style, Style::Cookie | Style::CookieExplode);
        let escaped = match place {
            Place::Path | Place::Query | Place::Cookie => !plain,
            Place::Header | Place::QueryString => false,
        };
        if !escaped {
            self.note(
                "allow-reserved",
                &allow,
                "`allowReserved` makes no difference here",
                "it is ignored",
            );
        }
        escaped
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
        Place::Query | Place::Cookie | Place::QueryString => "form",
    }
}

fn fits(style: &str, place: Place) -> bool {
    let styles: &[&str] = match place {
        Place::Path => &["simple", "label", "matrix"],
        Place::Query => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        Place::Header => &["simple"],
        Place::Cookie => &["form", "cookie"],
        Place::QueryString => &[],
    };
    styles.contains(&style)
}

/// The style of a name. `explode` is true by default for `form` and `cookie` only; exploded, the delimited styles are
/// `form` (OpenAPI 3.0.4, section 4.7.12.4).
fn of(name: &str, explode: Option<bool>) -> Style {
    let exploded = explode.unwrap_or(matches!(name, "form" | "cookie"));
    match (name, exploded) {
        ("label", false) => Style::Label,
        ("label", true) => Style::LabelExplode,
        ("matrix", false) => Style::Matrix,
        ("matrix", true) => Style::MatrixExplode,
        ("simple", false) => Style::Simple,
        ("simple", true) => Style::SimpleExplode,
        ("cookie", false) => Style::Cookie,
        ("cookie", true) => Style::CookieExplode,
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
        Style::Label
        | Style::LabelExplode
        | Style::Matrix
        | Style::MatrixExplode
        | Style::Cookie
        | Style::CookieExplode
        | Style::Json => false,
    };
    if same { place.usual() } else { style }
}
