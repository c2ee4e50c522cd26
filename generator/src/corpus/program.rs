//! The program that decodes and encodes: emitted, compiled and run.

use super::check::cargo;
use crate::{
    Stages,
    emit::{self, Context},
    format, measure,
    model::TypeRef,
    name, standalone,
    write::OutputFile,
};
use serde_json::Value;
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// What a value came back as, or why it was not decoded.
pub(super) type Outcome = Result<Value, String>;

/// How often the program is started again after it crashed.
const MAX_CRASHES: usize = 100;

/// How a program is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Profile {
    Debug,
    Release,
}

/// A crate that was generated: where it is, and what of.
#[derive(Clone, Copy)]
pub(super) struct Generated<'a> {
    pub(super) root: &'a Path,
    pub(super) document: &'a Path,
    pub(super) stages: &'a Stages,
}

/// Compiles and runs the program in the target folder of the environment.
pub(super) fn run(
    generated: Generated<'_>,
    profile: Profile,
    cases: &[(&TypeRef, &Value)],
) -> Result<Vec<(String, Outcome)>, String> {
    let target = env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let target = target.unwrap_or_else(|| generated.root.join("target"));
    run_in(generated, profile, &target, cases)
}

/// Compiles and runs the program; each case's type and what became of its value, which has marks.
pub(super) fn run_in(
    generated: Generated<'_>,
    profile: Profile,
    target: &Path,
    cases: &[(&TypeRef, &Value)],
) -> Result<Vec<(String, Outcome)>, String> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let Generated {
        root,
        document,
        stages,
    } = generated;
    let stem = document.file_stem().unwrap_or_default().to_string_lossy();
    let krate = &standalone::crate_name(&name::module_name(&stem));
    let cx = Context {
        api: &stages.api,
        facts: &stages.facts,
        names: &stages.names,
        module: krate,
        path: krate,
        features: None,
    };
    let mut types: Vec<&TypeRef> = Vec::new();
    let mut lines = String::new();
    let mut named = Vec::new();
    for (ty, value) in cases {
        let known = types.iter().position(|it| it == ty);
        let index = known.unwrap_or_else(|| {
            types.push(ty);
            types.len() - 1
        });
        named.push(index);
        lines.push_str(&format!("{index}\t{value}\n"));
    }
    let program = format::format(&emit::round_trip(cx, &types), "", krate)?;
    let texts: Vec<String> = types.iter().map(|ty| emit::type_text(cx, ty)).collect();
    let program = compiled(root, profile, target, &program)?;
    let outcomes = outcomes(&program, &lines, cases.len())?;
    let named = named.into_iter().map(|index| texts[index].clone());
    Ok(named.zip(outcomes).collect())
}

fn outcome(line: &str) -> Outcome {
    match line.split_once('\t') {
        Some(("ok", json)) => serde_json::from_str(json).map_err(|error| error.to_string()),
        Some((_, error)) => Err(error.to_owned()),
        None => Err(line.to_owned()),
    }
}

/// The compiled program.
fn compiled(
    root: &Path,
    profile: Profile,
    target: &Path,
    program: &OutputFile,
) -> Result<PathBuf, String> {
    let path = root.join(&program.path);
    fs::create_dir_all(path.parent().unwrap_or(root)).map_err(|error| error.to_string())?;
    fs::create_dir_all(target).map_err(|error| error.to_string())?;
    fs::write(&path, &program.text).map_err(|error| error.to_string())?;
    let mut command = cargo(root, target, "build");
    command
        .args(["--example", "round_trip"])
        .env("RUSTFLAGS", "-C debuginfo=0");
    let folder = match profile {
        Profile::Debug => "debug",
        Profile::Release => {
            command.arg("--release");
            "release"
        }
    };
    let built =
        measure::run(&mut command, &target.join("build")).map_err(|error| error.to_string())?;
    if built.success {
        Ok(target.join(folder).join("examples/round_trip"))
    } else {
        Err(built.stderr)
    }
}

/// What becomes of each line. A value at which the program crashes counts as one that is not decoded, and the
/// program goes on behind it.
fn outcomes(program: &Path, lines: &str, count: usize) -> Result<Vec<Outcome>, String> {
    let cases = program.with_file_name("cases");
    fs::write(&cases, lines).map_err(|error| error.to_string())?;
    let mut out: Vec<Outcome> = Vec::new();
    for _ in 0..=MAX_CRASHES {
        let mut command = Command::new(program);
        command.arg(&cases).arg(out.len().to_string());
        let ran = measure::run(&mut command, &program.with_file_name("ran"))
            .map_err(|error| error.to_string())?;
        out.extend(ran.stdout.lines().map(outcome));
        if ran.success || out.len() >= count {
            break;
        }
        out.push(Err(format!("the program crashed: {}", ran.stderr.trim())));
    }
    if out.len() == count {
        Ok(out)
    } else {
        Err(format!("{} of {count} values came back", out.len()))
    }
}
