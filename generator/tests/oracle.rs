//! The client for the whole Apify API sends the same requests as Apify's official clients.
//!
//! The oracle is a table next to the corpus of documents, with one row per call of an official client to an operation
//! in the document: method, path, query, body. For each row the emitted operation is called with the row's inputs, and
//! the request on the wire is compared with the row, value by value. Without `OPENAPI_CORPUS` there is no oracle, and
//! nothing is compared.

mod support;

use generator::{
    Stages, Target,
    api::{Param, Place, TypeRef},
    conformance::{self, Form, Sent, Test},
    diagnostic::Diagnostics,
    emit_tests,
    output::write::write,
    project,
    rust::format::OutputFile,
    source::{self, Source},
    stages,
};
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The intended differences from the official clients, and the reasons for them.
const CHOICES: &[(&str, &str)] = &[
    (
        "boolean",
        "a boolean in a query is `true` or `false`, as JSON and OpenAPI spell it, and Apify's client for \
         Python as well; the ones for JavaScript and Rust send `1` and `0`, and the API takes both",
    ),
    (
        "charset",
        "the media type is the document's `application/json`; the official clients add `; charset=utf-8` \
         where they store what they send, and JSON is always UTF-8 (RFC 8259, section 8.1)",
    ),
    (
        "public",
        "an operation that the document has without credentials is called without; the official clients send \
         the token with every request",
    ),
];

/// A row of the table, with the request of an official client.
struct Row {
    method: String,
    path: String,
    query: String,
    body: String,
    operation: String,
}

