//! The generators that are compared, and how each one is run.

use super::Options;
use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::Command,
};

/// A generator of Rust clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// This one.
    Own,
    /// This one; the crate depends on the runtime's crate instead of containing a copy of its files.
    OwnShared,
    /// [ploidy](https://crates.io/crates/ploidy).
    Ploidy,
    /// [openapi-to-rust](https://crates.io/crates/openapi-to-rust).
    OpenapiToRust,
    /// [oas3-gen](https://crates.io/crates/oas3-gen).
    Oas3Gen,
}

impl Tool {
    /// Both forms of this generator's crates.
    pub const OWN: [Self; 2] = [Self::Own, Self::OwnShared];

    /// Returns whether this is one of [`OWN`](Self::OWN).
    pub fn is_own(self) -> bool {
        Self::OWN.contains(&self)
    }

    /// Returns this generator and those of the others whose program is on `PATH`.
    pub fn available() -> Vec<Self> {
        let others = [Self::Ploidy, Self::OpenapiToRust, Self::Oas3Gen];
        let others = others.into_iter().filter(|it| it.is_there());
        Self::OWN.into_iter().chain(others).collect()
    }

    /// Returns the name of the generator, which is also the program's name for all but this one.
    pub fn name(self) -> &'static str {
        match self {
            Self::Own => "this",
            Self::OwnShared => "this-shared",
            Self::Ploidy => "ploidy",
            Self::OpenapiToRust => "openapi-to-rust",
            Self::Oas3Gen => "oas3-gen",
        }
    }

    fn is_there(self) -> bool {
        let path = env::var_os("PATH").unwrap_or_default();
        let file = format!("{}{}", self.name(), env::consts::EXE_SUFFIX);
        env::split_paths(&path).any(|folder| folder.join(&file).is_file())
    }

    /// Returns the command that writes the crate of `document` to `root`.
    pub(super) fn generate(self, document: &Path, root: &Path, options: &Options) -> Command {
        let mut words = options.command.iter();
        let program = if self.is_own() {
            words.next().cloned().unwrap_or_default()
        } else {
            self.name().into()
        };
        let mut out = Command::new(program);
        match self {
            Self::Own => out.args(words).arg(document).arg(root),
            Self::OwnShared => out
                .args(words)
                .arg(document)
                .arg(root)
                .arg("--runtime")
                .arg(&options.runtime),
            Self::Ploidy => out
                .args(["generate", "rust", "--output"])
                .arg(root)
                .arg(document),
            Self::OpenapiToRust => out
                .args([
                    "generate",
                    "--quiet",
                    "--module-name",
                    "api",
                    "--output-dir",
                ])
                .arg(root.join("src"))
                .arg(document),
            Self::Oas3Gen => out
                .args([
                    "generate",
                    "client-mod",
                    "--workspace",
                    "--quiet",
                    "--input",
                ])
                .arg(document)
                .arg("--output")
                .arg(root),
        };
        out
    }

    /// Adds the files that the crate lacks to be compiled.
    pub(super) fn complete(self, root: &Path, lock: &Path) -> io::Result<()> {
        match self {
            Self::Own | Self::OwnShared => fs::copy(lock, root.join("Cargo.lock")).map(drop),
            Self::OpenapiToRust => {
                let dependencies = fs::read_to_string(root.join("src/REQUIRED_DEPS.toml"))?;
                let head =
                    "[package]\nname = \"measured\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n";
                fs::write(
                    root.join("Cargo.toml"),
                    format!("{head}{dependencies}\n[workspace]\n"),
                )?;
                fs::rename(root.join("src/mod.rs"), root.join("src/lib.rs"))
            }
            // Without it, cargo takes the crate for a member of any workspace that encloses it.
            Self::Ploidy | Self::Oas3Gen => {
                let manifest = root.join("Cargo.toml");
                let text = fs::read_to_string(&manifest)?;
                fs::write(manifest, format!("{text}\n[workspace]\n"))
            }
        }
    }

    /// Returns the folder whose lines are counted.
    pub(super) fn counted(self, root: &Path) -> PathBuf {
        match self {
            Self::Own | Self::OwnShared => root.join("src/generated"),
            _ => root.join("src"),
        }
    }
}
