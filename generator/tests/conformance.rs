//! The operations of all fixtures send and read what their documents describe: their conformance tests run as one
//! crate, over real sockets.

mod support;

use generator::{
    Target, conformance_tests,
    output::{standalone::RUNTIME, write::write},
    project::HARNESS,
    rust::format::OutputFile,
};
use std::{fs, path::Path, process::Command};
use support::{Fixture, MONEY, fixtures, snapshots, workspace};

#[test]
fn every_operation_of_every_fixture_is_on_the_wire_as_documented() {
    // Only the user knows which JSON their own type accepts.
    let custom = ["config/types", "config/derives"];
    let chosen = |fixture: &Fixture| !custom.contains(&fixture.name.as_str());
    let (passed, told) = run("conformance", &files(chosen));
    assert!(passed, "{told}");
    assert!(told.contains(" passed"), "no test ran: {told}");
}

/// Faults in the runtime that are tried one at a time: the file, the text, its replacement, and the effect. A change of
/// the text in the runtime has to be repeated here.
const FAULTS: &[(&str, &str, &str, &str)] = &[
    (
        "request/url.rs",
        "    encode(value, query);\n",
        "    query.push_str(value);\n",
        "values of a query are not encoded",
    ),
    (
        "request/builder.rs",
        "url::push_pair(query, name, value)",
        "if query.is_empty() { url::push_pair(query, name, value) }",
        "one parameter of a query is sent",
    ),
    (
        "request/builder.rs",
        "Ok(value) => self.set_header(name, value),",
        "Ok(_) => {}",
        "headers are not sent",
    ),
    (
        "request/builder.rs",
        "            self.headers.insert(ACCEPT, value);\n",
        "            drop(value);\n",
        "no media type is asked for",
    ),
    (
        "response/cases.rs",
        "find(&|key| key == code)",
        "find(&in_range)",
        "an exact status counts for nothing",
    ),
    (
        "response/cases.rs",
        "        .or_else(|| find(&in_range))\n",
        "",
        "a range of statuses counts for nothing",
    ),
    (
        "request/param.rs",
        "items.iter().for_each(|item| pair(name, item))",
        "items.iter().take(1).for_each(|item| pair(name, item))",
        "one item of a list is sent",
    ),
    (
        "request/param.rs",
        "                out.push(',');\n",
        "                out.push(';');\n",
        "items are joined by another sign",
    ),
    (
        "request/style.rs",
        "Self::Form | Self::Cookie => rule(\"\", \"&\", true, false)",
        "Self::Form | Self::Cookie => rule(\"\", \"&\", true, true)",
        "what is not exploded is",
    ),
    (
        "request/style.rs",
        "comma: \"%20\"",
        "comma: \"+\"",
        "a space is written as in forms",
    ),
    (
        "request/expand.rs",
        "format!(\"{name}[]\")",
        "name.to_owned()",
        "lists in objects lose their brackets",
    ),
    (
        "credentials/auth.rs",
        "Some(Placed::Query(name, value)) => push_pair(query, name, value),",
        "Some(Placed::Query(..)) => {}",
        "a key is not in the query",
    ),
    (
        "credentials/auth.rs",
        "format!(\"Basic {encoded}\")",
        "format!(\"Bearer {encoded}\")",
        "a password is sent as a token",
    ),
    (
        "credentials/auth.rs",
        "cookies.push_str(\"; \")",
        "cookies.push_str(\", \")",
        "cookies are joined by another sign",
    ),
    (
        "request/parts.rs",
        "\"\\\"; filename=\\\"\"",
        "\"\\\"; file=\\\"\"",
        "a file has no name",
    ),
    (
        "request/parts.rs",
        "&format!(\"Content-Type: {}\\r\\n\", head.content_type)",
        "\"Content-Type: text/plain\\r\\n\"",
        "all parts are text",
    ),
    (
        "request/file.rs",
        "listed().find(|it| !is_range(it))",
        "listed().find(|it| is_range(it))",
        "a file has no type that the document lists",
    ),
    (
        "request/multipart.rs",
        "self.add(name, &Head::of(\"\"), text.into()),\n            Tree::List",
        "self.add(name, &Head::of(JSON), text.into()),\n            Tree::List",
        "a text in a union is JSON",
    ),
    (
        "request/part_style.rs",
        "joined(value, '|')",
        "joined(value, ',')",
        "a list with pipes has commas",
    ),
    (
        "request/parts.rs",
        "format!(\"{media}; type=\\\"{root}\\\"; boundary={boundary}\")",
        "format!(\"{media}; boundary={boundary}\")",
        "related parts do not say what the first is",
    ),
    (
        "request/form.rs",
        "Tree::Object(_) => Style::Json",
        "Tree::Object(_) => Style::Form",
        "objects in forms are no JSON",
    ),
    (
        "response/content.rs",
        "        .or_else(|| find(&in_range))\n",
        "",
        "a range of media types counts for nothing",
    ),
    (
        "response/decode.rs",
        "self.received.body.clone().into()",
        "Body::empty()",
        "a failure that is a stream is empty",
    ),
    (
        "json/enums.rs",
        "$($wire => Self::$variant,)*\n                    _ => Self::$other($keep",
        "$($wire if text.is_empty() => Self::$variant,)*\n                    _ => Self::$other($keep",
        "every value of an enum is unknown",
    ),
];

