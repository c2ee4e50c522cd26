//! The crate of the conformance tests: what the tests of all documents share, and what is written by hand.

use crate::{
    Target, conformance::Untested, conformance_tests, features::ALL, format, load::Source,
    write::OutputFile,
};

/// The folder of the tests of generated-client, from the workspace's root.
pub const CONFORMANCE: &str = "generated-client/tests/conformance";

/// Expands to the harness's files: name and text.
macro_rules! harness {
    ($($file:literal),* $(,)?) => {
        &[$(($file, include_str!(concat!("../../../generated-client/tests/support/wire/", $file)))),*]
    };
}

/// The harness that the tests stand on, file by file.
pub const HARNESS: &[(&str, &str)] = harness![
    "check.rs",
    "marks.rs",
    "mod.rs",
    "mutate.rs",
    "reply.rs",
    "report.rs",
    "server.rs",
];

/// The tests of one document, below the folder of the tests, and the operations that have none.
pub(super) fn of(
    source: &Source,
    target: Target<'_>,
) -> Result<(Vec<OutputFile>, Vec<Untested>), String> {
    let tests = conformance_tests(source, target)?;
    let Some(tests) = tests else {
        return Ok((Vec::new(), Vec::new()));
    };
    let below = |file: OutputFile| OutputFile {
        path: format!("apis/{}", file.path),
        text: file.text,
    };
    Ok((tests.files.into_iter().map(below).collect(), tests.untested))
}

/// The root of the tests: `main.rs`, and the list of the documents. Where tags are features, all of them
/// have to be on.
pub(super) fn root(krate: &str, modules: &[&str], origin: &str, divided: bool) -> Vec<OutputFile> {
    let needed = if divided {
        format!("all(feature = \"reqwest\", feature = \"{ALL}\")")
    } else {
        "feature = \"reqwest\"".to_owned()
    };
    let modules: String = modules.iter().map(|it| format!("mod {it};\n")).collect();
    let header = format::header(origin);
    let file = |path: &str, text: String| OutputFile {
        path: path.to_owned(),
        text,
    };
    vec![
        file(
            "main.rs",
            format!(
                "{header}//! Each operation over a real socket: what it sends, and what becomes of what comes back.\n\n\
                 #![cfg({needed})]\n\n\
                 use {krate} as library;\n\n\
                 #[rustfmt::skip]\n\
                 #[allow(deprecated, reason = \"what the document deprecates is tested as well\")]\n\
                 #[allow(unused_imports, reason = \"each document uses its part\")]\n\
                 #[allow(clippy::all, clippy::pedantic, reason = \"laid out by a machine\")]\n\
                 mod apis;\n\
                 #[path = \"../support/wire/mod.rs\"]\n\
                 mod wire;\n"
            ),
        ),
        file(
            "apis/mod.rs",
            format!("{header}//! The tests, a module a document.\n\n{modules}"),
        ),
    ]
}
