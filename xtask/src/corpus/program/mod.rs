//! A program that decodes values into emitted types and encodes them again. It is emitted for the values, compiled and
//! run.
//!
//! One crate can hold the code of many small documents, one module per document, so that they are compiled together. A
//! value that crashes the program affects only its own type: the program is started again for the values after it.

mod emitted;
mod generated;
mod module;

pub(super) use generated::{Generated, type_text};
pub use module::Module;

use super::check::cargo;
use crate::measure;
use generator::{
    api::TypeRef,
    rust::{emit::Context, format},
};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

/// A value to decode and encode.
#[derive(Clone, Debug)]
pub struct Case {
    /// The index of the API that the type belongs to.
    pub api: usize,
    /// The type.
    pub ty: TypeRef,
    /// The value, on one line.
    pub json: String,
}

/// The result of decoding a value and encoding it again, or the reason why it was not decoded.
pub type Outcome = Result<Back, String>;

/// A value that was decoded and encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Back {
    /// The encoded value, with the runtime's marks.
    pub json: String,
    /// The further output that was requested, or an empty string.
    pub shown: String,
}

impl Back {
    /// Returns the encoded value, with marks.
    ///
    /// # Errors
    ///
    /// The program's output is not JSON.
    pub fn value(&self) -> Result<Value, String> {
        serde_json::from_str(&self.json).map_err(|error| error.to_string())
    }
}

/// The output of a program besides the encoded value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// No further output.
    Json,
    /// The decoded value as `Debug` prints it.
    Shown,
    /// The locations that were filled because a value was missing, and the text with the filled values, as a JSON list.
    /// Values are decoded tolerantly.
    Filled,
}

/// The profile that a program is compiled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Without optimization.
    Debug,
    /// With optimization.
    Release,
}

/// The location of a crate, and where and how it is compiled.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The folder of the crate.
    pub root: &'a Path,
    /// The target folder.
    pub target: &'a Path,
    /// The crate's name.
    pub krate: &'a str,
    /// The profile that the program is compiled with.
    pub profile: Profile,
    /// The output besides the encoded values.
    pub ask: Ask,
}

/// Compiles the program for the crate at `place`, which holds the code of `apis`, runs it, and returns the outcome of
/// each case.
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
    let program = emitted::round_trip(place.krate, &with_types, place.ask);
    let program = format::format(program, "", place.krate)?;
    let path = place.root.join(&program.path);
    let told = |error: io::Error| error.to_string();
    fs::create_dir_all(path.parent().unwrap_or(place.root)).map_err(told)?;
    fs::create_dir_all(place.target).map_err(told)?;
    fs::write(&path, &program.text).map_err(told)?;
    let program = compiled(place)?;
    outcomes(place, &program, &lines)
}

/// Returns the distinct types of each API, and the input line of each case.
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

/// Compiles the program and returns its path.
fn compiled(place: Place<'_>) -> Result<PathBuf, String> {
    let mut command = cargo(place.root, place.target, "build");
    command
        .args(["--example", emitted::NAME])
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
        Ok(examples.join(emitted::NAME))
    } else {
        Err(built.stderr)
    }
}

/// Runs the program until each line has its outcome. Once a type has crashed the program, its other values are not
/// tried, since in large documents thousands of them would crash it again.
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
        // The outcomes come first in the `zip`, so that no case is consumed without an outcome.
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

/// Returns the indices of the API and of the type in a line.
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

/// Returns the first lines of a crashed program's standard error output, joined into one.
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
