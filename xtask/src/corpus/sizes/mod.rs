//! The sizes of the emitted types as rustc lays them out.

mod emitted;

use super::check::cargo;
use crate::measure;
use emitted::Place;
use generator::{
    diagnostic::{Diagnostics, Style, render},
    output::standalone,
    rust::{
        facts::{LARGEST_MEMBER, LARGEST_TYPE},
        format::{self, OutputFile},
        names,
    },
    source, stages,
};
use serde::{Deserialize, Serialize};
use std::{
    cmp::Reverse,
    env, fs, io,
    path::{Path, PathBuf},
};

/// The sizes of the emitted types of a document.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Sizes {
    /// The largest type.
    pub ty: Large,
    /// The field or variant that holds the most bytes in place.
    pub member: Large,
    /// The types and members that exceed the limits, the largest first.
    pub over: Vec<Large>,
}

/// The size of a type, or of a member such as `Pet.owner` or `Pet::Cat`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Large {
    /// The name.
    pub name: String,
    /// The size in bytes.
    pub bytes: usize,
}

/// Measures the types of `document`, whose crate has been written to `root`.
pub(super) fn sizes(document: &Path, root: &Path) -> Result<Sizes, String> {
    let source = source::load(document)
        .map_err(|failure| render(&failure.diagnostics, &failure.files, Style::Plain))?;
    let stages = stages(&source, &mut Diagnostics::new()).ok_or("there are no types")?;
    let stem = document.file_stem().unwrap_or_default().to_string_lossy();
    let krate = standalone::crate_name(&names::module_name(&stem));
    let (file, places) = emitted::sizes(stages.context(&krate, &krate));
    if places.is_empty() {
        return Ok(Sizes::default());
    }
    let printed = printed(root, &format::format(file, "", &krate)?)?;
    let printed: Vec<usize> = printed.lines().filter_map(|it| it.parse().ok()).collect();
    Ok(Sizes::of(&places, &printed))
}

/// Compiles and runs the program, and returns its output.
fn printed(root: &Path, program: &OutputFile) -> Result<String, String> {
    let told = |error: io::Error| error.to_string();
    let target = env::var_os("CARGO_TARGET_DIR");
    let target = target.map_or_else(|| root.join("target"), PathBuf::from);
    let path = root.join(&program.path);
    fs::create_dir_all(path.parent().unwrap_or(root)).map_err(told)?;
    fs::write(&path, &program.text).map_err(told)?;
    let mut command = cargo(root, &target, "run");
    command
        .args(["--example", "sizes"])
        .env("RUSTFLAGS", "-C debuginfo=0");
    let ran = measure::run(&mut command, &target.join("measured")).map_err(told)?;
    if ran.success {
        Ok(ran.stdout)
    } else {
        Err(ran.stderr)
    }
}

impl Sizes {
    fn of(places: &[Place], printed: &[usize]) -> Self {
        let mut out = Self::default();
        for place in places {
            let large = Large {
                name: place.name.clone(),
                bytes: printed.get(place.size).copied().unwrap_or_default(),
            };
            let (largest, limit) = if place.member {
                (&mut out.member, LARGEST_MEMBER)
            } else {
                (&mut out.ty, LARGEST_TYPE)
            };
            if large.bytes > largest.bytes {
                *largest = large.clone();
            }
            if large.bytes > limit {
                out.over.push(large);
            }
        }
        out.over.sort_by_key(|it| Reverse(it.bytes));
        out
    }
}
