//! Plans the changes of a run before they are made.

use super::{
    folders::{self, Found},
    keys::Keys,
    manifest::{Kept, merged},
    state::{State, hash},
    workspace,
};
use crate::{
    output::write::{
        Difference, below, check_way, checked, is_unfinished, naming, place, present, remove,
        replace,
    },
    rust::format::OutputFile,
};
use std::{
    collections::BTreeSet,
    fs,
    io::{self, ErrorKind, Write as _},
    path::{Path, PathBuf},
};

const MANIFEST: &str = "Cargo.toml";

/// The division of a crate's files between the generator and the user.
#[derive(Clone, Debug, Default)]
pub struct Package {
    /// The folders that the generator owns, relative to the crate's folder.
    pub(crate) owned: Vec<String>,
    /// The folder that contains the state.
    pub(crate) home: String,
    /// The keys of the manifest that the generator owns.
    pub(crate) keys: Keys,
    /// The module that the crate's root has to declare.
    pub(crate) module: String,
    /// The declaration of the runtime that the crate's root needs, if any.
    pub(crate) runtime: Option<String>,
    /// The command that generates the files.
    pub(crate) command: String,
    /// Whether keys of the manifest are kept when they are no longer wanted, because other
    /// code of the crate may need them.
    pub(crate) keeps: bool,
}

/// The changes to make, and the notes about them.
#[derive(Debug)]
pub struct Plan {
    root: PathBuf,
    writes: Vec<OutputFile>,
    /// The files that differ.
    pub difference: Difference,
    /// Generated files that were changed by hand.
    pub edited: Vec<String>,
    /// Further notes, one per line.
    pub notes: Vec<String>,
    /// The changes to the user's manifest, one per line.
    pub manifest: Vec<String>,
}

/// Plans the writes that bring the crate at `root` up to date: the generator's folders contain `files`, and the
/// manifest has the generator's keys. Everything else belongs to the user and is not examined.
///
/// # Errors
///
/// [`ErrorKind::InvalidInput`] if a path leaves the root or occurs twice, [`ErrorKind::InvalidData`] if the manifest
/// is not valid TOML, [`ErrorKind::PermissionDenied`] if a file that the generator did not write is in the place of a
/// generated one; the system's error if a file cannot be read.
pub fn plan(root: &Path, files: &[OutputFile], package: &Package) -> io::Result<Plan> {
    checked(files)?;
    let is_owned = |path: &str| {
        let below = |folder: &String| {
            path.strip_prefix(folder.as_str())
                .is_some_and(|it| it.starts_with('/'))
        };
        package.owned.iter().any(below)
    };
    let (owned, once): (Vec<_>, Vec<_>) = files.iter().cloned().partition(|it| is_owned(&it.path));
    let place_of_state = format!("{}/state.toml", package.home);
    let last = text(root, &place_of_state)?.and_then(|it| State::read(&it));
    let is_first = last.is_none();
    let last = last.unwrap_or_default();

    let mut plan = Plan {
        root: root.to_owned(),
        writes: Vec::new(),
        difference: Difference::default(),
        edited: Vec::new(),
        notes: Vec::new(),
        manifest: Vec::new(),
    };
    let found = plan.users(&once, package, &last, is_first)?;
    let hashes = owned.iter();
    let state = State {
        manifest: package.keys.to_table(),
        found,
        files: hashes
            .map(|it| (it.path.clone(), hash(it.text.as_bytes())))
            .collect(),
    };
    let state = OutputFile {
        path: place_of_state,
        text: state.text(&package.command),
    };
    plan.owned(owned, state, package, &last)?;
    plan.unfinished(&once)?;
    Ok(plan)
}

impl Plan {
    /// Returns whether everything is up to date.
    pub fn is_empty(&self) -> bool {
        self.difference.is_empty()
    }

    /// Carries out the plan.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::PermissionDenied`] if a path leads through a link; nothing has been written then. The system's
    /// error if a file cannot be written or removed.
    pub fn write(&self) -> io::Result<()> {
        let removed = self.difference.orphans.iter();
        for path in self.writes.iter().map(|it| &it.path).chain(removed.clone()) {
            check_way(&self.root, path)?;
        }
        // Orphans are removed first: one may be in the place of a folder.
        for path in removed {
            remove(&self.root, path)?;
        }
        for OutputFile { path, text } in &self.writes {
            let file = place(&self.root, path);
            replace(&file, text).map_err(|error| naming(&error, &file))?;
        }
        Ok(())
    }

    /// Plans the changes in the generator's folders.
    fn owned(
        &mut self,
        mut files: Vec<OutputFile>,
        state: OutputFile,
        package: &Package,
        last: &State,
    ) -> io::Result<()> {
        let mut folders: BTreeSet<String> = BTreeSet::new();
        for folder in &package.owned {
            let below = |path: &String| path.starts_with(&format!("{folder}/"));
            // The tests' folder belongs to the user as long as there are no tests.
            if files.iter().any(|it| below(&it.path)) || last.files.keys().any(below) {
                folders.insert(folder.clone());
            }
        }
        files.push(state);
        let Found {
            difference,
            edited,
            foreign,
        } = folders::compare(&self.root, &folders, &files, last)?;
        let told = foreign.iter().map(|path| {
            format!("`{path}` is in a folder of the generator, but the generator did not write it: it was left unchanged; move it elsewhere")
        });
        self.notes.extend(told);
        self.edited = edited;
        let differs = difference.changed.iter().chain(&difference.missing);
        let differs: BTreeSet<_> = differs.cloned().collect();
        self.writes.splice(
            0..0,
            files.into_iter().filter(|it| differs.contains(&it.path)),
        );
        self.difference.changed.splice(0..0, difference.changed);
        self.difference.missing.splice(0..0, difference.missing);
        self.difference.orphans = difference.orphans;
        Ok(())
    }

