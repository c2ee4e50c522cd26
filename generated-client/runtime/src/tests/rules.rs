//! Rules for the runtime's files, which are copied into stand-alone crates.

use std::{fs, path::Path};

/// The start of the part of `lib.rs` that copies leave out.
const OWN: &str = "// The rest belongs to this crate alone";

#[test]
fn the_runtime_stands_alone() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = 0;
    let mut left = vec![folder];
    while let Some(path) = left.pop() {
        if path.ends_with("tests") {
            continue;
        }
        if path.is_dir() {
            left.extend(fs::read_dir(path).unwrap().map(|it| it.unwrap().path()));
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        // The end of `lib.rs` is for this crate alone, and copies do not have it.
        let text = text.split(OWN).next().unwrap_or_default();
        for name in ["crate::generated", "generated_client", "apify"] {
            assert!(!text.contains(name), "{} names {name}", path.display());
        }
        // Items outside of `runtime` do not exist in a copy.
        for line in text.lines().filter(|line| line.contains("crate::")) {
            assert!(
                line.contains("crate::runtime"),
                "{}: {line}",
                path.display()
            );
        }
        let test_code = ["#[cfg(test)]", ".unwrap()", ".expect(", "panic!("];
        assert!(
            test_code.iter().all(|code| !text.contains(code)),
            "{}",
            path.display()
        );
        assert!(text.lines().count() <= 400, "{} is long", path.display());
        files += 1;
    }
    assert!(files > 20);
}
