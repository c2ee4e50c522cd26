use super::{Doc, Facets, Foreign, Rename};
use crate::schema::{Constant, JsonKind, JsonShape};
use crate::tree::{SpecName, SpecPath};

/// The ID of a type of an [`Api`](super::Api).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeId(usize);

impl TypeId {
    pub(crate) fn new(index: usize) -> Self {
        Self(index)
    }

    /// Returns the type's index in [`Api::types`](super::Api::types).
    pub fn index(self) -> usize {
        self.0
    }
}

/// A type with a Rust item of its own.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// The schema from which the type was built.
    pub at: SpecPath,
    /// The words for its name.
    pub name: NameHint,
    /// The documentation of the type.
    pub doc: Doc,
    /// The limits, the default and the example.
    pub facets: Option<Box<Facets>>,
    /// Whether the schema is deprecated.
    pub deprecated: bool,
    /// The shape of the type.
    pub shape: Shape,
}

/// The parts from which the name of a type is formed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameHint {
    /// The owner, in whose file the type is.
    pub owner: Owner,
    /// The component's key, the title, or the role in the owner ("status", "body").
    pub words: String,
    /// Whether `words` is a full name by itself, rather than an addition to the owner's name.
    pub full: bool,
    /// The Media Type Object of the body that contains the type. The name includes the media type if the body has
    /// several.
    pub media: Option<SpecPath>,
}

/// The owner of a type, in whose file the type is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// No owner: a named schema.
    Document,
    /// No owner: a type shared by all properties with one name and one value.
    Constants,
    /// No owner: a union of named types, shared by all places that contain it.
    Shared,
    /// The enclosing type.
    Type(TypeId),
    /// The operation (an index into [`Api::operations`](super::Api::operations)) that uses the type.
    Operation(usize),
    /// The request by the server (an index into [`Api::incoming`](super::Api::incoming)) that uses the type.
    Incoming(usize),
}

/// The shape of a type.
#[derive(Clone, Debug)]
pub enum Shape {
    /// An object with declared properties.
    Struct(Struct),
    /// A string with listed values.
    StringEnum(StringEnum),
    /// An integer with listed values.
    IntegerEnum(Vec<IntegerValue>),
    /// One of several types, distinguished by a tag property.
    Union(Union),
    /// One of several types, distinguished by their looks.
    Untagged(Vec<Alternative>),
    /// Another name for a type.
    Alias(TypeRef),
}

/// An object with declared properties.
#[derive(Clone, Debug, Default)]
pub struct Struct {
    /// The declared properties, in document order.
    pub fields: Vec<Field>,
    /// The type of further properties, if the document declares one.
    pub additional_properties: Option<TypeRef>,
    /// Whether further properties are kept although the document declares no type for them: the configuration asks
    /// for it.
    pub kept: bool,
}

impl Struct {
    /// Returns the type of the further properties that the struct has a field for, if it has one.
    pub fn rest(&self) -> Option<&TypeRef> {
        let kept = self.kept.then_some(&TypeRef::Json);
        self.additional_properties.as_ref().or(kept)
    }

    /// Returns whether the struct keeps properties that only the configuration asks for.
    pub fn keeps_undeclared(&self) -> bool {
        self.kept && self.additional_properties.is_none()
    }
}

impl Prim {
    /// Returns whether a value is written as a JSON string.
    pub fn is_text(self) -> bool {
        match self {
            Self::String | Self::DateTime | Self::Date | Self::Uuid | Self::Ipv4 | Self::Ipv6 => {
                true
            }
            Self::Bool
            | Self::I8
            | Self::I16
            | Self::I32
            | Self::I64
            | Self::U8
            | Self::U16
            | Self::U32
            | Self::U64
            | Self::I128
            | Self::Null
            | Self::F64 => false,
        }
    }

    /// Returns whether a value is written as a JSON number.
    pub fn is_number(self) -> bool {
        self.is_integer() || self == Self::F64
    }

    /// Returns whether it is an integer type.
    pub fn is_integer(self) -> bool {
        match self {
            Self::I8
            | Self::I16
            | Self::I32
            | Self::I64
            | Self::U8
            | Self::U16
            | Self::U32
            | Self::U64
            | Self::I128 => true,
            Self::String
            | Self::Bool
            | Self::Null
            | Self::F64
            | Self::DateTime
            | Self::Date
            | Self::Uuid
            | Self::Ipv4
            | Self::Ipv6 => false,
        }
    }
}

/// A property of a [`Struct`].
#[derive(Clone, Debug)]
pub struct Field {
    /// The property's schema.
    pub at: SpecPath,
    /// The property's name on the wire.
    pub wire: SpecName,
    /// The type of its value, without `null`.
    pub ty: TypeRef,
    /// Whether it may be missing or `null`.
    pub presence: Presence,
    /// The documentation of the property.
    pub doc: Doc,
    /// The limits, the default and the example.
    pub facets: Option<Box<Facets>>,
    /// Whether the property is deprecated.
    pub deprecated: bool,
    /// Whether the value is hidden from `Debug`.
    pub sensitive: bool,
    /// Whether the property occurs only in responses (`readOnly`).
    pub read_only: bool,
    /// Whether the property occurs only in requests (`writeOnly`).
    pub write_only: bool,
    /// The example in the document.
    pub example: Option<serde_json::Value>,
}

/// The four forms of a property's presence, as one type instead of two booleans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Always present, never `null`.
    Required,
    /// May be missing.
    Optional,
    /// Always present, may be `null`.
    RequiredNullable,
    /// Missing, `null` and a value are three different things.
    OptionalNullable,
}

