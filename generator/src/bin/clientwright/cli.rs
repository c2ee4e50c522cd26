//! The command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use generator::command::Stage;
use std::path::{Path, PathBuf};

/// Generates typed Rust clients from OpenAPI documents.
#[derive(Parser)]
#[command(name = "clientwright", version, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Action,
}

#[derive(Subcommand)]
pub(crate) enum Action {
    /// Find the OpenAPI documents of this repository, and write a configuration for them
    Init(InitArgs),
    /// Generate the APIs of the configuration, or a crate or module from one document
    Generate(WriteArgs),
    /// Check that the files are what `generate` would write, without writing anything
    Check(GenerateArgs),
    /// Report what changed between two documents, whom it breaks, and the semver bump that it requires
    Diff(DiffArgs),
    /// Print the artefact of a generator stage for a document
    Dump(DumpArgs),
    /// Explain what a diagnostic's code means, and what to do about it
    Explain(ExplainArgs),
    /// Print the JSON Schema of the configuration, for editors
    Schema,
}

#[derive(Args)]
#[command(after_help = "\
Examples:
  clientwright init
      write clientwright.toml for the documents in this folder and below
  clientwright init --output clients api/openapi.yaml
      for this document, whose crate goes below clients/

Exit codes: 0 done, 1 no document was found or the configuration exists already, 2 wrong arguments.")]
pub(crate) struct InitArgs {
    /// The documents [default: those in this folder and below]
    #[arg(value_name = "DOC")]
    pub(crate) documents: Vec<PathBuf>,
    /// The parent folder of the crates
    #[arg(long, value_name = "DIR", default_value = "clients")]
    pub(crate) output: PathBuf,
    /// The configuration to write
    #[arg(long, value_name = "FILE", default_value = CONFIG)]
    pub(crate) config: PathBuf,
}

/// The default configuration file in a user's repository.
pub(crate) const CONFIG: &str = "clientwright.toml";

/// Returns the path of the configuration that lists the APIs.
pub(crate) fn listing(config: Option<&Path>) -> &Path {
    config.unwrap_or(Path::new(CONFIG))
}

#[derive(Args)]
#[command(after_help = "\
Examples:
  clientwright generate
      everything that clientwright.toml lists
  clientwright generate --bump --base v1.2.0
      the same, with the version that the changes since v1.2.0 need, and their entry in CHANGELOG.md
  clientwright check
      write nothing; exit 1 and list what differs from what `generate` would write
  clientwright generate --input petstore.yaml --output petstore
      the crate `petstore` in petstore/, ready for `cargo check`
  clientwright generate --input petstore.yaml --module src/petstore
      a module of the crate in this folder
  clientwright generate --input petstore.yaml --output petstore --config clientwright.toml
      the same with the settings that the file has for petstore.yaml, or for its only API
  curl -fsSL https://petstore.example/openapi.yaml | clientwright generate --input - --output petstore
      from standard input

The generator owns src/generated, src/runtime and tests/conformance of a crate, and the folder of a module. Of
Cargo.toml it keeps its own dependencies and features up to date; README.md and src/lib.rs are written once.

