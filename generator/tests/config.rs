//! Types and names chosen by the configuration: valid and invalid settings, and the locations of errors.

use generator::{
    config::{load_config, load_own_config},
    diagnostic::{Style, render},
    project::{CrateOptions, Generation, crate_of, workspace},
    source::Failure,
};
use std::{fs, path::Path};
use tempfile::TempDir;

const DOCUMENT: &str = "\
openapi: 3.0.3
info: { title: Pets, version: '1' }
paths:
  /pets:
    get:
      responses:
        '200':
          description: Done.
          content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } }
components:
  schemas:
    Pet:
      type: object
      properties:
        born: { type: string, format: date-time }
        price: { type: string, format: decimal }
";

fn shown(failure: &Failure, folder: &TempDir) -> String {
    let text = render(&failure.diagnostics, &failure.files, Style::Plain);
    text.replace(&format!("{}/", folder.path().display()), "")
}

/// Generates a standalone crate from these files, of which the first is the document, with the configuration
/// `config.toml`.
fn made(files: &[(&str, &str)], config: &str) -> Result<Generation, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    for (name, text) in files {
        fs::write(path(name), text).expect("a file");
    }
    fs::write(path("config.toml"), config).expect("a file");
    let (input, config) = (path(files[0].0), path("config.toml"));
    let options = CrateOptions {
        config: Some(&config),
        ..CrateOptions::default()
    };
    crate_of(&input, Path::new("out"), &options).map_err(|it| shown(&it, &folder))
}

/// Returns the text of the file of a standalone crate whose path ends with `path`.
fn file(generation: &Generation, path: &str) -> String {
    let files = generation.files.iter().flatten();
    let mut found = files.filter(|it| it.path.ends_with(path));
    found.next().map_or_else(
        || panic!("{path} is not there: {}", said(generation)),
        |it| it.text.clone(),
    )
}

/// Renders the diagnostics, one line per diagnostic with its position.
fn said(generation: &Generation) -> String {
    let api = &generation.apis[0];
    let line = |it: &generator::diagnostic::Diagnostic| {
        let position = it.at.and_then(|at| api.source.position(at));
        let (line, column) = position.map_or((0, 0), |it| (it.line, it.column));
        format!("{line}:{column} {}\n", it.message)
    };
    api.output.report.diagnostics.iter().map(line).collect()
}

/// Lines that no type or name is in, the place of the mistake, and the message.
const REFUSED: &[(&str, &str, &str)] = &[
    (
        "types.formats = { a = \"Money\" }",
        "3:23",
        "is not the path",
    ),
    (
        "types.formats = { a = \"super::Money\" }",
        "3:23",
        "is not the path",
    ),
    (
        "types.formats = { a = \"a::B<C>\" }",
        "3:23",
        "is not the path",
    ),
    (
        "types.formats = { a = \"a::B; fn x() {}\" }",
        "3:23",
        "is not the path",
    ),
    (
        "types.formats = { a = \"&str\" }",
        "3:23",
        "is not the path",
    ),
    (
        "types.formats = { a = 1 }",
        "3:23",
        "expected the path of a type",
    ),
    (
        "types.formats = { a = { type = \"a::B\", crates = \"1\" } }",
        "3:40",
        "crates",
    ),
    (
        "types.schemas = { A = { type = \"a::B\", crate = 1 } }",
        "3:23",
        "`crate` has to be a version",
    ),
    (
        "types.schemas = { A = { type = \"a::B\", crate = \"1\" } }",
        "3:23",
        "a standalone crate",
    ),
    ("types.names = {}", "3:7", "names"),
    ("types = 1", "3:9", "expected a table"),
    ("polls.a = 1", "3:11", "expected a rule such as"),
    ("pages.a = 1", "3:11", "expected a rule such as"),
    ("idempotency.a = 1", "3:17", "the name of a header"),
    ("webhooks = 1", "3:12", "expected a table"),
    ("rename.schemas = { A = \"a\" }", "3:24", "UpperCamelCase"),
    (
        "rename.schemas = { A = \"Self\" }",
        "3:24",
        "UpperCamelCase",
    ),
    ("rename.schemas = { A = \"A_B\" }", "3:24", "UpperCamelCase"),
    ("rename.fields = { A = \"fooBar\" }", "3:23", "snake_case"),
    ("rename.fields = { A = \"self\" }", "3:23", "snake_case"),
    ("rename.operations = { A = \"a-b\" }", "3:27", "snake_case"),
    ("sensitive = [1]", "3:14", "string"),
    ("keep_undeclared = 1", "3:19", "a list of schemas"),
    ("keep_undeclared = [1]", "3:20", "string"),
    ("derives = \"Eq\"", "3:11", "expected a list of derives"),
    ("derives = [1]", "3:12", "string"),
    ("derives = [\"Ord\", \"eq\"]", "3:19", "did you mean `Eq`?"),
    ("derives = [\"Defualt\"]", "3:12", "did you mean `Default`?"),
    (
        "derives = { A = [\"JsonSchema\"] }",
        "3:18",
        "a path that begins with `crate::` or the name of a crate",
    ),
    ("derives = [\"self::A\"]", "3:12", "is not a derive"),
    ("derives = [\"a::B<a::C>\"]", "3:12", "is not a derive"),
    ("derives = [\"a::B, c::D\"]", "3:12", "is not a derive"),
    ("derives = [\"PartialOrd\"]", "3:12", "is not a derive"),
    (
        "derives = [\"std::fmt::Debug\"]",
        "3:12",
        "every type implements `std::fmt::Debug` anyway",
    ),
    (
        "types.formats = { a = { type = \"a::B\", implements = [\"Copy\"] } }",
        "3:23",
        "`Copy` is none of them",
    ),
];

