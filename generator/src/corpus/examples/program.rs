//! The program that decodes and encodes: emitted, compiled and run.

use super::collect::Case;
use crate::{
    Stages,
    corpus::check::cargo,
    emit::{self, Context},
    format, measure,
    model::TypeRef,
    write::OutputFile,
};
use serde_json::Value;
use std::{env, fs, io, path::Path, process::Command};

/// What a value came back as, or why it was not decoded.
pub(super) type Outcome = Result<Value, String>;

/// Compiles and runs the program; each case's type and what became of its value.
pub(super) fn run(
    root: &Path,
    krate: &str,
    stages: &Stages,
    cases: &[Case],
    release: bool,
) -> Result<Vec<(String, Outcome)>, String> {
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
    for case in cases {
        let index = types
            .iter()
            .position(|it| **it == case.ty)
            .unwrap_or_else(|| {
                types.push(&case.ty);
                types.len() - 1
            });
        named.push(index);
        lines.push_str(&format!("{index}\t{}\n", case.value));
    }
    let program = format::format(&emit::round_trip(cx, &types), "", krate)?;
    let texts: Vec<String> = types.iter().map(|ty| emit::type_text(cx, ty)).collect();
    let printed = compiled(root, &program, &lines, release)?;
    let outcomes: Vec<Outcome> = printed.lines().map(outcome).collect();
    if outcomes.len() != cases.len() {
        return Err(format!(
            "{} of {} values came back",
            outcomes.len(),
            cases.len()
        ));
    }
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

/// What the program prints when it is given the cases.
fn compiled(
    root: &Path,
    program: &OutputFile,
    lines: &str,
    release: bool,
) -> Result<String, String> {
    let told = |error: io::Error| error.to_string();
    let target = env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| root.join("target").into());
    let target = Path::new(&target);
    let path = root.join(&program.path);
    fs::create_dir_all(path.parent().unwrap_or(root)).map_err(told)?;
    fs::write(&path, &program.text).map_err(told)?;
    let cases = target.join("cases");
    fs::write(&cases, lines).map_err(told)?;
    let mut command = cargo(root, target, "build");
    command
        .args(["--example", "round_trip"])
        .args(release.then_some("--release"))
        .env("RUSTFLAGS", "-C debuginfo=0");
    let built = measure::run(&mut command, &target.join("build")).map_err(told)?;
    if !built.success {
        return Err(built.stderr);
    }
    let folder = if release { "release" } else { "debug" };
    let mut command = Command::new(target.join(folder).join("examples/round_trip"));
    let ran = measure::run(command.arg(cases), &target.join("round_trip")).map_err(told)?;
    if ran.success {
        Ok(ran.stdout)
    } else {
        Err(ran.stderr)
    }
}
