//! What must stay true of the runtime's files, which are copied into stand-alone crates.

use std::{fs, path::Path};

#[test]
fn the_runtime_stands_alone() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/runtime");
    let mut files = 0;
    let mut left = vec![folder];
    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(fs::read_dir(path).unwrap().map(|it| it.unwrap().path()));
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for name in ["crate::generated", "generated_client", "apify"] {
            assert!(!text.contains(name), "{} names {name}", path.display());
        }
        // What reaches outside of `runtime` would not be there.
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
