//! A crate with the code of several documents, a module each.

use crate::{
    Report, Stages, Target,
    diagnostic::Diagnostics,
    emit::Context,
    generate,
    load::Source,
    stages,
    standalone::{RUNTIME, manifest_text},
    write::{OutputFile, write},
};
use std::{fs, io, path::Path};

/// A document among those of a crate, generated.
#[derive(Debug)]
pub struct Module {
    /// The module's name.
    name: String,
    /// Its path.
    path: String,
    /// What it was generated from.
    stages: Stages,
    /// Its code.
    files: Vec<OutputFile>,
    /// What was generated and what was not.
    pub report: Report,
}

impl Module {
    /// Generates a document as the module `module` of the crate `krate`. Documents that nest deep need
    /// [`on_deep_stack`](crate::on_deep_stack) around it.
    ///
    /// # Errors
    ///
    /// The report if there is an error in the document.
    pub fn new(source: &Source, krate: &str, module: &str) -> Result<Self, Box<Report>> {
        let path = format!("{krate}::{module}");
        let target = Target {
            module,
            path: &path,
            origin: "a document",
        };
        let output = generate(source, target);
        let made = stages(source, &mut Diagnostics::new());
        match (output.files, made) {
            (Some(files), Some(stages)) => Ok(Self {
                name: module.to_owned(),
                path,
                stages,
                files,
                report: output.report,
            }),
            _ => Err(Box::new(output.report)),
        }
    }

    /// The stages that the code was made by.
    pub fn stages(&self) -> &Stages {
        &self.stages
    }

    /// What an emitter looks at.
    pub fn context(&self) -> Context<'_> {
        Context {
            api: &self.stages.api,
            facts: &self.stages.facts,
            names: &self.stages.names,
            module: &self.name,
            path: &self.path,
            features: None,
        }
    }

    /// Writes the crate `krate` with these documents to `root`. It takes the versions of `lock`.
    ///
    /// # Errors
    ///
    /// What the system says when a file cannot be written.
    pub fn write(all: &[&Self], krate: &str, root: &Path, lock: &Path) -> io::Result<()> {
        fs::create_dir_all(root)?;
        // The program of the last time is none of the files of the crate.
        match fs::remove_dir_all(root.join("examples")) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        write(root, &files(all, krate))?;
        fs::copy(lock, root.join("Cargo.lock"))?;
        Ok(())
    }
}

/// The crate's files: its manifest and runtime are those of a crate of its own.
fn files(all: &[&Module], krate: &str) -> Vec<OutputFile> {
    let file = |path: &str, text: String| OutputFile {
        path: path.to_owned(),
        text,
    };
    let modules = all.iter().map(|it| format!("pub mod {};\n", it.name));
    let modules: String = modules.collect();
    let library = format!("// @generated\n//! Documents.\n\npub mod runtime;\n{modules}");
    let mut out = vec![
        file(
            "Cargo.toml",
            manifest_text(krate, "documents", &["jiff", "uuid"]),
        ),
        file("src/lib.rs", library),
    ];
    let runtime = RUNTIME.iter();
    out.extend(runtime.map(|(name, text)| {
        file(
            &format!("src/runtime/{name}"),
            format!("// @generated\n{text}"),
        )
    }));
    let code = all.iter().flat_map(|it| &it.files);
    out.extend(code.map(|it| file(&format!("src/{}", it.path), it.text.clone())));
    out
}