/// Checks that the tests fail if the runtime is broken. Each fault compiles the whole crate again, so that this runs
/// only with `EXHAUSTIVE=1`.
#[test]
fn every_fault_of_the_runtime_is_found() {
    let faults = FAULTS.iter().map(|(file, text, other, what)| Fault {
        file,
        what: (*what).to_owned(),
        broken: Box::new(move |whole| {
            assert!(whole.contains(text), "{file} has no `{text}`");
            whole.replacen(text, other, 1)
        }),
    });
    only_these_survive("faults", faults.collect(), &[]);
}

/// The lines of `call.rs` without which the tests pass, since no document contains what only the caller chooses. They
/// are covered by other tests, which `mutants/README.md` names.
const NOT_IN_DOCUMENTS: &[&str] = &[
    // The tests give tokens for all scopes.
    "self.builder.scopes(scopes);",
    "self.builder.options = change(std::mem::take(&mut self.builder.options));",
    // The tests do not ask for pages.
    "self.builder.headers.remove(ACCEPT);",
    "self.builder.streamed(T::streamed);",
    "self.builder.accept(T::ACCEPT);",
    // The tests' server does not switch protocols.
    "self.builder.accept(T::ACCEPT);",
    "self.builder.upgrade(protocol);",
    "self.builder.success(&[\"101\", \"2XX\"]);",
];

/// Checks that each line of `call.rs` that adds to a request is needed, and that each method is the one that is sent.
/// `cargo mutants` cannot break these (`mutants/README.md`). This is as slow as the faults above.
#[test]
fn every_fault_of_a_call_is_found() {
    let (_, text) = RUNTIME
        .iter()
        .find(|(name, _)| *name == "request/call.rs")
        .expect("a file of the runtime");
    let broken = |line: &str| -> Option<String> {
        let adds = line.starts_with("        self.builder.") && line.ends_with(';');
        let (before, method) = line.split_once("Method::").unwrap_or_default();
        let names = method.starts_with(|first: char| first.is_ascii_uppercase());
        match method.split_once(',') {
            _ if adds => Some(String::new()),
            Some((_, after)) if names => Some(format!("{before}Method::CONNECT,{after}")),
            Some(_) | None => None,
        }
    };
    let mut before = "";
    let fault = |(index, line): (usize, &'static str)| {
        // The crate of these tests has no feature `testing`, so it does not compile a line under that feature.
        let compiled =
            std::mem::replace(&mut before, line).trim() != "#[cfg(feature = \"testing\")]";
        let other = broken(line).filter(|_| compiled)?;
        Some(Fault {
            file: "request/call.rs",
            what: line.trim().to_owned(),
            broken: Box::new(move |whole| {
                // Each file has one line before those of the runtime.
                let lines = whole.lines().enumerate().map(|(at, line)| match at {
                    _ if at == index + 1 => other.clone() + "\n",
                    _ => line.to_owned() + "\n",
                });
                lines.collect()
            }),
        })
    };
    let faults: Vec<Fault> = text.lines().enumerate().filter_map(fault).collect();
    assert!(faults.len() > 20, "`call.rs` is written otherwise by now");
    only_these_survive("calls", faults, NOT_IN_DOCUMENTS);
}

/// A way to break a file of the runtime.
struct Fault<'a> {
    file: &'a str,
    what: String,
    broken: Box<dyn Fn(&str) -> String + 'a>,
}

/// Tries faults, one at a time, in the crate `name`, and checks that the tests find all but the expected ones.
fn only_these_survive(name: &str, faults: Vec<Fault<'_>>, expected: &[&str]) {
    let areas = ["operation/", "response/", "client/", "conformance/"];
    let chosen = |fixture: &Fixture| areas.iter().any(|it| fixture.name.starts_with(it));
    let whole = files(chosen);
    let all = faults.len();
    let mut survived = Vec::new();
    for fault in faults {
        let mut files = whole.clone();
        let path = format!("src/runtime/{}", fault.file);
        let file = files.iter_mut().find(|it| it.path == path);
        let file = file.expect("a file of the runtime");
        file.text = (fault.broken)(&file.text);
        if std::env::var_os("EXHAUSTIVE").is_none() {
            continue;
        }
        let (passed, told) = run(name, &files);
        assert!(told.contains("test result"), "{}: {told}", fault.what);
        if passed {
            survived.push(fault.what);
        }
    }
    if std::env::var_os("EXHAUSTIVE").is_some() {
        println!("{} of {all} faults are found", all - survived.len());
        assert_eq!(survived, expected);
    }
}