#[test]
fn what_is_no_type_and_no_name_is_refused_where_it_stands() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("codegen.toml");
    for (line, place, why) in REFUSED {
        let text = format!("[apis.a]\ndocument = \"a.yaml\"\n{line}\n");
        fs::write(&path, text).expect("a file");
        let failure = load_config(&path).expect_err(line);
        let shown = shown(&failure, &folder);
        let start = format!(" --> codegen.toml:{place}\n");
        assert!(
            shown.contains(&start) && shown.contains(why),
            "{line}\n{shown}"
        );
    }
}

#[test]
fn a_file_of_its_own_has_what_a_table_of_an_api_has() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("config.toml");
    fs::write(&path, "overlays = [\"o.yaml\"]\nsensitive = [\"A/b\"]\n").expect("a file");
    let config = load_own_config(&path, &[Path::new("a.yaml")]).expect("a configuration");
    assert_eq!(config.document, Path::new("a.yaml"));
    assert_eq!(config.overlays, [folder.path().join("o.yaml")]);
    assert_eq!(config.overrides.sensitive[0].key, "A/b");
    fs::write(&path, "document = \"a.yaml\"\n").expect("a file");
    assert!(load_own_config(&path, &[Path::new("a.yaml")]).is_err());
}

#[test]
fn a_crate_of_its_own_depends_on_what_its_types_come_from() {
    let config = "\
[types.formats]
date-time = { type = \"chrono::DateTime<chrono::Utc>\", crate = { version = \"0.4\", features = [\"serde\"] } }
decimal = { type = \"rust_decimal::Decimal\", crate = \"1\" }
";
    let made = made(&[("pets.yaml", DOCUMENT)], config).expect("a crate");
    let manifest = file(&made, "Cargo.toml");
    for line in [
        "chrono = { features = [\"serde\"], version = \"0.4\" }\n",
        "rust_decimal = \"1\"\n",
    ] {
        assert!(manifest.contains(line), "{manifest}");
    }
    // The format's default dependency is no longer needed.
    assert!(!manifest.contains("jiff"), "{manifest}");
    let pet = file(&made, "types/pet.rs");
    assert!(
        pet.contains("pub born: Option<chrono::DateTime<chrono::Utc>>,"),
        "{pet}"
    );
}

#[test]
fn the_workspace_is_generated_as_its_configuration_says() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("spec")).expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join("spec").join(name), text);
    write("pets.yaml", DOCUMENT).expect("a file");
    let config = "\
[apis.one]
document = \"pets.yaml\"
[apis.two]
document = \"pets.yaml\"
types.formats.decimal = \"crate::money::Money\"
rename.fields.\"Pet/born\" = \"birth\"
";
    write("codegen.toml", config).expect("a file");
    let made = workspace(folder.path()).expect("a workspace");
    let one = file(&made, "one/types/pet.rs");
    assert!(one.contains("pub price: Option<String>,"), "{one}");
    assert!(one.contains("born: \"born\" optional,"), "{one}");
    let two = file(&made, "two/types/pet.rs");
    assert!(
        two.contains("pub price: Option<crate::money::Money>,"),
        "{two}"
    );
    assert!(two.contains("birth: \"born\" optional,"), "{two}");
}

