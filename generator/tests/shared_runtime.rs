//! Crates that share one runtime share its types.

mod support;

use generator::{
    config::load_outputs,
    output::{
        package::{Plan, plan},
        standalone::{Metadata, Runtime},
    },
    project::{CrateOptions, crate_of, output_of},
};
use std::{fs, path::Path};
use support::cargo;

const SHOP: &str = "
openapi: 3.1.0
info: { title: Shop, version: 1.0.0 }
servers: [{ url: 'https://shop.example' }]
paths:
  /things/{id}:
    put:
      operationId: changeThing
      parameters: [{ name: id, in: path, required: true, schema: { type: string, format: uuid } }]
      requestBody:
        { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Change' } } } }
      responses: { '204': { description: Changed. } }
components:
  schemas:
    Change: { type: object, properties: { note: { type: [string, 'null'] } } }
";

const DEPOT: &str = "
openapi: 3.1.0
info: { title: Depot, version: 2.0.0 }
servers: [{ url: 'https://depot.example' }]
paths:
  /places:
    get:
      operationId: places
      responses:
        '200':
          description: The places.
          content:
            application/json:
              schema: { type: array, items: { $ref: '#/components/schemas/Place' } }
components:
  schemas:
    Place:
      type: object
      required: [kind]
      properties: { kind: { enum: [hall, yard] }, note: { type: [string, 'null'] }, more: {} }
";

/// A program that compiles only if both crates have the same `Field`, `Error` and `Transport`.
const PROGRAM: &str = "
use depot::{runtime::testing::Recorder, types::Place};
use shop::types::Change;

fn carried(place: Place) -> Change {
    Change { note: place.note }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let recorder = Recorder::new();
    let shop = shop::Client::builder().transport(recorder.clone()).build()?;
    let depot = depot::Client::builder().transport(recorder).build()?;
    let place: Place = serde_json::from_str(r#\"{\"kind\": \"hall\", \"note\": null}\"#)?;
    let change = carried(place);
    assert_eq!(serde_json::to_string(&change)?, r#\"{\"note\":null}\"#);
    let agents: [fn(shop::runtime::BoxError) -> depot::runtime::BoxError; 1] = [|it| it];
    let _ = (depot.places(), shop.change_thing(uuid::Uuid::nil(), &change), agents);
    Ok(())
}
";

fn runtime() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated-client/runtime");
    let folder = folder.canonicalize().expect("the runtime");
    folder.to_string_lossy().replace('\\', "/")
}

#[test]
fn options_stay_without_a_configuration() {
    let root = tempfile::tempdir().expect("a folder");
    put(root.path(), "shop.yaml", SHOP);
    let options = CrateOptions {
        runtime: Runtime::shared_at(&root.path().join("runtime")),
        metadata: Metadata {
            version: Some("7.0.0".to_owned()),
            ..Metadata::default()
        },
        ..CrateOptions::alone()
    };
    let (input, output) = (root.path().join("shop.yaml"), root.path().join("shop"));
    let made = crate_of(&input, &output, &options).expect("a crate");
    let (files, package) = (made.files.expect("code"), made.package.expect("a package"));
    let plan = plan(&made.root, &files, &package).expect("a plan");
    plan.write().expect("it is written");
    let manifest = fs::read_to_string(output.join("Cargo.toml")).expect("a manifest");
    assert!(manifest.contains("version = \"7.0.0\""), "{manifest}");
    assert!(manifest.contains("/runtime\""), "{manifest}");
    assert!(!output.join("src/runtime").exists());
}

fn put(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, text).expect("a file");
}

/// Generates the crates of a configuration; `runtime` is its line about the runtime.
fn generate(root: &Path, runtime: &str) -> Vec<Plan> {
    let entry = |name: &str| {
        format!(
            "[apis.{name}]\ndocument = \"{name}.yaml\"\noutput = \"crates/{name}\"\n{runtime}\n"
        )
    };
    put(
        root,
        "clientwright.toml",
        &format!("{}{}", entry("shop"), entry("depot")),
    );
    let config = load_outputs(&root.join("clientwright.toml"));
    let config = config.unwrap_or_else(|it| panic!("{:?}", it.diagnostics));
    let each = config.apis.iter().map(|api| {
        let made = output_of(api, "document").unwrap_or_else(|it| panic!("{:?}", it.diagnostics));
        let (files, package) = (made.files.expect("code"), made.package.expect("a package"));
        let plan = plan(&made.root, &files, &package).expect("a plan");
        plan.write().expect("it is written");
        plan
    });
    each.collect()
}

fn workspace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    put(root, "shop.yaml", SHOP);
    put(root, "depot.yaml", DEPOT);
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    fs::copy(lock, root.join("Cargo.lock")).expect("the lock file");
    put(
        root,
        "Cargo.toml",
        "[workspace]\nresolver = \"3\"\nmembers = [\"app\", \"crates/*\"]\n",
    );
    put(
        root,
        "app/Cargo.toml",
        "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         depot = { path = \"../crates/depot\", default-features = false, features = [\"testing\"] }\n\
         shop = { path = \"../crates/shop\", default-features = false }\n\
         serde_json = \"1\"\nuuid = \"1\"\n",
    );
    put(root, "app/src/main.rs", PROGRAM);
    folder
}

