//! The installed program, in a repository of the user.

mod support;

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Output, Stdio},
};
use support::{cargo, workspace};
use tempfile::TempDir;

const DOCUMENT: &str = "\
openapi: 3.1.0
info: { title: Pets, version: 1.4.0, license: { name: Apache 2.0 } }
paths:
  /pets:
    get:
      operationId: listPets
      responses:
        '200':
          description: Done.
          content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } }
components:
  schemas:
    Pet: { type: object, properties: { born: { type: string, format: date-time } } }
";

struct Repository(TempDir);

impl Repository {
    fn new(files: &[(&str, &str)]) -> Self {
        let it = Self(tempfile::tempdir().expect("a folder"));
        for (path, text) in files {
            it.put(path, text);
        }
        it
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_clientwright"));
        command.current_dir(self.path()).args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments)
            .output()
            .expect("the program starts")
    }

    /// Runs the program with a text as its standard input.
    fn reading(&self, arguments: &[&str], text: &str) -> Output {
        let mut command = self.command(arguments);
        let (stdout, stderr) = (Stdio::piped(), Stdio::piped());
        let command = command.stdin(Stdio::piped()).stdout(stdout).stderr(stderr);
        let mut child = command.spawn().expect("the program starts");
        let mut input = child.stdin.take().expect("an input");
        input.write_all(text.as_bytes()).expect("it is read");
        drop(input);
        child.wait_with_output().expect("it ends")
    }

    /// Turns the folder into a git repository with one commit.
    fn commit(&self) {
        for arguments in [
            &["init", "--quiet"][..],
            &["add", "."],
            &[
                "-c",
                "user.name=t",
                "-c",
                "user.email=t@t.example",
                "commit",
                "--quiet",
                "-m",
                "one",
            ],
        ] {
            let git = Command::new("git")
                .current_dir(self.path())
                .args(arguments)
                .status();
            assert!(git.expect("git starts").success());
        }
    }

    /// Runs the program, asserts its exit code, and returns all of its output.
    fn said(&self, arguments: &[&str], code: i32) -> String {
        let output = self.run(arguments);
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text).into_owned();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
        text
    }
}

#[test]
fn from_an_empty_folder_to_a_crate() {
    let it = Repository::new(&[
        ("api/pets/openapi.yaml", DOCUMENT),
        (
            "api/shop.json",
            "{\"openapi\": \"3.0.3\", \"info\": {\"title\": \"Shop\", \"version\": \"1\"}, \"paths\": {}}",
        ),
        ("package.json", "{\"name\": \"no document\"}"),
        ("node_modules/other/openapi.yaml", DOCUMENT),
    ]);
    let said = it.said(&["generate"], 1);
    assert!(said.contains("clientwright init"), "{said}");
    it.said(&["init"], 0);
    let config = it.text("clientwright.toml");
    for lines in [
        "[apis.pets]\ndocument = \"api/pets/openapi.yaml\"\noutput = \"clients/pets\"\n",
        "[apis.shop]\ndocument = \"api/shop.json\"\noutput = \"clients/shop\"\n",
        "# overlays = [",
    ] {
        assert!(config.contains(lines), "{lines}\n{config}");
    }
    assert!(!config.contains("node_modules"), "{config}");
    assert!(
        it.said(&["init"], 1)
            .contains("clientwright.toml exists already")
    );
    let said = it.said(&["check"], 1);
    assert!(
        said.contains("run `clientwright generate` and commit"),
        "{said}"
    );
    assert!(!it.path().join("clients").exists());
    it.said(&["generate"], 0);
    it.said(&["check"], 0);
    let manifest = it.text("clients/pets/Cargo.toml");
    for line in [
        "name = \"pets\"",
        "version = \"1.4.0\"",
        "license = \"Apache-2.0\"",
    ] {
        assert!(manifest.contains(line), "{line}\n{manifest}");
    }
    let code = it.text("clients/pets/src/generated/pets/mod.rs");
    let header =
        "// @generated by `clientwright generate` from api/pets/openapi.yaml. Do not edit.\n";
    assert!(code.starts_with(header), "{code}");
    it.put("api/pets/openapi.yaml", &DOCUMENT.replace("born", "named"));
    let said = it.said(&["check", "--only", "pets"], 1);
    assert!(
        said.contains("changed  src/generated/pets/types/pet.rs"),
        "{said}"
    );
    it.said(&["check", "--only", "shop"], 0);
    it.said(&["check", "--only", "nobody"], 1);
}

