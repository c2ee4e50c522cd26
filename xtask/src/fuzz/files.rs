//! Documents that stand in several files.

use super::change::{change, escaped, pointers, put};
use crate::random::Random;
use serde_json::{Value, json};
use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
};

/// The name of the file that the generator is given.
const ENTRY: &str = "openapi.json";

/// The names of the files to which parts are moved.
const OTHERS: &[&str] = &["parts/a.json", "parts/b.json", "c.json", "../out.json"];

/// The place of a part that does not fill its file.
const PLACE: &str = "/components/schemas/Part";

/// The files of a document, with their paths from the entry's folder: the entry first.
#[derive(Clone, Debug, PartialEq)]
pub struct Files(Vec<(&'static str, Value)>);

impl Files {
    /// Creates the files of a document that stands in one.
    pub(super) fn of(document: Value) -> Self {
        Self(vec![(ENTRY, document)])
    }

    /// Returns the document if it stands in one file.
    pub fn alone(&self) -> Option<&Value> {
        match &self.0[..] {
            [(_, document)] => Some(document),
            _ => None,
        }
    }

    /// Writes the files, each relative to a subfolder of a folder, so that `../` leads into the folder, and returns
    /// the path of the entry.
    ///
    /// # Errors
    ///
    /// A file cannot be written.
    pub fn write(&self, folder: &Path) -> io::Result<PathBuf> {
        let inner = folder.join("in");
        for (name, document) in &self.0 {
            let path = inner.join(name);
            fs::create_dir_all(inner.join("parts"))?;
            fs::write(path, document.to_string())?;
        }
        Ok(inner.join(ENTRY))
    }

    /// Moves parts to other files, and makes some places refer from file to file.
    pub(super) fn spread(&mut self, random: &mut Random) {
        for name in &OTHERS[..=random.below(OTHERS.len())] {
            let from = random.below(self.0.len());
            self.divide(from, name, random);
        }
        for _ in 0..random.below(4) {
            let [from, to] = [random.below(self.0.len()), random.below(self.0.len())];
            let at = place(&self.0[from].1, random);
            let target = place(&self.0[to].1, random);
            let reference = reference(self.0[from].0, self.0[to].0, &target);
            put(&mut self.0[from].1, &at, reference);
        }
        let changed = random.below(self.0.len());
        change(&mut self.0[changed].1, random);
    }

    /// Moves a part of a file to a new file, and leaves a reference.
    fn divide(&mut self, from: usize, name: &'static str, random: &mut Random) {
        let (source, document) = &mut self.0[from];
        let at = place(document, random);
        let mut part = document.pointer(&at).cloned().unwrap_or_default();
        if random.below(4) > 0 {
            relocate(&mut part, &|pointer| to(name, source, pointer));
        }
        let whole = random.below(2) == 0;
        let target = if whole { "" } else { PLACE };
        let left = reference(source, name, target);
        put(document, &at, left);
        let moved = if whole {
            part
        } else {
            json!({ "components": { "schemas": { "Part": part } } })
        };
        self.0.push((name, moved));
    }
}

impl fmt::Display for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(document) = self.alone() {
            return writeln!(f, "{document:#}");
        }
        for (name, document) in &self.0 {
            writeln!(f, "// {name}\n{document:#}")?;
        }
        Ok(())
    }
}

/// Returns a place in a document, which is not its root if it has other places.
fn place(document: &Value, random: &mut Random) -> String {
    let all = pointers(document);
    // The root is the last.
    let count = all.len().saturating_sub(1).max(1);
    all.into_iter().nth(random.below(count)).unwrap_or_default()
}

/// Makes the references of a part that lead to its own file lead there from another file.
fn relocate(part: &mut Value, from_there: &dyn Fn(&str) -> String) {
    match part {
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(text) if key == "$ref" => {
                        if let Some(pointer) = text.strip_prefix('#') {
                            *text = from_there(pointer);
                        }
                    }
                    _ => relocate(value, from_there),
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                relocate(item, from_there);
            }
        }
        _ => {}
    }
}

fn reference(from: &str, name: &str, pointer: &str) -> Value {
    json!({ "$ref": to(from, name, &escaped(pointer)) })
}

/// Returns the relative reference from one file to a place in another.
fn to(from: &str, name: &str, fragment: &str) -> String {
    let up = if from.starts_with("parts/") {
        "../"
    } else {
        ""
    };
    let down = if from.starts_with("../") { "in/" } else { "" };
    let fragment = if fragment.is_empty() {
        String::new()
    } else {
        format!("#{fragment}")
    };
    format!("{up}{down}{name}{fragment}")
}
