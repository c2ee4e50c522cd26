//! Values decoded into emitted types and encoded again, by a program that is emitted for them, compiled and run.
//!
//! One crate can hold the code of many small documents, a module each, so that they are compiled at once. A value
//! that brings the program down takes no other type with it: the program goes on behind it.

mod generated;
mod module;

pub(super) use generated::Generated;
pub use module::Module;

use super::check::cargo;
use crate::{
    emit::{self, Context, ROUND_TRIP},
    format, measure,
    model::TypeRef,
};
use serde_json::Value;
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

/// What a value was encoded to after it was decoded, or why it was not decoded.
pub type Outcome = Result<Back, String>;

/// A value that was decoded and encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Back {
    /// What it was encoded to, with the marks of the runtime.
    pub json: String,
    /// What it was decoded as, as `Debug` prints it; empty if that was not asked for.
    pub shown: String,
}

impl Back {
    /// What the value was encoded to, with marks.
    ///
    /// # Errors
    ///
    /// What was written is no JSON.
    pub fn value(&self) -> Result<Value, String> {
        serde_json::from_str(&self.json).map_err(|error| error.to_string())
    }
}

/// How a program is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Without optimization.
    Debug,
    /// With it.
    Release,
}

/// Where a crate stands, and where and how it is compiled.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The folder of the crate.
    pub root: &'a Path,
    /// The target folder.
    pub target: &'a Path,
    /// The crate's name.
    pub krate: &'a str,
    /// How it is compiled.
    pub profile: Profile,
    /// Whether it is told as what values are decoded.
    pub shown: bool,
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
    let with_types: Vec<_> = apis.iter().copied().zip(types).collect();
    let program = emit::round_trip(place.krate, &with_types, place.shown);
    let program = format::format(&program, "", place.krate)?;
    let path = place.root.join(&program.path);
    let told = |error: io::Error| error.to_string();
    fs::create_dir_all(path.parent().unwrap_or(place.root)).map_err(told)?;
    fs::create_dir_all(place.target).map_err(told)?;
    fs::write(&path, &program.text).map_err(told)?;
    let program = compiled(place)?;
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

/// The compiled program.
fn compiled(place: Place<'_>) -> Result<PathBuf, String> {
    let mut command = cargo(place.root, place.target, "build");
    command
        .args(["--example", ROUND_TRIP])
        .env("RUSTFLAGS", "-C debuginfo=0");
    let folder = match place.profile {
        Profile::Debug => "debug",
        Profile::Release => {
            command.arg("--release");
            "release"
        }
    };
    let built = measure::run(&mut command, &place.target.join("build"))
        .map_err(|error| error.to_string())?;
    if built.success {
        let examples = place.target.join(folder).join("examples");
        Ok(examples.join(ROUND_TRIP))
    } else {
        Err(built.stderr)
    }
}

/// Runs the program until each line has its outcome. A type that has ended the program once is not tried again:
/// in big documents thousands of values would.
fn outcomes(place: Place<'_>, program: &Path, lines: &[String]) -> Result<Vec<Outcome>, String> {
    let told = |error: io::Error| error.to_string();
    let file = place.target.join("cases");
    let mut out: Vec<Option<Outcome>> = vec![None; lines.len()];
    let mut left: Vec<usize> = (0..lines.len()).collect();
    while !left.is_empty() {
        let texts: Vec<&str> = left.iter().map(|it| lines[*it].as_str()).collect();
        fs::write(&file, texts.join("\n")).map_err(told)?;
        let mut command = Command::new(program);
        let ran = measure::run(command.arg(&file), &place.target.join("ran")).map_err(told)?;
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
        out[ended] = Some(Err(format!("the program crashed: {how}")));
        for index in same {
            let why = format!("not tried after the program crashed: {how}");
            out[index] = Some(Err(why));
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
    let (kind, rest) = line.split_once('\t').unwrap_or(("", line));
    if kind != "ok" {
        return Err(rest.to_owned());
    }
    let (json, shown) = rest.split_once('\t').unwrap_or((rest, ""));
    Ok(Back {
        json: json.to_owned(),
        shown: shown.to_owned(),
    })
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
        let back = |shown: &str| Back {
            json: "{}".to_owned(),
            shown: shown.to_owned(),
        };
        let shown = "Pet { name: \"a\" }";
        assert_eq!(outcome(&format!("ok\t{{}}\t{shown}")), Ok(back(shown)));
        assert_eq!(outcome("ok\t{}"), Ok(back("")));
        assert_eq!(outcome("error\tno tag"), Err("no tag".to_owned()));
    }
}
