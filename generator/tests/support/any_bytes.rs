//! What holds for any bytes: the property of the test `bytes` and of the fuzz target.

use generator::{Target, generate, load::load_bytes};

/// The bytes give code that is Rust, or a reason why not. The name tells YAML from JSON.
///
/// # Panics
///
/// They do not.
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
            .find(|it| it.code.0 == "bug");
        assert!(bug.is_none(), "{bug:?}");
    }
}
