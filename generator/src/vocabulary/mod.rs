//! The words of OpenAPI and JSON Schema: HTTP methods, and the keywords of schemas with the values that they hold and
//! their roles.
//!
//! The table of keywords is the single one for all stages: OpenAPI 3.0.4 (section 4.7.24), which extends an early draft, and JSON
//! Schema 2020-12, which 3.1 and 3.2 use.

pub mod extensions;
mod meant;
mod method;

pub(crate) use meant::{TYPES, among, flag_meant, is_of_texts, type_meant, type_named};

pub use method::Method;

use crate::tree::Node;

/// A keyword of a schema.
pub(crate) struct Keyword {
    pub(crate) name: &'static str,
    pub(crate) holds: Holds,
    pub(crate) role: Role,
}

/// The role of a keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// The keyword describes values, and does not restrict them.
    Annotation,
    /// The keyword excludes values by a limit that types cannot express. The documentation of the type mentions it.
    Limit,
    /// The keyword determines the set of values: types are derived from it.
    Values,
    /// The keyword excludes values by another schema, which types do not express.
    Unchecked,
    /// The keyword names a schema, or a place for one.
    Anchor,
}

/// The kind of value that a keyword holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    Text,
    Flag,
    Number,
    Texts,
    /// Arbitrary data of the document.
    Data,
    /// A list of arbitrary data.
    DataList,
    FlagOrNumber,
    TextOrTexts,
    /// A schema, which can be `true` or `false`.
    Schema,
    /// A list of schemas.
    Schemas,
    /// Schemas by names that the document chooses.
    SchemasByName,
    Object,
    Anything,
}

const fn keyword(name: &'static str, holds: Holds, role: Role) -> Keyword {
    Keyword { name, holds, role }
}

/// All keywords.
pub(crate) const KEYWORDS: &[Keyword] = &[
    keyword("$ref", Holds::Text, Role::Values),
    keyword("type", Holds::TextOrTexts, Role::Values),
    keyword("enum", Holds::DataList, Role::Values),
    keyword("const", Holds::Data, Role::Values),
    keyword("format", Holds::Text, Role::Values),
    keyword("allOf", Holds::Schemas, Role::Values),
    keyword("oneOf", Holds::Schemas, Role::Values),
    keyword("anyOf", Holds::Schemas, Role::Values),
    keyword("items", Holds::Schema, Role::Values),
    keyword("prefixItems", Holds::Schemas, Role::Values),
    keyword("properties", Holds::SchemasByName, Role::Values),
    keyword("patternProperties", Holds::SchemasByName, Role::Values),
    keyword("additionalProperties", Holds::Schema, Role::Values),
    keyword("unevaluatedProperties", Holds::Schema, Role::Values),
    keyword("required", Holds::Texts, Role::Values),
    keyword("discriminator", Holds::Object, Role::Values),
    keyword("contentEncoding", Holds::Text, Role::Values),
    keyword("contentMediaType", Holds::Text, Role::Values),
    keyword("contentSchema", Holds::Schema, Role::Annotation),
    keyword("nullable", Holds::Flag, Role::Limit),
    keyword("multipleOf", Holds::Number, Role::Limit),
    keyword("maximum", Holds::Number, Role::Limit),
    keyword("exclusiveMaximum", Holds::FlagOrNumber, Role::Limit),
    keyword("minimum", Holds::Number, Role::Limit),
    keyword("exclusiveMinimum", Holds::FlagOrNumber, Role::Limit),
    keyword("maxLength", Holds::Number, Role::Limit),
    keyword("minLength", Holds::Number, Role::Limit),
    keyword("pattern", Holds::Text, Role::Limit),
    keyword("maxItems", Holds::Number, Role::Limit),
    keyword("minItems", Holds::Number, Role::Limit),
    keyword("uniqueItems", Holds::Flag, Role::Limit),
    keyword("maxProperties", Holds::Number, Role::Limit),
    keyword("minProperties", Holds::Number, Role::Limit),
    keyword("title", Holds::Text, Role::Annotation),
    keyword("description", Holds::Text, Role::Annotation),
    keyword("default", Holds::Data, Role::Annotation),
    keyword("example", Holds::Data, Role::Annotation),
    keyword("examples", Holds::Data, Role::Annotation),
    keyword("deprecated", Holds::Flag, Role::Annotation),
    keyword("readOnly", Holds::Flag, Role::Annotation),
    keyword("writeOnly", Holds::Flag, Role::Annotation),
    keyword("externalDocs", Holds::Anything, Role::Annotation),
    keyword("xml", Holds::Anything, Role::Annotation),
    keyword("$comment", Holds::Text, Role::Annotation),
    keyword("not", Holds::Schema, Role::Unchecked),
    keyword("if", Holds::Schema, Role::Unchecked),
    keyword("then", Holds::Schema, Role::Unchecked),
    keyword("else", Holds::Schema, Role::Unchecked),
    keyword("contains", Holds::Schema, Role::Unchecked),
    keyword("minContains", Holds::Number, Role::Unchecked),
    keyword("maxContains", Holds::Number, Role::Unchecked),
    keyword("propertyNames", Holds::Schema, Role::Unchecked),
    keyword("dependentRequired", Holds::Object, Role::Unchecked),
    keyword("dependentSchemas", Holds::SchemasByName, Role::Unchecked),
    keyword("unevaluatedItems", Holds::Schema, Role::Unchecked),
    keyword("$dynamicRef", Holds::Text, Role::Unchecked),
    keyword("$defs", Holds::SchemasByName, Role::Anchor),
    keyword("$schema", Holds::Text, Role::Anchor),
    keyword("$id", Holds::Text, Role::Anchor),
    keyword("$anchor", Holds::Text, Role::Anchor),
    keyword("$dynamicAnchor", Holds::Text, Role::Anchor),
];