    /// Schedules the removal of temporary files that a killed run left beside the user's files.
    fn unfinished(&mut self, once: &[OutputFile]) -> io::Result<()> {
        let folder = |path: &str| {
            path.rsplit_once('/')
                .map_or("", |(folder, _)| folder)
                .to_owned()
        };
        let folders: BTreeSet<String> = once.iter().map(|it| folder(&it.path)).collect();
        for folder in folders {
            let here = place(&self.root, &folder);
            for entry in present(fs::read_dir(&here), &here)?
                .into_iter()
                .flatten()
                .flatten()
            {
                let name = entry.file_name().to_string_lossy().into_owned();
                let path = below(&folder, &name);
                if is_unfinished(&path) && !self.difference.orphans.contains(&path) {
                    self.difference.orphans.push(path);
                }
            }
        }
        Ok(())
    }

    /// Plans the changes to the user's files. Returns the keys of the manifest that existed
    /// before the generator wanted them.
    fn users(
        &mut self,
        once: &[OutputFile],
        package: &Package,
        last: &State,
        is_first: bool,
    ) -> io::Result<BTreeSet<String>> {
        let Some(manifest) = text(&self.root, MANIFEST)? else {
            self.create(once, package)?;
            return Ok(BTreeSet::new());
        };
        let returns = manifest.contains("\r\n");
        let plain = manifest.replace("\r\n", "\n");
        let kept = Kept {
            found: &last.found,
            everything: package.keeps,
        };
        let merged = merged(&plain, &package.keys, &last.manifest, kept).map_err(|why| {
            let file = place(&self.root, MANIFEST);
            io::Error::new(ErrorKind::InvalidData, format!("{}: {why}", file.display()))
        })?;
        if merged.text != plain {
            self.difference.changed.push(MANIFEST.to_owned());
            self.writes.push(OutputFile {
                path: MANIFEST.to_owned(),
                text: if returns {
                    merged.text.replace('\n', "\r\n")
                } else {
                    merged.text
                },
            });
        }
        self.manifest = merged.changes;
        self.notes.extend(merged.notes);
        if is_first {
            self.declared(once, package)?;
        } else {
            self.declares_runtime(package)?;
        }
        Ok(merged.found)
    }

    /// Plans a new crate, keeping the files that the user already has.
    fn create(&mut self, once: &[OutputFile], package: &Package) -> io::Result<()> {
        if let Some(found) = workspace::above(&self.root).filter(|it| !it.is_listed) {
            let is_alone = once
                .iter()
                .any(|it| it.path == MANIFEST && it.text.lines().any(|line| line == "[workspace]"));
            if !is_alone {
                self.notes.push(format!(
                    "the crate is inside the workspace of {}, which does not list it: add `\"{}\"` to `members` there",
                    found.manifest.display(),
                    found.member
                ));
            }
        }
        for file in once {
            if text(&self.root, &file.path)?.is_none() {
                self.difference.missing.push(file.path.clone());
                self.writes.push(file.clone());
            }
        }
        self.declared(once, package)
    }

    /// Returns the crate roots that exist, with their texts.
    fn roots(&self) -> io::Result<Vec<(&'static str, String)>> {
        let mut roots = Vec::new();
        for path in ["src/lib.rs", "src/main.rs"] {
            roots.extend(text(&self.root, path)?.map(|text| (path, text)));
        }
        Ok(roots)
    }

    /// Adds a note if the root of the crate does not declare the runtime as configured.
    fn declares_runtime(&mut self, package: &Package) -> io::Result<()> {
        let Some(declaration) = &package.runtime else {
            return Ok(());
        };
        let roots = self.roots()?;
        let is_it = |line: &str| line.trim_end().ends_with(&declaration["pub ".len()..]);
        if !roots.is_empty() && !roots.iter().any(|(_, it)| it.lines().any(is_it)) {
            self.notes.push(format!(
                "the root of the crate does not find the runtime: write `{declaration}` there, in place of any other \
                 declaration of it"
            ));
        }
        Ok(())
    }

    /// Adds a note if the root of the crate does not declare the generated module.
    fn declared(&mut self, once: &[OutputFile], package: &Package) -> io::Result<()> {
        let roots = self.roots()?;
        let declaration = format!("mod {};", package.module);
        let Some((root, _)) = roots.first() else {
            return Ok(());
        };
        if roots.iter().any(|(_, it)| it.contains(&declaration)) {
            return Ok(());
        }
        let lines = once.iter().find(|it| it.path == "src/lib.rs");
        let lines = lines.map_or_else(|| declaration.clone(), |it| it.text.trim_end().to_owned());
        self.notes.push(format!(
            "{root} does not declare the generated code: add these lines to it\n{lines}"
        ));
        Ok(())
    }
}

/// Returns the text of a file; `None` if it does not exist.
fn text(root: &Path, path: &str) -> io::Result<Option<String>> {
    let file = place(root, path);
    present(fs::read_to_string(&file), &file)
}

/// Writes a file that does not exist yet.
///
/// # Errors
///
/// [`ErrorKind::AlreadyExists`] if the file exists; the system's error if it cannot be written.
pub fn new_file(path: &Path, text: &str) -> io::Result<()> {
    let mut file = fs::File::create_new(path)?;
    file.write_all(text.as_bytes())
}

/// Writes a file, unless it already has this text.
///
/// # Errors
///
/// The system's error if the file cannot be written.
pub fn new_text(path: &Path, text: &str) -> io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|it| it == text) {
        return Ok(());
    }
    fs::write(path, text)
}
