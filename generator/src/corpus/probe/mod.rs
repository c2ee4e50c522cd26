//! Values decoded into emitted types and encoded again, by a program that is emitted for them, compiled and run.
//!
//! One crate can hold the code of many small documents, a module each, so that they are compiled at once. A value
//! that brings the program down takes no other type with it: the program goes on behind it.

mod krate;
mod unlisted;

pub use krate::Probed;
pub use unlisted::fell_to_unlisted;

use super::check::cargo;
use crate::{
    emit::{self, Context, PROBE},
    format, measure,
    model::TypeRef,
};
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

/// A value to be decoded and encoded.
#[derive(Clone, Debug)]
pub struct Case {
    /// The index of the API whose type it is.
    pub api: usize,
    /// The type.
    pub ty: TypeRef,
    /// The value, on one line.
    pub json: String,
}

/// What became of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was decoded.
    Read {
        /// What it was encoded to.
        json: String,
        /// What it was decoded as, as `Debug` prints it.
        shown: String,
    },
    /// It was not decoded, and why.
    Refused(String),
    /// It ended the program, and how.
    Aborted(String),
}

/// Where a crate stands and where it is compiled.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The folder of the crate.
    pub root: &'a Path,
    /// The target folder.
    pub target: &'a Path,
    /// The crate's name.
    pub krate: &'a str,
}

/// Compiles the program for the crate at a place, which holds the code of `apis`, and runs it: what became of each
/// case.
///
/// # Errors
///
/// The program does not compile or does not run.
pub fn run(place: Place<'_>, apis: &[Context<'_>], cases: &[Case]) -> Result<Vec<Outcome>, String> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let (types, lines) = numbered(apis, cases);
    let probed: Vec<_> = apis.iter().copied().zip(types).collect();
    let program = emit::probe(place.krate, &probed);
    let program = format::format(&program, "", place.krate)?;
    let path = place.root.join(&program.path);
    let told = |error: io::Error| error.to_string();
    fs::create_dir_all(path.parent().unwrap_or(place.root)).map_err(told)?;
    fs::write(&path, &program.text).map_err(told)?;
    let program = built(place)?;
    outcomes(place, &program, &lines)
}

/// The types of each API without repetition, and the line of each case.
fn numbered<'a>(apis: &[Context<'_>], cases: &'a [Case]) -> (Vec<Vec<&'a TypeRef>>, Vec<String>) {
    let mut types: Vec<Vec<&TypeRef>> = vec![Vec::new(); apis.len()];
    let mut known: BTreeMap<(usize, String), usize> = BTreeMap::new();
    let lines = cases.iter().map(|case| {
        let of_api = &mut types[case.api];
        let index = *known
            .entry((case.api, format!("{:?}", case.ty)))
            .or_insert_with(|| {
                of_api.push(&case.ty);
                of_api.len() - 1
            });
        format!("{}\t{index}\t{}", case.api, case.json)
    });
    let lines = lines.collect();
    (types, lines)
}

fn built(place: Place<'_>) -> Result<PathBuf, String> {
    let mut command = cargo(place.root, place.target, "build");
    command
        .args(["--example", PROBE])
        .env("RUSTFLAGS", "-C debuginfo=0");
    let built = measure::run(&mut command, &place.target.join("probe-build"))
        .map_err(|error| error.to_string())?;
    if built.success {
        Ok(place.target.join("debug/examples").join(PROBE))
    } else {
        Err(built.stderr)
    }
}

/// Runs the program until each line has its outcome. A type that has ended the program once is not tried again:
/// in big documents thousands of values would.
fn outcomes(place: Place<'_>, program: &Path, lines: &[String]) -> Result<Vec<Outcome>, String> {
    let told = |error: io::Error| error.to_string();
    let file = place.target.join("probe-cases");
    let mut out: Vec<Option<Outcome>> = vec![None; lines.len()];
    let mut left: Vec<usize> = (0..lines.len()).collect();
    while !left.is_empty() {
        let texts: Vec<&str> = left.iter().map(|it| lines[*it].as_str()).collect();
        fs::write(&file, texts.join("\n")).map_err(told)?;
        let mut command = Command::new(program);
        let ran = measure::run(command.arg(&file), &place.target.join("probe")).map_err(told)?;
        let mut rest = left.into_iter();
        // The outcomes first, so that no case is taken for one that is not there.
        for (line, index) in ran.stdout.lines().zip(&mut rest) {
            out[index] = Some(outcome(line));
        }
        let Some(ended) = rest.next() else { break };
        if ran.success {
            return Err(format!("the program did not read all\n{}", ran.stderr));
        }
        let (how, ty) = (last_words(&ran.stderr), type_of(&lines[ended]));
        let (same, others) = rest.partition::<Vec<_>, _>(|it| type_of(&lines[*it]) == ty);
        out[ended] = Some(Outcome::Aborted(how.clone()));
        for index in same {
            out[index] = Some(Outcome::Aborted(format!("not tried after: {how}")));
        }
        left = others;
    }
    let all: Option<Vec<Outcome>> = out.into_iter().collect();
    all.ok_or_else(|| "bug: a value has no outcome".to_owned())
}

/// The API and the type of a line.
fn type_of(line: &str) -> Option<&str> {
    let (end, _) = line.match_indices('\t').nth(1)?;
    line.get(..end)
}

fn outcome(line: &str) -> Outcome {
    let mut parts = line.splitn(3, '\t').map(str::to_owned);
    match (parts.next().as_deref(), parts.next(), parts.next()) {
        (Some("ok"), Some(json), Some(shown)) => Outcome::Read { json, shown },
        (_, Some(error), _) => Outcome::Refused(error),
        _ => Outcome::Refused(line.to_owned()),
    }
}

/// What a program that broke off said, in one line.
fn last_words(stderr: &str) -> String {
    let lines = stderr.lines().map(str::trim);
    let words: Vec<&str> = lines.filter(|it| !it.is_empty()).take(3).collect();
    words.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_begins_with_api_and_type() {
        assert_eq!(type_of("0\t12\t{\"a\":\t1}"), Some("0\t12"));
        assert_eq!(type_of("0"), None);
    }

    #[test]
    fn a_line_of_the_program_is_an_outcome() {
        let read = Outcome::Read {
            json: "{}".to_owned(),
            shown: "Pet { name: \"a\" }".to_owned(),
        };
        assert_eq!(outcome("ok\t{}\tPet { name: \"a\" }"), read);
        assert_eq!(
            outcome("error\tno tag"),
            Outcome::Refused("no tag".to_owned())
        );
    }
}
