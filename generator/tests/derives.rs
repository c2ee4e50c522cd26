//! Emitted types have the derives that the configuration asks for, and these agree with each other.

mod support;

use generator::{
    config::{load_outputs, load_own_config},
    output::package::plan,
    project::output_of,
    review::diff::{Breaks, sources},
    source::{Source, load_bytes},
};
use std::{fs, path::Path};
use support::cargo;

const SHOP: &str = "
openapi: 3.1.0
info: { title: Shop, version: 1.0.0 }
paths:
  /ping:
    post:
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Ping' } } } }
      responses: { '204': { description: Done. } }
components:
  schemas:
    Order:
      type: object
      required: [id, placed, payment]
      properties:
        id: { type: string, format: uuid }
        placed: { type: string, format: date-time }
        payment: { $ref: '#/components/schemas/Payment' }
        state: { type: [string, 'null'], enum: [open, sent, null] }
        level: { type: integer, enum: [2, 1] }
    Payment:
      oneOf: [{ $ref: '#/components/schemas/Card' }, { $ref: '#/components/schemas/Transfer' }]
      discriminator: { propertyName: by }
    Card: { type: object, required: [by, number], properties: { by: { const: card }, number: { type: string } } }
    Transfer: { type: object, required: [by, iban], properties: { by: { const: transfer }, iban: { type: string } } }
    Line:
      type: object
      required: [kind, article, count, more, at]
      properties:
        kind: { const: line }
        article: { type: string }
        count: { type: integer }
        more: { type: array, items: { $ref: '#/components/schemas/Line' } }
        at: { type: string, format: date }
    Ping: { type: object, required: [kind], properties: { kind: { const: ping } } }
    Measure: { type: object, required: [value], properties: { value: { type: number } } }
";

