//! The serialization of parameters: `style`, `explode`, `allowReserved`, `content`.

use super::{
    Lower,
    content::{essence, is_json},
    operation::Site,
    schema::Use,
};
use crate::{
    api::{NameHint, Place, Prim, Shape, Style, TypeRef},
    diagnostic::Code,
    document::schema_of,
    schema::JsonKind,
    tree::{Node, SpecName, SpecPath},
    vocabulary::flag_meant,
};
use openapiv3::{MediaType, ParameterData, ParameterSchemaOrContent};

/// The kinds of values that styles distinguish.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Single,
    List,
    Object,
    /// A value of any of these kinds.
    Open,
}

/// A parameter's value: its type and its style.
pub(super) struct Written {
    pub(super) used: Use,
    pub(super) style: Style,
    /// The properties with a style other than the default, if the query is a form.
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
    /// Returns the type and the style of a parameter's value.
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
                    "a parameter that is the whole query needs `content` instead of `schema`",
                );
                None
            }
            ParameterSchemaOrContent::Schema(schema) => {
                let schema = schema_of(schema)?;
                let used = if self.is_here(&schema) {
                    self.used(&schema, site.hint(name))
                } else {
                    Use::plain(TypeRef::Prim(Prim::String))
                };
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

    /// Returns whether the document has the schema at `at`, or the one that it refers to.
    pub(super) fn is_here(&self, at: &SpecPath) -> bool {
        self.node(&self.behind(at))
            .is_some_and(|it| it.get("$ref").is_none())
    }

    /// Returns a query that is a form; `None` if it is something else.
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

    /// Returns the value of a parameter with `content`: JSON is serialized from its type, anything else is text.
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
                    let message = format!("the client does not encode `{media}` in a parameter");
                    self.note(
                        Code::RawParameter,
                        at,
                        &message,
                        "the caller gives the text",
                    );
                }
                (Use::plain(TypeRef::Prim(Prim::String)), place.usual())
            }
        }
    }

    /// Returns the style of the Parameter Object at `at`; the default one if both write the value alike.
    fn style(&mut self, at: &SpecPath, place: Place, ty: &TypeRef) -> Style {
        let kind = self.kind(ty);
        let node = self.node(at);
        let written = node.and_then(|it| it.get("style")).and_then(Node::as_str);
        let explode = node.and_then(|it| it.get("explode")).and_then(flag_meant);
        let Some(name) = written else {
            return alike(of(usual(place), explode), kind, place);
        };
        if !fits(name, place) {
            let message =
                format!("the style `{name}` is not defined for a parameter in this place");
            self.warning(
                Code::ParameterStyle,
                &at.child("style"),
                &message,
                "the default style is used",
            );
            return alike(of(usual(place), explode), kind, place);
        }
        alike(of(name, explode), kind, place)
    }

    /// Replaces or reports a style that cannot represent nested values: most styles have no form for more than one
    /// level. A list of lists or objects could never be sent, so it becomes a single JSON text; an object can still be
    /// sent as long as its properties are flat.
    fn check_depth(&mut self, at: &SpecPath, name: &str, style: Style, ty: &TypeRef) -> Style {
        if matches!(style, Style::DeepObject | Style::Json) || !self.nests(style, ty) {
            return style;
        }
        if self.kind(ty) == Kind::List {
            let message = format!("the style of the parameter `{name}` has no form for its items");
            self.note(
                Code::NestedParameter,
                at,
                &message,
                "it is sent as a single JSON text, as with `content: application/json`",
            );
            return Style::Json;
        }
        let message =
            format!("the style of the parameter `{name}` has no form for its nested values");
        self.warning(
            Code::NestedParameter,
            at,
            &message,
            "requests with nested values are refused before they are sent",
        );
        style
    }

    fn nests(&mut self, style: Style, ty: &TypeRef) -> bool {
        // A property that is a list can be written as one pair per item.
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

    /// Returns the types of the items or properties of a list or an object.
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

    /// Returns whether reserved characters are kept, which matters only where characters are escaped at all (OpenAPI
    /// 3.2.0, section 4.12.2.2). OpenAPI 3.0 defines `allowReserved` for queries only, but authors who set it elsewhere
    /// mean the same.
    pub(super) fn reserved(&mut self, at: &SpecPath, place: Place, style: Style) -> bool {
        let allow = at.child("allowReserved");
        if self.node(&allow).and_then(flag_meant) != Some(true) {
            return false;
        }
        let plain = matches!(style, Style::Cookie | Style::CookieExplode);
        let escaped = match place {
            Place::Path | Place::Query | Place::Cookie => !plain,
            Place::Header | Place::QueryString => false,
        };
        if !escaped {
            self.note(
                Code::AllowReserved,
                &allow,
                "`allowReserved` has no effect here",
                "it is ignored",
            );
        }
        escaped
    }
}

/// Returns the style of a property of a form, if its Encoding Object has one.
pub(super) fn form_style(encoding: &Node) -> Option<Style> {
    let style = encoding.get("style").and_then(Node::as_str);
    let explode = encoding.get("explode").and_then(flag_meant);
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

/// Returns the style of this name. `explode` is true by default for `form` and `cookie` only; exploded, the delimited
/// styles are `form` (OpenAPI 3.0.4, section 4.7.12.4).
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

/// Returns the default style if it writes values of this kind alike, and `style` otherwise.
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
