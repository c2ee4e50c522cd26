//! A worker's workshop, in which it writes and compiles crates.

use super::{Examples, Instances, Made, Options, Row, Sizes, Usage, Wire, find::Document};
use crate::measure::{self, Ran};
use generator::{
    output::{
        standalone::{RUNTIME, manifest_text},
        write::write,
    },
    rust::{features::ALL, format::OutputFile},
};
use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

/// The crates of a worker, and their build output.
pub(super) struct Workshop<'a> {
    options: &'a Options,
    /// The target folder of the worker. Sharing one would serialize the workers, since cargo locks it.
    target: PathBuf,
}

impl<'a> Workshop<'a> {
    /// Creates the folder. If crates are to be compiled, their dependencies are compiled now.
    pub(super) fn new(index: usize, options: &'a Options) -> io::Result<Self> {
        let workshop = Self {
            options,
            target: options.scratch.join(format!("target-{index}")),
        };
        fs::create_dir_all(&workshop.target)?;
        if options.check {
            // The optional dependencies decide which features of the other dependencies are enabled.
            for some in [&[][..], &["jiff"], &["uuid"], &["jiff", "uuid"]] {
                workshop.compile_dependencies(index, some)?;
            }
        }
        Ok(workshop)
    }

    fn compile_dependencies(&self, index: usize, some: &[&str]) -> io::Result<()> {
        let root = self.options.scratch.join(format!("runtime-{index}"));
        fs::create_dir_all(&root)?;
        write(&root, &runtime_only(some))?;
        let ran = self.check(&root)?;
        if ran.success {
            return Ok(());
        }
        let what = format!("the runtime alone does not compile:\n{}", ran.stderr);
        Err(io::Error::other(what))
    }

    /// Generates a document, and does everything else that the options ask for.
    pub(super) fn try_document(&self, document: &Document) -> io::Result<Row> {
        let mut row = Row {
            document: document.name.clone(),
            ..Row::default()
        };
        let folder = document.name.replace(['/', '.'], "-");
        let root = self.options.scratch.join("crates").join(folder);
        fs::create_dir_all(&root)?;
        let ran = self.step("generate", &document.path, &root)?;
        row.generation = ran.usage;
        row.made = serde_json::from_str(&ran.stdout).ok();
        match row.made.clone() {
            None => row.fail("the generator came to no end", &ran.stderr),
            Some(Made { openapi: None, .. }) => row.skipped = true,
            Some(Made {
                refused: Some(why), ..
            }) => row.fail("not generated", &why),
            Some(made) => {
                if made.generated + made.skipped != made.in_document {
                    let what = format!("{} of {}", made.generated, made.in_document);
                    row.fail(&format!("{what} operations are generated"), "");
                }
                self.try_crate(document, &root, &mut row)?;
            }
        }
        Ok(row)
    }