#[test]
fn whatever_init_writes_can_be_generated() {
    let it = Repository::new(&[("Cargo.toml", "[workspace]\n")]);
    for name in [
        "123.yaml",
        "2024-06-01.yml",
        "type.yaml",
        "Self.yml",
        "tests.yaml",
        "con.yaml",
        "_.yaml",
        "-.json",
        "größe.yaml",
        "猫.yaml",
        "a b/my api (v1).yaml",
        "quo\"te's.yaml",
        "crate/openapi.yaml",
    ] {
        it.put(name, DOCUMENT);
    }
    it.said(&["init"], 0);
    let said = it.said(&["generate"], 0);
    assert_eq!(said.matches(" files, all new\n").count(), 13, "{said}");
    it.said(&["check"], 0);
}

#[test]
fn init_writes_paths_as_seen_from_the_configuration() {
    let it = Repository::new(&[("api/pets.yaml", DOCUMENT), ("tools/own/a.txt", "")]);
    let whole = it.path().join("api/pets.yaml").display().to_string();
    for (document, config, lines) in [
        (
            "api/pets.yaml",
            "tools/own/a.toml",
            "document = \"../../api/pets.yaml\"\noutput = \"../../clients/pets\"\n",
        ),
        (
            "./api/pets.yaml",
            "api/b.toml",
            "document = \"pets.yaml\"\noutput = \"../clients/pets\"\n",
        ),
        (
            &whole,
            "c.toml",
            &format!("document = \"{whole}\"\noutput = \"clients/pets\"\n"),
        ),
    ] {
        it.said(&["init", "--config", config, document], 0);
        let text = it.text(config);
        assert!(text.contains(lines), "{text}");
        it.said(&["generate", "--config", config], 0);
        it.text("clients/pets/Cargo.toml");
    }
}

#[test]
fn a_document_can_come_from_standard_input_and_not_from_a_url() {
    let it = Repository::new(&[]);
    let arguments = ["generate", "--input", "-", "--output", "pets"];
    let output = it.reading(&arguments, DOCUMENT);
    assert!(output.status.success());
    assert!(it.text("pets/Cargo.toml").contains("name = \"pets\""));
    let url = "https://pets.example/v1/openapi.json?raw=1";
    let said = it.said(&["generate", "--input", url, "--output", "pets"], 1);
    let how = format!("get it with `curl -fsSL -o openapi.json '{url}'`");
    assert!(said.contains(&how), "{said}");
    let said = it.said(
        &[
            "generate",
            "--input",
            "https://pets.example",
            "--output",
            "pets",
        ],
        1,
    );
    assert!(said.contains("-o openapi.yaml "), "{said}");
}

#[test]
fn a_module_of_a_crate_compiles_without_a_warning() {
    let manifest = "[package]\nname = \"my-shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n# Mine.\nserde = \"1\"\n";
    let it = Repository::new(&[
        ("pets.yaml", DOCUMENT),
        ("Cargo.toml", manifest),
        (
            "src/main.rs",
            "fn main() {\n    let client = api::pets::Client::builder().base_url(\"http://localhost\").build();\n    let _ = client.map(|it| it.list_pets());\n}\n",
        ),
    ]);
    let said = it.said(
        &[
            "generate",
            "--input",
            "pets.yaml",
            "--module",
            "src/api/pets",
        ],
        0,
    );
    assert!(
        said.contains("note: .: src/main.rs does not declare the generated code")
            && said.contains("mod pets;"),
        "{said}"
    );
    assert!(
        said.contains("Cargo.toml: added dependencies.bytes"),
        "{said}"
    );
    let manifest = it.text("Cargo.toml");
    assert!(
        manifest.contains("# Mine.\nserde = { version = \"1\", features = [\"std\"] }\n"),
        "{manifest}"
    );
    let main = it.text("src/main.rs");
    it.put(
        "src/main.rs",
        &format!("mod api {{\n    pub mod pets;\n}}\n\n{main}"),
    );
    it.said(
        &["check", "--input", "pets.yaml", "--module", "src/api/pets"],
        0,
    );
    fs::copy(workspace().join("Cargo.lock"), it.path().join("Cargo.lock")).expect("the lock file");
    cargo(it.path(), &["check", "--quiet"]);
    for (folder, why) in [("api", "below `src`"), ("src/Api", "snake_case")] {
        let said = it.said(&["generate", "--input", "pets.yaml", "--module", folder], 1);
        assert!(said.contains(why), "{said}");
    }
}

