//! The files of the suite: groups of instances that share a schema.

use super::Draft;
use serde::Deserialize;
use serde_json::Value;
use std::{
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
};

/// The folder for tests of optional behaviour.
const OPTIONAL: &str = "optional";

/// The folder for tests of formats. Formats are annotations here: every string is valid.
const FORMATS: &str = "optional/format";

/// A schema, and the instances that are valid against it.
#[derive(Debug)]
pub(super) struct Group {
    /// The file and the number of the group in it: `optional/id #2`.
    pub(super) name: String,
    /// The description in the file.
    pub(super) description: String,
    /// The name of the group's component.
    pub(super) component: String,
    /// The schema as it is in the file.
    pub(super) schema: Value,
    /// The valid instances with their descriptions.
    pub(super) valid: Vec<(String, Value)>,
}

/// A group as it is in a file.
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

/// Reads the groups of a draft, in the order of file names. Those of `optional/` are included only if `optional` is
/// set.
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
