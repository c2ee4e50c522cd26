//! The configuration keys of an API in one table: the files that have them, their values, and their effects. The JSON
//! Schema for editors (`schema.rs`) and the comments of a new configuration are generated from it.

/// The sources that the runtime crate can have: at least one of these.
pub(super) const SOURCES: &[&str] = &["path", "git", "version"];

/// The other keys that a dependency on the runtime can have.
pub(super) const MORE: &[&str] = &["branch", "tag", "rev", "registry"];

/// A kind of configuration file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The configuration of this repository: each API is a module of generated-client.
    Modules,
    /// The configuration of a single document, which is named elsewhere.
    Document,
    /// The configuration of a user's repository: each API has a destination.
    Outputs,
}

/// The type of a key's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A string.
    Text,
    /// A list of strings.
    Texts,
    /// A boolean.
    Flag,
    /// `true`, or a list of strings.
    AllOrTexts,
    /// A dependency: a version, or a table as in a manifest.
    Dependency,
    /// A table of strings.
    Table,
    /// Tables of strings with these names.
    Tables(&'static [&'static str]),
    /// Tables of types with these names.
    Types(&'static [&'static str]),
    /// A table of `false` or rules: how operations are asked for pages.
    Pages,
    /// A table of `false` or rules: which operations are asked for results.
    Polls,
    /// A table of `false` or strings.
    Overrides,
    /// A list of derives, or a table of such lists.
    Derives,
    /// A table: how webhooks name their events and are signed.
    Webhooks,
}

/// A configuration key.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The name of the key.
    pub name: &'static str,
    /// The kinds of file that may have the key.
    pub kinds: &'static [Kind],
    /// The type of the value.
    pub holds: Holds,
    /// An example value, as TOML.
    pub example: &'static str,
    /// A one-sentence description.
    pub what: &'static str,
}

const ALL: &[Kind] = &[Kind::Modules, Kind::Document, Kind::Outputs];
const LISTS: &[Kind] = &[Kind::Modules, Kind::Outputs];
const OUTPUTS: &[Kind] = &[Kind::Outputs];
const CRATES: &[Kind] = &[Kind::Document, Kind::Outputs];

const fn key(
    name: &'static str,
    kinds: &'static [Kind],
    holds: Holds,
    example: &'static str,
    what: &'static str,
) -> Key {
    Key {
        name,
        kinds,
        holds,
        example,
        what,
    }
}

