//! The name of a standalone crate: an invalid name is refused, and the error suggests a valid one.

use generator::{
    diagnostic::{Style, render},
    project::{CrateOptions, crate_of},
};
use std::path::Path;

fn named(name: &str) -> Result<String, String> {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/client/bearer.yaml");
    let options = CrateOptions {
        name: Some(name),
        ..CrateOptions::default()
    };
    match crate_of(&document, Path::new("/nowhere"), &options) {
        Ok(generation) => Ok(generation.apis[0].name.clone()),
        Err(failure) => Err(render(&failure.diagnostics, &failure.files, Style::Plain)),
    }
}

#[test]
fn a_name_that_is_suggested_can_be_one() {
    for (name, suggested) in [
        ("self", "self_client"),
        ("std", "std_client"),
        ("serde_json", "serde_json_client"),
        ("9 bad", "_9_bad"),
        ("Upper", "upper"),
    ] {
        let said = format!(
            "error[crate-name]: `{name}` cannot be the name of the crate, but `{suggested}` can\n"
        );
        assert_eq!(named(name).unwrap_err(), said);
        assert_eq!(named(suggested).unwrap(), suggested);
    }
    assert_eq!(named("pet-store").unwrap(), "pet_store");
}