/// Returns the keyword of this name.
pub(crate) fn find(name: &str) -> Option<&'static Keyword> {
    KEYWORDS.iter().find(|keyword| keyword.name == name)
}

/// Returns whether a name is that of an extension.
pub(crate) fn is_extension(name: &str) -> bool {
    name.starts_with("x-")
}

/// Returns whether a keyword holds arbitrary data, in which nothing is a schema or a reference.
pub(crate) fn is_data(name: &str) -> bool {
    let holds = find(name).map(|it| it.holds);
    matches!(holds, Some(Holds::Data | Holds::DataList))
}

/// Returns whether a keyword holds schemas by names that the document chooses, which are not keywords.
pub(crate) fn holds_names(name: &str) -> bool {
    find(name).is_some_and(|it| it.holds == Holds::SchemasByName)
}

impl Holds {
    /// Returns whether a node is valid as the value.
    pub(crate) fn admits(self, node: &Node) -> bool {
        match self {
            Self::Text => node.as_str().is_some(),
            Self::Flag => node.as_bool().is_some(),
            Self::Number => node.as_number().is_some(),
            Self::FlagOrNumber => node.as_bool().is_some() || node.as_number().is_some(),
            Self::TextOrTexts => Self::Text.admits(node) || Self::Texts.admits(node),
            Self::Texts => node
                .as_array()
                .is_some_and(|it| it.iter().all(|it| it.as_str().is_some())),
            Self::DataList | Self::Schemas => node.as_array().is_some(),
            Self::Object | Self::SchemasByName => node.as_object().is_some(),
            Self::Schema => node.as_object().is_some() || node.as_bool().is_some(),
            Self::Data | Self::Anything => true,
        }
    }

    /// Describes the valid values in words.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Flag => "true or false",
            Self::Number => "a number",
            Self::FlagOrNumber => "a number, true or false",
            Self::TextOrTexts => "a string, or an array of strings",
            Self::Texts => "an array of strings",
            Self::DataList | Self::Schemas => "an array",
            Self::Object | Self::SchemasByName => "an object",
            Self::Schema => "a schema, true or false",
            Self::Data | Self::Anything => "anything",
        }
    }
}
