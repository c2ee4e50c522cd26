//! The cost of generating grows no faster than the document, whatever part of it is repeated. This is a quick check, at
//! small sizes and without optimization; `cargo xtask growth` is the thorough one.

use std::{
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Duration,
};
use xtask::growth::{Counted, Options, SHAPES, measure};

/// The shapes that are measured by default: the cost of each was quadratic, or worse, once.
const QUICK: &[&str] = &[
    "one tag per operation",
    "tags of a crate",
    "required without properties",
    "a long name",
    "path parameters",
    "constants",
    "integers of an enum",
    "oneOf of inline objects",
    "oneOf of required properties",
    "oneOf with mapping",
    "nested oneOf in properties",
    "a chain of references",
    "parts of an allOf",
    "heirs of one base",
    "unknown fields",
    "backticks of growing runs",
    "brackets",
    "overlay that adds many",
    "overlay that removes many",
];

/// The largest exponent allowed. A quadratic cost has 2, but small sizes have other costs as well, and the processor
/// may be busy.
const LIMIT: f64 = 1.6;

#[test]
fn the_cost_grows_with_the_size_alone() {
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("growth");
    let options = Options {
        command: vec![env!("CARGO_BIN_EXE_xtask").into(), "growth-step".into()],
        up_to: 2_000,
        doublings: 3,
        counted: Counted::Time,
        scratch,
    };
    let all = std::env::var_os("EXHAUSTIVE").is_some();
    let wanted = SHAPES.iter();
    let wanted: Vec<_> = wanted
        .filter(|it| all || QUICK.contains(&it.name))
        .collect();
    let next = AtomicUsize::new(0);
    let measured = || {
        let mut wrong = Vec::new();
        while let Some(shape) = wanted.get(next.fetch_add(1, Ordering::Relaxed)) {
            let growth = measure(shape, &options).expect("processes start");
            if growth.failure.is_some() || growth.exponent.is_some_and(|it| it > LIMIT) {
                wrong.push(growth);
            }
        }
        wrong
    };
    // Only user time counts. The limit leaves room for what the processes cost each other in caches.
    let wrong = thread::scope(|scope| {
        let beside = scope.spawn(measured);
        let mut wrong = measured();
        wrong.extend(beside.join().expect("no panic"));
        wrong
    });
    assert!(wrong.is_empty(), "{}", xtask::growth::table(&wrong));
}

#[test]
fn a_slope_tells_linear_from_quadratic() {
    let costs = |power: i32| -> Vec<(usize, f64)> {
        let sizes = [1_u32, 2, 4, 8, 16];
        sizes
            .map(|it| (it as usize, f64::from(it).powi(power)))
            .into()
    };
    for power in [1, 2] {
        let slope = xtask::growth::slope(&costs(power)).expect("a slope");
        assert!((slope - f64::from(power)).abs() < 0.01, "{slope}");
    }
    let short = Duration::from_micros(1).as_secs_f64();
    assert_eq!(xtask::growth::slope(&[(1, short), (2, short)]), None);
}