/// Runs the tests of a crate, and returns whether they pass and what they print.
fn run(name: &str, files: &[OutputFile]) -> (bool, String) {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&root).expect("a folder for the crate");
    write(&root, files).expect("the crate is written");
    fs::copy(workspace().join("Cargo.lock"), root.join("Cargo.lock"))
        .expect("the lock file is copied");
    let output = Command::new(env!("CARGO"))
        .args(["test", "--quiet", "--offline"])
        .args(["--no-default-features", "--features", "reqwest"])
        .args(["--test", "conformance", "--manifest-path"])
        .arg(root.join("Cargo.toml"))
        .env(
            "CARGO_TARGET_DIR",
            // One target folder per crate: cargo does not distinguish crates of the same name in different folders, and
            // would reuse the build of a faulty crate for the correct one.
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("target-{name}")),
        )
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("RUST_BACKTRACE", "0")
        .env_remove("WIRE_BASE_URL")
        .output()
        .expect("cargo starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let told = text(&output.stdout) + &text(&output.stderr);
    (output.status.success(), told)
}

/// Compares the tests of the fixtures about tests with their snapshot, which reviewers read.
#[test]
fn emitted_tests_give_their_snapshot() {
    let about = fixtures()
        .into_iter()
        .filter(|it| it.name.starts_with("conformance/"));
    let text = |fixture: &Fixture| -> String {
        let (files, _) = tests(fixture);
        files
            .iter()
            .map(|it| format!("// ---- {}\n\n{}\n", it.path, it.text))
            .collect()
    };
    snapshots(
        "conformance",
        about.map(|it| (it.module(), text(&it))).collect(),
    );
}

/// Checks that every operation has a test except those that cannot be sent.
#[test]
fn every_operation_of_every_fixture_has_a_test() {
    let mut without = Vec::new();
    for fixture in fixtures() {
        let (_, untested) = tests(&fixture);
        without.extend(untested.iter().map(|it| format!("{} {it}", fixture.name)));
    }
    let no_value = "a path parameter has no value";
    let expected = [format!(
        "operation/parameter_undeclared #/paths/~1broken~1{{open/get: {no_value}"
    )];
    assert_eq!(without, expected);
}

fn tests(fixture: &Fixture) -> (Vec<OutputFile>, Vec<String>) {
    let module = fixture.module();
    let target = Target {
        module: &module,
        path: &format!("fixtures::{module}"),
        origin: &fixture.name,
    };
    let tests = conformance_tests(&fixture.source(), target).expect("the tests are Rust");
    let Some(tests) = tests else {
        return (Vec::new(), Vec::new());
    };
    let told = tests
        .untested
        .iter()
        .map(|it| format!("{}: {}", it.at, it.why));
    (tests.files, told.collect())
}

/// Returns the files of the crate: fixtures as modules, their tests as modules of one test, and the runtime.
fn files(chosen: impl Fn(&Fixture) -> bool) -> Vec<OutputFile> {
    let file = |path: &str, text: String| OutputFile {
        path: path.to_owned(),
        text,
    };
    let mut names = Vec::new();
    let mut files = Vec::new();
    for fixture in fixtures().into_iter().filter(chosen) {
        let (_, output) = fixture.output("fixtures");
        let Some(code) = output.files else { continue };
        names.push(fixture.module());
        files.extend(
            code.into_iter()
                .map(|it| file(&format!("src/{}", it.path), it.text)),
        );
        let (tests, _) = tests(&fixture);
        let tests = tests.into_iter();
        files.extend(tests.map(|it| file(&format!("tests/conformance/{}", it.path), it.text)));
    }
    let lines = |start: &str| -> String {
        names
            .iter()
            .map(|name| format!("{start} {name};\n"))
            .collect()
    };
    files.push(file(
        "src/lib.rs",
        format!(
            "// @generated\n//! All fixtures.\n\npub mod money;\npub mod runtime;\n{}",
            lines("pub mod")
        ),
    ));
    files.push(file("src/money.rs", MONEY.to_owned()));
    files.push(file(
        "tests/conformance/main.rs",
        format!(
            "// @generated\n#![allow(deprecated, unused_imports)]\nuse fixtures as library;\n\
             #[path = \"../support/wire/mod.rs\"]\nmod wire;\n{}",
            lines("mod")
        ),
    ));
    let manifest =
        generator::output::standalone::manifest_text("fixtures", "the fixtures", &["jiff", "uuid"]);
    let tokio = "tokio = { version = \"1\", features = [\"net\", \"rt\", \"time\"] }\n";
    files.push(file(
        "Cargo.toml",
        format!("{manifest}\n[dev-dependencies]\n{tokio}"),
    ));
    let copies = [("src/runtime", RUNTIME), ("tests/support/wire", HARNESS)];
    for (folder, all) in copies {
        files.extend(all.iter().map(|(name, text)| {
            file(
                &format!("{folder}/{name}"),
                format!("// @generated\n{text}"),
            )
        }));
    }
    files
}