#[test]
fn the_configuration_says_where_its_keys_are_wrong() {
    for (lines, why) in [
        ("output = \"a\"\nmodule = \"src/a\"", "remove one of them"),
        ("", "missing field `output` or `module`"),
        ("output = \"a\"\nversion = \"1\"", "`1` is not a version"),
        ("output = \"a\"\nnonsense = 1", "unknown field `nonsense`"),
    ] {
        let it = Repository::new(&[
            ("a.yaml", DOCUMENT),
            (
                "clientwright.toml",
                &format!("[apis.a]\ndocument = \"a.yaml\"\n{lines}\n"),
            ),
        ]);
        let said = it.said(&["generate"], 1);
        assert!(
            said.contains(why) && said.contains("--> clientwright.toml:"),
            "{said}"
        );
    }
}

#[test]
fn each_api_has_a_folder_of_its_own() {
    for (one, other, wrong) in [
        ("output = \"x\"", "output = \"./y/../x\"", true),
        ("module = \"src/api\"", "module = \"src/api/b\"", true),
        ("module = \"src/api/a\"", "module = \"src/api\"", true),
        ("output = \"x\"", "output = \"x/y\"", false),
        ("module = \"src/a\"", "module = \"src/ab\"", false),
    ] {
        let table = |name, lines| format!("[apis.{name}]\ndocument = \"a.yaml\"\n{lines}\n");
        let it = Repository::new(&[
            ("a.yaml", DOCUMENT),
            (
                "Cargo.toml",
                "[package]\nname = \"mine\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
            ),
            ("clientwright.toml", &(table("a", one) + &table("b", other))),
        ]);
        let said = it.said(&["generate"], i32::from(wrong));
        assert_eq!(said.contains("a folder of its own"), wrong, "{said}");
    }
}

#[test]
fn changes_since_a_revision_are_told() {
    let it = Repository::new(&[
        ("api/pets.yaml", DOCUMENT),
        (
            "clientwright.toml",
            "[apis.pets]\ndocument = \"api/pets.yaml\"\noutput = \"pets\"\n",
        ),
    ]);
    it.commit();
    it.said(&["diff", "--base", "HEAD"], 0);
    it.put("api/pets.yaml", &DOCUMENT.replace("listPets", "allPets"));
    let said = it.said(&["diff", "--base", "HEAD"], 2);
    assert!(said.contains("was called `list_pets`"), "{said}");
    let said = it.said(&["generate"], 0);
    assert!(said.contains("the documents since HEAD:"), "{said}");
    it.said(&["diff", "--base", "nothing"], 3);
}

#[test]
fn every_command_tells_how_it_is_called() {
    let it = Repository::new(&[("pets.yaml", DOCUMENT)]);
    for command in ["init", "generate", "check", "diff", "dump"] {
        let said = it.said(&[command, "--help"], 0);
        assert!(
            said.contains("Exit codes:") && said.contains("Examples:"),
            "{said}"
        );
        it.said(
            &[command, "--nonsense"],
            if command == "diff" { 3 } else { 2 },
        );
    }
    let said = it.said(&["--version"], 0);
    assert!(said.starts_with("clientwright 0."), "{said}");
    let said = it.said(&["dump", "surface", "--input", "pets.yaml"], 0);
    assert!(said.contains("list_pets"), "{said}");
    for name in ["list_pets", "listPets"] {
        let said = it.said(&["dump", "api", "--input", "pets.yaml", "--only", name], 0);
        assert!(said.contains("list_pets = Operation"), "{said}");
    }
}

#[test]
fn a_readme_has_the_credentials_of_its_client() {
    let scheme = |kind: &str| {
        format!("{DOCUMENT}  securitySchemes:\n    login: {{ type: http, scheme: {kind} }}\n")
    };
    let (basic, bearer) = (scheme("basic"), scheme("bearer"));
    let it = Repository::new(&[("basic.yaml", &basic), ("bearer.yaml", &bearer)]);
    for (name, has_tokens) in [("basic", false), ("bearer", true)] {
        let document = format!("{name}.yaml");
        it.said(&["generate", "--input", &document, "--output", name], 0);
        let readme = it.text(&format!("{name}/README.md"));
        assert!(readme.contains("- `login`: "), "{readme}");
        assert_eq!(readme.contains("token_source"), has_tokens, "{readme}");
    }
}

