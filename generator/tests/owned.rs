//! A crate that the user owns: the generator leaves the user's files unchanged next to its own.

mod support;

use generator::{
    output::package::{Plan, plan},
    project::{CrateOptions, Generation, crate_of},
};
use std::{fs, path::PathBuf};
use support::{cargo, workspace};
use tempfile::TempDir;

/// Returns a document with the given number of operations in three tags, and with properties of the given formats.
fn document(operations: usize, formats: &[&str]) -> String {
    let mut out = String::from("openapi: 3.1.0\ninfo: {title: Shop, version: 1.2.3}\npaths:\n");
    for index in 0..operations {
        out.push_str(&format!(
            "  /x{index}:\n    get: {{tags: [tag{}], operationId: get{index}, responses: {{'200': {{description: d, content: \
             {{application/json: {{schema: {{$ref: '#/components/schemas/Thing'}}}}}}}}}}}}\n",
            index % 3
        ));
    }
    out.push_str("components:\n  schemas:\n    Thing:\n      type: object\n      properties:\n        name: {type: string}\n");
    for format in formats {
        let name = format.replace('-', "_");
        out.push_str(&format!(
            "        {name}: {{type: string, format: {format}}}\n"
        ));
    }
    out
}

struct Crate {
    _folder: TempDir,
    input: PathBuf,
    root: PathBuf,
}

impl Crate {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("shop");
        Self {
            input: folder.path().join("shop.yaml"),
            root,
            _folder: folder,
        }
    }

    fn made(&self, document: &str) -> Generation {
        fs::write(&self.input, document).expect("the document is written");
        crate_of(&self.input, &self.root, &CrateOptions::default())
            .unwrap_or_else(|_| panic!("the document is read"))
    }

    fn plan(&self, document: &str) -> std::io::Result<Plan> {
        let made = self.made(document);
        let files = made.files.expect("code");
        plan(&self.root, &files, &made.package.expect("a package"))
    }

    fn write(&self, document: &str) -> Plan {
        let plan = self.plan(document).expect("a plan");
        plan.write().expect("it is written");
        plan
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.text(path);
        assert!(text.contains(from), "{from}\n{text}");
        self.put(path, &text.replacen(from, to, 1));
    }
}

#[test]
fn a_second_run_changes_nothing() {
    let it = Crate::new();
    let first = it.write(&document(2, &["uuid"]));
    assert!(first.difference.missing.contains(&"Cargo.toml".to_owned()));
    assert!(first.notes.is_empty(), "{:?}", first.notes);
    let second = it.plan(&document(2, &["uuid"])).expect("a plan");
    assert!(second.is_empty(), "{:?}", second.difference);
    assert!(second.edited.is_empty() && second.notes.is_empty());
    let manifest = it.text("Cargo.toml");
    for line in [
        "version = \"1.2.3\"",
        "uuid = {",
        "description = \"A typed HTTP client of the Shop API.\"",
    ] {
        assert!(manifest.contains(line), "{line}\n{manifest}");
    }
    assert!(!manifest.contains("[workspace]"), "{manifest}");
}

#[test]
fn a_workspace_that_was_taken_out_stays_out() {
    let it = Crate::new();
    fs::write(&it.input, document(2, &[])).expect("the document is written");
    let alone = || {
        let made = crate_of(&it.input, &it.root, &CrateOptions::alone());
        let made = made.unwrap_or_else(|_| panic!("the document is read"));
        let files = made.files.expect("code");
        plan(&it.root, &files, &made.package.expect("a package")).expect("a plan")
    };
    alone().write().expect("it is written");
    it.edit("Cargo.toml", "[workspace]\n", "");
    assert!(alone().is_empty());
    assert!(!it.text("Cargo.toml").contains("[workspace]"));
}

/// Checks that the README of a new crate has the sections of its docs, without those with links to items.
#[test]
fn the_docs_of_a_crate_follow_its_document() {
    let it = Crate::new();
    it.write(&document(2, &[]));
    let (docs, readme) = (it.text("src/generated/README.md"), it.text("README.md"));
    for section in ["Install", "First call", "Errors", "Features"] {
        assert!(docs.contains(&format!("\n# {section}\n")), "{docs}");
        assert!(readme.contains(&format!("\n## {section}\n")), "{readme}");
    }
    assert!(!docs.contains("# Authentication"), "{docs}");
    assert!(!readme.contains("Operations"), "{readme}");
    for line in [
        "## tag1",
        "- [`get1`](Client::get1)",
        "let response = client.get0().await?;",
    ] {
        assert!(docs.contains(line), "{line}\n{docs}");
    }
    assert!(
        readme.contains("async fn main()") && !readme.contains("\n# async"),
        "{readme}"
    );

    it.write(&document(3, &[]));
    assert!(
        it.text("src/generated/README.md")
            .contains("(Client::get2)")
    );
    assert_eq!(it.text("README.md"), readme);
}

