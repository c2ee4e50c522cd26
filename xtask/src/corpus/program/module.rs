//! A crate with the code of several documents, one module per document.

use generator::{
    Report, Stages, Target,
    diagnostic::Diagnostics,
    generate,
    output::{
        standalone::{RUNTIME, manifest_text},
        write::write,
    },
    rust::{emit::Context, format::OutputFile},
    source::Source,
    stages,
};
use std::{fs, io, path::Path};

/// A generated document among those of a crate.
#[derive(Debug)]
pub struct Module {
    /// The module's name.
    name: String,
    /// The module's path.
    path: String,
    /// The stages of the document.
    stages: Stages,
    /// The generated files.
    files: Vec<OutputFile>,
    /// The report on what was generated and what was not.
    pub report: Report,
}

impl Module {
    /// Generates a document as the module `module` of the crate `krate`. Deeply nested documents need
    /// [`on_deep_stack`](generator::on_deep_stack) around this call.
    ///
    /// # Errors
    ///
    /// The document has an error; the report contains it.
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

    /// Returns the stages of the document.
    pub fn stages(&self) -> &Stages {
        &self.stages
    }

    /// Returns the context for emitters.
    pub fn context(&self) -> Context<'_> {
        self.stages.context(&self.name, &self.path)
    }

    /// Writes the crate `krate` with these documents to `root`. The lock file `lock` pins its dependencies.
    ///
    /// # Errors
    ///
    /// A file cannot be written.
    pub fn write(all: &[&Self], krate: &str, root: &Path, lock: &Path) -> io::Result<()> {
        fs::create_dir_all(root)?;
        // A program of an earlier run is not among the crate's files.
        match fs::remove_dir_all(root.join("examples")) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        write(root, &files(all, krate))?;
        fs::copy(lock, root.join("Cargo.lock"))?;
        Ok(())
    }
}

/// Returns the crate's files. The manifest and the runtime are those of a standalone crate.
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