/// Spares callers with another major version of `jiff` an error of two types with the same name.
#[test]
fn a_readme_has_the_dependencies_whose_types_are_arguments() {
    let plain = DOCUMENT.replace(", format: date-time", "");
    let it = Repository::new(&[("plain.yaml", &plain), ("dated.yaml", DOCUMENT)]);
    for (name, has_dates) in [("plain", false), ("dated", true)] {
        let document = format!("{name}.yaml");
        it.said(&["generate", "--input", &document, "--output", name], 0);
        let readme = it.text(&format!("{name}/README.md"));
        assert_eq!(
            readme.contains("\njiff = \"1\"\n```"),
            has_dates,
            "{readme}"
        );
        assert_eq!(
            readme.contains("`jiff` has the types"),
            has_dates,
            "{readme}"
        );
    }
}

#[test]
fn a_code_is_explained_and_a_misspelt_one_is_found() {
    let it = Repository::new(&[]);
    let said = it.said(&["explain", "untyped"], 0);
    assert!(said.starts_with("untyped: ") && said.contains("What to do: "));
    assert!(it.said(&["explain"], 0).lines().count() > 50);
    let said = it.said(&["explain", "dangling-referenc"], 1);
    assert!(
        said.contains("did you mean `dangling-reference`?"),
        "{said}"
    );
    let said = it.said(&["explain", "whatever"], 1);
    assert!(said.contains("lists all codes"), "{said}");
}

#[test]
fn a_version_takes_the_step_that_the_changes_need() {
    let it = Repository::new(&[
        ("pets.yaml", DOCUMENT),
        (
            "clientwright.toml",
            "[apis.pets]\ndocument = \"pets.yaml\"\noutput = \"clients/pets\"\n",
        ),
    ]);
    it.said(&["generate"], 0);
    it.put(
        "clients/pets/CHANGELOG.md",
        "# Log\n\nMine.\n\n## 1.4.0\n\n- First.\n",
    );
    it.commit();
    let said = it.said(&["generate", "--bump"], 0);
    assert!(!said.contains("version"), "nothing changed: {said}");
    it.put(
        "pets.yaml",
        &DOCUMENT.replace("born:", "name: { type: string }, born:"),
    );
    let said = it.said(&["generate", "--bump"], 0);
    assert!(said.contains("pets: version 1.4.0 -> 1.5.0"), "{said}");
    let manifest = it.text("clients/pets/Cargo.toml");
    assert!(manifest.contains("\nversion = \"1.5.0\"\n"), "{manifest}");
    let log = it.text("clients/pets/CHANGELOG.md");
    assert!(
        log.starts_with("# Log\n\nMine.\n\n## 1.5.0\n\n### "),
        "{log}"
    );
    assert!(
        log.contains("Pet.name") && log.ends_with("\n\n## 1.4.0\n\n- First.\n"),
        "{log}"
    );
    let said = it.said(&["generate", "--bump"], 0);
    assert!(said.contains("needs no change"), "{said}");
    assert_eq!(it.text("clients/pets/CHANGELOG.md"), log);
    it.put("pets.yaml", &DOCUMENT.replace("listPets", "allPets"));
    let said = it.said(&["generate", "--bump"], 0);
    assert!(said.contains("pets: version 1.5.0 -> 2.0.0"), "{said}");
    it.said(&["check"], 0);
    it.said(&["generate", "--bump", "--base", "nothing"], 1);
}