Exit codes: 0 done, 1 an error in a document or a difference found by `check`, 2 wrong arguments.")]
pub(crate) struct GenerateArgs {
    /// The configuration [default: clientwright.toml, unless there is --input]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Only these APIs of the configuration; can be repeated
    #[arg(long, value_name = "NAME", conflicts_with = "input")]
    pub(crate) only: Vec<String>,
    /// An OpenAPI document to generate from, with the settings of --config: of its API there, or of the only one; `-`
    /// is standard input
    #[arg(long, value_name = "DOC", requires = "destination")]
    pub(crate) input: Option<PathBuf>,
    /// The folder of the generated crate
    #[arg(long, value_name = "DIR", requires = "input", group = "destination")]
    pub(crate) output: Option<PathBuf>,
    /// The folder of a module in an existing crate
    #[arg(long, value_name = "DIR", requires = "input", group = "destination")]
    pub(crate) module: Option<PathBuf>,
    /// The name of the crate [default: from the document's file name, or from the folder]
    #[arg(long, value_name = "NAME", requires = "output")]
    pub(crate) name: Option<String>,
    /// Give the crate tests of what is sent over the wire
    #[arg(long, requires = "output")]
    pub(crate) tests: bool,
    /// Generate only these operations, with the types that they need: a tag, an operationId, a path (`*` is any text
    /// except a slash, `**` any text), or a method and a path; can be repeated
    #[arg(long, value_name = "PATTERN", requires = "input")]
    pub(crate) include: Vec<String>,
    /// Leave these operations out
    #[arg(long, value_name = "PATTERN", requires = "input")]
    pub(crate) exclude: Vec<String>,
    /// Write a JSON report of what was generated, widened and left out
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// Exit 1 and write nothing if anything was widened or left out
    #[arg(long, value_name = "WHAT")]
    pub(crate) deny: Option<Deny>,
    /// Show every note, not only their number
    #[arg(long)]
    pub(crate) notes: bool,
    /// The git revision against which changes in the documents are reported [default: HEAD]
    #[arg(long, value_name = "REV", conflicts_with = "input")]
    pub(crate) base: Option<String>,
}

#[derive(Args)]
pub(crate) struct WriteArgs {
    #[command(flatten)]
    pub(crate) what: GenerateArgs,
    /// Bump the version of each crate whose document changed since --base as the changes require, and add an
    /// entry with them to its CHANGELOG.md
    #[arg(long, conflicts_with = "input")]
    pub(crate) bump: bool,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Deny {
    /// Anything that was widened or left out
    Warnings,
}

#[derive(Args)]
#[command(after_help = "\
Examples:
  clientwright diff old.yaml new.yaml
  clientwright diff --base origin/main
      the documents of clientwright.toml, compared with their versions there
  clientwright diff --base origin/main --markdown
      the same as a comment for a pull request

Exit codes: 0 nothing changed, 1 compatible changes only, 2 something breaks callers or deployed
clients, 3 wrong arguments, or a document or revision that cannot be read.")]
pub(crate) struct DiffArgs {
    /// The old document
    #[arg(requires = "new", required_unless_present = "base")]
    pub(crate) old: Option<PathBuf>,
    /// The new document
    pub(crate) new: Option<PathBuf>,
    /// Compare the documents of the configuration with those at this git revision
    #[arg(long, value_name = "REV", conflicts_with = "old")]
    pub(crate) base: Option<String>,
    /// The configuration; for two documents, its settings for one of them apply to both [default: clientwright.toml
    /// for --base, none for two documents]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Write Markdown, for a comment on a pull request
    #[arg(long)]
    pub(crate) markdown: bool,
}

#[derive(Args)]
#[command(after_help = "\
Examples:
  clientwright dump api --input petstore.yaml
  clientwright dump files --input petstore.yaml --only operations/pet.rs

Exit codes: 0 done, 1 an error in the document or an unknown name, 2 wrong arguments.")]
pub(crate) struct DumpArgs {
    /// The stage whose artefact is printed
    pub(crate) stage: Stage,
    /// The document; `-` is standard input [default: the first one of the configuration]
    #[arg(long, value_name = "DOC")]
    pub(crate) input: Option<PathBuf>,
    /// The configuration [default: clientwright.toml, unless there is --input]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Only the schemas, operations or files of this name; for `source` and `document`, the value at this JSON pointer
    #[arg(long, value_name = "NAME")]
    pub(crate) only: Option<String>,
}

#[derive(Args)]
#[command(after_help = "\
Example:
  clientwright explain dangling-reference

Exit codes: 0 done, 1 there is no such code, 2 wrong arguments.")]
pub(crate) struct ExplainArgs {
    /// The code, as messages have it in brackets [default: all of them]
    pub(crate) code: Option<String>,
}