#[test]
fn a_type_from_nowhere_is_refused() {
    for (line, why) in [
        (
            "decimal = \"a::B\"",
            "2:11 the emitted crate does not depend on `a`\n",
        ),
        (
            "decimal = \"std::option::Option<a::B>\"",
            "2:11 the emitted crate does not depend on `a`\n",
        ),
        (
            "decimal = \"crate::B\"",
            "2:11 `crate::B` is not in the emitted crate\n",
        ),
        (
            "decimal = { type = \"jiff::Span\", crate = \"1\" }",
            "2:11 a dependency on `jiff` cannot be chosen\n",
        ),
        (
            "decimal = { type = \"a::B\", crate = \"1\" }\ndate-time = { type = \"a::C\", crate = \"2\" }",
            "3:13 another entry chooses a different dependency for `a`\n",
        ),
    ] {
        let made = made(
            &[("pets.yaml", DOCUMENT)],
            &format!("[types.formats]\n{line}\n"),
        );
        let made = made.expect("a document");
        assert!(made.files.is_none(), "{line}");
        assert_eq!(said(&made), why, "{line}");
    }
    for line in [
        "decimal = \"std::num::NonZeroU64\"",
        "decimal = \"serde_json::Value\"",
    ] {
        let config = format!("[types.formats]\n{line}\n");
        assert!(
            made(&[("pets.yaml", DOCUMENT)], &config)
                .expect("a document")
                .files
                .is_some()
        );
    }
}

#[test]
fn pointers_are_those_of_the_document_as_it_was_written() {
    let swagger = "\
swagger: '2.0'
info: { title: Pets, version: '1' }
paths:
  /pets:
    get:
      produces: [application/json]
      responses: { '200': { description: Done., schema: { $ref: '#/definitions/Pet' } } }
definitions:
  Pet:
    type: object
    properties:
      born: { type: string }
      nick: { type: object, properties: { name: { type: string } } }
";
    let config = "\
sensitive = [\"/definitions/Pet/properties/nick/properties/name\"]
[types.schemas]
\"#/definitions/Pet/properties/born\" = \"String\"
[rename.schemas]
\"/definitions/Pet/properties/nick\" = \"Nickname\"
";
    let made = made(&[("pets.yaml", swagger)], config).expect("a crate");
    let pet = file(&made, "types/pet.rs");
    assert!(pet.contains("pub nick: Option<Nickname>,"), "{pet}");
    assert!(pet.contains("name: \"name\" optional sensitive,"), "{pet}");
}

#[test]
fn schemas_of_other_files_are_named_with_their_file() {
    let document = DOCUMENT.replace("#/components/schemas/Pet", "models.yaml#/Pet");
    let models = "\
Pet:
  type: object
  properties: { born: { type: string }, owner: { $ref: '#/Owner' } }
Owner: { type: object, properties: { name: { type: string } } }
";
    let config = "\
[types.schemas]
\"models.yaml#/Owner\" = \"serde_json::Value\"
[rename.schemas]
\"models.yaml#/Pet\" = \"Animal\"
[rename.fields]
\"models.yaml#/Pet/properties/born\" = \"birth\"
";
    let document = document.split("components:").next().expect("a half");
    let made = made(&[("pets.yaml", document), ("models.yaml", models)], config).expect("a crate");
    let animal = file(&made, "types/animal.rs");
    for line in [
        "pub struct Animal {",
        "pub birth: Option<String>,",
        "birth: \"born\" optional,",
        "pub owner: Option<serde_json::Value>,",
    ] {
        assert!(animal.contains(line), "{line}\n{animal}");
    }
}

#[test]
fn undeclared_properties_are_kept_in_some_types_or_in_all() {
    let document = "\
openapi: 3.0.3
info: { title: Pets, version: '1' }
paths:
  /pets:
    put:
      requestBody:
        content: { application/json: { schema: { $ref: '#/components/schemas/Change' } } }
      responses:
        '200':
          description: Done.
          content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } }
components:
  schemas:
    Pet: { type: object, properties: { name: { type: string } } }
    Change: { type: object, properties: { name: { type: string } } }
    Unused: { type: object, properties: { name: { type: string } } }
";
    let keeping = |config: &str| {
        let made = made(&[("pets.yaml", document)], config).expect("a crate");
        ["pet", "change", "unused"].map(|name| {
            let text = file(&made, &format!("types/{name}.rs"));
            text.contains("    ..extra kept,\n")
        })
    };
    assert_eq!(keeping(""), [false; 3]);
    assert_eq!(keeping("keep_undeclared = false"), [false; 3]);
    // Nothing is read into a type that only requests contain.
    assert_eq!(keeping("keep_undeclared = true"), [true, false, true]);
    assert_eq!(
        keeping("keep_undeclared = [\"Change\", \"/components/schemas/Unused\"]"),
        [false, true, true]
    );
}
