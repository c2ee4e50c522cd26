//! The kinds of diagnostics: one table, from which `docs/diagnostics.md` and `explain` are made.

use std::fmt;

/// Declares [`Code`] from one entry per kind: variant, name, meaning, remedy.
macro_rules! codes {
    ($($variant:ident $name:literal: $meaning:literal, $remedy:literal;)*) => {
        /// The kind of a diagnostic. Its name is stable, in kebab-case: `duplicate-key`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $meaning] $variant,)*
        }

        impl Code {
            /// All codes, in the order of their names.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Returns the name in messages and reports.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// Returns the cause of such a diagnostic and its effect on the generated code.
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Self::$variant => $meaning,)*
                }
            }

            /// Returns the advice for a reader who wants to avoid the diagnostic.
            pub fn remedy(self) -> &'static str {
                match self {
                    $(Self::$variant => $remedy,)*
                }
            }
        }
    };
}

codes! {
    AllowReserved "allow-reserved":
        "`allowReserved` has no effect at this place: nothing is percent-encoded there, or the server reads both forms alike.",
        "Remove the keyword.";
    ApiKeyName "api-key-name":
        "The header name of an `apiKey` scheme holds the start of its value, as in `Authorization: Bearer`. The generator reads it as the bearer scheme.",
        "Declare `type: http` with `scheme: bearer`.";
    BesideReference "beside-reference":
        "Fields beside a `$ref` are ignored where the version of OpenAPI says so, or contradict the target of the reference.",
        "Move the fields to the target, or wrap the reference in `allOf`.";
    BodilessStatus "bodiless-status":
        "The document describes a body for a status that never has one: 1xx, 204, 205 or 304 (RFC 9110, section 6.4.1). The client expects none.",
        "Remove `content` from the response.";
    Bug "bug":
        "The generator emitted text that is not Rust. Nothing is written.",
        "Report it, with the document if possible.";
    Circle "circle":
        "A schema contains itself through `allOf`, `oneOf`, `anyOf` or references alone, so that it says nothing at that place. The generator leaves it out there.",
        "Remove the reference back to the schema.";
    Combinations "combinations":
        "Several unions hold at once, and the number of their combinations exceeds a limit. The type has the first ones and admits the rest as `Unknown`.",
        "Describe the union as one `oneOf`.";
    Config "config":
        "The configuration has an unknown key, a wrong value or an entry that has no effect.",
        "Correct the entry; `docs/configuration.md` lists all keys.";
    ConfigCrate "config-crate":
        "The configuration chooses a type from a crate that the emitted crate does not depend on.",
        "Name the crate under `dependencies`.";
    ConfigUnmet "config-unmet":
        "An entry of the configuration matches nothing in the document.",
        "Correct the entry, or remove it if the document has changed.";
    Contradiction "contradiction":
        "No value satisfies all the parts of this schema. The type admits any JSON value.",
        "Correct the parts, often two `type`s or `enum`s within an `allOf`.";
    CrateName "crate-name":
        "The name of the crate is not one that Cargo accepts.",
        "Choose another name with `--name` or `name` in the configuration.";
    DanglingReference "dangling-reference":
        "A `$ref` leads to nothing. The place alone is lost: a schema becomes any JSON value, another object is left out. It is an error if no operation remains.",
        "Correct the reference, or mend it with an overlay.";
    Derive "derive":
        "The configuration asks for a derive by the name of a type that cannot have it, because a part of the type cannot.",
        "Remove the derive, or correct the type of the part.";
    DescribedHeader "described-header":
        "OpenAPI ignores header parameters named `Accept`, `Content-Type` and `Authorization` (OpenAPI 3.0.4, section 4.7.12.1), because media types and security schemes describe them.",
        "Remove the parameter.";
    Discriminator "discriminator":
        "The discriminator names no property. The generator ignores it and looks for another way to tell the alternatives apart.",
        "Add `propertyName`.";
    DocumentTooLarge "document-too-large":
        "The document expands beyond a limit of the reader, mostly through YAML aliases.",
        "Write out the aliased parts, or use `$ref`.";
    DuplicateKey "duplicate-key":
        "A mapping has the same key twice. The last value counts.",
        "Remove all but one.";
    DuplicateParameter "duplicate-parameter":
        "Two parameters of an operation have the same name and place. The first one is used.",
        "Remove one of them.";
    DynamicReference "dynamic-reference":
        "Several schemas have the same `$dynamicAnchor`, and the target depends on how the schema is reached. The one in the same schema resource is used.",
        "Use `$ref` to name the target.";
    EmptyContent "empty-content":
        "A request body or a parameter lists no media type. The operation does without it.",
        "Add a media type with a schema.";
    EmptyDocument "empty-document":
        "The file is empty, or holds nothing but comments.",
        "Check the path.";
    Encoding "encoding":
        "The media type of a part does not suit its schema. The part is sent as the default type.",
        "Correct `encoding.contentType`.";
    EventData "event-data":
        "The type of an event's data depends on the type of the event. The data is text, and `event` names the type.",
        "Describe the events as one schema with a discriminator in the data.";
    ForeignHeader "foreign-header":
        "The configuration chooses a type for a header, but headers are read as text only.",
        "Parse the text where it is used.";
    FreeForm "free-form":
        "The schema itself admits any JSON value, so the type does too: `serde_json::Value`.",
        "Describe the values, if there is more to say.";
    GivenName "given-name":
        "An extension such as `x-rust-name` gives a name that is no identifier, or that something else has.",
        "Correct the name, or choose one in the configuration with `rename`.";
    HeaderText "header-text":
        "The schema of a header is not a single value or a list of such, or responses disagree about it. The header is text.",
        "Describe the header by a primitive type.";
    IgnoredKeyword "ignored-keyword":
        "The schema has a keyword that JSON Schema does not define, or that has no effect on values of its type.",
        "Correct the spelling, or remove it. Extensions begin with `x-`.";
    IgnoredOperation "ignored-operation":
        "`x-fern-ignore` or `x-speakeasy-ignore` tells generators to leave the operation out.",
        "Remove the extension with an overlay, if the operation is needed.";
    IgnoredPart "ignored-part":
        "`x-fern-ignore` or `x-speakeasy-ignore` tells generators to leave a parameter, a property or a schema out. It stays where something else would be wrong without it.",
        "Remove the extension with an overlay, if the part is needed.";
    ImpliedType "implied-type":
        "The schema has no `type`, but its keywords suit one type only. The generator assumes that type; strictly, values of other types are valid too.",
        "Add `type`.";
    IntegerRange "integer-range":
        "Integers have neither a format nor limits, and are `i64`; or they may be larger than an `i128`, and are `i128` all the same. Larger numbers are refused.",
        "Add a `format`, or a `maximum` beyond 64 bits. For more than an `i128`, configure a type for the format.";
    InvalidDocument "invalid-document":
        "The document cannot be read as OpenAPI.",
        "Correct the place that the message names.";
    InvalidPathItem "invalid-path-item":
        "A path cannot be read as OpenAPI. Its operations are left out.",
        "Correct the place that the message names.";
    ItemSchema "item-schema":
        "`itemSchema` is supported for sequences of JSON values only. The body is read as a whole.",
        "Use a media type of sequences, or `schema`.";
    KeptAside "kept-aside":
        "Webhooks and callbacks are requests that the server makes. The generator emits the types of their payloads, and an enum of all events.",
        "Nothing to do.";
    Links "links":
        "Links between operations are not generated. Callers pass the values on.",
        "Nothing to do.";
    Mapping "mapping":
        "An entry of a discriminator's mapping leads to no schema, or to none of the alternatives. It is left out.",
        "Correct the entry.";
    MergeKey "merge-key":
        "`<<` merges mappings, and its value is something else. It is ignored.",
        "Refer to a mapping, or to a list of mappings.";
    MergedAlternatives "merged-alternatives":
        "A value may satisfy all these alternatives at once. One type has the properties of all.",
        "Use `oneOf` with a tag, if only one may hold.";
    MissingField "missing-field":
        "An object of the document lacks a required field. It is left out, or read with the default that the message names.",
        "Add the field.";
    Module "module":
        "The module's path does not lie in a crate.",
        "Choose a folder below `src` of a package.";
    MultipartSchema "multipart-schema":
        "The schema of a multipart body does not settle its parts: alternatives disagree, or any other property is admitted.",
        "Describe the body as an object with the parts as properties.";
    NestedParameter "nested-parameter":
        "The style of a parameter has no form for nested values. The message says whether they are sent as JSON or refused.",
        "Use `deepObject`, or `content: application/json`.";
    NestingTooDeep "nesting-too-deep":
        "The document nests deeper than 128 levels.",
        "Move the inner parts to components and refer to them.";
    NotFinite "not-finite":
        "A number is infinite or not a number, which JSON cannot express. It is read as a string.",
        "Correct the number, or put the text in quotes.";
    NotOpenapi "not-openapi":
        "The file is not an OpenAPI document.",
        "Check the path; the document begins with `openapi` or `swagger`.";
    NotUtf8 "not-utf8":
        "The file is not UTF-8.",
        "Convert it.";
    NullableAlone "nullable-alone":
        "An alternative consists of `nullable: true` alone, which strictly admits any value. The generator reads it as `null`.",
        "Put `nullable: true` beside the alternatives.";
    OperationId "operation-id":
        "An `operationId` occurs twice or holds nothing that can stand in a name. Method and path, or a number, name the function.",
        "Give each operation an `operationId` of its own.";
    OtherForm "other-form":
        "A media type is another form of one that the client already uses, with the same schema. The client uses JSON.",
        "Nothing to do.";
    OverlappingAlternatives "overlapping-alternatives":
        "A value may satisfy several alternatives at once. It is read as the one that loses the fewest of its properties.",
        "Add a discriminator, or a constant property to each alternative.";
    Overlay "overlay":
        "An action of an overlay matches nothing or cannot be applied.",
        "Correct the action, or remove it if the document has been mended.";
    ParameterStyle "parameter-style":
        "The style of a parameter is not defined for its place. The default style is used.",
        "Correct `style`.";
    PartHeader "part-header":
        "A part's header has no fixed value, or an impossible name.",
        "Give it a `const`, or set it with `File::header`.";
    PartStyle "part-style":
        "A part's style has no effect in this version of OpenAPI or for this value.",
        "Remove `style`, or use OpenAPI 3.1.";
    PathTemplate "path-template":
        "The braces of a path do not match, so that its requests cannot be sent.",
        "Correct the path.";
    PatternProperties "pattern-properties":
        "`patternProperties` restricts some names only, and other properties may have any value. The map's values have the type that the patterns name.",
        "Add `additionalProperties: false`, if no other names are meant.";
    RawBody "raw-body":
        "The client does not encode or decode this media type. The body is text or bytes.",
        "Nothing to do.";
    RawParameter "raw-parameter":
        "The client does not encode this media type in a parameter. The caller gives the text.",
        "Nothing to do.";
    RawPart "raw-part":
        "The client does not encode this media type in a part. The caller gives text or a file.",
        "Nothing to do.";
    RelativeReference "relative-reference":
        "A reference such as `#/$defs/X` is relative to the schema that contains it, not to the document. The schema's own definition is used.",
        "Write the whole path, or give the schema an `$id`.";
    Rename "rename":
        "A name chosen in the configuration is taken already, or is not a Rust name.",
        "Choose another name, or rename the other item as well.";
    Select "select":
        "A pattern of `include` or `exclude` matches nothing, or nothing is left.",
        "Correct the pattern.";
    Server "server":
        "A server's URL is not an absolute http or https URL. The client has no default base URL.",
        "Correct the URL, or call `base_url` on the builder.";
    ServerVariable "server-variable":
        "A variable of a server's URL is not declared. It has no default.",
        "Declare it under `variables`, or call `server_variable` on the builder.";
    SeveralDocuments "several-documents":
        "The file holds several YAML documents.",
        "Put each into a file of its own.";
    SkippedOperation "skipped-operation":
        "An operation is left out, because a part that it needs is missing.",
        "Mend the part that the message names.";
    Syntax "syntax":
        "The file is not valid YAML or JSON, or is read although it is not.",
        "Correct the line.";
    TooLong "too-long":
        "A path is longer than servers accept. Its operations are left out.",
        "Shorten the path.";
    TooManyFiles "too-many-files":
        "The references of the document lead to more files than the limit.",
        "Bundle the document first.";
    Tuple "tuple":
        "The array has types by position but no fixed length. Each item may have any of them.",
        "Add `minItems` and `items: false`.";
    UncheckedKeyword "unchecked-keyword":
        "No Rust type expresses the keyword. The type admits values that the keyword excludes.",
        "Nothing to do, if the wider type suffices.";
    UnclearPages "unclear-pages":
        "An extension that describes pages does not fit the operation: it names a parameter or a property that is missing. The operation has no `pages()`.",
        "Correct the extension, or describe the pages in the configuration.";
    UndeclaredParameter "undeclared-parameter":
        "The path has a parameter that nothing declares. It is a string.",
        "Declare the parameter.";
    UndeclaredScheme "undeclared-scheme":
        "A security requirement names a scheme that is not declared. The alternative is left out.",
        "Declare the scheme under `components.securitySchemes`.";
    UnknownField "unknown-field":
        "OpenAPI defines no such field for this object. It is ignored.",
        "Correct the spelling, or let it begin with `x-`.";
    UnknownName "unknown-name":
        "A key is not one that this map admits, such as a status `20O` or a path without `/`. It is read as the message says, or left out.",
        "Correct the key.";
    UnmappedTag "unmapped-tag":
        "The property of the discriminator lists a value that belongs to no alternative. An object with it becomes `Unknown`.",
        "Add the alternative to the mapping.";
    Unreadable "unreadable":
        "A file cannot be read.",
        "Check the path and the permissions.";
    UnspecificVersion "unspecific-version":
        "`openapi: 3` does not name a version. The generator reads the fields of all of them.",
        "Write the whole version, such as `3.1.0`.";
    Unsupported "unsupported":
        "The generator does not support this part of the document. It is left out.",
        "Use another form, if there is one.";
    UnsupportedScheme "unsupported-scheme":
        "The client does not support this security scheme. Alternatives with it are left out.",
        "Set the header with `.options(..)`.";
    UnsupportedVersion "unsupported-version":
        "The document is of a version that the generator does not read. It reads Swagger 2.0 and OpenAPI 3.0 to 3.2.",
        "Convert the document.";
    UntoldEvents "untold-events":
        "The document has several webhooks, and nothing in a request shows which event it is.",
        "Name the header or the property that has the event's name, as `event` in `[apis.NAME.webhooks]`.";
    Untyped "untyped":
        "The schema says more than the type: the value is any JSON value, `serde_json::Value`.",
        "Correct the schema at the place that the message names.";
    ValueNames "value-names":
        "An extension that names or describes the values of an enum does not have one entry for each value. It is ignored.",
        "Give it as many entries as `enum` has.";
    WrongKind "wrong-kind":
        "A value of the document has the wrong JSON type, or is not one that its field admits. It is read as the message says, left out or ignored.",
        "Correct the value.";
    YamlTag "yaml-tag":
        "A YAML tag has no meaning in OpenAPI. The value is read as if it had none.",
        "Remove the tag.";
}

impl Code {
    /// Returns the code of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.as_str() == name)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn codes_are_sorted_by_name_and_differ() {
        let names: Vec<_> = Code::ALL.iter().map(|it| it.as_str()).collect();
        assert!(names.is_sorted_by(|left, right| left < right), "{names:?}");
    }

    #[test]
    fn a_name_leads_back_to_its_code() {
        for code in Code::ALL {
            assert_eq!(Code::from_name(code.as_str()), Some(*code));
        }
    }
}
