//! Embeds what emitted crates take over: the runtime, the harness of the tests, and the manifests that name features
//! and dependencies.
//!
//! `embedded/` has links to them. `cargo package` follows links, so that the package has the files themselves. A checkout
//! without links, as git makes it on Windows by default, has files that hold the path that the link leads to.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

/// The manifests: the constant, the name below `embedded/`, and what it is.
const MANIFESTS: [(&str, &str, &str); 2] = [
    ("MANIFEST", "runtime.toml", "The manifest of the runtime"),
    (
        "WORKSPACE",
        "workspace.toml",
        "The manifest of the workspace that it takes versions from",
    ),
];

/// The tests of the runtime, which no copy has.
const TESTS: &str = "tests/";

/// The beginning of the part of the runtime's `lib.rs` that no copy has.
const OWN: &str = "// The rest belongs to this crate alone";

/// The lines before a macro for other crates.
const EXPORTED: &str = "#[macro_export]\n#[doc(hidden)]\nmacro_rules! ";

/// The guide, whose examples are tested where they are written: a copy does not know what its crate is called.
const GUIDE: &str = "guide.rs";

/// Where its parts are.
const GUIDE_PARTS: &str = "guide/";

/// The line of an example that says where the runtime is.
const WHERE: &str = "//! # use clientwright_runtime as runtime;\n";

/// A document need not use every macro.
const UNUSED: &str = "#[allow(unused_imports)]\n";

fn main() -> io::Result<()> {
    let variable = |name| env::var_os(name).map(PathBuf::from).unwrap_or_default();
    let embedded = variable("CARGO_MANIFEST_DIR").join("embedded");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", embedded.display());
    let out = variable("OUT_DIR");
    let mut code = String::new();
    let runtime = folder(&embedded.join("runtime"))?;
    let runtime = runtime.iter().filter(|(name, _)| !name.starts_with(TESTS));
    let runtime: Vec<_> = runtime.cloned().collect();
    let copied = copies(&runtime, &out)?;
    code.push_str(&constant("RUNTIME", "The runtime", &copied));
    let harness = folder(&embedded.join("wire"))?;
    code.push_str(&constant(
        "HARNESS",
        "The harness that the emitted tests stand on",
        &harness,
    ));
    for (constant, name, what) in MANIFESTS {
        let path = followed(&embedded.join(name))?;
        println!("cargo::rerun-if-changed={}", path.display());
        code.push_str(&format!(
            "/// {what}.\npub(crate) const {constant}: &str = {};\n",
            included(&path)
        ));
    }
    fs::write(out.join("embedded.rs"), code)
}

/// Returns the Rust files below a folder that a link may lead to.
fn folder(link: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let folder = followed(link)?;
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    list(&folder, "", &mut files)?;
    files.sort();
    Ok(files)
}

/// Returns the constant that holds files: name and text.
fn constant(name: &str, what: &str, files: &[(String, PathBuf)]) -> String {
    let lines = files
        .iter()
        .map(|(name, path)| format!("    ({name:?}, {}),\n", included(path)));
    format!(
        "/// {what}, file by file: name and text.\npub const {name}: &[(&str, &str)] = &[\n{}];\n",
        lines.collect::<String>()
    )
}

/// Writes the runtime as a module of another crate has it, and returns its files.
fn copies(runtime: &[(String, PathBuf)], out: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let (mut done, mut macros) = (Vec::new(), String::new());
    let mut root = String::new();
    for (name, path) in runtime {
        let mut text = fs::read_to_string(path)?;
        if name == "lib.rs" {
            root = text;
            continue;
        }
        if name == GUIDE || name.starts_with(GUIDE_PARTS) {
            text = untested(&text);
        }
        let module = name.trim_end_matches(".rs").trim_end_matches("/mod");
        let module = module.replace('/', "::");
        for exported in reach(&mut text) {
            macros.push_str(&format!(
                "{UNUSED}pub(crate) use self::{module}::{exported};\n"
            ));
        }
        done.push(written(out, name, &text)?);
    }
    // The root of the crate is the module's `mod.rs`, without what only a crate of its own has.
    let root = root.split(OWN).next().unwrap_or_default().trim_end();
    done.push(written(out, "mod.rs", &format!("{root}\n\n{macros}"))?);
    done.sort();
    Ok(done)
}

/// Returns documentation whose examples are only shown.
fn untested(text: &str) -> String {
    let mut is_open = false;
    let lines = text.replace(WHERE, "");
    let lines = lines.lines().map(|line| {
        let is_fence = line.starts_with("//! ```");
        is_open ^= is_fence;
        if is_fence && is_open {
            "//! ```ignore\n".to_owned()
        } else {
            format!("{line}\n")
        }
    });
    lines.collect()
}

/// Makes the macros that a file exports from its crate reachable inside it, and returns their names.
fn reach(text: &mut String) -> Vec<String> {
    let exported = text.split(EXPORTED).skip(1);
    let names = exported.filter_map(|rest| rest.split_whitespace().next());
    let names: Vec<String> = names.map(str::to_owned).collect();
    *text = text.replace(
        EXPORTED,
        "#[allow(unused_macros)] // a document need not use it\nmacro_rules! ",
    );
    for name in &names {
        text.push_str(&format!("{UNUSED}pub(crate) use {name};\n"));
    }
    names
}

fn written(out: &Path, name: &str, text: &str) -> io::Result<(String, PathBuf)> {
    let target = out.join("runtime").join(name);
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&target, text)?;
    Ok((name.to_owned(), target))
}

/// Returns the code that has the text of a file.
fn included(path: &Path) -> String {
    let path = path.display().to_string();
    format!("include_str!({path:?})")
}

/// Returns where a link leads to, also where git wrote it as a file that holds the path.
fn followed(link: &Path) -> io::Result<PathBuf> {
    if link.is_file() {
        let text = fs::read_to_string(link)?;
        let target = link.with_file_name("").join(text.trim());
        if !text.contains('\n') && target.exists() {
            return fs::canonicalize(target);
        }
    }
    fs::canonicalize(link)
}

/// Adds the Rust files below a folder: the name with `/`, and the path.
fn list(folder: &Path, above: &str, out: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{above}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            list(&entry.path(), &format!("{name}/"), out)?;
        } else if entry.path().extension().is_some_and(|it| it == "rs") {
            out.push((name, entry.path()));
        }
    }
    Ok(())
}