const CONFIG: &str = "
[apis.shop]
document = \"shop.yaml\"
output = \"crates/shop\"
derives = { '*' = [\"Eq\", \"Hash\", \"Ord\", \"Default\"], Payment = [\"marks::Named\"], Order = [\"marks::Named\", \"std::cmp::PartialOrd\"] }
";

/// A derive that the generator does not know.
const MARKS: &str = "
use proc_macro::{TokenStream, TokenTree};

#[proc_macro_derive(Named)]
pub fn named(item: TokenStream) -> TokenStream {
    let mut words = item.into_iter().skip_while(|it| !matches!(it, TokenTree::Ident(it) if it.to_string() == \"struct\" || it.to_string() == \"enum\"));
    let name = words.nth(1).expect(\"a name\");
    format!(\"impl {name} {{ pub const NAME: &str = \\\"{name}\\\"; }}\").parse().expect(\"Rust\")
}
";

const PROGRAM: &str = r##"
use shop::types::{Line, Measure, Order, OrderState, Payment};
use std::{
    cmp::Ordering,
    collections::{BTreeSet, HashSet},
    hash::{BuildHasher, Hash, RandomState},
};

fn payments() -> Vec<Payment> {
    let texts = [
        r#"{"by":"card","number":"1"}"#,
        r#"{"by":"card","number":"2"}"#,
        r#"{"by":"transfer","iban":"1"}"#,
        r#"{"by":"cash"}"#,
        r#"{"by":"cash","sum":1}"#,
        r#"{"sum":1,"by":"cash"}"#,
        r#"{"by":"cash","sum":1.0}"#,
        r#"{"by":"cash","sum":0.0}"#,
        r#"{"by":"cash","sum":-0.0}"#,
        r#"{"by":"cash","sum":-1}"#,
        r#"{"by":"cash","sum":18446744073709551615}"#,
        r#"{"by":"cash","sum":[1,2]}"#,
        r#"{"by":"cash","sum":[1]}"#,
        r#"{"by":"cash","sum":null}"#,
    ];
    let read = texts.iter().map(|it| serde_json::from_str(it).expect("a payment"));
    read.collect()
}

/// Checks that `==`, `Ord` and `Hash` agree about all pairs, and that the order is one.
fn agree<T: Ord + Hash + Clone + std::fmt::Debug>(values: &[T]) {
    let state = RandomState::new();
    for a in values {
        for b in values {
            assert_eq!(a == b, a.cmp(b) == Ordering::Equal, "{a:?} {b:?}");
            assert_eq!(a.cmp(b), b.cmp(a).reverse(), "{a:?} {b:?}");
            assert_eq!(a.partial_cmp(b), Some(a.cmp(b)));
            assert!(a != b || state.hash_one(a) == state.hash_one(b), "{a:?} {b:?}");
            for c in values {
                assert!(!(a <= b && b <= c) || a <= c, "{a:?} {b:?} {c:?}");
            }
        }
    }
    let (sorted, hashed): (BTreeSet<T>, HashSet<T>) = (values.iter().cloned().collect(), values.iter().cloned().collect());
    assert_eq!(sorted.len(), hashed.len());
}

fn main() {
    let all = payments();
    agree(&all);
    // The same object in another order, and zero with another sign.
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len() - 2);
    let mut sorted = all.clone();
    sorted.reverse();
    sorted.sort();
    assert_eq!(sorted[..3], all[..3]);

    let order = |state: &str| {
        let text = format!(r#"{{"id":"a","placed":"b","payment":{{"by":"card","number":"1"}},"state":{state}}}"#);
        serde_json::from_str::<Order>(&text).expect("an order")
    };
    let orders = ["null", "\"open\"", "\"sent\"", "\"lost\"", "\"open\""].map(order);
    agree(&orders);
    assert_eq!(orders[1], orders[4]);
    // Listed values are compared by their text, also if they are kept as unlisted ones.
    agree(&[OrderState::Sent, OrderState::Open, OrderState::Unknown("open".to_owned()), OrderState::from("lost")]);

    let line = Line::default();
    let text = serde_json::to_string(&line).expect("JSON");
    assert_eq!(text, r#"{"kind":"line","article":"","count":0,"more":[],"at":"0000-01-01"}"#);
    assert!(line.at.value().is_ok());
    agree(&[line.clone(), Line { count: 1, ..Line::default() }, Line { more: vec![line], ..Line::default() }]);
    assert_eq!(Measure::default(), Measure { value: 0.0 });
    assert_eq!((Payment::NAME, Order::NAME), ("Payment", "Order"));
}
"##;

fn put(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, text).expect("a file");
}

/// Generates the crate.
fn generate(root: &Path) {
    put(root, "shop.yaml", SHOP);
    put(root, "clientwright.toml", CONFIG);
    let config = load_outputs(&root.join("clientwright.toml"));
    let config = config.unwrap_or_else(|it| panic!("{:?}", it.diagnostics));
    let made = output_of(&config.apis[0], "document");
    let made = made.unwrap_or_else(|it| panic!("{:?}", it.diagnostics));
    let (files, package) = (made.files.expect("code"), made.package.expect("a package"));
    let plan = plan(&made.root, &files, &package).expect("a plan");
    plan.write().expect("it is written");
}

#[test]
fn values_are_compared_hashed_and_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    generate(root);
    let manifest = root.join("crates/shop/Cargo.toml");
    let text = fs::read_to_string(&manifest).expect("a manifest");
    let text = text.replace(
        "[dependencies]\n",
        "[dependencies]\nmarks = { path = \"../../marks\" }\n",
    );
    fs::write(&manifest, text).expect("a manifest");
    let package = "[package]\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    let marks = format!("{package}name = \"marks\"\n\n[lib]\nproc-macro = true\n");
    put(root, "marks/Cargo.toml", &marks);
    put(root, "marks/src/lib.rs", MARKS);
    let app = format!(
        "{package}name = \"app\"\n\n[dependencies]\nserde_json = \"1\"\n\
         shop = {{ path = \"../crates/shop\", default-features = false }}\n"
    );
    put(root, "app/Cargo.toml", &app);
    put(root, "app/src/main.rs", PROGRAM);
    put(
        root,
        "Cargo.toml",
        "[workspace]\nresolver = \"3\"\nmembers = [\"app\", \"crates/*\", \"marks\"]\n",
    );
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    fs::copy(lock, root.join("Cargo.lock")).expect("the lock file");
    cargo(root, &["run", "--quiet", "--package", "app"]);
}

/// Returns a document with a property of this schema, and with the configuration.
fn document(folder: &Path, schema: &str) -> Source {
    let text = format!(
        "openapi: 3.1.0\ninfo: {{ title: A, version: '1' }}\npaths: {{}}\n\
         components: {{ schemas: {{ A: {{ type: object, properties: {{ a: {{ type: string }}, b: {schema} }} }} }} }}\n"
    );
    let path = folder.join("config.toml");
    fs::write(&path, "derives = [\"Eq\", \"Default\"]\n").expect("a configuration");
    let config = load_own_config(&path, &[Path::new("a.yaml")]);
    let config = config.unwrap_or_else(|it| panic!("{:?}", it.diagnostics));
    config.apply(load_bytes("a.yaml", text.into_bytes()).expect("a document"))
}

#[test]
fn a_derive_that_a_type_loses_breaks_callers() {
    let folder = tempfile::tempdir().expect("a folder");
    let read = |schema: &str| document(folder.path(), schema);
    let changes = |old: &str, new: &str| sources(read(old), read(new)).expect("changes");
    let lost = changes("{ type: integer }", "{ type: number }");
    let lost = lost.iter().find(|it| it.what == "no longer has `Eq`");
    assert_eq!(lost.expect("a change").breaks, Breaks::Callers);
    let gained = changes("{ type: number }", "{ type: integer }");
    assert!(gained.iter().any(|it| it.what == "has `Eq`"), "{gained:?}");
}
