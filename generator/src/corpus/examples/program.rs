//! The program that decodes and encodes: emitted, compiled and run.

use super::collect::Case;
use crate::{
    corpus::program::{self, Profile, Read},
    emit, format,
    model::TypeRef,
    write::OutputFile,
};
use serde_json::Value;
use std::{fs, path::Path, process::Command};

/// What a value came back as, or why it was not decoded.
pub(super) type Outcome = Result<Value, String>;

/// Compiles and runs the program; each case's type and what became of its value.
pub(super) fn run(
    root: &Path,
    read: &Read,
    cases: &[Case],
) -> Result<Vec<(String, Outcome)>, String> {
    let cx = read.context();
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
    let program = format::format(&emit::round_trip(cx, &types), "", &read.krate)?;
    let texts: Vec<String> = types.iter().map(|ty| emit::type_text(cx, ty)).collect();
    let printed = printed(root, &program, &lines)?;
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
fn printed(root: &Path, program: &OutputFile, lines: &str) -> Result<String, String> {
    let target = program::target(root);
    let cases = target.join("cases");
    fs::write(&cases, lines).map_err(|error| error.to_string())?;
    let compiled = program::compiled(root, program, Profile::Debug)?;
    let mut command = Command::new(compiled);
    program::run(command.arg(cases), &target.join("round_trip"))
}