#[test]
fn the_whole_apify_api_is_called_as_its_official_clients_call_it() {
    let Some(corpus) = env::var_os("OPENAPI_CORPUS").map(PathBuf::from) else {
        return;
    };
    let document = corpus.join("apify.yaml");
    let table = fs::read_to_string(corpus.join("../apify/wire-oracle.tsv")).expect("the table");
    let rows: Vec<Row> = table.lines().skip(1).map(row).collect();
    let named = rows.iter().filter(|row| row.operation != "NOT-IN-SPEC");
    let named: Vec<&Row> = named.collect();
    let source = source::load(&document).unwrap_or_else(|_| panic!("the document is read"));
    let stages = stages(&source, &mut Diagnostics::new()).expect("a model");
    let (planned, _) = conformance::tests(&stages, &source.root);
    let calls: Vec<Call> = named
        .iter()
        .map(|row| call(row, &stages, &source, &planned))
        .collect();
    let tests: Vec<Test> = calls.iter().map(|call| call.test.clone()).collect();
    let sent = replay(&document, &stages, &tests);

    let mut chosen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for call in &calls {
        let here = sent.iter().filter(|it| it.at == call.test.at.to_string());
        let outcomes: Vec<_> = here.map(|it| compare(call, it)).collect();
        // If an operation has several rows, each of them has a call that fits it.
        match outcomes.iter().find_map(|it| it.as_ref().ok()) {
            Some(choices) => choices
                .iter()
                .for_each(|it| *chosen.entry(it).or_default() += 1),
            None => wrong.push(format!("{} {}: {outcomes:?}", call.method, call.path)),
        }
    }
    println!(
        "{} of {} rows replayed alike; choices: {chosen:?}",
        calls.len() - wrong.len(),
        calls.len()
    );
    for (choice, why) in CHOICES {
        println!("  {choice}: {why}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        calls.len() >= 90,
        "only {} rows name an operation",
        calls.len()
    );
    let known: BTreeSet<&str> = CHOICES.iter().map(|(name, _)| *name).collect();
    let found: BTreeSet<&str> = chosen.into_keys().collect();
    assert_eq!(
        found, known,
        "each choice is made somewhere, and no other is"
    );
}

/// Parses a row. Fields are separated by tabs; a field that contains quotes is quoted and has them doubled.
fn row(line: &str) -> Row {
    let plain = |field: &str| match field.strip_prefix('"').and_then(|it| it.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => field.to_owned(),
    };
    let fields: Vec<String> = line.split('\t').map(plain).collect();
    let field = |index: usize| fields.get(index).cloned().unwrap_or_default();
    Row {
        method: field(1),
        path: field(2),
        query: field(3),
        body: field(4),
        operation: field(6),
    }
}

/// A call of the emitted client, and the request of an official client.
struct Call {
    test: Test,
    method: String,
    /// The path with its values.
    path: String,
    /// The names and values of the query, decoded.
    query: BTreeMap<String, String>,
    /// The names whose values are booleans.
    booleans: BTreeSet<String>,
    body: Option<Value>,
    /// Whether the official client sends a charset with the JSON.
    charset: bool,
    /// Whether the document requires no credentials.
    public: bool,
}

fn call(row: &Row, stages: &Stages, source: &Source, planned: &[Test]) -> Call {
    let is_it = |test: &&Test| {
        let node = source.root.pointer(test.at.as_str());
        let id = node
            .and_then(|it| it.get("operationId"))
            .and_then(generator::tree::Node::as_str);
        test.form == Form::Full && id == Some(&row.operation)
    };
    let mut test = planned
        .iter()
        .find(is_it)
        .unwrap_or_else(|| panic!("{} is planned", row.operation))
        .clone();
    let operation = &stages.api.operations[test.operation];
    assert_eq!(
        (operation.method.wire(), &operation.path),
        (row.method.clone(), &row.path)
    );
    // The table refers to the parameters of another call by this name.
    let mut names = row.query.clone();
    if names.contains("listItems params") {
        names.push_str(",offset,limit,desc,clean,fields,omit,unwind,flatten,skipEmpty,skipHidden,view,signature");
    }
    let wanted = |param: &Param| match param.place {
        Place::Path => true,
        Place::Query => param.required || is_word(&names, param.wire.as_str()),
        Place::Header | Place::Cookie | Place::QueryString => param.required,
    };
    test.params
        .retain(|(index, _)| wanted(&operation.params[*index]));
    let mut out = Call {
        method: row.method.clone(),
        path: row.path.clone(),
        query: BTreeMap::new(),
        booleans: BTreeSet::new(),
        body: None,
        charset: row.body.contains("charset=utf-8"),
        public: operation.security.iter().all(Vec::is_empty),
        test,
    };
    for (index, value) in &mut out.test.params {
        let param = &operation.params[*index];
        let name = param.wire.as_str().to_owned();
        match param.place {
            Place::Path => {
                *value = json!(format!("some-{name}~0.1"));
                out.path = out
                    .path
                    .replace(&format!("{{{name}}}"), &format!("some-{name}~0.1"));
            }
            Place::Query => {
                if value.is_boolean() {
                    out.booleans.insert(name.clone());
                }
                out.query.insert(name, official(value, &param.ty));
            }
            Place::Header | Place::Cookie | Place::QueryString => {}
        }
    }
    out.body = body(row, &mut out.test);
    out
}

/// Formats a value of a query as the official clients do.
fn official(value: &Value, _: &TypeRef) -> String {
    match value {
        Value::Bool(flag) => u8::from(*flag).to_string(),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items = items
                .iter()
                .map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned));
            items.collect::<Vec<_>>().join(",")
        }
        Value::Number(number) => number.as_f64().map(|it| it.to_string()).unwrap_or_default(),
        Value::Null | Value::Object(_) => value.to_string(),
    }
}

/// Returns the JSON body: the row's if it has one or names the properties, otherwise the document's example. A call
/// without a body has none.
fn body(row: &Row, test: &mut Test) -> Option<Value> {
    if row.body.is_empty() || row.body.starts_with("optional") {
        test.body = None;
        return None;
    }
    let Some(Sent::Json { value, .. }) = &mut test.body else {
        return None;
    };
    if let Some(given) = row.body.strip_prefix("JSON ").and_then(first_json) {
        *value = given;
    } else if let (Some(names), Value::Object(all)) = (row.body.strip_prefix("JSON {"), &*value) {
        let kept = all.iter().filter(|(name, _)| is_word(names, name));
        *value = Value::Object(
            kept.map(|(name, it)| (name.clone(), it.clone()))
                .collect::<Map<_, _>>(),
        );
    }
    Some(value.clone())
}

fn first_json(text: &str) -> Option<Value> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    values.next()?.ok()
}

/// Returns whether a name is a whole word in a text.
fn is_word(text: &str, name: &str) -> bool {
    let part = |it: char| it.is_alphanumeric() || it == '_';
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        !before.is_some_and(part) && !after.is_some_and(part)
    })
}

/// A request that was on the wire.
struct Request {
    at: String,
    sent: Value,
}