impl Presence {
    /// Returns the presence for `required` and nullability.
    pub fn new(required: bool, nullable: bool) -> Self {
        match (required, nullable) {
            (true, false) => Self::Required,
            (false, false) => Self::Optional,
            (true, true) => Self::RequiredNullable,
            (false, true) => Self::OptionalNullable,
        }
    }

    /// Returns whether the property is required.
    pub fn is_required(self) -> bool {
        match self {
            Self::Required | Self::RequiredNullable => true,
            Self::Optional | Self::OptionalNullable => false,
        }
    }
}

/// A string with listed values.
#[derive(Clone, Debug)]
pub struct StringEnum {
    /// The values that are listed.
    pub values: Vec<StringValue>,
    /// Whether the document admits any other string as well.
    pub open: bool,
}

/// A value of a string enum.
#[derive(Clone, Debug)]
pub struct StringValue {
    /// The value on the wire.
    pub wire: SpecName,
    /// The document's words for it.
    pub words: ValueWords,
}

/// The document's words for a listed value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValueWords {
    /// Its name, if the value itself is not to be the name.
    pub name: Option<String>,
    /// The name of its variant, which counts before the other one.
    pub given: Option<Rename>,
    /// Its documentation.
    pub doc: Doc,
}

/// A value of an integer enum.
#[derive(Clone, Debug)]
pub struct IntegerValue {
    /// The value on the wire.
    pub value: i64,
    /// The document's words for it.
    pub words: ValueWords,
}

/// One of several types, distinguished by a tag property.
#[derive(Clone, Debug)]
pub struct Union {
    /// The property that holds the tag.
    pub tag: SpecName,
    /// The alternatives, in document order.
    pub variants: Vec<Variant>,
    /// The index of the alternative for a value without a tag or with an unlisted one.
    pub fallback: Option<usize>,
}

impl Union {
    /// Returns whether some of its values are not objects.
    pub fn is_mixed(&self) -> bool {
        let mut kinds = self.variants.iter().flat_map(|it| &it.kinds);
        kinds.any(|it| *it != JsonKind::Object)
    }
}

/// An alternative of a [`Union`].
#[derive(Clone, Debug)]
pub struct Variant {
    /// The tag values of the alternative; the first is the one that is written. Empty for an alternative that is
    /// distinguished by its JSON type.
    pub tags: Vec<Constant>,
    /// The JSON types that distinguish the alternative, if it is not an object or has no tag. Beside tags, an object
    /// stands for one with an unlisted tag.
    pub kinds: Vec<JsonKind>,
    /// The words for the variant's name.
    pub words: String,
    /// Its type.
    pub ty: TypeRef,
    /// Whether its own type declares the tag property, and therefore writes it.
    pub declares_tag: bool,
}

impl Variant {
    /// Returns whether the union writes the tag, because the variant's type does not declare it.
    pub fn is_tagged(&self) -> bool {
        !self.declares_tag && !self.tags.is_empty()
    }
}

/// An alternative of a [`Shape::Untagged`].
#[derive(Clone, Debug)]
pub struct Alternative {
    /// The words for the variant's name.
    pub words: String,
    /// Its type.
    pub ty: TypeRef,
    /// The possible looks of its values.
    pub looks: Vec<JsonShape>,
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TypeRef {
    /// A type of Rust or of a library.
    Prim(Prim),
    /// A type of this API.
    Named(TypeId),
    /// A user-provided type.
    Foreign(Foreign),
    /// An array.
    List(Box<TypeRef>),
    /// An object with arbitrary names and values of one type.
    Map(Box<TypeRef>),
    /// An array of a fixed length.
    Tuple(Vec<TypeRef>),
    /// A value or `null`, in a place that has no [`Presence`].
    Nullable(Box<TypeRef>),
    /// Any JSON value.
    Json,
}

impl TypeRef {
    /// Calls `visit` with every type named in this one. `inline` is whether the value is stored in place, rather than
    /// in the allocation of a list or a map.
    pub fn each_named(&self, inline: bool, visit: &mut impl FnMut(TypeId, bool)) {
        match self {
            Self::Named(id) => visit(*id, inline),
            Self::List(item) | Self::Map(item) => item.each_named(false, visit),
            Self::Nullable(item) => item.each_named(inline, visit),
            Self::Tuple(items) => items.iter().for_each(|item| item.each_named(inline, visit)),
            Self::Prim(_) | Self::Foreign(_) | Self::Json => {}
        }
    }
}

/// A type of Rust or of a library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Prim {
    /// `String`.
    String,
    /// `bool`.
    Bool,
    /// `i8`.
    I8,
    /// `i16`.
    I16,
    /// `i32`.
    I32,
    /// `i64`.
    I64,
    /// `u8`.
    U8,
    /// `u16`.
    U16,
    /// `u32`.
    U32,
    /// `u64`.
    U64,
    /// `i128`; JSON text holds all of its digits.
    I128,
    /// `()`, which is `null`.
    Null,
    /// `f64`.
    F64,
    /// A point in time (RFC 3339, section 5.6, `date-time`).
    DateTime,
    /// A calendar date (RFC 3339, section 5.6, `full-date`).
    Date,
    /// A universally unique identifier (RFC 9562).
    Uuid,
    /// An IPv4 address.
    Ipv4,
    /// An IPv6 address.
    Ipv6,
}
