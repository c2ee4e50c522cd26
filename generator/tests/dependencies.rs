//! The number of crates that a standalone crate depends on.

mod support;

use std::{collections::BTreeSet, fs, path::Path, process::Command};
use support::workspace;

/// The largest number of crates, itself included, for each set of features.
const LIMITS: &[(&str, usize)] = &[("", 24), ("testing", 24), ("tower", 24), ("reqwest", 79)];

/// Features whose dependencies are counted for the documentation.
const MORE: &[&str] = &[
    "blocking",
    "tokio",
    "tracing",
    "gzip-requests",
    "oauth",
    "webhook-signatures",
    "rustls",
    "native-tls",
    "http2",
    "gzip",
    "brotli",
    "zstd",
];

#[test]
fn few_crates_come_along() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("dependencies");
    fs::create_dir_all(root.join("src")).expect("a folder for the crate");
    fs::write(root.join("src/lib.rs"), "").expect("a library");
    let manifest = generator::output::standalone::manifest_text("alone", "nothing", &[]);
    fs::write(root.join("Cargo.toml"), manifest).expect("the manifest is written");
    fs::copy(workspace().join("Cargo.lock"), root.join("Cargo.lock"))
        .expect("the lock file is copied");
    for (features, most) in LIMITS {
        let crates = crates(&root, features);
        println!("{features:>10} {:3}, at most {most}", crates.len());
        assert!(
            crates.len() <= *most,
            "{} crates with features `{features}`, more than {most}: {crates:#?}",
            crates.len()
        );
    }
    for features in MORE {
        println!("{features:>10} {:3}", crates(&root, features).len());
    }
}

/// Returns the distinct crates that are compiled into the crate at `root`.
fn crates(root: &Path, features: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--quiet", "--edges", "normal", "--prefix", "none"])
        .args([
            "--no-dedupe",
            "--no-default-features",
            "--features",
            features,
        ])
        .arg("--manifest-path")
        .arg(root.join("Cargo.toml"))
        .output()
        .expect("cargo starts");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    text.lines().map(str::to_owned).collect()
}
