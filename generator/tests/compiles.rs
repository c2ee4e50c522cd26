//! All emitted code compiles without a warning: every fixture is a module of one crate.

mod support;

use generator::{
    diagnostic::Diagnostics,
    output::{standalone::RUNTIME, write::write},
    rust::format::OutputFile,
    stages,
};
use std::{fs, path::Path, process::Command};
use support::{Fixture, MONEY, fixtures, wide, workspace};

#[test]
fn every_fixture_compiles_without_a_warning() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fixtures");
    fs::create_dir_all(&root).expect("a folder for the crate");
    write(&root, &files()).expect("the crate is written");
    // The lock file pins the versions that the workspace was built with, so that nothing is resolved again.
    fs::copy(workspace().join("Cargo.lock"), root.join("Cargo.lock"))
        .expect("the lock file is copied");
    let output = Command::new(env!("CARGO"))
        .args([
            "check",
            "--quiet",
            "--no-default-features",
            "--features",
            "testing",
            "--manifest-path",
        ])
        .arg(root.join("Cargo.toml"))
        .env(
            "CARGO_TARGET_DIR",
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("target"),
        )
        .env("RUSTFLAGS", "-D warnings")
        .output()
        .expect("cargo starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Returns the files of the crate, whose manifest and runtime are those of a standalone crate.
fn files() -> Vec<OutputFile> {
    let mut names = Vec::new();
    let mut files = Vec::new();
    let mut sizes = String::new();
    for fixture in fixtures().into_iter().chain([large()]) {
        let (_, output) = fixture.output("fixtures");
        if let Some(code) = output.files {
            names.push(fixture.module());
            sizes.push_str(&self::sizes(&fixture));
            files.extend(code.into_iter().map(|file| OutputFile {
                path: format!("src/{}", file.path),
                text: file.text,
            }));
        }
    }
    let modules: String = names
        .iter()
        .map(|name| format!("pub mod {name};\n"))
        .collect();
    files.push(OutputFile {
        path: "src/lib.rs".to_owned(),
        text: format!(
            "// @generated\n//! All fixtures.\n\npub mod money;\npub mod runtime;\nmod sizes;\n{modules}"
        ),
    });
    files.push(OutputFile {
        path: "src/sizes.rs".to_owned(),
        text: format!(
            "// @generated\n//! How large the generator takes types for.\n\n{ESTIMATED}{sizes}"
        ),
    });
    files.push(OutputFile {
        path: "src/money.rs".to_owned(),
        text: MONEY.to_owned(),
    });
    files.push(OutputFile {
        path: "Cargo.toml".to_owned(),
        text: generator::output::standalone::manifest_text(
            "fixtures",
            "the fixtures",
            &["jiff", "uuid"],
        ),
    });
    files.extend(RUNTIME.iter().map(|(file, text)| OutputFile {
        path: format!("src/runtime/{file}"),
        text: format!("// @generated\n{text}"),
    }));
    files
}

/// Returns a document with a large type that has only small fields.
fn large() -> Fixture {
    let schemas = wide(180);
    let schemas = schemas.replace("text_0: { type: string }", "text_0: { const: only }");
    let text = format!(
        "openapi: 3.1.0
info: {{ title: Wide, version: '1' }}
paths:
  /wide:
    post:
      operationId: post
      requestBody:
        required: true
        content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Wide' }} }} }}
      responses: {{ '204': {{ description: Done. }} }}
components:
  schemas:
{schemas}"
    );
    Fixture {
        name: "sizes/wide".to_owned(),
        text,
        config: None,
    }
}

/// Compares the generator's estimate of a type's size with rustc's. The estimate may be larger, since rustc finds space
/// for tags that the generator does not look for, but never smaller.
const ESTIMATED: &str = "\
#![allow(deprecated)]

macro_rules! estimated {
    ($ty:ty, $size:literal $($known:tt)?) => {
        const _: () = assert!(size_of::<$ty>() <= $size, \"larger than estimated\");
        $(const $known: () = assert!(size_of::<$ty>() * 10 + 160 >= $size * 9, \"much smaller than estimated\");)?
    };
}

";

/// Returns one line per type of a fixture. The sizes of the user's own types are unknown.
fn sizes(fixture: &Fixture) -> String {
    let Some(stages) = stages(&fixture.source(), &mut Diagnostics::new()) else {
        return String::new();
    };
    let module = fixture.module();
    let known = if fixture.config.is_some() { "" } else { " _" };
    let lines = stages.api.types().map(|(id, _)| {
        let ident = &stages.names.types[id.index()].ident;
        let size = stages.facts.layouts[id.index()].size;
        format!("estimated!(crate::{module}::types::{ident}, {size}{known});\n")
    });
    lines.collect()
}