#[test]
fn two_clients_have_one_runtime() {
    let folder = workspace();
    let root = folder.path();
    let line = format!("runtime = {{ path = \"{}\" }}", runtime());
    for plan in generate(root, &line) {
        assert!(plan.notes.is_empty(), "{:?}", plan.notes);
    }
    assert!(!root.join("crates/shop/src/runtime").exists());
    cargo(root, &["run", "--quiet", "-p", "app"]);
    // The code uses `uuid` in one of the crates and JSON in the other, and nothing else.
    let tree = |name: &str| -> Vec<String> {
        let told = cargo(
            root,
            &[
                "tree", "-p", name, "--depth", "1", "--prefix", "none", "-e", "normal",
            ],
        );
        let names = told.lines().skip(1).filter_map(|it| it.split(' ').next());
        let mut names: Vec<String> = names.map(str::to_owned).collect();
        names.sort();
        names
    };
    assert_eq!(tree("shop"), ["clientwright-runtime", "uuid"]);
    assert_eq!(tree("depot"), ["clientwright-runtime", "serde_json"]);
}

#[test]
fn the_runtime_can_be_moved_out_and_back() {
    let folder = workspace();
    let root = folder.path();
    for plan in generate(root, "") {
        assert!(plan.notes.is_empty(), "{:?}", plan.notes);
    }
    let copy = root.join("crates/shop/src/runtime/mod.rs");
    let manifest = || fs::read_to_string(root.join("crates/shop/Cargo.toml")).expect("a manifest");
    assert!(copy.exists() && manifest().contains("http-body"));

    let line = format!("runtime = {{ path = \"{}\" }}", runtime());
    for plan in generate(root, &line) {
        let told = plan.notes.join("\n");
        assert!(
            told.contains("`pub use clientwright_runtime as runtime;`"),
            "{told}"
        );
    }
    assert!(!copy.exists());
    assert!(!manifest().contains("http-body"), "{}", manifest());
    assert!(
        manifest().contains("clientwright-runtime = {"),
        "{}",
        manifest()
    );
    for name in ["shop", "depot"] {
        let path = root.join("crates").join(name).join("src/lib.rs");
        let text = fs::read_to_string(&path).expect("the root");
        let text = text.replace(
            "pub mod runtime;",
            "pub use clientwright_runtime as runtime;",
        );
        fs::write(&path, text).expect("the root");
    }
    for plan in generate(root, &line) {
        assert!(plan.notes.is_empty() && plan.is_empty(), "{:?}", plan.notes);
    }
    cargo(root, &["check", "--quiet", "-p", "app"]);

    for plan in generate(root, "") {
        let told = plan.notes.join("\n");
        assert!(told.contains("`pub mod runtime;`"), "{told}");
    }
    assert!(copy.exists());
}

#[test]
fn a_place_that_is_none_is_an_error() {
    let folder = workspace();
    let root = folder.path();
    for (line, told) in [
        ("runtime = 1", "a version or a table"),
        (
            "runtime = { branch = \"main\" }",
            "`path`, `git` or `version`",
        ),
        ("runtime = { path = 1 }", "has to be text"),
        (
            "runtime = { paths = \"x\", version = \"1\" }",
            "`paths` is not a field",
        ),
    ] {
        let text = format!("[apis.shop]\ndocument = \"shop.yaml\"\noutput = \"shop\"\n{line}\n");
        put(root, "clientwright.toml", &text);
        let failure = load_outputs(&root.join("clientwright.toml")).expect_err(line);
        let message = format!("{:?}", failure.diagnostics);
        assert!(message.contains(told), "{line}: {message}");
    }
}
