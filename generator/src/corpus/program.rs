//! Programs that are emitted for a crate, compiled as its examples and run.

use super::check::cargo;
use crate::{
    Stages,
    diagnostic::{Diagnostics, Style, render},
    emit::Context,
    load::{self, Source},
    measure, name, stages, standalone,
    write::OutputFile,
};
use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::Command,
};

/// How a program is compiled.
#[derive(Clone, Copy)]
pub(super) enum Profile {
    Debug,
    #[cfg(feature = "examples")]
    Release,
}

/// A document, read for the second time: the crate of it stands in a folder.
pub(super) struct Read {
    #[cfg_attr(
        not(feature = "examples"),
        expect(dead_code, reason = "examples are read from it")
    )]
    pub(super) source: Source,
    pub(super) stages: Stages,
    /// The name of its crate.
    pub(super) krate: String,
}

impl Read {
    pub(super) fn document(document: &Path) -> Result<Self, String> {
        let source = load::load(document)
            .map_err(|failure| render(&failure.diagnostics, &failure.files, Style::Plain))?;
        let stages = stages(&source, &mut Diagnostics::new()).ok_or("there are no types")?;
        let stem = document.file_stem().unwrap_or_default().to_string_lossy();
        let krate = standalone::crate_name(&name::module_name(&stem));
        Ok(Self {
            source,
            stages,
            krate,
        })
    }

    /// What an emitter looks at that names the crate from outside.
    pub(super) fn context(&self) -> Context<'_> {
        Context {
            api: &self.stages.api,
            facts: &self.stages.facts,
            names: &self.stages.names,
            module: &self.krate,
            path: &self.krate,
            features: None,
        }
    }
}

/// The folder that cargo compiles into.
pub(super) fn target(root: &Path) -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}

/// Compiles a program as an example of the crate at `root`, and gives where it stands.
pub(super) fn compiled(
    root: &Path,
    program: &OutputFile,
    profile: Profile,
) -> Result<PathBuf, String> {
    let told = |error: io::Error| error.to_string();
    let target = target(root);
    let path = root.join(&program.path);
    fs::create_dir_all(path.parent().unwrap_or(root)).map_err(told)?;
    fs::write(&path, &program.text).map_err(told)?;
    let stem = path.file_stem().unwrap_or_default();
    let mut command = cargo(root, &target, "build");
    command
        .arg("--example")
        .arg(stem)
        .env("RUSTFLAGS", "-C debuginfo=0");
    let folder = match profile {
        Profile::Debug => "debug",
        #[cfg(feature = "examples")]
        Profile::Release => {
            command.arg("--release");
            "release"
        }
    };
    let built = measure::run(&mut command, &target.join("build")).map_err(told)?;
    if built.success {
        Ok(target.join(folder).join("examples").join(stem))
    } else {
        Err(built.stderr)
    }
}

/// Runs a program, and gives what it prints.
pub(super) fn run(command: &mut Command, log: &Path) -> Result<String, String> {
    let ran = measure::run(command, log).map_err(|error| error.to_string())?;
    if ran.success {
        Ok(ran.stdout)
    } else {
        Err(ran.stderr)
    }
}