/// All keys of an API.
pub const KEYS: &[Key] = &[
    key(
        "document",
        LISTS,
        Holds::Text,
        "\"openapi.yaml\"",
        "The OpenAPI document, from this file's folder.",
    ),
    key(
        "output",
        OUTPUTS,
        Holds::Text,
        "\"crates/petstore\"",
        "The folder of a standalone crate.",
    ),
    key(
        "module",
        OUTPUTS,
        Holds::Text,
        "\"src/petstore\"",
        "The folder of a module of an existing crate, instead of `output`.",
    ),
    key(
        "name",
        OUTPUTS,
        Holds::Text,
        "\"petstore\"",
        "The name of the crate; by default that of the table.",
    ),
    key(
        "version",
        CRATES,
        Holds::Text,
        "\"1.0.0\"",
        "The version of a new crate; by default the document's, if it is valid for Cargo.",
    ),
    key(
        "description",
        CRATES,
        Holds::Text,
        "\"A client of the pet store.\"",
        "The description in the manifest of a new crate.",
    ),
    key(
        "license",
        CRATES,
        Holds::Text,
        "\"MIT OR Apache-2.0\"",
        "The licence of a new crate; by default the document's.",
    ),
    key(
        "repository",
        CRATES,
        Holds::Text,
        "\"https://git.example/petstore\"",
        "The repository of a new crate.",
    ),
    key(
        "homepage",
        CRATES,
        Holds::Text,
        "\"https://petstore.example\"",
        "The homepage of a new crate; by default the document's external documentation.",
    ),
    key(
        "tests",
        OUTPUTS,
        Holds::Flag,
        "true",
        "Whether the crate has tests of its requests and responses on the wire.",
    ),
    key(
        "runtime",
        CRATES,
        Holds::Dependency,
        "{ path = \"crates/clientwright-runtime\" }",
        "The crate `clientwright-runtime` that clients share; by default each has a copy of its files.",
    ),
    key(
        "overlays",
        ALL,
        Holds::Texts,
        "[\"mend.overlay.yaml\"]",
        "Overlay documents that correct the document.",
    ),
    key(
        "references",
        ALL,
        Holds::Table,
        "{ \"https://schemas.example/v1/\" = \"schemas\" }",
        "Files or folders that replace the start of URLs in references.",
    ),
    key(
        "include",
        ALL,
        Holds::Texts,
        "[\"pet\", \"GET /store/**\"]",
        "The operations to generate: tags, operationIds, paths, or methods and paths.",
    ),
    key(
        "exclude",
        ALL,
        Holds::Texts,
        "[\"deletePet\"]",
        "The operations to leave out.",
    ),
    key(
        "sensitive",
        ALL,
        Holds::Texts,
        "[\"Order/card\"]",
        "Properties that are hidden from `Debug`.",
    ),
    key(
        "keep_undeclared",
        ALL,
        Holds::AllOrTexts,
        "[\"Order\"]",
        "The object types that keep properties that the document does not declare, or that all do.",
    ),
    key(
        "types",
        ALL,
        Holds::Types(&["formats", "schemas"]),
        "{ formats = { date-time = \"jiff::Timestamp\" } }",
        "Types of your own for formats and schemas.",
    ),
    key(
        "rename",
        ALL,
        Holds::Tables(&["schemas", "fields", "operations"]),
        "{ schemas = { Order_v2 = \"Order\" } }",
        "Names of your own for schemas, fields and operations.",
    ),
    key(
        "derives",
        ALL,
        Holds::Derives,
        "[\"Eq\", \"Hash\"]",
        "Derives of all types that can have them, or a table of lists by the names of schemas.",
    ),
    key(
        "pages",
        ALL,
        Holds::Pages,
        "{ listPets = { cursor = \"after\", next = \"/next\", items = \"/data\" }, listTags = false }",
        "How operations are asked for their next page, or that they have none.",
    ),
    key(
        "polls",
        ALL,
        Holds::Polls,
        "{ startRun = { ask = \"getRun\", with = { runId = \"/id\" }, status = \"/status\", until = [\"DONE\", \"FAILED\"] } }",
        "The operation that is asked for the result of the work that an operation starts, or that it starts none.",
    ),
    key(
        "idempotency",
        ALL,
        Holds::Overrides,
        "{ \"POST /**\" = \"Idempotency-Key\", listPets = false }",
        "The header in which operations take an idempotency key, or that they take none.",
    ),
    key(
        "env",
        ALL,
        Holds::Table,
        "{ token = \"SHOP_API_KEY\", base_url = \"SHOP_URL\" }",
        "The environment variables of `Client::from_env()`, by the ends of their usual names: `token`, `username`, `password`, `base_url`, or that of a key.",
    ),
    key(
        "webhooks",
        ALL,
        Holds::Webhooks,
        "{ event = [\"X-Event\"], signature = { header = \"X-Signature\" } }",
        "How webhooks name their events, and how the server signs them.",
    ),
];

impl Kind {
    /// Returns whether this kind of file may have the key.
    pub fn admits(self, name: &str) -> bool {
        let mut keys = KEYS.iter();
        keys.any(|it| it.name == name && it.kinds.contains(&self))
    }
}

/// Returns the reason why a file of this kind may not have the key.
pub(super) fn refused(name: &str, kind: Kind) -> String {
    let why = match (kind, name) {
        (Kind::Document, "document") => "the caller names the document",
        (Kind::Document, _) => "the caller sets it",
        _ => "each API is a module of an existing crate",
    };
    format!("`{name}` is not allowed here: {why}")
}
