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
        "x-fern-pagination",
        "an operation, or the document",
        "How the client requests the next page.",
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
        "x-speakeasy-enum-descriptions",
        ENUM,
        "As `x-enum-descriptions`.",
    ),
    extension("x-speakeasy-enums", ENUM, "As `x-enum-varnames`."),
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
