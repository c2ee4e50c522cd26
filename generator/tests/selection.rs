//! Each operation of each fixture alone: what it needs is there, and what nothing needs is not.

mod support;

use generator::{
    Target,
    diagnostic::{Diagnostic, Severity},
    generate,
    load::{Node, Pattern, Selection, Source},
};
use std::collections::BTreeSet;
use support::fixtures;

const TARGET: Target<'_> = Target {
    module: "api",
    path: "krate::api",
    origin: "fixture",
};

fn operations(source: &Source) -> BTreeSet<String> {
    let paths = source.root.get("paths").and_then(Node::as_object);
    let mut out = BTreeSet::new();
    for (path, item) in paths.into_iter().flat_map(generator::load::Object::iter) {
        let fields = item.as_object().into_iter();
        for (method, _) in fields.flat_map(generator::load::Object::iter) {
            if matches!(&*method.text, "get" | "put" | "post" | "delete" | "patch") {
                out.insert(format!("{} {}", method.text, path.text));
            }
        }
    }
    out
}

#[test]
fn an_operation_alone_has_all_that_it_needs() {
    let dangling = |it: &Diagnostic| it.code.0 == "dangling-reference";
    let mut tried = 0;
    for fixture in fixtures() {
        let whole = generate(&fixture.source(), TARGET);
        let is_whole = !whole.report.diagnostics.iter().any(dangling);
        // What refers into an operation needs that as well.
        if whole.files.is_none() || !is_whole || fixture.text.contains("#/paths/") {
            continue;
        }
        for operation in operations(&fixture.source()) {
            // It would stand for several.
            if operation.contains('*') {
                continue;
            }
            let pattern = Pattern {
                text: operation.clone(),
                at: None,
            };
            let selection = Selection {
                include: vec![pattern],
                exclude: Vec::new(),
            };
            let part = generate(&fixture.source().with_selection(&selection), TARGET);
            let name = format!("{}: {operation}", fixture.name);
            let errors = part.report.diagnostics.count(Severity::Error);
            // Choices that mean something left out have nothing to mean.
            assert!(errors == 0 || name.starts_with("config/"), "{name}");
            assert!(!part.report.diagnostics.iter().any(dangling), "{name}");
            assert!(part.report.types <= whole.report.types, "{name}");
            tried += 1;
        }
    }
    assert!(tried > 200, "{tried} operations were tried");
}
