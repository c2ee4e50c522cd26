//! The files of the suite: groups of instances that share a schema.

use super::Draft;
use serde::Deserialize;
use serde_json::Value;
use std::{
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
};

/// The folder whose files say what a draft leaves to implementations.
const OPTIONAL: &str = "optional";

/// The folder of the files that test formats. A format is an annotation: every string is valid.
const FORMATS: &str = "optional/format";

/// A schema, and the instances that are valid against it.
#[derive(Debug)]
pub(super) struct Group {
    /// The file and the place in it: `optional/id #2`.
    pub(super) name: String,
    /// What the file says of it.
    pub(super) description: String,
    /// The name of the component that it becomes.
    pub(super) component: String,
    /// The schema as the file has it.
    pub(super) schema: Value,
    /// The valid instances, with what the file says of each.
    pub(super) valid: Vec<(String, Value)>,
}

/// A group as a file has it.
#[derive(Deserialize)]
struct Written {
    description: String,
    schema: Value,
    tests: Vec<Test>,
}

#[derive(Deserialize)]
struct Test {
    description: String,
    data: Value,
    valid: bool,
}

/// The groups of a draft, in the order of the files' names. Those of `optional/` are left out unless they are
/// asked for.
pub(super) fn groups(folder: &Path, draft: Draft, optional: bool) -> io::Result<Vec<Group>> {
    let folder = folder.join(draft.folder());
    let mut out = Vec::new();
    let places: &[&str] = if optional {
        &["", OPTIONAL, FORMATS]
    } else {
        &[""]
    };
    for place in places {
        for file in json_files(&folder.join(place))? {
            out.extend(of_file(&file, place)?);
        }
    }
    Ok(out)
}

fn json_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|it| it.path()));
    let mut out = entries.collect::<io::Result<Vec<_>>>()?;
    out.retain(|it| it.extension() == Some(OsStr::new("json")));
    out.sort();
    Ok(out)
}

fn of_file(file: &Path, place: &str) -> io::Result<Vec<Group>> {
    let all: Vec<Written> = serde_json::from_slice(&fs::read(file)?)?;
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let name = Path::new(place).join(&*stem);
    let name = name.to_string_lossy().replace('\\', "/");
    let groups = all.into_iter().enumerate();
    let groups = groups.map(|(index, written)| Group {
        name: format!("{name} #{index}"),
        description: written.description,
        component: format!("{}.{index}", name.replace('/', ".")),
        schema: written.schema,
        valid: valid(written.tests, place == FORMATS),
    });
    Ok(groups.collect())
}

fn valid(tests: Vec<Test>, every_string: bool) -> Vec<(String, Value)> {
    let tests = tests.into_iter();
    let valid = tests.filter(|it| it.valid || (every_string && it.data.is_string()));
    valid.map(|it| (it.description, it.data)).collect()
}
