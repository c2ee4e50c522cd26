//! The inference of pages, compared with 150 lists of real documents that were judged by hand: `pages/verdicts.tsv`.

mod support;

use generator::{diagnostic::Diagnostics, on_deep_stack, source, stages};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// The least percentage of pages that are inferred with the right kind, and of inferred pages whose kind is right.
const RECALL: f64 = 100.0;
const PRECISION: f64 = 100.0;

struct Verdict<'a> {
    document: &'a str,
    place: String,
    kind: &'a str,
}

fn verdicts(text: &str) -> Vec<Verdict<'_>> {
    let lines = text.lines().filter(|it| !it.starts_with('#'));
    let verdict = |line| {
        let columns: Vec<&str> = str::split(line, '\t').collect();
        let [document, method, path, kind, why] = columns[..] else {
            panic!("five columns: {line}");
        };
        assert!(!why.is_empty(), "{line}");
        Verdict {
            document,
            place: format!("{method} {path}"),
            kind,
        }
    };
    lines.map(verdict).collect()
}

/// Returns the operations of a document that give pages, with the kind of each.
fn inferred(path: &Path) -> BTreeMap<String, &'static str> {
    on_deep_stack(|| {
        let source = source::load(path).unwrap_or_else(|_| panic!("{} is read", path.display()));
        let stages = stages(&source, &mut Diagnostics::new()).expect("a model");
        let line = |(index, page): (&usize, &generator::rust::pages::Page)| {
            let it = &stages.api.operations[*index];
            (
                format!("{} {}", it.method.wire(), it.path),
                page.kind.word(),
            )
        };
        stages.pages.iter().map(line).collect()
    })
}

fn document(corpus: &Path, name: &str) -> PathBuf {
    let mut places = [
        corpus.join(name),
        corpus.with_file_name("corpus-2").join(name),
    ]
    .into_iter();
    places
        .find(|it| it.exists())
        .unwrap_or_else(|| panic!("no document {name}"))
}

#[test]
fn real_document_lists_are_judged_right() {
    let Ok(corpus) = std::env::var("OPENAPI_CORPUS") else {
        println!("no OPENAPI_CORPUS: lists of real documents are not judged");
        return;
    };
    let verdicts = verdicts(include_str!("pages/verdicts.tsv"));
    assert_eq!(verdicts.len(), 150);
    let mut known: BTreeMap<&str, BTreeMap<String, &str>> = BTreeMap::new();
    let (mut pages, mut found, mut right) = (0, 0, 0);
    for Verdict {
        document: name,
        place,
        kind,
    } in &verdicts
    {
        let of_document = known
            .entry(name)
            .or_insert_with(|| inferred(&document(Path::new(&corpus), name)));
        let is = of_document.get(place).copied().unwrap_or("none");
        pages += usize::from(*kind != "none");
        found += usize::from(is != "none");
        right += usize::from(is != "none" && is == *kind);
        if is != *kind {
            println!("{name} {place}: {kind}, and {is} is inferred");
        }
    }
    let percent = |of: usize| {
        100.0 * f64::from(u32::try_from(right).unwrap()) / f64::from(u32::try_from(of).unwrap())
    };
    println!(
        "{pages} lists have pages, {found} are found, {right} of them right: recall {:.1}, precision {:.1}",
        percent(pages),
        percent(found)
    );
    assert!(percent(pages) >= RECALL && percent(found) >= PRECISION);
}