    fn try_crate(&self, document: &Document, root: &Path, row: &mut Row) -> io::Result<()> {
        fs::copy(&self.options.lock, root.join("Cargo.lock"))?;
        if self.options.check {
            let ran = self.check(root)?;
            row.check = Some(ran.usage);
            if !ran.success {
                row.fail("the crate does not compile", &ran.stderr);
            }
        }
        if self.options.wire {
            let folder = root.file_name().unwrap_or_default();
            let root = self.options.scratch.join("wire").join(folder);
            fs::create_dir_all(&root)?;
            fs::copy(&self.options.lock, root.join("Cargo.lock"))?;
            let ran = self.step("wire", &document.path, &root)?;
            match serde_json::from_str::<Wire>(&ran.stdout) {
                Ok(wire) => row.wire = Some(wire),
                Err(_) => row.fail("the operations could not be called", &ran.stderr),
            }
        }
        if self.options.sizes {
            let ran = self.step("sizes", &document.path, root)?;
            match serde_json::from_str::<Sizes>(&ran.stdout) {
                Ok(sizes) => row.sizes = Some(sizes),
                Err(_) => row.fail("the types could not be measured", &ran.stderr),
            }
        }
        if self.options.examples {
            let step = if self.options.sizes {
                "examples-in-release"
            } else {
                "examples"
            };
            let ran = self.step(step, &document.path, root)?;
            match serde_json::from_str::<Examples>(&ran.stdout) {
                Ok(examples) => row.examples = Some(examples),
                Err(_) => row.fail("the examples could not be tried", &ran.stderr),
            }
        }
        if let Some(seed) = self.options.shuffle {
            let more = ["--seed", &seed.to_string()];
            let ran = self.step_with("shuffle", &document.path, root, &more)?;
            match serde_json::from_str::<Vec<String>>(&ran.stdout) {
                Ok(found) => row.shuffled = Some(found),
                Err(_) => row.fail("it could not be generated in another order", &ran.stderr),
            }
        }
        if let Some(sampling) = self.options.instances {
            fs::copy(&self.options.lock, root.join("Cargo.lock"))?;
            let (seed, count) = (sampling.seed.to_string(), sampling.per_schema.to_string());
            let more = ["--seed", &seed, "--per-schema", &count];
            let step = if self.options.compiled {
                "compiled-instances"
            } else {
                "instances"
            };
            let ran = self.step_with(step, &document.path, root, &more)?;
            match serde_json::from_str::<Instances>(&ran.stdout) {
                Ok(instances) => row.instances = Some(instances),
                Err(_) => row.fail("the instances could not be tried", &ran.stderr),
            }
        }
        Ok(())
    }

    /// Runs a step in a process of its own.
    fn step(&self, step: &str, document: &Path, root: &Path) -> io::Result<Ran> {
        self.step_with(step, document, root, &[])
    }

    fn step_with(
        &self,
        step: &str,
        document: &Path,
        root: &Path,
        more: &[&str],
    ) -> io::Result<Ran> {
        let mut command = measure::command(&self.options.command)?;
        command
            .arg(step)
            .arg(document)
            .arg(root)
            .args(more)
            .env("CARGO_TARGET_DIR", &self.target);
        measure::run(&mut command, &self.target.join(step))
    }

    /// Compiles the crate at `root`, with warnings as errors.
    fn check(&self, root: &Path) -> io::Result<Ran> {
        fs::copy(&self.options.lock, root.join("Cargo.lock"))?;
        // Without a newer file, cargo would not compile an unchanged crate again.
        let library = fs::File::options()
            .append(true)
            .open(root.join("src/lib.rs"))?;
        library.set_modified(SystemTime::now())?;
        let mut command = cargo(root, &self.target, "check");
        command.env("RUSTFLAGS", "-D warnings");
        measure::run(&mut command, &self.target.join("check"))
    }
}

/// Returns a cargo command for the crate at `root`.
pub(super) fn cargo(root: &Path, target: &Path, subcommand: &str) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .args([subcommand, "--quiet", "--offline", "--no-default-features"])
        .arg("--manifest-path")
        .arg(root.join("Cargo.toml"))
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    // If tags are features, all of them are enabled.
    let divided = |manifest: String| manifest.contains(&format!("\n{ALL} = ["));
    if fs::read_to_string(root.join("Cargo.toml")).is_ok_and(divided) {
        command.args(["--features", ALL]);
    }
    command
}

/// Returns the files of a crate with all dependencies and no API.
fn runtime_only(some: &[&str]) -> Vec<OutputFile> {
    let mut files = vec![
        OutputFile {
            path: "Cargo.toml".to_owned(),
            text: manifest_text("runtime_only", "nothing", some),
        },
        OutputFile {
            path: "src/lib.rs".to_owned(),
            text: "// @generated\n//! The runtime alone.\n\npub mod runtime;\n".to_owned(),
        },
    ];
    files.extend(RUNTIME.iter().map(|(file, text)| OutputFile {
        path: format!("src/runtime/{file}"),
        text: format!("// @generated\n{text}"),
    }));
    files
}

impl std::ops::AddAssign for Usage {
    fn add_assign(&mut self, other: Self) {
        self.cpu_seconds += other.cpu_seconds;
        self.user_seconds += other.user_seconds;
        self.peak_bytes = self.peak_bytes.max(other.peak_bytes);
    }
}
