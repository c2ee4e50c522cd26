//! A few of the documents that `cargo xtask fuzz` generates by the million.

use std::{path::Path, time::Instant};
use xtask::fuzz::{PATIENCE, changed, run, seeds};

/// The factor by which the time limit is raised, for unoptimized builds that run next to other tests.
const AIR: u32 = 10;

#[test]
fn documents_in_disorder_give_code_or_a_reason() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generator/tests/fixtures");
    let seeds = seeds(&fixtures).expect("fixtures");
    assert!(seeds.len() > 100, "{}", seeds.len());
    let folder = tempfile::tempdir().expect("a folder");
    let (mut generated, count) = (0, 300);
    for number in 0..count {
        let document = changed(&seeds, 1, number);
        let start = Instant::now();
        match run(&document, number, folder.path()) {
            Ok(code) => generated += usize::from(code),
            Err(why) => panic!("run {number}: {why}: {document}"),
        }
        assert!(start.elapsed() < PATIENCE * AIR, "run {number}: {document}");
    }
    assert!(generated > count / 4, "{generated} of {count} give code");
}

#[test]
fn a_run_is_the_same_whenever_it_is_made() {
    let seeds = [serde_json::json!({ "paths": { "/a": { "get": {} } }, "x": [1, { "b": 2 }] })];
    let some: Vec<_> = (0..50).map(|it| changed(&seeds, 3, it)).collect();
    let again: Vec<_> = (0..50).map(|it| changed(&seeds, 3, it)).collect();
    assert_eq!(some, again);
    assert!(some.iter().any(|it| it.to_string().contains("$ref")));
    assert!(
        some.iter()
            .any(|it| it.to_string().contains("parts/a.json"))
    );
}