/// Compiles and runs the calls, and returns the requests on the wire.
fn replay(document: &Path, stages: &Stages, tests: &[Test]) -> Vec<Request> {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("oracle");
    fs::create_dir_all(&root).expect("a folder for the crate");
    let options = project::CrateOptions {
        name: Some("apify"),
        tests: true,
        alone: true,
        ..project::CrateOptions::default()
    };
    let generation =
        project::crate_of(document, &root, &options).unwrap_or_else(|_| panic!("a crate"));
    let mut files = generation.files.expect("a crate");
    files.retain(|it| !it.path.starts_with("tests/conformance/apis/apify/"));
    let target = Target {
        module: "apify",
        path: "apify",
        origin: "the oracle",
    };
    let tests = emit_tests(stages, target, tests).expect("the tests are Rust");
    files.extend(tests.into_iter().map(|it| OutputFile {
        path: format!("tests/conformance/apis/{}", it.path),
        text: it.text,
    }));
    write(&root, &files).expect("the crate is written");
    let lock = support::workspace().join("Cargo.lock");
    fs::copy(lock, root.join("Cargo.lock")).expect("the lock file is copied");
    let report = Path::new(env!("CARGO_TARGET_TMPDIR")).join("oracle.jsonl");
    drop(fs::remove_file(&report));
    let output = Command::new(env!("CARGO"))
        .args([
            "test",
            "--quiet",
            "--offline",
            "--no-default-features",
            "--features",
            "reqwest,all",
        ])
        .args(["--test", "conformance", "--manifest-path"])
        .arg(root.join("Cargo.toml"))
        .env(
            "CARGO_TARGET_DIR",
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("target-wire"),
        )
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("WIRE_REPORT", &report)
        .env_remove("WIRE_BASE_URL")
        .output()
        .expect("cargo starts");
    // The tests may fail, since they expect other calls than these: only the report counts.
    let lines = fs::read_to_string(&report).unwrap_or_else(|_| {
        panic!(
            "nothing was called: {}",
            String::from_utf8_lossy(&output.stderr)
        )
    });
    let parsed = lines
        .lines()
        .map(|it| serde_json::from_str::<Value>(it).expect("a line of JSON"));
    parsed
        .map(|line| Request {
            at: line["at"].as_str().unwrap_or_default().to_owned(),
            sent: line["sent"].clone(),
        })
        .collect()
}

/// Returns the intended differences between a request and an official one, or an unintended difference as an error.
fn compare(call: &Call, request: &Request) -> Result<BTreeSet<&'static str>, String> {
    let text = |key: &str| request.sent[key].as_str().unwrap_or_default();
    let mut choices = BTreeSet::new();
    let target = text("target");
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    if (text("method"), path) != (&call.method, &call.path) {
        return Err(format!(
            "sent {} {path}, expected {} {}",
            text("method"),
            call.method,
            call.path
        ));
    }
    let pairs: BTreeMap<String, String> = query
        .split('&')
        .filter_map(|it| it.split_once('='))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect();
    let wanted: BTreeMap<String, String> = call.query.clone();
    for (name, value) in &pairs {
        match (wanted.get(name), call.booleans.contains(name)) {
            (Some(wanted), _) if wanted == value => {}
            (Some(wanted), true) if (wanted == "1") == (value == "true") => {
                choices.insert("boolean");
            }
            (wanted, _) => return Err(format!("query {name}={value}, expected {wanted:?}")),
        }
    }
    if pairs.len() != wanted.len() {
        return Err(format!("query {query}, expected {wanted:?}"));
    }
    let header = |name: &str| {
        let headers = request.sent["headers"].as_array().into_iter().flatten();
        let mut named = headers.filter(|it| it[0] == name);
        named
            .next()
            .and_then(|it| it[1].as_str())
            .map(str::to_owned)
    };
    match header("authorization").as_deref() {
        Some("Bearer user:secret") => {}
        None if call.public => drop(choices.insert("public")),
        other => return Err(format!("authorization {other:?}")),
    }
    let media = header("content-type");
    match &call.body {
        None if text("body").is_empty() => {}
        None => return Err(format!("a body was sent: {}", text("body"))),
        Some(wanted) => {
            let sent: Value = serde_json::from_str(text("body")).unwrap_or_default();
            if sent != *wanted {
                return Err(format!("body {sent}, expected {wanted}"));
            }
            if media.as_deref() != Some("application/json") {
                return Err(format!("content type {media:?}"));
            }
            if call.charset {
                choices.insert("charset");
            }
        }
    }
    Ok(choices)
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8_lossy()
        .into_owned()
}