const TWO: &str = "\
[apis.pets]
document = \"pets.yaml\"
output = \"clients/pets\"
rename.schemas = { Pet = \"Animal\" }
[apis.beasts]
document = \"beasts.yaml\"
output = \"clients/beasts\"
rename.schemas = { Pet = \"Beast\" }
";

#[test]
fn a_named_document_has_the_settings_of_its_api() {
    let it = Repository::new(&[
        ("api/pets.yaml", DOCUMENT),
        ("api/beasts.yaml", DOCUMENT),
        ("other.yaml", DOCUMENT),
        ("api/two.toml", TWO),
        (
            "api/one.toml",
            TWO.split("[apis.beasts]").next().expect("one"),
        ),
        ("own.toml", "rename.schemas = { Pet = \"Creature\" }\n"),
        ("wrong.toml", "renames.schemas = { Pet = \"Creature\" }\n"),
    ]);
    for (input, config, name) in [
        ("api/pets.yaml", "api/two.toml", "animal"),
        ("./api/../api/beasts.yaml", "api/two.toml", "beast"),
        ("other.yaml", "api/one.toml", "animal"),
        ("other.yaml", "own.toml", "creature"),
    ] {
        let settings = ["--input", input, "--config", config];
        let output = [&settings[..], &["--output", "made"]].concat();
        it.said(&[&["generate"], &output[..]].concat(), 0);
        let stem = Path::new(input).file_stem().expect("a name");
        let types = format!("made/src/generated/{}/types", stem.display());
        it.text(&format!("{types}/{name}.rs"));
        it.said(&[&["check"], &output[..]].concat(), 0);
        let surface = it.said(&[&["dump", "surface"], &settings[..]].concat(), 0);
        assert!(
            surface
                .to_lowercase()
                .contains(&format!("\nstruct api::types::{name}\n")),
            "{surface}"
        );
        fs::remove_dir_all(it.path().join("made")).expect("the crate");
    }
    let output = ["--input", "other.yaml", "--output", "made", "--config"];
    let command = |config| [&["generate"], &output[..], &[config]].concat();
    let said = it.said(&command("api/two.toml"), 1);
    assert!(
        said.contains("the settings of `pets`, `beasts` could be meant, as none of them has the document `other.yaml`"),
        "{said}"
    );
    let said = it.said(&command("wrong.toml"), 1);
    assert!(
        said.contains(" --> wrong.toml:1:1\n") && said.contains("renames"),
        "{said}"
    );
    let said = it.said(&command("none.toml"), 1);
    assert!(said.contains("cannot read the configuration"), "{said}");
    assert!(!it.path().join("made").exists());
}

#[test]
fn two_documents_are_compared_with_the_settings_of_one_of_them() {
    let it = Repository::new(&[
        ("pets.yaml", &DOCUMENT.replace("born:", "name: {}, born:")),
        ("beasts.yaml", DOCUMENT),
        ("old.yaml", DOCUMENT),
        ("two.toml", TWO),
    ]);
    let said = it.said(
        &["diff", "old.yaml", "pets.yaml", "--config", "two.toml"],
        1,
    );
    assert!(said.contains("Animal.name"), "{said}");
    let said = it.said(
        &["diff", "pets.yaml", "old.yaml", "--config", "two.toml"],
        2,
    );
    assert!(said.contains("Animal.name"), "{said}");
    let said = it.said(&["diff", "old.yaml", "old.yaml", "--config", "two.toml"], 3);
    assert!(said.contains("could be meant"), "{said}");
}

#[test]
fn a_named_document_takes_the_metadata_and_overlays_of_a_listed_api() {
    let it = Repository::new(&[
        ("pets.yaml", DOCUMENT),
        (
            "more.overlay.yaml",
            "overlay: 1.0.0\ninfo: { title: More, version: '1' }\nactions:\n- target: $.components.schemas.Pet.properties\n  update: { name: { type: string } }\n",
        ),
        (
            "clientwright.toml",
            "[apis.pets]\ndocument = \"pets.yaml\"\noutput = \"clients/pets\"\nname = \"pet-shop\"\nversion = \"7.0.0\"\noverlays = [\"more.overlay.yaml\"]\ntests = true\n",
        ),
    ]);
    let fixed = ["--output", "made", "--config", "clientwright.toml"];
    it.said(
        &[&["generate", "--input", "pets.yaml"], &fixed[..]].concat(),
        0,
    );
    let manifest = it.text("made/Cargo.toml");
    assert!(
        manifest.contains("name = \"pet-shop\"\nversion = \"7.0.0\""),
        "{manifest}"
    );
    assert!(
        it.text("made/src/generated/pet_shop/types/pet.rs")
            .contains("pub name:")
    );
    assert!(it.path().join("made/tests/conformance").exists());
    let read = [
        "generate",
        "--input",
        "-",
        "--output",
        "read",
        "--config",
        "clientwright.toml",
    ];
    let output = it.reading(&read, DOCUMENT);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert_eq!(it.text("read/Cargo.toml"), manifest);
    assert!(
        it.text("read/src/generated/pet_shop/types/pet.rs")
            .contains("pub name:")
    );
    assert!(it.path().join("read/tests/conformance").exists());
}
