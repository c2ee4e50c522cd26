//! The objects of OpenAPI 3.0, 3.1 and 3.2, except schemas, as tables of their fields and the contents of these.
//!
//! A field that only later versions define is accepted in all of them: a document that has it means it.

use super::{Choice, Filler, Grammar, Kind, Pattern};
use crate::document::{v31, v32};

const TEXTS: Kind = Kind::List(&Kind::Text);
const HEADERS: Kind = Kind::Map(&Kind::Referable(&HEADER));
const CONTENT: Kind = Kind::Map(&Kind::Referable(&MEDIA_TYPE));
const PARAMETERS: Kind = Kind::List(&Kind::Referable(&PARAMETER));
const SERVERS: Kind = Kind::List(&Kind::Object(&SERVER));

static PATH: Pattern = Pattern {
    admits: |name| name.starts_with('/'),
    meant: |name| Some(format!("/{name}")),
    words: "a path, which starts with `/`",
};

/// The form of an HTTP method (RFC 9110, section 9.1: a token).
static METHOD: Pattern = Pattern {
    admits: v32::is_method,
    meant: |_| None,
    words: "the name of a further method: a token without a field of its own",
};

static STATUS: Pattern = Pattern {
    admits: |name| {
        let bytes = name.as_bytes();
        let class = bytes
            .first()
            .is_some_and(|first| (b'1'..=b'5').contains(first));
        let rest = bytes.get(1..).unwrap_or_default();
        let code = rest.len() == 2 && rest.iter().all(u8::is_ascii_digit);
        name == "default" || (class && (code || rest == b"XX"))
    },
    meant: |name| match name.to_ascii_uppercase() {
        upper if upper == "DEFAULT" => Some("default".to_owned()),
        upper => Some(upper),
    },
    words: "a status such as `404`, a range such as `4XX`, or `default`",
};

pub(in crate::document) static DOCUMENT: Grammar = Grammar {
    name: "OpenAPI Object",
    fields: &[
        ("openapi", Kind::Text),
        ("info", Kind::Object(&INFO)),
        ("servers", SERVERS),
        (
            "paths",
            Kind::Patterned(&PATH, &Kind::Referable(&PATH_ITEM)),
        ),
        ("components", Kind::Object(&COMPONENTS)),
        ("security", Kind::Requirements),
        ("tags", Kind::List(&Kind::Object(&TAG))),
        ("externalDocs", Kind::Silent),
        ("webhooks", Kind::Aside("webhooks")),
        // The same in documents of 3.0.
        ("x-webhooks", Kind::Aside("webhooks")),
        ("jsonSchemaDialect", Kind::Silent),
        // The document's own URI; references are resolved against the location that it was read from.
        ("$self", Kind::Silent),
    ],
    required: &[],
    one_of: &[],
    by_type: &[],
    filled: &[("info", Filler::Info), ("paths", Filler::Object)],
};

static INFO: Grammar = Grammar {
    name: "Info Object",
    fields: &[
        ("title", Kind::Text),
        ("description", Kind::Text),
        ("version", Kind::Text),
        ("summary", Kind::Silent),
        ("termsOfService", Kind::Silent),
        ("contact", Kind::Silent),
        ("license", Kind::Silent),
    ],
    required: &[],
    one_of: &[],
    by_type: &[],
    filled: &[("title", Filler::Text), ("version", Filler::Text)],
};

static SERVER: Grammar = Grammar {
    name: "Server Object",
    fields: &[
        ("url", Kind::Text),
        ("description", Kind::Text),
        ("variables", Kind::Map(&Kind::Object(&SERVER_VARIABLE))),
        ("name", Kind::Silent),
    ],
    required: &["url"],
    one_of: &[],
    by_type: &[],
    filled: &[],
};

static SERVER_VARIABLE: Grammar = Grammar {
    name: "Server Variable Object",
    fields: &[
        ("enum", TEXTS),
        ("default", Kind::Text),
        ("description", Kind::Text),
    ],
    required: &["default"],
    one_of: &[],
    by_type: &[],
    filled: &[],
};

static TAG: Grammar = Grammar {
    name: "Tag Object",
    fields: &[
        ("name", Kind::Text),
        ("description", Kind::Text),
        ("externalDocs", Kind::Silent),
        ("summary", Kind::Silent),
        ("parent", Kind::Silent),
        ("kind", Kind::Silent),
    ],
    required: &["name"],
    one_of: &[],
    by_type: &[],
    filled: &[],
};

static COMPONENTS: Grammar = Grammar {
    name: "Components Object",
    fields: &[
        ("schemas", Kind::Map(&Kind::Schema)),
        (
            "securitySchemes",
            Kind::Map(&Kind::Referable(&SECURITY_SCHEME)),
        ),
        // References to these are replaced with their targets.
        ("responses", Kind::Silent),
        ("parameters", Kind::Silent),
        ("examples", Kind::Silent),
        ("requestBodies", Kind::Silent),
        ("headers", Kind::Silent),
        ("links", Kind::Silent),
        ("callbacks", Kind::Silent),
        ("pathItems", Kind::Silent),
        ("mediaTypes", Kind::Silent),
    ],
    required: &[],
    one_of: &[],
    by_type: &[],
    filled: &[],
};

