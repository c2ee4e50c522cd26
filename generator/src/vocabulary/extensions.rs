//! The extensions of documents (`x-..`) that the generator reads, in one table. `docs/extensions.md` is made from it.

/// An extension that the generator reads.
#[derive(Debug)]
pub struct Extension {
    /// Its name.
    pub name: &'static str,
    /// The objects that can have it.
    pub place: &'static str,
    /// The generator's use of it.
    pub effect: &'static str,
}

const fn extension(name: &'static str, place: &'static str, effect: &'static str) -> Extension {
    Extension {
        name,
        place,
        effect,
    }
}

const ENUM: &str = "a schema with `enum`";
const DEPRECATED: &str = "an operation, parameter, header, schema or property";
const PAGED: &str = "an operation";
const PART: &str = "an operation, path, parameter, property or schema";

/// All extensions that the generator reads, by name. It ignores others.
pub const EXTENSIONS: &[Extension] = &[
    extension(
        "x-deprecated-message",
        DEPRECATED,
        "The note of `#[deprecated]`, beside `deprecated: true`.",
    ),
    extension(
        "x-deprecated-reason",
        DEPRECATED,
        "As `x-deprecated-message`.",
    ),
    extension(
        "x-deprecation-message",
        DEPRECATED,
        "As `x-deprecated-message`.",
    ),
    extension(
        "x-dropshot-pagination",
        PAGED,
        "The operation has pages; their parameters are inferred.",
    ),
    extension(
        "x-enum-descriptions",
        ENUM,
        "The docs of the variants: a list in the order of `enum`, or an object with the values as keys.",
    ),
    extension(
        "x-enum-varnames",
        ENUM,
        "The names of the variants: a list in the order of `enum`, or an object with the values as keys.",
    ),
    extension("x-enumDescriptions", ENUM, "As `x-enum-descriptions`."),
    extension("x-enumNames", ENUM, "As `x-enum-varnames`."),
    extension(
        "x-fern-enum",
        ENUM,
        "The names and docs of the variants: an object with the values as keys, each with `name` and `description`.",
    ),
    extension(
        "x-fern-idempotency-headers",
        "the document",
        "The header in which operations with `x-fern-idempotent` take an idempotency key.",
    ),
    extension(
        "x-fern-idempotent",
        "an operation",
        "The operation takes an idempotency key.",
    ),
    extension(
        "x-fern-ignore",
        PART,
        "The part is left out, unless something needs it. The report lists both.",
    ),
    extension(
        "x-fern-pagination",
        "an operation, or the document",
        "How the client requests the next page.",
    ),
    extension(
        "x-fern-parameter-name",
        "a parameter",
        "The name of the argument or the setter.",
    ),
    extension(
        "x-fern-property-name",
        "a property",
        "The name of the field.",
    ),
    extension(
        "x-fern-sdk-group-name",
        "an operation",
        "The start of the function's name, before `x-fern-sdk-method-name`.",
    ),
    extension(
        "x-fern-sdk-method-name",
        "an operation",
        "The name of the function.",
    ),
    extension("x-fern-type-name", "a schema", "The name of the type."),
    extension(
        "x-kubernetes-int-or-string",
        "a schema without a type, or with `string`",
        "The values are integers and strings, as with the format `int-or-string`.",
    ),
    extension(
        "x-kubernetes-preserve-unknown-fields",
        "a schema of objects",
        "As `additionalProperties: true`.",
    ),
    extension(
        "x-ms-discriminator-value",
        "a schema that extends one with a discriminator",
        "The tag of the schema.",
    ),
    extension(
        "x-ms-enum",
        ENUM,
        "The names and docs of the variants: `values`, a list of objects with `value`, `name` and `description`.",
    ),
    extension(
        "x-ms-long-running-operation",
        "an operation",
        "The operation starts work: its request has `done()`.",
    ),
    extension(
        "x-ms-pageable",
        PAGED,
        "The locations of the items and of the next page's URL.",
    ),
    extension(
        "x-nullable",
        "a schema, in every version",
        "As `nullable: true`.",
    ),
    extension(
        "x-pagination",
        PAGED,
        "The parameters that request the next page.",
    ),
    extension(
        "x-rust-name",
        "an operation, parameter, property, schema, or alternative with one value",
        "The name of the item, unchanged: a function, an argument or a setter, a field, a type, a variant.",
    ),
    extension(
        "x-speakeasy-enum-descriptions",
        ENUM,
        "As `x-enum-descriptions`.",
    ),
    extension("x-speakeasy-enums", ENUM, "As `x-enum-varnames`."),
    extension(
        "x-speakeasy-group",
        "an operation",
        "The start of the function's name, before `x-speakeasy-name-override`, instead of the first tag.",
    ),
    extension("x-speakeasy-ignore", PART, "As `x-fern-ignore`."),
    extension(
        "x-speakeasy-name-override",
        "an operation, parameter, property or schema",
        "The name of the item. The patterns of operation IDs at the root of a document are reported and ignored.",
    ),
    extension(
        "x-speakeasy-pagination",
        PAGED,
        "How the client requests the next page.",
    ),
    extension(
        "x-webhooks",
        "an OpenAPI 3.0 document",
        "As `webhooks` in OpenAPI 3.1.",
    ),
];