/// Checks that the example is the program of the README. It belongs to the user and is written only once.
#[test]
fn a_new_crate_has_an_example() {
    const EXAMPLE: &str = "examples/first_call.rs";
    let it = Crate::new();
    it.write(&document(2, &[]));
    let (example, readme) = (it.text(EXAMPLE), it.text("README.md"));
    let program = example.split_once("\n\n").expect("a program").1;
    assert!(program.contains("client.get0().await?"), "{example}");
    assert!(
        readme.contains(&format!("```rust\n{program}```")),
        "{readme}"
    );
    let manifest = it.text("Cargo.toml");
    let (_, needs) = manifest
        .split_once("[dev-dependencies]\n")
        .expect("a table");
    assert!(needs.starts_with("tokio = {"), "{manifest}");
    assert!(needs.contains("\"rt-multi-thread\""), "{manifest}");
    assert!(!manifest.contains("[[example]]"), "{manifest}");

    fs::remove_file(it.root.join(EXAMPLE)).expect("it is removed");
    it.edit("Cargo.toml", "[dev-dependencies]\n", "");
    it.edit("Cargo.toml", needs, "");
    it.write(&document(3, &[]));
    assert!(!it.root.join(EXAMPLE).exists());
    assert!(!it.text("Cargo.toml").contains("dev-dependencies"));
}

#[test]
fn everything_of_the_users_survives() {
    let it = Crate::new();
    it.write(&document(2, &[]));
    let own = [
        ("README.md", "# Mine\n"),
        ("LICENSE", "All mine.\n"),
        (
            "src/mine.rs",
            "//! Mine.\n\n/// Mine.\npub fn mine() -> itoa::Buffer {\n    itoa::Buffer::new()\n}\n",
        ),
        (
            "examples/mine.rs",
            "fn main() {\n    shop::mine::mine();\n}\n",
        ),
        ("tests/conformance/mine.rs", "// not the generator's\n"),
        (".gitignore", "/target\n/mine\n"),
    ];
    for (path, text) in own {
        it.put(path, text);
    }
    it.edit(
        "src/lib.rs",
        "pub mod runtime;\n",
        "pub mod runtime;\npub mod mine;\n",
    );
    it.edit(
        "Cargo.toml",
        "name = \"shop\"\n",
        "name = \"shop\" # as it was\n",
    );
    it.edit(
        "Cargo.toml",
        "[dependencies]\n",
        "[dependencies]\n# For the buffers.\nitoa = \"1\"\n",
    );
    it.edit(
        "Cargo.toml",
        "[features]\n",
        "[features]\n# Mine.\nsmall = [\"reqwest\"]\n",
    );
    it.edit(
        "Cargo.toml",
        "serde_json = { features = [",
        "serde_json = { features = [\"alloc\", ",
    );
    let library = it.text("src/lib.rs");
    for round in 0..100 {
        let formats: &[&str] =
            [&["uuid"][..], &[], &["date-time"], &["date-time", "uuid"]][round % 4];
        // Tags become features above thirty operations.
        let operations = [2, 40, 33][round % 3];
        it.write(&document(operations, formats));
        for (path, text) in own {
            assert_eq!(it.text(path), text, "round {round}");
        }
        assert_eq!(it.text("src/lib.rs"), library, "round {round}");
        let manifest = it.text("Cargo.toml");
        for kept in [
            "name = \"shop\" # as it was\n",
            "# For the buffers.\nitoa = \"1\"\n",
            "# Mine.\nsmall = [\"reqwest\"]\n",
            "serde_json = { features = [\"alloc\", \"float_roundtrip\", \"raw_value\"]",
        ] {
            assert!(manifest.contains(kept), "round {round}: {kept}\n{manifest}");
        }
        assert_eq!(
            manifest.contains("\nuuid = "),
            formats.contains(&"uuid"),
            "round {round}\n{manifest}"
        );
        assert_eq!(
            manifest.contains("\njiff = "),
            formats.contains(&"date-time"),
            "round {round}\n{manifest}"
        );
        assert_eq!(
            manifest.contains("\ntag0 = []\n"),
            operations > 30,
            "round {round}\n{manifest}"
        );
        assert_eq!(
            manifest.contains("\"all\""),
            operations > 30,
            "round {round}\n{manifest}"
        );
    }
    it.edit("Cargo.toml", "rust-version", "# By hand.\nrust-version");
    assert!(it.plan(&document(2, &["date-time", "uuid"])).is_ok());
}

#[test]
fn a_change_by_hand_is_told_before_it_is_lost() {
    let it = Crate::new();
    it.write(&document(2, &[]));
    it.edit("src/generated/shop/types/thing.rs", "pub name", "pub nom");
    it.edit("src/runtime/request/url.rs", "// @generated", "// mine");
    let plan = it.plan(&document(2, &[])).expect("a plan");
    let edited = [
        "src/generated/shop/types/thing.rs",
        "src/runtime/request/url.rs",
    ];
    assert_eq!(plan.edited, edited);
    assert_eq!(plan.difference.changed, edited);
    plan.write().expect("it is written");
    assert!(
        it.text("src/generated/shop/types/thing.rs")
            .contains("pub name")
    );
    assert!(it.plan(&document(2, &[])).expect("a plan").is_empty());
    // Git may convert line endings.
    let text = it.text("src/generated/mod.rs");
    it.put("src/generated/mod.rs", &text.replace('\n', "\r\n"));
    assert!(it.plan(&document(2, &[])).expect("a plan").is_empty());
}

