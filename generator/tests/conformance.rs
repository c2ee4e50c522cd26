//! What the operations of all fixtures send and read is what their documents say: their conformance
//! tests as one crate, over real sockets.

mod support;

use generator::{
    Target, conformance_tests,
    project::HARNESS,
    standalone::RUNTIME,
    write::{OutputFile, write},
};
use std::{fs, path::Path, process::Command};
use support::{Fixture, MONEY, fixtures, snapshots, workspace};

#[test]
fn every_operation_of_every_fixture_is_on_the_wire_as_documented() {
    // What a type of the user's own takes as JSON, only the user knows.
    let chosen = |fixture: &Fixture| fixture.name != "config/types";
    let (passed, told) = run("conformance", &files(chosen));
    assert!(passed, "{told}");
    assert!(told.contains(" passed"), "no test ran: {told}");
}

/// Faults in the runtime, one at a time: file, text, what it is replaced by, and what that breaks. Whoever
/// changes the text there changes it here.
const FAULTS: &[(&str, &str, &str, &str)] = &[
    (
        "url.rs",
        "    encode(value, query);\n",
        "    query.push_str(value);\n",
        "values of a query are not encoded",
    ),
    (
        "draft.rs",
        "url::push_pair(query, name, value)",
        "if query.is_empty() { url::push_pair(query, name, value) }",
        "one parameter of a query is sent",
    ),
    (
        "draft.rs",
        "Ok(value) => self.set_header(name, value),",
        "Ok(_) => {}",
        "headers are not sent",
    ),
    (
        "draft.rs",
        "            self.headers.insert(ACCEPT, value);\n",
        "            drop(value);\n",
        "no media type is asked for",
    ),
    (
        "cases.rs",
        "find(&|key| key == code)",
        "find(&in_range)",
        "an exact status counts for nothing",
    ),
    (
        "cases.rs",
        "        .or_else(|| find(&in_range))\n",
        "",
        "a range of statuses counts for nothing",
    ),
    (
        "param.rs",
        "items.iter().for_each(|item| pair(name, item))",
        "items.iter().take(1).for_each(|item| pair(name, item))",
        "one item of a list is sent",
    ),
    (
        "param.rs",
        "                out.push(',');\n",
        "                out.push(';');\n",
        "items are joined by another sign",
    ),
    (
        "style.rs",
        "Self::Form | Self::Cookie => rule(\"\", \"&\", true, false)",
        "Self::Form | Self::Cookie => rule(\"\", \"&\", true, true)",
        "what is not exploded is",
    ),
    (
        "style.rs",
        "comma: \"%20\"",
        "comma: \"+\"",
        "a space is written as in forms",
    ),
    (
        "expand.rs",
        "format!(\"{name}[]\")",
        "name.to_owned()",
        "lists in objects lose their brackets",
    ),
    (
        "auth.rs",
        "Some(Placed::Query(name, value)) => push_pair(query, name, value),",
        "Some(Placed::Query(..)) => {}",
        "a key is not in the query",
    ),
    (
        "auth.rs",
        "format!(\"Basic {encoded}\")",
        "format!(\"Bearer {encoded}\")",
        "a password is sent as a token",
    ),
    (
        "auth.rs",
        "cookies.push_str(\"; \")",
        "cookies.push_str(\", \")",
        "cookies are joined by another sign",
    ),
    (
        "multipart.rs",
        "\"\\\"; filename=\\\"\"",
        "\"\\\"; file=\\\"\"",
        "a file has no name",
    ),
    (
        "multipart.rs",
        "&format!(\"Content-Type: {}\\r\\n\", head.content_type)",
        "\"Content-Type: text/plain\\r\\n\"",
        "all parts are text",
    ),
    (
        "form.rs",
        "Tree::Object(_) => Style::Json",
        "Tree::Object(_) => Style::Form",
        "objects in forms are no JSON",
    ),
    (
        "content.rs",
        "        .or_else(|| find(&in_range))\n",
        "",
        "a range of media types counts for nothing",
    ),
    (
        "decode.rs",
        "self.received.body.clone().into()",
        "Body::empty()",
        "a failure that is a stream is empty",
    ),
    (
        "enums.rs",
        "$($wire => Self::$variant,)*\n                    _ => Self::$other($keep",
        "$($wire if text.is_empty() => Self::$variant,)*\n                    _ => Self::$other($keep",
        "every value of an enum is unknown",
    ),
];

/// Breaking the runtime makes the tests fail. Each fault compiles all of it anew: only with `EXHAUSTIVE=1`.
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

/// Lines of `call.rs` without which the tests pass: what only the caller chooses is in no document. Other
/// tests fail without them, which `mutants/README.md` names.
const NOT_IN_DOCUMENTS: &[&str] = &[
    "self.draft.options = change(std::mem::take(&mut self.draft.options));",
    "self.draft.streamed(T::streamed);",
    "self.draft.accept(T::ACCEPT);",
];

/// Each line of `call.rs` that adds to a request is needed, and each method is the one that is sent.
/// `cargo mutants` has no way to break these (`mutants/README.md`). As slow as the faults above.
#[test]
fn every_fault_of_a_call_is_found() {
    let (_, text) = RUNTIME
        .iter()
        .find(|(name, _)| *name == "call.rs")
        .expect("a file of the runtime");
    let broken = |line: &str| -> Option<String> {
        let adds = line.starts_with("        self.draft.") && line.ends_with(';');
        let (before, method) = line.split_once("Method::").unwrap_or_default();
        let names = method.starts_with(|first: char| first.is_ascii_uppercase());
        match method.split_once(',') {
            _ if adds => Some(String::new()),
            Some((_, after)) if names => Some(format!("{before}Method::CONNECT,{after}")),
            Some(_) | None => None,
        }
    };
    let fault = |(index, line): (usize, &str)| {
        let other = broken(line)?;
        Some(Fault {
            file: "call.rs",
            what: line.trim().to_owned(),
            broken: Box::new(move |whole| {
                // Each file has a line before those of the runtime.
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

/// Tries faults, one at a time, in the crate `name`: the tests find all but the expected ones.
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

/// Runs the tests of a crate: whether they pass, and what they print.
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
            // One each: to cargo, crates of one name are the same wherever they are, and what was
            // compiled of a fault would pass for the whole.
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

/// The tests of the fixtures that are about tests, as a reviewer reads them.
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

/// The operations that have no test, and why: each is one that cannot be sent.
#[test]
fn every_operation_of_every_fixture_has_a_test() {
    let mut without = Vec::new();
    for fixture in fixtures() {
        let (_, untested) = tests(&fixture);
        without.extend(untested.iter().map(|it| format!("{} {it}", fixture.name)));
    }
    let no_value = "a parameter of the path has no value";
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

/// The crate: fixtures as modules, their tests as modules of one test, and the runtime.
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
        generator::standalone::manifest_text("fixtures", "the fixtures", &["jiff", "uuid"]);
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
