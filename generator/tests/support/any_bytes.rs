//! The property that the test `bytes` and the fuzz target check for arbitrary bytes.

use generator::{Target, diagnostic::Code, generate, source::load_bytes};

/// Asserts that the bytes give valid Rust code or a reason why not, both as YAML and as JSON.
///
/// # Panics
///
/// The bytes give neither.
pub(crate) fn assert_code_or_reason(bytes: &[u8]) {
    for name in ["any.yaml", "any.json"] {
        let Ok(source) = load_bytes(name, bytes.to_vec()) else {
            continue;
        };
        let target = Target {
            module: "any",
            path: "any",
            origin: name,
        };
        let output = generate(&source, target);
        let errors = output.report.diagnostics.has_errors();
        assert!(errors != output.files.is_some(), "either code or an error");
        let bug = output
            .report
            .diagnostics
            .iter()
            .find(|it| it.code == Code::Bug);
        assert!(bug.is_none(), "{bug:?}");
    }
}
