//! A module of an existing crate: the generated code with its runtime in one folder of that crate.

use super::{Generated, Generation};
use crate::{
    diagnostic::{Code, Diagnostic},
    generate::{Target, generate},
    output::{
        embedded::RUNTIME,
        package::{Package, Wishes, package_above, wanted},
        standalone::{self, PROGRAM, Runtime, copies, header, owned},
    },
    rust::{format::OutputFile, names::module_name},
    source::{self, Failure, Source},
    tree::Sources,
};
use std::path::Path;

/// The name of the inner module that contains the code.
const INNER: &str = "generated";

/// The location of a module: its path from the crate's root, without `crate`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The path: `api::petstore`.
    pub path: String,
}

impl Placed {
    /// Creates a location from a path, if it is valid.
    pub fn new(path: &str) -> Option<Self> {
        let mut names = path.split("::");
        let plain = names.all(|it| module_name(it) == it);
        plain.then(|| Self {
            path: path.to_owned(),
        })
    }

    /// Returns the code with the path of the runtime adjusted to the location.
    pub(crate) fn rehomed(&self, text: &str) -> String {
        text.replace("crate::runtime", &format!("crate::{}::runtime", self.path))
    }

    /// Returns the files of the module, relative to its folder.
    pub(crate) fn files(
        &self,
        api: &[OutputFile],
        origin: &str,
        runtime: &Runtime,
    ) -> Vec<OutputFile> {
        let root = OutputFile {
            path: "mod.rs".to_owned(),
            text: format!(
                "{}//! A typed HTTP client.\n\n{ALLOWED}\n{}",
                header(origin),
                root(runtime)
            ),
        };
        let api = api.iter().map(|it| OutputFile {
            path: it.path.clone(),
            text: self.rehomed(&owned(origin, &it.text)),
        });
        let vendored = if *runtime == Runtime::Vendored {
            RUNTIME
        } else {
            &[]
        };
        let runtime = copies("runtime", vendored, "runtime").map(|it| OutputFile {
            text: self.rehomed(&it.text),
            path: it.path,
        });
        [root].into_iter().chain(api).chain(runtime).collect()
    }
}

/// The lints that are allowed in the module, whatever the surrounding crate requires of its own code.
const ALLOWED: &str = "\
#![allow(unused, reason = \"a crate uses only a part\")]
#![allow(missing_docs, unreachable_pub, reason = \"items without a description have only a name\")]
#![allow(clippy::all, clippy::pedantic, reason = \"generated code\")]
";

/// Returns the root of the module.
fn root(runtime: &Runtime) -> String {
    let skip = match runtime {
        Runtime::Vendored => {
            "#[rustfmt::skip]
"
        }
        Runtime::Shared(_) => "",
    };
    format!(
        "#[rustfmt::skip]
mod generated;
{skip}{}

pub use self::generated::*;
",
        runtime.declaration()
    )
}

/// Returns the root of the module for `include!`: each part of it has the allowed lints as outer attributes, and
/// features that the crate does not have are off.
pub(crate) fn root_of_included() -> String {
    let allowed = ALLOWED.replace("#![", "#[");
    let allowed = format!(
        "{allowed}#[allow(unexpected_cfgs, reason = \"features that the crate does not have are off\")]\n"
    );
    root(&Runtime::Vendored)
        .lines()
        .map(|line| {
            let before = if line.contains("mod ") { &allowed } else { "" };
            format!("{before}{line}\n")
        })
        .collect()
}

/// Generates the document at `input` as a module of the crate that contains `folder`.
///
/// # Errors
///
/// A [`Failure`] if the document cannot be read, or the folder is not below the `src` of a crate.
pub fn module_of(input: &Path, folder: &Path) -> Result<Generation, Failure> {
    let origin = input.file_name().unwrap_or_default().to_string_lossy();
    module_from(source::load(input)?, &origin, folder, &Runtime::Vendored)
}

/// Generates a module from a document that has been read.
///
/// # Errors
///
/// The same as [`module_of`].
pub fn module_from(
    mut source: Source,
    origin: &str,
    folder: &Path,
    runtime: &Runtime,
) -> Result<Generation, Failure> {
    let Some((root, package, below)) = package_above(folder) else {
        return Err(refused(format!(
            "{} is not in a crate: neither it nor a folder above it has a Cargo.toml with `[package]`",
            folder.display()
        )));
    };
    let names = below.strip_prefix("src/").filter(|it| !it.is_empty());
    let names: Vec<&str> = names.into_iter().flat_map(|it| it.split('/')).collect();
    let Some(placed) = Placed::new(&names.join("::")).filter(|_| !names.is_empty()) else {
        return Err(refused(format!(
            "{} cannot be the folder of a module: it has to be below `src`, with names in snake_case",
            folder.display()
        )));
    };
    let more = standalone::own::dependencies_of_module(&source);
    let more = more.unwrap_or_else(|wrong| {
        source.diagnostics.extend(wrong);
        toml::Table::new()
    });
    let path = format!("{}::{}", package.replace('-', "_"), placed.path);
    let target = Target {
        module: INNER,
        path: &path,
        origin,
    };
    let output = generate(&source, target);
    let made = output.files.as_ref().map(|api| {
        let mut files = placed.files(api, origin, runtime);
        for file in &mut files {
            file.path = format!("{below}/{}", file.path);
        }
        let package = Package {
            owned: vec![below.clone()],
            home: below.clone(),
            keys: wanted(Wishes {
                runtime,
                dependencies: runtime.dependencies(api, &root),
                own: &more,
                features: &[],
                tests: false,
            }),
            runtime: None,
            module: names.last().copied().unwrap_or_default().to_owned(),
            command: format!("{PROGRAM} generate"),
            keeps: true,
        };
        (files, package)
    });
    let (files, package) = made.unzip();
    Ok(Generation {
        root,
        apis: vec![Generated {
            name: names.last().copied().unwrap_or_default().to_owned(),
            source,
            output,
        }],
        files,
        package,
        tests: None,
        untested: Vec::new(),
    })
}

fn refused(message: String) -> Failure {
    Failure {
        files: Sources::new(),
        diagnostics: Diagnostic::error(Code::Module, None::<crate::tree::Place>, message).into(),
    }
}