pub(in crate::document) static PATH_ITEM: Grammar = Grammar {
    name: "Path Item Object",
    fields: &[
        ("get", Kind::Operation),
        ("put", Kind::Operation),
        ("post", Kind::Operation),
        ("delete", Kind::Operation),
        ("options", Kind::Operation),
        ("head", Kind::Operation),
        ("patch", Kind::Operation),
        ("trace", Kind::Operation),
        ("query", Kind::Operation),
        (
            "additionalOperations",
            Kind::Patterned(&METHOD, &Kind::Operation),
        ),
        ("parameters", PARAMETERS),
        ("summary", Kind::Text),
        ("description", Kind::Text),
        ("servers", SERVERS),
    ],
    required: &[],
    one_of: &[],
    by_type: &[],
    filled: &[],
};

pub(in crate::document) static OPERATION: Grammar = Grammar {
    name: "Operation Object",
    fields: &[
        ("tags", TEXTS),
        ("summary", Kind::Text),
        ("description", Kind::Text),
        ("operationId", Kind::Text),
        ("parameters", PARAMETERS),
        ("requestBody", Kind::Referable(&REQUEST_BODY)),
        (
            "responses",
            Kind::Patterned(&STATUS, &Kind::Referable(&RESPONSE)),
        ),
        ("deprecated", Kind::Flag),
        ("security", Kind::Requirements),
        ("externalDocs", Kind::Silent),
        ("callbacks", Kind::Aside("callbacks")),
        ("servers", SERVERS),
    ],
    required: &[],
    one_of: &[],
    by_type: &[],
    filled: &[("responses", Filler::Object)],
};

static PARAMETER_IN: Choice = Choice {
    taken: &["path", "query", "header", "cookie"],
    standing_in: &[(v32::QUERY_STRING, "query")],
    known: &[],
};

static PARAMETER: Grammar = Grammar {
    name: "Parameter Object",
    fields: &[
        ("name", Kind::Text),
        ("in", Kind::OneOf(&PARAMETER_IN)),
        ("description", Kind::Text),
        ("required", Kind::Flag),
        ("deprecated", Kind::Flag),
        ("style", Kind::Later),
        ("explode", Kind::Flag),
        ("schema", Kind::Schema),
        ("content", CONTENT),
        ("example", Kind::Later),
        ("examples", Kind::Later),
        ("allowEmptyValue", Kind::Silent),
        ("allowReserved", Kind::Flag),
    ],
    required: &["name", "in"],
    one_of: &["schema", "content"],
    by_type: &[],
    filled: &[("schema", Filler::Schema)],
};

pub(in crate::document) static REQUEST_BODY: Grammar = Grammar {
    name: "Request Body Object",
    fields: &[
        ("description", Kind::Text),
        ("content", CONTENT),
        ("required", Kind::Flag),
    ],
    required: &[],
    one_of: &[],
    by_type: &[],
    filled: &[("content", Filler::Object)],
};

static MEDIA_TYPE: Grammar = Grammar {
    name: "Media Type Object",
    fields: &[
        ("schema", Kind::Schema),
        ("example", Kind::Later),
        ("examples", Kind::Later),
        ("encoding", Kind::Later),
        // A stub that openapiv3 has no field for: it is read from the tree, by its place.
        ("itemSchema", Kind::Schema),
        (
            "itemEncoding",
            Kind::Unsupported("the client does not encode parts by position"),
        ),
        (
            "prefixEncoding",
            Kind::Unsupported("the client does not encode parts by position"),
        ),
    ],
    required: &[],
    one_of: &[],
    by_type: &[],
    filled: &[],
};

pub(in crate::document) static RESPONSE: Grammar = Grammar {
    name: "Response Object",
    fields: &[
        ("summary", Kind::Text),
        ("description", Kind::Text),
        ("headers", HEADERS),
        ("content", CONTENT),
        ("links", Kind::Links),
    ],
    required: &[],
    one_of: &[],
    by_type: &[],
    filled: &[("description", Filler::TextOf("summary"))],
};

static HEADER: Grammar = Grammar {
    name: "Header Object",
    fields: &[
        ("description", Kind::Text),
        ("required", Kind::Flag),
        ("deprecated", Kind::Flag),
        ("style", Kind::Later),
        ("explode", Kind::Later),
        ("schema", Kind::Schema),
        ("content", CONTENT),
        ("example", Kind::Later),
        ("examples", Kind::Later),
        ("allowEmptyValue", Kind::Silent),
    ],
    required: &[],
    one_of: &["schema", "content"],
    by_type: &[],
    filled: &[("schema", Filler::Schema)],
};

static SCHEME_TYPE: Choice = Choice {
    taken: &["apiKey", "http", "oauth2", "openIdConnect"],
    standing_in: &[],
    known: &[(
        v31::MUTUAL_TLS,
        "the transport presents the certificate, as set with `builder().reqwest(..)`",
    )],
};

static API_KEY_IN: Choice = Choice {
    taken: &["query", "header", "cookie"],
    standing_in: &[],
    known: &[],
};

static SECURITY_SCHEME: Grammar = Grammar {
    name: "Security Scheme Object",
    fields: &[
        ("type", Kind::OneOf(&SCHEME_TYPE)),
        ("description", Kind::Text),
        ("name", Kind::Text),
        ("in", Kind::OneOf(&API_KEY_IN)),
        ("scheme", Kind::Text),
        ("bearerFormat", Kind::Text),
        ("flows", Kind::Silent),
        ("openIdConnectUrl", Kind::Text),
        ("oauth2MetadataUrl", Kind::Silent),
        ("deprecated", Kind::Silent),
    ],
    required: &["type"],
    one_of: &[],
    by_type: &[("apiKey", &["name", "in"]), ("http", &["scheme"])],
    filled: &[
        ("flows", Filler::Object),
        ("openIdConnectUrl", Filler::Text),
    ],
};
