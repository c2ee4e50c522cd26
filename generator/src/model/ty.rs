use super::{Doc, Foreign, SpecName, SpecPath};

/// Names a type of one [`Api`](super::Api).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeId(usize);

impl TypeId {
    pub(crate) fn new(index: usize) -> Self {
        Self(index)
    }

    /// The type's place in [`Api::types`](super::Api::types).
    pub fn index(self) -> usize {
        self.0
    }
}

/// A type that gets a Rust item of its own.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// The schema it comes from.
    pub at: SpecPath,
    /// What the name is made from.
    pub name: NameHint,
    /// What the document says of it.
    pub doc: Doc,
    /// `deprecated: true`.
    pub deprecated: bool,
    /// What it is.
    pub shape: Shape,
}

/// What the name of a type is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameHint {
    /// The thing in whose file the type stands.
    pub owner: Owner,
    /// The component's key, the title, or the role in the owner ("status", "body").
    pub words: String,
    /// Whether `words` is a full name by itself and not a part of the owner.
    pub full: bool,
}

/// The thing in whose file a type stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Nothing: a named schema.
    Document,
    /// Nothing: what all properties with one name and one value have.
    Constants,
    /// Nothing: a union of types with names of their own, wherever it stands.
    Shared,
    /// The type around it.
    Type(TypeId),
    /// The operation (an index into [`Api::operations`](super::Api::operations)) around it.
    Operation(usize),
}

/// What a type is.
#[derive(Clone, Debug)]
pub enum Shape {
    /// An object with declared properties.
    Struct(Struct),
    /// A string with listed values.
    StringEnum(StringEnum),
    /// An integer with listed values.
    IntegerEnum(Vec<IntegerValue>),
    /// One of several types, told apart by a tag property.
    Union(Union),
    /// One of several types, told apart by what they look like.
    Untagged(Vec<Alternative>),
    /// Another name for a type.
    Alias(TypeRef),
}

/// An object with declared properties.
#[derive(Clone, Debug, Default)]
pub struct Struct {
    /// The declared properties, in document order.
    pub fields: Vec<Field>,
    /// The type of further properties, if they are to be kept.
    pub rest: Option<TypeRef>,
}

impl Prim {
    /// Whether it is written as a JSON string.
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

    /// Whether it is a whole number.
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
    /// The type of its value, `null` aside.
    pub ty: TypeRef,
    /// Whether it may be missing or `null`.
    pub presence: Presence,
    /// What the document says of it.
    pub doc: Doc,
    /// `deprecated: true`.
    pub deprecated: bool,
    /// Whether the value is kept out of `Debug`.
    pub sensitive: bool,
    /// `readOnly: true`: only in responses.
    pub read_only: bool,
    /// `writeOnly: true`: only in requests.
    pub write_only: bool,
    /// The example that the document gives.
    pub example: Option<serde_json::Value>,
}

/// The four ways for a property to be there; never two booleans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Always there, never `null`.
    Required,
    /// May be missing.
    Optional,
    /// Always there, may be `null`.
    RequiredNullable,
    /// Missing, `null` and a value are three different things.
    OptionalNullable,
}

impl Presence {
    /// From `required` and nullability.
    pub fn new(required: bool, nullable: bool) -> Self {
        match (required, nullable) {
            (true, false) => Self::Required,
            (false, false) => Self::Optional,
            (true, true) => Self::RequiredNullable,
            (false, true) => Self::OptionalNullable,
        }
    }

    /// Whether the property has to be there.
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
}

/// A value of an integer enum.
#[derive(Clone, Debug)]
pub struct IntegerValue {
    /// The value on the wire.
    pub value: i64,
}

/// One of several types, told apart by a tag property.
#[derive(Clone, Debug)]
pub struct Union {
    /// The property that holds the tag.
    pub tag: SpecName,
    /// The alternatives, in document order.
    pub variants: Vec<Variant>,
    /// The alternative, by its index, of a value without a tag or with one that is not listed.
    pub fallback: Option<usize>,
}

impl Union {
    /// Whether some of its values are no objects.
    pub fn is_mixed(&self) -> bool {
        let mut kinds = self.variants.iter().flat_map(|it| &it.kinds);
        kinds.any(|it| *it != JsonKind::Object)
    }
}

/// An alternative of a [`Union`].
#[derive(Clone, Debug)]
pub struct Variant {
    /// The tag values that mean it; the first is the one written. None for what is told apart by its JSON type.
    pub tags: Vec<Constant>,
    /// The JSON types by which it is told apart, where it is no object or none with a tag.
    pub kinds: Vec<JsonKind>,
    /// What the variant's name is made from.
    pub words: String,
    /// Its type.
    pub ty: TypeRef,
    /// Whether its own type declares the tag property, and so writes it.
    pub declares_tag: bool,
}

/// A JSON value that tells alternatives apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Constant {
    /// `true` or `false`.
    Boolean(bool),
    /// An integer.
    Integer(i64),
    /// A string.
    Text(String),
}

impl Constant {
    /// The value as JSON.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Boolean(value) => (*value).into(),
            Self::Integer(value) => (*value).into(),
            Self::Text(text) => text.as_str().into(),
        }
    }
}

/// The value as people write it: a string without quotation marks.
impl std::fmt::Display for Constant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Boolean(value) => value.fmt(f),
            Self::Integer(value) => value.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

/// An alternative of a [`Shape::Untagged`].
#[derive(Clone, Debug)]
pub struct Alternative {
    /// What the variant's name is made from.
    pub words: String,
    /// Its type.
    pub ty: TypeRef,
    /// What its values look like, each on its own.
    pub looks: Vec<Look>,
}

/// What a JSON value looks like from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The JSON type.
    pub kind: JsonKind,
    /// The properties that an object has to have, or the objects in an array.
    pub required: Vec<SpecName>,
    /// The properties that it may have.
    pub optional: Vec<SpecName>,
    /// The properties that have one value if they are there.
    pub constants: Vec<(SpecName, Vec<Constant>)>,
}

impl Look {
    /// A value of a JSON type of which nothing more is known.
    pub fn plain(kind: JsonKind) -> Self {
        Self {
            kind,
            required: Vec::new(),
            optional: Vec::new(),
            constants: Vec::new(),
        }
    }
}

/// A JSON type. Integers are told apart from other numbers, and any value from all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the JSON type of its name")]
pub enum JsonKind {
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
    Any,
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeRef {
    /// A type that Rust or a library has.
    Prim(Prim),
    /// A type of this API.
    Named(TypeId),
    /// A type of the user's own.
    Foreign(Foreign),
    /// An array.
    List(Box<TypeRef>),
    /// An object with arbitrary names and values of one type.
    Map(Box<TypeRef>),
    /// An array of a fixed length.
    Tuple(Vec<TypeRef>),
    /// A value or `null`, where no [`Presence`] says so.
    Nullable(Box<TypeRef>),
    /// Any JSON value.
    Json,
}

impl TypeRef {
    /// Calls `visit` with every type named in this one. `inline` tells whether the value stands in
    /// place there, and not behind a list's or a map's own allocation.
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

/// A type that Rust or a library has.
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
    /// `i128`, of which JSON text holds all digits.
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
