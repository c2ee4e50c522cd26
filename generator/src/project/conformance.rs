//! The crate of the conformance tests: the part that the tests of all documents share, and the handwritten part.

use crate::{
    conformance::Untested,
    generate::{Target, conformance_tests},
    rust::{
        features::ALL,
        format::{self, OutputFile},
    },
    source::Source,
};

/// The folder of generated-client's conformance tests, relative to the workspace's root.
pub const CONFORMANCE: &str = "generated-client/tests/conformance";

pub use crate::output::embedded::HARNESS;

/// Returns the tests of one document, below the tests' folder, and the operations without a test.
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

/// The location of the tests.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Home {
    /// In generated-client, whose harness is beside them.
    Repository,
    /// In a standalone crate, which includes the harness. If tags are features, the tests need all of them.
    Crate { divided: bool },
}

/// Returns the root of the tests: `main.rs`, and the list of the documents.
pub(super) fn root(krate: &str, modules: &[&str], origin: &str, home: Home) -> Vec<OutputFile> {
    let needed = if home == (Home::Crate { divided: true }) {
        format!("all(feature = \"reqwest\", feature = \"{ALL}\")")
    } else {
        "feature = \"reqwest\"".to_owned()
    };
    let harness = match home {
        Home::Repository => "#[path = \"../support/wire/mod.rs\"]\n",
        // The user's rustfmt settings may differ from those that the harness was formatted with.
        Home::Crate { .. } => "#[rustfmt::skip]\n",
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
                "{header}//! Each operation over a real socket: the requests that it sends, and the results of the responses.\n\n\
                 #![cfg({needed})]\n\n\
                 use {krate} as library;\n\n\
                 #[rustfmt::skip]\n\
                 #[allow(deprecated, reason = \"deprecated items are tested as well\")]\n\
                 #[allow(unused_imports, reason = \"each document uses only a part\")]\n\
                 #[allow(clippy::all, clippy::pedantic, reason = \"generated code\")]\n\
                 mod apis;\n\
                 {harness}mod wire;\n"
            ),
        ),
        file(
            "apis/mod.rs",
            format!("{header}//! The tests, one module per document.\n\n{modules}"),
        ),
    ]
}