#[test]
fn the_folders_can_be_removed() {
    let it = Crate::new();
    it.write(&document(40, &["uuid"]));
    let before = it.text("Cargo.toml");
    for folder in ["src/generated", "src/runtime"] {
        fs::remove_dir_all(it.root.join(folder)).expect("it is removed");
        it.write(&document(40, &["uuid"]));
        assert!(
            it.plan(&document(40, &["uuid"]))
                .expect("a plan")
                .is_empty()
        );
    }
    assert_eq!(it.text("Cargo.toml"), before);
}

#[test]
fn what_the_generator_did_not_write_is_neither_removed_nor_replaced() {
    let it = Crate::new();
    it.put("src/runtime/request/url.rs", "// a file of the user's\n");
    let error = it.plan(&document(2, &[])).expect_err("a refusal");
    assert!(error.to_string().contains("url.rs"), "{error}");
    assert!(!it.root.join("Cargo.toml").exists(), "nothing was written");
    fs::rename(
        it.root.join("src/runtime/request/url.rs"),
        it.root.join("src/runtime/mine.rs"),
    )
    .expect("it moves");
    let plan = it.write(&document(2, &[]));
    assert!(
        plan.notes
            .iter()
            .any(|it| it.contains("src/runtime/mine.rs")),
        "{:?}",
        plan.notes
    );
    assert_eq!(it.text("src/runtime/mine.rs"), "// a file of the user's\n");
}

#[test]
fn an_existing_crate_is_told_what_to_declare() {
    let it = Crate::new();
    let manifest = "[package]\nname = \"shop\"\nversion = \"7.0.0\"\nedition = \"2024\"\n\n[dependencies]\nserde = \"1.0.200\"\n";
    it.put("Cargo.toml", manifest);
    it.put("src/lib.rs", "//! Mine.\n");
    let plan = it.write(&document(2, &[]));
    assert!(
        plan.notes.iter().any(|it| it.contains("mod generated;")),
        "{:?}",
        plan.notes
    );
    assert_eq!(it.text("src/lib.rs"), "//! Mine.\n");
    let manifest = it.text("Cargo.toml");
    assert!(manifest.starts_with("[package]\nname = \"shop\"\nversion = \"7.0.0\"\nedition = \"2024\"\n\n[dependencies]\n"), "{manifest}");
    // The default features of the user's own dependency are kept.
    assert!(
        manifest.contains("serde = { version = \"1.0.200\", features = [\"std\"] }\n"),
        "{manifest}"
    );
    assert!(it.plan(&document(2, &[])).expect("a plan").is_empty());
}

#[test]
fn members_of_a_workspace_compile_and_have_none_of_their_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    fs::write(
        root.join("Cargo.toml"),
        "[workspace]\nresolver = \"3\"\nmembers = [\"crates/shop\", \"crates/depot\"]\n",
    )
    .expect("a manifest");
    fs::copy(workspace().join("Cargo.lock"), root.join("Cargo.lock")).expect("the lock file");
    for (name, operations, formats) in [("shop", 2, &["uuid"][..]), ("depot", 33, &["date-time"])] {
        let it = Crate {
            _folder: tempfile::tempdir().expect("a folder"),
            input: root.join(format!("{name}.yaml")),
            root: root.join("crates").join(name),
        };
        let plan = it.write(&document(operations, formats));
        assert!(plan.notes.is_empty(), "{:?}", plan.notes);
        it.put("src/mine.rs", "//! Mine.\n\n/// Mine.\npub fn client() -> crate::Client {\n    crate::Client::builder().base_url(\"http://localhost\").build().expect(\"a client\")\n}\n");
        it.edit(
            "src/lib.rs",
            "pub mod runtime;\n",
            "pub mod runtime;\npub mod mine;\n",
        );
        it.put(
            "examples/call.rs",
            &format!("fn main() {{\n    let _ = {name}::mine::client().get0();\n}}\n"),
        );
        it.write(&document(operations, formats));
    }
    let elsewhere = Crate {
        _folder: tempfile::tempdir().expect("a folder"),
        input: root.join("other.yaml"),
        root: root.join("crates/other"),
    };
    let notes = elsewhere.plan(&document(2, &[])).expect("a plan").notes;
    assert!(
        notes
            .iter()
            .any(|it| it.contains("add `\"crates/other\"` to `members`")),
        "{notes:?}"
    );
    cargo(root, &["check", "--quiet", "--workspace", "--all-targets"]);
}
