//! Boxed members: only as many as recursion needs, whatever the order of the document, and large ones.

mod support;

use generator::{
    Stages,
    api::{Shape, TypeId},
    diagnostic::Diagnostics,
    on_deep_stack,
    rust::facts::{LARGEST_MEMBER, LARGEST_TYPE},
    source::load_bytes,
    stages,
};
use std::fmt::Write as _;
use support::{fixtures, wide};

fn read(schemas: &str) -> Stages {
    let text = format!(
        "openapi: 3.1.0\ninfo: {{ title: t, version: '1' }}\npaths: {{}}\ncomponents:\n  schemas:\n{schemas}"
    );
    let source = load_bytes("t.yaml", text.into_bytes()).expect("a document");
    stages(&source, &mut Diagnostics::new()).expect("types")
}

/// Returns the names of the boxed members, sorted.
fn boxed(stages: &Stages) -> Vec<String> {
    let name = |(id, member): &(TypeId, usize)| {
        let names = &stages.names.types[id.index()];
        format!("{}.{}", names.ident, names.members[*member])
    };
    let mut out: Vec<String> = stages.facts.boxed.iter().map(name).collect();
    out.sort();
    out
}

const CYCLE: [&str; 3] = [
    r##"    A: { properties: { b: { $ref: "#/components/schemas/B" }, self: { $ref: "#/components/schemas/A" } } }
"##,
    r##"    B: { properties: { c: { $ref: "#/components/schemas/C" } } }
"##,
    r##"    C: { properties: { a: { $ref: "#/components/schemas/A" }, b: { $ref: "#/components/schemas/B" } } }
"##,
];

#[test]
fn cycles_are_cut_at_the_same_members_in_every_order() {
    for order in [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ] {
        let schemas: String = order.map(|index| CYCLE[index]).concat();
        assert_eq!(
            boxed(&read(&schemas)),
            ["A.self_", "C.a", "C.b"],
            "{order:?}"
        );
    }
}

#[test]
fn the_order_of_properties_does_not_matter() {
    let turned = r##"    C: { properties: { b: { $ref: "#/components/schemas/B" }, a: { $ref: "#/components/schemas/A" } } }
"##;
    let schemas = [CYCLE[0], CYCLE[1], turned].concat();
    assert_eq!(boxed(&read(&schemas)), ["A.self_", "C.a", "C.b"]);
}

/// Checks that a reference to a cycle from outside does not decide where the cycle is cut.
#[test]
fn a_new_schema_does_not_move_boxes() {
    let outside = r##"    "0First": { properties: { c: { $ref: "#/components/schemas/C" } } }
"##;
    let schemas = [outside, CYCLE[0], CYCLE[1], CYCLE[2]].concat();
    assert_eq!(boxed(&read(&schemas)), ["A.self_", "C.a", "C.b"]);
}

#[test]
fn a_long_chain_and_a_long_cycle_need_no_stack() {
    const LINKS: usize = 20_000;
    let mut schemas = String::new();
    for link in 0..LINKS {
        let next = (link + 1) % LINKS;
        let _ = writeln!(
            schemas,
            r##"    S{link:05}: {{ properties: {{ next: {{ $ref: "#/components/schemas/S{next:05}" }} }} }}"##
        );
    }
    let boxed = on_deep_stack(|| boxed(&read(&schemas)));
    let last = format!("S{:05}.next", LINKS - 1);
    // One nested `Option` in a few hundred needs another tag, so that a few members are boxed for their size.
    assert!(boxed.len() < 10 && boxed.contains(&last), "{boxed:?}");
}

/// Checks that a struct of small fields is too large if it has many of them.
#[test]
fn the_larger_fields_of_a_large_struct_are_boxed() {
    let small = "properties: { a: { type: string }, b: { type: string }, c: { type: string }, d: { type: string } }";
    let mut schemas = format!(
        "    Small: {{ {small} }}\n    Wide:\n      properties:\n        note: {{ type: string }}\n"
    );
    for field in 0..50 {
        let _ = writeln!(
            schemas,
            r##"        f{field}: {{ $ref: "#/components/schemas/Small" }}"##
        );
    }
    let stages = read(&schemas);
    assert_eq!(boxed(&stages).len(), 50);
    assert!(!boxed(&stages).contains(&"Wide.note".to_owned()));
}

/// Checks that many required strings are boxed as well.
#[test]
fn a_struct_with_hundreds_of_texts_is_not_too_large() {
    let stages = read(&wide(170));
    assert!(boxed(&stages).is_empty());
    let stages = read(&wide(171));
    assert_eq!(boxed(&stages).len(), 171);
    let largest = stages.facts.layouts.iter().map(|it| it.size).max();
    assert_eq!(largest, Some(171 * 8));
}

#[test]
fn no_type_of_a_fixture_is_large() {
    let mut largest = 0;
    for fixture in fixtures() {
        let Some(stages) = stages(&fixture.source(), &mut Diagnostics::new()) else {
            continue;
        };
        for (id, def) in stages.api.types() {
            let size = stages.facts.layouts[id.index()].size;
            assert!(
                size <= LARGEST_TYPE,
                "{}: {} has {size} bytes",
                fixture.name,
                def.at
            );
            if let Shape::Union(_) | Shape::Untagged(_) = def.shape {
                let tag = 8;
                assert!(
                    size <= LARGEST_MEMBER + tag,
                    "{}: {} has {size} bytes",
                    fixture.name,
                    def.at
                );
            }
            largest = largest.max(size);
        }
    }
    assert!(
        largest > LARGEST_MEMBER,
        "no fixture has a large type: {largest} bytes at most"
    );
}
